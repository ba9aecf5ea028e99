// An import as plain SQL: COPY of the very rows the product wrote, into every table it filled, in one transaction.
//
// The rows are read back beforehand, off the clock, under another company's id. COPY is refused under row-level security, so that the
// embedded server's superuser copies; on a server of one's own (BENCH_DATABASE_URL) the owner copies into temporary tables and inserts.
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from, to } from 'pg-copy-streams';

/** In the order the product fills them. */
export const FILLED = [
  'customers.entities',
  'customers.parties',
  'customers.source_codes',
  'exposure.accounts',
  'exposure.paths',
  'receivables.documents',
  'receivables.open_items',
  'receivables.applications',
  'exposure.entries',
  'exposure.due_days',
  'imports.imports',
  'platform.events',
];

export type Spooled = readonly {
  readonly table: string;
  readonly columns: string;
  readonly file: string;
  readonly rows: number;
}[];

/** Reads back what `tenantId` has, as rows of `asTenantId`. */
export async function spoolRows(owner: pg.Client, folder: string, tenantId: string, asTenantId: string): Promise<Spooled> {
  const spooled: { table: string; columns: string; file: string; rows: number }[] = [];
  await owner.query(`set app.tenant_id = '${tenantId}'`);
  for (const table of FILLED) {
    const { rows: columns } = await owner.query<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = '${table}'::regclass and attnum > 0 and not attisdropped order by attnum`,
    );
    const names = columns.map((column) => column.name);
    const selected = names.map((name) => (name === 'tenant_id' ? `'${asTenantId}'::uuid` : `"${name}"`)).join(', ');
    const file = join(folder, `${table}.copy`);
    const query = owner.query(to(`copy (select ${selected} from ${table} where tenant_id = '${tenantId}') to stdout`));
    await pipeline(query, createWriteStream(file));
    spooled.push({ table, columns: names.map((name) => `"${name}"`).join(', '), file, rows: query.rowCount });
  }
  return spooled.filter((each) => each.rows > 0);
}

/** `direct`: the client is not bound by row-level security. */
export async function copyRows(client: pg.Client, spooled: Spooled, tenantId: string, direct: boolean): Promise<void> {
  await client.query(`begin; set local app.tenant_id = '${tenantId}'`);
  for (const { table, columns, file } of spooled) {
    const target = direct ? table : `pg_temp.staged_${table.replace('.', '_')}`;
    if (!direct) await client.query(`create temporary table staged_${table.replace('.', '_')} (like ${table}) on commit drop`);
    await pipeline(createReadStream(file), client.query(from(`copy ${target} (${columns}) from stdin`)));
    if (!direct) await client.query(`insert into ${table} (${columns}) select ${columns} from ${target}`);
  }
  await client.query('commit');
}
