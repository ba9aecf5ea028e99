// The scorecard: points add up, reasons are real, and what would raise the rating does.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INDICATORS } from './indicators.ts';
import { parseRulebook } from './rulebook.ts';
import type { CardValues, Scorecard } from './scorecard.ts';
import { bandOf, NOT_RATED, REASONS_MAX, rate } from './scorecard.ts';

const asOf = '2026-06-30';
const parsed = parseRulebook(
  'scorecard',
  JSON.parse(readFileSync(new URL('../../rulebooks/scorecard.json', import.meta.url), 'utf8')),
);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const card: Scorecard = parsed.rulebook.rules;
const grades = card.scale.map((step) => step.grade);
const rank = (grade: string) => grades.indexOf(grade);

const ppmKeys = new Set(INDICATORS.filter((spec) => spec.unit === 'ppm').map((spec) => spec.key as string));
/** Values from a history that is long enough to be rated, each sometimes unknown. */
const valuesArb: fc.Arbitrary<CardValues> = fc
  .tuple(
    ...card.indicators.map((indicator) =>
      fc.option(ppmKeys.has(indicator.key) ? fc.integer({ min: -1_000_000, max: 2_000_000 }) : fc.integer({ min: 0, max: 150 }), {
        freq: 6,
      }),
    ),
  )
  .map((drawn) =>
    Object.fromEntries(
      card.indicators.map((indicator, index) => {
        const value = indicator.key === 'history_months' ? 36 : drawn[index]!;
        return [indicator.key, value === null ? { value, missing: 'no_settlements_12m' } : { value }];
      }),
    ),
  );

describe('bands', () => {
  it('take their upper end in and the next band begins just above it', () => {
    const bands = [
      { upTo: 0, points: 9 },
      { upTo: 15, points: 5 },
      { upTo: null, points: 1 },
    ];
    expect([-4, 0, 0.01, 15, 15.01, 999].map((value) => bandOf(bands, value))).toEqual([0, 0, 1, 1, 2, 2]);
  });
});

describe('a rating', () => {
  it('is the base plus its contributions, to the point', () => {
    fc.assert(
      fc.property(valuesArb, (values) => {
        const rating = rate(card, values, asOf);
        expect(rating.base + rating.contributions.reduce((sum, each) => sum + each.points, 0)).toBe(rating.score);
        expect(Number.isInteger(rating.score)).toBe(true);
        expect(rating.score).toBeGreaterThanOrEqual(0);
        expect(rating.score).toBeLessThanOrEqual(1_000);
        for (const each of rating.contributions) expect(each.lostAgainstBest).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('gives at most four reasons, the largest losses first, each of which improving improves the score', () => {
    fc.assert(
      fc.property(valuesArb, (values) => {
        const rating = rate(card, values, asOf);
        expect(rating.reasons.length).toBeLessThanOrEqual(REASONS_MAX);
        const lost = rating.reasons.map((reason) => reason.lost);
        expect(lost).toEqual([...lost].sort((a, b) => b - a));
        const notCited = rating.contributions.filter(
          (each) => !rating.reasons.some((reason) => reason.indicator === each.indicator),
        );
        for (const each of notCited)
          expect(each.lostAgainstBest).toBeLessThanOrEqual(Math.min(...lost, Number.POSITIVE_INFINITY));
        for (const reason of rating.reasons) {
          const raise = rating.raise.find((each) => each.indicator === reason.indicator)!;
          expect(raise.gain).toBeGreaterThan(0);
          const better = raise.needs.upTo ?? raise.needs.above! + 1;
          const after = rate(card, { ...values, [reason.indicator]: { value: better } }, asOf);
          expect(after.score).toBe(rating.score + raise.gain);
        }
      }),
    );
  });

  it('says truly what grade each single improvement would give', () => {
    fc.assert(
      fc.property(valuesArb, (values) => {
        const rating = rate(card, values, asOf);
        for (const raise of rating.raise) {
          const { above, upTo } = raise.needs;
          const value =
            upTo !== null && (raise.value === null || raise.value > upTo) ? upTo : above === null ? upTo! : above + 0.001;
          const after = rate(card, { ...values, [raise.indicator]: { value } }, asOf);
          expect({ score: after.score, grade: after.grade }).toEqual({ score: raise.scoreAfter, grade: raise.gradeAfter });
        }
      }),
    );
  });

  it('never stands above its score, its caps or its failed criteria', () => {
    fc.assert(
      fc.property(valuesArb, (values) => {
        const rating = rate(card, values, asOf);
        expect(rank(rating.grade)).toBeGreaterThanOrEqual(rank(rating.gradeByScore));
        for (const cap of rating.capsApplied) expect(rank(rating.grade)).toBeGreaterThanOrEqual(rank(cap.grade));
        for (const failed of rating.hardCriteriaFailed) expect(rank(rating.grade)).toBeGreaterThan(rank(failed.grade));
        if (rating.completenessPpm < card.completeness.floorPpm) expect(rank(rating.grade)).toBeGreaterThanOrEqual(rank('B'));
      }),
    );
  });

  it('rates no better when a known value is replaced by a worse band', () => {
    fc.assert(
      fc.property(valuesArb, fc.integer({ min: 0, max: 400 }), (values, worse) => {
        const before = rate(card, { ...values, days_late_avg_12m: { value: 10 } }, asOf);
        const after = rate(card, { ...values, days_late_avg_12m: { value: 10 + worse } }, asOf);
        expect(after.score).toBeLessThanOrEqual(before.score);
        expect(rank(after.grade)).toBeGreaterThanOrEqual(rank(before.grade));
      }),
    );
  });
});

describe('what is missing', () => {
  const known: CardValues = Object.fromEntries(
    card.indicators.map((each) => [each.key, { value: each.key === 'history_months' ? 40 : 0 }]),
  );

  it('earns what the card says, names its policy and its reason, and is never zero', () => {
    const rating = rate(card, { ...known, days_late_avg_12m: { value: null, missing: 'no_settlements_12m' } }, asOf);
    expect(rating.contributions[0]).toMatchObject({ value: null, band: null, points: 0, missing: 'no_settlements_12m' });
    expect(rating.missing).toEqual([
      { indicator: 'days_late_avg_12m', missing: 'no_settlements_12m', policy: 'neutral', points: 0 },
    ]);
    // Zero days late would have earned 90.
    expect(rate(card, known, asOf).score - rating.score).toBe(90);
    expect(rating.completenessPpm).toBe(790_000);
  });

  it('takes the worst points where the card says worst, and caps the grade where it says floor', () => {
    const floor: Scorecard = {
      ...card,
      indicators: card.indicators.map((each) =>
        each.key === 'dishonoured_bills_24m' ? { ...each, missing: { policy: 'floor', points: 15, floorGrade: 'BB' } } : each,
      ),
    };
    const best = Object.fromEntries(
      card.indicators.map((each) => {
        const at = each.bands.reduce((most, band, index) => (band.points > each.bands[most]!.points ? index : most), 0);
        return [each.key, { value: each.bands[at]!.upTo ?? each.bands[at - 1]!.upTo! + 1 }];
      }),
    );
    expect(rate(floor, best, asOf).grade).toBe('AAA');
    const rating = rate(floor, { ...best, dishonoured_bills_24m: { value: null, missing: 'bills_not_kept' } }, asOf);
    expect(rating).toMatchObject({ score: 1_000, gradeByScore: 'AAA', grade: 'BB' });
    expect(rating.capsApplied.map((cap) => cap.code)).toEqual(['missing:dishonoured_bills_24m']);
    const worst = rate(card, { ...best, oldest_overdue_days: { value: null, missing: 'x' } }, asOf);
    expect(worst.contributions.find((each) => each.indicator === 'oldest_overdue_days')?.points).toBe(-100);
  });

  it('is not rated where nothing at all is known', () => {
    const rating = rate(card, {}, asOf);
    expect(rating.grade).toBe(NOT_RATED);
    expect(rating.unrated).toEqual({ code: 'history_unknown', actual: null, threshold: 3 });
    expect(rating.completenessPpm).toBe(0);
  });

  it('compares with the portfolio only where its means are known', () => {
    const rating = rate(card, known, asOf, { days_late_avg_12m: 30 });
    expect(rating.contributions[0]!.lostAgainstMean).toBe(-60);
    expect(rating.contributions[1]!.lostAgainstMean).toBeNull();
  });
});

describe('what nobody verified', () => {
  it('never earns more than an unknown value would, and says why where it would have', () => {
    fc.assert(
      fc.property(valuesArb, fc.nat({ max: card.indicators.length - 1 }), (values, at) => {
        const { key } = card.indicators[at]!;
        const given = { ...values, [key]: { ...(values[key] ?? { value: null }), unverified: 'finding_unverified' } };
        const points = (of: CardValues) => rate(card, of, asOf).contributions[at]!;
        const [waiting, verified, unknown] = [points(given), points(values), points({ ...values, [key]: { value: null } })];
        expect(waiting.points).toBe(Math.min(verified.points, unknown.points));
        if (verified.points > unknown.points) expect(waiting.missing).toBe('finding_unverified');
      }),
    );
  });
});
