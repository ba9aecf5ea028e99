// May this person decide this case? Pure: the case as it stands, the person with all his names, the authority rules.
import type { Money } from '#base/money.ts';
import { type AuthorityAct, type AuthorityAnswer, type AuthorityRules, mayDecide } from '#engine/authority.ts';
import { can, type Role } from '#platform/auth/permissions.ts';

export type Person = {
  /** Who answers for it; null: nobody by name (the operator of the machine). */
  readonly id: string | null;
  /** Everything he may have proposed as: himself, his machine key. */
  readonly ids: readonly string[];
  readonly name: string;
  readonly roles: readonly Role[];
};

export type Standing = {
  readonly open: boolean;
  readonly kind: string;
  readonly proposedBy: string | null;
  readonly amount: Money;
  readonly overdueDays: number;
  /** A release of a held order: how far it goes above the limits. */
  readonly overLimitMinor?: bigint;
};

/** In the order in which they are examined: the first that applies is the one told. */
export type SecondPersonRefusal = {
  readonly code: 'decided' | 'person_needed' | 'own_proposal' | 'not_permitted' | 'above_authority';
  /** With `above_authority`: what exceeds which bound, and whose authority would do. */
  readonly authority?: AuthorityAnswer;
};

/** What the authority rulebook asks about each kind of case; a kind that is not here needs the permission alone. */
const ACTS: Readonly<Record<string, AuthorityAct>> = {
  limit: 'approve_limit',
  'limits-file': 'approve_limit',
  'temporary-limit': 'approve_temporary_limit',
  'write-off': 'approve_write_off',
  refund: 'approve_refund',
  'order-release': 'release_hold',
  'rating-override': 'approve_rating',
  'rating-support': 'approve_rating',
};

/** null: he may. Whatever the rulebook says, nobody decides what he proposed. */
export function whyNot(standing: Standing, decider: Person, rules: AuthorityRules): SecondPersonRefusal | null {
  if (!standing.open) return { code: 'decided' };
  if (decider.id === null) return { code: 'person_needed' };
  if (standing.proposedBy !== null && [decider.id, ...decider.ids].includes(standing.proposedBy)) return { code: 'own_proposal' };
  if (!can(decider.roles, 'approvals.decide')) return { code: 'not_permitted' };
  const act = ACTS[standing.kind];
  if (act === undefined) return null;
  const authority = mayDecide(
    {
      act,
      roles: decider.roles,
      actor: decider.id,
      maker: standing.proposedBy,
      amount: standing.amount,
      overLimitMinor: standing.overLimitMinor ?? 0n,
      overdueDays: standing.overdueDays,
    },
    rules,
  );
  return authority.allowed ? null : { code: 'above_authority', authority };
}
