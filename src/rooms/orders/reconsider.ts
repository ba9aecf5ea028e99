// Looked at again: what is held on an account when money arrives, a limit rises, a freeze is lifted; prepayments that were asked for and came.
import { encode } from '#base/codec.ts';
import { newId } from '#base/id.ts';
import { RELEASE_BOUNDS } from '#engine/authority.ts';
import { checkOrder, type OrderFacts } from '#engine/order-check.ts';
import type { Ctx } from '#platform/context.ts';
import { rulebook } from '#rooms/policies/actions.ts';
import { type Asked, askedOf } from './asked.ts';
import { gravityOf } from './authority.ts';
import { prepaymentByRule, wireReason, wireRemedy } from './check.ts';
import { type Gathered, gather, orderKey } from './facts.ts';
import * as store from './store.ts';
import * as queue from './store-queue.ts';

const DAY_MS = 86_400_000;

/**
 * Money arrived, a limit rose or a freeze was lifted: what is held on these accounts is checked again, smallest first, and what
 * passes now goes by itself, with its own check on record.
 */
export async function reconsider(ctx: Ctx, accountIds: readonly string[]): Promise<number> {
  const held = await queue.heldOrders(ctx.tx, accountIds);
  if (held.length === 0) return 0;
  const rows = await store.ordersById(
    ctx.tx,
    held.map((each) => each.order_id),
  );
  const byId = new Map(rows.map((row) => [row.order_id, row]));
  const asked: Asked[] = held.flatMap(({ order_id }) => {
    const row = byId.get(order_id);
    return row ? [askedOf(row)] : [];
  });
  const gathered = await gather(ctx, asked);
  const checks: store.CheckRow[] = [];
  const prepaying: queue.PrepaymentByRule[] = [];
  let cleared = 0;
  const saidOf = new Map(held.map((row) => [row.hold_id, row]));
  const paid = await prepaidNow(ctx, held);
  const released = new Map([...gathered.orders.values()].map((order) => [order.id, order.released]));
  for (const one of asked) {
    const order = gathered.orders.get(orderKey(one.source, one.number));
    if (order?.hold === undefined || order.hold === null) continue;
    const prepaid = paid.get(order.hold.id);
    // What was asked for came: the rules that stood in the way when it was asked are released with it, no others.
    if (prepaid) order.released = { ...prepaid, termsDays: order.termsDays };
    const facts = gathered.factsOf(one);
    const decision = checkOrder(facts, gathered.rules, ctx.today);
    if (decision.outcome !== 'clear') {
      if (prepaid) gathered.ledger.act(order.hold, 'prepaid_still_held', null, null);
      order.released = released.get(order.id) ?? null;
      const reasons = decision.reasons.map((reason) => wireReason(reason, one.currency));
      // What holds it is another by now: the queue says so, or whoever works through it decides by yesterday's figures.
      if (prepaid || decision.outcome !== 'held' || gist(reasons) === gist(saidOf.get(order.hold.id)?.reasons ?? [])) continue;
      const checkId = newId();
      checks.push({
        ...checkOf(ctx, gathered, one, facts),
        checkId,
        outcome: 'held',
        reasons: encode(reasons),
        remedy: decision.remedy ? encode(wireRemedy(decision.remedy, one.currency)) : null,
        // Who made the order does not release it, however often it is looked at.
        madeBy: saidOf.get(order.hold.id)?.made_by ?? null,
      });
      order.checkId = checkId;
      gathered.ledger.hold(order, order.hold.dueAt, null, gravityOf(facts, ctx.today));
      const asks = prepaymentByRule(decision);
      if (asks) prepaying.push({ holdId: order.hold.id, ...asks });
      gathered.ledger.touch(order);
      continue;
    }
    if (prepaid) gathered.ledger.setRelease(order, order.released);
    const checkId = newId();
    checks.push({
      ...checkOf(ctx, gathered, one, facts),
      checkId,
      outcome: 'clear',
      reasons: encode(decision.reasons.map((reason) => wireReason(reason, one.currency))),
      remedy: null,
    });
    cleared += 1;
    order.state = prepaid ? 'released' : 'clear';
    order.checkId = checkId;
    const expiresAt = prepaid?.until ?? new Date(ctx.at.getTime() + gathered.rules.settings.reservationDays * DAY_MS);
    if (gathered.consumes(one)) {
      gathered.ledger.reserve(
        order,
        decision.orderMinor,
        one.amountMinor,
        expiresAt,
        `${prepaid ? 'release' : 'check'} ${checkId}`,
        ctx.eventId,
      );
    }
    gathered.ledger.endHold(order, 'cleared', null, encode({ because: prepaid ? 'prepaid' : 'reconsidered' }));
    gathered.ledger.touch(order);
  }
  await Promise.all([
    gathered.journal.write(),
    gathered.ledger.write(),
    checks.length > 0 ? store.insertChecks(ctx.tx, ctx.tenant.id, ctx.at, ctx.today, checks) : null,
  ]);
  if (prepaying.length > 0) await queue.askByRule(ctx.tx, ctx.at, prepaying);
  return cleared;
}

function checkOf(ctx: Ctx, gathered: Gathered, one: Asked, facts: OrderFacts) {
  return {
    orderNumber: one.number,
    accountId: one.accountId,
    partyId: one.partyId,
    accountSeq: gathered.lines.of(one.accountId)[0]!.last_seq,
    amountMinor: one.amountMinor,
    currency: one.currency,
    shadow: false,
    rulebookVersion: gathered.rulebookVersion,
    facts: encode(facts),
    madeBy: null,
    eventId: ctx.eventId,
  };
}

/** Rules and amounts. Days overdue grow by themselves: the page of the order counts them anew, they are no news. */
function gist(reasons: readonly queue.HeldReason[]): string {
  return encode(reasons.map(({ rule, node, unit, actual }) => [rule, node, unit === 'money' ? actual : null]));
}

type Prepaid = { readonly upToMinor: bigint; readonly until: Date; readonly rules: readonly string[] };

/**
 * Prepayments that were asked for and are whole now, by hold. Receipts that came in since are given to the asks of their account in the
 * order they were made, each piece of money once.
 */
async function prepaidNow(ctx: Ctx, held: readonly { hold_id: string; stage: string }[]): Promise<Map<string, Prepaid>> {
  const whole = new Map<string, Prepaid>();
  const ids = held.filter((row) => row.stage === 'prepayment').map((row) => row.hold_id);
  if (ids.length === 0) return whole;
  const [asks, { rules }] = await Promise.all([queue.prepaymentsAsked(ctx.tx, ids), rulebook(ctx, 'authority')]);
  const receipts = await queue.receiptsSince(
    ctx.tx,
    [...new Set(asks.map((ask) => ask.account_id))],
    asks.reduce((least, ask) => (ask.prepay_at < least ? ask.prepay_at : least), ctx.at),
  );
  const given: { holdId: string; documentId: string; amountMinor: bigint }[] = [];
  for (const ask of asks) {
    let missing = ask.prepay_minor - ask.prepaid_minor;
    for (const receipt of receipts) {
      if (missing <= 0n) break;
      if (receipt.account_id !== ask.account_id || receipt.recorded_at < ask.prepay_at || receipt.free_minor <= 0n) continue;
      const amountMinor = receipt.free_minor < missing ? receipt.free_minor : missing;
      receipt.free_minor -= amountMinor;
      missing -= amountMinor;
      given.push({ holdId: ask.hold_id, documentId: receipt.document_id, amountMinor });
    }
    if (missing > 0n) continue;
    const until = new Date(ctx.at.getTime() + (rules.release ?? RELEASE_BOUNDS).days * DAY_MS);
    whole.set(ask.hold_id, { upToMinor: ask.amount_minor, until, rules: ask.prepay_rules });
  }
  if (given.length > 0) await queue.insertPrepayments(ctx.tx, ctx.tenant.id, ctx.at, given);
  return whole;
}
