// Bills as a receivables clerk lives them: received for invoices, passed on, paid or not; the exposure moves between its parts and is never lost.
import { beforeAll, describe, expect, test } from 'vitest';
import { addDays, type Day } from '#base/date.ts';
import { formatMinor } from '#base/money.ts';
import type { Actor } from '#platform/context.ts';
import type { InputOf } from '#platform/operation.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import { list as cases, decide } from '#rooms/approvals/contract.ts';
import { approvals } from '#rooms/approvals/room.ts';
import { customers } from '#rooms/customers/room.ts';
import { position, reconcile } from '#rooms/exposure/contract.ts';
import { exposure } from '#rooms/exposure/room.ts';
import { alerts } from '#rooms/monitoring/contract.ts';
import { monitoring } from '#rooms/monitoring/room.ts';
import { post } from '#rooms/ratings/ledger.fixtures.ts';
import { documents, ledger } from '#rooms/receivables/contract.ts';
import { receivables } from '#rooms/receivables/room.ts';
import { assume, remind } from './actions.ts';
import * as contract from './contract.ts';
import { bills } from './room.ts';

const ROOMS = [customers, approvals, exposure, receivables, bills];
const TODAY: Day = '2026-07-01';
const yuan = (amount: string) => ({ amount, currency: 'CNY' });

let place: TestHouse;
beforeAll(async () => {
  place = await testHouse(ROOMS, { today: TODAY });
});

/** The customer's exposure by part, in yuan; parts of nothing are left out. */
async function parts(code: string, at = place): Promise<Record<string, string>> {
  const { positions } = await at.call(position, { customer: code });
  const own = positions.find((each) => each.kind === 'own')!;
  const shown = Object.entries({ ...own.parts, exposure: own.exposure }).map(([part, money]) => [part, money.amount]);
  return Object.fromEntries(shown.filter(([, amount]) => amount !== '0.00'));
}

async function invoices(code: string, at = place): Promise<Map<string, string>> {
  const { documents: rows } = await at.call(documents, { customer: code, show: 'all' });
  return new Map(rows.filter((row) => row.kind === 'invoice').map((row) => [row.number, row.id]));
}

let next = 0;
type Receive = InputOf<typeof contract.receive>;
async function receive(code: string, more: Partial<Receive> = {}, at = place) {
  next += 1;
  return at.call(contract.receive, {
    customer: code,
    number: `5${String(next).padStart(29, '0')}`,
    type: 'commercial',
    acceptor: '甲方集团有限公司',
    receivedOn: '2026-02-10',
    dueOn: '2026-08-10',
    amount: yuan('1000.00'),
    payOldest: true,
    ...more,
  });
}

const doing = (id: string, act: string, more: object = {}, at = place, as?: Actor) =>
  at.call(contract.act, { bills: [id], act, ...more } as InputOf<typeof contract.act>, as ? { as } : {});

async function sound(at = place): Promise<void> {
  expect((await at.call(reconcile, {})).differences).toEqual([]);
}

const ledgerOf = (code: string, amount = '1000.00') =>
  post(place, code, [{ invoice: `${code}-1`, on: '2026-01-05', due: '2026-03-05', amount }]);

describe('a bill in the exposure', () => {
  test('a commercial bill moves the debt from receivables to bills and stays the customer’s until it is honoured', async () => {
    await ledgerOf('HON');
    const received = await receive('HON', { dueOn: '2026-06-20' });
    expect(received).toMatchObject({ applied: yuan('1000.00'), counted: yuan('1000.00'), moved: yuan('0.00'), warnings: [] });
    expect(await parts('HON')).toEqual({ bills: '1000.00', exposure: '1000.00' });
    const passed = await doing(received.id, 'endorse', { on: '2026-03-01', counterparty: '宁波乙公司', recourse: true });
    expect(passed.moved).toEqual([]);
    expect(await parts('HON')).toEqual({ bills: '1000.00', exposure: '1000.00' });
    expect((await doing(received.id, 'honour', { on: '2026-06-22' })).moved).toEqual([
      { customer: 'HON', amount: yuan('-1000.00') },
    ]);
    expect(await parts('HON')).toEqual({});
    await sound();
  });

  test('a bank’s acceptance is the bank’s risk from the day it comes', async () => {
    await ledgerOf('BANK');
    expect((await receive('BANK', { type: 'bank', acceptor: '中国工商银行宁波分行' })).moved).toEqual(yuan('-1000.00'));
    expect(await parts('BANK')).toEqual({});
    await sound();
  });

  test('what a bill does not pay is unapplied; applied later it pays, and the exposure is the same all the while', async () => {
    await ledgerOf('OVER', '600.00');
    const { id, unapplied } = await receive('OVER');
    expect(unapplied).toEqual(yuan('400.00'));
    expect(await parts('OVER')).toEqual({ bills: '1000.00', unapplied: '400.00', exposure: '600.00' });
    await post(place, 'OVER', [{ invoice: 'OVER-2', on: '2026-05-01', due: '2026-07-30', amount: '500.00' }]);
    const second = (await invoices('OVER')).get('OVER-2')!;
    expect(await place.call(contract.apply, { id, pays: [{ document: second, amount: yuan('300.00') }] })).toEqual({
      applied: yuan('300.00'),
      unapplied: yuan('100.00'),
    });
    expect(await parts('OVER')).toEqual({ open: '200.00', bills: '1000.00', unapplied: '100.00', exposure: '1100.00' });
    // It comes back: what it had paid is a claim again, what it had not is no credit any more.
    await doing(id, 'dishonour', { on: '2026-07-01' });
    expect(await parts('OVER')).toEqual({ open: '1100.00', exposure: '1100.00' });
    await sound();
  });

  test('dishonoured in another’s hands it is an open item due that day, and the warning is there the same minute; taken back, both go', async () => {
    const here = await testHouse([...ROOMS, monitoring], { today: TODAY });
    await post(here, 'DIS', [{ invoice: 'DIS-1', on: '2026-01-05', due: '2026-03-05', amount: '1000.00' }]);
    const { id } = await receive('DIS', { dueOn: '2026-06-01' }, here);
    const discount = { on: '2026-02-12', counterparty: '招商银行', recourse: true, annualRatePpm: 30_000 };
    await doing(id, 'discount', discount, here);
    await doing(id, 'dishonour', { on: '2026-06-03', note: '账户余额不足' }, here);
    expect(await parts('DIS', here)).toEqual({ open: '1000.00', exposure: '1000.00' });
    const { bill, open, life, acts } = await here.call(contract.get, { id });
    expect([bill.state, open]).toEqual(['dishonoured', { amount: yuan('1000.00'), dueOn: '2026-06-03' }]);
    // 1,000.00 × 3 % × 109 days / 360
    expect(life.map((each) => [each.state, each.fee?.amount ?? null, each.note])).toEqual([
      ['received', null, null],
      ['discounted', '9.08', null],
      ['dishonoured', null, '账户余额不足'],
    ]);
    expect(acts).toEqual(['claim']);
    const codes = async () => (await here.call(alerts, { customer: 'DIS' })).alerts.map((each) => each.code);
    expect(await codes()).toContain('bill_dishonoured');
    await here.call(contract.undo, { id, reason: '银行次日已付款' });
    expect(await codes()).not.toContain('bill_dishonoured');
    await sound(here);
  });

  test('discounted without recourse the risk leaves with the bill, and a later dishonour does not bring it back', async () => {
    await ledgerOf('SOLD');
    const { id } = await receive('SOLD', { dueOn: '2026-06-01' });
    const sold = await doing(id, 'discount', { on: '2026-02-12', counterparty: '招商银行', recourse: false });
    expect(sold.moved).toEqual([{ customer: 'SOLD', amount: yuan('-1000.00') }]);
    await doing(id, 'dishonour', { on: '2026-06-02' });
    expect(await parts('SOLD')).toEqual({});
    await sound();
  });

  test('a bill endorsed in March was the customer’s debt on a day in February, and one honoured in June still in May', async () => {
    await ledgerOf('ASOF');
    const { id } = await receive('ASOF', { dueOn: '2026-06-10' });
    await doing(id, 'endorse', { on: '2026-03-15', counterparty: '宁波乙公司', recourse: false });
    const on = async (asOf: Day) => {
      const { rows } = await place.call(ledger, { asOf, limit: 200 });
      const row = rows.find((each) => each.customer.code === 'ASOF');
      return [row?.open.amount ?? '0.00', row?.bills.amount ?? '0.00'];
    };
    expect(await on('2026-02-01')).toEqual(['1000.00', '0.00']);
    expect(await on('2026-02-28')).toEqual(['0.00', '1000.00']);
    expect(await on('2026-03-16')).toEqual(['0.00', '0.00']);
  });
});

describe('corrections', () => {
  test('the last act is taken back on its own day: past and present read as if it had never been, and the life keeps both', async () => {
    await ledgerOf('UNDO');
    const { id } = await receive('UNDO', { dueOn: '2026-06-01' });
    await doing(id, 'dishonour', { on: '2026-06-03' });
    const back = await place.call(contract.undo, { id, reason: '登记错了票号' });
    expect(back).toEqual({ state: 'received', undone: 'dishonoured', moved: yuan('0.00') });
    expect(await parts('UNDO')).toEqual({ bills: '1000.00', exposure: '1000.00' });
    const { life } = await place.call(contract.get, { id });
    expect(life.map(({ state, undone, undoes }) => [state, undone, undoes])).toEqual([
      ['received', false, null],
      ['dishonoured', true, null],
      ['received', false, 2],
    ]);
    await sound();
  });

  test('a bill entered in error goes with all it paid: its invoices are open again on their own due days', async () => {
    await ledgerOf('ERR');
    const { id } = await receive('ERR');
    const gone = await place.call(contract.undo, { id, reason: '不是我们的票' });
    expect([gone.state, gone.moved]).toEqual([null, yuan('0.00')]);
    expect(await parts('ERR')).toEqual({ open: '1000.00', exposure: '1000.00' });
    const { positions } = await place.call(position, { customer: 'ERR' });
    expect(positions[0]!.oldestDueOn).toBe('2026-03-05');
    await expect(place.call(contract.get, { id })).rejects.toMatchObject({ code: 'bill_unknown' });
    await sound();
  });

  test('replaced by another bill, the old one is a claim that the new one pays at once', async () => {
    await ledgerOf('REPL');
    const old = await receive('REPL', { dueOn: '2026-06-01' });
    const fresh = await receive('REPL', { replaces: old.id, receivedOn: '2026-06-05', dueOn: '2026-09-01', payOldest: false });
    expect([fresh.applied, fresh.moved]).toEqual([yuan('1000.00'), yuan('0.00')]);
    expect(await parts('REPL')).toEqual({ bills: '1000.00', exposure: '1000.00' });
    expect((await place.call(contract.get, { id: old.id })).bill.state).toBe('replaced');
    await sound();
  });

  test('split into parts, each part has a life of its own and together they are the bill', async () => {
    await ledgerOf('SPLIT', '900.00');
    const { id } = await receive('SPLIT', { dueOn: '2026-06-20' });
    const { parts: made } = await place.call(contract.split, {
      id,
      on: '2026-03-01',
      parts: [
        { amount: yuan('300.00'), subRange: '1-30000' },
        { amount: yuan('700.00'), subRange: '30001-100000' },
      ],
    });
    expect(await parts('SPLIT')).toEqual({ bills: '1000.00', unapplied: '100.00', exposure: '900.00' });
    const first = made.find((each) => each.subRange === '1-30000')!;
    await doing(first.id, 'endorse', { on: '2026-03-02', counterparty: '宁波乙公司', recourse: false });
    expect(await parts('SPLIT')).toEqual({ bills: '700.00', unapplied: '100.00', exposure: '600.00' });
    // Of the other part only 250 goes on, by the range the platform will give it; the rest stays in hand and counts.
    const second = made.find((each) => each.subRange === '30001-100000')!;
    const part = { id: second.id, act: 'endorse' as const, on: '2026-03-03', counterparty: '宁波乙公司', recourse: false };
    const passed = await place.call(contract.passPart, { ...part, amount: yuan('250.00') });
    expect(passed.moved).toEqual(yuan('-250.00'));
    expect(await parts('SPLIT')).toEqual({ bills: '450.00', unapplied: '100.00', exposure: '350.00' });
    const [gone, kept] = [
      await place.call(contract.get, { id: passed.passed }),
      await place.call(contract.get, { id: passed.rest }),
    ];
    expect([gone.bill.subRange, gone.bill.state]).toEqual(['30001-55000', 'endorsed']);
    expect([kept.bill.subRange, kept.bill.state, kept.bill.counted]).toEqual(['55001-100000', 'received', yuan('450.00')]);
    const all = place.call(contract.passPart, { ...part, id: passed.rest, amount: yuan('450.00') });
    await expect(all).rejects.toMatchObject({ code: 'bill_part_whole' });
    await expect(
      place.call(contract.passPart, { ...part, id: passed.rest, amount: yuan('1.00'), on: '2026-03-02' }),
    ).rejects.toMatchObject({ code: 'bill_before_last_act' });
    await sound();
  });
});

describe('many at once', () => {
  test('eight bills endorsed in one act, or none when one of them cannot be', async () => {
    await ledgerOf('BULK', '8000.00');
    const ids: string[] = [];
    for (let at = 0; at < 8; at += 1) ids.push((await receive('BULK')).id);
    const endorse = { act: 'endorse' as const, on: '2026-03-01', counterparty: '宁波乙公司', recourse: false };
    await doing(ids[7]!, 'pledge', { on: '2026-02-20', counterparty: '农业银行' });
    await expect(place.call(contract.act, { bills: ids, ...endorse })).rejects.toMatchObject({
      code: 'bill_act_not_from_here',
      facts: { count: 1 },
    });
    expect(await parts('BULK')).toEqual({ bills: '8000.00', exposure: '8000.00' });
    const answer = await place.call(contract.act, { bills: ids.filter((_, at) => at !== 7), ...endorse });
    expect(answer.moved).toEqual([{ customer: 'BULK', amount: yuan('-7000.00') }]);
    await sound();
  });

  test('any legal life of many bills keeps the balance equal to what each bill says of itself', async () => {
    await ledgerOf('MANY', '5000.00');
    const ids: string[] = [];
    for (let at = 0; at < 5; at += 1) ids.push((await receive('MANY', { dueOn: '2026-05-01' })).id);
    const acts: [number, string, object][] = [
      [0, 'present', { on: '2026-05-01' }],
      [1, 'endorse', { on: '2026-03-01', counterparty: '乙', recourse: true }],
      [2, 'pledge', { on: '2026-03-01', counterparty: '丙银行' }],
      [3, 'return', { on: '2026-03-01' }],
      [0, 'dishonour', { on: '2026-05-03' }],
      [0, 'claim', { on: '2026-05-06' }],
      [1, 'honour', { on: '2026-05-20' }],
      [2, 'release', { on: '2026-04-01' }],
    ];
    for (const [at, act, more] of acts) {
      await doing(ids[at]!, act, more);
      const { bills: rows } = await place.call(contract.list, { customer: 'MANY', limit: 50 });
      const counted = rows.reduce((sum, row) => sum + BigInt(row.counted.amount.replace('.', '')), 0n);
      const { bills: shown = '0.00' } = await parts('MANY');
      expect(shown, act).toBe(formatMinor(counted, 'CNY'));
      await sound();
    }
    expect(await parts('MANY')).toEqual({ open: '2000.00', bills: '2000.00', exposure: '4000.00' });
  });
});

describe('days that come', () => {
  test('ten and three days before presentation ends, on its last day and in silence something is said, once', async () => {
    const here = await testHouse(ROOMS, { today: TODAY });
    await post(here, 'R', [{ invoice: 'R-1', on: '2026-01-05', due: '2026-03-05', amount: '1000.00' }]);
    const { id } = await receive('R', { dueOn: '2026-07-10' }, here);
    const said: string[] = [];
    for (const days of [0, 8, 9, 10, 16, 18, 19, 20, 22]) {
      const then = here.on(addDays(TODAY, days));
      await then.run(remind);
      await then.run(remind);
      const { reminders } = await then.call(contract.reminders, {});
      expect(reminders.length).toBeLessThanOrEqual(1);
      const kind = reminders[0]?.kind;
      if (kind && said.at(-1) !== `${kind} ${reminders[0]!.saidOn}`) said.push(`${kind} ${reminders[0]!.saidOn}`);
    }
    expect(said).toEqual(['ten_days 2026-07-10', 'three_days 2026-07-17', 'last_day 2026-07-20', 'unsaid 2026-07-21']);
    const late = here.on('2026-07-24');
    const presented = await doing(id, 'present', { on: '2026-07-24' }, late);
    expect(presented.warnings.map((each) => each.code)).toEqual(['bill_presented_late']);
  });

  test('silence is payment only where the company said so, and is marked as assumed', async () => {
    const here = await testHouse(ROOMS, { today: TODAY });
    await post(here, 'S', [{ invoice: 'S-1', on: '2026-01-05', due: '2026-03-05', amount: '1000.00' }]);
    const { id } = await receive('S', { dueOn: '2026-07-10' }, here);
    await doing(id, 'endorse', { counterparty: '乙', recourse: true, on: '2026-03-01' }, here);
    const late = here.on('2026-08-10');
    await late.run(assume);
    expect(await parts('S', late)).toEqual({ bills: '1000.00', exposure: '1000.00' });
    await expect(
      late.call(contract.setRules, { presentationDays: 10, noticeDays: 3, assumeHonouredAfterDays: 5, reason: '太短' }),
    ).rejects.toMatchObject({ code: 'bill_silence_too_short', facts: { least: 13 } });
    await late.call(contract.setRules, {
      presentationDays: 10,
      noticeDays: 3,
      assumeHonouredAfterDays: 30,
      reason: '制度第七条',
    });
    await here.on('2026-08-09').run(assume);
    expect(await parts('S', late)).toEqual({ bills: '1000.00', exposure: '1000.00' });
    await late.run(assume);
    expect(await parts('S', late)).toEqual({});
    const { life } = await late.call(contract.get, { id });
    expect(life.at(-1)).toMatchObject({ state: 'honoured', assumed: true, on: '2026-08-10' });
    await sound(late);
  });

  test('the list by view and the ladder by week say the same as the bills', async () => {
    const here = await testHouse(ROOMS, { today: TODAY });
    await post(here, 'V', [{ invoice: 'V-1', on: '2026-01-05', due: '2026-03-05', amount: '9000.00' }]);
    const dues = ['2026-06-15', '2026-07-03', '2026-07-08', '2026-08-20', '2026-08-21'];
    const ids = [];
    for (const dueOn of dues) ids.push((await receive('V', { dueOn, type: dueOn > '2026-08' ? 'bank' : 'commercial' }, here)).id);
    await doing(ids[3]!, 'endorse', { on: '2026-06-30', counterparty: '乙', recourse: true }, here);
    const { views, ladder } = await here.call(contract.overview, {});
    expect(views.map((each) => [each.view, each.bills])).toEqual([
      ['held', 4],
      ['passed', 1],
      ['week', 1],
      ['overdue', 1],
      ['dishonoured', 0],
      ['all', 5],
    ]);
    expect(ladder.map((each) => [each.startsOn, each.type, each.amount.amount, each.passedOn.amount])).toEqual([
      [null, 'commercial', '1000.00', '0.00'],
      ['2026-06-29', 'commercial', '1000.00', '0.00'],
      ['2026-07-06', 'commercial', '1000.00', '0.00'],
      ['2026-08-17', 'bank', '2000.00', '1000.00'],
    ]);
    const first = await here.call(contract.list, { view: 'held', limit: 3 });
    const second = await here.call(contract.list, { view: 'held', limit: 3, cursor: first.next! });
    expect([...first.bills, ...second.bills].map((each) => each.dueOn)).toEqual(dues.filter((day) => day !== '2026-08-20'));
    expect(first.totals).toEqual([{ bills: 4, amount: yuan('4000.00'), counted: yuan('3000.00') }]);
    const number = first.bills[0]!.number;
    expect((await here.call(contract.list, { text: number })).bills).toHaveLength(1);
  });
});

describe('acceptors', () => {
  test('a limit above the one before needs a second person; a bill beyond it is taken and warned of', async () => {
    const here = await testHouse(ROOMS, { today: TODAY });
    const maker = await here.person('jin', 'credit-manager');
    const checker = await here.person('tan', 'approver');
    await post(here, 'A', [{ invoice: 'A-1', on: '2026-01-05', due: '2026-03-05', amount: '9000.00' }]);
    const bank = await here.call(contract.saveAcceptor, { code: 'ICBC', name: '中国工商银行', kind: 'bank', rating: 'AAA' });
    const limit = (amount: string) =>
      here.call(contract.setAcceptorLimit, { acceptor: bank.id, amount: yuan(amount), reason: '年度授信' }, { as: maker });
    expect(await limit('1500.00')).toMatchObject({ state: 'waiting' });
    const acceptor = { type: 'bank' as const, acceptor: '中国工商银行股份有限公司宁波分行' };
    expect((await receive('A', acceptor, here)).warnings).toEqual([]);

    const { cases: open } = await here.call(cases, {}, { as: checker });
    await expect(
      here.call(decide, { id: open[0]!.id, decision: 'approve', hash: open[0]!.hash, version: open[0]!.version }, { as: maker }),
    ).rejects.toMatchObject({ code: 'own_proposal' });
    await here.call(
      decide,
      { id: open[0]!.id, decision: 'approve', hash: open[0]!.hash, version: open[0]!.version },
      { as: checker },
    );
    const beyond = await receive('A', acceptor, here);
    expect(beyond.warnings).toMatchObject([
      { code: 'bill_acceptor_over_limit', facts: { acceptor: '中国工商银行', used: yuan('2000.00'), over: yuan('500.00') } },
    ]);
    // Lower at once, by one person.
    expect(await limit('1200.00')).toEqual({ state: 'in_force', caseId: null });
    const { acceptors } = await here.call(contract.acceptors, {});
    expect(acceptors[0]).toMatchObject({
      name: '中国工商银行',
      exposure: yuan('2000.00'),
      limit: yuan('1200.00'),
      usedPpm: 1_666_667,
      bills: 2,
    });
    await doing(beyond.id, 'honour', { on: '2026-07-01' }, here);
    expect((await here.call(contract.acceptors, {})).acceptors[0]!.exposure).toEqual(yuan('1000.00'));
  });
});

describe('refusals', () => {
  let id: string;
  let mine: string;
  beforeAll(async () => {
    await ledgerOf('REF');
    await ledgerOf('OTHER');
    id = (await receive('REF', { dueOn: '2026-08-10' })).id;
    mine = (await receive('OTHER', { payOldest: false })).id;
  });
  const known = () => place.call(contract.get, { id }).then(({ bill }) => bill.number);
  const table: [string, string, () => Promise<unknown>][] = [
    ['an act tomorrow', 'bill_day_in_future', () => doing(id, 'honour', { on: '2026-07-02' })],
    ['an act before it came', 'bill_before_last_act', () => doing(id, 'honour', { on: '2026-02-09' })],
    ['presented before maturity', 'bill_not_due', () => doing(id, 'present')],
    ['claimed before it was refused', 'bill_act_not_from_here', () => doing(id, 'claim')],
    ['endorsed to nobody', 'bill_counterparty_missing', () => doing(id, 'endorse', { recourse: true })],
    ['discounted, recourse unsaid', 'bill_recourse_unsaid', () => doing(id, 'discount', { counterparty: '招商银行' })],
    [
      'one fee for two bills',
      'bill_fee_single',
      () => place.call(contract.act, { bills: [id, mine], act: 'honour', fee: yuan('1.00') }),
    ],
    ['a fee above the bill', 'bill_fee_beyond', () => doing(id, 'honour', { fee: yuan('1000.01') })],
    ['a bill nobody knows', 'bill_unknown', () => doing('01970000-0000-7000-8000-000000000000', 'honour')],
    ['the same bill twice', 'bill_known', async () => receive('REF', { number: await known() })],
    ['due before it was drawn', 'bill_due_too_early', () => receive('REF', { drawnOn: '2026-02-01', dueOn: '2026-01-31' })],
    ['drawn after it came', 'bill_drawn_after_received', () => receive('REF', { drawnOn: '2026-02-11' })],
    ['received tomorrow', 'bill_day_in_future', () => receive('REF', { receivedOn: '2026-07-02' })],
    ['nothing', 'amount_not_positive', () => receive('REF', { amount: yuan('0.00') })],
    [
      'another customer’s invoice',
      'other_customer',
      async () =>
        place.call(contract.apply, {
          id: mine,
          pays: [{ document: (await invoices('REF')).get('REF-1')!, amount: yuan('1.00') }],
        }),
    ],
    [
      'more than is open',
      'more_than_open',
      async () =>
        place.call(contract.apply, {
          id: mine,
          pays: [{ document: (await invoices('OTHER')).get('OTHER-1')!, amount: yuan('1000.01') }],
        }),
    ],
    [
      'parts that do not add up',
      'bill_parts_differ',
      () => place.call(contract.split, { id, parts: [{ amount: yuan('1.00') }, { amount: yuan('2.00') }] }),
    ],
    [
      'two parts of one range',
      'bill_part_twice',
      () =>
        place.call(contract.split, {
          id,
          parts: [
            { amount: yuan('500.00'), subRange: 'a' },
            { amount: yuan('500.00'), subRange: 'a' },
          ],
        }),
    ],
    ['a page mark not ours', 'cursor_malformed', () => place.call(contract.list, { cursor: 'x' })],
    [
      'an acceptor nobody filed',
      'acceptor_unknown',
      () => place.call(contract.setAcceptorLimit, { acceptor: id, amount: yuan('1.00'), reason: '试试' }),
    ],
  ];
  for (const [title, code, attempt] of table) {
    test(`${title}: ${code}`, async () => {
      await expect(attempt()).rejects.toMatchObject({ code });
    });
  }

  test('a salesperson sees the bills of his own customers and no others', async () => {
    const sales = await place.person('lu', 'sales');
    expect((await place.call(contract.list, {}, { as: sales })).bills).toEqual([]);
    expect((await place.call(contract.overview, {}, { as: sales })).views.every((each) => each.bills === 0)).toBe(true);
    await expect(place.call(contract.get, { id }, { as: sales })).rejects.toMatchObject({ code: 'bill_unknown' });
    await expect(doing(id, 'honour', {}, place, sales)).rejects.toMatchObject({ code: 'not_permitted' });
  });
});
