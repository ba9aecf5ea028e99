// Stories about people and keys, through the door on a real database.
import { expect, test } from 'vitest';
import { testHouse } from '#platform/test-house.ts';
import * as contract from './contract.ts';
import { accounts } from './room.ts';

test('an administrator adds a salesperson, who gets a one-time password and no more rights than sales', async () => {
  const house = await testHouse([accounts]);
  const admin = await house.person('admin', 'administrator');
  const made = await house.call(contract.create, { login: 'Lu.Ming', name: '陆鸣', roles: ['sales'] }, { as: admin });
  expect(made.login).toBe('lu.ming');
  expect(made.oneTimePassword).toMatch(/^.{5}(-.{5}){3}$/);
  const sales = await house.person('someone', 'sales');
  await expect(house.call(contract.list, {}, { as: sales })).rejects.toMatchObject({ status: 403, code: 'not_permitted' });
  await expect(house.call(contract.create, { login: 'lu.ming', name: '另一人', roles: ['sales'] }, { as: admin })).rejects.toMatchObject({
    code: 'login_taken',
  });
});

test('the last administrator cannot lock everybody out', async () => {
  const house = await testHouse([accounts]);
  const admin = await house.person('admin', 'administrator');
  const { people } = await house.call(contract.list, {}, { as: admin });
  const { id, version } = people[0]!;
  await expect(
    house.call(contract.change, { id, name: 'admin', roles: ['auditor'], disabled: false, version }, { as: admin }),
  ).rejects.toMatchObject({ code: 'last_administrator' });
});

test('a stale page does not overwrite a newer change of a person (R14)', async () => {
  const house = await testHouse([accounts]);
  const admin = await house.person('admin', 'administrator');
  await house.person('he.chuan', 'collector');
  const person = (await house.call(contract.list, {}, { as: admin })).people.find((each) => each.login === 'he.chuan')!;
  const change = { id: person.id, name: '贺川', roles: ['collector' as const], disabled: false, version: person.version };
  await house.call(contract.change, change, { as: admin });
  await expect(house.call(contract.change, change, { as: admin })).rejects.toMatchObject({ status: 412, code: 'version_stale' });
});

test('people of one company are invisible to another, whoever asks', async () => {
  const one = await testHouse([accounts]);
  const other = await testHouse([accounts]);
  await one.person('canary', 'auditor');
  const admin = await other.person('admin', 'administrator');
  const { people } = await other.call(contract.list, {}, { as: admin });
  expect(people.map((person) => person.login)).toEqual(['admin']);
});
