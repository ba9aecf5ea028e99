// Training on made tables, in memory, on one thread: scorecards and boosted trees, beside what Python's libraries took on such a machine.
import { BOOSTED_RULES, fitBoosted } from '#engine/models/boosted-fit.ts';
import { scoreTrees } from '#engine/models/boosted-model.ts';
import { areaUnder } from '#engine/models/metrics.ts';
import { CARD_RULES, fitScorecard } from '#engine/models/scorecard-fit.ts';
import { scoreCard } from '#engine/models/scorecard-model.ts';
import { Seeded } from '#engine/models/seeded.ts';
import type { ModelTable } from '#engine/models/table.ts';
import { type Bench, median, round } from './measure.ts';

const ROWS = 150_000;
const COLUMNS = 20;
const ROUNDS = 3;
/** Seconds measured 2026-11-21 on two shared cores, 150,000 × 20 unless said; none of them is run here. */
const PEERS = { toad: 2.2, optbinning: 2.7, optbinningMillion: 13.2, scikitLearn: 1.6, xgboost: 2.2 } as const;

/** Skewed amounts, counts, shares with missing values; half of the columns carry something, a fifth of the rows is bad. */
function made(rows: number): { table: ModelTable; bad: Uint8Array } {
  const chance = new Seeded(11);
  const normal = () => Math.sqrt(-2 * Math.log(1 - chance.next())) * Math.cos(2 * Math.PI * chance.next());
  const logit = new Float64Array(rows).fill(-1.6);
  const columns = Array.from({ length: COLUMNS }, (_, at) => {
    const values = new Float64Array(rows);
    for (let row = 0; row < rows; row += 1) {
      const z = normal();
      if (at < COLUMNS / 2) logit[row]! += (0.5 - at * 0.04) * (at % 3 === 2 ? Math.abs(z) - 0.8 : z);
      values[row] = at % 4 === 3 ? Math.round(Math.exp(z)) : at % 4 === 1 ? Math.exp(z * 2) : z;
      if (at % 5 === 4 && chance.next() < 0.1) values[row] = Number.NaN;
    }
    return { kind: 'number' as const, name: `v${at}`, values };
  });
  const bad = Uint8Array.from(logit, (each) => (chance.next() < 1 / (1 + Math.exp(-each)) ? 1 : 0));
  return { table: { rows, columns }, bad };
}

type Fitted = { readonly area: number; readonly size: string };

function bench(
  name: string,
  fit: (table: ModelTable, bad: Uint8Array) => Fitted,
  peersOf: (rows: number) => Readonly<Record<string, number>>,
): Bench {
  return async ({ rows = ROWS, say }) => {
    const { table, bad } = made(rows);
    const seconds: number[] = [];
    const processor: number[] = [];
    let last: Fitted | null = null;
    for (let turn = 0; turn < ROUNDS; turn += 1) {
      const started = performance.now();
      const before = process.cpuUsage();
      last = fit(table, bad);
      seconds.push((performance.now() - started) / 1000);
      const used = process.cpuUsage(before);
      processor.push((used.user + used.system) / 1_000_000);
      say(`${seconds.at(-1)!.toFixed(2)} s`);
    }
    const peers = peersOf(rows);
    const reference = Math.min(...Object.values(peers));
    const ours = median(seconds);
    return {
      name,
      ours: round(ours, 2),
      reference,
      ratio: round(ours / reference, 2),
      unit: 's',
      more: [
        { what: 'processor seconds', value: median(processor).toFixed(2) },
        { what: 'rows × columns', value: `${rows} × ${COLUMNS}` },
        { what: 'AUC on the training rows, size', value: `${last!.area.toFixed(4)}, ${last!.size}` },
        {
          what: 'peers, seconds, not run here',
          value: Object.entries(peers)
            .map(([peer, took]) => `${peer} ${took}`)
            .join(', '),
        },
      ],
    };
  };
}

export const scorecardTrain = bench(
  'scorecard-train',
  (table, bad) => {
    const { model } = fitScorecard(table, bad, CARD_RULES);
    return {
      area: areaUnder(
        scoreCard(model, table).logOdds.map((odds) => -odds),
        bad,
      )!,
      size: `${model.variables.length} variables`,
    };
  },
  (rows): Readonly<Record<string, number>> =>
    rows >= 1_000_000 ? { optbinning: PEERS.optbinningMillion } : { toad: PEERS.toad, optbinning: PEERS.optbinning },
);

export const boostedTrain = bench(
  'boosted-train',
  (table, bad) => {
    const { model } = fitBoosted(table, bad, BOOSTED_RULES);
    return { area: areaUnder(scoreTrees(model, table), bad)!, size: `${model.trees.length} trees` };
  },
  () => ({ 'scikit-learn': PEERS.scikitLearn, xgboost: PEERS.xgboost }),
);
