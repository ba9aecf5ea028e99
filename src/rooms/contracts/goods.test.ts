// Stories of goods at the customer, rebates, margins, and of contracts and margins as files bring them.
import { expect, test } from 'vitest';
import type { Day } from '#base/date.ts';
import type { Actor } from '#platform/context.ts';
import { type ContractRow, enterContracts, enterMargins, type MarginRow } from './actions.ts';
import * as contract from './contract.ts';
import { balanced, company, decide, invoice, post, standing, yuan } from './contracts.fixtures.ts';

test('consigned goods stand beside the exposure until they are reported sold; standing stock is exposure until it ends', async () => {
  const place = await company();
  const open = (more: object) =>
    place.call(
      contract.openConsignment,
      { customer: 'K1', number: 'JS-1', kind: 'consignment', startsOn: '2026-06-01', ...more } as never,
      { as: place.clerk },
    );
  const { id } = await open({});
  const move = (kind: string, on: Day, quantity: string, value?: string, more: object = {}) =>
    place.call(
      contract.moveGoods,
      { id, kind, on, lines: [{ goods: 'A 型泵', quantity, ...(value ? { value: yuan(value) } : {}) }], ...more } as never,
      { as: place.clerk },
    );
  expect(await move('delivered', '2026-06-01', '10', '100000')).toMatchObject({
    value: yuan('100000.00'),
    counted: yuan('0.00'),
  });
  await move('delivered', '2026-11-01', '5', '60000');
  await move('sold', '2026-11-10', '8', '96000', { invoice: { number: 'XS-1', dueOn: '2027-01-09' } });
  expect(await standing(place)).toMatchObject({
    exposure: yuan('96000.00'),
    parts: { open: yuan('96000.00'), delivered: yuan('0.00') },
  });
  await expect(move('returned', '2026-11-11', '7.001')).rejects.toMatchObject({
    code: 'more_than_there',
    facts: { goods: [{ goods: 'A 型泵', missing: '0.001' }] },
  });
  expect((await move('counted', '2026-11-20', '6')).differences).toEqual([{ goods: 'A 型泵', found: '6', booked: '7' }]);
  const [row] = (await place.call(contract.consignments, {})).consignments;
  expect(row).toMatchObject({ value: yuan('80000.00'), oldestOn: '2026-06-01', lastCountOn: '2026-11-20' });
  expect(row!.ages.map((each) => each.amount)).toEqual(['60000.00', '0.00', '0.00', '20000.00', '0.00']);
  await expect(place.call(contract.endConsignment, { id, reason: '停止' }, { as: place.clerk })).rejects.toMatchObject({
    code: 'goods_still_there',
  });

  const base = await open({ number: 'PD-1', kind: 'standing', standing: yuan('200000'), endsOn: '2026-12-31' });
  expect(base.counted).toEqual(yuan('200000.00'));
  expect(await standing(place)).toMatchObject({ exposure: yuan('296000.00'), parts: { delivered: yuan('200000.00') } });
  await place.call(contract.endConsignment, { id: base.id, reason: '铺底收回' }, { as: place.clerk });
  expect((await standing(place)).exposure).toEqual(yuan('96000.00'));
  await balanced(place);
});

test('a rebate accrues by tier over the group, takes nothing off the exposure until credited, and above the bound two people credit it', async () => {
  const place = await company();
  const tiers = [
    { from: yuan('0'), ratePpm: 0 },
    { from: yuan('1000000'), ratePpm: 10_000 },
    { from: yuan('3000000'), ratePpm: 20_000 },
  ];
  const agreed = {
    number: 'FL-1',
    startsOn: '2026-01-01',
    endsOn: '2026-12-31',
    basis: 'invoiced' as const,
    method: 'marginal' as const,
    tiers,
  };
  const { id } = await place.call(contract.enterRebate, { ...agreed, customer: 'G1', overdueDays: 90 }, { as: place.clerk });
  await post(place, [
    invoice('F1', '2026-03-01', '2027-04-30', 300_000_000n),
    invoice('F2', '2026-06-01', '2027-07-31', 200_000_000n, { partyId: 'K2' }),
    invoice('F0', '2025-12-31', '2027-07-31', 900_000_000n),
  ]);
  await place.call(contract.enterRebate, { ...agreed, number: 'FL-2', customer: 'K1' }, { as: place.clerk });
  const seen = async (asOf?: Day, number = 'FL-1') =>
    (await place.call(contract.rebates, { customer: 'K1', ...(asOf ? { asOf } : {}) })).rebates.find(
      (each) => each.number === number,
    )!;
  expect(await seen()).toMatchObject({
    base: yuan('5000000.00'),
    accrued: yuan('60000.00'),
    open: yuan('60000.00'),
    group: true,
    excluded: null,
  });
  expect(await seen('2026-03-31', 'FL-2')).toMatchObject({
    base: yuan('3000000.00'),
    accrued: yuan('20000.00'),
    next: null,
  });
  const before = (await standing(place)).exposure;

  const credit = (number: string, amount: string, as: Actor) =>
    place.call(contract.creditRebate, { id, number, amount: yuan(amount), customer: 'K1' }, { as });
  expect(await credit('FLD-1', '10000', place.clerk)).toMatchObject({ outcome: 'applied' });
  const asked = await credit('FLD-2', '50000', place.manager);
  expect(asked).toMatchObject({ outcome: 'submitted', reasons: [{ code: 'credit_above_bound' }] });
  await expect(decide(place, asked.caseId, place.manager)).rejects.toMatchObject({ code: 'own_proposal' });
  await decide(place, asked.caseId, place.approver);
  expect(await seen()).toMatchObject({
    base: yuan('5000000.00'),
    credited: yuan('60000.00'),
    open: yuan('0.00'),
    credits: [{ approvedBy: null }, { approvedBy: 'approver' }],
  });
  expect(BigInt(before.amount.replace('.', '')) - BigInt((await standing(place)).exposure.amount.replace('.', ''))).toBe(
    6_000_000n,
  );
  await expect(credit('FLD-3', '0.01', place.clerk)).rejects.toMatchObject({ code: 'rebate_beyond_accrued' });
  await balanced(place);

  // Somebody of the group has been overdue longer than the agreement allows: nothing accrues while he is.
  await post(place, [invoice('F4', '2026-05-01', '2026-06-01', 100n, { partyId: 'K2' })]);
  expect(await seen()).toMatchObject({ accrued: yuan('0.00'), excluded: { customer: 'K2', overdueDays: 174 } });
});

const contractRow = (number: string, more: Partial<ContractRow> = {}): ContractRow => ({
  row: 1,
  customerCode: 'K1',
  customerName: null,
  uscc: null,
  entity: '01',
  number,
  name: '泵',
  signedOn: '2026-01-01',
  startsOn: null,
  endsOn: null,
  amountMinor: 100_000_00n,
  currency: 'CNY',
  termsDays: 90,
  retentionPpm: 50_000,
  retentionMinor: null,
  retentionDueOn: null,
  retentionMonths: 12,
  milestones: [],
  state: null,
  salesperson: null,
  ...more,
});

test('contracts of a file are facts; the same file again changes nothing, a contradiction refuses its row', async () => {
  const place = await company();
  await place.run(async (ctx) => {
    const rows = [
      contractRow('A'),
      contractRow('B', { row: 2, amountMinor: null }),
      contractRow('A', { row: 3 }),
      contractRow('B', { row: 4, amountMinor: 1n }),
      contractRow('C', { row: 5, termsDays: null }),
      contractRow('D', { row: 6, signedOn: null }),
      contractRow('E', { row: 7, retentionMonths: null }),
    ];
    const first = await enterContracts(ctx, 'erp', null, rows);
    expect(first).toMatchObject({ entered: 3, unchanged: 1, warned: [{ row: 7, code: 'retention_left_out' }] });
    expect(first.refused.map((each) => [each.row, each.code])).toEqual([
      [4, 'contract_twice'],
      [5, 'contract_terms_missing'],
      [6, 'contract_start_missing'],
    ]);
    expect(await enterContracts(ctx, 'erp', null, rows.slice(0, 2))).toMatchObject({ entered: 0, unchanged: 2, refused: [] });
    const changed = await enterContracts(ctx, 'erp', null, [
      contractRow('A', { termsDays: 120 }),
      contractRow('A', { row: 2, customerCode: 'K2' }),
    ]);
    expect(changed.refused.map((each) => [each.code, each.facts['field']])).toEqual([
      ['conflicts_with_contract', 'terms'],
      ['conflicts_with_contract', 'customer'],
    ]);
  });
  expect((await place.call(contract.list, {})).contracts.map((each) => each.number).sort()).toEqual(['A', 'B', 'E']);
});

const margin = (month: string, salesMinor: bigint, more: Partial<MarginRow> = {}): MarginRow => ({
  row: 1,
  customerCode: 'K1',
  customerName: null,
  uscc: null,
  entity: null,
  month,
  salesMinor,
  costMinor: 80_00n,
  currency: 'CNY',
  ...more,
});

test('margins stand by customer and month with their source; missing sales have no rate', async () => {
  const place = await company();
  await place.run(async (ctx) => {
    expect(await enterMargins(ctx, 'erp', null, [margin('2026-01', 100_00n), margin('2026-02', 0n)])).toMatchObject({
      entered: 2,
    });
    const again = await enterMargins(ctx, 'crm', null, [
      margin('2026-01', 100_00n),
      margin('2026-02', 1n, { row: 2 }),
      margin('2026-02', 2n, { row: 3 }),
    ]);
    expect(again).toMatchObject({ entered: 0, unchanged: 1 });
    expect(again.refused.map((each) => [each.row, each.code])).toEqual([
      [2, 'conflicts_with_margin'],
      [3, 'margin_twice'],
    ]);
  });
  expect((await place.call(contract.margins, { customer: 'K1' })).months).toMatchObject([
    { month: '2026-01', margin: yuan('20.00'), marginPpm: 200_000, source: 'erp' },
    { month: '2026-02', margin: yuan('-80.00'), marginPpm: null },
  ]);
});
