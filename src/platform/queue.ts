// The job queue: recurring work at the door, one job a company and day, resumed after a crash. Graphile Worker carries it.
import { setTimeout as sleep } from 'node:timers/promises';
import { makeWorkerUtils, type Runner, run, type TaskList, type WorkerUtils } from 'graphile-worker';
import pg from 'pg';
import { dayIn } from '#base/date.ts';
import type { Ctx } from './context.ts';
import { roleConfig, WORKER_ROLE } from './database.ts';
import { asProblem, type Door } from './dispatch.ts';
import type { Logger } from './log.ts';
import type { Database as Opened } from './postgres/connect.ts';
import type { Tenants } from './tenants.ts';

export type ScheduledJob = {
  readonly name: string;
  /** Local hour and minute of the company's day, or every so many minutes. */
  readonly when: { readonly hour: number; readonly minute: number } | { readonly everyMinutes: number };
  readonly run: (ctx: Ctx) => Promise<void>;
};

const TICK_MS = 30_000;
const JOBS_AT_ONCE = 1;
const RESTART_FIRST_MS = 500;
const RESTART_MAX_MS = 10_000;
/** Between two tries of a runner that does not start there is nothing to wait for. */
const STOP_MS = 2_000;

export type Worker = { stop(): Promise<void> };

/** Looks twice a minute which jobs of which company are due and enqueues each once (job key = job, company, slot). */
export async function startWorker(
  opened: Opened,
  door: Door,
  tenants: Tenants,
  schedule: readonly ScheduledJob[],
  log: Logger,
): Promise<Worker> {
  const pool = new pg.Pool({
    ...roleConfig(opened.ownerConfig, WORKER_ROLE, (name) => opened.secretFor(name)),
    max: JOBS_AT_ONCE + 3,
  });
  const lost = (error: Error) => log.warn({ err: error }, 'the queue lost its connection');
  pool.on('error', lost);
  pool.on('connect', (client) => client.on('error', lost));
  const tasks: TaskList = Object.fromEntries(
    schedule.map((job) => [
      job.name,
      async (payload: unknown) => {
        const { tenantId } = payload as { tenantId: string };
        const started = performance.now();
        await door.job(tenantId, job.name, job.run);
        log.info({ job: job.name, tenant: tenantId, ms: Math.round(performance.now() - started) }, 'job done');
      },
    ]),
  );
  let ticking = true;
  let runner: Runner | null = null;
  let utils: WorkerUtils | null = null;
  const start = async (): Promise<Runner> => {
    const made = await run({
      pgPool: pool,
      taskList: tasks,
      concurrency: JOBS_AT_ONCE,
      noHandleSignals: true,
      pollInterval: 5_000,
      logger: quiet(log) as never,
    });
    utils ??= await makeWorkerUtils({ pgPool: pool });
    return made;
  };
  /** The runner rides out a lost connection by itself; where it does not start, or ends all the same, it is started again. */
  const keepRunning = async (): Promise<void> => {
    let pauseMs = RESTART_FIRST_MS;
    while (ticking) {
      try {
        runner ??= await start();
        pauseMs = RESTART_FIRST_MS;
        await runner.promise;
      } catch (error) {
        lost(error as Error);
      }
      runner = null;
      if (ticking) await sleep(pauseMs, undefined, { ref: false });
      pauseMs = Math.min(pauseMs * 2, RESTART_MAX_MS);
    }
  };
  // What is wrong with the installation is said at once; a database that is just away is waited for.
  runner = await start().catch((error: Error) => {
    if (asProblem(error) === null) throw error;
    lost(error);
    return null;
  });
  const running = keepRunning();
  const tick = async (): Promise<void> => {
    if (!utils) return;
    for (const tenant of await tenants.all()) {
      for (const job of schedule) {
        const slot = slotOf(job, Date.now(), tenant.timeZone);
        if (slot === null) continue;
        const key = `${job.name} ${tenant.id} ${slot}`;
        if (seen.has(key)) continue;
        await utils.addJob(
          job.name,
          { tenantId: tenant.id, slot },
          { jobKey: `${job.name} ${tenant.id}`, maxAttempts: 8, queueName: tenant.id },
        );
        seen.add(key);
      }
    }
  };
  const seen = new Set<string>();
  const timer = setInterval(() => {
    if (ticking) tick().catch((error: Error) => log.warn({ err: error }, 'jobs could not be scheduled'));
  }, TICK_MS);
  timer.unref();
  tick().catch((error: Error) => log.warn({ err: error }, 'jobs could not be scheduled'));
  return {
    async stop() {
      ticking = false;
      clearInterval(timer);
      await runner?.stop().catch(() => {});
      await Promise.race([running, sleep(STOP_MS, undefined, { ref: false })]);
      await utils?.release();
      await pool.end();
    },
  };
}

/** The slot that is due now: the day once its hour has come, or the running interval. Jobs write nothing when run again. */
function slotOf(job: ScheduledJob, nowMs: number, timeZone: string): string | null {
  if ('everyMinutes' in job.when) return String(Math.floor(nowMs / (job.when.everyMinutes * 60_000)));
  const local = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(
    nowMs,
  );
  const [hour = 0, minute = 0] = local.split(':').map(Number);
  const due = hour * 60 + minute >= job.when.hour * 60 + job.when.minute;
  return due ? dayIn(timeZone, nowMs) : null;
}

function quiet(log: Logger) {
  return {
    scope: () => quiet(log),
    error: (message: string) => log.error({ queue: message }),
    warn: (message: string) => log.warn({ queue: message }),
    info: () => {},
    debug: () => {},
  };
}
