-- Why: a document that names no contract, or a wrong one, is put under a contract by hand; the document stays as it was posted. Who reads which
--      documents belong to a contract goes on asking receivables.contract_papers: a link that stands comes before what the document says.
-- Locks: ACCESS EXCLUSIVE on the view for the instant of its replacement. Rows: none.
create table contracts.document_links (
  tenant_id uuid not null,
  link_id uuid not null,
  document_id uuid not null,
  contract_id uuid not null,
  -- As the contract is numbered: what a document would say.
  number text not null,
  linked_by uuid,
  linked_by_name text not null,
  linked_at timestamptz not null,
  ended_by_name text,
  ended_at timestamptz,
  primary key (tenant_id, link_id)
);

create unique index document_links_standing on contracts.document_links (tenant_id, document_id) where ended_at is null;

create index document_links_by_number on contracts.document_links (tenant_id, number) where ended_at is null;

-- Two halves, so that the index of either serves a question by number.
create or replace view receivables.contract_papers with (security_invoker = true) as
select d.tenant_id, d.document_id, d.account_id, d.party_id, d.entity_id, d.kind, d.source, d.number, d.issued_on, d.due_on, d.effective_on,
       d.amount_minor, d.currency, d.contract, d.recorded_at, i.open_minor, i.due_on as open_due_on, d.reverses, i.reversed_by
from receivables.documents d
join receivables.open_items i on i.tenant_id = d.tenant_id and i.document_id = d.document_id
where not exists (
  select 1 from contracts.document_links l where l.tenant_id = d.tenant_id and l.document_id = d.document_id and l.ended_at is null)
union all
select d.tenant_id, d.document_id, d.account_id, d.party_id, d.entity_id, d.kind, d.source, d.number, d.issued_on, d.due_on, d.effective_on,
       d.amount_minor, d.currency, l.number as contract, d.recorded_at, i.open_minor, i.due_on as open_due_on, d.reverses, i.reversed_by
from contracts.document_links l
join receivables.documents d on d.tenant_id = l.tenant_id and d.document_id = l.document_id
join receivables.open_items i on i.tenant_id = d.tenant_id and i.document_id = d.document_id
where l.ended_at is null;
