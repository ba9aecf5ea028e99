// Tables as people keep them in workbooks: what is no row stays out, and what is a day, a number or a word among numbers is read as such.
import { expect, test } from 'vitest';
import { type PlainCell, SheetRows } from './sheet-rows.ts';
import { ColumnBuilder, orderKeys } from './table.ts';

function rowsOf(records: readonly (readonly PlainCell[])[]) {
  const reader = new SheetRows();
  const rows = records.flatMap((cells) => reader.push(cells));
  return { rows: [...rows, ...reader.end()], headings: reader.headings, setApart: reader.setApart };
}

const customers = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at): PlainCell[] => [`K${from + at}`, at * 3, at / 10, null, at % 4 === 0 ? '是' : '否']);

test('a title above, subtotals between, a total and signatures below are no customers; rows that know little are', () => {
  const { rows, headings, setApart } = rowsOf([
    ['客户信用样本表', null, null, null, null],
    ['单位：元', null, null, null, '编制日期：2024-12-31'],
    [],
    ['客户', '天数', '占比', '担保', '违约'],
    ...customers(0, 40),
    ['小计', 120, null, null, null],
    ['客户', '天数', '占比', '担保', '违约'],
    ...customers(40, 60),
    [null, null, null, null, '否'],
    ['合计', 9_999, 3.5, null, 15],
    [null, null, null, null, null],
    ['制表：李四', null, null, null, '审核：张三'],
    ['数据取自信用管理系统十二月底的台账', null, null, null, null],
  ]);
  expect(headings).toEqual(['客户', '天数', '占比', '担保', '违约']);
  expect(rows.length).toBe(61);
  expect(rows.at(-1)).toEqual([null, null, null, null, '否']);
  expect(setApart).toEqual({ titles: 2, totals: 2, footers: 2, headingsAgain: 1 });
});

test('headings in two rows, headings that are missing or come twice, and no headings at all', () => {
  const body = customers(0, 3);
  expect(rowsOf([['客户', '付款', null, '规模', '结果'], ['', '天数', '占比', '金额', ''], ...body]).headings).toEqual([
    '客户',
    '天数',
    '占比',
    '金额',
    '结果',
  ]);
  expect(rowsOf([['客户', '天数', '', '天数', '违约'], ...body]).headings).toEqual(['客户', '天数', '#3', '天数 (2)', '违约']);
  expect(rowsOf([['', '1', '2', '3', '4'], ...body]).headings).toEqual(['#1', '1', '2', '3', '4']);
  const bare = rowsOf([
    ['1', '22.08', '11.46', '0'],
    ['0', '22.67', '7', '1'],
  ]);
  expect([bare.headings, bare.rows.length]).toEqual([['#1', '#2', '#3', '#4'], 2]);
  expect(rowsOf([['2022', '2023', '2024'], ...body]).headings).toEqual(['2022', '2023', '2024']);
});

function column(cells: readonly PlainCell[]) {
  const builder = new ColumnBuilder('c');
  for (const cell of cells) builder.push(cell);
  return builder.done();
}

test('a few words among numbers say that nothing is known; 3+ and codes stay levels; days are days however they are written, and in their order', () => {
  const numbers = Array.from({ length: 60 }, (_, at) => String(at * 7));
  expect(column([...numbers, '未知', '未知'])).toMatchObject({ kind: 'number', unread: ['未知'] });
  expect(column(['0', '1', '2', '3+', '1', '0']).kind).toBe('category');
  expect(column([...numbers, ...numbers.slice(0, 10).map((each) => `A${each}`)]).kind).toBe('category');
  for (const days of [
    [20_240_131, 20_240_201, 20_231_231, 20_200_229, 20_240_630],
    ['Jan-2024', 'Feb-2024', 'Dec-2023', 'Mar-20', 'Jun-2024'],
    ['2024年1月', '2024年2月', '2023年12月', '2020年3月', '2024年10月'],
    ['31-Jan-2024', '1-Feb-2024', '31-Dec-2023', '29-Feb-2020', '30-Jun-2024'],
    ['31.01.2024', '01.02.2024', '31.12.2023', '29.02.2020', '30.06.2024'],
  ]) {
    const read = column(days);
    expect(read, String(days)).toMatchObject({ kind: 'category', isDay: true });
    const keys = orderKeys(read);
    expect(
      [0, 1, 2, 3, 4].sort((a, b) => keys[a]! - keys[b]!),
      String(days),
    ).toEqual([3, 2, 0, 1, 4]);
  }
  // Amounts and codes that look like days only now and then stay what they are.
  expect(column([20_240_131, 20_241_331, 20_231_231, 20_200_229, 20_240_630]).kind).toBe('number');
});

test('an outcome of plus and minus, numbers filled up with zeros, and rows of words and figures without headings', () => {
  const column = (name: string, cells: string[]) => {
    const builder = new ColumnBuilder(name);
    for (const cell of cells) builder.push(cell);
    return builder.done();
  };
  expect(column('A16', ['-', '+', '-', '?', '+'])).toMatchObject({
    levels: ['+', '-'],
    codes: Int32Array.from([1, 0, 1, -1, 0]),
  });
  expect(column('担保', ['-', '有', '-', '无'])).toMatchObject({ levels: ['有', '无'], codes: Int32Array.from([-1, 0, -1, 1]) });
  expect(column('金额', ['-', '3'])).toMatchObject({ values: Float64Array.from([Number.NaN, 3]) });
  const padded = Array.from({ length: 30 }, (_, at) => String(at * 40).padStart(5, '0'));
  expect(column('A14', padded)).toMatchObject({ kind: 'number', values: Float64Array.from(padded, Number) });
  expect(column('客户编号', padded)).toMatchObject({ kind: 'category' });
  const rows = Array.from({ length: 12 }, (_, at) => ['ab'[at % 2]!, `${30 + at}.83`, 'u', '0.5', String(at), '+-'[at % 2]!]);
  expect(rowsOf(rows)).toMatchObject({ headings: ['#1', '#2', '#3', '#4', '#5', '#6'], rows });
  const years = [
    ['地区', '客户', '2021', '2022', '2023'],
    ...Array.from({ length: 12 }, (_, at) => ['华东', '甲', String(at), '1', '2']),
  ];
  expect(rowsOf(years).headings).toEqual(years[0]);
});
