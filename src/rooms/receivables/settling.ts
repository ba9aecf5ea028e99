// Settling what is known: unapplied money applied to open items, and applications taken back. New rows and counter-entries, nothing changed.
import { assert, Problem } from '#base/assert.ts';
import { type Day, later } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { formatMinor } from '#base/money.ts';
import type { Ctx } from '#platform/context.ts';
import { Journal, type Lines, lockLines } from '#rooms/exposure/actions.ts';
import { roomMade } from '#rooms/exposure/contract.ts';
import { giveBackToBills } from './bill-moves.ts';
import { ledgerChanged } from './contract.ts';
import { WRITE_CHUNK as CHUNK, chunked, freeFrom, opensOn, readSides, type Side, use } from './sides.ts';
import * as store from './store.ts';
import * as settling from './store-settling.ts';

/** Part of a receipt or credit note, by ids. `effectiveOn` null: the first day from which both sides have it free. */
export type ExistingPair = {
  readonly fromDocument: string;
  readonly toDocument: string;
  readonly amountMinor: bigint;
  readonly effectiveOn: Day | null;
};

export type Applied = {
  readonly applicationId: string;
  readonly accountId: string;
  readonly fromDocument: string;
  readonly toDocument: string;
  readonly amountMinor: bigint;
  readonly effectiveOn: Day;
};

export type PairRefusal = {
  /** Place of the pair in what was asked. */
  readonly index: number;
  readonly code:
    | 'document_unknown'
    | 'document_reversed'
    | 'cannot_settle'
    | 'cannot_be_settled'
    | 'other_currency'
    | 'other_customer'
    | 'amount_not_positive'
    | 'more_than_unapplied'
    | 'more_than_open'
    | 'day_not_free';
  readonly facts: Readonly<Record<string, string | bigint | null>>;
};

export type AppliedExisting = { readonly applied: readonly Applied[]; readonly refused: readonly PairRefusal[] };

export const PAIRS_MAX = 200_000;

/**
 * Applies unapplied receipts and credit notes to open items of the same account. What cannot be applied comes back with its reason and
 * changes nothing; the rest is posted. On no day, past ones included, is more applied than a document has.
 */
export async function applyExisting(ctx: Ctx, pairs: readonly ExistingPair[]): Promise<AppliedExisting> {
  assert(pairs.length <= PAIRS_MAX, `at most ${PAIRS_MAX} applications at once`);
  if (pairs.length === 0) return { applied: [], refused: [] };
  const ids = [...new Set(pairs.flatMap((pair) => [pair.fromDocument, pair.toDocument]))];
  const named = await chunked(ids, (chunk) => settling.documentsById(ctx.tx, chunk));
  if (named.length === 0) {
    return { applied: [], refused: pairs.map((_, index) => ({ index, code: 'document_unknown', facts: {} })) };
  }
  const lines = await lockLines(ctx, [...new Set(named.map((row) => row.account_id))]);
  const sides = await readSides(ctx, ids);

  const journal = new Journal(ctx, lines);
  const applied: Applied[] = [];
  const refused: PairRefusal[] = [];
  for (const [index, pair] of pairs.entries()) {
    const from = sides.get(pair.fromDocument);
    const to = sides.get(pair.toDocument);
    const judged = judgePair(pair, from, to);
    if ('code' in judged) {
      refused.push({ index, ...judged });
      continue;
    }
    applied.push(enter(ctx, journal, from!, to!, pair.amountMinor, judged.on));
  }
  await write(ctx, journal, sides, applied, applied);
  if (applied.length > 0) ctx.emit(roomMade, { accountIds: accountsOf(applied), why: 'payment' });
  return { applied, refused };
}

/** Applies all or nothing: the first refusal is a problem. */
export async function applyAll(ctx: Ctx, pairs: readonly ExistingPair[]): Promise<readonly Applied[]> {
  const { applied, refused } = await applyExisting(ctx, pairs);
  if (refused.length > 0) throw pairProblem(refused);
  return applied;
}

const SENTENCES: Readonly<Record<PairRefusal['code'], string>> = {
  document_unknown: 'there is no such document',
  document_reversed: 'this document was reversed',
  cannot_settle: 'only a receipt or a credit note can be applied',
  cannot_be_settled: 'only an invoice or a bill that came back can be settled',
  other_currency:
    'money in one currency does not settle another; enter it in the currency of the invoice, at the rate of the day',
  other_customer:
    'the money of one customer does not settle another’s invoice; reverse the receipt and enter it for the other customer',
  amount_not_positive: 'an amount to apply is above zero',
  more_than_unapplied: 'this is more than is unapplied; somebody may have applied it meanwhile',
  more_than_open: 'this is more than is open of the invoice; somebody may have settled it meanwhile',
  day_not_free: 'on that day this money or this invoice was used otherwise; choose the day named or a later one',
};

export function pairProblem(refused: readonly PairRefusal[]): Problem {
  const [first] = refused;
  assert(first, 'a problem has a refusal');
  const status = first.code === 'document_unknown' ? 404 : first.code === 'amount_not_positive' ? 400 : 409;
  return new Problem(status, first.code, SENTENCES[first.code], {
    facts: { ...first.facts, refused: refused.slice(0, 20).map(({ index, code, facts }) => ({ index, code, ...facts })) },
  });
}

/** What the sides say of one application: its day, or why not. */
export function judgePair(
  pair: ExistingPair,
  from: Side | undefined,
  to: Side | undefined,
): { on: Day } | Pick<PairRefusal, 'code' | 'facts'> {
  if (!from || !to) return { code: 'document_unknown', facts: {} };
  const facts = { from: from.number, to: to.number };
  if (from.reversed_by !== null || to.reversed_by !== null) return { code: 'document_reversed', facts };
  if ((from.kind !== 'receipt' && from.kind !== 'credit_note') || from.reverses !== null) return { code: 'cannot_settle', facts };
  if ((to.kind !== 'invoice' && to.kind !== 'bill' && to.kind !== 'retention') || to.reverses !== null || to.due_on === null) {
    return { code: 'cannot_be_settled', facts };
  }
  if (from.party_id !== to.party_id) return { code: 'other_customer', facts };
  if (from.currency !== to.currency)
    return { code: 'other_currency', facts: { ...facts, fromCurrency: from.currency, toCurrency: to.currency } };
  if (pair.amountMinor <= 0n) return { code: 'amount_not_positive', facts };
  const left = {
    ...facts,
    unapplied: formatMinor(from.open_minor, from.currency),
    open: formatMinor(to.open_minor, to.currency),
    currency: from.currency,
  };
  if (pair.amountMinor > from.open_minor) return { code: 'more_than_unapplied', facts: left };
  if (pair.amountMinor > to.open_minor) return { code: 'more_than_open', facts: left };
  const earliest = later(freeFrom(from, from.effective_on, pair.amountMinor), freeFrom(to, opensOn(to), pair.amountMinor));
  if (pair.effectiveOn !== null && pair.effectiveOn < earliest)
    return { code: 'day_not_free', facts: { ...facts, earliestOn: earliest } };
  return { on: pair.effectiveOn ?? earliest };
}

/** Made to settle, all of it at once: never money to use, and what it settled, or was paid back from, does not build on it. */
export function settlesByNature(kind: store.DocumentKind): boolean {
  return kind === 'write_off' || kind === 'discount' || kind === 'retention' || kind === 'refund';
}

function enter(ctx: Ctx, journal: Journal, from: Side, to: Side, amountMinor: bigint, on: Day): Applied {
  for (const side of [from, to]) {
    side.open_minor -= amountMinor;
    use(side, on, amountMinor);
  }
  journal.move({
    accountId: to.account_id,
    part: 'open',
    amountMinor: -amountMinor,
    sourceKind: from.kind,
    sourceId: to.document_id,
    dueOn: to.due_on!,
    items: to.open_minor === 0n ? -1 : 0,
    effectiveOn: on,
    eventId: ctx.eventId,
  });
  journal.move({
    accountId: from.account_id,
    part: 'unapplied',
    amountMinor: -amountMinor,
    sourceKind: 'application',
    sourceId: from.document_id,
    effectiveOn: on,
    eventId: ctx.eventId,
  });
  return {
    applicationId: newId(),
    accountId: to.account_id,
    fromDocument: from.document_id,
    toDocument: to.document_id,
    amountMinor,
    effectiveOn: on,
  };
}

/**
 * Takes applications back. `on` null: each on its own day, as if it had never stood; else from that day on. What was settled is open again
 * and the money unapplied. Refuses one that was taken back already, and those of write-offs and discounts, which are reversed as documents.
 */
export async function reverseApplications(
  ctx: Ctx,
  applicationIds: readonly string[],
  on: Day | null,
  why: string,
): Promise<readonly Applied[]> {
  const ids = [...new Set(applicationIds)];
  assert(ids.length <= PAIRS_MAX, `at most ${PAIRS_MAX} applications at once`);
  if (ids.length === 0) return [];
  const known = await chunked(ids, (chunk) => settling.applicationsById(ctx.tx, chunk));
  if (known.length < ids.length) throw new Problem(404, 'application_unknown', 'there is no such application');
  const lines = await lockLines(ctx, accountIdsOf(known));
  // Read again under the lock: somebody may have taken one back meanwhile.
  const standing = await chunked(ids, (chunk) => settling.applicationsById(ctx.tx, chunk));
  const sides = await readSides(ctx, [...new Set(standing.flatMap((each) => [each.from_document, each.to_document]))]);
  for (const each of standing) {
    const from = sides.get(each.from_document)!;
    const facts = { from: from.number, to: sides.get(each.to_document)!.number };
    if (each.reversed || each.reverses !== null) {
      throw new Problem(409, 'application_reversed', 'this was taken back already; look again', { facts });
    }
    if (settlesByNature(from.kind) || each.to_kind === 'refund') {
      throw new Problem(409, 'reverse_the_document', 'a write-off, a discount, a retention or a refund is reversed as a whole', {
        facts,
      });
    }
  }
  return takeBack(ctx, lines, standing, sides, on, why);
}

/** Under the locks of `lines`; also what belongs to a write-off or a discount. */
export async function takeBackStanding(
  ctx: Ctx,
  lines: Lines,
  standing: readonly settling.KnownApplication[],
  on: Day | null,
  why: string,
): Promise<readonly Applied[]> {
  const sides = await readSides(ctx, [...new Set(standing.flatMap((each) => [each.from_document, each.to_document]))]);
  return takeBack(ctx, lines, standing, sides, on, why);
}

async function takeBack(
  ctx: Ctx,
  lines: Lines,
  standing: readonly settling.KnownApplication[],
  sides: Map<string, Side>,
  on: Day | null,
  why: string,
): Promise<readonly Applied[]> {
  const journal = new Journal(ctx, lines);
  const back: Applied[] = [];
  const rows: store.ApplicationRow[] = [];
  for (const each of standing) {
    const from = sides.get(each.from_document)!;
    const to = sides.get(each.to_document)!;
    const effectiveOn = on === null ? each.effective_on : later(on, each.effective_on);
    giveBack(ctx, journal, from, to, each.amount_minor, effectiveOn);
    const applied: Applied = {
      applicationId: newId(),
      accountId: each.account_id,
      fromDocument: from.document_id,
      toDocument: to.document_id,
      amountMinor: -each.amount_minor,
      effectiveOn,
    };
    back.push(applied);
    rows.push({ ...applied, reverses: each.application_id, reason: why, eventId: ctx.eventId });
  }
  const bills = standing.filter((each) => sides.get(each.from_document)!.kind === 'bill');
  if (bills.length > 0) await giveBackToBills(ctx, bills);
  await write(ctx, journal, sides, rows, back);
  return back;
}

function giveBack(ctx: Ctx, journal: Journal, from: Side, to: Side, amountMinor: bigint, on: Day): void {
  const unapplied = { accountId: from.account_id, part: 'unapplied', amountMinor, sourceId: from.document_id } as const;
  if (to.kind === 'refund') {
    from.open_minor += amountMinor;
    journal.move({ ...unapplied, sourceKind: 'refund', effectiveOn: on, eventId: ctx.eventId });
    return;
  }
  const wasClosed = to.open_minor === 0n;
  to.open_minor += amountMinor;
  assert(to.due_on !== null, 'what was settled has a due day');
  journal.move({
    accountId: to.account_id,
    part: 'open',
    amountMinor,
    // A bill that came back raises what is open under its own name: this is another thing.
    sourceKind: from.kind === 'bill' ? 'bill_returned' : from.kind,
    sourceId: to.document_id,
    dueOn: to.due_on,
    items: wasClosed ? 1 : 0,
    effectiveOn: on,
    eventId: ctx.eventId,
  });
  if (settlesByNature(from.kind)) return;
  // What of a bill has paid nothing stands with the bill: what is open of its document is what came back.
  if (from.kind !== 'bill') from.open_minor += amountMinor;
  journal.move({ ...unapplied, sourceKind: 'application', effectiveOn: on, eventId: ctx.eventId });
}

async function write(
  ctx: Ctx,
  journal: Journal,
  sides: ReadonlyMap<string, Side>,
  rows: readonly (Applied | store.ApplicationRow)[],
  touched: readonly Applied[],
): Promise<void> {
  if (rows.length === 0) return;
  const changed = [...new Set(touched.flatMap((each) => [each.fromDocument, each.toDocument]))].map((id) => {
    const side = sides.get(id)!;
    return { documentId: id, openMinor: side.open_minor, dueOn: side.due_on };
  });
  for (let from = 0; from < changed.length; from += CHUNK) await store.writeOpenItems(ctx.tx, changed.slice(from, from + CHUNK));
  const full = rows.map((each) => ('eventId' in each ? each : { ...each, reverses: null, reason: null, eventId: ctx.eventId }));
  for (let from = 0; from < full.length; from += CHUNK) {
    await store.insertApplications(ctx.tx, ctx.tenant.id, ctx.at, full.slice(from, from + CHUNK));
  }
  await journal.write();
  ctx.emit(ledgerChanged, { accountIds: accountsOf(touched) });
}

function accountsOf(applied: readonly Applied[]): string[] {
  return [...new Set(applied.map((each) => each.accountId))];
}

function accountIdsOf(known: readonly settling.KnownApplication[]): string[] {
  return [...new Set(known.map((each) => each.account_id))];
}
