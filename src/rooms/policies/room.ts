// The door plate of policies. `load-demo` is bound by the room that can reach everything it fills.
import { bind, on, type Room } from '#platform/context.ts';
import { customerChanged } from '#rooms/customers/contract.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';
import * as segments from './segments.ts';

export const policies: Room = {
  name: 'policies',
  operations: [
    bind(contract.inForce, actions.inForce),
    bind(contract.guide, actions.guide),
    bind(contract.saveCompany, actions.saveCompany),
    bind(contract.confirmPolicy, actions.confirmPolicy),
    bind(contract.setMode, actions.setMode),
    bind(contract.runSegments, segments.runSegments),
  ],
  listens: [
    on(customerChanged, async (ctx, { partyIds }) => {
      await segments.segment(ctx, partyIds);
    }),
  ],
  jobs: [
    {
      name: 'policies.segments',
      async run(ctx) {
        const done = await segments.segment(ctx, null);
        if (done.changed > 0) ctx.note({ facts: done });
      },
    },
  ],
};
