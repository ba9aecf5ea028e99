// The door plate of the workbench.
import { bind, type Room } from '#platform/context.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';

export const portfolio: Room = {
  name: 'portfolio',
  operations: [bind(contract.workbench, actions.workbench)],
};
