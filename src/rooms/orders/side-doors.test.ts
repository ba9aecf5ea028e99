// Side doors: every way in which our own operations raise what a customer owes passes the same check (docs/decisions/0033-side-doors.md).
import { expect, test } from 'vitest';
import * as customers from '#rooms/customers/contract.ts';
import * as exposure from '#rooms/exposure/contract.ts';
import * as contract from './contract.ts';
import { type Setting, setting } from './orders.fixtures.ts';

const cny = (amount: string) => ({ amount, currency: 'CNY' });
type Said = { outcome: string; codes: string[] };

async function check({ house }: Setting, order: string, amount: string, more: object = {}): Promise<Said> {
  const answer = await house.call(contract.check, { customer: 'C1', amount: cny(amount), order, ...more });
  return { outcome: answer.outcome, codes: answer.reasons.filter((each) => each.action === 'hold').map((each) => each.code) };
}

async function releaseAll({ house }: Setting): Promise<void> {
  const manager = { ...house.operator };
  for (const { id, version } of (await house.call(contract.holds, {})).holds)
    await house.call(contract.release, { id, reason: '客户承诺月底付清', version }, { as: manager });
}

/** A limit of 100, 90 of it reserved by SO-1: each door leads 20 more past it, or worse terms. What must be said there. */
const DOORS: readonly { door: string; open: (at: Setting) => Promise<Said>; said: Said }[] = [
  { door: 'a new order', open: (at) => check(at, 'SO-2', '20.00'), said: { outcome: 'held', codes: ['limit_use'] } },
  { door: 'a copied order', open: (at) => check(at, 'SO-1-COPY', '90.00'), said: { outcome: 'held', codes: ['limit_use'] } },
  {
    door: 'quantity or price raised',
    open: (at) => check(at, 'SO-1', '110.00'),
    said: { outcome: 'held', codes: ['limit_use'] },
  },
  {
    door: 'longer terms for the same amount',
    open: (at) => check(at, 'SO-1', '90.00', { termsDays: 120 }),
    said: { outcome: 'held', codes: ['terms_longer'] },
  },
  {
    door: 'less money, but longer terms',
    open: (at) => check(at, 'SO-1', '80.00', { termsDays: 120 }),
    said: { outcome: 'held', codes: ['terms_longer'] },
  },
  {
    door: 'split into small orders',
    async open(at) {
      await check(at, 'SO-2A', '7.00');
      return check(at, 'SO-2B', '7.00');
    },
    said: { outcome: 'held', codes: ['limit_use'] },
  },
  {
    door: 'cancelled, its room used by another, and opened again',
    async open(at) {
      await at.house.call(contract.cancel, { order: 'SO-1', reason: '客户取消' });
      await check(at, 'SO-2', '50.00');
      return check(at, 'SO-1', '90.00');
    },
    said: { outcome: 'held', codes: ['limit_use'] },
  },
  {
    door: 'released, cancelled and opened again: the release went with the order',
    async open(at) {
      await check(at, 'SO-2', '20.00');
      await releaseAll(at);
      await at.house.call(contract.cancel, { order: 'SO-2', reason: '客户取消' });
      return check(at, 'SO-2', '20.00');
    },
    said: { outcome: 'held', codes: ['limit_use'] },
  },
  {
    door: 'a released order raised again and again by a little',
    async open(at) {
      await check(at, 'SO-2', '20.00');
      await releaseAll(at);
      expect((await check(at, 'SO-2', '20.90')).outcome).toBe('clear');
      return check(at, 'SO-2', '21.80');
    },
    said: { outcome: 'held', codes: ['limit_use'] },
  },
  {
    door: 'a released order after its release ran out',
    async open(at) {
      await check(at, 'SO-2', '20.00');
      await releaseAll(at);
      return check({ ...at, house: at.house.on('2026-12-05') }, 'SO-2', '20.00');
    },
    said: { outcome: 'held', codes: ['limit_use'] },
  },
  {
    door: 'a released order with longer terms than it was released with',
    async open(at) {
      await check(at, 'SO-2', '5.00', { termsDays: 90 });
      await releaseAll(at);
      expect((await check(at, 'SO-2', '5.00', { termsDays: 90 })).outcome).toBe('clear');
      return check(at, 'SO-2', '5.00', { termsDays: 180 });
    },
    said: { outcome: 'held', codes: ['terms_longer'] },
  },
  {
    door: 'delivered whole, then checked again for more of the same order',
    async open(at) {
      await at.house.call(contract.report, { order: 'SO-1', kind: 'delivery', number: 'DN-1', amount: cny('90.00') });
      await at.invoice('C1', 'INV-1', '90.00', 30);
      return check(at, 'SO-1', '110.00');
    },
    said: { outcome: 'held', codes: ['limit_use'] },
  },
  {
    door: 'returned more than ever went out, so that what follows goes out unseen',
    async open({ house }) {
      const report = (kind: 'delivery' | 'return', number: string, amount: string) =>
        house.call(contract.report, { order: 'SO-1', kind, number, amount: cny(amount) });
      await report('delivery', 'DN-1', '90.00');
      await report('return', 'RN-1', '9000.00');
      const { uncovered } = await report('delivery', 'DN-2', '8000.00');
      return { outcome: uncovered.amount, codes: [] };
    },
    said: { outcome: '7910.00', codes: [] },
  },
  {
    door: 'an amended reservation',
    async open({ house }) {
      const [live] = (await house.call(contract.reservations, {})).reservations;
      const answer = await house.call(contract.amend, { reservation: live!.number, amount: cny('110.00') });
      return { outcome: answer.outcome, codes: answer.reasons.filter((each) => each.action === 'hold').map((each) => each.code) };
    },
    said: { outcome: 'held', codes: ['limit_use'] },
  },
  {
    door: 'an extended reservation of a customer who is overdue by now',
    async open({ house, invoice }) {
      await invoice('C1', 'INV-OLD', '1.00', -60);
      const [live] = (await house.call(contract.reservations, {})).reservations;
      return house.call(contract.extend, { reservation: live!.number, days: 90, reason: '客户要求延期提货' }).then(
        () => ({ outcome: 'clear', codes: [] }),
        (problem) => ({
          outcome: problem.code,
          codes: problem.facts.reasons.map((each: { code: string }) => each.code).slice(0, 1),
        }),
      );
    },
    said: { outcome: 'extension_held', codes: ['overdue_days'] },
  },
  {
    door: 'the order number used for another customer',
    async open({ house, customer }) {
      await customer('C2', '100.00');
      return house.call(contract.check, { customer: 'C2', amount: cny('90.00'), order: 'SO-1' }).then(
        (answer) => ({ outcome: answer.outcome, codes: [] }),
        (problem) => ({ outcome: problem.code, codes: [] }),
      );
    },
    said: { outcome: 'order_of_other_customer', codes: [] },
  },
  {
    door: 'the same order in another currency',
    open: ({ house }) =>
      house.call(contract.check, { customer: 'C1', amount: { amount: '90.00', currency: 'USD' }, order: 'SO-1' }).then(
        (answer) => ({ outcome: answer.outcome, codes: [] }),
        (problem) => ({ outcome: problem.code, codes: [] }),
      ),
    said: { outcome: 'order_of_other_customer', codes: [] },
  },
  {
    door: 'a customer moved out from under a group’s limit brings what is reserved along',
    async open(at) {
      await at.house.call(customers.saveGroup, { code: 'G', name: '甬拓控股集团' });
      await at.house.call(customers.save, { code: 'C1', name: 'C1有限公司', group: 'G' });
      return check(at, 'SO-2', '20.00');
    },
    said: { outcome: 'held', codes: ['limit_use'] },
  },
];

test.each(DOORS)('$door is checked', async ({ open, said }) => {
  const at = await setting();
  await at.customer('C1', '100.00');
  expect((await check(at, 'SO-1', '90.00')).outcome).toBe('clear');
  expect(await open(at)).toEqual(said);
  expect((await at.house.call(exposure.reconcile, {})).differences).toEqual([]);
});

test('a decrease passes whatever stands against the customer, and keeps what is left reserved', async () => {
  const at = await setting();
  await at.customer('C1', '100.00');
  await check(at, 'SO-1', '90.00');
  await at.invoice('C1', 'INV-OLD', '50.00', -60);
  expect(await check(at, 'SO-1', '90.00')).toMatchObject({ outcome: 'held' });
  await releaseAll(at);
  expect((await check(at, 'SO-1', '60.00')).outcome).toBe('clear');
  expect((await at.house.call(contract.reservations, {})).reservations).toMatchObject([{ remaining: cny('60.00') }]);
});
