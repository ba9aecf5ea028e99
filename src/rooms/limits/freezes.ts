// Freezes: no new order of the customer goes out until somebody with the authority lifts it.
import { Problem } from '#base/assert.ts';
import { daysBetween } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { type AuthorityAct, mayDecide } from '#engine/authority.ts';
import type { Action, Ctx } from '#platform/context.ts';
import type { NoticeType } from '#platform/notice-types.ts';
import { tell } from '#platform/notices.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import { accountsOf, ensureAccounts, ensureGroupNode, lockTrees, type Node } from '#rooms/exposure/actions.ts';
import { roomMade } from '#rooms/exposure/contract.ts';
import { rulebook } from '#rooms/policies/actions.ts';
import type * as contract from './contract.ts';
import * as store from './store.ts';

export const freeze: Action<typeof contract.freeze> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const currency = ctx.tenant.currency;
  // A customer without an account is frozen too: the account that the first order would use.
  if (party.kind === 'group') await ensureGroupNode(ctx, party.party_id, currency);
  else await ensureAccounts(ctx, [{ partyId: party.party_id, currency }]);
  const accounts = await accountsOf(ctx, party.party_id);
  await checkAuthority(ctx, 'freeze', accounts);

  const added = await store.insertFreezes(
    ctx.tx,
    ctx.tenant.id,
    accounts.map((account) => ({ freezeId: newId(), accountId: account.account_id })),
    { partyId: party.party_id, at: ctx.at, by: ctx.actor.name, reason: input.reason },
  );
  if (added > 0) await tellFreeze(ctx, 'customer.frozen', accounts, input.reason);
  ctx.note({
    subject: { kind: 'party', id: party.party_id },
    partyId: party.party_id,
    facts: { frozen: true, already: added === 0, reason: input.reason },
  });
  return { frozen: true };
};

export const unfreeze: Action<typeof contract.unfreeze> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const accounts = await accountsOf(ctx, party.party_id);
  await checkAuthority(ctx, 'lift_freeze', accounts);

  const lifted = await store.liftFreezes(ctx.tx, party.party_id, { at: ctx.at, by: ctx.actor.name, reason: input.reason });
  if (lifted.length > 0) {
    await tellFreeze(ctx, 'customer.unfrozen', accounts, input.reason);
    ctx.emit(roomMade, { accountIds: lifted.map((row) => row.account_id), why: 'unfreeze' });
  }
  ctx.note({
    subject: { kind: 'party', id: party.party_id },
    partyId: party.party_id,
    facts: { frozen: false, already: lifted.length === 0, reason: input.reason },
  });
  return { frozen: false };
};

/** Once a customer, whatever accounts he has. Under their lock, so that a freeze and its lifting are told in their order. */
async function tellFreeze(ctx: Ctx, type: NoticeType, accounts: readonly Node[], reason: string): Promise<void> {
  await lockTrees(
    ctx,
    accounts.map((account) => account.account_id),
  );
  const [first] = accounts.toSorted((a, b) => (a.account_id < b.account_id ? -1 : 1));
  if (!first) return;
  await tell(ctx, [{ type, lane: first.account_id, partyId: first.party_id, sequence: first.last_seq, data: { reason } }]);
}

/** By the authority rulebook: who may lift a freeze depends on how long the customer has been overdue. */
async function checkAuthority(ctx: Ctx, act: AuthorityAct, accounts: readonly Node[]): Promise<void> {
  // The person at the machine stands in for whoever may: the log says it was him.
  if (ctx.actor.kind === 'system') return;
  const { rules } = await rulebook(ctx, 'authority');
  const overdueDays = accounts.reduce(
    (most, account) => (account.oldest_due_on === null ? most : Math.max(most, daysBetween(account.oldest_due_on, ctx.today))),
    0,
  );
  const answer = mayDecide(
    {
      act,
      roles: [...ctx.actor.roles],
      actor: ctx.actor.id ?? '',
      maker: null,
      // Neither act moves money: the rulebook bounds them by days overdue.
      amount: { minor: 0n, currency: ctx.tenant.currency },
      overLimitMinor: 0n,
      overdueDays,
    },
    rules,
  );
  if (answer.allowed) return;
  throw new Problem(403, 'above_authority', 'this is above your authority; ask someone who has one of the roles named', {
    facts: { reasons: answer.reasons, rolesThatMay: answer.rolesThatMay },
  });
}
