// Months and quarters side by side: each alone, or counted from January? What their figures prove, or somebody says; alone they are added up.
import { monthEnd } from '#base/date.ts';
import type { Amounts } from './articulation.ts';

/** Lines that only grow while a year is counted up. */
const GROWING = [
  'revenue',
  'total_revenue',
  'cost',
  'total_cost',
  'selling_expense',
  'admin_expense',
  'sales_received',
  'operating_inflow',
  'operating_outflow',
  'purchases_paid',
  'payroll_paid',
];
/** Of these a sum is none: what there was at the beginning, and at the end. */
const AT_BEGINNING = 'opening_cash';
const AT_END = 'closing_cash';

export const PART_READINGS = ['each', 'to-date'] as const;
export type PartReading = (typeof PART_READINGS)[number];

export type Part = {
  readonly endsOn: string;
  readonly months: number;
  readonly part: { readonly months: number; readonly certain: boolean };
  readonly amounts: Amounts;
};

/** How the columns of one year are to be taken, oldest first; null where neither words nor figures say. */
export function partReading(parts: readonly Part[]): PartReading | null {
  if (parts.some((each) => each.part.certain)) return 'each';
  // One alone is named as reports are: 2025年第三季度 is nine months.
  if (parts.length < 2) return 'to-date';
  const falls = GROWING.some((line) =>
    parts.some((each, n) => {
      const before = parts[n - 1]?.amounts.get(line);
      const now = each.amounts.get(line);
      return before !== undefined && now !== undefined && now < before;
    }),
  );
  return falls ? 'each' : null;
}

const monthOf = (each: { readonly endsOn: string }): number => Number(each.endsOn.slice(5, 7));

/**
 * Columns of a month or quarter each, oldest first, as sums since January, on top of the periods of that year that are counted from January already
 * (`whole`: 1-3月 beside 4-6月); those before which a part is missing are `alone`.
 */
export function addedUp<T extends Part>(
  parts: readonly T[],
  whole: readonly { readonly endsOn: string; readonly amounts: Amounts }[],
): { readonly sums: T[]; readonly alone: T[] } {
  const sums: T[] = [];
  const alone: T[] = [];
  for (const each of parts) {
    const month = monthOf(each);
    if (whole.some((known) => monthOf(known) === month)) continue;
    const start = month - each.part.months;
    const before = [...whole, ...sums].find((known) => monthOf(known) === start);
    if (start !== 0 && !before) {
      alone.push(each);
      continue;
    }
    const amounts = new Map(before?.amounts);
    for (const [line, minor] of each.amounts) {
      if (line === AT_BEGINNING && amounts.has(line)) continue;
      amounts.set(line, line === AT_BEGINNING || line === AT_END ? minor : (amounts.get(line) ?? 0n) + minor);
    }
    sums.push({ ...each, amounts, months: month, endsOn: monthEnd(each.endsOn) });
  }
  return { sums, alone };
}
