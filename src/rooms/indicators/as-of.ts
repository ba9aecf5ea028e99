// Which days may be asked for.
import { Problem } from '#base/assert.ts';
import type { Day } from '#base/date.ts';
import { parseDay } from '#base/date.ts';
import type { Ctx } from '#platform/context.ts';

/** A day of the past or today: a rating of tomorrow would be a forecast. */
export function dayNotLater(ctx: Ctx, asOf: string | undefined): Day {
  const day = asOf === undefined ? ctx.today : parseDay(asOf, 'asOf');
  if (day > ctx.today) {
    throw new Problem(400, 'as_of_future', `asOf: ${day} is still to come; today is ${ctx.today}`, {
      fields: [{ field: 'asOf', message: 'in the future' }],
    });
  }
  return day;
}
