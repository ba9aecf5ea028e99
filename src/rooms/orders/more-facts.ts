// Facts that only some rules ask for: read for a whole batch in the second round trip, and only where a rule in force needs them.
import { addDays, type Day } from '#base/date.ts';
import { capFromHome, type Rate } from '#engine/currency-rates.ts';
import { type MoreFacts, OVERDUE_DOCUMENTS_MAX } from '#engine/order-check.ts';
import { type FactNeeds, groupsOf, needsOf, type OrderMetric, type OrderRules, type ScopeKey } from '#engine/order-rules.ts';
import type { Ctx } from '#platform/context.ts';
import { type CreditStanding, creditStanding } from '#rooms/customers/actions.ts';
import type { Lines } from '#rooms/exposure/actions.ts';
import { type Asked, deliverOnOf } from './asked.ts';
import type { Order } from './ledger.ts';
import { type Otherwise, SAID_KEYS, type Said, saidIn } from './said.ts';
import * as store from './store-facts.ts';

export type More = {
  /** Longest terms the customer itself has, where the asker did not know them. */
  termsOf(partyId: string): number | null;
  segmentOf(partyId: string): string | null;
  /** The day set for the next review; null: none is. */
  reviewOf(partyId: string): Day | null;
  /** What is delivered below a node and does not count, where only invoices use a limit. */
  deliveredOf(nodeId: string): bigint;
  /** Cover of what a party owes, in a currency; what is good in the books' own is carried over. Zero where the rules do not count it. */
  coverOf(partyId: string, currency: string, rate: Rate | null): bigint;
  /** What a known order says otherwise than before, of what rules in force ask. */
  otherwise(one: Asked): Otherwise;
  factsOf(one: Asked, order: Order | undefined, orders: ReadonlyMap<string, Order>): MoreFacts;
};

type Key = (source: string, number: string) => string;

export async function gatherMore(ctx: Ctx, rules: OrderRules, asked: readonly Asked[], lines: Lines, keyOf: Key): Promise<More> {
  const needs = needsOf(rules);
  const { metrics, scopes } = needs;
  const { tx, today } = ctx;
  const partyIds = [...new Set(asked.map((each) => each.partyId))];
  const accountIds = [...new Set(asked.map((each) => each.accountId))];
  const nodes = [...lines.nodes.values()];
  const groupIds = scopes.has('groups') ? nodes.filter((node) => node.kind === 'group').map((node) => node.party_id) : [];
  const ownOverdue = nodes.filter((node) => node.kind === 'own' && node.overdue_minor > 0n).map((node) => node.account_id);
  const wantsOwners = metrics.has('salesperson_use') || scopes.has('salespeople');
  const withoutTerms = asked.filter((each) => each.customerTermsDays === undefined).map((each) => each.partyId);
  const wantsParties = scopes.has('customers') || groupIds.length > 0 || wantsOwners;
  const readIds = wantsParties ? [...partyIds, ...groupIds] : [...new Set(withoutTerms)];
  // What an order said of itself holds until it says otherwise: leaving it out of a change is no way past a rule.
  const before = SAID_SCOPES.some((key) => scopes.has(key)) || SAID_METRICS.some((metric) => metrics.has(metric));
  const last = new Map((before ? await store.lastSaid(tx, asked) : []).map((row) => [keyOf(row.source, row.number), row]));
  const saidOf = new Map(
    asked.map((each) => {
      const key = keyOf(each.source, each.number);
      return [key, { ...saidIn(last.get(key)?.said), ...each.said } as Said];
    }),
  );
  const productGroups = metrics.has('product_line_use')
    ? [...new Set([...saidOf.values()].flatMap((each) => each.productGroups ?? []))]
    : [];
  const wantsOpen = metrics.has('oldest_open_days') || metrics.has('unpaid_batches');
  const since = addDays(today, -longestDishonour(rules));
  const [parties, segments, beyond, open, reserved, dishonours, discounts, delivered, credit] = await Promise.all([
    readIds.length > 0 ? store.parties(tx, readIds) : [],
    scopes.has('segments') ? store.segments(tx, partyIds) : [],
    needs.graces.length > 0 && ownOverdue.length > 0 ? store.overdueBeyond(tx, ownOverdue, needs.graces, today) : [],
    wantsOpen ? store.openInvoices(tx, accountIds, OVERDUE_DOCUMENTS_MAX, needs.invoicesCounted) : [],
    productGroups.length > 0 ? store.productLines(tx, accountIds, productGroups, asked) : [],
    metrics.has('bill_dishonoured') ? store.dishonours(tx, partyIds, since) : [],
    metrics.has('discount_longer') ? store.discountsGranted(tx, partyIds) : [],
    rules.settings.consumes === 'invoices' ? store.deliveredBelow(tx, [...lines.nodes.keys()]) : [],
    rules.settings.coverCounts
      ? creditStanding(ctx, [...new Set([...partyIds, ...nodes.map((node) => node.party_id)])])
      : CREDIT_METRICS.some((metric) => metrics.has(metric))
        ? creditStanding(ctx, partyIds)
        : NOTHING_SAID,
  ]);
  const partyOf = new Map(parties.map((row) => [row.party_id, row]));
  const owners = metrics.has('salesperson_use')
    ? [...new Set(partyIds.map((id) => partyOf.get(id)?.owner_id ?? null).filter((id) => id !== null))]
    : [];
  const locked = nodes.filter((node) => node.kind === 'own').map((node) => node.account_id);
  // Who the salesperson is, is known only now: two round trips more, for rules that ask it alone.
  if (owners.length > 0) await store.lockSalespeople(tx, ctx.tenant.id, owners);
  const used = owners.length > 0 ? await store.salespeople(tx, owners, locked) : [];

  const segmentOf = new Map(segments.map((row) => [row.party_id, row.segment]));
  const deliveredOf = new Map(delivered.map((row) => [row.node_id, row.delivered_minor]));
  const openOf = Map.groupBy(open, (row) => row.account_id);
  const dishonoursOf = Map.groupBy(dishonours, (row) => row.party_id);
  const discountOf = new Map(discounts.map((row) => [row.party_id, row.share_ppm]));

  const productLine = (one: Asked, orders: ReadonlyMap<string, Order>): bigint | undefined => {
    const group = saidOf.get(keyOf(one.source, one.number))?.productGroups?.[0];
    if (group === undefined) return undefined;
    let sum = reserved.find((row) => row.account_id === one.accountId && row.product_group === group)?.reserved_minor ?? 0n;
    // Orders of this batch, as they stand in memory by now.
    for (const [key, other] of orders) {
      if (key === keyOf(one.source, one.number) || other.accountId !== one.accountId) continue;
      if (saidOf.get(key)?.productGroups?.includes(group)) sum += other.reservation?.remainingMinor ?? 0n;
    }
    return sum;
  };
  const salesperson = (one: Asked, order: Order | undefined): bigint | undefined => {
    const ownerId = partyOf.get(one.partyId)?.owner_id ?? null;
    if (ownerId === null) return undefined;
    let sum = used.find((row) => row.owner_id === ownerId && row.currency === one.currency)?.exposure_minor ?? 0n;
    for (const node of nodes) {
      if (node.kind === 'own' && node.currency === one.currency && partyOf.get(node.party_id)?.owner_id === ownerId) {
        sum += node.exposure_minor;
      }
    }
    return sum - (order?.reservation?.remainingMinor ?? 0n);
  };
  return {
    termsOf: (partyId) => partyOf.get(partyId)?.terms_days ?? null,
    segmentOf: (partyId) => segmentOf.get(partyId) ?? null,
    reviewOf: (partyId) => credit.get(partyId)?.review?.due_on ?? null,
    deliveredOf: (nodeId) => deliveredOf.get(nodeId) ?? 0n,
    coverOf: (partyId, currency, rate) =>
      rules.settings.coverCounts ? coverIn(credit.get(partyId)?.covers ?? [], currency, ctx.tenant.currency, rate) : 0n,
    otherwise(one) {
      const before = last.get(keyOf(one.source, one.number));
      if (!before) return { keys: [], largerDiscount: false };
      const said = saidIn(before.said);
      return {
        keys: SAID_KEYS.filter((key) => one.said?.[key]?.some((each) => !said[key]?.includes(each))),
        largerDiscount: (one.discountPpm ?? 0) > (before.discount_ppm ?? 0),
      };
    },
    factsOf(one, order, orders) {
      const key = keyOf(one.source, one.number);
      const is = belongs(needs, one, saidOf.get(key) ?? one.said ?? {}, lines, partyOf);
      const discountPpm = one.discountPpm ?? last.get(key)?.discount_ppm ?? null;
      const found = openOf.get(one.accountId) ?? [];
      return {
        ...(one.checkpoint === undefined || one.checkpoint === 'order' ? {} : { checkpoint: one.checkpoint }),
        ...(Object.keys(is).length > 0 ? { is } : {}),
        ...(rules.settings.horizonDays === undefined ? {} : { deliverOn: deliverOnOf(one, order) }),
        ...(needs.graces.length > 0
          ? {
              overdueBeyond: needs.graces.map((days) => ({
                days,
                amountMinor: beyond.find((row) => row.account_id === one.accountId && row.days === days)?.amount_minor ?? 0n,
              })),
            }
          : {}),
        ...(wantsOpen
          ? {
              openInvoices: {
                count: found[0]?.count ?? 0,
                oldest: found.map((row) => ({ number: row.number, issuedOn: row.issued_on, openMinor: row.open_minor })),
              },
            }
          : {}),
        ...given('productLineMinor', metrics.has('product_line_use') ? productLine(one, orders) : undefined),
        ...given('salespersonMinor', metrics.has('salesperson_use') ? salesperson(one, order) : undefined),
        ...(metrics.has('bill_dishonoured')
          ? {
              dishonours: (dishonoursOf.get(one.partyId) ?? [])
                .slice(0, DISHONOURS_SHOWN)
                .map((row) => ({ number: row.number, on: row.on, amountMinor: row.amount_minor })),
            }
          : {}),
        ...(metrics.has('discount_longer')
          ? { discountPpm, discountPpmGranted: discountOf.get(one.partyId) ?? null }
          : discountPpm === null
            ? {}
            : { discountPpm }),
        ...creditFacts(metrics, credit.get(one.partyId), one.currency),
      };
    },
  };
}

/** Of several currencies what is said in this one, and in the books' own carried over: of others nobody knows what they are good for here. */
export function coverIn(covers: CreditStanding['covers'], currency: string, home: string, rate: Rate | null): bigint {
  let sum = 0n;
  for (const each of covers) {
    if (each.currency === currency) sum += each.amountMinor;
    else if (each.currency === home && rate !== null) sum += capFromHome(each.amountMinor, rate);
  }
  return sum;
}

const DISHONOURS_SHOWN = 5;
const NOTHING_SAID: ReadonlyMap<string, CreditStanding> = new Map();
const CREDIT_METRICS: readonly OrderMetric[] = [
  'review_overdue',
  'dunning_level',
  'promise_broken',
  'insurance_stop',
  'insurance_notice',
];
const SAID_SCOPES: readonly ScopeKey[] = ['entities', 'organisations', 'departments', 'salespeople', 'productGroups'];
const SAID_METRICS: readonly OrderMetric[] = ['product_line_use', 'discount_longer'];

/** Who is not dunned stands at level 0, who promised nothing has broken nothing, who is not insured has no cover to lose. */
function creditFacts(metrics: ReadonlySet<OrderMetric>, standing: CreditStanding | undefined, currency: string): MoreFacts {
  const broken = (standing?.promises ?? []).filter((each) => each.state === 'broken');
  // Of several the one in the order's own currency, which the order's page can add up, else the oldest.
  const promise = broken.find((each) => each.currency === currency) ?? broken[0];
  return {
    ...(metrics.has('dunning_level') ? { dunningLevel: standing?.dunning?.level ?? 0 } : {}),
    ...(metrics.has('promise_broken')
      ? {
          promise: promise
            ? {
                brokenOn: promise.dueOn,
                amountMinor: promise.amountMinor - (promise.receivedMinor ?? 0n),
                ...(promise.currency === currency ? {} : { currency: promise.currency }),
              }
            : { brokenOn: null, amountMinor: 0n },
        }
      : {}),
    ...(metrics.has('insurance_stop') || metrics.has('insurance_notice')
      ? { insurance: { stoppedOn: standing?.insuranceStoppedOn ?? null, noticeBy: standing?.insurance?.due_on ?? null } }
      : {}),
  };
}

function given<K extends string, V>(key: K, value: V | undefined): { [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [key in K]?: V });
}

/** Who the customer is and what the order says of itself; what was said is kept even where no rule asks, for rules that may come. */
function belongs(
  needs: FactNeeds,
  one: Asked,
  said: Said,
  lines: Lines,
  partyOf: ReadonlyMap<string, store.PartyRow>,
): NonNullable<MoreFacts['is']> {
  const is: { [key in Exclude<ScopeKey, 'grades' | 'segments'>]?: readonly string[] } = { ...said };
  const party = partyOf.get(one.partyId);
  if (needs.scopes.has('customers') && party) is.customers = [party.code];
  if (needs.scopes.has('groups')) {
    const groups = lines.of(one.accountId).filter((node) => node.kind === 'group');
    is.groups = [...new Set(groups.flatMap((node) => partyOf.get(node.party_id)?.code ?? []))];
  }
  // An order that names nobody is its customer's salesperson's.
  if (needs.scopes.has('salespeople') && !is.salespeople && party?.owner_name) is.salespeople = [party.owner_name];
  return is;
}

/** Dishonoured bills older than every rule asks are not read. */
function longestDishonour(rules: OrderRules): number {
  let longest = 0;
  for (const rule of rules.rules) {
    for (const { metric, threshold } of groupsOf(rule).flat()) {
      if (metric === 'bill_dishonoured' && threshold.unit === 'days' && threshold.days > longest) longest = threshold.days;
    }
  }
  return longest;
}
