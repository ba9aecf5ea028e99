// Contacts: persons, kept sealed, shown masked; every look at a full value is noted; export and erasure of one person.
import { Problem } from '#base/assert.ts';
import { addMonths, parseDay } from '#base/date.ts';
import { newId } from '#base/id.ts';
import type { CONTACT_BASES, CONTACT_PURPOSES } from '#engine/dossier-catalogue.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { addSealingKey, type Keys, keysOf, mailKey, phoneKey } from '#platform/personal.ts';
import { resolveParty } from '#rooms/customers/actions.ts';
import type * as contract from './contract.ts';
import { stale } from './fields.ts';
import * as store from './store-contacts.ts';
import { personBehind } from './who.ts';

const CONTACTS_MAX = 50;
const FOUND_MAX = 20;
const LOOKS_SHOWN_MAX = 50;
/** Where nothing else is said: three years, the time in which a claim lapses (民法典 188). */
const RETAIN_MONTHS = 36;
const RESEAL_MAX = 500;

const TABLE = 'dossiers.contacts';
type Column = 'name' | 'phone' | 'email' | 'wechat';
type Purpose = (typeof CONTACT_PURPOSES)[number];
type Basis = (typeof CONTACT_BASES)[number];

export const saveContact: Action<typeof contract.saveContact> = async (ctx, input) => {
  const party = await resolveParty(ctx, input.customer);
  const keys = await keysOf(ctx, 'contacts');
  const before = input.id === undefined ? null : await ownContact(ctx, input.id);
  if (before && before.party_id !== party.party_id) throw contactUnknown();
  if (before && before.version !== input.version) throw stale();
  const known = before ? opened(keys, before) : null;
  const contactId = before?.contact_id ?? newId();

  // Absent: as it was. Empty: cleared.
  const value = (column: Column, given: string | undefined) =>
    given === undefined ? (known?.[column] ?? null) : given.normalize('NFC').trim() || null;
  const person = {
    name: value('name', input.name),
    phone: value('phone', input.phone),
    email: value('email', input.email),
    wechat: value('wechat', input.wechat),
  };
  if (person.name === null) throw missing('name');
  if (person.phone !== null && phoneKey(person.phone).length < 5) throw wrong('phone');
  if (person.email !== null && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(person.email)) throw wrong('email');
  const purpose = input.purpose ?? (before?.purpose as Purpose | undefined);
  const basis = input.basis ?? (before?.basis as Basis | undefined);
  if (!purpose) throw missing('purpose');
  if (!basis) throw missing('basis');
  const consentOn = input.consentOn === undefined ? (before?.consent_on ?? null) : parseDay(input.consentOn, 'consentOn');
  // 个人信息保护法 art. 13: consent that nobody can date is none.
  if (basis === 'consent' && consentOn === null) throw missing('consentOn');
  const retainUntil =
    input.retainUntil === undefined
      ? (before?.retain_until ?? addMonths(ctx.today, RETAIN_MONTHS))
      : parseDay(input.retainUntil, 'retainUntil');
  if (!before && (await store.contactsOf(ctx.tx, [party.party_id], CONTACTS_MAX)).length >= CONTACTS_MAX) {
    throw new Problem(409, 'too_many_contacts', `a customer has at most ${CONTACTS_MAX} contacts`, {
      facts: { most: CONTACTS_MAX },
    });
  }

  const seal = (column: Column) => (person[column] === null ? null : keys.seal(person[column], placeOf(column, contactId)));
  const row = {
    contactId,
    partyId: party.party_id,
    nameSealed: seal('name')!,
    phoneSealed: seal('phone'),
    phoneMark: person.phone === null ? null : keys.mark('phone', phoneKey(person.phone)),
    emailSealed: seal('email'),
    emailMark: person.email === null ? null : keys.mark('email', mailKey(person.email)),
    wechatSealed: seal('wechat'),
    keyNo: keys.current,
    position: input.position === undefined ? (before?.position ?? null) : input.position.trim() || null,
    purpose,
    basis,
    consentOn,
    noticeVersion: input.noticeVersion === undefined ? (before?.notice_version ?? null) : input.noticeVersion.trim() || null,
    retainUntil,
  };
  const who = await personBehind(ctx);
  if (before) await store.changeContact(ctx.tx, row, ctx.at);
  else await store.insertContact(ctx.tx, ctx.tenant.id, row, { byId: who.id, by: who.name, at: ctx.at });
  const [shared] = await store.sharedWith(ctx.tx, [contactId]);
  ctx.note({ subject: { kind: 'contact', id: contactId }, partyId: party.party_id, facts: { created: before === null } });
  return { id: contactId, sharedWith: shared?.customers ?? 0 };
};

export const lookAtContact: Action<typeof contract.lookAtContact> = async (ctx, input) => {
  const row = await ownContact(ctx, input.id);
  const keys = await keysOf(ctx, 'contacts');
  await noteLooks(ctx, [row], 'full', input.why?.trim() ?? null);
  const looks = await store.looksAt(ctx.tx, 'contact', row.contact_id, LOOKS_SHOWN_MAX);
  ctx.note({ subject: { kind: 'contact', id: row.contact_id }, partyId: row.party_id });
  return { ...opened(keys, row), looks: looks.map(wireLook) };
};

export const findContact: Action<typeof contract.findContact> = async (ctx, input) => {
  const keys = await keysOf(ctx, 'contacts');
  const marks = { phone: keys.mark('phone', phoneKey(input.text)), email: keys.mark('email', mailKey(input.text)) };
  const rows = await store.contactsByMark(ctx.tx, marks, ownerScope(ctx), FOUND_MAX);
  await noteLooks(ctx, rows, 'search', null);
  return {
    contacts: rows.map((row) => ({
      id: row.contact_id,
      name: maskedName(opened(keys, row).name),
      customer: { code: row.code, name: row.customer_name },
    })),
  };
};

export const exportContact: Action<typeof contract.exportContact> = async (ctx, input) => {
  const row = await ownContact(ctx, input.id);
  const keys = await keysOf(ctx, 'contacts');
  await noteLooks(ctx, [row], 'export', null);
  const looks = await store.looksAt(ctx.tx, 'contact', row.contact_id, 10_000);
  const whole = {
    customer: { code: row.code, name: row.customer_name },
    ...opened(keys, row),
    position: row.position,
    purpose: row.purpose,
    basis: row.basis,
    consentOn: row.consent_on,
    noticeVersion: row.notice_version,
    retainUntil: row.retain_until,
    enteredBy: row.entered_by,
    recordedAt: row.recorded_at.toISOString(),
    changedAt: row.changed_at?.toISOString() ?? null,
    looks: looks.map(wireLook),
  };
  return {
    fileName: `contact-${row.contact_id}.json`,
    contentType: 'application/json; charset=utf-8',
    bytes: Buffer.from(JSON.stringify(whole, null, 2)),
  };
};

export const eraseContact: Action<typeof contract.eraseContact> = async (ctx, input) => {
  const row = await ownContact(ctx, input.id);
  if (row.version !== input.version) throw stale();
  await store.eraseContact(ctx.tx, row.contact_id, { by: ctx.actor.name, at: ctx.at, reason: input.reason.trim() });
  ctx.note({ subject: { kind: 'contact', id: row.contact_id }, partyId: row.party_id, facts: { erased: true } });
  return { erased: true };
};

/** Masked: enough to know whom one means. */
export async function shownContacts(ctx: Ctx, partyIds: readonly string[]) {
  const rows = await store.contactsOf(ctx.tx, partyIds, CONTACTS_MAX);
  if (rows.length === 0) return [];
  const keys = await keysOf(ctx, 'contacts');
  const ids = rows.map((row) => row.contact_id);
  const [shared, looks] = await Promise.all([store.sharedWith(ctx.tx, ids), store.lookCounts(ctx.tx, 'contact', ids)]);
  const sharedOf = new Map(shared.map((each) => [each.contact_id, each.customers]));
  const looksOf = new Map(looks.map((each) => [each.subject_id, each.looks]));
  return rows.map((row) => {
    const person = opened(keys, row);
    return {
      id: row.contact_id,
      name: maskedName(person.name),
      position: row.position,
      phone: person.phone === null ? null : maskedPhone(person.phone),
      email: person.email === null ? null : maskedMail(person.email),
      wechat: person.wechat === null ? null : maskedName(person.wechat),
      purpose: row.purpose as Purpose,
      basis: row.basis as Basis,
      consentOn: row.consent_on,
      retainUntil: row.retain_until,
      enteredBy: row.entered_by,
      recordedAt: row.recorded_at.toISOString(),
      looks: looksOf.get(row.contact_id) ?? 0,
      sharedWith: sharedOf.get(row.contact_id) ?? 0,
      version: row.version,
    };
  });
}

/** A new key for contacts; what stands is sealed anew by `resealContacts`. */
export function rotateContactKey(ctx: Ctx): Promise<number> {
  return addSealingKey(ctx, 'contacts');
}

/** Seals contacts of older keys anew, a bounded number; returns how many. */
export async function resealContacts(ctx: Ctx): Promise<number> {
  const keys = await keysOf(ctx, 'contacts');
  const rows = await store.sealedBefore(ctx.tx, keys.current, RESEAL_MAX);
  if (rows.length === 0) return 0;
  const again = (row: store.SealedRow, column: Column) => {
    const sealed = row[`${column}_sealed`];
    const place = placeOf(column, row.contact_id);
    return sealed === null ? null : keys.seal(keys.open(sealed, place), place);
  };
  const anew = rows.map((row) => ({
    contact_id: row.contact_id,
    name_sealed: again(row, 'name'),
    phone_sealed: again(row, 'phone'),
    email_sealed: again(row, 'email'),
    wechat_sealed: again(row, 'wechat'),
  }));
  await store.replaceSealed(ctx.tx, anew, keys.current);
  return rows.length;
}

function opened(keys: Keys, row: store.ContactRow) {
  const open = (column: Column) => {
    const sealed = row[`${column}_sealed`];
    return sealed === null ? null : keys.open(sealed, placeOf(column, row.contact_id));
  };
  return { name: open('name') ?? '', phone: open('phone'), email: open('email'), wechat: open('wechat') };
}

/** Of a row that has one. */
export function openedMail(keys: Keys, row: { contact_id: string; email_sealed: Buffer }): string {
  return keys.open(row.email_sealed, placeOf('email', row.contact_id));
}

function placeOf(column: Column, contactId: string) {
  return { table: TABLE, column: `${column}_sealed`, row: contactId };
}

async function ownContact(ctx: Ctx, contactId: string): Promise<store.ContactRow> {
  const row = await store.contactById(ctx.tx, contactId, ownerScope(ctx));
  if (!row) throw contactUnknown();
  return row;
}

export async function noteLooks(
  ctx: Ctx,
  rows: readonly Pick<store.ContactRow, 'contact_id' | 'party_id'>[],
  how: 'full' | 'search' | 'export' | 'mail',
  why: string | null,
): Promise<void> {
  const looks = rows.map((row) => ({
    lookId: newId(),
    kind: 'contact' as const,
    subjectId: row.contact_id,
    partyId: row.party_id,
    how,
    why,
  }));
  if (looks.length > 0)
    await store.insertLooks(ctx.tx, ctx.tenant.id, looks, { id: ctx.actor.id, name: ctx.actor.name, at: ctx.at });
}

function wireLook(row: store.LookRow) {
  return { by: row.looked_by, at: row.looked_at.toISOString(), how: row.how, why: row.why };
}

export function maskedName(name: string): string {
  const [first = ''] = name;
  return `${first}${'*'.repeat(Math.min(Math.max([...name].length - 1, 1), 2))}`;
}

function maskedPhone(phone: string): string {
  const digits = phoneKey(phone);
  return digits.length < 8 ? `****${digits.slice(-2)}` : `${digits.slice(0, 3)}****${digits.slice(-4)}`;
}

export function maskedMail(mail: string): string {
  const [, first = '', domain = ''] = /^(.).*@(.+)$/.exec(mail) ?? [];
  return `${first}***@${domain}`;
}

function missing(field: string): Problem {
  return new Problem(400, 'contact_incomplete', `${field} is missing`, { fields: [{ field, message: 'missing' }] });
}

function wrong(field: string): Problem {
  return new Problem(400, 'contact_malformed', `${field} does not look right`, { fields: [{ field, message: 'malformed' }] });
}

function contactUnknown(): Problem {
  return new Problem(404, 'contact_unknown', 'there is no such contact, or not among your customers');
}
