// The door plate of approvals.
import { bind, on, type Room } from '#platform/context.ts';
import { secondPersonAsked } from '#rooms/customers/contract.ts';
import { RULEBOOK_CASE, rulesProposed } from '#rooms/policies/contract.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';

export const approvals: Room = {
  name: 'approvals',
  operations: [bind(contract.list, actions.list), bind(contract.decide, actions.decide)],
  listens: [
    on(secondPersonAsked, async (ctx, asked) => {
      await actions.request(ctx, asked);
    }),
    on(rulesProposed, async (ctx, { draftId, ...asked }) => {
      const about = { kind: RULEBOOK_CASE, subjectId: draftId, partyId: null, amountMinor: null, currency: null };
      await actions.request(ctx, { ...about, ...asked });
    }),
  ],
};
