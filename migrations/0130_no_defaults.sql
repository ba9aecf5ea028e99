-- Why: columns that came with a default for the rows that stood keep none: whoever writes a row says what is in it.
-- Locks: the tables for a moment. Rows: none.
alter table contracts.margins_by_month alter column entry_no drop default;

alter table dossiers.external_records alter column entry_no drop default;

alter table orders.orders
  alter column delivered_minor drop default,
  alter column invoiced_minor drop default,
  alter column captured_minor drop default;

alter table orders.holds alter column stage drop default;
