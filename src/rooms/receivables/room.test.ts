// Stories of the ledger: real files in, the oracle's ageing out; the same file again changes nothing; nothing wrong enters in silence.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseMinor } from '#base/money.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import * as exposure from '#rooms/exposure/contract.ts';
import * as files from '#rooms/imports/contract.ts';
import { ROOMS } from '../../rooms.ts';
import * as contract from './contract.ts';

const DATA = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const IBM = `${DATA}ibm_late_payment/WA_Fn-UseC_-Accounts-Receivable.csv`;
const HIGHRADIUS = `${DATA}highradius_open_ar/`;
const withData = test.skipIf(!existsSync(DATA));

const HEAD = '客户编码,客户名称,发票号,开票日期,到期日,币种,应收金额,已收金额,结清日期\n';
const importing = (house: TestHouse, csv: string, more: object = {}) =>
  house.call(files.importLedger, { ...more }, { file: { name: '台账.csv', content: HEAD + csv } });

function rowsOf(file: string): Record<string, string>[] {
  const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const names = head.trim().split(',');
  return lines.map((line) =>
    Object.fromEntries(
      line
        .trim()
        .split(',')
        .map((cell, at) => [names[at]!, cell]),
    ),
  );
}

/** The same CSV with its columns reversed and its headings in Chinese: a ledger of another house. */
function otherHouse(csv: string, names: Readonly<Record<string, string>>): string {
  return csv
    .trim()
    .split('\n')
    .map((line, at) => {
      const cells = line.replace(/\r$/, '').split(',');
      return (at === 0 ? cells.map((cell) => names[cell] ?? cell) : cells).reverse().join(',');
    })
    .join('\n');
}

async function expectIbmOracle(house: TestHouse): Promise<void> {
  for (const month of rowsOf(`${DATA}ibm_late_payment/oracle_month_end_aging.csv`)) {
    const { currencies } = await house.call(contract.ageing, { asOf: month.as_of! });
    const bucket = Object.fromEntries(currencies[0]!.buckets.map((each) => [each.key, each]));
    const cents = (text: string) => parseMinor(Number(text).toFixed(2), 'CNY');
    const amounts = ['not_due', '1-30', '31-60', '61-90'].map((key) => parseMinor(bucket[key]!.amount, 'CNY'));
    expect([month.as_of, currencies[0]!.items, ...amounts]).toEqual([
      month.as_of,
      Number(month.open_invoices),
      cents(month.not_due!),
      cents(month.d1_30!),
      cents(month.d31_60!),
      cents(month.d61_90!),
    ]);
    expect(parseMinor(currencies[0]!.total, 'CNY')).toBe(cents(month.open_amount!));
  }
}

withData('the IBM ledger ages as its oracle says on every month end, and its 2,466 settlements come from a column', async () => {
  const house = await testHouse(ROOMS);
  const report = await house.call(files.importLedger, {}, { file: { name: 'ibm.csv', content: readFileSync(IBM) } });
  expect(report).toMatchObject({
    applied: true,
    accepted: 2466,
    refusedCount: 0,
    sums: [{ amount: '147703.18', currency: 'CNY' }],
  });
  expect(report.warnings.map((warning) => warning.code)).toContain('currency_assumed');
  await expectIbmOracle(house);
  expect((await house.call(exposure.reconcile, {})).differences).toEqual([]);
});

withData('the same ledger with Chinese headings and shuffled columns ages to the same cent', async () => {
  const house = await testHouse(ROOMS);
  const csv = otherHouse(readFileSync(IBM, 'utf8'), {
    customerID: '客户编号',
    invoiceNumber: '发票号码',
    InvoiceDate: '开票日',
    DueDate: '到期日期',
    InvoiceAmount: '价税合计',
    SettledDate: '结清日期',
  });
  await house.call(files.importLedger, {}, { file: { name: '台账.csv', content: csv } });
  await expectIbmOracle(house);
});

withData('the same file again changes nothing, byte for byte of the ageing', async () => {
  const house = await testHouse(ROOMS);
  const file = { name: 'ibm.csv', content: readFileSync(IBM) };
  await house.call(files.importLedger, {}, { file });
  const before = JSON.stringify(await house.call(contract.ageing, { asOf: '2013-06-30' }));
  const again = await house.call(files.importLedger, {}, { file });
  expect(again).toMatchObject({ applied: true, accepted: 2466, unchanged: 2466, customersAdded: 0 });
  expect(JSON.stringify(await house.call(contract.ageing, { asOf: '2013-06-30' }))).toBe(before);
});

withData(
  'HighRadius: 9,681 invoices in dollars age to the cent of the oracle; three decimals are refused until told to round',
  async () => {
    const house = await testHouse(ROOMS);
    const file = { name: 'nulldata.csv', content: readFileSync(`${HIGHRADIUS}nulldata.csv`) };
    const asked = await house.call(files.importLedger, {}, { file });
    expect(asked).toMatchObject({ applied: false, accepted: 0, refusedCount: 576 });
    expect(asked.offers).toContainEqual({ id: 'decimals', value: 'half-up', count: 576 });
    expect((await house.call(contract.ageing, { asOf: '2020-05-31' })).currencies).toEqual([]);
    const report = await house.call(files.importLedger, { answers: { decimals: 'half-up' } }, { file });
    expect(report).toMatchObject({ accepted: 9681, sums: [{ amount: '310427859.34', currency: 'USD' }] });
    for (const day of ['2020-04-30', '2020-05-31', '2020-06-30', '2020-07-31']) {
      const { currencies } = await house.call(contract.ageing, { asOf: day });
      const oracle = rowsOf(`${HIGHRADIUS}oracle_aging_by_due_date.csv`).filter((row) => row.as_of === day);
      for (const row of oracle.filter((each) => each.bucket_days_past_due !== 'over_90')) {
        const found = currencies[0]!.buckets.find((bucket) => bucket.key === row.bucket_days_past_due)!;
        expect([day, row.bucket_days_past_due, found.items, found.amount]).toEqual([
          day,
          row.bucket_days_past_due,
          Number(row.invoices),
          row.usd_half_up,
        ]);
      }
    }
    const { rows } = await house.call(contract.ledger, { sort: 'open', descending: true, limit: 20, currency: 'USD' });
    const top = rowsOf(`${HIGHRADIUS}oracle_top20_customers.csv`);
    expect(rows.map((row) => [row.customer.code, row.open.amount])).toEqual(top.map((row) => [row.cust_number, row.usd_half_up]));
  },
);

withData('the file with swapped days and months is stopped before a single row enters', async () => {
  const house = await testHouse(ROOMS);
  const file = { name: 'swapped.csv', content: readFileSync(`${HIGHRADIUS}swapped_dates.csv`) };
  await expect(
    house.call(files.importLedger, { answers: { decimals: 'half-up' }, goodRowsOnly: true }, { file }),
  ).rejects.toMatchObject({
    status: 422,
    code: 'file_refused',
    facts: { fileErrors: [{ code: 'dates_contradict', facts: { dueBeforePosted: 3481 } }] },
  });
  expect((await house.call(contract.ledger, {})).rows).toEqual([]);
});

test('all or nothing: one wrong row refuses the file and leaves no customer, no document, no balance', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-21' });
  const report = await importing(
    house,
    'C1,甲公司,INV-1,2026-10-01,2026-11-30,CNY,100.00,0,\nC2,乙公司,INV-2,2026-10-05,2026-09-01,CNY,50.00,0,\n',
  );
  expect(report).toMatchObject({ applied: false, accepted: 0, refusedCount: 1, customersAdded: 0 });
  expect(report.refused[0]).toMatchObject({ row: 2, line: 3, column: '到期日', code: 'due_before_issued' });
  expect(report.refused[0]!.message).toContain('早于');
  expect((await house.call(contract.ledger, {})).rows).toEqual([]);
  expect((await house.call(files.imports, {})).imports).toMatchObject([{ applied: false, refused: 1 }]);
});

test('good rows only: what is right enters, what is wrong is kept with its reason and can be downloaded', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-21' });
  const csv = 'C1,甲公司,INV-1,2026-10-01,2026-11-30,CNY,100.00,0,\nC2,乙公司,INV-2,2026-10-05,2026-09-01,CNY,50.00,0,\n';
  const report = await importing(house, csv, { goodRowsOnly: true });
  expect(report).toMatchObject({ applied: true, accepted: 1, refusedCount: 1, sums: [{ amount: '100.00', currency: 'CNY' }] });
  const file = await house.download(files.refusals, { import: report.importId! });
  expect(file.fileName).toMatch(/\.xlsx$/);
  expect(Buffer.from(file.bytes).subarray(0, 2).toString()).toBe('PK');
});

test('an invoice that the ledger knows with another amount is refused, not overwritten', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-21' });
  await importing(house, 'C1,甲公司,INV-1,2026-10-01,2026-11-30,CNY,100.00,0,\n');
  const again = await importing(house, 'C1,甲公司,INV-1,2026-10-01,2026-11-30,CNY,120.00,0,\n');
  expect(again).toMatchObject({ applied: false, refused: [{ row: 1, code: 'conflicts_with_ledger', value: 'INV-1' }] });
});

test('a later file that says more was received posts the difference, once', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-21' });
  await importing(house, 'C1,甲公司,INV-1,2026-08-01,2026-10-01,CNY,100.00,0,\n');
  const paid = 'C1,甲公司,INV-1,2026-08-01,2026-10-01,CNY,100.00,60.00,2026-11-10\n';
  await importing(house, paid);
  await importing(house, paid);
  await importing(house, 'C1,甲公司,INV-1,2026-08-01,2026-10-01,CNY,100.00,100.00,2026-11-20\n');
  const { documents } = await house.call(contract.documents, { customer: 'C1', show: 'all' });
  expect(documents.map((each) => [each.number, each.kind, each.amount.amount, each.open.amount]).sort()).toEqual([
    ['INV-1#2', 'receipt', '40.00', '0.00'],
    ['INV-1', 'invoice', '100.00', '0.00'],
    ['INV-1', 'receipt', '60.00', '0.00'],
  ]);
  const on = async (asOf: string) => (await house.call(contract.ageing, { asOf })).currencies[0]!.total;
  expect([await on('2026-11-09'), await on('2026-11-10'), await on('2026-11-20')]).toEqual(['100.00', '40.00', '0.00']);
  expect((await house.call(exposure.reconcile, {})).differences).toEqual([]);
});

test('dates that evidence cannot settle are asked about, and the answer is remembered with the template', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-21' });
  const csv = 'C1,甲公司,INV-1,03/04/2026,05/06/2026,CNY,100.00,0,\n';
  await expect(importing(house, csv)).rejects.toMatchObject({
    status: 422,
    code: 'questions_open',
    facts: { questions: [{ id: 'date_order', options: ['dmy', 'mdy'] }] },
  });
  await importing(house, csv, { answers: { date_order: 'dmy' }, template: '旧系统' });
  const again = await importing(house, csv, { template: '旧系统' });
  expect(again.unchanged).toBe(1);
  const { documents } = await house.call(contract.documents, { customer: 'C1', show: 'all' });
  expect(documents[0]).toMatchObject({ issuedOn: '2026-04-03', dueOn: '2026-06-05' });
});

test('a preview says what would happen and leaves nothing behind', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-21' });
  const csv = `${HEAD}C1,甲公司,INV-1,2026-10-01,2026-11-30,CNY,100.00,0,\n`;
  const seen = await house.call(files.preview, {}, { file: { name: '台账.csv', content: csv } });
  expect(seen.columns.find((column) => column.heading === '应收金额')).toMatchObject({ field: 'amount', samples: ['100.00'] });
  expect(seen.report).toMatchObject({ accepted: 1, refusedCount: 0, applied: false });
  expect((await house.call(contract.ledger, {})).rows).toEqual([]);
});

test('the ledger of today and the ledger as of today from the journal are the same figures', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-21' });
  await importing(
    house,
    [
      'C1,甲公司,INV-1,2026-06-01,2026-08-01,CNY,100.00,30.00,2026-09-01',
      'C1,甲公司,INV-2,2026-10-01,2026-12-01,CNY,200.00,0,',
      'C2,乙公司,INV-3,2025-06-01,2025-07-01,CNY,75.50,0,',
      'C3,丙公司,INV-4,2026-11-01,2026-11-20,CNY,10.00,0,',
    ].join('\n'),
  );
  const today = await house.call(contract.ledger, { sort: 'code' });
  const journal = await house.call(contract.ledger, { sort: 'code', knownAt: '2099-01-01T00:00:00Z' });
  expect(journal).toEqual(today);
  // So are the customer's own page, his papers and how he pays.
  for (const [of, input] of [
    [exposure.position, {}],
    [contract.documents, { show: 'all' }],
    [contract.behaviour, { months: 12 }],
  ] as const) {
    const ask = (more: object) => house.call(of as typeof exposure.position, { customer: 'C1', ...input, ...more });
    expect(await ask({ knownAt: '2099-01-01T00:00:00Z' })).toEqual(await ask({}));
  }
  expect(today.rows.map((row) => [row.customer.code, row.open.amount, row.overdue.amount, row.oldestDays])).toEqual([
    ['C1', '270.00', '70.00', 112],
    ['C2', '75.50', '75.50', 508],
    ['C3', '10.00', '10.00', 1],
  ]);
  expect(today.totals[0]).toMatchObject({
    customers: 3,
    overdueCustomers: 3,
    open: { amount: '355.50' },
    overdue: { amount: '155.50' },
  });
});

test('a day passes: the page shows the new overdue without any job having run', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-21' });
  await importing(house, 'C1,甲公司,INV-1,2026-09-22,2026-11-21,CNY,100.00,0,\n');
  const overdue = async (on: string) => (await house.on(on).call(contract.ledger, {})).rows[0]!.overdue.amount;
  expect(await overdue('2026-11-21')).toBe('0.00');
  expect(await overdue('2026-11-22')).toBe('100.00');
});

test('as known at a moment: what was recorded later does not change the answer (R15)', async () => {
  const house = await testHouse(ROOMS);
  await importing(house, 'C1,甲公司,INV-1,2026-01-01,2026-03-01,CNY,100.00,0,\n');
  const knownAt = new Date().toISOString();
  const first = await house.call(contract.ageing, { asOf: '2026-04-30', knownAt });
  await importing(house, 'C1,甲公司,INV-0,2025-12-01,2026-01-01,CNY,55.00,0,\n');
  expect(await house.call(contract.ageing, { asOf: '2026-04-30', knownAt })).toEqual(first);
  expect((await house.call(contract.ageing, { asOf: '2026-04-30' })).currencies[0]!.total).toBe('155.00');
});

test('a salesperson sees the ledger of his own customers, also in totals, ageing and the workbook', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-21' });
  const sales = await house.person('lu.ming', 'sales');
  const csv =
    '客户编码,客户名称,业务员,发票号,开票日期,到期日,币种,应收金额\nC1,甲公司,lu.ming,INV-1,2026-10-01,2026-11-30,CNY,100.00\nC2,CANARY乙,别人,INV-2,2026-10-01,2026-11-30,CNY,50.00\n';
  await house.call(files.importLedger, {}, { file: { name: '台账.csv', content: csv } });
  const seen = await house.call(contract.ledger, {}, { as: sales });
  expect(seen.rows.map((row) => row.customer.code)).toEqual(['C1']);
  expect(seen.totals[0]).toMatchObject({ customers: 1, open: { amount: '100.00' } });
  expect((await house.call(contract.ageing, {}, { as: sales })).currencies[0]!.total).toBe('100.00');
  const csvOut = await house.download(contract.exportLedger, { format: 'csv' }, { as: sales });
  expect(Buffer.from(csvOut.bytes).toString()).not.toContain('CANARY');
  await expect(house.call(contract.documents, { customer: 'C2' }, { as: sales })).rejects.toMatchObject({ status: 404 });
});
