// How grades moved over a year, and how often each grade came to default: cohort counts, intervals, rates that rise down the scale.
import { wilson } from './models/metrics.ts';

export type Move = { readonly from: string; readonly to: string; readonly customers: number };

export type Transitions = {
  readonly grades: readonly string[];
  /** Customers by grade at the beginning (rows) and at the end (columns, and one more: no longer rated). */
  readonly counts: readonly (readonly number[])[];
  readonly shares: readonly (readonly (number | null)[])[];
  readonly sizes: readonly number[];
  readonly up: number;
  readonly same: number;
  readonly down: number;
  readonly gone: number;
};

export const GONE = '';

/** Cohort method: whoever had a grade at the beginning, by his grade at the end. The worst grade of the scale is absorbing. */
export function transitions(grades: readonly string[], moves: readonly Move[]): Transitions {
  const place = new Map(grades.map((grade, at) => [grade, at]));
  const counts = grades.map(() => new Array<number>(grades.length + 1).fill(0));
  for (const { from, to, customers } of moves) {
    const row = place.get(from);
    if (row === undefined) continue;
    const column = row === grades.length - 1 ? row : (place.get(to) ?? grades.length);
    counts[row]![column]! += customers;
  }
  const sizes = counts.map((line) => line.reduce((sum, each) => sum + each, 0));
  const sum = (keep: (row: number, column: number) => boolean) =>
    counts.reduce((all, line, row) => line.reduce((so, each, column) => (keep(row, column) ? so + each : so), all), 0);
  return {
    grades,
    counts,
    sizes,
    shares: counts.map((line, row) => line.map((each) => (sizes[row] === 0 ? null : each / sizes[row]!))),
    up: sum((row, column) => column < row),
    same: sum((row, column) => column === row),
    down: sum((row, column) => column > row && column < grades.length),
    gone: sum((_, column) => column === grades.length),
  };
}

export type GradeDefaults = {
  readonly grade: string;
  readonly customers: number;
  readonly defaults: number;
  /** null without customers. */
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** The rate once neighbours that stand the wrong way round are pooled: never falling down the scale. */
  readonly pooled: number | null;
};

/** Observed one-year default rates, best grade first (Wilson 95 %), and made monotone by pooling adjacent violators. */
export function defaultRates(
  rows: readonly { readonly grade: string; readonly customers: number; readonly defaults: number }[],
): GradeDefaults[] {
  type Pool = { customers: number; defaults: number; members: number[] };
  const pools: Pool[] = [];
  for (const [at, row] of rows.entries()) {
    if (row.customers === 0) continue;
    let pool: Pool = { customers: row.customers, defaults: row.defaults, members: [at] };
    for (let last = pools.at(-1); last && last.defaults * pool.customers > pool.defaults * last.customers; last = pools.at(-1)) {
      pools.pop();
      pool = {
        customers: last.customers + pool.customers,
        defaults: last.defaults + pool.defaults,
        members: [...last.members, ...pool.members],
      };
    }
    pools.push(pool);
  }
  const pooled = new Map(pools.flatMap((pool) => pool.members.map((at) => [at, pool.defaults / pool.customers] as const)));
  return rows.map(({ grade, customers, defaults }, at) => {
    const interval = customers === 0 ? null : wilson(defaults, customers);
    return {
      grade,
      customers,
      defaults,
      rate: customers === 0 ? null : defaults / customers,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      pooled: pooled.get(at) ?? null,
    };
  });
}
