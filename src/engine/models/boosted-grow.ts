// One tree on binned values: the leaf that gains most is parted next; histograms of the larger child come by subtraction.

/** Ordinary codes of a variable at most; the code after the last is missing. */
export const GRADIENT_BINS = 254;

export type TreeColumn = { readonly codes: Uint8Array; readonly size: number; readonly monotone: -1 | 0 | 1 };
export type TreeData = {
  readonly columns: readonly TreeColumn[];
  readonly bad: Uint8Array;
  readonly gradient: Float64Array;
  readonly curvature: Float64Array;
};

export type GrowRules = {
  readonly leavesMax: number;
  readonly depthMax: number;
  readonly rowsMin: number;
  readonly ridge: number;
  readonly gainMin: number;
};

/** A node as it is grown, on codes. */
export type GrowingNode = {
  variable: number;
  /** Left: code ≤ this. */
  code: number;
  missingLeft: boolean;
  left: number | null;
  right: number | null;
  value: number;
  rows: number;
  bads: number;
};

type GrownNode = GrowingNode & {
  /** Its rows stand here in the order of the leaves. */
  from: number;
  to: number;
};

export class Grown {
  readonly nodes: GrownNode[] = [];
  readonly gains = new Map<number, number>();

  scale(rate: number): void {
    for (const node of this.nodes) node.value *= rate;
  }

  /** Adds the tree to the scores of these rows, rows it grew on or not; puts them in the order of its leaves. */
  addTo(score: Float64Array, columns: readonly TreeColumn[], rows: Int32Array): void {
    const scratch = new Int32Array(rows.length);
    const descend = (at: number, from: number, to: number): void => {
      const node = this.nodes[at]!;
      if (node.left === null) {
        for (let each = from; each < to; each += 1) score[rows[each]!]! += node.value;
        return;
      }
      const middle = part(columns[node.variable]!, node, rows, from, to, scratch);
      descend(node.left, from, middle);
      descend(node.right!, middle, to);
    };
    descend(0, 0, rows.length);
  }

  /** The same for the rows it grew on, whose leaves are known: `rows` as `growTree` left them. */
  addToGrown(score: Float64Array, rows: Int32Array): void {
    for (const node of this.nodes) {
      if (node.left !== null) continue;
      for (let at = node.from; at < node.to; at += 1) score[rows[at]!]! += node.value;
    }
  }
}

/** Three sums a code, side by side: gradient, curvature, rows. */
const CELLS = 256 * 3;
type Histogram = Float64Array;
/** Rows read at a time: their sums stay near while the variables go by. */
const BLOCK = 4_096;

type Leaf = {
  readonly node: number;
  readonly from: number;
  readonly to: number;
  readonly depth: number;
  readonly histogram: Histogram;
  readonly gradient: number;
  readonly curvature: number;
  /** Bounds that keep monotone variables monotone over the whole tree. */
  readonly low: number;
  readonly high: number;
  readonly split: Split | null;
};

type Split = {
  readonly gain: number;
  readonly variable: number;
  readonly code: number;
  readonly missingLeft: boolean;
  readonly gradientLeft: number;
  readonly curvatureLeft: number;
};

/** `rows` is put in the order of the leaves. */
export function growTree(data: TreeData, rows: Int32Array, variables: Int32Array, rules: GrowRules): Grown {
  const grown = new Grown();
  const spare: Histogram[] = [];
  const take = (): Histogram => spare.pop()?.fill(0) ?? new Float64Array(variables.length * CELLS);
  const scratch = new Int32Array(rows.length);
  const sums = { gradient: new Float64Array(BLOCK), curvature: new Float64Array(BLOCK) };
  const leaves: Leaf[] = [];
  const open = (from: number, to: number, depth: number, histogram: Histogram, low: number, high: number): Leaf => {
    let gradient = 0;
    let curvature = 0;
    const first = variables.length > 0 ? data.columns[variables[0]!]!.size + 1 : 0;
    for (let cell = 0; cell < first * 3; cell += 3) {
      gradient += histogram[cell]!;
      curvature += histogram[cell + 1]!;
    }
    const node = grown.nodes.length;
    grown.nodes.push({
      variable: -1,
      code: 0,
      missingLeft: false,
      left: null,
      right: null,
      value: clamp(-gradient / (curvature + rules.ridge), low, high),
      rows: to - from,
      bads: 0,
      from,
      to,
    });
    const mayPart = depth < rules.depthMax && to - from >= 2 * rules.rowsMin;
    const split = mayPart ? bestSplit(data, variables, histogram, to - from, gradient, curvature, low, high, rules) : null;
    return { node, from, to, depth, histogram, gradient, curvature, low, high, split };
  };
  const whole = take();
  fill(data, rows, 0, rows.length, variables, whole, sums);
  leaves.push(open(0, rows.length, 0, whole, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY));
  for (let count = 1; count < rules.leavesMax; count += 1) {
    let at = -1;
    for (let leaf = 0; leaf < leaves.length; leaf += 1) {
      const { split } = leaves[leaf]!;
      if (split && (at < 0 || split.gain > leaves[at]!.split!.gain)) at = leaf;
    }
    if (at < 0) break;
    const leaf = leaves[at]!;
    const split = leaf.split!;
    const middle = part(data.columns[split.variable]!, split, rows, leaf.from, leaf.to, scratch);
    const isLeftSmaller = middle - leaf.from <= leaf.to - middle;
    const smaller = take();
    fill(data, rows, isLeftSmaller ? leaf.from : middle, isLeftSmaller ? middle : leaf.to, variables, smaller, sums);
    // The parent's histogram becomes the larger child's.
    subtract(leaf.histogram, smaller);
    const left = isLeftSmaller ? smaller : leaf.histogram;
    const right = isLeftSmaller ? leaf.histogram : smaller;
    const bounds = boundsOf(leaf, split, data.columns[split.variable]!.monotone, rules.ridge);
    const node = grown.nodes[leaf.node]!;
    node.variable = split.variable;
    node.code = split.code;
    node.missingLeft = split.missingLeft;
    grown.gains.set(split.variable, (grown.gains.get(split.variable) ?? 0) + split.gain);
    node.left = grown.nodes.length;
    const leftLeaf = open(leaf.from, middle, leaf.depth + 1, left, ...bounds.left);
    node.right = grown.nodes.length;
    const rightLeaf = open(middle, leaf.to, leaf.depth + 1, right, ...bounds.right);
    leaves[at] = leftLeaf;
    leaves.push(rightLeaf);
    for (const each of [leftLeaf, rightLeaf]) if (!each.split) spare.push(each.histogram);
  }
  countBads(grown.nodes, rows, data.bad);
  return grown;
}

const clamp = (value: number, low: number, high: number): number => (value < low ? low : value > high ? high : value);

/** Bads of the leaves, then of what stands above them: children come after their parent. */
function countBads(nodes: readonly GrownNode[], rows: Int32Array, bad: Uint8Array): void {
  for (let index = nodes.length - 1; index >= 0; index -= 1) {
    const node = nodes[index]!;
    if (node.left !== null) node.bads = nodes[node.left]!.bads + nodes[node.right!]!.bads;
    else for (let at = node.from; at < node.to; at += 1) node.bads += bad[rows[at]!]!;
  }
}

function subtract(from: Histogram, other: Histogram): void {
  for (let cell = 0; cell < from.length; cell += 1) from[cell]! -= other[cell]!;
}

/** Gradients of a block of rows are first laid side by side: every variable then reads them in order. */
function fill(
  data: TreeData,
  rows: Int32Array,
  from: number,
  to: number,
  variables: Int32Array,
  into: Histogram,
  sums: { readonly gradient: Float64Array; readonly curvature: Float64Array },
): void {
  const { gradient, curvature } = sums;
  for (let start = from; start < to; start += BLOCK) {
    const block = rows.subarray(start, Math.min(to, start + BLOCK));
    for (let at = 0; at < block.length; at += 1) {
      const row = block[at]!;
      gradient[at] = data.gradient[row]!;
      curvature[at] = data.curvature[row]!;
    }
    for (let at = 0; at < variables.length; at += 1)
      fillOne(data.columns[variables[at]!]!.codes, block, gradient, curvature, into, at * CELLS);
  }
}

function fillOne(
  codes: Uint8Array,
  rows: Int32Array,
  gradient: Float64Array,
  curvature: Float64Array,
  into: Histogram,
  base: number,
): void {
  const size = rows.length;
  for (let at = 0; at < size; at += 1) {
    const cell = base + codes[rows[at]!]! * 3;
    into[cell]! += gradient[at]!;
    into[cell + 1]! += curvature[at]!;
    into[cell + 2]! += 1;
  }
}

function bestSplit(
  data: TreeData,
  variables: Int32Array,
  histogram: Histogram,
  rows: number,
  gradient: number,
  curvature: number,
  low: number,
  high: number,
  rules: GrowRules,
): Split | null {
  const { ridge, rowsMin } = rules;
  const isBound = low > Number.NEGATIVE_INFINITY || high < Number.POSITIVE_INFINITY;
  const whole = isBound
    ? worth(gradient, curvature, clamp(-gradient / (curvature + ridge), low, high), ridge)
    : (gradient * gradient) / (curvature + ridge);
  let best: Split | null = null;
  let most = Math.max(rules.gainMin, 1e-9);
  for (let index = 0; index < variables.length; index += 1) {
    const variable = variables[index]!;
    const { size, monotone } = data.columns[variable]!;
    const base = index * CELLS;
    const missingGradient = histogram[base + size * 3]!;
    const missingCurvature = histogram[base + size * 3 + 1]!;
    const missingRows = histogram[base + size * 3 + 2]!;
    const plain = !isBound && monotone === 0;
    // Missing goes right, then left; with no missing row the larger side takes it, decided below.
    for (let side = 0; side < (missingRows > 0 ? 2 : 1); side += 1) {
      let g = side === 1 ? missingGradient : 0;
      let h = side === 1 ? missingCurvature : 0;
      let n = side === 1 ? missingRows : 0;
      // Known against missing is a split too, when missing goes right.
      const last = side === 0 && missingRows > 0 ? size : size - 1;
      for (let code = 0; code < last; code += 1) {
        const cell = base + code * 3;
        g += histogram[cell]!;
        h += histogram[cell + 1]!;
        n += histogram[cell + 2]!;
        if (n < rowsMin) continue;
        if (rows - n < rowsMin) break;
        const gRight = gradient - g;
        const hRight = curvature - h;
        let gain: number;
        if (plain) gain = (g * g) / (h + ridge) + (gRight * gRight) / (hRight + ridge) - whole;
        else {
          const left = clamp(-g / (h + ridge), low, high);
          const right = clamp(-gRight / (hRight + ridge), low, high);
          if (monotone * (right - left) < 0) continue;
          gain = worth(g, h, left, ridge) + worth(gRight, hRight, right, ridge) - whole;
        }
        if (gain > most) {
          most = gain;
          const missingLeft = missingRows > 0 ? side === 1 : n * 2 > rows;
          best = { gain, variable, code, missingLeft, gradientLeft: g, curvatureLeft: h };
        }
      }
    }
  }
  return best;
}

/** Twice what a leaf of this value takes off the loss. */
const worth = (gradient: number, curvature: number, value: number, ridge: number): number =>
  -(2 * gradient * value + (curvature + ridge) * value * value);

function part(
  column: TreeColumn,
  split: Pick<Split, 'code' | 'missingLeft'>,
  rows: Int32Array,
  from: number,
  to: number,
  scratch: Int32Array,
): number {
  const { codes, size } = column;
  const missing = split.missingLeft ? size : 1_000;
  let left = from;
  let right = 0;
  for (let at = from; at < to; at += 1) {
    const row = rows[at]!;
    const code = codes[row]!;
    if (code <= split.code || code === missing) rows[left++] = row;
    else scratch[right++] = row;
  }
  rows.set(scratch.subarray(0, right), left);
  return left;
}

/** Below a cut on a monotone variable both sides stay on their side of the middle. */
function boundsOf(
  leaf: Leaf,
  split: Split,
  monotone: -1 | 0 | 1,
  ridge: number,
): { left: [number, number]; right: [number, number] } {
  const { low, high } = leaf;
  if (monotone === 0) return { left: [low, high], right: [low, high] };
  const left = clamp(-split.gradientLeft / (split.curvatureLeft + ridge), low, high);
  const right = clamp(-(leaf.gradient - split.gradientLeft) / (leaf.curvature - split.curvatureLeft + ridge), low, high);
  const middle = (left + right) / 2;
  return monotone > 0 ? { left: [low, middle], right: [middle, high] } : { left: [middle, high], right: [low, middle] };
}
