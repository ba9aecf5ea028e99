// Ratios of a period: each with its figures, or with the reason why it cannot be said.
// Definitions: 企业绩效评价标准值 and common practice; averages use opening and closing balances. A denominator of zero or an absent line makes no ratio.
import { divide } from '#base/ratio.ts';
import type { Figure, Period, PeriodSet } from './articulation.ts';

export type RatioUnit = 'percent' | 'times' | 'days';
/** Which way is better; `none` where it depends. */
export type RatioDirection = 'higher' | 'lower' | 'none';
export const RATIO_GROUPS = ['solvency', 'profitability', 'operation', 'cash', 'growth', 'structure'] as const;
export type RatioGroup = (typeof RATIO_GROUPS)[number];

/** `closing_only`: no opening balance, so the closing one stands for the average. `annualised`: flows of part of a year times 12 / months. */
export type RatioMark = 'closing_only' | 'annualised' | 'notes_included' | 'finance_expense_for_interest';

export type Ratio = {
  readonly key: RatioKey;
  readonly group: RatioGroup;
  readonly unit: RatioUnit;
  readonly direction: RatioDirection;
  /** The ratio times a million, half-even; percent: 295,000 is 29.5 %. Null with `missing`. */
  readonly micro: number | null;
  readonly missing: { readonly code: 'line_absent' | 'zero' | 'not_positive' | 'no_comparison'; readonly line: string } | null;
  readonly marks: readonly RatioMark[];
  /** Every figure that went in, in the order of the formula. */
  readonly figures: readonly Figure[];
};

export const RATIO_KEYS = [
  'debt_ratio',
  'current_ratio',
  'quick_ratio',
  'cash_ratio',
  'interest_cover',
  'cash_to_current_liabilities',
  'interest_debt_ratio',
  'gross_margin',
  'operating_margin',
  'net_margin',
  'roa',
  'roe',
  'expense_share',
  'receivable_turnover',
  'receivable_days',
  'inventory_turnover',
  'inventory_days',
  'asset_turnover',
  'payable_days',
  'cash_cycle_days',
  'cash_to_profit',
  'cash_to_sales',
  'revenue_growth',
  'net_profit_growth',
  'asset_growth',
  'equity_growth',
  'receivable_growth',
  'inventory_growth',
  'receivables_share',
  'other_receivables_share',
] as const;
export type RatioKey = (typeof RATIO_KEYS)[number];

/** A sum of money with the figures it came from, or the line that is not there. */
export type Quantity = { readonly minor: bigint; readonly figures: readonly Figure[] } | { readonly absent: string };

const MICRO = 1_000_000n;

/** part ÷ whole × factor in millionths, half-even. */
export function micro(part: bigint, whole: bigint, factor = 1n): number {
  return Number(divide(part * factor * MICRO, whole, 'half-even'));
}

/** A line of a period. */
export function line(period: Period | null, key: string): Quantity {
  const minor = period?.balance?.get(key) ?? period?.income?.get(key) ?? period?.cash?.get(key);
  return minor === undefined || period === null ? { absent: key } : { minor, figures: [{ line: key, on: period.endsOn, minor }] };
}

/** The first of the lines that is there. */
function oneOf(period: Period | null, ...keys: string[]): Quantity {
  for (const key of keys) {
    const found = line(period, key);
    if ('minor' in found) return found;
  }
  return { absent: keys[0]! };
}

/** Sum of terms; `optional` lines count where they are there, blank lines of the form being nothing. */
export function plus(
  first: Quantity,
  ...rest: { readonly of: Quantity; readonly sign: 1 | -1; readonly optional?: boolean }[]
): Quantity {
  if ('absent' in first) return first;
  let { minor } = first;
  const figures = [...first.figures];
  for (const { of, sign, optional } of rest) {
    if ('absent' in of) {
      if (optional) continue;
      return of;
    }
    minor += sign === 1 ? of.minor : -of.minor;
    figures.push(...of.figures);
  }
  return { minor, figures };
}

export const revenueOf = (period: Period | null): Quantity => oneOf(period, 'revenue', 'total_revenue');
export const equityOf = (period: Period | null): Quantity => oneOf(period, 'total_equity', 'parent_equity');
export const receivableOf = (period: Period | null): Quantity =>
  oneOf(period, 'accounts_receivable', 'notes_and_accounts_receivable');
export const payableOf = (period: Period | null): Quantity => oneOf(period, 'accounts_payable', 'notes_and_accounts_payable');

/** Interest: as printed; else the finance expense where it is a cost, and marked so. */
export function interestOf(period: Period | null): Quantity & { readonly marks: readonly RatioMark[] } {
  const printed = line(period, 'interest_expense');
  if ('minor' in printed) return { ...printed, marks: [] };
  const finance = line(period, 'finance_expense');
  if ('minor' in finance && finance.minor > 0n) return { ...finance, marks: ['finance_expense_for_interest'] };
  return { absent: 'interest_expense', marks: [] };
}

/** 息税前利润: profit before tax + interest expense. Where no interest is printed and finance brings money in, the profit before tax itself. */
export function ebitOf(period: Period | null): Quantity & { readonly marks: readonly RatioMark[] } {
  const profit = line(period, 'profit_before_tax');
  const interest = interestOf(period);
  const sum = plus(profit, { of: interest, sign: 1, optional: true });
  return { ...sum, marks: interest.marks };
}

/** Borrowings that bear interest; null lines count as none, but some line of liabilities must be there. */
export function interestDebtOf(period: Period | null): Quantity {
  const terms = ['short_loans', 'short_bonds', 'current_part_of_liabilities', 'long_loans', 'bonds_payable', 'lease_liabilities'];
  const base = line(period, 'total_liabilities');
  if ('absent' in base) return base;
  return plus({ minor: 0n, figures: [] }, ...terms.map((key) => ({ of: line(period, key), sign: 1 as const, optional: true })));
}

type Averaged =
  | { readonly twice: bigint; readonly figures: readonly Figure[]; readonly closingOnly: boolean }
  | { readonly absent: string };

/** Twice the average of opening and closing balance: exact, no halves. */
function average(set: PeriodSet, of: (period: Period | null) => Quantity): Averaged {
  const closing = of(set.now);
  if ('absent' in closing) return closing;
  const opening = of(set.opening);
  if ('absent' in opening) return { twice: closing.minor * 2n, figures: closing.figures, closingOnly: true };
  return { twice: closing.minor + opening.minor, figures: [...closing.figures, ...opening.figures], closingOnly: false };
}

type Meta = { readonly group: RatioGroup; readonly unit: RatioUnit; readonly direction: RatioDirection };
const META: Readonly<Record<RatioKey, Meta>> = {
  debt_ratio: { group: 'solvency', unit: 'percent', direction: 'lower' },
  current_ratio: { group: 'solvency', unit: 'times', direction: 'higher' },
  quick_ratio: { group: 'solvency', unit: 'times', direction: 'higher' },
  cash_ratio: { group: 'solvency', unit: 'times', direction: 'higher' },
  interest_cover: { group: 'solvency', unit: 'times', direction: 'higher' },
  cash_to_current_liabilities: { group: 'cash', unit: 'percent', direction: 'higher' },
  interest_debt_ratio: { group: 'solvency', unit: 'percent', direction: 'lower' },
  gross_margin: { group: 'profitability', unit: 'percent', direction: 'higher' },
  operating_margin: { group: 'profitability', unit: 'percent', direction: 'higher' },
  net_margin: { group: 'profitability', unit: 'percent', direction: 'higher' },
  roa: { group: 'profitability', unit: 'percent', direction: 'higher' },
  roe: { group: 'profitability', unit: 'percent', direction: 'higher' },
  expense_share: { group: 'profitability', unit: 'percent', direction: 'lower' },
  receivable_turnover: { group: 'operation', unit: 'times', direction: 'higher' },
  receivable_days: { group: 'operation', unit: 'days', direction: 'lower' },
  inventory_turnover: { group: 'operation', unit: 'times', direction: 'higher' },
  inventory_days: { group: 'operation', unit: 'days', direction: 'lower' },
  asset_turnover: { group: 'operation', unit: 'times', direction: 'higher' },
  payable_days: { group: 'operation', unit: 'days', direction: 'none' },
  cash_cycle_days: { group: 'operation', unit: 'days', direction: 'lower' },
  cash_to_profit: { group: 'cash', unit: 'times', direction: 'higher' },
  cash_to_sales: { group: 'cash', unit: 'percent', direction: 'higher' },
  revenue_growth: { group: 'growth', unit: 'percent', direction: 'higher' },
  net_profit_growth: { group: 'growth', unit: 'percent', direction: 'higher' },
  asset_growth: { group: 'growth', unit: 'percent', direction: 'higher' },
  equity_growth: { group: 'growth', unit: 'percent', direction: 'higher' },
  receivable_growth: { group: 'growth', unit: 'percent', direction: 'none' },
  inventory_growth: { group: 'growth', unit: 'percent', direction: 'none' },
  receivables_share: { group: 'structure', unit: 'percent', direction: 'lower' },
  other_receivables_share: { group: 'structure', unit: 'percent', direction: 'lower' },
};

export function metaOf(key: RatioKey): Meta {
  return META[key];
}

type Found = Pick<Ratio, 'micro' | 'missing' | 'marks' | 'figures'>;

const missing = (code: NonNullable<Ratio['missing']>['code'], name: string, figures: readonly Figure[] = []): Found => ({
  micro: null,
  missing: { code, line: name },
  marks: [],
  figures,
});

/** part ÷ whole. `positive`: a whole below zero says nothing (a margin on negative equity). */
function quotient(
  part: Quantity,
  whole: Quantity,
  { positive = true, factor = 1n, marks = [] }: { positive?: boolean; factor?: bigint; marks?: readonly RatioMark[] } = {},
): Found {
  if ('absent' in part) return missing('line_absent', part.absent);
  if ('absent' in whole) return missing('line_absent', whole.absent);
  const figures = [...part.figures, ...whole.figures];
  const name = whole.figures[0]?.line ?? '';
  if (whole.minor === 0n) return missing('zero', name, figures);
  if (positive && whole.minor < 0n) return missing('not_positive', name, figures);
  return { micro: micro(part.minor, whole.minor, factor), missing: null, marks, figures };
}

/** flow ÷ average balance, a year's. `days`: its inverse in days. */
function turnover(
  set: PeriodSet,
  flow: Quantity,
  balance: (period: Period | null) => Quantity,
  days: boolean,
  extra: RatioMark[] = [],
): Found {
  if ('absent' in flow) return missing('line_absent', flow.absent);
  const mean = average(set, balance);
  if ('absent' in mean) return missing('line_absent', mean.absent);
  const figures = [...flow.figures, ...mean.figures];
  const marks: RatioMark[] = [...extra];
  if (mean.closingOnly) marks.push('closing_only');
  if (set.now.months !== 12) marks.push('annualised');
  const yearly = flow.minor * 12n;
  const months = BigInt(set.now.months);
  const [part, whole] = days ? [mean.twice * months * 365n, yearly * 2n] : [yearly * 2n, mean.twice * months];
  const name = days ? flow.figures[0]!.line : mean.figures[0]!.line;
  if (whole === 0n) return missing('zero', name, figures);
  if (whole < 0n) return missing('not_positive', name, figures);
  return { micro: micro(part, whole), missing: null, marks, figures };
}

function growth(now: Quantity, before: Quantity): Found {
  if ('absent' in now) return missing('line_absent', now.absent);
  if ('absent' in before) return missing('no_comparison', now.figures[0]?.line ?? before.absent, now.figures);
  // From a loss no growth rate can be said.
  return quotient({ minor: now.minor - before.minor, figures: now.figures }, before);
}

/** All ratios of a period, in the order of RATIO_KEYS. */
export function ratiosOf(set: PeriodSet): Ratio[] {
  const { now, opening, yearBefore } = set;
  const revenue = revenueOf(now);
  const assets = line(now, 'total_assets');
  const currentLiabilities = line(now, 'current_liabilities');
  const cost = oneOf(now, 'cost', 'total_cost');
  const profit = line(now, 'net_profit');
  const interest = interestOf(now);
  const ebit = ebitOf(now);
  const quick = plus(
    line(now, 'current_assets'),
    { of: line(now, 'inventories'), sign: -1, optional: true },
    { of: line(now, 'prepayments'), sign: -1, optional: true },
  );
  const operatingCash = line(now, 'operating_cash');
  const withNotes: RatioMark[] =
    'minor' in receivableOf(now) && 'absent' in line(now, 'accounts_receivable') ? ['notes_included'] : [];
  const payableNotes: RatioMark[] =
    'minor' in payableOf(now) && 'absent' in line(now, 'accounts_payable') ? ['notes_included'] : [];
  const liquid = plus(line(now, 'cash'), { of: line(now, 'trading_assets'), sign: 1, optional: true });
  const receivableDays = turnover(set, revenue, receivableOf, true, withNotes);
  const inventoryDays = turnover(set, cost, (period) => line(period, 'inventories'), true);
  const payableDays = turnover(set, cost, payableOf, true, payableNotes);
  const expenses = plus(
    line(now, 'admin_expense'),
    { of: line(now, 'selling_expense'), sign: 1, optional: true },
    { of: line(now, 'finance_expense'), sign: 1, optional: true },
    { of: line(now, 'rd_expense'), sign: 1, optional: true },
  );
  const found: Record<RatioKey, Found> = {
    debt_ratio: quotient(line(now, 'total_liabilities'), assets),
    current_ratio: quotient(line(now, 'current_assets'), currentLiabilities),
    quick_ratio: quotient(quick, currentLiabilities),
    cash_ratio: quotient(liquid, currentLiabilities),
    interest_cover: quotient(ebit, interest, { marks: ebit.marks }),
    cash_to_current_liabilities: quotient(operatingCash, currentLiabilities),
    interest_debt_ratio: quotient(interestDebtOf(now), assets),
    gross_margin: quotient(plus(revenue, { of: cost, sign: -1 }), revenue),
    operating_margin: quotient(line(now, 'operating_profit'), revenue),
    net_margin: quotient(profit, revenue),
    roa: turnover(set, profit, (period) => line(period, 'total_assets'), false),
    roe: turnover(set, profit, equityOf, false),
    expense_share: quotient(expenses, revenue),
    receivable_turnover: turnover(set, revenue, receivableOf, false, withNotes),
    receivable_days: receivableDays,
    inventory_turnover: turnover(set, cost, (period) => line(period, 'inventories'), false),
    inventory_days: inventoryDays,
    asset_turnover: turnover(set, revenue, (period) => line(period, 'total_assets'), false),
    payable_days: payableDays,
    cash_cycle_days: cycle(receivableDays, inventoryDays, payableDays),
    cash_to_profit: quotient(operatingCash, profit),
    cash_to_sales: quotient(line(now, 'sales_received'), revenue),
    revenue_growth: growth(revenue, revenueOf(yearBefore)),
    net_profit_growth: growth(profit, line(yearBefore, 'net_profit')),
    asset_growth: growth(assets, line(opening, 'total_assets')),
    equity_growth: growth(equityOf(now), equityOf(opening)),
    receivable_growth: growth(receivableOf(now), receivableOf(yearBefore ?? opening)),
    inventory_growth: growth(line(now, 'inventories'), line(yearBefore ?? opening, 'inventories')),
    receivables_share: quotient(receivableOf(now), assets),
    other_receivables_share: quotient(oneOf(now, 'other_receivables_total', 'other_receivables'), assets),
  };
  return RATIO_KEYS.map((key) => ({ key, ...META[key], ...found[key] }));
}

/** 现金循环天数 = receivable days + inventory days − payable days. */
function cycle(receivable: Found, inventory: Found, payable: Found): Found {
  const all = [receivable, inventory, payable];
  const absent = all.find((each) => each.micro === null);
  if (absent) return { ...absent, marks: [] };
  return {
    micro: receivable.micro! + inventory.micro! - payable.micro!,
    missing: null,
    marks: [...new Set(all.flatMap((each) => each.marks))],
    figures: all.flatMap((each) => each.figures),
  };
}
