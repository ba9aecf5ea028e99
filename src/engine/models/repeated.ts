// Rows that are the same in every column: copied by mistake, they would be learned in one part of a table and asked in the other.
import type { ModelTable } from './table.ts';

/** Fewer repeats are said and change no figure; more were copied by mistake. */
const REPEATED_TOLD = 0.01;
export const REPEATED_MANY = 0.05;
/** Where so few kinds of rows are met, rows are alike by nature. */
const KINDS_SHARE = 0.2;

/** By row the first that is like it (itself, mostly); null where hardly any row repeats another, or all are of a few kinds. */
export function repeatedRows(table: ModelTable): { readonly firsts: Int32Array; readonly repeated: number } | null {
  const { rows, columns } = table;
  if (columns.length === 0) return null;
  const hashes = new Int32Array(rows);
  for (const column of columns) {
    const words = column.kind === 'number' ? new Int32Array(column.values.slice().buffer) : column.codes;
    const each = column.kind === 'number' ? 2 : 1;
    for (let row = 0; row < rows; row += 1) {
      for (let at = row * each; at < (row + 1) * each; at += 1) {
        const mixed = Math.imul(hashes[row]! ^ words[at]!, 0x9e3779b1);
        hashes[row] = mixed ^ (mixed >>> 15);
      }
    }
  }
  const firsts = new Int32Array(rows);
  const met = new Map<number, number>();
  let repeated = 0;
  for (let row = 0; row < rows; row += 1) {
    const first = met.get(hashes[row]!);
    firsts[row] = row;
    if (first === undefined) met.set(hashes[row]!, row);
    else if (isSame(table, first, row)) {
      firsts[row] = first;
      repeated += 1;
    }
  }
  return repeated < rows * REPEATED_TOLD || rows - repeated < rows * KINDS_SHARE ? null : { firsts, repeated };
}

const isSame = (table: ModelTable, a: number, b: number): boolean =>
  table.columns.every((column) =>
    column.kind === 'number' ? Object.is(column.values[a], column.values[b]) : column.codes[a] === column.codes[b],
  );
