// SQL of investigations: records, their pictures, and what counts for a customer on a day.
import type { Day } from '#base/date.ts';
import { type RawBuilder, sql, type Tx } from '#platform/sql.ts';

export type StoredFindings = Readonly<Record<string, { readonly value: string; readonly note: string | null }>>;
export type State = 'draft' | 'submitted' | 'verified' | 'returned' | 'dropped';

export type RecordRow = {
  investigation_id: string;
  party_id: string;
  code: string;
  name: string;
  template: string;
  rulebook_version: number;
  visit_on: Day;
  fresh_until: Day;
  visitor: string;
  state: State;
  findings: StoredFindings;
  conclusion: string | null;
  proposed_minor: bigint | null;
  proposed_currency: string | null;
  proposed_terms_days: number | null;
  maker_ids: string[];
  opened_by: string;
  opened_at: Date;
  submitted_by: string | null;
  submitted_at: Date | null;
  checked_by: string | null;
  checked_at: Date | null;
  check_note: string | null;
  version: number;
  photos: number;
  /** A newer one is verified. */
  superseded: boolean;
};

/** Salespeople meet their own customers only. */
export function owned(ownerId: string | null): RawBuilder<unknown> {
  return ownerId === null ? sql`true` : sql`d.owner_id = ${ownerId}::uuid`;
}

/** What stands under a merged customer is read with the one he answers as. */
const RECORDS = sql`
  select r.investigation_id, d.stands_as as party_id, d.code, d.name, r.template, r.rulebook_version, r.visit_on, r.fresh_until, r.visitor,
         r.state, r.findings, r.conclusion, r.proposed_minor, r.proposed_currency, r.proposed_terms_days, r.maker_ids, r.opened_by,
         r.opened_at, r.submitted_by, r.submitted_at, r.checked_by, r.checked_at, r.check_note, r.version,
         (select count(*)::integer from investigations.photos p
          where p.tenant_id = r.tenant_id and p.investigation_id = r.investigation_id and p.removed_at is null) as photos,
         exists (select 1 from investigations.records n
                 where n.tenant_id = r.tenant_id and n.party_id = r.party_id and n.state = 'verified'
                   and (n.visit_on, n.submitted_at) > (r.visit_on, r.submitted_at)) as superseded
  from investigations.records r
  join customers.identities d on d.tenant_id = r.tenant_id and d.party_id = r.party_id`;

export function recordById(tx: Tx, id: string, ownerId: string | null): Promise<RecordRow | null> {
  return tx.maybe(sql<RecordRow>`${RECORDS} where r.investigation_id = ${id} and ${owned(ownerId)}`);
}

export function recordForUpdate(tx: Tx, id: string, ownerId: string | null): Promise<RecordRow | null> {
  return tx.maybe(sql<RecordRow>`${RECORDS} where r.investigation_id = ${id} and ${owned(ownerId)} for no key update of r`);
}

export type PageWanted = {
  readonly ownerId: string | null;
  readonly partyIds: readonly string[] | null;
  readonly makerId: string | null;
  readonly state: State | null;
  readonly text: string | null;
  readonly before: { readonly at: Date; readonly id: string } | null;
  readonly limit: number;
};

function asked(wanted: PageWanted): RawBuilder<unknown> {
  const like = wanted.text === null ? null : `%${wanted.text.replaceAll(/[\\%_]/g, (each) => `\\${each}`)}%`;
  return sql`${owned(wanted.ownerId)}
      and (${wanted.partyIds}::uuid[] is null or r.party_id = any(${wanted.partyIds}::uuid[]))
      and (${wanted.makerId}::uuid is null or ${wanted.makerId}::uuid = any(r.maker_ids))
      and (${like}::text is null or d.code ilike ${like} or d.name ilike ${like})`;
}

export function recordsPage(tx: Tx, wanted: PageWanted): Promise<RecordRow[]> {
  const { before } = wanted;
  return tx.rows(sql<RecordRow>`
    ${RECORDS}
    where ${asked(wanted)} and ${wanted.state === null ? sql`r.state <> 'dropped'` : sql`r.state = ${wanted.state}`}
      ${before === null ? sql`` : sql`and (r.opened_at, r.investigation_id) < (${before.at}::timestamptz, ${before.id}::uuid)`}
    order by r.opened_at desc, r.investigation_id desc
    limit ${wanted.limit}`);
}

export function countByState(tx: Tx, wanted: PageWanted): Promise<{ state: State; count: number }[]> {
  return tx.rows(sql<{ state: State; count: number }>`
    select r.state, count(*)::integer as count from investigations.records r
    join customers.identities d on d.tenant_id = r.tenant_id and d.party_id = r.party_id
    where ${asked(wanted)} group by r.state order by r.state`);
}

export async function insertRecord(
  tx: Tx,
  tenantId: string,
  row: {
    id: string;
    partyId: string;
    template: string;
    rulebookVersion: number;
    visitOn: Day;
    freshUntil: Day;
    visitorId: string | null;
    visitor: string;
    makerIds: readonly string[];
    by: string;
    at: Date;
  },
): Promise<void> {
  await tx.run(sql`
    insert into investigations.records
      (tenant_id, investigation_id, party_id, template, rulebook_version, visit_on, fresh_until, visitor_id, visitor, state, findings,
       maker_ids, opened_by, opened_at, version)
    values (${tenantId}, ${row.id}, ${row.partyId}, ${row.template}, ${row.rulebookVersion}, ${row.visitOn}, ${row.freshUntil},
            ${row.visitorId}, ${row.visitor}, 'draft', '{}'::jsonb, ${row.makerIds}::uuid[], ${row.by}, ${row.at}, 1)`);
}

export async function rewriteRecord(
  tx: Tx,
  id: string,
  row: {
    visitOn: Day;
    freshUntil: Day;
    visitor: string;
    findings: string;
    conclusion: string | null;
    proposedMinor: bigint | null;
    proposedCurrency: string | null;
    proposedTermsDays: number | null;
    makerIds: readonly string[];
  },
): Promise<void> {
  await tx.run(sql`
    update investigations.records
    set visit_on = ${row.visitOn}, fresh_until = ${row.freshUntil}, visitor = ${row.visitor}, findings = ${row.findings}::jsonb,
        conclusion = ${row.conclusion}, proposed_minor = ${row.proposedMinor}, proposed_currency = ${row.proposedCurrency},
        proposed_terms_days = ${row.proposedTermsDays}, maker_ids = ${row.makerIds}::uuid[], state = 'draft', version = version + 1
    where investigation_id = ${id}`);
}

export async function moveRecord(
  tx: Tx,
  id: string,
  move:
    | { readonly state: 'submitted'; readonly by: string; readonly at: Date; readonly makerIds: readonly string[] }
    | { readonly state: 'verified' | 'returned'; readonly by: string; readonly at: Date; readonly note: string | null }
    | { readonly state: 'dropped' },
): Promise<void> {
  if (move.state === 'submitted')
    await tx.run(sql`
      update investigations.records
      set state = 'submitted', submitted_by = ${move.by}, submitted_at = ${move.at}, maker_ids = ${move.makerIds}::uuid[],
          checked_by = null, checked_at = null, version = version + 1
      where investigation_id = ${id}`);
  else if (move.state === 'dropped')
    await tx.run(sql`
      update investigations.records set state = 'dropped', version = version + 1 where investigation_id = ${id}`);
  else
    await tx.run(sql`
      update investigations.records
      set state = ${move.state}, checked_by = ${move.by}, checked_at = ${move.at}, check_note = ${move.note}, version = version + 1
      where investigation_id = ${id}`);
}

export type PhotoRow = {
  file_id: string;
  question: string;
  caption: string | null;
  content_type: string;
  file_name: string;
  added_by: string;
  added_at: Date;
};

export function photosOf(tx: Tx, id: string, most: number): Promise<PhotoRow[]> {
  return tx.rows(sql<PhotoRow>`
    select p.file_id, p.question, p.caption, p.content_type, p.file_name, p.added_by, p.added_at
    from investigations.photos p
    where p.investigation_id = ${id} and p.removed_at is null
    order by p.added_at, p.file_id limit ${most}`);
}

/** The same picture again stands where it was put last. */
export async function insertPhoto(
  tx: Tx,
  tenantId: string,
  row: {
    id: string;
    fileId: string;
    question: string;
    caption: string | null;
    fileName: string;
    contentType: string;
    by: string;
    at: Date;
  },
): Promise<void> {
  await tx.run(sql`
    insert into investigations.photos (tenant_id, investigation_id, file_id, question, caption, file_name, content_type, added_by, added_at)
    values (${tenantId}, ${row.id}, ${row.fileId}, ${row.question}, ${row.caption}, ${row.fileName}, ${row.contentType}, ${row.by}, ${row.at})
    on conflict (tenant_id, investigation_id, file_id) do update
    set question = excluded.question, caption = excluded.caption, removed_at = null, removed_by = null`);
}

export function removePhoto(tx: Tx, id: string, fileId: string, end: { by: string; at: Date }): Promise<number> {
  return tx.run(sql`
    update investigations.photos set removed_by = ${end.by}, removed_at = ${end.at}
    where investigation_id = ${id} and file_id = ${fileId} and removed_at is null`);
}

/** The segment in force of a customer; null: none. */
export async function segmentOf(tx: Tx, partyId: string, on: Day): Promise<string | null> {
  const row = await tx.maybe(sql<{ segment: string }>`
    select s.segment from customers.segment_spells s
    where s.party_id = ${partyId} and s.valid_from <= ${on}::date and (s.valid_to is null or s.valid_to > ${on}::date)
    order by s.valid_from desc limit 1`);
  return row?.segment ?? null;
}

export type CountedRow = {
  party_id: string;
  investigation_id: string;
  template: string;
  rulebook_version: number;
  visit_on: Day;
  fresh_until: Day;
  visitor: string;
  checked_by: string | null;
  findings: StoredFindings;
  photos: number;
};

/**
 * The newest verified investigation of each customer and, where it is newer, the newest that waits: as of a day, and with `knownAt` as it
 * stood then. What was verified later had not been by then.
 */
export function countedOn(tx: Tx, partyIds: readonly string[], asOf: Day, knownAt: Date | null): Promise<CountedRow[]> {
  return tx.rows(sql<CountedRow>`
    with known as (
      select d.stands_as as party_id, r.tenant_id, r.investigation_id, r.template, r.rulebook_version, r.visit_on, r.fresh_until, r.visitor,
             r.submitted_at, r.findings,
             case when r.state = 'verified' and (${knownAt}::timestamptz is null or r.checked_at <= ${knownAt}) then r.checked_by end as checked_by
      from investigations.records r
      join customers.identities d on d.tenant_id = r.tenant_id and d.party_id = r.party_id
      where d.stands_as = any(${partyIds}::uuid[]) and r.state in ('submitted', 'verified') and r.visit_on <= ${asOf}::date
        and (${knownAt}::timestamptz is null or r.submitted_at <= ${knownAt})
    ), newest as (
      select k.*, row_number() over (partition by k.party_id, k.checked_by is null order by k.visit_on desc, k.submitted_at desc) as place
      from known k
    )
    select n.party_id, n.investigation_id, n.template, n.rulebook_version, n.visit_on, n.fresh_until, n.visitor, n.checked_by, n.findings,
           (select count(*)::integer from investigations.photos p
            where p.tenant_id = n.tenant_id and p.investigation_id = n.investigation_id and p.removed_at is null) as photos
    from newest n
    where n.place = 1
    order by n.party_id, n.visit_on desc, n.submitted_at desc`);
}

/** Whether anybody was ever investigated or spoken for: asked once a run. */
export async function anyKept(tx: Tx): Promise<boolean> {
  const row = await tx.one(sql<{ kept: boolean }>`
    select exists (select 1 from investigations.records r where r.state in ('submitted', 'verified'))
        or exists (select 1 from investigations.partner_references f where f.answered_at is not null) as kept`);
  return row.kept;
}
