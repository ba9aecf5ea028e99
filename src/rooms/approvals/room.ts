// The door plate of approvals.
import { bind, type Room } from '#platform/context.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';

export const approvals: Room = {
  name: 'approvals',
  operations: [bind(contract.list, actions.list), bind(contract.decide, actions.decide)],
};
