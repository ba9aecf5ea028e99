// Reservations: seen, used up by deliveries, given back by cancelled orders; past checks and the shadow report.
import { Problem } from '#base/assert.ts';
import { addDays } from '#base/date.ts';
import { isId } from '#base/id.ts';
import { parseMoney, wireMoney } from '#base/money.ts';
import { type Action, ownerScope } from '#platform/context.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import { resolveParty, sees } from '#rooms/customers/actions.ts';
import { roomMade } from '#rooms/exposure/contract.ts';
import type * as contract from './contract.ts';
import { gather, orderKey } from './facts.ts';
import * as store from './store.ts';
import * as queue from './store-queue.ts';

export const reservations: Action<typeof contract.reservations> = async (ctx, input) => {
  const party = input.customer ? await resolveParty(ctx, input.customer) : null;
  const limit = input.limit ?? 50;
  const beforeId = input.cursor && isId(input.cursor) ? input.cursor : null;
  const rows = await queue.reservationsPage(ctx.tx, {
    partyId: party?.party_id ?? null,
    ownerId: ownerScope(ctx),
    ended: input.ended ?? false,
    beforeId,
    limit,
  });
  return {
    reservations: rows.map((row) => ({
      number: row.number,
      order: row.order_number,
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

/** Delivered or invoiced: that much of the reservation is used up. The document itself enters the exposure with the ledger. */
export const capture: Action<typeof contract.capture> = async (ctx, input) => {
  const money = parseMoney(input.amount);
  const found = await queue.reservationByNumber(ctx.tx, input.reservation);
  if (!found) throw new Problem(404, 'reservation_unknown', `there is no reservation ${input.reservation}`);
  if (money.currency !== found.currency || money.minor <= 0n) {
    throw new Problem(400, 'amount_out_of_range', `an amount above zero in ${found.currency}`, {
      fields: [{ field: 'amount', message: 'out of range' }],
    });
  }
  const [row] = await store.ordersById(ctx.tx, [found.order_id]);
  const asked = {
    ...row!,
    partyId: row!.party_id,
    accountId: row!.account_id,
    amountMinor: row!.amount_minor,
    termsDays: null,
    customerTermsDays: null,
  };
  const gathered = await gather(ctx, [asked]);
  const known = await store.moveBySourceKey(ctx.tx, input.sourceKey);
  if (known) {
    const same = known.reservation_id === found.reservation_id && known.amount_minor === -money.minor;
    if (!same) throw new Problem(422, 'source_key_reused', `${input.sourceKey} was used for another message`);
    const now = await queue.reservationByNumber(ctx.tx, input.reservation);
    return { outcome: 'known', remaining: wireMoney(now!.remaining_minor, found.currency) };
  }
  const order = gathered.orders.get(orderKey(row!.source, row!.number));
  const reservation = order?.reservation;
  if (!order || reservation?.id !== found.reservation_id) {
    const now = await queue.reservationByNumber(ctx.tx, input.reservation);
    return { outcome: now?.ended_how ?? 'ended', remaining: wireMoney(now?.remaining_minor ?? 0n, found.currency) };
  }
  if (money.minor > reservation.remainingMinor) {
    throw new Problem(
      409,
      'capture_above_remaining',
      `only ${wireMoney(reservation.remainingMinor, found.currency).amount} remain; check the order again for more`,
      {
        facts: { remaining: wireMoney(reservation.remainingMinor, found.currency) },
      },
    );
  }
  gathered.ledger.capture(order, money.minor, input.sourceKey, ctx.eventId);
  const remaining = reservation.remainingMinor;
  await Promise.all([gathered.journal.write(), gathered.ledger.write()]);
  ctx.note({
    subject: { kind: 'order', id: order.id },
    partyId: order.partyId,
    facts: { reservation: input.reservation, captured: input.amount },
  });
  return { outcome: 'captured', remaining: wireMoney(remaining, found.currency) };
};

export const cancel: Action<typeof contract.cancel> = async (ctx, input) => {
  const [row] = await store.ordersByNumber(ctx.tx, [{ source: input.source ?? 'erp', number: input.order }]);
  if (!row) throw new Problem(404, 'order_unknown', `there is no order ${input.order}`);
  const party = { owner_id: null };
  if (!sees(ctx.actor, party)) throw new Problem(404, 'order_unknown', `there is no order ${input.order}`);
  const gathered = await gather(ctx, [
    {
      ...row,
      partyId: row.party_id,
      accountId: row.account_id,
      amountMinor: row.amount_minor,
      termsDays: null,
      customerTermsDays: null,
    },
  ]);
  const order = gathered.orders.get(orderKey(row.source, row.number))!;
  order.state = 'cancelled';
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

export const checks: Action<typeof contract.checks> = async (ctx, input) => {
  const party = input.customer ? await resolveParty(ctx, input.customer) : null;
  const limit = input.limit ?? 50;
  const rows = await queue.checksPage(ctx.tx, {
    partyId: party?.party_id ?? null,
    ownerId: ownerScope(ctx),
    outcome: input.outcome ?? null,
    before: readInstantMark(input.cursor),
    limit,
  });
  const last = rows.at(-1);
  return {
    checks: rows.map((row) => ({
      id: row.check_id,
      order: row.order_number,
      customer: { code: row.code, name: row.name },
      amount: wireMoney(row.amount_minor, row.currency),
      outcome: row.outcome,
      shadow: row.shadow,
      at: row.at.toISOString(),
      reasons: row.reasons as never,
      rulebookVersion: row.rulebook_version,
    })),
    next: rows.length === limit && last ? instantMark(last.at, last.check_id) : null,
  };
};

const SHADOW_DAYS = 30;

export const shadowReport: Action<typeof contract.shadowReport> = async (ctx, input) => {
  const to = input.to ?? ctx.today;
  const from = input.from ?? addDays(to, -SHADOW_DAYS);
  const [outcomes, reasons] = await Promise.all([queue.shadowOutcomes(ctx.tx, from, to), queue.shadowReasons(ctx.tx, from, to)]);
  const byOutcome = Map.groupBy(outcomes, (row) => row.outcome);
  return {
    from,
    to,
    checks: outcomes.reduce((count, row) => count + row.checks, 0),
    outcomes: [...byOutcome].map(([outcome, rows]) => ({
      outcome,
      checks: rows.reduce((count, row) => count + row.checks, 0),
      amounts: rows.map((row) => wireMoney(row.amount_minor, row.currency)),
    })),
    reasons,
  };
};
