-- Why: credit status comes in by file as well: a row knows its import, and an import that is undone withdraws what it said by rows of its own,
--      so that what was said, by whom and for how long stays to be read.
-- Locks: customers.credit_states exclusively for a moment, and while an index over no row is built. Rows: none change.
alter table customers.credit_states add column import_id uuid;

create index credit_states_by_import on customers.credit_states (tenant_id, import_id) where import_id is not null;

create table customers.credit_state_withdrawals (
  tenant_id uuid not null,
  state_id uuid not null,
  why text not null,
  by_id uuid,
  by_name text not null,
  recorded_at timestamptz not null,
  event_id uuid not null,
  primary key (tenant_id, state_id),
  foreign key (tenant_id, state_id) references customers.credit_states (tenant_id, state_id)
);
