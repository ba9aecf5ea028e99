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

table bills.acceptor_limits
  tenant_id uuid not null
  limit_id uuid not null
  acceptor_id uuid not null
  amount_minor bigint not null
  currency text not null
  valid_from date not null
  valid_to date
  reason text not null
  state text not null
  case_id uuid
  proposed_at timestamp with time zone not null
  proposed_by uuid
  proposed_by_name text not null
  decided_at timestamp with time zone
  decided_by_name text
  constraint acceptor_limits_amount_minor_check CHECK ((amount_minor >= 0))
  constraint acceptor_limits_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'in_force'::text, 'rejected'::text, 'replaced'::text])))
  constraint acceptor_limits_pkey PRIMARY KEY (tenant_id, limit_id)
  CREATE INDEX acceptor_limits_by_acceptor ON bills.acceptor_limits USING btree (tenant_id, acceptor_id, valid_from DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table bills.acceptors
  tenant_id uuid not null
  acceptor_id uuid not null
  kind text not null
  code text not null
  name text not null
  name_key text not null
  rating text
  version integer not null
  made_at timestamp with time zone not null
  made_by text not null
  constraint acceptors_kind_check CHECK ((kind = ANY (ARRAY['bank'::text, 'finance_company'::text, 'firm'::text])))
  constraint acceptors_pkey PRIMARY KEY (tenant_id, acceptor_id)
  constraint acceptors_tenant_id_code_key UNIQUE (tenant_id, code)
  constraint acceptors_tenant_id_name_key_key UNIQUE (tenant_id, name_key)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table bills.reminders
  tenant_id uuid not null
  document_id uuid not null
  due_on date not null
  kind text not null
  said_on date not null
  constraint reminders_kind_check CHECK ((kind = ANY (ARRAY['ten_days'::text, 'three_days'::text, 'last_day'::text, 'unsaid'::text])))
  constraint reminders_pkey PRIMARY KEY (tenant_id, document_id, due_on, kind)
  CREATE INDEX reminders_by_day ON bills.reminders USING btree (tenant_id, said_on DESC, document_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table bills.rules
  tenant_id uuid not null
  rule_no integer not null
  presentation_days integer not null
  notice_days integer not null
  assume_honoured_after_days integer
  recorded_at timestamp with time zone not null
  by_name text not null
  reason text not null
  constraint rules_assume_honoured_after_days_check CHECK (((assume_honoured_after_days >= 0) AND (assume_honoured_after_days <= 730)))
  constraint rules_notice_days_check CHECK (((notice_days >= 0) AND (notice_days <= 60)))
  constraint rules_presentation_days_check CHECK (((presentation_days >= 0) AND (presentation_days <= 60)))
  constraint rules_pkey PRIMARY KEY (tenant_id, rule_no)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table contracts.consignments
  tenant_id uuid not null
  consignment_id uuid not null
  party_id uuid not null
  entity_id uuid not null
  number text not null
  kind text not null
  currency text not null
  starts_on date not null
  ends_on date
  standing_minor bigint
  counts text not null
  counted_minor bigint not null
  state text not null
  ended_on date
  ended_why text
  by_name text not null
  recorded_at timestamp with time zone not null
  constraint consignments_counts_check CHECK ((counts = ANY (ARRAY['exposure'::text, 'beside'::text])))
  constraint consignments_kind_check CHECK ((kind = ANY (ARRAY['consignment'::text, 'standing'::text])))
  constraint consignments_state_check CHECK ((state = ANY (ARRAY['open'::text, 'ended'::text])))
  constraint consignments_pkey PRIMARY KEY (tenant_id, consignment_id)
  constraint consignments_tenant_id_entity_id_number_key UNIQUE (tenant_id, entity_id, number)
  CREATE INDEX consignments_by_party ON contracts.consignments USING btree (tenant_id, party_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table contracts.contracts
  tenant_id uuid not null
  contract_id uuid not null
  party_id uuid not null
  entity_id uuid not null
  number text not null
  currency text not null
  state text not null
  version integer not null
  longest_days integer
  statutory boolean not null
  source text not null
  created_at timestamp with time zone not null
  constraint contracts_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'in_force'::text, 'suspended'::text, 'ended'::text, 'withdrawn'::text])))
  constraint contracts_pkey PRIMARY KEY (tenant_id, contract_id)
  CREATE INDEX contracts_by_party ON contracts.contracts USING btree (tenant_id, party_id)
  CREATE UNIQUE INDEX contracts_number ON contracts.contracts USING btree (tenant_id, entity_id, number) WHERE (state <> 'withdrawn'::text)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table contracts.document_links
  tenant_id uuid not null
  link_id uuid not null
  document_id uuid not null
  contract_id uuid not null
  number text not null
  linked_by uuid
  linked_by_name text not null
  linked_at timestamp with time zone not null
  ended_by_name text
  ended_at timestamp with time zone
  constraint document_links_pkey PRIMARY KEY (tenant_id, link_id)
  CREATE INDEX document_links_by_number ON contracts.document_links USING btree (tenant_id, number) WHERE (ended_at IS NULL)
  CREATE UNIQUE INDEX document_links_standing ON contracts.document_links USING btree (tenant_id, document_id) WHERE (ended_at IS NULL)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table contracts.margins_by_month
  tenant_id uuid not null
  party_id uuid not null
  month date not null
  currency text not null
  sales_minor bigint not null
  cost_minor bigint not null
  source text not null
  import_id uuid
  by_name text not null
  recorded_at timestamp with time zone not null
  entry_no integer not null
  withdrawn_at timestamp with time zone
  constraint margins_by_month_pkey PRIMARY KEY (tenant_id, party_id, month, currency, entry_no)
  CREATE UNIQUE INDEX margins_standing ON contracts.margins_by_month USING btree (tenant_id, party_id, month, currency) WHERE (withdrawn_at IS NULL)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table contracts.milestone_acts
  tenant_id uuid not null
  contract_id uuid not null
  seq integer not null
  milestone text not null
  done_on date
  evidence text
  by_name text not null
  recorded_at timestamp with time zone not null
  constraint milestone_acts_pkey PRIMARY KEY (tenant_id, contract_id, seq)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table contracts.proposals
  tenant_id uuid not null
  proposal_id uuid not null
  kind text not null
  subject_id uuid not null
  party_id uuid not null
  body jsonb not null
  reasons jsonb not null
  state text not null
  case_id uuid
  made_by uuid
  made_by_name text not null
  made_at timestamp with time zone not null
  decided_by_name text
  constraint proposals_kind_check CHECK ((kind = ANY (ARRAY['contract-start'::text, 'contract-change'::text, 'retention-claim'::text, 'rebate-credit'::text])))
  constraint proposals_state_check CHECK ((state = ANY (ARRAY['submitted'::text, 'approved'::text, 'rejected'::text, 'withdrawn'::text])))
  constraint proposals_pkey PRIMARY KEY (tenant_id, proposal_id)
  CREATE INDEX proposals_by_subject ON contracts.proposals USING btree (tenant_id, subject_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table contracts.rebate_credits
  tenant_id uuid not null
  rebate_id uuid not null
  seq integer not null
  as_of date not null
  basis_minor bigint not null
  accrued_minor bigint not null
  credited_minor bigint not null
  party_id uuid not null
  number text not null
  by_name text not null
  approved_by_name text
  recorded_at timestamp with time zone not null
  constraint rebate_credits_pkey PRIMARY KEY (tenant_id, rebate_id, seq)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table contracts.rebates
  tenant_id uuid not null
  rebate_id uuid not null
  party_id uuid not null
  entity_id uuid not null
  number text not null
  currency text not null
  starts_on date not null
  ends_on date not null
  basis text not null
  method text not null
  tiers jsonb not null
  overdue_days integer
  ended_on date
  ended_why text
  by_name text not null
  recorded_at timestamp with time zone not null
  constraint rebates_basis_check CHECK ((basis = ANY (ARRAY['invoiced'::text, 'received'::text])))
  constraint rebates_method_check CHECK ((method = ANY (ARRAY['whole'::text, 'marginal'::text])))
  constraint rebates_pkey PRIMARY KEY (tenant_id, rebate_id)
  constraint rebates_tenant_id_entity_id_number_key UNIQUE (tenant_id, entity_id, number)
  CREATE INDEX rebates_by_party ON contracts.rebates USING btree (tenant_id, party_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table contracts.retention_acts
  tenant_id uuid not null
  retention_id uuid not null
  seq integer not null
  act text not null
  amount_minor bigint not null
  due_on date
  effective_on date not null
  number text
  reason text
  by_name text not null
  recorded_at timestamp with time zone not null
  event_id uuid not null
  constraint retention_acts_act_check CHECK ((act = ANY (ARRAY['held'::text, 'moved'::text, 'released'::text, 'claimed'::text])))
  constraint retention_acts_pkey PRIMARY KEY (tenant_id, retention_id, seq)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table contracts.retentions
  tenant_id uuid not null
  retention_id uuid not null
  contract_id uuid not null
  invoice_id uuid not null
  document_id uuid not null
  held_minor bigint not null
  due_on date not null
  provisional boolean not null
  by_hand boolean not null
  held_at timestamp with time zone not null
  constraint retentions_pkey PRIMARY KEY (tenant_id, retention_id)
  constraint retentions_tenant_id_document_id_key UNIQUE (tenant_id, document_id)
  CREATE INDEX retentions_by_contract ON contracts.retentions USING btree (tenant_id, contract_id)
  CREATE INDEX retentions_by_invoice ON contracts.retentions USING btree (tenant_id, invoice_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table contracts.state_changes
  tenant_id uuid not null
  contract_id uuid not null
  seq integer not null
  state text not null
  effective_on date not null
  reason text
  by_name text not null
  recorded_at timestamp with time zone not null
  constraint state_changes_pkey PRIMARY KEY (tenant_id, contract_id, seq)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table contracts.stock_moves
  tenant_id uuid not null
  consignment_id uuid not null
  seq integer not null
  kind text not null
  goods text not null
  quantity_milli bigint not null
  value_minor bigint
  moved_on date not null
  number text
  note text
  by_name text not null
  recorded_at timestamp with time zone not null
  event_id uuid not null
  constraint stock_moves_kind_check CHECK ((kind = ANY (ARRAY['delivered'::text, 'sold'::text, 'returned'::text, 'counted'::text])))
  constraint stock_moves_pkey PRIMARY KEY (tenant_id, consignment_id, seq)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table contracts.versions
  tenant_id uuid not null
  contract_id uuid not null
  version integer not null
  effective_on date not null
  title text
  signed_on date
  starts_on date not null
  ends_on date
  amount_minor bigint
  terms jsonb not null
  reason text
  by_id uuid
  by_name text not null
  approved_by_name text
  case_id uuid
  import_id uuid
  recorded_at timestamp with time zone not null
  constraint versions_pkey PRIMARY KEY (tenant_id, contract_id, version)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table customers.credit_state_withdrawals
  tenant_id uuid not null
  state_id uuid not null
  why text not null
  by_id uuid
  by_name text not null
  recorded_at timestamp with time zone not null
  event_id uuid not null
  constraint credit_state_withdrawals_tenant_id_state_id_fkey FOREIGN KEY (tenant_id, state_id) REFERENCES customers.credit_states(tenant_id, state_id)
  constraint credit_state_withdrawals_pkey PRIMARY KEY (tenant_id, state_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table customers.credit_states
  tenant_id uuid not null
  state_id uuid not null
  party_id uuid not null
  kind text not null
  ended boolean not null
  level integer
  amount_minor bigint
  currency text
  due_on date
  stopped_on date
  effective_on date not null
  until_on date
  note text
  by_id uuid
  by_name text not null
  recorded_at timestamp with time zone not null
  event_id uuid not null
  import_id uuid
  constraint credit_states_amount_minor_check CHECK ((amount_minor > 0))
  constraint credit_states_check CHECK (((kind <> 'dunning'::text) OR ended OR (level IS NOT NULL)))
  constraint credit_states_check1 CHECK (((kind <> 'promise'::text) OR ended OR ((amount_minor IS NOT NULL) AND (currency IS NOT NULL) AND (due_on IS NOT NULL))))
  constraint credit_states_check2 CHECK (((kind <> 'review'::text) OR ended OR (due_on IS NOT NULL)))
  constraint credit_states_cover CHECK (((kind <> 'cover'::text) OR ended OR ((amount_minor IS NOT NULL) AND (currency IS NOT NULL))))
  constraint credit_states_kind_check CHECK ((kind = ANY (ARRAY['dunning'::text, 'promise'::text, 'insurance'::text, 'review'::text, 'cover'::text])))
  constraint credit_states_level_check CHECK (((level >= 0) AND (level <= 9)))
  constraint credit_states_tenant_id_party_id_fkey FOREIGN KEY (tenant_id, party_id) REFERENCES customers.parties(tenant_id, party_id)
  constraint credit_states_pkey PRIMARY KEY (tenant_id, state_id)
  CREATE INDEX credit_states_by_import ON customers.credit_states USING btree (tenant_id, import_id) WHERE (import_id IS NOT NULL)
  CREATE INDEX credit_states_of ON customers.credit_states USING btree (tenant_id, party_id, kind, recorded_at DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table customers.duplicates
  tenant_id uuid not null
  pair_id uuid not null
  low_id uuid not null
  high_id uuid not null
  score_ppm integer not null
  evidence jsonb not null
  found_by text not null
  found_at timestamp with time zone not null
  state text not null
  later_until date
  decided_at timestamp with time zone
  decided_by uuid
  decided_by_name text
  reason text
  version integer not null
  constraint duplicates_check CHECK ((low_id < high_id))
  constraint duplicates_found_by_check CHECK ((found_by = ANY (ARRAY['import'::text, 'page'::text, 'look'::text])))
  constraint duplicates_state_check CHECK ((state = ANY (ARRAY['open'::text, 'later'::text, 'different'::text, 'merged'::text])))
  constraint duplicates_pkey PRIMARY KEY (tenant_id, pair_id)
  constraint duplicates_tenant_id_low_id_high_id_key UNIQUE (tenant_id, low_id, high_id)
  CREATE INDEX duplicates_of_high ON customers.duplicates USING btree (tenant_id, high_id)
  CREATE INDEX duplicates_open ON customers.duplicates USING btree (tenant_id, score_ppm DESC, pair_id) WHERE (state = ANY (ARRAY['open'::text, 'later'::text]))
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

table customers.former_masters
  tenant_id uuid not null
  party_id uuid not null
  known_until timestamp with time zone not null
  name text not null
  name_key text not null
  industry text
  region text
  owner_name text
  terms_days integer
  constraint former_masters_pkey PRIMARY KEY (tenant_id, party_id, known_until)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table customers.group_links
  tenant_id uuid not null
  link_id uuid not null
  party_id uuid not null
  parent_id uuid not null
  valid_from date not null
  valid_to date
  recorded_at timestamp with time zone not null
  withdrawn_at timestamp with time zone
  ended_at timestamp with time zone
  constraint group_links_tenant_id_parent_id_fkey FOREIGN KEY (tenant_id, parent_id) REFERENCES customers.parties(tenant_id, party_id)
  constraint group_links_tenant_id_party_id_fkey FOREIGN KEY (tenant_id, party_id) REFERENCES customers.parties(tenant_id, party_id)
  constraint group_links_pkey PRIMARY KEY (tenant_id, link_id)
  constraint one_parent_a_day EXCLUDE USING gist (party_id WITH =, tenant_id WITH =, daterange(valid_from, valid_to, '[]'::text) WITH &&) WHERE ((withdrawn_at IS NULL))
  CREATE INDEX group_links_by_parent ON customers.group_links USING btree (tenant_id, parent_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table customers.handover_lines
  tenant_id uuid not null
  handover_id uuid not null
  party_id uuid not null
  facts jsonb not null
  constraint handover_lines_pkey PRIMARY KEY (tenant_id, handover_id, party_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table customers.handovers
  tenant_id uuid not null
  handover_id uuid not null
  from_id uuid not null
  from_name text not null
  to_id uuid not null
  to_name text not null
  starts_on date not null
  note text
  state text not null
  proposed_at timestamp with time zone not null
  proposed_by uuid
  proposed_by_name text not null
  given_at timestamp with time zone
  given_by_name text
  taken_at timestamp with time zone
  taken_by_name text
  done_at timestamp with time zone
  ended_reason text
  version integer not null
  constraint handovers_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'accepted'::text, 'done'::text, 'declined'::text, 'withdrawn'::text])))
  constraint handovers_pkey PRIMARY KEY (tenant_id, handover_id)
  CREATE INDEX handovers_by_time ON customers.handovers USING btree (tenant_id, proposed_at DESC, handover_id DESC)
  CREATE INDEX handovers_waiting ON customers.handovers USING btree (tenant_id, starts_on) WHERE (state = 'accepted'::text)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table customers.merges
  tenant_id uuid not null
  merge_id uuid not null
  survivor_id uuid not null
  merged_id uuid not null
  reason text not null
  kept jsonb not null
  state text not null
  proposed_at timestamp with time zone not null
  proposed_by uuid
  proposed_by_name text not null
  done_at timestamp with time zone
  done_on date
  done_by_name text
  event_id uuid
  undone_at timestamp with time zone
  undone_by_name text
  undo_reason text
  version integer not null
  constraint merges_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'done'::text, 'rejected'::text, 'undone'::text])))
  constraint merges_pkey PRIMARY KEY (tenant_id, merge_id)
  CREATE INDEX merges_by_survivor ON customers.merges USING btree (tenant_id, survivor_id, done_at DESC)
  CREATE UNIQUE INDEX merges_standing ON customers.merges USING btree (tenant_id, merged_id) WHERE (state = ANY (ARRAY['proposed'::text, 'done'::text]))
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table customers.owner_changes
  tenant_id uuid not null
  change_id uuid not null
  party_id uuid not null
  from_id uuid
  from_name text
  to_id uuid
  to_name text
  effective_on date not null
  recorded_at timestamp with time zone not null
  by_name text not null
  handover_id uuid
  constraint owner_changes_pkey PRIMARY KEY (tenant_id, change_id)
  CREATE INDEX owner_changes_by_party ON customers.owner_changes USING btree (tenant_id, party_id, recorded_at DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

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
  core_key text
  merged_at timestamp with time zone
  company_size text
  channel text
  constraint parties_company_size_check CHECK ((company_size = ANY (ARRAY['large'::text, 'medium'::text, 'small'::text, 'micro'::text])))
  constraint parties_kind_check CHECK ((kind = ANY (ARRAY['customer'::text, 'group'::text])))
  constraint parties_pkey PRIMARY KEY (tenant_id, party_id)
  constraint parties_tenant_id_code_key UNIQUE (tenant_id, code)
  CREATE INDEX parties_by_code_bytes ON customers.parties USING btree (tenant_id, code COLLATE "C")
  CREATE INDEX parties_by_core ON customers.parties USING btree (tenant_id, core_key) WHERE (core_key IS NOT NULL)
  CREATE INDEX parties_by_name ON customers.parties USING btree (tenant_id, name_key)
  CREATE INDEX parties_by_owner ON customers.parties USING btree (tenant_id, owner_id) WHERE (owner_id IS NOT NULL)
  CREATE INDEX parties_by_pinyin ON customers.parties USING btree (tenant_id, name COLLATE "zh-x-icu")
  CREATE INDEX parties_by_uscc ON customers.parties USING btree (tenant_id, uscc) WHERE (uscc IS NOT NULL)
  CREATE INDEX parties_merged ON customers.parties USING btree (tenant_id, merged_into) WHERE (merged_into IS NOT NULL)
  CREATE INDEX parties_name_trigrams ON customers.parties USING gin (name_key gin_trgm_ops)
  CREATE INDEX parties_unkeyed ON customers.parties USING btree (tenant_id) WHERE (core_key IS NULL)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table customers.relations
  tenant_id uuid not null
  relation_id uuid not null
  party_id uuid not null
  other_id uuid
  other_name text not null
  kind text not null
  share_ppm integer
  valid_from date not null
  valid_to date
  note text
  recorded_at timestamp with time zone not null
  by_name text not null
  ended_by_name text
  constraint relations_kind_check CHECK ((kind = ANY (ARRAY['shareholder'::text, 'same_legal_person'::text, 'guarantee'::text, 'other'::text])))
  constraint relations_pkey PRIMARY KEY (tenant_id, relation_id)
  CREATE INDEX relations_by_other ON customers.relations USING btree (tenant_id, other_id) WHERE (other_id IS NOT NULL)
  CREATE INDEX relations_by_party ON customers.relations USING btree (tenant_id, party_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table customers.segments
  tenant_id uuid not null
  spell_id uuid not null
  party_id uuid not null
  segment text not null
  valid_from date not null
  valid_to date
  rulebook_version integer not null
  row_id text not null
  facts jsonb not null
  recorded_at timestamp with time zone not null
  constraint segments_pkey PRIMARY KEY (tenant_id, spell_id)
  CREATE INDEX segments_by_segment ON customers.segments USING btree (tenant_id, segment) WHERE (valid_to IS NULL)
  CREATE INDEX segments_history ON customers.segments USING btree (tenant_id, party_id, valid_from)
  CREATE UNIQUE INDEX segments_in_force_by_party ON customers.segments USING btree (tenant_id, party_id) WHERE (valid_to IS NULL)
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

table dossiers.audit_items
  tenant_id uuid not null
  audit_id uuid not null
  party_id uuid not null
  place integer not null
  owner_id uuid
  owner_name text
  done_by_id uuid
  done_by text
  done_at timestamp with time zone
  constraint audit_items_tenant_id_audit_id_fkey FOREIGN KEY (tenant_id, audit_id) REFERENCES dossiers.audits(tenant_id, audit_id)
  constraint audit_items_pkey PRIMARY KEY (tenant_id, audit_id, party_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table dossiers.audits
  tenant_id uuid not null
  audit_id uuid not null
  name text not null
  method text not null
  seed text not null
  population integer not null
  checklist text[] not null
  due_on date not null
  drawn_by_id uuid
  drawn_by text not null
  drawn_at timestamp with time zone not null
  constraint audits_method_check CHECK ((method = ANY (ARRAY['random'::text, 'risk'::text])))
  constraint audits_pkey PRIMARY KEY (tenant_id, audit_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table dossiers.checks
  tenant_id uuid not null
  subject_kind text not null
  subject_id uuid not null
  outcome text not null
  checked_by_id uuid
  checked_by text not null
  checked_at timestamp with time zone not null
  note text
  constraint checks_outcome_check CHECK ((outcome = ANY (ARRAY['verified'::text, 'refuted'::text, 'withdrawn'::text])))
  constraint checks_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['fact'::text, 'paper'::text, 'record'::text])))
  constraint checks_pkey PRIMARY KEY (tenant_id, subject_kind, subject_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table dossiers.contacts
  tenant_id uuid not null
  contact_id uuid not null
  party_id uuid not null
  name_sealed bytea
  phone_sealed bytea
  phone_mark bytea
  email_sealed bytea
  email_mark bytea
  wechat_sealed bytea
  key_no integer not null
  position text
  purpose text not null
  basis text not null
  consent_on date
  notice_version text
  retain_until date
  entered_by_id uuid
  entered_by text not null
  recorded_at timestamp with time zone not null
  changed_at timestamp with time zone
  version integer not null
  erased_at timestamp with time zone
  erased_by text
  erase_reason text
  constraint contacts_tenant_id_party_id_fkey FOREIGN KEY (tenant_id, party_id) REFERENCES customers.parties(tenant_id, party_id)
  constraint contacts_pkey PRIMARY KEY (tenant_id, contact_id)
  CREATE INDEX contacts_by_email ON dossiers.contacts USING btree (tenant_id, email_mark) WHERE ((erased_at IS NULL) AND (email_mark IS NOT NULL))
  CREATE INDEX contacts_by_key ON dossiers.contacts USING btree (tenant_id, key_no)
  CREATE INDEX contacts_by_party ON dossiers.contacts USING btree (tenant_id, party_id) WHERE (erased_at IS NULL)
  CREATE INDEX contacts_by_phone ON dossiers.contacts USING btree (tenant_id, phone_mark) WHERE ((erased_at IS NULL) AND (phone_mark IS NOT NULL))
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table dossiers.disputes
  tenant_id uuid not null
  dispute_id uuid not null
  record_id uuid not null
  demand text not null
  answer_by date not null
  raised_by_id uuid
  raised_by text not null
  raised_at timestamp with time zone not null
  outcome text
  answer text
  settled_by text
  settled_at timestamp with time zone
  constraint disputes_outcome_check CHECK ((outcome = ANY (ARRAY['corrected'::text, 'kept'::text])))
  constraint disputes_tenant_id_record_id_fkey FOREIGN KEY (tenant_id, record_id) REFERENCES dossiers.external_records(tenant_id, record_id)
  constraint disputes_pkey PRIMARY KEY (tenant_id, dispute_id)
  CREATE UNIQUE INDEX disputes_open ON dossiers.disputes USING btree (tenant_id, record_id) WHERE (settled_at IS NULL)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table dossiers.external_records
  tenant_id uuid not null
  record_id uuid not null
  party_id uuid not null
  kind text not null
  source text not null
  source_key text not null
  happened_on date not null
  amount_minor bigint
  currency text
  summary text not null
  expires_on date
  paper_id uuid
  import_id uuid
  maker_id uuid
  entered_by text not null
  recorded_at timestamp with time zone not null
  entry_no integer not null
  constraint external_records_tenant_id_party_id_fkey FOREIGN KEY (tenant_id, party_id) REFERENCES customers.parties(tenant_id, party_id)
  constraint external_records_pkey PRIMARY KEY (tenant_id, record_id)
  CREATE INDEX external_records_by_import ON dossiers.external_records USING btree (tenant_id, import_id) WHERE (import_id IS NOT NULL)
  CREATE INDEX external_records_by_time ON dossiers.external_records USING btree (tenant_id, recorded_at DESC, record_id DESC)
  CREATE UNIQUE INDEX external_records_once ON dossiers.external_records USING btree (tenant_id, party_id, kind, source, source_key, entry_no)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table dossiers.facts
  tenant_id uuid not null
  fact_id uuid not null
  party_id uuid not null
  field text not null
  value jsonb not null
  source text not null
  source_note text
  paper_id uuid
  request_id uuid
  valid_from date not null
  expires_on date
  stale_on date
  maker_id uuid
  entered_by text not null
  recorded_at timestamp with time zone not null
  constraint facts_tenant_id_party_id_fkey FOREIGN KEY (tenant_id, party_id) REFERENCES customers.parties(tenant_id, party_id)
  constraint facts_pkey PRIMARY KEY (tenant_id, fact_id)
  CREATE INDEX facts_by_field ON dossiers.facts USING btree (tenant_id, party_id, field, valid_from DESC, recorded_at DESC)
  CREATE INDEX facts_by_time ON dossiers.facts USING btree (tenant_id, recorded_at DESC, fact_id DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table dossiers.findings
  tenant_id uuid not null
  finding_id uuid not null
  audit_id uuid not null
  party_id uuid not null
  field text not null
  note text not null
  found_by_id uuid
  found_by text not null
  found_at timestamp with time zone not null
  owner_id uuid
  owner_name text
  due_on date not null
  corrected_by_id uuid
  corrected_by text
  corrected_at timestamp with time zone
  correction text
  closed_by_id uuid
  closed_by text
  closed_at timestamp with time zone
  reopened_at timestamp with time zone
  version integer not null
  constraint findings_tenant_id_audit_id_party_id_fkey FOREIGN KEY (tenant_id, audit_id, party_id) REFERENCES dossiers.audit_items(tenant_id, audit_id, party_id)
  constraint findings_pkey PRIMARY KEY (tenant_id, finding_id)
  CREATE INDEX findings_by_audit ON dossiers.findings USING btree (tenant_id, audit_id)
  CREATE INDEX findings_open ON dossiers.findings USING btree (tenant_id, due_on, finding_id) WHERE (closed_at IS NULL)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table dossiers.looks
  tenant_id uuid not null
  look_id uuid not null
  subject_kind text not null
  subject_id uuid not null
  party_id uuid not null
  how text not null
  looked_by_id uuid
  looked_by text not null
  looked_at timestamp with time zone not null
  why text
  constraint looks_subject_kind_check CHECK ((subject_kind = ANY (ARRAY['contact'::text, 'paper'::text])))
  constraint looks_pkey PRIMARY KEY (tenant_id, look_id)
  CREATE INDEX looks_by_subject ON dossiers.looks USING btree (tenant_id, subject_kind, subject_id, looked_at DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table dossiers.own_fields
  tenant_id uuid not null
  field text not null
  version integer not null
  name text not null
  name_en text
  kind text not null
  unit text
  choices text[] not null
  fresh_days integer
  weight integer not null
  required_in text[] not null
  archived boolean not null
  changed_by_id uuid
  changed_by text not null
  recorded_at timestamp with time zone not null
  constraint own_fields_pkey PRIMARY KEY (tenant_id, field, version)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table dossiers.papers
  tenant_id uuid not null
  paper_id uuid not null
  party_id uuid not null
  kind text not null
  version integer not null
  file_id uuid not null
  file_name text not null
  bytes integer not null
  sha256 bytea not null
  source text not null
  note text
  request_id uuid
  issued_on date
  expires_on date
  stale_on date
  maker_id uuid
  entered_by text not null
  recorded_at timestamp with time zone not null
  constraint papers_tenant_id_party_id_fkey FOREIGN KEY (tenant_id, party_id) REFERENCES customers.parties(tenant_id, party_id)
  constraint papers_pkey PRIMARY KEY (tenant_id, paper_id)
  constraint papers_tenant_id_party_id_kind_version_key UNIQUE (tenant_id, party_id, kind, version)
  CREATE INDEX papers_by_expiry ON dossiers.papers USING btree (tenant_id, expires_on) WHERE (expires_on IS NOT NULL)
  CREATE INDEX papers_by_time ON dossiers.papers USING btree (tenant_id, recorded_at DESC, paper_id DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table dossiers.requests
  tenant_id uuid not null
  request_id uuid not null
  party_id uuid not null
  asked_of text not null
  assignee_id uuid
  assignee text
  items text[] not null
  note text
  due_on date not null
  asked_by_id uuid
  asked_by text not null
  asked_at timestamp with time zone not null
  link_hash bytea
  link_until timestamp with time zone
  link_revoked_at timestamp with time zone
  link_revoked_by text
  opened_at timestamp with time zone
  answered_at timestamp with time zone
  answers integer not null
  reminded_at timestamp with time zone
  reminders integer not null
  escalated_at timestamp with time zone
  closed_at timestamp with time zone
  closed_by text
  closed_how text
  version integer not null
  constraint requests_asked_of_check CHECK ((asked_of = ANY (ARRAY['sales'::text, 'customer'::text])))
  constraint requests_tenant_id_party_id_fkey FOREIGN KEY (tenant_id, party_id) REFERENCES customers.parties(tenant_id, party_id)
  constraint requests_pkey PRIMARY KEY (tenant_id, request_id)
  CREATE INDEX requests_by_party ON dossiers.requests USING btree (tenant_id, party_id)
  CREATE INDEX requests_open ON dossiers.requests USING btree (tenant_id, due_on, request_id) WHERE (closed_at IS NULL)
  CREATE UNIQUE INDEX requests_by_link ON dossiers.requests USING btree (tenant_id, link_hash) WHERE (link_hash IS NOT NULL)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table dossiers.standings with (fillfactor=80)
  tenant_id uuid not null
  party_id uuid not null
  score_ppm integer not null
  missing text[] not null
  stale text[] not null
  unverified text[] not null
  open_requests integer not null
  stood_on date not null
  constraint standings_pkey PRIMARY KEY (tenant_id, party_id)
  CREATE INDEX standings_by_score ON dossiers.standings USING btree (tenant_id, score_ppm, party_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant delete, insert, select, update to xinheng_app
  grant delete, insert, select, update to xinheng_worker

table dossiers.vat_invoices
  tenant_id uuid not null
  invoice_id uuid not null
  party_id uuid not null
  direction text not null
  number text not null
  occurrence integer not null
  other_side text not null
  issued_on date not null
  net_minor bigint not null
  tax_minor bigint not null
  gross_minor bigint not null
  currency text not null
  void boolean not null
  red boolean not null
  import_id uuid
  recorded_at timestamp with time zone not null
  withdrawn_at timestamp with time zone
  constraint vat_invoices_direction_check CHECK ((direction = ANY (ARRAY['out'::text, 'in'::text])))
  constraint vat_invoices_pkey PRIMARY KEY (tenant_id, invoice_id)
  CREATE INDEX vat_invoices_by_day ON dossiers.vat_invoices USING btree (tenant_id, party_id, issued_on)
  CREATE INDEX vat_invoices_by_import ON dossiers.vat_invoices USING btree (tenant_id, import_id) WHERE (import_id IS NOT NULL)
  CREATE UNIQUE INDEX vat_invoices_once ON dossiers.vat_invoices USING btree (tenant_id, party_id, direction, number, issued_on, gross_minor, other_side, void, occurrence) WHERE (withdrawn_at IS NULL)
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
  moved_to uuid
  rate_num bigint
  rate_den bigint
  reserved_until timestamp with time zone
  constraint accounts_cap_mode_check CHECK ((cap_mode = ANY (ARRAY['amount'::text, 'none'::text, 'unlimited'::text])))
  constraint accounts_kind_check CHECK ((kind = ANY (ARRAY['own'::text, 'group'::text, 'total'::text])))
  constraint accounts_pkey PRIMARY KEY (tenant_id, account_id)
  constraint accounts_tenant_id_party_id_kind_currency_key UNIQUE (tenant_id, party_id, kind, currency)
  CREATE INDEX accounts_due ON exposure.accounts USING btree (tenant_id, turns_at) WHERE (turns_at IS NOT NULL)
  CREATE INDEX accounts_moved ON exposure.accounts USING btree (tenant_id, moved_to) WHERE (moved_to IS NOT NULL)
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

table exposure.rates
  tenant_id uuid not null
  rate_id uuid not null
  currency text not null
  starts_on date not null
  rate_ppm bigint not null
  per_units integer not null
  source text not null
  entered_by text not null
  recorded_at timestamp with time zone not null
  constraint rates_per_units_check CHECK ((per_units > 0))
  constraint rates_rate_ppm_check CHECK ((rate_ppm > 0))
  constraint rates_pkey PRIMARY KEY (tenant_id, rate_id)
  CREATE INDEX rates_in_force ON exposure.rates USING btree (tenant_id, currency, starts_on DESC, recorded_at DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table imports.acts
  tenant_id uuid not null
  import_id uuid not null
  act_no integer not null
  act text not null
  subjects uuid[] not null
  facts jsonb
  constraint acts_pkey PRIMARY KEY (tenant_id, import_id, act_no)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table imports.chunks
  tenant_id uuid not null
  import_id uuid not null
  chunk_no integer not null
  bytes bytea not null
  constraint chunks_pkey PRIMARY KEY (tenant_id, import_id, chunk_no)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant delete, insert, select, update to xinheng_app
  grant delete, insert, select, update to xinheng_worker

table imports.filled
  tenant_id uuid not null
  import_id uuid not null
  party_id uuid not null
  before jsonb not null
  after jsonb not null
  constraint filled_pkey PRIMARY KEY (tenant_id, import_id, party_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table imports.imports
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
  good_rows_only boolean not null
  findings jsonb
  fault jsonb
  changes jsonb not null
  customers_added integer not null
  run_id uuid
  runs integer not null
  phase text
  phase_at timestamp with time zone
  done_rows integer
  total_rows integer
  beat_at timestamp with time zone
  cancel_asked_at timestamp with time zone
  confirmed_by text
  ended_at timestamp with time zone
  undone_by text
  undone_why text
  constraint imports_state_check CHECK ((state = ANY (ARRAY['reading'::text, 'staged'::text, 'applying'::text, 'applied'::text, 'refused'::text, 'cancelled'::text, 'undone'::text])))
  constraint imports_pkey PRIMARY KEY (tenant_id, import_id)
  CREATE INDEX imports_at_work ON imports.imports USING btree (tenant_id, state) WHERE (state = ANY (ARRAY['reading'::text, 'staged'::text, 'applying'::text]))
  CREATE INDEX imports_by_hash ON imports.imports USING btree (tenant_id, file_hash, recorded_at DESC)
  CREATE INDEX imports_by_time ON imports.imports USING btree (tenant_id, recorded_at DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table imports.refusals
  tenant_id uuid not null
  import_id uuid not null
  refusal_no integer not null
  row_no integer not null
  line_no integer
  column_name text
  code text not null
  value text
  facts jsonb
  cells jsonb
  constraint import_refusals_pkey PRIMARY KEY (tenant_id, import_id, refusal_no)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant delete, insert, select, update to xinheng_app
  grant delete, insert, select, update to xinheng_worker

table imports.templates
  tenant_id uuid not null
  name text not null
  kind text not null
  body jsonb not null
  used_at timestamp with time zone not null
  constraint templates_pkey PRIMARY KEY (tenant_id, name)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant delete, insert, select, update to xinheng_app
  grant delete, insert, select, update to xinheng_worker

table indicators.own
  tenant_id uuid not null
  key text not null
  version_no integer not null
  title_zh text not null
  title_en text not null
  unit text not null
  safer text not null
  expression text not null
  retired boolean not null
  reason text
  entered_by text not null
  recorded_at timestamp with time zone not null
  constraint own_safer_check CHECK ((safer = ANY (ARRAY['higher'::text, 'lower'::text, 'none'::text])))
  constraint own_unit_check CHECK ((unit = ANY (ARRAY['ppm'::text, 'times'::text, 'count'::text, 'days'::text, 'months'::text, 'money'::text])))
  constraint own_pkey PRIMARY KEY (tenant_id, key, version_no)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table investigations.partner_references
  tenant_id uuid not null
  reference_id uuid not null
  party_id uuid not null
  partner text not null
  relation text not null
  note text
  due_on date not null
  asked_by_id uuid
  asked_by text not null
  asked_at timestamp with time zone not null
  link_hash bytea not null
  link_until timestamp with time zone not null
  opened_at timestamp with time zone
  reminders integer not null
  reminded_at timestamp with time zone
  withdrawn_by text
  withdrawn_at timestamp with time zone
  answered_at timestamp with time zone
  months_trading integer
  credit_minor bigint
  terms_days integer
  highest_minor bigint
  currency text
  slow_days integer
  again text
  remark text
  address_hash bytea
  outcome text
  checked_by text
  checked_at timestamp with time zone
  check_note text
  version integer not null
  constraint partner_references_again_check CHECK ((again = ANY (ARRAY['yes'::text, 'prepaid'::text, 'no'::text])))
  constraint partner_references_check CHECK (((answered_at IS NULL) = (again IS NULL)))
  constraint partner_references_check1 CHECK (((outcome IS NULL) = (checked_at IS NULL)))
  constraint partner_references_check2 CHECK (((outcome IS NOT NULL) <= (answered_at IS NOT NULL)))
  constraint partner_references_credit_minor_check CHECK ((credit_minor >= 0))
  constraint partner_references_highest_minor_check CHECK ((highest_minor >= 0))
  constraint partner_references_months_trading_check CHECK (((months_trading >= 0) AND (months_trading <= 1200)))
  constraint partner_references_outcome_check CHECK ((outcome = ANY (ARRAY['verified'::text, 'refuted'::text])))
  constraint partner_references_relation_check CHECK ((relation = ANY (ARRAY['supplier'::text, 'buyer'::text, 'bank'::text, 'landlord'::text, 'peer'::text])))
  constraint partner_references_slow_days_check CHECK (((slow_days >= 0) AND (slow_days <= 3650)))
  constraint partner_references_terms_days_check CHECK (((terms_days >= 0) AND (terms_days <= 3650)))
  constraint partner_references_pkey PRIMARY KEY (tenant_id, reference_id)
  CREATE INDEX partner_references_in_order ON investigations.partner_references USING btree (tenant_id, asked_at DESC, reference_id DESC)
  CREATE INDEX partner_references_of_party ON investigations.partner_references USING btree (tenant_id, party_id, asked_at DESC)
  CREATE INDEX partner_references_open ON investigations.partner_references USING btree (tenant_id, due_on) WHERE ((answered_at IS NULL) AND (withdrawn_at IS NULL))
  CREATE UNIQUE INDEX partner_references_by_link ON investigations.partner_references USING btree (tenant_id, link_hash)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table investigations.photos
  tenant_id uuid not null
  investigation_id uuid not null
  file_id uuid not null
  question text not null
  caption text
  file_name text not null
  content_type text not null
  added_by text not null
  added_at timestamp with time zone not null
  removed_by text
  removed_at timestamp with time zone
  constraint photos_pkey PRIMARY KEY (tenant_id, investigation_id, file_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table investigations.records
  tenant_id uuid not null
  investigation_id uuid not null
  party_id uuid not null
  template text not null
  rulebook_version integer not null
  visit_on date not null
  fresh_until date not null
  visitor_id uuid
  visitor text not null
  state text not null
  findings jsonb not null
  conclusion text
  proposed_minor bigint
  proposed_currency text
  proposed_terms_days integer
  maker_ids uuid[] not null
  opened_by text not null
  opened_at timestamp with time zone not null
  submitted_by text
  submitted_at timestamp with time zone
  checked_by text
  checked_at timestamp with time zone
  check_note text
  version integer not null
  constraint records_check CHECK (((state = ANY (ARRAY['submitted'::text, 'verified'::text])) <= (submitted_at IS NOT NULL)))
  constraint records_check1 CHECK (((state = ANY (ARRAY['verified'::text, 'returned'::text])) <= (checked_at IS NOT NULL)))
  constraint records_check2 CHECK (((proposed_minor IS NULL) = (proposed_currency IS NULL)))
  constraint records_proposed_minor_check CHECK ((proposed_minor >= 0))
  constraint records_proposed_terms_days_check CHECK (((proposed_terms_days >= 0) AND (proposed_terms_days <= 365)))
  constraint records_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'submitted'::text, 'verified'::text, 'returned'::text, 'dropped'::text])))
  constraint records_pkey PRIMARY KEY (tenant_id, investigation_id)
  CREATE INDEX records_counted ON investigations.records USING btree (tenant_id, party_id, visit_on DESC, submitted_at DESC) WHERE (state = ANY (ARRAY['submitted'::text, 'verified'::text]))
  CREATE INDEX records_in_order ON investigations.records USING btree (tenant_id, opened_at DESC, investigation_id DESC)
  CREATE INDEX records_of_party ON investigations.records USING btree (tenant_id, party_id, visit_on DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

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
  CREATE INDEX freezes_by_party ON limits.freezes USING btree (tenant_id, party_id) WHERE (lifted_at IS NULL)
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
  said_to date
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

table models.acts
  tenant_id uuid not null
  act_id uuid not null
  model_id uuid not null
  act text not null
  from_state text
  to_state text not null
  by_id uuid
  by_name text not null
  at timestamp with time zone not null
  reason text
  facts jsonb
  constraint acts_act_check CHECK ((act = ANY (ARRAY['train'::text, 'import'::text, 'validate'::text, 'approve'::text, 'go-live'::text, 'shadow'::text, 'retire'::text, 'stop'::text, 'resume'::text, 'heed'::text])))
  constraint acts_tenant_id_model_id_fkey FOREIGN KEY (tenant_id, model_id) REFERENCES models.models(tenant_id, model_id)
  constraint acts_pkey PRIMARY KEY (tenant_id, act_id)
  CREATE INDEX acts_of_model ON models.acts USING btree (tenant_id, model_id, at)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table models.fits
  tenant_id uuid not null
  fit_id uuid not null
  study_id uuid not null
  method text not null
  settings jsonb not null
  state text not null
  done_steps integer not null
  total_steps integer not null
  beat_at timestamp with time zone not null
  fault jsonb
  told jsonb
  body text
  held bytea
  by_id uuid
  by_name text not null
  recorded_at timestamp with time zone not null
  ended_at timestamp with time zone
  model_id uuid
  constraint fits_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
  constraint fits_pkey PRIMARY KEY (tenant_id, fit_id)
  CREATE INDEX fits_of_study ON models.fits USING btree (tenant_id, study_id, recorded_at DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant delete, insert, select, update to xinheng_app
  grant delete, insert, select, update to xinheng_worker

table models.looks
  tenant_id uuid not null
  look_id uuid not null
  model_id uuid not null
  on_day date not null
  source text not null
  row_count integer not null
  bads integer
  psi double precision
  standing text not null
  shift jsonb not null
  auc jsonb
  falls boolean not null
  by_id uuid
  by_name text not null
  recorded_at timestamp with time zone not null
  month_on date
  outcome_on date
  beside jsonb
  constraint looks_standing_check CHECK ((standing = ANY (ARRAY['stable'::text, 'watch'::text, 'shifted'::text])))
  constraint looks_tenant_id_model_id_fkey FOREIGN KEY (tenant_id, model_id) REFERENCES models.models(tenant_id, model_id)
  constraint looks_pkey PRIMARY KEY (tenant_id, look_id)
  CREATE INDEX looks_of_model ON models.looks USING btree (tenant_id, model_id, recorded_at DESC)
  CREATE UNIQUE INDEX looks_of_month ON models.looks USING btree (tenant_id, model_id, month_on) WHERE (month_on IS NOT NULL)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table models.models
  tenant_id uuid not null
  model_id uuid not null
  name text not null
  version_no integer not null
  method text not null
  state text not null
  body text not null
  body_hash bytea not null
  training jsonb not null
  developed_by_id uuid
  developed_by text not null
  recorded_at timestamp with time zone not null
  constraint models_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'validated'::text, 'approved'::text, 'live'::text, 'shadow'::text, 'retired'::text, 'stopped'::text])))
  constraint models_pkey PRIMARY KEY (tenant_id, model_id)
  constraint models_tenant_id_name_version_no_key UNIQUE (tenant_id, name, version_no)
  CREATE UNIQUE INDEX models_live ON models.models USING btree (tenant_id, name) WHERE (state = 'live'::text)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table models.studies
  tenant_id uuid not null
  study_id uuid not null
  name text not null
  file_name text not null
  file_bytes bigint not null
  sheet text
  row_count integer not null
  columns jsonb not null
  panel jsonb
  settings jsonb not null
  version integer not null
  by_id uuid
  by_name text not null
  recorded_at timestamp with time zone not null
  changed_at timestamp with time zone not null
  constraint studies_pkey PRIMARY KEY (tenant_id, study_id)
  CREATE INDEX studies_by_change ON models.studies USING btree (tenant_id, changed_at DESC, study_id DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant delete, insert, select, update to xinheng_app
  grant delete, insert, select, update to xinheng_worker

table models.study_parts
  tenant_id uuid not null
  study_id uuid not null
  part_no integer not null
  bytes bytea not null
  constraint study_parts_pkey PRIMARY KEY (tenant_id, study_id, part_no)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant delete, insert, select, update to xinheng_app
  grant delete, insert, select, update to xinheng_worker

table monitoring.alert_steps
  tenant_id uuid not null
  alert_id uuid not null
  at timestamp with time zone not null
  level text not null
  facts jsonb not null
  at_risk_minor bigint not null
  due_at timestamp with time zone not null
  owner_name text
  state text not null
  closed_reason text
  constraint alert_steps_pkey PRIMARY KEY (tenant_id, alert_id, at)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

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

table orders.followed
  tenant_id uuid not null
  merge_id uuid not null
  order_id uuid not null
  from_party uuid not null
  from_account uuid not null
  to_party uuid not null
  to_account uuid not null
  recorded_at timestamp with time zone not null
  constraint followed_pkey PRIMARY KEY (tenant_id, merge_id, order_id)
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
  stage text not null
  reviewer_id uuid
  reviewer_name text
  over_limit_minor bigint
  overdue_days integer
  released_minor bigint
  prepay_minor bigint
  prepay_at timestamp with time zone
  prepay_rules text[]
  forced_on date
  forced_by text
  escalated_at timestamp with time zone
  case_id uuid
  constraint holds_stage_check CHECK ((stage = ANY (ARRAY['held'::text, 'in_review'::text, 'second_person'::text, 'prepayment'::text])))
  constraint holds_state_check CHECK ((state = ANY (ARRAY['held'::text, 'released'::text, 'refused'::text, 'cancelled'::text, 'cleared'::text, 'prepayment'::text])))
  constraint holds_pkey PRIMARY KEY (tenant_id, hold_id)
  CREATE INDEX holds_by_account ON orders.holds USING btree (tenant_id, account_id) WHERE (state = 'held'::text)
  CREATE INDEX holds_by_amount ON orders.holds USING btree (tenant_id, amount_minor DESC, hold_id DESC) WHERE (state = 'held'::text)
  CREATE INDEX holds_queue ON orders.holds USING btree (tenant_id, due_at) WHERE (state = 'held'::text)
  CREATE UNIQUE INDEX holds_open ON orders.holds USING btree (tenant_id, order_id) WHERE (state = 'held'::text)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table orders.order_contracts
  tenant_id uuid not null
  order_id uuid not null
  contract_id uuid not null
  number text not null
  named_at timestamp with time zone not null
  constraint order_contracts_pkey PRIMARY KEY (tenant_id, order_id)
  CREATE INDEX order_contracts_by_contract ON orders.order_contracts USING btree (tenant_id, contract_id)
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
  delivered_minor bigint not null
  invoiced_minor bigint not null
  captured_minor bigint not null
  released_minor bigint
  released_until timestamp with time zone
  released_rules text[]
  released_terms integer
  constraint orders_state_check CHECK ((state = ANY (ARRAY['clear'::text, 'held'::text, 'released'::text, 'refused'::text, 'cancelled'::text, 'prepayment'::text])))
  constraint orders_pkey PRIMARY KEY (tenant_id, order_id)
  constraint orders_tenant_id_source_number_key UNIQUE (tenant_id, source, number)
  CREATE INDEX orders_by_party ON orders.orders USING btree (tenant_id, party_id, first_at DESC)
  CREATE INDEX orders_coming ON orders.orders USING btree (tenant_id, deliver_on) WHERE ((deliver_on IS NOT NULL) AND (state = ANY (ARRAY['clear'::text, 'released'::text])))
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table orders.prepayments
  tenant_id uuid not null
  hold_id uuid not null
  document_id uuid not null
  amount_minor bigint not null
  at timestamp with time zone not null
  constraint prepayments_pkey PRIMARY KEY (tenant_id, hold_id, document_id)
  CREATE INDEX prepayments_by_document ON orders.prepayments USING btree (tenant_id, document_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table orders.reports
  tenant_id uuid not null
  source_key text not null
  order_id uuid not null
  kind text not null
  amount_minor bigint not null
  captured_minor bigint not null
  uncovered_minor bigint not null
  at timestamp with time zone not null
  event_id uuid not null
  constraint reports_kind_check CHECK ((kind = ANY (ARRAY['delivery'::text, 'return'::text, 'invoice'::text, 'credit'::text])))
  constraint reports_pkey PRIMARY KEY (tenant_id, source_key)
  CREATE INDEX reports_by_order ON orders.reports USING btree (tenant_id, order_id, at)
  CREATE INDEX reports_uncovered ON orders.reports USING btree (tenant_id, at) WHERE (uncovered_minor <> 0)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

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

table platform.data_keys
  tenant_id uuid not null
  key_class text not null
  key_no integer not null
  purpose text not null
  wrapped text not null
  made_at timestamp with time zone not null
  constraint data_keys_purpose_check CHECK ((purpose = ANY (ARRAY['seal'::text, 'index'::text])))
  constraint data_keys_pkey PRIMARY KEY (tenant_id, key_class, purpose, key_no)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table platform.deliveries
  tenant_id uuid not null
  webhook_id uuid not null
  notice_id uuid not null
  place bigint not null
  lane uuid not null
  state text not null
  attempts integer not null
  next_at timestamp with time zone not null
  leased_until timestamp with time zone
  answer_status integer
  answer text
  tried_at timestamp with time zone
  constraint deliveries_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'delivered'::text, 'failed'::text, 'dropped'::text])))
  constraint deliveries_pkey PRIMARY KEY (tenant_id, webhook_id, notice_id)
  CREATE INDEX deliveries_log ON platform.deliveries USING btree (tenant_id, webhook_id, place DESC)
  CREATE INDEX deliveries_queued ON platform.deliveries USING btree (tenant_id, webhook_id, place) WHERE (state = 'queued'::text)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant delete, insert, select, update to xinheng_app
  grant delete, insert, select, update to xinheng_worker

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

table platform.file_parts
  tenant_id uuid not null
  file_id uuid not null
  part integer not null
  key_no integer not null
  sealed bytea not null
  constraint file_parts_tenant_id_file_id_fkey FOREIGN KEY (tenant_id, file_id) REFERENCES platform.files(tenant_id, file_id)
  constraint file_parts_pkey PRIMARY KEY (tenant_id, file_id, part)
  CREATE INDEX file_parts_by_key ON platform.file_parts USING btree (tenant_id, key_no)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table platform.files
  tenant_id uuid not null
  file_id uuid not null
  owner_kind text not null
  owner_id uuid not null
  name text not null
  content_type text not null
  bytes integer not null
  sha256 bytea not null
  stored_by_id uuid
  stored_by text not null
  stored_at timestamp with time zone not null
  erased_at timestamp with time zone
  constraint files_pkey PRIMARY KEY (tenant_id, file_id)
  CREATE UNIQUE INDEX files_once ON platform.files USING btree (tenant_id, owner_kind, owner_id, sha256) WHERE (erased_at IS NULL)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table platform.logins
  login_key text not null
  tenant_id uuid not null
  user_id uuid not null
  constraint logins_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES platform.tenants(tenant_id)
  constraint logins_pkey PRIMARY KEY (login_key, tenant_id)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table platform.mails
  tenant_id uuid not null
  mail_id uuid not null
  about_kind text not null
  about_id uuid not null
  address bytea not null
  shown text not null
  subject text not null
  body text not null
  files uuid[] not null
  written_at timestamp with time zone not null
  written_by text not null
  state text not null
  attempts integer not null
  next_at timestamp with time zone not null
  answer text
  settled_at timestamp with time zone
  constraint mails_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sent'::text, 'failed'::text])))
  constraint mails_pkey PRIMARY KEY (tenant_id, mail_id)
  CREATE INDEX mails_about ON platform.mails USING btree (tenant_id, about_kind, about_id)
  CREATE INDEX mails_due ON platform.mails USING btree (tenant_id, next_at) WHERE (state = 'queued'::text)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table platform.notices
  tenant_id uuid not null
  notice_id uuid not null
  place bigint not null
  type text not null
  lane uuid not null
  party_id uuid
  sequence bigint
  at timestamp with time zone not null
  data text not null
  constraint notices_pkey PRIMARY KEY (tenant_id, notice_id)
  CREATE INDEX notices_by_lane ON platform.notices USING btree (tenant_id, lane, place)
  CREATE INDEX notices_by_time ON platform.notices USING btree (tenant_id, at)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant delete, insert, select, update to xinheng_app
  grant delete, insert, select, update to xinheng_worker

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

table platform.saved_views
  tenant_id uuid not null
  view_id uuid not null
  list text not null
  name text not null
  query text not null
  columns text
  user_id uuid not null
  user_name text not null
  shared boolean not null
  saved_at timestamp with time zone not null
  constraint saved_views_pkey PRIMARY KEY (tenant_id, view_id)
  constraint saved_views_tenant_id_user_id_list_name_key UNIQUE (tenant_id, user_id, list, name)
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
  mail text
  constraint users_pkey PRIMARY KEY (tenant_id, user_id)
  constraint users_tenant_id_login_key UNIQUE (tenant_id, login)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table platform.webhooks
  tenant_id uuid not null
  webhook_id uuid not null
  name text not null
  url text not null
  types text[] not null
  secret text not null
  secret_before text
  secret_before_until timestamp with time zone
  state text not null
  failing_since timestamp with time zone
  failures integer not null
  answered_at timestamp with time zone
  answer_status integer
  answer text
  created_at timestamp with time zone not null
  created_by text not null
  changed_at timestamp with time zone not null
  version integer not null
  constraint webhooks_state_check CHECK ((state = ANY (ARRAY['on'::text, 'off'::text, 'disabled'::text, 'removed'::text])))
  constraint webhooks_pkey PRIMARY KEY (tenant_id, webhook_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table policies.drafts
  tenant_id uuid not null
  draft_id uuid not null
  kind text not null
  note text not null
  body jsonb not null
  based_on integer not null
  state text not null
  valid_from date
  became integer
  made_by uuid
  made_by_name text not null
  made_at timestamp with time zone not null
  changed_by_name text not null
  changed_at timestamp with time zone not null
  decided_by_name text
  decided_at timestamp with time zone
  version integer not null
  constraint drafts_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'submitted'::text, 'approved'::text, 'rejected'::text, 'dropped'::text])))
  constraint drafts_pkey PRIMARY KEY (tenant_id, draft_id)
  CREATE INDEX drafts_by_kind ON policies.drafts USING btree (tenant_id, kind, changed_at DESC)
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
  approved_by_name text
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

table ratings.answer_checks
  tenant_id uuid not null
  answer_id uuid not null
  checked_at timestamp with time zone not null
  checked_by uuid
  checked_by_name text not null
  outcome text not null
  constraint answer_checks_outcome_check CHECK ((outcome = ANY (ARRAY['verified'::text, 'refused'::text])))
  constraint answer_checks_tenant_id_answer_id_fkey FOREIGN KEY (tenant_id, answer_id) REFERENCES ratings.answers(tenant_id, answer_id)
  constraint answer_checks_pkey PRIMARY KEY (tenant_id, answer_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table ratings.answers
  tenant_id uuid not null
  answer_id uuid not null
  party_id uuid not null
  question text not null
  choice integer not null
  evidence text
  answered_on date not null
  recorded_at timestamp with time zone not null
  answered_by uuid
  answered_by_name text not null
  constraint answers_choice_check CHECK (((choice >= 1) AND (choice <= 10)))
  constraint answers_pkey PRIMARY KEY (tenant_id, answer_id)
  CREATE INDEX answers_of_party ON ratings.answers USING btree (tenant_id, party_id, question, answered_on DESC, recorded_at DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table ratings.challenges
  tenant_id uuid not null
  party_id uuid not null
  challenger text not null
  as_of date not null
  recorded_at timestamp with time zone not null
  score integer
  grade text not null
  pd_ppm integer
  champion_grade text not null
  champion_score integer
  constraint challenges_pkey PRIMARY KEY (tenant_id, challenger, as_of, party_id)
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
  decided_by text
  pd_ppm integer
  completeness_ppm integer
  confidence text
  capped boolean
  card text
  grade_before text
  changed_on date
  constraint current_pkey PRIMARY KEY (tenant_id, party_id)
  CREATE INDEX current_changed ON ratings.current USING btree (tenant_id, changed_on DESC, party_id DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant delete, insert, select, update to xinheng_app
  grant delete, insert, select, update to xinheng_worker

table ratings.notice_rules
  tenant_id uuid not null
  rule_id uuid not null
  notches integer
  set_at timestamp with time zone not null
  set_by text not null
  constraint notice_rules_notches_check CHECK (((notches >= 1) AND (notches <= 20)))
  constraint notice_rules_pkey PRIMARY KEY (tenant_id, rule_id)
  CREATE INDEX notice_rules_newest ON ratings.notice_rules USING btree (tenant_id, set_at DESC, rule_id DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table ratings.notices
  tenant_id uuid not null
  notice_id uuid not null
  party_id uuid not null
  from_grade text not null
  to_grade text not null
  fell_on date not null
  prepared_at timestamp with time zone not null
  state text not null
  way text
  language text
  settled_by text
  settled_at timestamp with time zone
  why text
  falls integer not null
  first_fell_on date not null
  constraint notices_check CHECK (((state = ANY (ARRAY['queued'::text, 'sent'::text])) <= ((way IS NOT NULL) AND (settled_by IS NOT NULL))))
  constraint notices_check1 CHECK (((state = 'dropped'::text) <= ((settled_by IS NOT NULL) AND (why IS NOT NULL))))
  constraint notices_falls_check CHECK ((falls >= 1))
  constraint notices_language_check CHECK ((language = ANY (ARRAY['zh'::text, 'en'::text])))
  constraint notices_state_check CHECK ((state = ANY (ARRAY['prepared'::text, 'queued'::text, 'sent'::text, 'dropped'::text, 'void'::text])))
  constraint notices_way_check CHECK ((way = ANY (ARRAY['mail'::text, 'paper'::text])))
  constraint notices_pkey PRIMARY KEY (tenant_id, notice_id)
  CREATE INDEX notices_in_order ON ratings.notices USING btree (tenant_id, fell_on DESC, notice_id DESC)
  CREATE UNIQUE INDEX notices_prepared ON ratings.notices USING btree (tenant_id, party_id) WHERE (state = 'prepared'::text)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table ratings.overrides
  tenant_id uuid not null
  override_id uuid not null
  party_id uuid not null
  kind text not null
  grade text
  supporter_id uuid
  notches integer
  grade_then text
  reason text not null
  state text not null
  proposed_by uuid
  proposed_by_name text not null
  proposed_at timestamp with time zone not null
  decided_by_name text
  decided_at timestamp with time zone
  starts_on date
  ends_on date not null
  ended_on date
  ended_by_name text
  ended_reason text
  case_id uuid
  constraint overrides_check CHECK (((kind = 'override'::text) = (grade IS NOT NULL)))
  constraint overrides_check1 CHECK (((kind = 'support'::text) = ((supporter_id IS NOT NULL) AND (notches IS NOT NULL))))
  constraint overrides_kind_check CHECK ((kind = ANY (ARRAY['override'::text, 'support'::text])))
  constraint overrides_state_check CHECK ((state = ANY (ARRAY['proposed'::text, 'approved'::text, 'rejected'::text, 'withdrawn'::text])))
  constraint overrides_pkey PRIMARY KEY (tenant_id, override_id)
  CREATE INDEX overrides_approved ON ratings.overrides USING btree (tenant_id, ends_on, party_id) WHERE ((state = 'approved'::text) AND (ended_on IS NULL))
  CREATE INDEX overrides_by_party ON ratings.overrides USING btree (tenant_id, party_id, proposed_at DESC)
  CREATE UNIQUE INDEX overrides_proposed ON ratings.overrides USING btree (tenant_id, party_id, kind) WHERE (state = 'proposed'::text)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table ratings.ratings
  tenant_id uuid not null
  party_id uuid not null
  as_of date not null
  recorded_at timestamp with time zone not null
  rulebook_version integer not null
  grade text not null
  score integer
  body text not null
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
  reverses uuid
  reason text
  constraint applications_pkey PRIMARY KEY (tenant_id, application_id)
  CREATE INDEX applications_by_account ON receivables.applications USING btree (tenant_id, account_id, effective_on)
  CREATE INDEX applications_by_origin ON receivables.applications USING btree (tenant_id, from_document)
  CREATE INDEX applications_by_target ON receivables.applications USING btree (tenant_id, to_document)
  CREATE UNIQUE INDEX applications_reversed_once ON receivables.applications USING btree (tenant_id, reverses) WHERE (reverses IS NOT NULL)
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
  counterparty text
  fee_minor bigint
  note text
  by_name text
  assumed boolean
  undoes integer
  constraint bill_events_bill_type_check CHECK ((bill_type = ANY (ARRAY['bank'::text, 'commercial'::text, 'finance_company'::text, 'cheque'::text])))
  constraint bill_events_state_check CHECK ((state = ANY (ARRAY['received'::text, 'pledged'::text, 'endorsed'::text, 'discounted'::text, 'presented'::text, 'honoured'::text, 'dishonoured'::text, 'claimed'::text, 'returned'::text, 'replaced'::text, 'split'::text])))
  constraint bill_events_pkey PRIMARY KEY (tenant_id, document_id, seq)
  CREATE INDEX bill_events_dishonoured ON receivables.bill_events USING btree (tenant_id, document_id) WHERE ((state = 'dishonoured'::text) AND (undoes IS NULL))
  CREATE UNIQUE INDEX bill_events_undone_once ON receivables.bill_events USING btree (tenant_id, document_id, undoes) WHERE (undoes IS NOT NULL)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table receivables.bills with (fillfactor=80)
  tenant_id uuid not null
  document_id uuid not null
  account_id uuid not null
  party_id uuid not null
  entity_id uuid not null
  number text not null
  bill_type text not null
  acceptor text not null
  acceptor_key text not null
  drawer text
  drawn_on date
  sub_range text
  parent_id uuid
  received_on date not null
  due_on date not null
  amount_minor bigint not null
  currency text not null
  state text not null
  state_on date not null
  recourse boolean not null
  counted_minor bigint not null
  unapplied_minor bigint not null
  last_seq integer not null
  reversed_by uuid
  constraint bills_bill_type_check CHECK ((bill_type = ANY (ARRAY['bank'::text, 'commercial'::text, 'finance_company'::text, 'cheque'::text])))
  constraint bills_pkey PRIMARY KEY (tenant_id, document_id)
  CREATE INDEX bills_by_account ON receivables.bills USING btree (tenant_id, account_id, due_on)
  CREATE INDEX bills_by_due ON receivables.bills USING btree (tenant_id, due_on, document_id)
  CREATE INDEX bills_by_number ON receivables.bills USING btree (tenant_id, number)
  CREATE INDEX bills_live ON receivables.bills USING btree (tenant_id, due_on, document_id) WHERE ((reversed_by IS NULL) AND (state = ANY (ARRAY['received'::text, 'pledged'::text, 'presented'::text, 'endorsed'::text, 'discounted'::text])))
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

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
  entry_no integer not null
  reverses uuid
  reference text
  note text
  contract text
  constraint documents_kind_check CHECK ((kind = ANY (ARRAY['invoice'::text, 'credit_note'::text, 'receipt'::text, 'bill'::text, 'delivery'::text, 'write_off'::text, 'discount'::text, 'refund'::text, 'retention'::text]))) NOT VALID
  constraint documents_pkey PRIMARY KEY (tenant_id, document_id)
  constraint one_standing_document UNIQUE (tenant_id, source, entity_id, kind, number, entry_no)
  CREATE INDEX documents_by_account ON receivables.documents USING btree (tenant_id, account_id, issued_on DESC)
  CREATE INDEX documents_by_contract ON receivables.documents USING btree (tenant_id, contract) WHERE (contract IS NOT NULL)
  CREATE INDEX documents_by_party ON receivables.documents USING btree (tenant_id, party_id, issued_on DESC)
  CREATE INDEX documents_disputed ON receivables.documents USING btree (tenant_id, document_id) WHERE disputed
  CREATE INDEX documents_reversals ON receivables.documents USING btree (tenant_id, source, entity_id, kind, number) WHERE (entry_no < 0)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table receivables.open_items with (fillfactor=80)
  tenant_id uuid not null
  document_id uuid not null
  account_id uuid not null
  kind text not null
  due_on date
  open_minor bigint not null
  reversed_by uuid
  issued_on date not null
  constraint open_items_pkey PRIMARY KEY (tenant_id, document_id)
  CREATE INDEX open_items_invoices ON receivables.open_items USING btree (tenant_id, account_id, issued_on, document_id) WHERE ((open_minor > 0) AND (kind = 'invoice'::text))
  CREATE INDEX open_items_oldest ON receivables.open_items USING btree (tenant_id, account_id, due_on, document_id) WHERE (open_minor <> 0)
  CREATE INDEX open_items_unapplied ON receivables.open_items USING btree (tenant_id, account_id) WHERE ((open_minor > 0) AND (kind = ANY (ARRAY['receipt'::text, 'credit_note'::text])))
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table reconciliation.answers
  tenant_id uuid not null
  answer_id uuid not null
  letter_id uuid not null
  outcome text not null
  answered_on date not null
  theirs_minor bigint
  signed boolean not null
  sealed boolean not null
  note text
  at timestamp with time zone not null
  by_id uuid
  by_name text not null
  constraint answers_outcome_check CHECK ((outcome = ANY (ARRAY['agreed'::text, 'differs'::text])))
  constraint answers_pkey PRIMARY KEY (tenant_id, answer_id)
  CREATE INDEX answers_by_letter ON reconciliation.answers USING btree (tenant_id, letter_id, at)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table reconciliation.comparison_lines
  tenant_id uuid not null
  comparison_id uuid not null
  line_no integer not null
  code text not null
  name text
  party_id uuid
  entity text
  currency text not null
  ours_minor bigint
  theirs_minor bigint
  difference_minor bigint not null
  explanations jsonb not null
  constraint comparison_lines_pkey PRIMARY KEY (tenant_id, comparison_id, line_no)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table reconciliation.comparison_notes
  tenant_id uuid not null
  note_id uuid not null
  comparison_id uuid not null
  line_no integer not null
  state text not null
  note text not null
  at timestamp with time zone not null
  by_id uuid
  by_name text not null
  constraint comparison_notes_state_check CHECK ((state = ANY (ARRAY['noted'::text, 'settled'::text])))
  constraint comparison_notes_pkey PRIMARY KEY (tenant_id, note_id)
  CREATE INDEX comparison_notes_by_line ON reconciliation.comparison_notes USING btree (tenant_id, comparison_id, line_no, at DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table reconciliation.comparisons
  tenant_id uuid not null
  comparison_id uuid not null
  as_of date not null
  source text not null
  file_name text not null
  file_hash bytea not null
  lines integer not null
  agreeing integer not null
  differing integer not null
  sums jsonb not null
  missing_numbers jsonb not null
  at timestamp with time zone not null
  by_id uuid
  by_name text not null
  constraint comparisons_pkey PRIMARY KEY (tenant_id, comparison_id)
  CREATE INDEX comparisons_by_time ON reconciliation.comparisons USING btree (tenant_id, at DESC, comparison_id DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table reconciliation.differences
  tenant_id uuid not null
  difference_id uuid not null
  letter_id uuid not null
  answer_id uuid not null
  party_id uuid not null
  document_id uuid
  number text not null
  ours_minor bigint
  theirs_minor bigint
  why text not null
  state text not null
  resolution text
  correction text
  note text
  settled_at timestamp with time zone
  settled_by_id uuid
  settled_by text
  owner_id uuid
  owner text
  due_on date
  constraint differences_resolution_check CHECK ((resolution = ANY (ARRAY['in_transit'::text, 'our_error'::text, 'their_error'::text, 'disputed'::text, 'rounding'::text, 'superseded'::text])))
  constraint differences_state_check CHECK ((state = ANY (ARRAY['open'::text, 'settled'::text])))
  constraint differences_pkey PRIMARY KEY (tenant_id, difference_id)
  CREATE INDEX differences_by_letter ON reconciliation.differences USING btree (tenant_id, letter_id)
  CREATE INDEX differences_disputed ON reconciliation.differences USING btree (tenant_id, document_id) WHERE (resolution = 'disputed'::text)
  CREATE INDEX differences_open ON reconciliation.differences USING btree (tenant_id, due_on, difference_id) WHERE (state = 'open'::text)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table reconciliation.letter_acts
  tenant_id uuid not null
  act_id uuid not null
  letter_id uuid not null
  act text not null
  facts jsonb not null
  at timestamp with time zone not null
  by_id uuid
  by_name text not null
  constraint letter_acts_pkey PRIMARY KEY (tenant_id, act_id)
  CREATE INDEX letter_acts_by_letter ON reconciliation.letter_acts USING btree (tenant_id, letter_id, at)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table reconciliation.letters
  tenant_id uuid not null
  letter_id uuid not null
  number text not null
  party_id uuid not null
  account_id uuid not null
  entity_id uuid not null
  currency text not null
  from_on date not null
  to_on date not null
  closing_minor bigint not null
  overdue_minor bigint not null
  items integer not null
  figures text not null
  figures_hash bytea not null
  made_at timestamp with time zone not null
  made_on date not null
  made_by_id uuid
  made_by text not null
  state text not null
  sent_at timestamp with time zone
  sent_on date
  answered_on date
  reminded_on date
  confirmed_minor bigint
  constraint letters_state_check CHECK ((state = ANY (ARRAY['made'::text, 'queued'::text, 'sent'::text, 'agreed'::text, 'differs'::text, 'settled'::text, 'withdrawn'::text])))
  constraint letters_pkey PRIMARY KEY (tenant_id, letter_id)
  constraint letters_tenant_id_number_key UNIQUE (tenant_id, number)
  CREATE INDEX letters_by_party ON reconciliation.letters USING btree (tenant_id, party_id, made_at DESC)
  CREATE INDEX letters_by_time ON reconciliation.letters USING btree (tenant_id, made_at DESC, letter_id DESC)
  CREATE INDEX letters_unanswered ON reconciliation.letters USING btree (tenant_id, sent_on) WHERE (state = 'sent'::text)
  CREATE UNIQUE INDEX letters_once ON reconciliation.letters USING btree (tenant_id, account_id, entity_id, to_on) WHERE (state <> 'withdrawn'::text)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table reconciliation.limitation_acts
  tenant_id uuid not null
  act_id uuid not null
  party_id uuid not null
  document_id uuid
  kind text not null
  letter_id uuid
  act_on date not null
  until_on date
  how text not null
  evidence text
  at timestamp with time zone not null
  by_id uuid
  by_name text not null
  constraint limitation_acts_kind_check CHECK ((kind = ANY (ARRAY['demand'::text, 'promise'::text, 'signed_balance'::text, 'lawsuit'::text, 'arbitration'::text, 'obstacle'::text])))
  constraint limitation_acts_pkey PRIMARY KEY (tenant_id, act_id)
  CREATE INDEX limitation_acts_by_letter ON reconciliation.limitation_acts USING btree (tenant_id, letter_id) WHERE (letter_id IS NOT NULL)
  CREATE INDEX limitation_acts_by_party ON reconciliation.limitation_acts USING btree (tenant_id, party_id, act_on)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table reconciliation.limitation_ends
  tenant_id uuid not null
  act_id uuid not null
  what text not null
  until_on date
  why text not null
  at timestamp with time zone not null
  by_id uuid
  by_name text not null
  constraint limitation_ends_what_check CHECK ((what = ANY (ARRAY['until'::text, 'withdrawn'::text])))
  constraint limitation_ends_pkey PRIMARY KEY (tenant_id, act_id, what)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table reconciliation.limitation_watch
  tenant_id uuid not null
  document_id uuid not null
  account_id uuid not null
  party_id uuid not null
  ends_on date not null
  open_minor bigint not null
  currency text not null
  seen_on date not null
  constraint limitation_watch_pkey PRIMARY KEY (tenant_id, document_id)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant delete, insert, select, update to xinheng_app
  grant delete, insert, select, update to xinheng_worker

table reconciliation.numbers
  tenant_id uuid not null
  series text not null
  last_no integer not null
  constraint numbers_pkey PRIMARY KEY (tenant_id, series)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table settlements.disputes
  tenant_id uuid not null
  dispute_id uuid not null
  document_id uuid not null
  party_id uuid not null
  amount_minor bigint not null
  currency text not null
  kind text not null
  reason text
  raised_on date not null
  raised_by uuid
  raised_by_name text not null
  raised_at timestamp with time zone not null
  cleared_on date
  cleared_by_name text
  cleared_at timestamp with time zone
  outcome text
  outcome_note text
  constraint disputes_amount_minor_check CHECK ((amount_minor > 0))
  constraint disputes_check CHECK (((cleared_at IS NULL) = (outcome IS NULL)))
  constraint disputes_kind_check CHECK ((kind = ANY (ARRAY['quality'::text, 'quantity'::text, 'price'::text, 'delivery'::text, 'invoice'::text, 'contract'::text, 'other'::text])))
  constraint disputes_outcome_check CHECK ((outcome = ANY (ARRAY['owed'::text, 'conceded'::text, 'split'::text, 'mistaken'::text])))
  constraint disputes_pkey PRIMARY KEY (tenant_id, dispute_id)
  CREATE INDEX disputes_by_document ON settlements.disputes USING btree (tenant_id, document_id, raised_at DESC)
  CREATE INDEX disputes_by_time ON settlements.disputes USING btree (tenant_id, raised_at DESC, dispute_id DESC)
  CREATE UNIQUE INDEX disputes_standing ON settlements.disputes USING btree (tenant_id, document_id) WHERE (cleared_at IS NULL)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table settlements.matches
  tenant_id uuid not null
  application_id uuid not null
  account_id uuid not null
  rule text not null
  by_rule boolean not null
  rulebook_version integer
  facts jsonb
  by_id uuid
  by_name text not null
  recorded_at timestamp with time zone not null
  event_id uuid not null
  constraint matches_pkey PRIMARY KEY (tenant_id, application_id)
  CREATE INDEX matches_by_time ON settlements.matches USING btree (tenant_id, recorded_at DESC, application_id DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table settlements.refund_marks
  tenant_id uuid not null
  mark_id uuid not null
  document_id uuid not null
  reason text not null
  marked_by_name text not null
  marked_at timestamp with time zone not null
  lifted_by_name text
  lifted_at timestamp with time zone
  constraint refund_marks_pkey PRIMARY KEY (tenant_id, mark_id)
  CREATE UNIQUE INDEX refund_marks_standing ON settlements.refund_marks USING btree (tenant_id, document_id) WHERE (lifted_at IS NULL)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table settlements.refunds
  tenant_id uuid not null
  refund_id uuid not null
  account_id uuid not null
  party_id uuid not null
  from_document uuid not null
  amount_minor bigint not null
  currency text not null
  effective_on date
  payee text
  reason text not null
  state text not null
  case_id uuid
  document_id uuid
  proposed_by uuid
  proposed_by_name text not null
  proposed_at timestamp with time zone not null
  ended_by_name text
  ended_at timestamp with time zone
  constraint refunds_amount_minor_check CHECK ((amount_minor > 0))
  constraint refunds_state_check CHECK ((state = ANY (ARRAY['submitted'::text, 'approved'::text, 'rejected'::text, 'withdrawn'::text])))
  constraint refunds_pkey PRIMARY KEY (tenant_id, refund_id)
  CREATE INDEX refunds_by_time ON settlements.refunds USING btree (tenant_id, proposed_at DESC, refund_id DESC)
  CREATE UNIQUE INDEX refunds_one_waiting ON settlements.refunds USING btree (tenant_id, from_document) WHERE (state = 'submitted'::text)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table settlements.write_offs
  tenant_id uuid not null
  write_off_id uuid not null
  account_id uuid not null
  party_id uuid not null
  to_document uuid not null
  amount_minor bigint not null
  currency text not null
  effective_on date
  reason text not null
  state text not null
  case_id uuid
  document_id uuid
  proposed_by uuid
  proposed_by_name text not null
  proposed_at timestamp with time zone not null
  ended_by_name text
  ended_at timestamp with time zone
  constraint write_offs_state_check CHECK ((state = ANY (ARRAY['submitted'::text, 'approved'::text, 'rejected'::text, 'withdrawn'::text])))
  constraint write_offs_pkey PRIMARY KEY (tenant_id, write_off_id)
  CREATE INDEX write_offs_by_time ON settlements.write_offs USING btree (tenant_id, proposed_at DESC, write_off_id DESC)
  CREATE UNIQUE INDEX write_offs_one_waiting ON settlements.write_offs USING btree (tenant_id, to_document) WHERE (state = 'submitted'::text)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table statements.aliases
  tenant_id uuid not null
  alias_id uuid not null
  party_id uuid not null
  name text not null
  line text not null
  entered_by text not null
  recorded_at timestamp with time zone not null
  constraint aliases_pkey PRIMARY KEY (tenant_id, alias_id)
  CREATE INDEX aliases_of_party ON statements.aliases USING btree (tenant_id, party_id, name, recorded_at DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table statements.bank_files
  tenant_id uuid not null
  bank_file_id uuid not null
  party_id uuid not null
  account text not null
  currency text not null
  file_name text not null
  file_sha256 text not null
  first_on date not null
  last_on date not null
  lines integer not null
  entered_by text not null
  recorded_at timestamp with time zone not null
  withdrawn_by text
  withdrawn_at timestamp with time zone
  constraint bank_files_pkey PRIMARY KEY (tenant_id, bank_file_id)
  CREATE INDEX bank_files_of_party ON statements.bank_files USING btree (tenant_id, party_id, recorded_at DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table statements.bank_lines
  tenant_id uuid not null
  bank_line_id uuid not null
  bank_file_id uuid not null
  party_id uuid not null
  account text not null
  currency text not null
  on_day date not null
  place integer not null
  occurrence integer not null
  in_minor bigint not null
  out_minor bigint not null
  balance_minor bigint
  other_side text not null
  purpose text not null
  class text not null
  recorded_at timestamp with time zone not null
  withdrawn_at timestamp with time zone
  constraint bank_lines_pkey PRIMARY KEY (tenant_id, bank_line_id)
  CREATE INDEX bank_lines_by_day ON statements.bank_lines USING btree (tenant_id, party_id, on_day)
  CREATE INDEX bank_lines_of_file ON statements.bank_lines USING btree (tenant_id, bank_file_id)
  CREATE UNIQUE INDEX bank_lines_once ON statements.bank_lines USING btree (tenant_id, party_id, account, on_day, in_minor, out_minor, COALESCE(balance_minor, ('-1'::integer)::bigint), other_side, purpose, occurrence) WHERE (withdrawn_at IS NULL)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table statements.ratios
  tenant_id uuid not null
  party_id uuid not null
  scope text not null
  ends_on date not null
  months smallint not null
  ratio text not null
  micro bigint not null
  constraint ratios_pkey PRIMARY KEY (tenant_id, party_id, scope, ends_on, ratio)
  CREATE INDEX ratios_among_others ON statements.ratios USING btree (tenant_id, ratio, ends_on)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant delete, insert, select, update to xinheng_app
  grant delete, insert, select, update to xinheng_worker

table statements.standards
  tenant_id uuid not null
  standard_id uuid not null
  industry text not null
  year smallint not null
  ratio text not null
  excellent bigint not null
  good bigint not null
  average bigint not null
  low bigint not null
  poor bigint not null
  source text not null
  entered_by text not null
  recorded_at timestamp with time zone not null
  constraint standards_pkey PRIMARY KEY (tenant_id, standard_id)
  CREATE INDEX standards_in_force ON statements.standards USING btree (tenant_id, industry, year DESC, ratio, recorded_at DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table statements.statements
  tenant_id uuid not null
  statement_id uuid not null
  party_id uuid not null
  kind text not null
  ends_on date not null
  months smallint not null
  scope text not null
  currency text not null
  opinion text
  published_on date
  amounts jsonb not null
  rounding_minor bigint not null
  source text not null
  file_name text
  file_sha256 text
  entered_by text not null
  recorded_at timestamp with time zone not null
  beside jsonb
  compared boolean not null
  constraint statements_kind_check CHECK ((kind = ANY (ARRAY['balance'::text, 'income'::text, 'cash'::text])))
  constraint statements_months_check CHECK (((months >= 1) AND (months <= 24)))
  constraint statements_rounding_minor_check CHECK ((rounding_minor > 0))
  constraint statements_scope_check CHECK ((scope = ANY (ARRAY['consolidated'::text, 'parent'::text])))
  constraint statements_source_check CHECK ((source = ANY (ARRAY['file'::text, 'keyed'::text])))
  constraint statements_pkey PRIMARY KEY (tenant_id, statement_id)
  CREATE INDEX statements_of_party ON statements.statements USING btree (tenant_id, party_id, scope, ends_on DESC, kind, recorded_at DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

table statements.vat_files
  tenant_id uuid not null
  vat_file_id uuid not null
  party_id uuid not null
  file_name text not null
  file_sha256 text not null
  first_on date not null
  last_on date not null
  lines integer not null
  entered_by text not null
  recorded_at timestamp with time zone not null
  withdrawn_by text
  withdrawn_at timestamp with time zone
  constraint vat_files_pkey PRIMARY KEY (tenant_id, vat_file_id)
  CREATE INDEX vat_files_of_party ON statements.vat_files USING btree (tenant_id, party_id, recorded_at DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select, update to xinheng_app
  grant insert, select, update to xinheng_worker

table statements.vat_returns
  tenant_id uuid not null
  return_id uuid not null
  party_id uuid not null
  ends_on date not null
  months smallint not null
  currency text not null
  amounts jsonb not null
  source text not null
  file_name text
  file_sha256 text
  entered_by text not null
  recorded_at timestamp with time zone not null
  reason text
  constraint vat_returns_months_check CHECK ((months = ANY (ARRAY[1, 3])))
  constraint vat_returns_reason_check CHECK (((source = 'withdrawn'::text) = (reason IS NOT NULL)))
  constraint vat_returns_source_check CHECK ((source = ANY (ARRAY['file'::text, 'keyed'::text, 'withdrawn'::text])))
  constraint vat_returns_pkey PRIMARY KEY (tenant_id, return_id)
  CREATE INDEX vat_returns_of_party ON statements.vat_returns USING btree (tenant_id, party_id, ends_on DESC, recorded_at DESC)
  row level security, forced
  policy tenant_isolation using (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)
  grant insert, select to xinheng_app
  grant insert, select to xinheng_worker

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

view contracts.goods_at_customers with (security_invoker=true)
 SELECT c.tenant_id,
    c.consignment_id,
    COALESCE(s.survivor_id, c.party_id) AS party_id,
    c.entity_id,
    c.number,
    c.kind,
    c.currency,
    c.starts_on,
    c.ends_on,
    c.standing_minor,
    c.counts,
    c.counted_minor
   FROM (contracts.consignments c
     LEFT JOIN customers.survivors s ON (((s.tenant_id = c.tenant_id) AND (s.party_id = c.party_id))))
  WHERE (c.state = 'open'::text);

view contracts.in_force with (security_invoker=true)
 SELECT c.tenant_id,
    c.contract_id,
    COALESCE(s.survivor_id, c.party_id) AS party_id,
    c.entity_id,
    c.number,
    c.currency,
    v.title,
    v.starts_on,
    v.ends_on,
    v.amount_minor,
    v.terms,
    c.longest_days,
    c.statutory
   FROM ((contracts.contracts c
     JOIN contracts.versions v ON (((v.tenant_id = c.tenant_id) AND (v.contract_id = c.contract_id) AND (v.version = c.version))))
     LEFT JOIN customers.survivors s ON (((s.tenant_id = c.tenant_id) AND (s.party_id = c.party_id))))
  WHERE (c.state = 'in_force'::text);

view contracts.margins with (security_invoker=true)
 SELECT tenant_id,
    party_id,
    month,
    currency,
    sales_minor,
    cost_minor,
    (sales_minor - cost_minor) AS margin_minor,
    source,
    recorded_at
   FROM contracts.margins_by_month
  WHERE (withdrawn_at IS NULL);

view contracts.retentions_held with (security_invoker=true)
 SELECT r.tenant_id,
    r.retention_id,
    r.contract_id,
    c.number AS contract,
    c.party_id,
    r.document_id,
    r.due_on,
    r.provisional
   FROM (contracts.retentions r
     JOIN contracts.contracts c ON (((c.tenant_id = r.tenant_id) AND (c.contract_id = r.contract_id))));

view contracts.states_known with (security_invoker=true)
 SELECT tenant_id,
    contract_id,
    seq,
    state,
    effective_on,
    recorded_at
   FROM contracts.state_changes;

view contracts.versions_known with (security_invoker=true)
 SELECT c.tenant_id,
    c.contract_id,
    c.party_id,
    c.number,
    c.currency,
    v.version,
    v.effective_on,
    v.title,
    v.starts_on,
    v.ends_on,
    v.amount_minor,
    v.recorded_at
   FROM (contracts.contracts c
     JOIN contracts.versions v ON (((v.tenant_id = c.tenant_id) AND (v.contract_id = c.contract_id))));

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

view customers.everybody with (security_invoker=true)
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
    since_on,
    merged_into,
    merged_at
   FROM customers.parties;

view customers.handovers_to_sign with (security_invoker=true)
 SELECT h.tenant_id,
    h.handover_id,
    h.starts_on,
    h.from_name,
    h.to_name,
    s.signer_id
   FROM (customers.handovers h
     CROSS JOIN LATERAL ( VALUES (h.from_id,h.given_at), (h.to_id,h.taken_at)) s(signer_id, signed_at))
  WHERE ((h.state = 'proposed'::text) AND (s.signed_at IS NULL));

view customers.identities with (security_invoker=true)
 SELECT p.tenant_id,
    p.party_id,
    d.party_id AS stands_as,
    d.kind,
    d.code,
    d.name,
    d.owner_id,
    d.owner_name
   FROM ((customers.parties p
     LEFT JOIN customers.survivors s ON (((s.tenant_id = p.tenant_id) AND (s.party_id = p.party_id))))
     JOIN customers.parties d ON (((d.tenant_id = p.tenant_id) AND (d.party_id = COALESCE(s.survivor_id, p.party_id)))));

view customers.legal_entities with (security_invoker=true)
 SELECT tenant_id,
    entity_id,
    code,
    name,
    currency
   FROM customers.entities;

view customers.masters_until with (security_invoker=true)
 SELECT tenant_id,
    party_id,
    known_until,
    name,
    name_key,
    industry,
    region,
    owner_name,
    terms_days
   FROM customers.former_masters;

view customers.memberships with (security_invoker=true)
 SELECT l.tenant_id,
    l.party_id,
    l.parent_id,
    p.code AS parent_code,
    p.name AS parent_name,
    l.valid_from,
    l.valid_to,
    l.recorded_at
   FROM (customers.group_links l
     JOIN customers.parties p ON (((p.tenant_id = l.tenant_id) AND (p.party_id = l.parent_id))))
  WHERE (l.withdrawn_at IS NULL);

view customers.memberships_known with (security_invoker=true)
 SELECT tenant_id,
    party_id,
    parent_id,
    valid_from,
    valid_to,
    recorded_at,
    ended_at,
    withdrawn_at
   FROM customers.group_links;

view customers.segment_spells with (security_invoker=true)
 SELECT tenant_id,
    party_id,
    segment,
    valid_from,
    valid_to
   FROM customers.segments;

view customers.segments_in_force with (security_invoker=true)
 SELECT tenant_id,
    party_id,
    segment,
    valid_from,
    rulebook_version
   FROM customers.segments
  WHERE (valid_to IS NULL);

view customers.survivors with (security_invoker=true)
 WITH RECURSIVE chain AS (
         SELECT p.tenant_id,
            p.party_id,
            p.merged_into AS survivor_id,
            1 AS steps
           FROM customers.parties p
          WHERE (p.merged_into IS NOT NULL)
        UNION ALL
         SELECT c.tenant_id,
            c.party_id,
            p.merged_into,
            (c.steps + 1)
           FROM (chain c
             JOIN customers.parties p ON (((p.tenant_id = c.tenant_id) AND (p.party_id = c.survivor_id))))
          WHERE ((p.merged_into IS NOT NULL) AND (c.steps < 10))
        )
 SELECT DISTINCT ON (tenant_id, party_id) tenant_id,
    party_id,
    survivor_id
   FROM chain
  ORDER BY tenant_id, party_id, steps DESC;

view dossiers.ending_papers with (security_invoker=true)
 SELECT tenant_id,
    paper_id,
    party_id,
    kind,
    expires_on
   FROM dossiers.papers p
  WHERE ((expires_on IS NOT NULL) AND (NOT (EXISTS ( SELECT 1
           FROM dossiers.checks c
          WHERE ((c.tenant_id = p.tenant_id) AND (c.subject_kind = 'paper'::text) AND (c.subject_id = p.paper_id) AND (c.outcome <> 'verified'::text))))) AND (NOT (EXISTS ( SELECT 1
           FROM dossiers.papers newer
          WHERE ((newer.tenant_id = p.tenant_id) AND (newer.party_id = p.party_id) AND (newer.kind = p.kind) AND (newer.version > p.version) AND (NOT (EXISTS ( SELECT 1
                   FROM dossiers.checks c
                  WHERE ((c.tenant_id = newer.tenant_id) AND (c.subject_kind = 'paper'::text) AND (c.subject_id = newer.paper_id) AND (c.outcome <> 'verified'::text))))))))));

view dossiers.facts_in_force with (security_invoker=true)
 SELECT DISTINCT ON (f.tenant_id, f.party_id, f.field) f.tenant_id,
    f.party_id,
    f.field,
    f.fact_id,
    f.value,
    f.source,
    f.valid_from,
    f.expires_on,
    f.stale_on,
    f.recorded_at,
    (c.outcome IS NOT NULL) AS verified
   FROM (dossiers.facts f
     LEFT JOIN dossiers.checks c ON (((c.tenant_id = f.tenant_id) AND (c.subject_kind = 'fact'::text) AND (c.subject_id = f.fact_id))))
  WHERE ((c.outcome IS NULL) OR (c.outcome = 'verified'::text))
  ORDER BY f.tenant_id, f.party_id, f.field, f.valid_from DESC, f.recorded_at DESC, f.fact_id DESC;

view dossiers.file_standings with (security_invoker=true)
 SELECT tenant_id,
    party_id,
    score_ppm,
    cardinality(missing) AS missing,
    cardinality(stale) AS stale,
    cardinality(unverified) AS unverified,
    open_requests,
    stood_on
   FROM dossiers.standings;

view dossiers.open_requests with (security_invoker=true)
 SELECT tenant_id,
    request_id,
    party_id,
    asked_of,
    assignee_id,
    assignee,
    items,
    due_on,
    asked_at,
    answered_at,
    escalated_at,
    asked_by_id,
    asked_by
   FROM dossiers.requests
  WHERE (closed_at IS NULL);

view dossiers.records_in_force with (security_invoker=true)
 SELECT r.tenant_id,
    r.record_id,
    r.party_id,
    r.kind,
    r.source,
    r.happened_on,
    r.amount_minor,
    r.currency,
    r.expires_on,
    r.recorded_at,
    (c.outcome IS NOT NULL) AS verified,
    (EXISTS ( SELECT 1
           FROM dossiers.disputes d
          WHERE ((d.tenant_id = r.tenant_id) AND (d.record_id = r.record_id) AND (d.settled_at IS NULL)))) AS disputed
   FROM (dossiers.external_records r
     LEFT JOIN dossiers.checks c ON (((c.tenant_id = r.tenant_id) AND (c.subject_kind = 'record'::text) AND (c.subject_id = r.record_id))))
  WHERE ((c.outcome IS NULL) OR (c.outcome = 'verified'::text));

view dossiers.records_known with (security_invoker=true)
 SELECT r.tenant_id,
    r.record_id,
    r.party_id,
    r.kind,
    r.happened_on,
    r.expires_on,
    r.recorded_at,
    c.checked_at AS verified_at,
    d.raised_at AS disputed_from,
    d.settled_at AS disputed_to
   FROM ((dossiers.external_records r
     JOIN dossiers.checks c ON (((c.tenant_id = r.tenant_id) AND (c.subject_kind = 'record'::text) AND (c.subject_id = r.record_id) AND (c.outcome = 'verified'::text))))
     LEFT JOIN LATERAL ( SELECT x.raised_at,
            x.settled_at
           FROM dossiers.disputes x
          WHERE ((x.tenant_id = r.tenant_id) AND (x.record_id = r.record_id))
          ORDER BY x.raised_at DESC
         LIMIT 1) d ON (true));

view dossiers.shared_contacts with (security_invoker=true)
 SELECT mine.tenant_id,
    mine.party_id,
    (count(DISTINCT other.party_id))::integer AS customers
   FROM (dossiers.contacts mine
     JOIN dossiers.contacts other ON (((other.tenant_id = mine.tenant_id) AND (other.party_id <> mine.party_id) AND (other.erased_at IS NULL) AND ((other.phone_mark = mine.phone_mark) OR (other.email_mark = mine.email_mark)))))
  WHERE (mine.erased_at IS NULL)
  GROUP BY mine.tenant_id, mine.party_id;

view dossiers.vat_lines with (security_invoker=true)
 SELECT tenant_id,
    party_id,
    direction,
    other_side,
    issued_on,
    net_minor,
    tax_minor,
    gross_minor,
    currency,
    void,
    red,
    recorded_at
   FROM dossiers.vat_invoices
  WHERE (withdrawn_at IS NULL);

view dossiers.vat_months with (security_invoker=true)
 SELECT tenant_id,
    party_id,
    direction,
    currency,
    (date_trunc('month'::text, (issued_on)::timestamp with time zone))::date AS month_on,
    (sum(net_minor))::bigint AS net_minor,
    (sum(tax_minor))::bigint AS tax_minor,
    (sum(gross_minor))::bigint AS gross_minor,
    (count(*))::integer AS invoices,
    (count(*) FILTER (WHERE red))::integer AS red_invoices
   FROM dossiers.vat_invoices
  WHERE ((withdrawn_at IS NULL) AND (NOT void))
  GROUP BY tenant_id, party_id, direction, currency, ((date_trunc('month'::text, (issued_on)::timestamp with time zone))::date);

view exposure.caps with (security_invoker=true)
 SELECT tenant_id,
    account_id,
    starts_on,
    mode,
    cap_minor,
    expired_on
   FROM exposure.cap_steps;

view exposure.due_sums with (security_invoker=true)
 SELECT tenant_id,
    account_id,
    due_on,
    open_minor,
    items
   FROM exposure.due_days;

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
    last_seq,
    moved_to,
    rate_num,
    rate_den
   FROM exposure.accounts;

view imports.past with (security_invoker=true)
 SELECT tenant_id,
    import_id,
    kind,
    file_name,
    state,
    recorded_at,
    accepted
   FROM imports.imports;

view limits.freeze_history with (security_invoker=true)
 SELECT tenant_id,
    account_id,
    party_id,
    frozen_at,
    lifted_at
   FROM limits.freezes;

view limits.grants_known with (security_invoker=true)
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
    valid_to,
    granted_by,
    recorded_at,
    revoked_at,
    said_to
   FROM limits.grants;

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

view models.warnings with (security_invoker=true)
 SELECT l.tenant_id,
    l.look_id,
    l.model_id,
    m.name,
    m.version_no,
    m.state,
    m.developed_by_id,
    m.developed_by,
    l.on_day,
    l.psi,
    l.standing,
    l.falls
   FROM (models.looks l
     JOIN models.models m ON (((m.tenant_id = l.tenant_id) AND (m.model_id = l.model_id))))
  WHERE ((m.state = ANY (ARRAY['live'::text, 'shadow'::text])) AND (l.month_on IS NOT NULL) AND ((l.standing = 'shifted'::text) OR l.falls) AND (NOT (EXISTS ( SELECT 1
           FROM models.looks n
          WHERE ((n.tenant_id = l.tenant_id) AND (n.model_id = l.model_id) AND (n.month_on > l.month_on))))) AND (NOT (EXISTS ( SELECT 1
           FROM models.acts a
          WHERE ((a.tenant_id = l.tenant_id) AND (a.model_id = l.model_id) AND (a.act = 'heed'::text) AND (a.at >= l.recorded_at))))));

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

view orders.contract_orders with (security_invoker=true)
 SELECT n.tenant_id,
    n.contract_id,
    o.order_id,
    o.source,
    o.number,
    o.account_id,
    o.amount_minor,
    o.currency,
    o.state,
    o.first_at,
    COALESCE(r.remaining_minor, (0)::bigint) AS reserved_minor
   FROM ((orders.order_contracts n
     JOIN orders.orders o ON (((o.tenant_id = n.tenant_id) AND (o.order_id = n.order_id))))
     LEFT JOIN orders.reservations r ON (((r.tenant_id = o.tenant_id) AND (r.order_id = o.order_id) AND (r.ended_at IS NULL))));

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

view orders.unchecked_papers with (security_invoker=true)
 SELECT r.tenant_id,
    o.account_id,
    o.party_id,
    o.number AS order_number,
    r.source_key,
    r.kind,
    r.uncovered_minor,
    o.currency,
    r.at
   FROM ((orders.reports r
     JOIN orders.orders o ON (((o.tenant_id = r.tenant_id) AND (o.order_id = r.order_id))))
     JOIN orders.checks c ON (((c.tenant_id = o.tenant_id) AND (c.check_id = o.check_id))))
  WHERE ((r.uncovered_minor <> 0) AND (c.at <= r.at));

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

view ratings.moves with (security_invoker=true)
 SELECT tenant_id,
    party_id,
    grade_before,
    grade,
    changed_on
   FROM ratings.current
  WHERE (changed_on IS NOT NULL);

view ratings.waiting_notices with (security_invoker=true)
 SELECT tenant_id,
    notice_id,
    party_id,
    from_grade,
    to_grade,
    fell_on
   FROM ratings.notices
  WHERE (state = 'prepared'::text);

view receivables.bill_dishonours with (security_invoker=true)
 SELECT b.tenant_id,
    b.document_id,
    b.account_id,
    b.party_id,
    b.number,
    b.bill_type,
    b.acceptor,
    b.amount_minor,
    b.currency,
    b.due_on,
    e.effective_on AS dishonoured_on,
    b.recourse,
    e.recorded_at
   FROM (receivables.bill_events e
     JOIN receivables.bills b ON (((b.tenant_id = e.tenant_id) AND (b.document_id = e.document_id))))
  WHERE ((e.state = 'dishonoured'::text) AND (e.undoes IS NULL) AND (b.reversed_by IS NULL) AND (NOT (EXISTS ( SELECT 1
           FROM receivables.bill_events u
          WHERE ((u.tenant_id = e.tenant_id) AND (u.document_id = e.document_id) AND (u.undoes = e.seq))))));

view receivables.bill_life with (security_invoker=true)
 SELECT tenant_id,
    document_id,
    seq,
    state,
    recourse,
    counterparty,
    fee_minor,
    note,
    by_name,
    assumed,
    undoes,
    effective_on,
    recorded_at,
    event_id,
    (EXISTS ( SELECT 1
           FROM receivables.bill_events u
          WHERE ((u.tenant_id = e.tenant_id) AND (u.document_id = e.document_id) AND (u.undoes = e.seq)))) AS undone
   FROM receivables.bill_events e;

view receivables.bill_standing with (security_invoker=true)
 SELECT tenant_id,
    document_id,
    account_id,
    party_id,
    entity_id,
    number,
    bill_type,
    acceptor,
    acceptor_key,
    drawer,
    drawn_on,
    sub_range,
    parent_id,
    received_on,
    due_on,
    amount_minor,
    currency,
    state,
    state_on,
    recourse,
    counted_minor,
    unapplied_minor,
    last_seq
   FROM receivables.bills
  WHERE (reversed_by IS NULL);

view receivables.bill_states with (security_invoker=true)
 SELECT tenant_id,
    document_id,
    state,
    bill_type,
    acceptor,
    recourse,
    state_on AS effective_on
   FROM receivables.bills
  WHERE (reversed_by IS NULL);

view receivables.contract_papers with (security_invoker=true)
 SELECT d.tenant_id,
    d.document_id,
    d.account_id,
    d.party_id,
    d.entity_id,
    d.kind,
    d.source,
    d.number,
    d.issued_on,
    d.due_on,
    d.effective_on,
    d.amount_minor,
    d.currency,
    d.contract,
    d.recorded_at,
    i.open_minor,
    i.due_on AS open_due_on,
    d.reverses,
    i.reversed_by
   FROM (receivables.documents d
     JOIN receivables.open_items i ON (((i.tenant_id = d.tenant_id) AND (i.document_id = d.document_id))))
  WHERE (NOT (EXISTS ( SELECT 1
           FROM contracts.document_links l
          WHERE ((l.tenant_id = d.tenant_id) AND (l.document_id = d.document_id) AND (l.ended_at IS NULL)))))
UNION ALL
 SELECT d.tenant_id,
    d.document_id,
    d.account_id,
    d.party_id,
    d.entity_id,
    d.kind,
    d.source,
    d.number,
    d.issued_on,
    d.due_on,
    d.effective_on,
    d.amount_minor,
    d.currency,
    l.number AS contract,
    d.recorded_at,
    i.open_minor,
    i.due_on AS open_due_on,
    d.reverses,
    i.reversed_by
   FROM ((contracts.document_links l
     JOIN receivables.documents d ON (((d.tenant_id = l.tenant_id) AND (d.document_id = l.document_id))))
     JOIN receivables.open_items i ON (((i.tenant_id = d.tenant_id) AND (i.document_id = d.document_id))))
  WHERE (l.ended_at IS NULL);

view receivables.items with (security_invoker=true)
 SELECT d.tenant_id,
    d.document_id,
    i.account_id,
    d.party_id,
    d.kind,
    d.number,
    d.issued_on,
    d.due_on,
    d.effective_on,
    d.amount_minor,
    d.currency,
    d.recorded_at,
    i.open_minor,
    d.entity_id,
    d.source,
    d.reference,
    d.note,
    COALESCE(( SELECT (p.cleared_at IS NULL)
           FROM settlements.disputes p
          WHERE ((p.tenant_id = d.tenant_id) AND (p.document_id = d.document_id))
          ORDER BY p.raised_at DESC, p.dispute_id DESC
         LIMIT 1), d.disputed) AS disputed,
    d.import_id,
    d.event_id,
    d.reverses,
    i.reversed_by,
    i.due_on AS open_due_on,
    COALESCE(( SELECT
                CASE
                    WHEN (p.cleared_at IS NULL) THEN LEAST(p.amount_minor, i.open_minor)
                    ELSE (0)::bigint
                END AS "case"
           FROM settlements.disputes p
          WHERE ((p.tenant_id = d.tenant_id) AND (p.document_id = d.document_id))
          ORDER BY p.raised_at DESC, p.dispute_id DESC
         LIMIT 1),
        CASE
            WHEN d.disputed THEN i.open_minor
            ELSE (0)::bigint
        END) AS disputed_minor
   FROM (receivables.documents d
     JOIN receivables.open_items i ON (((i.tenant_id = d.tenant_id) AND (i.document_id = d.document_id))));

view receivables.open_invoices with (security_invoker=true)
 SELECT i.tenant_id,
    i.account_id,
    i.document_id,
    i.issued_on,
    i.open_minor,
    d.number
   FROM (receivables.open_items i
     LEFT JOIN receivables.documents d ON (((d.tenant_id = i.tenant_id) AND (d.document_id = i.document_id))))
  WHERE ((i.open_minor > 0) AND (i.kind = 'invoice'::text));

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
    currency,
    reverses,
    recorded_at,
    event_id
   FROM receivables.documents;

view receivables.payment_months with (security_invoker=true)
 SELECT a.tenant_id,
    d.party_id,
    d.account_id,
    d.currency,
    (date_trunc('month'::text, (a.effective_on)::timestamp with time zone))::date AS month,
    (count(DISTINCT a.from_document))::integer AS payments,
    (sum(a.amount_minor))::bigint AS paid_minor,
    (COALESCE(sum(a.amount_minor) FILTER (WHERE (a.effective_on <= d.due_on)), (0)::numeric))::bigint AS on_time_minor,
    sum(((GREATEST((a.effective_on - d.due_on), 0))::numeric * (a.amount_minor)::numeric)) AS late_minor_days,
    max((a.effective_on - d.due_on)) AS days_late_max
   FROM (receivables.standing_settlements a
     JOIN receivables.documents d ON (((d.tenant_id = a.tenant_id) AND (d.document_id = a.to_document))))
  WHERE ((d.kind = 'invoice'::text) AND (d.due_on IS NOT NULL) AND (a.from_kind = ANY (ARRAY['receipt'::text, 'bill'::text])))
  GROUP BY a.tenant_id, d.party_id, d.account_id, d.currency, (date_trunc('month'::text, (a.effective_on)::timestamp with time zone));

view receivables.settlements with (security_invoker=true)
 SELECT tenant_id,
    application_id,
    account_id,
    from_document,
    to_document,
    amount_minor,
    effective_on,
    recorded_at,
    reverses,
    reason,
    event_id
   FROM receivables.applications;

view receivables.standing_settlements with (security_invoker=true)
 SELECT a.tenant_id,
    a.application_id,
    a.account_id,
    a.from_document,
    f.kind AS from_kind,
    f.number AS from_number,
    a.to_document,
    a.amount_minor,
    a.effective_on,
    a.recorded_at,
    a.event_id
   FROM (receivables.applications a
     JOIN receivables.documents f ON (((f.tenant_id = a.tenant_id) AND (f.document_id = a.from_document))))
  WHERE ((a.reverses IS NULL) AND (NOT (EXISTS ( SELECT 1
           FROM receivables.applications r
          WHERE ((r.tenant_id = a.tenant_id) AND (r.reverses = a.application_id))))));

view reconciliation.disputed_items with (security_invoker=true)
 SELECT tenant_id,
    difference_id,
    letter_id,
    party_id,
    document_id,
    number,
    ours_minor,
    theirs_minor,
    why,
    settled_at,
    settled_by
   FROM reconciliation.differences
  WHERE (resolution = 'disputed'::text);

view reconciliation.limitation with (security_invoker=true)
 SELECT tenant_id,
    document_id,
    account_id,
    party_id,
    ends_on,
    open_minor,
    currency,
    seen_on
   FROM reconciliation.limitation_watch;

view settlements.dispute_lines with (security_invoker=true)
 SELECT p.tenant_id,
    p.dispute_id AS line_id,
    p.document_id,
    i.account_id,
    p.amount_minor,
    i.open_minor,
        CASE
            WHEN (p.cleared_at IS NULL) THEN LEAST(p.amount_minor, i.open_minor)
            ELSE (0)::bigint
        END AS disputed_minor,
    p.currency,
    p.kind,
    p.reason,
    p.raised_on,
    p.raised_by_name,
    p.raised_at,
    p.cleared_on,
    p.cleared_by_name,
    p.cleared_at,
    p.outcome,
    p.outcome_note
   FROM (settlements.disputes p
     JOIN receivables.open_items i ON (((i.tenant_id = p.tenant_id) AND (i.document_id = p.document_id))))
UNION ALL
 SELECT d.tenant_id,
    d.document_id AS line_id,
    d.document_id,
    i.account_id,
    d.amount_minor,
    i.open_minor,
    GREATEST(i.open_minor, (0)::bigint) AS disputed_minor,
    d.currency,
    'other'::text AS kind,
    NULL::text AS reason,
    d.effective_on AS raised_on,
    d.source AS raised_by_name,
    d.recorded_at AS raised_at,
    NULL::date AS cleared_on,
    NULL::text AS cleared_by_name,
    NULL::timestamp with time zone AS cleared_at,
    NULL::text AS outcome,
    NULL::text AS outcome_note
   FROM (receivables.documents d
     JOIN receivables.open_items i ON (((i.tenant_id = d.tenant_id) AND (i.document_id = d.document_id))))
  WHERE (d.disputed AND (NOT (EXISTS ( SELECT 1
           FROM settlements.disputes p
          WHERE ((p.tenant_id = d.tenant_id) AND (p.document_id = d.document_id))))));

view settlements.dispute_spans with (security_invoker=true)
 SELECT p.tenant_id,
    p.dispute_id AS line_id,
    p.document_id,
    p.party_id,
    p.amount_minor,
    p.currency,
    p.kind,
    p.reason,
    p.raised_on,
    p.raised_by_name,
    p.raised_at,
    p.cleared_on,
    p.cleared_by_name,
    p.cleared_at,
    p.outcome,
    p.outcome_note
   FROM settlements.disputes p
UNION ALL
 SELECT d.tenant_id,
    d.document_id AS line_id,
    d.document_id,
    d.party_id,
    d.amount_minor,
    d.currency,
    'other'::text AS kind,
    NULL::text AS reason,
    d.effective_on AS raised_on,
    d.source AS raised_by_name,
    d.recorded_at AS raised_at,
    w.raised_on AS cleared_on,
    NULL::text AS cleared_by_name,
    w.raised_at AS cleared_at,
    NULL::text AS outcome,
    NULL::text AS outcome_note
   FROM (receivables.documents d
     LEFT JOIN LATERAL ( SELECT p.raised_on,
            p.raised_at
           FROM settlements.disputes p
          WHERE ((p.tenant_id = d.tenant_id) AND (p.document_id = d.document_id))
          ORDER BY p.raised_at, p.dispute_id
         LIMIT 1) w ON (true))
  WHERE d.disputed;

view settlements.standing_disputes with (security_invoker=true)
 SELECT s.tenant_id,
    s.line_id,
    s.document_id,
    s.account_id,
    a.party_id,
    s.disputed_minor,
    s.currency,
    s.kind,
    s.reason,
    s.raised_on,
    s.raised_by_name,
    s.raised_at
   FROM (settlements.dispute_lines s
     JOIN exposure.positions a ON (((a.tenant_id = s.tenant_id) AND (a.account_id = s.account_id))))
  WHERE ((s.cleared_at IS NULL) AND (s.disputed_minor > 0));

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
