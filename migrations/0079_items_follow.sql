-- Why: what is open of a document stands on the account that open_items names; after a merge that is the survivor's, not the one the
--      document was posted on.
-- Locks: none. Rows: none.
create or replace view receivables.items with (security_invoker = true) as
select d.tenant_id, d.document_id, i.account_id, d.party_id, d.kind, d.number, d.issued_on, d.due_on, d.effective_on, d.amount_minor,
       d.currency, d.recorded_at, i.open_minor, d.entity_id, d.source, d.reference, d.note, d.disputed, d.import_id, d.event_id, d.reverses,
       i.reversed_by, i.due_on as open_due_on
from receivables.documents d
join receivables.open_items i on i.tenant_id = d.tenant_id and i.document_id = d.document_id;
