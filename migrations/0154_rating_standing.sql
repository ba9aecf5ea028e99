-- Why: grades that a person moved, with reason, end and second person; support of a group; answers to a card's questions; what watching models
--      would have said; and in the row of today what the list of ratings filters by.
-- Locks: ACCESS EXCLUSIVE on ratings.current for an instant (columns without a default). Rows: none.
create table ratings.overrides (
  tenant_id uuid not null,
  override_id uuid not null,
  party_id uuid not null,
  kind text not null check (kind in ('override', 'support')),
  -- What a person says the grade is; null for support.
  grade text,
  -- Who stands behind, and by how many notches at most; null for an override.
  supporter_id uuid,
  notches integer,
  grade_then text,
  reason text not null,
  state text not null check (state in ('proposed', 'approved', 'rejected', 'withdrawn')),
  proposed_by uuid,
  proposed_by_name text not null,
  proposed_at timestamptz not null,
  decided_by_name text,
  decided_at timestamptz,
  -- From the day of the decision to its last day; ended_on: the first day it no longer holds, where somebody ended it before.
  starts_on date,
  ends_on date not null,
  ended_on date,
  ended_by_name text,
  ended_reason text,
  case_id uuid,
  primary key (tenant_id, override_id),
  check ((kind = 'override') = (grade is not null)),
  check ((kind = 'support') = (supporter_id is not null and notches is not null))
);

create unique index overrides_proposed on ratings.overrides (tenant_id, party_id, kind) where state = 'proposed';

create index overrides_by_party on ratings.overrides (tenant_id, party_id, proposed_at desc);

create index overrides_approved on ratings.overrides (tenant_id, ends_on, party_id) where state = 'approved' and ended_on is null;

-- The newest answer to a question counts; one that nobody looked at twice earns no more than an open question.
create table ratings.answers (
  tenant_id uuid not null,
  answer_id uuid not null,
  party_id uuid not null,
  question text not null,
  choice integer not null check (choice between 1 and 10),
  evidence text,
  answered_on date not null,
  recorded_at timestamptz not null,
  answered_by uuid,
  answered_by_name text not null,
  primary key (tenant_id, answer_id)
);

create index answers_of_party on ratings.answers (tenant_id, party_id, question, answered_on desc, recorded_at desc);

create table ratings.answer_checks (
  tenant_id uuid not null,
  answer_id uuid not null,
  checked_at timestamptz not null,
  checked_by uuid,
  checked_by_name text not null,
  outcome text not null check (outcome in ('verified', 'refused')),
  primary key (tenant_id, answer_id),
  foreign key (tenant_id, answer_id) references ratings.answers (tenant_id, answer_id)
);

-- What a model that only watches, or the card beside a model that decides, made of the same facts.
create table ratings.challenges (
  tenant_id uuid not null,
  party_id uuid not null,
  challenger text not null,
  as_of date not null,
  recorded_at timestamptz not null,
  score integer,
  grade text not null,
  pd_ppm integer,
  champion_grade text not null,
  champion_score integer,
  primary key (tenant_id, challenger, as_of, party_id)
);

alter table ratings.current
  add column decided_by text,
  add column pd_ppm integer,
  add column completeness_ppm integer,
  add column confidence text,
  add column capped boolean,
  add column card text,
  -- The grade before this one and the day it changed.
  add column grade_before text,
  add column changed_on date;

create index current_changed on ratings.current (tenant_id, changed_on desc, party_id desc);

create view customers.segment_spells with (security_invoker = true) as
select tenant_id, party_id, segment, valid_from, valid_to from customers.segments;

create view ratings.moves with (security_invoker = true) as
select tenant_id, party_id, grade_before, grade, changed_on from ratings.current where changed_on is not null;
