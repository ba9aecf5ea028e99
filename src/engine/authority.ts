// Who may release, approve or refuse what: role, money, days overdue, and never what he made himself.
import { AssertionError } from '#base/assert.ts';
import type { Money } from '#base/money.ts';

export const AUTHORITY_ACTS = [
  'release_hold',
  'refuse_hold',
  'approve_limit',
  'approve_temporary_limit',
  'freeze',
  'lift_freeze',
] as const;
export type AuthorityAct = (typeof AUTHORITY_ACTS)[number];

/** null: no bound. Amounts by currency; a bounded act in a currency without a bound is not permitted. */
export type AuthorityRow = {
  readonly role: string;
  readonly act: AuthorityAct;
  /** Order or limit in whole. */
  readonly amountMax: readonly Money[] | null;
  /** Beyond the limit in force once it is done. */
  readonly overLimitMax: readonly Money[] | null;
  readonly overdueDaysMax: number | null;
};

export type AuthorityRules = {
  /** Nobody decides what he proposed or entered. */
  readonly makerIsNotChecker: boolean;
  readonly rows: readonly AuthorityRow[];
};

export type AuthorityFacts = {
  readonly act: AuthorityAct;
  readonly roles: readonly string[];
  readonly actor: string;
  /** Who proposed or entered it; null: a machine. */
  readonly maker: string | null;
  readonly amount: Money;
  readonly overLimitMinor: bigint;
  readonly overdueDays: number;
};

export type AuthorityReason = {
  readonly code:
    | 'role_without_act'
    | 'maker_is_checker'
    | 'amount_above'
    | 'over_limit_above'
    | 'overdue_days_above'
    | 'no_bound_in_currency';
  readonly role: string | null;
  readonly actual: bigint | number | string | null;
  readonly threshold: bigint | number | string | null;
};

export type AuthorityAnswer = {
  readonly allowed: boolean;
  /** The role that carries it. */
  readonly role: string | null;
  readonly reasons: readonly AuthorityReason[];
  /** Roles whose authority would be enough, for "who can". */
  readonly rolesThatMay: readonly string[];
};

export function mayDecide(_facts: AuthorityFacts, _rules: AuthorityRules): AuthorityAnswer {
  throw new AssertionError('not built yet');
}
