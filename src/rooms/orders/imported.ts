// Orders and deliveries that a file of the ERP tells of: facts, checked as any order is; what goes beyond a limit becomes a hold, never a refusal.
import { wireMoney } from '#base/money.ts';
import type { Refusal } from '#engine/import/report.ts';
import type { DeliveryRow, OrderRow as FileRow } from '#engine/import/typed-papers.ts';
import type { ReportKind } from '#engine/order-consumption.ts';
import type { BatchAnswer, Ctx } from '#platform/context.ts';
import { ensureAccounts } from '#rooms/exposure/actions.ts';
import { roomMade } from '#rooms/exposure/contract.ts';
import { modeNow } from '#rooms/policies/mode.ts';
import { askedOf } from './asked.ts';
import { enterUnchecked } from './carry-over.ts';
import { decideAll, type Placed } from './check.ts';
import type * as contract from './contract.ts';
import { gather, orderKey } from './facts.ts';
import { orderOf } from './ledger.ts';
import * as store from './store.ts';

/** Orders decided under one lock: a long file holds no account for longer than this many take. */
const ORDERS_AT_ONCE = 500;
const LOOK_CHUNK = 5_000;

/** What a file did to an order: what it was checked for, null where the file ended it, and what it was checked for before, null where it was new. */
export type OrderAct = { readonly number: string; readonly checkedMinor: string | null; readonly beforeMinor: string | null };

/** A row whose customer is known. */
export type OrderOf<Row> = { readonly row: Row; readonly partyId: string; readonly termsDays: number | null };

type Standing = ReturnType<typeof orderOf>;

export type JudgedOrders = {
  readonly check: readonly { readonly of: OrderOf<FileRow>; readonly amountMinor: bigint; readonly beforeMinor: bigint | null }[];
  readonly end: readonly {
    readonly of: OrderOf<FileRow>;
    readonly state: 'cancelled' | 'closed';
    readonly beforeMinor: bigint | null;
  }[];
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
  const check: JudgedOrders['check'][number][] = [];
  const end: JudgedOrders['end'][number][] = [];
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
    const beforeMinor = before?.amountMinor ?? null;
    if (ended) {
      if (holding) end.push({ of, state: row.state === 'cancelled' ? 'cancelled' : 'closed', beforeMinor });
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
      // Held beside what it reserves, an order is as it was where its whole is.
      (before.hold === null ? before.reservation!.remainingMinor : before.amountMinor - captured) === outstanding
    ) {
      unchanged += 1;
    } else check.push({ of, amountMinor: captured + outstanding, beforeMinor });
  }
  return { check, end, unchanged, refusals };
}

/** Records what was judged. Answers what was done to each order, so that it can be taken back (`takeBackOrders`). */
export async function enterOrders(ctx: Ctx, source: string, judged: JudgedOrders): Promise<OrderAct[]> {
  const accounts = await ensureAccounts(
    ctx,
    [...judged.check, ...judged.end].map(({ of }) => ({ partyId: of.partyId, currency: of.row.currency })),
  );
  for (let from = 0; from < judged.check.length; from += ORDERS_AT_ONCE) {
    const chunk = judged.check.slice(from, from + ORDERS_AT_ONCE);
    const answers: BatchAnswer<typeof contract.check>[] = new Array(chunk.length);
    await decideAll(
      ctx,
      chunk.map((each, at) => placed(ctx, source, each, accounts, at)),
      answers,
    );
    for (const answer of answers) if ('problem' in answer) throw answer.problem;
    ctx.progress(from + chunk.length, judged.check.length, '订单');
  }
  await endOrders(ctx, source, judged.end);
  const said = (minor: bigint | null) => (minor === null ? null : String(minor));
  return [
    ...judged.check.map(({ of, amountMinor, beforeMinor }) => ({
      number: of.row.number,
      checkedMinor: said(amountMinor),
      beforeMinor: said(beforeMinor),
    })),
    ...judged.end.map(({ of, beforeMinor }) => ({ number: of.row.number, checkedMinor: null, beforeMinor: said(beforeMinor) })),
  ];
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
 * exposure as documents. Answers the numbers of those that were taken in (`takeBackCaptures`).
 */
export async function captureDeliveries(
  ctx: Ctx,
  source: string,
  deliveries: readonly (Pick<DeliveryRow, 'number' | 'orderNumber' | 'amountMinor' | 'currency'> & {
    readonly partyId: string;
  })[],
): Promise<string[]> {
  const naming = deliveries.filter((each) => each.orderNumber !== null && each.amountMinor > 0n);
  const captured: string[] = [];
  const live = naming.length > 0 && (await modeNow(ctx)).mode === 'live';
  for (let from = 0; from < naming.length; from += ORDERS_AT_ONCE) {
    const chunk = naming.slice(from, from + ORDERS_AT_ONCE);
    const numbers = chunk.map((each) => ({ source, number: each.orderNumber! }));
    let rows = await store.ordersByNumber(ctx.tx, numbers);
    if (live && (await enterUnknown(ctx, source, chunk, rows))) rows = await store.ordersByNumber(ctx.tx, numbers);
    if (rows.length === 0) continue;
    const gathered = await gather(ctx, rows.map(askedOf));
    // Read under the lock: the delivery may have been told of by a message before its file came.
    const { free } = await reportKeys(
      ctx,
      source,
      chunk.map((each) => each.number),
    );
    for (const each of chunk) {
      const order = gathered.orders.get(orderKey(source, each.orderNumber!));
      const key = free.get(each.number);
      if (key === undefined || !order || order.currency !== each.currency) continue;
      gathered.ledger.report(order, 'delivery', each.amountMinor, key, ctx.eventId);
      free.delete(each.number);
      captured.push(each.number);
    }
    await Promise.all([gathered.journal.write(), gathered.ledger.write()]);
  }
  return captured;
}

type Naming = Parameters<typeof captureDeliveries>[2][number];

/** Orders that went out without having been asked about: on record, so that somebody is told. While nothing is held that is no news. */
async function enterUnknown(
  ctx: Ctx,
  source: string,
  chunk: readonly Naming[],
  known: readonly store.OrderRow[],
): Promise<boolean> {
  const numbers = new Set(known.map((row) => row.number));
  const unknown = new Map(chunk.filter((each) => !numbers.has(each.orderNumber!)).map((each) => [each.orderNumber!, each]));
  if (unknown.size === 0) return false;
  const accounts = await ensureAccounts(ctx, [...unknown.values()]);
  await enterUnchecked(
    ctx,
    [...unknown].map(([number, { partyId, amountMinor, currency }]) => ({
      source,
      number,
      partyId,
      accountId: accounts.get(`${partyId} ${currency}`)!,
      amountMinor,
      currency,
    })),
  );
  return true;
}

/** A paper of the ERP under its own number: the same one told of by a message and by a file counts once. */
export function reportKey(kind: ReportKind, source: string, number: string): string {
  return `${kind} ${source} ${number}`;
}

/** Deliveries that have been reported of their orders already, by their numbers. */
export async function capturedDeliveries(ctx: Ctx, source: string, numbers: readonly string[]): Promise<ReadonlySet<string>> {
  const captured = new Set<string>();
  for (let from = 0; from < numbers.length; from += LOOK_CHUNK) {
    const chunk = numbers.slice(from, from + LOOK_CHUNK);
    for (const number of (await reportKeys(ctx, source, chunk)).standing.keys()) captured.add(number);
  }
  return captured;
}

/** So often may a delivery be reported and taken back; beyond that it stays as it stands. */
const REPORTS_MAX = 9;

/** A report taken back is a report of its own, under this key. */
export function backKey(key: string): string {
  return `back ${key}`;
}

/** The key under which each delivery stands as reported, or the one that it would be given. */
export async function reportKeys(
  ctx: Ctx,
  source: string,
  numbers: readonly string[],
): Promise<{ free: Map<string, string>; standing: Map<string, string> }> {
  const free = new Map<string, string>();
  const standing = new Map<string, string>();
  let open = [...new Set(numbers)];
  for (let round = 1; open.length > 0; round += 1) {
    const keyOf = (number: string) => `${reportKey('delivery', source, number)}${round === 1 ? '' : ` #${round}`}`;
    const keys = open.flatMap((number) => [keyOf(number), backKey(keyOf(number))]);
    const known = new Set((await store.knownReports(ctx.tx, keys)).map((row) => row.source_key));
    const again: string[] = [];
    for (const number of open) {
      const key = keyOf(number);
      if (!known.has(key)) free.set(number, key);
      else if (!known.has(backKey(key)) || round === REPORTS_MAX) standing.set(number, key);
      else again.push(number);
    }
    open = again;
  }
  return { free, standing };
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
