// The hold queue: seen, decided by who has the authority, and looked at again when money arrives or a limit changes.
import { Problem } from '#base/assert.ts';
import { encode } from '#base/codec.ts';
import { addDays, addMonths, startOfDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { parseMoney, timesPpm, wireMoney } from '#base/money.ts';
import { availableOf } from '#engine/account.ts';
import { RELEASE_BOUNDS } from '#engine/authority.ts';
import { checkOrder, type OrderDecision } from '#engine/order-check.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import { resolveParty, sees } from '#rooms/customers/actions.ts';
import { rulebook } from '#rooms/policies/actions.ts';
import { authorityOver } from './authority.ts';
import { reservationOf, wirePassed, wireReason, wireRemedy } from './check.ts';
import type * as contract from './contract.ts';
import { type Asked, askedOf, checkedNodes, type Gathered, gather, orderKey } from './facts.ts';
import type { Order } from './ledger.ts';
import { checkpointIn, saidIn } from './said.ts';
import * as store from './store.ts';
import * as queue from './store-queue.ts';

const DAY_MS = 86_400_000;
const PPM_ONE = 1_000_000;

function wireHold(row: queue.HoldRow) {
  return {
    id: row.hold_id,
    order: row.number,
    customer: { code: row.code, name: row.name, grade: row.grade, owner: row.owner_of_customer },
    amount: wireMoney(row.amount_minor, row.currency),
    heldAt: row.held_at.toISOString(),
    dueAt: row.due_at.toISOString(),
    owner: row.owner_name,
    state: row.state,
    endedAt: row.ended_at?.toISOString() ?? null,
    deliverOn: row.deliver_on,
    sales: row.sales_name,
    // Stored as the check answered: the contract's own shape.
    reasons: row.reasons as never,
    remedy: row.remedy,
    version: row.version,
  };
}

export const holds: Action<typeof contract.holds> = async (ctx, input) => {
  const party = input.customer ? await resolveParty(ctx, input.customer) : null;
  const limit = input.limit ?? 50;
  const [rows, sums] = await Promise.all([
    queue.holdsPage(ctx.tx, {
      held: input.state !== 'ended',
      partyId: party?.party_id ?? null,
      ownerId: ownerScope(ctx),
      after: readInstantMark(input.cursor),
      limit,
    }),
    queue.openHoldSums(ctx.tx, ownerScope(ctx)),
  ]);
  const last = rows.at(-1);
  return {
    holds: rows.map(wireHold),
    open: sums.reduce((count, row) => count + row.holds, 0),
    openAmounts: sums.map((row) => wireMoney(row.amount_minor, row.currency)),
    next: rows.length === limit && last ? instantMark(input.state === 'ended' ? last.held_at : last.due_at, last.hold_id) : null,
  };
};

async function holdOf(ctx: Ctx, id: string): Promise<queue.HoldRow> {
  const row = await queue.holdById(ctx.tx, id);
  if (!row || !sees(ctx.actor, { owner_id: row.customer_owner_id }))
    throw new Problem(404, 'hold_unknown', 'there is no such held order');
  return row;
}

export const hold: Action<typeof contract.hold> = async (ctx, input) => {
  const row = await holdOf(ctx, input.id);
  const [gathered, acts, earlier, behaviour] = await Promise.all([
    gather(ctx, [askedOfHold(row)]),
    queue.holdActs(ctx.tx, row.hold_id),
    queue.earlierHolds(ctx.tx, row.party_id, row.hold_id),
    queue.paymentBehaviour(ctx.tx, row.account_id, addMonths(ctx.today, -12)),
  ]);
  const decision = checkOrder(gathered.factsOf(askedOfHold(row)), gathered.rules, ctx.today);
  const account = gathered.lines.of(row.account_id)[0]!;
  await Promise.all([gathered.journal.write(), gathered.ledger.write()]);
  const money = (minor: bigint) => wireMoney(minor, row.currency);
  const capped = checkedNodes(gathered.lines.of(row.account_id))[0]!;
  const available = availableOf(capped.row.cap_mode, capped.capMinor, capped.exposureMinor);
  const mayRelease = await releaseAuthority(ctx, row, gathered);
  return {
    hold: { ...wireHold(row), reasons: decision.reasons.map((reason) => wireReason(reason, row.currency)) },
    passed: decision.passed.map((each) => wirePassed(each, row.currency)),
    position: {
      limit: capped.capMinor === null ? null : money(capped.capMinor),
      permanent: null,
      exposure: money(capped.exposureMinor),
      open: money(account.open_minor),
      delivered: money(account.delivered_minor),
      reserved: money(account.reserved_minor),
      bills: money(account.bills_minor),
      unapplied: money(account.unapplied_minor),
      others: capped.row === account ? null : money(capped.exposureMinor - account.exposure_minor),
      available: available === null ? null : money(available),
      afterRelease: money(capped.exposureMinor + row.amount_minor),
    },
    remedies: decision.remedies.map((remedy) => wireRemedy(remedy, row.currency)),
    behaviour: {
      weightedDaysLate: behaviour.weighted_days_late,
      lastPaidOn: behaviour.last_paid_on,
      lastPaid: behaviour.last_paid_minor === null ? null : money(behaviour.last_paid_minor),
    },
    acts: acts.map((act) => ({ act: act.act, reason: act.reason, by: act.by_name, at: act.at.toISOString(), facts: act.facts })),
    earlier: earlier.map((each) => ({
      order: each.number,
      amount: wireMoney(each.amount_minor, each.currency),
      state: each.state,
      heldAt: each.held_at.toISOString(),
      endedAt: each.ended_at?.toISOString() ?? null,
    })),
    authority: {
      mayRelease: row.state === 'held' && mayRelease.allowed,
      whyNot: mayRelease.allowed ? null : { reasons: mayRelease.reasons, rolesThatMay: mayRelease.rolesThatMay },
      mayRefuse: row.state === 'held' && mayRelease.allowed,
    },
  };
};

function askedOfHold(row: queue.HoldRow): Asked {
  return {
    source: row.source,
    number: row.number,
    partyId: row.party_id,
    accountId: row.account_id,
    amountMinor: row.amount_minor,
    currency: row.currency,
    termsDays: row.terms_days,
    customerTermsDays: row.customer_terms_days,
    said: saidIn(row.facts['is'] as never),
    checkpoint: checkpointIn(row.facts['checkpoint']),
  };
}

async function releaseAuthority(ctx: Ctx, row: queue.HoldRow, gathered: Gathered) {
  const facts = gathered.factsOf(askedOfHold(row));
  let overLimitMinor = 0n;
  for (const node of facts.nodes) {
    if (node.kind === 'group' && node.mode === 'none') continue;
    const free = availableOf(node.mode, node.capMinor, node.exposureMinor - node.alreadyReservedMinor + facts.orderMinor);
    if (free !== null && -free > overLimitMinor) overLimitMinor = -free;
  }
  const overdueDays =
    facts.oldestDueOn === null
      ? 0
      : Math.max(0, Math.round((startOfDay(ctx.today, 'UTC') - startOfDay(facts.oldestDueOn, 'UTC')) / DAY_MS));
  return authorityOver(ctx, 'release_hold', {
    amountMinor: row.amount_minor,
    currency: row.currency,
    overLimitMinor,
    overdueDays,
    madeBy: row.made_by,
  });
}

/** Locks the account of a hold, then reads it again: what two people decide at once is decided once. */
async function lockHold(
  ctx: Ctx,
  id: string,
  version: number,
): Promise<{ row: queue.HoldRow; gathered: Gathered; order: Order }> {
  const seen = await holdOf(ctx, id);
  const gathered = await gather(ctx, [askedOfHold(seen)]);
  const row = await holdOf(ctx, id);
  if (row.state !== 'held')
    throw new Problem(409, 'hold_ended', `this order is ${row.state} already`, { facts: { state: row.state } });
  if (row.version !== version) throw new Problem(412, 'version_stale', 'this held order changed meanwhile; look again');
  const order = gathered.orders.get(orderKey(row.source, row.number));
  if (!order?.hold) throw new Problem(409, 'hold_ended', 'this order is not held any more');
  return { row, gathered, order };
}

async function demandAuthority(ctx: Ctx, row: queue.HoldRow, gathered: Gathered): Promise<void> {
  const answer = await releaseAuthority(ctx, row, gathered);
  if (answer.allowed) return;
  throw new Problem(403, 'authority_exceeded', 'this is beyond your authority; the roles named may decide it', {
    facts: {
      reasons: answer.reasons.map((reason) => ({
        ...reason,
        actual: String(reason.actual),
        threshold: reason.threshold === null ? null : String(reason.threshold),
      })),
      roles: answer.rolesThatMay,
    },
  });
}

async function finish(
  ctx: Ctx,
  gathered: Gathered,
  row: queue.HoldRow,
  order: Order,
  reason: string,
  facts?: Record<string, unknown>,
): Promise<void> {
  gathered.ledger.touch(order);
  await Promise.all([gathered.journal.write(), gathered.ledger.write()]);
  ctx.note({
    subject: { kind: 'order', id: order.id },
    partyId: row.party_id,
    facts: { order: row.number, amount: wireMoney(row.amount_minor, row.currency), reason, ...facts },
  });
}

/** The rules that are released: those the order was held by, and those that stand in its way today. */
function rulesOf(row: queue.HoldRow, decision: OrderDecision): string[] {
  const held = (row.reasons as { rule: string }[]).map((reason) => reason.rule);
  return [...new Set([...held, ...decision.reasons.map((reason) => reason.rule)])];
}

export const release: Action<typeof contract.release> = async (ctx, input) => {
  const { row, gathered, order } = await lockHold(ctx, input.id, input.version);
  await demandAuthority(ctx, row, gathered);
  const { rules: authority } = await rulebook(ctx, 'authority');
  const bounds = authority.release ?? RELEASE_BOUNDS;
  const until = new Date(ctx.at.getTime() + (input.validDays ?? bounds.days) * DAY_MS);
  const facts = gathered.factsOf(askedOfHold(row));
  order.state = 'released';
  if (gathered.consumes(askedOfHold(row)))
    gathered.ledger.reserve(order, facts.orderMinor, row.amount_minor, until, `release ${row.hold_id}`, ctx.eventId);
  gathered.ledger.setRelease(order, {
    upToMinor: timesPpm(row.amount_minor, PPM_ONE + bounds.tolerancePpm, 'floor'),
    until,
    rules: rulesOf(row, checkOrder(facts, gathered.rules, ctx.today)),
    termsDays: row.terms_days,
  });
  gathered.ledger.endHold(order, 'released', input.reason);
  await finish(ctx, gathered, row, order, input.reason, { outcome: 'released' });
  return { state: 'released', reservation: reservationOf(order) };
};

export const refuse: Action<typeof contract.refuse> = async (ctx, input) => {
  const { row, gathered, order } = await lockHold(ctx, input.id, input.version);
  await demandAuthority(ctx, row, gathered);
  order.state = 'refused';
  gathered.ledger.setRelease(order, null);
  gathered.ledger.endReservation(order, 'released', `refuse ${row.hold_id}`, ctx.eventId);
  gathered.ledger.endHold(order, 'refused', input.reason);
  await finish(ctx, gathered, row, order, input.reason, { outcome: 'refused' });
  return { state: 'refused' };
};

export const askPrepayment: Action<typeof contract.askPrepayment> = async (ctx, input) => {
  const { row, gathered, order } = await lockHold(ctx, input.id, input.version);
  await demandAuthority(ctx, row, gathered);
  const asked = parseMoney(input.amount);
  if (asked.currency !== row.currency || asked.minor <= 0n || asked.minor > row.amount_minor) {
    throw new Problem(400, 'prepayment_out_of_range', 'a prepayment is more than zero and at most the order, in its currency', {
      fields: [{ field: 'amount', message: 'out of range' }],
    });
  }
  // The hold stays in the queue: it goes by itself when the money is in the ledger.
  gathered.ledger.act(order.hold!, 'prepayment', input.reason, encode({ amount: input.amount }));
  gathered.ledger.keepHold(order);
  await finish(ctx, gathered, row, order, input.reason, { prepayment: input.amount });
  return { state: 'held' };
};

export const waitForPayment: Action<typeof contract.waitForPayment> = async (ctx, input) => {
  const { row, gathered, order } = await lockHold(ctx, input.id, input.version);
  if (input.until < ctx.today || input.until > addDays(ctx.today, 90)) {
    throw new Problem(400, 'date_out_of_range', 'a day from today to ninety days on', {
      fields: [{ field: 'until', message: 'out of range' }],
    });
  }
  const dueAt = new Date(startOfDay(addDays(input.until, 1), ctx.tenant.timeZone) - 1);
  order.hold!.dueAt = dueAt;
  gathered.ledger.act(order.hold!, 'waiting', input.reason, encode({ until: input.until }));
  gathered.ledger.keepHold(order);
  await finish(ctx, gathered, row, order, input.reason, { until: input.until });
  return { state: 'held', dueAt: dueAt.toISOString() };
};

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
  for (const one of asked) {
    const order = gathered.orders.get(orderKey(one.source, one.number));
    if (order?.state !== 'held') continue;
    const facts = gathered.factsOf(one);
    const decision = checkOrder(facts, gathered.rules, ctx.today);
    if (decision.outcome !== 'clear') continue;
    const checkId = newId();
    checks.push({
      checkId,
      orderNumber: one.number,
      accountId: one.accountId,
      partyId: one.partyId,
      accountSeq: gathered.lines.of(one.accountId)[0]!.last_seq,
      amountMinor: one.amountMinor,
      currency: one.currency,
      outcome: 'clear',
      shadow: false,
      rulebookVersion: gathered.rulebookVersion,
      facts: encode(facts),
      reasons: encode(decision.reasons.map((reason) => wireReason(reason, one.currency))),
      remedy: null,
      madeBy: null,
      eventId: ctx.eventId,
    });
    order.state = 'clear';
    order.checkId = checkId;
    const expiresAt = new Date(ctx.at.getTime() + gathered.rules.settings.reservationDays * DAY_MS);
    if (gathered.consumes(one))
      gathered.ledger.reserve(order, decision.orderMinor, one.amountMinor, expiresAt, `check ${checkId}`, ctx.eventId);
    gathered.ledger.endHold(order, 'cleared', null, encode({ because: 'reconsidered' }));
    gathered.ledger.touch(order);
  }
  await Promise.all([
    gathered.journal.write(),
    gathered.ledger.write(),
    checks.length > 0 ? store.insertChecks(ctx.tx, ctx.tenant.id, ctx.at, ctx.today, checks) : null,
  ]);
  return checks.length;
}
