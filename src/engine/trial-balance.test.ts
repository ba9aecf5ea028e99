// What explains a difference of totals, which numbers are missing, which column is which.
import { expect, it } from 'vitest';
import { type BalanceSide, explain, missingNumbers } from './trial-balance.ts';
import { balanceOf, findBalanceTable, headingsTaken } from './trial-balance-columns.ts';

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

const rowsOf = (lines: readonly string[]) => lines.map((line, at) => ({ record: at + 1, line: at + 1, cells: line.split(',') }));
/** The closing balances of a file's rows, in minor units, as its columns say; null: the row cannot be read. */
function balances(...lines: string[]) {
  const rows = rowsOf(lines);
  const table = findBalanceTable(rows);
  if (table === null) return null;
  const minor = (text: string) => (text === '' ? 0n : /^-?\d+$/.test(text) ? BigInt(text) : null);
  return {
    party: table.party,
    taken: headingsTaken(table),
    of: rows.slice(table.last + 1).map((row) => {
      const read = balanceOf(row, table.parts, (column) => minor(row.cells[column] ?? ''));
      return 'bad' in read ? null : Number(read.minor);
    }),
  };
}

it.each<[string, string[], number[], string[]]>([
  ['one balance', ['客户编码,客户名称,币种,期末余额', 'C1,甲,CNY,5'], [5], ['期末余额']],
  [
    'two sides',
    ['核算项目编码,核算项目名称,期末借方余额,期末贷方余额', 'C1,甲,7,', 'C2,乙,,3'],
    [7, -3],
    ['期末借方余额', '期末贷方余额'],
  ],
  ['English', ['Company,Customer No,Customer Name,Currency,Closing balance', '1,C1,A,CNY,5'], [5], ['Closing balance']],
  ['bare', ['code,balance', 'C1,5'], [5], ['balance']],
  [
    'a side beside the balance',
    [
      '客户编码,客户名称,方向,期初余额,本期借方,本期贷方,方向,期末余额',
      'C1,甲,借,1,2,3,贷,4',
      'C2,乙,借,1,0,1,平,0',
      'C3,丙,借,1,0,1,平,9',
      'C4,丁,借,1,0,1,左,9',
    ],
    [-4, 0, Number.NaN, Number.NaN],
    ['期末余额', '方向'],
  ],
  [
    'opening before closing',
    ['客户编码,期初借方,期初贷方,借方,贷方,期末借方,期末贷方', 'C1,1,2,3,4,5,6'],
    [-1],
    ['期末借方', '期末贷方'],
  ],
  [
    'no closing at all',
    ['客户编码,客户名称,期初余额,本期借方,本期贷方,本年累计借方,本年累计贷方', 'C1,甲,100,30,50,900,900'],
    [80],
    ['期初余额', '本期借方', '本期贷方'],
  ],
  [
    'two heading rows',
    [
      '2026年10月 客户余额表',
      '客户编码,客户名称,期初余额,,本期发生额,,期末余额,',
      ',,借方,贷方,借方,贷方,借方,贷方',
      'C1,甲,100,,30,50,80,',
      'C2,乙,,,,5,,5',
    ],
    [80, -5],
    ['期末余额借方', '期末余额贷方'],
  ],
  [
    'sides in brackets',
    ['客户编码,期末余额（借）,期末余额（贷）', 'C1,4,', 'C2,,6'],
    [4, -6],
    ['期末余额（借）', '期末余额（贷）'],
  ],
  ['the balance, not what was invoiced', ['客户名称,应收金额,已收金额,未收余额', '甲,10,4,6'], [6], ['未收余额']],
  ['in its own currency', ['客户编码,币种,期末余额本币,期末余额原币', 'C1,USD,70,10'], [10], ['期末余额原币']],
])('the balances of a trial balance: %s', (_, lines, expected, taken) => {
  const found = balances(...lines);
  expect(found?.of.map((each) => each ?? Number.NaN)).toEqual(expected);
  expect(found?.taken).toEqual(taken);
});

it('a list of one day’s opening balances, or without any, is no balance of this day', () => {
  expect(balances('客户编码,客户名称,期初余额', 'C1,甲,5')).toBeNull();
  expect(balances('客户编码,电话', 'C1,5')).toBeNull();
  expect(balances('科目编码,科目名称,期末余额', '1122,应收账款,5')).toBeNull();
});
