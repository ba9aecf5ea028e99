-- Why: an alert belongs to a person, not to a name; the queue and the news of a closed alert are found by index; proposals page by time.
-- Locks: ACCESS EXCLUSIVE on monitoring.alerts for an instant (a column without a default), SHARE while the indexes are built. Rows: none change.
alter table monitoring.alerts add column owner_id uuid;

create index alerts_by_key on monitoring.alerts (tenant_id, dedup_key, opened_on desc);

create index proposals_by_time on limits.proposals (tenant_id, recorded_at desc, proposal_id desc);

create index proposals_open on limits.proposals (tenant_id, account_id) where state in ('draft', 'submitted');

create or replace view monitoring.standing_alerts with (security_invoker = true) as
select tenant_id, alert_id, party_id, account_id, code, level, facts, responses, at_risk_minor, currency, opened_on, due_at, owner_name, state,
       owner_id, seen_on
from monitoring.alerts where state in ('open', 'acknowledged');
