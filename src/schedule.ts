// Every recurring job, one line each. Hours are those of each company's own time zone.
import { assert } from '#base/assert.ts';
import type { ScheduledJob } from '#platform/queue.ts';
import { ROOMS } from './rooms.ts';

export const SCHEDULE: readonly ScheduledJob[] = [
  job('customers.turn', { hour: 0, minute: 1 }),
  job('customers.look', { hour: 1, minute: 10 }),
  job('exposure.turn', { hour: 0, minute: 2 }),
  job('dossiers.daily', { hour: 1, minute: 0 }),
  job('investigations.remind', { hour: 1, minute: 5 }),
  job('settlements.run', { hour: 0, minute: 30 }),
  job('bills.assume', { hour: 0, minute: 20 }),
  job('bills.remind', { hour: 0, minute: 30 }),
  job('ratings.run', { hour: 1, minute: 30 }),
  job('models.look', { hour: 2, minute: 30 }),
  job('policies.segments', { hour: 1, minute: 50 }),
  job('reconciliation.watch', { hour: 1, minute: 55 }),
  job('monitoring.run', { hour: 2, minute: 0 }),
  job('reconciliation.remind', { hour: 8, minute: 30 }),
  job('controls.forget-answers', { hour: 3, minute: 0 }),
  job('integrations.forget', { hour: 3, minute: 20 }),
  job('imports.tend', { everyMinutes: 1 }),
  job('models.tend', { everyMinutes: 1 }),
  job('settlements.run-new', { everyMinutes: 5 }),
  job('orders.expire', { everyMinutes: 5 }),
  job('orders.reconsider', { everyMinutes: 5 }),
  job('orders.escalate', { everyMinutes: 5 }),
];

function job(name: string, when: ScheduledJob['when']): ScheduledJob {
  const found = ROOMS.flatMap((room) => room.jobs ?? []).find((each) => each.name === name);
  assert(found, `no room has a job ${name}`);
  return { name, when, run: found.run };
}
