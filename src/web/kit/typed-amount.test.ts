// Amounts as clerks type them.
import { describe, expect, test } from 'vitest';
import { typedAmount, typedMinor } from './typed-amount.ts';

describe('Typed amounts', () => {
  test('what a clerk would write is read, to the cent', () => {
    for (const [text, amount] of [
      ['1234.5', '1234.50'],
      [' 1,234.5元 ', '1234.50'],
      ['１，２３４．５', '1234.50'],
      ['1234。5', '1234.50'],
      ['￥1,234', '1234.00'],
      ['1.2万', '12000.00'],
      ['人民币 300000 元整', '300000.00'],
    ] as const) {
      expect([text, typedAmount(text, 'CNY')]).toEqual([text, amount]);
    }
    expect(typedAmount('1500', 'JPY')).toBe('1500');
    expect(typedMinor('(88.00)', 'CNY')).toBe(-8800n);
  });

  test('what could mean something else is not guessed', () => {
    for (const text of ['', 'abc', '1.234', '12,5', '1,23,4', '12.345', 'USD 5', '$5', '1e5', '-5', '0']) {
      expect([text, typedAmount(text, 'CNY')]).toEqual([text, null]);
    }
    expect(typedAmount('0', 'CNY', 0n)).toBe('0.00');
    expect(typedAmount('12.5', 'JPY')).toBeNull();
  });
});
