// A rulebook's own examples, run: what was expected, what came out, where they differ.
import { type OpenItem, proposeApplication, type Unapplied } from './applying.ts';
import type { AuthorityFacts } from './authority.ts';
import { mayDecide } from './authority.ts';
import { type CoefficientOf, coefficientReading } from './coefficients.ts';
import type { CustomerFacts } from './indicators.ts';
import { INDICATORS } from './indicators.ts';
import { scoreFindings } from './investigation.ts';
import type { ProposalFacts } from './limit-proposal.ts';
import { proposeLimit } from './limit-proposal.ts';
import { withMinor } from './money-keys.ts';
import type { NodeFacts, OrderDecision, OrderFacts, OrderRules } from './order-check.ts';
import { checkOrder } from './order-check.ts';
import type { Rulebook, RulebookKind } from './rulebook.ts';
import type { Title } from './rulebook-reader.ts';
import type { CardValue } from './scorecard.ts';
import { rate } from './scorecard.ts';
import { type SegmentFacts, segmentOf } from './segments.ts';
import { signalsOf } from './signals.ts';

export type CaseResult = {
  readonly title: Title;
  readonly passed: boolean;
  /** Where expected and found differ; `found` is null where a case could not be run. */
  readonly differences: readonly { readonly path: string; readonly expected: unknown; readonly found: unknown }[];
};

/** The day of a case that names none. */
export const CASE_DAY = '2026-06-30';

// What a case does not mention is the harmless value, so that a case says only what it is about.
const BLANK_NODE: NodeFacts = {
  node: 'own',
  kind: 'own',
  mode: 'unlimited',
  capMinor: null,
  exposureMinor: 0n,
  alreadyReservedMinor: 0n,
  limitValidTo: null,
  limitExpiredOn: null,
  freeze: null,
};
const BLANK_ORDER: OrderFacts = {
  orderMinor: 0n,
  currency: 'CNY',
  termsDays: 30,
  nodes: [],
  openMinor: 0n,
  overdueMinor: 0n,
  oldestDueOn: null,
  oldestDocument: null,
  overdueDocuments: [],
  grade: 'BB',
  termsDaysGranted: 60,
};
/** Of whom nothing is known yet. */
export const BLANK_CUSTOMER: CustomerFacts = {
  currency: 'CNY',
  months: [],
  firstDocumentOn: null,
  lastSaleOn: null,
  openMinor: 0n,
  overdueMinor: 0n,
  oldestDueOn: null,
  exposureMinor: 0n,
  mode: 'none',
  capMinor: null,
  limitValidTo: null,
  dishonoured: null,
  groupWorstOverdueDays: null,
  portfolioExposureMinor: null,
  settlements: [],
  overdueDocuments: [],
  profile: null,
};
const BLANK_PROPOSAL: ProposalFacts = {
  currency: 'CNY',
  grade: null,
  monthlySalesMinor: null,
  bestPaidPeakMinor: null,
  portfolioExposureMinor: null,
  requestedMinor: null,
  requestedTermsDays: null,
  coefficients: { industry: null, region: null },
  currentLimitMinor: null,
  currentTermsDays: null,
  exposureMinor: 0n,
};

const BLANK_MONEY: Unapplied = { id: 'money', kind: 'receipt', number: 'R-1', on: CASE_DAY, unappliedMinor: 0n, reference: null };

/** Runs the cases of a parsed rulebook. `expect` may name only a part of the answer; lists must have the expected length. */
export function runCases(rulebook: Rulebook): CaseResult[] {
  return rulebook.cases.map((each) => {
    const given = withMinor(each.given) as Record<string, unknown>;
    const differences: CaseResult['differences'][number][] = [];
    compare(withMinor(each.expect), answer(rulebook, given), '', differences);
    return { title: each.title, passed: differences.length === 0, differences };
  });
}

/** What the rules come to for one case of orders, as a person wrote its facts. */
export function decideOrderCase(rules: OrderRules, given: unknown): OrderDecision {
  const facts = withMinor(given) as Record<string, unknown>;
  return decideOrder(rules, facts, typeof facts.asOf === 'string' ? facts.asOf : CASE_DAY);
}

function decideOrder(rules: OrderRules, given: Record<string, unknown>, asOf: string): OrderDecision {
  const facts = { ...BLANK_ORDER, ...given } as OrderFacts;
  const nodes = facts.nodes.map((node) => ({ ...BLANK_NODE, ...node }));
  const oldestDocument = facts.oldestDocument ?? facts.overdueDocuments[0] ?? null;
  const oldestDueOn = facts.oldestDueOn ?? oldestDocument?.dueOn ?? null;
  return checkOrder({ ...facts, nodes: nodes.length > 0 ? nodes : [BLANK_NODE], oldestDocument, oldestDueOn }, rules, asOf);
}

// Facts of a case come from JSON that a person wrote: a wrong shape shows as a difference or a thrown error of the run, and cases are run
// before a rulebook goes live, never with it.
function answer(rulebook: Rulebook, given: Record<string, unknown>): unknown {
  const asOf = typeof given.asOf === 'string' ? given.asOf : CASE_DAY;
  if (isKind(rulebook, 'order-check')) return decideOrder(rulebook.rules, given, asOf);
  if (isKind(rulebook, 'scorecard')) {
    // As in the bands, what the catalogue counts in ppm is written in percent.
    const read: Record<string, CardValue> = {};
    for (const [key, value] of Object.entries((given.values ?? {}) as Record<string, number | null>)) {
      const inPpm = INDICATORS.some((spec) => spec.key === key && spec.unit === 'ppm');
      read[key] = value === null ? { value, missing: 'not_given' } : { value: inPpm ? Math.round(value * 10_000) : value };
    }
    return rate(rulebook.rules, read, asOf);
  }
  if (isKind(rulebook, 'limits')) return proposeLimit({ ...BLANK_PROPOSAL, ...given } as ProposalFacts, rulebook.rules, asOf);
  if (isKind(rulebook, 'signals')) return signalsOf({ ...BLANK_CUSTOMER, ...given } as CustomerFacts, rulebook.rules, asOf);
  if (isKind(rulebook, 'coefficients')) {
    const { of, text } = given as { of: CoefficientOf; text: string | null };
    return coefficientReading(rulebook.rules, of, text, asOf);
  }
  if (isKind(rulebook, 'investigations')) {
    const template = rulebook.rules.templates.find((each) => each.key === given.template);
    return template ? scoreFindings(template, (given.answers ?? {}) as Record<string, string>) : null;
  }
  if (isKind(rulebook, 'segments')) {
    const { salesMinor, currency, ...known } = given;
    const sales = typeof salesMinor === 'bigint' ? { minor: salesMinor, currency: String(currency ?? 'CNY') } : null;
    const blank: SegmentFacts = { size: null, industry: null, region: null, channel: null, grade: null, sales };
    return segmentOf({ ...blank, ...known, sales } as SegmentFacts, rulebook.rules);
  }
  if (isKind(rulebook, 'authority')) {
    // The amount's currency is a fact of its own here, which the plain minor units would lose.
    const { amountMinor, ...rest } = given;
    return mayDecide(
      {
        overLimitMinor: 0n,
        overdueDays: 0,
        maker: null,
        ...rest,
        amount: { minor: amountMinor, currency: given.currency },
      } as AuthorityFacts,
      rulebook.rules,
    );
  }
  if (isKind(rulebook, 'applying')) {
    const { items, ...money } = given as unknown as Partial<Unapplied> & {
      items: (Partial<OpenItem> & { number: string; openMinor: bigint; disputed?: boolean })[];
    };
    return proposeApplication(
      { ...BLANK_MONEY, ...money },
      items.map(({ disputed, ...item }) => ({
        id: item.number,
        issuedOn: '2026-01-31',
        dueOn: CASE_DAY,
        amountMinor: item.openMinor,
        disputedMinor: disputed === true ? item.openMinor : 0n,
        earlyPayment: null,
        ...item,
      })),
      typeof given.currency === 'string' ? given.currency : 'CNY',
      rulebook.rules,
    );
  }
  return null;
}

function isKind<K extends RulebookKind>(rulebook: Rulebook, kind: K): rulebook is Rulebook<K> {
  return rulebook.kind === kind;
}

function compare(expected: unknown, found: unknown, path: string, differences: CaseResult['differences'][number][]): void {
  if (Array.isArray(expected)) {
    if (!Array.isArray(found) || found.length !== expected.length) differences.push({ path, expected, found });
    else expected.forEach((each, index) => compare(each, found[index], `${path}[${index}]`, differences));
    return;
  }
  if (expected !== null && typeof expected === 'object') {
    if (found === null || typeof found !== 'object') differences.push({ path, expected, found });
    else {
      for (const [key, each] of Object.entries(expected)) {
        compare(each, (found as Record<string, unknown>)[key], path === '' ? key : `${path}.${key}`, differences);
      }
    }
    return;
  }
  if (expected !== found) differences.push({ path, expected, found });
}
