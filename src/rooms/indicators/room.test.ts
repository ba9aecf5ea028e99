// Stories of indicators: a catalogue that explains itself, own indicators by expression, and training tables that know nothing too early.
import { expect, test } from 'vitest';
import { addDays, addMonths, type Day } from '#base/date.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import { save as saveCustomer } from '#rooms/customers/contract.ts';
import { post } from '#rooms/ratings/ledger.fixtures.ts';
import { importVat } from '#rooms/statements/contract.ts';
import { ROOMS } from '../../rooms.ts';
import * as contract from './contract.ts';

const TODAY: Day = '2026-11-22';
const house = () => testHouse(ROOMS, { today: TODAY });

/** Invoices of 1,000 on the fifth of each month from January 2025, due in 30 days; `paidAfter`: days after the due day, null never. */
async function months(place: TestHouse, code: string, paidAfter: readonly (number | null)[]): Promise<void> {
  await post(
    place,
    code,
    paidAfter.flatMap((late, at) => {
      const on = addMonths('2025-01-05', at);
      const due = addDays(on, 30);
      const invoice = `${code}-${at}`;
      const paidOn = late === null ? null : addDays(due, late);
      return [
        { invoice, on, due, amount: '1000.00' },
        ...(paidOn !== null && paidOn <= TODAY ? [{ receipt: `R${invoice}`, on: paidOn, amount: '1000.00', to: invoice }] : []),
      ];
    }),
  );
}

type Row = Record<string, string>;
async function table(place: TestHouse, input: object): Promise<Row[]> {
  const { bytes } = await place.download(contract.panel, input);
  const [head, ...lines] = Buffer.from(bytes).toString('utf8').replace('\ufeff', '').trim().split('\r\n');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [head!.split(',')[at]!, cell])));
}
const at = (rows: readonly Row[], customer: string, on: Day) =>
  rows.find((row) => row['customer'] === customer && row['observed_on'] === on);

const ASKED = { from: '2025-06-30', to: '2026-09-30', outcome: '6个月内逾期60天以上超过1000元' };

test('a row a customer and day, what was known then and what came of it: bad ones that were bad already and windows not over are left out and counted', async () => {
  const place = await house();
  await months(
    place,
    'GOOD',
    Array.from({ length: 22 }, () => 3),
  );
  // From the invoice of October 2025 on he pays nothing: 1,000 is 60 days late on 3 January, more than 1,000 on 3 February.
  await months(place, 'FALLS', [...Array.from({ length: 9 }, () => 5), ...Array.from({ length: 5 }, () => null)]);
  await months(place, 'GONE', [1, 1]);
  const rows = await table(place, ASKED);
  const days = ['2025-06-30', '2025-07-30', '2025-08-30', '2025-09-30', '2025-10-30', '2025-11-30', '2025-12-30', '2026-01-30'];
  expect(rows.filter((row) => row['customer'] === 'FALLS').map((row) => [row['observed_on'], row['outcome']])).toEqual([
    ['2025-06-30', 'good'],
    ['2025-07-30', 'good'],
    ...days.slice(2).map((day) => [day, 'bad']),
  ]);
  expect(rows.filter((row) => row['customer'] === 'GOOD').every((row) => row['outcome'] === 'good')).toBe(true);
  const counts = await place.call(contract.panelCounts, ASKED);
  expect(counts).toMatchObject({
    days: 11,
    rows: rows.length,
    bads: 6,
    // From 2026-02-28 on he is bad on the day itself; the last invoice of the third is of February 2025.
    excluded: { alreadyBad: 3, inactive: 3, windowsOpen: 5, enteredLater: 0 },
    outcome: { zh: '6 个月内逾期 60 天及以上的金额超过 1000 元' },
  });
  // Shares as fractions, money in yuan, missing is empty and not nil.
  expect(at(rows, 'GOOD', '2026-03-30')).toMatchObject({
    days_late_avg_12m: '3',
    paid_on_time_share_12m: '0',
    monthly_sales_avg_12m: '1000',
    utilisation: '',
    stmt_debt_ratio: '',
  });
  await expect(place.call(contract.panelCounts, { ...ASKED, outcome: '表现不好' })).rejects.toMatchObject({
    code: 'outcome_unclear',
  });
  await expect(place.call(contract.panelCounts, { ...ASKED, to: '2025-01-01' })).rejects.toMatchObject({
    code: 'days_out_of_order',
  });
  await expect(place.call(contract.panelCounts, { ...ASKED, from: '1990-01-01' })).rejects.toMatchObject({
    code: 'too_many_days',
  });
});

test('nothing of the future is in a row: neither what happened later, nor what was entered later and dated back', async () => {
  // The ledger is begun on the first of July 2025 with half a year of history.
  const start = await house();
  const then = start.on('2025-07-01');
  await months(then, 'A', [0, 0, 0, 0, 0, 0]);
  const before = await table(start, { ...ASKED, to: '2025-09-30' });
  // October: what happened since, and, dated back to January and May, an invoice that was paid 90 days late.
  const october = start.on('2025-10-15');
  await post(october, 'A', [
    { invoice: 'OCT', on: '2025-07-10', due: '2025-08-30', amount: '5000.00' },
    { receipt: 'R-OCT', on: '2025-10-13', amount: '5000.00', to: 'OCT' },
    { invoice: 'BACK', on: '2025-01-10', due: '2025-02-10', amount: '9000.00' },
    { receipt: 'R-BACK', on: '2025-05-11', amount: '9000.00', to: 'BACK' },
  ]);
  const after = await table(start, { ...ASKED, to: '2025-11-30', lookBack: 24 });
  // June, July, August, September: word for word what they were.
  const indicators = (row: Row | undefined) => Object.fromEntries(Object.entries(row ?? {}).filter(([key]) => key !== 'outcome'));
  for (const row of before) expect(indicators(at(after, 'A', row['observed_on']!)), row['observed_on']).toEqual(indicators(row));
  expect(before).toHaveLength(4);
  expect(at(after, 'A', '2025-09-30')!['days_late_worst_12m']).toBe('0');
  // From the day it was entered on it is known, and the ledger as of June today knows it too: that is the leak a table must not have.
  expect(at(after, 'A', '2025-10-30')!['days_late_worst_12m']).toBe('90');
  const { values } = await start.call(contract.values, { customer: 'A', asOf: '2025-06-30' });
  expect(values.find((each) => each.key === 'days_late_worst_12m')!.value).toBe(90);
  // It is counted, so that nobody wonders; and whoever says that October's papers were the loading of the past gets them by their own days.
  const counts = await start.call(contract.panelCounts, { ...ASKED, to: '2025-11-30' });
  expect(counts).toMatchObject({ historyUntil: '2025-07-01', excluded: { enteredLater: 3 } });
  const loaded = await table(start, { ...ASKED, to: '2025-09-30', historyUntil: '2025-10-15' });
  expect(at(loaded, 'A', '2025-06-30')!['days_late_worst_12m']).toBe('90');
  // By its own day: what was paid in October is still not known in September.
  expect(at(loaded, 'A', '2025-09-30')!['oldest_overdue_days']).toBe('31');
});

test('an own indicator: tried on real customers, kept by version, seen in values and tables, and not changed behind the back of a card', async () => {
  const place = await house();
  await months(
    place,
    'GOOD',
    Array.from({ length: 22 }, () => 0),
  );
  await months(
    place,
    'SLOW',
    Array.from({ length: 20 }, () => 45),
  );
  await place.call(saveCustomer, { code: 'NEW', name: '新客户' });
  const expression = '[近 12 月加权晚付天数] ÷ 30天';
  const tried = await place.call(contract.check, { expression });
  expect(tried).toMatchObject({
    fault: null,
    expression: 'days_late_avg_12m / 30天',
    units: ['ppm', 'times', 'count'],
    customers: 3,
    distribution: { known: 2, missing: [{ code: 'part_missing', customers: 1 }] },
  });
  expect(tried.examples.map((each) => [each.customer, each.value ?? each.missing]).sort()).toEqual([
    ['GOOD', 0],
    ['NEW', 'part_missing'],
    ['SLOW', 1_500_000],
  ]);
  const wrong = await place.call(contract.check, { expression: '[近 12 月加权晚付天数] + [逾期占应收]' });
  expect(wrong.fault).toMatchObject({ code: 'units_differ', facts: { left: 'days', right: 'number' } });

  const title = { zh: '晚付月数', en: 'Months late' };
  const own = { title, unit: 'times', safer: 'lower', expression } as const;
  const { key } = await place.call(contract.save, own);
  expect(await place.call(contract.save, { key, ...own })).toEqual({ key, version: 1, unchanged: true });
  const second = {
    title: { zh: '晚付过半', en: 'Half late' },
    unit: 'count',
    safer: 'lower',
    expression: `如果([晚付月数] > 0.5, 1, 0)`,
  } as const;
  const next = await place.call(contract.save, second);
  const { values } = await place.call(contract.values, { customer: 'SLOW' });
  expect(values.filter((each) => each.source === 'own').map((each) => [each.key, each.value])).toEqual([
    [key, 1.5],
    [next.key, 1],
  ]);
  expect(Object.keys((await table(place, ASKED))[0]!)).toEqual(expect.arrayContaining([key, next.key, 'outcome']));
  const { indicators } = await place.call(contract.list, { source: 'own' });
  expect(indicators.map((each) => [each.definition.zh, each.usedBy.map((by) => by.zh)])).toEqual([
    ['[近 12 月加权晚付天数] ÷ 30天', ['晚付过半']],
    ['如果([晚付月数] > 0.5, 1, 0)', []],
  ]);
  const refused = (promise: Promise<unknown>, code: string) => expect(promise, code).rejects.toMatchObject({ code });
  await refused(place.call(contract.save, { key, ...own, expression: `[晚付过半] + 1` }), 'expression_wrong');
  await refused(place.call(contract.save, { ...own, title: { zh: '额度使用率', en: 'Other' } }), 'title_taken');
  await refused(place.call(contract.retire, { key, reason: '不再使用' }), 'indicator_in_use');
  await refused(place.call(contract.retire, { key: 'own_none', reason: '不再使用' }), 'indicator_unknown');
  await place.call(contract.retire, { key: next.key, reason: '不再使用' });
  await place.call(contract.retire, { key, reason: '不再使用' });
  expect((await place.call(contract.versions, { key })).versions.map((each) => [each.version, each.retired])).toEqual([
    [2, true],
    [1, false],
  ]);
  expect((await place.call(contract.values, { customer: 'SLOW' })).values.some((each) => each.source === 'own')).toBe(false);
});

test('a salesperson sees how indicators are spread over his own customers only', async () => {
  const place = await house();
  const sales = await place.person('lu.ming', 'sales');
  await place.call(saveCustomer, { code: 'MINE', name: '我的', owner: 'lu.ming' });
  await months(place, 'MINE', [10, 10, 10, 10]);
  await months(place, 'THEIRS', [50, 50, 50, 50]);
  const mine = await place.call(contract.distributions, { asOf: '2025-06-30' }, { as: sales });
  expect([mine.customers, mine.sampled, mine.indicators['days_late_worst_12m']!.quantiles]).toEqual([1, 1, [10, 10, 10, 10, 10]]);
  const all = await place.call(contract.distributions, { asOf: '2025-06-30' });
  expect([all.customers, all.indicators['days_late_worst_12m']!.bins.map((bin) => [bin.from, bin.customers])]).toEqual([
    2,
    [
      [10, 1],
      [50, 1],
    ],
  ]);
  await expect(place.call(contract.values, { customer: 'THEIRS' }, { as: sales })).rejects.toMatchObject({
    code: 'customer_unknown',
  });
  await expect(place.call(contract.panelCounts, ASKED, { as: sales })).rejects.toMatchObject({ status: 403 });
});

test('a list of firms with the grades a bank gave gets what their invoices and the ledger say beside it, as known on the day', async () => {
  const place = await house();
  for (const [code, name] of [
    ['F1', '甬东五金有限公司'],
    ['F2', '远航贸易'],
  ] as const)
    await place.call(saveCustomer, { code, name });
  await months(place, 'F2', [10, 10, 10, 10]);
  const lines = Array.from(
    { length: 12 },
    (_, at) => `S${at},${addMonths('2025-01-02', at)},买方${at % 3},1000,130,1130,正常发票`,
  );
  const sales = ['发票号码,开票日期,购买方名称,金额,税额,价税合计,发票状态', ...lines].join('\n');
  await place.call(importVat, { customer: 'F1' }, { file: { name: '销项发票.csv', content: sales } });
  const list = { name: '名单.csv', content: '序号,企业,信誉评级\n1,甬东五金有限公司,A\n2,F2,"B,含附注"\n3,查无此户,D' };
  const asked = { on: '2025-12-31', historyUntil: TODAY };
  const { bytes } = await place.download(contract.panelLabelled, asked, { file: list });
  const [head, ...rows] = Buffer.from(bytes).toString('utf8').replace('\ufeff', '').trim().split(/\r?\n/);
  const columns = head!.split(',');
  expect(columns.slice(0, 4)).toEqual(['序号', '企业', '信誉评级', 'observed_on']);
  expect(rows).toHaveLength(2);
  const first = rows[0]!.split(',');
  expect([first[2], first[3]]).toEqual(['A', '2025-12-31']);
  expect(Number(first[columns.indexOf('vat_sales_12m')])).toBe(12_000);
  expect(rows[1]).toContain('"B,含附注"');
  // Nobody handed in a tax return: such columns are not there at all.
  expect(columns).not.toContain('vat_declared_12m');
  // As known on a day before anything was entered, nothing is known.
  const early = await place.download(contract.panelLabelled, { on: '2024-12-31', historyUntil: '2024-12-31' }, { file: list });
  expect(Buffer.from(early.bytes).toString('utf8')).not.toContain('vat_sales_12m');
  await expect(
    place.download(contract.panelLabelled, {}, { file: { name: 'x.csv', content: 'a,b\n1,2' } }),
  ).rejects.toMatchObject({ status: 422, code: 'no_customer_in_file' });
  await expect(place.download(contract.panelLabelled, { customer: '公司' }, { file: list })).rejects.toMatchObject({
    code: 'column_unknown',
  });
});
