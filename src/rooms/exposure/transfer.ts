// The ledger of a merged customer moves to the survivor's account, and back: entries on both, nothing taken away, nothing added.
import { assert } from '#base/assert.ts';
import type { Ctx } from '#platform/context.ts';
import type { Merge } from '#rooms/customers/contract.ts';
import { ensureAccounts, Journal, type Lines, lockLines, turnRows } from './actions.ts';
import { roomMade } from './contract.ts';
import * as store from './store.ts';
import * as transfers from './store-transfer.ts';

/**
 * Merged: what stands on the merged customer's accounts (open items with their due days, bills, deliveries, reservations, unapplied money)
 * leaves them as of today and joins the survivor's, source by source. From then on the old accounts take nothing and cap nothing. Entries
 * of days before stay where they are, so that an earlier day still shows two customers.
 */
export async function joinAccounts(ctx: Ctx, merge: Merge): Promise<void> {
  const all = await store.accountsOfParties(ctx.tx, [merge.mergedId]);
  const leaving = all.filter((row) => row.kind === 'own');
  if (leaving.length === 0) return;
  const opened = await ensureAccounts(
    ctx,
    leaving.map((row) => ({ partyId: merge.survivorId, currency: row.currency })),
  );
  const into = new Map(leaving.map((row) => [row.account_id, opened.get(`${merge.survivorId} ${row.currency}`)!]));
  const ids = [...into.keys()];
  const lines = await lockLines(ctx, [...ids, ...into.values()], { movedToo: true });
  await carry(ctx, lines, await transfers.standing(ctx.tx, ids), into, 'merge');
  await transfers.markMoved(
    ctx.tx,
    ids.map((accountId) => ({ accountId, movedTo: into.get(accountId)! })),
  );
  // His limit in our currency capped what he owes in all of them too.
  const capped = all.filter((row) => lines.nodes.has(row.account_id)).map((row) => row.account_id);
  await transfers.endCaps(ctx.tx, ctx.tenant.id, capped, ctx.today);
  await turnRows(
    ctx,
    capped.map((accountId) => lines.nodes.get(accountId)!),
  );
}

/** Parted again: of what the merge brought, what still stands goes back. What came after the merge stays with the survivor. */
export async function partAccounts(ctx: Ctx, merge: Merge): Promise<void> {
  const back = new Map<string, string>();
  for (const row of await store.accountsOfParties(ctx.tx, [merge.mergedId])) {
    if (row.kind === 'own' && row.moved_to !== null) back.set(row.moved_to, row.account_id);
  }
  if (back.size === 0) return;
  const lines = await lockLines(ctx, [...back.keys(), ...back.values()], { movedToo: true });
  await carry(ctx, lines, await transfers.standingOf(ctx.tx, [...back.keys()], merge.eventId), back, 'merge_undone');
  await transfers.markMoved(
    ctx.tx,
    [...back.values()].map((accountId) => ({ accountId, movedTo: null })),
  );
  for (const accountId of back.values()) lines.nodes.get(accountId)!.moved_to = null;
  ctx.emit(roomMade, { accountIds: [...back.keys()], why: 'release' });
}

async function carry(
  ctx: Ctx,
  lines: Lines,
  standing: readonly transfers.Standing[],
  into: ReadonlyMap<string, string>,
  sourceKind: 'merge' | 'merge_undone',
): Promise<void> {
  const journal = new Journal(ctx, lines);
  // Their reservations follow, in whichever direction: each account may have come by one of the other's.
  for (const [fromId, targetId] of into) {
    const until = lines.nodes.get(fromId)!.reserved_until;
    if (until !== null) journal.runsOut(targetId, until);
  }
  for (const row of standing) {
    const target = into.get(row.account_id);
    assert(target, 'an account moves to one that is known');
    const entry = { part: row.part, sourceKind, sourceId: row.source_id, effectiveOn: ctx.today, eventId: ctx.eventId };
    const due = row.due_on === null ? {} : { dueOn: row.due_on };
    journal.move({ ...entry, ...due, accountId: row.account_id, amountMinor: -row.amount_minor, items: -1 });
    journal.move({ ...entry, ...due, accountId: target, amountMinor: row.amount_minor, items: 1 });
  }
  await journal.write();
}
