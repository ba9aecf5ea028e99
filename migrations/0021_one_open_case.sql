-- Why: one open question a subject: two people who submit the same proposal at once leave one case, not two.
-- Locks: SHARE on approvals.cases while the index is built. Rows: none change.
create unique index cases_one_open on approvals.cases (tenant_id, kind, subject_id) where state = 'open';

-- The list of decided cases, newest first.
create index cases_by_time on approvals.cases (tenant_id, proposed_at desc, case_id desc);
