// The door plate of policies. `load-demo` is bound by the room that can reach everything it fills.
import { bind, on, type Room } from '#platform/context.ts';
import { approvalDecided } from '#rooms/approvals/contract.ts';
import { customerChanged } from '#rooms/customers/contract.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';
import * as drafts from './drafts.ts';
import * as segments from './segments.ts';

export const policies: Room = {
  name: 'policies',
  operations: [
    bind(contract.inForce, actions.inForce),
    bind(contract.guide, actions.guide),
    bind(contract.saveCompany, actions.saveCompany),
    bind(contract.confirmPolicy, actions.confirmPolicy),
    bind(contract.setMode, actions.setMode),
    bind(contract.runSegments, segments.runSegments),
    bind(contract.drafts, drafts.drafts),
    bind(contract.draft, drafts.draft),
    bind(contract.saveDraft, drafts.saveDraft),
    bind(contract.submitDraft, drafts.submitDraft),
    bind(contract.dropDraft, drafts.dropDraft),
    bind(contract.versions, drafts.versions),
  ],
  listens: [
    on(approvalDecided, (ctx, payload) => drafts.decided(ctx, payload)),
    on(customerChanged, async (ctx, { partyIds }) => {
      await segments.segment(ctx, partyIds);
    }),
  ],
  jobs: [
    {
      name: 'policies.segments',
      async run(ctx) {
        const done = await segments.segment(ctx, null);
        if (done.changed > 0) ctx.note({ facts: done });
      },
    },
  ],
};
