-- Why: ratings as of a day with what explains them; limits as dated grants, proposals and freezes. Locks: none. Rows: none.
create schema ratings;

create table ratings.ratings (
  tenant_id uuid not null,
  party_id uuid not null,
  as_of date not null,
  recorded_at timestamptz not null,
  rulebook_version integer not null,
  grade text not null,
  score integer,
  body jsonb not null,
  event_id uuid not null,
  primary key (tenant_id, party_id, as_of, recorded_at)
);

-- The newest rating of each customer: the ledger page joins one row, not a history.
create table ratings.current (
  tenant_id uuid not null,
  party_id uuid not null,
  as_of date not null,
  recorded_at timestamptz not null,
  grade text not null,
  score integer,
  primary key (tenant_id, party_id)
);

create schema limits;

create table limits.grants (
  tenant_id uuid not null,
  grant_id uuid not null,
  account_id uuid not null,
  party_id uuid not null,
  kind text not null check (kind in ('permanent', 'temporary', 'seasonal')),
  mode text not null check (mode in ('amount', 'none', 'unlimited')),
  amount_minor bigint,
  currency text not null,
  terms_days integer,
  valid_from date not null,
  valid_to date,
  case_id uuid,
  granted_by text not null,
  recorded_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant_id, grant_id),
  constraint one_permanent_a_day exclude using gist (
    tenant_id with =, account_id with =, daterange(valid_from, valid_to, '[]') with &&
  ) where (kind = 'permanent' and revoked_at is null)
);

create index grants_by_account on limits.grants (tenant_id, account_id, valid_from);

create table limits.proposals (
  tenant_id uuid not null,
  proposal_id uuid not null,
  account_id uuid not null,
  party_id uuid not null,
  kind text not null,
  mode text not null,
  amount_minor bigint,
  currency text not null,
  terms_days integer,
  valid_from date not null,
  valid_to date,
  arithmetic jsonb,
  reason text,
  as_of date not null,
  rulebook_version integer,
  state text not null check (state in ('draft', 'submitted', 'approved', 'rejected', 'superseded')),
  made_by uuid,
  made_by_name text not null,
  recorded_at timestamptz not null,
  case_id uuid,
  primary key (tenant_id, proposal_id)
);

create index proposals_by_party on limits.proposals (tenant_id, party_id, recorded_at desc);

create table limits.freezes (
  tenant_id uuid not null,
  freeze_id uuid not null,
  account_id uuid not null,
  party_id uuid not null,
  frozen_at timestamptz not null,
  frozen_by text not null,
  reason text not null,
  lifted_at timestamptz,
  lifted_by text,
  lift_reason text,
  primary key (tenant_id, freeze_id)
);

create unique index freezes_in_force on limits.freezes (tenant_id, account_id) where lifted_at is null;
