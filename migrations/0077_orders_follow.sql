-- Why: orders of a merged customer with their holds and reservations follow to the survivor; what followed is written down, so that an undo
--      knows which go back.
-- Locks: none, the table is new. Rows: none.
create table orders.followed (
  tenant_id uuid not null,
  merge_id uuid not null,
  order_id uuid not null,
  from_party uuid not null,
  from_account uuid not null,
  to_party uuid not null,
  to_account uuid not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, merge_id, order_id)
);
