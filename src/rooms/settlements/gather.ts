// Facts for the rules: unapplied money, the open items of its account, and what the wire shows of both.
import { Problem } from '#base/assert.ts';
import { type Day, daysBetween } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { timesPpm, wireMoney } from '#base/money.ts';
import {
  type ApplyingRules,
  type EarlyPayment,
  ITEMS_MAX,
  type OpenItem,
  type Proposal,
  proposeApplication,
  type Unapplied,
} from '#engine/applying.ts';
import type { Ctx } from '#platform/context.ts';
import { sees } from '#rooms/customers/actions.ts';
import * as store from './store.ts';

/** Whose documents these are, made here and not in a ledger that was imported. */
export const OWN_SOURCE = 'xinheng';
/** A number of our own: readable, and the same prefix for the same thing. */
export function ownNumber(prefix: string, on: Day): string {
  return `${prefix}-${on.replaceAll('-', '')}-${newId().slice(-6).toUpperCase()}`;
}

export function unappliedOf(row: store.MoneyRow): Unapplied {
  return {
    id: row.document_id,
    kind: row.kind,
    number: row.number,
    on: row.effective_on,
    unappliedMinor: row.unapplied_minor,
    reference: row.reference ?? row.note,
  };
}

/** As agreed in the contract that the item names, which comes before the rulebook's; null: nothing was agreed there. */
type Agreed = { readonly earlyPayment: EarlyPayment | null };
export type Item = store.ItemRow & Agreed;
export type Target = store.TargetRow & Agreed;

async function withDiscounts<T extends store.ItemRow>(ctx: Ctx, rows: readonly T[]): Promise<(T & Agreed)[]> {
  if (rows.length === 0) return [];
  const found = await store.contractDiscounts(ctx.tx, [...new Set(rows.map((row) => row.account_id))]);
  const terms = new Map(found.map(({ document_id, ppm, days }) => [document_id, { ppm, days }]));
  return rows.map((row) => ({ ...row, earlyPayment: terms.get(row.document_id) ?? null }));
}

export function openItemOf(row: Item): OpenItem {
  return {
    id: row.document_id,
    number: row.number,
    issuedOn: row.issued_on,
    dueOn: row.due_on,
    amountMinor: row.amount_minor,
    openMinor: row.open_minor,
    disputedMinor: row.disputed_minor,
    earlyPayment: row.earlyPayment,
  };
}

/** Open items of accounts by account, at most what the rules look at. */
export async function itemsOf(ctx: Ctx, accountIds: readonly string[]): Promise<Map<string, Item[]>> {
  const rows = await withDiscounts(ctx, await store.openItems(ctx.tx, [...new Set(accountIds)], ITEMS_MAX));
  return Map.groupBy(rows, (row) => row.account_id);
}

export function proposalsFor(row: store.MoneyRow, items: readonly Item[], rules: ApplyingRules): Proposal[] {
  return proposeApplication(unappliedOf(row), items.map(openItemOf), row.currency, rules);
}

/** What may be taken off an item that was paid on a day; null: nothing. */
export function allowedDiscount(item: Item, on: Day, rules: ApplyingRules): bigint | null {
  const terms = item.earlyPayment ?? rules.earlyPayment;
  if (terms === null || daysBetween(item.issued_on, on) > terms.days) return null;
  return timesPpm(item.amount_minor, terms.ppm, 'half-up');
}

/** Receipts and credit notes that the one who asks may see; the same answer whether there is none or it is another's customer. */
export async function seenMoney(ctx: Ctx, ids: readonly string[]): Promise<Map<string, store.MoneyRow>> {
  const rows = (await store.moneyById(ctx.tx, ids)).filter((row) => sees(ctx.actor, row));
  const found = new Map(rows.map((row) => [row.document_id, row]));
  if (ids.some((id) => !found.has(id))) throw new Problem(404, 'document_unknown', 'there is no such receipt or credit note');
  return found;
}

/** Documents to be settled that the one who asks may see. */
export async function seenTargets(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Target>> {
  const rows = await withDiscounts(
    ctx,
    (await store.targets(ctx.tx, [...new Set(ids)])).filter((row) => sees(ctx.actor, row)),
  );
  const found = new Map(rows.map((row) => [row.document_id, row]));
  if (ids.some((id) => !found.has(id))) throw new Problem(404, 'document_unknown', 'there is no such document');
  return found;
}

export function wireMoneyRow(row: store.MoneyRow, today: Day) {
  return {
    id: row.document_id,
    kind: row.kind,
    number: row.number,
    customer: { code: row.code, name: row.name, owner: row.owner_name },
    entity: row.entity,
    on: row.effective_on,
    ageDays: daysBetween(row.effective_on, today),
    amount: wireMoney(row.amount_minor, row.currency),
    unapplied: wireMoney(row.unapplied_minor, row.currency),
    reference: row.reference,
    note: row.note,
    refund: row.refund_reason === null ? null : { reason: row.refund_reason, by: row.refund_by ?? '' },
  };
}

export function wireProposal(proposal: Proposal, currency: string) {
  const money = (minor: bigint) => wireMoney(minor, currency);
  return {
    rule: proposal.rule,
    confidence: proposal.confidence,
    byItself: proposal.byItself,
    parts: proposal.parts.map((part) => ({
      item: part.item,
      number: part.number,
      amount: money(part.amountMinor),
      discount: money(part.discountMinor),
      writeOff: money(part.writeOffMinor),
    })),
    rest: money(proposal.restMinor),
    facts: { ...proposal.facts },
  };
}
