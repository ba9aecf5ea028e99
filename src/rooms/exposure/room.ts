// The door plate of the exposure journal.
import { bind, on, type Room } from '#platform/context.ts';
import { customersMerged, customersParted, groupChanged } from '#rooms/customers/contract.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';
import { position } from './position.ts';
import * as revaluation from './revalue.ts';
import { joinAccounts, partAccounts } from './transfer.ts';

export const exposure: Room = {
  name: 'exposure',
  operations: [
    bind(contract.position, position),
    bind(contract.entries, actions.entries),
    bind(contract.reconcile, actions.reconcile),
    bind(contract.recordRates, revaluation.recordRates),
    bind(contract.listRates, revaluation.listRates),
  ],
  listens: [
    on(groupChanged, (ctx, { partyIds }) => actions.relink(ctx, partyIds)),
    on(customersMerged, joinAccounts),
    on(customersParted, partAccounts),
  ],
  jobs: [
    {
      name: 'exposure.turn',
      async run(ctx) {
        const turned = await actions.turnDue(ctx);
        // A rate entered for this day beforehand takes effect now.
        const revalued = await revaluation.revalue(ctx);
        if (turned + revalued.accounts > 0) ctx.note({ facts: { turned, revalued: revalued.accounts } });
      },
    },
  ],
};
