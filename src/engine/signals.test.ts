// Warnings: quiet about chance and residues, clear about change; a rank test that agrees with counting all orders.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '#base/date.ts';
import type { CustomerFacts } from './indicators.ts';
import { parseRulebook } from './rulebook.ts';
import { BLANK_CUSTOMER } from './rulebook-cases.ts';
import { rankSumP, SIGNAL_LEVELS, signalsOf } from './signals.ts';

const parsed = parseRulebook(
  'signals',
  JSON.parse(readFileSync(new URL('../../rulebooks/signals.json', import.meta.url), 'utf8')),
);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const rules = parsed.rulebook.rules;
const asOf = '2026-11-21';
const settled = (late: readonly number[]) =>
  late.map((days, index) => {
    const dueOn = addDays('2025-01-01', index * 10);
    return { document: `INV-${index}`, dueOn, settledOn: addDays(dueOn, days), amountMinor: 1_000n };
  });

/** Exact one-sided p by counting every way to choose which values are the first sample's. */
function exactP(a: readonly number[], b: readonly number[]): number {
  const all = [...a, ...b];
  const uOf = (first: readonly number[], second: readonly number[]) =>
    first.reduce((sum, x) => sum + second.reduce((inner, y) => inner + (x > y ? 1 : x === y ? 0.5 : 0), 0), 0);
  const observed = uOf(a, b);
  let extreme = 0;
  let total = 0;
  for (let mask = 0; mask < 2 ** all.length; mask += 1) {
    const first: number[] = [];
    const second: number[] = [];
    for (const [index, value] of all.entries()) (mask & (1 << index) ? first : second).push(value);
    if (first.length !== a.length) continue;
    total += 1;
    if (uOf(first, second) >= observed) extreme += 1;
  }
  return extreme / total;
}

describe('slower payment than usual', () => {
  it('rests on a rank test close to the exact one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -5, max: 30 }), { minLength: 6, maxLength: 6 }),
        fc.array(fc.integer({ min: -5, max: 30 }), { minLength: 6, maxLength: 6 }),
        (a, b) => {
          // The continuity correction keeps the approximation within a few hundredths at this size, ties included.
          expect(Math.abs(rankSumP(a, b) - exactP(a, b))).toBeLessThan(0.06);
        },
      ),
      { numRuns: 25 },
    );
    expect(rankSumP([5, 5, 5], [5, 5, 5])).toBe(1);
  });

  it('is rarely said of a customer who has not changed: below 2 in 100 by chance', () => {
    // A fixed linear congruential sequence: the same 2,000 customers at every run.
    let state = 12_345;
    const draw = () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((state / 2_147_483_648) * 40) - 5;
    };
    let said = 0;
    for (let customer = 0; customer < 2_000; customer += 1) {
      const facts = { ...BLANK_CUSTOMER, settlements: settled(Array.from({ length: 40 }, draw)) };
      if (signalsOf(facts, rules, asOf).length > 0) said += 1;
    }
    expect(said).toBeLessThan(40);
  });

  it('needs enough settlements on both sides', () => {
    expect(
      signalsOf(
        {
          ...BLANK_CUSTOMER,
          settlements: settled([...Array.from({ length: 9 }, () => 0), ...Array.from({ length: 10 }, () => 30)]),
        },
        rules,
        asOf,
      ),
    ).toEqual([]);
    const [signal] = signalsOf(
      {
        ...BLANK_CUSTOMER,
        settlements: settled([...Array.from({ length: 10 }, () => 0), ...Array.from({ length: 10 }, () => 30)]),
      },
      rules,
      asOf,
    );
    expect(signal).toMatchObject({ code: 'slower_payment', level: 'red', actual: 30, key: 'slower_payment' });
    expect(signal?.documents).toHaveLength(10);
  });
});

describe('utilisation', () => {
  it.each([
    [799n, null],
    [800n, 'yellow'],
    [899n, 'yellow'],
    [900n, 'orange'],
    [1_000n, 'red'],
    [1_500n, 'red'],
  ])('%i of 1,000 is %s', (exposureMinor, level) => {
    const found = signalsOf({ ...BLANK_CUSTOMER, mode: 'amount', capMinor: 1_000n, exposureMinor }, rules, asOf);
    expect(found[0]?.level ?? null).toBe(level);
  });
});

describe('a limit that ends', () => {
  it.each([
    ['2026-12-22', null],
    ['2026-12-21', 'yellow'],
    ['2026-11-28', 'orange'],
    ['2026-11-21', 'orange'],
    ['2026-11-20', 'red'],
  ])('on %s is %s', (limitValidTo, level) => {
    expect(signalsOf({ ...BLANK_CUSTOMER, limitValidTo }, rules, asOf)[0]?.level ?? null).toBe(level);
  });
});

describe('a dishonoured bill', () => {
  it.each([
    ['2026-11-21', 1],
    ['2026-08-23', 1],
    ['2026-08-22', 0],
    ['2026-11-22', 0],
  ])('of %s makes %i signal', (on, count) => {
    expect(
      signalsOf({ ...BLANK_CUSTOMER, dishonoured: [{ document: 'BILL-7', on, amountMinor: 1n }] }, rules, asOf),
    ).toHaveLength(count);
  });
});

describe('a list of signals', () => {
  it('stands red first, has one signal a code, and keeps its key while the same thing goes on', () => {
    const facts: CustomerFacts = {
      ...BLANK_CUSTOMER,
      mode: 'amount',
      capMinor: 100_000_000n,
      exposureMinor: 95_000_000n,
      portfolioExposureMinor: 600_000_000n,
      oldestDueOn: '2026-09-01',
      overdueMinor: 5_000_000n,
      overdueDocuments: [{ number: 'INV-7', dueOn: '2026-09-01', openMinor: 5_000_000n }],
    };
    const signals = signalsOf(facts, rules, asOf);
    expect(signals.map((each) => [each.code, each.level])).toEqual([
      ['overdue_days', 'red'],
      ['utilisation', 'orange'],
      ['concentration', 'yellow'],
    ]);
    expect(SIGNAL_LEVELS).toEqual(['yellow', 'orange', 'red']);
    expect(signalsOf(facts, rules, '2026-11-25').map((each) => each.key)).toEqual(signals.map((each) => each.key));
  });

  it('says nothing of a customer about whom nothing is known', () => {
    expect(signalsOf(BLANK_CUSTOMER, rules, asOf)).toEqual([]);
  });
});
