// Stories of what is said of a customer beside the ledger, of orders far off, and of what went out unasked.
import { expect, test } from 'vitest';
import { sql } from '#platform/sql.ts';
import type { TestHouse } from '#platform/test-house.ts';
import * as customers from '#rooms/customers/contract.ts';
import * as monitoring from '#rooms/monitoring/contract.ts';
import { run as lookAtAll } from '#rooms/monitoring/contract.ts';
import * as contract from './contract.ts';
import { rulesInForce, setting, TODAY } from './orders.fixtures.ts';
import { orders } from './room.ts';

const cny = (amount: string) => ({ amount, currency: 'CNY' });

const rule = (id: string, zh: string, more: object) => ({
  id,
  title: { zh, en: id },
  action: 'hold',
  enabled: true,
  ...more,
});

const LIMIT = rule('limit', '超出额度', { metric: 'limit_use', threshold: { percent: 100 } });

test('dunning, a broken promise, a stopped cover and a review that is due hold an order by the title of the rule; said to be over, it goes by itself', async () => {
  const { house, customer, invoice, payment } = await setting();
  for (const code of ['C1', 'C2']) await customer(code, '1000.00');
  await invoice('C1', 'INV-1', '500.00', 20);
  await rulesInForce(house, [
    LIMIT,
    rule('dunned', '催到二级不发货', { metric: 'dunning_level', threshold: { count: 1 } }),
    rule('promise', '失信不发货', { metric: 'promise_broken', threshold: { days: 0 } }),
    rule('cover', '停保不发货', { metric: 'insurance_stop' }),
    rule('notice', '报损期限将到', { metric: 'insurance_notice', threshold: { days: 7 } }),
    rule('review', '复审过期', { metric: 'review_overdue', threshold: { days: 30 } }),
  ]);
  const clerk = await house.person('he.lian', 'receivables-clerk');
  const say = (more: object) =>
    house.call(customers.recordCreditState, { customer: 'C1', ...more } as never, { as: clerk, key: JSON.stringify(more) });
  const ask = async (customer: string, order: string) => {
    const answer = await house.call(contract.check, { customer, amount: cny('100.00'), order });
    return { held: answer.reasons.map(({ title, actual, clears }) => [title?.zh, actual, ...clears]), answer };
  };
  const state = async (id: string) => (await house.call(contract.hold, { id })).hold.state;
  // Nothing was said of him: that is no unknown, he is not dunned, has promised nothing and is not insured.
  const clean = await ask('C1', 'SO-0');
  expect(clean.answer.outcome).toBe('clear');

  await say({ kind: 'dunning', level: 2, note: '已发第二封催款函' });
  const dunned = await ask('C1', 'SO-1');
  expect(dunned.held).toEqual([['催到二级不发货', 2, { kind: 'end_dunning' }]]);
  expect((await ask('C2', 'SO-2')).answer.outcome).toBe('clear');
  await say({ kind: 'dunning', level: 1 });
  expect(await state(dunned.answer.hold!.id)).toBe('cleared');

  // Promised 400 by yesterday, 150 came: 250 are missing; a receipt recorded before the promise is not for it.
  await payment('C1', 'R-0', '50.00', 'INV-1');
  await say({ kind: 'promise', amount: cny('400.00'), dueOn: '2026-11-20', on: '2026-11-18' });
  await payment('C1', 'R-1', '150.00', 'INV-1');
  const broken = await ask('C1', 'SO-3');
  expect(broken.held).toEqual([['失信不发货', 1, { kind: 'keep_promise', amount: cny('250.00') }]]);
  expect((await house.call(customers.creditStates, { customer: 'C1' })).promises).toMatchObject([
    { state: 'broken', received: cny('150.00'), by: 'he.lian' },
  ]);
  await payment('C1', 'R-2', '250.00', 'INV-1');
  expect(await state(broken.answer.hold!.id)).toBe('cleared');

  await say({ kind: 'insurance', until: '2026-11-20' });
  await say({ kind: 'review', dueOn: '2026-10-21' });
  const both = await ask('C1', 'SO-4');
  expect(both.held).toEqual([
    ['复审过期', 31, { kind: 'new_review' }],
    ['停保不发货', TODAY, { kind: 'restore_cover' }],
  ]);
  await say({ kind: 'insurance', until: '2027-11-20', dueOn: '2026-11-28' });
  await say({ kind: 'review', dueOn: '2027-06-30' });
  // Seven days are left to tell the insurer: the other reason of a cover.
  const left = (await house.call(contract.hold, { id: both.answer.hold!.id })).hold;
  expect(left.reasons.map(({ rule: id, actual }) => [id, actual])).toEqual([['notice', 7]]);
  await say({ kind: 'insurance', ended: true });
  expect(await state(both.answer.hold!.id)).toBe('cleared');
  expect(await house.call(contract.replay, {})).toMatchObject({ differences: [] });
  expect((await house.call(customers.creditStates, { customer: 'C1' })).history).toHaveLength(8);
});

test('what is refused of a credit status, and whom nobody tells', async () => {
  const { house, customer } = await setting();
  await customer('C1', '100.00');
  const refused: [object, string][] = [
    [{ kind: 'dunning' }, 'level'],
    [{ kind: 'promise', dueOn: '2026-12-01' }, 'amount'],
    [{ kind: 'promise', amount: cny('0.00'), dueOn: '2026-12-01' }, 'amount'],
    [{ kind: 'promise', amount: cny('1.00'), dueOn: '2026-11-01' }, 'dueOn'],
    [{ kind: 'review', level: 1, dueOn: '2026-12-01' }, 'level'],
    [{ kind: 'review', dueOn: '2099-01-01' }, 'dueOn'],
    [{ kind: 'insurance', on: '2026-12-01' }, 'on'],
    [{ kind: 'dunning', level: 1, until: '2026-11-01' }, 'until'],
  ];
  for (const [input, field] of refused) {
    await expect(house.call(customers.recordCreditState, { customer: 'C1', ...input } as never)).rejects.toMatchObject({
      code: 'credit_state_malformed',
      fields: [{ field }],
    });
  }
  const sales = await house.person('lu.ming', 'sales');
  await expect(house.call(customers.creditStates, { customer: 'C1' }, { as: sales })).rejects.toMatchObject({
    code: 'customer_unknown',
  });
});

test('an order far off reserves nothing until its day comes near; then it is asked about again, and waits where there is no room', async () => {
  const { house, customer, invoice } = await setting();
  await customer('C1', '1000.00');
  await rulesInForce(house, [LIMIT], { horizonDays: 30 });
  const far = { customer: 'C1', amount: cny('900.00'), deliverOn: '2027-01-15' };
  for (const order of ['SO-1', 'SO-2'])
    expect(await house.call(contract.check, { ...far, order })).toMatchObject({ outcome: 'clear', reservation: null });
  await invoice('C1', 'INV-1', '80.00', 90);
  const round = (at: TestHouse) => at.run((ctx) => orders.jobs!.find((each) => each.name === 'orders.reconsider')!.run(ctx));
  await round(house.on('2026-12-15'));
  expect((await house.call(contract.reservations, {})).reservations).toEqual([]);
  const near = house.on('2026-12-16');
  await round(near);
  expect((await near.call(contract.reservations, {})).reservations).toMatchObject([{ order: 'SO-1', remaining: cny('900.00') }]);
  expect((await near.call(contract.holds, {})).holds).toMatchObject([{ order: 'SO-2', deliverOn: '2027-01-15' }]);
  await round(near);
  const { checks } = await near.call(contract.checks, { customer: 'C1' });
  expect(checks).toHaveLength(4);
});

test('a rule that is changed lets go at once what it held, whoever approved it', async () => {
  const { house, customer } = await setting();
  await customer('C1', '100.00');
  const { hold } = await house.call(contract.check, { customer: 'C1', amount: cny('150.00'), order: 'SO-1' });
  await rulesInForce(house, [rule('limit', '额度两倍', { metric: 'limit_use', threshold: { percent: 200 } })]);
  const now = await house.call(contract.hold, { id: hold!.id });
  expect(now.hold).toMatchObject({ state: 'cleared' });
  expect(now.acts.at(-1)).toMatchObject({ act: 'cleared', facts: { because: 'reconsidered' } });
});

test('a delivery beyond its order, or of one that nobody asked about, is taken and warns at once; asked about after all, the warning ends', async () => {
  const { house, customer } = await setting();
  for (const code of ['C1', 'C2']) await customer(code, '1000.00');
  await house.call(contract.check, { customer: 'C1', amount: cny('100.00'), order: 'SO-1' });
  const warned = async (code: string) => {
    const { alerts } = await house.call(monitoring.alerts, { customer: code, code: 'went_unchecked' });
    return alerts.map(({ level, atRisk, facts }) => [level, atRisk.amount, facts['documents']]);
  };
  const report = { kind: 'delivery' as const, amount: cny('100.00') };
  await house.call(contract.report, { ...report, order: 'SO-1', number: 'DN-1' });
  expect(await warned('C1')).toEqual([]);
  await house.call(contract.report, { ...report, order: 'SO-1', number: 'DN-2', amount: cny('30.00') });
  expect(await warned('C1')).toEqual([['orange', '30.00', ['SO-1']]]);
  await expect(house.call(contract.report, { ...report, order: 'SO-9', number: 'DN-3' })).rejects.toMatchObject({
    code: 'order_unknown',
  });
  const unasked = await house.call(contract.report, { ...report, order: 'SO-9', number: 'DN-3', customer: 'C2' });
  expect(unasked).toMatchObject({ outcome: 'recorded', captured: cny('0.00'), uncovered: cny('100.00') });
  expect(await warned('C2')).toEqual([['orange', '100.00', ['SO-9']]]);
  // A test's own clock: the check comes after the paper.
  await house.run(async (ctx) => void (await ctx.tx.run(sql`select pg_sleep(0.002)`)));
  await house.call(contract.check, { customer: 'C2', amount: cny('100.00'), order: 'SO-9' });
  await house.call(lookAtAll, {});
  expect(await warned('C2')).toEqual([]);
  expect(await house.call(contract.replay, {})).toMatchObject({ differences: [] });
});
