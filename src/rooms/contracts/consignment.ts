// 寄售 and 铺底: goods of ours at the customer, what he reports as sold, what is counted there, and what of it stands in his exposure.
import { assert, Problem } from '#base/assert.ts';
import { type Day, parseDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { parseMoney, wireMoney } from '#base/money.ts';
import { STOCK_CUTS, type Stock, stockAges, stockAsOf } from '#engine/rebates.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { dayMark, readDayMark } from '#platform/cursor.ts';
import { sees } from '#rooms/customers/actions.ts';
import { ensureAccounts, Journal, lockLines } from '#rooms/exposure/actions.ts';
import { roomMade } from '#rooms/exposure/contract.ts';
import { findKnown, postDocuments, refKey } from '#rooms/receivables/posting.ts';
import type * as contract from './contract.ts';
import { currencyOf, customerOf, entityOf, partiesMeant } from './resolve.ts';
import * as store from './store-goods.ts';
import { wrong } from './terms.ts';

/** Where our own papers come from, beside those of the source systems. */
export const OWN_SOURCE = 'contracts';

/** "2.5" → 2500n. */
function milli(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole) * 1_000n + BigInt(fraction.padEnd(3, '0'));
}

export function quantityText(value: bigint): string {
  const fraction = (value % 1_000n).toString().padStart(3, '0').replace(/0+$/, '');
  return fraction === '' ? String(value / 1_000n) : `${value / 1_000n}.${fraction}`;
}

function stockOf(moves: readonly store.MoveRow[], asOf: Day): Stock {
  return stockAsOf(
    moves.flatMap((move) =>
      move.kind === 'counted'
        ? []
        : [
            {
              kind: move.kind,
              goods: move.goods,
              quantityMilli: move.quantity_milli,
              valueMinor: move.value_minor ?? 0n,
              on: move.moved_on,
            },
          ],
    ),
    asOf,
  );
}

export const consignments: Action<typeof contract.consignments> = async (ctx, input) => {
  const limit = input.limit ?? 50;
  const filter = { ownerId: ownerScope(ctx), partyIds: await partiesMeant(ctx, input.customer), ended: input.ended ?? false };
  const rows = await store.consignmentsPage(ctx.tx, filter, readDayMark(input.cursor), limit);
  const moves = Map.groupBy(
    await store.movesOf(
      ctx.tx,
      rows.map((row) => row.consignment_id),
    ),
    (move) => move.consignment_id,
  );
  const last = rows.at(-1);
  return {
    asOf: ctx.today,
    cuts: [...STOCK_CUTS],
    consignments: rows.map((row) => {
      const own = moves.get(row.consignment_id) ?? [];
      const stock = stockOf(own, ctx.today);
      const money = (minor: bigint) => wireMoney(minor, row.currency);
      const counts = own.filter((move) => move.kind === 'counted').map((move) => move.moved_on);
      return {
        id: row.consignment_id,
        number: row.number,
        kind: row.kind,
        customer: { code: row.customer_code, name: row.customer_name, owner: row.owner_name },
        currency: row.currency,
        startsOn: row.starts_on,
        endsOn: row.ends_on,
        standing: row.standing_minor === null ? null : money(row.standing_minor),
        counts: row.counts,
        counted: money(row.counted_minor),
        state: row.state,
        value: money(row.kind === 'standing' ? (row.state === 'open' ? (row.standing_minor ?? 0n) : 0n) : stock.valueMinor),
        oldestOn: row.kind === 'standing' ? row.starts_on : stock.oldestOn,
        ages: stockAges(stock.layers, ctx.today).map(money),
        short: stock.short.map((each) => ({ goods: each.goods, quantity: quantityText(each.quantityMilli) })),
        lastCountOn: counts.reduce<Day | null>((newest, on) => (newest === null || on > newest ? on : newest), null),
      };
    }),
    next: rows.length === limit && last ? dayMark(last.starts_on, last.consignment_id) : null,
  };
};

export const openConsignment: Action<typeof contract.openConsignment> = async (ctx, input) => {
  const party = await customerOf(ctx, input.customer);
  const entity = await entityOf(ctx, input.entity);
  const currency = currencyOf(ctx, input.currency);
  const startsOn = parseDay(input.startsOn, 'startsOn');
  const endsOn = input.endsOn === undefined ? null : parseDay(input.endsOn, 'endsOn');
  if (endsOn !== null && endsOn < startsOn) throw wrong('endsOn', 'end_before_start', 'it ends before it starts');
  const standing = input.standing === undefined ? null : parseMoney(input.standing);
  if ((input.kind === 'standing') !== (standing !== null))
    throw wrong('standing', 'standing_amount', 'standing stock has an amount; a consignment is worth what is delivered');
  if (standing !== null && standing.currency !== currency)
    throw wrong('standing', 'currency_differs', `this is kept in ${currency}, the amount in ${standing.currency}`);
  if (standing !== null && standing.minor <= 0n) throw wrong('standing', 'amount_not_positive', 'the amount is above zero');
  // 铺底 is goods delivered and not paid for: exposure. What is consigned stays ours until it is sold: shown beside.
  const counts = input.counts ?? (input.kind === 'standing' ? 'exposure' : 'beside');
  const id = newId();
  const made = await store.insertConsignment(ctx.tx, ctx.tenant.id, ctx.at, ctx.actor.name, {
    consignment_id: id,
    party_id: party.party_id,
    entity_id: entity.entity_id,
    number: input.number.trim(),
    kind: input.kind,
    currency,
    starts_on: startsOn,
    ends_on: endsOn,
    standing_minor: standing?.minor ?? null,
    counts,
  });
  if (!made)
    throw new Problem(409, 'contract_number_taken', `there is a paper ${input.number} already`, {
      fields: [{ field: 'number', message: 'taken' }],
    });
  const row = await store.consignmentForUpdate(ctx.tx, id);
  assert(row, 'it was just opened');
  const countedMinor = await count(ctx, row, [], startsOn);
  ctx.note({
    subject: { kind: 'consignment', id },
    partyId: party.party_id,
    facts: { number: row.number, kind: row.kind, ...(standing ? { amount: wireMoney(standing.minor, currency) } : {}) },
  });
  return { id, counted: wireMoney(countedMinor, currency) };
};

/** Brings what stands in the exposure to what should: delivered, not invoiced. Locks the account when something moves. */
async function count(ctx: Ctx, row: store.ConsignmentRow, moves: readonly store.MoveRow[], on: Day): Promise<bigint> {
  const worth =
    row.state === 'ended' || row.counts === 'beside'
      ? 0n
      : row.kind === 'standing'
        ? (row.standing_minor ?? 0n)
        : stockOf(moves, ctx.today).valueMinor;
  const delta = worth - row.counted_minor;
  if (delta === 0n) return worth;
  const accounts = await ensureAccounts(ctx, [{ partyId: row.party_id, currency: row.currency }]);
  const accountId = accounts.get(`${row.party_id} ${row.currency}`);
  assert(accountId, 'the account was just opened');
  const journal = new Journal(ctx, await lockLines(ctx, [accountId]));
  journal.move({
    accountId,
    part: 'delivered',
    amountMinor: delta,
    sourceKind: 'consignment',
    sourceId: row.consignment_id,
    effectiveOn: on,
    eventId: ctx.eventId,
  });
  await journal.write();
  await store.setCounted(ctx.tx, row.consignment_id, worth);
  if (delta < 0n) ctx.emit(roomMade, { accountIds: [accountId], why: 'release' });
  return worth;
}

async function consignmentFor(ctx: Ctx, id: string): Promise<store.ConsignmentRow> {
  const row = await store.consignmentForUpdate(ctx.tx, id);
  if (!row || !sees(ctx.actor, row)) throw new Problem(404, 'consignment_unknown', 'there is no such consignment');
  if (row.state === 'ended') throw new Problem(409, 'consignment_ended', 'this has ended');
  return row;
}

export const moveGoods: Action<typeof contract.moveGoods> = async (ctx, input) => {
  const row = await consignmentFor(ctx, input.id);
  if (row.kind === 'standing')
    throw new Problem(409, 'standing_has_no_goods', 'standing stock is an amount; goods are kept with a consignment');
  const on = parseDay(input.on, 'on');
  if (on > ctx.today) throw wrong('on', 'done_in_future', 'what moved has moved today or earlier');
  if ((input.kind === 'sold') !== (input.invoice !== undefined))
    throw wrong('invoice', 'sale_needs_invoice', 'reported sales become an invoice: name it; nothing else does');
  const lines = input.lines.map((line) => {
    const value = line.value === undefined ? null : parseMoney(line.value);
    if (value !== null && value.currency !== row.currency)
      throw wrong('lines', 'currency_differs', `this is kept in ${row.currency}`);
    const needs = input.kind === 'delivered' || input.kind === 'sold';
    if (needs && (value === null || value.minor <= 0n))
      throw wrong('lines', 'value_missing', 'goods delivered or sold have a value above zero');
    const quantityMilli = milli(line.quantity);
    if (quantityMilli === 0n && input.kind !== 'counted') throw wrong('lines', 'quantity_missing', 'a quantity is above zero');
    return { goods: line.goods.trim(), quantityMilli, valueMinor: value?.minor ?? null };
  });
  const before = await store.movesOf(ctx.tx, [row.consignment_id]);
  if (before.length + lines.length > store.MOVES_MAX)
    throw new Problem(409, 'too_many_moves', 'this consignment has too many moves; open a new one');
  const number = input.invoice?.number ?? null;
  const fresh = lines.map((line) => ({
    consignment_id: row.consignment_id,
    kind: input.kind,
    goods: line.goods,
    quantity_milli: line.quantityMilli,
    value_minor: line.valueMinor,
    moved_on: on,
    number,
    note: input.note ?? null,
  }));
  const after = [...before, ...fresh];
  const stock = stockOf(after, ctx.today);
  const shortBefore = new Map(stockOf(before, ctx.today).short.map((each) => [each.goods, each.quantityMilli]));
  const short = stock.short.filter((each) => each.quantityMilli > (shortBefore.get(each.goods) ?? 0n));
  if (short.length > 0)
    throw new Problem(409, 'more_than_there', 'more is sold or returned than stands there; count the stock first', {
      facts: { goods: short.map((each) => ({ goods: each.goods, missing: quantityText(each.quantityMilli) })) },
    });
  await store.insertMoves(ctx.tx, ctx.tenant.id, { at: ctx.at, byName: ctx.actor.name, eventId: ctx.eventId }, fresh);
  const countedMinor = await count(ctx, row, after, on);
  if (input.invoice) await invoice(ctx, row, on, input.invoice, lines);
  ctx.note({
    subject: { kind: 'consignment', id: row.consignment_id },
    partyId: row.party_id,
    facts: { number: row.number, kind: input.kind, lines: lines.length, value: wireMoney(stock.valueMinor, row.currency) },
  });
  return {
    value: wireMoney(stock.valueMinor, row.currency),
    counted: wireMoney(countedMinor, row.currency),
    differences: input.kind === 'counted' ? differences(lines, stockOf(before, on)) : [],
  };
};

/** What was found beside what the books say, by goods; goods that nobody counted are not said to be missing. */
function differences(lines: readonly { goods: string; quantityMilli: bigint }[], booked: Stock) {
  return lines.flatMap((line) => {
    const own = booked.layers.filter((layer) => layer.goods === line.goods).reduce((sum, layer) => sum + layer.quantityMilli, 0n);
    return own === line.quantityMilli
      ? []
      : [{ goods: line.goods, found: quantityText(line.quantityMilli), booked: quantityText(own) }];
  });
}

/** Reported sales become an invoice, at their sales value. */
async function invoice(
  ctx: Ctx,
  row: store.ConsignmentRow,
  on: Day,
  named: { number: string; dueOn: string },
  lines: readonly { valueMinor: bigint | null }[],
): Promise<void> {
  const dueOn = parseDay(named.dueOn, 'invoice');
  if (dueOn < on) throw wrong('invoice', 'due_before_issued', 'an invoice is not due before it is issued');
  const amountMinor = lines.reduce((sum, line) => sum + (line.valueMinor ?? 0n), 0n);
  const ref = { kind: 'invoice' as const, entityId: row.entity_id, number: named.number.trim() };
  if ((await findKnown(ctx, OWN_SOURCE, [ref])).has(refKey(ref)))
    throw new Problem(409, 'document_number_taken', `there is an invoice ${ref.number} already`, {
      fields: [{ field: 'invoice', message: 'taken' }],
    });
  await postDocuments(ctx, {
    source: OWN_SOURCE,
    importId: null,
    documents: [
      { ...ref, partyId: row.party_id, issuedOn: on, dueOn, amountMinor, currency: row.currency, contract: row.number },
    ],
    applications: [],
  });
}

export const endConsignment: Action<typeof contract.endConsignment> = async (ctx, input) => {
  const row = await consignmentFor(ctx, input.id);
  const moves = await store.movesOf(ctx.tx, [row.consignment_id]);
  const left = row.kind === 'consignment' ? stockOf(moves, ctx.today).valueMinor : 0n;
  if (left > 0n)
    throw new Problem(409, 'goods_still_there', 'goods still stand there; report them sold or returned first', {
      facts: { value: wireMoney(left, row.currency) },
    });
  await store.endConsignment(ctx.tx, row.consignment_id, ctx.today, input.reason);
  await count(ctx, { ...row, state: 'ended' }, moves, ctx.today);
  ctx.note({
    subject: { kind: 'consignment', id: row.consignment_id },
    partyId: row.party_id,
    facts: { number: row.number, reason: input.reason },
  });
  return { ended: true };
};
