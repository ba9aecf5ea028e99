-- Why: own indicators by version; customers' own bank statements; what of VAT lists, records and groups was known at an instant.
-- Locks: none. Rows: none.
create schema indicators;

-- A change is another version; the last one counts, and one that retires is a version too.
create table indicators.own (
  tenant_id uuid not null,
  key text not null,
  version_no integer not null,
  title_zh text not null,
  title_en text not null,
  unit text not null check (unit in ('ppm', 'times', 'count', 'days', 'months', 'money')),
  safer text not null check (safer in ('higher', 'lower', 'none')),
  -- With keys, not titles: a title may change.
  expression text not null,
  retired boolean not null,
  reason text,
  entered_by text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, key, version_no)
);

-- A file of a customer's bank; withdrawn with all its lines.
create table statements.bank_files (
  tenant_id uuid not null,
  bank_file_id uuid not null,
  party_id uuid not null,
  account text not null,
  currency text not null,
  file_name text not null,
  file_sha256 text not null,
  first_on date not null,
  last_on date not null,
  lines integer not null,
  entered_by text not null,
  recorded_at timestamptz not null,
  withdrawn_by text,
  withdrawn_at timestamptz,
  primary key (tenant_id, bank_file_id)
);

create index bank_files_of_party on statements.bank_files (tenant_id, party_id, recorded_at desc);

-- class: what a line is by its words (engine/bank-profile.ts). Whose wages were paid is not kept: other_side is then empty.
create table statements.bank_lines (
  tenant_id uuid not null,
  bank_line_id uuid not null,
  bank_file_id uuid not null,
  party_id uuid not null,
  account text not null,
  currency text not null,
  on_day date not null,
  -- Place of the line in its file: the order within a day.
  place integer not null,
  occurrence integer not null,
  in_minor bigint not null,
  out_minor bigint not null,
  balance_minor bigint,
  other_side text not null,
  purpose text not null,
  class text not null,
  recorded_at timestamptz not null,
  withdrawn_at timestamptz,
  primary key (tenant_id, bank_line_id)
);

-- Two exports of a bank overlap: the second of two equal lines of a file is its second occurrence, the same lines again bring nothing new.
create unique index bank_lines_once on statements.bank_lines
  (tenant_id, party_id, account, on_day, in_minor, out_minor, coalesce(balance_minor, -1), other_side, purpose, occurrence)
  where withdrawn_at is null;

create index bank_lines_by_day on statements.bank_lines (tenant_id, party_id, on_day);

create index bank_lines_of_file on statements.bank_lines (tenant_id, bank_file_id);

create view dossiers.vat_lines with (security_invoker = true) as
select tenant_id, party_id, direction, other_side, issued_on, net_minor, tax_minor, gross_minor, currency, void, red, recorded_at
from dossiers.vat_invoices
where withdrawn_at is null;

-- Verified records with the instants between which nobody disputed them.
create view dossiers.records_known with (security_invoker = true) as
select r.tenant_id, r.record_id, r.party_id, r.kind, r.happened_on, r.expires_on, r.recorded_at, c.checked_at as verified_at,
       d.raised_at as disputed_from, d.settled_at as disputed_to
from dossiers.external_records r
join dossiers.checks c on c.tenant_id = r.tenant_id and c.subject_kind = 'record' and c.subject_id = r.record_id and c.outcome = 'verified'
left join lateral (
  select x.raised_at, x.settled_at from dossiers.disputes x
  where x.tenant_id = r.tenant_id and x.record_id = r.record_id
  order by x.raised_at desc limit 1
) d on true;

create or replace view customers.memberships with (security_invoker = true) as
select l.tenant_id, l.party_id, l.parent_id, p.code as parent_code, p.name as parent_name, l.valid_from, l.valid_to, l.recorded_at
from customers.group_links l
join customers.parties p on p.tenant_id = l.tenant_id and p.party_id = l.parent_id
where l.withdrawn_at is null;
