// The embedded PostgreSQL of a data folder: made, started or adopted, and stopped. Call everything here holding the gate.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Problem } from '#base/assert.ts';
import type { Binaries } from './binaries.ts';
import { findBinaries, POSTGRES_MAJOR } from './binaries.ts';
import type { DataFolder, Secrets } from './data-folder.ts';
import { codeOf, giveTree, makeFolder, messageOf, namedAccount, syncFolder, writeDurably } from './data-folder.ts';
import type { Postmaster } from './postmaster.ts';
import { CLUSTER_FROM_INSIDE, liveProcessesOf, postmasterIsAlive, RUN_FROM_INSIDE, readPostmaster } from './postmaster.ts';

export type Progress = (message: string) => void;

export type Endpoint = { readonly host: string; readonly port: number };

export type EmbeddedServer = {
  readonly endpoint: Endpoint;
  readonly pid: number;
  /** How we came by it: `made` a new cluster, `started` an existing one, `adopted` one that was running. */
  readonly how: 'made' | 'started' | 'adopted';
  /** PostgreSQL's `server_version_num`, e.g. 180004. */
  readonly version: number;
};

export const ADMIN = 'postgres';
export const OWNER = 'xinheng_owner';
export const DATABASE = 'xinheng';

const SOCKET_PORT = 5432;
/** sockaddr_un holds 104 bytes on macOS, 108 on Linux, the closing zero included. */
const SOCKET_PATH_MAX_BYTES = 103;
const POLL_MS = 10;
const SAY_AFTER_MS = 1_000;
/** Recovery after a crash replays at most max_wal_size; ten minutes are a slow disk with room to spare. */
const START_LIMIT_MS = 600_000;
const CONNECT_LIMIT_MS = 5_000;
/** Backends notice a dead postmaster at their next wait; one in the middle of a sort needs a little longer. */
const ORPHANS_LIMIT_MS = 30_000;
const FAST_STOP_MS = 60_000;
const LOG_MAX_BYTES = 10 * 1024 * 1024;
const LOG_TAIL_BYTES = 2_000;

/**
 * A sixteenth of the machine's memory (or of what we are allowed of it), from 128 MB to 1 GB. A company of 100,000 customers does not fit into
 * 256: each check then read its pages anew and first wrote others out to make room.
 */
function sharedBuffersMb(): number {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return Math.round(Math.min(Math.max(bytes / 16 / 1_048_576, 128), 1_024));
}

// Said in a file of ours that postgresql.conf includes; what an operator sets by ALTER SYSTEM wins over it.
const SETTINGS = [
  '# Written by Xinheng at every start. Your own settings: alter system set ...',
  'max_connections = 100',
  `shared_buffers = ${sharedBuffersMb()}MB`,
  'effective_cache_size = 1GB',
  'work_mem = 16MB',
  'maintenance_work_mem = 128MB',
  'huge_pages = off',
  'random_page_cost = 1.1',
  'jit = off',
  'fsync = on',
  'full_page_writes = on',
  'synchronous_commit = on',
  'wal_level = replica',
  // Whole pages after a checkpoint: squeezing them took a third of the database's processor time at order checks, and only pglz is built in.
  'wal_compression = off',
  'max_wal_size = 2GB',
  'checkpoint_timeout = 15min',
  "timezone = 'UTC'",
  "log_timezone = 'UTC'",
  'log_min_messages = warning',
  'log_checkpoints = off',
  'log_autovacuum_min_duration = -1',
  'password_encryption = scram-sha-256',
];

/** Connection of the superuser to the maintenance database; for supervision and backup only. */
export function adminConfig(endpoint: Endpoint, secrets: Secrets): pg.ClientConfig {
  return {
    ...endpoint,
    user: ADMIN,
    password: secrets.adminPassword,
    database: 'postgres',
    application_name: 'xinheng supervisor',
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
  };
}

/** A server that answers for this folder: adopted when one runs, else started, on a cluster made when there is none. */
export async function ensureRunning(folder: DataFolder, secrets: Secrets, progress: Progress): Promise<EmbeddedServer> {
  assertMajor(folder);
  const running = await adopt(folder, secrets, progress);
  if (running) return running;
  await clearRemains(folder, progress);
  const binaries = findBinaries(folder, progress);
  const fresh = !fs.existsSync(join(folder.cluster, 'PG_VERSION'));
  if (fresh) makeCluster(folder, secrets, binaries, progress);
  if (folder.runAs && fs.statSync(folder.cluster).uid !== folder.runAs.uid) giveTree(folder.cluster, folder.runAs);
  return await start(folder, secrets, binaries, fresh ? 'made' : 'started', progress);
}

/** Asks the server to stop in order (open transactions are rolled back) and waits for it; harmless when none runs. */
export async function stopServer(folder: DataFolder, progress: Progress): Promise<void> {
  const postmaster = readPostmaster(folder.cluster);
  if (!postmaster || !postmasterIsAlive(folder.cluster, postmaster.pid)) return;
  if (process.platform === 'win32') {
    spawnSync(findBinaries(folder, progress).pgCtl, ['stop', '-D', folder.cluster, '-m', 'fast', '-w'], { stdio: 'ignore' });
    return;
  }
  signal(postmaster.pid, 'SIGINT');
  const since = Date.now();
  let said = false;
  let insisted = false;
  // Gone or a zombie that its parent does not reap: the pid file goes a moment earlier, and is no sign.
  while (postmasterIsAlive(folder.cluster, postmaster.pid)) {
    const waited = Date.now() - since;
    if (!said && waited > SAY_AFTER_MS) {
      said = true;
      progress('Waiting for the database to stop');
    }
    if (!insisted && waited > FAST_STOP_MS) {
      insisted = true;
      // Immediate stop: nothing acknowledged is lost, the next start recovers from the log.
      signal(postmaster.pid, 'SIGQUIT');
    }
    if (waited > 2 * FAST_STOP_MS) {
      throw new Problem(
        503,
        'database_does_not_stop',
        `The database (process ${postmaster.pid}) does not stop; its log is ${folder.log}.`,
      );
    }
    await sleep(POLL_MS);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

function assertMajor(folder: DataFolder): void {
  let made: string;
  try {
    made = fs.readFileSync(join(folder.cluster, 'PG_VERSION'), 'utf8').trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (made === String(POSTGRES_MAJOR)) return;
  throw new Problem(
    503,
    'data_folder_other_major',
    `The database in ${folder.path} was made by PostgreSQL ${made}, and this Xinheng brings PostgreSQL ${POSTGRES_MAJOR}. Nothing was changed. Open it with the Xinheng that made it and move the data with pg_dump into a new folder, or run a PostgreSQL ${made} server on ${folder.cluster} and set DATABASE_URL.`,
    { facts: { path: folder.path, made, brings: String(POSTGRES_MAJOR) } },
  );
}

async function adopt(folder: DataFolder, secrets: Secrets, progress: Progress): Promise<EmbeddedServer | null> {
  const since = Date.now();
  let said = false;
  while (Date.now() - since < START_LIMIT_MS) {
    const postmaster = readPostmaster(folder.cluster);
    if (!postmaster) return null;
    const answer = await knock(folder, secrets, postmaster, 'adopted');
    if (answer !== 'silent' && answer !== 'busy') return answer;
    // Silence from a process that lives is a server that has not opened its socket yet; from a dead one, remains.
    if (answer === 'silent' && !postmasterIsAlive(folder.cluster, postmaster.pid)) return null;
    if (!said && Date.now() - since > SAY_AFTER_MS) {
      said = true;
      progress('The database is running but does not answer yet; waiting');
    }
    await sleep(POLL_MS);
  }
  throw new Problem(
    503,
    'database_does_not_answer',
    `The database of ${folder.path} runs but does not answer; its log is ${folder.log}.`,
  );
}

/** `silent`: nobody listens. `busy`: it says it is starting, stopping or full. Throws when it is not ours. */
async function knock(
  folder: DataFolder,
  secrets: Secrets,
  postmaster: Postmaster,
  how: EmbeddedServer['how'],
): Promise<EmbeddedServer | 'silent' | 'busy'> {
  if (!postmaster.endpoint) return 'silent';
  const client = new pg.Client(adminConfig(postmaster.endpoint, secrets));
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ folder: string; version: string }>(
      `select current_setting('data_directory') as folder, current_setting('server_version_num') as version`,
    );
    const [row] = rows;
    // Asked from inside every server says the same; its working folder tells which one it is.
    const ours =
      row?.folder === folder.cluster ||
      (row?.folder === CLUSTER_FROM_INSIDE && postmasterIsAlive(folder.cluster, postmaster.pid));
    if (!ours) {
      throw new Problem(
        503,
        'data_folder_moved',
        `A database that was started for ${row?.folder} answers for ${folder.cluster}: the data folder was moved or copied while it ran. Stop that process (${postmaster.pid}) first.`,
      );
    }
    await ensureOwner(client, secrets, postmaster.endpoint);
    return { endpoint: postmaster.endpoint, pid: postmaster.pid, how, version: Number(row?.version) };
  } catch (error) {
    if (error instanceof Problem) throw error;
    const code = codeOf(error);
    if (code === 'ECONNREFUSED' || code === 'ENOENT') return 'silent';
    // 57P03 starting or stopping; 53300 too many connections; 57P01 told to go while we were asking.
    if (code === '57P03' || code === '53300' || code === '57P01') return 'busy';
    if (code === 'ECONNRESET' || code === 'EPIPE' || /terminated|timeout/i.test(messageOf(error))) return 'busy';
    if (code === '28P01' || code === '28000') throw passwordRejected(folder);
    throw new Problem(
      503,
      'database_does_not_answer',
      `The database of ${folder.path} refuses us: ${messageOf(error)}. Its log is ${folder.log}.`,
    );
  } finally {
    await client.end().catch(() => {});
  }
}

function passwordRejected(folder: DataFolder): Problem {
  return new Problem(
    503,
    'database_password_rejected',
    `The database of ${folder.path} does not accept the passwords in ${folder.secretsFile}: put that file back from a backup of the same folder.`,
  );
}

/** The owner of our database: no superuser and no way around row-level security, but it may create the serving roles. */
async function ensureOwner(admin: pg.Client, secrets: Secrets, endpoint: Endpoint): Promise<void> {
  const { rows } = await admin.query<{ role: boolean; database: boolean }>(
    `select exists (select from pg_roles where rolname = '${OWNER}') as role,
            exists (select from pg_database where datname = '${DATABASE}') as database`,
  );
  const [there] = rows;
  if (!there?.role) {
    await admin.query(
      `create role ${OWNER} login createrole nosuperuser nobypassrls password ${admin.escapeLiteral(secrets.ownerPassword)}`,
    );
  }
  if (there?.database) return;
  await admin.query(`create database ${DATABASE} owner ${OWNER}`);
  await admin.query(`revoke all on database ${DATABASE} from public`);
  // Extensions that are not trusted need the superuser once, and it is us who have it.
  const inside = new pg.Client({ ...adminConfig(endpoint, secrets), database: DATABASE });
  inside.on('error', () => {});
  try {
    await inside.connect();
    await inside.query(`alter schema public owner to ${OWNER}`);
  } finally {
    await inside.end().catch(() => {});
  }
}

/** What a killed postmaster leaves: its pid file, its socket and perhaps children that have not noticed yet. */
async function clearRemains(folder: DataFolder, progress: Progress): Promise<void> {
  for (const name of fs.readdirSync(folder.path)) {
    if (name.startsWith('postgres.')) fs.rmSync(join(folder.path, name), { recursive: true, force: true });
  }
  if (!fs.existsSync(folder.cluster)) return;
  const since = Date.now();
  let said = false;
  for (let left = liveProcessesOf(folder.cluster); left.length > 0; left = liveProcessesOf(folder.cluster)) {
    if (Date.now() - since > ORPHANS_LIMIT_MS) {
      throw new Problem(
        503,
        'database_orphans',
        `Processes of a database that was killed are still running on ${folder.cluster} (${left.join(', ')}): end them and try again.`,
        { facts: { pids: left } },
      );
    }
    if (!said && Date.now() - since > SAY_AFTER_MS) {
      said = true;
      progress('Waiting for the remaining processes of a killed database to end');
    }
    await sleep(POLL_MS);
  }
  // PostgreSQL judges its pid file by kill(pid, 0), which a zombie or a reused pid answers; we looked at who really works here.
  const postmaster = readPostmaster(folder.cluster);
  if (postmaster && postmasterIsAlive(folder.cluster, postmaster.pid)) return;
  fs.rmSync(join(folder.cluster, 'postmaster.pid'), { force: true });
  for (const name of [`.s.PGSQL.${SOCKET_PORT}`, `.s.PGSQL.${SOCKET_PORT}.lock`])
    fs.rmSync(join(folder.run, name), { force: true });
}

function makeCluster(folder: DataFolder, secrets: Secrets, binaries: Binaries, progress: Progress): void {
  progress('Creating the database');
  // The server runs under any uid, initdb only under one with an entry in the list of accounts.
  const account = folder.runAs && !folder.runAs.named ? namedAccount() : folder.runAs;
  const beside = join(folder.path, `postgres.new-${randomBytes(6).toString('hex')}`);
  const passwordFile = join(beside, 'password');
  makeFolder(beside, account);
  const inside = folder.closedBy !== null;
  // By path a named stand-in account must pass the data folder, which is opened to it for this moment only.
  const opened = !inside && account !== null && account.uid !== folder.runAs?.uid;
  if (opened) fs.chmodSync(folder.path, 0o711);
  try {
    writeDurably(passwordFile, secrets.adminPassword, account);
    const target = join(beside, 'cluster');
    // The processes of initdb work in the cluster, so from inside it must be there before they start.
    if (inside) makeFolder(target, account);
    const done = spawnSync(
      binaries.initdb,
      [
        ...(inside ? ['-D', CLUSTER_FROM_INSIDE, '--pwfile=../password'] : ['-D', target, `--pwfile=${passwordFile}`]),
        ...['-U', ADMIN, '-E', 'UTF8'],
        ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '-A', 'scram-sha-256', '--data-checksums'],
        '--no-instructions',
      ],
      {
        encoding: 'utf8',
        env: cleanEnvironment(),
        cwd: inside ? target : beside,
        ...(account ? { uid: account.uid, gid: account.gid } : {}),
      },
    );
    if (done.status !== 0) throw initdbFailed(`${done.stderr ?? ''}${done.error ? messageOf(done.error) : ''}`);
    fs.appendFileSync(join(target, 'postgresql.conf'), "\ninclude_if_exists = 'xinheng.conf'\n");
    if (folder.runAs) giveTree(target, folder.runAs);
    fs.renameSync(target, folder.cluster);
    syncFolder(folder.path);
  } finally {
    if (opened) fs.chmodSync(folder.path, 0o700);
    fs.rmSync(beside, { recursive: true, force: true });
  }
}

function initdbFailed(said: string): Problem {
  const reason = said.trim().split('\n').slice(-3).join(' ');
  if (/could not look up effective user ID|user does not exist/i.test(said)) {
    return new Problem(
      503,
      'account_without_name',
      'PostgreSQL cannot create a database under a user id that has no entry in the list of accounts: add one (for example in /etc/passwd), or set DATABASE_URL to a PostgreSQL server.',
    );
  }
  return new Problem(503, 'database_not_created', `The database could not be created: ${reason}`);
}

async function start(
  folder: DataFolder,
  secrets: Secrets,
  binaries: Binaries,
  how: EmbeddedServer['how'],
  progress: Progress,
): Promise<EmbeddedServer> {
  writeSettings(folder);
  const place = await choosePlace(folder);
  const log = openLog(folder);
  const child = spawn(binaries.postgres, ['-D', folder.closedBy ? CLUSTER_FROM_INSIDE : folder.cluster, ...place], {
    detached: true,
    stdio: ['ignore', log, log],
    // Entered as root, before the account is changed.
    cwd: folder.cluster,
    env: cleanEnvironment(),
    windowsHide: true,
    ...(folder.runAs ? { uid: folder.runAs.uid, gid: folder.runAs.gid } : {}),
  });
  fs.closeSync(log);
  let ended: string | null = null;
  child.once('error', (error) => {
    ended = messageOf(error);
  });
  child.once('exit', (code, name) => {
    ended = name ?? `exit ${code}`;
  });
  child.unref();
  const since = Date.now();
  let said = false;
  while (Date.now() - since < START_LIMIT_MS) {
    const postmaster = readPostmaster(folder.cluster);
    if (postmaster && postmaster.pid === child.pid && postmaster.ready) {
      const answer = await knock(folder, secrets, postmaster, how);
      if (answer !== 'silent' && answer !== 'busy') {
        child.removeAllListeners();
        return answer;
      }
    }
    if (ended !== null) throw startFailed(folder, ended);
    if (!said && Date.now() - since > SAY_AFTER_MS) {
      said = true;
      progress('Starting the database (after a crash it first recovers from its log)');
    }
    await sleep(POLL_MS);
  }
  throw startFailed(folder, `no answer in ${START_LIMIT_MS / 1000} s`);
}

function startFailed(folder: DataFolder, why: string): Problem {
  const tail = logTail(folder);
  return new Problem(
    503,
    'database_not_started',
    `The database did not start (${why}). The end of its log ${folder.log}: ${tail}`,
    {
      facts: { log: folder.log },
    },
  );
}

/** Where to listen, as arguments: they depend on where the folder stands today, so they are not kept in its configuration. */
async function choosePlace(folder: DataFolder): Promise<string[]> {
  const socket = join(folder.run, `.s.PGSQL.${SOCKET_PORT}`);
  if (process.platform !== 'win32' && Buffer.byteLength(socket) <= SOCKET_PATH_MAX_BYTES) {
    return [
      '-k',
      folder.closedBy ? RUN_FROM_INSIDE : folder.run,
      '-p',
      String(SOCKET_PORT),
      '-h',
      '',
      '-c',
      'unix_socket_permissions=0700',
    ];
  }
  const file = join(folder.run, 'port');
  // The port of last time if it is free: the pools of other processes keep it over a restart of the server.
  const last = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
  const port = (await freePort(last)) ?? (await freePort(0));
  if (port === null) throw new Problem(503, 'database_no_port', 'No free port on 127.0.0.1 for the database.');
  writeDurably(file, String(port), folder.runAs);
  return ['-k', '', '-p', String(port), '-h', '127.0.0.1'];
}

function freePort(wanted: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(null));
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : null));
    });
  });
}

function writeSettings(folder: DataFolder): void {
  const lines = [...SETTINGS];
  // A container's /dev/shm is 64 MB by default, too small for a parallel join; files in the data folder always do.
  if (process.platform === 'linux' && !roomyShm()) lines.push('dynamic_shared_memory_type = mmap');
  const file = join(folder.cluster, 'xinheng.conf');
  const text = `${lines.join('\n')}\n`;
  if (fs.existsSync(file) && fs.readFileSync(file, 'utf8') === text) return;
  writeDurably(file, text, folder.runAs);
}

function roomyShm(): boolean {
  try {
    const { bsize, blocks } = fs.statfsSync('/dev/shm');
    return bsize * blocks >= 256 * 1024 * 1024;
  } catch {
    return false;
  }
}

function openLog(folder: DataFolder): number {
  makeFolder(dirname(folder.log), folder.runAs);
  if (fs.existsSync(folder.log) && fs.statSync(folder.log).size > LOG_MAX_BYTES) fs.renameSync(folder.log, `${folder.log}.1`);
  const log = fs.openSync(folder.log, 'a', 0o600);
  if (folder.runAs) fs.fchownSync(log, folder.runAs.uid, folder.runAs.gid);
  return log;
}

function logTail(folder: DataFolder): string {
  try {
    return fs.readFileSync(folder.log, 'utf8').slice(-LOG_TAIL_BYTES).trim().split('\n').slice(-5).join(' ');
  } catch {
    return 'empty';
  }
}

/** The server needs nothing of our environment, and another account's processes must not carry our secrets. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  if (process.platform === 'win32') {
    return { ...Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith('PG'))), LC_ALL: 'C' };
  }
  return { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}
