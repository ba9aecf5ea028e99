// Stories of files of many kinds: what each does to the books, and that the same file again changes nothing.
import { expect, test } from 'vitest';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import * as contractsOf from '#rooms/contracts/contract.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import * as customers from '#rooms/customers/contract.ts';
import { accountsOf, lockLines } from '#rooms/exposure/actions.ts';
import * as exposure from '#rooms/exposure/contract.ts';
import { grantDirectly } from '#rooms/limits/actions.ts';
import * as orders from '#rooms/orders/contract.ts';
import { setMode } from '#rooms/policies/actions.ts';
import * as receivables from '#rooms/receivables/contract.ts';
import { ROOMS } from '../../rooms.ts';
import * as contract from './contract.ts';

const TODAY = '2026-11-21';
const RECORDS =
  '客户编码,客户名称,记录类型,案号,日期,金额,内容\nC1,甲公司,被执行人,(2026)浙01执1号,2026-05-01,5000.00,买卖合同纠纷\n';

function take(house: TestHouse, kind: string, csv: string, more: object = {}) {
  return house.call(contract.importLedger, { kind: kind as never, ...more }, { file: { name: `${kind}.csv`, content: csv } });
}

function look(house: TestHouse, kind: string, csv: string) {
  return house.call(contract.preview, { kind: kind as never }, { file: { name: `${kind}.csv`, content: csv } });
}

/** Twice, as people do: the second time everything is known. */
async function twice(house: TestHouse, kind: string, csv: string) {
  const first = await take(house, kind, csv);
  expect(first.refused).toEqual([]);
  expect(first.applied).toBe(true);
  const again = await take(house, kind, csv);
  expect([kind, again.accepted, again.unchanged]).toEqual([kind, first.accepted, first.accepted]);
  expect((await house.call(exposure.reconcile, {})).differences).toEqual([]);
  return first;
}

async function parts(house: TestHouse, customer: string) {
  const { positions } = await house.call(exposure.position, { customer });
  const own = positions.find((each) => each.kind === 'own')!;
  return Object.fromEntries(
    Object.entries(own.parts).flatMap(([part, money]) => (Number(money.amount) === 0 ? [] : [[part, money.amount]])),
  );
}

async function limited(house: TestHouse, code: string, amountMinor: bigint) {
  await house.run(async (ctx) => {
    const { party_id: partyId } = await resolveParty(ctx, code);
    await setMode(ctx, { mode: 'live', reason: 'test' });
    await grantDirectly(ctx, [
      {
        partyId,
        currency: 'CNY',
        kind: 'permanent',
        mode: 'amount',
        amountMinor,
        termsDays: 60,
        validFrom: '2026-01-01',
        validTo: null,
        grantedBy: '授信委员会',
      },
    ]);
  });
}

test('balances carried forward: what is open, by document or by customer, in debit and in credit', async () => {
  const house = await testHouse(ROOMS, { today: TODAY });
  await twice(
    house,
    'open-items',
    '客户编码,客户名称,单据号,开票日期,到期日,币种,应收金额,未收余额\nC1,甲公司,A-1,2026-06-01,2026-08-01,CNY,1000.00,400.00\nC1,甲公司,A-2,2026-10-01,2026-12-01,CNY,250.00,250.00\n',
  );
  expect(await parts(house, 'C1')).toEqual({ open: '650.00' });
  expect((await house.call(receivables.ageing, {})).currencies[0]!.buckets.find((each) => each.key === '91-180')?.amount).toBe(
    '400.00',
  );
  // Nothing in the file says when, and nothing was agreed: one question, its answer kept with the template.
  const plain = '截至2026-10-31 期初余额,,\n客户编码,客户名称,期初余额\nC1,甲公司,10.00\nC7,庚公司,-5.00\n';
  const asked = { code: 'questions_open', facts: { questions: [{ id: 'due_when', answer: 'day' }] } };
  await expect(take(house, 'open-items', plain)).rejects.toMatchObject(asked);
  const given = await take(house, 'open-items', plain, { answers: { due_when: 'days:30' }, template: '期初' });
  expect(given).toMatchObject({ applied: true, changes: { invoice: 1, receipt: 1 } });
  const { documents } = await house.call(receivables.documents, { customer: 'C1' });
  expect(documents.find((each) => each.number.startsWith('期初'))?.dueOn).toBe('2026-11-30');
  expect(await take(house, 'open-items', plain, { template: '期初' })).toMatchObject({ unchanged: 2 });
});

test('a new customer may come in several currencies at once; where every row is refused nothing is said to be imported', async () => {
  const house = await testHouse(ROOMS, { today: TODAY });
  const head = '客户,发票号,开票日期,到期日,币种,金额\n';
  const both = `${head}海丰,X1,2026-03-01,2026-04-01,USD,5.00\n海丰,X2,2026-03-01,2026-04-01,CNY,7.00\n`;
  expect(await twice(house, 'invoices', both)).toMatchObject({ changes: { invoice: 2 } });
  const contracts = '合同编号,客户名称,签订日期\nH9,海丰,2026-01-01\n';
  await expect(take(house, 'contracts', contracts)).rejects.toMatchObject({ code: 'questions_open' });
  expect(await take(house, 'contracts', contracts, { answers: { contract_terms: 'days:30' } })).toMatchObject({ accepted: 1 });
  const none = await take(house, 'invoices', `${head}海丰,X3,2026-03-01,2026-04-01,USD,¥5.00\n`, { goodRowsOnly: true });
  expect(none).toMatchObject({ applied: false, accepted: 0, refusedCount: 1, sums: [] });
});

test('a list by article is put together: the lines of one document are added up, once it is said that they are lines', async () => {
  const house = await testHouse(ROOMS, { today: TODAY });
  const head = '客户编码,客户名称,发票号,开票日期,到期日,品名,数量,价税合计\n';
  const lines = `${head}C1,甲公司,F-1,2026-10-01,2026-11-30,轴承,10,100.00\nC1,甲公司,F-1,2026-10-01,2026-11-30,轴套,5,13.50\nC1,甲公司,F-2,2026-10-02,2026-11-30,轴承,1,10.00\nC2,乙公司,F-2,2026-10-02,2026-11-30,轴承,1,10.00\n`;
  await expect(take(house, 'invoices', lines)).rejects.toMatchObject({ facts: { questions: [{ id: 'document_lines' }] } });
  const sum = { answers: { document_lines: 'sum' }, goodRowsOnly: true };
  expect(await take(house, 'invoices', lines, sum)).toMatchObject({
    accepted: 2,
    sums: [{ amount: '123.50' }],
    refused: [{ row: 4, code: 'duplicate_number' }],
    customersAdded: 1,
  });
  expect(await take(house, 'invoices', lines, sum)).toMatchObject({ accepted: 2, unchanged: 2 });
  const refused = await take(house, 'invoices', lines, { answers: { document_lines: 'refuse_again' } });
  expect(refused.refused.map((each) => each.row)).toEqual([1, 2, 4]);
});

test('an invoice without a due day falls due by the customer’s terms; where there are none the row is refused', async () => {
  const house = await testHouse(ROOMS, { today: TODAY });
  await take(house, 'customers', '客户编码,客户名称,账期\nC1,甲公司,45\nC2,乙公司,\n');
  const csv = '客户编码,客户名称,发票号,开票日期,到期日,币种,价税合计,税额\nC1,甲公司,F-1,2026-10-01,,CNY,113.00,13.00\n';
  await twice(house, 'invoices', csv);
  const { documents } = await house.call(receivables.documents, { customer: 'C1' });
  expect(documents.map((each) => [each.number, each.dueOn])).toEqual([['F-1', '2026-11-15']]);
  const refused = await take(house, 'invoices', `${csv}C2,乙公司,F-2,2026-10-01,,CNY,10.00,\n`);
  expect(refused).toMatchObject({ applied: false, refused: [{ row: 2, code: 'due_missing', value: 'F-2' }] });
  // A ledger without any column of due days asks the customers' terms as well, and the user where they have none.
  const ledger = '客户编码,客户名称,发票号,开票日期,应收金额,未收金额\nC1,甲公司,F-3,2026-10-01,100.00,60.00\n';
  await take(house, 'ledger', ledger);
  expect((await house.call(receivables.documents, { customer: 'C1' })).documents.map((each) => each.dueOn)).toContain(
    '2026-11-15',
  );
  // The same document under another source, and terms that are not the known ones: the preview says so.
  const other = await take(house, 'ledger', ledger.replace('未收金额', '余额'), { source: '旧系统' });
  expect(other.warnings).toContainEqual(
    expect.objectContaining({ code: 'documents_known_elsewhere', facts: expect.objectContaining({ number: 'F-3' }) }),
  );
  const terms = await take(house, 'customers', '客户编码,客户名称,账期\nC1,甲公司,月结60天\n');
  expect(terms.warnings.find((each) => each.code === 'terms_differ')?.message).toContain('已有 45 天，文件 60 天');
});

test('open orders reserve what is still to come; what goes beyond the limit waits in the queue; ended ones give back', async () => {
  const house = await testHouse(ROOMS, { today: TODAY });
  await take(house, 'customers', '客户编码,客户名称,账期\nC1,甲公司,60\n');
  await limited(house, 'C1', 100_000n);
  const head = '客户编码,客户名称,订单号,订单日期,订单金额,已发货金额,订单状态\n';
  await twice(
    house,
    'orders',
    `${head}C1,甲公司,SO-1,2026-11-01,600.00,100.00,部分发货\nC1,甲公司,SO-2,2026-11-02,700.00,0,未发货\n`,
  );
  expect(await parts(house, 'C1')).toEqual({ reserved: '500.00' });
  const { holds } = await house.call(orders.holds, { state: 'held' });
  expect(holds.map((hold) => [hold.order, hold.amount.amount])).toEqual([['SO-2', '700.00']]);
  // Delivered further, and the held one cancelled in the ERP.
  await twice(
    house,
    'orders',
    `${head}C1,甲公司,SO-1,2026-11-01,600.00,450.00,部分发货\nC1,甲公司,SO-2,2026-11-02,700.00,0,已取消\n`,
  );
  expect(await parts(house, 'C1')).toEqual({ reserved: '150.00' });
  expect((await house.call(orders.holds, { state: 'held' })).holds).toEqual([]);
});

test('deliveries use up what their orders reserve, count until they are invoiced, and never twice', async () => {
  const house = await testHouse(ROOMS, { today: TODAY });
  await take(house, 'customers', '客户编码,客户名称,账期\nC1,甲公司,60\n');
  await limited(house, 'C1', 100_000n);
  await take(house, 'orders', '客户编码,客户名称,订单号,订单日期,订单金额\nC1,甲公司,SO-1,2026-11-01,600.00\n');
  const head = '发货单号,订单号,客户编码,发货日期,发货金额,是否开票\n';
  await twice(house, 'deliveries', `${head}D-1,SO-1,C1,2026-11-10,200.00,否\nD-2,SO-1,C1,2026-11-12,100.00,否\n`);
  expect(await parts(house, 'C1')).toEqual({ reserved: '300.00', delivered: '300.00' });
  await twice(house, 'deliveries', `${head}D-1,SO-1,C1,2026-11-10,200.00,是\nD-2,SO-1,C1,2026-11-12,100.00,否\n`);
  expect(await parts(house, 'C1')).toEqual({ reserved: '300.00', delivered: '100.00' });
  const lost = await take(house, 'deliveries', '发货单号,订单号,发货日期,发货金额,是否开票\nD-9,SO-9,2026-11-10,5.00,否\n');
  expect(lost).toMatchObject({ applied: false, refused: [{ code: 'order_unknown', value: 'D-9' }] });
});

test('contracts, margins, records from outside and a firm’s VAT list come in by file, each once', async () => {
  const house = await testHouse(ROOMS, { today: TODAY });
  await take(house, 'customers', '客户编码,客户名称,账期\nC1,甲公司,60\n');
  await twice(
    house,
    'contracts',
    '合同号,客户编码,客户名称,签订日期,合同金额,账期天数\nHT-1,C1,甲公司,2026-03-01,100000.00,60\n',
  );
  // One row an instalment: the contract once, with its retention; another day for one of them is an amendment.
  const instalments = (on: string) =>
    `合同号,客户编码,客户名称,签订日期,合同总额,账期天数,款项名称,应收金额,应收日期\nHT-2,C1,甲公司,2026-03-01,1000.00,60,预付款,300.00,${on}\nHT-2,C1,甲公司,2026-03-01,1000.00,60,验收款,600.00,2026-09-01\nHT-2,C1,甲公司,2026-03-01,1000.00,60,质保金,100.00,2027-09-01\n`;
  await twice(house, 'contracts', instalments('2026-03-10'));
  const { contracts } = await house.call(contractsOf.list, { view: 'all' });
  const { id } = contracts.find((each) => each.number === 'HT-2')!;
  expect(await house.call(contractsOf.get, { id })).toMatchObject({
    milestones: [
      { name: '预付款', kind: 'advance' },
      { name: '验收款', kind: 'acceptance' },
    ],
  });
  expect(await take(house, 'contracts', instalments('2026-04-10'))).toMatchObject({
    applied: false,
    refused: [{ code: 'conflicts_with_contract' }],
  });
  await twice(
    house,
    'margins',
    '客户编码,客户名称,月份,销售收入,销售成本\nC1,甲公司,2026-09,1000.00,800.00\nC1,甲公司,2026-10,1200.00,950.00\n',
  );
  await twice(house, 'external-records', RECORDS);
  // The same case with another amount is no news to be swallowed.
  const other =
    '客户编码,客户名称,记录类型,案号,日期,金额,内容\nC1,甲公司,被执行人,(2026)浙01执1号,2026-05-01,6000.00,买卖合同纠纷\n';
  const changed = await take(house, 'external-records', other);
  expect(changed).toMatchObject({ applied: false, refused: [{ code: 'conflicts_with_ledger' }] });
  expect(changed.refused[0]!.message).toContain('金额不同');
  // Under the name of another source it counts again: a command is told as the page is.
  const elsewhere = await take(house, 'external-records', RECORDS, { source: '天眼查' });
  expect(elsewhere.warnings.map((each) => each.code)).toContain('file_known_elsewhere');
  await twice(
    house,
    'vat-invoices',
    '企业代号,发票号码,开票日期,购方单位代号,金额,税额,价税合计,发票状态\nE1,100,2026-01-05,B1,100.00,13.00,113.00,有效发票\nE1,101,2026-01-06,B1,-10.00,-1.30,-11.30,有效发票\nE1,102,2026-01-07,B2,50.00,6.50,56.50,作废发票\n',
  );
  const unknown = await take(
    house,
    'external-records',
    '客户编码,客户名称,记录类型,日期,内容\nZ9,不认识,被执行人,2026-05-01,某案\n',
  );
  expect(unknown).toMatchObject({ applied: false, refused: [{ code: 'customer_unknown', value: 'Z9' }] });
  expect(unknown.refused[0]!.message).toContain('Z9');
});

test('how customers stand comes by file: a row says several things, what stands already changes nothing, what is wrong is refused by row', async () => {
  const house = await testHouse(ROOMS, { today: TODAY });
  await take(house, 'customers', '客户编码,客户名称\nC1,甲公司\nC2,乙公司\n');
  const of = (customer: string) => house.call(customers.creditStates, { customer });
  const head = '客户编码,催收级别,承诺付款日,承诺金额,保险状态,保险到期日,复核日,担保额,备注\n';
  const list = `${head}C1,第2封催款函,2026-12-05,1200.00,在保,2027-06-30,2027-01-15,500.00,财务王经理电话\nC2,0,,,停保,,,,\n`;
  const { kind, report } = await look(house, 'credit-states', list);
  expect([kind, report]).toMatchObject(['credit-states', { changes: { credit_state: 6 }, customersAdded: 0 }]);
  expect((await twice(house, 'credit-states', list)).changes).toEqual({ credit_state: 6 });
  expect(await of('C1')).toMatchObject({
    dunning: { level: 2, effectiveOn: TODAY, note: '财务王经理电话' },
    promises: [{ amount: { amount: '1200.00' }, dueOn: '2026-12-05', state: 'open' }],
    insurance: { stoppedOn: '2027-07-01', until: '2027-06-30' },
    review: { dueOn: '2027-01-15' },
    covers: [{ amount: { amount: '500.00' } }],
  });
  expect(await of('C2')).toMatchObject({ dunning: null, insurance: { stoppedOn: TODAY } });

  // An empty cell says nothing; zero says that it is over; names alone will do.
  const later = await take(house, 'credit-states', '客户名称,催收级别,担保额,保险状态\n甲公司,,0,停保\n乙公司,1,,\n');
  expect(later).toMatchObject({ applied: true, accepted: 2, changes: { credit_state: 3 } });
  const insurance = { stoppedOn: TODAY, until: '2027-06-30' };
  expect(await of('C1')).toMatchObject({ dunning: { level: 2 }, covers: [], insurance });
  expect(await of('C2')).toMatchObject({ dunning: { level: 1 } });

  const wrong = `客户编码,催收级别,承诺付款日,承诺金额,登记日期\nZ9,1,,,\nC1,很急,,,\nC1,,2026-11-01,5.00,\nC2,,2026-12-01,,\nC2,3,,,2026-12-01\nC2,,2026-11-01,5.00,2026-10-20\n`;
  const refused = await take(house, 'credit-states', wrong);
  expect([refused.applied, refused.refused.map((each) => [each.row, each.code])]).toEqual([
    false,
    [
      [1, 'customer_unknown'],
      [2, 'level_unknown'],
      [3, 'promise_before_made'],
      [4, 'required_missing'],
      [5, 'date_future'],
    ],
  ]);
  expect(await take(house, 'credit-states', wrong, { goodRowsOnly: true })).toMatchObject({ applied: true, accepted: 1 });
  expect((await of('C2')).promises).toMatchObject([{ dueOn: '2026-11-01', state: 'broken' }]);
});

test('receipts, credit notes, what paid what and what was written off: the books end where the source’s do', async () => {
  const house = await testHouse(ROOMS, { today: TODAY });
  await take(
    house,
    'invoices',
    '客户编码,客户名称,发票号,开票日期,到期日,币种,价税合计\nC1,甲公司,F-1,2026-08-01,2026-09-30,CNY,1000.00\nC1,甲公司,F-2,2026-09-01,2026-10-31,CNY,500.00\nC1,甲公司,F-3,2026-09-01,2026-10-31,CNY,80.00\n',
  );
  await twice(
    house,
    'receipts',
    '收款单号,客户编码,客户名称,收款日期,收款金额,币种,摘要\nSK-1,C1,甲公司,2026-10-05,700.00,CNY,货款\n',
  );
  await twice(house, 'applications', '收款单号,发票号,核销日期,核销金额,币种\nSK-1,F-1,2026-10-05,600.00,CNY\n');
  await twice(
    house,
    'credit-notes',
    '红字发票号,客户编码,客户名称,开票日期,金额,币种,对应发票号\nHZ-1,C1,甲公司,2026-10-10,-120.00,CNY,F-2\n',
  );
  const lost = '发票号,核销日期,坏账金额,币种,原因\nF-3,2026-11-01,80.00,CNY,客户注销\n';
  // Somebody holds the account meanwhile: who only looks does not wait for him, and sees what posting finds.
  await house.run(async (ctx) => {
    const { party_id: partyId } = await resolveParty(ctx, 'C1');
    await lockLines(
      ctx,
      (await accountsOf(ctx, partyId)).map((row) => row.account_id),
    );
    const looked = await look(house, 'write-offs', `${lost}F-3,2026-11-02,1.00,CNY,多销\n`);
    expect(looked.report).toMatchObject({ accepted: 1, refused: [{ row: 2, code: 'more_than_open' }] });
    const more =
      '收款单号,发票号,核销日期,核销金额,折扣,币种\nSK-1,F-2,2026-10-06,50.00,400.00,CNY\nSK-1,F-2,2026-10-06,60.00,,CNY\n';
    expect((await look(house, 'applications', more)).report).toMatchObject({
      accepted: 1,
      refused: [{ row: 1, code: 'more_than_open' }],
    });
  });
  await twice(house, 'write-offs', lost);
  const { documents } = await house.call(receivables.documents, { customer: 'C1', show: 'all' });
  const open = Object.fromEntries(
    documents.filter((each) => each.kind === 'invoice').map((each) => [each.number, each.open.amount]),
  );
  expect(open).toEqual({ 'F-1': '400.00', 'F-2': '380.00', 'F-3': '0.00' });
  const unknown = await take(house, 'applications', '收款单号,发票号,核销日期,核销金额,币种\nSK-9,F-1,2026-10-05,1.00,CNY\n');
  expect(unknown).toMatchObject({ applied: false, refused: [{ code: 'document_unknown' }] });
});

test('a bank statement knows its customers by name: money goes to the known one, and a code without its zeros is pointed at', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-22' });
  const file = (name: string, lines: readonly string[]) => ({ file: { name, content: `${lines.join('\n')}\n` } });
  const ledger = ['客户编码,客户名称,发票号,开票日期,到期日,应收金额', '00102,苏州金石轴承厂,XS-1,2026-06-11,2026-07-11,500.00'];
  await house.call(contract.importLedger, {}, file('台账.csv', ledger));
  const statement = file('流水.csv', ['交易日期,对方户名,贷方发生额,摘要', '2026-10-12,苏州金石轴承厂,200.00,货款']);
  const paid = await house.call(contract.importLedger, { kind: 'receipts' }, statement);
  expect(paid).toMatchObject({ applied: true, customersAdded: 0, changes: { receipt: 1 } });
  expect(paid.warnings.map((each) => each.code)).toContain('name_linked');
  const again = await house.call(contract.importLedger, { kind: 'receipts' }, statement);
  expect(again).toMatchObject({ unchanged: 1, customersAdded: 0 });
  const { documents } = await house.call(receivables.documents, { customer: '00102' });
  expect(documents.map((each) => [each.kind, each.amount.amount]).sort()).toEqual([
    ['invoice', '500.00'],
    ['receipt', '200.00'],
  ]);
  const eaten = file('台账2.csv', [
    '客户编码,客户名称,发票号,开票日期,到期日,应收金额',
    '102,苏州金石轴承厂,XS-2,2026-06-11,2026-07-11,9.00',
  ]);
  const seen = await house.call(contract.preview, {}, eaten);
  expect(seen.questions).toMatchObject([{ id: 'known_zeros', sample: '102 / 00102' }]);
  const same = await house.call(contract.importLedger, { answers: { known_zeros: 'same' } }, eaten);
  expect(same).toMatchObject({ applied: true, customersAdded: 0 });
  expect((await house.call(receivables.documents, { customer: '00102' })).documents.map((each) => each.number)).toContain('XS-2');
  // Two bear the name: the row says so and makes no third; money paid to a firm that owes us nothing makes no customer of it.
  await take(house, 'customers', '客户编码,客户名称\n00103,苏州金石轴承厂\n');
  const more = [
    '交易日期,对方户名,贷方发生额,借方发生额,摘要',
    '2026-10-13,苏州金石轴承厂,9.00,,货款',
    '2026-10-13,宁波电力,,88.00,电费',
  ];
  const unclear = await house.call(
    contract.importLedger,
    { kind: 'receipts', source: 'bank2', goodRowsOnly: true },
    file('流水2.csv', [...more, '2026-10-14,新来的厂,5.00,,货款']),
  );
  expect(unclear).toMatchObject({ accepted: 1, customersAdded: 1 });
  expect(unclear.refused.map((each) => each.code)).toEqual(['customer_shared_name']);
  expect(unclear.skipped).toBe(1);
  expect(unclear.warnings.find((each) => each.code === 'paid_out_others')).toMatchObject({ facts: { names: '宁波电力' } });
  expect((await house.call(customers.find, { text: '宁波电力' })).customers).toEqual([]);
});
