// Side doors: every way in which our own operations raise what a customer owes passes the same check (docs/decisions/0033-side-doors.md).
import { assert, expect, test } from 'vitest';
import * as approvals from '#rooms/approvals/contract.ts';
import * as customers from '#rooms/customers/contract.ts';
import * as exposure from '#rooms/exposure/contract.ts';
import * as limits from '#rooms/limits/contract.ts';
import * as contract from './contract.ts';
import { rulesInForce, type Setting, setting } from './orders.fixtures.ts';

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

const rule = (id: string, more: object) => ({ id, title: { zh: id, en: id }, action: 'hold', enabled: true, ...more });
const LIMIT = rule('limit', { metric: 'limit_use', threshold: { percent: 100 } });
/** Sheet metal above nothing is stopped, and so is a discount that no contract grants. */
const BEYOND_MONEY = [
  rule('sheet', { metric: 'order_value', threshold: { amounts: [cny('1.00')] }, scope: { productGroups: ['板材'] } }),
  rule('discount', {
    metric: 'discount_longer',
    threshold: { percent: 0 },
    unknown: 'fails',
    except: [{ scope: { productGroups: ['型材'] } }],
  }),
];

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
    async open(at) {
      const { house, invoice } = at;
      expect((await check(at, 'SO-1', '30.00', { checkpoint: 'delivery' })).outcome).toBe('clear');
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
    door: 'overdue in yuan, ordered in dollars',
    async open(at) {
      await at.house.call(exposure.recordRates, { rates: [{ currency: 'USD', on: '2026-11-21', rate: '7', per: 1 }] });
      await at.invoice('C1', 'INV-OLD', '1.00', -60);
      return check(at, 'SO-2', '1.00', { amount: { amount: '1.00', currency: 'USD' } });
    },
    said: { outcome: 'held', codes: ['overdue_days', 'overdue_share_ppm'] },
  },
  {
    door: 'delivered nearly whole, then raised: an order’s value is all of it',
    async open(at) {
      await rulesInForce(at.house, [rule('value', { metric: 'order_value', threshold: { amounts: [cny('100.00')] } })]);
      await at.house.call(contract.report, { order: 'SO-1', kind: 'delivery', number: 'DN-1', amount: cny('80.00') });
      return check(at, 'SO-1', '170.00');
    },
    said: { outcome: 'held', codes: ['order_value'] },
  },
  {
    door: 'frozen after the order and before its delivery',
    async open(at) {
      await at.house.call(limits.freeze, { customer: 'C1', reason: '法院查封' });
      return check(at, 'SO-1', '90.00', { checkpoint: 'delivery' });
    },
    said: { outcome: 'held', codes: ['frozen'] },
  },
  {
    door: 'an order whose last question was a delivery, raised by its reservation',
    async open(at) {
      const { house } = at;
      expect((await check(at, 'SO-1', '30.00', { checkpoint: 'delivery' })).outcome).toBe('clear');
      const [{ number: reservation } = assert.fail()] = (await house.call(contract.reservations, {})).reservations;
      expect(await house.call(contract.amend, { reservation, amount: cny('60.00') })).toMatchObject({
        reservation: { amount: cny('60.00') },
      });
      const answer = await house.call(contract.amend, { reservation, amount: cny('110.00') });
      return { outcome: answer.outcome, codes: answer.reasons.filter((each) => each.action === 'hold').map((each) => each.code) };
    },
    said: { outcome: 'held', codes: ['limit_use'] },
  },
  {
    door: 'a delivery of goods that no order was asked about',
    open: (at) => check(at, 'SO-2', '20.00', { checkpoint: 'delivery' }),
    said: { outcome: 'held', codes: ['limit_use'] },
  },
  {
    door: 'a delivery of a part of an order that waits',
    async open(at) {
      await check(at, 'SO-2', '20.00');
      const part = await check(at, 'SO-2', '5.00', { checkpoint: 'delivery' });
      expect((await at.house.call(contract.holds, {})).holds).toMatchObject([{ order: 'SO-2', amount: cny('20.00') }]);
      return part;
    },
    said: { outcome: 'held', codes: ['limit_use'] },
  },
  {
    door: 'an order of next year, delivered today',
    async open(at) {
      await rulesInForce(at.house, [LIMIT], { horizonDays: 30 });
      expect((await check(at, 'SO-2', '20.00', { deliverOn: '2027-11-01' })).outcome).toBe('clear');
      return check(at, 'SO-2', '20.00', { checkpoint: 'delivery' });
    },
    said: { outcome: 'held', codes: ['limit_use'] },
  },
  {
    door: 'where deliveries use the limit, the second delivery of an order',
    async open(at) {
      await rulesInForce(at.house, [LIMIT], { consumes: 'deliveries' });
      await at.house.call(contract.cancel, { order: 'SO-1', reason: '客户取消' });
      expect((await check(at, 'SO-2', '160.00', { checkpoint: 'quotation' })).outcome).toBe('clear');
      expect((await check(at, 'SO-2', '80.00', { checkpoint: 'delivery' })).outcome).toBe('clear');
      await at.house.call(contract.report, { order: 'SO-2', kind: 'delivery', number: 'DN-1', amount: cny('80.00') });
      await at.invoice('C1', 'INV-1', '80.00', 30);
      return check(at, 'SO-2', '80.00', { checkpoint: 'delivery' });
    },
    said: { outcome: 'held', codes: ['limit_use'] },
  },
  {
    door: 'less money, but goods of a product group that is stopped and at a discount nobody granted',
    async open(at) {
      await rulesInForce(at.house, BEYOND_MONEY);
      expect((await check(at, 'SO-2', '9.00', { productGroup: '型材', discountPercent: 0 })).outcome).toBe('clear');
      return check(at, 'SO-2', '8.00', { productGroup: '板材', discountPercent: 30 });
    },
    said: { outcome: 'held', codes: ['order_value', 'discount_longer'] },
  },
  {
    door: 'a released order at a larger discount than it was released with, asked about until it passes',
    async open(at) {
      await rulesInForce(at.house, BEYOND_MONEY);
      await check(at, 'SO-2', '5.00', { discountPercent: 1 });
      await releaseAll(at);
      expect((await check(at, 'SO-2', '5.00', { discountPercent: 1 })).outcome).toBe('clear');
      await check(at, 'SO-2', '5.00', { discountPercent: 40 });
      return check(at, 'SO-2', '5.00', { discountPercent: 40 });
    },
    said: { outcome: 'held', codes: ['discount_longer'] },
  },
  {
    door: 'raised while a second person was asked to release less',
    async open(at) {
      const { house } = at;
      const [maker, checker] = [await house.person('maker', 'credit-manager'), await house.person('checker', 'approver')];
      const propose = async () => {
        const [{ id, version } = assert.fail()] = (await house.call(contract.holds, {})).holds;
        return house.call(contract.proposeRelease, { id, version, reason: '客户承诺月底付清' }, { as: maker });
      };
      const approve = async (decision: 'approve' | 'reject' = 'approve') => {
        const { cases } = await house.call(approvals.list, {}, { as: checker });
        const { id, hash, version } = cases.at(-1)!;
        return house.call(approvals.decide, { id, hash, version, decision }, { as: checker }).catch((problem) => problem);
      };
      await check(at, 'SO-2', '2000000.00');
      await propose();
      await check(at, 'SO-2', '9000000.00');
      const said = await approve();
      await propose();
      // Frozen meanwhile: of that he was not asked either. Rejected and proposed anew, as it is by now, it goes.
      await house.call(limits.freeze, { customer: 'C1', reason: '法院查封' });
      expect(await approve()).toMatchObject({ code: 'proposal_outdated' });
      expect(await approve('reject')).toEqual({ state: 'rejected' });
      await propose();
      expect(await approve()).toEqual({ state: 'approved' });
      expect((await house.call(approvals.list, {}, { as: checker })).cases).toEqual([]);
      return { outcome: said.code, codes: [] };
    },
    said: { outcome: 'proposal_outdated', codes: [] },
  },
  {
    door: 'raised after a prepayment was asked for what it was',
    async open(at) {
      await check(at, 'SO-2', '20.00');
      const [{ id, version } = assert.fail()] = (await at.house.call(contract.holds, {})).holds;
      await at.house.call(contract.askPrepayment, { id, version, amount: cny('1.00'), reason: '先付一元' });
      await check(at, 'SO-2', '5000.00');
      await at.invoice('C1', 'INV-1', '1.00', 30);
      await at.payment('C1', 'RC-1', '1.00', 'INV-1');
      return check(at, 'SO-2', '5000.00');
    },
    said: { outcome: 'held', codes: ['limit_use'] },
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

test('cancelled, an order may be placed for another customer or in another currency; what is out of it stays where it is', async () => {
  const at = await setting();
  const { house } = at;
  for (const code of ['C1', 'C2']) await at.customer(code, '100.00');
  const ask = (customer: string, order: string, amount = cny('90.00'), door = house) =>
    door.call(contract.check, { customer, order, amount }).then(
      (answer) => answer.outcome,
      (problem) => problem.code,
    );
  const cancel = (order: string) => house.call(contract.cancel, { order, reason: '改为另一家下单' });
  expect([await ask('C1', 'SO-1'), await ask('C2', 'SO-1')]).toEqual(['clear', 'order_of_other_customer']);
  await cancel('SO-1');
  expect([await ask('C2', 'SO-1'), await ask('C1', 'SO-1'), await ask('C2', 'SO-2')]).toEqual([
    'clear',
    'order_of_other_customer',
    'held',
  ]);
  expect((await house.call(contract.reservations, {})).reservations).toMatchObject([{ customer: { code: 'C2' }, order: 'SO-1' }]);
  await cancel('SO-1');
  // Both at the same instant, by doors of their own: it is one order, of one of them.
  const both = await Promise.all(['C1', 'C2'].map((code) => ask(code, 'SO-1', cny('90.00'), house.on('2026-11-22'))));
  expect(both.toSorted()).toEqual(['clear', 'order_of_other_customer']);
  await cancel('SO-1');
  expect(await ask('C1', 'SO-1', { amount: '9.00', currency: 'USD' })).toBe('held');
  await cancel('SO-1');
  expect(await ask('C1', 'SO-1')).toBe('clear');
  await house.call(contract.report, { order: 'SO-1', kind: 'delivery', number: 'DN-1', amount: cny('5.00') });
  await cancel('SO-1');
  expect(await ask('C2', 'SO-1')).toBe('order_of_other_customer');
  expect((await house.call(exposure.reconcile, {})).differences).toEqual([]);
  expect(await house.call(contract.replay, {})).toMatchObject({ differences: [] });
});

test('an order of which all is out keeps room for nothing', async () => {
  const at = await setting();
  await at.customer('C1', '100.00');
  await check(at, 'SO-1', '90.00');
  await at.house.call(contract.report, { order: 'SO-1', kind: 'delivery', number: 'DN-1', amount: cny('50.00') });
  expect((await check(at, 'SO-1', '50.00')).outcome).toBe('clear');
  expect((await check(at, 'SO-1', '50.00')).outcome).toBe('clear');
  expect((await at.house.call(contract.reservations, {})).reservations).toEqual([]);
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

/** Papers of an order of 80 under a limit of 100, what the order reserves after each, and whether 21 of another go in the end: 20 always do. */
const PAPERS: readonly { consumes: string; story: string; steps: readonly (readonly [string, string, string])[] }[] = [
  {
    consumes: 'orders',
    story: 'delivered, invoiced',
    steps: [
      ['delivery', '80.00', '0.00'],
      ['invoice', '80.00', '0.00'],
    ],
  },
  {
    consumes: 'orders',
    story: 'invoiced in part, that and the rest delivered',
    steps: [
      ['invoice', '60.00', '20.00'],
      ['ask delivery', '50.00', '20.00'],
      ['delivery', '50.00', '20.00'],
      ['ask delivery', '30.00', '20.00'],
      ['delivery', '30.00', '0.00'],
    ],
  },
  {
    consumes: 'orders',
    story: 'delivered, sent back and credited, and asked to go out again',
    steps: [
      ['delivery', '80.00', '0.00'],
      ['return', '80.00', '0.00'],
      ['ask delivery', '80.00', '80.00'],
      ['delivery', '80.00', '0.00'],
      ['invoice', '80.00', '0.00'],
    ],
  },
  {
    consumes: 'invoices',
    story: 'delivered before it is invoiced',
    steps: [
      ['ask delivery', '80.00', '0.00'],
      ['delivery', '80.00', '0.00'],
      ['ask invoice', '80.00', '80.00'],
      ['invoice', '80.00', '0.00'],
    ],
  },
  {
    consumes: 'invoices',
    story: 'asked for its invoice, then delivered, then invoiced',
    steps: [
      ['ask invoice', '80.00', '80.00'],
      ['delivery', '80.00', '80.00'],
      ['invoice', '80.00', '0.00'],
    ],
  },
  {
    consumes: 'deliveries',
    story: 'invoiced before it is delivered',
    steps: [
      ['invoice', '80.00', '0.00'],
      ['ask delivery', '80.00', '0.00'],
      ['delivery', '80.00', '0.00'],
    ],
  },
  {
    consumes: 'deliveries',
    story: 'delivered twice, invoiced once',
    steps: [
      ['ask delivery', '30.00', '30.00'],
      ['delivery', '30.00', '0.00'],
      ['ask delivery', '50.00', '50.00'],
      ['delivery', '50.00', '0.00'],
      ['invoice', '80.00', '0.00'],
    ],
  },
];

test.each([...Map.groupBy(PAPERS, (each) => each.consumes)])(
  'limit use where %s use it: the same goods count once, whichever paper comes first',
  async (consumes, stories) => {
    const at = await setting();
    await rulesInForce(at.house, [LIMIT], { consumes });
    for (const { story, steps } of stories) {
      const code = `C-${story}`;
      const ask = (order: string, amount: string, checkpoint?: string) =>
        at.house.call(contract.check, {
          customer: code,
          order: `${code} ${order}`,
          amount: cny(amount),
          ...(checkpoint ? { checkpoint } : {}),
        } as never);
      await at.customer(code, '100.00');
      expect((await ask('SO', '80.00')).outcome).toBe('clear');
      for (const [index, [step, amount, reserved]] of steps.entries()) {
        const [kind = '', asked] = step.split(' ').toReversed();
        if (asked) expect([story, step, (await ask('SO', amount, kind)).outcome]).toEqual([story, step, 'clear']);
        else {
          const number = `${story} ${index}`;
          const paper = { order: `${code} SO`, kind, number, amount: cny(amount) };
          await at.house.call(contract.report, paper as never);
          expect(await at.house.call(contract.report, paper as never)).toMatchObject({ outcome: 'known' });
        }
        const { reservations } = await at.house.call(contract.reservations, { customer: code });
        expect([story, step, reservations.map((each) => each.remaining.amount)]).toEqual([
          story,
          step,
          reserved === '0.00' ? [] : [reserved],
        ]);
      }
      // All of it stands in the ledger by now.
      await at.invoice(code, `INV ${story}`, '80.00', 30);
      const checkpoint = { orders: 'order', deliveries: 'delivery', invoices: 'invoice' }[consumes];
      expect([story, (await ask('NEXT', '20.01', checkpoint)).outcome]).toEqual([story, 'held']);
      expect([story, (await ask('NEXT-2', '20.00', checkpoint)).outcome]).toEqual([story, 'clear']);
    }
    expect((await at.house.call(exposure.reconcile, {})).differences).toEqual([]);
    expect(await at.house.call(contract.replay, {})).toMatchObject({ differences: [] });
  },
);

test('customers of one salesperson share his ceiling, also where their orders come at the same instant', async () => {
  const at = await setting();
  const { house, customer, invoice } = at;
  await house.person('lu.ming', 'sales');
  await rulesInForce(house, [rule('ceiling', { metric: 'salesperson_use', threshold: { amounts: [cny('100.00')] } })]);
  for (const code of ['C1', 'C2', 'C3', 'C4']) {
    await customer(code, '100.00');
    await house.call(customers.save, { code, name: `${code}有限公司`, owner: 'lu.ming' });
  }
  await invoice('C1', 'INV-1', '30.00', 20);
  const ask = (code: string, amount: string, door = house) =>
    door.call(contract.check, { customer: code, amount: cny(amount), order: `SO-${code}` });
  // Each by a door of its own, so that no transaction takes two of them together.
  // 30 are owed: of three orders of 40 that are asked about at once, one goes.
  const answers = await Promise.all(['C2', 'C3', 'C4'].map((code) => ask(code, '40.00', house.on('2026-11-22'))));
  expect(answers.map((each) => each.outcome).toSorted()).toEqual(['clear', 'held', 'held']);
  expect(await ask('C1', '30.01')).toMatchObject({
    outcome: 'held',
    reasons: [
      {
        rule: 'ceiling',
        actual: cny('100.01'),
        threshold: cny('100.00'),
        clears: [
          { kind: 'payment', amount: cny('0.01') },
          { kind: 'smaller_order', amount: cny('30.00') },
        ],
      },
    ],
  });
  expect((await ask('C1', '30.00')).outcome).toBe('clear');
});
