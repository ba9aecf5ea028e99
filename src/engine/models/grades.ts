// Grades that people gave (A, B, C, D), learned from a table: trees with random cuts on "better than the lowest", "… than the next" at once.
import { everyRow, treeData } from './boosted-fit.ts';
import type { GrowingNode, TreeColumn } from './boosted-grow.ts';
import { goesLeft, type TreeNode, type TreeVariable, treeInput } from './boosted-model.ts';
import type { Dropped } from './screen.ts';
import { Seeded } from './seeded.ts';
import type { ModelTable } from './table.ts';
import { takeFlags, takeRows } from './table.ts';
import { type Holding, splitsOf } from './train.ts';

export const GRADES_MAX = 20;
/** Every tree looks at every row: above this, one has outcomes to learn from and not only grades. */
export const GRADED_ROWS_MAX = 20_000;

export type GradesRules = {
  readonly exclude: ReadonlySet<string>;
  readonly holding: Holding;
  readonly seed: number;
  readonly trees: number;
  /** Least rows of a leaf. */
  readonly rowsMin: number;
  readonly variableShare: number;
  readonly depthMax: number;
};

export const GRADES_RULES: Omit<GradesRules, 'exclude' | 'holding' | 'seed'> = {
  trees: 200,
  rowsMin: 3,
  variableShare: 0.5,
  depthMax: 30,
};

/** A leaf says `above`: for each grade but the best, the share of its rows that have a better one. */
type GradeNode = TreeNode & { readonly above: readonly number[] };

export type GradesModel = {
  readonly method: 'grades';
  /** Worst first. */
  readonly grades: readonly string[];
  readonly variables: readonly TreeVariable[];
  readonly trees: readonly (readonly GradeNode[])[];
  readonly rows: number;
};

export type GradesMeasures = {
  readonly rows: number;
  /** Share of rows given the grade that people gave, and of those at most one notch away. */
  readonly exact: number;
  readonly withinOne: number;
  /** Agreement beyond chance, far misses weighing by the square of their notches: 1 is all, 0 is what chance gives. */
  readonly weightedKappa: number | null;
  /** By the grade people gave (worst first), how often each grade was said. */
  readonly confusion: readonly (readonly number[])[];
};

export type GradesTrained = {
  readonly model: GradesModel;
  readonly rows: number;
  readonly grades: readonly { readonly grade: string; readonly rows: number }[];
  readonly variables: readonly {
    readonly name: string;
    readonly dropped: Dropped['code'] | null;
    readonly why: Dropped | null;
    /** Share of all that trees gained on it. */
    readonly strength: number | null;
  }[];
  readonly test: GradesMeasures & { readonly folds: readonly Pick<GradesMeasures, 'exact' | 'withinOne'>[] };
  /** Of held-out rows: the grade said (place in `grades`) and how sure; −1 for rows that trained only. */
  readonly said: Int8Array;
  readonly sure: Float64Array;
};

/**
 * Trains and measures on rows not seen. `grade`: place of each row's grade in `grades`, worst first. With folds the kept model is fitted on all
 * rows; everything that looks at grades happens inside the training rows.
 */
export function trainGrades(
  table: ModelTable,
  grade: Uint8Array,
  grades: readonly string[],
  rules: GradesRules,
  told: (done: number, total: number) => void = () => {},
): GradesTrained {
  const splits = splitsOf(table, grade, rules.holding, rules.seed);
  const isFolded = splits.length > 1;
  const parts = splits.length + (isFolded ? 1 : 0);
  const exclude = rules.holding.kind === 'time' ? new Set([...rules.exclude, rules.holding.column]) : rules.exclude;
  const part = (at: number) => (done: number) => told(at * rules.trees + done, parts * rules.trees);
  const said = new Int8Array(table.rows).fill(-1);
  const sure = new Float64Array(table.rows).fill(Number.NaN);
  const folds: GradesMeasures[] = [];
  let first: ReturnType<typeof fitGrades> | null = null;
  for (const [at, split] of splits.entries()) {
    const made = fitGrades(takeRows(table, split.train), takeFlags(grade, split.train), grades, { ...rules, exclude }, part(at));
    first ??= made;
    const chances = chancesOf(made.model, takeRows(table, split.test));
    const best = gradesFrom(chances, grades.length);
    for (const [nth, row] of split.test.entries()) {
      said[row] = best[nth]!;
      sure[row] = chances[nth * grades.length + best[nth]!]!;
    }
    folds.push(measureGrades(takeFlags(grade, split.test), best, grades.length));
  }
  const whole = isFolded ? fitGrades(table, grade, grades, { ...rules, exclude }, part(splits.length)) : first!;
  const seen = Int32Array.from([...said.keys()].filter((row) => said[row]! >= 0));
  const counts = new Array<number>(grades.length).fill(0);
  for (const each of grade) counts[each]! += 1;
  const strengths = new Map(whole.model.variables.map((each) => [each.name, each.gainShare]));
  return {
    model: whole.model,
    rows: table.rows,
    grades: grades.map((each, at) => ({ grade: each, rows: counts[at]! })),
    variables: table.columns.map(({ name }) => {
      const why = whole.dropped.get(name) ?? null;
      return { name, dropped: why?.code ?? null, why, strength: strengths.get(name) ?? null };
    }),
    test: {
      ...measureGrades(
        takeFlags(grade, seen),
        Int8Array.from(seen, (row) => said[row]!),
        grades.length,
      ),
      folds: isFolded ? folds.map(({ exact, withinOne }) => ({ exact, withinOne })) : [],
    },
    said,
    sure,
  };
}

export function measureGrades(given: ArrayLike<number>, said: ArrayLike<number>, grades: number): GradesMeasures {
  const confusion = Array.from({ length: grades }, () => new Array<number>(grades).fill(0));
  let exact = 0;
  let near = 0;
  for (let row = 0; row < given.length; row += 1) {
    const away = Math.abs(given[row]! - said[row]!);
    confusion[given[row]!]![said[row]!]! += 1;
    if (away === 0) exact += 1;
    if (away <= 1) near += 1;
  }
  const rows = given.length;
  const all = Array.from({ length: grades }, (_, at) => at);
  const givenCounts = all.map((at) => confusion[at]!.reduce((sum, each) => sum + each, 0));
  const saidCounts = all.map((at) => confusion.reduce((sum, line) => sum + line[at]!, 0));
  let missed = 0;
  let byChance = 0;
  for (const a of all) {
    for (const b of all) {
      missed += (a - b) ** 2 * confusion[a]![b]!;
      byChance += ((a - b) ** 2 * givenCounts[a]! * saidCounts[b]!) / Math.max(1, rows);
    }
  }
  return {
    rows,
    exact: rows === 0 ? 0 : exact / rows,
    withinOne: rows === 0 ? 0 : near / rows,
    weightedKappa: byChance === 0 ? null : 1 - missed / byChance,
    confusion,
  };
}

export function fitGrades(
  table: ModelTable,
  grade: Uint8Array,
  grades: readonly string[],
  rules: Omit<GradesRules, 'holding'>,
  told: (done: number) => void = () => {},
): { readonly model: GradesModel; readonly dropped: ReadonlyMap<string, Dropped> } {
  const steps = grades.length - 1;
  // Levels of a text stand in the order of their share of the lower half of the scale.
  const low = grade.map((each) => (each <= (grades.length - 1) / 2 ? 1 : 0));
  const { columns, variables, dropped } = treeData(table, low, rules.exclude, new Map(), false);
  const chance = new Seeded(rules.seed);
  const gains = new Float64Array(columns.length);
  const trees: GradeNode[][] = [];
  for (let turn = 0; turn < rules.trees; turn += 1) {
    const grower = new GradeTree(columns, grade, steps, rules, chance, gains);
    grower.grow(everyRow(table.rows));
    trees.push(
      grower.nodes.map(({ variable, code, ...node }): GradeNode => {
        if (node.left === null) return { variable: -1, cut: null, levels: null, ...node };
        const { cuts, order } = variables[variable]!;
        return {
          variable,
          cut: order ? null : (cuts![code] ?? Number.MAX_VALUE),
          levels: order ? order.flatMap((rank, at) => (rank <= code ? [at] : [])) : null,
          ...node,
        };
      }),
    );
    told(turn + 1);
  }
  const gained = gains.reduce((sum, gain) => sum + gain, 0) || 1;
  for (const [at, { name }] of variables.entries()) if (gains[at] === 0) dropped.set(name, { code: 'not_used' });
  return {
    model: {
      method: 'grades',
      grades,
      variables: variables.map(({ cuts: _cuts, order: _order, ...variable }, at) => ({
        ...variable,
        gainShare: gains[at]! / gained,
      })),
      trees,
      rows: table.rows,
    },
    dropped,
  };
}

type Growing = GrowingNode & { above: number[] };

/** One tree: at each node some variables, each with one cut drawn by chance; the best of them parts the rows. */
class GradeTree {
  readonly nodes: Growing[] = [];
  readonly #columns: readonly TreeColumn[];
  readonly #grade: Uint8Array;
  readonly #steps: number;
  readonly #rules: Pick<GradesRules, 'rowsMin' | 'variableShare' | 'depthMax'>;
  readonly #chance: Seeded;
  readonly #gains: Float64Array;

  constructor(
    columns: readonly TreeColumn[],
    grade: Uint8Array,
    steps: number,
    rules: Pick<GradesRules, 'rowsMin' | 'variableShare' | 'depthMax'>,
    chance: Seeded,
    gains: Float64Array,
  ) {
    this.#columns = columns;
    this.#grade = grade;
    this.#steps = steps;
    this.#rules = rules;
    this.#chance = chance;
    this.#gains = gains;
  }

  grow(rows: Int32Array, depth = 0): number {
    const sums = this.#sumsOf(rows, () => true);
    const at = this.nodes.length;
    this.nodes.push({
      variable: -1,
      code: 0,
      missingLeft: false,
      left: null,
      right: null,
      value: 0,
      rows: rows.length,
      bads: 0,
      above: [...sums.subarray(1)].map((sum) => sum / Math.max(1, rows.length)),
    });
    const { rowsMin, depthMax } = this.#rules;
    if (rows.length < 2 * rowsMin || depth >= depthMax || impurity(sums) < 1e-9) return at;
    const best = this.#bestCut(rows, sums);
    if (!best) return at;
    this.#gains[best.variable]! += best.gain;
    const { codes, size } = this.#columns[best.variable]!;
    const isLeft = (row: number) => (codes[row] === size ? best.missingLeft : codes[row]! <= best.code);
    const left = this.grow(rows.filter(isLeft), depth + 1);
    const right = this.grow(
      rows.filter((row) => !isLeft(row)),
      depth + 1,
    );
    Object.assign(this.nodes[at]!, { ...best, left, right, gain: undefined });
    return at;
  }

  /** Rows, then for each step of the scale the rows above it. */
  #sumsOf(rows: Int32Array, isIn: (row: number) => boolean): Float64Array {
    const sums = new Float64Array(this.#steps + 1);
    for (const row of rows) {
      if (!isIn(row)) continue;
      sums[0]! += 1;
      for (let step = 0; step < this.#grade[row]!; step += 1) sums[step + 1]! += 1;
    }
    return sums;
  }

  #bestCut(rows: Int32Array, sums: Float64Array) {
    const { rowsMin, variableShare } = this.#rules;
    const order = this.#chance.shuffle(everyRow(this.#columns.length));
    const wanted = Math.max(1, Math.round(this.#columns.length * variableShare));
    let looked = 0;
    let best: { variable: number; code: number; missingLeft: boolean; gain: number } | null = null;
    for (const variable of order) {
      if (looked >= wanted) break;
      const { codes, size } = this.#columns[variable]!;
      let lowest = size;
      let highest = -1;
      let missing = 0;
      for (const row of rows) {
        const code = codes[row]!;
        if (code === size) missing += 1;
        else {
          if (code < lowest) lowest = code;
          if (code > highest) highest = code;
        }
      }
      // A constant here says nothing, and does not count as looked at.
      if (highest <= lowest) continue;
      looked += 1;
      const code = lowest + this.#chance.below(highest - lowest);
      for (const missingLeft of missing > 0 ? [true, false] : [false]) {
        const left = this.#sumsOf(rows, (row) => (codes[row] === size ? missingLeft : codes[row]! <= code));
        if (left[0]! < rowsMin || rows.length - left[0]! < rowsMin) continue;
        const right = sums.map((sum, at) => sum - left[at]!);
        const gain = impurity(sums) - impurity(left) - impurity(right);
        if (gain > (best?.gain ?? 1e-12)) best = { variable, code, missingLeft, gain };
      }
    }
    return best;
  }
}

/** Squares around the mean, over all steps of the scale: being two notches apart counts in two steps. */
function impurity(sums: Float64Array): number {
  const rows = sums[0]!;
  if (rows === 0) return 0;
  let out = 0;
  for (let step = 1; step < sums.length; step += 1) out += sums[step]! - (sums[step]! * sums[step]!) / rows;
  return out;
}

/** Chance of each grade, worst first, row by row. */
export function chancesOf(model: GradesModel, table: ModelTable): Float64Array {
  const width = model.grades.length;
  const input = treeInput({ ...model, method: 'tree', start: 0, bads: 0 }, table);
  const out = new Float64Array(table.rows * width);
  const above = new Float64Array(width - 1);
  for (let row = 0; row < table.rows; row += 1) {
    above.fill(0);
    for (const nodes of model.trees) {
      let at = 0;
      while (nodes[at]!.left !== null)
        at = goesLeft(nodes[at]!, input[nodes[at]!.variable]![row]!) ? nodes[at]!.left! : nodes[at]!.right!;
      for (let step = 0; step < above.length; step += 1) above[step]! += nodes[at]!.above[step]! / model.trees.length;
    }
    for (let grade = 0; grade < width; grade += 1)
      out[row * width + grade] = (grade === 0 ? 1 : above[grade - 1]!) - (grade === width - 1 ? 0 : above[grade]!);
  }
  return out;
}

/** To be right is worth one, to be at most one notch away this much more: a grade between two likely ones beats a coin. */
const NEAR_WORTH = 0.5;

/** The grade to say: right as often as may be, and seldom far off. */
export function gradesFrom(chances: Float64Array, width: number): Int8Array {
  return Int8Array.from({ length: chances.length / width }, (_, row) => {
    let best = 0;
    let most = Number.NEGATIVE_INFINITY;
    for (let grade = 0; grade < width; grade += 1) {
      const at = row * width + grade;
      let near = chances[at]!;
      if (grade > 0) near += chances[at - 1]!;
      if (grade < width - 1) near += chances[at + 1]!;
      const worth = chances[at]! + NEAR_WORTH * near;
      if (worth > most + 1e-12) {
        most = worth;
        best = grade;
      }
    }
    return best;
  });
}
