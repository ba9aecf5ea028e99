// Contracts that others name: whether there is such a contract of the customer, in force, in the currency, and what of its amount is left.
import { Problem } from '#base/assert.ts';
import type { Ctx } from '#platform/context.ts';
import * as store from './store-named.ts';

export type Wanted = { readonly partyId: string; readonly number: string; readonly currency: string };
export type NamedContract = { readonly contractId: string; readonly number: string };

/**
 * For each of the wanted its contract, or the problem: `contract_unknown` (404: none of this customer), `contract_not_in_force`,
 * `contract_other_currency` (409). One statement for all.
 */
export async function contractsNamed(ctx: Ctx, wanted: readonly Wanted[]): Promise<(NamedContract | Problem)[]> {
  const rows = await store.named(ctx.tx, wanted);
  return wanted.map(({ partyId, number, currency }) => {
    const own = rows.filter((row) => row.party_id === partyId && row.number === number);
    const facts = { contract: number };
    if (own.length === 0) return new Problem(404, 'contract_unknown', `the customer has no contract ${number}`, { facts });
    const standing = own.filter((row) => row.state === 'in_force');
    if (standing.length === 0) {
      const state = own[0]!.state;
      return new Problem(409, 'contract_not_in_force', `contract ${number} is ${state}: nothing is ordered under it`, {
        facts: { ...facts, state },
      });
    }
    const found = standing.find((row) => row.currency === currency);
    if (!found) {
      return new Problem(409, 'contract_other_currency', `contract ${number} is in ${standing[0]!.currency}`, {
        facts: { ...facts, currency: standing[0]!.currency },
      });
    }
    return { contractId: found.contract_id, number };
  });
}

/**
 * What of each contract's amount is neither invoiced, nor delivered and waiting for its invoice, nor reserved for orders that name it, leaving
 * out `besides`. null: a framework, which has no amount.
 */
export async function leftUnder(
  ctx: Ctx,
  contractIds: readonly string[],
  besides: readonly { readonly source: string; readonly number: string }[],
): Promise<Map<string, bigint | null>> {
  const rows = await store.left(ctx.tx, contractIds, besides);
  return new Map(rows.map((row) => [row.contract_id, row.left_minor]));
}
