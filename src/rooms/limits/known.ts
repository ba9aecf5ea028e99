// A customer's grants and the steps of his cap as they were known at a moment.
import { addDays, type Day, earlier } from '#base/date.ts';
import type { AsOf } from '#platform/as-of.ts';
import type { Ctx } from '#platform/context.ts';
import { accountsOf } from '#rooms/exposure/actions.ts';
import { capStepsThen } from '#rooms/exposure/caps-then.ts';
import type { GrantRow, StepRow } from './store.ts';

/** `rows`: what was recorded by then. What was taken back or ended later stands as it was decided. */
export function grantsThen(rows: readonly GrantRow[], knownAt: Date): GrantRow[] {
  return rows.map((row) => ({
    ...row,
    revoked_at: row.revoked_at !== null && row.revoked_at > knownAt ? null : row.revoked_at,
    valid_to: endThen(row, rows),
  }));
}

/** A permanent one ends the day before a later decision's first day, if that begins after it. */
function endThen(row: GrantRow, rows: readonly GrantRow[]): Day | null {
  if (row.kind !== 'permanent') return row.said_to;
  return rows
    .filter(
      (next) =>
        next.kind === 'permanent' &&
        next.account_id === row.account_id &&
        next.recorded_at >= row.recorded_at &&
        next.valid_from > row.valid_from,
    )
    .map((next) => addDays(next.valid_from, -1))
    .reduce<Day | null>((end, day) => (end === null ? day : earlier(end, day)), row.said_to);
}

export async function stepsThen(ctx: Ctx, partyId: string, asOf: AsOf): Promise<StepRow[]> {
  const nodes = await accountsOf(ctx, partyId);
  const steps = await capStepsThen(ctx, asOf, nodes);
  return nodes
    .flatMap((node) =>
      (steps.get(node.account_id) ?? []).map((step) => ({
        currency: node.currency,
        starts_on: step.startsOn,
        mode: step.mode,
        cap_minor: step.capMinor,
        expired_on: step.expiredOn,
      })),
    )
    .sort((a, b) => (a.currency === b.currency ? (a.starts_on < b.starts_on ? -1 : 1) : a.currency < b.currency ? -1 : 1));
}
