// Bills in the ledger: what each turn of a bill's life does to the balances, when it is posted and when somebody acts on it.
import { assert } from '#base/assert.ts';
import type { Day } from '#base/date.ts';
import { newId } from '#base/id.ts';
import {
  ACT_RULES,
  BILL_RULES,
  type BillAct,
  type BillStanding,
  type BillState,
  type BillStep,
  type BillType,
  PASSED_ON,
  riskOf,
  standingAfter,
  standingFrom,
} from '#engine/bills.ts';
import { nameKey } from '#engine/identifiers.ts';
import type { Ctx } from '#platform/context.ts';
import { Journal, lockLines } from '#rooms/exposure/actions.ts';
import { roomMade } from '#rooms/exposure/contract.ts';
import { ledgerChanged } from './contract.ts';
import { type ApplicationRow, type DocumentRow, insertApplications, writeOpenItems } from './store.ts';
import * as store from './store-bills.ts';

export type { BillRow } from './store-bills.ts';

/** One act of a life as it is posted; `recourse` counts where the bill is passed on. */
export type BillEvent = {
  readonly state: BillState;
  readonly on: Day;
  readonly recourse: boolean;
  readonly counterparty?: string | null;
  readonly note?: string | null;
};

/** A bill as it is posted: its life so far, in order of days, the first `received`. */
export type BillLife = {
  readonly type: BillType;
  readonly acceptor: string;
  readonly events: readonly BillEvent[];
  readonly drawer?: string | null;
  readonly drawnOn?: Day | null;
  /** 票据号码, where the document's number has the range of a part behind it. */
  readonly number?: string;
  readonly subRange?: string | null;
  /** Of a part: the bill that was split. */
  readonly parentId?: string | null;
  /** Of a part: what of it has paid nothing yet; else all of it that the posting does not apply. */
  readonly unappliedMinor?: bigint;
};

export type PostedBill = { readonly bill: store.BillRow; readonly events: readonly BillEvent[] };

/** What of the bill's document is open, and from which day. */
type BillItem = { dueOn: Day | null; openMinor: bigint };

/** Bills written in one statement. */
const WRITE_CHUNK = 20_000;
/** Entries of a bill that came back without a dishonour, and of acts taken back: neither is a payment nor a default. */
const BACK = 'bill_back';
const UNDONE = 'bill_undone';

/** Follows the life of a newly posted bill; `item` says what of it was applied and learns what of it is open. */
export function followBill(ctx: Ctx, journal: Journal, row: DocumentRow, life: BillLife, item: BillItem): PostedBill {
  assert(life.events[0]?.state === 'received' && row.dueOn !== null, 'a bill was received first, and falls due');
  const bill: store.BillRow = {
    document_id: row.documentId,
    account_id: row.accountId,
    party_id: row.partyId,
    entity_id: row.entityId,
    number: life.number ?? row.number,
    bill_type: life.type,
    acceptor: life.acceptor,
    acceptor_key: nameKey(life.acceptor),
    drawer: life.drawer ?? null,
    drawn_on: life.drawnOn ?? null,
    sub_range: life.subRange ?? null,
    parent_id: life.parentId ?? null,
    received_on: life.events[0].on,
    due_on: row.dueOn,
    amount_minor: row.amountMinor,
    currency: row.currency,
    state: 'received',
    state_on: life.events[0].on,
    recourse: true,
    counted_minor: 0n,
    unapplied_minor: item.openMinor,
    last_seq: life.events.length,
  };
  item.openMinor = 0n;
  let before: BillStanding | null = null;
  for (let at = 1; at <= life.events.length; at += 1) {
    const after = standingFrom(life.events.slice(0, at));
    const reopened = turn(ctx, journal, bill, before, after);
    if (reopened > 0n) {
      item.openMinor = reopened;
      item.dueOn = after.on;
    }
    before = after;
  }
  return { bill, events: life.events };
}

/**
 * Moves the balances from one standing of a bill to the next and the bill's row with them. Returns what became an open item again: the
 * amount but for what had never been applied, which is no claim and no credit any more.
 */
function turn(ctx: Ctx, journal: Journal, bill: store.BillRow, before: BillStanding | null, after: BillStanding): bigint {
  const entry = { accountId: bill.account_id, sourceId: bill.document_id, effectiveOn: after.on, eventId: ctx.eventId };
  const facts = { type: bill.bill_type, amountMinor: bill.amount_minor };
  const target = riskOf(facts, after, BILL_RULES);
  const wasOpen = before !== null && riskOf(facts, before, BILL_RULES).openMinor > 0n;
  if (target.billsMinor !== bill.counted_minor) {
    journal.move({ ...entry, part: 'bills', sourceKind: 'bill', amountMinor: target.billsMinor - bill.counted_minor });
    bill.counted_minor = target.billsMinor;
  }
  Object.assign(bill, { state: after.state, state_on: after.on, recourse: after.recourse });
  if (target.openMinor === 0n || wasOpen) return 0n;
  const reopened = target.openMinor - bill.unapplied_minor;
  if (reopened > 0n) {
    const sourceKind = after.state === 'dishonoured' ? 'bill' : BACK;
    journal.move({ ...entry, part: 'open', sourceKind, amountMinor: reopened, dueOn: after.on, items: 1 });
  }
  if (bill.unapplied_minor !== 0n) {
    journal.move({ ...entry, part: 'unapplied', sourceKind: 'bill', amountMinor: -bill.unapplied_minor });
    bill.unapplied_minor = 0n;
  }
  return reopened;
}

/** Keeps newly posted bills and their lives. */
export async function writeBills(ctx: Ctx, posted: readonly PostedBill[]): Promise<void> {
  const { tx, tenant, at } = ctx;
  for (let from = 0; from < posted.length; from += WRITE_CHUNK) {
    const chunk = posted.slice(from, from + WRITE_CHUNK);
    await store.insertBills(
      tx,
      tenant.id,
      chunk.map(({ bill }) => bill),
    );
    const events = chunk.flatMap(({ bill, events: life }) =>
      life.map((event, index) => ({
        ...eventOf(ctx, bill, index + 1),
        ...said(event),
        state: event.state,
        effectiveOn: event.on,
      })),
    );
    await store.insertBillEvents(tx, tenant.id, at, events);
  }
}

/** Applications of bills were taken back: what they used has paid nothing again. The journal is the caller's. */
export async function giveBackToBills(
  ctx: Ctx,
  applications: readonly { readonly from_document: string; readonly amount_minor: bigint }[],
): Promise<void> {
  await store.addUnapplied(
    ctx.tx,
    applications.map((each) => ({ documentId: each.from_document, minor: each.amount_minor })),
  );
}

/** Bills whose documents were reversed: entered in error, they stand nowhere. The journal is the caller's. */
export async function reverseBills(ctx: Ctx, reversals: readonly DocumentRow[]): Promise<void> {
  await store.markBillsReversed(
    ctx.tx,
    reversals.map((each) => ({ documentId: each.reverses!, reversedBy: each.documentId })),
  );
}

function said(event: BillEvent): Pick<store.BillEventRow, 'recourse' | 'counterparty' | 'note'> {
  return { recourse: event.recourse, counterparty: event.counterparty ?? null, note: event.note ?? null };
}

function eventOf(ctx: Ctx, bill: store.BillRow, seq: number): store.BillEventRow {
  return {
    documentId: bill.document_id,
    seq,
    state: bill.state,
    billType: bill.bill_type,
    acceptor: bill.acceptor,
    recourse: bill.recourse,
    counterparty: null,
    feeMinor: null,
    note: null,
    byName: ctx.actor.name,
    assumed: false,
    undoes: null,
    effectiveOn: bill.state_on,
    eventId: ctx.eventId,
  };
}

/** An act with what is said of it; whether it may happen was decided with `mayFollow` under the lock. */
export type BillDeed = BillStep & {
  readonly act: BillAct;
  /** 贴现利息 and charges, minor units of the bill's currency. */
  readonly feeMinor?: bigint | null;
  readonly note?: string | null;
  readonly assumed?: boolean;
};

export function standingOf(bill: store.BillRow): BillStanding {
  return { state: bill.state, on: bill.state_on, recourse: bill.recourse };
}

/** How an account's exposure moved through what a book did, minor units by account. */
export type Moved = ReadonlyMap<string, bigint>;

/**
 * Acts on bills in one transaction: locked with the accounts they belong to, moved in memory, written together, accounts last. Lock the
 * bills of one act at once, before anything about them is decided.
 */
export class BillBook {
  readonly #ctx: Ctx;
  readonly #journal: Journal;
  readonly #exposures: () => Moved;
  readonly #bills: ReadonlyMap<string, store.BillRow>;
  readonly #touched = new Set<store.BillRow>();
  readonly #events: store.BillEventRow[] = [];
  readonly #open = new Map<string, { documentId: string; openMinor: bigint; dueOn: Day | null }>();
  readonly #applications: ApplicationRow[] = [];

  private constructor(ctx: Ctx, journal: Journal, bills: readonly store.BillRow[], exposures: () => Moved) {
    this.#ctx = ctx;
    this.#journal = journal;
    this.#exposures = exposures;
    this.#bills = new Map(bills.map((bill) => [bill.document_id, bill]));
  }

  static async lock(ctx: Ctx, documentIds: readonly string[]): Promise<BillBook> {
    const before = await store.billsById(ctx.tx, documentIds);
    const accountIds = [...new Set(before.map((bill) => bill.account_id))];
    const lines = await lockLines(ctx, accountIds);
    const exposure = () => new Map(accountIds.map((id) => [id, lines.of(id)[0]!.exposure_minor]));
    const start = exposure();
    const moved = () => new Map([...exposure()].map(([id, minor]) => [id, minor - start.get(id)!]));
    // Read again under the lock: somebody else may have acted on them meanwhile.
    return new BillBook(ctx, new Journal(ctx, lines), await store.billsById(ctx.tx, documentIds), moved);
  }

  /** A locked bill as it stands now; undefined: there is no such bill. */
  bill(documentId: string): store.BillRow | undefined {
    return this.#bills.get(documentId);
  }

  /** What is open of a document after what this book did to it; undefined: nothing was done to it. */
  openOf(documentId: string): bigint | undefined {
    return this.#open.get(documentId)?.openMinor;
  }

  /** By how much the exposure of each account moved so far. */
  moved(): Moved {
    return this.#exposures();
  }

  act(bill: store.BillRow, deed: BillDeed): void {
    const before = standingOf(bill);
    const after = standingAfter(before, deed);
    assert(ACT_RULES[deed.act].from.includes(before.state), 'an act follows a state it may follow');
    const reopened = turn(this.#ctx, this.#journal, bill, before, after);
    if (reopened > 0n) this.#open.set(bill.document_id, { documentId: bill.document_id, openMinor: reopened, dueOn: after.on });
    bill.last_seq += 1;
    this.#touched.add(bill);
    this.#events.push({
      ...eventOf(this.#ctx, bill, bill.last_seq),
      recourse: PASSED_ON.includes(after.state) ? deed.recourse !== false : after.recourse,
      counterparty: deed.counterparty ?? null,
      feeMinor: deed.feeMinor ?? null,
      note: deed.note ?? null,
      assumed: deed.assumed ?? false,
    });
  }

  /**
   * Takes the last act back: the same amounts with the other sign on the act's own day, so that the past reads as it was. `acts` are the
   * bill's standing acts; what came back as an open item must be open as it came (`item`).
   */
  undo(bill: store.BillRow, acts: readonly store.StandingAct[], item: store.OpenItem, note: string): void {
    const last = acts.at(-1);
    assert(last !== undefined && acts.length > 1 && last.state === bill.state, 'the last act of a bill is taken back');
    const before = standingFrom(acts.slice(0, -1).map((act) => ({ ...act, on: act.effective_on })));
    const facts = { type: bill.bill_type, amountMinor: bill.amount_minor };
    const target = riskOf(facts, before, BILL_RULES);
    const undone = riskOf(facts, standingOf(bill), BILL_RULES);
    const entry = {
      accountId: bill.account_id,
      sourceId: bill.document_id,
      sourceKind: UNDONE,
      effectiveOn: last.effective_on,
      eventId: this.#ctx.eventId,
    };
    if (target.billsMinor !== bill.counted_minor) {
      this.#journal.move({ ...entry, part: 'bills', amountMinor: target.billsMinor - bill.counted_minor });
      bill.counted_minor = target.billsMinor;
    }
    if (undone.openMinor > 0n && target.openMinor === 0n) {
      const reopened = item.open_minor;
      if (reopened > 0n) this.#journal.move({ ...entry, part: 'open', amountMinor: -reopened, dueOn: item.due_on!, items: -1 });
      const neverApplied = bill.amount_minor - reopened;
      if (neverApplied !== 0n) this.#journal.move({ ...entry, part: 'unapplied', amountMinor: neverApplied });
      bill.unapplied_minor += neverApplied;
      this.#open.set(bill.document_id, { documentId: bill.document_id, openMinor: 0n, dueOn: bill.due_on });
    }
    Object.assign(bill, { state: before.state, state_on: before.on, recourse: before.recourse });
    bill.last_seq += 1;
    this.#touched.add(bill);
    this.#events.push({
      ...eventOf(this.#ctx, bill, bill.last_seq),
      note,
      undoes: last.seq,
      effectiveOn: last.effective_on,
    });
  }

  /** Applies what a bill has not paid yet to an open item of the same account; at most what is open of either. */
  apply(bill: store.BillRow, item: store.OpenItem, amountMinor: bigint, on: Day): void {
    const known = this.#open.get(item.document_id);
    const open = known?.openMinor ?? item.open_minor;
    const dueOn = known?.dueOn ?? item.due_on;
    assert(item.account_id === bill.account_id && dueOn !== null, 'a bill pays open items of its own account');
    assert(amountMinor > 0n && amountMinor <= open && amountMinor <= bill.unapplied_minor, 'at most what is open of either');
    const entry = { accountId: bill.account_id, amountMinor: -amountMinor, effectiveOn: on, eventId: this.#ctx.eventId };
    const items = open === amountMinor ? -1 : 0;
    this.#journal.move({ ...entry, part: 'open', sourceKind: 'bill', sourceId: item.document_id, dueOn, items });
    this.#journal.move({ ...entry, part: 'unapplied', sourceKind: 'application', sourceId: bill.document_id });
    bill.unapplied_minor -= amountMinor;
    this.#touched.add(bill);
    this.#open.set(item.document_id, { documentId: item.document_id, openMinor: open - amountMinor, dueOn });
    this.#applications.push({
      applicationId: newId(),
      accountId: bill.account_id,
      fromDocument: bill.document_id,
      toDocument: item.document_id,
      amountMinor,
      effectiveOn: on,
      reverses: null,
      reason: null,
      eventId: this.#ctx.eventId,
    });
  }

  /** Hands what a split bill had not paid on to its parts: its own row keeps nothing. */
  handOn(bill: store.BillRow, on: Day): bigint {
    const unappliedMinor = bill.unapplied_minor;
    if (unappliedMinor === 0n) return 0n;
    this.#journal.move({
      accountId: bill.account_id,
      part: 'unapplied',
      amountMinor: -unappliedMinor,
      sourceKind: 'bill',
      sourceId: bill.document_id,
      effectiveOn: on,
      eventId: this.#ctx.eventId,
    });
    bill.unapplied_minor = 0n;
    return unappliedMinor;
  }

  async write(): Promise<void> {
    const { tx, tenant, at } = this.#ctx;
    if (this.#touched.size === 0) return;
    await store.writeBillRows(tx, [...this.#touched]);
    if (this.#events.length > 0) await store.insertBillEvents(tx, tenant.id, at, this.#events);
    if (this.#open.size > 0) await writeOpenItems(tx, [...this.#open.values()]);
    if (this.#applications.length > 0) await insertApplications(tx, tenant.id, at, this.#applications);
    await this.#journal.write();
    const accountIds = [...new Set([...this.#touched].map((bill) => bill.account_id))];
    this.#ctx.emit(ledgerChanged, { accountIds });
    const roomier = [...this.moved()].flatMap(([id, minor]) => (minor < 0n ? [id] : []));
    if (roomier.length > 0) this.#ctx.emit(roomMade, { accountIds: roomier, why: 'payment' });
  }
}

/** The acts of bills that stand, and what is open of documents: what deciding about a bill reads, under its lock. */
export const standingActs = (ctx: Ctx, ids: readonly string[]) => store.standingActs(ctx.tx, ids);
export const openItems = (ctx: Ctx, ids: readonly string[]) => store.openItems(ctx.tx, ids);
