// Every operation of every room, asked by whoever may not: no session, each role without the permission. None slips through.
import { expect, test } from 'vitest';
import { can, type Permission, ROLES, type Role, rolesWith } from '#platform/auth/permissions.ts';
import { Authenticator } from '#platform/auth/sign-in.ts';
import type { Actor } from '#platform/context.ts';
import { NOBODY } from '#platform/dispatch.ts';
import { buildHttp } from '#platform/http.ts';
import { openLog } from '#platform/log.ts';
import { Metrics } from '#platform/metrics.ts';
import { testHouse } from '#platform/test-house.ts';
import { ROOMS } from '../rooms.ts';

const OPERATIONS = ROOMS.flatMap((room) => room.operations.map((bound) => bound.operation));

test('every operation has a permission, a name of its room, and words in both languages', () => {
  expect(OPERATIONS.length).toBeGreaterThan(20);
  for (const operation of OPERATIONS) {
    expect(operation.permission, operation.name).not.toBeNull();
    expect(operation.name).toMatch(/^[a-z]+\.[a-z][a-z-]*$/);
    expect(operation.summary.zh, operation.name).toMatch(/\p{Script=Han}/u);
    expect(operation.summary.en, operation.name).not.toMatch(/\p{Script=Han}/u);
  }
  expect(new Set(OPERATIONS.map((each) => `${each.method} ${each.path}`)).size, 'addresses').toBe(OPERATIONS.length);
});

test('without a session nothing answers, at the door and over HTTP, whatever the input', async () => {
  const place = await testHouse(ROOMS);
  const app = await buildHttp({
    door: place.door,
    authenticator: new Authenticator(place.database),
    signIn: async () => ({ outcome: 'refused' }),
    databaseAnswers: async () => true,
    metrics: new Metrics(),
    log: openLog('silent'),
    webFolder: null,
    version: '0',
  });
  try {
    for (const operation of OPERATIONS) {
      const call = place.door.call({ operation: operation.name, tenantId: place.tenant.id, actor: NOBODY, input: { x: 1 } });
      await expect(call, operation.name).rejects.toMatchObject({ status: 401, code: 'sign_in_needed' });
      for (const headers of [{ 'x-csrf': '1' }, { authorization: 'Bearer xh_nonsense' }]) {
        const { method, path: url } = operation;
        const answer = await app.inject({ method, url, headers, ...(method === 'POST' ? { payload: {} } : {}) });
        expect(answer.statusCode, `${operation.name} ${JSON.stringify(headers)}`).toBe(401);
      }
    }
  } finally {
    await app.close();
  }
});

test('each role without the permission is refused, for every operation; each with it passes the door', async () => {
  const place = await testHouse(ROOMS);
  const actors = new Map<Role, Actor>();
  for (const role of ROLES) actors.set(role, await place.person(role, role));
  let refusals = 0;
  for (const operation of OPERATIONS) {
    const permission = operation.permission as Permission;
    for (const role of ROLES) {
      // An input no operation takes: who passes the door is stopped there, so that nothing is done.
      const call = place.door.call({
        operation: operation.name,
        tenantId: place.tenant.id,
        actor: actors.get(role)!,
        input: { thisFieldIsNowhere: true },
        key: 'k',
      });
      const expected = can([role], permission)
        ? { status: 400, code: 'input_malformed' }
        : { status: 403, code: 'not_permitted', facts: { permission, roles: rolesWith(permission) } };
      if (expected.status === 403) refusals += 1;
      await expect(call, `${operation.name} as ${role}`).rejects.toMatchObject(expected);
    }
  }
  expect(refusals).toBeGreaterThan(OPERATIONS.length);
});

test('duties are apart: who keeps people decides no credit, machines and sales decide nothing, auditors change nothing', () => {
  const deciding: Permission[] = ['approvals.decide', 'orders.release', 'limits.propose', 'limits.freeze'];
  for (const role of ['administrator', 'sales', 'integration', 'auditor', 'collector', 'receivables-clerk'] as const) {
    for (const permission of deciding) expect(can([role], permission), `${role} ${permission}`).toBe(false);
  }
  const changing = OPERATIONS.filter((each) => each.effect === 'writes' && each.permission !== 'self');
  expect(changing.filter((each) => can(['auditor'], each.permission as Permission)).map((each) => each.name)).toEqual([]);
  expect(rolesWith('accounts.manage')).toEqual(['administrator']);
});
