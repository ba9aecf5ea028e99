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
  if (cursor === undefined) return null;
  const [at = '', id = ''] = cursor.split(' ');
  if (Number.isNaN(Date.parse(at)) || !isId(id)) throw malformed();
  return { at: new Date(at), id };
}

export function dayMark(day: Day, id: string): string {
  return `${day} ${id}`;
}

/** As readInstantMark, for lists in the order of a day. */
export function readDayMark(cursor: string | undefined): { readonly day: Day; readonly id: string } | null {
  if (cursor === undefined) return null;
  const [day = '', id = ''] = cursor.split(' ');
  if (!isDay(day) || !isId(id)) throw malformed();
  return { day, id };
}

function malformed(): Problem {
  return new Problem(400, 'cursor_malformed', 'this page mark is not one we gave; start from the first page', {
    fields: [{ field: 'cursor', message: 'malformed' }],
  });
}
