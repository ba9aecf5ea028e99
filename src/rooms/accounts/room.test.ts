// Stories about people and keys, through the door on a real database.
import { expect, test } from 'vitest';
import { Sealer, totpCode } from '#platform/auth/secrets.ts';
import { Authenticator, signIn } from '#platform/auth/sign-in.ts';
import { buildHttp } from '#platform/http.ts';
import { openLog } from '#platform/log.ts';
import { Metrics } from '#platform/metrics.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import * as contract from './contract.ts';
import { accounts } from './room.ts';

test('an administrator adds a salesperson, who gets a one-time password and no more rights than sales', async () => {
  const house = await testHouse([accounts]);
  const admin = await house.person('admin', 'administrator');
  const made = await house.call(contract.create, { login: 'Lu.Ming', name: '陆鸣', roles: ['sales'] }, { as: admin });
  expect(made.login).toBe('lu.ming');
  expect(made.oneTimePassword).toMatch(/^.{5}(-.{5}){3}$/);
  const sales = await house.person('someone', 'sales');
  await expect(house.call(contract.list, {}, { as: sales })).rejects.toMatchObject({ status: 403, code: 'not_permitted' });
  await expect(
    house.call(contract.create, { login: 'lu.ming', name: '另一人', roles: ['sales'] }, { as: admin }),
  ).rejects.toMatchObject({
    code: 'login_taken',
  });
});

test('the last administrator cannot lock everybody out', async () => {
  const house = await testHouse([accounts]);
  const admin = await house.person('admin', 'administrator');
  const { people } = await house.call(contract.list, {}, { as: admin });
  const { id, version } = people[0]!;
  await expect(
    house.call(contract.change, { id, name: 'admin', roles: ['auditor'], disabled: false, version }, { as: admin }),
  ).rejects.toMatchObject({ code: 'last_administrator' });
});

test('a stale page does not overwrite a newer change of a person (R14)', async () => {
  const house = await testHouse([accounts]);
  const admin = await house.person('admin', 'administrator');
  await house.person('he.chuan', 'collector');
  const person = (await house.call(contract.list, {}, { as: admin })).people.find((each) => each.login === 'he.chuan')!;
  const change = { id: person.id, name: '贺川', roles: ['collector' as const], disabled: false, version: person.version };
  await house.call(contract.change, change, { as: admin });
  await expect(house.call(contract.change, change, { as: admin })).rejects.toMatchObject({ status: 412, code: 'version_stale' });
});

test('people of one company are invisible to another, whoever asks', async () => {
  const one = await testHouse([accounts]);
  const other = await testHouse([accounts]);
  await one.person('canary', 'auditor');
  const admin = await other.person('admin', 'administrator');
  const { people } = await other.call(contract.list, {}, { as: admin });
  expect(people.map((person) => person.login)).toEqual(['admin']);
});

const NEW_PASSWORD = 'a sentence nobody guesses';

/** The company served over HTTP, with a browser that keeps its cookie. */
async function served(place: TestHouse) {
  const authenticator = new Authenticator(place.database);
  const app = await buildHttp({
    door: place.door,
    authenticator,
    signIn: (input) => signIn(place.database, new Sealer('test'), async () => place.tenant.id, { ...input, company: 'x' }),
    databaseAnswers: async () => true,
    metrics: new Metrics(),
    log: openLog('silent'),
    webFolder: null,
    version: '0',
  });
  const post = async (url: string, payload: object, headers: Record<string, string> = {}) => {
    const answer = await app.inject({ method: 'POST', url, payload, headers: { 'x-csrf': '1', ...headers } });
    return { status: answer.statusCode, body: answer.json(), cookie: String(answer.headers['set-cookie'] ?? '') };
  };
  const get = async (url: string, headers: Record<string, string> = {}) => {
    const answer = await app.inject({ method: 'GET', url, headers });
    return { status: answer.statusCode, body: answer.json() };
  };
  const enter = async (login: string, password: string, code?: string) => {
    const answer = await post('/api/session', { login, password, ...(code ? { code } : {}) });
    return { ...answer, headers: { cookie: answer.cookie.split(';')[0]! } };
  };
  return { post, get, enter, close: () => app.close() };
}

test('the first sign-in leads to a password of one’s own, before anything else answers', async () => {
  const place = await testHouse([accounts]);
  const made = await place.call(contract.create, { login: 'lu.ming', name: '陆鸣', roles: ['administrator'] });
  const web = await served(place);
  try {
    const first = await web.enter('Lu.Ming', made.oneTimePassword);
    expect(first).toMatchObject({ status: 200, body: { outcome: 'signed_in' } });
    expect(first.cookie).toMatch(/HttpOnly/);
    expect(first.cookie).toMatch(/SameSite=Lax/);
    const me = await web.get('/api/accounts/me', first.headers);
    expect(me.body).toMatchObject({ login: 'lu.ming', mustChangePassword: true });
    expect(await web.get('/api/accounts/list', first.headers)).toMatchObject({
      status: 403,
      body: { code: 'password_must_change' },
    });
    const change = (newPassword: string) =>
      web.post('/api/accounts/change-password', { password: made.oneTimePassword, newPassword }, first.headers);
    for (const weak of ['short', 'lu.ming-lu.ming', 'aaaaaaaaaaaa', 'Password12345']) {
      expect(await change(weak), weak).toMatchObject({ status: 400, body: { code: 'password_weak' } });
    }
    expect(await change(made.oneTimePassword)).toMatchObject({ body: { code: 'password_same' } });
    expect((await change(NEW_PASSWORD)).status).toBe(200);
    // This very session goes on, and is trusted at once.
    expect((await web.get('/api/accounts/list', first.headers)).status).toBe(200);
    expect((await web.enter('lu.ming', made.oneTimePassword)).status).toBe(401);
  } finally {
    await web.close();
  }
});

test('another site cannot act with the cookie: the header is missing, or the origin is not ours', async () => {
  const place = await testHouse([accounts]);
  const made = await place.call(contract.create, { login: 'lu.ming', name: '陆鸣', roles: ['auditor'] });
  const web = await served(place);
  try {
    const { headers } = await web.enter('lu.ming', made.oneTimePassword);
    const forged = { status: 403, body: { code: 'forgery_guard' } };
    expect(await web.post('/api/accounts/sign-out', {}, { ...headers, 'x-csrf': '' })).toMatchObject(forged);
    expect(await web.post('/api/accounts/sign-out', {}, { ...headers, origin: 'https://evil.example' })).toMatchObject(forged);
    expect((await web.get('/api/accounts/me', headers)).status).toBe(200);
  } finally {
    await web.close();
  }
});

test('signing out everywhere ends every session; a changed password ends the others', async () => {
  const place = await testHouse([accounts]);
  const made = await place.call(contract.create, { login: 'lu.ming', name: '陆鸣', roles: ['auditor'] });
  const web = await served(place);
  const patience = () => new Promise((resolve) => setTimeout(resolve, 950));
  try {
    const [here, there] = [await web.enter('lu.ming', made.oneTimePassword), await web.enter('lu.ming', made.oneTimePassword)];
    const change = { password: made.oneTimePassword, newPassword: NEW_PASSWORD };
    expect((await web.post('/api/accounts/change-password', change, here.headers)).body).toEqual({ sessionsEnded: 1 });
    await patience();
    expect((await web.get('/api/accounts/me', there.headers)).status).toBe(401);
    const again = await web.enter('lu.ming', NEW_PASSWORD);
    const { sessions } = (await web.get('/api/accounts/sessions', here.headers)).body;
    expect(sessions.map((each: { current: boolean }) => each.current).sort()).toEqual([false, true]);
    expect((await web.post('/api/accounts/sign-out', { everywhere: true }, here.headers)).body).toEqual({ sessionsEnded: 2 });
    // On this server at once, without waiting.
    expect((await web.get('/api/accounts/me', here.headers)).status).toBe(401);
    await patience();
    expect((await web.get('/api/accounts/me', again.headers)).status).toBe(401);
  } finally {
    await web.close();
  }
});

test('one-time codes are set up with a password and a first code, demanded from then on, and turned off with the password', async () => {
  const place = await testHouse([accounts]);
  const made = await place.call(contract.create, { login: 'lu.ming', name: '陆鸣', roles: ['auditor'] });
  const web = await served(place);
  const step = () => BigInt(Math.floor(Date.now() / 30_000));
  try {
    const { headers } = await web.enter('lu.ming', made.oneTimePassword);
    const begin = (password: string) => web.post('/api/accounts/totp-begin', { password }, headers);
    expect(await begin('wrong')).toMatchObject({ status: 403, body: { code: 'password_wrong' } });
    const { secret, uri } = (await begin(made.oneTimePassword)).body;
    expect(uri).toContain(`secret=${secret}`);
    const code = totpCode(secret, step());
    const wrong = code === '000000' ? '000001' : '000000';
    expect(await web.post('/api/accounts/totp-confirm', { code: wrong }, headers)).toMatchObject({
      body: { code: 'code_wrong' },
    });
    // Not confirmed yet: nobody is locked out by a half-finished set-up.
    expect((await web.enter('lu.ming', made.oneTimePassword)).body.outcome).toBe('signed_in');
    expect((await web.post('/api/accounts/totp-confirm', { code }, headers)).body).toEqual({ secondFactor: true });
    expect((await web.enter('lu.ming', made.oneTimePassword)).body).toEqual({ outcome: 'second_factor_needed' });
    expect((await web.enter('lu.ming', made.oneTimePassword, code)).status, 'the code that confirmed is used up').toBe(401);
    expect((await web.enter('lu.ming', made.oneTimePassword, totpCode(secret, step() + 1n))).body.outcome).toBe('signed_in');
    expect(await begin(made.oneTimePassword)).toMatchObject({ status: 409, body: { code: 'second_factor_on' } });
    expect((await web.post('/api/accounts/totp-remove', { password: made.oneTimePassword }, headers)).body).toEqual({
      secondFactor: false,
    });
    expect((await web.enter('lu.ming', made.oneTimePassword)).body.outcome).toBe('signed_in');
  } finally {
    await web.close();
  }
});

test('a machine key is shown once, does what its role may, and is dead within a second of being revoked', async () => {
  const place = await testHouse([accounts]);
  const admin = await place.person('admin', 'administrator');
  const made = await place.call(contract.createKey, { role: 'integration', name: 'ERP', days: 30 }, { as: admin });
  const web = await served(place);
  try {
    const headers = { authorization: `Bearer ${made.key}` };
    const keyed = { ...headers, 'idempotency-key': 'once' };
    expect((await web.get('/api/accounts/me', headers)).body).toMatchObject({ kind: 'key', name: 'ERP', roles: ['integration'] });
    expect(await web.get('/api/accounts/keys', headers)).toMatchObject({ status: 403, body: { code: 'not_permitted' } });
    expect(await web.post('/api/accounts/change-password', { password: 'x', newPassword: NEW_PASSWORD }, keyed)).toMatchObject({
      body: { code: 'people_only' },
    });
    const { keys } = await place.call(contract.keys, {}, { as: admin });
    expect(keys).toMatchObject([{ name: 'ERP', hint: made.key.slice(-4), revokedAt: null }]);
    expect(JSON.stringify(keys)).not.toContain(made.key);
    expect(await place.call(contract.revokeKey, { id: made.id }, { as: admin })).toEqual({ revoked: true });
    expect(await place.call(contract.revokeKey, { id: made.id }, { as: admin })).toEqual({ revoked: false });
    await new Promise((resolve) => setTimeout(resolve, 950));
    expect(await web.get('/api/accounts/me', headers)).toMatchObject({ status: 401, body: { code: 'key_unknown' } });
  } finally {
    await web.close();
  }
});

test('a disabled person is out, and a reset password drops his sessions', async () => {
  const place = await testHouse([accounts]);
  const made = await place.call(contract.create, { login: 'lu.ming', name: '陆鸣', roles: ['sales'] });
  const web = await served(place);
  try {
    const { headers } = await web.enter('lu.ming', made.oneTimePassword);
    const reset = await place.call(contract.resetPassword, { login: 'lu.ming' });
    await new Promise((resolve) => setTimeout(resolve, 950));
    expect((await web.get('/api/accounts/me', headers)).status).toBe(401);
    expect((await web.enter('lu.ming', made.oneTimePassword)).status).toBe(401);
    const again = await web.enter('lu.ming', reset.oneTimePassword);
    expect(again.body.outcome).toBe('signed_in');
    const person = (await place.call(contract.list, {})).people.find((each) => each.login === 'lu.ming')!;
    await place.call(contract.change, { id: person.id, name: '陆鸣', roles: ['sales'], disabled: true, version: person.version });
    await new Promise((resolve) => setTimeout(resolve, 950));
    expect((await web.get('/api/accounts/me', again.headers)).status).toBe(401);
    expect((await web.enter('lu.ming', reset.oneTimePassword)).status).toBe(401);
    expect((await place.call(contract.names, {})).people).toEqual([]);
  } finally {
    await web.close();
  }
});

test('guessing a password from inside an open session is counted and locked like guessing at the door', async () => {
  const house = await testHouse([accounts]);
  const person = await house.person('he.chuan', 'collector');
  for (let guess = 1; guess <= 4; guess++) {
    await expect(house.call(contract.totpBegin, { password: `guess ${guess}` }, { as: person })).rejects.toMatchObject({
      code: 'password_wrong',
    });
  }
  await expect(house.call(contract.totpBegin, { password: 'guess 5' }, { as: person })).rejects.toMatchObject({
    code: 'account_locked',
  });
  await expect(house.call(contract.totpBegin, { password: 'guess 6' }, { as: person })).rejects.toMatchObject({
    code: 'account_locked',
  });
});
