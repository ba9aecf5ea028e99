-- Why: "is any account due to turn" is asked by every page of the ledger: a look into an index and not at 100,000 rows. turns_at is no
--      balance: an order check leaves it as it is, so its updates of the row stay in the page (HOT).
-- Locks: SHARE on exposure.accounts while the index is built. Rows: none change.
create index accounts_due on exposure.accounts (tenant_id, turns_at) where turns_at is not null;
