// What a check is asked about an order, as it comes or as it was kept.
import type { Day } from '#base/date.ts';
import type { Checkpoint } from '#engine/order-check.ts';
import type { Order } from './ledger.ts';
import { checkpointIn, type Said, saidIn } from './said.ts';
import type * as store from './store.ts';

/** One order to decide, its customer and account known. */
export type Asked = {
  readonly source: string;
  readonly number: string;
  readonly partyId: string;
  readonly accountId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly termsDays: number | null;
  /** Terms of the customer's own; read where the asker leaves them out. */
  readonly customerTermsDays?: number | null;
  /** 'order' where absent; an order that is known is changed by being asked again. */
  readonly checkpoint?: Checkpoint | undefined;
  /** What of a known order is delivered now; the whole order where absent. */
  readonly partMinor?: bigint | undefined;
  readonly deliverOn?: Day | null | undefined;
  readonly discountPpm?: number | null | undefined;
  readonly said?: Said | undefined;
};

/** A stored order as it is asked about again. */
export function askedOf(row: store.OrderRow): Asked {
  return {
    source: row.source,
    number: row.number,
    partyId: row.party_id,
    accountId: row.account_id,
    amountMinor: row.amount_minor,
    currency: row.currency,
    termsDays: row.terms_days,
    ...(row.customer_terms_days === undefined ? {} : { customerTermsDays: row.customer_terms_days }),
    checkpoint: checkpointIn(row.last_checkpoint),
    said: saidIn(row.last_said),
    discountPpm: row.last_discount ?? null,
  };
}

/** The day an order is to be delivered. What goes out now is not far off, whatever day the order once named. */
export function deliverOnOf(one: Asked, order: Order | undefined): Day | null {
  if (one.checkpoint === 'delivery' || one.checkpoint === 'invoice') return null;
  return one.deliverOn ?? order?.deliverOn ?? null;
}
