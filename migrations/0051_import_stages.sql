-- Why: a file is uploaded once, read and asked about as often as it takes, and applied when it is confirmed; a restart in between loses
--      nothing. Its bytes wait in chunks until it is applied, cancelled or a week old. Refused rows keep their cells, so that the clerk mends
--      just them. What an import wrote into master data is noted, so that it can be taken back.
-- Locks: ACCESS EXCLUSIVE on imports.imports and imports.refusals for an instant, SHARE on imports.imports while its index is built.
-- Rows: none change.
alter table imports.imports
  drop constraint imports_state_check,
  add constraint imports_state_check
    check (state in ('reading', 'staged', 'applying', 'applied', 'refused', 'cancelled', 'undone')),
  add column good_rows_only boolean not null default false,
  -- What the file says and would do or did, without a language.
  add column findings jsonb,
  -- Why the last piece of work did not end well: code, status, message, facts, at.
  add column fault jsonb,
  add column changes jsonb not null default '{}',
  add column customers_added integer not null default 0,
  -- The work in progress: whose it is, what it does, how far it is, when it last said so.
  add column run_id uuid,
  add column runs integer not null default 0,
  add column phase text,
  add column phase_at timestamptz,
  add column done_rows integer,
  add column total_rows integer,
  add column beat_at timestamptz,
  add column cancel_asked_at timestamptz,
  add column confirmed_by text,
  add column ended_at timestamptz,
  add column undone_by text,
  add column undone_why text;

-- What is not known of an import is said by whoever writes it.
alter table imports.imports
  alter column good_rows_only drop default,
  alter column changes drop default,
  alter column customers_added drop default,
  alter column runs drop default;

create index imports_by_hash on imports.imports (tenant_id, file_hash, recorded_at desc);

create index imports_at_work on imports.imports (tenant_id, state) where state in ('reading', 'staged', 'applying');

alter table imports.refusals add column cells jsonb;

create table imports.chunks (
  tenant_id uuid not null,
  import_id uuid not null,
  chunk_no integer not null,
  bytes bytea not null,
  primary key (tenant_id, import_id, chunk_no)
);

-- Compressing a megabyte takes longer than writing it.
alter table imports.chunks alter column bytes set storage external;

-- What an import filled into the master data of customers it did not create, so that it can be taken back.
create table imports.filled (
  tenant_id uuid not null,
  import_id uuid not null,
  party_id uuid not null,
  before jsonb not null,
  after jsonb not null,
  primary key (tenant_id, import_id, party_id)
);
