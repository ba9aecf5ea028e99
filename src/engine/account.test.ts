// The account: exposure of its parts, the cap of its grants on any day, and a turn that equals a fresh computation.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '#base/date.ts';
import type { Grant } from './account.ts';
import { availableOf, capOn, EMPTY_BALANCE, exposureOf, grantsOn, mergeGrants, turn, utilisationPpm } from './account.ts';

const asOf = '2026-11-21';
const grant = (kind: Grant['kind'], amountMinor: bigint | null, validFrom: string, validTo: string | null = null): Grant => ({
  grantId: `${kind}-${validFrom}`,
  kind,
  mode: amountMinor === null ? 'none' : 'amount',
  amountMinor,
  validFrom,
  validTo,
});

const grants = fc.array(
  fc.record({
    grantId: fc.uuid(),
    kind: fc.constantFrom('permanent' as const, 'temporary' as const, 'seasonal' as const),
    mode: fc.constantFrom('amount' as const, 'amount' as const, 'none' as const, 'unlimited' as const),
    amountMinor: fc.bigInt({ min: 0n, max: 1_000_000n }),
    validFrom: fc.integer({ min: -40, max: 40 }).map((days) => addDays(asOf, days)),
    validTo: fc.option(fc.integer({ min: -45, max: 60 }).map((days) => addDays(asOf, days))),
  }),
  { maxLength: 7 },
);

describe('exposure and available', () => {
  it('adds receivables, bills, deliveries, orders and children, and takes off unapplied cash', () => {
    const balance = { open: 61_240n, bills: 4_500n, delivered: 7_460n, reserved: 5_800n, unapplied: 3_000n, children: 0n };
    expect(exposureOf(balance)).toBe(76_000n);
    expect(exposureOf({ ...EMPTY_BALANCE, unapplied: 100n })).toBe(-100n);
  });

  it('shows an exceeded limit as a negative available and never clamps it', () => {
    expect(availableOf('amount', 80_000n, 76_000n)).toBe(4_000n);
    expect(availableOf('amount', 50_000n, 76_000n)).toBe(-26_000n);
    expect(availableOf('none', null, 76_000n)).toBe(-76_000n);
    expect(availableOf('unlimited', null, 76_000n)).toBeNull();
  });

  it('has no utilisation without a limit to divide by', () => {
    expect(utilisationPpm('amount', 80_000n, 76_000n)).toBe(950_000);
    expect(utilisationPpm('amount', 0n, 76_000n)).toBeNull();
    expect(utilisationPpm('none', null, 76_000n)).toBeNull();
    expect(utilisationPpm('unlimited', null, 76_000n)).toBeNull();
  });
});

describe('grants make the cap', () => {
  it('adds a temporary limit to the permanent one while it holds, its last day included', () => {
    const steps = mergeGrants([
      grant('permanent', 60_000n, '2026-01-01'),
      grant('temporary', 20_000n, '2026-09-22', '2026-12-31'),
    ]);
    expect(steps).toEqual([
      { startsOn: '2026-01-01', mode: 'amount', capMinor: 60_000n, expiredOn: null },
      { startsOn: '2026-09-22', mode: 'amount', capMinor: 80_000n, expiredOn: null },
      { startsOn: '2027-01-01', mode: 'amount', capMinor: 60_000n, expiredOn: null },
    ]);
    expect(capOn(steps, '2026-12-31').capMinor).toBe(80_000n);
    expect(capOn(steps, '2025-12-31')).toEqual({ mode: 'none', capMinor: null, expiredOn: null });
  });

  it('grants no credit once the permanent limit has run out, and remembers that it ran out', () => {
    const steps = mergeGrants([grant('permanent', 60_000n, '2026-01-01', '2026-11-20')]);
    expect(capOn(steps, '2026-11-20').mode).toBe('amount');
    expect(capOn(steps, asOf)).toEqual({ mode: 'none', capMinor: null, expiredOn: '2026-11-20' });
  });

  it('lets the newest permanent limit govern and does not bring an older one back', () => {
    const steps = mergeGrants([
      grant('permanent', 60_000n, '2026-01-01'),
      grant('permanent', 90_000n, '2026-06-01', '2026-06-30'),
    ]);
    expect(capOn(steps, '2026-06-15').capMinor).toBe(90_000n);
    expect(capOn(steps, '2026-07-01')).toEqual({ mode: 'none', capMinor: null, expiredOn: '2026-06-30' });
  });

  it('makes a temporary limit alone the whole limit', () => {
    expect(
      grantsOn([grant('permanent', null, '2026-01-01'), grant('temporary', 5_000n, '2026-11-01', '2026-11-30')], asOf),
    ).toEqual({
      mode: 'amount',
      capMinor: 5_000n,
      expiredOn: null,
    });
  });

  it('gives the same cap by steps as day by day', () => {
    fc.assert(
      fc.property(grants, (each) => {
        const steps = mergeGrants(each);
        for (let days = -50; days <= 65; days += 1) {
          const day = addDays(asOf, days);
          expect(capOn(steps, day)).toEqual(grantsOn(each, day));
        }
      }),
    );
  });
});

describe('turning an account', () => {
  it('equals a fresh computation on every day between now and turnsOn', () => {
    const dueDays = fc.array(
      fc.record({
        dueOn: fc.integer({ min: -80, max: 80 }).map((days) => addDays(asOf, days)),
        openMinor: fc.bigInt({ min: 1n, max: 1_000_000n }),
        disputedMinor: fc.constant(0n),
        items: fc.constant(1),
      }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(dueDays, grants, (days, each) => {
        const capSteps = mergeGrants(each);
        const now = turn({ dueDays: days, capSteps, asOf });
        for (let ahead = 1; ahead <= 100; ahead += 1) {
          const day = addDays(asOf, ahead);
          if (now.turnsOn !== null && day >= now.turnsOn) break;
          expect(turn({ dueDays: days, capSteps, asOf: day })).toEqual(now);
        }
        // The turn is real: on that day something differs.
        if (now.turnsOn !== null) {
          expect({ ...turn({ dueDays: days, capSteps, asOf: now.turnsOn }), turnsOn: null }).not.toEqual({
            ...now,
            turnsOn: null,
          });
        }
      }),
    );
  });
});
