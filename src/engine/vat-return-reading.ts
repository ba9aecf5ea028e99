// A sheet of VAT returns → returns by period: the printed main form, one period a sheet, or a table with a row a month. Nothing is guessed.
import { type Day, makeDay, monthEnd } from '#base/date.ts';
import type { RawCell, RawRow } from '#base/raw-table.ts';
import { cellText, isEmpty, readAmount, readDate } from './import/cells.ts';
import { headingFold } from './import/traditional.ts';
import { monthsBack, type ReturnLine, type VatReturn } from './vat-return.ts';

export const RETURN_ROWS_MAX = 5_000;
const HEADING_ROWS = 30;
/** Fewer known lines than this are a coincidence. */
const FORM_LINES_MIN = 3;
const TEXT_MAX = 80;

export type ReturnNote = { readonly code: string; readonly where: string; readonly value: string };
export type ReturnQuestion = { readonly id: 'ends-on'; readonly sample: string };
export type ReadReturns = {
  readonly returns: readonly VatReturn[];
  /** Cells that are no amounts, periods nobody can read. */
  readonly notes: readonly ReturnNote[];
  readonly questions: readonly ReturnQuestion[];
};

export type ReturnOptions = {
  /** Decimals of the company's currency. */
  readonly digits: number;
  /** The last day of the period, where the form does not say it. */
  readonly answers: Readonly<Partial<Record<ReturnQuestion['id'], string>>>;
  readonly fileName: string;
  readonly sheet: string | null;
};

/** As printed since 2016 and before, and as people write them. Of a line that several names fit the first counts. */
const NAMES: readonly (readonly [ReturnLine, RegExp])[] = [
  [
    'sales_general',
    /^(?:按适用税率(?:计税|征税).*销售额|应税销售额|一般计税(?:项目)?销售额|(?:不含税)?销售额(?:合计)?|计税销售额|sales)$/,
  ],
  ['sales_simple', /^(?:按简易.*(?:计税|征税).*销售额|简易计税(?:项目)?销售额|应征增值税不含税销售额.*|salessimple)$/],
  ['sales_export', /^(?:免、?抵、?退.*出口.*销售额|出口免税销售额|出口销售额|exportsales)$/],
  ['sales_exempt', /^(?:免税(?:货物及劳务)?销售额|exemptsales)$/],
  ['output_tax', /^(?:销项税额?|outputtax|outputvat)$/],
  ['input_tax', /^(?:进项税额?|inputtax|inputvat)$/],
  ['carried_in', /^(?:上期留抵税额|期初留抵税额|carriedin)$/],
  ['input_out', /^(?:进项税额转出)$/],
  ['export_refund', /^(?:免、?抵、?退应退税额)$/],
  ['inspected', /^(?:按适用税率计算的纳税检查应补缴税额)$/],
  ['deducted', /^(?:实际抵扣税额|deducted)$/],
  ['payable', /^(?:应纳税额合计|本期应纳税额合计|应交增值税|taxpayable|vatpayable)$/],
  ['payable_simple', /^(?:简易(?:计税|征收)办法计算的应纳税额|本期应纳税额)$/],
  ['payable_general', /^(?:应纳税额)$/],
  ['relief', /^(?:本期)?应纳税额减征额$/],
  ['carried_out', /^(?:期末留抵税额|carriedout)$/],
];

const fold = (cell: RawCell | undefined): string =>
  headingFold(cellText(cell).normalize('NFKC').toLowerCase())
    .replace(/[\s_]/g, '')
    .replace(/^(?:其中[:：])?(?:[（(]?[一二三四五六七八九十\d]+[)）、.．])*/, '')
    .replace(/[（(][^()（）]*[)）]$/, '');

function lineOf(cell: RawCell | undefined): ReturnLine | null {
  if (typeof cell !== 'string') return null;
  const name = fold(cell);
  return name === '' || name.length > 40 ? null : (NAMES.find(([, words]) => words.test(name))?.[0] ?? null);
}

/** Reads one sheet. `error`: nothing here is a return. */
export function readReturns(rows: readonly RawRow[], options: ReturnOptions): ReadReturns | { readonly error: 'no_return' } {
  const across = rows
    .slice(0, HEADING_ROWS)
    .map((row, at) => ({ at, lines: new Set(row.cells.flatMap((cell) => lineOf(cell) ?? [])) }))
    .reduce((best, each) => (each.lines.size > best.lines.size ? each : best), { at: -1, lines: new Set<ReturnLine>() });
  const names = nameColumn(rows);
  if (names.count >= FORM_LINES_MIN && names.count > across.lines.size) return readForm(rows, names.column, options);
  if (across.lines.size >= 1 && PERIOD.test(rows[across.at]!.cells.map((cell) => fold(cell)).join(' ')))
    return readTable(rows, across.at, options);
  return { error: 'no_return' };
}

const PERIOD = /(?:^| )(?:税款)?(?:所属期?间?(?:时期|时间)?|所属月份|月份|期间|申报期|period|month)(?: |$)/;

function nameColumn(rows: readonly RawRow[]): { column: number; count: number } {
  const lines: Set<ReturnLine>[] = [];
  for (const row of rows)
    for (const [at, cell] of row.cells.entries()) {
      const line = lineOf(cell);
      if (line !== null) (lines[at] ??= new Set()).add(line);
    }
  let best = { column: 0, count: 0 };
  for (const [column, of] of lines.entries()) if (of && of.size > best.count) best = { column, count: of.size };
  return best;
}

function readForm(rows: readonly RawRow[], column: number, options: ReturnOptions): ReadReturns {
  const notes: ReturnNote[] = [];
  const firstLine = rows.findIndex((row) => lineOf(row.cells[column]) !== null);
  const title = rows.slice(0, firstLine).flatMap((row) => row.cells.map((cell) => cellText(cell).trim()));
  const titled = title.join(' ');
  const period = periodOf(options.answers['ends-on']) ?? spanIn(titled) ?? periodOf(options.sheet) ?? periodOf(options.fileName);
  const questions: ReturnQuestion[] =
    period === null
      ? [
          {
            id: 'ends-on',
            sample: title
              .filter((text) => text !== '')
              .slice(0, 3)
              .join(' · ')
              .slice(0, TEXT_MAX),
          },
        ]
      : [];
  const shift = unitIn(titled);
  // 本月数 of general items, and of those with refund on collection beside them; 本年累计 is neither.
  const width = Math.max(...rows.map((row) => row.cells.length));
  const heads = Array.from({ length: width }, (_, at) =>
    rows
      .slice(Math.max(0, firstLine - 4), firstLine)
      .map((row) => fold(row.cells[at]))
      .join(' '),
  );
  let places = heads.flatMap((head, at) =>
    at > column && /本月数|本期数|本月|本期/.test(head) && !/累计/.test(head) ? [at] : [],
  );
  if (places.length === 0) places = firstAmounts(rows, column, firstLine);
  const amounts = new Map<ReturnLine, bigint>();
  for (const row of rows.slice(firstLine)) {
    const line = lineOf(row.cells[column]);
    if (line === null || amounts.has(line)) continue;
    const read = places.flatMap((at) => amountAt(row, at, shift, options.digits, notes) ?? []);
    if (read.length > 0)
      amounts.set(
        line,
        read.reduce((sum, each) => sum + each, 0n),
      );
  }
  const returns = period !== null && amounts.size > 0 ? [{ ...period, amounts }] : [];
  return { returns, notes, questions };
}

/** The first column right of the names that holds amounts and does not only count its rows. */
function firstAmounts(rows: readonly RawRow[], column: number, firstLine: number): number[] {
  const width = Math.max(...rows.map((row) => row.cells.length));
  for (let at = column + 1; at < width; at += 1) {
    const head = rows
      .slice(Math.max(0, firstLine - 3), firstLine)
      .map((row) => fold(row.cells[at]))
      .join(' ');
    if (/栏次|行次|序号/.test(head)) continue;
    const body = rows
      .slice(firstLine)
      .filter((row) => lineOf(row.cells[column]) !== null)
      .map((row) => row.cells[at]);
    if (body.some((cell) => typeof cell === 'number' || /^-?[\d,]+\.\d\d$/.test(cellText(cell).trim()))) return [at];
  }
  return [];
}

function readTable(rows: readonly RawRow[], headRow: number, options: ReturnOptions): ReadReturns {
  const notes: ReturnNote[] = [];
  const head = rows[headRow]!;
  const periodColumn = head.cells.findIndex((cell) => PERIOD.test(fold(cell)));
  const places = new Map<ReturnLine, number>();
  for (const [at, cell] of head.cells.entries()) {
    const line = lineOf(cell);
    if (line !== null && !places.has(line)) places.set(line, at);
  }
  // Where people keep a list of their own, 应纳税额 is all there was to pay.
  const general = places.get('payable_general');
  if (general !== undefined && !places.has('payable')) {
    places.delete('payable_general');
    places.set('payable', general);
  }
  const shift = unitIn(
    rows
      .slice(0, headRow + 1)
      .flatMap((row) => row.cells.map((cell) => cellText(cell)))
      .join(' '),
  );
  const returns: VatReturn[] = [];
  for (const row of rows.slice(headRow + 1)) {
    if (row.cells.every((cell) => isEmpty(cell))) continue;
    const cell = row.cells[periodColumn];
    const text = cellText(cell).trim();
    if (/合计|总计|小计|total/i.test(text)) continue;
    const period = periodOf(text) ?? periodOfCell(cell);
    if (period === null) {
      notes.push({ code: 'period_unread', where: `row ${row.line}`, value: text.slice(0, TEXT_MAX) });
      continue;
    }
    const amounts = new Map<ReturnLine, bigint>();
    for (const [line, at] of places) {
      const minor = amountAt(row, at, shift, options.digits, notes);
      if (minor !== null) amounts.set(line, minor);
    }
    if (amounts.size > 0) returns.push({ ...period, amounts });
  }
  return { returns, notes, questions: [] };
}

function amountAt(row: RawRow, at: number, shift: number, digits: number, notes: ReturnNote[]): bigint | null {
  const cell = row.cells[at];
  const text = cellText(cell).trim();
  if (cell === undefined || text === '' || /^[-—–―－/\\]+$/.test(text)) return null;
  const read = readAmount(cell, { digits, mark: '.', shift, halfUp: true, suffixes: true });
  if ('minor' in read) return read.minor;
  notes.push({ code: read.bad, where: `row ${row.line}`, value: text.slice(0, TEXT_MAX) });
  return null;
}

function unitIn(text: string): number {
  const said = /单位\s*[:：]?\s*(?:人民币)?\s*(百万|万|千)?元/.exec(text.normalize('NFKC'));
  return said?.[1] === '百万' ? 6 : said?.[1] === '万' ? 4 : said?.[1] === '千' ? 3 : 0;
}

type Span = Pick<VatReturn, 'endsOn' | 'months'>;

/** 税款所属时间:自2025年1月1日至2025年1月31日: one month, or a quarter; null for anything else. */
function spanIn(text: string): Span | null {
  const days = [...text.normalize('NFKC').matchAll(/(20\d\d)\s*[年\-./]\s*(\d{1,2})\s*[月\-./]\s*(\d{1,2})/g)].map((found) =>
    makeDay(Number(found[1]), Number(found[2]), Number(found[3])),
  );
  for (let at = 0; at + 1 < days.length; at += 1) {
    const [from, to] = [days[at], days[at + 1]];
    if (!from || !to || !from.endsWith('-01') || to !== monthEnd(to)) continue;
    const months = ([1, 3] as const).find((each) => monthsBack(to, 0, each).at(-1)!.slice(0, 7) === from.slice(0, 7));
    if (months) return { endsOn: to, months };
  }
  return null;
}

/** 2025年1月, 2025-01, 202501, 2025年第一季度, 2025Q1; a day stands for its month. */
function periodOf(text: string | null | undefined): Span | null {
  if (!text) return null;
  const span = spanIn(text);
  if (span) return span;
  const flat = headingFold(text.normalize('NFKC')).replace(/\s/g, '');
  const quarter = /(20\d\d)年?(?:第?([一二三四1-4])季度?|q([1-4]))/i.exec(flat);
  if (quarter) {
    const said = quarter[3] ?? quarter[2]!;
    const n = '一二三四'.includes(said) ? '一二三四'.indexOf(said) + 1 : Number(said);
    return { endsOn: endOf(quarter[1]!, n * 3)!, months: 3 };
  }
  const month = /(20\d\d)(?:年|[-./])(\d{1,2})(?!\d)/.exec(flat) ?? /(?<!\d)(20\d\d)(\d\d)(?!\d)/.exec(flat);
  const endsOn = month ? endOf(month[1]!, Number(month[2])) : null;
  return endsOn === null ? null : { endsOn, months: 1 };
}

function periodOfCell(cell: RawCell | undefined): Span | null {
  const day = readDate(cell, 'ymd');
  return 'bad' in day ? null : { endsOn: monthEnd(day.day), months: 1 };
}

function endOf(year: string, month: number): Day | null {
  return month >= 1 && month <= 12 ? monthEnd(`${year}-${String(month).padStart(2, '0')}-01`) : null;
}
