// A column before it is a variable: what it holds, how good and bad rows spread over it, how much it tells, what is doubtful about it.
import { ivOf, woeOf } from './binning.ts';
import { chiSquareTail } from './distributions.ts';
import { type FirstBins, firstBins, type Given } from './scorecard-fit.ts';
import { type Dropped, levelsByChance, screen } from './screen.ts';
import { type Column, type ModelTable, textAt } from './table.ts';

/** Goods and bads in a piece of a column. Numbers: above … up to and including; categories: levels; a special code; missing. */
export type Piece = {
  readonly above: number | null;
  readonly upTo: number | null;
  readonly levels: readonly string[] | null;
  readonly special: number | null;
  readonly isMissing: boolean;
  readonly goods: number;
  readonly bads: number;
};

export type Doubt =
  /** Parts good from bad better than what is known beforehand usually does: was it written after the outcome? */
  | { readonly code: 'too_good' | 'strong'; readonly actual: number; readonly threshold: number }
  | { readonly code: 'mostly_missing'; readonly actual: number; readonly threshold: number }
  /** A few values far from all others that look like codes: −9, 999. */
  | { readonly code: 'codes_suspected'; readonly values: readonly number[] };

export type ColumnLook = {
  readonly name: string;
  readonly kind: 'number' | 'category' | 'day';
  readonly missing: number;
  readonly distinct: number;
  /** Null: no numbers. Special codes are left out. */
  readonly range: { readonly low: number; readonly median: number; readonly high: number } | null;
  readonly samples: readonly string[];
  readonly iv: number | null;
  readonly direction: 'ascending' | 'descending' | 'free' | null;
  /** The bins that training would begin with; empty for what cannot be a variable. */
  readonly bins: readonly Piece[];
  /** For a drawing of how goods and bads lie: finer than the bins. */
  readonly spread: readonly Piece[];
  readonly unusable: Dropped | null;
  readonly doubts: readonly Doubt[];
};

/** IV above which practice looks at a variable twice, and above which hardly anything honest lies. */
export const IV_STRONG = 0.5;
export const IV_TOO_GOOD = 2;
/** Practice: below it a variable says too little. */
export const IV_WEAK = 0.02;
const MISSING_DOUBTED = 0.5;
const SPREAD_PIECES = 16;
const SAMPLES = 4;
const DISTINCT_COUNTED = 100_000;
/** What files write for "does not apply", "not asked", "unknown". */
const CODES = [-1, -7, -8, -9, -99, -999, -9999, 99, 999, 9999, 99999, 999999];

/** Looks at every column. `excluded` and `specials` as training takes them; `bad` null: nobody has said yet what bad is. */
export function lookAt(
  table: ModelTable,
  bad: Uint8Array | null,
  excluded: ReadonlySet<string>,
  specials: readonly number[],
  given: ReadonlyMap<string, Given> = new Map(),
  told: (done: number, total: number) => void = () => {},
): ColumnLook[] {
  const { dropped } = screen(table, excluded);
  return table.columns.map((column, at) => {
    told(at, table.columns.length);
    const byChance = bad && column.kind === 'category' ? levelsByChance(column, bad) : null;
    const unusable: Dropped | null =
      dropped.get(column.name) ?? (byChance === null ? null : { code: 'by_chance', actual: byChance });
    const plain = plainLook(column, table.rows, specials);
    const isOut = unusable !== null && unusable.code !== 'excluded';
    const first = bad && !isOut ? firstBins(column, bad, specials, given.get(column.name) ?? null) : null;
    const doubts: Doubt[] = [];
    if (first && first.iv > IV_TOO_GOOD) doubts.push({ code: 'too_good', actual: first.iv, threshold: IV_TOO_GOOD });
    else if (first && first.iv > IV_STRONG) doubts.push({ code: 'strong', actual: first.iv, threshold: IV_STRONG });
    if (!isOut && plain.missing / Math.max(1, table.rows) > MISSING_DOUBTED)
      doubts.push({ code: 'mostly_missing', actual: plain.missing / table.rows, threshold: MISSING_DOUBTED });
    const codes = codesSuspected(column, specials);
    if (codes.length > 0) doubts.push({ code: 'codes_suspected', values: codes });
    return {
      ...plain,
      iv: first?.iv ?? null,
      direction: first?.direction ?? null,
      bins: first ? piecesOf(first, first.groups) : [],
      spread: first ? spreadOf(first) : [],
      unusable,
      doubts,
    };
  });
}

function plainLook(
  column: Column,
  rows: number,
  specials: readonly number[],
): Pick<ColumnLook, 'name' | 'kind' | 'missing' | 'distinct' | 'range' | 'samples'> {
  const distinct = new Set<number>();
  const cells = column.kind === 'number' ? column.values : column.codes;
  let missing = 0;
  for (let row = 0; row < rows; row += 1) {
    const cell = cells[row]!;
    if (column.kind === 'number' ? Number.isNaN(cell) : cell < 0) missing += 1;
    else if (distinct.size < DISTINCT_COUNTED) distinct.add(cell);
  }
  const samples: string[] = [];
  for (let row = 0; row < rows && samples.length < SAMPLES && row < 200; row += 1) {
    const text = textAt(column, row);
    if (text !== null && !samples.includes(text)) samples.push(text);
  }
  let range: ColumnLook['range'] = null;
  if (column.kind === 'number' && missing < rows) {
    const known = column.values.filter((value) => !Number.isNaN(value) && !specials.includes(value)).sort();
    if (known.length > 0) range = { low: known[0]!, median: known[known.length >> 1]!, high: known.at(-1)! };
  }
  const kind = column.kind === 'category' && column.isDay ? 'day' : column.kind;
  return { name: column.name, kind, missing, distinct: distinct.size, range, samples };
}

/** Codes met at least thrice that lie outside of what the rest spans. */
function codesSuspected(column: Column, specials: readonly number[]): number[] {
  if (column.kind !== 'number') return [];
  const times = new Map(CODES.filter((code) => !specials.includes(code)).map((code) => [code, 0]));
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of column.values) {
    const met = times.get(value);
    if (met !== undefined) times.set(value, met + 1);
    else if (!Number.isNaN(value) && !specials.includes(value)) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  if (!(low < high)) return [];
  return [...times]
    .filter(([code, met]) => met >= 3 && (code < 0 ? low >= 0 : code > high + 2 * (high - low)))
    .map(([code]) => code);
}

/** Bins as pieces: codes of a group are neighbours (numbers) or levels that belong together. */
export function piecesOf({ fine, counts }: FirstBins, groups: readonly (readonly number[])[]): Piece[] {
  const ordinary = groups.filter((codes) => codes[0]! < fine.size).length;
  return groups.map((codes, at) => {
    let goods = 0;
    let bads = 0;
    for (const code of codes) {
      goods += counts.goods[code]!;
      bads += counts.bads[code]!;
    }
    const nowhere = { above: null, upTo: null, levels: null, special: null, isMissing: false, goods, bads };
    const first = codes[0]!;
    if (first >= fine.size) {
      const special = fine.specials[first - fine.size];
      return special === undefined ? { ...nowhere, isMissing: true } : { ...nowhere, special };
    }
    if (fine.levels) return { ...nowhere, levels: codes.flatMap((code) => fine.levels![code]!) };
    return {
      ...nowhere,
      above: at === 0 ? null : fine.cuts![first - 1]!,
      upTo: at === ordinary - 1 ? null : fine.cuts![codes.at(-1)!]!,
    };
  });
}

/** Every fine bin by itself, as what hands can cut at. */
export const finest = (first: FirstBins): Piece[] =>
  piecesOf(first, [
    ...Array.from({ length: first.fine.size }, (_, code) => [code]),
    ...Array.from({ length: first.fine.specials.length + 1 }, (_, at) => [first.fine.size + at]),
  ]);

function spreadOf(first: FirstBins): Piece[] {
  const { fine, counts } = first;
  const alone = Array.from({ length: fine.specials.length + 1 }, (_, at) => [fine.size + at]);
  const codes = Array.from({ length: fine.size }, (_, code) => code);
  if (fine.levels) {
    const rowsOf = (code: number) => counts.goods[code]! + counts.bads[code]!;
    const often = codes.filter((code) => rowsOf(code) > 0).sort((a, b) => rowsOf(b) - rowsOf(a));
    const shown = often.slice(0, SPREAD_PIECES).map((code) => [code]);
    const rest = often.slice(SPREAD_PIECES);
    return piecesOf(first, [...shown, ...(rest.length > 0 ? [rest] : []), ...alone]).filter(isMet);
  }
  const step = Math.max(1, Math.ceil(fine.size / SPREAD_PIECES));
  const groups: number[][] = [];
  for (let from = 0; from < fine.size; from += step) groups.push(codes.slice(from, from + step));
  return piecesOf(first, [...groups, ...alone]).filter(isMet);
}

const isMet = (piece: Piece): boolean => piece.goods + piece.bads > 0;

export type Measured = Piece & {
  readonly rows: number;
  readonly badRate: number | null;
  readonly woe: number;
  readonly iv: number;
  /** χ² (one degree) between this ordinary piece and the one before, and how often chance alone would make as much; null: there is none before. */
  readonly againstBefore: { readonly chiSquare: number; readonly p: number } | null;
};

/**
 * WOE and IV of pieces that together are a whole column; their sum; Jensen–Shannon divergence of goods and bads over all pieces, Cramér's V over the
 * ordinary ones; and whether the risk goes one way over these.
 */
export function measuredPieces(pieces: readonly Piece[]): {
  readonly pieces: readonly Measured[];
  readonly iv: number;
  readonly jensenShannon: number;
  readonly cramersV: number | null;
  readonly trend: 'rising' | 'falling' | 'mixed' | 'none';
} {
  const goods = pieces.reduce((sum, each) => sum + each.goods, 0);
  const bads = pieces.reduce((sum, each) => sum + each.bads, 0);
  const isOrdinary = (piece: Piece) => piece.special === null && !piece.isMissing && piece.goods + piece.bads > 0;
  const measured = pieces.map((piece, at): Measured => {
    const rows = piece.goods + piece.bads;
    const before = pieces.slice(0, at).findLast(isOrdinary);
    const chiSquare = before && isOrdinary(piece) ? chiSquareOf([before, piece]) : null;
    return {
      ...piece,
      rows,
      badRate: rows > 0 ? piece.bads / rows : null,
      woe: goods > 0 && bads > 0 ? woeOf(piece.goods, piece.bads, goods, bads) : 0,
      iv: goods > 0 && bads > 0 && rows > 0 ? ivOf(piece.goods, piece.bads, goods, bads) : 0,
      againstBefore: chiSquare === null ? null : { chiSquare, p: chiSquareTail(chiSquare, 1) },
    };
  });
  const ordinary = measured.filter(isOrdinary);
  const steps = ordinary.slice(1).map((each, at) => Math.sign(ordinary[at]!.woe - each.woe));
  const trend =
    steps.length === 0
      ? 'none'
      : steps.every((step) => step >= 0)
        ? 'rising'
        : steps.every((step) => step <= 0)
          ? 'falling'
          : 'mixed';
  const known = ordinary.reduce((sum, each) => sum + each.rows, 0);
  return {
    pieces: measured,
    iv: measured.reduce((sum, each) => sum + each.iv, 0),
    jensenShannon:
      goods > 0 && bads > 0 ? pieces.reduce((sum, each) => sum + apart(each.goods / goods, each.bads / bads), 0) / 2 : 0,
    cramersV: ordinary.length > 1 ? Math.sqrt(chiSquareOf(ordinary) / known) : null,
    trend,
  };
}

/** Pearson's χ² of goods and bads over pieces: 0 where all are equally risky. */
function chiSquareOf(pieces: readonly Piece[]): number {
  const goods = pieces.reduce((sum, each) => sum + each.goods, 0);
  const bads = pieces.reduce((sum, each) => sum + each.bads, 0);
  if (goods === 0 || bads === 0) return 0;
  return pieces.reduce((sum, each) => {
    const expected = ((each.goods + each.bads) * bads) / (goods + bads);
    const others = each.goods + each.bads - expected;
    return sum + (each.bads - expected) ** 2 / expected + (each.goods - others) ** 2 / others;
  }, 0);
}

/** What one piece adds to twice the Jensen–Shannon divergence. */
function apart(good: number, bad: number): number {
  const middle = (good + bad) / 2;
  const of = (share: number) => (share > 0 ? share * Math.log(share / middle) : 0);
  return of(good) + of(bad);
}

/** Values of a column that an outcome may take, most frequent first; at most `most`. */
export function valuesOf(column: Column, rows: number, most: number): { readonly value: string; readonly rows: number }[] {
  const times = new Map<number, number>();
  const cells = column.kind === 'number' ? column.values : column.codes;
  for (let row = 0; row < rows; row += 1) {
    const cell = cells[row]!;
    if (column.kind === 'number' ? Number.isNaN(cell) : cell < 0) continue;
    times.set(cell, (times.get(cell) ?? 0) + 1);
    if (times.size > 2_000) break;
  }
  return [...times]
    .sort((a, b) => b[1] - a[1])
    .slice(0, most)
    .map(([cell, met]) => ({ value: column.kind === 'number' ? String(cell) : column.levels[cell]!, rows: met }));
}
