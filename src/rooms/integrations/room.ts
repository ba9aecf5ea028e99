// The door plate of integrations.
import { bind, type Room } from '#platform/context.ts';
import * as actions from './actions.ts';
import * as contract from './contract.ts';

export const integrations: Room = {
  name: 'integrations',
  operations: [
    bind(contract.webhooks, actions.webhooks),
    bind(contract.addWebhook, actions.addWebhook),
    bind(contract.changeWebhook, actions.changeWebhook),
    bind(contract.removeWebhook, actions.removeWebhook),
    bind(contract.rotateSecret, actions.rotateSecret),
    bind(contract.testWebhook, actions.testWebhook),
    bind(contract.replayWebhook, actions.replayWebhook),
    bind(contract.deliveries, actions.deliveries),
  ],
  jobs: [{ name: 'integrations.forget', run: actions.forgetOld }],
};
