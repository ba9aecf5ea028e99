// Stories of the hold desk: let go in part, paid in advance, proposed to a second person, held by hand, handed up, many decided at once.
import { expect, test } from 'vitest';
import { carryMail } from '#platform/mail.ts';
import { mailServer } from '#platform/mail-server.fixture.ts';
import * as approvals from '#rooms/approvals/contract.ts';
import * as exposure from '#rooms/exposure/contract.ts';
import * as contract from './contract.ts';
import * as desk from './contract-desk.ts';
import { rulesInForce, type Setting, setting } from './orders.fixtures.ts';
import { orders } from './room.ts';

const cny = (amount: string) => ({ amount, currency: 'CNY' });

async function held({ house }: Setting, customer: string, amount: string, order: string) {
  const answer = await house.call(contract.check, { customer, amount: cny(amount), order });
  expect([order, answer.outcome]).toEqual([order, 'held']);
  return answer.hold!.id;
}

async function one({ house }: Setting, id: string) {
  return (await house.call(contract.hold, { id })).hold;
}

const job = ({ house }: Setting, name: string) => house.run((ctx) => orders.jobs!.find((each) => each.name === name)!.run(ctx));

test('so much of an order is let go, the rest stays held; delivered it uses that up, and room that is made takes the rest', async () => {
  const at = await setting();
  const { house, customer, invoice, payment } = at;
  await customer('C1', '100.00');
  await invoice('C1', 'INV-1', '95.00', 30);
  const manager = await house.person('shen.yu', 'credit-manager');
  const id = await held(at, 'C1', '50.00', 'SO-1');
  const { version } = await one(at, id);
  const part = { id, reason: '先发一半，客户急用', version, upTo: cny('20.00') };
  expect(await house.call(contract.release, part, { as: manager })).toMatchObject({
    state: 'held',
    reservation: { amount: cny('20.00') },
  });
  expect(await one(at, id)).toMatchObject({ state: 'held', releasedSoFar: cny('20.00') });
  const again = await house.call(contract.check, { customer: 'C1', amount: cny('50.00'), order: 'SO-1' });
  expect([again.outcome, again.hold?.id]).toEqual(['held', id]);
  const report = { order: 'SO-1', kind: 'delivery', number: 'DN-1', amount: cny('20.00') } as const;
  expect(await house.call(contract.report, report)).toMatchObject({
    outcome: 'recorded',
    captured: cny('20.00'),
    uncovered: cny('0.00'),
  });
  expect(await house.call(contract.report, report)).toMatchObject({ outcome: 'known' });
  expect(await house.call(contract.report, { ...report, kind: 'invoice', number: 'INV-9' })).toMatchObject({
    captured: cny('0.00'),
  });
  await payment('C1', 'R-1', '95.00', 'INV-1');
  expect(await one(at, id)).toMatchObject({ state: 'cleared' });
  expect((await house.call(contract.reservations, {})).reservations).toMatchObject([{ order: 'SO-1', remaining: cny('30.00') }]);
  expect((await house.call(exposure.reconcile, {})).differences).toEqual([]);
});

test('a prepayment that was asked for lets the order go when its money is there, each receipt for one order only', async () => {
  const at = await setting();
  const { house, customer, payment, invoice } = at;
  await customer('C1', '100.00');
  await invoice('C1', 'INV-1', '300.00', -50);
  const manager = await house.person('shen.yu', 'credit-manager');
  const ids = [await held(at, 'C1', '40.00', 'SO-1'), await held(at, 'C1', '60.00', 'SO-2')];
  for (const [index, id] of ids.entries()) {
    const { version } = await one(at, id);
    const amount = cny(index === 0 ? '20.00' : '30.00');
    await house.call(contract.askPrepayment, { id, reason: '先付一半', version, amount }, { as: manager });
  }
  await payment('C1', 'R-1', '25.00', 'INV-1');
  const [first, second] = [await one(at, ids[0]!), await one(at, ids[1]!)];
  expect(first.state).toBe('cleared');
  expect(second).toMatchObject({
    state: 'held',
    stage: 'prepayment',
    prepayment: { asked: cny('30.00'), received: cny('5.00') },
  });
  await payment('C1', 'R-2', '25.00', 'INV-1');
  expect((await one(at, ids[1]!)).state).toBe('cleared');
  expect((await house.call(contract.reservations, {})).reservations.map((each) => each.order).toSorted()).toEqual([
    'SO-1',
    'SO-2',
  ]);
});

test('a rule that asks for a prepayment asks for it at once: less does not do, all of it lets the order go', async () => {
  const at = await setting();
  const { house, customer, payment, invoice } = at;
  await rulesInForce(house, [
    {
      id: 'thirty',
      title: { zh: '先付三成', en: 'Thirty percent first' },
      metric: 'order_value',
      threshold: { amounts: [cny('100.00')] },
      action: 'require_prepayment',
      prepayPercent: 30,
      enabled: true,
    },
  ]);
  await customer('C1', '1000.00');
  await invoice('C1', 'INV-1', '500.00', 30);
  const id = await held(at, 'C1', '200.01', 'SO-1');
  // Asked about again, it is the same ask.
  await held(at, 'C1', '200.01', 'SO-1');
  expect(await one(at, id)).toMatchObject({ stage: 'prepayment', prepayment: { asked: cny('60.01'), received: cny('0.00') } });
  await payment('C1', 'R-1', '60.00', 'INV-1');
  expect(await one(at, id)).toMatchObject({ state: 'held', prepayment: { received: cny('60.00') } });
  await payment('C1', 'R-2', '0.01', 'INV-1');
  expect((await one(at, id)).state).toBe('cleared');
  expect((await house.call(contract.check, { customer: 'C1', amount: cny('200.01'), order: 'SO-1' })).outcome).toBe('clear');
  expect(await house.call(contract.replay, {})).toMatchObject({ differences: [] });
});

test('beyond his authority a manager proposes; whoever has it approves and the order goes, and nobody approves his own', async () => {
  const at = await setting();
  const { house, customer } = at;
  await customer('C1', '100.00');
  const manager = await house.person('shen.yu', 'credit-manager');
  const approver = await house.person('tan.yi', 'approver');
  const id = await held(at, 'C1', '600000.00', 'SO-1');
  const seen = await house.call(contract.hold, { id }, { as: manager });
  expect(seen.authority).toMatchObject({ mayRelease: false, mayPropose: true, roles: ['approver'] });
  const act = { id, reason: '战略客户，集团担保', version: seen.hold.version };
  await expect(house.call(contract.release, act, { as: manager })).rejects.toMatchObject({ code: 'authority_exceeded' });
  await house.call(desk.proposeRelease, act, { as: manager });
  expect((await one(at, id)).stage).toBe('second_person');
  const [open] = (await house.call(approvals.list, {}, { as: approver })).cases;
  const decision = { id: open!.id, decision: 'approve', hash: open!.hash, version: open!.version } as const;
  await expect(house.call(approvals.decide, decision, { as: manager })).rejects.toMatchObject({ code: 'own_proposal' });
  await house.call(approvals.decide, decision, { as: approver });
  expect((await one(at, id)).state).toBe('released');
  expect((await house.call(contract.check, { customer: 'C1', amount: cny('600000.00'), order: 'SO-1' })).outcome).toBe('clear');
});

test('an order held by hand stays held whatever the rules say, until it is released', async () => {
  const at = await setting();
  const { house, customer } = at;
  await customer('C1', '100.00');
  const manager = await house.person('shen.yu', 'credit-manager');
  await house.call(contract.check, { customer: 'C1', amount: cny('10.00'), order: 'SO-1' });
  const { hold: id } = await house.call(desk.holdByHand, { order: 'SO-1', reason: '收到退票传闻' }, { as: manager });
  const again = await house.call(contract.check, { customer: 'C1', amount: cny('8.00'), order: 'SO-1' });
  expect([again.outcome, again.reasons.map((reason) => reason.code)]).toEqual(['held', ['held_by_hand']]);
  await job(at, 'orders.reconsider');
  const { state, version, heldByHand } = await one(at, id);
  expect([state, heldByHand?.by]).toEqual(['held', 'shen.yu']);
  expect(await house.call(contract.replay, {})).toMatchObject({ differences: [] });
  await house.call(contract.release, { id, reason: '传闻不实', version }, { as: manager });
  expect((await house.call(contract.check, { customer: 'C1', amount: cny('8.00'), order: 'SO-1' })).outcome).toBe('clear');
});

test('many are decided at once, smallest first; what is beyond the authority or changed meanwhile stays and says why', async () => {
  const at = await setting();
  const { house, customer } = at;
  await customer('C1', '10.00');
  const manager = await house.person('shen.yu', 'credit-manager');
  for (const [index, amount] of ['2000000.00', '30.00', '20.00', '40.00'].entries()) await held(at, 'C1', amount, `SO-${index}`);
  const { holds: listed, counts } = await house.call(contract.holds, { by: 'amount' });
  expect([listed.map((each) => each.amount.amount), counts.held]).toEqual([['2000000.00', '40.00', '30.00', '20.00'], 4]);
  await house.call(desk.note, { id: listed[1]!.id, text: '客户说今天到账' }, { as: manager });
  await house.call(desk.take, { id: listed[3]!.id, version: listed[3]!.version }, { as: manager });
  const input = { holds: listed.map(({ id, version }) => ({ id, version })), decision: 'release', reason: '老客户' } as const;
  const tried = await house.call(desk.decideMany, input, { as: manager, dryRun: true });
  const result = await house.call(desk.decideMany, input, { as: manager });
  expect(tried).toEqual(result);
  expect(result).toMatchObject({ done: 2, doneAmounts: [cny('70.00')] });
  expect(result.kept.map((each) => [each.order, each.code])).toEqual([
    ['SO-2', 'version_stale'],
    ['SO-0', 'authority_exceeded'],
  ]);
  const left = await house.call(contract.holds, { mine: true }, { as: manager });
  expect(left.counts).toMatchObject({ held: 1, in_review: 1 });
  expect((await house.call(contract.holds, { text: 'SO-1', state: 'ended' })).holds[0]?.lastNote).toBeNull();
  expect((await house.call(exposure.reconcile, {})).differences).toEqual([]);
});

test('past its time limit a hold goes to the next in authority, once, and he is told by mail', async () => {
  const at = await setting();
  await at.customer('C1', '10.00');
  await at.house.person('shen.yu', 'credit-manager');
  await at.house.person('tan.yi@xinheng.example', 'approver');
  for (const order of ['SO-1', 'SO-2']) await held(at, 'C1', '20.00', order);
  const [first] = (await at.house.call(contract.holds, { text: 'SO-1' })).holds;
  const id = first!.id;
  expect(first!.owner).toBe('shen.yu');
  const server = await mailServer();
  const route = { url: server.url, from: 'credit@xinheng.example' };
  Object.assign(process.env, { SMTP_URL: route.url, MAIL_FROM: route.from });
  const later = { ...at, house: at.house.on('2026-11-22') };
  try {
    await job(later, 'orders.escalate');
    await job(later, 'orders.escalate');
    const { hold, acts } = await later.house.call(contract.hold, { id });
    expect([hold.owner, acts.map((each) => each.act)]).toEqual(['tan.yi@xinheng.example', ['held', 'escalated']]);
    expect((await later.house.call(contract.holds, { late: true })).counts.late).toBe(2);
    // Both orders in one mail, and no second one.
    for (const sent of [1, 0])
      expect(await carryMail(later.house.door, later.house.tenant.id, route)).toEqual({ sent, failed: 0, later: 0 });
    expect(server.received.map((each) => each.to)).toEqual([['tan.yi@xinheng.example']]);
  } finally {
    delete process.env.SMTP_URL;
    delete process.env.MAIL_FROM;
    await server.stop();
  }
});
