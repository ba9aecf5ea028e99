// Stories about the second pair of eyes, through the door on a real database.
import { expect, test } from 'vitest';
import { newId } from '#base/id.ts';
import { Sealer } from '#platform/auth/secrets.ts';
import * as people from '#platform/auth/store.ts';
import type { Actor, Ctx } from '#platform/context.ts';
import { Door } from '#platform/dispatch.ts';
import { sql } from '#platform/sql.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import { customers } from '#rooms/customers/room.ts';
import { policies } from '#rooms/policies/room.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';
import { approvals } from './room.ts';

type Decision = { caseId: string; approved: boolean; by: string };
const heard: Decision[] = [];
const ear = {
  name: 'ear',
  operations: [],
  listens: [{ event: contract.approvalDecided.name, handle: async (_: Ctx, payload: never) => void heard.push(payload) }],
};
const ROOMS = [customers, policies, approvals, ear];
const house = () => testHouse(ROOMS, { today: '2026-11-21' });

/** Proposes a limit as this person, as the limits room does. */
async function propose(place: TestHouse, as: Actor, more: Partial<actions.CaseRequest> = {}): Promise<string> {
  let caseId = '';
  await place.run(async (ctx) => {
    caseId = await actions.request(
      { ...ctx, actor: as },
      {
        kind: 'limit',
        subjectId: newId(),
        partyId: null,
        proposal: { amount: { minor: 50_000_000n, currency: 'CNY' }, termsDays: 60, customer: 'K1' },
        amountMinor: 50_000_000n,
        currency: 'CNY',
        dueAt: new Date(ctx.at.getTime() + 86_400_000),
        ...more,
      },
    );
  });
  return caseId;
}

async function seen(place: TestHouse, caseId: string, as: Actor) {
  const { cases } = await place.call(contract.list, { limit: 200 }, { as });
  const found = cases.find((each) => each.id === caseId);
  expect(found, 'the case is in the list').toBeTruthy();
  return found!;
}

async function decide(place: TestHouse, caseId: string, as: Actor, decision: 'approve' | 'reject' = 'approve') {
  const looked = await seen(place, caseId, as);
  return place.call(contract.decide, { id: caseId, decision, hash: looked.hash, version: looked.version }, { as });
}

async function keyOf(place: TestHouse, owner: Actor | null): Promise<Actor> {
  const keyId = newId();
  await place.run((ctx) =>
    people.insertKey(ctx.tx, {
      tenantId: ctx.tenant.id,
      keyId,
      hash: Buffer.from(newId()),
      name: 'erp',
      roles: ['approver'],
      hint: 'abcd',
      by: owner?.id ?? null,
      at: ctx.at,
      expiresAt: null,
    }),
  );
  return { kind: 'key', id: keyId, name: 'erp', roles: ['approver'], scope: { kind: 'all' } };
}

test('a second person approves what the first proposed, and the rooms below hear it in the same transaction', async () => {
  const place = await house();
  const maker = await place.person('maker', 'analyst');
  const checker = await place.person('checker', 'approver');
  const caseId = await propose(place, maker);
  const looked = await seen(place, caseId, checker);
  expect(looked).toMatchObject({ kind: 'limit', proposedBy: 'maker', state: 'open', mayDecide: true, whyNot: null });
  expect(looked.amount).toEqual({ amount: '500000.00', currency: 'CNY' });
  heard.length = 0;
  expect(await decide(place, caseId, checker)).toEqual({ state: 'approved' });
  expect(heard).toEqual([
    { caseId, kind: 'limit', subjectId: looked.subject, approved: true, by: checker.id, byName: 'checker' },
  ]);
  const { cases, open } = await place.call(contract.list, { state: 'approved' }, { as: maker });
  expect(open).toBe(0);
  expect(cases[0]).toMatchObject({ id: caseId, decidedBy: 'checker', mayDecide: false, whyNot: 'decided' });
});

test('nobody approves his own proposal, whichever way he comes', async () => {
  const place = await house();
  const manager = await place.person('manager', 'credit-manager', 'approver');
  const own = { status: 403, code: 'own_proposal' };

  // On the page, with every role there is for it.
  const caseId = await propose(place, manager);
  expect(await seen(place, caseId, manager)).toMatchObject({ mayDecide: false, whyNot: 'own_proposal' });
  await expect(decide(place, caseId, manager)).rejects.toMatchObject(own);
  // He cannot reject it either: taking back is another verb.
  await expect(decide(place, caseId, manager, 'reject')).rejects.toMatchObject(own);
  // By a machine key that he made.
  const key = await keyOf(place, manager);
  await expect(decide(place, caseId, key)).rejects.toMatchObject(own);
  // Proposed by his key, decided by himself; proposed and decided by the key.
  const byKey = await propose(place, key);
  await expect(decide(place, byKey, manager)).rejects.toMatchObject(own);
  await expect(decide(place, byKey, key)).rejects.toMatchObject(own);
  // By a key nobody made, against itself.
  const orphan = await keyOf(place, null);
  await expect(decide(place, await propose(place, orphan), orphan)).rejects.toMatchObject(own);
  // On the command line, as himself.
  const command: Actor = { ...place.operator, id: manager.id };
  await expect(decide(place, caseId, command)).rejects.toMatchObject(own);
  await expect(decide(place, await propose(place, command), manager)).rejects.toMatchObject(own);
  // By --approve-as with his own name.
  await expect(place.run(async (ctx) => void (await actions.decideAs(ctx, caseId, manager.id!)))).rejects.toMatchObject(own);
  // The operator of the machine is nobody by name.
  await expect(decide(place, caseId, place.operator)).rejects.toMatchObject({ status: 403, code: 'person_needed' });
  await expect(decide(place, await propose(place, place.operator), place.operator)).rejects.toMatchObject({
    code: 'person_needed',
  });
  const { open } = await place.call(contract.list, {}, { as: manager });
  expect(open).toBe(5);
});

test('two checkers at the same instant: exactly one decision, one effect', async () => {
  const place = await house();
  const maker = await place.person('maker', 'analyst');
  const checkers = await Promise.all(['a', 'b', 'c', 'd'].map((login) => place.person(login, 'approver')));
  for (let round = 0; round < 5; round++) {
    const caseId = await propose(place, maker);
    const { hash, version } = await seen(place, caseId, maker);
    heard.length = 0;
    const results = await Promise.allSettled(
      checkers.map((as, at) =>
        place.call(contract.decide, { id: caseId, decision: at % 2 === 0 ? 'approve' : 'reject', hash, version }, { as }),
      ),
    );
    expect(results.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
    for (const each of results)
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ status: 409, code: 'case_decided' });
    expect(heard).toHaveLength(1);
  }
});

test('a decision binds to what was looked at: another hash, another version or an altered proposal decides nothing', async () => {
  const place = await house();
  const maker = await place.person('maker', 'analyst');
  const checker = await place.person('checker', 'approver');
  const caseId = await propose(place, maker);
  const { hash, version } = await seen(place, caseId, checker);
  const ask = (more: object) =>
    place.call(contract.decide, { id: caseId, decision: 'approve', hash, version, ...more } as never, { as: checker });
  await expect(ask({ hash: '0'.repeat(64) })).rejects.toMatchObject({ status: 409, code: 'proposal_changed' });
  await expect(ask({ version: version + 1 })).rejects.toMatchObject({ status: 412, code: 'version_stale' });
  await expect(ask({ id: newId() })).rejects.toMatchObject({ status: 404, code: 'case_unknown' });
  await place.run(async (ctx) => {
    await ctx.tx.run(sql`
      update approvals.cases set proposal = jsonb_set(proposal, '{termsDays}', '365')
      where tenant_id = ${ctx.tenant.id} and case_id = ${caseId}`);
  });
  await expect(ask({})).rejects.toMatchObject({ code: 'proposal_changed' });
});

test('a credit manager decides up to his bound and not for a customer far overdue; the answer names who may', async () => {
  const place = await house();
  const maker = await place.person('maker', 'analyst');
  const manager = await place.person('manager', 'credit-manager');
  const partyId = newId();
  const within = await propose(place, maker, { amountMinor: 100_000_000n });
  const above = await propose(place, maker, { amountMinor: 100_000_001n });
  const unbounded = await propose(place, maker, { amountMinor: null });
  const foreign = await propose(place, maker, { amountMinor: 1n, currency: 'CHF' });
  const overdue = await propose(place, maker, { partyId });
  await place.run(async (ctx) => {
    await ctx.tx.run(sql`
      insert into exposure.accounts
        (tenant_id, account_id, party_id, kind, currency, open_minor, bills_minor, delivered_minor, reserved_minor, unapplied_minor,
         children_minor, exposure_minor, cap_mode, overdue_minor, oldest_due_on, ageing, turned_on, last_seq)
      values (${ctx.tenant.id}, ${newId()}, ${partyId}, 'own', 'CNY', 1, 0, 0, 0, 0, 0, 1, 'none', 1, '2026-08-22', '{1}', ${ctx.today}, 0)`);
  });
  const beyond = { status: 403, code: 'above_authority', facts: { rolesThatMay: ['approver'] } };
  await expect(decide(place, above, manager)).rejects.toMatchObject(beyond);
  await expect(decide(place, unbounded, manager)).rejects.toMatchObject(beyond);
  await expect(decide(place, foreign, manager)).rejects.toMatchObject(beyond);
  const looked = await seen(place, overdue, manager);
  expect(looked).toMatchObject({ mayDecide: false, whyNot: 'above_authority' });
  await expect(decide(place, overdue, manager)).rejects.toMatchObject({
    facts: { reasons: [{ code: 'overdue_days_above', actual: 91, threshold: 90 }] },
  });
  expect(await decide(place, within, manager)).toEqual({ state: 'approved' });
});

test('one open case a subject; taken back it may be asked again, decided it stays decided', async () => {
  const place = await house();
  const maker = await place.person('maker', 'analyst');
  const checker = await place.person('checker', 'approver');
  const subjectId = newId();
  const both = await Promise.allSettled([propose(place, maker, { subjectId }), propose(place, maker, { subjectId })]);
  expect(both.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  const caseId = (both.find((each) => each.status === 'fulfilled') as PromiseFulfilledResult<string>).value;
  const { hash, version } = await seen(place, caseId, checker);
  await place.run(async (ctx) => {
    expect(await actions.withdraw(ctx, caseId)).toBe(true);
    expect(await actions.withdraw(ctx, caseId)).toBe(false);
  });
  await expect(
    place.call(contract.decide, { id: caseId, decision: 'approve', hash, version }, { as: checker }),
  ).rejects.toMatchObject({
    code: 'case_decided',
    facts: { state: 'withdrawn' },
  });
  const again = await propose(place, maker, { subjectId });
  await decide(place, again, checker, 'reject');
  await place.run(async (ctx) => expect(await actions.withdraw(ctx, again)).toBe(false));
});

test('deciding as somebody else is closed outside a test installation', async () => {
  const place = await house();
  const maker = await place.person('maker', 'analyst');
  const checker = await place.person('checker', 'approver');
  const analyst = await place.person('analyst', 'analyst');
  const caseId = await propose(place, maker);
  const door = new Door({ database: place.database, tenants: place.tenants, sealer: new Sealer('test'), rooms: ROOMS });
  const serious = door.job(place.tenant.id, 'test', async (ctx) => void (await actions.decideAs(ctx, caseId, checker.id!)));
  await expect(serious).rejects.toMatchObject({ status: 403, code: 'test_only' });
  await expect(place.run(async (ctx) => void (await actions.decideAs(ctx, caseId, analyst.id!)))).rejects.toMatchObject({
    code: 'not_permitted',
  });
  await place.run(async (ctx) => expect(await actions.decideAs(ctx, caseId, checker.id!)).toEqual({ state: 'approved' }));
});

test('pages of cases follow one another without a gap or a repeat, the most urgent first', async () => {
  const place = await house();
  const maker = await place.person('maker', 'analyst');
  const ids: string[] = [];
  await place.run(async (ctx) => {
    const asked = Array.from({ length: 25 }, (_, at) => ({
      kind: 'limit',
      subjectId: newId(),
      partyId: null,
      proposal: { at },
      amountMinor: 1n,
      currency: 'CNY',
      // Five of them share a due time.
      dueAt: new Date(ctx.at.getTime() + Math.max(0, at - 5) * 60_000),
    }));
    ids.push(...(await actions.requestAll({ ...ctx, actor: maker }, asked)));
  });
  const read: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await place.call(contract.list, { limit: 4, ...(cursor ? { cursor } : {}) }, { as: maker });
    expect(page.open).toBe(25);
    read.push(...page.cases.map((each) => each.id));
    cursor = page.next ?? undefined;
  } while (cursor);
  expect(new Set(read)).toEqual(new Set(ids));
  expect(read).toHaveLength(25);
  expect(read.slice(6)).toEqual(ids.slice(6));
  await expect(place.call(contract.list, { cursor: 'x' }, { as: maker })).rejects.toMatchObject({ code: 'cursor_malformed' });
});

test('cases of one company are neither seen nor decided by another', async () => {
  const [one, other] = [await house(), await house()];
  const maker = await one.person('maker', 'analyst');
  const stranger = await other.person('checker', 'approver');
  const caseId = await propose(one, maker);
  const { hash, version } = await seen(one, caseId, maker);
  expect((await other.call(contract.list, {}, { as: stranger })).cases).toEqual([]);
  await expect(
    other.call(contract.decide, { id: caseId, decision: 'approve', hash, version }, { as: stranger }),
  ).rejects.toMatchObject({
    code: 'case_unknown',
  });
});
