// For tests: the house on the run's real PostgreSQL, a fresh company for each test, people to act as, a day to stand on.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { type Day, startOfDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { type Role, scopeOf } from './auth/permissions.ts';
import { Sealer } from './auth/secrets.ts';
import { insertUser } from './auth/store.ts';
import type { Actor, Ctx, Download, Room } from './context.ts';
import { APP_ROLE, Database, roleConfig } from './database.ts';
import { Door } from './dispatch.ts';
import type { InputOf, Operation, OutputOf } from './operation.ts';
import { type Tenant, Tenants } from './tenants.ts';

const SHANGHAI = 'Asia/Shanghai';
const NOON_MS = 12 * 3_600_000;

export type CallOptions = { as?: Actor; key?: string; dryRun?: boolean; file?: { name: string; content: string | Uint8Array } };

export type TestHouse = {
  readonly database: Database;
  readonly tenants: Tenants;
  readonly door: Door;
  readonly tenant: Tenant;
  readonly operator: Actor;
  person(login: string, ...roles: Role[]): Promise<Actor>;
  call<Op extends Operation>(operation: Op, input: InputOf<Op>, options?: CallOptions): Promise<OutputOf<Op>>;
  download(
    operation: Operation,
    input: unknown,
    options?: CallOptions,
  ): Promise<{ fileName: string; contentType: string; bytes: Uint8Array }>;
  /** A job of a room, or any work on a context, in a transaction of this company that commits. */
  run(work: (ctx: Ctx) => Promise<void>): Promise<void>;
  /** The same company seen from another day. */
  on(day: Day): TestHouse;
};

let shared: { database: Database; tenants: Tenants } | undefined;

function base(): { database: Database; tenants: Tenants } {
  if (!shared) {
    const secret = inject('secret');
    const database = new Database(
      roleConfig(inject('owner'), APP_ROLE, (name) => `${secret} ${name}`),
      () => {},
    );
    shared = { database, tenants: new Tenants(database) };
    afterAll(async () => {
      await shared?.database.close();
      shared = undefined;
    });
  }
  return shared;
}

/** `today` is the day the company lives on, at noon in Shanghai; without it the machine's own. */
export async function testHouse(rooms: readonly Room[], options: { today?: Day; currency?: string } = {}): Promise<TestHouse> {
  const { database, tenants } = base();
  const tenant = await tenants.ensure(`test-${newId()}`, '测试公司', SHANGHAI, options.currency ?? 'CNY');
  return houseOn(database, tenants, tenant, rooms, options.today);
}

function houseOn(
  database: Database,
  tenants: Tenants,
  tenant: Tenant,
  rooms: readonly Room[],
  today: Day | undefined,
): TestHouse {
  const clockShiftMs = today === undefined ? 0 : startOfDay(today, SHANGHAI) + NOON_MS - Date.now();
  const door = new Door({ database, tenants, sealer: new Sealer('test'), rooms, test: true, clockShiftMs });
  const operator: Actor = { kind: 'system', id: null, name: 'operator', roles: [], scope: { kind: 'all' } };
  const ask = (operation: Operation, input: unknown, how: CallOptions) => {
    const upload = how.file ? uploadOf(how.file) : undefined;
    return door.call({
      operation: operation.name,
      tenantId: tenant.id,
      actor: how.as ?? operator,
      input,
      key: how.key ?? (operation.idempotency === 'required' || operation.idempotency === 'machines' ? newId() : undefined),
      dryRun: how.dryRun ?? false,
      ...(upload ? { upload } : {}),
    });
  };
  return {
    database,
    tenants,
    door,
    tenant,
    operator,
    async person(login, ...roles) {
      const userId = newId();
      await database.transaction(tenant.id, (tx, { at }) =>
        insertUser(tx, {
          tenantId: tenant.id,
          userId,
          login,
          displayName: login,
          roles,
          passwordHash: null,
          mustChange: false,
          at,
        }),
      );
      return { kind: 'user', id: userId, name: login, roles, scope: scopeOf(userId, roles) };
    },
    async call(operation, input, how = {}) {
      return JSON.parse((await ask(operation, input, how)).bytes.toString('utf8'));
    },
    async download(operation, input, how = {}) {
      const { path, ...file } = (await ask(operation, input, how)).value as Download;
      if (path === undefined) return file as { fileName: string; contentType: string; bytes: Uint8Array };
      const bytes = readFileSync(path);
      rmSync(path);
      return { fileName: file.fileName, contentType: file.contentType, bytes };
    },
    run: (work) => door.job(tenant.id, 'test', work),
    on: (day) => houseOn(database, tenants, tenant, rooms, day),
  };
}

function uploadOf(file: { name: string; content: string | Uint8Array }): { fileName: string; path: string; bytes: number } {
  const path = join(tmpdir(), `xinheng-${newId()}-${basename(file.name)}`);
  writeFileSync(path, file.content);
  return { fileName: basename(file.name), path, bytes: Buffer.byteLength(file.content) };
}
