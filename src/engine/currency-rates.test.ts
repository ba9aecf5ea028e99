// Amounts in another currency count against a limit in ours: exact fractions, rounded so that nobody gets more than was granted.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capFromHome, fromHomeUp, rateOf, toHome } from './currency-rates.ts';

const USD = rateOf({ ratePpm: 7_123_400n, per: 1 }, 'USD', 'CNY');
const JPY = rateOf({ ratePpm: 4_821_300n, per: 100 }, 'JPY', 'CNY');
const KWD = rateOf({ ratePpm: 23_150_000n, per: 1 }, 'KWD', 'CNY');

describe('an exposure in another currency', () => {
  it('is worth what the central bank quotes, whatever the decimals of the currency', () => {
    expect(toHome(1_000_000n, USD)).toBe(7_123_400n); // $10,000.00 = ¥71,234.00
    expect(toHome(100n, JPY)).toBe(483n); // 100 yen = ¥4.8213, rounded up
    expect(toHome(1_000n, KWD)).toBe(2_315n); // 1.000 dinar = ¥23.15
  });

  it('is never made smaller by rounding, nor a credit made larger', () => {
    expect(toHome(1n, USD)).toBe(8n);
    expect(toHome(-1n, USD)).toBe(-7n);
    expect(fromHomeUp(1n, USD)).toBe(1n);
  });

  it('that keeps to the converted cap keeps to the cap', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10_000_000_000n }),
        fc.integer({ min: 1, max: 99_999_999 }),
        fc.constantFrom('USD', 'JPY', 'KWD'),
        fc.bigInt({ min: 0n, max: 1_000_000n }),
        fc.bigInt({ min: -1_000_000n, max: 1_000_000n }),
        (capMinor, ppm, currency, orderMinor, standsMinor) => {
          const rate = rateOf({ ratePpm: BigInt(ppm), per: 1 }, currency, 'CNY');
          const before = toHome(standsMinor, rate);
          const asked = fromHomeUp(before, rate) + orderMinor;
          // What is there is converted up, the cap down: an order that fits between them fits in the books.
          if (asked > capFromHome(capMinor, rate)) return;
          expect(toHome(standsMinor + orderMinor, rate)).toBeLessThanOrEqual(capMinor);
        },
      ),
      { seed: 20260101, numRuns: 2_000 },
    );
  });
});
