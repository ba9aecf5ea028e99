// What a source says was applied and written off, in bulk: facts that go before what our rules have made of the same money.
import { assert } from '#base/assert.ts';
import { formatMinor } from '#base/money.ts';
import type { ApplicationRow, WriteOffRow } from '#engine/import/typed-rows.ts';
import type { Ctx } from '#platform/context.ts';
import { ensureEntities, NO_ENTITY } from '#rooms/customers/actions.ts';
import { findKnown, type KnownDocument, type Ref, refKey } from '#rooms/receivables/posting.ts';
import { reverseAll } from '#rooms/receivables/reversing.ts';
import { applyExisting, type ExistingPair, reverseApplications } from '#rooms/receivables/settling.ts';
import { type NewSettling, settleByDocuments } from '#rooms/receivables/settling-documents.ts';
import { SettlingDraft } from '#rooms/receivables/settling-draft.ts';
import { madeByRules, takeBackRules } from './applying.ts';
import type { Entered, RowRefusal } from './source-money.ts';
import * as store from './store.ts';

/** A rule of ours has used the money or the invoice otherwise: then it gives way. */
const GIVES_WAY: ReadonlySet<string> = new Set(['more_than_unapplied', 'more_than_open', 'day_not_free']);

type Wanted = { readonly row: ApplicationRow; readonly pair: ExistingPair };

/** What was decided of applications and waits to be posted. */
export type ApplicationsDecided = {
  readonly fresh: readonly Wanted[];
  /** Applications to take back. */
  readonly back: readonly string[];
  /** Documents of which what our rules have made gives way. */
  readonly giveWay: readonly string[];
};

/** `lock`: the accounts are taken first, so that posting in the same transaction finds what was judged. */
type How = { readonly lock: boolean };
type Counted = Omit<Entered, 'applied' | 'unapplied' | 'tookBack'>;
export type ApplicationsJudged = Counted & { readonly decided: ApplicationsDecided };
export type WriteOffsJudged = Counted & { readonly decided: WriteOffsDecided };
export type Done = Pick<Entered, 'applied' | 'unapplied' | 'tookBack'>;

/**
 * Which receipt or credit note paid which invoice, by the numbers of the source. An application that stands already is unchanged, as often
 * as it stands; a negative one takes back one of that amount. A discount beside it is posted as a discount. Writes nothing.
 */
export async function judgeApplications(
  ctx: Ctx,
  source: string,
  rows: readonly ApplicationRow[],
  how: How,
): Promise<ApplicationsJudged> {
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
  const back: { row: ApplicationRow; from: string; to: string }[] = [];
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
    else if (row.amountMinor < 0n) back.push({ row, from: from.document_id, to: to.document_id });
    else {
      const ends = { fromDocument: from.document_id, toDocument: to.document_id };
      wanted.push({ row, pair: { ...ends, amountMinor: row.amountMinor, effectiveOn: row.appliedOn } });
    }
  }
  const ends = [
    ...wanted.flatMap(({ pair }) => [pair.fromDocument, pair.toDocument]),
    ...back.flatMap((each) => [each.from, each.to]),
  ];
  const draft = await SettlingDraft.of(ctx, ends, how);
  const standing = await standingBy(ctx, [...wanted.map(({ pair }) => pair.fromDocument), ...back.map(({ from }) => from)]);
  const untold = wanted.filter(({ pair }) => !take(standing.ids, keyOf(pair.fromDocument, pair.toDocument, pair.amountMinor)));
  const taken: string[] = [];
  for (const { row, from, to } of back) {
    const id = take(standing.ids, keyOf(from, to, -row.amountMinor));
    if (id) taken.push(id);
    else refused.push({ row: row.row, code: 'application_unknown', facts: { from: row.receiptNumber, to: row.invoiceNumber } });
  }
  await draft.without(taken);
  // Told again with another amount, while what stands of that day is told no more: the file was corrected, and both would count.
  const left = standing.left();
  const unknown = untold.filter(({ row, pair }) => {
    const other = left.get(dayKeyOf(pair.fromDocument, pair.toDocument, row.appliedOn));
    if (other === undefined) return true;
    const [known, said] = [other, row.amountMinor].map((minor) => formatMinor(minor, row.currency)) as [string, string];
    const facts = { from: row.receiptNumber, to: row.invoiceNumber, on: row.appliedOn, known, said };
    refused.push({ row: row.row, code: 'application_differs', facts });
    return false;
  });
  const { fresh, giveWay, why } = await draftFacts(ctx, draft, source, unknown);
  refused.push(...why);
  return {
    decided: { fresh, back: taken, giveWay },
    documents: fresh.filter((each) => discountOf(each, source, null) !== null).length,
    applications: fresh.length,
    reversed: taken.length,
    unchanged: wanted.length - untold.length,
    customersAdded: 0,
    refused,
  };
}

/** Those that would stand, first beside what rules have made of the same money, then with that taken back. */
async function draftFacts(
  ctx: Ctx,
  draft: SettlingDraft,
  source: string,
  wanted: readonly Wanted[],
): Promise<{ fresh: Wanted[]; giveWay: string[]; why: RowRefusal[] }> {
  const attempt = (each: Wanted) => draft.apply(each.pair, discountOf(each, source, null));
  const refused = new Map<Wanted, RowRefusal>();
  for (const each of wanted) {
    const not = attempt(each);
    if (not) refused.set(each, { row: each.row.row, ...not });
  }
  const again = [...refused].flatMap(([each, { code }]) => (GIVES_WAY.has(code) ? [each] : []));
  const giveWay = again.flatMap(({ pair }) => [pair.fromDocument, pair.toDocument]);
  const { made, discounts } = await madeByRules(ctx, giveWay);
  if (made.length > 0) {
    await draft.without(made);
    await draft.withoutDocuments(discounts);
    for (const each of again) {
      const not = attempt(each);
      if (not) refused.set(each, { row: each.row.row, ...not });
      else refused.delete(each);
    }
  }
  return {
    fresh: wanted.filter((each) => !refused.has(each)),
    giveWay: made.length > 0 ? giveWay : [],
    why: [...refused.values()],
  };
}

/** Posts what was judged under the lock of its accounts, in the same transaction. */
export async function recordApplications(
  ctx: Ctx,
  source: string,
  importId: string | null,
  { fresh, back, giveWay }: ApplicationsDecided,
): Promise<Done> {
  await reverseApplications(ctx, back, null, source);
  if (giveWay.length > 0) await takeBackRules(ctx, giveWay, '账套核销为准');
  const { applied, refused } = await applyExisting(
    ctx,
    fresh.map((each) => each.pair),
  );
  const discounts = await settleByDocuments(
    ctx,
    fresh.flatMap((each) => discountOf(each, source, importId) ?? []),
  );
  assert(refused.length + discounts.refused.length === 0, 'what was judged under the lock is made');
  return { applied: applied.map((each) => each.applicationId), unapplied: back, tookBack: [] };
}

function discountOf({ row, pair }: Wanted, source: string, importId: string | null): NewSettling | null {
  if (row.discountMinor === null || row.discountMinor <= 0n) return null;
  return {
    kind: 'discount',
    source,
    number: `${row.receiptNumber}/${row.invoiceNumber}`,
    toDocument: pair.toDocument,
    amountMinor: row.discountMinor,
    effectiveOn: null,
    note: row.note,
    importId,
    importRow: row.row,
  };
}

/** Judges and posts in one go, good rows only: for callers that keep no stage of their own. */
export async function enterApplications(
  ctx: Ctx,
  source: string,
  importId: string | null,
  rows: readonly ApplicationRow[],
): Promise<Entered> {
  const { decided, ...judged } = await judgeApplications(ctx, source, rows, { lock: true });
  return { ...judged, ...(await recordApplications(ctx, source, importId, decided)) };
}

/** What was decided of write-offs and waits to be posted. */
export type WriteOffsDecided = {
  readonly made: readonly NewSettling[];
  /** Write-offs to take back. */
  readonly back: readonly string[];
};

/**
 * Debt the source has given up. Posted already under its number it is unchanged; a negative row takes back the write-off of the same invoice
 * and amount. Writes nothing.
 */
export async function judgeWriteOffs(
  ctx: Ctx,
  source: string,
  importId: string | null,
  rows: readonly WriteOffRow[],
  how: How,
): Promise<WriteOffsJudged> {
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
  const draft = await SettlingDraft.of(
    ctx,
    rows.flatMap((row) => find('invoice', row.entity, row.invoiceNumber)?.document_id ?? []),
    how,
  );
  const refused: RowRefusal[] = [];
  const made: NewSettling[] = [];
  const back: { row: WriteOffRow; to: string }[] = [];
  let unchanged = 0;
  for (const row of rows) {
    const to = find('invoice', row.entity, row.invoiceNumber);
    const before = find('write_off', row.entity, numberOf(row));
    const facts = { to: row.invoiceNumber, number: numberOf(row) };
    if (!to) refused.push({ row: row.row, code: 'document_unknown', facts });
    else if (row.amountMinor < 0n) back.push({ row, to: to.document_id });
    else if (before && before.amount_minor === row.amountMinor) unchanged += 1;
    else if (before) {
      const [known, said] = [before.amount_minor, row.amountMinor].map((minor) => formatMinor(minor, row.currency));
      const differs = { ...facts, field: '金额 amount', known: known as string, said: said as string };
      refused.push({ row: row.row, code: 'conflicts_with_ledger', facts: differs });
    } else {
      const settling: NewSettling = {
        kind: 'write_off',
        source,
        number: numberOf(row),
        toDocument: to.document_id,
        amountMinor: row.amountMinor,
        effectiveOn: row.writtenOffOn,
        note: row.reason ?? row.note,
        importId,
        importRow: row.row,
      };
      const not = draft.settle(settling);
      if (not) refused.push({ row: row.row, ...not });
      else made.push(settling);
    }
  }
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
  return {
    decided: { made, back: taken },
    documents: made.length,
    applications: made.length,
    reversed: taken.length,
    unchanged,
    customersAdded: 0,
    refused,
  };
}

/** Posts what was judged under the lock of its accounts, in the same transaction. */
export async function recordWriteOffs(ctx: Ctx, source: string, { made, back }: WriteOffsDecided): Promise<Done> {
  const { refused } = await settleByDocuments(ctx, made);
  assert(refused.length === 0, 'a write-off that was judged under the lock is made');
  if (back.length > 0) await reverseAll(ctx, back, { on: null, why: source, unapply: true });
  return { applied: [], unapplied: [], tookBack: back };
}

/** Judges and posts in one go, good rows only: for callers that keep no stage of their own. */
export async function enterWriteOffs(
  ctx: Ctx,
  source: string,
  importId: string | null,
  rows: readonly WriteOffRow[],
): Promise<Entered> {
  const { decided, ...judged } = await judgeWriteOffs(ctx, source, importId, rows, { lock: true });
  return { ...judged, ...(await recordWriteOffs(ctx, source, decided)) };
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
async function standingBy(ctx: Ctx, fromDocuments: readonly string[]): Promise<Standing> {
  const rows = await store.standingFrom(ctx.tx, [...new Set(fromDocuments)]);
  const ids = grouped(rows.map((row) => [keyOf(row.from_document, row.to_document, row.amount_minor), row.application_id]));
  return {
    ids,
    left() {
      const free = new Set([...ids.values()].flat());
      return new Map(
        rows.flatMap((row) =>
          free.has(row.application_id)
            ? [[dayKeyOf(row.from_document, row.to_document, row.effective_on), row.amount_minor] as const]
            : [],
        ),
      );
    },
  };
}

/** `left`: by ends and day the amount of what stands and was not taken by its amount. */
type Standing = { readonly ids: Map<string, string[]>; left(): ReadonlyMap<string, bigint> };

const dayKeyOf = (from: string, to: string, on: string) => `${from} ${to} ${on}`;

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
