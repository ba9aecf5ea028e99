// What needs a second person: put before the approvals, and carried out once somebody else said yes.
import { assert, Problem } from '#base/assert.ts';
import { encode } from '#base/codec.ts';
import { newId } from '#base/id.ts';
import { wireMoney } from '#base/money.ts';
import type { Ctx } from '#platform/context.ts';
import { request, withdraw } from '#rooms/approvals/actions.ts';
import type { approvalDecided } from '#rooms/approvals/contract.ts';
import * as store from './store.ts';

/** A second person decides within two working days' time. */
const DECIDE_WITHIN_MS = 48 * 3_600_000;

export type Asked = {
  readonly kind: store.ProposalKind;
  readonly subjectId: string;
  readonly party: { readonly id: string; readonly code: string; readonly name: string };
  readonly number: string;
  /** What would be done, as it is done once approved. */
  readonly body: object;
  /** Why one person is not enough. */
  readonly reasons: readonly object[];
  readonly amountMinor: bigint | null;
  readonly currency: string;
  readonly reason: string | null;
};

/** Opens a case; what of the same kind was waiting for the same subject is taken back: there is one question at a time. */
export async function ask(ctx: Ctx, asked: Asked): Promise<{ proposalId: string; caseId: string }> {
  for (const row of await store.waitingFor(ctx.tx, [asked.subjectId])) {
    if (row.kind !== asked.kind) continue;
    if (row.case_id !== null) await withdraw(ctx, row.case_id, 'superseded');
    await store.endProposal(ctx.tx, row.proposal_id, 'withdrawn', ctx.actor.name);
  }
  const proposalId = newId();
  await store.insertProposal(ctx.tx, ctx.tenant.id, ctx.at, {
    proposalId,
    kind: asked.kind,
    subjectId: asked.subjectId,
    partyId: asked.party.id,
    body: encode(asked.body),
    reasons: encode(asked.reasons),
    by: ctx.actor.id,
    byName: ctx.actor.name,
  });
  const caseId = await request(ctx, {
    kind: asked.kind,
    subjectId: proposalId,
    partyId: asked.party.id,
    proposal: {
      kind: asked.kind,
      customer: asked.party.code,
      name: asked.party.name,
      number: asked.number,
      amount: asked.amountMinor === null ? null : wireMoney(asked.amountMinor, asked.currency),
      currency: asked.currency,
      reasons: asked.reasons,
      reason: asked.reason,
      body: asked.body,
    },
    amountMinor: asked.amountMinor,
    currency: asked.currency,
    dueAt: new Date(ctx.at.getTime() + DECIDE_WITHIN_MS),
  });
  await store.setCase(ctx.tx, proposalId, caseId);
  return { proposalId, caseId };
}

export type Decision = NonNullable<(typeof approvalDecided)['payload']>;

/** The proposal that was decided, ended in the store; null: not one of ours, or rejected. */
export async function settle(
  ctx: Ctx,
  decision: Decision,
  kinds: readonly store.ProposalKind[],
): Promise<store.ProposalRow | null> {
  if (!(kinds as readonly string[]).includes(decision.kind)) return null;
  const row = await store.proposalForUpdate(ctx.tx, decision.subjectId);
  assert(row?.state === 'submitted' && row.case_id === decision.caseId, 'a decision is about a proposal that waits for it');
  if (row.made_by !== null && row.made_by === decision.by)
    throw new Problem(403, 'own_proposal', 'nobody decides what he proposed; ask a second person');
  await store.endProposal(ctx.tx, row.proposal_id, decision.approved ? 'approved' : 'rejected', decision.byName);
  return decision.approved ? row : null;
}
