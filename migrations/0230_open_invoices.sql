-- Why: a rule on unpaid batches (压批) or on the oldest open invoice read every open document of a customer with all that is known of it, to
--      take the twenty oldest: with 5,000 open ones the check of one order read 20,000 pages. With its day on the open item an index gives the
--      oldest and counts the rest.
-- Locks: ACCESS EXCLUSIVE on receivables.open_items while the column is filled and the index built (about 10 s a million items).
-- Rows: every open item, once, company by company.
alter table receivables.open_items add column issued_on date;
do $$
declare company uuid;
begin
  for company in select tenant_id from platform.tenants loop
    perform set_config('app.tenant_id', company::text, true);
    update receivables.open_items i
    set issued_on = d.issued_on
    from receivables.documents d
    where i.tenant_id = company and d.tenant_id = company and d.document_id = i.document_id;
  end loop;
  perform set_config('app.tenant_id', '', true);
end
$$;
alter table receivables.open_items alter column issued_on set not null;
create index open_items_invoices on receivables.open_items (tenant_id, account_id, issued_on, document_id)
  where open_minor > 0 and kind = 'invoice';
-- A left join, though the document is always there: where only the number of open invoices is asked, the planner leaves it out.
create view receivables.open_invoices with (security_invoker = true) as
select i.tenant_id, i.account_id, i.document_id, i.issued_on, i.open_minor, d.number
from receivables.open_items i
left join receivables.documents d on d.tenant_id = i.tenant_id and d.document_id = i.document_id
where i.open_minor > 0 and i.kind = 'invoice';
