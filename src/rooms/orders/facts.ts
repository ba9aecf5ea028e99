// Gathering: what the order check needs to know of accounts, under one lock, in two round trips.
import type { Day } from '#base/date.ts';
import { capFromHome, fromHomeUp } from '#engine/currency-rates.ts';
import {
  type Checkpoint,
  type NodeFacts,
  type OrderFacts,
  type OrderRules,
  type OrderSettings,
  OVERDUE_DOCUMENTS_MAX,
} from '#engine/order-check.ts';
import { coveredMinor, isBeyondHorizon } from '#engine/order-findings.ts';
import { type Consuming, needsOf } from '#engine/order-rules.ts';
import type { Ctx } from '#platform/context.ts';
import { listened } from '#platform/notices.ts';
import { Journal, type Lines, lockLines, type Node } from '#rooms/exposure/actions.ts';
import { rulebookAndMode } from '#rooms/policies/actions.ts';
import type { Mode } from '#rooms/policies/mode.ts';
import { type Asked, deliverOnOf } from './asked.ts';
import { owedElsewhere } from './elsewhere.ts';
import { type Order, OrderLedger, orderOf, type Release } from './ledger.ts';
import { gatherMore, type More } from './more-facts.ts';
import { asksOf, type Otherwise } from './said.ts';
import * as store from './store.ts';

export type Gathered = {
  readonly lines: Lines;
  readonly journal: Journal;
  readonly ledger: OrderLedger;
  readonly orders: Map<string, Order>;
  readonly rules: OrderRules;
  readonly rulebookVersion: number;
  readonly mode: Mode;
  factsOf(asked: Asked): OrderFacts;
  /** What is owed on a node, less the cover that counts: what its limit is asked for. */
  countedOn(node: CheckedNode, currency: string): bigint;
  /** What the order says otherwise than before, and which rules' release of it that leaves standing. */
  otherwise(asked: Asked): Otherwise;
  stillReleased(asked: Asked, release: Release): readonly string[];
  /** Whether the limit is used up here: by the document that consumes it under the settings, and within the horizon. */
  consumes(asked: Asked): boolean;
};

export function orderKey(source: string, number: string): string {
  return `${source}\n${number}`;
}

/**
 * Locks the accounts of the orders with their groups, then reads everything else in one round trip, and gives back the reservations
 * that have run out. Facts are then made order by order, since each decision moves the balances the next one sees.
 */
export async function gather(ctx: Ctx, asked: readonly Asked[]): Promise<Gathered> {
  const accountIds = [...new Set(asked.map((each) => each.accountId))];
  // The rules come with the locks: what is read afterwards hangs on what they ask.
  const [lines, rules] = await Promise.all([lockLines(ctx, accountIds), rulebookAndMode(ctx, 'order-check')]);
  const overdue = [...lines.nodes.values()]
    .filter((node) => node.kind === 'own' && node.overdue_minor > 0n)
    .map((node) => node.account_id);
  const [known, expired, documents, standing, more, elsewhere] = await Promise.all([
    store.ordersByNumber(ctx.tx, asked),
    runOut(ctx, accountIds, lines),
    overdue.length > 0 ? store.overdueDocuments(ctx.tx, overdue, ctx.today, OVERDUE_DOCUMENTS_MAX) : [],
    store.standing(ctx.tx, [...lines.nodes.values()], ctx.today, ctx.tenant.timeZone),
    gatherMore(ctx, rules.rules, asked, lines, orderKey),
    owedElsewhere(ctx, rules.rules, lines),
    listened(ctx),
  ]);
  const journal = new Journal(ctx, lines);
  const ledger = new OrderLedger(ctx, journal, rules.rules.settings.consumes ?? 'orders');
  const orders = new Map(known.map((row) => [orderKey(row.source, row.number), orderOf(row)]));
  await expire(ctx, journal, ledger, orders, expired);
  const documentsOf = Map.groupBy(documents, (row) => row.account_id);
  // By customer, not by account: who is frozen is frozen in every currency.
  const freezeOf = new Map<string, NonNullable<NodeFacts['freeze']>>();
  const grantsOf = new Map<string, store.StandingRow[]>();
  const ratingOf = new Map<string, { readonly grade: string; readonly as_of: Day }>();
  for (const row of standing) {
    if (row.reason !== null) freezeOf.set(row.party_id, { frozenOn: row.frozen_on!, reason: row.reason });
    if (row.grade !== null) ratingOf.set(row.party_id, { grade: row.grade, as_of: row.as_of! });
    if (row.kind === null) continue;
    const known = grantsOf.get(row.account_id);
    if (known) known.push(row);
    else grantsOf.set(row.account_id, [row]);
  }
  const needs = needsOf(rules.rules);
  const ruleOf = new Map(rules.rules.rules.map((rule) => [rule.id, rule]));
  const stillReleased = (one: Asked, release: Release): readonly string[] => {
    const otherwise = more.otherwise(one);
    if (otherwise.keys.length === 0 && !otherwise.largerDiscount) return release.rules;
    return release.rules.filter((id) => {
      const rule = ruleOf.get(id);
      return rule === undefined || !asksOf(rule, otherwise);
    });
  };
  /** What still stands of a release, and for which rules: of longer terms than it had nothing was released. */
  const releaseOf = (one: Asked, release: Release | null, capturedMinor: bigint): OrderFacts['toleranceReleased'] => {
    if (release === null || release.until <= ctx.at) return null;
    const longer = one.termsDays !== null && release.termsDays !== null && one.termsDays > release.termsDays;
    const rulesReleased = stillReleased(one, release);
    return {
      amountMinor: release.upToMinor - capturedMinor,
      tolerancePpm: 0,
      untilOn: ctx.today,
      rules: longer ? rulesReleased.filter((id) => ruleOf.get(id)?.metric !== 'terms_longer') : rulesReleased,
    };
  };
  /** Where no day is set for the next review, the limit is to be looked at again on its last. */
  const limitEnds = (line: readonly Node[]): Day | null => {
    const { row } = checkedNodes(line)[0]!;
    return row.cap_expired_on ?? validTo(grantsOf.get(row.account_id));
  };
  return {
    lines,
    journal,
    ledger,
    orders,
    rules: rules.rules,
    rulebookVersion: rules.version,
    mode: rules.mode.mode,
    consumes(one) {
      const { settings } = rules.rules;
      const order = orders.get(orderKey(one.source, one.number));
      return consumesHere(one, order, settings, ctx.today);
    },
    otherwise: more.otherwise,
    stillReleased,
    countedOn: (node, currency) =>
      coveredMinor(
        { coverMinor: more.coverOf(node.row.party_id, currency, node.kept?.rate ?? null) },
        exposureOf(node, more.deliveredOf(node.row.account_id)),
        rules.rules.settings,
      ),
    factsOf(one) {
      const line = lines.of(one.accountId);
      const own = line[0]!;
      const order = orders.get(orderKey(one.source, one.number));
      const reservedMinor = order?.reservation?.remainingMinor ?? 0n;
      const capturedMinor = one.outMinor ?? order?.consumed.capturedMinor ?? 0n;
      const overdueDocuments = (documentsOf.get(one.accountId) ?? []).map((row) => ({
        number: row.number,
        dueOn: row.due_on,
        openMinor: row.open_minor,
      }));
      const granted = (grantsOf.get(one.accountId) ?? []).map((row) => row.terms_days).filter((days) => days !== null);
      const customerTermsDays = one.customerTermsDays === undefined ? more.termsOf(one.partyId) : one.customerTermsDays;
      const rating = ratingOf.get(one.partyId) ?? null;
      // What was delivered of the order already stands in other parts of the exposure; a delivery is asked about for itself.
      const orderMinor = one.part?.takesMinor ?? (one.amountMinor > capturedMinor ? one.amountMinor - capturedMinor : 0n);
      const goesOut = one.checkpoint === 'delivery' || one.checkpoint === 'invoice';
      const documentMinor = one.part?.amountMinor ?? one.amountMinor;
      // Where a whole order is asked about of which some is out: a smaller one is still larger than that.
      const outMinor = orderMinor > 0n ? (one.besideMinor ?? (goesOut ? 0n : capturedMinor)) : 0n;
      const takesRoom = goesOut && orderMinor > reservedMinor && consumesHere(one, order, rules.rules.settings, ctx.today);
      return {
        orderMinor,
        ...(documentMinor === orderMinor ? {} : { documentMinor }),
        ...(outMinor > 0n ? { outMinor } : {}),
        currency: one.currency,
        termsDays: one.termsDays ?? order?.termsDays ?? null,
        nodes: checkedNodes(line).map((node) =>
          nodeFacts(
            node,
            reservedMinor,
            freezeOf.get(node.row.party_id) ?? null,
            validTo(grantsOf.get(node.row.account_id)),
            more,
            one.currency,
          ),
        ),
        openMinor: own.open_minor,
        overdueMinor: own.overdue_minor,
        oldestDueOn: own.oldest_due_on,
        oldestDocument: overdueDocuments[0] ?? null,
        overdueDocuments,
        ...elsewhere(one),
        grade: rating?.grade ?? null,
        ...(needs.scopes.has('segments') ? { segment: more.segmentOf(one.partyId) } : {}),
        ...(needs.metrics.has('rating_age') ? { ratedOn: rating?.as_of ?? null } : {}),
        ...(needs.metrics.has('review_overdue') ? { reviewDueOn: more.reviewOf(one.partyId) ?? limitEnds(line) } : {}),
        termsDaysGranted: granted.length > 0 ? Math.max(...granted) : customerTermsDays,
        ...(order?.hold?.forcedOn ? { heldByHand: { on: order.hold.forcedOn, by: order.hold.forcedBy ?? '' } } : {}),
        toleranceReleased: releaseOf(one, order?.released ?? null, capturedMinor),
        ...more.factsOf(one, order, orders),
        ...(takesRoom ? { asOrder: order ? 'change' : 'order' } : {}),
        ...(order && raisesNothing(one, order, more.otherwise(one)) ? { raisesNothing: true } : {}),
      };
    },
  };
}

/** Where a document uses the limit up. What goes out under an order that did not ask first is caught at its delivery. */
const CONSUMING_AT: Readonly<Record<Consuming, readonly Checkpoint[]>> = {
  orders: ['order', 'change', 'delivery'],
  deliveries: ['delivery'],
  invoices: ['invoice'],
};

function consumesHere(one: Asked, order: Order | undefined, settings: OrderSettings, today: Day): boolean {
  if (isBeyondHorizon(deliverOnOf(one, order), settings, today)) return false;
  return CONSUMING_AT[settings.consumes ?? 'orders'].includes(one.checkpoint ?? 'order');
}

/**
 * A standing order that asks for less money and no longer terms, no larger discount and under no other heading than it has: decreases
 * are never blocked.
 */
function raisesNothing(one: Asked, order: Order, otherwise: Otherwise): boolean {
  if (otherwise.keys.length > 0 || otherwise.largerDiscount) return false;
  if (one.checkpoint === 'delivery' || one.checkpoint === 'invoice' || one.checkpoint === 'quotation') return false;
  if (order.reservation === null || order.hold !== null || (order.state !== 'clear' && order.state !== 'released')) return false;
  const longer = one.termsDays !== null && (order.termsDays === null || one.termsDays > order.termsDays);
  return one.amountMinor < order.reservation.grantedMinor && !longer;
}

/** The permanent limit's last day, for information. */
function validTo(grants: readonly { readonly kind: string | null; readonly valid_to: Day | null }[] | undefined): Day | null {
  return grants?.find((grant) => grant.kind === 'permanent')?.valid_to ?? null;
}

/**
 * The nodes of a line that cap an order, in its currency. A customer's limit in our currency caps what he owes in all of them: it is asked of
 * his total, where he has one, and no more of his own account. An account in another currency without a limit of its own draws on it; with
 * one, both hold. A node whose currency has no rate cannot be asked: then the account's own limit, or its absence, decides.
 */
export function checkedNodes<N extends Capped>(line: readonly N[]): CheckedNode<N>[] {
  const own = line[0]!;
  const total = line.find((node) => node.kind === 'total' && node.cap_mode !== 'none');
  const rate = own.rate_num === null || own.rate_den === null ? null : { num: own.rate_num, den: own.rate_den };
  const covered = total !== undefined && (total.currency === own.currency || (rate !== null && own.cap_mode === 'none'));
  const checked: CheckedNode<N>[] = [];
  for (const node of line) {
    if ((node === own && covered) || (node.kind === 'total' && node !== total)) continue;
    if (node.currency === own.currency) {
      checked.push({
        row: node,
        kind: node.kind === 'group' ? 'group' : 'own',
        capMinor: node.cap_minor,
        exposureMinor: node.exposure_minor,
      });
    } else if (rate !== null) {
      checked.push({
        row: node,
        kind: node.kind === 'group' ? 'group' : 'own',
        capMinor: node.cap_minor === null ? null : capFromHome(node.cap_minor, rate),
        exposureMinor: fromHomeUp(node.exposure_minor, rate),
        kept: { currency: node.currency, rate },
      });
    }
  }
  return checked.sort((a, b) => Number(a.kind === 'group') - Number(b.kind === 'group'));
}

type Capped = Pick<Node, 'kind' | 'currency' | 'cap_mode' | 'cap_minor' | 'exposure_minor' | 'rate_num' | 'rate_den'>;
export type CheckedNode<N extends Capped = Node> = Pick<NodeFacts, 'kind' | 'capMinor' | 'exposureMinor' | 'kept'> & {
  readonly row: N;
};

function nodeFacts(
  node: CheckedNode,
  reservedMinor: bigint,
  freeze: NodeFacts['freeze'],
  limitValidTo: Day | null,
  more: More,
  currency: string,
): NodeFacts {
  const coverMinor = more.coverOf(node.row.party_id, currency, node.kept?.rate ?? null);
  return {
    node: node.row.account_id,
    kind: node.kind,
    mode: node.row.cap_mode,
    capMinor: node.capMinor,
    exposureMinor: exposureOf(node, more.deliveredOf(node.row.account_id)),
    alreadyReservedMinor: reservedMinor,
    limitValidTo,
    limitExpiredOn: node.row.cap_expired_on,
    freeze,
    ...(node.kept ? { kept: node.kept } : {}),
    ...(coverMinor > 0n ? { coverMinor } : {}),
  };
}

/** What counts of a node's exposure, without what is delivered there and does not use the limit yet. Both in the node's own currency before. */
export function exposureOf({ exposureMinor, kept }: Pick<CheckedNode, 'exposureMinor' | 'kept'>, deliveredMinor: bigint): bigint {
  if (deliveredMinor <= 0n) return exposureMinor;
  return exposureMinor - (kept ? capFromHome(deliveredMinor, kept.rate) : deliveredMinor);
}

type RunOut = { readonly due: readonly store.DueReservation[]; readonly next: ReadonlyMap<string, Date | null> };

/** Reservations past their hour, asked for only where an account says that one may be; and when the next one of those accounts is due. */
async function runOut(ctx: Ctx, accountIds: readonly string[], lines: Lines): Promise<RunOut> {
  const passed = accountIds.filter((id) => {
    const until = lines.nodes.get(id)!.reserved_until;
    return until !== null && until <= ctx.at;
  });
  if (passed.length === 0) return { due: [], next: new Map() };
  const [due, left] = await Promise.all([
    store.dueReservations(ctx.tx, passed, ctx.at),
    store.nextToRunOut(ctx.tx, passed, ctx.at),
  ]);
  const next = new Map(left.map((row) => [row.account_id, row.expires_at]));
  return { due, next: new Map(passed.map((id) => [id, next.get(id) ?? null])) };
}

/** A check first gives back what has run out on its accounts: nobody is refused for a dead reservation (R9: once each, by state). */
async function expire(
  ctx: Ctx,
  journal: Journal,
  ledger: OrderLedger,
  orders: Map<string, Order>,
  { due, next }: RunOut,
): Promise<void> {
  for (const [accountId, at] of next) journal.runsOut(accountId, at, true);
  if (due.length === 0) return;
  const byId = new Map([...orders.values()].map((order) => [order.id, order]));
  const absent = due.filter((row) => !byId.has(row.order_id)).map((row) => row.order_id);
  if (absent.length > 0) for (const row of await store.ordersById(ctx.tx, absent)) byId.set(row.order_id, orderOf(row));
  for (const row of due) {
    const order = byId.get(row.order_id);
    if (order?.reservation?.id === row.reservation_id) {
      ledger.endReservation(order, 'expired', `expire ${row.reservation_id}`, ctx.eventId);
    }
  }
}

/** Ends reservations past their hour on these accounts; the sweep calls it, checks do the same for their own accounts. */
export async function expireReservations(ctx: Ctx, accountIds: readonly string[]): Promise<number> {
  const lines = await lockLines(ctx, accountIds);
  const journal = new Journal(ctx, lines);
  // Nothing is reported here that the rules' settings would bear on.
  const ledger = new OrderLedger(ctx, journal, 'orders');
  const found = await runOut(ctx, accountIds, lines);
  await expire(ctx, journal, ledger, new Map(), found);
  await Promise.all([journal.write(), ledger.write()]);
  return found.due.length;
}
