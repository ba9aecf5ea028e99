// SQL of sampling audits: the population, the sample, findings and their corrections, error rates.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';
import { owned } from './store.ts';

export type Candidate = {
  party_id: string;
  owner_id: string | null;
  owner_name: string | null;
  exposure_minor: bigint;
  score_ppm: number | null;
};

/** Every customer of the directory, with what weighs in a draw by risk. In order of id, so that a seed draws the same again. */
export function population(tx: Tx, currency: string, most: number): Promise<Candidate[]> {
  return tx.rows(sql<Candidate>`
    select d.party_id, d.owner_id, d.owner_name, coalesce(e.exposure_minor, 0)::bigint as exposure_minor, s.score_ppm
    from customers.directory d
    left join (
      select p.party_id, sum(p.exposure_minor)::bigint as exposure_minor
      from exposure.positions p where p.kind = 'own' and p.currency = ${currency}
      group by p.party_id
    ) e on e.party_id = d.party_id
    left join dossiers.standings s on s.tenant_id = d.tenant_id and s.party_id = d.party_id
    where d.kind = 'customer'
    order by d.party_id
    limit ${most}`);
}

export type NewAudit = {
  auditId: string;
  name: string;
  method: 'random' | 'risk';
  seed: string;
  population: number;
  checklist: readonly string[];
  dueOn: Day;
};

export async function insertAudit(
  tx: Tx,
  tenantId: string,
  row: NewAudit,
  sample: readonly Candidate[],
  drawn: { byId: string | null; by: string; at: Date },
): Promise<void> {
  await tx.run(sql`
    insert into dossiers.audits (tenant_id, audit_id, name, method, seed, population, checklist, due_on, drawn_by_id, drawn_by, drawn_at)
    values (${tenantId}, ${row.auditId}, ${row.name}, ${row.method}, ${row.seed}, ${row.population}, ${row.checklist}::text[], ${row.dueOn},
            ${drawn.byId}, ${drawn.by}, ${drawn.at})`);
  await tx.run(sql`
    insert into dossiers.audit_items (tenant_id, audit_id, party_id, place, owner_id, owner_name)
    select ${tenantId}::uuid, ${row.auditId}::uuid, n.party_id, n.place, n.owner_id, n.owner_name
    from unnest(
      ${sample.map((each) => each.party_id)}::uuid[], ${sample.map((_, at) => at + 1)}::int[], ${sample.map((each) => each.owner_id)}::uuid[],
      ${sample.map((each) => each.owner_name)}::text[]
    ) as n(party_id, place, owner_id, owner_name)`);
}

export type AuditRow = {
  audit_id: string;
  name: string;
  method: 'random' | 'risk';
  seed: string;
  population: number;
  checklist: string[];
  due_on: Day;
  drawn_by: string;
  drawn_at: Date;
  drawn: number;
  done: number;
  findings: number;
  open_findings: number;
};

const AUDITS = sql`
  select a.audit_id, a.name, a.method, a.seed, a.population, a.checklist, a.due_on, a.drawn_by, a.drawn_at,
         (select count(*)::int from dossiers.audit_items i where i.tenant_id = a.tenant_id and i.audit_id = a.audit_id) as drawn,
         (select count(*)::int from dossiers.audit_items i
          where i.tenant_id = a.tenant_id and i.audit_id = a.audit_id and i.done_at is not null) as done,
         (select count(*)::int from dossiers.findings f where f.tenant_id = a.tenant_id and f.audit_id = a.audit_id) as findings,
         (select count(*)::int from dossiers.findings f
          where f.tenant_id = a.tenant_id and f.audit_id = a.audit_id and f.closed_at is null) as open_findings
  from dossiers.audits a`;

export function auditsPage(tx: Tx, before: { at: Date; id: string } | null, limit: number): Promise<AuditRow[]> {
  return tx.rows(sql<AuditRow>`
    ${AUDITS}
    ${before === null ? sql`` : sql`where (a.drawn_at, a.audit_id) < (${before.at}::timestamptz, ${before.id}::uuid)`}
    order by a.drawn_at desc, a.audit_id desc limit ${limit}`);
}

export function auditById(tx: Tx, auditId: string): Promise<AuditRow | null> {
  return tx.maybe(sql<AuditRow>`${AUDITS} where a.audit_id = ${auditId}`);
}

export type ItemRow = {
  party_id: string;
  code: string;
  name: string;
  owner_id: string | null;
  owner_name: string | null;
  done_by: string | null;
  done_at: Date | null;
  findings: number;
};

export function itemsOf(tx: Tx, auditId: string, ownerId: string | null): Promise<ItemRow[]> {
  return tx.rows(sql<ItemRow>`
    select i.party_id, d.code, d.name, i.owner_id, i.owner_name, i.done_by, i.done_at,
           (select count(*)::int from dossiers.findings f
            where f.tenant_id = i.tenant_id and f.audit_id = i.audit_id and f.party_id = i.party_id) as findings
    from dossiers.audit_items i
    join customers.identities d on d.tenant_id = i.tenant_id and d.party_id = i.party_id
    where i.audit_id = ${auditId} and ${owned(ownerId)}
    order by i.place`);
}

export function itemForUpdate(
  tx: Tx,
  auditId: string,
  partyId: string,
): Promise<{ owner_id: string | null; owner_name: string | null; done_at: Date | null } | null> {
  return tx.maybe(sql<{ owner_id: string | null; owner_name: string | null; done_at: Date | null }>`
    select owner_id, owner_name, done_at from dossiers.audit_items
    where audit_id = ${auditId} and party_id = ${partyId} for no key update`);
}

export async function passItem(
  tx: Tx,
  auditId: string,
  partyId: string,
  done: { byId: string | null; by: string; at: Date },
): Promise<{ done: number; left: number }> {
  await tx.run(sql`
    update dossiers.audit_items set done_by_id = ${done.byId}, done_by = ${done.by}, done_at = ${done.at}
    where audit_id = ${auditId} and party_id = ${partyId} and done_at is null`);
  return tx.one(sql<{ done: number; left: number }>`
    select (count(*) filter (where done_at is not null))::int as done, (count(*) filter (where done_at is null))::int as left
    from dossiers.audit_items where audit_id = ${auditId}`);
}

export type FindingRow = {
  finding_id: string;
  audit_id: string;
  party_id: string;
  code: string;
  name: string;
  field: string;
  note: string;
  found_by_id: string | null;
  found_by: string;
  found_at: Date;
  owner_id: string | null;
  owner_name: string | null;
  due_on: Day;
  correction: string | null;
  corrected_by_id: string | null;
  corrected_by: string | null;
  corrected_at: Date | null;
  closed_by: string | null;
  closed_at: Date | null;
  version: number;
};

const FINDINGS = sql`
  select f.finding_id, f.audit_id, f.party_id, d.code, d.name, f.field, f.note, f.found_by_id, f.found_by, f.found_at, f.owner_id, f.owner_name,
         f.due_on, f.correction, f.corrected_by_id, f.corrected_by, f.corrected_at, f.closed_by, f.closed_at, f.version
  from dossiers.findings f
  join customers.identities d on d.tenant_id = f.tenant_id and d.party_id = f.party_id`;

export function findingsPage(
  tx: Tx,
  wanted: {
    auditId: string | null;
    open: boolean | null;
    ownerId: string | null;
    before: { at: Date; id: string } | null;
    limit: number;
  },
): Promise<FindingRow[]> {
  const { before } = wanted;
  return tx.rows(sql<FindingRow>`
    ${FINDINGS}
    where ${owned(wanted.ownerId)} and (${wanted.auditId}::uuid is null or f.audit_id = ${wanted.auditId}::uuid)
      and (${wanted.open}::boolean is null or (f.closed_at is null) = ${wanted.open}::boolean)
      ${before === null ? sql`` : sql`and (f.found_at, f.finding_id) < (${before.at}::timestamptz, ${before.id}::uuid)`}
    order by f.found_at desc, f.finding_id desc
    limit ${wanted.limit}`);
}

export function findingForUpdate(tx: Tx, findingId: string, ownerId: string | null): Promise<FindingRow | null> {
  return tx.maybe(sql<FindingRow>`
    ${FINDINGS} where f.finding_id = ${findingId} and ${owned(ownerId)} for no key update of f`);
}

export type NewFinding = {
  findingId: string;
  auditId: string;
  partyId: string;
  field: string;
  note: string;
  ownerId: string | null;
  ownerName: string | null;
  dueOn: Day;
};

export async function insertFinding(
  tx: Tx,
  tenantId: string,
  row: NewFinding,
  found: { byId: string | null; by: string; at: Date },
): Promise<void> {
  await tx.run(sql`
    insert into dossiers.findings
      (tenant_id, finding_id, audit_id, party_id, field, note, found_by_id, found_by, found_at, owner_id, owner_name, due_on, version)
    values (${tenantId}, ${row.findingId}, ${row.auditId}, ${row.partyId}, ${row.field}, ${row.note}, ${found.byId}, ${found.by}, ${found.at},
            ${row.ownerId}, ${row.ownerName}, ${row.dueOn}, 1)`);
}

export async function correctFinding(
  tx: Tx,
  findingId: string,
  done: { byId: string | null; by: string; at: Date; correction: string },
): Promise<void> {
  await tx.run(sql`
    update dossiers.findings
    set corrected_by_id = ${done.byId}, corrected_by = ${done.by}, corrected_at = ${done.at}, correction = ${done.correction},
        version = version + 1
    where finding_id = ${findingId}`);
}

export async function closeFinding(
  tx: Tx,
  findingId: string,
  end: { accept: boolean; byId: string | null; by: string; at: Date },
): Promise<void> {
  if (end.accept) {
    await tx.run(sql`
      update dossiers.findings set closed_by_id = ${end.byId}, closed_by = ${end.by}, closed_at = ${end.at}, version = version + 1
      where finding_id = ${findingId}`);
    return;
  }
  await tx.run(sql`
    update dossiers.findings
    set corrected_by_id = null, corrected_by = null, corrected_at = null, reopened_at = ${end.at}, version = version + 1
    where finding_id = ${findingId}`);
}

export type RateRow = { name: string | null; files: number; faulty: number; findings: number };

/** Of files that were looked at (done, or with a finding): how many had one, by the salesperson of the day of the draw. */
export function ratesBySalesperson(tx: Tx, ownerId: string | null): Promise<RateRow[]> {
  return tx.rows(sql<RateRow>`
    select i.owner_name as name, count(*)::int as files, (count(*) filter (where n.findings > 0))::int as faulty,
           coalesce(sum(n.findings), 0)::int as findings
    from dossiers.audit_items i
    join customers.identities d on d.tenant_id = i.tenant_id and d.party_id = i.party_id
    cross join lateral (
      select count(*)::int as findings from dossiers.findings f
      where f.tenant_id = i.tenant_id and f.audit_id = i.audit_id and f.party_id = i.party_id
    ) n
    where ${owned(ownerId)} and (i.done_at is not null or n.findings > 0)
    group by i.owner_name
    order by faulty desc, files desc, i.owner_name
    limit 200`);
}

/** Of files that were looked at with an item on the checklist: how many had a finding on it. */
export function ratesByItem(tx: Tx, ownerId: string | null): Promise<{ item: string; files: number; faulty: number }[]> {
  return tx.rows(sql<{ item: string; files: number; faulty: number }>`
    with looked as (
      select i.tenant_id, i.audit_id, i.party_id, item.item
      from dossiers.audit_items i
      join customers.identities d on d.tenant_id = i.tenant_id and d.party_id = i.party_id
      join dossiers.audits a on a.tenant_id = i.tenant_id and a.audit_id = i.audit_id
      cross join lateral unnest(a.checklist) item(item)
      where ${owned(ownerId)}
        and (i.done_at is not null or exists (select 1 from dossiers.findings f where f.tenant_id = i.tenant_id and f.audit_id = i.audit_id
                                              and f.party_id = i.party_id))
    )
    select l.item, count(*)::int as files,
           (count(*) filter (where exists (select 1 from dossiers.findings f where f.tenant_id = l.tenant_id and f.audit_id = l.audit_id
                                           and f.party_id = l.party_id and f.field = l.item)))::int as faulty
    from looked l
    group by l.item
    order by faulty desc, l.item
    limit 200`);
}
