// The door plate of models. Training and scoring keep the names of ratings: scripts call `xinheng ratings train FILE`.
import { bind, type Room } from '#platform/context.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';
import * as governance from './governance.ts';

export const models: Room = {
  name: 'models',
  operations: [
    bind(contract.train, actions.train),
    bind(contract.score, actions.score),
    bind(contract.list, actions.list),
    bind(contract.get, actions.get),
    bind(contract.exportModel, actions.exportModel),
    bind(contract.importModel, actions.importModel),
    bind(contract.validate, governance.validate),
    bind(contract.move, governance.move),
  ],
};
