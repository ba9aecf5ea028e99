// Bills in the ledger: what each turn of a bill's life does to the balances.
import type { Day } from '#base/date.ts';
import type { Ctx } from '#platform/context.ts';
import type { Journal } from '#rooms/exposure/actions.ts';
import * as store from './store.ts';

export type BillEvent = {
  readonly state: 'received' | 'endorsed' | 'discounted' | 'honoured' | 'dishonoured';
  readonly on: Day;
  readonly recourse: boolean;
};

/** A bill as it is posted: its life so far, in order of days, the first `received`. */
export type BillLife = { readonly type: 'bank' | 'commercial'; readonly acceptor: string; readonly events: readonly BillEvent[] };

/** What of the bill's document is open, and from which day. */
type BillItem = { dueOn: Day | null; openMinor: bigint };

/** Bills written in one statement. */
const WRITE_CHUNK = 20_000;

/**
 * A commercial bill is the customer's debt until it is honoured, also endorsed or discounted with recourse. A bank's acceptance is the
 * bank's. Dishonoured, either comes back as an open item due that day (formulas §1).
 */
export function followBill(ctx: Ctx, journal: Journal, row: store.DocumentRow, bill: BillLife, item: BillItem): void {
  let countedMinor = 0n;
  item.openMinor = 0n;
  const count = (amountMinor: bigint, on: Day) => {
    if (amountMinor === countedMinor) return;
    journal.move({
      accountId: row.accountId,
      part: 'bills',
      amountMinor: amountMinor - countedMinor,
      sourceKind: 'bill',
      sourceId: row.documentId,
      effectiveOn: on,
      eventId: ctx.eventId,
    });
    countedMinor = amountMinor;
  };
  for (const event of bill.events) {
    switch (event.state) {
      case 'received':
        count(bill.type === 'commercial' ? row.amountMinor : 0n, event.on);
        break;
      case 'endorsed':
      case 'discounted':
        if (!event.recourse) count(0n, event.on);
        break;
      case 'honoured':
        count(0n, event.on);
        break;
      case 'dishonoured':
        count(0n, event.on);
        item.openMinor = row.amountMinor;
        item.dueOn = event.on;
        journal.move({
          accountId: row.accountId,
          part: 'open',
          amountMinor: row.amountMinor,
          sourceKind: 'bill',
          sourceId: row.documentId,
          dueOn: event.on,
          items: 1,
          effectiveOn: event.on,
          eventId: ctx.eventId,
        });
    }
  }
}

/** Keeps the lives of newly posted bills. */
export async function writeBills(
  ctx: Ctx,
  posted: readonly { readonly documentId: string; readonly bill: BillLife | undefined }[],
): Promise<void> {
  const events = posted.flatMap(({ documentId, bill }) =>
    (bill?.events ?? []).map((event, index) => ({
      documentId,
      seq: index + 1,
      state: event.state,
      billType: bill!.type,
      acceptor: bill!.acceptor,
      recourse: event.recourse,
      effectiveOn: event.on,
      eventId: ctx.eventId,
    })),
  );
  for (let from = 0; from < events.length; from += WRITE_CHUNK) {
    await store.insertBillEvents(ctx.tx, ctx.tenant.id, ctx.at, events.slice(from, from + WRITE_CHUNK));
  }
}
