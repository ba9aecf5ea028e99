// A card in the database earns every customer the band and the points that the engine gives him.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bandSql, expertBandSql, expertPointsSql, pointsSql } from '#engine/models/card-sql.ts';
import { binsOfRows, type ModelBin, type ModelVariable, type ScorecardModel, scoreCard } from '#engine/models/scorecard-model.ts';
import { ColumnBuilder, type ModelTable } from '#engine/models/table.ts';
import { bandOf, pointsWhenMissing, rate, type Scorecard } from '#engine/scorecard.ts';
import { sql } from '#platform/sql.ts';
import { testHouse } from '#platform/test-house.ts';

const bin = (where: Partial<ModelBin>, points: number): ModelBin => ({
  above: null,
  upTo: null,
  levels: null,
  special: null,
  isMissing: false,
  rows: 1,
  bads: 0,
  badRate: 0,
  woe: 0,
  iv: 0,
  value: 0,
  points,
  ...where,
});
const plain = { iv: 0, weight: 1, direction: 'free' as const };
const points = fc.integer({ min: -99, max: 99 });
const amount = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -9, max: 9 }),
  fc.constantFrom(0.1, 1e-300, 0.30000000000000004),
);
const LEVELS = ['east', "o'west", '北"京', 'a\\b', ''];

const cards = fc.record({
  cuts: fc.uniqueArray(amount, { minLength: 0, maxLength: 5 }),
  specials: fc.uniqueArray(fc.constantFrom(-7, -8, -9), { maxLength: 2 }),
  worth: fc.array(points, { minLength: 12, maxLength: 12 }),
  base: points,
  rows: fc.array(
    fc.record({
      a: fc.option(amount),
      b: fc.option(fc.constantFrom('east', "o'west", '北"京', 'a\\b', 'nowhere')),
      atCut: fc.nat(6),
    }),
    { minLength: 1, maxLength: 40 },
  ),
});

test('bands and points in SQL are those of the engine: at every cut, for special codes, missing values and unknown levels', async () => {
  const place = await testHouse([]);
  await place.run(async (ctx) => {
    await fc.assert(
      fc.asyncProperty(cards, async ({ cuts, specials, worth, base, rows }) => {
        const sorted = cuts
          .map((cut) => (Object.is(cut, -0) ? 0 : cut))
          .sort((x, y) => x - y)
          .filter((cut, at, all) => cut !== all[at - 1]);
        const a: ModelVariable = {
          ...plain,
          name: 'a "b"',
          kind: 'number',
          unknownPoints: 0,
          bins: [
            ...[...sorted, null].map((upTo, at) => bin({ upTo, above: sorted[at - 1] ?? null }, worth[at]!)),
            ...specials.map((special, at) => bin({ special }, worth[6 + at]!)),
            bin({ isMissing: true }, worth[8]!),
          ],
        };
        const b: ModelVariable = {
          ...plain,
          name: 'branch',
          kind: 'category',
          unknownPoints: 3,
          bins: [
            bin({ levels: LEVELS.slice(0, 2) }, worth[9]!),
            bin({ levels: LEVELS.slice(2) }, worth[10]!),
            bin({ isMissing: true }, worth[11]!),
          ],
        };
        const model: ScorecardModel = {
          method: 'scorecard',
          scaling: { pdo: 20, base: 600, odds: 50 },
          intercept: 0,
          basePoints: base,
          variables: [a, b],
          resamples: 0,
          rows: 0,
          bads: 0,
        };
        const valuesA = rows.map((row) => sorted[row.atCut] ?? (row.atCut === 6 ? (specials[0] ?? row.a) : row.a));
        const builder = new ColumnBuilder('branch');
        for (const row of rows) builder.push(row.b);
        const table: ModelTable = {
          rows: rows.length,
          columns: [
            { kind: 'number', name: 'a "b"', values: Float64Array.from(valuesA, (value) => value ?? Number.NaN) },
            builder.done(),
          ],
        };
        const found = await ctx.tx.rows(sql<{ points: number; a: number; b: number }>`
          select ${sql.raw(pointsSql(model, 't'))} as points, ${sql.raw(bandSql(a, 't'))} as a, ${sql.raw(bandSql(b, 't'))} as b
          from unnest(${valuesA}::float8[], ${rows.map((row) => row.b)}::text[]) with ordinality as t("a ""b""", branch, n) order by t.n`);
        expect(found.map((row) => row.points)).toEqual([...scoreCard(model, table).points]);
        expect(found.map((row) => row.a)).toEqual([...binsOfRows(a, table.columns[0], rows.length)]);
        // A column without any value reads as numbers; every row of it is missing.
        expect(found.map((row) => row.b)).toEqual([...binsOfRows(b, table.columns[1], rows.length)]);
      }),
      { numRuns: 60 },
    );
  });
});

test('an expert card in SQL: the same band and the same points as the engine for every customer, missing values by their policy', async () => {
  const place = await testHouse([]);
  const experts = fc.record({
    cuts: fc.uniqueArray(amount, { minLength: 1, maxLength: 6 }),
    worth: fc.array(points, { minLength: 8, maxLength: 8 }),
    policy: fc.constantFrom('neutral' as const, 'worst' as const),
    rows: fc.array(fc.record({ value: fc.option(amount), atCut: fc.nat(7) }), { minLength: 1, maxLength: 30 }),
  });
  await place.run(async (ctx) => {
    await fc.assert(
      fc.asyncProperty(experts, async ({ cuts, worth, policy, rows }) => {
        const sorted = cuts
          .map((cut) => (Object.is(cut, -0) ? 0 : cut))
          .sort((x, y) => x - y)
          .filter((cut, at, all) => cut !== all[at - 1]);
        const card = {
          base: worth[7]!,
          scale: [{ grade: 'A', minScore: 0, pdPpm: null }],
          indicators: ["late 'days'", 'share'].map((key, nth) => ({
            key,
            title: { zh: key, en: key },
            bands: [...sorted, null].map((upTo, at) => ({ upTo, points: worth[(at + nth) % 7]! })),
            missing: policy === 'worst' ? { policy } : { policy, points: worth[6]! },
            dimension: null,
            weightPpm: null,
          })),
          completeness: { floorPpm: 0, grade: 'A' },
          history: { indicator: 'share', floor: -1e308 },
          caps: [],
          hardCriteria: [],
        } as unknown as Scorecard;
        const values = rows.map((row) => sorted[row.atCut] ?? row.value);
        const [first] = card.indicators;
        const found = await ctx.tx.rows(sql<{ points: number; band: number }>`
          select ${sql.raw(expertPointsSql(card, 't'))} as points, ${sql.raw(expertBandSql(first!, 't'))} as band
          from unnest(${values}::float8[], ${values.toReversed()}::float8[]) with ordinality as t("late 'days'", share, n) order by t.n`);
        for (const [at, value] of values.entries()) {
          const other = values.at(-1 - at)!;
          const rated = rate(card, { "late 'days'": { value }, share: { value: other } }, '2026-01-01');
          expect(found[at]!.points).toBe(rated.score);
          expect(found[at]!.band).toBe(value === null ? -1 : bandOf(first!.bands, value));
          if (value === null) expect(rated.contributions[0]!.points).toBe(pointsWhenMissing(first!));
        }
      }),
      { numRuns: 60 },
    );
  });
});
