// Facts that were entered and verified elsewhere: the first take-over and the demonstration. Bound to no operation.
import { assert } from '#base/assert.ts';
import { newId } from '#base/id.ts';
import type { Ctx } from '#platform/context.ts';
import { type Entry, type Origin, readEntry } from './facts.ts';
import { fieldsInForce } from './fields.ts';
import { restand } from './standing.ts';
import { insertChecks, insertFacts } from './store.ts';

export type TakenOver = { readonly partyId: string; readonly entry: Entry; readonly verified: boolean };

/** Enters facts of many customers in one statement; those marked verified with the verdict of `checker`, who is not the maker. */
export async function takeOverFacts(
  ctx: Ctx,
  rows: readonly TakenOver[],
  origin: Origin,
  checker: { readonly id: string; readonly name: string },
): Promise<void> {
  assert(origin.makerId !== checker.id, 'nobody verifies what he entered');
  if (rows.length === 0) return;
  const fields = new Map((await fieldsInForce(ctx, ctx.at)).map((field) => [field.key, field]));
  const facts = rows.map((row) => ({ ...readEntry(fields, row.entry, ctx.today), factId: newId(), partyId: row.partyId }));
  await insertFacts(ctx.tx, ctx.tenant.id, facts, { ...origin, at: ctx.at });
  const verified = facts.filter((_, at) => rows[at]!.verified).map((fact) => ({ kind: 'fact' as const, id: fact.factId }));
  await insertChecks(ctx.tx, ctx.tenant.id, verified, {
    outcome: 'verified',
    byId: checker.id,
    by: checker.name,
    at: ctx.at,
    note: null,
  });
  await restand(
    ctx,
    rows.map((row) => row.partyId),
  );
}
