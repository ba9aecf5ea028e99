// The door plate of ratings.
import { bind, on, type Room } from '#platform/context.ts';
import { customersMerged, customersParted } from '#rooms/customers/contract.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';
import { forget, recall } from './store-merged.ts';

export const ratings: Room = {
  name: 'ratings',
  operations: [bind(contract.run, actions.run), bind(contract.get, actions.get)],
  listens: [
    // A merged customer has no grade of today; his history stays, and comes back with him.
    on(customersMerged, (ctx, { mergedId }) => forget(ctx.tx, ctx.tenant.id, mergedId)),
    on(customersParted, (ctx, { mergedId }) => recall(ctx.tx, ctx.tenant.id, mergedId)),
  ],
  jobs: [{ name: 'ratings.run', run: actions.nightly }],
};
