// The door plate of ratings.
import { bind, on, type Room } from '#platform/context.ts';
import { mailSettled } from '#platform/mail.ts';
import { approvalDecided } from '#rooms/approvals/contract.ts';
import { customersMerged, customersParted } from '#rooms/customers/contract.ts';
import * as actions from './actions.ts';
import * as cards from './cards.ts';
import * as contract from './contract.ts';
import * as lists from './lists.ts';
import * as notices from './notices.ts';
import * as overrides from './overrides.ts';
import { print } from './print.ts';
import * as questions from './questions.ts';
import { forget, recall } from './store-merged.ts';

export const ratings: Room = {
  name: 'ratings',
  operations: [
    bind(contract.run, actions.run),
    bind(contract.get, actions.get),
    bind(contract.print, print),
    bind(contract.list, lists.list),
    bind(contract.transitions, lists.transitions),
    bind(contract.challengers, lists.challengers),
    bind(contract.proposeOverride, overrides.propose),
    bind(contract.endOverride, overrides.end),
    bind(contract.overrides, overrides.list),
    bind(contract.setNotices, notices.set),
    bind(contract.notices, notices.list),
    bind(contract.sendNotices, notices.send),
    bind(contract.dropNotices, notices.drop),
    bind(contract.questions, questions.list),
    bind(contract.answer, questions.answer),
    bind(contract.checkAnswer, questions.check),
    bind(contract.sample, cards.sample),
    bind(contract.tryCard, cards.tryCard),
  ],
  listens: [
    // A merged customer has no grade of today; his history stays, and comes back with him.
    on(customersMerged, async (ctx, { mergedId }) => {
      await forget(ctx.tx, ctx.tenant.id, mergedId);
      await notices.forgetNotices(ctx, mergedId);
    }),
    on(customersParted, (ctx, { mergedId }) => recall(ctx.tx, ctx.tenant.id, mergedId)),
    on(approvalDecided, overrides.decided),
    on(contract.gradesMoved, notices.moved),
    on(mailSettled, notices.mailed),
  ],
  jobs: [{ name: 'ratings.run', run: actions.nightly }],
};
