// Boosted trees and single trees as data, how they score a row, and exact Shapley contributions.
import type { Column, ModelTable } from './table.ts';

/** A node is a leaf where `left` is null. Children come after their parent. */
export type TreeNode = {
  readonly variable: number;
  /** Left: value ≤ cut, or level among `levels` (indices into the variable's levels). */
  readonly cut: number | null;
  readonly levels: readonly number[] | null;
  readonly missingLeft: boolean;
  readonly left: number | null;
  readonly right: number | null;
  /** Leaves: added to the log odds of bad. Inner nodes: what it would be if the tree ended here. */
  readonly value: number;
  readonly rows: number;
  readonly bads: number;
};

export type TreeVariable = {
  readonly name: string;
  readonly kind: 'number' | 'category';
  /** Categories: levels known from training; another level goes where missing goes. */
  readonly levels: readonly string[] | null;
  /** 1: risk never falls with the value; −1: never rises; 0: free. */
  readonly monotone: -1 | 0 | 1;
  /** Share of all gain that splits on it brought. */
  readonly gainShare: number;
};

export type TreesModel = {
  readonly method: 'boosted' | 'tree';
  /** Log odds of bad before any tree. */
  readonly start: number;
  readonly variables: readonly TreeVariable[];
  readonly trees: readonly (readonly TreeNode[])[];
  readonly rows: number;
  readonly bads: number;
};

/** Values as trees read them: a Float64Array for each variable, missing and unknown NaN, levels by their index. */
export function treeInput(model: TreesModel, table: ModelTable): Float64Array[] {
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  return model.variables.map((variable) => inputOf(variable, columns.get(variable.name), table.rows));
}

function inputOf(variable: TreeVariable, column: Column | undefined, rows: number): Float64Array {
  if (!column) return new Float64Array(rows).fill(Number.NaN);
  if (variable.levels === null) {
    if (column.kind === 'number') return column.values;
    return Float64Array.from(column.codes, (code) => {
      const value = code < 0 ? Number.NaN : Number(column.levels[code]);
      return Number.isFinite(value) ? value : Number.NaN;
    });
  }
  const index = new Map(variable.levels.map((level, at) => [level, at]));
  if (column.kind === 'number') return column.values.map((value) => index.get(String(value)) ?? Number.NaN);
  const byLevel = column.levels.map((level) => index.get(level) ?? Number.NaN);
  return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : byLevel[code]!));
}

export function goesLeft(node: TreeNode, value: number): boolean {
  if (Number.isNaN(value)) return node.missingLeft;
  return node.cut !== null ? value <= node.cut : node.levels!.includes(value);
}

function leafOf(nodes: readonly TreeNode[], input: readonly Float64Array[], row: number): number {
  let at = 0;
  while (nodes[at]!.left !== null)
    at = goesLeft(nodes[at]!, input[nodes[at]!.variable]![row]!) ? nodes[at]!.left! : nodes[at]!.right!;
  return at;
}

/** Log odds of bad. */
export function scoreTrees(model: TreesModel, table: ModelTable): Float64Array {
  const input = treeInput(model, table);
  const out = new Float64Array(table.rows).fill(model.start);
  const walk = new Walk(table.rows);
  for (const nodes of model.trees) walk.add(nodes, input, out);
  return out;
}

/** All rows down a tree together, node by node: each node reads one variable in order. */
class Walk {
  readonly #rows: Int32Array;
  readonly #right: Int32Array;

  constructor(size: number) {
    this.#rows = new Int32Array(size);
    this.#right = new Int32Array(size);
  }

  add(nodes: readonly TreeNode[], input: readonly Float64Array[], out: Float64Array): void {
    for (let row = 0; row < this.#rows.length; row += 1) this.#rows[row] = row;
    this.#descend(nodes, 0, 0, this.#rows.length, input, out);
  }

  #descend(nodes: readonly TreeNode[], at: number, from: number, to: number, input: readonly Float64Array[], out: Float64Array) {
    const node = nodes[at]!;
    if (node.left === null) {
      for (let each = from; each < to; each += 1) out[this.#rows[each]!]! += node.value;
      return;
    }
    const middle = this.#part(node, input[node.variable]!, from, to);
    this.#descend(nodes, node.left, from, middle, input, out);
    this.#descend(nodes, node.right!, middle, to, input, out);
  }

  #part(node: TreeNode, values: Float64Array, from: number, to: number): number {
    const rows = this.#rows;
    const aside = this.#right;
    const { cut, missingLeft } = node;
    const levels = node.levels ? new Set(node.levels) : null;
    let left = from;
    let right = 0;
    for (let each = from; each < to; each += 1) {
      const row = rows[each]!;
      const value = values[row]!;
      const isLeft = value !== value ? missingLeft : levels ? levels.has(value) : value <= cut!;
      if (isLeft) rows[left++] = row;
      else aside[right++] = row;
    }
    rows.set(aside.subarray(0, right), left);
    return left;
  }
}

/** The leaf of each row in a single tree, as the index of its node. */
export function leavesOf(model: TreesModel, table: ModelTable): Int32Array {
  const input = treeInput(model, table);
  return Int32Array.from({ length: table.rows }, (_, row) => leafOf(model.trees[0]!, input, row));
}

export type Contributions = { readonly base: number /** By row, then by variable. */; readonly values: Float64Array };

/**
 * Exact Shapley values of the log odds, path-dependent (Lundberg, Erion, Lee 2018, algorithm 2): a variable not in the coalition is
 * followed both ways in proportion to the training rows. base + Σ values = score.
 */
export function shapley(model: TreesModel, table: ModelTable): Contributions {
  const input = treeInput(model, table);
  const width = model.variables.length;
  const values = new Float64Array(table.rows * width);
  let base = model.start;
  for (const nodes of model.trees) {
    base += meanOf(nodes, 0);
    const walker = new PathWalker(nodes, input);
    for (let row = 0; row < table.rows; row += 1) walker.add(row, values, row * width);
  }
  return { base, values };
}

function meanOf(nodes: readonly TreeNode[], at: number): number {
  const node = nodes[at]!;
  if (node.left === null) return node.value;
  const left = nodes[node.left]!;
  const right = nodes[node.right!]!;
  return (left.rows * meanOf(nodes, node.left) + right.rows * meanOf(nodes, node.right!)) / (left.rows + right.rows);
}

type PathStep = { variable: number; zero: number; one: number; weight: number };

class PathWalker {
  readonly #nodes: readonly TreeNode[];
  readonly #input: readonly Float64Array[];

  constructor(nodes: readonly TreeNode[], input: readonly Float64Array[]) {
    this.#nodes = nodes;
    this.#input = input;
  }

  add(row: number, out: Float64Array, from: number): void {
    this.#walk(0, [], 1, 1, -1, row, out, from);
  }

  #walk(
    at: number,
    before: readonly PathStep[],
    zero: number,
    one: number,
    variable: number,
    row: number,
    out: Float64Array,
    from: number,
  ): void {
    let path = extended(before, zero, one, variable);
    const node = this.#nodes[at]!;
    if (node.left === null) {
      for (let step = 1; step < path.length; step += 1) {
        const { one: o, zero: z, variable: v } = path[step]!;
        out[from + v]! += unwoundSum(path, step) * (o - z) * node.value;
      }
      return;
    }
    const left = goesLeft(node, this.#input[node.variable]![row]!);
    const hot = left ? node.left : node.right!;
    const cold = left ? node.right! : node.left;
    let zeroIn = 1;
    let oneIn = 1;
    const seen = path.findIndex((step) => step.variable === node.variable);
    if (seen >= 0) {
      zeroIn = path[seen]!.zero;
      oneIn = path[seen]!.one;
      path = unwound(path, seen);
    }
    const all = this.#nodes[node.left]!.rows + this.#nodes[node.right!]!.rows;
    this.#walk(hot, path, (zeroIn * this.#nodes[hot]!.rows) / all, oneIn, node.variable, row, out, from);
    this.#walk(cold, path, (zeroIn * this.#nodes[cold]!.rows) / all, 0, node.variable, row, out, from);
  }
}

function extended(path: readonly PathStep[], zero: number, one: number, variable: number): PathStep[] {
  const out = path.map((step) => ({ ...step }));
  const length = out.length;
  out.push({ variable, zero, one, weight: length === 0 ? 1 : 0 });
  for (let at = length - 1; at >= 0; at -= 1) {
    out[at + 1]!.weight += (one * out[at]!.weight * (at + 1)) / (length + 1);
    out[at]!.weight = (zero * out[at]!.weight * (length - at)) / (length + 1);
  }
  return out;
}

function unwound(path: readonly PathStep[], index: number): PathStep[] {
  const last = path.length - 1;
  const { one, zero } = path[index]!;
  const out = path.map((step) => ({ ...step }));
  let next = out[last]!.weight;
  for (let at = last - 1; at >= 0; at -= 1) {
    if (one !== 0) {
      const held = out[at]!.weight;
      out[at]!.weight = (next * (last + 1)) / ((at + 1) * one);
      next = held - (out[at]!.weight * zero * (last - at)) / (last + 1);
    } else out[at]!.weight = (out[at]!.weight * (last + 1)) / (zero * (last - at));
  }
  for (let at = index; at < last; at += 1) {
    out[at]!.variable = out[at + 1]!.variable;
    out[at]!.zero = out[at + 1]!.zero;
    out[at]!.one = out[at + 1]!.one;
  }
  out.pop();
  return out;
}

function unwoundSum(path: readonly PathStep[], index: number): number {
  const last = path.length - 1;
  const { one, zero } = path[index]!;
  let next = path[last]!.weight;
  let total = 0;
  for (let at = last - 1; at >= 0; at -= 1) {
    if (one !== 0) {
      const part = (next * (last + 1)) / ((at + 1) * one);
      total += part;
      next = path[at]!.weight - (part * zero * (last - at)) / (last + 1);
    } else if (zero !== 0) total += path[at]!.weight / ((zero * (last - at)) / (last + 1));
  }
  return total;
}
