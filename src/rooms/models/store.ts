// All SQL of models: versions with their bytes, and the acts of their life.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type ModelState = 'draft' | 'validated' | 'approved' | 'live' | 'shadow' | 'retired' | 'stopped';

export type ModelRow = {
  model_id: string;
  name: string;
  version_no: number;
  method: string;
  state: ModelState;
  body_hash: Buffer;
  training: Record<string, unknown>;
  developed_by_id: string | null;
  developed_by: string;
  recorded_at: Date;
};

const MODEL = sql.raw(
  'm.model_id, m.name, m.version_no, m.method, m.state, m.body_hash, m.training, m.developed_by_id, m.developed_by, m.recorded_at',
);

export function models(tx: Tx, name: string | null, most: number): Promise<ModelRow[]> {
  return tx.rows(sql<ModelRow>`
    select ${MODEL} from models.models m
    where ${name}::text is null or m.name = ${name}
    order by m.recorded_at desc, m.model_id desc limit ${most}`);
}

/** The version named; else the live one, else the newest. Locked, so that two do not move it at once. */
export function modelOf(tx: Tx, name: string, version: number | null, lock: boolean): Promise<ModelRow | null> {
  return tx.maybe(sql<ModelRow>`
    select ${MODEL} from models.models m
    where m.name = ${name} and (${version}::int is null or m.version_no = ${version})
    order by (m.state = 'live') desc, m.version_no desc limit 1
    ${lock ? sql.raw('for no key update') : sql.raw('')}`);
}

export async function bodyOf(tx: Tx, modelId: string): Promise<string> {
  return (await tx.one(sql<{ body: string }>`select m.body from models.models m where m.model_id = ${modelId}`)).body;
}

export async function nextVersion(tx: Tx, tenantId: string, name: string): Promise<number> {
  // Two trainings that end at once take their number one after the other.
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`models ${tenantId} ${name}`}, 0))`);
  return (
    await tx.one(
      sql<{ next: number }>`select coalesce(max(m.version_no), 0) + 1 as next from models.models m where m.name = ${name}`,
    )
  ).next;
}

export type NewModel = {
  modelId: string;
  name: string;
  version: number;
  method: string;
  body: string;
  hash: Buffer;
  training: string;
  byId: string | null;
  by: string;
};

export async function insertModel(tx: Tx, tenantId: string, at: Date, model: NewModel): Promise<void> {
  await tx.run(sql`
    insert into models.models (tenant_id, model_id, name, version_no, method, state, body, body_hash, training, developed_by_id, developed_by, recorded_at)
    values (${tenantId}, ${model.modelId}, ${model.name}, ${model.version}, ${model.method}, 'draft', ${model.body}, ${model.hash},
      ${model.training}::jsonb, ${model.byId}, ${model.by}, ${at})`);
}

export type ActRow = {
  act: string;
  from_state: string | null;
  to_state: string;
  by_id: string | null;
  by_name: string;
  at: Date;
  reason: string | null;
  facts: Record<string, unknown> | null;
};

export function actsOf(tx: Tx, modelId: string): Promise<ActRow[]> {
  return tx.rows(sql<ActRow>`
    select a.act, a.from_state, a.to_state, a.by_id, a.by_name, a.at, a.reason, a.facts from models.acts a
    where a.model_id = ${modelId} order by a.at, a.act_id limit 1000`);
}

/** Who made, judged or moved these models, and is a person with an account. */
export function followers(tx: Tx, modelIds: readonly string[]): Promise<{ model_id: string; user_id: string }[]> {
  return tx.rows(sql<{ model_id: string; user_id: string }>`
    select distinct a.model_id, a.by_id as user_id from models.acts a
    where a.model_id = any(${modelIds as string[]}::uuid[]) and a.by_id is not null
    order by a.by_id, a.model_id limit 1000`);
}

export type NewAct = {
  actId: string;
  modelId: string;
  act: string;
  from: string | null;
  to: ModelState;
  byId: string | null;
  by: string;
  reason: string | null;
  facts: string | null;
};

export async function insertAct(tx: Tx, tenantId: string, at: Date, act: NewAct): Promise<void> {
  await tx.run(sql`
    insert into models.acts (tenant_id, act_id, model_id, act, from_state, to_state, by_id, by_name, at, reason, facts)
    values (${tenantId}, ${act.actId}, ${act.modelId}, ${act.act}, ${act.from}, ${act.to}, ${act.byId}, ${act.by}, ${at}, ${act.reason},
      ${act.facts}::jsonb)`);
}

export async function setState(tx: Tx, modelId: string, state: ModelState): Promise<void> {
  await tx.run(sql`update models.models set state = ${state} where model_id = ${modelId}`);
}

/** The live model of a name steps back when another takes its place. */
export function liveOf(tx: Tx, name: string): Promise<{ model_id: string } | null> {
  return tx.maybe(
    sql<{
      model_id: string;
    }>`select m.model_id from models.models m where m.name = ${name} and m.state = 'live' for no key update`,
  );
}

export type LookRow = {
  look_id: string;
  on_day: string;
  source: string;
  row_count: number;
  bads: number | null;
  psi: number | null;
  standing: 'stable' | 'watch' | 'shifted';
  shift: unknown;
  auc: { value: number | null; low: number | null; high: number | null } | null;
  falls: boolean;
  month_on: Day | null;
  outcome_on: Day | null;
  beside: { version: number; difference: number; p: number } | null;
  by_name: string;
};

export function looksOf(tx: Tx, modelId: string, most: number): Promise<LookRow[]> {
  return tx.rows(sql<LookRow>`
    select l.look_id, l.on_day, l.source, l.row_count, l.bads, l.psi, l.standing, l.shift, l.auc, l.falls, l.month_on,
           l.outcome_on, l.beside, l.by_name
    from models.looks l where l.model_id = ${modelId} order by l.recorded_at desc, l.look_id desc limit ${most}`);
}

export type NewLook = {
  lookId: string;
  modelId: string;
  on: string;
  source: string;
  rows: number;
  bads: number | null;
  psi: number | null;
  standing: string;
  shift: string;
  auc: string | null;
  falls: boolean;
  monthOn: Day | null;
  outcomeOn: Day | null;
  beside: string | null;
  byId: string | null;
  by: string;
};

export async function insertLook(tx: Tx, tenantId: string, at: Date, look: NewLook): Promise<void> {
  await tx.run(sql`
    insert into models.looks (tenant_id, look_id, model_id, on_day, source, row_count, bads, psi, standing, shift, auc, falls, month_on,
      outcome_on, beside, by_id, by_name, recorded_at)
    values (${tenantId}, ${look.lookId}, ${look.modelId}, ${look.on}, ${look.source}, ${look.rows}, ${look.bads}, ${look.psi},
      ${look.standing}, ${look.shift}::jsonb, ${look.auc}::jsonb, ${look.falls}, ${look.monthOn}, ${look.outcomeOn}, ${look.beside}::jsonb, ${look.byId},
      ${look.by}, ${at})`);
}

/** Models in use that the calendar has not looked at in this month, those that decide first. */
export function notLookedAt(tx: Tx, month: Day, most: number): Promise<ModelRow[]> {
  return tx.rows(sql<ModelRow>`
    select ${MODEL} from models.models m
    where m.state in ('live', 'shadow')
      and not exists (select 1 from models.looks l where l.tenant_id = m.tenant_id and l.model_id = m.model_id and l.month_on = ${month}::date)
    order by m.state, m.name, m.version_no desc limit ${most}`);
}

export type StandingRow = { model_id: string; name: string; version_no: number; state: 'live' | 'shadow'; body_hash: Buffer };

/** Models that decide, then those that watch. */
export function standing(tx: Tx, most: number): Promise<StandingRow[]> {
  return tx.rows(sql<StandingRow>`
    select model_id, name, version_no, state, body_hash from models.models
    where state in ('live', 'shadow')
    order by state, name, version_no desc
    limit ${most}`);
}
