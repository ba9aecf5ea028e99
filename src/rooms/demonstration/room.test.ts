// The demo company enters as a whole, through the same doors, whoever loads it.
import { expect, test } from 'vitest';
import { testHouse } from '#platform/test-house.ts';
import * as exposure from '#rooms/exposure/contract.ts';
import * as orders from '#rooms/orders/contract.ts';
import { ROOMS } from '../../rooms.ts';
import * as contract from './contract.ts';

const cny = (amount: string) => ({ amount, currency: 'CNY' });

test('an administrator loads the demo company; its hero stands as in the story, and every balance equals its journal', async () => {
  const house = await testHouse(ROOMS, { today: '2026-11-21' });
  const admin = await house.person('boss', 'administrator');
  const loaded = await house.call(contract.load, {}, { as: admin });
  expect(loaded).toMatchObject({ customers: 336, orders: 135 });
  expect(loaded.held).toBeGreaterThan(10);

  const { holds } = await house.call(orders.holds, {});
  const hold = holds.find((each) => each.order === 'SO-20261121-0187')!;
  expect(hold).toMatchObject({ customer: { name: '宁波甬拓精密制造有限公司', grade: 'BB' }, amount: cny('864000.00') });
  const { positions } = await house.call(exposure.position, { customer: hold.customer.code });
  expect(positions[0]).toMatchObject({
    parts: {
      open: cny('6124000.00'),
      delivered: cny('746000.00'),
      reserved: cny('580000.00'),
      bills: cny('450000.00'),
      unapplied: cny('300000.00'),
    },
    exposure: cny('7600000.00'),
    limit: cny('8000000.00'),
    available: cny('400000.00'),
    overdue: cny('1286000.00'),
    oldestDays: 47,
  });
  expect(hold.remedy).toMatchObject({ act: { kind: 'settle_document', document: 'INV-2609-0412' }, amount: cny('764000.00') });
  expect((await house.call(exposure.reconcile, {})).differences).toEqual([]);
  expect(await house.call(orders.replay, {})).toMatchObject({ differences: [] });
  await expect(house.call(contract.load, {}, { as: admin })).rejects.toMatchObject({ code: 'ledger_not_empty' });
});
