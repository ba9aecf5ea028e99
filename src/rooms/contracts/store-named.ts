// SQL of contracts as others name them: found by customer and number, what is left, the orders placed under one.
import { sql, type Tx } from '#platform/sql.ts';
import type { ContractState } from './contract.ts';

export function named(
  tx: Tx,
  wanted: readonly { partyId: string; number: string }[],
): Promise<{ contract_id: string; party_id: string; number: string; currency: string; state: ContractState }[]> {
  return tx.rows(sql<{ contract_id: string; party_id: string; number: string; currency: string; state: ContractState }>`
    select c.contract_id, w.party_id, c.number, c.currency, c.state
    from (select distinct party_id, number
          from unnest(${wanted.map((each) => each.partyId)}::uuid[], ${wanted.map((each) => each.number)}::text[]) as n(party_id, number)) w
    join contracts.contracts c on c.number = w.number
    left join customers.survivors s on s.tenant_id = c.tenant_id and s.party_id = c.party_id
    where coalesce(s.survivor_id, c.party_id) = w.party_id and c.state <> 'withdrawn'
    order by c.contract_id`);
}

export function left(
  tx: Tx,
  contractIds: readonly string[],
  besides: readonly { source: string; number: string }[],
): Promise<{ contract_id: string; left_minor: bigint | null }[]> {
  return tx.rows(sql<{ contract_id: string; left_minor: bigint | null }>`
    select c.contract_id, (v.amount_minor - coalesce(p.used_minor, 0) - coalesce(o.reserved_minor, 0))::bigint as left_minor
    from contracts.contracts c
    join contracts.versions v on v.tenant_id = c.tenant_id and v.contract_id = c.contract_id and v.version = c.version
    left join lateral (
      select sum(case p.kind when 'invoice' then p.amount_minor when 'credit_note' then -p.amount_minor when 'delivery' then p.open_minor
                             else 0 end) as used_minor
      from receivables.contract_papers p
      where p.tenant_id = c.tenant_id and p.entity_id = c.entity_id and p.contract = c.number and p.currency = c.currency
        and p.reverses is null and p.reversed_by is null
    ) p on true
    left join lateral (
      select sum(o.reserved_minor) as reserved_minor
      from orders.contract_orders o
      where o.tenant_id = c.tenant_id and o.contract_id = c.contract_id
        and not exists (
          select 1 from unnest(${besides.map((each) => each.source)}::text[], ${besides.map((each) => each.number)}::text[]) as b(source, number)
          where b.source = o.source and b.number = o.number)
    ) o on true
    where c.contract_id = any(${contractIds as string[]}::uuid[])`);
}

export type OrderRow = {
  source: string;
  number: string;
  state: string;
  amount_minor: bigint;
  reserved_minor: bigint;
  first_at: Date;
};

/** The newest first. */
export function ordersUnder(tx: Tx, contractId: string, most: number): Promise<OrderRow[]> {
  return tx.rows(sql<OrderRow>`
    select source, number, state, amount_minor, reserved_minor, first_at from orders.contract_orders
    where contract_id = ${contractId} order by first_at desc, order_id desc limit ${most}`);
}

/** Reserved for all orders that name it. */
export async function reservedUnder(tx: Tx, contractId: string): Promise<bigint> {
  const row = await tx.one(sql<{ minor: bigint }>`
    select coalesce(sum(reserved_minor), 0)::bigint as minor from orders.contract_orders where contract_id = ${contractId}`);
  return row.minor;
}
