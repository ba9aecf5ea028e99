// The two times of a question: as of which day, and as known at which moment.
import { Problem } from '#base/assert.ts';
import { type Day, parseDay } from '#base/date.ts';
import type { Ctx } from './context.ts';
import { type RawBuilder, sql } from './sql.ts';

/** Facts effective on or before the day count; with a moment only those that were recorded by then. */
export type AsOf = { readonly day: Day; readonly knownAt: Date | null };

/** Today as known now where nothing is asked. Refuses `instant_malformed`. */
export function asOfOf(ctx: Ctx, input: { asOf?: Day | undefined; knownAt?: string | undefined }): AsOf {
  const knownAt = input.knownAt === undefined ? null : new Date(input.knownAt);
  if (knownAt && Number.isNaN(knownAt.getTime()))
    throw new Problem(400, 'instant_malformed', 'knownAt is an instant such as 2026-11-21T08:00:00Z');
  return { day: input.asOf === undefined ? ctx.today : parseDay(input.asOf, 'asOf'), knownAt };
}

/** Whether what stands now is what is asked for. */
export function isNow(ctx: Ctx, asOf: AsOf): boolean {
  return asOf.day === ctx.today && asOf.knownAt === null;
}

/** The test of a row `j` with `effective_on` and `recorded_at`. */
export function counted(asOf: AsOf): RawBuilder<unknown> {
  return sql`j.effective_on <= ${asOf.day}::date and ${knownBy(asOf, 'j.recorded_at')}`;
}

/**
 * Whether a spell `m` with `valid_from`, `valid_to`, `recorded_at`, `ended_at`, `withdrawn_at` held on the day, as far as was known: an end
 * that was said later was not known, nor was a withdrawal.
 */
export function heldOn(asOf: AsOf): RawBuilder<unknown> {
  const known = sql`${asOf.knownAt}::timestamptz`;
  return sql`m.valid_from <= ${asOf.day}::date and ${knownBy(asOf, 'm.recorded_at')}
    and (m.withdrawn_at is null or m.withdrawn_at > ${known})
    and (m.valid_to is null or m.valid_to >= ${asOf.day}::date or m.ended_at > ${known})`;
}

/** Whether something recorded then (a column) was known. */
export function knownBy(asOf: AsOf, recordedAt: string): RawBuilder<unknown> {
  return sql`(${asOf.knownAt}::timestamptz is null or ${sql.raw(recordedAt)} <= ${asOf.knownAt}::timestamptz)`;
}
