// Write-offs: proposed with a reason, decided by a second person within his authority, posted; rejected they leave nothing.
import { assert, Problem } from '#base/assert.ts';
import { type Day, parseDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { parseMoney, wireMoney } from '#base/money.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import { requestAll, withdraw } from '#rooms/approvals/actions.ts';
import type { approvalDecided } from '#rooms/approvals/contract.ts';
import { sees } from '#rooms/customers/actions.ts';
import { pairProblem } from '#rooms/receivables/settling.ts';
import { settleByDocuments } from '#rooms/receivables/settling-documents.ts';
import type * as contract from './contract.ts';
import { OWN_SOURCE, ownNumber, seenTargets } from './gather.ts';
import type { TargetRow } from './store.ts';
import * as store from './store-write-offs.ts';

/** What the authority rulebook asks about: see `second-person.ts` of approvals. */
const CASE_KIND = 'write-off';
const DECIDE_WITHIN_MS = 72 * 3_600_000;

export type Proposed = {
  readonly to: TargetRow;
  readonly amountMinor: bigint;
  readonly effectiveOn: Day | null;
  readonly reason: string;
};

export const propose: Action<typeof contract.proposeWriteOff> = async (ctx, input) => {
  const targets = await seenTargets(
    ctx,
    input.items.map((each) => each.to),
  );
  const on = input.on === undefined ? null : parseDay(input.on, 'on');
  const proposed = await proposeWriteOffs(
    ctx,
    input.items.map((each) => {
      const to = targets.get(each.to)!;
      const { minor, currency } = parseMoney(each.amount);
      if (currency !== to.currency) {
        throw new Problem(409, 'other_currency', `this invoice is in ${to.currency}`, {
          facts: { fromCurrency: currency, toCurrency: to.currency },
        });
      }
      return { to, amountMinor: minor, effectiveOn: on, reason: input.reason };
    }),
  );
  const [first] = input.items;
  const to = targets.get(first!.to)!;
  ctx.note({
    subject: { kind: 'document', id: to.document_id },
    partyId: to.party_id,
    facts: { items: input.items.length, number: to.number, reason: input.reason },
  });
  return { writeOffs: proposed.map((each) => ({ id: each.writeOffId, caseId: each.caseId })) };
};

/** Opens a case each. Refuses more than is open, and what waits for a decision already. */
export async function proposeWriteOffs(
  ctx: Ctx,
  wanted: readonly Proposed[],
): Promise<readonly { writeOffId: string; caseId: string }[]> {
  if (wanted.length === 0) return [];
  for (const each of wanted) {
    const facts = { to: each.to.number, openMinor: each.to.open_minor, currency: each.to.currency };
    if (each.amountMinor <= 0n) throw pairProblem([{ index: 0, code: 'amount_not_positive', facts }]);
    if (each.amountMinor > each.to.open_minor) throw pairProblem([{ index: 0, code: 'more_than_open', facts }]);
  }
  const rows = wanted.map((each) => ({
    writeOffId: newId(),
    accountId: each.to.account_id,
    partyId: each.to.party_id,
    toDocument: each.to.document_id,
    amountMinor: each.amountMinor,
    currency: each.to.currency,
    effectiveOn: each.effectiveOn,
    reason: each.reason,
  }));
  const made = await store.insertWriteOffs(ctx.tx, ctx.tenant.id, { by: ctx.actor.id, byName: ctx.actor.name, at: ctx.at }, rows);
  if (made < rows.length) {
    throw new Problem(409, 'write_off_waiting', 'a write-off of this invoice waits for a decision already', {
      facts: { numbers: wanted.slice(0, 20).map((each) => each.to.number) },
    });
  }
  const dueAt = new Date(ctx.at.getTime() + DECIDE_WITHIN_MS);
  const cases = await requestAll(
    ctx,
    wanted.map((each, at) => ({
      kind: CASE_KIND,
      subjectId: rows[at]!.writeOffId,
      partyId: each.to.party_id,
      proposal: {
        writeOff: rows[at]!.writeOffId,
        customer: each.to.code,
        name: each.to.name,
        document: each.to.number,
        dueOn: each.to.due_on,
        open: wireMoney(each.to.open_minor, each.to.currency),
        amount: wireMoney(each.amountMinor, each.to.currency),
        effectiveOn: each.effectiveOn,
        reason: each.reason,
      },
      amountMinor: each.amountMinor,
      currency: each.to.currency,
      dueAt,
    })),
  );
  await store.setCases(
    ctx.tx,
    rows.map((row, at) => ({ writeOffId: row.writeOffId, caseId: cases[at]! })),
  );
  return rows.map((row, at) => ({ writeOffId: row.writeOffId, caseId: cases[at]! }));
}

type Decision = NonNullable<(typeof approvalDecided)['payload']>;

/** A second person decided: posted, or over. What was paid meanwhile cannot be written off any more and refuses the approval. */
export async function decided(ctx: Ctx, decision: Decision): Promise<void> {
  if (decision.kind !== CASE_KIND) return;
  const row = await store.writeOffById(ctx.tx, decision.subjectId);
  assert(row?.state === 'submitted' && row.case_id === decision.caseId, 'a decision is about a write-off that waits for it');
  const end = { writeOffId: row.write_off_id, byName: decision.byName, at: ctx.at };
  if (!decision.approved) return store.endWriteOff(ctx.tx, { ...end, state: 'rejected', documentId: null });
  const { made, refused } = await settleByDocuments(ctx, [
    {
      kind: 'write_off',
      source: OWN_SOURCE,
      number: ownNumber('HX', row.effective_on ?? ctx.today),
      toDocument: row.to_document,
      amountMinor: row.amount_minor,
      // Written off on the day it is decided, unless another day was asked for.
      effectiveOn: row.effective_on ?? ctx.today,
      note: row.reason,
    },
  ]);
  if (refused.length > 0) throw pairProblem(refused);
  await store.endWriteOff(ctx.tx, { ...end, state: 'approved', documentId: made[0]!.documentId });
}

export const list: Action<typeof contract.writeOffs> = async (ctx, input) => {
  const limit = input.limit ?? 50;
  const filter = { state: input.state ?? null, ownerId: ownerScope(ctx) };
  const rows = await store.writeOffsPage(ctx.tx, filter, readInstantMark(input.cursor), limit);
  const last = rows.at(-1);
  return {
    rows: rows.map((row) => ({
      id: row.write_off_id,
      customer: { code: row.code, name: row.name },
      document: row.to_document,
      number: row.number,
      amount: wireMoney(row.amount_minor, row.currency),
      reason: row.reason,
      state: row.state,
      proposedBy: row.proposed_by_name,
      proposedAt: row.proposed_at.toISOString(),
      endedBy: row.ended_by_name,
      caseId: row.case_id,
      writeOffDocument: row.document_id,
    })),
    next: rows.length === limit && last ? instantMark(last.proposed_at, last.write_off_id) : null,
  };
};

export const takeBack: Action<typeof contract.withdrawWriteOff> = async (ctx, input) => {
  const row = await store.writeOffById(ctx.tx, input.id);
  if (!row || !sees(ctx.actor, row)) throw new Problem(404, 'write_off_unknown', 'there is no such write-off');
  if (row.state !== 'submitted') {
    throw new Problem(409, 'case_decided', `this is ${row.state} already`, { facts: { state: row.state } });
  }
  if (row.case_id !== null) await withdraw(ctx, row.case_id, 'withdrawn');
  const end = { writeOffId: row.write_off_id, state: 'withdrawn' as const, byName: ctx.actor.name, at: ctx.at, documentId: null };
  await store.endWriteOff(ctx.tx, end);
  ctx.note({ subject: { kind: 'document', id: row.to_document }, partyId: row.party_id, facts: { number: row.number } });
  return { state: 'withdrawn' };
};
