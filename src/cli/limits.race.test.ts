// What a server refuses before it works on it: bodies too large, malformed or unasked for; and how it stops in the midst of requests.
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '#base/id.ts';
import { newWebhookSecret, signedHeaders } from '#platform/signature.ts';
import { verifyWebhook, Xinheng, XinhengProblem, XinhengUnknown } from '#root/clients/typescript/client.ts';
import { CALLS_FILE, callsText } from '#root/tools/client-types.ts';
import { attack } from '#root/tools/soak/attack.ts';
import { judge, witnessed } from '#root/tools/soak/books.ts';
import { furnish } from '#root/tools/soak/furnish.ts';
import { Installation, Lost, type Reply } from '#root/tools/soak/server.ts';

const installation = new Installation();
let key = '';
let codes: string[] = [];

beforeAll(async () => {
  ({ key, codes } = await furnish(installation, 4, 1000, 'credit-manager'));
  await witnessed(installation.folder);
  await installation.serve();
});
afterAll(() => installation.close());

const codeOf = (reply: Reply) => (JSON.parse(reply.body.toString('utf8')) as { code: string }).code;
const CHECKS = '/api/orders/checks';

function headers(more: Record<string, string> = {}): Record<string, string> {
  return { authorization: `Bearer ${key}`, 'idempotency-key': newId(), ...more };
}

test('a body of more than 1 MB is refused with 413, one just below is read', async () => {
  const body = (bytes: number) => Buffer.from(JSON.stringify({ customer: 'K0', filler: 'x'.repeat(bytes) }));
  const refused = await installation.post(CHECKS, body(1024 * 1024 + 1), headers());
  expect(refused.status).toBe(413);
  expect(refused.headers['content-type']).toMatch(/^application\/problem\+json/);
  const read = await installation.post(CHECKS, body(1000 * 1024), headers());
  expect([read.status, codeOf(read)]).toEqual([400, 'input_malformed']);
});

test('what is no JSON, no content type we know, no key or no address of ours is refused as what it is', async () => {
  const input = { customer: 'K0', amount: { amount: '1.00', currency: 'CNY' }, order: 'X' };
  expect((await installation.post(CHECKS, Buffer.from('{"customer":'), headers())).status).toBe(400);
  expect((await installation.post(CHECKS, Buffer.from('<a/>'), headers({ 'content-type': 'text/xml' }))).status).toBe(415);
  expect((await installation.post(CHECKS, input, { authorization: 'Bearer nobody', 'idempotency-key': newId() })).status).toBe(
    401,
  );
  expect((await installation.post(CHECKS, input, { 'idempotency-key': newId(), 'x-csrf': '1' })).status).toBe(401);
  expect((await installation.post(CHECKS, input, { authorization: `Bearer ${key}` })).status).toBe(400);
  expect((await installation.post(CHECKS, input, headers({ 'idempotency-key': 'k'.repeat(201) }))).status).toBe(400);
  expect((await installation.get('/api/nothing/here')).status).toBe(404);
  expect((await installation.get(`/api/orders/checks?limit=100000`, headers())).status).toBe(400);
  const proto = await installation.post(CHECKS, Buffer.from('{"__proto__":{"admin":true},"customer":"K0"}'), headers());
  expect(proto.status).toBe(400);
});

const money = (amount: unknown) => ({ customer: 'K0', order: 'H-1', amount: { amount, currency: 'CNY' } });
const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;

test('whatever an order says that no order can say is refused as what it is, in words, and leaves nothing', async () => {
  const hostile: [string, unknown][] = [
    ...['NaN', 'Infinity', '1e308', '-1', '-0.01', '0', '', ' 1', '1,000', '１２', '0x10', '1.234', `${'9'.repeat(17)}`, '٣'].map(
      (amount): [string, unknown] => [`amount ${amount}`, money(amount)],
    ),
    ...[1e308, 12, null, true, [], {}, ['1.00']].map((amount): [string, unknown] => [`amount ${amount}`, money(amount)]),
    ['too large to hold', money('9'.repeat(400))],
    ['no such currency', { ...money('1.00'), amount: { amount: '1.00', currency: 'ZZZ' } }],
    ['a null byte', { ...money('1.00'), order: 'H\u0000' }],
    ['half a character', Buffer.from('{"customer":"K0","order":"H\\ud800","amount":{"amount":"1.00","currency":"CNY"}}')],
    ['no UTF-8', Buffer.concat([Buffer.from('{"customer":"K0","order":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])],
    ['a customer of a thousand letters', { ...money('1.00'), customer: '客'.repeat(1000) }],
    ['a statement as a customer', { ...money('1.00'), customer: "K0'; drop table orders.orders; --" }],
    ['a term without end', { ...money('1.00'), termsDays: 1e9 }],
    ['half a day', { ...money('1.00'), termsDays: 0.5 }],
    ['a day that is none', { ...money('1.00'), deliverOn: '2026-02-30' }],
    ['a field nobody knows', { ...money('1.00'), approved: true }],
    ['a list', [money('1.00')]],
    ['text', '"K0"'],
    ['fifty thousand deep', Buffer.from(deep)],
    ['fifty thousand deep within', Buffer.from(`{"customer":"K0","order":"H-1","amount":${deep}}`)],
  ];
  for (const path of [CHECKS, '/api/orders/cancel', '/api/orders/capture', '/api/orders/reports']) {
    for (const [what, body] of hostile) {
      const reply = await installation.post(path, body, headers());
      const shown = `${path}, ${what}: ${reply.status} ${reply.body.toString('utf8').slice(0, 200)}`;
      expect(reply.status >= 400 && reply.status < 500, shown).toBe(true);
      expect(reply.headers['content-type'], shown).toMatch(/^application\/problem\+json/);
      expect(codeOf(reply), shown).toMatch(/^[a-z_0-9]+$/);
    }
  }
  // Refused by its length: whether the refusal is read or the connection closed first, nothing of it is taken in.
  const huge = Buffer.from(JSON.stringify({ ...money('1.00'), filler: 'x'.repeat(5 * 1024 * 1024) }));
  expect(
    await installation.post(CHECKS, huge, headers()).then(
      ({ status }) => status,
      () => 413,
    ),
  ).toBe(413);
  for (const input of ['NaN', '1e308', '-1', '0x10', '1%00', '%ff']) {
    const reply = await installation.get(`/api/orders/simulate?customer=K0&amount=${input}`, headers());
    expect([input, reply.status]).toEqual([input, 400]);
  }
  expect(installation.faults).toEqual([]);
  const kept = await installation.get('/api/orders/checks?limit=200', headers());
  expect(kept.body.toString('utf8')).not.toContain('"H-1"');
});

test('the TypeScript client learns the one true outcome though answers are lost, says what was refused, and knows a true notice from a false', async () => {
  let lost = 0;
  const lossy: typeof fetch = async (...request) => {
    const answer = await fetch(...request);
    if (lost++ % 2 === 0) throw new TypeError('the answer was lost');
    return answer;
  };
  const url = `http://127.0.0.1:${installation.port}`;
  const client = new Xinheng({ url, key, fetch: lossy });
  const order = { customer: 'K0', order: `TS-${newId()}`, amount: { amount: '1.00', currency: 'CNY' } };
  const { outcome, checkId } = await client.call('orders.check', order, { key: order.order });
  expect(outcome).toBe('clear');
  const again = await client.many('orders.check', [
    { key: order.order, input: order },
    { key: `${order.order}-2`, input: { ...order, customer: 'NOBODY' } },
  ]);
  expect(again[0]).toMatchObject({ status: 200, replayed: true, answer: { checkId } });
  expect(again[1]).toMatchObject({ status: 404, problem: { code: 'customer_unknown' } });
  expect((await client.call('orders.credit', { customer: 'K0' })).mode).toBe('amount');
  await expect(client.call('orders.check', { ...order, termsDays: 1 }, { key: order.order })).rejects.toThrow(XinhengProblem);
  const nobody = new Xinheng({ url: 'http://127.0.0.1:1', key, tries: 2 });
  await expect(nobody.call('orders.check', order, { key: 'k' })).rejects.toMatchObject({ key: 'k', constructor: XinhengUnknown });

  const [secret, body, now] = [newWebhookSecret(), '{"id":"n1","type":"order.clear"}', Date.now()];
  const signed = signedHeaders('n1', Math.floor(now / 1000), body, [newWebhookSecret(), secret]);
  expect((await verifyWebhook(body, signed, secret)).type).toBe('order.clear');
  await expect(verifyWebhook(`${body} `, signed, secret)).rejects.toThrow(/signature/);
  await expect(verifyWebhook(body, signed, newWebhookSecret())).rejects.toThrow(/signature/);
  await expect(verifyWebhook(body, signed, secret, now + 301_000)).rejects.toThrow(/too old/);
  expect(readFileSync(CALLS_FILE, 'utf8')).toBe(callsText());
});

test('two hundred connections place, raise, cancel, deliver and pay on four customers: every book agrees with every answer', async () => {
  const result = await attack(installation, key, codes, { connections: 200, acts: 2_000 });
  const other = [...result.answers.keys()].filter((each) => !/^(200|503 busy|409 request_in_progress)$/.test(each));
  expect(other, installation.faults.join('\n')).toEqual([]);
  expect(result.reserved.size).toBeGreaterThan(80);
  expect(await judge(installation.folder, result)).toEqual({
    ...{ otherwise: [], receiptsMissing: 0, doubled: 0, strange: 0, aboveCap: 0, unbalanced: 0, groupsBesideMembers: 0 },
  });
  const { differences } = await installation.command<{ differences: unknown[] }>('exposure', 'reconcile');
  expect(differences).toEqual([]);
  expect(installation.faults).toEqual([]);
});

test('headers without end are cut off, and the server goes on', async () => {
  const said = await new Promise<string>((resolve) => {
    const socket = connect(installation.port, '127.0.0.1', () => {
      socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\n');
      socket.write(`x-long: ${'a'.repeat(64 * 1024)}\r\n`);
    });
    let text = '';
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.on('close', () => resolve(text));
    socket.on('error', () => resolve(text));
  });
  expect(said).toMatch(/^HTTP\/1\.1 431/);
  expect((await installation.get('/healthz')).status).toBe(200);
});

test('told to stop, it answers every request it has taken in, refuses new ones, and goes with exit 0', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 40 });
  const ask = (order: string) =>
    installation.post(CHECKS, { customer: 'K0', amount: { amount: '0.01', currency: 'CNY' }, order }, headers(), agent);
  await Promise.all(Array.from({ length: 40 }, (_, at) => ask(`warm-${at}`)));
  const asked = Array.from({ length: 400 }, (_, at) => ask(`stop-${at}`));
  await sleep(30);
  installation.signal('SIGTERM');
  const since = performance.now();
  const results = await Promise.allSettled(asked);
  expect(await installation.ended()).toEqual({ code: 0, signal: null });
  expect(performance.now() - since).toBeLessThan(120_000);
  const answered = results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  expect(answered.filter((each) => each.status === 200).length).toBeGreaterThan(0);
  for (const each of answered) expect([200, 503]).toContain(each.status);
  // Not taken in at all: still in the client's own queue, or refused at the door. None was cut off in the middle of its answer.
  for (const each of results) {
    if (each.status === 'rejected') {
      expect(each.reason).toBeInstanceOf(Lost);
      expect(each.reason.message).not.toBe('answer cut off');
    }
  }
  agent.destroy();
  // Whoever was told 200 is in the books, and nobody else.
  await installation.serve();
  const kept = await installation.get('/api/orders/reservations?limit=200', headers());
  expect(kept.status).toBe(200);
});
