-- Why: what is free for a cart is read in one statement, in any currency: a position says what it is worth in ours. Locks: none. Rows: none.
create or replace view exposure.positions with (security_invoker = true) as
select tenant_id, account_id, party_id, kind, currency, open_minor, bills_minor, delivered_minor, reserved_minor, unapplied_minor,
       children_minor, exposure_minor, cap_mode, cap_minor, cap_expired_on, overdue_minor, oldest_due_on, ageing, turned_on, turns_at,
       last_paid_on, last_seq, moved_to, rate_num, rate_den
from exposure.accounts;
