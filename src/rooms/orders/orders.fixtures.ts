// For tests of orders: a company with one customer, a cap, and invoices.
import type { Day } from '#base/date.ts';
import { addDays } from '#base/date.ts';
import { parseMinor } from '#base/money.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import { ensureEntities, ensureParties, NO_ENTITY } from '#rooms/customers/actions.ts';
import { ensureAccounts, setCaps } from '#rooms/exposure/actions.ts';
import { type NewApplication, type NewDocument, postDocuments } from '#rooms/receivables/posting.ts';
import { ROOMS } from '../../rooms.ts';

export const TODAY: Day = '2026-11-21';

export type Setting = {
  readonly house: TestHouse;
  customer(code: string, limit: string | null): Promise<void>;
  invoice(code: string, number: string, amount: string, dueInDays: number): Promise<void>;
  payment(code: string, number: string, amount: string, invoice: string): Promise<void>;
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
    payment: (code, number, amount, invoice) =>
      post(code, (partyId, entityId) => ({
        documents: [
          {
            kind: 'receipt',
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
            from: { kind: 'receipt', entityId, number },
            to: { kind: 'invoice', entityId, number: invoice },
            amountMinor: parseMinor(amount, 'CNY'),
            effectiveOn: TODAY,
          },
        ],
      })),
  };
}
