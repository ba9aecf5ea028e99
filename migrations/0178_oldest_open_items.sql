-- Why: the oldest overdue documents of an account are read at every order check of a late payer. Ordered by day and number they were all
-- looked up to be sorted where many fall due on one day; by day and document the index gives the first twenty and stops.
-- Locks: open_items is locked against writing while the index is built, and for a moment to drop the one it takes the place of.
-- Rows: none changed.
create index open_items_oldest on receivables.open_items (tenant_id, account_id, due_on, document_id) where open_minor <> 0;
drop index receivables.open_items_open;
