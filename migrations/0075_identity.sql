-- Why: who is who among customers: keys by which names are compared, suspected pairs and what people decided, merges that can be undone,
--      an account that moved to the survivor's (it takes nothing any more, and says where it went).
-- Locks: ACCESS EXCLUSIVE for an instant on customers.parties and exposure.accounts (columns without a default), SHARE while the index is
--        built. Rows: none change; core_key is filled by the job customers.look, company by company, in chunks.
alter table customers.parties add column core_key text;

alter table customers.parties add column merged_at timestamptz;

-- Compared with `=` only: under row-level security nothing else reaches an index.
create index parties_by_core on customers.parties (tenant_id, core_key) where core_key is not null;

create index parties_unkeyed on customers.parties (tenant_id) where core_key is null;

create index parties_merged on customers.parties (tenant_id, merged_into) where merged_into is not null;

-- One row a pair, the smaller id first: what was decided once is not asked again.
create table customers.duplicates (
  tenant_id uuid not null,
  pair_id uuid not null,
  low_id uuid not null,
  high_id uuid not null,
  score_ppm integer not null,
  evidence jsonb not null,
  found_by text not null check (found_by in ('import', 'page', 'look')),
  found_at timestamptz not null,
  state text not null check (state in ('open', 'later', 'different', 'merged')),
  later_until date,
  decided_at timestamptz,
  decided_by uuid,
  decided_by_name text,
  reason text,
  version integer not null,
  primary key (tenant_id, pair_id),
  unique (tenant_id, low_id, high_id),
  check (low_id < high_id)
);

create index duplicates_open on customers.duplicates (tenant_id, score_ppm desc, pair_id) where state in ('open', 'later');

create index duplicates_of_high on customers.duplicates (tenant_id, high_id);

-- kept: the fields of both as they were before, and which were taken; undo restores from it.
create table customers.merges (
  tenant_id uuid not null,
  merge_id uuid not null,
  survivor_id uuid not null,
  merged_id uuid not null,
  reason text not null,
  kept jsonb not null,
  state text not null check (state in ('proposed', 'done', 'rejected', 'undone')),
  proposed_at timestamptz not null,
  proposed_by uuid,
  proposed_by_name text not null,
  done_at timestamptz,
  done_on date,
  done_by_name text,
  event_id uuid,
  undone_at timestamptz,
  undone_by_name text,
  undo_reason text,
  version integer not null,
  primary key (tenant_id, merge_id)
);

create unique index merges_standing on customers.merges (tenant_id, merged_id) where state in ('proposed', 'done');

create index merges_by_survivor on customers.merges (tenant_id, survivor_id, done_at desc);

alter table exposure.accounts add column moved_to uuid;

create or replace view exposure.positions with (security_invoker = true) as
select tenant_id, account_id, party_id, kind, currency, open_minor, bills_minor, delivered_minor, reserved_minor, unapplied_minor,
       children_minor, exposure_minor, cap_mode, cap_minor, cap_expired_on, overdue_minor, oldest_due_on, ageing, turned_on, turns_at,
       last_paid_on, last_seq, moved_to
from exposure.accounts;

-- Each merged customer with the one he answers as today. Few rows, found by the index of merged ones.
create view customers.survivors with (security_invoker = true) as
with recursive chain as (
  select p.tenant_id, p.party_id, p.merged_into as survivor_id, 1 as steps
  from customers.parties p
  where p.merged_into is not null
  union all
  select c.tenant_id, c.party_id, p.merged_into, c.steps + 1
  from chain c
  join customers.parties p on p.tenant_id = c.tenant_id and p.party_id = c.survivor_id
  where p.merged_into is not null and c.steps < 10
)
select distinct on (tenant_id, party_id) tenant_id, party_id, survivor_id
from chain
order by tenant_id, party_id, steps desc;

-- Everybody there ever was, merged ones too: for pages of a past day and for what stands under an old name.
create view customers.everybody with (security_invoker = true) as
select tenant_id, party_id, kind, code, name, name_key, uscc, industry, region, owner_id, owner_name, terms_days, since_on, merged_into, merged_at
from customers.parties;
