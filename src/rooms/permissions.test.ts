// Every operation of every room, asked by whoever may not: no session, each role without the permission. None slips through.
import { expect, test } from 'vitest';
import { can, isRole, type Permission, ROLES, type Role, rolesWith } from '#platform/auth/permissions.ts';
import { Authenticator } from '#platform/auth/sign-in.ts';
import type { Actor } from '#platform/context.ts';
import { NOBODY } from '#platform/dispatch.ts';
import { buildHttp } from '#platform/http.ts';
import { openLog } from '#platform/log.ts';
import { Metrics } from '#platform/metrics.ts';
import { testHouse } from '#platform/test-house.ts';
import { save } from '#rooms/customers/contract.ts';
import { check, holds } from '#rooms/orders/contract.ts';
import { shippedRules } from '#rooms/policies/rulebooks.ts';
import { ROOMS } from '../rooms.ts';

const ALL = ROOMS.flatMap((room) => room.operations.map((bound) => bound.operation));
/** Those by a link have no permission: the link is what is asked for (rooms/dossiers/link.test.ts attacks them). */
const OPERATIONS = ALL.filter((operation) => !operation.byLink);

test('every operation has a permission, a name of its room, and words in both languages', () => {
  expect(OPERATIONS.length).toBeGreaterThan(20);
  expect(ALL.filter((operation) => operation.byLink).map((operation) => operation.name)).toEqual([
    'dossiers.open-link',
    'dossiers.answer',
    'dossiers.answer-paper',
    'investigations.open-reference',
    'investigations.answer-reference',
  ]);
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

/** What a row of the authority rulebook is worth nothing without: approvals go by cases, the rest by operations. */
const NEEDED = {
  release_hold: 'orders.release',
  refuse_hold: 'orders.release',
  freeze: 'limits.freeze',
  lift_freeze: 'limits.freeze',
};

test('whoever a refusal names as having the authority is also let in to use it', () => {
  const { rows } = shippedRules('authority');
  const shutOut = rows.filter(({ role, act }) => {
    const permission = (NEEDED as Partial<Record<string, Permission>>)[act] ?? 'approvals.decide';
    return isRole(role) && !can([role], permission);
  });
  expect(shutOut).toEqual([]);
});

/** What operations need beside the customer; one that needs more makes the test below ask for it here. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  'orders.simulate amount': '100.00',
  amount: { amount: '100.00', currency: 'CNY' },
  currency: 'CNY',
  order: 'SO-9',
  by: 'group',
  field: 'bank',
  facts: [{ field: 'bank', value: '工商银行' }],
  source: 'visit',
  kind: 'licence',
  'dossiers.add-record kind': 'lawsuit',
  'statements.enter kind': 'balance',
  endsOn: '2025-12-31',
  amounts: { cash: '1' },
  period: '2025',
  reason: '给错了客户',
  happenedOn: '2026-01-05',
  summary: '买卖合同纠纷',
  question: 'q_management',
  choice: 1,
  partner: '苏州恒达钢材',
  relation: 'supplier',
  items: ['fact:bank'],
  paper: '00000000-0000-7000-8000-000000000000',
};
const CANARY = '金丝雀';

test('a salesperson gets no byte of another one’s customer, from any operation he may call', async () => {
  const place = await testHouse(ROOMS);
  const seller = await place.person('lu.ming', 'sales');
  await place.person('qin.yue', 'sales');
  await place.call(save, { code: 'THEIRS', name: `${CANARY}矿业有限公司`, owner: 'qin.yue' });
  await place.call(save, { code: 'MINE', name: '自家客户', owner: 'lu.ming' });
  const amount = { amount: '500.00', currency: 'CNY' };
  await place.call(check, { customer: 'THEIRS', amount, order: 'SO-1' });
  const [hold] = (await place.call(holds, {})).holds;
  expect(hold, 'there is an order to hide').toBeTruthy();

  const mine = OPERATIONS.filter((each) => can(['sales'], each.permission as Permission) && !each.name.startsWith('accounts.'));
  const asked: string[] = [];
  for (const operation of mine) {
    const { properties, required = [] } = operation.input as { properties?: Record<string, unknown>; required?: string[] };
    const fields = Object.keys(properties ?? {});
    const input: Record<string, unknown> = {};
    for (const field of required) if (field in SAMPLES) input[field] = SAMPLES[`${operation.name} ${field}`] ?? SAMPLES[field];
    const ofHold = operation.name.startsWith('orders.') && required.includes('id');
    if (ofHold) input['id'] = hold!.id;
    const inputs: Record<string, unknown>[] = [];
    if (fields.includes('customer')) inputs.push({ ...input, customer: 'THEIRS' });
    if (!required.includes('customer') && required.every((field) => field in SAMPLES)) inputs.push(input);
    if (fields.includes('text')) inputs.push({ ...input, text: ofHold ? 'x1' : CANARY }, { ...input, text: 'THEIRS' });
    else if (ofHold) inputs.push(input);
    for (const each of inputs) {
      const call = place.door.call({
        operation: operation.name,
        tenantId: place.tenant.id,
        actor: seller,
        input: each,
        key: operation.name,
      });
      const outcome = await call.then(
        (answer) => ({ code: 'answered', text: answer.bytes.length > 0 ? answer.bytes.toString() : textOf(answer.value) }),
        (problem) => ({
          code: String(problem.code),
          text: `${problem.message} ${JSON.stringify([problem.facts, problem.fields])}`,
        }),
      );
      const said = `${operation.name} ${JSON.stringify(each)}: ${outcome.code}`;
      expect(outcome.code, said).not.toBe('input_malformed');
      expect(outcome.code, said).not.toBe('undefined');
      expect(outcome.text, said).not.toContain(CANARY);
      if (required.includes('customer')) expect(outcome.code, said).toBe('customer_unknown');
      if (ofHold) expect(outcome.code, said).not.toBe('answered');
      asked.push(said);
    }
  }
  expect(asked.length).toBeGreaterThan(15);
});

/** A file that is handed out: its bytes as text (a workbook is compressed, so the CSV is asked for where there is a choice). */
function textOf(value: unknown): string {
  const { bytes } = value as { bytes?: Uint8Array };
  return bytes ? Buffer.from(bytes).toString('utf8') : JSON.stringify(value);
}
