// SQL of bills: where each stands, and the acts of its life.
import type { Day } from '#base/date.ts';
import type { BillState, BillType } from '#engine/bills.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type BillRow = {
  document_id: string;
  account_id: string;
  party_id: string;
  entity_id: string;
  number: string;
  bill_type: BillType;
  acceptor: string;
  acceptor_key: string;
  drawer: string | null;
  drawn_on: Day | null;
  sub_range: string | null;
  parent_id: string | null;
  received_on: Day;
  due_on: Day;
  amount_minor: bigint;
  currency: string;
  state: BillState;
  state_on: Day;
  recourse: boolean;
  counted_minor: bigint;
  unapplied_minor: bigint;
  last_seq: number;
};

export async function insertBills(tx: Tx, tenantId: string, rows: readonly BillRow[]): Promise<void> {
  await tx.run(sql`
    insert into receivables.bills
      (tenant_id, document_id, account_id, party_id, entity_id, number, bill_type, acceptor, acceptor_key, drawer, drawn_on, sub_range, parent_id,
       received_on, due_on, amount_minor, currency, state, state_on, recourse, counted_minor, unapplied_minor, last_seq)
    select ${tenantId}::uuid, n.document_id, n.account_id, n.party_id, n.entity_id, n.number, n.bill_type, n.acceptor, n.acceptor_key, n.drawer,
           n.drawn_on, n.sub_range, n.parent_id, n.received_on, n.due_on, n.amount_minor, n.currency, n.state, n.state_on, n.recourse,
           n.counted_minor, n.unapplied_minor, n.last_seq
    from unnest(
      ${rows.map((row) => row.document_id)}::uuid[], ${rows.map((row) => row.account_id)}::uuid[], ${rows.map((row) => row.party_id)}::uuid[],
      ${rows.map((row) => row.entity_id)}::uuid[], ${rows.map((row) => row.number)}::text[], ${rows.map((row) => row.bill_type)}::text[],
      ${rows.map((row) => row.acceptor)}::text[], ${rows.map((row) => row.acceptor_key)}::text[], ${rows.map((row) => row.drawer)}::text[],
      ${rows.map((row) => row.drawn_on)}::date[], ${rows.map((row) => row.sub_range)}::text[], ${rows.map((row) => row.parent_id)}::uuid[],
      ${rows.map((row) => row.received_on)}::date[], ${rows.map((row) => row.due_on)}::date[], ${rows.map((row) => row.amount_minor)}::bigint[],
      ${rows.map((row) => row.currency)}::text[], ${rows.map((row) => row.state)}::text[], ${rows.map((row) => row.state_on)}::date[],
      ${rows.map((row) => row.recourse)}::boolean[], ${rows.map((row) => row.counted_minor)}::bigint[],
      ${rows.map((row) => row.unapplied_minor)}::bigint[], ${rows.map((row) => row.last_seq)}::int[]
    ) as n(document_id, account_id, party_id, entity_id, number, bill_type, acceptor, acceptor_key, drawer, drawn_on, sub_range, parent_id,
           received_on, due_on, amount_minor, currency, state, state_on, recourse, counted_minor, unapplied_minor, last_seq)`);
}

export function billsById(tx: Tx, ids: readonly string[]): Promise<BillRow[]> {
  return tx.rows(sql<BillRow>`
    select document_id, account_id, party_id, entity_id, number, bill_type, acceptor, acceptor_key, drawer, drawn_on, sub_range, parent_id,
           received_on, due_on, amount_minor, currency, state, state_on, recourse, counted_minor, unapplied_minor, last_seq
    from receivables.bills where document_id = any(${ids}::uuid[]) and reversed_by is null`);
}

/** Where bills stand after the acts decided under the lock of their accounts. */
export async function writeBillRows(tx: Tx, rows: readonly BillRow[]): Promise<void> {
  await tx.run(sql`
    update receivables.bills b
    set state = n.state, state_on = n.state_on, recourse = n.recourse, counted_minor = n.counted_minor, unapplied_minor = n.unapplied_minor,
        last_seq = n.last_seq
    from unnest(${rows.map((row) => row.document_id)}::uuid[], ${rows.map((row) => row.state)}::text[], ${rows.map((row) => row.state_on)}::date[],
                ${rows.map((row) => row.recourse)}::boolean[], ${rows.map((row) => row.counted_minor)}::bigint[],
                ${rows.map((row) => row.unapplied_minor)}::bigint[], ${rows.map((row) => row.last_seq)}::int[])
         as n(document_id, state, state_on, recourse, counted_minor, unapplied_minor, last_seq)
    where b.document_id = n.document_id`);
}

/** What applications that were taken back had used of bills has paid nothing again. */
export async function addUnapplied(tx: Tx, rows: readonly { documentId: string; minor: bigint }[]): Promise<void> {
  await tx.run(sql`
    update receivables.bills b
    set unapplied_minor = b.unapplied_minor + n.minor
    from (select document_id, sum(minor)::bigint as minor
          from unnest(${rows.map((row) => row.documentId)}::uuid[], ${rows.map((row) => row.minor)}::bigint[]) as u(document_id, minor)
          group by document_id) n
    where b.document_id = n.document_id`);
}

export async function markBillsReversed(tx: Tx, rows: readonly { documentId: string; reversedBy: string }[]): Promise<void> {
  await tx.run(sql`
    update receivables.bills b
    set reversed_by = n.reversed_by, counted_minor = 0, unapplied_minor = 0
    from unnest(${rows.map((row) => row.documentId)}::uuid[], ${rows.map((row) => row.reversedBy)}::uuid[]) as n(document_id, reversed_by)
    where b.document_id = n.document_id`);
}

export type BillEventRow = {
  documentId: string;
  seq: number;
  state: BillState;
  billType: BillType;
  acceptor: string;
  recourse: boolean;
  counterparty: string | null;
  feeMinor: bigint | null;
  note: string | null;
  byName: string | null;
  assumed: boolean;
  undoes: number | null;
  effectiveOn: Day;
  eventId: string;
};

export async function insertBillEvents(tx: Tx, tenantId: string, at: Date, rows: readonly BillEventRow[]): Promise<void> {
  await tx.run(sql`
    insert into receivables.bill_events
      (tenant_id, document_id, seq, state, bill_type, acceptor, recourse, counterparty, fee_minor, note, by_name, assumed, undoes, effective_on,
       recorded_at, event_id)
    select ${tenantId}::uuid, n.document_id, n.seq, n.state, n.bill_type, n.acceptor, n.recourse, n.counterparty, n.fee_minor, n.note, n.by_name,
           n.assumed, n.undoes, n.effective_on, ${at}::timestamptz, n.event_id
    from unnest(${rows.map((row) => row.documentId)}::uuid[], ${rows.map((row) => row.seq)}::int[], ${rows.map((row) => row.state)}::text[],
                ${rows.map((row) => row.billType)}::text[], ${rows.map((row) => row.acceptor)}::text[], ${rows.map((row) => row.recourse)}::boolean[],
                ${rows.map((row) => row.counterparty)}::text[], ${rows.map((row) => row.feeMinor)}::bigint[], ${rows.map((row) => row.note)}::text[],
                ${rows.map((row) => row.byName)}::text[], ${rows.map((row) => row.assumed)}::boolean[], ${rows.map((row) => row.undoes)}::int[],
                ${rows.map((row) => row.effectiveOn)}::date[], ${rows.map((row) => row.eventId)}::uuid[])
         as n(document_id, seq, state, bill_type, acceptor, recourse, counterparty, fee_minor, note, by_name, assumed, undoes, effective_on, event_id)`);
}

export type StandingAct = { document_id: string; seq: number; state: BillState; recourse: boolean; effective_on: Day };

/** The acts of bills that stand, in their order. */
export function standingActs(tx: Tx, ids: readonly string[]): Promise<StandingAct[]> {
  return tx.rows(sql<StandingAct>`
    select document_id, seq, state, recourse, effective_on
    from receivables.bill_life
    where document_id = any(${ids}::uuid[]) and undoes is null and not undone
    order by document_id, seq`);
}

export type OpenItem = {
  document_id: string;
  account_id: string;
  kind: string;
  number: string;
  due_on: Day | null;
  open_minor: bigint;
  currency: string;
  effective_on: Day;
};

/** What is open of documents that a bill may pay. */
export function openItems(tx: Tx, ids: readonly string[]): Promise<OpenItem[]> {
  return tx.rows(sql<OpenItem>`
    select i.document_id, i.account_id, i.kind, d.number, i.due_on, i.open_minor, d.currency, d.effective_on
    from receivables.open_items i
    join receivables.documents d on d.tenant_id = i.tenant_id and d.document_id = i.document_id
    where i.document_id = any(${ids}::uuid[]) and i.reversed_by is null and d.reverses is null`);
}
