// The door: who passes, what is read, what is rolled back, who hears of it.
import { Type } from 'typebox';
import { expect, test } from 'vitest';
import { Problem } from '#base/assert.ts';
import { newId } from '#base/id.ts';
import { Sealer } from './auth/secrets.ts';
import { bind, bindBatch, type Ctx, on, type Room } from './context.ts';
import { Door, NOBODY } from './dispatch.ts';
import { event } from './event.ts';
import { operation } from './operation.ts';
import { DayText, Empty, Id, Input, Money, OneOf } from './schemas.ts';
import { sql } from './sql.ts';
import { type TestHouse, testHouse } from './test-house.ts';

const words = { zh: '试', en: 'try' };
const rung = event<{ times: number }>('bell.rung');

const look = operation({
  name: 'bell.look',
  summary: words,
  permission: 'customers.read',
  reads: true,
  input: Input({
    times: Type.Optional(Type.Integer({ minimum: 1, maximum: 9, default: 2 })),
    loud: Type.Optional(Type.Boolean()),
  }),
  output: Type.Object({ times: Type.Integer(), loud: Type.Optional(Type.Boolean()), rows: Type.Integer() }),
});
const ring = operation({
  name: 'bell.ring',
  summary: words,
  permission: 'customers.write',
  writes: true,
  input: Input({
    name: Type.String({ minLength: 1, maxLength: 10 }),
    worth: Type.Optional(Money),
    on: Type.Optional(DayText),
    how: Type.Optional(OneOf(['soft', 'hard'])),
    bells: Type.Optional(Type.Array(Input({ id: Id }), { maxItems: 3 })),
    fail: Type.Optional(OneOf(['problem', 'fault', 'listener', 'timeout'])),
  }),
  output: Type.Object({ id: Id }),
});
const open = operation({
  name: 'bell.open',
  summary: words,
  permission: null,
  reads: true,
  input: Empty,
  output: Type.Object({ actor: Type.String() }),
});
const many = operation({ ...declared('bell.many'), batch: 8, writes: true });

function declared(name: string) {
  return {
    name,
    summary: words,
    permission: 'customers.write' as const,
    input: Input({ who: Type.String() }),
    output: Type.Object({ together: Type.Integer(), actor: Type.String() }),
  };
}

const heard: number[] = [];

async function leave(ctx: Ctx, name: string): Promise<string> {
  const id = newId();
  await ctx.tx.run(sql`
    insert into policies.modes (tenant_id, mode_id, mode, from_at, by_name, reason)
    values (${ctx.tenant.id}, ${id}, 'shadow', ${ctx.at}, ${ctx.actor.name}, ${name})`);
  return id;
}

const bell: Room = {
  name: 'bell',
  operations: [
    bind(look, async (ctx, input) => ({ ...input, times: input.times!, rows: await left(ctx) })),
    bind(ring, async (ctx, input) => {
      const id = await leave(ctx, input.name);
      if (input.fail === 'problem') throw new Problem(409, 'cracked', 'the bell is cracked');
      if (input.fail === 'fault') throw new Error('secret detail of ours');
      if (input.fail === 'timeout') await ctx.tx.run(sql`select pg_sleep(0.2)`).catch(() => {});
      if (input.fail === 'timeout') throw Object.assign(new Error('deadlock'), { code: '40P01' });
      ctx.emit(rung, { times: input.fail === 'listener' ? -1 : 1 });
      ctx.note({ subject: { kind: 'bell', id }, facts: { name: input.name } });
      return { id };
    }),
    bind(open, async (ctx) => ({ actor: ctx.actor.kind })),
    bindBatch(many, async (ctx, calls) =>
      calls.map((call) => ({
        answer: { together: calls.length, actor: call.actor.name },
        note: { facts: { who: call.input.who, by: ctx.actor.name } },
      })),
    ),
  ],
  listens: [
    on(rung, async (_, { times }) => {
      if (times < 0) throw new Problem(409, 'neighbours', 'the neighbours complain');
      heard.push(times);
    }),
  ],
};

async function left(ctx: Ctx): Promise<number> {
  return (await ctx.tx.rows(sql`select 1 from policies.modes where tenant_id = ${ctx.tenant.id}`)).length;
}

const rows = async (place: TestHouse, table: 'policies.modes' | 'platform.events'): Promise<number> => {
  let count = 0;
  await place.run(async (ctx) => {
    count = (await ctx.tx.rows(sql`select 1 from ${sql.raw(table)} where tenant_id = ${ctx.tenant.id}`)).length;
  });
  return count;
};

test('input is read strictly and what is wrong is named by its field', async () => {
  const place = await testHouse([bell]);
  const wrong: [Record<string, unknown>, string][] = [
    [{}, 'name'],
    [{ name: '' }, 'name'],
    [{ name: 7 }, 'name'],
    [{ name: 'x', nmae: 'y' }, 'nmae'],
    [{ name: 'x', worth: { amount: 12.5, currency: 'CNY' } }, 'worth.amount'],
    [{ name: 'x', worth: { amount: '12.50' } }, 'worth.currency'],
    [{ name: 'x', worth: { amount: '1e3', currency: 'CNY' } }, 'worth.amount'],
    [{ name: 'x', worth: { amount: '1', currency: 'CNY', minor: 100 } }, 'worth.minor'],
    [{ name: 'x', on: '21.11.2026' }, 'on'],
    [{ name: 'x', how: 'loud' }, 'how'],
    [{ name: 'x', bells: [{ id: newId() }, { id: 'no' }] }, 'bells.1.id'],
    [{ name: 'x', bells: Array.from({ length: 4 }, () => ({ id: newId() })) }, 'bells'],
    [{ name: 'x', toString: 'y' }, 'toString'],
  ];
  for (const [input, field] of wrong) {
    const problem = (await place.call(ring, input as never).catch((error: unknown) => error)) as Problem;
    expect(problem, JSON.stringify(input)).toMatchObject({ status: 400, code: 'input_malformed' });
    expect(
      problem.fields.map((each) => each.field),
      JSON.stringify(input),
    ).toContain(field);
  }
  expect(await rows(place, 'policies.modes')).toBe(0);
});

test('names that reach into objects are dropped before anything reads them', async () => {
  const place = await testHouse([bell]);
  const hostile = JSON.parse('{"name":"x","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
  await place.call(ring, hostile);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('a query string carries text: numbers and yes or no are read from it, a body is taken as it is', async () => {
  const place = await testHouse([bell]);
  expect(await place.call(look, { times: '3', loud: 'true' } as never)).toMatchObject({ times: 3, loud: true });
  expect(await place.call(look, {})).toMatchObject({ times: 2 });
  await expect(place.call(look, { times: 'many' } as never)).rejects.toMatchObject({ code: 'input_malformed' });
  await expect(place.call(look, { times: '10' } as never)).rejects.toMatchObject({ code: 'input_malformed' });
});

test('a stranger is asked to sign in, a role without the permission is told which have it', async () => {
  const place = await testHouse([bell]);
  await expect(place.call(look, {}, { as: NOBODY })).rejects.toMatchObject({ status: 401, code: 'sign_in_needed' });
  expect(await place.call(open, {}, { as: NOBODY })).toEqual({ actor: 'nobody' });
  const collector = await place.person('collector', 'collector');
  await expect(place.call(ring, { name: 'x' }, { as: collector })).rejects.toMatchObject({
    status: 403,
    code: 'not_permitted',
    facts: { permission: 'customers.write', roles: expect.arrayContaining(['analyst']) },
  });
  // Permission comes before reading the input: a stranger learns nothing of its shape.
  await expect(place.call(ring, { nonsense: 1 } as never, { as: NOBODY })).rejects.toMatchObject({ status: 401 });
  expect(await rows(place, 'platform.events')).toBe(0);
});

test('what an action wrote goes with its problem, its fault and the problem of whoever hears it', async () => {
  const place = await testHouse([bell]);
  heard.length = 0;
  await expect(place.call(ring, { name: 'a', fail: 'problem' })).rejects.toMatchObject({ code: 'cracked' });
  await expect(place.call(ring, { name: 'b', fail: 'fault' })).rejects.toThrow('secret detail');
  await expect(place.call(ring, { name: 'c', fail: 'listener' })).rejects.toMatchObject({ code: 'neighbours' });
  await expect(place.call(ring, { name: 'd', fail: 'timeout' })).rejects.toMatchObject({
    status: 503,
    code: 'busy',
    facts: { retryAfterSeconds: 1 },
  });
  expect([await rows(place, 'policies.modes'), await rows(place, 'platform.events'), heard]).toEqual([0, 0, []]);
  await place.call(ring, { name: 'e' });
  expect([await rows(place, 'policies.modes'), await rows(place, 'platform.events'), heard]).toEqual([1, 1, [1]]);
});

test('a dry run is the same path, and nothing of it stays', async () => {
  const place = await testHouse([bell]);
  expect((await place.call(ring, { name: 'try' }, { dryRun: true })).id).toMatch(/^[0-9a-f-]{36}$/);
  expect([await rows(place, 'policies.modes'), await rows(place, 'platform.events')]).toEqual([0, 0]);
});

test('two companies that call at once see and write their own rows only', async () => {
  const places = await Promise.all(Array.from({ length: 4 }, () => testHouse([bell])));
  await Promise.all(places.flatMap((place, at) => Array.from({ length: 10 + at }, () => place.call(ring, { name: 'x' }))));
  const counts = await Promise.all(places.map(async (place) => (await place.call(look, {})).rows));
  expect(counts).toEqual([10, 11, 12, 13]);
});

test('calls that share a transaction keep their own actor, answer and event', async () => {
  const place = await testHouse([bell]);
  const clerks = await Promise.all(Array.from({ length: 20 }, (_, at) => place.person(`clerk${at}`, 'receivables-clerk')));
  const answers = await Promise.all(clerks.map((as) => place.call(many, { who: as.name }, { as })));
  expect(answers.map((each) => each.actor)).toEqual(clerks.map((each) => each.name));
  expect(Math.max(...answers.map((each) => each.together)), 'some travelled together').toBeGreaterThan(1);
  expect(Math.max(...answers.map((each) => each.together)), 'never more than declared').toBeLessThanOrEqual(8);
  await place.run(async (ctx) => {
    const events = await ctx.tx.rows(sql<{ actor_name: string; facts: { who: string } }>`
      select actor_name, facts from platform.events where tenant_id = ${ctx.tenant.id}`);
    expect(events.map((each) => each.facts.who).sort()).toEqual(clerks.map((each) => each.name).sort());
    for (const each of events) expect(each.actor_name).toBe(each.facts.who);
  });
});

test('today is the company’s day at the instant of the call, not the server’s', async () => {
  const place = await testHouse([bell]);
  const days: string[] = [];
  for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
    const tenant = await place.tenants.ensure(`zone-${newId()}`, zone, zone, 'CNY');
    await place.door.job(tenant.id, 'test', async (ctx) => void days.push(ctx.today));
  }
  // 25 hours lie between the two: never the same day.
  expect(days[0]! > days[1]!).toBe(true);
});

test('an unknown operation, an unknown company and a malformed company id are clear answers', async () => {
  const place = await testHouse([bell]);
  const { operator, tenant, door } = place;
  const call = (name: string, tenantId: string) => door.call({ operation: name, tenantId, actor: operator, input: {} });
  await expect(call('bell.none', tenant.id)).rejects.toMatchObject({ status: 404, code: 'operation_unknown' });
  await expect(call('bell.look', newId())).rejects.toMatchObject({ status: 404, code: 'tenant_unknown' });
  await expect(call('bell.look', "'; drop table x; --")).rejects.toMatchObject({ code: 'tenant_unknown' });
});

test('one name is bound once: a second binding is a mistake that stops the start', async () => {
  const place = await testHouse([]);
  const options = { database: place.database, tenants: place.tenants, sealer: new Sealer('test') };
  expect(() => new Door({ ...options, rooms: [bell, bell] })).toThrow(/bound twice/);
});
