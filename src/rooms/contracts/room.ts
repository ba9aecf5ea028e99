// The door plate of contracts.
import { bind, on, type Room } from '#platform/context.ts';
import { approvalDecided } from '#rooms/approvals/contract.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';

export const contracts: Room = {
  name: 'contracts',
  operations: [
    bind(contract.list, actions.list),
    bind(contract.get, actions.get),
    bind(contract.enter, actions.enter),
    bind(contract.amend, actions.amend),
    bind(contract.changeState, actions.changeState),
    bind(contract.milestone, actions.milestone),
    bind(contract.holdRetention, actions.holdRetention),
    bind(contract.releaseRetention, actions.releaseRetention),
    bind(contract.claimRetention, actions.claimRetention),
    bind(contract.consignments, actions.consignments),
    bind(contract.openConsignment, actions.openConsignment),
    bind(contract.moveGoods, actions.moveGoods),
    bind(contract.endConsignment, actions.endConsignment),
    bind(contract.rebates, actions.rebates),
    bind(contract.enterRebate, actions.enterRebate),
    bind(contract.endRebate, actions.endRebate),
    bind(contract.creditRebate, actions.creditRebate),
    bind(contract.linkable, actions.linkable),
    bind(contract.linkDocuments, actions.linkDocuments),
    bind(contract.unlinkDocument, actions.unlinkDocument),
    bind(contract.margins, actions.margins),
  ],
  listens: [
    on(approvalDecided, actions.contractDecided),
    on(approvalDecided, actions.claimDecided),
    on(approvalDecided, actions.rebateDecided),
  ],
};
