-- Why: customers' financial statements: what was read or keyed in, kept as it was, and the ratios of the latest of each period for comparison.
-- Locks: none. Rows: none.
create schema statements;

-- Append-only: a statement read again is a new row; of one customer, scope, day and kind the last recorded counts.
create table statements.statements (
  tenant_id uuid not null,
  statement_id uuid not null,
  party_id uuid not null,
  kind text not null check (kind in ('balance', 'income', 'cash')),
  ends_on date not null,
  months smallint not null check (months between 1 and 24),
  scope text not null check (scope in ('consolidated', 'parent')),
  currency text not null,
  opinion text,
  published_on date,
  -- Line → amount in minor units, as text.
  amounts jsonb not null,
  rounding_minor bigint not null check (rounding_minor > 0),
  source text not null check (source in ('file', 'keyed')),
  file_name text,
  file_sha256 text,
  entered_by text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, statement_id)
);

create index statements_of_party on statements.statements (tenant_id, party_id, scope, ends_on desc, kind, recorded_at desc);

-- What a name means in the files of one customer, as somebody said. `none`: no line of a statement.
create table statements.aliases (
  tenant_id uuid not null,
  alias_id uuid not null,
  party_id uuid not null,
  name text not null,
  line text not null,
  entered_by text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, alias_id)
);

create index aliases_of_party on statements.aliases (tenant_id, party_id, name, recorded_at desc);

-- Ratios of the statements that count, for standing among others; made anew whenever statements of a customer change.
create table statements.ratios (
  tenant_id uuid not null,
  party_id uuid not null,
  scope text not null,
  ends_on date not null,
  months smallint not null,
  ratio text not null,
  micro bigint not null,
  primary key (tenant_id, party_id, scope, ends_on, ratio)
);

create index ratios_among_others on statements.ratios (tenant_id, ratio, ends_on);

-- 标准值: what is excellent, good, average, low and poor of a ratio in an industry and year, with where it comes from.
create table statements.standards (
  tenant_id uuid not null,
  standard_id uuid not null,
  industry text not null,
  year smallint not null,
  ratio text not null,
  -- Millionths, from excellent to poor.
  excellent bigint not null,
  good bigint not null,
  average bigint not null,
  low bigint not null,
  poor bigint not null,
  source text not null,
  entered_by text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, standard_id)
);

create index standards_in_force on statements.standards (tenant_id, industry, year desc, ratio, recorded_at desc);
