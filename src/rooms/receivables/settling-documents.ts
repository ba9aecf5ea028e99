// Write-offs and discounts: documents that settle an open item and are fully applied when made. They are no payment.
import { assert } from '#base/assert.ts';
import type { Day } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { formatMinor } from '#base/money.ts';
import type { Ctx } from '#platform/context.ts';
import { Journal, lockLines } from '#rooms/exposure/actions.ts';
import { roomMade } from '#rooms/exposure/contract.ts';
import { ledgerChanged } from './contract.ts';
import { numberAgain } from './numbering.ts';
import type { PairRefusal } from './settling.ts';
import { chunked, freeFrom, opensOn, readSides, type Side, use, WRITE_CHUNK } from './sides.ts';
import * as store from './store.ts';
import * as settling from './store-settling.ts';

/** One document for one open item. `effectiveOn` null: the first day from which on the item has so much open. */
export type NewSettling = {
  readonly kind: 'write_off' | 'discount';
  readonly source: string;
  readonly number: string;
  readonly toDocument: string;
  readonly amountMinor: bigint;
  readonly effectiveOn: Day | null;
  readonly note: string | null;
  readonly importId?: string | null;
  readonly importRow?: number | null;
};

export type MadeSettling = {
  readonly documentId: string;
  readonly applicationId: string;
  readonly accountId: string;
  readonly toDocument: string;
  readonly amountMinor: bigint;
  readonly effectiveOn: Day;
};

const SETTLING_MAX = 200_000;

/** Makes them, or says of each why not; what is refused changes nothing. Who may write off is the caller's to have asked. */
export async function settleByDocuments(
  ctx: Ctx,
  wanted: readonly NewSettling[],
): Promise<{ made: readonly MadeSettling[]; refused: readonly PairRefusal[] }> {
  assert(wanted.length <= SETTLING_MAX, `at most ${SETTLING_MAX} at once`);
  const ids = [...new Set(wanted.map((each) => each.toDocument))];
  const named = await chunked(ids, (chunk) => settling.documentsById(ctx.tx, chunk));
  const lines = named.length > 0 ? await lockLines(ctx, [...new Set(named.map((each) => each.account_id))]) : null;
  const sides = await readSides(ctx, ids);
  const refused: PairRefusal[] = [];
  const made: MadeSettling[] = [];
  const rows: store.DocumentRow[] = [];
  const journal = lines === null ? null : new Journal(ctx, lines);
  for (const [index, each] of wanted.entries()) {
    const to = sides.get(each.toDocument);
    const judged = judgeSettling(each, to);
    if ('code' in judged) {
      refused.push({ index, ...judged });
      continue;
    }
    const document = documentRow(ctx, each, to!, judged.on);
    rows.push(document);
    made.push(enter(ctx, journal!, each, to!, document));
  }
  if (made.length === 0) return { made, refused };
  for (const [source, of] of Map.groupBy(rows, (row) => row.source)) await numberAgain(ctx, source, of);
  await write(ctx, sides, rows, made);
  await journal!.write();
  const accountIds = [...new Set(made.map((each) => each.accountId))];
  ctx.emit(ledgerChanged, { accountIds });
  ctx.emit(roomMade, { accountIds, why: 'payment' });
  return { made, refused };
}

/** What the open item says of a document that would settle it: its day, or why not. */
export function judgeSettling(each: NewSettling, to: Side | undefined): { on: Day } | Pick<PairRefusal, 'code' | 'facts'> {
  if (!to) return { code: 'document_unknown', facts: {} };
  const facts = { to: to.number };
  if (to.reversed_by !== null) return { code: 'document_reversed', facts };
  if ((to.kind !== 'invoice' && to.kind !== 'bill' && to.kind !== 'retention') || to.reverses !== null || to.due_on === null) {
    return { code: 'cannot_be_settled', facts };
  }
  if (each.amountMinor <= 0n) return { code: 'amount_not_positive', facts };
  if (each.amountMinor > to.open_minor) {
    return { code: 'more_than_open', facts: { ...facts, open: formatMinor(to.open_minor, to.currency), currency: to.currency } };
  }
  const earliest = freeFrom(to, opensOn(to), each.amountMinor);
  if (each.effectiveOn !== null && each.effectiveOn < earliest)
    return { code: 'day_not_free', facts: { ...facts, earliestOn: earliest } };
  return { on: each.effectiveOn ?? earliest };
}

function documentRow(ctx: Ctx, each: NewSettling, to: Side, on: Day): store.DocumentRow {
  return {
    documentId: newId(),
    accountId: to.account_id,
    partyId: to.party_id,
    entityId: to.entity_id,
    kind: each.kind,
    source: each.source,
    number: each.number,
    issuedOn: on,
    postedOn: null,
    dueOn: null,
    effectiveOn: on,
    amountMinor: each.amountMinor,
    currency: to.currency,
    disputed: null,
    contract: to.contract,
    reference: null,
    note: each.note,
    entryNo: 1,
    reverses: null,
    importId: each.importId ?? null,
    importRow: each.importRow ?? null,
    eventId: ctx.eventId,
  };
}

function enter(ctx: Ctx, journal: Journal, each: NewSettling, to: Side, document: store.DocumentRow): MadeSettling {
  to.open_minor -= each.amountMinor;
  use(to, document.effectiveOn, each.amountMinor);
  journal.move({
    accountId: to.account_id,
    part: 'open',
    amountMinor: -each.amountMinor,
    sourceKind: each.kind,
    sourceId: to.document_id,
    dueOn: to.due_on!,
    items: to.open_minor === 0n ? -1 : 0,
    effectiveOn: document.effectiveOn,
    eventId: ctx.eventId,
  });
  return {
    documentId: document.documentId,
    applicationId: newId(),
    accountId: to.account_id,
    toDocument: to.document_id,
    amountMinor: each.amountMinor,
    effectiveOn: document.effectiveOn,
  };
}

async function write(
  ctx: Ctx,
  sides: ReadonlyMap<string, Side>,
  rows: readonly store.DocumentRow[],
  made: readonly MadeSettling[],
): Promise<void> {
  const { tx, tenant, at } = ctx;
  for (let from = 0; from < rows.length; from += WRITE_CHUNK) {
    const chunk = rows.slice(from, from + WRITE_CHUNK);
    await store.insertDocuments(tx, tenant.id, at, chunk);
    await store.insertOpenItems(
      tx,
      tenant.id,
      chunk.map((each) => ({ ...each, openMinor: 0n })),
    );
    await store.insertApplications(
      tx,
      tenant.id,
      at,
      made.slice(from, from + WRITE_CHUNK).map((each, index) => ({
        ...each,
        fromDocument: chunk[index]!.documentId,
        reverses: null,
        reason: null,
        eventId: ctx.eventId,
      })),
    );
  }
  const changed = [...new Set(made.map((each) => each.toDocument))].map((id) => {
    const side = sides.get(id)!;
    return { documentId: id, openMinor: side.open_minor, dueOn: side.due_on };
  });
  for (let from = 0; from < changed.length; from += WRITE_CHUNK) {
    await store.writeOpenItems(tx, changed.slice(from, from + WRITE_CHUNK));
  }
}
