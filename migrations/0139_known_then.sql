-- Why: a report as known at a moment says names, groups and limits as they were known then. A grant keeps the last day that was decided beside
--      the one a later grant left it; a group link keeps when its end was said; what a master said before a change stays on record.
-- Locks: ACCESS EXCLUSIVE on limits.grants and customers.group_links for the instant the columns are added. Rows: each grant once. Of grants
--        from before: an end the day before a successor begins is read as left by it; names and ends of links are known from here on.
alter table limits.grants add column said_to date;
-- Company by company: row-level security holds for the owner of the tables too, and a statement of nobody's sees no rows.
do $$
declare company uuid;
begin
  for company in select tenant_id from platform.tenants loop
    perform set_config('app.tenant_id', company::text, true);
    update limits.grants g set said_to = case
      when g.kind = 'permanent' and exists (
        select 1 from limits.grants h
        where h.tenant_id = g.tenant_id and h.account_id = g.account_id and h.kind = 'permanent' and h.valid_from = g.valid_to + 1
          and h.recorded_at >= g.recorded_at)
      then null else g.valid_to end
    where g.tenant_id = company;
  end loop;
  perform set_config('app.tenant_id', '', true);
end
$$;

alter table customers.group_links add column ended_at timestamptz;

create view customers.memberships_known with (security_invoker = true) as
select tenant_id, party_id, parent_id, valid_from, valid_to, recorded_at, ended_at, withdrawn_at
from customers.group_links;

-- What the master said until that instant; the next row, else the master itself, says what it said from then on.
create table customers.former_masters (
  tenant_id uuid not null,
  party_id uuid not null,
  known_until timestamptz not null,
  name text not null,
  name_key text not null,
  industry text,
  region text,
  owner_name text,
  terms_days integer,
  primary key (tenant_id, party_id, known_until)
);

create view customers.masters_until with (security_invoker = true) as
select tenant_id, party_id, known_until, name, name_key, industry, region, owner_name, terms_days
from customers.former_masters;
