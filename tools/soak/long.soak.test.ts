// The long ordeals: thousands of schedules, tens of kills, an hour's mix in minutes. What they counted is printed for docs/trust.md.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, inject, onTestFinished, test } from 'vitest';
import { attack } from './attack.ts';
import { compare, judge, witnessed } from './books.ts';
import { furnish } from './furnish.ts';
import { Clients } from './load.ts';
import { mix } from './mix.ts';
import { runSchedules } from './schedules.ts';
import { Installation } from './server.ts';

const given = { owner: inject('owner'), secret: inject('secret') };
/** A part of the full length, for trying the ordeals themselves: SOAK_PART=0.1. */
const PART = Number(process.env.SOAK_PART ?? '1');
/** No ordeal begins another round after so many minutes; what it got done is counted and printed: SOAK_MINUTES=20. */
const MOST_MS = Number(process.env.SOAK_MINUTES ?? 'Infinity') * 60_000;
const SCHEDULES = Math.ceil(2_500 * PART);
const SCHEDULES_AT_ONCE = 250;
const KILLS = Math.ceil(60 * PART);
const MIXES = Math.ceil(20 * PART);
const ATTACK_MS = Math.min(600_000 * PART, MOST_MS);
const CONNECTIONS = 200;
const CLIENTS = 24;
const ORDERS_BETWEEN_KILLS = 120;

const [installation, attacked] = [new Installation(), new Installation()];
afterAll(() => Promise.all([installation.close(), attacked.close()]));
/** Asked before each round of an ordeal that began now. */
function patience(): () => boolean {
  const since = performance.now();
  return () => performance.now() - since < MOST_MS;
}
const say = (what: string, counted: object) => process.stdout.write(`${what}: ${JSON.stringify(counted)}\n`);

for (const ends of [false, true]) {
  test(`${SCHEDULES} schedules of ${ends ? 'ends of reservations' : 'orders on a group'}`, async () => {
    const total = { schedules: 0, distinct: 0, statements: 0, deadlocks: 0 };
    const more = patience();
    while (total.schedules < SCHEDULES && more()) {
      const some = await runSchedules(given, { runs: Math.min(SCHEDULES_AT_ONCE, SCHEDULES - total.schedules), ends });
      for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += some[name];
    }
    say(`schedules, ${ends ? 'ends' : 'orders'}`, total);
    expect(total.deadlocks).toBe(0);
  });
}

test(`${MIXES} mixes of 1,000 acts on one group`, async () => {
  const total = { acts: 0, clear: 0, named: 0, busy: 0 };
  const more = patience();
  for (let seed = 1; seed <= MIXES && more(); seed += 1) {
    const result = await mix(given, { acts: 1_000, seed, facts: seed % 2 === 0 });
    expect(result).toMatchObject({ breaches: [], deadlocks: 0 });
    for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += result[name];
  }
  say('mixes', total);
});

test(`${KILLS} kills of server, database or both under load`, async () => {
  const { key, codes } = await furnish(installation, 8, 4_000);
  await installation.serve();
  const clients = new Clients(installation, key, codes);
  onTestFinished(() => clients.abandon());
  clients.start(CLIENTS);
  const kills = { server: 0, database: 0, both: 0 };
  let slowestMs = 0;
  const more = patience();
  for (let round = 0; round < KILLS && more(); round += 1) {
    const before = clients.answered;
    while (clients.answered < before + ORDERS_BETWEEN_KILLS) await sleep(5);
    await sleep(Math.random() * 200);
    const what = (['server', 'database', 'both'] as const)[round % 3]!;
    kills[what] += 1;
    const since = performance.now();
    if (what !== 'server') installation.killPostgres(what === 'both' ? 'all' : 'postmaster');
    if (what !== 'database') {
      installation.signal('SIGKILL');
      await installation.ended();
      await installation.serve();
    } else await sleep(20);
    await installation.answering();
    slowestMs = Math.max(slowestMs, performance.now() - since);
  }
  const load = await clients.stop();
  const books = await compare(installation.folder, load);
  const refusals = Object.fromEntries(load.refusals);
  say('kills', {
    ...kills,
    slowestMs: Math.round(slowestMs),
    longestOrderMs: Math.round(load.longestMs),
    lostAnswers: load.lost,
    refusals,
    ...books,
  });
  expect(books).toMatchObject({ missing: 0, doubled: 0, strange: 0, aboveCap: 0, unbalanced: 0 });
  expect(
    Object.keys(refusals).filter((each) => !/^503 (database_away|busy)$|^409 request_in_progress$/.test(each)),
    installation.faults.join('\n'),
  ).toEqual([]);
  expect(slowestMs).toBeLessThan(30_000);
});

test(`${CONNECTIONS} connections for ${ATTACK_MS / 1000} s: every table agrees with every answer, and no commit went past a limit`, async () => {
  const { key, codes } = await furnish(attacked, 8, 4_000, 'credit-manager');
  await witnessed(attacked.folder);
  await attacked.serve();
  const result = await attack(attacked, key, codes, { connections: CONNECTIONS, forMs: ATTACK_MS });
  const found = await judge(attacked.folder, result);
  const answers = Object.fromEntries(result.answers);
  const { differences } = await attacked.command<{ differences: unknown[] }>('exposure', 'reconcile');
  say('attack', {
    ...{ answers, orders: result.reserved.size, receipts: result.receipts.size, longestMs: Math.round(result.longestMs) },
    ...{ ...found, differences: differences.length },
  });
  expect(
    Object.keys(answers).filter((each) => !/^(200|503 (busy|database_away)|409 request_in_progress)$/.test(each)),
    attacked.faults.join('\n'),
  ).toEqual([]);
  expect(found).toEqual({
    ...{ otherwise: [], receiptsMissing: 0, doubled: 0, strange: 0, aboveCap: 0, unbalanced: 0, groupsBesideMembers: 0 },
  });
  expect(differences).toEqual([]);
});
