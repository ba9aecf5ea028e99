// A bill comes in: posted, applied to what it pays, in the place of another where it replaces one.
import { assert, Problem } from '#base/assert.ts';
import { addMonths, type Day, later, parseDay } from '#base/date.ts';
import { minMinor, parseMoney, wireMoney } from '#base/money.ts';
import { BILL_RULES, HELD, mayFollow, receivedStanding, riskOf } from '#engine/bills.ts';
import type { Action, Ctx } from '#platform/context.ts';
import type { InputOf } from '#platform/operation.ts';
import { ensureEntities, NO_ENTITY, resolveParty } from '#rooms/customers/actions.ts';
import { BillBook, type BillRow, openItems, standingOf } from '#rooms/receivables/bill-moves.ts';
import { postDocuments } from '#rooms/receivables/posting.ts';
import { acceptorWarning } from './acceptors.ts';
import type * as contract from './contract.ts';
import * as store from './store.ts';

/** The source of what people enter here. */
export const BY_HAND = 'hand';
/** Invoices tried by `payOldest`. */
const OLDEST_MAX = 500;
/** 商业汇票承兑、贴现与再贴现管理办法 2023, art. 25: at most six months from the day it was drawn. */
const TERM_MONTHS_MAX = 6;

export type Warning = { readonly code: string; readonly facts: Record<string, unknown> };
export type Pay = { readonly documentId: string; readonly amountMinor: bigint };

/** The number a bill has as a document: that of a part has its range behind it. */
export function documentNumber(number: string, subRange: string | null): string {
  return subRange === null ? number : `${number}[${subRange}]`;
}

export const receive: Action<typeof contract.receive> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const wanted = read(ctx, input);
  const { currency } = wanted;
  const known = (await store.billsByNumber(ctx.tx, [wanted.number])).find((each) => each.sub_range === wanted.subRange);
  if (known) {
    throw new Problem(409, 'bill_known', `the bill ${wanted.number} was received on ${known.received_on} already`, {
      facts: { number: wanted.number, receivedOn: known.received_on, bill: known.document_id },
    });
  }
  const entity = input.entity ?? NO_ENTITY;
  const entityId = (await ensureEntities(ctx, [entity], ctx.tenant.currency)).get(entity);
  assert(entityId, 'the entity was just made sure of');

  await postDocuments(ctx, {
    source: BY_HAND,
    importId: null,
    applications: [],
    documents: [
      {
        kind: 'bill',
        partyId: party.party_id,
        entityId,
        number: documentNumber(wanted.number, wanted.subRange),
        issuedOn: wanted.receivedOn,
        dueOn: wanted.dueOn,
        amountMinor: wanted.amountMinor,
        currency,
        bill: {
          type: input.type,
          acceptor: wanted.acceptor,
          number: wanted.number,
          subRange: wanted.subRange,
          drawer: input.drawer ?? null,
          drawnOn: wanted.drawnOn,
          events: [{ state: 'received', on: wanted.receivedOn, recourse: true, note: input.note ?? null }],
        },
      },
    ],
  });
  const posted = (await store.billsByNumber(ctx.tx, [wanted.number])).find((each) => each.sub_range === wanted.subRange);
  assert(posted, 'the bill was just posted');

  const old = input.replaces ?? null;
  const book = await BillBook.lock(ctx, old === null ? [posted.document_id] : [posted.document_id, old]);
  const bill = book.bill(posted.document_id);
  assert(bill, 'the bill was just posted');
  if (old !== null) await replaceWith(ctx, book, old, bill, wanted.receivedOn);
  const pays = (input.pays ?? []).map((pay) => ({ documentId: pay.document, amountMinor: payMinor(pay.amount, currency) }));
  await payThese(ctx, book, bill, pays, wanted.receivedOn);
  if (input.payOldest) await payTheOldest(ctx, book, bill, party.party_id, wanted.receivedOn);
  await book.write();

  // Received, a bill pays in full and, where the risk stays the customer's, counts in full: what it does not pay is unapplied.
  const facts = { type: input.type, amountMinor: wanted.amountMinor };
  const received = riskOf(facts, receivedStanding(wanted), BILL_RULES).billsMinor - wanted.amountMinor;
  const moved = received + (book.moved().get(bill.account_id) ?? 0n);
  const warnings = [...wanted.warnings, ...(await acceptorWarning(ctx, bill.acceptor, bill.acceptor_key, currency))];
  const money = (minor: bigint) => wireMoney(minor, currency);
  ctx.note({
    subject: { kind: 'bill', id: bill.document_id },
    partyId: party.party_id,
    facts: {
      number: wanted.number,
      type: input.type,
      acceptor: wanted.acceptor,
      amount: money(wanted.amountMinor),
      dueOn: wanted.dueOn,
    },
  });
  return {
    id: bill.document_id,
    applied: money(wanted.amountMinor - bill.unapplied_minor),
    unapplied: money(bill.unapplied_minor),
    counted: money(bill.counted_minor),
    moved: money(moved),
    warnings,
  };
};

function read(ctx: Ctx, input: InputOf<typeof contract.receive>) {
  const { minor: amountMinor, currency } = parseMoney(input.amount);
  if (amountMinor <= 0n) throw new Problem(400, 'amount_not_positive', 'a bill has an amount above zero');
  const receivedOn = input.receivedOn === undefined ? ctx.today : parseDay(input.receivedOn, 'receivedOn');
  const dueOn = parseDay(input.dueOn, 'dueOn');
  const drawnOn = input.drawnOn === undefined ? null : parseDay(input.drawnOn, 'drawnOn');
  const refuse = (code: string, detail: string, facts: Record<string, string>) => new Problem(400, code, detail, { facts });
  if (receivedOn > ctx.today) {
    throw refuse('bill_day_in_future', `${receivedOn} has not come yet`, { on: receivedOn, today: ctx.today });
  }
  if (dueOn < (drawnOn ?? receivedOn) && (drawnOn !== null || input.type !== 'cheque')) {
    throw refuse('bill_due_too_early', 'a bill falls due on the day it was drawn or later', {
      dueOn,
      from: drawnOn ?? receivedOn,
    });
  }
  if (drawnOn !== null && drawnOn > receivedOn) {
    throw refuse('bill_drawn_after_received', 'a bill is drawn before it is received', { drawnOn, receivedOn });
  }
  const warnings: Warning[] = [];
  if (drawnOn !== null && input.type !== 'cheque' && dueOn > addMonths(drawnOn, TERM_MONTHS_MAX)) {
    warnings.push({ code: 'bill_term_long', facts: { drawnOn, dueOn, months: TERM_MONTHS_MAX } });
  }
  if (dueOn < receivedOn) warnings.push({ code: 'bill_overdue_when_received', facts: { dueOn, receivedOn } });
  const subRange = input.subRange?.trim() ? input.subRange.trim() : null;
  return {
    amountMinor,
    currency,
    receivedOn,
    dueOn,
    drawnOn,
    subRange,
    number: input.number.trim(),
    acceptor: input.acceptor.trim(),
    warnings,
  };
}

function payMinor(amount: { amount: string; currency: string }, currency: string): bigint {
  const { minor, currency: written } = parseMoney(amount);
  if (written !== currency) {
    throw new Problem(409, 'other_currency', 'a bill pays invoices of its own currency', { facts: { currency, written } });
  }
  if (minor <= 0n) throw new Problem(400, 'amount_not_positive', 'what is applied is above zero');
  return minor;
}

/** 换票: the old bill is given back, which makes it an open item, and the new one pays that first. */
async function replaceWith(ctx: Ctx, book: BillBook, oldId: string, bill: BillRow, on: Day): Promise<void> {
  const old = book.bill(oldId);
  if (!old || old.account_id !== bill.account_id) {
    throw new Problem(404, 'bill_unknown', 'there is no such bill of this customer in this currency');
  }
  if (HELD.includes(old.state)) {
    const refused = mayFollow(
      { type: old.bill_type, amountMinor: old.amount_minor, receivedOn: old.received_on, dueOn: old.due_on },
      standingOf(old),
      { act: 'replace', on },
      ctx.today,
    );
    if (refused)
      throw new Problem(409, refused.code, 'this bill cannot be replaced now', {
        facts: { number: old.number, ...refused.facts },
      });
    book.act(old, { act: 'replace', on, note: bill.number });
  }
  const [item] = await openItems(ctx, [oldId]);
  const openMinor = book.openOf(oldId) ?? item?.open_minor ?? 0n;
  if (!item || openMinor <= 0n) {
    throw new Problem(409, 'bill_nothing_to_replace', 'nothing is owed on this bill', {
      facts: { number: old.number, state: old.state },
    });
  }
  book.apply(bill, item, minMinor(openMinor, bill.unapplied_minor), later(on, old.state_on));
}

/** Applies a bill to documents that were named; refuses what is not open so far or not the customer's. */
export async function payThese(ctx: Ctx, book: BillBook, bill: BillRow, pays: readonly Pay[], on: Day): Promise<void> {
  if (pays.length === 0) return;
  const items = new Map(
    (
      await openItems(
        ctx,
        pays.map((pay) => pay.documentId),
      )
    ).map((item) => [item.document_id, item]),
  );
  for (const pay of pays) {
    const item = items.get(pay.documentId);
    if (!item) throw new Problem(404, 'document_unknown', 'there is no such document');
    const facts = { from: bill.number, to: item.number };
    if (item.account_id !== bill.account_id) {
      throw new Problem(409, 'other_customer', 'a bill pays invoices of the customer who gave it, in its currency', { facts });
    }
    if (item.kind !== 'invoice' && item.kind !== 'bill') {
      throw new Problem(409, 'cannot_be_settled', 'only an invoice or a bill that came back can be paid', { facts });
    }
    const openMinor = book.openOf(pay.documentId) ?? item.open_minor;
    const left = {
      ...facts,
      unapplied: wireMoney(bill.unapplied_minor, bill.currency),
      open: wireMoney(openMinor, bill.currency),
    };
    if (pay.amountMinor > openMinor) {
      throw new Problem(409, 'more_than_open', 'this is more than is open of the invoice', { facts: left });
    }
    if (pay.amountMinor > bill.unapplied_minor) {
      throw new Problem(409, 'more_than_unapplied', 'this is more than is left of the bill', { facts: left });
    }
    book.apply(bill, item, pay.amountMinor, later(on, item.effective_on));
  }
}

/** Applies what is left of a bill to the oldest invoices. */
export async function payTheOldest(ctx: Ctx, book: BillBook, bill: BillRow, partyId: string, on: Day): Promise<void> {
  if (bill.unapplied_minor === 0n) return;
  const oldest = await store.openInvoices(ctx.tx, partyId, bill.currency, OLDEST_MAX);
  const items = new Map(
    (
      await openItems(
        ctx,
        oldest.map((each) => each.document_id),
      )
    ).map((item) => [item.document_id, item]),
  );
  for (const { document_id: id, effective_on: effectiveOn, disputed_minor: disputedMinor } of oldest) {
    const item = items.get(id);
    // What the customer disputes is paid where somebody says so, not by its age.
    const openMinor = item ? (book.openOf(id) ?? item.open_minor) - disputedMinor : 0n;
    if (!item || openMinor <= 0n || item.account_id !== bill.account_id) continue;
    const amountMinor = minMinor(openMinor, bill.unapplied_minor);
    if (amountMinor === 0n) return;
    book.apply(bill, item, amountMinor, later(on, effectiveOn));
  }
}

export const apply: Action<typeof contract.apply> = async (ctx, input) => {
  const on = input.on === undefined ? ctx.today : parseDay(input.on, 'on');
  const row = await store.billById(ctx.tx, input.id);
  const book = await BillBook.lock(ctx, [input.id]);
  const bill = book.bill(input.id);
  if (!row || !bill) throw new Problem(404, 'bill_unknown', 'there is no such bill');
  if (on > ctx.today) throw new Problem(400, 'bill_day_in_future', `${on} has not come yet`, { facts: { on, today: ctx.today } });
  const before = bill.unapplied_minor;
  const pays = (input.pays ?? []).map((pay) => ({ documentId: pay.document, amountMinor: payMinor(pay.amount, bill.currency) }));
  await payThese(ctx, book, bill, pays, later(on, bill.received_on));
  if (input.payOldest) await payTheOldest(ctx, book, bill, bill.party_id, later(on, bill.received_on));
  await book.write();
  const money = (minor: bigint) => wireMoney(minor, bill.currency);
  const applied = money(before - bill.unapplied_minor);
  ctx.note({ subject: { kind: 'bill', id: input.id }, partyId: row.party_id, facts: { number: bill.number, applied } });
  return { applied, unapplied: money(bill.unapplied_minor) };
};
