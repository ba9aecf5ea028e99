// Whose customer from which day: every change of salesperson is a dated row.
import { newId } from '#base/id.ts';
import type { Ctx } from '#platform/context.ts';
import * as store from './store-owners.ts';

type Owner = { readonly owner_id: string | null; readonly owner_name: string | null };
export type OwnerChange = {
  readonly partyId: string;
  readonly from: Owner;
  readonly to: Owner;
  readonly on: string;
  readonly handoverId: string | null;
};

/** Writes down who took over from whom; where nobody changed, nothing. */
export async function recordOwner(ctx: Ctx, changes: readonly OwnerChange[]): Promise<void> {
  const real = changes.filter(({ from, to }) => from.owner_id !== to.owner_id || from.owner_name !== to.owner_name);
  if (real.length === 0) return;
  await store.insertOwnerChanges(
    ctx.tx,
    ctx.tenant.id,
    ctx.at,
    ctx.actor.name,
    real.map((each) => ({
      changeId: newId(),
      partyId: each.partyId,
      fromId: each.from.owner_id,
      fromName: each.from.owner_name,
      toId: each.to.owner_id,
      toName: each.to.owner_name,
      on: each.on,
      handoverId: each.handoverId,
    })),
  );
}
