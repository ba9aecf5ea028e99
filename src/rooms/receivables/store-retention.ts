// SQL of what is kept back: open items by id, and retentions that were reversed before.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type HeldRow = {
  document_id: string;
  account_id: string;
  party_id: string;
  entity_id: string;
  kind: string;
  source: string;
  number: string;
  issued_on: Day;
  effective_on: Day;
  currency: string;
  contract: string | null;
  open_minor: bigint;
  due_on: Day | null;
  reversed_by: string | null;
};

/** Documents with what is open of them, on the account they stand on now. */
export function itemsById(tx: Tx, ids: readonly string[]): Promise<HeldRow[]> {
  return tx.rows(sql<HeldRow>`
    select d.document_id, i.account_id, d.party_id, d.entity_id, d.kind, d.source, d.number, d.issued_on, d.effective_on, d.currency, d.contract,
           i.open_minor, i.due_on, i.reversed_by
    from receivables.documents d
    join receivables.open_items i on i.tenant_id = d.tenant_id and i.document_id = d.document_id
    where d.document_id = any(${ids}::uuid[])`);
}

/** The last reversed retention of each invoice: one that is set apart again is its next entry. */
export function reversedRetentions(tx: Tx, invoiceIds: readonly string[]): Promise<{ document_id: string; entry_no: number }[]> {
  return tx.rows(sql<{ document_id: string; entry_no: number }>`
    select d.document_id, min(r.entry_no)::int as entry_no
    from receivables.documents d
    join receivables.documents r on r.source = d.source and r.entity_id = d.entity_id and r.kind = 'retention' and r.number = d.number
      and r.entry_no < 0
    where d.document_id = any(${invoiceIds}::uuid[])
    group by d.document_id`);
}
