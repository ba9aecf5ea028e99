// A card that people build: weights by judgement and data, curves, segments, questions, models; what it says is what was put in.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareGroup, fullPoints, type WeightRules, weigh } from './card-weights.ts';
import { cardOfModel, inReadingUnits, pdBounds, pdOfScore, rateByTrees } from './model-rating.ts';
import { logistic } from './models/metrics.ts';
import type { ModelBin, ScorecardModel } from './models/scorecard-model.ts';
import { fallOver, settle } from './rating-standing.ts';
import { parseRulebook } from './rulebook.ts';
import { bandsOfCurve } from './rulebook-scorecard.ts';
import { bandOf, cardFor, rate, type Scorecard } from './scorecard.ts';
import { defaultRates, transitions } from './transitions.ts';

const asOf = '2026-06-30';
const shipped = JSON.parse(readFileSync(new URL('../../rulebooks/scorecard.json', import.meta.url), 'utf8')) as Record<
  string,
  unknown
>;
const word = (zh: string) => ({ zh, en: zh });
const blank: WeightRules = { method: 'ahp', total: 1000, alpha: 0.5, direct: [], pairs: [], measured: null };

/** A card as the page writes it: two dimensions, four indicators, one of them a curve, one a question. */
const built = {
  kind: 'scorecard',
  id: 'built',
  title: word('自建卡'),
  base: 0,
  scale: [
    { grade: 'A', minScore: 700, pdPercent: 0.5 },
    { grade: 'B', minScore: 400, pdPercent: 2 },
    { grade: 'C', minScore: 0, pdPercent: 12 },
  ],
  dimensions: [
    { key: 'payment', title: word('付款') },
    { key: 'firm', title: word('企业') },
  ],
  weights: {
    method: 'ahp',
    total: 1000,
    pairs: [
      { first: 'payment', second: 'firm', times: 3 },
      { first: 'days_late_avg_12m', second: 'overdue_share', times: 1 },
      { first: 'history_months', second: 'q_management', times: 1 / 2 },
    ],
  },
  questions: [
    { key: 'q_management', title: word('管理'), options: [word('差'), word('中'), word('好')], evidence: true, validDays: 180 },
  ],
  indicators: [
    {
      key: 'days_late_avg_12m',
      dimension: 'payment',
      curve: [
        { at: 0, worth: 100 },
        { at: 30, worth: 40 },
        { at: 90, worth: 0 },
      ],
      missing: { policy: 'neutral', worth: 50 },
    },
    {
      key: 'overdue_share',
      dimension: 'payment',
      bands: [
        { upTo: 0, worth: 100 },
        { upTo: 20, worth: 50 },
        { upTo: null, worth: 0 },
      ],
      missing: { policy: 'worst' },
    },
    {
      key: 'history_months',
      dimension: 'firm',
      bands: [
        { upTo: 12, worth: 20 },
        { upTo: null, worth: 100 },
      ],
      missing: { policy: 'worst' },
    },
    {
      key: 'q_management',
      dimension: 'firm',
      bands: [
        { upTo: 1, worth: 0 },
        { upTo: 2, worth: 60 },
        { upTo: null, worth: 100 },
      ],
      missing: { policy: 'neutral', worth: 30 },
    },
  ],
  completeness: { floorPercent: 50, grade: 'B' },
  history: { indicator: 'history_months', floor: 0 },
  caps: [],
  hardCriteria: [],
  cases: [],
};

function cardOf(document: object): Scorecard {
  const parsed = parseRulebook('scorecard', document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.rulebook.rules;
}
const problems = (document: object) => {
  const parsed = parseRulebook('scorecard', document);
  return parsed.ok ? [] : parsed.problems.map((each) => each.code);
};

describe('weights', () => {
  it('whole points of a card sum to what the card is out of, whatever the shares', () => {
    expect(fullPoints(1_000, [1 / 3, 1 / 3, 1 / 3])).toEqual([334, 333, 333]);
    expect(fullPoints(100, [0.126, 0.126, 0.126, 0.622])).toEqual([13, 13, 12, 62]);
    expect(fullPoints(100, [0.5, 0.5])).toEqual([50, 50]);
  });
  it('of pairs are the published ones: Saaty’s leader, four criteria', () => {
    const keys = ['Experience', 'Education', 'Charisma', 'Age'];
    // worked_examples: 4x4, λmax 4.1184, weights .548 .127 .270 .056.
    const pairs = [
      ['Experience', 'Education', 4],
      ['Experience', 'Charisma', 3],
      ['Experience', 'Age', 7],
      ['Education', 'Charisma', 1 / 3],
      ['Education', 'Age', 3],
      ['Charisma', 'Age', 5],
    ].map(([first, second, times]) => ({ first: String(first), second: String(second), times: Number(times) }));
    const one = compareGroup({ group: null, keys }, pairs)!;
    expect(one.result.weights.map((each) => Number(each.toFixed(3)))).toEqual([0.548, 0.127, 0.27, 0.056]);
    expect(one.result.lambdaMax).toBeCloseTo(4.1184, 4);
    expect(one.result.ratio).toBeCloseTo(0.0439, 4);
    expect(one.mend).toBeNull();
  });

  it('that contradict each other are refused, with the pair named and the value that mends it', () => {
    const pairs = [
      { first: 'a', second: 'b', times: 5 },
      { first: 'b', second: 'c', times: 5 },
      { first: 'a', second: 'c', times: 1 / 5 },
    ];
    const leaves = ['a', 'b', 'c'].map((key) => ({ key, dimension: null }));
    const { weights, faults, compared } = weigh(leaves, { ...blank, pairs });
    expect(weights).toBeNull();
    expect(faults.map((each) => each.code)).toEqual(['inconsistent']);
    const mend = compared[0]!.mend!;
    const again = pairs.filter((each) => !(each.first === mend.first && each.second === mend.second));
    const mended = weigh(leaves, { ...blank, pairs: [...again, mend] });
    expect(mended.compared[0]!.result.ratio).toBeCloseTo(mend.ratioAfter, 9);
    expect(mend.ratioAfter).toBeLessThan(compared[0]!.result.ratio);
  });

  it('go down the tree and sum to one; too few pairs are named, too many to compare are not guessed', () => {
    const leaves = [
      { key: 'a', dimension: 'x' },
      { key: 'b', dimension: 'x' },
      { key: 'c', dimension: 'y' },
    ];
    const pairs = [
      { first: 'x', second: 'y', times: 3 },
      { first: 'a', second: 'b', times: 2 },
    ];
    expect(weigh(leaves, { ...blank, pairs }).weights).toEqual([0.5, 0.25, 0.25].map((each) => expect.closeTo(each, 9)));
    expect(weigh(leaves, { ...blank, pairs: pairs.slice(1) }).faults.map((each) => each.code)).toEqual(['pairs_missing']);
    const many = Array.from({ length: 11 }, (_, at) => ({ key: `k${at}`, dimension: null }));
    expect(weigh(many, blank).faults.map((each) => each.code)).toEqual(['too_many_to_compare']);
    const measured = {
      on: asOf,
      customers: 9,
      shares: ['a', 'b', 'c'].map((key, at) => ({ key, weight: [0.2, 0.2, 0.6][at]! })),
    };
    expect(weigh(leaves, { ...blank, method: 'entropy', measured }).weights).toEqual([0.2, 0.2, 0.6]);
    const both = weigh(leaves, { ...blank, method: 'combined', pairs, measured }).weights!;
    const raw = [0.5 * 0.2, 0.25 * 0.2, 0.25 * 0.6].map(Math.sqrt);
    expect(both).toEqual(raw.map((each) => expect.closeTo(each / (raw[0]! + raw[1]! + raw[2]!), 9)));
  });
});

describe('a card from nothing', () => {
  const card = cardOf(built);

  it('gives every indicator its share of the points, whole', () => {
    expect(card.indicators.map((each) => each.weightPpm)).toEqual([375_000, 375_000, 83_333, 166_667]);
    const best = rate(
      card,
      { days_late_avg_12m: { value: 0 }, overdue_share: { value: 0 }, history_months: { value: 40 }, q_management: { value: 3 } },
      asOf,
    );
    expect(best.score).toBe(375 + 375 + 83 + 167);
    expect(best).toMatchObject({ grade: 'A', completenessPpm: 1_000_000, stale: [], together: null });
  });

  it('follows its curve: exact at its points, whole steps between, level beyond its ends', () => {
    const { bands } = card.indicators[0]!;
    const at = (value: number) => bands[bandOf(bands, value)]!.points;
    expect([-5, 0, 30, 90, 900].map(at)).toEqual([375, 375, 150, 0, 0]);
    expect(at(15)).toBe(263);
    // As worked out by hand on the straight line between two points, to a point of a thousand.
    for (let day = 0; day <= 90; day += 1) {
      const line = day <= 30 ? 375 - (225 * day) / 30 : (150 * (90 - day)) / 60;
      expect(Math.abs(at(day) - line)).toBeLessThanOrEqual(1.1);
    }
    const falling = Array.from({ length: 90 }, (_, day) => at(day));
    for (const [day, points] of falling.slice(1).entries()) expect(points).toBeLessThanOrEqual(falling[day]!);
    expect(
      bandsOfCurve([
        { at: 1, points: 5 },
        { at: 2, points: 5 },
      ]),
    ).toEqual([{ upTo: null, points: 5 }]);
  });

  it('says what together would lead to a better grade, and it does', () => {
    const values = {
      days_late_avg_12m: { value: 60 },
      overdue_share: { value: 300_000 },
      history_months: { value: 40 },
      q_management: { value: null, missing: 'not_answered' },
    };
    const low = rate(card, values, asOf);
    expect(low.grade).toBe('C');
    expect(low.together!.gradeAfter).toBe('B');
    expect(low.together!.indicators.length).toBeGreaterThan(1);
    const nearly = rate(card, { ...values, overdue_share: { value: 0 } }, asOf);
    // 83 + 375 + 75 of the curve + 50 for the open question.
    expect(nearly.score).toBe(583);
    const alone = rate(card, { ...values, overdue_share: { value: 100_000 }, days_late_avg_12m: { value: 20 } }, asOf);
    expect(alone.together!.indicators).toHaveLength(1);
    const {
      indicators: [only],
      scoreAfter,
    } = alone.together!;
    expect(alone.raise.find((each) => each.indicator === only)).toMatchObject({ scoreAfter, gradeAfter: 'A' });
  });

  it('counts an answer that is too old as a gap, though it still earns its points', () => {
    const given = { days_late_avg_12m: { value: 0 }, overdue_share: { value: 0 }, history_months: { value: 40 } };
    const fresh = rate(card, { ...given, q_management: { value: 3 } }, asOf);
    const stale = rate(card, { ...given, q_management: { value: 3, stale: true } }, asOf);
    expect(stale.score).toBe(fresh.score);
    expect(stale.stale).toEqual(['q_management']);
    expect(stale.completenessPpm).toBeLessThan(fresh.completenessPpm);
  });

  it.each([
    ['a dimension nobody declared', { dimensions: [built.dimensions[0]] }, 'dimension_unknown'],
    [
      'points where worth is asked',
      {
        indicators: [
          {
            ...built.indicators[1],
            dimension: 'payment',
            bands: [
              { upTo: 0, points: 9 },
              { upTo: null, points: 1 },
            ],
          },
          ...built.indicators.slice(2),
        ],
      },
      'unknown_key',
    ],
    ['pairs that leave somebody out', { weights: { ...built.weights, pairs: built.weights.pairs.slice(1) } }, 'pairs_missing'],
    ['default rates that fall', { scale: [built.scale[1], built.scale[0], built.scale[2]] }, 'pd_not_rising'],
    ['default rates of some grades only', { scale: [{ grade: 'A', minScore: 700 }, ...built.scale.slice(1)] }, 'pd_incomplete'],
    ['a question that is asked nowhere', { questions: [] }, 'indicator_unknown'],
    [
      'bands and a curve',
      { indicators: [{ ...built.indicators[0], bands: built.indicators[1]!.bands }, ...built.indicators.slice(1)] },
      'bands_or_curve',
    ],
    [
      'a segment twice',
      {
        segmentCards: [1, 2].map((at) => ({
          id: `s${at}`,
          title: word('段'),
          segments: ['key'],
          base: 1000,
          indicators: [
            {
              key: 'history_months',
              bands: [
                { upTo: 1, points: 0 },
                { upTo: null, points: 1 },
              ],
              missing: { policy: 'worst' },
            },
          ],
          caps: [],
          hardCriteria: [],
        })),
      },
      'twice',
    ],
  ])('refuses %s', (_, changes, code) => {
    expect(problems({ ...built, ...changes })).toContain(code);
  });

  it('has another card for customers of a segment, on the same scale', () => {
    const own = {
      id: 'key',
      title: word('大客户卡'),
      segments: ['key-account'],
      base: 400,
      indicators: [
        {
          key: 'history_months',
          bands: [
            { upTo: 12, points: 0 },
            { upTo: null, points: 400 },
          ],
          missing: { policy: 'worst' },
        },
      ],
      caps: [],
      hardCriteria: [],
    };
    const both = cardOf({ ...built, segmentCards: [own] });
    expect(cardFor(both, 'key-account').id).toBe('key');
    expect(cardFor(both, 'small').id).toBe('built');
    expect(cardFor(both, null).id).toBe('built');
    expect(rate(cardFor(both, 'key-account'), { history_months: { value: 30 } }, asOf).grade).toBe('A');
  });
});

describe('the grade that stands', () => {
  const card = cardOf(built);
  const rating = rate(
    card,
    {
      days_late_avg_12m: { value: 60 },
      overdue_share: { value: 300_000 },
      history_months: { value: 40 },
      q_management: { value: 2 },
    },
    asOf,
  );
  const none = { override: null, support: null, model: null };
  const support = { id: 's', supporter: 'P', supporterGrade: 'B' as string | null, notches: 2, endsOn: '2027-01-01' };
  const override = { id: 'o', grade: 'A', reason: 'why', by: 'who', endsOn: '2027-01-01' };

  it('is the card’s; a group lifts it no higher than itself and no further than allowed; a person decides last', () => {
    expect(settle(card, rating, none)).toMatchObject({ grade: 'C', gradeComputed: 'C', pdPpm: 120_000, confidence: 'high' });
    expect(settle(card, rating, { ...none, support })).toMatchObject({ grade: 'B', gradeComputed: 'C', pdPpm: 20_000 });
    expect(settle(card, rating, { ...none, support: { ...support, supporterGrade: 'A', notches: 1 } }).grade).toBe('B');
    expect(settle(card, rating, { ...none, support: { ...support, supporterGrade: 'C' } })).toMatchObject({
      grade: 'C',
      support: null,
    });
    expect(settle(card, rating, { ...none, support: { ...support, supporterGrade: null } }).grade).toBe('C');
    expect(settle(card, rating, { ...none, support, override })).toMatchObject({ grade: 'A', gradeComputed: 'C', pdPpm: 5_000 });
    expect(settle(card, rating, { ...none, override: { ...override, grade: 'Z' } })).toMatchObject({
      grade: 'C',
      override: null,
    });
  });
});

describe('a statistical model as a card', () => {
  const card = cardOf(built);
  const bin = (upTo: number | null, value: number, points: number, isMissing = false): ModelBin => ({
    above: null,
    upTo,
    levels: null,
    special: null,
    isMissing,
    rows: 1,
    bads: 0,
    badRate: 0,
    woe: 0,
    iv: 0,
    value,
    points,
  });
  const model: ScorecardModel = {
    method: 'scorecard',
    scaling: { pdo: 20, base: 600, odds: 50 },
    intercept: 3,
    basePoints: 574,
    variables: [
      {
        name: 'days_late_avg_12m',
        kind: 'number',
        iv: 0,
        weight: 1,
        direction: 'free',
        unknownPoints: 0,
        bins: [bin(10, 1, 29), bin(null, -2, -58), bin(null, 0, 0, true)],
      },
    ],
    resamples: 0,
    rows: 0,
    bads: 0,
  };

  it('grades by default rates between those of two grades, and by nothing where the scale says none', () => {
    const made = cardOfModel(card, model);
    if ('unfit' in made) throw new Error(made.unfit);
    expect(pdBounds(card.scale)!.map(Math.round)).toEqual([10_000, 48_990]);
    const good = rate(made.card, { days_late_avg_12m: { value: 3 }, history_months: { value: 40 } }, asOf);
    expect(good.score).toBe(603);
    // 603 points are odds of 55 to 1: 1.8 %, above the 1.0 % that ends A.
    expect(pdOfScore(603, model)).toBe(Math.round(logistic((487.1229 - 603) / 28.8539) * 1_000_000));
    expect(good.grade).toBe('B');
    expect(rate(made.card, { days_late_avg_12m: { value: 40 }, history_months: { value: 40 } }, asOf).grade).toBe('C');
    expect(
      cardOfModel(cardOf({ ...built, scale: built.scale.map(({ pdPercent: _pdPercent, ...rest }) => rest) }), model),
    ).toEqual({
      unfit: 'pd_not_said',
    });
  });

  it('of trees spreads the score over the variables to the point; what was learned as 0.29 meets a reading of 290,000 ppm', () => {
    const leaf = (value: number, rows: number) => ({
      variable: 0,
      cut: null,
      levels: null,
      missingLeft: false,
      left: null,
      right: null,
      value,
      rows,
      bads: 0,
    });
    const trees = {
      method: 'tree' as const,
      start: -3,
      rows: 10,
      bads: 1,
      variables: [{ name: 'overdue_share', kind: 'number' as const, levels: null, monotone: 0 as const, gainShare: 1 }],
      trees: [
        [
          { variable: 0, cut: 0.29, levels: null, missingLeft: true, left: 1, right: 2, value: 0, rows: 10, bads: 1 },
          leaf(-0.5, 8),
          leaf(2, 2),
        ],
      ],
    };
    const made = cardOfModel(
      card,
      inReadingUnits(trees, () => 'ppm', 100),
    );
    if ('unfit' in made) throw new Error(made.unfit);
    const [good, bad] = rateByTrees(
      made,
      [
        { overdue_share: { value: 290_000 }, history_months: { value: 9 } },
        { overdue_share: { value: 290_001 }, history_months: { value: 9 } },
      ],
      asOf,
    );
    expect(good!.base + good!.contributions[0]!.points).toBe(good!.score);
    expect(good!.score).toBe(Math.round(487.1229 + 28.8539 * 3.5));
    expect(good!.score).toBeGreaterThan(bad!.score);
    expect(bad!.reasons[0]!.indicator).toBe('overdue_share');
    expect(bad!.raise).toEqual([]);
  });
});

describe('grades over a year', () => {
  it('move as cohorts do; the worst grade holds whom it has', () => {
    const moved = transitions(
      ['A', 'B', 'D'],
      [
        { from: 'A', to: 'A', customers: 8 },
        { from: 'A', to: 'B', customers: 2 },
        { from: 'B', to: 'A', customers: 1 },
        { from: 'B', to: '', customers: 3 },
        { from: 'D', to: 'A', customers: 5 },
      ],
    );
    expect(moved.counts).toEqual([
      [8, 2, 0, 0],
      [1, 0, 0, 3],
      [0, 0, 5, 0],
    ]);
    expect(moved.shares[0]).toEqual([0.8, 0.2, 0, 0]);
    expect(moved).toMatchObject({ up: 1, same: 13, down: 2, gone: 3 });
  });

  it('default more often the worse they are: neighbours the wrong way round are pooled', () => {
    const rates = defaultRates([
      { grade: 'A', customers: 100, defaults: 2 },
      { grade: 'B', customers: 100, defaults: 1 },
      { grade: 'C', customers: 0, defaults: 0 },
      { grade: 'D', customers: 50, defaults: 5 },
    ]);
    expect(rates.map((each) => each.pooled)).toEqual([0.015, 0.015, null, 0.1]);
    expect(rates[3]!.low).toBeCloseTo(0.0435, 3);
    expect(rates[3]!.high).toBeCloseTo(0.2136, 3);
  });
});

it('falls too small to be told alone count together from the best grade since; a rise wipes out what fell before', () => {
  const scale = ['A', 'B', 'C', 'D'].map((grade, at) => ({ grade, minScore: 900 - 100 * at, pd: null })) as never;
  const over = (...grades: string[]) =>
    fallOver(
      scale,
      grades.map((grade, at) => ({ on: `2026-0${at + 1}-01`, grade })),
    );
  expect(over('A', 'B', 'NR', 'C')).toEqual({ from: 'A', to: 'C', notches: 2, falls: 2, firstOn: '2026-02-01' });
  expect(over('A', 'C', 'A', 'B')).toMatchObject({ from: 'A', to: 'B', notches: 1, falls: 1, firstOn: '2026-04-01' });
  expect(over('B', 'D', 'C', 'D')).toMatchObject({ from: 'B', notches: 2, falls: 2 });
  expect(over('C', 'B')).toBeNull();
  expect(over('NR')).toBeNull();
});

it('the shipped card says how often each grade defaults', () => {
  expect(pdBounds(cardOf(shipped).scale)).not.toBeNull();
});
