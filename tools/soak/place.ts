// A company on a real database, seen through any number of servers, each with connections of its own, as separate processes would.
import pg from 'pg';
import { type Day, startOfDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { parseMinor } from '#base/money.ts';
import { Sealer } from '#platform/auth/secrets.ts';
import type { Actor, Ctx } from '#platform/context.ts';
import { APP_ROLE, type ConnectionConfig, Database, roleConfig } from '#platform/database.ts';
import { type Answer, Door } from '#platform/dispatch.ts';
import type { InputOf, Operation, OutputOf } from '#platform/operation.ts';
import { sql, type Tx } from '#platform/sql.ts';
import { type Tenant, Tenants } from '#platform/tenants.ts';
import { ensureEntities, ensureParties, linkGroup, NO_ENTITY, saveGroup } from '#rooms/customers/actions.ts';
import { ensureAccounts, ensureGroupNode, setCaps } from '#rooms/exposure/actions.ts';
import { orders } from '#rooms/orders/room.ts';
import { type NewDocument, postDocuments } from '#rooms/receivables/posting.ts';
import { ROOMS } from '#root/src/rooms.ts';
import { type StatementWatch, watchedClient } from './statements.ts';
import { installWitness } from './witness.ts';

/** The database of a test run: its owner's connection and the secret that the serving roles' passwords come from. */
export type Given = { readonly owner: ConnectionConfig; readonly secret: string };

export const TODAY: Day = '2026-11-21';
export const CURRENCY = 'CNY';
const ZONE = 'Asia/Shanghai';
const NOON_MS = 12 * 3_600_000;
const DAY_MS = 86_400_000;

export const OPERATOR: Actor = { kind: 'system', id: null, name: 'operator', roles: [], scope: { kind: 'all' } };

export function cny(minor: bigint | number): { amount: string; currency: string } {
  const text = String(minor).padStart(3, '0');
  return { amount: `${text.slice(0, -2)}.${text.slice(-2)}`, currency: CURRENCY };
}

export type Server = { readonly database: Database; readonly door: Door };

export class Place {
  readonly given: Given;
  readonly tenant: Tenant;
  readonly servers: readonly Server[];

  private constructor(given: Given, tenant: Tenant, servers: readonly Server[]) {
    this.given = given;
    this.tenant = tenant;
    this.servers = servers;
  }

  /**
   * A new company with one server for each of `daysAhead`: 0 lives on TODAY, for 31 whatever was reserved on TODAY has run out. Every
   * statement of theirs passes `watch`.
   */
  static async open(given: Given, daysAhead: readonly number[], watch: StatementWatch = {}): Promise<Place> {
    await installWitness(given.owner);
    const noon = startOfDay(TODAY, ZONE) + NOON_MS - Date.now();
    const made = daysAhead.map((days) => {
      const Client = watchedClient(watch);
      const config = roleConfig({ ...given.owner, Client } as ConnectionConfig, APP_ROLE, (name) => `${given.secret} ${name}`);
      const database = new Database(config, () => {});
      const tenants = new Tenants(database);
      const clockShiftMs = noon + days * DAY_MS;
      const door = new Door({ database, tenants, sealer: new Sealer('test'), rooms: ROOMS, test: true, clockShiftMs });
      return { database, tenants, door };
    });
    const tenant = await made[0]!.tenants.ensure(`race-${newId()}`, '并发公司', ZONE, CURRENCY);
    return new Place(given, tenant, made);
  }

  send(server: number, operation: Operation, input: unknown, key?: string, actor: Actor = OPERATOR): Promise<Answer> {
    const { door } = this.servers[server % this.servers.length]!;
    return door.call({ operation: operation.name, tenantId: this.tenant.id, actor, input, key });
  }

  async call<Op extends Operation>(server: number, operation: Op, input: InputOf<Op>, key?: string): Promise<OutputOf<Op>> {
    const wanted = key ?? (operation.idempotency === 'optional' || operation.idempotency === 'none' ? undefined : newId());
    return JSON.parse((await this.send(server, operation, input, wanted)).bytes.toString('utf8'));
  }

  run(work: (ctx: Ctx) => Promise<void>, server = 0): Promise<void> {
    return this.servers[server % this.servers.length]!.door.job(this.tenant.id, 'test', work);
  }

  async read<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.servers[0]!.database.transaction(this.tenant.id, (tx) => work(tx));
  }

  /** A group with a cap over what its members use together. Returns the id of its node. */
  async group(code: string, cap: string | null): Promise<string> {
    let node = '';
    await this.run(async (ctx) => {
      node = await addGroup(ctx, code, cap);
    });
    return node;
  }

  /** A customer with its account and cap, a member of `group` where given. Returns the account's id. */
  async customer(code: string, cap: string | null, group?: string): Promise<string> {
    let accountId = '';
    await this.run(async (ctx) => {
      accountId = (await addCustomers(ctx, [{ code, cap, group }])).get(code)!;
    });
    return accountId;
  }

  /** A document of the ledger: a fact, never refused. */
  post(code: string, kind: 'receipt' | 'invoice', number: string, amountMinor: bigint, server = 0): Promise<void> {
    return this.run(async (ctx) => {
      const { ids } = await ensureParties(ctx, 'ledger', [
        { code, name: null, uscc: null, salesperson: null, entity: null, termsDays: null },
      ]);
      const entities = await ensureEntities(ctx, [NO_ENTITY], CURRENCY);
      const document: NewDocument = {
        kind,
        partyId: ids.get(code)!,
        entityId: entities.get(NO_ENTITY)!,
        number,
        issuedOn: TODAY,
        dueOn: kind === 'invoice' ? '2026-12-31' : null,
        amountMinor,
        currency: CURRENCY,
      };
      await postDocuments(ctx, { source: 'ledger', importId: null, documents: [document], applications: [] });
    }, server);
  }

  /** The sweep that gives back what has run out by the clock of this server. */
  expire(server: number): Promise<void> {
    const job = orders.jobs!.find((each) => each.name === 'orders.expire')!;
    return this.servers[server]!.door.job(this.tenant.id, job.name, job.run);
  }

  async close(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.database.close()));
  }
}

export async function addGroup(ctx: Ctx, code: string, cap: string | null): Promise<string> {
  const group = await saveGroup(ctx, { code, name: code });
  const node = await ensureGroupNode(ctx, group.id, CURRENCY);
  if (cap !== null) await setCaps(ctx, new Map([[node, [step(cap)]]]));
  return node;
}

export type NewCustomer = { readonly code: string; readonly cap: string | null; readonly group?: string | undefined };

/** Customers with their accounts and caps, in the groups named. Returns account ids by code. */
export async function addCustomers(ctx: Ctx, rows: readonly NewCustomer[]): Promise<Map<string, string>> {
  const named = rows.map(({ code }) => ({
    code,
    name: `${code}有限公司`,
    uscc: null,
    salesperson: null,
    entity: null,
    termsDays: 60,
  }));
  const { ids } = await ensureParties(ctx, 'ledger', named);
  const groups = new Map<string, string>();
  for (const { code, group } of rows) {
    if (group === undefined) continue;
    if (!groups.has(group)) groups.set(group, (await saveGroup(ctx, { code: group, name: group })).id);
    await linkGroup(ctx, ids.get(code)!, groups.get(group)!);
  }
  const accounts = await ensureAccounts(
    ctx,
    rows.map(({ code }) => ({ partyId: ids.get(code)!, currency: CURRENCY })),
  );
  const found = new Map(rows.map(({ code }) => [code, accounts.get(`${ids.get(code)} ${CURRENCY}`)!]));
  const capped = rows.filter((row) => row.cap !== null);
  if (capped.length > 0) await setCaps(ctx, new Map(capped.map((row) => [found.get(row.code)!, [step(row.cap!)]])));
  return found;
}

function step(cap: string) {
  return { startsOn: '2026-01-01', mode: 'amount' as const, capMinor: parseMinor(cap, CURRENCY), expiredOn: null };
}

/** Rows of a statement of the owner's, outside of any company. */
export async function asOwner<Row extends Record<string, unknown>>(owner: ConnectionConfig, text: string): Promise<Row[]> {
  const client = new pg.Client(owner);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Ends an ordeal: the promise is broken, in its own words. */
export function broken(message: string): never {
  throw new Error(message);
}

/** Work on a new company, which is closed afterwards. */
export async function on(
  given: Given,
  servers: readonly number[],
  watch: StatementWatch,
  work: (place: Place) => Promise<void>,
): Promise<void> {
  const place = await Place.open(given, servers, watch);
  try {
    await work(place);
  } finally {
    await place.close();
  }
}

export { sql };
