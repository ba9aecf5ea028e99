// SQL of papers and external records: versions, verdicts, disputes, and the customer's VAT invoices.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';
import { type Checked, owned } from './store.ts';

export type PaperRow = Checked & {
  paper_id: string;
  party_id: string;
  kind: string;
  version: number;
  file_id: string;
  file_name: string;
  bytes: number;
  sha256: Buffer;
  source: string;
  note: string | null;
  issued_on: Day | null;
  expires_on: Day | null;
  stale_on: Day | null;
  maker_id: string | null;
  entered_by: string;
  recorded_at: Date;
};

const PAPER =
  sql.raw(`p.paper_id, p.party_id, p.kind, p.version, p.file_id, p.file_name, p.bytes, p.sha256, p.source, p.note, p.issued_on,
  p.expires_on, p.stale_on, p.maker_id, p.entered_by, p.recorded_at`);

/** All versions known at an instant, kind by kind, newest first. */
export function papersOf(tx: Tx, partyIds: readonly string[], knownAt: Date, most: number): Promise<PaperRow[]> {
  return tx.rows(sql<PaperRow>`
    select ${PAPER}, c.outcome, c.checked_by, c.checked_at
    from dossiers.papers p
    left join dossiers.checks c on c.tenant_id = p.tenant_id and c.subject_kind = 'paper' and c.subject_id = p.paper_id
     and c.checked_at <= ${knownAt}
    where p.party_id = any(${partyIds}::uuid[]) and p.recorded_at <= ${knownAt}
    order by p.kind, p.recorded_at desc, p.version desc
    limit ${most}`);
}

export function paperById(tx: Tx, paperId: string, ownerId: string | null): Promise<PaperRow | null> {
  return tx.maybe(sql<PaperRow>`
    select ${PAPER}, null as outcome, null as checked_by, null as checked_at
    from dossiers.papers p
    join customers.identities d on d.tenant_id = p.tenant_id and d.party_id = p.party_id
    where p.paper_id = ${paperId} and ${owned(ownerId)}`);
}

/** The version a new paper of this kind gets; the customer's row is the lock, so that two uploads follow each other. */
export async function nextVersion(tx: Tx, tenantId: string, partyId: string, kind: string): Promise<number> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`${tenantId} paper ${partyId}`}, 0))`);
  const row = await tx.one(sql<{ version: number }>`
    select coalesce(max(version), 0) + 1 as version from dossiers.papers where party_id = ${partyId} and kind = ${kind}`);
  return row.version;
}

export function paperOfFile(
  tx: Tx,
  partyId: string,
  kind: string,
  fileId: string,
): Promise<{ paper_id: string; version: number } | null> {
  return tx.maybe(sql<{ paper_id: string; version: number }>`
    select p.paper_id, p.version from dossiers.papers p
    where p.party_id = ${partyId} and p.kind = ${kind} and p.file_id = ${fileId}
      and not exists (select 1 from dossiers.checks c where c.tenant_id = p.tenant_id and c.subject_kind = 'paper'
                      and c.subject_id = p.paper_id and c.outcome <> 'verified')
    order by p.version desc limit 1`);
}

export type NewPaper = {
  paperId: string;
  partyId: string;
  kind: string;
  version: number;
  fileId: string;
  fileName: string;
  bytes: number;
  sha256: Buffer;
  source: string;
  note: string | null;
  requestId: string | null;
  issuedOn: Day | null;
  expiresOn: Day | null;
  staleOn: Day | null;
  makerId: string | null;
  by: string;
  at: Date;
};

export async function insertPaper(tx: Tx, tenantId: string, row: NewPaper): Promise<void> {
  await tx.run(sql`
    insert into dossiers.papers
      (tenant_id, paper_id, party_id, kind, version, file_id, file_name, bytes, sha256, source, note, request_id, issued_on, expires_on,
       stale_on, maker_id, entered_by, recorded_at)
    values (${tenantId}, ${row.paperId}, ${row.partyId}, ${row.kind}, ${row.version}, ${row.fileId}, ${row.fileName}, ${row.bytes},
            ${row.sha256}, ${row.source}, ${row.note}, ${row.requestId}, ${row.issuedOn}, ${row.expiresOn}, ${row.staleOn}, ${row.makerId},
            ${row.by}, ${row.at})`);
}

export type ExpiringRow = {
  paper_id: string;
  code: string;
  name: string;
  owner_name: string | null;
  kind: string;
  expires_on: Day;
};

/** The newest standing version of each kind, where it ends up to a day. */
const EXPIRING = (until: Day, ownerId: string | null) => sql`
  from dossiers.papers p
  join customers.identities d on d.tenant_id = p.tenant_id and d.party_id = p.party_id
  where p.expires_on <= ${until}::date and ${owned(ownerId)}
    and not exists (select 1 from dossiers.checks c where c.tenant_id = p.tenant_id and c.subject_kind = 'paper'
                    and c.subject_id = p.paper_id and c.outcome <> 'verified')
    and not exists (
      select 1 from dossiers.papers newer
      where newer.tenant_id = p.tenant_id and newer.party_id = p.party_id and newer.kind = p.kind and newer.version > p.version
        and not exists (select 1 from dossiers.checks c where c.tenant_id = newer.tenant_id and c.subject_kind = 'paper'
                        and c.subject_id = newer.paper_id and c.outcome <> 'verified'))
    -- Under a merged customer: what the one he answers as has brought since counts.
    and (d.stands_as = p.party_id or not exists (
      select 1 from dossiers.papers newer
      where newer.tenant_id = p.tenant_id and newer.party_id = d.stands_as and newer.kind = p.kind and newer.recorded_at > p.recorded_at))`;

/** Earliest first. */
export function expiring(
  tx: Tx,
  wanted: { until: Day; ownerId: string | null; after: { on: Day; id: string } | null; limit: number },
): Promise<ExpiringRow[]> {
  const { after } = wanted;
  return tx.rows(sql<ExpiringRow>`
    select p.paper_id, d.code, d.name, d.owner_name, p.kind, p.expires_on
    ${EXPIRING(wanted.until, wanted.ownerId)}
    ${after === null ? sql`` : sql`and (p.expires_on, p.paper_id) > (${after.on}::date, ${after.id}::uuid)`}
    order by p.expires_on, p.paper_id
    limit ${wanted.limit}`);
}

export async function expiringCount(tx: Tx, until: Day, ownerId: string | null): Promise<number> {
  return (await tx.one(sql<{ n: number }>`select count(*)::int as n ${EXPIRING(until, ownerId)}`)).n;
}

export type RecordRow = Checked & {
  record_id: string;
  party_id: string;
  kind: string;
  source: string;
  source_key: string;
  happened_on: Day;
  amount_minor: bigint | null;
  currency: string | null;
  summary: string;
  expires_on: Day | null;
  maker_id: string | null;
  entered_by: string;
  recorded_at: Date;
  dispute_id: string | null;
  demand: string | null;
  answer_by: Day | null;
  raised_at: Date | null;
  dispute_outcome: 'corrected' | 'kept' | null;
  answer: string | null;
};

export function recordsOf(tx: Tx, partyIds: readonly string[], asOf: Day, knownAt: Date, most: number): Promise<RecordRow[]> {
  return tx.rows(sql<RecordRow>`
    select r.record_id, r.party_id, r.kind, r.source, r.source_key, r.happened_on, r.amount_minor, r.currency, r.summary, r.expires_on,
           r.maker_id, r.entered_by, r.recorded_at, c.outcome, c.checked_by, c.checked_at, s.dispute_id, s.demand, s.answer_by, s.raised_at,
           s.outcome as dispute_outcome, s.answer
    from dossiers.external_records r
    left join dossiers.checks c on c.tenant_id = r.tenant_id and c.subject_kind = 'record' and c.subject_id = r.record_id
     and c.checked_at <= ${knownAt}
    left join lateral (
      select q.dispute_id, q.demand, q.answer_by, q.raised_at, q.outcome, q.answer
      from dossiers.disputes q
      where q.tenant_id = r.tenant_id and q.record_id = r.record_id and q.raised_at <= ${knownAt}
      order by q.raised_at desc, q.dispute_id desc limit 1
    ) s on true
    where r.party_id = any(${partyIds}::uuid[]) and r.recorded_at <= ${knownAt} and r.happened_on <= ${asOf}::date
    order by r.happened_on desc, r.record_id desc
    limit ${most}`);
}

export function recordById(
  tx: Tx,
  recordId: string,
  ownerId: string | null,
): Promise<{ record_id: string; party_id: string } | null> {
  return tx.maybe(sql<{ record_id: string; party_id: string }>`
    select r.record_id, d.stands_as as party_id from dossiers.external_records r
    join customers.identities d on d.tenant_id = r.tenant_id and d.party_id = r.party_id
    where r.record_id = ${recordId} and ${owned(ownerId)}`);
}

export type NewRecord = {
  recordId: string;
  partyId: string;
  kind: string;
  source: string;
  sourceKey: string;
  happenedOn: Day;
  amountMinor: bigint | null;
  currency: string | null;
  summary: string;
  expiresOn: Day | null;
  paperId: string | null;
};

/** Returns the ids that were new; what this source has told before changes nothing. */
export type KnownRecord = {
  party_id: string;
  kind: string;
  source_key: string;
  happened_on: string;
  amount_minor: bigint | null;
  currency: string | null;
};

/** The standing records of these customers, kinds and keys from one source. */
export function recordsKnown(tx: Tx, source: string, rows: readonly NewRecord[]): Promise<KnownRecord[]> {
  return tx.rows(sql<KnownRecord>`
    select r.party_id, r.kind, r.source_key, r.happened_on, r.amount_minor, r.currency
    from unnest(${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.sourceKey)}::text[])
      as n(party_id, kind, source_key)
    join dossiers.external_records r
      on r.party_id = n.party_id and r.kind = n.kind and r.source = ${source} and r.source_key = n.source_key
    where not exists (select 1 from dossiers.checks c
                      where c.tenant_id = r.tenant_id and c.subject_kind = 'record' and c.subject_id = r.record_id
                        and c.outcome = 'withdrawn')`);
}

export async function insertRecords(
  tx: Tx,
  tenantId: string,
  rows: readonly NewRecord[],
  how: { importId: string | null; makerId: string | null; by: string; at: Date },
): Promise<string[]> {
  const added = await tx.rows(sql<{ record_id: string }>`
    insert into dossiers.external_records
      (tenant_id, record_id, party_id, kind, source, source_key, happened_on, amount_minor, currency, summary, expires_on, paper_id,
       import_id, maker_id, entered_by, recorded_at, entry_no)
    select ${tenantId}::uuid, n.record_id, n.party_id, n.kind, n.source, n.source_key, n.happened_on, n.amount_minor, n.currency, n.summary,
           n.expires_on, n.paper_id, ${how.importId}::uuid, ${how.makerId}::uuid, ${how.by}, ${how.at},
           -- What was withdrawn may be told again.
           1 + (select count(*)::int from dossiers.external_records r
                join dossiers.checks c on c.tenant_id = r.tenant_id and c.subject_kind = 'record' and c.subject_id = r.record_id
                 and c.outcome = 'withdrawn'
                where r.party_id = n.party_id and r.kind = n.kind and r.source = n.source and r.source_key = n.source_key)
    from unnest(
      ${rows.map((row) => row.recordId)}::uuid[], ${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.kind)}::text[],
      ${rows.map((row) => row.source)}::text[], ${rows.map((row) => row.sourceKey)}::text[], ${rows.map((row) => row.happenedOn)}::date[],
      ${rows.map((row) => row.amountMinor)}::bigint[], ${rows.map((row) => row.currency)}::text[], ${rows.map((row) => row.summary)}::text[],
      ${rows.map((row) => row.expiresOn)}::date[], ${rows.map((row) => row.paperId)}::uuid[]
    ) as n(record_id, party_id, kind, source, source_key, happened_on, amount_minor, currency, summary, expires_on, paper_id)
    on conflict (tenant_id, party_id, kind, source, source_key, entry_no) do nothing
    returning record_id`);
  return added.map((row) => row.record_id);
}

export type ImportedRecord = { record_id: string; party_id: string; source_key: string; checked_at: Date | null };

/** Records of an import that stand, with when somebody has verified them. What was refuted stands no more. */
export function recordsOfImport(tx: Tx, importId: string): Promise<ImportedRecord[]> {
  return tx.rows(sql<ImportedRecord>`
    select r.record_id, r.party_id, r.source_key, c.checked_at from dossiers.external_records r
    left join dossiers.checks c on c.tenant_id = r.tenant_id and c.subject_kind = 'record' and c.subject_id = r.record_id
    where r.import_id = ${importId} and (c.outcome is null or c.outcome = 'verified')
    order by r.record_id`);
}

export async function insertDispute(
  tx: Tx,
  tenantId: string,
  row: { disputeId: string; recordId: string; demand: string; answerBy: Day; byId: string | null; by: string; at: Date },
): Promise<boolean> {
  const added = await tx.run(sql`
    insert into dossiers.disputes (tenant_id, dispute_id, record_id, demand, answer_by, raised_by_id, raised_by, raised_at)
    values (${tenantId}, ${row.disputeId}, ${row.recordId}, ${row.demand}, ${row.answerBy}, ${row.byId}, ${row.by}, ${row.at})
    on conflict (tenant_id, record_id) where settled_at is null do nothing`);
  return added === 1;
}

export type DisputeRow = { dispute_id: string; record_id: string; party_id: string; settled_at: Date | null };

export function disputeForUpdate(tx: Tx, disputeId: string, ownerId: string | null): Promise<DisputeRow | null> {
  return tx.maybe(sql<DisputeRow>`
    select q.dispute_id, q.record_id, d.stands_as as party_id, q.settled_at
    from dossiers.disputes q
    join dossiers.external_records r on r.tenant_id = q.tenant_id and r.record_id = q.record_id
    join customers.identities d on d.tenant_id = r.tenant_id and d.party_id = r.party_id
    where q.dispute_id = ${disputeId} and ${owned(ownerId)}
    for no key update of q`);
}

export async function settleDispute(
  tx: Tx,
  disputeId: string,
  end: { outcome: 'corrected' | 'kept'; answer: string; by: string; at: Date },
): Promise<void> {
  await tx.run(sql`
    update dossiers.disputes set outcome = ${end.outcome}, answer = ${end.answer}, settled_by = ${end.by}, settled_at = ${end.at}
    where dispute_id = ${disputeId}`);
}
