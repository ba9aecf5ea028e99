// The door plate of customers.
import { bind, type Room } from '#platform/context.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';

export const customers: Room = {
  name: 'customers',
  operations: [
    bind(contract.find, actions.find),
    bind(contract.get, actions.get),
    bind(contract.save, actions.save),
    bind(contract.saveGroup, actions.saveGroup),
    bind(contract.entities, actions.entities),
    bind(contract.timeline, actions.timeline),
  ],
};
