// Stories of files on their way in: uploaded once, asked about, confirmed, cancelled, interrupted, undone.
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { workbookParts, zip } from '#platform/table/workbook.fixtures.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import * as customers from '#rooms/customers/contract.ts';
import * as exposure from '#rooms/exposure/contract.ts';
import * as receivables from '#rooms/receivables/contract.ts';
import { ROOMS } from '../../rooms.ts';
import { tend } from './background.ts';
import * as contract from './contract.ts';

const HEAD = '客户编码,客户名称,发票号,开票日期,到期日,币种,应收金额,已收金额,结清日期\n';
const GOOD =
  'C1,甲公司,INV-1,2026-10-01,2026-11-30,CNY,100.00,0,\nC2,乙公司,INV-2,2026-10-05,2026-12-01,CNY,50.00,20.00,2026-11-01\n';
const BAD = 'C3,丙公司,INV-3,2026-10-05,2026-09-01,CNY,70.00,0,\n';

async function staged(house: TestHouse, rows: string, more: object = {}): Promise<string> {
  const { import: id } = await house.call(
    contract.stage,
    { kind: 'ledger', ...more },
    { file: { name: '台账.csv', content: HEAD + rows } },
  );
  await house.door.idle();
  return id;
}

const openTotal = async (house: TestHouse) =>
  (await house.call(receivables.ageing, {})).currencies.map((each) => [each.total, each.unapplied]);

test('a file is uploaded once, looked at, asked about without another upload, and posted when confirmed', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-22' });
  const id = await staged(house, 'C1,甲公司,INV-1,03/04/2026,05/06/2026,CNY,100.00,0,\n');
  const asked = await house.call(contract.get, { import: id });
  expect(asked.import).toMatchObject({ state: 'staged', progress: null, fileName: '台账.csv' });
  expect(asked.read!.questions).toMatchObject([{ id: 'date_order' }]);
  await expect(house.call(contract.apply, { import: id })).rejects.toMatchObject({ code: 'questions_open' });
  await house.call(contract.answer, { import: id, answers: { date_order: 'dmy' } });
  await house.door.idle();
  const seen = await house.call(contract.get, { import: id });
  expect(seen.read!.report).toMatchObject({ accepted: 1, customersAdded: 1, changes: { invoice: 1 } });
  expect(await openTotal(house)).toEqual([]);
  await house.call(contract.apply, { import: id, template: '旧系统' });
  await house.door.idle();
  expect((await house.call(contract.get, { import: id })).import).toMatchObject({ state: 'applied', accepted: 1 });
  expect(await openTotal(house)).toEqual([['100.00', '0.00']]);
  expect((await house.call(contract.templates, {})).templates).toMatchObject([
    { name: '旧系统', source: 'ledger', answers: { date_order: 'dmy' } },
  ]);
  expect((await house.call(exposure.reconcile, {})).differences).toEqual([]);

  // The template knows the column by its name, wherever it stands next month; under another name it is asked about and learned.
  const next = (heading: string) => ({
    name: '台账.csv',
    content: `${heading},到期日,客户编码,客户名称,发票号,开票日期,应收金额\n2026-12-20,2026-12-01,C1,甲公司,INV-9,2026-11-01,100.00\n`,
  });
  const other = await house.call(contract.stage, { kind: 'ledger' }, { file: next('约定到期') });
  await house.door.idle();
  await house.call(contract.answer, {
    import: other.import,
    kind: 'ledger',
    answers: { column_dueOn: 'A', as_of: '2026-10-31' },
  });
  await house.door.idle();
  await house.call(contract.apply, { import: other.import, template: '新系统' });
  await house.door.idle();
  const kept = (await house.call(contract.templates, {})).templates.find((each) => each.name === '新系统');
  expect(kept?.answers).toEqual({ column_dueOn: '约定到期' });
  const moved = { name: '台账.csv', content: next('约定到期').content.replaceAll(/^([^,]*),(.*)$/gm, '$2,$1') };
  expect(await house.call(contract.importLedger, { template: '新系统' }, { file: moved })).toMatchObject({
    unchanged: 1,
    refused: [],
  });
  await expect(house.call(contract.importLedger, { template: '新系统' }, { file: next('付清日') })).rejects.toMatchObject({
    code: 'questions_open',
    facts: { questions: [{ id: 'column_dueOn' }] },
  });
});

test('refused rows stop a file until it is said that the good rows are enough; their cells are kept', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-22' });
  const id = await staged(house, GOOD + BAD);
  expect((await house.call(contract.get, { import: id })).read!.report).toMatchObject({ accepted: 2, refusedCount: 1 });
  await expect(house.call(contract.apply, { import: id })).rejects.toMatchObject({ code: 'rows_refused', facts: { refused: 1 } });
  await house.call(contract.apply, { import: id, goodRowsOnly: true });
  await house.door.idle();
  expect(await openTotal(house)).toEqual([['130.00', '0.00']]);
});

test('the same file again is said at once, with who and when, and confirming it changes nothing', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-22' });
  const id = await staged(house, GOOD);
  for (const _ of [1, 2]) await house.call(contract.apply, { import: id });
  await house.door.idle();
  const again = await staged(house, GOOD);
  const seen = await house.call(contract.get, { import: again });
  expect(seen.import.twins).toMatchObject([{ id, by: 'operator', state: 'applied' }]);
  expect(seen.read!.report).toMatchObject({ accepted: 2, unchanged: 2, customersAdded: 0, changes: {} });
  await house.call(contract.apply, { import: again });
  await house.door.idle();
  expect(await openTotal(house)).toEqual([['130.00', '0.00']]);
  expect((await house.call(receivables.documents, { customer: 'C2', show: 'all' })).documents).toHaveLength(2);
});

test('cancelled before it is posted, nothing stays; afterwards cancelling says that it is posted', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-22' });
  const id = await staged(house, GOOD);
  // Asked to post and cancelled before anybody could begin: whichever comes first, the other is told.
  await house.call(contract.apply, { import: id });
  const { state } = await house.call(contract.cancel, { import: id });
  await house.door.idle();
  expect((await house.call(contract.get, { import: id })).import.state).toBe(state);
  expect(await openTotal(house)).toEqual(state === 'cancelled' ? [] : [['130.00', '0.00']]);
  const other = await staged(house, GOOD);
  await house.call(contract.apply, { import: other });
  await house.door.idle();
  expect(await house.call(contract.cancel, { import: other })).toEqual({ state: 'applied' });
  await expect(house.call(contract.answer, { import: other })).rejects.toMatchObject({ code: 'import_ended' });
});

test('the books changed between preview and confirmation: nothing is posted, and the new preview says what is refused now', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-22' });
  const id = await staged(house, GOOD);
  await house.call(
    contract.importLedger,
    {},
    { file: { name: 'x.csv', content: `${HEAD}C1,甲公司,INV-1,2026-10-01,2026-11-30,CNY,999.00,0,\n` } },
  );
  await house.call(contract.apply, { import: id });
  await house.door.idle();
  const seen = await house.call(contract.get, { import: id });
  expect(seen.import).toMatchObject({ state: 'staged', fault: { code: 'changed_since' } });
  expect(seen.read!.report).toMatchObject({ accepted: 1, refusedCount: 1, refused: [{ code: 'conflicts_with_ledger' }] });
  expect(await openTotal(house)).toEqual([['999.00', '0.00']]);
});

test('a stage survives: work that died is taken up again or said to have ended, and a week later the file is gone', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-22' });
  const id = await staged(house, GOOD);
  // As a killed process leaves it: being posted, and nobody at work.
  await house.run(async (ctx) => {
    await ctx.tx.run({
      text: "update imports.imports set state = 'applying', beat_at = recorded_at - interval '1 hour'",
      values: [],
    });
  });
  expect((await house.call(contract.get, { import: id })).import.progress).toMatchObject({ silent: true });
  await house.run(tend);
  expect((await house.call(contract.get, { import: id })).import).toMatchObject({
    state: 'staged',
    fault: { code: 'interrupted' },
  });
  await house.run(async (ctx) => {
    await ctx.tx.run({
      text: "update imports.imports set state = 'reading', findings = null, beat_at = recorded_at - interval '1 hour'",
      values: [],
    });
  });
  await house.run(tend);
  await house.door.idle();
  expect((await house.call(contract.get, { import: id })).read!.report).toMatchObject({ accepted: 2 });
  const later = house.on('2026-11-30');
  await later.run(tend);
  expect((await later.call(contract.get, { import: id })).import).toMatchObject({
    state: 'cancelled',
    fault: { code: 'expired' },
  });
});

test('a file that cannot be read says why and waits for another answer', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-22' });
  const { import: id } = await house.call(
    contract.stage,
    {},
    { file: { name: '旧.xls', content: Buffer.from('d0cf11e0a1b11ae1', 'hex') } },
  );
  await house.door.idle();
  const { import: seen, read } = await house.call(contract.get, { import: id });
  expect(seen).toMatchObject({ state: 'staged', fault: { code: 'workbook_old_or_encrypted' } });
  expect(read).toBeNull();
  await expect(house.call(contract.apply, { import: id })).rejects.toMatchObject({ code: 'questions_open' });

  // A workbook that means harm is read by a process of its own: whoever asks for the ledger meanwhile is answered first.
  const content = `<worksheet><sheetData><!-- ${randomBytes(5_000_000).toString('hex')} -->`;
  const parts = workbookParts('').filter((part) => part.name !== 'xl/worksheets/sheet1.xml');
  const bomb = zip([...parts, { name: 'xl/worksheets/sheet1.xml', content }]);
  const happened: string[] = [];
  const refused = house
    .call(contract.preview, {}, { file: { name: '炸弹.xlsx', content: bomb } })
    .catch((error: { code: string }) => happened.push(error.code));
  for (let at = 0; at < 3; at += 1) {
    await openTotal(house);
    happened.push('answered');
  }
  await refused;
  expect(happened).toEqual(['answered', 'answered', 'answered', 'workbook_malformed']);
});

test('an import is undone: its documents, applications and what it filled in; customers stay, and the file may come again', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-22' });
  await house.call(customers.save, { code: 'C1', name: 'C1' });
  const first = await staged(house, 'C2,乙公司,INV-2,2026-10-05,2026-12-01,CNY,50.00,0,\n');
  await house.call(contract.apply, { import: first });
  await house.door.idle();
  const before = await openTotal(house);
  // The second file names C1 and says that part of INV-2 was paid meanwhile.
  const second = await staged(house, GOOD);
  await house.call(contract.apply, { import: second });
  await house.door.idle();
  expect(await openTotal(house)).toEqual([['130.00', '0.00']]);
  expect((await house.call(customers.get, { customer: 'C1' })).customer.name).toBe('甲公司');
  expect(await house.call(contract.undo, { import: second, why: '导错了文件' })).toMatchObject({
    reversed: 2,
    applications: 1,
    restored: 1,
  });
  expect(await openTotal(house)).toEqual(before);
  expect((await house.call(customers.get, { customer: 'C1' })).customer.name).toBe('C1');
  expect((await house.call(contract.get, { import: second })).import).toMatchObject({
    state: 'undone',
    undoneBy: 'operator',
    undoneWhy: '导错了文件',
  });
  expect((await house.call(exposure.reconcile, {})).differences).toEqual([]);
  await expect(house.call(contract.undo, { import: second, why: '再来一次' })).rejects.toMatchObject({ code: 'not_applied' });
  const again = await house.call(contract.importLedger, {}, { file: { name: 'x.csv', content: HEAD + GOOD } });
  expect(again).toMatchObject({ applied: true, accepted: 2 });
  expect(await openTotal(house)).toEqual([['130.00', '0.00']]);
});

test('what later facts build on is not undone: they are named', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-22' });
  const first = await house.call(
    contract.importLedger,
    {},
    { file: { name: 'x.csv', content: `${HEAD}C2,乙公司,INV-2,2026-10-05,2026-12-01,CNY,50.00,0,\n` } },
  );
  await house.call(contract.importLedger, {}, { file: { name: 'y.csv', content: HEAD + GOOD } });
  await expect(house.call(contract.undo, { import: first.importId!, why: '导错了' })).rejects.toMatchObject({
    code: 'built_upon',
    facts: { builtOn: [{ number: 'INV-2', kind: 'invoice', withKind: 'receipt' }] },
  });
});

test('a thousand documents are undone by somebody else than who imported them', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-22' });
  const [clerk, other] = [await house.person('clerk', 'receivables-clerk'), await house.person('other', 'receivables-clerk')];
  const rows = Array.from(
    { length: 1_001 },
    (_, row) => `C${row % 7},客户${row % 7},INV-${row},2026-10-01,2026-11-30,CNY,1.00,0,\n`,
  );
  const done = await house.call(contract.importLedger, {}, { as: clerk, file: { name: 'x.csv', content: HEAD + rows.join('') } });
  const undo = (as: typeof clerk) => house.call(contract.undo, { import: done.importId!, why: '导错了' }, { as });
  await expect(undo(clerk)).rejects.toMatchObject({ code: 'undo_by_another' });
  expect(await undo(other)).toMatchObject({ reversed: 1_001, customersStay: 7 });
  expect(await openTotal(house)).toEqual([['0.00', '0.00']]);
});

test('the refused rows come back whole, under their own headings and title, mended there and imported by themselves', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-22' });
  const answers = { amount_unit: 'wan' };
  const csv = [
    '应收账款明细表,,,,,',
    '单位：万元,,,,,',
    '客户编码,客户名称,单据编号,开票日期,到期日,应收金额',
    'C1,甲公司,INV-1,2026-10-01,2026-11-30,1.5',
    'C2,乙公司,=INV-2,2026-10-05,2026-09-01,2.25',
    'C3,丙公司,INV-3,2026-10-05,2026-12-01,三万',
  ].join('\n');
  const done = await house.call(
    contract.importLedger,
    { goodRowsOnly: true, answers },
    { file: { name: '台账.csv', content: csv } },
  );
  expect(done).toMatchObject({ accepted: 1, refusedCount: 2, sums: [{ amount: '15000.00' }] });
  for (const format of ['xlsx', 'csv'] as const) {
    const report = await house.download(contract.refusals, { import: done.importId, format });
    expect(report.fileName).toBe(`台账-被拒行.${format}`);
    // Imported as it came, the same two rows are refused for the same reasons: the headings are known again, and the unit of the title is asked about again.
    const file = { name: report.fileName, content: report.bytes };
    const blind = await house.call(contract.preview, {}, { file });
    expect(blind.questions.map((question) => question.id)).toEqual(['amount_unit']);
    const { report: seen } = await house.call(contract.preview, { answers }, { file });
    expect(seen).toMatchObject({ accepted: 0, refusedCount: 2 });
    expect(seen!.refused.map((row) => row.code)).toEqual(done.refused.map((row) => row.code));
    if (format === 'csv') {
      const mended = Buffer.from(report.bytes).toString().replace('2026-09-01', '2026-12-01').replace('三万', '3');
      const again = await house.call(contract.importLedger, { answers }, { file: { name: report.fileName, content: mended } });
      expect(again).toMatchObject({ accepted: 2, sums: [{ amount: '52500.00' }] });
    }
  }
});

test('what a file holds is seen from its headings', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-22' });
  const kindOf = async (name: string, content: string) => {
    const { import: id } = await house.call(contract.stage, {}, { file: { name, content } });
    await house.door.idle();
    const seen = await house.call(contract.get, { import: id });
    return seen.read?.kind ?? seen.import.fault?.code;
  };
  expect(await kindOf('a.csv', HEAD + GOOD)).toBe('ledger');
  expect(await kindOf('b.csv', '客户编码,客户名称,统一社会信用代码,行业,信用额度\nC1,甲公司,,钢铁,100\n')).toBe('customers');
  expect(await kindOf('c.csv', '客户编码,客户名称,年月,销售收入,销售成本,毛利\nC1,甲公司,2026-01,100,60,40\n')).toBe('margins');
});

test('a command that names no kind never takes bills for invoices: it is asked, and its answer decides', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-22' });
  await house.call(contract.importLedger, {}, { file: { name: '台账.csv', content: HEAD + GOOD } });
  const bills = [
    '票据号码,票据种类,客户名称,承兑人,出票日,收票日,到期日,票面金额',
    '130210200101520260301001234567,银行承兑汇票,甲公司,工商银行,2026-08-01,2026-08-05,2027-02-01,1000.50',
  ].join('\n');
  const file = { name: '票据台账.csv', content: bills };
  await expect(house.call(contract.importLedger, {}, { file })).rejects.toMatchObject({
    code: 'questions_open',
    facts: { questions: [{ id: 'kind', options: ['bills', 'ledger'] }] },
  });
  const done = await house.call(contract.importLedger, { answers: { kind: 'bills' } }, { file });
  expect(done).toMatchObject({ applied: true, changes: { bill: 1 } });
  const { imports } = await house.call(contract.imports, {});
  expect(imports.map((each) => each.kind)).toEqual(['bills', 'ledger']);
});
