// The door plate of orders.
import { bind, bindBatch, on, type Room } from '#platform/context.ts';
import { approvalDecided } from '#rooms/approvals/contract.ts';
import { customersMerged, customersParted } from '#rooms/customers/contract.ts';
import { roomMade } from '#rooms/exposure/contract.ts';
import { check, simulate } from './check.ts';
import * as contract from './contract.ts';
import * as desk from './contract-desk.ts';
import { credit } from './credit.ts';
import { expireReservations } from './facts.ts';
import * as decisions from './hold-decisions.ts';
import * as atDesk from './hold-desk.ts';
import * as holds from './holds.ts';
import { checks, shadowReport } from './past-checks.ts';
import { reconsider } from './reconsider.ts';
import { replay } from './replay.ts';
import { replayRules } from './replay-rules.ts';
import * as reservations from './reservations.ts';
import { accountsWithDueReservations } from './store.ts';
import { follow, goBack } from './store-follow.ts';
import { accountsWithHolds } from './store-queue.ts';

const EXPIRE_ACCOUNTS_MAX = 2_000;
const HELD_ACCOUNTS_MAX = 5_000;

export const orders: Room = {
  name: 'orders',
  operations: [
    bindBatch(contract.check, check),
    bind(contract.simulate, simulate),
    bind(contract.credit, credit),
    bind(contract.holds, holds.holds),
    bind(contract.hold, holds.hold),
    bind(contract.release, decisions.release),
    bind(contract.refuse, decisions.refuse),
    bind(contract.askPrepayment, decisions.askPrepayment),
    bind(contract.waitForPayment, decisions.waitForPayment),
    bind(desk.take, decisions.take),
    bind(desk.proposeRelease, decisions.proposeRelease),
    bind(desk.decideMany, decisions.decideMany),
    bind(desk.note, atDesk.note),
    bind(desk.attach, atDesk.attach),
    bind(desk.paper, atDesk.paper),
    bind(desk.holdByHand, atDesk.holdByHand),
    bind(contract.cancel, reservations.cancel),
    bind(contract.capture, reservations.capture),
    bind(contract.reservations, reservations.reservations),
    bind(contract.report, reservations.report),
    bind(contract.extend, reservations.extend),
    bind(contract.amend, reservations.amend),
    bind(contract.giveBack, reservations.giveBack),
    bind(contract.checks, checks),
    bind(contract.shadowReport, shadowReport),
    bind(contract.replay, replay),
    bind(contract.replayRules, replayRules),
  ],
  listens: [
    // Balances have moved under the lock of both lines; who still holds the old account is told to look again.
    on(customersMerged, async (ctx, merge) => {
      await follow(ctx.tx, ctx.tenant.id, ctx.at, merge);
    }),
    on(approvalDecided, decisions.decided),
    on(customersParted, (ctx, { mergeId }) => goBack(ctx.tx, ctx.tenant.id, mergeId)),
    on(roomMade, async (ctx, { accountIds }) => {
      await reconsider(ctx, accountIds);
    }),
  ],
  jobs: [
    {
      // A payment looks at the payer's own orders at once; what waits for room that a sister of the group made is found here.
      name: 'orders.reconsider',
      async run(ctx) {
        const held = await accountsWithHolds(ctx.tx, HELD_ACCOUNTS_MAX);
        const cleared = await reconsider(
          ctx,
          held.map((row) => row.account_id),
        );
        if (cleared > 0) ctx.note({ facts: { cleared } });
      },
    },
    {
      name: 'orders.escalate',
      async run(ctx) {
        const escalated = await atDesk.escalate(ctx);
        if (escalated > 0) ctx.note({ facts: { escalated } });
      },
    },
    {
      name: 'orders.expire',
      async run(ctx) {
        const due = await accountsWithDueReservations(ctx.tx, ctx.at, EXPIRE_ACCOUNTS_MAX);
        if (due.length === 0) return;
        const accountIds = due.map((row) => row.account_id);
        const expired = await expireReservations(ctx, accountIds);
        await reconsider(ctx, accountIds);
        ctx.note({ facts: { expired } });
      },
    },
  ],
};
