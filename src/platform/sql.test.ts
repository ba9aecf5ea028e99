// Arrays as PostgreSQL reads them: whatever stands in them comes back as it was.
import { expect, test } from 'vitest';
import { fixed, jsonTexts, shared, sql, type Tx } from './sql.ts';
import { testHouse } from './test-house.ts';

test('texts, numbers, instants and bytes of an array come back as they were, the awkward ones among them', async () => {
  const place = await testHouse([]);
  const texts = [
    'a',
    '',
    ' ',
    'NULL',
    'null',
    '"',
    '\\',
    '\\"',
    '{x}',
    ',',
    '王，某',
    '{"a":"b\\"c"}',
    "it's",
    'line\nbreak',
    '019a-1',
    null,
  ];
  const numbers = [0n, -1n, 9_007_199_254_740_993n, null];
  const instants = [new Date('2026-11-22T01:02:03.456Z'), null];
  const bytes = [Buffer.from([0, 255, 34, 92]), Buffer.alloc(0), null];
  await place.run(async (ctx) => {
    const row = await ctx.tx.one(
      fixed<{ t: unknown; n: unknown; i: unknown; b: unknown; e: unknown; f: unknown }>`
      select ${texts}::text[] as t, ${numbers}::bigint[] as n, ${instants}::timestamptz[] as i, ${bytes}::bytea[] as b, ${[]}::text[] as e,
             ${[true, false]}::boolean[] as f`,
    );
    expect(row).toEqual({ t: texts, n: numbers, i: instants, b: bytes, e: [], f: [true, false] });
  });
});

test('a column that is one value goes once, and JSON texts go unquoted, whatever they hold', async () => {
  const place = await testHouse([]);
  const at = new Date('2026-11-22T01:02:03.456Z');
  const texts = ['{"a":"\\u001f,\\"x\\" 王"}', null, '[]'];
  const instants = [at, new Date(at), new Date(at)];
  await place.run(async (ctx) => {
    const [same, differ, days] = [shared(['CNY', 'CNY', 'CNY']), shared(['CNY', null, 'USD']), shared(instants)];
    const rows = await ctx.tx.rows(
      fixed<object>`
      select coalesce(n.same, ${same.all}::text) as same, coalesce(n.differ, ${differ.all}::text) as differ,
             coalesce(n.at, ${days.all}::timestamptz) as at, n.json::jsonb::text as json
      from unnest(string_to_array(${jsonTexts(texts)}, chr(31), chr(1)), ${same.each}::text[], ${differ.each}::text[], ${days.each}::timestamptz[])
           as n(json, same, differ, at)`,
    );
    expect(rows).toEqual([
      { same: 'CNY', differ: 'CNY', at, json: '{"a": "\\u001f,\\"x\\" 王"}' },
      { same: 'CNY', differ: null, at, json: null },
      { same: 'CNY', differ: 'USD', at, json: '[]' },
    ]);
  });
});

test('instants are read to the millisecond, whatever their zone, age or end', async () => {
  const place = await testHouse([]);
  await place.run(async (ctx) => {
    const rows = await ctx.tx.rows<{ at: unknown }>(sql`
      select at::timestamptz as at from unnest(array['2026-11-22 14:00:00.123456+08', '2026-11-22 14:00:00Z', '1969-12-31 23:59:59.9999Z',
        '0044-03-15 12:00:00+00 BC', 'infinity']) with ordinality as n(at, place) order by place`);
    expect(rows.map(({ at }) => (at instanceof Date ? at.toISOString() : at))).toEqual([
      '2026-11-22T06:00:00.123Z',
      '2026-11-22T14:00:00.000Z',
      '1969-12-31T23:59:59.999Z',
      '-000043-03-15T12:00:00.000Z',
      Number.POSITIVE_INFINITY,
    ]);
  });
});

test('of statements sent in one turn that which fails takes those behind it along, and the connection is as good as before', async () => {
  const place = await testHouse([]);
  const named = (tx: Tx, text: string) =>
    tx.one(fixed<{ length: number }>`select length(${text}::text) / ${text.length - 1}::int as length`, 'length_of');
  for (let turn = 0; turn < 3; turn++) {
    const outcome = place.run(async ({ tx }) => {
      const sent = [tx.one(sql`select 1 as one`), named(tx, 'a'), named(tx, 'ab')];
      const [first, failed, behind] = await Promise.allSettled(sent);
      expect(first).toEqual({ status: 'fulfilled', value: { one: 1 } });
      expect(failed).toMatchObject({ status: 'rejected', reason: { code: '22012' } });
      expect(behind).toMatchObject({ status: 'rejected', reason: { code: '22012' } });
      await sent[1];
    });
    await expect(outcome).rejects.toThrow(/division by zero/);
    await place.run(async ({ tx }) => {
      expect(
        await Promise.all([
          named(tx, 'ab'),
          tx.run(sql`set local work_mem = '8MB'`),
          named(tx, 'abc'),
          tx.rows(sql`select 1 where false`),
        ]),
      ).toEqual([{ length: 2 }, 0, { length: 1 }, []]);
    });
  }
});
