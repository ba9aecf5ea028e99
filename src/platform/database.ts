// Connections: three roles, pools, and the transaction of one tenant. Only the door and the worker begin and commit.
import type { PoolClient } from 'pg';
import pg from 'pg';
import { assert, Problem } from '#base/assert.ts';
import { isId } from '#base/id.ts';
import { Tx } from './sql.ts';

export type ConnectionConfig = pg.ClientConfig;

// PostgreSQL's own words: a business day stays text, int8 becomes bigint, an instant a Date.
const INT8 = 20;
const DATE = 1082;
const INSTANT = 1184;
const INT8_ARRAY = 1016;
const DATE_ARRAY = 1182;
pg.types.setTypeParser(INT8, BigInt);
pg.types.setTypeParser(DATE, (text) => text);
const parseInstant = pg.types.getTypeParser(INSTANT) as (text: string) => Date;
// As the server writes nearly all of them, 2026-11-22 14:00:00.123456+08, the language reads them ten times as fast.
pg.types.setTypeParser(INSTANT, (text) => {
  const at = text[10] === ' ' ? Date.parse(`${text.slice(0, 10)}T${text.slice(11)}:00`) : Number.NaN;
  return Number.isNaN(at) ? parseInstant(text) : new Date(at);
});
const parseTextArray = pg.types.getTypeParser(1009 as never) as (text: string) => (string | null)[];
// Numbers need no reader of quotes; who has none has an empty list, not one empty text.
pg.types.setTypeParser(INT8_ARRAY as never, (text: string) =>
  text === '{}'
    ? []
    : text
        .slice(1, -1)
        .split(',')
        .map((each) => (each === 'NULL' ? null : BigInt(each))),
);
pg.types.setTypeParser(DATE_ARRAY as never, parseTextArray);

export const APP_ROLE = 'xinheng_app';
export const WORKER_ROLE = 'xinheng_worker';

/** Passwords of the serving roles and other keys, derived from the installation's secret: every server computes the same, none is stored. */
export type SecretFor = (name: string) => string;

export function roleConfig(owner: ConnectionConfig, role: string, secretFor: SecretFor): ConnectionConfig {
  const given = process.env[role === APP_ROLE ? 'APP_DATABASE_URL' : 'WORKER_DATABASE_URL'];
  if (given) return { connectionString: given };
  const password = secretFor(`role ${role}`);
  const { connectionString, ...rest } = owner;
  if (connectionString === undefined) return { ...rest, user: role, password };
  // The driver lets a user in the address win over one beside it: the address is taken apart, or we would serve as the owner.
  const { host, port, database, ssl } = new pg.Client({ connectionString });
  return { ...rest, host, port, ssl, ...(database === undefined ? {} : { database }), user: role, password };
}

export type TxTime = { readonly at: Date };

const POOL_REQUESTS = 12;
const POOL_BULK = 4;
/** A statement of a request that takes longer is a fault, not patience. Bulk work has its own pool without this bound. */
const REQUEST_STATEMENT_MS = 30_000;
const LOCK_WAIT_MS = 2_000;
/**
 * For batches, whose statements look rows up by key whatever the values. PostgreSQL else plans some of them anew each time, which took
 * longer (1 to 2 ms a batch) than running them; and a plan made while a table was still small reads all of it, and is kept as it grows.
 */
export const BY_KEY = [
  'plan_cache_mode = force_generic_plan',
  'enable_seqscan = off',
  'enable_hashjoin = off',
  'enable_mergejoin = off',
]
  .map((each) => `set local ${each};`)
  .join(' ');

/** Transactions by key after which a connection plans anew: often while tables are young and grow by the minute, then seldom. */
const PLANS_FIRST = 8;
const PLANS_MOST = 4_096;

export class Database {
  /** Pipelined connections for requests: statements are sent without waiting for the answer before. */
  readonly #requests: pg.Pool;
  /** Plain connections for imports and jobs: COPY and cursors are refused on pipelined ones. */
  readonly #bulk: pg.Pool;
  /** Of each connection: how many transactions by key it had, and after which of them it plans anew. */
  readonly #plans = new WeakMap<PoolClient, { had: number; next: number }>();
  readonly onError: (error: Error) => void;

  constructor(config: ConnectionConfig, onError: (error: Error) => void) {
    this.onError = onError;
    const pool = (more: pg.PoolConfig) => {
      const made = new pg.Pool({ ...config, application_name: 'xinheng', connectionTimeoutMillis: 5_000, ...more });
      // Without a handler node dies when the server closes an idle connection.
      made.on('error', onError);
      // The pool listens to idle clients only: one that is lost between two statements of a transaction would end the process as well.
      made.on('connect', (client) => client.on('error', onError));
      return made;
    };
    this.#requests = pool({
      max: POOL_REQUESTS,
      pipeline: true,
      statement_timeout: REQUEST_STATEMENT_MS,
      lock_timeout: LOCK_WAIT_MS,
    } as pg.PoolConfig);
    this.#bulk = pool({ max: POOL_BULK });
  }

  /**
   * Runs `work` in one transaction of one tenant; commits when it returns, rolls back when it throws or `dryRun` is set.
   * `hot`: all its statements find rows by key, so that their plans are kept.
   */
  async transaction<T>(
    tenantId: string,
    work: (tx: Tx, time: TxTime, client: PoolClient) => Promise<T>,
    how: { bulk?: boolean; dryRun?: boolean; hot?: boolean } = {},
  ): Promise<T> {
    if (!isId(tenantId)) throw new Problem(401, 'tenant_unknown', 'no such company');
    const client = await this.#connect(how.bulk ? this.#bulk : this.#requests);
    const tx = new Tx(client, !how.bulk);
    let broken: Error | undefined;
    try {
      // One round trip. The tenant is a literal made from a validated uuid: set_config() is not propagated by Citus, a plain SET would leak.
      const begun = (await client.query(
        `${how.hot ? this.#planned(client) : ''} begin; set local app.tenant_id = '${tenantId}'; ${how.hot ? BY_KEY : ''} select clock_timestamp() as at`,
      )) as unknown as pg.QueryResult<{ at: Date }>[];
      const at = begun.at(-1)!.rows[0]!.at;
      const result = await work(tx, { at }, client);
      tx.end();
      const ended = await client.query(how.dryRun ? 'rollback' : 'commit');
      // PostgreSQL answers the commit of an aborted transaction with a rollback and no error: nobody may be told that it is done.
      assert(ended.command === (how.dryRun ? 'ROLLBACK' : 'COMMIT'), 'a statement failed and its error was swallowed');
      return result;
    } catch (error) {
      tx.end();
      broken = await client.query('rollback').then(
        () => undefined,
        (failure: Error) => failure,
      );
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** A plan is kept while its table grows from nothing to a million rows, and was made for nothing: each time the work has doubled, planned anew. */
  #planned(client: PoolClient): string {
    const plans = this.#plans.get(client) ?? { had: 0, next: PLANS_FIRST };
    this.#plans.set(client, plans);
    plans.had += 1;
    if (plans.had < plans.next) return '';
    plans.next = Math.min(plans.next * 2, plans.next + PLANS_MOST);
    return 'discard plans;';
  }

  /** Directory look-ups before the tenant is known: exact keys in tables without row-level security. */
  async directory<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await this.#connect(this.#requests);
    try {
      return await work(new Tx(client, true));
    } finally {
      client.release();
    }
  }

  async #connect(pool: pg.Pool): Promise<PoolClient> {
    try {
      return await pool.connect();
    } catch (error) {
      this.onError(error as Error);
      if (pool.totalCount >= pool.options.max && pool.idleCount === 0)
        throw new Problem(503, 'busy', 'every connection is at work; nothing was changed, try again', {
          facts: { retryAfterSeconds: 1 },
        });
      throw new Problem(503, 'database_away', 'the database does not answer; nothing was changed, try again in a moment', {
        facts: { retryAfterSeconds: 2 },
      });
    }
  }

  async answers(): Promise<boolean> {
    try {
      await this.directory((tx) => tx.rows({ compile: () => ({ sql: 'select 1', parameters: [] }) } as never));
      return true;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#requests.end(), this.#bulk.end()]);
  }
}
