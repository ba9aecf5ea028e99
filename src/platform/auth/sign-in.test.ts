// Signing in and staying in: wrong passwords, one-time codes, sessions that end, keys that are revoked.
import { expect, test } from 'vitest';
import { newId } from '#base/id.ts';
import type { Actor } from '../context.ts';
import { sql } from '../sql.ts';
import { type TestHouse, testHouse } from '../test-house.ts';
import { hashPassword, newCredential, newTotpSecret, readCredential, Sealer, totpCode, totpStep } from './secrets.ts';
import { Authenticator, signIn } from './sign-in.ts';
import * as store from './store.ts';

const PASSWORD = 'correct horse battery';
const sealer = new Sealer('test');

type Person = { place: TestHouse; actor: Actor; login: string };

async function person(place: TestHouse, roles: Parameters<TestHouse['person']>[1][] = ['analyst']): Promise<Person> {
  const login = `p${newId().slice(-12)}`;
  const actor = await place.person(login, ...roles);
  const hash = await hashPassword(PASSWORD);
  await place.run((ctx) => store.setPassword(ctx.tx, actor.id!, hash, false));
  return { place, actor, login };
}

const enter = ({ place, login }: Person, more: { password?: string; code?: string } = {}) =>
  signIn(place.database, sealer, async () => place.tenant.id, { login, password: more.password ?? PASSWORD, ...more });

async function token(of: Person): Promise<string> {
  const result = await enter(of);
  if (result.outcome !== 'signed_in') throw new Error(`not signed in: ${result.outcome}`);
  return result.token;
}

/** Moves the lock or the session into the past, as waiting would. */
const later = ({ place, actor }: Person, minutes: number) =>
  place.run(async (ctx) => {
    await ctx.tx.run(sql`
      update platform.users set locked_until = locked_until - make_interval(mins => ${minutes}) where user_id = ${actor.id}`);
    await ctx.tx.run(sql`
      update platform.sessions set last_seen_at = last_seen_at - make_interval(mins => ${minutes}),
        expires_at = expires_at - make_interval(mins => ${minutes}) where user_id = ${actor.id}`);
  });

test('the fifth wrong password in a row locks, longer each time, and the right one does not open a locked door', async () => {
  const of = await person(await testHouse([]));
  for (let guess = 1; guess <= 4; guess++) expect(await enter(of, { password: 'wrong' })).toEqual({ outcome: 'refused' });
  const locked = await enter(of, { password: 'wrong' });
  expect(locked.outcome).toBe('locked');
  expect(await enter(of)).toMatchObject({ outcome: 'locked' });
  await later(of, 2);
  const again = await enter(of, { password: 'wrong' });
  const minutes = again.outcome === 'locked' ? (again.until.getTime() - Date.now()) / 60_000 : 0;
  expect(minutes).toBeGreaterThan(1);
  await later(of, 60);
  expect((await enter(of)).outcome).toBe('signed_in');
  // Signed in, the count begins anew.
  expect(await enter(of, { password: 'wrong' })).toEqual({ outcome: 'refused' });
});

test('guesses that arrive together are counted one by one', async () => {
  const of = await person(await testHouse([]));
  const results = await Promise.all(Array.from({ length: 10 }, () => enter(of, { password: 'wrong' })));
  expect(results.filter((each) => each.outcome === 'refused')).toHaveLength(4);
  expect(results.filter((each) => each.outcome === 'locked')).toHaveLength(6);
});

test('an unknown login, a person without a password and a disabled one all get the same answer', async () => {
  const place = await testHouse([]);
  const of = await person(place);
  expect(await enter({ ...of, login: 'nobody-of-this-name' })).toEqual({ outcome: 'refused' });
  const bare = `bare${newId().slice(-8)}`;
  await place.person(bare, 'analyst');
  expect(await enter({ ...of, login: bare })).toEqual({ outcome: 'refused' });
  await place.run(async (ctx) => {
    const user = (await store.userById(ctx.tx, of.actor.id!))!;
    const { user_id: userId, display_name: displayName, roles, version } = user;
    await store.changeUser(ctx.tx, { userId, displayName, roles, disabledAt: ctx.at, mail: null, version });
  });
  expect(await enter(of)).toEqual({ outcome: 'refused' });
});

test('a login name that several companies use asks which; the company then decides', async () => {
  const [one, other] = [await testHouse([]), await testHouse([])];
  const of = await person(one);
  const twin = await other.person(of.login, 'auditor');
  const hash = await hashPassword(PASSWORD);
  await other.run((ctx) => store.setPassword(ctx.tx, twin.id!, hash, false));
  expect(await enter(of)).toEqual({ outcome: 'company_needed' });
  const result = await signIn(one.database, sealer, async () => other.tenant.id, {
    login: of.login.toUpperCase(),
    password: PASSWORD,
    company: 'other',
  });
  expect(result.outcome === 'signed_in' && readCredential(result.token)?.tenantId).toBe(other.tenant.id);
});

test('with one-time codes on, a password alone is not enough and a code works once', async () => {
  const of = await person(await testHouse([]));
  const { place, actor } = of;
  const secret = newTotpSecret();
  await place.run((ctx) => store.setTotp(ctx.tx, actor.id!, sealer.seal(secret, `${ctx.tenant.id}|${actor.id}`), ctx.at, null));
  expect(await enter(of)).toEqual({ outcome: 'second_factor_needed' });
  // The step before is still good, so that a slow typist gets in; and it leaves the next one unused.
  const step = BigInt(Math.floor(Date.now() / 30_000));
  const code = totpCode(secret, step);
  expect((await enter(of, { code })).outcome).toBe('signed_in');
  expect(await enter(of, { code }), 'replayed').toEqual({ outcome: 'refused' });
  expect(await enter(of, { code: totpCode(secret, step - 1n) }), 'older than the last one used').toEqual({ outcome: 'refused' });
  const wrong = code === '000000' ? '000001' : '000000';
  expect(await enter(of, { code: wrong })).toEqual({ outcome: 'refused' });
  expect((await enter(of, { code: wrong, password: 'wrong' })).outcome).toBe('refused');
  expect((await enter(of, { code: wrong })).outcome, 'wrong codes lock as wrong passwords do').toBe('locked');
});

test('one-time codes are those of RFC 6238', () => {
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  for (const [seconds, code] of [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [20_000_000_000, '353130'],
  ] as const) {
    expect(totpCode(secret, BigInt(Math.floor(seconds / 30)))).toBe(code);
    expect(totpStep(secret, code, seconds * 1000, null)).toBe(BigInt(Math.floor(seconds / 30)));
    expect(totpStep(secret, code, (seconds + 61) * 1000, null)).toBeNull();
  }
});

test('a session that ends is a stranger within a second, on every server that trusted it', async () => {
  const of = await person(await testHouse([]));
  const servers = [new Authenticator(of.place.database), new Authenticator(of.place.database)];
  const session = await token(of);
  for (const server of servers) expect((await server.who(session)).actor).toMatchObject({ kind: 'user', id: of.actor.id });
  await of.place.run(async (ctx) => void (await store.endSessions(ctx.tx, of.actor.id!, ctx.at, 'signed_out')));
  await new Promise((resolve) => setTimeout(resolve, 950));
  for (const server of servers) expect((await server.who(session)).actor.kind).toBe('nobody');
});

test('signing out here ends this session, signing out everywhere all of them', async () => {
  const of = await person(await testHouse([]));
  const sessions = [await token(of), await token(of), await token(of)];
  const kinds = async () => {
    const fresh = new Authenticator(of.place.database);
    return Promise.all(sessions.map(async (session) => (await fresh.who(session)).actor.kind));
  };
  const only = readCredential(sessions[1]!)!.hash;
  await of.place.run(async (ctx) => void (await store.endSessions(ctx.tx, of.actor.id!, ctx.at, 'signed_out', only)));
  expect(await kinds()).toEqual(['user', 'nobody', 'user']);
  await of.place.run(async (ctx) => void (await store.endSessions(ctx.tx, of.actor.id!, ctx.at, 'signed_out')));
  expect(await kinds()).toEqual(['nobody', 'nobody', 'nobody']);
});

test('a session ends by itself after hours of silence, and in any case after half a day', async () => {
  const of = await person(await testHouse([]));
  const silent = await token(of);
  const kind = async (session: string) => (await new Authenticator(of.place.database).who(session)).actor.kind;
  await later(of, 119);
  expect(await kind(silent)).toBe('user');
  await later(of, 121);
  expect(await kind(silent)).toBe('nobody');
  const busy = await token(of);
  await of.place.run(async (ctx) => {
    await ctx.tx.run(sql`
      update platform.sessions set expires_at = ${ctx.at} where token_hash = ${readCredential(busy)!.hash}`);
  });
  expect(await kind(busy)).toBe('nobody');
});

test('a disabled person and a changed role count within a second, too', async () => {
  const of = await person(await testHouse([]), ['sales']);
  const session = await token(of);
  const change = (roles: readonly ('sales' | 'auditor')[], disabled: boolean) =>
    of.place.run(async (ctx) => {
      const user = (await store.userById(ctx.tx, of.actor.id!))!;
      const { user_id: userId, display_name: displayName, version } = user;
      await store.changeUser(ctx.tx, { userId, displayName, roles, disabledAt: disabled ? ctx.at : null, mail: null, version });
    });
  const server = new Authenticator(of.place.database);
  expect((await server.who(session)).actor.scope).toEqual({ kind: 'own', userId: of.actor.id });
  await change(['sales', 'auditor'], false);
  await new Promise((resolve) => setTimeout(resolve, 950));
  expect((await server.who(session)).actor).toMatchObject({ roles: ['sales', 'auditor'], scope: { kind: 'all' } });
  await change(['sales'], true);
  await new Promise((resolve) => setTimeout(resolve, 950));
  expect((await server.who(session)).actor.kind).toBe('nobody');
});

test('a machine key works until it is revoked or has run out', async () => {
  const place = await testHouse([]);
  const issue = async (expiresAt: Date | null) => {
    const credential = newCredential('key', place.tenant.id);
    const keyId = newId();
    await place.run((ctx) =>
      store.insertKey(ctx.tx, {
        tenantId: ctx.tenant.id,
        keyId,
        hash: credential.hash,
        name: 'erp',
        roles: ['integration'],
        hint: credential.text.slice(-4),
        by: null,
        at: ctx.at,
        expiresAt,
      }),
    );
    return { keyId, text: credential.text };
  };
  const server = new Authenticator(place.database);
  const key = await issue(null);
  expect(await server.who(key.text)).toMatchObject({ tenantId: place.tenant.id, actor: { kind: 'key', id: key.keyId } });
  expect((await server.who((await issue(new Date(Date.now() - 1_000))).text)).actor.kind).toBe('nobody');
  await place.run(async (ctx) => void (await store.revokeKey(ctx.tx, key.keyId, ctx.at)));
  await new Promise((resolve) => setTimeout(resolve, 950));
  expect((await server.who(key.text)).actor.kind).toBe('nobody');
});

test('a credential opens its own company only, and what is no credential is a stranger', async () => {
  const [one, other] = [await testHouse([]), await testHouse([])];
  const session = await token(await person(one));
  const server = new Authenticator(one.database);
  const moved = session.replace(one.tenant.id.replaceAll('-', ''), other.tenant.id.replaceAll('-', ''));
  const asKey = session.replace(/^xhs_/, 'xh_');
  const cut = session.slice(0, -1);
  for (const text of [moved, asKey, cut, '', 'malformed', `${session} `, "xhs_'; drop table"]) {
    expect((await server.who(text)).actor.kind, text.slice(0, 12)).toBe('nobody');
  }
  expect((await server.who(undefined)).actor.kind).toBe('nobody');
});

test('nothing that opens a door is stored in clear', async () => {
  const of = await person(await testHouse([]));
  const session = await token(of);
  await of.place.run(async (ctx) => {
    const rows = await ctx.tx.rows(sql`
      select u::text || s::text as everything
      from platform.users u join platform.sessions s on s.tenant_id = u.tenant_id and s.user_id = u.user_id
      where u.user_id = ${of.actor.id}`);
    const text = JSON.stringify(rows);
    expect(text).toContain('$argon2id$');
    expect(text).not.toContain(PASSWORD);
    expect(text).not.toContain(session.slice(-43));
  });
});
