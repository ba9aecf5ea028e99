// Customers' own lists: a bank statement taken in once and withdrawn, and VAT lists whose sums are those of the data set's oracle.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseMinor } from '#base/money.ts';
import { testHouse } from '#platform/test-house.ts';
import { save } from '#rooms/customers/contract.ts';
import { enterVatInvoices, type VatInvoiceRow } from '#rooms/dossiers/records.ts';
import { ROOMS } from '../../rooms.ts';
import * as contract from './contract.ts';

const TODAY = '2026-11-22';
const HEAD = '交易日期,摘要,收入,支出,余额,对方户名,账号';

test('a bank statement: seen before it is taken, taken once though exports overlap, drawn, an input of indicators, and withdrawn whole', async () => {
  const place = await testHouse(ROOMS, { today: TODAY });
  await place.call(save, { code: 'A', name: '甬东五金有限公司' });
  const lines: string[] = [];
  let balance = 1_000;
  const line = (day: string, words: string, into: number, out: number, other: string) => {
    balance += into - out;
    lines.push(`${day},${words},${into || ''},${out || ''},${balance},${other},6222`);
  };
  for (let month = 1; month <= 10; month += 1) {
    const day = `2026-${String(month).padStart(2, '0')}`;
    line(`${day}-05`, '货款', 900, 0, '远航贸易');
    line(`${day}-10`, '货款', 300, 0, `散客${month}`);
    line(`${day}-20`, '采购', 0, 1_000, '唐山钢铁');
    line(`${day}-25`, '代发工资', 0, 100, '张三');
  }
  const file = (rows: readonly string[]) => ({ file: { name: '流水.csv', content: [HEAD, ...rows].join('\n') } });
  const seen = await place.call(contract.previewBank, { customer: 'A' }, file(lines));
  expect(seen).toMatchObject({ account: '6222', lines: 40, offBalance: 0, refusedCount: 0, inflow: { amount: '12000.00' } });
  const first = await place.call(contract.importBank, { customer: 'A' }, file(lines.slice(0, 30)));
  const second = await place.call(contract.importBank, { customer: 'A' }, file(lines.slice(10)));
  expect([first.recorded, second.recorded, second.unchanged]).toEqual([30, 10, 20]);
  const bad = place.call(contract.importBank, { customer: 'A' }, file([...lines, '2026-11-31,货款,1,,1,甲,6222']));
  await expect(bad).rejects.toMatchObject({ code: 'bank_rows_refused', facts: { count: 1 } });

  const shown = await place.call(contract.bank, { customer: 'A' });
  expect(shown).toMatchObject({ firstOn: '2026-01-05', lastOn: '2026-10-25' });
  expect(shown.payers[0]).toMatchObject({ name: '远航贸易', amount: { amount: '9000.00' }, lines: 10, sharePpm: 750_000 });
  expect(shown.months.map((month) => month.inflow.amount)).toEqual(Array.from({ length: 10 }, () => '1200.00'));
  expect(shown.classes.map((each) => [each.class, each.lines])).toEqual([
    ['trade', 30],
    ['wages', 10],
  ]);
  // Nobody's wages are shown with a name.
  expect(JSON.stringify(shown)).not.toContain('张三');
  const reading = (key: string) => shown.readings.find((each) => each.key === key)!;
  expect([reading('bank_wage_months').value, reading('bank_inflow_12m').value]).toEqual([10, 1_200_000]);
  for (const { id } of shown.files) await place.call(contract.withdrawBank, { id, reason: '给错了客户' });
  expect(await place.call(contract.bank, { customer: 'A' })).toMatchObject({ firstOn: null, files: [], payers: [] });
  // Withdrawn is as if it had never been: it may come again.
  expect((await place.call(contract.importBank, { customer: 'A' }, file(lines))).recorded).toBe(40);
});

const DATA = new URL('../../../../shared/data/cumcm2020c/', import.meta.url).pathname;
const present = existsSync(DATA);
if (!present) console.warn(`SKIPPED: the data sets are absent (${DATA})`);

test.skipIf(!present)(
  'three real firms’ VAT lists: lines, void and red ones, sums and partners are the oracle’s to the cent',
  async () => {
    const place = await testHouse(ROOMS, { today: TODAY });
    const oracle = readFileSync(`${DATA}oracle_firm_totals.csv`, 'utf8').trim().split(/\r?\n/).slice(1);
    for (const firm of ['E99', 'E71', 'E36']) {
      await place.call(save, { code: firm, name: firm });
      const rows = (['in', 'out'] as const).flatMap((direction) =>
        readFileSync(`${DATA}annex1/${direction === 'in' ? 'input' : 'output'}_invoices/${firm}.csv`, 'utf8')
          .trim()
          .split(/\r?\n/)
          .slice(1)
          .map((text, at): VatInvoiceRow => {
            const [, , number, day, otherSide, net, tax, gross, state] = text.split(',');
            const [year, month, date] = day!.split('/');
            const minor = (amount: string | undefined) => parseMinor(Number(amount).toFixed(2), 'CNY');
            return {
              row: at,
              customer: firm,
              direction,
              number: number!,
              otherSide: otherSide!,
              issuedOn: `${year}-${month!.padStart(2, '0')}-${date!.padStart(2, '0')}`,
              netMinor: minor(net),
              taxMinor: minor(tax),
              grossMinor: minor(gross),
              currency: 'CNY',
              isVoid: state === '作废发票',
            };
          }),
      );
      await place.run(async (ctx) => {
        expect((await enterVatInvoices(ctx, null, rows)).refusals).toEqual([]);
      });
      const { totals, readings, customers } = await place.call(contract.vat, { customer: firm });
      const cells = oracle.find((each) => each.startsWith(`${firm},`))!.split(',');
      for (const [direction, from] of [
        ['in', 4],
        ['out', 14],
      ] as const) {
        const total = totals.find((each) => each.direction === direction)!;
        const found = [
          total.lines + total.voids,
          total.lines,
          total.voids,
          total.reds,
          total.net.amount,
          total.tax.amount,
          total.gross.amount,
        ];
        expect([...found, total.partners, total.firstOn, total.lastOn].map(String), `${firm} ${direction}`).toEqual(
          cells.slice(from, from + 10),
        );
      }
      const sales = readings.find((each) => each.key === 'vat_sales_12m')!;
      expect([sales.value !== null, customers.length > 0], firm).toEqual([true, true]);
    }
  },
);
