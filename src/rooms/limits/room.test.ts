// Stories of limits: proposed with their arithmetic, decided by a second person, in force by the day, frozen and thawed.
import { expect, test } from 'vitest';
import { addDays } from '#base/date.ts';
import type { Actor, Ctx, Room } from '#platform/context.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import { decide as decideCase, list as listCases } from '#rooms/approvals/contract.ts';
import { approvals } from '#rooms/approvals/room.ts';
import { ensureEntities, ensureParties } from '#rooms/customers/actions.ts';
import { save, saveGroup } from '#rooms/customers/contract.ts';
import { customers } from '#rooms/customers/room.ts';
import { position, roomMade } from '#rooms/exposure/contract.ts';
import { exposure } from '#rooms/exposure/room.ts';
import { policies } from '#rooms/policies/room.ts';
import { run as runRatings } from '#rooms/ratings/contract.ts';
import { ratings } from '#rooms/ratings/room.ts';
import { postDocuments } from '#rooms/receivables/posting.ts';
import { receivables } from '#rooms/receivables/room.ts';
import { grantDirectly } from './actions.ts';
import * as contract from './contract.ts';
import { limits } from './room.ts';

const TODAY = '2026-11-21';
const yuan = (amount: string) => ({ amount, currency: 'CNY' });

const heard: { accountIds: readonly string[]; why: string }[] = [];
const ear: Room = {
  name: 'ear',
  operations: [],
  listens: [{ event: roomMade.name, handle: async (_: Ctx, payload: never) => void heard.push(payload) }],
};
const ROOMS = [customers, policies, approvals, exposure, receivables, ratings, limits, ear];

async function company(): Promise<TestHouse & { maker: Actor; checker: Actor }> {
  const place = await testHouse(ROOMS, { today: TODAY });
  for (const code of ['K1', 'K2']) await place.call(save, { code, name: `客户${code}` });
  const maker = await place.person('maker', 'analyst');
  const checker = await place.person('checker', 'approver');
  return { ...place, maker, checker };
}

async function decide(place: TestHouse, caseId: string, as: Actor, decision: 'approve' | 'reject' = 'approve') {
  const { cases } = await place.call(listCases, { limit: 200 }, { as });
  const found = cases.find((each) => each.id === caseId)!;
  return place.call(decideCase, { id: caseId, decision, hash: found.hash, version: found.version }, { as });
}

async function limitOf(place: TestHouse, customer = 'K1') {
  const { positions } = await place.call(position, { customer });
  return positions[0] ? { mode: positions[0].limitMode, limit: positions[0].limit?.amount ?? null } : null;
}

/** Two years of monthly invoices of 100,000, each paid `late` days after it was due; the last `unpaid` ones are open. */
async function history(place: TestHouse, code: string, how: { late: number; unpaid?: number }): Promise<void> {
  await place.run(async (ctx) => {
    const { ids } = await ensureParties(ctx, 'test', [
      { code, name: null, uscc: null, salesperson: null, entity: null, termsDays: 60 },
    ]);
    const entities = await ensureEntities(ctx, ['01'], 'CNY');
    const entityId = entities.get('01')!;
    const partyId = ids.get(code)!;
    const documents = [];
    const applications = [];
    for (let month = 24; month > 0; month -= 1) {
      const issuedOn = addDays(TODAY, -month * 30 - 5);
      const dueOn = addDays(issuedOn, 60);
      const number = `${code}-${month}`;
      documents.push({
        kind: 'invoice' as const,
        partyId,
        entityId,
        number,
        issuedOn,
        dueOn,
        amountMinor: 10_000_000n,
        currency: 'CNY',
      });
      const paidOn = addDays(dueOn, how.late);
      if (paidOn > TODAY || month <= (how.unpaid ?? 0)) continue;
      const receipt = { kind: 'receipt' as const, entityId, number: `R-${number}` };
      documents.push({ ...receipt, partyId, issuedOn: paidOn, dueOn: null, amountMinor: 10_000_000n, currency: 'CNY' });
      applications.push({
        from: receipt,
        to: { kind: 'invoice' as const, entityId, number },
        amountMinor: 10_000_000n,
        effectiveOn: paidOn,
      });
    }
    await postDocuments(ctx, { source: 'test', importId: null, documents, applications });
  });
}

test('a limit is asked for by one person and holds once another has approved it', async () => {
  const place = await company();
  const asked = await place.call(contract.set, { customer: 'K1', amount: yuan('500000'), termsDays: 60 }, { as: place.maker });
  expect(asked).toMatchObject({ state: 'submitted', limit: yuan('500000.00'), mode: 'amount' });
  expect(await limitOf(place)).toEqual({ mode: 'none', limit: null });

  heard.length = 0;
  expect(await decide(place, asked.caseId, place.checker)).toEqual({ state: 'approved' });
  expect(await limitOf(place)).toEqual({ mode: 'amount', limit: '500000.00' });
  expect(heard.map((each) => each.why)).toEqual(['limit']);
  const known = await place.call(contract.of, { customer: 'K1' });
  expect(known).toMatchObject({
    termsDays: 60,
    open: [],
    steps: [{ startsOn: TODAY, mode: 'amount', limit: yuan('500000.00') }],
  });
  expect(known.grants).toMatchObject([{ inForce: true, grantedBy: 'checker', validFrom: TODAY, validTo: null }]);
});

test('nobody approves what he proposed: not on the page, not through approveAs, not after a bulk submission', async () => {
  const place = await company();
  const both = await place.person('both', 'credit-manager');
  const asked = await place.call(contract.set, { customer: 'K1', amount: yuan('500000') }, { as: both });
  await expect(decide(place, asked.caseId, both)).rejects.toMatchObject({ status: 403, code: 'own_proposal' });
  await expect(
    place.call(contract.set, { customer: 'K1', amount: yuan('600000'), approveAs: 'both' }, { as: both }),
  ).rejects.toMatchObject({ status: 403, code: 'own_proposal' });

  await history(place, 'K2', { late: 0 });
  const { proposals } = await place.call(contract.propose, { customer: 'K2' }, { as: both });
  const { cases } = await place.call(
    contract.submit,
    { proposals: proposals.map((each) => each.id), reason: '年度复审' },
    { as: both },
  );
  await expect(decide(place, cases[0]!, both)).rejects.toMatchObject({ code: 'own_proposal' });

  // His draft, brought to a decision by somebody else, stays his.
  const later = place.on(addDays(TODAY, 1));
  const drafts = await later.call(contract.propose, { customer: 'K2' }, { as: both });
  const brought = await later.call(
    contract.submit,
    { proposals: drafts.proposals.map((each) => each.id), reason: '年度复审' },
    { as: place.maker },
  );
  await expect(decide(later, brought.cases[0]!, both)).rejects.toMatchObject({ status: 403, code: 'own_proposal' });
  expect(await limitOf(place)).toEqual({ mode: 'none', limit: null });
  expect(await limitOf(place, 'K2')).toEqual({ mode: 'none', limit: null });
});

test('approveAs decides through the same case: whoever may not decide is refused, and nothing stays behind', async () => {
  const place = await company();
  const asked = { customer: 'K1', amount: yuan('500000') };
  await expect(place.call(contract.set, { ...asked, approveAs: 'maker' })).rejects.toMatchObject({ code: 'not_permitted' });
  await expect(place.call(contract.set, { ...asked, approveAs: 'nobody' })).rejects.toMatchObject({ code: 'user_unknown' });
  expect((await place.call(contract.proposals, {})).proposals).toEqual([]);
  expect(await place.call(contract.set, { ...asked, approveAs: 'checker' })).toMatchObject({
    state: 'approved',
    limit: yuan('500000.00'),
  });
  expect(await limitOf(place)).toEqual({ mode: 'amount', limit: '500000.00' });
});

test('a rejected proposal changes nothing, and a new one takes the place of the one that waits', async () => {
  const place = await company();
  const first = await place.call(contract.set, { customer: 'K1', amount: yuan('100') }, { as: place.maker });
  const second = await place.call(contract.set, { customer: 'K1', amount: yuan('200') }, { as: place.maker });
  const waiting = await place.call(listCases, {}, { as: place.checker });
  expect(waiting.cases.map((each) => each.id)).toEqual([second.caseId]);
  await decide(place, second.caseId, place.checker, 'reject');
  const { proposals } = await place.call(contract.proposals, { customer: 'K1' });
  expect(proposals.map((each) => [each.id, each.state])).toEqual([
    [second.proposalId, 'rejected'],
    [first.proposalId, 'superseded'],
  ]);
  expect(await limitOf(place)).toEqual({ mode: 'none', limit: null });
});

test('a new permanent limit ends the one before it the day before it begins; the same day replaces; temporary ones add', async () => {
  const place = await company();
  const grant = async (input: object) => {
    await place.call(contract.set, { customer: 'K1', approveAs: 'checker', ...input } as never);
  };
  await grant({ amount: yuan('100') });
  await grant({ amount: yuan('150') });
  await grant({ amount: yuan('200'), validFrom: addDays(TODAY, 10) });
  await grant({ amount: yuan('30'), kind: 'temporary', validFrom: addDays(TODAY, 5), validTo: addDays(TODAY, 14) });
  const { grants, steps } = await place.call(contract.of, { customer: 'K1' });
  expect(grants.map((each) => [each.amount?.amount, each.validFrom, each.validTo, each.revokedAt !== null])).toEqual([
    ['200.00', addDays(TODAY, 10), null, false],
    ['30.00', addDays(TODAY, 5), addDays(TODAY, 14), false],
    ['150.00', TODAY, addDays(TODAY, 9), false],
    ['100.00', TODAY, null, true],
  ]);
  expect(steps.map((each) => [each.startsOn, each.limit?.amount])).toEqual([
    [TODAY, '150.00'],
    [addDays(TODAY, 5), '180.00'],
    [addDays(TODAY, 10), '230.00'],
    [addDays(TODAY, 15), '200.00'],
  ]);
  expect(await limitOf(place.on(addDays(TODAY, 12)) as never)).toEqual({ mode: 'amount', limit: '230.00' });
});

test('a limit that was approved days later holds from the day of the approval, and one whose time has passed is not approved', async () => {
  const place = await company();
  const asked = await place.call(contract.set, { customer: 'K1', amount: yuan('100') }, { as: place.maker });
  const short = await place.call(
    contract.set,
    { customer: 'K1', amount: yuan('50'), kind: 'temporary', validTo: addDays(TODAY, 2) },
    { as: place.maker },
  );
  const tomorrow = place.on(addDays(TODAY, 3));
  await decide(tomorrow, asked.caseId, place.checker);
  expect((await tomorrow.call(contract.of, { customer: 'K1' })).grants[0]).toMatchObject({ validFrom: addDays(TODAY, 3) });
  await expect(decide(tomorrow, short.caseId, place.checker)).rejects.toMatchObject({ status: 409, code: 'proposal_over' });
});

test('a limit cut below what is used cancels nothing: the available amount goes below zero and says so', async () => {
  const place = await company();
  await place.call(contract.set, { customer: 'K1', amount: yuan('500000'), approveAs: 'checker' });
  await history(place, 'K1', { late: 0, unpaid: 3 });
  const before = (await place.call(position, { customer: 'K1' })).positions[0]!;
  expect(Number(before.available!.amount)).toBeGreaterThan(0);
  heard.length = 0;
  await place.call(contract.set, { customer: 'K1', amount: yuan('100000'), approveAs: 'checker' });
  const after = (await place.call(position, { customer: 'K1' })).positions[0]!;
  expect(after.exposure).toEqual(before.exposure);
  expect(after.parts).toEqual(before.parts);
  expect(Number(after.available!.amount)).toBe(100_000 - Number(before.exposure.amount));
  expect(Number(after.available!.amount)).toBeLessThan(0);
  expect(heard).toEqual([]);
});

test('proposals by the rulebook show every candidate and what bound it; asking again changes nothing', async () => {
  const place = await company();
  await history(place, 'K1', { late: 0 });
  await history(place, 'K2', { late: 95, unpaid: 6 });
  await place.call(save, { code: 'K3', name: '新客户' });
  await place.call(contract.set, { customer: 'K3', amount: yuan('1000'), approveAs: 'checker' });
  await place.call(runRatings, {});
  const first = await place.call(contract.propose, {}, { as: place.maker });
  expect(first).toMatchObject({ asOf: TODAY, rulebookVersion: 1, proposed: 1, unchanged: 1, missing: 1 });
  expect(first.without).toEqual([{ customer: 'K3', name: '新客户', code: 'not_rated' }]);
  const good = first.proposals.find((each) => each.customer.code === 'K1')!;
  expect(good).toMatchObject({ state: 'draft', kind: 'permanent', mode: 'amount', madeBy: 'maker', current: null, asOf: TODAY });
  const candidates = good.arithmetic!['candidates'] as { method: string; amount: unknown }[];
  expect(candidates.map((each) => each.method)).toEqual(['sales_terms', 'best_paid_peak', 'concentration', 'requested']);
  const bound = candidates.find((each) => each.method === good.arithmetic!['boundBy'])!;
  expect(Number((bound.amount as { amount: string }).amount)).toBeGreaterThanOrEqual(Number(good.amount!.amount));
  expect(good.grade).toBe(good.arithmetic!['grade']);

  const again = await place.call(contract.propose, {}, { as: place.maker });
  expect(again.proposals.map((each) => each.id)).toEqual(first.proposals.map((each) => each.id));
  // Another day's proposal takes its place.
  const later = place.on(addDays(TODAY, 1));
  const next = await later.call(contract.propose, {}, { as: place.maker });
  expect(next.proposals.map((each) => each.id)).not.toEqual(first.proposals.map((each) => each.id));
  const { proposals } = await place.call(contract.proposals, { state: 'superseded' });
  expect(proposals.map((each) => each.id)).toEqual(first.proposals.map((each) => each.id));
});

test('drafts are submitted together, decided one by one, and once in force they are proposed no more', async () => {
  const place = await company();
  await history(place, 'K1', { late: 0 });
  await history(place, 'K2', { late: 0 });
  await place.call(runRatings, {});
  const { proposals } = await place.call(contract.propose, {}, { as: place.maker });
  const ids = proposals.map((each) => each.id);
  const { submitted, cases } = await place.call(contract.submit, { proposals: ids, reason: '季度复审' }, { as: place.maker });
  expect(submitted).toBe(2);
  await expect(place.call(contract.submit, { proposals: ids, reason: '再来一次' }, { as: place.maker })).rejects.toMatchObject({
    status: 409,
    code: 'proposal_not_draft',
  });
  for (const each of cases) await decide(place, each, place.checker);
  expect(await limitOf(place, 'K1')).toEqual({
    mode: 'amount',
    limit: proposals.find((each) => each.customer.code === 'K1')!.amount!.amount,
  });
  expect(await place.call(contract.propose, {}, { as: place.maker })).toMatchObject({ proposed: 0, unchanged: 2 });
});

test('a limit of a group stands on its own node, above what its members have', async () => {
  const place = await company();
  await place.call(saveGroup, { code: 'G', name: '集团' });
  await place.call(save, { code: 'K1', name: '客户K1', group: 'G' });
  await place.call(contract.set, { customer: 'G', amount: yuan('900'), approveAs: 'checker' });
  await place.call(contract.set, { customer: 'K1', amount: yuan('500'), approveAs: 'checker' });
  const { positions } = await place.call(position, { customer: 'K1' });
  expect(positions.map((each) => [each.kind, each.limit?.amount])).toEqual([
    ['own', '500.00'],
    ['group', '900.00'],
  ]);
});

test('a freeze has an author and a reason; lifting it makes room, within the authority of who lifts it', async () => {
  const place = await company();
  const manager = await place.person('manager', 'credit-manager');
  await expect(place.call(contract.freeze, { customer: 'K1', reason: '票据拒付' }, { as: place.maker })).rejects.toMatchObject({
    status: 403,
  });
  await place.call(contract.freeze, { customer: 'K1', reason: '票据拒付' }, { as: manager });
  await place.call(contract.freeze, { customer: 'K1', reason: '再次冻结' }, { as: manager });
  expect((await place.call(contract.of, { customer: 'K1' })).freeze).toMatchObject({ by: 'manager', reason: '票据拒付' });
  heard.length = 0;
  await place.call(contract.unfreeze, { customer: 'K1', reason: '已回款' }, { as: manager });
  expect(heard.map((each) => each.why)).toEqual(['unfreeze']);
  expect((await place.call(contract.of, { customer: 'K1' })).freeze).toBeNull();

  // More than sixty days overdue is above a credit manager by the shipped authority rulebook.
  await history(place, 'K2', { late: 0, unpaid: 8 });
  await place.call(contract.freeze, { customer: 'K2', reason: '长期逾期' }, { as: manager });
  const refused = await place
    .call(contract.unfreeze, { customer: 'K2', reason: '求情' }, { as: manager })
    .catch((error) => error);
  expect(refused).toMatchObject({ status: 403, code: 'above_authority', facts: { rolesThatMay: ['approver'] } });
});

test('what cannot be a limit is refused with what to do instead', async () => {
  const place = await company();
  const refusals: [object, string][] = [
    [{}, 'amount_missing'],
    [{ amount: yuan('1'), mode: 'unlimited' }, 'amount_not_for_mode'],
    [{ amount: yuan('-1') }, 'amount_negative'],
    [{ amount: yuan('1'), validFrom: addDays(TODAY, -1) }, 'valid_from_past'],
    [{ amount: yuan('1'), validFrom: addDays(TODAY, 5), validTo: addDays(TODAY, 4) }, 'valid_to_before_from'],
    [{ amount: yuan('1'), kind: 'temporary' }, 'valid_to_missing'],
    [{ mode: 'none', kind: 'seasonal', validTo: addDays(TODAY, 4) }, 'mode_not_for_kind'],
    [{ amount: yuan('1.005') }, 'amount_decimals'],
  ];
  for (const [input, code] of refusals) {
    await expect(place.call(contract.set, { customer: 'K1', ...input } as never), code).rejects.toMatchObject({
      status: 400,
      code,
    });
  }
  await expect(place.call(contract.propose, { asOf: addDays(TODAY, 1) })).rejects.toMatchObject({ code: 'as_of_future' });
});

test('eight limits approved at the same moment leave one in force, and the cap is its amount', async () => {
  const place = await company();
  const amounts = ['100', '200', '300', '400', '500', '600', '700', '800'];
  await Promise.all(
    amounts.map((amount) => place.call(contract.set, { customer: 'K1', amount: yuan(amount), approveAs: 'checker' })),
  );
  const { grants } = await place.call(contract.of, { customer: 'K1' });
  expect(grants).toHaveLength(8);
  const standing = grants.filter((each) => each.inForce);
  expect(standing).toHaveLength(1);
  expect(await limitOf(place)).toEqual({ mode: 'amount', limit: standing[0]!.amount!.amount });
});

test('limits decided elsewhere are taken over with their history, and only the newest of a day counts', async () => {
  const place = await company();
  await place.run(async (ctx) => {
    const { ids } = await ensureParties(
      ctx,
      'test',
      ['K1', 'K2'].map((code) => ({ code, name: null, uscc: null, salesperson: null, entity: null, termsDays: null })),
    );
    const base = {
      currency: 'CNY',
      kind: 'permanent' as const,
      mode: 'amount' as const,
      termsDays: 45,
      validTo: null,
      grantedBy: '总经理',
    };
    await grantDirectly(ctx, [
      { ...base, partyId: ids.get('K1')!, amountMinor: 20_000n, validFrom: addDays(TODAY, -30) },
      { ...base, partyId: ids.get('K1')!, amountMinor: 10_000n, validFrom: addDays(TODAY, -300) },
      { ...base, partyId: ids.get('K2')!, amountMinor: 1n, validFrom: TODAY },
      { ...base, partyId: ids.get('K2')!, amountMinor: 5_000n, validFrom: TODAY },
    ]);
  });
  const { grants } = await place.call(contract.of, { customer: 'K1' });
  expect(grants.map((each) => [each.amount?.amount, each.validTo, each.inForce, each.grantedBy])).toEqual([
    ['200.00', null, true, '总经理'],
    ['100.00', addDays(TODAY, -31), false, '总经理'],
  ]);
  expect(await limitOf(place, 'K2')).toEqual({ mode: 'amount', limit: '50.00' });
  expect((await place.call(contract.of, { customer: 'K2' })).grants).toHaveLength(1);
});

test('a salesperson sees the limits of his own customers and nobody else’s', async () => {
  const place = await company();
  const sales = await place.person('lu.ming', 'sales');
  await place.call(save, { code: 'MINE', name: '我的客户', owner: 'lu.ming' });
  for (const customer of ['MINE', 'K1']) await place.call(contract.set, { customer, amount: yuan('10') }, { as: place.maker });
  const { proposals } = await place.call(contract.proposals, {}, { as: sales });
  expect(proposals.map((each) => each.customer.code)).toEqual(['MINE']);
  await expect(place.call(contract.of, { customer: 'K1' }, { as: sales })).rejects.toMatchObject({ code: 'customer_unknown' });
  await expect(place.call(contract.set, { customer: 'MINE', amount: yuan('10') }, { as: sales })).rejects.toMatchObject({
    status: 403,
  });
});
