-- Why: how a model holds up in use is kept look by look: whether customers still lie as in training, and whether it still separates.
-- Locks: none. Rows: none.

-- shift: PSI of the score and of each variable; auc: null where outcomes are not known yet.
create table models.looks (
  tenant_id uuid not null,
  look_id uuid not null,
  model_id uuid not null,
  on_day date not null,
  source text not null,
  row_count integer not null,
  bads integer,
  psi double precision,
  standing text not null check (standing in ('stable', 'watch', 'shifted')),
  shift jsonb not null,
  auc jsonb,
  -- Below what it did in development by more than chance explains.
  falls boolean not null,
  by_id uuid,
  by_name text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, look_id),
  foreign key (tenant_id, model_id) references models.models (tenant_id, model_id)
);

create index looks_of_model on models.looks (tenant_id, model_id, recorded_at desc);
