-- Why: letters in which both sides agree on a balance, what the customer answered and how differences were settled; what renews the limitation
--      period; totals of a source held against the ledger. Locks: none. Rows: none.
create schema reconciliation;

create table reconciliation.numbers (
  tenant_id uuid not null,
  series text not null,
  last_no integer not null,
  primary key (tenant_id, series)
);

-- figures: canonical JSON as printed; its hash is that of these bytes. State is told by the acts, the newest of which stands here.
create table reconciliation.letters (
  tenant_id uuid not null,
  letter_id uuid not null,
  number text not null,
  party_id uuid not null,
  account_id uuid not null,
  entity_id uuid not null,
  currency text not null,
  from_on date not null,
  to_on date not null,
  closing_minor bigint not null,
  overdue_minor bigint not null,
  items integer not null,
  figures text not null,
  figures_hash bytea not null,
  made_at timestamptz not null,
  made_on date not null,
  made_by_id uuid,
  made_by text not null,
  state text not null check (state in ('made', 'queued', 'sent', 'agreed', 'differs', 'settled', 'withdrawn')),
  sent_at timestamptz,
  sent_on date,
  answered_on date,
  reminded_on date,
  confirmed_minor bigint,
  primary key (tenant_id, letter_id),
  unique (tenant_id, number)
);

-- One standing letter for a balance on a day.
create unique index letters_once on reconciliation.letters (tenant_id, account_id, entity_id, to_on) where state <> 'withdrawn';

create index letters_by_time on reconciliation.letters (tenant_id, made_at desc, letter_id desc);

create index letters_by_party on reconciliation.letters (tenant_id, party_id, made_at desc);

create index letters_unanswered on reconciliation.letters (tenant_id, sent_on) where state = 'sent';

create table reconciliation.letter_acts (
  tenant_id uuid not null,
  act_id uuid not null,
  letter_id uuid not null,
  act text not null,
  facts jsonb not null,
  at timestamptz not null,
  by_id uuid,
  by_name text not null,
  primary key (tenant_id, act_id)
);

create index letter_acts_by_letter on reconciliation.letter_acts (tenant_id, letter_id, at);

create table reconciliation.answers (
  tenant_id uuid not null,
  answer_id uuid not null,
  letter_id uuid not null,
  outcome text not null check (outcome in ('agreed', 'differs')),
  answered_on date not null,
  theirs_minor bigint,
  signed boolean not null,
  sealed boolean not null,
  note text,
  at timestamptz not null,
  by_id uuid,
  by_name text not null,
  primary key (tenant_id, answer_id)
);

create index answers_by_letter on reconciliation.answers (tenant_id, letter_id, at);

create table reconciliation.differences (
  tenant_id uuid not null,
  difference_id uuid not null,
  letter_id uuid not null,
  answer_id uuid not null,
  party_id uuid not null,
  document_id uuid,
  number text not null,
  ours_minor bigint,
  theirs_minor bigint,
  why text not null,
  state text not null check (state in ('open', 'settled')),
  resolution text check (resolution in ('in_transit', 'our_error', 'their_error', 'disputed', 'rounding', 'superseded')),
  correction text,
  note text,
  settled_at timestamptz,
  settled_by_id uuid,
  settled_by text,
  primary key (tenant_id, difference_id)
);

create index differences_by_letter on reconciliation.differences (tenant_id, letter_id);

create index differences_disputed on reconciliation.differences (tenant_id, document_id) where resolution = 'disputed';

-- What we or the customer did that bears on the limitation period; document_id null: every item of the customer that was due by then.
create table reconciliation.limitation_acts (
  tenant_id uuid not null,
  act_id uuid not null,
  party_id uuid not null,
  document_id uuid,
  kind text not null check (kind in ('demand', 'promise', 'signed_balance', 'lawsuit', 'arbitration', 'obstacle')),
  -- Of a signed balance: the letter that was answered.
  letter_id uuid,
  act_on date not null,
  until_on date,
  how text not null,
  evidence text,
  at timestamptz not null,
  by_id uuid,
  by_name text not null,
  primary key (tenant_id, act_id)
);

create index limitation_acts_by_party on reconciliation.limitation_acts (tenant_id, party_id, act_on);

create index limitation_acts_by_letter on reconciliation.limitation_acts (tenant_id, letter_id) where letter_id is not null;

create table reconciliation.limitation_ends (
  tenant_id uuid not null,
  act_id uuid not null,
  what text not null check (what in ('until', 'withdrawn')),
  until_on date,
  why text not null,
  at timestamptz not null,
  by_id uuid,
  by_name text not null,
  primary key (tenant_id, act_id, what)
);

-- Items whose period ends soon, as the nightly job found them.
create table reconciliation.limitation_watch (
  tenant_id uuid not null,
  document_id uuid not null,
  account_id uuid not null,
  party_id uuid not null,
  ends_on date not null,
  open_minor bigint not null,
  currency text not null,
  seen_on date not null,
  primary key (tenant_id, document_id)
);

create view reconciliation.limitation with (security_invoker = true) as
select tenant_id, document_id, account_id, party_id, ends_on, open_minor, currency, seen_on from reconciliation.limitation_watch;

create view reconciliation.disputed_items with (security_invoker = true) as
select tenant_id, difference_id, letter_id, party_id, document_id, number, ours_minor, theirs_minor, why, settled_at, settled_by
from reconciliation.differences where resolution = 'disputed';

create table reconciliation.comparisons (
  tenant_id uuid not null,
  comparison_id uuid not null,
  as_of date not null,
  source text not null,
  file_name text not null,
  file_hash bytea not null,
  lines integer not null,
  agreeing integer not null,
  differing integer not null,
  sums jsonb not null,
  missing_numbers jsonb not null,
  at timestamptz not null,
  by_id uuid,
  by_name text not null,
  primary key (tenant_id, comparison_id)
);

create index comparisons_by_time on reconciliation.comparisons (tenant_id, at desc, comparison_id desc);

create table reconciliation.comparison_lines (
  tenant_id uuid not null,
  comparison_id uuid not null,
  line_no integer not null,
  code text not null,
  name text,
  party_id uuid,
  entity text,
  currency text not null,
  ours_minor bigint,
  theirs_minor bigint,
  difference_minor bigint not null,
  explanations jsonb not null,
  primary key (tenant_id, comparison_id, line_no)
);

-- What somebody found out about a difference; the newest counts.
create table reconciliation.comparison_notes (
  tenant_id uuid not null,
  note_id uuid not null,
  comparison_id uuid not null,
  line_no integer not null,
  state text not null check (state in ('noted', 'settled')),
  note text not null,
  at timestamptz not null,
  by_id uuid,
  by_name text not null,
  primary key (tenant_id, note_id)
);

create index comparison_notes_by_line on reconciliation.comparison_notes (tenant_id, comparison_id, line_no, at desc);
