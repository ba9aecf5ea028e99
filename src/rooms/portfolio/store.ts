// All SQL of the workbench: the queue from published views, and the book day by day from the journal.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

/** Whose customers, in which currency, over which days. `ownerId` null: everybody's. */
export type Book = { readonly currency: string; readonly ownerId: string | null; readonly from: Day; readonly to: Day };

/** The own accounts of the book. */
function own(book: Pick<Book, 'currency' | 'ownerId'>) {
  return sql`
    select a.tenant_id, a.account_id, a.party_id, d.name, a.exposure_minor, a.cap_mode, a.cap_minor, a.last_seq
    from exposure.positions a
    join customers.directory d on d.tenant_id = a.tenant_id and d.party_id = a.party_id
    where a.kind = 'own' and a.currency = ${book.currency} and (${book.ownerId}::uuid is null or d.owner_id = ${book.ownerId}::uuid)`;
}

export type StateRow = { accounts: number; state: string };

/** Changes whenever a balance or a cap of the book does: every entry moves its account's last_seq. */
export function bookState(tx: Tx, book: Pick<Book, 'currency' | 'ownerId'>): Promise<StateRow> {
  return tx.one(sql<StateRow>`
    with own as (${own(book)})
    select count(*)::int as accounts,
           concat_ws(' ', count(*), sum(last_seq), sum(exposure_minor),
                     sum(hashtextextended(account_id::text || cap_mode || coalesce(cap_minor::text, ''), 0)::numeric)) as state
    from own`);
}

export type AmountRow = { on_day: Day; minor: bigint };
export type MoveRow = AmountRow & { what: 'exposure' | 'open' | 'overdue' | 'capped' };

/**
 * By how much the book moved on each day, read from the journal once: exposure; open items; what of them is overdue (from the day after the
 * due day, or from its own day where that comes later); and the exposure of customers while they have a limit in money, which is what
 * utilisation divides. Everything before the window stands on its first day; what is dated ahead already counts, as in the balances.
 */
export function moves(tx: Tx, book: Book): Promise<MoveRow[]> {
  return tx.rows(sql<MoveRow>`
    with own as (${own(book)}),
    moves as materialized (
      select j.account_id, least(greatest(j.effective_on, ${book.from}::date), ${book.to}::date) as on_day,
             case when j.part = 'open' and j.due_on < ${book.to}::date
                  then least(greatest(j.effective_on, j.due_on + 1, ${book.from}::date), ${book.to}::date) end as overdue_on,
             sum(case j.part when 'unapplied' then -j.amount_minor else j.amount_minor end)::bigint as exposure,
             coalesce(sum(j.amount_minor) filter (where j.part = 'open'), 0)::bigint as open
      from exposure.journal j
      join own on own.tenant_id = j.tenant_id and own.account_id = j.account_id
      group by 1, 2, 3
    ),
    steps as (
      select c.account_id, c.starts_on, c.mode,
             lag(c.mode) over (partition by c.account_id order by c.starts_on) as mode_before
      from exposure.caps c
      join own on own.tenant_id = c.tenant_id and own.account_id = c.account_id
    ),
    spans as (
      select account_id, starts_on, mode, lead(starts_on) over (partition by account_id order by starts_on) as ends_before
      from steps
      where mode_before is distinct from mode
    ),
    counted as (
      select greatest(m.on_day, s.starts_on) as from_day, s.ends_before, m.exposure as minor
      from moves m
      join spans s on s.account_id = m.account_id and s.mode = 'amount'
      where s.ends_before is null or s.ends_before > greatest(m.on_day, s.starts_on)
    )
    select what, on_day, sum(minor)::bigint as minor
    from (select 'exposure' as what, on_day, exposure as minor from moves
          union all
          select 'open', on_day, open from moves
          union all
          select 'overdue', overdue_on, open from moves where overdue_on is not null
          union all
          select 'capped', from_day, minor from counted
          union all
          select 'capped', ends_before, -minor from counted where ends_before is not null) moved
    where on_day <= ${book.to}::date
    group by what, on_day`);
}

/** By how much the sum of the limits moved on each day. */
export function limitDays(tx: Tx, book: Book): Promise<AmountRow[]> {
  return tx.rows(sql<AmountRow>`
    with own as (${own(book)}),
    steps as (
      select c.starts_on, case c.mode when 'amount' then c.cap_minor else 0 end as cap,
             lag(case c.mode when 'amount' then c.cap_minor else 0 end, 1, 0::bigint) over (partition by c.account_id order by c.starts_on) as before
      from exposure.caps c
      join own on own.tenant_id = c.tenant_id and own.account_id = c.account_id
    )
    select greatest(starts_on, ${book.from}::date) as on_day, sum(cap - before)::bigint as minor
    from steps
    where starts_on <= ${book.to}::date
    group by 1`);
}

/** Credit sales by day of issue. */
export function salesDays(tx: Tx, book: Book): Promise<AmountRow[]> {
  return tx.rows(sql<AmountRow>`
    with own as (${own(book)})
    select i.issued_on as on_day, sum(case i.kind when 'invoice' then i.amount_minor else -i.amount_minor end)::bigint as minor
    from receivables.papers i
    join own on own.tenant_id = i.tenant_id and own.account_id = i.account_id
    where i.kind in ('invoice', 'credit_note') and i.issued_on between ${book.from}::date and ${book.to}::date
    group by i.issued_on`);
}

export type MovedRow = { part: string; source_kind: string; rises: boolean; minor: bigint };

/** What moved the exposure since a day began. A later application takes the kind of the receipt or credit note that it applies. */
export function movedSince(tx: Tx, book: Pick<Book, 'currency' | 'ownerId'>, day: Day): Promise<MovedRow[]> {
  return tx.rows(sql<MovedRow>`
    with own as (${own(book)})
    select j.part, coalesce(i.kind, j.source_kind) as source_kind, j.amount_minor > 0 as rises,
           sum(case j.part when 'unapplied' then -j.amount_minor else j.amount_minor end)::bigint as minor
    from exposure.journal j
    join own on own.tenant_id = j.tenant_id and own.account_id = j.account_id
    left join receivables.papers i on j.source_kind = 'application' and i.tenant_id = j.tenant_id and i.document_id = j.source_id
    where j.effective_on >= ${day}::date
    group by 1, 2, 3`);
}

export function exposureByParty(
  tx: Tx,
  book: Pick<Book, 'currency' | 'ownerId'>,
): Promise<{ party_id: string; name: string; minor: bigint }[]> {
  return tx.rows(sql<{ party_id: string; name: string; minor: bigint }>`
    with own as (${own(book)})
    select party_id, name, exposure_minor as minor from own where exposure_minor > 0 order by exposure_minor desc, party_id`);
}

/** Customers that use nine tenths of their limit or more. */
export function above90(tx: Tx, book: Pick<Book, 'currency' | 'ownerId'>): Promise<{ customers: number }> {
  return tx.one(sql<{ customers: number }>`
    with own as (${own(book)})
    select count(*)::int as customers from own
    where cap_mode = 'amount' and cap_minor > 0 and exposure_minor * 10 >= cap_minor * 9`);
}

export function ledgerEmpty(tx: Tx): Promise<{ empty: boolean }> {
  return tx.one(sql<{ empty: boolean }>`select not exists (select 1 from receivables.papers) as empty`);
}

export type QueueRow = {
  id: string;
  code: string;
  name: string;
  grade: string | null;
  facts: unknown;
  level: string | null;
  amount_minor: bigint;
  currency: string;
  owner_id: string | null;
  owner_name: string | null;
  due_at: Date;
};

/** Held orders, what is due first first. `facts` are the reasons of the check. */
export function heldOrders(tx: Tx, ownerId: string | null, most: number): Promise<QueueRow[]> {
  return tx.rows(sql<QueueRow>`
    select h.hold_id as id, d.code, d.name, l.grade, h.reasons as facts, null as level, h.amount_minor, h.currency, h.owner_id, h.owner_name,
           h.due_at
    from orders.standing_holds h
    join customers.directory d on d.tenant_id = h.tenant_id and d.party_id = h.party_id
    left join ratings.latest l on l.tenant_id = h.tenant_id and l.party_id = h.party_id
    where ${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid
    order by h.due_at, h.hold_id
    limit ${most}`);
}

export function heldSums(tx: Tx, ownerId: string | null): Promise<{ currency: string; holds: number; minor: bigint }[]> {
  return tx.rows(sql<{ currency: string; holds: number; minor: bigint }>`
    select h.currency, count(*)::int as holds, sum(h.amount_minor)::bigint as minor
    from orders.standing_holds h
    join customers.directory d on d.tenant_id = h.tenant_id and d.party_id = h.party_id
    where ${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid
    group by h.currency`);
}

/** Alerts, the most severe first. */
export function standingAlerts(tx: Tx, ownerId: string | null, most: number): Promise<QueueRow[]> {
  return tx.rows(sql<QueueRow>`
    select a.alert_id as id, d.code, d.name, l.grade, a.facts, a.level, a.at_risk_minor as amount_minor, a.currency, a.owner_id, a.owner_name,
           a.due_at
    from monitoring.standing_alerts a
    join customers.directory d on d.tenant_id = a.tenant_id and d.party_id = a.party_id
    left join ratings.latest l on l.tenant_id = a.tenant_id and l.party_id = a.party_id
    where a.level <> 'yellow' and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid)
    order by case a.level when 'red' then 0 when 'orange' then 1 else 2 end, a.due_at, a.alert_id
    limit ${most}`);
}

/** Orange and red: what is yellow waits on the alerts page and is nobody's errand today. */
export function alertCount(tx: Tx, ownerId: string | null): Promise<{ alerts: number }> {
  return tx.one(sql<{ alerts: number }>`
    select count(*)::int as alerts
    from monitoring.standing_alerts a
    join customers.directory d on d.tenant_id = a.tenant_id and d.party_id = a.party_id
    where a.level <> 'yellow' and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid)`);
}

export type ErrandRow = {
  id: string;
  what: 'request' | 'paper' | 'handover';
  code: string | null;
  name: string | null;
  facts: unknown;
  owner_name: string | null;
  due_on: Day;
};

/**
 * What somebody has to do about customer files: papers that he is asked to bring, or that he asked for and that are late; papers of his
 * customers that end soon; hand-overs that wait for his signature. Earliest first.
 */
export function errands(tx: Tx, userId: string, today: Day, papersUntil: Day, most: number): Promise<ErrandRow[]> {
  return tx.rows(sql<ErrandRow>`
    select q.request_id as id, 'request' as what, d.code, d.name,
           jsonb_build_object('file', 'request', 'items', to_jsonb(q.items), 'by', q.asked_by, 'of', q.asked_of, 'late', q.due_on < ${today}::date) as facts,
           coalesce(q.assignee, q.asked_by) as owner_name, q.due_on
    from dossiers.open_requests q
    join customers.identities d on d.tenant_id = q.tenant_id and d.party_id = q.party_id
    where q.assignee_id = ${userId}::uuid or (q.asked_by_id = ${userId}::uuid and q.due_on < ${today}::date)
    union all
    select p.paper_id, 'paper', d.code, d.name, jsonb_build_object('file', 'paper', 'kind', p.kind, 'on', p.expires_on::text), d.owner_name, p.expires_on
    from dossiers.ending_papers p
    join customers.directory d on d.tenant_id = p.tenant_id and d.party_id = p.party_id
    where d.owner_id = ${userId}::uuid and p.expires_on <= ${papersUntil}::date
    union all
    select h.handover_id, 'handover', null, null, jsonb_build_object('file', 'handover', 'from', h.from_name, 'to', h.to_name), null, h.starts_on
    from customers.handovers_to_sign h
    where h.signer_id = ${userId}::uuid
    order by due_on, id
    limit ${most}`);
}

export type WarningRow = {
  look_id: string;
  name: string;
  version_no: number;
  developed_by_id: string | null;
  developed_by: string;
  on_day: Day;
  psi: number | null;
  standing: string;
  falls: boolean;
};

/** Models in use whose monthly look warns and that nobody heeded yet. */
export function modelWarnings(tx: Tx, most: number): Promise<WarningRow[]> {
  return tx.rows(sql<WarningRow>`
    select look_id, name, version_no, developed_by_id, developed_by, on_day, psi, standing, falls
    from models.warnings order by on_day, look_id limit ${most}`);
}

export type WaitingNotices = { waiting: number; first_id: string | null; first_on: Day | null; names: string[] };

/** Letters of a lower grade that nobody sent or dropped yet: how many, the one that waits longest, and the first few customers. */
export function waitingNotices(tx: Tx, ownerId: string | null): Promise<WaitingNotices> {
  return tx.one(sql<WaitingNotices>`
    with waiting as (
      select n.notice_id, n.fell_on, d.name
      from ratings.waiting_notices n
      join customers.directory d on d.tenant_id = n.tenant_id and d.party_id = n.party_id
      where ${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid
    )
    select count(*)::int as waiting,
           (select w.notice_id from waiting w order by w.fell_on, w.notice_id limit 1) as first_id,
           min(fell_on) as first_on,
           array(select w.name from waiting w order by w.fell_on, w.notice_id limit 3) as names
    from waiting`);
}

export function gradesByCode(tx: Tx, codes: readonly string[]): Promise<{ code: string; grade: string }[]> {
  return tx.rows(sql<{ code: string; grade: string }>`
    select d.code, l.grade
    from customers.directory d
    join ratings.latest l on l.tenant_id = d.tenant_id and l.party_id = d.party_id
    where d.code = any(${codes}::text[])`);
}

export type NewsRow = {
  at: Date;
  operation: string;
  actor_name: string;
  customer: string | null;
  facts: Record<string, unknown> | null;
};

/** The newest events of these kinds. A salesperson reads those about his own customers. */
export function news(
  tx: Tx,
  operations: readonly string[],
  since: Date,
  ownerId: string | null,
  most: number,
): Promise<NewsRow[]> {
  return tx.rows(sql<NewsRow>`
    select e.at, e.operation, e.actor_name, d.name as customer, e.facts
    from platform.events e
    left join customers.directory d on d.tenant_id = e.tenant_id and d.party_id = e.party_id
    where e.at >= ${since} and e.operation = any(${operations}::text[]) and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid)
    order by e.at desc, e.event_id desc
    limit ${most}`);
}
