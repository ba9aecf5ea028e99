-- Why: papers of a company and personal fields are kept sealed: a key per company and class, wrapped by the installation's secret; a file in
-- parts, because a value of PostgreSQL is read whole. Locks: none. Rows: none.
create table platform.data_keys (
  tenant_id uuid not null,
  key_class text not null,
  key_no integer not null,
  purpose text not null check (purpose in ('seal', 'index')),
  wrapped text not null,
  made_at timestamptz not null,
  primary key (tenant_id, key_class, purpose, key_no)
);

create table platform.files (
  tenant_id uuid not null,
  file_id uuid not null,
  owner_kind text not null,
  owner_id uuid not null,
  name text not null,
  content_type text not null,
  bytes integer not null,
  sha256 bytea not null,
  stored_by_id uuid,
  stored_by text not null,
  stored_at timestamptz not null,
  erased_at timestamptz,
  primary key (tenant_id, file_id)
);

-- The same content once per owner; what was erased may come again.
create unique index files_once on platform.files (tenant_id, owner_kind, owner_id, sha256) where erased_at is null;

create table platform.file_parts (
  tenant_id uuid not null,
  file_id uuid not null,
  part integer not null,
  key_no integer not null,
  sealed bytea not null,
  primary key (tenant_id, file_id, part),
  foreign key (tenant_id, file_id) references platform.files (tenant_id, file_id)
);

create index file_parts_by_key on platform.file_parts (tenant_id, key_no);
