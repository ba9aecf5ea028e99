-- Why: the exposure journal: balances in O(1), entries append-only, what was open on which due day. Locks: none. Rows: none.
create schema exposure;

-- One narrow row a node of the limit tree. No index on balances: six of them cost 3.3 times per update and every HOT update.
create table exposure.accounts (
  tenant_id uuid not null,
  account_id uuid not null,
  party_id uuid not null,
  kind text not null check (kind in ('own', 'group')),
  currency text not null,
  open_minor bigint not null,
  bills_minor bigint not null,
  delivered_minor bigint not null,
  reserved_minor bigint not null,
  unapplied_minor bigint not null,
  children_minor bigint not null,
  exposure_minor bigint not null,
  cap_mode text not null check (cap_mode in ('amount', 'none', 'unlimited')),
  cap_minor bigint,
  cap_expired_on date,
  overdue_minor bigint not null,
  oldest_due_on date,
  ageing bigint[] not null,
  turned_on date not null,
  turns_at timestamptz,
  last_paid_on date,
  last_seq bigint not null,
  primary key (tenant_id, account_id),
  unique (tenant_id, party_id, kind, currency)
) with (fillfactor = 70);

-- A node's line upwards: itself at depth 0, then its group, then the group's group.
create table exposure.paths (
  tenant_id uuid not null,
  account_id uuid not null,
  node_id uuid not null,
  depth integer not null,
  primary key (tenant_id, account_id, node_id)
);

create index paths_by_node on exposure.paths (tenant_id, node_id);

create table exposure.entries (
  tenant_id uuid not null,
  account_id uuid not null,
  seq bigint not null,
  part text not null check (part in ('open', 'bills', 'delivered', 'reserved', 'unapplied', 'children')),
  amount_minor bigint not null,
  source_kind text not null,
  source_id uuid not null,
  due_on date,
  effective_on date not null,
  recorded_at timestamptz not null,
  event_id uuid not null,
  primary key (tenant_id, account_id, seq)
);

create index entries_by_source on exposure.entries (tenant_id, source_id);

create table exposure.due_days (
  tenant_id uuid not null,
  account_id uuid not null,
  due_on date not null,
  open_minor bigint not null,
  items integer not null,
  primary key (tenant_id, account_id, due_on)
) with (fillfactor = 80);

-- What caps an account from which day on, written by the limits room; the newest step on or before today holds.
create table exposure.cap_steps (
  tenant_id uuid not null,
  account_id uuid not null,
  starts_on date not null,
  mode text not null check (mode in ('amount', 'none', 'unlimited')),
  cap_minor bigint,
  expired_on date,
  primary key (tenant_id, account_id, starts_on)
);
