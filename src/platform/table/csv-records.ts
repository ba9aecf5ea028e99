// Text of a CSV file → records, with physical lines, and without one broken quote swallowing what follows.
import { Problem } from '#base/assert.ts';
import type { RawRow, RowProblem } from '#base/raw-table.ts';
import { lineTooLong } from './csv-text.ts';
import { CELL_CHARS_MAX, COLUMNS_MAX, CSV_ROWS_MAX, LINE_CHARS_MAX, QUOTE_FAULTS_MAX } from './limits.ts';

export const DELIMITERS = [',', ';', '\t', '|'] as const;

// C0 but tab, LF, CR; DEL; C1; and U+FFFD, which the decoder leaves where bytes made no sense.
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point
const DAMAGED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffd]/;
const NEWLINE = /\r\n|\n|\r/;
const NOWHERE = Number.POSITIVE_INFINITY;

type Parsed = { cells: string[]; next: number; lines: number } | { fault: RowProblem } | 'more';

/**
 * Why not csv-parse: it reads 3 µs a row where `split` reads 0.5, ends (or swallows) at an open quote, and knows neither
 * which physical line a record began on nor the encoding of that line. A line without a quote is split; only lines with one are parsed.
 *
 * An opened quote that is never rightly closed costs its own physical line (`unclosed_quote`), and reading goes on at the next.
 */
export class CsvRecords {
  readonly #delimiter: string;
  #rest = '';
  #line = 1;
  #record = 0;
  #faults = 0;
  /** Cells of the last row that was read without doubt. */
  #width = 0;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** Takes a piece of whole lines; `last` says that nothing follows. Lines without any character are no records. */
  take(piece: string, foreignLines: ReadonlySet<number> | null, last: boolean): RawRow[] {
    const text = this.#rest.length > 0 ? this.#rest + piece : piece;
    this.#rest = '';
    const rows: RawRow[] = [];
    const damaged = DAMAGED.test(text);
    let at = 0;
    let lineFeed = -1;
    let carriage = -1;
    let quote = -1;
    while (at < text.length) {
      if (lineFeed < at) lineFeed = find(text, '\n', at);
      if (carriage < at) carriage = find(text, '\r', at);
      if (quote < at) quote = find(text, '"', at);
      let end = Math.min(lineFeed, carriage);
      if (end === NOWHERE) {
        if (!last) break;
        end = text.length;
      }
      if (end - at > LINE_CHARS_MAX) throw lineTooLong();
      const afterLine = text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10 ? end + 2 : end + 1;
      let cells: string[];
      let next = afterLine;
      let lines = 1;
      let problem: RowProblem | undefined;
      if (quote >= end) {
        if (end === at) {
          at = afterLine;
          this.#line += 1;
          continue;
        }
        cells = text.slice(at, end).split(this.#delimiter);
      } else {
        const parsed = this.#quoted(text, at, last);
        if (parsed === 'more') break;
        if ('fault' in parsed) {
          problem = parsed.fault;
          cells = text.slice(at, Math.min(end, at + CELL_CHARS_MAX)).split(this.#delimiter, COLUMNS_MAX);
          this.#faults += 1;
          if (this.#faults > QUOTE_FAULTS_MAX) throw quotesBroken();
        } else {
          ({ cells, next, lines } = parsed);
        }
      }
      if (problem === undefined) {
        if (cells.length > COLUMNS_MAX) throw tooManyColumns(cells.length);
        if (next - at > CELL_CHARS_MAX && cells.some((cell) => cell.length > CELL_CHARS_MAX)) problem = 'cell_too_long';
      }
      if (damaged || foreignLines) problem = this.#damage(text.slice(at, next), lines, foreignLines) ?? problem;
      this.#record += 1;
      if (this.#record > CSV_ROWS_MAX) throw tooManyRows(CSV_ROWS_MAX);
      const row = { record: this.#record, line: this.#line, cells };
      rows.push(problem === undefined ? row : { ...row, problem });
      if (problem === undefined) this.#width = cells.length;
      this.#line += lines;
      at = next;
    }
    if (!last) this.#rest = text.slice(at);
    return rows;
  }

  #damage(record: string, lines: number, foreignLines: ReadonlySet<number> | null): RowProblem | undefined {
    if (record.includes('\ufffd')) return 'encoding';
    for (let line = this.#line; foreignLines && line < this.#line + lines; line += 1)
      if (foreignLines.has(line)) return 'encoding';
    return DAMAGED.test(record) ? 'control_characters' : undefined;
  }

  /** A record with a quote in its first line. */
  #quoted(text: string, from: number, last: boolean): Parsed {
    const cells: string[] = [];
    let at = from;
    let lines = 1;
    while (true) {
      let end: number;
      if (text[at] === '"') {
        const close = closingQuote(text, at);
        // The text may simply end here: wait for more, but never for longer than a cell may be.
        if (close === NOWHERE || close === text.length - 1) {
          if (!last && text.length - at <= CELL_CHARS_MAX * 2) return 'more';
        }
        if (close - at > CELL_CHARS_MAX * 2) return { fault: 'unclosed_quote' };
        end = close + 1;
        const follows = text[end];
        const inside = text.slice(at + 1, close);
        const breaks = inside.includes('\n') || inside.includes('\r') ? inside.split(NEWLINE) : null;
        if (follows !== undefined && follows !== this.#delimiter && follows !== '\n' && follows !== '\r') {
          return { fault: breaks ? 'unclosed_quote' : 'quote_malformed' };
        }
        if (breaks) {
          // A line inside the quotes that looks like a record is one: an opened quote met the next opened quote.
          const whole = Math.max(4, this.#width - 1);
          if (breaks.some((each) => each.split(this.#delimiter).length >= whole)) return { fault: 'unclosed_quote' };
          lines += breaks.length - 1;
        }
        cells.push(inside.includes('""') ? inside.replaceAll('""', '"') : inside);
      } else {
        end = at;
        while (end < text.length && text[end] !== this.#delimiter && text[end] !== '\n' && text[end] !== '\r') end += 1;
        if (end === text.length && !last) return 'more';
        const plain = text.slice(at, end);
        // A quote inside an unquoted cell: two cells have run together, or a quote was lost. Either way not what was meant.
        // ="0001" is how some programs keep leading zeros.
        if (plain.includes('"') && !/^="[^"]*"$/.test(plain)) return { fault: 'quote_malformed' };
        cells.push(plain);
      }
      if (end >= text.length) return { cells, next: text.length, lines };
      if (text[end] === this.#delimiter) {
        at = end + 1;
        if (cells.length > COLUMNS_MAX) throw tooManyColumns(cells.length);
        continue;
      }
      return { cells, next: text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1, lines };
    }
  }
}

function find(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at < 0 ? NOWHERE : at;
}

/** Where the quoted cell that opens at `open` closes; doubled quotes are text. */
function closingQuote(text: string, open: number): number {
  let at = open + 1;
  while (at - open <= CELL_CHARS_MAX * 2 + 2) {
    const found = text.indexOf('"', at);
    if (found < 0) return NOWHERE;
    if (text[found + 1] !== '"') return found;
    at = found + 2;
  }
  return NOWHERE;
}

/** The delimiter that cuts most of the first lines into the same number of cells; the comma where none does. */
export function detectDelimiter(sample: string): string {
  const named = /^\ufeff?sep=(.)\r?\n/i.exec(sample);
  if (named) return named[1] as string;
  const lines = sample
    .split(NEWLINE)
    .filter((line) => line.trim() !== '')
    .slice(0, 500)
    .map((line) => line.replace(/"(?:[^"]|"")*"/g, ''));
  let best: { delimiter: string; lines: number; count: number } = { delimiter: ',', lines: 0, count: 0 };
  for (const delimiter of DELIMITERS) {
    const counts = new Map<number, number>();
    for (const line of lines) {
      const count = line.split(delimiter).length - 1;
      if (count > 0) counts.set(count, (counts.get(count) ?? 0) + 1);
    }
    for (const [count, agreeing] of counts) {
      if (agreeing > best.lines || (agreeing === best.lines && count > best.count)) best = { delimiter, lines: agreeing, count };
    }
  }
  return best.delimiter;
}

export function tooManyColumns(count: number): Problem {
  return new Problem(400, 'too_many_columns', `A row has ${count} columns; at most ${COLUMNS_MAX} are read`, {
    facts: { columns: count, max: COLUMNS_MAX },
  });
}

export function tooManyRows(max: number): Problem {
  return new Problem(400, 'too_many_rows', `The file has more than ${max} rows; split it`, { facts: { max } });
}

function quotesBroken(): Problem {
  return new Problem(
    400,
    'quotes_broken',
    `More than ${QUOTE_FAULTS_MAX} rows have broken quotation marks; export the file again`,
    {
      facts: { max: QUOTE_FAULTS_MAX },
    },
  );
}
