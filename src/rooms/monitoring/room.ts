// The door plate of early warning.
import { bind, on, type Room } from '#platform/context.ts';
import { customersMerged } from '#rooms/customers/contract.ts';
import { wentUnchecked } from '#rooms/orders/contract.ts';
import { ledgerChanged } from '#rooms/receivables/contract.ts';
import { limitationMoved } from '#rooms/reconciliation/contract.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';
import { look } from './look.ts';
import { endAlertsOf } from './store.ts';

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
    on(limitationMoved, async (ctx, { partyIds }) => void (await look(ctx, partyIds))),
    // What was wrong with the merged customer is looked for in the survivor, whose ledger has just changed.
    on(customersMerged, (ctx, { mergedId }) => endAlertsOf(ctx.tx, mergedId, ctx.at)),
  ],
  jobs: [{ name: 'monitoring.run', run: actions.nightly }],
};
