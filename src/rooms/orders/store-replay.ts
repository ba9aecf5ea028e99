// SQL for the replay of changed rules: the first check of each order in a span of days, and who the customers are.
import type { Day } from '#base/date.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type FirstCheck = {
  check_id: string;
  order_number: string;
  party_id: string;
  code: string;
  name: string;
  owner_name: string | null;
  amount_minor: bigint;
  currency: string;
  as_of: Day;
  facts: Record<string, unknown>;
  /** Of the account as it stands now. */
  oldest_due_on: Day | null;
};

/** Ids grow with time: the first check of an order is the one with the least id. Quotations are no orders. */
export function firstChecks(
  tx: Tx,
  tenantId: string,
  from: Day,
  to: Day,
  afterId: string | null,
  limit: number,
): Promise<FirstCheck[]> {
  return tx.rows(sql<FirstCheck>`
    select c.check_id, c.order_number, c.party_id, d.code, d.name, d.owner_name, c.amount_minor, c.currency, c.as_of, c.facts,
           p.oldest_due_on
    from orders.checks c
    join customers.directory d on d.tenant_id = c.tenant_id and d.party_id = c.party_id
    left join exposure.positions p on p.tenant_id = c.tenant_id and p.account_id = c.account_id
    where c.tenant_id = ${tenantId} and c.as_of between ${from}::date and ${to}::date
      and (${afterId}::uuid is null or c.check_id > ${afterId}::uuid)
      and coalesce(c.facts ->> 'checkpoint', 'order') in ('order', 'change')
      and not exists (
        select 1 from orders.checks e
        where e.tenant_id = c.tenant_id and e.party_id = c.party_id and e.order_number = c.order_number and e.check_id < c.check_id
          and e.as_of >= ${from}::date)
    order by c.check_id
    limit ${limit}`);
}

export function groupsOf(tx: Tx, partyIds: readonly string[]): Promise<{ party_id: string; code: string }[]> {
  return tx.rows(sql<{ party_id: string; code: string }>`
    select distinct a.party_id, d.code
    from exposure.positions a
    join exposure.lines l on l.tenant_id = a.tenant_id and l.account_id = a.account_id
    join exposure.positions g on g.tenant_id = l.tenant_id and g.account_id = l.node_id and g.kind = 'group'
    join customers.directory d on d.tenant_id = g.tenant_id and d.party_id = g.party_id
    where a.kind = 'own' and a.party_id = any(${partyIds}::uuid[])`);
}

export function segmentsOf(tx: Tx, partyIds: readonly string[]): Promise<{ party_id: string; segment: string }[]> {
  return tx.rows(sql<{ party_id: string; segment: string }>`
    select party_id, segment from customers.segments_in_force where party_id = any(${partyIds}::uuid[])`);
}
