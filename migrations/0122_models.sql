-- Why: trained models are kept by version with their hash, who made, validated and approved them, and every step of their life.
-- Locks: none. Rows: none.
create schema models;

-- body: the model as JSON text; its hash is that of these bytes. Neither changes: another training is another version.
create table models.models (
  tenant_id uuid not null,
  model_id uuid not null,
  name text not null,
  version_no integer not null,
  method text not null,
  state text not null check (state in ('draft', 'validated', 'approved', 'live', 'shadow', 'retired', 'stopped')),
  body text not null,
  body_hash bytea not null,
  -- How it was trained and how it did: method, file, seed, measures, variables.
  training jsonb not null,
  developed_by_id uuid,
  developed_by text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, model_id),
  unique (tenant_id, name, version_no)
);

-- At most one model of a name decides.
create unique index models_live on models.models (tenant_id, name) where state = 'live';

create table models.acts (
  tenant_id uuid not null,
  act_id uuid not null,
  model_id uuid not null,
  act text not null check (act in ('train', 'import', 'validate', 'approve', 'go-live', 'shadow', 'retire', 'stop', 'resume')),
  from_state text,
  to_state text not null,
  by_id uuid,
  by_name text not null,
  at timestamptz not null,
  reason text,
  -- What a validator measured: rows, bads, AUC with its interval, KS, calibration, PSI.
  facts jsonb,
  primary key (tenant_id, act_id),
  foreign key (tenant_id, model_id) references models.models (tenant_id, model_id)
);

create index acts_of_model on models.acts (tenant_id, model_id, at);
