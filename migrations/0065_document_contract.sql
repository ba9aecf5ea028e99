-- Why: a document names the contract it belongs to, as the ledger file says it; contracts are fulfilled by the documents that name them.
-- Locks: a new nullable column, no rewrite; a partial index on documents that name a contract. Rows: none.
alter table receivables.documents add column contract text;

create index documents_by_contract on receivables.documents (tenant_id, contract) where contract is not null;

create view receivables.contract_papers with (security_invoker = true) as
select d.tenant_id, d.document_id, d.account_id, d.party_id, d.entity_id, d.kind, d.source, d.number, d.issued_on, d.due_on, d.effective_on,
       d.amount_minor, d.currency, d.contract, d.recorded_at, i.open_minor, i.due_on as open_due_on
from receivables.documents d
join receivables.open_items i on i.tenant_id = d.tenant_id and i.document_id = d.document_id;
