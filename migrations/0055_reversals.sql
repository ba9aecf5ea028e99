-- Why: corrections are rows of their own. A document may be reversed and entered again under its number; an application may be taken back; a
--      difference is written off or taken as a discount by a document. The payer's reference is kept, so that rules can match it.
-- Locks: ACCESS EXCLUSIVE on receivables.documents while its unique index is built anew (3 s for 1,000,000 rows). Rows: none change.
alter table receivables.documents add column entry_no integer not null default 1;

alter table receivables.documents alter column entry_no drop default;

alter table receivables.documents add column reverses uuid;

alter table receivables.documents add column reference text;

alter table receivables.documents add column note text;

alter table receivables.documents drop constraint documents_kind_check;

alter table receivables.documents add constraint documents_kind_check
  check (kind in ('invoice', 'credit_note', 'receipt', 'bill', 'delivery', 'write_off', 'discount', 'refund'));

-- entry_no: 1 when first entered, 2 when entered again after a reversal; a reversal has the negative of what it reverses, so that nothing is
-- reversed twice.
alter table receivables.documents drop constraint documents_tenant_id_source_entity_id_kind_number_key;

alter table receivables.documents add constraint one_standing_document unique (tenant_id, source, entity_id, kind, number, entry_no);

create index documents_reversals on receivables.documents (tenant_id, source, entity_id, kind, number) where entry_no < 0;

alter table receivables.open_items add column reversed_by uuid;

alter table receivables.applications add column reverses uuid;

alter table receivables.applications add column reason text;

create unique index applications_reversed_once on receivables.applications (tenant_id, reverses) where reverses is not null;

create or replace view receivables.items with (security_invoker = true) as
select d.tenant_id, d.document_id, d.account_id, d.party_id, d.kind, d.number, d.issued_on, d.due_on, d.effective_on, d.amount_minor,
       d.currency, d.recorded_at, i.open_minor, d.entity_id, d.source, d.reference, d.note, d.disputed, d.import_id, d.event_id, d.reverses,
       i.reversed_by, i.due_on as open_due_on
from receivables.documents d
join receivables.open_items i on i.tenant_id = d.tenant_id and i.document_id = d.document_id;

create or replace view receivables.papers with (security_invoker = true) as
select tenant_id, document_id, account_id, party_id, kind, number, issued_on, due_on, effective_on, amount_minor, currency, reverses,
       recorded_at, event_id
from receivables.documents;

create or replace view receivables.settlements with (security_invoker = true) as
select tenant_id, application_id, account_id, from_document, to_document, amount_minor, effective_on, recorded_at, reverses, reason, event_id
from receivables.applications;

-- What holds today: neither taken back nor the taking back itself.
create view receivables.standing_settlements with (security_invoker = true) as
select a.tenant_id, a.application_id, a.account_id, a.from_document, f.kind as from_kind, f.number as from_number, a.to_document,
       a.amount_minor, a.effective_on, a.recorded_at, a.event_id
from receivables.applications a
join receivables.documents f on f.tenant_id = a.tenant_id and f.document_id = a.from_document
where a.reverses is null
  and not exists (select 1 from receivables.applications r where r.tenant_id = a.tenant_id and r.reverses = a.application_id);
