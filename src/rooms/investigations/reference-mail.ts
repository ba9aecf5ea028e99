// The mail that asks a trade partner for a reference, with its link, in both languages.
import type { Day } from '#base/date.ts';
import type { Ctx } from '#platform/context.ts';
import { mailRoute, publicUrl, shownAddress, writeMail } from '#platform/mail.ts';

export const REFERENCE_MAIL = 'investigations.reference';

export type AboutReference = {
  readonly id: string;
  readonly customer: string;
  readonly partner: string;
  readonly dueOn: Day;
  readonly note: string | null;
  readonly to: string | null;
  readonly link: string;
  readonly again: boolean;
};

/** Where it goes, its middle left out; null: nowhere, as no mail is set up, no address was given, or this installation does not know its own. */
export async function mailReference(ctx: Ctx, about: AboutReference): Promise<string | null> {
  const base = publicUrl();
  if (about.to === null || mailRoute() === null || base === null) return null;
  const { partner, customer, dueOn } = about;
  const company = ctx.tenant.displayName;
  const note = about.note === null ? '' : `\n${about.note}\n`;
  const [remind, reminder] = about.again ? ['提醒：', 'Reminder: '] : ['', ''];
  await writeMail(ctx, {
    to: about.to,
    subject: `${remind}${company} 请贵司就 ${customer} 提供资信证明 / ${reminder}Trade reference requested`,
    body: `${partner}：\n\n${customer} 正在向我司申请赊销。请在 ${dueOn} 前打开以下链接，填写贵司与其往来的情况，约需两分钟，内容只用于信用评估：\n${base}${about.link}\n${note}\n${partner},\n\n${customer} applies to us for credit. Please open the link above by ${dueOn} and tell us about your dealings with them. It takes two minutes and is used to judge their credit alone.\n\n${company}\n`,
    about: { kind: REFERENCE_MAIL, id: about.id },
    attachments: [],
  });
  return shownAddress(about.to);
}
