// The parser of workbooks, a process of its own: what a hostile file can hurt is this process alone.
// Usage: node xlsx-child.ts WORKBOOK SPOOL SHEET|- ; rows go to SPOOL as lines of JSON, one answer as JSON to standard output.
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { Problem } from '#base/assert.ts';
import type { SheetInfo } from '#base/raw-table.ts';
import { CHUNK_ROWS, SPOOL_BYTES_MAX } from './limits.ts';
import { readContainer } from './xlsx-container.ts';
import { refuseDocumentTypes } from './xlsx-parts.ts';
import type { MergedRange, SpooledRow } from './xlsx-sheet.ts';
import { readRows, readSharedStrings, readWorkbook } from './xlsx-sheet.ts';

export type ChildAnswer =
  | {
      readonly problem: {
        readonly status: number;
        readonly code: string;
        readonly detail: string;
        readonly facts: Readonly<Record<string, unknown>>;
      };
    }
  | {
      readonly sheet: string;
      readonly undecided: boolean;
      readonly sheets: readonly SheetInfo[];
      readonly merges: readonly MergedRange[];
      readonly hiddenColumns: readonly number[];
    };

async function parse(path: string, spoolPath: string, wanted: string | null): Promise<ChildAnswer> {
  const file = await open(path);
  const container = { path, file, entries: await readContainer(file, (await file.stat()).size) };
  await refuseDocumentTypes(container);
  const workbook = await readWorkbook(container);
  const visible = workbook.sheets.filter((each) => each.state === 'visible');
  const filled = visible.filter((each) => !each.empty);
  const sheet = wanted === null ? (filled[0] ?? visible[0]) : workbook.sheets.find((each) => each.name === wanted);
  if (!sheet) {
    throw new Problem(
      400,
      wanted === null ? 'file_empty' : 'sheet_unknown',
      wanted === null ? 'The workbook has no visible sheet' : `The workbook has no sheet ${JSON.stringify(wanted)}`,
      {
        facts: { sheets: workbook.sheets.map((each) => each.name).join(', ') },
      },
    );
  }
  const strings = await readSharedStrings(container);
  const spool = createWriteStream(spoolPath);
  let waiting: SpooledRow[] = [];
  let bytes = 0;
  const flush = async () => {
    const line = `${JSON.stringify(waiting)}\n`;
    waiting = [];
    bytes += line.length;
    if (bytes > SPOOL_BYTES_MAX) throw new Problem(400, 'spool_too_large', 'The sheet holds too much text to be a ledger');
    if (!spool.write(line)) await new Promise<void>((resolve) => spool.once('drain', () => resolve()));
  };
  const { merges, hiddenColumns } = await readRows(container, workbook, sheet, strings, (row) => {
    waiting.push(row);
    return waiting.length >= CHUNK_ROWS ? flush() : undefined;
  });
  if (waiting.length > 0) await flush();
  spool.end();
  await finished(spool);
  const sheets = workbook.sheets.map(({ name, state, empty }) => ({ name, state, empty }));
  return { sheet: sheet.name, undecided: wanted === null && filled.length > 1, sheets, merges, hiddenColumns };
}

async function run(): Promise<ChildAnswer> {
  const [path, spoolPath, sheet] = process.argv.slice(2) as [string, string, string];
  try {
    return await parse(path, spoolPath, sheet === '-' ? null : sheet.slice(1));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { problem: { status: error.status, code: error.code, detail: error.message, facts: error.facts } };
  }
}

process.stdout.write(JSON.stringify(await run()));
