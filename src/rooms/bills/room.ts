// The door plate of bills.
import { bind, on, type Room } from '#platform/context.ts';
import { approvalDecided } from '#rooms/approvals/contract.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';

export const bills: Room = {
  name: 'bills',
  operations: [
    bind(contract.list, actions.list),
    bind(contract.overview, actions.overview),
    bind(contract.get, actions.get),
    bind(contract.receive, actions.receive),
    bind(contract.act, actions.act),
    bind(contract.undo, actions.undo),
    bind(contract.split, actions.split),
    bind(contract.passPart, actions.passPart),
    bind(contract.apply, actions.apply),
    bind(contract.acceptors, actions.acceptors),
    bind(contract.saveAcceptor, actions.saveAcceptor),
    bind(contract.setAcceptorLimit, actions.setAcceptorLimit),
    bind(contract.rules, actions.rules),
    bind(contract.setRules, actions.setRules),
    bind(contract.reminders, actions.reminders),
  ],
  listens: [on(approvalDecided, actions.decided)],
  jobs: [
    { name: 'bills.assume', run: actions.assume },
    { name: 'bills.remind', run: actions.remind },
  ],
};
