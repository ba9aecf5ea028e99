// The door plate of ratings.
import { bind, type Room } from '#platform/context.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';

export const ratings: Room = {
  name: 'ratings',
  operations: [bind(contract.run, actions.run), bind(contract.get, actions.get)],
  jobs: [{ name: 'ratings.run', run: actions.nightly }],
};
