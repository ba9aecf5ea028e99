// Refunds: unapplied money that goes back to the customer. A document of its own, made by using up what it came from.
import { assert } from '#base/assert.ts';
import type { Day } from '#base/date.ts';
import { newId } from '#base/id.ts';
import type { Ctx } from '#platform/context.ts';
import { Journal, lockLines } from '#rooms/exposure/actions.ts';
import { ledgerChanged } from './contract.ts';
import type { PairRefusal } from './settling.ts';
import { freeFrom, readSides, use } from './sides.ts';
import * as store from './store.ts';
import * as settling from './store-settling.ts';

export type NewRefund = {
  readonly fromDocument: string;
  readonly amountMinor: bigint;
  /** The day the money leaves. */
  readonly effectiveOn: Day;
  readonly source: string;
  readonly number: string;
  /** To whose account, and why. */
  readonly reference: string | null;
  readonly note: string | null;
};

export type Refunded = { readonly documentId: string; readonly accountId: string };

/**
 * Pays back unapplied money of a receipt or a credit note: it is used up from that day on, and the exposure rises by it. Refuses what is not
 * unapplied on that day or later; who may is the caller's to have asked.
 */
export async function refund(ctx: Ctx, wanted: NewRefund): Promise<Refunded | PairRefusal> {
  const [named] = await settling.documentsById(ctx.tx, [wanted.fromDocument]);
  if (!named) return { index: 0, code: 'document_unknown', facts: {} };
  const lines = await lockLines(ctx, [named.account_id]);
  const from = (await readSides(ctx, [wanted.fromDocument])).get(wanted.fromDocument)!;
  const facts = { from: from.number };
  const refuse = (code: PairRefusal['code'], more: PairRefusal['facts'] = {}): PairRefusal => ({
    index: 0,
    code,
    facts: { ...facts, ...more },
  });
  if (from.reversed_by !== null || from.reverses !== null) return refuse('document_reversed');
  if (from.kind !== 'receipt' && from.kind !== 'credit_note') return refuse('cannot_settle');
  assert(wanted.amountMinor > 0n, 'a refund is above zero');
  if (wanted.amountMinor > from.open_minor)
    return refuse('more_than_unapplied', { unappliedMinor: from.open_minor, currency: from.currency });
  const earliest = freeFrom(from, from.effective_on, wanted.amountMinor);
  if (wanted.effectiveOn < earliest) return refuse('day_not_free', { earliestOn: earliest });

  from.open_minor -= wanted.amountMinor;
  use(from, wanted.effectiveOn, wanted.amountMinor);
  const document: store.DocumentRow = {
    documentId: newId(),
    accountId: from.account_id,
    partyId: from.party_id,
    entityId: from.entity_id,
    kind: 'refund',
    source: wanted.source,
    number: wanted.number,
    issuedOn: wanted.effectiveOn,
    postedOn: null,
    dueOn: null,
    effectiveOn: wanted.effectiveOn,
    amountMinor: wanted.amountMinor,
    currency: from.currency,
    disputed: null,
    contract: null,
    reference: wanted.reference,
    note: wanted.note,
    entryNo: 1,
    reverses: null,
    importId: null,
    importRow: null,
    eventId: ctx.eventId,
  };
  const journal = new Journal(ctx, lines);
  journal.move({
    accountId: from.account_id,
    part: 'unapplied',
    amountMinor: -wanted.amountMinor,
    sourceKind: 'refund',
    // The entry belongs to the money that goes back, so that what is unapplied of it is the sum of its entries.
    sourceId: from.document_id,
    effectiveOn: wanted.effectiveOn,
    eventId: ctx.eventId,
  });
  await store.insertDocuments(ctx.tx, ctx.tenant.id, ctx.at, [document]);
  await store.insertOpenItems(ctx.tx, ctx.tenant.id, [{ ...document, openMinor: 0n }]);
  await store.writeOpenItems(ctx.tx, [{ documentId: from.document_id, openMinor: from.open_minor, dueOn: from.due_on }]);
  await store.insertApplications(ctx.tx, ctx.tenant.id, ctx.at, [
    {
      applicationId: newId(),
      accountId: from.account_id,
      fromDocument: from.document_id,
      toDocument: document.documentId,
      amountMinor: wanted.amountMinor,
      effectiveOn: wanted.effectiveOn,
      reverses: null,
      reason: null,
      eventId: ctx.eventId,
    },
  ]);
  await journal.write();
  ctx.emit(ledgerChanged, { accountIds: [from.account_id] });
  return { documentId: document.documentId, accountId: from.account_id };
}
