// Margin of a customer by month, as its source says it.
import { wireMoney } from '#base/money.ts';
import { ratioPpm } from '#base/ratio.ts';
import type { Action } from '#platform/context.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import * as store from './store-goods.ts';

export const margins: Action<typeof contract.margins> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const rows = await store.marginsOf(ctx.tx, party.party_id, input.months ?? 24);
  return {
    months: rows.reverse().map((row) => ({
      month: row.month.slice(0, 7),
      currency: row.currency,
      sales: wireMoney(row.sales_minor, row.currency),
      cost: wireMoney(row.cost_minor, row.currency),
      margin: wireMoney(row.sales_minor - row.cost_minor, row.currency),
      marginPpm: ratioPpm(row.sales_minor - row.cost_minor, row.sales_minor),
      source: row.source,
    })),
  };
};
