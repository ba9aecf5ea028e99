// An ARFF file (the format of machine-learning collections) opened as a table: its attributes are the headings.
import { Problem } from '#base/assert.ts';
import type { RawCell, RawRow, RawTable } from '#base/raw-table.ts';
import type { ByteSource } from './csv-text.ts';
import { detectEncoding, readText } from './csv-text.ts';
import { CHUNK_ROWS, COLUMNS_MAX, CSV_BYTES_MAX, CSV_ROWS_MAX, LINE_CHARS_MAX } from './limits.ts';

const ATTRIBUTE = /^@attribute\s+('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\S+)/i;

export async function openArff(source: ByteSource, fileName: string): Promise<RawTable> {
  if (source.size > CSV_BYTES_MAX) {
    throw new Problem(400, 'file_too_large', `The file has ${source.size} bytes; at most ${CSV_BYTES_MAX} are read`, {
      facts: { bytes: source.size, max: CSV_BYTES_MAX },
    });
  }
  const { encoding, between } = await detectEncoding(source);
  return {
    info: {
      fileName,
      format: 'csv',
      bytes: source.size,
      encoding,
      encodingBetween: between,
      mojibake: false,
      delimiter: ',',
      sheet: null,
      sheetUndecided: false,
      sheets: [],
      mergedRanges: 0,
      hiddenColumns: [],
    },
    chunks: () => rowsOf(source, encoding),
    close: async () => {},
  };
}

async function* rowsOf(
  source: ByteSource,
  encoding: Awaited<ReturnType<typeof detectEncoding>>['encoding'],
): AsyncGenerator<RawRow[]> {
  const names: string[] = [];
  let inData = false;
  let line = 0;
  let record = 0;
  let rows: RawRow[] = [];
  const take = (text: string): void => {
    line += 1;
    const plain = text.trim();
    if (plain === '' || plain.startsWith('%')) return;
    if (plain.length > LINE_CHARS_MAX) throw malformed(line, 'the line is too long');
    if (!inData) {
      if (/^@data\b/i.test(plain)) {
        if (names.length === 0) throw malformed(line, 'no attribute stands before the data');
        if (names.length > COLUMNS_MAX) {
          throw new Problem(400, 'too_many_columns', `A row has ${names.length} columns; at most ${COLUMNS_MAX} are read`, {
            facts: { columns: names.length, max: COLUMNS_MAX },
          });
        }
        inData = true;
        record += 1;
        rows.push({ record, line, cells: names });
        return;
      }
      const attribute = ATTRIBUTE.exec(plain);
      if (attribute) names.push(unquoted(attribute[1]!));
      return;
    }
    if (record > CSV_ROWS_MAX)
      throw new Problem(400, 'too_many_rows', `The file has more than ${CSV_ROWS_MAX} rows; split it`, {
        facts: { max: CSV_ROWS_MAX },
      });
    record += 1;
    rows.push({ record, line, cells: plain.startsWith('{') ? sparse(plain, names.length, line) : cellsOf(plain) });
  };
  let rest = '';
  for await (const piece of readText(source, encoding)) {
    const lines = (rest + piece.text).split(/\r\n|\n|\r/);
    rest = lines.pop()!;
    for (const each of lines) {
      take(each);
      if (rows.length >= CHUNK_ROWS) {
        yield rows;
        rows = [];
      }
    }
  }
  if (rest !== '') take(rest);
  if (!inData) throw malformed(line, 'there is no @data');
  if (rows.length > 0) yield rows;
}

/** `?` is missing. */
function cellsOf(text: string): RawCell[] {
  if (!text.includes("'") && !text.includes('"')) return text.split(text.includes(',') ? ',' : /\s+/).map(cellOf);
  return (text.match(/\s*('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^,]*)\s*(?:,|$)/g) ?? [])
    .slice(0, -1)
    .map((each) => cellOf(each.replace(/,$/, '')));
}

function cellOf(text: string): RawCell {
  const plain = text.trim();
  return plain === '?' ? null : unquoted(plain);
}

/** `{3 value, 7 value}`: what is not named is 0. */
function sparse(text: string, width: number, line: number): RawCell[] {
  const cells = new Array<RawCell>(width).fill('0');
  const inside = text.slice(1, text.lastIndexOf('}')).trim();
  for (const part of inside === '' ? [] : inside.split(',')) {
    const match = /^\s*(\d+)\s+(.*)$/.exec(part);
    if (!match || Number(match[1]) >= width) throw malformed(line, part);
    cells[Number(match[1])] = cellOf(match[2]!);
  }
  return cells;
}

function unquoted(text: string): string {
  const quote = text[0];
  return (quote === "'" || quote === '"') && text.endsWith(quote) && text.length > 1
    ? text.slice(1, -1).replace(/\\(.)/g, '$1')
    : text;
}

function malformed(line: number, why: string): Problem {
  return new Problem(400, 'arff_malformed', `Line ${line} of the ARFF file: ${why}`, { facts: { line } });
}
