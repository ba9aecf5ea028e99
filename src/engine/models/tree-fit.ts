// A single decision tree (CART by Gini gain), small enough to be drawn: its number of leaves is what does best on rows it has not seen.
import { everyRow, readable, type TreesFit, treeData } from './boosted-fit.ts';
import { type Grown, growTree, type TreeData } from './boosted-grow.ts';
import { areaUnder, count } from './metrics.ts';
import { foldsOf } from './seeded.ts';
import type { ModelTable } from './table.ts';
import { takeFlags } from './table.ts';

export type TreeRules = {
  readonly exclude: ReadonlySet<string>;
  readonly seed: number;
  readonly monotone: ReadonlyMap<string, -1 | 1>;
  readonly leavesMax: number;
  readonly depthMax: number;
  /** Least share of the rows in a leaf, and at least ROWS_MIN rows. */
  readonly shareMin: number;
  readonly folds: number;
};

const ROWS_MIN = 20;

export const TREE_RULES: TreeRules = {
  exclude: new Set(),
  seed: 1,
  monotone: new Map(),
  leavesMax: 24,
  depthMax: 6,
  shareMin: 0.01,
  folds: 5,
};

/** Rows of the average kind added to a leaf before its odds are taken. */
const LEAF_ADDED = 2;

export function fitTree(
  table: ModelTable,
  bad: Uint8Array,
  rules: TreeRules = TREE_RULES,
  told: (done: number, total: number) => void = () => {},
): TreesFit {
  const { columns, variables, dropped } = treeData(table, bad, rules.exclude, rules.monotone);
  const rowsMin = (rows: number) => Math.max(ROWS_MIN, Math.round(rows * rules.shareMin));
  const areas = new Float64Array(rules.leavesMax + 1);
  for (const [turn, { train, test }] of foldsOf(bad, rules.folds, rules.seed).entries()) {
    const share = count(takeFlags(bad, train)) / train.length;
    for (let leaves = 1; leaves <= rules.leavesMax; leaves += 1) {
      const grown = grow(columns, bad, train, leaves, rowsMin(train.length), rules);
      withOdds(grown, share);
      const score = new Float64Array(bad.length);
      grown.addTo(score, columns, test.slice());
      const risk = Float64Array.from(test, (row) => score[row]!);
      const area = areaUnder(risk, takeFlags(bad, test)) ?? 0.5;
      areas[leaves]! += area;
      if (grown.nodes.length < 2 * leaves - 1) {
        // It cannot grow further: larger sizes are this tree.
        for (let more = leaves + 1; more <= rules.leavesMax; more += 1) areas[more]! += area;
        break;
      }
    }
    told(turn + 1, rules.folds + 1);
  }
  let leaves = 1;
  for (let size = 2; size <= rules.leavesMax; size += 1) if (areas[size]! > areas[leaves]! + 1e-9) leaves = size;
  const grown = grow(columns, bad, everyRow(table.rows), leaves, rowsMin(table.rows), rules);
  withOdds(grown, count(bad) / Math.max(1, table.rows));
  const gain = [...grown.gains.values()].reduce((sum, each) => sum + each, 0) || 1;
  for (const [at, { name }] of variables.entries()) if (!grown.gains.has(at)) dropped.set(name, { code: 'not_used' });
  return {
    model: {
      method: 'tree',
      start: 0,
      variables: variables.map(({ cuts: _cuts, order: _order, ...variable }, at) => ({
        ...variable,
        gainShare: (grown.gains.get(at) ?? 0) / gain,
      })),
      trees: [readable(grown, variables)],
      rows: table.rows,
      bads: count(bad),
    },
    dropped,
  };
}

/** With one gradient step from the mean, the gain of a split is Gini's. */
function grow(
  columns: TreeData['columns'],
  bad: Uint8Array,
  rows: Int32Array,
  leaves: number,
  rowsMin: number,
  rules: TreeRules,
): Grown {
  const share = count(takeFlags(bad, rows)) / Math.max(1, rows.length);
  const data: TreeData = {
    columns,
    bad,
    gradient: Float64Array.from(bad, (flag) => share - flag),
    curvature: new Float64Array(bad.length).fill(1),
  };
  const every = Int32Array.from({ length: columns.length }, (_, at) => at);
  return growTree(data, rows.slice(), every, { leavesMax: leaves, depthMax: rules.depthMax, rowsMin, ridge: 0, gainMin: 1e-9 });
}

function withOdds(grown: Grown, share: number): void {
  for (const node of grown.nodes)
    node.value = Math.log((node.bads + LEAF_ADDED * share + 1e-9) / (node.rows - node.bads + LEAF_ADDED * (1 - share) + 1e-9));
}
