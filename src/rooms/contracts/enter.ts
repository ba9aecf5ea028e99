// Entering a contract, amending it, moving its state, its milestones. What gives the customer more than he had waits for a second person.
import { assert, Problem } from '#base/assert.ts';
import { encode } from '#base/codec.ts';
import { type Day, parseDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { wireMoney } from '#base/money.ts';
import { type ContractTerms, longestDays, loosenings, statutoryNote } from '#engine/contracts.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { customerUnknown } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import type { BodyInput, ContractState } from './contract.ts';
import { ask, type Decision, settle } from './proposals.ts';
import { contractFor, currencyOf, customerOf, entityOf } from './resolve.ts';
import { followRetentions } from './retention.ts';
import * as store from './store.ts';
import { type Body, bodyOf, readBody, storedTerms, wireBody, wrong } from './terms.ts';

/** One person alone may enter a retention up to this share; building contracts keep 3 to 5 %, machines up to 10 %. */
const RETENTION_ALONE_PPM = 100_000;

export type Reason = { readonly code: string } & Readonly<Record<string, unknown>>;

export const enter: Action<typeof contract.enter> = async (ctx, input) => {
  const party = await customerOf(ctx, input.customer);
  const entity = await entityOf(ctx, input.entity);
  const currency = currencyOf(ctx, input.currency);
  const body = readBody(input, currency);
  const number = input.number.trim();
  if (number === '') throw wrong('number', 'number_missing', 'a contract has a number');
  const reasons = input.draft ? [] : await startReasons(ctx, party.party_id, body.terms);
  const state: ContractState = input.draft || reasons.length > 0 ? 'draft' : 'in_force';

  const contractId = newId();
  const made = await store.insertContracts(ctx.tx, ctx.tenant.id, ctx.at, [
    {
      contractId,
      partyId: party.party_id,
      entityId: entity.entity_id,
      number,
      currency,
      state,
      ...measures(body),
      source: 'hand',
    },
  ]);
  if (!made.has(contractId))
    throw new Problem(409, 'contract_number_taken', `there is a contract ${number} already`, {
      fields: [{ field: 'number', message: 'taken' }],
    });
  await store.insertVersions(ctx.tx, ctx.tenant.id, ctx.at, handOf(ctx), [versionOf(contractId, 1, body.startsOn, body, null)]);
  await store.insertStates(ctx.tx, ctx.tenant.id, ctx.at, ctx.actor.name, [
    { contractId, state, on: body.startsOn, reason: null },
  ]);
  const asked = reasons.length > 0 ? await askStart(ctx, contractId, reasons, null) : null;
  ctx.note({
    subject: { kind: 'contract', id: contractId },
    partyId: party.party_id,
    facts: { number, amount: amountOf(body, currency), state },
  });
  return { id: contractId, state, outcome: asked ? 'submitted' : 'applied', caseId: asked?.caseId ?? null, reasons };
};

/** Why a contract does not come into force by one person alone: its terms go beyond what was agreed with the customer. */
async function startReasons(ctx: Ctx, partyId: string, terms: ContractTerms): Promise<Reason[]> {
  const reasons: Reason[] = [];
  const [days, agreedDays] = [longestDays(terms.terms), await store.agreedDays(ctx.tx, partyId, ctx.today)];
  if (days !== null && agreedDays !== null && days > agreedDays) reasons.push({ code: 'terms_beyond_agreed', agreedDays, days });
  const share = shareKept(terms);
  if (share > RETENTION_ALONE_PPM) reasons.push({ code: 'retention_beyond', sharePpm: share, limitPpm: RETENTION_ALONE_PPM });
  return reasons;
}

function shareKept({ retention, amountMinor }: ContractTerms): number {
  if (!retention) return 0;
  if (retention.sharePpm !== null) return retention.sharePpm;
  return retention.amountMinor === null || amountMinor === null ? 0 : Number((retention.amountMinor * 1_000_000n) / amountMinor);
}

async function askStart(ctx: Ctx, contractId: string, reasons: readonly Reason[], reason: string | null) {
  const row = await store.contractById(ctx.tx, contractId);
  assert(row, 'the contract was just entered');
  return ask(ctx, {
    kind: 'contract-start',
    subjectId: contractId,
    party: { id: row.party_id, code: row.customer_code, name: row.customer_name },
    number: row.number,
    body: { version: row.version, contract: wireBody(bodyOf(row), row.currency) },
    reasons,
    amountMinor: row.amount_minor,
    currency: row.currency,
    reason,
  });
}

export const amend: Action<typeof contract.amend> = async (ctx, input) => {
  const row = await contractFor(ctx, input.id);
  if (row.version !== input.version)
    throw new Problem(412, 'version_stale', 'somebody amended this contract meanwhile; look again', {
      facts: { version: row.version },
    });
  if (row.state === 'ended' || row.state === 'withdrawn')
    throw new Problem(409, 'contract_ended', 'this contract has ended; enter a new one');
  const effectiveOn = input.effectiveOn === undefined ? ctx.today : parseDay(input.effectiveOn, 'effectiveOn');
  if (effectiveOn > ctx.today)
    throw wrong('effectiveOn', 'effective_in_future', 'a version holds from today or an earlier day; enter it when it begins');
  const body = readBody(input, row.currency);
  const reasons =
    row.state === 'draft' ? [] : loosenings(bodyOf(row).terms, body.terms).map((each) => wireReason(each, row.currency));
  ctx.note({
    subject: { kind: 'contract', id: row.contract_id },
    partyId: row.party_id,
    facts: { number: row.number, reason: input.reason, amount: amountOf(body, row.currency) },
  });
  if (reasons.length > 0) {
    const { caseId } = await ask(ctx, {
      kind: 'contract-change',
      subjectId: row.contract_id,
      party: { id: row.party_id, code: row.customer_code, name: row.customer_name },
      number: row.number,
      body: { version: row.version, effectiveOn, reason: input.reason, contract: wireBody(body, row.currency) },
      reasons,
      amountMinor: body.terms.amountMinor,
      currency: row.currency,
      reason: input.reason,
    });
    return { version: row.version, outcome: 'submitted', caseId, reasons };
  }
  await applyVersion(ctx, row, effectiveOn, body, input.reason, handOf(ctx));
  return { version: row.version + 1, outcome: 'applied', caseId: null, reasons: [] };
};

/** Amounts of a reason as the wire says them. */
function wireReason(reason: { code: string; before: unknown; after: unknown }, currency: string): Reason {
  const wire = (value: unknown) => (typeof value === 'bigint' ? wireMoney(value, currency) : value);
  return { code: reason.code, before: wire(reason.before), after: wire(reason.after) };
}

async function applyVersion(
  ctx: Ctx,
  row: store.ContractRow,
  effectiveOn: Day,
  body: Body,
  reason: string,
  hand: store.Hand,
): Promise<void> {
  const { longestDays: longest, statutory } = measures(body);
  const moved = await store.moveToVersion(ctx.tx, {
    contractId: row.contract_id,
    from: row.version,
    longestDays: longest,
    statutory,
  });
  assert(moved, 'a contract changed under its lock');
  await store.insertVersions(ctx.tx, ctx.tenant.id, ctx.at, hand, [
    versionOf(row.contract_id, row.version + 1, effectiveOn, body, reason),
  ]);
  const after = await store.contractById(ctx.tx, row.contract_id);
  assert(after, 'a contract is still there');
  await followRetentions(ctx, after, `v${after.version}`);
}

/** What may follow which state, and whether it must say why. */
const MOVES: Readonly<Record<ContractState, Partial<Record<ContractState, 'plain' | 'reason'>>>> = {
  draft: { in_force: 'plain', ended: 'reason' },
  in_force: { suspended: 'reason', ended: 'reason' },
  suspended: { in_force: 'reason', ended: 'reason' },
  ended: {},
  withdrawn: {},
};

export const changeState: Action<typeof contract.changeState> = async (ctx, input) => {
  const row = await contractFor(ctx, input.id);
  const how = MOVES[row.state][input.state];
  if (how === undefined)
    throw new Problem(409, 'state_not_possible', `a contract that is ${row.state} does not become ${input.state}`, {
      facts: { from: row.state, to: input.state },
    });
  if (how === 'reason' && input.reason === undefined) throw wrong('reason', 'reason_missing', 'say why, for the record');
  const on = input.on === undefined ? ctx.today : parseDay(input.on, 'on');
  if (on > ctx.today) throw wrong('on', 'effective_in_future', 'a state holds from today or an earlier day');
  ctx.note({
    subject: { kind: 'contract', id: row.contract_id },
    partyId: row.party_id,
    facts: { number: row.number, state: input.state, ...(input.reason ? { reason: input.reason } : {}) },
  });
  if (row.state === 'draft' && input.state === 'in_force') {
    const reasons = await startReasons(ctx, row.party_id, bodyOf(row).terms);
    if (reasons.length > 0) {
      const { caseId } = await askStart(ctx, row.contract_id, reasons, input.reason ?? null);
      return { state: 'draft', outcome: 'submitted', caseId, reasons };
    }
  }
  await store.setState(ctx.tx, row.contract_id, input.state);
  await store.insertStates(ctx.tx, ctx.tenant.id, ctx.at, ctx.actor.name, [
    { contractId: row.contract_id, state: input.state, on, reason: input.reason ?? null },
  ]);
  return { state: input.state, outcome: 'applied', caseId: null, reasons: [] };
};

export const milestone: Action<typeof contract.milestone> = async (ctx, input) => {
  const row = await contractFor(ctx, input.id);
  const body = bodyOf(row);
  const found = body.terms.milestones.find((each) => each.key === input.milestone);
  if (!found) throw new Problem(404, 'milestone_unknown', 'this contract has no such milestone');
  if (row.state === 'draft') throw new Problem(409, 'contract_draft', 'this contract is not in force yet');
  const doneOn = input.doneOn ? parseDay(input.doneOn, 'doneOn') : null;
  if (doneOn !== null && doneOn > ctx.today) throw wrong('doneOn', 'done_in_future', 'what is done is done today or earlier');
  const evidence = input.evidence?.trim() || null;
  // Due days hang on these two: whoever looks later must find the paper.
  if (doneOn !== null && evidence === null && (found.kind === 'delivery' || found.kind === 'acceptance'))
    throw wrong('evidence', 'milestone_evidence', 'due days hang on it: name the paper that shows it');
  await store.insertMilestoneAct(ctx.tx, ctx.tenant.id, ctx.at, {
    contractId: row.contract_id,
    milestone: found.key,
    doneOn,
    evidence,
    byName: ctx.actor.name,
  });
  const moved = await followRetentions(ctx, row, found.name);
  ctx.note({
    subject: { kind: 'contract', id: row.contract_id },
    partyId: row.party_id,
    facts: { number: row.number, milestone: found.name, doneOn, evidence, moved },
  });
  return { moved };
};

/** A second person decided about a contract: it comes into force, or its new version does. */
export async function contractDecided(ctx: Ctx, decision: Decision): Promise<void> {
  const proposal = await settle(ctx, decision, ['contract-start', 'contract-change']);
  if (!proposal) return;
  const row = await store.contractForUpdate(ctx.tx, proposal.subject_id);
  if (!row) throw customerUnknown('');
  const asked = proposal.body as { version: number; effectiveOn?: Day; reason?: string; contract: BodyInput };
  if (row.version !== asked.version || row.state === 'ended' || row.state === 'withdrawn')
    throw new Problem(409, 'proposal_changed', 'the contract changed since this was asked; reject it and ask again');
  if (proposal.kind === 'contract-start') {
    if (row.state !== 'draft') throw new Problem(409, 'proposal_changed', 'this contract is in force already');
    await store.setState(ctx.tx, row.contract_id, 'in_force');
    await store.insertStates(ctx.tx, ctx.tenant.id, ctx.at, decision.byName, [
      { contractId: row.contract_id, state: 'in_force', on: ctx.today, reason: null },
    ]);
    return;
  }
  await applyVersion(ctx, row, asked.effectiveOn!, readBody(asked.contract, row.currency), asked.reason!, {
    by: proposal.made_by,
    byName: proposal.made_by_name,
    approvedBy: decision.byName,
    caseId: decision.caseId,
    importId: null,
  });
}

export function handOf(ctx: Ctx, importId: string | null = null): store.Hand {
  return { by: ctx.actor.id, byName: ctx.actor.name, approvedBy: null, caseId: null, importId };
}

export function measures(body: Body): { longestDays: number | null; statutory: boolean } {
  const { terms } = body.terms;
  const note = statutoryNote({ terms, buyer: body.buyer, supplierIsSmall: body.supplierIsSmall });
  return { longestDays: longestDays(terms), statutory: note !== null };
}

export function versionOf(
  contractId: string,
  version: number,
  effectiveOn: Day,
  body: Body,
  reason: string | null,
): store.NewVersion {
  const { title, signedOn, startsOn, endsOn } = body;
  return {
    contractId,
    version,
    effectiveOn,
    title,
    signedOn,
    startsOn,
    endsOn,
    amountMinor: body.terms.amountMinor,
    terms: encode(storedTerms(body)),
    reason,
  };
}

function amountOf(body: Body, currency: string) {
  return body.terms.amountMinor === null ? null : wireMoney(body.terms.amountMinor, currency);
}
