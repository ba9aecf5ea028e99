// Who owns a hold, and who may release it: by the authority rulebook, never the one who entered the order.
import { type AuthorityAct, type AuthorityAnswer, mayDecide } from '#engine/authority.ts';
import * as people from '#platform/auth/store.ts';
import type { Ctx } from '#platform/context.ts';
import { rulebook } from '#rooms/policies/actions.ts';

/** The credit manager that a customer's holds go to: always the same one while the team stays the same. Null: nobody has the role. */
export async function ownerOfHolds(ctx: Ctx, partyId: string): Promise<{ id: string; name: string } | null> {
  const managers = (await people.users(ctx.tx))
    .filter((user) => !user.disabled_at && user.roles.includes('credit-manager'))
    .sort((a, b) => (a.user_id < b.user_id ? -1 : 1));
  if (managers.length === 0) return null;
  const chosen = managers[Number.parseInt(partyId.slice(-6), 16) % managers.length]!;
  return { id: chosen.user_id, name: chosen.display_name };
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
