// SQL that reads bills: lists, totals, the maturity ladder, one life; rules and reminders.
import type { Day } from '#base/date.ts';
import { type BillState, type BillType, HELD, LIVE, PASSED_ON } from '#engine/bills.ts';
import { type RawBuilder, sql, type Tx } from '#platform/sql.ts';

export type View = 'held' | 'passed' | 'week' | 'overdue' | 'dishonoured' | 'all';

export type ListRow = {
  document_id: string;
  account_id: string;
  number: string;
  sub_range: string | null;
  bill_type: BillType;
  code: string;
  name: string;
  acceptor: string;
  drawer: string | null;
  received_on: Day;
  due_on: Day;
  amount_minor: bigint;
  currency: string;
  state: BillState;
  state_on: Day;
  recourse: boolean;
  counted_minor: bigint;
  unapplied_minor: bigint;
};

const COLUMNS =
  sql.raw(`b.document_id, b.account_id, b.number, b.sub_range, b.bill_type, c.code, c.name, b.acceptor, b.drawer, b.received_on,
  b.due_on, b.amount_minor, b.currency, b.state, b.state_on, b.recourse, b.counted_minor, b.unapplied_minor`);
const DIRECTORY = sql`join customers.directory c on c.tenant_id = b.tenant_id and c.party_id = b.party_id`;

export type Filter = {
  readonly view: View;
  readonly partyId: string | null;
  readonly acceptorKey: string | null;
  readonly type: BillType | null;
  readonly state: BillState | null;
  readonly dueFrom: Day | null;
  readonly dueTo: Day | null;
  readonly text: string | null;
  readonly ownerId: string | null;
  readonly today: Day;
  readonly weekEnds: Day;
  readonly noticeBefore: Day;
};

function inView(filter: Filter): RawBuilder<unknown> {
  const { today } = filter;
  switch (filter.view) {
    case 'held':
      return sql`b.state = any(${[...HELD]}::text[])`;
    case 'passed':
      return sql`b.state = any(${[...PASSED_ON]}::text[]) and b.due_on >= ${today}::date`;
    case 'week':
      return sql`b.state = any(${[...LIVE]}::text[]) and b.due_on between ${today}::date and ${filter.weekEnds}::date`;
    case 'overdue':
      return sql`b.state = any(${[...LIVE]}::text[]) and b.due_on < ${today}::date`;
    case 'dishonoured':
      return sql`b.state in ('dishonoured', 'claimed')`;
    case 'all':
      return sql`true`;
  }
}

function filtered(filter: Filter): RawBuilder<unknown> {
  // Begins with, as a range: LIKE is not leakproof, so that under row-level security it uses no index.
  const after = filter.text === null ? null : `${filter.text}\u{10ffff}`;
  return sql`${inView(filter)}
    and (${filter.partyId}::uuid is null or b.party_id = ${filter.partyId}::uuid)
    and (${filter.ownerId}::uuid is null or c.owner_id = ${filter.ownerId}::uuid)
    and (${filter.acceptorKey}::text is null or starts_with(b.acceptor_key, ${filter.acceptorKey}::text))
    and (${filter.type}::text is null or b.bill_type = ${filter.type}::text)
    and (${filter.state}::text is null or b.state = ${filter.state}::text)
    and (${filter.dueFrom}::date is null or b.due_on >= ${filter.dueFrom}::date)
    and (${filter.dueTo}::date is null or b.due_on <= ${filter.dueTo}::date)
    and (${filter.text}::text is null or (b.number collate "C" >= ${filter.text}::text and b.number collate "C" < ${after}::text))`;
}

/** Live ones by maturity, nearest first; what is over newest first. */
export function billsPage(
  tx: Tx,
  filter: Filter,
  after: { on: Day; id: string } | null,
  newestFirst: boolean,
  limit: number,
): Promise<ListRow[]> {
  const place = newestFirst
    ? sql`(b.due_on, b.document_id) < (${after?.on ?? null}::date, ${after?.id ?? null}::uuid)`
    : sql`(b.due_on, b.document_id) > (${after?.on ?? null}::date, ${after?.id ?? null}::uuid)`;
  const direction = sql.raw(newestFirst ? 'desc' : 'asc');
  return tx.rows(sql<ListRow>`
    select ${COLUMNS}
    from receivables.bill_standing b
    ${DIRECTORY}
    where ${filtered(filter)} and (${after?.on ?? null}::date is null or ${place})
    order by b.due_on ${direction}, b.document_id ${direction}
    limit ${limit}`);
}

export type TotalRow = { currency: string; bills: number; amount_minor: bigint; counted_minor: bigint };

export function totalsOf(tx: Tx, filter: Filter): Promise<TotalRow[]> {
  return tx.rows(sql<TotalRow>`
    select b.currency, count(*)::int as bills, sum(b.amount_minor)::bigint as amount_minor, sum(b.counted_minor)::bigint as counted_minor
    from receivables.bill_standing b
    ${DIRECTORY}
    where ${filtered(filter)}
    group by b.currency
    order by amount_minor desc`);
}

export type LadderRow = {
  starts_on: Day | null;
  bill_type: BillType;
  currency: string;
  bills: number;
  amount_minor: bigint;
  passed_minor: bigint;
};

/** What is not paid yet by week or month of maturity; past due together, as null. */
export function ladder(tx: Tx, filter: Filter, by: 'week' | 'month'): Promise<LadderRow[]> {
  return tx.rows(sql<LadderRow>`
    select case when b.due_on < ${filter.today}::date then null else date_trunc(${by}::text, b.due_on::timestamp)::date end as starts_on,
           b.bill_type, b.currency, count(*)::int as bills, sum(b.amount_minor)::bigint as amount_minor,
           coalesce(sum(b.amount_minor) filter (where b.state = any(${[...PASSED_ON]}::text[])), 0)::bigint as passed_minor
    from receivables.bill_standing b
    ${DIRECTORY}
    where b.state = any(${[...LIVE]}::text[])
      and (${filter.partyId}::uuid is null or b.party_id = ${filter.partyId}::uuid)
      and (${filter.ownerId}::uuid is null or c.owner_id = ${filter.ownerId}::uuid)
    group by 1, 2, 3
    order by 1 nulls first, 2, 3
    limit 2000`);
}

export type OneRow = ListRow & {
  entity: string;
  drawn_on: Day | null;
  parent_id: string | null;
  owner_id: string | null;
  party_id: string;
  exposure_minor: bigint;
};

export function billById(tx: Tx, id: string): Promise<OneRow | null> {
  return tx.maybe(sql<OneRow>`
    select ${COLUMNS}, b.party_id, b.drawn_on, b.parent_id, c.owner_id, e.code as entity, p.exposure_minor
    from receivables.bill_standing b
    ${DIRECTORY}
    join customers.legal_entities e on e.tenant_id = b.tenant_id and e.entity_id = b.entity_id
    join exposure.positions p on p.tenant_id = b.tenant_id and p.account_id = b.account_id
    where b.document_id = ${id}`);
}

/** Whose bills these are: for who may act on them. */
export function ownersOf(
  tx: Tx,
  ids: readonly string[],
): Promise<{ document_id: string; owner_id: string | null; code: string }[]> {
  return tx.rows(sql<{ document_id: string; owner_id: string | null; code: string }>`
    select b.document_id, c.owner_id, c.code
    from receivables.bill_standing b
    ${DIRECTORY}
    where b.document_id = any(${ids}::uuid[])`);
}

export type ActRow = {
  seq: number;
  state: BillState;
  recourse: boolean;
  counterparty: string | null;
  fee_minor: bigint | null;
  note: string | null;
  by_name: string | null;
  assumed: boolean | null;
  undoes: number | null;
  effective_on: Day;
  recorded_at: Date;
  undone: boolean;
};

export function lifeOf(tx: Tx, id: string): Promise<ActRow[]> {
  return tx.rows(sql<ActRow>`
    select seq, state, recourse, counterparty, fee_minor, note, by_name, assumed, undoes, effective_on, recorded_at, undone
    from receivables.bill_life
    where document_id = ${id}
    order by seq
    limit 500`);
}

export type PaidRow = { document_id: string; kind: string; number: string; amount_minor: bigint; effective_on: Day };

export function paidBy(tx: Tx, id: string): Promise<PaidRow[]> {
  return tx.rows(sql<PaidRow>`
    select s.to_document as document_id, i.kind, i.number, s.amount_minor, s.effective_on
    from receivables.standing_settlements s
    join receivables.items i on i.tenant_id = s.tenant_id and i.document_id = s.to_document
    where s.from_document = ${id}
    order by s.effective_on, i.number
    limit 500`);
}

/** What was applied to a bill that came back, net of what was taken back. */
export function settledOf(tx: Tx, id: string): Promise<{ minor: bigint }> {
  return tx.one(sql<{ minor: bigint }>`
    select coalesce(sum(amount_minor), 0)::bigint as minor from receivables.settlements where to_document = ${id}`);
}

/** Bills that somebody acted on after an event, or that were paid on since: what stands of their lives comes from elsewhere. */
export function actedSince(
  tx: Tx,
  ids: readonly string[],
  eventId: string,
): Promise<{ number: string; at: Date; paid: boolean }[]> {
  return tx.rows(sql<{ number: string; at: Date; paid: boolean }>`
    select b.number, l.recorded_at as at, false as paid
    from receivables.bill_standing b
    join lateral (
      select max(e.recorded_at) as recorded_at
      from receivables.bill_life e
      where e.document_id = b.document_id and e.undoes is null and not e.undone and e.event_id <> ${eventId}::uuid
        and e.seq > (select max(o.seq) from receivables.bill_life o where o.document_id = b.document_id and o.event_id = ${eventId}::uuid)
    ) l on l.recorded_at is not null
    where b.document_id = any(${ids}::uuid[])
    union all
    select b.number, max(s.recorded_at), true
    from receivables.bill_standing b
    join receivables.standing_settlements s on s.tenant_id = b.tenant_id and s.to_document = b.document_id
    where b.document_id = any(${ids}::uuid[])
    group by b.number
    order by 1`);
}

/** Acts of one event on these bills. */
export function actsOf(tx: Tx, ids: readonly string[], eventId: string): Promise<{ document_id: string; seq: number }[]> {
  return tx.rows(sql<{ document_id: string; seq: number }>`
    select document_id, seq from receivables.bill_life
    where document_id = any(${ids}::uuid[]) and event_id = ${eventId}::uuid and undoes is null`);
}

export function openOf(tx: Tx, id: string): Promise<{ open_minor: bigint; due_on: Day | null } | null> {
  return tx.maybe(sql<{ open_minor: bigint; due_on: Day | null }>`
    select open_minor, open_due_on as due_on from receivables.items where document_id = ${id} and open_minor <> 0`);
}

export function partsOf(
  tx: Tx,
  id: string,
): Promise<{ document_id: string; sub_range: string | null; amount_minor: bigint; state: BillState }[]> {
  return tx.rows(sql`
    select document_id, sub_range, amount_minor, state from receivables.bill_standing where parent_id = ${id} order by document_id limit 200`);
}

export type KnownBill = {
  document_id: string;
  account_id: string;
  party_id: string;
  number: string;
  sub_range: string | null;
  bill_type: BillType;
  acceptor_key: string;
  due_on: Day;
  amount_minor: bigint;
  currency: string;
  state: BillState;
  state_on: Day;
  received_on: Day;
};

/** Bills of these numbers, whichever file or hand they came from. */
export function billsByNumber(tx: Tx, numbers: readonly string[]): Promise<KnownBill[]> {
  return tx.rows(sql<KnownBill>`
    select document_id, account_id, party_id, number, sub_range, bill_type, acceptor_key, due_on, amount_minor, currency, state, state_on,
           received_on
    from receivables.bill_standing where number = any(${numbers}::text[])`);
}

/** Invoices of a customer that are open, oldest due first. */
export function openInvoices(
  tx: Tx,
  partyId: string,
  currency: string,
  most: number,
): Promise<{ document_id: string; number: string; open_minor: bigint; disputed_minor: bigint; effective_on: Day }[]> {
  return tx.rows(sql`
    select document_id, number, open_minor, disputed_minor, effective_on
    from receivables.items
    where party_id = ${partyId} and currency = ${currency} and kind = 'invoice' and open_minor > 0 and reversed_by is null
    order by open_due_on, effective_on, document_id
    limit ${most}`);
}

/** Invoices by their number within a customer, for files that name what a bill pays. */
export function invoicesByNumber(
  tx: Tx,
  partyIds: readonly string[],
  numbers: readonly string[],
): Promise<{ document_id: string; party_id: string; number: string; currency: string; open_minor: bigint; effective_on: Day }[]> {
  return tx.rows(sql`
    select document_id, party_id, number, currency, open_minor, effective_on
    from receivables.items
    where party_id = any(${partyIds}::uuid[]) and number = any(${numbers}::text[]) and kind = 'invoice' and reversed_by is null
      and reverses is null`);
}

export type RuleRow = {
  rule_no: number;
  presentation_days: number;
  notice_days: number;
  assume_honoured_after_days: number | null;
  by_name: string;
  recorded_at: Date;
};

export function newestRule(tx: Tx): Promise<RuleRow | null> {
  return tx.maybe(sql<RuleRow>`
    select rule_no, presentation_days, notice_days, assume_honoured_after_days, by_name, recorded_at
    from bills.rules order by rule_no desc limit 1`);
}

export async function insertRule(tx: Tx, tenantId: string, row: RuleRow & { reason: string }): Promise<void> {
  await tx.run(sql`
    insert into bills.rules
      (tenant_id, rule_no, presentation_days, notice_days, assume_honoured_after_days, recorded_at, by_name, reason)
    values (${tenantId}, ${row.rule_no}, ${row.presentation_days}, ${row.notice_days}, ${row.assume_honoured_after_days}, ${row.recorded_at},
            ${row.by_name}, ${row.reason})`);
}

export type ReminderKind = 'ten_days' | 'three_days' | 'last_day' | 'unsaid';

/** Bills of which something is to be said today: presentation ends soon, or the day has passed and nobody said how it ended. */
export function toRemind(
  tx: Tx,
  days: { today: Day; endsFrom: Day; endsTo: Day; presentationDays: number; unsaidBefore: Day },
  limit: number,
): Promise<{ document_id: string; due_on: Day; held: boolean }[]> {
  return tx.rows(sql`
    select b.document_id, b.due_on, b.state in ('received', 'pledged') as held
    from receivables.bill_standing b
    where (b.state in ('received', 'pledged') and b.due_on between ${days.endsFrom}::date and ${days.endsTo}::date)
       or (b.state = any(${[...LIVE]}::text[]) and b.due_on < ${days.unsaidBefore}::date)
    order by b.due_on, b.document_id
    limit ${limit}`);
}

export async function insertReminders(
  tx: Tx,
  tenantId: string,
  today: Day,
  rows: readonly { documentId: string; dueOn: Day; kind: ReminderKind }[],
): Promise<number> {
  return tx.run(sql`
    insert into bills.reminders (tenant_id, document_id, due_on, kind, said_on)
    select ${tenantId}::uuid, n.document_id, n.due_on, n.kind, ${today}::date
    from unnest(${rows.map((row) => row.documentId)}::uuid[], ${rows.map((row) => row.dueOn)}::date[], ${rows.map((row) => row.kind)}::text[])
         as n(document_id, due_on, kind)
    on conflict (tenant_id, document_id, due_on, kind) do nothing`);
}

/** The newest reminder of each bill that is still as it was, what is most urgent first. */
export function standingReminders(
  tx: Tx,
  ownerId: string | null,
  limit: number,
): Promise<(ListRow & { kind: ReminderKind; said_on: Day })[]> {
  return tx.rows(sql<ListRow & { kind: ReminderKind; said_on: Day }>`
    select ${COLUMNS}, r.kind, r.said_on
    from receivables.bill_standing b
    join lateral (select r.kind, r.said_on from bills.reminders r
                  where r.tenant_id = b.tenant_id and r.document_id = b.document_id and r.due_on = b.due_on
                  order by r.said_on desc, r.kind limit 1) r on true
    ${DIRECTORY}
    where b.state = any(${[...LIVE]}::text[]) and (r.kind = 'unsaid' or b.state in ('received', 'pledged'))
      and (${ownerId}::uuid is null or c.owner_id = ${ownerId}::uuid)
    order by b.due_on, b.document_id
    limit ${limit}`);
}

/** Bills in others' hands whose silence has lasted long enough. */
export function longSilent(tx: Tx, dueBefore: Day, limit: number): Promise<{ document_id: string }[]> {
  return tx.rows(sql<{ document_id: string }>`
    select document_id from receivables.bill_standing
    where state = any(${[...PASSED_ON]}::text[]) and due_on < ${dueBefore}::date
    order by due_on, document_id
    limit ${limit}`);
}

export function exposureOfAccount(tx: Tx, accountId: string): Promise<{ minor: bigint }> {
  return tx.one(sql<{ minor: bigint }>`select exposure_minor as minor from exposure.positions where account_id = ${accountId}`);
}
