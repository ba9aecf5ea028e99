// Arrays as PostgreSQL reads them: whatever stands in them comes back as it was.
import { expect, test } from 'vitest';
import { fixed, jsonTexts, shared } from './sql.ts';
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
