-- Why: investigations of customers (资信调查): what somebody saw, asked and was told on a visit, verified by a second person; and references
--      that trade partners give by a link.
-- Locks: none. Rows: none.
create schema investigations;

-- A draft is written over; once submitted it stands, and only its verdict is added.
create table investigations.records (
  tenant_id uuid not null,
  investigation_id uuid not null,
  party_id uuid not null,
  -- Key of the template and the version of the rulebook it is read from for good.
  template text not null,
  rulebook_version integer not null,
  visit_on date not null,
  fresh_until date not null,
  visitor_id uuid,
  visitor text not null,
  state text not null check (state in ('draft', 'submitted', 'verified', 'returned', 'dropped')),
  -- Question → { value, note }.
  findings jsonb not null,
  conclusion text,
  proposed_minor bigint check (proposed_minor >= 0),
  proposed_currency text,
  proposed_terms_days integer check (proposed_terms_days between 0 and 365),
  -- Everybody who wrote in it: none of them verifies it.
  maker_ids uuid[] not null,
  opened_by text not null,
  opened_at timestamptz not null,
  submitted_by text,
  submitted_at timestamptz,
  checked_by text,
  checked_at timestamptz,
  check_note text,
  version integer not null,
  primary key (tenant_id, investigation_id),
  check ((state in ('submitted', 'verified')) <= (submitted_at is not null)),
  check ((state in ('verified', 'returned')) <= (checked_at is not null)),
  check ((proposed_minor is null) = (proposed_currency is null))
);

create index records_of_party on investigations.records (tenant_id, party_id, visit_on desc);

create index records_in_order on investigations.records (tenant_id, opened_at desc, investigation_id desc);

create index records_counted on investigations.records (tenant_id, party_id, visit_on desc, submitted_at desc)
  where state in ('submitted', 'verified');

-- Pictures and papers of a record: the file itself is sealed elsewhere; one that is taken out of a draft is kept as a row.
create table investigations.photos (
  tenant_id uuid not null,
  investigation_id uuid not null,
  file_id uuid not null,
  question text not null,
  caption text,
  file_name text not null,
  content_type text not null,
  added_by text not null,
  added_at timestamptz not null,
  removed_by text,
  removed_at timestamptz,
  primary key (tenant_id, investigation_id, file_id)
);

-- Of the link only the hash is kept. An answer is given once.
create table investigations.partner_references (
  tenant_id uuid not null,
  reference_id uuid not null,
  party_id uuid not null,
  partner text not null,
  relation text not null check (relation in ('supplier', 'buyer', 'bank', 'landlord', 'peer')),
  note text,
  due_on date not null,
  asked_by_id uuid,
  asked_by text not null,
  asked_at timestamptz not null,
  link_hash bytea not null,
  link_until timestamptz not null,
  opened_at timestamptz,
  reminders integer not null,
  reminded_at timestamptz,
  withdrawn_by text,
  withdrawn_at timestamptz,
  -- The answer.
  answered_at timestamptz,
  months_trading integer check (months_trading between 0 and 1200),
  credit_minor bigint check (credit_minor >= 0),
  terms_days integer check (terms_days between 0 and 3650),
  highest_minor bigint check (highest_minor >= 0),
  currency text,
  slow_days integer check (slow_days between 0 and 3650),
  again text check (again in ('yes', 'prepaid', 'no')),
  remark text,
  -- Of the address the answer came from: two answers from one place are seen, the place is not.
  address_hash bytea,
  -- Whoever asked had the link in hand: another person says whether the answer is to be believed.
  outcome text check (outcome in ('verified', 'refuted')),
  checked_by text,
  checked_at timestamptz,
  check_note text,
  version integer not null,
  primary key (tenant_id, reference_id),
  check ((answered_at is null) = (again is null)),
  check ((outcome is null) = (checked_at is null)),
  check ((outcome is not null) <= (answered_at is not null))
);

create unique index partner_references_by_link on investigations.partner_references (tenant_id, link_hash);

create index partner_references_of_party on investigations.partner_references (tenant_id, party_id, asked_at desc);

create index partner_references_in_order on investigations.partner_references (tenant_id, asked_at desc, reference_id desc);

create index partner_references_open on investigations.partner_references (tenant_id, due_on) where answered_at is null and withdrawn_at is null;
