-- Why: the policy may count cover (deposits, guarantees, credit insurance) against a limit; what of it is good stands with the other things
--      said of a customer or a group.
-- Locks: customers.credit_states exclusively for a moment. Rows: none; the check is read over all rows of the table once.
alter table customers.credit_states drop constraint credit_states_kind_check;
alter table customers.credit_states
  add constraint credit_states_kind_check check (kind in ('dunning', 'promise', 'insurance', 'review', 'cover')),
  add constraint credit_states_cover check (kind <> 'cover' or ended or (amount_minor is not null and currency is not null));
