-- Why: rules of the order check may leave out what is only a few days overdue: the sums by due day that the exposure room keeps are
--      published, so that nobody adds up documents at every order.
-- Locks: none but the view's own. Rows: none.
create view exposure.due_sums with (security_invoker = true) as
  select tenant_id, account_id, due_on, open_minor, items from exposure.due_days;
