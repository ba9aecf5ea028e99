// Stories of rules: changed on paper, tried, replayed, approved by a second person, and then deciding at their checkpoints.
import { expect, test } from 'vitest';
import type { TestHouse } from '#platform/test-house.ts';
import * as approvals from '#rooms/approvals/contract.ts';
import * as policies from '#rooms/policies/contract.ts';
import * as contract from './contract.ts';
import { setting } from './orders.fixtures.ts';

const cny = (amount: string) => ({ amount, currency: 'CNY' });
type Body = Record<string, unknown> & { rules: Record<string, unknown>[]; settings: Record<string, unknown>; cases: unknown[] };

async function standing(house: TestHouse): Promise<Body> {
  const { rulebooks } = await house.call(policies.inForce, {});
  return structuredClone(rulebooks.find((each) => each.kind === 'order-check')!.body) as Body;
}

/** What a credit manager wants: more than 30 days overdue above 5,000, grade C and below, only deliveries, except C3 until year's end. */
const LATE_PAYERS = {
  id: 'late-payers',
  title: { zh: '逾期客户不发货', en: 'No delivery to late payers' },
  metric: 'overdue_amount',
  graceDays: 30,
  threshold: { amounts: [{ amount: '5000.00', currency: 'CNY' }] },
  scope: { grades: ['C', 'D', 'NR'] },
  except: [{ scope: { customers: ['C3'] }, until: '2026-12-31' }],
  at: ['delivery'],
  action: 'hold',
  enabled: true,
};

async function approve(house: TestHouse, body: Body, validFrom?: string) {
  const manager = await house.person('shen.yu', 'credit-manager');
  const approver = await house.person('tan.yi', 'approver');
  const saved = await house.call(policies.saveDraft, { kind: 'order-check', note: '发货前看逾期', body }, { as: manager });
  expect(saved.problems).toEqual([]);
  const replay = await house.call(contract.replayRules, { draft: saved.id }, { as: manager });
  await house.call(
    policies.submitDraft,
    { id: saved.id, version: saved.version, ...(validFrom ? { validFrom } : {}) },
    { as: manager },
  );
  const { cases } = await house.call(approvals.list, {}, { as: approver });
  const [one] = cases.filter((each) => each.kind === 'rulebook');
  const decision = { id: one!.id, decision: 'approve' as const, hash: one!.hash, version: one!.version };
  await expect(house.call(approvals.decide, decision, { as: manager })).rejects.toMatchObject({ status: 403 });
  await house.call(approvals.decide, decision, { as: approver });
  return { saved, replay };
}

test('a rule for deliveries to late payers: drafted, replayed, approved by another, and then it stops the delivery and nothing else', async () => {
  const { house, customer, invoice } = await setting();
  for (const code of ['C1', 'C2', 'C3']) await customer(code, '90000.00');
  await invoice('C1', 'INV-1', '4000.00', -40);
  await invoice('C1', 'INV-2', '1500.00', -35);
  await invoice('C1', 'INV-3', '60000.00', 20);
  await invoice('C2', 'INV-4', '9000.00', -29);
  await invoice('C2', 'INV-5', '80000.00', 20);
  await invoice('C3', 'INV-6', '9000.00', -60);
  await invoice('C3', 'INV-7', '60000.00', 20);
  const body = await standing(house);
  const shipped = body.rules.find((rule) => rule['id'] === 'overdue-days')!;
  shipped['enabled'] = false;
  body.rules.push(LATE_PAYERS);
  // The case of the rule that goes.
  body.cases = body.cases.slice(1);
  const before = await house.call(contract.check, { customer: 'C1', amount: cny('100.00'), order: 'SO-1' });
  expect(before.outcome).toBe('held');
  const { saved, replay } = await approve(house, body);
  expect(saved.changes.map(({ id, what }) => [id, what])).toEqual([
    ['overdue-days', 'switched_off'],
    ['late-payers', 'added'],
  ]);
  // The order of the day was held by the rule that goes; the new one speaks at deliveries.
  expect(replay).toMatchObject({ orders: 1, before: { held: 1 }, after: { held: 0 }, noLongerHeld: 1, newlyHeld: 0 });
  expect(replay.changes).toMatchObject([{ order: 'SO-1', before: 'held', after: 'clear', rules: ['overdue-days'] }]);

  const ask = (customer: string, checkpoint: 'order' | 'delivery' | 'quotation', order: string) =>
    house.call(contract.check, { customer, amount: cny('100.00'), order, checkpoint });
  expect((await ask('C1', 'order', 'SO-2')).outcome).toBe('clear');
  const stopped = await ask('C1', 'delivery', 'SO-2');
  expect(stopped.outcome).toBe('held');
  // 4,000 + 1,500 are more than 30 days overdue; 500 of it paid, the rest is no more than 5,000.
  expect(stopped.reasons).toMatchObject([
    {
      code: 'overdue_amount',
      rule: 'late-payers',
      actual: cny('5500.00'),
      threshold: cny('5000.00'),
      clears: [{ kind: 'collect_overdue', amount: cny('500.00') }],
    },
  ]);
  // What the order reserved it keeps while its delivery waits.
  expect(stopped.reservation?.amount).toEqual(cny('100.00'));
  expect((await ask('C2', 'delivery', 'SO-3')).outcome).toBe('clear');
  expect((await ask('C3', 'delivery', 'SO-4')).outcome).toBe('clear');
  const nextYear = house.on('2027-01-01');
  expect(
    (await nextYear.call(contract.check, { customer: 'C3', amount: cny('100.00'), order: 'SO-5', checkpoint: 'delivery' }))
      .outcome,
  ).toBe('held');
  const { versions } = await house.call(policies.versions, { kind: 'order-check' });
  expect(versions.map((each) => [each.version, each.approvedBy])).toEqual([
    [2, 'tan.yi'],
    [1, null],
  ]);
});

test('a quotation is answered and reserves nothing; a smaller order is never blocked; the law’s terms and 压批 are rules like others', async () => {
  const { house, customer, invoice } = await setting();
  await customer('C1', '1000.00');
  const quoted = await house.call(contract.check, {
    customer: 'C1',
    amount: cny('900.00'),
    order: 'Q-1',
    checkpoint: 'quotation',
  });
  expect(quoted).toMatchObject({ outcome: 'clear', reservation: null, available: cny('1000.00') });
  const first = await house.call(contract.check, { customer: 'C1', amount: cny('900.00'), order: 'SO-1' });
  expect(first.reservation?.amount).toEqual(cny('900.00'));
  // Overdue since yesterday's posting: a new order would be held, less of this one is not.
  await invoice('C1', 'INV-1', '60.00', -45);
  expect((await house.call(contract.check, { customer: 'C1', amount: cny('10.00'), order: 'SO-2' })).outcome).toBe('held');
  const less = await house.call(contract.check, { customer: 'C1', amount: cny('500.00'), order: 'SO-1' });
  expect(less).toMatchObject({ outcome: 'clear', reservation: { amount: cny('500.00') } });
  expect(less.reasons.find((each) => each.rule === 'overdue-days')).toMatchObject({ released: true });

  const body = await standing(house);
  body.settings['consumes'] = 'deliveries';
  const rule = (id: string, more: object) => ({ id, title: { zh: id, en: id }, action: 'hold', enabled: true, ...more });
  body.rules = [
    rule('batches', { metric: 'unpaid_batches', threshold: { count: 1 } }),
    rule('law', { metric: 'statutory_terms', threshold: { days: 60 } }),
    rule('unknown', { metric: 'dunning_level', threshold: { count: 1 } }),
    rule('line', {
      metric: 'product_line_use',
      threshold: { amounts: [cny('1000.00')] },
      scope: { productGroups: ['轴承'] },
      at: ['delivery'],
    }),
  ];
  body.cases = [];
  await approve(house, body);
  await customer('C2', '1000.00');
  await invoice('C2', 'INV-2', '70.00', 20);
  await invoice('C2', 'INV-3', '30.00', 25);
  const asked = { customer: 'C2', amount: cny('700.00'), termsDays: 75, productGroup: '轴承' };
  const both = await house.call(contract.check, { ...asked, order: 'SO-3' });
  expect(both.reasons.map(({ rule: id, actual, threshold, clears }) => ({ id, actual, threshold, clears }))).toEqual([
    {
      id: 'batches',
      actual: 2,
      threshold: 1,
      clears: [{ kind: 'settle_invoices', documents: ['INV-2'], amount: cny('70.00') }],
    },
    { id: 'law', actual: 75, threshold: 60, clears: [{ kind: 'shorter_terms', termsDays: 60 }] },
  ]);
  // Only deliveries use the limit: an order reserves nothing, two deliveries of one product group share its ceiling.
  await customer('C3', '5000.00');
  const order = await house.call(contract.check, { customer: 'C3', amount: cny('700.00'), order: 'SO-4' });
  expect(order).toMatchObject({ outcome: 'clear', reservation: null });
  const delivery = (number: string) =>
    house.call(contract.check, {
      customer: 'C3',
      amount: cny('700.00'),
      order: number,
      checkpoint: 'delivery',
      productGroup: '轴承',
    });
  expect((await delivery('DN-1')).reservation?.amount).toEqual(cny('700.00'));
  expect((await delivery('DN-2')).reasons).toMatchObject([
    { rule: 'line', actual: cny('1400.00'), clears: [{ kind: 'smaller_order', amount: cny('300.00') }] },
  ]);
  expect(await house.call(contract.replay, {})).toMatchObject({ differences: [] });
});

test('what is refused of drafts, and why', async () => {
  const { house } = await setting();
  const body = await standing(house);
  const draft = { kind: 'order-check' as const, note: '试试' };
  const same = await house.call(policies.saveDraft, { ...draft, body });
  const submit = (id: string, version: number, more: object = {}) => house.call(policies.submitDraft, { id, version, ...more });
  await expect(submit(same.id, same.version)).rejects.toMatchObject({ code: 'nothing_changed' });
  await expect(submit(same.id, 7)).rejects.toMatchObject({ code: 'version_stale' });
  const wrong = { ...body, rules: [{ ...body.rules[0], metric: 'mood' }] };
  const bad = await house.call(policies.saveDraft, { ...draft, body: wrong });
  expect(bad.problems).toMatchObject([{ path: 'rules[0].metric', code: 'not_a_choice' }]);
  await expect(submit(bad.id, bad.version)).rejects.toMatchObject({ code: 'rules_invalid' });
  await expect(house.call(contract.replayRules, { draft: bad.id })).rejects.toMatchObject({ code: 'rules_invalid' });
  const fewer = { ...body, rules: body.rules.filter((each) => each['id'] !== 'limit-use') };
  const failing = await house.call(policies.saveDraft, { ...draft, body: fewer });
  expect(failing.cases.some((each) => !each.passed)).toBe(true);
  await expect(submit(failing.id, failing.version)).rejects.toMatchObject({ code: 'cases_fail' });
  const changed = { ...body, settings: { ...body.settings, holdHours: 8 } };
  const good = await house.call(policies.saveDraft, { ...draft, body: changed });
  await expect(submit(good.id, good.version, { validFrom: '2020-01-01' })).rejects.toMatchObject({ code: 'date_out_of_range' });
  await submit(good.id, good.version);
  await expect(house.call(policies.dropDraft, { id: good.id, version: good.version + 1 })).rejects.toMatchObject({
    code: 'draft_closed',
  });
});
