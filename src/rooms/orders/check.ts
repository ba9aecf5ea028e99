// The order check: gather under one lock, decide with the pure engine, record. Where an order is cleared, held or refused.
import { Problem } from '#base/assert.ts';
import { encode } from '#base/codec.ts';
import { instantText } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { type Money, parseMoney, type WireMoney, wireMoney } from '#base/money.ts';
import { availableOf } from '#engine/account.ts';
import {
  blocks,
  type Clearing,
  checkOrder,
  type OrderDecision,
  type OrderFacts,
  type PassedRule,
  type Reason,
  type Remedy,
} from '#engine/order-check.ts';
import { standingOut, takenBy } from '#engine/order-consumption.ts';
import type { Action, BatchAction, BatchAnswer, BatchCall, Ctx } from '#platform/context.ts';
import type { NamedContract } from '#rooms/contracts/actions.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import { ensureAccounts } from '#rooms/exposure/actions.ts';
import type { Asked } from './asked.ts';
import { creditManagers, gravityOf, type Owner, ownerOf } from './authority.ts';
import type * as contract from './contract.ts';
import { checkedNodes, type Gathered, gather, orderKey } from './facts.ts';
import { NOTHING_CONSUMED, type Order, ofOtherCustomer } from './ledger.ts';
import type { Said } from './said.ts';
import * as store from './store.ts';
import { moveOrder } from './store-follow.ts';
import * as queue from './store-queue.ts';
import { namedBy, underContracts } from './under-contracts.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

type Check = typeof contract.check;
/** A call whose customer and account are known; `at` is its place among the answers. */
export type Placed = Asked & {
  readonly call: BatchCall<Check>;
  readonly at: number;
  readonly taxMinor?: bigint;
  /** The contract it is placed under, where it names one. */
  readonly contract?: NamedContract;
};

export const check: BatchAction<Check> = async (ctx, calls) => {
  const answers: BatchAnswer<Check>[] = new Array(calls.length);
  await decideAll(ctx, await place(ctx, calls, answers), answers);
  return answers;
};

/** Decides placed orders under one lock and records what came of each, in `answers`. */
export async function decideAll(ctx: Ctx, asked: readonly Placed[], answers: BatchAnswer<Check>[]): Promise<void> {
  if (asked.length === 0) return;
  const gathered = await gather(ctx, asked);
  const under = await underContracts(ctx, asked);
  // Asked once a batch, and only where something is held.
  let managers: Promise<Owner[]> | null = null;
  const ownerFor = async (partyId: string) => {
    managers ??= creditManagers(ctx);
    return ownerOf(partyId, await managers);
  };
  const raised: string[] = [];
  const prepaying: queue.PrepaymentByRule[] = [];
  for (const each of asked) {
    const found = gathered.orders.get(orderKey(each.source, each.number));
    const elsewhere = found && found.accountId !== each.accountId ? found : null;
    if (elsewhere && !(await placedAnew(ctx, gathered, each, elsewhere))) {
      answers[each.at] = { problem: ofOtherCustomer(each.number) };
      continue;
    }
    const known = elsewhere ? undefined : found;
    const one = asCounted(each, known, gathered);
    const facts = gathered.factsOf(one);
    const decision = checkOrder(facts, gathered.rules, ctx.today, false);
    const { hold = null, amountMinor: wasMinor = 0n, termsDays: hadDays = null } = known ?? {};
    const made = await record(ctx, gathered, one, decision, facts, ownerFor);
    if (hold !== null && known?.hold === hold) {
      const { keys, largerDiscount } = gathered.otherwise(one);
      const longer = known.termsDays !== null && (hadDays === null || known.termsDays > hadDays);
      if (known.amountMinor > wasMinor || longer || keys.length > 0 || largerDiscount) raised.push(hold.id);
    }
    const order = gathered.orders.get(orderKey(one.source, one.number));
    const asks = order?.hold ? prepaymentByRule(decision) : null;
    if (asks) prepaying.push({ holdId: order!.hold!.id, ...asks });
    const contract = under.tell(one, order?.id, (order?.reservation ?? null) !== null);
    answers[one.at] = contract && 'answer' in made ? { ...made, answer: { ...made.answer, contract } } : made;
  }
  // All writes leave together: the connection pipelines them.
  await Promise.all([gathered.journal.write(), gathered.ledger.write(), under.write()]);
  if (raised.length > 0) await queue.outdate(ctx.tx, ctx.tenant.id, ctx.at, raised, ctx.actor);
  if (prepaying.length > 0) await queue.askByRule(ctx.tx, ctx.at, prepaying);
}

/** A cancelled order of which nothing went out may be another customer's, or in another currency: it is asked about as a new one. */
async function placedAnew({ tx, tenant, at }: Ctx, { orders }: Gathered, one: Placed, order: Order): Promise<boolean> {
  if (order.state !== 'cancelled' || !(await moveOrder(tx, tenant.id, at, order, one))) return false;
  orders.set(orderKey(one.source, one.number), { ...newOrder(one), id: order.id, stored: true });
  return true;
}

/** Where rules that ask for a prepayment are all that holds an order, that is asked for at once: nobody has to. */
export function prepaymentByRule({ reasons, remedies }: OrderDecision): { amountMinor: bigint; rules: string[] } | null {
  const holding = reasons.filter((reason) => !reason.released && blocks(reason.action));
  if (holding.length === 0 || holding.some((reason) => reason.action !== 'require_prepayment')) return null;
  const amountMinor = remedies.find(({ act }) => act.kind === 'prepayment')?.amountMinor ?? 0n;
  return amountMinor > 0n ? { amountMinor, rules: [...new Set(holding.map((reason) => reason.rule))] } : null;
}

/**
 * What of an order counts here: without its tax where the rules count without; of a delivery under a known order that part alone, and
 * where it goes beyond what the order reserves, the order whole and as much larger.
 */
function asCounted(one: Placed, known: Order | undefined, { rules }: Gathered): Placed {
  const { consumes = 'orders' } = rules.settings;
  const amountMinor = rules.settings.amountsWithTax === false ? one.amountMinor - (one.taxMinor ?? 0n) : one.amountMinor;
  if (one.checkpoint === undefined && known) return { ...one, amountMinor, checkpoint: 'change' };
  const goesOut =
    one.checkpoint === 'delivery' || (one.checkpoint === 'invoice' && consumes === 'invoices') ? one.checkpoint : null;
  if (!goesOut || !known) return amountMinor === one.amountMinor ? one : { ...one, amountMinor };
  const takesMinor = takenBy(goesOut, amountMinor, known.consumed, consumes);
  const within = takesMinor <= (known.reservation?.remainingMinor ?? 0n);
  if (within) return { ...one, amountMinor: known.amountMinor, part: { amountMinor, takesMinor } };
  const outMinor = standingOut(known.consumed, consumes);
  // Part of an order that waits is no smaller order: what stands against the whole stands against its part.
  const whole = (consumes === 'orders' || known.hold !== null) && known.amountMinor > outMinor + takesMinor;
  return whole
    ? { ...one, amountMinor: known.amountMinor, outMinor, besideMinor: outMinor }
    : { ...one, amountMinor: outMinor + takesMinor, outMinor, besideMinor: amountMinor - takesMinor };
}

type SaidInput = {
  readonly entity?: string;
  readonly organisation?: string;
  readonly department?: string;
  readonly productGroup?: string;
  readonly sales?: string;
  readonly discountPercent?: number;
};

/** What an order says of itself, as scopes of rules name it. */
function saidOf(input: SaidInput): Pick<Asked, 'said' | 'discountPpm'> {
  const named = (key: keyof Said, name: string | undefined) => (name === undefined ? {} : { [key]: [name] });
  const said: Said = {
    ...named('entities', input.entity),
    ...named('organisations', input.organisation),
    ...named('departments', input.department),
    ...named('salespeople', input.sales),
    ...named('productGroups', input.productGroup),
  };
  return {
    ...(Object.keys(said).length > 0 ? { said } : {}),
    ...(input.discountPercent === undefined ? {} : { discountPpm: Math.round(input.discountPercent * 10_000) }),
  };
}

function taxOf(tax: WireMoney, amount: Money): bigint {
  const { minor, currency } = parseMoney(tax);
  if (currency === amount.currency && minor >= 0n && minor < amount.minor) return minor;
  throw new Problem(400, 'tax_out_of_range', 'the tax is a part of the amount, in its currency', {
    fields: [{ field: 'tax', message: 'out of range' }],
  });
}

/** Finds customer and account of each call; what cannot be placed is answered with its problem. */
async function place(ctx: Ctx, calls: readonly BatchCall<Check>[], answers: BatchAnswer<Check>[]): Promise<Placed[]> {
  const rows = await store.askedAccounts(
    ctx.tx,
    ctx.tenant.id,
    calls.map(({ input }) => ({ code: input.customer, currency: input.amount.currency })),
  );
  const found = new Map(rows.map((row) => [row.at - 1, row]));
  let placed: Placed[] = [];
  const unopened: { partyId: string; currency: string }[] = [];
  for (const [at, call] of calls.entries()) {
    try {
      const money = parseMoney(call.input.amount);
      if (money.minor <= 0n)
        throw new Problem(400, 'amount_not_positive', 'an order amount is more than zero', {
          fields: [{ field: 'amount', message: 'more than zero' }],
        });
      const row = found.get(at) ?? (await otherCode(ctx, call));
      const { scope } = call.actor;
      if (scope.kind === 'own' && row.owner_id !== scope.userId) throw customerUnknown(call.input.customer);
      if (row.account_id === null) unopened.push({ partyId: row.party_id, currency: money.currency });
      placed.push({
        call,
        at,
        source: call.input.source ?? 'erp',
        number: call.input.order,
        partyId: row.party_id,
        accountId: row.account_id ?? '',
        amountMinor: money.minor,
        currency: money.currency,
        termsDays: call.input.termsDays ?? null,
        customerTermsDays: row.terms_days,
        checkpoint: call.input.checkpoint,
        deliverOn: call.input.deliverOn,
        ...saidOf(call.input),
        ...(call.input.tax ? { taxMinor: taxOf(call.input.tax, money) } : {}),
      });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      answers[at] = { problem: error };
    }
  }
  const named = await namedBy(
    ctx,
    placed.map(({ call, partyId, currency }) => ({ partyId, currency, named: call.input.contract })),
  );
  if (named.size > 0) {
    placed = placed.flatMap((one, at) => {
      const contract = named.get(at);
      if (contract === undefined) return [one];
      if (!(contract instanceof Problem)) return [{ ...one, contract }];
      answers[one.at] = { problem: contract };
      return [];
    });
  }
  if (unopened.length === 0) return placed;
  const opened = await ensureAccounts(ctx, unopened);
  return placed.map((one) => (one.accountId === '' ? { ...one, accountId: opened.get(`${one.partyId} ${one.currency}`)! } : one));
}

/** The code of another source system, or a customer of that code without an account. */
async function otherCode(ctx: Ctx, call: BatchCall<Check>): Promise<store.AskedAccount> {
  const party = await buyer({ ...ctx, actor: call.actor }, call.input.customer);
  const [row] = await store.askedAccounts(ctx.tx, ctx.tenant.id, [{ code: party.code, currency: call.input.amount.currency }]);
  if (!row) throw customerUnknown(call.input.customer);
  return row;
}

/** A customer that may be seen. A group has a limit over its members and buys nothing itself. */
export async function buyer(ctx: Ctx, code: string) {
  const party = await resolveParty(ctx, code);
  if (party.kind !== 'group') return party;
  throw new Problem(
    409,
    'code_is_group',
    `the code ${code} belongs to a group, which buys nothing itself; name one of its members`,
    {
      facts: { code },
    },
  );
}

function customerUnknown(code: string): Problem {
  return new Problem(404, 'customer_unknown', `no customer ${JSON.stringify(code)}; import or add the customer first`);
}

/** Turns a decision into state and an answer: a reservation, a hold, or a refusal. In shadow mode nothing is held. */
async function record(
  ctx: Ctx,
  gathered: Gathered,
  one: Placed,
  decision: OrderDecision,
  facts: OrderFacts,
  ownerFor: (partyId: string) => Promise<Owner | null>,
): Promise<BatchAnswer<Check>> {
  const { ledger, lines, orders, mode, rules } = gathered;
  const { input, eventId } = one.call;
  const checkId = newId();
  const own = lines.of(one.accountId)[0]!;
  const seq = own.last_seq;
  const key = orderKey(one.source, one.number);
  const asks = one.checkpoint === 'quotation' || (one.checkpoint === 'invoice' && rules.settings.consumes !== 'invoices');
  // A quotation, or an invoice for goods that are out already, is answered and kept, and leaves the order as it is.
  let order = asks ? newOrder(one) : orders.get(key);
  if (!order) {
    order = newOrder(one);
    orders.set(key, order);
  }
  if (one.outMinor !== undefined) ledger.countAnew(order, one.outMinor);
  order.amountMinor = one.amountMinor;
  order.termsDays = one.termsDays ?? order.termsDays;
  order.salesName = input.sales ?? order.salesName;
  order.deliverOn = input.deliverOn ?? order.deliverOn;
  order.checkId = checkId;
  const shadow = mode === 'shadow';
  if (!asks && order.released !== null) {
    // What it says otherwise now was not released, however often it is asked about afterwards.
    const rulesLeft = gathered.stillReleased(one, order.released);
    if (rulesLeft.length < order.released.rules.length) ledger.setRelease(order, { ...order.released, rules: rulesLeft });
  }

  if (asks) {
    order.state = 'clear';
  } else if (decision.outcome === 'clear' && one.part !== undefined) {
    // Goes out of what the order reserves already; the report of the delivery uses it up.
  } else if (decision.outcome === 'clear') {
    // What goes by a release stays released, and no longer than that.
    const byRelease = order.released !== null && decision.reasons.some((reason) => reason.released);
    order.state = byRelease ? 'released' : 'clear';
    const latest = new Date(ctx.at.getTime() + rules.settings.reservationDays * DAY_MS);
    const expiresAt = byRelease && order.released!.until < latest ? order.released!.until : latest;
    const sourceKey = `check ${checkId}`;
    if (gathered.consumes(one)) {
      if (decision.orderMinor > 0n) ledger.reserve(order, decision.orderMinor, one.amountMinor, expiresAt, sourceKey, eventId);
      // All of it is out already: nothing is left to keep room for.
      else ledger.endReservation(order, 'released', sourceKey, eventId);
    }
    ledger.endHold(order, 'cleared', null);
  } else if (shadow) {
    // The order goes out all the same: what would have been stands in the check.
    order.state = 'clear';
  } else if (decision.outcome === 'refused') {
    order.state = 'refused';
    ledger.setRelease(order, null);
    ledger.endReservation(order, 'released', `refuse ${checkId}`, eventId);
    ledger.endHold(order, 'refused', null);
  } else {
    order.state = 'held';
    ledger.hold(
      order,
      new Date(ctx.at.getTime() + rules.settings.holdHours * HOUR_MS),
      order.hold ? null : await ownerFor(one.partyId),
      gravityOf(facts, ctx.today),
    );
  }
  if (!asks) ledger.touch(order);

  const reasons = decision.reasons.map((reason) => wireReason(reason, one.currency));
  ledger.checked(order, {
    checkId,
    orderNumber: one.number,
    accountId: one.accountId,
    partyId: one.partyId,
    accountSeq: seq,
    amountMinor: one.part?.amountMinor ?? one.amountMinor,
    currency: one.currency,
    outcome: decision.outcome,
    shadow,
    rulebookVersion: gathered.rulebookVersion,
    facts: encode(facts),
    reasons: encode(reasons),
    remedy: decision.remedy ? encode(wireRemedy(decision.remedy, one.currency)) : null,
    madeBy: one.call.actor.kind === 'user' ? one.call.actor.id : null,
    eventId,
  });
  return {
    answer: {
      outcome: decision.outcome,
      reasons,
      reservation: reservationOf(order),
      available: availableNow(gathered, one.accountId, one.currency),
      hold: order.hold ? { id: order.hold.id, dueAt: order.hold.dueAt.toISOString(), owner: order.hold.ownerName } : null,
      checkId,
      order: one.number,
      customer: input.customer,
      shadow,
      remedy: decision.remedy ? wireRemedy(decision.remedy, one.currency) : null,
    },
    note: {
      subject: asks ? { kind: 'check', id: checkId } : { kind: 'order', id: order.id },
      partyId: one.partyId,
      reasons: reasons.length > 0 ? reasons : undefined,
      facts: { order: one.number, amount: wireMoney(one.amountMinor, one.currency), outcome: decision.outcome, shadow },
    },
  };
}

function newOrder(one: Asked): Order {
  return {
    id: newId(),
    stored: false,
    source: one.source,
    number: one.number,
    accountId: one.accountId,
    partyId: one.partyId,
    currency: one.currency,
    amountMinor: one.amountMinor,
    termsDays: one.termsDays,
    salesName: null,
    deliverOn: null,
    state: 'clear',
    checkId: '',
    consumed: NOTHING_CONSUMED,
    released: null,
    reservation: null,
    hold: null,
  };
}

export function reservationOf(order: Order) {
  const { reservation } = order;
  return reservation
    ? {
        number: reservation.number,
        amount: wireMoney(reservation.remainingMinor, order.currency),
        expiresAt: instantText(reservation.expiresAt),
      }
    : null;
}

/** What is free now on the tightest node of the line; null: unlimited. */
function availableNow(gathered: Gathered, accountId: string, currency: string) {
  let least: bigint | null = null;
  for (const node of checkedNodes(gathered.lines.of(accountId))) {
    const { row, kind, capMinor } = node;
    if (kind === 'group' && row.cap_mode === 'none' && gathered.rules.settings.groupWithoutLimit === 'no_cap') continue;
    const free = availableOf(row.cap_mode, capMinor, gathered.countedOn(node, currency));
    if (free !== null && (least === null || free < least)) least = free;
  }
  return least === null ? null : wireMoney(least, currency);
}

/** A reason as the wire carries it: amounts as money, everything else as it is. */
export function wireReason(reason: Reason, currency: string) {
  const value = (each: Reason['actual'], own: string | undefined) =>
    typeof each === 'bigint' ? wireMoney(each, own ?? currency) : each;
  const { passed: _, with: others, currency: __, ...rest } = reason;
  return {
    ...rest,
    actual: value(reason.actual, reason.currency),
    threshold: value(reason.threshold, reason.currency),
    ...(others
      ? {
          with: others.map(({ currency: own, ...each }) => ({
            ...each,
            actual: value(each.actual, own),
            threshold: value(each.threshold, own),
          })),
        }
      : {}),
    clears: reason.clears.map((each) => wireClearing(each, currency)),
  };
}

/** A rule that passed, with what it compared. */
export function wirePassed({ code, rule, title, unit, actual, threshold }: PassedRule, currency: string) {
  const value = (each: PassedRule['actual']) => (typeof each === 'bigint' ? wireMoney(each, currency) : each);
  return { code, rule, title, unit, actual: value(actual), threshold: value(threshold) };
}

function wireClearing(clearing: Clearing, currency: string): Record<string, unknown> {
  if (!('amountMinor' in clearing)) return { ...clearing };
  const { amountMinor, currency: kept = currency, ...rest } = { currency: undefined, ...clearing };
  return { ...rest, amount: wireMoney(amountMinor, kept) };
}

export function wireRemedy(remedy: Remedy, currency: string): Record<string, unknown> {
  const { after } = remedy;
  return {
    act: wireClearing(remedy.act, currency),
    amount: remedy.amountMinor === null ? null : wireMoney(remedy.amountMinor, currency),
    after: {
      available: after.availableMinor === null ? null : wireMoney(after.availableMinor, currency),
      exposureAfterOrder: wireMoney(after.exposureAfterOrderMinor, currency),
      overdue: wireMoney(after.overdueMinor, currency),
      overdueDays: after.overdueDays,
      overdueSharePpm: after.overdueSharePpm,
    },
  };
}

export const simulate: Action<typeof contract.simulate> = async (ctx, input) => {
  const party = await buyer(ctx, input.customer);
  const currency = input.currency ?? ctx.tenant.currency;
  const money = parseMoney({ amount: input.amount, currency });
  const accounts = await ensureAccounts(ctx, [{ partyId: party.party_id, currency }]);
  const asked: Asked = {
    source: 'simulation',
    number: '',
    partyId: party.party_id,
    accountId: accounts.get(`${party.party_id} ${currency}`)!,
    amountMinor: money.minor,
    currency,
    termsDays: input.termsDays ?? null,
    customerTermsDays: party.terms_days,
    checkpoint: input.checkpoint,
    deliverOn: input.deliverOn,
    ...saidOf(input),
  };
  const gathered = await gather(ctx, [asked]);
  const decision = checkOrder(gathered.factsOf(asked), gathered.rules, ctx.today);
  const [capped] = checkedNodes(gathered.lines.of(asked.accountId));
  // Reservations that had run out were given back on the way; that is true whoever asked.
  await Promise.all([gathered.journal.write(), gathered.ledger.write()]);
  return {
    outcome: decision.outcome,
    reasons: decision.reasons.map((reason) => wireReason(reason, currency)),
    passed: decision.passed.map((each) => wirePassed(each, currency)),
    remedies: decision.remedies.map((remedy) => wireRemedy(remedy, currency)),
    available: decision.availableMinor === null ? null : wireMoney(decision.availableMinor, currency),
    exposure: wireMoney(capped!.exposureMinor, currency),
    limit: capped!.capMinor === null ? null : wireMoney(capped!.capMinor, currency),
    exposureAfter: wireMoney(capped!.exposureMinor + money.minor, currency),
    shadow: gathered.mode === 'shadow',
  };
};
