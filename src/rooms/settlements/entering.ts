// Receipts and credit notes entered by hand, documents reversed, money marked to go back.
import { Problem } from '#base/assert.ts';
import { parseDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { parseMoney, wireMoney } from '#base/money.ts';
import type { Action, Ctx } from '#platform/context.ts';
import type { InputOf } from '#platform/operation.ts';
import { ensureEntities, NO_ENTITY, resolveParty } from '#rooms/customers/actions.ts';
import { findKnown, postDocuments, refKey } from '#rooms/receivables/posting.ts';
import { reverseAll } from '#rooms/receivables/reversing.ts';
import { dropDiscounts } from './applying.ts';
import type * as contract from './contract.ts';
import { OWN_SOURCE, ownNumber, seenMoney, seenTargets } from './gather.ts';
import * as store from './store.ts';

/** The source of files that name none. */
const BOOK_SOURCE = 'ledger';
const PREFIX = { receipt: 'SK', credit_note: 'HZ' } as const;

export const enterReceipt: Action<typeof contract.enterReceipt> = (ctx, input) => enter(ctx, 'receipt', input);
export const enterCreditNote: Action<typeof contract.enterCreditNote> = (ctx, input) => enter(ctx, 'credit_note', input);

async function enter(ctx: Ctx, kind: 'receipt' | 'credit_note', input: InputOf<typeof contract.enterReceipt>) {
  const party = await resolveParty(ctx, input.customer);
  if (party.kind === 'group') {
    throw new Problem(409, 'group_has_no_documents', 'money is paid by a customer, not by a group; choose the member who paid');
  }
  const { minor, currency } = parseMoney(input.amount);
  if (minor <= 0n) throw wrong('amount', 'amount_not_positive', 'the amount is above zero');
  const on = input.on === undefined ? ctx.today : parseDay(input.on, 'on');
  if (on > ctx.today) throw wrong('on', 'as_of_future', 'this day has not come yet');
  const entityId = await entityOf(ctx, input.entity?.trim() ?? '', currency);
  const number = input.number?.trim() || ownNumber(PREFIX[kind], on);
  const ref = { kind, entityId, number };
  // What came by file without naming another system is of the same book: the same paper is not entered a second time by hand.
  const taken =
    (await findKnown(ctx, OWN_SOURCE, [ref])).has(refKey(ref)) || (await findKnown(ctx, BOOK_SOURCE, [ref])).has(refKey(ref));
  if (taken) {
    throw new Problem(409, 'number_taken', `${number} is entered already`, { fields: [{ field: 'number', message: 'taken' }] });
  }
  const reference = input.reference?.trim() || null;
  const document = { ...ref, partyId: party.party_id, issuedOn: on, dueOn: null, amountMinor: minor, currency, reference };
  await postDocuments(ctx, {
    source: OWN_SOURCE,
    importId: null,
    documents: [{ ...document, note: input.note?.trim() || null }],
    applications: [],
  });
  const id = (await findKnown(ctx, OWN_SOURCE, [ref])).get(refKey(ref))!.document_id;
  ctx.note({
    subject: { kind: 'document', id },
    partyId: party.party_id,
    facts: { kind, number, on, amount: wireMoney(minor, currency), reference },
  });
  return { id, number };
}

function wrong(field: string, code: string, detail: string): Problem {
  return new Problem(400, code, detail, { fields: [{ field, message: detail }] });
}

/** The company that got the money: by code, else the first there is. A code that is none of ours is a slip of the pen. */
async function entityOf(ctx: Ctx, code: string, currency: string): Promise<string> {
  if (code !== '' && !(await store.entityCodes(ctx.tx)).some((row) => row.code === code)) {
    throw wrong('entity', 'entity_unknown', `none of our companies has the code ${code}`);
  }
  return (await ensureEntities(ctx, [code === '' ? NO_ENTITY : code], currency)).get(code === '' ? NO_ENTITY : code)!;
}

/**
 * A parent paid for its subsidiary, or money without a name was claimed: the receipt is reversed and stands again, under its own number and
 * source, as the other customer's. Its file, read again, says nothing new.
 */
export const reassign: Action<typeof contract.reassign> = async (ctx, input) => {
  const row = (await seenMoney(ctx, [input.document])).get(input.document)!;
  const party = await resolveParty(ctx, input.customer);
  if (party.kind === 'group') {
    throw new Problem(409, 'group_has_no_documents', 'money is paid by a customer, not by a group; choose the member who paid');
  }
  if (party.party_id === row.party_id) throw wrong('customer', 'same_customer', 'this receipt is that customer’s already');
  if (row.refund_reason !== null) {
    throw new Problem(409, 'marked_for_refund', 'this money is marked to go back to the customer; lift the mark first', {
      facts: { number: row.number },
    });
  }
  await reverseAll(ctx, [row.document_id], { on: null, why: input.reason, unapply: false });
  const ref = { kind: row.kind, entityId: row.entity_id, number: row.number };
  await postDocuments(ctx, {
    source: row.source,
    importId: null,
    documents: [
      {
        ...ref,
        partyId: party.party_id,
        issuedOn: row.issued_on,
        postedOn: row.effective_on,
        dueOn: null,
        amountMinor: row.amount_minor,
        currency: row.currency,
        reference: row.reference,
        note: `${row.code} ${row.name}: ${input.reason}`.slice(0, 500),
      },
    ],
    applications: [],
  });
  const made = (await findKnown(ctx, row.source, [ref])).get(refKey(ref))!;
  ctx.note({
    subject: { kind: 'document', id: made.document_id },
    partyId: party.party_id,
    facts: {
      number: row.number,
      from: row.code,
      to: party.code,
      amount: wireMoney(row.amount_minor, row.currency),
      reason: input.reason,
    },
  });
  return { id: made.document_id, number: row.number, unapplied: wireMoney(made.open_minor, row.currency) };
};

export const reverse: Action<typeof contract.reverse> = async (ctx, input) => {
  const on = input.on === undefined ? null : parseDay(input.on, 'on');
  const document = (await seenTargets(ctx, [input.document])).get(input.document)!;
  const standing = await store.standingOf(ctx.tx, input.document);
  const reversed = await reverseAll(ctx, [input.document], { on, why: input.reason, unapply: input.unapply ?? false });
  const paid = standing.filter((row) => row.from_document === input.document);
  const discounts = await dropDiscounts(ctx, paid, on, input.reason);
  ctx.note({
    subject: { kind: 'document', id: input.document },
    partyId: document.party_id,
    facts: {
      kind: document.kind,
      number: document.number,
      on,
      takenBack: reversed.applications,
      discounts,
      reason: input.reason,
    },
  });
  return { reversal: reversed.documents[0]!.reversalId, takenBack: reversed.applications };
};

export const markRefund: Action<typeof contract.markRefund> = async (ctx, input) => {
  const row = (await seenMoney(ctx, [input.document])).get(input.document)!;
  if (row.unapplied_minor === 0n) {
    throw new Problem(409, 'nothing_unapplied', 'nothing of this is unapplied; take its application back first', {
      facts: { number: row.number },
    });
  }
  const mark = { markId: newId(), documentId: row.document_id, reason: input.reason, byName: ctx.actor.name, at: ctx.at };
  const marked = await store.markRefund(ctx.tx, ctx.tenant.id, mark);
  if (marked) {
    const facts = { number: row.number, amount: wireMoney(row.unapplied_minor, row.currency), reason: input.reason };
    ctx.note({ subject: { kind: 'document', id: row.document_id }, partyId: row.party_id, facts });
  }
  return { marked: true };
};

export const liftRefund: Action<typeof contract.liftRefund> = async (ctx, input) => {
  const row = (await seenMoney(ctx, [input.document])).get(input.document)!;
  const lifted = await store.liftRefund(ctx.tx, row.document_id, ctx.actor.name, ctx.at);
  if (lifted)
    ctx.note({ subject: { kind: 'document', id: row.document_id }, partyId: row.party_id, facts: { number: row.number } });
  return { marked: false };
};
