// SQL of contracts: their rows, versions, states, milestones, retentions, and what waits for a second person.
import type { Day } from '#base/date.ts';
import { type RawBuilder, sql, type Tx } from '#platform/sql.ts';
import type { ContractState, VIEWS } from './contract.ts';
import type { StoredTerms } from './terms.ts';

export type NewContract = {
  contractId: string;
  partyId: string;
  entityId: string;
  number: string;
  currency: string;
  state: ContractState;
  longestDays: number | null;
  statutory: boolean;
  source: string;
};

/** Ids of those that were new: a number that is taken leaves its contract out. */
export async function insertContracts(tx: Tx, tenantId: string, at: Date, rows: readonly NewContract[]): Promise<Set<string>> {
  const made = await tx.rows(sql<{ contract_id: string }>`
    insert into contracts.contracts
      (tenant_id, contract_id, party_id, entity_id, number, currency, state, version, longest_days, statutory, source, created_at)
    select ${tenantId}::uuid, n.contract_id, n.party_id, n.entity_id, n.number, n.currency, n.state, 1, n.longest_days, n.statutory, n.source,
           ${at}::timestamptz
    from unnest(${rows.map((row) => row.contractId)}::uuid[], ${rows.map((row) => row.partyId)}::uuid[],
                ${rows.map((row) => row.entityId)}::uuid[], ${rows.map((row) => row.number)}::text[],
                ${rows.map((row) => row.currency)}::text[], ${rows.map((row) => row.state)}::text[],
                ${rows.map((row) => row.longestDays)}::int[], ${rows.map((row) => row.statutory)}::boolean[],
                ${rows.map((row) => row.source)}::text[])
         as n(contract_id, party_id, entity_id, number, currency, state, longest_days, statutory, source)
    on conflict (tenant_id, entity_id, number) where state <> 'withdrawn' do nothing
    returning contract_id`);
  return new Set(made.map((row) => row.contract_id));
}

export type NewVersion = {
  contractId: string;
  version: number;
  effectiveOn: Day;
  title: string | null;
  signedOn: Day | null;
  startsOn: Day;
  endsOn: Day | null;
  amountMinor: bigint | null;
  terms: string;
  reason: string | null;
};
export type Hand = {
  by: string | null;
  byName: string;
  approvedBy: string | null;
  caseId: string | null;
  importId: string | null;
};

export async function insertVersions(tx: Tx, tenantId: string, at: Date, hand: Hand, rows: readonly NewVersion[]): Promise<void> {
  await tx.run(sql`
    insert into contracts.versions
      (tenant_id, contract_id, version, effective_on, title, signed_on, starts_on, ends_on, amount_minor, terms, reason, by_id, by_name,
       approved_by_name, case_id, import_id, recorded_at)
    select ${tenantId}::uuid, n.contract_id, n.version, n.effective_on, n.title, n.signed_on, n.starts_on, n.ends_on, n.amount_minor,
           n.terms::jsonb, n.reason, ${hand.by}::uuid, ${hand.byName}, ${hand.approvedBy}, ${hand.caseId}::uuid, ${hand.importId}::uuid,
           ${at}::timestamptz
    from unnest(${rows.map((row) => row.contractId)}::uuid[], ${rows.map((row) => row.version)}::int[],
                ${rows.map((row) => row.effectiveOn)}::date[], ${rows.map((row) => row.title)}::text[],
                ${rows.map((row) => row.signedOn)}::date[], ${rows.map((row) => row.startsOn)}::date[],
                ${rows.map((row) => row.endsOn)}::date[], ${rows.map((row) => row.amountMinor)}::bigint[],
                ${rows.map((row) => row.terms)}::text[], ${rows.map((row) => row.reason)}::text[])
         as n(contract_id, version, effective_on, title, signed_on, starts_on, ends_on, amount_minor, terms, reason)`);
}

/** False: somebody else changed it since it was read as `version`. */
export async function moveToVersion(
  tx: Tx,
  change: { contractId: string; from: number; longestDays: number | null; statutory: boolean },
): Promise<boolean> {
  return (
    (await tx.run(sql`
      update contracts.contracts
      set version = version + 1, longest_days = ${change.longestDays}, statutory = ${change.statutory}
      where contract_id = ${change.contractId} and version = ${change.from}`)) === 1
  );
}

export async function setState(tx: Tx, contractId: string, state: ContractState): Promise<void> {
  await tx.run(sql`update contracts.contracts set state = ${state} where contract_id = ${contractId}`);
}

export async function insertStates(
  tx: Tx,
  tenantId: string,
  at: Date,
  byName: string,
  rows: readonly { contractId: string; state: ContractState; on: Day; reason: string | null }[],
): Promise<void> {
  await tx.run(sql`
    insert into contracts.state_changes (tenant_id, contract_id, seq, state, effective_on, reason, by_name, recorded_at)
    select ${tenantId}::uuid, n.contract_id,
           (select count(*)::int + 1 from contracts.state_changes s where s.contract_id = n.contract_id),
           n.state, n.effective_on, n.reason, ${byName}, ${at}::timestamptz
    from unnest(${rows.map((row) => row.contractId)}::uuid[], ${rows.map((row) => row.state)}::text[],
                ${rows.map((row) => row.on)}::date[], ${rows.map((row) => row.reason)}::text[])
         as n(contract_id, state, effective_on, reason)`);
}

export type ContractRow = {
  contract_id: string;
  party_id: string;
  customer_code: string;
  customer_name: string;
  owner_id: string | null;
  owner_name: string | null;
  entity_id: string;
  entity_code: string;
  entity_name: string;
  number: string;
  currency: string;
  state: ContractState;
  version: number;
  longest_days: number | null;
  statutory: boolean;
  source: string;
  title: string | null;
  signed_on: Day | null;
  starts_on: Day;
  ends_on: Day | null;
  amount_minor: bigint | null;
  terms: StoredTerms;
};

const CONTRACT =
  sql.raw(`c.contract_id, d.party_id, d.code as customer_code, d.name as customer_name, d.owner_id, d.owner_name, c.entity_id,
  e.code as entity_code, e.name as entity_name, c.number, c.currency, c.state, c.version, c.longest_days, c.statutory, c.source, v.title,
  v.signed_on, v.starts_on, v.ends_on, v.amount_minor, v.terms`);
/** Of a merged customer: the survivor's, as long as the merge stands. */
const JOINED = sql.raw(`contracts.contracts c
  join contracts.versions v on v.tenant_id = c.tenant_id and v.contract_id = c.contract_id and v.version = c.version
  left join customers.survivors f on f.tenant_id = c.tenant_id and f.party_id = c.party_id
  join customers.directory d on d.tenant_id = c.tenant_id and d.party_id = coalesce(f.survivor_id, c.party_id)
  join customers.legal_entities e on e.tenant_id = c.tenant_id and e.entity_id = c.entity_id`);

/** Locked, so that two changes of one contract come one after the other. */
export async function contractForUpdate(tx: Tx, contractId: string): Promise<ContractRow | null> {
  await tx.rows(sql`select 1 from contracts.contracts where contract_id = ${contractId} for no key update`);
  return contractById(tx, contractId);
}

export function contractById(tx: Tx, contractId: string): Promise<ContractRow | null> {
  return tx.maybe(sql<ContractRow>`select ${CONTRACT} from ${JOINED} where c.contract_id = ${contractId}`);
}

export function contractsByNumber(tx: Tx, keys: readonly { entityId: string; number: string }[]): Promise<ContractRow[]> {
  return tx.rows(sql<ContractRow>`
    select ${CONTRACT} from ${JOINED}
    join unnest(${keys.map((key) => key.entityId)}::uuid[], ${keys.map((key) => key.number)}::text[]) as k(entity_id, number)
      on k.entity_id = c.entity_id and k.number = c.number
    where c.state <> 'withdrawn'`);
}

/** Contracts that an import entered and that stand; `changed_at` where anything was done with one since. */
export function contractsOfImport(
  tx: Tx,
  importId: string,
): Promise<{ contract_id: string; number: string; changed_at: Date | null }[]> {
  return tx.rows(sql<{ contract_id: string; number: string; changed_at: Date | null }>`
    select c.contract_id, c.number,
           greatest(
             (select max(n.recorded_at) from contracts.versions n where n.contract_id = c.contract_id and n.version > 1),
             (select max(s.recorded_at) from contracts.state_changes s where s.contract_id = c.contract_id and s.seq > 1),
             (select max(m.recorded_at) from contracts.milestone_acts m where m.contract_id = c.contract_id),
             (select max(r.held_at) from contracts.retentions r where r.contract_id = c.contract_id),
             (select max(p.made_at) from contracts.proposals p where p.subject_id = c.contract_id and p.state = 'submitted')
           ) as changed_at
    from contracts.versions v
    join contracts.contracts c on c.tenant_id = v.tenant_id and c.contract_id = v.contract_id
    where v.import_id = ${importId} and v.version = 1 and c.state <> 'withdrawn'
    order by c.number
    for no key update of c`);
}

export async function withdrawContracts(tx: Tx, contractIds: readonly string[]): Promise<void> {
  await tx.run(sql`update contracts.contracts set state = 'withdrawn' where contract_id = any(${contractIds}::uuid[])`);
}

export type ListRow = ContractRow & {
  invoiced_minor: bigint;
  outstanding_minor: bigint;
  overdue_minor: bigint;
  retention_minor: bigint;
  retention_due_on: Day | null;
  received_minor: bigint;
  waiting: boolean;
};

/** What the documents of each contract come to, as far as they stand. */
function sums(today: Day): RawBuilder<unknown> {
  return sql`
    select p.entity_id, p.contract, p.currency,
           coalesce(sum(case p.kind when 'invoice' then p.amount_minor when 'credit_note' then -p.amount_minor end), 0)::bigint as invoiced_minor,
           coalesce(sum(p.open_minor) filter (where p.kind in ('invoice', 'retention')), 0)::bigint as outstanding_minor,
           coalesce(sum(p.open_minor) filter (where p.kind in ('invoice', 'retention') and p.open_due_on < ${today}::date), 0)::bigint as overdue_minor,
           coalesce(sum(p.open_minor) filter (where p.kind = 'retention'), 0)::bigint as retention_minor,
           min(p.open_due_on) filter (where p.kind = 'retention' and p.open_minor > 0) as retention_due_on
    from receivables.contract_papers p
    where p.contract is not null and p.reverses is null and p.reversed_by is null
    group by p.entity_id, p.contract, p.currency`;
}

/** Days ahead in which a retention or an end is called near. */
export const SOON_DAYS = 60;

function viewTest(view: (typeof VIEWS)[number], today: Day): RawBuilder<unknown> {
  switch (view) {
    case 'in_force':
      return sql`c.state = 'in_force'`;
    case 'over_invoiced':
      return sql`c.state <> 'draft' and v.amount_minor is not null and s.invoiced_minor > v.amount_minor`;
    case 'retention_due':
      return sql`s.retention_minor > 0 and s.retention_due_on <= ${today}::date + ${SOON_DAYS}::int`;
    case 'ending':
      return sql`c.state = 'in_force' and v.ends_on <= ${today}::date + ${SOON_DAYS}::int`;
    case 'over_statutory':
      return sql`c.state in ('in_force', 'suspended') and c.statutory`;
    case 'draft':
      return sql`c.state = 'draft'`;
    case 'all':
      return sql`c.state <> 'withdrawn'`;
  }
}

export type ListFilter = {
  readonly view: (typeof VIEWS)[number];
  readonly today: Day;
  readonly ownerId: string | null;
  /** Of a group: its members'. */
  readonly partyIds: readonly string[] | null;
  readonly text: string | null;
};

function listed(filter: Omit<ListFilter, 'view'>): RawBuilder<unknown> {
  return sql`
    (${filter.ownerId}::uuid is null or d.owner_id = ${filter.ownerId}::uuid)
    and (${filter.partyIds as string[] | null}::uuid[] is null or d.party_id = any(${filter.partyIds as string[] | null}::uuid[]))
    and (${filter.text}::text is null or strpos(lower(c.number), lower(${filter.text}::text)) > 0
         or strpos(lower(coalesce(v.title, '')), lower(${filter.text}::text)) > 0 or strpos(lower(d.name), lower(${filter.text}::text)) > 0)`;
}

export function contractsPage(
  tx: Tx,
  filter: ListFilter,
  after: { on: Day; id: string } | null,
  limit: number,
): Promise<ListRow[]> {
  return tx.rows(sql<ListRow>`
    with s as materialized (${sums(filter.today)}),
    page as (
      select ${CONTRACT}, coalesce(s.invoiced_minor, 0) as invoiced_minor, coalesce(s.outstanding_minor, 0) as outstanding_minor,
             coalesce(s.overdue_minor, 0) as overdue_minor, coalesce(s.retention_minor, 0) as retention_minor, s.retention_due_on,
             exists (select 1 from contracts.proposals w where w.subject_id = c.contract_id and w.state = 'submitted') as waiting
      from ${JOINED}
      left join s on s.entity_id = c.entity_id and s.contract = c.number and s.currency = c.currency
      where ${listed(filter)} and ${viewTest(filter.view, filter.today)}
        and (${after?.on ?? null}::date is null or (v.starts_on, c.contract_id) < (${after?.on ?? null}::date, ${after?.id ?? null}::uuid))
      order by v.starts_on desc, c.contract_id desc
      limit ${limit}
    )
    select page.*,
           coalesce((
             select sum(a.amount_minor)
             from receivables.contract_papers t
             join receivables.settlements a on a.tenant_id = t.tenant_id and a.to_document = t.document_id
             join receivables.papers f on f.tenant_id = a.tenant_id and f.document_id = a.from_document and f.kind in ('receipt', 'bill')
             where t.entity_id = page.entity_id and t.contract = page.number and t.currency = page.currency
           ), 0)::bigint as received_minor
    from page
    order by page.starts_on desc, page.contract_id desc`);
}

export async function viewCounts(
  tx: Tx,
  filter: Omit<ListFilter, 'view'>,
  views: readonly (typeof VIEWS)[number][],
): Promise<{ view: (typeof VIEWS)[number]; contracts: number }[]> {
  const counts = views.map((view) => sql`(count(*) filter (where ${viewTest(view, filter.today)}))::int`);
  const row = await tx.one(sql<{ counts: number[] }>`
    with s as materialized (${sums(filter.today)})
    select array[${sql.join(counts)}] as counts
    from ${JOINED}
    left join s on s.entity_id = c.entity_id and s.contract = c.number and s.currency = c.currency
    where ${listed(filter)}`);
  return views.map((view, at) => ({ view, contracts: row.counts[at]! }));
}

export type VersionRow = {
  version: number;
  effective_on: Day;
  title: string | null;
  signed_on: Day | null;
  starts_on: Day;
  ends_on: Day | null;
  amount_minor: bigint | null;
  terms: StoredTerms;
  reason: string | null;
  by_name: string;
  approved_by_name: string | null;
  recorded_at: Date;
};

export function versionsOf(tx: Tx, contractId: string): Promise<VersionRow[]> {
  return tx.rows(sql<VersionRow>`
    select version, effective_on, title, signed_on, starts_on, ends_on, amount_minor, terms, reason, by_name, approved_by_name, recorded_at
    from contracts.versions where contract_id = ${contractId} order by version desc limit 200`);
}

export function statesOf(
  tx: Tx,
  contractId: string,
): Promise<{ state: ContractState; effective_on: Day; reason: string | null; by_name: string; recorded_at: Date }[]> {
  return tx.rows(sql`
    select state, effective_on, reason, by_name, recorded_at
    from contracts.state_changes where contract_id = ${contractId} order by seq desc limit 200`);
}

export async function insertMilestoneAct(
  tx: Tx,
  tenantId: string,
  at: Date,
  act: { contractId: string; milestone: string; doneOn: Day | null; evidence: string | null; byName: string },
): Promise<void> {
  await tx.run(sql`
    insert into contracts.milestone_acts (tenant_id, contract_id, seq, milestone, done_on, evidence, by_name, recorded_at)
    select ${tenantId}::uuid, ${act.contractId}::uuid, count(*)::int + 1, ${act.milestone}, ${act.doneOn}::date, ${act.evidence},
           ${act.byName}, ${at}::timestamptz
    from contracts.milestone_acts where contract_id = ${act.contractId}`);
}

export type MilestoneAct = { contract_id: string; milestone: string; done_on: Day | null; evidence: string | null };

/** How each milestone stands by its last act. */
export function milestonesDone(tx: Tx, contractIds: readonly string[]): Promise<MilestoneAct[]> {
  return tx.rows(sql<MilestoneAct>`
    select distinct on (contract_id, milestone) contract_id, milestone, done_on, evidence
    from contracts.milestone_acts where contract_id = any(${contractIds}::uuid[])
    order by contract_id, milestone, seq desc`);
}

/** Terms that were agreed with a customer: of his limit today, else of his master data; null: none are known. */
export async function agreedDays(tx: Tx, partyId: string, today: Day): Promise<number | null> {
  const row = await tx.maybe(sql<{ days: number | null }>`
    select coalesce((select max(g.terms_days) from limits.standing_grants g
                     where g.party_id = d.party_id and g.valid_from <= ${today}::date and (g.valid_to is null or g.valid_to >= ${today}::date)),
                    d.terms_days) as days
    from customers.directory d where d.party_id = ${partyId}`);
  return row?.days ?? null;
}

// ── What waits for a second person ──

export type ProposalKind = 'contract-start' | 'contract-change' | 'retention-claim' | 'rebate-credit';
export type ProposalRow = {
  proposal_id: string;
  kind: ProposalKind;
  subject_id: string;
  party_id: string;
  body: Record<string, unknown>;
  reasons: Record<string, unknown>[];
  state: string;
  case_id: string | null;
  made_by: string | null;
  made_by_name: string;
  made_at: Date;
};

export async function insertProposal(
  tx: Tx,
  tenantId: string,
  at: Date,
  row: {
    proposalId: string;
    kind: ProposalKind;
    subjectId: string;
    partyId: string;
    body: string;
    reasons: string;
    by: string | null;
    byName: string;
  },
): Promise<void> {
  await tx.run(sql`
    insert into contracts.proposals (tenant_id, proposal_id, kind, subject_id, party_id, body, reasons, state, made_by, made_by_name, made_at)
    values (${tenantId}, ${row.proposalId}, ${row.kind}, ${row.subjectId}, ${row.partyId}, ${row.body}::jsonb, ${row.reasons}::jsonb,
            'submitted', ${row.by}, ${row.byName}, ${at})`);
}

export async function setCase(tx: Tx, proposalId: string, caseId: string): Promise<void> {
  await tx.run(sql`update contracts.proposals set case_id = ${caseId} where proposal_id = ${proposalId}`);
}

export async function endProposal(
  tx: Tx,
  proposalId: string,
  state: 'approved' | 'rejected' | 'withdrawn',
  byName: string,
): Promise<void> {
  await tx.run(sql`
    update contracts.proposals set state = ${state}, decided_by_name = ${byName} where proposal_id = ${proposalId} and state = 'submitted'`);
}

const PROPOSAL = sql.raw(
  'proposal_id, kind, subject_id, party_id, body, reasons, state, case_id, made_by, made_by_name, made_at',
);

export function proposalForUpdate(tx: Tx, proposalId: string): Promise<ProposalRow | null> {
  return tx.maybe(
    sql<ProposalRow>`select ${PROPOSAL} from contracts.proposals where proposal_id = ${proposalId} for no key update`,
  );
}

export function waitingFor(tx: Tx, subjectIds: readonly string[]): Promise<ProposalRow[]> {
  return tx.rows(sql<ProposalRow>`
    select ${PROPOSAL} from contracts.proposals
    where subject_id = any(${subjectIds}::uuid[]) and state = 'submitted' order by made_at limit 200`);
}
