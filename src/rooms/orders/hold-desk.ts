// Beside the decision: notes asked and answered, papers attached, an order held by hand, holds past their clock handed up.
import { Problem } from '#base/assert.ts';
import { encode } from '#base/codec.ts';
import { newId } from '#base/id.ts';
import { checkOrder } from '#engine/order-check.ts';
import * as people from '#platform/auth/store.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { readStoredFile, storeFile, uploadedBytes } from '#platform/files.ts';
import { isAddress, mailRoute, writeMail } from '#platform/mail.ts';
import { withdraw } from '#rooms/approvals/actions.ts';
import { rulebook } from '#rooms/policies/actions.ts';
import { askedOf } from './asked.ts';
import { creditManagers, gravityOf, nextAbove, ownerOf } from './authority.ts';
import { wireReason } from './check.ts';
import type * as contract from './contract-desk.ts';
import { gather, orderKey } from './facts.ts';
import { HOLD_PAPERS, holdOf } from './holds.ts';
import * as store from './store.ts';
import * as queue from './store-queue.ts';

const HOUR_MS = 3_600_000;
const ESCALATED_MAX = 500;
const CASES_CLOSED_MAX = 200;

export const note: Action<typeof contract.note> = async (ctx, input) => {
  const row = await holdOf(ctx, input.id);
  await store.insertHoldActs(ctx.tx, ctx.tenant.id, ctx.at, [
    { holdId: row.hold_id, act: 'note', reason: input.text, facts: null, byId: ctx.actor.id, byName: ctx.actor.name },
  ]);
  ctx.note({ subject: { kind: 'order', id: row.order_id }, partyId: row.party_id, facts: { order: row.number } });
  return { by: ctx.actor.name, at: ctx.at.toISOString() };
};

export const attach: Action<typeof contract.attach> = async (ctx, input) => {
  const row = await holdOf(ctx, input.id);
  const stored = await storeFile(ctx, { kind: HOLD_PAPERS, id: row.hold_id }, await uploadedBytes(ctx.upload));
  if (!stored.known) {
    await store.insertHoldActs(ctx.tx, ctx.tenant.id, ctx.at, [
      { holdId: row.hold_id, act: 'paper', reason: stored.name, facts: null, byId: ctx.actor.id, byName: ctx.actor.name },
    ]);
  }
  ctx.note({ subject: { kind: 'order', id: row.order_id }, partyId: row.party_id, facts: { order: row.number } });
  return { paper: stored.fileId, name: stored.name, known: stored.known };
};

export const paper: Action<typeof contract.paper> = async (ctx, input) => {
  const row = await holdOf(ctx, input.id);
  const file = await readStoredFile(ctx, { kind: HOLD_PAPERS, id: row.hold_id }, input.paper);
  if (!file) throw new Problem(404, 'paper_unknown', 'there is no such paper at this order');
  return file;
};

/** Stops an order whatever the rules say of it. What it reserves stays reserved; only a release lets it go again. */
export const holdByHand: Action<typeof contract.holdByHand> = async (ctx, input) => {
  const [found] = await store.ordersByNumber(ctx.tx, [{ source: input.source ?? 'erp', number: input.order }]);
  const [row] = found ? await store.ordersById(ctx.tx, [found.order_id]) : [];
  if (!row || ownerScope(ctx) !== null) throw new Problem(404, 'order_unknown', `there is no order ${input.order}`);
  const one = askedOf(row);
  const gathered = await gather(ctx, [one]);
  const order = gathered.orders.get(orderKey(one.source, one.number))!;
  if (order.state === 'cancelled' || order.state === 'refused')
    throw new Problem(409, 'order_ended', `this order is ${order.state} already`, { facts: { state: order.state } });
  if (order.hold?.forcedOn) throw new Problem(409, 'held_by_hand_already', 'this order is held by hand already');
  const fresh = order.hold === null;
  const dueAt = fresh ? new Date(ctx.at.getTime() + gathered.rules.settings.holdHours * HOUR_MS) : order.hold!.dueAt;
  const hold = gathered.ledger.hold(order, dueAt, fresh ? ownerOf(one.partyId, await creditManagers(ctx)) : null, null);
  hold.forcedOn = ctx.today;
  hold.forcedBy = ctx.actor.name;
  order.state = 'held';
  const facts = gathered.factsOf(one);
  Object.assign(hold, gravityOf(facts, ctx.today));
  const decision = checkOrder(facts, gathered.rules, ctx.today);
  order.checkId = newId();
  gathered.ledger.act(hold, 'held_by_hand', input.reason, null);
  gathered.ledger.touch(order);
  await Promise.all([
    gathered.journal.write(),
    gathered.ledger.write(),
    store.insertChecks(ctx.tx, ctx.tenant.id, ctx.at, ctx.today, [
      {
        checkId: order.checkId,
        orderNumber: one.number,
        accountId: one.accountId,
        partyId: one.partyId,
        accountSeq: gathered.lines.of(one.accountId)[0]!.last_seq,
        amountMinor: one.amountMinor,
        currency: one.currency,
        outcome: decision.outcome,
        shadow: false,
        rulebookVersion: gathered.rulebookVersion,
        facts: encode(facts),
        reasons: encode(decision.reasons.map((reason) => wireReason(reason, one.currency))),
        remedy: null,
        madeBy: null,
        eventId: ctx.eventId,
      },
    ]),
  ]);
  ctx.note({
    subject: { kind: 'order', id: order.id },
    partyId: order.partyId,
    facts: { order: row.number, reason: input.reason },
  });
  return { hold: hold.id, state: 'held' };
};

/** Holds past their clock go to whoever is next in authority, once; he is told by mail where he has an address. */
export async function escalate(ctx: Ctx): Promise<number> {
  const late = await queue.lateHolds(ctx.tx, ctx.at, ESCALATED_MAX);
  if (late.length > 0) {
    const [{ rules }, everybody] = await Promise.all([rulebook(ctx, 'authority'), people.users(ctx.tx)]);
    const mailed = new Map<string, { address: string; orders: string[] }>();
    const up = late.map((row) => {
      const to = nextAbove(rules, everybody, row);
      const address = to && (to.mail ?? (isAddress(to.login) ? to.login : null));
      if (to && address) {
        const mail = mailed.get(to.user_id) ?? { address, orders: [] };
        mail.orders.push(`${row.number} ${row.name}`);
        mailed.set(to.user_id, mail);
      }
      return { holdId: row.hold_id, ownerId: to?.user_id ?? row.owner_id, ownerName: to?.display_name ?? row.owner_name };
    });
    await queue.escalateHolds(ctx.tx, ctx.at, up);
    await store.insertHoldActs(
      ctx.tx,
      ctx.tenant.id,
      ctx.at,
      up.map((each) => ({
        holdId: each.holdId,
        act: 'escalated',
        reason: null,
        facts: encode({ to: each.ownerName }),
        byId: null,
        byName: ctx.actor.name,
      })),
    );
    if (mailRoute() !== null) {
      for (const [userId, { address, orders }] of mailed) {
        await writeMail(ctx, {
          to: address,
          subject: `${orders.length} 张冻结订单超过时限，转由你处理 / held orders past their time limit`,
          body: orders.join('\n'),
          about: { kind: 'orders.escalated', id: userId },
          attachments: [],
        });
      }
    }
  }
  await closeIdleCases(ctx, null);
  return late.length;
}

/**
 * Cases of holds that ended otherwise, or whose order was raised since: nobody is asked any more. Called before any account is locked,
 * as whoever decides a case locks it first and the account after it.
 */
export async function closeIdleCases(ctx: Ctx, holdId: string | null): Promise<void> {
  const idle = await queue.idleCases(ctx.tx, holdId, CASES_CLOSED_MAX);
  for (const each of idle) await withdraw(ctx, each.case_id, 'hold ended or order raised');
}
