// Money: read and written without losing a unit, multiplied with one named rounding.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from './assert.ts';
import {
  decimalsOf,
  floorToStep,
  formatMinor,
  isCurrency,
  MINOR_MAX,
  maxMinor,
  minMinor,
  parseMinor,
  parseMoney,
  sumMinor,
  timesPpm,
  wireMoney,
} from './money.ts';

const minor = fc.bigInt({ min: -MINOR_MAX, max: MINOR_MAX });
const currency = fc.constantFrom('CNY', 'JPY', 'KWD', 'USD', 'KRW', 'BHD');
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
  return 'accepted';
};

describe('amounts as text', () => {
  it('come back as they were written, in 0, 2 and 3 decimals, beyond 2^53', () => {
    fc.assert(
      fc.property(minor, currency, (amount, code) => {
        const text = formatMinor(amount, code);
        expect(parseMinor(text, code)).toBe(amount);
        expect(parseMoney(wireMoney(amount, code))).toEqual({ minor: amount, currency: code });
        expect(text).toMatch(decimalsOf(code) === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${decimalsOf(code)}}$`));
      }),
    );
  });

  it.each([
    ['1234.50', 'CNY', 123_450n],
    ['-0.01', 'CNY', -1n],
    ['0', 'CNY', 0n],
    ['7.500', 'CNY', 750n],
    ['1234', 'JPY', 1_234n],
    ['1.005', 'KWD', 1_005n],
    ['007', 'CNY', 700n],
  ])('%s %s is %i minor units', (text, code, expected) => {
    expect(parseMinor(text, code)).toBe(expected);
  });

  it.each([
    ['1,234.50', 'CNY', 'amount_malformed'],
    ['1e3', 'CNY', 'amount_malformed'],
    ['', 'CNY', 'amount_malformed'],
    ['.5', 'CNY', 'amount_malformed'],
    ['5.', 'CNY', 'amount_malformed'],
    ['+5', 'CNY', 'amount_malformed'],
    ['１２', 'CNY', 'amount_malformed'],
    ['1.005', 'CNY', 'amount_decimals'],
    ['0.1', 'JPY', 'amount_decimals'],
    ['100000000000000.01', 'CNY', 'amount_too_large'],
    ['1', 'RMB', 'currency_unknown'],
    ['1', 'cny', 'currency_unknown'],
  ])('refuses %s %s as %s', (text, code, problem) => {
    expect(codeOf(() => parseMinor(text, code))).toBe(problem);
  });

  it('takes in the largest amount and not one unit more', () => {
    expect(parseMinor('100000000000000.00', 'CNY')).toBe(MINOR_MAX);
    expect(codeOf(() => parseMinor('-100000000000000.01', 'CNY'))).toBe('amount_too_large');
  });

  it('knows the currencies that have other than two decimals', () => {
    expect(['CNY', 'JPY', 'KWD', 'ISK', 'TND'].map(decimalsOf)).toEqual([2, 0, 3, 0, 3]);
    expect(isCurrency('XXX')).toBe(false);
    expect(isCurrency('constructor')).toBe(false);
  });
});

describe('arithmetic', () => {
  it('rounds a share up for exposure and down for what is available, never more than a unit apart', () => {
    fc.assert(
      fc.property(minor, fc.integer({ min: 0, max: 2_000_000 }), (amount, ppm) => {
        const up = timesPpm(amount, ppm, 'ceil');
        const down = timesPpm(amount, ppm, 'floor');
        const exact = amount * BigInt(ppm);
        expect(up - down === 0n || up - down === 1n).toBe(true);
        expect(down * 1_000_000n <= exact && exact <= up * 1_000_000n).toBe(true);
      }),
    );
  });

  it('rounds a limit down to its step, negative amounts away from zero', () => {
    expect(floorToStep(123_456n, 1_000n)).toBe(123_000n);
    expect(floorToStep(-1n, 1_000n)).toBe(-1_000n);
    fc.assert(
      fc.property(minor, fc.bigInt({ min: 1n, max: 10n ** 9n }), (amount, step) => {
        const down = floorToStep(amount, step);
        expect(((down % step) + step) % step).toBe(0n);
        expect(amount - down >= 0n && amount - down < step).toBe(true);
      }),
    );
  });

  it('sums and compares', () => {
    fc.assert(
      fc.property(fc.array(minor, { minLength: 1, maxLength: 9 }), (amounts) => {
        const sorted = [...amounts].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
        expect(minMinor(amounts[0]!, ...amounts.slice(1))).toBe(sorted[0]);
        expect(maxMinor(amounts[0]!, ...amounts.slice(1))).toBe(sorted.at(-1));
        expect(sumMinor([...amounts, ...amounts.map((each) => -each)])).toBe(0n);
      }),
    );
  });
});
