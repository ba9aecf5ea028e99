-- Why: the laboratory keeps what somebody is working on: the table as it came, what was said of it, and every model fitted on it, so that
-- a page that is reloaded, or opened the next day, goes on where it was.
-- Locks: none. Rows: none.

-- settings: outcome, what is left out, special codes, cuts set by hand, how rows are held back. columns: what the table's columns hold.
create table models.studies (
  tenant_id uuid not null,
  study_id uuid not null,
  name text not null,
  file_name text not null,
  file_bytes bigint not null,
  sheet text,
  row_count integer not null,
  columns jsonb not null,
  -- How the table was built from the own ledger; null for a file.
  panel jsonb,
  settings jsonb not null,
  version integer not null,
  by_id uuid,
  by_name text not null,
  recorded_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (tenant_id, study_id)
);

create index studies_by_change on models.studies (tenant_id, changed_at desc, study_id desc);

create table models.study_parts (
  tenant_id uuid not null,
  study_id uuid not null,
  part_no integer not null,
  bytes bytea not null,
  primary key (tenant_id, study_id, part_no)
);

-- told: measures and pictures; body: the model as JSON text; held: ranks and risks of rows held out, as float8, NaN where a row was not.
create table models.fits (
  tenant_id uuid not null,
  fit_id uuid not null,
  study_id uuid not null,
  method text not null,
  settings jsonb not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  done_steps integer not null,
  total_steps integer not null,
  beat_at timestamptz not null,
  fault jsonb,
  told jsonb,
  body text,
  held bytea,
  by_id uuid,
  by_name text not null,
  recorded_at timestamptz not null,
  ended_at timestamptz,
  -- The version it was submitted as.
  model_id uuid,
  primary key (tenant_id, fit_id)
);

create index fits_of_study on models.fits (tenant_id, study_id, recorded_at desc);
