// What capped accounts on a day as known at a moment: folded from the grants that had been decided by then, since cap steps keep one time only.
import { type Cap, type CapStep, type Grant, grantsOn, mergeGrants } from '#engine/account.ts';
import type { AsOf } from '#platform/as-of.ts';
import type { Ctx } from '#platform/context.ts';
import type { Node } from './actions.ts';
import * as past from './store-past.ts';

/** Accounts without a grant that was known are left out: nothing was granted. `accountIds` null: everybody's. */
export async function capsThen(ctx: Ctx, asOf: AsOf, accountIds: readonly string[] | null): Promise<Map<string, Cap>> {
  const grants = await grantsOf(ctx, asOf, accountIds);
  return new Map([...grants].map(([accountId, rows]) => [accountId, grantsOn(rows, asOf.day)]));
}

/** The steps of the cap over time by account as they were known, also those still to come on that day. */
export async function capStepsThen(ctx: Ctx, asOf: AsOf, nodes: readonly Node[]): Promise<Map<string, readonly CapStep[]>> {
  const grants = await grantsOf(
    ctx,
    asOf,
    nodes.map((node) => node.account_id),
  );
  const steps = new Map<string, readonly CapStep[]>([...grants].map(([accountId, rows]) => [accountId, mergeGrants(rows)]));
  // A customer's limit in our currency caps what he owes in all of them.
  for (const total of nodes.filter((node) => node.kind === 'total')) {
    const own = nodes.find((node) => node.kind === 'own' && node.party_id === total.party_id && node.currency === total.currency);
    if (own) steps.set(total.account_id, steps.get(own.account_id) ?? []);
  }
  return steps;
}

/** In the order that `grantsOn` wants. A grant ends on the day that was decided: who succeeds it, if known, governs from his first day on. */
async function grantsOf(ctx: Ctx, asOf: AsOf, accountIds: readonly string[] | null): Promise<Map<string, Grant[]>> {
  const rows = await past.grantsThen(ctx.tx, ctx.tenant.id, asOf, accountIds, ctx.tenant.timeZone);
  return Map.groupBy(rows, (row) => row.accountId);
}
