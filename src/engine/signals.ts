// What the ledger warns of: facts of a customer + rules → signals with level, numbers and documents.

import type { Day } from '#base/date.ts';
import { daysBetween } from '#base/date.ts';
import type { Money } from '#base/money.ts';
import { ratioPpm } from '#base/ratio.ts';
import { utilisationPpm } from './account.ts';
import type { CustomerFacts, Settlement } from './indicators.ts';
import { purchasesAgainst, SETTLEMENTS_MAX } from './indicators.ts';

export const SIGNAL_CODES = [
  'overdue_days',
  'utilisation',
  'slower_payment',
  'purchases_falling',
  'purchases_surging',
  'concentration',
  'limit_expiring',
  'bill_dishonoured',
  'limitation_ending',
  'went_unchecked',
  'downgraded',
  'dispute_standing',
] as const;
export type SignalCode = (typeof SIGNAL_CODES)[number];
export const SIGNAL_LEVELS = ['yellow', 'orange', 'red'] as const;
export type SignalLevel = (typeof SIGNAL_LEVELS)[number];
export const SIGNAL_RESPONSES = [
  'call',
  'dun',
  'review',
  'cut_limit',
  'freeze',
  'prepay_only',
  'ask_cover',
  'renew_limit',
  'ask_sales',
  'sign_balance',
  'sue',
] as const;
export type SignalResponse = (typeof SIGNAL_RESPONSES)[number];

export type SignalRule = {
  readonly code: SignalCode;
  readonly enabled: boolean;
  readonly title: { readonly zh: string; readonly en: string };
  /**
   * From which value each level speaks, in the signal's unit; a level may be left out. At or above it, but for limit_expiring and
   * limitation_ending, which count the days left and speak at or below.
   */
  readonly levels: readonly { readonly level: SignalLevel; readonly at: number }[];
  readonly responses: readonly SignalResponse[];
  /** Amounts below it are not worth a signal, by currency (overdue amount, purchases of the season before). */
  readonly least: readonly Money[];
};

export type SignalRules = {
  readonly rules: readonly SignalRule[];
  /** Slower payment: the newest `recent` settled invoices against at least `atLeast` before them, by a one-sided rank test. */
  readonly slower: { readonly recent: number; readonly atLeast: number; readonly maxP: number };
};

export type Signal = {
  readonly code: SignalCode;
  readonly level: SignalLevel;
  /** Stays the same while the same thing goes on: code, and the document or day it hangs on. */
  readonly key: string;
  readonly actual: bigint | number | string;
  readonly threshold: bigint | number | string;
  readonly unit: 'days' | 'ppm' | 'money' | 'count';
  readonly documents: readonly string[];
  readonly responses: readonly SignalResponse[];
  readonly inputs: Readonly<Record<string, bigint | number | string | null>>;
  readonly asOf: Day;
};

/** Complete months compared with the same months a year ago. */
const SEASON_MONTHS = 3;
/** A dishonoured bill is news for so many days. */
const DISHONOUR_DAYS = 90;
/** What went out unchecked is news for so many days. */
export const UNCHECKED_DAYS = 30;
/** A lower grade is news for so many days. */
export const DOWNGRADE_DAYS = 60;
/** Documents named by one signal. */
const DOCUMENTS_MAX = 20;

/** Signals of one customer as of a day, red first; at most one a code. A rule whose facts are unknown says nothing. */
export function signalsOf(facts: CustomerFacts, rules: SignalRules, asOf: Day): Signal[] {
  const signals: Signal[] = [];
  for (const rule of rules.rules) {
    if (!rule.enabled) continue;
    const found = observe(rule, facts, rules, asOf);
    if (found === null) continue;
    const level = levelOf(rule, found.value);
    if (level === null) continue;
    signals.push({
      code: rule.code,
      level: level.level,
      key: found.hangsOn === null ? rule.code : `${rule.code}:${found.hangsOn}`,
      actual: found.value,
      threshold: level.at,
      unit: found.unit,
      documents: found.documents.slice(0, DOCUMENTS_MAX),
      responses: rule.responses,
      inputs: found.inputs,
      asOf,
    });
  }
  return signals.sort((a, b) => SIGNAL_LEVELS.indexOf(b.level) - SIGNAL_LEVELS.indexOf(a.level));
}

type Observation = {
  readonly value: number;
  readonly unit: Signal['unit'];
  readonly hangsOn: string | null;
  readonly documents: readonly string[];
  readonly inputs: Signal['inputs'];
};

/** Counts the days that are left: the fewer, the graver. */
export function isCountdown(code: SignalCode): boolean {
  return code === 'limit_expiring' || code === 'limitation_ending';
}

/** The most severe level that speaks at this value. */
function levelOf(rule: SignalRule, value: number): SignalRule['levels'][number] | null {
  let found: SignalRule['levels'][number] | null = null;
  for (const each of rule.levels) {
    const speaks = isCountdown(rule.code) ? value <= each.at : value >= each.at;
    if (speaks && (found === null || SIGNAL_LEVELS.indexOf(each.level) > SIGNAL_LEVELS.indexOf(found.level))) found = each;
  }
  return found;
}

/** Too small to be worth a word. Without a bound in the currency nothing is too small. */
function tooSmall(rule: SignalRule, facts: CustomerFacts, amountMinor: bigint): boolean {
  const least = rule.least.find((each) => each.currency === facts.currency);
  return least !== undefined && amountMinor < least.minor;
}

function observe(rule: SignalRule, facts: CustomerFacts, rules: SignalRules, asOf: Day): Observation | null {
  switch (rule.code) {
    case 'overdue_days': {
      if (facts.oldestDueOn === null || facts.oldestDueOn >= asOf || tooSmall(rule, facts, facts.overdueMinor)) return null;
      const documents = facts.overdueDocuments.map((document) => document.number);
      return {
        value: daysBetween(facts.oldestDueOn, asOf),
        unit: 'days',
        hangsOn: documents[0] ?? facts.oldestDueOn,
        documents,
        inputs: { oldestDueOn: facts.oldestDueOn, overdueMinor: facts.overdueMinor },
      };
    }
    case 'utilisation': {
      const value = utilisationPpm(facts.mode, facts.capMinor, facts.exposureMinor);
      if (value === null) return null;
      return {
        value,
        unit: 'ppm',
        hangsOn: null,
        documents: [],
        inputs: { exposureMinor: facts.exposureMinor, capMinor: facts.capMinor },
      };
    }
    case 'slower_payment':
      return slowerPayment(facts.settlements, rules.slower);
    case 'purchases_falling':
    case 'purchases_surging': {
      const change = purchasesAgainst(facts, asOf, SEASON_MONTHS, 12);
      if ('missing' in change || tooSmall(rule, facts, change.beforeMinor)) return null;
      const { recentMinor, beforeMinor, changePpm } = change;
      return {
        value: rule.code === 'purchases_falling' ? -changePpm : changePpm,
        unit: 'ppm',
        hangsOn: null,
        documents: [],
        inputs: { recentMinor, beforeMinor, months: SEASON_MONTHS },
      };
    }
    case 'concentration': {
      if (facts.portfolioExposureMinor === null || tooSmall(rule, facts, facts.exposureMinor)) return null;
      const value = ratioPpm(facts.exposureMinor, facts.portfolioExposureMinor);
      if (value === null) return null;
      const inputs = { exposureMinor: facts.exposureMinor, portfolioExposureMinor: facts.portfolioExposureMinor };
      return { value, unit: 'ppm', hangsOn: null, documents: [], inputs };
    }
    case 'limit_expiring': {
      if (facts.limitValidTo === null) return null;
      const value = daysBetween(asOf, facts.limitValidTo);
      return { value, unit: 'days', hangsOn: facts.limitValidTo, documents: [], inputs: { limitValidTo: facts.limitValidTo } };
    }
    case 'limitation_ending': {
      const items = (facts.limitations ?? []).toSorted((a, b) => (a.endsOn < b.endsOn ? -1 : a.endsOn > b.endsOn ? 1 : 0));
      const [first] = items;
      const amountMinor = items.reduce((sum, item) => sum + item.openMinor, 0n);
      if (!first || tooSmall(rule, facts, amountMinor)) return null;
      return {
        value: daysBetween(asOf, first.endsOn),
        unit: 'days',
        // By its day: renewed it is another one, and what was closed by hand speaks again for the next.
        hangsOn: `${first.document} ${first.endsOn}`,
        documents: items.map((item) => item.document),
        inputs: { endsOn: first.endsOn, amountMinor, items: items.length },
      };
    }
    case 'went_unchecked': {
      const papers = (facts.unchecked ?? [])
        .filter((paper) => paper.on <= asOf && daysBetween(paper.on, asOf) <= UNCHECKED_DAYS)
        .toSorted((a, b) => (a.on < b.on ? 1 : a.on > b.on ? -1 : 0));
      const amountMinor = papers.reduce((sum, paper) => sum + paper.uncoveredMinor, 0n);
      const [latest] = papers;
      if (!latest || amountMinor <= 0n || tooSmall(rule, facts, amountMinor)) return null;
      const out = papers.filter((paper) => paper.uncoveredMinor > 0n);
      return {
        value: out.length,
        unit: 'count',
        // By the newest order: the next one that goes out like this is news again.
        hangsOn: latest.document,
        documents: [...new Set(out.map((paper) => paper.document))],
        inputs: { latestOn: latest.on, amountMinor, days: UNCHECKED_DAYS },
      };
    }
    case 'downgraded': {
      const fall = facts.downgrade;
      if (!fall || fall.on > asOf || daysBetween(fall.on, asOf) > DOWNGRADE_DAYS) return null;
      return {
        value: fall.notches,
        unit: 'count',
        hangsOn: fall.on,
        documents: [],
        inputs: { from: fall.from, to: fall.to, on: fall.on },
      };
    }
    case 'dispute_standing': {
      const standing = (facts.disputes ?? [])
        .filter((each) => each.on <= asOf && each.disputedMinor > 0n)
        .toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
      const [oldest] = standing;
      const amountMinor = standing.reduce((sum, each) => sum + each.disputedMinor, 0n);
      if (!oldest || tooSmall(rule, facts, amountMinor)) return null;
      return {
        value: daysBetween(oldest.on, asOf),
        unit: 'days',
        // By the oldest: cleared, the next one has its own.
        hangsOn: `${oldest.document} ${oldest.on}`,
        documents: standing.map((each) => each.document),
        inputs: { raisedOn: oldest.on, amountMinor, items: standing.length },
      };
    }
    case 'bill_dishonoured': {
      const recent = (facts.dishonoured ?? []).filter((bill) => bill.on <= asOf && daysBetween(bill.on, asOf) <= DISHONOUR_DAYS);
      const latest = recent.toSorted((a, b) => (a.on < b.on ? 1 : -1))[0];
      if (!latest) return null;
      return {
        value: recent.length,
        unit: 'count',
        hangsOn: latest.document,
        documents: recent.map((bill) => bill.document),
        inputs: {
          latestOn: latest.on,
          amountMinor: recent.reduce((sum, bill) => sum + bill.amountMinor, 0n),
          days: DISHONOUR_DAYS,
        },
      };
    }
  }
}

/**
 * Does the customer pay later than it used to? The newest settlements against those before them, by the Mann–Whitney rank-sum test
 * (one-sided, normal approximation with ties and continuity corrected): a single very late invoice moves a mean but not the ranks. The value is the difference of mean
 * days late, said only where the test rejects chance at `maxP`.
 */
function slowerPayment(settlements: readonly Settlement[], rule: SignalRules['slower']): Observation | null {
  const taken = settlements.slice(-SETTLEMENTS_MAX);
  if (taken.length < rule.recent + rule.atLeast) return null;
  const late = (each: Settlement) => daysBetween(each.dueOn, each.settledOn);
  const recent = taken.slice(-rule.recent);
  const before = taken.slice(0, -rule.recent);
  const p = rankSumP(recent.map(late), before.map(late));
  if (p > rule.maxP) return null;
  const mean = (some: readonly Settlement[]) => some.reduce((sum, each) => sum + late(each), 0) / some.length;
  const recentMean = mean(recent);
  const beforeMean = mean(before);
  return {
    value: Math.round((recentMean - beforeMean) * 10) / 10,
    unit: 'days',
    hangsOn: null,
    documents: recent.filter((each) => late(each) > 0).map((each) => each.document),
    inputs: { recent: recent.length, before: before.length, recentMean, beforeMean, p },
  };
}

/** One-sided p of the rank-sum test that `a` tends to be larger than `b`; 1 where all values are equal. */
export function rankSumP(a: readonly number[], b: readonly number[]): number {
  const all = [...a.map((value) => ({ value, first: true })), ...b.map((value) => ({ value, first: false }))].sort(
    (x, y) => x.value - y.value,
  );
  const n = all.length;
  let ranks = 0;
  let ties = 0;
  for (let at = 0; at < n; ) {
    let end = at;
    while (end + 1 < n && all[end + 1]!.value === all[at]!.value) end += 1;
    const count = end - at + 1;
    const rank = (at + end) / 2 + 1;
    for (let each = at; each <= end; each += 1) if (all[each]!.first) ranks += rank;
    ties += count ** 3 - count;
    at = end + 1;
  }
  const u = ranks - (a.length * (a.length + 1)) / 2;
  const variance = ((a.length * b.length) / 12) * (n + 1 - ties / (n * (n - 1)));
  if (variance <= 0) return 1;
  return upperTail((u - (a.length * b.length) / 2 - 0.5) / Math.sqrt(variance));
}

/** P(Z > z) of the standard normal; Abramowitz and Stegun 26.2.17, error below 7.5e-8. */
function upperTail(z: number): number {
  if (z < 0) return 1 - upperTail(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
}
