// Which columns of a table may be variables at all, and why the others may not.
import { type CategoryColumn, type Column, type ModelTable, NAMES_CODES } from './table.ts';

/** Why a column is no variable, or was one and left. `with`: the variable it repeats. */
export type Dropped = {
  readonly code:
    | 'excluded' // named by the user
    | 'past_instead' // names the customer, whose past stands in its place
    | 'known_later' // is known with the outcome, not before it
    | 'day' // says when, not who
    | 'identifier' // nearly every row has its own value
    | 'constant'
    | 'missing' // too rarely known
    | 'outcome_again' // parts good from bad without one error: the outcome in other words, or written after it
    | 'by_chance' // many levels, and they differ no more than chance lets them
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
/** So many different whole numbers under a heading that says id or number of something name rows. */
const NAMED_SHARE = 0.98;
/** A level should be met so often on average to say anything. */
const ROWS_PER_LEVEL = 4;

/** Fewer of one kind, and a column may part them without an error by chance. */
const PARTED_MIN = 20;
/** Of more levels each may hold one kind only by chance. */
const PURE_LEVELS_MAX = 20;

export type Screened = { readonly usable: readonly Column[]; readonly dropped: ReadonlyMap<string, Dropped> };

/** Looks at the training rows only. `bad`: where the outcome is known already, who repeats it leaves, unless nothing else is left. */
export function screen(table: ModelTable, exclude: ReadonlySet<string>, bad: Uint8Array | null = null): Screened {
  const usable: Column[] = [];
  const dropped = new Map<string, Dropped>();
  for (const column of table.columns) {
    const why = exclude.has(column.name) ? ({ code: 'excluded' } as const) : whyUnusable(column, table.rows);
    if (why) dropped.set(column.name, why);
    else usable.push(column);
  }
  const others = bad === null ? usable : usable.filter((column) => !isOutcomeAgain(column, bad));
  if (bad !== null)
    for (const column of usable) {
      const levels = column.kind === 'category' ? levelsByChance(column, bad) : null;
      if (levels === null || others.length === 1) continue;
      others.splice(others.indexOf(column), 1);
      dropped.set(column.name, { code: 'by_chance', actual: levels });
    }
  if (others.length === 0) return { usable, dropped };
  for (const column of usable)
    if (!others.includes(column) && !dropped.has(column.name)) dropped.set(column.name, { code: 'outcome_again' });
  return { usable: others, dropped };
}

/** Whether a threshold, or the levels, part good from bad without one error. */
function isOutcomeAgain(column: Column, bad: Uint8Array): boolean {
  const rows = [0, 0];
  const missing = [0, 0];
  if (column.kind === 'number') {
    const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let row = 0; row < bad.length; row += 1) {
      const kind = bad[row]!;
      const value = column.values[row]!;
      rows[kind]! += 1;
      if (Number.isNaN(value)) missing[kind]! += 1;
      else {
        if (value < low[kind]!) low[kind] = value;
        if (value > high[kind]!) high[kind] = value;
      }
    }
    const isParted = low[0]! > high[1]! || low[1]! > high[0]!;
    return Math.min(...rows) >= PARTED_MIN && isParted && Math.min(...missing) === 0;
  }
  const kinds = new Uint8Array(column.levels.length);
  for (let row = 0; row < bad.length; row += 1) {
    const kind = bad[row]!;
    rows[kind]! += 1;
    if (column.codes[row]! < 0) missing[kind]! += 1;
    else kinds[column.codes[row]!]! |= 1 << kind;
  }
  const met = kinds.filter((kind) => kind > 0);
  const isPure = met.length <= PURE_LEVELS_MAX && met.every((kind) => kind < 3);
  return Math.min(...rows) >= PARTED_MIN && isPure && Math.min(...missing) === 0;
}

/** Fewer levels are binned like any others. */
const LEVELS_MANY = 12;
/** Standard deviations of χ² above what chance gives. */
const BEYOND_CHANCE = 3;

/**
 * Of a column with many levels that tell no more than chance would (900 towns of forty rows each), their number; else null. Put in order by the outcome
 * itself such levels look strong on the rows they were learned from.
 */
export function levelsByChance({ codes, levels }: CategoryColumn, bad: Uint8Array): number | null {
  if (levels.length <= LEVELS_MANY) return null;
  const rows = new Float64Array(levels.length);
  const bads = new Float64Array(levels.length);
  let known = 0;
  let knownBads = 0;
  for (let row = 0; row < bad.length; row += 1) {
    const code = codes[row]!;
    if (code < 0) continue;
    rows[code]! += 1;
    bads[code]! += bad[row]!;
    known += 1;
    knownBads += bad[row]!;
  }
  const share = knownBads / Math.max(1, known);
  const spread = share * (1 - share);
  let chiSquare = 0;
  let met = 0;
  for (let code = 0; code < levels.length; code += 1) {
    if (rows[code] === 0) continue;
    met += 1;
    if (spread > 0) chiSquare += (bads[code]! - rows[code]! * share) ** 2 / (rows[code]! * spread);
  }
  const free = met - 1;
  return met > LEVELS_MANY && chiSquare < free + BEYOND_CHANCE * Math.sqrt(2 * free) ? met : null;
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
  } else if (
    whole &&
    rows >= 50 &&
    ((distinct.size === known && missing === 0 && isCounting(column.values)) ||
      (distinct.size >= known * NAMED_SHARE && NAMES_CODES.test(column.name)))
  ) {
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
