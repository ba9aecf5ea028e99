-- Why: rules are edited on a page: a draft with its own cases waits for a second person before it becomes a version in force.
-- Locks: none, the table is new. Rows: none.
create table policies.drafts (
  tenant_id uuid not null,
  draft_id uuid not null,
  kind text not null,
  note text not null,
  body jsonb not null,
  based_on integer not null,
  state text not null check (state in ('draft', 'submitted', 'approved', 'rejected', 'dropped')),
  valid_from date,
  became integer,
  made_by uuid,
  made_by_name text not null,
  made_at timestamptz not null,
  changed_by_name text not null,
  changed_at timestamptz not null,
  decided_by_name text,
  decided_at timestamptz,
  version integer not null,
  primary key (tenant_id, draft_id)
);
create index drafts_by_kind on policies.drafts (tenant_id, kind, changed_at desc);
alter table policies.rulebooks add column approved_by_name text;
