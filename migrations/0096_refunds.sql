-- Why: money paid back to a customer: asked for by one person, decided by another, posted on the day it leaves.
-- Locks: none. Rows: none.
create table settlements.refunds (
  tenant_id uuid not null,
  refund_id uuid not null,
  account_id uuid not null,
  party_id uuid not null,
  from_document uuid not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  effective_on date,
  payee text,
  reason text not null,
  state text not null check (state in ('submitted', 'approved', 'rejected', 'withdrawn')),
  case_id uuid,
  document_id uuid,
  proposed_by uuid,
  proposed_by_name text not null,
  proposed_at timestamptz not null,
  ended_by_name text,
  ended_at timestamptz,
  primary key (tenant_id, refund_id)
);

create unique index refunds_one_waiting on settlements.refunds (tenant_id, from_document) where state = 'submitted';

create index refunds_by_time on settlements.refunds (tenant_id, proposed_at desc, refund_id desc);
