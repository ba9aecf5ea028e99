// Requests for what is missing: asked of the salesperson, or of the customer by a link of which only the hash is kept.
import { Problem } from '#base/assert.ts';
import { addDays, type Day, parseDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { PAPER_KINDS } from '#engine/dossier-catalogue.ts';
import { newCredential } from '#platform/auth/secrets.ts';
import * as people from '#platform/auth/store.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import { lastAddresses } from '#platform/mail.ts';
import { familyOf, resolveParty } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import { fieldsInForce, stale } from './fields.ts';
import { aboutOf, mailRequest, REQUEST_MAIL } from './request-mail.ts';
import { restand } from './standing.ts';
import * as store from './store-requests.ts';
import { personBehind } from './who.ts';

/** A link lives a week beyond the day asked for, and never longer than this. */
const LINK_GRACE_DAYS = 7;
const DUE_DAYS_MAX = 60;
const DAY_MS = 86_400_000;

export const ask: Action<typeof contract.ask> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const dueOn = readDue(input.dueOn, ctx.today);
  const items = [...new Set(input.items)];
  await refuseUnknownItems(ctx, items);
  const assignee = input.of === 'sales' ? await assigneeOf(ctx, input.assignee, party) : null;
  const link = input.of === 'customer' ? newCredential('link', ctx.tenant.id) : null;
  const person = await personBehind(ctx);
  const requestId = newId();
  await store.insertRequest(ctx.tx, ctx.tenant.id, {
    requestId,
    partyId: party.party_id,
    askedOf: input.of,
    assigneeId: assignee?.id ?? null,
    assignee: assignee?.name ?? null,
    items,
    note: input.note?.trim() || null,
    dueOn,
    byId: person.id,
    by: person.name,
    at: ctx.at,
    linkHash: link?.hash ?? null,
    linkUntil: link ? linkUntil(ctx.at, ctx.today, dueOn) : null,
  });
  await restand(ctx, [party.party_id]);
  const about = {
    requestId,
    partyId: party.party_id,
    code: party.code,
    customer: party.name,
    items,
    dueOn,
    note: input.note?.trim() || null,
  };
  const mailed = await mailRequest(ctx, 'asked', {
    ...about,
    assigneeId: assignee?.id ?? null,
    link: link && input.mail ? pathOf(link.text) : null,
  });
  ctx.note({
    subject: { kind: 'request', id: requestId },
    partyId: party.party_id,
    facts: { of: input.of, items, dueOn, ...(mailed === null ? {} : { mailed }) },
  });
  return { id: requestId, link: link ? pathOf(link.text) : null, mailed };
};

export const requests: Action<typeof contract.requests> = async (ctx, input) => {
  const party = input.customer === undefined ? null : await resolveParty(ctx, input.customer);
  const limit = input.limit ?? 50;
  const rows = await store.requestsPage(ctx.tx, {
    ownerId: ownerScope(ctx),
    partyIds: party === null ? null : await familyOf(ctx, party.party_id),
    assigneeId: input.mine ? ctx.actor.id : null,
    open: (input.state ?? 'open') === 'open',
    before: readInstantMark(input.cursor),
    limit,
  });
  const last = rows.at(-1);
  return {
    requests: rows.map((row) => wireRequest(row, ctx.at)),
    next: rows.length === limit && last ? instantMark(last.asked_at, last.request_id) : null,
  };
};

export const remind: Action<typeof contract.remind> = async (ctx, input) => {
  const row = await openRequest(ctx, input.id, input.version);
  const dueOn = input.dueOn === undefined ? row.due_on : readDue(input.dueOn, ctx.today);
  // What was given out cannot be shown again, since only its hash is kept: the customer gets a new one and the old one ends.
  const link = row.asked_of === 'customer' ? newCredential('link', ctx.tenant.id) : null;
  await store.remind(ctx.tx, row.request_id, {
    at: ctx.at,
    dueOn,
    linkHash: link?.hash ?? null,
    linkUntil: link ? linkUntil(ctx.at, ctx.today, dueOn) : null,
  });
  // By mail again where it went by mail.
  const byMail = (await lastAddresses(ctx, REQUEST_MAIL, [row.request_id])).has(row.request_id);
  const mailed = await mailRequest(ctx, 'reminded', {
    ...aboutOf(row),
    dueOn,
    link: link && byMail ? pathOf(link.text) : null,
  });
  ctx.note({
    subject: { kind: 'request', id: row.request_id },
    partyId: row.party_id,
    facts: { reminders: row.reminders + 1, ...(mailed === null ? {} : { mailed }) },
  });
  return { link: link ? pathOf(link.text) : null, mailed };
};

export const closeRequest: Action<typeof contract.closeRequest> = async (ctx, input) => {
  const row = await openRequest(ctx, input.id, input.version);
  await store.closeRequests(ctx.tx, [row.request_id], { at: ctx.at, by: ctx.actor.name, how: 'ended' });
  await restand(ctx, [row.party_id]);
  ctx.note({
    subject: { kind: 'request', id: row.request_id },
    partyId: row.party_id,
    facts: { closed: true, ...(input.reason === undefined ? {} : { reason: input.reason }) },
  });
  return { closed: true };
};

export const revokeLink: Action<typeof contract.revokeLink> = async (ctx, input) => {
  const row = await store.requestForUpdate(ctx.tx, input.id, ownerScope(ctx));
  if (!row) throw requestUnknown();
  const revoked = await store.revokeLink(ctx.tx, row.request_id, { at: ctx.at, by: ctx.actor.name });
  ctx.note({ subject: { kind: 'request', id: row.request_id }, partyId: row.party_id, facts: { revoked: revoked === 1 } });
  return { revoked: revoked === 1 };
};

function wireRequest(row: store.RequestRow, at: Date) {
  const until = row.link_until;
  return {
    id: row.request_id,
    customer: { code: row.code, name: row.name },
    askedOf: row.asked_of,
    assignee: row.assignee,
    items: row.items,
    answered: row.answered,
    note: row.note,
    dueOn: row.due_on,
    askedBy: row.asked_by,
    askedAt: row.asked_at.toISOString(),
    link:
      row.has_link && until !== null
        ? {
            until: until.toISOString(),
            state:
              row.link_revoked_at !== null || row.closed_at !== null
                ? ('revoked' as const)
                : until <= at
                  ? ('expired' as const)
                  : ('open' as const),
            openedAt: row.opened_at?.toISOString() ?? null,
          }
        : null,
    reminders: row.reminders,
    escalatedAt: row.escalated_at?.toISOString() ?? null,
    closedAt: row.closed_at?.toISOString() ?? null,
    closedHow: row.closed_how,
    version: row.version,
  };
}

async function openRequest(ctx: Ctx, id: string, version: number): Promise<store.RequestRow> {
  const row = await store.requestForUpdate(ctx.tx, id, ownerScope(ctx));
  if (!row) throw requestUnknown();
  if (row.closed_at !== null) throw new Problem(409, 'request_closed', 'this request has ended already');
  if (row.version !== version) throw stale();
  return row;
}

async function refuseUnknownItems(ctx: Ctx, items: readonly string[]): Promise<void> {
  const known = new Set([
    ...(await fieldsInForce(ctx, ctx.at)).map((field) => `fact:${field.key}`),
    ...PAPER_KINDS.map((kind) => `paper:${kind.key}`),
  ]);
  const unknown = items.find((item) => !known.has(item));
  if (unknown !== undefined) {
    throw new Problem(400, 'item_unknown', `there is nothing called ${unknown} in a file`, {
      fields: [{ field: 'items', message: unknown }],
    });
  }
}

async function assigneeOf(
  ctx: Ctx,
  login: string | undefined,
  party: { owner_id: string | null; owner_name: string | null },
): Promise<{ id: string; name: string }> {
  const user = login === undefined ? null : await people.userByLogin(ctx.tx, login);
  if (login !== undefined && !user) {
    throw new Problem(400, 'user_unknown', `there is nobody with the login name ${login}`, {
      fields: [{ field: 'assignee', message: 'unknown' }],
    });
  }
  if (user) return { id: user.user_id, name: user.display_name };
  if (party.owner_id === null) {
    throw new Problem(409, 'no_salesperson', 'this customer has no salesperson; name somebody to ask', {
      fields: [{ field: 'assignee', message: 'missing' }],
    });
  }
  return { id: party.owner_id, name: party.owner_name ?? '' };
}

function readDue(text: string, today: Day): Day {
  const dueOn = parseDay(text, 'dueOn');
  if (dueOn < today || dueOn > addDays(today, DUE_DAYS_MAX)) {
    throw new Problem(400, 'due_out_of_range', `a day from today to ${DUE_DAYS_MAX} days on`, {
      fields: [{ field: 'dueOn', message: 'out of range' }],
      facts: { days: DUE_DAYS_MAX },
    });
  }
  return dueOn;
}

function linkUntil(at: Date, today: Day, dueOn: Day): Date {
  const days = (Date.parse(dueOn) - Date.parse(today)) / DAY_MS + LINK_GRACE_DAYS;
  return new Date(at.getTime() + days * DAY_MS);
}

function pathOf(token: string): string {
  return `/answer/${token}`;
}

function requestUnknown(): Problem {
  return new Problem(404, 'request_unknown', 'there is no such request, or not among your customers');
}
