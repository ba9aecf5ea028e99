// A file on its way: uploaded once, read and asked about as often as it takes, confirmed or cancelled.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Problem } from '#base/assert.ts';
import { encode } from '#base/codec.ts';
import { newId } from '#base/id.ts';
import type { Action, Ctx } from '#platform/context.ts';
import * as contract from './contract.ts';
import { refusalOf, wireImport } from './history.ts';
import { answersOf } from './import.ts';
import * as store from './store.ts';
import * as staging from './store-stage.ts';
import { REFUSED_SHOWN, wireRead } from './wording.ts';

/** A stage is kept this long for its answers and its confirmation. */
export const STAGE_KEPT_DAYS = 7;
/** Work of which nothing was heard for so long has ended with its process. */
export const SILENT_SECONDS = 30;
const CHUNK_BYTES = 1024 * 1024;
const TWINS_SHOWN = 5;
/** Until the file is read, where nobody said what it holds. */
const UNSETTLED = 'unsettled';
const DAY_MS = 86_400_000;

export const stage: Action<typeof contract.stage> = async (ctx, input) => {
  if (!ctx.upload) throw new Problem(400, 'file_missing', 'no file was sent');
  const importId = newId();
  const hash = createHash('sha256');
  let no = 0;
  for await (const chunk of createReadStream(ctx.upload.path, { highWaterMark: CHUNK_BYTES })) {
    hash.update(chunk as Buffer);
    await staging.insertChunk(ctx.tx, ctx.tenant.id, importId, no, chunk as Buffer);
    no += 1;
  }
  if (no === 0) throw new Problem(400, 'file_empty', 'The file is empty');
  await store.insertImport(ctx.tx, ctx.tenant.id, ctx.at, {
    importId,
    kind: input.kind ?? UNSETTLED,
    source: input.source ?? 'ledger',
    fileName: ctx.upload.fileName,
    fileHash: hash.digest(),
    fileBytes: ctx.upload.bytes,
    template: input.template ?? null,
    answers: encode(await answersOf(ctx, input)),
    goodRowsOnly: input.goodRowsOnly ?? false,
    state: 'reading',
    byId: ctx.actor.id,
    byName: ctx.actor.name,
  });
  ctx.note({ subject: { kind: 'import', id: importId }, facts: { file: ctx.upload.fileName, staged: true } });
  ctx.later(contract.read, { import: importId });
  return { import: importId };
};

/** Salespeople see their own customers; a file names everybody's. */
export function refuseOwnScope(ctx: Ctx): void {
  if (ctx.actor.scope.kind === 'own') throw importUnknown();
}

export function importUnknown(): Problem {
  return new Problem(404, 'import_unknown', 'there is no such import');
}

export const get: Action<typeof contract.get> = async (ctx, input) => {
  refuseOwnScope(ctx);
  const row = await store.importById(ctx.tx, input.import);
  if (!row) throw importUnknown();
  const findings = await store.findingsOf(ctx.tx, row.import_id);
  const refused = findings && findings.refused > 0 ? await store.refusalsOf(ctx.tx, row.import_id, REFUSED_SHOWN) : [];
  const twins = await store.twinsOf(ctx.tx, row.import_id, row.file_hash, TWINS_SHOWN);
  const busy = row.state === 'reading' || row.state === 'applying';
  const waits = busy || row.state === 'staged';
  return {
    import: {
      ...wireImport(row),
      template: row.template,
      answers: row.answers,
      goodRowsOnly: row.good_rows_only,
      fault: row.fault ? { ...row.fault, facts: { ...row.fault.facts } } : null,
      progress: busy
        ? {
            phase: (row.phase ?? 'read') as 'read',
            done: row.done_rows ?? 0,
            total: row.total_rows,
            since: row.phase_at?.toISOString() ?? null,
            silent: ctx.at.getTime() - (row.beat_at ?? row.recorded_at).getTime() > SILENT_SECONDS * 1000,
          }
        : null,
      twins: twins.map((twin) => ({
        id: twin.import_id,
        by: twin.by_name,
        at: twin.recorded_at.toISOString(),
        state: twin.state,
        sheet: twin.sheet,
      })),
      keptUntil: waits ? new Date(row.recorded_at.getTime() + STAGE_KEPT_DAYS * DAY_MS).toISOString() : null,
      confirmedBy: row.confirmed_by,
      undoneWhy: row.undone_why,
    },
    read: findings
      ? wireRead(findings, refused.map(refusalOf), row.state === 'staged' ? null : row.import_id, ctx.language)
      : null,
  };
};

/** The import, held until this transaction ends. */
async function held(ctx: Ctx, importId: string): Promise<store.ImportRow> {
  refuseOwnScope(ctx);
  const row = await store.importForUpdate(ctx.tx, importId);
  if (!row) throw importUnknown();
  return row;
}

const ENDED = new Set<store.ImportState>(['applied', 'refused', 'cancelled', 'undone']);

function refuseEnded(row: store.ImportRow): void {
  if (!ENDED.has(row.state)) return;
  throw new Problem(409, 'import_ended', 'this import has ended; upload the file again', { facts: { state: row.state } });
}

export const answer: Action<typeof contract.answer> = async (ctx, input) => {
  const row = await held(ctx, input.import);
  refuseEnded(row);
  if (row.state === 'applying') throw new Problem(409, 'import_at_work', 'this import is being posted; cancel it first');
  await staging.askAnew(ctx.tx, row.import_id, {
    kind: input.kind ?? UNSETTLED,
    source: input.source ?? row.source,
    template: input.template ?? null,
    answers: encode(await answersOf(ctx, input)),
    goodRowsOnly: input.goodRowsOnly ?? false,
  });
  ctx.note({ subject: { kind: 'import', id: row.import_id } });
  ctx.later(contract.read, { import: row.import_id });
  return { state: 'reading' };
};

export const apply: Action<typeof contract.apply> = async (ctx, input) => {
  const row = await held(ctx, input.import);
  // Confirmed twice is confirmed once.
  if (row.state === 'applied' || row.state === 'applying') return { state: row.state };
  refuseEnded(row);
  if (row.state === 'reading') throw new Problem(409, 'import_at_work', 'the file is still being read');
  const findings = await store.findingsOf(ctx.tx, row.import_id);
  if (!findings?.decided) throw new Problem(422, 'questions_open', 'the file leaves questions that only you can answer');
  const goodRowsOnly = input.goodRowsOnly ?? false;
  if (findings.refused > 0 && !goodRowsOnly) {
    throw new Problem(422, 'rows_refused', 'rows are refused: mend the file, or take the good rows only', {
      facts: { refused: findings.refused, accepted: findings.accepted },
    });
  }
  if (findings.accepted === 0) throw new Problem(422, 'nothing_to_import', 'there is no row to take in');
  await staging.confirm(ctx.tx, row.import_id, {
    goodRowsOnly,
    template: input.template ?? row.template,
    confirmedBy: ctx.actor.name,
  });
  ctx.note({ subject: { kind: 'import', id: row.import_id }, facts: { file: row.file_name, confirmed: true } });
  ctx.later(contract.post, { import: row.import_id });
  return { state: 'applying' };
};

export const cancel: Action<typeof contract.cancel> = async (ctx, input) => {
  const row = await held(ctx, input.import);
  if (row.state === 'cancelled') return { state: 'cancelled' };
  // Too late is an answer: it was posted, and undoing is another act.
  if (row.state === 'applied') return { state: 'applied' };
  refuseEnded(row);
  await dropStage(ctx, row.import_id, null);
  ctx.note({ subject: { kind: 'import', id: row.import_id }, facts: { file: row.file_name, cancelled: true } });
  return { state: 'cancelled' };
};

/** The file and what was found in it go; who, when and which file it was stays. */
export async function dropStage(ctx: Ctx, importId: string, fault: store.Fault | null): Promise<void> {
  await staging.cancel(ctx.tx, ctx.at, importId, fault ? encode(fault) : null);
  await staging.dropChunks(ctx.tx, importId);
  await store.dropRefusals(ctx.tx, importId);
}
