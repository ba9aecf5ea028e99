// Has the population moved? PSI of scores, CSI of variables, with a threshold that knows how many rows were looked at; swap sets.
import { chiSquareQuantile } from './distributions.ts';

/** Counted for an empty bin, as a share: keeps the logarithm finite without hiding the shift. */
const SHARE_MIN = 1e-4;

export type Psi = {
  readonly value: number;
  /** What two samples of one population of these sizes stay below in 95 of 100 cases: (1/n + 1/m) · χ²(bins − 1). */
  readonly byChance: number;
  readonly standing: 'stable' | 'watch' | 'shifted';
  readonly bins: readonly { readonly expected: number; readonly actual: number; readonly part: number }[];
};

/** Σ (actual − expected) · ln(actual ÷ expected) over bins of counts. Null: nothing on one side. */
export function psiOf(expected: readonly number[], actual: readonly number[]): Psi | null {
  const n = expected.reduce((sum, rows) => sum + rows, 0);
  const m = actual.reduce((sum, rows) => sum + rows, 0);
  if (n === 0 || m === 0) return null;
  let value = 0;
  let used = 0;
  const bins = expected.map((rows, at) => {
    const other = actual[at] ?? 0;
    if (rows === 0 && other === 0) return { expected: 0, actual: 0, part: 0 };
    used += 1;
    const e = Math.max(rows / n, SHARE_MIN);
    const a = Math.max(other / m, SHARE_MIN);
    const part = (a - e) * Math.log(a / e);
    value += part;
    return { expected: rows / n, actual: other / m, part };
  });
  const byChance = used > 1 ? (1 / n + 1 / m) * chiSquareQuantile(0.95, used - 1) : 0;
  // A figure that chance alone explains is no warning, whatever the usual 0.1 says.
  const standing = value <= Math.max(0.1, byChance) ? 'stable' : value <= Math.max(0.25, byChance) ? 'watch' : 'shifted';
  return { value, byChance, standing, bins };
}

/** Counts of values by inner cuts: bin b holds cut[b−1] < value ≤ cut[b]. */
export function countByCuts(values: ArrayLike<number>, cuts: readonly number[]): number[] {
  const out = new Array<number>(cuts.length + 1).fill(0);
  for (let row = 0; row < values.length; row += 1) {
    const value = values[row]!;
    let low = 0;
    let high = cuts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (value <= cuts[middle]!) high = middle;
      else low = middle + 1;
    }
    out[low]! += 1;
  }
  return out;
}

/** Inner cuts that part the values into about equal groups. */
export function quantileCuts(values: ArrayLike<number>, groups = 10): number[] {
  const sorted = Float64Array.from(values as ArrayLike<number>).sort();
  const cuts: number[] = [];
  for (let group = 1; group < groups; group += 1) {
    const cut = sorted[Math.ceil((sorted.length * group) / groups) - 1];
    if (cut !== undefined && cut !== cuts.at(-1) && cut < sorted.at(-1)!) cuts.push(cut);
  }
  return cuts;
}

export const psiOfScores = (expected: ArrayLike<number>, actual: ArrayLike<number>): Psi | null => {
  const cuts = quantileCuts(expected);
  return psiOf(countByCuts(expected, cuts), countByCuts(actual, cuts));
};

export type SwapSet = {
  readonly bothAccept: { readonly rows: number; readonly bads: number };
  readonly bothRefuse: { readonly rows: number; readonly bads: number };
  /** The first refuses, the second would accept. */
  readonly swapIn: { readonly rows: number; readonly bads: number };
  readonly swapOut: { readonly rows: number; readonly bads: number };
};

/** Two models that each accept the same share of the same rows, the least risky: whom the change of model swaps. */
export function swapSet(first: ArrayLike<number>, second: ArrayLike<number>, bad: Uint8Array, acceptShare: number): SwapSet {
  const a = accepted(first, acceptShare);
  const b = accepted(second, acceptShare);
  const cells = { bothAccept: [0, 0], bothRefuse: [0, 0], swapIn: [0, 0], swapOut: [0, 0] };
  for (let row = 0; row < bad.length; row += 1) {
    const cell = a[row] ? (b[row] ? cells.bothAccept : cells.swapOut) : b[row] ? cells.swapIn : cells.bothRefuse;
    cell[0]! += 1;
    cell[1]! += bad[row]!;
  }
  const told = ([rows, bads]: number[]) => ({ rows: rows!, bads: bads! });
  return {
    bothAccept: told(cells.bothAccept),
    bothRefuse: told(cells.bothRefuse),
    swapIn: told(cells.swapIn),
    swapOut: told(cells.swapOut),
  };
}

function accepted(risk: ArrayLike<number>, share: number): Uint8Array {
  const order = Uint32Array.from({ length: risk.length }, (_, row) => row).sort((x, y) => risk[x]! - risk[y]! || x - y);
  const out = new Uint8Array(risk.length);
  for (let at = 0; at < Math.round(risk.length * share); at += 1) out[order[at]!] = 1;
  return out;
}
