// 返利: what was agreed, what it has accrued as of a day, and its credit note. Until it is credited it takes nothing off the exposure.
import { assert, Problem } from '#base/assert.ts';
import { encode } from '#base/codec.ts';
import { addDays, type Day, daysBetween, earlier, parseDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { decimalsOf, parseMoney, wireMoney } from '#base/money.ts';
import { type Accrual, accrue, type Tier, tierFaults } from '#engine/rebates.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { dayMark, readDayMark } from '#platform/cursor.ts';
import { groupLine, resolveParty, sees } from '#rooms/customers/actions.ts';
import { findKnown, postDocuments, refKey } from '#rooms/receivables/posting.ts';
import { OWN_SOURCE } from './consignment.ts';
import type * as contract from './contract.ts';
import { ask, type Decision, settle } from './proposals.ts';
import { currencyOf, entityOf } from './resolve.ts';
import { waitingFor } from './store.ts';
import { partiesBelow } from './store-parties.ts';
import * as store from './store-rebates.ts';
import { wrong } from './terms.ts';

/** Up to this amount, in whole units of the currency, one person credits a rebate; above it a second one decides. */
const CREDIT_ALONE_UNITS = 10_000n;

type State = {
  readonly baseMinor: bigint;
  readonly accrual: Accrual;
  readonly excluded: { readonly customer: string; readonly overdueDays: number } | null;
};

/** Of the agreement's days up to `asOf`. */
async function stateOf(ctx: Ctx, row: store.RebateRow, members: readonly string[], asOf: Day): Promise<State> {
  const to = earlier(earlier(asOf, row.ends_on), row.ended_on === null ? row.ends_on : addDays(row.ended_on, -1));
  const baseMinor =
    to < row.starts_on
      ? 0n
      : await store.basisOf(ctx.tx, {
          partyIds: members,
          entityId: row.entity_id,
          currency: row.currency,
          from: row.starts_on,
          to,
          basis: row.basis,
        });
  const oldest = row.overdue_days === null ? null : await store.longestOverdue(ctx.tx, members, ctx.today);
  const overdueDays = oldest ? daysBetween(oldest.due_on, ctx.today) : 0;
  const excluded =
    oldest && row.overdue_days !== null && overdueDays > row.overdue_days ? { customer: oldest.code, overdueDays } : null;
  const tiers: Tier[] = row.tiers.map((tier) => ({ fromMinor: BigInt(tier.fromMinor), ratePpm: tier.ratePpm }));
  const accrual = accrue(tiers, row.method, baseMinor);
  return { baseMinor, accrual: excluded ? { ...accrual, accruedMinor: 0n, steps: [] } : accrual, excluded };
}

export const rebates: Action<typeof contract.rebates> = async (ctx, input) => {
  const asOf = input.asOf === undefined ? ctx.today : parseDay(input.asOf, 'asOf');
  const party = input.customer === undefined ? null : await resolveParty(ctx, input.customer);
  // A customer's rebates are his own and those of the groups above him.
  const partyIds = party && [party.party_id, ...(await groupLine(ctx, party.party_id)).map((each) => each.partyId)];
  const limit = input.limit ?? 50;
  const filter = { ownerId: party ? null : ownerScope(ctx), partyIds, ended: input.ended ?? false, today: ctx.today };
  const rows = await store.rebatesPage(ctx.tx, filter, readDayMark(input.cursor), limit);
  const ids = rows.map((row) => row.rebate_id);
  const [credits, below, waiting] = await Promise.all([
    store.creditsOf(ctx.tx, ids),
    partiesBelow(
      ctx.tx,
      rows.map((row) => row.party_id),
      asOf,
    ),
    waitingFor(ctx.tx, ids),
  ]);
  const creditsBy = Map.groupBy(credits, (each) => each.rebate_id);
  const membersOf = Map.groupBy(below, (each) => each.root_id);
  const answer = [];
  for (const row of rows) {
    const members = (membersOf.get(row.party_id) ?? []).map((each) => each.party_id);
    const state = await stateOf(ctx, row, members, asOf);
    const own = (creditsBy.get(row.rebate_id) ?? []).filter((each) => each.as_of <= asOf);
    const creditedMinor = own.reduce((sum, each) => sum + each.credited_minor, 0n);
    const money = (minor: bigint) => wireMoney(minor, row.currency);
    const left = state.accrual.accruedMinor - creditedMinor;
    answer.push({
      id: row.rebate_id,
      number: row.number,
      customer: { code: row.customer_code, name: row.customer_name, owner: row.owner_name },
      group: row.party_kind === 'group',
      currency: row.currency,
      startsOn: row.starts_on,
      endsOn: row.ends_on,
      basis: row.basis,
      method: row.method,
      tiers: row.tiers.map((tier) => ({ from: money(BigInt(tier.fromMinor)), ratePpm: tier.ratePpm })),
      overdueDays: row.overdue_days,
      endedOn: row.ended_on,
      base: money(state.baseMinor),
      accrued: money(state.accrual.accruedMinor),
      credited: money(creditedMinor),
      open: money(left > 0n ? left : 0n),
      next: state.accrual.next && { ratePpm: state.accrual.next.ratePpm, missing: money(state.accrual.next.missingMinor) },
      excluded: state.excluded,
      credits: own.map((each) => ({
        number: each.number,
        amount: money(each.credited_minor),
        asOf: each.as_of,
        customer: each.customer_code,
        by: each.by_name,
        approvedBy: each.approved_by_name,
      })),
      waiting: waiting.some((each) => each.subject_id === row.rebate_id),
    });
  }
  const last = rows.at(-1);
  return { asOf, rebates: answer, next: rows.length === limit && last ? dayMark(last.starts_on, last.rebate_id) : null };
};

export const enterRebate: Action<typeof contract.enterRebate> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const entity = await entityOf(ctx, input.entity);
  const currency = currencyOf(ctx, input.currency);
  const startsOn = parseDay(input.startsOn, 'startsOn');
  const endsOn = parseDay(input.endsOn, 'endsOn');
  if (endsOn < startsOn) throw wrong('endsOn', 'end_before_start', 'it ends before it starts');
  const tiers = input.tiers.map((tier) => {
    if (tier.from.currency !== currency) throw wrong('tiers', 'currency_differs', `the agreement is in ${currency}`);
    return { fromMinor: parseMoney(tier.from).minor, ratePpm: tier.ratePpm };
  });
  const [fault] = tierFaults(tiers);
  if (fault) throw wrong('tiers', fault.code, 'tiers rise from one to the next, at most to the whole');
  const id = newId();
  const made = await store.insertRebate(ctx.tx, ctx.tenant.id, ctx.at, ctx.actor.name, {
    rebate_id: id,
    party_id: party.party_id,
    entity_id: entity.entity_id,
    number: input.number.trim(),
    currency,
    starts_on: startsOn,
    ends_on: endsOn,
    basis: input.basis,
    method: input.method,
    tiers: encode(tiers),
    overdue_days: input.overdueDays ?? null,
  });
  if (!made)
    throw new Problem(409, 'contract_number_taken', `there is an agreement ${input.number} already`, {
      fields: [{ field: 'number', message: 'taken' }],
    });
  ctx.note({ subject: { kind: 'rebate', id }, partyId: party.party_id, facts: { number: input.number } });
  return { id };
};

async function rebateFor(ctx: Ctx, id: string): Promise<store.RebateRow> {
  const row = await store.rebateForUpdate(ctx.tx, id);
  if (!row || !sees(ctx.actor, row)) throw new Problem(404, 'rebate_unknown', 'there is no such agreement');
  return row;
}

export const endRebate: Action<typeof contract.endRebate> = async (ctx, input) => {
  const row = await rebateFor(ctx, input.id);
  if (row.ended_on !== null) throw new Problem(409, 'rebate_ended', 'this agreement has ended');
  // Today still counts: it ends with the next day.
  await store.endRebate(ctx.tx, row.rebate_id, addDays(ctx.today, 1), input.reason);
  ctx.note({
    subject: { kind: 'rebate', id: row.rebate_id },
    partyId: row.party_id,
    facts: { number: row.number, reason: input.reason },
  });
  return { ended: true };
};

type Crediting = {
  readonly row: store.RebateRow;
  readonly minor: bigint;
  readonly partyId: string;
  readonly number: string;
};

/** What of an agreement may still be credited today, or why nothing. */
async function judge(ctx: Ctx, { row, minor, partyId, number }: Crediting): Promise<State> {
  const members = (await partiesBelow(ctx.tx, [row.party_id], ctx.today)).map((each) => each.party_id);
  if (!members.includes(partyId)) throw wrong('customer', 'not_of_agreement', 'this customer does not belong to the agreement');
  const state = await stateOf(ctx, row, members, ctx.today);
  if (state.excluded)
    throw new Problem(409, 'rebate_excluded', 'something is overdue longer than the agreement allows', { facts: state.excluded });
  const creditedMinor = (await store.creditsOf(ctx.tx, [row.rebate_id])).reduce((sum, each) => sum + each.credited_minor, 0n);
  if (creditedMinor + minor > state.accrual.accruedMinor)
    throw new Problem(409, 'rebate_beyond_accrued', 'more than what has accrued and is not credited yet', {
      facts: { open: wireMoney(state.accrual.accruedMinor - creditedMinor, row.currency) },
    });
  const ref = { kind: 'credit_note' as const, entityId: row.entity_id, number };
  if ((await findKnown(ctx, OWN_SOURCE, [ref])).has(refKey(ref)))
    throw new Problem(409, 'document_number_taken', `there is a credit note ${number} already`, {
      fields: [{ field: 'number', message: 'taken' }],
    });
  return state;
}

async function credit(
  ctx: Ctx,
  asked: Crediting,
  state: State,
  hand: { byName: string; approvedBy: string | null },
): Promise<void> {
  const { row, minor, partyId, number } = asked;
  await postDocuments(ctx, {
    source: OWN_SOURCE,
    importId: null,
    documents: [
      {
        kind: 'credit_note',
        partyId,
        entityId: row.entity_id,
        number,
        issuedOn: ctx.today,
        dueOn: null,
        amountMinor: minor,
        currency: row.currency,
        note: row.number,
      },
    ],
    applications: [],
  });
  await store.insertCredit(ctx.tx, ctx.tenant.id, ctx.at, {
    rebateId: row.rebate_id,
    asOf: ctx.today,
    basisMinor: state.baseMinor,
    accruedMinor: state.accrual.accruedMinor,
    creditedMinor: minor,
    partyId,
    number,
    ...hand,
  });
}

export const creditRebate: Action<typeof contract.creditRebate> = async (ctx, input) => {
  const row = await rebateFor(ctx, input.id);
  const { minor, currency } = parseMoney(input.amount);
  if (currency !== row.currency) throw wrong('amount', 'currency_differs', `the agreement is in ${row.currency}`);
  if (minor <= 0n) throw wrong('amount', 'amount_not_positive', 'the amount is above zero');
  if (row.party_kind === 'group' && input.customer === undefined)
    throw wrong('customer', 'customer_missing', 'a group buys nothing itself: say which of its customers is credited');
  const partyId = input.customer === undefined ? row.party_id : (await resolveParty(ctx, input.customer)).party_id;
  const asked = { row, minor, partyId, number: input.number.trim() };
  const state = await judge(ctx, asked);
  ctx.note({
    subject: { kind: 'rebate', id: row.rebate_id },
    partyId,
    facts: { number: row.number, amount: wireMoney(minor, currency), document: asked.number },
  });
  const aloneMinor = CREDIT_ALONE_UNITS * 10n ** BigInt(decimalsOf(currency));
  if (minor <= aloneMinor) {
    await credit(ctx, asked, state, { byName: ctx.actor.name, approvedBy: null });
    return { outcome: 'applied', caseId: null, reasons: [] };
  }
  const reasons = [
    {
      code: 'credit_above_bound',
      amount: wireMoney(minor, currency),
      bound: wireMoney(aloneMinor, currency),
      base: wireMoney(state.baseMinor, currency),
      accrued: wireMoney(state.accrual.accruedMinor, currency),
    },
  ];
  const { caseId } = await ask(ctx, {
    kind: 'rebate-credit',
    subjectId: row.rebate_id,
    party: { id: row.party_id, code: row.customer_code, name: row.customer_name },
    number: row.number,
    body: { amount: wireMoney(minor, currency), document: asked.number, partyId },
    reasons,
    amountMinor: minor,
    currency,
    reason: input.reason ?? null,
  });
  return { outcome: 'submitted', caseId, reasons };
};

/** Approved: judged again as things stand now, then credited. */
export async function rebateDecided(ctx: Ctx, decision: Decision): Promise<void> {
  const proposal = await settle(ctx, decision, ['rebate-credit']);
  if (!proposal) return;
  const row = await store.rebateForUpdate(ctx.tx, proposal.subject_id);
  assert(row, 'an agreement is still there');
  const body = proposal.body as { amount: { amount: string; currency: string }; document: string; partyId: string };
  const asked = { row, minor: parseMoney(body.amount).minor, partyId: body.partyId, number: body.document };
  await credit(ctx, asked, await judge(ctx, asked), { byName: proposal.made_by_name, approvedBy: decision.byName });
}
