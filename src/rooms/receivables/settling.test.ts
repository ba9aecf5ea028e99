// Stories of corrections: money applied later, taken back, documents reversed; every day shows what was true then and what was known then.
import { expect, test } from 'vitest';
import type { Ctx } from '#platform/context.ts';
import { sql } from '#platform/sql.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import * as exposure from '#rooms/exposure/contract.ts';
import { post } from '#rooms/ratings/ledger.fixtures.ts';
import { ROOMS } from '../../rooms.ts';
import { ageing, ledger } from './contract.ts';
import { reverseAll, reverseDocuments } from './reversing.ts';
import { applyAll, applyExisting, reverseApplications } from './settling.ts';

const TODAY = '2026-06-30';

async function inside<T>(house: TestHouse, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  let answer: T | undefined;
  await house.run(async (ctx) => {
    answer = await work(ctx);
  });
  return answer as T;
}

/** Id of a document by its number. */
async function id(house: TestHouse, number: string): Promise<string> {
  return inside(
    house,
    async (ctx) =>
      (
        await ctx.tx.one(
          sql<{ id: string }>`select document_id as id from receivables.documents where number = ${number} and reverses is null
                              order by entry_no desc limit 1`,
        )
      ).id,
  );
}

const apply = async (house: TestHouse, from: string, to: string, minor: bigint, on: string | null = null) => {
  const pair = { fromDocument: await id(house, from), toDocument: await id(house, to), amountMinor: minor, effectiveOn: on };
  return inside(house, (ctx) => applyAll(ctx, [pair]));
};

/** Open, overdue, unapplied, last payment of the one customer, as of a day. */
async function figures(house: TestHouse, asOf?: string, knownAt?: string) {
  const { rows } = await house.call(ledger, { ...(asOf ? { asOf } : {}), ...(knownAt ? { knownAt } : {}) });
  const [row] = rows;
  return row ? [row.open.amount, row.overdue.amount, row.unapplied.amount, row.lastPaidOn] : null;
}

async function sound(house: TestHouse): Promise<void> {
  expect((await house.call(exposure.reconcile, {})).differences).toEqual([]);
}

async function housed() {
  const house = await testHouse(ROOMS, { today: TODAY });
  await post(house, 'A', [
    { invoice: 'INV-1', on: '2026-03-01', due: '2026-04-01', amount: '1000.00' },
    { invoice: 'INV-2', on: '2026-05-01', due: '2026-07-31', amount: '500.00' },
    { receipt: 'R-1', on: '2026-04-10', amount: '1200.00' },
  ]);
  return house;
}

test('money found in June to have paid the March invoice counts from the day it came, and the books of May as known in May stay', async () => {
  const house = await housed();
  const before = await inside(house, async (ctx) => ctx.at.toISOString());
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await figures(house)).toEqual(['1500.00', '1000.00', '1200.00', '2026-04-10']);
  const [applied] = await apply(house, 'R-1', 'INV-1', 100_000n);
  expect(applied!.effectiveOn).toBe('2026-04-10');
  expect(await figures(house)).toEqual(['500.00', '0.00', '200.00', '2026-04-10']);
  expect(await figures(house, '2026-05-31')).toEqual(['500.00', '0.00', '200.00', '2026-04-10']);
  expect(await figures(house, '2026-05-31', before)).toEqual(['1500.00', '1000.00', '1200.00', '2026-04-10']);
  await sound(house);
});

test('an application taken back: the invoice is overdue again at once, and nothing can be taken back twice', async () => {
  const house = await housed();
  const [applied] = await apply(house, 'R-1', 'INV-1', 100_000n);
  await inside(house, (ctx) => reverseApplications(ctx, [applied!.applicationId], null, '付错发票'));
  expect(await figures(house)).toEqual(['1500.00', '1000.00', '1200.00', '2026-04-10']);
  await expect(inside(house, (ctx) => reverseApplications(ctx, [applied!.applicationId], null, '再来'))).rejects.toMatchObject({
    code: 'application_reversed',
  });
  await sound(house);
});

test('taken back from June on, April and May stay settled, and the money cannot be used for those days again', async () => {
  const house = await housed();
  const [applied] = await apply(house, 'R-1', 'INV-1', 100_000n);
  await inside(house, (ctx) => reverseApplications(ctx, [applied!.applicationId], '2026-06-15', '协商退回'));
  expect(await figures(house, '2026-06-01')).toEqual(['500.00', '0.00', '200.00', '2026-04-10']);
  expect(await figures(house, '2026-06-15')).toEqual(['1500.00', '1000.00', '1200.00', '2026-04-10']);
  await expect(apply(house, 'R-1', 'INV-2', 40_000n, '2026-05-02')).rejects.toMatchObject({
    code: 'day_not_free',
    facts: { earliestOn: '2026-06-15' },
  });
  const [again] = await apply(house, 'R-1', 'INV-2', 40_000n);
  expect(again!.effectiveOn).toBe('2026-06-15');
  await sound(house);
});

test('a bounced receipt: what it paid is owed again from the start, and it was no payment', async () => {
  const house = await housed();
  await post(house, 'A', [{ receipt: 'R-0', on: '2026-03-20', amount: '10.00' }]);
  await apply(house, 'R-1', 'INV-1', 100_000n);
  await expect(
    inside(house, async (ctx) => reverseAll(ctx, [await id(house, 'R-1')], { on: null, why: '退票', unapply: false })),
  ).rejects.toMatchObject({ code: 'applied' });
  await inside(house, async (ctx) => reverseAll(ctx, [await id(house, 'R-1')], { on: null, why: '退票', unapply: true }));
  expect(await figures(house)).toEqual(['1500.00', '1000.00', '10.00', '2026-03-20']);
  expect(await figures(house, '2026-05-31')).toEqual(['1500.00', '1000.00', '10.00', '2026-03-20']);
  await sound(house);
});

test('bounced on a day, the days before it show the payment as it then stood', async () => {
  const house = await housed();
  await apply(house, 'R-1', 'INV-1', 100_000n);
  await inside(house, async (ctx) => reverseAll(ctx, [await id(house, 'R-1')], { on: '2026-06-20', why: '退票', unapply: true }));
  expect(await figures(house, '2026-05-31')).toEqual(['500.00', '0.00', '200.00', '2026-04-10']);
  expect(await figures(house, '2026-06-20')).toEqual(['1500.00', '1000.00', '0.00', null]);
  expect(await figures(house)).toEqual(['1500.00', '1000.00', '0.00', null]);
  await sound(house);
});

test('an import undone leaves every day as if it had never been, and the same documents may come again', async () => {
  const house = await housed();
  await post(house, 'A', [
    { invoice: 'INV-9', on: '2026-02-01', due: '2026-03-01', amount: '330.00' },
    { receipt: 'R-9', on: '2026-02-20', amount: '100.00', to: 'INV-9' },
    { delivery: 'D-9', on: '2026-02-21', amount: '70.00' },
  ]);
  const papers = [await id(house, 'INV-9'), await id(house, 'R-9'), await id(house, 'D-9')];
  const undone = await inside(house, (ctx) => reverseDocuments(ctx, papers, { on: null, why: '撤销导入', unapply: false }));
  expect([undone.documents.length, undone.applications, undone.refused]).toEqual([3, 1, []]);
  expect(await figures(house, '2026-02-25')).toEqual(['0.00', '0.00', '0.00', null]);
  expect(await figures(house)).toEqual(['1500.00', '1000.00', '1200.00', '2026-04-10']);
  expect((await house.call(ageing, {})).currencies[0]).toMatchObject({ total: '1500.00', items: 2 });
  await post(house, 'A', [{ invoice: 'INV-9', on: '2026-02-01', due: '2026-03-01', amount: '310.00' }]);
  expect(await figures(house, '2026-02-25')).toEqual(['310.00', '0.00', '0.00', null]);
  const again = await inside(house, (ctx) => reverseDocuments(ctx, papers, { on: null, why: '再撤销', unapply: true }));
  expect(again.refused.map((each) => each.code)).toEqual(['document_reversed', 'document_reversed', 'document_reversed']);
  await sound(house);
});

test('64 hands apply one receipt at once: it is applied once', async () => {
  const house = await housed();
  const pair = {
    fromDocument: await id(house, 'R-1'),
    toDocument: await id(house, 'INV-1'),
    amountMinor: 100_000n,
    effectiveOn: null,
  };
  const answers = await Promise.all(Array.from({ length: 64 }, () => inside(house, (ctx) => applyExisting(ctx, [pair]))));
  expect(answers.filter((each) => each.applied.length === 1)).toHaveLength(1);
  expect(new Set(answers.flatMap((each) => each.refused.map((refusal) => refusal.code)))).toEqual(
    new Set(['more_than_unapplied']),
  );
  expect(await figures(house)).toEqual(['500.00', '0.00', '200.00', '2026-04-10']);
  await sound(house);
});
