// Mails about what is missing: to whoever is to bring it, to the customer with his link, to whoever asked when it is late.
import { addDays, type Day, startOfDay } from '#base/date.ts';
import { PAPER_KINDS } from '#engine/dossier-catalogue.ts';
import { newCredential } from '#platform/auth/secrets.ts';
import * as people from '#platform/auth/store.ts';
import type { Ctx } from '#platform/context.ts';
import { lastAddresses, mailRoute, publicUrl, shownAddress, writeMail } from '#platform/mail.ts';
import { fieldsInForce } from './fields.ts';
import { mailContacts } from './mail-addresses.ts';
import * as store from './store-requests.ts';

export const REQUEST_MAIL = 'dossiers.request';
const LATE_MAIL = 'dossiers.request-late';
const LINK_GRACE_DAYS = 7;

export type AboutRequest = {
  readonly requestId: string;
  readonly partyId: string;
  readonly code: string;
  readonly customer: string;
  readonly items: readonly string[];
  readonly dueOn: Day;
  readonly note: string | null;
  readonly assigneeId: string | null;
};

export function aboutOf(row: store.RequestRow): AboutRequest {
  return {
    requestId: row.request_id,
    partyId: row.party_id,
    code: row.code,
    customer: row.name,
    items: row.items.filter((item) => !row.answered.includes(item)),
    dueOn: row.due_on,
    note: row.note,
    assigneeId: row.assignee_id,
  };
}

/**
 * Puts the mail into the outbox and answers with where it goes, its middle left out; null: nowhere, since no mail is set up, nobody has an
 * address, or of a customer no link was to be mailed or the installation does not know its own address.
 */
export async function mailRequest(
  ctx: Ctx,
  step: 'asked' | 'reminded',
  about: AboutRequest & { readonly link: string | null },
): Promise<string | null> {
  if (mailRoute() === null) return null;
  const words = await wordsOf(ctx, about, step);
  if (about.assigneeId !== null) {
    const [person] = await people.mailOf(ctx.tx, [about.assigneeId]);
    return person ? toPerson(ctx, REQUEST_MAIL, person.mail, about, words) : null;
  }
  const base = publicUrl();
  if (about.link === null || base === null) return null;
  const contact = (await mailContacts(ctx, [about.partyId], ['credit', 'reconciliation'], 'request for papers')).get(
    about.partyId,
  );
  const known = (await lastAddresses(ctx, REQUEST_MAIL, [about.requestId])).get(about.requestId);
  const to = known ?? contact?.address;
  if (to === undefined) return null;
  await writeMail(ctx, {
    to,
    subject: `${ctx.tenant.displayName}：请补充资料 / Documents requested`,
    body: `${about.customer}：\n\n${words.zh}\n请在 ${about.dueOn} 前打开以下链接填报，链接只能看到本次要求的内容：\n${base}${about.link}\n\nPlease answer by ${about.dueOn} through the link above. It shows what is asked and nothing else:\n${words.en}\n\n${ctx.tenant.displayName}\n`,
    about: { kind: REQUEST_MAIL, id: about.requestId },
    attachments: [],
  });
  return shownAddress(to);
}

/** Every night: what is due tomorrow goes to whoever is to bring it, what is late also to whoever asked. */
export async function mailWhatIsDue(
  ctx: Ctx,
  due: readonly store.RequestRow[],
  late: readonly store.RequestRow[],
): Promise<void> {
  if (mailRoute() === null || due.length + late.length === 0) return;
  const byMail = await lastAddresses(
    ctx,
    REQUEST_MAIL,
    due.map((row) => row.request_id),
  );
  for (const row of due) {
    // A link is kept as a hash alone: who is reminded gets a new one, and the one before ends.
    const again =
      row.asked_of === 'customer' && row.link_revoked_at === null && byMail.has(row.request_id) && publicUrl() !== null;
    const link = again ? newCredential('link', ctx.tenant.id) : null;
    if (link) {
      const until = new Date(startOfDay(addDays(row.due_on, LINK_GRACE_DAYS), ctx.tenant.timeZone));
      await store.changeLink(ctx.tx, row.request_id, link.hash, until);
    }
    await mailRequest(ctx, 'reminded', { ...aboutOf(row), link: link ? `/answer/${link.text}` : null });
  }
  const askers = await people.mailOf(ctx.tx, [
    ...new Set(late.flatMap((row) => [row.asked_by_id, row.assignee_id].filter((id) => id !== null))),
  ]);
  const mailOf = new Map(askers.map((row) => [row.user_id, row.mail]));
  for (const row of late) {
    const about = aboutOf(row);
    const words = await wordsOf(ctx, about, 'late');
    for (const id of new Set([row.asked_by_id, row.assignee_id])) {
      const to = id === null ? undefined : mailOf.get(id);
      if (to !== undefined) await toPerson(ctx, LATE_MAIL, to, about, words);
    }
  }
}

async function toPerson(ctx: Ctx, kind: string, to: string, about: AboutRequest, words: MailWords): Promise<string> {
  const base = publicUrl();
  const where = base === null ? '' : `\n${base}/customers/${encodeURIComponent(about.code)}?view=file\n`;
  await writeMail(ctx, {
    to,
    subject: words.subject,
    body: `${words.zh}${where}\n${words.en}\n`,
    about: { kind, id: about.requestId },
    attachments: [],
  });
  return shownAddress(to);
}

type MailWords = { readonly subject: string; readonly zh: string; readonly en: string };

async function wordsOf(ctx: Ctx, about: AboutRequest, step: 'asked' | 'reminded' | 'late'): Promise<MailWords> {
  const fields = await fieldsInForce(ctx, ctx.at);
  const names = (language: 'zh' | 'en') =>
    about.items
      .map((item) => {
        const [of, key] = item.split(':');
        const known = of === 'fact' ? fields.find((each) => each.key === key) : PAPER_KINDS.find((each) => each.key === key);
        return `- ${known?.name[language] ?? key}`;
      })
      .join('\n');
  const note = about.note === null ? '' : `\n${about.note}\n`;
  const late = step === 'late';
  const subject = {
    asked: `请补充资料：${about.customer}（${about.dueOn} 前） / Papers to bring`,
    reminded: `提醒：${about.customer} 的资料 ${about.dueOn} 到期 / Reminder: papers due`,
    late: `逾期：${about.customer} 的资料 ${about.dueOn} 应到未到 / Late: papers not brought`,
  }[step];
  return {
    subject,
    zh: `${about.customer}（${about.code}）${late ? `应于 ${about.dueOn} 前补充、至今未到的资料` : `需在 ${about.dueOn} 前补充的资料`}：\n${names('zh')}\n${note}`,
    en: `${about.customer} (${about.code}), ${late ? `due on ${about.dueOn} and not here yet` : `due on ${about.dueOn}`}:\n${names('en')}\n`,
  };
}
