// One cell at a time: what is read, and what is refused rather than guessed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatMinor } from '#base/money.ts';
import type { AmountRules } from './cells.ts';
import { currencyOf, readAmount, readCode, readDate, readDays, readMonthlyDays, readNextMonthDay } from './cells.ts';

const yuan: AmountRules = { digits: 2, mark: '.', shift: 0, halfUp: false, suffixes: false };
const amount = (cell: string | number, rules: Partial<AmountRules> = {}) => {
  const read = readAmount(cell, { ...yuan, ...rules });
  return 'bad' in read ? read.bad : formatMinor(read.minor, 'CNY');
};

describe('an amount', () => {
  test.each([
    ['1234567.89', '1234567.89'],
    ['1,234,567.89', '1234567.89'],
    ['１２３４５６７．８９', '1234567.89'],
    ['￥0.01', '0.01'],
    ['RMB 1,000元', '1000.00'],
    ['(1234.50)', '-1234.50'],
    ['（1,234.50）', '-1234.50'],
    ['1234.50-', '-1234.50'],
    ['-¥5', '-5.00'],
    ['¥-5', '-5.00'],
    ['1.50000', '1.50'],
    [' 12 ', '12.00'],
    ['△100', 'amount_malformed'],
    ['--5', 'amount_malformed'],
    ['(-5)', 'amount_malformed'],
    ['1,23,456.00', 'amount_malformed'],
    ['1.2.3', 'amount_malformed'],
    ['12,34.5', 'amount_malformed'],
    ['1.5E3', 'amount_malformed'],
    ['NaN', 'amount_malformed'],
    ['-', 'amount_malformed'],
    ['1234567.8899999999', 'amount_decimals'],
    ['123.4567万元', 'amount_unit'],
    ['99999999999999999999.99', 'amount_too_large'],
    ['100000000000000.01', 'amount_too_large'],
  ])('%s in a yuan column: %s', (text, read) => expect(amount(text)).toBe(read));

  test('a spreadsheet double is read as shown; one that really has more decimals is not', () => {
    expect([amount(12345.670000000002), amount(0.1 + 0.2), amount(1e-9), amount(0.125), amount(1e15)]).toEqual([
      '12345.67',
      '0.30',
      'amount_decimals',
      'amount_decimals',
      'amount_too_large',
    ]);
  });

  test('the user may allow rounding and units; 万元 columns are multiplied exactly', () => {
    expect(amount('64982.585', { halfUp: true })).toBe('64982.59');
    expect(amount('-0.005', { halfUp: true })).toBe('-0.01');
    expect(amount('123.4567万元', { suffixes: true })).toBe('1234567.00');
    expect(amount('123.456789', { shift: 4 })).toBe('1234567.89');
    expect(amount(123.456789, { shift: 4 })).toBe('1234567.89');
  });

  test('1,234 and 1.234 need the column to say which mark parts decimals', () => {
    expect([amount('1,234', { mark: null }), amount('1.234', { mark: null })]).toEqual([
      'amount_mark_unknown',
      'amount_mark_unknown',
    ]);
    expect([amount('1,234'), amount('1.234', { mark: ',' }), amount('1.234,56', { mark: ',' })]).toEqual([
      '1234.00',
      '1234.00',
      '1234.56',
    ]);
    expect(amount('1,50')).toBe('amount_malformed');
  });

  test('whatever this product writes it reads back to the same minor unit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }), (minor) => {
        const text = formatMinor(minor, 'CNY');
        expect(readAmount(text, yuan)).toEqual({ minor });
        expect(readAmount(text.replace(/\B(?=(\d{3})+\.)/g, ','), yuan)).toEqual({ minor });
        if (minor > -(10n ** 15n) && minor < 10n ** 15n) expect(readAmount(Number(text), yuan)).toEqual({ minor });
      }),
    );
  });
});

describe('a day', () => {
  test.each([
    ['2026-01-05', '2026-01-05'],
    ['2026/1/5', '2026-01-05'],
    ['2026.1.5', '2026-01-05'],
    ['2026年1月5日', '2026-01-05'],
    ['二〇二六年十一月二十日', '2026-11-20'],
    ['二零二六年一月十五日', '2026-01-15'],
    ['20260105', '2026-01-05'],
    ['20260105.0', '2026-01-05'],
    ['45351', '2024-02-29'],
    ['２０２６－０１－０５', '2026-01-05'],
    ['2026—01—05', '2026-01-05'],
    ['2020-10-07 17:04:55.750000000', '2020-10-07'],
    ['2026-01-05T00:00:00Z', '2026-01-05'],
    ['5-Jan-2026', '2026-01-05'],
    ['Jan 5, 2026', '2026-01-05'],
    ['2026-02-29', 'date_impossible'],
    ['2026-13-01', 'date_impossible'],
    ['0000-00-00', 'date_impossible'],
    ['03/04/2026', 'date_order_unknown'],
    ['2026-01', 'date_malformed'],
    ['next week', 'date_malformed'],
    ['2026-01-05x', 'date_malformed'],
    ['12345678901', 'date_malformed'],
    [`2026-01-05${' '.repeat(30_000)}x`, 'date_malformed'],
  ])('%s: %s', (text, read) => {
    const found = readDate(text, null);
    expect('bad' in found ? found.bad : found.day).toBe(read);
  });

  test('in a column whose order is settled', () => {
    expect([
      readDate('03/04/2026', 'dmy'),
      readDate('03/04/2026', 'mdy'),
      readDate('13/04/2026', 'mdy'),
      readDate('26/1/5', 'ymd'),
    ]).toEqual([{ day: '2026-04-03' }, { day: '2026-03-04' }, { bad: 'date_impossible' }, { day: '2026-01-05' }]);
  });
});

test('codes keep their zeros; what a spreadsheet has rounded is damaged', () => {
  expect(['0001', '="0001"', "'0001", ' INV\u200b-1 ', 140105686, 9.1440300123456e17, '9.14403E+17', ''].map(readCode)).toEqual([
    '0001',
    '0001',
    '0001',
    'INV-1',
    '140105686',
    { bad: 'code_damaged' },
    { bad: 'code_damaged' },
    null,
  ]);
});

test('currencies by code and by name; terms in days', () => {
  expect(['CNY', 'rmb', '人民币', '美元', 'XXX', 'US$'].map(currencyOf)).toEqual(['CNY', 'CNY', 'CNY', 'USD', null, 'USD']);
  expect(['30', '30天', 'Net 30', 'NAA8', '月结30天', ''].map(readDays)).toEqual([30, 30, 30, null, null, null]);
  const spoken = [
    '货到30天',
    '货到付款',
    '票到',
    '票到后60天',
    '款到发货',
    '预付',
    '100%预付款',
    '现结',
    '两个月',
    '发票后45天内付款',
    'COD',
  ];
  expect(spoken.map(readDays)).toEqual([30, 0, 0, 60, 0, 0, 0, 0, 60, 45, 0]);
  expect(['月结', '月结60天', '季度', '次月25日'].map(readMonthlyDays)).toEqual([30, 60, null, null]);
  expect(['次月25日前', '次月底', '月结次月10日付款', '30天'].map(readNextMonthDay)).toEqual([25, 31, 10, null]);
  expect(['预付30%，余款货到60天', '30%预付', '分期', '见合同'].map(readDays)).toEqual([null, null, null, null]);
});
