// Weights of indicators: pairwise judgements (AHP) with their consistency, entropy of the data, and both combined.

/** Random indices by order of the matrix (n = 1 …). Published examples use others: say which. */
export const RANDOM_INDEX = {
  /** The textbook table. */
  saaty: [0, 0, 0.58, 0.9, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49],
  /** Donegan and Dodd 1991, as the AHPy library has them. */
  doneganDodd: [0, 0, 0.4914, 0.8286, 1.0591, 1.1797, 1.2519, 1.3171, 1.3733, 1.4055],
  saaty2005: [0, 0, 0.52, 0.89, 1.11, 1.25, 1.35, 1.4, 1.45, 1.49],
} as const;
export const ORDER_MAX = 10;
export const RATIO_MAX = 0.1;

export type Ahp = {
  readonly weights: readonly number[];
  readonly lambdaMax: number;
  readonly index: number;
  readonly ratio: number;
  readonly consistent: boolean;
  /** The judgement that the others contradict most, and what they would make of it; null where n ≤ 2. */
  readonly worstPair: {
    readonly first: number;
    readonly second: number;
    readonly judged: number;
    readonly implied: number;
  } | null;
};

/** Principal eigenvector of a positive reciprocal matrix by power iteration. Throws RangeError on a matrix that is none. */
export function ahp(matrix: readonly (readonly number[])[], randomIndex: readonly number[] = RANDOM_INDEX.saaty): Ahp {
  const n = matrix.length;
  if (n < 1 || n > ORDER_MAX) throw new RangeError(`a matrix of order ${n}: between 1 and ${ORDER_MAX}`);
  for (const [row, line] of matrix.entries()) {
    if (line.length !== n) throw new RangeError('the matrix is not square');
    for (const [column, judged] of line.entries()) {
      const other = matrix[column]?.[row] ?? Number.NaN;
      if (!(judged > 0) || Math.abs(judged * other - 1) > 1e-2)
        throw new RangeError(`judgement ${row + 1}, ${column + 1} and its mirror do not agree`);
    }
  }
  let weights = new Array<number>(n).fill(1 / n);
  let lambdaMax = n;
  for (let step = 0; step < 1_000; step += 1) {
    const next = matrix.map((line) => line.reduce((sum, judged, at) => sum + judged * weights[at]!, 0));
    const total = next.reduce((sum, each) => sum + each, 0);
    lambdaMax = total;
    const far = next.reduce((most, each, at) => Math.max(most, Math.abs(each / total - weights[at]!)), 0);
    weights = next.map((each) => each / total);
    if (far < 1e-15) break;
  }
  const index = n <= 2 ? 0 : Math.max(0, (lambdaMax - n) / (n - 1));
  const ratio = n <= 2 ? 0 : index / randomIndex[n - 1]!;
  let worstPair: Ahp['worstPair'] = null;
  let worst = 0;
  for (let first = 0; first < n && n > 2; first += 1) {
    for (let second = first + 1; second < n; second += 1) {
      const judged = matrix[first]![second]!;
      const implied = weights[first]! / weights[second]!;
      const far = Math.abs(Math.log(judged / implied));
      if (far > worst + 1e-12) {
        worst = far;
        worstPair = { first, second, judged, implied };
      }
    }
  }
  return { weights, lambdaMax, index, ratio, consistent: ratio < RATIO_MAX, worstPair };
}

/** A missing judgement (null, both halves) → what makes the matrix most consistent (Bozóki, Fülöp, Rónyai 2010). */
export function completed(matrix: readonly (readonly (number | null)[])[]): number[][] {
  const n = matrix.length;
  const filled = matrix.map((line) => line.map((judged) => judged ?? 1));
  const gaps: [number, number][] = [];
  for (let row = 0; row < n; row += 1)
    for (let column = row + 1; column < n; column += 1) if (matrix[row]![column] === null) gaps.push([row, column]);
  const lambdaAt = (row: number, column: number, log: number): number => {
    filled[row]![column] = Math.exp(log);
    filled[column]![row] = Math.exp(-log);
    return ahp(filled).lambdaMax;
  };
  // λmax is convex in the logarithm of each gap: golden section in turns.
  for (let turn = 0; turn < (gaps.length > 1 ? 60 : 1); turn += 1) {
    for (const [row, column] of gaps) {
      let low = -Math.log(1e4);
      let high = Math.log(1e4);
      const golden = (Math.sqrt(5) - 1) / 2;
      while (high - low > 1e-9) {
        const left = high - golden * (high - low);
        const right = low + golden * (high - low);
        if (lambdaAt(row, column, left) < lambdaAt(row, column, right)) high = right;
        else low = left;
      }
      lambdaAt(row, column, (low + high) / 2);
    }
  }
  return filled;
}

/** Entropy weights of indicators (columns) over customers (rows); values must be ≥ 0 and point one way. Null: no column differs. */
export function entropyWeights(rows: readonly (readonly number[])[]): number[] | null {
  const n = rows.length;
  const width = rows[0]?.length ?? 0;
  if (n < 2 || width === 0) return null;
  const spread = Array.from({ length: width }, (_, at) => {
    const total = rows.reduce((sum, row) => sum + row[at]!, 0);
    if (!(total > 0)) return 0;
    const entropy = rows.reduce((sum, row) => {
      const p = row[at]! / total;
      return p > 0 ? sum - p * Math.log(p) : sum;
    }, 0);
    return Math.max(0, 1 - entropy / Math.log(n));
  });
  const all = spread.reduce((sum, each) => sum + each, 0);
  return all > 1e-12 ? spread.map((each) => each / all) : null;
}

/** ∝ judged^α · measured^(1 − α). */
export function combinedWeights(judged: readonly number[], measured: readonly number[], alpha = 0.5): number[] {
  const raw = judged.map((weight, at) => weight ** alpha * measured[at]! ** (1 - alpha));
  const all = raw.reduce((sum, each) => sum + each, 0);
  return raw.map((each) => each / all);
}
