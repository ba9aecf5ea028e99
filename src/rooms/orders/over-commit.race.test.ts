// Never over-committed (R1, R2), never lost or doubled (R5, R6), whatever arrives at once and at whichever server.
import { expect, inject, test } from 'vitest';
import { INVARIANTS } from '#root/tools/soak/invariants.ts';
import { mix } from '#root/tools/soak/mix.ts';
import { runSchedules } from '#root/tools/soak/schedules.ts';

const given = { owner: inject('owner'), secret: inject('secret') };

test('three servers and one hot account: what is cleared is what there was room for', () => INVARIANTS.R1(given));
test('orders taken and given back by two members leave the group with their sum', () => INVARIANTS.R2(given));
test('nobody is told clear before it is committed', () => INVARIANTS.R3(given));
test('one request sent 64 times to two servers is one order with one answer', () => INVARIANTS.R5(given));
test('a used key is refused for any other body', () => INVARIANTS.R6(given));
test('balances are the fold of their entries', () => INVARIANTS.R8(given));
test('a reservation ends once, and its second end has a name', () => INVARIANTS.R9(given));
test('who decides on an old version is told to look again', () => INVARIANTS.R14(given));

/** On a crowded machine: each schedule waits for every statement of every server. */
const SLOW_MS = 900_000;

test(
  'statement by statement in random order: orders on a group never take it past its cap',
  async () => {
    const { deadlocks, distinct } = await runSchedules(given, { runs: 150 });
    expect(deadlocks).toBe(0);
    expect(distinct).toBeGreaterThan(140);
  },
  SLOW_MS,
);

test(
  'statement by statement in random order: cancelled, delivered, run out and paid at once, each reservation ends once',
  async () => {
    const { deadlocks } = await runSchedules(given, { runs: 150, ends: true });
    expect(deadlocks).toBe(0);
  },
  SLOW_MS,
);

for (const facts of [false, true]) {
  test(`everything at once on one group${facts ? ', with invoices that no limit stops' : ''}: sound at every commit, no deadlock`, async () => {
    const result = await mix(given, { acts: 250, seed: facts ? 2 : 1, facts });
    expect(result).toMatchObject({ breaches: [], deadlocks: 0 });
    expect(result.done + result.named).toBe(result.acts);
    expect(result.clear).toBeGreaterThan(20);
  });
}
