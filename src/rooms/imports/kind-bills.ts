// A bill register → bills received, applied to the invoices they name, and brought to where the file says they stand.
import type { BillRow } from '#engine/import/typed-papers.ts';
import { type BillsDecided, judgeBills, recordBills } from '#rooms/bills/enter.ts';
import type { Kind } from './kinds.ts';

export const bills: Kind<BillRow, BillsDecided> = {
  async judge(ctx, { source }, rows) {
    const { decided, refusals, warnings, unchanged, received, advanced, customersAdded, filled } = await judgeBills(
      ctx,
      source,
      rows,
    );
    const changes: Record<string, number> = {};
    if (received > 0) changes.bill = received;
    if (advanced > 0) changes.bill_advanced = advanced;
    return { decided, refusals, warnings, unchanged, customersAdded, filled, sums: null, changes };
  },

  async apply(ctx, { source, importId }, decided) {
    return { bills: await recordBills(ctx, source, importId, decided) };
  },
};
