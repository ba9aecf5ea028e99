// Stories of orders: cleared with a reservation, held with every reason, released with authority, looked at again when money comes.
import { expect, test } from 'vitest';
import { newId } from '#base/id.ts';
import type { TestHouse } from '#platform/test-house.ts';
import * as customers from '#rooms/customers/contract.ts';
import * as exposure from '#rooms/exposure/contract.ts';
import * as limits from '#rooms/limits/contract.ts';
import * as contract from './contract.ts';
import { setting } from './orders.fixtures.ts';
import { orders } from './room.ts';

const cny = (amount: string) => ({ amount, currency: 'CNY' });

test('an order within the limit is clear and reserves its amount', async () => {
  const { house, customer } = await setting();
  await customer('C1', '100.00');
  const answer = await house.call(contract.check, { customer: 'C1', amount: cny('60.00'), order: 'SO-1' });
  expect(answer).toMatchObject({
    outcome: 'clear',
    reasons: [],
    reservation: { amount: cny('60.00') },
    available: cny('40.00'),
    hold: null,
  });
  const { positions } = await house.call(exposure.position, { customer: 'C1' });
  expect(positions[0]).toMatchObject({ parts: { reserved: cny('60.00') }, exposure: cny('60.00'), available: cny('40.00') });
});

test('an order beyond the limit is held with the number that is short and what would clear it', async () => {
  const { house, customer, invoice } = await setting();
  await customer('C1', '800.00');
  await invoice('C1', 'INV-1', '760.00', 30);
  const answer = await house.call(contract.check, { customer: 'C1', amount: cny('86.40'), order: 'SO-1' });
  expect(answer.outcome).toBe('held');
  expect(answer.reservation).toBeNull();
  const reason = answer.reasons.find((each) => each.code === 'limit_use' && each.action === 'hold');
  expect(reason).toMatchObject({ actual: cny('846.40'), threshold: cny('800.00') });
  expect(reason?.clears).toContainEqual({ kind: 'payment', amount: cny('46.40') });
  expect(reason?.clears).toContainEqual({ kind: 'smaller_order', amount: cny('40.00') });
  expect((await house.call(contract.holds, {})).holds).toMatchObject([{ order: 'SO-1', amount: cny('86.40'), state: 'held' }]);
});

test('every reason comes back at once: overdue days beside the limit, with the document', async () => {
  const { house, customer, invoice } = await setting();
  await customer('C1', '800.00');
  await invoice('C1', 'INV-OLD', '76.40', -47);
  await invoice('C1', 'INV-NEW', '683.60', 30);
  const answer = await house.call(contract.check, { customer: 'C1', amount: cny('86.40'), order: 'SO-1' });
  const holding = answer.reasons.filter((each) => each.action === 'hold').map((each) => each.code);
  expect(holding).toContain('limit_use');
  expect(holding).toContain('overdue_days');
  expect(answer.reasons.find((each) => each.code === 'overdue_days')).toMatchObject({
    actual: 47,
    unit: 'days',
    document: 'INV-OLD',
  });
  expect(answer.remedy).toMatchObject({ amount: cny('76.40') });
});

test('a payment that comes in lets the held order go by itself, with its own check on record', async () => {
  const { house, customer, invoice, payment } = await setting();
  await customer('C1', '800.00');
  await invoice('C1', 'INV-1', '760.00', 30);
  await house.call(contract.check, { customer: 'C1', amount: cny('86.40'), order: 'SO-1' });
  await payment('C1', 'R-1', '100.00', 'INV-1');
  expect((await house.call(contract.holds, {})).open).toBe(0);
  const { reservations } = await house.call(contract.reservations, {});
  expect(reservations).toMatchObject([{ order: 'SO-1', remaining: cny('86.40') }]);
  const { checks } = await house.call(contract.checks, { customer: 'C1' });
  expect(checks.map((each) => each.outcome)).toEqual(['clear', 'held']);
});

test('an order raised in quantity is checked for the increase alone, and keeps what it had when the increase is held', async () => {
  const { house, customer } = await setting();
  await customer('C1', '100.00');
  await house.call(contract.check, { customer: 'C1', amount: cny('60.00'), order: 'SO-1' });
  const raised = await house.call(contract.check, { customer: 'C1', amount: cny('90.00'), order: 'SO-1' });
  expect(raised).toMatchObject({ outcome: 'clear', available: cny('10.00'), reservation: { amount: cny('90.00') } });
  const tooMuch = await house.call(contract.check, { customer: 'C1', amount: cny('130.00'), order: 'SO-1' });
  expect(tooMuch.outcome).toBe('held');
  const { positions } = await house.call(exposure.position, { customer: 'C1' });
  expect(positions[0]!.parts.reserved).toEqual(cny('90.00'));
});

test('a customer without a limit has no credit: the order is held, not cleared', async () => {
  const { house, customer } = await setting();
  await customer('C1', null);
  const answer = await house.call(contract.check, { customer: 'C1', amount: cny('1.00'), order: 'SO-1' });
  expect(answer.outcome).toBe('held');
  expect(answer.reasons.map((each) => each.code)).toContain('no_limit');
});

test('an unknown customer or an amount of zero is a problem of the caller, and the other orders of the batch are not touched by it', async () => {
  const { house, customer } = await setting();
  await customer('C1', '100.00');
  const results = await Promise.allSettled([
    house.call(contract.check, { customer: 'C1', amount: cny('10.00'), order: 'SO-1' }),
    house.call(contract.check, { customer: 'NOBODY', amount: cny('10.00'), order: 'SO-2' }),
    house.call(contract.check, { customer: 'C1', amount: cny('0.00'), order: 'SO-3' }),
  ]);
  expect(results[0]).toMatchObject({ status: 'fulfilled', value: { outcome: 'clear' } });
  expect(results[1]).toMatchObject({ status: 'rejected', reason: { code: 'customer_unknown' } });
  expect(results[2]).toMatchObject({ status: 'rejected', reason: { code: 'amount_not_positive' } });
});

test('200 orders at once against headroom for 95: exactly 95 clear, the others held, and the balance is the sum of the clear ones', async () => {
  const { house, customer } = await setting();
  await customer('C1', '950.00');
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, at) =>
      house.call(contract.check, { customer: 'C1', amount: cny('10.00'), order: `SO-${at}` }),
    ),
  );
  expect(answers.filter((answer) => answer.outcome === 'clear')).toHaveLength(95);
  expect(answers.filter((answer) => answer.outcome === 'held')).toHaveLength(105);
  const { positions } = await house.call(exposure.position, { customer: 'C1' });
  expect(positions[0]).toMatchObject({ exposure: cny('950.00'), available: cny('0.00') });
  expect((await house.call(exposure.reconcile, {})).differences).toEqual([]);
});

test('the same key sent 64 times at once has one effect and one answer', async () => {
  const { house, customer } = await setting();
  await customer('C1', '100.00');
  const key = newId();
  const answers = await Promise.all(
    Array.from({ length: 64 }, () =>
      house.call(contract.check, { customer: 'C1', amount: cny('10.00'), order: 'SO-1' }, { key }),
    ),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect((await house.call(contract.checks, {})).checks).toHaveLength(1);
});

test('a manager releases a held order with a reason; the release is not held again, and nobody decides it twice', async () => {
  const { house, customer, invoice } = await setting();
  await customer('C1', '100.00');
  await invoice('C1', 'INV-1', '95.00', 30);
  const manager = await house.person('shen.yu', 'credit-manager');
  const held = await house.call(contract.check, { customer: 'C1', amount: cny('10.00'), order: 'SO-1' });
  const id = held.hold!.id;
  const { hold } = await house.call(contract.hold, { id }, { as: manager });
  const released = await house.call(contract.release, { id, reason: '客户承诺月底付清', version: hold.version }, { as: manager });
  expect(released).toMatchObject({ state: 'released', reservation: { amount: cny('10.00') } });
  await expect(
    house.call(contract.refuse, { id, reason: '改主意了', version: hold.version }, { as: manager }),
  ).rejects.toMatchObject({
    code: 'hold_ended',
  });
  const again = await house.call(contract.check, { customer: 'C1', amount: cny('10.00'), order: 'SO-1' });
  expect(again.outcome).toBe('clear');
  const more = await house.call(contract.check, { customer: 'C1', amount: cny('12.00'), order: 'SO-1' });
  expect(more.outcome).toBe('held');
});

test('a salesperson sees only his own customers, in the queue and in the check', async () => {
  const { house, customer } = await setting();
  await customer('C1', null);
  const sales = await house.person('lu.ming', 'sales');
  await house.call(contract.check, { customer: 'C1', amount: cny('10.00'), order: 'SO-1' });
  expect((await house.call(contract.holds, {}, { as: sales })).holds).toEqual([]);
  await expect(
    house.call(contract.check, { customer: 'C1', amount: cny('10.00'), order: 'SO-2' }, { as: sales }),
  ).rejects.toMatchObject({
    status: 404,
  });
});

test('a delivery uses the reservation up once, however often its message comes', async () => {
  const { house, customer } = await setting();
  await customer('C1', '100.00');
  const { reservation } = await house.call(contract.check, { customer: 'C1', amount: cny('60.00'), order: 'SO-1' });
  const message = { reservation: reservation!.number, amount: cny('20.00'), sourceKey: 'DN-1' };
  expect(await house.call(contract.capture, message)).toEqual({ outcome: 'captured', remaining: cny('40.00') });
  expect(await house.call(contract.capture, message)).toEqual({ outcome: 'known', remaining: cny('40.00') });
  await expect(house.call(contract.capture, { ...message, amount: cny('50.00'), sourceKey: 'DN-2' })).rejects.toMatchObject({
    code: 'capture_above_remaining',
  });
});

test('a reservation that has run out is given back by the next check, once', async () => {
  const { house, customer } = await setting();
  await customer('C1', '100.00');
  await house.call(contract.check, { customer: 'C1', amount: cny('100.00'), order: 'SO-1' });
  const later = house.on('2026-12-31');
  const answer = await later.call(contract.check, { customer: 'C1', amount: cny('100.00'), order: 'SO-2' });
  expect(answer.outcome).toBe('clear');
  const { reservations } = await later.call(contract.reservations, { ended: true });
  expect(reservations).toMatchObject([{ order: 'SO-1', endedHow: 'expired' }]);
  expect((await later.call(exposure.reconcile, {})).differences).toEqual([]);
});

test('decisions run again from their stored facts and rules come out the same, reasons included (R12)', async () => {
  const { house, customer, invoice, payment } = await setting();
  await customer('C1', '800.00');
  await customer('C2', null);
  await invoice('C1', 'INV-1', '760.00', -47);
  await house.call(contract.check, { customer: 'C1', amount: cny('86.40'), order: 'SO-1' });
  await house.call(contract.check, { customer: 'C2', amount: cny('5.00'), order: 'SO-2' });
  await payment('C1', 'R-1', '760.00', 'INV-1');
  await house.call(contract.check, { customer: 'C1', amount: cny('20.00'), order: 'SO-3' });
  expect(await house.call(contract.replay, {})).toEqual({ checks: 4, same: 4, carriedOver: 0, differences: [] });
});

test('a frozen customer is frozen in every currency, also one it never bought in before', async () => {
  const { house, customer } = await setting();
  await customer('C1', '100.00');
  const manager = await house.person('shen.yu', 'credit-manager');
  await house.call(limits.freeze, { customer: 'C1', reason: '商票拒付' }, { as: manager });
  for (const currency of ['CNY', 'USD']) {
    const answer = await house.call(contract.check, {
      customer: 'C1',
      amount: { amount: '1.00', currency },
      order: `SO-${currency}`,
    });
    expect([currency, answer.outcome, answer.reasons.some((reason) => reason.code === 'frozen')]).toEqual([
      currency,
      'held',
      true,
    ]);
  }
});

test('room that a sister made under the group’s limit is found by the next round', async () => {
  const { house, customer, invoice, payment } = await setting();
  await house.call(customers.saveGroup, { code: 'G', name: '甬拓控股集团' });
  for (const code of ['A', 'B']) {
    await customer(code, '1000.00');
    await house.call(customers.save, { code, name: `${code}有限公司`, group: 'G' });
  }
  await house.call(limits.set, { customer: 'G', amount: cny('100.00'), approveAs: (await checker(house)).name });
  await invoice('A', 'INV-1', '90.00', 30);
  const held = await house.call(contract.check, { customer: 'B', amount: cny('20.00'), order: 'SO-1' });
  expect([held.outcome, held.reasons.map((reason) => reason.code)]).toEqual(['held', ['group_limit_use']]);
  await payment('A', 'R-1', '50.00', 'INV-1');
  await house.run((ctx) => orders.jobs!.find((job) => job.name === 'orders.reconsider')!.run(ctx));
  expect((await house.call(contract.holds, {})).open).toBe(0);
});

/** Somebody with the authority of a second person. */
function checker(house: TestHouse) {
  return house.person('checker', 'approver');
}
