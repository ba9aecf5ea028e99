// The invariants of credit control, each as a short ordeal that ends in its own message when the promise is broken.

import { Problem } from '#base/assert.ts';
import { newId } from '#base/id.ts';
import type { Answer } from '#platform/dispatch.ts';
import * as bills from '#rooms/bills/contract.ts';
import * as orders from '#rooms/orders/contract.ts';
import { ANSWER_INVARIANTS } from './invariants-answers.ts';
import { HOUSE_INVARIANTS } from './invariants-house.ts';
import { breaches } from './oracle.ts';
import { broken, cny, type Given, on, type Place } from './place.ts';
import { runSchedules } from './schedules.ts';
import type { StatementWatch } from './statements.ts';

const SCHEDULES = 40;
const DUPLICATES = 64;
const AT_ONCE = 90;
const ROOM = 30;

async function sound(place: Place): Promise<void> {
  const [breach] = await breaches(place);
  if (breach) broken(breach);
}

/** R1: three servers, a group with room for exactly thirty orders, asked by its six members; then one hot customer likewise. */
async function neverOverCommitted(given: Given): Promise<void> {
  await on(given, [0, 0, 0], {}, async (place) => {
    await place.group('G', '300.00');
    const members = ['A', 'B', 'C', 'D', 'E', 'F'];
    for (const member of members) await place.customer(member, '300.00', 'G');
    await place.customer('HOT', '300.00');
    for (const customers of [members, ['HOT']]) {
      const answers = await Promise.all(
        Array.from({ length: AT_ONCE }, (_, at) => {
          const customer = customers[at % customers.length]!;
          return place.call(at % 3, orders.check, { customer, amount: cny(1000), order: `${customers.length}-${at}` });
        }),
      );
      const clear = answers.filter((answer) => answer.outcome === 'clear').length;
      if (clear > ROOM) broken(`R1 over-committed: ${clear} orders were cleared where there was room for ${ROOM}`);
      await sound(place);
      if (clear < ROOM) broken(`R1 under-committed: ${clear} orders were cleared where there was room for ${ROOM}`);
    }
  });
}

/** R2: orders taken and given back through two members; what the group counts is what its members use. */
async function groupIsSumOfMembers(given: Given): Promise<void> {
  await on(given, [0, 0], {}, async (place) => {
    await place.group('G', '100.00');
    for (const member of ['A', 'B']) await place.customer(member, '80.00', 'G');
    await Promise.all(
      ['A', 'B', 'A', 'B'].map((customer, at) =>
        place.call(at, orders.check, { customer, amount: cny(4000), order: `SO-${at}` }),
      ),
    );
    await sound(place);
    await place.call(1, orders.cancel, { order: 'SO-0', reason: '客户取消' });
    await sound(place);
  });
}

/** R3: the connection is lost on the way to the commit, and nobody has been told that the order is clear. */
async function answeredAfterCommit(given: Given): Promise<void> {
  const watch: StatementWatch = {};
  await on(given, [0, 0], watch, async (place) => {
    await place.customer('C', '100.00');
    watch.before = (text) => (text === 'commit' ? Promise.reject(new Error('Connection terminated unexpectedly')) : undefined);
    const answer = await place.call(0, orders.check, { customer: 'C', amount: cny(1000), order: 'SO-1' }).catch(() => null);
    delete watch.before;
    // Asked of the other server: the connection that lost its way may still see what it wrote.
    const { checks } = await place.call(1, orders.checks, {});
    if (answer !== null && checks.length === 0)
      broken(`R3 answered before commit: ${answer.outcome}, and the order is not in the database`);
  });
}

/** R4, R5: one request sent 64 times to two servers is one order with one answer. */
async function oneKeyOneEffect(given: Given): Promise<void> {
  await on(given, [0, 0], {}, async (place) => {
    await place.customer('C', '100.00');
    const key = newId();
    const input = { customer: 'C', amount: cny(1000), order: 'SO-1' };
    const answers = await Promise.all(Array.from({ length: DUPLICATES }, (_, at) => untilAnswered(place, at, input, key)));
    const { checks } = await place.call(0, orders.checks, {});
    if (checks.length !== 1) broken(`R5 doubled: ${checks.length} effects of one key`);
    const bytes = new Set(answers.map((answer) => answer.bytes.toString('hex')));
    if (bytes.size !== 1) broken(`R5 answered differently: ${bytes.size} answers to one key`);
    if (answers.filter((answer) => !answer.replayed).length !== 1)
      broken('R5 doubled: two answers of one key say they are the first');
  });
}

const ASKED_MAX = 20;

/** Sends again with the same key while the first one is being worked on, as a client is told to. */
async function untilAnswered(place: Place, server: number, input: object, key: string): Promise<Answer> {
  for (let asked = 0; asked < ASKED_MAX; asked += 1) {
    const answer = await place.send(server, orders.check, input, key).catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'request_in_progress') return null;
      throw error;
    });
    if (answer) return answer;
  }
  return broken('R4 unresolved: the request is in progress for ever');
}

/** R6: the same key for another body is refused, whichever field differs. */
async function keyBelongsToItsBody(given: Given): Promise<void> {
  await on(given, [0, 0], {}, async (place) => {
    await place.customer('C', '100.00');
    await place.customer('D', '100.00');
    const input = { customer: 'C', amount: cny(1000), order: 'SO-1', termsDays: 30 };
    const key = newId();
    await place.call(0, orders.check, input, key);
    const others = [
      { ...input, customer: 'D' },
      { ...input, amount: cny(1001) },
      { ...input, amount: { amount: '10.00', currency: 'USD' } },
      { ...input, order: 'SO-2' },
      { ...input, termsDays: 31 },
      { ...input, source: 'shop' },
    ];
    for (const [at, other] of others.entries()) {
      const said = await place.send(at, orders.check, other, key).then(
        () => 'answered',
        (error: unknown) => (error instanceof Problem ? error.status : String(error)),
      );
      if (said !== 422) broken(`R6 another body: a used key was taken for ${JSON.stringify(other)} (${said})`);
    }
  });
}

/** R8: one of each kind of movement, then every balance against the fold of its entries. */
async function balancesAreTheirEntries(given: Given): Promise<void> {
  await on(given, [0, 0], {}, async (place) => {
    await place.customer('C', '1000.00');
    await place.post('C', 'invoice', 'INV-1', 20_000n);
    await place.post('C', 'receipt', 'R-1', 5_000n);
    const { reservation } = await place.call(0, orders.check, { customer: 'C', amount: cny(10_000), order: 'SO-1' });
    await place.call(1, orders.capture, { reservation: reservation!.number, amount: cny(2_500), sourceKey: 'DN-1' });
    await place.call(0, orders.check, { customer: 'C', amount: cny(3_000), order: 'SO-2' });
    await place.call(1, orders.cancel, { order: 'SO-2', reason: '客户取消' });
    const [breach] = await breaches(place, { facts: true });
    if (breach) broken(breach);
  });
}

/** R9: a reservation that was cancelled does not run out as well, and the second end of one gets a named answer. */
async function reservationEndsOnce(given: Given): Promise<void> {
  await on(given, [0, 0, 31], {}, async (place) => {
    await place.customer('C', '1000.00');
    for (const order of ['SO-1', 'SO-2', 'SO-3']) await place.call(0, orders.check, { customer: 'C', amount: cny(1000), order });
    await place.call(1, orders.cancel, { order: 'SO-1', reason: '客户取消' });
    const cancelled = place.call(0, orders.cancel, { order: 'SO-2', reason: '客户取消' });
    for (const each of await Promise.allSettled([place.expire(2), place.expire(2), cancelled])) {
      if (each.status === 'rejected')
        broken(`R9 reservations: a second end failed instead of finding the first (${each.reason})`);
    }
    await sound(place);
    const { reservations } = await place.call(0, orders.reservations, { ended: true });
    if (reservations.length !== 3) broken(`R9 reservations: ${reservations.length} of 3 ended`);
    const late = await place.call(1, orders.capture, {
      reservation: reservations[0]!.number,
      amount: cny(100),
      sourceKey: 'DN-9',
    });
    if (!['expired', 'released'].includes(late.outcome)) broken(`R9 reservations: the second end was answered ${late.outcome}`);
  });
}

/** R14: who decides on what he saw yesterday is told to look again. */
async function staleVersionRefused(given: Given): Promise<void> {
  await on(given, [0, 0], {}, async (place) => {
    await place.customer('C', '10.00');
    const { hold } = await place.call(0, orders.check, { customer: 'C', amount: cny(2000), order: 'SO-1' });
    const seen = await place.call(0, orders.hold, { id: hold!.id });
    await place.call(1, orders.check, { customer: 'C', amount: cny(9000), order: 'SO-1' });
    const said = await place.call(0, orders.release, { id: hold!.id, reason: '老客户', version: seen.hold.version }).then(
      (answer) => answer.state,
      (error: unknown) => (error instanceof Problem ? error.status : String(error)),
    );
    if (said !== 412) broken(`R14 lost update: a release of what stood at 20.00 was decided at 90.00 (${said})`);
    // Two who saw the same decide at once: one of them is told.
    const now = await place.call(0, orders.hold, { id: hold!.id });
    const act = { id: hold!.id, reason: '老客户', version: now.hold.version };
    const both = await Promise.allSettled([place.call(0, orders.release, act), place.call(1, orders.refuse, act)]);
    if (both.filter((each) => each.status === 'fulfilled').length !== 1) broken('R14 lost update: two people decided one hold');
  });
}

/** A commercial bill counts for its customer until somebody says that it was paid, in whoever's hands it is, as long as they may come back. */
async function riskGoesWithPayment(given: Given): Promise<void> {
  await on(given, [0, 0], {}, async (place) => {
    await place.customer('C', '1000.00');
    const dueOn = '2099-01-01';
    for (const act of ['endorse', 'discount'] as const) {
      const paper = { number: `B-${act}`, type: 'commercial' as const, acceptor: '丙公司', dueOn, amount: cny(10_000) };
      const { id } = await place.call(0, bills.receive, { customer: 'C', ...paper });
      await place.call(1, bills.act, { bills: [id], act, counterparty: '乙银行', recourse: true });
      const { bill } = await place.call(0, bills.get, { id });
      if (bill.counted.amount !== '100.00')
        broken(`bills: ${act === 'endorse' ? 'endorsed' : 'discounted'} with recourse, ${bill.counted.amount} of 100.00 counts`);
    }
    await sound(place);
  });
}

export const INVARIANTS = {
  R1: neverOverCommitted,
  'R1 schedules': async (given: Given) => void (await runSchedules(given, { runs: SCHEDULES })),
  R2: groupIsSumOfMembers,
  R3: answeredAfterCommit,
  R5: oneKeyOneEffect,
  R6: keyBelongsToItsBody,
  R8: balancesAreTheirEntries,
  R9: reservationEndsOnce,
  'R9 schedules': async (given: Given) => void (await runSchedules(given, { runs: SCHEDULES, ends: true })),
  R14: staleVersionRefused,
  ...HOUSE_INVARIANTS,
  ...ANSWER_INVARIANTS,
  bills: riskGoesWithPayment,
} satisfies Record<string, (given: Given) => Promise<void>>;

export type Invariant = keyof typeof INVARIANTS;
