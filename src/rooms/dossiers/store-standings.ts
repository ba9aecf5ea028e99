// SQL of how complete files are, and of the customers' VAT invoices month by month.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';
import { owned } from './store.ts';

export type PresentRow = {
  party_id: string;
  item: string;
  verified: boolean;
  stale_on: Day | null;
  expires_on: Day | null;
};

export type Member = { readonly party_id: string; readonly stands_as: string };

/** What stands in the files of these customers now, whoever of them it was entered under: the newest fact of each field, the newest paper of each kind. */
export function presentOf(tx: Tx, members: readonly Member[]): Promise<PresentRow[]> {
  const ids = members.map((row) => row.party_id);
  const as = members.map((row) => row.stands_as);
  return tx.rows(sql<PresentRow>`
    with members as (select n.party_id, n.stands_as from unnest(${ids}::uuid[], ${as}::uuid[]) as n(party_id, stands_as))
    (select distinct on (m.stands_as, f.field) m.stands_as as party_id, 'fact:' || f.field as item, f.verified, f.stale_on, f.expires_on
     from dossiers.facts_in_force f
     join members m on m.party_id = f.party_id
     where f.party_id = any(${ids}::uuid[])
     order by m.stands_as, f.field, f.valid_from desc, f.recorded_at desc, f.fact_id desc)
    union all
    (select distinct on (m.stands_as, p.kind) m.stands_as, 'paper:' || p.kind, (c.outcome is not null), p.stale_on, p.expires_on
     from dossiers.papers p
     join members m on m.party_id = p.party_id
     left join dossiers.checks c on c.tenant_id = p.tenant_id and c.subject_kind = 'paper' and c.subject_id = p.paper_id
     where p.party_id = any(${ids}::uuid[]) and (c.outcome is null or c.outcome = 'verified')
     order by m.stands_as, p.kind, p.recorded_at desc, p.version desc)`);
}

export function openRequestCounts(tx: Tx, members: readonly Member[]): Promise<{ party_id: string; n: number }[]> {
  return tx.rows(sql<{ party_id: string; n: number }>`
    select m.stands_as as party_id, count(*)::int as n
    from unnest(${members.map((row) => row.party_id)}::uuid[], ${members.map((row) => row.stands_as)}::uuid[]) as m(party_id, stands_as)
    join dossiers.requests q on q.party_id = m.party_id and q.closed_at is null
    group by m.stands_as`);
}

export type Standing = {
  partyId: string;
  scorePpm: number;
  missing: readonly string[];
  stale: readonly string[];
  unverified: readonly string[];
  openRequests: number;
};

/** Arrays of arrays do not go through unnest: the lists travel as one text each. */
const SEPARATOR = ' ';

export async function putStandings(tx: Tx, tenantId: string, rows: readonly Standing[], today: Day): Promise<void> {
  await tx.run(sql`
    insert into dossiers.standings (tenant_id, party_id, score_ppm, missing, stale, unverified, open_requests, stood_on)
    select ${tenantId}::uuid, n.party_id, n.score_ppm, string_to_array(n.missing, ${SEPARATOR}), string_to_array(n.stale, ${SEPARATOR}),
           string_to_array(n.unverified, ${SEPARATOR}), n.open_requests, ${today}::date
    from unnest(
      ${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.scorePpm)}::int[],
      ${rows.map((row) => row.missing.join(SEPARATOR))}::text[], ${rows.map((row) => row.stale.join(SEPARATOR))}::text[],
      ${rows.map((row) => row.unverified.join(SEPARATOR))}::text[], ${rows.map((row) => row.openRequests)}::int[]
    ) as n(party_id, score_ppm, missing, stale, unverified, open_requests)
    on conflict (tenant_id, party_id) do update
    set score_ppm = excluded.score_ppm, missing = excluded.missing, stale = excluded.stale, unverified = excluded.unverified,
        open_requests = excluded.open_requests, stood_on = excluded.stood_on`);
}

/** Customers after an id, in order of id: the nightly round goes through all of them in chunks. */
export async function customersAfter(tx: Tx, after: string | null, most: number): Promise<string[]> {
  const rows = await tx.rows(sql<{ party_id: string }>`
    select d.party_id from customers.directory d
    where d.kind = 'customer' and (${after}::uuid is null or d.party_id > ${after}::uuid)
    order by d.party_id limit ${most}`);
  return rows.map((row) => row.party_id);
}

const SCOPED = (ownerId: string | null) => sql`
  from dossiers.standings s
  join customers.directory d on d.tenant_id = s.tenant_id and d.party_id = s.party_id
  where ${owned(ownerId)}`;

export async function steps(tx: Tx, ownerId: string | null): Promise<{ step: number; customers: number; sum_ppm: bigint }[]> {
  return tx.rows(sql<{ step: number; customers: number; sum_ppm: bigint }>`
    select least(s.score_ppm / 100000, 9) as step, count(*)::int as customers, sum(s.score_ppm)::bigint as sum_ppm
    ${SCOPED(ownerId)}
    group by 1 order by 1`);
}

export function mostMissing(tx: Tx, ownerId: string | null, most: number): Promise<{ item: string; customers: number }[]> {
  return tx.rows(sql<{ item: string; customers: number }>`
    select m.item, count(*)::int as customers
    from (select s.missing ${SCOPED(ownerId)}) w cross join lateral unnest(w.missing) m(item)
    group by m.item order by count(*) desc, m.item limit ${most}`);
}

export type FileRow = {
  party_id: string;
  code: string;
  name: string;
  owner_name: string | null;
  score_ppm: number;
  missing: string[];
  stale: string[];
  unverified: string[];
  open_requests: number;
};

export function filesPage(
  tx: Tx,
  wanted: {
    ownerId: string | null;
    below: number | null;
    item: string | null;
    segment: string | null;
    after: { score: number; id: string } | null;
    limit: number;
  },
): Promise<FileRow[]> {
  const { after } = wanted;
  return tx.rows(sql<FileRow>`
    select s.party_id, d.code, d.name, d.owner_name, s.score_ppm, s.missing, s.stale, s.unverified, s.open_requests
    ${SCOPED(wanted.ownerId)}
      and (${wanted.below}::int is null or s.score_ppm < ${wanted.below}::int)
      and (${wanted.item}::text is null or ${wanted.item}::text = any(s.missing))
      and (${wanted.segment}::text is null or exists (
        select 1 from customers.segments_in_force g
        where g.tenant_id = s.tenant_id and g.party_id = s.party_id and g.segment = ${wanted.segment}::text))
      ${after === null ? sql`` : sql`and (s.score_ppm, s.party_id) > (${after.score}::int, ${after.id}::uuid)`}
    order by s.score_ppm, s.party_id
    limit ${wanted.limit}`);
}

export function segmentsNow(tx: Tx): Promise<{ segment: string }[]> {
  return tx.rows(sql<{ segment: string }>`select distinct segment from customers.segments_in_force order by segment limit 50`);
}

export type Counts = { to_verify: number; open_requests: number; late_requests: number; open_findings: number };

export function counts(tx: Tx, ownerId: string | null, today: Day): Promise<Counts> {
  return tx.one(sql<Counts>`
    select
      (select count(*)::int from (
         select f.tenant_id, 'fact' as kind, f.fact_id as id, f.party_id from dossiers.facts f
         union all select p.tenant_id, 'paper', p.paper_id, p.party_id from dossiers.papers p
         union all select r.tenant_id, 'record', r.record_id, r.party_id from dossiers.external_records r
       ) e
       join customers.identities d on d.tenant_id = e.tenant_id and d.party_id = e.party_id
       where ${owned(ownerId)}
         and not exists (select 1 from dossiers.checks c where c.tenant_id = e.tenant_id and c.subject_kind = e.kind and c.subject_id = e.id)
      ) as to_verify,
      (select count(*)::int from dossiers.requests q join customers.identities d on d.tenant_id = q.tenant_id and d.party_id = q.party_id
       where q.closed_at is null and ${owned(ownerId)}) as open_requests,
      (select count(*)::int from dossiers.requests q join customers.identities d on d.tenant_id = q.tenant_id and d.party_id = q.party_id
       where q.closed_at is null and q.due_on < ${today}::date and ${owned(ownerId)}) as late_requests,
      (select count(*)::int from dossiers.findings f join customers.identities d on d.tenant_id = f.tenant_id and d.party_id = f.party_id
       where f.closed_at is null and ${owned(ownerId)}) as open_findings`);
}

export type NewVatInvoice = {
  invoiceId: string;
  partyId: string;
  direction: 'out' | 'in';
  number: string;
  occurrence: number;
  otherSide: string;
  issuedOn: Day;
  netMinor: bigint;
  taxMinor: bigint;
  grossMinor: bigint;
  currency: string;
  isVoid: boolean;
  red: boolean;
};

/** Returns how many were new; an invoice that is known stays as it is. */
export function insertVatInvoices(
  tx: Tx,
  tenantId: string,
  rows: readonly NewVatInvoice[],
  how: { importId: string | null; at: Date },
): Promise<number> {
  return tx.run(sql`
    insert into dossiers.vat_invoices
      (tenant_id, invoice_id, party_id, direction, number, occurrence, other_side, issued_on, net_minor, tax_minor, gross_minor, currency, void, red,
       import_id, recorded_at)
    select ${tenantId}::uuid, n.invoice_id, n.party_id, n.direction, n.number, n.occurrence, n.other_side, n.issued_on, n.net, n.tax, n.gross, n.currency,
           n.void, n.red, ${how.importId}::uuid, ${how.at}
    from unnest(
      ${rows.map((row) => row.invoiceId)}::uuid[], ${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.direction)}::text[],
      ${rows.map((row) => row.number)}::text[], ${rows.map((row) => row.occurrence)}::int[], ${rows.map((row) => row.otherSide)}::text[], ${rows.map((row) => row.issuedOn)}::date[],
      ${rows.map((row) => row.netMinor)}::bigint[], ${rows.map((row) => row.taxMinor)}::bigint[], ${rows.map((row) => row.grossMinor)}::bigint[],
      ${rows.map((row) => row.currency)}::text[], ${rows.map((row) => row.isVoid)}::boolean[], ${rows.map((row) => row.red)}::boolean[]
    ) as n(invoice_id, party_id, direction, number, occurrence, other_side, issued_on, net, tax, gross, currency, void, red)
    on conflict do nothing`);
}

export function withdrawVatInvoices(tx: Tx, importId: string, at: Date): Promise<number> {
  return tx.run(
    sql`update dossiers.vat_invoices set withdrawn_at = ${at} where import_id = ${importId} and withdrawn_at is null`,
  );
}

export type VatMonthRow = {
  month_on: Day;
  direction: 'out' | 'in';
  currency: string;
  net_minor: bigint;
  tax_minor: bigint;
  invoices: number;
};

export function vatMonths(tx: Tx, partyIds: readonly string[], from: Day): Promise<VatMonthRow[]> {
  return tx.rows(sql<VatMonthRow>`
    select v.month_on, v.direction, v.currency, sum(v.net_minor)::bigint as net_minor, sum(v.tax_minor)::bigint as tax_minor,
           sum(v.invoices)::int as invoices
    from dossiers.vat_months v
    where v.party_id = any(${partyIds}::uuid[]) and v.month_on >= ${from}::date
    group by v.month_on, v.direction, v.currency
    order by v.month_on, v.direction, v.currency`);
}
