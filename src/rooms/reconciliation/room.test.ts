// Stories of letters, the limitation clock and totals held against the source, through the door.
import { afterEach, expect, test } from 'vitest';
import type { Ctx } from '#platform/context.ts';
import { carryMail } from '#platform/mail.ts';
import { mailServer } from '#platform/mail-server.fixture.ts';
import { pdfPages } from '#platform/pdf-text.fixture.ts';
import { sql } from '#platform/sql.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import { save } from '#rooms/customers/contract.ts';
import { saveContact } from '#rooms/dossiers/contract.ts';
import { alerts, run as runSignals } from '#rooms/monitoring/contract.ts';
import { post } from '#rooms/ratings/ledger.fixtures.ts';
import { ledger } from '#rooms/receivables/contract.ts';
import { reverseAll } from '#rooms/receivables/reversing.ts';
import { applyAll } from '#rooms/receivables/settling.ts';
import { dispute, disputes } from '#rooms/settlements/contract.ts';
import { ROOMS } from '../../rooms.ts';
import * as contract from './contract.ts';
import { watch } from './limitation.ts';
import { remind } from './sending.ts';

const TODAY = '2026-11-22';
const PERIOD = { from: '2026-07-01', to: '2026-10-31' };

afterEach(() => {
  delete process.env.SMTP_URL;
  delete process.env.MAIL_FROM;
});

async function inside<T>(house: TestHouse, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  let answer: T | undefined;
  await house.run(async (ctx) => {
    answer = await work(ctx);
  });
  return answer as T;
}

const idOf = (house: TestHouse, number: string) =>
  inside(
    house,
    async (ctx) =>
      (
        await ctx.tx.one(
          sql<{ id: string }>`select document_id as id from receivables.items where number = ${number} and reverses is null`,
        )
      ).id,
  );

/** One customer with something of everything: before, within and after the period. */
async function housed(today = TODAY) {
  const house = await testHouse(ROOMS, { today });
  await post(house, 'A', [
    { invoice: 'INV-1', on: '2026-05-10', due: '2026-06-10', amount: '1000.00' },
    { invoice: 'INV-2', on: '2026-07-05', due: '2026-08-05', amount: '500.00' },
    { invoice: 'INV-3', on: '2026-10-20', due: '2026-12-20', amount: '250.50' },
    { invoice: 'INV-4', on: '2026-11-10', due: '2026-12-10', amount: '99.00' },
    { receipt: 'R-1', on: '2026-07-20', amount: '1200.00' },
    { receipt: 'R-2', on: '2026-11-05', amount: '40.00' },
  ]);
  await inside(house, async (ctx) => {
    const [from, to, second] = await Promise.all(
      ['R-1', 'INV-1', 'INV-2'].map(
        async (number) =>
          (await ctx.tx.one(sql<{ id: string }>`select document_id as id from receivables.items where number = ${number}`)).id,
      ),
    );
    await applyAll(ctx, [
      { fromDocument: from!, toDocument: to!, amountMinor: 100_000n, effectiveOn: null },
      { fromDocument: from!, toDocument: second!, amountMinor: 15_000n, effectiveOn: '2026-09-01' },
    ]);
  });
  return house;
}

async function madeFor(house: TestHouse, customer = 'A') {
  const { made } = await house.call(contract.make, { ...PERIOD, letters: [{ customer }] });
  return made[0]!;
}

test('a letter shows what was owed before, what happened, what is open and what is unapplied, as of its last day', async () => {
  const house = await housed();
  const { rows, totals } = await house.call(contract.outlook, PERIOD);
  expect(rows).toMatchObject([
    {
      customer: { code: 'A' },
      opening: { amount: '1000.00' },
      closing: { amount: '550.50' },
      overdue: { amount: '350.00' },
      letter: null,
    },
  ]);
  expect(totals).toEqual([{ currency: 'CNY', letters: 1, closing: { amount: '550.50', currency: 'CNY' } }]);
  const amount = { amount: '100.00', currency: 'CNY' };
  await house.call(dispute, { document: await idOf(house, 'INV-2'), amount, kind: 'quality', reason: '破损', on: '2026-10-20' });
  const made = await madeFor(house);
  expect(made).toMatchObject({ number: 'DZ-202610-0001', closing: { amount: '550.50' } });
  const { figures, letter } = await house.call(contract.letter, { id: made.id });
  expect(letter.state).toBe('made');
  expect(figures).toMatchObject({
    opening: '1000.00',
    movements: [
      { kind: 'invoice', amount: '750.50', count: 2 },
      { kind: 'receipt', amount: '-1200.00', count: 1 },
    ],
    closing: '550.50',
    items: [
      { number: 'INV-2', open: '350.00', daysLate: 87, disputed: '100.00' },
      { number: 'INV-3', open: '250.50', daysLate: null },
    ],
    unapplied: [{ number: 'R-1', amount: '50.00' }],
  });
});

test('the letter stays what it was, whatever is posted afterwards; the same letter is the same bytes, in both languages', async () => {
  const house = await housed();
  const made = await madeFor(house);
  const first = await house.download(contract.paper, { id: made.id, language: 'zh' });
  await inside(house, async (ctx) => reverseAll(ctx, [await idOf(house, 'INV-3')], { on: null, why: '开错', unapply: false }));
  const again = await house.on('2026-12-01').download(contract.paper, { id: made.id, language: 'zh' });
  expect(Buffer.from(again.bytes).equals(Buffer.from(first.bytes))).toBe(true);
  const zh = pdfPages(first.bytes).join('\n');
  for (const text of ['往来对账函', 'DZ-202610-0001', '550.50', 'INV-2', '350.00', '金额相符', '金额不符'])
    expect(zh).toContain(text);
  const en = pdfPages((await house.download(contract.paper, { id: made.id, language: 'en' })).bytes).join('\n');
  expect(en).toContain('Statement of Account');
  expect(en).not.toMatch(/往来|回函/);
  // The ledger of that day has moved, so a new letter is another one.
  expect(await house.call(contract.make, { ...PERIOD, letters: [{ customer: 'A' }] })).toMatchObject({
    made: [],
    standing: [{ id: made.id }],
  });
  await house.call(contract.withdraw, { letter: made.id, reason: '数字有变' });
  expect(await madeFor(house)).toMatchObject({ number: 'DZ-202610-0002', closing: { amount: '300.00' } });
});

test('of a generated ledger every letter agrees with the ledger of that day, and what moved explains it', async () => {
  const house = await testHouse(ROOMS, { today: TODAY });
  let seed = 7;
  const pick = (most: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % most;
  };
  const day = (from: number) => new Date(Date.UTC(2026, 0, 1 + from)).toISOString().slice(0, 10);
  const customers = Array.from({ length: 7 }, (_, at) => `C${at}`);
  for (const code of customers) {
    const documents = Array.from({ length: 14 }, (_, at) => {
      const on = pick(320);
      const amount = `${1 + pick(90_000)}.${String(pick(100)).padStart(2, '0')}`;
      if (at === 12)
        return {
          bill: `${code}-B`,
          on: day(250),
          due: day(280),
          amount: '0.50',
          to: `${code}-I0`,
          then: [{ state: 'dishonoured', on: day(280), recourse: true }],
        };
      if (at === 13) return { credit: `${code}-N`, on: day(on), amount };
      return at % 3 === 2
        ? { receipt: `${code}-R${at}`, on: day(on), amount }
        : { invoice: `${code}-I${at}`, on: day(at === 0 ? 5 : on), due: day(on + 30), amount };
    });
    await post(house, code, documents as never);
  }
  await inside(house, async (ctx) => {
    const rows = await ctx.tx.rows(sql<{ r: string; i: string; minor: bigint }>`
      select r.document_id as r, i.document_id as i, least(r.open_minor, i.open_minor) as minor
      from receivables.items r
      join lateral (select document_id, open_minor from receivables.items x
                    where x.account_id = r.account_id and x.kind = 'invoice' order by number limit 1) i on true
      where r.kind = 'receipt' and r.number like '%R2'`);
    await applyAll(
      ctx,
      rows.map((row) => ({ fromDocument: row.r, toDocument: row.i, amountMinor: row.minor / 2n, effectiveOn: null })),
    );
    const [wrong] = await ctx.tx.rows(
      sql<{ id: string }>`select document_id as id from receivables.items where number = 'C3-I1'`,
    );
    await reverseAll(ctx, [wrong!.id], { on: '2026-09-15', why: '退货', unapply: true });
  });
  for (const period of [PERIOD, { from: '2026-01-01', to: '2026-06-30' }, { from: '2026-11-22', to: '2026-11-22' }]) {
    const { made } = await house.call(contract.make, { ...period, letters: customers.map((customer) => ({ customer })) });
    const { rows } = await house.call(ledger, { asOf: period.to });
    const cents = (text: string) => BigInt(text.replace('.', ''));
    for (const code of customers) {
      const row = rows.find((each) => each.customer.code === code);
      const letter = made.find((each) => each.customer === code);
      const owed = row ? cents(row.open.amount) - cents(row.unapplied.amount) : 0n;
      expect(letter ? cents(letter.closing.amount) : 0n, `${code} ${period.to}`).toBe(owed);
      if (!letter) continue;
      const { figures } = await house.call(contract.letter, { id: letter.id });
      const moved = figures.movements.reduce((sum, each) => sum + cents(each.amount), 0n);
      expect(cents(figures.opening) + moved, `${code} ${period.to}`).toBe(cents(figures.closing));
      expect(figures.movements.map((each) => each.kind)).not.toContain('other');
      expect(figures.lines.reduce((sum, each) => sum + cents(each.amount), 0n)).toBe(moved);
    }
  }
});

test('a letter goes out by mail after the commit, with the PDF; the next one goes where the last one went', async () => {
  const house = await housed();
  const made = await madeFor(house);
  await expect(house.call(contract.send, { letters: [made.id], by: 'mail', to: 'li.na@example.com' })).rejects.toMatchObject({
    code: 'mail_not_set_up',
  });
  const server = await mailServer();
  const route = { url: server.url, from: 'finance@xinheng.example' };
  Object.assign(process.env, { SMTP_URL: route.url, MAIL_FROM: route.from });
  expect(await house.call(contract.send, { letters: [made.id], by: 'mail' })).toMatchObject({
    queued: 0,
    withoutAddress: [{ number: made.number }],
  });
  // The contact kept for reconciliation is written to; a delivery contact never is, nor what only a person may see told to who may not.
  const contact = { customer: 'A', basis: 'contract' as const };
  await house.call(saveContact, { ...contact, name: '李娜', email: 'li.na@example.com', purpose: 'reconciliation' });
  await house.call(saveContact, { ...contact, name: '王强', email: 'wang@example.com', purpose: 'delivery' });
  const asked = await house.call(contract.recipients, { letters: [made.id] });
  expect(asked.letters).toMatchObject([{ sendable: true, to: { shown: 'l***@example.com', from: 'contact' } }]);
  expect(await house.call(contract.send, { letters: [made.id], by: 'mail' })).toMatchObject({ queued: 1 });
  expect(server.received).toEqual([]);
  expect((await house.call(contract.letter, { id: made.id })).letter.state).toBe('queued');
  expect(await carryMail(house.door, house.tenant.id, route)).toEqual({ sent: 1, failed: 0, later: 0 });
  expect(server.received).toMatchObject([{ to: ['li.na@example.com'] }]);
  expect(server.received[0]!.text).toContain('application/pdf');
  expect(await carryMail(house.door, house.tenant.id, route), 'nothing goes twice').toEqual({ sent: 0, failed: 0, later: 0 });
  const after = await house.call(contract.letter, { id: made.id });
  expect(after.letter).toMatchObject({ state: 'sent', sentOn: TODAY });
  expect(after.mails).toMatchObject([{ to: 'li***@example.com', state: 'sent', attempts: 1 }]);
  expect(JSON.stringify(after)).not.toContain('li.na@');

  // Fifteen days without an answer: a reminder by the same way, once.
  const later = house.on('2026-12-08');
  await later.run(remind);
  await later.run(remind);
  expect(await carryMail(later.door, house.tenant.id, route)).toEqual({ sent: 1, failed: 0, later: 0 });
  expect((await later.call(contract.letters, { view: 'unanswered' })).letters).toMatchObject([
    { waitingDays: 16, remindedOn: '2026-12-08' },
  ]);
  await server.stop();
});

test('a mail that no server takes is tried again later; one the server refuses for good comes back with its words', async () => {
  const house = await housed();
  const made = await madeFor(house);
  Object.assign(process.env, { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'finance@xinheng.example' });
  const route = { url: 'smtp://127.0.0.1:1', from: 'finance@xinheng.example' };
  await house.call(contract.send, { letters: [made.id], by: 'mail', to: 'gone@example.com' });
  expect(await carryMail(house.door, house.tenant.id, route)).toEqual({ sent: 0, failed: 0, later: 1 });
  expect(await carryMail(house.door, house.tenant.id, route), 'not before its pause is over').toEqual({
    sent: 0,
    failed: 0,
    later: 0,
  });
  expect((await house.call(contract.letter, { id: made.id })).letter.state).toBe('queued');
  const server = await mailServer(true);
  const tomorrow = house.on('2026-11-23');
  expect(await carryMail(tomorrow.door, house.tenant.id, { ...route, url: server.url })).toEqual({
    sent: 0,
    failed: 1,
    later: 0,
  });
  await server.stop();
  const { letter, mails } = await house.call(contract.letter, { id: made.id });
  expect(letter.state, 'it waits to be sent another way').toBe('made');
  expect(mails[0]).toMatchObject({ state: 'failed', attempts: 2 });
  expect(mails[0]!.answer).toContain('550');
});

test('the customer agrees and signs: the balance is confirmed, and the period of what was due begins anew', async () => {
  const house = await housed();
  const made = await madeFor(house);
  await house.call(contract.send, { letters: [made.id], by: 'courier', on: TODAY, evidence: 'SF1234567890' });
  const said = await house.call(contract.answer, {
    letter: made.id,
    outcome: 'agreed',
    on: '2026-11-20',
    signed: true,
    sealed: true,
  });
  expect(said).toEqual({ state: 'agreed', gap: null, unexplained: null, renewed: 1 });
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  const kept = await house.call(contract.attach, { letter: made.id }, { file: { name: '回函.png', content: png } });
  const back = await house.download(contract.attachment, { letter: made.id, file: kept.file });
  expect(Buffer.from(back.bytes).equals(png)).toBe(true);
  expect((await house.call(contract.overview, {})).currencies).toMatchObject([
    { currency: 'CNY', owed: { amount: '609.50' }, confirmed: { amount: '550.50' }, confirmedPpm: 903_199 },
  ]);
  const { items } = await house.call(contract.limitation, { customer: 'A' });
  expect(items).toMatchObject([
    { number: 'INV-2', endsOn: '2029-11-20', renewedBy: { kind: 'signed_balance', evidence: made.number } },
  ]);
});

test('the customer differs: every difference is settled one by one, and only then the letter is', async () => {
  const house = await housed();
  const made = await madeFor(house);
  const said = await house.call(contract.answer, {
    letter: made.id,
    outcome: 'differs',
    on: '2026-11-20',
    signed: true,
    theirs: '200.00',
    differences: [
      { number: 'INV-3', theirs: '0.00', why: '货未收到' },
      { number: '付款 11-18', ours: '0.00', theirs: '-40.00', why: '已付在途' },
    ],
  });
  expect(said).toMatchObject({ state: 'differs', gap: { amount: '350.50' }, unexplained: { amount: '60.00' }, renewed: 0 });
  const { differences } = await house.call(contract.letter, { id: made.id });
  expect(differences.map((each) => [each.number, each.ours?.amount])).toEqual([
    ['INV-3', '250.50'],
    ['付款 11-18', '0.00'],
    ['*', '60.00'],
  ]);
  // Each is the recorder's, with a day; it may be given to somebody else.
  const mine = await house.call(contract.differences, {});
  expect(mine).toMatchObject({ counts: { open: 3, late: 0 }, next: null });
  const clerk = await house.person('fang', 'receivables-clerk');
  const first = mine.differences.find((each) => each.number === 'INV-3')!;
  expect(first).toMatchObject({ dueOn: '2026-12-06', daysLeft: 14, gap: { amount: '250.50' }, customer: { code: 'A' } });
  await house.call(contract.assign, { difference: first.id, owner: clerk.id!, dueOn: '2026-11-25' });
  const hers = await house.call(contract.differences, { view: 'mine' }, { as: clerk });
  expect(hers.differences).toMatchObject([{ number: 'INV-3', owner: { name: 'fang' }, daysLeft: 3 }]);
  await expect(house.call(contract.assign, { difference: first.id, dueOn: '2026-11-01' })).rejects.toMatchObject({
    code: 'day_impossible',
  });
  const settle = (at: number, resolution: (typeof contract.RESOLUTIONS)[number], correction?: string) =>
    house.call(contract.settle, {
      difference: differences[at]!.id,
      resolution,
      note: '已电话核实',
      ...(correction ? { correction } : {}),
    });
  expect(await settle(1, 'in_transit')).toEqual({ state: 'differs', open: 2 });
  await expect(settle(1, 'their_error')).rejects.toMatchObject({ code: 'difference_settled' });
  await expect(settle(2, 'our_error')).rejects.toMatchObject({ code: 'correction_missing' });
  expect(await settle(2, 'our_error', 'CN-7')).toEqual({ state: 'differs', open: 1 });
  expect(await settle(0, 'disputed')).toEqual({ state: 'settled', open: 0 });
  expect((await house.call(contract.differences, { view: 'disputed' })).differences).toMatchObject([{ number: 'INV-3' }]);
  expect((await house.call(disputes, {})).rows, 'the ledger knows it too').toMatchObject([
    { document: { number: 'INV-3' }, disputed: { amount: '250.50' }, reason: `${made.number}: 货未收到` },
  ]);
  // Confirmed is ours less our error and less what stays in dispute.
  expect((await house.call(contract.overview, {})).currencies[0]!.confirmed.amount).toBe('240.00');
  const disputed = await inside(house, (ctx) => ctx.tx.rows(sql`select number from reconciliation.disputed_items`));
  expect(disputed).toEqual([{ number: 'INV-3' }]);
});

test('the clock of an item: a payment renews that item alone, a demand all that was due; what ends soon comes first with what helps', async () => {
  const house = await testHouse(ROOMS, { today: TODAY });
  await post(house, 'A', [
    { invoice: 'OLD-1', on: '2023-10-01', due: '2023-12-01', amount: '100.00' },
    { invoice: 'OLD-2', on: '2023-11-01', due: '2024-01-15', amount: '200.00' },
    { invoice: 'GONE', on: '2022-01-01', due: '2022-02-01', amount: '300.00' },
    { invoice: 'NEW', on: '2026-01-01', due: '2026-02-01', amount: '400.00' },
    { receipt: 'R-1', on: '2024-06-01', amount: '50.00' },
  ]);
  const numbers = async () =>
    (await house.call(contract.limitation, {})).items.map((each) => [each.number, each.daysLeft, each.endsOn, each.help]);
  expect(await numbers()).toEqual([
    ['GONE', -659, '2025-02-01', 'new_agreement'],
    ['OLD-1', 9, '2026-12-01', 'sue'],
    ['OLD-2', 54, '2027-01-15', 'demand'],
  ]);
  await house.run(watch);
  const watched = () => inside(house, (ctx) => ctx.tx.rows(sql`select ends_on from reconciliation.limitation order by ends_on`));
  expect(await watched()).toEqual([{ ends_on: '2026-12-01' }, { ends_on: '2027-01-15' }]);
  await house.call(runSignals, {});
  const alerted = async () =>
    (await house.call(alerts, { code: 'limitation_ending' })).alerts.map((each) => [
      each.level,
      each.facts['actual'],
      each.facts['documents'],
      each.atRisk,
    ]);
  expect(await alerted()).toEqual([['red', 9, ['OLD-1', 'OLD-2'], { amount: '300.00', currency: 'CNY' }]]);
  await inside(house, async (ctx) =>
    applyAll(ctx, [
      { fromDocument: await idOf(house, 'R-1'), toDocument: await idOf(house, 'OLD-1'), amountMinor: 5_000n, effectiveOn: null },
    ]),
  );
  expect(
    (await numbers()).map(([number]) => number),
    'the day the money came counts',
  ).toEqual(['GONE', 'OLD-2']);
  expect(await alerted(), 'the alert follows the money at once').toEqual([
    ['orange', 54, ['OLD-2'], { amount: '200.00', currency: 'CNY' }],
  ]);
  const recorded = await house.call(contract.recordAct, {
    customer: 'A',
    kind: 'demand',
    on: '2026-11-20',
    how: 'courier',
    evidence: 'EMS 1234 签收回执',
  });
  expect(recorded.items, 'the one whose period was over is not renewed').toBe(3);
  expect(await numbers()).toEqual([['GONE', -659, '2025-02-01', 'new_agreement']]);
  expect(await alerted()).toEqual([]);
  await house.call(contract.endAct, { act: recorded.id, what: 'withdrawn', why: '登错客户' });
  expect((await numbers()).map(([number]) => number)).toEqual(['GONE', 'OLD-2']);
  expect(await watched(), 'withdrawn, it runs again without waiting for the night').toEqual([{ ends_on: '2027-01-15' }]);
});

test('totals of the source: what agrees is counted, what differs is listed with what explains it, and the ledger stays as it is', async () => {
  const house = await housed();
  await post(house, 'B', [{ invoice: 'B-1', on: '2026-09-01', due: '2026-10-01', amount: '70.00' }]);
  await post(house, 'D', [{ invoice: 'INV-7', on: '2026-09-01', due: '2026-10-01', amount: '5.00' }]);
  const file = '应收账款余额表\n客户编码,客户名称,期末余额\nA,甲,"600.50"\nX9,未知公司,12.00\nD,丁,5.00\n合计,,617.50\n';
  const found = await house.call(
    contract.compare,
    { asOf: PERIOD.to },
    { file: { name: '余额表.csv', content: Buffer.from(file) } },
  );
  expect(found.comparison).toMatchObject({
    lines: 4,
    agreeing: 1,
    differing: 3,
    missingNumbers: ['INV-4', 'INV-5', 'INV-6'].slice(3),
  });
  expect(found.comparison.sums).toMatchObject([
    { ours: { amount: '625.50' }, theirs: { amount: '617.50' }, difference: { amount: '8.00' } },
  ]);
  expect(found.differences.map((each) => [each.code, each.difference.amount, each.explanations[0]?.code])).toEqual([
    ['B', '70.00', 'not_in_source'],
    ['A', '-50.00', 'unapplied'],
    ['X9', '-12.00', 'customer_unknown'],
  ]);
  expect([found.taken, found.refused]).toEqual([['期末余额'], []]);
  const cut = file.replace('D,丁,5.00\n', '');
  const short = await house.call(
    contract.compare,
    { asOf: PERIOD.to },
    { file: { name: '少一行.csv', content: Buffer.from(cut) } },
  );
  expect(short.refused).toEqual([{ line: 5, code: 'total_differs', value: '617.50 ≠ 612.50' }]);
  const id = found.comparison.id!;
  expect(await house.call(contract.noteDifference, { comparison: id, line: 2, state: 'settled', note: '预收未核销' })).toEqual({
    open: 2,
  });
  expect((await house.call(contract.comparison, { id })).differences[1]).toMatchObject({ state: 'settled', note: '预收未核销' });
  expect((await house.call(contract.comparisons, {})).comparisons).toHaveLength(2);
});

test('a salesperson sees letters and clocks of own customers only', async () => {
  const house = await housed();
  const seller = await house.person('lu.ming', 'sales');
  const made = await madeFor(house);
  for (const ask of [
    () => house.call(contract.letter, { id: made.id }, { as: seller }),
    () => house.download(contract.paper, { id: made.id }, { as: seller }),
  ]) {
    await expect(ask()).rejects.toMatchObject({ status: 404, code: 'letter_unknown' });
  }
  expect((await house.call(contract.letters, {}, { as: seller })).letters).toEqual([]);
  expect((await house.call(contract.outlook, PERIOD, { as: seller })).rows).toEqual([]);
  expect((await house.call(contract.limitation, {}, { as: seller })).items).toEqual([]);
  await house.call(save, { code: 'A', name: 'A', owner: 'lu.ming' });
  expect((await house.call(contract.letters, {}, { as: seller })).letters).toHaveLength(1);
});

test('what is refused', async () => {
  const house = await housed();
  const made = await madeFor(house);
  const refused = (ask: Promise<unknown>, code: string) => expect(ask, code).rejects.toMatchObject({ code });
  const answer = (more: object) =>
    house.call(contract.answer, { letter: made.id, outcome: 'differs', on: '2026-11-20', signed: false, ...more } as never);
  await refused(house.call(contract.outlook, { from: '2026-10-31', to: '2026-10-01' }), 'period_malformed');
  await refused(
    house.call(contract.make, { from: '2026-10-01', to: '2026-12-01', letters: [{ customer: 'A' }] }),
    'period_malformed',
  );
  await refused(house.call(contract.make, { ...PERIOD, letters: [{ customer: 'NO' }] }), 'customer_unknown');
  await refused(answer({}), 'difference_missing');
  await refused(answer({ outcome: 'agreed', theirs: '1.00' }), 'agreed_with_differences');
  await refused(answer({ on: '2026-10-30', theirs: '1.00' }), 'day_impossible');
  await refused(answer({ on: '2026-11-23', theirs: '1.00' }), 'day_impossible');
  await refused(house.call(contract.send, { letters: [made.id], by: 'post', on: '2026-11-01' }), 'day_impossible');
  await refused(house.call(contract.letter, { id: made.id.replace(/.$/, '0').replace(/^./, 'f') }), 'letter_unknown');
  await refused(house.call(contract.recordAct, { customer: 'A', kind: 'demand', on: TODAY, how: 'phone' }), 'evidence_missing');
  await refused(
    house.call(contract.recordAct, { customer: 'A', document: 'NO', kind: 'demand', on: TODAY, how: 'mail', evidence: 'x' }),
    'document_unknown',
  );
  await refused(
    house.call(contract.compare, { asOf: PERIOD.to }, { file: { name: 'x.csv', content: '电话,地址\n1,2\n' } }),
    'headings_missing',
  );
  await house.call(contract.withdraw, { letter: made.id, reason: '重做' });
  await refused(answer({ theirs: '1.00' }), 'letter_state');
  await refused(house.call(contract.send, { letters: [made.id], by: 'post' }), 'letter_state');
});
