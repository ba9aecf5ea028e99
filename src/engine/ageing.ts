// Due days → ageing buckets as of a day, and the next day on which they change.

import type { Day } from '#base/date.ts';
import { dayOfEpoch, epochDay } from '#base/date.ts';

/** Upper ends of the buckets in days past due, ascending: 0 or less is not due, 1–30, 31–60, … (formulas §1). */
export const AGEING_CUTS: readonly number[] = [0, 30, 60, 90, 180, 365];

/** Keys of the buckets that AGEING_CUTS make, in order. They are the wire names of an ageing report. */
export const AGEING_KEYS = ['not_due', '1-30', '31-60', '61-90', '91-180', '181-365', 'over_365'] as const;
export type AgeingKey = (typeof AGEING_KEYS)[number];

/** What an account owes on one due day: the open amount (credit notes negative), the part of it in dispute, the number of items. */
export type DueDay = {
  readonly dueOn: Day;
  readonly openMinor: bigint;
  readonly disputedMinor: bigint;
  readonly items: number;
};

export type Ageing = {
  /** One amount a bucket, in the order of the cuts, one longer than they are; they sum to `openMinor`. */
  readonly bucketsMinor: readonly bigint[];
  readonly items: readonly number[];
  readonly openMinor: bigint;
  readonly overdueMinor: bigint;
  /** The part of the overdue amount that is disputed. */
  readonly disputedOverdueMinor: bigint;
  /** Oldest day with an open amount above zero that is due before asOf. */
  readonly oldestDueOn: Day | null;
  /** First day after asOf on which an open due day moves to another bucket; until then this answer holds. */
  readonly nextTurnOn: Day | null;
};

/** Key of a bucket under any cuts: 'not_due', '1-30', …, 'over_365'. */
export function bucketKey(index: number, cuts: readonly number[] = AGEING_CUTS): string {
  if (index === 0) return 'not_due';
  const below = cuts[index - 1]!;
  const upTo = cuts[index];
  return upTo === undefined ? `over_${below}` : `${below + 1}-${upTo}`;
}

/** Bucket of an item so many days past due (0 or negative: not due): the number of cuts it lies beyond. */
export function bucketOf(daysPastDue: number, cuts: readonly number[] = AGEING_CUTS): number {
  let bucket = 0;
  while (bucket < cuts.length && daysPastDue > cuts[bucket]!) bucket += 1;
  return bucket;
}

/** Ages the due days of one account as of a day. The order of the rows does not matter; days may repeat. */
export function ageDueDays(dueDays: readonly DueDay[], asOf: Day, cuts: readonly number[] = AGEING_CUTS): Ageing {
  const bucketsMinor = Array.from({ length: cuts.length + 1 }, () => 0n);
  const items = Array.from({ length: cuts.length + 1 }, () => 0);
  const today = epochDay(asOf);
  let openMinor = 0n;
  let overdueMinor = 0n;
  let disputedOverdueMinor = 0n;
  let oldestDueOn: Day | null = null;
  let turns = Number.POSITIVE_INFINITY;
  for (const each of dueDays) {
    const due = epochDay(each.dueOn);
    const bucket = bucketOf(today - due, cuts);
    bucketsMinor[bucket]! += each.openMinor;
    items[bucket]! += each.items;
    openMinor += each.openMinor;
    if (today > due) {
      overdueMinor += each.openMinor;
      disputedOverdueMinor += each.disputedMinor;
      if (each.openMinor > 0n && (oldestDueOn === null || each.dueOn < oldestDueOn)) oldestDueOn = each.dueOn;
    }
    // A day whose items cancel to zero still moves its number of items, so it counts as open while it has any.
    if ((each.openMinor !== 0n || each.items > 0) && bucket < cuts.length) {
      turns = Math.min(turns, due + cuts[bucket]! + 1);
      // Cuts of a policy need not contain 0: overdue begins the day after the due day all the same.
      if (today <= due) turns = Math.min(turns, due + 1);
    }
  }
  const nextTurnOn = turns === Number.POSITIVE_INFINITY ? null : dayOfEpoch(turns);
  return { bucketsMinor, items, openMinor, overdueMinor, disputedOverdueMinor, oldestDueOn, nextTurnOn };
}
