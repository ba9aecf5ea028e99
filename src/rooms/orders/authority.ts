// Who owns a hold, and who may release it: by the authority rulebook, never the one who entered the order.
import { type Day, daysBetween } from '#base/date.ts';
import { availableOf } from '#engine/account.ts';
import { type AuthorityAct, type AuthorityAnswer, type AuthorityRules, mayDecide } from '#engine/authority.ts';
import type { OrderFacts } from '#engine/order-check.ts';
import * as people from '#platform/auth/store.ts';
import type { Ctx } from '#platform/context.ts';
import { rulebook } from '#rooms/policies/actions.ts';
import type { Gravity } from './ledger.ts';

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

/** How far an order goes above the limits over it, and how long the oldest item is overdue: what a release is measured by. */
export function gravityOf(facts: OrderFacts, today: Day): Gravity {
  let overLimitMinor = 0n;
  for (const node of facts.nodes) {
    if (node.kind === 'group' && node.mode === 'none') continue;
    const free = availableOf(node.mode, node.capMinor, node.exposureMinor - node.alreadyReservedMinor + facts.orderMinor);
    if (free !== null && -free > overLimitMinor) overLimitMinor = -free;
  }
  const overdueDays = facts.oldestDueOn === null ? 0 : Math.max(0, daysBetween(facts.oldestDueOn, today));
  return { overLimitMinor, overdueDays };
}

/** Who is next in authority for a hold that waited too long: the first person of the roles that may release it, its owner left out. */
export function nextAbove(
  rules: AuthorityRules,
  everybody: readonly people.UserRow[],
  hold: {
    owner_id: string | null;
    amount_minor: bigint;
    currency: string;
    over_limit_minor: bigint | null;
    overdue_days: number | null;
  },
): people.UserRow | null {
  const answer = mayDecide(
    {
      act: 'release_hold',
      roles: [],
      actor: '',
      maker: null,
      amount: { minor: hold.amount_minor, currency: hold.currency },
      overLimitMinor: hold.over_limit_minor ?? 0n,
      overdueDays: hold.overdue_days ?? 0,
    },
    rules,
  );
  // The rulebook lists roles from the least authority up: the last is the highest.
  for (const role of answer.rolesThatMay.toReversed()) {
    const found = everybody.find(
      (user) => user.disabled_at === null && user.user_id !== hold.owner_id && (user.roles as readonly string[]).includes(role),
    );
    if (found) return found;
  }
  return null;
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
