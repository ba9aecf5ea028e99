// SQL that writes the ledger: documents, what is open of them, what settled what.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

/**
 * What a document can be. A write-off or a discount settles others and is fully applied when made; a refund takes unapplied money back; a
 * retention is what the customer keeps back of an invoice, which it settles, due on a day of its own.
 */
export type DocumentKind =
  | 'invoice'
  | 'credit_note'
  | 'receipt'
  | 'bill'
  | 'delivery'
  | 'write_off'
  | 'discount'
  | 'refund'
  | 'retention';

export type DocumentRow = {
  documentId: string;
  accountId: string;
  partyId: string;
  entityId: string;
  kind: DocumentKind;
  source: string;
  number: string;
  issuedOn: Day;
  postedOn: Day | null;
  dueOn: Day | null;
  effectiveOn: Day;
  amountMinor: bigint;
  currency: string;
  disputed: boolean | null;
  contract: string | null;
  reference: string | null;
  note: string | null;
  /** 1 when first entered, one more each time it is entered again after a reversal; of a reversal the negative of what it reverses. */
  entryNo: number;
  reverses: string | null;
  importId: string | null;
  importRow: number | null;
  eventId: string;
};

export type KnownDocument = {
  document_id: string;
  account_id: string;
  party_id: string;
  entity_id: string;
  kind: DocumentKind;
  number: string;
  issued_on: Day;
  due_on: Day | null;
  amount_minor: bigint;
  currency: string;
  open_minor: bigint;
};

export type DocumentKey = { entityId: string; kind: string; number: string };

/** Standing documents only: what was reversed may be entered again. */
/** Documents of a merged customer are known as the survivor's, on the account where what is open of them stands. */
export function knownDocuments(tx: Tx, source: string, keys: readonly DocumentKey[]): Promise<KnownDocument[]> {
  return tx.rows(sql<KnownDocument>`
    select d.document_id, i.account_id, coalesce(v.survivor_id, d.party_id) as party_id, d.entity_id, d.kind, d.number, d.issued_on, d.due_on,
           d.amount_minor, d.currency, i.open_minor
    from unnest(${keys.map((key) => key.entityId)}::uuid[], ${keys.map((key) => key.kind)}::text[], ${keys.map((key) => key.number)}::text[])
         as k(entity_id, kind, number)
    join receivables.documents d on d.source = ${source} and d.entity_id = k.entity_id and d.kind = k.kind and d.number = k.number
      and d.reverses is null
    join receivables.open_items i on i.tenant_id = d.tenant_id and i.document_id = d.document_id and i.reversed_by is null
    left join customers.survivors v on v.tenant_id = d.tenant_id and v.party_id = d.party_id`);
}

export function anyReversed(tx: Tx, source: string): Promise<{ some: boolean }> {
  return tx.one(
    sql<{ some: boolean }>`select exists (select 1 from receivables.documents where source = ${source} and entry_no < 0) as some`,
  );
}

/** The last entry of each of these documents that was reversed. */
export function reversedEntries(
  tx: Tx,
  source: string,
  keys: readonly DocumentKey[],
): Promise<{ entity_id: string; kind: DocumentKind; number: string; entry_no: number }[]> {
  return tx.rows(sql<{ entity_id: string; kind: DocumentKind; number: string; entry_no: number }>`
    select d.entity_id, d.kind, d.number, max(-d.entry_no)::int as entry_no
    from unnest(${keys.map((key) => key.entityId)}::uuid[], ${keys.map((key) => key.kind)}::text[], ${keys.map((key) => key.number)}::text[])
         as k(entity_id, kind, number)
    join receivables.documents d on d.source = ${source} and d.entity_id = k.entity_id and d.kind = k.kind and d.number = k.number
      and d.entry_no < 0
    group by d.entity_id, d.kind, d.number`);
}

/** How many receipts a document has of the kind that a settlement column makes: numbered after it. */
export function receiptsNumberedAfter(
  tx: Tx,
  source: string,
  numbers: readonly string[],
): Promise<{ number: string; receipts: number }[]> {
  return tx.rows(sql<{ number: string; receipts: number }>`
    select split_part(d.number, '#', 1) as number, count(distinct d.number)::int as receipts
    from receivables.documents d
    where d.source = ${source} and d.kind = 'receipt' and split_part(d.number, '#', 1) = any(${numbers}::text[])
    group by 1`);
}

export async function insertDocuments(tx: Tx, tenantId: string, at: Date, rows: readonly DocumentRow[]): Promise<void> {
  await tx.run(sql`
    insert into receivables.documents
      (tenant_id, document_id, account_id, party_id, entity_id, kind, source, number, issued_on, posted_on, due_on, effective_on, amount_minor,
       currency, disputed, contract, reference, note, entry_no, reverses, import_id, import_row, recorded_at, event_id)
    select ${tenantId}::uuid, n.document_id, n.account_id, n.party_id, n.entity_id, n.kind, n.source, n.number, n.issued_on, n.posted_on, n.due_on,
           n.effective_on, n.amount_minor, n.currency, n.disputed, n.contract, n.reference, n.note, n.entry_no, n.reverses, n.import_id,
           n.import_row, ${at}::timestamptz, n.event_id
    from unnest(
      ${rows.map((row) => row.documentId)}::uuid[], ${rows.map((row) => row.accountId)}::uuid[], ${rows.map((row) => row.partyId)}::uuid[],
      ${rows.map((row) => row.entityId)}::uuid[], ${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.source)}::text[],
      ${rows.map((row) => row.number)}::text[], ${rows.map((row) => row.issuedOn)}::date[], ${rows.map((row) => row.postedOn)}::date[],
      ${rows.map((row) => row.dueOn)}::date[], ${rows.map((row) => row.effectiveOn)}::date[], ${rows.map((row) => row.amountMinor)}::bigint[],
      ${rows.map((row) => row.currency)}::text[], ${rows.map((row) => row.disputed)}::boolean[], ${rows.map((row) => row.contract)}::text[],
      ${rows.map((row) => row.reference)}::text[], ${rows.map((row) => row.note)}::text[], ${rows.map((row) => row.entryNo)}::int[],
      ${rows.map((row) => row.reverses)}::uuid[],
      ${rows.map((row) => row.importId)}::uuid[], ${rows.map((row) => row.importRow)}::int[], ${rows.map((row) => row.eventId)}::uuid[]
    ) as n(document_id, account_id, party_id, entity_id, kind, source, number, issued_on, posted_on, due_on, effective_on, amount_minor, currency,
           disputed, contract, reference, note, entry_no, reverses, import_id, import_row, event_id)`);
}

export type OpenItemRow = {
  documentId: string;
  accountId: string;
  kind: string;
  issuedOn: Day;
  dueOn: Day | null;
  openMinor: bigint;
};

export async function insertOpenItems(tx: Tx, tenantId: string, rows: readonly OpenItemRow[]): Promise<void> {
  await tx.run(sql`
    insert into receivables.open_items (tenant_id, document_id, account_id, kind, issued_on, due_on, open_minor)
    select ${tenantId}::uuid, n.document_id, n.account_id, n.kind, n.issued_on, n.due_on, n.open_minor
    from unnest(${rows.map((row) => row.documentId)}::uuid[], ${rows.map((row) => row.accountId)}::uuid[], ${rows.map((row) => row.kind)}::text[],
                ${rows.map((row) => row.issuedOn)}::date[], ${rows.map((row) => row.dueOn)}::date[],
                ${rows.map((row) => row.openMinor)}::bigint[])
         as n(document_id, account_id, kind, issued_on, due_on, open_minor)`);
}

/** What is open of known documents, as computed under the lock of their accounts. */
export async function writeOpenItems(
  tx: Tx,
  rows: readonly { documentId: string; openMinor: bigint; dueOn: Day | null }[],
): Promise<void> {
  await tx.run(sql`
    update receivables.open_items i
    set open_minor = n.open_minor, due_on = n.due_on
    from unnest(${rows.map((row) => row.documentId)}::uuid[], ${rows.map((row) => row.openMinor)}::bigint[], ${rows.map((row) => row.dueOn)}::date[])
         as n(document_id, open_minor, due_on)
    where i.document_id = n.document_id`);
}

export type ApplicationRow = {
  applicationId: string;
  accountId: string;
  fromDocument: string;
  toDocument: string;
  amountMinor: bigint;
  effectiveOn: Day;
  /** The application that this one takes back; its amount is then below zero. */
  reverses: string | null;
  reason: string | null;
  eventId: string;
};

export async function insertApplications(tx: Tx, tenantId: string, at: Date, rows: readonly ApplicationRow[]): Promise<void> {
  await tx.run(sql`
    insert into receivables.applications
      (tenant_id, application_id, account_id, from_document, to_document, amount_minor, effective_on, reverses, reason, recorded_at, event_id)
    select ${tenantId}::uuid, n.application_id, n.account_id, n.from_document, n.to_document, n.amount_minor, n.effective_on, n.reverses,
           n.reason, ${at}::timestamptz, n.event_id
    from unnest(${rows.map((row) => row.applicationId)}::uuid[], ${rows.map((row) => row.accountId)}::uuid[],
                ${rows.map((row) => row.fromDocument)}::uuid[], ${rows.map((row) => row.toDocument)}::uuid[],
                ${rows.map((row) => row.amountMinor)}::bigint[], ${rows.map((row) => row.effectiveOn)}::date[],
                ${rows.map((row) => row.reverses)}::uuid[], ${rows.map((row) => row.reason)}::text[],
                ${rows.map((row) => row.eventId)}::uuid[])
         as n(application_id, account_id, from_document, to_document, amount_minor, effective_on, reverses, reason, event_id)`);
}

/** Tells the planner how large the ledger has become. */
export async function refreshStatistics(tx: Tx): Promise<void> {
  await tx.rows(sql`select machine.refresh_statistics()`);
}
