// 质保金: set apart from the invoices of a contract, due by its rule, following it when days become known, made due early, claimed against.
import { assert, Problem } from '#base/assert.ts';
import { type Day, later, parseDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { minMinor, parseMoney, wireMoney } from '#base/money.ts';
import { termsOn } from '#engine/contract-warnings.ts';
import { retainedMinor, retentionDueOn } from '#engine/contracts.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { postDocuments } from '#rooms/receivables/posting.ts';
import { holdRetentions, moveRetentions } from '#rooms/receivables/retention-moves.ts';
import type * as contract from './contract.ts';
import { ask, type Decision, settle } from './proposals.ts';
import { contractFor } from './resolve.ts';
import * as store from './store.ts';
import * as documents from './store-documents.ts';
import { type Body, bodyOf, type Done, eventDays, wrong } from './terms.ts';

/** Invoices set apart in one call. */
const HOLD_MAX = 500;

export type ToHold = {
  readonly document: documents.PaperRow;
  readonly amountMinor: bigint;
  /** Missing: the event that its due day hangs on is neither known nor planned. */
  readonly due: { readonly dueOn: Day; readonly provisional: boolean } | { readonly missing: string };
};

/** How the milestones stand. */
export async function doneOf(ctx: Ctx, contractId: string): Promise<Done> {
  const rows = await store.milestonesDone(ctx.tx, [contractId]);
  return new Map(rows.map((row) => [row.milestone, { doneOn: row.done_on, evidence: row.evidence }]));
}

/** The versions as days from which their terms hold, ascending. */
export function termsFrom(versions: readonly store.VersionRow[]) {
  return [...versions].reverse().map((row) => ({ effectiveOn: row.effective_on, terms: bodyOf(row).terms }));
}

/** What of open invoices is to be set apart by the terms under which they were issued; never more than is open of them. */
export async function toHold(
  ctx: Ctx,
  row: store.ContractRow,
  versions: readonly store.VersionRow[],
  done: Done,
  only: readonly string[] | null = null,
): Promise<ToHold[]> {
  if (row.state === 'draft') return [];
  const from = termsFrom(versions);
  if (from.every((each) => each.terms.retention === null)) return [];
  const body = bodyOf(row);
  const key = { entityId: row.entity_id, number: row.number, currency: row.currency };
  const invoices = await documents.unsplit(ctx.tx, key, only, HOLD_MAX);
  return invoices.flatMap((document) => {
    const terms = termsOn(from, document.issued_on);
    const kept = retainedMinor(terms, document.amount_minor) ?? 0n;
    if (!terms.retention || kept === 0n || document.party_id !== row.party_id) return [];
    const due = retentionDueOn(terms.retention, eventDays(body.terms, done, document.issued_on));
    // What is kept back is never due before the invoice itself.
    const day = 'missing' in due ? due : { ...due, dueOn: later(due.dueOn, document.due_on ?? document.issued_on) };
    return [{ document, amountMinor: minMinor(kept, document.open_minor), due: day }];
  });
}

export const holdRetention: Action<typeof contract.holdRetention> = async (ctx, input) => {
  const row = await contractFor(ctx, input.id);
  if (row.state === 'draft') throw new Problem(409, 'contract_draft', 'this contract is not in force yet');
  const [versions, done] = await Promise.all([store.versionsOf(ctx.tx, row.contract_id), doneOf(ctx, row.contract_id)]);
  const wanted = await toHold(ctx, row, versions, done, input.documents ?? null);
  const left: { number: string; code: string; facts: Record<string, unknown> }[] = [];
  const ready: { document: documents.PaperRow; amountMinor: bigint; due: { dueOn: Day; provisional: boolean } }[] = [];
  for (const { document, amountMinor, due } of wanted) {
    if ('missing' in due) left.push({ number: document.number, code: 'due_missing', facts: { event: due.missing } });
    else ready.push({ document, amountMinor, due });
  }
  const split = await holdRetentions(
    ctx,
    ready.map((each) => ({ invoiceId: each.document.document_id, amountMinor: each.amountMinor, dueOn: each.due.dueOn })),
  );
  const byInvoice = new Map(ready.map((each) => [each.document.document_id, each]));
  for (const refusal of split.refused) {
    const { document } = byInvoice.get(refusal.invoiceId)!;
    left.push({ number: document.number, code: refusal.code, facts: { open: wireMoney(refusal.openMinor, row.currency) } });
  }
  const rows = split.held.map(({ invoiceId, documentId }) => {
    const { amountMinor, due } = byInvoice.get(invoiceId)!;
    return { retentionId: newId(), contractId: row.contract_id, invoiceId, documentId, heldMinor: amountMinor, ...due };
  });
  await store.contractForUpdate(ctx.tx, row.contract_id);
  if (rows.length > 0) {
    await documents.insertRetentions(ctx.tx, ctx.tenant.id, ctx.at, rows);
    await documents.insertRetentionActs(
      ctx.tx,
      ctx.tenant.id,
      hand(ctx),
      rows.map((each) => act(each.retentionId, 'held', each.heldMinor, each.dueOn, ctx.today, null)),
    );
  }
  const amount = wireMoney(
    rows.reduce((sum, each) => sum + each.heldMinor, 0n),
    row.currency,
  );
  ctx.note({
    subject: { kind: 'contract', id: row.contract_id },
    partyId: row.party_id,
    facts: { number: row.number, held: rows.length, amount },
  });
  return { held: rows.length, amount, left };
};

/** Retentions of a contract are due by its rule again, now that a day became known or the rule changed. Returns how many moved. */
export async function followRetentions(ctx: Ctx, row: store.ContractRow, why: string): Promise<number> {
  const [held, versions, done] = await Promise.all([
    documents.retentionsOf(ctx.tx, row.contract_id),
    store.versionsOf(ctx.tx, row.contract_id),
    doneOf(ctx, row.contract_id),
  ]);
  const body: Body = bodyOf(row);
  const rule = body.terms.retention;
  if (!rule || versions.length === 0) return 0;
  const moves = held.flatMap((each) => {
    if (each.by_hand || each.open_minor === 0n) return [];
    const due = retentionDueOn(rule, eventDays(body.terms, done, each.issued_on));
    // The day it hung on was taken back and none is planned: it stays where it was, provisionally.
    const next = 'missing' in due ? { dueOn: each.due_on, provisional: true } : due;
    return next.dueOn === each.due_on && next.provisional === each.provisional ? [] : [{ each, ...next }];
  });
  const moved = moves.filter((move) => move.dueOn !== move.each.due_on);
  await moveRetentions(
    ctx,
    moved.map((move) => ({ documentId: move.each.document_id, dueOn: move.dueOn })),
    ctx.today,
  );
  if (moves.length > 0) {
    await documents.setRetentionDue(
      ctx.tx,
      moves.map(({ each, dueOn, provisional }) => ({ retentionId: each.retention_id, dueOn, provisional, byHand: false })),
    );
  }
  if (moved.length > 0) {
    await documents.insertRetentionActs(
      ctx.tx,
      ctx.tenant.id,
      hand(ctx),
      moved.map(({ each, dueOn }) => act(each.retention_id, 'moved', each.open_minor, dueOn, ctx.today, why)),
    );
  }
  return moved.length;
}

async function retentionFor(ctx: Ctx, id: string): Promise<{ held: documents.RetentionRow; row: store.ContractRow }> {
  const held = await documents.retentionForUpdate(ctx.tx, id);
  if (!held) throw new Problem(404, 'retention_unknown', 'there is no such retention');
  return { held, row: await contractFor(ctx, held.contract_id) };
}

export const releaseRetention: Action<typeof contract.releaseRetention> = async (ctx, input) => {
  const { held, row } = await retentionFor(ctx, input.retention);
  const dueOn = parseDay(input.dueOn, 'dueOn');
  if (held.open_minor === 0n) throw new Problem(409, 'retention_settled', 'nothing of this retention is open any more');
  if (dueOn < held.issued_on) throw wrong('dueOn', 'due_before_issued', 'it cannot be due before its invoice was issued');
  // Later is more credit: the contract says until when money is kept back, and a longer time needs a second person.
  if (dueOn > held.due_on)
    throw wrong('dueOn', 'retention_later_by_amendment', 'a later day is a change of the contract: amend it');
  await moveRetentions(ctx, [{ documentId: held.document_id, dueOn }], ctx.today);
  await documents.setRetentionDue(ctx.tx, [{ retentionId: held.retention_id, dueOn, provisional: false, byHand: true }]);
  await documents.insertRetentionActs(ctx.tx, ctx.tenant.id, hand(ctx), [
    act(held.retention_id, 'released', held.open_minor, dueOn, ctx.today, input.reason),
  ]);
  ctx.note({
    subject: { kind: 'contract', id: row.contract_id },
    partyId: row.party_id,
    facts: {
      number: row.number,
      invoice: held.invoice,
      dueOn,
      amount: wireMoney(held.open_minor, held.currency),
      reason: input.reason,
    },
  });
  return { dueOn };
};

export const claimRetention: Action<typeof contract.claimRetention> = async (ctx, input) => {
  const { held, row } = await retentionFor(ctx, input.retention);
  const { minor, currency } = parseMoney(input.amount);
  if (currency !== held.currency) throw wrong('amount', 'currency_differs', `the retention is in ${held.currency}`);
  if (minor <= 0n) throw wrong('amount', 'amount_not_positive', 'a claim is above zero');
  if (minor > held.open_minor) throw beyondOpen(held);
  const reasons = [{ code: 'claim_gives_up', amount: wireMoney(minor, currency), open: wireMoney(held.open_minor, currency) }];
  // What the customer deducts is money given up: never by one person alone.
  const { caseId } = await ask(ctx, {
    kind: 'retention-claim',
    subjectId: held.retention_id,
    party: { id: row.party_id, code: row.customer_code, name: row.customer_name },
    number: row.number,
    body: { retention: held.retention_id, invoice: held.invoice, amount: wireMoney(minor, currency), reason: input.reason },
    reasons,
    amountMinor: minor,
    currency,
    reason: input.reason,
  });
  ctx.note({
    subject: { kind: 'contract', id: row.contract_id },
    partyId: row.party_id,
    facts: { number: row.number, invoice: held.invoice, amount: wireMoney(minor, currency), reason: input.reason },
  });
  return { outcome: 'submitted', caseId, reasons };
};

function beyondOpen(held: documents.RetentionRow): Problem {
  return new Problem(409, 'claim_beyond_open', 'more is claimed than is open of this retention', {
    facts: { open: wireMoney(held.open_minor, held.currency) },
  });
}

/** Approved: a credit note takes the claim off what is kept back. */
export async function claimDecided(ctx: Ctx, decision: Decision): Promise<void> {
  const proposal = await settle(ctx, decision, ['retention-claim']);
  if (!proposal) return;
  const asked = proposal.body as { amount: { amount: string; currency: string }; reason: string };
  const { minor } = parseMoney(asked.amount);
  const before = await documents.retentionForUpdate(ctx.tx, proposal.subject_id);
  assert(before, 'a retention is still there');
  if (minor > before.open_minor) throw beyondOpen(before);
  const row = await store.contractById(ctx.tx, before.contract_id);
  assert(row, 'a contract is still there');
  const claims = (await documents.retentionActs(ctx.tx, [before.retention_id])).filter((each) => each.act === 'claimed').length;
  const number = `KK-${before.invoice}-${claims + 1}`;
  await postDocuments(ctx, {
    source: before.source,
    importId: null,
    documents: [
      {
        kind: 'credit_note',
        partyId: before.party_id,
        entityId: before.entity_id,
        number,
        issuedOn: ctx.today,
        dueOn: null,
        amountMinor: minor,
        currency: before.currency,
        contract: row.number,
      },
    ],
    applications: [
      {
        from: { kind: 'credit_note', entityId: before.entity_id, number },
        to: { kind: 'retention', entityId: before.entity_id, number: before.invoice },
        amountMinor: minor,
        effectiveOn: ctx.today,
      },
    ],
  });
  await documents.insertRetentionActs(ctx.tx, ctx.tenant.id, hand(ctx), [
    { ...act(before.retention_id, 'claimed', minor, null, ctx.today, asked.reason), number },
  ]);
}

function hand(ctx: Ctx) {
  return { at: ctx.at, byName: ctx.actor.name, eventId: ctx.eventId };
}

function act(
  retentionId: string,
  what: documents.NewRetentionAct['act'],
  amountMinor: bigint,
  dueOn: Day | null,
  effectiveOn: Day,
  reason: string | null,
): documents.NewRetentionAct {
  return { retentionId, act: what, amountMinor, dueOn, effectiveOn, number: null, reason };
}
