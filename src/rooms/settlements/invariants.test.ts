// Whatever is posted, applied, taken back and reversed, in any order: balances equal their journal, nothing is applied twice on any day.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Ctx } from '#platform/context.ts';
import { sql } from '#platform/sql.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import * as exposure from '#rooms/exposure/contract.ts';
import { post } from '#rooms/ratings/ledger.fixtures.ts';
import { refund } from '#rooms/receivables/refunding.ts';
import { reverseDocuments } from '#rooms/receivables/reversing.ts';
import { applyExisting, reverseApplications } from '#rooms/receivables/settling.ts';
import { settleByDocuments } from '#rooms/receivables/settling-documents.ts';
import { ROOMS } from '../../rooms.ts';
import { enterApplications, enterWriteOffs } from './source-facts.ts';
import { enterReceipts } from './source-money.ts';

const TODAY = '2026-06-30';
const DAYS = ['2026-02-01', '2026-03-10', '2026-05-05', null] as const;

async function inside<T>(house: TestHouse, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  let answer: T | undefined;
  await house.run(async (ctx) => {
    answer = await work(ctx);
  });
  return answer as T;
}

type Act =
  | { readonly act: 'apply'; readonly from: number; readonly to: number; readonly minor: bigint; readonly day: number }
  | { readonly act: 'takeBack'; readonly which: number; readonly day: number }
  | { readonly act: 'writeOff'; readonly to: number; readonly minor: bigint; readonly day: number }
  | { readonly act: 'refund'; readonly from: number; readonly minor: bigint; readonly day: number }
  | { readonly act: 'reverse'; readonly which: number; readonly day: number; readonly unapply: boolean };

const day = fc.integer({ min: 0, max: DAYS.length - 1 });
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constant('apply' as const),
      from: fc.nat(2),
      to: fc.nat(2),
      minor: fc.constantFrom(100n, 200n, 300n, 400n),
      day,
    }),
  },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('takeBack' as const), which: fc.nat(9), day }) },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('writeOff' as const), to: fc.nat(2), minor: fc.constantFrom(100n, 200n), day }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('refund' as const), from: fc.nat(2), minor: fc.constantFrom(100n, 300n), day }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('reverse' as const), which: fc.nat(8), day, unapply: fc.boolean() }) },
);

/** Documents of the customer that are no reversals, and applications that stand. */
async function known(ctx: Ctx) {
  const documents = await ctx.tx.rows(sql<{ id: string; kind: string }>`
    select document_id as id, kind from receivables.documents where reverses is null order by kind, number`);
  const standing = await ctx.tx.rows(sql<{ id: string; from_kind: string; to_kind: string }>`
    select s.application_id as id, s.from_kind, p.kind as to_kind from receivables.standing_settlements s
    join receivables.documents p on p.document_id = s.to_document order by s.application_id`);
  return { documents, standing };
}

async function does(ctx: Ctx, each: Act, count: number): Promise<void> {
  const { documents, standing } = await known(ctx);
  const of = (kind: string) => documents.filter((one) => one.kind === kind);
  const on = DAYS[each.day]!;
  if (each.act === 'apply') {
    const from = [...of('receipt'), ...of('credit_note')][each.from]!;
    await applyExisting(ctx, [
      { fromDocument: from.id, toDocument: of('invoice')[each.to]!.id, amountMinor: each.minor, effectiveOn: on },
    ]);
  } else if (each.act === 'takeBack') {
    const free = standing.filter((one) => one.from_kind !== 'write_off' && one.to_kind !== 'refund');
    if (free.length > 0) await reverseApplications(ctx, [free[each.which % free.length]!.id], on, 'test');
  } else if (each.act === 'refund') {
    const from = [...of('receipt'), ...of('credit_note')][each.from]!;
    const how = { source: 'test', number: `T-${count}`, reference: null, note: null, effectiveOn: on ?? TODAY };
    await refund(ctx, { ...how, fromDocument: from.id, amountMinor: each.minor });
  } else if (each.act === 'writeOff') {
    const to = of('invoice')[each.to]!.id;
    const row = { kind: 'write_off' as const, source: 'test', number: `W-${count}`, toDocument: to, note: null };
    await settleByDocuments(ctx, [{ ...row, amountMinor: each.minor, effectiveOn: on }]);
  } else {
    const which = documents[each.which % documents.length]!;
    await reverseDocuments(ctx, [which.id], { on, why: 'test', unapply: each.unapply });
  }
}

/** Of any document on any day, known as of any moment: more applied than it has, or less than nothing. */
async function brokenDays(ctx: Ctx): Promise<unknown[]> {
  return ctx.tx.rows(sql`
    with sides as (
      select from_document as id, effective_on, recorded_at, amount_minor from receivables.applications
      union all
      select to_document, effective_on, recorded_at, amount_minor from receivables.applications
    ),
    points as (select distinct s.id, d.effective_on, k.recorded_at from sides s
               join sides d on d.id = s.id join sides k on k.id = s.id)
    select p.id, p.effective_on, p.recorded_at, sum(s.amount_minor) as applied, max(o.amount_minor) as has
    from points p
    join sides s on s.id = p.id and s.effective_on <= p.effective_on and s.recorded_at <= p.recorded_at
    join receivables.documents o on o.document_id = p.id
    group by p.id, p.effective_on, p.recorded_at
    having sum(s.amount_minor) > max(o.amount_minor) or sum(s.amount_minor) < 0`);
}

/** What is open and unapplied of each document as kept beside it, against the journal. */
async function openDiffers(ctx: Ctx): Promise<unknown[]> {
  return ctx.tx.rows(sql`
    select d.number, i.open_minor, coalesce(sum(e.amount_minor), 0) as folded
    from receivables.documents d
    join receivables.open_items i on i.document_id = d.document_id
    left join exposure.entries e on e.source_id = d.document_id and e.part in ('open', 'unapplied')
    where d.reverses is null
    group by d.number, i.open_minor
    having i.open_minor <> coalesce(sum(e.amount_minor), 0)`);
}

test('any sequence of applying, taking back, writing off and reversing keeps every balance, every day and every cent', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 16 }), async (acts) => {
      const house = await testHouse(
        ROOMS.filter((room) => ['customers', 'exposure', 'receivables'].includes(room.name)),
        { today: TODAY },
      );
      await post(house, 'A', [
        { invoice: 'INV-1', on: '2026-01-10', due: '2026-02-10', amount: '6.00' },
        { invoice: 'INV-2', on: '2026-02-15', due: '2026-03-15', amount: '3.00' },
        { invoice: 'INV-3', on: '2026-04-01', due: '2026-07-31', amount: '5.00' },
        { receipt: 'R-1', on: '2026-01-20', amount: '7.00' },
        { receipt: 'R-2', on: '2026-04-10', amount: '4.00' },
        { credit: 'C-1', on: '2026-03-01', amount: '2.00' },
      ]);
      let entries = 0;
      for (const [count, each] of acts.entries()) {
        await inside(house, (ctx) => does(ctx, each, count));
        const now = await inside(house, (ctx) => ctx.tx.one(sql<{ n: number }>`select count(*)::int as n from exposure.entries`));
        expect(now.n, 'no entry is ever gone').toBeGreaterThanOrEqual(entries);
        entries = now.n;
      }
      expect((await house.call(exposure.reconcile, {})).differences).toEqual([]);
      expect(await inside(house, brokenDays)).toEqual([]);
      expect(await inside(house, openDiffers)).toEqual([]);
    }),
    { numRuns: 16, seed: 20_261_122, endOnFailure: true },
  );
});

const OF = { customerCode: 'B', customerName: '乙公司', uscc: null, entity: null, salesperson: null, note: null };
const receiptRow = (row: number, number: string, amountMinor: bigint, more: object = {}) => ({
  ...OF,
  row,
  line: row + 1,
  number,
  numberStated: true,
  paidOut: false,
  receivedOn: '2026-03-05',
  amountMinor,
  currency: 'CNY',
  reference: null,
  invoices: [] as string[],
  method: null,
  account: null,
  ...more,
});

test('facts of the source: entered once, unchanged when they come again, refused where they contradict, and before what a rule has made', async () => {
  const house = await testHouse(ROOMS, { today: TODAY });
  await post(house, 'B', [
    { invoice: 'INV-90001', on: '2026-02-01', due: '2026-03-01', amount: '100.00' },
    { invoice: 'INV-90002', on: '2026-02-02', due: '2026-03-02', amount: '40.00' },
  ]);
  const rows = [receiptRow(1, 'R-1', 10_000n), receiptRow(2, 'R-2', 2_500n, { invoices: ['INV-90002'] })];
  const first = await inside(house, (ctx) => enterReceipts(ctx, 'ledger', null, rows));
  expect([first.documents, first.applications, first.unchanged, first.refused]).toEqual([2, 1, 0, []]);
  const again = await inside(house, (ctx) => enterReceipts(ctx, 'ledger', null, [...rows, receiptRow(3, 'R-1', 9_999n)]));
  expect([again.documents, again.unchanged, again.refused.map((each) => [each.row, each.code])]).toEqual([
    0,
    2,
    [[3, 'conflicts_with_ledger']],
  ]);

  // The rules gave R-1 to INV-90001, whose amount it is; the source says that 15.00 of it paid the other one.
  const application = {
    ...OF,
    row: 1,
    line: 2,
    receiptNumber: 'R-1',
    invoiceNumber: 'INV-90002',
    appliedOn: '2026-03-06',
    amountMinor: 1_500n,
    discountMinor: null,
    currency: 'CNY',
  };
  const said = await inside(house, (ctx) => enterApplications(ctx, 'ledger', null, [application]));
  expect([said.applications, said.refused]).toEqual([1, []]);
  // A corrected file tells it with another amount: both would count.
  const other = await inside(house, (ctx) => enterApplications(ctx, 'ledger', null, [{ ...application, amountMinor: 1_400n }]));
  expect([other.applications, other.refused]).toMatchObject([
    0,
    [{ code: 'application_differs', facts: { known: '15.00', said: '14.00' } }],
  ]);
  const twice = await inside(house, (ctx) => enterApplications(ctx, 'ledger', null, [application, { ...application, row: 2 }]));
  expect([twice.applications, twice.unchanged, twice.refused.map((each) => each.code)]).toEqual([0, 1, ['more_than_open']]);
  const back = await inside(house, (ctx) => enterApplications(ctx, 'ledger', null, [{ ...application, amountMinor: -1_500n }]));
  expect([back.reversed, back.refused]).toEqual([1, []]);

  const lost = {
    ...OF,
    row: 1,
    line: 2,
    number: null,
    invoiceNumber: 'INV-90002',
    writtenOffOn: '2026-05-01',
    amountMinor: 1_500n,
    currency: 'CNY',
    reason: '破产',
  };
  expect((await inside(house, (ctx) => enterWriteOffs(ctx, 'ledger', null, [lost]))).documents).toBe(1);
  expect((await inside(house, (ctx) => enterWriteOffs(ctx, 'ledger', null, [lost]))).unchanged).toBe(1);
  expect((await inside(house, (ctx) => enterWriteOffs(ctx, 'ledger', null, [{ ...lost, amountMinor: -1_500n }]))).reversed).toBe(
    1,
  );
  const taken = await inside(house, (ctx) => enterReceipts(ctx, 'ledger', null, [receiptRow(1, 'R-1', -10_000n)]));
  expect([taken.reversed, taken.refused]).toEqual([1, []]);
  expect((await house.call(exposure.reconcile, {})).differences).toEqual([]);
});
