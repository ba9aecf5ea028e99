-- Why: who applied what by which rule, write-offs that wait for a second person, and money that is to go back to the customer.
-- Locks: SHARE on receivables.open_items while a partial index of unapplied money is built. Rows: none.
create schema settlements;

-- One line an application that was not a fact of the source: the rule, what spoke for it, and who accepted it.
create table settlements.matches (
  tenant_id uuid not null,
  application_id uuid not null,
  account_id uuid not null,
  rule text not null,
  by_rule boolean not null,
  rulebook_version integer,
  facts jsonb,
  by_id uuid,
  by_name text not null,
  recorded_at timestamptz not null,
  event_id uuid not null,
  primary key (tenant_id, application_id)
);

create index matches_by_time on settlements.matches (tenant_id, recorded_at desc, application_id desc);

create table settlements.write_offs (
  tenant_id uuid not null,
  write_off_id uuid not null,
  account_id uuid not null,
  party_id uuid not null,
  to_document uuid not null,
  amount_minor bigint not null,
  currency text not null,
  effective_on date,
  reason text not null,
  state text not null check (state in ('submitted', 'approved', 'rejected', 'withdrawn')),
  case_id uuid,
  document_id uuid,
  proposed_by uuid,
  proposed_by_name text not null,
  proposed_at timestamptz not null,
  ended_by_name text,
  ended_at timestamptz,
  primary key (tenant_id, write_off_id)
);

create unique index write_offs_one_waiting on settlements.write_offs (tenant_id, to_document) where state = 'submitted';

create index write_offs_by_time on settlements.write_offs (tenant_id, proposed_at desc, write_off_id desc);

-- Marked, it stays unapplied and no rule touches it until the mark is lifted.
create table settlements.refund_marks (
  tenant_id uuid not null,
  mark_id uuid not null,
  document_id uuid not null,
  reason text not null,
  marked_by_name text not null,
  marked_at timestamptz not null,
  lifted_by_name text,
  lifted_at timestamptz,
  primary key (tenant_id, mark_id)
);

create unique index refund_marks_standing on settlements.refund_marks (tenant_id, document_id) where lifted_at is null;

create index open_items_unapplied on receivables.open_items (tenant_id, account_id)
  where open_minor > 0 and kind in ('receipt', 'credit_note');
