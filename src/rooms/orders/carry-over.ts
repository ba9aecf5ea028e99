// Orders that were cleared before the credit check stood here: carried over with their reservation, on record as such.
import { encode } from '#base/codec.ts';
import type { Day } from '#base/date.ts';
import { newId } from '#base/id.ts';
import type { Ctx } from '#platform/context.ts';
import { Journal, lockLines } from '#rooms/exposure/actions.ts';
import { rulebook } from '#rooms/policies/actions.ts';
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
export async function carryOver(ctx: Ctx, rows: readonly CarriedOrder[]): Promise<void> {
  if (rows.length === 0) return;
  const lines = await lockLines(ctx, [...new Set(rows.map((row) => row.accountId))]);
  const { rules, version } = await rulebook(ctx, 'order-check');
  const journal = new Journal(ctx, lines);
  const ledger = new OrderLedger(ctx, journal);
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
      facts: encode({ carriedOver: true }),
      reasons: '[]',
      remedy: null,
      madeBy: null,
      eventId: ctx.eventId,
    });
    ledger.reserve(order, row.amountMinor, row.amountMinor, expiresAt, `carry-over ${checkId}`, ctx.eventId);
    ledger.touch(order);
  }
  await Promise.all([journal.write(), ledger.write(), store.insertChecks(ctx.tx, ctx.tenant.id, ctx.at, ctx.today, checks)]);
}
