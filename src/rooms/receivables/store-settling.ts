// SQL of settling what is known already: documents and applications under the lock of their accounts, and what reverses them.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';
import type { DocumentKind } from './store.ts';

export type SettlingDocument = {
  document_id: string;
  account_id: string;
  party_id: string;
  entity_id: string;
  kind: DocumentKind;
  source: string;
  number: string;
  effective_on: Day;
  amount_minor: bigint;
  currency: string;
  contract: string | null;
  entry_no: number;
  reverses: string | null;
  reversed_by: string | null;
  due_on: Day | null;
  open_minor: bigint;
};

export function documentsById(tx: Tx, ids: readonly string[]): Promise<SettlingDocument[]> {
  return tx.rows(sql<SettlingDocument>`
    select d.document_id, i.account_id, d.party_id, d.entity_id, d.kind, d.source, d.number, d.effective_on, d.amount_minor, d.currency,
           d.contract, d.entry_no, d.reverses, i.reversed_by, i.due_on, i.open_minor
    from receivables.documents d
    join receivables.open_items i on i.tenant_id = d.tenant_id and i.document_id = d.document_id
    where d.document_id = any(${ids}::uuid[])`);
}

/** What was applied from and to these documents, net a day: what was taken back on its own day is not there. */
export function appliedByDay(tx: Tx, ids: readonly string[]): Promise<{ document_id: string; on_day: Day; minor: bigint }[]> {
  return tx.rows(sql<{ document_id: string; on_day: Day; minor: bigint }>`
    select document_id, on_day, sum(minor)::bigint as minor
    from (
      select from_document as document_id, effective_on as on_day, amount_minor as minor
      from receivables.applications where from_document = any(${ids}::uuid[])
      union all
      select to_document, effective_on, amount_minor
      from receivables.applications where to_document = any(${ids}::uuid[])
    ) applied
    group by document_id, on_day
    having sum(minor) <> 0
    order by document_id, on_day`);
}

export type KnownApplication = {
  application_id: string;
  account_id: string;
  from_document: string;
  to_document: string;
  /** What it went to: a refund took the money out again. */
  to_kind: DocumentKind;
  amount_minor: bigint;
  effective_on: Day;
  event_id: string;
  reverses: string | null;
  reversed: boolean;
};

export function applicationsById(tx: Tx, ids: readonly string[]): Promise<KnownApplication[]> {
  return tx.rows(sql<KnownApplication>`
    select a.application_id, i.account_id, a.from_document, a.to_document, i.kind as to_kind, a.amount_minor, a.effective_on, a.event_id, a.reverses,
           exists (select 1 from receivables.applications r where r.tenant_id = a.tenant_id and r.reverses = a.application_id) as reversed
    from receivables.applications a
    join receivables.open_items i on i.tenant_id = a.tenant_id and i.document_id = a.to_document
    where a.application_id = any(${ids}::uuid[])`);
}

/** Applications that stand and name one of these documents on either side. */
export function standingOf(tx: Tx, documentIds: readonly string[]): Promise<KnownApplication[]> {
  return tx.rows(sql<KnownApplication>`
    select a.application_id, i.account_id, a.from_document, a.to_document, i.kind as to_kind, a.amount_minor, a.effective_on, a.event_id, a.reverses,
           false as reversed
    from (
      select application_id from receivables.applications where from_document = any(${documentIds}::uuid[])
      union
      select application_id from receivables.applications where to_document = any(${documentIds}::uuid[])
    ) named
    join receivables.applications a on a.application_id = named.application_id
    join receivables.open_items i on i.tenant_id = a.tenant_id and i.document_id = a.to_document
    where a.reverses is null
      and not exists (select 1 from receivables.applications r where r.tenant_id = a.tenant_id and r.reverses = a.application_id)`);
}

/** What is kept back of these invoices and stands. */
export function retentionsOf(tx: Tx, invoiceIds: readonly string[]): Promise<{ document_id: string }[]> {
  return tx.rows(sql<{ document_id: string }>`
    select d.document_id
    from receivables.applications a
    join receivables.documents d on d.document_id = a.from_document and d.kind = 'retention'
    where a.to_document = any(${invoiceIds}::uuid[]) and a.reverses is null
      and not exists (select 1 from receivables.applications r where r.tenant_id = a.tenant_id and r.reverses = a.application_id)`);
}

export type FoldRow = {
  account_id: string;
  source_id: string;
  part: 'open' | 'bills' | 'delivered' | 'unapplied' | 'reserved';
  due_on: Day | null;
  effective_on: Day;
  amount_minor: bigint;
};

/** What these documents have in the journal, by part, due day and day; of a merged customer, on the survivor's account since the merge. */
export function foldOf(tx: Tx, documentIds: readonly string[]): Promise<FoldRow[]> {
  return tx.rows(sql<FoldRow>`
    select j.account_id, j.source_id, j.part, j.due_on, j.effective_on, sum(j.amount_minor)::bigint as amount_minor
    from exposure.journal j
    join exposure.positions p on p.tenant_id = j.tenant_id and p.account_id = j.account_id and p.moved_to is null
    where j.source_id = any(${documentIds}::uuid[])
    group by j.account_id, j.source_id, j.part, j.due_on, j.effective_on
    having sum(j.amount_minor) <> 0
    order by j.source_id, j.part, j.due_on, j.effective_on`);
}

/** Marks documents as reversed by the rows that reverse them; nothing is open of them any more. */
export async function markReversed(tx: Tx, rows: readonly { documentId: string; reversedBy: string }[]): Promise<void> {
  await tx.run(sql`
    update receivables.open_items i
    set open_minor = 0, reversed_by = n.reversed_by
    from unnest(${rows.map((row) => row.documentId)}::uuid[], ${rows.map((row) => row.reversedBy)}::uuid[]) as n(document_id, reversed_by)
    where i.document_id = n.document_id`);
}

/** The day of the newest receipt of each account that stands; accounts without one do not come. */
export function lastPaidOn(tx: Tx, accountIds: readonly string[]): Promise<{ account_id: string; paid_on: Day }[]> {
  return tx.rows(sql<{ account_id: string; paid_on: Day }>`
    select d.account_id, max(d.effective_on) as paid_on
    from receivables.documents d
    join receivables.open_items i on i.tenant_id = d.tenant_id and i.document_id = d.document_id and i.reversed_by is null
    where d.account_id = any(${accountIds}::uuid[]) and d.kind = 'receipt' and d.reverses is null
    group by d.account_id`);
}

export type ReversedDocument = {
  document_id: string;
  party_id: string;
  entity_id: string;
  kind: DocumentKind;
  source: string;
  number: string;
  issued_on: Day;
  posted_on: Day | null;
  due_on: Day | null;
  effective_on: Day;
  amount_minor: bigint;
  currency: string;
  disputed: boolean | null;
  contract: string | null;
  reference: string | null;
  note: string | null;
  import_id: string | null;
  import_row: number | null;
};

/** Documents that were reversed, whole. */
export function reversedById(tx: Tx, ids: readonly string[]): Promise<ReversedDocument[]> {
  return tx.rows(sql<ReversedDocument>`
    select d.document_id, d.party_id, d.entity_id, d.kind, d.source, d.number, d.issued_on, d.posted_on, d.due_on, d.effective_on, d.amount_minor,
           d.currency, d.disputed, d.contract, d.reference, d.note, d.import_id, d.import_row
    from receivables.documents d
    join receivables.open_items i on i.tenant_id = d.tenant_id and i.document_id = d.document_id and i.reversed_by is not null
    where d.document_id = any(${ids}::uuid[])`);
}

/** What these documents had settled and was taken back by the very event that reversed them. */
export function takenBackWith(
  tx: Tx,
  ids: readonly string[],
): Promise<{ from_document: string; to_document: string; amount_minor: bigint; effective_on: Day }[]> {
  return tx.rows(sql<{ from_document: string; to_document: string; amount_minor: bigint; effective_on: Day }>`
    select a.from_document, a.to_document, a.amount_minor, a.effective_on
    from receivables.applications a
    join receivables.open_items i on i.tenant_id = a.tenant_id and i.document_id = a.from_document
    join receivables.documents v on v.tenant_id = i.tenant_id and v.document_id = i.reversed_by
    join receivables.applications r on r.tenant_id = a.tenant_id and r.reverses = a.application_id and r.event_id = v.event_id
    where a.from_document = any(${ids}::uuid[])
    order by a.effective_on, a.application_id`);
}
