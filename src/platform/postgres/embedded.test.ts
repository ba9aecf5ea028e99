// Stories about the embedded database: it starts, is shared, is killed in every way, and keeps what it acknowledged.
import * as fs from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from './connect.ts';
import { ask, clearStage, freshFolder, play, serversBelow, until } from './stage.fixture.ts';

// One installation lives through most of these stories, in order, as a real one would.
const home = freshFolder();
const open = (purpose: 'serve' | 'command' = 'command', dataFolder = home) =>
  openDatabase({ dataFolder, databaseUrl: null, purpose });

afterAll(clearStage);

test('four processes started at once on a new folder make one database and share it', async () => {
  const players = [0, 1, 2, 3].map(() => play(home, 'command'));
  const said = await Promise.all(players.map((each) => each.next()));
  expect(said.filter((each) => each['how'] === 'made')).toHaveLength(1);
  expect(said.filter((each) => each['how'] === 'adopted')).toHaveLength(3);
  expect(new Set(said.map((each) => each['server'])).size).toBe(1);
  await Promise.all(players.map((each) => each.kill('SIGTERM')));
  expect(serversBelow(home)).toEqual([]);
});

test('the owner we hand out is no superuser and cannot get round row-level security', async () => {
  const database = await open();
  const [row] = await ask(
    database.ownerConfig,
    `select current_database() as database, rolsuper, rolbypassrls, rolcreaterole, current_setting('fsync') as fsync,
            current_setting('synchronous_commit') as sync, current_setting('data_checksums') as checksums, current_setting('TimeZone') as zone
       from pg_roles where rolname = current_user`,
  );
  expect(row).toEqual({
    ...{ database: 'xinheng', rolsuper: false, rolbypassrls: false, rolcreaterole: true },
    ...{ fsync: 'on', sync: 'on', checksums: 'on', zone: 'UTC' },
  });
  await ask(database.ownerConfig, 'create extension pg_trgm');
  await ask(database.ownerConfig, `create extension btree_gist`);
  const chinese = await ask(
    database.ownerConfig,
    `select string_agg(x, '' order by x collate "zh-x-icu") as sorted from unnest(array['赵','李','陈']) x`,
  );
  expect(chinese).toEqual([{ sorted: '陈李赵' }]);
  await database.close();
  expect(serversBelow(home)).toEqual([]);
});

test('it starts twice in a row, with what was written, and secrets derived from it stay the same', async () => {
  const first = await open();
  await ask(first.ownerConfig, `create table public.kept as select 'kept' as word`);
  const secret = first.secretFor('sessions');
  await first.close();
  const second = await open();
  expect(second.how).toBe('started');
  expect(await ask(second.ownerConfig, 'select word from public.kept')).toEqual([{ word: 'kept' }]);
  expect(second.secretFor('sessions')).toBe(secret);
  expect(second.secretFor('passwords')).not.toBe(secret);
  await second.close();
});

test('processes share the server in any order of leaving, and the last one out stops it', async () => {
  const other = play(home, 'command');
  await other.next();
  const ours = await open();
  expect(ours.how).toBe('adopted');
  await ours.close();
  expect(serversBelow(home).length).toBeGreaterThan(0);
  const again = await open();
  await other.kill('SIGTERM');
  expect(await ask(again.ownerConfig, 'select 1 as one')).toEqual([{ one: 1 }]);
  await again.close();
  expect(serversBelow(home)).toEqual([]);
});

test('a second server on the same folder is refused and told where the first one answers', async () => {
  const first = play(home, 'serve');
  await first.next();
  await expect(open('serve')).rejects.toMatchObject({
    code: 'already_serving',
    facts: { address: 'http://127.0.0.1:7300', pid: first.pid },
  });
  // A command beside it is welcome.
  await (await open()).close();
  // The claim dies with the process, however it ends.
  await first.kill('SIGKILL');
  const second = await open('serve');
  expect(second.how).toBe('adopted');
  await second.close();
});

test('kill -9 of our process alone: the next one adopts the running server with every acknowledged row', async () => {
  const writer = play(home, 'serve', { writes: true });
  const { server } = await writer.next();
  await until(() => writer.acknowledged.length > 300);
  await writer.kill('SIGKILL');
  const database = await open();
  expect(database.how).toBe('adopted');
  expect(database.serverPid()).toBe(server);
  expect(await missing(database.ownerConfig, writer.acknowledged)).toEqual([]);
  await database.close();
});

test('kill -9 of our process and the database, three times: it recovers by itself with every acknowledged row', async () => {
  for (let round = 0; round < 3; round += 1) {
    const writer = play(home, 'serve', { writes: true });
    const { server } = await writer.next();
    await until(() => writer.acknowledged.length > 100 + round * 50);
    // Ours first: alive a moment longer, it might bring the database back.
    const ended = writer.kill('SIGKILL');
    process.kill(server as number, 'SIGKILL');
    await ended;
    const database = await open();
    expect(database.how).toBe('started');
    expect(await missing(database.ownerConfig, writer.acknowledged)).toEqual([]);
    await database.close();
  }
});

test('kill -9 of the database under a server: the server brings it back and its connections work again', async () => {
  const database = await open('serve');
  const command = play(home, 'command');
  await command.next();
  const before = database.serverPid()!;
  process.kill(before, 'SIGKILL');
  await until(() => database.serverPid() !== before);
  expect(await ask(database.ownerConfig, 'select 1 as one')).toEqual([{ one: 1 }]);
  // Brought back once, not once a process.
  await command.kill('SIGTERM');
  expect(await ask(database.ownerConfig, 'select 1 as one')).toEqual([{ one: 1 }]);
  await database.close();
  expect(serversBelow(home)).toEqual([]);
});

test('a pid file that names a stranger, and what an interrupted start left behind, do not stop the next start', async () => {
  // After a crash of the machine the number in postmaster.pid may belong to anybody; here to ourselves.
  fs.writeFileSync(
    join(home, 'postgres', 'postmaster.pid'),
    [process.pid, join(home, 'postgres'), 1, 5432, join(home, 'run'), '', '0 0', 'ready'].join('\n'),
  );
  fs.writeFileSync(join(home, 'run', '.s.PGSQL.5432.lock'), `${process.pid}\n`);
  fs.mkdirSync(join(home, 'postgres.new-123456'));
  const database = await open();
  expect(database.how).toBe('started');
  expect(fs.readdirSync(home).filter((name) => name.startsWith('postgres.'))).toEqual([]);
  await database.close();
});

test('a folder whose path is too long for a socket is served on the loopback with a port of its own', async () => {
  const far = join(freshFolder(), 'far'.repeat(40));
  const database = await open('command', far);
  expect(database.ownerConfig.host).toBe('127.0.0.1');
  const { port } = database.ownerConfig;
  await database.close();
  const again = await open('command', far);
  expect(again.ownerConfig.port).toBe(port);
  expect(await ask(again.ownerConfig, 'select 1 as one')).toEqual([{ one: 1 }]);
  await again.close();
});

test('a folder made by another major version is refused, told what to do, and left as it is', async () => {
  const old = freshFolder();
  fs.mkdirSync(join(old, 'locks'), { recursive: true });
  fs.mkdirSync(join(old, 'postgres'));
  fs.writeFileSync(join(old, 'secrets.json'), fs.readFileSync(join(home, 'secrets.json')));
  fs.writeFileSync(join(old, 'postgres', 'PG_VERSION'), '17\n');
  await expect(open('command', old)).rejects.toMatchObject({
    code: 'data_folder_other_major',
    facts: { made: '17', brings: '18' },
  });
  expect(fs.readdirSync(join(old, 'postgres'))).toEqual(['PG_VERSION']);
  // The refusal gives its locks back.
  await expect(open('serve', old)).rejects.toMatchObject({ code: 'data_folder_other_major' });
});

async function missing(config: Parameters<typeof ask>[0], acknowledged: readonly number[]): Promise<number[]> {
  const there = new Set((await ask(config, 'select row::int from public.rows')).map((each) => each['row']));
  return acknowledged.filter((row) => !there.has(row));
}
