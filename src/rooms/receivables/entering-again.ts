// Documents that were reversed, entered again as they were, with what they had paid: the undo of a correction made in error.
import type { Day } from '#base/date.ts';
import type { Ctx } from '#platform/context.ts';
import { findKnown, type NewDocument, postDocuments, refKey } from './posting.ts';
import { applyExisting, PAIRS_MAX, reverseApplications } from './settling.ts';
import { type NewSettling, settleByDocuments } from './settling-documents.ts';
import { chunked } from './sides.ts';
import * as store from './store-settling.ts';

/** Numbers of reversed documents that cannot come again, because another stands by the number. */
export async function takenAgain(ctx: Ctx, documentIds: readonly string[]): Promise<{ number: string }[]> {
  const rows = await chunked(documentIds, (chunk) => store.reversedById(ctx.tx, chunk));
  const taken: { number: string }[] = [];
  for (const [source, of] of Map.groupBy(rows, (row) => row.source)) {
    const known = await findKnown(ctx, source, of.map(refOf));
    taken.push(...of.filter((row) => known.has(refKey(refOf(row)))).map((row) => ({ number: row.number })));
  }
  return taken;
}

/**
 * Enters reversed receipts, credit notes, deliveries and write-offs again, under their numbers and for the import they came with, and applies
 * again what went with the reversal, as far as it is still open. `takenAgain` has been asked before. Returns how many came again.
 */
export async function enterAgain(ctx: Ctx, documentIds: readonly string[]): Promise<number> {
  const rows = await chunked(documentIds, (chunk) => store.reversedById(ctx.tx, chunk));
  const undone = await chunked(documentIds, (chunk) => store.takenBackWith(ctx.tx, chunk));
  const fresh = new Map<string, string>();
  for (const of of Map.groupBy(
    rows.filter((row) => row.kind !== 'write_off' && row.kind !== 'discount'),
    (row) => `${row.source} ${row.import_id}`,
  ).values()) {
    const { source, import_id: importId } = of[0]!;
    await postDocuments(ctx, { source, importId, documents: of.map(documentOf), applications: [] });
    const known = await findKnown(ctx, source, of.map(refOf));
    for (const row of of) fresh.set(row.document_id, known.get(refKey(refOf(row)))!.document_id);
  }
  const pairs = undone.flatMap((each) => {
    const fromDocument = fresh.get(each.from_document);
    if (fromDocument === undefined) return [];
    return [
      {
        fromDocument,
        toDocument: each.to_document,
        amountMinor: each.amount_minor,
        effectiveOn: each.effective_on as Day | null,
      },
    ];
  });
  for (let from = 0; from < pairs.length; from += PAIRS_MAX) await applyExisting(ctx, pairs.slice(from, from + PAIRS_MAX));
  const settled = new Map(undone.map((each) => [each.from_document, each]));
  await settleByDocuments(
    ctx,
    rows.flatMap((row): NewSettling[] => {
      const target = settled.get(row.document_id);
      if ((row.kind !== 'write_off' && row.kind !== 'discount') || !target) return [];
      return [
        {
          kind: row.kind,
          source: row.source,
          number: row.number,
          toDocument: target.to_document,
          amountMinor: row.amount_minor,
          effectiveOn: row.effective_on,
          note: row.note,
          importId: row.import_id,
          importRow: row.import_row,
        },
      ];
    }),
  );
  return rows.length;
}

/** Applications of these that stand are taken back on their own days; those taken back meanwhile are as asked already. */
export async function takeBackStandingOf(ctx: Ctx, applicationIds: readonly string[], why: string): Promise<number> {
  const known = await chunked(applicationIds, (chunk) => store.applicationsById(ctx.tx, chunk));
  const standing = known.filter((each) => !each.reversed && each.reverses === null).map((each) => each.application_id);
  for (let from = 0; from < standing.length; from += PAIRS_MAX)
    await reverseApplications(ctx, standing.slice(from, from + PAIRS_MAX), null, why);
  return standing.length;
}

/** Applications that were taken back stand again, as far as both sides still have the amount. Returns how many do. */
export async function applyAgain(ctx: Ctx, applicationIds: readonly string[]): Promise<number> {
  const known = await chunked(applicationIds, (chunk) => store.applicationsById(ctx.tx, chunk));
  let again = 0;
  for (let from = 0; from < known.length; from += PAIRS_MAX) {
    const pairs = known.slice(from, from + PAIRS_MAX).map((each) => ({
      fromDocument: each.from_document,
      toDocument: each.to_document,
      amountMinor: each.amount_minor,
      effectiveOn: each.effective_on,
    }));
    again += (await applyExisting(ctx, pairs)).applied.length;
  }
  return again;
}

function refOf(row: store.ReversedDocument) {
  return { kind: row.kind, entityId: row.entity_id, number: row.number };
}

function documentOf(row: store.ReversedDocument): NewDocument {
  return {
    ...refOf(row),
    partyId: row.party_id,
    issuedOn: row.issued_on,
    postedOn: row.posted_on,
    dueOn: row.due_on,
    amountMinor: row.amount_minor,
    currency: row.currency,
    disputed: row.disputed,
    contract: row.contract,
    reference: row.reference,
    note: row.note,
    importRow: row.import_row,
  };
}
