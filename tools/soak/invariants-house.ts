// The invariants that the house itself keeps, beside those of orders: shown sums, exact money, append-only rows, notices, companies apart.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { APP_ROLE, roleConfig } from '#platform/database.ts';
import { migrate } from '#platform/migrate.ts';
import { openDatabase } from '#platform/postgres/connect.ts';
import { TABLES } from '#platform/table-classes.ts';
import * as exposure from '#rooms/exposure/contract.ts';
import * as integrations from '#rooms/integrations/contract.ts';
import * as orders from '#rooms/orders/contract.ts';
import { broken, cny, type Given, on, sql } from './place.ts';
import type { StatementWatch } from './statements.ts';

const READS = 60;
/** More than a double can count: 2^53 + 1 minor units. */
const EXACT = 9_007_199_254_740_993n;

/** R7: a position read while orders come and go is the sum of its parts, each time. */
async function shownIsSumOfParts(given: Given): Promise<void> {
  await on(given, [0, 0], {}, async (place) => {
    await place.customer('C', '100000.00');
    let writing = true;
    const minor = (money: { amount: string }) => BigInt(money.amount.replace('.', ''));
    const writer = (async () => {
      for (let at = 0; writing; at += 1)
        await place.call(0, orders.check, { customer: 'C', amount: cny(100 + at), order: `SO-${at}` });
    })();
    try {
      for (let read = 0; read < READS; read += 1) {
        const { positions } = await place.call(1, exposure.position, { customer: 'C' });
        for (const { parts, exposure: shown } of positions) {
          const { unapplied, ...counted } = parts;
          const sum = Object.values(counted).reduce((total, each) => total + minor(each), -minor(unapplied));
          if (sum !== minor(shown)) broken(`R7 shown: an exposure of ${shown.amount}, whose parts make ${sum}`);
        }
      }
    } finally {
      writing = false;
      await writer;
    }
  });
}

/** R10: what a double cannot hold comes back to the cent: reserved, amended, delivered in part, given back. */
async function moneyIsExact(given: Given): Promise<void> {
  await on(given, [0], {}, async (place) => {
    await place.customer('C', '99999999999999.99');
    const exact = cny(EXACT);
    const { reservation } = await place.call(0, orders.check, { customer: 'C', amount: exact, order: 'SO-1' });
    if (reservation?.amount.amount !== exact.amount)
      broken(`R10 money: ${exact.amount} was reserved as ${reservation?.amount.amount}`);
    const captured = await place.call(0, orders.capture, {
      reservation: reservation.number,
      amount: cny(EXACT - 2n),
      sourceKey: 'DN-1',
    });
    if (captured.remaining.amount !== '0.02') broken(`R10 money: ${captured.remaining.amount} remain of 0.02`);
    const { released } = await place.call(0, orders.cancel, { order: 'SO-1', reason: '客户取消' });
    if (released?.amount !== '0.02') broken(`R10 money: ${released?.amount} were given back of 0.02`);
  });
}

/** A server of its own, so that what is granted there is granted nowhere else. */
async function ownDatabase(given: Given, work: (given: Given) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'xinheng-trust-'));
  chmodSync(folder, 0o755);
  const opened = await openDatabase({ dataFolder: join(folder, 'data'), databaseUrl: null, purpose: 'command' });
  try {
    await migrate(opened.ownerConfig, (role) => `${given.secret} ${role}`);
    await work({ ...given, owner: opened.ownerConfig });
  } finally {
    await opened.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** R11: the app's role may add to journals, decisions and events; to change or empty them it is refused by the database. */
async function writtenStays(given: Given): Promise<void> {
  await ownDatabase(given, async (own) => {
    const client = new pg.Client(roleConfig(own.owner, APP_ROLE, (name) => `${own.secret} ${name}`));
    await client.connect();
    try {
      for (const [table, tableClass] of Object.entries(TABLES)) {
        if (tableClass !== 'append') continue;
        for (const text of [`update ${table} set tenant_id = tenant_id`, `delete from ${table}`, `truncate ${table}`]) {
          const code = await client.query(text).then(
            () => 'done',
            (error: { code?: string }) => error.code,
          );
          if (code !== '42501') broken(`R11 append-only: ${text} (${code})`);
        }
      }
    } finally {
      await client.end();
    }
  });
}

/** R17: orders whose commit is lost on the way are not told; every other one is, with its delivery, each account's in order. */
async function toldIsCommitted(given: Given): Promise<void> {
  const watch: StatementWatch = {};
  await on(given, [0, 0, 0], watch, async (place) => {
    for (const code of ['A', 'B']) await place.customer(code, '1000.00');
    await place.call(0, integrations.addWebhook, {
      name: 'W',
      url: 'https://example.com/',
      types: ['order.clear', 'order.held'],
    });
    let commits = 0;
    watch.before = (text) => {
      if (text !== 'commit') return undefined;
      commits += 1;
      return commits % 4 === 0 ? Promise.reject(new Error('Connection terminated unexpectedly')) : undefined;
    };
    await Promise.allSettled(
      Array.from({ length: 60 }, (_, at) =>
        place.call(at, orders.check, { customer: at % 2 ? 'A' : 'B', amount: cny(1000), order: `SO-${at}` }),
      ),
    );
    delete watch.before;
    await place.read(async (tx) => {
      const rows = await tx.rows(sql<{ number: string; notices: number; deliveries: number }>`
        select coalesce(o.number, n.data::jsonb ->> 'order') as number, count(distinct n.notice_id)::int as notices, count(d.notice_id)::int as deliveries
        from orders.orders o
        full join platform.notices n on n.data::jsonb ->> 'order' = o.number
        left join platform.deliveries d on d.notice_id = n.notice_id
        group by o.order_id, 1
        having count(distinct n.notice_id) <> 1 or count(d.notice_id) <> 1 or o.order_id is null`);
      const [row] = rows;
      if (row)
        broken(
          `R17 told: order ${row.number} has ${row.notices} notices and ${row.deliveries} deliveries where it has one check`,
        );
      const late = await tx.rows(sql<{ lane: string }>`
        select lane from (select lane, sequence, lag(sequence) over (partition by lane order by place) as before from platform.notices) x
        where before > sequence`);
      if (late.length > 0) broken(`R17 told: ${late.length} notices stand before what they came after`);
    });
  });
}

/** R18: what one company wrote is not there for another, whichever list it asks for. */
async function companiesApart(given: Given): Promise<void> {
  await ownDatabase(given, async (own) => {
    await on(own, [0], {}, async (one) => {
      await one.customer('CANARY', '100.00');
      await one.call(0, orders.check, { customer: 'CANARY', amount: cny(1000), order: 'CANARY-1' });
      await one.call(0, orders.check, { customer: 'CANARY', amount: cny(100_000), order: 'CANARY-2' });
      await on(own, [0], {}, async (other) => {
        for (const operation of [orders.checks, orders.reservations, orders.holds]) {
          const { bytes } = await other.send(0, operation, {});
          if (bytes.includes('CANARY')) broken(`R18 isolation: ${operation.name} shows another company's rows`);
        }
      });
    });
  });
}

export const HOUSE_INVARIANTS = {
  R7: shownIsSumOfParts,
  R10: moneyIsExact,
  R11: writtenStays,
  R17: toldIsCommitted,
  R18: companiesApart,
} satisfies Record<string, (given: Given) => Promise<void>>;
