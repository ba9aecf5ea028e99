// A backup of the embedded database while it works: one folder, with a list of files and their SHA-256, that restores alone.
import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import pg from 'pg';
import { Problem } from '#base/assert.ts';
import { POSTGRES_MAJOR } from './binaries.ts';
import type { Database } from './connect.ts';
import type { DataFolder, RunAs } from './data-folder.ts';
import { codeOf, dataFolderPath, giveTree, isRoot, openDataFolder, syncFolder, writeDurably } from './data-folder.ts';
import type { Progress } from './embedded.ts';
import { tryLock, waitForLock } from './locks.ts';

/** `path` is relative to the data folder, with `/`. */
export type BackedUpFile = { readonly path: string; readonly bytes: number; readonly sha256: string };

export type Manifest = {
  readonly format: 'xinheng-backup-1';
  /** Every commit acknowledged before this instant is in the backup; some later ones may be. */
  readonly madeAt: string;
  readonly postgresMajor: number;
  /** PostgreSQL's own number for the cluster: two backups with the same one are of the same database. */
  readonly systemIdentifier: string;
  /** Log positions between which the copy was made; the restored database holds every commit up to `stop`. */
  readonly start: string;
  readonly stop: string;
  readonly folders: readonly string[];
  readonly files: readonly BackedUpFile[];
};

export type BackupSummary = { readonly folder: string; readonly files: number; readonly bytes: number; readonly madeAt: string };

const MANIFEST = 'manifest.json';
const FORMAT = 'xinheng-backup-1';
const CHUNK_BYTES = 1024 * 1024;
const SAY_EVERY_MS = 1_000;
/** Five million files are past any cluster that fits an embedded database. */
const FILES_MAX = 5_000_000;
/** What belongs to the machine and not to the data. Everything else in the data folder is part of the backup. */
const OF_THE_MACHINE = new Set(['locks', 'run', 'log', 'bin', 'lost+found']);
/** As pg_basebackup: contents that PostgreSQL makes anew, and files that would claim the copy is running. */
const EMPTIED = new Set([
  'pg_wal',
  'pg_dynshmem',
  'pg_notify',
  'pg_replslot',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
]);
const LEFT_OUT = new Set([
  'postmaster.pid',
  'postmaster.opts',
  'pg_internal.init',
  'backup_label',
  'tablespace_map',
  'current_logfiles',
]);

/**
 * Copies the running database into `to`, which must be absent or empty: every commit acknowledged before `madeAt`, the end of
 * the copying, is in it. Readers and writers go on meanwhile. With DATABASE_URL a `Problem` says whose backup to use.
 */
export async function backup(database: Database, to: string, progress: Progress = () => {}): Promise<BackupSummary> {
  const { folder, adminConfig } = database;
  if (!folder || !adminConfig) {
    throw new Problem(
      409,
      'backup_external',
      'This database is a server of its own (DATABASE_URL): use the backup of its provider, or pg_dump. xinheng backup copies the embedded one only.',
    );
  }
  const target = openTarget(folder, to);
  const admin = new pg.Client({ ...adminConfig, application_name: 'xinheng backup' });
  admin.on('error', () => {});
  try {
    await admin.connect();
    const manifest = await copyOut(admin, folder, target, progress);
    // Last and whole: a folder without it is a backup that did not finish, and restore refuses it.
    writeDurably(join(target, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`, null);
    const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
    return { folder: target, files: manifest.files.length, bytes, madeAt: manifest.madeAt };
  } catch (error) {
    for (const name of fs.readdirSync(target)) fs.rmSync(join(target, name), { recursive: true, force: true });
    if (codeOf(error) === 'ENOSPC')
      throw new Problem(503, 'backup_disk_full', `The disk of ${target} is full: the backup was removed. Choose another place.`);
    throw error;
  } finally {
    await admin.end().catch(() => {});
  }
}

/**
 * Puts a backup into an absent or empty data folder, comparing every file with its SHA-256 on the way; nothing stands there
 * before all of it is right. Refuses a folder that has a database, a damaged or unfinished backup, another major version.
 */
export async function restore(from: string, dataFolder?: string, progress: Progress = () => {}): Promise<BackupSummary> {
  const source = resolve(from);
  const manifest = readManifest(source);
  const folder = openDataFolder(dataFolderPath(dataFolder));
  const gate = await waitForLock(folder.locks.gate, 'exclusive', progress);
  const lease = tryLock(folder.locks.lease, 'exclusive');
  const beside = join(folder.path, `postgres.restoring-${randomBytes(6).toString('hex')}`);
  try {
    const others = fs
      .readdirSync(folder.path)
      .filter((name) => !OF_THE_MACHINE.has(name) && !name.startsWith('postgres.') && name !== 'secrets.json');
    if (!lease || others.length > 0) {
      throw new Problem(
        409,
        'restore_target_not_empty',
        `The data folder ${folder.path} already has a database: restore into a new folder with --data DIR, or move this one away first.`,
        { facts: { path: folder.path } },
      );
    }
    await copyIn(source, manifest, beside, progress);
    putInPlace(folder, beside);
    return {
      folder: folder.path,
      files: manifest.files.length,
      bytes: manifest.files.reduce((sum, file) => sum + file.bytes, 0),
      madeAt: manifest.madeAt,
    };
  } finally {
    fs.rmSync(beside, { recursive: true, force: true });
    lease?.release();
    gate.release();
  }
}

function openTarget(folder: DataFolder, to: string): string {
  const target = resolve(to);
  if (target === folder.path || target.startsWith(folder.path + sep)) {
    throw new Problem(
      409,
      'backup_inside_data',
      `A backup inside the data folder ${folder.path} would be lost with it: choose another place.`,
    );
  }
  try {
    fs.mkdirSync(target, { recursive: true, mode: 0o700 });
    if (fs.readdirSync(target).length > 0) {
      throw new Problem(409, 'backup_target_not_empty', `The folder ${target} is not empty: choose a new one for the backup.`);
    }
    fs.chmodSync(target, 0o700);
    return fs.realpathSync(target);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(
      503,
      'backup_target_unwritable',
      `The backup cannot be written to ${target} (${codeOf(error) ?? String(error)}): choose another place.`,
    );
  }
}

async function copyOut(admin: pg.Client, folder: DataFolder, target: string, progress: Progress): Promise<Manifest> {
  const slot = `xinheng_backup_${randomBytes(6).toString('hex')}`;
  // The slot keeps the log from being recycled until we have copied it, and vanishes with this connection.
  await admin.query(`select pg_create_physical_replication_slot('${slot}', immediately_reserve => true, temporary => true)`);
  const { rows: begun } = await admin.query<{ start: string; system: string }>(
    `select pg_backup_start('${slot}', fast => true)::text as start, (select system_identifier::text from pg_control_system()) as system`,
  );
  const plan = walk(folder.cluster, 'postgres', true);
  const copier = new Copier(folder.path, target, plan.files, progress);
  for (const each of ['postgres', ...plan.folders]) fs.mkdirSync(join(target, each), { recursive: true, mode: 0o700 });
  for (const each of plan.files) await copier.copy(each);
  for (const each of ['postgres', ...plan.folders]) syncFolder(join(target, each));

  // The promise is counted from here: whatever was acknowledged before this instant lies before the stop position.
  const madeAt = new Date().toISOString();
  const { rows: ended } = await admin.query<{ stop: string; label: string; spaces: string }>(
    `select lsn::text as stop, labelfile as label, spcmapfile as spaces from pg_backup_stop(wait_for_archive => false)`,
  );
  const [{ start, system }, { stop, label, spaces }] = [begun[0]!, ended[0]!];
  if (spaces.trim() !== '')
    throw new Problem(
      409,
      'backup_tablespaces',
      'The database has tablespaces outside its folder, which this backup cannot copy: use pg_basebackup.',
    );
  copier.write('postgres/backup_label', label);
  for (const each of await segments(admin, folder, start, stop)) await copier.copy(`postgres/pg_wal/${each}`);

  // Other state is written before the row that names it, so copied after the rows.
  const rest = walk(folder.path, '', false);
  for (const each of rest.folders) fs.mkdirSync(join(target, each), { recursive: true, mode: 0o700 });
  for (const each of rest.files) await copier.copy(each);
  const folders = ['postgres', ...plan.folders, ...rest.folders];
  for (const each of ['postgres', 'postgres/pg_wal', ...rest.folders]) syncFolder(join(target, each));
  return {
    format: FORMAT,
    madeAt,
    postgresMajor: POSTGRES_MAJOR,
    systemIdentifier: system,
    start,
    stop,
    folders,
    files: copier.done,
  };
}

/** Names of the log files that hold everything between two positions, and the histories of timelines. */
async function segments(admin: pg.Client, folder: DataFolder, start: string, stop: string): Promise<string[]> {
  const { rows } = await admin.query<{ first: string; last: string }>(
    `select pg_walfile_name('${start}'::pg_lsn) as first, pg_walfile_name('${stop}'::pg_lsn) as last`,
  );
  const { first, last } = rows[0]!;
  return fs
    .readdirSync(join(folder.cluster, 'pg_wal'))
    .filter((name) => (/^[0-9A-F]{24}$/.test(name) && name >= first && name <= last) || /^[0-9A-F]{8}\.history$/.test(name))
    .sort();
}

/** Folders and files below `root` as the backup names them, in order; `cluster` applies PostgreSQL's own exceptions. */
function walk(root: string, prefix: string, cluster: boolean): { folders: string[]; files: string[] } {
  const folders: string[] = [];
  const files: string[] = [];
  const pending = [''];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    for (const entry of readFolder(join(root, at))) {
      const inside = at ? `${at}/${entry.name}` : entry.name;
      const named = prefix ? `${prefix}/${inside}` : inside;
      if (
        !cluster &&
        at === '' &&
        (OF_THE_MACHINE.has(entry.name) || entry.name.startsWith('postgres') || entry.name.startsWith('.probe-'))
      )
        continue;
      if (cluster && (LEFT_OUT.has(entry.name) || entry.name.startsWith('pgsql_tmp'))) continue;
      if (entry.isDirectory()) {
        folders.push(named);
        if (!(cluster && EMPTIED.has(inside))) pending.push(inside);
      } else if (entry.isFile()) {
        files.push(named);
      }
      if (files.length > FILES_MAX)
        throw new Problem(409, 'backup_too_many_files', `The data folder has more than ${FILES_MAX} files.`);
    }
    // archive_status and summaries must exist in pg_wal, though empty.
    if (cluster && at === '') folders.push(`${prefix}/pg_wal/archive_status`, `${prefix}/pg_wal/summaries`);
  }
  return { folders, files };
}

function readFolder(path: string): fs.Dirent[] {
  try {
    return fs.readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    // A dropped database takes its folder with it; the log replays the drop.
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Copies file by file, hashing what it writes, and says how far it is. */
class Copier {
  readonly done: BackedUpFile[] = [];
  readonly #from: string;
  readonly #to: string;
  readonly #progress: Progress;
  readonly #total: number;
  readonly #buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  #bytes = 0;
  #saidAt = Date.now();

  constructor(from: string, to: string, planned: readonly string[], progress: Progress) {
    this.#from = from;
    this.#to = to;
    this.#progress = progress;
    this.#total = planned.reduce((sum, each) => sum + sizeOf(join(from, each)), 0);
  }

  async copy(path: string): Promise<void> {
    let source: FileHandle;
    try {
      source = await open(join(this.#from, path), 'r');
    } catch (error) {
      // Dropped or recycled since we listed it: the log knows.
      if (codeOf(error) === 'ENOENT') return;
      throw error;
    }
    try {
      const { bytes, sha256 } = await copyHashing(source, join(this.#to, path), this.#buffer, (n) => this.#tell(n));
      this.done.push({ path, bytes, sha256 });
    } finally {
      await source.close();
    }
  }

  write(path: string, text: string): void {
    writeDurably(join(this.#to, path), text, null);
    this.done.push({ path, bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') });
  }

  #tell(bytes: number): void {
    this.#bytes += bytes;
    if (Date.now() - this.#saidAt < SAY_EVERY_MS) return;
    this.#saidAt = Date.now();
    this.#progress(`Copying: ${megabytes(this.#bytes)} of ${megabytes(Math.max(this.#total, this.#bytes))} MB`);
  }
}

async function copyHashing(
  source: FileHandle,
  to: string,
  buffer: Buffer,
  tell: (bytes: number) => void,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  const target = await open(to, 'wx', 0o600);
  let bytes = 0;
  try {
    for (;;) {
      const { bytesRead } = await source.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) break;
      const chunk = buffer.subarray(0, bytesRead);
      hash.update(chunk);
      for (let written = 0; written < bytesRead; ) written += (await target.write(chunk, written)).bytesWritten;
      bytes += bytesRead;
      tell(bytesRead);
    }
    await target.datasync();
  } finally {
    await target.close();
  }
  return { bytes, sha256: hash.digest('hex') };
}

function readManifest(source: string): Manifest {
  let text: string;
  try {
    text = fs.readFileSync(join(source, MANIFEST), 'utf8');
  } catch (error) {
    throw new Problem(
      404,
      'backup_missing',
      codeOf(error) === 'ENOENT'
        ? `There is no finished backup in ${source}: its ${MANIFEST} is missing.`
        : `The backup in ${source} cannot be read (${codeOf(error) ?? String(error)}).`,
    );
  }
  let read: Partial<Manifest> | null = null;
  try {
    read = JSON.parse(text) as Partial<Manifest> | null;
  } catch {
    // Said below.
  }
  const whole =
    read?.format === FORMAT &&
    Array.isArray(read.files) &&
    Array.isArray(read.folders) &&
    [...read.folders, ...read.files.map((file) => file.path)].every(isInside);
  if (!read || !whole) throw damaged(source, `${MANIFEST} is damaged or of another format`);
  const manifest = read as Manifest;
  if (manifest.postgresMajor !== POSTGRES_MAJOR) {
    throw new Problem(
      409,
      'backup_other_major',
      `This backup was made with PostgreSQL ${manifest.postgresMajor}, and this Xinheng brings PostgreSQL ${POSTGRES_MAJOR}: restore it with the Xinheng that made it.`,
    );
  }
  return manifest;
}

/** A relative path that stays below the folder it is put in: a manifest is input like any other. */
function isInside(path: unknown): boolean {
  if (typeof path !== 'string' || path === '' || path.includes('\\') || path.includes('\0')) return false;
  const parts = path.split('/');
  return !parts.includes('..') && !parts.includes('.') && !parts.includes('') && !OF_THE_MACHINE.has(parts[0]!);
}

async function copyIn(source: string, manifest: Manifest, beside: string, progress: Progress): Promise<void> {
  fs.mkdirSync(beside, { recursive: true, mode: 0o700 });
  for (const each of manifest.folders) fs.mkdirSync(join(beside, each), { recursive: true, mode: 0o700 });
  const copier = new Copier(
    source,
    beside,
    manifest.files.map((file) => file.path),
    progress,
  );
  for (const file of manifest.files) {
    await copier.copy(file.path);
    const copied = copier.done.at(-1);
    if (copied?.path !== file.path) throw damaged(source, `${file.path} is missing`);
    if (copied.sha256 !== file.sha256 || copied.bytes !== file.bytes)
      throw damaged(source, `${file.path} is not what was backed up`);
  }
  if (!manifest.files.some((file) => file.path === 'secrets.json')) throw damaged(source, 'secrets.json is missing');
  for (const each of manifest.folders) syncFolder(join(beside, each));
}

/** The cluster last: without it the folder counts as empty, and the restore can be tried again. */
function putInPlace(folder: DataFolder, beside: string): void {
  const owner: RunAs | null = isRoot() ? folder.runAs : null;
  if (owner) giveTree(beside, owner);
  const names = fs.readdirSync(beside).filter((name) => name !== 'postgres');
  for (const name of [...names, 'postgres']) fs.renameSync(join(beside, name), join(folder.path, name));
  syncFolder(folder.path);
}

function damaged(source: string, what: string): Problem {
  return new Problem(
    409,
    'backup_damaged',
    `The backup in ${source} cannot be trusted: ${what}. Nothing was restored; use another backup.`,
  );
}

function sizeOf(file: string): number {
  try {
    return fs.statSync(file).size;
  } catch {
    return 0;
  }
}

function megabytes(bytes: number): number {
  return Math.round(bytes / (1024 * 1024));
}
