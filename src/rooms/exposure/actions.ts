// The only writer of accounts: opens them, locks their line, moves balances with their entries, turns them as days pass.
import { assert, Problem } from '#base/assert.ts';
import { type Day, daysBetween } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { wireMoney } from '#base/money.ts';
import { availableOf, type CapStep, type Part, turn, utilisationPpm } from '#engine/account.ts';
import { AGEING_KEYS, type DueDay } from '#engine/ageing.ts';
import { type Rate, toHome } from '#engine/currency-rates.ts';
import { asOfOf } from '#platform/as-of.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { tell } from '#platform/notices.ts';
import { groupLines, keepTreeStill, resolveParty } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import { midnight } from './midnight.ts';
import { limitNotice } from './notices.ts';
import { ratesInForce } from './rates.ts';
import * as store from './store.ts';

/** An account or a node as it is locked; `Shown` has its ageing as well. */
export type Node = store.LockedRow;
export type Shown = store.AccountRow;

/** One movement of a balance: its entry, and for open items the due day it belongs to. Amounts signed, minor units. */
export type Move = {
  readonly accountId: string;
  readonly part: Part;
  readonly amountMinor: bigint;
  readonly sourceKind: string;
  readonly sourceId: string;
  readonly effectiveOn: Day;
  readonly eventId: string;
  /** For part `open`: the due day, and how many items became open (+1) or were closed (−1). */
  readonly dueOn?: Day;
  readonly items?: number;
  /** A payment: moves the account's day of last payment. */
  readonly paid?: boolean;
};

/** Locked accounts with the nodes above them. Balances here are the truth until written back by writeMoves. */
export type Lines = {
  readonly nodes: ReadonlyMap<string, Node>;
  /** The account itself first, then its groups from near to far. */
  of(accountId: string): readonly Node[];
};

const KEY = (partyId: string, currency: string): string => `${partyId} ${currency}`;
/** Accounts turned in one statement: bounds memory, not the work. */
const TURN_CHUNK = 5_000;

/**
 * The own accounts of customers in their currencies, opened where absent together with their groups' nodes.
 * Returns account ids by `${partyId} ${currency}`.
 */
export async function ensureAccounts(
  ctx: Ctx,
  wanted: readonly { partyId: string; currency: string }[],
): Promise<Map<string, string>> {
  const parties = [...new Set(wanted.map((each) => each.partyId))];
  const known = await ownAccounts(ctx, parties);
  const absent = new Map<string, { partyId: string; currency: string }>();
  for (const each of wanted) if (!known.has(KEY(each.partyId, each.currency))) absent.set(KEY(each.partyId, each.currency), each);
  if (absent.size === 0) return known;
  // Nobody is put into a group while an account is opened: neither would see the other, and the group would not count the account.
  // Merging waits for the same: an account opened for somebody who was just merged would be found by nobody.
  await keepTreeStill(ctx);
  const made = [...absent.values()];
  const foreign = made.filter((each) => each.currency !== ctx.tenant.currency);
  const rates = foreign.length > 0 ? await ratesInForce(ctx) : new Map<string, Rate>();
  if ((await store.mergedAmong(ctx.tx, [...new Set(made.map((each) => each.partyId))])).length > 0) throw mergedMeanwhile();
  await store.insertAccounts(
    ctx.tx,
    ctx.tenant.id,
    ctx.today,
    made.map((each) => ({ ...each, accountId: newId(), kind: 'own', rate: rates.get(each.currency) ?? null })),
    AGEING_KEYS.length,
  );
  if (foreign.length > 0) await openTotals(ctx, [...new Set(foreign.map((each) => each.partyId))], absent);
  const all = await ownAccounts(ctx, parties);
  await linkPaths(
    ctx,
    made.map((each) => ({ ...each, accountId: all.get(KEY(each.partyId, each.currency))! })),
  );
  return all;
}

/**
 * The nodes that count customers over all their currencies; what they had so far in ours comes to stand below them, limit included. An account
 * that is only being opened has no line yet, which is drawn with the total on it.
 */
async function openTotals(ctx: Ctx, partyIds: readonly string[], opening: ReadonlyMap<string, unknown>): Promise<void> {
  const { currency } = ctx.tenant;
  const before = await store.accountsOfParties(ctx.tx, partyIds);
  const have = new Set(before.filter((row) => row.kind === 'total').map((row) => row.party_id));
  const opened = partyIds.filter((partyId) => !have.has(partyId));
  if (opened.length === 0) return;
  const totals = opened.map((partyId) => ({ accountId: newId(), partyId, kind: 'total' as const, currency }));
  await store.insertAccounts(ctx.tx, ctx.tenant.id, ctx.today, totals, AGEING_KEYS.length);
  await store.insertPaths(
    ctx.tx,
    ctx.tenant.id,
    totals.map(({ accountId }) => ({ accountId, nodeId: accountId, depth: 0 })),
  );
  const home = before.filter(
    (row) =>
      row.kind === 'own' && row.currency === currency && !have.has(row.party_id) && !opening.has(KEY(row.party_id, row.currency)),
  );
  if (home.length === 0) return;
  await moveLines(ctx, home);
  const steps = await store.capSteps(
    ctx.tx,
    home.map((row) => row.account_id),
  );
  await setCaps(
    ctx,
    new Map(home.map((row) => [row.account_id, steps.filter((step) => step.account_id === row.account_id).map(withoutAccount)])),
  );
}

function withoutAccount({ startsOn, mode, capMinor, expiredOn }: CapStep): CapStep {
  return { startsOn, mode, capMinor, expiredOn };
}

/** The own accounts that customers have, ids by `${partyId} ${currency}`; nothing is opened. */
export async function ownAccounts(ctx: Ctx, partyIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await store.accountsOfParties(ctx.tx, partyIds);
  return new Map(rows.filter((row) => row.kind === 'own').map((row) => [KEY(row.party_id, row.currency), row.account_id]));
}

type Placed = { readonly accountId: string; readonly partyId: string; readonly currency: string };

/** Writes the line of each account: itself, then the group nodes above it as of today, which are opened where absent. */
async function linkPaths(ctx: Ctx, accounts: readonly Placed[]): Promise<void> {
  const above = await nodesAbove(ctx, accounts);
  await store.insertPaths(
    ctx.tx,
    ctx.tenant.id,
    accounts.flatMap(({ accountId }) => [
      { accountId, nodeId: accountId, depth: 0 },
      ...above.get(accountId)!.map((nodeId, at) => ({ accountId, nodeId, depth: at + 1 })),
    ]),
  );
}

/**
 * The nodes above each account as of today, nearest first, opened where absent: its groups in its own currency; where the customer has
 * accounts in several, his total in ours; and of an account in another currency also its groups in ours.
 */
async function nodesAbove(ctx: Ctx, accounts: readonly Placed[]): Promise<Map<string, string[]>> {
  const home = ctx.tenant.currency;
  const parties = [...new Set(accounts.map((each) => each.partyId))];
  const [lines, totals] = await Promise.all([groupLines(ctx, parties), store.totalsOf(ctx.tx, parties)]);
  const totalOf = new Map(totals.map((row) => [row.party_id, row.account_id]));
  const groups = new Map<string, { partyId: string; currency: string }>();
  for (const each of accounts) {
    for (const partyId of lines.get(each.partyId) ?? [])
      for (const currency of new Set([each.currency, home])) groups.set(KEY(partyId, currency), { partyId, currency });
  }
  const nodes = groups.size > 0 ? await groupNodes(ctx, [...groups.values()]) : new Map<string, string>();
  return new Map(
    accounts.map((each) => {
      const above = lines.get(each.partyId) ?? [];
      const total = totalOf.get(each.partyId);
      const inCurrency = (currency: string) => above.map((partyId) => nodes.get(KEY(partyId, currency))!);
      return [
        each.accountId,
        each.currency === home
          ? [...(total ? [total] : []), ...inCurrency(home)]
          : [...inCurrency(each.currency), ...(total ? [total] : []), ...inCurrency(home)],
      ];
    }),
  );
}

/** Group nodes by `${partyId} ${currency}`. A group without a limit of its own is no cap above its members: see the order-check rulebook. */
async function groupNodes(ctx: Ctx, groups: readonly { partyId: string; currency: string }[]): Promise<Map<string, string>> {
  await store.insertAccounts(
    ctx.tx,
    ctx.tenant.id,
    ctx.today,
    groups.map((each) => ({ ...each, accountId: newId(), kind: 'group' })),
    AGEING_KEYS.length,
  );
  const rows = await store.accountsOfParties(ctx.tx, [...new Set(groups.map((each) => each.partyId))]);
  const nodes = new Map(rows.flatMap((row) => (row.kind === 'group' ? [[KEY(row.party_id, row.currency), row.account_id]] : [])));
  // A node stands on its own line too, so that it can be locked by itself.
  await store.insertPaths(
    ctx.tx,
    ctx.tenant.id,
    [...nodes.values()].map((nodeId) => ({ accountId: nodeId, nodeId, depth: 0 })),
  );
  return nodes;
}

/** Found under the lock: who asks again finds the survivor. */
function mergedMeanwhile(): Problem {
  return new Problem(503, 'busy', 'a customer was just merged into another; nothing was done, try again', {
    facts: { retryAfterSeconds: 1, changedMeanwhile: true },
  });
}

/**
 * Locks accounts and the nodes above them, ascending, and turns those whose day has passed. Everything read later is fresh. An account
 * whose customer was merged meanwhile is refused (`busy`, tried again by the door), but to the merge itself (`movedToo`).
 */
export async function lockLines(ctx: Ctx, accountIds: readonly string[], how: { movedToo?: boolean } = {}): Promise<Lines> {
  // Two statements in one round trip; the second runs with a snapshot taken after the locks were got.
  const [rows, paths] = await Promise.all([store.lockLines(ctx.tx, accountIds), store.paths(ctx.tx, ctx.tenant.id, accountIds)]);
  const nodes = new Map(rows.map((row) => [row.account_id, row]));
  if (how.movedToo !== true && accountIds.some((id) => (nodes.get(id)?.moved_to ?? null) !== null)) throw mergedMeanwhile();
  const lines = new Map<string, Node[]>();
  for (const id of accountIds) {
    const own = nodes.get(id);
    if (own) lines.set(id, [own]);
  }
  for (const path of paths) {
    const node = nodes.get(path.node_id);
    // A group changed between the two statements: rare, and simply asked again.
    if (!node)
      throw new Problem(503, 'busy', 'a group was just changed; nothing was done, try again', {
        facts: { retryAfterSeconds: 1, changedMeanwhile: true },
      });
    const line = lines.get(path.account_id);
    if (line) line.push(node);
    else lines.set(path.account_id, [node]);
  }
  const due = rows.filter((row) => row.turns_at !== null && row.turns_at <= ctx.at);
  if (due.length > 0) await turnRows(ctx, due);
  return {
    nodes,
    of(accountId) {
      const line = lines.get(accountId);
      assert(line, 'an account is not among the locked ones');
      return line;
    },
  };
}

const ENTRY_CHUNK = 20_000;

/**
 * The movements of one transaction on locked lines. Each moves the balances in memory at once, so that the next decision sees it;
 * write() stores entries, due days and balances together, accounts last.
 */
export class Journal {
  readonly #ctx: Ctx;
  readonly #lines: Lines;
  readonly #entries: store.EntryRow[] = [];
  readonly #dueDays = new Map<string, store.DueDayDelta>();
  readonly #touched = new Set<Node>();
  /** Nothing but reservations moved, below no node: the commonest write of all, and the narrowest. */
  #reservedOnly = true;

  constructor(ctx: Ctx, lines: Lines) {
    this.#ctx = ctx;
    this.#lines = lines;
  }

  /** The account's part, its exposure, and the same delta on every node above it. */
  move(move: Move): void {
    const [own, ...above] = this.#lines.of(move.accountId);
    assert(own, 'an account stands on its own line');
    const worthBefore = worth(own);
    const delta = movePart(own, move.part, move.amountMinor);
    const worthDelta = own.rate_num === null ? 0n : worth(own) - worthBefore;
    own.last_seq += 1n;
    if (move.part !== 'reserved' || move.paid === true || above.length > 0) this.#reservedOnly = false;
    if (move.paid && (own.last_paid_on === null || move.effectiveOn > own.last_paid_on)) own.last_paid_on = move.effectiveOn;
    this.#touched.add(own);
    for (const node of above) {
      const moved = node.currency === own.currency ? delta : worthDelta;
      node.children_minor += moved;
      node.exposure_minor += moved;
      this.#touched.add(node);
    }
    this.#entries.push({ ...move, dueOn: move.dueOn ?? null, seq: own.last_seq });
    if (move.part === 'open') this.#moveDueDay(move);
  }

  #moveDueDay(move: Move): void {
    assert(move.dueOn !== undefined, 'an open item has a due day');
    const id = `${move.accountId} ${move.dueOn}`;
    const known = this.#dueDays.get(id);
    if (known) {
      known.openMinor += move.amountMinor;
      known.items += move.items ?? 0;
    } else
      this.#dueDays.set(id, {
        accountId: move.accountId,
        dueOn: move.dueOn,
        openMinor: move.amountMinor,
        items: move.items ?? 0,
      });
  }

  /** A reservation on the account runs out then; `anew`: the next one, once those that had were given back (null: none is left). */
  runsOut(accountId: string, at: Date | null, anew = false): void {
    const own = this.#lines.of(accountId)[0]!;
    if (!anew && own.reserved_until !== null && at !== null && own.reserved_until <= at) return;
    own.reserved_until = at;
    this.#touched.add(own);
  }

  /** The day of the last payment that stands, told anew where one was taken back. */
  lastPaid(accountId: string, day: Day | null): void {
    const [own] = this.#lines.of(accountId);
    assert(own, 'an account stands on its own line');
    own.last_paid_on = day;
    this.#reservedOnly = false;
    this.#touched.add(own);
  }

  /** Of an account: the number of its last entry, those of this transaction among them. */
  sequence(accountId: string): bigint {
    return this.#lines.of(accountId)[0]!.last_seq;
  }

  get size(): number {
    return this.#entries.length;
  }

  async write(): Promise<void> {
    const { tx, tenant, at } = this.#ctx;
    if (this.#touched.size === 0) return;
    if (this.#reservedOnly && this.#entries.length <= ENTRY_CHUNK) {
      await store.moveReserved(tx, tenant.id, at, this.#entries, [...this.#touched]);
      return;
    }
    const writes: Promise<unknown>[] = [];
    for (let from = 0; from < this.#entries.length; from += ENTRY_CHUNK) {
      writes.push(store.insertEntries(tx, tenant.id, at, this.#entries.slice(from, from + ENTRY_CHUNK)));
    }
    if (this.#dueDays.size > 0) writes.push(store.addDueDays(tx, tenant.id, [...this.#dueDays.values()]));
    writes.push(store.writeBalances(tx, [...this.#touched]));
    await Promise.all(writes);
    const aged = new Set([...this.#dueDays.values()].map((delta) => delta.accountId));
    if (aged.size > 0)
      await turnRows(
        this.#ctx,
        [...aged].map((accountId) => this.#lines.nodes.get(accountId)!),
      );
  }
}

/** What an account in another currency counts for on the nodes in ours; nothing while no rate is known, and the node says so. */
export function worth(account: Pick<Node, 'exposure_minor' | 'rate_num' | 'rate_den'>): bigint {
  const { rate_num: num, rate_den: den } = account;
  return num === null || den === null ? 0n : toHome(account.exposure_minor, { num, den });
}

/** What an account counts for on a node above it. */
function countsOn(node: Node, account: Node): bigint {
  return node.currency === account.currency ? account.exposure_minor : worth(account);
}

/** Adds to a part and returns by how much the exposure moved: unapplied money counts against it. */
function movePart(row: Node, part: Part, amountMinor: bigint): bigint {
  assert(part !== 'children', 'what children use moves through their own accounts');
  row[`${part}_minor`] += amountMinor;
  const delta = part === 'unapplied' ? -amountMinor : amountMinor;
  row.exposure_minor += delta;
  return delta;
}

/**
 * Locks accounts as lockLines does, and with a group's node everybody below it: whoever makes room in a group goes on to look at its
 * members' orders, and must not come to lock them after the group.
 */
export async function lockTrees(ctx: Ctx, accountIds: readonly string[]): Promise<Lines> {
  const below = await store.accountsBelow(ctx.tx, accountIds);
  return lockLines(ctx, [...new Set([...accountIds, ...below.map((row) => row.account_id)])]);
}

/** What caps these accounts from which day on, as the limits room has decided. Takes effect at once. */
export async function setCaps(ctx: Ctx, caps: ReadonlyMap<string, readonly CapStep[]>): Promise<void> {
  const lines = await lockTrees(ctx, [...caps.keys()]);
  const all = new Map(caps);
  // A customer's limit in our currency caps what he owes in all of them.
  for (const [accountId, steps] of caps) {
    const own = lines.nodes.get(accountId)!;
    const total = own.kind === 'own' ? lines.of(accountId).find((node) => node.kind === 'total') : undefined;
    if (total && own.currency === total.currency) all.set(total.account_id, steps);
  }
  const accountIds = [...all.keys()];
  await store.replaceCapSteps(
    ctx.tx,
    ctx.tenant.id,
    accountIds,
    [...all].flatMap(([accountId, steps]) => steps.map((step) => ({ accountId, ...step }))),
  );
  await turnRows(
    ctx,
    accountIds.map((accountId) => lines.nodes.get(accountId)!),
  );
  await tell(
    ctx,
    [...caps.keys()].map((accountId) => limitNotice(lines.nodes.get(accountId)!)),
  );
}

/** The node of a group in a currency, opened where absent, so that it can be given a limit. */
export async function ensureGroupNode(ctx: Ctx, partyId: string, currency: string): Promise<string> {
  await store.insertAccounts(
    ctx.tx,
    ctx.tenant.id,
    ctx.today,
    [{ accountId: newId(), partyId, kind: 'group', currency }],
    AGEING_KEYS.length,
  );
  const rows = await store.accountsOfParties(ctx.tx, [partyId]);
  const found = rows.find((row) => row.kind === 'group' && row.currency === currency);
  assert(found, 'the node of a group was just made');
  await store.insertPaths(ctx.tx, ctx.tenant.id, [{ accountId: found.account_id, nodeId: found.account_id, depth: 0 }]);
  return found.account_id;
}

/** Recomputes everything that depends on the day, of locked rows, in memory and in the database. No other code rolls a balance. */
export async function turnRows(ctx: Ctx, rows: readonly Node[]): Promise<void> {
  for (let from = 0; from < rows.length; from += TURN_CHUNK) {
    const chunk = rows.slice(from, from + TURN_CHUNK);
    const ids = chunk.map((row) => row.account_id);
    const [dueDays, capSteps] = await Promise.all([store.dueDays(ctx.tx, ids), store.capSteps(ctx.tx, ids)]);
    const dueOf = Map.groupBy(dueDays, (row) => row.account_id);
    const capsOf = Map.groupBy(capSteps, (row) => row.account_id);
    const written: Shown[] = [];
    for (const row of chunk) {
      const days: DueDay[] = (dueOf.get(row.account_id) ?? []).map((day) => ({ ...day, disputedMinor: 0n }));
      const turned = turn({ dueDays: days, capSteps: capsOf.get(row.account_id) ?? [], asOf: ctx.today });
      row.cap_mode = turned.mode;
      row.cap_minor = turned.capMinor;
      row.cap_expired_on = turned.expiredOn;
      row.overdue_minor = turned.overdueMinor;
      row.oldest_due_on = turned.oldestDueOn;
      row.turns_at = turned.turnsOn === null ? null : new Date(midnight(turned.turnsOn, ctx.tenant.timeZone));
      written.push({ ...row, ageing: [...turned.bucketsMinor], turned_on: ctx.today });
    }
    await store.writeTurns(ctx.tx, written);
  }
}

/** Turns every account whose day has passed. The nightly job does it for all; a read that shows many accounts asks first. */
export async function turnDue(ctx: Ctx): Promise<number> {
  let turned = 0;
  if (!(await store.anyDue(ctx.tx, ctx.at)).due) return turned;
  for (;;) {
    const rows = await store.lockDue(ctx.tx, ctx.at, TURN_CHUNK);
    if (rows.length === 0) return turned;
    await turnRows(ctx, rows);
    turned += rows.length;
    ctx.progress(turned, null, '账龄');
  }
}

/** A customer moved between groups: its accounts' delta leaves the old line and joins the new one. */
export async function relink(ctx: Ctx, partyIds: readonly string[]): Promise<void> {
  await moveLines(
    ctx,
    (await store.accountsOfParties(ctx.tx, partyIds)).filter((row) => row.kind === 'own'),
  );
}

/** Takes what own accounts count for from the nodes above them, draws their lines anew, and adds it to the nodes that stand there now. */
async function moveLines(ctx: Ctx, own: readonly Node[]): Promise<void> {
  if (own.length === 0) return;
  const ids = own.map((row) => row.account_id);
  const accounts = own.map((row) => ({ accountId: row.account_id, partyId: row.party_id, currency: row.currency }));
  // The old line and the new one are locked together, ascending: one after the other, two moves and a batch of orders could wait in a
  // circle. Who moves a customer keeps the tree still, so the lines stay what they are.
  const above = await nodesAbove(ctx, accounts);
  const before = await lockLines(ctx, [...new Set([...ids, ...[...above.values()].flat()])], { movedToo: true });
  const shift = (lines: Lines, sign: bigint): Node[] => {
    const touched = new Set<Node>();
    for (const accountId of ids) {
      const [account, ...above] = lines.of(accountId);
      for (const node of above) {
        const counted = countsOn(node, account!);
        node.children_minor += sign * counted;
        node.exposure_minor += sign * counted;
        touched.add(node);
      }
    }
    return [...touched];
  };
  const left = shift(before, -1n);
  if (left.length > 0) await store.writeBalances(ctx.tx, left);
  await store.deletePathsAbove(ctx.tx, ids);
  await linkPaths(ctx, accounts);
  const joined = shift(await lockLines(ctx, ids, { movedToo: true }), 1n);
  if (joined.length > 0) await store.writeBalances(ctx.tx, joined);
}

/** A node as pages show it. */
export function positionOf(row: Shown, today: Day, unvaluedCurrencies: readonly string[] = []) {
  const money = (minor: bigint) => wireMoney(minor, row.currency);
  const available = availableOf(row.cap_mode, row.cap_minor, row.exposure_minor);
  return {
    account: row.account_id,
    kind: row.kind,
    currency: row.currency,
    parts: {
      open: money(row.open_minor),
      bills: money(row.bills_minor),
      delivered: money(row.delivered_minor),
      reserved: money(row.reserved_minor),
      unapplied: money(row.unapplied_minor),
      children: money(row.children_minor),
    },
    exposure: money(row.exposure_minor),
    limitMode: row.cap_mode,
    limit: row.cap_minor === null ? null : money(row.cap_minor),
    limitExpiredOn: row.cap_expired_on,
    available: available === null ? null : money(available),
    utilisationPpm: utilisationPpm(row.cap_mode, row.cap_minor, row.exposure_minor),
    overdue: money(row.overdue_minor),
    oldestDueOn: row.oldest_due_on,
    oldestDays: row.oldest_due_on === null ? null : daysBetween(row.oldest_due_on, today),
    ageing: row.ageing.map((amount, at) => ({ key: AGEING_KEYS[at]!, amount: money(amount) })),
    lastPaidOn: row.last_paid_on,
    unvalued: [...unvaluedCurrencies],
  };
}

/** The lines of accounts to look at: read without locks, unless a day has passed that nobody has turned yet. */
export async function readLines(ctx: Ctx, accountIds: readonly string[]): Promise<readonly Shown[]> {
  const rows = await store.readLines(ctx.tx, accountIds);
  if (rows.every((row) => row.turns_at === null || row.turns_at > ctx.at)) return rows;
  await lockLines(ctx, accountIds);
  return store.readLines(ctx.tx, accountIds);
}

/** The own accounts of a customer, by currency. */
export async function accountsOf(ctx: Ctx, partyId: string): Promise<readonly Shown[]> {
  const ids = (await store.accountsOfParties(ctx.tx, [partyId])).map((row) => row.account_id);
  return (await readLines(ctx, ids)).filter((row) => row.party_id === partyId);
}

export const entries: Action<typeof contract.entries> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const account = (await store.accountsOfParties(ctx.tx, [party.party_id])).find(
    (row) => row.kind === 'own' && row.currency === input.currency,
  );
  if (!account) return { entries: [], next: null };
  const limit = input.limit ?? 50;
  const before = input.cursor === undefined ? null : BigInt(/^\d{1,18}$/.test(input.cursor) ? input.cursor : '0');
  const rows = await store.entriesPage(ctx.tx, account.account_id, input.part ?? null, asOfOf(ctx, input), before, limit);
  return {
    entries: rows.map((row) => ({
      seq: Number(row.seq),
      part: row.part,
      amount: wireMoney(row.amount_minor, input.currency),
      source: row.source_kind,
      sourceId: row.source_id,
      dueOn: row.due_on,
      effectiveOn: row.effective_on,
      recordedAt: row.recorded_at.toISOString(),
    })),
    next: rows.length === limit ? String(rows.at(-1)!.seq) : null,
  };
};

const FOLDED = ['open', 'bills', 'delivered', 'reserved', 'unapplied', 'children', 'exposure'] as const;

export const reconcile: Action<typeof contract.reconcile> = async (ctx) => {
  const rows = await store.folds(ctx.tx);
  const differences = [];
  let total = 0n;
  const codes = new Map<string, string>();
  for (const row of rows) {
    codes.set(row.account_id, row.code);
    total += row.entries;
    const differ = (what: string, stored: bigint, folded: bigint) => {
      if (stored !== folded) {
        differences.push({ customer: row.code, account: row.account_id, what, stored: String(stored), folded: String(folded) });
      }
    };
    FOLDED.forEach((what, at) => differ(what, row.stored[at]!, row.folded[at]!));
    differ('last_seq', row.last_seq, row.entries);
  }
  for (const row of await store.dueDayDifferences(ctx.tx)) {
    differences.push({
      customer: codes.get(row.account_id) ?? '',
      account: row.account_id,
      what: `due ${row.due_on}`,
      stored: String(row.stored),
      folded: String(row.folded),
    });
  }
  return { accounts: rows.length, entries: Number(total), differences };
};
