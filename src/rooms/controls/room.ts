// The door plate of controls.
import { bind, type Room } from '#platform/context.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';

export const controls: Room = {
  name: 'controls',
  operations: [bind(contract.events, actions.events)],
};
