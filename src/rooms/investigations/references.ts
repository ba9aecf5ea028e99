// References of trade partners: asked for by a link of which only the hash is kept, reminded by a new one, believed by a second person.
import { Problem } from '#base/assert.ts';
import { addDays, type Day, parseDay, startOfDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { formatMinor } from '#base/money.ts';
import { can } from '#platform/auth/permissions.ts';
import { newCredential } from '#platform/auth/secrets.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { instantMark, readInstantMark } from '#platform/cursor.ts';
import { checkAddress, lastAddresses } from '#platform/mail.ts';
import { familyOf, resolveParty } from '#rooms/customers/actions.ts';
import { personBehind, someoneByName } from '#rooms/dossiers/who.ts';
import type * as contract from './contract.ts';
import { mailReference, REFERENCE_MAIL } from './reference-mail.ts';
import * as store from './store-references.ts';

const DUE_DAYS = 14;
const DUE_DAYS_MAX = 60;
/** A link lives a week beyond the day asked for. */
const LINK_GRACE_DAYS = 7;

export const askReference: Action<typeof contract.askReference> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const dueOn = readDue(input.dueOn ?? addDays(ctx.today, DUE_DAYS), ctx.today);
  const to = input.mail?.trim() ? checkAddress(input.mail, 'mail') : null;
  const link = newCredential('link', ctx.tenant.id);
  const person = await personBehind(ctx);
  const id = newId();
  const partner = input.partner.trim();
  const note = input.note?.trim() || null;
  await store.insertReference(ctx.tx, ctx.tenant.id, {
    id,
    partyId: party.party_id,
    partner,
    relation: input.relation,
    note,
    dueOn,
    byId: person.id,
    by: person.name,
    at: ctx.at,
    linkHash: link.hash,
    linkUntil: linkUntil(ctx, dueOn),
  });
  const path = pathOf(link.text);
  const mailed = await mailReference(ctx, { id, customer: party.name, partner, dueOn, note, to, link: path, again: false });
  ctx.note({
    subject: { kind: 'reference', id },
    partyId: party.party_id,
    facts: { relation: input.relation, dueOn, ...(mailed === null ? {} : { mailed }) },
  });
  return { id, link: path, dueOn, mailed };
};

export const references: Action<typeof contract.references> = async (ctx, input) => {
  const party = input.customer === undefined ? null : await resolveParty(ctx, input.customer);
  const limit = input.limit ?? 50;
  const rows = await store.referencesPage(ctx.tx, {
    ownerId: ownerScope(ctx),
    partyIds: party === null ? null : await familyOf(ctx, party.party_id),
    state: input.state ?? null,
    at: ctx.at,
    before: readInstantMark(input.cursor),
    limit,
  });
  const person = await personBehind(ctx);
  const last = rows.at(-1);
  return {
    references: rows.map((row) => wireReference(ctx, row, person.id)),
    next: rows.length === limit && last ? instantMark(last.asked_at, last.reference_id) : null,
  };
};

export const remindReference: Action<typeof contract.remindReference> = async (ctx, input) => {
  const row = await openReference(ctx, input.id, input.version);
  const dueOn =
    input.dueOn === undefined ? later(row.due_on, addDays(ctx.today, LINK_GRACE_DAYS)) : readDue(input.dueOn, ctx.today);
  const address = (await lastAddresses(ctx, REFERENCE_MAIL, [row.reference_id])).get(row.reference_id) ?? null;
  const { link, mailed } = await remind(ctx, row, dueOn, address);
  ctx.note({
    subject: { kind: 'reference', id: row.reference_id },
    partyId: row.party_id,
    facts: { reminders: row.reminders + 1, ...(mailed === null ? {} : { mailed }) },
  });
  return { link, mailed };
};

/** What was given out cannot be shown again, since only its hash is kept: a new link is made, and the one before ends. */
async function remind(ctx: Ctx, row: store.ReferenceRow, dueOn: Day, to: string | null) {
  const link = newCredential('link', ctx.tenant.id);
  await store.relink(ctx.tx, row.reference_id, { at: ctx.at, dueOn, linkHash: link.hash, linkUntil: linkUntil(ctx, dueOn) });
  const path = pathOf(link.text);
  const about = { id: row.reference_id, customer: row.name, partner: row.partner, dueOn, note: row.note };
  return { link: path, mailed: await mailReference(ctx, { ...about, to, link: path, again: true }) };
}

/** Every night: who was asked by mail and has not answered is asked once more, the day before it is due. */
export async function remindDue(ctx: Ctx): Promise<void> {
  const due = await store.dueReferences(ctx.tx, addDays(ctx.today, 1), ctx.at);
  const addresses = await lastAddresses(
    ctx,
    REFERENCE_MAIL,
    due.map((row) => row.reference_id),
  );
  // Without a mail a new link would reach nobody, and the one that is out would stop working.
  for (const row of due) {
    const to = addresses.get(row.reference_id);
    if (to !== undefined) await remind(ctx, row, later(row.due_on, ctx.today), to);
  }
}

export const withdrawReference: Action<typeof contract.withdrawReference> = async (ctx, input) => {
  const row = await openReference(ctx, input.id, input.version);
  await store.withdrawReference(ctx.tx, row.reference_id, { by: ctx.actor.name, at: ctx.at });
  ctx.note({ subject: { kind: 'reference', id: row.reference_id }, partyId: row.party_id, facts: { withdrawn: true } });
  return { withdrawn: true };
};

export const checkReference: Action<typeof contract.checkReference> = async (ctx, input) => {
  const row = await referenceOf(ctx, input.id);
  if (row.answered_at === null) throw new Problem(409, 'not_answered_yet', 'nobody has answered this request yet');
  if (row.outcome !== null)
    throw new Problem(409, 'reference_checked', 'somebody looked at this answer already', { facts: { outcome: row.outcome } });
  demandVersion(row, input.version);
  const person = await someoneByName(ctx);
  // Whoever asked had the link in hand and could have answered it himself.
  if (row.asked_by_id === person.id)
    throw new Problem(403, 'own_entry', 'you asked for this reference; somebody else looks at the answer');
  await store.checkReference(ctx.tx, row.reference_id, {
    outcome: input.outcome,
    by: person.name,
    at: ctx.at,
    note: input.note?.trim() || null,
  });
  ctx.note({ subject: { kind: 'reference', id: row.reference_id }, partyId: row.party_id, facts: { outcome: input.outcome } });
  return { outcome: input.outcome };
};

async function referenceOf(ctx: Ctx, id: string): Promise<store.ReferenceRow> {
  const row = await store.referenceForUpdate(ctx.tx, id, ownerScope(ctx));
  if (!row) throw new Problem(404, 'reference_unknown', 'there is no such request, or not among your customers');
  return row;
}

async function openReference(ctx: Ctx, id: string, version: number): Promise<store.ReferenceRow> {
  const row = await referenceOf(ctx, id);
  if (row.answered_at !== null || row.withdrawn_at !== null)
    throw new Problem(409, 'reference_closed', 'this request was answered or withdrawn already');
  demandVersion(row, version);
  return row;
}

function demandVersion(row: store.ReferenceRow, version: number): void {
  if (row.version !== version)
    throw new Problem(412, 'version_stale', 'somebody changed this meanwhile; look again', { facts: { version: row.version } });
}

function readDue(text: string, today: Day): Day {
  const dueOn = parseDay(text, 'dueOn');
  if (dueOn < today || dueOn > addDays(today, DUE_DAYS_MAX))
    throw new Problem(400, 'due_out_of_range', `a day from today to ${DUE_DAYS_MAX} days on`, {
      fields: [{ field: 'dueOn', message: 'out of range' }],
      facts: { days: DUE_DAYS_MAX },
    });
  return dueOn;
}

const later = (a: Day, b: Day): Day => (a > b ? a : b);
const linkUntil = (ctx: Ctx, dueOn: Day): Date => new Date(startOfDay(addDays(dueOn, LINK_GRACE_DAYS + 1), ctx.tenant.timeZone));
const pathOf = (token: string): string => `/reference/${token}`;

export function wireReference(ctx: Ctx, row: store.ReferenceRow, personId: string | null) {
  const state = row.outcome ?? stateOf(row, ctx.at);
  const money = (minor: bigint | null) =>
    minor === null || row.currency === null ? null : { amount: formatMinor(minor, row.currency), currency: row.currency };
  return {
    id: row.reference_id,
    customer: { code: row.code, name: row.name },
    partner: row.partner,
    relation: row.relation,
    state,
    note: row.note,
    dueOn: row.due_on,
    linkUntil: row.link_until.toISOString(),
    askedBy: row.asked_by,
    askedAt: row.asked_at.toISOString(),
    openedAt: row.opened_at?.toISOString() ?? null,
    reminders: row.reminders,
    answer:
      row.answered_at === null || row.again === null
        ? null
        : {
            at: row.answered_at.toISOString(),
            monthsTrading: row.months_trading,
            credit: money(row.credit_minor),
            termsDays: row.terms_days,
            highest: money(row.highest_minor),
            slowDays: row.slow_days,
            again: row.again,
            remark: row.remark,
            samePlace: row.same_place,
          },
    checkedBy: row.checked_by,
    checkNote: row.check_note,
    mayVerify:
      row.answered_at !== null &&
      row.outcome === null &&
      can(ctx.actor.roles, 'files.verify') &&
      personId !== null &&
      personId !== row.asked_by_id,
    version: row.version,
  };
}

function stateOf(row: store.ReferenceRow, at: Date) {
  if (row.answered_at !== null) return 'answered' as const;
  if (row.withdrawn_at !== null) return 'withdrawn' as const;
  return row.link_until <= at ? ('expired' as const) : ('open' as const);
}
