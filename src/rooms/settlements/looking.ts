// Looking at settlements: what waits, one receipt with what it could settle, what was applied.
import { addDays, daysBetween } from '#base/date.ts';
import { minMinor, parseMinor, wireMoney } from '#base/money.ts';
import { can } from '#platform/auth/permissions.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { dayMark, instantMark, readDayMark, readInstantMark } from '#platform/cursor.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import { rulebook } from '#rooms/policies/actions.ts';
import type * as contract from './contract.ts';
import { allowedDiscount, itemsOf, proposalsFor, seenMoney, wireMoneyRow, wireProposal } from './gather.ts';
import * as store from './store.ts';

/** Receipts looked through for those with a suggestion; open items shown of one account. */
const SUGGESTED_MAX = 2_000;
const ITEMS_SHOWN = 300;

export const unapplied: Action<typeof contract.unapplied> = async (ctx, input) => {
  const limit = input.limit ?? 50;
  const filter = await filterOf(ctx, input);
  const suggested = input.show === 'suggested';
  const [rows, totals, { rules }] = await Promise.all([
    store.moneyPage(ctx.tx, filter, readDayMark(input.cursor), suggested ? SUGGESTED_MAX : limit),
    store.moneyTotals(ctx.tx, filter),
    rulebook(ctx, 'applying'),
  ]);
  const items = await itemsOf(
    ctx,
    rows.map((row) => row.account_id),
  );
  const all = rows.map((row) => ({ row, best: proposalsFor(row, items.get(row.account_id) ?? [], rules)[0] ?? null }));
  // Oldest first always fits: it is no suggestion that somebody would look for.
  const shown = suggested ? all.filter(({ best }) => best !== null && best.rule !== 'oldest_first').slice(0, limit) : all;
  const last = suggested ? null : rows.at(-1);
  return {
    rows: shown.map(({ row, best }) => ({
      ...wireMoneyRow(row, ctx.today),
      best: best === null ? null : wireProposal(best, row.currency),
    })),
    totals: totals.map((row) => ({
      currency: row.currency,
      count: row.count,
      unapplied: wireMoney(row.unapplied_minor, row.currency),
    })),
    next: rows.length === limit && last ? dayMark(last.effective_on, last.document_id) : null,
  };
};

type Asked = Parameters<typeof unapplied>[1];

async function filterOf(ctx: Ctx, input: Asked): Promise<store.MoneyFilter> {
  const party = input.customer === undefined ? null : await resolveParty(ctx, input.customer);
  return {
    partyId: party?.party_id ?? null,
    ownerId: ownerScope(ctx),
    kind: input.kind ?? null,
    currency: input.currency ?? null,
    upTo: input.olderThanDays === undefined ? null : addDays(ctx.today, -input.olderThanDays),
    leastMinor: input.least === undefined ? null : parseMinor(input.least, input.currency ?? ctx.tenant.currency),
    refund: input.show === 'refund' ? true : input.show === 'suggested' ? false : null,
  };
}

export const open: Action<typeof contract.open> = async (ctx, input) => {
  const row = (await seenMoney(ctx, [input.id])).get(input.id)!;
  const [byAccount, { items: count }, { rules }] = await Promise.all([
    itemsOf(ctx, [row.account_id]),
    store.openCount(ctx.tx, row.account_id),
    rulebook(ctx, 'applying'),
  ]);
  const items = byAccount.get(row.account_id) ?? [];
  const proposals = proposalsFor(row, items, rules);
  // Whatever is proposed is shown, also where it lies beyond the first few hundred.
  const named = new Set(proposals.flatMap((each) => each.parts.map((part) => part.item)));
  const shown = items.filter((item, at) => at < ITEMS_SHOWN || named.has(item.document_id));
  return {
    money: wireMoneyRow(row, ctx.today),
    items: shown.map((item) => {
      const allowed = allowedDiscount(item, row.effective_on, rules);
      return {
        id: item.document_id,
        kind: item.kind,
        number: item.number,
        entity: item.entity,
        issuedOn: item.issued_on,
        dueOn: item.due_on,
        daysPastDue: daysBetween(item.due_on, ctx.today),
        amount: wireMoney(item.amount_minor, item.currency),
        open: wireMoney(item.open_minor, item.currency),
        disputed: item.disputed_minor > 0n ? wireMoney(item.disputed_minor, item.currency) : null,
        discount: allowed === null ? null : wireMoney(minMinor(allowed, item.open_minor), item.currency),
      };
    }),
    more: count - shown.length,
    proposals: proposals.map((each) => wireProposal(each, row.currency)),
    mayApply: can(ctx.actor.roles, 'ledger.write') || ctx.actor.kind === 'system',
  };
};

export const history: Action<typeof contract.history> = async (ctx, input) => {
  const party = input.customer === undefined ? null : await resolveParty(ctx, input.customer);
  const limit = input.limit ?? 50;
  const filter = { partyId: party?.party_id ?? null, ownerId: ownerScope(ctx), show: input.show ?? 'all' };
  const rows = await store.historyPage(ctx.tx, filter, readInstantMark(input.cursor), limit);
  const last = rows.at(-1);
  return {
    rows: rows.map((row) => ({
      id: row.application_id,
      customer: { code: row.code, name: row.name },
      from: { id: row.from_document, kind: row.from_kind, number: row.from_number },
      to: { id: row.to_document, kind: row.to_kind, number: row.to_number },
      amount: wireMoney(row.amount_minor, row.currency),
      effectiveOn: row.effective_on,
      at: row.recorded_at.toISOString(),
      rule: row.rule as never,
      byRule: row.by_rule,
      by: row.by_name,
      facts: row.facts,
      takenBack: row.taken_back_at === null ? null : { at: row.taken_back_at.toISOString(), reason: row.taken_back_reason },
    })),
    next: rows.length === limit && last ? instantMark(last.recorded_at, last.application_id) : null,
  };
};
