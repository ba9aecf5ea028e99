// SQL of the laboratory: tables being worked on with their bytes, and the fittings made on them.
import { sql, type Tx } from '#platform/sql.ts';

export type FitState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export type StudyRow = {
  study_id: string;
  name: string;
  file_name: string;
  sheet: string | null;
  row_count: number;
  columns: ColumnHead[];
  panel: Record<string, unknown> | null;
  settings: Record<string, unknown>;
  version: number;
  by_name: string;
  changed_at: Date;
};
export type ColumnHead = {
  name: string;
  kind: 'number' | 'category' | 'day';
  missing: number;
  distinct: number;
  values: { value: string; rows: number }[];
};

const STUDY = sql.raw(
  's.study_id, s.name, s.file_name, s.sheet, s.row_count, s.columns, s.panel, s.settings, s.version, s.by_name, s.changed_at',
);

export type NewStudy = {
  studyId: string;
  name: string;
  fileName: string;
  fileBytes: number;
  sheet: string | null;
  rows: number;
  columns: string;
  panel: string | null;
  settings: string;
  byId: string | null;
  by: string;
};

export async function insertStudy(tx: Tx, tenantId: string, at: Date, study: NewStudy): Promise<void> {
  await tx.run(sql`
    insert into models.studies (tenant_id, study_id, name, file_name, file_bytes, sheet, row_count, columns, panel, settings, version,
      by_id, by_name, recorded_at, changed_at)
    values (${tenantId}, ${study.studyId}, ${study.name}, ${study.fileName}, ${study.fileBytes}, ${study.sheet}, ${study.rows},
      ${study.columns}::jsonb, ${study.panel}::jsonb, ${study.settings}::jsonb, 1, ${study.byId}, ${study.by}, ${at}, ${at})`);
}

export async function insertPart(tx: Tx, tenantId: string, studyId: string, no: number, bytes: Buffer): Promise<void> {
  await tx.run(sql`
    insert into models.study_parts (tenant_id, study_id, part_no, bytes) values (${tenantId}, ${studyId}, ${no}, ${bytes})`);
}

export async function partOf(tx: Tx, studyId: string, no: number): Promise<Buffer | null> {
  const row = await tx.maybe(
    sql<{ bytes: Buffer }>`select p.bytes from models.study_parts p where p.study_id = ${studyId} and p.part_no = ${no}`,
  );
  return row?.bytes ?? null;
}

export function studyOf(tx: Tx, studyId: string, lock: boolean): Promise<StudyRow | null> {
  return tx.maybe(sql<StudyRow>`
    select ${STUDY} from models.studies s where s.study_id = ${studyId}
    ${lock ? sql.raw('for update') : sql.raw('')}`);
}

export function studies(tx: Tx, most: number): Promise<(StudyRow & { fits: number })[]> {
  return tx.rows(sql<StudyRow & { fits: number }>`
    select ${STUDY}, (select count(*)::int from models.fits f where f.study_id = s.study_id and f.state = 'done') as fits
    from models.studies s
    order by s.changed_at desc, s.study_id desc limit ${most}`);
}

export async function countStudies(tx: Tx): Promise<number> {
  return (await tx.one(sql<{ studies: number }>`select count(*)::int as studies from models.studies`)).studies;
}

export async function setStudy(
  tx: Tx,
  at: Date,
  studyId: string,
  version: number,
  next: { name: string; settings: string },
): Promise<number> {
  return tx.run(sql`
    update models.studies set name = ${next.name}, settings = ${next.settings}::jsonb, version = version + 1, changed_at = ${at}
    where study_id = ${studyId} and version = ${version}`);
}

/** With its bytes and its fittings. */
export async function dropStudy(tx: Tx, studyId: string): Promise<void> {
  await tx.run(sql`delete from models.fits where study_id = ${studyId}`);
  await tx.run(sql`delete from models.study_parts where study_id = ${studyId}`);
  await tx.run(sql`delete from models.studies where study_id = ${studyId}`);
}

export type FitRow = {
  fit_id: string;
  study_id: string;
  method: string;
  settings: Record<string, unknown>;
  state: FitState;
  done_steps: number;
  total_steps: number;
  beat_at: Date;
  fault: { code: string; message: string; facts: Record<string, unknown> } | null;
  by_name: string;
  recorded_at: Date;
  auc: { value: number | null; low: number | null; high: number | null } | null;
  ks: number | null;
  bads: number | null;
  submitted_name: string | null;
  submitted_version: number | null;
};

const FIT =
  sql.raw(`f.fit_id, f.study_id, f.method, f.settings, f.state, f.done_steps, f.total_steps, f.beat_at, f.fault, f.by_name, f.recorded_at,
  f.told #> '{test,auc}' as auc, (f.told #>> '{test,ks}')::float8 as ks, (f.told #>> '{test,bads}')::int as bads,
  m.name as submitted_name, m.version_no as submitted_version`);
const FITS = sql.raw('models.fits f left join models.models m on m.tenant_id = f.tenant_id and m.model_id = f.model_id');

export function fitsOf(tx: Tx, studyId: string, most: number): Promise<FitRow[]> {
  return tx.rows(sql<FitRow>`
    select ${FIT} from ${FITS} where f.study_id = ${studyId} order by f.recorded_at desc, f.fit_id desc limit ${most}`);
}

export function fitOf(tx: Tx, fitId: string): Promise<FitRow | null> {
  return tx.maybe(sql<FitRow>`select ${FIT} from ${FITS} where f.fit_id = ${fitId}`);
}

export type FitBody = { told: Record<string, unknown> | null; body: string | null };

export function toldOf(tx: Tx, fitId: string): Promise<FitBody | null> {
  return tx.maybe(sql<FitBody>`select f.told, f.body from models.fits f where f.fit_id = ${fitId}`);
}

export async function heldOf(tx: Tx, fitId: string): Promise<Buffer | null> {
  return (await tx.maybe(sql<{ held: Buffer | null }>`select f.held from models.fits f where f.fit_id = ${fitId}`))?.held ?? null;
}

export async function insertFit(
  tx: Tx,
  tenantId: string,
  at: Date,
  fit: { fitId: string; studyId: string; method: string; settings: string; byId: string | null; by: string },
): Promise<void> {
  await tx.run(sql`
    insert into models.fits (tenant_id, fit_id, study_id, method, settings, state, done_steps, total_steps, beat_at, by_id, by_name, recorded_at)
    values (${tenantId}, ${fit.fitId}, ${fit.studyId}, ${fit.method}, ${fit.settings}::jsonb, 'waiting', 0, 1000, ${at}, ${fit.byId},
      ${fit.by}, ${at})`);
}

export async function dropFit(tx: Tx, fitId: string): Promise<void> {
  await tx.run(sql`delete from models.fits where fit_id = ${fitId}`);
}

/** Takes a fitting that waits, or whose process died over it; 0: somebody else has it, or it has ended. */
export function takeFit(tx: Tx, at: Date, fitId: string, silentSeconds: number): Promise<number> {
  return tx.run(sql`
    update models.fits set state = 'running', beat_at = ${at}
    where fit_id = ${fitId}
      and (state = 'waiting' or (state = 'running' and beat_at < ${at}::timestamptz - make_interval(secs => ${silentSeconds})))`);
}

/** Says how far it is; 0: it is not wanted any more. */
export function beat(tx: Tx, at: Date, fitId: string, done: number, total: number): Promise<number> {
  return tx.run(sql`
    update models.fits set done_steps = ${done}, total_steps = ${total}, beat_at = ${at} where fit_id = ${fitId} and state = 'running'`);
}

export function endFit(
  tx: Tx,
  at: Date,
  fitId: string,
  end: { state: FitState; told: string | null; body: string | null; held: Buffer | null; fault: string | null },
): Promise<number> {
  return tx.run(sql`
    update models.fits set state = ${end.state}, told = ${end.told}::jsonb, body = ${end.body}, held = ${end.held}, fault = ${end.fault}::jsonb,
      ended_at = ${at}, beat_at = ${at}
    where fit_id = ${fitId} and state in ('waiting', 'running')`);
}

export async function markSubmitted(tx: Tx, fitId: string, modelId: string): Promise<void> {
  await tx.run(sql`update models.fits set model_id = ${modelId} where fit_id = ${fitId}`);
}

/** Fittings on which nobody works any more though they have not ended. */
export function silentFits(tx: Tx, at: Date, silentSeconds: number, most: number): Promise<{ fit_id: string }[]> {
  return tx.rows(sql<{ fit_id: string }>`
    select f.fit_id from models.fits f
    where f.state in ('waiting', 'running') and f.beat_at < ${at}::timestamptz - make_interval(secs => ${silentSeconds})
    order by f.recorded_at limit ${most}`);
}

/** Studies that nobody touched for so long. */
export function forgotten(tx: Tx, at: Date, days: number, most: number): Promise<{ study_id: string }[]> {
  return tx.rows(sql<{ study_id: string }>`
    select s.study_id from models.studies s where s.changed_at < ${at}::timestamptz - make_interval(days => ${days})
    order by s.changed_at limit ${most}`);
}
