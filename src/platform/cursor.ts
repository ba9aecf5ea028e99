// The mark of a page in a list ordered by an instant or a day and an id: given with a page, taken back with the next question.
import { Problem } from '#base/assert.ts';
import { type Day, isDay } from '#base/date.ts';
import { isId } from '#base/id.ts';

export type InstantMark = { readonly at: Date; readonly id: string };

export function instantMark(at: Date, id: string): string {
  return `${at.toISOString()} ${id}`;
}

/** null for the first page. Refuses what is no mark of ours. */
export function readInstantMark(cursor: string | undefined): InstantMark | null {
  return readMark(cursor, (first) => (Number.isNaN(Date.parse(first)) ? null : { at: new Date(first) }));
}

export function dayMark(day: Day, id: string): string {
  return `${day} ${id}`;
}

/** As readInstantMark, for lists in the order of a day. */
export function readDayMark(cursor: string | undefined): { readonly on: Day; readonly id: string } | null {
  return readMark(cursor, (first) => (isDay(first) ? { on: first } : null));
}

/** As readInstantMark, for lists in the order of their ids: the mark is the last id itself. */
export function readIdMark(cursor: string | undefined): string | null {
  if (cursor === undefined || isId(cursor)) return cursor ?? null;
  throw malformed();
}

/** As readInstantMark, for lists in the order of anything else: `read` says what the first half is, or null. */
export function readMark<First extends object>(
  cursor: string | undefined,
  read: (first: string) => First | null,
): (First & { readonly id: string }) | null {
  if (cursor === undefined) return null;
  const [first = '', id = ''] = cursor.split(' ');
  const found = isId(id) ? read(first) : null;
  if (found) return { ...found, id };
  throw malformed();
}

function malformed(): Problem {
  return new Problem(400, 'cursor_malformed', 'this page mark is not one we gave; start from the first page', {
    fields: [{ field: 'cursor', message: 'malformed' }],
  });
}
