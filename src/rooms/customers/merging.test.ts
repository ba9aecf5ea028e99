// Stories of one customer under two codes: merged, settled as one, undone, and every cent where it belongs on every day.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Ctx } from '#platform/context.ts';
import { sql } from '#platform/sql.ts';
import type { TestHouse } from '#platform/test-house.ts';
import * as approvals from '#rooms/approvals/contract.ts';
import * as exposure from '#rooms/exposure/contract.ts';
import * as limits from '#rooms/limits/contract.ts';
import * as orders from '#rooms/orders/contract.ts';
import { setting, TODAY } from '#rooms/orders/orders.fixtures.ts';
import { ledger, documents as listDocuments } from '#rooms/receivables/contract.ts';
import { ensureParties } from './actions.ts';
import * as contract from './contract.ts';

const reason = '同一家公司，两个系统各建了一次';

async function inside<T>(house: TestHouse, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  let answer: T | undefined;
  await house.run(async (ctx) => {
    answer = await work(ctx);
  });
  return answer as T;
}

/** Two accounts of one firm with something of everything on each. */
async function twoCodes() {
  const at = await setting();
  const { house } = at;
  await at.customer('OLD', '100000.00');
  await at.customer('NEW', '50000.00');
  await at.invoice('OLD', 'O-1', '3000.00', -20);
  await at.invoice('NEW', 'N-1', '1000.00', -10);
  await at.invoice('NEW', 'N-2', '500.00', 30);
  await at.payment('NEW', 'RN-1', '400.00', 'N-1');
  const merge = (more: Record<string, unknown> = {}) =>
    house.call(contract.merge, { survivor: 'OLD', merged: 'NEW', take: [], reason, ...more } as never);
  return { ...at, merge };
}

/** Exposure, open, reserved and overdue of a customer in CNY. */
async function stands(house: TestHouse, customer: string) {
  const { positions } = await house.call(exposure.position, { customer });
  const own = positions.find((each) => each.kind === 'own');
  return own ? [own.exposure.amount, own.parts.open.amount, own.parts.reserved.amount, own.overdue.amount] : null;
}

async function sound(house: TestHouse): Promise<void> {
  expect((await house.call(exposure.reconcile, {})).differences).toEqual([]);
}

test('merged, the ledger of both is one: balances, overdue, documents; the old code answers as the survivor; yesterday still shows two', async () => {
  const { house, merge, payment } = await twoCodes();
  const preview = await house.call(contract.previewMerge, { survivor: 'OLD', merged: 'NEW' });
  expect(preview).toMatchObject({ blockers: [], needsSecondPerson: false });
  expect(preview.moves[0]).toMatchObject({ exposure: { amount: '1100.00' }, survivorAfter: { amount: '4100.00' }, openItems: 2 });
  expect((await merge()).state).toBe('done');

  expect(await stands(house, 'OLD')).toEqual(['4100.00', '4100.00', '0.00', '3600.00']);
  expect((await house.call(contract.get, { customer: 'NEW' })).customer.code).toBe('OLD');
  expect((await house.call(contract.find, { text: 'NEW' })).customers).toEqual([]);
  const papers = await house.call(listDocuments, { customer: 'OLD', show: 'all' });
  expect(papers.documents.map((each) => each.number).sort()).toEqual(['N-1', 'N-2', 'O-1', 'RN-1']);
  // A payment that names the old code settles the moved invoice.
  await payment('NEW', 'RN-2', '600.00', 'N-1');
  expect(await stands(house, 'OLD')).toEqual(['3500.00', '3500.00', '0.00', '3000.00']);
  await sound(house);

  const today = await house.call(ledger, {});
  expect(today.rows.map((row) => [row.customer.code, row.open.amount])).toEqual([['OLD', '3500.00']]);
  const before = await house.call(ledger, { asOf: '2026-11-20', sort: 'code' });
  expect(before.rows.map((row) => [row.customer.code, row.open.amount])).toEqual([
    ['NEW', '1500.00'],
    ['OLD', '3000.00'],
  ]);
});

test('a merge undone leaves every balance as if it had never been, and decisions stand as before', async () => {
  const { house, merge } = await twoCodes();
  const both = [await stands(house, 'OLD'), await stands(house, 'NEW')];
  const { id } = await merge({ take: ['name'] });
  expect((await house.call(contract.get, { customer: 'OLD' })).customer.name).toBe('NEW有限公司');
  expect(await house.call(contract.undoMerge, { id, reason: '查明是两家公司' })).toEqual({ state: 'undone', kept: [] });
  expect([await stands(house, 'OLD'), await stands(house, 'NEW')]).toEqual(both);
  expect((await house.call(contract.get, { customer: 'OLD' })).customer.name).toBe('OLD有限公司');
  await sound(house);
  await expect(house.call(contract.undoMerge, { id, reason: '再来一次' })).rejects.toMatchObject({ code: 'merge_not_done' });
  // And once more: nothing of the first time stands in the way.
  expect((await merge()).state).toBe('done');
  expect((await stands(house, 'OLD'))?.[0]).toBe('4100.00');
  await sound(house);
});

test('a field that somebody changed since the merge stays as it is when the merge is undone, and is named', async () => {
  const { house, merge } = await twoCodes();
  const { id } = await merge({ take: ['name'] });
  await house.call(contract.save, { code: 'OLD', name: '后来改的名称' });
  expect(await house.call(contract.undoMerge, { id, reason: '查明是两家公司' })).toEqual({ state: 'undone', kept: ['name'] });
  expect((await house.call(contract.get, { customer: 'OLD' })).customer.name).toBe('后来改的名称');
});

test('what has settled across the two since cannot be split: undo is refused and names the papers', async () => {
  const { house, merge, payment } = await twoCodes();
  const { id } = await merge();
  await payment('OLD', 'RO-1', '100.00', 'N-2');
  const refused = await house.call(contract.undoMerge, { id, reason: '查明是两家公司' }).catch((problem: unknown) => problem);
  expect(refused).toMatchObject({
    status: 409,
    code: 'settled_across',
    facts: { settlements: [{ from: 'RO-1', to: 'N-2', amount: { amount: '100.00', currency: 'CNY' } }] },
  });
  await sound(house);
});

test('the limit of the merged customer is not added, and caps him again once parted', async () => {
  const { house, merge } = await twoCodes();
  const { limitsLost } = await house.call(contract.previewMerge, { survivor: 'OLD', merged: 'NEW' });
  expect(limitsLost.map((each) => each.amount)).toEqual(['50000.00']);
  await merge();
  const { positions } = await house.call(exposure.position, { customer: 'NEW' });
  expect(positions[0]?.limit?.amount).toBe('100000.00');
});

test('an open order follows with its reservation; delivered or cancelled later, it is given back where it stands', async () => {
  const { house, merge } = await twoCodes();
  const checked = await house.call(orders.check, {
    order: 'SO-1',
    customer: 'NEW',
    amount: { amount: '700.00', currency: 'CNY' },
  } as never);
  const reserved = (await stands(house, 'NEW'))?.[2];
  const { id } = await merge();
  expect((await stands(house, 'OLD'))?.[2]).toBe(reserved);
  if (checked.outcome === 'clear') {
    const { reservations } = await house.call(orders.reservations, { customer: 'OLD' });
    expect(reservations.map((each) => each.order)).toEqual(['SO-1']);
  }
  await house.call(contract.undoMerge, { id, reason: '查明是两家公司' });
  expect((await stands(house, 'NEW'))?.[2]).toBe(reserved);
  await house.call(orders.cancel, { order: 'SO-1', reason: '客户取消' });
  expect((await stands(house, 'NEW'))?.[2]).toBe('0.00');
  await sound(house);
});

test('above the bound a second person decides; rejected, nothing has happened', async () => {
  const at = await twoCodes();
  const { house, merge } = at;
  await at.invoice('NEW', 'N-9', '150000.00', 30);
  const maker = await house.person('shen.yu', 'credit-manager');
  const checker = await house.person('tan.yi', 'approver');
  const ask = () => house.call(contract.merge, { survivor: 'OLD', merged: 'NEW', take: [], reason }, { as: maker });
  expect((await ask()).state).toBe('proposed');
  await expect(merge()).rejects.toMatchObject({ code: 'merge_blocked' });
  const [waiting] = (await house.call(approvals.list, {}, { as: checker })).cases;
  expect(waiting).toMatchObject({ kind: 'customer-merge', proposal: { survivor: 'OLD', merged: 'NEW' } });
  const decide = (as: typeof maker, decision: 'approve' | 'reject', one = waiting!) =>
    house.call(approvals.decide, { id: one.id, decision, hash: one.hash, version: one.version }, { as });
  await expect(decide(maker, 'approve')).rejects.toMatchObject({ code: 'own_proposal' });
  await decide(checker, 'reject');
  expect((await stands(house, 'NEW'))?.[0]).toBe('151100.00');
  await ask();
  const [again] = (await house.call(approvals.list, {}, { as: checker })).cases;
  await decide(checker, 'approve', again!);
  expect((await stands(house, 'OLD'))?.[0]).toBe('154100.00');
  expect((await house.call(contract.merges, {})).merges.map((each) => [each.state, each.doneBy])).toEqual([
    ['done', 'tan.yi'],
    ['rejected', 'tan.yi'],
  ]);
  await sound(house);
});

test('who is frozen, or waits for a decision, is not merged away into somebody who is free', async () => {
  const { house, merge } = await twoCodes();
  await house.call(limits.freeze, { customer: 'NEW', reason: '涉诉' });
  await expect(merge()).rejects.toMatchObject({ code: 'merge_blocked', facts: { blockers: [{ code: 'frozen' }] } });
  await house.call(limits.freeze, { customer: 'OLD', reason: '涉诉' });
  expect((await merge()).state).toBe('done');
});

test('a chain of merges parts from its last link only', async () => {
  const at = await twoCodes();
  const { house, merge } = at;
  await at.customer('THIRD', null);
  const first = await merge();
  const second = await house.call(contract.merge, { survivor: 'THIRD', merged: 'OLD', take: [], reason });
  expect(await stands(house, 'NEW')).toEqual(['4100.00', '4100.00', '0.00', '3600.00']);
  await expect(house.call(contract.undoMerge, { id: first.id, reason: '次序不对' })).rejects.toMatchObject({
    code: 'survivor_merged',
  });
  await house.call(contract.undoMerge, { id: second.id, reason: '查明是两家公司' });
  await at.payment('NEW', 'RN-5', '500.00', 'N-2');
  await house.call(contract.undoMerge, { id: first.id, reason: '查明是两家公司' }).catch((problem: unknown) => {
    // Paid under the merged name, the money is the survivor's: it has settled across.
    expect(problem).toMatchObject({ code: 'settled_across' });
  });
  await sound(house);
});

test('money is conserved whatever stood on both: Σ of both accounts by part is the same before, merged, and parted', async () => {
  const kind = fc.constantFrom('invoice', 'payment', 'order');
  const step = fc.record({
    kind,
    who: fc.constantFrom('OLD' as const, 'NEW' as const),
    cents: fc.integer({ min: 1, max: 99_999 }),
    due: fc.integer({ min: -90, max: 90 }),
  });
  // One company for all runs, two new customers a run: what the runs before left is in the sums, and must stay there.
  const at = await setting();
  const { house } = at;
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
      run += 1;
      const codes = { OLD: `OLD${run}`, NEW: `NEW${run}` };
      await at.customer(codes.OLD, '900000.00');
      await at.customer(codes.NEW, '900000.00');
      for (const [index, each] of steps.entries()) {
        const who = codes[each.who];
        const number = `${run}-${index}`;
        const amount = `${Math.floor(each.cents / 100)}.${String(each.cents % 100).padStart(2, '0')}`;
        if (each.kind === 'order') {
          await house.call(orders.check, {
            order: `S-${number}`,
            customer: who,
            amount: { amount, currency: 'CNY' },
          } as never);
        } else {
          await at.invoice(who, `I-${number}`, amount, each.due);
          if (each.kind === 'payment') await at.payment(who, `R-${number}`, amount, `I-${number}`);
        }
      }
      const parts = () =>
        inside(house, (ctx) =>
          ctx.tx.rows(sql`
            select sum(open_minor) as open, sum(reserved_minor) as reserved, sum(unapplied_minor) as unapplied, sum(exposure_minor) as exposure
            from exposure.positions where kind = 'own'`),
        );
      const days = () =>
        inside(house, (ctx) =>
          ctx.tx.rows(
            sql`select due_on, sum(items) as items, sum(open_minor) as open from exposure.due_days group by due_on having sum(open_minor) <> 0 order by due_on`,
          ),
        );
      const before = [await parts(), await days()];
      const apart = [await stands(house, codes.OLD), await stands(house, codes.NEW)];
      const { id } = await house.call(contract.merge, { survivor: codes.OLD, merged: codes.NEW, take: [], reason });
      expect([await parts(), await days()]).toEqual(before);
      await house.call(contract.undoMerge, { id, reason: '查明是两家公司' });
      expect([await parts(), await days()]).toEqual(before);
      expect([await stands(house, codes.OLD), await stands(house, codes.NEW)]).toEqual(apart);
      await sound(house);
    }),
    { numRuns: 6, seed: 20261122 },
  );
});

test('whoever still posts to a customer that was merged meanwhile does nothing, and finds the survivor when he tries again', async () => {
  const { house, merge } = await twoCodes();
  const stale = await inside(house, async (ctx) => {
    const { ids } = await ensureParties(ctx, 'ledger', [
      { code: 'NEW', name: null, uscc: null, salesperson: null, entity: null, termsDays: null },
    ]);
    return ids.get('NEW')!;
  });
  await merge();
  const { lockLines, ensureAccounts } = await import('#rooms/exposure/actions.ts');
  await expect(
    house.run(async (ctx) => {
      const accounts = await ensureAccounts(ctx, [{ partyId: stale, currency: 'CNY' }]);
      await lockLines(ctx, [...accounts.values()]);
    }),
  ).rejects.toMatchObject({ code: 'busy', facts: { changedMeanwhile: true } });
  await expect(
    house.run(async (ctx) => {
      await ensureAccounts(ctx, [{ partyId: stale, currency: 'USD' }]);
    }),
  ).rejects.toMatchObject({ code: 'busy' });
  expect(TODAY).toBe('2026-11-21');
});
