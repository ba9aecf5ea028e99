// SQL of facts, their verdicts, own fields, and whom a file belongs to.
import type { Day } from '#base/date.ts';
import type { FactValue, FieldKind } from '#engine/dossier-catalogue.ts';
import { type RawBuilder, sql, type Tx } from '#platform/sql.ts';

export type Party = { party_id: string; code: string; name: string; owner_id: string | null; owner_name: string | null };

/** Salespeople meet their own customers only: every statement that joins the directory as `d` takes it. */
export function owned(ownerId: string | null): RawBuilder<unknown> {
  return ownerId === null ? sql`true` : sql`d.owner_id = ${ownerId}::uuid`;
}

export function partyById(tx: Tx, partyId: string, ownerId: string | null): Promise<Party | null> {
  return tx.maybe(sql<Party>`
    select d.party_id, d.code, d.name, d.owner_id, d.owner_name from customers.directory d
    where d.party_id = ${partyId} and ${owned(ownerId)}`);
}

/** Of these customers everybody who stands as one of them: himself, and who was merged into him. */
export function membersOf(tx: Tx, partyIds: readonly string[]): Promise<{ party_id: string; stands_as: string }[]> {
  return tx.rows(sql<{ party_id: string; stands_as: string }>`
    select n.party_id, n.party_id as stands_as from unnest(${partyIds}::uuid[]) as n(party_id)
    union all
    select s.party_id, s.survivor_id from customers.survivors s where s.survivor_id = any(${partyIds}::uuid[])`);
}

/** The segment that each of these is in today; who is in none is absent. */
export function segmentsOf(tx: Tx, partyIds: readonly string[]): Promise<{ party_id: string; segment: string }[]> {
  return tx.rows(sql<{ party_id: string; segment: string }>`
    select g.party_id, g.segment from customers.segments_in_force g where g.party_id = any(${partyIds}::uuid[])`);
}

export type Outcome = 'verified' | 'refuted' | 'withdrawn';
export type SubjectKind = 'fact' | 'paper' | 'record';

export type Checked = { outcome: Outcome | null; checked_by: string | null; checked_at: Date | null };

export type FactRow = Checked & {
  fact_id: string;
  party_id: string;
  field: string;
  value: FactValue;
  source: string;
  source_note: string | null;
  valid_from: Day;
  expires_on: Day | null;
  stale_on: Day | null;
  maker_id: string | null;
  entered_by: string;
  recorded_at: Date;
};

const FACT =
  sql.raw(`f.fact_id, f.party_id, f.field, f.value, f.source, f.source_note, f.valid_from, f.expires_on, f.stale_on, f.maker_id,
  f.entered_by, f.recorded_at`);

/**
 * The facts in force on a day, as they were known at an instant: of each field the newest by its first day, then by when it was learned.
 * A verdict counts from the instant it was given.
 */
export function factsInForce(tx: Tx, partyIds: readonly string[], asOf: Day, knownAt: Date): Promise<FactRow[]> {
  return tx.rows(sql<FactRow>`
    select distinct on (f.party_id, f.field) ${FACT}, c.outcome, c.checked_by, c.checked_at
    from dossiers.facts f
    left join dossiers.checks c on c.tenant_id = f.tenant_id and c.subject_kind = 'fact' and c.subject_id = f.fact_id
     and c.checked_at <= ${knownAt}
    where f.party_id = any(${partyIds}::uuid[]) and f.valid_from <= ${asOf}::date and f.recorded_at <= ${knownAt}
      and (c.outcome is null or c.outcome = 'verified')
    order by f.party_id, f.field, f.valid_from desc, f.recorded_at desc, f.fact_id desc`);
}

export function factHistory(tx: Tx, partyIds: readonly string[], field: string, most: number): Promise<FactRow[]> {
  return tx.rows(sql<FactRow>`
    select ${FACT}, c.outcome, c.checked_by, c.checked_at
    from dossiers.facts f
    left join dossiers.checks c on c.tenant_id = f.tenant_id and c.subject_kind = 'fact' and c.subject_id = f.fact_id
    where f.party_id = any(${partyIds}::uuid[]) and f.field = ${field}
    order by f.recorded_at desc, f.fact_id desc
    limit ${most}`);
}

export type NewFact = {
  factId: string;
  partyId: string;
  field: string;
  value: string;
  validFrom: Day;
  expiresOn: Day | null;
  staleOn: Day | null;
};

export type Entering = {
  source: string;
  sourceNote: string | null;
  paperId: string | null;
  requestId: string | null;
  makerId: string | null;
  by: string;
  at: Date;
};

export async function insertFacts(tx: Tx, tenantId: string, rows: readonly NewFact[], how: Entering): Promise<void> {
  await tx.run(sql`
    insert into dossiers.facts
      (tenant_id, fact_id, party_id, field, value, source, source_note, paper_id, request_id, valid_from, expires_on, stale_on, maker_id,
       entered_by, recorded_at)
    select ${tenantId}::uuid, n.fact_id, n.party_id, n.field, n.value::jsonb, ${how.source}, ${how.sourceNote}, ${how.paperId}::uuid,
           ${how.requestId}::uuid, n.valid_from, n.expires_on, n.stale_on, ${how.makerId}::uuid, ${how.by}, ${how.at}
    from unnest(
      ${rows.map((row) => row.factId)}::uuid[], ${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.field)}::text[],
      ${rows.map((row) => row.value)}::text[], ${rows.map((row) => row.validFrom)}::date[], ${rows.map((row) => row.expiresOn)}::date[],
      ${rows.map((row) => row.staleOn)}::date[]
    ) as n(fact_id, party_id, field, value, valid_from, expires_on, stale_on)`);
}

export type SubjectRow = { subject_id: string; party_id: string; what: string; maker_id: string | null; outcome: Outcome | null };

/** What a verdict is asked of, as the asking person may see it. */
export function subjects(tx: Tx, kind: SubjectKind, ids: readonly string[], ownerId: string | null): Promise<SubjectRow[]> {
  const of = {
    fact: sql`select f.tenant_id, f.fact_id as id, f.party_id, f.field as what, f.maker_id from dossiers.facts f`,
    paper: sql`select p.tenant_id, p.paper_id as id, p.party_id, p.kind as what, p.maker_id from dossiers.papers p`,
    record: sql`select r.tenant_id, r.record_id as id, r.party_id, r.kind as what, r.maker_id from dossiers.external_records r`,
  }[kind];
  return tx.rows(sql<SubjectRow>`
    select s.id as subject_id, d.stands_as as party_id, s.what, s.maker_id, c.outcome
    from (${of}) s
    join customers.identities d on d.tenant_id = s.tenant_id and d.party_id = s.party_id
    left join dossiers.checks c on c.tenant_id = s.tenant_id and c.subject_kind = ${kind} and c.subject_id = s.id
    where s.id = any(${ids}::uuid[]) and ${owned(ownerId)}
    order by s.id`);
}

/** Returns how many had no verdict yet: who comes second changes nothing. */
export function insertChecks(
  tx: Tx,
  tenantId: string,
  rows: readonly { kind: SubjectKind; id: string }[],
  verdict: { outcome: Outcome; byId: string | null; by: string; at: Date; note: string | null },
): Promise<number> {
  return tx.run(sql`
    insert into dossiers.checks (tenant_id, subject_kind, subject_id, outcome, checked_by_id, checked_by, checked_at, note)
    select ${tenantId}::uuid, n.kind, n.id, ${verdict.outcome}, ${verdict.byId}::uuid, ${verdict.by}, ${verdict.at}, ${verdict.note}
    from unnest(${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.id)}::uuid[]) as n(kind, id)
    on conflict (tenant_id, subject_kind, subject_id) do nothing`);
}

export type WaitingRow = {
  kind: SubjectKind;
  id: string;
  code: string;
  name: string;
  what: string;
  value: FactValue | null;
  source: string;
  entered_by: string;
  maker_id: string | null;
  recorded_at: Date;
};

/** Entries without a verdict that are in force, newest first. `notOf`: leave out what this person could not decide. */
export function waiting(
  tx: Tx,
  wanted: { ownerId: string | null; notOf: string | null; before: { at: Date; id: string } | null; limit: number },
): Promise<WaitingRow[]> {
  const { before } = wanted;
  return tx.rows(sql<WaitingRow>`
    with entries as (
      select f.tenant_id, 'fact' as kind, f.fact_id as id, f.party_id, f.field as what, f.value, f.source, f.entered_by, f.maker_id, f.recorded_at
      from dossiers.facts f
      union all
      select p.tenant_id, 'paper', p.paper_id, p.party_id, p.kind, null, p.source, p.entered_by, p.maker_id, p.recorded_at
      from dossiers.papers p
      union all
      select r.tenant_id, 'record', r.record_id, r.party_id, r.kind, null, r.source, r.entered_by, r.maker_id, r.recorded_at
      from dossiers.external_records r
    )
    select e.kind, e.id, d.code, d.name, e.what, e.value, e.source, e.entered_by, e.maker_id, e.recorded_at
    from entries e
    join customers.identities d on d.tenant_id = e.tenant_id and d.party_id = e.party_id
    where ${owned(wanted.ownerId)}
      and not exists (select 1 from dossiers.checks c where c.tenant_id = e.tenant_id and c.subject_kind = e.kind and c.subject_id = e.id)
      and (${wanted.notOf}::uuid is null or e.maker_id is null or e.maker_id <> ${wanted.notOf}::uuid)
      ${before === null ? sql`` : sql`and (e.recorded_at, e.id) < (${before.at}::timestamptz, ${before.id}::uuid)`}
    order by e.recorded_at desc, e.id desc
    limit ${wanted.limit}`);
}

export type OwnFieldRow = {
  field: string;
  version: number;
  name: string;
  name_en: string | null;
  kind: FieldKind;
  unit: string | null;
  choices: string[];
  fresh_days: number | null;
  weight: number;
  required_in: string[];
  archived: boolean;
  changed_by: string;
  recorded_at: Date;
};

/** Own fields as they stood at an instant, in the order in which they were made. */
export function ownFields(tx: Tx, knownAt: Date): Promise<OwnFieldRow[]> {
  return tx.rows(sql<OwnFieldRow>`
    select distinct on (o.field) o.field, o.version, o.name, o.name_en, o.kind, o.unit, o.choices, o.fresh_days, o.weight, o.required_in,
           o.archived, o.changed_by, o.recorded_at
    from dossiers.own_fields o
    where o.recorded_at <= ${knownAt}
    order by o.field, o.version desc`);
}

export async function insertOwnField(
  tx: Tx,
  tenantId: string,
  row: Omit<OwnFieldRow, 'changed_by' | 'recorded_at'>,
  change: { byId: string | null; by: string; at: Date },
): Promise<void> {
  await tx.run(sql`
    insert into dossiers.own_fields
      (tenant_id, field, version, name, name_en, kind, unit, choices, fresh_days, weight, required_in, archived, changed_by_id, changed_by,
       recorded_at)
    values (${tenantId}, ${row.field}, ${row.version}, ${row.name}, ${row.name_en}, ${row.kind}, ${row.unit}, ${row.choices}::text[],
            ${row.fresh_days}, ${row.weight}, ${row.required_in}::text[], ${row.archived}, ${change.byId}, ${change.by}, ${change.at})`);
}
