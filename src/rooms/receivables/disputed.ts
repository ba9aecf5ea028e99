// What was disputed on a day, as known at a moment: asked by the rooms below that show it.
import type { AsOf } from '#platform/as-of.ts';
import type { Ctx } from '#platform/context.ts';
import { type DisputedRow, disputesOn } from './store-disputed.ts';

/** Disputes that stood then of what was open then: the line of `settlements.dispute_spans`, how much was open and how much of it disputed. */
export function disputedThen(ctx: Ctx, asOf: AsOf): Promise<readonly DisputedRow[]> {
  return disputesOn(ctx.tx, asOf);
}
