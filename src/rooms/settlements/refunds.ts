// Refunds: over-paid money asked back by one person, paid out on the word of another within his authority; rejected it is free again.
import { assert, Problem } from '#base/assert.ts';
import { parseDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { parseMoney, wireMoney } from '#base/money.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import { request, withdraw } from '#rooms/approvals/actions.ts';
import type { approvalDecided } from '#rooms/approvals/contract.ts';
import { sees } from '#rooms/customers/actions.ts';
import { refund } from '#rooms/receivables/refunding.ts';
import { pairProblem } from '#rooms/receivables/settling.ts';
import type * as contract from './contract.ts';
import { OWN_SOURCE, ownNumber, seenMoney } from './gather.ts';
import { liftRefund, markRefund } from './store.ts';
import * as store from './store-refunds.ts';

/** What the authority rulebook asks about: see `second-person.ts` of approvals. */
const CASE_KIND = 'refund';
const DECIDE_WITHIN_MS = 72 * 3_600_000;

export const propose: Action<typeof contract.proposeRefund> = async (ctx, input) => {
  const row = (await seenMoney(ctx, [input.document])).get(input.document)!;
  const asked = input.amount === undefined ? null : parseMoney(input.amount);
  if (asked !== null && asked.currency !== row.currency) {
    throw new Problem(409, 'other_currency', `this money is in ${row.currency}`, {
      facts: { fromCurrency: row.currency, toCurrency: asked.currency },
    });
  }
  const minor = asked?.minor ?? row.unapplied_minor;
  const facts = { from: row.number, unappliedMinor: row.unapplied_minor, currency: row.currency };
  if (row.unapplied_minor === 0n) {
    throw new Problem(409, 'nothing_unapplied', 'nothing of this is unapplied; take its application back first', { facts });
  }
  if (minor <= 0n) throw pairProblem([{ index: 0, code: 'amount_not_positive', facts }]);
  if (minor > row.unapplied_minor) throw pairProblem([{ index: 0, code: 'more_than_unapplied', facts }]);
  const on = input.on === undefined ? null : parseDay(input.on, 'on');
  if (on !== null && on > ctx.today) {
    throw new Problem(400, 'as_of_future', 'this day has not come yet', { fields: [{ field: 'on', message: 'in the future' }] });
  }

  const who = { by: ctx.actor.id, byName: ctx.actor.name, at: ctx.at };
  const refundId = newId();
  const payee = input.payee?.trim() || null;
  const made = await store.insertRefund(ctx.tx, ctx.tenant.id, who, {
    refundId,
    accountId: row.account_id,
    partyId: row.party_id,
    fromDocument: row.document_id,
    amountMinor: minor,
    currency: row.currency,
    effectiveOn: on,
    payee,
    reason: input.reason,
  });
  if (!made) {
    throw new Problem(409, 'refund_waiting', 'a refund of this money waits for a decision already', {
      facts: { number: row.number },
    });
  }
  // Kept for it meanwhile: no rule takes it.
  const mark = { markId: newId(), documentId: row.document_id, reason: input.reason, byName: ctx.actor.name, at: ctx.at };
  await markRefund(ctx.tx, ctx.tenant.id, mark);
  const amount = wireMoney(minor, row.currency);
  const caseId = await request(ctx, {
    kind: CASE_KIND,
    subjectId: refundId,
    partyId: row.party_id,
    proposal: {
      refund: refundId,
      customer: row.code,
      name: row.name,
      document: row.number,
      unapplied: wireMoney(row.unapplied_minor, row.currency),
      amount,
      payee,
      effectiveOn: on,
      reason: input.reason,
    },
    amountMinor: minor,
    currency: row.currency,
    dueAt: new Date(ctx.at.getTime() + DECIDE_WITHIN_MS),
  });
  await store.setCase(ctx.tx, refundId, caseId);
  ctx.note({
    subject: { kind: 'document', id: row.document_id },
    partyId: row.party_id,
    facts: { number: row.number, amount, reason: input.reason },
  });
  return { id: refundId, caseId, amount };
};

type Decision = NonNullable<(typeof approvalDecided)['payload']>;

/** A second person decided: paid out, or free again. What was applied meanwhile cannot go back and refuses the approval. */
export async function decided(ctx: Ctx, decision: Decision): Promise<void> {
  if (decision.kind !== CASE_KIND) return;
  const row = await store.refundById(ctx.tx, decision.subjectId);
  assert(row?.state === 'submitted' && row.case_id === decision.caseId, 'a decision is about a refund that waits for it');
  const end = { refundId: row.refund_id, byName: decision.byName, at: ctx.at };
  await liftRefund(ctx.tx, row.from_document, decision.byName, ctx.at);
  if (!decision.approved) return store.endRefund(ctx.tx, { ...end, state: 'rejected', documentId: null });
  const on = row.effective_on ?? ctx.today;
  const paid = await refund(ctx, {
    fromDocument: row.from_document,
    amountMinor: row.amount_minor,
    effectiveOn: on,
    source: OWN_SOURCE,
    number: ownNumber('TK', on),
    reference: row.payee,
    note: row.reason,
  });
  if ('code' in paid) throw pairProblem([paid]);
  await store.endRefund(ctx.tx, { ...end, state: 'approved', documentId: paid.documentId });
}

export const takeBack: Action<typeof contract.withdrawRefund> = async (ctx, input) => {
  const row = await store.refundById(ctx.tx, input.id);
  if (!row || !sees(ctx.actor, row)) throw new Problem(404, 'refund_unknown', 'there is no such refund');
  if (row.state !== 'submitted') {
    throw new Problem(409, 'case_decided', `this is ${row.state} already`, { facts: { state: row.state } });
  }
  if (row.case_id !== null) await withdraw(ctx, row.case_id, 'withdrawn');
  await liftRefund(ctx.tx, row.from_document, ctx.actor.name, ctx.at);
  const end = { refundId: row.refund_id, state: 'withdrawn' as const, byName: ctx.actor.name, at: ctx.at, documentId: null };
  await store.endRefund(ctx.tx, end);
  ctx.note({ subject: { kind: 'document', id: row.from_document }, partyId: row.party_id, facts: { number: row.number } });
  return { state: 'withdrawn' };
};

export const list: Action<typeof contract.refunds> = async (ctx, input) => {
  const limit = input.limit ?? 50;
  const filter = { state: input.state ?? null, ownerId: ownerScope(ctx) };
  const rows = await store.refundsPage(ctx.tx, filter, readInstantMark(input.cursor), limit);
  const last = rows.at(-1);
  return {
    rows: rows.map((row) => ({
      id: row.refund_id,
      customer: { code: row.code, name: row.name },
      document: row.from_document,
      number: row.number,
      amount: wireMoney(row.amount_minor, row.currency),
      payee: row.payee,
      reason: row.reason,
      state: row.state,
      proposedBy: row.proposed_by_name,
      proposedAt: row.proposed_at.toISOString(),
      endedBy: row.ended_by_name,
      caseId: row.case_id,
      refundDocument: row.document_id,
    })),
    next: rows.length === limit && last ? instantMark(last.proposed_at, last.refund_id) : null,
  };
};
