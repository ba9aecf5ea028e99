-- Why: what the ERP reported of an order counts once, by its number, whatever became of the reservation; a release says up to how much,
--      until when and which rules it released, so that the same order is not held twice.
-- Locks: ACCESS EXCLUSIVE on orders.orders for an instant (constant defaults); the backfill updates orders with captures or a standing
--      release. Rows: those, and one report for each capture so far.
create table orders.reports (
  tenant_id uuid not null,
  source_key text not null,
  order_id uuid not null,
  kind text not null check (kind in ('delivery', 'return', 'invoice', 'credit')),
  amount_minor bigint not null,
  captured_minor bigint not null,
  -- Went out with no reservation behind it: above the order, after its expiry, while it was held.
  uncovered_minor bigint not null,
  at timestamptz not null,
  event_id uuid not null,
  primary key (tenant_id, source_key)
);

create index reports_by_order on orders.reports (tenant_id, order_id, at);

alter table orders.orders
  add column delivered_minor bigint not null default 0,
  add column invoiced_minor bigint not null default 0,
  add column captured_minor bigint not null default 0,
  add column released_minor bigint,
  add column released_until timestamptz,
  add column released_rules text[],
  add column released_terms integer;

-- The owner sees every company's rows for the backfill only.
alter table orders.orders no force row level security;

alter table orders.reservations no force row level security;

alter table orders.reservation_moves no force row level security;

alter table orders.checks no force row level security;

insert into orders.reports (tenant_id, source_key, order_id, kind, amount_minor, captured_minor, uncovered_minor, at, event_id)
select m.tenant_id, m.source_key, r.order_id, 'delivery', -m.amount_minor, -m.amount_minor, 0, m.at, m.event_id
from orders.reservation_moves m
join orders.reservations r on r.tenant_id = m.tenant_id and r.reservation_id = m.reservation_id
where m.move = 'capture';

update orders.orders o
set captured_minor = c.captured_minor, delivered_minor = c.captured_minor
from (
  select tenant_id, order_id, sum(captured_minor) as captured_minor from orders.reports group by tenant_id, order_id
) c
where o.tenant_id = c.tenant_id and o.order_id = c.order_id;

update orders.orders o
set released_minor = r.granted_minor, released_until = r.expires_at, released_terms = o.terms_days,
    released_rules = array(select x ->> 'rule' from jsonb_array_elements(c.reasons) x)
from orders.reservations r
join orders.checks c on c.tenant_id = r.tenant_id
where r.tenant_id = o.tenant_id and r.order_id = o.order_id and r.ended_at is null and o.state = 'released' and c.check_id = o.check_id;

alter table orders.orders force row level security;

alter table orders.reservations force row level security;

alter table orders.reservation_moves force row level security;

alter table orders.checks force row level security;
