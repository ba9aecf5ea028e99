-- Why: to whom a customer belongs: changes of salesperson with their day, hand-overs that both sign, related parties that are no group,
--      segments by a decision table with the days they held.
-- Locks: ACCESS EXCLUSIVE on customers.parties for an instant (columns without a default); the tables are new. Rows: none.
create table customers.owner_changes (
  tenant_id uuid not null,
  change_id uuid not null,
  party_id uuid not null,
  from_id uuid,
  from_name text,
  to_id uuid,
  to_name text,
  effective_on date not null,
  recorded_at timestamptz not null,
  by_name text not null,
  handover_id uuid,
  primary key (tenant_id, change_id)
);

create index owner_changes_by_party on customers.owner_changes (tenant_id, party_id, recorded_at desc);

create table customers.handovers (
  tenant_id uuid not null,
  handover_id uuid not null,
  from_id uuid not null,
  from_name text not null,
  to_id uuid not null,
  to_name text not null,
  starts_on date not null,
  note text,
  state text not null check (state in ('proposed', 'accepted', 'done', 'declined', 'withdrawn')),
  proposed_at timestamptz not null,
  proposed_by uuid,
  proposed_by_name text not null,
  given_at timestamptz,
  given_by_name text,
  taken_at timestamptz,
  taken_by_name text,
  done_at timestamptz,
  ended_reason text,
  version integer not null,
  primary key (tenant_id, handover_id)
);

create index handovers_by_time on customers.handovers (tenant_id, proposed_at desc, handover_id desc);

create index handovers_waiting on customers.handovers (tenant_id, starts_on) where state = 'accepted';

-- What went along, as it stood when both looked at it.
create table customers.handover_lines (
  tenant_id uuid not null,
  handover_id uuid not null,
  party_id uuid not null,
  facts jsonb not null,
  primary key (tenant_id, handover_id, party_id)
);

create table customers.relations (
  tenant_id uuid not null,
  relation_id uuid not null,
  party_id uuid not null,
  other_id uuid,
  other_name text not null,
  kind text not null check (kind in ('shareholder', 'same_legal_person', 'guarantee', 'other')),
  share_ppm integer,
  valid_from date not null,
  valid_to date,
  note text,
  recorded_at timestamptz not null,
  by_name text not null,
  ended_by_name text,
  primary key (tenant_id, relation_id)
);

create index relations_by_party on customers.relations (tenant_id, party_id);

create index relations_by_other on customers.relations (tenant_id, other_id) where other_id is not null;

create table customers.segments (
  tenant_id uuid not null,
  spell_id uuid not null,
  party_id uuid not null,
  segment text not null,
  valid_from date not null,
  valid_to date,
  rulebook_version integer not null,
  row_id text not null,
  facts jsonb not null,
  recorded_at timestamptz not null,
  primary key (tenant_id, spell_id)
);

create unique index segments_in_force_by_party on customers.segments (tenant_id, party_id) where valid_to is null;

create index segments_by_segment on customers.segments (tenant_id, segment) where valid_to is null;

create index segments_history on customers.segments (tenant_id, party_id, valid_from);

create view customers.segments_in_force with (security_invoker = true) as
select tenant_id, party_id, segment, valid_from, rulebook_version from customers.segments where valid_to is null;

alter table customers.parties add column company_size text check (company_size in ('large', 'medium', 'small', 'micro'));

alter table customers.parties add column channel text;
