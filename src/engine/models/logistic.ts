// Logistic regression by Newton's method (IRLS) with a ridge; columns are codes with one value a code, as WOE gives them.

/** `values[codes[row]]` is the regressor of a row. */
export type CodedColumn = { readonly codes: Uint8Array; readonly values: Float64Array };

export type LogisticFit = {
  readonly intercept: number;
  readonly weights: Float64Array;
  /** Standard errors, intercept first. */
  readonly errors: Float64Array;
  readonly steps: number;
  readonly converged: boolean;
};

const STEPS_MAX = 50;
const CLOSE = 1e-9;

/**
 * Fits P(flag = 1). The ridge is ½·ridge·Σ weight², the intercept free; a ridge of 0 still has a guard against a matrix that is not
 * invertible. `weights` counts rows several times.
 */
export function fitLogistic(
  columns: readonly CodedColumn[],
  flag: Uint8Array,
  ridge: number,
  rowWeights: Uint8Array | null = null,
  start: { readonly intercept: number; readonly weights: Float64Array } | null = null,
): LogisticFit {
  const size = columns.length + 1;
  const rows = flag.length;
  const beta = new Float64Array(size);
  if (start) {
    beta[0] = start.intercept;
    beta.set(start.weights, 1);
  }
  // By row, so that the inner loops run over neighbours; 32-bit is the design, sums are 64-bit.
  const design = new Float64Array(rows * columns.length);
  for (const [at, { codes, values }] of columns.entries())
    for (let row = 0, to = at; row < rows; row += 1, to += columns.length) design[to] = values[codes[row]!]!;
  const width = columns.length;
  const hessian = new Float64Array(size * size);
  const gradient = new Float64Array(size);
  let steps = 0;
  let converged = false;
  let lossBefore = Number.POSITIVE_INFINITY;
  let step: Float64Array = new Float64Array(size);
  for (; steps < STEPS_MAX && !converged; steps += 1) {
    hessian.fill(0);
    gradient.fill(0);
    let loss = 0;
    for (let row = 0, from = 0; row < rows; row += 1, from += width) {
      const times = rowWeights ? rowWeights[row]! : 1;
      if (times === 0) continue;
      let logit = beta[0]!;
      for (let at = 0; at < width; at += 1) logit += beta[at + 1]! * design[from + at]!;
      const p = 1 / (1 + Math.exp(-logit));
      loss += times * (flag[row] ? softplus(-logit) : softplus(logit));
      const residual = times * (flag[row]! - p);
      const weight = times * p * (1 - p);
      gradient[0]! += residual;
      hessian[0]! += weight;
      for (let at = 0; at < width; at += 1) {
        const x = design[from + at]!;
        if (x === 0) continue;
        gradient[at + 1]! += residual * x;
        const wx = weight * x;
        const line = (at + 1) * size;
        hessian[line]! += wx;
        for (let other = 0; other <= at; other += 1) hessian[line + other + 1]! += wx * design[from + other]!;
      }
    }
    for (let at = 1; at < size; at += 1) {
      loss += 0.5 * ridge * beta[at]! * beta[at]!;
      gradient[at]! -= ridge * beta[at]!;
      hessian[at * size + at]! += ridge;
    }
    // A step that made it worse is halved; happens only far from the answer.
    if (loss > lossBefore + 1e-9 * Math.abs(lossBefore)) {
      for (let at = 0; at < size; at += 1) {
        step[at]! /= 2;
        beta[at]! -= step[at]!;
      }
      if (step.every((each) => Math.abs(each) < 1e-12)) break;
      continue;
    }
    lossBefore = loss;
    step = solve(hessian, gradient, size);
    let far = 0;
    for (let at = 0; at < size; at += 1) {
      beta[at]! += step[at]!;
      far = Math.max(far, Math.abs(step[at]!) / (1 + Math.abs(beta[at]!)));
    }
    converged = far < CLOSE;
  }
  return { intercept: beta[0]!, weights: beta.slice(1), errors: deviations(hessian, size), steps, converged };
}

const softplus = (x: number): number => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)));

/** Lower triangle of L with L·Lᵀ = matrix; a pivot that is nearly 0 is held up, so that a repeated column gets no weight of its own. */
function cholesky(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = matrix[row * size + column]!;
      for (let at = 0; at < column; at += 1) sum -= lower[row * size + at]! * lower[column * size + at]!;
      if (row === column) lower[row * size + row] = Math.sqrt(Math.max(sum, 1e-10 * Math.max(1, matrix[row * size + row]!)));
      else lower[row * size + column] = sum / lower[column * size + column]!;
    }
  }
  return lower;
}

function solve(matrix: Float64Array, right: Float64Array, size: number): Float64Array {
  return solveWith(cholesky(matrix, size), right, size);
}

function solveWith(lower: Float64Array, right: Float64Array, size: number): Float64Array {
  const out = Float64Array.from(right);
  for (let row = 0; row < size; row += 1) {
    for (let at = 0; at < row; at += 1) out[row]! -= lower[row * size + at]! * out[at]!;
    out[row]! /= lower[row * size + row]!;
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    for (let at = row + 1; at < size; at += 1) out[row]! -= lower[at * size + row]! * out[at]!;
    out[row]! /= lower[row * size + row]!;
  }
  return out;
}

function deviations(hessian: Float64Array, size: number): Float64Array {
  const lower = cholesky(hessian, size);
  const out = new Float64Array(size);
  for (let at = 0; at < size; at += 1) {
    const unit = new Float64Array(size);
    unit[at] = 1;
    out[at] = Math.sqrt(Math.max(0, solveWith(lower, unit, size)[at]!));
  }
  return out;
}
