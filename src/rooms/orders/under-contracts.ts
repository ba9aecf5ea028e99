// Orders that name the contract they are placed under: found before anything is decided, told and kept with the decision.
import { Problem } from '#base/assert.ts';
import { wireMoney } from '#base/money.ts';
import type { Ctx } from '#platform/context.ts';
import { contractsNamed, leftUnder, type NamedContract } from '#rooms/contracts/actions.ts';
import * as store from './store-contracts.ts';

type Asking = {
  readonly source: string;
  readonly number: string;
  readonly partyId: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly contract?: NamedContract | undefined;
};

/** By place among the asked: the contract each names, or the problem with it. Who names none is left out. */
export async function namedBy(
  ctx: Ctx,
  asked: readonly (Pick<Asking, 'partyId' | 'currency'> & { readonly named: string | undefined })[],
): Promise<Map<number, NamedContract | Problem>> {
  const naming = asked.flatMap((one, at) => {
    const number = one.named?.trim();
    return number ? [{ at, partyId: one.partyId, number, currency: one.currency }] : [];
  });
  if (naming.length === 0) return new Map();
  const found = await contractsNamed(ctx, naming);
  return new Map(naming.map(({ at }, place) => [at, found[place]!]));
}

/** What is left under the contracts that a batch names, order by order as they are decided. Read under the lock of the accounts. */
export async function underContracts(ctx: Ctx, asked: readonly Asking[]) {
  const naming = asked.filter((one) => one.contract !== undefined);
  const ids = [...new Set(naming.map((one) => one.contract!.contractId))];
  const left = ids.length > 0 ? await leftUnder(ctx, ids, naming) : new Map<string, bigint | null>();
  const kept: store.OrderContract[] = [];
  return {
    /** For the answer; undefined where the order names none. `takes`: it was let through, and the next one has less. */
    tell(one: Asking, orderId: string | undefined, takes: boolean) {
      const { contract } = one;
      if (contract === undefined) return undefined;
      if (orderId !== undefined) kept.push({ orderId, contractId: contract.contractId, number: contract.number });
      const minor = left.get(contract.contractId) ?? null;
      if (minor !== null && takes) left.set(contract.contractId, minor - one.amountMinor);
      return {
        number: contract.number,
        left: minor === null ? null : wireMoney(minor, one.currency),
        beyond: minor !== null && one.amountMinor > minor,
      };
    },
    async write(): Promise<void> {
      if (kept.length > 0) await store.keep(ctx.tx, ctx.tenant.id, ctx.at, kept);
    },
  };
}
