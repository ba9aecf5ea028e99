// The encoder: no bigint throws, money is decimal text, and equal values give equal canonical text.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, encode, toWire } from './codec.ts';

describe('encoding', () => {
  it('writes money as decimal text with its currency, bigints as text, instants in UTC, and drops undefined', () => {
    const value = {
      due: { minor: 123_450n, currency: 'CNY' },
      seq: 9_007_199_254_740_993n,
      at: new Date(0),
      gone: undefined,
      none: null,
    };
    expect(JSON.parse(encode(value))).toEqual({
      due: { amount: '1234.50', currency: 'CNY' },
      seq: '9007199254740993',
      at: '1970-01-01T00:00:00.000Z',
      none: null,
    });
  });

  it('never takes for money what has more to say', () => {
    expect(toWire({ minor: 1n, currency: 'CNY', days: 3 })).toEqual({ minor: '1', currency: 'CNY', days: 3 });
  });

  it('gives the same canonical text whatever the order of the keys, and another for another value', () => {
    const shuffled = (value: unknown): unknown => {
      if (value === null || typeof value !== 'object') return value;
      if (Array.isArray(value)) return value.map(shuffled);
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, each]) => [key, shuffled(each)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonical(shuffled(value))).toBe(canonical(value));
        expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(canonical({ a: 1 })).not.toBe(canonical({ a: '1' }));
    expect(canonical([1, 2])).not.toBe(canonical([2, 1]));
  });
});
