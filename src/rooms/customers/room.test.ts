// Stories about customers, groups and whose they are, through the door on a real database.
import { expect, test } from 'vitest';
import { addDays } from '#base/date.ts';
import type { Ctx } from '#platform/context.ts';
import { testHouse } from '#platform/test-house.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';
import { customers } from './room.ts';

const TODAY = '2026-11-21';
const VALID_USCC = '91310000MA1FL0HK8K';
const house = () => testHouse([customers], { today: TODAY });

async function inside<T>(
  of: { run(work: (ctx: Ctx) => Promise<void>): Promise<void> },
  work: (ctx: Ctx) => Promise<T>,
): Promise<T> {
  let result: T | undefined;
  await of.run(async (ctx) => {
    result = await work(ctx);
  });
  return result as T;
}

const row = (code: string, more: Partial<actions.NamedParty> = {}): actions.NamedParty => ({
  code,
  name: null,
  uscc: null,
  salesperson: null,
  entity: null,
  termsDays: null,
  ...more,
});

test('a customer is added, changed field by field, and found by code, part of the name and credit code', async () => {
  const { call } = await house();
  const made = await call(contract.save, { code: 'K1001', name: '上海（长风）机电有限公司', region: '华东', termsDays: 30 });
  expect(made.customer).toMatchObject({ code: 'K1001', region: '华东', termsDays: 30, uscc: null, usccValid: null, group: null });
  const changed = await call(contract.save, { code: 'K1001', name: '上海长风机电有限公司', industry: '机电', region: '' });
  expect(changed.customer).toMatchObject({ id: made.customer.id, industry: '机电', region: null, termsDays: 30 });
  await call(contract.save, { code: 'K1002', name: 'Baltic Steel Co., Ltd.' });
  for (const text of ['K1001', 'k100', '长风机', '上海长风机电有限公司']) {
    const { customers: found } = await call(contract.find, { text });
    expect(found[0], text).toMatchObject({ code: 'K1001' });
  }
  expect((await call(contract.find, { text: 'baltic' })).customers.map((each) => each.code)).toEqual(['K1002']);
  expect((await call(contract.find, { text: '100%' })).customers).toEqual([]);
});

test('a credit code with a wrong check symbol is kept with a warning, one that is no code is refused', async () => {
  const { call } = await house();
  const wrong = `${VALID_USCC.slice(0, 17)}${VALID_USCC[17] === '0' ? '1' : '0'}`;
  const kept = await call(contract.save, { code: 'K1', name: '甲公司', uscc: wrong });
  expect(kept.warnings).toEqual([{ code: 'uscc_check' }]);
  expect(kept.customer.usccValid).toBe(false);
  await expect(call(contract.save, { code: 'K2', name: '乙公司', uscc: 'IOSVZ' })).rejects.toMatchObject({
    code: 'uscc_malformed',
  });
  const twin = await call(contract.save, { code: 'K3', name: '甲 公司', uscc: wrong });
  expect(twin.warnings.map((each) => each.code)).toEqual(['uscc_check', 'uscc_shared', 'name_shared']);
  expect((await call(contract.find, { text: wrong })).customers.map((each) => each.code)).toEqual(['K1', 'K3']);
});

test('a salesperson finds, opens and follows his own customers only; another one does not exist for him', async () => {
  const place = await house();
  const { call } = place;
  const own = await place.person('lu.ming', 'sales');
  await place.person('qin.yue', 'sales');
  await call(contract.saveGroup, { code: 'G', name: '金鹏集团' });
  await call(contract.save, { code: 'MINE', name: '金鹏甲厂', owner: 'lu.ming', group: 'G' });
  await call(contract.save, { code: 'THEIRS', name: '金鹏乙厂', owner: 'qin.yue', group: 'G' });
  await call(contract.save, { code: 'NOBODY', name: '金鹏丙厂' });

  expect((await call(contract.find, { text: '金鹏' }, { as: own })).customers.map((each) => each.code)).toEqual(['MINE']);
  expect((await call(contract.find, { text: 'THEIRS' }, { as: own })).customers).toEqual([]);
  const mine = await call(contract.get, { customer: 'MINE' }, { as: own });
  expect(mine.customer.group).toEqual({ code: 'G', name: '金鹏集团' });
  expect(mine.groupMembers).toEqual([]);
  for (const customer of ['THEIRS', 'NOBODY', 'G', 'NO-SUCH']) {
    const problem = await call(contract.get, { customer }, { as: own }).catch((error: unknown) => error);
    expect(problem, customer).toMatchObject({ status: 404, code: 'customer_unknown', facts: { customer } });
    expect(JSON.stringify(problem) + String(problem)).not.toMatch(/乙厂|丙厂/);
    await expect(call(contract.timeline, { customer }, { as: own })).rejects.toMatchObject({ code: 'customer_unknown' });
  }
  // The same group as the whole house sees it.
  expect((await call(contract.get, { customer: 'MINE' })).groupMembers.map((each) => each.code)).toEqual(['THEIRS']);
});

test('the timeline tells who changed what, and the log keeps names of fields, not their values', async () => {
  const place = await house();
  const clerk = await place.person('clerk', 'receivables-clerk');
  await place.call(contract.save, { code: 'K1', name: '旧名' }, { as: clerk });
  await place.call(contract.save, { code: 'K1', name: '新名', termsDays: 45 }, { as: clerk });
  const { events } = await place.call(contract.timeline, { customer: 'K1' });
  expect(events.map((each) => [each.actor, each.operation, each.facts])).toEqual([
    ['clerk', 'customers.save', { created: false, changed: ['name', 'terms_days'] }],
    ['clerk', 'customers.save', { created: true, changed: [] }],
  ]);
});

test('a group tree never closes to a circle, also when two people tie it at the same moment', async () => {
  const place = await house();
  const ids: Record<string, string> = {};
  for (const code of ['A', 'B', 'C', 'X', 'Y'])
    ids[code] = (await place.call(contract.saveGroup, { code, name: `集团${code}` })).id;
  const under = (child: string, parent: string, meanwhile: () => Promise<void> = async () => {}) =>
    place.run(async (ctx) => {
      await actions.linkGroup(ctx, ids[child]!, ids[parent]!);
      await meanwhile();
    });
  await under('A', 'B');
  await under('B', 'C');
  await expect(under('C', 'A')).rejects.toMatchObject({ code: 'group_circle' });
  await expect(under('A', 'A')).rejects.toMatchObject({ code: 'group_circle' });
  const line = await inside(place, (ctx) => actions.groupLine(ctx, ids.A!));
  expect(line.map((node) => node.code)).toEqual(['B', 'C']);

  // The second begins while the first has written and not committed: it must wait, and then see.
  let second: Promise<unknown> = Promise.resolve();
  await under('X', 'Y', async () => {
    second = under('Y', 'X').catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 200));
  });
  expect(await second).toMatchObject({ code: 'group_circle' });
});

test('a move between groups holds from its day on, and the rooms below hear of everybody it concerns', async () => {
  const heard: string[][] = [];
  const listening = {
    name: 'ear',
    operations: [],
    listens: [
      {
        event: contract.groupChanged.name,
        handle: async (_: Ctx, payload: { partyIds: string[] }) => void heard.push(payload.partyIds),
      },
    ],
  };
  const place = await testHouse([customers, listening as never], { today: TODAY });
  const { call } = place;
  await call(contract.saveGroup, { code: 'OLD', name: '旧集团' });
  const mid = await call(contract.saveGroup, { code: 'MID', name: '中间集团' });
  const { customer } = await call(contract.save, { code: 'K1', name: '客户', group: 'MID' });
  heard.length = 0;
  await place.run(async (ctx) => {
    const old = await actions.resolveParty(ctx, 'OLD');
    await actions.linkGroup(ctx, mid.id, old.party_id);
  });
  expect(heard).toEqual([[mid.id, customer.id]]);

  const later = place.on(addDays(TODAY, 10));
  await later.call(contract.save, { code: 'K1', name: '客户', group: '' });
  expect((await later.call(contract.get, { customer: 'K1' })).customer.group).toBeNull();
  // Asked from the day before, it was still in the group.
  expect((await place.on(addDays(TODAY, 9)).call(contract.get, { customer: 'K1' })).customer.group?.code).toBe('MID');
  // Put in and taken out on one day: it never belonged, and the day is free for another group.
  await later.call(contract.save, { code: 'K1', name: '客户', group: 'OLD' });
  await later.call(contract.save, { code: 'K1', name: '客户', group: '' });
  await later.call(contract.save, { code: 'K1', name: '客户', group: 'MID' });
  expect((await later.call(contract.get, { customer: 'K1' })).customer.group?.code).toBe('MID');
});

test('an import creates the customers it names, fills what was missing, and never overwrites what we know', async () => {
  const place = await house();
  const seller = await place.person('lu.ming', 'sales');
  await place.call(contract.save, { code: 'K1', name: '恒达商贸有限公司', termsDays: 60 });
  const first = await inside(place, (ctx) =>
    actions.ensureParties(ctx, 'erp', [
      row('K1', { name: '恒大商贸有限公司', termsDays: 30, uscc: VALID_USCC }),
      row('K2'),
      row('K2', { name: '后来才有名字', salesperson: 'Lu.Ming' }),
      row('K3', { salesperson: '查无此人', uscc: '不是代码' }),
    ]),
  );
  expect(first.created).toBe(2);
  expect(first.warnings.map((each) => each.code).sort()).toEqual(['name_differs', 'uscc_malformed']);
  const k1 = (await place.call(contract.get, { customer: 'K1' })).customer;
  expect(k1).toMatchObject({ name: '恒达商贸有限公司', termsDays: 60, uscc: VALID_USCC });
  const k2 = (await place.call(contract.get, { customer: 'K2' }, { as: seller })).customer;
  expect(k2).toMatchObject({ name: '后来才有名字', owner: 'Lu.Ming' });
  expect((await place.call(contract.get, { customer: 'K3' })).customer).toMatchObject({
    name: 'K3',
    owner: '查无此人',
    termsDays: null,
  });

  const again = await inside(place, (ctx) => actions.ensureParties(ctx, 'erp', [row('K3', { name: '三号客户', termsDays: 0 })]));
  expect(again).toMatchObject({ created: 0, warnings: [] });
  expect(again.ids.get('K3')).toBe(first.ids.get('K3'));
  expect((await place.call(contract.get, { customer: 'K3' })).customer).toMatchObject({ name: '三号客户', termsDays: 0 });
});

test('two imports that name the same new customers at once agree on who they are', async () => {
  const place = await house();
  const codes = Array.from({ length: 200 }, (_, at) => `N${at}`);
  const run = (order: string[]) =>
    inside(place, (ctx) =>
      actions.ensureParties(
        ctx,
        'erp',
        order.map((code) => row(code)),
      ),
    );
  const [one, two] = await Promise.all([run(codes), run([...codes].reverse())]);
  expect(one.created + two.created).toBe(200);
  for (const code of codes) expect(one.ids.get(code)).toBe(two.ids.get(code));
});

test('twenty thousand customers come in one set-based call', async () => {
  const place = await house();
  const rows = Array.from({ length: 20_000 }, (_, at) =>
    row(`C${String(at).padStart(6, '0')}`, { name: `客户${at}号有限公司`, termsDays: 30 }),
  );
  const first = await inside(place, (ctx) => actions.ensureParties(ctx, 'erp', rows));
  expect(first.created).toBe(20_000);
  const again = await inside(place, (ctx) => actions.ensureParties(ctx, 'erp', rows));
  expect(again).toMatchObject({ created: 0, warnings: [] });
  expect((await place.call(contract.find, { text: 'C01999' })).customers).toHaveLength(10);
  expect((await place.call(contract.find, { text: '客户17777号' })).customers.map((each) => each.code)).toEqual(['C017777']);
});

test('rows without a legal entity get the only one there is, or 01', async () => {
  const place = await house();
  const first = await inside(place, (ctx) => actions.ensureEntities(ctx, [actions.NO_ENTITY], 'CNY'));
  const second = await inside(place, (ctx) => actions.ensureEntities(ctx, [actions.NO_ENTITY, 'HK'], 'HKD'));
  expect(second.get(actions.NO_ENTITY)).toBe(first.get(actions.NO_ENTITY));
  expect((await place.call(contract.entities, {})).entities.map((each) => [each.code, each.name, each.currency])).toEqual([
    ['01', '测试公司', 'CNY'],
    ['HK', 'HK', 'HKD'],
  ]);
});

test('customers of one company are invisible to another, by code, name and search', async () => {
  const [one, other] = [await house(), await house()];
  await one.call(contract.save, { code: 'CANARY', name: '金丝雀公司' });
  expect((await other.call(contract.find, { text: '金丝雀' })).customers).toEqual([]);
  expect((await other.call(contract.find, { text: 'CANARY' })).customers).toEqual([]);
  await expect(other.call(contract.get, { customer: 'CANARY' })).rejects.toMatchObject({ code: 'customer_unknown' });
});

test('what is refused, and why', async () => {
  const { call } = await house();
  await call(contract.saveGroup, { code: 'G', name: '集团' });
  await call(contract.save, { code: 'K', name: '客户' });
  const refused: [Parameters<typeof call>[0], Record<string, unknown>, number, string][] = [
    [contract.save, { code: 'G', name: '客户' }, 409, 'code_taken'],
    [contract.saveGroup, { code: 'K', name: '集团' }, 409, 'code_taken'],
    [contract.save, { code: 'K', name: '客户', group: 'K' }, 409, 'not_a_group'],
    [contract.save, { code: 'K', name: '客户', group: 'NO-SUCH' }, 404, 'customer_unknown'],
    [contract.save, { code: 'K', name: '客户', owner: 'nobody' }, 400, 'user_unknown'],
    [contract.save, { code: ' ', name: '客户' }, 400, 'input_malformed'],
    [contract.save, { code: 'K', name: '客户', termsDays: -1 }, 400, 'input_malformed'],
  ];
  for (const [operation, input, status, code] of refused) {
    await expect(call(operation, input as never), JSON.stringify(input)).rejects.toMatchObject({ status, code });
  }
});
