// The door plate of the exposure journal.
import { bind, on, type Room } from '#platform/context.ts';
import { groupChanged } from '#rooms/customers/contract.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';

export const exposure: Room = {
  name: 'exposure',
  operations: [
    bind(contract.position, actions.position),
    bind(contract.entries, actions.entries),
    bind(contract.reconcile, actions.reconcile),
  ],
  listens: [on(groupChanged, (ctx, { partyIds }) => actions.relink(ctx, partyIds))],
  jobs: [
    {
      name: 'exposure.turn',
      async run(ctx) {
        const turned = await actions.turnDue(ctx);
        if (turned > 0) ctx.note({ facts: { turned } });
      },
    },
  ],
};
