// The order check: facts of a customer and an order + rules → clear, held or refused, with every reason.

import { assert } from '#base/assert.ts';
import type { Day } from '#base/date.ts';
import type { Currency } from '#base/money.ts';
import type { CapMode } from './account.ts';
import { availableOf } from './account.ts';
import type { Rate } from './currency-rates.ts';
import { coveredMinor, Measuring } from './order-findings.ts';
import { evaluate } from './order-metrics.ts';
import { remediesOf } from './order-remedy.ts';
import {
  type Checkpoint,
  DEFAULT_CHECKPOINTS,
  ORDER_ACTIONS,
  type OrderAction,
  type OrderMetric,
  type OrderRule,
  type OrderRules,
  type OrderScope,
  type ScopeKey,
} from './order-rules.ts';

export {
  CHECKPOINTS,
  type Checkpoint,
  ORDER_ACTIONS,
  ORDER_METRICS,
  type OrderAction,
  type OrderMetric,
  type OrderRule,
  type OrderRules,
  type OrderScope,
  type OrderSettings,
  type OrderThreshold,
  OVERDUE_DOCUMENTS_MAX,
  orderRules,
} from './order-rules.ts';

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
  /** Effective cover of what is owed here (deposits, guarantees, insurance), after haircuts; counts where the settings say so. */
  readonly coverMinor?: bigint;
  /**
   * Where the node is kept in another currency than the order's: the figures above are carried over, caps rounded down and exposures up,
   * and a limit to be raised is said in the node's own currency.
   */
  readonly kept?: { readonly currency: Currency; readonly rate: Rate } | undefined;
};

/** What a customer owes in another currency than the order's, in that currency; something of it is overdue. */
export type OwedElsewhere = {
  readonly currency: Currency;
  readonly openMinor: bigint;
  readonly overdueMinor: bigint;
  readonly oldestDueOn: Day;
  /** Oldest first, at most OVERDUE_DOCUMENTS_MAX. */
  readonly overdueDocuments: readonly OverdueDocument[];
  readonly overdueBeyond?: readonly { readonly days: number; readonly amountMinor: bigint }[];
};

export type OverdueDocument = { readonly number: string; readonly dueOn: Day; readonly openMinor: bigint };

/** What the rules may ask of an order and its customer beyond the account: present where a rule in force asks, null where it is not known. */
export type MoreFacts = {
  /** 'order' where absent. */
  readonly checkpoint?: Checkpoint;
  /** A delivery or an invoice that takes room no order reserved: the rules of that checkpoint speak of it as well. */
  readonly asOrder?: 'order' | 'change';
  /** The order stands and is not raised in any respect: what does not pass is said, and stops nothing. */
  readonly raisesNothing?: boolean;
  /** Who and what it is, by scope: the customer's code, its groups from near to far, and what the order says of itself. */
  readonly is?: { readonly [key in Exclude<ScopeKey, 'grades' | 'segments'>]?: readonly string[] };
  readonly deliverOn?: Day | null;
  /** Overdue more than so many days: how much, and since when the oldest of it. One for each number of days of grace the rules name. */
  readonly overdueBeyond?: readonly { readonly days: number; readonly amountMinor: bigint }[];
  /** Open invoices in the order they were issued, at most OVERDUE_DOCUMENTS_MAX, and how many there are, as far as they are counted. */
  readonly openInvoices?: {
    readonly count: number;
    readonly oldest: readonly { readonly number: string; readonly issuedOn: Day; readonly openMinor: bigint }[];
  };
  /** Reserved by other orders of the same product group, this order's own reservation left out. */
  readonly productLineMinor?: bigint;
  /** Exposure of all customers of the salesperson in the order's currency, this order's own reservation left out. */
  readonly salespersonMinor?: bigint;
  /** Bills of the customer that were dishonoured, newest first. */
  readonly dishonours?: readonly { readonly number: string; readonly on: Day; readonly amountMinor: bigint }[];
  readonly discountPpm?: number | null;
  readonly discountPpmGranted?: number | null;
  readonly ratedOn?: Day | null;
  readonly reviewDueOn?: Day | null;
  /** Null or absent: nobody keeps it. */
  readonly dunningLevel?: number | null;
  /** Absent or null: promises are not kept; `brokenOn` null: none is broken. The amount is what is missing of it; in another currency it says which. */
  readonly promise?: { readonly brokenOn: Day | null; readonly amountMinor: bigint; readonly currency?: Currency } | null;
  /** Absent or null: the customer is not insured or nobody keeps it. */
  readonly insurance?: { readonly stoppedOn: Day | null; readonly noticeBy: Day | null } | null;
};

export type OrderFacts = MoreFacts & {
  /** What of it is still to go out, or goes out now. */
  readonly orderMinor: bigint;
  /** The value of the document itself, where that is not what is still to go out of it. */
  readonly documentMinor?: bigint;
  /** What of the order is out already: amounts an order may have at most are said with it. */
  readonly outMinor?: bigint;
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
  /** Overdue in other currencies, where something is; rules on what is overdue are asked of each by itself. */
  readonly elsewhere?: readonly OwedElsewhere[];
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
  /** A person holds it, whatever the rules say, until somebody with the authority releases it. */
  readonly heldByHand?: { readonly on: Day; readonly by: string } | null;
};

/** One way to clear one reason. Amounts in minor units of the order's currency. */
export type Clearing =
  | { readonly kind: 'payment'; readonly amountMinor: bigint }
  | { readonly kind: 'smaller_order'; readonly amountMinor: bigint }
  | { readonly kind: 'prepayment'; readonly amountMinor: bigint }
  /** With a currency: of what is owed in another than the order's. */
  | { readonly kind: 'settle_document'; readonly document: string; readonly amountMinor: bigint; readonly currency?: Currency }
  | {
      readonly kind: 'settle_documents';
      readonly documents: readonly string[];
      readonly amountMinor: bigint;
      readonly currency?: Currency;
    }
  /** At least so much of what is overdue. */
  | { readonly kind: 'collect_overdue'; readonly amountMinor: bigint; readonly currency?: Currency }
  | { readonly kind: 'shorter_terms'; readonly termsDays: number }
  /** In the currency the limit is kept in, where that is not the order's. */
  | { readonly kind: 'raise_limit'; readonly node: string; readonly amountMinor: bigint; readonly currency?: Currency }
  | { readonly kind: 'lift_freeze'; readonly node: string }
  | { readonly kind: 'renew_limit'; readonly node: string }
  /** These invoices whole, whatever else is older: money paid is otherwise taken to settle what is due longest. */
  | { readonly kind: 'settle_invoices'; readonly documents: readonly string[]; readonly amountMinor: bigint }
  | { readonly kind: 'smaller_discount'; readonly discountPpm: number }
  | { readonly kind: 'wait_until'; readonly on: Day }
  | { readonly kind: 'new_rating' }
  | { readonly kind: 'new_review' }
  | { readonly kind: 'end_dunning' }
  | { readonly kind: 'keep_promise'; readonly amountMinor: bigint; readonly currency?: Currency }
  | { readonly kind: 'restore_cover' }
  | { readonly kind: 'notify_insurer' }
  | { readonly kind: 'grant_limit'; readonly node: string; readonly amountMinor: bigint; readonly currency?: Currency };

/** Unit of `actual` and `threshold`: money is minor units (bigint), days and ppm numbers, text a day or a word. */
export type ReasonUnit = 'money' | 'days' | 'ppm' | 'count' | 'text';
export type ReasonValue = bigint | number | string | null;

/** Why a value is not known. */
export type Unknown =
  | 'no_threshold_in_currency'
  | 'terms_unknown'
  | 'terms_not_granted'
  | 'discount_unknown'
  | 'discount_not_granted'
  | 'not_rated'
  | 'no_review_day'
  | 'dunning_not_kept'
  | 'promises_not_kept'
  | 'insurance_not_kept'
  | 'no_product_group'
  | 'no_salesperson'
  | 'beyond_horizon';

export type Reason = {
  /** The metric of the rule that did not pass. */
  readonly code: OrderMetric | 'held_by_hand';
  readonly rule: string;
  /** The rule's own title, as its author wrote it; absent where no rule speaks. */
  readonly title?: OrderRule['title'];
  readonly action: OrderAction;
  readonly node: string | null;
  /** limit_use: exposure after the order. */
  readonly actual: ReasonValue;
  /** limit_use: what the rule lets the exposure be. Null where the metric is a state, or `missing` says why. */
  readonly threshold: ReasonValue;
  readonly unit: ReasonUnit;
  /** Of money, where it is not the order's. */
  readonly currency?: Currency;
  readonly document: string | null;
  /** Alternatives, each of which clears this reason alone. */
  readonly clears: readonly Clearing[];
  /** Why the rule could not be evaluated; it then counts as not passed. */
  readonly missing: Unknown | null;
  /** The other conditions of the rule that were met together with this one; absent where the rule has one condition. */
  readonly with?: readonly Pick<Reason, 'code' | 'actual' | 'threshold' | 'unit' | 'currency' | 'document' | 'missing'>[];
  /** Covered by a standing release of this order: said, but no longer holding it. */
  readonly released: boolean;
  readonly passed: false;
};

export type PassedRule = {
  readonly code: OrderMetric;
  readonly rule: string;
  readonly title: OrderRule['title'];
  readonly node: string | null;
  readonly actual: ReasonValue;
  readonly threshold: ReasonValue;
  readonly unit: ReasonUnit;
  /** The fact the rule asks for is unknown and the rule speaks only where it is known. */
  readonly missing: Unknown | null;
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

/** Actions that keep the order from going out. */
export function blocks(action: OrderAction): boolean {
  return action === 'hold' || action === 'require_prepayment' || action === 'reject';
}

/**
 * Decides one order. All rules are evaluated and every reason returned; nothing is stored. Orders of one customer decided in
 * sequence pass the exposure each leaves behind. An amount the rules name no threshold for in the order's currency does not pass:
 * the check never clears what it could not evaluate. A change that raises nothing on a node (order ≤ what it already reserves) passes
 * its limit rules; whether to ask at all for a decrease is the caller's choice. `withPassed` false: nobody asks what passed, and it is empty.
 */
export function checkOrder(facts: OrderFacts, rules: OrderRules, asOf: Day, withPassed = true): OrderDecision {
  // Without its own account an order would pass every limit rule unasked.
  assert(facts.nodes[0]?.kind === 'own', 'the first node of an order check is the customer’s own account');
  const reasons: Reason[] = [];
  const passed: PassedRule[] = [];
  const measuring = new Measuring(facts, asOf, rules.settings);
  for (const rule of rules.rules) {
    if (speaks(rule, facts, asOf)) evaluate(rule, facts, asOf, measuring, reasons, withPassed ? passed : null);
  }
  if (facts.heldByHand) reasons.unshift(byHand(facts.heldByHand));
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
    const usedMinor = coveredMinor(node, node.exposureMinor - node.alreadyReservedMinor, rules.settings);
    const free = availableOf(node.mode, node.capMinor, usedMinor);
    if (free !== null && (availableMinor === null || free < availableMinor)) availableMinor = free;
  }
  const remedies = blocked ? remediesOf(facts, said, asOf, rules.settings) : NO_REMEDIES;
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

function byHand({ on, by }: NonNullable<OrderFacts['heldByHand']>): Reason {
  return {
    code: 'held_by_hand',
    rule: 'by-hand',
    action: 'hold',
    node: null,
    actual: on,
    threshold: by,
    unit: 'text',
    document: null,
    clears: [],
    missing: null,
    released: false,
    passed: false,
  };
}

const NO_REMEDIES: readonly Remedy[] = [];

/** Whether a rule speaks here: at this checkpoint, on this day, of this customer and order, and no exception stands. */
function speaks(rule: OrderRule, facts: OrderFacts, asOf: Day): boolean {
  const at = rule.at ?? DEFAULT_CHECKPOINTS;
  if (!at.includes(facts.checkpoint ?? 'order') && !(facts.asOrder && at.includes(facts.asOrder))) return false;
  if (rule.validFrom !== undefined && asOf < rule.validFrom) return false;
  if (rule.validTo !== undefined && asOf > rule.validTo) return false;
  if (rule.scope !== null && !inScope(rule.scope, facts)) return false;
  return !rule.except?.some((each) => (each.until === null || asOf <= each.until) && inScope(each.scope, facts));
}

function inScope(scope: OrderScope, facts: OrderFacts): boolean {
  for (const key in scope) {
    const listed = scope[key as ScopeKey];
    if (!listed || listed.length === 0) continue;
    if (key === 'grades') {
      if (!listed.includes(facts.grade ?? 'NR')) return false;
    } else if (key === 'segments') {
      if (!facts.segment || !listed.includes(facts.segment)) return false;
    } else if (!facts.is?.[key as Exclude<ScopeKey, 'grades' | 'segments'>]?.some((each) => listed.includes(each))) return false;
  }
  return true;
}

/** Drops a reason that another on the same node already explains, never one that is more severe than its explanation. */
function onceEach(reasons: Reason[], facts: OrderFacts): Reason[] {
  const standsFor = (reason: Reason, codes: readonly Reason['code'][]) =>
    reasons.some(
      (other) =>
        other.node === reason.node &&
        other.with === undefined &&
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
