-- Why: the order check, its reservations and holds; alerts. Locks: none. Rows: none.
create schema orders;

create table orders.checks (
  tenant_id uuid not null,
  check_id uuid not null,
  order_number text not null,
  account_id uuid not null,
  party_id uuid not null,
  account_seq bigint not null,
  amount_minor bigint not null,
  currency text not null,
  outcome text not null check (outcome in ('clear', 'held', 'refused')),
  shadow boolean not null,
  as_of date not null,
  rulebook_version integer not null,
  facts jsonb not null,
  reasons jsonb not null,
  at timestamptz not null,
  event_id uuid not null,
  primary key (tenant_id, check_id)
);

create index checks_by_party on orders.checks (tenant_id, party_id, at desc);

create index checks_by_time on orders.checks (tenant_id, at desc);

create table orders.orders (
  tenant_id uuid not null,
  order_id uuid not null,
  source text not null,
  number text not null,
  account_id uuid not null,
  party_id uuid not null,
  amount_minor bigint not null,
  currency text not null,
  terms_days integer,
  sales_name text,
  deliver_on date,
  state text not null check (state in ('clear', 'held', 'released', 'refused', 'cancelled', 'prepayment')),
  check_id uuid not null,
  first_at timestamptz not null,
  changed_at timestamptz not null,
  version integer not null,
  primary key (tenant_id, order_id),
  unique (tenant_id, source, number)
);

create index orders_by_party on orders.orders (tenant_id, party_id, first_at desc);

-- A blocked order is a visible row with an owner and a clock.
create table orders.holds (
  tenant_id uuid not null,
  hold_id uuid not null,
  order_id uuid not null,
  account_id uuid not null,
  party_id uuid not null,
  check_id uuid not null,
  amount_minor bigint not null,
  currency text not null,
  held_at timestamptz not null,
  due_at timestamptz not null,
  owner_id uuid,
  owner_name text,
  state text not null check (state in ('held', 'released', 'refused', 'cancelled', 'cleared', 'prepayment')),
  ended_at timestamptz,
  version integer not null,
  primary key (tenant_id, hold_id)
);

create unique index holds_open on orders.holds (tenant_id, order_id) where state = 'held';

create index holds_queue on orders.holds (tenant_id, due_at) where state = 'held';

create index holds_by_account on orders.holds (tenant_id, account_id) where state = 'held';

create table orders.hold_acts (
  tenant_id uuid not null,
  hold_id uuid not null,
  seq integer not null,
  act text not null,
  reason text,
  facts jsonb,
  by_id uuid,
  by_name text not null,
  at timestamptz not null,
  primary key (tenant_id, hold_id, seq)
);

create table orders.reservations (
  tenant_id uuid not null,
  reservation_id uuid not null,
  number text not null,
  order_id uuid not null,
  account_id uuid not null,
  party_id uuid not null,
  granted_minor bigint not null,
  remaining_minor bigint not null,
  currency text not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_how text,
  primary key (tenant_id, reservation_id),
  unique (tenant_id, number)
);

create unique index reservations_of_order on orders.reservations (tenant_id, order_id) where ended_at is null;

create index reservations_due on orders.reservations (tenant_id, account_id, expires_at) where ended_at is null;

create table orders.reservation_moves (
  tenant_id uuid not null,
  reservation_id uuid not null,
  seq integer not null,
  move text not null check (move in ('reserve', 'capture', 'release', 'expire', 'amend')),
  amount_minor bigint not null,
  source_key text not null,
  at timestamptz not null,
  event_id uuid not null,
  primary key (tenant_id, reservation_id, seq),
  unique (tenant_id, source_key)
);

create schema monitoring;

create table monitoring.alerts (
  tenant_id uuid not null,
  alert_id uuid not null,
  party_id uuid not null,
  account_id uuid,
  code text not null,
  dedup_key text not null,
  level text not null check (level in ('yellow', 'orange', 'red')),
  facts jsonb not null,
  responses jsonb not null,
  at_risk_minor bigint not null,
  currency text not null,
  opened_on date not null,
  seen_on date not null,
  due_at timestamptz not null,
  owner_name text,
  state text not null check (state in ('open', 'acknowledged', 'closed', 'gone')),
  closed_at timestamptz,
  closed_by text,
  closed_reason text,
  primary key (tenant_id, alert_id)
);

create unique index alerts_open on monitoring.alerts (tenant_id, dedup_key) where state in ('open', 'acknowledged');

create index alerts_by_party on monitoring.alerts (tenant_id, party_id);
