// Whom and what a request means: the customer, our entity, the currency, a contract that may be seen.
import { Problem } from '#base/assert.ts';
import { isCurrency } from '#base/money.ts';
import type { Ctx } from '#platform/context.ts';
import { type PartyRow, resolveParty, sees } from '#rooms/customers/actions.ts';
import * as store from './store.ts';
import { entityByCode, partiesBelow } from './store-parties.ts';
import { wrong } from './terms.ts';

/** The customer of a paper: no group, and one that the asking person may see. */
export async function customerOf(ctx: Ctx, code: string): Promise<PartyRow> {
  const party = await resolveParty(ctx, code);
  if (party.kind === 'group')
    throw wrong('customer', 'code_is_group', `the code ${code} belongs to a group, which buys nothing itself`);
  return party;
}

/** Whose contracts a list is of: the customer's, of a group its members'; null: everybody's. */
export async function partiesMeant(ctx: Ctx, code: string | undefined): Promise<string[] | null> {
  if (code === undefined) return null;
  const party = await resolveParty(ctx, code);
  if (party.kind !== 'group') return [party.party_id];
  return (await partiesBelow(ctx.tx, [party.party_id], ctx.today)).map((row) => row.party_id);
}

export async function entityOf(ctx: Ctx, code: string | undefined) {
  const entity = await entityByCode(ctx.tx, code ?? null);
  if (!entity) throw wrong('entity', 'entity_unknown', 'there is no legal entity of ours with this code');
  return entity;
}

export function currencyOf(ctx: Ctx, asked: string | undefined): string {
  const currency = asked ?? ctx.tenant.currency;
  if (!isCurrency(currency)) throw wrong('currency', 'currency_unknown', `${currency} is not a currency (ISO 4217)`);
  return currency;
}

/** A contract that may be seen; locked where it is to be changed. */
export async function contractFor(ctx: Ctx, id: string, lock = true): Promise<store.ContractRow> {
  const row = lock ? await store.contractForUpdate(ctx.tx, id) : await store.contractById(ctx.tx, id);
  if (!row || !sees(ctx.actor, row)) throw new Problem(404, 'contract_unknown', 'there is no such contract');
  return row;
}
