// Stories of early warning: found, seen again, taken, risen, gone, closed and left in peace.
import { expect, test } from 'vitest';
import { addDays, type Day } from '#base/date.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import { save } from '#rooms/customers/contract.ts';
import { set as setLimit } from '#rooms/limits/contract.ts';
import { type Paper, post } from '#rooms/ratings/ledger.fixtures.ts';
import { ROOMS } from '../../rooms.ts';
import * as contract from './contract.ts';

const TODAY: Day = '2026-11-21';
const overdue = (invoice: string, days: number, amount = '60000.00'): Paper => ({
  invoice,
  on: addDays(TODAY, -days - 60),
  due: addDays(TODAY, -days),
  amount,
});

async function company() {
  const place = await testHouse(ROOMS, { today: TODAY });
  await place.person('checker', 'approver');
  return place;
}

/** A company of one customer is all concentration: that goes without saying here. */
async function codes(place: TestHouse, customer: string) {
  const { alerts } = await place.call(contract.alerts, { customer });
  return alerts.filter((each) => each.code !== 'concentration').map((each) => `${each.code} ${each.level}`);
}

test('an overdue invoice becomes an alert with its number, its document, an owner and a clock', async () => {
  const place = await company();
  const manager = await place.person('shen.yu', 'credit-manager');
  await post(place, 'K1', [overdue('INV-1', 47, '764000.00'), overdue('INV-2', 12, '100.00')]);
  const { alerts, counts } = await place.call(contract.alerts, { code: 'overdue_days' });
  expect(alerts).toHaveLength(1);
  expect(alerts[0]).toMatchObject({
    code: 'overdue_days',
    level: 'orange',
    owner: manager.name,
    state: 'open',
    openedOn: TODAY,
    seenOn: TODAY,
    atRisk: { amount: '764100.00', currency: 'CNY' },
    facts: { code: 'overdue_days', actual: 47, threshold: 30, unit: 'days', documents: ['INV-1', 'INV-2'] },
  });
  expect(alerts[0]!.responses).toContain('dun');
  // Orange: two days from now.
  expect(alerts[0]!.dueAt.slice(0, 10)).toBe(addDays(TODAY, 2));
  expect(counts).toEqual([
    { level: 'red', alerts: 0 },
    { level: 'orange', alerts: 1 },
    { level: 'yellow', alerts: 0 },
  ]);
});

test('the same thing is one alert: seen again each night, raised when it rises, gone when it is paid', async () => {
  const place = await company();
  const analyst = await place.person('analyst', 'analyst');
  await post(place, 'K1', [overdue('INV-1', 20)]);
  const [first] = (await place.call(contract.alerts, { customer: 'K1' })).alerts;
  expect(first).toMatchObject({ level: 'yellow', openedOn: TODAY });
  await place.call(contract.acknowledge, { id: first!.id }, { as: analyst });

  const soon = place.on(addDays(TODAY, 5));
  expect(await soon.call(contract.run, {})).toEqual({ customers: 1, opened: 0, still: 1, gone: 0 });
  const [again] = (await soon.call(contract.alerts, { customer: 'K1' })).alerts;
  expect(again).toMatchObject({ id: first!.id, state: 'acknowledged', seenOn: addDays(TODAY, 5), dueAt: first!.dueAt });
  expect(again!.facts['actual']).toBe(25);

  // Another day says what stood then, whatever came since; as known at a moment of that day, what stood at that moment.
  const on = (asOf: Day, more: object = {}) =>
    soon.call(contract.alerts, { customer: 'K1', code: 'overdue_days', asOf, ...more });
  const [then] = (await on(TODAY)).alerts;
  expect(then).toMatchObject({ id: first!.id, state: 'acknowledged', level: 'yellow', seenOn: TODAY, owner: analyst.name });
  expect(then!.facts['actual']).toBe(20);
  expect((await on(TODAY, { knownAt: '2026-01-01T00:00:00Z' })).alerts).toEqual([]);
  expect((await on(addDays(TODAY, -1))).alerts).toEqual([]);
  expect((await on(addDays(TODAY, 5), { knownAt: '2099-01-01T00:00:00Z' })).alerts[0]).toEqual(again);

  const later = place.on(addDays(TODAY, 15));
  await later.call(contract.run, {});
  const [risen] = (await later.call(contract.alerts, { customer: 'K1' })).alerts;
  expect(risen).toMatchObject({ id: first!.id, level: 'orange', state: 'open', openedOn: TODAY, owner: 'analyst' });

  await post(later, 'K1', [{ receipt: 'R1', on: addDays(TODAY, 15), amount: '60000.00', to: 'INV-1' }]);
  expect(await codes(later, 'K1')).toEqual([]);
  const gone = await later.call(contract.alerts, { customer: 'K1', state: 'gone' });
  expect(gone.alerts.map((each) => each.id)).toEqual([first!.id]);
  const kept = await later.call(contract.alerts, { customer: 'K1', code: 'overdue_days', asOf: addDays(TODAY, 5) });
  expect(kept.alerts, 'that it rose and went is not seen from before').toEqual([again]);
  expect(kept.counts).toContainEqual({ level: 'yellow', alerts: 1 });
});

test('paying the oldest invoice ends its alert; the next oldest has one of its own', async () => {
  const place = await company();
  await post(place, 'K1', [overdue('OLD', 70), overdue('NEXT', 35)]);
  expect(await codes(place, 'K1')).toEqual(['overdue_days red']);
  await post(place, 'K1', [{ receipt: 'R1', on: TODAY, amount: '60000.00', to: 'OLD' }]);
  const { alerts } = await place.call(contract.alerts, { customer: 'K1', code: 'overdue_days' });
  expect(alerts.map((each) => [each.level, each.facts['documents']])).toEqual([['orange', ['NEXT']]]);
});

test('what somebody closed is left in peace for a month, unless it gets worse', async () => {
  const place = await company();
  const analyst = await place.person('analyst', 'analyst');
  await post(place, 'K1', [overdue('INV-1', 20)]);
  const [alert] = (await place.call(contract.alerts, { customer: 'K1' })).alerts;
  await place.call(contract.close, { id: alert!.id, reason: '客户承诺下周付款' }, { as: analyst });
  expect(await place.on(addDays(TODAY, 3)).call(contract.run, {})).toMatchObject({ opened: 0, still: 0 });
  expect(await codes(place, 'K1')).toEqual([]);
  const closed = await place.call(contract.alerts, { state: 'closed' });
  expect(closed.alerts[0]).toMatchObject({ closedReason: '客户承诺下周付款' });
  for (const again of [contract.acknowledge, contract.close]) {
    await expect(place.call(again, { id: alert!.id, reason: '再次关闭' } as never)).rejects.toMatchObject({
      status: again === contract.close ? 409 : 400,
    });
  }
  await expect(place.call(contract.acknowledge, { id: alert!.id })).rejects.toMatchObject({ status: 409, code: 'alert_ended' });
  expect(await place.on(addDays(TODAY, 11)).call(contract.run, {})).toMatchObject({ opened: 1 });
  expect(await codes(place.on(addDays(TODAY, 11)), 'K1')).toEqual(['overdue_days orange']);
});

test('use of the limit at 80, 90 and 100 percent, and a limit that runs out', async () => {
  const place = await company();
  await place.call(save, { code: 'K1', name: 'K1' });
  const set = (amount: string) =>
    place.call(setLimit, {
      customer: 'K1',
      amount: { amount, currency: 'CNY' },
      validTo: addDays(TODAY, 200),
      approveAs: 'checker',
    });
  await post(place, 'K1', [{ invoice: 'A', on: TODAY, due: addDays(TODAY, 60), amount: '8500.00' }]);
  for (const [limit, expected] of [
    ['20000', []],
    ['10000', ['utilisation yellow']],
    ['9000', ['utilisation orange']],
    ['8500', ['utilisation red']],
    ['5000', ['utilisation red']],
  ] as const) {
    await set(limit);
    await place.call(contract.run, {});
    expect(await codes(place, 'K1'), limit).toEqual(expected);
  }
  await set('20000');
  const ending = place.on(addDays(TODAY, 195));
  await ending.call(contract.run, {});
  expect(await codes(ending, 'K1')).toContain('limit_expiring orange');
});

test('two runs at the same moment open every alert once', async () => {
  const place = await company();
  for (const code of ['K1', 'K2', 'K3']) await post(place, code, [overdue(`I-${code}`, 5)]);
  const later = place.on(addDays(TODAY, 10));
  const runs = await Promise.all([later.call(contract.run, {}), later.call(contract.run, {})]);
  expect(runs.reduce((sum, run) => sum + run.opened, 0)).toBe(3);
  expect((await later.call(contract.alerts, {})).alerts.map((each) => each.code)).toEqual(Array(3).fill('overdue_days'));
});

test('alerts come the most severe first, page by page, and a salesperson sees those of his own customers', async () => {
  const place = await company();
  const sales = await place.person('lu.ming', 'sales');
  await place.call(save, { code: 'MINE', name: '我的', owner: 'lu.ming' });
  await post(place, 'MINE', [overdue('M', 10)]);
  for (const [code, days] of [
    ['A', 70],
    ['B', 35],
    ['C', 75],
    ['D', 9],
  ] as const)
    await post(place, code, [overdue(`I-${code}`, days)]);
  const seen: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < 5; page += 1) {
    const answer = await place.call(contract.alerts, { limit: 2, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...answer.alerts.map((each) => each.level));
    if (answer.next === null) break;
    cursor = answer.next;
  }
  expect(seen).toEqual(['red', 'red', 'orange', 'yellow', 'yellow']);
  const own = await place.call(contract.alerts, {}, { as: sales });
  expect(own.alerts.map((each) => each.customer.code)).toEqual(['MINE']);
  expect(own.counts.reduce((sum, each) => sum + each.alerts, 0)).toBe(1);
  await expect(place.call(contract.close, { id: own.alerts[0]!.id, reason: '不归我管' }, { as: sales })).rejects.toMatchObject({
    status: 403,
  });
});
