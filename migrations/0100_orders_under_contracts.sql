-- Why: an order may name the contract it is placed under; what is ordered counts beside what is delivered and invoiced. Contracts and goods of
--      a merged customer read as the survivor's, as long as the merge stands.
-- Locks: ACCESS EXCLUSIVE on the two replaced views for an instant. Rows: none.
create table orders.order_contracts (
  tenant_id uuid not null,
  order_id uuid not null,
  contract_id uuid not null,
  number text not null,
  named_at timestamptz not null,
  primary key (tenant_id, order_id)
);

create index order_contracts_by_contract on orders.order_contracts (tenant_id, contract_id);

create view orders.contract_orders with (security_invoker = true) as
select n.tenant_id, n.contract_id, o.order_id, o.source, o.number, o.account_id, o.amount_minor, o.currency, o.state, o.first_at,
       coalesce(r.remaining_minor, 0) as reserved_minor
from orders.order_contracts n
join orders.orders o on o.tenant_id = n.tenant_id and o.order_id = n.order_id
left join orders.reservations r on r.tenant_id = o.tenant_id and r.order_id = o.order_id and r.ended_at is null;

create or replace view contracts.in_force with (security_invoker = true) as
select c.tenant_id, c.contract_id, coalesce(s.survivor_id, c.party_id) as party_id, c.entity_id, c.number, c.currency, v.title, v.starts_on,
       v.ends_on, v.amount_minor, v.terms, c.longest_days, c.statutory
from contracts.contracts c
join contracts.versions v on v.tenant_id = c.tenant_id and v.contract_id = c.contract_id and v.version = c.version
left join customers.survivors s on s.tenant_id = c.tenant_id and s.party_id = c.party_id
where c.state = 'in_force';

create or replace view contracts.goods_at_customers with (security_invoker = true) as
select c.tenant_id, c.consignment_id, coalesce(s.survivor_id, c.party_id) as party_id, c.entity_id, c.number, c.kind, c.currency, c.starts_on,
       c.ends_on, c.standing_minor, c.counts, c.counted_minor
from contracts.consignments c
left join customers.survivors s on s.tenant_id = c.tenant_id and s.party_id = c.party_id
where c.state = 'open';
