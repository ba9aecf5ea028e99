// A scorecard on indicators → score, grade, contributions, reasons, and what would raise it.
import { assert } from '#base/assert.ts';
import type { Day } from '#base/date.ts';

/** A value as a card reads it: ledger indicators, later ratios or answers of a questionnaire. */
export type CardValue = {
  readonly value: number | null;
  readonly missing?: string;
  /** Known, but older than it may be: it earns its points and counts as a gap in the data. */
  readonly stale?: boolean;
  /** Nobody looked at it twice, and the reason that is given: it earns no more than an unknown value would. */
  readonly unverified?: string;
};
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
  /** Key of its dimension; null where the card has none. */
  readonly dimension: string | null;
  /** Its share of the card in parts per million, where points come from weights; else null. */
  readonly weightPpm: number | null;
};

export type CardDimension = { readonly key: string; readonly title: { readonly zh: string; readonly en: string } };

/** Answered by who knows the customer; the value is the place of the answer, from 1. */
export type CardQuestion = {
  readonly key: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly options: readonly { readonly zh: string; readonly en: string }[];
  /** What it was seen by must be said with the answer. */
  readonly evidence: boolean;
  /** An answer holds for so many days. */
  readonly validDays: number;
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
  /** Best first; each grade from its least score; the last takes the rest. `pdPpm`: share that defaults within a year; null: not said. */
  readonly scale: readonly { readonly grade: string; readonly minScore: number; readonly pdPpm: number | null }[];
  readonly dimensions: readonly CardDimension[];
  readonly indicators: readonly CardIndicator[];
  /** Below it the grade is at most `grade`. */
  readonly completeness: { readonly floorPpm: number; readonly grade: string };
  /** Fewer months of history than this are not rated: 'NR'. */
  readonly history: { readonly indicator: string; readonly floor: number };
  readonly caps: readonly CardCap[];
  readonly hardCriteria: readonly HardCriterion[];
  readonly questions: readonly CardQuestion[];
  /** Name of the statistical model that decides while a version of it is live; null: the card alone. */
  readonly model: string | null;
  /** How far and how long a person may move a grade; support of a group only upward. */
  readonly judgement: { readonly upMax: number; readonly supportMax: number; readonly daysMax: number };
  /** Cards of their own for customers of these segments; everybody else has this one. */
  readonly segmentCards: readonly { readonly segments: readonly string[]; readonly card: Scorecard }[];
};

/** The card for a customer of a segment (null: of none). */
export function cardFor(card: Scorecard, segment: string | null): Scorecard {
  if (segment === null) return card;
  return card.segmentCards.find((each) => each.segments.includes(segment))?.card ?? card;
}

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
  /** Share of the card's weight (best − worst points) whose values are known and fresh. */
  readonly completenessPpm: number;
  /** Values that are older than they may be. */
  readonly stale: readonly string[];
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
  /** The fewest of these, the largest first, that together lead to a better grade; null where none do. */
  readonly together: { readonly indicators: readonly string[]; readonly scoreAfter: number; readonly gradeAfter: string } | null;
};

/** Band of a known value: the first whose upper end is not below it. The last band of a parsed card has no upper end. */
export function bandOf(bands: readonly CardBand[], value: number): number {
  for (let index = 0; index < bands.length; index += 1) {
    const upTo = bands[index]!.upTo;
    if (upTo === null || value <= upTo) return index;
  }
  return bands.length - 1;
}

function best(indicator: CardIndicator): number {
  return indicator.bands.reduce((most, band) => Math.max(most, band.points), Number.NEGATIVE_INFINITY);
}

function worst(indicator: CardIndicator): number {
  return indicator.bands.reduce((least, band) => Math.min(least, band.points), Number.POSITIVE_INFINITY);
}

/** What an unknown value earns. */
export function pointsWhenMissing(indicator: CardIndicator): number {
  return indicator.missing.policy === 'worst' ? worst(indicator) : indicator.missing.points;
}

/** Values as the card may count them: what nobody verified is unknown wherever it would earn more than that. */
export function withoutFavours(card: Scorecard, values: CardValues): CardValues {
  let out: Record<string, CardValue> | null = null;
  for (const indicator of card.indicators) {
    const given = values[indicator.key];
    if (given?.unverified === undefined || given.value === null) continue;
    const points = indicator.bands[bandOf(indicator.bands, given.value)]!.points;
    if (points <= pointsWhenMissing(indicator)) continue;
    out ??= { ...values };
    out[indicator.key] = { value: null, missing: given.unverified };
  }
  return out ?? values;
}

function holds(condition: CardCondition, values: CardValues): boolean {
  const value = values[condition.indicator]?.value ?? null;
  if (value === null) return false;
  switch (condition.op) {
    case '<':
      return value < condition.value;
    case '<=':
      return value <= condition.value;
    case '>':
      return value > condition.value;
    case '>=':
      return value >= condition.value;
  }
}

function inputsOf(conditions: readonly CardCondition[], values: CardValues): Record<string, number | null> {
  return Object.fromEntries(conditions.map((each) => [each.indicator, values[each.indicator]?.value ?? null]));
}

type Graded = Pick<Rating, 'grade' | 'gradeByScore' | 'capsApplied' | 'hardCriteriaFailed' | 'unrated' | 'completenessPpm'>;

/** Score and values → grade: by the scale, down to the best grade whose hard criteria are met, down to the lowest cap; or not rated. */
function gradeOf(card: Scorecard, values: CardValues, score: number): Graded {
  const rank = (grade: string) => {
    const at = card.scale.findIndex((step) => step.grade === grade);
    assert(at >= 0, `grade ${grade} is not on the scale of card ${card.id}`);
    return at;
  };
  const last = card.scale.length - 1;
  let byScore = card.scale.findIndex((step) => score >= step.minScore);
  if (byScore < 0) byScore = last;
  let at = byScore;

  const hardCriteriaFailed: Rating['hardCriteriaFailed'][number][] = [];
  for (const criterion of card.hardCriteria) {
    // Grade X asks for it, so whoever would be X or better and fails it stands one below X.
    const met = (each: CardCondition) => values[each.indicator]?.unverified === undefined && holds(each, values);
    if (at > rank(criterion.grade) || criterion.needs.every(met)) continue;
    hardCriteriaFailed.push({ code: criterion.code, grade: criterion.grade, inputs: inputsOf(criterion.needs, values) });
  }
  for (const failed of hardCriteriaFailed) at = Math.max(at, Math.min(last, rank(failed.grade) + 1));

  let weight = 0;
  let knownWeight = 0;
  const caps: Rating['capsApplied'][number][] = [];
  for (const indicator of card.indicators) {
    const span = best(indicator) - worst(indicator);
    const given = values[indicator.key];
    const isKnown = (given?.value ?? null) !== null;
    weight += span;
    if (isKnown) knownWeight += given?.stale === true ? 0 : span;
    else if (indicator.missing.policy === 'floor') {
      caps.push({ code: `missing:${indicator.key}`, grade: indicator.missing.floorGrade, inputs: { [indicator.key]: null } });
    }
  }
  const completenessPpm = weight === 0 ? 0 : Math.floor((knownWeight / weight) * 1_000_000);
  if (completenessPpm < card.completeness.floorPpm) {
    caps.push({ code: 'incomplete_data', grade: card.completeness.grade, inputs: { completenessPpm } });
  }
  for (const cap of card.caps) {
    if (cap.when.every((each) => holds(each, values))) {
      caps.push({ code: cap.code, grade: cap.grade, inputs: inputsOf(cap.when, values) });
    }
  }
  // A cap above the grade changes nothing and is not said.
  const capsApplied = caps.filter((cap) => rank(cap.grade) > byScore);
  for (const cap of capsApplied) at = Math.max(at, rank(cap.grade));

  const history = values[card.history.indicator]?.value ?? null;
  const unrated: Rating['unrated'] =
    history !== null && history >= card.history.floor
      ? null
      : { code: history === null ? 'history_unknown' : 'history_too_short', actual: history, threshold: card.history.floor };
  return {
    grade: unrated ? NOT_RATED : card.scale[at]!.grade,
    gradeByScore: card.scale[byScore]!.grade,
    capsApplied,
    hardCriteriaFailed,
    unrated,
    completenessPpm,
  };
}

/**
 * Rates one customer: integer points by band, exactly summed. `means` are the mean points of each indicator over the portfolio, where known.
 * Order of what limits the grade: scale, hard criteria, caps (missing values, incomplete data, the card's own), then too little history: 'NR'.
 */
export function rate(card: Scorecard, given: CardValues, asOf: Day, means?: Readonly<Record<string, number>>): Rating {
  const values = withoutFavours(card, given);
  const contributions: Contribution[] = [];
  for (const indicator of card.indicators) {
    const one = values[indicator.key];
    const value = one?.value ?? null;
    const band = value === null ? null : bandOf(indicator.bands, value);
    const points = band === null ? pointsWhenMissing(indicator) : indicator.bands[band]!.points;
    const reason = value === null ? (one?.missing ?? 'not_computed') : null;
    const mean = means?.[indicator.key];
    contributions.push({
      indicator: indicator.key,
      value,
      missing: reason,
      band,
      points,
      lostAgainstBest: best(indicator) - points,
      lostAgainstMean: mean === undefined ? null : mean - points,
    });
  }
  return rateScored(card, values, asOf, contributions);
}

/**
 * A rating from points that are known already: of `rate`, or of trees, which have no bands (`raises` false: nothing can be said of what
 * would raise them). Contributions stand in the order of the card's indicators.
 */
export function rateScored(
  card: Scorecard,
  values: CardValues,
  asOf: Day,
  contributions: readonly Contribution[],
  raises = true,
): Rating {
  const score = contributions.reduce((sum, each) => sum + each.points, card.base);
  const graded = gradeOf(card, values, score);
  const raise = raises ? raisesOf(card, values, score, contributions) : [];
  return {
    card: card.id,
    asOf,
    score,
    base: card.base,
    ...graded,
    contributions,
    reasons: reasonsOf(contributions),
    missing: contributions.flatMap((each, at) =>
      each.missing === null
        ? []
        : [
            {
              indicator: each.indicator,
              missing: each.missing,
              policy: card.indicators[at]!.missing.policy,
              points: each.points,
            },
          ],
    ),
    stale: card.indicators.filter((each) => values[each.key]?.stale === true).map((each) => each.key),
    raise: raise.map(({ reached: _reached, ...each }) => each),
    together: togetherOf(card, values, score, graded.grade, raise),
  };
}

/** What lost the most points; a missing value that lost nothing, or gained by its policy, is no reason. */
function reasonsOf(contributions: readonly Contribution[]): RatingReason[] {
  return contributions
    .filter((each) => each.lostAgainstBest > 0)
    .toSorted((a, b) => b.lostAgainstBest - a.lostAgainstBest)
    .slice(0, REASONS_MAX)
    .map((each) => ({ indicator: each.indicator, value: each.value, missing: each.missing, lost: each.lostAgainstBest }));
}

type Reached = Raise & { readonly reached: number };

/** A step that gains less than this share of what the indicator spans is none: curves have many small ones. */
const STEP_SHARE = 0.1;

/**
 * For each indicator the nearest band that earns more, and what the whole rating would be with it: computed by rating again.
 * For a missing value, the band with the most points.
 */
function raisesOf(card: Scorecard, values: CardValues, score: number, contributions: readonly Contribution[]): Reached[] {
  const raises: Reached[] = [];
  for (const [index, indicator] of card.indicators.entries()) {
    const now = contributions[index]!;
    let toBand = -1;
    const most = best(indicator);
    const least = Math.min(most - now.points, (most - worst(indicator)) * STEP_SHARE);
    for (const [at, band] of indicator.bands.entries()) {
      if (band.points <= now.points || band.points - now.points < least) continue;
      const nearer =
        toBand < 0 ||
        (now.band === null
          ? band.points > indicator.bands[toBand]!.points
          : Math.abs(at - now.band) < Math.abs(toBand - now.band));
      if (nearer) toBand = at;
    }
    if (toBand < 0) continue;
    const needs = { above: toBand === 0 ? null : indicator.bands[toBand - 1]!.upTo, upTo: indicator.bands[toBand]!.upTo };
    const gain = indicator.bands[toBand]!.points - now.points;
    const reached = valueIn(needs, now.value);
    const graded = gradeOf(card, { ...values, [indicator.key]: { value: reached } }, score + gain);
    raises.push({
      indicator: indicator.key,
      value: now.value,
      toBand,
      gain,
      needs,
      scoreAfter: score + gain,
      gradeAfter: graded.grade,
      reached,
    });
  }
  return raises.sort((a, b) => b.gain - a.gain);
}

/** One change that is enough by itself if there is one, the smallest such; else the largest ones together until the grade is better. */
function togetherOf(
  card: Scorecard,
  values: CardValues,
  score: number,
  grade: string,
  raises: readonly Reached[],
): Rating['together'] {
  if (grade === NOT_RATED) return null;
  const rank = (of: string) => card.scale.findIndex((step) => step.grade === of);
  const now = rank(grade);
  const alone = raises.findLast((each) => each.gradeAfter !== NOT_RATED && rank(each.gradeAfter) < now);
  if (alone) return { indicators: [alone.indicator], scoreAfter: alone.scoreAfter, gradeAfter: alone.gradeAfter };
  let changed = values;
  let after = score;
  for (const [at, each] of raises.entries()) {
    changed = { ...changed, [each.indicator]: { value: each.reached } };
    after += each.gain;
    const { grade: gradeAfter } = gradeOf(card, changed, after);
    if (rank(gradeAfter) < now && gradeAfter !== NOT_RATED)
      return { indicators: raises.slice(0, at + 1).map((one) => one.indicator), scoreAfter: after, gradeAfter };
  }
  return null;
}

/** The value in a band that lies nearest to the present one. */
function valueIn(needs: Raise['needs'], now: number | null): number {
  if (needs.upTo !== null && (now === null || now > needs.upTo)) return needs.upTo;
  // Just above an open end; the step is far below any unit of the catalogue (a hundredth of a day, one ppm).
  return needs.above === null ? (needs.upTo ?? 0) : needs.above + 0.001;
}
