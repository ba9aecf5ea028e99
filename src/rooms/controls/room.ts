// The door plate of controls.
import { bind, type Room } from '#platform/context.ts';
import { forgetOldAnswers } from '#platform/requests.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';

export const controls: Room = {
  name: 'controls',
  jobs: [
    {
      // The promise of an idempotent answer ends after thirty days.
      name: 'controls.forget-answers',
      async run(ctx) {
        await forgetOldAnswers(ctx.tx, ctx.tenant.id, ctx.at);
      },
    },
  ],
  operations: [bind(contract.events, actions.events)],
};
