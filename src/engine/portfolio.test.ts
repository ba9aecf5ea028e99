// DSO and its relatives reproduce the published examples.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averageDaysDelinquent, bestPossibleDso, collectionEffectiveness, countBackDso, dso, herfindahl } from './portfolio.ts';

describe('published examples', () => {
  it('collection effectiveness of creditguru.com is 55.9 %', () => {
    const facts = { openingMinor: 6_200n, salesMinor: 10_890n, months: 3, closingMinor: 6_340n, closingCurrentMinor: 3_590n };
    expect(collectionEffectiveness(facts)).toBeCloseTo(55.929, 3);
  });

  it.each([
    ['fool.com', 18_000n, 20_000n, 30, 27],
    ['collectthemoney.com', 5_000_000n, 9_000_000n, 91, 50.5556],
    ['Oracle JD Edwards', 10_869n, 5_538n + 4_566n + 7_570n, 90, 55.347],
    ['creditguru.com, a quarter', 6_340n, 10_890n, 90, 52.397],
  ])('DSO of %s', (_source, closing, sales, days, expected) => {
    expect(dso(closing, sales, days)).toBeCloseTo(expected, 2);
  });

  it('best possible DSO and days delinquent add up to DSO', () => {
    expect(bestPossibleDso(3_590n, 10_890n, 90)).toBeCloseTo(29.67, 2);
    expect(averageDaysDelinquent(6_340n, 3_590n, 10_890n, 90)).toBeCloseTo(22.73, 2);
  });

  it('count-back DSO of the Oracle example, its last month corrected, is 166.3 days', () => {
    const months = [2_500n, 1_750n, 2_250n, 2_500n, 2_000n, 2_250n].map((salesMinor, at) => ({
      salesMinor,
      days: [30, 31, 31, 30, 31, 30][at]!,
    }));
    expect(countBackDso(12_000n, months)).toBeCloseTo(166.333, 3);
    // 13,250 of sales are all there is: an older balance has no answer.
    expect(countBackDso(13_250n, months)).toBeCloseTo(183, 9);
    expect(countBackDso(13_251n, months)).toBeNull();
  });
});

describe('what is not there is missing', () => {
  it('gives no DSO without sales and no concentration without exposure', () => {
    expect(dso(100n, 0n, 30)).toBeNull();
    expect(herfindahl([])).toBeNull();
    expect(herfindahl([-5n])).toBeNull();
    expect(countBackDso(0n, [])).toBe(0);
  });

  it('one customer is 10,000, n equal ones 10,000 / n', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.bigInt({ min: 1n, max: 10n ** 16n }), (n, amount) => {
        expect(herfindahl(Array.from({ length: n }, () => amount))).toBeCloseTo(10_000 / n, 6);
      }),
    );
  });
});
