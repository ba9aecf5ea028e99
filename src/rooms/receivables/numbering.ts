// Numbers of documents: what stands by one, and which entry of it a document is that was reversed before and comes again.
import type { Ctx } from '#platform/context.ts';
import * as store from './store.ts';

const LOOK_CHUNK = 20_000;

export function refKey(ref: { readonly kind: store.DocumentKind; readonly entityId: string; readonly number: string }): string {
  return `${ref.entityId} ${ref.kind} ${ref.number}`;
}

/** What was reversed and comes again under its number is its next entry. Most sources never reverse anything, which is asked first. */
export async function numberAgain(ctx: Ctx, source: string, rows: readonly store.DocumentRow[]): Promise<void> {
  if (rows.length === 0 || !(await store.anyReversed(ctx.tx, source)).some) return;
  const before = new Map<string, number>();
  for (let from = 0; from < rows.length; from += LOOK_CHUNK) {
    for (const row of await store.reversedEntries(ctx.tx, source, rows.slice(from, from + LOOK_CHUNK))) {
      before.set(refKey({ kind: row.kind, entityId: row.entity_id, number: row.number }), row.entry_no);
    }
  }
  for (const row of rows) row.entryNo = (before.get(refKey(row)) ?? 0) + 1;
}
