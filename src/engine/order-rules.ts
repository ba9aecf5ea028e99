// Rules of the order check as the engine takes them: where each speaks, of whom, about what, and what happens then.
import { assert } from '#base/assert.ts';
import type { Day } from '#base/date.ts';
import type { Money } from '#base/money.ts';

/** At most so many overdue documents are taken as facts, oldest first; the overdue amount stands for all of them. */
export const OVERDUE_DOCUMENTS_MAX = 20;

/** More open invoices than this are not counted, unless a rule allows more: of a customer with 5,000 a check reads no more than of one with 50. */
export const OPEN_INVOICES_COUNTED = 200;

/** How many open invoices are to be counted for these rules: enough to know that there are more than any of them allows, and than are listed. */
export function openInvoicesCounted(rules: OrderRules): number {
  let counted = OVERDUE_DOCUMENTS_MAX + 1;
  for (const rule of rules.rules) {
    for (const { metric, threshold } of groupsOf(rule).flat()) {
      if (metric !== 'unpaid_batches' || threshold.unit !== 'count') continue;
      counted = Math.max(counted, OPEN_INVOICES_COUNTED + 1, threshold.count + OVERDUE_DOCUMENTS_MAX + 1);
    }
  }
  return counted;
}

/** Where a rule may speak. A quotation reserves nothing; change is anything that raises an order that stands; delivery and invoice are told before they are made. */
export const CHECKPOINTS = ['quotation', 'order', 'change', 'delivery', 'invoice'] as const;
export type Checkpoint = (typeof CHECKPOINTS)[number];
/** Where a rule speaks that names no checkpoint. */
export const DEFAULT_CHECKPOINTS: readonly Checkpoint[] = ['order', 'change'];

/** In their precedence among reasons of one severity and priority. New ones go last: stored decisions keep their order (R12). */
export const ORDER_METRICS = [
  'frozen',
  'limit_expired',
  'no_limit',
  'limit_use',
  'group_limit_use',
  'overdue_days',
  'overdue_amount',
  'overdue_share_ppm',
  'terms_longer',
  'order_value',
  'product_line_use',
  'salesperson_use',
  'oldest_open_days',
  'unpaid_batches',
  'discount_longer',
  'statutory_terms',
  'review_overdue',
  'rating_age',
  'dunning_level',
  'bill_dishonoured',
  'promise_broken',
  'insurance_stop',
  'insurance_notice',
] as const;
export type OrderMetric = (typeof ORDER_METRICS)[number];

export const ORDER_ACTIONS = ['inform', 'warn', 'hold', 'require_prepayment', 'reject'] as const;
export type OrderAction = (typeof ORDER_ACTIONS)[number];

/** ppm: share (limit_use: of the limit); days; count; money: one amount a currency; none: the metric is a state (frozen, expired, no limit). */
export type OrderThreshold =
  | { readonly unit: 'ppm'; readonly ppm: number }
  | { readonly unit: 'days'; readonly days: number }
  | { readonly unit: 'count'; readonly count: number }
  | { readonly unit: 'money'; readonly amounts: readonly Money[] }
  | { readonly unit: 'none' };

/** How each metric's threshold is measured. */
export const METRIC_UNITS: Readonly<Record<OrderMetric, OrderThreshold['unit']>> = {
  frozen: 'none',
  limit_expired: 'none',
  no_limit: 'none',
  limit_use: 'ppm',
  group_limit_use: 'ppm',
  overdue_days: 'days',
  overdue_amount: 'money',
  overdue_share_ppm: 'ppm',
  terms_longer: 'days',
  order_value: 'money',
  product_line_use: 'money',
  salesperson_use: 'money',
  oldest_open_days: 'days',
  unpaid_batches: 'count',
  discount_longer: 'ppm',
  statutory_terms: 'days',
  review_overdue: 'days',
  rating_age: 'days',
  dunning_level: 'count',
  bill_dishonoured: 'days',
  promise_broken: 'days',
  insurance_stop: 'none',
  insurance_notice: 'days',
};

/** Metrics that may leave out what is only a few days overdue. */
export const GRACE_METRICS: readonly OrderMetric[] = ['overdue_days', 'overdue_amount', 'overdue_share_ppm'];
/** Metrics whose money may pass the threshold by a tolerance. */
export const TOLERANCE_METRICS: readonly OrderMetric[] = [
  'limit_use',
  'group_limit_use',
  'overdue_amount',
  'order_value',
  'product_line_use',
  'salesperson_use',
];

export const SCOPE_KEYS = [
  'customers',
  'groups',
  'grades',
  'segments',
  'entities',
  'organisations',
  'departments',
  'salespeople',
  'productGroups',
] as const;
export type ScopeKey = (typeof SCOPE_KEYS)[number];
/** Empty or absent means everybody. Values of one list are alternatives, the lists must all match. What an order does not say matches no list. */
export type OrderScope = { readonly [key in ScopeKey]?: readonly string[] };

/** Who is left out, until the last day given. */
export type OrderException = { readonly scope: OrderScope; readonly until: Day | null };

export type OrderCondition = {
  readonly metric: OrderMetric;
  readonly threshold: OrderThreshold;
  /** Documents no more than so many days overdue do not count. */
  readonly graceDays?: number;
  /** How far beyond its threshold an amount still passes: a share of the threshold, an amount in its currency, or both added. */
  readonly tolerance?: { readonly ppm: number; readonly amounts: readonly Money[] };
  /** What happens where the fact is not known; by default the rule passes and says so. */
  readonly unknownFails?: boolean;
};

/** Conditions that must all be met. */
export type ConditionGroup = readonly OrderCondition[];

export type OrderRule = OrderCondition & {
  readonly id: string;
  readonly scope: OrderScope | null;
  readonly action: OrderAction;
  /** How much of the order is to be paid first where the action is require_prepayment; 1,000,000 is all of it. */
  readonly prepayPpm: number;
  readonly enabled: boolean;
  readonly title: { readonly zh: string; readonly en: string };
  /** Where it speaks; DEFAULT_CHECKPOINTS where absent. */
  readonly at?: readonly Checkpoint[];
  /** Met together with the rule's own condition. */
  readonly and?: ConditionGroup;
  /** Other groups of conditions, any of which makes the rule speak as well. */
  readonly or?: readonly ConditionGroup[];
  readonly except?: readonly OrderException[];
  readonly validFrom?: Day;
  /** Last day on which it holds. */
  readonly validTo?: Day;
  /** Among reasons of one severity the higher is said first; 0 where absent. */
  readonly priority?: number;
};

/** Which documents use a limit up: orders as they are cleared, or only deliveries, or only invoices. */
export const CONSUMING = ['orders', 'deliveries', 'invoices'] as const;
export type Consuming = (typeof CONSUMING)[number];

export type OrderSettings = {
  /** A value equal to its threshold passes. */
  readonly equalityPasses: boolean;
  /** What a group without a limit of its own means for its members: no cap above them, or no credit. */
  readonly groupWithoutLimit: 'no_cap' | 'no_credit';
  /** How long a cleared order keeps its reservation, in days. */
  readonly reservationDays: number;
  /** How long a hold may wait for its decision, in hours: the clock of the queue. */
  readonly holdHours: number;
  /** 'orders' where absent. */
  readonly consumes?: Consuming;
  /** Orders to be delivered later than so many days from now do not use the limit yet; null or absent: all do. */
  readonly horizonDays?: number | null;
  /** Whether amounts of orders and rules include tax; they do where absent. */
  readonly amountsWithTax?: boolean;
  /** Whether cover (deposits, guarantees, insurance) lowers what counts against a limit; it does not where absent. */
  readonly coverCounts?: boolean;
};

/** Made by orderRules() or parseRulebook('order-check', …), which sort the rules into precedence. */
export type OrderRules = { readonly settings: OrderSettings; readonly rules: readonly OrderRule[] };

/** Sorts rules into precedence and drops the disabled: the form checkOrder wants. */
export function orderRules(rules: readonly OrderRule[], settings: OrderSettings): OrderRules {
  const severity = (rule: OrderRule) => ORDER_ACTIONS.length - ORDER_ACTIONS.indexOf(rule.action);
  const order = (a: OrderRule, b: OrderRule) =>
    severity(a) - severity(b) ||
    (b.priority ?? 0) - (a.priority ?? 0) ||
    ORDER_METRICS.indexOf(a.metric) - ORDER_METRICS.indexOf(b.metric);
  // Array sort is stable: rules of one action, priority and metric keep the order of the rulebook.
  return { settings, rules: rules.filter((rule) => rule.enabled).sort(order) };
}

/** The groups of conditions of a rule: it speaks where any of them is met in whole. */
export function groupsOf(rule: OrderRule): ConditionGroup[] {
  return [rule.and ? [rule, ...rule.and] : [rule], ...(rule.or ?? [])];
}

/** What the rules ask of facts beyond the account itself, so that nobody reads what no rule in force needs. */
export type FactNeeds = {
  readonly metrics: ReadonlySet<OrderMetric>;
  readonly scopes: ReadonlySet<ScopeKey>;
  /** Days beyond which overdue amounts are asked for, ascending. */
  readonly graces: readonly number[];
  /** How many open invoices are to be counted. */
  readonly invoicesCounted: number;
};

const needed = new WeakMap<OrderRules, FactNeeds>();

export function needsOf(rules: OrderRules): FactNeeds {
  const known = needed.get(rules);
  if (known) return known;
  const metrics = new Set<OrderMetric>();
  const scopes = new Set<ScopeKey>();
  const graces = new Set<number>();
  for (const rule of rules.rules) {
    for (const condition of groupsOf(rule).flat()) {
      metrics.add(condition.metric);
      if (condition.graceDays) graces.add(condition.graceDays);
    }
    for (const scope of [rule.scope, ...(rule.except ?? []).map((each) => each.scope)]) {
      for (const key of SCOPE_KEYS) if (scope?.[key] && scope[key].length > 0) scopes.add(key);
    }
  }
  const needs = { metrics, scopes, graces: [...graces].sort((a, b) => a - b), invoicesCounted: openInvoicesCounted(rules) };
  assert(needs.graces.length <= GRACES_MAX, 'the reader bounds how many different days of grace a rulebook has');
  needed.set(rules, needs);
  return needs;
}

/** So many different days of grace a rulebook may name: each is a sum asked of every overdue account. */
export const GRACES_MAX = 10;
