// From what a card or model says to the grade that stands: support of a group, a person's decision with an end, default rate, confidence.
import type { Day } from '#base/date.ts';
import { NOT_RATED, type Rating, type Scorecard } from './scorecard.ts';

/** A second person agreed to another grade, until a day. */
export type Override = {
  readonly id: string;
  readonly grade: string;
  readonly reason: string;
  readonly by: string;
  readonly endsOn: Day;
};
/** A stronger member of the group stands behind the customer; its grade as it is known on the day. */
export type Support = {
  readonly id: string;
  readonly supporter: string;
  readonly supporterGrade: string | null;
  readonly notches: number;
  readonly endsOn: Day;
};
/** The statistical model that decided instead of the card. */
export type DecidedBy = { readonly name: string; readonly version: number; readonly method: string; readonly pdPpm: number };

export type StandingRating = Rating & {
  /** What the card or model comes to, before people. */
  readonly gradeComputed: string;
  readonly override: Override | null;
  /** Null also where the support changes nothing: the supporter is no better. */
  readonly support: Support | null;
  readonly model: DecidedBy | null;
  /** One-year default rate in parts per million: the model's own, else that of the grade on the scale; null: not said. */
  readonly pdPpm: number | null;
  readonly confidence: 'high' | 'medium' | 'low';
};

/** So much of the card's weight is known and fresh where a rating is called sure. */
const SURE_PPM = 900_000;

/** The grade that stands. Whoever is not rated for want of history stays so, unless a person decided. */
export function settle(
  card: Scorecard,
  rating: Rating,
  standing: { readonly override: Override | null; readonly support: Support | null; readonly model: DecidedBy | null },
): StandingRating {
  const rank = (grade: string) => card.scale.findIndex((step) => step.grade === grade);
  const { override, support, model } = standing;
  const computed = rating.grade;
  let grade = computed;
  let supported: Support | null = null;
  if (support && support.supporterGrade !== null && computed !== NOT_RATED) {
    // At most so many notches, and never better than who stands behind.
    const at = Math.max(rank(computed) - support.notches, rank(support.supporterGrade));
    if (rank(support.supporterGrade) >= 0 && at < rank(computed)) {
      grade = card.scale[at]!.grade;
      supported = support;
    }
  }
  // A grade that is no longer on the scale decides nothing.
  const decided = override && rank(override.grade) >= 0 ? override : null;
  if (decided) grade = decided.grade;
  const pd = model && !decided ? model.pdPpm : (card.scale[rank(grade)]?.pdPpm ?? null);
  return {
    ...rating,
    grade,
    gradeComputed: computed,
    override: decided,
    support: supported,
    model,
    pdPpm: pd,
    confidence:
      rating.completenessPpm >= SURE_PPM && rating.unrated === null
        ? 'high'
        : rating.completenessPpm >= card.completeness.floorPpm && rating.unrated === null
          ? 'medium'
          : 'low',
  };
}

/** How many notches better (above 0) or worse a grade is than another; null where either is off the scale. */
export function notchesBetween(scale: Scorecard['scale'], from: string, to: string): number | null {
  const [a, b] = [from, to].map((grade) => scale.findIndex((step) => step.grade === grade));
  return a === undefined || b === undefined || a < 0 || b < 0 ? null : a - b;
}

/** A customer's way down as he would be told of it: from the best grade he had, in so many falls since a day. */
export type Fall = {
  readonly from: string;
  readonly to: string;
  readonly notches: number;
  readonly falls: number;
  readonly firstOn: Day;
};

/**
 * What became of a customer over some days, as one fall: falls of a notch each, too small to be told alone, count together. `grades` are those he had,
 * earliest first; what is off the scale says nothing. Null: the last is no worse than the best before it.
 */
export function fallOver(
  scale: Scorecard['scale'],
  grades: readonly { readonly on: Day; readonly grade: string }[],
): Fall | null {
  const known = grades.flatMap(({ on, grade }) => {
    const rank = scale.findIndex((step) => step.grade === grade);
    return rank < 0 ? [] : [{ on, grade, rank }];
  });
  const last = known.at(-1);
  if (!last) return null;
  // The latest day of the best: a rise to it wipes out what had fallen before.
  const best = known.reduce((found, each) => (each.rank <= found.rank ? each : found), last);
  if (best.rank >= last.rank) return null;
  const after = known.slice(known.indexOf(best));
  const falls = after.filter((each, at) => at > 0 && each.rank > after[at - 1]!.rank);
  return { from: best.grade, to: last.grade, notches: last.rank - best.rank, falls: falls.length, firstOn: falls[0]!.on };
}
