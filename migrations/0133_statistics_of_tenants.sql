-- Why: before the first ANALYZE the planner takes a tenant for one in two hundred, any index that begins with the tenant for as good as the
--      right one, and reads all orders to find one. It is told that a table is one tenant's; the first ANALYZE says what is true.
-- Locks: none. Rows: none. Before PostgreSQL 18 statistics cannot be given; there the first ANALYZE is waited for.
do $$
declare each record;
begin
  if current_setting('server_version_num')::int < 180000 then return; end if;
  for each in
    select n.nspname, c.relname from pg_catalog.pg_attribute a
    join pg_catalog.pg_class c on c.oid = a.attrelid and c.relkind = 'r'
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where a.attname = 'tenant_id' and n.nspname not in ('pg_catalog', 'information_schema')
      and not exists (select 1 from pg_catalog.pg_stats s where s.schemaname = n.nspname and s.tablename = c.relname and s.attname = 'tenant_id')
  loop
    perform pg_catalog.pg_restore_attribute_stats('schemaname', each.nspname::text, 'relname', each.relname::text, 'attname', 'tenant_id'::text,
      'inherited', false, 'null_frac', 0::real, 'avg_width', 16, 'n_distinct', 1::real);
  end loop;
end $$;
