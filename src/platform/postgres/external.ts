// A PostgreSQL server somebody else runs, named by DATABASE_URL: reached, judged by its version, its database made if absent.
import pg from 'pg';
import { Problem } from '#base/assert.ts';
import { codeOf, messageOf } from './data-folder.ts';

export type External = {
  readonly config: pg.ClientConfig;
  readonly version: number;
  /** What keys are derived from: XINHENG_SECRET, else the password in the URL, which every server of the installation shares. */
  readonly secret: string | null;
};

const OLDEST = 150_000;
const CONNECT_LIMIT_MS = 10_000;

/** Checks the server behind `url`; a `Problem` with one sentence (never with the password) when it does not do. */
export async function connectExternal(url: string): Promise<External> {
  const config: pg.ClientConfig = { connectionString: url, connectionTimeoutMillis: CONNECT_LIMIT_MS };
  const parsed = parse(url);
  let version: number;
  try {
    version = await ask(config);
  } catch (error) {
    if (codeOf(error) !== '3D000') throw unreachable(parsed, error);
    await makeDatabase(parsed);
    try {
      version = await ask(config);
    } catch (again) {
      throw unreachable(parsed, again);
    }
  }
  assertNewEnough(version);
  return { config, version, secret: process.env['XINHENG_SECRET'] || parsed.password };
}

/** `version` is PostgreSQL's `server_version_num`, e.g. 150020. */
export function assertNewEnough(version: number): void {
  if (version >= OLDEST) return;
  throw new Problem(
    503,
    'database_too_old',
    `The server of DATABASE_URL is PostgreSQL ${Math.floor(version / 10_000)}, and Xinheng needs 15 or newer: upgrade it, or unset DATABASE_URL to use the embedded one.`,
    { facts: { version } },
  );
}

async function ask(config: pg.ClientConfig): Promise<number> {
  const client = new pg.Client(config);
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(`select current_setting('server_version_num') as version`);
    return Number(rows[0]!.version);
  } finally {
    await client.end().catch(() => {});
  }
}

async function makeDatabase(parsed: Parsed): Promise<void> {
  const client = new pg.Client({ ...parsed.server, database: 'postgres', connectionTimeoutMillis: CONNECT_LIMIT_MS });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(`create database ${client.escapeIdentifier(parsed.database)} encoding 'UTF8' template template0`);
  } catch (error) {
    // 42P04: another server of this installation made it in between.
    if (codeOf(error) === '42P04') return;
    throw new Problem(
      503,
      'database_missing',
      `The server of DATABASE_URL has no database ${parsed.database} and this user may not create it (${messageOf(error)}): create it with this user as its owner.`,
    );
  } finally {
    await client.end().catch(() => {});
  }
}

type Parsed = {
  readonly where: string;
  readonly database: string;
  readonly password: string | null;
  readonly server: pg.ClientConfig;
};

/** Read by the driver itself, so that what we say is about the place it goes to (sockets and the PG… variables included). */
function parse(url: string): Parsed {
  try {
    if (!/^postgres(ql)?:\/\//.test(url)) throw new Error('not an address of PostgreSQL');
    const { host, port, user, password, database, ssl } = new pg.Client({ connectionString: url });
    return {
      where: host.startsWith('/') ? host : `${host}:${port}`,
      database: database ?? user ?? 'xinheng',
      password: typeof password === 'string' ? password : null,
      server: { host, port, ssl, ...(user ? { user } : {}), ...(typeof password === 'string' ? { password } : {}) },
    };
  } catch {
    throw new Problem(
      503,
      'database_url_malformed',
      'DATABASE_URL is not an address of a PostgreSQL database: write it as postgres://user:password@host:5432/xinheng, special characters percent-encoded.',
    );
  }
}

function unreachable(parsed: Parsed, error: unknown): Problem {
  const code = codeOf(error);
  if (code === '28P01' || code === '28000') {
    return new Problem(
      503,
      'database_password_rejected',
      `The server ${parsed.where} of DATABASE_URL does not accept this user or password.`,
    );
  }
  const reason =
    code === 'ECONNREFUSED'
      ? 'nothing answers there'
      : code === 'ENOTFOUND'
        ? 'there is no such host'
        : messageOf(error) || (code ?? 'no reason given');
  return new Problem(503, 'database_unreachable', `The server ${parsed.where} of DATABASE_URL cannot be used: ${reason}.`, {
    facts: { code },
  });
}
