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
  const first = batches.findIndex((batch) => batch.some((item) => item.startsWith('customer')));
  const [one, two] = [batches[first]!, batches[first + 1]!];
  // Half a batch for those who are new; then turns are taken, and whoever asked twice has his second among them.
  expect(one.slice(0, 4)).toEqual(['customer0 0', 'customer1 0', 'customer2 0', 'customer3 0']);
  expect(one.filter((item) => item.startsWith('hot'))).toHaveLength(3);
  expect(two.some((item) => item.startsWith('customer'))).toBe(true);
  expect(first).toBeLessThan(4);
  const all = batches.flat();
  expect(all.filter((item) => item.startsWith('hot'))).toEqual(Array.from({ length: 300 }, (_, at) => `hot ${at}`));
  expect(all.indexOf('customer0 0')).toBeLessThan(all.indexOf('customer0 1'));
});
