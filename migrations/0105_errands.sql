-- Why: requests for papers, papers that end and hand-overs to be signed wait on the workbench of whoever has to do something about them.
-- Locks: none. Rows: none (views).
create or replace view dossiers.open_requests with (security_invoker = true) as
select tenant_id, request_id, party_id, asked_of, assignee_id, assignee, items, due_on, asked_at, answered_at, escalated_at, asked_by_id, asked_by
from dossiers.requests
where closed_at is null;

-- The newest standing version of each kind, where it has a last day.
create view dossiers.ending_papers with (security_invoker = true) as
select p.tenant_id, p.paper_id, p.party_id, p.kind, p.expires_on
from dossiers.papers p
where p.expires_on is not null
  and not exists (select 1 from dossiers.checks c where c.tenant_id = p.tenant_id and c.subject_kind = 'paper'
                  and c.subject_id = p.paper_id and c.outcome <> 'verified')
  and not exists (
    select 1 from dossiers.papers newer
    where newer.tenant_id = p.tenant_id and newer.party_id = p.party_id and newer.kind = p.kind and newer.version > p.version
      and not exists (select 1 from dossiers.checks c where c.tenant_id = newer.tenant_id and c.subject_kind = 'paper'
                      and c.subject_id = newer.paper_id and c.outcome <> 'verified'));

create view customers.handovers_to_sign with (security_invoker = true) as
select h.tenant_id, h.handover_id, h.starts_on, h.from_name, h.to_name, s.signer_id
from customers.handovers h
cross join lateral (values (h.from_id, h.given_at), (h.to_id, h.taken_at)) as s(signer_id, signed_at)
where h.state = 'proposed' and s.signed_at is null;
