-- Why: 0132 meant to say of each account when the first of its reservations may run out, and saw no rows: reservations from before it may
--      have stayed in the exposure after they had run out.
-- Locks: row locks on accounts with a reservation. Rows: those that say nothing or too late a moment.
-- Company by company: row-level security holds for the owner of the tables too, and a statement of nobody's sees no rows.
do $$
declare company uuid;
begin
  for company in select tenant_id from platform.tenants loop
    perform set_config('app.tenant_id', company::text, true);
    update exposure.accounts a set reserved_until = r.until
    from (select account_id, min(expires_at) as until from orders.reservations where tenant_id = company and ended_at is null group by account_id) r
    where a.tenant_id = company and a.account_id = r.account_id and (a.reserved_until is null or a.reserved_until > r.until);
  end loop;
  perform set_config('app.tenant_id', '', true);
end
$$;
