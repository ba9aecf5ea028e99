// What a customer keeps back of an invoice: taken out of its open item and due on a day of its own, and moved to another day. Amounts stay.
import { assert } from '#base/assert.ts';
import type { Day } from '#base/date.ts';
import { newId } from '#base/id.ts';
import type { Ctx } from '#platform/context.ts';
import { Journal, lockLines } from '#rooms/exposure/actions.ts';
import { roomMade } from '#rooms/exposure/contract.ts';
import { ledgerChanged } from './contract.ts';
import { freeFrom } from './sides.ts';
import * as store from './store.ts';
import { type HeldRow, itemsById, reversedRetentions } from './store-retention.ts';
import * as settling from './store-settling.ts';

/** `amountMinor` of an invoice falls due on `dueOn`. */
export type RetentionSplit = { readonly invoiceId: string; readonly amountMinor: bigint; readonly dueOn: Day };
export type SplitRefusal = {
  readonly invoiceId: string;
  readonly code: 'less_open' | 'not_an_invoice';
  readonly openMinor: bigint;
};
export type Split = { readonly invoiceId: string; readonly documentId: string };

/** More at once is a fault of the caller. */
const SPLITS_MAX = 2_000;

/** Reads what is open only once the accounts are locked: a payment may have come meanwhile. */
async function locked(
  ctx: Ctx,
  ids: readonly string[],
): Promise<{ rows: Map<string, HeldRow>; journal: Journal; accounts: string[] }> {
  assert(ids.length <= SPLITS_MAX, `at most ${SPLITS_MAX} items at once`);
  const accounts = [...new Set((await itemsById(ctx.tx, ids)).map((row) => row.account_id))];
  const lines = await lockLines(ctx, accounts);
  const rows = new Map((await itemsById(ctx.tx, ids)).map((row) => [row.document_id, row]));
  return { rows, journal: new Journal(ctx, lines), accounts };
}

/**
 * Takes parts out of open invoices: each becomes a document of kind `retention` under the invoice's number, open and due on its own day; the
 * invoice is settled by as much. It counts from the invoice's own day, since it was never due with it; what is known of it is known from now
 * on. The exposure stays. Refuses by row what is not an invoice or has less open. Locks the accounts.
 */
export async function holdRetentions(
  ctx: Ctx,
  splits: readonly RetentionSplit[],
): Promise<{ held: Split[]; refused: SplitRefusal[] }> {
  if (splits.length === 0) return { held: [], refused: [] };
  const { rows, journal, accounts } = await locked(
    ctx,
    splits.map((each) => each.invoiceId),
  );
  const applied = await settling.appliedByDay(ctx.tx, [...rows.keys()]);
  const used = Map.groupBy(
    applied.map((each) => ({ id: each.document_id, on: each.on_day, minor: each.minor })),
    (each) => each.id,
  );
  const entries = new Map((await reversedRetentions(ctx.tx, [...rows.keys()])).map((row) => [row.document_id, row.entry_no]));
  const documents: store.DocumentRow[] = [];
  const items: store.OpenItemRow[] = [];
  const changed: { documentId: string; openMinor: bigint; dueOn: Day | null }[] = [];
  const applications: store.ApplicationRow[] = [];
  const done: Split[] = [];
  const refused: SplitRefusal[] = [];
  for (const { invoiceId, amountMinor, dueOn } of splits) {
    assert(amountMinor > 0n, 'what is kept back is above zero');
    const invoice = rows.get(invoiceId);
    if (invoice?.kind !== 'invoice' || invoice.due_on === null || invoice.reversed_by !== null) {
      refused.push({ invoiceId, code: 'not_an_invoice', openMinor: 0n });
      continue;
    }
    if (invoice.open_minor < amountMinor) {
      refused.push({ invoiceId, code: 'less_open', openMinor: invoice.open_minor });
      continue;
    }
    const documentId = newId();
    const { account_id: accountId } = invoice;
    const effectiveOn = freeFrom(
      { open_minor: invoice.open_minor, days: used.get(invoiceId) ?? [] },
      invoice.effective_on,
      amountMinor,
    );
    invoice.open_minor -= amountMinor;
    const entry = { accountId, part: 'open' as const, sourceKind: 'retention', effectiveOn, eventId: ctx.eventId };
    journal.move({
      ...entry,
      amountMinor: -amountMinor,
      sourceId: invoiceId,
      dueOn: invoice.due_on,
      items: invoice.open_minor === 0n ? -1 : 0,
    });
    journal.move({ ...entry, amountMinor, sourceId: documentId, dueOn, items: 1 });
    documents.push({
      documentId,
      accountId,
      partyId: invoice.party_id,
      entityId: invoice.entity_id,
      kind: 'retention',
      source: invoice.source,
      number: invoice.number,
      issuedOn: invoice.issued_on,
      postedOn: null,
      dueOn,
      effectiveOn,
      amountMinor,
      currency: invoice.currency,
      disputed: null,
      contract: invoice.contract,
      reference: null,
      note: null,
      entryNo: 1 - (entries.get(invoiceId) ?? 0),
      reverses: null,
      importId: null,
      importRow: null,
      eventId: ctx.eventId,
    });
    items.push({ documentId, accountId, kind: 'retention', issuedOn: invoice.issued_on, dueOn, openMinor: amountMinor });
    changed.push({ documentId: invoiceId, openMinor: invoice.open_minor, dueOn: invoice.due_on });
    applications.push({
      applicationId: newId(),
      accountId,
      fromDocument: documentId,
      toDocument: invoiceId,
      amountMinor,
      effectiveOn,
      reverses: null,
      reason: null,
      eventId: ctx.eventId,
    });
    done.push({ invoiceId, documentId });
  }
  if (done.length > 0) {
    await store.insertDocuments(ctx.tx, ctx.tenant.id, ctx.at, documents);
    await store.insertOpenItems(ctx.tx, ctx.tenant.id, items);
    await store.writeOpenItems(ctx.tx, changed);
    await store.insertApplications(ctx.tx, ctx.tenant.id, ctx.at, applications);
    await journal.write();
    tell(ctx, accounts);
  }
  return { held: done, refused };
}

/** What is still open of these retentions is due on another day from `effectiveOn` on; what is paid stays as it was. Locks the accounts. */
export async function moveRetentions(
  ctx: Ctx,
  moves: readonly { readonly documentId: string; readonly dueOn: Day }[],
  effectiveOn: Day,
): Promise<void> {
  if (moves.length === 0) return;
  const { rows, journal, accounts } = await locked(
    ctx,
    moves.map((each) => each.documentId),
  );
  const changed: { documentId: string; openMinor: bigint; dueOn: Day | null }[] = [];
  for (const { documentId, dueOn } of moves) {
    const item = rows.get(documentId);
    assert(item?.kind === 'retention' && item.due_on !== null, 'only what is kept back is moved');
    if (item.due_on === dueOn || item.open_minor === 0n) continue;
    const entry = {
      accountId: item.account_id,
      part: 'open' as const,
      sourceKind: 'retention',
      sourceId: documentId,
      effectiveOn: effectiveOn < item.effective_on ? item.effective_on : effectiveOn,
      eventId: ctx.eventId,
    };
    journal.move({ ...entry, amountMinor: -item.open_minor, dueOn: item.due_on, items: -1 });
    journal.move({ ...entry, amountMinor: item.open_minor, dueOn, items: 1 });
    changed.push({ documentId, openMinor: item.open_minor, dueOn });
  }
  if (changed.length === 0) return;
  await store.writeOpenItems(ctx.tx, changed);
  await journal.write();
  tell(ctx, accounts);
}

/** What is due later is not overdue now: orders that were held for it are looked at again. */
function tell(ctx: Ctx, accountIds: readonly string[]): void {
  ctx.emit(ledgerChanged, { accountIds });
  ctx.emit(roomMade, { accountIds, why: 'release' });
}
