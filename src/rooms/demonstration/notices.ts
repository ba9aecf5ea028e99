// Notices of a lower grade in the demo company: switched on, and a few customers who stood better half a year ago wait to be told.
import { addMonths } from '#base/date.ts';
import { notchesBetween } from '#engine/rating-standing.ts';
import type { Ctx } from '#platform/context.ts';
import { rulebook } from '#rooms/policies/actions.ts';
import { gradesOn } from '#rooms/ratings/actions.ts';
import { moved, set } from '#rooms/ratings/notices.ts';

const NOTCHES = 2;
const WAITING = 5;

export async function enterNotices(ctx: Ctx, partyIds: readonly string[]): Promise<void> {
  await set(ctx, { notches: NOTCHES });
  const { rules } = await rulebook(ctx, 'scorecard');
  const before = await gradesOn(ctx, addMonths(ctx.today, -6), partyIds);
  const now = await gradesOn(ctx, ctx.today, partyIds);
  const falls = partyIds.flatMap((partyId) => {
    const [from, to] = [before.get(partyId), now.get(partyId)];
    const notches = from !== undefined && to !== undefined ? notchesBetween(rules.scale, from, to) : null;
    return notches !== null && -notches >= NOTCHES ? [{ partyId, from: from!, to: to!, notches }] : [];
  });
  await moved(ctx, { asOf: ctx.today, moves: falls.slice(0, WAITING) });
}
