// Bills from a file: new ones received and brought to where the file says they stand, known ones advanced; the same again changes nothing.
import { assert } from '#base/assert.ts';
import { type Day, earlier, later } from '#base/date.ts';
import { formatMinor, minMinor } from '#base/money.ts';
import {
  ACT_RULES,
  BILL_ACTS,
  type BillAct,
  type BillStanding,
  type BillState,
  mayFollow,
  standingAfter,
} from '#engine/bills.ts';
import { nameKey } from '#engine/identifiers.ts';
import type { Refusal, Warning } from '#engine/import/report.ts';
import type { BillRow as FileRow } from '#engine/import/typed-papers.ts';
import type { Ctx } from '#platform/context.ts';
import { ensureEntities, ensureParties, type Filled, NO_ENTITY } from '#rooms/customers/actions.ts';
import { ensureAccounts, lockLines } from '#rooms/exposure/actions.ts';
import { BillBook, type BillDeed, openItems, standingOf } from '#rooms/receivables/bill-moves.ts';
import { postDocuments } from '#rooms/receivables/posting.ts';
import { factsOf } from './act.ts';
import { documentNumber } from './receive.ts';
import * as store from './store.ts';

export const ENTERED_MAX = 200_000;
/** Acts a file tells of by the state it gives; a split, a replacement and a claim it does not know. */
const TOLD: readonly BillAct[] = BILL_ACTS.filter((act) => !['split', 'replace', 'claim', 'release'].includes(act));
/** To whom, where the file does not say. */
const UNNAMED = '—';

type Entry = {
  readonly row: FileRow;
  readonly partyId: string;
  readonly entityId: string;
  /** null: a new bill. */
  readonly known: store.KnownBill | null;
  readonly deeds: readonly BillDeed[];
};

export type BillsDecided = { readonly entries: readonly Entry[] };
export type BillsJudged = {
  readonly decided: BillsDecided;
  readonly refusals: readonly Refusal[];
  readonly warnings: readonly Warning[];
  readonly unchanged: number;
  readonly received: number;
  readonly advanced: number;
  readonly customersAdded: number;
  readonly filled: readonly Filled[];
};

/**
 * Judges rows of a bill register against the bills that are known, whoever entered them: a bill is its number and its range. Makes customers
 * and entities known and locks nothing. A row that contradicts a known bill, or tells of an act that could not follow, is refused.
 */
export async function judgeBills(ctx: Ctx, source: string, rows: readonly FileRow[]): Promise<BillsJudged> {
  assert(rows.length <= ENTERED_MAX, `at most ${ENTERED_MAX} bills at once`);
  const parties = await ensureParties(
    ctx,
    source,
    rows.map((row) => ({
      code: row.customerCode,
      name: row.customerName,
      uscc: row.uscc,
      salesperson: null,
      entity: row.entity,
      termsDays: null,
    })),
  );
  const entities = await ensureEntities(ctx, [...new Set(rows.map((row) => row.entity ?? NO_ENTITY))], ctx.tenant.currency);
  const bills = await store.billsByNumber(ctx.tx, [...new Set(rows.map((row) => row.number))]);
  const known = new Map(bills.map((bill) => [documentNumber(bill.number, bill.sub_range), bill]));
  const entries: Entry[] = [];
  const refusals: Refusal[] = [];
  let unchanged = 0;
  for (const row of rows) {
    const partyId = parties.ids.get(row.customerCode);
    assert(partyId, 'the customer was just made known');
    const before = known.get(documentNumber(row.number, row.range)) ?? null;
    const fault = contradiction(row, partyId, before) ?? null;
    const path = fault ? null : pathOf(ctx, row, before);
    if (fault || path === null || 'known' in path) {
      const facts = fault ?? path ?? {};
      refusals.push({ row: row.row, line: row.line, column: null, code: 'conflicts_with_ledger', value: row.number, facts });
      continue;
    }
    if (before && path.deeds.length === 0) unchanged += 1;
    else entries.push({ row, partyId, entityId: entities.get(row.entity ?? NO_ENTITY)!, known: before, deeds: path.deeds });
  }
  const received = entries.filter((each) => each.known === null).length;
  return {
    decided: { entries },
    refusals,
    warnings: parties.warnings,
    unchanged,
    received,
    advanced: entries.length - received,
    customersAdded: parties.created,
    filled: parties.filled,
  };
}

type Conflict = { field: string; known: string; said: string };

function contradiction(row: FileRow, partyId: string, before: store.KnownBill | null): Conflict | null {
  if (!before) return null;
  const amount = (minor: bigint, currency: string) => `${formatMinor(minor, currency)} ${currency}`;
  if (before.party_id !== partyId) return { field: '客户 customer', known: '另一客户 another customer', said: row.customerCode };
  if (before.amount_minor !== row.amountMinor || before.currency !== row.currency) {
    return {
      field: '票面金额 amount',
      known: amount(before.amount_minor, before.currency),
      said: amount(row.amountMinor, row.currency),
    };
  }
  if (before.due_on !== row.dueOn) return { field: '到期日 due', known: before.due_on, said: row.dueOn };
  if (before.bill_type !== row.kind) return { field: '种类 type', known: before.bill_type, said: row.kind };
  if (row.acceptor !== null && nameKey(row.acceptor) !== before.acceptor_key) {
    return { field: '承兑人 acceptor', known: before.acceptor_key, said: row.acceptor };
  }
  return null;
}

/** The acts that bring a bill to where the file says it stands; none where it stands there or further. */
function pathOf(ctx: Ctx, row: FileRow, before: store.KnownBill | null): { deeds: BillDeed[] } | Conflict {
  const facts = { type: row.kind, amountMinor: row.amountMinor, receivedOn: row.receivedOn, dueOn: row.dueOn };
  if (row.receivedOn > ctx.today) return { field: '收票日 received', known: ctx.today, said: row.receivedOn };
  let standing: BillStanding = before
    ? { state: before.state, on: before.state_on, recourse: true }
    : { state: 'received', on: row.receivedOn, recourse: true };
  const target: BillState = row.state === 'held' ? 'received' : row.state;
  // A register that lags behind says nothing new: in hand it was, and what it became since is known here.
  if (target === 'received' || target === standing.state || (before && reach(target, standing.state) !== null))
    return { deeds: [] };
  const acts = reach(standing.state, target);
  if (acts === null) return { field: '状态 state', known: standing.state, said: target };
  const deeds: BillDeed[] = [];
  for (const act of acts) {
    const deed: BillDeed = {
      act,
      on: dayOf(ctx, row, act, standing.on),
      recourse: ACT_RULES[act].passesOn ? (row.recourse ?? true) : null,
      counterparty: ACT_RULES[act].counterparty ? (row.endorsee ?? UNNAMED) : null,
      note: row.note,
    };
    const refusal = mayFollow(facts, standing, deed, ctx.today);
    if (refusal) return { field: '状态 state', known: `${standing.state} ${standing.on}`, said: `${target} ${deed.on}` };
    deeds.push(deed);
    standing = standingAfter(standing, deed);
  }
  return { deeds };
}

/** The day the file gives; without one a payment or a dishonour is taken for the due day, anything else for the day it was learned. */
function dayOf(ctx: Ctx, row: FileRow, act: BillAct, after: Day): Day {
  if (row.stateOn !== null) return row.stateOn;
  const ends = act === 'honour' || act === 'dishonour' || act === 'present';
  return later(after, ends ? earlier(row.dueOn, ctx.today) : ctx.today);
}

/** The fewest acts from one state to another; null: there is no way. */
function reach(from: BillState, to: BillState): BillAct[] | null {
  const ways: { state: BillState; acts: BillAct[] }[] = [{ state: from, acts: [] }];
  const seen = new Set<BillState>([from]);
  for (let way = ways.shift(); way; way = ways.shift()) {
    if (way.state === to) return way.acts;
    for (const act of TOLD) {
      const rule = ACT_RULES[act];
      if (!rule.from.includes(way.state) || seen.has(rule.to)) continue;
      seen.add(rule.to);
      ways.push({ state: rule.to, acts: [...way.acts, act] });
    }
  }
  return null;
}

/**
 * Records what was judged, in the same transaction: received, applied to the invoices the file names, brought to where they stand. Answers the
 * bills that were known and advanced.
 */
export async function recordBills(
  ctx: Ctx,
  source: string,
  importId: string | null,
  { entries }: BillsDecided,
): Promise<string[]> {
  if (entries.length === 0) return [];
  const fresh = entries.filter((each) => each.known === null);
  // Everything is locked at once, ascending, before anything is decided under the locks.
  const accounts = await ensureAccounts(
    ctx,
    fresh.map(({ partyId, row }) => ({ partyId, currency: row.currency })),
  );
  const mine = fresh.map(({ partyId, row }) => accounts.get(`${partyId} ${row.currency}`)!);
  await lockLines(ctx, [...new Set([...mine, ...entries.flatMap(({ known }) => (known ? [known.account_id] : []))])]);
  await postDocuments(ctx, {
    source,
    importId,
    applications: [],
    documents: fresh.map(({ row, partyId, entityId }) => ({
      kind: 'bill' as const,
      partyId,
      entityId,
      number: documentNumber(row.number, row.range),
      issuedOn: row.receivedOn,
      dueOn: row.dueOn,
      amountMinor: row.amountMinor,
      currency: row.currency,
      importRow: row.row,
      bill: {
        type: row.kind,
        // Who accepted a commercial bill is whoever drew it, unless the file says otherwise.
        acceptor: row.acceptor ?? row.drawer ?? row.customerName ?? row.customerCode,
        number: row.number,
        subRange: row.range,
        drawer: row.drawer,
        drawnOn: row.issuedOn,
        events: [{ state: 'received' as const, on: row.receivedOn, recourse: true, note: row.note }],
      },
    })),
  });
  const posted = await store.billsByNumber(ctx.tx, [...new Set(entries.map(({ row }) => row.number))]);
  const idOf = new Map(posted.map((bill) => [documentNumber(bill.number, bill.sub_range), bill.document_id]));
  const book = await BillBook.lock(
    ctx,
    entries.map(({ row }) => idOf.get(documentNumber(row.number, row.range))!),
  );
  await applyNamed(ctx, book, fresh, idOf);
  for (const { row, deeds } of entries) {
    const bill = book.bill(idOf.get(documentNumber(row.number, row.range))!);
    assert(bill, 'the bill was locked');
    for (const deed of deeds) {
      // Somebody may have acted on it between judging and recording: what cannot follow any more is left as it stands.
      if (mayFollow(factsOf(bill), standingOf(bill), deed, ctx.today) !== null) break;
      book.act(bill, deed);
    }
  }
  await book.write();
  return entries.flatMap(({ known }) => (known ? [known.document_id] : []));
}

/** Applies new bills to the invoices their rows name, in the order named, as far as both go; the rest stays unapplied. */
async function applyNamed(ctx: Ctx, book: BillBook, fresh: readonly Entry[], idOf: ReadonlyMap<string, string>): Promise<void> {
  const naming = fresh.filter(({ row }) => row.invoices.length > 0);
  if (naming.length === 0) return;
  const found = await store.invoicesByNumber(
    ctx.tx,
    [...new Set(naming.map(({ partyId }) => partyId))],
    [...new Set(naming.flatMap(({ row }) => row.invoices))],
  );
  const invoices = new Map(found.map((each) => [`${each.party_id} ${each.currency} ${each.number}`, each.document_id]));
  const items = new Map((await openItems(ctx, [...invoices.values()])).map((item) => [item.document_id, item]));
  for (const { row, partyId } of naming) {
    const bill = book.bill(idOf.get(documentNumber(row.number, row.range))!)!;
    for (const number of row.invoices) {
      const item = items.get(invoices.get(`${partyId} ${row.currency} ${number}`) ?? '');
      if (!item || item.account_id !== bill.account_id) continue;
      const amountMinor = minMinor(book.openOf(item.document_id) ?? item.open_minor, bill.unapplied_minor);
      if (amountMinor > 0n) book.apply(bill, item, amountMinor, later(row.receivedOn, item.effective_on));
    }
  }
}

/** Judges and records in one go, good rows only: for callers that keep no stage of their own. */
export async function enterBills(
  ctx: Ctx,
  source: string,
  importId: string | null,
  rows: readonly FileRow[],
): Promise<BillsJudged> {
  const judged = await judgeBills(ctx, source, rows);
  await recordBills(ctx, source, importId, judged.decided);
  return judged;
}
