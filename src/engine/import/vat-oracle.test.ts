// The VAT invoice lists of 123 real firms: kind and direction found by themselves, totals as computed independently.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatMinor } from '#base/money.ts';
import { readTable } from '#platform/table/read-table.ts';
import { convert, isDecided, planImport } from './convert.ts';
import type { Plan } from './survey.ts';

const DATA = new URL('../../../../shared/data/cumcm2020c/', import.meta.url).pathname;
const present = existsSync(DATA);
if (!present) console.warn(`SKIPPED: the data sets are absent (${DATA})`);

async function totals(path: string) {
  const table = await readTable(path, { fileName: 'list.csv' });
  const plan = await planImport(table, { entityCurrency: 'CNY' });
  expect([plan.kind, plan.questions, plan.fileErrors], path).toEqual(['vat-invoices', [], []]);
  const sum = { rows: 0, valid: 0, void: 0, negative_valid: 0, amount: 0n, tax: 0n, total: 0n, first: '9', last: '0' };
  const partners = new Set<string | null>();
  const outcome = await convert(table, plan as Plan & { kind: 'vat-invoices' }, ({ accepted }) => {
    for (const row of accepted) {
      sum.rows += 1;
      if (row.state === 'void') {
        sum.void += 1;
        continue;
      }
      sum.valid += 1;
      if (row.issuedOn < sum.first) sum.first = row.issuedOn;
      if (row.issuedOn > sum.last) sum.last = row.issuedOn;
      if (row.red) sum.negative_valid += 1;
      sum.amount += row.amountMinor;
      sum.tax += row.taxMinor;
      sum.total += row.totalMinor;
      partners.add(row.partnerCode);
    }
  });
  expect([isDecided(outcome), outcome.refused], path).toEqual([true, 0]);
  expect(outcome.warnings.find((warning) => warning.code === 'void_line')?.count ?? 0, path).toBe(sum.void);
  const money = (minor: bigint) => formatMinor(minor, 'CNY');
  return {
    direction: plan.vatDirection,
    figures: [
      String(sum.rows),
      String(sum.valid),
      String(sum.void),
      String(sum.negative_valid),
      money(sum.amount),
      money(sum.tax),
      money(sum.total),
      String(partners.size),
      sum.first,
      sum.last,
    ],
  };
}

test.skipIf(!present)('every firm’s lists add up to the oracle, to the cent', async () => {
  const lines = readFileSync(`${DATA}oracle_firm_totals.csv`, 'utf8').trim().split(/\r?\n/).slice(1);
  const wrong: unknown[] = [];
  for (const cells of lines.map((line) => line.split(','))) {
    const [firm] = cells;
    for (const [folder, direction, from] of [
      ['input_invoices', 'in', 4],
      ['output_invoices', 'out', 14],
    ] as const) {
      const found = await totals(`${DATA}annex1/${folder}/${firm}.csv`);
      const expected = cells.slice(from, from + 10);
      if (found.direction !== direction || found.figures.join() !== expected.join()) wrong.push([firm, folder, found, expected]);
    }
  }
  expect([lines.length, wrong]).toEqual([123, []]);
});
