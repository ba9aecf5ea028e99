// Work on a staged file that nobody waits for: reading it, posting it; taken up again when a process died over it.
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '#base/assert.ts';
import { encode } from '#base/codec.ts';
import { newId } from '#base/id.ts';
import { isKind } from '#engine/import/catalogue.ts';
import type { Action, Ctx } from '#platform/context.ts';
import * as contract from './contract.ts';
import { keepTemplate } from './import.ts';
import { dropStage, importUnknown, refuseOwnScope, SILENT_SECONDS, STAGE_KEPT_DAYS } from './stage.ts';
import * as store from './store.ts';
import * as staging from './store-stage.ts';
import { keepFindings, type Phase, type Worked, workThrough } from './working.ts';

const BEAT_MS = 700;
/** A file over which so many processes died is not tried again. */
const RUNS_MAX = 4;
const TENDED_MAX = 200;

/** Rows are judged against the books of the moment: they may have changed since the preview. */
class ChangedSince extends Error {
  readonly worked: Worked;
  constructor(worked: Worked) {
    super('the books have changed since the preview');
    this.worked = worked;
  }
}

/** `contract.read` and `contract.post`: whichever the import waits for. */
export const work: Action<typeof contract.read> = async (ctx, input) => {
  refuseOwnScope(ctx);
  const row = await store.importById(ctx.tx, input.import);
  if (!row) throw importUnknown();
  if (row.state !== 'reading' && row.state !== 'applying') return { state: row.state };
  const runId = newId();
  const taken = await apart(ctx, (tx) => staging.takeRun(tx, ctx.at, row.import_id, runId, SILENT_SECONDS));
  if (taken === 0) return { state: row.state };
  const pulse = new Pulse(ctx, row.import_id, runId);
  const folder = await mkdtemp(join(tmpdir(), 'xinheng-import-'));
  try {
    const path = join(folder, 'file');
    await spool(ctx, row.import_id, path);
    const before = await store.findingsOf(ctx.tx, row.import_id);
    const applying = row.state === 'applying';
    const worked = await workThrough(ctx, {
      importId: row.import_id,
      kind: isKind(row.kind) ? row.kind : null,
      source: row.source,
      path,
      fileName: row.file_name,
      answers: row.answers,
      apply: applying ? (row.good_rows_only ? 'good' : 'all') : 'never',
      step: (phase, done, total) => pulse.step(phase, done, total),
    });
    await pulse.stop();
    const { findings } = worked;
    const same = before !== null && findings.accepted === before.accepted && findings.refused === before.refused;
    if (applying && (!findings.applied || !same)) throw new ChangedSince(worked);
    const state = applying ? 'applied' : 'staged';
    const end = { state, confirmedBy: null, fault: null } as const;
    if (!(await keepFindings(ctx, row.import_id, runId, worked, end))) throw cancelled();
    if (applying) {
      await staging.dropChunks(ctx.tx, row.import_id);
      if (row.template) {
        const { kind, source, answers } = row;
        await keepTemplate(ctx, { name: row.template, kind, source, answers }, findings);
      }
    }
    ctx.note({
      subject: { kind: 'import', id: row.import_id },
      facts: {
        file: row.file_name,
        applied: applying,
        accepted: findings.accepted,
        refused: findings.refused,
        unchanged: findings.unchanged,
      },
    });
    return { state };
  } catch (error) {
    await pulse.stop();
    // The transaction of ctx is lost with this error; why is said in one of its own.
    await sayWhy(ctx, row, runId, pulse.now(), error).catch(() => {});
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

function cancelled(): Problem {
  return new Problem(409, 'import_cancelled', 'the import was cancelled; nothing was posted');
}

/** A short transaction beside the long one: others see at once how far the work is. */
function apart<T>(ctx: Ctx, run: (tx: Ctx['tx']) => Promise<T>): Promise<T> {
  return ctx.installation.database.transaction(ctx.tenant.id, (tx) => run(tx));
}

/** Two wrote the same at once: the door tries again, and the work stays to be done. */
const LOST_RACE = new Set(['23505', '40P01', '40001']);

async function sayWhy(ctx: Ctx, row: store.ImportRow, runId: string, at: Date, error: unknown): Promise<void> {
  if (error instanceof ChangedSince) {
    await apart(ctx, async (tx) => {
      const worked = { ...error.worked, findings: { ...error.worked.findings, applied: false }, filled: [] };
      const fault = { code: 'changed_since', message: error.message, facts: {} };
      await keepFindings({ ...ctx, tx, at }, row.import_id, runId, worked, { state: 'staged', confirmedBy: null, fault });
    });
    return;
  }
  const problem = error instanceof Problem ? error : null;
  if (problem?.code === 'import_cancelled') return;
  const again = LOST_RACE.has((error as { code?: string }).code ?? '');
  // What the file itself is to blame for (below 500) is said; else reading goes on by itself, and posting waits to be confirmed again.
  const ours = problem === null || problem.status >= 500;
  const state = again || (row.state === 'reading' && ours) ? (row.state as 'reading' | 'applying') : 'staged';
  const fault = problem
    ? { code: problem.code, message: problem.message, facts: problem.facts }
    : { code: 'fault', message: 'something went wrong on our side; nothing was posted', facts: {} };
  await apart(ctx, (tx) =>
    staging.failRun(tx, at, row.import_id, runId, { state, fault: state === 'staged' ? encode(fault) : null }),
  );
}

/** Writes the staged bytes where the reader finds them. */
async function spool(ctx: Ctx, importId: string, path: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    for (let no = 0; ; no += 1) {
      const bytes = await staging.chunkOf(ctx.tx, importId, no);
      if (!bytes) break;
      await file.write(bytes);
    }
  } finally {
    await file.close();
  }
}

/** Says now and then how far the work is, and hears whether it is still wanted. */
class Pulse {
  readonly #ctx: Ctx;
  readonly #importId: string;
  readonly #runId: string;
  readonly #begun = performance.now();
  #last = 0;
  #phase: Phase | null = null;
  #sending: Promise<void> = Promise.resolve();
  #unwanted = false;
  #stopped = false;

  constructor(ctx: Ctx, importId: string, runId: string) {
    this.#ctx = ctx;
    this.#importId = importId;
    this.#runId = runId;
  }

  /** The door's clock, carried on by what passed since it was read. */
  now(): Date {
    return new Date(this.#ctx.at.getTime() + performance.now() - this.#begun);
  }

  /** Throws when the import was cancelled or the house is closing: the work ends, and its transaction leaves nothing. */
  step(phase: Phase, done: number, total: number | null): Promise<void> | undefined {
    if (this.#ctx.closing.aborted) throw new Problem(503, 'closing', 'the server is closing; the import goes on when it is back');
    if (this.#unwanted) throw cancelled();
    const now = performance.now();
    if (this.#stopped || (phase === this.#phase && now - this.#last < BEAT_MS)) return undefined;
    this.#last = now;
    this.#phase = phase;
    this.#sending = this.#sending.then(() => this.#send(phase, done, total));
    return this.#sending;
  }

  async #send(phase: Phase, done: number, total: number | null): Promise<void> {
    try {
      const wanted = await apart(this.#ctx, (tx) =>
        staging.beat(tx, this.now(), this.#importId, this.#runId, { phase, done, total }),
      );
      if (!wanted) this.#unwanted = true;
    } catch {
      // A beat that is lost is one beat; whether the work holds is decided when it ends.
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#sending;
  }
}

/** Every minute: work whose process died is taken up again or said to have ended, stages that nobody answered are dropped. */
export async function tend(ctx: Ctx): Promise<void> {
  for (const row of await staging.waiting(ctx.tx, ctx.at, SILENT_SECONDS, STAGE_KEPT_DAYS, TENDED_MAX)) {
    if (row.state === 'applying') {
      if (!row.silent) continue;
      const fault = { code: 'interrupted', message: 'the server stopped while posting; nothing was posted', facts: {} };
      await staging.interrupted(ctx.tx, row.import_id, encode(fault));
    } else if (row.old) {
      await dropStage(ctx, row.import_id, { code: 'expired', message: 'nobody confirmed it in time', facts: {} });
    } else if (row.state === 'reading' && row.silent) {
      if (row.runs < RUNS_MAX) ctx.later(contract.read, { import: row.import_id });
      else
        await dropStage(ctx, row.import_id, { code: 'unreadable', message: 'the file could not be read to its end', facts: {} });
    }
  }
}
