// Stories an auditor would tell, through the door on a real database.
import { expect, test } from 'vitest';
import { testHouse } from '#platform/test-house.ts';
import * as people from '#rooms/accounts/contract.ts';
import { accounts } from '#rooms/accounts/room.ts';
import * as who from '#rooms/customers/contract.ts';
import { customers } from '#rooms/customers/room.ts';
import * as contract from './contract.ts';
import { controls } from './room.ts';

const ROOMS = [accounts, customers, controls];

test('an auditor sees who did what to which customer, and that what failed or was only tried left nothing', async () => {
  const place = await testHouse(ROOMS);
  const auditor = await place.person('auditor', 'auditor');
  const clerk = await place.person('clerk', 'receivables-clerk');
  await place.call(who.save, { code: 'K1', name: '甲公司' }, { as: clerk });
  await place.call(who.save, { code: 'K2', name: '乙公司' }, { as: clerk, dryRun: true });
  await expect(place.call(who.save, { code: 'K3', name: '丙公司', owner: 'nobody' }, { as: clerk })).rejects.toThrow();
  const { events, next } = await place.call(contract.events, {}, { as: auditor });
  expect(next).toBeNull();
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    actorKind: 'user',
    actor: 'clerk',
    operation: 'customers.save',
    customer: { code: 'K1', name: '甲公司' },
    subjectKind: 'party',
  });
  expect(events[0]!.inputHash).toMatch(/^[0-9a-f]{64}$/);
});

test('filters by day, room, operation, person and customer', async () => {
  const place = await testHouse(ROOMS, { today: '2026-11-20' });
  const clerk = await place.person('clerk', 'receivables-clerk');
  await place.person('admin', 'administrator');
  await place.call(who.save, { code: 'K1', name: '甲公司' }, { as: clerk });
  await place.call(who.saveGroup, { code: 'G1', name: '集团' }, { as: clerk });
  const tomorrow = place.on('2026-11-21');
  await tomorrow.call(who.save, { code: 'K2', name: '乙公司' });
  await tomorrow.call(people.create, { login: 'he.chuan', name: '贺川', roles: ['collector'] });
  const count = async (input: object) => (await place.call(contract.events, input)).events.length;
  expect(await count({})).toBe(4);
  expect(await count({ operation: 'customers' })).toBe(3);
  expect(await count({ operation: 'customers.save' })).toBe(2);
  expect(await count({ operation: 'customer' })).toBe(0);
  expect(await count({ from: '2026-11-21' })).toBe(2);
  expect(await count({ to: '2026-11-20' })).toBe(2);
  expect(await count({ from: '2026-11-20', to: '2026-11-21' })).toBe(4);
  expect(await count({ actor: 'Clerk' })).toBe(2);
  expect(await count({ actor: 'operator' })).toBe(2);
  expect(await count({ customer: 'K2' })).toBe(1);
});

test('pages follow one another without a gap or a repeat while new events arrive', async () => {
  const place = await testHouse(ROOMS);
  const save = (code: string) => place.call(who.save, { code, name: `客户${code}` });
  await Promise.all(Array.from({ length: 23 }, (_, at) => save(`K${at}`)));
  const read: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await place.call(contract.events, { limit: 5, ...(cursor ? { cursor } : {}) });
    read.push(...page.events.map((each) => each.customer!.code));
    cursor = page.next ?? undefined;
    await save(`NEW${read.length}`);
  } while (cursor);
  expect(new Set(read)).toEqual(new Set(Array.from({ length: 23 }, (_, at) => `K${at}`)));
  expect(read).toHaveLength(23);
});

test('the log of one company is closed to another and to whoever may not audit', async () => {
  const [one, other] = [await testHouse(ROOMS), await testHouse(ROOMS)];
  await one.call(who.save, { code: 'CANARY', name: '金丝雀' });
  expect((await other.call(contract.events, {})).events).toEqual([]);
  const sales = await one.person('sales', 'sales');
  await expect(one.call(contract.events, {}, { as: sales })).rejects.toMatchObject({ status: 403 });
});

test('what is refused, and why', async () => {
  const place = await testHouse(ROOMS);
  const refused: [object, string][] = [
    [{ from: '2026-02-30' }, 'date_impossible'],
    [{ from: '2026-11-21', to: '2026-11-20' }, 'days_reversed'],
    [{ customer: 'NO-SUCH' }, 'customer_unknown'],
    [{ cursor: 'abc' }, 'cursor_malformed'],
    [{ limit: 201 }, 'input_malformed'],
  ];
  for (const [input, code] of refused) {
    await expect(place.call(contract.events, input as never), JSON.stringify(input)).rejects.toMatchObject({ code });
  }
});
