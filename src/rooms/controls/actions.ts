// The verbs of auditors: reading, nothing else.
import { Problem } from '#base/assert.ts';
import { addDays, isDay, startOfDay } from '#base/date.ts';
import { isId } from '#base/id.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import type { EventRow } from './store.ts';
import * as store from './store.ts';

export const events: Action<typeof contract.events> = async (ctx, input) => {
  const most = input.limit ?? 50;
  const from = input.from === undefined ? null : startOf(ctx, 'from', input.from);
  const before = input.to === undefined ? null : startOf(ctx, 'to', input.to, 1);
  if (from && before && from >= before) {
    throw new Problem(400, 'days_reversed', 'the first day is after the last', {
      fields: [{ field: 'to', message: 'before from' }],
    });
  }
  const party = input.customer === undefined ? null : await resolveParty(ctx, input.customer);
  const after = input.cursor === undefined ? null : readCursor(input.cursor);
  const rows = await store.events(
    ctx.tx,
    ctx.tenant.id,
    {
      from,
      before,
      operation: input.operation?.trim() || null,
      actor: input.actor?.trim() || null,
      partyId: party?.party_id ?? null,
      after,
    },
    most + 1,
  );
  const page = rows.slice(0, most);
  const last = page.at(-1);
  return {
    events: page.map(eventOf),
    next: rows.length > most && last ? `${last.at.getTime()}.${last.event_id}` : null,
  };
};

/** The instant a business day begins in the company's time zone, `later` days on. */
function startOf(ctx: Ctx, field: string, day: string, later = 0): Date {
  if (!isDay(day)) {
    throw new Problem(400, 'date_impossible', `${day} is not a day of the calendar`, {
      fields: [{ field, message: 'no such day' }],
    });
  }
  return new Date(startOfDay(addDays(day, later), ctx.tenant.timeZone));
}

function readCursor(text: string): { at: Date; eventId: string } {
  const [time = '', eventId = ''] = text.split('.');
  if (!/^\d{1,15}$/.test(time) || !isId(eventId)) {
    throw new Problem(400, 'cursor_malformed', 'this is not the cursor of a page before', {
      fields: [{ field: 'cursor', message: 'malformed' }],
    });
  }
  return { at: new Date(Number(time)), eventId };
}

function eventOf(row: EventRow) {
  return {
    id: row.event_id,
    at: row.at.toISOString(),
    actorKind: row.actor_kind,
    actor: row.actor_name,
    operation: row.operation,
    customer: row.customer_code === null ? null : { code: row.customer_code, name: row.customer_name! },
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    inputHash: row.input_hash.toString('hex'),
    reasons: row.reasons,
    facts: row.facts,
  };
}
