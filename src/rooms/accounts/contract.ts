// People, sessions and machine keys: what may be asked of them.
import { Type } from 'typebox';
import { PERMISSIONS, ROLES } from '#platform/auth/permissions.ts';
import { operation } from '#platform/operation.ts';
import { Empty, Id, Input, InstantText, Nullable, OneOf, Version } from '#platform/schemas.ts';

const Role = OneOf(ROLES);
const Roles = Type.Array(Role, { minItems: 1, maxItems: ROLES.length });

const Person = Type.Object({
  id: Id,
  login: Type.String(),
  name: Type.String(),
  /** Where he is written to; null: nowhere. */
  mail: Nullable(Type.String()),
  roles: Roles,
  secondFactor: Type.Boolean(),
  locked: Type.Boolean(),
  disabled: Type.Boolean(),
  createdAt: InstantText,
  version: Version,
});

export const me = operation({
  name: 'accounts.me',
  summary: { zh: '我是谁、能做什么', en: 'Who I am and what I may do' },
  permission: 'self',
  reads: true,
  input: Empty,
  output: Type.Object({
    id: Nullable(Id),
    name: Type.String(),
    login: Nullable(Type.String()),
    kind: Type.String(),
    roles: Roles,
    permissions: Type.Array(OneOf(PERMISSIONS)),
    secondFactor: Type.Boolean(),
    mustChangePassword: Type.Boolean(),
    company: Type.Object({ name: Type.String(), currency: Type.String(), timeZone: Type.String() }),
    today: Type.String(),
    mode: OneOf(['shadow', 'live']),
    test: Type.Boolean(),
  }),
});

export const list = operation({
  name: 'accounts.list',
  summary: { zh: '人员名单', en: 'People' },
  permission: 'accounts.manage',
  reads: true,
  input: Empty,
  output: Type.Object({ people: Type.Array(Person) }),
});

export const names = operation({
  name: 'accounts.names',
  summary: { zh: '同事姓名', en: 'Names of colleagues' },
  permission: 'self',
  reads: true,
  input: Empty,
  output: Type.Object({ people: Type.Array(Type.Object({ id: Id, name: Type.String(), roles: Roles })) }),
});

export const create = operation({
  name: 'accounts.create',
  summary: { zh: '新增人员，给出一次性密码', en: 'Add a person; answers with a one-time password' },
  permission: 'accounts.manage',
  writes: true,
  input: Input({
    login: Type.String({ minLength: 2, maxLength: 60 }),
    name: Type.String({ minLength: 1, maxLength: 60 }),
    roles: Roles,
    mail: Type.Optional(Type.String({ maxLength: 254 })),
  }),
  output: Type.Object({ id: Id, login: Type.String(), oneTimePassword: Type.String() }),
});

export const change = operation({
  name: 'accounts.change',
  summary: { zh: '更改姓名、角色或停用', en: 'Change name, roles, or disable' },
  permission: 'accounts.manage',
  writes: true,
  input: Input({
    id: Id,
    name: Type.String({ minLength: 1, maxLength: 60 }),
    roles: Roles,
    disabled: Type.Boolean(),
    /** Absent: stays as it is; null: he is written to no more. */
    mail: Type.Optional(Nullable(Type.String({ maxLength: 254 }))),
    version: Version,
  }),
  output: Type.Object({ person: Person }),
});

export const resetPassword = operation({
  name: 'accounts.reset-password',
  summary: { zh: '重置密码，给出一次性密码', en: 'Reset a password; answers with a one-time password' },
  permission: 'accounts.manage',
  writes: true,
  input: Input({
    login: Type.String({ minLength: 1, maxLength: 60 }),
    dropSecondFactor: Type.Optional(Type.Boolean({ default: false })),
  }),
  output: Type.Object({ login: Type.String(), oneTimePassword: Type.String() }),
});

export const changePassword = operation({
  name: 'accounts.change-password',
  summary: { zh: '更改自己的密码', en: 'Change my password' },
  permission: 'self',
  writes: true,
  input: Input({ password: Type.String({ maxLength: 200 }), newPassword: Type.String({ maxLength: 200 }) }),
  output: Type.Object({ sessionsEnded: Type.Integer() }),
});

export const sessions = operation({
  name: 'accounts.sessions',
  summary: { zh: '我的登录', en: 'My sessions' },
  permission: 'self',
  reads: true,
  input: Empty,
  output: Type.Object({
    sessions: Type.Array(
      Type.Object({
        id: Id,
        createdAt: InstantText,
        lastSeenAt: InstantText,
        agent: Nullable(Type.String()),
        current: Type.Boolean(),
      }),
    ),
  }),
});

export const signOut = operation({
  name: 'accounts.sign-out',
  summary: { zh: '退出登录；可在所有设备上退出', en: 'Sign out, here or everywhere' },
  permission: 'self',
  writes: true,
  input: Input({ everywhere: Type.Optional(Type.Boolean({ default: false })) }),
  output: Type.Object({ sessionsEnded: Type.Integer() }),
});

export const totpBegin = operation({
  name: 'accounts.totp-begin',
  summary: { zh: '开始设置动态口令', en: 'Begin to set up one-time codes' },
  permission: 'self',
  writes: true,
  input: Input({ password: Type.String({ maxLength: 200 }) }),
  output: Type.Object({ secret: Type.String(), uri: Type.String() }),
});

export const totpConfirm = operation({
  name: 'accounts.totp-confirm',
  summary: { zh: '用一个动态口令确认启用', en: 'Confirm one-time codes with a first code' },
  permission: 'self',
  writes: true,
  input: Input({ code: Type.String({ pattern: '^\\d{6}$' }) }),
  output: Type.Object({ secondFactor: Type.Boolean() }),
});

export const totpRemove = operation({
  name: 'accounts.totp-remove',
  summary: { zh: '停用动态口令', en: 'Turn one-time codes off' },
  permission: 'self',
  writes: true,
  input: Input({ password: Type.String({ maxLength: 200 }) }),
  output: Type.Object({ secondFactor: Type.Boolean() }),
});

export const createKey = operation({
  name: 'accounts.create-key',
  summary: { zh: '为系统对接生成密钥，只显示一次', en: 'Make a machine key; shown once' },
  permission: 'accounts.manage',
  writes: true,
  idempotent: 'none',
  input: Input({
    role: Role,
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 60, default: 'API' })),
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650, description: 'valid for so many days' })),
  }),
  output: Type.Object({ id: Id, key: Type.String(), role: Role, name: Type.String(), expiresAt: Nullable(InstantText) }),
});

export const keys = operation({
  name: 'accounts.keys',
  summary: { zh: '对接密钥', en: 'Machine keys' },
  permission: 'accounts.manage',
  reads: true,
  input: Empty,
  output: Type.Object({
    keys: Type.Array(
      Type.Object({
        id: Id,
        name: Type.String(),
        roles: Roles,
        hint: Type.String({ description: 'last characters of the key' }),
        createdAt: InstantText,
        expiresAt: Nullable(InstantText),
        revokedAt: Nullable(InstantText),
        lastUsedAt: Nullable(InstantText),
      }),
    ),
  }),
});

export const revokeKey = operation({
  name: 'accounts.revoke-key',
  summary: { zh: '吊销密钥', en: 'Revoke a machine key' },
  permission: 'accounts.manage',
  writes: true,
  input: Input({ id: Id }),
  output: Type.Object({ revoked: Type.Boolean() }),
});

const ListName = Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$', description: 'the list of the page' });

export const views = operation({
  name: 'accounts.views',
  summary: { zh: '一个列表上保存的视图', en: 'Saved views of a list' },
  permission: 'self',
  reads: true,
  input: Input({ list: ListName }),
  output: Type.Object({
    views: Type.Array(
      Type.Object({
        id: Id,
        name: Type.String(),
        query: Type.String({ description: 'view, order and filters as the address of the page carries them' }),
        columns: Nullable(Type.String()),
        shared: Type.Boolean(),
        mine: Type.Boolean(),
        by: Type.String(),
      }),
    ),
  }),
});

export const saveView = operation({
  name: 'accounts.save-view',
  summary: { zh: '保存视图，可供所有人使用', en: 'Save a view, for oneself or for all' },
  permission: 'self',
  writes: true,
  input: Input({
    list: ListName,
    name: Type.String({ minLength: 1, maxLength: 40 }),
    query: Type.String({ maxLength: 2_000 }),
    columns: Type.Optional(Type.String({ maxLength: 1_000 })),
    shared: Type.Optional(Type.Boolean({ default: false })),
  }),
  output: Type.Object({ id: Id }),
});

export const dropView = operation({
  name: 'accounts.drop-view',
  summary: { zh: '删除自己保存的视图', en: 'Delete a view of one’s own' },
  permission: 'self',
  writes: true,
  input: Input({ id: Id }),
  output: Type.Object({ dropped: Type.Boolean() }),
});
