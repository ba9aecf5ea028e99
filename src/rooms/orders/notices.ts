// What other systems are told of orders and reservations, made from what one transaction changed.
import { wireMoney } from '#base/money.ts';
import type { NoticeType } from '#platform/notice-types.ts';
import type { Notice } from '#platform/notices.ts';
import type { Order, Reservation } from './ledger.ts';
import type { ReservationMove } from './store.ts';

const MOVES: Readonly<Record<string, NoticeType>> = {
  capture: 'reservation.captured',
  release: 'reservation.released',
  expire: 'reservation.expired',
};

/** Moves of reservations first, as they came, then where each order stands now. `sequenceOf`: of an account, its last entry. */
export function noticesOf(
  orders: Iterable<Order>,
  moves: readonly ReservationMove[],
  reservations: ReadonlyMap<Reservation, Order>,
  sequenceOf: (accountId: string) => bigint,
): Notice[] {
  const holderOf = new Map([...reservations].map(([reservation, order]) => [reservation.id, { reservation, order }]));
  const notices: Notice[] = [];
  for (const move of moves) {
    const type = MOVES[move.move];
    const held = holderOf.get(move.reservationId);
    if (!type || !held) continue;
    const { reservation, order } = held;
    notices.push({
      ...about(order, sequenceOf),
      type,
      data: {
        ...named(order),
        reservation: reservation.number,
        amount: wireMoney(-move.amountMinor, order.currency),
        remaining: wireMoney(reservation.remainingMinor, order.currency),
        ended: reservation.endedHow,
      },
    });
  }
  for (const order of orders) {
    const { reservation, hold } = order;
    notices.push({
      ...about(order, sequenceOf),
      type: `order.${order.state}` as NoticeType,
      data: {
        ...named(order),
        amount: wireMoney(order.amountMinor, order.currency),
        checkId: order.checkId,
        reservation: reservation && {
          number: reservation.number,
          amount: wireMoney(reservation.remainingMinor, order.currency),
          expiresAt: reservation.expiresAt.toISOString(),
        },
        hold: hold && { id: hold.id, dueAt: hold.dueAt.toISOString(), owner: hold.ownerName },
      },
    });
  }
  return notices;
}

function about(order: Order, sequenceOf: (accountId: string) => bigint) {
  return { lane: order.accountId, partyId: order.partyId, sequence: sequenceOf(order.accountId) };
}

function named(order: Order) {
  return { order: order.number, source: order.source };
}
