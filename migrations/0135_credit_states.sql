-- Why: rules of the order check ask how far a customer was dunned, whether he kept his promise to pay, whether his cover was stopped and when
--      he is to be reviewed: each said by a person or another system, with who, when and until when. What is said anew is a new row.
-- Locks: none. Rows: none.
create table customers.credit_states (
  tenant_id uuid not null,
  state_id uuid not null,
  party_id uuid not null,
  kind text not null check (kind in ('dunning', 'promise', 'insurance', 'review')),
  -- Said to be over: nothing of the kind stands from then on.
  ended boolean not null,
  level integer check (level between 0 and 9),
  amount_minor bigint check (amount_minor > 0),
  currency text,
  -- The day promised, the last day to tell the insurer, the day of the review.
  due_on date,
  -- From when the insurer covers nothing new.
  stopped_on date,
  effective_on date not null,
  -- Last day on which it stands; null: until said otherwise.
  until_on date,
  note text,
  by_id uuid,
  by_name text not null,
  recorded_at timestamptz not null,
  event_id uuid not null,
  primary key (tenant_id, state_id),
  foreign key (tenant_id, party_id) references customers.parties (tenant_id, party_id),
  check (kind <> 'dunning' or ended or level is not null),
  check (kind <> 'promise' or ended or (amount_minor is not null and currency is not null and due_on is not null)),
  check (kind <> 'review' or ended or due_on is not null)
);

create index credit_states_of on customers.credit_states (tenant_id, party_id, kind, recorded_at desc);
