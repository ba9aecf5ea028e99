// A customer's file through its door: what is said, who verified it, who looked, what is missing, who was asked, what an audit found.
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { addDays } from '#base/date.ts';
import type { Actor, Ctx } from '#platform/context.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import { save } from '#rooms/customers/contract.ts';
import { ROOMS } from '../../rooms.ts';
import { enterExternalRecords, enterVatInvoices, withdrawExternalRecords, withdrawVatImport } from './actions.ts';
import * as d from './contract.ts';

const TODAY = '2026-11-22';
const PDF = Buffer.from('%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\n%%EOF\n');
const pdf = (mark: string) => Buffer.concat([PDF, Buffer.from(`% ${mark}\n`)]);

type Office = { place: TestHouse; manager: Actor; analyst: Actor; clerk: Actor; sales: Actor; other: Actor };

async function office(): Promise<Office> {
  const place = await testHouse(ROOMS, { today: TODAY });
  const manager = await place.person('shen', 'credit-manager');
  const analyst = await place.person('qiao', 'analyst');
  const clerk = await place.person('ran', 'receivables-clerk');
  const sales = await place.person('lu.ming', 'sales');
  const other = await place.person('qin', 'sales');
  await place.call(save, { code: 'C1', name: '杭州明远机电有限公司', owner: 'lu.ming' });
  await place.call(save, { code: 'C2', name: '宁波海川贸易有限公司', owner: 'qin' });
  return { place, manager, analyst, clerk, sales, other };
}

const capital = (amount: string) => ({ field: 'registered_capital', value: { amount, currency: 'CNY' } });

async function within<T>(place: TestHouse, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  let answer: T | undefined;
  await place.run(async (ctx) => {
    answer = await work(ctx);
  });
  return answer as T;
}

test('what sales says counts less until another person has verified it; a change is a new row and the old day still shows the old value', async () => {
  const { place, sales, analyst } = await office();
  const early = place.on('2026-03-01');
  await early.call(d.enterFacts, { customer: 'C1', facts: [capital('5000000.00')], source: 'customer' }, { as: sales });
  const before = await place.call(d.file, { customer: 'C1' });
  const [fact] = before.facts;
  expect(fact).toMatchObject({
    field: 'registered_capital',
    outcome: null,
    state: 'unverified',
    enteredBy: 'lu.ming',
    validFrom: '2026-03-01',
  });
  await place.call(d.check, { subjects: [{ kind: 'fact', id: fact!.id }], outcome: 'verified' }, { as: analyst });
  const after = await place.call(d.file, { customer: 'C1' });
  expect(after.facts[0]).toMatchObject({ outcome: 'verified', checkedBy: 'qiao', state: 'good' });
  expect(after.completeness.scorePpm!).toBeGreaterThan(before.completeness.scorePpm!);

  await place.call(d.enterFacts, { customer: 'C1', facts: [capital('8000000.00')], source: 'registry' }, { as: sales });
  const raised = await place.call(d.file, { customer: 'C1' });
  expect(raised.facts[0]).toMatchObject({ value: { amount: '8000000.00', currency: 'CNY' }, outcome: null });
  const then = await place.call(d.file, { customer: 'C1', asOf: '2026-10-01' });
  expect(then.facts[0]).toMatchObject({ value: { amount: '5000000.00', currency: 'CNY' } });
  const { facts } = await place.call(d.history, { customer: 'C1', field: 'registered_capital' });
  expect(facts.map((each) => each.outcome)).toEqual([null, 'verified']);
  // Refuted: the value before stands again, and the refuted one stays in the history.
  await place.call(
    d.check,
    { subjects: [{ kind: 'fact', id: facts[0]!.id }], outcome: 'refuted', note: '与登记不符' },
    { as: analyst },
  );
  expect((await place.call(d.file, { customer: 'C1' })).facts[0]).toMatchObject({ value: { amount: '5000000.00' } });
  // The same person saying the same again is no new row.
  const again = { customer: 'C1', facts: [{ field: 'bank', value: '工商银行' }], source: 'customer' as const };
  expect(await place.call(d.enterFacts, again, { as: sales })).toEqual({ entered: 1, unchanged: 0 });
  expect(await place.call(d.enterFacts, again, { as: sales })).toEqual({ entered: 0, unchanged: 1 });
});

test('nobody verifies what he could have made himself: by hand, by his machine key, by a link he gave out, in bulk', async () => {
  const { place, manager, analyst, clerk } = await office();
  const verify = async (id: string, kind: 'fact' | 'paper' | 'record', as: Actor) =>
    place.call(d.check, { subjects: [{ kind, id }], outcome: 'verified' }, { as });
  const own = { code: 'own_entry', status: 403 };

  await place.call(d.enterFacts, { customer: 'C1', facts: [{ field: 'staff', value: '120' }], source: 'visit' }, { as: analyst });
  const staff = (await place.call(d.file, { customer: 'C1' }, { as: analyst })).facts[0]!;
  expect(staff.mayVerify).toBe(false);
  await expect(verify(staff.id, 'fact', analyst)).rejects.toMatchObject(own);

  // A machine key acts for whoever made it.
  const { createKey } = await import('#rooms/accounts/contract.ts');
  const admin = await place.person('boss', 'administrator', 'analyst');
  const key = await place.call(createKey, { name: 'ERP', role: 'integration' }, { as: admin });
  const machine: Actor = { kind: 'key', id: key.id, name: 'ERP', roles: ['analyst'], scope: { kind: 'all' } };
  await place.call(
    d.enterFacts,
    { customer: 'C1', facts: [{ field: 'staff', value: '130' }], source: 'registry' },
    { as: machine },
  );
  const byKey = (await place.call(d.file, { customer: 'C1' })).facts[0]!;
  await expect(verify(byKey.id, 'fact', admin)).rejects.toMatchObject(own);
  await expect(verify(byKey.id, 'fact', machine)).rejects.toMatchObject(own);

  // Whoever asked had the link in hand and could have answered it himself.
  const asked = await place.call(
    d.ask,
    { customer: 'C1', of: 'customer', items: ['fact:bank', 'paper:licence'], dueOn: addDays(TODAY, 5) },
    { as: manager },
  );
  const link = asked.link!.split('/').at(-1)!;
  await place.call(d.answer, { link, facts: [{ item: 'fact:bank', value: '建设银行' }] });
  await place.call(d.answerPaper, { link, item: 'paper:licence' }, { file: { name: '执照.pdf', content: PDF } });
  const file = await place.call(d.file, { customer: 'C1' }, { as: manager });
  const bank = file.facts.find((each) => each.field === 'bank')!;
  expect(bank).toMatchObject({ source: 'customer', outcome: null, mayVerify: false });
  await expect(verify(bank.id, 'fact', manager)).rejects.toMatchObject(own);
  await expect(verify(file.papers[0]!.id, 'paper', manager)).rejects.toMatchObject(own);

  // In bulk the importing person is the maker; one bad entry in a list of verdicts stops all of them.
  await place.call(
    d.addRecord,
    { customer: 'C1', kind: 'lawsuit', source: '裁判文书网', happenedOn: '2026-05-01', summary: '买卖合同纠纷' },
    { as: clerk },
  );
  const record = (await place.call(d.file, { customer: 'C1' })).records[0]!;
  const both = [
    { kind: 'fact' as const, id: bank.id },
    { kind: 'record' as const, id: record.id },
  ];
  await expect(place.call(d.check, { subjects: both, outcome: 'verified' }, { as: clerk })).rejects.toMatchObject(own);
  expect((await place.call(d.file, { customer: 'C1' })).facts.find((each) => each.field === 'bank')!.outcome).toBeNull();
  expect((await place.call(d.check, { subjects: both, outcome: 'verified' }, { as: analyst })).checked).toBe(2);
  // The operator of the machine is nobody by name; a second verdict finds the first.
  await expect(place.call(d.check, { subjects: both, outcome: 'refuted' })).rejects.toMatchObject({ code: 'person_needed' });
  await expect(place.call(d.check, { subjects: both, outcome: 'refuted' }, { as: analyst })).rejects.toMatchObject({
    code: 'entry_checked',
  });
});

test('a contact is shown masked, every look in full is noted, a shared phone is counted and never named, erasure leaves nothing', async () => {
  const { place, manager, sales, other } = await office();
  const person = {
    name: '王芳芳',
    phone: '138 0000 4711',
    email: 'wang.ff@canary.cn',
    wechat: 'wff-4711',
    purpose: 'credit' as const,
  };
  await expect(place.call(d.saveContact, { customer: 'C1', ...person, basis: 'consent' }, { as: sales })).rejects.toMatchObject({
    code: 'contact_incomplete',
  });
  const made = await place.call(
    d.saveContact,
    { customer: 'C1', ...person, basis: 'contract', position: '财务经理' },
    { as: sales },
  );
  expect(made.sharedWith).toBe(0);
  const second = await place.call(
    d.saveContact,
    { customer: 'C2', name: '李强', phone: '+86 13800004711', purpose: 'credit', basis: 'contract' },
    { as: other },
  );
  expect(second.sharedWith).toBe(1);
  const [shown] = (await place.call(d.file, { customer: 'C1' }, { as: sales })).contacts;
  expect(shown).toMatchObject({
    name: '王**',
    phone: '138****4711',
    email: 'w***@canary.cn',
    sharedWith: 1,
    looks: 0,
    retainUntil: '2029-11-22',
  });
  const full = await place.call(d.lookAtContact, { id: made.id, why: '核对对账联系人' }, { as: manager, key: 'look-1' });
  expect(full).toMatchObject({ name: '王芳芳', phone: '138 0000 4711', email: 'wang.ff@canary.cn' });
  expect(full.looks).toMatchObject([{ by: 'shen', how: 'full', why: '核对对账联系人' }]);
  await expect(place.call(d.lookAtContact, { id: made.id }, { as: other })).rejects.toMatchObject({ code: 'contact_unknown' });
  const found = await place.call(d.findContact, { text: '138-0000-4711' }, { as: sales, key: 'find-1' });
  expect(found.contacts.map((each) => each.customer.code)).toEqual(['C1']);
  const everything = await place.download(d.exportContact, { id: made.id }, { as: manager });
  expect(Buffer.from(everything.bytes).toString()).toContain('wff-4711');

  // A dump of the database holds none of it, also not in the log.
  const dump = await dumped(place.tenant.id);
  for (const canary of ['王芳芳', '13800004711', '0000 4711', 'canary.cn', 'wff-4711'])
    expect(dump.includes(canary), canary).toBe(false);

  // Keys change; everything still reads; a second call finds nothing left to do.
  expect(await place.call(d.changeKeys, { newKey: true })).toMatchObject({ resealed: 2 });
  expect(await place.call(d.changeKeys, {})).toEqual({ resealed: 0, done: true });
  expect((await place.call(d.lookAtContact, { id: made.id }, { as: manager })).name).toBe('王芳芳');

  // A row copied over another by somebody with the database in hands does not open.
  const stolen = within(place, async (ctx) => {
    const { sql } = await import('#platform/sql.ts');
    await ctx.tx.run(sql`
      update dossiers.contacts set phone_sealed = (select phone_sealed from dossiers.contacts where contact_id = ${made.id})
      where contact_id = ${second.id}`);
    const { shownContacts } = await import('./contacts.ts');
    const { resolveParty } = await import('#rooms/customers/actions.ts');
    return shownContacts(ctx, [(await resolveParty(ctx, 'C2')).party_id]);
  });
  await expect(stolen).rejects.toThrow();

  await place.call(d.eraseContact, { id: made.id, version: shown!.version, reason: '本人要求删除' }, { as: manager });
  await expect(place.call(d.lookAtContact, { id: made.id }, { as: manager })).rejects.toMatchObject({ code: 'contact_unknown' });
  expect((await place.call(d.file, { customer: 'C2' })).contacts[0]!.sharedWith).toBe(0);
});

async function dumped(tenantId: string): Promise<string> {
  const owner = new pg.Client(inject('owner'));
  await owner.connect();
  try {
    await owner.query('begin');
    await owner.query(`set local app.tenant_id = '${tenantId}'`);
    const tables = [
      'dossiers.contacts',
      'dossiers.looks',
      'dossiers.facts',
      'dossiers.requests',
      'platform.events',
      'platform.requests',
    ];
    let text = '';
    for (const table of tables) {
      const { rows } = await owner.query(
        `select t::text as row, ${table === 'platform.requests' ? 'convert_from(answer, $$UTF8$$)' : 'null'} as answer from ${table} t where tenant_id = $1`,
        [tenantId],
      );
      for (const row of rows) text += `${row.row}\n${row.answer ?? ''}\n`;
    }
    // Sealed bytes are shown as hex: also looked through as what they would be.
    const bytes = [...text.matchAll(/\\\\?x([0-9a-f]{20,})/g)].map((match) => Buffer.from(match[1]!, 'hex').toString('latin1'));
    return `${text}${bytes.join('\n')}`;
  } finally {
    await owner.end();
  }
}

test('a licence has versions, a last day and a list of who took it; once expired it counts for nothing', async () => {
  const { place, sales, analyst, other } = await office();
  const upload = (content: Buffer, expiresOn?: string, name = '营业执照.pdf') =>
    place.call(
      d.uploadPaper,
      { customer: 'C1', kind: 'licence', ...(expiresOn ? { expiresOn } : {}) },
      { as: sales, file: { name, content } },
    );
  const first = await upload(pdf('1'), '2026-12-10');
  expect(first).toMatchObject({ version: 1, known: false });
  expect(await upload(pdf('1'), '2026-12-10')).toMatchObject({ id: first.id, known: true });
  await place.call(d.check, { subjects: [{ kind: 'paper', id: first.id }], outcome: 'verified' }, { as: analyst });
  expect((await place.call(d.expiring, {}, { as: sales })).papers).toMatchObject([
    { customer: { code: 'C1' }, kind: 'licence', expiresOn: '2026-12-10' },
  ]);
  expect((await place.call(d.expiring, {}, { as: other })).papers).toEqual([]);
  const later = place.on('2026-12-11');
  expect((await later.call(d.file, { customer: 'C1' })).completeness.stale).toEqual(['paper:licence']);
  const back = await place.download(d.paper, { id: first.id }, { as: analyst });
  expect(Buffer.from(back.bytes)).toEqual(pdf('1'));
  await expect(place.download(d.paper, { id: first.id }, { as: other })).rejects.toMatchObject({ code: 'paper_unknown' });
  const second = await upload(pdf('2'), '2036-12-10');
  const { papers } = await place.call(d.file, { customer: 'C1' });
  expect(papers.map((each) => [each.version, each.latest, each.looks])).toEqual([
    [2, true, 0],
    [1, false, 1],
  ]);
  expect((await place.call(d.expiring, {})).papers).toEqual([]);
  // Refuted: the version before stands again.
  await place.call(d.check, { subjects: [{ kind: 'paper', id: second.id }], outcome: 'refuted' }, { as: analyst });
  expect((await place.call(d.expiring, {})).papers.map((each) => each.id)).toEqual([first.id]);
});

test('own fields: defined on the page, needed where they say, changed by version, archived and not forgotten', async () => {
  const { place, manager, sales } = await office();
  const made = await place.call(
    d.saveField,
    { name: '结算方式', kind: 'choice', choices: ['月结', '货到付款'], weight: 4, requiredIn: ['*'] },
    { as: manager },
  );
  const missing = (await place.call(d.file, { customer: 'C1' })).completeness.missing;
  expect(missing).toContain(`fact:${made.key}`);
  const enter = (value: string) =>
    place.call(d.enterFacts, { customer: 'C1', facts: [{ field: made.key, value }], source: 'customer' }, { as: sales });
  await expect(enter('赊账')).rejects.toMatchObject({ code: 'fact_malformed', facts: { why: 'choice' } });
  await enter('月结');
  const change = { key: made.key, name: '结算方式', kind: 'choice' as const };
  await expect(place.call(d.saveField, { ...change, version: 9 }, { as: manager })).rejects.toMatchObject({
    code: 'version_stale',
  });
  await expect(place.call(d.saveField, { ...change, kind: 'text', version: 1 }, { as: manager })).rejects.toMatchObject({
    code: 'field_kind_fixed',
  });
  await place.call(d.saveField, { ...change, version: 1, archived: true }, { as: manager });
  await expect(enter('货到付款')).rejects.toMatchObject({ code: 'field_unknown' });
  const file = await place.call(d.file, { customer: 'C1' });
  expect(file.facts.map((each) => each.value)).toEqual(['月结']);
  expect(file.completeness.items.some((each) => each.item === `fact:${made.key}`)).toBe(false);
});

test('the salesperson sees what he is asked for; when it has come in the request ends; what is late is passed on', async () => {
  const { place, manager, sales, other } = await office();
  await place.call(
    d.ask,
    { customer: 'C1', of: 'sales', items: ['fact:staff', 'paper:licence'], dueOn: '2026-11-25', note: '年审' },
    { as: manager },
  );
  const mine = () => place.call(d.requests, { mine: true }, { as: sales });
  expect((await mine()).requests).toMatchObject([
    { assignee: 'lu.ming', items: ['fact:staff', 'paper:licence'], answered: [], dueOn: '2026-11-25' },
  ]);
  expect((await place.call(d.requests, {}, { as: other })).requests).toEqual([]);
  const late = place.on('2026-11-26');
  await late.run((ctx) => ROOMS.find((room) => room.name === 'dossiers')!.jobs![0]!.run(ctx));
  const [request] = (await late.call(d.requests, {})).requests;
  expect(request).toMatchObject({ reminders: 1 });
  expect(request!.escalatedAt).not.toBeNull();
  expect(await late.call(d.overview, {})).toMatchObject({ openRequests: 1, lateRequests: 1 });
  await place.call(d.enterFacts, { customer: 'C1', facts: [{ field: 'staff', value: '88' }], source: 'customer' }, { as: sales });
  expect((await mine()).requests[0]!.answered).toEqual(['fact:staff']);
  await place.call(d.uploadPaper, { customer: 'C1', kind: 'licence' }, { as: sales, file: { name: 'a.pdf', content: PDF } });
  expect((await mine()).requests).toEqual([]);
  expect((await place.call(d.requests, { state: 'closed' })).requests[0]).toMatchObject({ closedHow: 'answered' });
});

test('an audit draws by a seed that anyone can repeat; findings are corrected by one and accepted by another; rates come out of it', async () => {
  const { place, manager, analyst, sales } = await office();
  const draw = {
    name: '四季度抽查',
    size: 1,
    method: 'random' as const,
    checklist: ['fact:staff', 'paper:licence'],
    dueOn: '2026-12-31',
  };
  const first = await place.call(d.drawAudit, draw, { as: manager });
  const same = await place.call(d.drawAudit, { ...draw, seed: first.seed }, { as: analyst });
  const sampleOf = async (id: string) =>
    (await place.call(d.audit, { id }, { as: manager })).items.map((each) => each.customer.code);
  expect(await sampleOf(same.id)).toEqual(await sampleOf(first.id));

  const all = await place.call(d.drawAudit, { ...draw, size: 10, method: 'risk' }, { as: manager });
  expect(all).toMatchObject({ drawn: 2, population: 2 });
  const finding = { audit: all.id, customer: 'C1', item: 'fact:staff', note: '人数与参保不符', dueOn: '2026-12-05' };
  const { id } = await place.call(d.recordFinding, finding, { as: analyst });
  await place.call(d.passItem, { audit: all.id, customer: 'C1' }, { as: analyst });
  expect(await place.call(d.passItem, { audit: all.id, customer: 'C2' }, { as: analyst })).toEqual({ done: 2, left: 0 });
  await expect(place.call(d.closeFinding, { id, version: 1, accept: true }, { as: manager })).rejects.toMatchObject({
    code: 'finding_not_corrected',
  });
  await place.call(d.correctFinding, { id, version: 1, correction: '已更正为 88 人' }, { as: manager });
  await expect(place.call(d.closeFinding, { id, version: 2, accept: true }, { as: manager })).rejects.toMatchObject({
    code: 'own_correction',
  });
  expect(await place.call(d.closeFinding, { id, version: 2, accept: false }, { as: analyst })).toEqual({ closed: false });
  await place.call(d.correctFinding, { id, version: 3, correction: '附上参保证明' }, { as: sales });
  expect(await place.call(d.closeFinding, { id, version: 4, accept: true }, { as: manager })).toEqual({ closed: true });
  const report = await place.call(d.auditReport, {}, { as: manager });
  expect(report).toMatchObject({ files: 2, faulty: 1 });
  expect(report.bySalesperson).toMatchObject([
    { name: 'lu.ming', files: 1, faulty: 1, ratePpm: 1_000_000 },
    { name: 'qin', faulty: 0 },
  ]);
  expect(report.byItem[0]).toMatchObject({ item: 'fact:staff', files: 2, faulty: 1, ratePpm: 500_000 });
  // Who sells to a customer does not audit him, whatever other role he has.
  const seller = await place.person('zhao', 'sales', 'analyst');
  await place.call(save, { code: 'C2', name: '宁波海川贸易有限公司', owner: 'zhao' });
  await expect(place.call(d.passItem, { audit: all.id, customer: 'C2' }, { as: seller })).rejects.toMatchObject({
    code: 'own_customer',
  });
});

test('external records come in bulk with refusals as data, once; a demand to correct flags the record and takes it out when right', async () => {
  const { place, manager, clerk } = await office();
  const row = (more: object) => ({
    row: 1,
    customer: 'C1',
    kind: '被执行人',
    sourceKey: '(2026)浙01执1号',
    happenedOn: '2026-06-01',
    amountMinor: 12_345_678n,
    currency: null,
    summary: '执行标的',
    expiresOn: null,
    ...more,
  });
  const rows = [
    row({}),
    row({ row: 2, customer: 'NOBODY' }),
    row({ row: 3, kind: '好人好事' }),
    row({ row: 4, happenedOn: '2026-13-01' }),
    row({ row: 5, happenedOn: '2027-01-01' }),
    row({ row: 6, summary: ' ' }),
    row({ row: 7, customer: 'C2', kind: 'lawsuit', sourceKey: 'B', amountMinor: null }),
  ];
  const importId = place.tenant.id;
  const bulk = () => within(place, (ctx) => enterExternalRecords(ctx, '中国执行信息公开网', importId, rows));
  const outcome = await bulk();
  expect(outcome).toMatchObject({ entered: 2, unchanged: 0 });
  expect(outcome.refusals.map((each) => [each.row, each.column, each.code])).toEqual([
    [2, 'customer', 'customer_unknown'],
    [3, 'kind', 'kind_unknown'],
    [4, 'happenedOn', 'date_malformed'],
    [5, 'happenedOn', 'date_future'],
    [6, 'summary', 'summary_missing'],
  ]);
  expect(await bulk()).toMatchObject({ entered: 0, unchanged: 2 });
  const record = async () => (await place.call(d.file, { customer: 'C1' }, { as: manager })).records[0]!;
  expect(await record()).toMatchObject({ kind: 'enforcement', amount: { amount: '123456.78', currency: 'CNY' }, outcome: null });
  const demand = await place.call(d.disputeRecord, { id: (await record()).id, demand: '已履行完毕，要求更正' }, { as: clerk });
  expect(demand.answerBy).toBe('2026-12-12');
  expect((await record()).dispute).toMatchObject({ outcome: null });
  await expect(place.call(d.disputeRecord, { id: (await record()).id, demand: '再提一次' }, { as: clerk })).rejects.toMatchObject(
    { code: 'dispute_open' },
  );
  await place.call(d.settleDispute, { id: demand.id, outcome: 'corrected', answer: '查证属实' }, { as: manager });
  expect(await record()).toMatchObject({ outcome: 'refuted', dispute: { outcome: 'corrected' } });
  expect(
    (await within(place, (ctx) => withdrawExternalRecords(ctx, importId))).withdrawn,
    'undo takes what nobody decided on',
  ).toBe(1);
});

test('a list of VAT invoices counts void lines not, red ones negative, equal lines twice, and the list again not at all', async () => {
  const { place } = await office();
  const line = (more: object) => ({
    row: 1,
    customer: 'C1',
    direction: 'out' as const,
    number: '0001',
    otherSide: 'B1',
    issuedOn: '2026-08-04',
    netMinor: 10_000n,
    taxMinor: 1_300n,
    grossMinor: 11_300n,
    currency: null,
    isVoid: false,
    ...more,
  });
  const lines = [
    line({}),
    line({ row: 2 }),
    line({ row: 3, number: '0002', isVoid: true }),
    line({ row: 4, number: '0003', netMinor: -5_000n, taxMinor: -650n, grossMinor: -5_650n }),
    line({ row: 5, number: '0004', grossMinor: 11_400n }),
    line({ row: 6, number: '' }),
  ];
  const importId = place.tenant.id;
  const bulk = () => within(place, (ctx) => enterVatInvoices(ctx, importId, lines));
  expect(await bulk()).toMatchObject({
    entered: 4,
    refusals: [
      { row: 5, code: 'gross_differs' },
      { row: 6, code: 'number_missing' },
    ],
  });
  expect(await bulk()).toMatchObject({ entered: 0, unchanged: 4 });
  const months = async () => (await place.call(d.file, { customer: 'C1' })).vat;
  expect(await months()).toEqual([
    {
      monthOn: '2026-08-01',
      direction: 'out',
      net: { amount: '150.00', currency: 'CNY' },
      tax: { amount: '19.50', currency: 'CNY' },
      invoices: 3,
    },
  ]);
  expect(await within(place, (ctx) => withdrawVatImport(ctx, importId))).toBe(4);
  expect(await months()).toEqual([]);
  expect(await bulk(), 'after an undo it may come again').toMatchObject({ entered: 4 });
});

test('refusals: each named, and nothing is done', async () => {
  const { place, manager, analyst, sales, clerk } = await office();
  const facts = (more: object) => ({
    customer: 'C1',
    facts: [{ field: 'staff', value: '1', ...more }],
    source: 'visit' as const,
  });
  const asked = { customer: 'C1', of: 'customer' as const, items: ['fact:staff'], dueOn: '2026-11-30' };
  const uuid = '01890000-0000-7000-8000-000000000000';
  const table: [string, () => Promise<unknown>, string][] = [
    ['unknown field', () => place.call(d.enterFacts, facts({ field: 'shoe_size' }), { as: sales }), 'field_unknown'],
    ['a number that is none', () => place.call(d.enterFacts, facts({ value: 'many' }), { as: sales }), 'fact_malformed'],
    [
      'a fact of tomorrow',
      () => place.call(d.enterFacts, facts({ validFrom: '2026-11-23' }), { as: sales }),
      'valid_from_future',
    ],
    [
      'over before it begins',
      () => place.call(d.enterFacts, facts({ validFrom: '2026-11-01', expiresOn: '2026-10-01' }), { as: sales }),
      'expires_before_valid',
    ],
    [
      'another one’s customer',
      () => place.call(d.enterFacts, { ...facts({}), customer: 'C2' }, { as: sales }),
      'customer_unknown',
    ],
    ['a paper of nobody', () => place.call(d.enterFacts, { ...facts({}), paper: uuid }, { as: sales }), 'paper_unknown'],
    [
      'sales verifies',
      () => place.call(d.check, { subjects: [{ kind: 'fact', id: uuid }], outcome: 'verified' }, { as: sales }),
      'not_permitted',
    ],
    [
      'no such entry',
      () => place.call(d.check, { subjects: [{ kind: 'fact', id: uuid }], outcome: 'verified' }, { as: analyst }),
      'entry_unknown',
    ],
    ['an item that is none', () => place.call(d.ask, { ...asked, items: ['fact:shoe_size'] }, { as: manager }), 'item_unknown'],
    ['asked for yesterday', () => place.call(d.ask, { ...asked, dueOn: '2026-11-21' }, { as: manager }), 'due_out_of_range'],
    ['asked for next year', () => place.call(d.ask, { ...asked, dueOn: '2027-11-21' }, { as: manager }), 'due_out_of_range'],
    [
      'a phone of two digits',
      () =>
        place.call(
          d.saveContact,
          { customer: 'C1', name: '王', phone: '12', purpose: 'credit', basis: 'contract' },
          { as: sales },
        ),
      'contact_malformed',
    ],
    ['no file', () => place.call(d.uploadPaper, { customer: 'C1', kind: 'licence' }, { as: sales }), 'file_missing'],
    [
      'a program as a licence',
      () =>
        place.call(
          d.uploadPaper,
          { customer: 'C1', kind: 'licence' },
          { as: sales, file: { name: 'a.pdf', content: 'MZ\u0000\u0001' } },
        ),
      'file_kind_refused',
    ],
    [
      'a record of tomorrow',
      () =>
        place.call(
          d.addRecord,
          { customer: 'C1', kind: 'lawsuit', source: 's', happenedOn: '2026-11-23', summary: 'xx' },
          { as: clerk },
        ),
      'as_of_future',
    ],
    ['a file of tomorrow', () => place.call(d.file, { customer: 'C1', asOf: '2026-11-23' }), 'as_of_future'],
    [
      'a choice without answers',
      () => place.call(d.saveField, { name: '级别', kind: 'choice' }, { as: manager }),
      'choices_missing',
    ],
    [
      'a name that is taken',
      () => place.call(d.saveField, { name: '注册资本', kind: 'text' }, { as: manager }),
      'field_name_taken',
    ],
    ['a page mark of somewhere else', () => place.call(d.files, { cursor: 'x y' }), 'cursor_malformed'],
  ];
  for (const [what, call, code] of table) await expect(call(), what).rejects.toMatchObject({ code });
  expect((await place.call(d.file, { customer: 'C1' })).facts).toEqual([]);
});

test('the overview counts what is there: steps of completeness, what is missing most, what waits; each salesperson his own', async () => {
  const { place, sales, analyst } = await office();
  await place.run((ctx) => ROOMS.find((room) => room.name === 'dossiers')!.jobs![0]!.run(ctx));
  await place.call(d.enterFacts, { customer: 'C1', facts: [{ field: 'staff', value: '5' }], source: 'visit' }, { as: sales });
  const all = await place.call(d.overview, {}, { as: analyst });
  expect(all).toMatchObject({ files: 2, steps: [2, 0, 0, 0, 0, 0, 0, 0, 0, 0], toVerify: 1 });
  expect(all.missing.find((each) => each.item === 'fact:staff')).toBeUndefined();
  expect(await place.call(d.overview, {}, { as: sales })).toMatchObject({ files: 1 });
  const { files } = await place.call(d.files, {}, { as: analyst });
  expect(files.map((each) => each.customer.code)).toEqual(['C2', 'C1']);
  const paged = await place.call(d.files, { limit: 1 }, { as: analyst });
  const next = await place.call(d.files, { limit: 1, cursor: paged.next! }, { as: analyst });
  expect(next.files[0]!.customer.code).toBe('C1');
  expect((await place.call(d.toVerify, { mine: true }, { as: sales })).entries).toEqual([]);
  expect((await place.call(d.toVerify, { mine: true }, { as: analyst })).entries).toMatchObject([
    { what: 'staff', mayVerify: true },
  ]);
});
