// One key, one effect, the same bytes again (R4, R5, R6), for operations that run alone and for those that share a transaction.
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { Problem } from '#base/assert.ts';
import { newId } from '#base/id.ts';
import { bind, bindBatch, type Ctx, type Room } from './context.ts';
import { operation } from './operation.ts';
import { Id, Input } from './schemas.ts';
import { sql } from './sql.ts';
import { type TestHouse, testHouse } from './test-house.ts';

const shape = {
  summary: { zh: '记一笔', en: 'Book one' },
  permission: 'orders.check',
  writes: true,
  idempotent: 'required',
  input: Input({ reason: Type.String(), zeta: Type.Optional(Type.Integer()) }),
  output: Type.Object({ zeta: Type.Integer(), id: Id, alpha: Type.String() }),
} as const;
const alone = operation({ ...shape, name: 'till.book-alone' });
const together = operation({ ...shape, name: 'till.book-together', batch: 64 });
const other = operation({ ...shape, name: 'till.book-other' });

/** One row an effect, in an append-only table. */
async function book(ctx: Ctx, reason: string): Promise<{ zeta: number; id: string; alpha: string }> {
  const id = newId();
  await ctx.tx.run(sql`
    insert into policies.modes (tenant_id, mode_id, mode, from_at, by_name, reason)
    values (${ctx.tenant.id}, ${id}, 'shadow', ${ctx.at}, 'till', ${reason})`);
  if (reason === 'refuse') throw new Problem(409, 'refused_here', 'no');
  return { zeta: 1, id, alpha: '一' };
}

const till: Room = {
  name: 'till',
  operations: [
    bind(alone, (ctx, input) => book(ctx, input.reason)),
    bind(other, (ctx, input) => book(ctx, input.reason)),
    bindBatch(together, async (ctx, calls) => {
      const answers = [];
      for (const { input } of calls) {
        if (input.reason === 'refuse') answers.push({ problem: new Problem(409, 'refused_here', 'no') });
        else if (input.reason === 'fault') throw new Error('one of the batch is broken');
        else answers.push({ answer: await book(ctx, input.reason), note: {} });
      }
      return answers;
    }),
  ],
};

const effects = async (place: TestHouse, reason: string): Promise<number> => {
  let count = 0;
  await place.run(async (ctx) => {
    const rows = await ctx.tx.rows(sql`select 1 from policies.modes where tenant_id = ${ctx.tenant.id} and reason = ${reason}`);
    count = rows.length;
  });
  return count;
};

async function ask(place: TestHouse, op: typeof alone, input: object, key?: string) {
  const { tenant, operator } = place;
  return place.door.call({ operation: op.name, tenantId: tenant.id, actor: operator, input, key });
}

for (const [how, op] of [
  ['alone', alone],
  ['in a batch', together],
] as const) {
  test(`${how}: 64 duplicates at once have one effect and answer the same bytes (R5)`, async () => {
    const place = await testHouse([till]);
    const key = newId();
    const results = await Promise.allSettled(Array.from({ length: 64 }, () => ask(place, op, { reason: 'coffee' }, key)));
    // A duplicate waits for the first at most as long as a lock is waited for; it may be told to ask again, never to act again.
    for (const each of results) {
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ status: 409, code: 'request_in_progress' });
    }
    const answered = results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(answered.length).toBeGreaterThan(1);
    expect(new Set(answered.map((each) => each.bytes.toString('hex'))).size).toBe(1);
    expect(answered.filter((each) => !each.replayed)).toHaveLength(1);
    expect(await effects(place, 'coffee')).toBe(1);
    // Later, and with the fields in another order: still the same bytes, in the order in which they were first written.
    const later = await ask(place, op, { reason: 'coffee' }, key);
    expect(later.replayed).toBe(true);
    expect(later.bytes.equals(answered[0]!.bytes)).toBe(true);
    expect(later.bytes.toString()).toMatch(/^\{"zeta":1,"id":"[0-9a-f-]{36}","alpha":"一"\}$/);
  });

  test(`${how}: the same key for another request is refused, whichever field differs (R6)`, async () => {
    const place = await testHouse([till]);
    const key = newId();
    await ask(place, op, { reason: 'tea' }, key);
    const reused = { status: 422, code: 'idempotency_key_reused' };
    await expect(ask(place, op, { reason: 'Tea' }, key)).rejects.toMatchObject(reused);
    await expect(ask(place, op, { reason: 'tea', zeta: 0 }, key)).rejects.toMatchObject(reused);
    await expect(ask(place, other, { reason: 'tea' }, key)).rejects.toMatchObject(reused);
    expect(await effects(place, 'tea')).toBe(1);
    const elsewhere = await testHouse([till]);
    await expect(ask(elsewhere, op, { reason: 'water' }, key), 'a key belongs to one company').resolves.toMatchObject({
      replayed: false,
    });
  });

  test(`${how}: a request that needs a key and has none, or one too long, is refused`, async () => {
    const place = await testHouse([till]);
    await expect(ask(place, op, { reason: 'milk' })).rejects.toMatchObject({ status: 400, code: 'idempotency_key_missing' });
    await expect(ask(place, op, { reason: 'milk' }, '')).rejects.toMatchObject({ code: 'idempotency_key_missing' });
    await expect(ask(place, op, { reason: 'milk' }, 'k'.repeat(201))).rejects.toMatchObject({ code: 'idempotency_key_too_long' });
    expect(await effects(place, 'milk')).toBe(0);
  });

  test(`${how}: a problem changes nothing and frees the key for the mended request`, async () => {
    const place = await testHouse([till]);
    const key = newId();
    await expect(ask(place, op, { reason: 'refuse' }, key)).rejects.toMatchObject({ code: 'refused_here' });
    expect(await effects(place, 'refuse')).toBe(0);
    await expect(ask(place, op, { reason: 'mended' }, key)).resolves.toMatchObject({ replayed: false });
    expect(await effects(place, 'mended')).toBe(1);
  });
}

test('two different requests with one key in one batch: the first acts, the second is refused', async () => {
  const place = await testHouse([till]);
  const key = newId();
  const results = await Promise.allSettled([
    ask(place, together, { reason: 'one' }, key),
    ask(place, together, { reason: 'two' }, key),
    ask(place, together, { reason: 'three' }, newId()),
  ]);
  expect(results.map((each) => each.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect((results[1] as PromiseRejectedResult).reason).toMatchObject({ status: 422 });
  expect([await effects(place, 'one'), await effects(place, 'two')]).toEqual([1, 0]);
});

test('one broken call does not take the others of its batch with it', async () => {
  const place = await testHouse([till]);
  const reasons = ['a', 'b', 'fault', 'c'];
  const results = await Promise.allSettled(reasons.map((reason) => ask(place, together, { reason }, newId())));
  expect(results.map((each) => each.status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  for (const reason of ['a', 'b', 'c']) expect(await effects(place, reason), reason).toBe(1);
});

test('a dry run takes no key and leaves nothing', async () => {
  const place = await testHouse([till]);
  const key = newId();
  for (const op of [alone, together]) {
    await place.call(op, { reason: 'try' }, { key, dryRun: true });
    await place.call(op, { reason: 'try' }, { key, dryRun: true });
  }
  expect(await effects(place, 'try')).toBe(0);
  await expect(ask(place, alone, { reason: 'real' }, key)).resolves.toMatchObject({ replayed: false });
});

test('each committed call has its event, and nothing else has one (R17)', async () => {
  const place = await testHouse([till]);
  const keys = Array.from({ length: 20 }, () => newId());
  await Promise.allSettled([
    ...keys.map((key, at) => ask(place, together, { reason: at % 4 === 0 ? 'refuse' : 'event' }, key)),
    ...keys.map((key, at) => ask(place, together, { reason: at % 4 === 0 ? 'refuse' : 'event' }, key)),
    ask(place, alone, { reason: 'event' }, newId()),
    ask(place, alone, { reason: 'refuse' }, newId()),
  ]);
  await place.run(async (ctx) => {
    const rows = await ctx.tx.rows(sql`select 1 from platform.events where tenant_id = ${ctx.tenant.id}`);
    expect(rows).toHaveLength(16);
  });
  expect(await effects(place, 'event')).toBe(16);
});
