-- Why: a check keeps its remedy and who entered it; orders reads who stands under a node. Locks: brief, tables are new. Rows: none.
alter table orders.checks add column remedy jsonb;

alter table orders.checks add column made_by uuid;

create view exposure.lines with (security_invoker = true) as
select tenant_id, account_id, node_id, depth from exposure.paths;
