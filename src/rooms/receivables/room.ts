// The door plate of receivables.
import { bind, on, type Room } from '#platform/context.ts';
import { customersMerged, customersParted } from '#rooms/customers/contract.ts';
import * as contract from './contract.ts';
import { followMerge, followParting } from './follow.ts';
import * as ledger from './ledger.ts';

export const receivables: Room = {
  name: 'receivables',
  listens: [on(customersMerged, followMerge), on(customersParted, followParting)],
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
