-- Why: every model in use is looked at on the own ledger once a month; what is beyond its threshold waits on the workbench until somebody heeded it.
-- Locks: access exclusive on models.looks and models.acts, briefly. Rows: none changed.

-- The first day of the month a look by the calendar is of; null: somebody brought a table.
alter table models.looks add column month_on date;
-- The day on which the customers stood whose outcome `auc` and `bads` are of; null: those of the look itself.
alter table models.looks add column outcome_on date;
-- A watching version beside the one that decides, on the same customers: { "version", "difference", "p" }.
alter table models.looks add column beside jsonb;

create unique index looks_of_month on models.looks (tenant_id, model_id, month_on) where month_on is not null;

alter table models.acts drop constraint acts_act_check;
alter table models.acts add constraint acts_act_check
  check (act in ('train', 'import', 'validate', 'approve', 'go-live', 'shadow', 'retire', 'stop', 'resume', 'heed'));

-- The newest look of the calendar at each model in use, where customers have shifted or it separates less than in development, and nobody heeded it since.
create view models.warnings with (security_invoker = true) as
select l.tenant_id, l.look_id, l.model_id, m.name, m.version_no, m.state, m.developed_by_id, m.developed_by, l.on_day, l.psi, l.standing, l.falls
from models.looks l
join models.models m on m.tenant_id = l.tenant_id and m.model_id = l.model_id
where m.state in ('live', 'shadow') and l.month_on is not null and (l.standing = 'shifted' or l.falls)
  and not exists (
    select 1 from models.looks n
    where n.tenant_id = l.tenant_id and n.model_id = l.model_id and n.month_on > l.month_on)
  and not exists (
    select 1 from models.acts a
    where a.tenant_id = l.tenant_id and a.model_id = l.model_id and a.act = 'heed' and a.at >= l.recorded_at);
