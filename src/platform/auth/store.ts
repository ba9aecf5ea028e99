// People, sessions and keys in the database.

import { sql, type Tx } from '../sql.ts';
import type { Role } from './permissions.ts';

export type UserRow = {
  user_id: string;
  login: string;
  display_name: string;
  roles: Role[];
  password_hash: string | null;
  must_change: boolean;
  totp_secret: string | null;
  totp_confirmed_at: Date | null;
  totp_last_step: bigint | null;
  failures: number;
  locked_until: Date | null;
  disabled_at: Date | null;
  created_at: Date;
  /** Where he is written to; null: he is reminded on the workbench alone. */
  mail: string | null;
  version: number;
};

const USER =
  sql.raw(`user_id, login, display_name, roles, password_hash, must_change, totp_secret, totp_confirmed_at, totp_last_step,
  failures, locked_until, disabled_at, created_at, mail, version`);

/** Every login name of the installation in one form: trimmed, lower case, half width. */
export function loginKey(login: string): string {
  return login.normalize('NFKC').trim().toLowerCase();
}

export function loginsOf(tx: Tx, login: string, tenantId: string | null): Promise<{ tenant_id: string; user_id: string }[]> {
  // Two are enough to know that the company must be named; with its name there is one, however many companies share the login.
  return tx.rows(sql<{ tenant_id: string; user_id: string }>`
    select tenant_id, user_id from platform.logins
    where login_key = ${loginKey(login)} and (${tenantId}::uuid is null or tenant_id = ${tenantId}::uuid)
    limit 2`);
}

export function userForUpdate(tx: Tx, userId: string): Promise<UserRow | null> {
  return tx.maybe(sql<UserRow>`select ${USER} from platform.users where user_id = ${userId} for no key update`);
}

export function userById(tx: Tx, userId: string): Promise<UserRow | null> {
  return tx.maybe(sql<UserRow>`select ${USER} from platform.users where user_id = ${userId}`);
}

export function userByLogin(tx: Tx, login: string): Promise<UserRow | null> {
  return tx.maybe(sql<UserRow>`select ${USER} from platform.users where login = ${loginKey(login)}`);
}

export function users(tx: Tx): Promise<UserRow[]> {
  return tx.rows(sql<UserRow>`select ${USER} from platform.users order by disabled_at nulls first, login limit 2000`);
}

export type NewUser = {
  tenantId: string;
  userId: string;
  login: string;
  displayName: string;
  roles: readonly Role[];
  passwordHash: string | null;
  mustChange: boolean;
  mail?: string | null;
  at: Date;
};

/** False when the login name is taken in this company. */
export async function insertUser(tx: Tx, user: NewUser): Promise<boolean> {
  const inserted = await tx.run(sql`
    insert into platform.users
      (tenant_id, user_id, login, display_name, roles, password_hash, must_change, failures, created_at, mail, version)
    values (${user.tenantId}, ${user.userId}, ${loginKey(user.login)}, ${user.displayName}, ${user.roles}, ${user.passwordHash},
            ${user.mustChange}, 0, ${user.at}, ${user.mail ?? null}, 1)
    on conflict (tenant_id, login) do nothing`);
  if (inserted === 0) return false;
  await tx.run(sql`
    insert into platform.logins (login_key, tenant_id, user_id) values (${loginKey(user.login)}, ${user.tenantId}, ${user.userId})`);
  return true;
}

export async function recordFailure(tx: Tx, userId: string, failures: number, lockedUntil: Date | null): Promise<void> {
  await tx.run(sql`update platform.users set failures = ${failures}, locked_until = ${lockedUntil} where user_id = ${userId}`);
}

export async function recordSignIn(tx: Tx, userId: string, totpStep: bigint | null): Promise<void> {
  await tx.run(sql`
    update platform.users
    set failures = 0, locked_until = null, totp_last_step = coalesce(${totpStep}::bigint, totp_last_step)
    where user_id = ${userId}`);
}

export async function setPassword(tx: Tx, userId: string, passwordHash: string, mustChange: boolean): Promise<void> {
  await tx.run(sql`
    update platform.users
    set password_hash = ${passwordHash}, must_change = ${mustChange}, failures = 0, locked_until = null, version = version + 1
    where user_id = ${userId}`);
}

export async function setTotp(
  tx: Tx,
  userId: string,
  secret: string | null,
  confirmedAt: Date | null,
  lastStep: bigint | null,
): Promise<void> {
  await tx.run(sql`
    update platform.users
    set totp_secret = ${secret}, totp_confirmed_at = ${confirmedAt}, totp_last_step = ${lastStep}, version = version + 1
    where user_id = ${userId}`);
}

/** Returns false when somebody changed the user since `version` was read. */
export async function changeUser(
  tx: Tx,
  user: {
    userId: string;
    displayName: string;
    roles: readonly Role[];
    disabledAt: Date | null;
    mail: string | null;
    version: number;
  },
): Promise<boolean> {
  const changed = await tx.run(sql`
    update platform.users
    set display_name = ${user.displayName}, roles = ${user.roles}, disabled_at = ${user.disabledAt}, mail = ${user.mail}, version = version + 1
    where user_id = ${user.userId} and version = ${user.version}`);
  return changed === 1;
}

/** Those of these people who have an address and may still sign in. */
export function mailOf(tx: Tx, userIds: readonly string[]): Promise<{ user_id: string; display_name: string; mail: string }[]> {
  return tx.rows(sql<{ user_id: string; display_name: string; mail: string }>`
    select user_id, display_name, mail from platform.users
    where user_id = any(${userIds}::uuid[]) and mail is not null and disabled_at is null`);
}

export type SessionRow = {
  session_id: string;
  user_id: string;
  created_at: Date;
  last_seen_at: Date;
  expires_at: Date;
  agent: string | null;
};

export async function insertSession(
  tx: Tx,
  session: { tenantId: string; hash: Buffer; sessionId: string; userId: string; at: Date; expiresAt: Date; agent: string | null },
): Promise<void> {
  await tx.run(sql`
    insert into platform.sessions (tenant_id, token_hash, session_id, user_id, created_at, last_seen_at, expires_at, agent)
    values (${session.tenantId}, ${session.hash}, ${session.sessionId}, ${session.userId}, ${session.at}, ${session.at},
            ${session.expiresAt}, ${session.agent})`);
}

export function sessionUser(tx: Tx, hash: Buffer): Promise<(UserRow & SessionRow) | null> {
  return tx.maybe(sql<UserRow & SessionRow>`
    select u.user_id, u.login, u.display_name, u.roles, u.password_hash, u.must_change, u.totp_secret, u.totp_confirmed_at, u.totp_last_step,
           u.failures, u.locked_until, u.disabled_at, u.mail, u.version,
           s.session_id, s.created_at, s.last_seen_at, s.expires_at, s.agent
    from platform.sessions s
    join platform.users u on u.tenant_id = s.tenant_id and u.user_id = s.user_id
    where s.token_hash = ${hash} and s.ended_at is null and u.disabled_at is null`);
}

export async function touchSession(tx: Tx, hash: Buffer, at: Date): Promise<void> {
  await tx.run(sql`update platform.sessions set last_seen_at = ${at} where token_hash = ${hash}`);
}

export async function endSessions(tx: Tx, userId: string, at: Date, how: string, only?: Buffer): Promise<number> {
  return tx.run(sql`
    update platform.sessions set ended_at = ${at}, ended_how = ${how}
    where user_id = ${userId} and ended_at is null and (${only ?? null}::bytea is null or token_hash = ${only ?? null}::bytea)`);
}

export function sessionsOf(tx: Tx, userId: string, at: Date): Promise<(SessionRow & { token_hash: Buffer })[]> {
  return tx.rows(sql<SessionRow & { token_hash: Buffer }>`
    select session_id, user_id, created_at, last_seen_at, expires_at, agent, token_hash from platform.sessions
    where user_id = ${userId} and ended_at is null and expires_at > ${at} order by last_seen_at desc limit 100`);
}

export type KeyRow = {
  key_id: string;
  name: string;
  roles: Role[];
  hint: string;
  created_at: Date;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
};

export function keyByHash(tx: Tx, hash: Buffer): Promise<KeyRow | null> {
  return tx.maybe(sql<KeyRow>`
    select key_id, name, roles, hint, created_at, expires_at, revoked_at, last_used_at from platform.api_keys where key_hash = ${hash}`);
}

export function keys(tx: Tx): Promise<KeyRow[]> {
  return tx.rows(sql<KeyRow>`
    select key_id, name, roles, hint, created_at, expires_at, revoked_at, last_used_at from platform.api_keys
    order by revoked_at nulls first, created_at desc limit 1000`);
}

export async function insertKey(
  tx: Tx,
  key: {
    tenantId: string;
    keyId: string;
    hash: Buffer;
    name: string;
    roles: readonly Role[];
    hint: string;
    by: string | null;
    at: Date;
    expiresAt: Date | null;
  },
): Promise<void> {
  await tx.run(sql`
    insert into platform.api_keys (tenant_id, key_id, key_hash, name, roles, hint, created_by, created_at, expires_at)
    values (${key.tenantId}, ${key.keyId}, ${key.hash}, ${key.name}, ${key.roles}, ${key.hint}, ${key.by}, ${key.at}, ${key.expiresAt})`);
}

export async function touchKey(tx: Tx, keyId: string, at: Date): Promise<void> {
  await tx.run(sql`update platform.api_keys set last_used_at = ${at} where key_id = ${keyId}`);
}

/** The user who made a machine key; null where the operator did. */
export async function keyOwner(tx: Tx, keyId: string): Promise<string | null> {
  const row = await tx.maybe(
    sql<{ created_by: string | null }>`select created_by from platform.api_keys where key_id = ${keyId}`,
  );
  return row?.created_by ?? null;
}

export async function revokeKey(tx: Tx, keyId: string, at: Date): Promise<boolean> {
  return (
    (await tx.run(sql`update platform.api_keys set revoked_at = ${at} where key_id = ${keyId} and revoked_at is null`)) === 1
  );
}
