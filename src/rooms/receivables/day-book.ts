// The ledger of a day that is not today, folded from the journal once and kept while nothing has been entered since.
import { newId } from '#base/id.ts';
import type { AsOf } from '#platform/as-of.ts';
import type { Ctx } from '#platform/context.ts';
import { capsThen } from '#rooms/exposure/caps-then.ts';
import * as store from './store-day-book.ts';

/** Days kept a company; the oldest made gives way. At 100,000 customers a book is some 30 MB. */
const BOOKS_MAX = 12;

/**
 * The id of the day book of a day as known at a moment, made where there is none for the journal as it stands. A book holds while no entry
 * was added and no cap changed: both are counted in the snapshot that is shown, so a late writer can never be missed.
 */
export async function dayBook(ctx: Ctx, asOf: AsOf): Promise<string> {
  const { tx, tenant, at } = ctx;
  await store.roomToFold(tx);
  const state = await store.journalState(tx, tenant.id);
  const known = await store.bookOf(tx, tenant.id, asOf, state);
  if (known) return known.book_id;
  const bookId = newId();
  if (!(await store.openBook(tx, tenant.id, bookId, asOf, state, at))) {
    // Another request made the same book while we waited for its key.
    const made = await store.bookOf(tx, tenant.id, asOf, state);
    if (made) return made.book_id;
  }
  await store.fillBook(tx, tenant.id, bookId, asOf, asOf.knownAt === null ? null : await capsThen(ctx, asOf, null));
  await store.dropOldBooks(tx, tenant.id, BOOKS_MAX);
  return bookId;
}
