// Orders delivered far from now use no limit yet; once within the horizon they are asked about again, and reserve or wait like any other.
import { addDays } from '#base/date.ts';
import { wireMoney } from '#base/money.ts';
import type { BatchAnswer, Ctx } from '#platform/context.ts';
import { rulebook } from '#rooms/policies/actions.ts';
import { askedOf } from './asked.ts';
import { decideAll } from './check.ts';
import type * as contract from './contract.ts';
import * as store from './store.ts';
import { comingOrders } from './store-follow.ts';

/** So many are taken up in one round; the rest by the next. */
const TAKEN_UP_MAX = 500;

/** Asks again about orders that reserve nothing because of their day, and have come near enough. Returns how many were asked about. */
export async function takeUpComing(ctx: Ctx): Promise<number> {
  const { rules } = await rulebook(ctx, 'order-check');
  const { consumes = 'orders', horizonDays = null } = rules.settings;
  if (consumes !== 'orders') return 0;
  const until = horizonDays === null ? null : addDays(ctx.today, horizonDays);
  const coming = await comingOrders(ctx.tx, ctx.today, until, TAKEN_UP_MAX);
  if (coming.length === 0) return 0;
  const found = await store.ordersById(
    ctx.tx,
    coming.map((row) => row.order_id),
  );
  const byId = new Map(found.map((row) => [row.order_id, row]));
  // Those that are needed first, and were asked about first, take the room there is.
  const rows = coming.map((row) => byId.get(row.order_id)!);
  const answers: BatchAnswer<typeof contract.check>[] = new Array(rows.length);
  await decideAll(
    ctx,
    rows.map((row, at) => ({
      ...askedOf(row),
      at,
      call: {
        eventId: ctx.eventId,
        actor: ctx.actor,
        input: { customer: '', order: row.number, amount: wireMoney(row.amount_minor, row.currency), source: row.source },
      },
    })),
    answers,
  );
  for (const answer of answers) if ('problem' in answer) throw answer.problem;
  return rows.length;
}
