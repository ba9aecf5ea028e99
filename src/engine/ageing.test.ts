// Ageing: every open cent stands in exactly one bucket, and an answer holds until the day it says.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, daysBetween } from '#base/date.ts';
import type { DueDay } from './ageing.ts';
import { AGEING_CUTS, AGEING_KEYS, ageDueDays, bucketKey, bucketOf } from './ageing.ts';

const asOf = '2026-11-21';
const due = (dueOn: string, openMinor: bigint, items = 1): DueDay => ({ dueOn, openMinor, disputedMinor: 0n, items });

const dueDays = fc.array(
  fc.record({
    dueOn: fc.integer({ min: -500, max: 500 }).map((days) => addDays(asOf, days)),
    openMinor: fc.bigInt({ min: -1_000_000n, max: 10_000_000n }),
    disputedMinor: fc.constant(0n),
    items: fc.integer({ min: 1, max: 9 }),
  }),
  { maxLength: 30 },
);

describe('ageing by due date', () => {
  it.each([
    [-3, 'not_due'],
    [0, 'not_due'],
    [1, '1-30'],
    [30, '1-30'],
    [31, '31-60'],
    [60, '31-60'],
    [61, '61-90'],
    [90, '61-90'],
    [91, '91-180'],
    [180, '91-180'],
    [181, '181-365'],
    [365, '181-365'],
    [366, 'over_365'],
  ])('%i days past due stand in %s', (days, key) => {
    expect(AGEING_KEYS[bucketOf(days)]).toBe(key);
    expect(bucketKey(bucketOf(days))).toBe(key);
  });

  it('names the buckets of other cuts the same way', () => {
    expect([0, 1, 2, 3].map((index) => bucketKey(index, [0, 15, 45]))).toEqual(['not_due', '1-15', '16-45', 'over_45']);
  });

  it('ages a small account and says when it changes next', () => {
    const ageing = ageDueDays([due('2026-10-05', 7_640n), due('2026-10-28', 5_220n), due('2026-12-31', 48_380n)], asOf);
    expect(ageing.bucketsMinor).toEqual([48_380n, 5_220n, 7_640n, 0n, 0n, 0n, 0n]);
    expect(ageing.overdueMinor).toBe(12_860n);
    expect(ageing.oldestDueOn).toBe('2026-10-05');
    // 2026-10-28 is 24 days old and turns 31 on 2026-11-28, before 10-05 turns 61 on 12-05.
    expect(ageing.nextTurnOn).toBe('2026-11-28');
  });

  it('does not call a credit note the oldest debt', () => {
    const ageing = ageDueDays([due('2025-01-01', -500n), due('2026-11-01', 900n)], asOf);
    expect(ageing.oldestDueOn).toBe('2026-11-01');
    expect(ageing.overdueMinor).toBe(400n);
  });

  it('never changes again once all is older than a year, and nothing open never turns', () => {
    expect(ageDueDays([due('2020-01-01', 5n)], asOf).nextTurnOn).toBeNull();
    expect(ageDueDays([], asOf).nextTurnOn).toBeNull();
  });

  it('puts every open cent and item into one bucket', () => {
    fc.assert(
      fc.property(dueDays, (days) => {
        const ageing = ageDueDays(days, asOf);
        const open = days.reduce((sum, each) => sum + each.openMinor, 0n);
        expect(ageing.bucketsMinor.reduce((sum, each) => sum + each, 0n)).toBe(open);
        expect(ageing.openMinor).toBe(open);
        expect(ageing.overdueMinor).toBe(open - ageing.bucketsMinor[0]!);
        expect(ageing.items.reduce((sum, each) => sum + each, 0)).toBe(days.reduce((sum, each) => sum + each.items, 0));
        expect(ageing.bucketsMinor).toHaveLength(AGEING_CUTS.length + 1);
      }),
    );
  });

  it('stays true until its turn and not a day longer', () => {
    fc.assert(
      fc.property(dueDays, fc.integer({ min: 0, max: 400 }), (days, ahead) => {
        const now = ageDueDays(days, asOf);
        const later = addDays(asOf, ahead);
        const then = ageDueDays(days, later);
        if (now.nextTurnOn === null || later < now.nextTurnOn) {
          expect({ ...then, nextTurnOn: null }).toEqual({ ...now, nextTurnOn: null });
        }
        if (now.nextTurnOn !== null) {
          expect(daysBetween(asOf, now.nextTurnOn)).toBeGreaterThan(0);
          expect(ageDueDays(days, now.nextTurnOn).items).not.toEqual(ageDueDays(days, addDays(now.nextTurnOn, -1)).items);
        }
      }),
    );
  });
});
