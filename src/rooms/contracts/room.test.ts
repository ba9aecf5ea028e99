// Stories of contracts: entered, amended, fulfilled, kept back, released, claimed against; what is refused.
import { expect, test } from 'vitest';
import { ensureEntities } from '#rooms/customers/actions.ts';
import { merge, save, undoMerge } from '#rooms/customers/contract.ts';
import { check } from '#rooms/orders/contract.ts';
import { setting } from '#rooms/orders/orders.fixtures.ts';
import { ageing, documents } from '#rooms/receivables/contract.ts';
import { reverseAll } from '#rooms/receivables/reversing.ts';
import * as contract from './contract.ts';
import { BODY, balanced, company, decide, enter, invoice, KEPT, type Place, post, standing, yuan } from './contracts.fixtures.ts';

test('a contract within the agreed terms holds at once; one beyond them waits for a second person, who is not the first', async () => {
  const place = await company();
  expect(await enter(place)).toMatchObject({ state: 'in_force', outcome: 'applied', caseId: null });
  const longer = await enter(place, { number: 'HT-2', terms: { kind: 'month-end', days: 60 } }, place.manager);
  expect(longer).toMatchObject({
    state: 'draft',
    outcome: 'submitted',
    reasons: [{ code: 'terms_beyond_agreed', agreedDays: 60, days: 90 }],
  });
  await expect(decide(place, longer.caseId, place.manager)).rejects.toMatchObject({ status: 403, code: 'own_proposal' });
  await decide(place, longer.caseId, place.approver);
  const { contracts: shown, counts } = await place.call(contract.list, {});
  expect(shown.map((each) => each.number).sort()).toEqual(['HT-1', 'HT-2']);
  expect(counts.find((each) => each.view === 'in_force')).toEqual({ view: 'in_force', contracts: 2 });
  // The agreed terms of this customer are not known: nothing to go beyond.
  expect(await enter(place, { customer: 'K2', number: 'HT-3', terms: { kind: 'days', days: 180 } })).toMatchObject({
    state: 'in_force',
  });
});

test('an amendment is a version: a smaller one holds at once, a larger one when somebody else said yes; nothing is overwritten', async () => {
  const place = await company();
  const { id } = await enter(place);
  const body = { startsOn: BODY.startsOn, terms: BODY.terms, reason: '补充协议一' };
  const less = { ...body, id, version: 1, amount: yuan('900000') };
  expect(await place.call(contract.amend, less, { as: place.clerk })).toMatchObject({ version: 2, outcome: 'applied' });
  const more = { ...body, id, version: 2, amount: yuan('1200000'), terms: { kind: 'days' as const, days: 90 } };
  const asked = await place.call(contract.amend, more, { as: place.manager });
  expect(asked).toMatchObject({
    outcome: 'submitted',
    reasons: [
      { code: 'amount_raised', before: yuan('900000.00'), after: yuan('1200000.00') },
      { code: 'terms_longer', before: 60, after: 90 },
    ],
  });
  let seen = await place.call(contract.get, { id });
  expect(seen).toMatchObject({ version: 2, body: { amount: yuan('900000.00') }, waiting: [{ kind: 'contract-change' }] });
  await decide(place, asked.caseId, place.approver);
  seen = await place.call(contract.get, { id });
  expect(seen.versions.map((each) => [each.version, each.by, each.approvedBy])).toEqual([
    [3, 'manager', 'approver'],
    [2, 'clerk', null],
    [1, 'clerk', null],
  ]);
  expect(seen.versions[2]!.body).toMatchObject({ amount: yuan('1000000.00') });
  expect(seen).toMatchObject({ version: 3, longestDays: 90, waiting: [] });
  await expect(place.call(contract.amend, more, { as: place.clerk })).rejects.toMatchObject({
    status: 412,
    code: 'version_stale',
  });
});

test('a rejected amendment leaves nothing; one asked for before another came is void', async () => {
  const place = await company();
  const { id } = await enter(place);
  const raise = (version: number, amount: string) =>
    place.call(
      contract.amend,
      { id, version, startsOn: BODY.startsOn, terms: BODY.terms, amount: yuan(amount), reason: '增补' },
      { as: place.manager },
    );
  await decide(place, (await raise(1, '2000000')).caseId, place.approver, 'reject');
  expect(await place.call(contract.get, { id })).toMatchObject({ version: 1, waiting: [] });
  const stale = await raise(1, '3000000');
  await place.call(
    contract.amend,
    { id, version: 1, startsOn: BODY.startsOn, terms: BODY.terms, amount: yuan('500000'), reason: '减少' },
    { as: place.clerk },
  );
  await expect(decide(place, stale.caseId, place.approver)).rejects.toMatchObject({ status: 409, code: 'proposal_changed' });
});

test('fulfilment is read from the documents that name the contract, and what does not fit is listed with them', async () => {
  const place = await company();
  const { id } = await enter(place, KEPT);
  await post(
    place,
    [
      invoice('F1', '2026-03-01', '2026-04-30', 60_000_000n),
      invoice('F2', '2026-06-01', '2026-09-30', 50_000_000n),
      invoice('F3', '2026-06-02', '2026-08-01', 1_000_000n, { partyId: 'K2' }),
      invoice('F9', '2026-06-02', '2026-08-01', 7_000_000n, { contract: null }),
      { kind: 'delivery', number: 'D1', issuedOn: '2026-07-01', amountMinor: 5_000_000n },
      { kind: 'receipt', number: 'R1', issuedOn: '2026-05-10', amountMinor: 40_000_000n, contract: null },
    ],
    [['R1', 'F1', 40_000_000n]],
  );
  const seen = await place.call(contract.get, { id });
  expect(seen.fulfilment).toMatchObject({
    invoiced: yuan('1110000.00'),
    deliveredNotInvoiced: yuan('50000.00'),
    received: yuan('400000.00'),
    outstanding: yuan('710000.00'),
    notInvoiced: yuan('-110000.00'),
    retentionToHold: yuan('55000.00'),
  });
  const warned = new Map(seen.warnings.map((each) => [each.code, each]));
  expect([...warned.keys()]).toEqual(['over_invoiced', 'due_differs', 'retention_to_hold', 'milestone_late', 'other_customer']);
  expect(warned.get('over_invoiced')!.facts).toMatchObject({ by: yuan('110000.00') });
  // What names no contract is put under it by hand, counts with it, and is taken out again.
  const { documents: loose } = await place.call(contract.linkable, { id }, { as: place.clerk });
  expect(loose.map((each) => each.number)).toEqual(['F9']);
  const link = { id, documents: [loose[0]!.id] };
  expect(await place.call(contract.linkDocuments, link, { as: place.clerk })).toEqual({ linked: 1 });
  expect(await place.call(contract.linkDocuments, link, { as: place.clerk })).toEqual({ linked: 0 });
  const grown = await place.call(contract.get, { id });
  expect(grown.fulfilment.invoiced).toEqual(yuan('1180000.00'));
  expect(grown.documents.find((each) => each.number === 'F9')).toMatchObject({ linkedBy: 'clerk' });
  expect(await place.call(contract.unlinkDocument, { document: loose[0]!.id }, { as: place.clerk })).toEqual({ unlinked: true });
  expect((await place.call(contract.get, { id })).fulfilment).toEqual(seen.fulfilment);
  expect(warned.get('due_differs')).toMatchObject({ documents: ['F2'], facts: { later: 1, mostDays: 61 } });
  expect(warned.get('other_customer')!.documents).toEqual(['F3']);
  const over = await place.call(contract.list, { view: 'over_invoiced' });
  expect(over.contracts).toMatchObject([{ number: 'HT-1', invoiced: yuan('1110000.00'), received: yuan('400000.00') }]);
});

test('retention leaves the invoice, is due by its own rule, follows the acceptance, and the books stay balanced on every day', async () => {
  const place = await company();
  const { id } = await enter(place, KEPT);
  await post(place, [
    invoice('F1', '2026-03-01', '2026-04-30', 60_000_000n),
    invoice('F2', '2026-06-01', '2026-07-31', 40_000_000n),
  ]);
  expect((await standing(place)).overdue).toEqual(yuan('1000000.00'));
  expect(await place.call(contract.holdRetention, { id }, { as: place.clerk })).toMatchObject({
    held: 2,
    amount: yuan('50000.00'),
    left: [],
  });
  await balanced(place);
  expect(await standing(place)).toMatchObject({ overdue: yuan('950000.00'), parts: { open: yuan('1000000.00') } });
  // It was never due with the invoice: also on a day that has passed.
  const may = await place.call(ageing, { asOf: '2026-05-15' });
  expect(may.currencies[0]!.buckets.find((each) => each.key === '1-30')).toMatchObject({ amount: '570000.00' });
  let seen = await place.call(contract.get, { id });
  expect(seen.retentions.map((each) => [each.invoice, each.open.amount, each.dueOn, each.provisional])).toEqual([
    ['F1', '30000.00', '2027-06-30', true],
    ['F2', '20000.00', '2027-06-30', true],
  ]);
  // Again: nothing left to set apart.
  expect(await place.call(contract.holdRetention, { id }, { as: place.clerk })).toMatchObject({ held: 0 });

  const done = { id, milestone: 'ok', doneOn: '2026-08-15', evidence: '验收单 YS-08' };
  expect(await place.call(contract.milestone, done, { as: place.clerk })).toEqual({ moved: 2 });
  await balanced(place);
  seen = await place.call(contract.get, { id });
  expect(seen.retentions.map((each) => [each.dueOn, each.provisional])).toEqual([
    ['2027-08-15', false],
    ['2027-08-15', false],
  ]);
  expect(seen.milestones.find((each) => each.key === 'ok')).toMatchObject({
    doneOn: '2026-08-15',
    evidence: '验收单 YS-08',
    dueOn: '2026-09-14',
  });

  // Paid: the customer settles what he kept back like any item.
  await post(
    place,
    [{ kind: 'receipt', number: 'R1', issuedOn: '2026-11-20', amountMinor: 3_000_000n, contract: null }],
    [['R1', '质F1', 3_000_000n]],
  );
  await balanced(place);
  seen = await place.call(contract.get, { id });
  expect(seen.fulfilment).toMatchObject({
    received: yuan('30000.00'),
    retentionHeld: yuan('20000.00'),
    invoiced: yuan('1000000.00'),
  });
});

test('acceptance that nobody planned leaves the retention where it is, and says why', async () => {
  const place = await company();
  const { id } = await enter(place, { ...KEPT, milestones: [{ name: '验收', kind: 'acceptance' }] });
  await post(place, [invoice('F1', '2026-03-01', '2026-04-30', 10_000_000n)]);
  const answer = await place.call(contract.holdRetention, { id }, { as: place.clerk });
  expect(answer).toMatchObject({ held: 0, left: [{ number: 'F1', code: 'due_missing', facts: { event: 'acceptance' } }] });
  expect((await place.call(contract.get, { id })).toHold).toMatchObject([{ number: 'F1', dueOn: null, missing: 'acceptance' }]);
});

test('kept back is never more than is open; a wrong invoice is reversed together with what was kept back of it, and may be set apart anew', async () => {
  const place = await company();
  const { id } = await enter(place, KEPT);
  await post(
    place,
    [
      invoice('F1', '2026-03-01', '2026-04-30', 10_000_000n),
      { kind: 'receipt', number: 'R1', issuedOn: '2026-05-01', amountMinor: 9_700_000n, contract: null },
    ],
    [['R1', 'F1', 9_700_000n]],
  );
  expect(await place.call(contract.holdRetention, { id }, { as: place.clerk })).toMatchObject({
    held: 1,
    amount: yuan('3000.00'),
  });
  const { documents: all } = await place.call(documents, { customer: 'K1', show: 'all' });
  const wrong = all.find((each) => each.kind === 'invoice')!;
  await place.run(async (ctx) => {
    const reversed = await reverseAll(ctx, [wrong.id], { on: null, why: '开错', unapply: true });
    expect(reversed.documents.map((each) => each.kind).sort()).toEqual(['invoice', 'retention']);
  });
  await balanced(place);
  expect((await standing(place)).parts).toMatchObject({ open: yuan('0.00'), unapplied: yuan('97000.00') });
  await post(place, [invoice('F1', '2026-03-01', '2026-04-30', 8_000_000n)]);
  expect(await place.call(contract.holdRetention, { id }, { as: place.clerk })).toMatchObject({
    held: 1,
    amount: yuan('4000.00'),
  });
  expect((await place.call(contract.get, { id })).retentions).toHaveLength(1);
  await balanced(place);
});

test('a retention is released early by one person; kept longer only by an amendment; a claim against it is a second person’s to allow', async () => {
  const place = await company();
  const { id } = await enter(place, KEPT);
  await post(place, [invoice('F1', '2026-03-01', '2026-04-30', 60_000_000n)]);
  await place.call(contract.holdRetention, { id }, { as: place.clerk });
  const retention = (await place.call(contract.get, { id })).retentions[0]!.id;
  const later = { retention, dueOn: '2028-01-01', reason: '客户要求' };
  await expect(place.call(contract.releaseRetention, later, { as: place.clerk })).rejects.toMatchObject({
    code: 'retention_later_by_amendment',
  });
  await place.call(contract.releaseRetention, { retention, dueOn: '2026-11-30', reason: '质保期提前结束' }, { as: place.clerk });
  // A day set by hand follows no rule any more.
  expect(
    await place.call(contract.milestone, { id, milestone: 'ok', doneOn: '2026-08-15', evidence: '单' }, { as: place.clerk }),
  ).toEqual({ moved: 0 });

  const beyond = { retention, amount: yuan('30000.01'), reason: '维修' };
  await expect(place.call(contract.claimRetention, beyond, { as: place.clerk })).rejects.toMatchObject({
    code: 'claim_beyond_open',
  });
  const asked = await place.call(contract.claimRetention, { ...beyond, amount: yuan('12000') }, { as: place.clerk });
  expect((await standing(place)).exposure).toEqual(yuan('600000.00'));
  await decide(place, asked.caseId, place.approver);
  await balanced(place);
  expect((await standing(place)).exposure).toEqual(yuan('588000.00'));
  const [held] = (await place.call(contract.get, { id })).retentions;
  expect(held).toMatchObject({ held: yuan('30000.00'), open: yuan('18000.00'), dueOn: '2026-11-30' });
  expect(held!.acts.map((each) => each.act)).toEqual(['held', 'released', 'claimed']);
});

test('a salesperson sees the contracts of his own customers and of no others', async () => {
  const place = await company();
  const lu = await place.person('lu', 'sales');
  await place.call(save, { code: 'K2', name: '客户二', owner: 'lu' });
  const { id } = await enter(place);
  await enter(place, { customer: 'K2', number: 'HT-2' });
  expect((await place.call(contract.list, { view: 'all' }, { as: lu })).contracts.map((each) => each.number)).toEqual(['HT-2']);
  await expect(place.call(contract.get, { id }, { as: lu })).rejects.toMatchObject({ status: 404, code: 'contract_unknown' });
  await expect(place.call(contract.margins, { customer: 'K1' }, { as: lu })).rejects.toMatchObject({ code: 'customer_unknown' });
  expect((await place.call(contract.consignments, {}, { as: lu })).consignments).toEqual([]);
});

test.each<[string, string, object]>([
  ['a group buys nothing', 'code_is_group', { customer: 'G1' }],
  ['an end before the start', 'end_before_start', { endsOn: '2025-12-31' }],
  ['an entity of ours nobody knows', 'entity_unknown', { entity: 'XX' }],
  ['an amount of nothing', 'amount_not_positive', { amount: yuan('0') }],
  ['an amount in another currency', 'currency_differs', { amount: { amount: '1', currency: 'USD' } }],
  [
    'a retention that is share and amount',
    'retention_share_or_amount',
    { retention: { sharePpm: 1, amount: yuan('1'), due: { kind: 'on', on: '2027-01-01' } } },
  ],
  [
    'a retention amount beyond the contract',
    'retention_beyond_amount',
    { retention: { amount: yuan('1000001'), due: { kind: 'on', on: '2027-01-01' } } },
  ],
  [
    'milestones beyond the whole',
    'milestones_beyond',
    {
      milestones: [
        { name: 'a', kind: 'other', sharePpm: 600_000 },
        { name: 'b', kind: 'other', sharePpm: 600_000 },
      ],
    },
  ],
  [
    'the same milestone twice',
    'milestone_twice',
    {
      milestones: [
        { key: 'a', name: 'a', kind: 'other' },
        { key: 'a', name: 'b', kind: 'other' },
      ],
    },
  ],
  ['a number that is taken', 'contract_number_taken', { number: 'HT-0' }],
])('%s is refused', async (_, code, more) => {
  const place = await refusing();
  await expect(enter(place, more)).rejects.toMatchObject({ code });
});

let shared: Promise<Place> | undefined;
async function refusing(): Promise<Place> {
  shared ??= company().then(async (place) => {
    await enter(place, { number: 'HT-0' });
    return place;
  });
  return shared;
}

test('states follow one another with a reason; what has ended stays ended; a retention above a tenth needs a second person', async () => {
  const place = await company();
  const { id } = await enter(place, { ...KEPT, draft: true });
  const to = (state: 'in_force' | 'suspended' | 'ended', reason?: string) =>
    place.call(contract.changeState, { id, state, ...(reason ? { reason } : {}) }, { as: place.clerk });
  await expect(place.call(contract.milestone, { id, milestone: 'ok' }, { as: place.clerk })).rejects.toMatchObject({
    code: 'contract_draft',
  });
  await expect(to('suspended', '停供')).rejects.toMatchObject({ code: 'state_not_possible' });
  expect(await to('in_force')).toMatchObject({ state: 'in_force', outcome: 'applied' });
  await expect(to('suspended')).rejects.toMatchObject({ code: 'reason_missing' });
  await to('suspended', '拖欠货款');
  await to('ended', '协商终止');
  await expect(to('in_force', '恢复')).rejects.toMatchObject({ code: 'state_not_possible' });
  await expect(
    place.call(contract.milestone, { id, milestone: 'ok', doneOn: '2026-01-01' }, { as: place.clerk }),
  ).rejects.toMatchObject({ code: 'milestone_evidence' });
  await expect(place.call(contract.milestone, { id, milestone: 'no' }, { as: place.clerk })).rejects.toMatchObject({
    code: 'milestone_unknown',
  });
  const much = await enter(place, { number: 'HT-8', retention: { sharePpm: 150_000, due: { kind: 'on', on: '2027-12-31' } } });
  expect(much).toMatchObject({ state: 'draft', reasons: [{ code: 'retention_beyond', sharePpm: 150_000 }] });
});

test('an order names its contract: it must be the customer’s, in force and in its currency; what is ordered counts, and follows a merge and its undo', async () => {
  const { house, customer } = await setting();
  await customer('OLD', '9000.00');
  await customer('NEW', '5000.00');
  await house.run(async (ctx) => void (await ensureEntities(ctx, ['01'], 'CNY')));
  const { id } = await house.call(contract.enter, { ...BODY, customer: 'NEW', amount: yuan('3000'), startsOn: '2026-01-01' });
  const order = (customer: string, number: string, amount: string, named: string) =>
    house.call(check, { customer, order: number, amount: yuan(amount), contract: named });
  await expect(order('NEW', 'S-0', '1.00', 'HT-9')).rejects.toMatchObject({ status: 404, code: 'contract_unknown' });
  await expect(order('OLD', 'S-0', '1.00', 'HT-1')).rejects.toMatchObject({ status: 404, code: 'contract_unknown' });
  expect(await order('NEW', 'S-1', '2000.00', 'HT-1')).toMatchObject({
    outcome: 'clear',
    contract: { number: 'HT-1', left: yuan('3000.00'), beyond: false },
  });
  // Asked again it does not stand in its own way; the next one has what is left.
  expect((await order('NEW', 'S-1', '2500.00', 'HT-1')).contract).toMatchObject({ left: yuan('3000.00'), beyond: false });
  expect((await order('NEW', 'S-2', '600.00', 'HT-1')).contract).toMatchObject({ left: yuan('500.00'), beyond: true });
  const shown = await house.call(contract.get, { id });
  expect(shown.fulfilment.ordered).toEqual(yuan('3100.00'));
  expect(shown.orders.map((each) => [each.order, each.state, each.reserved.amount])).toEqual([
    ['S-2', 'clear', '600.00'],
    ['S-1', 'clear', '2500.00'],
  ]);

  const merged = await house.call(merge, { survivor: 'OLD', merged: 'NEW', take: [], reason: '同一家公司' });
  expect((await house.call(contract.get, { id })).customer.code).toBe('OLD');
  expect((await house.call(contract.list, { customer: 'OLD' })).contracts.map((each) => each.number)).toEqual(['HT-1']);
  expect((await order('OLD', 'S-3', '10.00', 'HT-1')).contract).toMatchObject({ beyond: true });
  await house.call(undoMerge, { id: merged.id, reason: '两家公司' });
  expect((await house.call(contract.get, { id })).customer.code).toBe('NEW');
  await house.call(contract.changeState, { id, state: 'ended', on: '2026-11-21', reason: '履行完毕' });
  await expect(order('NEW', 'S-4', '1.00', 'HT-1')).rejects.toMatchObject({ status: 409, code: 'contract_not_in_force' });
});
