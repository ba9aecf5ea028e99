// The door plate of receivables.
import { bind, type Room } from '#platform/context.ts';
import * as contract from './contract.ts';
import * as importing from './import.ts';
import * as ledger from './ledger.ts';

export const receivables: Room = {
  name: 'receivables',
  operations: [
    bind(contract.importLedger, importing.importLedger),
    bind(contract.preview, importing.preview),
    bind(contract.imports, importing.imports),
    bind(contract.templates, importing.templates),
    bind(contract.refusals, importing.refusals),
    bind(contract.ageing, ledger.ageing),
    bind(contract.ledger, ledger.ledger),
    bind(contract.exportLedger, ledger.exportLedger),
    bind(contract.documents, ledger.documents),
    bind(contract.document, ledger.document),
    bind(contract.behaviour, ledger.behaviour),
  ],
};
