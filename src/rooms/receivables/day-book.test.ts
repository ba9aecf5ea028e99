// The ledger of another day: built once, shown again as it was, and never shown stale.
import { expect, test } from 'vitest';
import { sql } from '#platform/sql.ts';
import { setting } from '../orders/orders.fixtures.ts';
import { ledger } from './contract.ts';

const PAST = '2026-10-01';

async function books(house: Awaited<ReturnType<typeof setting>>['house']): Promise<number> {
  let count = -1;
  await house.run(async (ctx) => {
    count = (await ctx.tx.one(sql<{ n: number }>`select count(*)::int as n from receivables.day_books`)).n;
  });
  return count;
}

test('a past day is folded once; the next page and another order come from the same book', async () => {
  const { house, customer, invoice } = await setting();
  await customer('A', '100000.00');
  await customer('B', null);
  await invoice('A', 'INV-1', '700.00', -20);
  await invoice('B', 'INV-2', '900.00', -70);
  const first = await house.call(ledger, { asOf: PAST });
  expect(first.rows.map((row) => [row.customer.code, row.exposure.amount, row.overdue.amount])).toEqual([
    ['B', '900.00', '900.00'],
    ['A', '700.00', '0.00'],
  ]);
  expect(first.rows[1]!.limit).toEqual({ amount: '100000.00', currency: 'CNY' });
  expect(first.totals[0]!.exposure.amount).toBe('1600.00');
  expect(first.totals[0]!.ageing.map((each) => each.amount)).toEqual([
    '700.00',
    '900.00',
    '0.00',
    '0.00',
    '0.00',
    '0.00',
    '0.00',
  ]);
  const second = await house.call(ledger, { asOf: PAST, sort: 'code', descending: false, limit: 1 });
  expect(second.rows.map((row) => row.customer.code)).toEqual(['A']);
  expect(await books(house)).toBe(1);
});

test('an invoice entered late, or a limit changed for the past, makes a new book: no page is stale', async () => {
  const { house, customer, invoice } = await setting();
  await customer('A', '100000.00');
  await invoice('A', 'INV-1', '700.00', -20);
  await house.call(ledger, { asOf: PAST });
  await invoice('A', 'INV-2', '50.00', -30);
  expect((await house.call(ledger, { asOf: PAST })).rows[0]!.exposure.amount).toBe('750.00');
  await customer('A', '200000.00');
  expect((await house.call(ledger, { asOf: PAST })).rows[0]!.limit).toEqual({ amount: '200000.00', currency: 'CNY' });
  expect(await books(house)).toBe(3);
});

test('as known before the late invoice, the day stays what it was', async () => {
  const { house, customer, invoice } = await setting();
  await customer('A', null);
  await invoice('A', 'INV-1', '700.00', -20);
  let knownAt = '';
  await house.run(async (ctx) => {
    knownAt = ctx.at.toISOString();
  });
  // An instant has milliseconds: the next entry must not fall into the same one.
  await new Promise((resolve) => setTimeout(resolve, 5));
  await invoice('A', 'INV-2', '50.00', -30);
  expect((await house.call(ledger, { asOf: PAST, knownAt })).rows[0]!.exposure.amount).toBe('700.00');
  expect((await house.call(ledger, { asOf: PAST })).rows[0]!.exposure.amount).toBe('750.00');
});

test('only the newest books are kept', async () => {
  const { house, customer, invoice } = await setting();
  await customer('A', null);
  await invoice('A', 'INV-1', '700.00', -20);
  for (let day = 1; day <= 15; day++) await house.call(ledger, { asOf: `2026-10-${String(day).padStart(2, '0')}` });
  expect(await books(house)).toBe(12);
  expect((await house.call(ledger, { asOf: '2026-10-01' })).rows).toHaveLength(1);
});
