// Forward-only migrations, the serving roles, and the isolation of each table by its class.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runMigrations as migrateQueue } from 'graphile-worker';
import pg from 'pg';
import { assert, Problem } from '#base/assert.ts';
import { APP_ROLE, type ConnectionConfig, type SecretFor, WORKER_ROLE } from './database.ts';
import { GRANTS, PUBLISHED, TABLES } from './table-classes.ts';

const FOLDER = new URL('../../migrations/', import.meta.url).pathname;
/** Any constant: one migration at a time on a database. */
const MIGRATION_LOCK = 774_401_001;

export const OLDEST_POSTGRES = 150_000;

/** Splits a file at `;` that end a line, leaving $$ bodies whole: Citus wants one statement a query. */
export function statementsOf(text: string): string[] {
  const statements: string[] = [];
  let current = '';
  let insideBody = false;
  for (const line of text.split('\n')) {
    if (line.trimStart().startsWith('--') && !insideBody) continue;
    if (line.split('$$').length % 2 === 0) insideBody = !insideBody;
    current += `${line}\n`;
    if (!insideBody && line.trimEnd().endsWith(';')) {
      statements.push(current.trim());
      current = '';
    }
  }
  const rest = current.trim();
  if (rest !== '') statements.push(rest);
  return statements;
}

/**
 * Brings the database up to date as its owner: migrations, roles, row-level security, grants, the job queue's tables.
 * Safe to run by several servers at once and again at every start. Returns the names of the migrations it applied.
 */
export async function migrate(
  owner: ConnectionConfig,
  secretFor: SecretFor,
  progress: (message: string) => void = () => {},
): Promise<string[]> {
  const client = new pg.Client(owner);
  await client.connect();
  try {
    const { rows: versions } = await client.query("select current_setting('server_version_num')::int as version");
    if (versions[0].version < OLDEST_POSTGRES) {
      throw new Problem(
        500,
        'postgres_too_old',
        `PostgreSQL ${Math.floor(versions[0].version / 10_000)} is too old: version 15 or newer is needed`,
      );
    }
    await client.query(`select pg_advisory_lock(${MIGRATION_LOCK})`);
    const applied = await applyFiles(client, progress);
    await makeRoles(client, secretFor);
    await isolate(client);
    await openQueue(client, owner);
    await openStatistics(client);
    await client.query(`select pg_advisory_unlock(${MIGRATION_LOCK})`);
    return applied;
  } finally {
    await client.end();
  }
}

async function applyFiles(client: pg.Client, progress: (message: string) => void): Promise<string[]> {
  await client.query('create schema if not exists machine');
  await client.query(
    'create table if not exists machine.migrations (name text primary key, hash text not null, applied_at timestamptz not null)',
  );
  const done = new Map<string, string>();
  for (const row of (await client.query('select name, hash from machine.migrations')).rows) done.set(row.name, row.hash);
  const files = (await readdir(FOLDER)).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name)).sort();
  const applied: string[] = [];
  for (const name of files) {
    const text = await readFile(join(FOLDER, name), 'utf8');
    const hash = createHash('sha256').update(text).digest('hex');
    const known = done.get(name);
    done.delete(name);
    if (known !== undefined) {
      assert(known === hash, `migration ${name} was changed after it was applied; migrations are forward only`);
      continue;
    }
    progress(`migration ${name}`);
    await client.query('begin');
    try {
      for (const statement of statementsOf(text)) await client.query(statement);
      await client.query('insert into machine.migrations (name, hash, applied_at) values ($1, $2, now())', [name, hash]);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback');
      throw new Error(`migration ${name}: ${(error as Error).message}`, { cause: error });
    }
    applied.push(name);
  }
  const newer = [...done.keys()].sort()[0];
  if (newer)
    throw new Problem(
      500,
      'database_newer',
      `the database was made by a newer Xinheng (${newer}); start that version or a newer one`,
    );
  return applied;
}

async function makeRoles(client: pg.Client, secretFor: SecretFor): Promise<void> {
  const database = pg.escapeIdentifier(client.database ?? '');
  for (const role of [APP_ROLE, WORKER_ROLE]) {
    const password = pg.escapeLiteral(secretFor(`role ${role}`));
    const { rows } = await client.query('select rolsuper, rolbypassrls from pg_roles where rolname = $1', [role]);
    try {
      const verb = rows.length === 0 ? 'create' : 'alter';
      await client.query(`${verb} role ${role} login nosuperuser nocreatedb nocreaterole noinherit password ${password}`);
    } catch (error) {
      if (rows.length === 0) {
        throw new Problem(
          500,
          'roles_missing',
          `the role of DATABASE_URL may not create roles; create ${APP_ROLE} and ${WORKER_ROLE} (login, no superuser, no bypassrls) and set APP_DATABASE_URL and WORKER_DATABASE_URL`,
        );
      }
      // An administrator made the roles by hand and keeps their passwords.
      if ((error as { code?: string }).code !== '42501') throw error;
    }
    await client.query(`grant connect, temporary on database ${database} to ${role}`);
  }
}

async function isolate(client: pg.Client): Promise<void> {
  const schemas = new Set(Object.keys(TABLES).map((table) => table.split('.')[0]));
  for (const schema of schemas) await client.query(`grant usage on schema ${schema} to ${APP_ROLE}, ${WORKER_ROLE}`);
  const { rows: policies } = await client.query<{ name: string }>(
    "select schemaname || '.' || tablename as name from pg_policies where policyname = 'tenant_isolation'",
  );
  const isolated = new Set(policies.map((row) => row.name));
  for (const [table, tableClass] of Object.entries(TABLES)) {
    await client.query(`grant ${GRANTS[tableClass]} on ${table} to ${APP_ROLE}, ${WORKER_ROLE}`);
    if (tableClass === 'directory' || isolated.has(table)) continue;
    await client.query(`alter table ${table} enable row level security`);
    await client.query(`alter table ${table} force row level security`);
    // An unset tenant compares with null: no rows, and no error text that tells anything.
    await client.query(
      `create policy tenant_isolation on ${table} using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)`,
    );
  }
  for (const view of PUBLISHED) await client.query(`grant select on ${view} to ${APP_ROLE}, ${WORKER_ROLE}`);
  await client.query(`revoke all on function customers.search_parties(uuid, text, integer) from public`);
  await client.query(`grant execute on function customers.search_parties(uuid, text, integer) to ${APP_ROLE}, ${WORKER_ROLE}`);
}

/**
 * The queue's tables have row-level security without a policy. The app enqueues through a function of the owner, in its own
 * transaction; the worker's role gets a policy of its own; the payload carries the tenant.
 */
async function openQueue(client: pg.Client, owner: ConnectionConfig): Promise<void> {
  const pool = new pg.Pool({ ...owner, max: 2 });
  try {
    pool.on('error', () => {});
    pool.on('connect', (each) => each.on('error', () => {}));
    await migrateQueue({ pgPool: pool });
  } finally {
    await pool.end();
  }
  await client.query(`
    create or replace function machine.enqueue(task text, payload json, job_key text, run_at timestamptz)
    returns void language sql security definer set search_path = pg_catalog
    as $$ select graphile_worker.add_job(task, payload, job_key => job_key, run_at => run_at, max_attempts => 8) $$`);
  await client.query('revoke all on function machine.enqueue(text, json, text, timestamptz) from public');
  await client.query(`grant usage on schema machine to ${APP_ROLE}, ${WORKER_ROLE}`);
  await client.query(`grant execute on function machine.enqueue(text, json, text, timestamptz) to ${APP_ROLE}, ${WORKER_ROLE}`);
  await client.query(`grant usage on schema graphile_worker to ${WORKER_ROLE}`);
  await client.query(`grant select, insert, update, delete on all tables in schema graphile_worker to ${WORKER_ROLE}`);
  await client.query(`grant usage on all sequences in schema graphile_worker to ${WORKER_ROLE}`);
  await client.query(`grant execute on all functions in schema graphile_worker to ${WORKER_ROLE}`);
  const { rows } = await client.query<{ name: string }>(`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'graphile_worker' and c.relkind in ('r', 'p') and c.relrowsecurity
      and not exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polname = 'worker')`);
  for (const { name } of rows) {
    await client.query(`create policy worker on graphile_worker.${pg.escapeIdentifier(name)} to ${WORKER_ROLE} using (true)`);
  }
}

/** What grows by a large import. */
const GROWING = [
  'customers.parties',
  'exposure.accounts',
  'exposure.paths',
  'exposure.entries',
  'exposure.due_days',
  'receivables.documents',
  'receivables.open_items',
  'receivables.applications',
];

/**
 * After a large import the planner still believes the tables small (an ageing of 9,681 items took 3.6 s instead of 0.04 s) until
 * autovacuum comes by; only an owner may ANALYZE.
 */
async function openStatistics(client: pg.Client): Promise<void> {
  await client.query(`
    create or replace function machine.refresh_statistics()
    returns void language plpgsql security definer set search_path = pg_catalog
    as $$ begin ${GROWING.map((table) => `analyze ${table};`).join(' ')} end $$`);
  await client.query('revoke all on function machine.refresh_statistics() from public');
  await client.query(`grant execute on function machine.refresh_statistics() to ${APP_ROLE}, ${WORKER_ROLE}`);
}

/** Refuses to serve as a role that row-level security does not bind, or that owns a table. */
export async function refuseUnsafeRole(config: ConnectionConfig): Promise<void> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; unsafe: boolean; owns: string | null }>(`
      select r.rolname as name, (r.rolsuper or r.rolbypassrls) as unsafe,
             (select min(n.nspname || '.' || c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where c.relowner = r.oid and c.relkind in ('r', 'p') and n.nspname not like 'pg\\_%') as owns
      from pg_roles r where r.rolname = current_user`);
    const role = rows[0];
    assert(role !== undefined, 'the current role is not in pg_roles');
    if (role.unsafe || role.owns !== null) {
      throw new Problem(
        500,
        'role_unsafe',
        `refusing to serve as ${role.name}: ${role.unsafe ? 'it bypasses row-level security' : `it owns ${role.owns}`}; serve as ${APP_ROLE}`,
      );
    }
  } finally {
    await client.end();
  }
}
