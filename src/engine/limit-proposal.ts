// Ledger, grade and policy → a proposed limit and terms, with every candidate and what bound it.
import type { Day } from '#base/date.ts';
import type { Currency, Money } from '#base/money.ts';
import { floorToStep, timesPpm } from '#base/money.ts';
import { divide } from '#base/ratio.ts';
import type { CoefficientOf } from './coefficients.ts';
import type { Indicators } from './indicators.ts';

export const LIMIT_METHODS = ['sales_terms', 'best_paid_peak', 'concentration', 'requested'] as const;
export type LimitMethod = (typeof LIMIT_METHODS)[number];

/** Amounts in minor units of `currency`; null is unknown. */
export type ProposalFacts = {
  readonly currency: Currency;
  /** Grade in force; null counts as 'NR'. */
  readonly grade: string | null;
  readonly monthlySalesMinor: bigint | null;
  readonly bestPaidPeakMinor: bigint | null;
  /** All customers' exposure together. */
  readonly portfolioExposureMinor: bigint | null;
  readonly requestedMinor: bigint | null;
  readonly requestedTermsDays: number | null;
  /** What the table of coefficients says of the day; null: nothing, which counts as neutral. */
  readonly coefficients: { readonly industry: number | null; readonly region: number | null };
  /** Limit in force; null: none. */
  readonly currentLimitMinor: bigint | null;
  readonly currentTermsDays: number | null;
  readonly exposureMinor: bigint;
};

export type LimitRules = {
  /** Methods in use; the smallest candidate is the limit. */
  readonly methods: readonly LimitMethod[];
  /** Safety margin on sales × terms. */
  readonly marginPpm: number;
  readonly growthPpm: number;
  readonly concentrationPpm: number;
  /** Which coefficients scale what a customer can carry; the first rules of a company knew none. */
  readonly coefficients: readonly CoefficientOf[];
  /** Share of a capacity candidate that a grade may have, and its longest terms; prepay: no credit. */
  readonly grades: readonly {
    readonly grade: string;
    readonly factorPpm: number;
    readonly termsDays: number;
    readonly prepay: boolean;
  }[];
  /** Limits are whole multiples of this, rounded down, by currency. */
  readonly roundTo: readonly Money[];
  /** A smaller limit is not worth keeping: proposed as zero, by currency. */
  readonly least: readonly Money[];
};

export type LimitCandidate = {
  readonly method: LimitMethod;
  /** Before rounding; null with `missing`. */
  readonly amountMinor: bigint | null;
  readonly missing?: 'no_sales' | 'no_paid_peak' | 'portfolio_unknown' | 'not_requested';
  readonly inputs: Readonly<Record<string, bigint | number | string | null>>;
  /** Key of the formula in words, worded on the page. */
  readonly formula:
    | 'monthly_sales × terms_months × (1 + margin) × grade_factor'
    | 'best_paid_peak × growth × grade_factor'
    | 'portfolio × share'
    | 'requested';
};

export type ProposalReason = {
  readonly code:
    | 'bound_by'
    | 'grade_without_credit'
    | 'no_capacity_known'
    | 'below_least'
    | 'below_exposure'
    | 'terms_by_grade'
    | 'step_unknown';
  readonly actual: bigint | number | string | null;
  readonly threshold: bigint | number | string | null;
};

export type Proposal = {
  readonly currency: Currency;
  readonly asOf: Day;
  readonly limitMinor: bigint;
  readonly termsDays: number;
  readonly prepay: boolean;
  readonly candidates: readonly LimitCandidate[];
  readonly boundBy: LimitMethod | 'grade' | null;
  readonly gradeFactorPpm: number;
  /** Step the limit was rounded down to; null where the policy names none for the currency. */
  readonly roundedDownTo: bigint | null;
  readonly changeMinor: bigint;
  readonly reasons: readonly ProposalReason[];
};

/** The two capacities the ledger knows, from the indicators of the same day. */
export function capacityOf(indicators: Indicators): Pick<ProposalFacts, 'monthlySalesMinor' | 'bestPaidPeakMinor'> {
  const sales = indicators.monthly_sales_avg_12m.value;
  const peak = indicators.best_paid_peak_12m.value;
  return {
    monthlySalesMinor: sales === null ? null : BigInt(sales),
    bestPaidPeakMinor: peak === null ? null : BigInt(peak),
  };
}

const PPM_ONE = 1_000_000n;

/**
 * Proposes limit and terms (formulas §8): the smallest candidate, rounded down to the policy's step. Grade and coefficients scale what the
 * customer can carry (sales, best paid peak), not what is a bound of another kind (concentration, the request). Without any known capacity nothing
 * is proposed but zero: a request alone is no ground for credit.
 */
export function proposeLimit(facts: ProposalFacts, rules: LimitRules, asOf: Day): Proposal {
  const reasons: ProposalReason[] = [];
  const grade = facts.grade ?? 'NR';
  const terms = rules.grades.find((each) => each.grade === grade);
  const factorPpm = terms?.factorPpm ?? 0;
  // A grade the policy does not name gets no credit.
  const prepay = terms === undefined || terms.prepay || factorPpm === 0;
  const termsMax = terms?.termsDays ?? 0;
  const termsDays = prepay ? 0 : Math.min(facts.requestedTermsDays ?? termsMax, termsMax);
  const candidates = rules.methods.map((method) => candidateOf(method, facts, rules, factorPpm, termsDays));

  let bound: LimitCandidate | null = null;
  let capacityKnown = false;
  for (const each of candidates) {
    if (each.amountMinor === null) continue;
    capacityKnown ||= each.method === 'sales_terms' || each.method === 'best_paid_peak';
    if (bound === null || each.amountMinor < bound.amountMinor!) bound = each;
  }

  let limitMinor = 0n;
  let boundBy: Proposal['boundBy'] = null;
  let roundedDownTo: bigint | null = null;
  if (prepay) {
    boundBy = 'grade';
    reasons.push({ code: 'grade_without_credit', actual: grade, threshold: null });
  } else if (!capacityKnown || bound === null) {
    reasons.push({ code: 'no_capacity_known', actual: null, threshold: null });
  } else {
    boundBy = bound.method;
    reasons.push({ code: 'bound_by', actual: bound.method, threshold: bound.amountMinor });
    roundedDownTo = rules.roundTo.find((each) => each.currency === facts.currency)?.minor ?? null;
    if (roundedDownTo === null) reasons.push({ code: 'step_unknown', actual: facts.currency, threshold: null });
    limitMinor = roundedDownTo === null ? bound.amountMinor! : floorToStep(bound.amountMinor!, roundedDownTo);
    const least = rules.least.find((each) => each.currency === facts.currency)?.minor ?? 0n;
    if (limitMinor < least) {
      reasons.push({ code: 'below_least', actual: limitMinor, threshold: least });
      limitMinor = 0n;
    }
  }
  if (limitMinor < facts.exposureMinor)
    reasons.push({ code: 'below_exposure', actual: limitMinor, threshold: facts.exposureMinor });
  if (!prepay && facts.requestedTermsDays !== null && facts.requestedTermsDays > termsMax) {
    reasons.push({ code: 'terms_by_grade', actual: facts.requestedTermsDays, threshold: termsMax });
  }
  return {
    currency: facts.currency,
    asOf,
    limitMinor,
    termsDays,
    prepay,
    candidates,
    boundBy,
    gradeFactorPpm: factorPpm,
    roundedDownTo,
    changeMinor: limitMinor - (facts.currentLimitMinor ?? 0n),
    reasons,
  };
}

function notNegative(minor: bigint): bigint {
  return minor < 0n ? 0n : minor;
}

/** × the coefficients in use; one that the table does not know is neutral and stands among the inputs as null. */
function scaled(product: bigint, divisor: bigint, facts: ProposalFacts, rules: LimitRules) {
  let [over, under] = [product, divisor];
  const used: Record<string, number | null> = {};
  for (const of of rules.coefficients) {
    const ppm = facts.coefficients[of];
    used[`${of}Ppm`] = ppm;
    if (ppm === null) continue;
    over *= BigInt(ppm);
    under *= PPM_ONE;
  }
  return { amountMinor: divide(over, under, 'floor'), used };
}

function candidateOf(
  method: LimitMethod,
  facts: ProposalFacts,
  rules: LimitRules,
  factorPpm: number,
  termsDays: number,
): LimitCandidate {
  switch (method) {
    case 'sales_terms': {
      const formula = 'monthly_sales × terms_months × (1 + margin) × grade_factor';
      const { monthlySalesMinor } = facts;
      const inputs = { monthlySalesMinor, termsDays, daysPerMonth: 30, marginPpm: rules.marginPpm, gradeFactorPpm: factorPpm };
      if (monthlySalesMinor === null) return { method, amountMinor: null, missing: 'no_sales', inputs, formula };
      // One division at the end: 30 days a month, ratios in ppm.
      const product =
        notNegative(monthlySalesMinor) * BigInt(termsDays) * (PPM_ONE + BigInt(rules.marginPpm)) * BigInt(factorPpm);
      const { amountMinor, used } = scaled(product, 30n * PPM_ONE * PPM_ONE, facts, rules);
      return { method, amountMinor, inputs: { ...inputs, ...used }, formula };
    }
    case 'best_paid_peak': {
      const formula = 'best_paid_peak × growth × grade_factor';
      const { bestPaidPeakMinor } = facts;
      const inputs = { bestPaidPeakMinor, growthPpm: rules.growthPpm, gradeFactorPpm: factorPpm };
      if (bestPaidPeakMinor === null) return { method, amountMinor: null, missing: 'no_paid_peak', inputs, formula };
      const product = notNegative(bestPaidPeakMinor) * BigInt(rules.growthPpm) * BigInt(factorPpm);
      const { amountMinor, used } = scaled(product, PPM_ONE * PPM_ONE, facts, rules);
      return { method, amountMinor, inputs: { ...inputs, ...used }, formula };
    }
    case 'concentration': {
      const formula = 'portfolio × share';
      const { portfolioExposureMinor } = facts;
      const inputs = { portfolioExposureMinor, concentrationPpm: rules.concentrationPpm };
      if (portfolioExposureMinor === null) return { method, amountMinor: null, missing: 'portfolio_unknown', inputs, formula };
      return {
        method,
        amountMinor: timesPpm(notNegative(portfolioExposureMinor), rules.concentrationPpm, 'floor'),
        inputs,
        formula,
      };
    }
    case 'requested': {
      const inputs = { requestedMinor: facts.requestedMinor };
      if (facts.requestedMinor === null)
        return { method, amountMinor: null, missing: 'not_requested', inputs, formula: 'requested' };
      return { method, amountMinor: notNegative(facts.requestedMinor), inputs, formula: 'requested' };
    }
  }
}
