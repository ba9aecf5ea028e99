// The verbs on webhooks: added, changed, given a new secret, tried out, told again from a point.
import { Problem } from '#base/assert.ts';
import { encode } from '#base/codec.ts';
import { newId } from '#base/id.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { readIdMark } from '#platform/cursor.ts';
import { NOTICE_TYPES } from '#platform/notice-types.ts';
import { allowedHosts, checkOutward } from '#platform/outward.ts';
import { newWebhookSecret } from '#platform/signature.ts';
import type * as contract from './contract.ts';
import * as store from './store.ts';

export const WEBHOOKS_MAX = 20;
/** Notices that one replay may queue; who wants more asks again from where it ended. */
const REPLAY_MAX = 100_000;
const OLD_SECRET_MS = 86_400_000;
/** What is told is kept this long. */
const KEPT_DAYS = 30;

/** Everything but the test, which is sent by hand. */
const ALL_TYPES = NOTICE_TYPES.filter((type) => type !== 'webhook.test');

export function secretPlace(ctx: Pick<Ctx, 'tenant'>, webhookId: string): string {
  return `${ctx.tenant.id}|webhook|${webhookId}`;
}

export const webhooks: Action<typeof contract.webhooks> = async (ctx) => {
  const [rows, backlogs] = await Promise.all([store.webhooks(ctx.tx, WEBHOOKS_MAX), store.backlogs(ctx.tx)]);
  const backlogOf = new Map(backlogs.map((row) => [row.webhook_id, row]));
  return {
    webhooks: rows.map((row) => ({
      id: row.webhook_id,
      name: row.name,
      url: row.url,
      types: row.types,
      state: row.state as 'on' | 'off' | 'disabled',
      failingSince: row.failing_since?.toISOString() ?? null,
      waiting: backlogOf.get(row.webhook_id)?.waiting ?? 0,
      failed: backlogOf.get(row.webhook_id)?.failed ?? 0,
      lastAnswer: row.answered_at && {
        at: row.answered_at.toISOString(),
        status: row.answer_status,
        text: row.answer ?? '',
      },
      createdAt: row.created_at.toISOString(),
      createdBy: row.created_by,
      version: row.version,
    })),
    hostsAllowed: [...allowedHosts()],
  };
};

export const addWebhook: Action<typeof contract.addWebhook> = async (ctx, input) => {
  const url = checkOutward(input.url, allowedHosts()).href;
  const known = await store.webhooks(ctx.tx, WEBHOOKS_MAX);
  if (known.length >= WEBHOOKS_MAX)
    throw new Problem(409, 'webhooks_too_many', `at most ${WEBHOOKS_MAX} webhooks; remove one first`, {
      facts: { max: WEBHOOKS_MAX },
    });
  const id = newId();
  const secret = newWebhookSecret();
  const { sealer } = ctx.installation;
  await store.insertWebhook(ctx.tx, {
    tenantId: ctx.tenant.id,
    id,
    name: input.name,
    url,
    types: input.types ?? ALL_TYPES,
    secret: sealer.seal(secret, secretPlace(ctx, id)),
    at: ctx.at,
    by: ctx.actor.name,
  });
  ctx.note({ subject: { kind: 'webhook', id }, facts: { name: input.name, url } });
  return { id, secret };
};

export const changeWebhook: Action<typeof contract.changeWebhook> = async (ctx, input) => {
  const row = await webhookOf(ctx, input.id);
  if (row.version !== input.version) throw new Problem(412, 'version_stale', 'this webhook changed meanwhile; look again');
  const url = input.url === undefined ? row.url : checkOutward(input.url, allowedHosts()).href;
  const state = input.on === undefined ? row.state : input.on ? 'on' : 'off';
  // Turned on again, or elsewhere: it is given a fresh start.
  const fresh = (state === 'on' && row.state !== 'on') || url !== row.url;
  await store.changeWebhook(ctx.tx, row.webhook_id, ctx.at, {
    name: input.name ?? row.name,
    url,
    types: input.types ?? row.types,
    state,
    failingSince: fresh ? null : row.failing_since,
    failures: fresh ? 0 : row.failures,
  });
  ctx.note({ subject: { kind: 'webhook', id: row.webhook_id }, facts: { name: input.name ?? row.name, url, state } });
  return { state: state as 'on' | 'off', version: row.version + 1 };
};

export const removeWebhook: Action<typeof contract.removeWebhook> = async (ctx, input) => {
  const row = await webhookOf(ctx, input.id);
  await store.changeWebhook(ctx.tx, row.webhook_id, ctx.at, {
    ...row,
    state: 'removed',
    failingSince: row.failing_since,
  });
  await store.dropQueued(ctx.tx, row.webhook_id);
  ctx.note({ subject: { kind: 'webhook', id: row.webhook_id }, facts: { name: row.name, url: row.url } });
  return { removed: true };
};

export const rotateSecret: Action<typeof contract.rotateSecret> = async (ctx, input) => {
  const row = await webhookOf(ctx, input.id);
  const secret = newWebhookSecret();
  const until = new Date(ctx.at.getTime() + OLD_SECRET_MS);
  await store.changeSecret(
    ctx.tx,
    row.webhook_id,
    ctx.at,
    ctx.installation.sealer.seal(secret, secretPlace(ctx, row.webhook_id)),
    until,
  );
  ctx.note({ subject: { kind: 'webhook', id: row.webhook_id }, facts: { name: row.name } });
  return { secret, oldUntil: until.toISOString() };
};

export const testWebhook: Action<typeof contract.testWebhook> = async (ctx, input) => {
  const row = await webhookOn(ctx, input.id);
  await store.insertTest(ctx.tx, {
    tenantId: ctx.tenant.id,
    webhookId: row.webhook_id,
    noticeId: newId(),
    at: ctx.at,
    data: encode({ name: row.name, by: ctx.actor.name }),
  });
  ctx.note({ subject: { kind: 'webhook', id: row.webhook_id }, facts: { name: row.name } });
  return { queued: 1 };
};

export const replayWebhook: Action<typeof contract.replayWebhook> = async (ctx, input) => {
  const row = await webhookOn(ctx, input.id);
  const from = new Date(input.from);
  if (Number.isNaN(from.getTime()) || from > ctx.at || ctx.at.getTime() - from.getTime() > KEPT_DAYS * 86_400_000) {
    throw new Problem(400, 'date_out_of_range', `an instant within the last ${KEPT_DAYS} days`, {
      fields: [{ field: 'from', message: 'out of range' }],
    });
  }
  const queued = await store.replay(ctx.tx, {
    tenantId: ctx.tenant.id,
    webhookId: row.webhook_id,
    types: row.types,
    from,
    at: ctx.at,
    onlyFailed: input.onlyFailed ?? false,
    most: REPLAY_MAX,
  });
  ctx.note({ subject: { kind: 'webhook', id: row.webhook_id }, facts: { name: row.name, from: input.from, queued } });
  return { queued };
};

export const deliveries: Action<typeof contract.deliveries> = async (ctx, input) => {
  const limit = input.limit ?? 50;
  const rows = await store.deliveriesPage(ctx.tx, {
    webhookId: (await webhookOf(ctx, input.id)).webhook_id,
    state: input.state ?? null,
    beforeNotice: readIdMark(input.cursor),
    limit,
  });
  return {
    deliveries: rows.map((row) => ({
      notice: row.notice_id,
      type: row.type,
      at: row.at.toISOString(),
      customer: row.code,
      sequence: row.sequence === null ? null : Number(row.sequence),
      state: row.state,
      attempts: row.attempts,
      nextAt: row.state === 'queued' ? row.next_at.toISOString() : null,
      triedAt: row.tried_at?.toISOString() ?? null,
      status: row.answer_status,
      answer: row.answer,
    })),
    next: rows.length === limit ? rows.at(-1)!.notice_id : null,
  };
};

async function webhookOf(ctx: Ctx, id: string): Promise<store.WebhookRow> {
  const row = await store.webhook(ctx.tx, id);
  if (!row) throw new Problem(404, 'webhook_unknown', 'there is no such webhook');
  return row;
}

async function webhookOn(ctx: Ctx, id: string): Promise<store.WebhookRow> {
  const row = await webhookOf(ctx, id);
  if (row.state !== 'on') throw new Problem(409, 'webhook_off', 'this webhook is off; turn it on first');
  return row;
}

export async function forgetOld(ctx: Ctx): Promise<void> {
  await store.forget(ctx.tx, ctx.tenant.id, new Date(ctx.at.getTime() - KEPT_DAYS * 86_400_000));
}
