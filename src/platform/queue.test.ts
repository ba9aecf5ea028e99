// Jobs are asked for inside our own transaction: what rolls back asks for nothing, and the worker's own role runs the rest.
import { Logger, runOnce } from 'graphile-worker';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { newId } from '#base/id.ts';
import { APP_ROLE, roleConfig, WORKER_ROLE } from './database.ts';
import { sql } from './sql.ts';
import { testHouse } from './test-house.ts';

let owner: pg.Client;
let worker: pg.Pool;
const config = (role: string) => roleConfig(inject('owner'), role, (name) => `${inject('secret')} ${name}`);
const silent = new Logger(() => () => {});

beforeAll(async () => {
  owner = new pg.Client(inject('owner'));
  await owner.connect();
  worker = new pg.Pool({ ...config(WORKER_ROLE), max: 3 });
  worker.on('error', () => {});
  worker.on('connect', (client) => client.on('error', () => {}));
});
afterAll(async () => {
  await worker.end();
  await owner.end();
});

const waiting = async (task: string): Promise<number> => {
  const { rows } = await worker.query(
    `select count(*)::integer as n from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = $1`,
    [task],
  );
  return rows[0].n;
};

const enqueue = (task: string, tenantId: string, key: string | null = null) =>
  sql`select machine.enqueue(${task}, ${JSON.stringify({ tenantId })}::json, ${key}, null)`;

test('a job asked for in a transaction that fails was never asked for; one that commits is there', async () => {
  const place = await testHouse([]);
  const task = `trap-${newId()}`;
  const attempt = place.run(async (ctx) => {
    await ctx.tx.run(enqueue(task, ctx.tenant.id));
    throw new Error('on purpose');
  });
  await expect(attempt).rejects.toThrow('on purpose');
  expect(await waiting(task)).toBe(0);
  await place.run(async (ctx) => void (await ctx.tx.run(enqueue(task, ctx.tenant.id))));
  expect(await waiting(task)).toBe(1);
});

test('the same key asks once', async () => {
  const place = await testHouse([]);
  const task = `trap-${newId()}`;
  for (let round = 0; round < 3; round++) {
    await place.run(async (ctx) => void (await ctx.tx.run(enqueue(task, ctx.tenant.id, `once ${task}`))));
  }
  expect(await waiting(task)).toBe(1);
});

test('the worker’s role runs what the app asked for, with the company in the payload', async () => {
  const place = await testHouse([]);
  const task = `trap-${newId()}`;
  await place.run(async (ctx) => void (await ctx.tx.run(enqueue(task, ctx.tenant.id))));
  const ran: unknown[] = [];
  await runOnce({ pgPool: worker, logger: silent, taskList: { [task]: async (payload) => void ran.push(payload) } });
  expect(ran).toEqual([{ tenantId: place.tenant.id }]);
  expect(await waiting(task)).toBe(0);
});

test('the app neither reads the queue nor writes it but through the owner’s function', async () => {
  const app = new pg.Client(config(APP_ROLE));
  await app.connect();
  try {
    for (const statement of [
      'select * from graphile_worker._private_jobs',
      "select graphile_worker.add_job('x')",
      "insert into machine.migrations values ('x', 'x', now())",
    ]) {
      await expect(app.query(statement), statement).rejects.toMatchObject({ code: '42501' });
    }
  } finally {
    await app.end();
  }
});
