// A workbook's parts → its sheets and the rows of one of them. Runs in the parser's child process.
import { Problem } from '#base/assert.ts';
import { dayOfEpoch, isDay } from '#base/date.ts';
import type { RawCell, RowProblem, SheetInfo } from '#base/raw-table.ts';
import { UNCALCULATED_ERROR } from '#base/raw-table.ts';
import { tooManyColumns, tooManyRows } from './csv-records.ts';
import {
  CELL_CHARS_MAX,
  COLUMNS_MAX,
  MERGES_MAX,
  SHARED_CELL_BYTES,
  SHARED_CHARS_MAX,
  SHARED_UNUSED_MAX,
  SHEETS_MAX,
  XLSX_ROWS_MAX,
} from './limits.ts';
import type { Container } from './xlsx-parts.ts';
import { attribute, malformed, partPieces, partText, runsText, unescapeXml } from './xlsx-parts.ts';

export type SheetPart = SheetInfo & { readonly part: string };
export type Workbook = { readonly sheets: SheetPart[]; readonly from1904: boolean; readonly styles: readonly NumberStyle[] };

/** How a cell shows its number: as a day, in percent, filled up with zeros to so many digits, or plainly (null). */
export type NumberStyle = 'day' | 'percent' | number | null;
/** Rows and columns from 0; a range is filled down its first column. */
export type MergedRange = { readonly top: number; readonly bottom: number; readonly column: number };
/** As it is spooled: row number, cells, hidden, problem. */
export type SpooledRow = [number, RawCell[], 0 | 1, RowProblem?];

export async function readWorkbook(container: Container): Promise<Workbook> {
  const book = await partText(container, 'xl/workbook.xml');
  if (book === null) throw new Problem(400, 'workbook_unreadable', 'The file is a ZIP archive but no workbook');
  const links = new Map<string, string>();
  for (const [tag] of ((await partText(container, 'xl/_rels/workbook.xml.rels')) ?? '').matchAll(/<Relationship\s[^>]*>/g)) {
    const target = attribute(tag, 'Target');
    const id = attribute(tag, 'Id');
    if (id && target) links.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
  }
  const sheets: SheetPart[] = [];
  for (const [tag] of book.matchAll(/<sheet\s[^>]*>/g)) {
    const part = links.get(attribute(tag, 'r:id') ?? /\s\w+:id="([^"]*)"/.exec(tag)?.[1] ?? '');
    if (!part?.toLowerCase().includes('worksheets/')) continue;
    const state = attribute(tag, 'state');
    sheets.push({
      name: unescapeXml(attribute(tag, 'name') ?? ''),
      state: state === 'hidden' || state === 'veryHidden' ? state : 'visible',
      empty: !(await hasRows(container, part)),
      part,
    });
    if (sheets.length > SHEETS_MAX) throw new Problem(400, 'too_many_sheets', `The workbook has more than ${SHEETS_MAX} sheets`);
  }
  const properties = /<workbookPr\s[^>]*>/.exec(book)?.[0] ?? '';
  const from1904 = attribute(properties, 'date1904');
  return { sheets, from1904: from1904 === '1' || from1904 === 'true', styles: await readStyles(container) };
}

async function hasRows(container: Container, part: string): Promise<boolean> {
  const entry = container.entries.get(part.toLowerCase());
  if (!entry) return false;
  for await (const piece of partPieces(container, entry, '</row>')) return piece.includes('<v') || piece.includes('<is');
  return false;
}

/** For each cell style, how it shows its number. */
async function readStyles(container: Container): Promise<NumberStyle[]> {
  const xml = (await partText(container, 'xl/styles.xml')) ?? '';
  const custom = new Map<number, NumberStyle>();
  for (const [tag] of xml.matchAll(/<numFmt\s[^>]*>/g)) {
    custom.set(Number(attribute(tag, 'numFmtId')), styleOf(unescapeXml(attribute(tag, 'formatCode') ?? '')));
  }
  const formats = /<cellXfs[\s>][\s\S]*?<\/cellXfs>/.exec(xml)?.[0] ?? '';
  return [...formats.matchAll(/<xf[\s>][^>]*>/g)].map(([tag]) => {
    const id = Number(attribute(tag, 'numFmtId') ?? 0);
    // Built in: 9 and 10 percent, 14–22 dates, 27–36 and 50–58 the East Asian ones (ECMA-376 part 1, 18.8.30). 45–47 are durations.
    const known = custom.get(id);
    if (known !== undefined) return known;
    if (id === 9 || id === 10) return 'percent';
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58) ? 'day' : null;
  });
}

/** A number format that shows a day: y, d or m outside of quotes, escapes and brackets. `"金额"0.00` and `[Red]0.00` are none. */
export function isDateFormat(code: string): boolean {
  const bare = code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '').toLowerCase();
  return !bare.includes('general') && /[yd]|m{1,4}(?!.*[hs])/.test(bare);
}

function styleOf(code: string): NumberStyle {
  if (isDateFormat(code)) return 'day';
  const bare = code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '');
  if (bare.includes('%')) return 'percent';
  return /^0{2,20}$/.test(bare) && bare === code ? code.length : null;
}

/** 0.05 shown in percent is 5%; twelve digits are more than any rate has, and fewer than where doubles fray. */
function percentText(number: number): string {
  return `${Number((number * 100).toPrecision(12))}%`;
}

/** Day of a serial number. Lotus' 1900-02-29 is serial 60; before it the 1900 system is off by one. */
export function dayOfSerial(serial: number, from1904: boolean): string | null {
  const whole = Math.floor(serial);
  if (!Number.isFinite(serial) || whole < 1 || whole > 120_000 || (!from1904 && whole === 60)) return null;
  const day = dayOfEpoch(whole - (from1904 ? 24_107 : whole < 60 ? 25_568 : 25_569));
  return isDay(day) ? day : null;
}

export async function readSharedStrings(container: Container): Promise<string[]> {
  const strings: string[] = [];
  const entry = container.entries.get('xl/sharedstrings.xml');
  if (!entry) return strings;
  let chars = 0;
  const most = SHARED_UNUSED_MAX + sheetBytes(container) / SHARED_CELL_BYTES;
  for await (const piece of partPieces(container, entry, '</si>')) {
    let at = 0;
    while (true) {
      at = piece.indexOf('<si', at);
      if (at < 0) break;
      const tagEnd = piece.indexOf('>', at);
      if (piece[tagEnd - 1] === '/') {
        strings.push('');
        at = tagEnd;
        continue;
      }
      const close = piece.indexOf('</si>', tagEnd);
      if (tagEnd < 0 || close < 0) throw malformed(entry.name, 'a string does not end');
      const text = own(runsText(piece.slice(tagEnd + 1, close)));
      chars += text.length;
      if (chars > SHARED_CHARS_MAX)
        throw new Problem(400, 'strings_too_large', 'The workbook holds too much text to be a ledger');
      strings.push(text);
      at = close;
    }
    if (strings.length > most)
      throw new Problem(400, 'strings_unused', 'The workbook holds more texts than its sheets have cells; save it again', {
        facts: { max: Math.floor(most) },
      });
  }
  return strings;
}

function sheetBytes({ entries }: Container): number {
  let bytes = 0;
  for (const [name, entry] of entries) if (name.includes('worksheets/')) bytes += entry.unpacked;
  return bytes;
}

/** A string with memory of its own: V8's slices keep the megabyte alive that they were cut from. */
function own(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const DAMAGED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd]/;

export async function readRows(
  container: Container,
  workbook: Workbook,
  sheet: SheetPart,
  strings: readonly string[],
  take: (row: SpooledRow) => Promise<void> | void,
): Promise<{ merges: MergedRange[]; hiddenColumns: number[] }> {
  const entry = container.entries.get(sheet.part.toLowerCase());
  if (!entry) throw malformed(sheet.part, 'is missing');
  const reader = new RowReader(workbook, strings, entry.name);
  const merges: MergedRange[] = [];
  const hiddenColumns: number[] = [];
  let rows = 0;
  let first = true;
  for await (const piece of partPieces(container, entry, '</row>')) {
    // Columns are described before the first row.
    if (first) hiddenColumns.push(...hiddenIn(piece));
    first = false;
    let at = 0;
    while (true) {
      at = piece.indexOf('<row', at);
      if (at < 0) break;
      const tagEnd = piece.indexOf('>', at);
      const end = piece[tagEnd - 1] === '/' ? tagEnd : piece.indexOf('</row>', tagEnd);
      if (tagEnd < 0 || end < 0) throw malformed(entry.name, 'a row does not end');
      const row = reader.row(piece.slice(at, tagEnd), piece, tagEnd + 1, end);
      if (row) {
        rows += 1;
        if (rows > XLSX_ROWS_MAX) throw tooManyRows(XLSX_ROWS_MAX);
        const waiting = take(row);
        if (waiting) await waiting;
      }
      at = end;
    }
    if (piece.includes('<mergeCell ')) collectMerges(piece, merges);
  }
  return { merges, hiddenColumns };
}

function hiddenIn(piece: string): number[] {
  const columns: number[] = [];
  for (const [tag] of piece.slice(0, Math.max(0, piece.indexOf('<sheetData'))).matchAll(/<col\s[^>]*>/g)) {
    const hidden = attribute(tag, 'hidden');
    if (hidden !== '1' && hidden !== 'true') continue;
    const last = Math.min(Number(attribute(tag, 'max')), COLUMNS_MAX);
    for (let column = Math.max(1, Number(attribute(tag, 'min'))); column <= last; column += 1) columns.push(column - 1);
  }
  return columns;
}

function collectMerges(piece: string, merges: MergedRange[]): void {
  for (const [, from, top, , bottom] of piece.matchAll(/<mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"/g)) {
    if (merges.length >= MERGES_MAX)
      throw new Problem(400, 'too_many_merges', `The sheet has more than ${MERGES_MAX} merged ranges`);
    if (top !== bottom) merges.push({ top: Number(top), bottom: Number(bottom), column: columnOf(from as string) });
  }
}

function columnOf(letters: string): number {
  let column = 0;
  for (let i = 0; i < letters.length; i += 1) {
    const code = letters.charCodeAt(i);
    if (code < 65 || code > 90) break;
    column = column * 26 + code - 64;
  }
  return column - 1;
}

const UNCALCULATED: RawCell = { formula: true, value: { error: UNCALCULATED_ERROR } };

class RowReader {
  readonly #workbook: Workbook;
  readonly #strings: readonly string[];
  readonly #part: string;
  readonly #days = new Map<number, string | null>();
  #number = 0;

  constructor(workbook: Workbook, strings: readonly string[], part: string) {
    this.#workbook = workbook;
    this.#strings = strings;
    this.#part = part;
  }

  /** The row whose cells stand in `xml` between `from` and `end`; null where all are empty. */
  row(tag: string, xml: string, from: number, end: number): SpooledRow | null {
    const number = Number(attribute(tag, 'r') ?? this.#number + 1);
    if (!Number.isInteger(number) || number <= this.#number) throw malformed(this.#part, 'its rows are not in order');
    this.#number = number;
    const hidden = tag.includes('hidden=') ? attribute(tag, 'hidden') : null;
    const cells: RawCell[] = [];
    let problem: RowProblem | undefined;
    let column = -1;
    let at = from;
    while (true) {
      at = xml.indexOf('<c', at);
      if (at < 0 || at >= end) break;
      const tagEnd = xml.indexOf('>', at);
      const attributes = xml.slice(at + 2, tagEnd);
      const ref = attribute(attributes, 'r');
      column = ref === null ? column + 1 : columnOf(ref);
      if (attributes.endsWith('/')) {
        at = tagEnd;
        continue;
      }
      const close = xml.indexOf('</c>', tagEnd);
      if (tagEnd < 0 || close < 0) throw malformed(this.#part, 'a cell does not end');
      const cell = this.#cell(attributes, xml.slice(tagEnd + 1, close));
      at = close;
      if (cell === null || cell === '') continue;
      if (column >= COLUMNS_MAX || column < 0) throw tooManyColumns(column + 1);
      while (cells.length < column) cells.push(null);
      cells[column] = cell;
      if (typeof cell === 'string') {
        if (cell.length > CELL_CHARS_MAX) problem = 'cell_too_long';
        else if (DAMAGED.test(cell)) problem = cell.includes('\ufffd') ? 'encoding' : 'control_characters';
      }
    }
    if (cells.length === 0) return null;
    const row: SpooledRow = [number, cells, hidden === '1' || hidden === 'true' ? 1 : 0];
    if (problem) row.push(problem);
    return row;
  }

  #cell(attributes: string, body: string): RawCell {
    const type = attribute(attributes, 't');
    if (type === 'inlineStr') return runsText(body);
    const open = body.indexOf('<v');
    const formula = body.includes('<f');
    // Written by a program that does not calculate: what it comes to nobody knows. An empty text is stored as one.
    if (formula && type !== 'str' && (open < 0 || /^<v\s*(?:\/>|><\/v>)/.test(body.slice(open)))) return UNCALCULATED;
    if (open < 0) return null;
    const start = body.indexOf('>', open) + 1;
    const close = body.indexOf('</v>', start);
    const text = close < 0 ? '' : body.slice(start, close);
    const value = text === '' ? null : this.#value(type, text, attributes);
    // A shared formula's followers have an empty <f/>; the stored value is what counts, and it is marked.
    return formula && value !== null ? { formula: true, value } : value;
  }

  #value(
    type: string | null,
    text: string,
    attributes: string,
  ): string | number | boolean | { error: string } | { day: string | null; serial: number } {
    if (type === 's') {
      const found = this.#strings[Number(text)];
      if (found === undefined) throw malformed(this.#part, 'a cell refers to a string that does not exist');
      return found;
    }
    if (type === 'b') return text === '1' || text === 'true';
    if (type === 'e') return { error: unescapeXml(text) };
    if (type === 'str') return unescapeXml(text);
    if (type === 'd') return { day: isDay(text.slice(0, 10)) ? text.slice(0, 10) : null, serial: Number.NaN };
    const number = Number(text);
    if (!Number.isFinite(number)) return unescapeXml(text);
    const style = attribute(attributes, 's');
    const shown = style === null ? null : (this.#workbook.styles[Number(style)] ?? null);
    if (shown === null) return number;
    // A share and a code with its zeros are what the sheet shows, not what it computes with.
    if (shown === 'percent') return percentText(number);
    if (shown !== 'day') return Number.isSafeInteger(number) && number >= 0 ? String(number).padStart(shown, '0') : number;
    let day = this.#days.get(number);
    if (day === undefined) {
      day = dayOfSerial(number, this.#workbook.from1904);
      if (this.#days.size < 100_000) this.#days.set(number, day);
    }
    return { day, serial: number };
  }
}
