// The door plate of customers.
import { bind, on, type Room } from '#platform/context.ts';
import { approvalDecided } from '#rooms/approvals/contract.ts';
import * as actions from './actions.ts';
import * as belonging from './belonging.ts';
import * as contract from './contract.ts';
import * as creditStates from './credit-states.ts';
import { turnTree } from './groups.ts';
import * as handovers from './handovers.ts';
import * as identity from './identity.ts';
import { list } from './list.ts';
import * as merging from './merging.ts';
import * as suspicions from './suspicions.ts';

export const customers: Room = {
  name: 'customers',
  operations: [
    bind(contract.find, actions.find),
    bind(contract.get, actions.get),
    bind(contract.save, actions.save),
    bind(contract.saveGroup, actions.saveGroup),
    bind(contract.entities, actions.entities),
    bind(contract.timeline, actions.timeline),
    bind(contract.list, list),
    bind(contract.creditStates, creditStates.creditStates),
    bind(contract.recordCreditState, creditStates.recordCreditState),
    bind(contract.duplicates, identity.duplicates),
    bind(contract.lookForDuplicates, identity.lookForDuplicates),
    bind(contract.decidePair, identity.decidePair),
    bind(contract.previewMerge, merging.previewMerge),
    bind(contract.merge, merging.merge),
    bind(contract.undoMerge, merging.undoMerge),
    bind(contract.merges, merging.merges),
    bind(contract.groups, belonging.groups),
    bind(contract.tree, belonging.tree),
    bind(contract.linkToGroup, belonging.linkToGroup),
    bind(contract.belonging, belonging.belonging),
    bind(contract.saveRelation, belonging.saveRelation),
    bind(contract.endRelation, belonging.endRelation),
    bind(contract.salespeople, handovers.salespeople),
    bind(contract.handovers, handovers.handovers),
    bind(contract.handover, handovers.handover),
    bind(contract.proposeHandover, handovers.proposeHandover),
    bind(contract.signHandover, handovers.signHandover),
    bind(contract.endHandover, handovers.endHandover),
    bind(contract.exportHandover, handovers.exportHandover),
  ],
  listens: [on(approvalDecided, merging.decided)],
  jobs: [
    {
      name: 'customers.turn',
      async run(ctx) {
        const moved = await turnTree(ctx);
        const handed = await handovers.carryOutDue(ctx);
        if (moved + handed > 0) ctx.note({ facts: { moved, handed } });
      },
    },
    {
      name: 'customers.look',
      async run(ctx) {
        const looked = await suspicions.look(ctx);
        if (looked.found > 0) ctx.note({ facts: looked });
      },
    },
  ],
};
