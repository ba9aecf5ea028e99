// A real server under load, killed at random points: what was answered is there, once, and it answers again by itself (R3, R4, R16).
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { compare } from '#root/tools/soak/books.ts';
import { furnish } from '#root/tools/soak/furnish.ts';
import { Clients, type Load } from '#root/tools/soak/load.ts';
import { Installation } from '#root/tools/soak/server.ts';

const CLIENTS = 12;
const ORDERS_BETWEEN_KILLS = 60;
const AGAIN_WITHIN_MS = 120_000;

const installation = new Installation();
let key = '';
let codes: string[] = [];

beforeAll(async () => {
  ({ key, codes } = await furnish(installation, 6, 400));
  await installation.serve();
});
afterAll(() => installation.close());

const UNHARMED = { missing: 0, doubled: 0, strange: 0, aboveCap: 0, unbalanced: 0 };

/** Orders flow, the kill happens in their midst, the server is made to answer again, orders flow again. */
async function under(kill: () => Promise<void>, times: number): Promise<Load> {
  const clients = new Clients(installation, key, codes);
  clients.start(CLIENTS);
  onTestFinished(() => clients.abandon());
  for (let round = 0; round < times; round += 1) {
    const before = clients.answered;
    while (clients.answered < before + ORDERS_BETWEEN_KILLS) await sleep(5);
    await sleep(Math.random() * 40);
    await kill();
    const waited = await installation.answering();
    expect(waited).toBeLessThan(AGAIN_WITHIN_MS);
  }
  const before = clients.answered;
  while (clients.answered < before + ORDERS_BETWEEN_KILLS) await sleep(5);
  return clients.stop();
}

/** While the database is away a request is told so; nothing else, and never that it is done. */
function onlyToldToTryAgain(load: Load): void {
  const others = [...load.refusals.keys()].filter((each) => !/^503 (database_away|busy)$|^409 request_in_progress$/.test(each));
  expect(others, installation.faults.join('\n')).toEqual([]);
}

test('PostgreSQL is killed, loses one of its processes, is told to stop: clients are told 503, it comes back by itself, nothing answered is lost or doubled', async () => {
  const ways = ['postmaster', 'backend', 'stop'] as const;
  let way = 0;
  const load = await under(async () => {
    installation.killPostgres(ways[way++]);
    await sleep(20);
  }, ways.length);
  onlyToldToTryAgain(load);
  expect(await compare(installation.folder, load)).toMatchObject(UNHARMED);
});

test('the server is killed and started again: nothing answered is lost or doubled', async () => {
  const load = await under(async () => {
    installation.signal('SIGKILL');
    await installation.ended();
    await installation.serve();
  }, 1);
  onlyToldToTryAgain(load);
  expect(await compare(installation.folder, load)).toMatchObject(UNHARMED);
});

test('both are killed at once and started again: nothing answered is lost or doubled', async () => {
  const load = await under(async () => {
    installation.killPostgres('all');
    installation.signal('SIGKILL');
    await installation.ended();
    await installation.serve();
  }, 1);
  onlyToldToTryAgain(load);
  expect(await compare(installation.folder, load)).toMatchObject(UNHARMED);
});

test('told to stop under load, the server answers what it has begun and goes with exit 0', async () => {
  const clients = new Clients(installation, key, codes);
  clients.start(CLIENTS);
  onTestFinished(() => clients.abandon());
  while (clients.answered < ORDERS_BETWEEN_KILLS) await sleep(5);
  const sentBefore = clients.log.length;
  installation.signal('SIGTERM');
  expect(await installation.ended()).toEqual({ code: 0, signal: null });
  expect(sentBefore).toBeGreaterThan(0);
  await installation.serve();
  const load = await clients.stop();
  expect(await compare(installation.folder, load)).toMatchObject(UNHARMED);
});
