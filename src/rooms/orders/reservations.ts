// Reservations: seen, extended, amended, given back, ended with their orders.
import { Problem } from '#base/assert.ts';
import { parseMoney, wireMoney } from '#base/money.ts';
import { checkOrder } from '#engine/order-check.ts';
import { type Action, type BatchAnswer, type Ctx, ownerScope } from '#platform/context.ts';
import { readIdMark } from '#platform/cursor.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import { ensureAccounts } from '#rooms/exposure/actions.ts';
import { roomMade } from '#rooms/exposure/contract.ts';
import { type Asked, askedOf, changeOf } from './asked.ts';
import { enterUnchecked } from './carry-over.ts';
import { buyer, decideAll, reservationOf, wireReason } from './check.ts';
import type * as contract from './contract.ts';
import { type Gathered, gather, orderKey } from './facts.ts';
import { reportKey } from './imported.ts';
import type { Order, Reservation } from './ledger.ts';
import * as store from './store.ts';
import * as queue from './store-queue.ts';

const DAY_MS = 86_400_000;

export const reservations: Action<typeof contract.reservations> = async (ctx, input) => {
  const party = input.customer ? await resolveParty(ctx, input.customer) : null;
  const limit = input.limit ?? 50;
  const rows = await queue.reservationsPage(ctx.tx, {
    partyId: party?.party_id ?? null,
    ownerId: ownerScope(ctx),
    ended: input.ended ?? false,
    beforeId: readIdMark(input.cursor),
    limit,
  });
  return {
    reservations: rows.map((row) => ({
      number: row.number,
      order: row.order_number,
      source: row.source,
      contract: row.contract,
      customer: { code: row.code, name: row.name },
      granted: wireMoney(row.granted_minor, row.currency),
      remaining: wireMoney(row.remaining_minor, row.currency),
      madeAt: row.made_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
      endedAt: row.ended_at?.toISOString() ?? null,
      endedHow: row.ended_how,
    })),
    next: rows.length === limit ? rows.at(-1)!.reservation_id : null,
  };
};

type Live = {
  readonly asked: Asked;
  readonly gathered: Gathered;
  readonly order: Order;
  /** Null: it ended before, as `ended` says. */
  readonly reservation: Reservation | null;
  readonly ended: string;
  readonly currency: string;
};

/** A reservation by its number, under the lock of its account. */
export async function lockReservation(ctx: Ctx, number: string): Promise<Live> {
  const found = await queue.reservationByNumber(ctx.tx, number);
  if (!found) throw new Problem(404, 'reservation_unknown', `there is no reservation ${number}`);
  const [row] = await store.ordersById(ctx.tx, [found.order_id]);
  const asked = changeOf(row!);
  const gathered = await gather(ctx, [asked]);
  const order = gathered.orders.get(orderKey(row!.source, row!.number))!;
  const reservation = order.reservation?.id === found.reservation_id ? order.reservation : null;
  // Read again under the lock: it may have ended while this call waited, or run out just now.
  const now = reservation ? null : await queue.reservationByNumber(ctx.tx, number);
  return { asked, gathered, order, reservation, ended: now?.ended_how ?? 'expired', currency: found.currency };
}

function reservationEnded(number: string, how: string): Problem {
  return new Problem(409, 'reservation_ended', `reservation ${number} has ended (${how}); check the order again`, {
    facts: { how },
  });
}

const LONGEST_DAYS = 365;

/** Holds longer what is reserved, where the order would still pass: whom a freeze or an old debt stops today is not carried on. */
export const extend: Action<typeof contract.extend> = async (ctx, input) => {
  const { asked, gathered, order, reservation, ended } = await lockReservation(ctx, input.reservation);
  if (!reservation) throw reservationEnded(input.reservation, ended);
  const until = new Date(ctx.at.getTime() + Math.min(input.days, LONGEST_DAYS) * DAY_MS);
  const decision = checkOrder(gathered.factsOf({ ...asked, amountMinor: order.amountMinor }), gathered.rules, ctx.today);
  if (decision.outcome !== 'clear' && gathered.mode === 'live') {
    throw new Problem(409, 'extension_held', 'the order would not pass today; check it again to have it decided', {
      facts: { reasons: decision.reasons.map((reason) => wireReason(reason, order.currency)) },
    });
  }
  const byRelease = order.released !== null && decision.reasons.some((reason) => reason.released);
  const latest = byRelease && order.released!.until < until ? order.released!.until : until;
  gathered.ledger.reserve(
    order,
    reservation.remainingMinor,
    reservation.grantedMinor,
    latest > reservation.expiresAt ? latest : reservation.expiresAt,
    `extend ${ctx.eventId}`,
    ctx.eventId,
  );
  await Promise.all([gathered.journal.write(), gathered.ledger.write()]);
  ctx.note({
    subject: { kind: 'order', id: order.id },
    partyId: order.partyId,
    facts: { reservation: input.reservation, until: reservation.expiresAt.toISOString(), reason: input.reason },
  });
  return { reservation: reservationOf(order)! };
};

/** More or less than is reserved: more is checked as any order is, less is taken as it is. */
export const amend: Action<typeof contract.amend> = async (ctx, input) => {
  const found = await queue.reservationByNumber(ctx.tx, input.reservation);
  if (!found) throw new Problem(404, 'reservation_unknown', `there is no reservation ${input.reservation}`);
  if (found.ended_at !== null) throw reservationEnded(input.reservation, found.ended_how ?? 'expired');
  const money = parseMoney(input.amount);
  if (money.currency !== found.currency || money.minor <= 0n) throw amountOutOfRange(found.currency);
  const [row] = await store.ordersById(ctx.tx, [found.order_id]);
  const answers: BatchAnswer<typeof contract.check>[] = [];
  await decideAll(
    ctx,
    [
      {
        ...changeOf(row!),
        amountMinor: money.minor,
        at: 0,
        call: {
          eventId: ctx.eventId,
          actor: ctx.actor,
          input: { customer: found.code, order: row!.number, amount: input.amount, source: row!.source },
        },
      },
    ],
    answers,
  );
  const [answer] = answers;
  if (!answer || 'problem' in answer) throw answer?.problem ?? reservationEnded(input.reservation, 'expired');
  ctx.note(answer.note);
  return answer.answer;
};

/** Given back without the order being cancelled: goods that will not go out after all, or not yet. */
export const giveBack: Action<typeof contract.giveBack> = async (ctx, input) => {
  const { gathered, order, reservation, ended, currency } = await lockReservation(ctx, input.reservation);
  if (!reservation) {
    await Promise.all([gathered.journal.write(), gathered.ledger.write()]);
    return { outcome: ended, given: wireMoney(0n, currency) };
  }
  const given = gathered.ledger.endReservation(order, 'released', `give-back ${ctx.eventId}`, ctx.eventId);
  gathered.ledger.setRelease(order, null);
  gathered.ledger.touch(order);
  await Promise.all([gathered.journal.write(), gathered.ledger.write()]);
  ctx.note({
    subject: { kind: 'order', id: order.id },
    partyId: order.partyId,
    facts: { reservation: input.reservation, reason: input.reason, given: wireMoney(given, currency) },
  });
  ctx.emit(roomMade, { accountIds: [order.accountId], why: 'release' });
  return { outcome: 'released', given: wireMoney(given, currency) };
};

function amountOutOfRange(currency: string): Problem {
  return new Problem(400, 'amount_out_of_range', `an amount above zero in ${currency}`, {
    fields: [{ field: 'amount', message: 'out of range' }],
  });
}

/** Delivered or invoiced, by the reservation's number: at most what remains. The document itself enters the exposure with the ledger. */
export const capture: Action<typeof contract.capture> = async (ctx, input) => {
  const money = parseMoney(input.amount);
  const { gathered, order, reservation, ended, currency } = await lockReservation(ctx, input.reservation);
  if (money.currency !== currency || money.minor <= 0n) throw amountOutOfRange(currency);
  const kind = input.kind ?? 'delivery';
  const [known] = await store.knownReports(ctx.tx, [input.sourceKey]);
  // What had run out on this account was given back on the way: that is true whatever this call comes to.
  if (known || !reservation) await Promise.all([gathered.journal.write(), gathered.ledger.write()]);
  if (known) {
    const same = known.order_id === order.id && known.kind === kind && known.amount_minor === money.minor;
    if (!same) throw new Problem(422, 'source_key_reused', `${input.sourceKey} was used for another message`);
    return { outcome: 'known', remaining: wireMoney(reservation?.remainingMinor ?? 0n, currency) };
  }
  if (!reservation) return { outcome: ended, remaining: wireMoney(0n, currency) };
  const before = reservation.remainingMinor;
  const consumed = gathered.ledger.report(order, kind, money.minor, input.sourceKey, ctx.eventId);
  if (consumed.uncoveredMinor > 0n) {
    throw new Problem(
      409,
      'capture_above_remaining',
      `only ${wireMoney(before, currency).amount} remain; check the order again for more, or report what was delivered`,
      { facts: { remaining: wireMoney(before, currency) } },
    );
  }
  const remaining = reservation.remainingMinor;
  await Promise.all([gathered.journal.write(), gathered.ledger.write()]);
  ctx.note({
    subject: { kind: 'order', id: order.id },
    partyId: order.partyId,
    facts: { reservation: input.reservation, captured: wireMoney(consumed.captureMinor, currency) },
  });
  return { outcome: consumed.captureMinor > 0n ? 'captured' : 'counted', remaining: wireMoney(remaining, currency) };
};

/** Delivered, invoiced, returned or credited, as the ERP reports it of its order: a fact, taken whatever it says, once by its own number. */
export const report: Action<typeof contract.report> = async (ctx, input) => {
  const source = input.source ?? 'erp';
  const money = parseMoney(input.amount);
  const row = await reportedOrder(ctx, input, source, money);
  if (money.currency !== row.currency || money.minor <= 0n) throw amountOutOfRange(row.currency);
  const gathered = await gather(ctx, [askedOf(row)]);
  const order = gathered.orders.get(orderKey(source, row.number))!;
  const key = reportKey(input.kind, source, input.number);
  const [known] = await store.knownReports(ctx.tx, [key]);
  if (known) {
    await Promise.all([gathered.journal.write(), gathered.ledger.write()]);
    if (known.order_id !== order.id || known.amount_minor !== money.minor)
      throw new Problem(422, 'source_key_reused', `${input.kind} ${input.number} was reported of another order or amount`);
    return reported(order, 'known', known.captured_minor, known.uncovered_minor);
  }
  const { captureMinor, uncoveredMinor } = gathered.ledger.report(order, input.kind, money.minor, key, ctx.eventId);
  await Promise.all([gathered.journal.write(), gathered.ledger.write()]);
  const answer = reported(order, 'recorded', captureMinor, uncoveredMinor);
  ctx.note({
    subject: { kind: 'order', id: order.id },
    partyId: order.partyId,
    facts: { order: row.number, [input.kind]: input.number, captured: answer.captured, uncovered: answer.uncovered },
  });
  return answer;
};

/** The order a paper is of. One that was never asked about is entered as what it is: out, and not checked. */
async function reportedOrder(ctx: Ctx, input: Reported, source: string, { minor, currency }: MoneyOf): Promise<store.OrderRow> {
  const known = () => store.ordersByNumber(ctx.tx, [{ source, number: input.order }]);
  const [row] = await known();
  if (row) return row;
  const out = input.kind === 'delivery' || input.kind === 'invoice';
  if (input.customer === undefined || !out || minor <= 0n)
    throw new Problem(404, 'order_unknown', `there is no order ${input.order}; name the customer to report it all the same`);
  const party = await buyer(ctx, input.customer);
  const accounts = await ensureAccounts(ctx, [{ partyId: party.party_id, currency }]);
  const accountId = accounts.get(`${party.party_id} ${currency}`)!;
  await enterUnchecked(ctx, [{ source, number: input.order, accountId, partyId: party.party_id, amountMinor: minor, currency }]);
  return (await known())[0]!;
}

type Reported = Parameters<Action<typeof contract.report>>[1];
type MoneyOf = ReturnType<typeof parseMoney>;

function reported(order: Order, outcome: 'recorded' | 'known', captured: bigint, uncovered: bigint) {
  const money = (minor: bigint) => wireMoney(minor, order.currency);
  return {
    outcome,
    state: order.state,
    captured: money(captured),
    uncovered: money(uncovered),
    remaining: money(order.reservation?.remainingMinor ?? 0n),
    delivered: money(order.consumed.deliveredMinor),
    invoiced: money(order.consumed.invoicedMinor),
  };
}

export const cancel: Action<typeof contract.cancel> = async (ctx, input) => {
  const [row] = await store.ordersByNumber(ctx.tx, [{ source: input.source ?? 'erp', number: input.order }]);
  if (!row) throw new Problem(404, 'order_unknown', `there is no order ${input.order}`);
  // A party by its id is seen or is not, as everywhere.
  if (ownerScope(ctx) !== null) throw new Problem(404, 'order_unknown', `there is no order ${input.order}`);
  const gathered = await gather(ctx, [askedOf(row)]);
  const order = gathered.orders.get(orderKey(row.source, row.number))!;
  order.state = 'cancelled';
  gathered.ledger.setRelease(order, null);
  const given = gathered.ledger.endReservation(order, 'released', `cancel ${ctx.eventId}`, ctx.eventId);
  gathered.ledger.endHold(order, 'cancelled', input.reason);
  gathered.ledger.touch(order);
  await Promise.all([gathered.journal.write(), gathered.ledger.write()]);
  ctx.note({
    subject: { kind: 'order', id: order.id },
    partyId: order.partyId,
    facts: { order: input.order, reason: input.reason },
  });
  if (given > 0n) ctx.emit(roomMade, { accountIds: [order.accountId], why: 'release' });
  return { state: 'cancelled', released: given > 0n ? wireMoney(given, order.currency) : null };
};
