// Stories of the workbench: what waits for whom, figures that equal the ledger, and yesterday to today without a gap.
import { expect, test } from 'vitest';
import { addDays, type Day } from '#base/date.ts';
import { parseMinor } from '#base/money.ts';
import { testHouse } from '#platform/test-house.ts';
import { proposeHandover, save } from '#rooms/customers/contract.ts';
import { ask } from '#rooms/dossiers/contract.ts';
import { freeze, set as setLimit } from '#rooms/limits/contract.ts';
import { check } from '#rooms/orders/contract.ts';
import { type Paper, post } from '#rooms/ratings/ledger.fixtures.ts';
import { ledger } from '#rooms/receivables/contract.ts';
import { ROOMS } from '../../rooms.ts';
import * as contract from './contract.ts';

const TODAY: Day = '2026-11-21';
const yuan = (amount: string) => ({ amount, currency: 'CNY' });
const minor = (money: { amount: string; currency: string } | null) => parseMinor(money!.amount, money!.currency);

async function company() {
  const place = await testHouse(ROOMS, { today: TODAY });
  const manager = await place.person('shen.yu', 'credit-manager');
  const maker = await place.person('maker', 'analyst');
  const checker = await place.person('checker', 'approver');
  return { ...place, manager, maker, checker };
}

const invoice = (number: string, on: number, due: number, amount: string): Paper => ({
  invoice: number,
  on: addDays(TODAY, on),
  due: addDays(TODAY, due),
  amount,
});

test('an empty installation says that it is empty, and knows no figures of yesterday', async () => {
  const place = await company();
  const book = await place.call(contract.workbench, {});
  expect(book).toMatchObject({ empty: true, mode: 'live', queue: [], counts: { holds: 0, approvals: 0, alerts: 0, files: 0 } });
  expect(book.figures).toMatchObject({
    exposure: { value: yuan('0.00'), yesterday: null },
    utilisation: { ppm: null },
    dso: { days: null },
  });
  expect(book.concentration).toEqual({ hhi: null, topSharePpm: null, topName: null });
});

test('held orders, cases I may decide and alerts stand in one queue, by urgency, with whose they are', async () => {
  const place = await company();
  await post(place, 'K1', [invoice('A', -120, -75, '50000.00')]);
  await place.call(setLimit, { customer: 'K1', amount: yuan('60000'), approveAs: 'checker' });
  const key = { customer: 'K1', amount: yuan('86400'), order: 'SO-1' };
  expect(await place.call(check, key as never)).toMatchObject({ outcome: 'held' });
  await place.call(setLimit, { customer: 'K1', amount: yuan('200000') }, { as: place.maker });

  const seen = await place.call(contract.workbench, {}, { as: place.manager });
  expect(seen.counts).toEqual({ holds: 1, approvals: 1, alerts: 1, files: 0, models: 0, notices: 0 });
  expect(seen.heldAmount).toEqual(yuan('86400.00'));
  expect(seen.queue.map((item) => item.kind).toSorted()).toEqual(['alert', 'approval', 'hold']);
  const of = (kind: string) => seen.queue.find((item) => item.kind === kind)!;
  expect(of('alert')).toMatchObject({
    level: 4,
    mine: true,
    facts: { code: 'overdue_days', actual: 75 },
    customer: { code: 'K1' },
  });
  expect(of('hold')).toMatchObject({ level: 3, mine: true, amount: yuan('86400.00'), owner: 'shen.yu' });
  expect((of('hold').facts['reasons'] as { code: string }[]).map((each) => each.code)).toContain('overdue_days');
  expect(of('approval')).toMatchObject({ mine: true, amount: yuan('200000.00'), facts: { proposal: { mode: 'amount' } } });
  const order = ['now', 'today', 'week'];
  const groups = seen.queue.map((item) => order.indexOf(item.group));
  expect(groups).toEqual(groups.toSorted());

  // Nobody is shown a decision about what he proposed himself, nor one that his role does not include.
  expect((await place.call(contract.workbench, {}, { as: place.maker })).counts.approvals).toBe(0);
  // A frozen customer's order is as grave as it gets.
  await place.call(freeze, { customer: 'K1', reason: '逾期过久' }, { as: place.manager });
  await place.call(check, { ...key, order: 'SO-2' } as never);
  const frozen = await place.call(contract.workbench, {}, { as: place.manager });
  expect(frozen.queue.filter((item) => item.kind === 'hold').map((item) => item.level)).toContain(4);
});

test('figures equal the ledger to the cent today, and each day before is the ledger of that day', async () => {
  const place = await company();
  await post(place, 'K1', [
    invoice('A', -100, -40, '120000.00'),
    invoice('B', -20, 10, '50000.50'),
    { receipt: 'RA', on: addDays(TODAY, -10), amount: '70000.00', to: 'A' },
    { receipt: 'FREE', on: addDays(TODAY, -3), amount: '1000.00' },
    { delivery: 'D1', on: addDays(TODAY, -2), amount: '9000.00' },
  ]);
  await post(place, 'K2', [
    invoice('C', -95, -29, '30000.00'),
    { bill: 'P1', on: addDays(TODAY, -5), due: addDays(TODAY, 60), amount: '20000.00', to: 'C' },
    invoice('D', 0, 30, '4000.00'),
  ]);
  await post(place, 'K3', [invoice('E', -50, -1, '777.00')]);
  await place.call(setLimit, { customer: 'K1', amount: yuan('200000'), approveAs: 'checker' });
  const book = await place.call(contract.workbench, {});
  const { exposure, overdue, utilisation } = book.figures;
  const now = (await place.call(ledger, {})).totals[0]!;
  expect(exposure.value).toEqual(now.exposure);
  expect(overdue.value).toEqual(now.overdue);
  expect(exposure.series).toHaveLength(30);
  for (const back of [1, 2, 4, 7, 12, 29]) {
    const day = addDays(TODAY, -back);
    const then = (await place.call(ledger, { asOf: day })).totals[0]!;
    const at = (series: typeof exposure.series) => series.find((each) => each.day === day)!.value;
    expect(at(exposure.series), day).toBe(then.exposure.amount);
    expect(at(overdue.series), day).toBe(then.overdue.amount);
  }
  expect(exposure.yesterday!.amount).toBe(exposure.series[28]!.value);
  // Only K1 has a limit: its exposure alone is divided.
  expect(utilisation).toMatchObject({
    limit: yuan('200000.00'),
    ppm: Math.round(((50_000 + 50_000.5 - 1_000 + 9_000) / 200_000) * 1e6),
  });
  expect(utilisation.yesterdayPpm).toBeNull();

  const { from, to, steps } = book.change;
  expect(minor(from) + steps.reduce((sum, step) => sum + minor(step.amount), 0n)).toBe(minor(to));
  expect(steps).toEqual([{ kind: 'invoices', amount: yuan('4000.00') }]);
  expect(book.concentration).toMatchObject({ topName: 'K1' });
});

test('what moved since yesterday is told by what moved it, and the figures follow every posting', async () => {
  const place = await company();
  await post(place, 'K1', [invoice('A', -30, 30, '1000.00'), invoice('B', -30, 30, '500.00'), invoice('C', -30, 30, '300.00')]);
  await place.call(setLimit, { customer: 'K1', amount: yuan('100000'), approveAs: 'checker' });
  await place.call(contract.workbench, {});
  await post(place, 'K1', [
    { receipt: 'R1', on: TODAY, amount: '1000.00', to: 'A' },
    { receipt: 'R2', on: TODAY, amount: '50.00' },
    { credit: 'G1', on: TODAY, amount: '20.00', to: 'B' },
    { bill: 'P1', on: TODAY, due: addDays(TODAY, 90), amount: '300.00', to: 'C' },
    { delivery: 'D1', on: TODAY, amount: '77.00' },
    invoice('N', 0, 30, '600.00'),
  ]);
  await place.call(check, { customer: 'K1', amount: yuan('90'), order: 'SO-1' } as never);
  const { change, figures } = await place.call(contract.workbench, {});
  expect(Object.fromEntries(change.steps.map((step) => [step.kind, step.amount.amount]))).toEqual({
    invoices: '600.00',
    payments: '-1050.00',
    deliveries: '77.00',
    orders_reserved: '90.00',
    other: '-20.00',
  });
  expect(change.from).toEqual(yuan('1800.00'));
  expect(change.to).toEqual(figures.exposure.value);
  expect(minor(change.to) - minor(change.from)).toBe(-30_300n);
});

test('a salesperson’s workbench is about his own customers', async () => {
  const place = await company();
  const sales = await place.person('lu.ming', 'sales');
  await place.call(save, { code: 'MINE', name: '我的客户', owner: 'lu.ming' });
  await post(place, 'MINE', [invoice('M', -90, -40, '60000.00')]);
  await post(place, 'THEIRS', [invoice('T', -60, -20, '9000.00')]);
  await place.call(freeze, { customer: 'THEIRS', reason: '逾期' }, { as: place.manager });
  const own = await place.call(contract.workbench, {}, { as: sales });
  expect(own.figures.exposure.value).toEqual(yuan('60000.00'));
  expect(own.queue.map((item) => item.customer?.code)).toEqual(['MINE']);
  expect(own.counts).toEqual({ holds: 0, approvals: 0, alerts: 1, files: 0, models: 0, notices: 0 });
  expect(own.concentration).toMatchObject({ topName: '我的客户', topSharePpm: 1_000_000 });
  expect(JSON.stringify(own)).not.toContain('THEIRS');
  expect(own.news).toEqual([]);
  const whole = await place.call(contract.workbench, {}, { as: place.manager });
  expect(whole.figures.exposure.value).toEqual(yuan('69000.00'));
  expect(whole.news.map((each) => [each.operation, each.actor, each.customer])).toEqual([['limits.freeze', 'shen.yu', 'THEIRS']]);
});

test('only the company’s own currency counts into the figures', async () => {
  const place = await company();
  await post(place, 'K1', [invoice('A', -10, 20, '100.00')]);
  await post(place, 'K1', [invoice('U', -10, 20, '999.00')], 'USD');
  expect((await place.call(contract.workbench, {})).figures.exposure.value).toEqual(yuan('100.00'));
});

test('papers a salesperson is asked for and a hand-over to sign wait for him, and come back to whoever asked once they are late', async () => {
  const place = await company();
  const seller = await place.person('lu.ming', 'sales');
  await place.person('qin.yue', 'sales');
  await place.call(save, { code: 'K1', name: '甲公司', owner: 'lu.ming' });
  const due = addDays(TODAY, 3);
  await place.call(ask, { customer: 'K1', of: 'sales', items: ['paper:licence'], dueOn: due }, { as: place.manager });
  await place.call(proposeHandover, { from: 'lu.ming', to: 'qin.yue', startsOn: addDays(TODAY, 9) }, { as: place.manager });
  const files = async (as: typeof seller, on: { call: typeof place.call } = place) =>
    (await on.call(contract.workbench, {}, { as })).queue.filter((each) => each.kind === 'file');
  expect((await files(seller)).map((each) => [each.facts['file'], each.customer?.code ?? null, each.mine])).toEqual([
    ['request', 'K1', true],
    ['handover', null, true],
  ]);
  expect(await files(place.manager)).toEqual([]);
  const late = place.on(addDays(due, 1));
  expect(await files(place.manager, late)).toMatchObject([{ facts: { file: 'request', late: true }, level: 3, group: 'now' }]);
});
