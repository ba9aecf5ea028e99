// SQL of contacts: sealed values with their blind marks, and who looked at what.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';
import { owned } from './store.ts';

export type ContactRow = {
  contact_id: string;
  party_id: string;
  code: string;
  customer_name: string;
  name_sealed: Buffer | null;
  phone_sealed: Buffer | null;
  phone_mark: Buffer | null;
  email_sealed: Buffer | null;
  email_mark: Buffer | null;
  wechat_sealed: Buffer | null;
  position: string | null;
  purpose: string;
  basis: string;
  consent_on: Day | null;
  notice_version: string | null;
  retain_until: Day | null;
  entered_by: string;
  recorded_at: Date;
  changed_at: Date | null;
  version: number;
};

const CONTACT =
  sql.raw(`k.contact_id, d.stands_as as party_id, d.code, d.name as customer_name, k.name_sealed, k.phone_sealed, k.phone_mark,
  k.email_sealed, k.email_mark, k.wechat_sealed, k.position, k.purpose, k.basis, k.consent_on, k.notice_version, k.retain_until, k.entered_by,
  k.recorded_at, k.changed_at, k.version`);
const CONTACTS = sql`
  select ${CONTACT} from dossiers.contacts k
  join customers.identities d on d.tenant_id = k.tenant_id and d.party_id = k.party_id`;

export function contactsOf(tx: Tx, partyIds: readonly string[], most: number): Promise<ContactRow[]> {
  return tx.rows(sql<ContactRow>`
    ${CONTACTS} where k.party_id = any(${partyIds}::uuid[]) and k.erased_at is null order by k.recorded_at, k.contact_id limit ${most}`);
}

/** The contact with a mail address that each customer is written to for a purpose: by the order of the purposes, then the newest. */
export function mailable(
  tx: Tx,
  partyIds: readonly string[],
  purposes: readonly string[],
  today: Day,
): Promise<{ contact_id: string; party_id: string; email_sealed: Buffer }[]> {
  return tx.rows(sql<{ contact_id: string; party_id: string; email_sealed: Buffer }>`
    select distinct on (k.party_id) k.contact_id, k.party_id, k.email_sealed
    from dossiers.contacts k
    where k.party_id = any(${partyIds as string[]}::uuid[]) and k.purpose = any(${purposes as string[]}::text[]) and k.erased_at is null
      and k.email_sealed is not null and (k.retain_until is null or k.retain_until >= ${today}::date)
    order by k.party_id, array_position(${purposes as string[]}::text[], k.purpose), k.recorded_at desc, k.contact_id`);
}

export function contactById(tx: Tx, contactId: string, ownerId: string | null): Promise<ContactRow | null> {
  return tx.maybe(sql<ContactRow>`
    ${CONTACTS} where k.contact_id = ${contactId} and k.erased_at is null and ${owned(ownerId)} for no key update of k`);
}

export function contactsByMark(
  tx: Tx,
  marks: { phone: Buffer; email: Buffer },
  ownerId: string | null,
  most: number,
): Promise<ContactRow[]> {
  return tx.rows(sql<ContactRow>`
    ${CONTACTS} where k.erased_at is null and (k.phone_mark = ${marks.phone} or k.email_mark = ${marks.email}) and ${owned(ownerId)}
    order by d.code collate "C", k.contact_id limit ${most}`);
}

/** At how many other customers the marks of these contacts stand; counted over the whole company, shown as a number only. */
export function sharedWith(tx: Tx, contactIds: readonly string[]): Promise<{ contact_id: string; customers: number }[]> {
  return tx.rows(sql<{ contact_id: string; customers: number }>`
    select mine.contact_id, count(distinct other.party_id)::int as customers
    from dossiers.contacts mine
    join dossiers.contacts other on other.tenant_id = mine.tenant_id and other.party_id <> mine.party_id and other.erased_at is null
     and (other.phone_mark = mine.phone_mark or other.email_mark = mine.email_mark)
    where mine.contact_id = any(${contactIds}::uuid[])
    group by mine.contact_id`);
}

export type ContactValues = {
  contactId: string;
  partyId: string;
  nameSealed: Buffer;
  phoneSealed: Buffer | null;
  phoneMark: Buffer | null;
  emailSealed: Buffer | null;
  emailMark: Buffer | null;
  wechatSealed: Buffer | null;
  keyNo: number;
  position: string | null;
  purpose: string;
  basis: string;
  consentOn: Day | null;
  noticeVersion: string | null;
  retainUntil: Day | null;
};

export async function insertContact(
  tx: Tx,
  tenantId: string,
  row: ContactValues,
  made: { byId: string | null; by: string; at: Date },
): Promise<void> {
  await tx.run(sql`
    insert into dossiers.contacts
      (tenant_id, contact_id, party_id, name_sealed, phone_sealed, phone_mark, email_sealed, email_mark, wechat_sealed, key_no, position,
       purpose, basis, consent_on, notice_version, retain_until, entered_by_id, entered_by, recorded_at, version)
    values (${tenantId}, ${row.contactId}, ${row.partyId}, ${row.nameSealed}, ${row.phoneSealed}, ${row.phoneMark}, ${row.emailSealed},
            ${row.emailMark}, ${row.wechatSealed}, ${row.keyNo}, ${row.position}, ${row.purpose}, ${row.basis}, ${row.consentOn},
            ${row.noticeVersion}, ${row.retainUntil}, ${made.byId}, ${made.by}, ${made.at}, 1)`);
}

export async function changeContact(tx: Tx, row: ContactValues, at: Date): Promise<void> {
  await tx.run(sql`
    update dossiers.contacts
    set name_sealed = ${row.nameSealed}, phone_sealed = ${row.phoneSealed}, phone_mark = ${row.phoneMark}, email_sealed = ${row.emailSealed},
        email_mark = ${row.emailMark}, wechat_sealed = ${row.wechatSealed}, key_no = ${row.keyNo}, position = ${row.position},
        purpose = ${row.purpose}, basis = ${row.basis}, consent_on = ${row.consentOn}, notice_version = ${row.noticeVersion},
        retain_until = ${row.retainUntil}, changed_at = ${at}, version = version + 1
    where contact_id = ${row.contactId}`);
}

/** The person is gone from the row and from every search; that somebody was erased, by whom and why, stays. */
export async function eraseContact(tx: Tx, contactId: string, erased: { by: string; at: Date; reason: string }): Promise<void> {
  await tx.run(sql`
    update dossiers.contacts
    set name_sealed = null, phone_sealed = null, phone_mark = null, email_sealed = null, email_mark = null, wechat_sealed = null,
        position = null, erased_at = ${erased.at}, erased_by = ${erased.by}, erase_reason = ${erased.reason}, version = version + 1
    where contact_id = ${contactId}`);
}

export type SealedRow = Pick<ContactRow, 'contact_id' | 'name_sealed' | 'phone_sealed' | 'email_sealed' | 'wechat_sealed'>;

export function sealedBefore(tx: Tx, keyNo: number, most: number): Promise<SealedRow[]> {
  return tx.rows(sql<SealedRow>`
    select contact_id, name_sealed, phone_sealed, email_sealed, wechat_sealed from dossiers.contacts
    where key_no < ${keyNo} and erased_at is null
    order by key_no, contact_id limit ${most} for no key update`);
}

export async function replaceSealed(tx: Tx, rows: readonly SealedRow[], keyNo: number): Promise<void> {
  await tx.run(sql`
    update dossiers.contacts k
    set name_sealed = n.name, phone_sealed = n.phone, email_sealed = n.email, wechat_sealed = n.wechat, key_no = ${keyNo}
    from unnest(
      ${rows.map((row) => row.contact_id)}::uuid[], ${rows.map((row) => row.name_sealed)}::bytea[],
      ${rows.map((row) => row.phone_sealed)}::bytea[], ${rows.map((row) => row.email_sealed)}::bytea[],
      ${rows.map((row) => row.wechat_sealed)}::bytea[]
    ) as n(contact_id, name, phone, email, wechat)
    where k.contact_id = n.contact_id`);
}

export type Look = {
  lookId: string;
  kind: 'contact' | 'paper';
  subjectId: string;
  partyId: string;
  how: 'full' | 'search' | 'export' | 'mail' | 'download';
  why: string | null;
};

export async function insertLooks(
  tx: Tx,
  tenantId: string,
  rows: readonly Look[],
  by: { id: string | null; name: string; at: Date },
): Promise<void> {
  await tx.run(sql`
    insert into dossiers.looks (tenant_id, look_id, subject_kind, subject_id, party_id, how, looked_by_id, looked_by, looked_at, why)
    select ${tenantId}::uuid, n.look_id, n.kind, n.subject_id, n.party_id, n.how, ${by.id}::uuid, ${by.name}, ${by.at}, n.why
    from unnest(
      ${rows.map((row) => row.lookId)}::uuid[], ${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.subjectId)}::uuid[],
      ${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.how)}::text[], ${rows.map((row) => row.why)}::text[]
    ) as n(look_id, kind, subject_id, party_id, how, why)`);
}

export type LookRow = { looked_by: string; looked_at: Date; how: string; why: string | null };

export function looksAt(tx: Tx, kind: Look['kind'], subjectId: string, most: number): Promise<LookRow[]> {
  return tx.rows(sql<LookRow>`
    select looked_by, looked_at, how, why from dossiers.looks
    where subject_kind = ${kind} and subject_id = ${subjectId}
    order by looked_at desc, look_id desc limit ${most}`);
}

export function lookCounts(tx: Tx, kind: Look['kind'], ids: readonly string[]): Promise<{ subject_id: string; looks: number }[]> {
  return tx.rows(sql<{ subject_id: string; looks: number }>`
    select subject_id, count(*)::int as looks from dossiers.looks
    where subject_kind = ${kind} and subject_id = any(${ids}::uuid[])
    group by subject_id`);
}

export async function overdueContacts(tx: Tx, today: Day, ownerId: string | null): Promise<number> {
  const row = await tx.one(sql<{ n: number }>`
    select count(*)::int as n from dossiers.contacts k
    join customers.identities d on d.tenant_id = k.tenant_id and d.party_id = k.party_id
    where k.erased_at is null and k.retain_until < ${today}::date and ${owned(ownerId)}`);
  return row.n;
}
