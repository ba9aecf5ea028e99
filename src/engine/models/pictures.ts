// What a model is drawn by: how scores part goods from bads, whether the tested rows are like the trained, what a variable does to the risk.
import { scoreTrees, type TreesModel } from './boosted-model.ts';
import { type Auc, areaUnder, aucOf, BADS_MIN, count, delong, ks, logistic, rocCurve } from './metrics.ts';
import { binsOfRows, factorOf, offsetOf, SCALING } from './scorecard-model.ts';
import { countByCuts, type Psi, psiOf, quantileCuts } from './stability.ts';
import { type Column, type ModelTable, takeFlags, takeRows, textAt } from './table.ts';
import { type HeldOut, type Model, rankOf, splitsOf, type TrainRules } from './train.ts';

/** A model's risk (log odds of bad) on the scale of points, higher is safer. Cards rank by whole points already. */
export const pointsOf = (model: Pick<Model, 'method'>, rank: number): number =>
  model.method === 'scorecard' ? -rank : Math.round(offsetOf(SCALING) - factorOf(SCALING) * rank);

export type ScoreBar = { readonly from: number; readonly to: number; readonly goods: number; readonly bads: number };

const SCORE_BARS = 24;

/** Goods and bads by score, in bars of one width that is a round number. */
export function scoreBars(scores: ArrayLike<number>, bad: Uint8Array, most = SCORE_BARS): ScoreBar[] {
  if (scores.length === 0) return [];
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < scores.length; row += 1) {
    low = Math.min(low, scores[row]!);
    high = Math.max(high, scores[row]!);
  }
  const rough = Math.max(1, (high - low) / most);
  const scale = 10 ** Math.floor(Math.log10(rough));
  const width = [1, 2, 5, 10].map((step) => step * scale).find((step) => step >= rough)!;
  const start = Math.floor(low / width) * width;
  const bars = Array.from({ length: Math.floor((high - start) / width) + 1 }, (_, at) => ({
    from: start + at * width,
    to: start + (at + 1) * width,
    goods: 0,
    bads: 0,
  }));
  for (let row = 0; row < scores.length; row += 1) {
    const bar = bars[Math.min(bars.length - 1, Math.floor((scores[row]! - start) / width))]!;
    if (bad[row]) bar.bads += 1;
    else bar.goods += 1;
  }
  return bars;
}

/** How rows lay in training, by score and by variable: what a later population is held against. */
export type Reference = {
  readonly rows: number;
  readonly bads: number;
  readonly score: { readonly cuts: readonly number[]; readonly counts: readonly number[] };
  readonly variables: readonly VariableReference[];
};
export type VariableReference = {
  readonly name: string;
  /** Numbers: inner cuts; categories: null. */
  readonly cuts: readonly number[] | null;
  readonly levels: readonly string[] | null;
  /** By piece between cuts, or by level and then all others; last, missing. */
  readonly counts: readonly number[];
};

const LEVELS_HELD = 20;

/** `rank`: what ranks these rows by the model. */
export function referenceOf(model: Model, table: ModelTable, bad: Uint8Array, rank: Float64Array): Reference {
  const scores = Float64Array.from(rank, (each) => pointsOf(model, each));
  const cuts = quantileCuts(scores);
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  return {
    rows: table.rows,
    bads: count(bad),
    score: { cuts, counts: countByCuts(scores, cuts) },
    variables: model.variables.map(({ name }, at) => {
      const column = columns.get(name);
      if (model.method === 'scorecard' && model.variables[at]!.kind === 'number') {
        // A card's own bins: a shift between them moves points, a shift inside them moves nothing.
        const ordinary = model.variables[at]!.bins.filter((bin) => bin.upTo !== null).map((bin) => bin.upTo!);
        const held = { name, cuts: ordinary, levels: null };
        return { ...held, counts: countsOf({ ...held, counts: [] }, column, table.rows) };
      }
      if (!column || column.kind === 'number') {
        const known = column ? column.values.filter((value) => !Number.isNaN(value)) : new Float64Array(0);
        const held = { name, cuts: known.length > 0 ? quantileCuts(known) : [], levels: null };
        return { ...held, counts: countsOf({ ...held, counts: [] }, column, table.rows) };
      }
      const times = new Uint32Array(column.levels.length);
      for (const code of column.codes) if (code >= 0) times[code]! += 1;
      const often = [...times.keys()].sort((a, b) => times[b]! - times[a]!).slice(0, LEVELS_HELD);
      const held = { name, cuts: null, levels: often.map((code) => column.levels[code]!) };
      return { ...held, counts: countsOf({ ...held, counts: [] }, column, table.rows) };
    }),
  };
}

/** Rows of a column by the pieces of the reference; a column that is absent is missing in every row. */
export function countsOf(held: VariableReference, column: Column | undefined, rows: number): number[] {
  const size = (held.cuts ? held.cuts.length + 1 : held.levels!.length + 1) + 1;
  const out = new Array<number>(size).fill(0);
  const at = held.levels ? new Map(held.levels.map((level, index) => [level, index])) : null;
  for (let row = 0; row < rows; row += 1) {
    const text = column ? textAt(column, row) : null;
    if (text === null) out[size - 1]! += 1;
    else if (at) out[at.get(text) ?? size - 2]! += 1;
    else {
      const value = column!.kind === 'number' ? column!.values[row]! : Number(text);
      if (Number.isNaN(value)) out[size - 1]! += 1;
      else {
        let piece = 0;
        while (piece < held.cuts!.length && value > held.cuts![piece]!) piece += 1;
        out[piece]! += 1;
      }
    }
  }
  return out;
}

export type Shift = {
  readonly score: Psi | null;
  readonly variables: readonly { readonly name: string; readonly psi: Psi | null }[];
};

/** How far another population lies from the reference: PSI of the score, CSI of each variable. */
export function shiftOf(reference: Reference, model: Model, table: ModelTable, rank: Float64Array): Shift {
  const scores = Float64Array.from(rank, (each) => pointsOf(model, each));
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  return {
    score: psiOf(reference.score.counts, countByCuts(scores, reference.score.cuts)),
    variables: reference.variables.map((held) => ({
      name: held.name,
      psi: psiOf(held.counts, countsOf(held, columns.get(held.name), table.rows)),
    })),
  };
}

/** Points of the curve that says how the expected default rate moves with one variable while all others stay as they are. */
export type Dependence = {
  readonly name: string;
  readonly at: readonly { readonly label: string; readonly pd: number }[];
};

const DEPENDENCE_ROWS = 300;
const DEPENDENCE_POINTS = 15;
const DEPENDENCE_VARIABLES = 8;

/** Mean probability of bad with every sampled row given the same value, for the variables that matter most. */
export function dependences(model: TreesModel, table: ModelTable): Dependence[] {
  const step = Math.max(1, Math.floor(table.rows / DEPENDENCE_ROWS));
  const rows = Int32Array.from({ length: Math.ceil(table.rows / step) }, (_, at) => at * step);
  const sample = takeRows(table, rows);
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  return model.variables
    .toSorted((a, b) => b.gainShare - a.gainShare)
    .filter((each) => each.gainShare > 0)
    .slice(0, DEPENDENCE_VARIABLES)
    .flatMap((variable) => {
      const whole = columns.get(variable.name);
      if (!whole) return [];
      const others = sample.columns.filter((each) => each.name !== variable.name);
      const meanWith = (column: Column): number => {
        const risk = scoreTrees(model, { rows: sample.rows, columns: [...others, column] });
        return risk.reduce((sum, each) => sum + logistic(each), 0) / Math.max(1, risk.length);
      };
      if (whole.kind === 'number') {
        const known = whole.values.filter((value) => !Number.isNaN(value)).sort();
        const points = [
          ...new Set(
            Array.from(
              { length: DEPENDENCE_POINTS },
              (_, at) => known[Math.min(known.length - 1, Math.floor((known.length * (at + 0.5)) / DEPENDENCE_POINTS))]!,
            ),
          ),
        ];
        return [
          {
            name: variable.name,
            at: points.map((value) => ({
              label: String(value),
              pd: meanWith({ kind: 'number', name: variable.name, values: new Float64Array(sample.rows).fill(value) }),
            })),
          },
        ];
      }
      return [
        {
          name: variable.name,
          at: whole.levels.slice(0, DEPENDENCE_POINTS).map((level, code) => ({
            label: level,
            pd: meanWith({ ...whole, codes: new Int32Array(sample.rows).fill(code) }),
          })),
        },
      ];
    });
}

/** Held-out rows of all parts as one: row numbers ascending, what ranks each, its risk. */
export function gathered(parts: readonly HeldOut[], rows: number): HeldOut {
  const rank = new Float64Array(rows).fill(Number.NaN);
  const risk = new Float64Array(rows).fill(Number.NaN);
  for (const part of parts) {
    for (let at = 0; at < part.rows.length; at += 1) {
      rank[part.rows[at]!] = part.rank[at]!;
      risk[part.rows[at]!] = part.risk[at]!;
    }
  }
  const seen = Int32Array.from([...rank.keys()].filter((row) => !Number.isNaN(rank[row]!)));
  return {
    rows: seen,
    rank: Float64Array.from(seen, (row) => rank[row]!),
    risk: Float64Array.from(seen, (row) => risk[row]!),
  };
}

export type Segment = {
  readonly name: string;
  readonly rows: number;
  readonly bads: number;
  readonly auc: Auc;
  readonly ks: number | null;
  readonly expected: number;
  readonly observed: number;
};

const SEGMENTS_MAX = 12;
const SEGMENT_GROUPS = 4;

/** The same measures inside each part of the rows: levels of a category, quarters of a number. Largest first; missing by `null` name. */
export function bySegment(column: Column, held: HeldOut, bad: Uint8Array, missing: string): Segment[] {
  const cuts =
    column.kind === 'number'
      ? quantileCuts(
          column.values.filter((value) => !Number.isNaN(value)),
          SEGMENT_GROUPS,
        )
      : [];
  const nameOf = (row: number): string => {
    const text = textAt(column, row);
    if (text === null) return missing;
    if (column.kind !== 'number' || cuts.length === 0) return text;
    const piece = cuts.findIndex((cut) => column.values[row]! <= cut);
    if (piece === 0) return `≤ ${cuts[0]}`;
    return piece < 0 ? `> ${cuts.at(-1)}` : `${cuts[piece - 1]} – ${cuts[piece]}`;
  };
  const members = new Map<string, number[]>();
  for (let at = 0; at < held.rows.length; at += 1) {
    const name = nameOf(held.rows[at]!);
    const known = members.get(name);
    if (known) known.push(at);
    else members.set(name, [at]);
  }
  return [...members]
    .sort((a, b) => b[1].length - a[1].length)
    .slice(0, SEGMENTS_MAX)
    .map(([name, places]) => {
      const rank = Float64Array.from(places, (at) => held.rank[at]!);
      const flags = Uint8Array.from(places, (at) => bad[held.rows[at]!]!);
      const bads = count(flags);
      const expected = places.reduce((sum, at) => sum + logistic(held.risk[at]!), 0) / places.length;
      return {
        name,
        rows: places.length,
        bads,
        auc: aucOf([delong(rank, flags)], bads),
        ks: bads < BADS_MIN ? null : ks(rank, flags),
        expected,
        observed: bads / places.length,
      };
    });
}

/** The ROC curve on the rows it was fitted on, beside that on rows it had not seen. */
export const curveOf = (rank: Float64Array, bad: Uint8Array) => ({
  area: areaUnder(rank, bad),
  points: rocCurve(rank, bad, 60),
});

/** The bin a row of a card falls into, for each variable; −1: a level not met in training. */
export function binsOfRow(model: Extract<Model, { method: 'scorecard' }>, table: ModelTable, row: number): number[] {
  const one = takeRows(table, Int32Array.of(row));
  const columns = new Map(one.columns.map((column) => [column.name, column]));
  return model.variables.map((variable) => binsOfRows(variable, columns.get(variable.name), 1)[0]!);
}

export type Pictures = {
  /** By score, rows held out. */
  readonly scores: readonly ScoreBar[];
  readonly trainCurve: ReturnType<typeof curveOf>;
  /** Held-out rows against the rows that trained; null with folds, where both are the same rows. */
  readonly shift: Shift | null;
  readonly dependences: readonly Dependence[];
  readonly reference: Reference;
};

/** `parts`: as `train` hands them out. */
export function picturesOf(
  model: Model,
  table: ModelTable,
  bad: Uint8Array,
  rules: Pick<TrainRules, 'holding' | 'seed'>,
  parts: readonly HeldOut[],
): { readonly pictures: Pictures; readonly held: HeldOut } {
  const held = gathered(parts, table.rows);
  const isFolded = parts.length > 1;
  const trainRows = isFolded ? null : splitsOf(table, bad, rules.holding, rules.seed)[0]!.train;
  const trained = trainRows ? takeRows(table, trainRows) : table;
  const trainedBad = trainRows ? takeFlags(bad, trainRows) : bad;
  const rank = rankOf(model, trained);
  const reference = referenceOf(model, trained, trainedBad, rank);
  const tested = takeRows(table, held.rows);
  const testedBad = takeFlags(bad, held.rows);
  return {
    held,
    pictures: {
      scores: scoreBars(
        Float64Array.from(held.rank, (each) => pointsOf(model, each)),
        testedBad,
      ),
      trainCurve: curveOf(rank, trainedBad),
      shift: isFolded ? null : shiftOf(reference, model, tested, held.rank),
      dependences: model.method === 'boosted' ? dependences(model, trained) : [],
      reference,
    },
  };
}
