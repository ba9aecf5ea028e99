// Who may release, approve or refuse what: role, money, days overdue, and never what he made himself.
import type { Money } from '#base/money.ts';

export const AUTHORITY_ACTS = [
  'release_hold',
  'refuse_hold',
  'approve_limit',
  'approve_temporary_limit',
  'freeze',
  'lift_freeze',
  'approve_write_off',
  'approve_refund',
  'approve_rating',
] as const;
export type AuthorityAct = (typeof AUTHORITY_ACTS)[number];
/**
 * Matters that came after companies had stored their own authority: a version that says nothing of one is completed by the rows we ship. Who
 * wants nobody to do it writes a row with a bound of 0.
 */
export const LATER_ACTS: readonly AuthorityAct[] = ['approve_write_off', 'approve_refund', 'approve_rating'];

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

/** What a release carries beyond its own amount, so that the same order is not held twice for a little more. */
export type ReleaseBounds = {
  /** So much more of the order than was released still goes. */
  readonly tolerancePpm: number;
  /** A release holds for so many days unless whoever gives it says fewer or more. */
  readonly days: number;
};

/** Where the rulebook says nothing of it. */
export const RELEASE_BOUNDS: ReleaseBounds = { tolerancePpm: 50_000, days: 7 };

export type AuthorityRules = {
  /** Nobody decides what he proposed or entered. */
  readonly makerIsNotChecker: boolean;
  readonly rows: readonly AuthorityRow[];
  readonly release?: ReleaseBounds;
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

/**
 * May this person do this? The most fitting of his roles answers: with the reasons of the row that fails least when none allows it. Whoever
 * made the thing may not decide it under any role.
 */
export function mayDecide(facts: AuthorityFacts, rules: AuthorityRules): AuthorityAnswer {
  const rolesThatMay: string[] = [];
  let allowedBy: string | null = null;
  let closest: AuthorityReason[] | null = null;
  for (const row of rules.rows) {
    if (row.act !== facts.act) continue;
    const failed = rowReasons(row, facts);
    if (failed.length === 0 && !rolesThatMay.includes(row.role)) rolesThatMay.push(row.role);
    if (!facts.roles.includes(row.role)) continue;
    if (failed.length === 0) allowedBy ??= row.role;
    else if (closest === null || failed.length < closest.length) closest = failed;
  }
  const reasons: AuthorityReason[] = [];
  if (rules.makerIsNotChecker && facts.maker !== null && facts.maker === facts.actor) {
    reasons.push({ code: 'maker_is_checker', role: null, actual: facts.actor, threshold: null });
  }
  if (allowedBy === null) {
    reasons.push(
      ...(closest ?? [{ code: 'role_without_act' as const, role: facts.roles[0] ?? null, actual: facts.act, threshold: null }]),
    );
  }
  return { allowed: reasons.length === 0, role: reasons.length === 0 ? allowedBy : null, reasons, rolesThatMay };
}

function rowReasons(row: AuthorityRow, facts: AuthorityFacts): AuthorityReason[] {
  const reasons: AuthorityReason[] = [];
  const money = (code: 'amount_above' | 'over_limit_above', bounds: readonly Money[] | null, actual: bigint) => {
    if (bounds === null || actual <= 0n) return;
    const bound = bounds.find((each) => each.currency === facts.amount.currency);
    if (!bound) reasons.push({ code: 'no_bound_in_currency', role: row.role, actual: facts.amount.currency, threshold: null });
    else if (actual > bound.minor) reasons.push({ code, role: row.role, actual, threshold: bound.minor });
  };
  money('amount_above', row.amountMax, facts.amount.minor);
  money('over_limit_above', row.overLimitMax, facts.overLimitMinor);
  if (row.overdueDaysMax !== null && facts.overdueDays > row.overdueDaysMax) {
    reasons.push({ code: 'overdue_days_above', role: row.role, actual: facts.overdueDays, threshold: row.overdueDaysMax });
  }
  return reasons;
}
