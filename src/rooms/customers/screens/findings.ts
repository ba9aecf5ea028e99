// What the pictures of a customer show, said as findings: is he paying later, how often did his limit move, where did he run past it.
import type { Day } from '#base/date.ts';
import { addMonths } from '#base/date.ts';
import { toNumber } from '#web/kit/figures.ts';
import type { Behaviour } from './customer-data.ts';

/** Invoices of one mean, as in the strip's moving average. */
export const WINDOW = 10;
/** Two means nearer than this many days are the same: bank days and month ends scatter as much. */
const SAME_WITHIN_DAYS = 2;
const EARLIER_MONTHS = 6;

export type DelayFinding =
  | { readonly kind: 'none' }
  | { readonly kind: 'few'; readonly count: number }
  | { readonly kind: 'steady'; readonly count: number; readonly now: number }
  | { readonly kind: 'slower' | 'faster'; readonly count: number; readonly now: number; readonly before: number };

function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}

/**
 * The last ten invoices against the ten before half a year ago, by due day. An unpaid one counts with the days it is late already;
 * not yet due ones say nothing.
 */
export function delayFinding(invoices: Behaviour['invoices'], asOf: Day): DelayFinding {
  const due = invoices
    .filter((each) => each.settledOn !== null || each.dueOn <= asOf)
    .toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0));
  if (due.length === 0) return { kind: 'none' };
  if (due.length < WINDOW) return { kind: 'few', count: due.length };
  const now = mean(due.slice(-WINDOW).map((each) => each.daysLate));
  const halfYearAgo = addMonths(asOf, -EARLIER_MONTHS);
  const earlier = due.filter((each) => each.dueOn <= halfYearAgo).slice(-WINDOW);
  if (earlier.length < WINDOW) return { kind: 'steady', count: WINDOW, now };
  const before = mean(earlier.map((each) => each.daysLate));
  if (Math.abs(now - before) < SAME_WITHIN_DAYS) return { kind: 'steady', count: WINDOW, now };
  return { kind: now > before ? 'slower' : 'faster', count: WINDOW, now, before };
}

export type StepFinding = {
  /** How often the limit was another at the end of a month than at the end of the one before. */
  readonly moves: number;
  /** The month that ran furthest past its limit, with by how much; null where none did. */
  readonly over: { readonly month: string; readonly at: number } | null;
};

export function stepFinding(months: Behaviour['months']): StepFinding {
  let moves = 0;
  let over: StepFinding['over'] = null;
  let furthest = 0;
  for (const [at, month] of months.entries()) {
    const before = months[at - 1];
    if (before && (before.limit?.amount ?? null) !== (month.limit?.amount ?? null)) moves += 1;
    const limit = toNumber(month.limit);
    const excess = limit === null ? 0 : (toNumber(month.exposure) ?? 0) - limit;
    if (excess > furthest) {
      furthest = excess;
      over = { month: month.month, at };
    }
  }
  return { moves, over };
}
