// A workbook opened for reading: parsed to the end by a child process, its rows then read back from a spool as often as wanted.
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Problem } from '#base/assert.ts';
import type { RawCell, RawRow, RawTable } from '#base/raw-table.ts';
import { CHILD_HEAP_MB, CHILD_MS_BASE, CHILD_MS_MAX, CHILD_MS_PER_MB, XLSX_BYTES_MAX } from './limits.ts';
import type { ChildAnswer } from './xlsx-child.ts';
import { readContainer } from './xlsx-container.ts';
import type { MergedRange, SpooledRow } from './xlsx-sheet.ts';

const CHILD = fileURLToPath(new URL('./xlsx-child.ts', import.meta.url));
const ANSWER_CHARS_MAX = 4 * 1024 * 1024;

export async function openXlsx(input: Uint8Array | string, fileName: string, bytes: number, sheet?: string): Promise<RawTable> {
  if (bytes > XLSX_BYTES_MAX) {
    throw new Problem(400, 'file_too_large', `The workbook has ${bytes} bytes; at most ${XLSX_BYTES_MAX} are read`, {
      facts: { bytes, max: XLSX_BYTES_MAX },
    });
  }
  const folder = await mkdtemp(join(tmpdir(), 'xinheng-table-'));
  const close = () => rm(folder, { recursive: true, force: true });
  try {
    let path: string;
    if (typeof input === 'string') {
      path = input;
    } else {
      path = join(folder, 'workbook.xlsx');
      await writeFile(path, input, { mode: 0o600 });
    }
    const spool = join(folder, 'rows.jsonl');
    await refuseByDirectory(path, bytes);
    const answer = await parseInChild(
      path,
      spool,
      sheet,
      Math.min(CHILD_MS_MAX, CHILD_MS_BASE + (bytes / 1e6) * CHILD_MS_PER_MB),
    );
    return {
      info: {
        fileName,
        format: 'xlsx',
        bytes,
        encoding: null,
        encodingBetween: [],
        mojibake: false,
        delimiter: null,
        sheet: answer.sheet,
        sheetUndecided: answer.undecided,
        sheets: answer.sheets,
        mergedRanges: answer.merges.length,
        hiddenColumns: answer.hiddenColumns,
      },
      chunks: () => rowsOf(spool, answer.merges),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Opened = Exclude<ChildAnswer, { problem: unknown }>;

/** What the directory shows needs no process of its own: starting one is most of what refusing such a file would cost. */
async function refuseByDirectory(path: string, bytes: number): Promise<void> {
  const file = await open(path);
  try {
    await readContainer(file, bytes);
  } finally {
    await file.close();
  }
}

async function parseInChild(path: string, spool: string, sheet: string | undefined, timeMs: number): Promise<Opened> {
  // No environment but what Node needs: the parser has no business with our settings. The leading = keeps a sheet named "-" apart.
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${CHILD_HEAP_MB}`, CHILD, path, spool, sheet === undefined ? '-' : `=${sheet}`],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { NODE_NO_WARNINGS: '1', ...(process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot }) },
    },
  );
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, timeMs);
  let text = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (piece: string) => {
    text += piece;
    if (text.length > ANSWER_CHARS_MAX) child.kill('SIGKILL');
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => clearTimeout(timer));
  if (late)
    throw new Problem(400, 'workbook_too_slow', 'The workbook could not be read in time; save it again or export it as CSV');
  // Anything but an orderly end is the file's doing: the heap limit, a broken stream, a fault of the parser it provoked.
  if (code !== 0)
    throw new Problem(400, 'workbook_unreadable', 'The workbook could not be read; save it again or export it as CSV');
  const answer = JSON.parse(text) as ChildAnswer;
  if ('problem' in answer)
    throw new Problem(answer.problem.status, answer.problem.code, answer.problem.detail, { facts: answer.problem.facts });
  return answer;
}

async function* rowsOf(spool: string, merges: readonly MergedRange[]): AsyncGenerator<RawRow[]> {
  const filler = new MergeFiller(merges);
  const lines = createInterface({
    input: createReadStream(spool, { encoding: 'utf8', highWaterMark: 256 * 1024 }),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  try {
    for await (const line of lines) {
      const rows = JSON.parse(line) as SpooledRow[];
      yield rows.map(([number, cells, hidden, problem]) => {
        const { merged, below } = filler.fill(number, cells);
        const row: { -readonly [Key in keyof RawRow]: RawRow[Key] } = { record: number, line: number, cells };
        if (merged !== null) row.merged = merged;
        if (below !== null) row.below = below;
        if (hidden === 1) row.hidden = true;
        if (problem) row.problem = problem;
        return row;
      });
    }
  } finally {
    lines.close();
  }
}

/** Gives the rows under the top of a merged range the value that the sheet shows for all of them. */
class MergeFiller {
  readonly #waiting: MergedRange[];
  #open: { range: MergedRange; value: RawCell }[] = [];

  constructor(merges: readonly MergedRange[]) {
    this.#waiting = [...merges].sort((a, b) => b.top - a.top);
  }

  /** The columns of the row whose value belongs to several rows, and those whose value stands above; null where there is none. */
  fill(row: number, cells: RawCell[]): { merged: number[] | null; below: number[] | null } {
    let below: number[] | null = null;
    if (this.#open.length > 0) {
      this.#open = this.#open.filter(({ range }) => range.bottom >= row);
      for (const { range, value } of this.#open) {
        while (cells.length <= range.column) cells.push(null);
        if (cells[range.column] === null) cells[range.column] = value;
      }
      if (this.#open.length > 0) below = this.#open.map(({ range }) => range.column);
    }
    while ((this.#waiting.at(-1)?.top ?? Number.POSITIVE_INFINITY) <= row) {
      const range = this.#waiting.pop() as MergedRange;
      if (range.top === row && cells[range.column] != null) this.#open.push({ range, value: cells[range.column] as RawCell });
    }
    return { merged: this.#open.length === 0 ? null : this.#open.map(({ range }) => range.column), below };
  }
}
