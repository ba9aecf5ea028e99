// Documents under the lock of their accounts, with what is free of them from which day on.
import { type Day, later } from '#base/date.ts';
import type { Ctx } from '#platform/context.ts';
import * as settling from './store-settling.ts';

/** Rows read or written in one statement. */
export const WRITE_CHUNK = 20_000;

/** `days`: what was applied of it on which day, net, ascending. `open_minor` is what is free in the end. */
export type Side = settling.SettlingDocument & { days: { on: Day; minor: bigint }[] };

/** An invoice is open from its own day, a bill from the day it came back. */
export function opensOn(side: Side): Day {
  return side.kind === 'bill' ? later(side.effective_on, side.due_on!) : side.effective_on;
}

/**
 * The first day from which on a document has so much free on every later day too: an application taken back only later leaves the days
 * before it used.
 */
export function freeFrom(side: Pick<Side, 'open_minor' | 'days'>, first: Day, amountMinor: bigint): Day {
  let free = side.open_minor;
  for (let at = side.days.length - 1; at >= 0; at -= 1) {
    const { on, minor } = side.days[at]!;
    if (on <= first) return first;
    free += minor;
    if (free < amountMinor) return on;
  }
  return first;
}

/** Notes that so much of it is used from a day on. */
export function use(side: Side, on: Day, minor: bigint): void {
  const at = side.days.findIndex((day) => day.on >= on);
  if (at >= 0 && side.days[at]!.on === on) side.days[at]!.minor += minor;
  else side.days.splice(at < 0 ? side.days.length : at, 0, { on, minor });
}

/** Read under the lock of their accounts. */
export async function readSides(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Side>> {
  const [documents, days] = await Promise.all([
    chunked(ids, (chunk) => settling.documentsById(ctx.tx, chunk)),
    chunked(ids, (chunk) => settling.appliedByDay(ctx.tx, chunk)),
  ]);
  const sides = new Map<string, Side>(documents.map((each) => [each.document_id, { ...each, days: [] }]));
  for (const each of days) sides.get(each.document_id)?.days.push({ on: each.on_day, minor: each.minor });
  return sides;
}

export async function chunked<T>(ids: readonly string[], read: (chunk: readonly string[]) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  for (let from = 0; from < ids.length; from += WRITE_CHUNK)
    for (const each of await read(ids.slice(from, from + WRITE_CHUNK))) all.push(each);
  return all;
}
