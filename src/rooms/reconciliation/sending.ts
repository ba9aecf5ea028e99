// Letters on their way: by mail through the outbox, or noted as posted, sent by courier or handed over; reminders of what is not answered.
import { Problem } from '#base/assert.ts';
import { addDays } from '#base/date.ts';
import type { Action, Ctx } from '#platform/context.ts';
import { lastAddresses, type MailSettled, mailRoute, shownAddress, writeMail } from '#platform/mail.ts';
import { mailContacts } from '#rooms/dossiers/actions.ts';
import type * as contract from './contract.ts';
import { ABOUT, act, lettersOf, REMIND_AFTER_DAYS } from './letters.ts';
import { paperOf } from './printing.ts';
import * as store from './store.ts';

/** Each is laid out while the transaction is open, 50 ms a letter. */
const MAILED_MAX = 100;
const REMINDED_TIMES = 3;
const REMINDED_MAX = 200;
/** So many of a customer's letters are asked where they went. */
const LETTERS_BACK = 12;
const REMINDER = 'reconciliation.reminder';
const SENDABLE: readonly store.LetterState[] = ['made', 'queued', 'sent'];

export const send: Action<typeof contract.send> = async (ctx, input) => {
  // gather
  const ids = [...new Set(input.letters)];
  if (input.to !== undefined && ids.length > 1)
    throw refused('one_address_one_letter', 'one address is given for one letter; send the others without it');
  await store.lockLetters(ctx.tx, ids);
  const letters = await lettersOf(ctx, ids);
  for (const letter of letters) {
    if (!SENDABLE.includes(letter.state)) throw wrongState(letter, 'an answered or withdrawn letter is not sent');
  }
  return input.by === 'mail' ? byMail(ctx, letters, input) : byHand(ctx, letters, input);
};

type Input = Parameters<typeof send>[1];

async function byMail(ctx: Ctx, letters: readonly store.LetterRow[], input: Input) {
  if (mailRoute() === null) {
    throw new Problem(
      409,
      'mail_not_set_up',
      'this installation sends no mail; download the letters and note that they were posted, or set SMTP_URL and MAIL_FROM',
    );
  }
  if (letters.length > MAILED_MAX)
    throw new Problem(422, 'too_many_mails', `at most ${MAILED_MAX} letters go out by mail at once; send the rest after them`);
  const addresses = input.to === undefined ? await addressesOf(ctx, letters, true) : new Map<string, Recipient>();
  const language = input.language ?? 'zh';
  const withoutAddress = [];
  const queued: string[] = [];
  for (const letter of letters) {
    const to = input.to ?? addresses.get(letter.party_id)?.address;
    if (to === undefined) {
      withoutAddress.push({ id: letter.letter_id, number: letter.number, customer: letter.code });
      continue;
    }
    const paper = await paperOf(ctx, letter, language);
    const words = mailWords(letter, language);
    await writeMail(ctx, {
      to,
      subject: words.subject,
      body: words.body,
      about: { kind: ABOUT, id: letter.letter_id },
      attachments: [{ name: paper.name, content: paper.bytes }],
    });
    await act(ctx, [letter.letter_id], 'queued', { by: 'mail', to: shownAddress(to), language });
    queued.push(letter.letter_id);
  }
  if (queued.length > 0) await store.moveLetters(ctx.tx, queued, { state: 'queued' });
  ctx.note({ facts: { by: 'mail', queued: queued.length, withoutAddress: withoutAddress.length } });
  return { sent: 0, queued: queued.length, withoutAddress };
}

async function byHand(ctx: Ctx, letters: readonly store.LetterRow[], input: Input) {
  const on = input.on ?? ctx.today;
  const ids = letters.map((each) => each.letter_id);
  if (on > ctx.today || letters.some((each) => on < each.made_on))
    throw refused('day_impossible', 'a letter is sent between the day it was made and today', 'on');
  await store.moveLetters(ctx.tx, ids, { state: 'sent', sentAt: ctx.at, sentOn: on });
  await act(ctx, ids, 'sent', { by: input.by, on, ...(input.evidence ? { evidence: input.evidence } : {}) });
  ctx.note({ facts: { by: input.by, sent: ids.length, on } });
  return { sent: ids.length, queued: 0, withoutAddress: [] };
}

/** What became of a mail: the letter is sent, or waits again with what the mail server said. */
export async function mailed(ctx: Ctx, told: MailSettled): Promise<void> {
  if (told.about.kind === REMINDER) {
    await act(ctx, [told.about.id], told.outcome === 'sent' ? 'reminder_sent' : 'mail_failed', { answer: told.answer });
    return;
  }
  if (told.about.kind !== ABOUT) return;
  await store.lockLetters(ctx.tx, [told.about.id]);
  const [letter] = await store.lettersById(ctx.tx, [told.about.id]);
  if (!letter) return;
  const sent = told.outcome === 'sent';
  await act(ctx, [letter.letter_id], sent ? 'sent' : 'mail_failed', { by: 'mail', answer: told.answer });
  // Answered or withdrawn meanwhile: that stays.
  if (letter.state !== 'queued') return;
  await store.moveLetters(
    ctx.tx,
    [letter.letter_id],
    sent ? { state: 'sent', sentAt: ctx.at, sentOn: ctx.today } : { state: letter.sent_on ? 'sent' : 'made' },
  );
}

/** Nightly: letters without an answer after fifteen days are spoken of again, three times; by mail where they went by mail. */
export async function remind(ctx: Ctx): Promise<void> {
  const letters = await store.unanswered(ctx.tx, addDays(ctx.today, -REMIND_AFTER_DAYS), REMINDED_TIMES, REMINDED_MAX);
  if (letters.length === 0) return;
  const ids = letters.map((each) => each.letter_id);
  const addresses = mailRoute() === null ? new Map<string, string>() : await lastAddresses(ctx, ABOUT, ids);
  for (const letter of letters) {
    const to = addresses.get(letter.letter_id);
    if (to === undefined) continue;
    const words = reminderWords(letter);
    await writeMail(ctx, { to, ...words, about: { kind: REMINDER, id: letter.letter_id }, attachments: [] });
  }
  await store.markReminded(ctx.tx, ids, ctx.today);
  await act(ctx, ids, 'reminded', { after: REMIND_AFTER_DAYS });
  ctx.note({ facts: { reminded: ids.length, byMail: addresses.size } });
}

export const recipients: Action<typeof contract.recipients> = async (ctx, input) => {
  const letters = await lettersOf(ctx, input.letters);
  const addresses = await addressesOf(ctx, letters, false);
  return {
    mailPossible: mailRoute() !== null,
    letters: letters.map((letter) => {
      const found = addresses.get(letter.party_id);
      return {
        id: letter.letter_id,
        number: letter.number,
        customer: { code: letter.code, name: letter.name },
        sendable: SENDABLE.includes(letter.state),
        sentOn: letter.sent_on,
        to: found ? { shown: found.shown, from: found.from } : null,
      };
    }),
  };
};

type Recipient = { readonly address: string; readonly shown: string; readonly from: 'letter' | 'contact' };

/** Where the newest letter of each customer went that went by mail; else the contact kept for reconciliation, then for collection. */
async function addressesOf(ctx: Ctx, letters: readonly store.LetterRow[], use: boolean): Promise<Map<string, Recipient>> {
  const partyIds = [...new Set(letters.map((each) => each.party_id))];
  const known = await store.letterIdsOf(ctx.tx, partyIds, LETTERS_BACK);
  const addresses = await lastAddresses(
    ctx,
    ABOUT,
    known.map((each) => each.letter_id),
  );
  const found = new Map<string, Recipient>();
  for (const { party_id, letter_id } of known) {
    const address = addresses.get(letter_id);
    if (address !== undefined && !found.has(party_id))
      found.set(party_id, { address, shown: shownAddress(address), from: 'letter' });
  }
  const contacts = await mailContacts(
    ctx,
    partyIds.filter((partyId) => !found.has(partyId)),
    ['reconciliation', 'collection'],
    use ? 'statement of account' : null,
  );
  for (const [partyId, { address, shown }] of contacts) found.set(partyId, { address, shown, from: 'contact' });
  return found;
}

function mailWords(letter: store.LetterRow, language: 'zh' | 'en'): { subject: string; body: string } {
  return language === 'zh'
    ? {
        subject: `往来对账函 ${letter.number}（截至 ${letter.to_on}） ${letter.entity_name}`,
        body: `${letter.name}：\n\n附件为贵公司与${letter.entity_name}截至 ${letter.to_on} 的往来对账函。请核对，在回函处签字盖章后，将扫描件回复至本邮箱。\n\n${letter.entity_name}\n`,
      }
    : {
        subject: `Statement of account ${letter.number} as of ${letter.to_on}, ${letter.entity_name}`,
        body: `To ${letter.name}\n\nPlease find attached the statement of account between you and ${letter.entity_name} as of ${letter.to_on}. Kindly check it, sign and seal the reply, and answer this mail with a scan.\n\n${letter.entity_name}\n`,
      };
}

function reminderWords(letter: store.LetterRow): { subject: string; body: string } {
  return {
    subject: `提醒：对账函 ${letter.number} 尚未收到回函 / Reminder: statement ${letter.number} is unanswered`,
    body: `${letter.name}：\n\n我方于 ${letter.sent_on} 寄发的 ${letter.number} 号往来对账函尚未收到回函，请核对后签字盖章回复。\n\nOur statement of account ${letter.number}, sent on ${letter.sent_on}, has not been answered yet. Kindly sign, seal and return the reply.\n\n${letter.entity_name}\n`,
  };
}

export function wrongState(letter: store.LetterRow, message: string): Problem {
  return new Problem(409, 'letter_state', message, { facts: { number: letter.number, state: letter.state } });
}

export function refused(code: string, message: string, field?: string): Problem {
  return new Problem(400, code, message, field ? { fields: [{ field, message }] } : {});
}
