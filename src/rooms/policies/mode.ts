// Shadow or live: in shadow mode checks answer and record, nothing is held.
import type { Ctx } from '#platform/context.ts';
import { fixed } from '#platform/sql.ts';

export type Mode = 'shadow' | 'live';
export type ModeRow = {
  readonly mode: Mode;
  readonly since: Date | null;
  readonly by: string | null;
  readonly reason: string | null;
};

/** A company that never decided is in shadow mode: nobody goes live without having looked. A test installation is live at once. */
export async function modeNow(ctx: Ctx): Promise<ModeRow> {
  const row = await ctx.tx.maybe(
    fixed<{ mode: Mode; from_at: Date; by_name: string; reason: string }>`
    select mode, from_at, by_name, reason from policies.modes order by from_at desc, mode_id desc limit 1`,
    'mode_now',
  );
  return modeOf(ctx, row);
}

/** What the newest row says, null where there is none. */
export function modeOf(
  ctx: Ctx,
  row: { readonly mode: Mode; readonly from_at: Date; readonly by_name: string; readonly reason: string } | null,
): ModeRow {
  return row
    ? { mode: row.mode, since: row.from_at, by: row.by_name, reason: row.reason }
    : { mode: ctx.installation.test ? 'live' : 'shadow', since: null, by: null, reason: null };
}
