// The lines of several periods beside one another: shares of the whole, and changes from the year before.
import { addMonths, type Day, monthEnd } from '#base/date.ts';
import type { Period, PeriodSet } from './articulation.ts';
import { LINES, type Line, type StatementKind } from './lines.ts';
import { micro } from './ratios.ts';

/** What a line is a share of: assets, revenue; of the cash flow statement, the inflows of operations. */
const WHOLE: Readonly<Record<StatementKind, readonly string[]>> = {
  balance: ['total_assets'],
  income: ['total_revenue', 'revenue'],
  cash: ['operating_inflow'],
};

export type TrendCell = {
  readonly endsOn: Day;
  readonly minor: bigint | null;
  /** Millionths of the whole; null where the whole is absent or not positive. */
  readonly shareMicro: number | null;
  /** Change from the same day a year before, millionths; null where there is none or it was not positive. */
  readonly changeMicro: number | null;
};
export type TrendRow = { readonly line: Line; readonly cells: readonly TrendCell[] };

/** Rows of the lines that any period has, periods in the order given. */
export function trendOf(kind: StatementKind, sets: readonly PeriodSet[]): TrendRow[] {
  const rows: TrendRow[] = [];
  for (const line of LINES) {
    if (line.statement !== kind || !sets.some((set) => set.now[kind]?.has(line.key))) continue;
    rows.push({
      line,
      cells: sets.map(({ now, yearBefore }) => {
        const minor = now[kind]?.get(line.key) ?? null;
        const before = yearBefore?.[kind]?.get(line.key) ?? null;
        const whole = wholeOf(now, kind);
        return {
          endsOn: now.endsOn,
          minor,
          shareMicro: minor !== null && whole !== null ? micro(minor, whole) : null,
          changeMicro: minor !== null && before !== null && before > 0n ? micro(minor - before, before) : null,
        };
      }),
    });
  }
  return rows;
}

function wholeOf(period: Period, kind: StatementKind): bigint | null {
  for (const key of WHOLE[kind]) {
    const minor = period[kind]?.get(key);
    if (minor !== undefined && minor > 0n) return minor;
  }
  return null;
}

/**
 * Each period with what it is compared with. `opening`: the last day before its months, `yearBefore`: a year earlier, same months.
 * Periods in any order, one a day; the answer is oldest first.
 */
export function setsOf(periods: readonly Period[]): PeriodSet[] {
  const byDay = new Map(periods.map((period) => [period.endsOn, period]));
  return [...periods]
    .sort((a, b) => (a.endsOn < b.endsOn ? -1 : 1))
    .map((now) => {
      const year = Number(now.endsOn.slice(0, 4)) - 1;
      const yearBefore = byDay.get(`${year}${now.endsOn.slice(4)}`) ?? null;
      return {
        now,
        opening: byDay.get(monthEnd(addMonths(now.endsOn, -now.months))) ?? null,
        yearBefore: yearBefore?.months === now.months ? yearBefore : null,
      };
    });
}
