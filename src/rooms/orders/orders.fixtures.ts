// For tests of orders: a company with one customer, a cap, and invoices.
import { assert } from '#base/assert.ts';
import type { Day } from '#base/date.ts';
import { addDays } from '#base/date.ts';
import { parseMinor } from '#base/money.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import * as approvals from '#rooms/approvals/contract.ts';
import { ensureEntities, ensureParties, NO_ENTITY } from '#rooms/customers/actions.ts';
import { ensureAccounts, setCaps } from '#rooms/exposure/actions.ts';
import * as policies from '#rooms/policies/contract.ts';
import { type NewApplication, type NewDocument, postDocuments } from '#rooms/receivables/posting.ts';
import { ROOMS } from '../../rooms.ts';

export const TODAY: Day = '2026-11-21';

export type Setting = {
  readonly house: TestHouse;
  customer(code: string, limit: string | null): Promise<void>;
  invoice(code: string, number: string, amount: string, dueInDays: number): Promise<void>;
  payment(code: string, number: string, amount: string, invoice: string): Promise<void>;
  creditNote(code: string, number: string, amount: string, invoice: string): Promise<void>;
};

/** A company on TODAY in which every room is open. */
export async function setting(): Promise<Setting> {
  const house = await testHouse(ROOMS, { today: TODAY });
  const post = (
    code: string,
    make: (partyId: string, entityId: string) => { documents: NewDocument[]; applications: NewApplication[] },
  ) =>
    house.run(async (ctx) => {
      const { ids } = await ensureParties(ctx, 'ledger', [
        { code, name: null, uscc: null, salesperson: null, entity: null, termsDays: null },
      ]);
      const entities = await ensureEntities(ctx, [NO_ENTITY], 'CNY');
      await postDocuments(ctx, { source: 'ledger', importId: null, ...make(ids.get(code)!, entities.get(NO_ENTITY)!) });
    });
  const settles = (kind: 'receipt' | 'credit_note', code: string, number: string, amount: string, invoice: string) =>
    post(code, (partyId, entityId) => ({
      documents: [
        {
          kind,
          partyId,
          entityId,
          number,
          issuedOn: TODAY,
          dueOn: null,
          amountMinor: parseMinor(amount, 'CNY'),
          currency: 'CNY',
        },
      ],
      applications: [
        {
          from: { kind, entityId, number },
          to: { kind: 'invoice', entityId, number: invoice },
          amountMinor: parseMinor(amount, 'CNY'),
          effectiveOn: TODAY,
        },
      ],
    }));
  return {
    house,
    customer: (code, limit) =>
      house.run(async (ctx) => {
        const { ids } = await ensureParties(ctx, 'ledger', [
          { code, name: `${code}有限公司`, uscc: null, salesperson: null, entity: null, termsDays: 60 },
        ]);
        const partyId = ids.get(code)!;
        const accounts = await ensureAccounts(ctx, [{ partyId, currency: 'CNY' }]);
        const accountId = accounts.get(`${partyId} CNY`)!;
        if (limit !== null) {
          const capMinor = parseMinor(limit, 'CNY');
          await setCaps(ctx, new Map([[accountId, [{ startsOn: '2026-01-01', mode: 'amount', capMinor, expiredOn: null }]]]));
        }
      }),
    invoice: (code, number, amount, dueInDays) =>
      post(code, (partyId, entityId) => ({
        documents: [
          {
            kind: 'invoice',
            partyId,
            entityId,
            number,
            issuedOn: addDays(TODAY, Math.min(dueInDays, 0) - 60),
            dueOn: addDays(TODAY, dueInDays),
            amountMinor: parseMinor(amount, 'CNY'),
            currency: 'CNY',
          },
        ],
        applications: [],
      })),
    payment: (code, number, amount, invoice) => settles('receipt', code, number, amount, invoice),
    creditNote: (code, number, amount, invoice) => settles('credit_note', code, number, amount, invoice),
  };
}

/** Puts rules in force as a company does: drafted by one, approved by another. */
export async function rulesInForce(house: TestHouse, list: readonly object[], settings: object = {}) {
  const maker = await house.person(`maker-${list.length}-${Object.keys(settings).length}`, 'credit-manager');
  const checker = await house.person(`checker-${list.length}-${Object.keys(settings).length}`, 'approver');
  const { rulebooks } = await house.call(policies.inForce, {});
  const standing = rulebooks.find((each) => each.kind === 'order-check')!.body as { settings: object };
  const body = { ...standing, settings: { ...standing.settings, ...settings }, rules: list, cases: [] };
  const draft = await house.call(
    policies.saveDraft,
    { kind: 'order-check', note: '换一套规则', body: body as never },
    { as: maker },
  );
  assert(draft.problems.length === 0, JSON.stringify(draft.problems));
  await house.call(policies.submitDraft, { id: draft.id, version: draft.version }, { as: maker });
  const { cases } = await house.call(approvals.list, {}, { as: checker });
  const one = cases.find((each) => each.kind === 'rulebook')!;
  await house.call(approvals.decide, { id: one.id, decision: 'approve', hash: one.hash, version: one.version }, { as: checker });
}
