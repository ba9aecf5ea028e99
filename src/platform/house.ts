// The assembled house: a database brought up to date, the door over it, and the tenant a command works in.
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { newId } from '#base/id.ts';
import { type Role, scopeOf } from './auth/permissions.ts';
import { hashPassword, oneTimePassword, Sealer } from './auth/secrets.ts';
import * as people from './auth/store.ts';
import type { Actor, Room } from './context.ts';
import { APP_ROLE, type ConnectionConfig, Database, roleConfig, type SecretFor } from './database.ts';
import { Door } from './dispatch.ts';
import { migrate, refuseUnsafeRole } from './migrate.ts';
import { type Tenant, Tenants } from './tenants.ts';

export const VERSION = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string })
  .version;

export type HouseOptions = {
  readonly owner: ConnectionConfig;
  readonly secretFor: SecretFor;
  readonly rooms: readonly Room[];
  /** Creates the installation as a test one (users maker and checker, approve-as); sticks once set. */
  readonly test?: boolean;
  readonly clockShiftMs?: number;
  readonly observe?: (operation: string, outcome: 'ok' | 'problem' | 'fault', seconds: number) => void;
  readonly onDatabaseError?: (error: Error) => void;
  readonly progress?: (message: string) => void;
};

export type House = {
  readonly database: Database;
  readonly tenants: Tenants;
  readonly door: Door;
  readonly sealer: Sealer;
  readonly test: boolean;
  close(): Promise<void>;
};

export const DEFAULT_TENANT = 'default';
/** Where nothing else is said: the product's home. */
const DEFAULT_TIME_ZONE = 'Asia/Shanghai';
const DEFAULT_CURRENCY = 'CNY';

export async function openHouse(options: HouseOptions): Promise<House> {
  await migrate(options.owner, options.secretFor, options.progress);
  const config = roleConfig(options.owner, APP_ROLE, options.secretFor);
  await refuseUnsafeRole(config);
  const test = await testFlag(options.owner, options.test ?? false);
  const database = new Database(config, options.onDatabaseError ?? (() => {}));
  const tenants = new Tenants(database);
  const sealer = new Sealer(options.secretFor('seal'));
  const door = new Door({
    database,
    tenants,
    sealer,
    rooms: options.rooms,
    test,
    ...(options.clockShiftMs === undefined ? {} : { clockShiftMs: options.clockShiftMs }),
    ...(options.observe ? { observe: options.observe } : {}),
  });
  return { database, tenants, door, sealer, test, close: () => door.close().then(() => database.close()) };
}

/** Whether this installation was created with --test: a row of the owner's, which the app's role cannot write. */
async function testFlag(owner: ConnectionConfig, wanted: boolean): Promise<boolean> {
  const client = new pg.Client(owner);
  await client.connect();
  try {
    await client.query('create table if not exists machine.flags (flag text primary key, set_at timestamptz not null)');
    const { rows } = await client.query<{ tenants: string }>('select count(*)::text as tenants from platform.tenants');
    // An installation in use cannot be turned into a test one.
    if (wanted && rows[0]?.tenants === '0') {
      await client.query("insert into machine.flags (flag, set_at) values ('test', now()) on conflict do nothing");
    }
    return (await client.query("select 1 from machine.flags where flag = 'test'")).rowCount === 1;
  } finally {
    await client.end();
  }
}

/** The tenant by name, created with its administrator where it is the default and absent. The password is returned once. */
export async function ensureTenant(
  house: House,
  name = DEFAULT_TENANT,
): Promise<{ tenant: Tenant; administratorPassword: string | null }> {
  if (name !== DEFAULT_TENANT) return { tenant: await house.tenants.byName(name), administratorPassword: null };
  const tenant = await house.tenants.ensure(DEFAULT_TENANT, '信衡', DEFAULT_TIME_ZONE, DEFAULT_CURRENCY);
  const password = oneTimePassword();
  const passwordHash = await hashPassword(password);
  const made = await house.database.transaction(tenant.id, async (tx, { at }) => {
    const add = (login: string, displayName: string, roles: Role[], hash: string | null, mustChange: boolean) =>
      people.insertUser(tx, {
        tenantId: tenant.id,
        userId: newId(),
        login,
        displayName,
        roles,
        passwordHash: hash,
        mustChange,
        at,
      });
    if (house.test) {
      await add('maker', 'maker', ['credit-manager', 'analyst', 'receivables-clerk'], null, false);
      await add('checker', 'checker', ['approver', 'credit-manager'], null, false);
    }
    return add('admin', '管理员', ['administrator'], passwordHash, true);
  });
  return { tenant, administratorPassword: made ? password : null };
}

/** Who a command acts as: the person at the machine. In a test installation the user `maker`, so that approvals need another. */
export async function commandActor(house: House, tenant: Tenant): Promise<Actor> {
  const operator: Actor = { kind: 'system', id: null, name: 'operator', roles: [], scope: { kind: 'all' } };
  if (!house.test) return operator;
  const maker = await house.database.transaction(tenant.id, (tx) => people.userByLogin(tx, 'maker'));
  return maker
    ? { ...operator, id: maker.user_id, name: maker.display_name, scope: scopeOf(maker.user_id, maker.roles) }
    : operator;
}
