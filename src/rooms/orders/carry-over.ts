// Orders that came past the check, on record as such: those cleared before it stood here, with their reservation; those that went out unasked.
import { encode } from '#base/codec.ts';
import type { Day } from '#base/date.ts';
import { newId } from '#base/id.ts';
import type { Ctx } from '#platform/context.ts';
import { Journal, lockLines } from '#rooms/exposure/actions.ts';
import { rulebook } from '#rooms/policies/actions.ts';
import { orderKey } from './facts.ts';
import { NOTHING_CONSUMED, OrderLedger } from './ledger.ts';
import * as store from './store.ts';

export type CarriedOrder = {
  readonly source: string;
  readonly number: string;
  readonly accountId: string;
  readonly partyId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly salesName: string | null;
  readonly deliverOn: Day | null;
};

const DAY_MS = 86_400_000;

/** Enters orders as cleared, reserving their amount whatever the limit says. They must not be known yet. */
export function carryOver(ctx: Ctx, rows: readonly CarriedOrder[]): Promise<void> {
  return enter(ctx, rows, true);
}

/** Enters orders that went out without having been asked about: they reserve nothing. Those known by now are left as they are. */
export function enterUnchecked(ctx: Ctx, rows: readonly Omit<CarriedOrder, 'salesName' | 'deliverOn'>[]): Promise<void> {
  return enter(
    ctx,
    rows.map((row) => ({ ...row, salesName: null, deliverOn: null })),
    false,
  );
}

async function enter(ctx: Ctx, asked: readonly CarriedOrder[], reserves: boolean): Promise<void> {
  if (asked.length === 0) return;
  const lines = await lockLines(ctx, [...new Set(asked.map((row) => row.accountId))]);
  // Under the lock: another message may have told of the same order meanwhile.
  const known = new Set(
    reserves ? [] : (await store.ordersByNumber(ctx.tx, asked)).map((row) => orderKey(row.source, row.number)),
  );
  const rows = asked.filter((row) => !known.has(orderKey(row.source, row.number)));
  const { rules, version } = await rulebook(ctx, 'order-check');
  const journal = new Journal(ctx, lines);
  const ledger = new OrderLedger(ctx, journal, rules.settings.consumes ?? 'orders');
  const expiresAt = new Date(ctx.at.getTime() + rules.settings.reservationDays * DAY_MS);
  const checks: store.CheckRow[] = [];
  for (const row of rows) {
    const checkId = newId();
    const order = {
      id: newId(),
      stored: false,
      ...row,
      termsDays: null,
      state: 'clear',
      checkId,
      consumed: NOTHING_CONSUMED,
      released: null,
      reservation: null,
      hold: null,
    };
    checks.push({
      checkId,
      orderNumber: row.number,
      accountId: row.accountId,
      partyId: row.partyId,
      accountSeq: lines.of(row.accountId)[0]!.last_seq,
      amountMinor: row.amountMinor,
      currency: row.currency,
      outcome: 'clear',
      shadow: false,
      rulebookVersion: version,
      facts: encode(reserves ? { carriedOver: true } : { carriedOver: true, unchecked: true }),
      reasons: '[]',
      remedy: null,
      madeBy: null,
      eventId: ctx.eventId,
    });
    if (reserves) ledger.reserve(order, row.amountMinor, row.amountMinor, expiresAt, `carry-over ${checkId}`, ctx.eventId);
    ledger.touch(order);
  }
  await Promise.all([journal.write(), ledger.write(), store.insertChecks(ctx.tx, ctx.tenant.id, ctx.at, ctx.today, checks)]);
}
