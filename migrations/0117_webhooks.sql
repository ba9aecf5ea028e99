-- Why: other systems are told what was decided about orders. A notice is written in the transaction it tells of, with one delivery for each webhook
--      that listens; a carrier takes deliveries out later (decision 0035). Copies for transport: forgotten after thirty days. Locks: none. Rows: none.
create table platform.webhooks (
  tenant_id uuid not null,
  webhook_id uuid not null,
  name text not null,
  url text not null,
  types text[] not null,
  -- Sealed with the installation's key; the one before signs as well until its hour.
  secret text not null,
  secret_before text,
  secret_before_until timestamptz,
  state text not null check (state in ('on', 'off', 'disabled', 'removed')),
  failing_since timestamptz,
  failures integer not null,
  answered_at timestamptz,
  answer_status integer,
  answer text,
  created_at timestamptz not null,
  created_by text not null,
  changed_at timestamptz not null,
  version integer not null,
  primary key (tenant_id, webhook_id)
);

create table platform.notices (
  tenant_id uuid not null,
  notice_id uuid not null,
  -- Microseconds of the instant, but always more than that of the notice before in its lane, which is written while the account is locked: it
  -- rises in the order of the account's commits, whatever the clocks of two servers say.
  place bigint not null,
  type text not null,
  lane uuid not null,
  party_id uuid,
  sequence bigint,
  at timestamptz not null,
  data text not null,
  primary key (tenant_id, notice_id)
);

create index notices_by_time on platform.notices (tenant_id, at);

create index notices_by_lane on platform.notices (tenant_id, lane, place);

create table platform.deliveries (
  tenant_id uuid not null,
  webhook_id uuid not null,
  notice_id uuid not null,
  place bigint not null,
  lane uuid not null,
  state text not null check (state in ('queued', 'delivered', 'failed', 'dropped')),
  attempts integer not null,
  next_at timestamptz not null,
  leased_until timestamptz,
  answer_status integer,
  answer text,
  tried_at timestamptz,
  primary key (tenant_id, webhook_id, notice_id)
);

create index deliveries_queued on platform.deliveries (tenant_id, webhook_id, place) where state = 'queued';

create index deliveries_log on platform.deliveries (tenant_id, webhook_id, place desc);
