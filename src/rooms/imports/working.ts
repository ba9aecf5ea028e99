// The one way of a file into the books: read it, judge its rows against what is known, apply them or take everything back.
import { assert } from '#base/assert.ts';
import { encode } from '#base/codec.ts';
import type { RawCell } from '#base/raw-table.ts';
import { isDecided } from '#engine/import/convert.ts';
import { columnLetters } from '#engine/import/heading-key.ts';
import type { FileError, Offer, Question, Refusal, Warning } from '#engine/import/report.ts';
import { sumsOf } from '#engine/import/sums.ts';
import type { ImportRow, Kind } from '#engine/import/typed-rows.ts';
import type { Ctx } from '#platform/context.ts';
import type { Filled } from '#rooms/customers/actions.ts';
import { type Acts, actRows } from './acts.ts';
import { type Judged, kindOf } from './kinds.ts';
import { cellsAt, REFUSED_KEPT, type ReadFile, readFile } from './reading.ts';
import * as store from './store.ts';
import { type Meant, whoIsMeant } from './who-is-meant.ts';
import { sampleOf } from './wording.ts';

const SAMPLE_ROWS = 8;
const LEFT_OUT_NAMED = 5;
const LEFT_OUT_ROWS = 20;
const REFUSALS_CHUNK = 5_000;

export type Phase = 'read' | 'judge' | 'post';

export type Work = {
  readonly importId: string;
  readonly kind: Kind | null;
  /** No kind was named, and a ledger is meant unless the file says otherwise. */
  readonly ledgerMeant?: boolean;
  readonly source: string;
  readonly path: string;
  readonly fileName: string;
  readonly answers: Readonly<Record<string, string>>;
  /** never: only look. all: only where no row is refused. good: whatever is refused. */
  readonly apply: 'never' | 'all' | 'good';
  /** Told how far the work is; what it throws ends the work, and nothing stays. */
  readonly step: (phase: Phase, done: number, total: number | null) => Promise<void> | void;
};

/** What a file says and would do or did. Data only, without a language: it is kept with the import and worded when asked. */
export type Findings = {
  readonly kind: Kind;
  /** Rows above the headings, as they stand. */
  readonly preamble: readonly (readonly RawCell[])[];
  readonly encoding: string | null;
  readonly entityCurrency: string;
  readonly columns: readonly { readonly heading: string; readonly field: string | null; readonly samples: readonly string[] }[];
  readonly questions: readonly Question[];
  readonly fileErrors: readonly FileError[];
  readonly sample: readonly Readonly<Record<string, unknown>>[];
  /** Nothing to ask and no error of the whole file: the figures below say what would happen or happened. */
  readonly decided: boolean;
  readonly applied: boolean;
  /** Rows taken in, or that would be. */
  readonly accepted: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly skipped: number;
  readonly customersAdded: number;
  readonly warnings: readonly Warning[];
  readonly sums: readonly { readonly amount: string; readonly currency: string }[];
  readonly offers: readonly Offer[];
  readonly changes: Readonly<Record<string, number>>;
};

export type Worked = {
  readonly findings: Findings;
  /** In the order of the rows, the first REFUSED_KEPT. */
  readonly refusals: readonly Refusal[];
  /** Their cells as they stand in the file, by line. */
  readonly cells: ReadonlyMap<number, readonly RawCell[]>;
  readonly filled: readonly Filled[];
  /** Of what was applied. */
  readonly acts: Acts;
};

const NOTHING = { refusals: [], cells: new Map(), filled: [], acts: {} } as const;
/** Rows refused by the books are taken out and the others judged again, so often at most; twice is enough for every kind there is. */
const ROUNDS_MAX = 5;

/** Works in the transaction of `ctx`; accounts are locked last, by the kind's `apply`. Refuses what `readTable` refuses. */
export async function workThrough(ctx: Ctx, work: Work): Promise<Worked> {
  const file = await readFile({
    path: work.path,
    fileName: work.fileName,
    kind: work.kind,
    ...(work.ledgerMeant ? { ledgerMeant: true } : {}),
    answers: work.answers,
    entityCurrency: ctx.tenant.currency,
    seen: (done, total) => work.step('read', done, total),
  });
  if (!isDecided(file.outcome))
    return { findings: findingsOf(file, null, 0, false), refusals: [], cells: new Map(), filled: [], acts: {} };

  await work.step('judge', 0, file.rows.length);
  const kind = kindOf(file.plan.kind);
  const origin = { source: work.source, importId: work.importId, posting: work.apply !== 'never' };
  // Judging makes customers known; who does not apply takes that back.
  // What judging would tell the rooms below is told only of what stays.
  const told: (() => void)[] = [];
  const judging: Ctx = { ...ctx, emit: (event, payload) => void told.push(() => ctx.emit(event, payload)) };
  const meant = await whoIsMeant(ctx, work.source, file.rows, work.answers);
  const read = meant.leftOut.length === 0 ? file : { ...file, outcome: withLeftOut(file, meant) };
  const undecided = (question: Question) => {
    const outcome = { ...read.outcome, questions: [question] };
    return { ...NOTHING, findings: findingsOf({ ...read, outcome }, null, 0, false) };
  };
  if (meant.question) return undecided(meant.question);
  const booked = [...meant.refusals];
  const judge = (rows: readonly ImportRow[]) =>
    ctx.tx.tentative(async () => {
      told.length = 0;
      const value = await kind.judge(judging, origin, rows);
      return {
        keep: value.refusals.length === 0 && mayApply(work, read.refusals.length + booked.length),
        value,
      };
    });
  let { rows } = meant;
  let judged = rows.length === 0 ? null : await judge(rows);
  const undated =
    judged && (dueQuestion(read, work.answers, judged.refusals) ?? termsQuestion(read, work.answers, judged.refusals));
  if (undated) return undecided(undated);
  // A refused row leaves nothing behind, not even a customer: what is left is judged as if it had never stood in the file.
  for (let round = 1; judged && judged.refusals.length > 0 && round <= ROUNDS_MAX; round += 1) {
    booked.push(...judged.refusals);
    const refusedRows = new Set(judged.refusals.map((refusal) => refusal.row));
    rows = rows.filter((row) => !refusedRows.has(row.row));
    judged = rows.length === 0 ? null : await judge(rows);
  }
  assert(!judged || judged.refusals.length === 0, 'rows that stand without the refused ones are not refused');
  const refused = read.refusals.length + booked.length;
  // Where every row is refused nothing is imported, and it is not said to be.
  const applies = mayApply(work, refused) && (rows.length > 0 || refused === 0);
  let acts: Acts = {};
  if (applies && judged) {
    for (const tell of told) tell();
    const watched: Ctx = { ...ctx, progress: (done, total) => void work.step('post', done, total) };
    acts = await kind.apply(watched, origin, judged.decided);
  }
  const refusals = [...read.refusals, ...booked].sort((a, b) => a.row - b.row).slice(0, REFUSED_KEPT);
  return {
    findings: findingsOf(read, judged, booked.length, applies, rows),
    refusals,
    cells: await cellsOf(work, read, refusals),
    filled: applies ? (judged?.filled ?? []) : [],
    acts,
  };
}

/** Payments to others than customers count like titles and totals: read, and no fact of the file's kind. */
function withLeftOut({ outcome, plan }: ReadFile, { leftOut, rows }: Meant): ReadFile['outcome'] {
  const names = [...new Set(leftOut.map((each) => each.name))];
  const shown = names.slice(0, LEFT_OUT_NAMED).join('、') + (names.length > LEFT_OUT_NAMED ? '…' : '');
  const at = leftOut.slice(0, LEFT_OUT_ROWS).map((each) => each.row);
  return {
    ...outcome,
    accepted: outcome.accepted - leftOut.length,
    skipped: outcome.skipped + leftOut.length,
    sums: sumsOf(rows, plan.entityCurrency),
    warnings: [
      ...outcome.warnings.flatMap((each) => lessLeftOut(each, leftOut.length)),
      { code: 'paid_out_others', count: leftOut.length, rows: at, facts: { names: shown } },
    ],
  };
}

/** `paid_out` speaks of rows that are taken back; those left out are none. */
function lessLeftOut(warning: Warning, count: number): Warning[] {
  if (warning.code !== 'paid_out') return [warning];
  return warning.count > count ? [{ ...warning, count: warning.count - count }] : [];
}

/** A list without due days and terms, of customers without terms: one question instead of every row refused. */
function dueQuestion(read: ReadFile, answers: Work['answers'], refusals: readonly Refusal[]): Question | null {
  const { mapping, kind } = read.plan;
  const missing = refusals.find((refusal) => refusal.code === 'due_missing');
  if (!missing || answers['due_when'] !== undefined || mapping.dueOn !== undefined || mapping.terms !== undefined) return null;
  const options = ['days:0', 'days:30', 'days:60', 'days:90', 'customer_terms'];
  const row = read.rows.find((each) => each.row === missing.row);
  const sample = row && 'customerCode' in row ? (row.customerName ?? row.customerCode ?? kind) : kind;
  return { id: 'due_when', options, sample: String(sample), answer: 'day' };
}

/** Contracts whose terms nobody can read as days: one question for them all. */
function termsQuestion(read: ReadFile, answers: Work['answers'], refusals: readonly Refusal[]): Question | null {
  const missing = refusals.find((refusal) => refusal.code === 'contract_terms_missing');
  if (!missing || answers['contract_terms'] !== undefined) return null;
  const row = read.rows.find((each) => each.row === missing.row);
  const said = row && 'termsText' in row ? row.termsText : null;
  const number = row && 'number' in row ? row.number : null;
  const options = ['days:0', 'days:30', 'days:60', 'days:90', 'refuse_termless'];
  return { id: 'contract_terms', options, sample: (said ?? number ?? '').slice(0, 60) };
}

function mayApply(work: Work, refused: number): boolean {
  return work.apply === 'good' || (work.apply === 'all' && refused === 0);
}

/** Rows that the books refused were read well, so that their cells were not kept: they are looked up. */
async function cellsOf(work: Work, read: ReadFile, refusals: readonly Refusal[]): Promise<ReadFile['cells']> {
  const missing = new Set(refusals.filter((refusal) => !read.cells.has(refusal.line)).map((refusal) => refusal.line));
  if (missing.size === 0) return read.cells;
  return new Map([...read.cells, ...(await cellsAt(work, missing))]);
}

/** `booked`: rows that were read well and refused by the books. */
function findingsOf(
  read: ReadFile,
  judged: Judged<unknown> | null,
  booked: number,
  applied: boolean,
  rows: readonly ImportRow[] = [],
): Findings {
  const { plan, outcome } = read;
  const fieldAt = new Map(Object.entries(plan.mapping).map(([field, column]) => [column, field]));
  return {
    kind: plan.kind,
    preamble: read.preamble,
    encoding: read.info.encoding,
    entityCurrency: plan.entityCurrency,
    columns: plan.headings.map((heading, column) => ({
      heading: heading === '' ? columnLetters(column) : heading,
      field: fieldAt.get(column) ?? null,
      samples: read.samples[column] ?? [],
    })),
    questions: outcome.questions,
    fileErrors: outcome.fileErrors,
    sample: read.rows.slice(0, SAMPLE_ROWS).map((row) => sampleOf(row, plan.entityCurrency)),
    decided: isDecided(outcome),
    applied,
    accepted: outcome.accepted - booked,
    unchanged: judged?.unchanged ?? 0,
    refused: read.refusals.length + booked,
    skipped: outcome.skipped,
    customersAdded: judged?.customersAdded ?? 0,
    // What the file's own reading has said of a code already, with its rows, the customers need not say again.
    warnings: [
      ...outcome.warnings,
      ...(judged?.warnings ?? []).filter((each) => !outcome.warnings.some((said) => said.code === each.code)),
    ],
    sums: judged?.sums ?? (booked > 0 ? sumsOf(rows, read.plan.entityCurrency) : outcome.sums),
    offers: outcome.offers,
    changes: judged?.changes ?? {},
  };
}

/** Keeps what the work found with the import: refused rows with their cells, what was filled in, and the state it ends in. */
export async function keepFindings(
  ctx: Ctx,
  importId: string,
  runId: string | null,
  worked: Worked,
  end: { readonly state: store.ImportState; readonly confirmedBy: string | null; readonly fault: store.Fault | null },
): Promise<boolean> {
  const { findings, refusals, cells, filled, acts } = worked;
  const kept = await store.endRun(ctx.tx, ctx.at, runId, {
    importId,
    kind: findings.kind,
    state: end.state,
    confirmedBy: end.confirmedBy,
    findings: encode(findings),
    accepted: end.state === 'refused' ? 0 : findings.accepted,
    unchanged: findings.unchanged,
    refused: findings.refused,
    skipped: findings.skipped,
    customersAdded: findings.customersAdded,
    sums: encode(findings.sums),
    warnings: encode(findings.warnings),
    changes: encode(findings.changes),
    fault: end.fault ? encode(end.fault) : null,
  });
  if (kept === 0) return false;
  await store.dropRefusals(ctx.tx, importId);
  for (let from = 0; from < refusals.length; from += REFUSALS_CHUNK) {
    const chunk = refusals.slice(from, from + REFUSALS_CHUNK).map((refusal) => ({
      ...refusal,
      facts: refusal.facts ? encode(refusal.facts) : null,
      cells: cellsText(cells.get(refusal.line)),
    }));
    await store.insertRefusals(ctx.tx, ctx.tenant.id, importId, from, chunk);
  }
  if (filled.length > 0) await store.insertFilled(ctx.tx, ctx.tenant.id, importId, filled);
  if (findings.applied) await store.insertActs(ctx.tx, ctx.tenant.id, importId, actRows(acts, ctx.eventId));
  return true;
}

/** Cells of a refused row longer than this together are cut to what the page shows: a row like that is not mended in a workbook. */
const CELLS_CHARS_MAX = 64_000;

function cellsText(cells: readonly RawCell[] | undefined): string | null {
  if (!cells) return null;
  // The database takes no NUL in text, and such a row is refused for it.
  const text = encode(cells).replaceAll('\\u0000', '\\ufffd');
  return text.length <= CELLS_CHARS_MAX ? text : null;
}
