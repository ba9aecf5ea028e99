// Exports of banks as customers hand them in: titles, two columns or one with a sign, newest first, totals between, rows that cannot be read.
import { expect, test } from 'vitest';
import type { RawCell } from '#base/raw-table.ts';
import { type BankOptions, readBank } from './bank-reading.ts';

const options: BankOptions = { currency: 'CNY', digitsOf: () => 2, answers: {}, firm: '甬东五金有限公司' };
const read = (grid: readonly (readonly RawCell[])[], more: Partial<BankOptions> = {}) =>
  readBank(
    grid.map((cells, at) => ({ record: at + 1, line: at + 1, cells })),
    { ...options, ...more },
  );

test('two columns, newest first, titles above and totals below: the lines oldest first, each with what it is', () => {
  const found = read([
    ['中国银行 交易明细'],
    ['户名：甬东五金有限公司', '账号：6222 0001 2345 678', '币种：人民币'],
    ['交易日期', '摘要', '借方发生额', '贷方发生额', '余额', '对方户名', '用途'],
    ['2026-09-30', '转账', '', '5,000.00', '14,000.00', '宁波远航贸易', '货款'],
    ['20260915', '代发', '3000', '', '9,000.00', '张三', '工资'],
    ['2026/9/1', '转账', '-', '2,000.00', '12000', '甬东五金有限公司', '往来'],
    ['', '', '', '', '', '', ''],
    ['合计', '', '3000', '7000', '', '', ''],
  ]);
  expect(found).toMatchObject({ account: '622200012345678', currency: 'CNY', offBalance: 0, balances: true, refused: [] });
  expect(
    'lines' in found && found.lines.map((line) => [line.on, line.inMinor, line.outMinor, line.otherSide, line.class]),
  ).toEqual([
    ['2026-09-01', 200_000n, 0n, '甬东五金有限公司', 'own'],
    // Whose wages they are is not kept.
    ['2026-09-15', 0n, 300_000n, '', 'wages'],
    ['2026-09-30', 500_000n, 0n, '宁波远航贸易', 'trade'],
  ]);
});

test('one column with its direction or its sign; a balance that does not follow is counted, what cannot be read is named by row', () => {
  const found = read([
    ['Date', 'Amount', 'Direction', 'Balance', 'Counterparty', 'Description', 'Account'],
    ['2026-01-05', 100, '收', 1100, 'A', '货款', '0001'],
    ['2026-01-06', 40, '支', 1060, 'B', '采购', '0001'],
    ['2026-01-07', 10, '支', 1000, 'B', '采购', '0001'],
    ['2026-01-08', '12x', '支', 990, 'B', '采购', '0001'],
    ['2026-01-32', 5, '支', 985, 'B', '采购', '0001'],
    ['2026-01-09', 5, '?', 980, 'B', '采购', '0001'],
  ]);
  expect(found).toMatchObject({ account: '0001', offBalance: 1 });
  expect('refused' in found && found.refused.map((each) => [each.row, each.column, each.code])).toEqual([
    [5, 'amount', 'amount_malformed'],
    [6, 'date', 'date_impossible'],
    [7, 'direction', 'direction_unread'],
  ]);
  const signed = read([
    ['日期', '交易金额', '账号'],
    ['2026-01-05', '-40.5', '1'],
  ]);
  expect('lines' in signed && signed.lines[0]).toMatchObject({ inMinor: 0n, outMinor: 4_050n, balanceMinor: null });
});

test('what only the reader knows is asked; a sheet without days and amounts is no statement', () => {
  const grid = [
    ['日期', '收入', '支出'],
    ['03/04/2026', '1', ''],
  ];
  expect(read(grid)).toMatchObject({ questions: [{ id: 'account' }, { id: 'date-order', sample: '03/04/2026' }] });
  const answered = read(grid, { answers: { account: '基本户', 'date-order': 'dmy' } });
  expect('lines' in answered && answered.lines[0]!.on).toBe('2026-04-03');
  expect(read([['a', 'b']])).toEqual({ error: 'no_headings' });
});
