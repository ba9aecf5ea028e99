// Revaluation: a new rate changes what accounts in other currencies count for in ours; the difference is an entry on every node above.
import { newId } from '#base/id.ts';
import type { Rate } from '#engine/currency-rates.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { dayMark, readDayMark } from '#platform/cursor.ts';
import { lockLines, type Node, worth } from './actions.ts';
import type * as contract from './contract.ts';
import { roomMade } from './contract.ts';
import { fractionOf, keepRates, rateText } from './rates.ts';
import * as store from './store.ts';
import * as rates from './store-rates.ts';

/** Accounts locked and revalued in one go: bounds memory, not the work. */
const REVALUE_CHUNK = 2_000;

export type Revalued = { readonly accounts: number; readonly currencies: readonly string[] };

/**
 * Values every account in another currency at the rate in force today. Each node above gets one entry a currency with the difference
 * (part `children`, source `revaluation` and the rate's id). Again without a new rate it changes nothing.
 */
export async function revalue(ctx: Ctx): Promise<Revalued> {
  let accounts = 0;
  const currencies: string[] = [];
  const roomier = new Set<string>();
  for (const row of await rates.ratesOn(ctx.tx, ctx.today)) {
    const changed = await revalueCurrency(ctx, row, fractionOf(ctx, row), roomier);
    if (changed > 0) currencies.push(row.currency);
    accounts += changed;
  }
  if (roomier.size > 0) ctx.emit(roomMade, { accountIds: [...roomier], why: 'limit' });
  return { accounts, currencies };
}

async function revalueCurrency(ctx: Ctx, row: rates.RateRow, rate: Rate, roomier: Set<string>): Promise<number> {
  let after: string | null = null;
  let done = 0;
  for (;;) {
    const found = await rates.valuedOtherwise(ctx.tx, row.currency, rate, after, REVALUE_CHUNK);
    if (found.length === 0) return done;
    const ids = found.map((each) => each.account_id);
    const lines = await lockLines(ctx, ids);
    const moved = new Map<Node, bigint>();
    for (const accountId of ids) {
      const [own, ...above] = lines.of(accountId);
      const before = worth(own!);
      own!.rate_num = rate.num;
      own!.rate_den = rate.den;
      const delta = worth(own!) - before;
      if (delta === 0n) continue;
      if (delta < 0n) roomier.add(accountId);
      for (const node of above) if (node.currency !== own!.currency) moved.set(node, (moved.get(node) ?? 0n) + delta);
    }
    const entries: store.EntryRow[] = [];
    for (const [node, delta] of moved) {
      if (delta === 0n) continue;
      node.children_minor += delta;
      node.exposure_minor += delta;
      node.last_seq += 1n;
      entries.push({
        accountId: node.account_id,
        seq: node.last_seq,
        part: 'children',
        amountMinor: delta,
        sourceKind: 'revaluation',
        sourceId: row.rate_id,
        dueOn: null,
        effectiveOn: ctx.today,
        eventId: ctx.eventId,
      });
    }
    await Promise.all([
      rates.writeRates(ctx.tx, ids, rate),
      entries.length > 0 ? store.insertEntries(ctx.tx, ctx.tenant.id, ctx.at, entries) : null,
      entries.length > 0 ? store.writeBalances(ctx.tx, [...moved.keys()]) : null,
    ]);
    done += ids.length;
    after = ids.at(-1)!;
  }
}

export const recordRates: Action<typeof contract.recordRates> = async (ctx, input) => {
  const kept = await keepRates(ctx, input.rates, input.source ?? '手工录入');
  const revalued = await revalue(ctx);
  ctx.note({
    subject: { kind: 'rates', id: kept[0]?.rateId ?? newId() },
    facts: { rates: input.rates, revalued: revalued.accounts },
  });
  return { recorded: kept.length, revalued: revalued.accounts };
};

export const listRates: Action<typeof contract.listRates> = async (ctx, input) => {
  const limit = input.limit ?? 50;
  const rows = await rates.ratesPage(ctx.tx, input.currency ?? null, readDayMark(input.cursor), limit);
  const inForce = new Set((await rates.ratesOn(ctx.tx, ctx.today)).map((row) => row.rate_id));
  const last = rows.at(-1);
  return {
    home: ctx.tenant.currency,
    rates: rows.map((row) => ({
      id: row.rate_id,
      currency: row.currency,
      on: row.starts_on,
      rate: rateText(row),
      per: row.per_units,
      source: row.source,
      by: row.entered_by,
      at: row.recorded_at.toISOString(),
      inForce: inForce.has(row.rate_id),
    })),
    next: rows.length === limit && last ? dayMark(last.starts_on, last.rate_id) : null,
  };
};
