// SQL of undoing an import: what it posted, and what others built on it.
import { sql, type Tx } from '#platform/sql.ts';

export type Posted = { document_id: string; kind: string; event_id: string };

/** Documents of the import that stand. */
export function postedBy(tx: Tx, importId: string): Promise<Posted[]> {
  return tx.rows(sql<Posted>`
    select document_id, kind, event_id from receivables.items
    where import_id = ${importId} and reverses is null and reversed_by is null`);
}

export function codesOf(tx: Tx, partyIds: readonly string[]): Promise<{ code: string }[]> {
  return tx.rows(
    sql<{ code: string }>`select code from customers.directory where party_id = any(${partyIds}::uuid[]) order by code`,
  );
}

export type BuiltOn = { number: string; kind: string; with_number: string; with_kind: string; recorded_at: Date };

/** Applications between a document of the import and another that were made by anything but the import itself. */
export function builtOn(tx: Tx, importId: string, most: number): Promise<BuiltOn[]> {
  return tx.rows(sql<BuiltOn>`
    select i.number, i.kind, o.number as with_number, o.kind as with_kind, s.recorded_at
    from receivables.items i
    join receivables.standing_settlements s
      on s.tenant_id = i.tenant_id and (s.to_document = i.document_id or s.from_document = i.document_id) and s.event_id <> i.event_id
    join receivables.items o
      on o.tenant_id = s.tenant_id
     and o.document_id = case when s.to_document = i.document_id then s.from_document else s.to_document end
    where i.import_id = ${importId} and i.reverses is null and i.reversed_by is null and o.import_id is distinct from i.import_id
    order by s.recorded_at, i.number
    limit ${most}`);
}

export async function markUndone(tx: Tx, importId: string, by: string, why: string): Promise<void> {
  await tx.run(sql`
    update imports.imports set state = 'undone', undone_by = ${by}, undone_why = ${why} where import_id = ${importId}`);
}
