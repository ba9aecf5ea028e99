// Cutting by hand: the finest pieces of a variable, joined by the cuts or groups that somebody set; joined further, parted, moved.
import { measuredPieces, type Piece } from './look.ts';

/** Inner cuts of a number, ascending; groups of levels of a category. */
export type HandCuts =
  | { readonly kind: 'number'; readonly cuts: readonly number[] }
  | { readonly kind: 'category'; readonly groups: readonly (readonly string[])[] };

const isOrdinary = (piece: Piece): boolean => piece.special === null && !piece.isMissing;

/** The cuts that pieces stand for. */
export function cutsOfPieces(pieces: readonly Piece[], kind: HandCuts['kind']): HandCuts {
  const ordinary = pieces.filter(isOrdinary);
  if (kind === 'number') return { kind, cuts: ordinary.flatMap((piece) => (piece.upTo === null ? [] : [piece.upTo])) };
  return { kind, groups: ordinary.map((piece) => piece.levels ?? []) };
}

/** Values that a cut may stand at. */
export const edgesOf = (finest: readonly Piece[]): number[] =>
  finest.filter(isOrdinary).flatMap((piece) => (piece.upTo === null ? [] : [piece.upTo]));

/** Finest pieces joined by these cuts; special codes and missing stay alone, at the end. Cuts that are no edge are passed over. */
export function joined(finest: readonly Piece[], cuts: HandCuts): Piece[] {
  const ordinary = finest.filter(isOrdinary);
  const apart = finest.filter((piece) => !isOrdinary(piece));
  if (cuts.kind === 'number') {
    const at = new Set(cuts.cuts);
    const out: Piece[] = [];
    let open: Piece[] = [];
    for (const piece of ordinary) {
      open.push(piece);
      if (piece.upTo === null || at.has(piece.upTo)) {
        out.push(sumOf(open));
        open = [];
      }
    }
    if (open.length > 0) out.push(sumOf(open));
    return [...out, ...apart];
  }
  const byLevel = new Map(ordinary.flatMap((piece) => (piece.levels ?? []).map((level) => [level, piece] as const)));
  const groups = cuts.groups.filter((levels) => levels.length > 0);
  const named = new Set(groups.flat());
  const rest = [...byLevel.keys()].filter((level) => !named.has(level));
  return [
    ...[...groups, ...(rest.length > 0 ? [rest] : [])].map((levels) => {
      // Rare levels share a finest piece: it is counted once.
      const members = [...new Set(levels.flatMap((level) => byLevel.get(level) ?? []))];
      return { ...sumOf(members), levels: [...new Set([...levels, ...members.flatMap((piece) => piece.levels ?? [])])] };
    }),
    ...apart,
  ];
}

function sumOf(pieces: readonly Piece[]): Piece {
  const first = pieces[0];
  const last = pieces.at(-1);
  return {
    above: first?.above ?? null,
    upTo: last?.upTo ?? null,
    levels: first?.levels ? pieces.flatMap((piece) => piece.levels ?? []) : null,
    special: null,
    isMissing: false,
    goods: pieces.reduce((sum, piece) => sum + piece.goods, 0),
    bads: pieces.reduce((sum, piece) => sum + piece.bads, 0),
  };
}

/** Bin `at` and the one after it become one. */
export function mergedWithNext(cuts: HandCuts, at: number): HandCuts {
  if (cuts.kind === 'number') return { ...cuts, cuts: cuts.cuts.filter((_, index) => index !== at) };
  const groups = cuts.groups.filter((_, index) => index !== at + 1);
  return {
    ...cuts,
    groups: groups.map((levels, index) => (index === at ? [...levels, ...(cuts.groups[at + 1] ?? [])] : levels)),
  };
}

/** Bin `at` is parted where that tells most; null where it has nothing to part. */
export function splitAt(finest: readonly Piece[], cuts: HandCuts, at: number): HandCuts | null {
  const options =
    cuts.kind === 'number'
      ? edgesOf(finest)
          .filter(
            (edge) =>
              edge > (cuts.cuts[at - 1] ?? Number.NEGATIVE_INFINITY) && edge < (cuts.cuts[at] ?? Number.POSITIVE_INFINITY),
          )
          .map((edge): HandCuts => ({ ...cuts, cuts: [...cuts.cuts, edge].sort((a, b) => a - b) }))
      : splitLevels(finest, cuts, at);
  let best: HandCuts | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const option of options) {
    const { iv } = measuredPieces(joined(finest, option));
    if (iv > most) {
      most = iv;
      best = option;
    }
  }
  return best;
}

/** Levels in the order of their bad share, parted between any two neighbours. */
function splitLevels(finest: readonly Piece[], cuts: Extract<HandCuts, { kind: 'category' }>, at: number): HandCuts[] {
  const inside = new Set(cuts.groups[at] ?? []);
  const members = finest
    .filter((piece) => isOrdinary(piece) && piece.levels?.some((level) => inside.has(level)))
    .toSorted((a, b) => a.bads / Math.max(1, a.goods + a.bads) - b.bads / Math.max(1, b.goods + b.bads));
  return members.slice(1).map((_, index) => ({
    ...cuts,
    groups: cuts.groups.flatMap((levels, group) =>
      group === at
        ? [members.slice(0, index + 1), members.slice(index + 1)].map((part) => part.flatMap((piece) => piece.levels ?? []))
        : [levels],
    ),
  }));
}

/** Cut `at` goes to the edge nearest to `value` that stays between its neighbours. */
export function movedCut(finest: readonly Piece[], cuts: HandCuts, at: number, value: number): HandCuts {
  if (cuts.kind !== 'number') return cuts;
  const low = cuts.cuts[at - 1] ?? Number.NEGATIVE_INFINITY;
  const high = cuts.cuts[at + 1] ?? Number.POSITIVE_INFINITY;
  let nearest = cuts.cuts[at]!;
  for (const edge of edgesOf(finest))
    if (edge > low && edge < high && Math.abs(edge - value) < Math.abs(nearest - value)) nearest = edge;
  return { ...cuts, cuts: cuts.cuts.map((cut, index) => (index === at ? nearest : cut)) };
}

/** The edge `steps` further than cut `at`, within its neighbours. */
export function steppedCut(finest: readonly Piece[], cuts: HandCuts, at: number, steps: number): HandCuts {
  if (cuts.kind !== 'number') return cuts;
  const edges = edgesOf(finest);
  const here = edges.indexOf(cuts.cuts[at]!);
  const next = edges[here + steps];
  return next === undefined ? cuts : movedCut(finest, cuts, at, next);
}

/** Level `level` goes into group `to`; a group that is left empty goes. */
export function movedLevel(cuts: HandCuts, level: string, to: number): HandCuts {
  if (cuts.kind !== 'category') return cuts;
  return {
    ...cuts,
    groups: cuts.groups
      .map((levels, at) =>
        at === to ? [...levels.filter((each) => each !== level), level] : levels.filter((each) => each !== level),
      )
      .filter((levels) => levels.length > 0),
  };
}

export const sameCuts = (one: HandCuts, two: HandCuts): boolean => JSON.stringify(one) === JSON.stringify(two);
