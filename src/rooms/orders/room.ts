// The door plate of orders.
import { bind, bindBatch, type Ctx, on, type Room } from '#platform/context.ts';
import { approvalDecided } from '#rooms/approvals/contract.ts';
import { creditStateChanged, customersMerged, customersParted } from '#rooms/customers/contract.ts';
import { roomMade } from '#rooms/exposure/contract.ts';
import { rulesChanged } from '#rooms/policies/contract.ts';
import { check, simulate } from './check.ts';
import * as contract from './contract.ts';
import * as desk from './contract-desk.ts';
import { credit } from './credit.ts';
import { expireReservations } from './facts.ts';
import { takeUpComing } from './far-off.ts';
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
import { accountsWithHolds, heldAccountsOf } from './store-queue.ts';

const EXPIRE_ACCOUNTS_MAX = 2_000;
const HELD_ACCOUNTS_MAX = 5_000;

async function reconsiderAll(ctx: Ctx): Promise<number> {
  const held = await accountsWithHolds(ctx.tx, HELD_ACCOUNTS_MAX);
  return reconsider(
    ctx,
    held.map((row) => row.account_id),
  );
}

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
    // A cover restored, a dunning ended, a review done: what was held for it goes.
    on(rulesChanged, async (ctx, { kind }) => {
      if (kind === 'order-check') await reconsiderAll(ctx);
    }),
    on(creditStateChanged, async (ctx, { partyIds }) => {
      const held = await heldAccountsOf(ctx.tx, partyIds);
      await reconsider(
        ctx,
        held.map((row) => row.account_id),
      );
    }),
  ],
  jobs: [
    {
      // A payment looks at the payer's own orders at once; what waits for room that a sister of the group made is found here.
      name: 'orders.reconsider',
      async run(ctx) {
        const comingNear = await takeUpComing(ctx);
        const cleared = await reconsiderAll(ctx);
        if (cleared + comingNear > 0) ctx.note({ facts: { cleared, comingNear } });
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
