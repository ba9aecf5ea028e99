// Stories of the receivables clerk: money comes, finds its invoices, is taken back; a difference needs a second person.
import { expect, test } from 'vitest';
import type { Problem } from '#base/assert.ts';
import type { Actor } from '#platform/context.ts';
import { problemBody } from '#platform/many.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import * as approvals from '#rooms/approvals/contract.ts';
import { save } from '#rooms/customers/contract.ts';
import * as exposure from '#rooms/exposure/contract.ts';
import { alerts } from '#rooms/monitoring/contract.ts';
import { type Paper, post } from '#rooms/ratings/ledger.fixtures.ts';
import { ageing, document, documents, ledger } from '#rooms/receivables/contract.ts';
import { ROOMS } from '../../rooms.ts';
import * as contract from './contract.ts';

const TODAY = '2026-06-30';
const cny = (amount: string) => ({ amount, currency: 'CNY' });

type Place = { house: TestHouse; clerk: Actor; manager: Actor };

async function place(papers: readonly Paper[]): Promise<Place> {
  const house = await testHouse(ROOMS, { today: TODAY });
  const clerk = await house.person('he.xin', 'receivables-clerk');
  const manager = await house.person('shen.yu', 'credit-manager');
  await post(house, 'A', papers);
  return { house, clerk, manager };
}

const INVOICES: readonly Paper[] = [
  { invoice: 'INV-2026-001', on: '2026-03-01', due: '2026-03-31', amount: '1000.00' },
  { invoice: 'INV-2026-002', on: '2026-04-01', due: '2026-04-30', amount: '500.00' },
  { invoice: 'INV-2026-003', on: '2026-05-01', due: '2026-07-31', amount: '250.00' },
];

/** Open, overdue and unapplied of customer A. */
async function figures({ house }: Place, asOf?: string) {
  const [row] = (await house.call(ledger, asOf ? { asOf } : {})).rows;
  return [row!.open.amount, row!.overdue.amount, row!.unapplied.amount];
}

async function receipt({ house, clerk }: Place, amount: string, more: object = {}): Promise<string> {
  return (await house.call(contract.enterReceipt, { customer: 'A', amount: cny(amount), ...more }, { as: clerk })).id;
}

async function invoice({ house }: Place, number: string): Promise<string> {
  const list = await house.call(contract.unapplied, {});
  const { items } = await house.call(contract.open, { id: list.rows[0]!.id });
  return items.find((each) => each.number === number)!.id;
}

async function sound({ house }: Place): Promise<void> {
  expect((await house.call(exposure.reconcile, {})).differences).toEqual([]);
}

test('a receipt that names its invoice is applied by itself, from the day the money came, and the history says why', async () => {
  const it = await place(INVOICES);
  await receipt(it, '1000.00', { on: '2026-04-05', reference: '付INV-2026-001货款' });
  expect(await figures(it)).toEqual(['750.00', '500.00', '0.00']);
  expect(await figures(it, '2026-04-05')).toEqual(['500.00', '0.00', '0.00']);
  const { rows } = await it.house.call(contract.history, { show: 'by_rule' });
  expect(rows).toMatchObject([
    {
      to: { number: 'INV-2026-001' },
      amount: cny('1000.00'),
      rule: 'reference',
      byRule: true,
      facts: { numbers: ['INV-2026-001'] },
    },
  ]);
  await sound(it);
});

test('what fits in two ways waits with a suggestion; accepted, it is applied as proposed and counts as done by hand', async () => {
  const it = await place(INVOICES);
  const id = await receipt(it, '700.00', { on: '2026-05-20' });
  const { rows, totals } = await it.house.call(contract.unapplied, {});
  expect(totals).toEqual([{ currency: 'CNY', count: 1, unapplied: cny('700.00') }]);
  expect(rows[0]).toMatchObject({ id, ageDays: 41, best: { rule: 'oldest_first', byItself: false } });
  const { best } = rows[0]!;
  const done = await it.house.call(
    contract.apply,
    { receipts: [{ from: id, rule: best!.rule, parts: best!.parts.map((part) => ({ to: part.item, amount: part.amount })) }] },
    { as: it.clerk },
  );
  expect(done.applied.map((each) => [each.amount.amount, each.effectiveOn])).toEqual([['700.00', '2026-05-20']]);
  expect((await it.house.call(contract.unapplied, {})).rows).toEqual([]);
  expect((await it.house.call(contract.history, { show: 'by_hand' })).rows).toMatchObject([
    { rule: 'oldest_first', by: 'he.xin' },
  ]);
  await sound(it);
});

test('taken back by a person, the money is overdue again at once and no rule touches it any more', async () => {
  const it = await place(INVOICES);
  await receipt(it, '1000.00', { on: '2026-04-05', reference: 'INV-2026-001' });
  const [row] = (await it.house.call(contract.history, {})).rows;
  await it.house.call(contract.unapply, { applications: [row!.id], reason: '付的是另一张' }, { as: it.clerk });
  expect(await figures(it)).toEqual(['1750.00', '1500.00', '1000.00']);
  expect(await it.house.call(contract.run, {}, { as: it.clerk })).toMatchObject({ looked: 0, applications: 0 });
  expect((await it.house.call(contract.history, { show: 'taken_back' })).rows).toMatchObject([
    { takenBack: { reason: '付的是另一张' } },
  ]);
  await sound(it);
});

test('an over-payment stays unapplied, lowers the exposure, and marked for a refund no rule takes it', async () => {
  const it = await place(INVOICES);
  const id = await receipt(it, '1100.00', { on: '2026-04-05', reference: 'INV-2026-001' });
  expect(await figures(it)).toEqual(['750.00', '500.00', '100.00']);
  const [row] = (await it.house.call(ledger, {})).rows;
  expect(row!.exposure).toEqual(cny('650.00'));
  await it.house.call(contract.markRefund, { document: id, reason: '客户要求退回多付' }, { as: it.clerk });
  await post(it.house, 'A', [{ invoice: 'INV-2026-004', on: '2026-06-01', due: '2026-06-20', amount: '100.00' }]);
  expect((await it.house.call(contract.unapplied, { show: 'refund' })).rows).toMatchObject([
    { id, refund: { reason: '客户要求退回多付' } },
  ]);
  const part = { to: await invoice(it, 'INV-2026-004'), amount: cny('100.00') };
  const asked = it.house.call(contract.apply, { receipts: [{ from: id, parts: [part] }] }, { as: it.clerk });
  await expect(asked).rejects.toMatchObject({ code: 'marked_for_refund' });
  await it.house.call(contract.liftRefund, { document: id }, { as: it.clerk });
  expect((await it.house.call(contract.run, { customer: 'A' }, { as: it.clerk })).byRule).toEqual([
    { rule: 'exact_amount', receipts: 1 },
  ]);
  await sound(it);
});

test('a difference is written off by a second person within his authority; rejected it leaves nothing', async () => {
  const it = await place(INVOICES);
  const id = await receipt(it, '995.00', { on: '2026-04-05', reference: 'INV-2026-001' });
  const { proposals } = await it.house.call(contract.open, { id });
  expect(proposals[0]).toMatchObject({
    rule: 'reference',
    byItself: false,
    parts: [{ amount: cny('995.00'), writeOff: cny('5.00') }],
  });
  const [part] = proposals[0]!.parts;
  const parts = [{ to: part!.item, amount: part!.amount, writeOff: part!.writeOff }];
  const applied = await it.house.call(
    contract.apply,
    { receipts: [{ from: id, parts }], reason: '银行手续费' },
    { as: it.clerk },
  );
  expect(applied.writeOffs).toHaveLength(1);
  expect(await figures(it)).toEqual(['755.00', '505.00', '0.00']);

  const decide = async (decision: 'approve' | 'reject', as: Actor) => {
    const [one] = (await it.house.call(approvals.list, {})).cases;
    return it.house.call(approvals.decide, { id: one!.id, decision, hash: one!.hash, version: one!.version }, { as });
  };
  await expect(decide('approve', it.clerk)).rejects.toMatchObject({ status: 403 });
  await decide('reject', it.manager);
  expect(await figures(it)).toEqual(['755.00', '505.00', '0.00']);
  await it.house.call(
    contract.proposeWriteOff,
    { items: [{ to: part!.item, amount: cny('5.00') }], reason: '手续费，客户不补' },
    { as: it.clerk },
  );
  await decide('approve', it.manager);
  expect(await figures(it)).toEqual(['750.00', '500.00', '0.00']);
  const [row] = (await it.house.call(ledger, {})).rows;
  expect(row!.lastPaidOn, 'a write-off is no payment').toBe('2026-04-05');
  const { rows } = await it.house.call(contract.writeOffs, {});
  expect(rows.map((each) => [each.state, each.endedBy])).toEqual([
    ['approved', 'shen.yu'],
    ['rejected', 'shen.yu'],
  ]);
  // Recovered after all: the write-off is reversed and the invoice is owed again.
  await it.house.call(contract.reverse, { document: rows[0]!.writeOffDocument!, reason: '客户补付' }, { as: it.clerk });
  expect(await figures(it)).toEqual(['755.00', '505.00', '0.00']);
  await sound(it);
});

test('an over-payment goes back on the word of a second person: it leaves the books on the day it is paid, and comes back when it bounces', async () => {
  const it = await place(INVOICES);
  const id = await receipt(it, '1100.00', { on: '2026-04-05', reference: 'INV-2026-001' });
  const ask = (more: object = {}) =>
    it.house.call(contract.proposeRefund, { document: id, reason: '客户要求退回多付', ...more }, { as: it.clerk });
  await expect(ask({ amount: cny('100.01') })).rejects.toMatchObject({ code: 'more_than_unapplied' });
  const asked = await ask({ payee: '工行 6222…' });
  expect(asked.amount).toEqual(cny('100.00'));
  await expect(ask()).rejects.toMatchObject({ code: 'refund_waiting' });
  // Kept for it: no rule takes it meanwhile.
  await post(it.house, 'A', [{ invoice: 'INV-2026-004', on: '2026-06-01', due: '2026-06-20', amount: '100.00' }]);
  expect((await figures(it))[2]).toBe('100.00');
  const decide = async (decision: 'approve' | 'reject') => {
    const [one] = (await it.house.call(approvals.list, {})).cases;
    return it.house.call(approvals.decide, { id: one!.id, decision, hash: one!.hash, version: one!.version }, { as: it.manager });
  };
  await decide('approve');
  expect(await figures(it)).toEqual(['850.00', '600.00', '0.00']);
  const [row] = (await it.house.call(ledger, {})).rows;
  expect(row!.exposure).toEqual(cny('850.00'));
  expect(await figures(it, '2026-06-29'), 'before it was paid it was there').toEqual(['850.00', '600.00', '100.00']);
  const [paid] = (await it.house.call(contract.refunds, {})).rows;
  expect(paid).toMatchObject({ state: 'approved', endedBy: 'shen.yu', payee: '工行 6222…' });
  await sound(it);
  // The receipt cannot go before what was paid out of it; the payment bounced, so that goes first.
  const reverse = (document: string) =>
    it.house.call(contract.reverse, { document, reason: '退票', unapply: true }, { as: it.clerk });
  await expect(reverse(id)).rejects.toMatchObject({ code: 'refunded' });
  const shown = await it.house.call(document, { id });
  const to = shown.applications.find((each) => each.kind === 'refund')!;
  const unapply = it.house.call(contract.unapply, { applications: [to.id], reason: '试一下' }, { as: it.clerk });
  await expect(unapply).rejects.toMatchObject({ code: 'reverse_the_document' });
  await reverse(paid!.refundDocument!);
  // Back, it is free again, and what is owed takes it.
  expect(await figures(it)).toEqual(['850.00', '600.00', '100.00']);
  await sound(it);
  await ask();
  await decide('reject');
  expect((await it.house.call(contract.open, { id })).money).toMatchObject({ unapplied: cny('100.00'), refund: null });
  await reverse(id);
  expect(await figures(it)).toEqual(['1850.00', '1600.00', '0.00']);
  await sound(it);
});

test('what a customer disputes is left alone by the rules, said with who and since when, and ends with its outcome', async () => {
  const it = await place(INVOICES);
  const first = await receipt(it, '1.00', { on: '2026-03-02' });
  const to = await invoice(it, 'INV-2026-001');
  const raise = (more: object) =>
    it.house.call(contract.dispute, { document: to, kind: 'quality', reason: '两箱破损', ...more } as never, { as: it.clerk });
  await expect(raise({ amount: cny('1000.01') })).rejects.toMatchObject({ code: 'more_than_open' });
  await expect(raise({ document: first })).rejects.toMatchObject({ code: 'cannot_be_disputed' });
  await raise({ amount: cny('200.00'), on: '2026-06-20' });
  await expect(raise({})).rejects.toMatchObject({ code: 'dispute_standing' });
  const standing = await it.house.call(contract.disputes, { customer: 'A' });
  expect(standing.totals).toEqual([{ currency: 'CNY', count: 1, disputed: cny('200.00') }]);
  expect(standing.rows).toMatchObject([
    {
      document: { number: 'INV-2026-001' },
      disputed: cny('200.00'),
      kind: 'quality',
      on: '2026-06-20',
      days: 10,
      by: 'he.xin',
      ended: null,
    },
  ]);
  expect((await it.house.call(document, { id: to })).disputed).toEqual(cny('200.00'));
  expect((await it.house.call(ledger, {})).rows[0]).toMatchObject({ disputed: cny('200.00') });
  // The day before nobody disputed anything.
  const then = async (asOf: string, knownAt?: string) => {
    const moment = { asOf, ...(knownAt ? { knownAt } : {}) };
    const [list, book, aged, papers] = await Promise.all([
      it.house.call(contract.disputes, { customer: 'A', ...moment }),
      it.house.call(ledger, moment),
      it.house.call(ageing, moment),
      it.house.call(documents, { customer: 'A', ...moment }),
    ]);
    const marked = papers.documents.find((each) => each.number === 'INV-2026-001')!.disputed?.amount ?? '0.00';
    return [list.totals[0]?.disputed.amount ?? '0.00', book.rows[0]!.disputed.amount, aged.currencies[0]!.disputed, marked];
  };
  expect(await then('2026-06-19')).toEqual(['0.00', '0.00', '0.00', '0.00']);
  expect(await then('2026-06-20')).toEqual(['200.00', '200.00', '200.00', '200.00']);
  // Paid but for what he disputes: the rest is left open and disputed.
  await receipt(it, '800.00', { on: '2026-06-25' });
  expect((await it.house.call(document, { id: to })).open).toEqual(cny('200.00'));
  // The same amount again: nothing takes what is disputed.
  await receipt(it, '200.00', { on: '2026-06-26' });
  expect((await figures(it))[2]).toBe('201.00');
  const later = it.house.on('2026-07-02');
  await later.call(contract.clearDispute, { document: to, outcome: 'owed', note: '已补货' }, { as: it.clerk });
  // As known the evening before, it stood on that day too.
  expect(await then('2026-07-02')).toEqual(['0.00', '0.00', '0.00', '0.00']);
  expect(await then('2026-07-02', '2026-07-01T12:00:00Z')).toEqual(['200.00', '200.00', '200.00', '200.00']);
  await it.house.call(contract.run, {}, { as: it.clerk });
  expect((await figures(it))[2]).toBe('1.00');
  // Of the days between it still stood; paid from the 26th on, nothing is open to dispute.
  expect(await then('2026-06-25')).toEqual(['200.00', '200.00', '200.00', '200.00']);
  const { rows, totals } = await it.house.call(contract.disputes, { show: 'all' });
  expect([rows[0]!.ended, totals]).toMatchObject([{ by: 'he.xin', outcome: 'owed', note: '已补货' }, []]);
  const again = it.house.call(contract.clearDispute, { document: to, outcome: 'owed' }, { as: it.clerk });
  await expect(again).rejects.toMatchObject({ code: 'nothing_disputed' });
  await sound(it);
  // Long disputed and nobody has cleared it: that is a warning of its own, and cleared it goes at once.
  const second = await invoice(it, 'INV-2026-002');
  const warned = async () => {
    const { alerts: found } = await it.house.call(alerts, { code: 'dispute_standing' });
    return found.map((each) => [each.level, each.facts.actual, each.atRisk?.amount]);
  };
  await raise({ document: second, amount: cny('90.00'), on: '2026-04-25' });
  expect(await warned()).toEqual([['orange', 66, '90.00']]);
  await it.house.call(contract.clearDispute, { document: second, outcome: 'mistaken' }, { as: it.clerk });
  expect(await warned()).toEqual([]);
});

test('nobody writes off above his authority, nor what he proposed himself', async () => {
  const it = await place([{ invoice: 'INV-BIG-01', on: '2026-03-01', due: '2026-03-31', amount: '50000.00' }]);
  await receipt(it, '1.00');
  const to = await invoice(it, 'INV-BIG-01');
  await it.house.call(
    contract.proposeWriteOff,
    { items: [{ to, amount: cny('30000.00') }], reason: '客户破产' },
    { as: it.manager },
  );
  const [one] = (await it.house.call(approvals.list, {})).cases;
  const decide = (as: Actor) =>
    it.house.call(approvals.decide, { id: one!.id, decision: 'approve', hash: one!.hash, version: one!.version }, { as });
  await expect(decide(it.manager)).rejects.toMatchObject({ code: 'own_proposal' });
  const other = await it.house.person('gu.li', 'credit-manager');
  await expect(decide(other)).rejects.toMatchObject({ code: 'above_authority', facts: { rolesThatMay: ['approver'] } });
  await decide(await it.house.person('tan.yi', 'approver'));
  expect((await figures(it))[0]).toBe('20000.00');
});

test('a receipt that bounced: told what it paid first, then everything is as if it had never come', async () => {
  const it = await place(INVOICES);
  const id = await receipt(it, '1000.00', { on: '2026-04-05', reference: 'INV-2026-001' });
  await expect(it.house.call(contract.reverse, { document: id, reason: '退票' }, { as: it.clerk })).rejects.toMatchObject({
    code: 'applied',
  });
  const done = await it.house.call(contract.reverse, { document: id, reason: '退票', unapply: true }, { as: it.clerk });
  expect(done.takenBack).toBe(1);
  expect(await figures(it)).toEqual(['1750.00', '1500.00', '0.00']);
  const shown = await it.house.call(document, { id });
  expect(shown.open.amount).toBe('0.00');
  await sound(it);
});

test('a parent paid for its subsidiary: moved in one act, the money finds the invoice of the one who owes, and its file says nothing new', async () => {
  const it = await place(INVOICES);
  await post(it.house, 'P', [{ receipt: 'R-1', on: '2026-04-05', amount: '1000.00' }]);
  const [row] = (await it.house.call(contract.unapplied, {})).rows;
  const move = (customer: string) =>
    it.house.call(contract.reassign, { document: row!.id, customer, reason: '母公司代付' }, { as: it.clerk });
  await expect(move('P')).rejects.toMatchObject({ code: 'same_customer' });
  await move('A');
  expect((await it.house.call(contract.history, { customer: 'A', show: 'by_rule' })).rows).toMatchObject([
    { from: { number: 'R-1' }, to: { number: 'INV-2026-001' }, effectiveOn: '2026-04-05', rule: 'exact_amount' },
  ]);
  const [a, p] = ['A', 'P'].map((code) => it.house.call(ledger, { text: code }));
  expect([(await a!).rows[0]!.open.amount, (await p!).rows[0]!.unapplied.amount]).toEqual(['750.00', '0.00']);
  await sound(it);
});

test('what is refused, and what it says', async () => {
  const it = await place(INVOICES);
  await post(it.house, 'B', [{ invoice: 'INV-B-001', on: '2026-03-01', due: '2026-03-31', amount: '80.00' }]);
  await post(it.house, 'A', [{ invoice: 'INV-USD-1', on: '2026-03-01', due: '2026-03-31', amount: '80.00' }], 'USD');
  const id = await receipt(it, '90.00', { on: '2026-04-05' });
  const one = await invoice(it, 'INV-2026-001');
  await it.house.call(contract.enterReceipt, { customer: 'B', amount: cny('1.00') }, { as: it.clerk });
  await it.house.call(contract.enterReceipt, { customer: 'A', amount: { amount: '1.00', currency: 'USD' } }, { as: it.clerk });
  const { rows } = await it.house.call(contract.unapplied, {});
  const others = await Promise.all(rows.map((row) => it.house.call(contract.open, { id: row.id })));
  const find = (number: string) => others.flatMap((each) => each.items).find((item) => item.number === number)!.id;
  const [b, usd] = [find('INV-B-001'), find('INV-USD-1')];
  const apply = (to: string, amount: object, more: object = {}) => ({
    receipts: [{ from: id, parts: [{ to, amount, ...more }] }],
  });
  const table: [string, string, unknown, string][] = [
    ['more than came', 'settlements.apply', apply(one, cny('90.01')), 'more_than_unapplied'],
    ['nothing', 'settlements.apply', apply(one, cny('0.00')), 'amount_not_positive'],
    ['below zero', 'settlements.apply', apply(one, cny('-1.00')), 'amount_not_positive'],
    ['another currency said', 'settlements.apply', apply(one, { amount: '1.00', currency: 'USD' }), 'other_currency'],
    ['an invoice in another currency', 'settlements.apply', apply(usd, cny('1.00')), 'other_currency'],
    ['another customer’s invoice', 'settlements.apply', apply(b, cny('1.00')), 'other_customer'],
    ['a receipt as an invoice', 'settlements.apply', apply(id, cny('1.00')), 'cannot_be_settled'],
    ['a day before the money came', 'settlements.apply', { ...apply(one, cny('1.00')), on: '2026-04-01' }, 'day_not_free'],
    ['a discount nobody agreed', 'settlements.apply', apply(one, cny('1.00'), { discount: cny('1.00') }), 'discount_not_allowed'],
    [
      'a write-off beyond the invoice',
      'settlements.propose-write-off',
      { items: [{ to: one, amount: cny('2000.00') }], reason: '试一下' },
      'more_than_open',
    ],
    ['an application that is none', 'settlements.unapply', { applications: [one], reason: '试一下' }, 'application_unknown'],
    ['tomorrow’s money', 'settlements.enter-receipt', { customer: 'A', amount: cny('1.00'), on: '2026-07-01' }, 'as_of_future'],
    [
      'a company that is not ours',
      'settlements.enter-receipt',
      { customer: 'A', amount: cny('1.00'), entity: 'NOPE' },
      'entity_unknown',
    ],
  ];
  for (const [title, operation, input, code] of table) {
    const call = it.house.door.call({ operation, tenantId: it.house.tenant.id, actor: it.clerk, input });
    await expect(call, title).rejects.toMatchObject({ code });
    // Whoever asks over HTTP reads the same refusal: amounts and all it can be written.
    const problem = await call.catch((error: Problem) => problemBody(error));
    expect(JSON.parse(JSON.stringify(problem)), title).toMatchObject({ code });
  }
  const numbered = { customer: 'A', amount: cny('1.00'), number: 'R-77' };
  await it.house.call(contract.enterReceipt, numbered, { as: it.clerk });
  await expect(it.house.call(contract.enterReceipt, numbered, { as: it.clerk })).rejects.toMatchObject({ code: 'number_taken' });
  await post(it.house, 'A', [{ receipt: 'R-78', on: '2026-05-01', amount: '1.00' }]);
  const again = it.house.call(contract.enterReceipt, { ...numbered, number: 'R-78' }, { as: it.clerk });
  await expect(again, 'it came by file').rejects.toMatchObject({ code: 'number_taken' });
  await sound(it);
});

test('a salesperson sees the receipts of his own customers and applies nothing', async () => {
  const it = await place(INVOICES);
  await it.house.person('lu.ming', 'sales');
  const other = await it.house.person('qin.yue', 'sales');
  await it.house.call(save, { code: 'A', name: '甲公司', owner: 'lu.ming' });
  const id = await receipt(it, '33.00');
  expect((await it.house.call(contract.unapplied, {}, { as: other })).rows).toEqual([]);
  await expect(it.house.call(contract.open, { id }, { as: other })).rejects.toMatchObject({ code: 'document_unknown' });
  const parts = [{ to: await invoice(it, 'INV-2026-001'), amount: cny('1.00') }];
  const asked = it.house.call(contract.apply, { receipts: [{ from: id, parts }] }, { as: other });
  await expect(asked).rejects.toMatchObject({ code: 'not_permitted' });
});
