// The ledger page: gathered by group and salesperson, exported whole, one limit over several currencies, payment behaviour by month.
import { expect, test } from 'vitest';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import { linkGroup, resolveParty, saveGroup } from '#rooms/customers/actions.ts';
import { save as saveCustomer } from '#rooms/customers/contract.ts';
import * as exposure from '#rooms/exposure/contract.ts';
import * as files from '#rooms/imports/contract.ts';
import { grantDirectly } from '#rooms/limits/actions.ts';
import { of as limitsOf } from '#rooms/limits/contract.ts';
import { ROOMS } from '../../rooms.ts';
import * as contract from './contract.ts';

const TODAY = '2026-11-21';
const HEAD = '客户编码,客户名称,业务员,发票号,开票日期,到期日,币种,应收金额,已收金额,结清日期\n';

async function ledger(rows: string): Promise<TestHouse> {
  const house = await testHouse(ROOMS, { today: TODAY });
  await house.call(files.importLedger, {}, { file: { name: '台账.csv', content: HEAD + rows } });
  return house;
}

const ROWS = [
  'C1,甲公司,陆明,INV-1,2026-06-01,2026-08-01,CNY,100.00,30.00,2026-09-01',
  'C2,乙公司,陆明,INV-2,2026-10-01,2026-12-01,CNY,200.00,0,',
  'C3,丙公司,沈玉,INV-3,2025-06-01,2025-07-01,CNY,75.50,0,',
  'C4,丁公司,,INV-4,2026-11-01,2026-12-20,CNY,10.00,0,',
].join('\n');

test('gathered by salesperson the ledger adds up to its totals, today and on another day', async () => {
  const house = await ledger(ROWS);
  for (const asOf of [TODAY, '2026-08-15']) {
    const { rows, totals } = await house.call(contract.ledgerPivot, { by: 'owner', asOf });
    const sum = (of: (row: (typeof rows)[number]) => string) => rows.reduce((all, row) => all + Number(of(row)) * 100, 0);
    expect(Math.round(sum((row) => row.exposure.amount))).toBe(Math.round(Number(totals[0]!.exposure.amount) * 100));
    expect(Math.round(sum((row) => row.overdue.amount))).toBe(Math.round(Number(totals[0]!.overdue.amount) * 100));
  }
  const { rows } = await house.call(contract.ledgerPivot, { by: 'owner' });
  expect(rows.map((row) => [row.key, row.customers, row.exposure.amount, row.overdueCustomers, row.oldestDays])).toEqual([
    ['陆明', 2, '270.00', 1, 112],
    ['沈玉', 1, '75.50', 1, 508],
    [null, 1, '10.00', 0, null],
  ]);
  // What a row stands for is what the filter of the same name shows.
  expect((await house.call(contract.ledger, { owner: '陆明' })).totals[0]!.exposure.amount).toBe('270.00');
});

test('gathered by group each customer stands in the group of that day', async () => {
  const house = await ledger(ROWS);
  await house.run(async (ctx) => {
    const group = await saveGroup(ctx, { code: 'G1', name: '甲乙集团' });
    for (const code of ['C1', 'C2']) await linkGroup(ctx, (await resolveParty(ctx, code)).party_id, group.id);
  });
  const { rows } = await house.call(contract.ledgerPivot, { by: 'group' });
  expect(rows.map((row) => [row.key, row.label, row.customers, row.exposure.amount])).toEqual([
    ['G1', '甲乙集团', 2, '270.00'],
    [null, null, 2, '85.50'],
  ]);
  // What the group owed on a day: of those who stood in it then, what they owed then.
  const owed = async (asOf?: string) => {
    const { positions } = await house.call(exposure.position, { customer: 'C1', ...(asOf ? { asOf } : {}) });
    return positions.filter((each) => each.kind === 'group').map((each) => each.exposure.amount);
  };
  expect([await owed(), await owed(TODAY), await owed('2026-10-15')]).toEqual([['270.00'], ['270.00'], []]);
  const known = await house.call(exposure.position, { customer: 'C1', knownAt: '2099-01-01T00:00:00Z' });
  expect(known).toEqual(await house.call(exposure.position, { customer: 'C1' }));
});

test('as known at a moment: limits, names, groups, salespeople and terms are those known then, whatever was decided or renamed later', async () => {
  const house = await ledger(ROWS);
  const grant = (amountMinor: bigint, validFrom: string, termsDays: number, validTo: string | null = null) =>
    house.run(async (ctx) => {
      const { party_id: partyId } = await resolveParty(ctx, 'C1');
      const kind = validTo === null || termsDays === 30 ? ('permanent' as const) : ('temporary' as const);
      await grantDirectly(ctx, [
        { partyId, currency: 'CNY', kind, mode: 'amount', amountMinor, termsDays, validFrom, validTo, grantedBy: '授信委员会' },
      ]);
    });
  const join = (name: string) =>
    house.run(async (ctx) => {
      const group = await saveGroup(ctx, { code: name, name: `${name} 集团` });
      await linkGroup(ctx, (await resolveParty(ctx, 'C1')).party_id, group.id);
    });
  await grant(20_000n, '2026-01-01', 30, '2026-12-31');
  await join('G1');
  let knownAt = '';
  await house.run(async (ctx) => {
    knownAt = ctx.at.toISOString();
  });
  await new Promise((resolve) => setTimeout(resolve, 5));

  const asked = async (then: object) => {
    const [page, limits, position, pivot] = await Promise.all([
      house.call(contract.ledger, { text: 'C1', ...then }),
      house.call(limitsOf, { customer: 'C1', ...then }),
      house.call(exposure.position, { customer: 'C1', ...then }),
      house.call(contract.ledgerPivot, { by: 'group', ...then }),
    ]);
    const [row] = page.rows;
    return {
      row,
      found: (await house.call(contract.ledger, { text: '甲公司', ...then })).rows.length,
      groups: pivot.rows.map((each) => each.label),
      nodes: position.positions.map((each) => [each.kind, each.limit?.amount ?? null]),
      grants: limits.grants.map((each) => [each.amount?.amount, each.validTo, each.inForce]),
      steps: limits.steps.map((each) => [each.startsOn, each.limit?.amount ?? null]),
      terms: limits.termsDays,
    };
  };
  const before = await asked({ knownAt });
  expect(before.row).toMatchObject({
    customer: { name: '甲公司', owner: '陆明', group: 'G1 集团' },
    limit: { amount: '200.00' },
    termsDays: 30,
  });
  expect(before.grants).toEqual([['200.00', '2026-12-31', true]]);
  expect(before.steps, 'that it will run out was known').toEqual([
    ['2026-01-01', '200.00'],
    ['2027-01-01', null],
  ]);
  expect(before).toEqual(await asked({}));

  // Later: a higher limit from a day before that moment, one beside it, another name, another group, another salesperson, other terms.
  await grant(90_000n, '2026-06-01', 90);
  await grant(5_000n, '2026-11-01', 45, '2026-12-15');
  await house.call(saveCustomer, { code: 'C1', name: '甲新公司', termsDays: 75, owner: '' });
  await join('G2');
  expect(await asked({ knownAt }), 'nothing of it leaks in').toEqual(before);
  const after = await asked({});
  expect(after.row).toMatchObject({
    customer: { name: '甲新公司', group: 'G2 集团' },
    limit: { amount: '950.00' },
    termsDays: 90,
  });
  expect(after.grants.map(([amount, validTo]) => [amount, validTo])).toContainEqual(['200.00', '2026-05-31']);
  expect(await asked({ knownAt: '2099-01-01T00:00:00Z' }), 'all that is known is what stands').toEqual(after);
});

test('a salesperson gathers his own customers only', async () => {
  const house = await testHouse(ROOMS, { today: TODAY });
  const sales = await house.person('陆明', 'sales');
  await house.call(files.importLedger, {}, { file: { name: '台账.csv', content: HEAD + ROWS } });
  const { rows } = await house.call(contract.ledgerPivot, { by: 'owner' }, { as: sales });
  expect(rows.map((row) => row.key)).toEqual(['陆明']);
});

test('what is available is said of the limit over all currencies, in the list as in the order check', async () => {
  const house = await ledger(ROWS);
  await house.call(exposure.recordRates, { rates: [{ currency: 'USD', on: TODAY, rate: '7' }] });
  await house.call(
    files.importLedger,
    {},
    { file: { name: '外销.csv', content: `${HEAD}C1,甲公司,陆明,EX-1,2026-10-01,2026-12-01,USD,10.00,0,\n` } },
  );
  await house.run(async (ctx) => {
    const { party_id: partyId } = await resolveParty(ctx, 'C1');
    await grantDirectly(ctx, [
      {
        partyId,
        currency: 'CNY',
        kind: 'permanent',
        mode: 'amount',
        amountMinor: 20_000n,
        termsDays: null,
        validFrom: '2026-01-01',
        validTo: null,
        grantedBy: '授信委员会',
      },
    ]);
  });
  const { rows } = await house.call(contract.ledger, { text: 'C1', sort: 'available', descending: true });
  expect(rows.map((row) => [row.currency, row.exposure.amount, row.available?.amount])).toEqual([
    ['CNY', '70.00', '60.00'], // 200 − 70 − 10 × 7
    ['USD', '10.00', '-10.00'],
  ]);
});

test('the export holds every row of the filter, as a workbook and as CSV', async () => {
  const house = await ledger(ROWS);
  const csv = Buffer.from((await house.download(contract.exportLedger, { format: 'csv', overdueOnly: true })).bytes).toString();
  expect(csv.trim().split('\r\n')).toHaveLength(3);
  expect(csv).toContain('丙公司');
  const book = await house.download(contract.exportLedger, {});
  expect(Buffer.from(book.bytes).subarray(0, 2).toString()).toBe('PK');
});

test('payment behaviour by month: how much was paid, how late, how much of it on time', async () => {
  const house = await ledger(
    [
      'C1,甲公司,,A1,2026-06-01,2026-08-01,CNY,100.00,100.00,2026-08-21',
      'C1,甲公司,,A2,2026-06-01,2026-08-31,CNY,300.00,300.00,2026-08-25',
      'C1,甲公司,,A3,2026-06-01,2026-09-10,CNY,50.00,50.00,2026-09-10',
    ].join('\n'),
  );
  const { months } = await house.call(contract.behaviour, { customer: 'C1', months: 4 });
  expect(
    months.map(({ month, payments, onTimePpm, weightedDaysLate, daysLateMax }) => [
      month,
      payments,
      onTimePpm,
      weightedDaysLate,
      daysLateMax,
    ]),
  ).toEqual([
    ['2026-08', 2, 750_000, 5, 20],
    ['2026-09', 1, 1_000_000, 0, 0],
    ['2026-10', 0, null, null, null],
    ['2026-11', 0, null, null, null],
  ]);
});
