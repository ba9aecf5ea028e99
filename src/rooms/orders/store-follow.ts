// SQL of orders that follow: a merged customer to the survivor, with their holds and reservations, and back; whom they are placed anew for; the calendar.
import type { Day } from '#base/date.ts';
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

/**
 * A cancelled order of which nothing is out is another customer's now, or in another currency. Whether it is cancelled still, the row
 * itself says: who opens it again meanwhile holds the lock of the account it had, not of this one.
 */
export async function moveOrder(
  tx: Tx,
  tenantId: string,
  at: Date,
  order: { id: string; accountId: string },
  to: { accountId: string; partyId: string; currency: string },
): Promise<boolean> {
  const moved = await tx.run(sql`
    update orders.orders o
    set account_id = ${to.accountId}::uuid, party_id = ${to.partyId}::uuid, currency = ${to.currency}, state = 'clear',
        changed_at = ${at}::timestamptz, version = o.version + 1
    where o.tenant_id = ${tenantId}::uuid and o.order_id = ${order.id}::uuid and o.account_id = ${order.accountId}::uuid
      and o.state = 'cancelled' and o.captured_minor = 0 and o.delivered_minor = 0 and o.invoiced_minor = 0`);
  return moved > 0;
}

async function place(tx: Tx, tenantId: string, mergeId: string, side: 'from' | 'to'): Promise<void> {
  const before = side === 'to' ? 'from' : 'to';
  for (const table of ['orders', 'holds', 'reservations'] as const) {
    await tx.run(sql`
      update orders.${sql.raw(table)} x
      set party_id = f.${sql.raw(side)}_party, account_id = f.${sql.raw(side)}_account
      from orders.followed f
      where f.tenant_id = ${tenantId} and f.merge_id = ${mergeId} and x.tenant_id = f.tenant_id and x.order_id = f.order_id
        and x.account_id = f.${sql.raw(before)}_account`);
  }
}

/**
 * Cleared orders that never reserved anything although their day of delivery, not past, is at most `until` (null: whichever): they were
 * too far off when they were asked about. What shadow mode let through was not.
 */
export function comingOrders(tx: Tx, today: Day, until: Day | null, most: number): Promise<{ order_id: string }[]> {
  return tx.rows(sql<{ order_id: string }>`
    select o.order_id
    from orders.orders o
    join orders.checks c on c.tenant_id = o.tenant_id and c.check_id = o.check_id
    where o.deliver_on >= ${today}::date and (${until}::date is null or o.deliver_on <= ${until}::date)
      and o.state in ('clear', 'released') and not c.shadow and greatest(o.captured_minor, o.delivered_minor, o.invoiced_minor) < o.amount_minor
      and not exists (select 1 from orders.reservations r where r.tenant_id = o.tenant_id and r.order_id = o.order_id)
    order by o.deliver_on, o.order_id
    limit ${most}`);
}
