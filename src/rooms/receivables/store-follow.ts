// SQL of open items and bills that follow a merged customer: by the documents of him and of those merged into him before.
import { sql, type Tx } from '#platform/sql.ts';

/** Open or not: what is reopened later (a payment taken back) then stands where it is owed. */
export async function moveOpenItems(tx: Tx, tenantId: string, familyIds: readonly string[], toPartyId: string): Promise<void> {
  await tx.run(sql`
    update receivables.open_items i set account_id = t.account_id
    from receivables.documents d
    join exposure.positions t on t.tenant_id = d.tenant_id and t.party_id = ${toPartyId}::uuid and t.kind = 'own' and t.currency = d.currency
    where d.tenant_id = ${tenantId} and d.party_id = any(${familyIds}::uuid[])
      and i.tenant_id = d.tenant_id and i.document_id = d.document_id`);
}

export async function moveBills(tx: Tx, tenantId: string, familyIds: readonly string[], toPartyId: string): Promise<void> {
  await tx.run(sql`
    update receivables.bills b set account_id = t.account_id, party_id = ${toPartyId}::uuid
    from receivables.documents d
    join exposure.positions t on t.tenant_id = d.tenant_id and t.party_id = ${toPartyId}::uuid and t.kind = 'own' and t.currency = d.currency
    where d.tenant_id = ${tenantId} and d.party_id = any(${familyIds}::uuid[]) and d.kind = 'bill'
      and b.tenant_id = d.tenant_id and b.document_id = d.document_id`);
}
