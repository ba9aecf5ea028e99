// Stories about backups: taken under writes, restored alone, and refused when anything about them is not right.
import * as fs from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BackupSummary, Manifest } from './backup.ts';
import { backup, restore } from './backup.ts';
import type { Database } from './connect.ts';
import { openDatabase } from './connect.ts';
import { ask, clearStage, freshFolder } from './stage.fixture.ts';

const home = freshFolder();
const kept = freshFolder('backup');
let database: Database;
let summary: BackupSummary;
/** Rows with the instant they were acknowledged. */
const acknowledged: { row: number; at: number }[] = [];

beforeAll(async () => {
  database = await openDatabase({ dataFolder: home, databaseUrl: null, purpose: 'command' });
  const pool = new pg.Pool({ ...database.ownerConfig, max: 4 });
  pool.on('error', () => {});
  await pool.query(`create table public.rows (row bigint primary key, filling text default repeat('x', 500))`);
  fs.mkdirSync(join(home, 'files'));
  fs.writeFileSync(join(home, 'files', 'letter.pdf'), 'a letter');
  let going = true;
  let next = 0;
  const lanes = [0, 1, 2, 3].map(async () => {
    while (going) {
      const row = next++;
      await pool.query('insert into public.rows values ($1)', [row]);
      acknowledged.push({ row, at: Date.now() });
      // Log files come and go while we copy.
      if (row % 500 === 0)
        await ask(database.adminConfig!, 'select pg_switch_wal()').then(() => ask(database.adminConfig!, 'checkpoint'));
    }
  });
  summary = await backup(database, kept);
  going = false;
  await Promise.all(lanes);
  await pool.end();
});

afterAll(async () => {
  await database?.close();
  clearStage();
});

test('a backup taken under writes restores alone, with every row acknowledged before it ended', async () => {
  const folder = freshFolder();
  expect(await restore(kept, folder)).toMatchObject({ files: summary.files, bytes: summary.bytes });
  const restored = await openDatabase({ dataFolder: folder, databaseUrl: null, purpose: 'command' });
  const there = new Set((await ask(restored.ownerConfig, 'select row::int from public.rows')).map((each) => each['row']));
  const before = acknowledged.filter(({ at }) => at < Date.parse(summary.madeAt));
  expect(before.length).toBeGreaterThan(0);
  expect(before.filter(({ row }) => !there.has(row))).toEqual([]);
  expect(fs.readFileSync(join(folder, 'files', 'letter.pdf'), 'utf8')).toBe('a letter');
  expect(restored.secretFor('sessions')).toBe(database.secretFor('sessions'));
  // Every page against its checksum, every index against its table.
  const inside = { ...restored.adminConfig!, database: 'xinheng' };
  await ask(inside, 'create extension amcheck');
  const [checked] = await ask(
    inside,
    `select count(bt_index_check(c.oid, true))::int as indexes from pg_class c join pg_am m on m.oid = c.relam where c.relkind = 'i' and m.amname = 'btree'`,
  );
  expect(checked?.['indexes']).toBeGreaterThan(100);
  await restored.close();
});

test('a backup never overwrites: neither another backup, nor the data it copies, nor a living folder', async () => {
  await expect(backup(database, kept)).rejects.toMatchObject({ code: 'backup_target_not_empty' });
  await expect(backup(database, join(home, 'backup'))).rejects.toMatchObject({ code: 'backup_inside_data' });
  await expect(restore(kept, home)).rejects.toMatchObject({ code: 'restore_target_not_empty' });
  await expect(restore(freshFolder(), freshFolder())).rejects.toMatchObject({ code: 'backup_missing' });
});

test('one changed, cut or missing file, and nothing is restored', async () => {
  const spoils: [string, (copy: string) => void][] = [
    ['changed', (copy) => fs.writeFileSync(join(copy, 'postgres', 'global', 'pg_control'), Buffer.alloc(8_192))],
    ['cut', (copy) => fs.truncateSync(join(copy, 'files', 'letter.pdf'), 3)],
    ['missing', (copy) => fs.rmSync(join(copy, 'secrets.json'))],
  ];
  for (const [how, spoil] of spoils) {
    const copy = freshFolder(how);
    fs.cpSync(kept, copy, { recursive: true });
    spoil(copy);
    const folder = freshFolder();
    await expect(restore(copy, folder), how).rejects.toMatchObject({ code: 'backup_damaged' });
    expect(fs.readdirSync(folder).sort(), how).toEqual(['locks', 'log', 'run']);
  }
});

test('a list of files that points outside the folder, or was made by another major version, is refused before anything is read', async () => {
  const manifest = JSON.parse(fs.readFileSync(join(kept, 'manifest.json'), 'utf8')) as Manifest;
  const forge = (change: object): string => {
    const folder = freshFolder('forged');
    fs.mkdirSync(folder);
    fs.writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, ...change }));
    return folder;
  };
  for (const path of ['../etc/passwd', '/etc/passwd', 'postgres/../../x', 'locks/gate', '']) {
    await expect(restore(forge({ files: [{ path, bytes: 1, sha256: '' }] }), freshFolder()), path).rejects.toMatchObject({
      code: 'backup_damaged',
    });
  }
  await expect(restore(forge({ postgresMajor: 17 }), freshFolder())).rejects.toMatchObject({ code: 'backup_other_major' });
});
