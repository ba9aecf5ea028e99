-- Why: what was agreed with a customer and what became of it: contracts by version, milestones, retention, goods at the customer, rebates,
-- margins by month. Locks: none (new schema). Rows: none.
create schema contracts;

create or replace view receivables.contract_papers with (security_invoker = true) as
select d.tenant_id, d.document_id, d.account_id, d.party_id, d.entity_id, d.kind, d.source, d.number, d.issued_on, d.due_on, d.effective_on,
       d.amount_minor, d.currency, d.contract, d.recorded_at, i.open_minor, i.due_on as open_due_on, d.reverses, i.reversed_by
from receivables.documents d
join receivables.open_items i on i.tenant_id = d.tenant_id and i.document_id = d.document_id;

-- What was agreed stands in the version; here what lists and locks need.
create table contracts.contracts (
  tenant_id uuid not null,
  contract_id uuid not null,
  party_id uuid not null,
  entity_id uuid not null,
  number text not null,
  currency text not null,
  state text not null check (state in ('draft', 'in_force', 'suspended', 'ended')),
  version integer not null,
  longest_days integer,
  statutory boolean not null,
  source text not null,
  created_at timestamptz not null,
  primary key (tenant_id, contract_id),
  unique (tenant_id, entity_id, number)
);

create index contracts_by_party on contracts.contracts (tenant_id, party_id);

create table contracts.versions (
  tenant_id uuid not null,
  contract_id uuid not null,
  version integer not null,
  effective_on date not null,
  title text,
  signed_on date,
  starts_on date not null,
  ends_on date,
  amount_minor bigint,
  terms jsonb not null,
  reason text,
  by_id uuid,
  by_name text not null,
  approved_by_name text,
  case_id uuid,
  import_id uuid,
  recorded_at timestamptz not null,
  primary key (tenant_id, contract_id, version)
);

create table contracts.state_changes (
  tenant_id uuid not null,
  contract_id uuid not null,
  seq integer not null,
  state text not null,
  effective_on date not null,
  reason text,
  by_name text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, contract_id, seq)
);

-- A milestone done, or its being done taken back (done_on is null).
create table contracts.milestone_acts (
  tenant_id uuid not null,
  contract_id uuid not null,
  seq integer not null,
  milestone text not null,
  done_on date,
  evidence text,
  by_name text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, contract_id, seq)
);

-- What waits for a second person, or was decided by one.
create table contracts.proposals (
  tenant_id uuid not null,
  proposal_id uuid not null,
  kind text not null check (kind in ('contract-start', 'contract-change', 'retention-claim', 'rebate-credit')),
  subject_id uuid not null,
  party_id uuid not null,
  body jsonb not null,
  reasons jsonb not null,
  state text not null check (state in ('submitted', 'approved', 'rejected', 'withdrawn')),
  case_id uuid,
  made_by uuid,
  made_by_name text not null,
  made_at timestamptz not null,
  decided_by_name text,
  primary key (tenant_id, proposal_id)
);

create index proposals_by_subject on contracts.proposals (tenant_id, subject_id);

create table contracts.retentions (
  tenant_id uuid not null,
  retention_id uuid not null,
  contract_id uuid not null,
  invoice_id uuid not null,
  document_id uuid not null,
  held_minor bigint not null,
  due_on date not null,
  provisional boolean not null,
  by_hand boolean not null,
  held_at timestamptz not null,
  primary key (tenant_id, retention_id),
  unique (tenant_id, document_id)
);

create index retentions_by_invoice on contracts.retentions (tenant_id, invoice_id);

create index retentions_by_contract on contracts.retentions (tenant_id, contract_id);

create table contracts.retention_acts (
  tenant_id uuid not null,
  retention_id uuid not null,
  seq integer not null,
  act text not null check (act in ('held', 'moved', 'released', 'claimed')),
  amount_minor bigint not null,
  due_on date,
  effective_on date not null,
  number text,
  reason text,
  by_name text not null,
  recorded_at timestamptz not null,
  event_id uuid not null,
  primary key (tenant_id, retention_id, seq)
);

-- Goods at a customer (consignment) and standing stock (铺底). counted_minor: what of it stands in the exposure now.
create table contracts.consignments (
  tenant_id uuid not null,
  consignment_id uuid not null,
  party_id uuid not null,
  entity_id uuid not null,
  number text not null,
  kind text not null check (kind in ('consignment', 'standing')),
  currency text not null,
  starts_on date not null,
  ends_on date,
  standing_minor bigint,
  counts text not null check (counts in ('exposure', 'beside')),
  counted_minor bigint not null,
  state text not null check (state in ('open', 'ended')),
  ended_on date,
  ended_why text,
  by_name text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, consignment_id),
  unique (tenant_id, entity_id, number)
);

create index consignments_by_party on contracts.consignments (tenant_id, party_id);

create table contracts.stock_moves (
  tenant_id uuid not null,
  consignment_id uuid not null,
  seq integer not null,
  kind text not null check (kind in ('delivered', 'sold', 'returned', 'counted')),
  goods text not null,
  quantity_milli bigint not null,
  value_minor bigint,
  moved_on date not null,
  number text,
  note text,
  by_name text not null,
  recorded_at timestamptz not null,
  event_id uuid not null,
  primary key (tenant_id, consignment_id, seq)
);

create table contracts.rebates (
  tenant_id uuid not null,
  rebate_id uuid not null,
  party_id uuid not null,
  entity_id uuid not null,
  number text not null,
  currency text not null,
  starts_on date not null,
  ends_on date not null,
  basis text not null check (basis in ('invoiced', 'received')),
  method text not null check (method in ('whole', 'marginal')),
  tiers jsonb not null,
  overdue_days integer,
  ended_on date,
  ended_why text,
  by_name text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, rebate_id),
  unique (tenant_id, entity_id, number)
);

create index rebates_by_party on contracts.rebates (tenant_id, party_id);

create table contracts.rebate_credits (
  tenant_id uuid not null,
  rebate_id uuid not null,
  seq integer not null,
  as_of date not null,
  basis_minor bigint not null,
  accrued_minor bigint not null,
  credited_minor bigint not null,
  party_id uuid not null,
  number text not null,
  by_name text not null,
  approved_by_name text,
  recorded_at timestamptz not null,
  primary key (tenant_id, rebate_id, seq)
);

create table contracts.margins_by_month (
  tenant_id uuid not null,
  party_id uuid not null,
  month date not null,
  currency text not null,
  sales_minor bigint not null,
  cost_minor bigint not null,
  source text not null,
  import_id uuid,
  by_name text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, party_id, month, currency)
);

create view contracts.margins with (security_invoker = true) as
select tenant_id, party_id, month, currency, sales_minor, cost_minor, sales_minor - cost_minor as margin_minor, source, recorded_at
from contracts.margins_by_month;

create view contracts.in_force with (security_invoker = true) as
select c.tenant_id, c.contract_id, c.party_id, c.entity_id, c.number, c.currency, v.title, v.starts_on, v.ends_on, v.amount_minor, v.terms,
       c.longest_days, c.statutory
from contracts.contracts c
join contracts.versions v on v.tenant_id = c.tenant_id and v.contract_id = c.contract_id and v.version = c.version
where c.state = 'in_force';

create view contracts.retentions_held with (security_invoker = true) as
select r.tenant_id, r.retention_id, r.contract_id, c.number as contract, c.party_id, r.document_id, r.due_on, r.provisional
from contracts.retentions r
join contracts.contracts c on c.tenant_id = r.tenant_id and c.contract_id = r.contract_id;

create view contracts.goods_at_customers with (security_invoker = true) as
select tenant_id, consignment_id, party_id, entity_id, number, kind, currency, starts_on, ends_on, standing_minor, counts, counted_minor
from contracts.consignments
where state = 'open';
