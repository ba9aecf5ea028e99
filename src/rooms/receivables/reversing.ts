// Documents reversed: a bounced receipt, a wrong credit note, a write-off recovered, an import undone. A new row that points at the old one.
import { assert, Problem } from '#base/assert.ts';
import { type Day, later } from '#base/date.ts';
import { newId } from '#base/id.ts';
import type { Ctx } from '#platform/context.ts';
import { Journal, type Lines, lockLines } from '#rooms/exposure/actions.ts';
import { roomMade } from '#rooms/exposure/contract.ts';
import { reverseBills } from './bill-moves.ts';
import { ledgerChanged } from './contract.ts';
import { settlesByNature, takeBackStanding } from './settling.ts';
import { WRITE_CHUNK as CHUNK, chunked } from './sides.ts';
import * as store from './store.ts';
import * as settling from './store-settling.ts';

export const REVERSED_MAX = 2_000_000;

export type DocumentRefusal = {
  readonly documentId: string;
  /** refunded: of the money something went back to the customer; that is taken back first, by itself. */
  readonly code: 'document_unknown' | 'document_reversed' | 'is_a_reversal' | 'refunded' | 'applied';
  readonly number: string | null;
  /** With `applied` and `refunded`: documents outside the ones asked for that settle it or are settled by it. */
  readonly others: readonly string[];
};

export type Reversed = {
  readonly documents: readonly { readonly documentId: string; readonly reversalId: string; readonly kind: store.DocumentKind }[];
  /** How many applications were taken back on the way. */
  readonly applications: number;
  readonly accountIds: readonly string[];
  readonly refused: readonly DocumentRefusal[];
};

export type HowToReverse = {
  /** null: each on its own day, as if it had never been; else from that day on. */
  readonly on: Day | null;
  readonly why: string;
  /** Take back applications that stand. Without it what is applied is refused, but for what is applied among the documents themselves. */
  readonly unapply: boolean;
};

/**
 * Reverses documents of any kind, set-based: what each has in the journal is entered with the other sign. All or nothing: with refusals
 * nothing is posted, and the caller says what stands in the way.
 */
export async function reverseDocuments(ctx: Ctx, documentIds: readonly string[], how: HowToReverse): Promise<Reversed> {
  const asked = [...new Set(documentIds)];
  assert(asked.length <= REVERSED_MAX, `at most ${REVERSED_MAX} documents at once`);
  const nothing = { documents: [], applications: 0, accountIds: [] };
  if (asked.length === 0) return { ...nothing, refused: [] };
  // What was kept back of an invoice falls with it.
  const kept = await chunked(asked, (chunk) => settling.retentionsOf(ctx.tx, chunk));
  const ids = [...new Set([...asked, ...kept.map((each) => each.document_id)])];
  const named = await chunked(ids, (chunk) => settling.documentsById(ctx.tx, chunk));
  const lines = await lockLines(ctx, [...new Set(named.map((each) => each.account_id))]);
  const documents = await chunked(ids, (chunk) => settling.documentsById(ctx.tx, chunk));
  const standing = distinct(await chunked(ids, (chunk) => settling.standingOf(ctx.tx, chunk)));
  const refused = refusals(ids, documents, standing, how.unapply);
  if (refused.length > 0) return { ...nothing, refused };

  if (standing.length > 0) await takeBackStanding(ctx, lines, standing, how.on, how.why);
  const rows = documents.map((each) => reversalOf(ctx, each, how));
  await enterCounterEntries(ctx, lines, documents, rows, how.on);
  await write(ctx, documents, rows);
  const accountIds = [...new Set(documents.map((each) => each.account_id))];
  ctx.emit(ledgerChanged, { accountIds });
  if (documents.some((each) => each.kind === 'invoice' || each.kind === 'delivery' || each.kind === 'bill')) {
    ctx.emit(roomMade, { accountIds, why: 'release' });
  }
  return {
    documents: documents.map((each, at) => ({ documentId: each.document_id, reversalId: rows[at]!.documentId, kind: each.kind })),
    applications: standing.length,
    accountIds,
    refused: [],
  };
}

/** Reverses all or says why not. */
export async function reverseAll(ctx: Ctx, documentIds: readonly string[], how: HowToReverse): Promise<Reversed> {
  const reversed = await reverseDocuments(ctx, documentIds, how);
  const [first] = reversed.refused;
  if (!first) return reversed;
  const sentences = {
    document_unknown: 'there is no such document',
    document_reversed: 'this document was reversed already',
    is_a_reversal: 'a reversal is not reversed; enter the document again',
    refunded: 'a part of this money was paid back; reverse the refund first',
    applied: 'this document settles others or is settled by them; take that back first, or reverse it together',
  };
  throw new Problem(first.code === 'document_unknown' ? 404 : 409, first.code, sentences[first.code], {
    facts: { number: first.number, others: first.others.slice(0, 20), refused: reversed.refused.length },
  });
}

function refusals(
  ids: readonly string[],
  documents: readonly settling.SettlingDocument[],
  standing: readonly settling.KnownApplication[],
  unapply: boolean,
): DocumentRefusal[] {
  const known = new Map(documents.map((each) => [each.document_id, each]));
  const others = new Map<string, string[]>();
  if (!unapply) {
    for (const each of standing) {
      const outside = !known.has(each.from_document)
        ? each.to_document
        : !known.has(each.to_document)
          ? each.from_document
          : null;
      // A write-off settles by its very nature: what it settled does not build on it.
      if (outside === null || settlesByNature(known.get(outside)!.kind)) continue;
      const list = others.get(outside);
      const other = outside === each.to_document ? each.from_document : each.to_document;
      if (list) list.push(other);
      else others.set(outside, [other]);
    }
  }
  return ids.flatMap((documentId): DocumentRefusal[] => {
    const document = known.get(documentId);
    const refuse = (code: DocumentRefusal['code'], more: readonly string[] = []) => [
      { documentId, code, number: document?.number ?? null, others: more },
    ];
    if (!document) return refuse('document_unknown');
    if (document.reverses !== null) return refuse('is_a_reversal');
    if (document.reversed_by !== null) return refuse('document_reversed');
    const refunds = standing.filter(
      (each) => each.from_document === documentId && each.to_kind === 'refund' && !known.has(each.to_document),
    );
    if (refunds.length > 0) {
      return refuse(
        'refunded',
        refunds.map((each) => each.to_document),
      );
    }
    const builtOn = others.get(documentId);
    return builtOn ? refuse('applied', builtOn) : [];
  });
}

function reversalOf(ctx: Ctx, document: settling.SettlingDocument, how: HowToReverse): store.DocumentRow {
  const effectiveOn = how.on === null ? document.effective_on : later(how.on, document.effective_on);
  return {
    documentId: newId(),
    accountId: document.account_id,
    partyId: document.party_id,
    entityId: document.entity_id,
    kind: document.kind,
    source: document.source,
    number: document.number,
    issuedOn: effectiveOn,
    postedOn: null,
    dueOn: null,
    effectiveOn,
    amountMinor: -document.amount_minor,
    currency: document.currency,
    disputed: null,
    contract: document.contract,
    reference: null,
    note: how.why,
    entryNo: -document.entry_no,
    reverses: document.document_id,
    importId: null,
    importRow: null,
    eventId: ctx.eventId,
  };
}

/** What the documents have in the journal, once nothing is applied of them, with the other sign. */
async function enterCounterEntries(
  ctx: Ctx,
  lines: Lines,
  documents: readonly settling.SettlingDocument[],
  rows: readonly store.DocumentRow[],
  on: Day | null,
): Promise<void> {
  const reversal = new Map(documents.map((each, at) => [each.document_id, rows[at]!]));
  const journal = new Journal(ctx, lines);
  for (let from = 0; from < documents.length; from += CHUNK) {
    const chunk = documents.slice(from, from + CHUNK).map((each) => each.document_id);
    const fold = await settling.foldOf(ctx.tx, chunk);
    for (const entries of Map.groupBy(fold, (each) => `${each.source_id} ${each.part} ${each.due_on ?? ''}`).values()) {
      counter(ctx, journal, entries, reversal.get(entries[0]!.source_id)!, on);
    }
  }
  await journal.write();
}

/** One part of one document at one due day. */
function counter(
  ctx: Ctx,
  journal: Journal,
  entries: readonly settling.FoldRow[],
  reversal: store.DocumentRow,
  on: Day | null,
): void {
  const [first] = entries;
  assert(first, 'a group has entries');
  const totalMinor = entries.reduce((sum, each) => sum + each.amount_minor, 0n);
  const moves =
    on === null
      ? entries.map((each) => ({ amountMinor: -each.amount_minor, effectiveOn: each.effective_on }))
      : totalMinor === 0n
        ? []
        : [{ amountMinor: -totalMinor, effectiveOn: later(on, entries.at(-1)!.effective_on) }];
  for (const [at, move] of moves.entries()) {
    journal.move({
      ...move,
      accountId: first.account_id,
      part: first.part,
      sourceKind: reversal.kind === 'bill' && first.part === 'open' ? 'bill_returned' : reversal.kind,
      sourceId: first.source_id,
      eventId: ctx.eventId,
      ...(first.part === 'open' ? { dueOn: first.due_on!, items: at === moves.length - 1 && totalMinor !== 0n ? -1 : 0 } : {}),
    });
  }
}

async function write(
  ctx: Ctx,
  documents: readonly settling.SettlingDocument[],
  rows: readonly store.DocumentRow[],
): Promise<void> {
  const { tx, tenant, at } = ctx;
  for (let from = 0; from < rows.length; from += CHUNK) {
    const chunk = rows.slice(from, from + CHUNK);
    await store.insertDocuments(tx, tenant.id, at, chunk);
    await store.insertOpenItems(
      tx,
      tenant.id,
      chunk.map((each) => ({ ...each, dueOn: null, openMinor: 0n })),
    );
    await settling.markReversed(
      tx,
      chunk.map((each) => ({ documentId: each.reverses!, reversedBy: each.documentId })),
    );
    const bills = chunk.filter((each) => each.kind === 'bill');
    if (bills.length > 0) await reverseBills(ctx, bills);
    ctx.progress(Math.min(from + CHUNK, rows.length), rows.length, '冲销');
  }
  const receipts = [...new Set(documents.filter((each) => each.kind === 'receipt').map((each) => each.account_id))];
  if (receipts.length > 0) await tellLastPaid(ctx, receipts);
}

/** A receipt that came back was no payment: the day of the last payment is that of the newest one that stands. */
async function tellLastPaid(ctx: Ctx, accountIds: readonly string[]): Promise<void> {
  const lines = await lockLines(ctx, accountIds);
  const paid = new Map((await settling.lastPaidOn(ctx.tx, accountIds)).map((each) => [each.account_id, each.paid_on]));
  const journal = new Journal(ctx, lines);
  for (const accountId of accountIds) journal.lastPaid(accountId, paid.get(accountId) ?? null);
  await journal.write();
}

function distinct(applications: readonly settling.KnownApplication[]): settling.KnownApplication[] {
  return [...new Map(applications.map((each) => [each.application_id, each])).values()];
}
