// Orders and deliveries that a file of the ERP tells of: facts, checked as any order is; what goes beyond a limit becomes a hold, never a refusal.
import { wireMoney } from '#base/money.ts';
import type { Refusal } from '#engine/import/report.ts';
import type { DeliveryRow, OrderRow as FileRow } from '#engine/import/typed-papers.ts';
import type { ReportKind } from '#engine/order-consumption.ts';
import type { BatchAnswer, Ctx } from '#platform/context.ts';
import { ensureAccounts } from '#rooms/exposure/actions.ts';
import { roomMade } from '#rooms/exposure/contract.ts';
import { modeNow } from '#rooms/policies/mode.ts';
import { decideAll, type Placed } from './check.ts';
import type * as contract from './contract.ts';
import { askedOf, gather, orderKey } from './facts.ts';
import { orderOf } from './ledger.ts';
import * as store from './store.ts';

/** Orders decided under one lock: a long file holds no account for longer than this many take. */
const ORDERS_AT_ONCE = 500;
const LOOK_CHUNK = 5_000;

/** A row whose customer is known. */
export type OrderOf<Row> = { readonly row: Row; readonly partyId: string; readonly termsDays: number | null };

type Standing = ReturnType<typeof orderOf>;

export type JudgedOrders = {
  readonly check: readonly { readonly of: OrderOf<FileRow>; readonly amountMinor: bigint }[];
  readonly end: readonly { readonly of: OrderOf<FileRow>; readonly state: 'cancelled' | 'closed' }[];
  readonly unchanged: number;
  readonly refusals: readonly Refusal[];
};

/**
 * What a file of open orders says that is new. What is still to be delivered is what an order reserves: more or less than it has so far is
 * checked again, the same changes nothing; closed, cancelled or wholly delivered ones give back what they hold. A known order of
 * another customer or currency refuses its row.
 */
export async function judgeOrders(ctx: Ctx, source: string, rows: readonly OrderOf<FileRow>[]): Promise<JudgedOrders> {
  const { mode } = await modeNow(ctx);
  const known = await standing(
    ctx,
    rows.map(({ row }) => ({ source, number: row.number })),
  );
  const check: { of: OrderOf<FileRow>; amountMinor: bigint }[] = [];
  const end: { of: OrderOf<FileRow>; state: 'cancelled' | 'closed' }[] = [];
  const refusals: Refusal[] = [];
  let unchanged = 0;
  for (const of of rows) {
    const { row } = of;
    const before = known.get(orderKey(source, row.number));
    if (before && (before.partyId !== of.partyId || before.currency !== row.currency)) {
      refusals.push(
        conflict(row, before.partyId !== of.partyId ? '客户 customer' : '币种 currency', before.currency, row.currency),
      );
      continue;
    }
    const outstanding = row.amountMinor - (row.deliveredMinor ?? 0n);
    const ended = row.state === 'cancelled' || row.state === 'closed' || row.state === 'delivered' || outstanding <= 0n;
    const captured = before?.consumed.capturedMinor ?? 0n;
    const longer = before !== undefined && row.termsDays !== null && before.termsDays !== row.termsDays;
    const holding = before !== undefined && (before.reservation !== null || before.hold !== null);
    if (ended) {
      if (holding) end.push({ of, state: row.state === 'cancelled' ? 'cancelled' : 'closed' });
      else unchanged += 1;
    } else if (
      before &&
      !holding &&
      !longer &&
      before.amountMinor === captured + outstanding &&
      (mode === 'shadow' || before.state === 'refused')
    ) {
      // Answered already: in shadow mode an order that would have been held reserves nothing, a refused one neither.
      unchanged += 1;
    } else if (
      before &&
      holding &&
      !longer &&
      (before.reservation?.remainingMinor ?? before.amountMinor - captured) === outstanding
    ) {
      unchanged += 1;
    } else check.push({ of, amountMinor: captured + outstanding });
  }
  return { check, end, unchanged, refusals };
}

/** Records what was judged. Answers how many orders are held now and how many went clear. */
export async function enterOrders(ctx: Ctx, source: string, judged: JudgedOrders): Promise<{ clear: number; held: number }> {
  const accounts = await ensureAccounts(
    ctx,
    [...judged.check, ...judged.end].map(({ of }) => ({ partyId: of.partyId, currency: of.row.currency })),
  );
  const counted = { clear: 0, held: 0 };
  for (let from = 0; from < judged.check.length; from += ORDERS_AT_ONCE) {
    const chunk = judged.check.slice(from, from + ORDERS_AT_ONCE);
    const answers: BatchAnswer<typeof contract.check>[] = new Array(chunk.length);
    await decideAll(
      ctx,
      chunk.map((each, at) => placed(ctx, source, each, accounts, at)),
      answers,
    );
    for (const answer of answers) {
      if ('problem' in answer) throw answer.problem;
      counted[answer.answer.outcome === 'clear' ? 'clear' : 'held'] += 1;
    }
    ctx.progress(from + chunk.length, judged.check.length, '订单');
  }
  await endOrders(ctx, source, judged.end);
  return counted;
}

function placed(
  ctx: Ctx,
  source: string,
  { of, amountMinor }: JudgedOrders['check'][number],
  accounts: ReadonlyMap<string, string>,
  at: number,
): Placed {
  const { row, partyId } = of;
  return {
    at,
    source,
    number: row.number,
    partyId,
    accountId: accounts.get(`${partyId} ${row.currency}`)!,
    amountMinor,
    currency: row.currency,
    termsDays: row.termsDays,
    customerTermsDays: of.termsDays,
    call: {
      eventId: ctx.eventId,
      actor: ctx.actor,
      input: {
        customer: row.customerCode,
        order: row.number,
        amount: wireMoney(amountMinor, row.currency),
        source,
        ...(row.salesperson ? { sales: row.salesperson } : {}),
        ...(row.deliverOn ? { deliverOn: row.deliverOn } : {}),
        ...(row.termsDays === null ? {} : { termsDays: row.termsDays }),
      },
    },
  };
}

async function endOrders(ctx: Ctx, source: string, ends: JudgedOrders['end']): Promise<void> {
  for (let from = 0; from < ends.length; from += ORDERS_AT_ONCE) {
    const chunk = ends.slice(from, from + ORDERS_AT_ONCE);
    const rows = await store.ordersByNumber(
      ctx.tx,
      chunk.map(({ of }) => ({ source, number: of.row.number })),
    );
    const gathered = await gather(ctx, rows.map(askedOf));
    const freed = new Set<string>();
    for (const { of, state } of chunk) {
      const order = gathered.orders.get(orderKey(source, of.row.number));
      if (!order) continue;
      if (state === 'cancelled') order.state = 'cancelled';
      gathered.ledger.setRelease(order, null);
      const given = gathered.ledger.endReservation(order, 'released', `file ${ctx.eventId} ${of.row.number}`, ctx.eventId);
      gathered.ledger.endHold(order, 'cancelled', of.row.note);
      gathered.ledger.touch(order);
      if (given > 0n) freed.add(order.accountId);
    }
    await Promise.all([gathered.journal.write(), gathered.ledger.write()]);
    if (freed.size > 0) ctx.emit(roomMade, { accountIds: [...freed], why: 'release' });
  }
}

/** Known orders by orderKey. */
async function standing(ctx: Ctx, asked: readonly { source: string; number: string }[]): Promise<Map<string, Standing>> {
  const found = new Map<string, Standing>();
  for (let from = 0; from < asked.length; from += LOOK_CHUNK) {
    for (const row of await store.ordersByNumber(ctx.tx, asked.slice(from, from + LOOK_CHUNK)))
      found.set(orderKey(row.source, row.number), orderOf(row));
  }
  return found;
}

/** Whose customer an order is, for deliveries that name only the order. */
export async function partiesOfOrders(ctx: Ctx, source: string, numbers: readonly string[]): Promise<Map<string, string>> {
  const orders = await standing(
    ctx,
    numbers.map((number) => ({ source, number })),
  );
  return new Map([...orders.values()].map((order) => [order.number, order.partyId]));
}

/**
 * Deliveries use up what their orders reserve, at most what is left of it; each once, by its number. The goods themselves enter the
 * exposure as documents.
 */
export async function captureDeliveries(
  ctx: Ctx,
  source: string,
  deliveries: readonly Pick<DeliveryRow, 'number' | 'orderNumber' | 'amountMinor' | 'currency'>[],
): Promise<number> {
  const naming = deliveries.filter((each) => each.orderNumber !== null && each.amountMinor > 0n);
  let captured = 0;
  for (let from = 0; from < naming.length; from += ORDERS_AT_ONCE) {
    const chunk = naming.slice(from, from + ORDERS_AT_ONCE);
    const rows = await store.ordersByNumber(
      ctx.tx,
      chunk.map((each) => ({ source, number: each.orderNumber! })),
    );
    if (rows.length === 0) continue;
    const gathered = await gather(ctx, rows.map(askedOf));
    // Read under the lock: the delivery may have been told of by a message before its file came.
    const known = await capturedDeliveries(
      ctx,
      source,
      chunk.map((each) => each.number),
    );
    for (const each of chunk) {
      const order = gathered.orders.get(orderKey(source, each.orderNumber!));
      if (known.has(each.number) || !order || order.currency !== each.currency) continue;
      const key = reportKey('delivery', source, each.number);
      if (gathered.ledger.report(order, 'delivery', each.amountMinor, key, ctx.eventId).captureMinor > 0n) captured += 1;
    }
    await Promise.all([gathered.journal.write(), gathered.ledger.write()]);
  }
  return captured;
}

/** A paper of the ERP under its own number: the same one told of by a message and by a file counts once. */
export function reportKey(kind: ReportKind, source: string, number: string): string {
  return `${kind} ${source} ${number}`;
}

/** Deliveries that have used up part of a reservation already, by their numbers. */
export async function capturedDeliveries(ctx: Ctx, source: string, numbers: readonly string[]): Promise<ReadonlySet<string>> {
  const captured = new Set<string>();
  for (let from = 0; from < numbers.length; from += LOOK_CHUNK) {
    const keyed = new Map(
      numbers.slice(from, from + LOOK_CHUNK).map((number) => [reportKey('delivery', source, number), number]),
    );
    for (const row of await store.knownReports(ctx.tx, [...keyed.keys()])) captured.add(keyed.get(row.source_key)!);
  }
  return captured;
}

function conflict(row: FileRow, field: string, known: string, said: string): Refusal {
  return {
    row: row.row,
    line: row.line,
    column: null,
    code: 'conflicts_with_ledger',
    value: row.number,
    facts: { field, known, said },
  };
}
