// The companies of an installation: directory rows, cached, since each transaction needs the time zone to know what today is.
import { Problem } from '#base/assert.ts';
import { isId, newId } from '#base/id.ts';
import type { Database } from './database.ts';
import { sql } from './sql.ts';

export type Tenant = {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly timeZone: string;
  readonly currency: string;
};

type Row = { tenant_id: string; name: string; display_name: string; time_zone: string; currency: string };

const CACHE_MS = 5_000;

export class Tenants {
  readonly #database: Database;
  readonly #cache = new Map<string, { tenant: Tenant; until: number }>();

  constructor(database: Database) {
    this.#database = database;
  }

  async byId(id: string): Promise<Tenant> {
    const cached = this.#cache.get(id);
    if (cached && cached.until > performance.now()) return cached.tenant;
    const rows = isId(id) ? await this.#select(sql`tenant_id = ${id}`) : [];
    return this.#keep(rows[0], id);
  }

  async byName(name: string): Promise<Tenant> {
    return this.#keep((await this.#select(sql`name = ${name}`))[0], name);
  }

  async all(): Promise<Tenant[]> {
    return (await this.#select(sql`true`)).map(tenantOf);
  }

  /** Creates the tenant if no other has its name; returns it either way. */
  async ensure(name: string, displayName: string, timeZone: string, currency: string): Promise<Tenant> {
    await this.#database.directory((tx) =>
      tx.run(sql`
        insert into platform.tenants (tenant_id, name, display_name, time_zone, currency, created_at)
        values (${newId()}, ${name}, ${displayName}, ${timeZone}, ${currency}, clock_timestamp())
        on conflict (name) do nothing`),
    );
    return this.byName(name);
  }

  async rename(id: string, displayName: string, timeZone: string, currency: string): Promise<void> {
    await this.#database.directory((tx) =>
      tx.run(sql`
        update platform.tenants set display_name = ${displayName}, time_zone = ${timeZone}, currency = ${currency}
        where tenant_id = ${id}`),
    );
    this.#cache.delete(id);
  }

  #select(where: ReturnType<typeof sql>): Promise<Row[]> {
    return this.#database.directory((tx) =>
      tx.rows(sql<Row>`
        select tenant_id, name, display_name, time_zone, currency
        from platform.tenants where ${where} order by created_at limit 1000`),
    );
  }

  #keep(row: Row | undefined, asked: string): Tenant {
    if (!row) throw new Problem(404, 'tenant_unknown', `no company ${JSON.stringify(asked)} in this installation`);
    const tenant = tenantOf(row);
    this.#cache.set(tenant.id, { tenant, until: performance.now() + CACHE_MS });
    return tenant;
  }
}

function tenantOf(row: Row): Tenant {
  return { id: row.tenant_id, name: row.name, displayName: row.display_name, timeZone: row.time_zone, currency: row.currency };
}
