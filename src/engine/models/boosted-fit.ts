// Gradient-boosted trees on the logistic loss: histograms of binned values, leaf by leaf, monotone where asked; ends where it stops helping.
import { GRADIENT_BINS, type Grown, type GrowRules, growTree, type TreeData } from './boosted-grow.ts';
import type { TreeNode, TreesModel, TreeVariable } from './boosted-model.ts';
import { countCodes, fineBinsOf } from './fine-bins.ts';
import { areaUnder, count } from './metrics.ts';
import { type Dropped, screen } from './screen.ts';
import { holdOut, Seeded } from './seeded.ts';
import { type ModelTable, takeFlags } from './table.ts';

export type BoostedRules = GrowRules & {
  readonly exclude: ReadonlySet<string>;
  readonly seed: number;
  /** Direction of risk by variable name; others are free. */
  readonly monotone: ReadonlyMap<string, -1 | 1>;
  readonly rate: number;
  readonly treesMax: number;
  /** Trees without gain on the held part before it ends. */
  readonly patience: number;
  /** Share of the training rows held to see when to end; 0: treesMax trees are grown. */
  readonly heldShare: number;
  /** Below this many bads the held rows are too dear: once the number of trees is known, all rows grow them again. */
  readonly againBelow: number;
  /** Shares of rows and variables that each tree sees. */
  readonly rowShare: number;
  readonly variableShare: number;
};

export const BOOSTED_RULES: BoostedRules = {
  exclude: new Set(),
  seed: 1,
  monotone: new Map(),
  rate: 0.1,
  treesMax: 300,
  patience: 20,
  heldShare: 0.15,
  againBelow: 1_000,
  rowShare: 0.8,
  variableShare: 0.8,
  leavesMax: 31,
  rowsMin: 20,
  depthMax: 8,
  ridge: 1,
  gainMin: 0,
};

export type TreesFit = { readonly model: TreesModel; readonly dropped: ReadonlyMap<string, Dropped> };

/**
 * Variables as codes below 256; categories in the order of their bad rate, so that a cut parts safe levels from risky ones. `isOutcome`: whether `bad` is
 * what shall be foretold, and not only half of a scale; then a column that repeats it leaves.
 */
export function treeData(
  table: ModelTable,
  bad: Uint8Array,
  exclude: ReadonlySet<string>,
  monotone: ReadonlyMap<string, -1 | 1>,
  isOutcome = true,
) {
  const { usable, dropped } = screen(table, exclude, isOutcome ? bad : null);
  const share = count(bad) / Math.max(1, bad.length);
  const columns: TreeData['columns'][number][] = [];
  const variables: (Omit<TreeVariable, 'gainShare'> & {
    readonly cuts: Float64Array | null;
    readonly order: readonly number[] | null;
  })[] = [];
  for (const column of usable) {
    const fine = fineBinsOf(column, [], GRADIENT_BINS);
    let codes = fine.codes;
    let order: number[] | null = null;
    let levels: string[] | null = null;
    if (fine.levels) {
      const counts = countCodes(codes, fine.size + 1, bad);
      // A level met rarely stands near the average.
      const rateOf = (code: number) => (counts.bads[code]! + 10 * share) / (counts.goods[code]! + counts.bads[code]! + 10);
      const byRate = Array.from({ length: fine.size }, (_, at) => at).sort((a, b) => rateOf(a) - rateOf(b) || a - b);
      const rankOf = new Uint8Array(fine.size + 1);
      for (const [rank, code] of byRate.entries()) rankOf[code] = rank;
      rankOf[fine.size] = fine.size;
      codes = codes.map((code) => rankOf[code]!);
      levels = [];
      order = [];
      for (const [rank, code] of byRate.entries()) {
        for (const level of fine.levels[code]!) {
          levels.push(level);
          order.push(rank);
        }
      }
    }
    const direction = fine.levels ? 0 : (monotone.get(column.name) ?? 0);
    columns.push({ codes, size: fine.size, monotone: direction });
    variables.push({ name: column.name, kind: column.kind, levels, monotone: direction, cuts: fine.cuts, order });
  }
  return { columns, variables, dropped: new Map(dropped) };
}

/** A grown tree's cuts on codes → cuts on values. */
export function readable(grown: Grown, variables: ReturnType<typeof treeData>['variables']): TreeNode[] {
  return grown.nodes.map((node): TreeNode => {
    const { variable, code, from: _from, to: _to, ...rest } = node;
    if (rest.left === null) return { variable: -1, cut: null, levels: null, ...rest };
    const { cuts, order } = variables[variable]!;
    return {
      variable,
      cut: order ? null : (cuts![code] ?? Number.MAX_VALUE),
      levels: order ? order.flatMap((rank, at) => (rank <= code ? [at] : [])) : null,
      ...rest,
    };
  });
}

/** With few bads: slower steps, more patience with a measure that jumps, and every tree sees all rows: none of the few is left out by chance. */
const CAREFUL = { rate: 0.06, patience: 80, heldShare: 0.25, rowShare: 1, variableShare: 1 };

/** From so many rows on, a tree on half of the rows and half of the variables is as good and costs a third. */
const BROAD_ROWS = 50_000;
const BROAD = { rate: 0.15, treesMax: 120, patience: 15, heldShare: 0.1, rowShare: 0.5, variableShare: 0.5, rowsMin: 100 };

export function fitBoosted(
  table: ModelTable,
  bad: Uint8Array,
  asked: BoostedRules = BOOSTED_RULES,
  told: (done: number, total: number) => void = () => {},
): TreesFit {
  const bads = count(bad);
  const isCareful = asked.heldShare > 0 && Math.min(bads, table.rows - bads) < asked.againBelow;
  const isBroad = !isCareful && table.rows >= BROAD_ROWS;
  const rules = isCareful ? { ...asked, ...CAREFUL } : isBroad ? { ...asked, ...BROAD } : asked;
  const read = treeData(table, bad, rules.exclude, rules.monotone);
  const { variables, dropped } = read;
  const grower = new Grower(read.columns, bad, rules);
  const total = isCareful ? 2 * rules.treesMax : rules.treesMax;
  const all = everyRow(table.rows);
  const split = rules.heldShare > 0 ? holdOut(bad, rules.heldShare, rules.seed + 1) : null;
  let trained = grower.run(split?.train ?? all, split?.test ?? null, rules.treesMax, isCareful, (done) => told(done, total));
  if (isCareful) {
    const { slope } = trained;
    const trees = trained.trees.length;
    trained = grower.run(all, null, trees, true, (done) => told(total - trees + done, total));
    // Many trees on few bads are too sure of themselves; rows they had not seen said by how much.
    trained = { ...trained, slope };
  }
  const gains = trained.gains;
  const gained = gains.reduce((sum, gain) => sum + gain, 0) || 1;
  for (const [at, { name }] of variables.entries()) if (gains[at] === 0) dropped.set(name, { code: 'not_used' });
  const trees = trained.trees.map((grown) => {
    grown.scale(trained.slope);
    return readable(grown, variables);
  });
  return {
    model: {
      method: 'boosted',
      start: startWith(trees, grower.start, read.columns, trained, bad),
      variables: variables.map(({ cuts: _cuts, order: _order, ...variable }, at) => ({
        ...variable,
        gainShare: gains[at]! / gained,
      })),
      trees,
      rows: table.rows,
      bads,
    },
    dropped,
  };
}

type Trained = { readonly trees: Grown[]; readonly gains: Float64Array; readonly slope: number };

/** The start with which as many bads are expected as there were, once the trees are scaled. */
function startWith(
  trees: readonly unknown[],
  start: number,
  columns: TreeData['columns'],
  trained: Trained,
  bad: Uint8Array,
): number {
  if (trained.slope === 1 || trees.length === 0) return start;
  const score = new Float64Array(bad.length);
  const rows = everyRow(bad.length);
  for (const grown of trained.trees) grown.addTo(score, columns, rows);
  const bads = count(bad);
  let at = start;
  for (let step = 0; step < 30; step += 1) {
    let expected = 0;
    let slope = 0;
    for (const each of score) {
      const p = 1 / (1 + Math.exp(-(at + each)));
      expected += p;
      slope += p * (1 - p);
    }
    if (slope < 1e-12) break;
    const move = Math.max(-2, Math.min(2, (bads - expected) / slope));
    at += move;
    if (Math.abs(move) < 1e-9) break;
  }
  return at;
}

class Grower {
  readonly start: number;
  readonly #columns: TreeData['columns'];
  readonly #bad: Uint8Array;
  readonly #rules: BoostedRules;

  constructor(columns: TreeData['columns'], bad: Uint8Array, rules: BoostedRules) {
    this.#columns = columns;
    this.#bad = bad;
    this.#rules = rules;
    const bads = count(bad);
    this.start = Math.log((bads + 0.5) / (bad.length - bads + 0.5));
  }

  /** Grows on `inside`; with `held` rows ends when they gain no more, by their order (`byOrder`, the AUC) or by their loss. */
  run(inside: Int32Array, held: Int32Array | null, treesMax: number, byOrder: boolean, told: (done: number) => void): Trained {
    const rules = this.#rules;
    const bad = this.#bad;
    const columns = this.#columns;
    const chance = new Seeded(rules.seed);
    const score = new Float64Array(bad.length).fill(this.start);
    const data: TreeData = { columns, bad, gradient: new Float64Array(bad.length), curvature: new Float64Array(bad.length) };
    const heldBad = held ? takeFlags(bad, held) : null;
    const trees: Grown[] = [];
    let best = Number.NEGATIVE_INFINITY;
    let bestTrees = 0;
    let slope = 1;
    for (let turn = 0; turn < treesMax && columns.length > 0; turn += 1) {
      const { rows, rest } = sampled(inside, rules.rowShare, chance);
      for (const row of rows) {
        const p = 1 / (1 + Math.exp(-score[row]!));
        data.gradient[row] = p - bad[row]!;
        data.curvature[row] = p * (1 - p);
      }
      const grown = growTree(data, rows, sampledVariables(columns.length, rules.variableShare, chance), rules);
      grown.scale(rules.rate);
      grown.addToGrown(score, rows);
      grown.addTo(score, columns, rest);
      if (held) grown.addTo(score, columns, held.slice());
      trees.push(grown);
      told(turn + 1);
      if (!held || !heldBad) continue;
      const risk = taken(score, held);
      const merit = byOrder ? (areaUnder(risk, heldBad) ?? 0) : -lossOf(risk, heldBad);
      if (merit > best + 1e-7) {
        best = merit;
        bestTrees = trees.length;
        if (byOrder) slope = slopeOf(risk, heldBad, this.start);
      } else if (trees.length - bestTrees >= rules.patience) break;
    }
    if (held) trees.length = Math.min(trees.length, Math.max(1, bestTrees));
    const gains = new Float64Array(columns.length);
    for (const grown of trees) for (const [variable, gain] of grown.gains) gains[variable]! += gain;
    return { trees, gains, slope };
  }
}

/** Logistic slope of what happened on the log odds that were said, between a third and 1: trees are never made surer. */
function slopeOf(risk: Float64Array, bad: Uint8Array, start: number): number {
  let a = start;
  let b = 1;
  for (let step = 0; step < 25; step += 1) {
    let ga = 0;
    let gb = -1e-3 * (b - 1);
    let haa = 1e-9;
    let hab = 0;
    let hbb = 1e-3;
    for (let at = 0; at < risk.length; at += 1) {
      const x = risk[at]! - start;
      const p = 1 / (1 + Math.exp(-(a + b * x)));
      const w = p * (1 - p);
      ga += bad[at]! - p;
      gb += (bad[at]! - p) * x;
      haa += w;
      hab += w * x;
      hbb += w * x * x;
    }
    const det = haa * hbb - hab * hab;
    if (det < 1e-12) break;
    a += (ga * hbb - gb * hab) / det;
    b += (gb * haa - ga * hab) / det;
    if (!Number.isFinite(b)) return 1;
  }
  return Math.min(1, Math.max(1 / 3, b));
}

export const everyRow = (size: number): Int32Array => Int32Array.from({ length: size }, (_, row) => row);

/** The rows a tree grows on, and those it does not see. */
function sampled(rows: Int32Array, share: number, chance: Seeded): { rows: Int32Array; rest: Int32Array } {
  const drawn = new Int32Array(rows.length);
  const rest = new Int32Array(rows.length);
  let size = 0;
  for (let at = 0; at < rows.length; at += 1) {
    if (share >= 1 || chance.next() < share) drawn[size++] = rows[at]!;
    else rest[at - size] = rows[at]!;
  }
  return size > 0
    ? { rows: drawn.subarray(0, size), rest: rest.subarray(0, rows.length - size) }
    : { rows: rows.slice(), rest: new Int32Array(0) };
}

/** Of so few variables every tree sees all: without the one that tells it would learn chance. */
const VARIABLES_FEW = 4;

function sampledVariables(size: number, share: number, chance: Seeded): Int32Array {
  const all = chance.shuffle(Int32Array.from({ length: size }, (_, at) => at));
  return all.subarray(0, size <= VARIABLES_FEW ? size : Math.round(size * share)).sort();
}

function taken(from: Float64Array, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) out[at] = from[rows[at]!]!;
  return out;
}

function lossOf(score: Float64Array, bad: Uint8Array): number {
  let loss = 0;
  for (let row = 0; row < score.length; row += 1) {
    const margin = bad[row] ? score[row]! : -score[row]!;
    loss += margin > 0 ? Math.log1p(Math.exp(-margin)) : -margin + Math.log1p(Math.exp(margin));
  }
  return loss / score.length;
}
