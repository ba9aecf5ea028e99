// What the ERP is told: what committed and nothing else, in order for each customer, signed, again until it has taken it.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays } from '#base/date.ts';
import type { Actor } from '#platform/context.ts';
import { freeze } from '#rooms/limits/contract.ts';
import * as orders from '#rooms/orders/contract.ts';
import { type Setting, setting, TODAY } from '#rooms/orders/orders.fixtures.ts';
import { carryNotices } from './carrier.ts';
import * as contract from './contract.ts';

type Heard = {
  id: string;
  type: string;
  customer: string;
  sequence: number;
  order: string;
  body: string;
  headers: IncomingMessage['headers'];
};

let place: Setting;
let admin: Actor;
let erp: Server;
let url: string;
/** What the ERP answers next, and what it has heard. */
let answers: (number | 'hang-up')[] = [];
const heard: Heard[] = [];

beforeAll(async () => {
  erp = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      const answer = answers.shift() ?? 200;
      if (answer === 'hang-up') {
        request.socket.destroy();
        return;
      }
      response.writeHead(answer, answer === 302 ? { location: 'http://169.254.169.254/' } : {}).end(answer === 200 ? 'ok' : 'no');
      if (answer !== 200) return;
      const { data, ...head } = JSON.parse(body) as Omit<Heard, 'order'> & { data: { order: string } };
      heard.push({ ...head, order: data.order, body, headers: request.headers });
    });
  });
  await new Promise<void>((ready) => erp.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${(erp.address() as AddressInfo).port}/hook`;
  process.env.WEBHOOK_HOSTS = '127.0.0.1';
  place = await setting();
  admin = await place.house.person('admin', 'administrator');
});
afterAll(() => {
  delete process.env.WEBHOOK_HOSTS;
  erp.close();
});

const yuan = (amount: string) => ({ amount, currency: 'CNY' });
const carry = (house = place.house) => carryNotices({ door: house.door, allowed: new Set(['127.0.0.1']) }, house.tenant.id);
const check = (customer: string, order: string, amount: string) =>
  place.house.call(orders.check, { customer, order, amount: yuan(amount) });
const told = () => heard.splice(0).map((each) => `${each.type} ${each.customer} ${each.order}`);

test('what is decided about orders reaches the ERP, signed, in the order of each customer’s account, and once it has answered not again', async () => {
  const { id, secret } = await place.house.call(contract.addWebhook, { name: 'ERP', url }, { as: admin });
  await place.customer('W1', '100.00');
  const first = await check('W1', 'SO-1', '60.00');
  await check('W1', 'SO-2', '30.00');
  await check('W1', 'SO-3', '90.00');
  await place.house.call(orders.capture, { reservation: first.reservation!.number, amount: yuan('20.00'), sourceKey: 'DN-1' });
  await place.house.call(orders.cancel, { order: 'SO-2', reason: '客户取消' });
  await place.house.call(freeze, { customer: 'W1', reason: '票据拒付' });
  expect(await carry()).toEqual({ delivered: 9, later: 0, failed: 0 });
  const [one] = heard.slice(1);
  const key = Buffer.from(secret.slice(6), 'base64');
  const signed = `${one!.headers['webhook-id']}.${one!.headers['webhook-timestamp']}.${one!.body}`;
  expect(one!.headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  const sequences = heard.map((each) => each.sequence);
  expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
  expect(told()).toEqual([
    'limit.changed W1 undefined',
    'order.clear W1 SO-1',
    'order.clear W1 SO-2',
    'order.held W1 SO-3',
    'reservation.captured W1 SO-1',
    'reservation.released W1 SO-2',
    'order.cancelled W1 SO-2',
    // The freeze holds it as well now: told again, with another check to read the reasons of.
    'order.held W1 SO-3',
    'customer.frozen W1 undefined',
  ]);
  expect(await carry()).toEqual({ delivered: 0, later: 0, failed: 0 });
  const { deliveries } = await place.house.call(contract.deliveries, { id }, { as: admin });
  expect(deliveries[0]).toMatchObject({ type: 'customer.frozen', customer: 'W1', state: 'delivered', status: 200, attempts: 1 });
  await place.house.call(contract.removeWebhook, { id }, { as: admin });
});

test('what did not commit is not told, and what committed is told even if the server ends before it could (R17)', async () => {
  const { id } = await place.house.call(
    contract.addWebhook,
    { name: 'R17', url, types: ['order.clear', 'order.held'] },
    { as: admin },
  );
  await place.customer('W2', '100.00');
  const refused = place.house.run(async (ctx) => {
    const { check: checkAll } = await import('#rooms/orders/check.ts');
    const input = { customer: 'W2', order: 'GHOST', amount: yuan('10.00') };
    await checkAll(ctx, [{ input, eventId: ctx.eventId, actor: ctx.actor }]);
    throw new Error('on purpose');
  });
  await expect(refused).rejects.toThrow('on purpose');
  await place.house.call(orders.check, { customer: 'W2', order: 'TRIAL', amount: yuan('1.00') }, { dryRun: true });
  await check('W2', 'R-1', '10.00');
  await carry();
  expect(told()).toEqual(['order.clear W2 R-1']);
  await place.house.call(contract.removeWebhook, { id }, { as: admin });
});

test('a notice that is not taken is tried again later, nothing of the same customer passes it, others go on; given up it stays on record', async () => {
  const { id } = await place.house.call(contract.addWebhook, { name: 'SLOW', url, types: ['order.clear'] }, { as: admin });
  for (const code of ['W3', 'W4']) await place.customer(code, '100.00');
  await check('W3', 'A-1', '10.00');
  await check('W3', 'A-2', '10.00');
  answers = [500];
  expect(await carry()).toEqual({ delivered: 0, later: 1, failed: 0 });
  await check('W4', 'B-1', '10.00');
  expect(await carry()).toEqual({ delivered: 1, later: 0, failed: 0 });
  expect(told()).toEqual(['order.clear W4 B-1']);
  // A day later: the same id again, and then the one behind it. A redirect and a hang-up are no answers.
  const tomorrow = place.house.on(addDays(TODAY, 1));
  answers = [302];
  expect(await carry(tomorrow)).toEqual({ delivered: 0, later: 1, failed: 0 });
  const later = place.house.on(addDays(TODAY, 3));
  answers = ['hang-up'];
  expect(await carry(later)).toEqual({ delivered: 0, later: 1, failed: 0 });
  // A day without an answer: turned off, until somebody has looked. Nothing is lost meanwhile.
  const turnOn = async () => {
    const [seen] = (await place.house.call(contract.webhooks, {}, { as: admin })).webhooks;
    if (seen!.state === 'disabled')
      await place.house.call(contract.changeWebhook, { id, version: seen!.version, on: true }, { as: admin });
    return seen!.state;
  };
  expect(await turnOn()).toBe('disabled');
  expect(await carry(place.house.on(addDays(TODAY, 4)))).toEqual({ delivered: 2, later: 0, failed: 0 });
  expect(told()).toEqual(['order.clear W3 A-1', 'order.clear W3 A-2']);

  await check('W3', 'A-3', '10.00');
  for (let day = 5; day < 14; day += 1) {
    answers = [503];
    await carry(place.house.on(addDays(TODAY, day)));
    await turnOn();
  }
  answers = [];
  const { deliveries } = await place.house.call(contract.deliveries, { id, state: 'failed' }, { as: admin });
  expect(deliveries).toMatchObject([{ type: 'order.clear', state: 'failed', status: 503, attempts: 9 }]);
  expect(
    (await place.house.call(contract.replayWebhook, { id, from: `${TODAY}T00:00:00Z`, onlyFailed: true }, { as: admin })).queued,
  ).toBe(1);
  await carry(place.house);
  expect(told()).toEqual(['order.clear W3 A-3']);
  await place.house.call(contract.removeWebhook, { id }, { as: admin });
});

test('from a point in time everything is told again in its order; turned off nothing is sent and nothing forgotten; a new secret signs beside the old', async () => {
  const { id } = await place.house.call(contract.addWebhook, { name: 'AGAIN', url, types: ['order.clear'] }, { as: admin });
  await place.customer('W5', '100.00');
  await check('W5', 'C-1', '10.00');
  await carry();
  told();
  const off = await place.house.call(contract.changeWebhook, { id, version: 1, on: false }, { as: admin });
  await check('W5', 'C-2', '10.00');
  await carry();
  expect(told()).toEqual([]);
  await expect(place.house.call(contract.testWebhook, { id }, { as: admin })).rejects.toMatchObject({ code: 'webhook_off' });
  await place.house.call(contract.changeWebhook, { id, version: off.version, on: true }, { as: admin });
  await place.house.call(contract.rotateSecret, { id }, { as: admin });
  const { queued } = await place.house.call(contract.replayWebhook, { id, from: `${TODAY}T00:00:00Z` }, { as: admin });
  await carry();
  expect(String(heard[0]!.headers['webhook-signature']).split(' ')).toHaveLength(2);
  const again = told();
  expect(again).toHaveLength(queued);
  expect(again.filter((each) => each.includes('W5'))).toEqual(['order.clear W5 C-1', 'order.clear W5 C-2']);
  await place.house.call(contract.testWebhook, { id }, { as: admin });
  await carry();
  expect(heard.splice(0).map((each) => each.type)).toEqual(['webhook.test']);
});

test('refused: addresses of our own network, stale versions, instants that are not kept, webhooks of others', async () => {
  const {
    webhooks: [known],
  } = await place.house.call(contract.webhooks, {}, { as: admin });
  const call = (operation: (typeof contract)[keyof typeof contract], input: unknown) =>
    place.house.call(operation as typeof contract.testWebhook, input as { id: string }, { as: admin });
  for (const [operation, input, code] of [
    [contract.addWebhook, { name: 'X', url: 'https://10.0.0.1/hook' }, 'address_refused'],
    [contract.addWebhook, { name: 'X', url: 'http://example.com/hook' }, 'address_refused'],
    [contract.changeWebhook, { id: known!.id, version: known!.version, url: 'https://localhost/' }, 'address_refused'],
    [contract.changeWebhook, { id: known!.id, version: known!.version + 1, on: false }, 'version_stale'],
    [contract.replayWebhook, { id: known!.id, from: '2020-01-01T00:00:00Z' }, 'date_out_of_range'],
    [contract.deliveries, { id: known!.id, cursor: 'x' }, 'cursor_malformed'],
    [contract.testWebhook, { id: '019ab000-0000-7000-8000-000000000000' }, 'webhook_unknown'],
  ] as const)
    await expect(call(operation as never, input), code).rejects.toMatchObject({ code });
});
