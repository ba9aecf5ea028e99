// Grades that a bank gave to real firms, learned from their invoices; how late customers pay, learned from their past. Skipped without the tables.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GRADES_RULES, measureGrades, trainGrades } from './grades.ts';
import { withHistory } from './history.ts';
import { ColumnBuilder, type ModelTable } from './table.ts';
import { train } from './train.ts';

const DATA = '../shared/data';
const FIRMS = `${DATA}/cumcm2020c/annex1`;
const INVOICES = `${DATA}/ibm_late_payment/WA_Fn-UseC_-Accounts-Receivable.csv`;
const GRADES = ['D', 'C', 'B', 'A'];

const linesOf = (path: string): string[][] =>
  readFileSync(path, 'utf8')
    .replace('\ufeff', '')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));

/** Of one side of a firm's invoices: sales by year, how steady, how many months, how much the largest partners are, how many are void. */
function profileOf(path: string): number[] {
  const months = new Float64Array(38);
  const partners = new Map<string, number>();
  let voids = 0;
  const [, ...lines] = linesOf(path);
  for (const [, , , day, partner, , , gross, state] of lines) {
    if (state !== '有效发票') {
      voids += 1;
      continue;
    }
    const [year, month] = day!.split('/').map(Number) as [number, number];
    months[(year - 2017) * 12 + month - 1]! += Number(gross);
    partners.set(partner!, (partners.get(partner!) ?? 0) + Number(gross));
  }
  const sum = (from: number, to: number) => months.subarray(from, to).reduce((all, each) => all + each, 0);
  const all = sum(0, 38);
  const spread = Math.sqrt(months.reduce((squares, each) => squares + (each - all / 38) ** 2, 0) / 37);
  const shares = [...partners.values()].sort((a, b) => b - a).map((each) => (all > 0 ? each / all : 0));
  return [
    sum(0, 12),
    sum(12, 24),
    sum(24, 36),
    sum(30, 38),
    (spread * 38) / Math.max(1, all),
    months.filter((each) => each > 0).length,
    shares[0] ?? 0,
    shares.slice(0, 5).reduce((top, each) => top + each, 0),
    shares.reduce((squares, each) => squares + each * each, 0),
    voids / Math.max(1, lines.length),
  ];
}

function firms(): { table: ModelTable; grade: Uint8Array } {
  const [, ...rows] = linesOf(`${FIRMS}/firms.csv`);
  const profiles = rows.map(([code]) =>
    ['input', 'output'].flatMap((side) => profileOf(`${FIRMS}/${side}_invoices/${code}.csv`)),
  );
  const columns = profiles[0]!.map((_, at) => ({
    kind: 'number' as const,
    name: `x${at}`,
    values: Float64Array.from(profiles, (each) => each[at]!),
  }));
  return { table: { rows: rows.length, columns }, grade: Uint8Array.from(rows, (row) => GRADES.indexOf(row[2]!)) };
}

test.skipIf(!existsSync(FIRMS))(
  'the grades of 123 firms from their invoices alone: more than half said as the bank did, nine of ten at most one notch away (5 folds); grades dealt by chance teach nothing',
  () => {
    const { table, grade } = firms();
    const trained = trainGrades(table, grade, GRADES, {
      ...GRADES_RULES,
      trees: 100,
      exclude: new Set(),
      holding: { kind: 'folds', folds: 5 },
      seed: 3,
    });
    expect(trained.test.exact).toBeGreaterThan(0.53);
    expect(trained.test.withinOne).toBeGreaterThan(0.88);
    expect(trained.test.rows).toBe(123);
    const said = trained.test.confusion.map((line) => line.reduce((sum, each) => sum + each, 0));
    expect(said).toEqual(trained.grades.map((each) => each.rows));
    // Grades dealt out at random teach nothing: what is above chance would have been seen beforehand.
    const dealt = grade.map((_, at) => grade[(at * 53) % 123]!);
    const nothing = trainGrades(table, dealt, GRADES, {
      ...GRADES_RULES,
      trees: 30,
      exclude: new Set(),
      holding: { kind: 'folds', folds: 5 },
      seed: 3,
    });
    expect(nothing.test.exact).toBeLessThan(0.42);
  },
);

test('agreement of grades: kappa is 1 where all agree, 0 where one grade is said of everybody, and far misses weigh more', () => {
  const given = [0, 0, 1, 1, 2, 2];
  expect(measureGrades(given, given, 3)).toMatchObject({ exact: 1, withinOne: 1, weightedKappa: 1 });
  expect(measureGrades(given, [1, 1, 1, 1, 1, 1], 3)).toMatchObject({ exact: 2 / 6, withinOne: 1, weightedKappa: 0 });
  const near = measureGrades(given, [0, 1, 1, 1, 2, 2], 3).weightedKappa!;
  const far = measureGrades(given, [0, 2, 1, 1, 2, 2], 3).weightedKappa!;
  expect(near).toBeGreaterThan(far);
});

test.skipIf(!existsSync(INVOICES))(
  'late or not in time order from what each customer did before: AUC at least 0.888 without Disputed, and nothing is used before it was known',
  () => {
    const [names, ...rows] = linesOf(INVOICES);
    const builders = names!.map((name) => new ColumnBuilder(name));
    for (const row of rows) for (const [at, builder] of builders.entries()) builder.push(row[at]!);
    const columns = builders.map((builder) => builder.done());
    const late = Float64Array.from(rows, (row) => Number(row[names!.indexOf('DaysLate')]));
    const bad = Uint8Array.from(late, (days) => (days > 0 ? 1 : 0));
    const plain = { rows: rows.length, columns: columns.filter((each) => each.name !== 'DaysLate') };
    const past = { entity: 'customerID', time: 'InvoiceDate', known: 'SettledDate' };
    const table = withHistory(plain, bad, late, past);
    const exclude = new Set(['Disputed', 'SettledDate', 'DaysToSettle', 'customerID']);
    const holding = { kind: 'time', column: 'InvoiceDate', testShare: 0.3 } as const;
    const trained = train(table, bad, {
      method: 'scorecard',
      holding,
      seed: 1,
      exclude,
      specials: [],
      monotone: new Map(),
      card: {},
    });
    expect(trained.test.auc.value).toBeGreaterThan(0.888);
    // Every outcome that was not known before a day is turned round: no row of that day or before changes.
    const day = (text: string) => Date.parse(`${text} UTC`);
    const from = day('1/1/2013');
    const settled = names!.indexOf('SettledDate');
    const turned = withHistory(
      plain,
      bad.map((flag, row) => (day(rows[row]![settled]!) >= from ? 1 - flag : flag)),
      late.map((days, row) => (day(rows[row]![settled]!) >= from ? 1000 : days)),
      past,
    );
    const begun = names!.indexOf('InvoiceDate');
    for (const name of ['customerID.bad_share', 'customerID.amount_mean', 'customerID.days_mean']) {
      const of = (one: ModelTable) => one.columns.find((each) => each.name === name)! as { values: Float64Array };
      let later = 0;
      for (let row = 0; row < rows.length; row += 1) {
        if (day(rows[row]![begun]!) <= from) expect(of(turned).values[row]).toEqual(of(table).values[row]);
        else if (of(turned).values[row] !== of(table).values[row]) later += 1;
      }
      if (name !== 'customerID.days_mean') expect(later).toBeGreaterThan(500);
    }
  },
);
