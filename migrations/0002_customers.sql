-- Why: customers, our own legal entities, source-system codes, the group tree. Locks: none. Rows: none.
create schema customers;

create table customers.entities (
  tenant_id uuid not null,
  entity_id uuid not null,
  code text not null,
  name text not null,
  currency text not null,
  created_at timestamptz not null,
  primary key (tenant_id, entity_id),
  unique (tenant_id, code)
);

create table customers.parties (
  tenant_id uuid not null,
  party_id uuid not null,
  kind text not null check (kind in ('customer', 'group')),
  code text not null,
  name text not null,
  name_key text not null,
  uscc text,
  industry text,
  region text,
  owner_id uuid,
  owner_name text,
  terms_days integer,
  since_on date,
  merged_into uuid,
  version integer not null,
  created_at timestamptz not null,
  primary key (tenant_id, party_id),
  unique (tenant_id, code)
);

create index parties_by_name on customers.parties (tenant_id, name_key);

create index parties_by_uscc on customers.parties (tenant_id, uscc) where uscc is not null;

create index parties_by_owner on customers.parties (tenant_id, owner_id) where owner_id is not null;

create index parties_name_trigrams on customers.parties using gin (name_key gin_trgm_ops);

create table customers.source_codes (
  tenant_id uuid not null,
  source text not null,
  code text not null,
  party_id uuid not null,
  primary key (tenant_id, source, code),
  foreign key (tenant_id, party_id) references customers.parties (tenant_id, party_id)
);

create index source_codes_by_party on customers.source_codes (tenant_id, party_id);

create table customers.group_links (
  tenant_id uuid not null,
  link_id uuid not null,
  party_id uuid not null,
  parent_id uuid not null,
  valid_from date not null,
  valid_to date,
  recorded_at timestamptz not null,
  primary key (tenant_id, link_id),
  foreign key (tenant_id, party_id) references customers.parties (tenant_id, party_id),
  foreign key (tenant_id, parent_id) references customers.parties (tenant_id, party_id),
  constraint one_parent_a_day exclude using gist (tenant_id with =, party_id with =, daterange(valid_from, valid_to, '[]') with &&)
);

create index group_links_by_parent on customers.group_links (tenant_id, parent_id);

-- Under row-level security LIKE is not leakproof, so the trigram index would not be used: the function stands outside and filters itself.
create function customers.search_parties(tenant uuid, needle text, most integer)
returns table (party_id uuid)
language sql stable security definer set search_path = pg_catalog, public
as $$
  select p.party_id
  from customers.parties p
  where p.tenant_id = tenant
    and p.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
    and p.merged_into is null
    and p.name_key like '%' || replace(replace(replace(needle, '\', '\\'), '%', '\%'), '_', '\_') || '%'
  order by length(p.name_key), p.name_key
  limit least(most, 50)
$$;
