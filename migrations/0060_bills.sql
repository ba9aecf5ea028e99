-- Why: a bill has a row that says where it stands, so that a list of bills reads no lives; its life keeps every act with who, with whom and
--      why, and what took it back. Acceptors and what we take of each. Bills known so far get their row.
-- Locks: ACCESS EXCLUSIVE on receivables.bill_events while its checks are made anew. Rows: one in receivables.bills for every bill.
alter table receivables.bill_events drop constraint bill_events_state_check;

alter table receivables.bill_events drop constraint bill_events_bill_type_check;

alter table receivables.bill_events add constraint bill_events_state_check
  check (state in ('received', 'pledged', 'endorsed', 'discounted', 'presented', 'honoured', 'dishonoured', 'claimed', 'returned', 'replaced', 'split'));

alter table receivables.bill_events add constraint bill_events_bill_type_check
  check (bill_type in ('bank', 'commercial', 'finance_company', 'cheque'));

alter table receivables.bill_events add column counterparty text;

alter table receivables.bill_events add column fee_minor bigint;

alter table receivables.bill_events add column note text;

alter table receivables.bill_events add column by_name text;

-- True: silence counted as payment, where the company said so.
alter table receivables.bill_events add column assumed boolean;

-- The act that this row takes back; the row then says where the bill stands again.
alter table receivables.bill_events add column undoes integer;

create unique index bill_events_undone_once on receivables.bill_events (tenant_id, document_id, undoes) where undoes is not null;

create index bill_events_dishonoured on receivables.bill_events (tenant_id, document_id) where state = 'dishonoured' and undoes is null;

create table receivables.bills (
  tenant_id uuid not null,
  document_id uuid not null,
  account_id uuid not null,
  party_id uuid not null,
  entity_id uuid not null,
  number text not null,
  bill_type text not null check (bill_type in ('bank', 'commercial', 'finance_company', 'cheque')),
  acceptor text not null,
  acceptor_key text not null,
  drawer text,
  drawn_on date,
  -- 子票区间 of an electronic bill that was split.
  sub_range text,
  parent_id uuid,
  received_on date not null,
  due_on date not null,
  amount_minor bigint not null,
  currency text not null,
  state text not null,
  state_on date not null,
  recourse boolean not null,
  -- In the customer's exposure as a bill at this moment.
  counted_minor bigint not null,
  -- Received beyond what it paid, until it is applied.
  unapplied_minor bigint not null,
  last_seq integer not null,
  -- The document that says this one was entered in error.
  reversed_by uuid,
  primary key (tenant_id, document_id)
) with (fillfactor = 80);

create index bills_by_due on receivables.bills (tenant_id, due_on, document_id);

create index bills_by_account on receivables.bills (tenant_id, account_id, due_on);

create index bills_by_number on receivables.bills (tenant_id, number);

create index bills_live on receivables.bills (tenant_id, due_on, document_id)
  where reversed_by is null and state in ('received', 'pledged', 'presented', 'endorsed', 'discounted');

do $$
declare company uuid;
begin
  for company in select tenant_id from platform.tenants loop
    perform set_config('app.tenant_id', company::text, true);
    insert into receivables.bills
      (tenant_id, document_id, account_id, party_id, entity_id, number, bill_type, acceptor, acceptor_key, received_on, due_on, amount_minor, currency,
       state, state_on, recourse, counted_minor, unapplied_minor, last_seq, reversed_by)
    select d.tenant_id, d.document_id, d.account_id, d.party_id, d.entity_id, d.number, l.bill_type, l.acceptor,
           lower(regexp_replace(l.acceptor, '[[:space:][:punct:]（）]', '', 'g')), f.effective_on, coalesce(d.due_on, f.effective_on),
           d.amount_minor, d.currency, l.state, l.effective_on, l.recourse,
           coalesce((select sum(e.amount_minor) from exposure.entries e
                     where e.tenant_id = d.tenant_id and e.source_id = d.document_id and e.part = 'bills'), 0)::bigint,
           0, l.seq, i.reversed_by
    from receivables.documents d
    join lateral (select bill_type, acceptor, state, effective_on, seq,
                         (select bool_and(p.recourse) from receivables.bill_events p
                          where p.tenant_id = d.tenant_id and p.document_id = d.document_id and p.state in ('endorsed', 'discounted')) is not false as recourse
                  from receivables.bill_events b where b.tenant_id = d.tenant_id and b.document_id = d.document_id
                  order by b.seq desc limit 1) l on true
    join receivables.bill_events f on f.tenant_id = d.tenant_id and f.document_id = d.document_id and f.seq = 1
    join receivables.open_items i on i.tenant_id = d.tenant_id and i.document_id = d.document_id
    where d.tenant_id = company and d.kind = 'bill' and d.reverses is null;
  end loop;
  perform set_config('app.tenant_id', '', true);
end
$$;

create or replace view receivables.bill_states with (security_invoker = true) as
select tenant_id, document_id, state, bill_type, acceptor, recourse, state_on as effective_on from receivables.bills
where reversed_by is null;

-- Where each bill stands, for other rooms.
create view receivables.bill_standing with (security_invoker = true) as
select tenant_id, document_id, account_id, party_id, entity_id, number, bill_type, acceptor, acceptor_key, drawer, drawn_on, sub_range, parent_id,
       received_on, due_on, amount_minor, currency, state, state_on, recourse, counted_minor, unapplied_minor, last_seq
from receivables.bills
where reversed_by is null;

-- The acts of a bill in their order; `undone` where a later row took it back.
create view receivables.bill_life with (security_invoker = true) as
select e.tenant_id, e.document_id, e.seq, e.state, e.recourse, e.counterparty, e.fee_minor, e.note, e.by_name, e.assumed, e.undoes,
       e.effective_on, e.recorded_at, e.event_id,
       exists (select 1 from receivables.bill_events u
               where u.tenant_id = e.tenant_id and u.document_id = e.document_id and u.undoes = e.seq) as undone
from receivables.bill_events e;

-- Bills that came back unpaid and whose dishonour stands: the day, whoever bears the loss.
create view receivables.bill_dishonours with (security_invoker = true) as
select b.tenant_id, b.document_id, b.account_id, b.party_id, b.number, b.bill_type, b.acceptor, b.amount_minor, b.currency, b.due_on,
       e.effective_on as dishonoured_on, b.recourse, e.recorded_at
from receivables.bill_events e
join receivables.bills b on b.tenant_id = e.tenant_id and b.document_id = e.document_id
where e.state = 'dishonoured' and e.undoes is null and b.reversed_by is null
  and not exists (select 1 from receivables.bill_events u
                  where u.tenant_id = e.tenant_id and u.document_id = e.document_id and u.undoes = e.seq);

create schema bills;

-- Who promised to pay: banks, finance companies, firms. A bill belongs to the acceptor whose name begins the name on the bill, so that the
-- branches of a bank count for the bank.
create table bills.acceptors (
  tenant_id uuid not null,
  acceptor_id uuid not null,
  kind text not null check (kind in ('bank', 'finance_company', 'firm')),
  code text not null,
  name text not null,
  name_key text not null,
  rating text,
  version integer not null,
  made_at timestamptz not null,
  made_by text not null,
  primary key (tenant_id, acceptor_id),
  unique (tenant_id, code),
  unique (tenant_id, name_key)
);

-- How much of an acceptor's paper we take, by day. The newest of those that began and were not refused holds.
create table bills.acceptor_limits (
  tenant_id uuid not null,
  limit_id uuid not null,
  acceptor_id uuid not null,
  amount_minor bigint not null check (amount_minor >= 0),
  currency text not null,
  valid_from date not null,
  valid_to date,
  reason text not null,
  state text not null check (state in ('waiting', 'in_force', 'rejected', 'replaced')),
  case_id uuid,
  proposed_at timestamptz not null,
  proposed_by uuid,
  proposed_by_name text not null,
  decided_at timestamptz,
  decided_by_name text,
  primary key (tenant_id, limit_id)
);

create index acceptor_limits_by_acceptor on bills.acceptor_limits (tenant_id, acceptor_id, valid_from desc);

-- How this company treats bills: the newest row holds.
create table bills.rules (
  tenant_id uuid not null,
  rule_no integer not null,
  presentation_days integer not null check (presentation_days between 0 and 60),
  notice_days integer not null check (notice_days between 0 and 60),
  assume_honoured_after_days integer check (assume_honoured_after_days between 0 and 730),
  recorded_at timestamptz not null,
  by_name text not null,
  reason text not null,
  primary key (tenant_id, rule_no)
);

-- What was said about a day that comes: ten and three days before presentation ends, on its last day, and when silence goes on.
create table bills.reminders (
  tenant_id uuid not null,
  document_id uuid not null,
  due_on date not null,
  kind text not null check (kind in ('ten_days', 'three_days', 'last_day', 'unsaid')),
  said_on date not null,
  primary key (tenant_id, document_id, due_on, kind)
);

create index reminders_by_day on bills.reminders (tenant_id, said_on desc, document_id);
