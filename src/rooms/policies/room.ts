// The door plate of policies. `load-demo` is bound by the room that can reach everything it fills.
import { bind, type Room } from '#platform/context.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';

export const policies: Room = {
  name: 'policies',
  operations: [
    bind(contract.inForce, actions.inForce),
    bind(contract.guide, actions.guide),
    bind(contract.saveCompany, actions.saveCompany),
    bind(contract.confirmPolicy, actions.confirmPolicy),
    bind(contract.setMode, actions.setMode),
  ],
};
