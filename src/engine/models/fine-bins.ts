// A variable in fine bins: at most so many steps by quantile, special codes and missing apart; the base of every later grouping.
import type { CategoryColumn, Column, NumberColumn } from './table.ts';

export const FINE_MAX = 64;
/** Beyond this many rows the steps are taken from every n-th row; counts are always of all rows. */
const SAMPLE_ROWS = 50_000;
/** Levels of a category that are looked at one by one; the rest stand together as rare. */
export const LEVELS_MAX = 254;

/**
 * Codes of rows: 0 … size − 1 ordinary fine bins in order; then one for each special code in the order given; last, missing.
 * For categories a fine bin is a level (rare ones share `rare`).
 */
export type FineBins = {
  readonly codes: Uint8Array;
  /** Ordinary bins. */
  readonly size: number;
  readonly specials: readonly number[];
  /** Numbers: inner cuts, ascending: bin b holds cut[b−1] < value ≤ cut[b]. */
  readonly cuts: Float64Array | null;
  /** Categories: levels of each bin. */
  readonly levels: readonly (readonly string[])[] | null;
};

/** Ordinary, special and missing codes. */
export const codesIn = (fine: FineBins): number => fine.size + fine.specials.length + 1;

export function fineBinsOf(column: Column, specials: readonly number[], most: number = FINE_MAX): FineBins {
  if (column.kind === 'number') return fineNumbers(column, specials, most);
  return fineLevels(column);
}

function fineNumbers(column: NumberColumn, specials: readonly number[], most: number): FineBins {
  const { values } = column;
  const cuts = cutsOf(values, specials, most);
  const codes = codesBy(values, cuts, specials);
  return { codes, size: cuts.length + 1, specials, cuts, levels: null };
}

/** Inner cuts by quantile; every distinct value its own bin where there are few. Written as short as the data allows. */
function cutsOf(values: Float64Array, specials: readonly number[], most: number): Float64Array {
  const step = Math.max(1, Math.ceil(values.length / SAMPLE_ROWS));
  const sorted = new Float64Array(Math.ceil(values.length / step));
  let size = 0;
  for (let row = 0; row < values.length; row += step) {
    const value = values[row]!;
    if (!Number.isNaN(value) && !(specials.length > 0 && specials.includes(value))) sorted[size++] = value;
  }
  const known = sorted.subarray(0, size).sort();
  const distinct: number[] = [];
  for (let at = 0; at < size && distinct.length <= most; at += 1) {
    if (at === 0 || known[at] !== known[at - 1]) distinct.push(known[at]!);
  }
  const cuts: number[] = [];
  if (distinct.length <= most) {
    for (let at = 1; at < distinct.length; at += 1) cuts.push(shortBetween(distinct[at - 1]!, distinct[at]!));
    return Float64Array.from(cuts);
  }
  // Where one value holds more than its share, the bins after it are of equal size in what is left.
  let from = 0;
  let left = most;
  while (from < size && left > 1) {
    let at = Math.min(size - 1, from + Math.max(1, Math.round((size - from) / left)) - 1);
    const value = known[at]!;
    while (at + 1 < size && known[at + 1] === value) at += 1;
    if (at + 1 >= size) break;
    cuts.push(shortBetween(value, known[at + 1]!));
    from = at + 1;
    left -= 1;
  }
  return Float64Array.from(cuts);
}

/** The number with the fewest digits in [low, high): what a person would write between the two. */
export function shortBetween(low: number, high: number): number {
  if (!(low < high)) return low;
  if (low < 0 && high > 0) return 0;
  const gap = high - low;
  let scale = 10 ** Math.ceil(Math.log10(gap));
  for (let tries = 0; tries < 25; tries += 1) {
    for (const factor of [1, 0.5, 0.2]) {
      const unit = scale * factor;
      const candidate = Number((Math.floor((low + gap * 0.5) / unit) * unit).toPrecision(15));
      if (candidate >= low && candidate < high) return candidate;
      const above = Number((Math.ceil(low / unit) * unit).toPrecision(15));
      if (above >= low && above < high) return above;
    }
    scale /= 10;
  }
  return low;
}

/** Missing is the last code, special codes stand before it. */
export function codesBy(values: Float64Array, cuts: Float64Array, specials: readonly number[]): Uint8Array {
  const codes = new Uint8Array(values.length);
  const size = cuts.length + 1;
  const missing = size + specials.length;
  const last = cuts.length;
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!;
    if (value !== value) {
      codes[row] = missing;
      continue;
    }
    if (specials.length > 0) {
      const special = specials.indexOf(value);
      if (special >= 0) {
        codes[row] = size + special;
        continue;
      }
    }
    let low = 0;
    let high = last;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= cuts[middle]!) high = middle;
      else low = middle + 1;
    }
    codes[row] = low;
  }
  return codes;
}

function fineLevels(column: CategoryColumn): FineBins {
  const counts = new Uint32Array(column.levels.length);
  for (const code of column.codes) if (code >= 0) counts[code]! += 1;
  const byCount = [...counts.keys()].filter((code) => counts[code]! > 0).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const binOf = new Uint8Array(column.levels.length);
  const levels: string[][] = [];
  for (const [rank, code] of byCount.entries()) {
    const bin = Math.min(rank, LEVELS_MAX - 1);
    binOf[code] = bin;
    if (bin === levels.length) levels.push([]);
    levels[bin]!.push(column.levels[code]!);
  }
  const codes = new Uint8Array(column.codes.length);
  for (let row = 0; row < codes.length; row += 1) {
    const code = column.codes[row]!;
    codes[row] = code < 0 ? levels.length : binOf[code]!;
  }
  return { codes, size: levels.length, specials: [], cuts: null, levels };
}

export type Counts = { readonly goods: Float64Array; readonly bads: Float64Array };

/** Goods and bads of each code, special codes and missing included; `weights` counts a row several times (or not at all). */
export function countCodes(codes: Uint8Array, size: number, bad: Uint8Array, weights: Uint8Array | null = null): Counts {
  const goods = new Float64Array(size);
  const bads = new Float64Array(size);
  if (weights) for (let row = 0; row < codes.length; row += 1) (bad[row] ? bads : goods)[codes[row]!]! += weights[row]!;
  else {
    for (let row = 0; row < codes.length; row += 1) {
      goods[codes[row]!]! += 1;
      bads[codes[row]!]! += bad[row]!;
    }
    for (let code = 0; code < size; code += 1) goods[code]! -= bads[code]!;
  }
  return { goods, bads };
}
