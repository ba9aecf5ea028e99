// Posting: documents and what settles them become open items and entries of the exposure journal. The one way into the ledger.
import { assert } from '#base/assert.ts';
import type { Day } from '#base/date.ts';
import { newId } from '#base/id.ts';
import type { Ctx } from '#platform/context.ts';
import { ensureAccounts, Journal, lockLines } from '#rooms/exposure/actions.ts';
import { roomMade } from '#rooms/exposure/contract.ts';
import { type BillEvent, type BillLife, followBill, type PostedBill, writeBills } from './bill-moves.ts';
import { ledgerChanged } from './contract.ts';
import { numberAgain, refKey } from './numbering.ts';
import * as store from './store.ts';

export type { DocumentKind, KnownDocument } from './store.ts';
export type { BillEvent };

/**
 * A document to post; amounts are above zero for every kind. `number` is unique within source, entity and kind among what stands: reversed,
 * it may be entered again. A write-off or a discount comes with applications that use all of it.
 */
export type NewDocument = {
  readonly kind: store.DocumentKind;
  readonly partyId: string;
  readonly entityId: string;
  readonly number: string;
  readonly issuedOn: Day;
  readonly postedOn?: Day | null;
  /** Invoices and bills; a delivery, receipt or credit note has none. */
  readonly dueOn: Day | null;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly disputed?: boolean | null;
  /** Number of the contract it belongs to, as written; whether we know such a contract is the contracts room's to say. */
  readonly contract?: string | null;
  /** What the payer wrote on it (摘要, 附言): rules match it. */
  readonly reference?: string | null;
  readonly note?: string | null;
  readonly importRow?: number | null;
  /** For a bill: its life so far, in order of days, the first `received`. */
  readonly bill?: BillLife;
};

export type Ref = { readonly kind: store.DocumentKind; readonly entityId: string; readonly number: string };
/** Part of a receipt, credit note or bill applied to an invoice of the same account. */
export type NewApplication = { readonly from: Ref; readonly to: Ref; readonly amountMinor: bigint; readonly effectiveOn: Day };

export type Posting = {
  readonly source: string;
  readonly importId: string | null;
  /** None of them known yet: who posts has looked (`findKnown`). */
  readonly documents: readonly NewDocument[];
  readonly applications: readonly NewApplication[];
};

export type Posted = { readonly documents: number; readonly applications: number; readonly accounts: number };

export { refKey } from './numbering.ts';

const LOOK_CHUNK = 20_000;
const WRITE_CHUNK = 20_000;
/** From so many new rows on the planner's picture of the tables is refreshed at once. */
const STATISTICS_FROM = 1_000;

/** Documents of a source that are known already, by refKey. */
export async function findKnown(ctx: Ctx, source: string, refs: readonly Ref[]): Promise<Map<string, store.KnownDocument>> {
  const known = new Map<string, store.KnownDocument>();
  for (let from = 0; from < refs.length; from += LOOK_CHUNK) {
    for (const row of await store.knownDocuments(ctx.tx, source, refs.slice(from, from + LOOK_CHUNK))) {
      known.set(refKey({ kind: row.kind, entityId: row.entity_id, number: row.number }), row);
    }
  }
  return known;
}

/** How many receipts a document has of the kind that a settlement column makes: numbered after it. */
export function receiptsNumberedAfter(
  ctx: Ctx,
  source: string,
  numbers: readonly string[],
): Promise<{ number: string; receipts: number }[]> {
  return store.receiptsNumberedAfter(ctx.tx, source, numbers);
}

type Item = {
  readonly id: string;
  readonly kind: store.DocumentKind;
  readonly accountId: string;
  readonly fresh: boolean;
  readonly effectiveOn: Day;
  dueOn: Day | null;
  openMinor: bigint;
  /** Of a receipt or credit note: applied on the very day it came, so that it never stood unapplied. */
  sameDayMinor: bigint;
};

/**
 * Posts documents and applications in the transaction of `ctx`. Locks the accounts, so it may wait. What settles nothing that was known before
 * is written whole before an account is touched, so that a long file keeps no order of its customers waiting while it is written. An application
 * beyond what is open of either side is an assertion: callers check and say it in their own words.
 */
export async function postDocuments(ctx: Ctx, posting: Posting): Promise<Posted> {
  const accounts = await ensureAccounts(ctx, posting.documents);
  const items = new Map<string, Item>();
  const rows: store.DocumentRow[] = [];
  for (const document of posting.documents) {
    const accountId = accounts.get(`${document.partyId} ${document.currency}`)!;
    const row = documentRow(ctx, posting, document, accountId);
    rows.push(row);
    items.set(refKey(document), {
      id: row.documentId,
      kind: document.kind,
      accountId,
      fresh: true,
      effectiveOn: row.effectiveOn,
      dueOn: document.dueOn,
      openMinor: unappliedOf(document),
      // The parts of a split bill carry on what their whole had paid already.
      sameDayMinor: document.amountMinor - unappliedOf(document),
    });
  }
  const referred = posting.applications.flatMap((each) => [each.from, each.to]).filter((ref) => !items.has(refKey(ref)));
  const before = await findKnown(ctx, posting.source, referred);
  await numberAgain(ctx, posting.source, rows);
  const accountIds = new Set(rows.map((row) => row.accountId));
  for (const row of before.values()) accountIds.add(row.account_id);
  if (accountIds.size === 0) return { documents: 0, applications: 0, accounts: 0 };
  // What only the locks can tell: what is open of documents that were known, and how bills move.
  const needsLocks = referred.length > 0 || posting.documents.some((document) => document.bill);
  const early = needsLocks ? await lockLines(ctx, [...accountIds]) : null;
  // Read again under the lock: another payment may have come meanwhile.
  for (const [key, row] of referred.length > 0 ? await findKnown(ctx, posting.source, referred) : []) {
    items.set(key, {
      id: row.document_id,
      kind: row.kind,
      accountId: row.account_id,
      fresh: false,
      effectiveOn: row.issued_on,
      dueOn: row.due_on,
      openMinor: row.open_minor,
      sameDayMinor: 0n,
    });
  }
  const applications = posting.applications.map((each) => {
    const from = items.get(refKey(each.from));
    const to = items.get(refKey(each.to));
    assert(from && to, 'an application names two documents that exist');
    assert(from.accountId === to.accountId, 'a payment settles documents of its own account');
    if (from.fresh && from.effectiveOn === each.effectiveOn) from.sameDayMinor += each.amountMinor;
    return { ...each, from, to, applicationId: newId() };
  });
  if (!early) await write(ctx, posting, rows, items, applications, openAfter(applications));
  const lines = early ?? (await lockLines(ctx, [...accountIds]));
  const journal = new Journal(ctx, lines);
  for (const [index, row] of rows.entries()) enter(ctx, journal, row, items.get(refKey(posting.documents[index]!))!);
  for (const each of applications) settle(ctx, journal, each);
  const bills: PostedBill[] = [];
  for (const [index, row] of rows.entries()) {
    const document = posting.documents[index]!;
    if (document.bill) bills.push(followBill(ctx, journal, row, document.bill, items.get(refKey(document))!));
  }

  if (early) await write(ctx, posting, rows, items, applications, (item) => item.openMinor);
  if (bills.length > 0) await writeBills(ctx, bills);
  await journal.write();
  if (rows.length + applications.length >= STATISTICS_FROM) await store.refreshStatistics(ctx.tx);
  ctx.emit(ledgerChanged, { accountIds: [...accountIds] });
  if (
    applications.length > 0 ||
    rows.some((row) => row.kind === 'receipt' || row.kind === 'credit_note' || row.kind === 'bill')
  ) {
    ctx.emit(roomMade, { accountIds: [...accountIds], why: 'payment' });
  }
  return { documents: rows.length, applications: applications.length, accounts: accountIds.size };
}

/** What a document may still settle, or is open of it, when it enters. */
function unappliedOf(document: NewDocument): bigint {
  return document.bill?.unappliedMinor ?? document.amountMinor;
}

function documentRow(ctx: Ctx, posting: Posting, document: NewDocument, accountId: string): store.DocumentRow {
  return {
    documentId: newId(),
    accountId,
    partyId: document.partyId,
    entityId: document.entityId,
    kind: document.kind,
    source: posting.source,
    number: document.number,
    issuedOn: document.issuedOn,
    postedOn: document.postedOn ?? null,
    dueOn: document.dueOn,
    // A document counts from the day it was posted; where the ledger has no such day, from the day it was issued.
    effectiveOn: document.postedOn ?? document.issuedOn,
    amountMinor: document.amountMinor,
    currency: document.currency,
    disputed: document.disputed ?? null,
    contract: document.contract ?? null,
    reference: document.reference ?? null,
    note: document.note ?? null,
    entryNo: 1,
    reverses: null,
    importId: posting.importId,
    importRow: document.importRow ?? null,
    eventId: ctx.eventId,
  };
}

/** A new document enters the part of the exposure it belongs to. */
function enter(ctx: Ctx, journal: Journal, row: store.DocumentRow, item: Item): void {
  const entry = {
    accountId: row.accountId,
    amountMinor: row.amountMinor,
    sourceKind: row.kind,
    sourceId: row.documentId,
    effectiveOn: row.effectiveOn,
    eventId: ctx.eventId,
  };
  switch (row.kind) {
    case 'invoice':
      assert(row.dueOn !== null, 'an invoice has a due day');
      journal.move({ ...entry, part: 'open', dueOn: row.dueOn, items: 1 });
      return;
    case 'delivery':
      journal.move({ ...entry, part: 'delivered' });
      return;
    case 'receipt':
    case 'credit_note':
    case 'bill': {
      // What is applied on its own day never stood unapplied: one entry less for most payments. What a bill is worth is followBill's to tell.
      const unapplied = row.amountMinor - item.sameDayMinor;
      if (unapplied !== 0n) journal.move({ ...entry, part: 'unapplied', amountMinor: unapplied, paid: row.kind === 'receipt' });
      return;
    }
    case 'write_off':
    case 'discount':
      // No payment, and never money to use: it takes off what it settles and nothing else.
      assert(item.sameDayMinor === row.amountMinor, 'a write-off or a discount is fully applied on its day');
      return;
    case 'refund':
      assert(false, 'a refund is made from unapplied money');
      return;
    case 'retention':
      assert(false, 'a retention is taken out of an open invoice');
  }
}

type Settling = {
  readonly from: Item;
  readonly to: Item;
  readonly amountMinor: bigint;
  readonly effectiveOn: Day;
  readonly applicationId: string;
};

function settle(ctx: Ctx, journal: Journal, each: Settling): void {
  const { from, to } = each;
  assert(each.amountMinor > 0n && each.amountMinor <= to.openMinor, 'an application is at most what is open');
  assert(each.amountMinor <= from.openMinor, 'an application is at most what is unapplied');
  to.openMinor -= each.amountMinor;
  journal.move({
    accountId: to.accountId,
    part: 'open',
    amountMinor: -each.amountMinor,
    sourceKind: from.kind,
    // The entry belongs to the document it settles, so that what is open of it is the sum of its entries.
    sourceId: to.id,
    dueOn: to.dueOn!,
    items: to.openMinor === 0n ? -1 : 0,
    effectiveOn: each.effectiveOn,
    eventId: ctx.eventId,
    // Money is paid on the day it comes, whenever it is applied.
    paid: from.kind === 'receipt' && from.fresh && from.effectiveOn === each.effectiveOn,
  });
  from.openMinor -= each.amountMinor;
  if (from.fresh && from.effectiveOn === each.effectiveOn) return;
  journal.move({
    accountId: from.accountId,
    part: 'unapplied',
    amountMinor: -each.amountMinor,
    sourceKind: 'application',
    sourceId: from.id,
    effectiveOn: each.effectiveOn,
    eventId: ctx.eventId,
  });
}

/** What will be open of new documents once these applications have been entered. */
function openAfter(applications: readonly Settling[]): (item: Item) => bigint {
  const applied = new Map<Item, bigint>();
  for (const { from, to, amountMinor } of applications)
    for (const item of [from, to]) applied.set(item, (applied.get(item) ?? 0n) + amountMinor);
  return (item) => item.openMinor - (applied.get(item) ?? 0n);
}

async function write(
  ctx: Ctx,
  posting: Posting,
  rows: readonly store.DocumentRow[],
  items: ReadonlyMap<string, Item>,
  applications: readonly Settling[],
  openOf: (item: Item) => bigint,
): Promise<void> {
  const { tx, tenant, at } = ctx;
  const total = rows.length + applications.length;
  let done = 0;
  const chunks = async <T>(all: readonly T[], put: (chunk: readonly T[]) => Promise<void>) => {
    for (let from = 0; from < all.length; from += WRITE_CHUNK) {
      const chunk = all.slice(from, from + WRITE_CHUNK);
      await put(chunk);
      done += chunk.length;
      ctx.progress(Math.min(done, total), total, '入账');
    }
  };
  await chunks(rows, (chunk) => store.insertDocuments(tx, tenant.id, at, chunk));
  const open = posting.documents.map((document) => {
    const item = items.get(refKey(document))!;
    const { id: documentId, accountId, kind, dueOn } = item;
    return { documentId, accountId, kind, issuedOn: document.issuedOn, dueOn, openMinor: openOf(item) };
  });
  await chunks(open, (chunk) => store.insertOpenItems(tx, tenant.id, chunk));
  const changed = [...items.values()].filter((item) => !item.fresh).map((item) => ({ ...item, documentId: item.id }));
  await chunks(changed, (chunk) => store.writeOpenItems(tx, chunk));
  await chunks(
    applications.map((each) => ({
      applicationId: each.applicationId,
      accountId: each.to.accountId,
      fromDocument: each.from.id,
      toDocument: each.to.id,
      amountMinor: each.amountMinor,
      effectiveOn: each.effectiveOn,
      reverses: null,
      reason: null,
      eventId: ctx.eventId,
    })),
    (chunk) => store.insertApplications(tx, tenant.id, at, chunk),
  );
}
