// A list of deliveries → goods sent and not yet invoiced in the exposure, the reservations of their orders used up; invoiced ones leave it.
import { formatMinor } from '#base/money.ts';
import type { Refusal } from '#engine/import/report.ts';
import type { DeliveryRow } from '#engine/import/typed-papers.ts';
import { ensureEntities, ensureParties, NO_ENTITY } from '#rooms/customers/actions.ts';
import { captureDeliveries, capturedDeliveries, partiesOfOrders } from '#rooms/orders/imported.ts';
import { findKnown, type NewDocument, postDocuments, type Ref, refKey } from '#rooms/receivables/posting.ts';
import { reverseAll } from '#rooms/receivables/reversing.ts';
import type { Kind } from './kinds.ts';

type Decided = {
  readonly documents: readonly NewDocument[];
  /** Known deliveries that have been invoiced since. */
  readonly invoiced: readonly string[];
  readonly captures: readonly (DeliveryRow & { readonly partyId: string })[];
};

export const deliveries: Kind<DeliveryRow, Decided> = {
  async judge(ctx, { source }, rows) {
    const named = rows.filter((row) => row.customerCode !== null);
    const parties = await ensureParties(
      ctx,
      source,
      named.map((row) => ({ ...row, code: row.customerCode!, name: row.customerName, termsDays: null })),
    );
    const byOrder = await partiesOfOrders(
      ctx,
      source,
      rows.flatMap((row) => (row.customerCode === null && row.orderNumber !== null ? [row.orderNumber] : [])),
    );
    const entities = await ensureEntities(ctx, [...new Set(rows.map((row) => row.entity ?? NO_ENTITY))], ctx.tenant.currency);
    const refOf = (row: DeliveryRow): Ref => ({
      kind: 'delivery',
      entityId: entities.get(row.entity ?? NO_ENTITY)!,
      number: row.number,
    });
    const known = await findKnown(ctx, source, rows.map(refOf));
    const captured = await capturedDeliveries(
      ctx,
      source,
      rows.map((row) => row.number),
    );
    const documents: NewDocument[] = [];
    const invoiced: string[] = [];
    const captures: (DeliveryRow & { readonly partyId: string })[] = [];
    const refusals: Refusal[] = [];
    let unchanged = 0;
    for (const row of rows) {
      const refuse = (code: Refusal['code'], facts?: Refusal['facts']) =>
        refusals.push({ row: row.row, line: row.line, column: null, code, value: row.number, ...(facts ? { facts } : {}) });
      const partyId = row.customerCode === null ? byOrder.get(row.orderNumber ?? '') : parties.ids.get(row.customerCode);
      if (!partyId) {
        refuse('order_unknown', { order: row.orderNumber ?? '' });
        continue;
      }
      const before = known.get(refKey(refOf(row)));
      if (
        before &&
        (before.amount_minor !== row.amountMinor || before.party_id !== partyId || before.currency !== row.currency)
      ) {
        const said = formatMinor(row.amountMinor, row.currency);
        refuse('conflicts_with_ledger', { field: '金额 amount', known: formatMinor(before.amount_minor, before.currency), said });
        continue;
      }
      if (before) {
        if (row.invoiced === true) invoiced.push(before.document_id);
        else unchanged += 1;
        continue;
      }
      // Invoiced already: the invoice stands in the ledger, the goods would count twice. What is left to do is to use up the reservation.
      if (row.invoiced === true) {
        if (row.orderNumber === null || captured.has(row.number)) unchanged += 1;
        else captures.push({ ...row, partyId });
        continue;
      }
      captures.push({ ...row, partyId });
      documents.push({
        ...refOf(row),
        partyId,
        issuedOn: row.deliveredOn,
        dueOn: null,
        amountMinor: row.amountMinor,
        currency: row.currency,
        contract: row.contract,
        reference: row.orderNumber,
        importRow: row.row,
      });
    }
    const changes: Record<string, number> = {};
    if (documents.length > 0) changes.delivery = documents.length;
    if (invoiced.length > 0) changes.delivery_invoiced = invoiced.length;
    return {
      decided: { documents, invoiced, captures },
      refusals,
      warnings: parties.warnings,
      unchanged,
      customersAdded: parties.created,
      filled: parties.filled,
      sums: null,
      changes,
    };
  },

  async apply(ctx, { source, importId }, { documents, invoiced, captures }) {
    if (invoiced.length > 0) await reverseAll(ctx, invoiced, { on: ctx.today, why: '已开票', unapply: false });
    await postDocuments(ctx, { source, importId, documents, applications: [] });
    return { reversed: invoiced, captures: await captureDeliveries(ctx, source, captures) };
  },
};
