// No notation of an address of our own network gets a connection: neither written down, nor by a name, nor by a name that changes.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkOutward, isPublic, postOutward } from './outward.ts';

let server: Server;
let connections = 0;
let port: number;
beforeAll(async () => {
  server = createServer((_, response) => {
    response.writeHead(302, { location: 'http://127.0.0.1/' }).end('moved');
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((ready) => server.listen(0, '::', ready));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const nobody = new Set<string>();
const post = (url: string, lookup?: string[], allowed = nobody) =>
  postOutward(
    url,
    '{}',
    {},
    {
      allowed,
      withinMs: 2_000,
      ...(lookup ? { lookup: async () => lookup.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })) } : {}),
    },
  );

const WRITTEN = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  '127.0.0.1.',
  '0',
  '0.0.0.0',
  '10.0.0.1',
  '10.1',
  '172.16.0.1',
  '172.31.255.254',
  '192.168.1.1',
  '192.168.257',
  '169.254.169.254',
  '0xa9fea9fe',
  '100.64.0.1',
  '198.18.0.1',
  '192.0.0.192',
  '224.0.0.1',
  '255.255.255.255',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[fe80::1]',
  '[fd00:ec2::254]',
  '[fc00::1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[2001:0:53aa:64c::1]',
  '[ff02::1]',
  'localhost',
  'LOCALHOST',
  'a.localhost',
  'printer.local',
  'erp.internal',
  '①②⑦.0.0.1',
  '127。0。0。1',
  '%31%32%37.0.0.1',
];

test(`${WRITTEN.length} ways to write an inner address: no connection`, async () => {
  expect(WRITTEN.length).toBeGreaterThan(30);
  for (const host of WRITTEN) {
    const url = `https://${host}:${port}/`;
    expect((await post(url)).status, host).toBeNull();
    expect(() => checkOutward(url, nobody), host).toThrow(/cannot be called/);
  }
  for (const url of [
    `http://example.com/`,
    'https://me:secret@example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'https://',
    'x',
  ])
    expect(() => checkOutward(url, nobody), url).toThrow(/cannot be called/);
  expect(connections).toBe(0);
});

test('a name is judged by every address it has, and asked once: what it answers later gains nothing', async () => {
  for (const addresses of [['127.0.0.1'], ['::1'], ['::ffff:127.0.0.1'], ['93.184.216.34', '10.0.0.1'], []])
    expect((await post(`https://hooks.example.com:${port}/`, addresses)).status, String(addresses)).toBeNull();
  let asked = 0;
  const changing = async () => {
    asked += 1;
    return [{ address: asked === 1 ? '203.0.114.1' : '127.0.0.1', family: 4 }];
  };
  const answer = await postOutward(
    `https://hooks.example.com:${port}/`,
    '{}',
    {},
    { allowed: nobody, withinMs: 300, lookup: changing },
  );
  expect([answer.status, asked]).toEqual([null, 1]);
  expect(connections).toBe(0);
});

test('a host that the operator names is called, and a redirect of it is not followed', async () => {
  const answer = await post(`http://127.0.0.1:${port}/`, undefined, new Set([`127.0.0.1:${port}`]));
  expect(answer).toEqual({ status: 302, text: 'moved' });
  expect(connections).toBe(1);
  expect((await post(`http://127.0.0.1:${port + 1}/`, undefined, new Set([`127.0.0.1:${port}`]))).status).toBeNull();
});

test('public addresses are public', () => {
  for (const address of ['8.8.8.8', '93.184.216.34', '2606:4700:4700::1111', '2a00:1450:4001::1'])
    expect(isPublic(address), address).toBe(true);
});
