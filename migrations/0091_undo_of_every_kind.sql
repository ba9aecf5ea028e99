-- Why: an import of any kind is undone: what it did besides documents is kept with it; contracts and margins entered in error are withdrawn and
--      may be entered again, and so may a record from outside.
-- Locks: ACCESS EXCLUSIVE on the three tables while an index each is built; they are small. Rows: none change.
create table imports.acts (
  tenant_id uuid not null,
  import_id uuid not null,
  act_no integer not null,
  act text not null,
  subjects uuid[] not null,
  facts jsonb,
  primary key (tenant_id, import_id, act_no)
);

alter table contracts.contracts drop constraint contracts_state_check;

alter table contracts.contracts add constraint contracts_state_check
  check (state in ('draft', 'in_force', 'suspended', 'ended', 'withdrawn'));

alter table contracts.contracts drop constraint contracts_tenant_id_entity_id_number_key;

create unique index contracts_number on contracts.contracts (tenant_id, entity_id, number) where state <> 'withdrawn';

alter table contracts.margins_by_month add column entry_no integer not null default 1;

alter table contracts.margins_by_month add column withdrawn_at timestamptz;

alter table contracts.margins_by_month drop constraint margins_by_month_pkey;

alter table contracts.margins_by_month add primary key (tenant_id, party_id, month, currency, entry_no);

create unique index margins_standing on contracts.margins_by_month (tenant_id, party_id, month, currency) where withdrawn_at is null;

create or replace view contracts.margins with (security_invoker = true) as
select tenant_id, party_id, month, currency, sales_minor, cost_minor, sales_minor - cost_minor as margin_minor, source, recorded_at
from contracts.margins_by_month
where withdrawn_at is null;

alter table dossiers.external_records add column entry_no integer not null default 1;

drop index dossiers.external_records_once;

create unique index external_records_once on dossiers.external_records (tenant_id, party_id, kind, source, source_key, entry_no);
