// Ledger, grade and policy → a proposed limit and terms, with every candidate and what bound it.
import { AssertionError } from '#base/assert.ts';
import type { Day } from '#base/date.ts';
import type { Currency, Money } from '#base/money.ts';

export const LIMIT_METHODS = ['sales_terms', 'best_paid_peak', 'concentration', 'requested'] as const;
export type LimitMethod = (typeof LIMIT_METHODS)[number];

/** Amounts in minor units of `currency`; null is unknown. */
export type ProposalFacts = {
  readonly currency: Currency;
  /** Grade in force; null counts as 'NR'. */
  readonly grade: string | null;
  readonly monthlySalesMinor: bigint | null;
  readonly bestPaidPeakMinor: bigint | null;
  /** All customers' exposure together. */
  readonly portfolioExposureMinor: bigint | null;
  readonly requestedMinor: bigint | null;
  readonly requestedTermsDays: number | null;
  /** Limit in force; null: none. */
  readonly currentLimitMinor: bigint | null;
  readonly currentTermsDays: number | null;
  readonly exposureMinor: bigint;
};

export type LimitRules = {
  /** Methods in use; the smallest candidate is the limit. */
  readonly methods: readonly LimitMethod[];
  /** Safety margin on sales × terms. */
  readonly marginPpm: number;
  readonly growthPpm: number;
  readonly concentrationPpm: number;
  /** Share of a capacity candidate that a grade may have, and its longest terms; prepay: no credit. */
  readonly grades: readonly {
    readonly grade: string;
    readonly factorPpm: number;
    readonly termsDays: number;
    readonly prepay: boolean;
  }[];
  /** Limits are whole multiples of this, rounded down, by currency. */
  readonly roundTo: readonly Money[];
  /** A smaller limit is not worth keeping: proposed as zero, by currency. */
  readonly least: readonly Money[];
};

export type LimitCandidate = {
  readonly method: LimitMethod;
  /** Before rounding; null with `missing`. */
  readonly amountMinor: bigint | null;
  readonly missing?: 'no_sales' | 'no_paid_peak' | 'portfolio_unknown' | 'not_requested';
  readonly inputs: Readonly<Record<string, bigint | number | string | null>>;
  /** Key of the formula in words, worded on the page. */
  readonly formula:
    | 'monthly_sales × terms_months × (1 + margin) × grade_factor'
    | 'best_paid_peak × growth × grade_factor'
    | 'portfolio × share'
    | 'requested';
};

export type ProposalReason = {
  readonly code:
    | 'bound_by'
    | 'grade_without_credit'
    | 'no_capacity_known'
    | 'below_least'
    | 'below_exposure'
    | 'terms_by_grade'
    | 'step_unknown';
  readonly actual: bigint | number | string | null;
  readonly threshold: bigint | number | string | null;
};

export type Proposal = {
  readonly currency: Currency;
  readonly asOf: Day;
  readonly limitMinor: bigint;
  readonly termsDays: number;
  readonly prepay: boolean;
  readonly candidates: readonly LimitCandidate[];
  readonly boundBy: LimitMethod | 'grade' | null;
  readonly gradeFactorPpm: number;
  /** Step the limit was rounded down to; null where the policy names none for the currency. */
  readonly roundedDownTo: bigint | null;
  readonly changeMinor: bigint;
  readonly reasons: readonly ProposalReason[];
};

export function proposeLimit(_facts: ProposalFacts, _rules: LimitRules, _asOf: Day): Proposal {
  throw new AssertionError('not built yet');
}
