// The door plate of settlements.
import { bind, on, type Room } from '#platform/context.ts';
import { approvalDecided } from '#rooms/approvals/contract.ts';
import { ledgerChanged } from '#rooms/receivables/contract.ts';
import * as applying from './applying.ts';
import * as contract from './contract.ts';
import * as disputes from './disputes.ts';
import * as entering from './entering.ts';
import * as looking from './looking.ts';
import * as refunds from './refunds.ts';
import * as writeOffs from './write-offs.ts';

export const settlements: Room = {
  name: 'settlements',
  operations: [
    bind(contract.unapplied, looking.unapplied),
    bind(contract.open, looking.open),
    bind(contract.history, looking.history),
    bind(contract.apply, applying.apply),
    bind(contract.unapply, applying.unapply),
    bind(contract.run, applying.run),
    bind(contract.enterReceipt, entering.enterReceipt),
    bind(contract.enterCreditNote, entering.enterCreditNote),
    bind(contract.reassign, entering.reassign),
    bind(contract.reverse, entering.reverse),
    bind(contract.markRefund, entering.markRefund),
    bind(contract.liftRefund, entering.liftRefund),
    bind(contract.proposeRefund, refunds.propose),
    bind(contract.refunds, refunds.list),
    bind(contract.withdrawRefund, refunds.takeBack),
    bind(contract.dispute, disputes.raise),
    bind(contract.clearDispute, disputes.clear),
    bind(contract.disputes, disputes.list),
    bind(contract.proposeWriteOff, writeOffs.propose),
    bind(contract.writeOffs, writeOffs.list),
    bind(contract.withdrawWriteOff, writeOffs.takeBack),
  ],
  listens: [
    on(approvalDecided, writeOffs.decided),
    on(approvalDecided, refunds.decided),
    on(ledgerChanged, (ctx, { accountIds }) => applying.afterPosting(ctx, accountIds)),
  ],
  jobs: [
    { name: 'settlements.run', run: applying.nightly },
    { name: 'settlements.run-new', run: applying.lately },
  ],
};
