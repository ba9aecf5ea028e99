// Reading a file under given answers: what its columns are, what it leaves open, its typed rows, and what is refused with its cells kept.
import type { RawCell, RawRow, RawTable } from '#base/raw-table.ts';
import { convertCustomers, convertLedger, planImport } from '#engine/import/convert.ts';
import type { Outcome, Refusal } from '#engine/import/report.ts';
import type { Plan } from '#engine/import/survey.ts';
import { readOptionsFrom, readTable } from '#platform/table/read-table.ts';
import type { KindName, RowOf } from './kinds.ts';

/** Refused rows kept with an import; all are counted. */
export const REFUSED_KEPT = 100_000;
const COLUMN_SAMPLES = 3;
const SAMPLED_ROWS = 12;
const CELL_SHOWN = 60;

export type Asked = {
  readonly path: string;
  readonly fileName: string;
  readonly kind: KindName;
  readonly answers: Readonly<Record<string, string>>;
  readonly entityCurrency: string;
  /** Told after each chunk; what it throws ends the reading. */
  readonly seen: (rowsDone: number, rowsTotal: number) => Promise<void> | void;
};

export type ReadFile = {
  readonly plan: Plan;
  readonly outcome: Outcome;
  readonly rows: readonly RowOf[KindName][];
  readonly refusals: readonly Refusal[];
  /** The cells of refused rows as they stand in the file, by their line. */
  readonly cells: ReadonlyMap<number, readonly RawCell[]>;
  readonly info: RawTable['info'];
  readonly samples: readonly (readonly string[])[];
};

/** Walks the file twice: once for what its columns say as a whole, once row by row. Refuses what `readTable` refuses. */
export async function readFile(asked: Asked): Promise<ReadFile> {
  const table = await readTable(asked.path, { fileName: asked.fileName, ...readOptionsFrom(asked.answers) });
  try {
    const { kind, entityCurrency, answers } = asked;
    const plan = await planImport(table, { kind, entityCurrency, answers });
    const samples = await sampleColumns(table, plan);
    if (plan.questions.length > 0 || plan.fileErrors.length > 0) {
      return { plan, outcome: undecided(plan), rows: [], refusals: [], cells: new Map(), info: table.info, samples };
    }
    const rows: RowOf[KindName][] = [];
    const refusals: Refusal[] = [];
    const cells = new Map<number, readonly RawCell[]>();
    let chunk: readonly RawRow[] = [];
    let done = 0;
    const watched = { info: table.info, chunks: () => watch(table, (held) => (chunk = held)) };
    const take = (taken: { accepted: RowOf[KindName][]; refused: Refusal[] }) => {
      for (const row of taken.accepted) rows.push(row);
      keepCells(chunk, taken.refused, cells);
      for (const refusal of taken.refused) refusals.push(refusal);
      done += taken.accepted.length + taken.refused.length;
      return asked.seen(Math.min(done, plan.records), plan.records);
    };
    const outcome = kind === 'ledger' ? await convertLedger(watched, plan, take) : await convertCustomers(watched, plan, take);
    return { plan, outcome, rows, refusals, cells, info: table.info, samples };
  } finally {
    await table.close();
  }
}

/** The cells of some lines of a file: of rows that were read well and refused by the books. */
export async function cellsAt(
  asked: Pick<Asked, 'path' | 'fileName' | 'answers'>,
  lines: ReadonlySet<number>,
): Promise<Map<number, readonly RawCell[]>> {
  const found = new Map<number, readonly RawCell[]>();
  const table = await readTable(asked.path, { fileName: asked.fileName, ...readOptionsFrom(asked.answers) });
  try {
    for await (const chunk of table.chunks()) {
      for (const row of chunk) if (lines.has(row.line)) found.set(row.line, row.cells);
      if (found.size === lines.size) break;
    }
  } finally {
    await table.close();
  }
  return found;
}

async function* watch(table: RawTable, hold: (chunk: readonly RawRow[]) => void): AsyncGenerator<RawRow[]> {
  for await (const chunk of table.chunks()) {
    hold(chunk);
    yield chunk;
  }
}

function keepCells(chunk: readonly RawRow[], refused: readonly Refusal[], cells: Map<number, readonly RawCell[]>): void {
  if (refused.length === 0 || cells.size >= REFUSED_KEPT) return;
  const lines = new Set(refused.map((refusal) => refusal.line));
  for (const row of chunk) if (lines.has(row.line)) cells.set(row.line, row.cells);
}

function undecided(plan: Plan): Outcome {
  return {
    accepted: 0,
    refused: 0,
    skipped: 0,
    sums: [],
    warnings: plan.warnings.list(),
    questions: plan.questions,
    fileErrors: plan.fileErrors,
    offers: [],
  };
}

/** A few cells of each column, for the page that shows what was recognised. */
async function sampleColumns(table: RawTable, plan: Plan): Promise<string[][]> {
  const samples: string[][] = plan.headings.map(() => []);
  let rows = 0;
  for await (const chunk of table.chunks()) {
    for (const row of chunk) {
      if (row.record <= plan.headingRecord || rows >= SAMPLED_ROWS) continue;
      rows += 1;
      for (const [column, cell] of row.cells.entries()) {
        const sample = samples[column];
        const text = textOf(cell);
        if (sample && sample.length < COLUMN_SAMPLES && text !== '' && !sample.includes(text)) sample.push(text);
      }
    }
    if (rows >= SAMPLED_ROWS) break;
  }
  return samples;
}

function textOf(cell: RawCell): string {
  if (cell === null) return '';
  if (typeof cell !== 'object') return String(cell).slice(0, CELL_SHOWN);
  if ('formula' in cell) return textOf(cell.value);
  return 'error' in cell ? cell.error : (cell.day ?? String(cell.serial));
}
