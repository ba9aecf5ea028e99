// Who owns a hold, and who may release it: by the authority rulebook, never the one who entered the order.
import { type AuthorityAct, type AuthorityAnswer, mayDecide } from '#engine/authority.ts';
import * as people from '#platform/auth/store.ts';
import type { Ctx } from '#platform/context.ts';
import { rulebook } from '#rooms/policies/actions.ts';

export type Owner = { readonly id: string; readonly name: string };

/** Who holds and alerts can go to, in an order that stays the same while the team does. */
export async function creditManagers(ctx: Ctx): Promise<Owner[]> {
  return (await people.users(ctx.tx))
    .filter((user) => !user.disabled_at && user.roles.includes('credit-manager'))
    .sort((a, b) => (a.user_id < b.user_id ? -1 : 1))
    .map((user) => ({ id: user.user_id, name: user.display_name }));
}

/** The credit manager of a customer: always the same one while the team stays the same. Null: nobody has the role. */
export function ownerOf(partyId: string, managers: readonly Owner[]): Owner | null {
  return managers[Number.parseInt(partyId.slice(-6), 16) % managers.length] ?? null;
}

export type HoldFacts = {
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly overLimitMinor: bigint;
  readonly overdueDays: number;
  /** Who entered the order here; null where the ERP did. */
  readonly madeBy: string | null;
};

export async function authorityOver(ctx: Ctx, act: AuthorityAct, facts: HoldFacts): Promise<AuthorityAnswer> {
  const { rules } = await rulebook(ctx, 'authority');
  // The person at the machine stands in for whoever may: the log says it was him.
  if (ctx.actor.kind === 'system') return { allowed: true, role: null, reasons: [], rolesThatMay: [] };
  return mayDecide(
    {
      act,
      roles: [...ctx.actor.roles],
      actor: ctx.actor.id ?? '',
      maker: facts.madeBy,
      amount: { minor: facts.amountMinor, currency: facts.currency },
      overLimitMinor: facts.overLimitMinor,
      overdueDays: facts.overdueDays,
    },
    rules,
  );
}
