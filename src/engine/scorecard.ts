// A scorecard on indicators → score, grade, contributions, reasons, and what would raise it.
import { AssertionError } from '#base/assert.ts';
import type { Day } from '#base/date.ts';

/** A value as a card reads it: ledger indicators, later ratios or answers of a questionnaire. */
export type CardValue = { readonly value: number | null; readonly missing?: string };
export type CardValues = Readonly<Record<string, CardValue>>;

/** Values up to and including `upTo` (null: all the rest) and above the band before it. */
export type CardBand = { readonly upTo: number | null; readonly points: number };

/**
 * What a missing value earns: neutral, the points stated; worst, the least of the bands; floor, the points stated, and the
 * grade is capped at `floorGrade` while it is missing.
 */
export type MissingPolicy =
  | { readonly policy: 'neutral'; readonly points: number }
  | { readonly policy: 'worst' }
  | { readonly policy: 'floor'; readonly points: number; readonly floorGrade: string };

export type CardIndicator = {
  readonly key: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly bands: readonly CardBand[];
  readonly missing: MissingPolicy;
};

export type CardCondition = { readonly indicator: string; readonly op: '<' | '<=' | '>' | '>='; readonly value: number };

/** The grade is at most `grade` where all conditions hold. An unknown value holds none. */
export type CardCap = {
  readonly code: string;
  readonly grade: string;
  readonly when: readonly CardCondition[];
  readonly title: { readonly zh: string; readonly en: string };
};

/** The grade `grade` or better asks for all conditions; an unknown value fails them. */
export type HardCriterion = {
  readonly code: string;
  readonly grade: string;
  readonly needs: readonly CardCondition[];
  readonly title: { readonly zh: string; readonly en: string };
};

export type Scorecard = {
  readonly id: string;
  readonly base: number;
  /** Best first; each grade from its least score; the last takes the rest. */
  readonly scale: readonly { readonly grade: string; readonly minScore: number }[];
  readonly indicators: readonly CardIndicator[];
  /** Below it the grade is at most `grade`. */
  readonly completeness: { readonly floorPpm: number; readonly grade: string };
  /** Fewer months of history than this are not rated: 'NR'. */
  readonly history: { readonly indicator: string; readonly floor: number };
  readonly caps: readonly CardCap[];
  readonly hardCriteria: readonly HardCriterion[];
};

export const NOT_RATED = 'NR';
export const REASONS_MAX = 4;

export type Contribution = {
  readonly indicator: string;
  readonly value: number | null;
  readonly missing: string | null;
  /** Index into the card's bands; null where the value is missing. */
  readonly band: number | null;
  readonly points: number;
  readonly lostAgainstBest: number;
  /** Against the portfolio's mean points; null where no means were given. */
  readonly lostAgainstMean: number | null;
};

export type RatingReason = {
  readonly indicator: string;
  readonly value: number | null;
  readonly missing: string | null;
  readonly lost: number;
};

export type Raise = {
  readonly indicator: string;
  readonly value: number | null;
  readonly toBand: number;
  readonly gain: number;
  /** The value that earns it: above `above` (null: any) up to and including `upTo` (null: any). */
  readonly needs: { readonly above: number | null; readonly upTo: number | null };
  readonly scoreAfter: number;
  /** Grade once this alone has changed, caps and criteria included. */
  readonly gradeAfter: string;
};

export type Rating = {
  readonly card: string;
  readonly asOf: Day;
  readonly score: number;
  readonly grade: string;
  /** What the score alone would give. */
  readonly gradeByScore: string;
  readonly base: number;
  /** Points of each indicator in the card's order; base + Σ points = score, exactly. */
  readonly contributions: readonly Contribution[];
  /** At most REASONS_MAX, most points lost first. */
  readonly reasons: readonly RatingReason[];
  readonly missing: readonly {
    readonly indicator: string;
    readonly missing: string;
    readonly policy: MissingPolicy['policy'];
    readonly points: number;
  }[];
  /** Share of the card's weight (best − worst points) whose values are known. */
  readonly completenessPpm: number;
  readonly capsApplied: readonly {
    readonly code: string;
    readonly grade: string;
    readonly inputs: Readonly<Record<string, number | null>>;
  }[];
  readonly hardCriteriaFailed: readonly {
    readonly code: string;
    readonly grade: string;
    readonly inputs: Readonly<Record<string, number | null>>;
  }[];
  readonly unrated: {
    readonly code: 'history_too_short' | 'history_unknown';
    readonly actual: number | null;
    readonly threshold: number;
  } | null;
  /** Most points first. */
  readonly raise: readonly Raise[];
};

/** Rates one customer. `means`: mean points of each indicator over the portfolio, where known. */
export function rate(_card: Scorecard, _values: CardValues, _asOf: Day, _means?: Readonly<Record<string, number>>): Rating {
  throw new AssertionError('not built yet');
}
