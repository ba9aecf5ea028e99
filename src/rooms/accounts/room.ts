// The door plate of accounts.
import { bind, type Room } from '#platform/context.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';
import * as saved from './views.ts';

export const accounts: Room = {
  name: 'accounts',
  operations: [
    bind(contract.me, actions.me),
    bind(contract.list, actions.list),
    bind(contract.names, actions.names),
    bind(contract.create, actions.create),
    bind(contract.change, actions.change),
    bind(contract.resetPassword, actions.resetPassword),
    bind(contract.changePassword, actions.changePassword),
    bind(contract.sessions, actions.sessions),
    bind(contract.signOut, actions.signOut),
    bind(contract.totpBegin, actions.totpBegin),
    bind(contract.totpConfirm, actions.totpConfirm),
    bind(contract.totpRemove, actions.totpRemove),
    bind(contract.createKey, actions.createKey),
    bind(contract.keys, actions.keys),
    bind(contract.revokeKey, actions.revokeKey),
    bind(contract.views, saved.views),
    bind(contract.saveView, saved.saveView),
    bind(contract.dropView, saved.dropView),
  ],
};
