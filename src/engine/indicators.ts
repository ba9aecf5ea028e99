// What the ledger says about a customer: months and balances → a catalogue of indicators as of a day.
import { AssertionError } from '#base/assert.ts';
import type { Day } from '#base/date.ts';
import type { Currency } from '#base/money.ts';
import type { CapMode } from './account.ts';

/**
 * One calendar month of a customer's account, as SQL aggregates it (set-based, one row a month with any activity, ascending).
 * A month between two rows without a row of its own had no activity. Amounts in minor units of the account's currency.
 */
export type MonthRow = {
  /** First day of the month. */
  readonly monthOn: Day;
  /** Credit sales: invoices less credit notes, by issue day. */
  readonly soldMinor: bigint;
  readonly invoices: number;
  /** Invoice amounts settled in this month (by the day of the application). */
  readonly paidMinor: bigint;
  /** The part of it that was settled on or before its due day. */
  readonly paidOnTimeMinor: bigint;
  /** Σ amount settled × max(days late, 0). */
  readonly lateMinorDays: bigint;
  /** Worst days late among what was settled; null where nothing was. */
  readonly worstDaysLate: number | null;
  /** Highest receivables in the month (month end will do where days are not kept); null unknown. */
  readonly peakOpenMinor: bigint | null;
  /** Highest exposure / limit in the month in ppm; null where there was no limit or it is unknown. */
  readonly peakUtilisationPpm: number | null;
};

/** One settled invoice, newest last, at most SETTLEMENTS_MAX of them. */
export type Settlement = {
  readonly document: string;
  readonly dueOn: Day;
  readonly settledOn: Day;
  readonly amountMinor: bigint;
};

export const SETTLEMENTS_MAX = 200;
/** Months of history looked at: two years for the season, one more month for the partial one, and the window of the volatility. */
export const MONTHS_MAX = 36;

/** Everything the ledger tells about one customer as of a day. null is unknown, never zero. */
export type CustomerFacts = {
  readonly currency: Currency;
  readonly months: readonly MonthRow[];
  /** Issue day of the first document ever; null: no document. */
  readonly firstDocumentOn: Day | null;
  readonly lastSaleOn: Day | null;
  readonly openMinor: bigint;
  readonly overdueMinor: bigint;
  readonly oldestDueOn: Day | null;
  readonly exposureMinor: bigint;
  readonly mode: CapMode;
  readonly capMinor: bigint | null;
  /** Last day of the limit in force. */
  readonly limitValidTo: Day | null;
  /** Dishonoured bills of the last 24 months, null where bills are not kept here. */
  readonly dishonoured: readonly { readonly document: string; readonly on: Day; readonly amountMinor: bigint }[] | null;
  /** Oldest overdue days among the other members of the group; null: in no group. */
  readonly groupWorstOverdueDays: number | null;
  /** Exposure of all customers together, in the same currency; null unknown. */
  readonly portfolioExposureMinor: bigint | null;
  /** Settled invoices, oldest first (signals only; ratings do without). */
  readonly settlements: readonly Settlement[];
  /** Overdue documents, oldest first (signals only). */
  readonly overdueDocuments: readonly { readonly number: string; readonly dueOn: Day; readonly openMinor: bigint }[];
  /** Master data asked for and present (credit code, industry, …); null where not kept. */
  readonly profile: { readonly asked: number; readonly present: number } | null;
};

export type IndicatorUnit = 'days' | 'ppm' | 'money' | 'months' | 'count';
export type IndicatorKey =
  | 'days_late_avg_12m'
  | 'days_late_worst_12m'
  | 'paid_on_time_share_12m'
  | 'overdue_share'
  | 'oldest_overdue_days'
  | 'utilisation'
  | 'utilisation_peak_12m'
  | 'history_months'
  | 'months_since_purchase'
  | 'purchase_growth_6m'
  | 'purchase_growth_season'
  | 'purchase_volatility_12m'
  | 'monthly_sales_avg_12m'
  | 'best_paid_peak_12m'
  | 'dishonoured_bills_24m'
  | 'group_worst_overdue_days'
  | 'data_completeness';

export type IndicatorSpec = {
  readonly key: IndicatorKey;
  readonly title: { readonly zh: string; readonly en: string };
  readonly unit: IndicatorUnit;
  /** Which way is safer: 'higher', 'lower', or 'none' (read together with others). */
  readonly safer: 'higher' | 'lower' | 'none';
  /** Facts it is computed from. */
  readonly needs: readonly (keyof CustomerFacts)[];
  /** Older than so many days it should be computed again; 1: daily. */
  readonly freshDays: number;
};

export type MissingReason =
  | 'no_documents'
  | 'no_settlements_12m'
  | 'nothing_open'
  | 'no_limit'
  | 'no_sales'
  | 'history_too_short'
  | 'peak_unknown'
  | 'bills_not_kept'
  | 'no_group'
  | 'profile_not_kept';

/** `value` in the unit of the catalogue (money: minor units). `inputs` are the figures it was made of. */
export type IndicatorValue = {
  readonly value: number | null;
  readonly missing?: MissingReason;
  readonly inputs: Readonly<Record<string, bigint | number | string | null>>;
};

export type Indicators = Readonly<Record<IndicatorKey, IndicatorValue>>;

/** All indicators of one customer as of a day. */
export function indicatorsOf(_facts: CustomerFacts, _asOf: Day): Indicators {
  throw new AssertionError('not built yet');
}
