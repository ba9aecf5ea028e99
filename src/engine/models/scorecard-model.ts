// A statistical scorecard as data: variables, bins, what each bin is worth; and how it scores a row.
import { codesBy } from './fine-bins.ts';
import type { Column, ModelTable } from './table.ts';

export type ModelBin = {
  /** Numbers: above `above` (null: any) up to and including `upTo` (null: any). */
  readonly above: number | null;
  readonly upTo: number | null;
  /** Categories: the levels; null for numbers. */
  readonly levels: readonly string[] | null;
  /** A special code; null otherwise. */
  readonly special: number | null;
  readonly isMissing: boolean;
  readonly rows: number;
  readonly bads: number;
  readonly badRate: number | null;
  readonly woe: number;
  readonly iv: number;
  /** What the bin adds to ln(odds good : bad). */
  readonly value: number;
  readonly points: number;
};

export type ModelVariable = {
  readonly name: string;
  readonly kind: 'number' | 'category';
  readonly iv: number;
  /** Coefficient on WOE, mean over the resamples. */
  readonly weight: number;
  readonly direction: 'ascending' | 'descending' | 'free';
  /** Ordinary bins in order, special codes, missing (always there, last). */
  readonly bins: readonly ModelBin[];
  /** What a level earns that was not met in training: nothing for, nothing against. */
  readonly unknownPoints: number;
};

export type Scaling = { readonly pdo: number; readonly base: number; readonly odds: number };
/** 600 points at 50 : 1, 20 points double the odds. */
export const SCALING: Scaling = { pdo: 20, base: 600, odds: 50 };

export type ScorecardModel = {
  readonly method: 'scorecard';
  readonly scaling: Scaling;
  /** ln(odds good : bad) of nothing known: added to the values of the bins. */
  readonly intercept: number;
  /** Points before the variables; base points + Σ points = score, exactly. */
  readonly basePoints: number;
  readonly variables: readonly ModelVariable[];
  readonly resamples: number;
  readonly rows: number;
  readonly bads: number;
};

export const factorOf = (scaling: Scaling): number => scaling.pdo / Math.LN2;
/** Points where the odds are 1 : 1. */
export const offsetOf = (scaling: Scaling): number => scaling.base - factorOf(scaling) * Math.log(scaling.odds);

export type CardScores = { readonly points: Int32Array; readonly logOdds: Float64Array };

/** The bin of each row of a column in a variable; −1: a level that training has not met. */
export function binsOfRows(variable: ModelVariable, column: Column | undefined, rows: number): Int16Array {
  const out = new Int16Array(rows);
  const missing = variable.bins.length - 1;
  if (!column) return out.fill(missing);
  if (variable.kind === 'category') {
    const binOf = new Map<string, number>();
    for (const [bin, { levels }] of variable.bins.entries()) for (const level of levels ?? []) binOf.set(level, bin);
    // A column of numbers may hold codes that training met as text beside others.
    if (column.kind === 'number') {
      for (let row = 0; row < rows; row += 1)
        out[row] = Number.isNaN(column.values[row]!) ? missing : (binOf.get(String(column.values[row])) ?? -1);
      return out;
    }
    const byLevel = column.levels.map((level) => binOf.get(level) ?? -1);
    for (let row = 0; row < rows; row += 1) out[row] = column.codes[row]! < 0 ? missing : byLevel[column.codes[row]!]!;
    return out;
  }
  const values =
    column.kind === 'number' ? column.values : Float64Array.from(column.codes, (code) => textNumber(column.levels, code));
  const specials = variable.bins.filter((bin) => bin.special !== null).map((bin) => bin.special!);
  const ordinary = variable.bins.length - 1 - specials.length;
  const cuts = Float64Array.from(variable.bins.slice(0, Math.max(0, ordinary - 1)), (bin) => bin.upTo!);
  out.set(codesBy(values, cuts, specials));
  return out;
}

/** Text among numbers is not a number: missing. */
function textNumber(levels: readonly string[], code: number): number {
  const value = code < 0 ? Number.NaN : Number(levels[code]);
  return Number.isFinite(value) ? value : Number.NaN;
}

export function scoreCard(model: ScorecardModel, table: ModelTable): CardScores {
  const points = new Int32Array(table.rows).fill(model.basePoints);
  const logOdds = new Float64Array(table.rows).fill(model.intercept);
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  for (const variable of model.variables) {
    const bins = binsOfRows(variable, columns.get(variable.name), table.rows);
    for (let row = 0; row < table.rows; row += 1) {
      const bin = bins[row]!;
      points[row]! += bin < 0 ? variable.unknownPoints : variable.bins[bin]!.points;
      if (bin >= 0) logOdds[row]! += variable.bins[bin]!.value;
    }
  }
  return { points, logOdds };
}

export type PointsLost = { readonly variable: string; readonly bin: number; readonly points: number; readonly lost: number };

/** What each row lost most against the best bin of each variable: at most `most` a row, nothing that lost nothing. */
export function reasonsOf(model: ScorecardModel, table: ModelTable, most: number): PointsLost[][] {
  const out: PointsLost[][] = Array.from({ length: table.rows }, () => []);
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  for (const variable of model.variables) {
    const bins = binsOfRows(variable, columns.get(variable.name), table.rows);
    const best = variable.bins.reduce((top, bin) => Math.max(top, bin.points), Number.NEGATIVE_INFINITY);
    for (let row = 0; row < table.rows; row += 1) {
      const bin = bins[row]!;
      const points = bin < 0 ? variable.unknownPoints : variable.bins[bin]!.points;
      if (best > points) out[row]!.push({ variable: variable.name, bin, points, lost: best - points });
    }
  }
  return out.map((each) => each.sort((a, b) => b.lost - a.lost).slice(0, most));
}
