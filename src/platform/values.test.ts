// Values between PostgreSQL and the house: days stay text, money stays exact, answers stay byte for byte.

import { expect, test } from 'vitest';
import { canonical, encode } from '#base/codec.ts';
import { newId } from '#base/id.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import { sql } from './sql.ts';
import { testHouse } from './test-house.ts';

test('a business day is text, money a bigint, an instant a Date; lists of them too', async () => {
  const place = await testHouse([]);
  const row = await place.database.directory((tx) =>
    tx.one(sql<Record<string, unknown>>`
      select '2026-03-29'::date as day, 9007199254740993::int8 as minor, '2026-11-21T16:00:00Z'::timestamptz as instant,
             array['2026-03-29', null]::date[] as days, array[9007199254740993, -1, null]::int8[] as minors, '{}'::int8[] as none,
             sum(x.amount)::bigint as total, null::int8 as missing
      from (values (9007199254740993::int8), (2::int8)) as x(amount)`),
  );
  expect(row).toEqual({
    day: '2026-03-29',
    minor: 9_007_199_254_740_993n,
    instant: new Date('2026-11-21T16:00:00Z'),
    days: ['2026-03-29', null],
    minors: [9_007_199_254_740_993n, -1n, null],
    none: [],
    total: 9_007_199_254_740_995n,
    missing: null,
  });
});

test('a day survives the round trip in every time zone of the machine and of the session', async () => {
  const place = await testHouse([]);
  for (const zone of ['UTC', 'Asia/Shanghai', 'Pacific/Kiritimati', 'America/Sao_Paulo']) {
    const read = await place.database.transaction(place.tenant.id, async (tx) => {
      await tx.run(sql`set local time zone ${sql.lit(zone)}`);
      return tx.one(sql<{ day: string; next: string }>`select ${'2026-02-28'}::date as day, ${'2026-02-28'}::date + 1 as next`);
    });
    expect(read, zone).toEqual({ day: '2026-02-28', next: '2026-03-01' });
  }
});

test('lists go in by unnest with their nulls, exact', async () => {
  const place = await testHouse([]);
  const rows = await place.database.transaction(place.tenant.id, (tx) =>
    tx.rows(sql`
      select * from unnest(${['a', null, '{"x"}']}::text[], ${[1n, 9_007_199_254_740_993n, null]}::bigint[],
                           ${['2026-01-01', null, '2026-12-31']}::date[], ${[Buffer.from([0, 255]), null, Buffer.alloc(0)]}::bytea[])
        as n(word, minor, day, bytes)`),
  );
  expect(rows).toEqual([
    { word: 'a', minor: 1n, day: '2026-01-01', bytes: Buffer.from([0, 255]) },
    { word: null, minor: 9_007_199_254_740_993n, day: null, bytes: null },
    { word: '{"x"}', minor: null, day: '2026-12-31', bytes: Buffer.alloc(0) },
  ]);
});

test('jsonb reorders keys, so the answer of a request is kept as bytes, and a hash is taken of the sorted text', async () => {
  const place = await testHouse([]);
  const answer = { zeta: 1, alpha: { amount: { minor: 250n, currency: 'CNY' } }, 'a much longer key': [1.5, null], b: '中文' };
  const text = encode(answer);
  const row = await place.database.directory((tx) =>
    tx.one(sql<{ json: unknown; bytes: Buffer }>`select ${text}::jsonb as json, ${Buffer.from(text)}::bytea as bytes`),
  );
  expect(JSON.stringify(row.json), 'the trap').not.toBe(text);
  expect(row.bytes.toString('utf8')).toBe(text);
  expect(canonical(row.json)).toBe(canonical(answer));
});

test('the clock of a transaction is the database’s, and ids are in the order in which they were made', async () => {
  const place = await testHouse([]);
  const before = Date.now();
  const at = await place.database.transaction(place.tenant.id, async (_, time) => time.at);
  expect(Math.abs(at.getTime() - before)).toBeLessThan(60_000);
  const ids = Array.from({ length: 5_000 }, () => newId());
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(5_000);
});

test('the mark of a page comes back as it was given; what is no mark of ours is refused, not guessed', () => {
  const at = new Date('2026-11-21T09:12:00.000Z');
  const id = newId();
  expect(readInstantMark(instantMark(at, id))).toEqual({ at, id });
  expect(readInstantMark(undefined)).toBeNull();
  for (const cursor of ['', 'yesterday', `${at.toISOString()} nobody`, `never ${id}`]) {
    expect(() => readInstantMark(cursor)).toThrow(expect.objectContaining({ status: 400, code: 'cursor_malformed' }));
  }
});
