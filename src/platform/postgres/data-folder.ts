// The data folder: where state lives, whose it is, and the account the database runs as.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { Problem } from '#base/assert.ts';

/** The account that owns the cluster. `named` says whether it stands in the system's list of accounts, which initdb asks. */
export type RunAs = { readonly uid: number; readonly gid: number; readonly name: string; readonly named: boolean };

export type DataFolder = {
  /** Absolute, with symbolic links resolved. */
  readonly path: string;
  /** Set when we are root: PostgreSQL refuses root, so it runs as this account, which owns the folder. */
  readonly runAs: RunAs | null;
  /**
   * The folder above that `runAs` may not enter, such as /root or what mkdtemp makes; null when the way is open. The server
   * is then started from inside the cluster, so that nobody's folder has to be opened for it.
   */
  readonly closedBy: string | null;
  readonly cluster: string;
  readonly run: string;
  readonly log: string;
  readonly binaries: string;
  readonly secretsFile: string;
  readonly locks: { readonly gate: string; readonly lease: string; readonly serve: string };
  readonly serveNote: string;
};

/** What only this installation knows. The file is 0600; whoever reads it can read the database. */
export type Secrets = {
  readonly format: 1;
  /** 32 random bytes, base64url: the root of every key that this installation derives. */
  readonly installation: string;
  readonly adminPassword: string;
  readonly ownerPassword: string;
};

/** Accounts for a database started by root in a fresh folder, best first. */
const ACCOUNTS = ['xinheng', 'postgres', 'nobody'];
const NOT_OURS_LIMIT = 3;

/** `--data`, else XINHENG_DATA, else /var/lib/xinheng for root and ~/.local/share/xinheng for everybody else. */
export function dataFolderPath(chosen?: string, env: NodeJS.ProcessEnv = process.env): string {
  const given = chosen || env['XINHENG_DATA'];
  if (given) return resolve(given);
  if (process.platform === 'win32' && env['LOCALAPPDATA']) return join(env['LOCALAPPDATA'], 'xinheng');
  if (isRoot()) return '/var/lib/xinheng';
  let home = '';
  try {
    home = homedir();
  } catch {
    // An account without an entry has no home; the sentence below says what to do.
  }
  if (!home || home === '/') {
    throw new Problem(
      503,
      'data_folder_unknown',
      'This account has no home folder to keep data in: choose a folder with --data DIR.',
    );
  }
  return join(home, '.local', 'share', 'xinheng');
}

/**
 * Makes the folder usable: created 0700 when absent, given to the database's account when we are root. Refuses, each with a
 * `Problem` that says what to do: a place that cannot be written, somebody else's folder, a folder full of other things, and
 * (not on Linux) one that the database's account cannot reach.
 */
export function openDataFolder(path: string): DataFolder {
  const made = refusing(path, () => makeWithParents(path));
  const real = refusing(path, () => fs.realpathSync(path));
  const stat = refusing(real, () => fs.statSync(real));
  if (!stat.isDirectory()) throw unwritable(real, 'it is not a folder');
  const me = process.getuid?.();
  if (me !== undefined && me !== 0 && stat.uid !== me) {
    throw new Problem(
      503,
      'data_folder_foreign',
      `The data folder ${real} belongs to ${accountByUid(stat.uid)?.name ?? `user ${stat.uid}`}, not to you: run as that user, or choose another folder with --data DIR.`,
      { facts: { path: real, ownerUid: stat.uid, uid: me } },
    );
  }
  const entries = refusing(real, () => fs.readdirSync(real)).filter((name) => name !== 'lost+found' && name !== '.DS_Store');
  const ours = entries.length === 0 || entries.includes('locks') || entries.includes('secrets.json');
  if (!ours) {
    const some = entries.slice(0, NOT_OURS_LIMIT).join(', ');
    throw new Problem(
      503,
      'data_folder_not_ours',
      `The folder ${real} holds other things (${some}${entries.length > NOT_OURS_LIMIT ? ', …' : ''}) and no Xinheng data: choose an empty or new folder with --data DIR.`,
      { facts: { path: real } },
    );
  }
  const runAs = isRoot() ? accountFor(stat) : null;
  const closedBy = runAs ? closedAbove(real, runAs, made) : null;
  refusing(real, () => {
    if (runAs && stat.uid !== runAs.uid) fs.chownSync(real, runAs.uid, runAs.gid);
    if (process.platform !== 'win32' && (stat.mode & 0o777) !== 0o700) fs.chmodSync(real, 0o700);
  });
  const folder: DataFolder = {
    path: real,
    runAs,
    closedBy,
    cluster: join(real, 'postgres'),
    run: join(real, 'run'),
    log: join(real, 'log', 'postgres.log'),
    binaries: join(real, 'bin'),
    secretsFile: join(real, 'secrets.json'),
    locks: { gate: join(real, 'locks', 'gate'), lease: join(real, 'locks', 'lease'), serve: join(real, 'locks', 'serve') },
    serveNote: join(real, 'run', 'serve.json'),
  };
  refusing(real, () => {
    // Root ignores mode bits but not a read-only mount, and an existing folder may be either: only writing tells.
    const probe = join(real, `.probe-${randomBytes(6).toString('hex')}`);
    fs.writeFileSync(probe, '');
    fs.rmSync(probe);
    for (const each of [dirname(folder.locks.gate), folder.run, dirname(folder.log)]) makeFolder(each, runAs);
    for (const each of Object.values(folder.locks)) makeEmptyFile(each, runAs);
  });
  return folder;
}

/** Reads the secrets, or makes them in a folder that has no cluster yet. Call it holding the gate. */
export function openSecrets(folder: DataFolder): Secrets {
  let text: string | null = null;
  try {
    text = fs.readFileSync(folder.secretsFile, 'utf8');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw unwritable(folder.path, messageOf(error));
  }
  if (text !== null) {
    const read = parseSecrets(text);
    if (read) return read;
    throw new Problem(
      503,
      'secrets_malformed',
      `The file ${folder.secretsFile} is damaged: put it back from a backup of the data folder.`,
    );
  }
  if (fs.existsSync(join(folder.cluster, 'PG_VERSION'))) {
    throw new Problem(
      503,
      'secrets_missing',
      `The data folder has a database but no secrets.json, which holds its passwords: put ${folder.secretsFile} back from a backup.`,
    );
  }
  const fresh: Secrets = { format: 1, installation: secret(), adminPassword: secret(), ownerPassword: secret() };
  writeSecrets(folder, fresh);
  return fresh;
}

/** Written beside and renamed, so that a crash leaves the old file or the new one. */
export function writeSecrets(folder: DataFolder, secrets: Secrets): void {
  writeDurably(folder.secretsFile, `${JSON.stringify(secrets, null, 2)}\n`, folder.runAs);
}

/** The secrets in `text`, or null when it is not such a file. */
export function parseSecrets(text: string): Secrets | null {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null) return null;
    const { format, installation, adminPassword, ownerPassword } = read as Record<string, unknown>;
    if (
      format !== 1 ||
      typeof installation !== 'string' ||
      typeof adminPassword !== 'string' ||
      typeof ownerPassword !== 'string'
    ) {
      return null;
    }
    return { format, installation, adminPassword, ownerPassword };
  } catch {
    return null;
  }
}

/** Writes a 0600 file whole or not at all, on disk when it returns. */
export function writeDurably(file: string, text: string, owner: RunAs | null): void {
  const beside = `${file}.${randomBytes(6).toString('hex')}`;
  const fd = fs.openSync(beside, 'wx', 0o600);
  try {
    fs.writeSync(fd, text);
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
  if (owner) fs.chownSync(beside, owner.uid, owner.gid);
  fs.renameSync(beside, file);
  syncFolder(dirname(file));
}

/** Makes names in a folder durable; Windows has no such call and does not need it. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const fd = fs.openSync(path, 'r');
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

export function makeFolder(path: string, owner: RunAs | null): void {
  fs.mkdirSync(path, { recursive: true, mode: 0o700 });
  if (owner) fs.chownSync(path, owner.uid, owner.gid);
}

/** Gives a whole tree to the database's account (after a copy made by root); symbolic links are not followed. */
export function giveTree(path: string, owner: RunAs): void {
  fs.lchownSync(path, owner.uid, owner.gid);
  for (const entry of fs.readdirSync(path, { recursive: true, withFileTypes: true })) {
    fs.lchownSync(join(entry.parentPath, entry.name), owner.uid, owner.gid);
  }
}

/** May this account pass through every folder on the way to `path`, `path` included? Access lists are not looked at. */
export function firstClosedFolder(path: string, account: { uid: number; gid: number }): string | null {
  const chain: string[] = [];
  for (let each = path; ; each = dirname(each)) {
    chain.unshift(each);
    if (dirname(each) === each) break;
  }
  for (const each of chain) {
    const { uid, gid, mode } = fs.statSync(each);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if (account.uid !== 0 && (mode & bit) === 0) return each;
  }
  return null;
}

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

export function codeOf(error: unknown): string | null {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function accountFor(stat: fs.Stats): RunAs {
  if (stat.uid !== 0) {
    const owner = accountByUid(stat.uid);
    return { uid: stat.uid, gid: owner?.gid ?? stat.gid, name: owner?.name ?? `user ${stat.uid}`, named: owner !== null };
  }
  for (const name of ACCOUNTS) {
    const found = account(name);
    if (found) return found;
  }
  throw new Problem(
    503,
    'database_account_missing',
    `The database cannot run as root and this system has none of the accounts ${ACCOUNTS.join(', ')}: create one (useradd --system xinheng), or set DATABASE_URL.`,
  );
}

/** An account initdb can run as when the folder's owner has no entry of its own (a container with a mounted folder). */
export function namedAccount(): RunAs | null {
  for (const name of ACCOUNTS) {
    const found = account(name);
    if (found) return found;
  }
  return null;
}

function accountByUid(uid: number): RunAs | null {
  return account(String(uid));
}

function account(nameOrUid: string): RunAs | null {
  const byFile = passwdLine(readOrEmpty('/etc/passwd'), nameOrUid);
  if (byFile) return byFile;
  try {
    // Accounts of a directory service stand in no file.
    return passwdLine(
      execFileSync('getent', ['passwd', nameOrUid], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
      nameOrUid,
    );
  } catch {
    return null;
  }
}

function passwdLine(text: string, nameOrUid: string): RunAs | null {
  for (const line of text.split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (!name || !uid || !gid || (name !== nameOrUid && uid !== nameOrUid) || uid === '0') continue;
    return { uid: Number(uid), gid: Number(gid), name, named: true };
  }
  return null;
}

function readOrEmpty(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/**
 * Folders made on the way are 0755 whatever the umask, so that the database's account can pass; the folder itself is 0700.
 * One by one: `mkdir` with `recursive` never returns where a file system answers ENOENT for a name in a folder that exists.
 */
function makeWithParents(path: string): boolean {
  const missing: string[] = [];
  for (let each = path; !fs.existsSync(each); each = dirname(each)) missing.unshift(each);
  for (const each of missing) {
    try {
      fs.mkdirSync(each, { mode: each === path ? 0o700 : 0o755 });
    } catch (error) {
      // Another process making the same folder.
      if (codeOf(error) !== 'EEXIST' || !fs.existsSync(each)) throw error;
    }
    if (each !== path && isRoot()) fs.chmodSync(each, 0o755);
  }
  return missing.length > 0;
}

function closedAbove(path: string, runAs: RunAs, made: boolean): string | null {
  const closed = firstClosedFolder(dirname(path), runAs);
  if (!closed || process.platform === 'linux') return closed;
  if (made) fs.rmdirSync(path);
  throw new Problem(
    503,
    'data_folder_unreachable',
    `The database does not run as root, and the account ${runAs.name} it runs as cannot enter ${closed}, above the data folder ${path}: choose a folder elsewhere with --data DIR (for example /var/lib/xinheng), or allow it with chmod o+x ${closed}.`,
    { facts: { path, closed, account: runAs.name } },
  );
}

function makeEmptyFile(file: string, owner: RunAs | null): void {
  // Opening an existing lock file here would be harmless to others but would drop a lock this process holds on it.
  if (!fs.existsSync(file)) fs.closeSync(fs.openSync(file, 'a', 0o600));
  if (owner) fs.chownSync(file, owner.uid, owner.gid);
}

function refusing<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw unwritable(path, messageOf(error), codeOf(error));
  }
}

function unwritable(path: string, why: string, code: string | null = null): Problem {
  const because =
    code === 'EROFS'
      ? 'it is on a read-only disk'
      : code === 'EACCES' || code === 'EPERM'
        ? 'this user may not write there'
        : code === 'ENOSPC'
          ? 'the disk is full'
          : code === 'EEXIST' || code === 'ENOTDIR'
            ? 'a file is in the way'
            : why;
  return new Problem(
    503,
    'data_folder_unwritable',
    `The data folder ${path} cannot be used: ${because}. Choose another folder with --data DIR, or set DATABASE_URL to a PostgreSQL server.`,
    { facts: { path, folder: basename(path), cause: code ?? why } },
  );
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}
