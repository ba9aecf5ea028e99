// Disputes: what of an invoice the customer will not pay for now, why, since when; cleared with how it ended. Rules leave it alone meanwhile.
import { Problem } from '#base/assert.ts';
import { type Day, daysBetween, parseDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { formatMinor, parseMoney, wireMoney } from '#base/money.ts';
import { asOfOf, isNow } from '#platform/as-of.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import { disputedThen } from '#rooms/receivables/disputed.ts';
import * as contract from './contract.ts';
import { seenTargets, type Target } from './gather.ts';
import * as store from './store-disputes.ts';

const DISPUTABLE: readonly string[] = ['invoice', 'bill', 'retention'];

export type Raised = {
  readonly to: Target;
  /** null: all that is open. */
  readonly amountMinor: bigint | null;
  readonly kind: store.DisputeKind;
  readonly reason: string;
  /** Day the customer said so. */
  readonly on: Day;
};

/**
 * Marks what of documents is disputed; all or none. For other rooms too (an answer to a letter). Refuses `cannot_be_disputed`, `more_than_open`,
 * `amount_not_positive`, `as_of_future`, `dispute_standing`.
 */
export async function raiseDisputes(ctx: Ctx, wanted: readonly Raised[]): Promise<readonly string[]> {
  const rows = wanted.map(({ to, amountMinor, kind, reason, on }): store.NewDispute => {
    const facts = { number: to.number, open: wireMoney(to.open_minor, to.currency) };
    if (!DISPUTABLE.includes(to.kind) || to.open_minor <= 0n) {
      throw new Problem(409, 'cannot_be_disputed', 'only what is still owed can be disputed', { facts });
    }
    const minor = amountMinor ?? to.open_minor;
    if (minor <= 0n) throw new Problem(400, 'amount_not_positive', 'a disputed amount is above zero', { facts });
    if (minor > to.open_minor) {
      throw new Problem(409, 'more_than_open', 'this is more than is open of the invoice', {
        facts: { ...facts, to: to.number, open: formatMinor(to.open_minor, to.currency), currency: to.currency },
      });
    }
    if (on > ctx.today) {
      throw new Problem(400, 'as_of_future', 'this day has not come yet', {
        fields: [{ field: 'on', message: 'in the future' }],
      });
    }
    const of = { documentId: to.document_id, partyId: to.party_id, currency: to.currency };
    return { ...of, disputeId: newId(), amountMinor: minor, kind, reason, raisedOn: on };
  });
  const who = { by: ctx.actor.id, byName: ctx.actor.name, at: ctx.at };
  if ((await store.insertDisputes(ctx.tx, ctx.tenant.id, who, rows)) < rows.length) {
    throw new Problem(409, 'dispute_standing', 'a dispute of this stands already; clear it first, then enter the new one', {
      facts: { numbers: wanted.slice(0, 20).map((each) => each.to.number) },
    });
  }
  for (const [at, row] of rows.entries()) {
    const { documentId, partyId, amountMinor, currency } = row;
    const accountId = wanted[at]!.to.account_id;
    ctx.emit(contract.disputeChanged, { state: 'raised', documentId, partyId, accountId, amountMinor, currency });
  }
  return rows.map((row) => row.disputeId);
}

export const raise: Action<typeof contract.dispute> = async (ctx, input) => {
  const to = (await seenTargets(ctx, [input.document])).get(input.document)!;
  const money = input.amount === undefined ? null : parseMoney(input.amount);
  if (money !== null && money.currency !== to.currency) {
    throw new Problem(409, 'other_currency', `this invoice is in ${to.currency}`, {
      facts: { fromCurrency: money.currency, toCurrency: to.currency },
    });
  }
  const on = input.on === undefined ? ctx.today : parseDay(input.on, 'on');
  const { kind, reason } = input;
  const [id] = await raiseDisputes(ctx, [{ to, amountMinor: money?.minor ?? null, kind, reason, on }]);
  const amount = wireMoney(money?.minor ?? to.open_minor, to.currency);
  ctx.note({
    subject: { kind: 'document', id: to.document_id },
    partyId: to.party_id,
    facts: { number: to.number, amount, kind, reason, on },
  });
  return { id: id!, amount };
};

export const clear: Action<typeof contract.clearDispute> = async (ctx, input) => {
  const to = (await seenTargets(ctx, [input.document])).get(input.document)!;
  const end = { on: ctx.today, outcome: input.outcome, note: input.note?.trim() || null };
  const who = { by: ctx.actor.id, byName: ctx.actor.name, at: ctx.at };
  const stood = await store.clear(ctx.tx, to.document_id, who.byName, who.at, end);
  if (!stood) {
    if (to.disputed_minor === 0n) {
      throw new Problem(404, 'nothing_disputed', 'nothing of this is disputed', { facts: { number: to.number } });
    }
    // The file said so and nobody entered it: from now on it is not.
    const row = { documentId: to.document_id, partyId: to.party_id, currency: to.currency, amountMinor: to.disputed_minor };
    const said = { disputeId: newId(), kind: 'other' as const, reason: null, raisedOn: to.effective_on };
    await store.insertEnded(ctx.tx, ctx.tenant.id, who, { ...row, ...said }, end);
  }
  ctx.emit(contract.disputeChanged, {
    state: 'cleared',
    documentId: to.document_id,
    partyId: to.party_id,
    accountId: to.account_id,
    amountMinor: to.disputed_minor,
    currency: to.currency,
  });
  ctx.note({
    subject: { kind: 'document', id: to.document_id },
    partyId: to.party_id,
    facts: { number: to.number, outcome: input.outcome, note: end.note },
  });
  return { cleared: wireMoney(to.disputed_minor, to.currency) };
};

export const list: Action<typeof contract.disputes> = async (ctx, input) => {
  const party = input.customer === undefined ? null : await resolveParty(ctx, input.customer);
  const limit = input.limit ?? 50;
  const asOf = asOfOf(ctx, input);
  const filter = {
    partyId: party?.party_id ?? null,
    ownerId: ownerScope(ctx),
    documentId: input.document ?? null,
    standing: (input.show ?? 'standing') === 'standing',
    then: isNow(ctx, asOf) ? null : await disputedThen(ctx, asOf),
  };
  const [rows, totals] = await Promise.all([
    store.disputesPage(ctx.tx, filter, readInstantMark(input.cursor), limit),
    store.disputedTotals(ctx.tx, filter),
  ]);
  const last = rows.at(-1);
  return {
    rows: rows.map((row) => ({
      id: row.line_id,
      document: { id: row.document_id, kind: row.document_kind, number: row.number },
      customer: { code: row.code, name: row.name, owner: row.owner_name },
      amount: wireMoney(row.amount_minor, row.currency),
      disputed: wireMoney(row.disputed_minor, row.currency),
      open: wireMoney(row.open_minor, row.currency),
      kind: row.kind,
      reason: row.reason,
      on: row.raised_on,
      by: row.raised_by_name,
      days: daysBetween(row.raised_on, row.cleared_on ?? asOf.day),
      ended:
        row.outcome === null
          ? null
          : { on: row.cleared_on!, by: row.cleared_by_name ?? '', outcome: row.outcome, note: row.outcome_note },
    })),
    totals: totals.map((row) => ({
      currency: row.currency,
      count: row.count,
      disputed: wireMoney(row.disputed_minor, row.currency),
    })),
    next: rows.length === limit && last ? instantMark(last.raised_at, last.line_id) : null,
  };
};
