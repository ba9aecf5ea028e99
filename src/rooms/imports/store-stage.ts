// SQL of imports on their way: the bytes of a staged file, and the work in progress on it.
import { sql, type Tx } from '#platform/sql.ts';

export async function insertChunk(tx: Tx, tenantId: string, importId: string, no: number, bytes: Buffer): Promise<void> {
  await tx.run(sql`
    insert into imports.chunks (tenant_id, import_id, chunk_no, bytes) values (${tenantId}, ${importId}, ${no}, ${bytes})`);
}

export async function chunkOf(tx: Tx, importId: string, no: number): Promise<Buffer | null> {
  const row = await tx.maybe(
    sql<{ bytes: Buffer }>`select bytes from imports.chunks where import_id = ${importId} and chunk_no = ${no}`,
  );
  return row?.bytes ?? null;
}

export async function dropChunks(tx: Tx, importId: string): Promise<void> {
  await tx.run(sql`delete from imports.chunks where import_id = ${importId}`);
}

/** What the file is taken as from now on; it is read again. */
export async function askAnew(
  tx: Tx,
  importId: string,
  asked: { kind: string; source: string; template: string | null; answers: string; goodRowsOnly: boolean },
): Promise<void> {
  await tx.run(sql`
    update imports.imports
    set kind = ${asked.kind}, source = ${asked.source}, template = ${asked.template}, answers = ${asked.answers}::jsonb,
        good_rows_only = ${asked.goodRowsOnly}, state = 'reading', findings = null, fault = null, run_id = null, runs = 0, phase = null, phase_at = null,
        done_rows = null, total_rows = null, beat_at = null
    where import_id = ${importId}`);
}

export async function confirm(
  tx: Tx,
  importId: string,
  asked: { goodRowsOnly: boolean; template: string | null; confirmedBy: string },
): Promise<void> {
  await tx.run(sql`
    update imports.imports
    set state = 'applying', good_rows_only = ${asked.goodRowsOnly}, template = ${asked.template}, confirmed_by = ${asked.confirmedBy},
        fault = null, run_id = null, runs = 0, phase = null, phase_at = null, done_rows = null, total_rows = null, beat_at = null
    where import_id = ${importId}`);
}

/** Takes the work for one run, unless another run is alive. */
export function takeRun(tx: Tx, at: Date, importId: string, runId: string, silentSeconds: number): Promise<number> {
  return tx.run(sql`
    update imports.imports
    set run_id = ${runId}, runs = runs + 1, beat_at = ${at}, phase = 'read', phase_at = ${at}, done_rows = 0, total_rows = null
    where import_id = ${importId} and state in ('reading', 'applying') and cancel_asked_at is null
      and (run_id is null or beat_at < ${at}::timestamptz - make_interval(secs => ${silentSeconds}))`);
}

/** Says how far the work is. Answers whether it is still wanted: not cancelled, and not taken over by another run. */
export async function beat(
  tx: Tx,
  at: Date,
  importId: string,
  runId: string,
  now: { phase: string; done: number; total: number | null },
): Promise<boolean> {
  const touched = await tx.run(sql`
    update imports.imports
    set beat_at = ${at}, phase_at = case when phase = ${now.phase} then phase_at else ${at} end, phase = ${now.phase},
        done_rows = ${now.done}, total_rows = ${now.total}::integer
    where import_id = ${importId} and run_id = ${runId} and cancel_asked_at is null`);
  return touched > 0;
}

/** The end of a run that did not end well: the work waits for another run, or for a person. */
export async function failRun(
  tx: Tx,
  at: Date,
  importId: string,
  runId: string,
  end: { state: 'reading' | 'staged' | 'applying'; fault: string | null },
): Promise<number> {
  return tx.run(sql`
    update imports.imports
    set state = ${end.state}, fault = ${end.fault}::jsonb, run_id = null, phase = null, phase_at = null, done_rows = null,
        total_rows = null, beat_at = ${at}
    where import_id = ${importId} and run_id = ${runId} and cancel_asked_at is null`);
}

export async function cancel(tx: Tx, at: Date, importId: string, fault: string | null): Promise<void> {
  await tx.run(sql`
    update imports.imports
    set state = 'cancelled', cancel_asked_at = ${at}, ended_at = ${at}, fault = ${fault}::jsonb, run_id = null, phase = null,
        done_rows = null, total_rows = null
    where import_id = ${importId}`);
}

export type Waiting = {
  import_id: string;
  state: 'reading' | 'staged' | 'applying';
  runs: number;
  silent: boolean;
  old: boolean;
};

/** Imports that have not ended: which of them nobody works on any more, and which have waited too long for an answer. */
export function waiting(tx: Tx, at: Date, silentSeconds: number, keptDays: number, most: number): Promise<Waiting[]> {
  return tx.rows(sql<Waiting>`
    select import_id, state, runs,
           coalesce(beat_at, recorded_at) < ${at}::timestamptz - make_interval(secs => ${silentSeconds}) as silent,
           recorded_at < ${at}::timestamptz - make_interval(days => ${keptDays}) as old
    from imports.imports
    where state in ('reading', 'staged', 'applying')
    order by recorded_at limit ${most}`);
}

/** Nothing was posted, since an import is one transaction: it waits to be confirmed again. */
export async function interrupted(tx: Tx, importId: string, fault: string): Promise<void> {
  await tx.run(sql`
    update imports.imports
    set state = 'staged', fault = ${fault}::jsonb, run_id = null, phase = null, phase_at = null, done_rows = null, total_rows = null
    where import_id = ${importId} and state = 'applying'`);
}
