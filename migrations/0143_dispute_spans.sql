-- Why: disputes as of another day, as known at a moment: from which day to which, learned when. What a file flagged is a span of its own that
--      ends with the first word a person said on it. Locks: none (a view). Rows: none.
create view settlements.dispute_spans with (security_invoker = true) as
select p.tenant_id, p.dispute_id as line_id, p.document_id, p.party_id, p.amount_minor, p.currency, p.kind, p.reason, p.raised_on,
       p.raised_by_name, p.raised_at, p.cleared_on, p.cleared_by_name, p.cleared_at, p.outcome, p.outcome_note
from settlements.disputes p
union all
select d.tenant_id, d.document_id, d.document_id, d.party_id, d.amount_minor, d.currency, 'other', null, d.effective_on, d.source,
       d.recorded_at, w.raised_on, null, w.raised_at, null, null
from receivables.documents d
left join lateral (
  select p.raised_on, p.raised_at from settlements.disputes p
  where p.tenant_id = d.tenant_id and p.document_id = d.document_id
  order by p.raised_at, p.dispute_id limit 1
) w on true
where d.disputed;
