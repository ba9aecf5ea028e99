// The stage of a bench: a PostgreSQL of its own in a temporary folder, the house on it, one company to fill.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Day, dayIn } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { type Role, scopeOf } from '#platform/auth/permissions.ts';
import { insertUser } from '#platform/auth/store.ts';
import type { Actor } from '#platform/context.ts';
import { APP_ROLE, type ConnectionConfig, roleConfig } from '#platform/database.ts';
import { type House, openHouse } from '#platform/house.ts';
import { openDatabase } from '#platform/postgres/connect.ts';
import type { Tenant } from '#platform/tenants.ts';
import { ROOMS } from '../../src/rooms.ts';

const TIME_ZONE = 'Asia/Shanghai';

export type Stage = {
  readonly house: House;
  readonly tenant: Tenant;
  /** A credit manager: sees everything, decides nothing alone. */
  readonly manager: Actor;
  readonly today: Day;
  /** The owner's connection, in the company: for filling tables and for looking at the catalogue. */
  readonly owner: pg.Client;
  /** A connection as the serving role, in the company, as the plain-SQL references use it. */
  plain(options?: { readonly pipeline?: boolean }): Promise<pg.Client>;
  /** A connection that row-level security does not bind, where there is one (the embedded server's superuser); else the owner's. */
  unbound(): Promise<{ readonly client: pg.Client; readonly unbound: boolean }>;
  close(): Promise<void>;
};

/**
 * Opens a stage. BENCH_DATABASE_URL names a server to use instead of the embedded one; the company is new in either case.
 * `folder` keeps the data folder for another look; without it everything is thrown away at the end.
 */
export async function openStage(folder?: string): Promise<Stage> {
  const own = folder ?? mkdtempSync(join(tmpdir(), 'xinheng-bench-'));
  if (!folder) chmodSync(own, 0o755);
  const opened = await openDatabase({
    dataFolder: join(own, 'data'),
    databaseUrl: process.env.BENCH_DATABASE_URL ?? null,
    purpose: 'command',
  });
  const house = await openHouse({ owner: opened.ownerConfig, secretFor: (name) => opened.secretFor(name), rooms: ROOMS });
  const name = folder ? 'bench' : `bench-${newId()}`;
  const tenant = await house.tenants.ensure(name, '基准公司', TIME_ZONE, 'CNY');
  const owner = await connect(opened.ownerConfig, tenant.id);
  const app = roleConfig(opened.ownerConfig, APP_ROLE, (role) => opened.secretFor(role));
  const plains: pg.Client[] = [];
  return {
    house,
    tenant,
    manager: await person({ house, tenant }, '王经理', 'credit-manager'),
    today: dayIn(TIME_ZONE, Date.now()),
    owner,
    async plain(options = {}) {
      const client = await connect({ ...app, ...options } as ConnectionConfig, tenant.id);
      plains.push(client);
      return client;
    },
    async unbound() {
      const { adminConfig } = opened;
      const config = adminConfig ? { ...adminConfig, database: opened.ownerConfig.database } : opened.ownerConfig;
      const client = await connect(config as ConnectionConfig, tenant.id);
      plains.push(client);
      return { client, unbound: adminConfig !== null };
    },
    async close() {
      await Promise.all([owner.end(), ...plains.map((client) => client.end())]);
      await house.close();
      await opened.close();
      if (!folder) rmSync(own, { recursive: true, force: true });
    },
  };
}

async function connect(config: ConnectionConfig, tenantId: string): Promise<pg.Client> {
  const client = new pg.Client(config);
  await client.connect();
  await client.query(`set app.tenant_id = '${tenantId}'`);
  return client;
}

/** Somebody of the company with a role. */
export async function person(stage: Pick<Stage, 'house' | 'tenant'>, name: string, role: Role): Promise<Actor> {
  const { house, tenant } = stage;
  const id = newId();
  await house.database.transaction(tenant.id, (tx, { at }) =>
    insertUser(tx, {
      tenantId: tenant.id,
      userId: id,
      login: `${role}-${id}`,
      displayName: name,
      roles: [role],
      passwordHash: null,
      mustChange: false,
      at,
    }),
  );
  return { kind: 'user', id, name, roles: [role], scope: scopeOf(id, [role]) };
}
