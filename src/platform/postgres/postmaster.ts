// Reading postmaster.pid and finding out whether the process it names is really the server of this cluster.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * How a server names its cluster when its account cannot enter a folder above it (`DataFolder.closedBy`): root starts it
 * standing in the cluster, and the link to one's own working folder is followed without asking any folder on the way.
 */
export const CLUSTER_FROM_INSIDE = '/proc/self/cwd';
/** The same server's socket folder; PostgreSQL never leaves its cluster, so a path from there holds. */
export const RUN_FROM_INSIDE = '../run';

export type Postmaster = {
  readonly pid: number;
  /** Null until the server has chosen where it listens. */
  readonly endpoint: { readonly host: string; readonly port: number } | null;
  /** The server itself says that it accepts connections. */
  readonly ready: boolean;
};

/** The lines of `postmaster.pid`: pid, data folder, start, port, socket folder, listen address, shared memory, status. */
export function readPostmaster(cluster: string): Postmaster | null {
  let text: string;
  try {
    text = fs.readFileSync(join(cluster, 'postmaster.pid'), 'utf8');
  } catch {
    return null;
  }
  const [pid, , , port, socketFolder, listen, , status] = text.split('\n');
  if (!pid || !/^-?\d+$/.test(pid.trim())) return null;
  // A server started from inside names its socket folder as seen from the cluster.
  const host = socketFolder?.trim() ? resolve(cluster, socketFolder.trim()) : (listen?.trim() ?? '');
  return {
    // A cluster in single-user mode writes its pid negative.
    pid: Math.abs(Number(pid)),
    endpoint: host && port && /^\d+$/.test(port) ? { host, port: Number(port) } : null,
    ready: status?.trim() === 'ready',
  };
}

/**
 * Is the process alive *and* the server of this cluster? A pid alone says neither: a zombie that nobody reaped answers
 * kill(pid, 0), and so does whoever got the number next. On Linux the working folder tells: PostgreSQL works in its cluster.
 */
export function postmasterIsAlive(cluster: string, pid: number): boolean {
  if (process.platform === 'linux') return worksIn(String(pid), cluster);
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform === 'win32') return true;
  const { stdout } = spawnSync('ps', ['-o', 'state=,comm=', '-p', String(pid)], { encoding: 'utf8' });
  return !/^\s*Z/.test(stdout ?? '') && (stdout ?? '').includes('postgres');
}

/** Every process that works in this cluster, children of a killed postmaster included; empty where the system does not tell. */
export function liveProcessesOf(cluster: string): number[] {
  if (process.platform !== 'linux') return [];
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && worksIn(name, cluster))
    .map(Number);
}

function worksIn(pid: string, cluster: string): boolean {
  try {
    if (fs.readlinkSync(`/proc/${pid}/cwd`) !== cluster) return false;
    // Somebody's shell may stand in the folder too.
    return fs.readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'postgres';
  } catch {
    // Ended, a zombie, or another user's: the server of this cluster runs under our account, so not it.
    return false;
  }
}
