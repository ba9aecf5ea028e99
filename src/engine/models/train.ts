// Training as one question: a table, an outcome, a method, a way to hold rows back → a model and how it did on rows it had not seen.
import { BOOSTED_RULES, fitBoosted } from './boosted-fit.ts';
import { scoreTrees, type TreesModel } from './boosted-model.ts';
import {
  type Auc,
  areaUnder,
  aucOf,
  BADS_MIN,
  brier,
  count,
  delong,
  hosmerLemeshow,
  ks,
  logistic,
  type RiskGroup,
  riskGroups,
  rocCurve,
} from './metrics.ts';
import { REPEATED_MANY, repeatedRows } from './repeated.ts';
import { CARD_RULES, firstBins, fitScorecard, type ScorecardRules } from './scorecard-fit.ts';
import { type ModelBin, type ScorecardModel, scoreCard } from './scorecard-model.ts';
import type { Dropped } from './screen.ts';
import { foldsOf, holdOut, keptTogether, type Split, splitInTime, splitWhere } from './seeded.ts';
import { psiOfScores } from './stability.ts';
import { type ModelTable, orderKeys, takeFlags, takeRows } from './table.ts';
import { fitTree, TREE_RULES } from './tree-fit.ts';

export type Model = ScorecardModel | TreesModel;
export const METHODS = ['scorecard', 'tree', 'boosted'] as const;
export type Method = (typeof METHODS)[number];

/** How rows are held back. `rows`: exactly these (from 0) train. */
export type Holding =
  | { readonly kind: 'share'; readonly testShare: number }
  | { readonly kind: 'folds'; readonly folds: number }
  | { readonly kind: 'time'; readonly column: string; readonly testShare: number }
  | { readonly kind: 'rows'; readonly train: readonly number[] };

export type TrainRules = {
  readonly method: Method;
  readonly holding: Holding;
  readonly seed: number;
  readonly exclude: ReadonlySet<string>;
  readonly specials: readonly number[];
  readonly monotone: ReadonlyMap<string, -1 | 1>;
  readonly card: Partial<Pick<ScorecardRules, 'resamples' | 'scaling' | 'given' | 'binning'>>;
};

export type Measures = {
  readonly rows: number;
  readonly bads: number;
  readonly auc: Auc;
  readonly ks: number | null;
  readonly gini: number | null;
  readonly brier: number | null;
};

export type TestMeasures = Measures & {
  readonly psi: number | null;
  readonly psiByChance: number | null;
  readonly hosmerLemeshow: ReturnType<typeof hosmerLemeshow>;
  /** Riskiest first. */
  readonly groups: readonly RiskGroup[];
  readonly roc: readonly { readonly goods: number; readonly bads: number }[];
  /** AUC of each fold. */
  readonly folds: readonly (number | null)[];
};

export type VariableTold = {
  readonly name: string;
  readonly iv: number | null;
  readonly bins: readonly ModelBin[];
  readonly dropped: Dropped['code'] | null;
  /** What `dropped` was measured by. */
  readonly why: Dropped | null;
  /** Trees: share of the gain; scorecards: points between the best and the worst bin. */
  readonly strength: number | null;
};

export type Trained = {
  readonly model: Model;
  readonly rows: number;
  readonly bads: number;
  readonly variables: readonly VariableTold[];
  readonly train: Measures;
  readonly test: TestMeasures;
  /**
   * not_enough_defaults: no point value is given; leak_suspected: variables that part good from bad too well to be known beforehand;
   * outcome_again: columns that part them without one error, and left; rows_repeated: rows that are copies of others; nothing_tells: no variable is left.
   */
  readonly notes: readonly {
    readonly code: 'not_enough_defaults' | 'leak_suspected' | 'outcome_again' | 'rows_repeated' | 'nothing_tells';
    readonly actual?: number;
    readonly rows?: number;
    readonly variables?: readonly string[];
  }[];
};

/** A single variable with more is looked at again: was it known before the outcome? */
const LEAK_IV = 5;
/** A name with so many levels is strong on the rows it was fitted on in any case. */
const LEAK_LEVELS = 50;

/** A bin where so many good ones would be expected and none is, and which holds such a share of all bad ones: reminders, notes of the collector. */
const ONE_SIDED_GOODS = 30;
const ONE_SIDED_BADS = 0.1;

type Counted = { readonly rows: number; readonly bads: number };
function isOneSided(bins: readonly Counted[]): boolean {
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  const bads = bins.reduce((sum, bin) => sum + bin.bads, 0);
  return bins.some(
    (bin) => bin.bads === bin.rows && bin.bads >= bads * ONE_SIDED_BADS && bin.rows * (1 - bads / rows) >= ONE_SIDED_GOODS,
  );
}

const isTooGood = ({ dropped, iv, bins }: VariableTold): boolean =>
  dropped === null &&
  bins.reduce((sum, bin) => sum + (bin.levels?.length ?? 0), 0) <= LEAK_LEVELS &&
  ((iv ?? 0) > LEAK_IV || isOneSided(bins));

/** Trees tell no IV: a variable that carries so much of the gain is looked at by itself, as a card would bin it. */
const LEAK_GAIN = 0.3;
const BINNED_GAIN = 0.03;
const LEAK_AREA = 0.98;
const LEAK_ROWS = 50_000;

function isTooGoodAlone(table: ModelTable, bad: Uint8Array, { name, dropped, strength }: VariableTold): boolean {
  const column = table.columns.find((each) => each.name === name);
  if (!column || dropped !== null || (strength ?? 0) < BINNED_GAIN) return false;
  if (column.kind === 'number' || column.levels.length <= LEAK_LEVELS) {
    const { counts, groups, iv } = firstBins(column, bad, []);
    const sum = (of: Float64Array, codes: readonly number[]) => codes.reduce((all, code) => all + of[code]!, 0);
    const bins = groups.map((codes) => ({
      bads: sum(counts.bads, codes),
      rows: sum(counts.bads, codes) + sum(counts.goods, codes),
    }));
    if (iv > LEAK_IV || isOneSided(bins.filter((bin) => bin.rows > 0))) return true;
  }
  if ((strength ?? 0) < LEAK_GAIN) return false;
  const step = Math.max(1, Math.floor(table.rows / LEAK_ROWS));
  const rows: number[] = [];
  for (let row = 0; row < table.rows; row += step)
    if (column.kind === 'category' ? column.codes[row]! >= 0 : !Number.isNaN(column.values[row]!)) rows.push(row);
  const flags = Uint8Array.from(rows, (row) => bad[row]!);
  if (column.kind === 'number') {
    const area = areaUnder(
      Float64Array.from(rows, (row) => column.values[row]!),
      flags,
    );
    return area !== null && Math.max(area, 1 - area) > LEAK_AREA;
  }
  if (column.levels.length > LEAK_LEVELS) return false;
  const shares = column.levels.map(() => [0, 0]);
  for (const [at, row] of rows.entries()) shares[column.codes[row]!]![flags[at]!]! += 1;
  const area = areaUnder(
    rows.map(
      (row) => shares[column.codes[row]!]![1]! / Math.max(1, shares[column.codes[row]!]![0]! + shares[column.codes[row]!]![1]!),
    ),
    flags,
  );
  return area !== null && area > LEAK_AREA;
}

/** Log odds of bad. */
export function riskOf(model: Model, table: ModelTable): Float64Array {
  return model.method === 'scorecard' ? scoreCard(model, table).logOdds.map((odds) => -odds) : scoreTrees(model, table);
}

/** What ranks rows: for a scorecard its points, as they are used. */
export function rankOf(model: Model, table: ModelTable): Float64Array {
  return model.method === 'scorecard'
    ? Float64Array.from(scoreCard(model, table).points, (points) => -points)
    : scoreTrees(model, table);
}

/** How the rows are parted. By share and by folds, where many repeat another they stay with it (`repeatedRows`). */
export function splitsOf(table: ModelTable, bad: Uint8Array, holding: Holding, seed: number): Split[] {
  const together = (splits: Split[]) => {
    const repeats = repeatedRows(table);
    return repeats && repeats.repeated >= table.rows * REPEATED_MANY ? keptTogether(splits, repeats.firsts) : splits;
  };
  switch (holding.kind) {
    case 'share':
      return together([holdOut(bad, holding.testShare, seed)]);
    case 'folds':
      return together(foldsOf(bad, holding.folds, seed));
    case 'time': {
      const column = table.columns.find((each) => each.name === holding.column);
      if (!column) throw new RangeError(`no column ${holding.column}`);
      return [splitInTime(orderKeys(column), holding.testShare)];
    }
    case 'rows': {
      const train = new Set(holding.train);
      return [splitWhere(bad.length, (row) => !train.has(row))];
    }
  }
}

/** Fewer good or bad rows to learn from, and nothing can be fitted. */
export const LEARNED_MIN = 3;

/** The first part that leaves too little to learn from, or nothing to be measured on; null: every part will do. */
export function thinSplit(
  splits: readonly Split[],
  bad: Uint8Array,
): { readonly bads: number; readonly goods: number; readonly tested: number } | null {
  for (const { train: learned, test } of splits) {
    const bads = count(takeFlags(bad, learned));
    const goods = learned.length - bads;
    if (Math.min(bads, goods) < LEARNED_MIN || test.length === 0) return { bads, goods, tested: test.length };
  }
  return null;
}

/** Rows of one part that the model measured there had not seen: what ranks them, and their log odds of bad. */
export type HeldOut = { readonly rows: Int32Array; readonly rank: Float64Array; readonly risk: Float64Array };

type Fit = { readonly model: Model; readonly variables: readonly VariableTold[] };

function fit(table: ModelTable, bad: Uint8Array, rules: TrainRules, told: (done: number, total: number) => void): Fit {
  const exclude = rules.holding.kind === 'time' ? new Set([...rules.exclude, rules.holding.column]) : rules.exclude;
  const { seed, specials, monotone, method } = rules;
  // The column by which rows are held back left because it says when, not because somebody left it out.
  const whyOf = (name: string, dropped: ReadonlyMap<string, Dropped>): Dropped | null =>
    exclude.has(name) && !rules.exclude.has(name) ? { code: 'day' } : (dropped.get(name) ?? null);
  if (method === 'scorecard') {
    const { model, dropped, binned } = fitScorecard(table, bad, { ...CARD_RULES, ...rules.card, exclude, specials, seed }, told);
    const inside = new Map(model.variables.map((variable) => [variable.name, variable]));
    return {
      model,
      variables: table.columns.map(({ name }) => {
        const variable = inside.get(name);
        const why = whyOf(name, dropped);
        const points = variable?.bins.filter((bin) => bin.rows > 0).map((bin) => bin.points) ?? [];
        return {
          name,
          iv: variable?.iv ?? binned.get(name)?.iv ?? null,
          bins: variable?.bins ?? binned.get(name)?.bins ?? [],
          dropped: why?.code ?? null,
          why,
          strength: points.length > 0 ? Math.max(...points) - Math.min(...points) : null,
        };
      }),
    };
  }
  const { model, dropped } =
    method === 'boosted'
      ? fitBoosted(table, bad, { ...BOOSTED_RULES, exclude, seed, monotone }, told)
      : fitTree(table, bad, { ...TREE_RULES, exclude, seed, monotone }, told);
  const shares = new Map(model.variables.map((variable) => [variable.name, variable.gainShare]));
  return {
    model,
    variables: table.columns.map(({ name }) => {
      const why = whyOf(name, dropped);
      return { name, iv: null, bins: [], dropped: why?.code ?? null, why, strength: shares.get(name) ?? null };
    }),
  };
}

/**
 * Trains and measures. With folds the model is fitted on all rows and measured by models that had not seen the fold; else it is fitted on
 * the training rows and measured on the rest. Everything that looks at outcomes happens inside the training rows.
 */
export function train(
  table: ModelTable,
  bad: Uint8Array,
  rules: TrainRules,
  told: (done: number, total: number) => void = () => {},
  heard: (heldOut: HeldOut) => void = () => {},
): Trained {
  const splits = splitsOf(table, bad, rules.holding, rules.seed);
  const isFolded = splits.length > 1;
  const steps = 1_000;
  const parts = splits.length + (isFolded ? 1 : 0);
  const part = (at: number) => (done: number, total: number) =>
    told(Math.round(((at + done / Math.max(1, total)) * steps) / parts), steps);
  const fits = splits.map((split, at) => {
    const rows = takeRows(table, split.train);
    const flags = takeFlags(bad, split.train);
    return { split, rows, flags, ...fit(rows, flags, rules, part(at)) };
  });
  const whole = isFolded ? fit(table, bad, rules, part(splits.length)) : fits[0]!;
  const trainTable = isFolded ? table : fits[0]!.rows;
  const trainFlags = isFolded ? bad : fits[0]!.flags;
  const trainRank = rankOf(whole.model, trainTable);

  const seen: number[] = [];
  const risk: number[] = [];
  const rank: number[] = [];
  const areas: ReturnType<typeof delong>[] = [];
  const folds: (number | null)[] = [];
  const shifts: ReturnType<typeof psiOfScores>[] = [];
  for (const { split, model, rows: trained } of fits) {
    const rows = takeRows(table, split.test);
    const flags = takeFlags(bad, split.test);
    const ranked = rankOf(model, rows);
    const risks = riskOf(model, rows);
    heard({ rows: split.test, rank: ranked, risk: risks });
    for (const each of flags) seen.push(each);
    for (const each of risks) risk.push(each);
    for (const each of ranked) rank.push(each);
    areas.push(delong(ranked, flags));
    shifts.push(psiOfScores(isFolded ? rankOf(model, trained) : trainRank, ranked));
    folds.push(areaUnder(ranked, flags));
  }
  const flags = Uint8Array.from(seen);
  const probability = Float64Array.from(risk, logistic);
  const groups = riskGroups(probability, flags);
  const bads = count(flags);
  const notes: Trained['notes'][number][] = [];
  if (bads < BADS_MIN) notes.push({ code: 'not_enough_defaults', actual: bads });
  const isLeak = (each: VariableTold) =>
    whole.model.method === 'scorecard' ? isTooGood(each) : isTooGoodAlone(trainTable, trainFlags, each);
  const leaks = whole.variables.filter(isLeak).map((each) => each.name);
  if (leaks.length > 0) notes.push({ code: 'leak_suspected', variables: leaks });
  const repeats = repeatedRows(table);
  if (repeats) notes.push({ code: 'rows_repeated', rows: repeats.repeated });
  if (whole.variables.every((each) => each.dropped !== null)) notes.push({ code: 'nothing_tells' });
  const again = whole.variables.filter((each) => each.dropped === 'outcome_again').map((each) => each.name);
  if (again.length > 0) notes.push({ code: 'outcome_again', variables: again });
  return {
    model: whole.model,
    rows: table.rows,
    bads: count(bad),
    variables: whole.variables,
    train: measuresOf(
      trainRank,
      riskOf(whole.model, trainTable).map(logistic),
      trainFlags,
      aucOf([delong(trainRank, trainFlags)], count(trainFlags)),
    ),
    test: {
      ...measuresOf(rank, probability, flags, aucOf(areas, bads)),
      psi: meanOf(shifts.map((shift) => shift?.value ?? null)),
      psiByChance: meanOf(shifts.map((shift) => shift?.byChance ?? null)),
      hosmerLemeshow: hosmerLemeshow(groups),
      groups,
      roc: rocCurve(rank, flags),
      folds: isFolded ? folds : [],
    },
    notes,
  };
}

/** Over folds; null where one is not known. */
function meanOf(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value / values.length;
  }
  return sum;
}

export function measuresOf(rank: ArrayLike<number>, probability: ArrayLike<number>, bad: Uint8Array, auc: Auc): Measures {
  const bads = count(bad);
  return {
    rows: bad.length,
    bads,
    auc,
    ks: bads < BADS_MIN ? null : ks(rank, bad),
    gini: auc.value === null ? null : 2 * auc.value - 1,
    brier: brier(probability, bad),
  };
}
