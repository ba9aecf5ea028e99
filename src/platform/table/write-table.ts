// writeTable and writeCsv: rows of ours → a formatted workbook or a CSV file that no spreadsheet will execute.
import { stringify } from 'csv-stringify/sync';
import { writeXlsxStream } from 'hucre/xlsx';
import { assert } from '#base/assert.ts';
import { epochDay } from '#base/date.ts';
import type { Money } from '#base/money.ts';
import { decimalsOf, formatMinor } from '#base/money.ts';

export type ColumnType = 'text' | 'money' | 'day' | 'number' | 'percent';
/** What a column shows of a row. `money` takes Money, `day` YYYY-MM-DD, `percent` parts per million; null is an empty cell. */
export type TableColumn<Row> = {
  readonly heading: string;
  readonly type: ColumnType;
  readonly value: (row: Row) => string | number | Money | null;
  /** In characters; else by type and heading. */
  readonly width?: number;
  /** Summed in the last row; money only, and only where all rows have one currency. */
  readonly total?: boolean;
};
export type TableOptions = {
  readonly sheetName: string;
  readonly title?: string;
  readonly language?: 'zh' | 'en';
};

/** Excel's own limit is 1,048,576; title, headings and totals stand on some of them. */
export const WRITE_ROWS_MAX = 1_048_000;
const CSV_CHUNK_ROWS = 2_000;
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠﹢﹣﹫]/;

/** Text that a spreadsheet would take for a formula, made plain by a leading apostrophe (OWASP CSV injection). */
export function neutralise(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}

const FONT = { name: 'Calibri', size: 11 } as const;

type Rows<Row> = Iterable<Row> | AsyncIterable<Row>;
type Part = 'title' | 'heading' | 'body' | 'total';
type Cell = string | number | null;

const isMoney = (value: unknown): value is Money => typeof value === 'object' && value !== null && 'minor' in value;

function formatOf(type: ColumnType, language: 'zh' | 'en', digits: number): string {
  switch (type) {
    case 'money':
      return digits === 0 ? '#,##0' : `#,##0.${'0'.repeat(digits)}`;
    case 'day':
      return language === 'zh' ? 'yyyy"年"m"月"d"日"' : 'yyyy-mm-dd';
    case 'percent':
      return '0.0%';
    case 'number':
      return '#,##0';
    case 'text':
      return '@';
  }
}

function xlsxCell(type: ColumnType, value: string | number | Money | null): Cell {
  if (value === null) return null;
  if (isMoney(value)) {
    // Beyond what a double holds exactly the amount is written as text rather than as another amount.
    const exact = value.minor <= Number.MAX_SAFE_INTEGER && value.minor >= Number.MIN_SAFE_INTEGER;
    return exact ? Number(value.minor) / 10 ** decimalsOf(value.currency) : formatMinor(value.minor, value.currency);
  }
  if (type === 'day') return epochDay(String(value)) + 25_569;
  return type === 'percent' ? Number(value) / 1_000_000 : value;
}

/**
 * A workbook as a stream: title, bold headings that stay in view, money right-aligned with its decimals, days as days, a totals row.
 * Memory does not grow with the rows. Text is typed as text, so nothing in it is ever a formula.
 */
export function writeTable<Row>(
  rows: Rows<Row>,
  columns: readonly TableColumn<Row>[],
  options: TableOptions,
): ReadableStream<Uint8Array> {
  const language = options.language ?? 'zh';
  let part: Part = 'title';
  let digits = 2;
  const styles = columns.map(({ type }) => {
    const right = type === 'text' || type === 'day' ? 'left' : 'right';
    return {
      title: { font: { ...FONT, bold: true, size: 14 } },
      heading: {
        font: { ...FONT, bold: true },
        fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'E8EEF4' } },
        alignment: { horizontal: right, wrapText: true },
        border: { bottom: { style: 'thin' } },
      },
      body: () => ({ numFmt: formatOf(type, language, digits), alignment: { horizontal: right } }),
      total: () => ({
        numFmt: formatOf(type, language, digits),
        font: { ...FONT, bold: true },
        alignment: { horizontal: right },
        border: { top: { style: 'thin' } },
      }),
    } as const;
  });
  const definitions = columns.map(({ heading, type, width }, at) => ({
    width: width ?? Math.min(40, Math.max(type === 'money' ? 16 : type === 'day' ? 15 : 10, heading.length * 2.2 + 2)),
    // The stream asks for a column's style anew with each row: which part of the sheet it is writing decides.
    get style() {
      const style = (styles[at] as (typeof styles)[number])[part];
      return typeof style === 'function' ? style() : style;
    },
  }));

  async function* cells(): AsyncGenerator<Cell[]> {
    if (options.title !== undefined) yield [options.title];
    part = 'heading';
    yield columns.map((column) => column.heading);
    part = 'body';
    const totals = columns.map((column) => (column.total ? new Map<string, bigint>() : null));
    let count = 0;
    for await (const row of rows) {
      count += 1;
      assert(count <= WRITE_ROWS_MAX, `a sheet holds at most ${WRITE_ROWS_MAX} rows: export as CSV`);
      yield columns.map(({ type, value }, at) => {
        const each = value(row);
        if (isMoney(each)) {
          digits = decimalsOf(each.currency);
          const total = totals[at];
          if (total) total.set(each.currency, (total.get(each.currency) ?? 0n) + each.minor);
        }
        return xlsxCell(type, each);
      });
    }
    if (totals.some((total) => total !== null) && count > 0) {
      part = 'total';
      yield columns.map(({ type }, at) => {
        const total = totals[at];
        if (at === 0 && !total) return language === 'zh' ? '合计' : 'Total';
        const only = total?.size === 1 ? [...total][0] : undefined;
        if (!only) return null;
        digits = decimalsOf(only[0]);
        return xlsxCell(type, { currency: only[0], minor: only[1] });
      });
    }
  }

  return writeXlsxStream(cells(), {
    name: options.sheetName.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31) || 'Sheet1',
    columns: definitions as NonNullable<Parameters<typeof writeXlsxStream>[1]['columns']>,
    freezePane: { rows: options.title === undefined ? 1 : 2 },
    maxRowsPerSheet: Number.POSITIVE_INFINITY,
    repeatHeaders: false,
  });
}

/** The workbook as bytes, for small tables. */
export async function tableBytes<Row>(
  rows: Rows<Row>,
  columns: readonly TableColumn<Row>[],
  options: TableOptions,
): Promise<Uint8Array> {
  return new Uint8Array(await new Response(writeTable(rows, columns, options)).arrayBuffer());
}

/** CSV in UTF-8 with a byte order mark, as Excel wants it; text neutralised, numbers and days plain. */
export async function* writeCsv<Row>(rows: Rows<Row>, columns: readonly TableColumn<Row>[]): AsyncGenerator<string> {
  let waiting: string[][] = [columns.map((column) => neutralise(column.heading))];
  let first = true;
  const flush = (): string => {
    const text = stringify(waiting, { record_delimiter: 'windows' });
    waiting = [];
    const out = first ? `\ufeff${text}` : text;
    first = false;
    return out;
  };
  for await (const row of rows) {
    waiting.push(columns.map((column) => csvCell(column.type, column.value(row))));
    if (waiting.length >= CSV_CHUNK_ROWS) yield flush();
  }
  if (waiting.length > 0) yield flush();
}

function csvCell(type: ColumnType, value: string | number | Money | null): string {
  if (value === null) return '';
  if (isMoney(value)) return formatMinor(value.minor, value.currency);
  if (type === 'percent') return `${(Number(value) / 10_000).toFixed(1)}%`;
  return typeof value === 'number' || type === 'day' ? String(value) : neutralise(value);
}
