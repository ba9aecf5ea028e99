// Random interleavings of orders, cancellations, deliveries, payments and expiries on one group, statement by statement.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import pg from 'pg';
import { Problem } from '#base/assert.ts';
import * as orders from '#rooms/orders/contract.ts';
import { breaches } from './oracle.ts';
import { cny, type Given, Place } from './place.ts';
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
const MEMBERS = ['A', 'B'] as const;
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
  const place = await Place.open(given, SERVERS, watch);
  const owner = new pg.Client(given.owner);
  await owner.connect();
  const seen = new Set<string>();
  let statements = 0;
  let runs = 0;
  const acts = how.ends
    ? fc.array(fc.oneof({ weight: 4, arbitrary: other }, { weight: 1, arbitrary: check }), { minLength: 3, maxLength: 4 })
    : fc.array(fc.oneof({ weight: 5, arbitrary: check }, { weight: 2, arbitrary: other }), { minLength: 3, maxLength: 4 });
  try {
    await place.group('G', '100.00');
    for (const member of MEMBERS) await place.customer(member, '80.00', 'G');
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), acts, async (scheduler, drawn) => {
        runs += 1;
        await owner.query(forgetting(place.tenant.id));
        const order = (number: string, member: 0 | 1) => `${number}${number === 'P' ? 0 : member}`;
        const first = await place.call(0, orders.check, { customer: MEMBERS[0], amount: cny(2000), order: order('P', 0) });
        const requests = drawn.map((act, at) => () => {
          switch (act.do) {
            case 'check': {
              const member = act.order === 'P' ? 0 : act.member;
              const input = { customer: MEMBERS[member], amount: cny(act.amount), order: order(act.order, member) };
              return place.call(at % SERVER_OF_EXPIRY, orders.check, input);
            }
            case 'cancel':
              return place.call(at % SERVER_OF_EXPIRY, orders.cancel, { order: order('P', 0), reason: '客户取消' });
            case 'capture': {
              const input = { reservation: first.reservation!.number, amount: cny(act.amount), sourceKey: `DN-${at}` };
              return place.call(at % SERVER_OF_EXPIRY, orders.capture, input);
            }
            case 'receipt':
              return place.post(MEMBERS[0], 'receipt', `R-${at}`, BigInt(act.amount), at % SERVER_OF_EXPIRY);
            case 'expire':
              return place.expire(SERVER_OF_EXPIRY);
          }
        });
        const { results, statements: drawnStatements } = await underSchedule(scheduler, watch, requests);
        statements += drawnStatements;
        seen.add(fingerprint(scheduler));
        for (const result of results) {
          if (result.status === 'fulfilled') continue;
          // On a crowded machine a statement may wait for a row longer than it may; it is told so, and has changed nothing.
          const known = result.reason instanceof Problem && (result.reason.status < 500 || result.reason.code === 'busy');
          if (!known) throw result.reason;
        }
        const [breach] = await breaches(place);
        if (breach) throw new Error(breach);
      }),
      { numRuns: how.runs, ...(how.seed === undefined ? {} : { seed: how.seed }), interruptAfterTimeLimit: undefined },
    );
  } finally {
    await owner.end();
    await place.close();
  }
  return { schedules: runs, distinct: seen.size, statements, deadlocks: failures.count(DEADLOCK) };
}

/** What the acts of a schedule write. */
const WRITTEN = [
  ...['orders.checks', 'orders.orders', 'orders.reservations', 'orders.reservation_moves', 'orders.reports'],
  ...['orders.holds', 'orders.hold_acts', 'receivables.documents', 'receivables.open_items', 'exposure.entries'],
  ...['exposure.due_days', 'platform.events', 'platform.requests', 'witness.over_cap'],
];

/**
 * The company as it was before the schedule, in one round trip of the owner's: making a group and two members anew costs as many
 * statements as a schedule has, and the books that each schedule is judged by would grow.
 */
function forgetting(tenantId: string): string {
  const gone = WRITTEN.map((table) => `delete from ${table} where tenant_id = '${tenantId}';`);
  return `begin; set local app.tenant_id = '${tenantId}'; ${gone.join(' ')}
    update exposure.accounts
    set open_minor = 0, bills_minor = 0, delivered_minor = 0, reserved_minor = 0, unapplied_minor = 0, children_minor = 0,
        exposure_minor = 0, overdue_minor = 0, oldest_due_on = null, last_paid_on = null, last_seq = 0,
        ageing = array_fill(0::bigint, array[cardinality(ageing)])
    where tenant_id = '${tenantId}';
    commit`;
}

/** Which waiting statement was let go at each step. */
function fingerprint(scheduler: fc.Scheduler): string {
  const steps = scheduler.report().map((each) => ('taskId' in each ? each.taskId : ''));
  return createHash('sha256').update(steps.join(',')).digest('hex');
}
