// A list of open orders → orders checked as any order is: cleared ones reserve, the others wait in the queue; ended ones give back.
import type { OrderRow } from '#engine/import/typed-papers.ts';
import { ensureParties } from '#rooms/customers/actions.ts';
import { enterOrders, type JudgedOrders, judgeOrders } from '#rooms/orders/imported.ts';
import type { Kind } from './kinds.ts';
import * as store from './store.ts';

export const orders: Kind<OrderRow, JudgedOrders> = {
  async judge(ctx, { source }, rows) {
    const parties = await ensureParties(
      ctx,
      source,
      rows.map((row) => ({ ...row, code: row.customerCode, name: row.customerName, termsDays: null })),
    );
    const terms = new Map(
      (await store.termsOf(ctx.tx, [...new Set(parties.ids.values())])).map((row) => [row.party_id, row.terms_days]),
    );
    const judged = await judgeOrders(
      ctx,
      source,
      rows.map((row) => {
        const partyId = parties.ids.get(row.customerCode)!;
        return { row, partyId, termsDays: terms.get(partyId) ?? null };
      }),
    );
    const changes: Record<string, number> = {};
    if (judged.check.length > 0) changes.order_check = judged.check.length;
    if (judged.end.length > 0) changes.order_end = judged.end.length;
    return {
      decided: judged,
      refusals: judged.refusals,
      warnings: parties.warnings,
      unchanged: judged.unchanged,
      customersAdded: parties.created,
      filled: parties.filled,
      sums: null,
      changes,
    };
  },
  async apply(ctx, { source }, decided) {
    return { orders: await enterOrders(ctx, source, decided) };
  },
};
