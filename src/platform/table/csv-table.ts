// A CSV file opened for reading: encoding and delimiter found, rows streamed.
import { Problem } from '#base/assert.ts';
import type { RawRow, RawTable } from '#base/raw-table.ts';
import { CsvRecords, DELIMITERS, detectDelimiter } from './csv-records.ts';
import type { ByteSource, Encoding } from './csv-text.ts';
import { detectEncoding, isMojibake, readText, repairMojibake } from './csv-text.ts';
import { CHUNK_ROWS, CSV_BYTES_MAX } from './limits.ts';

const SAMPLE_CHARS = 64 * 1024;

export type CsvChoices = { encoding?: Encoding; delimiter?: string; repairMojibake?: boolean };

export async function openCsv(source: ByteSource, fileName: string, choices: CsvChoices): Promise<RawTable> {
  if (source.size > CSV_BYTES_MAX) {
    throw new Problem(400, 'file_too_large', `The file has ${source.size} bytes; at most ${CSV_BYTES_MAX} are read`, {
      facts: { bytes: source.size, max: CSV_BYTES_MAX },
    });
  }
  if (choices.delimiter !== undefined && !(DELIMITERS as readonly string[]).includes(choices.delimiter)) {
    throw new Problem(
      400,
      'delimiter_unknown',
      `${JSON.stringify(choices.delimiter)} is not a delimiter; take one of , ; | or a tab`,
    );
  }
  const found = await detectEncoding(source);
  // A choice remembered of another file does not stand against bytes that prove themselves.
  const detected = choices.encoding && !found.proven ? { encoding: choices.encoding, between: [] } : found;
  const sample = await firstText(source, detected.encoding);
  if (sample.trim() === '') throw new Problem(400, 'file_empty', 'The file is empty');
  const mojibake = detected.encoding === 'utf-8' && isMojibake(sample);
  const repair = mojibake && choices.repairMojibake === true;
  const delimiter = choices.delimiter ?? detectDelimiter(sample);
  return {
    info: {
      fileName,
      format: 'csv',
      bytes: source.size,
      encoding: detected.encoding,
      encodingBetween: detected.between,
      mojibake: mojibake && !repair,
      delimiter,
      sheet: null,
      sheetUndecided: false,
      sheets: [],
      mergedRanges: 0,
      hiddenColumns: [],
    },
    chunks: () => rowsOf(source, detected.encoding, delimiter, repair),
    close: async () => {},
  };
}

async function firstText(source: ByteSource, encoding: Encoding): Promise<string> {
  let text = '';
  for await (const piece of readText(source, encoding)) {
    text += piece.text;
    if (text.length >= SAMPLE_CHARS) break;
  }
  const cut = text.lastIndexOf('\n', SAMPLE_CHARS);
  return text.length > SAMPLE_CHARS && cut > 0 ? text.slice(0, cut + 1) : text;
}

async function* rowsOf(source: ByteSource, encoding: Encoding, delimiter: string, repair: boolean): AsyncGenerator<RawRow[]> {
  const records = new CsvRecords(delimiter);
  for await (const piece of readText(source, encoding)) {
    yield* inChunks(records.take(repair ? repairMojibake(piece.text) : piece.text, piece.foreignLines, false));
  }
  yield* inChunks(records.take('', null, true));
}

function* inChunks(rows: RawRow[]): Generator<RawRow[]> {
  if (rows.length === 0) return;
  if (rows.length <= CHUNK_ROWS) yield rows;
  else for (let at = 0; at < rows.length; at += CHUNK_ROWS) yield rows.slice(at, at + CHUNK_ROWS);
}
