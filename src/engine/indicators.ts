// What the ledger says about a customer: months and balances → a catalogue of indicators as of a day.

import type { Day } from '#base/date.ts';
import { addMonths, daysBetween, monthEnd } from '#base/date.ts';
import type { Currency } from '#base/money.ts';
import { divide, ratioPpm, variationPpm } from '#base/ratio.ts';
import type { CapMode } from './account.ts';
import { utilisationPpm } from './account.ts';

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
/** Months of rows that are read: the running one, and six whole ones against the same season a year before (18). More rows change nothing. */
export const MONTHS_MAX = 19;

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
  /** Open items whose limitation period ends soon or ended lately, soonest first (signals only); absent: not looked at. */
  /** What went out of orders with no reservation behind it, by order; a report taken back is negative. */
  readonly unchecked?: readonly { readonly document: string; readonly on: Day; readonly uncoveredMinor: bigint }[];
  readonly limitations?: readonly { readonly document: string; readonly endsOn: Day; readonly openMinor: bigint }[];
  /** What the customer disputes and nobody has cleared yet (signals only); absent: not looked at. */
  readonly disputes?: readonly { readonly document: string; readonly on: Day; readonly disputedMinor: bigint }[];
  /** The last fall of the grade, in notches of the scale (signals only); absent: none, or not looked at. */
  readonly downgrade?: { readonly from: string; readonly to: string; readonly on: Day; readonly notches: number } | undefined;
  /** Master data asked for and present (credit code, industry, …); null where not kept. */
  readonly profile: { readonly asked: number; readonly present: number } | null;
  /**
   * Of the customer's file: adverse external records of the last 24 months and those that weigh heaviest (verified, in force, not disputed),
   * and requests for missing papers that are late (null for a past day); absent or null: not kept here.
   */
  readonly file?: { readonly adverse: number; readonly grave: number; readonly lateRequests: number | null } | null;
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
  | 'data_completeness'
  | 'adverse_records_24m'
  | 'grave_records'
  | 'requests_late';

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

/** The catalogue, in the order pages show it. */
export const INDICATORS: readonly IndicatorSpec[] = [
  spec('days_late_avg_12m', '近 12 月加权晚付天数', 'Weighted average days late, 12 months', 'days', 'lower', ['months'], 7),
  spec('days_late_worst_12m', '近 12 月最长晚付天数', 'Worst days late, 12 months', 'days', 'lower', ['months'], 7),
  spec(
    'paid_on_time_share_12m',
    '近 12 月按期付款金额占比',
    'Share of amount paid on time, 12 months',
    'ppm',
    'higher',
    ['months'],
    7,
  ),
  spec('overdue_share', '逾期占应收', 'Overdue share of receivables', 'ppm', 'lower', ['openMinor', 'overdueMinor'], 1),
  spec('oldest_overdue_days', '最长逾期天数', 'Oldest overdue days', 'days', 'lower', ['oldestDueOn'], 1),
  spec('utilisation', '额度使用率', 'Limit utilisation', 'ppm', 'lower', ['exposureMinor', 'capMinor'], 1),
  spec('utilisation_peak_12m', '近 12 月最高使用率', 'Peak utilisation, 12 months', 'ppm', 'lower', ['months', 'capMinor'], 7),
  spec('history_months', '往来月数', 'Months of history', 'months', 'higher', ['firstDocumentOn'], 30),
  spec('months_since_purchase', '距上次采购月数', 'Months since last purchase', 'months', 'lower', ['lastSaleOn'], 7),
  spec(
    'purchase_growth_6m',
    '采购额近 6 月较前 6 月',
    'Purchases, last 6 months against the 6 before',
    'ppm',
    'none',
    ['months'],
    30,
  ),
  spec(
    'purchase_growth_season',
    '采购额近 6 月较去年同期',
    'Purchases, last 6 months against the same season',
    'ppm',
    'none',
    ['months'],
    30,
  ),
  spec('purchase_volatility_12m', '近 12 月采购波动', 'Volatility of purchases, 12 months', 'ppm', 'lower', ['months'], 30),
  spec('monthly_sales_avg_12m', '近 12 月月均赊销', 'Average monthly credit sales, 12 months', 'money', 'none', ['months'], 30),
  spec('best_paid_peak_12m', '近 12 月已付清的最高应收', 'Best paid peak, 12 months', 'money', 'none', ['months'], 30),
  spec('dishonoured_bills_24m', '近 24 月拒付票据', 'Dishonoured bills, 24 months', 'count', 'lower', ['dishonoured'], 1),
  spec(
    'group_worst_overdue_days',
    '集团成员最长逾期天数',
    'Worst overdue days in the group',
    'days',
    'lower',
    ['groupWorstOverdueDays'],
    1,
  ),
  spec('data_completeness', '档案完整度', 'Completeness of the file', 'ppm', 'higher', ['profile'], 30),
  spec('adverse_records_24m', '近 24 月不良外部记录', 'Adverse external records, 24 months', 'count', 'lower', ['file'], 1),
  spec(
    'grave_records',
    '失信、限高、破产、吊销记录',
    'Dishonest debtor, restricted, bankrupt or revoked',
    'count',
    'lower',
    ['file'],
    1,
  ),
  spec('requests_late', '逾期未补的资料', 'Requests for papers that are late', 'count', 'lower', ['file'], 1),
];

function spec(
  key: IndicatorKey,
  zh: string,
  en: string,
  unit: IndicatorUnit,
  safer: IndicatorSpec['safer'],
  needs: readonly (keyof CustomerFacts)[],
  freshDays: number,
): IndicatorSpec {
  return { key, title: { zh, en }, unit, safer, needs, freshDays };
}

/** Fewest complete months that an average, and a volatility, are made of. */
const AVERAGE_MONTHS_MIN = 3;
const VOLATILITY_MONTHS_MIN = 6;

/** Months since year 0, so that windows are subtractions. */
function monthIndex(day: Day): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

/** The last month that is over, asOf included. */
function lastCompleteMonth(asOf: Day): number {
  return asOf === monthEnd(asOf) ? monthIndex(asOf) : monthIndex(asOf) - 1;
}

function wholeMonths(from: Day, to: Day): number {
  const months = monthIndex(to) - monthIndex(from);
  return addMonths(from, months) > to ? months - 1 : months;
}

function soldBetween(months: readonly MonthRow[], first: number, last: number): bigint {
  let total = 0n;
  for (const row of months) {
    const index = monthIndex(row.monthOn);
    if (index >= first && index <= last) total += row.soldMinor;
  }
  return total;
}

const known = (value: number, inputs: IndicatorValue['inputs']): IndicatorValue => ({ value, inputs });
const unknown = (missing: MissingReason, inputs: IndicatorValue['inputs'] = {}): IndicatorValue => ({
  value: null,
  missing,
  inputs,
});

/**
 * Sales of the newest `span` complete months against an earlier stretch: the one just before (`back` = span) or the same
 * season a year ago (`back` = 12). Missing where the customer's history does not reach that far or nothing was sold then.
 */
export function purchasesAgainst(
  facts: CustomerFacts,
  asOf: Day,
  span: number,
  back: number,
):
  | { recentMinor: bigint; beforeMinor: bigint; changePpm: number }
  | { missing: 'no_documents' | 'history_too_short' | 'no_sales' } {
  if (facts.firstDocumentOn === null) return { missing: 'no_documents' };
  const last = lastCompleteMonth(asOf);
  const firstOfBefore = last - span + 1 - back;
  // The month of the very first document is partial: it may not stand for a whole one.
  if (monthIndex(facts.firstDocumentOn) >= firstOfBefore && facts.firstDocumentOn.slice(8) !== '01') {
    return { missing: 'history_too_short' };
  }
  if (monthIndex(facts.firstDocumentOn) > firstOfBefore) return { missing: 'history_too_short' };
  const recentMinor = soldBetween(facts.months, last - span + 1, last);
  const beforeMinor = soldBetween(facts.months, firstOfBefore, firstOfBefore + span - 1);
  const changePpm = ratioPpm(recentMinor - beforeMinor, beforeMinor);
  return changePpm === null ? { missing: 'no_sales' } : { recentMinor, beforeMinor, changePpm };
}

/**
 * All indicators of one customer as of a day. Windows of 12 months of payments end with the running month; windows of sales end with the
 * last month that is over, so that a half month never looks like a fall. Rows after asOf's month are not read.
 */
export function indicatorsOf(facts: CustomerFacts, asOf: Day): Indicators {
  const now = monthIndex(asOf);
  const year = facts.months.filter((row) => monthIndex(row.monthOn) > now - 12 && monthIndex(row.monthOn) <= now);
  const payments = paymentsOf(year);
  const growth = (span: number, back: number) => {
    const change = purchasesAgainst(facts, asOf, span, back);
    return 'missing' in change
      ? unknown(change.missing)
      : known(change.changePpm, { recentMinor: change.recentMinor, beforeMinor: change.beforeMinor });
  };
  const sales = salesOf(facts, asOf);
  return {
    ...payments,
    overdue_share: share(facts.overdueMinor, facts.openMinor, 'nothing_open', {
      overdueMinor: facts.overdueMinor,
      openMinor: facts.openMinor,
    }),
    oldest_overdue_days: known(facts.oldestDueOn === null ? 0 : Math.max(0, daysBetween(facts.oldestDueOn, asOf)), {
      oldestDueOn: facts.oldestDueOn,
    }),
    utilisation: utilisationOf(facts),
    utilisation_peak_12m: peakUtilisationOf(facts, year),
    history_months:
      facts.firstDocumentOn === null
        ? unknown('no_documents')
        : known(wholeMonths(facts.firstDocumentOn, asOf), { firstDocumentOn: facts.firstDocumentOn }),
    months_since_purchase:
      facts.lastSaleOn === null
        ? unknown('no_sales')
        : known(wholeMonths(facts.lastSaleOn, asOf), { lastSaleOn: facts.lastSaleOn }),
    purchase_growth_6m: growth(6, 6),
    purchase_growth_season: growth(6, 12),
    ...sales,
    best_paid_peak_12m: bestPaidPeakOf(year),
    dishonoured_bills_24m: dishonouredOf(facts, asOf),
    group_worst_overdue_days:
      facts.groupWorstOverdueDays === null
        ? unknown('no_group')
        : known(facts.groupWorstOverdueDays, { groupWorstOverdueDays: facts.groupWorstOverdueDays }),
    data_completeness:
      facts.profile === null || facts.profile.asked === 0
        ? unknown('profile_not_kept')
        : known(Math.round((facts.profile.present / facts.profile.asked) * 1_000_000), { ...facts.profile }),
    adverse_records_24m: inFile(facts.file?.adverse),
    grave_records: inFile(facts.file?.grave),
    requests_late: inFile(facts.file?.lateRequests),
  };
}

function inFile(count: number | null | undefined): IndicatorValue {
  return count === null || count === undefined ? unknown('profile_not_kept') : known(count, { count });
}

function share(part: bigint, whole: bigint, missing: MissingReason, inputs: IndicatorValue['inputs']): IndicatorValue {
  const ppm = ratioPpm(part, whole);
  return ppm === null ? unknown(missing, inputs) : known(ppm, inputs);
}

/** Σ(amount × max(days late, 0)) / Σ amount (formulas §2), to a hundredth of a day. */
function paymentsOf(
  year: readonly MonthRow[],
): Pick<Indicators, 'days_late_avg_12m' | 'days_late_worst_12m' | 'paid_on_time_share_12m'> {
  let paidMinor = 0n;
  let onTimeMinor = 0n;
  let lateMinorDays = 0n;
  let worst: number | null = null;
  for (const row of year) {
    paidMinor += row.paidMinor;
    onTimeMinor += row.paidOnTimeMinor;
    lateMinorDays += row.lateMinorDays;
    if (row.worstDaysLate !== null && (worst === null || row.worstDaysLate > worst)) worst = row.worstDaysLate;
  }
  const inputs = { paidMinor, lateMinorDays };
  return {
    days_late_avg_12m:
      paidMinor > 0n
        ? known(Number(divide(lateMinorDays * 100n, paidMinor, 'half-up')) / 100, inputs)
        : unknown('no_settlements_12m', inputs),
    days_late_worst_12m: worst === null ? unknown('no_settlements_12m') : known(worst, {}),
    paid_on_time_share_12m: share(onTimeMinor, paidMinor, 'no_settlements_12m', { onTimeMinor, paidMinor }),
  };
}

function utilisationOf(facts: CustomerFacts): IndicatorValue {
  const ppm = utilisationPpm(facts.mode, facts.capMinor, facts.exposureMinor);
  const inputs = { exposureMinor: facts.exposureMinor, capMinor: facts.capMinor, mode: facts.mode };
  return ppm === null ? unknown('no_limit', inputs) : known(ppm, inputs);
}

function peakUtilisationOf(facts: CustomerFacts, year: readonly MonthRow[]): IndicatorValue {
  let peak = utilisationPpm(facts.mode, facts.capMinor, facts.exposureMinor);
  let peakOn: Day | null = null;
  for (const row of year) {
    if (row.peakUtilisationPpm !== null && (peak === null || row.peakUtilisationPpm > peak)) {
      peak = row.peakUtilisationPpm;
      peakOn = row.monthOn;
    }
  }
  return peak === null ? unknown('no_limit') : known(peak, { peakOn });
}

function salesOf(facts: CustomerFacts, asOf: Day): Pick<Indicators, 'monthly_sales_avg_12m' | 'purchase_volatility_12m'> {
  if (facts.firstDocumentOn === null) {
    return { monthly_sales_avg_12m: unknown('no_documents'), purchase_volatility_12m: unknown('no_documents') };
  }
  const last = lastCompleteMonth(asOf);
  const months = Math.min(12, last - monthIndex(facts.firstDocumentOn) + 1);
  if (months < AVERAGE_MONTHS_MIN) {
    const inputs = { months: Math.max(0, months), monthsMin: AVERAGE_MONTHS_MIN };
    return {
      monthly_sales_avg_12m: unknown('history_too_short', inputs),
      purchase_volatility_12m: unknown('history_too_short', inputs),
    };
  }
  const sold = Array.from({ length: months }, () => 0);
  let soldMinor = 0n;
  for (const row of facts.months) {
    const at = monthIndex(row.monthOn) - (last - months + 1);
    if (at < 0 || at >= months) continue;
    sold[at]! += Number(row.soldMinor);
    soldMinor += row.soldMinor;
  }
  const average = Number(divide(soldMinor, BigInt(months), 'floor'));
  const variation = variationPpm(sold);
  return {
    monthly_sales_avg_12m: known(average, { soldMinor, months }),
    purchase_volatility_12m:
      months < VOLATILITY_MONTHS_MIN
        ? unknown('history_too_short', { months, monthsMin: VOLATILITY_MONTHS_MIN })
        : variation === null
          ? unknown('no_sales', { months })
          : known(variation, { months }),
  };
}

/**
 * The highest receivables that have since been paid: over the months, the largest min(peak of the month, all paid in later months).
 * What was paid within the month of the peak is not counted, as it may have come before it.
 */
function bestPaidPeakOf(year: readonly MonthRow[]): IndicatorValue {
  let paidLaterMinor = 0n;
  let best: bigint | null = null;
  let peakOn: Day | null = null;
  for (const row of year.toSorted((a, b) => (a.monthOn < b.monthOn ? 1 : -1))) {
    if (row.peakOpenMinor !== null) {
      const paid = row.peakOpenMinor < paidLaterMinor ? row.peakOpenMinor : paidLaterMinor;
      if (best === null || paid > best) {
        best = paid;
        peakOn = row.monthOn;
      }
    }
    paidLaterMinor += row.paidMinor;
  }
  return best === null ? unknown('peak_unknown') : known(Number(best), { bestMinor: best, peakOn });
}

function dishonouredOf(facts: CustomerFacts, asOf: Day): IndicatorValue {
  if (facts.dishonoured === null) return unknown('bills_not_kept');
  const from = addMonths(asOf, -24);
  const within = facts.dishonoured.filter((bill) => bill.on > from && bill.on <= asOf);
  return known(within.length, { from, latest: within.at(-1)?.document ?? null });
}
