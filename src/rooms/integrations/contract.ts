// Webhooks: other systems are told what was decided, signed, in order for each customer, until they have taken it.
import { Type } from 'typebox';
import { NOTICE_TYPES } from '#platform/notice-types.ts';
import { operation } from '#platform/operation.ts';
import { Empty, Id, Input, InstantText, Nullable, OneOf, PAGE, Version } from '#platform/schemas.ts';

/** What can be listened to. */
export const TYPES = NOTICE_TYPES;
const Types = Type.Array(OneOf(NOTICE_TYPES), { minItems: 1, maxItems: NOTICE_TYPES.length, uniqueItems: true });
const Name = Type.String({ minLength: 1, maxLength: 60 });
const Url = Type.String({ minLength: 10, maxLength: 500, description: 'https://…' });

export const Webhook = Type.Object({
  id: Id,
  name: Type.String(),
  url: Type.String(),
  types: Types,
  /** disabled: it did not answer for a day; on again by hand. */
  state: OneOf(['on', 'off', 'disabled']),
  failingSince: Nullable(InstantText),
  waiting: Type.Integer({ description: 'notices not delivered yet' }),
  failed: Type.Integer({ description: 'notices given up' }),
  lastAnswer: Nullable(Type.Object({ at: InstantText, status: Nullable(Type.Integer()), text: Type.String() })),
  createdAt: InstantText,
  createdBy: Type.String(),
  version: Version,
});

export const webhooks = operation({
  name: 'integrations.webhooks',
  summary: { zh: '通知地址（Webhook）', en: 'Webhooks' },
  permission: 'system.manage',
  reads: true,
  input: Empty,
  output: Type.Object({ webhooks: Type.Array(Webhook), hostsAllowed: Type.Array(Type.String()) }),
});

export const addWebhook = operation({
  name: 'integrations.add-webhook',
  summary: { zh: '新增通知地址，签名密钥只显示一次', en: 'Add a webhook; its signing secret is shown once' },
  permission: 'system.manage',
  writes: true,
  // The answer holds a secret.
  idempotent: 'none',
  input: Input({ name: Name, url: Url, types: Type.Optional(Types) }),
  output: Type.Object({ id: Id, secret: Type.String() }),
});

export const changeWebhook = operation({
  name: 'integrations.change-webhook',
  summary: { zh: '更改通知地址，开启或停用', en: 'Change a webhook, turn it on or off' },
  permission: 'system.manage',
  writes: true,
  input: Input({
    id: Id,
    version: Version,
    name: Type.Optional(Name),
    url: Type.Optional(Url),
    types: Type.Optional(Types),
    on: Type.Optional(Type.Boolean()),
  }),
  output: Type.Object({ state: Webhook.properties.state, version: Version }),
});

export const removeWebhook = operation({
  name: 'integrations.remove-webhook',
  summary: { zh: '删除通知地址', en: 'Remove a webhook' },
  permission: 'system.manage',
  writes: true,
  input: Input({ id: Id }),
  output: Type.Object({ removed: Type.Boolean() }),
});

export const rotateSecret = operation({
  name: 'integrations.rotate-secret',
  summary: { zh: '更换签名密钥，旧密钥再有效一天', en: 'A new signing secret; the old one signs for another day' },
  permission: 'system.manage',
  writes: true,
  idempotent: 'none',
  input: Input({ id: Id }),
  output: Type.Object({ secret: Type.String(), oldUntil: InstantText }),
});

export const testWebhook = operation({
  name: 'integrations.test-webhook',
  summary: { zh: '发送一条测试通知', en: 'Send a test notice' },
  permission: 'system.manage',
  writes: true,
  input: Input({ id: Id }),
  output: Type.Object({ queued: Type.Integer() }),
});

export const replayWebhook = operation({
  name: 'integrations.replay-webhook',
  summary: { zh: '从某个时刻起重新发送', en: 'Deliver again from a point in time' },
  permission: 'system.manage',
  writes: true,
  input: Input({
    id: Id,
    from: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T', maxLength: 40, description: 'ISO 8601 instant' }),
    onlyFailed: Type.Optional(Type.Boolean({ default: false })),
  }),
  output: Type.Object({ queued: Type.Integer() }),
});

export const deliveries = operation({
  name: 'integrations.deliveries',
  summary: { zh: '发送记录', en: 'Deliveries of a webhook' },
  permission: 'system.manage',
  reads: true,
  input: Input({
    id: Id,
    state: Type.Optional(OneOf(['queued', 'delivered', 'failed', 'dropped'])),
    ...PAGE,
  }),
  output: Type.Object({
    deliveries: Type.Array(
      Type.Object({
        notice: Id,
        type: OneOf(NOTICE_TYPES),
        at: InstantText,
        customer: Nullable(Type.String()),
        sequence: Nullable(Type.Integer()),
        state: OneOf(['queued', 'delivered', 'failed', 'dropped']),
        attempts: Type.Integer(),
        nextAt: Nullable(InstantText),
        triedAt: Nullable(InstantText),
        status: Nullable(Type.Integer()),
        answer: Nullable(Type.String()),
      }),
    ),
    next: Nullable(Type.String()),
  }),
});
