// Cutting by hand: joining and parting never loses a row, and parting is undone by joining.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutsOfPieces, edgesOf, joined, mergedWithNext, movedCut, movedLevel, splitAt, steppedCut } from './cutting.ts';
import { finest, lookAt, measuredPieces, type Piece, piecesOf } from './look.ts';
import { firstBins } from './scorecard-fit.ts';

const rowsOf = (pieces: readonly Piece[]) => pieces.reduce((sum, piece) => sum + piece.goods + piece.bads, 0);
const late = (above: number | null, upTo: number | null, goods: number, bads: number): Piece => ({
  ...{ above, upTo, goods, bads },
  ...{ levels: null, special: null, isMissing: false },
});
const numbers = [late(null, 0, 900, 9), late(0, 7, 300, 9), late(7, 15, 200, 14), late(15, 30, 120, 18), late(30, null, 30, 40)];
const region = (level: string, goods: number, bads: number): Piece => ({ ...late(null, null, goods, bads), levels: [level] });
const levels = [region('east', 80, 5), region('west', 40, 20), region('north', 70, 6)];
const missing: Piece = { ...late(null, null, 12, 1), isMissing: true };

test('bins are joined, parted where it tells most, and moved between their neighbours only', () => {
  const all = [...numbers, missing];
  const cuts = { kind: 'number', cuts: [7, 30] } as const;
  expect(joined(all, cuts).map((piece) => [piece.above, piece.upTo, piece.goods, piece.bads])).toEqual([
    [null, 7, 1200, 18],
    [7, 30, 320, 32],
    [30, null, 30, 40],
    [null, null, 12, 1],
  ]);
  expect(mergedWithNext(cuts, 0)).toEqual({ kind: 'number', cuts: [30] });
  expect(splitAt(all, cuts, 1)).toEqual({ kind: 'number', cuts: [7, 15, 30] });
  expect(splitAt(all, cuts, 2), 'one finest piece cannot be parted').toBeNull();
  expect(movedCut(all, cuts, 0, 14)).toEqual({ kind: 'number', cuts: [15, 30] });
  expect(movedCut(all, cuts, 0, 99), 'not past its neighbour').toEqual({ kind: 'number', cuts: [15, 30] });
  expect(steppedCut(all, cuts, 1, -1)).toEqual({ kind: 'number', cuts: [7, 15] });
  expect(cutsOfPieces(joined(all, cuts), 'number')).toEqual(cuts);
  expect(edgesOf(all)).toEqual([0, 7, 15, 30]);
  expect(measuredPieces(joined(all, cuts)).trend).toBe('rising');
  expect(measuredPieces([late(null, 1, 5, 5), late(1, 2, 9, 1), late(2, null, 5, 5)]).trend).toBe('mixed');
});

test('levels go from group to group; a group left empty is gone', () => {
  const cuts = { kind: 'category', groups: [['east', 'west'], ['north']] } as const;
  expect(splitAt(levels, cuts, 0)).toEqual({ kind: 'category', groups: [['east'], ['west'], ['north']] });
  expect(movedLevel(cuts, 'north', 0)).toEqual({ kind: 'category', groups: [['east', 'west', 'north']] });
  expect(joined(levels, { kind: 'category', groups: [['west']] }).map((piece) => piece.levels)).toEqual([
    ['west'],
    ['east', 'north'],
  ]);
});

test('whatever is cut, every row stays in one piece, and the information never exceeds that of the finest', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: -9, max: 40 }), fc.boolean(), fc.boolean()), { minLength: 30, maxLength: 120 }),
      fc.array(fc.nat(60), { maxLength: 8 }),
      (rows, picks) => {
        const bad = Uint8Array.from(rows, ([, flag]) => (flag ? 1 : 0));
        const column = {
          kind: 'number',
          name: 'x',
          values: Float64Array.from(rows, ([value, , known]) => (known ? value : Number.NaN)),
        } as const;
        fc.pre(bad.some((flag) => flag === 1) && bad.some((flag) => flag === 0));
        const first = firstBins(column, bad, [-9]);
        const all = finest(first);
        expect(rowsOf(all)).toBe(rows.length);
        const edges = edgesOf(all);
        const cuts = {
          kind: 'number',
          cuts: [...new Set(picks.flatMap((pick) => edges[pick] ?? []))].sort((a, b) => a - b),
        } as const;
        const byHand = joined(all, cuts);
        expect(rowsOf(byHand)).toBe(rows.length);
        expect(byHand).toEqual(piecesOf(firstBins(column, bad, [-9], cuts.cuts), firstBins(column, bad, [-9], cuts.cuts).groups));
        const parted = splitAt(all, cuts, 0);
        if (parted) expect(joined(all, mergedWithNext(parted, 0))).toEqual(byHand);
        const [look] = lookAt({ rows: rows.length, columns: [column] }, bad, new Set(), [-9]);
        if (look!.spread.length > 0) expect(rowsOf(look!.spread)).toBe(rows.length);
      },
    ),
    { numRuns: 60 },
  );
});
