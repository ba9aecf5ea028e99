// Mail by an outbox: written in the transaction that wants it, carried outside of any, tried again with growing pauses.
import { createTransport, type Transporter } from 'nodemailer';
import { Problem } from '#base/assert.ts';
import { newId } from '#base/id.ts';
import type { Ctx } from './context.ts';
import type { Door } from './dispatch.ts';
import { event } from './event.ts';
import { readStoredFile, storeFile } from './files.ts';
import { keysOf } from './personal.ts';
import { sql } from './sql.ts';

/** Mails carried in one round, and the pauses between tries: a minute, then longer; after the last the mail has failed. */
const ROUND_MAX = 20;
const PAUSES_MINUTES = [1, 5, 15, 60, 240, 720];
/** How long a mail is ours while we speak to the server: longer than a conversation may take. */
const LEASE_MINUTES = 10;
const CONVERSATION_MS = 60_000;
const ANSWER_MAX = 300;
const ADDRESS = /^[^\s@<>"',;]{1,64}@[^\s@<>"',;]{1,190}\.[^\s@<>"',;.]{2,63}$/;

export type NewMail = {
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  /** What the mail is about; told back with what became of it. */
  readonly about: { readonly kind: string; readonly id: string };
  readonly attachments: readonly { readonly name: string; readonly content: Uint8Array }[];
};

export type MailSettled = {
  readonly mailId: string;
  readonly about: { readonly kind: string; readonly id: string };
  readonly outcome: 'sent' | 'failed';
  /** What the mail server said. */
  readonly answer: string;
};

/** A mail reached the server of the sender, or is given up. */
export const mailSettled = event<MailSettled>('platform.mail-settled');

/** Where mail goes out: `SMTP_URL` (smtp://user:password@host:587) and `MAIL_FROM`; null where the installation sends none. */
export type MailRoute = { readonly url: string; readonly from: string };

export function mailRoute(environment: Readonly<Record<string, string | undefined>> = process.env): MailRoute | null {
  const { SMTP_URL: url, MAIL_FROM: from } = environment;
  if (!url) return null;
  if (!/^smtps?:\/\//.test(url)) throw new Problem(400, 'mail_route_malformed', 'SMTP_URL begins with smtp:// or smtps://');
  if (!from || !ADDRESS.test(from.replace(/^.*<|>$/g, '')))
    throw new Problem(400, 'mail_route_malformed', 'MAIL_FROM is the address mail is sent from, such as finance@example.com');
  return { url, from };
}

/** Where people reach this installation from outside: `PUBLIC_URL`, for links in mails; null: mails carry none. */
export function publicUrl(environment: Readonly<Record<string, string | undefined>> = process.env): string | null {
  const { PUBLIC_URL: text } = environment;
  if (!text) return null;
  if (!/^https?:\/\/[^\s/?#]+\/?$/.test(text))
    throw new Problem(400, 'public_url_malformed', 'PUBLIC_URL is an address such as https://credit.example.com');
  return text.replace(/\/$/, '');
}

/** Whether a text, such as a login, is a mail address. */
export function isAddress(text: string): boolean {
  return ADDRESS.test(text);
}

export function checkAddress(address: string, field = 'to'): string {
  const text = address.trim();
  if (!ADDRESS.test(text)) {
    throw new Problem(400, 'mail_address_malformed', `${JSON.stringify(text)} is not a mail address`, {
      fields: [{ field, message: 'not a mail address' }],
    });
  }
  return text;
}

/** li***@example.com */
export function shownAddress(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, Math.min(2, at))}***${address.slice(at)}`;
}

/** Puts a mail into the outbox, in the caller's transaction. Nothing leaves before that commits. */
export async function writeMail(ctx: Ctx, mail: NewMail): Promise<string> {
  const mailId = newId();
  const address = checkAddress(mail.to);
  const files: string[] = [];
  for (const each of mail.attachments) {
    const stored = await storeFile(ctx, { kind: 'mail', id: mailId }, { name: each.name, content: Buffer.from(each.content) });
    files.push(stored.fileId);
  }
  const keys = await keysOf(ctx, 'contacts');
  await ctx.tx.run(sql`
    insert into platform.mails
      (tenant_id, mail_id, about_kind, about_id, address, shown, subject, body, files, written_at, written_by, state, attempts, next_at)
    values (${ctx.tenant.id}, ${mailId}, ${mail.about.kind}, ${mail.about.id}, ${keys.seal(address, placeOf(mailId))}, ${shownAddress(address)},
            ${mail.subject}, ${mail.body}, ${files}::uuid[], ${ctx.at}, ${ctx.actor.name}, 'queued', 0, ${ctx.at})`);
  return mailId;
}

export type MailRow = {
  readonly mailId: string;
  readonly shown: string;
  readonly state: 'queued' | 'sent' | 'failed';
  readonly attempts: number;
  readonly answer: string | null;
};

/** The mails about something, oldest first. */
export async function mailsAbout(ctx: Ctx, about: { kind: string; id: string }): Promise<MailRow[]> {
  return ctx.tx.rows(sql<MailRow>`
    select mail_id as "mailId", shown, state, attempts, answer from platform.mails
    where about_kind = ${about.kind} and about_id = ${about.id}
    order by written_at, mail_id limit 50`);
}

/** Where the last mail about each of these went, in full, by the id it was about. For sending again. */
export async function lastAddresses(ctx: Ctx, kind: string, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await ctx.tx.rows(sql<{ about_id: string; mail_id: string; address: Buffer }>`
    select distinct on (about_id) about_id, mail_id, address from platform.mails
    where about_kind = ${kind} and about_id = any(${ids as string[]}::uuid[])
    order by about_id, written_at desc, mail_id desc`);
  if (rows.length === 0) return new Map();
  const keys = await keysOf(ctx, 'contacts');
  return new Map(rows.map((row) => [row.about_id, keys.open(row.address, placeOf(row.mail_id))]));
}

type Claimed = {
  readonly mailId: string;
  readonly about: { kind: string; id: string };
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  readonly attempts: number;
  readonly files: readonly { filename: string; content: Buffer; contentType: string }[];
};

/**
 * One round for one company: due mails are claimed in one transaction, sent outside of any, and what became of them is written in another.
 * Killed in between, a mail may go out twice, never not at all; its Message-ID is the same, so that most readers show it once.
 */
export async function carryMail(
  door: Door,
  tenantId: string,
  route: MailRoute,
): Promise<{ sent: number; failed: number; later: number }> {
  const count = { sent: 0, failed: 0, later: 0 };
  let claimed: Claimed[] = [];
  await door.job(tenantId, 'platform.mail-claim', async (ctx) => {
    claimed = await claim(ctx);
  });
  if (claimed.length === 0) return count;
  const transport = transportOf(route);
  try {
    for (const mail of claimed) {
      const result = await send(transport, route, mail);
      await door.job(tenantId, 'platform.mail-settle', async (ctx) => {
        count[await settle(ctx, mail, result)] += 1;
      });
    }
  } finally {
    transport.close();
  }
  return count;
}

async function claim(ctx: Ctx): Promise<Claimed[]> {
  const leased = new Date(ctx.at.getTime() + LEASE_MINUTES * 60_000);
  const rows = await ctx.tx.rows(sql<{
    mail_id: string;
    about_kind: string;
    about_id: string;
    address: Buffer;
    subject: string;
    body: string;
    files: string[];
    attempts: number;
  }>`
    update platform.mails m set attempts = m.attempts + 1, next_at = ${leased}
    from (select mail_id from platform.mails
          where state = 'queued' and next_at <= ${ctx.at}
          order by next_at, mail_id limit ${ROUND_MAX} for update skip locked) due
    where m.mail_id = due.mail_id
    returning m.mail_id, m.about_kind, m.about_id, m.address, m.subject, m.body, m.files, m.attempts`);
  if (rows.length === 0) return [];
  const keys = await keysOf(ctx, 'contacts');
  const claimed: Claimed[] = [];
  for (const row of rows) {
    const files: { filename: string; content: Buffer; contentType: string }[] = [];
    for (const fileId of row.files) {
      const file = await readStoredFile(ctx, { kind: 'mail', id: row.mail_id }, fileId);
      if (file) files.push({ filename: file.fileName, content: Buffer.from(file.bytes), contentType: file.contentType });
    }
    claimed.push({
      mailId: row.mail_id,
      about: { kind: row.about_kind, id: row.about_id },
      to: keys.open(row.address, placeOf(row.mail_id)),
      subject: row.subject,
      body: row.body,
      attempts: row.attempts,
      files,
    });
  }
  return claimed;
}

type Result = { readonly ok: boolean; readonly answer: string; readonly final: boolean };

async function send(transport: Transporter, route: MailRoute, mail: Claimed): Promise<Result> {
  try {
    const info = (await transport.sendMail({
      from: route.from,
      to: mail.to,
      subject: mail.subject,
      text: mail.body,
      messageId: `<${mail.mailId}@xinheng>`,
      attachments: mail.files.map((each) => ({ ...each })),
      disableFileAccess: true,
      disableUrlAccess: true,
    })) as { response?: string };
    return { ok: true, answer: (info.response ?? 'sent').slice(0, ANSWER_MAX), final: true };
  } catch (error) {
    const { responseCode, message } = error as { responseCode?: number; message: string };
    // 5xx: the server will not take it however often it is asked.
    return { ok: false, answer: message.slice(0, ANSWER_MAX), final: responseCode !== undefined && responseCode >= 500 };
  }
}

async function settle(ctx: Ctx, mail: Claimed, result: Result): Promise<'sent' | 'failed' | 'later'> {
  const pause = PAUSES_MINUTES[mail.attempts - 1];
  const outcome = result.ok ? 'sent' : result.final || pause === undefined ? 'failed' : 'later';
  const state = outcome === 'later' ? 'queued' : outcome;
  const nextAt = new Date(ctx.at.getTime() + (pause ?? 0) * 60_000);
  const changed = await ctx.tx.run(sql`
    update platform.mails
    set state = ${state}, answer = ${result.answer}, next_at = ${nextAt}, settled_at = ${outcome === 'later' ? null : ctx.at}
    where mail_id = ${mail.mailId} and state = 'queued'`);
  if (changed > 0 && outcome !== 'later') {
    ctx.note({ subject: { kind: 'mail', id: mail.mailId }, facts: { outcome, about: mail.about, attempts: mail.attempts } });
    ctx.emit(mailSettled, { mailId: mail.mailId, about: mail.about, outcome, answer: result.answer });
  }
  return outcome;
}

function transportOf(route: MailRoute): Transporter {
  const url = new URL(route.url);
  url.searchParams.set('connectionTimeout', String(CONVERSATION_MS));
  url.searchParams.set('socketTimeout', String(CONVERSATION_MS));
  url.searchParams.set('greetingTimeout', String(CONVERSATION_MS));
  return createTransport(url.href);
}

function placeOf(mailId: string) {
  return { table: 'platform.mails', column: 'address', row: mailId };
}

const TICK_MS = 15_000;

/** Carries the mail of every company, round after round, until it is stopped. Several servers share the work: a claimed mail is skipped. */
export function startMailCarrier(
  door: Door,
  companies: () => Promise<readonly { readonly id: string }[]>,
  route: MailRoute,
  told: (error: Error) => void,
): { stop(): Promise<void> } {
  let round: Promise<void> | null = null;
  const carry = async () => {
    for (const { id } of await companies()) await carryMail(door, id, route);
  };
  const tick = () => {
    round ??= carry()
      .catch(told)
      .finally(() => {
        round = null;
      });
  };
  const timer = setInterval(tick, TICK_MS);
  timer.unref();
  tick();
  return {
    async stop() {
      clearInterval(timer);
      await round;
    },
  };
}
