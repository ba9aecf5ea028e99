// The one way to a database: DATABASE_URL if it is set, else the embedded PostgreSQL of the data folder, shared with others.
import { createHmac } from 'node:crypto';
import * as fs from 'node:fs';
import pg from 'pg';
import { Problem } from '#base/assert.ts';
import type { DataFolder, Secrets } from './data-folder.ts';
import { dataFolderPath, messageOf, openDataFolder, openSecrets, writeDurably } from './data-folder.ts';
import type { EmbeddedServer, Progress } from './embedded.ts';
import { adminConfig, DATABASE, ensureRunning, OWNER, stopServer } from './embedded.ts';
import { connectExternal } from './external.ts';
import type { Lock } from './locks.ts';
import { tryLock, waitForLock } from './locks.ts';

export type DatabaseOptions = {
  /** `--data DIR`; without it XINHENG_DATA, else the place of the account. Ignored when a database URL is given. */
  readonly dataFolder?: string | undefined;
  /** Default: the environment's DATABASE_URL. Null: embedded whatever the environment says. */
  readonly databaseUrl?: string | null | undefined;
  /** `serve` claims the folder for one server; everything else shares it. */
  readonly purpose: 'serve' | 'command';
  /** Sentences about what takes longer than a second. */
  readonly progress?: Progress | undefined;
};

export type Database = {
  readonly kind: 'embedded' | 'external';
  /** For `new pg.Pool(...)`: the owner of database `xinheng`. Stays valid when the server is restarted under us. */
  readonly ownerConfig: pg.ClientConfig;
  /** PostgreSQL's `server_version_num`. */
  readonly serverVersion: number;
  /** Where the embedded state lives; null with DATABASE_URL. */
  readonly folder: DataFolder | null;
  /** `made` says that there was no database before: offer the demo. `external` for DATABASE_URL. */
  readonly how: EmbeddedServer['how'] | 'external';
  /** Superuser of the embedded server, for supervision and backup; null with DATABASE_URL. */
  readonly adminConfig: pg.ClientConfig | null;
  /** The process of the embedded server as last seen. */
  serverPid(): number | null;
  /** A key or password for `name` derived from the installation's secret: the same in every process and after a restart. */
  secretFor(name: string): string;
  /** Tells other processes of this folder where this server answers (`serve` only). */
  announce(address: string): void;
  /** Brings the embedded server back when it died; the supervisor calls it by itself. Resolves when it answers. */
  revive(): Promise<void>;
  /** Gives the lease back and stops the embedded server when nobody else has one. End your pools first. */
  close(): Promise<void>;
};

/** A lost supervising connection is looked into after this pause, doubled up to the limit while the server does not come back. */
const REVIVE_FIRST_MS = 50;
const REVIVE_MAX_MS = 5_000;

/**
 * Opens the database. Embedded: makes the data folder and the cluster when absent, adopts or starts the server and holds a
 * shared lease on the folder until `close()`. Everything that can be wrong with a place or a server is a `Problem` with one
 * sentence that says what to do.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const progress = options.progress ?? (() => {});
  const url = options.databaseUrl === undefined ? process.env['DATABASE_URL'] : options.databaseUrl;
  if (url) return await openExternal(url);
  const folder = openDataFolder(dataFolderPath(options.dataFolder));
  const serving = options.purpose === 'serve' ? claimServing(folder) : null;
  let lease: Lock | null = null;
  try {
    const gate = await waitForLock(folder.locks.gate, 'exclusive', progress);
    try {
      const secrets = openSecrets(folder);
      lease = await waitForLock(folder.locks.lease, 'shared', progress);
      const server = await ensureRunning(folder, secrets, progress);
      return new Embedded(folder, secrets, server, lease, serving, progress);
    } finally {
      gate.release();
    }
  } catch (error) {
    lease?.release();
    serving?.release();
    throw error;
  }
}

/** Who serves this folder, as last announced; null when nobody does. */
export function servedAt(folder: DataFolder): string | null {
  const free = tryLock(folder.locks.serve, 'exclusive');
  if (free) {
    free.release();
    return null;
  }
  return readNote(folder)?.address ?? null;
}

/** In pg since 8.0, in its types not. */
type Unreferable = pg.Client & { ref(): void; unref(): void };

class Embedded implements Database {
  readonly kind = 'embedded';
  readonly ownerConfig: pg.ClientConfig;
  readonly adminConfig: pg.ClientConfig;
  readonly folder: DataFolder;
  readonly how: EmbeddedServer['how'];
  readonly serverVersion: number;
  readonly #secrets: Secrets;
  readonly #lease: Lock;
  readonly #serving: Lock | null;
  readonly #progress: Progress;
  #server: EmbeddedServer;
  #guardian: pg.Client | null = null;
  #reviving: Promise<void> | null = null;
  #closing: Promise<void> | null = null;

  constructor(
    folder: DataFolder,
    secrets: Secrets,
    server: EmbeddedServer,
    lease: Lock,
    serving: Lock | null,
    progress: Progress,
  ) {
    this.folder = folder;
    this.how = server.how;
    this.serverVersion = server.version;
    this.#secrets = secrets;
    this.#server = server;
    this.#lease = lease;
    this.#serving = serving;
    this.#progress = progress;
    this.ownerConfig = { ...server.endpoint, user: OWNER, password: secrets.ownerPassword, database: DATABASE };
    this.adminConfig = adminConfig(server.endpoint, secrets);
    // A command lives for a moment and reports a lost database itself; a server brings it back.
    if (serving) this.#guard();
  }

  serverPid(): number {
    return this.#server.pid;
  }

  secretFor(name: string): string {
    return derive(this.#secrets.installation, name);
  }

  announce(address: string): void {
    if (!this.#serving) return;
    writeDurably(this.folder.serveNote, JSON.stringify({ pid: process.pid, address }), this.folder.runAs);
  }

  revive(): Promise<void> {
    this.#reviving ??= this.#reviveOnce().finally(() => {
      this.#reviving = null;
    });
    return this.#reviving;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #reviveOnce(): Promise<void> {
    const gate = await waitForLock(this.folder.locks.gate, 'exclusive', this.#progress);
    try {
      if (this.#closing) return;
      this.#server = await ensureRunning(this.folder, this.#secrets, this.#progress);
    } finally {
      gate.release();
    }
  }

  async #close(): Promise<void> {
    if (this.#guardian) {
      // Referenced again, or node would leave while we wait for the farewell of an idle connection.
      (this.#guardian as Unreferable).ref();
      await this.#guardian.end().catch(() => {});
    }
    await this.#reviving?.catch(() => {});
    const gate = await waitForLock(this.folder.locks.gate, 'exclusive', this.#progress);
    try {
      this.#lease.release();
      const last = tryLock(this.folder.locks.lease, 'exclusive');
      if (last) {
        try {
          await stopServer(this.folder, this.#progress);
        } finally {
          last.release();
        }
      }
      if (this.#serving) fs.rmSync(this.folder.serveNote, { force: true });
    } finally {
      this.#serving?.release();
      gate.release();
    }
  }

  /** An idle connection whose loss is the news that the server died: no polling, and it works for an adopted server too. */
  #guard(pauseMs = REVIVE_FIRST_MS): void {
    const guardian = new pg.Client({ ...this.adminConfig, application_name: 'xinheng guardian', keepAlive: true });
    this.#guardian = guardian;
    let lost = false;
    const onLost = (): void => {
      if (lost || this.#closing) return;
      lost = true;
      const timer = setTimeout(() => {
        this.revive().then(
          () => this.#closing || this.#guard(),
          (error: unknown) => {
            this.#progress(`The database is down: ${messageOf(error)}`);
            if (!this.#closing) this.#guard(Math.min(pauseMs * 2, REVIVE_MAX_MS));
          },
        );
      }, pauseMs);
      timer.unref();
    };
    guardian.on('error', onLost);
    guardian.on('end', onLost);
    // Idle supervision must not keep a finished process alive.
    guardian.connect().then(() => (guardian as Unreferable).unref(), onLost);
  }
}

async function openExternal(url: string): Promise<Database> {
  const { config, version, secret } = await connectExternal(url);
  return {
    kind: 'external',
    ownerConfig: config,
    serverVersion: version,
    folder: null,
    how: 'external',
    adminConfig: null,
    serverPid: () => null,
    secretFor(name) {
      if (secret) return derive(secret, name);
      throw new Problem(
        503,
        'installation_secret_missing',
        'DATABASE_URL has no password to derive the keys of this installation from: set XINHENG_SECRET to a long random text, the same on every server.',
      );
    },
    announce() {},
    async revive() {},
    async close() {},
  };
}

function claimServing(folder: DataFolder): Lock {
  const lock = tryLock(folder.locks.serve, 'exclusive');
  if (lock) return lock;
  const note = readNote(folder);
  throw new Problem(
    409,
    'already_serving',
    `Xinheng already serves the data folder ${folder.path}${note ? ` at ${note.address} (process ${note.pid})` : ''}: use that one, stop it first, or choose another folder with --data DIR.`,
    { facts: { path: folder.path, address: note?.address ?? null, pid: note?.pid ?? null } },
  );
}

function readNote(folder: DataFolder): { pid: number; address: string } | null {
  try {
    const note = JSON.parse(fs.readFileSync(folder.serveNote, 'utf8')) as { pid?: unknown; address?: unknown };
    return typeof note.pid === 'number' && typeof note.address === 'string' ? { pid: note.pid, address: note.address } : null;
  } catch {
    return null;
  }
}

function derive(secret: string, name: string): string {
  return createHmac('sha256', secret).update(`xinheng:${name}`).digest('base64url');
}
