// After the kills: what the clients were told against what the database holds, row by row.
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Database as Opened, openDatabase } from '#platform/postgres/connect.ts';
import type { Attack } from './attack.ts';
import type { Load } from './load.ts';
import { installWitness } from './witness.ts';

export type Balance = {
  readonly acknowledged: number;
  /** Answered to a client, and not in the database as it was answered. */
  readonly missing: number;
  /** Orders checked more than once. */
  readonly doubled: number;
  /** In the database, and never asked for. */
  readonly strange: number;
  /** Nodes of the limit tree above their cap. */
  readonly aboveCap: number;
  /** Accounts whose reserved amount is not what their clear orders sum to. */
  readonly unbalanced: number;
};

const SUMS = `
  select count(*) filter (where a.cap_mode = 'amount' and a.exposure_minor > a.cap_minor) as above,
          count(*) filter (where a.kind = 'own' and a.reserved_minor is distinct from coalesce(
            (select sum(r.remaining_minor) from orders.reservations r
             where r.tenant_id = a.tenant_id and r.account_id = a.account_id and r.ended_at is null), 0)
            or a.kind = 'own' and a.reserved_minor is distinct from coalesce(
            (select sum(e.amount_minor) from exposure.entries e
             where e.tenant_id = a.tenant_id and e.account_id = a.account_id and e.part = 'reserved'), 0)) as unbalanced
   from exposure.accounts a`;

/** Compares with the database of a data folder whose server may run or not. */
export async function compare(folder: string, load: Load): Promise<Balance> {
  const opened = await openDatabase({ dataFolder: folder, databaseUrl: null, purpose: 'command' });
  // The superuser: what one company's connection would not show must not hide a fault.
  const client = new pg.Client({ ...opened.adminConfig!, database: 'xinheng' });
  try {
    await client.connect();
    const { rows: checks } = await client.query<{ check_id: string; order_number: string; outcome: string; kept: string | null }>(
      `select c.check_id, c.order_number, c.outcome, convert_from(r.answer, 'UTF8') as kept
       from orders.checks c
       left join platform.requests r on r.tenant_id = c.tenant_id and convert_from(r.answer, 'UTF8')::jsonb ->> 'checkId' = c.check_id::text
       where c.order_number like $1`,
      [`${load.name}-%`],
    );
    const byOrder = Map.groupBy(checks, (row) => row.order_number);
    const asked = new Set(load.log.map((each) => each.order));
    const acknowledged = load.log.filter((each) => each.answer !== null);
    const missing = acknowledged.filter((each) => {
      const rows = byOrder.get(each.order) ?? [];
      return !rows.some((row) => row.kept === each.answer && JSON.parse(each.answer!).checkId === row.check_id);
    });
    const { rows: sums } = await client.query<{ above: string; unbalanced: string }>(SUMS);
    return {
      acknowledged: acknowledged.length,
      missing: missing.length,
      doubled: [...byOrder.values()].filter((rows) => rows.length > 1).length,
      strange: [...byOrder.keys()].filter((order) => !asked.has(order)).length,
      aboveCap: Number(sums[0]!.above),
      unbalanced: Number(sums[0]!.unbalanced),
    };
  } finally {
    await client.end();
    await opened.close();
  }
}

export type Found = {
  /** Acknowledged, and reserved otherwise than answered. */
  readonly otherwise: readonly string[];
  readonly receiptsMissing: number;
  readonly doubled: number;
  readonly strange: number;
  /** Commits that left a node above its cap and releases, as the witness saw them. */
  readonly aboveCap: number;
  readonly unbalanced: number;
  readonly groupsBesideMembers: number;
};

/** What the books of the attackers say, against every table, of a house whose server runs or not. `witnessed` before the attack. */
export async function judge(folder: string, attack: Attack): Promise<Found> {
  const opened = await openDatabase({ dataFolder: folder, databaseUrl: null, purpose: 'command' });
  const client = new pg.Client({ ...opened.adminConfig!, database: 'xinheng', types: { getTypeParser: () => String } });
  try {
    await client.connect();
    const rows = async (text: string) => (await client.query<Record<string, string>>(text)).rows;
    const [orders, receipts, seen, sums, groups] = [
      await rows(`select o.number, coalesce(sum(r.remaining_minor), 0) as reserved, count(distinct o.order_id) as times
                  from orders.orders o left join orders.reservations r on r.tenant_id = o.tenant_id and r.order_id = o.order_id
                  where o.number like '${attack.name}-%' group by 1`),
      await rows(`select number, count(*) as times from receivables.documents where number like 'R-${attack.name}-%' group by 1`),
      await rows('select count(*) as n from witness.over_cap'),
      await rows(SUMS),
      await rows(`select count(*) as n from exposure.accounts g where g.kind = 'group' and g.children_minor is distinct from (
                    select coalesce(sum(a.exposure_minor), 0) from exposure.paths p
                    join exposure.accounts a on a.tenant_id = p.tenant_id and a.account_id = p.account_id
                    where p.tenant_id = g.tenant_id and p.node_id = g.account_id and p.depth > 0)`),
    ];
    const reserved = new Map(orders.map((row) => [row['number']!, BigInt(row['reserved']!)]));
    const there = new Map(receipts.map((row) => [row['number']!, row['times']!]));
    return {
      otherwise: [...attack.reserved]
        .filter(([order, minor]) => reserved.get(order) !== minor)
        .map(([order, minor]) => `${order}: answered ${minor}, reserved ${reserved.get(order)}`),
      receiptsMissing: [...attack.receipts].filter((number) => there.get(number) !== '1').length,
      doubled: orders.filter((row) => row['times'] !== '1').length,
      strange: [...reserved.keys(), ...there.keys()].filter((each) => !attack.asked.has(each)).length,
      aboveCap: Number(seen[0]!['n']),
      unbalanced: Number(sums[0]!['unbalanced']),
      groupsBesideMembers: Number(groups[0]!['n']),
    };
  } finally {
    await client.end();
    await opened.close();
  }
}

/** Sets the witness into the database of an installation: from now on it looks at every commit. */
export async function witnessed(folder: string): Promise<void> {
  const opened = await openDatabase({ dataFolder: folder, databaseUrl: null, purpose: 'command' });
  try {
    await installWitness({ ...opened.adminConfig!, database: 'xinheng' });
  } finally {
    await opened.close();
  }
}

/** Rows of a statement over all companies of a data folder, as text. */
export async function rowsOf(folder: string, text: string): Promise<Record<string, unknown>[]> {
  const opened = await openDatabase({ dataFolder: folder, databaseUrl: null, purpose: 'command' });
  const client = new pg.Client({ ...opened.adminConfig!, database: 'xinheng', types: { getTypeParser: () => String } });
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
    await opened.close();
  }
}

const LOOK_MS = 2;
const QUIET_MS = 10_000;

/** Sees what other processes are doing in a database, as its superuser. */
export class Watcher {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(opened: Opened): Promise<Watcher> {
    const client = new pg.Client({ ...opened.adminConfig!, database: 'xinheng', types: { getTypeParser: () => String } });
    client.on('error', () => {});
    await client.connect();
    return new Watcher(client);
  }

  async rows(text: string): Promise<Record<string, unknown>[]> {
    return (await this.#client.query<Record<string, unknown>>(text)).rows;
  }

  /** Resolves with true while a statement that contains `part` is at work. Never, when none comes: race it. */
  async sees(part: string): Promise<boolean> {
    for (;;) {
      const found = await this.#client.query(
        "select 1 from pg_stat_activity where pid <> pg_backend_pid() and application_name = 'xinheng' and state = 'active' and strpos(query, $1) > 0",
        [part],
      );
      if (found.rowCount) return true;
      await sleep(LOOK_MS);
    }
  }

  /** Until nobody else is in a transaction: the server takes a moment to notice that a client is gone. */
  async quiet(): Promise<void> {
    const since = performance.now();
    while (performance.now() - since < QUIET_MS) {
      const found = await this.#client.query(
        "select 1 from pg_stat_activity where pid <> pg_backend_pid() and application_name = 'xinheng' and xact_start is not null",
      );
      if (!found.rowCount) return;
      await sleep(LOOK_MS);
    }
    throw new Error('a transaction of a client that is gone does not end');
  }

  async close(): Promise<void> {
    await this.#client.end().catch(() => {});
  }
}
