// Amounts leave the engine as money and come back as the same minor units.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toWire } from '#base/codec.ts';
import { withMinor, withMoney } from './money-keys.ts';

describe('money keys', () => {
  it('name the amount and its currency, and leave days and shares alone', () => {
    const reason = {
      code: 'limit_use',
      actual: 84_640n,
      threshold: 80_000n,
      clears: [{ kind: 'payment', amountMinor: 4_640n }],
      days: 47,
      lateMinorDays: 12n,
    };
    expect(toWire(withMoney(reason, 'CNY'))).toEqual({
      code: 'limit_use',
      actual: { amount: '846.40', currency: 'CNY' },
      threshold: { amount: '800.00', currency: 'CNY' },
      clears: [{ kind: 'payment', amount: { amount: '46.40', currency: 'CNY' } }],
      days: 47,
      lateMinorDays: '12',
    });
  });

  it('come back as they went, in currencies of none, two and three decimals, beyond 2^53', () => {
    const minor = fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n });
    fc.assert(
      fc.property(fc.constantFrom('JPY', 'CNY', 'KWD'), minor, minor, (currency, a, b) => {
        const facts = { orderMinor: a, nodes: [{ capMinor: b, mode: 'amount', freeze: null }], actual: b, grade: 'BB' };
        expect(withMinor(JSON.parse(JSON.stringify(toWire(withMoney(facts, currency)))))).toEqual(facts);
      }),
    );
  });
});
