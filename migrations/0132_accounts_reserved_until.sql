-- Why: an order check looked for reservations that had run out at every call; the account now says before when there can be none.
-- Locks: ACCESS EXCLUSIVE on exposure.accounts for an instant. Rows: one of each account with a reservation.
alter table exposure.accounts add column reserved_until timestamptz;

update exposure.accounts a set reserved_until = r.until
from (select tenant_id, account_id, min(expires_at) as until from orders.reservations where ended_at is null group by tenant_id, account_id) r
where a.tenant_id = r.tenant_id and a.account_id = r.account_id;
