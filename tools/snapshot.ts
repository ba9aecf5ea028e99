// `npm run snapshot`: the schema that the migrations make, and the OpenAPI document, as files to read and to compare with.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { ConnectionConfig } from '#platform/database.ts';
import { VERSION } from '#platform/house.ts';
import { migrate } from '#platform/migrate.ts';
import { openApi } from '#platform/openapi.ts';
import { openDatabase } from '#platform/postgres/connect.ts';
import { ROOMS } from '../src/rooms.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const SCHEMA_FILE = join(ROOT, 'migrations', 'schema.sql');
export const OPENAPI_FILE = join(ROOT, 'docs', 'api', 'openapi.json');

const OURS = "n.nspname not in ('information_schema', 'public', 'graphile_worker') and n.nspname !~ '^pg_'";

/** The schema as the catalogue has it, in an order and a form that do not depend on the server's version. */
export async function schemaText(owner: ConnectionConfig): Promise<string> {
  const client = new pg.Client(owner);
  await client.connect();
  try {
    const lines = [
      '-- The schema that the migrations make. Written by `npm run snapshot`, compared by a test; never edited by hand.',
    ];
    const { rows: tables } = await client.query<{
      oid: number;
      name: string;
      options: string | null;
      rls: boolean;
      forced: boolean;
    }>(`
      select c.oid::int, n.nspname || '.' || c.relname as name, array_to_string(c.reloptions, ', ') as options, c.relrowsecurity as rls,
             c.relforcerowsecurity as forced
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and ${OURS} order by 2`);
    for (const table of tables) {
      lines.push('', `table ${table.name}${table.options ? ` with (${table.options})` : ''}`);
      const { rows: columns } = await client.query<{ line: string }>(
        `
        select '  ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
               || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
        from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped order by a.attnum`,
        [table.oid],
      );
      const { rows: constraints } = await client.query<{ line: string }>(
        `
        select '  constraint ' || conname || ' ' || pg_get_constraintdef(oid) as line from pg_constraint
        where conrelid = $1 and contype in ('p', 'u', 'f', 'c', 'x') order by contype, conname`,
        [table.oid],
      );
      const { rows: indexes } = await client.query<{ line: string }>(
        `
        select '  ' || pg_get_indexdef(i.indexrelid) as line from pg_index i
        where i.indrelid = $1 and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid) order by 1`,
        [table.oid],
      );
      const { rows: policies } = await client.query<{ line: string }>(
        `select '  policy ' || polname || ' using ' || pg_get_expr(polqual, polrelid) as line from pg_policy where polrelid = $1 order by 1`,
        [table.oid],
      );
      const { rows: grants } = await client.query<{ line: string }>(
        `
        select '  grant ' || string_agg(lower(privilege_type), ', ' order by privilege_type) || ' to ' || grantee as line
        from information_schema.role_table_grants
        where table_schema || '.' || table_name = $1 and grantee like 'xinheng\\_%' and grantee not like '%owner' group by grantee order by 1`,
        [table.name],
      );
      lines.push(...[...columns, ...constraints, ...indexes].map((row) => row.line));
      if (table.rls) lines.push(`  row level security${table.forced ? ', forced' : ''}`);
      lines.push(...[...policies, ...grants].map((row) => row.line));
    }
    const { rows: views } = await client.query<{ name: string; options: string | null; body: string }>(`
      select n.nspname || '.' || c.relname as name, array_to_string(c.reloptions, ', ') as options, pg_get_viewdef(c.oid) as body
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'v' and ${OURS} order by 1`);
    for (const view of views) lines.push('', `view ${view.name} with (${view.options})`, view.body.trimEnd());
    const { rows: functions } = await client.query<{ body: string }>(`
      select pg_get_functiondef(p.oid) as body from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${OURS}
      order by n.nspname, p.proname`);
    for (const each of functions) lines.push('', each.body.trimEnd());
    return `${lines.join('\n')}\n`;
  } finally {
    await client.end();
  }
}

export function openApiText(): string {
  const operations = ROOMS.flatMap((room) => room.operations.map((bound) => bound.operation));
  return `${JSON.stringify(openApi(operations, VERSION), null, 1)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = mkdtempSync(join(tmpdir(), 'xinheng-snapshot-'));
  const opened = await openDatabase({ dataFolder: join(folder, 'data'), databaseUrl: null, purpose: 'command' });
  try {
    await migrate(opened.ownerConfig, (name) => opened.secretFor(name));
    writeFileSync(SCHEMA_FILE, await schemaText(opened.ownerConfig));
    mkdirSync(dirname(OPENAPI_FILE), { recursive: true });
    writeFileSync(OPENAPI_FILE, openApiText());
  } finally {
    await opened.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
