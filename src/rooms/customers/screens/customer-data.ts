// What the customer's page reads, and the account it shows: one position by currency, the group's beside it.
import type { OutputOf } from '#platform/operation.ts';
import { position } from '#rooms/exposure/contract.ts';
import { of as limitsOf } from '#rooms/limits/contract.ts';
import { alerts } from '#rooms/monitoring/contract.ts';
import { get as getRating } from '#rooms/ratings/contract.ts';
import { behaviour } from '#rooms/receivables/contract.ts';
import { disputes } from '#rooms/settlements/contract.ts';
import { useOperation } from '#web/api.ts';
import { useAsOf } from '#web/kit/reading.tsx';
import { useMay } from '#web/shell/session.tsx';
import { get as getCustomer } from '../contract.ts';

export type CustomerAnswer = OutputOf<typeof getCustomer>;
export type Customer = CustomerAnswer['customer'];
export type Position = OutputOf<typeof position>['positions'][number];
export type Limits = OutputOf<typeof limitsOf>;
export type Grant = Limits['grants'][number];
export type Behaviour = OutputOf<typeof behaviour>;
export type RatingAnswer = OutputOf<typeof getRating>;
export type AlertItem = OutputOf<typeof alerts>['alerts'][number];

export const MONTHS = 12;
const ALERTS_MAX = 50;

export type CustomerData = {
  readonly code: string;
  readonly customer: Customer;
  readonly members: CustomerAnswer['groupMembers'];
  readonly positions: readonly Position[] | undefined;
  /** What of the receivables is disputed, by currency. */
  readonly disputed: OutputOf<typeof disputes>['totals'];
  readonly limits: Limits | undefined;
  readonly behaviour: Behaviour | undefined;
  readonly rating: RatingAnswer | undefined;
  readonly alerts: readonly AlertItem[];
};

/** Reads everything of the head and the overview side by side; the head alone decides whether there is a page. */
export function useCustomer(code: string): { data: CustomerData | undefined; error: Error | null; retry: () => void } {
  const seesRatings = useMay('ratings.read');
  const seesLimits = useMay('limits.read');
  const seesAlerts = useMay('alerts.read');
  const { then } = useAsOf();
  const head = useOperation(getCustomer, { customer: code });
  const known = head.data !== undefined;
  const positions = useOperation(position, { customer: code, ...then });
  const disputed = useOperation(disputes, { customer: code, limit: 1, ...then });
  const limits = useOperation(limitsOf, { customer: code, ...then }, { enabled: seesLimits });
  const paid = useOperation(behaviour, { customer: code, months: MONTHS, ...then });
  const rating = useOperation(getRating, { customer: code, ...then }, { enabled: seesRatings });
  const warned = useOperation(alerts, { customer: code, limit: ALERTS_MAX, ...then }, { enabled: seesAlerts });
  return {
    data: known
      ? {
          code,
          customer: head.data.customer,
          members: head.data.groupMembers,
          positions: positions.data?.positions,
          disputed: disputed.data?.totals ?? [],
          limits: limits.data,
          behaviour: paid.data,
          rating: rating.data,
          alerts: (warned.data?.alerts ?? []).filter((each) => each.state === 'open' || each.state === 'acknowledged'),
        }
      : undefined,
    error: head.error ?? positions.error,
    retry: () => {
      void head.refetch();
      void positions.refetch();
    },
  };
}

/** The address names a currency or `all`; unasked, a customer in several currencies is shown over all of them, against his limit in ours. */
export function ownPosition(positions: readonly Position[] | undefined, currency?: string): Position | undefined {
  const own = positions?.filter((each) => each.kind === 'own') ?? [];
  const total = positions?.find((each) => each.kind === 'total');
  return own.find((each) => each.currency === currency) ?? total ?? own[0] ?? positions?.[0];
}

/** The permanent limit in force, where a temporary or seasonal one lies on top of it. */
export function permanentOf(limits: Limits | undefined, currency: string): Grant | undefined {
  const inForce = limits?.grants.filter((each) => each.inForce && each.currency === currency) ?? [];
  return inForce.length > 1 ? inForce.find((each) => each.kind === 'permanent') : undefined;
}
