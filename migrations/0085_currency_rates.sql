-- Why: what a customer owes in other currencies counts against the limit in ours: dated rates, one node a customer over all currencies.
-- Locks: exposure.accounts for a moment (columns with constant defaults, a check replaced). Rows: none.
create table exposure.rates (
  tenant_id uuid not null,
  rate_id uuid not null,
  currency text not null,
  -- The first day on which it holds, until a later one.
  starts_on date not null,
  rate_ppm bigint not null check (rate_ppm > 0),
  per_units integer not null check (per_units > 0),
  source text not null,
  entered_by text not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, rate_id)
);

create index rates_in_force on exposure.rates (tenant_id, currency, starts_on desc, recorded_at desc);

-- An account in another currency is worth exposure × rate_num ÷ rate_den, rounded up, on the nodes in ours; null: no rate is known.
alter table exposure.accounts add column rate_num bigint, add column rate_den bigint;

alter table exposure.accounts drop constraint accounts_kind_check;

alter table exposure.accounts add constraint accounts_kind_check check (kind in ('own', 'group', 'total'));
