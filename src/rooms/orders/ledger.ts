// The changing state of orders, reservations and holds within one transaction: changed in memory, written once at the end.
import { assert, Problem } from '#base/assert.ts';
import type { Day } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { type Consumed, type Consumption, consume, type ReportKind, standingOut } from '#engine/order-consumption.ts';
import type { Consuming } from '#engine/order-rules.ts';
import type { Ctx } from '#platform/context.ts';
import { tellIfListened } from '#platform/notices.ts';
import type { Journal } from '#rooms/exposure/actions.ts';
import { wentUnchecked } from './contract.ts';
import { noticesOf } from './notices.ts';
import * as store from './store.ts';

export type Reservation = {
  readonly id: string;
  /** There before this transaction: brought to its new state, else inserted. */
  readonly stored: boolean;
  readonly number: string;
  grantedMinor: bigint;
  remainingMinor: bigint;
  expiresAt: Date;
  endedHow: string | null;
};

export type HoldState = {
  readonly id: string;
  dueAt: Date;
  ownerId: string | null;
  ownerName: string | null;
  state: string;
  /** Above its limits and overdue by then, when it was last looked at; null: not looked at in this transaction. */
  overLimitMinor: bigint | null;
  overdueDays: number | null;
  /** Held by a person and not by a rule. */
  forcedOn: Day | null;
  forcedBy: string | null;
};

export type Gravity = { readonly overLimitMinor: bigint; readonly overdueDays: number };

/** What somebody with the authority let go of an order, up to how much in all and until when; which rules it released. */
export type Release = {
  readonly upToMinor: bigint;
  readonly until: Date;
  readonly rules: readonly string[];
  /** Terms the order had then: longer ones were not released. */
  readonly termsDays: number | null;
};

export type Order = {
  readonly id: string;
  /** As of a reservation. */
  readonly stored: boolean;
  readonly source: string;
  readonly number: string;
  readonly accountId: string;
  readonly partyId: string;
  readonly currency: string;
  amountMinor: bigint;
  termsDays: number | null;
  salesName: string | null;
  deliverOn: Day | null;
  state: string;
  checkId: string;
  consumed: Consumption;
  released: Release | null;
  reservation: Reservation | null;
  hold: HoldState | null;
};

export const NOTHING_CONSUMED: Consumption = { deliveredMinor: 0n, invoicedMinor: 0n, capturedMinor: 0n };

export function orderOf(row: store.OrderRow): Order {
  return {
    id: row.order_id,
    stored: true,
    source: row.source,
    number: row.number,
    accountId: row.account_id,
    partyId: row.party_id,
    currency: row.currency,
    amountMinor: row.amount_minor,
    termsDays: row.terms_days,
    salesName: row.sales_name,
    deliverOn: row.deliver_on,
    state: row.state,
    checkId: row.check_id,
    consumed: { deliveredMinor: row.delivered_minor, invoicedMinor: row.invoiced_minor, capturedMinor: row.captured_minor },
    released:
      row.released_minor === null
        ? null
        : {
            upToMinor: row.released_minor,
            until: row.released_until!,
            rules: row.released_rules ?? [],
            termsDays: row.released_terms,
          },
    reservation: row.reservation_id
      ? {
          id: row.reservation_id,
          stored: true,
          number: row.reservation_number!,
          grantedMinor: row.granted_minor!,
          remainingMinor: row.remaining_minor!,
          expiresAt: row.expires_at!,
          endedHow: null,
        }
      : null,
    hold: row.hold_id
      ? {
          id: row.hold_id,
          dueAt: row.hold_due_at!,
          ownerId: null,
          ownerName: row.hold_owner,
          state: 'held',
          overLimitMinor: null,
          overdueDays: null,
          forcedOn: row.hold_forced_on,
          forcedBy: row.hold_forced_by,
        }
      : null,
  };
}

/** An order's number belongs to one customer and currency, until it is cancelled with nothing of it out. */
export function ofOtherCustomer(number: string): Problem {
  return new Problem(
    409,
    'order_of_other_customer',
    `order ${number} was checked for another customer or in another currency; cancel it there first`,
  );
}

/** Letters and digits that are not taken for one another (Crockford's thirty-two). */
const SPOKEN = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Twenty bits, said as four letters or digits of thirty-two. */
function spoken(hex: string): string {
  const bits = Number.parseInt(hex, 16);
  return SPOKEN[bits >> 15]! + SPOKEN[(bits >> 10) & 31]! + SPOKEN[(bits >> 5) & 31]! + SPOKEN[bits & 31]!;
}

export class OrderLedger {
  readonly #ctx: Ctx;
  readonly #journal: Journal;
  readonly #consumes: Consuming;
  readonly #orders = new Set<Order>();
  readonly #reservations = new Map<Reservation, Order>();
  readonly #holds = new Map<HoldState, Order>();
  readonly #moves: store.ReservationMove[] = [];
  readonly #acts: store.HoldAct[] = [];
  readonly #reports: store.ReportWrite[] = [];
  readonly #consumed = new Set<Order>();
  readonly #released = new Set<Order>();
  readonly #checks: { readonly order: Order; readonly row: store.CheckRow }[] = [];

  /** `consumes`: which documents use the limit up, as the rules in force say. */
  constructor(ctx: Ctx, journal: Journal, consumes: Consuming) {
    this.#ctx = ctx;
    this.#journal = journal;
    this.#consumes = consumes;
  }

  touch(order: Order): void {
    this.#orders.add(order);
  }

  /** A decision to be stored with what came of it. */
  checked(order: Order, row: store.CheckRow): void {
    this.#checks.push({ order, row });
  }

  /** Sets what an order reserves, up or down, making the reservation where there is none. */
  reserve(order: Order, remainingMinor: bigint, grantedMinor: bigint, expiresAt: Date, sourceKey: string, eventId: string): void {
    let reservation = order.reservation;
    const before = reservation?.remainingMinor ?? 0n;
    const first = reservation === null;
    if (!reservation) {
      const id = newId();
      reservation = {
        id,
        stored: false,
        number: this.#number(id),
        grantedMinor: 0n,
        remainingMinor: 0n,
        expiresAt,
        endedHow: null,
      };
      order.reservation = reservation;
    }
    reservation.grantedMinor = grantedMinor;
    reservation.remainingMinor = remainingMinor;
    reservation.expiresAt = expiresAt;
    this.#journal.runsOut(order.accountId, expiresAt);
    this.#change(order, reservation, first ? 'reserve' : 'amend', remainingMinor - before, sourceKey, eventId);
  }

  /**
   * Takes in a delivery, an invoice or their return that the ERP reports, under its own number, once: uses up the reservation as far as it
   * reaches; at zero it ends. Whoever calls has seen that the number is new.
   */
  report(order: Order, kind: ReportKind, amountMinor: bigint, sourceKey: string, eventId: string): Consumed {
    assert(amountMinor > 0n, 'a report is of an amount above zero');
    const { reservation } = order;
    const consumed = consume(order.consumed, reservation?.remainingMinor ?? 0n, kind, amountMinor, this.#consumes);
    order.consumed = consumed.after;
    this.#consumed.add(order);
    this.#reports.push({
      sourceKey,
      orderId: order.id,
      kind,
      amountMinor,
      capturedMinor: consumed.captureMinor,
      uncoveredMinor: consumed.uncoveredMinor,
      eventId,
    });
    if (reservation && consumed.captureMinor > 0n) {
      reservation.remainingMinor -= consumed.captureMinor;
      if (reservation.remainingMinor === 0n) this.#end(order, reservation, 'captured');
      this.#change(order, reservation, 'capture', -consumed.captureMinor, sourceKey, eventId);
    }
    return consumed;
  }

  /** What came back and is to go out again needs room again: only what stands outside now counts as out. */
  countAnew(order: Order, outMinor: bigint): void {
    if (outMinor >= order.consumed.capturedMinor) return;
    order.consumed = { ...order.consumed, capturedMinor: outMinor };
    this.#consumed.add(order);
  }

  /** Takes a report back that was made in error: the order stands as if it had not come, and its reservation holds again what it used up. */
  takeBackReport(order: Order, report: store.ReportRow, expiresAt: Date, sourceKey: string, eventId: string): void {
    assert(report.kind === 'delivery', 'only deliveries come by files');
    const { deliveredMinor, invoicedMinor, capturedMinor } = order.consumed;
    const delivered = deliveredMinor > report.amount_minor ? deliveredMinor - report.amount_minor : 0n;
    const outMinor = standingOut({ deliveredMinor: delivered, invoicedMinor }, this.#consumes);
    const before = capturedMinor - report.captured_minor - report.uncovered_minor;
    order.consumed = { deliveredMinor: delivered, invoicedMinor, capturedMinor: before > outMinor ? before : outMinor };
    this.#consumed.add(order);
    this.#reports.push({
      sourceKey,
      orderId: order.id,
      kind: 'return',
      amountMinor: report.amount_minor,
      capturedMinor: -report.captured_minor,
      uncoveredMinor: -report.uncovered_minor,
      eventId,
    });
    if (report.captured_minor === 0n || order.state === 'cancelled' || order.state === 'refused') return;
    const remaining = (order.reservation?.remainingMinor ?? 0n) + report.captured_minor;
    const granted = order.reservation?.grantedMinor ?? order.amountMinor;
    this.reserve(order, remaining, granted, order.reservation?.expiresAt ?? expiresAt, sourceKey, eventId);
  }

  /** Sets or takes back (null) what of the order is released. */
  setRelease(order: Order, release: Release | null): void {
    if (order.released === null && release === null) return;
    order.released = release;
    this.#released.add(order);
  }

  /** Ends a reservation exactly once (R9): what remains is given back. */
  endReservation(order: Order, how: 'released' | 'expired', sourceKey: string, eventId: string): bigint {
    const reservation = order.reservation;
    if (!reservation) return 0n;
    const given = reservation.remainingMinor;
    reservation.remainingMinor = 0n;
    this.#end(order, reservation, how);
    this.#change(order, reservation, how === 'expired' ? 'expire' : 'release', -given, sourceKey, eventId);
    return given;
  }

  #end(order: Order, reservation: Reservation, how: string): void {
    reservation.endedHow = how;
    order.reservation = null;
  }

  #change(order: Order, reservation: Reservation, move: string, deltaMinor: bigint, sourceKey: string, eventId: string): void {
    this.#reservations.set(reservation, order);
    this.#moves.push({ reservationId: reservation.id, move, amountMinor: deltaMinor, sourceKey, eventId });
    if (deltaMinor === 0n) return;
    this.#journal.move({
      accountId: order.accountId,
      part: 'reserved',
      amountMinor: deltaMinor,
      sourceKind: 'reservation',
      sourceId: reservation.id,
      effectiveOn: this.#ctx.today,
      eventId,
    });
  }

  /**
   * A number people can read over the telephone: the day and eight characters of the id's random end. Forty bits and not eight hex digits:
   * of those, two of 100,000 orders of a day were the same.
   */
  #number(id: string): string {
    return `R${this.#ctx.today.slice(2).replaceAll('-', '')}-${spoken(id.slice(-10, -5))}${spoken(id.slice(-5))}`;
  }

  hold(order: Order, dueAt: Date, owner: { id: string; name: string } | null, gravity: Gravity | null): HoldState {
    const hold: HoldState = order.hold ?? {
      id: newId(),
      dueAt,
      ownerId: owner?.id ?? null,
      ownerName: owner?.name ?? null,
      state: 'held',
      overLimitMinor: null,
      overdueDays: null,
      forcedOn: null,
      forcedBy: null,
    };
    if (gravity) Object.assign(hold, gravity);
    const fresh = order.hold === null;
    order.hold = hold;
    this.#holds.set(hold, order);
    this.act(hold, fresh ? 'held' : 'rechecked', null, null);
    return hold;
  }

  endHold(order: Order, state: string, reason: string | null, facts: string | null = null): void {
    const hold = order.hold;
    if (!hold) return;
    hold.state = state;
    order.hold = null;
    this.#holds.set(hold, order);
    this.act(hold, state, reason, facts);
  }

  keepHold(order: Order): void {
    if (order.hold) this.#holds.set(order.hold, order);
  }

  act(hold: HoldState, act: string, reason: string | null, facts: string | null): void {
    const { actor } = this.#ctx;
    this.#acts.push({ holdId: hold.id, act, reason, facts, byId: actor.id, byName: actor.name });
  }

  /** New orders that one check cleared with one reservation of their whole amount, and nothing else happened to: they are written together. */
  #cleared(): store.ClearedWrite[] {
    const [first] = this.#checks;
    if (!first || this.#reports.length > 0 || this.#released.size > 0) return [];
    const movesOf = new Map<string, number>();
    for (const { reservationId } of this.#moves) movesOf.set(reservationId, (movesOf.get(reservationId) ?? 0) + 1);
    const checksOf = new Map<Order, number>();
    for (const { order } of this.#checks) checksOf.set(order, (checksOf.get(order) ?? 0) + 1);
    const held = new Set(this.#holds.values());
    const cleared: store.ClearedWrite[] = [];
    for (const { order, row } of this.#checks) {
      const { reservation } = order;
      const plain =
        reservation !== null &&
        !order.stored &&
        !reservation.stored &&
        order.state === 'clear' &&
        row.outcome === 'clear' &&
        row.remedy === null &&
        this.#orders.has(order) &&
        !held.has(order) &&
        checksOf.get(order) === 1 &&
        movesOf.get(reservation.id) === 1 &&
        reservation.grantedMinor === order.amountMinor &&
        reservation.remainingMinor === order.amountMinor &&
        row.amountMinor === order.amountMinor &&
        row.shadow === first.row.shadow &&
        row.rulebookVersion === first.row.rulebookVersion;
      if (plain) cleared.push({ order, check: row, reservation });
    }
    return cleared;
  }

  async #update(orders: readonly Order[]): Promise<void> {
    const { tx, tenant, at } = this.#ctx;
    if ((await store.updateOrders(tx, tenant.id, at, orders)) < orders.length) throw ofOtherCustomer(orders[0]!.number);
  }

  /** Everything in one round trip; orders before what refers to them is no matter, since no foreign key waits. */
  async write(): Promise<void> {
    const { tx, tenant, at, today } = this.#ctx;
    const cleared = this.#cleared();
    const together = new Set<object>();
    const reservedTogether = new Set<string>();
    for (const { order, check, reservation } of cleared) {
      together.add(order).add(check).add(reservation);
      reservedTogether.add(reservation.id);
    }
    const orders = [...this.#orders].filter((order) => !together.has(order));
    const [newOrders, knownOrders] = [orders.filter((order) => !order.stored), orders.filter((order) => order.stored)];
    const reservations = [...this.#reservations].filter(([each]) => !together.has(each));
    const newReservations = reservations.filter(([each]) => !each.stored);
    const knownReservations = reservations.filter(([each]) => each.stored);
    const moves = this.#moves.filter((each) => !reservedTogether.has(each.reservationId));
    const checks = this.#checks.filter(({ row }) => !together.has(row)).map(({ row }) => row);
    const holds = [...this.#holds].map(([each, order]) => ({ ...order, ...each, holdId: each.id, orderId: order.id }));
    const uncovered = this.#reports.filter((each) => each.uncoveredMinor > 0n).map((each) => each.orderId);
    if (uncovered.length > 0) {
      const accountIds = [...this.#consumed].filter((order) => uncovered.includes(order.id)).map((order) => order.accountId);
      this.#ctx.emit(wentUnchecked, { accountIds: [...new Set(accountIds)] });
    }
    const notices = () =>
      noticesOf(this.#orders, this.#moves, this.#reservations, (accountId) => this.#journal.sequence(accountId));
    await Promise.all([
      tellIfListened(this.#ctx, notices),
      cleared.length > 0 ? store.insertCleared(tx, tenant.id, at, today, cleared) : null,
      newOrders.length > 0 ? store.insertOrders(tx, tenant.id, at, newOrders) : null,
      knownOrders.length > 0 ? this.#update(knownOrders) : null,
      // Ended before the next one is made: an order has one that stands.
      knownReservations.length > 0 ? store.updateReservations(tx, tenant.id, at, knownReservations) : null,
      newReservations.length > 0 ? store.insertReservations(tx, tenant.id, at, newReservations) : null,
      moves.length > 0 ? store.insertReservationMoves(tx, tenant.id, at, moves) : null,
      checks.length > 0 ? store.insertChecks(tx, tenant.id, at, today, checks) : null,
      this.#reports.length > 0 ? store.insertReports(tx, tenant.id, at, this.#reports) : null,
      this.#consumed.size > 0 ? store.writeConsumed(tx, tenant.id, [...this.#consumed]) : null,
      this.#released.size > 0 ? store.writeReleases(tx, tenant.id, [...this.#released]) : null,
      holds.length > 0 ? store.writeHolds(tx, tenant.id, at, holds) : null,
      this.#acts.length > 0 ? store.insertHoldActs(tx, tenant.id, at, this.#acts) : null,
    ]);
  }
}
