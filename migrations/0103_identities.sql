-- Why: what stands under a merged customer belongs to the one he answers as, with that one's name and salesperson, and to himself again once
--      the merge is undone; papers that end and customers to hand over wait on the workbench. Locks: none. Rows: none (views).
create view customers.identities with (security_invoker = true) as
select p.tenant_id, p.party_id, d.party_id as stands_as, d.kind, d.code, d.name, d.owner_id, d.owner_name
from customers.parties p
left join customers.survivors s on s.tenant_id = p.tenant_id and s.party_id = p.party_id
join customers.parties d on d.tenant_id = p.tenant_id and d.party_id = coalesce(s.survivor_id, p.party_id);
