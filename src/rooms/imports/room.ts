// The door plate of imports.
import { bind, type Room } from '#platform/context.ts';
import * as contract from './contract.ts';
import * as history from './history.ts';
import * as importing from './import.ts';

export const imports: Room = {
  name: 'imports',
  operations: [
    bind(contract.importLedger, importing.importLedger),
    bind(contract.preview, importing.preview),
    bind(contract.imports, history.imports),
    bind(contract.templates, history.templates),
    bind(contract.refusals, history.refusals),
  ],
};
