// SQL of the contracts that orders name.
import { sql, type Tx } from '#platform/sql.ts';

export type OrderContract = { orderId: string; contractId: string; number: string };

/** The last naming counts. */
export async function keep(tx: Tx, tenantId: string, at: Date, rows: readonly OrderContract[]): Promise<void> {
  await tx.run(sql`
    insert into orders.order_contracts (tenant_id, order_id, contract_id, number, named_at)
    select distinct on (n.order_id) ${tenantId}::uuid, n.order_id, n.contract_id, n.number, ${at}::timestamptz
    from unnest(${rows.map((row) => row.orderId)}::uuid[], ${rows.map((row) => row.contractId)}::uuid[], ${rows.map((row) => row.number)}::text[])
         with ordinality as n(order_id, contract_id, number, place)
    order by n.order_id, n.place desc
    on conflict (tenant_id, order_id) do update
    set contract_id = excluded.contract_id, number = excluded.number, named_at = excluded.named_at`);
}
