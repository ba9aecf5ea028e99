// The verbs on cases: asking for a decision, deciding as a second person, taking back.
import { createHash } from 'node:crypto';
import { assert, Problem } from '#base/assert.ts';
import { canonical, encode } from '#base/codec.ts';
import { daysBetween } from '#base/date.ts';
import { isId, newId } from '#base/id.ts';
import { MINOR_MAX, wireMoney } from '#base/money.ts';
import * as people from '#platform/auth/store.ts';
import type { Action, Actor, Ctx } from '#platform/context.ts';
import { rulebook } from '#rooms/policies/actions.ts';
import type * as contract from './contract.ts';
import { approvalDecided } from './contract.ts';
import { type Person, type SecondPersonRefusal, type Standing, whyNot } from './second-person.ts';
import type { CaseRow } from './store.ts';
import * as store from './store.ts';

const CASES_MAX = 5_000;

export type CaseRequest = {
  /** `limit`, `temporary-limit`: which authority decides. */
  readonly kind: string;
  readonly subjectId: string;
  readonly partyId: string | null;
  /** What is decided, whole: the decision binds to its hash. */
  readonly proposal: object;
  /** What the authority is measured by; null: without bound (an unlimited limit). A limit of none is 0n. */
  readonly amountMinor: bigint | null;
  readonly currency: string | null;
  readonly dueAt: Date;
};

/** Opens a case that a second person decides; refuses `case_open` (409) where the subject has one of this kind already. */
export async function request(ctx: Ctx, asked: CaseRequest): Promise<string> {
  const [caseId] = await requestAll(ctx, [asked]);
  return caseId!;
}

/** Many cases at once, in one statement; the ids come in the order asked. All or none. */
export async function requestAll(ctx: Ctx, asked: readonly CaseRequest[]): Promise<string[]> {
  assert(asked.length <= CASES_MAX, `at most ${CASES_MAX} cases at once`);
  if (asked.length === 0) return [];
  const proposer = await personBehind(ctx, ctx.actor);
  const cases = asked.map((each) => ({
    caseId: newId(),
    kind: each.kind,
    subjectId: each.subjectId,
    partyId: each.partyId,
    proposal: encode(each.proposal),
    proposalHash: hashOf(each.proposal),
    amountMinor: each.amountMinor,
    currency: each.currency,
    dueAt: each.dueAt,
  }));
  const opened = await store.insertCases(ctx.tx, ctx.tenant.id, ctx.at, { id: proposer.id, name: ctx.actor.name }, cases);
  if (opened.length < cases.length) {
    const made = new Set(opened);
    const taken = cases.filter((each) => !made.has(each.caseId)).map((each) => each.subjectId);
    throw new Problem(409, 'case_open', 'this is waiting for a decision already', { facts: { subjects: taken.slice(0, 20) } });
  }
  return cases.map((each) => each.caseId);
}

/** Closes an open case without a decision; false where it is not open any more. */
export async function withdraw(ctx: Ctx, caseId: string, comment: string | null = null): Promise<boolean> {
  const row = await store.caseForUpdate(ctx.tx, ctx.tenant.id, caseId);
  if (row?.state !== 'open') return false;
  const end = { caseId, version: row.version, by: ctx.actor.id, byName: ctx.actor.name, at: ctx.at, comment };
  return store.close(ctx.tx, ctx.tenant.id, { ...end, state: 'withdrawn' });
}

export const list: Action<typeof contract.list> = async (ctx, input) => {
  const state = input.state ?? 'open';
  const most = input.limit ?? 50;
  const after = input.cursor === undefined ? null : readCursor(input.cursor);
  const [rows, open, authority, viewer] = await Promise.all([
    store.list(ctx.tx, ctx.tenant.id, state, after, most + 1),
    store.openCount(ctx.tx, ctx.tenant.id),
    rulebook(ctx, 'authority'),
    personBehind(ctx, ctx.actor),
  ]);
  const page = rows.slice(0, most);
  const last = page.at(-1);
  return {
    cases: page.map((row) => {
      const refusal = whyNot(standing(ctx, row, row.oldest_due_on), viewer, authority.rules);
      return caseOf(row, refusal?.code ?? null);
    }),
    open,
    next: rows.length > most && last ? cursorOf(state, last) : null,
  };
};

export const decide: Action<typeof contract.decide> = async (ctx, input) => {
  const row = await store.caseForUpdate(ctx.tx, ctx.tenant.id, input.id);
  const decider = await personBehind(ctx, ctx.actor);
  return conclude(ctx, row, decider, input.decision, input.comment ?? null, { hash: input.hash, version: input.version });
};

/**
 * Decides as another user, in test installations only (`--approve-as`): the same path and the same refusals as on the page, and what is
 * decided is the case as it stands.
 */
export async function decideAs(
  ctx: Ctx,
  caseId: string,
  deciderId: string,
  decision: 'approve' | 'reject' = 'approve',
  comment: string | null = null,
): Promise<{ state: 'approved' | 'rejected' }> {
  if (!ctx.installation.test) {
    throw new Problem(403, 'test_only', 'deciding as somebody else is possible in a test installation only', {
      fields: [{ field: 'approveAs', message: 'only in a test installation' }],
    });
  }
  const row = await store.caseForUpdate(ctx.tx, ctx.tenant.id, caseId);
  const user = await people.userById(ctx.tx, deciderId);
  if (!user || user.disabled_at) throw new Problem(404, 'user_unknown', 'there is no such person');
  const decider: Person = { id: user.user_id, ids: [user.user_id], name: user.display_name, roles: user.roles };
  const seen = row ? { hash: row.proposal_hash.toString('hex'), version: row.version } : { hash: '', version: 0 };
  return conclude(ctx, row, decider, decision, comment, seen);
}

/** The one place where a case ends with a decision. Refusals in the order they are examined. */
async function conclude(
  ctx: Ctx,
  row: CaseRow | null,
  decider: Person,
  decision: 'approve' | 'reject',
  comment: string | null,
  seen: { hash: string; version: number },
): Promise<{ state: 'approved' | 'rejected' }> {
  if (!row) throw new Problem(404, 'case_unknown', 'there is no such case');
  if (row.state !== 'open') {
    throw new Problem(
      409,
      'case_decided',
      `this is ${row.state} already${row.decided_by_name ? `, by ${row.decided_by_name}` : ''}`,
      {
        facts: { state: row.state, by: row.decided_by_name, at: row.decided_at?.toISOString() ?? null },
      },
    );
  }
  if (row.version !== seen.version) throw new Problem(412, 'version_stale', 'somebody changed this case meanwhile; look again');
  // Bound to what was looked at, and to what was stored when it was asked.
  if (row.proposal_hash.toString('hex') !== seen.hash.toLowerCase() || !hashOf(row.proposal).equals(row.proposal_hash)) {
    throw new Problem(409, 'proposal_changed', 'this is not the proposal that you looked at; look again');
  }
  const [authority, oldestDueOn] = await Promise.all([
    rulebook(ctx, 'authority'),
    row.party_id === null ? null : store.oldestDueOn(ctx.tx, ctx.tenant.id, row.party_id),
  ]);
  const refusal = whyNot(standing(ctx, row, oldestDueOn), decider, authority.rules);
  if (refusal) throw refusalProblem(refusal);

  const state = decision === 'approve' ? 'approved' : 'rejected';
  const end = { caseId: row.case_id, version: row.version, by: decider.id, byName: decider.name, at: ctx.at, comment };
  const closed = await store.close(ctx.tx, ctx.tenant.id, { ...end, state });
  assert(closed, 'a case changed under its lock');
  ctx.note({
    subject: { kind: 'case', id: row.case_id },
    ...(row.party_id === null ? {} : { partyId: row.party_id }),
    facts: {
      kind: row.kind,
      decision,
      decidedBy: decider.name,
      proposedBy: row.proposed_by_name,
      amount: row.amount_minor === null || row.currency === null ? null : wireMoney(row.amount_minor, row.currency),
      hash: row.proposal_hash.toString('hex'),
      authorityVersion: authority.version,
    },
  });
  ctx.emit(approvalDecided, {
    caseId: row.case_id,
    kind: row.kind,
    subjectId: row.subject_id,
    approved: decision === 'approve',
    by: decider.id!,
    byName: decider.name,
  });
  return { state };
}

/** The person behind the caller: a machine key acts for the one who made it, a command for the one it names. */
async function personBehind(ctx: Ctx, actor: Actor): Promise<Person> {
  if (actor.kind === 'key' && actor.id !== null) {
    const owner = await people.keyOwner(ctx.tx, actor.id);
    return { id: owner ?? actor.id, ids: owner ? [owner, actor.id] : [actor.id], name: actor.name, roles: actor.roles };
  }
  if (actor.kind === 'system' && actor.id !== null) {
    const user = await people.userById(ctx.tx, actor.id);
    return { id: actor.id, ids: [actor.id], name: actor.name, roles: user?.roles ?? [] };
  }
  return { id: actor.id, ids: actor.id === null ? [] : [actor.id], name: actor.name, roles: actor.roles };
}

function standing(ctx: Ctx, row: CaseRow, oldestDueOn: string | null): Standing {
  return {
    open: row.state === 'open',
    kind: row.kind,
    proposedBy: row.proposed_by,
    amount: { minor: row.amount_minor ?? MINOR_MAX, currency: row.currency ?? ctx.tenant.currency },
    overdueDays: oldestDueOn === null ? 0 : Math.max(0, daysBetween(oldestDueOn, ctx.today)),
    overLimitMinor: overLimitOf(row.proposal),
  };
}

/** How far above the limits the proposal goes, where it says so. */
function overLimitOf(proposal: Readonly<Record<string, unknown>>): bigint {
  const said = proposal['overLimitMinor'];
  return typeof said === 'string' && /^\d{1,19}$/.test(said) ? BigInt(said) : 0n;
}

const SENTENCES: Readonly<Record<SecondPersonRefusal['code'], string>> = {
  decided: 'this is decided already',
  person_needed: 'a decision needs a person by name; sign in and decide on the page',
  own_proposal: 'nobody decides what he proposed; ask a second person',
  not_permitted: 'your role does not include deciding',
  above_authority: 'this is above your authority; ask someone who has one of the roles named',
};

function refusalProblem(refusal: SecondPersonRefusal): Problem {
  const { code, authority } = refusal;
  const facts = authority ? { reasons: authority.reasons, rolesThatMay: authority.rolesThatMay } : {};
  return new Problem(code === 'decided' ? 409 : 403, code === 'decided' ? 'case_decided' : code, SENTENCES[code], { facts });
}

function hashOf(proposal: object): Buffer {
  return createHash('sha256').update(canonical(proposal)).digest();
}

function cursorOf(state: store.State, row: CaseRow): string {
  return `${(state === 'open' ? row.due_at : row.proposed_at).getTime()}.${row.case_id}`;
}

function readCursor(text: string): store.Place {
  const [time = '', caseId = ''] = text.split('.');
  if (!/^\d{1,15}$/.test(time) || !isId(caseId)) {
    throw new Problem(400, 'cursor_malformed', 'this is not the cursor of a page before', {
      fields: [{ field: 'cursor', message: 'malformed' }],
    });
  }
  return { at: new Date(Number(time)), caseId };
}

function caseOf(row: store.ListedRow, refusal: string | null) {
  return {
    id: row.case_id,
    kind: row.kind,
    subject: row.subject_id,
    customer: row.customer_code === null ? null : { code: row.customer_code, name: row.customer_name! },
    amount: row.amount_minor === null || row.currency === null ? null : wireMoney(row.amount_minor, row.currency),
    proposal: row.proposal,
    hash: row.proposal_hash.toString('hex'),
    proposedBy: row.proposed_by_name,
    proposedAt: row.proposed_at.toISOString(),
    dueAt: row.due_at.toISOString(),
    state: row.state,
    decidedBy: row.decided_by_name,
    decidedAt: row.decided_at?.toISOString() ?? null,
    comment: row.comment,
    version: row.version,
    mayDecide: refusal === null,
    whyNot: refusal,
  };
}
