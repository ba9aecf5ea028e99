// Customers' own lists: a bank statement taken in once and withdrawn, and VAT lists whose sums are those of the data set's oracle.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseMinor } from '#base/money.ts';
import { testHouse } from '#platform/test-house.ts';
import { save } from '#rooms/customers/contract.ts';
import { enterVatInvoices, type VatInvoiceRow } from '#rooms/dossiers/records.ts';
import { values as valuesOf } from '#rooms/indicators/contract.ts';
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

test('invoices, returns and books of one year: taken in on the customer’s page, held against each other, and the lists withdrawn whole', async () => {
  const place = await testHouse(ROOMS, { today: TODAY });
  await place.call(save, { code: 'A', name: '甬东五金有限公司' });
  const csv = (name: string, rows: readonly string[]) => ({ file: { name, content: rows.join('\n') } });
  const months = Array.from({ length: 12 }, (_, at) => `2025-${String(at + 1).padStart(2, '0')}`);
  // Each month two sales of 1,000 and 500, one purchase of 900; in June one is void and one is red.
  const invoices = [
    '发票号码,开票日期,购买方名称,金额,税额,价税合计,发票状态',
    ...months.flatMap((month, at) => [
      `S1${at},${month}-02,远航贸易,1000,130,1130,正常发票`,
      `S2${at},${month}-28,散客${at},500,65,565,正常发票`,
      ...(at === 5 ? [`V${at},${month}-20,远航贸易,700,91,791,作废发票`, `R${at},${month}-21,散客1,-200,-26,-226,正常发票`] : []),
    ]),
  ];
  const file = csv('销项发票.csv', invoices);
  const seen = await place.call(contract.previewVat, { customer: 'A' }, file);
  expect(seen).toMatchObject({
    questions: [],
    refusedCount: 0,
    firms: [],
    purchases: null,
    sales: { lines: 25, voids: 1, reds: 1, net: { amount: '17800.00' } },
  });
  const taken = await place.call(contract.importVat, { customer: 'A' }, file);
  expect([taken.recorded, (await place.call(contract.importVat, { customer: 'A' }, file)).recorded]).toEqual([26, 0]);
  const broken = csv('销项.csv', [...invoices, 'X,2025-13-40,甲,1,0,1,正常发票']);
  await expect(place.call(contract.importVat, { customer: 'A' }, broken)).rejects.toMatchObject({
    code: 'vat_rows_refused',
    facts: { count: 1 },
  });
  const undecided = csv('发票.csv', ['发票号码,开票日期,金额,税额', '1,2025-01-02,1000,130']);
  const open = await place.call(contract.previewVat, { customer: 'A' }, undecided);
  expect(open.questions).toMatchObject([{ id: 'direction', options: [{ value: 'out' }, { value: 'in' }] }]);
  expect(
    (await place.call(contract.previewVat, { customer: 'A', answers: { direction: 'in' } }, undecided)).purchases?.lines,
  ).toBe(1);

  // Declared: 1,500 a month, in June the red invoice left out; November is late.
  const declared = csv('申报.csv', [
    '所属期,销售额,销项税额,进项税额,应纳税额合计',
    ...months.filter((month) => month !== '2025-11').map((month) => `${month},1500,195,117,78`),
  ]);
  const first = await place.call(contract.importReturns, { customer: 'A' }, declared);
  const again = await place.call(contract.importReturns, { customer: 'A' }, declared);
  expect([first.recorded, again.recorded, again.unchanged]).toEqual([11, 0, 11]);
  const gap = await place.call(contract.returns, { customer: 'A' });
  expect([gap.missingMonths, gap.years, gap.readings[0]]).toMatchObject([['2025-11-30'], [], { missing: 'returns_incomplete' }]);
  const late = {
    customer: 'A',
    endsOn: '2025-11-30',
    amounts: { sales_general: '1500', output_tax: '195', deducted: '117', payable_general: '70' },
  };
  const keyed = await place.call(contract.enterReturn, late);
  expect([keyed.recorded, keyed.faults.map((each) => [each.code, each.difference.amount])]).toEqual([
    1,
    [['tax_differs', '-8.00']],
  ]);
  await place.call(contract.enter, {
    customer: 'A',
    kind: 'income',
    endsOn: '2025-12-31',
    amounts: { revenue: '27000', net_profit: '100' },
  });
  const whole = await place.call(contract.returns, { customer: 'A' });
  expect(whole.years).toMatchObject([
    { declared: { amount: '18000.00' }, revenue: { amount: '27000.00' }, differencePpm: 500_000 },
  ]);
  expect(
    whole.returns.filter((each) => each.difference?.amount !== '0.00').map((each) => [each.endsOn, each.difference?.amount]),
  ).toEqual([['2025-06-30', '200.00']]);
  const { values } = await place.call(valuesOf, { customer: 'A', asOf: '2026-01-31' });
  const value = (key: string) => values.find((each) => each.key === key)?.value;
  expect([value('vat_declared_12m'), value('vat_declared_to_invoiced'), value('vat_sales_12m')]).toEqual([
    1_800_000, 11_236, 1_780_000,
  ]);
  // What was not entered yet on a day nobody knew then, unless it was due by law.
  expect(
    (await place.call(valuesOf, { customer: 'A', asOf: '2025-11-30' })).values.find((each) => each.key === 'vat_declared_12m')
      ?.missing,
  ).toBe('returns_incomplete');

  const { files } = await place.call(contract.vat, { customer: 'A' });
  expect(files).toMatchObject([{ fileName: '销项发票.csv', lines: 26, firstOn: '2025-01-02', lastOn: '2025-12-28' }]);
  expect(await place.call(contract.withdrawVat, { id: files[0]!.id, reason: '给错了客户' })).toEqual({ lines: 26 });
  expect(await place.call(contract.vat, { customer: 'A' })).toMatchObject({ files: [], totals: [], customers: [] });
  // A period withdrawn is a gap again: nobody takes it for nil, and the earlier return of the same period does not come back.
  const gone = { customer: 'A', endsOn: '2025-06-30', reason: '填错客户' };
  expect(await place.call(contract.withdrawReturn, gone)).toEqual({ endsOn: '2025-06-30' });
  const less = await place.call(contract.returns, { customer: 'A' });
  expect(less.returns.some((each) => each.endsOn === '2025-06-30')).toBe(false);
  expect(less).toMatchObject({ missingMonths: ['2025-06-30'], years: [] });
  expect(
    (await place.call(valuesOf, { customer: 'A', asOf: '2026-01-31' })).values.find((each) => each.key === 'vat_declared_12m')
      ?.missing,
  ).toBe('returns_incomplete');
  const nothing = csv('x.csv', ['客户,金额', '甲,1']);
  for (const [code, attempt] of [
    ['no_return', () => place.call(contract.importReturns, { customer: 'A' }, nothing)],
    ['vat_unreadable', () => place.call(contract.importVat, { customer: 'A' }, nothing)],
    ['vat_file_unknown', () => place.call(contract.withdrawVat, { id: files[0]!.id, reason: '再撤一次' })],
    ['return_unknown', () => place.call(contract.withdrawReturn, gone)],
    ['line_unknown', () => place.call(contract.enterReturn, { ...late, amounts: { revenue: '1' } })],
    ['period_not_month_end', () => place.call(contract.enterReturn, { ...late, endsOn: '2025-11-29' })],
    ['period_in_future', () => place.call(contract.enterReturn, { ...late, endsOn: '2026-12-31' })],
  ] as const)
    await expect(attempt(), code).rejects.toMatchObject({ code });
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
