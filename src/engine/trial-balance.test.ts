// What explains a difference of totals, which numbers are missing, which column is which.
import { expect, it } from 'vitest';
import { type BalanceSide, balanceColumns, explain, isComplete, missingNumbers } from './trial-balance.ts';

const OURS: BalanceSide = {
  openMinor: 100_000n,
  unappliedMinor: 20_000n,
  billsMinor: 5_000n,
  deliveredMinor: 7_000n,
  items: [
    { number: 'INV-1', minor: 60_000n },
    { number: 'INV-2', minor: 40_000n },
  ],
  later: [{ number: 'INV-9', minor: 12_345n }],
};
const codes = (theirs: bigint | null, ours: BalanceSide | null = OURS) => explain(ours, theirs).map((each) => each.code);

it('equal totals need no explanation; each explanation accounts for the whole difference', () => {
  expect(codes(80_000n)).toEqual([]);
  expect(codes(100_000n)).toEqual(['unapplied']);
  expect(codes(85_000n)).toEqual(['bills']);
  expect(codes(87_000n)).toEqual(['delivered']);
  expect(explain(OURS, 40_000n)).toEqual([{ code: 'document', facts: { number: 'INV-2' } }]);
  expect(explain(OURS, 92_345n)).toEqual([{ code: 'later_document', facts: { number: 'INV-9' } }]);
  expect(codes(-80_000n)).toEqual(['opposite_sign']);
  expect(codes(8n)).toEqual(['factor']);
  expect(codes(79_999n)).toEqual(['rounding']);
  expect(codes(79_000n), 'what nothing explains stays unexplained').toEqual([]);
  expect(codes(null)).toEqual(['not_in_source']);
  expect(codes(1n, null)).toEqual(['customer_unknown']);
});

it('a hole in running numbers is named, with its leading zeros; a jump to another range is none', () => {
  expect(missingNumbers(['INV-0008', 'INV-0009', 'INV-0012', 'INV-0013', 'X', 'CN001', 'CN002'], 50)).toEqual([
    'INV-0010',
    'INV-0011',
  ]);
  expect(missingNumbers(['A001', 'A002', 'A900'], 50)).toEqual([]);
  expect(missingNumbers(['A0001', 'A0002', 'A0004', 'A0005', 'A0006', 'A0008'], 1)).toEqual(['A0003']);
});

it.each([
  [['客户编码', '客户名称', '币种', '期末余额'], { code: 0, name: 1, currency: 2, balance: 3 }],
  [['核算项目编码', '核算项目名称', '期末借方余额', '期末贷方余额'], { code: 0, name: 1, debit: 2, credit: 3 }],
  [
    ['Company', 'Customer No', 'Customer Name', 'Currency', 'Closing balance'],
    { entity: 0, code: 1, name: 2, currency: 3, balance: 4 },
  ],
  [['code', 'balance'], { code: 0, balance: 1 }],
])('the columns of a trial balance by their headings: %j', (headings, expected) => {
  const found = balanceColumns(headings);
  expect(found).toEqual(expected);
  expect(isComplete(found)).toBe(true);
});

it('without a balance there is nothing to compare', () => {
  expect(isComplete(balanceColumns(['客户编码', '电话']))).toBe(false);
});
