// The door plate of limits.
import { bind, on, type Room } from '#platform/context.ts';
import { approvalDecided } from '#rooms/approvals/contract.ts';
import { customersMerged, customersParted } from '#rooms/customers/contract.ts';
import { gradesMoved } from '#rooms/ratings/contract.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';
import { downgraded } from './downgraded.ts';
import { dropDrafts, restoreCaps } from './merged.ts';

export const limits: Room = {
  name: 'limits',
  operations: [
    bind(contract.propose, actions.propose),
    bind(contract.proposals, actions.proposals),
    bind(contract.submit, actions.submit),
    bind(contract.set, actions.set),
    bind(contract.of, actions.of),
    bind(contract.freeze, actions.freeze),
    bind(contract.unfreeze, actions.unfreeze),
  ],
  listens: [
    on(gradesMoved, downgraded),
    on(approvalDecided, actions.decided),
    on(customersMerged, dropDrafts),
    on(customersParted, restoreCaps),
  ],
};
