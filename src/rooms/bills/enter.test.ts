// A bill register imported: new bills to where they stand, known ones on from there, the same again nothing, contradictions refused.
import { beforeAll, expect, test } from 'vitest';
import type { BillRow } from '#engine/import/typed-papers.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import { customers } from '#rooms/customers/room.ts';
import { position, reconcile } from '#rooms/exposure/contract.ts';
import { exposure } from '#rooms/exposure/room.ts';
import { post } from '#rooms/ratings/ledger.fixtures.ts';
import { receivables } from '#rooms/receivables/room.ts';
import { list } from './contract.ts';
import { enterBills } from './enter.ts';
import { bills } from './room.ts';

let place: TestHouse;
beforeAll(async () => {
  place = await testHouse([customers, exposure, receivables, bills], { today: '2026-07-01' });
  await post(place, 'K', [{ invoice: 'K-1', on: '2026-01-05', due: '2026-03-05', amount: '1500.00' }]);
});

let next = 0;
function row(number: string, more: Partial<BillRow> = {}): BillRow {
  next += 1;
  return {
    row: next,
    line: next + 1,
    customerCode: 'K',
    customerName: null,
    uscc: null,
    entity: null,
    number,
    range: null,
    kind: 'commercial',
    drawer: '客户甲',
    acceptor: '客户甲',
    issuedOn: null,
    receivedOn: '2026-02-10',
    dueOn: '2026-06-10',
    amountMinor: 100_000n,
    currency: 'CNY',
    state: 'held',
    stateOn: null,
    recourse: null,
    endorsee: null,
    invoices: [],
    note: null,
    ...more,
  };
}

async function enter(...rows: BillRow[]) {
  let answer: Awaited<ReturnType<typeof enterBills>> | undefined;
  await place.run(async (ctx) => {
    answer = await enterBills(ctx, 'register', null, rows);
  });
  const { received, advanced, unchanged, refusals } = answer!;
  return { received, advanced, unchanged, refused: refusals.map((each) => [each.value, each.facts?.['field']]) };
}

async function parts(): Promise<Record<string, string>> {
  const { positions } = await place.call(position, { customer: 'K' });
  const shown = Object.entries({ ...positions[0]!.parts, exposure: positions[0]!.exposure });
  return Object.fromEntries(
    shown.map(([part, money]) => [part, money.amount] as const).filter(([, amount]) => amount !== '0.00'),
  );
}

test('a register taken in, taken in again, and taken in a month later', async () => {
  const first = [
    row('A', { invoices: ['K-1'] }),
    row('B', { invoices: ['K-1'], state: 'endorsed', stateOn: '2026-03-01', recourse: true, endorsee: '宁波乙公司' }),
    row('C', { kind: 'bank', state: 'dishonoured', stateOn: '2026-06-12' }),
    row('C', { kind: 'bank', range: '1-500', amountMinor: 50_000n, state: 'honoured' }),
  ];
  expect(await enter(...first)).toEqual({ received: 4, advanced: 0, unchanged: 0, refused: [] });
  // A and B pay 1,500.00 of their 2,000.00; C came back before it had paid anything: neither a claim nor a credit; its part was paid and
  // has paid nothing yet.
  expect(await parts()).toEqual({ bills: '2000.00', unapplied: '1000.00', exposure: '1000.00' });
  expect(await enter(...first)).toEqual({ received: 0, advanced: 0, unchanged: 4, refused: [] });

  const later = [
    row('A', { state: 'honoured', stateOn: '2026-06-11' }),
    row('B', { state: 'dishonoured', stateOn: '2026-06-15' }),
  ];
  expect(await enter(...later)).toEqual({ received: 0, advanced: 2, unchanged: 0, refused: [] });
  expect(await enter(...later, ...first)).toMatchObject({ received: 0, advanced: 0, refused: [] });
  const { bills: rows } = await place.call(list, { customer: 'K' });
  expect(Object.fromEntries(rows.map((each) => [`${each.number}${each.subRange ?? ''}`, each.state]))).toEqual({
    A: 'honoured',
    B: 'dishonoured',
    C: 'dishonoured',
    'C1-500': 'honoured',
  });
  expect((await place.call(reconcile, {})).differences).toEqual([]);
});

test('what contradicts a known bill is refused row by row, and the good rows are taken', async () => {
  await enter(row('X'), row('Y', { state: 'honoured', stateOn: '2026-06-10' }));
  expect(
    await enter(
      row('X', { amountMinor: 100_001n }),
      row('X', { dueOn: '2026-06-11' }),
      row('X', { kind: 'bank' }),
      row('X', { acceptor: '另一家' }),
      row('X', { customerCode: 'L' }),
      row('Y', { state: 'dishonoured', stateOn: '2026-06-12' }),
      row('X', { state: 'endorsed', stateOn: '2026-08-01' }),
      row('Z', { receivedOn: '2026-07-02' }),
      row('X', { state: 'pledged', stateOn: '2026-03-01', endorsee: '农业银行' }),
    ),
  ).toEqual({
    received: 0,
    advanced: 1,
    unchanged: 0,
    refused: [
      ['X', '票面金额 amount'],
      ['X', '到期日 due'],
      ['X', '种类 type'],
      ['X', '承兑人 acceptor'],
      ['X', '客户 customer'],
      ['Y', '状态 state'],
      ['X', '状态 state'],
      ['Z', '收票日 received'],
    ],
  });
  expect((await place.call(reconcile, {})).differences).toEqual([]);
});
