-- The schema that the migrations make. Written by `npm run snapshot`, compared by a test; never edited by hand.

table approvals.cases
  tenant_id uuid not null
  case_id uuid not null
  kind text not null
  subject_id uuid not null
  party_id uuid
  proposal jsonb not null
  proposal_hash bytea not null
  amount_minor bigint
  currency text
  proposed_by uuid
  proposed_by_name text not null
  proposed_at timestamp with time zone not null
  due_at timestamp with time zone not null
  state text not null
  decided_by uuid
  decided_by_name text
  decided_at timestamp with time zone
  comment text
  version integer not null
  constraint cases_state_check CHECK ((state = ANY (ARRAY['open'::text, 'approved'::text, 'rejected'::text, 'withdrawn'::text])))
  constraint cases_pkey PRIMARY KEY (tenant_id, case_id)
  CREATE INDEX cases_by_subject ON approvals.cases USING btree (tenant_id, subject_id)
  CREATE INDEX cases_by_time ON approvals.cases USING btree (tenant_id, proposed_at DESC, case_id DESC)
  CREATE INDEX cases_open ON approvals.cases USING btree (tenant_id, due_at) WHERE (state = 'open'::text)
  CREATE UNIQUE INDEX cases_one_open ON approvals.cases USING btree (tenant_id, kind, subject_id) WHERE (state = 'open'::text)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table customers.entities
  tenant_id uuid not null
  entity_id uuid not null
  code text not null
  name text not null
  currency text not null
  created_at timestamp with time zone not null
  constraint entities_pkey PRIMARY KEY (tenant_id, entity_id)
  constraint entities_tenant_id_code_key UNIQUE (tenant_id, code)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table customers.group_links
  tenant_id uuid not null
  link_id uuid not null
  party_id uuid not null
  parent_id uuid not null
  valid_from date not null
  valid_to date
  recorded_at timestamp with time zone not null
  withdrawn_at timestamp with time zone
  constraint group_links_tenant_id_parent_id_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES customers.parties(tenant_id, party_id)
  constraint group_links_tenant_id_party_id_fkey FOREIGN KEY (tenant_id, party_id) REFERENCES customers.parties(tenant_id, party_id)
  constraint group_links_pkey PRIMARY KEY (tenant_id, link_id)
  constraint one_parent_a_day EXCLUDE USING gist (party_id WITH =, tenant_id WITH =, daterange(valid_from, valid_to, '[]'::text) WITH &&) WHERE ((withdrawn_at IS NULL))
  CREATE INDEX group_links_by_parent ON customers.group_links USING btree (tenant_id, parent_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table customers.parties
  tenant_id uuid not null
  party_id uuid not null
  kind text not null
  code text not null
  name text not null
  name_key text not null
  uscc text
  industry text
  region text
  owner_id uuid
  owner_name text
  terms_days integer
  since_on date
  merged_into uuid
  version integer not null
  created_at timestamp with time zone not null
  constraint parties_kind_check CHECK ((kind = ANY (ARRAY['customer'::text, 'group'::text])))
  constraint parties_pkey PRIMARY KEY (tenant_id, party_id)
  constraint parties_tenant_id_code_key UNIQUE (tenant_id, code)
  CREATE INDEX parties_by_code_bytes ON customers.parties USING btree (tenant_id, code COLLATE "C")
  CREATE INDEX parties_by_name ON customers.parties USING btree (tenant_id, name_key)
  CREATE INDEX parties_by_owner ON customers.parties USING btree (tenant_id, owner_id) WHERE (owner_id IS NOT NULL)
  CREATE INDEX parties_by_pinyin ON customers.parties USING btree (tenant_id, name COLLATE "zh-x-icu")
  CREATE INDEX parties_by_uscc ON customers.parties USING btree (tenant_id, uscc) WHERE (uscc IS NOT NULL)
  CREATE INDEX parties_name_trigrams ON customers.parties USING gin (name_key gin_trgm_ops)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table customers.source_codes
  tenant_id uuid not null
  source text not null
  code text not null
  party_id uuid not null
  constraint source_codes_tenant_id_party_id_fkey FOREIGN KEY (tenant_id, party_id) REFERENCES customers.parties(tenant_id, party_id)
  constraint source_codes_pkey PRIMARY KEY (tenant_id, source, code)
  CREATE INDEX source_codes_by_party ON customers.source_codes USING btree (tenant_id, party_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table exposure.accounts with (fillfactor=70)
  tenant_id uuid not null
  account_id uuid not null
  party_id uuid not null
  kind text not null
  currency text not null
  open_minor bigint not null
  bills_minor bigint not null
  delivered_minor bigint not null
  reserved_minor bigint not null
  unapplied_minor bigint not null
  children_minor bigint not null
  exposure_minor bigint not null
  cap_mode text not null
  cap_minor bigint
  cap_expired_on date
  overdue_minor bigint not null
  oldest_due_on date
  ageing bigint[] not null
  turned_on date not null
  turns_at timestamp with time zone
  last_paid_on date
  last_seq bigint not null
  constraint accounts_cap_mode_check CHECK ((cap_mode = ANY (ARRAY['amount'::text, 'none'::text, 'unlimited'::text])))
  constraint accounts_kind_check CHECK ((kind = ANY (ARRAY['own'::text, 'group'::text])))
  constraint accounts_pkey PRIMARY KEY (tenant_id, account_id)
  constraint accounts_tenant_id_party_id_kind_currency_key UNIQUE (tenant_id, party_id, kind, currency)
  CREATE INDEX accounts_due ON exposure.accounts USING btree (tenant_id, turns_at) WHERE (turns_at IS NOT NULL)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table exposure.cap_steps
  tenant_id uuid not null
  account_id uuid not null
  starts_on date not null
  mode text not null
  cap_minor bigint
  expired_on date
  constraint cap_steps_mode_check CHECK ((mode = ANY (ARRAY['amount'::text, 'none'::text, 'unlimited'::text])))
  constraint cap_steps_pkey PRIMARY KEY (tenant_id, account_id, starts_on)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant delete, insert, select, update to xinheng_app
  grant delete, insert, select, update to xinheng_worker

table exposure.due_days with (fillfactor=80)
  tenant_id uuid not null
  account_id uuid not null
  due_on date not null
  open_minor bigint not null
  items integer not null
  constraint due_days_pkey PRIMARY KEY (tenant_id, account_id, due_on)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table exposure.entries
  tenant_id uuid not null
  account_id uuid not null
  seq bigint not null
  part text not null
  amount_minor bigint not null
  source_kind text not null
  source_id uuid not null
  due_on date
  effective_on date not null
  recorded_at timestamp with time zone not null
  event_id uuid not null
  constraint entries_part_check CHECK ((part = ANY (ARRAY['open'::text, 'bills'::text, 'delivered'::text, 'reserved'::text, 'unapplied'::text, 'children'::text])))
  constraint entries_pkey PRIMARY KEY (tenant_id, account_id, seq)
  CREATE INDEX entries_by_source ON exposure.entries USING btree (tenant_id, source_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table exposure.paths
  tenant_id uuid not null
  account_id uuid not null
  node_id uuid not null
  depth integer not null
  constraint paths_pkey PRIMARY KEY (tenant_id, account_id, node_id)
  CREATE INDEX paths_by_node ON exposure.paths USING btree (tenant_id, node_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant delete, insert, select, update to xinheng_app
  grant delete, insert, select, update to xinheng_worker

table limits.freezes
  tenant_id uuid not null
  freeze_id uuid not null
  account_id uuid not null
  party_id uuid not null
  frozen_at timestamp with time zone not null
  frozen_by text not null
  reason text not null
  lifted_at timestamp with time zone
  lifted_by text
  lift_reason text
  constraint freezes_pkey PRIMARY KEY (tenant_id, freeze_id)
  CREATE UNIQUE INDEX freezes_in_force ON limits.freezes USING btree (tenant_id, account_id) WHERE (lifted_at IS NULL)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table limits.grants
  tenant_id uuid not null
  grant_id uuid not null
  account_id uuid not null
  party_id uuid not null
  kind text not null
  mode text not null
  amount_minor bigint
  currency text not null
  terms_days integer
  valid_from date not null
  valid_to date
  case_id uuid
  granted_by text not null
  recorded_at timestamp with time zone not null
  revoked_at timestamp with time zone
  constraint grants_kind_check CHECK ((kind = ANY (ARRAY['permanent'::text, 'temporary'::text, 'seasonal'::text])))
  constraint grants_mode_check CHECK ((mode = ANY (ARRAY['amount'::text, 'none'::text, 'unlimited'::text])))
  constraint grants_pkey PRIMARY KEY (tenant_id, grant_id)
  constraint one_permanent_a_day EXCLUDE USING gist (account_id WITH =, tenant_id WITH =, daterange(valid_from, valid_to, '[]'::text) WITH &&) WHERE (((kind = 'permanent'::text) AND (revoked_at IS NULL)))
  CREATE INDEX grants_by_account ON limits.grants USING btree (tenant_id, account_id, valid_from)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table limits.proposals
  tenant_id uuid not null
  proposal_id uuid not null
  account_id uuid not null
  party_id uuid not null
  kind text not null
  mode text not null
  amount_minor bigint
  currency text not null
  terms_days integer
  valid_from date not null
  valid_to date
  arithmetic jsonb
  reason text
  as_of date not null
  rulebook_version integer
  state text not null
  made_by uuid
  made_by_name text not null
  recorded_at timestamp with time zone not null
  case_id uuid
  constraint proposals_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'submitted'::text, 'approved'::text, 'rejected'::text, 'superseded'::text])))
  constraint proposals_pkey PRIMARY KEY (tenant_id, proposal_id)
  CREATE INDEX proposals_by_party ON limits.proposals USING btree (tenant_id, party_id, recorded_at DESC)
  CREATE INDEX proposals_by_time ON limits.proposals USING btree (tenant_id, recorded_at DESC, proposal_id DESC)
  CREATE INDEX proposals_open ON limits.proposals USING btree (tenant_id, account_id) WHERE (state = ANY (ARRAY['draft'::text, 'submitted'::text]))
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table machine.migrations
  name text not null
  hash text not null
  applied_at timestamp with time zone not null
  constraint migrations_pkey PRIMARY KEY (name)

table monitoring.alerts
  tenant_id uuid not null
  alert_id uuid not null
  party_id uuid not null
  account_id uuid
  code text not null
  dedup_key text not null
  level text not null
  facts jsonb not null
  responses jsonb not null
  at_risk_minor bigint not null
  currency text not null
  opened_on date not null
  seen_on date not null
  due_at timestamp with time zone not null
  owner_name text
  state text not null
  closed_at timestamp with time zone
  closed_by text
  closed_reason text
  owner_id uuid
  constraint alerts_level_check CHECK ((level = ANY (ARRAY['yellow'::text, 'orange'::text, 'red'::text])))
  constraint alerts_state_check CHECK ((state = ANY (ARRAY['open'::text, 'acknowledged'::text, 'closed'::text, 'gone'::text])))
  constraint alerts_pkey PRIMARY KEY (tenant_id, alert_id)
  CREATE INDEX alerts_by_key ON monitoring.alerts USING btree (tenant_id, dedup_key, opened_on DESC)
  CREATE INDEX alerts_by_party ON monitoring.alerts USING btree (tenant_id, party_id)
  CREATE UNIQUE INDEX alerts_open ON monitoring.alerts USING btree (tenant_id, dedup_key) WHERE (state = ANY (ARRAY['open'::text, 'acknowledged'::text]))
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table orders.checks
  tenant_id uuid not null
  check_id uuid not null
  order_number text not null
  account_id uuid not null
  party_id uuid not null
  account_seq bigint not null
  amount_minor bigint not null
  currency text not null
  outcome text not null
  shadow boolean not null
  as_of date not null
  rulebook_version integer not null
  facts jsonb not null
  reasons jsonb not null
  at timestamp with time zone not null
  event_id uuid not null
  remedy jsonb
  made_by uuid
  constraint checks_outcome_check CHECK ((outcome = ANY (ARRAY['clear'::text, 'held'::text, 'refused'::text])))
  constraint checks_pkey PRIMARY KEY (tenant_id, check_id)
  CREATE INDEX checks_by_party ON orders.checks USING btree (tenant_id, party_id, at DESC)
  CREATE INDEX checks_by_time ON orders.checks USING btree (tenant_id, at DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table orders.hold_acts
  tenant_id uuid not null
  hold_id uuid not null
  seq integer not null
  act text not null
  reason text
  facts jsonb
  by_id uuid
  by_name text not null
  at timestamp with time zone not null
  constraint hold_acts_pkey PRIMARY KEY (tenant_id, hold_id, seq)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table orders.holds
  tenant_id uuid not null
  hold_id uuid not null
  order_id uuid not null
  account_id uuid not null
  party_id uuid not null
  check_id uuid not null
  amount_minor bigint not null
  currency text not null
  held_at timestamp with time zone not null
  due_at timestamp with time zone not null
  owner_id uuid
  owner_name text
  state text not null
  ended_at timestamp with time zone
  version integer not null
  constraint holds_state_check CHECK ((state = ANY (ARRAY['held'::text, 'released'::text, 'refused'::text, 'cancelled'::text, 'cleared'::text, 'prepayment'::text])))
  constraint holds_pkey PRIMARY KEY (tenant_id, hold_id)
  CREATE INDEX holds_by_account ON orders.holds USING btree (tenant_id, account_id) WHERE (state = 'held'::text)
  CREATE INDEX holds_queue ON orders.holds USING btree (tenant_id, due_at) WHERE (state = 'held'::text)
  CREATE UNIQUE INDEX holds_open ON orders.holds USING btree (tenant_id, order_id) WHERE (state = 'held'::text)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table orders.orders
  tenant_id uuid not null
  order_id uuid not null
  source text not null
  number text not null
  account_id uuid not null
  party_id uuid not null
  amount_minor bigint not null
  currency text not null
  terms_days integer
  sales_name text
  deliver_on date
  state text not null
  check_id uuid not null
  first_at timestamp with time zone not null
  changed_at timestamp with time zone not null
  version integer not null
  constraint orders_state_check CHECK ((state = ANY (ARRAY['clear'::text, 'held'::text, 'released'::text, 'refused'::text, 'cancelled'::text, 'prepayment'::text])))
  constraint orders_pkey PRIMARY KEY (tenant_id, order_id)
  constraint orders_tenant_id_source_number_key UNIQUE (tenant_id, source, number)
  CREATE INDEX orders_by_party ON orders.orders USING btree (tenant_id, party_id, first_at DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table orders.reservation_moves
  tenant_id uuid not null
  reservation_id uuid not null
  seq integer not null
  move text not null
  amount_minor bigint not null
  source_key text not null
  at timestamp with time zone not null
  event_id uuid not null
  constraint reservation_moves_move_check CHECK ((move = ANY (ARRAY['reserve'::text, 'capture'::text, 'release'::text, 'expire'::text, 'amend'::text])))
  constraint reservation_moves_pkey PRIMARY KEY (tenant_id, reservation_id, seq)
  constraint reservation_moves_tenant_id_source_key_key UNIQUE (tenant_id, source_key)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table orders.reservations
  tenant_id uuid not null
  reservation_id uuid not null
  number text not null
  order_id uuid not null
  account_id uuid not null
  party_id uuid not null
  granted_minor bigint not null
  remaining_minor bigint not null
  currency text not null
  made_at timestamp with time zone not null
  expires_at timestamp with time zone not null
  ended_at timestamp with time zone
  ended_how text
  constraint reservations_pkey PRIMARY KEY (tenant_id, reservation_id)
  constraint reservations_tenant_id_number_key UNIQUE (tenant_id, number)
  CREATE INDEX reservations_due ON orders.reservations USING btree (tenant_id, account_id, expires_at) WHERE (ended_at IS NULL)
  CREATE UNIQUE INDEX reservations_of_order ON orders.reservations USING btree (tenant_id, order_id) WHERE (ended_at IS NULL)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table platform.api_keys
  tenant_id uuid not null
  key_id uuid not null
  key_hash bytea not null
  name text not null
  roles text[] not null
  hint text not null
  created_by uuid
  created_at timestamp with time zone not null
  expires_at timestamp with time zone
  revoked_at timestamp with time zone
  last_used_at timestamp with time zone
  constraint api_keys_pkey PRIMARY KEY (tenant_id, key_id)
  constraint api_keys_tenant_id_key_hash_key UNIQUE (tenant_id, key_hash)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table platform.events
  tenant_id uuid not null
  event_id uuid not null
  at timestamp with time zone not null
  actor_kind text not null
  actor_id uuid
  actor_name text not null
  operation text not null
  subject_kind text
  subject_id uuid
  party_id uuid
  input_hash bytea not null
  reasons jsonb
  facts jsonb
  constraint events_pkey PRIMARY KEY (tenant_id, event_id)
  CREATE INDEX events_by_party ON platform.events USING btree (tenant_id, party_id, at DESC) WHERE (party_id IS NOT NULL)
  CREATE INDEX events_by_time ON platform.events USING btree (tenant_id, at DESC, event_id DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table platform.logins
  login_key text not null
  tenant_id uuid not null
  user_id uuid not null
  constraint logins_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES platform.tenants(tenant_id)
  constraint logins_pkey PRIMARY KEY (login_key, tenant_id)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table platform.requests with (fillfactor=80)
  tenant_id uuid not null
  request_key text not null
  operation text not null
  input_hash bytea not null
  claimed_at timestamp with time zone not null
  answer bytea
  constraint requests_pkey PRIMARY KEY (tenant_id, request_key)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant delete, insert, select, update to xinheng_app
  grant delete, insert, select, update to xinheng_worker

table platform.sessions
  tenant_id uuid not null
  token_hash bytea not null
  session_id uuid not null
  user_id uuid not null
  created_at timestamp with time zone not null
  last_seen_at timestamp with time zone not null
  expires_at timestamp with time zone not null
  ended_at timestamp with time zone
  ended_how text
  agent text
  constraint sessions_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES platform.users(tenant_id, user_id)
  constraint sessions_pkey PRIMARY KEY (tenant_id, token_hash)
  CREATE INDEX sessions_by_user ON platform.sessions USING btree (tenant_id, user_id) WHERE (ended_at IS NULL)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table platform.tenants
  tenant_id uuid not null
  name text not null
  display_name text not null
  time_zone text not null
  currency text not null
  created_at timestamp with time zone not null
  constraint tenants_pkey PRIMARY KEY (tenant_id)
  constraint tenants_name_key UNIQUE (name)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table platform.users
  tenant_id uuid not null
  user_id uuid not null
  login text not null
  display_name text not null
  roles text[] not null
  password_hash text
  must_change boolean not null
  totp_secret text
  totp_confirmed_at timestamp with time zone
  totp_last_step bigint
  failures integer not null
  locked_until timestamp with time zone
  disabled_at timestamp with time zone
  created_at timestamp with time zone not null
  version integer not null
  constraint users_pkey PRIMARY KEY (tenant_id, user_id)
  constraint users_tenant_id_login_key UNIQUE (tenant_id, login)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table policies.modes
  tenant_id uuid not null
  mode_id uuid not null
  mode text not null
  from_at timestamp with time zone not null
  by_id uuid
  by_name text not null
  reason text not null
  constraint modes_mode_check CHECK ((mode = ANY (ARRAY['shadow'::text, 'live'::text])))
  constraint modes_pkey PRIMARY KEY (tenant_id, mode_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table policies.rulebooks
  tenant_id uuid not null
  kind text not null
  version integer not null
  body jsonb not null
  body_hash bytea not null
  made_by uuid
  made_at timestamp with time zone not null
  approved_by uuid
  in_force_from timestamp with time zone
  note text
  constraint rulebooks_pkey PRIMARY KEY (tenant_id, kind, version)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table policies.settings
  tenant_id uuid not null
  setting text not null
  value jsonb not null
  set_by text not null
  set_at timestamp with time zone not null
  constraint settings_pkey PRIMARY KEY (tenant_id, setting)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table ratings.current
  tenant_id uuid not null
  party_id uuid not null
  as_of date not null
  recorded_at timestamp with time zone not null
  grade text not null
  score integer
  constraint current_pkey PRIMARY KEY (tenant_id, party_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant delete, insert, select, update to xinheng_app
  grant delete, insert, select, update to xinheng_worker

table ratings.ratings
  tenant_id uuid not null
  party_id uuid not null
  as_of date not null
  recorded_at timestamp with time zone not null
  rulebook_version integer not null
  grade text not null
  score integer
  body jsonb not null
  event_id uuid not null
  constraint ratings_pkey PRIMARY KEY (tenant_id, party_id, as_of, recorded_at)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table receivables.applications
  tenant_id uuid not null
  application_id uuid not null
  account_id uuid not null
  from_document uuid not null
  to_document uuid not null
  amount_minor bigint not null
  effective_on date not null
  recorded_at timestamp with time zone not null
  event_id uuid not null
  constraint applications_pkey PRIMARY KEY (tenant_id, application_id)
  CREATE INDEX applications_by_account ON receivables.applications USING btree (tenant_id, account_id, effective_on)
  CREATE INDEX applications_by_origin ON receivables.applications USING btree (tenant_id, from_document)
  CREATE INDEX applications_by_target ON receivables.applications USING btree (tenant_id, to_document)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table receivables.bill_events
  tenant_id uuid not null
  document_id uuid not null
  seq integer not null
  state text not null
  bill_type text not null
  acceptor text not null
  recourse boolean not null
  effective_on date not null
  recorded_at timestamp with time zone not null
  event_id uuid not null
  constraint bill_events_bill_type_check CHECK ((bill_type = ANY (ARRAY['bank'::text, 'commercial'::text])))
  constraint bill_events_state_check CHECK ((state = ANY (ARRAY['received'::text, 'endorsed'::text, 'discounted'::text, 'honoured'::text, 'dishonoured'::text])))
  constraint bill_events_pkey PRIMARY KEY (tenant_id, document_id, seq)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table receivables.day_book_rows
  tenant_id uuid not null
  book_id uuid not null
  account_id uuid not null
  party_id uuid not null
  currency text not null
  open_minor bigint not null
  bills_minor bigint not null
  delivered_minor bigint not null
  reserved_minor bigint not null
  unapplied_minor bigint not null
  exposure_minor bigint not null
  cap_mode text not null
  cap_minor bigint
  cap_expired_on date
  overdue_minor bigint not null
  oldest_due_on date
  ageing bigint[] not null
  last_paid_on date
  constraint day_book_rows_pkey PRIMARY KEY (tenant_id, book_id, account_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant delete, insert, select, update to xinheng_app
  grant delete, insert, select, update to xinheng_worker

table receivables.day_books
  tenant_id uuid not null
  book_id uuid not null
  day date not null
  known_at timestamp with time zone
  entries bigint not null
  caps bigint not null
  made_at timestamp with time zone not null
  constraint day_books_pkey PRIMARY KEY (tenant_id, book_id)
  constraint day_books_tenant_id_day_known_at_entries_caps_key UNIQUE NULLS NOT DISTINCT (tenant_id, day, known_at, entries, caps)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant delete, insert, select, update to xinheng_app
  grant delete, insert, select, update to xinheng_worker

table receivables.documents
  tenant_id uuid not null
  document_id uuid not null
  account_id uuid not null
  party_id uuid not null
  entity_id uuid not null
  kind text not null
  source text not null
  number text not null
  issued_on date not null
  posted_on date
  due_on date
  effective_on date not null
  amount_minor bigint not null
  currency text not null
  disputed boolean
  import_id uuid
  import_row integer
  recorded_at timestamp with time zone not null
  event_id uuid not null
  constraint documents_kind_check CHECK ((kind = ANY (ARRAY['invoice'::text, 'credit_note'::text, 'receipt'::text, 'bill'::text, 'delivery'::text])))
  constraint documents_pkey PRIMARY KEY (tenant_id, document_id)
  constraint documents_tenant_id_source_entity_id_kind_number_key UNIQUE (tenant_id, source, entity_id, kind, number)
  CREATE INDEX documents_by_account ON receivables.documents USING btree (tenant_id, account_id, issued_on DESC)
  CREATE INDEX documents_by_party ON receivables.documents USING btree (tenant_id, party_id, issued_on DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table receivables.import_refusals
  tenant_id uuid not null
  import_id uuid not null
  refusal_no integer not null
  row_no integer not null
  line_no integer
  column_name text
  code text not null
  value text
  facts jsonb
  constraint import_refusals_pkey PRIMARY KEY (tenant_id, import_id, refusal_no)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table receivables.imports
  tenant_id uuid not null
  import_id uuid not null
  kind text not null
  source text not null
  file_name text not null
  file_hash bytea not null
  file_bytes bigint not null
  template text
  answers jsonb not null
  state text not null
  by_id uuid
  by_name text not null
  recorded_at timestamp with time zone not null
  accepted integer not null
  unchanged integer not null
  refused integer not null
  skipped integer not null
  sums jsonb not null
  warnings jsonb not null
  constraint imports_state_check CHECK ((state = ANY (ARRAY['staged'::text, 'applied'::text, 'refused'::text])))
  constraint imports_pkey PRIMARY KEY (tenant_id, import_id)
  CREATE INDEX imports_by_time ON receivables.imports USING btree (tenant_id, recorded_at DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table receivables.open_items with (fillfactor=80)
  tenant_id uuid not null
  document_id uuid not null
  account_id uuid not null
  kind text not null
  due_on date
  open_minor bigint not null
  constraint open_items_pkey PRIMARY KEY (tenant_id, document_id)
  CREATE INDEX open_items_open ON receivables.open_items USING btree (tenant_id, account_id, due_on) WHERE (open_minor <> 0)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table receivables.templates
  tenant_id uuid not null
  name text not null
  kind text not null
  body jsonb not null
  used_at timestamp with time zone not null
  constraint templates_pkey PRIMARY KEY (tenant_id, name)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

view approvals.open_cases with (security_invoker=true)
 SELECT tenant_id,
    case_id,
    kind,
    subject_id,
    party_id,
    proposal,
    amount_minor,
    currency,
    proposed_by,
    proposed_by_name,
    proposed_at,
    due_at
   FROM approvals.cases
  WHERE (state = 'open'::text);

view customers.directory with (security_invoker=true)
 SELECT tenant_id,
    party_id,
    kind,
    code,
    name,
    name_key,
    uscc,
    industry,
    region,
    owner_id,
    owner_name,
    terms_days,
    since_on
   FROM customers.parties
  WHERE (merged_into IS NULL);

view customers.legal_entities with (security_invoker=true)
 SELECT tenant_id,
    entity_id,
    code,
    name,
    currency
   FROM customers.entities;

view customers.memberships with (security_invoker=true)
 SELECT l.tenant_id,
    l.party_id,
    l.parent_id,
    p.code AS parent_code,
    p.name AS parent_name,
    l.valid_from,
    l.valid_to
   FROM (customers.group_links l
     JOIN customers.parties p ON (((p.tenant_id = l.tenant_id) AND (p.party_id = l.parent_id))))
  WHERE (l.withdrawn_at IS NULL);

view exposure.caps with (security_invoker=true)
 SELECT tenant_id,
    account_id,
    starts_on,
    mode,
    cap_minor,
    expired_on
   FROM exposure.cap_steps;

view exposure.journal with (security_invoker=true)
 SELECT tenant_id,
    account_id,
    seq,
    part,
    amount_minor,
    source_kind,
    source_id,
    due_on,
    effective_on,
    recorded_at,
    event_id
   FROM exposure.entries;

view exposure.lines with (security_invoker=true)
 SELECT tenant_id,
    account_id,
    node_id,
    depth
   FROM exposure.paths;

view exposure.positions with (security_invoker=true)
 SELECT tenant_id,
    account_id,
    party_id,
    kind,
    currency,
    open_minor,
    bills_minor,
    delivered_minor,
    reserved_minor,
    unapplied_minor,
    children_minor,
    exposure_minor,
    cap_mode,
    cap_minor,
    cap_expired_on,
    overdue_minor,
    oldest_due_on,
    ageing,
    turned_on,
    turns_at,
    last_paid_on,
    last_seq
   FROM exposure.accounts;

view limits.freeze_history with (security_invoker=true)
 SELECT tenant_id,
    account_id,
    party_id,
    frozen_at,
    lifted_at
   FROM limits.freezes;

view limits.standing_freezes with (security_invoker=true)
 SELECT tenant_id,
    account_id,
    party_id,
    frozen_at,
    frozen_by,
    reason
   FROM limits.freezes
  WHERE (lifted_at IS NULL);

view limits.standing_grants with (security_invoker=true)
 SELECT tenant_id,
    grant_id,
    account_id,
    party_id,
    kind,
    mode,
    amount_minor,
    currency,
    terms_days,
    valid_from,
    valid_to
   FROM limits.grants
  WHERE (revoked_at IS NULL);

view monitoring.standing_alerts with (security_invoker=true)
 SELECT tenant_id,
    alert_id,
    party_id,
    account_id,
    code,
    level,
    facts,
    responses,
    at_risk_minor,
    currency,
    opened_on,
    due_at,
    owner_name,
    state,
    owner_id,
    seen_on
   FROM monitoring.alerts
  WHERE (state = ANY (ARRAY['open'::text, 'acknowledged'::text]));

view orders.standing_holds with (security_invoker=true)
 SELECT h.tenant_id,
    h.hold_id,
    h.order_id,
    h.account_id,
    h.party_id,
    h.check_id,
    h.amount_minor,
    h.currency,
    h.held_at,
    h.due_at,
    h.owner_id,
    h.owner_name,
    o.number AS order_number,
    c.reasons
   FROM ((orders.holds h
     JOIN orders.orders o ON (((o.tenant_id = h.tenant_id) AND (o.order_id = h.order_id))))
     JOIN orders.checks c ON (((c.tenant_id = h.tenant_id) AND (c.check_id = h.check_id))))
  WHERE (h.state = 'held'::text);

view ratings.history with (security_invoker=true)
 SELECT tenant_id,
    party_id,
    as_of,
    recorded_at,
    grade,
    score
   FROM ratings.ratings;

view ratings.latest with (security_invoker=true)
 SELECT tenant_id,
    party_id,
    as_of,
    grade,
    score
   FROM ratings.current;

view receivables.bill_states with (security_invoker=true)
 SELECT DISTINCT ON (tenant_id, document_id) tenant_id,
    document_id,
    state,
    bill_type,
    acceptor,
    recourse,
    effective_on
   FROM receivables.bill_events
  ORDER BY tenant_id, document_id, seq DESC;

view receivables.items with (security_invoker=true)
 SELECT d.tenant_id,
    d.document_id,
    d.account_id,
    d.party_id,
    d.kind,
    d.number,
    d.issued_on,
    d.due_on,
    d.effective_on,
    d.amount_minor,
    d.currency,
    d.recorded_at,
    i.open_minor
   FROM (receivables.documents d
     JOIN receivables.open_items i ON (((i.tenant_id = d.tenant_id) AND (i.document_id = d.document_id))));

view receivables.papers with (security_invoker=true)
 SELECT tenant_id,
    document_id,
    account_id,
    party_id,
    kind,
    number,
    issued_on,
    due_on,
    effective_on,
    amount_minor,
    currency
   FROM receivables.documents;

view receivables.past_imports with (security_invoker=true)
 SELECT tenant_id,
    import_id,
    kind,
    file_name,
    state,
    recorded_at,
    accepted
   FROM receivables.imports;

view receivables.settlements with (security_invoker=true)
 SELECT tenant_id,
    application_id,
    account_id,
    from_document,
    to_document,
    amount_minor,
    effective_on,
    recorded_at
   FROM receivables.applications;

CREATE OR REPLACE FUNCTION customers.search_parties(tenant uuid, needle text, most integer)
 RETURNS TABLE(party_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
  select p.party_id
  from customers.parties p
  where p.tenant_id = tenant
    and p.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
    and p.merged_into is null
    and p.name_key like '%' || replace(replace(replace(needle, '\', '\\'), '%', '\%'), '_', '\_') || '%'
  order by length(p.name_key), p.name_key
  limit least(most, 50)
$function$

CREATE OR REPLACE FUNCTION machine.enqueue(task text, payload json, job_key text, run_at timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ select graphile_worker.add_job(task, payload, job_key => job_key, run_at => run_at, max_attempts => 8) $function$

CREATE OR REPLACE FUNCTION machine.refresh_statistics()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog'
AS $function$ begin analyze customers.parties; analyze exposure.accounts; analyze exposure.paths; analyze exposure.entries; analyze exposure.due_days; analyze receivables.documents; analyze receivables.open_items; analyze receivables.applications; end $function$
