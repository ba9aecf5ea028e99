// Weights of a card's indicators as people give them: directly, by comparing pairs, by what differs between customers, or both together.
import { type Ahp, ahp, combinedWeights, completed, ORDER_MAX, RATIO_MAX } from './models/weights.ts';

export const WEIGHT_METHODS = ['direct', 'ahp', 'entropy', 'combined'] as const;
export type WeightMethod = (typeof WEIGHT_METHODS)[number];

/** `first` is `times` as important as `second`; below 1 it is the other way round. */
export type Judgement = { readonly first: string; readonly second: string; readonly times: number };
export type Share = { readonly key: string; readonly weight: number };

export type WeightRules = {
  readonly method: WeightMethod;
  /** Points of a customer who earns the most everywhere. */
  readonly total: number;
  /** Of combined weights: how much the judgements count against the data, 0 to 1. */
  readonly alpha: number;
  /** Of dimensions among each other, and of indicators within their dimension. */
  readonly direct: readonly Share[];
  readonly pairs: readonly Judgement[];
  /** Entropy weights of the indicators over the company's own customers, as they were measured on a day. */
  readonly measured: { readonly on: string; readonly customers: number; readonly shares: readonly Share[] } | null;
};

/** A leaf of the tree; `dimension` null where the card has none. */
export type Leaf = { readonly key: string; readonly dimension: string | null };

/** One matrix of judgements: the dimensions among each other (`group` null), or the indicators of one of them. */
export type Compared = {
  readonly group: string | null;
  readonly keys: readonly string[];
  readonly result: Ahp;
  /** Pairs that nobody judged: what the others make of them is taken. */
  readonly open: readonly (readonly [string, string])[];
  readonly mend: Mend | null;
};

/** What would make the judgements agree: this pair at this value of the nine-point scale. */
export type Mend = { readonly first: string; readonly second: string; readonly times: number; readonly ratioAfter: number };

export type WeightFault = { readonly code: string; readonly key: string | null; readonly message: string };
export type Weighed = {
  /** In the order of the leaves, summing to 1; null where something is at fault. */
  readonly weights: readonly number[] | null;
  readonly compared: readonly Compared[];
  readonly faults: readonly WeightFault[];
};

/** The nine-point scale both ways. */
export const NINE_POINTS: readonly number[] = [9, 8, 7, 6, 5, 4, 3, 2]
  .map((each) => 1 / each)
  .concat([1, 2, 3, 4, 5, 6, 7, 8, 9]);

type Group = { readonly group: string | null; readonly keys: readonly string[] };

/** The groups whose members are weighed against each other: the dimensions, then the indicators of each. */
export function groupsOf(leaves: readonly Leaf[]): Group[] {
  const dimensions = [...new Set(leaves.map((leaf) => leaf.dimension))];
  if (dimensions.length === 1 && dimensions[0] === null) return [{ group: null, keys: leaves.map((leaf) => leaf.key) }];
  return [
    { group: null, keys: dimensions.map((each) => each ?? '') },
    ...dimensions.map((each) => ({
      group: each ?? '',
      keys: leaves.filter((leaf) => leaf.dimension === each).map((leaf) => leaf.key),
    })),
  ];
}

/** Judgements among `keys` as a matrix; null where nobody judged the pair. A pair said twice: the later one counts. */
export function matrixOf(keys: readonly string[], pairs: readonly Judgement[]): (number | null)[][] {
  const at = new Map(keys.map((key, index) => [key, index]));
  const matrix: (number | null)[][] = keys.map((_, row) => keys.map((__, column) => (row === column ? 1 : null)));
  for (const { first, second, times } of pairs) {
    const [row, column] = [at.get(first), at.get(second)];
    if (row === undefined || column === undefined || row === column) continue;
    matrix[row]![column] = times;
    matrix[column]![row] = 1 / times;
  }
  return matrix;
}

/** Whether every key can be reached from the first over judged pairs: else their weights say nothing of each other. */
function connected(matrix: readonly (readonly (number | null)[])[]): boolean {
  const seen = new Set([0]);
  const queue = [0];
  for (let row = queue.pop(); row !== undefined; row = queue.pop())
    for (const [column, judged] of matrix[row]!.entries())
      if (judged !== null && !seen.has(column)) {
        seen.add(column);
        queue.push(column);
      }
  return seen.size === matrix.length;
}

/**
 * One group compared by pairs (Saaty). null where too little was judged. `mend` is the single change on the nine-point scale, of any judged
 * pair, that brings the consistency ratio down most.
 */
export function compareGroup(group: Group, pairs: readonly Judgement[]): Compared | null {
  const { keys } = group;
  const judged = matrixOf(keys, pairs);
  if (keys.length === 0 || keys.length > ORDER_MAX || !connected(judged)) return null;
  const open: [string, string][] = [];
  for (let row = 0; row < keys.length; row += 1)
    for (let column = row + 1; column < keys.length; column += 1)
      if (judged[row]![column] === null) open.push([keys[row]!, keys[column]!]);
  const result = ahp(completed(judged));
  return { ...group, result, open, mend: result.consistent ? null : mendOf(keys, judged, result) };
}

function mendOf(keys: readonly string[], judged: readonly (readonly (number | null)[])[], result: Ahp): Mend | null {
  if (!result.worstPair) return null;
  const { first, second } = result.worstPair;
  let best: Mend | null = null;
  for (const times of NINE_POINTS) {
    const changed = judged.map((line) => [...line]);
    changed[first]![second] = times;
    changed[second]![first] = 1 / times;
    const { ratio } = ahp(completed(changed));
    if (best === null || ratio < best.ratioAfter - 1e-12)
      best = { first: keys[first]!, second: keys[second]!, times, ratioAfter: ratio };
  }
  return best;
}

/** Weights of all leaves: product down the tree; entropy is measured of the leaves themselves. */
export function weigh(leaves: readonly Leaf[], rules: WeightRules): Weighed {
  const faults: WeightFault[] = [];
  const groups = groupsOf(leaves);
  const compared: Compared[] = [];
  const within = new Map<string, number>();
  const isJudged = rules.method === 'ahp' || rules.method === 'combined';
  if (isJudged) {
    for (const group of groups) {
      if (group.keys.length > ORDER_MAX) {
        faults.push(fault('too_many_to_compare', group.group, `at most ${ORDER_MAX} are compared by pairs; form dimensions`));
        continue;
      }
      const one = compareGroup(group, rules.pairs);
      if (!one) {
        faults.push(fault('pairs_missing', group.group, 'too few pairs are compared to weigh all of them'));
        continue;
      }
      compared.push(one);
      if (!one.result.consistent)
        faults.push(
          fault(
            'inconsistent',
            group.group,
            `consistency ratio ${one.result.ratio.toFixed(3)}: below ${RATIO_MAX} is asked` +
              (one.mend
                ? `; ${one.mend.first} against ${one.mend.second} at ${one.mend.times} makes ${one.mend.ratioAfter.toFixed(3)}`
                : ''),
          ),
        );
      for (const [at, key] of group.keys.entries()) within.set(name(group.group, key), one.result.weights[at]!);
    }
  }
  if (rules.method === 'direct') {
    const given = new Map(rules.direct.map((each) => [each.key, each.weight]));
    for (const group of groups) {
      const own = group.keys.map((key) => given.get(key) ?? null);
      const lacking = group.keys.find((_, at) => own[at] === null);
      const total = own.reduce<number>((sum, each) => sum + (each ?? 0), 0);
      if (lacking !== undefined) faults.push(fault('weight_missing', lacking, `${lacking} has no weight`));
      else if (!(total > 0)) faults.push(fault('weights_zero', group.group, 'all weights are zero'));
      for (const [at, key] of group.keys.entries()) within.set(name(group.group, key), (own[at] ?? 0) / (total || 1));
    }
  }
  let weights = leaves.map((leaf) => {
    const own = within.get(name(groups.length > 1 ? (leaf.dimension ?? '') : null, leaf.key)) ?? 0;
    return groups.length > 1 ? own * (within.get(name(null, leaf.dimension ?? '')) ?? 0) : own;
  });
  if (rules.method === 'entropy' || rules.method === 'combined') {
    const shares = new Map(rules.measured?.shares.map((each) => [each.key, each.weight]));
    const lacking = leaves.find((leaf) => !shares.has(leaf.key));
    if (lacking) faults.push(fault('not_measured', lacking.key, `the data was not yet asked about ${lacking.key}`));
    else {
      const measured = leaves.map((leaf) => shares.get(leaf.key)!);
      const total = measured.reduce((sum, each) => sum + each, 0);
      if (!(total > 0)) faults.push(fault('weights_zero', null, 'no indicator differs between customers'));
      else {
        const known = measured.map((each) => each / total);
        weights = rules.method === 'entropy' ? known : combinedWeights(weights, known, rules.alpha);
        if (weights.some((each) => !Number.isFinite(each)))
          faults.push(fault('weights_zero', null, 'judgements and data leave nothing in common'));
      }
    }
  }
  return { weights: faults.length === 0 ? weights : null, compared, faults };
}

/** A dimension and an indicator may bear the same name. */
const name = (group: string | null, key: string): string => `${group === null ? '' : `${group} `}${key}`;
const fault = (code: string, key: string | null, message: string): WeightFault => ({ code, key, message });

/**
 * What each indicator earns at most, in whole points that sum to the total: rounded by itself each, a card of 1,000 would come to 999. The largest
 * parts cut off get the points that are left.
 */
export function fullPoints(total: number, weights: readonly number[]): number[] {
  const exact = weights.map((weight) => total * weight);
  const points = exact.map((each) => Math.floor(each + 1e-9));
  const left = Math.round(exact.reduce((sum, each) => sum + each, 0)) - points.reduce((sum, each) => sum + each, 0);
  const cutOff = (at: number) => exact[at]! - points[at]!;
  for (const at of [...points.keys()].sort((a, b) => cutOff(b) - cutOff(a) || a - b).slice(0, left)) points[at]! += 1;
  return points;
}
