// The traps of row-level security, each sprung once on a real database, so that nobody has to believe the comment.

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { newId } from '#base/id.ts';
import { APP_ROLE, roleConfig } from './database.ts';
import { refuseUnsafeRole } from './migrate.ts';
import { sql } from './sql.ts';
import { TABLES } from './table-classes.ts';
import { type TestHouse, testHouse } from './test-house.ts';

const SCHEMA = `trap_${newId().replaceAll('-', '').slice(-12)}`;
let owner: pg.Client;
/** The owner of the embedded database is a superuser; that of a server by DATABASE_URL may be an ordinary role. */
let ownerBypasses: boolean;

beforeAll(async () => {
  owner = new pg.Client(inject('owner'));
  await owner.connect();
  const { rows } = await owner.query('select rolsuper or rolbypassrls as bypasses from pg_roles where rolname = current_user');
  ownerBypasses = rows[0].bypasses;
  await owner.query(`create schema ${SCHEMA}`);
  await owner.query(`grant usage on schema ${SCHEMA} to ${APP_ROLE}`);
});
afterAll(async () => {
  await owner.query(`drop schema if exists ${SCHEMA} cascade`);
  await owner.end();
});

const appConfig = () => roleConfig(inject('owner'), APP_ROLE, (name) => `${inject('secret')} ${name}`);

async function asApp<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(appConfig());
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function addParty(place: TestHouse, code: string, name = code): Promise<string> {
  const partyId = newId();
  await place.run(async (ctx) => {
    await ctx.tx.run(sql`
      insert into customers.parties (tenant_id, party_id, kind, code, name, name_key, version, created_at)
      values (${ctx.tenant.id}, ${partyId}, 'customer', ${code}, ${name}, ${name}, 1, ${ctx.at})`);
  });
  return partyId;
}

const setTenant = (id: string) => `set local app.tenant_id = '${id}'`;

test('without a tenant there is no row, and what is written for another company is refused', async () => {
  const [one, other] = [await testHouse([]), await testHouse([])];
  await addParty(one, 'CANARY');
  await asApp(async (client) => {
    expect((await client.query('select * from customers.parties')).rows).toEqual([]);
    await client.query('begin');
    await client.query(setTenant(other.tenant.id));
    expect((await client.query("select * from customers.parties where code = 'CANARY'")).rows).toEqual([]);
    const stolen = client.query(
      `insert into customers.entities (tenant_id, entity_id, code, name, currency, created_at) values ($1, $2, 'X', 'X', 'CNY', now())`,
      [one.tenant.id, newId()],
    );
    await expect(stolen).rejects.toMatchObject({ code: '42501' });
    await client.query('rollback');
    await client.query('begin');
    await client.query(setTenant(other.tenant.id));
    // Moving a row of one's own into another company is refused as well.
    await client.query(
      `insert into customers.entities (tenant_id, entity_id, code, name, currency, created_at) values ($1, $2, 'X', 'X', 'CNY', now())`,
      [other.tenant.id, newId()],
    );
    await expect(client.query('update customers.entities set tenant_id = $1', [one.tenant.id])).rejects.toMatchObject({
      code: '42501',
    });
    await client.query('rollback');
  });
});

test('a plain SET stays on the connection for the next user of the pool; SET LOCAL ends with the transaction', async () => {
  const place = await testHouse([]);
  await addParty(place, 'CANARY');
  const pool = new pg.Pool({ ...appConfig(), max: 1 });
  const seen = async () => Number((await pool.query('select count(*) as n from customers.parties')).rows[0].n);
  try {
    const first = await pool.connect();
    await first.query(`begin; ${setTenant(place.tenant.id)}; select 1; commit`);
    first.release();
    expect(await seen(), 'after SET LOCAL').toBe(0);
    const second = await pool.connect();
    await second.query(`set app.tenant_id = '${place.tenant.id}'`);
    second.release();
    expect(await seen(), 'after SET: the leak that this house avoids').toBe(1);
  } finally {
    await pool.end();
  }
});

test('our own transactions leave nothing on the connection, also when they fail', async () => {
  const place = await testHouse([]);
  await addParty(place, 'CANARY');
  await expect(place.run(() => Promise.reject(new Error('on purpose')))).rejects.toThrow('on purpose');
  for (let round = 0; round < 20; round++) {
    const rows = await place.database.directory((tx) => tx.rows(sql`select 1 from customers.parties`));
    expect(rows).toEqual([]);
  }
});

test('COPY into a table with row-level security is refused; into a temporary table and from there it works', async () => {
  const place = await testHouse([]);
  const line = `${place.tenant.id}\t${newId()}\tHK\tHK\tHKD\t2026-11-21T00:00:00Z\n`;
  const columns = '(tenant_id, entity_id, code, name, currency, created_at)';
  await asApp(async (client) => {
    const copy = (table: string) =>
      pipeline(Readable.from([line]), client.query(copyFrom(`copy ${table} ${columns} from stdin`)));
    await client.query('begin');
    await client.query(setTenant(place.tenant.id));
    await expect(copy('customers.entities')).rejects.toMatchObject({ message: expect.stringMatching(/row-level security/) });
    await client.query('rollback');
    await client.query('begin');
    await client.query(setTenant(place.tenant.id));
    await client.query('create temporary table staged (like customers.entities) on commit drop');
    await copy('staged');
    await client.query(`insert into customers.entities ${columns} select ${columns.slice(1, -1)} from staged`);
    expect((await client.query('select code from customers.entities')).rows).toEqual([{ code: 'HK' }]);
    await client.query('commit');
  });
});

/** A small table with the house's policy, filled for one company, as the owner of this server made it. */
async function trapTable(name: string, tenantId: string, forced: boolean): Promise<string> {
  const table = `${SCHEMA}.${name}`;
  await owner.query(`create table ${table} (tenant_id uuid not null, code text not null)`);
  await owner.query(`insert into ${table} values ($1, 'CANARY')`, [tenantId]);
  await owner.query(`alter table ${table} enable row level security`);
  if (forced) await owner.query(`alter table ${table} force row level security`);
  await owner.query(
    `create policy tenant_isolation on ${table} using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)`,
  );
  await owner.query(`grant select on ${table} to ${APP_ROLE}`);
  return table;
}

test('a view of the owner shows every company its rows unless it runs with the rights of whoever asks', async () => {
  const [one, other] = [await testHouse([]), await testHouse([])];
  // Without FORCE the owner is not bound, and neither is a view of his.
  const table = await trapTable('ledger', one.tenant.id, false);
  await owner.query(`create view ${SCHEMA}.plain as select tenant_id, code from ${table}`);
  await owner.query(`create view ${SCHEMA}.safe with (security_invoker = true) as select tenant_id, code from ${table}`);
  await owner.query(`grant select on ${SCHEMA}.plain, ${SCHEMA}.safe to ${APP_ROLE}`);
  await asApp(async (client) => {
    await client.query('begin');
    await client.query(setTenant(other.tenant.id));
    const through = async (view: string) => (await client.query(`select 1 from ${SCHEMA}.${view}`)).rowCount;
    expect(await through('plain'), 'the leak that security_invoker closes').toBe(1);
    expect(await through('safe')).toBe(0);
    await client.query('rollback');
  });
});

test('what is written in append-only tables stays: UPDATE, DELETE and TRUNCATE are refused (42501)', async () => {
  const place = await testHouse([]);
  const append = Object.entries(TABLES).flatMap(([name, tableClass]) => (tableClass === 'append' ? [name] : []));
  expect(append).toContain('platform.events');
  expect(append).toContain('exposure.entries');
  await asApp(async (client) => {
    for (const table of append) {
      for (const statement of [`update ${table} set tenant_id = tenant_id`, `delete from ${table}`, `truncate ${table}`]) {
        await client.query('begin');
        await client.query(setTenant(place.tenant.id));
        await expect(client.query(statement), statement).rejects.toMatchObject({ code: '42501' });
        await client.query('rollback');
      }
    }
  });
});

test('the serving role cannot switch isolation off, become another role, or read the machine', async () => {
  await asApp(async (client) => {
    for (const statement of [
      'alter table customers.parties disable row level security',
      'alter table customers.parties no force row level security',
      'drop policy tenant_isolation on customers.parties',
      'create policy open on customers.parties using (true)',
      `alter role ${APP_ROLE} bypassrls`,
      `set role "${(owner.user ?? 'postgres').replaceAll('"', '""')}"`,
      'create table customers.mine (a integer)',
      'select * from machine.migrations',
      'select * from graphile_worker._private_jobs',
    ]) {
      await expect(client.query(statement), statement).rejects.toMatchObject({ code: '42501' });
    }
    // Saying that it wants no row-level security gives an error, not the rows.
    await client.query('set row_security = off');
    await expect(client.query('select 1 from customers.parties')).rejects.toMatchObject({ code: '42501' });
  });
});

test('a server named by an address is served as the serving role, not as the owner in the address', () => {
  const connectionString = 'postgres://boss:secret@db.example:5433/credit?sslmode=require';
  const { user, password, host, port, database, ssl } = new pg.Client(
    roleConfig({ connectionString }, APP_ROLE, () => 'derived'),
  );
  expect({ user, password, host, port, database }).toEqual({
    user: APP_ROLE,
    password: 'derived',
    host: 'db.example',
    port: 5433,
    database: 'credit',
  });
  expect(ssl, 'what the address says of encryption stays').toBeTruthy();
});

test('the start-up check refuses to serve as the owner', async () => {
  await expect(refuseUnsafeRole(inject('owner'))).rejects.toMatchObject({ code: 'role_unsafe' });
  await expect(refuseUnsafeRole(appConfig())).resolves.toBeUndefined();
});

test('under FORCE a migration of the owner updates 0 rows, silently; tenant by tenant it works', async () => {
  const place = await testHouse([]);
  const table = await trapTable('things', place.tenant.id, true);
  // A superuser is not bound even by FORCE: there a plain role stands for the owner.
  const role = ownerBypasses ? `${SCHEMA}_owner` : null;
  if (role) {
    await owner.query(`create role ${role}`);
    await owner.query(`grant usage on schema ${SCHEMA} to ${role}`);
    await owner.query(`alter table ${table} owner to ${role}`);
  }
  try {
    await owner.query('begin');
    if (role) await owner.query(`set local role ${role}`);
    expect((await owner.query(`update ${table} set code = 'new'`)).rowCount, 'the trap').toBe(0);
    await owner.query(setTenant(place.tenant.id));
    expect((await owner.query(`update ${table} set code = 'new'`)).rowCount, 'the way').toBe(1);
    await owner.query('commit');
  } finally {
    await owner.query('rollback');
    if (role) {
      await owner.query(`drop table ${table}`);
      await owner.query(`revoke all on schema ${SCHEMA} from ${role}`);
      await owner.query(`drop role ${role}`);
    }
  }
});

test('unique keys begin with the tenant, so that a taken code of another company tells nothing', async () => {
  const [one, other] = [await testHouse([]), await testHouse([])];
  await addParty(one, 'SAME');
  await expect(addParty(other, 'SAME')).resolves.toBeTruthy();
  await expect(addParty(other, 'SAME')).rejects.toMatchObject({ code: '23505' });
});

test('a row that refers to a customer does not wait for whoever holds him FOR NO KEY UPDATE', async () => {
  const place = await testHouse([]);
  const partyId = await addParty(place, 'HELD');
  const refer = () =>
    asApp(async (client) => {
      await client.query('begin');
      await client.query(setTenant(place.tenant.id));
      await client.query("set local lock_timeout = '300ms'");
      await client.query('insert into customers.source_codes (tenant_id, source, code, party_id) values ($1, $2, $2, $3)', [
        place.tenant.id,
        newId(),
        partyId,
      ]);
      await client.query('commit');
    });
  const holding = (mode: string, work: () => Promise<void>) =>
    place.run(async (ctx) => {
      await ctx.tx.run(sql`
        select 1 from customers.parties where tenant_id = ${ctx.tenant.id} and party_id = ${partyId} ${sql.raw(mode)}`);
      await work();
    });
  await holding('for no key update', refer);
  await expect(holding('for update', refer), 'the trap').rejects.toMatchObject({ code: '55P03' });
});

test('the name search uses the trigram index and stays inside the company, whichever id it is called with', async () => {
  const [one, other] = [await testHouse([]), await testHouse([])];
  await addParty(one, 'CANARY', '金丝雀矿业有限公司');
  const search = (place: TestHouse, tenantId: string) =>
    place.database.transaction(place.tenant.id, (tx) =>
      tx.rows(sql`select party_id from customers.search_parties(${tenantId}::uuid, '金丝雀', 10)`),
    );
  expect(await search(one, one.tenant.id)).toHaveLength(1);
  expect(await search(other, other.tenant.id)).toEqual([]);
  expect(await search(other, one.tenant.id), 'called with the id of another company').toEqual([]);
  expect(
    await one.database.directory((tx) =>
      tx.rows(sql`select * from customers.search_parties(${one.tenant.id}::uuid, '金丝雀', 10)`),
    ),
  ).toEqual([]);

  // Under row-level security the pattern would run on every row of the company; the owner's function may use the index.
  const plan = async (client: pg.Client) => {
    await client.query('begin');
    await client.query(setTenant(one.tenant.id));
    await client.query('set local enable_seqscan = off');
    await client.query('set local enable_indexscan = off');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain select party_id from customers.parties where name_key like '%金丝雀矿业%'`,
    );
    await client.query('rollback');
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  };
  expect(await asApp(plan)).not.toContain('parties_name_trigrams');
  if (ownerBypasses) expect(await plan(owner)).toContain('parties_name_trigrams');
});

test('a wildcard in a search is a character, not a wildcard', async () => {
  const place = await testHouse([]);
  await addParty(place, 'A', 'abc');
  await addParty(place, 'B', 'a%c');
  await addParty(place, 'C', 'a_c\\');
  const search = (needle: string) =>
    place.database.transaction(place.tenant.id, async (tx) => {
      const rows = await tx.rows(sql<{ code: string }>`
        select p.code from customers.search_parties(${place.tenant.id}::uuid, ${needle}, 10) f
        join customers.parties p on p.party_id = f.party_id order by 1`);
      return rows.map((row) => row.code).join('');
    });
  expect(await search('a%c')).toBe('B');
  expect(await search('a_c')).toBe('C');
  expect(await search('\\')).toBe('C');
});
