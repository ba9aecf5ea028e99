// Cases in the database, with the customer's name and his oldest due day as other rooms publish them.
import { type RawBuilder, sql, type Tx } from '#platform/sql.ts';

export type State = 'open' | 'approved' | 'rejected' | 'withdrawn';

export type CaseRow = {
  case_id: string;
  kind: string;
  subject_id: string;
  party_id: string | null;
  proposal: Record<string, unknown>;
  proposal_hash: Buffer;
  amount_minor: bigint | null;
  currency: string | null;
  proposed_by: string | null;
  proposed_by_name: string;
  proposed_at: Date;
  due_at: Date;
  state: State;
  decided_by: string | null;
  decided_by_name: string | null;
  decided_at: Date | null;
  comment: string | null;
  version: number;
};

const CASE =
  sql.raw(`c.case_id, c.kind, c.subject_id, c.party_id, c.proposal, c.proposal_hash, c.amount_minor, c.currency, c.proposed_by,
  c.proposed_by_name, c.proposed_at, c.due_at, c.state, c.decided_by, c.decided_by_name, c.decided_at, c.comment, c.version`);

export type NewCase = {
  caseId: string;
  kind: string;
  subjectId: string;
  partyId: string | null;
  proposal: string;
  proposalHash: Buffer;
  amountMinor: bigint | null;
  currency: string | null;
  dueAt: Date;
};

/** Returns the ids that were opened: a subject that has an open case of the kind gets no second one. */
export async function insertCases(
  tx: Tx,
  tenantId: string,
  at: Date,
  by: { id: string | null; name: string },
  cases: readonly NewCase[],
): Promise<string[]> {
  const sorted = [...cases].sort((a, b) => (a.subjectId < b.subjectId ? -1 : 1));
  const rows = await tx.rows(sql<{ case_id: string }>`
    insert into approvals.cases
      (tenant_id, case_id, kind, subject_id, party_id, proposal, proposal_hash, amount_minor, currency, proposed_by, proposed_by_name,
       proposed_at, due_at, state, version)
    select ${tenantId}::uuid, n.case_id, n.kind, n.subject_id, n.party_id, n.proposal::jsonb, n.proposal_hash, n.amount_minor, n.currency,
           ${by.id}::uuid, ${by.name}::text, ${at}::timestamptz, n.due_at, 'open', 1
    from unnest(
      ${sorted.map((each) => each.caseId)}::uuid[], ${sorted.map((each) => each.kind)}::text[],
      ${sorted.map((each) => each.subjectId)}::uuid[], ${sorted.map((each) => each.partyId)}::uuid[],
      ${sorted.map((each) => each.proposal)}::text[], ${sorted.map((each) => each.proposalHash)}::bytea[],
      ${sorted.map((each) => each.amountMinor)}::bigint[], ${sorted.map((each) => each.currency)}::text[],
      ${sorted.map((each) => each.dueAt)}::timestamptz[]
    ) as n(case_id, kind, subject_id, party_id, proposal, proposal_hash, amount_minor, currency, due_at)
    on conflict (tenant_id, kind, subject_id) where state = 'open' do nothing
    returning case_id`);
  return rows.map((row) => row.case_id);
}

/** The case, held until the transaction ends: the second decider waits here and then finds it decided. */
export function caseForUpdate(tx: Tx, tenantId: string, caseId: string): Promise<CaseRow | null> {
  return tx.maybe(sql<CaseRow>`
    select ${CASE} from approvals.cases c
    where c.tenant_id = ${tenantId} and c.case_id = ${caseId}
    for no key update`);
}

/** False when the case is no longer open in this version. */
export async function close(
  tx: Tx,
  tenantId: string,
  end: { caseId: string; version: number; state: State; by: string | null; byName: string; at: Date; comment: string | null },
): Promise<boolean> {
  const closed = await tx.run(sql`
    update approvals.cases
    set state = ${end.state}, decided_by = ${end.by}, decided_by_name = ${end.byName}, decided_at = ${end.at}, comment = ${end.comment},
        version = version + 1
    where tenant_id = ${tenantId} and case_id = ${end.caseId} and state = 'open' and version = ${end.version}`);
  return closed === 1;
}

export type ListedRow = CaseRow & { customer_code: string | null; customer_name: string | null; oldest_due_on: string | null };

/** The place after which a page begins: open cases by their due time, others newest first. */
export type Place = { at: Date; caseId: string };

export function list(tx: Tx, tenantId: string, state: State, after: Place | null, most: number): Promise<ListedRow[]> {
  const order: RawBuilder<unknown> = state === 'open' ? sql`c.due_at, c.case_id` : sql`c.proposed_at desc, c.case_id desc`;
  const beyond: RawBuilder<unknown> =
    after === null
      ? sql`true`
      : state === 'open'
        ? sql`(c.due_at, c.case_id) > (${after.at}::timestamptz, ${after.caseId}::uuid)`
        : sql`(c.proposed_at, c.case_id) < (${after.at}::timestamptz, ${after.caseId}::uuid)`;
  return tx.rows(sql<ListedRow>`
    select ${CASE}, d.code as customer_code, d.name as customer_name,
           (select min(e.oldest_due_on) from exposure.positions e
            where e.tenant_id = c.tenant_id and e.party_id = c.party_id and e.kind = 'own') as oldest_due_on
    from approvals.cases c
    left join customers.directory d on d.tenant_id = c.tenant_id and d.party_id = c.party_id
    where c.tenant_id = ${tenantId} and c.state = ${state} and ${beyond}
    order by ${order}
    limit ${most}`);
}

export async function openCount(tx: Tx, tenantId: string): Promise<number> {
  const row = await tx.one(sql<{ open: number }>`
    select count(*)::integer as open from approvals.cases where tenant_id = ${tenantId} and state = 'open'`);
  return row.open;
}

export async function oldestDueOn(tx: Tx, tenantId: string, partyId: string): Promise<string | null> {
  const row = await tx.one(sql<{ oldest_due_on: string | null }>`
    select min(oldest_due_on) as oldest_due_on from exposure.positions
    where tenant_id = ${tenantId} and party_id = ${partyId} and kind = 'own'`);
  return row.oldest_due_on;
}
