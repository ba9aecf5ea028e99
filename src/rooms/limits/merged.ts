// Limits of a customer that is merged: on record, capping nothing, never added to the survivor's; in force again when the merge is undone.
import { mergeGrants } from '#engine/account.ts';
import type { Ctx } from '#platform/context.ts';
import type { Merge } from '#rooms/customers/contract.ts';
import { accountsOf, setCaps } from '#rooms/exposure/actions.ts';
import { heldOf } from './grants.ts';
import * as store from './store.ts';

/** Drafts of the merged customer are put aside; what waits for a decision has stopped the merge before. */
export async function dropDrafts(ctx: Ctx, merge: Merge): Promise<void> {
  const accounts = await accountsOf(ctx, merge.mergedId);
  const open = await store.openProposals(
    ctx.tx,
    accounts.map((row) => row.account_id),
  );
  const drafts = open.filter((row) => row.state === 'draft');
  if (drafts.length === 0) return;
  await store.moveProposals(
    ctx.tx,
    drafts.map((row) => row.proposal_id),
    'draft',
    'superseded',
  );
}

/** The grants were never revoked: what they make together caps the parted customer again. */
export async function restoreCaps(ctx: Ctx, merge: Merge): Promise<void> {
  const own = (await accountsOf(ctx, merge.mergedId)).filter((row) => row.kind === 'own');
  if (own.length === 0) return;
  const grants = Map.groupBy(
    await store.standingGrants(
      ctx.tx,
      own.map((row) => row.account_id),
    ),
    (row) => row.account_id,
  );
  await setCaps(ctx, new Map(own.map((row) => [row.account_id, mergeGrants((grants.get(row.account_id) ?? []).map(heldOf))])));
}
