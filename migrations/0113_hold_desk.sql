-- Why: what becomes of a hold on the desk: in review, waiting for a second person or for a prepayment, held by hand, escalated, released in
--      part; how grave it is, for sorting and for whoever may decide; which receipts met a prepayment that was asked for.
-- Locks: ACCESS EXCLUSIVE on orders.holds for an instant (constant defaults). Rows: none.
alter table orders.holds
  add column stage text not null default 'held' check (stage in ('held', 'in_review', 'second_person', 'prepayment')),
  add column reviewer_id uuid,
  add column reviewer_name text,
  add column over_limit_minor bigint,
  add column overdue_days integer,
  -- Of a hold that stands: so much of the order was let go already.
  add column released_minor bigint,
  add column prepay_minor bigint,
  add column prepay_at timestamptz,
  add column prepay_rules text[],
  add column forced_on date,
  add column forced_by text,
  add column escalated_at timestamptz,
  add column case_id uuid;

create index holds_by_amount on orders.holds (tenant_id, amount_minor desc, hold_id desc) where state = 'held';

-- A receipt meets one prepayment, or parts of it several: never the same money twice.
create table orders.prepayments (
  tenant_id uuid not null,
  hold_id uuid not null,
  document_id uuid not null,
  amount_minor bigint not null,
  at timestamptz not null,
  primary key (tenant_id, hold_id, document_id)
);

create index prepayments_by_document on orders.prepayments (tenant_id, document_id);
