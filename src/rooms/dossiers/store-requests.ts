// SQL of requests for what is missing, and of the links given out with them.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';
import { owned } from './store.ts';

export type RequestRow = {
  request_id: string;
  party_id: string;
  code: string;
  name: string;
  asked_of: 'sales' | 'customer';
  assignee_id: string | null;
  assignee: string | null;
  items: string[];
  answered: string[];
  note: string | null;
  due_on: Day;
  asked_by_id: string | null;
  asked_by: string;
  asked_at: Date;
  has_link: boolean;
  link_until: Date | null;
  link_revoked_at: Date | null;
  opened_at: Date | null;
  answers: number;
  reminders: number;
  escalated_at: Date | null;
  closed_at: Date | null;
  closed_how: string | null;
  version: number;
};

/** `answered`: those of its items for which something stands that came after it was asked. */
const REQUESTS = sql`
  select q.request_id, d.stands_as as party_id, d.code, d.name, q.asked_of, q.assignee_id, q.assignee, q.items, q.note, q.due_on, q.asked_by_id, q.asked_by,
         q.asked_at, (q.link_hash is not null) as has_link, q.link_until, q.link_revoked_at, q.opened_at, q.answers, q.reminders,
         q.escalated_at, q.closed_at, q.closed_how, q.version,
         array(
           select i.item from unnest(q.items) i(item)
           where exists (select 1 from dossiers.facts f
                         where f.tenant_id = q.tenant_id and f.party_id in (q.party_id, d.stands_as) and 'fact:' || f.field = i.item and f.recorded_at >= q.asked_at
                           and not exists (select 1 from dossiers.checks c where c.tenant_id = f.tenant_id and c.subject_kind = 'fact'
                                           and c.subject_id = f.fact_id and c.outcome <> 'verified'))
              or exists (select 1 from dossiers.papers p
                         where p.tenant_id = q.tenant_id and p.party_id in (q.party_id, d.stands_as) and 'paper:' || p.kind = i.item and p.recorded_at >= q.asked_at
                           and not exists (select 1 from dossiers.checks c where c.tenant_id = p.tenant_id and c.subject_kind = 'paper'
                                           and c.subject_id = p.paper_id and c.outcome <> 'verified'))
         ) as answered
  from dossiers.requests q
  join customers.identities d on d.tenant_id = q.tenant_id and d.party_id = q.party_id`;

export function requestForUpdate(tx: Tx, requestId: string, ownerId: string | null): Promise<RequestRow | null> {
  return tx.maybe(sql<RequestRow>`
    ${REQUESTS} where q.request_id = ${requestId} and ${owned(ownerId)} for no key update of q`);
}

/** Written to in one night; the others still stand on the workbench. */
const TOLD_MAX = 500;

/** By the hash of the link alone; whether it is still good is the action's to say. */
export function requestByLink(tx: Tx, hash: Buffer): Promise<RequestRow | null> {
  return tx.maybe(sql<RequestRow>`${REQUESTS} where q.link_hash = ${hash} for no key update of q`);
}

export function requestsPage(
  tx: Tx,
  wanted: {
    ownerId: string | null;
    partyIds: readonly string[] | null;
    assigneeId: string | null;
    open: boolean;
    before: { at: Date; id: string } | null;
    limit: number;
  },
): Promise<RequestRow[]> {
  const { before } = wanted;
  return tx.rows(sql<RequestRow>`
    ${REQUESTS}
    where ${owned(wanted.ownerId)} and ${wanted.open ? sql`q.closed_at is null` : sql`q.closed_at is not null`}
      and (${wanted.partyIds}::uuid[] is null or q.party_id = any(${wanted.partyIds}::uuid[]))
      and (${wanted.assigneeId}::uuid is null or q.assignee_id = ${wanted.assigneeId}::uuid)
      ${before === null ? sql`` : sql`and (q.asked_at, q.request_id) < (${before.at}::timestamptz, ${before.id}::uuid)`}
    order by q.asked_at desc, q.request_id desc
    limit ${wanted.limit}`);
}

export type NewRequest = {
  requestId: string;
  partyId: string;
  askedOf: 'sales' | 'customer';
  assigneeId: string | null;
  assignee: string | null;
  items: readonly string[];
  note: string | null;
  dueOn: Day;
  byId: string | null;
  by: string;
  at: Date;
  linkHash: Buffer | null;
  linkUntil: Date | null;
};

export async function insertRequest(tx: Tx, tenantId: string, row: NewRequest): Promise<void> {
  await tx.run(sql`
    insert into dossiers.requests
      (tenant_id, request_id, party_id, asked_of, assignee_id, assignee, items, note, due_on, asked_by_id, asked_by, asked_at, link_hash,
       link_until, answers, reminders, version)
    values (${tenantId}, ${row.requestId}, ${row.partyId}, ${row.askedOf}, ${row.assigneeId}, ${row.assignee}, ${row.items}::text[],
            ${row.note}, ${row.dueOn}, ${row.byId}, ${row.by}, ${row.at}, ${row.linkHash}, ${row.linkUntil}, 0, 0, 1)`);
}

export async function remind(
  tx: Tx,
  requestId: string,
  how: { at: Date; dueOn: Day; linkHash: Buffer | null; linkUntil: Date | null },
): Promise<void> {
  await tx.run(sql`
    update dossiers.requests
    set reminded_at = ${how.at}, reminders = reminders + 1, due_on = ${how.dueOn}, version = version + 1, escalated_at = null,
        link_hash = coalesce(${how.linkHash}, link_hash), link_until = coalesce(${how.linkUntil}, link_until),
        link_revoked_at = case when ${how.linkHash}::bytea is null then link_revoked_at end,
        link_revoked_by = case when ${how.linkHash}::bytea is null then link_revoked_by end
    where request_id = ${requestId}`);
}

export function closeRequests(
  tx: Tx,
  requestIds: readonly string[],
  end: { at: Date; by: string; how: 'answered' | 'ended' },
): Promise<number> {
  return tx.run(sql`
    update dossiers.requests set closed_at = ${end.at}, closed_by = ${end.by}, closed_how = ${end.how}, version = version + 1
    where request_id = any(${requestIds}::uuid[]) and closed_at is null`);
}

/** Open requests of these customers whose every item has come in since. */
export async function settledRequests(tx: Tx, partyIds: readonly string[]): Promise<string[]> {
  const rows = await tx.rows(sql<{ request_id: string; items: string[]; answered: string[] }>`
    select o.request_id, o.items, o.answered from (${REQUESTS} where q.party_id = any(${partyIds}::uuid[]) and q.closed_at is null) o`);
  return rows.filter((row) => row.items.every((item) => row.answered.includes(item))).map((row) => row.request_id);
}

export function revokeLink(tx: Tx, requestId: string, end: { at: Date; by: string }): Promise<number> {
  return tx.run(sql`
    update dossiers.requests set link_revoked_at = ${end.at}, link_revoked_by = ${end.by}, version = version + 1
    where request_id = ${requestId} and link_hash is not null and link_revoked_at is null`);
}

export async function opened(tx: Tx, requestId: string, at: Date): Promise<void> {
  await tx.run(sql`update dossiers.requests set opened_at = coalesce(opened_at, ${at}) where request_id = ${requestId}`);
}

export async function answered(tx: Tx, requestId: string, at: Date, answers: number): Promise<void> {
  await tx.run(sql`
    update dossiers.requests set answered_at = ${at}, answers = answers + ${answers} where request_id = ${requestId}`);
}

/** Reminds once a day before the last, and marks what is late: whoever asked then sees it first. */
export function remindDue(tx: Tx, soon: Day, at: Date): Promise<RequestRow[]> {
  return tx.rows(sql<RequestRow>`
    with told as (
      update dossiers.requests set reminded_at = ${at}, reminders = reminders + 1
      where closed_at is null and due_on <= ${soon}::date and reminded_at is null
      returning tenant_id, request_id
    )
    ${REQUESTS} where q.request_id in (select told.request_id from told) order by q.request_id limit ${TOLD_MAX}`);
}

export function escalateLate(tx: Tx, today: Day, at: Date): Promise<RequestRow[]> {
  return tx.rows(sql<RequestRow>`
    with told as (
      update dossiers.requests set escalated_at = ${at}
      where closed_at is null and due_on < ${today}::date and escalated_at is null
      returning tenant_id, request_id
    )
    ${REQUESTS} where q.request_id in (select told.request_id from told) order by q.request_id limit ${TOLD_MAX}`);
}

/** A link made anew for a mail that reminds: the one before ends. */
export async function changeLink(tx: Tx, requestId: string, hash: Buffer, until: Date): Promise<void> {
  await tx.run(sql`
    update dossiers.requests set link_hash = ${hash}, link_until = ${until}, version = version + 1
    where request_id = ${requestId} and closed_at is null and link_revoked_at is null`);
}
