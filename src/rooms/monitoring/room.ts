// The door plate of early warning.
import { bind, on, type Room } from '#platform/context.ts';
import { customersMerged } from '#rooms/customers/contract.ts';
import { wentUnchecked } from '#rooms/orders/contract.ts';
import { gradesMoved } from '#rooms/ratings/contract.ts';
import { ledgerChanged } from '#rooms/receivables/contract.ts';
import { limitationMoved } from '#rooms/reconciliation/contract.ts';
import { disputeChanged } from '#rooms/settlements/contract.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';
import { look, TOUCHED_MAX } from './look.ts';
import { endAlertsOf } from './store.ts';
import { keepSteps } from './store-past.ts';

export const monitoring: Room = {
  name: 'monitoring',
  operations: [
    bind(contract.run, actions.run),
    bind(contract.alerts, actions.alerts),
    bind(contract.acknowledge, actions.acknowledge),
    bind(contract.close, actions.close),
  ],
  listens: [
    on(ledgerChanged, (ctx, { accountIds }) => actions.lookAtTouched(ctx, accountIds)),
    on(wentUnchecked, (ctx, { accountIds }) => actions.lookAtTouched(ctx, accountIds)),
    // Everybody's rating at once is left to the nightly look, which stands behind the ratings.
    on(gradesMoved, async (ctx, { moves }) => {
      const fallen = moves.filter((each) => each.notches < 0).map((each) => each.partyId);
      if (fallen.length > 0 && fallen.length <= TOUCHED_MAX) await look(ctx, fallen);
    }),
    // Raised with a day of its own it may stand long already; cleared, its alert goes at once.
    on(disputeChanged, async (ctx, { partyId }) => void (await look(ctx, [partyId]))),
    on(limitationMoved, async (ctx, { partyIds }) => void (await look(ctx, partyIds))),
    // What was wrong with the merged customer is looked for in the survivor, whose ledger has just changed.
    on(customersMerged, async (ctx, { mergedId }) => {
      const ended = await endAlertsOf(ctx.tx, mergedId, ctx.at);
      await keepSteps(
        ctx.tx,
        ctx.tenant.id,
        ended.map((row) => row.alert_id),
        ctx.at,
      );
    }),
  ],
  jobs: [{ name: 'monitoring.run', run: actions.nightly }],
};
