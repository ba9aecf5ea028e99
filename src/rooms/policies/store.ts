// Rulebooks, modes and settings in the database, and what the guide counts through other rooms' published views.
import { fixed, sql, type Tx } from '#platform/sql.ts';

/** Asked at every decision: one row of the primary key. The hash says whether this process has parsed the body already. */
export type VersionRow = { version: number; body_hash: Buffer };

export function newestVersion(tx: Tx, tenantId: string, kind: string, at: Date): Promise<VersionRow | null> {
  return tx.maybe(
    fixed<VersionRow>`
    select version, body_hash from policies.rulebooks
    where tenant_id = ${tenantId} and kind = ${kind} and in_force_from <= ${at}
    order by version desc
    limit 1`,
    'rulebook_version',
  );
}

export type StandingRow = {
  version: number | null;
  body_hash: Buffer | null;
  mode: string | null;
  from_at: Date | null;
  by_name: string | null;
  reason: string | null;
};

/** `newestVersion` and the mode in one statement: who decides orders asks for both every time. */
export function newestVersionAndMode(tx: Tx, tenantId: string, kind: string, at: Date): Promise<StandingRow> {
  return tx.one(
    fixed<StandingRow>`
    select r.version, r.body_hash, m.mode, m.from_at, m.by_name, m.reason
    from (select 1) as always
    left join lateral (
      select version, body_hash from policies.rulebooks
      where tenant_id = ${tenantId} and kind = ${kind} and in_force_from <= ${at}
      order by version desc
      limit 1
    ) r on true
    left join lateral (select mode, from_at, by_name, reason from policies.modes order by from_at desc, mode_id desc limit 1) m on true`,
    'rulebook_and_mode',
  );
}

export function versionRow(tx: Tx, tenantId: string, kind: string, version: number): Promise<VersionRow> {
  return tx.one(sql<VersionRow>`
    select version, body_hash from policies.rulebooks
    where tenant_id = ${tenantId} and kind = ${kind} and version = ${version}`);
}

export async function body(tx: Tx, tenantId: string, kind: string, version: number): Promise<unknown> {
  const row = await tx.one(sql<{ body: unknown }>`
    select body from policies.rulebooks
    where tenant_id = ${tenantId} and kind = ${kind} and version = ${version}`);
  return row.body;
}

export type RulebookRow = {
  kind: string;
  version: number;
  in_force_from: Date;
  note: string | null;
  body: Record<string, unknown>;
};

export function inForce(tx: Tx, tenantId: string, at: Date): Promise<RulebookRow[]> {
  return tx.rows(sql<RulebookRow>`
    select distinct on (kind) kind, version, in_force_from, note, body
    from policies.rulebooks
    where tenant_id = ${tenantId} and in_force_from <= ${at}
    order by kind, version desc`);
}

export type NewRulebook = { kind: string; version: number; body: string; bodyHash: Buffer; note: string; at: Date };

/** Adds versions that are not there yet; one that another transaction adds at this moment is waited for and kept. */
export async function insertRulebooks(tx: Tx, tenantId: string, rows: readonly NewRulebook[]): Promise<void> {
  const sorted = [...rows].sort((a, b) => (a.kind < b.kind ? -1 : 1));
  await tx.run(sql`
    insert into policies.rulebooks (tenant_id, kind, version, body, body_hash, made_at, in_force_from, note)
    select ${tenantId}::uuid, n.kind, n.version, n.body::jsonb, n.body_hash, n.at, n.at, n.note
    from unnest(${sorted.map((each) => each.kind)}::text[], ${sorted.map((each) => each.version)}::integer[],
                ${sorted.map((each) => each.body)}::text[], ${sorted.map((each) => each.bodyHash)}::bytea[],
                ${sorted.map((each) => each.note)}::text[], ${sorted.map((each) => each.at)}::timestamptz[])
      as n(kind, version, body, body_hash, note, at)
    on conflict (tenant_id, kind, version) do nothing`);
}

export async function approveRulebooks(tx: Tx, tenantId: string, at: Date, by: string | null): Promise<void> {
  await tx.run(sql`
    update policies.rulebooks set approved_by = ${by}
    where tenant_id = ${tenantId} and in_force_from <= ${at} and approved_by is null`);
}

export async function insertMode(
  tx: Tx,
  tenantId: string,
  row: { modeId: string; mode: string; at: Date; byId: string | null; byName: string; reason: string },
): Promise<void> {
  await tx.run(sql`
    insert into policies.modes (tenant_id, mode_id, mode, from_at, by_id, by_name, reason)
    values (${tenantId}, ${row.modeId}, ${row.mode}, ${row.at}, ${row.byId}, ${row.byName}, ${row.reason})`);
}

/** One change of the mode at a time: two people who press at once leave one row each, in order. */
export async function lockMode(tx: Tx, tenantId: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtext('mode ' || ${tenantId}))`);
}

export type SettingRow = { setting: string; value: Record<string, unknown>; set_by: string; set_at: Date };

export function settings(tx: Tx, tenantId: string): Promise<SettingRow[]> {
  return tx.rows(sql<SettingRow>`
    select setting, value, set_by, set_at from policies.settings where tenant_id = ${tenantId} order by setting limit 100`);
}

export async function saveSetting(
  tx: Tx,
  tenantId: string,
  row: { setting: string; value: string; by: string; at: Date },
): Promise<void> {
  await tx.run(sql`
    insert into policies.settings (tenant_id, setting, value, set_by, set_at)
    values (${tenantId}, ${row.setting}, ${row.value}::jsonb, ${row.by}, ${row.at})
    on conflict (tenant_id, setting) do update
    set value = excluded.value, set_by = excluded.set_by, set_at = excluded.set_at`);
}

export type Counts = {
  entities: number;
  customers: number;
  documents: number;
  last_import_at: Date | null;
  granted: number;
  open_limits: number;
};

/** What the guide shows of other rooms. Documents are counted up to `most`: the guide asks whether there is a ledger, not how large. */
export function counts(tx: Tx, tenantId: string, today: string, most: number): Promise<Counts> {
  return tx.one(sql<Counts>`
    select
      (select count(*)::integer from customers.legal_entities e where e.tenant_id = ${tenantId}) as entities,
      (select count(*)::integer from customers.directory d where d.tenant_id = ${tenantId} and d.kind = 'customer') as customers,
      (select count(*)::integer from (select 1 from receivables.items i where i.tenant_id = ${tenantId} limit ${most}) counted) as documents,
      (select max(p.recorded_at) from imports.past p
       where p.tenant_id = ${tenantId} and p.state = 'applied') as last_import_at,
      (select count(distinct g.account_id)::integer from limits.standing_grants g
       where g.tenant_id = ${tenantId} and g.valid_from <= ${today}::date
         and (g.valid_to is null or g.valid_to >= ${today}::date)) as granted,
      (select count(*)::integer from approvals.open_cases c where c.tenant_id = ${tenantId} and c.kind = 'limit') as open_limits`);
}
