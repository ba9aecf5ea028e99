// A duplicate that comes while the first is still at work waits for it, is told so after two seconds, and gets the one answer (R4, R5).
import { afterEach, expect, inject, test } from 'vitest';
import { newId } from '#base/id.ts';
import * as orders from '#rooms/orders/contract.ts';
import { cny, Place } from '#root/tools/soak/place.ts';
import type { StatementWatch } from '#root/tools/soak/statements.ts';

const given = { owner: inject('owner'), secret: inject('secret') };
const input = { customer: 'C', amount: cny(1000), order: 'SO-1' };
let place: Place | undefined;
afterEach(() => place?.close());

/** A company whose next commit waits at a gate until it is opened. */
async function gated(): Promise<{ place: Place; arrived: Promise<void>; open: () => void }> {
  const watch: StatementWatch = {};
  place = await Place.open(given, [0, 0], watch);
  await place.customer('C', '100.00');
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const arrived = new Promise<void>((resolve) => {
    watch.before = (text) => {
      if (text !== 'commit') return undefined;
      delete watch.before;
      resolve();
      return gate;
    };
  });
  return { place, arrived, open };
}

const counted = async (at: Place) => (await at.call(1, orders.checks, {})).checks.length;

test('the duplicate waits for the first and gets its bytes', async () => {
  const { place: at, arrived, open } = await gated();
  const key = newId();
  const first = at.send(0, orders.check, input, key);
  await arrived;
  const second = at.send(1, orders.check, input, key);
  // It waits for the key of the first one, whose end nobody knows yet.
  await at.read(async () => {});
  open();
  const [one, two] = await Promise.all([first, second]);
  expect([one.replayed, two.replayed]).toEqual([false, true]);
  expect(two.bytes.equals(one.bytes)).toBe(true);
  expect(await counted(at)).toBe(1);
});

test('a first that takes longer than two seconds: the duplicate is told 409 and when to ask again, and then gets the answer', async () => {
  const { place: at, arrived, open } = await gated();
  const key = newId();
  const first = at.send(0, orders.check, input, key);
  await arrived;
  await expect(at.send(1, orders.check, input, key)).rejects.toMatchObject({
    status: 409,
    code: 'request_in_progress',
    facts: { retryAfterSeconds: 1 },
  });
  open();
  const one = await first;
  const again = await at.send(1, orders.check, input, key);
  expect(again.replayed).toBe(true);
  expect(again.bytes.equals(one.bytes)).toBe(true);
  expect(await counted(at)).toBe(1);
});

test('a first that dies before its commit leaves the key free: the duplicate that waited does the work', async () => {
  const watch: StatementWatch = {};
  place = await Place.open(given, [0, 0], watch);
  await place.customer('C', '100.00');
  watch.before = (text) => {
    if (text !== 'commit') return undefined;
    delete watch.before;
    return Promise.reject(Object.assign(new Error('Connection terminated unexpectedly')));
  };
  const key = newId();
  await expect(place.send(0, orders.check, input, key)).rejects.toMatchObject({ status: 503, code: 'database_away' });
  const answer = await place.send(1, orders.check, input, key);
  expect(answer.replayed).toBe(false);
  expect(await counted(place)).toBe(1);
});
