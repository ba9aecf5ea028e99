// The door plate of statements.
import { bind, type Room } from '#platform/context.ts';
import * as contract from './contract.ts';
import * as lists from './lists.ts';
import { print } from './print.ts';
import * as reading from './reading.ts';
import * as recording from './recording.ts';
import { saveStandards } from './standards.ts';
import * as vatLists from './vat-lists.ts';
import * as vatReturns from './vat-returns.ts';

export const statements: Room = {
  name: 'statements',
  operations: [
    bind(contract.preview, recording.preview),
    bind(contract.importStatements, recording.importStatements),
    bind(contract.enter, recording.enter),
    bind(contract.list, reading.list),
    bind(contract.report, reading.report),
    bind(contract.print, print),
    bind(contract.ratios, reading.ratios),
    bind(contract.saveStandards, saveStandards),
    bind(contract.previewBank, lists.previewBank),
    bind(contract.importBank, lists.importBank),
    bind(contract.withdrawBank, lists.withdrawBank),
    bind(contract.bank, lists.bank),
    bind(contract.vat, lists.vat),
    bind(contract.previewVat, vatLists.previewVat),
    bind(contract.importVat, vatLists.importVat),
    bind(contract.withdrawVat, vatLists.withdrawVat),
    bind(contract.withdrawReturn, vatReturns.withdrawReturn),
    bind(contract.previewReturns, vatReturns.previewReturns),
    bind(contract.importReturns, vatReturns.importReturns),
    bind(contract.enterReturn, vatReturns.enterReturn),
    bind(contract.returns, vatReturns.returns),
  ],
};
