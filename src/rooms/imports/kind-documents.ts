// Lists of invoices, and of what was open when the books moved here. Each row is a document of the
// ledger, so that the same rules judge it: known and unchanged, new, or in conflict with what is known.
import type { InvoiceRow, OpenItemRow } from '#engine/import/typed-rows.ts';
import type { DocumentLike } from './kind-ledger.ts';
import { documentsFrom } from './kind-ledger.ts';

/** What these lists do not say. */
const UNSAID = { settledOn: null, receivedMinor: null, disputed: null } as const;

/** A red-letter invoice is a credit note, whatever the list calls it. */
export const invoices = documentsFrom<InvoiceRow>(
  (row): DocumentLike => ({
    ...row,
    ...UNSAID,
    kind: row.amountMinor < 0n ? 'credit_note' : row.kind,
    refused: row.amountMinor > 0n && row.kind === 'credit_note' ? 'amount_positive' : null,
  }),
);

/** A balance carried forward: what is not open any more of a document was received before the books moved here. */
export const openItems = documentsFrom<OpenItemRow>(
  (row): DocumentLike => ({
    ...row,
    ...UNSAID,
    disputed: row.disputed,
    postedOn: null,
    // Money of the customer's that is not yet applied, by whatever name.
    kind: row.openMinor < 0n && row.kind !== 'credit_note' ? 'receipt' : row.kind,
    amountMinor: row.amountMinor ?? row.openMinor,
    receivedMinor: row.amountMinor === null || row.amountMinor === row.openMinor ? null : row.amountMinor - row.openMinor,
    refused: row.openMinor > 0n && (row.kind === 'credit_note' || row.kind === 'receipt') ? 'amount_positive' : null,
  }),
);
