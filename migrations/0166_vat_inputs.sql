-- Why: a customer's VAT invoice list handed in on his page (withdrawn as a whole, like a bank statement), his VAT returns month by month, and
-- what a statement prints for the period before, held against what that period's own statement said.
-- Locks: statements.statements for the moment of adding two columns (no rewrite). Rows: none.
create table statements.vat_files (
  tenant_id uuid not null,
  vat_file_id uuid not null,
  party_id uuid not null,
  file_name text not null,
  file_sha256 text not null,
  first_on date not null,
  last_on date not null,
  lines integer not null,
  entered_by text not null,
  recorded_at timestamptz not null,
  withdrawn_by text,
  withdrawn_at timestamptz,
  primary key (tenant_id, vat_file_id)
);

create index vat_files_of_party on statements.vat_files (tenant_id, party_id, recorded_at desc);

-- Append-only: a return handed in again is a new row; of one customer and period the last recorded counts.
create table statements.vat_returns (
  tenant_id uuid not null,
  return_id uuid not null,
  party_id uuid not null,
  -- Last day of the tax period, and its months: 1, or 3 where taxes are declared by quarters.
  ends_on date not null,
  months smallint not null check (months in (1, 3)),
  currency text not null,
  -- Line of the form → amount in minor units, as text.
  amounts jsonb not null,
  source text not null check (source in ('file', 'keyed')),
  file_name text,
  file_sha256 text,
  entered_by text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, return_id)
);

create index vat_returns_of_party on statements.vat_returns (tenant_id, party_id, ends_on desc, recorded_at desc);

-- Opening balances of a balance sheet, last year's figures of the others; null where the form printed none.
alter table statements.statements add column beside jsonb;
-- Read from the column of the year before: counts until that year's own form comes.
alter table statements.statements add column compared boolean not null default false;
alter table statements.statements alter column compared drop default;
