// What leaves as a file comes back as the same values, and no text in it becomes a formula.
import { expect, test } from 'vitest';
import type { RawRow } from '#base/raw-table.ts';
import { readTable } from './read-table.ts';
import type { TableColumn } from './write-table.ts';
import { neutralise, tableBytes, writeCsv } from './write-table.ts';

type Line = { name: string; due: string; minor: bigint; currency: string; use: number };
const columns: TableColumn<Line>[] = [
  { heading: '客户', type: 'text', value: (line) => line.name },
  { heading: '到期日', type: 'day', value: (line) => line.due },
  { heading: '金额', type: 'money', value: ({ minor, currency }) => ({ minor, currency }), total: true },
  { heading: '占用', type: 'percent', value: (line) => line.use },
];
const lines: Line[] = [
  { name: "=cmd|'/c calc'!A1", due: '2026-01-05', minor: 123456789n, currency: 'CNY', use: 950_000 },
  { name: '＠SUM(1)', due: '2024-02-29', minor: -1n, currency: 'CNY', use: 0 },
];

async function read(bytes: Uint8Array): Promise<RawRow['cells'][]> {
  const table = await readTable(bytes, { fileName: 'ledger.xlsx' });
  const rows: RawRow['cells'][] = [];
  for await (const chunk of table.chunks()) rows.push(...chunk.map((row) => row.cells));
  await table.close();
  return rows;
}

test('a ledger sheet reads back: title, headings, numbers as numbers, days as days, the total to the cent', async () => {
  const rows = await read(await tableBytes(lines, columns, { sheetName: '台账', title: '应收账款台账' }));
  expect(rows).toEqual([
    ['应收账款台账'],
    ['客户', '到期日', '金额', '占用'],
    ["=cmd|'/c calc'!A1", { day: '2026-01-05', serial: 46027 }, 1234567.89, '95%'],
    ['＠SUM(1)', { day: '2024-02-29', serial: 45351 }, -0.01, '0%'],
    ['合计', null, 1234567.88],
  ]);
});

test('two currencies have no total', async () => {
  const mixed = [lines[0] as Line, { ...(lines[1] as Line), currency: 'USD' }];
  expect((await read(await tableBytes(mixed, columns, { sheetName: '台账' }))).at(-1)).toEqual(['合计']);
});

test('an amount too large for a double is written as text, not as another amount', async () => {
  const huge = [{ ...(lines[0] as Line), minor: 9_007_199_254_740_993n }];
  expect((await read(await tableBytes(huge, columns, { sheetName: '台账' })))[1]?.[2]).toBe('90071992547409.93');
});

test('in CSV, text that begins like a formula gets an apostrophe; a negative number stays a number', async () => {
  let text = '';
  for await (const piece of writeCsv(lines, columns)) text += piece;
  expect(text).toBe(
    "\ufeff客户,到期日,金额,占用\r\n'=cmd|'/c calc'!A1,2026-01-05,1234567.89,95.0%\r\n'＠SUM(1),2024-02-29,-0.01,0.0%\r\n",
  );
});

test.each(['=1', '+1', '-1', '@x', '\tx', '\rx', '＝1', '＋1', '－1', '＠x'])('%j is neutralised', (text) =>
  expect(neutralise(text)).toBe(`'${text}`),
);
