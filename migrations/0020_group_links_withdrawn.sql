-- Why: a group link that was written and taken back on the same day never held; it stays as a row that says when it was withdrawn.
--      Codes are found by their beginning: a range in byte order, whatever the collation of the database.
-- Locks: ACCESS EXCLUSIVE on customers.group_links for as long as its rows take to index; SHARE on customers.parties. Rows: none change.
alter table customers.group_links add column withdrawn_at timestamptz;

alter table customers.group_links drop constraint one_parent_a_day;

alter table customers.group_links add constraint one_parent_a_day
  exclude using gist (tenant_id with =, party_id with =, daterange(valid_from, valid_to, '[]') with &&)
  where (withdrawn_at is null);

create or replace view customers.memberships with (security_invoker = true) as
select l.tenant_id, l.party_id, l.parent_id, p.code as parent_code, p.name as parent_name, l.valid_from, l.valid_to
from customers.group_links l
join customers.parties p on p.tenant_id = l.tenant_id and p.party_id = l.parent_id
where l.withdrawn_at is null;

create index parties_by_code_bytes on customers.parties (tenant_id, code collate "C");
