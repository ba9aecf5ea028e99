// Undo of what files did to orders: new ones withdrawn, known ones checked again for what they were, used-up reservations given back.
import { wireMoney } from '#base/money.ts';
import type { BatchAnswer, Ctx } from '#platform/context.ts';
import { roomMade } from '#rooms/exposure/contract.ts';
import { askedOf } from './asked.ts';
import { decideAll, type Placed } from './check.ts';
import type * as contract from './contract.ts';
import { gather, orderKey } from './facts.ts';
import { backKey, type OrderAct, reportKeys } from './imported.ts';
import * as store from './store.ts';

const ORDERS_AT_ONCE = 500;
const DAY_MS = 86_400_000;

/** Why an order stays as it is: goods went out, somebody decided about it, or it was checked for another amount. */
export type KeptOrder = {
  readonly number: string;
  readonly why: 'order_delivered' | 'order_decided' | 'order_checked_since';
  readonly at: Date;
};

/** Orders that cannot be taken back, each with its reason. Deliveries of the same import (`eventId`) are no reason. */
export async function keptOrders(ctx: Ctx, source: string, acts: readonly OrderAct[], eventId: string): Promise<KeptOrder[]> {
  const kept: KeptOrder[] = [];
  for (let from = 0; from < acts.length; from += ORDERS_AT_ONCE) {
    const chunk = acts.slice(from, from + ORDERS_AT_ONCE);
    const rows = await store.ordersSince(
      ctx.tx,
      source,
      chunk.map((each) => each.number),
      eventId,
    );
    const of = new Map(rows.map((row) => [row.number, row]));
    for (const act of chunk) {
      const row = of.get(act.number);
      if (!row) continue;
      const keep = (why: KeptOrder['why']) => kept.push({ number: act.number, why, at: row.changed_at });
      const holds = row.reserved || row.state === 'held';
      if (row.captured) keep('order_delivered');
      else if (row.state === 'released' || row.state === 'prepayment') keep('order_decided');
      else if (act.checkedMinor === null ? holds : row.amount_minor !== BigInt(act.checkedMinor)) keep('order_checked_since');
    }
  }
  return kept;
}

/** Takes back what a file did; `keptOrders` has been asked before. Returns how many orders moved. */
export async function takeBackOrders(ctx: Ctx, source: string, acts: readonly OrderAct[], why: string): Promise<number> {
  for (let from = 0; from < acts.length; from += ORDERS_AT_ONCE) {
    const chunk = acts.slice(from, from + ORDERS_AT_ONCE);
    const numbers = chunk.map((each) => ({ source, number: each.number }));
    const rows = await store.ordersByNumber(ctx.tx, numbers);
    const beforeOf = new Map(chunk.map((each) => [each.number, each.beforeMinor]));
    const [known, fresh] = [[] as store.OrderRow[], [] as store.OrderRow[]];
    for (const row of rows) (beforeOf.get(row.number) ? known : fresh).push(row);
    await withdraw(ctx, fresh, why);
    const answers: BatchAnswer<typeof contract.check>[] = new Array(known.length);
    await decideAll(
      ctx,
      known.map((row, at) => again(ctx, row, BigInt(beforeOf.get(row.number)!), at)),
      answers,
    );
    for (const answer of answers) if ('problem' in answer) throw answer.problem;
  }
  return acts.length;
}

/** An order that the file made known is no order any more. */
async function withdraw(ctx: Ctx, rows: readonly store.OrderRow[], why: string): Promise<void> {
  if (rows.length === 0) return;
  const gathered = await gather(ctx, rows.map(askedOf));
  const freed = new Set<string>();
  for (const row of rows) {
    const order = gathered.orders.get(orderKey(row.source, row.number));
    if (!order) continue;
    order.state = 'cancelled';
    gathered.ledger.setRelease(order, null);
    const given = gathered.ledger.endReservation(order, 'released', `undo ${ctx.eventId} ${row.number}`, ctx.eventId);
    gathered.ledger.endHold(order, 'cancelled', why);
    gathered.ledger.touch(order);
    if (given > 0n) freed.add(order.accountId);
  }
  await Promise.all([gathered.journal.write(), gathered.ledger.write()]);
  if (freed.size > 0) ctx.emit(roomMade, { accountIds: [...freed], why: 'release' });
}

function again(ctx: Ctx, row: store.OrderRow, amountMinor: bigint, at: number): Placed {
  return {
    ...askedOf(row),
    at,
    amountMinor,
    termsDays: row.terms_days,
    call: {
      eventId: ctx.eventId,
      actor: ctx.actor,
      input: { customer: '', order: row.number, amount: wireMoney(amountMinor, row.currency), source: row.source },
    },
  };
}

/** Deliveries that a file told of give back what they used up; of a cancelled order nothing. Returns how many did. */
export async function takeBackCaptures(ctx: Ctx, source: string, numbers: readonly string[]): Promise<number> {
  let taken = 0;
  for (let from = 0; from < numbers.length; from += ORDERS_AT_ONCE) {
    const { standing } = await reportKeys(ctx, source, numbers.slice(from, from + ORDERS_AT_ONCE));
    const reports = await store.knownReports(ctx.tx, [...standing.values()]);
    if (reports.length === 0) continue;
    const rows = await store.ordersById(ctx.tx, [...new Set(reports.map((each) => each.order_id))]);
    const gathered = await gather(ctx, rows.map(askedOf));
    const orders = new Map([...gathered.orders.values()].map((order) => [order.id, order]));
    const untilAt = new Date(ctx.at.getTime() + gathered.rules.settings.reservationDays * DAY_MS);
    for (const report of reports) {
      const order = orders.get(report.order_id);
      if (!order) continue;
      gathered.ledger.takeBackReport(order, report, untilAt, backKey(report.source_key), ctx.eventId);
      taken += 1;
    }
    await Promise.all([gathered.journal.write(), gathered.ledger.write()]);
  }
  return taken;
}
