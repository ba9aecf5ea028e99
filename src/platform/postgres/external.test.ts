// Stories about DATABASE_URL: a server of one's own is used as it is, and each way it does not do is one sentence.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { backup } from './backup.ts';
import type { Database } from './connect.ts';
import { openDatabase } from './connect.ts';
import { assertNewEnough } from './external.ts';
import { ask, clearStage, freshFolder } from './stage.fixture.ts';

// The server of one's own is played by an embedded one of another folder.
let theirs: Database;

beforeAll(async () => {
  theirs = await openDatabase({ dataFolder: freshFolder(), databaseUrl: null, purpose: 'command' });
});

afterAll(async () => {
  await theirs?.close();
  clearStage();
});

function url(change: { user?: string; password?: string; database?: string; port?: number } = {}): string {
  const { host, port, password } = theirs.adminConfig!;
  const secret = encodeURIComponent(change.password ?? String(password));
  return `postgresql://${change.user ?? 'postgres'}:${secret}@/${change.database ?? 'theirs'}?host=${encodeURIComponent(String(host))}&port=${change.port ?? port}`;
}

const open = (databaseUrl: string) => openDatabase({ databaseUrl, purpose: 'serve' });

test('a server is used, its database made when it is not there, and left running', async () => {
  const database = await open(url());
  expect(database).toMatchObject({ kind: 'external', how: 'external', folder: null, adminConfig: null });
  expect(await ask(database.ownerConfig, 'select current_database() as name')).toEqual([{ name: 'theirs' }]);
  await expect(backup(database, freshFolder())).rejects.toMatchObject({ code: 'backup_external' });
  await database.close();
  const again = await open(url());
  // Two servers of one installation derive the same keys without sharing a disk.
  expect(again.secretFor('xinheng_app')).toBe(database.secretFor('xinheng_app'));
  await again.close();
});

test('each way it does not do is one sentence, and none of them tells the password', async () => {
  const wrong = 'sesame-open-7391';
  const refusals: [string, string][] = [
    [url({ password: wrong }), 'database_password_rejected'],
    [url({ port: 6_999, password: wrong }), 'database_unreachable'],
    [`postgres://me:${wrong}@127.0.0.1:1/x`, 'database_unreachable'],
    [`mysql://me:${wrong}@127.0.0.1/x`, 'database_url_malformed'],
    [`postgres://me:${wrong}@127.0.0.1:port/x`, 'database_url_malformed'],
  ];
  for (const [address, code] of refusals) {
    const problem: unknown = await open(address).catch((error: unknown) => error);
    expect(problem, address).toMatchObject({ code });
    expect(String(problem) + JSON.stringify(problem)).not.toContain(wrong);
  }
});

test('fifteen is the oldest PostgreSQL that will do', () => {
  expect(() => assertNewEnough(140_020)).toThrow(expect.objectContaining({ code: 'database_too_old' }));
  expect(() => assertNewEnough(150_000)).not.toThrow();
});
