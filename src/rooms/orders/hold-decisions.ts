// What may be done with a held order: released whole or in part, refused, waited for, asked to prepay, taken into review, proposed.
import { Problem } from '#base/assert.ts';
import { encode } from '#base/codec.ts';
import { addDays, startOfDay } from '#base/date.ts';
import { parseMoney, timesPpm, wireMoney } from '#base/money.ts';
import { type AuthorityAnswer, RELEASE_BOUNDS, type ReleaseBounds } from '#engine/authority.ts';
import { blocks, checkOrder } from '#engine/order-check.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { request } from '#rooms/approvals/actions.ts';
import { rulebook } from '#rooms/policies/actions.ts';
import { gravityOf } from './authority.ts';
import { reservationOf, wireReason } from './check.ts';
import type * as contract from './contract.ts';
import type * as deskContract from './contract-desk.ts';
import { type Gathered, gather, orderKey } from './facts.ts';
import { closeIdleCases } from './hold-desk.ts';
import { askedOfHold, holdOf, mayPropose, releaseAuthority } from './holds.ts';
import type { Order } from './ledger.ts';
import * as queue from './store-queue.ts';

const DAY_MS = 86_400_000;
const PPM_ONE = 1_000_000;
const WAIT_DAYS_MAX = 90;
/** Kind of the case that a second person decides. */
export const RELEASE_CASE = 'order-release';

/** A held order under the lock of its account. */
type Desk = { readonly row: queue.HoldRow; readonly gathered: Gathered; readonly order: Order };
type Version = number | null;

/** Locks the accounts of holds, then reads them again: what two people decide at once is decided once. */
async function lockAll(ctx: Ctx, ids: readonly string[]) {
  const seen = await queue.holdsById(ctx.tx, ids);
  const gathered = await gather(ctx, seen.map(askedOfHold));
  const rows = new Map((await queue.holdsById(ctx.tx, ids)).map((row) => [row.hold_id, row]));
  return { gathered, rows };
}

/** `version` null: whoever decides has seen the proposal, not the hold. */
function deskOf(gathered: Gathered, row: queue.HoldRow, version: Version): Desk {
  if (row.state !== 'held')
    throw new Problem(409, 'hold_ended', `this order is ${row.state} already`, { facts: { state: row.state } });
  if (version !== null && row.version !== version)
    throw new Problem(412, 'version_stale', 'this held order changed meanwhile; look again');
  const order = gathered.orders.get(orderKey(row.source, row.number));
  if (!order?.hold) throw new Problem(409, 'hold_ended', 'this order is not held any more');
  return { row, gathered, order };
}

async function lockHold(ctx: Ctx, id: string, version: Version): Promise<Desk> {
  await holdOf(ctx, id);
  const { gathered, rows } = await lockAll(ctx, [id]);
  return deskOf(gathered, rows.get(id)!, version);
}

async function demandAuthority(ctx: Ctx, { row, gathered }: Desk, amountMinor = row.amount_minor): Promise<void> {
  const answer = await releaseAuthority(ctx, row, gathered, amountMinor);
  if (!answer.allowed) throw beyondAuthority(answer);
}

/** Turning down is less than letting go: the rulebook bounds it by itself. */
async function demandRefusal(ctx: Ctx, { row, gathered }: Desk): Promise<void> {
  const answer = await releaseAuthority(ctx, row, gathered, row.amount_minor, 'refuse_hold');
  if (!answer.allowed) throw beyondAuthority(answer);
}

function beyondAuthority(answer: AuthorityAnswer): Problem {
  return new Problem(403, 'authority_exceeded', 'this is beyond your authority; the roles named may decide it', {
    facts: {
      reasons: answer.reasons.map((reason) => ({
        ...reason,
        actual: String(reason.actual),
        threshold: reason.threshold === null ? null : String(reason.threshold),
      })),
      roles: answer.rolesThatMay,
    },
  });
}

async function releaseBounds(ctx: Ctx): Promise<ReleaseBounds> {
  return (await rulebook(ctx, 'authority')).rules.release ?? RELEASE_BOUNDS;
}

/** Lets the order go, or so much of it that the rest stays held. */
function letGo(
  ctx: Ctx,
  { row, gathered, order }: Desk,
  how: { upToMinor: bigint; until: Date; tolerancePpm: number; reason: string },
) {
  const facts = gathered.factsOf({ ...askedOfHold(row), amountMinor: how.upToMinor });
  const decision = checkOrder(facts, gathered.rules, ctx.today);
  const held = (row.reasons as { rule: string }[]).map((reason) => reason.rule);
  const whole = how.upToMinor >= row.amount_minor;
  if (gathered.consumes(askedOfHold(row))) {
    gathered.ledger.reserve(
      order,
      facts.orderMinor,
      how.upToMinor,
      how.until,
      `release ${ctx.eventId} ${row.hold_id}`,
      ctx.eventId,
    );
  }
  gathered.ledger.setRelease(order, {
    upToMinor: whole ? timesPpm(how.upToMinor, PPM_ONE + how.tolerancePpm, 'floor') : how.upToMinor,
    until: how.until,
    rules: [...new Set([...held, ...decision.reasons.map((reason) => reason.rule)])],
    termsDays: row.terms_days,
  });
  if (whole) {
    order.state = 'released';
    gathered.ledger.endHold(order, 'released', how.reason, encode({ until: how.until.toISOString() }));
  } else {
    const released = wireMoney(how.upToMinor, row.currency);
    gathered.ledger.act(order.hold!, 'released_part', how.reason, encode({ amount: released, until: how.until.toISOString() }));
    gathered.ledger.keepHold(order);
  }
  gathered.ledger.touch(order);
}

function turnDown(ctx: Ctx, { row, gathered, order }: Desk, reason: string): void {
  order.state = 'refused';
  gathered.ledger.setRelease(order, null);
  gathered.ledger.endReservation(order, 'released', `refuse ${ctx.eventId} ${row.hold_id}`, ctx.eventId);
  gathered.ledger.endHold(order, 'refused', reason);
  gathered.ledger.touch(order);
}

function waitUntil(ctx: Ctx, { gathered, order }: Desk, until: string, reason: string): Date {
  if (until < ctx.today || until > addDays(ctx.today, WAIT_DAYS_MAX)) {
    throw new Problem(400, 'date_out_of_range', 'a day from today to ninety days on', {
      fields: [{ field: 'until', message: 'out of range' }],
    });
  }
  const dueAt = new Date(startOfDay(addDays(until, 1), ctx.tenant.timeZone) - 1);
  order.hold!.dueAt = dueAt;
  gathered.ledger.act(order.hold!, 'waiting', reason, encode({ until }));
  gathered.ledger.keepHold(order);
  return dueAt;
}

async function write(gathered: Gathered): Promise<void> {
  await Promise.all([gathered.journal.write(), gathered.ledger.write()]);
}

function noteOf(ctx: Ctx, { row, order }: Desk, reason: string, facts?: Record<string, unknown>): void {
  ctx.note({
    subject: { kind: 'order', id: order.id },
    partyId: row.party_id,
    facts: { order: row.number, amount: wireMoney(row.amount_minor, row.currency), reason, ...facts },
  });
}

export const release: Action<typeof contract.release> = async (ctx, input) => {
  const desk = await lockHold(ctx, input.id, input.version);
  const { row, gathered, order } = desk;
  const upTo = input.upTo ? parseMoney(input.upTo) : null;
  const least = order.consumed.capturedMinor + (order.reservation?.remainingMinor ?? 0n);
  if (upTo && (upTo.currency !== row.currency || upTo.minor <= least || upTo.minor > row.amount_minor)) {
    throw new Problem(400, 'release_out_of_range', 'more than is released so far and at most the order, in its currency', {
      fields: [{ field: 'upTo', message: 'out of range' }],
    });
  }
  const upToMinor = upTo?.minor ?? row.amount_minor;
  await demandAuthority(ctx, desk, upToMinor);
  const { tolerancePpm, days } = await releaseBounds(ctx);
  const until = new Date(ctx.at.getTime() + (input.validDays ?? days) * DAY_MS);
  letGo(ctx, desk, { upToMinor, until, tolerancePpm, reason: input.reason });
  await write(gathered);
  const partly = upToMinor < row.amount_minor;
  if (partly) await queue.markHold(ctx.tx, row.hold_id, { released_minor: upToMinor });
  noteOf(ctx, desk, input.reason, partly ? { outcome: 'released_part', upTo: input.upTo } : { outcome: 'released' });
  return { state: partly ? 'held' : 'released', reservation: reservationOf(order) };
};

export const refuse: Action<typeof contract.refuse> = async (ctx, input) => {
  const desk = await lockHold(ctx, input.id, input.version);
  await demandRefusal(ctx, desk);
  turnDown(ctx, desk, input.reason);
  await write(desk.gathered);
  noteOf(ctx, desk, input.reason, { outcome: 'refused' });
  return { state: 'refused' };
};

export const askPrepayment: Action<typeof contract.askPrepayment> = async (ctx, input) => {
  const desk = await lockHold(ctx, input.id, input.version);
  const { row, gathered, order } = desk;
  await demandAuthority(ctx, desk);
  const asked = parseMoney(input.amount);
  if (asked.currency !== row.currency || asked.minor <= 0n || asked.minor > row.amount_minor) {
    throw new Problem(400, 'prepayment_out_of_range', 'a prepayment is more than zero and at most the order, in its currency', {
      fields: [{ field: 'amount', message: 'out of range' }],
    });
  }
  // The hold stays in the queue: it goes by itself when the money is in the ledger, and what stands in its way today goes with it.
  const { reasons } = checkOrder(gathered.factsOf(askedOfHold(row)), gathered.rules, ctx.today);
  gathered.ledger.act(order.hold!, 'prepayment', input.reason, encode({ amount: input.amount }));
  gathered.ledger.keepHold(order);
  await write(gathered);
  await queue.markHold(ctx.tx, row.hold_id, {
    stage: 'prepayment',
    prepay_minor: asked.minor,
    prepay_at: ctx.at,
    prepay_rules: reasons.map((reason) => reason.rule),
  });
  noteOf(ctx, desk, input.reason, { prepayment: input.amount });
  return { state: 'held' };
};

export const waitForPayment: Action<typeof contract.waitForPayment> = async (ctx, input) => {
  const desk = await lockHold(ctx, input.id, input.version);
  const dueAt = waitUntil(ctx, desk, input.until, input.reason);
  await write(desk.gathered);
  noteOf(ctx, desk, input.reason, { until: input.until });
  return { state: 'held', dueAt: dueAt.toISOString() };
};

export const take: Action<typeof deskContract.take> = async (ctx, input) => {
  const desk = await lockHold(ctx, input.id, input.version);
  await takeUp(ctx, desk);
  await write(desk.gathered);
  noteOf(ctx, desk, '');
  return { stage: 'in_review', reviewer: ctx.actor.name };
};

async function takeUp(ctx: Ctx, { row, gathered, order }: Desk): Promise<void> {
  gathered.ledger.act(order.hold!, 'taken', null, null);
  gathered.ledger.keepHold(order);
  const stage = row.stage === 'held' ? 'in_review' : row.stage;
  await queue.markHold(ctx.tx, row.hold_id, { stage, reviewer_id: ctx.actor.id, reviewer_name: ctx.actor.name });
}

/** Beyond his own authority: whoever has it is asked, and the order waits with what was proposed. */
export const proposeRelease: Action<typeof deskContract.proposeRelease> = async (ctx, input) => {
  await closeIdleCases(ctx, input.id);
  const desk = await lockHold(ctx, input.id, input.version);
  const { row, gathered, order } = desk;
  const answer = await releaseAuthority(ctx, row, gathered);
  if (answer.allowed) throw new Problem(409, 'release_yourself', 'this is within your authority: release it yourself');
  if (!mayPropose(ctx.actor, answer)) throw beyondAuthority(answer);
  const facts = gathered.factsOf(askedOfHold(row));
  const { overLimitMinor, overdueDays } = gravityOf(facts, ctx.today);
  // As it is now, as the page of the order shows it: the second person is asked about these reasons and no others.
  const { reasons } = checkOrder(facts, gathered.rules, ctx.today);
  const caseId = await request(ctx, {
    kind: RELEASE_CASE,
    subjectId: row.hold_id,
    partyId: row.party_id,
    proposal: {
      order: row.number,
      amount: wireMoney(row.amount_minor, row.currency),
      overLimit: wireMoney(overLimitMinor, row.currency),
      overLimitMinor: String(overLimitMinor),
      overdueDays,
      reason: input.reason,
      validDays: input.validDays ?? null,
      reasons: reasons.map((each) => wireReason(each, row.currency)),
    },
    amountMinor: row.amount_minor,
    currency: row.currency,
    dueAt: row.due_at > ctx.at ? row.due_at : new Date(ctx.at.getTime() + DAY_MS),
  });
  gathered.ledger.act(
    order.hold!,
    'proposed',
    input.reason,
    encode({ roles: answer.rolesThatMay, validDays: input.validDays ?? null, rules: reasons.map((each) => each.rule) }),
  );
  gathered.ledger.keepHold(order);
  await write(gathered);
  await queue.markHold(ctx.tx, row.hold_id, { stage: 'second_person', case_id: caseId });
  noteOf(ctx, desk, input.reason, { proposed: answer.rolesThatMay });
  return { case: caseId, stage: 'second_person', roles: [...answer.rolesThatMay] };
};

/** The second person has decided: approved is released as proposed; rejected goes back to the desk. */
export async function decided(
  ctx: Ctx,
  made: { readonly caseId: string; readonly kind: string; readonly subjectId: string; readonly approved: boolean },
): Promise<void> {
  if (made.kind !== RELEASE_CASE) return;
  const { gathered, rows } = await lockAll(ctx, [made.subjectId]);
  const row = rows.get(made.subjectId)!;
  if (row.state !== 'held' || row.stage !== 'second_person') {
    await write(gathered);
    // Rejected or not, nothing waits for it any more; approved it must not seem to have let go what it did not speak of.
    if (!made.approved) return;
    throw outdated();
  }
  const desk = deskOf(gathered, row, null);
  const proposal = await queue.lastProposal(ctx.tx, made.subjectId);
  const now = checkOrder(gathered.factsOf(askedOfHold(row)), gathered.rules, ctx.today).reasons;
  // A freeze, say, that came meanwhile: it was not what the second person looked at.
  const unseen = now.some((each) => blocks(each.action) && !each.released && proposal?.rules?.includes(each.rule) === false);
  if (made.approved && unseen) throw outdated();
  const reason = proposal?.reason ?? '';
  if (made.approved) {
    const { tolerancePpm, days } = await releaseBounds(ctx);
    const until = new Date(ctx.at.getTime() + (proposal?.valid_days ?? days) * DAY_MS);
    letGo(ctx, desk, { upToMinor: desk.row.amount_minor, until, tolerancePpm, reason });
  } else {
    gathered.ledger.act(desk.order.hold!, 'not_approved', null, null);
    gathered.ledger.keepHold(desk.order);
  }
  await write(gathered);
  if (!made.approved) await queue.markHold(ctx.tx, desk.row.hold_id, { stage: 'in_review' });
}

function outdated(): Problem {
  return new Problem(
    409,
    'proposal_outdated',
    'the order was raised, decided or held for another reason since this was proposed; nothing was released',
  );
}

/** Each by itself, smallest first: what is beyond his authority or was decided meanwhile stays, and says why. */
export const decideMany: Action<typeof deskContract.decideMany> = async (ctx, input) => {
  const versions = new Map(input.holds.map((each) => [each.id, each.version]));
  const { gathered, rows } = await lockAll(ctx, [...versions.keys()]);
  const { tolerancePpm, days } = await releaseBounds(ctx);
  const until = new Date(ctx.at.getTime() + (input.validDays ?? days) * DAY_MS);
  const kept: { id: string; order: string; customer: string; code: string; facts: Record<string, unknown> | null }[] = [];
  const done = new Map<string, bigint>();
  let count = 0;
  const smallestFirst = [...rows.values()].sort((a, b) =>
    a.amount_minor < b.amount_minor ? -1 : a.amount_minor > b.amount_minor ? 1 : 0,
  );
  for (const row of smallestFirst) {
    try {
      const desk = deskOf(gathered, row, versions.get(row.hold_id)!);
      if (input.decision === 'release') await demandAuthority(ctx, desk);
      if (input.decision === 'refuse') await demandRefusal(ctx, desk);
      if (input.decision === 'release')
        letGo(ctx, desk, { upToMinor: row.amount_minor, until, tolerancePpm, reason: input.reason });
      else if (input.decision === 'refuse') turnDown(ctx, desk, input.reason);
      else if (input.decision === 'wait') waitUntil(ctx, desk, input.until ?? ctx.today, input.reason);
      else await takeUp(ctx, desk);
      done.set(row.currency, (done.get(row.currency) ?? 0n) + row.amount_minor);
      count += 1;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      kept.push({
        id: row.hold_id,
        order: row.number,
        customer: row.name,
        code: error.code,
        facts: (error.facts as Record<string, unknown> | undefined) ?? null,
      });
    }
  }
  await write(gathered);
  ctx.note({ facts: { decision: input.decision, done: count, kept: kept.length, reason: input.reason } });
  return { done: count, doneAmounts: [...done].map(([currency, minor]) => wireMoney(minor, currency)), kept };
};
