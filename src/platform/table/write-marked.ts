// Rows of a customer's own file given back to him: his headings, his cells, the bad ones marked, the reason beside them.
import { stringify } from 'csv-stringify/sync';
import { writeXlsx } from 'hucre/xlsx';
import type { RawCell } from '#base/raw-table.ts';
import { neutralise } from './write-table.ts';

export type MarkedRow = {
  readonly cells: readonly RawCell[];
  /** Column of the bad cell, from 0; null or -1: the whole row is meant. */
  readonly bad: number | null;
  readonly reason: string;
};
export type MarkedTable = {
  readonly sheetName: string;
  /** Rows above the headings as they stood in the file: a title may name the unit of every amount below. */
  readonly preamble: readonly (readonly RawCell[])[];
  readonly headings: readonly string[];
  readonly reasonHeading: string;
  readonly rows: readonly MarkedRow[];
};

const FONT = { name: 'Calibri', size: 11 } as const;
const HEADING = {
  font: { ...FONT, bold: true },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'E8EEF4' } },
  border: { bottom: { style: 'thin' } },
} as const;
const BAD = { font: FONT, fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'F9D7D3' } } } as const;
const DAY_BAD = { ...BAD, numFmt: 'yyyy-mm-dd' } as const;
const DAY = { numFmt: 'yyyy-mm-dd' } as const;
const REASON = { font: { ...FONT, color: { rgb: '9C2B20' } }, alignment: { wrapText: true } } as const;

/** What the cell showed: the stored value of a formula, the day of a date, the sign of an error. */
function shownValue(cell: RawCell): { value: string | number | boolean | Date | null; day: boolean } {
  if (cell === null || typeof cell !== 'object') return { value: cell, day: false };
  if ('formula' in cell) return shownValue(cell.value);
  if ('error' in cell) return { value: cell.error, day: false };
  return cell.day === null ? { value: cell.serial, day: false } : { value: new Date(`${cell.day}T00:00:00Z`), day: true };
}

/** The workbook, whole in memory: the caller bounds the rows. Text stays text, days are days. */
export async function markedWorkbook(table: MarkedTable): Promise<Uint8Array> {
  const width = table.headings.length;
  const reasonAt = Math.max(width, ...table.rows.map((row) => row.cells.length));
  const rows: (string | number | boolean | Date | null)[][] = [];
  const cells = new Map<string, object>();
  for (const row of table.preamble) rows.push(row.map((cell) => shownValue(cell).value));
  const headingAt = rows.length;
  const headings: (string | null)[] = [...table.headings];
  while (headings.length < reasonAt) headings.push(null);
  rows.push([...headings, table.reasonHeading]);
  for (let column = 0; column <= reasonAt; column++) cells.set(`${headingAt},${column}`, { style: HEADING });
  for (const { cells: held, bad, reason } of table.rows) {
    const at = rows.length;
    const values: (string | number | boolean | Date | null)[] = [];
    for (let column = 0; column < reasonAt; column++) {
      const { value, day } = shownValue(held[column] ?? null);
      values.push(value);
      if (column === bad) cells.set(`${at},${column}`, { style: day ? DAY_BAD : BAD, comment: { author: '', text: reason } });
      else if (day) cells.set(`${at},${column}`, { style: DAY });
    }
    rows.push([...values, reason]);
    cells.set(`${at},${reasonAt}`, { style: REASON });
  }
  return writeXlsx({
    sheets: [
      {
        name: table.sheetName,
        rows,
        cells,
        columns: [...Array.from({ length: reasonAt }, () => ({ width: 16 })), { width: 60 }],
        freezePane: { rows: headingAt + 1 },
      },
    ],
  });
}

/** The same as CSV in UTF-8 with a byte order mark; nothing in it is a formula. */
export function markedCsv(table: MarkedTable): string {
  const text = (cell: RawCell) => {
    const { value } = shownValue(cell);
    if (value === null) return '';
    return typeof value === 'string'
      ? neutralise(value)
      : value instanceof Date
        ? value.toISOString().slice(0, 10)
        : String(value);
  };
  const width = Math.max(table.headings.length, ...table.rows.map((row) => row.cells.length));
  const padded = (cells: readonly string[]) => [...cells, ...Array.from({ length: width - cells.length }, () => '')];
  const lines = [
    ...table.preamble.map((row) => padded(row.slice(0, width).map(text))),
    [...padded(table.headings.map(neutralise)), neutralise(table.reasonHeading)],
    ...table.rows.map((row) => [...padded(row.cells.map(text)), neutralise(row.reason)]),
  ];
  return `\ufeff${stringify(lines, { record_delimiter: 'windows' })}`;
}
