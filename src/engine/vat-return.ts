// VAT returns (增值税纳税申报表, main form) → what was declared by month, and how it stands beside invoices and statements.
import { addMonths, type Day, monthEnd } from '#base/date.ts';
import { ratioPpm } from '#base/ratio.ts';
import { found, type Reading, share, unknown } from './indicator-reading.ts';

/** Lines of the main form that are kept. `row`: its number on the general taxpayer's form; small-scale taxpayers fill the simple ones. */
export const RETURN_LINES = [
  { key: 'sales_general', row: '1', zh: '按适用税率计税销售额', en: 'Sales at the general rates' },
  { key: 'sales_simple', row: '5', zh: '按简易办法计税销售额', en: 'Sales under the simple method' },
  { key: 'sales_export', row: '7', zh: '免、抵、退办法出口销售额', en: 'Export sales' },
  { key: 'sales_exempt', row: '8', zh: '免税销售额', en: 'Exempt sales' },
  { key: 'output_tax', row: '11', zh: '销项税额', en: 'Output tax' },
  { key: 'input_tax', row: '12', zh: '进项税额', en: 'Input tax' },
  { key: 'carried_in', row: '13', zh: '上期留抵税额', en: 'Input tax carried in' },
  { key: 'input_out', row: '14', zh: '进项税额转出', en: 'Input tax disallowed' },
  { key: 'export_refund', row: '15', zh: '免、抵、退应退税额', en: 'Refund due on exports' },
  { key: 'inspected', row: '16', zh: '按适用税率计算的纳税检查应补缴税额', en: 'Tax found by inspection' },
  { key: 'deducted', row: '18', zh: '实际抵扣税额', en: 'Input tax deducted' },
  { key: 'payable_general', row: '19', zh: '应纳税额', en: 'Tax at the general rates' },
  { key: 'carried_out', row: '20', zh: '期末留抵税额', en: 'Input tax carried out' },
  { key: 'payable_simple', row: '21', zh: '简易计税办法计算的应纳税额', en: 'Tax under the simple method' },
  { key: 'relief', row: '23', zh: '应纳税额减征额', en: 'Tax relief' },
  { key: 'payable', row: '24', zh: '应纳税额合计', en: 'Tax payable' },
] as const;
export type ReturnLine = (typeof RETURN_LINES)[number]['key'];
export const RETURN_KEYS = RETURN_LINES.map((line) => line.key);

/** Minor units by line; what the form leaves blank is absent. */
export type ReturnAmounts = ReadonlyMap<ReturnLine, bigint>;

/** `endsOn`: last day of the tax period; `months`: 1, or 3 where taxes are declared by quarters. */
export type VatReturn = { readonly endsOn: Day; readonly months: 1 | 3; readonly amounts: ReturnAmounts };

const SALES: readonly ReturnLine[] = ['sales_general', 'sales_simple', 'sales_export', 'sales_exempt'];

/** All sales declared; null where no line of them is filled in. */
export function declaredSales(amounts: ReturnAmounts): bigint | null {
  const said = SALES.flatMap((key) => amounts.get(key) ?? []);
  return said.length === 0 ? null : said.reduce((sum, each) => sum + each, 0n);
}

/** What the form says does not agree with itself. `differenceMinor`: stated less found. */
export type ReturnFault = {
  readonly code: 'payable_differs' | 'tax_differs' | 'carried_differs' | 'carried_in_differs';
  readonly statedMinor: bigint;
  readonly foundMinor: bigint;
  readonly differenceMinor: bigint;
};

/** Beyond a yuan: forms are rounded line by line. */
const ROUNDING_MINOR = 100n;

/** Lines 19 = 11 − 18, 24 = 19 + 21 − 23, 20 = 12 + 13 − 14 − 15 + 16 − 18, and 13 = 20 of the period before. A check lacks lines: it is not made. */
export function returnFaults({ amounts }: VatReturn, before: VatReturn | undefined): ReturnFault[] {
  const get = (key: ReturnLine) => amounts.get(key);
  const faults: ReturnFault[] = [];
  const check = (code: ReturnFault['code'], stated: bigint | undefined, found: bigint | undefined) => {
    if (stated === undefined || found === undefined) return;
    const differenceMinor = stated - found;
    if (differenceMinor > ROUNDING_MINOR || differenceMinor < -ROUNDING_MINOR)
      faults.push({ code, statedMinor: stated, foundMinor: found, differenceMinor });
  };
  const [output, input, deducted] = [get('output_tax'), get('input_tax'), get('deducted')];
  if (output !== undefined && deducted !== undefined) check('tax_differs', get('payable_general'), output - deducted);
  const general = get('payable_general');
  if (general !== undefined)
    check('payable_differs', get('payable'), general + (get('payable_simple') ?? 0n) - (get('relief') ?? 0n));
  const carriedIn = get('carried_in');
  if (input !== undefined && carriedIn !== undefined && deducted !== undefined)
    check(
      'carried_differs',
      get('carried_out'),
      input + carriedIn - (get('input_out') ?? 0n) - (get('export_refund') ?? 0n) + (get('inspected') ?? 0n) - deducted,
    );
  check('carried_in_differs', carriedIn, before?.amounts.get('carried_out'));
  return faults;
}

/** What is known beside the returns: invoiced sales by month end, revenue of whole years by year end (of the legal entity where there is such). */
export type ReturnSides = {
  readonly invoiced: ReadonlyMap<Day, bigint>;
  readonly revenue: ReadonlyMap<Day, bigint>;
};

export const RETURN_INDICATORS = [
  'vat_declared_12m',
  'vat_declared_growth',
  'vat_tax_burden',
  'vat_declared_to_invoiced',
  'vat_revenue_to_declared',
  'vat_undeclared_months',
] as const;
export type ReturnIndicator = (typeof RETURN_INDICATORS)[number];

const YEAR = 12;

/**
 * The readings of one customer; `returns` are those that count, one a period. A year is the twelve months up to the newest return: where one of them
 * was not handed in, sums are missing and not less.
 */
export function returnReadings(returns: readonly VatReturn[], sides: ReturnSides): Readonly<Record<ReturnIndicator, Reading>> {
  const last = returns.reduce<Day | null>(
    (latest, each) => (latest === null || each.endsOn > latest ? each.endsOn : latest),
    null,
  );
  if (last === null) return Object.fromEntries(RETURN_INDICATORS.map((key) => [key, unknown('no_vat_return')])) as never;
  const on = last;
  const first = returns.reduce((least, each) => (each.endsOn < least ? each.endsOn : least), on);
  const months = byMonth(returns);
  const spanOf = (from: number) => monthsBack(on, from, YEAR);
  const sumOf = (from: number, of: (amounts: ReturnAmounts) => bigint | null): bigint | null => {
    const said = coverage(returns, spanOf(from));
    if (said === null) return null;
    const parts = said.map((each) => of(each.amounts));
    return parts.some((each) => each === null) ? null : parts.reduce<bigint>((sum, each) => sum + each!, 0n);
  };
  const sales = sumOf(0, declaredSales);
  const before = sumOf(YEAR, declaredSales);
  const tax = sumOf(0, (amounts) => amounts.get('payable') ?? null);
  const missing = spanOf(0).filter((day) => day >= first && !months.has(day)).length;
  const short = unknown(
    'returns_incomplete',
    { firstOn: first, missing: YEAR - spanOf(0).filter((day) => months.has(day)).length },
    on,
  );
  const invoiced = sumOfMonths(spanOf(0), sides.invoiced);
  const yearEnd = [...sides.revenue.keys()]
    .filter((day) => coverage(returns, monthsBack(day, 0, YEAR)) !== null)
    .sort()
    .at(-1);
  const declared = yearEnd === undefined ? null : sumUp(coverage(returns, monthsBack(yearEnd, 0, YEAR))!);
  return {
    vat_declared_12m: sales === null ? short : found(Number(sales), {}, on),
    vat_declared_growth:
      sales === null || before === null
        ? short
        : share(sales - before, before, 'no_sales', { recentMinor: sales, beforeMinor: before }, on),
    vat_tax_burden:
      sales === null || tax === null ? short : share(tax, sales, 'no_sales', { taxMinor: tax, salesMinor: sales }, on),
    vat_declared_to_invoiced:
      sales === null
        ? short
        : invoiced === null
          ? unknown('no_vat_list', {}, on)
          : share(sales - invoiced, invoiced, 'no_sales', { declaredMinor: sales, invoicedMinor: invoiced }, on),
    vat_revenue_to_declared:
      yearEnd === undefined || declared === null
        ? unknown('no_year_beside', {}, on)
        : share(
            sides.revenue.get(yearEnd)! - declared,
            declared,
            'no_sales',
            { revenueMinor: sides.revenue.get(yearEnd)!, declaredMinor: declared },
            yearEnd,
          ),
    vat_undeclared_months: found(missing, { firstOn: first }, on),
  };
}

function sumUp(returns: readonly VatReturn[]): bigint | null {
  const said = returns.map((each) => declaredSales(each.amounts));
  return said.some((each) => each === null) ? null : said.reduce<bigint>((sum, each) => sum + each!, 0n);
}

/** Month ends, newest first: `count` of them, beginning `from` months before `on`. */
export function monthsBack(on: Day, from: number, count: number): Day[] {
  const start = `${on.slice(0, 7)}-01`;
  return Array.from({ length: count }, (_, at) => monthEnd(addMonths(start, -from - at)));
}

/** Which return covers each month end. */
function byMonth(returns: readonly VatReturn[]): Map<Day, VatReturn> {
  const out = new Map<Day, VatReturn>();
  for (const each of returns) for (const day of monthsBack(each.endsOn, 0, each.months)) out.set(day, each);
  return out;
}

/** The returns that cover exactly these months; null where one month is not covered, or a quarter reaches beyond them. */
export function coverage(returns: readonly VatReturn[], months: readonly Day[]): VatReturn[] | null {
  const covering = byMonth(returns);
  const wanted = new Set(months);
  const used = new Set<VatReturn>();
  for (const day of months) {
    const one = covering.get(day);
    if (!one) return null;
    used.add(one);
  }
  for (const each of used) if (monthsBack(each.endsOn, 0, each.months).some((day) => !wanted.has(day))) return null;
  return [...used];
}

function sumOfMonths(months: readonly Day[], amounts: ReadonlyMap<Day, bigint>): bigint | null {
  const said = months.flatMap((day) => amounts.get(day) ?? []);
  return said.length < months.length ? null : said.reduce((sum, each) => sum + each, 0n);
}

/** The difference between what was declared and another source, in parts per million of the other; null where that is nothing. */
export const differencePpm = (declaredMinor: bigint, otherMinor: bigint): number | null =>
  ratioPpm(declaredMinor - otherMinor, otherMinor);
