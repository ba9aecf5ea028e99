-- Why: rulebooks in force by version, the mode (shadow or live), and cases that a second person decides. Locks: none. Rows: none.
create schema policies;

create table policies.rulebooks (
  tenant_id uuid not null,
  kind text not null,
  version integer not null,
  body jsonb not null,
  body_hash bytea not null,
  made_by uuid,
  made_at timestamptz not null,
  approved_by uuid,
  in_force_from timestamptz,
  note text,
  primary key (tenant_id, kind, version)
);

-- Shadow: checks answer and record, nothing is held. Live since the newest row says so.
create table policies.modes (
  tenant_id uuid not null,
  mode_id uuid not null,
  mode text not null check (mode in ('shadow', 'live')),
  from_at timestamptz not null,
  by_id uuid,
  by_name text not null,
  reason text not null,
  primary key (tenant_id, mode_id)
);

-- The company as the first-run guide leaves it: what is not set is missing, not a default.
create table policies.settings (
  tenant_id uuid not null,
  setting text not null,
  value jsonb not null,
  set_by text not null,
  set_at timestamptz not null,
  primary key (tenant_id, setting)
);

create schema approvals;

create table approvals.cases (
  tenant_id uuid not null,
  case_id uuid not null,
  kind text not null,
  subject_id uuid not null,
  party_id uuid,
  proposal jsonb not null,
  proposal_hash bytea not null,
  amount_minor bigint,
  currency text,
  proposed_by uuid,
  proposed_by_name text not null,
  proposed_at timestamptz not null,
  due_at timestamptz not null,
  state text not null check (state in ('open', 'approved', 'rejected', 'withdrawn')),
  decided_by uuid,
  decided_by_name text,
  decided_at timestamptz,
  comment text,
  version integer not null,
  primary key (tenant_id, case_id)
);

create index cases_open on approvals.cases (tenant_id, due_at) where state = 'open';

create index cases_by_subject on approvals.cases (tenant_id, subject_id);
