// All SQL of webhooks and their deliveries.
import type { NoticeType } from '#platform/notice-types.ts';
import { sql, type Tx } from '#platform/sql.ts';

export type WebhookState = 'on' | 'off' | 'disabled' | 'removed';

export type WebhookRow = {
  webhook_id: string;
  name: string;
  url: string;
  types: NoticeType[];
  secret: string;
  secret_before: string | null;
  secret_before_until: Date | null;
  state: WebhookState;
  failing_since: Date | null;
  failures: number;
  answered_at: Date | null;
  answer_status: number | null;
  answer: string | null;
  created_at: Date;
  created_by: string;
  version: number;
};

const WEBHOOK =
  sql.raw(`webhook_id, name, url, types, secret, secret_before, secret_before_until, state, failing_since, failures, answered_at,
  answer_status, answer, created_at, created_by, version from platform.webhooks`);

export function webhooks(tx: Tx, most: number): Promise<WebhookRow[]> {
  return tx.rows(sql<WebhookRow>`select ${WEBHOOK} where state <> 'removed' order by created_at, webhook_id limit ${most}`);
}

/** Locked: two who change it decide one after the other. */
export function webhook(tx: Tx, webhookId: string): Promise<WebhookRow | null> {
  return tx.maybe(sql<WebhookRow>`select ${WEBHOOK} where webhook_id = ${webhookId} and state <> 'removed' for no key update`);
}

export type Backlog = { webhook_id: string; waiting: number; failed: number };

export function backlogs(tx: Tx): Promise<Backlog[]> {
  return tx.rows(sql<Backlog>`
    select webhook_id, (count(*) filter (where state = 'queued'))::int as waiting, (count(*) filter (where state = 'failed'))::int as failed
    from platform.deliveries where state in ('queued', 'failed') group by webhook_id`);
}

export async function insertWebhook(
  tx: Tx,
  row: {
    tenantId: string;
    id: string;
    name: string;
    url: string;
    types: readonly string[];
    secret: string;
    at: Date;
    by: string;
  },
): Promise<void> {
  await tx.run(sql`
    insert into platform.webhooks
      (tenant_id, webhook_id, name, url, types, secret, state, failures, created_at, created_by, changed_at, version)
    values (${row.tenantId}, ${row.id}, ${row.name}, ${row.url}, ${row.types as string[]}::text[], ${row.secret}, 'on', 0, ${row.at}, ${row.by},
            ${row.at}, 1)`);
}

export async function changeWebhook(
  tx: Tx,
  id: string,
  at: Date,
  to: { name: string; url: string; types: readonly string[]; state: WebhookState; failingSince: Date | null; failures: number },
): Promise<void> {
  await tx.run(sql`
    update platform.webhooks
    set name = ${to.name}, url = ${to.url}, types = ${to.types as string[]}::text[], state = ${to.state}, failing_since = ${to.failingSince},
        failures = ${to.failures}, changed_at = ${at}, version = version + 1
    where webhook_id = ${id}`);
}

export async function changeSecret(tx: Tx, id: string, at: Date, secret: string, beforeUntil: Date): Promise<void> {
  await tx.run(sql`
    update platform.webhooks
    set secret_before = secret, secret_before_until = ${beforeUntil}, secret = ${secret}, changed_at = ${at}, version = version + 1
    where webhook_id = ${id}`);
}

/** What still waits for a webhook that nobody listens at any more. */
export async function dropQueued(tx: Tx, id: string): Promise<number> {
  return tx.run(
    sql`update platform.deliveries set state = 'dropped', leased_until = null where webhook_id = ${id} and state = 'queued'`,
  );
}

/** One notice for one webhook, whatever it listens to. */
export async function insertTest(
  tx: Tx,
  row: { tenantId: string; webhookId: string; noticeId: string; at: Date; data: string },
): Promise<void> {
  await tx.run(sql`
    with told as (
      insert into platform.notices (tenant_id, notice_id, place, type, lane, at, data)
      values (${row.tenantId}, ${row.noticeId}, ${BigInt(row.at.getTime()) * 1000n}, 'webhook.test', ${row.noticeId}, ${row.at}, ${row.data})
      returning tenant_id, notice_id, place, lane
    )
    insert into platform.deliveries (tenant_id, webhook_id, notice_id, place, lane, state, attempts, next_at)
    select tenant_id, ${row.webhookId}, notice_id, place, lane, 'queued', 0, ${row.at} from told`);
}

/** Queues again what was told since; what is under way stays as it is. Returns how many deliveries wait now. */
export async function replay(
  tx: Tx,
  row: { tenantId: string; webhookId: string; types: readonly string[]; from: Date; at: Date; onlyFailed: boolean; most: number },
): Promise<number> {
  return tx.run(sql`
    insert into platform.deliveries as d (tenant_id, webhook_id, notice_id, place, lane, state, attempts, next_at)
    select n.tenant_id, ${row.webhookId}::uuid, n.notice_id, n.place, n.lane, 'queued', 0, ${row.at}
    from platform.notices n
    where n.tenant_id = ${row.tenantId} and n.at >= ${row.from} and n.type = any(${row.types as string[]}::text[])
      and (not ${row.onlyFailed} or exists (
        select 1 from platform.deliveries f
        where f.webhook_id = ${row.webhookId} and f.notice_id = n.notice_id and f.state in ('failed', 'dropped')))
    order by n.place
    limit ${row.most}
    on conflict (tenant_id, webhook_id, notice_id) do update
    set state = 'queued', attempts = 0, next_at = excluded.next_at
    where d.state <> 'queued'`);
}

export type DeliveryRow = {
  notice_id: string;
  type: NoticeType;
  at: Date;
  code: string | null;
  sequence: bigint | null;
  state: 'queued' | 'delivered' | 'failed' | 'dropped';
  attempts: number;
  next_at: Date;
  tried_at: Date | null;
  answer_status: number | null;
  answer: string | null;
  place: bigint;
};

export function deliveriesPage(
  tx: Tx,
  filter: { webhookId: string; state: string | null; beforeNotice: string | null; limit: number },
): Promise<DeliveryRow[]> {
  return tx.rows(sql<DeliveryRow>`
    select d.notice_id, n.type, n.at, p.code, n.sequence, d.state, d.attempts, d.next_at, d.tried_at, d.answer_status, d.answer, d.place
    from platform.deliveries d
    join platform.notices n on n.tenant_id = d.tenant_id and n.notice_id = d.notice_id
    left join customers.everybody p on p.party_id = n.party_id
    where d.webhook_id = ${filter.webhookId} and (${filter.state}::text is null or d.state = ${filter.state}::text)
      and (${filter.beforeNotice}::uuid is null or (d.place, d.notice_id) < (
        select b.place, b.notice_id from platform.deliveries b where b.webhook_id = ${filter.webhookId} and b.notice_id = ${filter.beforeNotice}::uuid))
    order by d.place desc, d.notice_id desc
    limit ${filter.limit}`);
}

export type Due = {
  notice_id: string;
  lane: string;
  type: NoticeType;
  at: Date;
  code: string | null;
  sequence: bigint | null;
  data: string;
  attempts: number;
};

/**
 * Takes deliveries of one webhook: from each lane its earliest ones, in order, unless the first of them waits for its hour or is under way
 * elsewhere. Only the earliest `look` are looked at, so that a long queue costs no more than a short one.
 */
export function takeDue(
  tx: Tx,
  webhookId: string,
  how: { at: Date; leasedUntil: Date; most: number; look: number; each: number },
): Promise<Due[]> {
  return tx.rows(sql<Due>`
    with first as (
      select notice_id, lane, place, next_at, leased_until from platform.deliveries
      where webhook_id = ${webhookId} and state = 'queued'
      order by place
      limit ${how.look}
    ),
    numbered as (
      select notice_id, place,
             row_number() over (partition by lane order by place) as nth,
             first_value(next_at) over (partition by lane order by place) as head_at,
             max(leased_until) over (partition by lane) as lane_leased
      from first
    ),
    chosen as (
      select notice_id from numbered
      where nth <= ${how.each} and head_at <= ${how.at} and (lane_leased is null or lane_leased <= ${how.at})
      order by place
      limit ${how.most}
    ),
    taken as (
      update platform.deliveries d set leased_until = ${how.leasedUntil}
      from chosen c
      where d.webhook_id = ${webhookId} and d.notice_id = c.notice_id and d.state = 'queued'
        and (d.leased_until is null or d.leased_until <= ${how.at})
      returning d.notice_id, d.lane, d.place, d.attempts
    )
    select t.notice_id, t.lane, n.type, n.at, p.code, n.sequence, n.data, t.attempts
    from taken t
    join platform.notices n on n.notice_id = t.notice_id
    left join customers.everybody p on p.party_id = n.party_id
    order by t.place`);
}

export type Outcome = {
  noticeId: string;
  /** `back`: given back untried, since one before it in its lane was not taken. */
  state: 'delivered' | 'queued' | 'failed' | 'back';
  /** Until the next try. */
  pauseSeconds: number;
  status: number | null;
  answer: string | null;
};

export async function settle(tx: Tx, webhookId: string, at: Date, rows: readonly Outcome[]): Promise<void> {
  await tx.run(sql`
    update platform.deliveries d
    set state = case when n.state = 'back' then d.state else n.state end, leased_until = null,
        attempts = case when n.state = 'back' then d.attempts else d.attempts + 1 end,
        next_at = case when n.state = 'back' then d.next_at else ${at}::timestamptz + make_interval(secs => n.pause) end,
        tried_at = case when n.state = 'back' then d.tried_at else ${at} end,
        answer_status = case when n.state = 'back' then d.answer_status else n.status end,
        answer = case when n.state = 'back' then d.answer else n.answer end
    from unnest(${rows.map((row) => row.noticeId)}::uuid[], ${rows.map((row) => row.state)}::text[], ${rows.map((row) => row.pauseSeconds)}::int[],
                ${rows.map((row) => row.status)}::int[], ${rows.map((row) => row.answer)}::text[])
         as n(notice_id, state, pause, status, answer)
    where d.webhook_id = ${webhookId} and d.notice_id = n.notice_id and d.state = 'queued'`);
}

/** What the last try of a round was answered; null for `failingSince`: it answers again. */
export async function noteHealth(
  tx: Tx,
  id: string,
  at: Date,
  health: { state: WebhookState; failingSince: Date | null; failures: number; status: number | null; answer: string },
): Promise<void> {
  await tx.run(sql`
    update platform.webhooks
    set state = ${health.state}, failing_since = ${health.failingSince}, failures = ${health.failures}, answered_at = ${at},
        answer_status = ${health.status}, answer = ${health.answer}
    where webhook_id = ${id}`);
}

export async function forget(tx: Tx, tenantId: string, before: Date): Promise<number> {
  await tx.run(sql`
    delete from platform.deliveries d using platform.notices n
    where n.tenant_id = ${tenantId} and n.at < ${before} and d.tenant_id = n.tenant_id and d.notice_id = n.notice_id`);
  return tx.run(sql`delete from platform.notices where tenant_id = ${tenantId} and at < ${before}`);
}
