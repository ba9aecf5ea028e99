-- Why: an order check asks whether its customer is frozen, in whatever currency; by account alone that read every freeze in force.
-- Locks: limits.freezes against writes while the index is built; the table holds one row a freeze.
-- Rows: none.
create index freezes_by_party on limits.freezes (tenant_id, party_id) where lifted_at is null;
