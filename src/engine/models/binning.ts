// Optimal binning: fine bins merged by dynamic programming to the most information value under a direction and a least share.
import type { Counts } from './fine-bins.ts';

export type Direction = 'ascending' | 'descending' | 'free';

export type BinningRules = {
  /** WOE (higher = safer) must rise, fall, or may do either with the value; `monotone`: whichever carries more. */
  readonly direction: Direction | 'monotone';
  readonly binsMax: number;
  /** Least share of the ordinary rows a bin holds. */
  readonly shareMin: number;
  /** Information value that each further bin must add, in multiples of what chance alone adds (1/bads + 1/goods). */
  readonly penalty: number;
};

export const BINNING: BinningRules = { direction: 'monotone', binsMax: 8, shareMin: 0.05, penalty: 2 };

/** Goods and bads added to a bin that has none of one kind. */
export const EMPTY_ADDED = 0.5;

/** ln of the bin's share of all goods ÷ its share of all bads: higher is safer. An empty side counts EMPTY_ADDED on both. */
export function woeOf(goods: number, bads: number, allGoods: number, allBads: number): number {
  if (goods === 0 && bads === 0) return 0;
  if (goods > 0 && bads > 0) return Math.log(goods / allGoods / (bads / allBads));
  return Math.log((goods + EMPTY_ADDED) / allGoods / ((bads + EMPTY_ADDED) / allBads));
}

export function ivOf(goods: number, bads: number, allGoods: number, allBads: number): number {
  return (goods / allGoods - bads / allBads) * woeOf(goods, bads, allGoods, allBads);
}

export type Merged = {
  /** First fine bin of each merged bin but the first: merged bin m holds fine bins starts[m−1] … starts[m] − 1. */
  readonly starts: readonly number[];
  readonly direction: 'ascending' | 'descending' | 'free';
  /** Without what the penalty took. */
  readonly iv: number;
};

/**
 * Merges neighbouring fine bins 0 … size − 1 of `counts`. `allGoods`, `allBads` are of the whole variable (special codes and missing too),
 * which is what WOE is measured against.
 */
export function mergeBins(
  counts: Counts,
  size: number,
  allGoods: number,
  allBads: number,
  rules: BinningRules = BINNING,
): Merged {
  if (rules.direction !== 'monotone') return search(counts, size, allGoods, allBads, rules, rules.direction);
  const up = search(counts, size, allGoods, allBads, rules, 'ascending');
  const down = search(counts, size, allGoods, allBads, rules, 'descending');
  return down.iv > up.iv ? down : up;
}

function search(
  { goods, bads }: Counts,
  size: number,
  allGoods: number,
  allBads: number,
  rules: BinningRules,
  direction: Direction,
): Merged {
  const goodsUpTo = new Float64Array(size + 1);
  const badsUpTo = new Float64Array(size + 1);
  for (let at = 0; at < size; at += 1) {
    goodsUpTo[at + 1] = goodsUpTo[at]! + goods[at]!;
    badsUpTo[at + 1] = badsUpTo[at]! + bads[at]!;
  }
  const rows = goodsUpTo[size]! + badsUpTo[size]!;
  const rowsMin = Math.max(1, rows * rules.shareMin);
  const penalty = rules.penalty * (1 / Math.max(1, allBads) + 1 / Math.max(1, allGoods));
  const width = size + 1;
  // Of the span [from, to): what it adds, and its WOE turned so that it must not fall. A span too small is NaN.
  const adds = new Float64Array(width * width).fill(Number.NaN);
  const woes = new Float64Array(width * width);
  const sign = direction === 'descending' ? -1 : 1;
  for (let from = 0; from < size; from += 1) {
    for (let to = from + 1; to <= size; to += 1) {
      const g = goodsUpTo[to]! - goodsUpTo[from]!;
      const b = badsUpTo[to]! - badsUpTo[from]!;
      if (g + b < rowsMin) continue;
      adds[from * width + to] = ivOf(g, b, allGoods, allBads);
      woes[from * width + to] = sign * woeOf(g, b, allGoods, allBads);
    }
  }
  const whole = unlimited(adds, woes, size, penalty, direction === 'free');
  if (whole !== null && whole.starts.length < rules.binsMax) return { ...whole, direction };
  // best[from, to]: most information value of [0, to) whose last bin is [from, to); one layer for each number of bins.
  let best = new Float64Array(width * width).fill(Number.NEGATIVE_INFINITY);
  for (let to = 1; to <= size; to += 1) if (!Number.isNaN(adds[to]!)) best[to] = adds[to]!;
  const origins: Int16Array[] = [];
  let most = Number.isNaN(adds[size]!) ? Number.NEGATIVE_INFINITY : adds[size]!;
  let mostBins = 1;
  let mostFrom = 0;
  const free = direction === 'free';
  for (let bins = 2; bins <= Math.min(rules.binsMax, size); bins += 1) {
    const next = new Float64Array(width * width).fill(Number.NEGATIVE_INFINITY);
    const origin = new Int16Array(width * width).fill(-1);
    let found = false;
    for (let from = bins - 1; from < size; from += 1) {
      for (let to = from + 1; to <= size; to += 1) {
        const span = from * width + to;
        const add = adds[span]!;
        if (Number.isNaN(add)) continue;
        const woe = woes[span]!;
        let value = Number.NEGATIVE_INFINITY;
        let at = -1;
        for (let before = bins - 2; before < from; before += 1) {
          const known = best[before * width + from]!;
          if (known > value && (free || woes[before * width + from]! < woe)) {
            value = known;
            at = before;
          }
        }
        if (at < 0) continue;
        next[span] = value + add;
        origin[span] = at;
        found = true;
      }
      const whole = next[from * width + size]! - penalty * (bins - 1);
      if (whole > most + 1e-12) {
        most = whole;
        mostBins = bins;
        mostFrom = from;
      }
    }
    origins.push(origin);
    best = next;
    if (!found) break;
  }
  const starts: number[] = [];
  let from = mostFrom;
  let to = size;
  for (let bins = mostBins; bins >= 2; bins -= 1) {
    starts.unshift(from);
    const before = origins[bins - 2]![from * width + to]!;
    to = from;
    from = before;
  }
  return { starts, direction, iv: most + penalty * (mostBins - 1) };
}

/**
 * The same without a bound on the number of bins, which seldom binds under a direction, in an eighth of the time. Null: no bin is large
 * enough.
 */
function unlimited(
  adds: Float64Array,
  woes: Float64Array,
  size: number,
  penalty: number,
  free: boolean,
): { readonly starts: number[]; readonly iv: number } | null {
  const width = size + 1;
  const best = new Float64Array(width * width).fill(Number.NEGATIVE_INFINITY);
  const origin = new Int16Array(width * width).fill(-1);
  for (let from = 0; from < size; from += 1) {
    for (let to = from + 1; to <= size; to += 1) {
      const span = from * width + to;
      const add = adds[span]!;
      if (Number.isNaN(add)) continue;
      if (from === 0) {
        best[span] = add;
        continue;
      }
      const woe = woes[span]!;
      let value = Number.NEGATIVE_INFINITY;
      let at = -1;
      for (let before = 0, known = from; before < from; before += 1, known += width) {
        if (best[known]! > value && (free || woes[known]! < woe)) {
          value = best[known]!;
          at = before;
        }
      }
      if (at < 0) continue;
      best[span] = value + add - penalty;
      origin[span] = at;
    }
  }
  let most = Number.NEGATIVE_INFINITY;
  let from = -1;
  for (let start = 0; start < size; start += 1) {
    if (best[start * width + size]! > most + 1e-12) {
      most = best[start * width + size]!;
      from = start;
    }
  }
  if (from < 0) return null;
  const starts: number[] = [];
  for (let to = size; from > 0; ) {
    starts.unshift(from);
    const before = origin[from * width + to]!;
    to = from;
    from = before;
  }
  return { starts, iv: most + penalty * starts.length };
}
