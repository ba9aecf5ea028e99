// Tables as they are handed in: the outcome in other words, rows copied twice, amounts with signs and commas, nobody bad among those who train.
import { expect, test } from 'vitest';
import { Seeded } from './seeded.ts';
import { type Column, ColumnBuilder } from './table.ts';
import { type Holding, METHODS, splitsOf, thinSplit, train } from './train.ts';

function columnOf(name: string, cells: readonly (string | number | null)[]): Column {
  const builder = new ColumnBuilder(name);
  for (const cell of cells) builder.push(cell);
  return builder.done();
}

const chance = new Seeded(4);
const ROWS = 400;
const noise = Array.from({ length: ROWS }, () => Math.round(chance.next() * 1e6));
const late = Array.from({ length: ROWS }, () => chance.below(60));
const bad = Uint8Array.from(late, (days) => (days + chance.below(50) > 70 ? 1 : 0));
const told = [...bad];
const rules = (method: (typeof METHODS)[number], holding: Holding = { kind: 'share', testShare: 0.3 }) => ({
  method,
  holding,
  seed: 1,
  exclude: new Set<string>(),
  specials: [],
  monotone: new Map(),
  card: { resamples: 0 },
});

test('a column that is the outcome in other words leaves and is named; one that nearly is stays and is doubted, by every method', () => {
  const columns = [
    columnOf('late', late),
    columnOf(
      'state',
      told.map((flag) => (flag ? '已核销' : '正常')),
    ),
    columnOf(
      'written off',
      told.map((flag, at) => (flag ? 100 + at : 0)),
    ),
  ];
  const nearly = columnOf(
    'closed',
    told.map((flag, at) => (flag || at % 25 === 0 ? 'yes' : 'no')),
  );
  for (const method of METHODS) {
    const plain = train({ rows: ROWS, columns }, bad, rules(method));
    expect(plain.notes).toContainEqual({ code: 'outcome_again', variables: ['state', 'written off'] });
    expect(plain.test.auc.value).toBeLessThan(0.97);
    const doubted = train({ rows: ROWS, columns: [columns[0]!, columnOf('noise', noise), nearly] }, bad, rules(method));
    expect(doubted.notes.find((note) => note.code === 'leak_suspected')?.variables).toContain('closed');
  }
});

test('rows that are there twice stay on one side: what was learned by heart is not asked, and the copies are counted', () => {
  const twice = <T>(cells: readonly T[]) => [...cells, ...cells];
  const columns = [columnOf('noise', twice(noise)), columnOf('other', twice(noise.map((each) => (each * 7919) % 1009)))];
  const flags = Uint8Array.from(twice(told));
  const table = { rows: 2 * ROWS, columns };
  for (const holding of [
    { kind: 'folds', folds: 4 },
    { kind: 'share', testShare: 0.3 },
  ] as const)
    for (const split of splitsOf(table, flags, holding, 3)) {
      const test = new Set(split.test);
      expect(split.test.every((row) => test.has((row + ROWS) % (2 * ROWS)))).toBe(true);
    }
  const trained = train(table, flags, rules('boosted'));
  expect(trained.notes).toContainEqual({ code: 'rows_repeated', rows: ROWS });
  expect(trained.test.auc.value).toBeLessThan(0.65);
  // A table of few kinds of rows is alike by nature.
  const kinds = {
    rows: ROWS,
    columns: [
      columnOf(
        'kind',
        noise.map((each) => ['a', 'b', 'c'][each % 3]!),
      ),
    ],
  };
  expect(train(kinds, bad, rules('scorecard')).notes.map((note) => note.code)).not.toContain('rows_repeated');
});

test('amounts with signs, percents with a space and a comma for the decimal point are numbers; codes with leading zeros are not', () => {
  const values = (cells: string[]) => {
    const column = columnOf('x', cells);
    return column.kind === 'number' ? [...column.values] : column.levels;
  };
  expect(values(['¥1,234.50', '-￥3', '20 元', '$0.5'])).toEqual([1234.5, -3, 20, 0.5]);
  expect(values(['12.5 %', '3%', '０'.replace('０', '0')])).toEqual([0.125, 0.03, 0]);
  expect(values(['0,125', '12,5', '-3'])).toEqual([0.125, 12.5, -3]);
  expect(values(['1,234', '12,345,678'])).toEqual([1234, 12_345_678]);
  expect(values(['0123', '0456'])).toEqual(['0123', '0456']);
  expect(values(['元', '1'])).toEqual(['元', '1']);
});

test('rows held back so that nobody bad is left to learn from are seen beforehand; a table that tells nothing says so', () => {
  const sorted = bad.toSorted();
  const rising = columnOf(
    'day',
    told.map((_, at) => at),
  );
  const table = { rows: ROWS, columns: [rising] };
  const holding = { kind: 'time', column: 'day', testShare: 0.5 } as const;
  expect(thinSplit(splitsOf(table, sorted, holding, 1), sorted)).toMatchObject({ bads: 0, tested: 200 });
  expect(thinSplit(splitsOf(table, bad, holding, 1), bad)).toBeNull();
  const nothing = {
    rows: ROWS,
    columns: [
      columnOf(
        'same',
        told.map(() => 'x'),
      ),
    ],
  };
  for (const method of METHODS)
    expect(train(nothing, bad, rules(method))).toMatchObject({
      notes: [{ code: 'nothing_tells' }],
      test: { auc: { value: 0.5 } },
    });
});

test('a level of two in a hundred that nearly always ends badly has points of its own', () => {
  const size = 1_200;
  const dealt = new Seeded(9);
  const days = Array.from({ length: size }, () => dealt.below(40));
  const flags = Uint8Array.from(days, (each, at) => (at % 50 === 0 ? Number(at % 500 > 0) : Number(each + dealt.below(60) > 75)));
  const columns = [
    columnOf('days', days),
    columnOf(
      'court',
      days.map((_, at) => (at % 50 === 0 ? 'listed' : 'clear')),
    ),
  ];
  const { variables } = train({ rows: size, columns }, flags, rules('scorecard'));
  const [, court] = variables;
  expect(court!.dropped).toBeNull();
  const points = court!.bins.filter((bin) => bin.rows > 0).map((bin) => bin.points);
  expect(Math.max(...points) - Math.min(...points)).toBeGreaterThan(40);
});

test('three hundred towns that tell nothing leave, by every method; customers who differ stay', () => {
  const size = 6_000;
  const dealt = new Seeded(21);
  const town = Array.from({ length: size }, () => `town ${dealt.below(300)}`);
  const who = Array.from({ length: size }, () => dealt.below(60));
  const flags = Uint8Array.from(who, (each) => Number(dealt.below(100) < 10 + (each % 4) * 12));
  const table = {
    rows: size,
    columns: [
      columnOf('town', town),
      columnOf(
        'who',
        who.map((each) => `C${each}`),
      ),
    ],
  };
  for (const method of METHODS) {
    const { variables, test } = train(table, flags, rules(method));
    expect(variables[0]).toMatchObject({ dropped: 'by_chance', why: { actual: 300 } });
    expect(variables[1]!.dropped).toBeNull();
    expect(test.auc.value).toBeGreaterThan(0.6);
  }
});

test('reminders sent to bad payers alone are doubted by every method, although many bad payers had none', () => {
  const size = 3_000;
  const dealt = new Seeded(5);
  const days = Array.from({ length: size }, () => dealt.below(60));
  const flags = Uint8Array.from(days, (each) => Number(each + dealt.below(80) > 90));
  const columns = [
    columnOf('days', days),
    columnOf(
      'reminders',
      [...flags].map((flag) => flag * dealt.below(3)),
    ),
  ];
  for (const method of METHODS) {
    const { notes } = train({ rows: size, columns }, flags, rules(method));
    expect(notes.find((note) => note.code === 'leak_suspected')?.variables).toEqual(['reminders']);
  }
});

test('numbers that name rows leave, though they leave gaps; amounts that all differ stay', () => {
  const ids = told.map((_, at) => 100_002 + at * 7 + (at % 5));
  const columns = [columnOf('SK_ID_CURR', ids), columnOf('amount', ids), columnOf('late', late)];
  const { variables } = train({ rows: ROWS, columns }, bad, rules('tree'));
  expect(variables.map((each) => each.dropped === 'identifier')).toEqual([true, false, false]);
});
