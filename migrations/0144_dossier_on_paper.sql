-- Why: people get mail addresses, to be reminded of what they are to bring; the printed dossier says contracts and limits as they were known then.
-- Locks: ACCESS EXCLUSIVE on platform.users for the instant the column is added. Rows: none.
alter table platform.users add column mail text;

create view contracts.versions_known with (security_invoker = true) as
select c.tenant_id, c.contract_id, c.party_id, c.number, c.currency, v.version, v.effective_on, v.title, v.starts_on, v.ends_on,
       v.amount_minor, v.recorded_at
from contracts.contracts c
join contracts.versions v on v.tenant_id = c.tenant_id and v.contract_id = c.contract_id;

create view contracts.states_known with (security_invoker = true) as
select tenant_id, contract_id, seq, state, effective_on, recorded_at
from contracts.state_changes;

create view limits.grants_known with (security_invoker = true) as
select tenant_id, grant_id, account_id, party_id, kind, mode, amount_minor, currency, terms_days, valid_from, valid_to, granted_by, recorded_at,
       revoked_at
from limits.grants;
