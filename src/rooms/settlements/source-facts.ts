// What a source says was applied and written off, in bulk: facts that go before what our rules have made of the same money.
import type { ApplicationRow, WriteOffRow } from '#engine/import/typed-rows.ts';
import type { Ctx } from '#platform/context.ts';
import { ensureEntities, NO_ENTITY } from '#rooms/customers/actions.ts';
import { findKnown, type KnownDocument, type Ref, refKey } from '#rooms/receivables/posting.ts';
import { reverseAll } from '#rooms/receivables/reversing.ts';
import {
  type AppliedExisting,
  applyExisting,
  type ExistingPair,
  type PairRefusal,
  reverseApplications,
} from '#rooms/receivables/settling.ts';
import { type NewSettling, settleByDocuments } from '#rooms/receivables/settling-documents.ts';
import { takeBackRules } from './applying.ts';
import type { Entered, RowRefusal } from './source-money.ts';
import * as store from './store.ts';

/** A rule of ours has used the money or the invoice otherwise: then it gives way. */
const GIVES_WAY: ReadonlySet<string> = new Set(['more_than_unapplied', 'more_than_open', 'day_not_free']);

type Wanted = { readonly row: ApplicationRow; readonly pair: ExistingPair };

/**
 * Which receipt or credit note paid which invoice, by the numbers of the source. An application that stands already is unchanged, as often
 * as it stands; a negative one takes back one of that amount. A discount beside it is posted as a discount.
 */
export async function enterApplications(
  ctx: Ctx,
  source: string,
  importId: string | null,
  rows: readonly ApplicationRow[],
): Promise<Entered> {
  const find = await finder(
    ctx,
    source,
    rows.map((row) => row.entity),
    rows.flatMap((row) => [
      { kind: 'receipt' as const, entity: row.entity, number: row.receiptNumber },
      { kind: 'credit_note' as const, entity: row.entity, number: row.receiptNumber },
      { kind: 'invoice' as const, entity: row.entity, number: row.invoiceNumber },
    ]),
  );
  const refused: RowRefusal[] = [];
  const wanted: Wanted[] = [];
  const back: { row: ApplicationRow; key: string }[] = [];
  for (const row of rows) {
    const receipt = find('receipt', row.entity, row.receiptNumber);
    const credit = find('credit_note', row.entity, row.receiptNumber);
    const to = find('invoice', row.entity, row.invoiceNumber);
    const from = receipt ?? credit;
    const facts = { from: row.receiptNumber, to: row.invoiceNumber };
    if (!from || !to) {
      const missing = { ...(from ? {} : { from: row.receiptNumber }), ...(to ? {} : { to: row.invoiceNumber }) };
      refused.push({ row: row.row, code: 'document_unknown', facts: missing });
    } else if (receipt && credit) refused.push({ row: row.row, code: 'document_ambiguous', facts });
    else if (row.amountMinor < 0n) back.push({ row, key: keyOf(from.document_id, to.document_id, -row.amountMinor) });
    else {
      const ends = { fromDocument: from.document_id, toDocument: to.document_id };
      wanted.push({ row, pair: { ...ends, amountMinor: row.amountMinor, effectiveOn: row.appliedOn } });
    }
  }
  const standing = await standingBy(ctx, [
    ...wanted.map((each) => each.pair.fromDocument),
    ...back.map((each) => each.key.split(' ')[0]!),
  ]);
  const fresh = wanted.filter(({ pair }) => !take(standing, keyOf(pair.fromDocument, pair.toDocument, pair.amountMinor)));
  const taken: string[] = [];
  for (const { row, key } of back) {
    const id = take(standing, key);
    if (id) taken.push(id);
    else refused.push({ row: row.row, code: 'application_unknown', facts: { from: row.receiptNumber, to: row.invoiceNumber } });
  }
  await reverseApplications(ctx, taken, null, source);
  const posted = await applyFacts(ctx, fresh, refused);
  const discounts = await settleByDocuments(
    ctx,
    fresh.flatMap(({ row, pair }): NewSettling[] =>
      row.discountMinor === null || row.discountMinor <= 0n || !posted.has(row.row)
        ? []
        : [
            {
              kind: 'discount',
              source,
              number: `${row.receiptNumber}/${row.invoiceNumber}`,
              toDocument: pair.toDocument,
              amountMinor: row.discountMinor,
              effectiveOn: null,
              note: row.note,
              importId,
              importRow: row.row,
            },
          ],
    ),
  );
  return {
    documents: discounts.made.length,
    applications: posted.size,
    reversed: taken.length,
    unchanged: wanted.length - fresh.length,
    customersAdded: 0,
    refused,
    applied: [...posted.values()],
    unapplied: taken,
    tookBack: [],
  };
}

/** Applies, and where a rule of ours stands in the way takes that back and applies once more. */
async function applyFacts(ctx: Ctx, wanted: readonly Wanted[], refused: RowRefusal[]): Promise<Map<number, string>> {
  const first = await applyExisting(
    ctx,
    wanted.map((each) => each.pair),
  );
  const posted = appliedRows(wanted, first);
  const again = first.refused.filter((each) => GIVES_WAY.has(each.code)).map((each) => wanted[each.index]!);
  const taken =
    again.length === 0
      ? 0
      : await takeBackRules(
          ctx,
          again.flatMap(({ pair }) => [pair.fromDocument, pair.toDocument]),
          '账套核销为准',
        );
  const rest = taken === 0 ? first.refused : first.refused.filter((each) => !GIVES_WAY.has(each.code));
  for (const each of rest) refused.push(refusalOf(each, wanted[each.index]!.row.row));
  if (taken === 0) return posted;
  const second = await applyExisting(
    ctx,
    again.map((each) => each.pair),
  );
  for (const refusal of second.refused) refused.push(refusalOf(refusal, again[refusal.index]!.row.row));
  return new Map([...posted, ...appliedRows(again, second)]);
}

/** Application by row, of those that were taken: they come in the order asked. */
function appliedRows(wanted: readonly Wanted[], { applied, refused }: AppliedExisting): Map<number, string> {
  const left = new Set(refused.map((each) => each.index));
  const taken = wanted.filter((_, at) => !left.has(at));
  return new Map(taken.map((each, at) => [each.row.row, applied[at]!.applicationId]));
}

/**
 * Debt the source has given up. Posted already under its number it is unchanged; a negative row takes back the write-off of the same invoice
 * and amount.
 */
export async function enterWriteOffs(
  ctx: Ctx,
  source: string,
  importId: string | null,
  rows: readonly WriteOffRow[],
): Promise<Entered> {
  const numberOf = (row: WriteOffRow) => row.number ?? `${row.invoiceNumber}/${row.writtenOffOn}`;
  const find = await finder(
    ctx,
    source,
    rows.map((row) => row.entity),
    rows.flatMap((row) => [
      { kind: 'invoice' as const, entity: row.entity, number: row.invoiceNumber },
      { kind: 'write_off' as const, entity: row.entity, number: numberOf(row) },
    ]),
  );
  const refused: RowRefusal[] = [];
  const wanted: { row: WriteOffRow; settling: NewSettling }[] = [];
  const back: { row: WriteOffRow; to: string }[] = [];
  let unchanged = 0;
  for (const row of rows) {
    const to = find('invoice', row.entity, row.invoiceNumber);
    const before = find('write_off', row.entity, numberOf(row));
    const facts = { to: row.invoiceNumber, number: numberOf(row) };
    if (!to) refused.push({ row: row.row, code: 'document_unknown', facts });
    else if (row.amountMinor < 0n) back.push({ row, to: to.document_id });
    else if (before && before.amount_minor === row.amountMinor) unchanged += 1;
    else if (before) refused.push({ row: row.row, code: 'conflicts_with_ledger', facts });
    else {
      wanted.push({
        row,
        settling: {
          kind: 'write_off',
          source,
          number: numberOf(row),
          toDocument: to.document_id,
          amountMinor: row.amountMinor,
          effectiveOn: row.writtenOffOn,
          note: row.reason ?? row.note,
          importId,
          importRow: row.row,
        },
      });
    }
  }
  const made = await settleByDocuments(
    ctx,
    wanted.map((each) => each.settling),
  );
  for (const each of made.refused) refused.push(refusalOf(each, wanted[each.index]!.row.row));
  const standing = await standingTo(
    ctx,
    back.map((each) => each.to),
  );
  const taken: string[] = [];
  for (const { row, to } of back) {
    const id = take(standing, keyOf('write_off', to, -row.amountMinor));
    if (id) taken.push(id);
    else refused.push({ row: row.row, code: 'write_off_unknown', facts: { to: row.invoiceNumber } });
  }
  if (taken.length > 0) await reverseAll(ctx, taken, { on: null, why: source, unapply: true });
  const documents = made.made.length;
  return {
    documents,
    applications: documents,
    reversed: taken.length,
    unchanged,
    customersAdded: 0,
    refused,
    applied: [],
    unapplied: [],
    tookBack: taken,
  };
}

type Find = (kind: Ref['kind'], entity: string | null, number: string) => KnownDocument | undefined;

async function finder(
  ctx: Ctx,
  source: string,
  entities: readonly (string | null)[],
  named: readonly { kind: Ref['kind']; entity: string | null; number: string }[],
): Promise<Find> {
  const ids = await ensureEntities(ctx, [...new Set(entities.map((each) => each ?? NO_ENTITY))], ctx.tenant.currency);
  const refOf = (kind: Ref['kind'], entity: string | null, number: string): Ref => ({
    kind,
    entityId: ids.get(entity ?? NO_ENTITY)!,
    number,
  });
  const known = await findKnown(
    ctx,
    source,
    named.map((each) => refOf(each.kind, each.entity, each.number)),
  );
  return (kind, entity, number) => known.get(refKey(refOf(kind, entity, number)));
}

function keyOf(from: string, to: string, amountMinor: bigint): string {
  return `${from} ${to} ${amountMinor}`;
}

/** Ids of what stands, by ends and amount; each is found once. Made by the source or by people: what a rule made is no fact. */
async function standingBy(ctx: Ctx, fromDocuments: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await store.standingFrom(ctx.tx, [...new Set(fromDocuments)]);
  return grouped(rows.map((row) => [keyOf(row.from_document, row.to_document, row.amount_minor), row.application_id]));
}

async function standingTo(ctx: Ctx, toDocuments: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await store.writeOffsOf(ctx.tx, [...new Set(toDocuments)]);
  return grouped(rows.map((row) => [keyOf('write_off', row.to_document, row.amount_minor), row.from_document]));
}

function grouped(pairs: readonly (readonly [string, string])[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [key, id] of pairs) {
    const list = found.get(key);
    if (list) list.push(id);
    else found.set(key, [id]);
  }
  return found;
}

function take(standing: Map<string, string[]>, key: string): string | undefined {
  return standing.get(key)?.pop();
}

function refusalOf(refusal: PairRefusal, row: number): RowRefusal {
  return { row, code: refusal.code, facts: refusal.facts };
}
