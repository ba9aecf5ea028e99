-- Why: the machinery every room stands on: tenants, people, sessions, keys, the event log, idempotent answers.
-- Locks: none, tables are new. Rows: none.
create schema platform;

create extension if not exists pg_trgm;

create extension if not exists btree_gist;

-- directory: looked up by exact key before the tenant is known
create table platform.tenants (
  tenant_id uuid primary key,
  name text not null unique,
  display_name text not null,
  time_zone text not null,
  currency text not null,
  created_at timestamptz not null
);

-- directory: a login name leads to its tenant
create table platform.logins (
  login_key text not null,
  tenant_id uuid not null references platform.tenants,
  user_id uuid not null,
  primary key (login_key, tenant_id)
);

create table platform.users (
  tenant_id uuid not null,
  user_id uuid not null,
  login text not null,
  display_name text not null,
  roles text[] not null,
  password_hash text,
  must_change boolean not null,
  totp_secret text,
  totp_confirmed_at timestamptz,
  totp_last_step bigint,
  failures integer not null,
  locked_until timestamptz,
  disabled_at timestamptz,
  created_at timestamptz not null,
  version integer not null,
  primary key (tenant_id, user_id),
  unique (tenant_id, login)
);

create table platform.sessions (
  tenant_id uuid not null,
  token_hash bytea not null,
  session_id uuid not null,
  user_id uuid not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_how text,
  agent text,
  primary key (tenant_id, token_hash),
  foreign key (tenant_id, user_id) references platform.users (tenant_id, user_id)
);

create index sessions_by_user on platform.sessions (tenant_id, user_id) where ended_at is null;

create table platform.api_keys (
  tenant_id uuid not null,
  key_id uuid not null,
  key_hash bytea not null,
  name text not null,
  roles text[] not null,
  hint text not null,
  created_by uuid,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  primary key (tenant_id, key_id),
  unique (tenant_id, key_hash)
);

-- Who did what to which subject, why, and what was answered: audit trail, timeline and replay source. Append-only.
create table platform.events (
  tenant_id uuid not null,
  event_id uuid not null,
  at timestamptz not null,
  actor_kind text not null,
  actor_id uuid,
  actor_name text not null,
  operation text not null,
  subject_kind text,
  subject_id uuid,
  party_id uuid,
  input_hash bytea not null,
  reasons jsonb,
  facts jsonb,
  primary key (tenant_id, event_id)
);

create index events_by_time on platform.events (tenant_id, at desc, event_id desc);

create index events_by_party on platform.events (tenant_id, party_id, at desc) where party_id is not null;

-- One answer a key, byte for byte: jsonb would reorder it.
create table platform.requests (
  tenant_id uuid not null,
  request_key text not null,
  operation text not null,
  input_hash bytea not null,
  claimed_at timestamptz not null,
  answer bytea,
  primary key (tenant_id, request_key)
) with (fillfactor = 80);
