// Stories of ratings: the ledger of any day turned into facts, everybody rated, nothing known too early, nothing written twice.
import { expect, test } from 'vitest';
import { addDays, addMonths, type Day, daysBetween, monthStart } from '#base/date.ts';
import { wireMoney } from '#base/money.ts';
import type { CustomerFacts } from '#engine/indicators.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import { find, merge, save, saveGroup, undoMerge } from '#rooms/customers/contract.ts';
import * as dossiers from '#rooms/dossiers/contract.ts';
import { set as setLimit } from '#rooms/limits/contract.ts';
import { alerts } from '#rooms/monitoring/contract.ts';
import { ROOMS } from '../../rooms.ts';
import { ledgerFacts } from '../indicators/actions.ts';
import { nightly } from './actions.ts';
import * as contract from './contract.ts';
import { type Paper, post } from './ledger.fixtures.ts';

const TODAY: Day = '2026-11-21';
const house = () => testHouse(ROOMS, { today: TODAY });

async function factsOf(place: TestHouse, asOf: Day, signals = false): Promise<Map<string, CustomerFacts>> {
  const found = new Map<string, CustomerFacts>();
  await place.run(async (ctx) => {
    for await (const chunk of ledgerFacts(ctx, asOf, null, { signals })) {
      for (const account of chunk) found.set(account.code, account.facts);
    }
  });
  return found;
}

/** A monthly invoice of 10,000 for two years, each paid so many days after it was due, up to today. */
function steady(code: string, late: number): Paper[] {
  return Array.from({ length: 24 }, (_, at) => at).flatMap((at): Paper[] => {
    const on = addMonths('2024-12-05', at);
    const due = addDays(on, 30);
    const invoice = `${code}-${at}`;
    const paidOn = addDays(due, late);
    return [
      { invoice, on, due, amount: '10000.00' },
      ...(paidOn <= TODAY ? [{ receipt: `R${invoice}`, on: paidOn, amount: '10000.00', to: invoice }] : []),
    ];
  });
}

test('facts of a day are the fold of the papers up to it, whatever came later: two hundred papers against a plain reading', async () => {
  const place = await house();
  // A small generator with a fixed seed: the same ledger every time.
  let seed = 20261121;
  const roll = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  const papers: Paper[] = [];
  const truth: { due: Day; on: Day; minor: bigint; paidOn: Day | null; paying: boolean }[] = [];
  for (let at = 0; at < 120; at += 1) {
    const on = addDays(TODAY, -roll(700));
    const due = addDays(on, roll(4) * 30);
    const minor = BigInt(1_000 + roll(900_000));
    const amount = wireMoney(minor, 'CNY').amount;
    papers.push({ invoice: `I${at}`, on, due, amount });
    const paidOn = roll(10) < 8 ? addDays(on, 5 + roll(120)) : null;
    const paying = roll(10) > 0;
    if (paidOn !== null && paidOn <= TODAY) {
      const settles = { on: paidOn, amount, to: `I${at}` };
      papers.push(paying ? { receipt: `R${at}`, ...settles } : { credit: `G${at}`, ...settles });
    }
    truth.push({ due, on, minor, paidOn: paidOn !== null && paidOn <= TODAY ? paidOn : null, paying });
  }
  await post(place, 'K1', papers);

  for (const asOf of [TODAY, addDays(TODAY, -45), addDays(TODAY, -200), addDays(TODAY, -420)]) {
    const facts = (await factsOf(place, asOf)).get('K1')!;
    const known = truth.filter((row) => row.on <= asOf);
    const open = known.filter((row) => row.paidOn === null || row.paidOn > asOf);
    const overdue = open.filter((row) => row.due < asOf);
    const sum = (rows: typeof truth) => rows.reduce((total, row) => total + row.minor, 0n);
    expect(facts.openMinor, asOf).toBe(sum(open));
    expect(facts.overdueMinor, asOf).toBe(sum(overdue));
    expect(facts.oldestDueOn, asOf).toBe(overdue.map((row) => row.due).sort()[0] ?? null);
    expect(facts.exposureMinor).toBe(facts.openMinor);
    expect(facts.portfolioExposureMinor).toBe(facts.openMinor);
    expect(facts.firstDocumentOn).toBe(known.map((row) => row.on).sort()[0]);
    expect(facts.lastSaleOn).toBe(
      known
        .map((row) => row.on)
        .sort()
        .at(-1),
    );
    expect(facts.profile === null).toBe(asOf < TODAY);

    for (const month of facts.months) {
      const inMonth = (day: Day | null) => day !== null && day <= asOf && monthStart(day) === month.monthOn;
      const sold = known.filter((row) => inMonth(row.on));
      const credited = known.filter((row) => !row.paying && inMonth(row.paidOn));
      const paid = known.filter((row) => row.paying && inMonth(row.paidOn));
      const late = (row: (typeof truth)[number]) => Math.max(0, daysBetween(row.due, row.paidOn!));
      expect(month.soldMinor, month.monthOn).toBe(sum(sold) - sum(credited));
      expect(month.invoices).toBe(sold.length);
      expect(month.paidMinor).toBe(sum(paid));
      expect(month.paidOnTimeMinor).toBe(sum(paid.filter((row) => late(row) === 0)));
      expect(month.lateMinorDays).toBe(paid.reduce((total, row) => total + row.minor * BigInt(late(row)), 0n));
      expect(month.worstDaysLate).toBe(paid.length === 0 ? null : Math.max(...paid.map(late)));
      let peak: bigint | null = null;
      for (let day = addDays(month.monthOn, -1); day < addMonths(month.monthOn, 1) && day <= asOf; day = addDays(day, 1)) {
        const balance = sum(known.filter((row) => row.on <= day && (row.paidOn === null || row.paidOn > day)));
        if (peak === null || balance > peak) peak = balance;
      }
      if (month.peakOpenMinor !== null) expect(month.peakOpenMinor, month.monthOn).toBe(peak);
    }
    expect(facts.months.map((month) => month.monthOn)).toEqual(facts.months.map((month) => month.monthOn).toSorted());
  }
});

test('the documents behind the signals: what is overdue oldest first, what was paid oldest first, a credit note is no payment', async () => {
  const place = await house();
  await post(place, 'K1', [
    { invoice: 'A', on: '2026-06-01', due: '2026-07-01', amount: '100.00' },
    { invoice: 'B', on: '2026-06-05', due: '2026-07-05', amount: '200.00' },
    { invoice: 'C', on: '2026-06-09', due: '2026-07-09', amount: '300.00' },
    { invoice: 'D', on: '2026-06-10', due: '2026-07-10', amount: '400.00' },
    { receipt: 'RB', on: '2026-07-25', amount: '200.00', to: 'B' },
    { receipt: 'RA', on: '2026-08-01', amount: '60.00', to: 'A' },
    { credit: 'GC', on: '2026-07-01', amount: '300.00', to: 'C' },
  ]);
  const now = (await factsOf(place, TODAY, true)).get('K1')!;
  expect(now.overdueDocuments).toEqual([
    { number: 'A', dueOn: '2026-07-01', openMinor: 4_000n },
    { number: 'D', dueOn: '2026-07-10', openMinor: 40_000n },
  ]);
  expect(now.settlements).toEqual([{ document: 'B', dueOn: '2026-07-05', settledOn: '2026-07-25', amountMinor: 20_000n }]);
  const july = (await factsOf(place, '2026-07-20', true)).get('K1')!;
  expect(july.overdueDocuments.map((row) => [row.number, row.openMinor])).toEqual([
    ['A', 10_000n],
    ['B', 20_000n],
    ['D', 40_000n],
  ]);
  expect(july.settlements).toEqual([]);
});

test('a bill that comes back is a dishonour and an open item again; where no bills are kept, that is unknown and not none', async () => {
  const place = await house();
  await post(place, 'K1', [{ invoice: 'A', on: '2026-06-01', due: '2026-07-01', amount: '100.00' }]);
  expect((await factsOf(place, TODAY)).get('K1')!.dishonoured).toBeNull();
  await post(place, 'K2', [
    { invoice: 'B', on: '2026-06-01', due: '2026-07-01', amount: '880.00' },
    {
      bill: 'P1',
      on: '2026-06-20',
      due: '2026-10-20',
      amount: '880.00',
      to: 'B',
      then: [{ state: 'dishonoured', on: '2026-10-21', recourse: true }],
    },
  ]);
  const now = await factsOf(place, TODAY);
  expect(now.get('K1')!.dishonoured).toEqual([]);
  expect(now.get('K2')!).toMatchObject({
    dishonoured: [{ document: 'P1', on: '2026-10-21', amountMinor: 88_000n }],
    openMinor: 88_000n,
    oldestDueOn: '2026-10-21',
  });
  const before = (await factsOf(place, '2026-10-01')).get('K2')!;
  expect(before).toMatchObject({ dishonoured: [], openMinor: 0n, exposureMinor: 88_000n });
});

test('a group member is seen with its sisters’ overdue, and a customer alone with nobody’s', async () => {
  const place = await house();
  await place.call(saveGroup, { code: 'G', name: '海沛集团' });
  for (const code of ['M1', 'M2']) await place.call(save, { code, name: code, group: 'G' });
  await post(place, 'M1', [{ invoice: 'A', on: '2026-08-01', due: addDays(TODAY, -52), amount: '100.00' }]);
  await post(place, 'M2', [{ invoice: 'B', on: '2026-11-01', due: addDays(TODAY, 20), amount: '100.00' }]);
  await post(place, 'K1', [{ invoice: 'C', on: '2026-11-01', due: addDays(TODAY, 20), amount: '100.00' }]);
  const facts = await factsOf(place, TODAY);
  expect(['M1', 'M2', 'K1'].map((code) => facts.get(code)!.groupWorstOverdueDays)).toEqual([0, 52, null]);
});

test('the limit of the day counts: use against the cap then in force, and a renewed limit does not run out', async () => {
  const place = await house();
  await place.call(save, { code: 'K1', name: 'K1' });
  await place.person('checker', 'approver');
  const spring = place.on('2026-03-01');
  const set = (where: TestHouse, amount: string, more: object = {}) =>
    where.call(setLimit, { customer: 'K1', amount: { amount, currency: 'CNY' }, approveAs: 'checker', ...more });
  await set(spring, '1000', { validTo: '2026-12-31' });
  await post(place, 'K1', [
    { invoice: 'A', on: '2026-03-10', due: '2026-04-10', amount: '900.00' },
    { receipt: 'RA', on: '2026-04-05', amount: '900.00', to: 'A' },
  ]);
  const before = (await factsOf(place, '2026-02-28')).get('K1');
  expect(before).toBeUndefined();
  const april = (await factsOf(place, '2026-04-30')).get('K1')!;
  expect(april).toMatchObject({ mode: 'amount', capMinor: 100_000n, limitValidTo: '2026-12-31', exposureMinor: 0n });
  expect(april.months.map((month) => [month.monthOn, month.peakUtilisationPpm])).toEqual([
    ['2026-03-01', 900_000],
    ['2026-04-01', 900_000],
  ]);
  await set(place, '2000', { validFrom: '2027-01-01' });
  expect((await factsOf(place, TODAY)).get('K1')!.limitValidTo).toBeNull();
});

test('everybody is rated in one run; running it again the same day writes nothing, and tells whose grade changed', async () => {
  const place = await house();
  await post(place, 'GOOD', steady('GOOD', 0));
  await post(place, 'SLOW', steady('SLOW', 70));
  await post(place, 'NEW', [{ invoice: 'N', on: addDays(TODAY, -20), due: addDays(TODAY, 40), amount: '500.00' }]);
  const first = await place.call(contract.run, {});
  expect(first).toMatchObject({ asOf: TODAY, rulebookVersion: 1, rated: 3, unchanged: 0 });
  const grade = (code: string) => first.changes.find((each) => each.customer === code)!;
  expect(grade('NEW')).toMatchObject({ from: null, to: 'NR', score: null });
  expect(grade('GOOD').score!).toBeGreaterThan(grade('SLOW').score!);
  expect(first.grades.reduce((sum, each) => sum + each.customers, 0)).toBe(3);
  const again = await place.call(contract.run, {});
  expect(again).toMatchObject({ rated: 0, unchanged: 3, grades: first.grades });

  // He stops paying: tomorrow's run says from what to what.
  const later = place.on(addDays(TODAY, 120));
  const fallen = (await later.call(contract.run, {})).changes.find((each) => each.customer === 'GOOD')!;
  expect(fallen.from).toBe(grade('GOOD').to);
  expect(fallen.to).not.toBe(fallen.from);
});

test('the nightly run keeps a rating that did not change once a week, and one that changed the same night', async () => {
  const place = await house();
  await post(place, 'GOOD', steady('GOOD', 0));
  const kept: Day[] = [];
  for (let day = 0; day < 9; day += 1) {
    const night = place.on(addDays('2026-11-10', day));
    await night.run(nightly);
    const { asOf } = await night.call(contract.get, { customer: 'GOOD' });
    if (asOf !== kept.at(-1)) kept.push(asOf!);
  }
  expect(kept).toEqual(['2026-11-10', '2026-11-18']);
  // In January nothing has been paid since: worse every week, and said the night it shows.
  const bad = place.on('2027-01-20');
  await bad.run(nightly);
  const { history } = await bad.call(contract.get, { customer: 'GOOD' });
  expect(history[0]!.asOf).toBe('2027-01-20');
  expect(history[0]!.score!).toBeLessThan(history[1]!.score!);
});

test('a rating opens into its why, of any day; a run for a past day changes nothing of today', async () => {
  const place = await house();
  await post(place, 'GOOD', steady('GOOD', 0));
  await place.call(contract.run, {});
  const now = await place.call(contract.get, { customer: 'GOOD' });
  expect(now).toMatchObject({ customer: 'GOOD', asOf: TODAY, rulebookVersion: 1 });
  const rating = now.rating as { base: number; score: number; contributions: { points: number }[] };
  expect(rating.base + rating.contributions.reduce((sum, each) => sum + each.points, 0)).toBe(rating.score);
  expect(now.score).toBe(rating.score);

  const past = await place.call(contract.run, { asOf: '2026-01-31' });
  expect(past.rated).toBe(1);
  expect((await place.call(contract.get, { customer: 'GOOD' })).asOf).toBe(TODAY);
  expect((await place.call(contract.get, { customer: 'GOOD', asOf: '2026-03-01' })).asOf).toBe('2026-01-31');
  expect(await place.call(contract.get, { customer: 'GOOD', asOf: '2025-12-31' })).toMatchObject({ asOf: null, grade: null });
  expect((await place.call(contract.get, { customer: 'GOOD' })).history.map((each) => each.asOf)).toEqual([TODAY, '2026-01-31']);
  await expect(place.call(contract.run, { asOf: addDays(TODAY, 1) })).rejects.toMatchObject({
    status: 400,
    code: 'as_of_future',
  });
});

test('a salesperson opens the ratings of his own customers, and may not run them', async () => {
  const place = await house();
  const sales = await place.person('lu.ming', 'sales');
  await place.call(save, { code: 'MINE', name: '我的', owner: 'lu.ming' });
  await post(place, 'MINE', steady('MINE', 3));
  await post(place, 'THEIRS', steady('THEIRS', 3));
  await place.call(contract.run, {});
  expect((await place.call(contract.get, { customer: 'MINE' }, { as: sales })).grade).not.toBeNull();
  await expect(place.call(contract.get, { customer: 'THEIRS' }, { as: sales })).rejects.toMatchObject({
    code: 'customer_unknown',
  });
  await expect(place.call(contract.run, {}, { as: sales })).rejects.toMatchObject({ status: 403 });
  expect((await place.call(find, { text: 'THEIRS' }, { as: sales })).customers).toEqual([]);
  expect((await place.call(alerts, { customer: 'MINE' }, { as: sales })).alerts).toEqual([]);
});

test('what was bought and paid under a code that was merged counts for the survivor, and no longer once they are parted', async () => {
  const place = await house();
  const papers = steady('S', 12);
  await post(place, 'WHOLE', papers);
  await post(place, 'OLD', steady('O', 12).slice(0, 20));
  await post(place, 'NEW', steady('O', 12).slice(20));
  const facts = async () => {
    const found = await factsOf(place, TODAY, true);
    const { months, openMinor, firstDocumentOn, lastSaleOn, settlements } = found.get('OLD')!;
    return { months, openMinor, firstDocumentOn, lastSaleOn, settled: settlements?.length };
  };
  const apart = await facts();
  const { id } = await place.call(merge, { survivor: 'OLD', merged: 'NEW', take: [], reason: '同一家公司' });
  const whole = (await factsOf(place, TODAY, true)).get('WHOLE')!;
  expect(await facts()).toEqual({
    months: whole.months,
    openMinor: whole.openMinor,
    firstDocumentOn: whole.firstDocumentOn,
    lastSaleOn: whole.lastSaleOn,
    settled: whole.settlements?.length,
  });
  await place.call(undoMerge, { id, reason: '查明是两家' });
  expect(await facts()).toEqual(apart);
});

test('an adverse record caps the grade once somebody has verified it, and not while it is disputed; late papers cap it until they come', async () => {
  const place = await house();
  const clerk = await place.person('ran', 'receivables-clerk');
  const analyst = await place.person('qiao', 'analyst');
  await post(place, 'GOOD', steady('G', 0));
  const rated = async (on = place) => {
    await on.call(contract.run, {});
    const { grade, rating } = await on.call(contract.get, { customer: 'GOOD' });
    const { capsApplied } = rating as { capsApplied: { code: string }[] };
    return [grade, capsApplied.map((each) => each.code)];
  };
  const free = await rated();
  expect(free[1]).toEqual([]);
  const record = {
    customer: 'GOOD',
    kind: 'lawsuit',
    source: '裁判文书网',
    sourceKey: '118',
    happenedOn: '2026-09-01',
    summary: '被告',
  };
  const { id } = await place.call(dossiers.addRecord, record as never, { as: clerk });
  expect(await rated()).toEqual(free);
  await place.call(dossiers.check, { subjects: [{ kind: 'record', id }], outcome: 'verified' }, { as: analyst });
  expect(await rated()).toEqual(['BB', ['adverse_record']]);
  await place.call(dossiers.disputeRecord, { id, demand: '同名企业' } as never);
  expect(await rated()).toEqual(free);

  const due = addDays(TODAY, 5);
  const ask = { customer: 'GOOD', of: 'customer', items: ['fact:staff'], dueOn: due };
  await place.call(dossiers.ask, ask as never, { as: await place.person('shen', 'credit-manager') });
  const late = place.on(addDays(due, 1));
  expect(await rated(late)).toEqual(['BBB', ['requests_late']]);
  await late.call(dossiers.enterFacts, { customer: 'GOOD', facts: [{ field: 'staff', value: '40' }], source: 'customer' });
  expect((await rated(late))[1]).toEqual([]);
});
