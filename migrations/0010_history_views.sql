-- Why: the ledger as of a past day asks for grades and freezes of that day. Locks: none. Rows: none.
create view ratings.history with (security_invoker = true) as
select tenant_id, party_id, as_of, recorded_at, grade, score from ratings.ratings;

create view limits.freeze_history with (security_invoker = true) as
select tenant_id, account_id, party_id, frozen_at, lifted_at from limits.freezes;
