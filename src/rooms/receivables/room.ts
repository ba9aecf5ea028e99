// The door plate of receivables.
import { bind, type Room } from '#platform/context.ts';
import * as contract from './contract.ts';
import * as ledger from './ledger.ts';

export const receivables: Room = {
  name: 'receivables',
  operations: [
    bind(contract.ageing, ledger.ageing),
    bind(contract.ledger, ledger.ledger),
    bind(contract.ledgerPivot, ledger.ledgerPivot),
    bind(contract.exportLedger, ledger.exportLedger),
    bind(contract.documents, ledger.documents),
    bind(contract.document, ledger.document),
    bind(contract.behaviour, ledger.behaviour),
  ],
};
