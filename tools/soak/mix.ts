// Everything at once, freely: orders, changes, cancellations, deliveries, releases, payments, invoices and expiries on a few accounts.
import { Problem } from '#base/assert.ts';
import * as orders from '#rooms/orders/contract.ts';
import { breaches } from './oracle.ts';
import { addCustomers, cny, type Given, Place } from './place.ts';
import { DEADLOCK, Failures } from './statements.ts';

export type Mixed = {
  readonly acts: number;
  readonly done: number;
  /** Named answers to what could not be done: the order was cancelled by another, and the like. */
  readonly named: number;
  readonly busy: number;
  readonly deadlocks: number;
  readonly clear: number;
  readonly breaches: readonly string[];
};

const SERVERS = [0, 0, 0, 31];
const EXPIRING = 3;
const MEMBERS = ['A', 'B', 'C', 'D'];
const AT_ONCE = 24;

/** A small generator with a seed: the same mix again, though never the same interleaving. */
function chance(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Runs `acts` acts, AT_ONCE under way at a time. `facts`: invoices are posted as well, which no cap stops. */
export async function mix(given: Given, how: { acts: number; seed: number; facts?: boolean }): Promise<Mixed> {
  const failures = new Failures();
  const place = await Place.open(given, SERVERS, { failed: failures.failed });
  const draw = chance(how.seed);
  const numbers: string[] = [];
  const holds: string[] = [];
  const tally = { done: 0, named: 0, busy: 0, clear: 0 };
  try {
    await place.group('G', '5000.00');
    await place.run(async (ctx) => {
      await addCustomers(
        ctx,
        MEMBERS.map((code) => ({ code, cap: '2000.00', group: 'G' })),
      );
    });
    const check = async (server: number): Promise<void> => {
      const member = draw(MEMBERS.length);
      const input = { customer: MEMBERS[member]!, amount: cny(100 + draw(400) * 100), order: `${member}-${draw(60)}` };
      const answer = await place.call(server, orders.check, input);
      if (answer.outcome === 'clear') tally.clear += 1;
      if (answer.reservation) numbers.push(answer.reservation.number);
      if (answer.hold) holds.push(answer.hold.id);
    };
    const act = async (at: number): Promise<void> => {
      const server = draw(EXPIRING);
      const kind = draw(100);
      if (kind < 60) return check(server);
      if (kind < 72) {
        const order = `${draw(MEMBERS.length)}-${draw(60)}`;
        return void (await place.call(server, orders.cancel, { order, reason: '客户取消' }));
      }
      if (kind < 82 && numbers.length > 0) {
        const reservation = numbers[draw(numbers.length)]!;
        return void (await place.call(server, orders.capture, {
          reservation,
          amount: cny(100 + draw(20) * 100),
          sourceKey: `DN-${at}`,
        }));
      }
      if (kind < 90 && holds.length > 0) {
        const id = holds[draw(holds.length)]!;
        const seen = await place.call(server, orders.hold, { id });
        return void (await place.call(server, orders.release, { id, reason: '老客户', version: seen.hold.version }));
      }
      if (kind < 97) {
        const fact = how.facts && draw(2) === 0 ? 'invoice' : 'receipt';
        return place.post(MEMBERS[draw(MEMBERS.length)]!, fact, `${fact}-${at}`, BigInt(100 + draw(100) * 100), server);
      }
      return place.expire(EXPIRING);
    };
    let next = 0;
    // Who is told that everything is busy asks again, as the answer says: how often depends on the machine, that all is done does not.
    const tried = async (at: number): Promise<void> => {
      try {
        await act(at);
        tally.done += 1;
      } catch (error) {
        if (!(error instanceof Problem) || error.status === 500) throw error;
        if (error.status !== 503) {
          tally.named += 1;
          return;
        }
        tally.busy += 1;
        await tried(at);
      }
    };
    const client = async (): Promise<void> => {
      while (next < how.acts) {
        const at = next;
        next += 1;
        await tried(at);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, client));
    const found = await breaches(place, how.facts ? { facts: true } : {});
    return { acts: how.acts, ...tally, deadlocks: failures.count(DEADLOCK), breaches: found };
  } finally {
    await place.close();
  }
}
