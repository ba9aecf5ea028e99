-- Why: orders that are delivered far from now are asked about again once they come near; what went out unchecked is seen by monitoring.
-- Locks: SHARE on orders.orders and orders.reports while the indexes are made. Rows: none.
create index orders_coming on orders.orders (tenant_id, deliver_on)
  where deliver_on is not null and state in ('clear', 'released');

create index reports_uncovered on orders.reports (tenant_id, at) where uncovered_minor <> 0;

-- Papers of orders that went out beyond what was reserved and were not asked about since; one taken back stands as its own negative.
create view orders.unchecked_papers with (security_invoker = true) as
select r.tenant_id, o.account_id, o.party_id, o.number as order_number, r.source_key, r.kind, r.uncovered_minor, o.currency, r.at
from orders.reports r
join orders.orders o on o.tenant_id = r.tenant_id and o.order_id = r.order_id
join orders.checks c on c.tenant_id = o.tenant_id and c.check_id = o.check_id
where r.uncovered_minor <> 0 and c.at <= r.at;
