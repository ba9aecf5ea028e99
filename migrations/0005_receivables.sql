-- Why: the documents behind the ledger, what of them is open, what settled what, and where each came from. Locks: none. Rows: none.
create schema receivables;

create table receivables.templates (
  tenant_id uuid not null,
  name text not null,
  kind text not null,
  body jsonb not null,
  used_at timestamptz not null,
  primary key (tenant_id, name)
);

create table receivables.imports (
  tenant_id uuid not null,
  import_id uuid not null,
  kind text not null,
  source text not null,
  file_name text not null,
  file_hash bytea not null,
  file_bytes bigint not null,
  template text,
  answers jsonb not null,
  state text not null check (state in ('staged', 'applied', 'refused')),
  by_id uuid,
  by_name text not null,
  recorded_at timestamptz not null,
  accepted integer not null,
  unchanged integer not null,
  refused integer not null,
  skipped integer not null,
  sums jsonb not null,
  warnings jsonb not null,
  primary key (tenant_id, import_id)
);

create index imports_by_time on receivables.imports (tenant_id, recorded_at desc);

-- Refused rows are kept: nothing is lost, everything says why.
create table receivables.import_refusals (
  tenant_id uuid not null,
  import_id uuid not null,
  refusal_no integer not null,
  row_no integer not null,
  line_no integer,
  column_name text,
  code text not null,
  value text,
  facts jsonb,
  primary key (tenant_id, import_id, refusal_no)
);

create table receivables.documents (
  tenant_id uuid not null,
  document_id uuid not null,
  account_id uuid not null,
  party_id uuid not null,
  entity_id uuid not null,
  kind text not null check (kind in ('invoice', 'credit_note', 'receipt', 'bill', 'delivery')),
  source text not null,
  number text not null,
  issued_on date not null,
  posted_on date,
  due_on date,
  effective_on date not null,
  amount_minor bigint not null,
  currency text not null,
  disputed boolean,
  import_id uuid,
  import_row integer,
  recorded_at timestamptz not null,
  event_id uuid not null,
  primary key (tenant_id, document_id),
  unique (tenant_id, source, entity_id, kind, number)
);

create index documents_by_account on receivables.documents (tenant_id, account_id, issued_on desc);

create index documents_by_party on receivables.documents (tenant_id, party_id, issued_on desc);

create table receivables.open_items (
  tenant_id uuid not null,
  document_id uuid not null,
  account_id uuid not null,
  kind text not null,
  due_on date,
  open_minor bigint not null,
  primary key (tenant_id, document_id)
) with (fillfactor = 80);

create index open_items_open on receivables.open_items (tenant_id, account_id, due_on) where open_minor <> 0;

create table receivables.applications (
  tenant_id uuid not null,
  application_id uuid not null,
  account_id uuid not null,
  from_document uuid not null,
  to_document uuid not null,
  amount_minor bigint not null,
  effective_on date not null,
  recorded_at timestamptz not null,
  event_id uuid not null,
  primary key (tenant_id, application_id)
);

create index applications_by_target on receivables.applications (tenant_id, to_document);

create index applications_by_origin on receivables.applications (tenant_id, from_document);

create index applications_by_account on receivables.applications (tenant_id, account_id, effective_on);

create table receivables.bill_events (
  tenant_id uuid not null,
  document_id uuid not null,
  seq integer not null,
  state text not null check (state in ('received', 'endorsed', 'discounted', 'honoured', 'dishonoured')),
  bill_type text not null check (bill_type in ('bank', 'commercial')),
  acceptor text not null,
  recourse boolean not null,
  effective_on date not null,
  recorded_at timestamptz not null,
  event_id uuid not null,
  primary key (tenant_id, document_id, seq)
);
