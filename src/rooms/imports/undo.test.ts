// Stories of imports taken back: the books stand as they stood before, the same file may come again, and what builds on a file is named.
import { expect, test } from 'vitest';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import * as approvals from '#rooms/approvals/contract.ts';
import * as bills from '#rooms/bills/contract.ts';
import * as contracts from '#rooms/contracts/contract.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import * as customers from '#rooms/customers/contract.ts';
import * as exposure from '#rooms/exposure/contract.ts';
import { grantDirectly } from '#rooms/limits/actions.ts';
import * as limits from '#rooms/limits/contract.ts';
import * as orders from '#rooms/orders/contract.ts';
import { setMode } from '#rooms/policies/actions.ts';
import * as receivables from '#rooms/receivables/contract.ts';
import { ROOMS } from '../../rooms.ts';
import * as contract from './contract.ts';

const TODAY = '2026-11-22';

function take(house: TestHouse, kind: string, csv: string) {
  return house.call(contract.importLedger, { kind: kind as never }, { file: { name: `${kind}.csv`, content: csv } });
}

function undo(house: TestHouse, done: { importId: string | null }) {
  return house.call(contract.undo, { import: done.importId!, why: '导错了文件' });
}

async function books(house: TestHouse, customer: string) {
  const { positions } = await house.call(exposure.position, { customer });
  const own = positions.find((each) => each.kind === 'own');
  const parts = Object.entries(own?.parts ?? {}).flatMap(([part, money]) =>
    Number(money.amount) === 0 ? [] : [[part, money.amount]],
  );
  const { documents } = await house.call(receivables.documents, { customer, show: 'all' });
  const open = documents
    .filter((each) => Number(each.open.amount) !== 0)
    .map((each) => [each.kind, each.number, each.open.amount]);
  return { parts: Object.fromEntries(parts), open: open.sort() };
}

/** Imported, taken back, imported again: before and after the books say the same, and the second time is as the first. */
async function thereAndBack(house: TestHouse, kind: string, csv: string, customer = 'C1') {
  const before = await books(house, customer);
  const first = await take(house, kind, csv);
  expect([kind, first.applied, first.refused]).toEqual([kind, true, []]);
  const after = await books(house, customer);
  const back = await undo(house, first);
  expect([kind, await books(house, customer)]).toEqual([kind, before]);
  expect((await house.call(exposure.reconcile, {})).differences).toEqual([]);
  const again = await take(house, kind, csv);
  expect([kind, again.changes, again.unchanged]).toEqual([kind, first.changes, first.unchanged]);
  expect([kind, await books(house, customer)]).toEqual([kind, after]);
  return { back, again };
}

const INVOICES =
  '客户编码,客户名称,发票号,开票日期,到期日,币种,价税合计\nC1,甲公司,F-1,2026-08-01,2026-09-30,CNY,1000.00\nC1,甲公司,F-2,2026-09-01,2026-10-31,CNY,500.00\n';

test('what paid what, what was written off, and money that went back: undone, the invoices are open as they were', async () => {
  const house = await testHouse(ROOMS, { today: TODAY });
  await house.call(customers.save, { code: 'C1', name: '甲公司' });
  await thereAndBack(house, 'invoices', INVOICES);
  const receipts = '收款单号,客户编码,客户名称,收款日期,收款金额,币种,发票号\n';
  await thereAndBack(house, 'receipts', `${receipts}SK-1,C1,甲公司,2026-10-05,700.00,CNY,F-1\n`);
  await take(house, 'receipts', `${receipts}SK-2,C1,甲公司,2026-10-06,400.00,CNY,\n`);
  const applied = '收款单号,发票号,核销日期,核销金额,折扣金额,币种\n';
  const { back } = await thereAndBack(house, 'applications', `${applied}SK-2,F-2,2026-10-06,300.00,5.00,CNY\n`);
  expect(back).toMatchObject({ reversed: 1, applications: 2 });
  await thereAndBack(house, 'applications', `${applied}SK-2,F-2,2026-10-06,-300.00,,CNY\n`);
  await thereAndBack(house, 'write-offs', '发票号,核销日期,坏账金额,币种,原因\nF-2,2026-11-01,80.00,CNY,客户注销\n');
  // The bank took the money back; that message was wrong, and what the money had paid is paid again.
  const bounced = await thereAndBack(house, 'receipts', `${receipts}SK-1,C1,甲公司,2026-10-05,-700.00,CNY,\n`);
  expect(bounced.back.undone).toEqual({ entered_again: 1 });
});

test('orders and deliveries undone give back what they reserved and used up; an order delivered meanwhile is named, and nothing moves', async () => {
  const house = await testHouse(ROOMS, { today: TODAY });
  await take(house, 'customers', '客户编码,客户名称,账期\nC1,甲公司,60\n');
  await house.run(async (ctx) => {
    const { party_id: partyId } = await resolveParty(ctx, 'C1');
    await setMode(ctx, { mode: 'live', reason: 'test' });
    const limit = { kind: 'permanent', mode: 'amount', amountMinor: 100_000n, currency: 'CNY', termsDays: 60 } as const;
    await grantDirectly(ctx, [{ ...limit, partyId, validFrom: '2026-01-01', validTo: null, grantedBy: '授信委员会' }]);
  });
  const head = '客户编码,客户名称,订单号,订单日期,订单金额,已发货金额\n';
  const first = `${head}C1,甲公司,SO-1,2026-11-01,600.00,0\nC1,甲公司,SO-2,2026-11-02,1700.00,0\n`;
  const { again: placed } = await thereAndBack(house, 'orders', first);
  const heldNow = async () => (await house.call(orders.holds, { state: 'held' })).holds.map((hold) => hold.order).sort();
  // Raised it waits beside what it reserves, and the next file says that it is as it was.
  await take(house, 'orders', `${head}C1,甲公司,SO-1,2026-11-01,1500.00,0\n`);
  expect(await heldNow()).toEqual(['SO-1', 'SO-2']);
  await take(house, 'orders', `${head}C1,甲公司,SO-1,2026-11-01,600.00,0\n`);
  expect(await heldNow()).toEqual(['SO-2']);
  // Less is to come of SO-1: undone, it is checked again for what it was.
  await thereAndBack(house, 'orders', `${head}C1,甲公司,SO-1,2026-11-01,600.00,100.00\n`);
  const sent = '发货单号,订单号,客户编码,发货日期,发货金额,是否开票\n';
  await thereAndBack(house, 'deliveries', `${sent}D-1,SO-1,C1,2026-11-10,500.00,否\n`);
  await thereAndBack(house, 'deliveries', `${sent}D-1,SO-1,C1,2026-11-10,500.00,是\n`);
  const before = await books(house, 'C1');
  await expect(undo(house, placed)).rejects.toMatchObject({
    code: 'built_upon',
    facts: { builtOn: [{ number: 'SO-1', why: 'order_delivered' }] },
  });
  expect(await books(house, 'C1')).toEqual(before);
});

test('a bill register undone takes back bills and what it told of known ones; a bill that somebody acted on since is named', async () => {
  const house = await testHouse(ROOMS, { today: TODAY });
  await take(house, 'invoices', INVOICES);
  const head = '票据号码,票据种类,客户编码,客户名称,承兑人,收票日,到期日,票面金额,票据状态,状态日期,被背书人,有无追索权,发票号\n';
  const bill = (state: string) => `${head}B1,商业承兑汇票,C1,甲公司,乙公司,2026-08-05,2027-02-01,400.00,${state},F-1\n`;
  await thereAndBack(house, 'bills', bill('在手,,,'));
  const { back, again } = await thereAndBack(house, 'bills', bill('已背书,2026-09-01,丙公司,有'));
  expect(back).toMatchObject({ reversed: 0, undone: { bill_advanced: 1 } });
  const { bills: held } = await house.call(bills.list, {} as never);
  await house.call(bills.undo, { id: held[0]!.id, reason: '没有背书' });
  await house.call(bills.act, { bills: [held[0]!.id], act: 'pledge', counterparty: '工商银行', on: '2026-09-02' } as never);
  await expect(undo(house, again)).rejects.toMatchObject({ facts: { builtOn: [{ number: 'B1', why: 'bill_acted_since' }] } });
});

test('contracts, margins, records, VAT lists and group links undone are gone from every page, and may come again', async () => {
  const house = await testHouse(ROOMS, { today: TODAY });
  await take(house, 'customers', '客户编码,客户名称,账期,集团编码\nC1,甲公司,60,G0\n');
  const moved = await take(house, 'customers', '客户编码,客户名称,账期,集团编码\nC1,甲公司,60,G1\nC2,乙公司,30,G1\n');
  const group = async (customer: string) => (await house.call(customers.get, { customer })).customer.group?.code ?? null;
  expect([await group('C1'), await group('C2')]).toEqual(['G1', 'G1']);
  expect((await undo(house, moved)).undone).toEqual({ group_link: 2 });
  expect([await group('C1'), await group('C2')]).toEqual(['G0', null]);

  await thereAndBack(
    house,
    'contracts',
    '合同号,客户编码,客户名称,签订日期,合同金额,账期天数\nHT-1,C1,甲公司,2026-03-01,1000.00,60\n',
  );
  expect((await house.call(contracts.list, { view: 'all' })).contracts.map((each) => each.number)).toEqual(['HT-1']);
  const margins = await thereAndBack(
    house,
    'margins',
    '客户编码,客户名称,月份,销售收入,销售成本\nC1,甲公司,2026-09,1000.00,800.00\n',
  );
  await undo(house, margins.again);
  expect((await house.call(contracts.margins, { customer: 'C1' })).months).toEqual([]);
  const record = '客户编码,客户名称,记录类型,案号,日期,金额,内容\nC1,甲公司,被执行人,(2026)浙01执1号,2026-05-01,5000.00,某案\n';
  const records = await thereAndBack(house, 'external-records', record);
  expect(records.back.undone).toEqual({ external_record: 1 });
  const vat =
    '企业代号,发票号码,开票日期,购方单位代号,金额,税额,价税合计,发票状态\nC1,100,2026-01-05,B1,100.00,13.00,113.00,有效发票\n';
  expect((await thereAndBack(house, 'vat-invoices', vat)).back.undone).toEqual({ vat_invoice: 1 });

  // What stood before stands again; what was said in error stays to be read, and counts no longer.
  const dunned = async () => (await house.call(customers.creditStates, { customer: 'C1' })).dunning?.level;
  await house.call(customers.recordCreditState, { customer: 'C1', kind: 'dunning', level: 1 });
  const states = await thereAndBack(house, 'credit-states', '客户编码,催款级别,复审日\nC1,3,2027-01-15\n');
  expect([states.back.undone, await dunned()]).toEqual([{ credit_state: 2 }, 3]);
  await undo(house, states.again);
  expect(await dunned()).toBe(1);
  const { review, history } = await house.call(customers.creditStates, { customer: 'C1' });
  expect([review, history.filter((each) => each.withdrawnBy !== null).length, history.length]).toEqual([null, 4, 5]);
  // Each customer's own timeline tells both, as it tells what was said by hand.
  const { events } = await house.call(customers.timeline, { customer: 'C1', kind: 'customers' });
  expect(events.slice(0, 3).map(({ operation, facts }) => [operation, facts?.['state'] ?? facts?.['reason']])).toEqual([
    ['customers.credit-state-withdrawn', expect.any(String)],
    ['customers.record-credit-state', expect.any(String)],
    ['customers.record-credit-state', expect.any(String)],
  ]);
});

test('limits of a customers file wait together for a second person, hold once approved, and are taken back only before', async () => {
  const house = await testHouse(ROOMS, { today: TODAY });
  const [clerk, chief] = [await house.person('clerk', 'receivables-clerk'), await house.person('chief', 'credit-manager')];
  const csv = '客户编码,客户名称,账期,授信额度\nC1,甲公司,60,500000\nC2,乙公司,30,80000\n';
  const bring = () =>
    house.call(contract.importLedger, { kind: 'customers' }, { as: clerk, file: { name: 'x.csv', content: csv } });
  const first = await bring();
  expect(first).toMatchObject({ applied: true, changes: { limit_asked: 2 } });
  expect((await undo(house, first)).undone).toEqual({ limit_asked: 2 });
  expect((await house.call(approvals.list, {})).cases).toEqual([]);
  const again = await bring();
  // While they wait, and once they hold, the same file says that it changes nothing.
  const nothing = { applied: true, accepted: 2, unchanged: 2, customersAdded: 0, changes: {} };
  expect(await bring()).toMatchObject(nothing);
  const { cases } = await house.call(approvals.list, {});
  expect(cases.map((each) => [each.kind, each.amount?.amount])).toEqual([['limits-file', '500000.00']]);
  const { id, hash, version } = cases[0]!;
  const decide = (as: typeof clerk) => house.call(approvals.decide, { id, hash, version, decision: 'approve' }, { as });
  await expect(decide(clerk)).rejects.toMatchObject({ status: 403 });
  await decide(chief);
  const { grants } = await house.call(limits.of, { customer: 'C2' });
  expect(grants).toMatchObject([{ amount: { amount: '80000.00' }, inForce: true, validFrom: TODAY, grantedBy: 'chief' }]);
  await expect(undo(house, again)).rejects.toMatchObject({ facts: { builtOn: [{ why: 'limit_decided_since' }, {}] } });
  // Known limits stay: the same file again asks for nothing.
  expect(await bring()).toMatchObject(nothing);
  expect((await house.call(approvals.list, {})).cases).toEqual([]);
});
