// More than the house can do at once: calls wait a bounded time, are told 503 and when to come again, and pass when there is room (R16).
import { afterEach, expect, inject, test } from 'vitest';
import { newId } from '#base/id.ts';
import * as orders from '#rooms/orders/contract.ts';
import { breaches } from '#root/tools/soak/oracle.ts';
import { cny, Place, sql } from '#root/tools/soak/place.ts';

const given = { owner: inject('owner'), secret: inject('secret') };
let place: Place;
afterEach(() => place.close());

/** A bound on hanging, far from the five seconds for a connection or two for a row: a crowded machine takes several times as long. */
const BOUND_MS = 90_000;
const CONNECTIONS = 12;

type Told = { status: number; code: string; facts: { retryAfterSeconds?: number } };

/** Each order with its key; what the crowd was told, and how long the last of them waited. */
async function crowd(customers: readonly string[]) {
  const asked = customers.map((customer, at) => ({
    input: { customer, amount: cny(1000), order: `SO-${at}` },
    key: newId(),
  }));
  const since = performance.now();
  const told = await Promise.all(
    asked.map(({ input, key }) =>
      place.send(0, orders.check, input, key).then(
        () => 'answered' as const,
        (error: Told) => error,
      ),
    ),
  );
  return { asked, told, waitedMs: performance.now() - since };
}

/** A transaction that stays open until it is let go. */
function holding(work: (tx: Parameters<Parameters<Place['read']>[0]>[0]) => Promise<unknown>) {
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let begun = () => {};
  const held = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const over = place.read(async (tx) => {
    await work(tx);
    begun();
    await gate;
  });
  return { held, end: () => (letGo(), over) };
}

test('every connection is taken: nobody waits for ever, everybody is told when to ask again, and then each order is there once', async () => {
  place = await Place.open(given, [0]);
  await place.customer('C', '1000.00');
  const taken = Array.from({ length: CONNECTIONS }, () => holding(async () => {}));
  await Promise.all(taken.map((each) => each.held));
  const { asked, told, waitedMs } = await crowd(Array.from({ length: 40 }, () => 'C'));
  for (const each of told) expect(each).toMatchObject({ status: 503, code: 'busy', facts: { retryAfterSeconds: 1 } });
  expect(waitedMs).toBeLessThan(BOUND_MS);
  await Promise.all(taken.map((each) => each.end()));
  for (const { input, key } of asked) expect((await place.call(0, orders.check, input, key)).outcome).toBe('clear');
  expect(await breaches(place)).toEqual([]);
});

test('one account is held for long: its orders are told to come again, those of others pass meanwhile', async () => {
  place = await Place.open(given, [0]);
  const hot = await place.customer('HOT', '1000.00');
  await place.customer('OTHER', '1000.00');
  const keeper = holding((tx) => tx.rows(sql`select 1 from exposure.accounts where account_id = ${hot} for update`));
  await keeper.held;
  const { asked, told, waitedMs } = await crowd(['OTHER', ...Array.from({ length: 40 }, () => 'HOT')]);
  expect(told[0]).toBe('answered');
  for (const each of told.slice(1)) expect(each).toMatchObject({ status: 503, code: 'busy', facts: { retryAfterSeconds: 1 } });
  expect(waitedMs).toBeLessThan(BOUND_MS);
  await keeper.end();
  for (const { input, key } of asked) expect((await place.call(0, orders.check, input, key)).outcome).toBe('clear');
  expect(await breaches(place)).toEqual([]);
});
