// The ERP's side: many calls in one request, keys that make repeating safe, the cart's question, and a document that says what is true.
import type { FastifyInstance } from 'fastify';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '#base/id.ts';
import { Authenticator } from '#platform/auth/sign-in.ts';
import { buildHttp } from '#platform/http.ts';
import { openLog } from '#platform/log.ts';
import { Metrics } from '#platform/metrics.ts';
import { createKey } from '#rooms/accounts/contract.ts';
import { freeze } from '#rooms/limits/contract.ts';
import { ROOMS } from '../../rooms.ts';
import * as contract from './contract.ts';
import { type Setting, setting } from './orders.fixtures.ts';

let place: Setting;
let app: FastifyInstance;
let bearer: string;
beforeAll(async () => {
  place = await setting();
  app = await buildHttp({
    door: place.house.door,
    authenticator: new Authenticator(place.house.database),
    signIn: async () => ({ outcome: 'refused' }),
    databaseAnswers: async () => true,
    metrics: new Metrics(),
    log: openLog('silent'),
    webFolder: null,
    version: '0',
  });
  bearer = `Bearer ${(await place.house.call(createKey, { role: 'integration', name: 'ERP' })).key}`;
});
afterAll(() => app.close());

const yuan = (amount: string) => ({ amount, currency: 'CNY' });
type Answers = {
  answers: { key: string; status: number; replayed?: boolean; answer?: Record<string, unknown>; problem?: { code: string } }[];
};

async function send(url: string, payload: object, key?: string) {
  const headers = { authorization: bearer, ...(key ? { 'idempotency-key': key } : {}) };
  const answer = await app.inject({ method: 'POST', url, headers, payload });
  return { status: answer.statusCode, type: answer.headers['content-type'], body: answer.json() as Answers & { code: string } };
}
const batch = async (path: string, calls: object[]) => (await send(`/api/orders/${path}/batch`, { calls })).body.answers;
const credit = (customer: string) => place.house.call(contract.credit, { customer });

test('one request carries many checks: each has its own answer, over the limit none is cleared, and the whole sent again gives the same bytes', async () => {
  await place.customer('M1', '100.00');
  const calls = [1, 2, 3, 4].map((nth) => ({
    key: `k${nth}`,
    input: { customer: 'M1', order: `M-${nth}`, amount: yuan('30.00') },
  }));
  calls.push({ key: 'k5', input: { customer: 'NOBODY', order: 'M-5', amount: yuan('1.00') } });
  const first = await batch('checks', calls);
  expect(first.map((each) => [each.key, each.status, each.answer?.outcome ?? each.problem?.code])).toEqual([
    ['k1', 200, 'clear'],
    ['k2', 200, 'clear'],
    ['k3', 200, 'clear'],
    ['k4', 200, 'held'],
    ['k5', 404, 'customer_unknown'],
  ]);
  const again = await batch('checks', calls);
  expect(again.map((each) => [each.replayed, each.answer])).toEqual(first.map((each) => [each.answer && true, each.answer]));
  expect((await credit('M1')).available).toEqual(yuan('10.00'));
  // Another body under a used key is refused, the rest of the request is not.
  const mixed = await batch('checks', [{ ...calls[0]!, input: { ...calls[0]!.input, amount: yuan('31.00') } }, calls[1]!]);
  expect(mixed.map((each) => each.problem?.code ?? each.status)).toEqual(['idempotency_key_reused', 200]);
});

test('deliveries and cancellations come in bulk as well; what one of them is refused for stops no other', async () => {
  await place.customer('M2', '1000.00');
  const checked = await batch(
    'checks',
    Array.from({ length: 40 }, (_, nth) => ({
      key: newId(),
      input: { customer: 'M2', order: `D-${nth}`, amount: yuan('20.00') },
    })),
  );
  const numbers = checked.map((each) => (each.answer!.reservation as { number: string }).number);
  const captured = await batch(
    'capture',
    numbers.map((reservation, nth) => ({
      key: `cap-${nth}`,
      input: { reservation, amount: yuan(nth === 7 ? '21.00' : '20.00'), sourceKey: `DN-${nth}` },
    })),
  );
  expect(captured.filter((each) => each.status !== 200).map((each) => [each.key, each.problem!.code])).toEqual([
    ['cap-7', 'capture_above_remaining'],
  ]);
  const cancelled = await batch('cancel', [
    { key: newId(), input: { order: 'D-7', reason: '客户取消' } },
    { key: newId(), input: { order: 'D-99', reason: '客户取消' } },
  ]);
  expect(cancelled.map((each) => each.answer?.released ?? each.problem?.code)).toEqual([yuan('20.00'), 'order_unknown']);
});

test('a machine’s change without a key is refused, as is what is no batch: 400 and 413 as problem+json', async () => {
  const order = { order: 'D-1', reason: '客户取消' };
  const keyless = await send('/api/orders/cancel', order);
  expect([keyless.status, keyless.body.code, keyless.type]).toEqual([
    400,
    'idempotency_key_missing',
    'application/problem+json; charset=utf-8',
  ]);
  expect((await batch('cancel', [{ input: order }]))[0]!.problem!.code).toBe('idempotency_key_missing');
  for (const calls of [undefined, [], 'x', [1], [{ key: 1, input: {} }], [{ key: 'a' }], [{ key: 'a', input: {}, extra: 1 }]])
    expect((await send('/api/orders/checks/batch', { calls })).body.code, JSON.stringify(calls)).toBe('input_malformed');
  const many = Array.from({ length: 501 }, () => ({ key: newId(), input: {} }));
  expect((await send('/api/orders/checks/batch', { calls: many })).body.code).toBe('batch_too_large');
});

test('the cart reads limit and free credit: the group’s where that is tighter, none without a limit, nothing of customers out of sight', async () => {
  await place.customer('M3', '500.00');
  await place.invoice('M3', 'INV-1', '120.00', 30);
  expect(await credit('M3')).toMatchObject({
    mode: 'amount',
    limit: yuan('500.00'),
    exposure: yuan('120.00'),
    available: yuan('380.00'),
    bound: 'own',
    frozen: false,
  });
  await place.house.call(freeze, { customer: 'M3', reason: '票据拒付' });
  expect((await credit('M3')).frozen).toBe(true);
  await place.customer('M4', null);
  expect(await credit('M4')).toMatchObject({ mode: 'none', limit: null, available: yuan('0.00') });
  const sales = await place.house.person('lu', 'sales');
  await expect(place.house.call(contract.credit, { customer: 'M3' }, { as: sales })).rejects.toMatchObject({
    code: 'customer_unknown',
  });
  // What the check finds free is what the cart was told.
  const { available } = await place.house.call(contract.simulate, { customer: 'M1', amount: '1.00' });
  expect((await credit('M1')).available).toEqual(available);
});

/** Their answers hold a person's data, a link or a secret, which is kept for nobody. */
const KEYLESS = [
  'accounts.create-key none',
  'dossiers.look-at-contact none',
  'dossiers.find-contact none',
  'dossiers.ask none',
  'dossiers.remind none',
  'dossiers.open-link none',
  'investigations.ask-reference none',
  'investigations.remind-reference none',
  'investigations.open-reference none',
  'integrations.add-webhook none',
  'integrations.rotate-secret none',
];

test('every example of the document fits its schema, and each operation that machines call has one; each change takes a key', () => {
  const operations = ROOMS.flatMap((room) => room.operations.map((bound) => bound.operation));
  const shown = operations.filter((operation) => operation.example);
  for (const { name, example, input, output } of shown) {
    expect([...Value.Errors(input, example!.input)], `${name} input`).toEqual([]);
    expect([...Value.Errors(output, example!.output)], `${name} output`).toEqual([]);
  }
  const machines = operations.filter((operation) => operation.many > 0);
  // Whatever changes something is done once, however often a machine that got no answer asks again; but for what may not be kept.
  const twice = operations.filter((each) => each.effect === 'writes' && !['required', 'machines'].includes(each.idempotency));
  expect(twice.map((each) => `${each.name} ${each.idempotency}`)).toEqual(KEYLESS);
  expect(machines.filter((operation) => !operation.example).map((each) => each.name)).toEqual([]);
  expect(machines.length).toBeGreaterThan(6);
});
