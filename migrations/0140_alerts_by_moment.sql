-- Why: alerts of another day, and as known at a moment: how an alert stood is kept at every change of its level, state, figures, clock or owner.
-- Locks: none held; the table is new. Rows: of alerts from before one step at their opening with the figures they were last seen with, and one at
--        their end: what they said in between was never kept.
create table monitoring.alert_steps (
  tenant_id uuid not null,
  alert_id uuid not null,
  at timestamptz not null,
  level text not null,
  facts jsonb not null,
  at_risk_minor bigint not null,
  due_at timestamptz not null,
  owner_name text,
  state text not null,
  closed_reason text,
  primary key (tenant_id, alert_id, at)
);

-- Company by company: row-level security holds for the owner of the tables too, and a statement of nobody's sees no rows.
do $$
declare company uuid;
begin
  for company in select tenant_id from platform.tenants loop
    perform set_config('app.tenant_id', company::text, true);
    insert into monitoring.alert_steps (tenant_id, alert_id, at, level, facts, at_risk_minor, due_at, owner_name, state, closed_reason)
    select tenant_id, alert_id, opened_on, level, facts, at_risk_minor, due_at, owner_name,
           case when state = 'acknowledged' then state else 'open' end, null
    from monitoring.alerts where tenant_id = company;

    insert into monitoring.alert_steps (tenant_id, alert_id, at, level, facts, at_risk_minor, due_at, owner_name, state, closed_reason)
    select tenant_id, alert_id, greatest(closed_at, opened_on + interval '1 millisecond'), level, facts, at_risk_minor, due_at, owner_name, state,
           closed_reason
    from monitoring.alerts where tenant_id = company and closed_at is not null;
  end loop;
  perform set_config('app.tenant_id', '', true);
end
$$;
