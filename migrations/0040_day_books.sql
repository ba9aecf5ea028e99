-- Why: the ledger of another day is folded from the journal once and then paged like today's; names sort by pinyin without sorting everybody.
-- Locks: SHARE on customers.parties while the index is built. Rows: none change.
-- entries, caps: the state of the journal a book was made from; it holds while both are the same.
create table receivables.day_books (
  tenant_id uuid not null,
  book_id uuid not null,
  day date not null,
  known_at timestamptz,
  entries bigint not null,
  caps bigint not null,
  made_at timestamptz not null,
  primary key (tenant_id, book_id),
  unique nulls not distinct (tenant_id, day, known_at, entries, caps)
);

create table receivables.day_book_rows (
  tenant_id uuid not null,
  book_id uuid not null,
  account_id uuid not null,
  party_id uuid not null,
  currency text not null,
  open_minor bigint not null,
  bills_minor bigint not null,
  delivered_minor bigint not null,
  reserved_minor bigint not null,
  unapplied_minor bigint not null,
  exposure_minor bigint not null,
  cap_mode text not null,
  cap_minor bigint,
  cap_expired_on date,
  overdue_minor bigint not null,
  oldest_due_on date,
  ageing bigint[] not null,
  last_paid_on date,
  primary key (tenant_id, book_id, account_id)
);

create index parties_by_pinyin on customers.parties (tenant_id, name collate "zh-x-icu");
