// Cards on resamples of the rows, averaged; numbers as steps or as lines, whichever says more of rows that were not drawn.
import { normalQuantile } from './distributions.ts';
import { type Counts, codesIn, countCodes, type FineBins } from './fine-bins.ts';

/** A variable as cards are made of it. */
export type Drawn = {
  readonly fine: FineBins;
  readonly direction: 'ascending' | 'descending' | 'free';
  readonly isGiven: boolean;
  /** Normal scores by ordinary code; of numbers. */
  readonly normal: Float64Array;
};

/** What a value is worth on the mean over resamples, and what each row was said to be by the cards that had not drawn it. */
export class MeanCard {
  intercept = 0;
  readonly sums: Float64Array[];
  readonly weights: Float64Array;
  /** Cards, in which a variable had its sign; halves where two kinds of cards are mixed. */
  readonly kept: Float64Array;
  readonly unseen: Float64Array;
  readonly unseenTimes: Uint16Array;
  readonly #chosen: readonly Drawn[];
  readonly #cards: number;

  constructor(chosen: readonly Drawn[], rows: number, cards: number) {
    this.#chosen = chosen;
    this.#cards = cards;
    this.sums = chosen.map(({ fine }) => new Float64Array(codesIn(fine)));
    this.weights = new Float64Array(chosen.length);
    this.kept = new Float64Array(chosen.length);
    this.unseen = new Float64Array(rows);
    this.unseenTimes = new Uint16Array(rows);
  }

  add(fitted: { intercept: number; weights: Float64Array }, woes: readonly Float64Array[], times: Uint8Array | null): void {
    this.intercept += fitted.intercept / this.#cards;
    const inside: number[] = [];
    for (const [at, weight] of fitted.weights.entries()) {
      if (weight <= 0) continue;
      inside.push(at);
      this.kept[at]! += 1;
      this.weights[at]! += weight / this.#cards;
      const sums = this.sums[at]!;
      for (let code = 0; code < sums.length; code += 1) sums[code]! += (weight * woes[at]![code]!) / this.#cards;
    }
    if (times === null) return;
    for (let row = 0; row < times.length; row += 1) {
      if (times[row]! > 0) continue;
      let logit = fitted.intercept;
      for (const at of inside) logit += fitted.weights[at]! * woes[at]![this.#chosen[at]!.fine.codes[row]!]!;
      this.unseen[row]! += logit;
      this.unseenTimes[row]! += 1;
    }
  }

  mixedWith(other: MeanCard): MeanCard {
    const mixed = new MeanCard(this.#chosen, this.unseen.length, this.#cards);
    const mean = (to: { [at: number]: number; length: number }, a: ArrayLike<number>, b: ArrayLike<number>) => {
      for (let at = 0; at < to.length; at += 1) to[at] = (a[at]! + b[at]!) / 2;
    };
    mixed.intercept = (this.intercept + other.intercept) / 2;
    for (const [at, sums] of mixed.sums.entries()) mean(sums, this.sums[at]!, other.sums[at]!);
    mean(mixed.weights, this.weights, other.weights);
    mean(mixed.kept, this.kept, other.kept);
    mean(mixed.unseen, this.unseen, other.unseen);
    mixed.unseenTimes.set(this.unseenTimes);
    return mixed;
  }

  /** Mean logistic loss of the rows on cards that had not drawn them. */
  lossUnseen(good: Uint8Array): number {
    let loss = 0;
    let rows = 0;
    for (let row = 0; row < good.length; row += 1) {
      if (this.unseenTimes[row] === 0) continue;
      const logit = this.unseen[row]! / this.unseenTimes[row]!;
      loss += Math.log1p(Math.exp(good[row] ? -logit : logit));
      rows += 1;
    }
    return loss / Math.max(1, rows);
  }
}

/** Steps, lines, or the mean of both: whichever said most of rows that were not drawn. */
export function bestOf(steps: MeanCard, lines: MeanCard, good: Uint8Array): MeanCard {
  const all = [steps, steps.mixedWith(lines), lines];
  const losses = all.map((each) => each.lossUnseen(good));
  return all[losses.indexOf(Math.min(...losses))]!;
}

/** Numbers with enough values that a line through them says something else than their bins. */
const DRAWN_MIN = 8;
export const isDrawn = ({ fine, isGiven }: Drawn): boolean => !isGiven && fine.levels === null && fine.size >= DRAWN_MIN;

/**
 * WOE as a straight line over the normal scores of the values (how many standard deviations from the middle, by rank): with few bads a line
 * of two figures is surer than steps. Never against the direction of the bins; special codes and missing stay as they are.
 */
export function lineOf({ fine, direction, normal }: Drawn, woes: Float64Array, bad: Uint8Array, times: Uint8Array): Float64Array {
  const counts = countCodes(fine.codes, codesIn(fine), bad, times);
  let goods = 0;
  let bads = 0;
  for (let code = 0; code < fine.size; code += 1) {
    goods += counts.goods[code]!;
    bads += counts.bads[code]!;
  }
  const line = woes.slice();
  if (goods === 0 || bads === 0) return line;
  const start = Math.log(goods / bads);
  let level = start;
  let slope = 0;
  for (let step = 0; step < LINE_STEPS; step += 1) {
    let [g0, g1, h00, h01, h11] = [0, -slope, 1e-9, 0, 1];
    for (let code = 0; code < fine.size; code += 1) {
      const rows = counts.goods[code]! + counts.bads[code]!;
      if (rows === 0) continue;
      const z = normal[code]!;
      const p = 1 / (1 + Math.exp(-(level + slope * z)));
      const residual = counts.goods[code]! - rows * p;
      const weight = rows * p * (1 - p);
      g0 += residual;
      g1 += residual * z;
      h00 += weight;
      h01 += weight * z;
      h11 += weight * z * z;
    }
    const determinant = h00 * h11 - h01 * h01;
    level += Math.max(-2, Math.min(2, (h11 * g0 - h01 * g1) / determinant));
    slope += Math.max(-2, Math.min(2, (h00 * g1 - h01 * g0) / determinant));
  }
  const isAgainst = (direction === 'ascending' && slope < 0) || (direction === 'descending' && slope > 0);
  for (let code = 0; code < fine.size; code += 1) line[code] = isAgainst ? 0 : level + slope * normal[code]! - start;
  return line;
}

const LINE_STEPS = 12;

/** Normal scores of ordinary codes: where the middle of each stands among the rows. */
export function normalScores(fine: FineBins, counts: Counts): Float64Array {
  const rowsOf = (code: number) => counts.goods[code]! + counts.bads[code]!;
  let all = 0;
  for (let code = 0; code < fine.size; code += 1) all += rowsOf(code);
  let before = 0;
  return Float64Array.from({ length: fine.size }, (_, code) => {
    const middle = before + rowsOf(code) / 2;
    before += rowsOf(code);
    return normalQuantile((middle + 0.5) / (all + 1));
  });
}
