// 佛山顺灏电器配件: a commercial bill of 88.00 万, due two days ago, came back unpaid.
import { storyDays } from './behaviour.ts';
import type { Book, Seller } from './ledger.ts';
import { draftInvoice } from './ledger.ts';
import { wan } from './squeeze.ts';

const DISHONOURED_BILL = 8800;

/** Adds the bill and the two invoices that it had settled 182 days ago. */
export function addDishonouredBill(book: Book, seller: Seller): void {
  const at = storyDays.billDishonoured - 180;
  const entity = seller.entities[0]!;
  const uses = [5230, DISHONOURED_BILL - 5230].map((hundredths, index) => {
    const invoice = draftInvoice(seller, entity, at - seller.termsDays - 6 + 4 * index, wan(hundredths));
    invoice.restMinor = 0n;
    book.invoices.push(invoice);
    return { invoice, amountMinor: invoice.amountMinor, at };
  });
  book.bills.push({
    customer: seller.customer,
    entity,
    type: 'commercial',
    acceptor: seller.name,
    at,
    dueAt: storyDays.billDishonoured,
    uses,
    events: [
      { state: 'received', at, recourse: null, party: null },
      { state: 'dishonoured', at: storyDays.billDishonoured, recourse: null, party: null },
    ],
  });
}
