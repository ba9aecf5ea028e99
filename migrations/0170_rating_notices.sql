-- Why: customers whose grade fell are told in writing: prepared by the fall, looked at by a person, then mailed, handed over or dropped.
-- Locks: none. Rows: none.

-- From how many notches on a fall is worth a notice; null: nobody is told. What is said last counts.
create table ratings.notice_rules (
  tenant_id uuid not null,
  rule_id uuid not null,
  notches integer check (notches between 1 and 20),
  set_at timestamptz not null,
  set_by text not null,
  primary key (tenant_id, rule_id)
);

create index notice_rules_newest on ratings.notice_rules (tenant_id, set_at desc, rule_id desc);

create table ratings.notices (
  tenant_id uuid not null,
  notice_id uuid not null,
  party_id uuid not null,
  -- The grade he was known by, and the one he fell to; a further fall before it is sent moves the second and the day.
  from_grade text not null,
  to_grade text not null,
  fell_on date not null,
  prepared_at timestamptz not null,
  state text not null check (state in ('prepared', 'queued', 'sent', 'dropped', 'void')),
  way text check (way in ('mail', 'paper')),
  language text check (language in ('zh', 'en')),
  -- Who sent or dropped it; nobody where a grade rose again.
  settled_by text,
  settled_at timestamptz,
  -- Why it was dropped, or what the mail server said.
  why text,
  primary key (tenant_id, notice_id),
  check ((state in ('queued', 'sent')) <= (way is not null and settled_by is not null)),
  check ((state = 'dropped') <= (settled_by is not null and why is not null))
);

-- One fall, one notice, however often the ratings run.
create unique index notices_prepared on ratings.notices (tenant_id, party_id) where state = 'prepared';

create index notices_in_order on ratings.notices (tenant_id, fell_on desc, notice_id desc);
