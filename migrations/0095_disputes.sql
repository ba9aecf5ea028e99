-- Why: what a customer disputes of an invoice, or of a bill that came back: how much, why, since when, by whom it was entered, and how it ended.
-- Locks: ACCESS EXCLUSIVE on the view receivables.items for the instant of its replacement; SHARE on receivables.documents while its partial
--        index of disputed rows is built. Rows: none.
create table settlements.disputes (
  tenant_id uuid not null,
  dispute_id uuid not null,
  document_id uuid not null,
  party_id uuid not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency text not null,
  kind text not null check (kind in ('quality', 'quantity', 'price', 'delivery', 'invoice', 'contract', 'other')),
  -- null: a file said so and gave no reason.
  reason text,
  raised_on date not null,
  raised_by uuid,
  raised_by_name text not null,
  raised_at timestamptz not null,
  -- What a file said and a person has cleared since is a row too: raised and cleared at once.
  cleared_on date,
  cleared_by_name text,
  cleared_at timestamptz,
  outcome text check (outcome in ('owed', 'conceded', 'split', 'mistaken')),
  outcome_note text,
  primary key (tenant_id, dispute_id),
  check ((cleared_at is null) = (outcome is null))
);

create unique index disputes_standing on settlements.disputes (tenant_id, document_id) where cleared_at is null;

create index disputes_by_document on settlements.disputes (tenant_id, document_id, raised_at desc);

create index disputes_by_time on settlements.disputes (tenant_id, raised_at desc, dispute_id desc);

-- The newest word on a document counts; where there is none, what its file said: then all that is open of it is disputed.
create or replace view receivables.items with (security_invoker = true) as
select d.tenant_id, d.document_id, i.account_id, d.party_id, d.kind, d.number, d.issued_on, d.due_on, d.effective_on, d.amount_minor,
       d.currency, d.recorded_at, i.open_minor, d.entity_id, d.source, d.reference, d.note,
       coalesce((select p.cleared_at is null from settlements.disputes p
                 where p.tenant_id = d.tenant_id and p.document_id = d.document_id
                 order by p.raised_at desc, p.dispute_id desc limit 1), d.disputed) as disputed,
       d.import_id, d.event_id, d.reverses, i.reversed_by, i.due_on as open_due_on,
       coalesce((select case when p.cleared_at is null then least(p.amount_minor, i.open_minor) else 0 end
                 from settlements.disputes p
                 where p.tenant_id = d.tenant_id and p.document_id = d.document_id
                 order by p.raised_at desc, p.dispute_id desc limit 1),
                case when d.disputed then i.open_minor else 0 end) as disputed_minor
from receivables.documents d
join receivables.open_items i on i.tenant_id = d.tenant_id and i.document_id = d.document_id;

create index documents_disputed on receivables.documents (tenant_id, document_id) where disputed;

-- Every dispute there was, and what files said that nobody has spoken about since: a line of its own, under the document's id.
create view settlements.dispute_lines with (security_invoker = true) as
select p.tenant_id, p.dispute_id as line_id, p.document_id, i.account_id, p.amount_minor, i.open_minor,
       case when p.cleared_at is null then least(p.amount_minor, i.open_minor) else 0 end as disputed_minor, p.currency, p.kind, p.reason,
       p.raised_on, p.raised_by_name, p.raised_at, p.cleared_on, p.cleared_by_name, p.cleared_at, p.outcome, p.outcome_note
from settlements.disputes p
join receivables.open_items i on i.tenant_id = p.tenant_id and i.document_id = p.document_id
union all
select d.tenant_id, d.document_id, d.document_id, i.account_id, d.amount_minor, i.open_minor, greatest(i.open_minor, 0), d.currency, 'other',
       null, d.effective_on, d.source, d.recorded_at, null, null, null, null, null
from receivables.documents d
join receivables.open_items i on i.tenant_id = d.tenant_id and i.document_id = d.document_id
where d.disputed
  and not exists (select 1 from settlements.disputes p where p.tenant_id = d.tenant_id and p.document_id = d.document_id);

-- What stands; settled in full, nothing of it is disputed any more.
create view settlements.standing_disputes with (security_invoker = true) as
select s.tenant_id, s.line_id, s.document_id, s.account_id, a.party_id, s.disputed_minor, s.currency, s.kind, s.reason, s.raised_on,
       s.raised_by_name, s.raised_at
from settlements.dispute_lines s
join exposure.positions a on a.tenant_id = s.tenant_id and a.account_id = s.account_id
where s.cleared_at is null and s.disputed_minor > 0;
