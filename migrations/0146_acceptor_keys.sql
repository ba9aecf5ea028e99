-- Why: bills that were there before bills had rows of their own got their acceptor's key by a rougher reading than names are compared by since
--      (有限责任公司 and 股份公司 unabridged, full-width letters, Latin words run together): their acceptors' limits did not count them, and the
--      same bill in a register seemed to contradict itself. Keys made since stay as they are.
-- Locks: row locks on receivables.bills whose key changes. Rows: those bills, once.
do $$
declare company uuid;
begin
  for company in select tenant_id from platform.tenants loop
    perform set_config('app.tenant_id', company::text, true);
    update receivables.bills b
    set acceptor_key = n.key
    from (
      select x.document_id,
             regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(x.read,
               '有限责任公司$', '有限公司'), '股份公司$', '股份有限公司'), '\m(?:co|company)\s+(?:ltd|limited)$', 'ltd'), '\mlimited$', 'ltd'),
               '\mincorporated$', 'inc'), '\mcorporation$', 'corp') as key
      from (
        select o.document_id,
               case when o.acceptor ~ '^[ -~]+$'
                    then btrim(regexp_replace(regexp_replace(lower(o.acceptor), '[.''`]', '', 'g'), '[^a-z0-9]+', ' ', 'g'))
                    else lower(normalize(o.acceptor_key, NFKC)) end as read
        from receivables.bills o
        where o.tenant_id = company
      ) x
    ) n
    where b.tenant_id = company and b.document_id = n.document_id and b.acceptor_key <> n.key;
  end loop;
  perform set_config('app.tenant_id', '', true);
end
$$;
