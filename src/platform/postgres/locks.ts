// Kernel locks on files of the data folder, shared and exclusive, that vanish with the process holding them.
//
// Node has no flock, and a file with a pid in it lies after `kill -9` and again when the pid is reused. SQLite, which is part of
// Node, takes fcntl locks (LockFileEx on Windows) on the database file: an open read transaction is a shared lock, BEGIN
// EXCLUSIVE an exclusive one, and the kernel drops both however the process ends. Nothing is ever written to the files.
// POSIX trap: closing *any* descriptor of such a file drops the process's locks on it, so never read or copy these files.

import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '#base/assert.ts';

export type Lock = {
  readonly file: string;
  /** Gives the lock back; calling it twice is harmless. */
  release(): void;
};

const SQLITE_BUSY = 5;
const POLL_MS = 20;
/** An initdb or a recovery of the holder fits easily; a restore of a large copy may not, and then the wait ends in a sentence. */
const WAIT_LIMIT_MS = 180_000;
/** Below a second nobody wonders; above it the reader is told what we wait for. */
const SAY_AFTER_MS = 1_000;

/** Takes the lock at once or answers null when another process (or another holder in this one) stands in the way. */
export function tryLock(file: string, mode: 'shared' | 'exclusive'): Lock | null {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { timeout: 0 });
    if (mode === 'exclusive') {
      db.exec('begin exclusive');
    } else {
      db.exec('begin');
      db.prepare('select count(*) as n from sqlite_schema').get();
    }
  } catch (error) {
    try {
      db?.close();
    } catch {
      // The lock was not granted; there is nothing to give back.
    }
    if (primaryCode(error) === SQLITE_BUSY) return null;
    throw new Problem(
      503,
      'data_folder_no_locks',
      `The file ${file} cannot be locked (${error instanceof Error ? error.message : String(error)}). The data folder must be on a local disk that this user may write to: choose another with --data.`,
    );
  }
  const held = db;
  let released = false;
  return {
    file,
    release() {
      if (released) return;
      released = true;
      held.close();
    },
  };
}

/** Waits for the lock, telling `progress` once when it takes more than a second; a `Problem` after three minutes. */
export async function waitForLock(
  file: string,
  mode: 'shared' | 'exclusive',
  progress: (message: string) => void = () => {},
): Promise<Lock> {
  const since = Date.now();
  let said = false;
  while (Date.now() - since < WAIT_LIMIT_MS) {
    const lock = tryLock(file, mode);
    if (lock) return lock;
    if (!said && Date.now() - since > SAY_AFTER_MS) {
      said = true;
      progress('Waiting for another process that is starting or stopping the database of this data folder');
    }
    // Jitter, so that several processes waiting for the same lock do not wake in step.
    await sleep(POLL_MS * (0.5 + Math.random()));
  }
  throw new Problem(
    503,
    'data_folder_busy',
    `Another process has been starting, stopping or restoring the database of this data folder for ${WAIT_LIMIT_MS / 1000} seconds. Wait until it is done, or end it, and try again.`,
    { facts: { file } },
  );
}

function primaryCode(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}
