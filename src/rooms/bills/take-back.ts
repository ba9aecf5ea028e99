// Undo of an import of bills: acts by which it advanced bills are taken back, the last first; what was done since stands in the way.
import { assert } from '#base/assert.ts';
import type { Ctx } from '#platform/context.ts';
import { BillBook, openItems, standingActs } from '#rooms/receivables/bill-moves.ts';
import * as store from './store.ts';

export type KeptBill = { readonly number: string; readonly why: 'bill_acted_since' | 'bill_paid_since'; readonly at: Date };

/** Bills on which anybody acted after the event, or on which something was paid since they came back. */
export async function keptBills(ctx: Ctx, documentIds: readonly string[], eventId: string): Promise<KeptBill[]> {
  if (documentIds.length === 0) return [];
  const rows = await store.actedSince(ctx.tx, documentIds, eventId);
  return rows.map((row) => ({ number: row.number, why: row.paid ? 'bill_paid_since' : 'bill_acted_since', at: row.at }));
}

/** Takes back the acts of the event; `keptBills` has been asked before. Returns how many bills went back. */
export async function takeBackBillActs(ctx: Ctx, documentIds: readonly string[], eventId: string, why: string): Promise<number> {
  if (documentIds.length === 0) return 0;
  const book = await BillBook.lock(ctx, documentIds);
  const told = new Set((await store.actsOf(ctx.tx, documentIds, eventId)).map((row) => `${row.document_id} ${row.seq}`));
  const actsOf = Map.groupBy(await standingActs(ctx, documentIds), (act) => act.document_id);
  const items = new Map((await openItems(ctx, documentIds)).map((item) => [item.document_id, item]));
  let back = 0;
  for (const id of documentIds) {
    const bill = book.bill(id);
    const acts = actsOf.get(id) ?? [];
    const item = items.get(id);
    if (!bill || !item) continue;
    let moved = false;
    for (let last = acts.at(-1); last && told.has(`${id} ${last.seq}`); last = acts.at(-1)) {
      assert(acts.length > 1, 'a bill that an import advanced was received before');
      book.undo(bill, acts, item, why);
      acts.pop();
      moved = true;
    }
    if (moved) back += 1;
  }
  await book.write();
  return back;
}
