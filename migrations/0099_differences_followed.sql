-- Why: a difference in an answered letter is somebody's to settle by a day. Locks: ACCESS EXCLUSIVE on reconciliation.differences for an
--      instant (columns without default). Rows: open ones keep null until somebody takes them.
alter table reconciliation.differences
  add column owner_id uuid,
  add column owner text,
  add column due_on date;

create index differences_open on reconciliation.differences (tenant_id, due_on, difference_id) where state = 'open';
