// For the stories of contracts: a company with two customers of a group, a paper with retention, documents that name it.
import { expect } from 'vitest';
import type { Day } from '#base/date.ts';
import type { Actor } from '#platform/context.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import { decide as decideCase, list as listCases } from '#rooms/approvals/contract.ts';
import { approvals } from '#rooms/approvals/room.ts';
import { ensureEntities, ensureParties } from '#rooms/customers/actions.ts';
import { save, saveGroup } from '#rooms/customers/contract.ts';
import { customers } from '#rooms/customers/room.ts';
import { position, reconcile } from '#rooms/exposure/contract.ts';
import { exposure } from '#rooms/exposure/room.ts';
import { policies } from '#rooms/policies/room.ts';
import { type NewDocument, postDocuments } from '#rooms/receivables/posting.ts';
import { receivables } from '#rooms/receivables/room.ts';
import * as contract from './contract.ts';
import { contracts } from './room.ts';

export const TODAY = '2026-11-22';
export const yuan = (amount: string) => ({ amount, currency: 'CNY' });
const ROOMS = [customers, policies, approvals, exposure, receivables, contracts];

export type Place = TestHouse & { clerk: Actor; manager: Actor; approver: Actor };

export async function company(): Promise<Place> {
  const place = await testHouse(ROOMS, { today: TODAY });
  await place.call(saveGroup, { code: 'G1', name: '集团' });
  await place.call(save, { code: 'K1', name: '客户一', termsDays: 60, group: 'G1' });
  await place.call(save, { code: 'K2', name: '客户二', group: 'G1' });
  await place.run(async (ctx) => void (await ensureEntities(ctx, ['01'], 'CNY')));
  return {
    ...place,
    clerk: await place.person('clerk', 'receivables-clerk'),
    manager: await place.person('manager', 'credit-manager'),
    approver: await place.person('approver', 'approver'),
  };
}

export const BODY = {
  number: 'HT-1',
  startsOn: '2026-01-01',
  endsOn: '2026-12-31',
  amount: yuan('1000000'),
  terms: { kind: 'days' as const, days: 60 },
};
export const KEPT = {
  ...BODY,
  retention: { sharePpm: 50_000, due: { kind: 'after' as const, event: 'acceptance' as const, months: 12 } },
  milestones: [
    { key: 'goods', name: '到货', kind: 'delivery' as const, sharePpm: 600_000, plannedOn: '2026-03-01', dueDays: 30 },
    { key: 'ok', name: '验收', kind: 'acceptance' as const, sharePpm: 350_000, plannedOn: '2026-06-30', dueDays: 30 },
  ],
};

export async function post(
  place: TestHouse,
  docs: readonly Partial<NewDocument>[],
  applied: readonly [string, string, bigint][] = [],
) {
  await place.run(async (ctx) => {
    const { ids } = await ensureParties(
      ctx,
      'ledger',
      ['K1', 'K2'].map((code) => ({ code, name: null, uscc: null, salesperson: null, entity: null, termsDays: null })),
    );
    const entityId = (await ensureEntities(ctx, ['01'], 'CNY')).get('01')!;
    await postDocuments(ctx, {
      source: 'ledger',
      importId: null,
      documents: docs.map((each) => ({
        kind: 'invoice',
        entityId,
        currency: 'CNY',
        dueOn: null,
        contract: 'HT-1',
        ...each,
        partyId: ids.get(each.partyId ?? 'K1')!,
      })) as NewDocument[],
      applications: applied.map(([from, to, amountMinor]) => ({
        from: { kind: 'receipt', entityId, number: from },
        to: { kind: to.startsWith('质') ? 'retention' : 'invoice', entityId, number: to.replace('质', '') },
        amountMinor,
        effectiveOn: docs.find((each) => each.number === from)!.issuedOn!,
      })),
    });
  });
}

export const invoice = (number: string, issuedOn: Day, dueOn: Day, amountMinor: bigint, more: Partial<NewDocument> = {}) => ({
  number,
  issuedOn,
  dueOn,
  amountMinor,
  ...more,
});

export async function decide(place: Place, caseId: string | null, as: Actor, decision: 'approve' | 'reject' = 'approve') {
  const { cases } = await place.call(listCases, { limit: 200 }, { as });
  const found = cases.find((each) => each.id === caseId)!;
  return place.call(decideCase, { id: caseId!, decision, hash: found.hash, version: found.version }, { as });
}

export const enter = (place: Place, more: object = {}, as = place.clerk) =>
  place.call(contract.enter, { customer: 'K1', ...BODY, ...more }, { as });
export const balanced = async (place: TestHouse) => expect((await place.call(reconcile, {})).differences).toEqual([]);
export const standing = async (place: TestHouse, customer = 'K1') => (await place.call(position, { customer })).positions[0]!;
