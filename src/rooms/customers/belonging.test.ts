// Stories of belonging: groups with their totals and days, related parties, segments, customers handed over, and who is found to be alike.
import { expect, test } from 'vitest';
import { addDays } from '#base/date.ts';
import { testHouse } from '#platform/test-house.ts';
import { setting, TODAY } from '#rooms/orders/orders.fixtures.ts';
import * as policies from '#rooms/policies/contract.ts';
import { ROOMS } from '../../rooms.ts';
import { ensureParties, type NamedParty } from './actions.ts';
import * as contract from './contract.ts';
import { look } from './suspicions.ts';

const house = () => testHouse(ROOMS, { today: TODAY });
const USCC = '91310000MA1FL0HK8K';
const named = (code: string, more: Partial<NamedParty> = {}): NamedParty => ({
  code,
  name: null,
  uscc: null,
  salesperson: null,
  entity: null,
  termsDays: null,
  ...more,
});

test('an import knows a customer by its code, then by its valid credit code; a like name is a new customer and a question', async () => {
  const place = await house();
  await place.call(contract.save, { code: 'K1', name: '上海长风机电有限公司', uscc: USCC });
  let warnings: readonly string[] = [];
  let held: readonly string[] = [];
  await place.run(async (ctx) => {
    const first = await ensureParties(ctx, 'crm', [
      named('C-77', { name: '长风机电（上海）', uscc: USCC }),
      named('C-78', { name: '（上海）长风机电有限责任公司' }),
      named('C-79', { name: '上海另一家有限公司' }),
    ]);
    warnings = first.warnings.map((each) => each.code);
    expect(first.created).toBe(2);
    held = (await ensureParties(ctx, 'crm', [named('C-80', { name: '上海市长风机电有限公司' })], { similar: 'hold' })).held.map(
      (each) => each.code,
    );
  });
  expect(warnings).toContain('uscc_linked');
  expect(held).toEqual(['C-80']);
  expect((await place.call(contract.get, { customer: 'C-77' })).customer.code).toBe('K1');
  const { pairs, open } = await place.call(contract.duplicates, {});
  expect([open, pairs.map((each) => [each.a.code, each.b.code, each.verdict])]).toEqual([1, [['K1', 'C-78', 'same']]]);

  // Two firms: remembered with the reason, and not asked again by the next look.
  const [pair] = pairs;
  await place.call(contract.decidePair, {
    id: pair!.id,
    decision: 'different',
    reason: '实地看过，是两家',
    version: pair!.version,
  });
  await expect(place.call(contract.decidePair, { id: pair!.id, decision: 'open', version: pair!.version })).rejects.toMatchObject(
    { status: 412 },
  );
  await place.run(async (ctx) => {
    expect((await look(ctx)).found).toBe(0);
  });
  expect((await place.call(contract.duplicates, {})).pairs).toEqual([]);
});

test('the look over everybody finds the misspelt twin, and passes over works that only a figure tells apart', async () => {
  const place = await house();
  for (const [code, name] of [
    ['A', '深圳市讯捷通信技术有限公司'],
    ['B', '深圳市迅捷通信技术有限公司'],
    ['C', '长风机械一厂'],
    ['D', '长风机械二厂'],
    ['E', '臺灣龍騰電機股份有限公司'],
    ['F', '台湾龙腾电机股份有限公司'],
  ] as const)
    await place.call(contract.save, { code, name });
  await place.call(contract.lookForDuplicates, {});
  const { pairs } = await place.call(contract.duplicates, {});
  expect(pairs.map((each) => [each.a.code, each.b.code, each.verdict])).toEqual([
    ['E', 'F', 'same'],
    ['A', 'B', 'human'],
  ]);
  expect((await place.call(contract.find, { text: '龍騰' })).customers.map((each) => each.code)).toEqual(['E', 'F']);
});

test('the list filters by what is missing and by suspicion, page by page, and a salesperson sees his own', async () => {
  const place = await house();
  const seller = await place.person('lu.ming', 'sales');
  for (let at = 1; at <= 5; at += 1)
    await place.call(contract.save, { code: `L${at}`, name: `客户${at}号有限公司`, region: at < 3 ? '华东' : '华北' });
  await place.call(contract.save, { code: 'L5', name: '客户5号有限公司', owner: 'lu.ming', uscc: USCC });
  const first = await place.call(contract.list, { limit: 2 });
  expect([first.total, first.customers.map((each) => each.code), first.regions]).toEqual([
    5,
    ['L1', 'L2'],
    ['华东', '华北'].sort(),
  ]);
  expect((await place.call(contract.list, { limit: 2, cursor: first.next! })).customers.map((each) => each.code)).toEqual([
    'L3',
    'L4',
  ]);
  expect((await place.call(contract.list, { lacks: 'uscc' })).total).toBe(4);
  expect((await place.call(contract.list, { region: '华东' })).total).toBe(2);
  const own = await place.call(contract.list, {}, { as: seller });
  expect([own.total, own.duplicates]).toEqual([1, null]);
});

test('whoever saves what somebody else changed meanwhile is told, and nothing is lost', async () => {
  const place = await house();
  const { customer } = await place.call(contract.save, { code: 'K', name: '甲公司' });
  await place.call(contract.save, { code: 'K', name: '甲公司', region: '华东', version: customer.version });
  await expect(
    place.call(contract.save, { code: 'K', name: '甲公司', region: '华北', version: customer.version }),
  ).rejects.toMatchObject({ status: 412, code: 'version_stale' });
  expect((await place.call(contract.get, { customer: 'K' })).customer.region).toBe('华东');
});

test('a group adds up what its members owe; a move planned for a day holds from that day, and no plan closes a circle', async () => {
  const at = await setting();
  const { house: place } = at;
  await at.customer('M1', '1000.00');
  await at.customer('M2', '2000.00');
  await at.invoice('M1', 'I-1', '300.00', -5);
  await at.invoice('M2', 'I-2', '200.00', 5);
  await place.call(contract.saveGroup, { code: 'G', name: '集团' });
  await place.call(contract.saveGroup, { code: 'H', name: '上级集团' });
  for (const customer of ['M1', 'M2']) await place.call(contract.linkToGroup, { customer, group: 'G' });
  const { nodes } = await place.call(contract.tree, { group: 'G' });
  expect(nodes.map((each) => [each.code, each.depth, each.money[0]?.exposure.amount, each.money[0]?.overdue.amount])).toEqual([
    ['G', 0, '500.00', '300.00'],
    ['M1', 1, '300.00', '300.00'],
    ['M2', 1, '200.00', '0.00'],
  ]);
  expect(nodes[0]?.money[0]?.memberLimits.amount).toBe('3000.00');

  const later = addDays(TODAY, 30);
  await place.call(contract.linkToGroup, { customer: 'G', group: 'H', from: later });
  await expect(place.call(contract.linkToGroup, { customer: 'H', group: 'G' })).rejects.toMatchObject({
    code: 'group_circle',
    facts: { day: later },
  });
  expect((await place.call(contract.get, { customer: 'G' })).customer.group).toBeNull();
  await place.call(contract.linkToGroup, { customer: 'M2', group: null, from: later });
  const planned = [
    { party: { code: 'G' }, from: null, to: { code: 'H' }, on: later },
    { party: { code: 'M2' }, from: { code: 'G' }, to: null, on: later },
  ];
  expect((await place.call(contract.tree, { group: 'H' })).planned).toMatchObject(planned.slice(0, 1));
  expect((await place.call(contract.tree, { group: 'H', on: later })).planned).toMatchObject(planned);
  expect((await place.call(contract.tree, { group: 'H', on: later })).nodes.map((each) => each.code)).toEqual(['H', 'G', 'M1']);
  // A plan taken back: he stays where he was.
  await place.call(contract.linkToGroup, { customer: 'M2', group: 'G', from: later });
  expect((await place.call(contract.tree, { group: 'G', on: later })).planned).toMatchObject(planned.slice(0, 1));
  const then = place.on(later);
  expect((await then.call(contract.get, { customer: 'G' })).customer.group?.code).toBe('H');
  expect((await then.call(contract.belonging, { customer: 'G' })).groups).toMatchObject([
    { group: { code: 'H' }, validFrom: later },
  ]);
});

test('a guarantee is known from both sides and ends on a day; it adds nothing up', async () => {
  const place = await house();
  await place.call(contract.save, { code: 'A', name: '甲公司' });
  await place.call(contract.save, { code: 'B', name: '乙公司' });
  const { id } = await place.call(contract.saveRelation, { customer: 'A', kind: 'guarantee', other: 'B' });
  await place.call(contract.saveRelation, { customer: 'A', kind: 'shareholder', otherName: '张三', sharePercent: 33.5 });
  expect((await place.call(contract.belonging, { customer: 'B' })).relations).toMatchObject([
    { kind: 'guarantee', outward: false, other: { code: 'A', name: '甲公司' } },
  ]);
  const { relations } = await place.call(contract.belonging, { customer: 'A' });
  expect(relations.map((each) => [each.kind, each.other.name, each.sharePpm]).sort()).toEqual([
    ['guarantee', '乙公司', null],
    ['shareholder', '张三', 335_000],
  ]);
  expect((await place.call(contract.endRelation, { id })).ended).toBe(true);
  await expect(place.call(contract.saveRelation, { customer: 'A', kind: 'other', other: 'A' })).rejects.toMatchObject({
    code: 'relation_self',
  });
});

test('segments follow the decision table from the day the facts changed, and the days before keep what they had', async () => {
  const at = await setting();
  const { house: place } = at;
  await at.customer('S1', null);
  await at.invoice('S1', 'I-1', '600000.00', 30);
  await place.call(policies.runSegments, {});
  expect((await place.call(contract.get, { customer: 'S1' })).customer.segment).toBe('核心客户');
  await at.invoice('S1', 'I-2', '1900000.00', 30);
  const tomorrow = place.on(addDays(TODAY, 1));
  expect((await tomorrow.call(policies.runSegments, {})).changed).toBe(1);
  const { segments } = await tomorrow.call(contract.belonging, { customer: 'S1' });
  expect(segments.map((each) => [each.segment, each.validFrom, each.validTo])).toEqual([
    ['大客户', addDays(TODAY, 1), null],
    ['核心客户', TODAY, TODAY],
  ]);
  expect((await tomorrow.call(contract.list, { segment: '大客户' })).customers.map((each) => each.code)).toEqual(['S1']);
  expect((await tomorrow.call(policies.runSegments, {})).changed).toBe(0);
});

test('customers change hands when both have signed and the day has come; whose they are changes with it, and the list stays', async () => {
  const at = await setting();
  const { house: place } = at;
  const manager = await place.person('shen.yu', 'credit-manager');
  const gives = await place.person('lu.ming', 'sales');
  const takes = await place.person('qin.yue', 'sales');
  await at.customer('H1', null);
  await at.invoice('H1', 'I-1', '300.00', -5);
  await place.call(contract.save, { code: 'H1', name: '客户', owner: 'lu.ming' });
  const starts = addDays(TODAY, 3);
  const { salespeople } = await place.call(contract.salespeople, {}, { as: manager });
  expect(salespeople.map((each) => [each.login, each.customers])).toEqual([
    ['lu.ming', 1],
    ['qin.yue', 0],
  ]);
  const { id, customers } = await place.call(
    contract.proposeHandover,
    { from: 'lu.ming', to: 'qin.yue', startsOn: starts },
    { as: manager },
  );
  expect(customers).toBe(1);
  const read = (as: typeof gives) => place.call(contract.handover, { id }, { as });
  const sign = async (as: typeof gives, side: 'given' | 'taken') =>
    place.call(contract.signHandover, { id, as: side, version: (await read(as)).handover.version }, { as });
  expect((await read(takes)).lines).toMatchObject([{ customer: { code: 'H1' }, overdue: [{ amount: '300.00' }], holds: 0 }]);
  await expect(sign(manager, 'taken')).rejects.toMatchObject({ code: 'handover_not_yours' });
  expect([(await read(takes)).handover.mayEnd, (await read(gives)).handover.mayEnd]).toEqual(['declined', 'withdrawn']);
  await sign(takes, 'taken');
  expect((await sign(gives, 'given')).state).toBe('accepted');
  expect((await place.call(contract.list, {}, { as: takes })).total).toBe(0);

  const then = place.on(starts);
  const turn = ROOMS.find((room) => room.name === 'customers')!.jobs!.find((job) => job.name === 'customers.turn')!;
  await then.run(turn.run);
  expect((await then.call(contract.list, {}, { as: takes })).total).toBe(1);
  expect((await then.call(contract.list, {}, { as: gives })).total).toBe(0);
  expect((await then.call(contract.belonging, { customer: 'H1' }, { as: takes })).owners[0]).toMatchObject({
    from: 'lu.ming',
    to: 'qin.yue',
    on: starts,
    handover: id,
  });
  const told = (more: object) => then.call(contract.timeline, { customer: 'H1', ...more }, { as: takes });
  const { events, actors } = await told({});
  expect(events.map((each) => each.operation)).toEqual(['customers.handed-over', 'customers.save']);
  const [, entered] = events;
  expect(actors).toContain(entered!.actor);
  expect((await told({ kind: 'customers', actor: entered!.actor, to: TODAY })).events.map((each) => each.id)).toEqual([
    entered!.id,
  ]);
  expect((await told({ kind: 'limits' })).events).toEqual([]);
  expect((await told({ from: addDays(starts, 1) })).events).toEqual([]);
  const sheet = await then.download(contract.exportHandover, { id }, { as: gives });
  expect([sheet.fileName, sheet.bytes.length > 1000]).toEqual([`handover-${starts}.xlsx`, true]);
  const other = await place.person('other', 'sales');
  await expect(read(other)).rejects.toMatchObject({ code: 'handover_unknown' });
});
