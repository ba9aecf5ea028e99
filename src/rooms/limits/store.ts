// All SQL of limits: dated grants, proposals with their arithmetic, freezes.
import type { Day } from '#base/date.ts';
import type { CapMode, GrantKind } from '#engine/account.ts';
import { type AsOf, knownBy } from '#platform/as-of.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type GrantRow = {
  grant_id: string;
  account_id: string;
  kind: GrantKind;
  mode: CapMode;
  amount_minor: bigint | null;
  currency: string;
  terms_days: number | null;
  valid_from: Day;
  valid_to: Day | null;
  /** The last day that was decided; `valid_to` is what a later grant left of it. */
  said_to: Day | null;
  granted_by: string;
  recorded_at: Date;
  revoked_at: Date | null;
};

const GRANT =
  sql.raw(`g.grant_id, g.account_id, g.kind, g.mode, g.amount_minor, g.currency, g.terms_days, g.valid_from, g.valid_to, g.said_to,
  g.granted_by, g.recorded_at, g.revoked_at`);

/** In order of their first day, as mergeGrants wants them: of two on one day the later recorded comes last. */
export function standingGrants(tx: Tx, accountIds: readonly string[]): Promise<GrantRow[]> {
  return tx.rows(sql<GrantRow>`
    select ${GRANT} from limits.grants g
    where g.account_id = any(${accountIds}::uuid[]) and g.revoked_at is null
    order by g.account_id, g.valid_from, g.recorded_at, g.grant_id`);
}

export function grantsOf(tx: Tx, partyId: string, knownAt: Date | null, most: number): Promise<GrantRow[]> {
  return tx.rows(sql<GrantRow>`
    select ${GRANT} from limits.grants g
    where g.account_id = any(array(select a.account_id from exposure.positions a where a.party_id = ${partyId}))
      and (${knownAt}::timestamptz is null or g.recorded_at <= ${knownAt}::timestamptz)
    order by g.valid_from desc, g.recorded_at desc, g.grant_id desc
    limit ${most}`);
}

export type NewGrant = {
  grantId: string;
  accountId: string;
  partyId: string;
  kind: GrantKind;
  mode: CapMode;
  amountMinor: bigint | null;
  currency: string;
  termsDays: number | null;
  validFrom: Day;
  validTo: Day | null;
  /** The last day that was decided, before anything ended it. */
  saidTo: Day | null;
  caseId: string | null;
  grantedBy: string;
};

export async function insertGrants(tx: Tx, tenantId: string, at: Date, rows: readonly NewGrant[]): Promise<void> {
  await tx.run(sql`
    insert into limits.grants
      (tenant_id, grant_id, account_id, party_id, kind, mode, amount_minor, currency, terms_days, valid_from, valid_to, said_to, case_id, granted_by,
       recorded_at)
    select ${tenantId}::uuid, n.grant_id, n.account_id, n.party_id, n.kind, n.mode, n.amount_minor, n.currency, n.terms_days, n.valid_from,
           n.valid_to, n.said_to, n.case_id, n.granted_by, ${at}::timestamptz
    from unnest(
      ${rows.map((row) => row.grantId)}::uuid[], ${rows.map((row) => row.accountId)}::uuid[], ${rows.map((row) => row.partyId)}::uuid[],
      ${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.mode)}::text[], ${rows.map((row) => row.amountMinor)}::bigint[],
      ${rows.map((row) => row.currency)}::text[], ${rows.map((row) => row.termsDays)}::int[], ${rows.map((row) => row.validFrom)}::date[],
      ${rows.map((row) => row.validTo)}::date[], ${rows.map((row) => row.saidTo)}::date[], ${rows.map((row) => row.caseId)}::uuid[], ${rows.map((row) => row.grantedBy)}::text[]
    ) as n(grant_id, account_id, party_id, kind, mode, amount_minor, currency, terms_days, valid_from, valid_to, said_to, case_id, granted_by)`);
}

export async function endGrants(tx: Tx, rows: readonly { grantId: string; lastOn: Day }[]): Promise<void> {
  await tx.run(sql`
    update limits.grants g set valid_to = n.last_on
    from unnest(${rows.map((row) => row.grantId)}::uuid[], ${rows.map((row) => row.lastOn)}::date[]) as n(grant_id, last_on)
    where g.grant_id = n.grant_id`);
}

export async function revokeGrants(tx: Tx, grantIds: readonly string[], at: Date): Promise<void> {
  await tx.run(sql`update limits.grants set revoked_at = ${at} where grant_id = any(${grantIds}::uuid[])`);
}

/** The days of terms that the master says, or said at that instant. */
export async function masterTerms(tx: Tx, partyId: string, knownAt: Date | null): Promise<number | null> {
  const row = await tx.maybe(sql<{ terms_days: number | null }>`
    (select f.terms_days from customers.masters_until f
     where f.party_id = ${partyId} and f.known_until > ${knownAt}::timestamptz
     order by f.known_until limit 1)
    union all
    (select p.terms_days from customers.everybody p where p.party_id = ${partyId})
    limit 1`);
  return row?.terms_days ?? null;
}

export type StepRow = {
  currency: string;
  starts_on: Day;
  mode: CapMode;
  cap_minor: bigint | null;
  expired_on: Day | null;
};

export function stepsOf(tx: Tx, partyId: string): Promise<StepRow[]> {
  return tx.rows(sql<StepRow>`
    select a.currency, c.starts_on, c.mode, c.cap_minor, c.expired_on
    from exposure.positions a
    join exposure.caps c on c.tenant_id = a.tenant_id and c.account_id = a.account_id
    where a.party_id = ${partyId}
    order by a.currency, c.starts_on`);
}

export type ProposalState = 'draft' | 'submitted' | 'approved' | 'rejected' | 'superseded';

export type ProposalRow = {
  proposal_id: string;
  account_id: string;
  party_id: string;
  code: string;
  name: string;
  kind: GrantKind;
  mode: CapMode;
  amount_minor: bigint | null;
  current_minor: bigint | null;
  currency: string;
  terms_days: number | null;
  valid_from: Day;
  valid_to: Day | null;
  as_of: Day;
  grade: string | null;
  arithmetic: Record<string, unknown> | null;
  reason: string | null;
  state: ProposalState;
  made_by: string | null;
  made_by_name: string;
  recorded_at: Date;
  case_id: string | null;
};

/** `current`: the permanent limit that stood when the proposal was made. */
const PROPOSALS = sql`
    select p.proposal_id, p.account_id, p.party_id, d.code, d.name, p.kind, p.mode, p.amount_minor, stood.amount_minor as current_minor,
           p.currency, p.terms_days, p.valid_from, p.valid_to, p.as_of, coalesce(p.arithmetic ->> 'grade', l.grade) as grade, p.arithmetic,
           p.reason, p.state, p.made_by, p.made_by_name, p.recorded_at, p.case_id
    from limits.proposals p
    join customers.directory d on d.tenant_id = p.tenant_id and d.party_id = p.party_id
    left join ratings.latest l on l.tenant_id = p.tenant_id and l.party_id = p.party_id
    left join lateral (
      select g.amount_minor from limits.grants g
      where g.tenant_id = p.tenant_id and g.account_id = p.account_id and g.kind = 'permanent' and g.recorded_at <= p.recorded_at
        and (g.revoked_at is null or g.revoked_at > p.recorded_at) and g.valid_from <= p.as_of
      order by g.valid_from desc, g.recorded_at desc limit 1
    ) stood on true`;

export function proposalsById(tx: Tx, ids: readonly string[]): Promise<ProposalRow[]> {
  return tx.rows(sql<ProposalRow>`${PROPOSALS} where p.proposal_id = any(${ids}::uuid[]) order by p.proposal_id`);
}

/** Held until the end of the transaction, in ascending order. */
export async function lockProposals(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.run(sql`
    select 1 from limits.proposals where proposal_id = any(${ids}::uuid[]) order by proposal_id for no key update`);
}

export function proposalsPage(
  tx: Tx,
  wanted: {
    state: ProposalState | null;
    partyId: string | null;
    ownerId: string | null;
    before: { at: Date; id: string } | null;
    limit: number;
  },
): Promise<ProposalRow[]> {
  const { state, partyId, ownerId, before } = wanted;
  return tx.rows(sql<ProposalRow>`
    ${PROPOSALS}
    where (${state}::text is null or p.state = ${state}::text)
      and (${partyId}::uuid is null or p.party_id = ${partyId}::uuid)
      and (${ownerId}::uuid is null or d.owner_id = ${ownerId}::uuid)
      and (${before?.at ?? null}::timestamptz is null
           or (p.recorded_at, p.proposal_id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
    order by p.recorded_at desc, p.proposal_id desc
    limit ${wanted.limit}`);
}

export function openProposalsOf(tx: Tx, partyId: string): Promise<ProposalRow[]> {
  return tx.rows(sql<ProposalRow>`
    ${PROPOSALS} where p.party_id = ${partyId} and p.state in ('draft', 'submitted') order by p.recorded_at desc limit 100`);
}

export type OpenProposalRow = {
  proposal_id: string;
  account_id: string;
  kind: GrantKind;
  mode: CapMode;
  amount_minor: bigint | null;
  terms_days: number | null;
  as_of: Day;
  rulebook_version: number | null;
  recorded_at: Date;
  state: 'draft' | 'submitted';
  case_id: string | null;
};

export function openProposals(tx: Tx, accountIds: readonly string[]): Promise<OpenProposalRow[]> {
  return tx.rows(sql<OpenProposalRow>`
    select proposal_id, account_id, kind, mode, amount_minor, terms_days, as_of, rulebook_version, recorded_at, state, case_id
    from limits.proposals
    where account_id = any(${accountIds}::uuid[]) and state in ('draft', 'submitted')
    order by account_id, recorded_at, proposal_id`);
}

export type NewProposal = {
  proposalId: string;
  accountId: string;
  partyId: string;
  kind: GrantKind;
  mode: CapMode;
  amountMinor: bigint | null;
  currency: string;
  termsDays: number | null;
  validFrom: Day;
  validTo: Day | null;
  arithmetic: string | null;
  reason: string | null;
  asOf: Day;
  rulebookVersion: number | null;
};

export async function insertProposals(
  tx: Tx,
  tenantId: string,
  made: { at: Date; by: string | null; byName: string },
  rows: readonly NewProposal[],
): Promise<void> {
  await tx.run(sql`
    insert into limits.proposals
      (tenant_id, proposal_id, account_id, party_id, kind, mode, amount_minor, currency, terms_days, valid_from, valid_to, arithmetic, reason,
       as_of, rulebook_version, state, made_by, made_by_name, recorded_at)
    select ${tenantId}::uuid, n.proposal_id, n.account_id, n.party_id, n.kind, n.mode, n.amount_minor, n.currency, n.terms_days, n.valid_from,
           n.valid_to, n.arithmetic::jsonb, n.reason, n.as_of, n.rulebook_version, 'draft', ${made.by}::uuid, ${made.byName}::text,
           ${made.at}::timestamptz
    from unnest(
      ${rows.map((row) => row.proposalId)}::uuid[], ${rows.map((row) => row.accountId)}::uuid[], ${rows.map((row) => row.partyId)}::uuid[],
      ${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.mode)}::text[], ${rows.map((row) => row.amountMinor)}::bigint[],
      ${rows.map((row) => row.currency)}::text[], ${rows.map((row) => row.termsDays)}::int[], ${rows.map((row) => row.validFrom)}::date[],
      ${rows.map((row) => row.validTo)}::date[], ${rows.map((row) => row.arithmetic)}::text[], ${rows.map((row) => row.reason)}::text[],
      ${rows.map((row) => row.asOf)}::date[], ${rows.map((row) => row.rulebookVersion)}::int[]
    ) as n(proposal_id, account_id, party_id, kind, mode, amount_minor, currency, terms_days, valid_from, valid_to, arithmetic, reason, as_of,
           rulebook_version)`);
}

export function proposalsOfCase(tx: Tx, caseId: string): Promise<{ proposal_id: string }[]> {
  return tx.rows(sql<{ proposal_id: string }>`
    select proposal_id from limits.proposals where case_id = ${caseId} order by proposal_id`);
}

/** Of cases, those in which more than one limit waits. */
export function sharedCases(tx: Tx, caseIds: readonly string[]): Promise<{ case_id: string }[]> {
  return tx.rows(sql<{ case_id: string }>`
    select case_id from limits.proposals where case_id = any(${caseIds}::uuid[]) group by case_id having count(*) > 1`);
}

/** Moves proposals of one state to another; returns how many were still in it. */
export function moveProposals(tx: Tx, ids: readonly string[], from: ProposalState, to: ProposalState): Promise<number> {
  return tx.run(sql`update limits.proposals set state = ${to} where proposal_id = any(${ids}::uuid[]) and state = ${from}`);
}

export async function markSubmitted(
  tx: Tx,
  rows: readonly { proposalId: string; caseId: string }[],
  reason: string | null,
): Promise<void> {
  await tx.run(sql`
    update limits.proposals p
    set state = 'submitted', case_id = n.case_id, reason = coalesce(${reason}::text, p.reason)
    from unnest(${rows.map((row) => row.proposalId)}::uuid[], ${rows.map((row) => row.caseId)}::uuid[]) as n(proposal_id, case_id)
    where p.proposal_id = n.proposal_id and p.state = 'draft'`);
}

export type FreezeRow = {
  freeze_id: string;
  account_id: string;
  frozen_at: Date;
  frozen_by: string;
  reason: string;
};

export function standingFreezes(tx: Tx, partyId: string): Promise<FreezeRow[]> {
  return tx.rows(sql<FreezeRow>`
    select freeze_id, account_id, frozen_at, frozen_by, reason from limits.freezes
    where party_id = ${partyId} and lifted_at is null
    order by frozen_at, freeze_id`);
}

/** Those that stood at the end of a day, as far as was known at a moment. */
export function freezesOn(tx: Tx, partyId: string, asOf: AsOf, timeZone: string): Promise<FreezeRow[]> {
  return tx.rows(sql<FreezeRow>`
    select freeze_id, account_id, frozen_at, frozen_by, reason from limits.freezes
    where party_id = ${partyId} and (frozen_at at time zone ${timeZone})::date <= ${asOf.day}::date and ${knownBy(asOf, 'frozen_at')}
      and (lifted_at is null or (lifted_at at time zone ${timeZone})::date > ${asOf.day}::date or not ${knownBy(asOf, 'lifted_at')})
    order by frozen_at, freeze_id`);
}

/** Two people who freeze at once leave one freeze. */
export function insertFreezes(
  tx: Tx,
  tenantId: string,
  rows: readonly { freezeId: string; accountId: string }[],
  freeze: { partyId: string; at: Date; by: string; reason: string },
): Promise<number> {
  return tx.run(sql`
    insert into limits.freezes (tenant_id, freeze_id, account_id, party_id, frozen_at, frozen_by, reason)
    select ${tenantId}::uuid, n.freeze_id, n.account_id, ${freeze.partyId}::uuid, ${freeze.at}::timestamptz, ${freeze.by}::text,
           ${freeze.reason}::text
    from unnest(${rows.map((row) => row.freezeId)}::uuid[], ${rows.map((row) => row.accountId)}::uuid[]) as n(freeze_id, account_id)
    on conflict (tenant_id, account_id) where lifted_at is null do nothing`);
}

export function liftFreezes(
  tx: Tx,
  partyId: string,
  lift: { at: Date; by: string; reason: string },
): Promise<{ account_id: string }[]> {
  return tx.rows(sql<{ account_id: string }>`
    update limits.freezes set lifted_at = ${lift.at}, lifted_by = ${lift.by}, lift_reason = ${lift.reason}
    where party_id = ${partyId} and lifted_at is null
    returning account_id`);
}
