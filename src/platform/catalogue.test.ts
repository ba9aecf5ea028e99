// The database as it stands, read from its catalogue: every table has its class, its isolation, and keys that begin with the tenant.
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { APP_ROLE, WORKER_ROLE } from './database.ts';
import { GRANTS, PUBLISHED, TABLES } from './table-classes.ts';

let owner: pg.Client;
const SCHEMAS = [...new Set(Object.keys(TABLES).map((table) => table.split('.')[0]!))];
const TENANT_TABLES = Object.entries(TABLES).filter(([, tableClass]) => tableClass !== 'directory');

beforeAll(async () => {
  owner = new pg.Client(inject('owner'));
  await owner.connect();
});
afterAll(() => owner.end());

const names = async (text: string, values: unknown[] = []): Promise<string[]> =>
  (await owner.query<{ name: string }>(text, values)).rows.map((row) => row.name);

test('every table of a business schema is in the list of classes, and every listed one exists', async () => {
  const found = await names(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind in ('r', 'p', 'f', 'm') order by 1`,
    [SCHEMAS],
  );
  expect(found).toEqual(Object.keys(TABLES).sort());
  // A schema of a room that nobody listed would be without isolation.
  const others = await names(
    `select nspname as name from pg_namespace
     where nspname !~ '^(pg_|trap_)' and nspname not in ('information_schema', 'public', 'machine', 'graphile_worker')
       and nspname <> all($1)`,
    [SCHEMAS],
  );
  expect(others).toEqual([]);
});

test('every table but the directory has row-level security, forced, with one policy that compares the tenant', async () => {
  const { rows } = await owner.query<{ name: string; on: boolean; forced: boolean; policies: string[] }>(
    `select n.nspname || '.' || c.relname as name, c.relrowsecurity as on, c.relforcerowsecurity as forced,
            coalesce((select array_agg(p.polcmd::text || ' ' || p.polname || ' ' || pg_get_expr(p.polqual, p.polrelid)
                                       || ' ' || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), 'same'))
                      from pg_policy p where p.polrelid = c.oid), '{}') as policies
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind in ('r', 'p')`,
    [SCHEMAS],
  );
  const expression = "(tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)";
  for (const [name] of TENANT_TABLES) {
    const row = rows.find((each) => each.name === name);
    expect(row, name).toMatchObject({ on: true, forced: true, policies: [`* tenant_isolation ${expression} same`] });
  }
});

test('primary keys, unique keys, exclusions and foreign keys hold the tenant, first wherever order counts (the rule of distribution)', async () => {
  const { rows: keys } = await owner.query<{
    name: string;
    kind: string;
    first: string | null;
    exclusion: boolean;
    within: boolean;
  }>(
    `select n.nspname || '.' || c.relname as name, i.relname || case when x.indisprimary then ' primary' else '' end as kind,
            (select a.attname from pg_attribute a where a.attrelid = c.oid and a.attnum = x.indkey[0]) as first,
            x.indisexclusion as exclusion,
            exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnum = any(x.indkey)) as within
     from pg_index x
     join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and (x.indisunique or x.indisprimary or x.indisexclusion)`,
    [SCHEMAS],
  );
  for (const [name] of TENANT_TABLES) {
    const own = keys.filter((each) => each.name === name);
    expect(
      own.some((each) => each.kind.endsWith(' primary')),
      `${name} has a primary key`,
    ).toBe(true);
    for (const key of own) {
      // A GiST index that begins with one and the same tenant splits badly, so that an exclusion names the tenant second.
      if (key.exclusion) expect(key.within, `${name}, ${key.kind}`).toBe(true);
      else expect(key.first, `${name}, ${key.kind}`).toBe('tenant_id');
    }
  }
  const { rows: foreign } = await owner.query<{ name: string; from: string; to: string; acts: string }>(
    `select n.nspname || '.' || c.relname || ' ' || k.conname as name,
            (select a.attname from pg_attribute a where a.attrelid = k.conrelid and a.attnum = k.conkey[1]) as from,
            (select a.attname from pg_attribute a where a.attrelid = k.confrelid and a.attnum = k.confkey[1]) as to,
            k.confdeltype::text || k.confupdtype::text as acts
     from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
     where k.contype = 'f' and n.nspname = any($1)`,
    [SCHEMAS],
  );
  expect(foreign.length).toBeGreaterThan(3);
  for (const key of foreign) expect(key, key.name).toMatchObject({ from: 'tenant_id', to: 'tenant_id', acts: 'aa' });
});

test('there is no trigger, no sequence default and no virtual column in a business schema', async () => {
  const triggers = await names(
    `select n.nspname || '.' || c.relname || ' ' || t.tgname as name
     from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
     where not t.tgisinternal and n.nspname = any($1)`,
    [SCHEMAS],
  );
  expect(triggers).toEqual([]);
  const defaults = await names(
    `select n.nspname || '.' || c.relname || '.' || a.attname as name
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind = 'r' and a.attnum > 0 and (a.atthasdef or a.attidentity <> '')`,
    [SCHEMAS],
  );
  expect(defaults).toEqual([]);
});

test('the serving roles may do what the class of a table says and nothing more; TRUNCATE nowhere', async () => {
  const verbs = ['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger'];
  for (const role of [APP_ROLE, WORKER_ROLE]) {
    for (const [name, tableClass] of Object.entries(TABLES)) {
      const { rows } = await owner.query<{ verb: string }>(
        'select verb from unnest($1::text[]) verb where has_table_privilege($2, $3, verb)',
        [verbs, role, name],
      );
      expect(rows.map((row) => row.verb).join(', '), `${role} on ${name}`).toBe(GRANTS[tableClass]);
    }
  }
});

test('published views run with the rights of whoever asks, and every view of a room is published', async () => {
  const { rows } = await owner.query<{ name: string; options: string[] | null }>(
    `select n.nspname || '.' || c.relname as name, c.reloptions as options
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any($1) and c.relkind = 'v' order by 1`,
    [SCHEMAS],
  );
  expect(rows.map((row) => row.name)).toEqual([...PUBLISHED].sort());
  for (const row of rows) expect(row.options, row.name).toContain('security_invoker=true');
});

test('functions that run as their owner fix their search path and are closed to the public', async () => {
  const { rows } = await owner.query<{ name: string; config: string[] | null; open: boolean }>(
    `select n.nspname || '.' || p.proname as name, p.proconfig as config,
            exists (select 1 from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0) as open
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where p.prosecdef and n.nspname not in ('pg_catalog', 'information_schema')`,
  );
  expect(rows.map((row) => row.name).sort()).toEqual([
    'customers.search_parties',
    'machine.enqueue',
    'machine.refresh_statistics',
  ]);
  for (const row of rows) {
    expect(row.open, `${row.name} is closed to the public`).toBe(false);
    expect(row.config?.[0], row.name).toMatch(/^search_path=pg_catalog/);
  }
});

test('the serving roles own nothing, bypass nothing, create nothing', async () => {
  const { rows } = await owner.query<{ name: string; strong: boolean; owns: boolean; creates: boolean; member: boolean }>(
    `select r.rolname as name, (r.rolsuper or r.rolbypassrls or r.rolcreatedb or r.rolcreaterole or r.rolreplication) as strong,
            exists (select 1 from pg_class c where c.relowner = r.oid) as owns,
            exists (select 1 from pg_namespace n where n.nspname = any($2) and has_schema_privilege(r.oid, n.oid, 'create')) as creates,
            exists (select 1 from pg_auth_members m where m.member = r.oid) as member
     from pg_roles r where r.rolname = any($1) order by 1`,
    [
      [APP_ROLE, WORKER_ROLE],
      [...SCHEMAS, 'machine', 'graphile_worker'],
    ],
  );
  expect(rows).toEqual(
    [APP_ROLE, WORKER_ROLE].map((name) => ({ name, strong: false, owns: false, creates: false, member: false })),
  );
});
