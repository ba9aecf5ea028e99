// The verbs on people, sessions and keys.
import { Problem } from '#base/assert.ts';
import { newId } from '#base/id.ts';
import { permissionsOf, type Role } from '#platform/auth/permissions.ts';
import {
  checkNewPassword,
  hashPassword,
  newCredential,
  newTotpSecret,
  oneTimePassword,
  passwordFits,
  totpStep,
  totpUri,
} from '#platform/auth/secrets.ts';
import { countFailure } from '#platform/auth/sign-in.ts';
import * as store from '#platform/auth/store.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { checkAddress } from '#platform/mail.ts';
import { modeNow } from '#rooms/policies/mode.ts';
import type * as contract from './contract.ts';

const DAY_MS = 86_400_000;

export const me: Action<typeof contract.me> = async (ctx) => {
  const user = ctx.actor.kind === 'user' ? await store.userById(ctx.tx, ctx.actor.id!) : null;
  const { mode } = await modeNow(ctx);
  return {
    id: ctx.actor.id,
    name: ctx.actor.name,
    login: user?.login ?? null,
    kind: ctx.actor.kind,
    roles: [...ctx.actor.roles],
    permissions: permissionsOf(ctx.actor.roles),
    secondFactor: user?.totp_confirmed_at != null,
    mustChangePassword: user?.must_change ?? false,
    company: { name: ctx.tenant.displayName, currency: ctx.tenant.currency, timeZone: ctx.tenant.timeZone },
    today: ctx.today,
    mode,
    test: ctx.installation.test,
  };
};

export const list: Action<typeof contract.list> = async (ctx) => ({
  people: (await store.users(ctx.tx)).map((user) => personOf(user, ctx.at)),
});

export const names: Action<typeof contract.names> = async (ctx) => ({
  people: (await store.users(ctx.tx))
    .filter((user) => !user.disabled_at)
    .map((user) => ({ id: user.user_id, name: user.display_name, roles: user.roles })),
});

export const create: Action<typeof contract.create> = async (ctx, input) => {
  const password = oneTimePassword();
  const userId = newId();
  const inserted = await store.insertUser(ctx.tx, {
    tenantId: ctx.tenant.id,
    userId,
    login: input.login,
    displayName: input.name,
    roles: input.roles,
    passwordHash: await hashPassword(password),
    mustChange: true,
    mail: input.mail === undefined ? null : checkAddress(input.mail, 'mail'),
    at: ctx.at,
  });
  if (!inserted) {
    throw new Problem(409, 'login_taken', `the login name ${input.login} is taken`, {
      fields: [{ field: 'login', message: 'taken' }],
    });
  }
  ctx.note({ subject: { kind: 'user', id: userId }, facts: { roles: input.roles } });
  return { id: userId, login: store.loginKey(input.login), oneTimePassword: password };
};

export const change: Action<typeof contract.change> = async (ctx, input) => {
  const user = await store.userForUpdate(ctx.tx, input.id);
  if (!user) throw new Problem(404, 'user_unknown', 'there is no such person');
  const losesAdministrator = user.roles.includes('administrator') && (input.disabled || !input.roles.includes('administrator'));
  if (losesAdministrator) await refuseLastAdministrator(ctx, input.id);
  const disabledAt = input.disabled ? (user.disabled_at ?? ctx.at) : null;
  const changed = await store.changeUser(ctx.tx, {
    userId: input.id,
    displayName: input.name,
    roles: input.roles,
    disabledAt,
    mail: input.mail === undefined ? user.mail : input.mail === null ? null : checkAddress(input.mail, 'mail'),
    version: input.version,
  });
  if (!changed) throw new Problem(412, 'version_stale', 'somebody changed this person meanwhile; look again');
  if (input.disabled) await store.endSessions(ctx.tx, input.id, ctx.at, 'disabled');
  ctx.note({ subject: { kind: 'user', id: input.id }, facts: { from: user.roles, to: input.roles, disabled: input.disabled } });
  return { person: personOf((await store.userById(ctx.tx, input.id))!, ctx.at) };
};

async function refuseLastAdministrator(ctx: Ctx, userId: string): Promise<void> {
  const others = (await store.users(ctx.tx)).filter(
    (user) => user.user_id !== userId && !user.disabled_at && user.roles.includes('administrator'),
  );
  if (others.length === 0)
    throw new Problem(409, 'last_administrator', 'this is the last administrator; appoint another one first');
}

export const resetPassword: Action<typeof contract.resetPassword> = async (ctx, input) => {
  const found = await store.userByLogin(ctx.tx, input.login);
  if (!found) throw new Problem(404, 'user_unknown', `there is nobody with the login name ${input.login}`);
  const password = oneTimePassword();
  await store.setPassword(ctx.tx, found.user_id, await hashPassword(password), true);
  if (input.dropSecondFactor) await store.setTotp(ctx.tx, found.user_id, null, null, null);
  await store.endSessions(ctx.tx, found.user_id, ctx.at, 'password_reset');
  ctx.note({ subject: { kind: 'user', id: found.user_id } });
  return { login: found.login, oneTimePassword: password };
};

export const changePassword: Action<typeof contract.changePassword> = async (ctx, input) => {
  const user = await self(ctx);
  await demandPassword(ctx, user, input.password);
  checkNewPassword(input.newPassword, user.login);
  if (input.newPassword === input.password) {
    throw new Problem(400, 'password_same', 'the new password is the old one', {
      fields: [{ field: 'newPassword', message: 'choose another one' }],
    });
  }
  await store.setPassword(ctx.tx, user.user_id, await hashPassword(input.newPassword), false);
  const open = await store.sessionsOf(ctx.tx, user.user_id, ctx.at);
  let ended = 0;
  for (const session of open) {
    if (ctx.actor.sessionHash?.equals(session.token_hash)) continue;
    ended += await store.endSessions(ctx.tx, user.user_id, ctx.at, 'password_changed', session.token_hash);
  }
  return { sessionsEnded: ended };
};

export const sessions: Action<typeof contract.sessions> = async (ctx) => {
  const user = await self(ctx);
  const open = await store.sessionsOf(ctx.tx, user.user_id, ctx.at);
  return {
    sessions: open.map((session) => ({
      id: session.session_id,
      createdAt: session.created_at.toISOString(),
      lastSeenAt: session.last_seen_at.toISOString(),
      agent: session.agent,
      current: ctx.actor.sessionHash?.equals(session.token_hash) ?? false,
    })),
  };
};

export const signOut: Action<typeof contract.signOut> = async (ctx, input) => {
  const user = await self(ctx);
  const only = input.everywhere ? undefined : ctx.actor.sessionHash;
  return { sessionsEnded: await store.endSessions(ctx.tx, user.user_id, ctx.at, 'signed_out', only) };
};

export const totpBegin: Action<typeof contract.totpBegin> = async (ctx, input) => {
  const user = await self(ctx);
  await demandPassword(ctx, user, input.password);
  if (user.totp_confirmed_at) throw new Problem(409, 'second_factor_on', 'one-time codes are on already; turn them off first');
  const secret = newTotpSecret();
  await store.setTotp(ctx.tx, user.user_id, ctx.installation.sealer.seal(secret, `${ctx.tenant.id}|${user.user_id}`), null, null);
  return { secret, uri: totpUri(secret, user.login, ctx.tenant.displayName) };
};

export const totpConfirm: Action<typeof contract.totpConfirm> = async (ctx, input) => {
  const user = await self(ctx);
  if (!user.totp_secret || user.totp_confirmed_at)
    throw new Problem(409, 'second_factor_not_begun', 'begin to set up one-time codes first');
  const secret = ctx.installation.sealer.open(user.totp_secret, `${ctx.tenant.id}|${user.user_id}`);
  const step = totpStep(secret, input.code, ctx.at.getTime(), null);
  if (step === null) {
    throw new Problem(400, 'code_wrong', 'this code does not fit; is the clock of the phone right?', {
      fields: [{ field: 'code', message: 'does not fit' }],
    });
  }
  await store.setTotp(ctx.tx, user.user_id, user.totp_secret, ctx.at, step);
  return { secondFactor: true };
};

export const totpRemove: Action<typeof contract.totpRemove> = async (ctx, input) => {
  const user = await self(ctx);
  await demandPassword(ctx, user, input.password);
  await store.setTotp(ctx.tx, user.user_id, null, null, null);
  return { secondFactor: false };
};

export const createKey: Action<typeof contract.createKey> = async (ctx, input) => {
  const credential = newCredential('key', ctx.tenant.id);
  const keyId = newId();
  const expiresAt = input.days === undefined ? null : new Date(ctx.at.getTime() + input.days * DAY_MS);
  const name = input.name ?? 'API';
  await store.insertKey(ctx.tx, {
    tenantId: ctx.tenant.id,
    keyId,
    hash: credential.hash,
    name,
    roles: [input.role],
    hint: credential.text.slice(-4),
    by: ctx.actor.id,
    at: ctx.at,
    expiresAt,
  });
  ctx.note({ subject: { kind: 'key', id: keyId }, facts: { role: input.role, name } });
  return { id: keyId, key: credential.text, role: input.role, name, expiresAt: expiresAt?.toISOString() ?? null };
};

export const keys: Action<typeof contract.keys> = async (ctx) => ({
  keys: (await store.keys(ctx.tx)).map((key) => ({
    id: key.key_id,
    name: key.name,
    roles: key.roles,
    hint: key.hint,
    createdAt: key.created_at.toISOString(),
    expiresAt: key.expires_at?.toISOString() ?? null,
    revokedAt: key.revoked_at?.toISOString() ?? null,
    lastUsedAt: key.last_used_at?.toISOString() ?? null,
  })),
});

export const revokeKey: Action<typeof contract.revokeKey> = async (ctx, input) => {
  const revoked = await store.revokeKey(ctx.tx, input.id, ctx.at);
  ctx.note({ subject: { kind: 'key', id: input.id } });
  return { revoked };
};

async function self(ctx: Ctx): Promise<store.UserRow> {
  const user = ctx.actor.kind === 'user' ? await store.userById(ctx.tx, ctx.actor.id!) : null;
  if (!user) throw new Problem(403, 'people_only', 'this is for people who signed in, not for keys');
  return user;
}

/** A wrong guess inside a session counts as one at the door, in a transaction of its own: the refusal rolls this one back. */
async function demandPassword(ctx: Ctx, user: store.UserRow, password: string): Promise<void> {
  if (user.locked_until && user.locked_until > ctx.at) throw accountLocked(user.locked_until);
  if (await passwordFits(user.password_hash, password)) return;
  const until = await ctx.installation.database.transaction(ctx.tenant.id, async (tx) => {
    const now = await store.userForUpdate(tx, user.user_id);
    return now ? countFailure(tx, now, ctx.at) : null;
  });
  if (until) throw accountLocked(until);
  throw new Problem(403, 'password_wrong', 'the password is wrong', { fields: [{ field: 'password', message: 'wrong' }] });
}

function accountLocked(until: Date): Problem {
  return new Problem(403, 'account_locked', 'too many wrong passwords; wait a while', { facts: { until: until.toISOString() } });
}

function personOf(user: store.UserRow, at: Date) {
  return {
    id: user.user_id,
    login: user.login,
    name: user.display_name,
    mail: user.mail,
    roles: user.roles as Role[],
    secondFactor: user.totp_confirmed_at !== null,
    locked: user.locked_until !== null && user.locked_until > at,
    disabled: user.disabled_at !== null,
    createdAt: user.created_at.toISOString(),
    version: user.version,
  };
}
