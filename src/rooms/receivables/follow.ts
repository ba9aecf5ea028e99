// A customer was merged, or parted again: what is open of his documents follows to the account where it is owed now.
import type { Ctx } from '#platform/context.ts';
import type { Merge } from '#rooms/customers/contract.ts';
import { accountsOf } from '#rooms/exposure/actions.ts';
import { ledgerChanged } from './contract.ts';
import * as store from './store-follow.ts';

/**
 * The exposure room has moved the balances already, under the lock of both lines. Documents, applications and entries stay what they were:
 * only where the open part stands changes, so that a payment of the survivor settles it and the same file again finds it.
 */
export async function followMerge(ctx: Ctx, merge: Merge): Promise<void> {
  await follow(ctx, merge, merge.survivorId);
}

export async function followParting(ctx: Ctx, merge: Merge): Promise<void> {
  await follow(ctx, merge, merge.mergedId);
}

async function follow(ctx: Ctx, merge: Merge, partyId: string): Promise<void> {
  await store.moveOpenItems(ctx.tx, ctx.tenant.id, merge.familyIds, partyId);
  await store.moveBills(ctx.tx, ctx.tenant.id, merge.familyIds, partyId);
  const accounts = await accountsOf(ctx, merge.survivorId);
  const accountIds = accounts.filter((row) => row.kind === 'own').map((row) => row.account_id);
  if (accountIds.length > 0) ctx.emit(ledgerChanged, { accountIds });
}
