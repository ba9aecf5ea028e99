// SQL of orders that follow a merged customer to the survivor, with their holds and reservations, and back.
import { sql, type Tx } from '#platform/sql.ts';

/** Every order on the merged customer's accounts: its number, checked again, is then the survivor's. Returns how many followed. */
export async function follow(
  tx: Tx,
  tenantId: string,
  at: Date,
  merge: { mergeId: string; mergedId: string; survivorId: string },
): Promise<number> {
  const moved = await tx.run(sql`
    insert into orders.followed (tenant_id, merge_id, order_id, from_party, from_account, to_party, to_account, recorded_at)
    select o.tenant_id, ${merge.mergeId}::uuid, o.order_id, o.party_id, o.account_id, ${merge.survivorId}::uuid, p.moved_to, ${at}::timestamptz
    from exposure.positions p
    join orders.orders o on o.tenant_id = p.tenant_id and o.account_id = p.account_id
    where p.tenant_id = ${tenantId} and p.party_id = ${merge.mergedId}::uuid and p.kind = 'own' and p.moved_to is not null
      and o.party_id = ${merge.mergedId}::uuid`);
  if (moved > 0) await place(tx, tenantId, merge.mergeId, 'to');
  return moved;
}

/** What followed with this merge goes back to where it came from. */
export async function goBack(tx: Tx, tenantId: string, mergeId: string): Promise<void> {
  await place(tx, tenantId, mergeId, 'from');
}

async function place(tx: Tx, tenantId: string, mergeId: string, side: 'from' | 'to'): Promise<void> {
  for (const table of ['orders', 'holds', 'reservations'] as const) {
    await tx.run(sql`
      update orders.${sql.raw(table)} x
      set party_id = f.${sql.raw(side)}_party, account_id = f.${sql.raw(side)}_account
      from orders.followed f
      where f.tenant_id = ${tenantId} and f.merge_id = ${mergeId} and x.tenant_id = f.tenant_id and x.order_id = f.order_id`);
  }
}
