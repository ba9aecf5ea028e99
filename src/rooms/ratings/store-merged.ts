// SQL of a merged customer's grade: not among today's any more, and back when the merge is undone.
import { sql, type Tx } from '#platform/sql.ts';

export async function forget(tx: Tx, tenantId: string, partyId: string): Promise<void> {
  await tx.run(sql`delete from ratings.current where tenant_id = ${tenantId} and party_id = ${partyId}`);
}

/** The newest rating of his history counts again until he is rated anew. */
export async function recall(tx: Tx, tenantId: string, partyId: string): Promise<void> {
  await tx.run(sql`
    insert into ratings.current (tenant_id, party_id, as_of, recorded_at, grade, score)
    select tenant_id, party_id, as_of, recorded_at, grade, score
    from ratings.ratings
    where tenant_id = ${tenantId} and party_id = ${partyId}
    order by as_of desc, recorded_at desc
    limit 1
    on conflict (tenant_id, party_id) do nothing`);
}
