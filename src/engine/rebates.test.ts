// Rebates by tier, to the cent; goods at a customer first in first out, with their age.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accrue, STOCK_CUTS, type StockMove, stockAges, stockAsOf, type Tier, tierFaults } from './rebates.ts';

const TIERS: readonly Tier[] = [
  { fromMinor: 0n, ratePpm: 0 },
  { fromMinor: 1_000_000_00n, ratePpm: 10_000 },
  { fromMinor: 3_000_000_00n, ratePpm: 20_000 },
];
const rising = fc
  .uniqueArray(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 6 })
  .chain((from) =>
    fc
      .array(fc.integer({ min: 0, max: 100_000 }), { minLength: from.length, maxLength: from.length })
      .map((rates) => from.toSorted((a, b) => (a < b ? -1 : 1)).map((fromMinor, at) => ({ fromMinor, ratePpm: rates[at]! }))),
  );
const basis = fc.bigInt({ min: -(10n ** 10n), max: 10n ** 13n });

describe('a rebate', () => {
  it('on 5,000,000: whole 2 % of all; marginal 1 % of the part from one to three million and 2 % above', () => {
    expect(accrue(TIERS, 'whole', 5_000_000_00n)).toMatchObject({ accruedMinor: 100_000_00n, next: null });
    expect(accrue(TIERS, 'marginal', 5_000_000_00n)).toMatchObject({ accruedMinor: 60_000_00n, next: null });
  });
  it('exactly at a border reaches it, a cent below does not, and says what is missing', () => {
    expect(accrue(TIERS, 'whole', 1_000_000_00n).accruedMinor).toBe(10_000_00n);
    expect(accrue(TIERS, 'whole', 999_999_99n)).toEqual({
      accruedMinor: 0n,
      steps: [{ fromMinor: 0n, baseMinor: 999_999_99n, ratePpm: 0 }],
      next: { ratePpm: 10_000, missingMinor: 1n },
    });
    expect(accrue(TIERS, 'marginal', 1_000_000_50n).accruedMinor).toBe(1n);
    expect(accrue(TIERS, 'marginal', 0n).accruedMinor).toBe(0n);
    expect(accrue(TIERS, 'whole', -5n)).toMatchObject({ accruedMinor: 0n, steps: [] });
  });
  it('is the exact sum of its parts, rounded once; marginal parts add up to the basis above the first tier', () => {
    fc.assert(
      fc.property(rising, basis, fc.constantFrom('whole' as const, 'marginal' as const), (tiers, base, method) => {
        const { accruedMinor, steps } = accrue(tiers, method, base);
        const exact = steps.reduce((sum, step) => sum + step.baseMinor * BigInt(step.ratePpm), 0n);
        expect(
          2n * (accruedMinor * 1_000_000n - exact) <= 1_000_000n && 2n * (exact - accruedMinor * 1_000_000n) < 1_000_000n,
        ).toBe(true);
        const covered = steps.reduce((sum, step) => sum + step.baseMinor, 0n);
        const first = tiers[0]!.fromMinor;
        if (method === 'marginal') expect(covered).toBe(base > first ? base - first : 0n);
        expect(accruedMinor <= (base > 0n ? base : 0n)).toBe(true);
      }),
    );
  });
  it('never falls when more is bought, by marginal tiers', () => {
    fc.assert(
      fc.property(rising, basis, fc.bigInt({ min: 0n, max: 10n ** 9n }), (tiers, base, more) => {
        expect(accrue(tiers, 'marginal', base + more).accruedMinor >= accrue(tiers, 'marginal', base).accruedMinor).toBe(true);
      }),
    );
  });
  it('refuses tiers that do not rise, are negative, above the whole, none or too many', () => {
    expect(tierFaults(TIERS)).toEqual([]);
    expect(tierFaults([])).toEqual([{ code: 'tiers_missing', tier: 0 }]);
    expect(tierFaults([{ fromMinor: -1n, ratePpm: 0 }])).toEqual([{ code: 'tier_negative', tier: 0 }]);
    expect(tierFaults([TIERS[1]!, TIERS[1]!])).toEqual([{ code: 'tiers_not_rising', tier: 1 }]);
    expect(tierFaults([{ fromMinor: 0n, ratePpm: 1_000_001 }])).toEqual([{ code: 'tier_rate', tier: 0 }]);
    expect(tierFaults(Array.from({ length: 21 }, (_, at) => ({ fromMinor: BigInt(at), ratePpm: 1 })))[0]!.code).toBe(
      'tiers_too_many',
    );
  });
});

describe('goods at a customer', () => {
  const move = (kind: StockMove['kind'], on: string, quantity: number, value = 0n, goods = 'A'): StockMove => ({
    kind,
    goods,
    on,
    quantityMilli: BigInt(quantity * 1000),
    valueMinor: value,
  });
  it('what came first is sold first; what is left keeps its value in proportion and its age', () => {
    const moves = [
      move('delivered', '2026-08-01', 10, 1_000_00n),
      move('delivered', '2026-10-01', 5, 600_00n),
      move('sold', '2026-10-15', 7),
    ];
    const stock = stockAsOf(moves, '2026-11-22');
    expect(stock).toMatchObject({ valueMinor: 900_00n, oldestOn: '2026-08-01', short: [] });
    expect(stockAges(stock.layers, '2026-11-22')).toEqual([0n, 600_00n, 0n, 300_00n, 0n]);
    expect(stockAsOf(moves, '2026-09-30').valueMinor, 'as of a day before').toBe(1_000_00n);
  });
  it('more sold than came is said, not hidden', () => {
    const stock = stockAsOf([move('delivered', '2026-08-01', 2, 200_00n), move('sold', '2026-08-02', 3)], '2026-11-22');
    expect(stock).toMatchObject({ valueMinor: 0n, oldestOn: null, short: [{ goods: 'A', quantityMilli: 1000n }] });
  });
  it('quantities balance by goods, value never exceeds what came, buckets sum to the value', () => {
    const moves = fc.array(
      fc.record({
        kind: fc.constantFrom('delivered' as const, 'sold' as const, 'returned' as const),
        goods: fc.constantFrom('A', 'B'),
        quantityMilli: fc.bigInt({ min: 1n, max: 100_000n }),
        valueMinor: fc.bigInt({ min: 0n, max: 10n ** 9n }),
        on: fc.constantFrom('2026-01-01', '2026-05-01', '2026-08-01', '2026-11-01'),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(moves, (all) => {
        const stock = stockAsOf(all, '2026-11-22');
        for (const goods of ['A', 'B']) {
          const of = (kind: string) =>
            all.filter((each) => each.goods === goods && each.kind === kind).reduce((sum, each) => sum + each.quantityMilli, 0n);
          const left = stock.layers.filter((each) => each.goods === goods).reduce((sum, each) => sum + each.quantityMilli, 0n);
          const missing = stock.short.find((each) => each.goods === goods)?.quantityMilli ?? 0n;
          expect(left - missing).toBe(of('delivered') - of('sold') - of('returned'));
        }
        expect(stock.valueMinor <= all.reduce((sum, each) => sum + (each.kind === 'delivered' ? each.valueMinor : 0n), 0n)).toBe(
          true,
        );
        const buckets = stockAges(stock.layers, '2026-11-22');
        expect(buckets.length).toBe(STOCK_CUTS.length + 1);
        expect(buckets.reduce((sum, each) => sum + each, 0n)).toBe(stock.valueMinor);
      }),
    );
  });
});
