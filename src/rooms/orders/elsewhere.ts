// What a customer owes in other currencies than the order's: who is late in one is late.
import type { Day } from '#base/date.ts';
import { type OrderFacts, OVERDUE_DOCUMENTS_MAX, type OwedElsewhere } from '#engine/order-check.ts';
import { GRACE_METRICS, needsOf, type OrderRules } from '#engine/order-rules.ts';
import type { Ctx } from '#platform/context.ts';
import type { Lines } from '#rooms/exposure/actions.ts';
import type { Asked } from './asked.ts';
import * as store from './store.ts';
import * as more from './store-facts.ts';

type Told = Pick<OrderFacts, 'elsewhere'>;

/** Read for customers who have accounts in several currencies, where a rule in force asks what is overdue; nobody else pays for it. */
export async function owedElsewhere(ctx: Ctx, rules: OrderRules, lines: Lines): Promise<(one: Asked) => Told> {
  const { metrics, graces } = needsOf(rules);
  const partyIds = [...lines.nodes.values()].filter((node) => node.kind === 'total').map((node) => node.party_id);
  if (partyIds.length === 0 || !GRACE_METRICS.some((metric) => metrics.has(metric))) return () => ({});
  const accounts = await more.overdueAccounts(ctx.tx, partyIds, ctx.today);
  if (accounts.length === 0) return () => ({});
  const ids = accounts.map((row) => row.account_id);
  const [documents, beyond] = await Promise.all([
    store.overdueDocuments(ctx.tx, ids, ctx.today, OVERDUE_DOCUMENTS_MAX),
    graces.length > 0 ? more.overdueBeyond(ctx.tx, ids, graces, ctx.today) : [],
  ]);
  const owed = accounts.map((row) => ({ ...row, told: owedOn(row, documents, beyond) }));
  return (one) => {
    const elsewhere = owed.filter((row) => row.party_id === one.partyId && row.currency !== one.currency).map((row) => row.told);
    return elsewhere.length > 0 ? { elsewhere } : {};
  };
}

function owedOn(
  row: more.OverdueAccount,
  documents: readonly { account_id: string; number: string; due_on: Day; open_minor: bigint }[],
  beyond: readonly more.BeyondRow[],
): OwedElsewhere {
  const mine = <Row extends { account_id: string }>(rows: readonly Row[]) =>
    rows.filter((each) => each.account_id === row.account_id);
  return {
    currency: row.currency,
    openMinor: row.open_minor,
    overdueMinor: row.overdue_minor,
    oldestDueOn: row.oldest_due_on,
    overdueDocuments: mine(documents).map((each) => ({ number: each.number, dueOn: each.due_on, openMinor: each.open_minor })),
    ...(beyond.length > 0
      ? { overdueBeyond: mine(beyond).map((each) => ({ days: each.days, amountMinor: each.amount_minor })) }
      : {}),
  };
}
