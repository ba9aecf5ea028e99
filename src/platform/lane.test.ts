// Lanes: who leaves with the next batch.
import { expect, test } from 'vitest';
import { Lane } from './lane.ts';

test('a customer who asks once leaves with the next batch, though hundreds of calls of another wait; each customer’s leave in their order', async () => {
  const batches: string[][] = [];
  const lane = new Lane<string, string>(
    1,
    8,
    async (items) => {
      batches.push([...items]);
      await new Promise(setImmediate);
      return items.map((value) => ({ status: 'fulfilled', value }));
    },
    async (item) => item,
    () => false,
    (item) => item.split(' ')[0]!,
  );
  const hot = Array.from({ length: 300 }, (_, at) => lane.add(`hot ${at}`));
  // The first batch is under way: the others come while it runs.
  await hot[0];
  const others = Array.from({ length: 12 }, (_, at) => lane.add(`customer${at} 0`));
  const more = lane.add('customer0 1');
  expect(await Promise.all([...hot, ...others, more])).toHaveLength(313);
  // Who is new leaves beside the one who calls without end, not with him: then whoever asked twice has his second turn among the others.
  const beside = batches.filter((batch) => batch.some((item) => item.startsWith('customer')));
  expect(beside[0]).toEqual(Array.from({ length: 8 }, (_, at) => `customer${at} 0`));
  expect(batches.indexOf(beside[0]!)).toBeLessThan(4);
  const newOnes = beside.filter((batch) => batch.some((item) => item.startsWith('customer') && item.endsWith(' 0')));
  expect(newOnes.flat().filter((item) => item.startsWith('hot'))).toEqual([]);
  const all = batches.flat();
  expect(all.filter((item) => item.startsWith('hot'))).toEqual(Array.from({ length: 300 }, (_, at) => `hot ${at}`));
  expect(all.indexOf('customer0 0')).toBeLessThan(all.indexOf('customer0 1'));
});
