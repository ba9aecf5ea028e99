// A real `serve --api-only` process on a data folder of its own, killed and started again; clients with keep-alive that log every answer.
import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { APP_ROLE } from '#platform/database.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = join(ROOT, 'src', 'main.ts');
const START_MS = 180_000;
const POLL_MS = 25;
const REQUEST_MS = 60_000;

export type Reply = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer };

/** Where a request ended that got no whole answer. */
export class Lost extends Error {}

export class Installation {
  readonly folder: string;
  readonly #place = fs.mkdtempSync(join(tmpdir(), 'xinheng-kill-'));
  #port = 0;
  #child: ChildProcess | null = null;
  #ended: Promise<{ code: number | null; signal: string | null }> = Promise.resolve({ code: 0, signal: null });
  log = '';

  constructor() {
    fs.chmodSync(this.#place, 0o755);
    this.folder = join(this.#place, 'data');
  }

  /** One command of the product on this folder; its JSON answer. Throws with what it said when it fails. */
  async command<T>(...words: readonly string[]): Promise<T> {
    const { code, out, err } = await this.run(words);
    if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}: ${out}${err}`);
    return (out.trim() === '' ? null : JSON.parse(out)) as T;
  }

  /** A command as a process that may be killed. */
  start(words: readonly string[]): ChildProcess {
    return spawn(process.execPath, [MAIN, ...words, '--data', this.folder, '--json'], {
      cwd: this.#place,
      env: { ...process.env, DATABASE_URL: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async run(words: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
    const child = this.start(words);
    let out = '';
    let err = '';
    child.stdout!.on('data', (data: Buffer) => {
      out += data.toString();
    });
    child.stderr!.on('data', (data: Buffer) => {
      err += data.toString();
    });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, out, err };
  }

  /** Starts the server and waits until it is ready. The port stays the same over restarts. */
  async serve(): Promise<void> {
    if (this.#port === 0) this.#port = await freePort();
    const child = spawn(process.execPath, [MAIN, 'serve', '--api-only', '--port', String(this.#port), '--data', this.folder], {
      cwd: this.#place,
      env: { ...process.env, DATABASE_URL: '', XINHENG_LOG: 'warn' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#ended = new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
    const note = (data: Buffer) => {
      this.log = (this.log + data.toString()).slice(-100_000);
    };
    child.stdout!.on('data', note);
    child.stderr!.on('data', note);
    // It answers a moment before it says so; by then its queue runs too.
    const said = new Promise<void>((resolve) =>
      child.stdout!.on('data', (data: Buffer) => data.includes('Xinheng') && resolve()),
    );
    await Promise.all([this.answering(), Promise.race([said, this.#ended])]);
  }

  /** Resolves when `/readyz` says so; returns the milliseconds waited. */
  async answering(): Promise<number> {
    const since = performance.now();
    while (performance.now() - since < START_MS) {
      const ready = await this.get('/readyz').catch(() => null);
      if (ready?.status === 200) return performance.now() - since;
      if (this.#child?.exitCode !== null && this.#child?.exitCode !== undefined)
        throw new Error(`the server ended: ${this.log.slice(-2000)}`);
      await sleep(POLL_MS);
    }
    throw new Error(`the server is not ready in ${START_MS / 1000} s: ${this.log.slice(-2000)}`);
  }

  /** What the server itself called a fault of ours. */
  get faults(): string[] {
    return this.log
      .split('\n')
      .filter((line) => line.includes('"msg":"fault"') || line.includes('"level":60'))
      .map((line) => line.slice(0, 600));
  }

  get port(): number {
    return this.#port;
  }

  signal(name: NodeJS.Signals): void {
    this.#child!.kill(name);
  }

  ended(): Promise<{ code: number | null; signal: string | null }> {
    return this.#ended;
  }

  /** SIGKILL of every process of PostgreSQL, of its postmaster alone, or of one that serves us; or told to stop, as by an administrator. */
  killPostgres(how: 'postmaster' | 'all' | 'backend' | 'stop' = 'postmaster'): void {
    const postmaster = Number(fs.readFileSync(join(this.folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
    const children = childrenOf(postmaster);
    const pids = {
      postmaster: [postmaster],
      all: [postmaster, ...children],
      backend: children.filter((pid) => commandOf(pid).includes(APP_ROLE)).slice(0, 1),
      stop: [postmaster],
    }[how];
    for (const pid of pids) {
      try {
        process.kill(pid, how === 'stop' ? 'SIGINT' : 'SIGKILL');
      } catch {
        // Gone already.
      }
    }
  }

  get(path: string, headers: Record<string, string> = {}, agent?: Agent): Promise<Reply> {
    return send(this.#port, 'GET', path, headers, null, agent);
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}, agent?: Agent): Promise<Reply> {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
    return send(this.#port, 'POST', path, { 'content-type': 'application/json', ...headers }, bytes, agent);
  }

  async close(): Promise<void> {
    if (this.#child && this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGTERM');
      await Promise.race([this.#ended, sleep(20_000)]);
      this.#child.kill('SIGKILL');
      await this.#ended;
    }
    // A killed server leaves its database running for the next one: there is none.
    if (fs.existsSync(join(this.folder, 'postgres', 'postmaster.pid'))) this.killPostgres('all');
    fs.rmSync(this.#place, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

function childrenOf(parent: number): number[] {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
        return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === parent;
      } catch {
        return false;
      }
    })
    .map(Number);
}

function commandOf(pid: number): string {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}

export function send(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: Buffer | null,
  agent?: Agent,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const lost = (error: Error) => reject(new Lost(error.message));
    const sent = request(
      { host: '127.0.0.1', port, method, path, headers, agent: agent ?? false, timeout: REQUEST_MS },
      (reply) => {
        const parts: Buffer[] = [];
        reply.on('data', (part: Buffer) => parts.push(part));
        reply.once('error', lost);
        reply.once('aborted', () => lost(new Error('answer cut off')));
        reply.once('end', () => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: Buffer.concat(parts) }));
      },
    );
    sent.once('timeout', () => sent.destroy(new Error('no answer in time')));
    sent.once('error', lost);
    sent.end(body ?? undefined);
  });
}
