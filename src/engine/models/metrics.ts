// How well scores part the good from the bad: AUC with DeLong's interval, KS, Brier, calibration, Hosmer–Lemeshow, lift.
import { chiSquareTail, normalQuantile, normalTail } from './distributions.ts';

/** Fewer bads than this and no single figure is given: an interval that wide would be read as a fact. */
export const BADS_MIN = 20;

/** Rows of higher risk come later; ties share their mean rank (from 1). */
export function midranks(values: ArrayLike<number>): Float64Array {
  const size = values.length;
  const order = orderOf(values);
  const ranks = new Float64Array(size);
  for (let from = 0; from < size; ) {
    let to = from + 1;
    while (to < size && values[order[to]!] === values[order[from]!]) to += 1;
    for (let at = from; at < to; at += 1) ranks[order[at]!] = (from + to + 1) / 2;
    from = to;
  }
  return ranks;
}

/** Row numbers by ascending value. */
export function orderOf(values: ArrayLike<number>): Uint32Array {
  return Uint32Array.from({ length: values.length }, (_, at) => at).sort((a, b) => values[a]! - values[b]!);
}

export type Auc = {
  /** null: not enough bads for one figure. */
  readonly value: number | null;
  /** 95 %, DeLong; null where even that cannot be computed (fewer than two of a class). */
  readonly low: number | null;
  readonly high: number | null;
};

/** Structural components of DeLong: `auc`, and for each bad and each good the share of the other class it beats. */
type Components = { readonly auc: number; readonly ofBads: Float64Array; readonly ofGoods: Float64Array };

/** `risk` is higher for worse. */
function components(risk: ArrayLike<number>, bad: Uint8Array): Components {
  const all = midranks(risk);
  const bads: number[] = [];
  const goods: number[] = [];
  for (let row = 0; row < bad.length; row += 1) (bad[row] ? bads : goods).push(row);
  const inBads = midranks(bads.map((row) => risk[row]!));
  const inGoods = midranks(goods.map((row) => risk[row]!));
  const ofBads = Float64Array.from(bads, (row, at) => (all[row]! - inBads[at]!) / goods.length);
  const ofGoods = Float64Array.from(goods, (row, at) => 1 - (all[row]! - inGoods[at]!) / bads.length);
  let sum = 0;
  for (const each of ofBads) sum += each;
  return { auc: sum / bads.length, ofBads, ofGoods };
}

function covariance(a: Float64Array, b: Float64Array): number {
  const size = a.length;
  let meanA = 0;
  let meanB = 0;
  for (let at = 0; at < size; at += 1) {
    meanA += a[at]! / size;
    meanB += b[at]! / size;
  }
  let sum = 0;
  for (let at = 0; at < size; at += 1) sum += (a[at]! - meanA) * (b[at]! - meanB);
  return sum / (size - 1);
}

/** Area under the ROC curve without an interval; null where a class is empty. */
export function areaUnder(risk: ArrayLike<number>, bad: Uint8Array): number | null {
  const ranks = midranks(risk);
  let bads = 0;
  let sum = 0;
  for (let row = 0; row < bad.length; row += 1) {
    if (!bad[row]) continue;
    bads += 1;
    sum += ranks[row]!;
  }
  const goods = bad.length - bads;
  return bads === 0 || goods === 0 ? null : (sum - (bads * (bads + 1)) / 2) / (bads * goods);
}

export type AucParts = { readonly auc: number; readonly variance: number; readonly bads: number };

export function delong(risk: ArrayLike<number>, bad: Uint8Array): AucParts | null {
  const bads = count(bad);
  const goods = bad.length - bads;
  if (bads < 2 || goods < 2) return null;
  const { auc, ofBads, ofGoods } = components(risk, bad);
  return { auc, variance: covariance(ofBads, ofBads) / bads + covariance(ofGoods, ofGoods) / goods, bads };
}

const Z95 = normalQuantile(0.975);

/** The mean over parts (folds, or one hold-out) with its interval on the logit scale, where it stays within 0 and 1. */
export function aucOf(parts: readonly (AucParts | null)[], bads: number): Auc {
  const known = parts.filter((part) => part !== null);
  if (known.length === 0 || known.length < parts.length) return { value: null, low: null, high: null };
  const mean = known.reduce((sum, part) => sum + part.auc, 0) / known.length;
  const deviation = Math.sqrt(known.reduce((sum, part) => sum + part.variance, 0)) / known.length;
  const value = bads < BADS_MIN ? null : mean;
  if (mean <= 0 || mean >= 1)
    return { value, low: Math.max(0, mean - Z95 * deviation), high: Math.min(1, mean + Z95 * deviation) };
  const logit = Math.log(mean / (1 - mean));
  const spread = (Z95 * deviation) / (mean * (1 - mean));
  return { value, low: logistic(logit - spread), high: logistic(logit + spread) };
}

/** Two models on the same rows: difference of their areas (first − second) and DeLong's p-value of "no difference". */
export function compareAreas(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  bad: Uint8Array,
): { readonly first: number; readonly second: number; readonly difference: number; readonly p: number } | null {
  const bads = count(bad);
  const goods = bad.length - bads;
  if (bads < 2 || goods < 2) return null;
  const one = components(first, bad);
  const two = components(second, bad);
  const variance =
    (covariance(one.ofBads, one.ofBads) + covariance(two.ofBads, two.ofBads) - 2 * covariance(one.ofBads, two.ofBads)) / bads +
    (covariance(one.ofGoods, one.ofGoods) + covariance(two.ofGoods, two.ofGoods) - 2 * covariance(one.ofGoods, two.ofGoods)) /
      goods;
  const difference = one.auc - two.auc;
  const p =
    variance <= 1e-18 ? (Math.abs(difference) < 1e-12 ? 1 : 0) : 2 * normalTail(Math.abs(difference) / Math.sqrt(variance));
  return { first: one.auc, second: two.auc, difference, p };
}

/** Largest distance between the shares of bads and of goods up to a score; null where a class is empty. */
export function ks(risk: ArrayLike<number>, bad: Uint8Array): number | null {
  const bads = count(bad);
  const goods = bad.length - bads;
  if (bads === 0 || goods === 0) return null;
  const order = orderOf(risk);
  let most = 0;
  let badsUpTo = 0;
  let goodsUpTo = 0;
  for (let at = 0; at < order.length; at += 1) {
    if (bad[order[at]!]) badsUpTo += 1;
    else goodsUpTo += 1;
    if (at + 1 < order.length && risk[order[at + 1]!] === risk[order[at]!]) continue;
    most = Math.max(most, Math.abs(badsUpTo / bads - goodsUpTo / goods));
  }
  return most;
}

/** Points of the ROC curve, at most `most` of them, from (0, 0) to (1, 1): share of goods against share of bads, riskiest first. */
export function rocCurve(
  risk: ArrayLike<number>,
  bad: Uint8Array,
  most = 100,
): { readonly goods: number; readonly bads: number }[] {
  const bads = count(bad);
  const goods = bad.length - bads;
  const order = orderOf(risk).reverse();
  const points = [{ goods: 0, bads: 0 }];
  let badsUpTo = 0;
  let goodsUpTo = 0;
  const step = bad.length / most;
  let next = step;
  for (let at = 0; at < order.length; at += 1) {
    if (bad[order[at]!]) badsUpTo += 1;
    else goodsUpTo += 1;
    const isTied = at + 1 < order.length && risk[order[at + 1]!] === risk[order[at]!];
    if (isTied || (at + 1 < next && at + 1 < order.length)) continue;
    points.push({ goods: goodsUpTo / Math.max(1, goods), bads: badsUpTo / Math.max(1, bads) });
    next = at + 1 + step;
  }
  return points;
}

/** Mean squared distance between the probability of default and what happened. */
export function brier(probability: ArrayLike<number>, bad: Uint8Array): number | null {
  if (bad.length === 0) return null;
  let sum = 0;
  for (let row = 0; row < bad.length; row += 1) sum += (probability[row]! - bad[row]!) ** 2;
  return sum / bad.length;
}

export type RiskGroup = {
  readonly rows: number;
  readonly bads: number;
  /** Mean probability of the group. */
  readonly expected: number;
  readonly observed: number;
  /** Bad rate of the group ÷ bad rate of all. */
  readonly lift: number | null;
  /** Wilson's 95 % of the observed rate. */
  readonly low: number;
  readonly high: number;
};

/** Groups of about equal size, riskiest first; equal probabilities are never parted. */
export function riskGroups(probability: ArrayLike<number>, bad: Uint8Array, groups = 10): RiskGroup[] {
  const order = orderOf(probability).reverse();
  const rate = bad.length === 0 ? 0 : count(bad) / bad.length;
  const out: RiskGroup[] = [];
  let from = 0;
  for (let group = 1; group <= groups && from < order.length; group += 1) {
    let to = Math.max(from + 1, Math.round((order.length * group) / groups));
    while (to < order.length && probability[order[to]!] === probability[order[to - 1]!]) to += 1;
    let bads = 0;
    let expected = 0;
    for (let at = from; at < to; at += 1) {
      bads += bad[order[at]!]!;
      expected += probability[order[at]!]!;
    }
    const rows = to - from;
    const { low, high } = wilson(bads, rows);
    out.push({
      rows,
      bads,
      expected: expected / rows,
      observed: bads / rows,
      lift: rate > 0 ? bads / rows / rate : null,
      low,
      high,
    });
    from = to;
  }
  return out;
}

/** Whether observed bads agree with the expected over the groups: χ² with groups − 2 degrees; a small p says they do not. */
export function hosmerLemeshow(
  groups: readonly RiskGroup[],
): { readonly statistic: number; readonly degrees: number; readonly p: number } | null {
  if (groups.length < 3) return null;
  let statistic = 0;
  for (const { rows, bads, expected } of groups) {
    const variance = rows * expected * (1 - expected);
    if (variance > 0) statistic += (bads - rows * expected) ** 2 / variance;
  }
  const degrees = groups.length - 2;
  return { statistic, degrees, p: chiSquareTail(statistic, degrees) };
}

/** Wilson's 95 % interval of a share. */
export function wilson(hits: number, size: number): { readonly low: number; readonly high: number } {
  if (size === 0) return { low: 0, high: 1 };
  const share = hits / size;
  const z2 = Z95 * Z95;
  const middle = (share + z2 / (2 * size)) / (1 + z2 / size);
  const half = (Z95 * Math.sqrt((share * (1 - share)) / size + z2 / (4 * size * size))) / (1 + z2 / size);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** The best F1 over all cuts of the risk. */
export function bestF1(risk: ArrayLike<number>, bad: Uint8Array): number | null {
  const bads = count(bad);
  if (bads === 0) return null;
  const order = orderOf(risk).reverse();
  let hits = 0;
  let most = 0;
  for (let at = 0; at < order.length; at += 1) {
    hits += bad[order[at]!]!;
    if (at + 1 < order.length && risk[order[at + 1]!] === risk[order[at]!]) continue;
    most = Math.max(most, (2 * hits) / (at + 1 + bads));
  }
  return most;
}

export function count(flags: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < flags.length; at += 1) sum += flags[at]!;
  return sum;
}

export const logistic = (logit: number): number => 1 / (1 + Math.exp(-logit));
