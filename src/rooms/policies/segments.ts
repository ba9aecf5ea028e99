// Customers by the decision table of segments in force: the rulebook from here, the customers and their spells from the room above.
import type { Action, Ctx } from '#platform/context.ts';
import { applySegments } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import { rulebook } from './rulebooks.ts';

/** Everybody, or these customers. */
export async function segment(
  ctx: Ctx,
  partyIds: readonly string[] | null,
): Promise<{ customers: number; changed: number; version: number }> {
  const { rules, version } = await rulebook(ctx, 'segments');
  return { ...(await applySegments(ctx, rules, version, partyIds)), version };
}

export const runSegments: Action<typeof contract.runSegments> = async (ctx) => {
  const done = await segment(ctx, null);
  ctx.note({ facts: done });
  return done;
};
