// Fittings: begun at once, worked on after the request was answered, cancelled from another; what they made is kept with the study.
import { Problem } from '#base/assert.ts';
import { canonical, encode } from '#base/codec.ts';
import { newId } from '#base/id.ts';
import { withHistory } from '#engine/models/history.ts';
import { picturesOf } from '#engine/models/pictures.ts';
import { type ModelTable, takeFlags } from '#engine/models/table.ts';
import { type HeldOut, type Method, type Model, train } from '#engine/models/train.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { keep, readNotes, refuseThin } from '../actions.ts';
import { readModel } from '../documents.ts';
import { amountsOf, type Past, pastOf, withPast } from '../past.ts';
import { outcomeOf } from '../reading.ts';
import { trainApart } from '../train-apart.ts';
import type { TrainingDone } from '../training-thread.ts';
import * as contract from './contract.ts';
import { outcomeSaid, rulesOf } from './looking.ts';
import * as store from './store.ts';
import { studyFound, wireFit } from './studies.ts';
import { tableOf } from './tables.ts';

const BEAT_MS = 500;
/** Work of which nothing was heard for so long has ended with its process. */
const SILENT_SECONDS = 60;
/** Fittings kept with a study; the oldest that was not submitted makes room. */
const FITS_MAX = 40;
const STUDY_DAYS = 180;
const TENDED_MAX = 50;

export const fit: Action<typeof contract.fit> = async (ctx, input) => {
  const row = await studyFound(ctx, input.study, true);
  outcomeSaid(row);
  const before = await store.fitsOf(ctx.tx, row.study_id, FITS_MAX);
  if (before.length >= FITS_MAX) {
    const oldest = before.findLast((each) => each.submitted_name === null && each.state !== 'running');
    if (oldest) await store.dropFit(ctx.tx, oldest.fit_id);
  }
  const fitId = newId();
  await store.insertFit(ctx.tx, ctx.tenant.id, ctx.at, {
    fitId,
    studyId: row.study_id,
    method: input.method,
    settings: JSON.stringify(row.settings),
    byId: ctx.actor.id,
    by: ctx.actor.name,
  });
  ctx.note({ subject: { kind: 'study', id: row.study_id }, facts: { study: row.name, method: input.method } });
  ctx.later(contract.workFit, { fit: fitId });
  return { fit: fitId };
};

/** Fits at once, in this transaction and thread: for small tables whose fitting nobody watches. Answers the fitting's id. */
export async function fitNow(ctx: Ctx, studyId: string, method: Method): Promise<string> {
  const row = await studyFound(ctx, studyId);
  const { settings, target, bad: value } = outcomeSaid(row);
  const fitId = newId();
  await store.insertFit(ctx.tx, ctx.tenant.id, ctx.at, {
    fitId,
    studyId,
    method,
    settings: JSON.stringify(row.settings),
    byId: ctx.actor.id,
    by: ctx.actor.name,
  });
  const whole = await tableOf(ctx, row);
  const { table: plain, bad, rows } = outcomeOf(whole, target, value);
  const parts: HeldOut[] = [];
  const begun = performance.now();
  const past = withPast(plain, bad, amountsOf(whole, target, rows), settings, rulesOf(settings, method));
  const trained = train(past.table, bad, past.rules, undefined, (part) => parts.push(part));
  const drawn = picturesOf(trained.model, past.table, bad, past.rules, parts);
  const made = { trained, drawn, seconds: (performance.now() - begun) / 1000 };
  await store.endFit(ctx.tx, ctx.at, fitId, ended(made, bad.length, past, readNotes(whole)));
  return fitId;
}

/** What a fitting that ended well leaves. */
function ended({ trained, drawn, seconds }: TrainingDone, rows: number, past: Past, read: readonly object[]) {
  const { model, ...measured } = trained;
  const notes = [...trained.notes, ...past.notes, ...read];
  const variables = past.named(trained.variables);
  return {
    state: 'done' as const,
    told: JSON.stringify({ ...measured, variables, notes, pictures: drawn!.pictures, seconds }),
    body: canonical(model),
    held: heldBytes(drawn!.held, rows),
    fault: null,
  };
}

/** A short transaction beside the long one: the page sees how far the work is, and may end it. */
const apart = <T>(ctx: Ctx, run: (tx: Ctx['tx']) => Promise<T>): Promise<T> =>
  ctx.installation.database.transaction(ctx.tenant.id, (tx) => run(tx));

export const work: Action<typeof contract.workFit> = async (ctx, input) => {
  const row = await fitFound(ctx, input.fit);
  const taken = await apart(ctx, (tx) => store.takeFit(tx, ctx.at, row.fit_id, SILENT_SECONDS));
  if (taken === 0) return { state: row.state };
  const begun = performance.now();
  const now = () => new Date(ctx.at.getTime() + performance.now() - begun);
  const unwanted = new AbortController();
  let last = 0;
  let sending: Promise<void> = Promise.resolve();
  const told = (done: number, total: number) => {
    if (performance.now() - last < BEAT_MS) return;
    last = performance.now();
    sending = sending.then(async () => {
      const heard = await apart(ctx, (tx) => store.beat(tx, now(), row.fit_id, done, total)).catch(() => 1);
      if (heard === 0) unwanted.abort();
    });
  };
  try {
    const study = await studyFound(ctx, row.study_id);
    const { settings, target, bad: value } = outcomeSaid({ ...study, settings: row.settings });
    const whole = await tableOf(ctx, study);
    const { table: plain, bad, rows } = outcomeOf(whole, target, value);
    const rules = rulesOf(settings, row.method as Method);
    refuseThin(plain, bad, rules);
    const past = withPast(plain, bad, amountsOf(whole, target, rows), settings, rules);
    const task = { table: past.table, bad, rules: past.rules, drawn: true };
    const made = await trainApart(ctx, task, { told, unwanted: unwanted.signal, copied: true });
    await sending;
    const kept = await store.endFit(ctx.tx, now(), row.fit_id, ended(made, bad.length, past, readNotes(whole)));
    if (kept === 0) return { state: 'cancelled' };
    ctx.note({
      subject: { kind: 'study', id: study.study_id },
      facts: { study: study.name, method: row.method, bads: made.trained.bads },
    });
    return { state: 'done' };
  } catch (error) {
    await sending;
    if (!unwanted.signal.aborted) await sayWhy(ctx, row.fit_id, now(), error).catch(() => {});
    throw error;
  }
};

/** The transaction of the work is lost with its error; why is said in one of its own. A house that closes leaves the work to be taken up again. */
async function sayWhy(ctx: Ctx, fitId: string, at: Date, error: unknown): Promise<void> {
  if (ctx.closing.aborted) return;
  const fault =
    error instanceof Problem
      ? { code: error.code, message: error.message, facts: error.facts ?? {} }
      : { code: 'fault', message: 'something went wrong on our side; nothing was kept', facts: {} };
  await apart(ctx, (tx) =>
    store.endFit(tx, at, fitId, { state: 'failed', told: null, body: null, held: null, fault: encode(fault) }),
  );
}

/** Rank, then risk, of every row of the outcome's table; NaN where it was not held out. */
function heldBytes(held: HeldOut, rows: number): Buffer {
  const all = new Float64Array(2 * rows).fill(Number.NaN);
  for (let at = 0; at < held.rows.length; at += 1) {
    all[held.rows[at]!] = held.rank[at]!;
    all[rows + held.rows[at]!] = held.risk[at]!;
  }
  return Buffer.from(all.buffer);
}

function heldFrom(bytes: Buffer): HeldOut {
  const all = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const rows = all.length / 2;
  const seen: number[] = [];
  for (let row = 0; row < rows; row += 1) if (!Number.isNaN(all[row]!)) seen.push(row);
  return {
    rows: Int32Array.from(seen),
    rank: Float64Array.from(seen, (row) => all[row]!),
    risk: Float64Array.from(seen, (row) => all[rows + row]!),
  };
}

export async function fitFound(ctx: Ctx, fitId: string): Promise<store.FitRow> {
  const row = await store.fitOf(ctx.tx, fitId);
  if (!row) throw new Problem(404, 'fit_unknown', 'there is no such fitting; its study may have been discarded');
  return row;
}

export type Ended = {
  readonly row: store.FitRow;
  readonly study: store.StudyRow;
  readonly model: Model;
  readonly held: HeldOut;
  readonly told: contract.Told;
  /** The file as it was read, with the outcome and rows without one. */
  readonly whole: ModelTable;
  /** What bad was for it. */
  readonly said: { readonly target: string; readonly bad: string };
} & ReturnType<typeof outcomeOf>;

/** A fitting that has ended well with all that its pictures need. `bads`: flags of the rows held out. Refuses (409) `fit_not_done`. */
export async function endedFit(ctx: Ctx, fitId: string): Promise<Ended & { readonly heldBad: Uint8Array }> {
  const row = await fitFound(ctx, fitId);
  const kept = await store.toldOf(ctx.tx, fitId);
  const bytes = await store.heldOf(ctx.tx, fitId);
  if (row.state !== 'done' || !kept?.body || !kept.told || !bytes)
    throw new Problem(409, 'fit_not_done', 'this fitting has made no model');
  const study = await studyFound(ctx, row.study_id);
  const { target, bad } = outcomeSaid({ ...study, settings: row.settings });
  const whole = await tableOf(ctx, study);
  const outcome = outcomeOf(whole, target, bad);
  const told = kept.told as never as contract.Told;
  const past = pastOf(told.notes);
  const table = past ? withHistory(outcome.table, outcome.bad, amountsOf(whole, target, outcome.rows), past) : outcome.table;
  const held = heldFrom(bytes);
  return {
    row,
    study,
    model: readModel(JSON.parse(kept.body)),
    told,
    whole,
    said: { target, bad },
    held,
    heldBad: takeFlags(outcome.bad, held.rows),
    ...outcome,
    table,
  };
}

export const cancel: Action<typeof contract.cancelFit> = async (ctx, input) => {
  const row = await fitFound(ctx, input.fit);
  const end = { state: 'cancelled', told: null, body: null, held: null, fault: null } as const;
  const ended = await store.endFit(ctx.tx, ctx.at, row.fit_id, end);
  return { state: ended > 0 ? 'cancelled' : row.state };
};

export const result: Action<typeof contract.fitted> = async (ctx, input) => {
  const row = await fitFound(ctx, input.fit);
  const kept = row.state === 'done' ? await store.toldOf(ctx.tx, row.fit_id) : null;
  return {
    fit: wireFit(row, await studyFound(ctx, row.study_id)),
    told: (kept?.told ?? null) as never,
    body: (kept?.body ? JSON.parse(kept.body) : null) as never,
  };
};

export const submit: Action<typeof contract.submit> = async (ctx, input) => {
  const { row, study, model, told } = await endedFit(ctx, input.fit);
  if (row.submitted_name !== null)
    throw new Problem(
      409,
      'fit_submitted',
      `this was submitted already, as ${row.submitted_name} version ${row.submitted_version}`,
      { facts: { model: row.submitted_name, version: row.submitted_version } },
    );
  const { settings } = outcomeSaid({ ...study, settings: row.settings });
  const past = pastOf(told.notes);
  const training = {
    ...told,
    file: study.file_name,
    panel: study.panel,
    asked: {
      target: settings.target,
      bad: settings.bad,
      method: row.method,
      seed: settings.seed,
      holding: settings.holding,
      // What scoring reads a customer's past by.
      ...(past ? { entity: past.entity, time: past.time, known: past.known } : {}),
    },
    card: { purpose: input.purpose, limits: input.limits },
  };
  const kept = await keep(ctx, input.name, model, training, 'train');
  await store.markSubmitted(ctx.tx, row.fit_id, kept.id);
  ctx.note({ subject: { kind: 'model', id: kept.id }, facts: { model: kept.name, version: kept.version, study: study.name } });
  return kept;
};

/** Every minute: fittings whose process died are taken up again; studies that nobody touched for half a year leave. */
export async function tend(ctx: Ctx): Promise<void> {
  for (const { fit_id } of await store.silentFits(ctx.tx, ctx.at, SILENT_SECONDS, TENDED_MAX))
    ctx.later(contract.workFit, { fit: fit_id });
  for (const { study_id } of await store.forgotten(ctx.tx, ctx.at, STUDY_DAYS, TENDED_MAX))
    await store.dropStudy(ctx.tx, study_id);
}
