// From a proposal to a limit in force: set by a person, submitted, decided by a second one.
import { assert, Problem } from '#base/assert.ts';
import { later, parseDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { parseMoney, wireMoney } from '#base/money.ts';
import type { CapMode, GrantKind } from '#engine/account.ts';
import * as people from '#platform/auth/store.ts';
import type { Action, Ctx } from '#platform/context.ts';
import type { InputOf } from '#platform/operation.ts';
import { decideAs, requestAll, withdraw } from '#rooms/approvals/actions.ts';
import type { approvalDecided } from '#rooms/approvals/contract.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import { ensureAccounts, ensureGroupNode } from '#rooms/exposure/actions.ts';
import type * as contract from './contract.ts';
import { FILE_CASE } from './from-file.ts';
import { putInForce } from './grants.ts';
import * as store from './store.ts';

/** A second person decides within a working day. */
const DECIDE_WITHIN_MS = 24 * 3_600_000;
/** Kinds of cases that are ours, by what the authority rulebook asks about them. */
const CASE_KINDS = { permanent: 'limit', temporary: 'temporary-limit', seasonal: 'temporary-limit' } as const;
const OURS: readonly string[] = Object.values(CASE_KINDS);

export const submit: Action<typeof contract.submit> = async (ctx, input) => {
  const ids = [...new Set(input.proposals)];
  await store.lockProposals(ctx.tx, ids);
  const rows = await store.proposalsById(ctx.tx, ids);
  const missing = ids.filter((id) => !rows.some((row) => row.proposal_id === id));
  if (missing.length > 0)
    throw new Problem(404, 'proposal_unknown', 'there is no such proposal', { facts: { proposals: missing } });
  const ended = rows.filter((row) => row.state !== 'draft');
  if (ended.length > 0) {
    throw new Problem(409, 'proposal_not_draft', `${ended.length} of these are no drafts any more; look again`, {
      facts: { proposals: ended.map((row) => ({ id: row.proposal_id, state: row.state })) },
    });
  }
  const cases = await ask(ctx, rows, input.reason);
  ctx.note({ facts: { submitted: rows.length, reason: input.reason, customers: rows.slice(0, 20).map((row) => row.code) } });
  return { submitted: rows.length, cases };
};

/** Opens a case for each draft. What of the same kind was waiting for the same account is taken back: there is one question at a time. */
async function ask(ctx: Ctx, rows: readonly store.ProposalRow[], reason: string | null): Promise<string[]> {
  const waiting = (
    await store.openProposals(
      ctx.tx,
      rows.map((row) => row.account_id),
    )
  ).filter(
    (open) => open.state === 'submitted' && rows.some((row) => row.account_id === open.account_id && row.kind === open.kind),
  );
  const shared = new Set(
    (
      await store.sharedCases(
        ctx.tx,
        waiting.flatMap((each) => each.case_id ?? []),
      )
    ).map((each) => each.case_id),
  );
  for (const each of waiting)
    if (each.case_id !== null && !shared.has(each.case_id)) await withdraw(ctx, each.case_id, 'superseded');
  if (waiting.length > 0) {
    await store.moveProposals(
      ctx.tx,
      waiting.map((each) => each.proposal_id),
      'submitted',
      'superseded',
    );
  }
  const dueAt = new Date(ctx.at.getTime() + DECIDE_WITHIN_MS);
  const cases = await requestAll(
    ctx,
    rows.map((row) => ({
      kind: CASE_KINDS[row.kind],
      subjectId: row.proposal_id,
      partyId: row.party_id,
      proposal: asked(row, reason),
      amountMinor: row.mode === 'unlimited' ? null : row.mode === 'none' ? 0n : row.amount_minor,
      currency: row.currency,
      dueAt,
    })),
  );
  await store.markSubmitted(
    ctx.tx,
    rows.map((row, at) => ({ proposalId: row.proposal_id, caseId: cases[at]! })),
    reason,
  );
  return cases;
}

/** What the second person looks at, whole: his decision binds to its hash. */
function asked(row: store.ProposalRow, reason: string | null) {
  const money = (minor: bigint | null) => (minor === null ? null : wireMoney(minor, row.currency));
  return {
    proposal: row.proposal_id,
    customer: row.code,
    name: row.name,
    kind: row.kind,
    mode: row.mode,
    amount: money(row.amount_minor),
    current: money(row.current_minor),
    currency: row.currency,
    termsDays: row.terms_days,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    asOf: row.as_of,
    grade: row.grade,
    arithmetic: row.arithmetic,
    reason: reason ?? row.reason,
  };
}

export const set: Action<typeof contract.set> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const wanted = read(ctx, input);
  const approver = input.approveAs === undefined ? null : await approverOf(ctx, input.approveAs);

  const accountId =
    party.kind === 'group'
      ? await ensureGroupNode(ctx, party.party_id, wanted.currency)
      : (await ensureAccounts(ctx, [{ partyId: party.party_id, currency: wanted.currency }])).get(
          `${party.party_id} ${wanted.currency}`,
        );
  assert(accountId, 'the account was just opened');
  const proposalId = newId();
  await store.insertProposals(ctx.tx, ctx.tenant.id, { at: ctx.at, by: ctx.actor.id, byName: ctx.actor.name }, [
    {
      proposalId,
      accountId,
      partyId: party.party_id,
      ...wanted,
      arithmetic: null,
      reason: input.reason ?? null,
      asOf: ctx.today,
      rulebookVersion: null,
    },
  ]);
  const [caseId] = await ask(ctx, await store.proposalsById(ctx.tx, [proposalId]), input.reason ?? null);
  // The decision is heard once this act is over, in the same transaction: see `decided`.
  const state = approver === null ? 'submitted' : (await decideAs(ctx, caseId!, approver.user_id)).state;
  const limit = wanted.amountMinor === null ? null : wireMoney(wanted.amountMinor, wanted.currency);
  ctx.note({
    subject: { kind: 'proposal', id: proposalId },
    partyId: party.party_id,
    facts: {
      kind: wanted.kind,
      mode: wanted.mode,
      limit,
      termsDays: wanted.termsDays,
      validFrom: wanted.validFrom,
      validTo: wanted.validTo,
      state,
      ...(approver ? { approvedAs: approver.display_name } : {}),
    },
  });
  return { proposalId, caseId: caseId!, state, limit, mode: wanted.mode };
};

type Wanted = Pick<store.NewProposal, 'kind' | 'mode' | 'amountMinor' | 'currency' | 'termsDays' | 'validFrom' | 'validTo'>;

/** The limit as asked for, or what is wrong with the request. */
function read(ctx: Ctx, input: InputOf<typeof contract.set>): Wanted {
  const kind: GrantKind = input.kind ?? 'permanent';
  const mode: CapMode = input.mode ?? 'amount';
  const amount = input.amount === undefined ? null : parseMoney(input.amount);
  if (mode === 'amount' && amount === null)
    throw wrong('amount', 'amount_missing', 'a limit needs an amount, or the mode none or unlimited');
  if (mode !== 'amount' && amount !== null)
    throw wrong('amount', 'amount_not_for_mode', `a limit of the mode ${mode} has no amount`);
  if (amount !== null && amount.minor < 0n) throw wrong('amount', 'amount_negative', 'a limit is not below zero');
  const validFrom = input.validFrom === undefined ? ctx.today : parseDay(input.validFrom, 'validFrom');
  const validTo = input.validTo === undefined ? null : parseDay(input.validTo, 'validTo');
  if (validFrom < ctx.today)
    throw wrong('validFrom', 'valid_from_past', `a limit holds from today (${ctx.today}) or later, not before it is approved`);
  if (validTo !== null && validTo < validFrom)
    throw wrong('validTo', 'valid_to_before_from', 'the last day lies before the first');
  if (kind !== 'permanent') {
    if (validTo === null) throw wrong('validTo', 'valid_to_missing', `a ${kind} limit has a last day`);
    if (mode === 'none')
      throw wrong('mode', 'mode_not_for_kind', `a ${kind} limit adds to the permanent one: it has an amount or is unlimited`);
  }
  return {
    kind,
    mode,
    amountMinor: amount === null ? null : amount.minor,
    currency: amount === null ? ctx.tenant.currency : amount.currency,
    termsDays: input.termsDays ?? null,
    validFrom,
    validTo,
  };
}

function wrong(field: string, code: string, detail: string): Problem {
  return new Problem(400, code, detail, { fields: [{ field, message: detail }] });
}

async function approverOf(ctx: Ctx, login: string): Promise<people.UserRow> {
  if (!ctx.installation.test) {
    throw new Problem(403, 'test_only', 'deciding as somebody else is possible in a test installation only', {
      fields: [{ field: 'approveAs', message: 'only in a test installation' }],
    });
  }
  const user = await people.userByLogin(ctx.tx, login);
  if (!user || user.disabled_at) {
    throw new Problem(400, 'user_unknown', `there is nobody with the login name ${login}`, {
      fields: [{ field: 'approveAs', message: 'unknown' }],
    });
  }
  return user;
}

type Decision = NonNullable<(typeof approvalDecided)['payload']>;

/** A second person decided about one of our proposals: the limit comes into force, or the proposal is over. */
export async function decided(ctx: Ctx, decision: Decision): Promise<void> {
  if (decision.kind === FILE_CASE) return fileDecided(ctx, decision);
  if (!OURS.includes(decision.kind)) return;
  await store.lockProposals(ctx.tx, [decision.subjectId]);
  const [row] = await store.proposalsById(ctx.tx, [decision.subjectId]);
  assert(row?.state === 'submitted' && row.case_id === decision.caseId, 'a decision is about a proposal that waits for it');
  // Whoever brought it to a decision cannot decide: approvals see to that. Here, whoever drafted it.
  if (row.made_by !== null && row.made_by === decision.by) {
    throw new Problem(403, 'own_proposal', 'nobody decides what he proposed; ask a second person');
  }
  await store.moveProposals(ctx.tx, [row.proposal_id], 'submitted', decision.approved ? 'approved' : 'rejected');
  if (!decision.approved) return;
  // A limit never holds before it is approved.
  const validFrom = later(row.valid_from, ctx.today);
  if (row.valid_to !== null && row.valid_to < validFrom) {
    throw new Problem(
      409,
      'proposal_over',
      `this limit was asked for until ${row.valid_to}, which has passed; reject it and ask again`,
    );
  }
  await putInForce(ctx, [
    {
      accountId: row.account_id,
      partyId: row.party_id,
      kind: row.kind,
      mode: row.mode,
      amountMinor: row.amount_minor,
      currency: row.currency,
      termsDays: row.terms_days,
      validFrom,
      validTo: row.valid_to,
      caseId: decision.caseId,
      grantedBy: decision.byName,
    },
  ]);
}

/** The limits of a file are decided together; one that was asked for anew meanwhile waits by itself. */
async function fileDecided(ctx: Ctx, decision: Decision): Promise<void> {
  const ids = (await store.proposalsOfCase(ctx.tx, decision.caseId)).map((row) => row.proposal_id);
  await store.lockProposals(ctx.tx, ids);
  const rows = (await store.proposalsById(ctx.tx, ids)).filter((row) => row.state === 'submitted');
  if (rows.some((row) => row.made_by !== null && row.made_by === decision.by)) {
    throw new Problem(403, 'own_proposal', 'nobody decides what he proposed; ask a second person');
  }
  await store.moveProposals(ctx.tx, ids, 'submitted', decision.approved ? 'approved' : 'rejected');
  if (!decision.approved) return;
  await putInForce(
    ctx,
    rows.map((row) => ({
      accountId: row.account_id,
      partyId: row.party_id,
      kind: row.kind,
      mode: row.mode,
      amountMinor: row.amount_minor,
      currency: row.currency,
      termsDays: row.terms_days,
      validFrom: later(row.valid_from, ctx.today),
      validTo: row.valid_to,
      caseId: decision.caseId,
      grantedBy: decision.byName,
    })),
  );
}
