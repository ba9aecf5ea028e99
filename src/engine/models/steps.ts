// A curve over ordered positions → few level steps with the least squared error.

export type Step = { readonly from: number; readonly to: number };

/**
 * Cuts positions 0 … values.length − 1 into steps: at most `most`, and no more than are needed for a root mean squared error of `close`.
 * A step holds at least `rowsMin` rows, where all together do. Runs of equal values are one step from the start, whatever `most` says when it is infinite.
 */
export function stepsOf(values: readonly number[], rows: readonly number[], most: number, close: number, rowsMin = 0): Step[] {
  const runs: { from: number; to: number; value: number; weight: number }[] = [];
  for (let at = 0; at < values.length; at += 1) {
    const last = runs.at(-1);
    if (last && Math.abs(last.value - values[at]!) < 1e-12) {
      last.to = at + 1;
      last.weight += rows[at]!;
    } else runs.push({ from: at, to: at + 1, value: values[at]!, weight: rows[at]! });
  }
  if (!Number.isFinite(most) || runs.length <= 1) return runs;
  const size = runs.length;
  const weightUpTo = new Float64Array(size + 1);
  const sumUpTo = new Float64Array(size + 1);
  const squareUpTo = new Float64Array(size + 1);
  for (const [at, { value, weight }] of runs.entries()) {
    weightUpTo[at + 1] = weightUpTo[at]! + weight;
    sumUpTo[at + 1] = sumUpTo[at]! + weight * value;
    squareUpTo[at + 1] = squareUpTo[at]! + weight * value * value;
  }
  const cost = (from: number, to: number): number => {
    const weight = weightUpTo[to]! - weightUpTo[from]!;
    const sum = sumUpTo[to]! - sumUpTo[from]!;
    if (weight < rowsMin && to - from < size) return Number.POSITIVE_INFINITY;
    return weight > 0 ? Math.max(0, squareUpTo[to]! - squareUpTo[from]! - (sum * sum) / weight) : 0;
  };
  const allowed = close * close * weightUpTo[size]!;
  let best = Float64Array.from({ length: size + 1 }, (_, to) => cost(0, to));
  const origins: Int16Array[] = [];
  let steps = 1;
  while (best[size]! > allowed && steps < Math.min(most, size)) {
    const next = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY);
    const origin = new Int16Array(size + 1);
    for (let to = steps + 1; to <= size; to += 1) {
      for (let from = steps; from < to; from += 1) {
        const total = best[from]! + cost(from, to);
        if (total < next[to]!) {
          next[to] = total;
          origin[to] = from;
        }
      }
    }
    // So many steps do not fit under the least number of rows: the steps before are the answer.
    if (next[size] === Number.POSITIVE_INFINITY) break;
    origins.push(origin);
    best = next;
    steps += 1;
  }
  const out: Step[] = [];
  let to = size;
  for (let step = steps; step >= 1; step -= 1) {
    const from = step === 1 ? 0 : origins[step - 2]![to]!;
    out.unshift({ from: runs[from]!.from, to: runs[to - 1]!.to });
    to = from;
  }
  return out;
}
