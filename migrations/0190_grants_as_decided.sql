-- Why: what was granted is published with the last day that was decided (0139 keeps it); the view itself is younger than that column.
-- Locks: ACCESS EXCLUSIVE on the view for an instant. Rows: none.
create or replace view limits.grants_known with (security_invoker = true) as
select tenant_id, grant_id, account_id, party_id, kind, mode, amount_minor, currency, terms_days, valid_from, valid_to, granted_by, recorded_at,
       revoked_at, said_to
from limits.grants;
