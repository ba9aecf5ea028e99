// What is done with bills: endorsed, discounted, pledged, presented, honoured, dishonoured, claimed, given back; taken back; split.
import { assert, Problem } from '#base/assert.ts';
import { type Day, parseDay } from '#base/date.ts';
import { parseMoney, sumMinor, wireMoney } from '#base/money.ts';
import {
  type BillFacts,
  type BillRefusal,
  type BillRules,
  discountInterest,
  mayFollow,
  standingFrom,
  subRangesOf,
  warningOf,
} from '#engine/bills.ts';
import type { Action, Ctx } from '#platform/context.ts';
import type { InputOf } from '#platform/operation.ts';
import { sees } from '#rooms/customers/actions.ts';
import { BillBook, type BillDeed, type BillRow, openItems, standingActs, standingOf } from '#rooms/receivables/bill-moves.ts';
import { postDocuments } from '#rooms/receivables/posting.ts';
import { reverseAll } from '#rooms/receivables/reversing.ts';
import type * as contract from './contract.ts';
import { BY_HAND, documentNumber, type Warning } from './receive.ts';
import { rulesNow } from './rules.ts';
import * as store from './store.ts';

const SENTENCES: Readonly<Record<BillRefusal['code'], string>> = {
  bill_day_in_future: 'that day has not come yet',
  bill_before_last_act: 'something was done with this bill after that day; take that back first, or choose a later day',
  bill_ended: 'this bill is over; nothing follows',
  bill_act_not_from_here: 'this cannot follow what was done with the bill before',
  bill_not_due: 'this bill is not due yet',
  bill_counterparty_missing: 'say to whom the bill goes',
  bill_recourse_unsaid: 'say whether the next holder may come back to us (with recourse or without)',
};

export function factsOf(bill: BillRow): BillFacts {
  return { type: bill.bill_type, amountMinor: bill.amount_minor, receivedOn: bill.received_on, dueOn: bill.due_on };
}

/** Locks bills and refuses those that are not there or not one's own. */
async function lockMine(
  ctx: Ctx,
  ids: readonly string[],
): Promise<{ book: BillBook; bills: BillRow[]; customers: Map<string, string> }> {
  const owners = new Map((await store.ownersOf(ctx.tx, ids)).map((row) => [row.document_id, row]));
  const missing = ids.filter((id) => !owners.has(id) || !sees(ctx.actor, owners.get(id)!));
  if (missing.length > 0)
    throw new Problem(404, 'bill_unknown', 'there is no such bill', { facts: { bills: missing.slice(0, 20) } });
  const book = await BillBook.lock(ctx, ids);
  const bills = ids.map((id) => {
    const bill = book.bill(id);
    if (!bill) throw new Problem(404, 'bill_unknown', 'there is no such bill', { facts: { bills: [id] } });
    return bill;
  });
  return { book, bills, customers: new Map(bills.map((bill) => [bill.account_id, owners.get(bill.document_id)!.code])) };
}

export const act: Action<typeof contract.act> = async (ctx, input) => {
  const { book, bills, customers } = await lockMine(ctx, input.bills);
  const rules = await rulesNow(ctx);
  const deeds = bills.map((bill) => deedOf(ctx, input, bill));

  const refused = bills.flatMap((bill, at) => {
    const refusal = mayFollow(factsOf(bill), standingOf(bill), deeds[at]!, ctx.today);
    return refusal ? [{ id: bill.document_id, number: bill.number, ...refusal }] : [];
  });
  const [first] = refused;
  if (first) {
    const status = first.code === 'bill_counterparty_missing' || first.code === 'bill_recourse_unsaid' ? 400 : 409;
    // All or none: a part of what was ticked would leave the rest to be found again.
    throw new Problem(status, first.code, SENTENCES[first.code], {
      facts: { number: first.number, ...first.facts, count: refused.length, refused: refused.slice(0, 20) },
    });
  }

  const warnings = warningsOf(bills, deeds, rules);
  for (const [at, bill] of bills.entries()) book.act(bill, deeds[at]!);
  await book.write();
  const moved = [...book.moved()].flatMap(([accountId, minor]) => {
    const bill = bills.find((each) => each.account_id === accountId)!;
    return minor === 0n ? [] : [{ customer: customers.get(accountId)!, amount: wireMoney(minor, bill.currency) }];
  });
  const [only] = bills;
  ctx.note({
    subject: { kind: 'bill', id: only!.document_id },
    ...(bills.length === 1 ? { partyId: only!.party_id } : {}),
    facts: {
      act: input.act,
      number: only!.number,
      bills: bills.length,
      on: deeds[0]!.on,
      ...(input.counterparty ? { counterparty: input.counterparty } : {}),
      ...(input.recourse === undefined ? {} : { recourse: input.recourse }),
    },
  });
  return {
    bills: bills.map((bill, at) => {
      const fee = deeds[at]!.feeMinor ?? null;
      return {
        id: bill.document_id,
        number: bill.number,
        state: bill.state,
        fee: fee === null ? null : wireMoney(fee, bill.currency),
      };
    }),
    moved,
    warnings,
  };
};

function deedOf(ctx: Ctx, input: InputOf<typeof contract.act>, bill: BillRow): BillDeed {
  const on = input.on === undefined ? ctx.today : parseDay(input.on, 'on');
  return {
    act: input.act,
    on,
    recourse: input.recourse ?? null,
    counterparty: input.counterparty?.trim() || null,
    note: input.note ?? null,
    feeMinor: feeOf(input, bill, on),
  };
}

/** The fee as the bank says it, or the interest of a discount by its rate. */
function feeOf(input: InputOf<typeof contract.act>, bill: BillRow, on: string): bigint | null {
  if (input.fee !== undefined) {
    if (input.bills.length > 1) throw new Problem(400, 'bill_fee_single', 'one fee belongs to one bill; give a rate for several');
    const { minor, currency } = parseMoney(input.fee);
    if (currency !== bill.currency) throw new Problem(409, 'other_currency', 'a fee is in the currency of its bill');
    if (minor < 0n || minor > bill.amount_minor) {
      throw new Problem(400, 'bill_fee_beyond', 'a fee is not below zero and not above the amount of the bill');
    }
    return minor;
  }
  if (input.annualRatePpm === undefined || input.act !== 'discount') return null;
  return discountInterest(bill.amount_minor, input.annualRatePpm, on, bill.due_on);
}

function warningsOf(bills: readonly BillRow[], deeds: readonly BillDeed[], rules: BillRules): Warning[] {
  const numbers = new Map<string, string[]>();
  for (const [at, bill] of bills.entries()) {
    const code = warningOf(factsOf(bill), deeds[at]!, rules);
    if (code) numbers.set(code, [...(numbers.get(code) ?? []), bill.number]);
  }
  return [...numbers].map(([code, list]) => ({
    code: `bill_${code}`,
    facts: { count: list.length, numbers: list.slice(0, 20) },
  }));
}

export const undo: Action<typeof contract.undo> = async (ctx, input) => {
  const { book, bills } = await lockMine(ctx, [input.id]);
  const [bill] = bills;
  assert(bill, 'one bill was locked');
  const [acts, settled, parts] = await Promise.all([
    standingActs(ctx, [input.id]),
    store.settledOf(ctx.tx, input.id),
    store.partsOf(ctx.tx, input.id),
  ]);
  const facts = { number: bill.number, state: bill.state };
  const money = (minor: bigint) => wireMoney(minor, bill.currency);
  if (bill.state === 'split' || parts.length > 0 || (acts.length === 1 && bill.parent_id !== null)) {
    throw new Problem(409, 'bill_split_stays', 'a split is not taken back: its parts have lives of their own', { facts });
  }
  if (settled.minor !== 0n) {
    throw new Problem(409, 'bill_paid_since', 'something was paid on this bill since; take that back first', {
      facts: { ...facts, paid: money(settled.minor) },
    });
  }
  ctx.note({
    subject: { kind: 'bill', id: input.id },
    partyId: bill.party_id,
    facts: { number: bill.number, undone: bill.state, reason: input.reason },
  });
  const undone = bill.state;
  if (acts.length === 1) {
    // Entered in error: the document is reversed with all it paid, as if it had never come.
    const before = await exposureOf(ctx, input.id);
    await reverseAll(ctx, [input.id], { on: null, why: input.reason, unapply: true });
    return { state: null, undone, moved: money((await store.exposureOfAccount(ctx.tx, bill.account_id)).minor - before) };
  }
  const [item] = await openItems(ctx, [input.id]);
  assert(item, 'a bill has an item');
  book.undo(bill, acts, item, input.reason);
  await book.write();
  return { state: bill.state, undone, moved: money(book.moved().get(bill.account_id) ?? 0n) };
};

async function exposureOf(ctx: Ctx, id: string): Promise<bigint> {
  return (await store.billById(ctx.tx, id))!.exposure_minor;
}

type Part = { readonly amountMinor: bigint; readonly subRange: string };

export const split: Action<typeof contract.split> = async (ctx, input) => {
  const { book, bills } = await lockMine(ctx, [input.id]);
  const [bill] = bills;
  assert(bill, 'one bill was locked');
  const on = input.on === undefined ? ctx.today : parseDay(input.on, 'on');
  const amounts = input.parts.map((part) => partMinor(part.amount, bill));
  const ranges = bill.sub_range === null ? null : subRangesOf(bill.sub_range, bill.amount_minor, amounts);
  const parts = amounts.map((amountMinor, at) => ({
    amountMinor,
    subRange: input.parts[at]!.subRange?.trim() || (ranges?.[at] ?? `${at + 1}/${amounts.length}`),
  }));
  const facts = { number: bill.number, amount: wireMoney(bill.amount_minor, bill.currency) };
  const total = sumMinor(amounts);
  if (total !== bill.amount_minor) {
    throw new Problem(400, 'bill_parts_differ', 'the parts do not add up to the bill', {
      facts: { ...facts, parts: wireMoney(total, bill.currency) },
    });
  }
  if (new Set(parts.map((part) => part.subRange)).size < parts.length) {
    throw new Problem(400, 'bill_part_twice', 'two parts have the same range', { facts });
  }
  const made = await splitInto(ctx, book, bill, parts, on);
  ctx.note({ subject: { kind: 'bill', id: bill.document_id }, partyId: bill.party_id, facts: { ...facts, parts: parts.length } });
  return {
    parts: made.map((part) => ({
      id: part.document_id,
      subRange: part.sub_range ?? '',
      amount: wireMoney(part.amount_minor, bill.currency),
    })),
  };
};

function partMinor(amount: { amount: string; currency: string }, bill: BillRow): bigint {
  const { minor, currency } = parseMoney(amount);
  if (currency !== bill.currency) throw new Problem(409, 'other_currency', 'a part has the currency of its bill');
  if (minor <= 0n) throw new Problem(400, 'amount_not_positive', 'a part is above zero');
  return minor;
}

/** Under the lock of `book`. What the whole had not paid is handed to its parts, from the first on. */
async function splitInto(ctx: Ctx, book: BillBook, bill: BillRow, parts: readonly Part[], on: Day) {
  const refusal = mayFollow(factsOf(bill), standingOf(bill), { act: 'split', on }, ctx.today);
  if (refusal)
    throw new Problem(409, refusal.code, SENTENCES[refusal.code], { facts: { number: bill.number, ...refusal.facts } });
  const life = (await standingActs(ctx, [bill.document_id])).map((each) => ({ ...each, on: each.effective_on }));
  assert(standingFrom(life).state === bill.state, 'a bill stands where its life ends');

  let left = book.handOn(bill, on);
  book.act(bill, { act: 'split', on });
  await book.write();
  const documents = parts.map((part) => {
    const unappliedMinor = left < part.amountMinor ? left : part.amountMinor;
    left -= unappliedMinor;
    return {
      kind: 'bill' as const,
      partyId: bill.party_id,
      entityId: bill.entity_id,
      number: documentNumber(bill.number, bill.sub_range === null ? part.subRange : `${bill.sub_range}:${part.subRange}`),
      issuedOn: on,
      dueOn: bill.due_on,
      amountMinor: part.amountMinor,
      currency: bill.currency,
      bill: {
        type: bill.bill_type,
        acceptor: bill.acceptor,
        number: bill.number,
        subRange: part.subRange,
        drawer: bill.drawer,
        drawnOn: bill.drawn_on,
        parentId: bill.document_id,
        unappliedMinor,
        events: [{ state: 'received' as const, on, recourse: true }],
      },
    };
  });
  await postDocuments(ctx, { source: BY_HAND, importId: null, documents, applications: [] });
  return store.partsOf(ctx.tx, bill.document_id);
}

/** 部分背书: what is passed on is split off first, in the same act; the rest stays in hand. */
export const passPart: Action<typeof contract.passPart> = async (ctx, input) => {
  const { book, bills } = await lockMine(ctx, [input.id]);
  const [whole] = bills;
  assert(whole, 'one bill was locked');
  const on = input.on === undefined ? ctx.today : parseDay(input.on, 'on');
  const amountMinor = partMinor(input.amount, whole);
  if (amountMinor >= whole.amount_minor) {
    throw new Problem(400, 'bill_part_whole', 'a part is less than the bill; pass the whole bill on instead', {
      facts: { number: whole.number, amount: wireMoney(whole.amount_minor, whole.currency) },
    });
  }
  const amounts = [amountMinor, whole.amount_minor - amountMinor];
  const ranges = subRangesOf(whole.sub_range, whole.amount_minor, amounts) ?? ['1/2', '2/2'];
  const parts = amounts.map((minor, at) => ({ amountMinor: minor, subRange: ranges[at]! }));
  const rules = await rulesNow(ctx);
  const before = (await store.exposureOfAccount(ctx.tx, whole.account_id)).minor;
  const made = await splitInto(ctx, book, whole, parts, on);
  const idOf = (range: string) => made.find((part) => part.sub_range === range)!.document_id;
  const passed = idOf(ranges[0]!);

  const after = await BillBook.lock(ctx, [passed]);
  const bill = after.bill(passed);
  assert(bill, 'the part was just posted');
  const { id: _id, amount: _amount, ...said } = input;
  const deed = deedOf(ctx, { ...said, bills: [passed] }, bill);
  const refusal = mayFollow(factsOf(bill), standingOf(bill), deed, ctx.today);
  if (refusal) {
    const status = refusal.code === 'bill_counterparty_missing' || refusal.code === 'bill_recourse_unsaid' ? 400 : 409;
    throw new Problem(status, refusal.code, SENTENCES[refusal.code], { facts: { number: bill.number, ...refusal.facts } });
  }
  const warnings = warningsOf([bill], [deed], rules);
  after.act(bill, deed);
  await after.write();
  const moved = (await store.exposureOfAccount(ctx.tx, whole.account_id)).minor - before;
  const money = (minor: bigint) => wireMoney(minor, bill.currency);
  ctx.note({
    subject: { kind: 'bill', id: whole.document_id },
    partyId: whole.party_id,
    facts: { act: input.act, number: whole.number, amount: money(amountMinor), on, counterparty: input.counterparty },
  });
  const fee = deed.feeMinor ?? null;
  return { passed, rest: idOf(ranges[1]!), fee: fee === null ? null : money(fee), moved: money(moved), warnings };
};
