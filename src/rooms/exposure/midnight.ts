// When a business day begins, remembered.
import { type Day, startOfDay } from '#base/date.ts';

const midnights = new Map<string, number>();
const MIDNIGHTS_MAX = 20_000;

/** startOfDay costs some fifty time-zone look-ups; a portfolio asks for the same few hundred days again and again. */
export function midnight(day: Day, timeZone: string): number {
  const id = `${timeZone} ${day}`;
  let found = midnights.get(id);
  if (found === undefined) {
    if (midnights.size > MIDNIGHTS_MAX) midnights.clear();
    found = startOfDay(day, timeZone);
    midnights.set(id, found);
  }
  return found;
}
