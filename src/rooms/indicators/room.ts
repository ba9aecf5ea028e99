// The door plate of indicators.
import { bind, type Room } from '#platform/context.ts';
import * as coefficients from './coefficients.ts';
import * as contract from './contract.ts';
import * as labelled from './labelled.ts';
import * as looking from './looking.ts';
import * as own from './own.ts';
import * as panel from './panel.ts';

export const indicators: Room = {
  name: 'indicators',
  operations: [
    bind(contract.list, looking.list),
    bind(contract.distributions, looking.distributions),
    bind(contract.values, looking.values),
    bind(contract.check, own.check),
    bind(contract.save, own.save),
    bind(contract.retire, own.retire),
    bind(contract.versions, own.versions),
    bind(contract.panel, panel.panel),
    bind(contract.panelLabelled, labelled.labelled),
    bind(contract.panelCounts, panel.panelCounts),
    bind(contract.coefficients, coefficients.coefficients),
  ],
};
