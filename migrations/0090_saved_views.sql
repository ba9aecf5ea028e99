-- Why: a list as somebody wants it again (filters, sort, columns) is kept under a name, for oneself or for all. Locks: none. Rows: none.
create table platform.saved_views (
  tenant_id uuid not null,
  view_id uuid not null,
  list text not null,
  name text not null,
  query text not null,
  columns text,
  user_id uuid not null,
  user_name text not null,
  shared boolean not null,
  saved_at timestamptz not null,
  primary key (tenant_id, view_id),
  unique (tenant_id, user_id, list, name)
);

-- Payment behaviour by customer, currency and month in which the money counted: what was settled, how late, how much of it on time. What was
-- taken back later is not in it.
create view receivables.payment_months with (security_invoker = true) as
select a.tenant_id, d.party_id, d.account_id, d.currency, date_trunc('month', a.effective_on)::date as month,
       count(distinct a.from_document)::int as payments, sum(a.amount_minor)::bigint as paid_minor,
       coalesce(sum(a.amount_minor) filter (where a.effective_on <= d.due_on), 0)::bigint as on_time_minor,
       sum(greatest(a.effective_on - d.due_on, 0)::numeric * a.amount_minor) as late_minor_days, max(a.effective_on - d.due_on) as days_late_max
from receivables.standing_settlements a
join receivables.documents d on d.tenant_id = a.tenant_id and d.document_id = a.to_document
where d.kind = 'invoice' and d.due_on is not null and a.from_kind in ('receipt', 'bill')
group by a.tenant_id, d.party_id, d.account_id, d.currency, date_trunc('month', a.effective_on);
