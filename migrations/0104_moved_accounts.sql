-- Why: ratings ask for the accounts that were merged into those they rate, chunk after chunk. Locks: a share lock on exposure.accounts while the
--      index is built (few rows carry it). Rows: none.
create index accounts_moved on exposure.accounts (tenant_id, moved_to) where moved_to is not null;
