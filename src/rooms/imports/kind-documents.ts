// Lists of invoices and of open items → the rows of a ledger: a due day that the file leaves out comes from the customer's terms.
import { addDays, type Day } from '#base/date.ts';
import type { Refusal } from '#engine/import/report.ts';
import type { InvoiceRow, LedgerRow, OpenItemRow } from '#engine/import/typed-rows.ts';
import type { Ctx } from '#platform/context.ts';
import { ensureParties } from '#rooms/customers/actions.ts';
import { type LedgerDecided, ledger } from './kind-ledger.ts';
import type { Kind, Origin } from './kinds.ts';
import * as store from './store.ts';

type Undue = Omit<LedgerRow, 'dueOn'> & { readonly dueOn: Day | null };

/** Nothing is said of money received: invoices stand open until something settles them. */
export const invoices: Kind<InvoiceRow, LedgerDecided> = {
  judge: (ctx, origin, rows) =>
    judge(
      ctx,
      origin,
      rows.map(({ taxMinor: _tax, order: _order, ...row }) => ({ ...row, receivedMinor: null, settledOn: null, disputed: null })),
    ),
  apply: ledger.apply,
};

/** A balance carried forward: what is not open any more of a document was received before the books moved here. */
export const openItems: Kind<OpenItemRow, LedgerDecided> = {
  judge: (ctx, origin, rows) =>
    judge(
      ctx,
      origin,
      rows.map(({ numberStated: _stated, openMinor, amountMinor, ...row }) => ({
        ...row,
        amountMinor: amountMinor ?? openMinor,
        receivedMinor: amountMinor === null || amountMinor === openMinor ? null : amountMinor - openMinor,
        postedOn: null,
        settledOn: null,
      })),
    ),
  apply: ledger.apply,
};

async function judge(ctx: Ctx, origin: Origin, rows: readonly Undue[]) {
  const termsOf = await customerTerms(ctx, origin, rows);
  const refusals: Refusal[] = [];
  const due: LedgerRow[] = [];
  for (const row of rows) {
    if (row.dueOn !== null) {
      due.push({ ...row, dueOn: row.dueOn });
      continue;
    }
    const termsDays = row.termsDays ?? termsOf.get(row.customerCode) ?? null;
    // Money of the customer's is due to nobody.
    if (row.kind === 'receipt' || row.kind === 'credit_note') due.push({ ...row, dueOn: row.issuedOn });
    else if (termsDays === null)
      refusals.push({ row: row.row, line: row.line, column: null, code: 'due_missing', value: row.number });
    else due.push({ ...row, dueOn: addDays(row.issuedOn, termsDays) });
  }
  const judged = await ledger.judge(ctx, origin, due);
  return { ...judged, refusals: [...refusals, ...judged.refusals] };
}

/** The terms on record of the customers whose rows say nothing of a due day. */
async function customerTerms(ctx: Ctx, { source }: Origin, rows: readonly Undue[]): Promise<ReadonlyMap<string, number>> {
  const undue = rows.filter((row) => row.dueOn === null && row.termsDays === null);
  if (undue.length === 0) return new Map();
  const { ids } = await ensureParties(
    ctx,
    source,
    undue.map((row) => ({
      code: row.customerCode,
      name: row.customerName,
      uscc: row.uscc,
      salesperson: row.salesperson,
      entity: row.entity,
      termsDays: null,
    })),
  );
  const terms = new Map((await store.termsOf(ctx.tx, [...new Set(ids.values())])).map((row) => [row.party_id, row.terms_days]));
  return new Map([...ids].flatMap(([code, partyId]) => (terms.has(partyId) ? [[code, terms.get(partyId)!] as const] : [])));
}
