// One rule of the order check against the facts: each of its conditions measured, and what that makes a reason or a pass.
import type { Day } from '#base/date.ts';
import { timesPpm } from '#base/money.ts';
import type { OrderFacts, PassedRule, Reason } from './order-check.ts';
import type { Finding, Measuring } from './order-findings.ts';
import { type ConditionGroup, groupsOf, type OrderRule } from './order-rules.ts';

/**
 * Evaluates one rule whose scope fits. A group of conditions speaks where all of them are met: its first condition gives the reason, the
 * others stand beside it, and whatever ends any of them clears it. Each group that speaks is a reason of its own. `passed` is null where
 * nobody asks what passed.
 */
export function evaluate(
  rule: OrderRule,
  facts: OrderFacts,
  asOf: Day,
  measuring: Measuring,
  reasons: Reason[],
  passed: PassedRule[] | null,
): void {
  if (rule.and === undefined && rule.or === undefined) {
    for (const found of measuring.of(rule)) {
      if (found.met) reasons.push(reasonOf(rule, found, facts, asOf));
      else passed?.push(passOf(rule, found));
    }
    return;
  }
  for (const group of groupsOf(rule)) evaluateGroup(rule, group, facts, asOf, measuring, reasons, passed);
}

function evaluateGroup(
  rule: OrderRule,
  group: ConditionGroup,
  facts: OrderFacts,
  asOf: Day,
  measuring: Measuring,
  reasons: Reason[],
  passed: PassedRule[] | null,
): void {
  const found = group.map((condition) => measuring.of(condition));
  const unmet = found.find((each) => !each.some((finding) => finding.met));
  if (unmet) {
    // What saves the order is what is said of the rule: the first condition that is not met.
    const [saving] = unmet;
    if (saving) passed?.push(passOf(rule, saving));
    return;
  }
  const [lead, ...others] = found.map((each) => each.filter((finding) => finding.met));
  // Ways out of a condition that is met on several nodes are none of this one reason: all the nodes would have to be cleared.
  const out = others.flatMap((each) => (each.length === 1 ? each[0]!.clears : []));
  for (const finding of lead!) {
    const ways = [...(lead!.length === 1 ? finding.clears : []), ...out];
    const reason = reasonOf(rule, { ...finding, clears: ways }, facts, asOf);
    reasons.push({
      ...reason,
      document: reason.document ?? others.flat().find((each) => each.document !== null)?.document ?? null,
      with: others.flat().map(({ code, actual, threshold, unit, currency, document, missing }) => ({
        code,
        actual,
        threshold,
        unit,
        ...(currency === undefined ? {} : { currency }),
        document,
        missing,
      })),
    });
  }
}

function reasonOf(rule: OrderRule, found: Finding, facts: OrderFacts, asOf: Day): Reason {
  const clears = [...found.clears];
  if (rule.action === 'require_prepayment') {
    clears.unshift({ kind: 'prepayment', amountMinor: timesPpm(facts.orderMinor, rule.prepayPpm, 'ceil') });
  }
  return {
    code: found.code,
    rule: rule.id,
    title: rule.title,
    action: rule.action,
    node: found.node,
    actual: found.actual,
    threshold: found.threshold,
    unit: found.unit,
    ...(found.currency === undefined ? {} : { currency: found.currency }),
    document: found.document,
    clears,
    missing: found.missing,
    released: facts.raisesNothing === true || released(rule, facts, asOf),
    passed: false,
  };
}

function passOf(rule: OrderRule, found: Finding): PassedRule {
  const { code, node, actual, threshold, unit, missing } = found;
  return { code, rule: rule.id, title: rule.title, node, actual, threshold, unit, missing, passed: true };
}

function released(rule: OrderRule, facts: OrderFacts, asOf: Day): boolean {
  const release = facts.toleranceReleased;
  if (!release || asOf > release.untilOn || !release.rules.includes(rule.id)) return false;
  return facts.orderMinor <= timesPpm(release.amountMinor, 1_000_000 + release.tolerancePpm, 'floor');
}
