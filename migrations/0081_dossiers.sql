-- Why: what we know of a customer beside the ledger: facts with source and verification, own fields, contacts, papers, requests, sampling audits,
-- external records, the customer's VAT invoices, and how complete a file is. Locks: none. Rows: none.
create schema dossiers;

-- Append-only: a changed fact is a new row. maker_id: whoever could have made it, who therefore may not verify it.
create table dossiers.facts (
  tenant_id uuid not null,
  fact_id uuid not null,
  party_id uuid not null,
  field text not null,
  value jsonb not null,
  source text not null,
  source_note text,
  paper_id uuid,
  request_id uuid,
  valid_from date not null,
  expires_on date,
  stale_on date,
  maker_id uuid,
  entered_by text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, fact_id),
  foreign key (tenant_id, party_id) references customers.parties (tenant_id, party_id)
);

create index facts_by_field on dossiers.facts (tenant_id, party_id, field, valid_from desc, recorded_at desc);

create index facts_by_time on dossiers.facts (tenant_id, recorded_at desc, fact_id desc);

-- One verdict for a fact, a paper or an external record: verified or refuted by a second person, or withdrawn by whoever entered it.
create table dossiers.checks (
  tenant_id uuid not null,
  subject_kind text not null check (subject_kind in ('fact', 'paper', 'record')),
  subject_id uuid not null,
  outcome text not null check (outcome in ('verified', 'refuted', 'withdrawn')),
  checked_by_id uuid,
  checked_by text not null,
  checked_at timestamptz not null,
  note text,
  primary key (tenant_id, subject_kind, subject_id)
);

-- Every version of a field that the company defined itself; archived is a version as well.
create table dossiers.own_fields (
  tenant_id uuid not null,
  field text not null,
  version integer not null,
  name text not null,
  name_en text,
  kind text not null,
  unit text,
  choices text[] not null,
  fresh_days integer,
  weight integer not null,
  required_in text[] not null,
  archived boolean not null,
  changed_by_id uuid,
  changed_by text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, field, version)
);

create table dossiers.contacts (
  tenant_id uuid not null,
  contact_id uuid not null,
  party_id uuid not null,
  name_sealed bytea,
  phone_sealed bytea,
  phone_mark bytea,
  email_sealed bytea,
  email_mark bytea,
  wechat_sealed bytea,
  key_no integer not null,
  position text,
  purpose text not null,
  basis text not null,
  consent_on date,
  notice_version text,
  retain_until date,
  entered_by_id uuid,
  entered_by text not null,
  recorded_at timestamptz not null,
  changed_at timestamptz,
  version integer not null,
  erased_at timestamptz,
  erased_by text,
  erase_reason text,
  primary key (tenant_id, contact_id),
  foreign key (tenant_id, party_id) references customers.parties (tenant_id, party_id)
);

create index contacts_by_party on dossiers.contacts (tenant_id, party_id) where erased_at is null;

create index contacts_by_phone on dossiers.contacts (tenant_id, phone_mark) where erased_at is null and phone_mark is not null;

create index contacts_by_email on dossiers.contacts (tenant_id, email_mark) where erased_at is null and email_mark is not null;

create index contacts_by_key on dossiers.contacts (tenant_id, key_no);

-- Who looked at what, when and why.
create table dossiers.looks (
  tenant_id uuid not null,
  look_id uuid not null,
  subject_kind text not null check (subject_kind in ('contact', 'paper')),
  subject_id uuid not null,
  party_id uuid not null,
  how text not null,
  looked_by_id uuid,
  looked_by text not null,
  looked_at timestamptz not null,
  why text,
  primary key (tenant_id, look_id)
);

create index looks_by_subject on dossiers.looks (tenant_id, subject_kind, subject_id, looked_at desc);

create table dossiers.papers (
  tenant_id uuid not null,
  paper_id uuid not null,
  party_id uuid not null,
  kind text not null,
  version integer not null,
  file_id uuid not null,
  file_name text not null,
  bytes integer not null,
  sha256 bytea not null,
  source text not null,
  note text,
  request_id uuid,
  issued_on date,
  expires_on date,
  stale_on date,
  maker_id uuid,
  entered_by text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, paper_id),
  unique (tenant_id, party_id, kind, version),
  foreign key (tenant_id, party_id) references customers.parties (tenant_id, party_id)
);

create index papers_by_expiry on dossiers.papers (tenant_id, expires_on) where expires_on is not null;

create index papers_by_time on dossiers.papers (tenant_id, recorded_at desc, paper_id desc);

create table dossiers.requests (
  tenant_id uuid not null,
  request_id uuid not null,
  party_id uuid not null,
  asked_of text not null check (asked_of in ('sales', 'customer')),
  assignee_id uuid,
  assignee text,
  items text[] not null,
  note text,
  due_on date not null,
  asked_by_id uuid,
  asked_by text not null,
  asked_at timestamptz not null,
  link_hash bytea,
  link_until timestamptz,
  link_revoked_at timestamptz,
  link_revoked_by text,
  opened_at timestamptz,
  answered_at timestamptz,
  answers integer not null,
  reminded_at timestamptz,
  reminders integer not null,
  escalated_at timestamptz,
  closed_at timestamptz,
  closed_by text,
  closed_how text,
  version integer not null,
  primary key (tenant_id, request_id),
  foreign key (tenant_id, party_id) references customers.parties (tenant_id, party_id)
);

create unique index requests_by_link on dossiers.requests (tenant_id, link_hash) where link_hash is not null;

create index requests_open on dossiers.requests (tenant_id, due_on, request_id) where closed_at is null;

create index requests_by_party on dossiers.requests (tenant_id, party_id);

create table dossiers.audits (
  tenant_id uuid not null,
  audit_id uuid not null,
  name text not null,
  method text not null check (method in ('random', 'risk')),
  seed text not null,
  population integer not null,
  checklist text[] not null,
  due_on date not null,
  drawn_by_id uuid,
  drawn_by text not null,
  drawn_at timestamptz not null,
  primary key (tenant_id, audit_id)
);

create table dossiers.audit_items (
  tenant_id uuid not null,
  audit_id uuid not null,
  party_id uuid not null,
  place integer not null,
  owner_id uuid,
  owner_name text,
  done_by_id uuid,
  done_by text,
  done_at timestamptz,
  primary key (tenant_id, audit_id, party_id),
  foreign key (tenant_id, audit_id) references dossiers.audits (tenant_id, audit_id)
);

create table dossiers.findings (
  tenant_id uuid not null,
  finding_id uuid not null,
  audit_id uuid not null,
  party_id uuid not null,
  field text not null,
  note text not null,
  found_by_id uuid,
  found_by text not null,
  found_at timestamptz not null,
  owner_id uuid,
  owner_name text,
  due_on date not null,
  corrected_by_id uuid,
  corrected_by text,
  corrected_at timestamptz,
  correction text,
  closed_by_id uuid,
  closed_by text,
  closed_at timestamptz,
  reopened_at timestamptz,
  version integer not null,
  primary key (tenant_id, finding_id),
  foreign key (tenant_id, audit_id, party_id) references dossiers.audit_items (tenant_id, audit_id, party_id)
);

create index findings_by_audit on dossiers.findings (tenant_id, audit_id);

create index findings_open on dossiers.findings (tenant_id, due_on, finding_id) where closed_at is null;

create table dossiers.external_records (
  tenant_id uuid not null,
  record_id uuid not null,
  party_id uuid not null,
  kind text not null,
  source text not null,
  source_key text not null,
  happened_on date not null,
  amount_minor bigint,
  currency text,
  summary text not null,
  expires_on date,
  paper_id uuid,
  import_id uuid,
  maker_id uuid,
  entered_by text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, record_id),
  foreign key (tenant_id, party_id) references customers.parties (tenant_id, party_id)
);

-- The same record of the same source once per customer; what was withdrawn stays, and may not come again under the same number.
create unique index external_records_once on dossiers.external_records (tenant_id, party_id, kind, source, source_key);

create index external_records_by_import on dossiers.external_records (tenant_id, import_id) where import_id is not null;

create index external_records_by_time on dossiers.external_records (tenant_id, recorded_at desc, record_id desc);

create table dossiers.disputes (
  tenant_id uuid not null,
  dispute_id uuid not null,
  record_id uuid not null,
  demand text not null,
  answer_by date not null,
  raised_by_id uuid,
  raised_by text not null,
  raised_at timestamptz not null,
  outcome text check (outcome in ('corrected', 'kept')),
  answer text,
  settled_by text,
  settled_at timestamptz,
  primary key (tenant_id, dispute_id),
  foreign key (tenant_id, record_id) references dossiers.external_records (tenant_id, record_id)
);

create unique index disputes_open on dossiers.disputes (tenant_id, record_id) where settled_at is null;

create table dossiers.vat_invoices (
  tenant_id uuid not null,
  invoice_id uuid not null,
  party_id uuid not null,
  direction text not null check (direction in ('out', 'in')),
  number text not null,
  occurrence integer not null,
  other_side text not null,
  issued_on date not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  gross_minor bigint not null,
  currency text not null,
  void boolean not null,
  red boolean not null,
  import_id uuid,
  recorded_at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (tenant_id, invoice_id)
);

-- Numbers come again under another invoice code, which lists leave out, and whole rows come twice within a list (CUMCM 2020 C: 4,436 of 162,484),
-- which its totals count: the second equal row of a list is its second occurrence, and the same list again brings nothing new.
create unique index vat_invoices_once on dossiers.vat_invoices
  (tenant_id, party_id, direction, number, issued_on, gross_minor, other_side, void, occurrence) where withdrawn_at is null;

create index vat_invoices_by_day on dossiers.vat_invoices (tenant_id, party_id, issued_on);

create index vat_invoices_by_import on dossiers.vat_invoices (tenant_id, import_id) where import_id is not null;

-- How complete each file is, as last looked at: rewritten with every change of the file and once a day.
create table dossiers.standings (
  tenant_id uuid not null,
  party_id uuid not null,
  score_ppm integer not null,
  missing text[] not null,
  stale text[] not null,
  unverified text[] not null,
  open_requests integer not null,
  stood_on date not null,
  primary key (tenant_id, party_id)
) with (fillfactor = 80);

create index standings_by_score on dossiers.standings (tenant_id, score_ppm, party_id);

create view dossiers.facts_in_force with (security_invoker = true) as
select distinct on (f.tenant_id, f.party_id, f.field)
       f.tenant_id, f.party_id, f.field, f.fact_id, f.value, f.source, f.valid_from, f.expires_on, f.stale_on, f.recorded_at,
       (c.outcome is not null) as verified
from dossiers.facts f
left join dossiers.checks c on c.tenant_id = f.tenant_id and c.subject_kind = 'fact' and c.subject_id = f.fact_id
where c.outcome is null or c.outcome = 'verified'
order by f.tenant_id, f.party_id, f.field, f.valid_from desc, f.recorded_at desc, f.fact_id desc;

create view dossiers.file_standings with (security_invoker = true) as
select tenant_id, party_id, score_ppm, cardinality(missing) as missing, cardinality(stale) as stale, cardinality(unverified) as unverified,
       open_requests, stood_on
from dossiers.standings;

create view dossiers.open_requests with (security_invoker = true) as
select tenant_id, request_id, party_id, asked_of, assignee_id, assignee, items, due_on, asked_at, answered_at, escalated_at
from dossiers.requests
where closed_at is null;

-- Numbers only: that a phone or mail address is shared, never whose or which.
create view dossiers.shared_contacts with (security_invoker = true) as
select mine.tenant_id, mine.party_id, count(distinct other.party_id)::integer as customers
from dossiers.contacts mine
join dossiers.contacts other on other.tenant_id = mine.tenant_id and other.party_id <> mine.party_id and other.erased_at is null
 and (other.phone_mark = mine.phone_mark or other.email_mark = mine.email_mark)
where mine.erased_at is null
group by mine.tenant_id, mine.party_id;

create view dossiers.records_in_force with (security_invoker = true) as
select r.tenant_id, r.record_id, r.party_id, r.kind, r.source, r.happened_on, r.amount_minor, r.currency, r.expires_on, r.recorded_at,
       (c.outcome is not null) as verified,
       exists (select 1 from dossiers.disputes d
               where d.tenant_id = r.tenant_id and d.record_id = r.record_id and d.settled_at is null) as disputed
from dossiers.external_records r
left join dossiers.checks c on c.tenant_id = r.tenant_id and c.subject_kind = 'record' and c.subject_id = r.record_id
where c.outcome is null or c.outcome = 'verified';

create view dossiers.vat_months with (security_invoker = true) as
select tenant_id, party_id, direction, currency, date_trunc('month', issued_on)::date as month_on,
       sum(net_minor)::bigint as net_minor, sum(tax_minor)::bigint as tax_minor, sum(gross_minor)::bigint as gross_minor,
       count(*)::integer as invoices, (count(*) filter (where red))::integer as red_invoices
from dossiers.vat_invoices
where withdrawn_at is null and not void
group by tenant_id, party_id, direction, currency, date_trunc('month', issued_on)::date;
