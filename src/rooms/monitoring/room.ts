// The door plate of early warning.
import { bind, on, type Room } from '#platform/context.ts';
import { ledgerChanged } from '#rooms/receivables/contract.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';

export const monitoring: Room = {
  name: 'monitoring',
  operations: [
    bind(contract.run, actions.run),
    bind(contract.alerts, actions.alerts),
    bind(contract.acknowledge, actions.acknowledge),
    bind(contract.close, actions.close),
  ],
  listens: [on(ledgerChanged, (ctx, { accountIds }) => actions.lookAtTouched(ctx, accountIds))],
  jobs: [{ name: 'monitoring.run', run: actions.nightly }],
};
