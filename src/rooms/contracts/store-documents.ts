// SQL of what became of a contract: the documents that name it, what was received on them, and what is kept back.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type PaperRow = {
  document_id: string;
  account_id: string;
  party_id: string;
  kind: string;
  source: string;
  number: string;
  issued_on: Day;
  effective_on: Day;
  due_on: Day | null;
  amount_minor: bigint;
  currency: string;
  open_minor: bigint;
};

/** Newest first; a contract with more documents than `most` shows the newest and its sums. */
export function papersOf(tx: Tx, contract: { entityId: string; number: string }, most: number): Promise<PaperRow[]> {
  return tx.rows(sql<PaperRow>`
    select document_id, account_id, party_id, kind, source, number, issued_on, effective_on, coalesce(open_due_on, due_on) as due_on,
           amount_minor, currency, open_minor
    from receivables.contract_papers
    where entity_id = ${contract.entityId} and contract = ${contract.number} and reverses is null and reversed_by is null
    order by issued_on desc, document_id desc
    limit ${most}`);
}

export type Sums = {
  invoiced_minor: bigint;
  delivered_minor: bigint;
  outstanding_minor: bigint;
  overdue_minor: bigint;
  retention_minor: bigint;
  received_minor: bigint;
  documents: number;
};

export function sumsOf(tx: Tx, contract: { entityId: string; number: string; currency: string }, today: Day): Promise<Sums> {
  return tx.one(sql<Sums>`
    with named as (
      select document_id, tenant_id, kind, amount_minor, open_minor, open_due_on
      from receivables.contract_papers
      where entity_id = ${contract.entityId} and contract = ${contract.number} and currency = ${contract.currency}
        and reverses is null and reversed_by is null
    )
    select coalesce(sum(case n.kind when 'invoice' then n.amount_minor when 'credit_note' then -n.amount_minor end), 0)::bigint as invoiced_minor,
           coalesce(sum(n.open_minor) filter (where n.kind = 'delivery'), 0)::bigint as delivered_minor,
           coalesce(sum(n.open_minor) filter (where n.kind in ('invoice', 'retention')), 0)::bigint as outstanding_minor,
           coalesce(sum(n.open_minor) filter (where n.kind in ('invoice', 'retention') and n.open_due_on < ${today}::date), 0)::bigint as overdue_minor,
           coalesce(sum(n.open_minor) filter (where n.kind = 'retention'), 0)::bigint as retention_minor,
           coalesce((
             select sum(a.amount_minor) from named t
             join receivables.settlements a on a.tenant_id = t.tenant_id and a.to_document = t.document_id
             join receivables.papers f on f.tenant_id = a.tenant_id and f.document_id = a.from_document and f.kind in ('receipt', 'bill')
           ), 0)::bigint as received_minor,
           count(*)::int as documents
    from named n`);
}

export type RetentionRow = {
  retention_id: string;
  contract_id: string;
  invoice_id: string;
  invoice: string;
  document_id: string;
  source: string;
  entity_id: string;
  party_id: string;
  issued_on: Day;
  currency: string;
  held_minor: bigint;
  open_minor: bigint;
  due_on: Day;
  provisional: boolean;
  /** The day was set by a person and follows no rule any more. */
  by_hand: boolean;
};

const RETENTION =
  sql.raw(`r.retention_id, r.contract_id, r.invoice_id, p.number as invoice, r.document_id, p.source, p.entity_id, p.party_id,
  p.issued_on, p.currency, r.held_minor, p.open_minor, r.due_on, r.provisional, r.by_hand`);

export function retentionsOf(tx: Tx, contractId: string): Promise<RetentionRow[]> {
  return tx.rows(sql<RetentionRow>`
    select ${RETENTION}
    from contracts.retentions r
    join receivables.contract_papers p on p.tenant_id = r.tenant_id and p.document_id = r.document_id and p.reversed_by is null
    where r.contract_id = ${contractId} order by r.due_on, p.number limit 2000`);
}

export async function retentionForUpdate(tx: Tx, retentionId: string): Promise<RetentionRow | null> {
  await tx.rows(sql`select 1 from contracts.retentions where retention_id = ${retentionId} for no key update`);
  return tx.maybe(sql<RetentionRow>`
    select ${RETENTION}
    from contracts.retentions r
    join receivables.contract_papers p on p.tenant_id = r.tenant_id and p.document_id = r.document_id and p.reversed_by is null
    where r.retention_id = ${retentionId}`);
}

export type NewRetention = {
  retentionId: string;
  contractId: string;
  invoiceId: string;
  documentId: string;
  heldMinor: bigint;
  dueOn: Day;
  provisional: boolean;
};

export async function insertRetentions(tx: Tx, tenantId: string, at: Date, rows: readonly NewRetention[]): Promise<void> {
  await tx.run(sql`
    insert into contracts.retentions
      (tenant_id, retention_id, contract_id, invoice_id, document_id, held_minor, due_on, provisional, by_hand, held_at)
    select ${tenantId}::uuid, n.retention_id, n.contract_id, n.invoice_id, n.document_id, n.held_minor, n.due_on, n.provisional, false,
           ${at}::timestamptz
    from unnest(${rows.map((row) => row.retentionId)}::uuid[], ${rows.map((row) => row.contractId)}::uuid[],
                ${rows.map((row) => row.invoiceId)}::uuid[], ${rows.map((row) => row.documentId)}::uuid[],
                ${rows.map((row) => row.heldMinor)}::bigint[], ${rows.map((row) => row.dueOn)}::date[],
                ${rows.map((row) => row.provisional)}::boolean[])
         as n(retention_id, contract_id, invoice_id, document_id, held_minor, due_on, provisional)`);
}

export async function setRetentionDue(
  tx: Tx,
  rows: readonly { retentionId: string; dueOn: Day; provisional: boolean; byHand: boolean }[],
): Promise<void> {
  await tx.run(sql`
    update contracts.retentions r
    set due_on = n.due_on, provisional = n.provisional, by_hand = n.by_hand
    from unnest(${rows.map((row) => row.retentionId)}::uuid[], ${rows.map((row) => row.dueOn)}::date[],
                ${rows.map((row) => row.provisional)}::boolean[], ${rows.map((row) => row.byHand)}::boolean[])
         as n(retention_id, due_on, provisional, by_hand)
    where r.retention_id = n.retention_id`);
}

export type NewRetentionAct = {
  retentionId: string;
  act: 'held' | 'moved' | 'released' | 'claimed';
  amountMinor: bigint;
  dueOn: Day | null;
  effectiveOn: Day;
  number: string | null;
  reason: string | null;
};

export async function insertRetentionActs(
  tx: Tx,
  tenantId: string,
  hand: { at: Date; byName: string; eventId: string },
  rows: readonly NewRetentionAct[],
): Promise<void> {
  await tx.run(sql`
    insert into contracts.retention_acts
      (tenant_id, retention_id, seq, act, amount_minor, due_on, effective_on, number, reason, by_name, recorded_at, event_id)
    select ${tenantId}::uuid, n.retention_id,
           (select count(*)::int + 1 from contracts.retention_acts a where a.retention_id = n.retention_id),
           n.act, n.amount_minor, n.due_on, n.effective_on, n.number, n.reason, ${hand.byName}, ${hand.at}::timestamptz, ${hand.eventId}::uuid
    from unnest(${rows.map((row) => row.retentionId)}::uuid[], ${rows.map((row) => row.act)}::text[],
                ${rows.map((row) => row.amountMinor)}::bigint[], ${rows.map((row) => row.dueOn)}::date[],
                ${rows.map((row) => row.effectiveOn)}::date[], ${rows.map((row) => row.number)}::text[], ${rows.map((row) => row.reason)}::text[])
         as n(retention_id, act, amount_minor, due_on, effective_on, number, reason)`);
}

export function retentionActs(
  tx: Tx,
  retentionIds: readonly string[],
): Promise<
  {
    retention_id: string;
    seq: number;
    act: string;
    amount_minor: bigint;
    due_on: Day | null;
    effective_on: Day;
    reason: string | null;
    by_name: string;
  }[]
> {
  return tx.rows(sql`
    select retention_id, seq, act, amount_minor, due_on, effective_on, reason, by_name
    from contracts.retention_acts where retention_id = any(${retentionIds}::uuid[]) order by retention_id, seq limit 5000`);
}

/** Invoices of a contract of which nothing is set apart yet and of which something is open. */
export function unsplit(
  tx: Tx,
  contract: { entityId: string; number: string; currency: string },
  documentIds: readonly string[] | null,
  most: number,
): Promise<PaperRow[]> {
  return tx.rows(sql<PaperRow>`
    select p.document_id, p.account_id, p.party_id, p.kind, p.source, p.number, p.issued_on, p.effective_on,
           coalesce(p.open_due_on, p.due_on) as due_on, p.amount_minor, p.currency, p.open_minor
    from receivables.contract_papers p
    where p.entity_id = ${contract.entityId} and p.contract = ${contract.number} and p.currency = ${contract.currency}
      and p.kind = 'invoice' and p.open_minor > 0
      and (${documentIds}::uuid[] is null or p.document_id = any(${documentIds}::uuid[]))
      and not exists (
        select 1 from contracts.retentions r
        join receivables.contract_papers k on k.tenant_id = r.tenant_id and k.document_id = r.document_id and k.reversed_by is null
        where r.tenant_id = p.tenant_id and r.invoice_id = p.document_id)
    order by p.issued_on, p.document_id
    limit ${most}`);
}
