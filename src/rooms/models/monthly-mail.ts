// The monthly look told by mail: each who made, judged or moved a model in use hears once what was seen of all he follows.
import type { Day } from '#base/date.ts';
import * as people from '#platform/auth/store.ts';
import type { Ctx } from '#platform/context.ts';
import { mailRoute, publicUrl, writeMail } from '#platform/mail.ts';
import * as store from './store.ts';
import type { Looked } from './watching.ts';

const LOOK_MAIL = 'models.look';

export type LookedAt = { readonly row: store.ModelRow; readonly look: Looked };

/** Writes a mail to everybody with an address who acted on one of these models. Where no mail is set up, the workbench alone tells. */
export async function mailLooks(ctx: Ctx, month: Day, looked: readonly LookedAt[]): Promise<void> {
  if (mailRoute() === null || looked.length === 0) return;
  // gather
  const followed = await store.followers(
    ctx.tx,
    looked.map(({ row }) => row.model_id),
  );
  const addresses = await people.mailOf(ctx.tx, [...new Set(followed.map((each) => each.user_id))]);
  for (const { user_id: userId, mail } of addresses) {
    // decide
    const ids = new Set(followed.filter((each) => each.user_id === userId).map((each) => each.model_id));
    const his = looked.filter(({ row }) => ids.has(row.model_id));
    const { subject, body } = wordsOf(month, his);
    // record
    await writeMail(ctx, { to: mail, subject, body, about: { kind: LOOK_MAIL, id: userId }, attachments: [] });
  }
}

const warns = ({ look }: LookedAt) => look.falls || look.standing === 'shifted';

const SEEN = {
  zh: { stable: '客户分布稳定', watch: '有变量开始偏移，请留意', shifted: '客户与开发时明显不同' },
  en: {
    stable: 'customers lie as in development',
    watch: 'a variable begins to shift',
    shifted: 'customers differ from development',
  },
} as const;

function lineOf({ row, look }: LookedAt, language: 'zh' | 'en'): string {
  const figure = (value: number | null | undefined) => (value === null || value === undefined ? '—' : value.toFixed(3));
  const auc = look.auc === null ? '' : `${language === 'zh' ? '，' : ', '}AUC ${figure(look.auc.value)}`;
  const falls = look.falls ? (language === 'zh' ? '；区分力低于开发时' : '; it separates less than in development') : '';
  const live = row.state === 'live' ? (language === 'zh' ? '在用' : 'live') : language === 'zh' ? '观察' : 'watching';
  return language === 'zh'
    ? `· ${row.name} v${row.version_no}（${live}）：${SEEN.zh[look.standing]}${falls}。PSI ${figure(look.psi)}${auc}，${look.rows} 户`
    : `· ${row.name} v${row.version_no} (${live}): ${SEEN.en[look.standing]}${falls}. PSI ${figure(look.psi)}${auc}, ${look.rows} customers`;
}

function wordsOf(month: Day, his: readonly LookedAt[]): { readonly subject: string; readonly body: string } {
  const beyond = his.filter(warns).length;
  const base = publicUrl();
  const where = base === null ? '' : `\n${base}/models\n`;
  const first = [...his].sort((a, b) => Number(warns(b)) - Number(warns(a)));
  return {
    subject:
      beyond === 0
        ? `${month.slice(0, 7)} 模型月检：${his.length} 个均稳定 / monthly look at models: nothing to warn of`
        : `${month.slice(0, 7)} 模型月检：${his.length} 个中 ${beyond} 个需要处理 / monthly look at models: ${beyond} of ${his.length} to look into`,
    body: `${first.map((each) => lineOf(each, 'zh')).join('\n')}\n\n${first.map((each) => lineOf(each, 'en')).join('\n')}\n${where}`,
  };
}
