// The hold queue as it is read: the list by its clock or its figures, and one held order with everything needed to decide it.
import { Problem } from '#base/assert.ts';
import { addMonths } from '#base/date.ts';
import { wireMoney } from '#base/money.ts';
import { availableOf } from '#engine/account.ts';
import type { AuthorityAnswer } from '#engine/authority.ts';
import { checkOrder } from '#engine/order-check.ts';
import { can } from '#platform/auth/permissions.ts';
import { type Action, type Actor, type Ctx, ownerScope } from '#platform/context.ts';
import { instantMark, readInstantMark, readMark } from '#platform/cursor.ts';
import { filesOf } from '#platform/files.ts';
import { resolveParty, sees } from '#rooms/customers/actions.ts';
import type { Asked } from './asked.ts';
import { authorityOver, gravityOf } from './authority.ts';
import { wirePassed, wireReason, wireRemedy } from './check.ts';
import type * as contract from './contract.ts';
import { checkedNodes, type Gathered, gather, orderKey } from './facts.ts';
import { checkpointIn, saidIn } from './said.ts';
import * as queue from './store-queue.ts';

/** Papers attached to a held order, kept under its hold. */
export const HOLD_PAPERS = 'hold';

/** Reason rows as the list reads them: the contract's own shape, as the check answered. */
function wireHold(row: queue.HoldRow) {
  const money = (minor: bigint | null) => (minor === null ? null : wireMoney(minor, row.currency));
  return {
    id: row.hold_id,
    order: row.number,
    contract: row.contract,
    customer: { code: row.code, name: row.name, grade: row.grade, owner: row.owner_of_customer },
    amount: wireMoney(row.amount_minor, row.currency),
    heldAt: row.held_at.toISOString(),
    dueAt: row.due_at.toISOString(),
    owner: row.owner_name,
    state: row.state,
    endedAt: row.ended_at?.toISOString() ?? null,
    deliverOn: row.deliver_on,
    sales: row.sales_name,
    reasons: row.reasons as never,
    remedy: row.remedy,
    version: row.version,
    stage: row.stage,
    reviewer: row.reviewer_name,
    overLimit: money(row.over_limit_minor),
    overdueDays: row.overdue_days,
    releasedSoFar: row.state === 'held' ? money(row.released_minor) : null,
    prepayment:
      row.prepay_minor === null
        ? null
        : { asked: wireMoney(row.prepay_minor, row.currency), received: wireMoney(row.prepaid_minor, row.currency) },
    heldByHand: row.forced_on === null ? null : { by: row.forced_by ?? '', on: row.forced_on },
    escalatedAt: row.escalated_at?.toISOString() ?? null,
    lastNote: row.note_at === null ? null : { by: row.note_by ?? '', text: row.note_text ?? '', at: row.note_at.toISOString() },
  };
}

export const holds: Action<typeof contract.holds> = async (ctx, input) => {
  const party = input.customer ? await resolveParty(ctx, input.customer) : null;
  const limit = input.limit ?? 50;
  const by = input.by ?? 'due';
  const held = input.state !== 'ended';
  const filter: queue.HoldFilter = {
    partyId: party?.party_id ?? null,
    ownerId: ownerScope(ctx),
    stage: held ? (input.stage ?? null) : null,
    deskId: input.mine ? (ctx.actor.id ?? '') : null,
    lateAt: input.late ? ctx.at : null,
    reason: input.reason ?? null,
    text: input.text?.trim() || null,
  };
  const [rows, sums] = await Promise.all([
    held && by !== 'due'
      ? queue.holdsByFigure(ctx.tx, filter, by, readFigureMark(input.cursor), limit)
      : queue.holdsPage(ctx.tx, { ...filter, held, after: readInstantMark(input.cursor), limit }),
    queue.openHoldSums(ctx.tx, ownerScope(ctx), ctx.actor.id, ctx.at),
  ]);
  const last = rows.length === limit ? rows.at(-1) : undefined;
  const count = (of: (row: queue.HoldSum) => number) => sums.reduce((total, row) => total + of(row), 0);
  const staged = (stage: string) => count((row) => (row.stage === stage ? row.holds : 0));
  const amounts = Map.groupBy(sums, (row) => row.currency);
  return {
    holds: rows.map(wireHold),
    open: count((row) => row.holds),
    counts: {
      held: staged('held'),
      in_review: staged('in_review'),
      second_person: staged('second_person'),
      prepayment: staged('prepayment'),
      mine: count((row) => row.mine),
      late: count((row) => row.late),
    },
    openAmounts: [...amounts].map(([currency, of]) =>
      wireMoney(
        of.reduce((total, row) => total + row.amount_minor, 0n),
        currency,
      ),
    ),
    next:
      last === undefined
        ? null
        : held && by !== 'due'
          ? `${last.figure} ${last.hold_id}`
          : instantMark(held ? last.due_at : last.held_at, last.hold_id),
  };
};

function readFigureMark(cursor: string | undefined) {
  return readMark(cursor, (first) => (/^-?\d{1,20}$/.test(first) ? { figure: BigInt(first) } : null));
}

export async function holdOf(ctx: Ctx, id: string): Promise<queue.HoldRow> {
  const row = await queue.holdById(ctx.tx, id);
  if (!row || !sees(ctx.actor, { owner_id: row.customer_owner_id }))
    throw new Problem(404, 'hold_unknown', 'there is no such held order');
  return row;
}

export const hold: Action<typeof contract.hold> = async (ctx, input) => {
  const row = await holdOf(ctx, input.id);
  const [gathered, acts, earlier, behaviour, papers] = await Promise.all([
    gather(ctx, [askedOfHold(row)]),
    queue.holdActs(ctx.tx, row.hold_id),
    queue.earlierHolds(ctx.tx, row.party_id, row.hold_id),
    queue.paymentBehaviour(ctx.tx, row.account_id, addMonths(ctx.today, -12)),
    filesOf(ctx, { kind: HOLD_PAPERS, id: row.hold_id }),
  ]);
  const facts = gathered.factsOf(askedOfHold(row));
  const decision = checkOrder(facts, gathered.rules, ctx.today);
  // What was let go of it already stands in the exposure.
  const reservedMinor = gathered.orders.get(orderKey(row.source, row.number))?.reservation?.remainingMinor ?? 0n;
  const account = gathered.lines.of(row.account_id)[0]!;
  await Promise.all([gathered.journal.write(), gathered.ledger.write()]);
  const money = (minor: bigint) => wireMoney(minor, row.currency);
  const capped = checkedNodes(gathered.lines.of(row.account_id))[0]!;
  const available = availableOf(capped.row.cap_mode, capped.capMinor, capped.exposureMinor);
  const mayRelease = await releaseAuthority(ctx, row, gathered);
  const mayRefuse = await releaseAuthority(ctx, row, gathered, row.amount_minor, 'refuse_hold');
  return {
    hold: { ...wireHold(row), reasons: decision.reasons.map((reason) => wireReason(reason, row.currency)) },
    passed: decision.passed.map((each) => wirePassed(each, row.currency)),
    position: {
      limit: capped.capMinor === null ? null : money(capped.capMinor),
      permanent: null,
      exposure: money(capped.exposureMinor),
      open: money(account.open_minor),
      delivered: money(account.delivered_minor),
      reserved: money(account.reserved_minor),
      bills: money(account.bills_minor),
      unapplied: money(account.unapplied_minor),
      others: capped.row === account ? null : money(capped.exposureMinor - account.exposure_minor),
      available: available === null ? null : money(available),
      afterRelease: money(capped.exposureMinor - reservedMinor + facts.orderMinor),
    },
    remedies: decision.remedies.map((remedy) => wireRemedy(remedy, row.currency)),
    behaviour: {
      weightedDaysLate: behaviour.weighted_days_late,
      lastPaidOn: behaviour.last_paid_on,
      lastPaid: behaviour.last_paid_minor === null ? null : money(behaviour.last_paid_minor),
    },
    acts: acts.map((act) => ({ act: act.act, reason: act.reason, by: act.by_name, at: act.at.toISOString(), facts: act.facts })),
    earlier: earlier.map((each) => ({
      order: each.number,
      amount: wireMoney(each.amount_minor, each.currency),
      state: each.state,
      heldAt: each.held_at.toISOString(),
      endedAt: each.ended_at?.toISOString() ?? null,
    })),
    papers: papers.map((each) => ({ id: each.fileId, name: each.name, by: each.storedBy, at: each.storedAt.toISOString() })),
    authority: {
      mayRelease: row.state === 'held' && mayRelease.allowed,
      whyNot: mayRelease.allowed ? null : { reasons: mayRelease.reasons, rolesThatMay: mayRelease.rolesThatMay },
      mayRefuse: row.state === 'held' && mayRefuse.allowed,
      mayPropose: row.state === 'held' && row.stage !== 'second_person' && mayPropose(ctx.actor, mayRelease),
      roles: [...mayRelease.rolesThatMay],
    },
  };
};

export function askedOfHold(row: queue.HoldRow): Asked {
  return {
    source: row.source,
    number: row.number,
    partyId: row.party_id,
    accountId: row.account_id,
    amountMinor: row.amount_minor,
    currency: row.currency,
    termsDays: row.terms_days,
    customerTermsDays: row.customer_terms_days,
    said: saidIn(row.facts['is'] as never),
    checkpoint: checkpointIn(row.facts['checkpoint']),
    discountPpm: typeof row.facts['discountPpm'] === 'number' ? row.facts['discountPpm'] : null,
  };
}

/** Somebody who releases holds, but not this one: he may ask a second person to. */
export function mayPropose(actor: Actor, answer: AuthorityAnswer): boolean {
  return !answer.allowed && actor.id !== null && can(actor.roles, 'orders.release') && answer.rolesThatMay.length > 0;
}

/** `amountMinor`: what would be let go of the order in all. */
export async function releaseAuthority(
  ctx: Ctx,
  row: queue.HoldRow,
  gathered: Gathered,
  amountMinor = row.amount_minor,
  act: 'release_hold' | 'refuse_hold' = 'release_hold',
) {
  const facts = gathered.factsOf({ ...askedOfHold(row), amountMinor });
  return authorityOver(ctx, act, {
    amountMinor,
    currency: row.currency,
    ...gravityOf(facts, ctx.today),
    madeBy: row.made_by,
  });
}
