// SQL of the limitation clock: open items, what was recorded, payments that were applied; the nightly watch.
import type { Day } from '#base/date.ts';
import type { LimitationActKind } from '#engine/limitation.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type ItemRow = {
  document_id: string;
  account_id: string;
  party_id: string;
  code: string;
  name: string;
  owner_name: string | null;
  kind: string;
  number: string;
  due_on: Day;
  open_minor: bigint;
  currency: string;
};

/** Open items due on or before a day, the oldest first. At most `limit` + 1. */
export function dueItems(
  tx: Tx,
  wanted: { dueBy: Day; partyIds: readonly string[] | null; ownerId: string | null; limit: number },
): Promise<ItemRow[]> {
  const { dueBy, ownerId } = wanted;
  const partyIds = wanted.partyIds as string[] | null;
  return tx.rows(sql<ItemRow>`
    select i.document_id, i.account_id, d.party_id, d.code, d.name, d.owner_name, i.kind, i.number, i.open_due_on as due_on, i.open_minor,
           i.currency
    from receivables.items i
    join exposure.positions a on a.tenant_id = i.tenant_id and a.account_id = i.account_id
    join customers.directory d on d.tenant_id = a.tenant_id and d.party_id = a.party_id
    where i.open_minor > 0 and i.kind in ('invoice', 'bill') and i.reverses is null and i.reversed_by is null
      and i.open_due_on <= ${dueBy}::date
      and (${partyIds}::uuid[] is null or d.party_id = any(${partyIds}::uuid[]))
      and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid)
    order by i.open_due_on, i.document_id
    limit ${wanted.limit + 1}`);
}

export type ActRow = {
  act_id: string;
  party_id: string;
  document_id: string | null;
  kind: LimitationActKind;
  act_on: Day;
  until_on: Day | null;
  how: string;
  evidence: string | null;
  withdrawn: string | null;
  at: Date;
  by_name: string;
  number: string | null;
};

const ACTS = sql`
    select a.act_id, coalesce(v.survivor_id, a.party_id) as party_id, a.document_id, a.kind, a.act_on, coalesce(u.until_on, a.until_on) as until_on, a.how, a.evidence,
           w.why as withdrawn, a.at, a.by_name, p.number
    from reconciliation.limitation_acts a
    left join customers.survivors v on v.tenant_id = a.tenant_id and v.party_id = a.party_id
    left join reconciliation.limitation_ends u on u.tenant_id = a.tenant_id and u.act_id = a.act_id and u.what = 'until'
    left join reconciliation.limitation_ends w on w.tenant_id = a.tenant_id and w.act_id = a.act_id and w.what = 'withdrawn'
    left join receivables.papers p on p.tenant_id = a.tenant_id and p.document_id = a.document_id`;

export function actsOf(tx: Tx, partyIds: readonly string[]): Promise<ActRow[]> {
  return tx.rows(sql<ActRow>`
    ${ACTS} where coalesce(v.survivor_id, a.party_id) = any(${partyIds as string[]}::uuid[]) and w.act_id is null order by a.act_on, a.act_id limit 200000`);
}

/** What people recorded of one customer, withdrawn ones too. */
export function recordedActs(tx: Tx, partyId: string, limit: number): Promise<ActRow[]> {
  return tx.rows(sql<ActRow>`
    ${ACTS} where coalesce(v.survivor_id, a.party_id) = ${partyId} and a.kind <> 'signed_balance' order by a.act_on desc, a.act_id desc limit ${limit}`);
}

export function actById(tx: Tx, actId: string): Promise<ActRow | null> {
  return tx.maybe(sql<ActRow>`${ACTS} where a.act_id = ${actId}`);
}

/** Payments that stand applied to items, on the day the money came: each renews the period of that item alone. */
export function payments(
  tx: Tx,
  documentIds: readonly string[],
): Promise<{ application_id: string; document_id: string; number: string; paid_on: Day }[]> {
  return tx.rows(sql<{ application_id: string; document_id: string; number: string; paid_on: Day }>`
    select s.application_id, s.to_document as document_id, s.from_number as number, p.effective_on as paid_on
    from receivables.standing_settlements s
    join receivables.papers p on p.tenant_id = s.tenant_id and p.document_id = s.from_document
    where s.to_document = any(${documentIds as string[]}::uuid[]) and s.from_kind in ('receipt', 'bill')
    order by p.effective_on, s.application_id`);
}

export function openDocument(
  tx: Tx,
  partyId: string,
  number: string,
): Promise<{ document_id: string; kind: string; open_minor: bigint }[]> {
  return tx.rows(sql<{ document_id: string; kind: string; open_minor: bigint }>`
    select document_id, kind, open_minor from receivables.items
    where party_id = ${partyId} and number = ${number} and kind in ('invoice', 'bill') and reverses is null and reversed_by is null
    order by open_minor desc, document_id limit 2`);
}

export type NewAct = {
  actId: string;
  partyId: string;
  documentId: string | null;
  kind: LimitationActKind;
  letterId: string | null;
  on: Day;
  until: Day | null;
  how: string;
  evidence: string | null;
};

type By = { readonly at: Date; readonly id: string | null; readonly name: string };

export async function insertActs(tx: Tx, tenantId: string, by: By, rows: readonly NewAct[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(sql`
    insert into reconciliation.limitation_acts
      (tenant_id, act_id, party_id, document_id, kind, letter_id, act_on, until_on, how, evidence, at, by_id, by_name)
    select ${tenantId}::uuid, n.act_id, n.party_id, n.document_id, n.kind, n.letter_id, n.act_on, n.until_on, n.how, n.evidence,
           ${by.at}::timestamptz, ${by.id}::uuid, ${by.name}::text
    from unnest(${rows.map((row) => row.actId)}::uuid[], ${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.documentId)}::uuid[],
                ${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.letterId)}::uuid[], ${rows.map((row) => row.on)}::date[],
                ${rows.map((row) => row.until)}::date[], ${rows.map((row) => row.how)}::text[], ${rows.map((row) => row.evidence)}::text[])
         as n(act_id, party_id, document_id, kind, letter_id, act_on, until_on, how, evidence)`);
}

/** An answer given anew: what the one before had renewed no longer counts. */
export async function withdrawOfLetter(tx: Tx, tenantId: string, letterId: string, by: By): Promise<void> {
  await tx.run(sql`
    insert into reconciliation.limitation_ends (tenant_id, act_id, what, until_on, why, at, by_id, by_name)
    select a.tenant_id, a.act_id, 'withdrawn', null, 'answered anew', ${by.at}::timestamptz, ${by.id}::uuid, ${by.name}::text
    from reconciliation.limitation_acts a
    where a.tenant_id = ${tenantId} and a.letter_id = ${letterId}
    on conflict (tenant_id, act_id, what) do nothing`);
}

export async function insertEnd(
  tx: Tx,
  tenantId: string,
  by: By,
  end: { actId: string; what: 'until' | 'withdrawn'; until: Day | null; why: string },
): Promise<number> {
  return tx.run(sql`
    insert into reconciliation.limitation_ends (tenant_id, act_id, what, until_on, why, at, by_id, by_name)
    values (${tenantId}, ${end.actId}, ${end.what}, ${end.until}::date, ${end.why}, ${by.at}, ${by.id}, ${by.name})
    on conflict (tenant_id, act_id, what) do nothing`);
}

export type WatchRow = {
  documentId: string;
  accountId: string;
  partyId: string;
  endsOn: Day;
  openMinor: bigint;
  currency: string;
};

/** Of these customers, or of all. Two that keep the same watch at once: the later one's rows stand. */
export async function replaceWatch(
  tx: Tx,
  tenantId: string,
  partyIds: readonly string[] | null,
  on: Day,
  rows: readonly WatchRow[],
): Promise<void> {
  await tx.run(sql`
    delete from reconciliation.limitation_watch
    where tenant_id = ${tenantId} and (${partyIds as string[] | null}::uuid[] is null or party_id = any(${partyIds as string[] | null}::uuid[]))`);
  if (rows.length === 0) return;
  await tx.run(sql`
    insert into reconciliation.limitation_watch (tenant_id, document_id, account_id, party_id, ends_on, open_minor, currency, seen_on)
    select ${tenantId}::uuid, n.document_id, n.account_id, n.party_id, n.ends_on, n.open_minor, n.currency, ${on}::date
    from unnest(${rows.map((row) => row.documentId)}::uuid[], ${rows.map((row) => row.accountId)}::uuid[],
                ${rows.map((row) => row.partyId)}::uuid[], ${rows.map((row) => row.endsOn)}::date[],
                ${rows.map((row) => row.openMinor)}::bigint[], ${rows.map((row) => row.currency)}::text[])
         as n(document_id, account_id, party_id, ends_on, open_minor, currency)
    on conflict (tenant_id, document_id) do update
    set account_id = excluded.account_id, party_id = excluded.party_id, ends_on = excluded.ends_on, open_minor = excluded.open_minor,
        seen_on = excluded.seen_on`);
}

export function watchedParties(tx: Tx, accountIds: readonly string[]): Promise<{ party_id: string }[]> {
  return tx.rows(sql<{ party_id: string }>`
    select distinct party_id from reconciliation.limitation_watch where account_id = any(${accountIds as string[]}::uuid[])`);
}

export function ownersOf(tx: Tx, partyId: string): Promise<{ owner_id: string | null }[]> {
  return tx.rows(sql<{ owner_id: string | null }>`select owner_id from customers.directory where party_id = ${partyId}`);
}
