// Reading a file under given answers: what its columns are, what it leaves open, its typed rows, and what is refused with its cells kept.
import { Problem } from '#base/assert.ts';
import type { RawCell, RawRow, RawTable } from '#base/raw-table.ts';
import { readText } from '#engine/import/cells.ts';
import { gatherInstalments } from '#engine/import/contract-instalments.ts';
import { type Chunk, convert, isDecided, planImport } from '#engine/import/convert.ts';
import { sumDocumentLines } from '#engine/import/document-lines.ts';
import { guessKinds, ledgerUnless, settledKind } from '#engine/import/guess.ts';
import type { Outcome, Question, Refusal } from '#engine/import/report.ts';
import { sumsOf } from '#engine/import/sums.ts';
import type { Plan } from '#engine/import/survey.ts';
import type { ContractRow } from '#engine/import/typed-papers.ts';
import type { ImportRow, Kind } from '#engine/import/typed-rows.ts';
import { readOptionsFrom, readTable } from '#platform/table/read-table.ts';
import { isTaken } from './kinds.ts';

/** Refused rows kept with an import; all are counted. */
export const REFUSED_KEPT = 100_000;
const COLUMN_SAMPLES = 3;
const SAMPLED_ROWS = 12;
const PREAMBLE_ROWS = 20;
/** Questions about the file as such, whatever it holds. */
const OF_FILE: readonly string[] = ['encoding', 'mojibake', 'sheet'];
const CELL_SHOWN = 60;

export type Asked = {
  readonly path: string;
  readonly fileName: string;
  /** null: the file's own evidence decides, and where it cannot, a question. */
  readonly kind: Kind | null;
  /** No kind was named, and a ledger is meant unless the file says otherwise. */
  readonly ledgerMeant?: boolean;
  readonly answers: Readonly<Record<string, string>>;
  readonly entityCurrency: string;
  /** Told after each chunk; what it throws ends the reading. */
  readonly seen: (rowsDone: number, rowsTotal: number) => Promise<void> | void;
};

export type ReadFile = {
  readonly plan: Plan & { readonly kind: Kind };
  /** Rows above the headings as they stand: a title may name the unit of every amount. */
  readonly preamble: readonly (readonly RawCell[])[];
  readonly outcome: Outcome;
  readonly rows: readonly ImportRow[];
  readonly refusals: readonly Refusal[];
  /** The cells of refused rows as they stand in the file, by their line. */
  readonly cells: ReadonlyMap<number, readonly RawCell[]>;
  readonly info: RawTable['info'];
  readonly samples: readonly (readonly string[])[];
};

/** Walks the file twice: once for what its columns say as a whole, once row by row. Refuses what `readTable` refuses. */
export async function readFile(asked: Asked): Promise<ReadFile> {
  const table = await openAsked(asked);
  try {
    const { entityCurrency, answers } = asked;
    const { kind, question } = await kindOf(table, asked);
    const plan = { ...(await planImport(table, { kind, entityCurrency, answers })), kind };
    // What is asked of a kind is asked once the kind is known.
    const questions = question ? [question, ...plan.questions.filter(({ id }) => OF_FILE.includes(id))] : plan.questions;
    const { samples, preamble } = await look(table, plan);
    const blank = { plan, preamble, rows: [], refusals: [], cells: new Map(), info: table.info, samples };
    if (!isDecided({ ...plan, questions })) return { ...blank, outcome: undecided(plan, questions) };
    const rows: ImportRow[] = [];
    const refusals: Refusal[] = [];
    const cells = new Map<number, readonly RawCell[]>();
    let chunk: readonly RawRow[] = [];
    let done = 0;
    const watched = { info: table.info, chunks: () => watch(table, (held) => (chunk = held)) };
    const outcome = await convert(watched, plan, ({ accepted, refused }: Chunk) => {
      for (const row of accepted) rows.push(row);
      keepCells(chunk, refused, cells);
      for (const refusal of refused) refusals.push(refusal);
      done += accepted.length + refused.length;
      return asked.seen(Math.min(done, plan.records), plan.records);
    });
    if (plan.instalments) return { ...blank, ...instalmentsOf(plan, outcome, rows, refusals, cells), cells };
    if (!plan.sumLines) return { ...blank, outcome, rows, refusals, cells };
    const documents = sumDocumentLines(rows, brokenDocuments(plan, rows, refusals, cells));
    const { merged } = documents;
    return {
      ...blank,
      rows: documents.rows,
      refusals: [...refusals, ...documents.refusals],
      cells,
      outcome: {
        ...outcome,
        accepted: documents.rows.length,
        refused: outcome.refused + documents.refusals.length,
        warnings:
          merged === 0
            ? outcome.warnings
            : [...outcome.warnings, { code: 'lines_summed', count: merged, facts: { count: merged } }],
      },
    };
  } finally {
    await table.close();
  }
}

/** Numbers of documents one of whose lines was refused, with that row; a line without a number goes with the document above it. */
function brokenDocuments(
  { mapping }: Plan,
  rows: readonly ImportRow[],
  refusals: readonly Refusal[],
  cells: ReadFile['cells'],
): Map<string, number> {
  const broken = new Map<string, number>();
  const known = rows.map((row) => ({ row: row.row, number: 'number' in row ? row.number : null, refused: false }));
  const refused = refusals.map(({ row, line }) => {
    const own = cells.get(line);
    return { row, number: readText(own?.[mapping.number ?? mapping.digitalNumber ?? -1]), refused: true };
  });
  let number: string | null = null;
  for (const each of [...known, ...refused].sort((a, b) => a.row - b.row)) {
    number = each.number ?? number;
    if (each.refused && number !== null && !broken.has(number)) broken.set(number, each.row);
  }
  return broken;
}

/** Contracts of several rows each, put together; of one of which a row could not be read, none is taken. */
function instalmentsOf(
  plan: Plan,
  outcome: Outcome,
  rows: readonly ImportRow[],
  refusals: readonly Refusal[],
  cells: ReadFile['cells'],
): Pick<ReadFile, 'outcome' | 'rows' | 'refusals'> {
  const broken = new Map<string, number>();
  for (const refusal of refusals) {
    const number = readText(cells.get(refusal.line)?.[plan.mapping.number ?? -1]);
    if (number !== null && !broken.has(number)) broken.set(number, refusal.row);
  }
  const gathered = gatherInstalments(rows as readonly ContractRow[], broken);
  const all = [...refusals, ...gathered.refusals].sort((a, b) => a.row - b.row);
  const count = gathered.merged;
  return {
    rows: gathered.rows,
    refusals: all,
    outcome: {
      ...outcome,
      accepted: gathered.rows.length,
      refused: all.length,
      sums: sumsOf(gathered.rows, plan.entityCurrency),
      warnings: count === 0 ? outcome.warnings : [...outcome.warnings, { code: 'instalments_gathered', count, facts: { count } }],
    },
  };
}

/** The file under its answers. Of several encodings that its bytes allow, the only one in which its headings are words decides. */
async function openAsked({ path, fileName, answers }: Pick<Asked, 'path' | 'fileName' | 'answers'>): Promise<RawTable> {
  const table = await readTable(path, { fileName, ...readOptionsFrom(answers) });
  if (table.info.encodingBetween.length === 0) return table;
  const speaking: RawTable[] = [];
  for (const encoding of table.info.encodingBetween) {
    const tried = await readTable(path, { fileName, ...readOptionsFrom({ ...answers, encoding }) });
    if (guessKinds(await firstChunk(tried), [fileName])[0]?.complete) speaking.push(tried);
    else await tried.close();
  }
  const [only] = speaking;
  if (!only || speaking.length > 1) {
    for (const each of speaking) await each.close();
    return table;
  }
  await table.close();
  return only;
}

async function firstChunk(table: RawTable): Promise<readonly RawRow[]> {
  for await (const chunk of table.chunks()) return chunk;
  return [];
}

async function kindOf(table: RawTable, asked: Asked): Promise<{ kind: Kind; question: Question | null }> {
  if (asked.kind !== null) return { kind: asked.kind, question: null };
  const guesses = guessKinds(await firstChunk(table), [asked.fileName, table.info.sheet ?? '']);
  const settled = asked.ledgerMeant ? ledgerUnless(guesses, asked.answers) : settledKind(guesses, asked.answers);
  // What it most likely is may be something that is not taken in: it must not enter the books as something else.
  if (!isTaken(settled.kind)) {
    throw new Problem(422, 'kind_not_taken', 'files of this kind are not taken in', { facts: { kind: settled.kind } });
  }
  return settled;
}

/** The cells of some lines of a file: of rows that were read well and refused by the books. */
export async function cellsAt(
  asked: Pick<Asked, 'path' | 'fileName' | 'answers'>,
  lines: ReadonlySet<number>,
): Promise<Map<number, readonly RawCell[]>> {
  const found = new Map<number, readonly RawCell[]>();
  const table = await openAsked(asked);
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

function undecided(plan: Plan, questions: readonly Question[]): Outcome {
  return {
    accepted: 0,
    refused: 0,
    skipped: 0,
    sums: [],
    warnings: plan.warnings.list(),
    questions,
    fileErrors: plan.fileErrors,
    offers: [],
  };
}

/** A few cells of each column, for the page that shows what was recognised, and what stands above the headings. */
async function look(table: RawTable, plan: Plan): Promise<{ samples: string[][]; preamble: (readonly RawCell[])[] }> {
  const samples: string[][] = plan.headings.map(() => []);
  const preamble: (readonly RawCell[])[] = [];
  let rows = 0;
  for await (const chunk of table.chunks()) {
    for (const row of chunk) {
      if (row.record < plan.headingRecord && preamble.length < PREAMBLE_ROWS) preamble.push(row.cells);
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
  return { samples, preamble };
}

export function textOf(cell: RawCell): string {
  if (cell === null) return '';
  if (typeof cell !== 'object') return String(cell).slice(0, CELL_SHOWN);
  if ('formula' in cell) return textOf(cell.value);
  return 'error' in cell ? cell.error : (cell.day ?? String(cell.serial));
}
