// A grade fell: limits that are larger than the new grade bears are drafted anew for somebody to decide, and other systems are told.
import type { Ctx } from '#platform/context.ts';
import { tell } from '#platform/notices.ts';
import { accountsOf, lockTrees } from '#rooms/exposure/actions.ts';
import type { gradesMoved } from '#rooms/ratings/contract.ts';
import { proposeFor } from './propose.ts';

/** More falls at once are a new card, not customers: the limits are then proposed for everybody by hand. */
const FALLEN_MAX = 200;

type Moved = NonNullable<(typeof gradesMoved)['payload']>;

export async function downgraded(ctx: Ctx, { asOf, moves }: Moved): Promise<void> {
  const fallen = moves.filter((each) => each.notches < 0);
  if (fallen.length === 0 || fallen.length > FALLEN_MAX) return;
  const said = (each: Moved['moves'][number]) =>
    ctx.language === 'zh' ? `评级由 ${each.from} 降为 ${each.to}` : `Downgraded from ${each.from} to ${each.to}`;
  const nodes = (await Promise.all(fallen.map((each) => accountsOf(ctx, each.partyId)))).flat();
  await lockTrees(ctx, nodes.map((node) => node.account_id).sort());
  await proposeFor(
    ctx,
    asOf,
    fallen.map((each) => each.partyId),
    new Map(fallen.map((each) => [each.partyId, said(each)])),
  );
  await tell(
    ctx,
    fallen.flatMap((each) => {
      const [first] = nodes
        .filter((node) => node.party_id === each.partyId)
        .toSorted((a, b) => (a.account_id < b.account_id ? -1 : 1));
      const data = { from: each.from, to: each.to, notches: each.notches, asOf };
      return first
        ? [{ type: 'rating.lowered' as const, lane: first.account_id, partyId: each.partyId, sequence: first.last_seq, data }]
        : [];
    }),
  );
}
