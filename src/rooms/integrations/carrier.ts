// Carries notices to webhooks: taken in one transaction, posted outside of any, what became of them written in another (decision 0035).
import type { Ctx } from '#platform/context.ts';
import type { Door } from '#platform/dispatch.ts';
import { type AllowedHosts, type Lookup, type OutwardAnswer, postOutward } from '#platform/outward.ts';
import { signedHeaders } from '#platform/signature.ts';
import { secretPlace, WEBHOOKS_MAX } from './actions.ts';
import * as store from './store.ts';

/** Pauses between tries of one notice, in seconds; after the last it is given up, a day after the first. */
const PAUSES_SECONDS = [5, 30, 120, 600, 1_800, 7_200, 21_600, 43_200];
/** Without one answer for so long a webhook is turned off: somebody must look. */
const DISABLE_AFTER_MS = 24 * 3_600_000;
const ROUND_MAX = 400;
/** Of the longest queue only the front is looked at. */
const LOOK_MAX = 5_000;
/** Of one customer in a round: they go one after the other. */
const LANE_MAX = 20;
const LANES_AT_ONCE = 8;
const ANSWER_WITHIN_MS = 10_000;
/** A round ends by then and gives the rest back; taken notices are another's after the lease. */
const ROUND_MS = 45_000;
const LEASE_MS = 90_000;
/** So many in a row without any answer: the rest of the round would fare the same. */
const SILENT_MAX = 3;
const ANSWER_KEPT = 300;
const GONE = 410;

export type CarrierOptions = {
  readonly door: Door;
  readonly allowed: AllowedHosts;
  readonly lookup?: Lookup;
  /** A webhook was just turned off for not answering. */
  readonly disabled?: (tenantId: string, name: string) => void;
};

type Target = { readonly id: string; readonly url: string; readonly secrets: readonly string[]; readonly at: Date };

export type Round = { delivered: number; later: number; failed: number };

/** One round for one company: every webhook that is on, beside one another. Resolves when all that was taken is settled. */
export async function carryNotices(options: CarrierOptions, tenantId: string): Promise<Round> {
  const ids: string[] = [];
  await options.door.job(tenantId, 'integrations.look', async (ctx) => {
    const rows = await store.webhooks(ctx.tx, WEBHOOKS_MAX);
    ids.push(...rows.filter((row) => row.state === 'on').map((row) => row.webhook_id));
  });
  const rounds = await Promise.all(ids.map((id) => carryOne(options, tenantId, id)));
  return rounds.reduce(
    (sum, each) => ({
      delivered: sum.delivered + each.delivered,
      later: sum.later + each.later,
      failed: sum.failed + each.failed,
    }),
    { delivered: 0, later: 0, failed: 0 },
  );
}

async function carryOne(options: CarrierOptions, tenantId: string, id: string): Promise<Round> {
  const round: Round = { delivered: 0, later: 0, failed: 0 };
  const { target, due } = await take(options.door, tenantId, id);
  if (!target || due.length === 0) return round;
  const tried = await send(options, target, due);
  const outcomes = tried.filter((each) => each.state !== 'back');
  for (const each of outcomes)
    round[each.state === 'delivered' ? 'delivered' : each.state === 'failed' ? 'failed' : 'later'] += 1;
  let turnedOff: string | null = null;
  await options.door.job(tenantId, 'integrations.settle', async (ctx) => {
    await store.settle(ctx.tx, id, ctx.at, tried);
    turnedOff = await health(ctx, id, outcomes);
  });
  if (turnedOff !== null) options.disabled?.(tenantId, turnedOff);
  return round;
}

async function take(door: Door, tenantId: string, id: string): Promise<{ target: Target | null; due: store.Due[] }> {
  let target: Target | null = null;
  let due: store.Due[] = [];
  await door.job(tenantId, 'integrations.take', async (ctx) => {
    // Under the webhook's lock: two servers taking at once could each get half of a customer's notices.
    const row = await store.webhook(ctx.tx, id);
    if (row?.state !== 'on') return;
    const { sealer } = ctx.installation;
    const before = row.secret_before && row.secret_before_until && row.secret_before_until > ctx.at ? [row.secret_before] : [];
    target = {
      id,
      url: row.url,
      at: ctx.at,
      secrets: [row.secret, ...before].map((sealed) => sealer.open(sealed, secretPlace(ctx, id))),
    };
    due = await store.takeDue(ctx.tx, id, {
      at: ctx.at,
      leasedUntil: new Date(ctx.at.getTime() + LEASE_MS),
      most: ROUND_MAX,
      look: LOOK_MAX,
      each: LANE_MAX,
    });
  });
  return { target, due };
}

/** Lanes beside one another, each in its order; a lane stops at the first notice that was not taken. */
async function send(options: CarrierOptions, target: Target, due: readonly store.Due[]): Promise<store.Outcome[]> {
  const lanes = [...Map.groupBy(due, (each) => each.lane).values()];
  const began = performance.now();
  const until = began + ROUND_MS;
  const tried: store.Outcome[] = [];
  let silent = 0;
  const worker = async () => {
    for (let lane = lanes.shift(); lane; lane = lanes.shift()) {
      let stopped = false;
      for (const notice of lane) {
        if (stopped || silent >= SILENT_MAX || performance.now() > until) {
          tried.push(back(notice));
          continue;
        }
        const answer = await post(options, target, notice, target.at.getTime() + performance.now() - began);
        silent = answer.status === null ? silent + 1 : 0;
        const outcome = outcomeOf(notice, answer);
        tried.push(outcome);
        stopped = outcome.state === 'queued';
      }
    }
  };
  await Promise.all(Array.from({ length: LANES_AT_ONCE }, worker));
  return tried;
}

function post(options: CarrierOptions, target: Target, notice: store.Due, nowMs: number): Promise<OutwardAnswer> {
  const body = bodyOf(notice);
  return postOutward(
    target.url,
    body,
    {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Xinheng-Webhooks/1',
      ...signedHeaders(notice.notice_id, Math.floor(nowMs / 1000), body, target.secrets),
    },
    { allowed: options.allowed, withinMs: ANSWER_WITHIN_MS, ...(options.lookup ? { lookup: options.lookup } : {}) },
  );
}

/** The same at every try but for the customer's code, which may change by a merge. */
function bodyOf(notice: store.Due): string {
  const head = {
    id: notice.notice_id,
    type: notice.type,
    timestamp: notice.at.toISOString(),
    customer: notice.code,
    sequence: notice.sequence === null ? null : Number(notice.sequence),
  };
  return `${JSON.stringify(head).slice(0, -1)},"data":${notice.data}}`;
}

function back(notice: store.Due): store.Outcome {
  return { noticeId: notice.notice_id, state: 'back', pauseSeconds: 0, status: null, answer: null };
}

function outcomeOf(notice: store.Due, answer: OutwardAnswer): store.Outcome {
  const ok = answer.status !== null && answer.status >= 200 && answer.status < 300;
  const pause = PAUSES_SECONDS[notice.attempts];
  const message = (answer.status === null ? answer.text : `HTTP ${answer.status} ${answer.text}`).trim().slice(0, ANSWER_KEPT);
  return {
    noticeId: notice.notice_id,
    state: ok ? 'delivered' : pause === undefined ? 'failed' : 'queued',
    pauseSeconds: pause ?? 0,
    status: answer.status,
    // NUL has no place in a text column.
    answer: message.replaceAll('\0', ''),
  };
}

/** Writes how the webhook fares; returns its name where this round turned it off. */
async function health(ctx: Ctx, id: string, outcomes: readonly store.Outcome[]): Promise<string | null> {
  const last = outcomes.at(-1);
  const row = last ? await store.webhook(ctx.tx, id) : null;
  if (!last || !row) return null;
  const answers = outcomes.some((each) => each.state === 'delivered');
  const failures = outcomes.filter((each) => each.state !== 'delivered').length;
  const failingSince = answers ? null : (row.failing_since ?? ctx.at);
  const gone = outcomes.some((each) => each.status === GONE);
  const long = failingSince !== null && ctx.at.getTime() - failingSince.getTime() >= DISABLE_AFTER_MS;
  const disabled = row.state === 'on' && (gone || long);
  await store.noteHealth(ctx.tx, id, ctx.at, {
    state: disabled ? 'disabled' : row.state,
    failingSince,
    failures: answers ? 0 : row.failures + failures,
    status: last.status,
    answer: last.answer ?? '',
  });
  if (disabled)
    ctx.note({
      subject: { kind: 'webhook', id },
      facts: { name: row.name, url: row.url, since: failingSince?.toISOString() ?? null },
    });
  return disabled ? row.name : null;
}

const TICK_MS = 1_000;

/** Carries for every company, round after round, until it is stopped. A slow receiver delays its own company's round only. */
export function startNoticeCarrier(
  options: CarrierOptions,
  companies: () => Promise<readonly { readonly id: string }[]>,
  told: (error: Error) => void,
): { stop(): Promise<void> } {
  const rounds = new Map<string, Promise<void>>();
  const tick = async () => {
    for (const { id } of await companies()) {
      if (rounds.has(id)) continue;
      const round = carryNotices(options, id)
        .then(() => {}, told)
        .finally(() => rounds.delete(id));
      rounds.set(id, round);
    }
  };
  const timer = setInterval(() => void tick().catch(told), TICK_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(rounds.values());
    },
  };
}
