// Nobody waits in a circle (R16): accounts opened, groups rearranged, limits raised while orders are checked at three servers.
import { afterEach, expect, inject, test } from 'vitest';
import { Problem } from '#base/assert.ts';
import { linkGroup, resolveParty } from '#rooms/customers/actions.ts';
import * as customers from '#rooms/customers/contract.ts';
import { grantDirectly } from '#rooms/limits/grants.ts';
import * as orders from '#rooms/orders/contract.ts';
import { breaches } from '#root/tools/soak/oracle.ts';
import { addCustomers, cny, Place, TODAY } from '#root/tools/soak/place.ts';
import { DEADLOCK, Failures } from '#root/tools/soak/statements.ts';

const given = { owner: inject('owner'), secret: inject('secret') };
const ROUNDS = 12;
let open: Place | undefined;
let failures: Failures;

async function place(): Promise<Place> {
  failures = new Failures();
  open = await Place.open(given, [0, 0, 0], { failed: failures.failed });
  return open;
}

afterEach(async () => {
  await open?.close();
  open = undefined;
});

/** Whoever was refused was told to try again or given a named answer; nobody met a fault, nobody a deadlock. */
async function settle(work: readonly Promise<unknown>[]): Promise<number> {
  let busy = 0;
  for (const each of await Promise.allSettled(work)) {
    if (each.status === 'fulfilled') continue;
    if (each.reason instanceof Problem && each.reason.code === 'busy') busy += 1;
    else throw each.reason;
  }
  return busy;
}

test('first orders of many new customers, asked in opposite order at three servers, open each account once', async () => {
  const at = await place();
  const codes = Array.from({ length: 40 }, (_, index) => `N${index}`);
  for (const group of ['G1', 'G2']) await at.group(group, '100000.00');
  await at.run(async (ctx) => {
    const { ensureParties } = await import('#rooms/customers/actions.ts');
    const named = codes.map((code) => ({ code, name: code, uscc: null, salesperson: null, entity: null, termsDays: 60 }));
    const { ids } = await ensureParties(ctx, 'ledger', named);
    for (const [index, code] of codes.entries()) {
      const group = await resolveParty(ctx, index % 2 === 0 ? 'G1' : 'G2');
      await linkGroup(ctx, ids.get(code)!, group.party_id);
    }
  });
  const ask = (server: number, list: readonly string[]) =>
    list.map((customer) => at.call(server, orders.check, { customer, amount: cny(100), order: `${customer}-${server}` }));
  const mixed = [...codes.slice(20), ...codes.slice(0, 20)];
  expect(await settle([...ask(0, codes), ...ask(1, [...codes].reverse()), ...ask(2, mixed)])).toBe(0);
  expect(failures.count(DEADLOCK)).toBe(0);
  expect(await breaches(at)).toEqual([]);
});

test('members move between two groups while orders of both are checked in one batch', async () => {
  const at = await place();
  for (const group of ['G1', 'G2']) await at.group(group, '100000.00');
  const codes = ['A', 'B', 'C', 'D'];
  await at.run(
    async (ctx) =>
      void (await addCustomers(
        ctx,
        codes.map((code) => ({ code, cap: '50000.00', group: 'G1' })),
      )),
  );
  for (let round = 0; round < ROUNDS; round += 1) {
    const moves = codes
      .slice(0, 2)
      .map((code, index) => at.call(index, customers.save, { code, name: code, group: (round + index) % 2 === 0 ? 'G2' : 'G1' }));
    const checks = [0, 1, 2].flatMap((server) =>
      codes.map((customer) =>
        at.call(server, orders.check, { customer, amount: cny(100), order: `${customer}-${round}-${server}` }),
      ),
    );
    await settle([...moves, ...checks]);
  }
  expect(failures.count(DEADLOCK)).toBe(0);
  expect(await breaches(at)).toEqual([]);
});

test("a group's limit is raised, which looks at its members' held orders again, while the members order more", async () => {
  const at = await place();
  const codes = Array.from({ length: 6 }, (_, index) => `M${index}`);
  // The group is younger than its members, as in life; the order in which they are locked has to hold all the same.
  await at.run(
    async (ctx) =>
      void (await addCustomers(
        ctx,
        codes.map((code) => ({ code, cap: '50000.00' })),
      )),
  );
  await at.group('G', '100.00');
  await at.run(
    async (ctx) =>
      void (await addCustomers(
        ctx,
        codes.map((code) => ({ code, cap: null, group: 'G' })),
      )),
  );
  const raise = (amountMinor: bigint, server: number) =>
    at.run(async (ctx) => {
      const group = await resolveParty(ctx, 'G');
      await grantDirectly(ctx, [
        {
          ...{ partyId: group.party_id, kind: 'permanent', mode: 'amount', amountMinor, currency: 'CNY', termsDays: null },
          ...{ validFrom: TODAY, validTo: null, grantedBy: '总经理', group: true },
        },
      ]);
    }, server);
  for (let round = 0; round < ROUNDS; round += 1) {
    const checks = [0, 1, 2].flatMap((server) =>
      codes.map((customer) =>
        at.call(server, orders.check, { customer, amount: cny(1000), order: `${customer}-${round}-${server}` }),
      ),
    );
    await settle([...checks, raise(BigInt(10_000 + (round + 1) * 9_000), round % 3)]);
  }
  expect(failures.count(DEADLOCK)).toBe(0);
  expect(await breaches(at)).toEqual([]);
});

test('a customer is put into a group while its first order opens its account: the group counts it', async () => {
  const at = await place();
  await at.group('G', '100000.00');
  for (let round = 0; round < ROUNDS; round += 1) {
    const code = `L${round}`;
    await at.call(0, customers.save, { code, name: code });
    await settle([
      at.call(0, customers.save, { code, name: code, group: 'G' }),
      at.call(1, orders.check, { customer: code, amount: cny(100), order: `${code}-1` }),
      at.call(2, orders.check, { customer: code, amount: cny(100), order: `${code}-2` }),
    ]);
  }
  expect(failures.count(DEADLOCK)).toBe(0);
  expect(await breaches(at)).toEqual([]);
});

test('one order number for two customers, and one delivery note for two reservations, at the same moment: one stands, the other is told', async () => {
  const at = await place();
  await at.run(
    async (ctx) =>
      void (await addCustomers(
        ctx,
        ['A', 'B'].map((code) => ({ code, cap: '50000.00' })),
      )),
  );
  for (let round = 0; round < ROUNDS; round += 1) {
    const order = `SO-${round}`;
    const same = await Promise.allSettled(
      ['A', 'B'].map((customer, server) => at.call(server, orders.check, { customer, amount: cny(100), order })),
    );
    expect(same.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    expect(same.find((each) => each.status === 'rejected')?.reason).toMatchObject({
      status: 409,
      code: 'order_of_other_customer',
    });
    const own = await Promise.all(
      ['A', 'B'].map((customer) => at.call(0, orders.check, { customer, amount: cny(100), order: `${order}-${customer}` })),
    );
    const notes = await Promise.allSettled(
      own.map((answer, server) =>
        at.call(server, orders.capture, { reservation: answer.reservation!.number, amount: cny(50), sourceKey: `DN-${round}` }),
      ),
    );
    expect(notes.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    expect(notes.find((each) => each.status === 'rejected')?.reason).toMatchObject({ status: 422, code: 'source_key_reused' });
  }
  expect(await breaches(at)).toEqual([]);
});
