// Reading bills: a page of them with totals, by view and maturity, one with its life, what is to be said of them.
import { Problem } from '#base/assert.ts';
import { addDays } from '#base/date.ts';
import { wireMoney } from '#base/money.ts';
import { actsFrom, type BillRules, noticeEnds, presentationEnds } from '#engine/bills.ts';
import { nameKey } from '#engine/identifiers.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { dayMark, readDayMark } from '#platform/cursor.ts';
import type { InputOf } from '#platform/operation.ts';
import { resolveParty, sees } from '#rooms/customers/actions.ts';
import * as contract from './contract.ts';
import { rulesNow } from './rules.ts';
import * as store from './store.ts';
import { wireBill } from './wire.ts';

/** 一周内到期: today and the six days after it. */
const WEEK_DAYS = 6;

async function filterOf(ctx: Ctx, input: Partial<InputOf<typeof contract.list>>, rules: BillRules): Promise<store.Filter> {
  const party = input.customer ? await resolveParty(ctx, input.customer) : null;
  return {
    view: input.view ?? 'all',
    partyId: party?.party_id ?? null,
    acceptorKey: input.acceptor ? nameKey(input.acceptor) : null,
    type: input.type ?? null,
    state: input.state ?? null,
    dueFrom: input.dueFrom ?? null,
    dueTo: input.dueTo ?? null,
    text: input.text?.trim() ? input.text.trim() : null,
    ownerId: ownerScope(ctx),
    today: ctx.today,
    weekEnds: addDays(ctx.today, WEEK_DAYS),
    noticeBefore: addDays(ctx.today, -(rules.presentationDays + rules.noticeDays)),
  };
}

export const list: Action<typeof contract.list> = async (ctx, input) => {
  const filter = await filterOf(ctx, input, await rulesNow(ctx));
  const limit = input.limit ?? 50;
  // What is over is looked for from the newest; what is to come, from the nearest.
  const newestFirst = filter.view === 'all' || filter.view === 'dishonoured';
  const [rows, totals] = await Promise.all([
    store.billsPage(ctx.tx, filter, readDayMark(input.cursor), newestFirst, limit),
    store.totalsOf(ctx.tx, filter),
  ]);
  const last = rows.at(-1);
  return {
    asOf: ctx.today,
    bills: rows.map((row) => wireBill(row, ctx.today)),
    totals: totals.map((row) => ({
      bills: row.bills,
      amount: wireMoney(row.amount_minor, row.currency),
      counted: wireMoney(row.counted_minor, row.currency),
    })),
    next: rows.length === limit && last ? dayMark(last.due_on, last.document_id) : null,
  };
};

export const overview: Action<typeof contract.overview> = async (ctx, input) => {
  const filter = await filterOf(ctx, { customer: input.customer } as InputOf<typeof contract.list>, await rulesNow(ctx));
  const views = [];
  for (const view of contract.BILL_VIEWS) {
    const totals = await store.totalsOf(ctx.tx, { ...filter, view });
    views.push({
      view,
      bills: totals.reduce((sum, row) => sum + row.bills, 0),
      amounts: totals.map((row) => wireMoney(row.amount_minor, row.currency)),
    });
  }
  const rows = await store.ladder(ctx.tx, filter, input.by ?? 'week');
  return {
    asOf: ctx.today,
    views,
    ladder: rows.map((row) => ({
      startsOn: row.starts_on,
      type: row.bill_type,
      bills: row.bills,
      amount: wireMoney(row.amount_minor, row.currency),
      passedOn: wireMoney(row.passed_minor, row.currency),
    })),
  };
};

export const get: Action<typeof contract.get> = async (ctx, input) => {
  const { tx, today } = ctx;
  const row = await store.billById(tx, input.id);
  if (!row || !sees(ctx.actor, row)) throw new Problem(404, 'bill_unknown', 'there is no such bill');
  const [rules, life, pays, open, parts] = await Promise.all([
    rulesNow(ctx),
    store.lifeOf(tx, input.id),
    store.paidBy(tx, input.id),
    store.openOf(tx, input.id),
    store.partsOf(tx, input.id),
  ]);
  const money = (minor: bigint) => wireMoney(minor, row.currency);
  const facts = { type: row.bill_type, amountMinor: row.amount_minor, receivedOn: row.received_on, dueOn: row.due_on };
  const standing = { state: row.state, on: row.state_on, recourse: row.recourse };
  return {
    bill: wireBill(row, today),
    entity: row.entity,
    drawnOn: row.drawn_on,
    presentBy: presentationEnds(facts, rules),
    noticeBy: noticeEnds(facts, rules),
    life: life.map((act) => ({
      seq: act.seq,
      state: act.state,
      on: act.effective_on,
      recourse: act.recourse,
      counterparty: act.counterparty,
      fee: act.fee_minor === null ? null : money(act.fee_minor),
      note: act.note,
      by: act.by_name,
      at: act.recorded_at.toISOString(),
      assumed: act.assumed === true,
      undone: act.undone,
      undoes: act.undoes,
    })),
    pays: pays.map((each) => ({
      documentId: each.document_id,
      kind: each.kind,
      number: each.number,
      amount: money(each.amount_minor),
      on: each.effective_on,
    })),
    open: open?.due_on ? { amount: money(open.open_minor), dueOn: open.due_on } : null,
    whole: row.parent_id,
    parts: parts.map((part) => ({
      id: part.document_id,
      subRange: part.sub_range,
      amount: money(part.amount_minor),
      state: part.state,
    })),
    acts: actsFrom(facts, standing, today),
    exposure: money(row.exposure_minor),
  };
};

export const reminders: Action<typeof contract.reminders> = async (ctx, input) => {
  const rules = await rulesNow(ctx);
  const rows = await store.standingReminders(ctx.tx, ownerScope(ctx), input.limit ?? 50);
  return {
    asOf: ctx.today,
    reminders: rows.map((row) => ({
      kind: row.kind,
      saidOn: row.said_on,
      lastOn: presentationEnds({ dueOn: row.due_on }, rules),
      bill: wireBill(row, ctx.today),
    })),
  };
};
