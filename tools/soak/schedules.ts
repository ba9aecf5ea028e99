// Random interleavings of orders, cancellations, deliveries, payments and expiries on one group, statement by statement.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { Problem } from '#base/assert.ts';
import * as orders from '#rooms/orders/contract.ts';
import { breaches } from './oracle.ts';
import { addCustomers, addGroup, cny, type Given, Place } from './place.ts';
import { DEADLOCK, Failures, type StatementWatch, underSchedule } from './statements.ts';

/** Members a and b of one group: each alone may use 80, together 100. Order P of a, 20, stands before the race begins. */
type Act =
  | { readonly do: 'check'; readonly member: 0 | 1; readonly order: string; readonly amount: number }
  | { readonly do: 'cancel' | 'expire' }
  | { readonly do: 'capture' | 'receipt'; readonly amount: number };

const amount = fc.integer({ min: 1, max: 8 }).map((tens) => tens * 1000);
const check: fc.Arbitrary<Act> = fc.record({
  do: fc.constant('check' as const),
  member: fc.constantFrom(0 as const, 1 as const),
  order: fc.constantFrom('P', 'X', 'Y', 'Z'),
  amount,
});
const other: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constantFrom('cancel' as const, 'expire' as const) }),
  fc.record({
    do: fc.constantFrom('capture' as const, 'receipt' as const),
    amount: fc.integer({ min: 1, max: 3 }).map((tens) => tens * 500),
  }),
);

const SERVERS = [0, 0, 0, 31];
const SERVER_OF_EXPIRY = 3;

export type Schedules = {
  readonly schedules: number;
  readonly distinct: number;
  readonly statements: number;
  readonly deadlocks: number;
};

/**
 * Draws `runs` schedules. Throws with the breach and the shortest schedule that shows it. `ends`: mostly acts that end reservations,
 * for R9; else mostly orders, for R1 and R2.
 */
export async function runSchedules(given: Given, how: { runs: number; ends?: boolean; seed?: number }): Promise<Schedules> {
  const watch: StatementWatch = {};
  const failures = new Failures();
  watch.failed = failures.failed;
  let place = await Place.open(given, SERVERS, watch);
  const seen = new Set<string>();
  let statements = 0;
  let runs = 0;
  let ready = 0;
  const acts = how.ends
    ? fc.array(fc.oneof({ weight: 4, arbitrary: other }, { weight: 1, arbitrary: check }), { minLength: 3, maxLength: 4 })
    : fc.array(fc.oneof({ weight: 5, arbitrary: check }, { weight: 2, arbitrary: other }), { minLength: 3, maxLength: 4 });
  try {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), acts, async (scheduler, drawn) => {
        runs += 1;
        const id = `${runs}`;
        const members = [`A${id}`, `B${id}`] as const;
        if (runs > ready) {
          // Each schedule is judged by the whole company's books: a new company now and then keeps that short.
          if (ready > 0) {
            await place.close();
            place = await Place.open(given, SERVERS, watch);
          }
          ready = await prepare(place, runs);
        }
        const order = (number: string, member: 0 | 1) => `${number}${number === 'P' ? 0 : member}-${id}`;
        const first = await place.call(0, orders.check, { customer: members[0], amount: cny(2000), order: order('P', 0) });
        const requests = drawn.map((act, at) => () => {
          switch (act.do) {
            case 'check': {
              const member = act.order === 'P' ? 0 : act.member;
              const input = { customer: members[member], amount: cny(act.amount), order: order(act.order, member) };
              return place.call(at % SERVER_OF_EXPIRY, orders.check, input);
            }
            case 'cancel':
              return place.call(at % SERVER_OF_EXPIRY, orders.cancel, { order: order('P', 0), reason: '客户取消' });
            case 'capture': {
              const input = { reservation: first.reservation!.number, amount: cny(act.amount), sourceKey: `DN-${id}-${at}` };
              return place.call(at % SERVER_OF_EXPIRY, orders.capture, input);
            }
            case 'receipt':
              return place.post(members[0], 'receipt', `R-${id}-${at}`, BigInt(act.amount), at % SERVER_OF_EXPIRY);
            case 'expire':
              return place.expire(SERVER_OF_EXPIRY);
          }
        });
        const { results, statements: drawnStatements } = await underSchedule(scheduler, watch, requests);
        statements += drawnStatements;
        seen.add(fingerprint(scheduler));
        for (const result of results) {
          if (result.status === 'fulfilled') continue;
          const known = result.reason instanceof Problem && result.reason.status < 500;
          if (!known) throw result.reason;
        }
        const [breach] = await breaches(place);
        if (breach) throw new Error(breach);
      }),
      { numRuns: how.runs, ...(how.seed === undefined ? {} : { seed: how.seed }), interruptAfterTimeLimit: undefined },
    );
  } finally {
    await place.close();
  }
  return { schedules: runs, distinct: seen.size, statements, deadlocks: failures.count(DEADLOCK) };
}

const PREPARED_AT_ONCE = 25;

/** Groups with their two members for the next schedules, in one transaction. Returns the number of the last. */
async function prepare(place: Place, from: number): Promise<number> {
  const last = from + PREPARED_AT_ONCE - 1;
  const ids = Array.from({ length: PREPARED_AT_ONCE }, (_, at) => from + at);
  await place.run(async (ctx) => {
    for (const id of ids) await addGroup(ctx, `G${id}`, '100.00');
    await addCustomers(
      ctx,
      ids.flatMap((id) => [`A${id}`, `B${id}`].map((code) => ({ code, cap: '80.00', group: `G${id}` }))),
    );
  });
  return last;
}

/** Which waiting statement was let go at each step. */
function fingerprint(scheduler: fc.Scheduler): string {
  const steps = scheduler.report().map((each) => ('taskId' in each ? each.taskId : ''));
  return createHash('sha256').update(steps.join(',')).digest('hex');
}
