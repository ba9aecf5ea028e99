// Stories about places: whose folder it is, what may not be touched, and a sentence for each place that does not do.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from './connect.ts';
import { dataFolderPath, isRoot, openDataFolder, openSecrets } from './data-folder.ts';
import { ask, clearStage, freshFolder } from './stage.fixture.ts';

afterAll(clearStage);

const NOBODY = 65_534;

/** Opens a folder in a process of another account; only root can play this. */
function openAs(uid: number, folder: string): { code?: string; message?: string } {
  const program = `const { openDataFolder } = await import(${JSON.stringify(join(import.meta.dirname, 'data-folder.ts'))});
    try { openDataFolder(${JSON.stringify(folder)}); console.log('{}'); } catch (error) { console.log(JSON.stringify({ code: error.code, message: error.message })); }`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    uid,
    gid: uid,
    cwd: '/',
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as { code?: string; message?: string };
}

test('the place is the one chosen, else the environment, else that of the account', () => {
  expect(dataFolderPath('/srv/xinheng', { XINHENG_DATA: '/elsewhere' })).toBe('/srv/xinheng');
  expect(dataFolderPath(undefined, { XINHENG_DATA: '/elsewhere' })).toBe('/elsewhere');
  expect(dataFolderPath(undefined, {})).toMatch(isRoot() ? /^\/var\/lib\/xinheng$/ : /xinheng$/);
});

test('a new folder is closed to everybody else, and so are its secrets', () => {
  const folder = openDataFolder(freshFolder());
  openSecrets(folder);
  expect(fs.statSync(folder.path).mode & 0o777).toBe(0o700);
  expect(fs.statSync(folder.secretsFile).mode & 0o777).toBe(0o600);
});

test('a folder full of other things is never taken, chowned or changed', () => {
  const folder = freshFolder();
  fs.mkdirSync(folder, { mode: 0o755 });
  fs.writeFileSync(join(folder, 'thesis.docx'), '');
  const before = fs.statSync(folder);
  expect(() => openDataFolder(folder)).toThrow(expect.objectContaining({ code: 'data_folder_not_ours' }));
  const after = fs.statSync(folder);
  expect([after.uid, after.mode, fs.readdirSync(folder)]).toEqual([before.uid, before.mode, ['thesis.docx']]);
});

test('a place where nothing can be written is one sentence', () => {
  const file = freshFolder('a-file');
  fs.writeFileSync(file, '');
  // /proc takes no folders from anybody, root included, and answers as a read-only disk does: with an error and no more.
  for (const place of [join(file, 'below'), file, '/proc/xinheng']) {
    expect(() => openDataFolder(place)).toThrow(expect.objectContaining({ code: 'data_folder_unwritable' }));
  }
});

test('secrets are made once; lost beside a database or damaged they are refused, not made anew', () => {
  const folder = openDataFolder(freshFolder());
  const secrets = openSecrets(folder);
  expect(openSecrets(folder)).toEqual(secrets);
  fs.writeFileSync(folder.secretsFile, '{"format":1');
  expect(() => openSecrets(folder)).toThrow(expect.objectContaining({ code: 'secrets_malformed' }));
  fs.rmSync(folder.secretsFile);
  fs.mkdirSync(folder.cluster);
  fs.writeFileSync(join(folder.cluster, 'PG_VERSION'), '18\n');
  expect(() => openSecrets(folder)).toThrow(expect.objectContaining({ code: 'secrets_missing' }));
});

test.runIf(isRoot())("somebody else's folder is refused by its owner's name", () => {
  const folder = freshFolder();
  fs.mkdirSync(folder, { mode: 0o755 });
  expect(openAs(NOBODY, folder)).toMatchObject({ code: 'data_folder_foreign' });
  expect(openAs(NOBODY, join(dirname(folder), 'new'))).toMatchObject({ code: 'data_folder_unwritable' });
});

test.runIf(isRoot())('started by root in a folder of an ordinary user, everything stays the property of that user', async () => {
  const folder = freshFolder();
  fs.mkdirSync(folder);
  // A uid without an entry in the list of accounts, as in a container with a mounted folder.
  fs.chownSync(folder, 4_242, 4_242);
  const database = await openDatabase({ dataFolder: folder, databaseUrl: null, purpose: 'command' });
  expect(await ask(database.ownerConfig, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(fs.statSync(`/proc/${database.serverPid()}`).uid).toBe(4_242);
  await database.close();
  const owners = new Set(fs.readdirSync(folder, { recursive: true }).map((name) => fs.lstatSync(join(folder, String(name))).uid));
  expect([...owners]).toEqual([4_242]);
});
