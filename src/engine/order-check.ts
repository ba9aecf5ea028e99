// The order check: facts of a customer and an order + rules → clear, held or refused, with every reason.

import { assert } from '#base/assert.ts';
import type { Day } from '#base/date.ts';
import type { Currency, Money } from '#base/money.ts';
import type { CapMode } from './account.ts';
import { availableOf } from './account.ts';
import type { Rate } from './currency-rates.ts';
import { evaluate } from './order-metrics.ts';
import { remediesOf } from './order-remedy.ts';

export { OVERDUE_DOCUMENTS_MAX } from './order-metrics.ts';

/** One account whose cap the order would use: the customer's own first, then its group ancestors from near to far. */
export type NodeFacts = {
  readonly node: string;
  readonly kind: 'own' | 'group';
  readonly mode: CapMode;
  readonly capMinor: bigint | null;
  /** Exposure before this order, its own earlier reservation included. */
  readonly exposureMinor: bigint;
  /** What this same order already holds on the node: a re-check counts only the increase. */
  readonly alreadyReservedMinor: bigint;
  /** Last day of the limit in force, for information; null without an end. */
  readonly limitValidTo: Day | null;
  /** Last day of a limit that ran out and was not renewed. */
  readonly limitExpiredOn: Day | null;
  readonly freeze: { readonly frozenOn: Day; readonly reason: string } | null;
  /**
   * Where the node is kept in another currency than the order's: the figures above are carried over, caps rounded down and exposures up,
   * and a limit to be raised is said in the node's own currency.
   */
  readonly kept?: { readonly currency: Currency; readonly rate: Rate } | undefined;
};

export type OverdueDocument = { readonly number: string; readonly dueOn: Day; readonly openMinor: bigint };

export type OrderFacts = {
  readonly orderMinor: bigint;
  /** Currency of the order and of every amount here. */
  readonly currency: Currency;
  readonly termsDays: number | null;
  readonly nodes: readonly NodeFacts[];
  readonly openMinor: bigint;
  readonly overdueMinor: bigint;
  readonly oldestDueOn: Day | null;
  readonly oldestDocument: OverdueDocument | null;
  /** Oldest first, at most OVERDUE_DOCUMENTS_MAX. */
  readonly overdueDocuments: readonly OverdueDocument[];
  /** Rating in force; null counts as 'NR' in a rule's scope. */
  readonly grade: string | null;
  readonly segment?: string | null;
  /** Longest terms granted to the customer in days; null: no terms on record. */
  readonly termsDaysGranted: number | null;
  /** A standing release of this same order: what it released is not held again while it stays within the tolerance. */
  readonly toleranceReleased?: {
    readonly amountMinor: bigint;
    readonly tolerancePpm: number;
    /** Last day on which it holds. */
    readonly untilOn: Day;
    /** Ids of the rules that were released. */
    readonly rules: readonly string[];
  } | null;
};

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
] as const;
export type OrderMetric = (typeof ORDER_METRICS)[number];

export const ORDER_ACTIONS = ['inform', 'warn', 'hold', 'require_prepayment', 'reject'] as const;
export type OrderAction = (typeof ORDER_ACTIONS)[number];

/** ppm: share (limit_use: of the limit); days; money: one amount a currency; none: the metric is a state (frozen, expired, no limit). */
export type OrderThreshold =
  | { readonly unit: 'ppm'; readonly ppm: number }
  | { readonly unit: 'days'; readonly days: number }
  | { readonly unit: 'money'; readonly amounts: readonly Money[] }
  | { readonly unit: 'none' };

/** Empty or absent means everybody. Values of one list are alternatives, the lists must all match. */
export type OrderScope = { readonly grades?: readonly string[]; readonly segments?: readonly string[] };

export type OrderRule = {
  readonly id: string;
  readonly metric: OrderMetric;
  readonly scope: OrderScope | null;
  readonly threshold: OrderThreshold;
  readonly action: OrderAction;
  /** How much of the order is to be paid first where the action is require_prepayment; 1,000,000 is all of it. */
  readonly prepayPpm: number;
  readonly enabled: boolean;
  readonly title: { readonly zh: string; readonly en: string };
};

export type OrderSettings = {
  /** A value equal to its threshold passes. */
  readonly equalityPasses: boolean;
  /** What a group without a limit of its own means for its members: no cap above them, or no credit. */
  readonly groupWithoutLimit: 'no_cap' | 'no_credit';
  /** How long a cleared order keeps its reservation, in days. */
  readonly reservationDays: number;
  /** How long a hold may wait for its decision, in hours: the clock of the queue. */
  readonly holdHours: number;
};

/** Made by orderRules() or parseRulebook('order-check', …), which sort the rules into precedence. */
export type OrderRules = { readonly settings: OrderSettings; readonly rules: readonly OrderRule[] };

/** One way to clear one reason. Amounts in minor units of the order's currency. */
export type Clearing =
  | { readonly kind: 'payment'; readonly amountMinor: bigint }
  | { readonly kind: 'smaller_order'; readonly amountMinor: bigint }
  | { readonly kind: 'prepayment'; readonly amountMinor: bigint }
  | { readonly kind: 'settle_document'; readonly document: string; readonly amountMinor: bigint }
  | { readonly kind: 'settle_documents'; readonly documents: readonly string[]; readonly amountMinor: bigint }
  /** At least so much of what is overdue. */
  | { readonly kind: 'collect_overdue'; readonly amountMinor: bigint }
  | { readonly kind: 'shorter_terms'; readonly termsDays: number }
  /** In the currency the limit is kept in, where that is not the order's. */
  | { readonly kind: 'raise_limit'; readonly node: string; readonly amountMinor: bigint; readonly currency?: Currency }
  | { readonly kind: 'lift_freeze'; readonly node: string }
  | { readonly kind: 'renew_limit'; readonly node: string }
  | { readonly kind: 'grant_limit'; readonly node: string; readonly amountMinor: bigint; readonly currency?: Currency };

/** Unit of `actual` and `threshold`: money is minor units (bigint), days and ppm numbers, text a day or a word. */
export type ReasonUnit = 'money' | 'days' | 'ppm' | 'text';
export type ReasonValue = bigint | number | string | null;

export type Reason = {
  /** The metric of the rule that did not pass. */
  readonly code: OrderMetric;
  readonly rule: string;
  readonly action: OrderAction;
  readonly node: string | null;
  /** limit_use: exposure after the order. */
  readonly actual: ReasonValue;
  /** limit_use: what the rule lets the exposure be. Null where the metric is a state, or `missing` says why. */
  readonly threshold: ReasonValue;
  readonly unit: ReasonUnit;
  readonly document: string | null;
  /** Alternatives, each of which clears this reason alone. */
  readonly clears: readonly Clearing[];
  /** Why the rule could not be evaluated; it then counts as not passed. */
  readonly missing: 'no_threshold_in_currency' | null;
  /** Covered by a standing release of this order: said, but no longer holding it. */
  readonly released: boolean;
  readonly passed: false;
};

export type PassedRule = {
  readonly code: OrderMetric;
  readonly rule: string;
  readonly node: string | null;
  readonly actual: ReasonValue;
  readonly threshold: ReasonValue;
  readonly unit: ReasonUnit;
  /** The fact the rule asks for is unknown and the rule speaks only where it is known. */
  readonly missing: 'terms_unknown' | 'terms_not_granted' | null;
  readonly passed: true;
};

/** One act that clears every reason that holds the order, with what the account looks like afterwards (before the order, unless said). */
export type Remedy = {
  readonly act: Clearing;
  readonly amountMinor: bigint | null;
  readonly after: {
    /** Own available before the order goes out; null unlimited. */
    readonly availableMinor: bigint | null;
    /** Own exposure once the order is out. */
    readonly exposureAfterOrderMinor: bigint;
    readonly overdueMinor: bigint;
    /** Null where it hangs on documents beyond OVERDUE_DOCUMENTS_MAX. */
    readonly overdueDays: number | null;
    readonly overdueSharePpm: number | null;
  };
};

export type OrderOutcome = 'clear' | 'held' | 'refused';

export type OrderDecision = {
  readonly outcome: OrderOutcome;
  /** Most severe action among the reasons that are not released; null when all rules passed. */
  readonly action: OrderAction | null;
  readonly currency: Currency;
  readonly asOf: Day;
  readonly orderMinor: bigint;
  /** Least available over all capped nodes before this order (its earlier reservation given back); null: unlimited. */
  readonly availableMinor: bigint | null;
  /** The same after the order. */
  readonly availableAfterMinor: bigint | null;
  /**
   * Every reason, in precedence: severity of the action, then ORDER_METRICS, then the rulebook's order, then nodes from near to far.
   * Where a node has no limit, one cause is said once: limit_expired stands for no_limit, either stands for limit_use.
   */
  readonly reasons: readonly Reason[];
  readonly passed: readonly PassedRule[];
  /** Cheapest single act that clears everything that holds the order; null when the order is clear or no one act does. */
  readonly remedy: Remedy | null;
  /** All such acts, cheapest first. */
  readonly remedies: readonly Remedy[];
};

/** Sorts rules into precedence and drops the disabled: the form checkOrder wants. */
export function orderRules(rules: readonly OrderRule[], settings: OrderSettings): OrderRules {
  const rank = (rule: OrderRule) =>
    (ORDER_ACTIONS.length - ORDER_ACTIONS.indexOf(rule.action)) * ORDER_METRICS.length + ORDER_METRICS.indexOf(rule.metric);
  // Array sort is stable: rules of one action and metric keep the order of the rulebook.
  const sorted = rules.filter((rule) => rule.enabled).sort((a, b) => rank(a) - rank(b));
  return { settings, rules: sorted };
}

/** Actions that keep the order from going out. */
export function blocks(action: OrderAction): boolean {
  return action === 'hold' || action === 'require_prepayment' || action === 'reject';
}

/**
 * Decides one order. All rules are evaluated and every reason returned; nothing is stored. Orders of one customer decided in
 * sequence pass the exposure each leaves behind. An amount the rules name no threshold for in the order's currency does not pass:
 * the check never clears what it could not evaluate. A change that raises nothing on a node (order ≤ what it already reserves) passes
 * its limit rules; whether to ask at all for a decrease is the caller's choice.
 */
export function checkOrder(facts: OrderFacts, rules: OrderRules, asOf: Day): OrderDecision {
  // Without its own account an order would pass every limit rule unasked.
  assert(facts.nodes[0]?.kind === 'own', 'the first node of an order check is the customer’s own account');
  const reasons: Reason[] = [];
  const passed: PassedRule[] = [];
  const strict = !rules.settings.equalityPasses;
  for (const rule of rules.rules) {
    if (rule.scope !== null && !inScope(rule.scope, facts)) continue;
    evaluate(rule, facts, asOf, strict, rules.settings, reasons, passed);
  }
  const said = reasons.length > 1 ? onceEach(reasons, facts) : reasons;
  let action: OrderAction | null = null;
  let severity = -1;
  let blocked = false;
  for (const reason of said) {
    const rank = reason.released ? -1 : ORDER_ACTIONS.indexOf(reason.action);
    if (rank > severity) {
      severity = rank;
      action = reason.action;
    }
    blocked ||= !reason.released && blocks(reason.action);
  }
  let availableMinor: bigint | null = null;
  for (const node of facts.nodes) {
    if (node.kind === 'group' && node.mode === 'none' && rules.settings.groupWithoutLimit === 'no_cap') continue;
    const free = availableOf(node.mode, node.capMinor, node.exposureMinor - node.alreadyReservedMinor);
    if (free !== null && (availableMinor === null || free < availableMinor)) availableMinor = free;
  }
  const remedies = blocked ? remediesOf(facts, said, asOf) : NO_REMEDIES;
  return {
    outcome: action === 'reject' ? 'refused' : blocked ? 'held' : 'clear',
    action,
    currency: facts.currency,
    asOf,
    orderMinor: facts.orderMinor,
    availableMinor,
    availableAfterMinor: availableMinor === null ? null : availableMinor - facts.orderMinor,
    reasons: said,
    passed,
    remedy: remedies[0] ?? null,
    remedies,
  };
}

const NO_REMEDIES: readonly Remedy[] = [];

function inScope(scope: OrderScope, facts: OrderFacts): boolean {
  if (scope.grades && scope.grades.length > 0 && !scope.grades.includes(facts.grade ?? 'NR')) return false;
  if (scope.segments && scope.segments.length > 0 && (!facts.segment || !scope.segments.includes(facts.segment))) return false;
  return true;
}

/** Drops a reason that another on the same node already explains, never one that is more severe than its explanation. */
function onceEach(reasons: Reason[], facts: OrderFacts): Reason[] {
  const standsFor = (reason: Reason, codes: readonly OrderMetric[]) =>
    reasons.some(
      (other) =>
        other.node === reason.node &&
        codes.includes(other.code) &&
        other.released === reason.released &&
        ORDER_ACTIONS.indexOf(other.action) >= ORDER_ACTIONS.indexOf(reason.action),
    );
  return reasons.filter((reason) => {
    if (reason.node === null || facts.nodes.find((node) => node.node === reason.node)?.mode !== 'none') return true;
    if (reason.code === 'no_limit') return !standsFor(reason, ['limit_expired']);
    if (reason.code === 'limit_use' || reason.code === 'group_limit_use')
      return !standsFor(reason, ['limit_expired', 'no_limit']);
    return true;
  });
}
