-- Why: what each room publishes for other rooms to read; nobody reads another room's tables. Locks: none. Rows: none.
-- security_invoker: a view of the owner would show every tenant's rows.
create view customers.directory with (security_invoker = true) as
select tenant_id, party_id, kind, code, name, name_key, uscc, industry, region, owner_id, owner_name, terms_days, since_on
from customers.parties
where merged_into is null;

create view customers.memberships with (security_invoker = true) as
select l.tenant_id, l.party_id, l.parent_id, p.code as parent_code, p.name as parent_name, l.valid_from, l.valid_to
from customers.group_links l
join customers.parties p on p.tenant_id = l.tenant_id and p.party_id = l.parent_id;

create view customers.legal_entities with (security_invoker = true) as
select tenant_id, entity_id, code, name, currency from customers.entities;

create view exposure.positions with (security_invoker = true) as
select tenant_id, account_id, party_id, kind, currency, open_minor, bills_minor, delivered_minor, reserved_minor, unapplied_minor,
       children_minor, exposure_minor, cap_mode, cap_minor, cap_expired_on, overdue_minor, oldest_due_on, ageing, turned_on, turns_at,
       last_paid_on, last_seq
from exposure.accounts;

create view exposure.caps with (security_invoker = true) as
select tenant_id, account_id, starts_on, mode, cap_minor, expired_on from exposure.cap_steps;

create view exposure.journal with (security_invoker = true) as
select tenant_id, account_id, seq, part, amount_minor, source_kind, source_id, due_on, effective_on, recorded_at, event_id
from exposure.entries;

create view receivables.items with (security_invoker = true) as
select d.tenant_id, d.document_id, d.account_id, d.party_id, d.kind, d.number, d.issued_on, d.due_on, d.effective_on, d.amount_minor,
       d.currency, d.recorded_at, i.open_minor
from receivables.documents d
join receivables.open_items i on i.tenant_id = d.tenant_id and i.document_id = d.document_id;

create view receivables.settlements with (security_invoker = true) as
select tenant_id, application_id, account_id, from_document, to_document, amount_minor, effective_on, recorded_at
from receivables.applications;

create view receivables.bill_states with (security_invoker = true) as
select distinct on (tenant_id, document_id) tenant_id, document_id, state, bill_type, acceptor, recourse, effective_on
from receivables.bill_events
order by tenant_id, document_id, seq desc;

create view receivables.past_imports with (security_invoker = true) as
select tenant_id, import_id, kind, file_name, state, recorded_at, accepted from receivables.imports;

create view ratings.latest with (security_invoker = true) as
select tenant_id, party_id, as_of, grade, score from ratings.current;

create view limits.standing_freezes with (security_invoker = true) as
select tenant_id, account_id, party_id, frozen_at, frozen_by, reason from limits.freezes where lifted_at is null;

create view limits.standing_grants with (security_invoker = true) as
select tenant_id, grant_id, account_id, party_id, kind, mode, amount_minor, currency, terms_days, valid_from, valid_to
from limits.grants where revoked_at is null;

create view approvals.open_cases with (security_invoker = true) as
select tenant_id, case_id, kind, subject_id, party_id, proposal, amount_minor, currency, proposed_by, proposed_by_name, proposed_at, due_at
from approvals.cases where state = 'open';

create view orders.standing_holds with (security_invoker = true) as
select h.tenant_id, h.hold_id, h.order_id, h.account_id, h.party_id, h.check_id, h.amount_minor, h.currency, h.held_at, h.due_at,
       h.owner_id, h.owner_name, o.number as order_number, c.reasons
from orders.holds h
join orders.orders o on o.tenant_id = h.tenant_id and o.order_id = h.order_id
join orders.checks c on c.tenant_id = h.tenant_id and c.check_id = h.check_id
where h.state = 'held';

create view monitoring.standing_alerts with (security_invoker = true) as
select tenant_id, alert_id, party_id, account_id, code, level, facts, responses, at_risk_minor, currency, opened_on, due_at, owner_name, state
from monitoring.alerts where state in ('open', 'acknowledged');
