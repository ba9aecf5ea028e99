// What the stories of this folder need: fresh places on disk, and other processes that open the same database.

import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';

const PLAYER = join(import.meta.dirname, 'player.fixture.ts');
const places: string[] = [];
const players: ChildProcess[] = [];

/** A path for a data folder that does not exist yet, in a place that every account may enter. */
export function freshFolder(name = 'data'): string {
  const place = fs.mkdtempSync(join(tmpdir(), 'xh-'));
  fs.chmodSync(place, 0o755);
  places.push(place);
  return join(place, name);
}

/** The same in a place that is closed to every account but ours: what mkdtemp makes, and the home of root. */
export function closedFolder(base = tmpdir(), name = 'data'): string {
  const place = fs.mkdtempSync(join(base, 'xh-closed-'));
  places.push(place);
  return join(place, name);
}

/** Ends what the stories started and removes their folders. */
export function clearStage(): void {
  for (const each of players) each.kill('SIGKILL');
  for (const each of places.splice(0)) {
    for (const pid of serversBelow(each)) process.kill(pid, 'SIGKILL');
    fs.rmSync(each, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

export type Player = {
  readonly pid: number;
  /** The next line the process says, parsed. */
  next(): Promise<Record<string, unknown>>;
  /** Rows it was told are committed, so far. */
  readonly acknowledged: readonly number[];
  kill(name: NodeJS.Signals): Promise<void>;
};

/** Another process: opens the database of `folder` and stays until SIGTERM (closes) or SIGKILL; `writes` inserts all the while. */
export function play(
  folder: string,
  purpose: 'serve' | 'command',
  more: { writes?: boolean; uid?: number; program?: string } = {},
): Player {
  const child = spawn(process.execPath, [more.program ?? PLAYER, folder, purpose, more.writes ? 'writes' : 'waits'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: '/',
    env: { ...process.env, DATABASE_URL: '' },
    ...(more.uid !== undefined ? { uid: more.uid, gid: more.uid } : {}),
  });
  players.push(child);
  const acknowledged: number[] = [];
  const said: Record<string, unknown>[] = [];
  const waiting: ((line: Record<string, unknown>) => void)[] = [];
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as Record<string, unknown>;
    if (typeof line['row'] === 'number') acknowledged.push(line['row']);
    else if (waiting.length > 0) waiting.shift()!(line);
    else said.push(line);
  });
  return {
    pid: child.pid!,
    acknowledged,
    next: () => (said.length > 0 ? Promise.resolve(said.shift()!) : new Promise((resolve) => waiting.push(resolve))),
    async kill(name) {
      child.kill(name);
      await ended;
    },
  };
}

/** One statement on a connection of its own. */
export async function ask(config: pg.ClientConfig, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(config);
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Is a server working in this data folder? Asked of the system, not of our own code. */
export function serversBelow(folder: string): number[] {
  if (process.platform !== 'linux') return [];
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return (
          fs.readlinkSync(`/proc/${pid}/cwd`).startsWith(fs.realpathSync(folder)) &&
          fs.readFileSync(`/proc/${pid}/comm`, 'utf8') === 'postgres\n'
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Waits for something that other processes bring about. */
export async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 10));
}
