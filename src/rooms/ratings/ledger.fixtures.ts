// For tests: a customer's papers written as a bookkeeper would say them, posted through the one way into the ledger.
import type { Day } from '#base/date.ts';
import { parseMinor } from '#base/money.ts';
import type { TestHouse } from '#platform/test-house.ts';
import { ensureEntities, ensureParties, NO_ENTITY } from '#rooms/customers/actions.ts';
import { type BillEvent, type NewApplication, type NewDocument, postDocuments } from '#rooms/receivables/posting.ts';

export type Paper =
  | { readonly invoice: string; readonly on: Day; readonly due: Day; readonly amount: string }
  | { readonly receipt: string; readonly on: Day; readonly amount: string; readonly to?: string }
  | { readonly credit: string; readonly on: Day; readonly amount: string; readonly to?: string }
  | { readonly delivery: string; readonly on: Day; readonly amount: string }
  | {
      readonly bill: string;
      readonly on: Day;
      readonly due: Day;
      readonly amount: string;
      readonly to: string;
      readonly then?: readonly BillEvent[];
    };

/** Posts papers of one customer, created where absent; `to` names the invoice that is settled in whole or in part. */
export async function post(place: TestHouse, code: string, papers: readonly Paper[], currency = 'CNY'): Promise<void> {
  await place.run(async (ctx) => {
    const { ids } = await ensureParties(ctx, 'ledger', [
      { code, name: null, uscc: null, salesperson: null, entity: null, termsDays: null },
    ]);
    const entityId = (await ensureEntities(ctx, [NO_ENTITY], currency)).get(NO_ENTITY)!;
    const documents: NewDocument[] = [];
    const applications: NewApplication[] = [];
    const settle = (from: NewApplication['from'], to: string | undefined, amountMinor: bigint, effectiveOn: Day) => {
      if (to !== undefined) applications.push({ from, to: { kind: 'invoice', entityId, number: to }, amountMinor, effectiveOn });
    };
    for (const paper of papers) {
      const amountMinor = parseMinor(paper.amount, currency);
      const base = { partyId: ids.get(code)!, entityId, issuedOn: paper.on, amountMinor, currency };
      if ('invoice' in paper) documents.push({ ...base, kind: 'invoice', number: paper.invoice, dueOn: paper.due });
      else if ('delivery' in paper) documents.push({ ...base, kind: 'delivery', number: paper.delivery, dueOn: null });
      else if ('receipt' in paper) {
        documents.push({ ...base, kind: 'receipt', number: paper.receipt, dueOn: null });
        settle({ kind: 'receipt', entityId, number: paper.receipt }, paper.to, amountMinor, paper.on);
      } else if ('credit' in paper) {
        documents.push({ ...base, kind: 'credit_note', number: paper.credit, dueOn: null });
        settle({ kind: 'credit_note', entityId, number: paper.credit }, paper.to, amountMinor, paper.on);
      } else {
        const events: BillEvent[] = [{ state: 'received', on: paper.on, recourse: true }, ...(paper.then ?? [])];
        const bill = { type: 'commercial' as const, acceptor: code, events };
        documents.push({ ...base, kind: 'bill', number: paper.bill, dueOn: paper.due, bill });
        settle({ kind: 'bill', entityId, number: paper.bill }, paper.to, amountMinor, paper.on);
      }
    }
    await postDocuments(ctx, { source: 'ledger', importId: null, documents, applications });
  });
}
