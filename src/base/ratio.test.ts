// Division and ratios: exact, rounded as named, undefined where there is nothing to divide by.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { divide, formatPpmAsPercent, ratioPpm } from './ratio.ts';

describe('division', () => {
  it.each([
    [7n, 2n, 4n, 3n, 4n, 4n],
    [5n, 2n, 3n, 2n, 3n, 2n],
    [-5n, 2n, -2n, -3n, -3n, -2n],
    [-7n, 2n, -3n, -4n, -4n, -4n],
    [5n, -2n, -2n, -3n, -3n, -2n],
    [6n, 3n, 2n, 2n, 2n, 2n],
    [1n, 3n, 1n, 0n, 0n, 0n],
    [-1n, 3n, 0n, -1n, 0n, 0n],
    [0n, 5n, 0n, 0n, 0n, 0n],
  ])('%i / %i: ceil %i, floor %i, half-up %i, half-even %i', (n, d, ceil, floor, up, even) => {
    expect(divide(n, d, 'ceil')).toBe(ceil);
    expect(divide(n, d, 'floor')).toBe(floor);
    expect(divide(n, d, 'half-up')).toBe(up);
    expect(divide(n, d, 'half-even')).toBe(even);
  });

  it('stays within its rounding for every pair', () => {
    const any = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
    fc.assert(
      fc.property(any, any, (n, d) => {
        fc.pre(d !== 0n);
        const size = d < 0n ? -d : d;
        const rest = (rounding: 'ceil' | 'floor' | 'half-up' | 'half-even') =>
          (n - divide(n, d, rounding) * d) * (d < 0n ? -1n : 1n);
        expect(rest('floor') >= 0n && rest('floor') < size).toBe(true);
        expect(rest('ceil') <= 0n && rest('ceil') > -size).toBe(true);
        for (const half of ['half-up', 'half-even'] as const) {
          const distance = rest(half) < 0n ? -rest(half) : rest(half);
          expect(2n * distance <= size).toBe(true);
        }
        if (2n * rest('floor') === size) expect(divide(n, d, 'half-even') % 2n).toBe(0n);
        expect(divide(-n, d, 'half-up')).toBe(-divide(n, d, 'half-up'));
      }),
    );
  });

  it('refuses to divide by zero', () => {
    expect(() => divide(1n, 0n, 'floor')).toThrow(RangeError);
  });
});

describe('ratios', () => {
  it('are parts per million, and null without a whole', () => {
    expect(ratioPpm(76_000n, 80_000n)).toBe(950_000);
    expect(ratioPpm(12_860n, 61_240n)).toBe(209_993);
    expect(ratioPpm(-1n, 4n)).toBe(-250_000);
    expect(ratioPpm(1n, 0n)).toBeNull();
    expect(ratioPpm(1n, -5n)).toBeNull();
    expect(formatPpmAsPercent(950_000)).toBe('95.0');
  });

  it('are exact where plain division is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_000_000 }), fc.bigInt({ min: 1n, max: 10n ** 9n }), (ppm, k) => {
        expect(ratioPpm(BigInt(ppm) * k, 1_000_000n * k)).toBe(ppm);
      }),
    );
  });
});
