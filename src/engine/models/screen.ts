// Which columns of a table may be variables at all, and why the others may not.
import type { Column, ModelTable } from './table.ts';

/** Why a column is no variable, or was one and left. `with`: the variable it repeats. */
export type Dropped = {
  readonly code:
    | 'excluded' // named by the user
    | 'day' // says when, not who
    | 'identifier' // nearly every row has its own value
    | 'constant'
    | 'missing' // too rarely known
    | 'iv_low' // tells too little by itself
    | 'correlated' // says what another variable says already
    | 'wrong_sign' // beside the others it would pull against what its bins show
    | 'too_many' // weaker than the variables that fill the card
    | 'not_used'; // no tree asked for it
  readonly with?: string;
  readonly actual?: number;
  readonly threshold?: number;
};

export const COLUMNS_MAX = 500;
const MISSING_SHARE_MAX = 0.98;
/** A text column with more levels than this share of its known rows names things. */
const IDENTIFIER_SHARE = 0.5;
/** A level should be met so often on average to say anything. */
const ROWS_PER_LEVEL = 4;

export type Screened = { readonly usable: readonly Column[]; readonly dropped: ReadonlyMap<string, Dropped> };

/** Looks at the training rows only. */
export function screen(table: ModelTable, exclude: ReadonlySet<string>): Screened {
  const usable: Column[] = [];
  const dropped = new Map<string, Dropped>();
  for (const column of table.columns) {
    const why = exclude.has(column.name) ? ({ code: 'excluded' } as const) : whyUnusable(column, table.rows);
    if (why) dropped.set(column.name, why);
    else usable.push(column);
  }
  return { usable, dropped };
}

function whyUnusable(column: Column, rows: number): Dropped | null {
  let known = 0;
  const distinct = new Set<number>();
  const cells = column.kind === 'number' ? column.values : column.codes;
  let whole = true;
  for (let row = 0; row < rows; row += 1) {
    const cell = cells[row]!;
    if (column.kind === 'number' ? Number.isNaN(cell) : cell < 0) continue;
    known += 1;
    if (column.kind === 'number' && !Number.isInteger(cell)) whole = false;
    if (distinct.size <= 1 || column.kind === 'category' || whole) distinct.add(cell);
  }
  const missing = rows === 0 ? 1 : 1 - known / rows;
  if (distinct.size <= 1 && (missing === 0 || known === 0)) return { code: 'constant' };
  if (missing > MISSING_SHARE_MAX) return { code: 'missing', actual: missing, threshold: MISSING_SHARE_MAX };
  if (column.kind === 'category') {
    if (column.isDay) return { code: 'day' };
    if (distinct.size > 20 && (distinct.size > known * IDENTIFIER_SHARE || known / distinct.size < ROWS_PER_LEVEL))
      return { code: 'identifier', actual: distinct.size };
  } else if (whole && rows >= 50 && distinct.size === known && missing === 0 && isCounting(column.values)) {
    return { code: 'identifier', actual: distinct.size };
  }
  return null;
}

/** Whole numbers that fill their range, each once: 1, 2, 3 … of a row, in any order, also of a part of the rows. */
function isCounting(values: Float64Array): boolean {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low + 1 <= values.length * 4 && low >= 0 && low <= values.length;
}
