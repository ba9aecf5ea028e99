// What each metric of the order check measures, against which threshold, and what would clear it.
import type { Day } from '#base/date.ts';
import { daysBetween } from '#base/date.ts';
import type { Currency } from '#base/money.ts';
import { timesPpm } from '#base/money.ts';
import { divide, ratioPpm } from '#base/ratio.ts';
import { toHome } from './currency-rates.ts';
import type {
  Clearing,
  NodeFacts,
  OrderFacts,
  OrderRule,
  OrderSettings,
  PassedRule,
  Reason,
  ReasonUnit,
  ReasonValue,
} from './order-check.ts';

/** At most so many overdue documents are taken as facts, oldest first; the overdue amount stands for all of them. */
export const OVERDUE_DOCUMENTS_MAX = 20;

const PPM_ONE = 1_000_000;

/** Evaluates one rule whose scope fits, node by node where it speaks of nodes, into reasons or passed. `strict`: equality does not pass. */
export function evaluate(
  rule: OrderRule,
  facts: OrderFacts,
  asOf: Day,
  strict: boolean,
  settings: OrderSettings,
  reasons: Reason[],
  passed: PassedRule[],
): void {
  const pass = (
    node: string | null,
    actual: ReasonValue,
    threshold: ReasonValue,
    unit: ReasonUnit,
    missing: PassedRule['missing'] = null,
  ) => {
    passed.push({ code: rule.metric, rule: rule.id, node, actual, threshold, unit, missing, passed: true });
  };
  const fail = (
    node: string | null,
    actual: ReasonValue,
    threshold: ReasonValue,
    unit: ReasonUnit,
    document: string | null,
    clears: Clearing[],
    missing: Reason['missing'] = null,
  ) => {
    if (rule.action === 'require_prepayment') {
      clears.unshift({ kind: 'prepayment', amountMinor: timesPpm(facts.orderMinor, rule.prepayPpm, 'ceil') });
    }
    reasons.push({
      code: rule.metric,
      rule: rule.id,
      action: rule.action,
      node,
      actual,
      threshold,
      unit,
      document,
      clears,
      missing,
      released: released(rule, facts, asOf),
      passed: false,
    });
  };
  const exceeds = (actual: bigint, threshold: bigint) => (strict ? actual >= threshold : actual > threshold);
  const excess = strict ? 1n : 0n;

  switch (rule.metric) {
    case 'frozen':
      for (const node of facts.nodes) {
        if (node.freeze) fail(node.node, node.freeze.frozenOn, null, 'text', null, [{ kind: 'lift_freeze', node: node.node }]);
        else pass(node.node, null, null, 'text');
      }
      return;
    case 'limit_expired':
      for (const node of facts.nodes) {
        const ended = node.limitExpiredOn ?? (node.limitValidTo !== null && asOf > node.limitValidTo ? node.limitValidTo : null);
        if (ended !== null) fail(node.node, ended, null, 'text', null, [{ kind: 'renew_limit', node: node.node }]);
        else pass(node.node, node.limitValidTo, null, 'text');
      }
      return;
    case 'no_limit':
      for (const node of facts.nodes) {
        if (node.kind === 'group' && settings.groupWithoutLimit === 'no_cap') continue;
        if (node.mode !== 'none') pass(node.node, node.mode, null, 'text');
        else {
          const needMinor = node.exposureMinor - node.alreadyReservedMinor + facts.orderMinor;
          fail(node.node, 'none', null, 'text', null, [
            { kind: 'grant_limit', node: node.node, ...keptIn(node, needMinor + excess) },
          ]);
        }
      }
      return;
    case 'limit_use':
    case 'group_limit_use': {
      const kind = rule.metric === 'limit_use' ? 'own' : 'group';
      const ppm = rule.threshold.unit === 'ppm' ? rule.threshold.ppm : PPM_ONE;
      for (const node of facts.nodes) {
        if (node.kind !== kind || node.mode === 'unlimited') continue;
        if (node.mode === 'none' && kind === 'group' && settings.groupWithoutLimit === 'no_cap') continue;
        const capMinor = node.mode === 'amount' && node.capMinor !== null ? node.capMinor : 0n;
        const allowedMinor = ppm === PPM_ONE ? capMinor : timesPpm(capMinor, ppm, 'floor');
        const afterMinor = node.exposureMinor - node.alreadyReservedMinor + facts.orderMinor;
        const raises = facts.orderMinor > node.alreadyReservedMinor;
        if (!raises || !exceeds(afterMinor, allowedMinor)) {
          pass(node.node, afterMinor, allowedMinor, 'money');
          continue;
        }
        const shortMinor = afterMinor - allowedMinor + excess;
        const clears: Clearing[] = [{ kind: 'payment', amountMinor: shortMinor }];
        if (shortMinor < facts.orderMinor) clears.push({ kind: 'smaller_order', amountMinor: facts.orderMinor - shortMinor });
        // The least cap under which the same rule passes: divided by the rule's share, rounded up.
        const needMinor = ppm === 0 ? null : divide((afterMinor + excess) * BigInt(PPM_ONE), BigInt(ppm), 'ceil');
        if (needMinor !== null) clears.push({ kind: 'raise_limit', node: node.node, ...keptIn(node, needMinor) });
        fail(node.node, afterMinor, allowedMinor, 'money', null, clears);
      }
      return;
    }
    case 'overdue_days': {
      const threshold = rule.threshold.unit === 'days' ? rule.threshold.days : 0;
      const actual = facts.oldestDueOn === null ? 0 : Math.max(0, daysBetween(facts.oldestDueOn, asOf));
      if (actual === 0 || (strict ? actual < threshold : actual <= threshold)) return pass(null, actual, threshold, 'days');
      const document = facts.oldestDocument?.number ?? facts.overdueDocuments[0]?.number ?? null;
      return fail(null, actual, threshold, 'days', document, [settleBeyond(facts, asOf, threshold, strict)]);
    }
    case 'overdue_amount': {
      const threshold = amountIn(rule, facts.currency);
      if (threshold === null) return fail(null, facts.overdueMinor, null, 'money', null, [], 'no_threshold_in_currency');
      if (facts.overdueMinor <= 0n || !exceeds(facts.overdueMinor, threshold)) {
        return pass(null, facts.overdueMinor, threshold, 'money');
      }
      return fail(null, facts.overdueMinor, threshold, 'money', facts.oldestDocument?.number ?? null, [
        { kind: 'collect_overdue', amountMinor: facts.overdueMinor - threshold + excess },
      ]);
    }
    case 'overdue_share_ppm': {
      const ppm = rule.threshold.unit === 'ppm' ? rule.threshold.ppm : 0;
      const share = ratioPpm(facts.overdueMinor, facts.openMinor);
      // Compared exactly, not through the rounded share; nothing overdue or nothing open has no share to exceed.
      const scaled = facts.overdueMinor * 1_000_000n;
      const bound = BigInt(ppm) * facts.openMinor;
      if (facts.overdueMinor <= 0n || facts.openMinor <= 0n || !exceeds(scaled, bound)) {
        return pass(null, share, ppm, 'ppm');
      }
      return fail(null, share, ppm, 'ppm', facts.oldestDocument?.number ?? null, [
        { kind: 'collect_overdue', amountMinor: collectForShare(facts, ppm, strict) },
      ]);
    }
    case 'terms_longer': {
      const extra = rule.threshold.unit === 'days' ? rule.threshold.days : 0;
      if (facts.termsDays === null) return pass(null, null, facts.termsDaysGranted, 'days', 'terms_unknown');
      if (facts.termsDaysGranted === null) return pass(null, facts.termsDays, null, 'days', 'terms_not_granted');
      const threshold = facts.termsDaysGranted + extra;
      // Asking exactly for the terms granted is never too long, whatever equality means for money.
      if (facts.termsDays <= threshold) return pass(null, facts.termsDays, threshold, 'days');
      return fail(null, facts.termsDays, threshold, 'days', null, [{ kind: 'shorter_terms', termsDays: threshold }]);
    }
    case 'order_value': {
      const threshold = amountIn(rule, facts.currency);
      if (threshold === null) return fail(null, facts.orderMinor, null, 'money', null, [], 'no_threshold_in_currency');
      if (facts.orderMinor <= 0n || !exceeds(facts.orderMinor, threshold)) {
        return pass(null, facts.orderMinor, threshold, 'money');
      }
      const clears: Clearing[] = threshold > excess ? [{ kind: 'smaller_order', amountMinor: threshold - excess }] : [];
      return fail(null, facts.orderMinor, threshold, 'money', null, clears);
    }
  }
}

/** An amount for a node's limit, in the currency it is kept in: one more than carried over, since the cap is carried back one less. */
function keptIn(node: NodeFacts, minor: bigint): { amountMinor: bigint; currency?: Currency } {
  return node.kept ? { amountMinor: toHome(minor, node.kept.rate) + 1n, currency: node.kept.currency } : { amountMinor: minor };
}

/** A money threshold in a currency; null where the rule names none. A threshold of zero holds in every currency. */
function amountIn(rule: OrderRule, currency: Currency): bigint | null {
  if (rule.threshold.unit !== 'money') return null;
  const amounts = rule.threshold.amounts;
  for (const each of amounts) if (each.currency === currency) return each.minor;
  return amounts.length > 0 && amounts.every((each) => each.minor === 0n) ? 0n : null;
}

/** What to settle so that nothing is more than `threshold` days overdue. */
function settleBeyond(facts: OrderFacts, asOf: Day, threshold: number, strict: boolean): Clearing {
  const documents: string[] = [];
  let amountMinor = 0n;
  for (const each of facts.overdueDocuments) {
    const days = daysBetween(each.dueOn, asOf);
    if (days <= 0 || (strict ? days < threshold : days <= threshold)) break;
    documents.push(each.number);
    amountMinor += each.openMinor;
  }
  const all = documents.length === facts.overdueDocuments.length;
  // All that is listed is too old and the list may go on: only paying everything overdue is sure to do.
  if (documents.length === 0 || (all && documents.length >= OVERDUE_DOCUMENTS_MAX)) {
    return { kind: 'collect_overdue', amountMinor: facts.overdueMinor };
  }
  if (documents.length === 1) return { kind: 'settle_document', document: documents[0]!, amountMinor };
  return { kind: 'settle_documents', documents, amountMinor };
}

/** Least payment x with (overdue − x) / (open − x) within the share: x ≥ (overdue − s·open) / (1 − s), at most all that is overdue. */
function collectForShare(facts: OrderFacts, ppm: number, strict: boolean): bigint {
  if (ppm >= PPM_ONE) return facts.overdueMinor;
  const numerator = facts.overdueMinor * 1_000_000n - BigInt(ppm) * facts.openMinor;
  const least = divide(numerator, BigInt(PPM_ONE - ppm), 'ceil');
  const exact = numerator % BigInt(PPM_ONE - ppm) === 0n;
  const amountMinor = strict && exact ? least + 1n : least;
  return amountMinor < facts.overdueMinor ? amountMinor : facts.overdueMinor;
}

function released(rule: OrderRule, facts: OrderFacts, asOf: Day): boolean {
  const release = facts.toleranceReleased;
  if (!release || asOf > release.untilOn || !release.rules.includes(rule.id)) return false;
  return facts.orderMinor <= timesPpm(release.amountMinor, PPM_ONE + release.tolerancePpm, 'floor');
}
