// The door plate of reconciliation.
import { bind, on, type Room } from '#platform/context.ts';
import { mailSettled } from '#platform/mail.ts';
import { ledgerChanged } from '#rooms/receivables/contract.ts';
import * as answering from './answering.ts';
import * as contract from './contract.ts';
import * as following from './differences.ts';
import * as letters from './letters.ts';
import * as clock from './limitation.ts';
import * as printing from './printing.ts';
import * as sending from './sending.ts';
import * as totals from './totals.ts';

export const reconciliation: Room = {
  name: 'reconciliation',
  operations: [
    bind(contract.outlook, letters.outlook),
    bind(contract.make, letters.make),
    bind(contract.letters, letters.letters),
    bind(contract.letter, letters.letter),
    bind(contract.paper, printing.paper as never),
    bind(contract.papers, printing.papers as never),
    bind(contract.recipients, sending.recipients),
    bind(contract.differences, following.differences),
    bind(contract.assign, following.assign),
    bind(contract.send, sending.send),
    bind(contract.answer, answering.answer),
    bind(contract.attach, answering.attach),
    bind(contract.attachment, answering.attachment as never),
    bind(contract.settle, answering.settle),
    bind(contract.withdraw, answering.withdraw),
    bind(contract.overview, letters.overview),
    bind(contract.limitation, clock.limitation),
    bind(contract.recordAct, clock.recordAct),
    bind(contract.endAct, clock.endAct),
    bind(contract.acts, clock.acts),
    bind(contract.compare, totals.compare),
    bind(contract.comparisons, totals.comparisons),
    bind(contract.comparison, totals.comparison),
    bind(contract.noteDifference, totals.noteDifference),
  ],
  listens: [on(mailSettled, sending.mailed), on(ledgerChanged, (ctx, { accountIds }) => clock.watchTouched(ctx, accountIds))],
  jobs: [
    { name: 'reconciliation.remind', run: sending.remind },
    { name: 'reconciliation.watch', run: clock.watch },
  ],
};
