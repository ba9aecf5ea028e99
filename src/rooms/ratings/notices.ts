// Customers told that their grade fell: a fall prepares a notice, a rise takes it back, a person sends it with its explanation or drops it.
import { Problem } from '#base/assert.ts';
import { addMonths, type Day } from '#base/date.ts';
import { newId } from '#base/id.ts';
import { type Fall, fallOver, notchesBetween } from '#engine/rating-standing.ts';
import { type Action, type Ctx, ownerScope } from '#platform/context.ts';
import { dayMark, readDayMark } from '#platform/cursor.ts';
import { type MailSettled, mailRoute, writeMail } from '#platform/mail.ts';
import { mailContacts } from '#rooms/dossiers/actions.ts';
import { rulebook } from '#rooms/policies/actions.ts';
import type * as contract from './contract.ts';
import { explanation } from './print.ts';
import * as grades from './store.ts';
import * as store from './store-notices.ts';

const NOTICE = 'ratings.notice';
/** Falls of so many months are told together; what is longer ago the customer has lived with. */
const TOGETHER_MONTHS = 12;

export const set: Action<typeof contract.setNotices> = async (ctx, { notches }) => {
  await store.insertRule(ctx.tx, ctx.tenant.id, { ruleId: newId(), notches, at: ctx.at, by: ctx.actor.name });
  ctx.note({ facts: { notches } });
  return { notches };
};

type Moved = NonNullable<(typeof contract.gradesMoved)['payload']>;
type Scale = Awaited<ReturnType<typeof rulebook<'scorecard'>>>['rules']['scale'];

/** Whether a customer once known by one grade has fallen far enough, with another today, to be told. */
function isFall(scale: Scale, from: string, now: string, least: number): boolean {
  const notches = notchesBetween(scale, from, now);
  return notches !== null && -notches >= least;
}

/** Hears the moves of a day. Switched off, nothing new is prepared, and what waits is still taken back by a rise. */
export async function moved(ctx: Ctx, { asOf, moves }: Moved): Promise<void> {
  // gather
  const rule = await store.rule(ctx.tx);
  if (!rule) return;
  const waiting = await store.lockPrepared(
    ctx.tx,
    moves.map((each) => each.partyId),
  );
  const { rules } = await rulebook(ctx, 'scorecard');
  // decide
  const moveOf = new Map(moves.map((each) => [each.partyId, each]));
  const still: { noticeId: string; to: string; fellOn: Day; falls: number }[] = [];
  const risen: string[] = [];
  for (const row of waiting) {
    const { to, notches } = moveOf.get(row.party_id)!;
    if (isFall(rules.scale, row.from_grade, to, rule.notches ?? 1))
      still.push({
        noticeId: row.notice_id,
        to,
        fellOn: notches < 0 ? asOf : row.fell_on,
        falls: row.falls + (notches < 0 ? 1 : 0),
      });
    else risen.push(row.notice_id);
  }
  const waits = new Set(waiting.map((row) => row.party_id));
  const { notches: least } = rule;
  const falling = moves.filter((each) => each.notches < 0 && !waits.has(each.partyId));
  const fresh =
    least === null ? [] : (await together(ctx, rules.scale, asOf, falling)).filter(({ fall }) => fall.notches >= least);
  // record
  if (still.length > 0) await store.changeGrades(ctx.tx, still);
  if (risen.length > 0) await store.voidNotices(ctx.tx, risen, ctx.at);
  if (fresh.length > 0) {
    const rows = fresh.map(({ partyId, fall }) => ({ noticeId: newId(), partyId, ...fall }));
    await store.prepare(ctx.tx, ctx.tenant.id, rows, { fellOn: asOf, at: ctx.at });
  }
}

/** Each who falls today with what he fell before and was never told: several small falls are one to him. */
async function together(
  ctx: Ctx,
  scale: Scale,
  asOf: Day,
  falling: Moved['moves'],
): Promise<{ readonly partyId: string; readonly fall: Fall }[]> {
  if (falling.length === 0) return [];
  const before = new Map<string, { on: Day; grade: string }[]>();
  const ids = falling.map((each) => each.partyId);
  for (const { party_id, on, grade } of await store.gradesSinceTold(ctx.tx, ids, addMonths(asOf, -TOGETHER_MONTHS), asOf)) {
    before.set(party_id, [...(before.get(party_id) ?? []), { on, grade }]);
  }
  return falling.flatMap(({ partyId, from, to }) => {
    const grades = [...(before.get(partyId) ?? []), { on: asOf, grade: from }, { on: asOf, grade: to }];
    const fall = fallOver(scale, grades);
    return fall ? [{ partyId, fall }] : [];
  });
}

/** Of a merged customer nothing is told any more. */
export async function forgetNotices(ctx: Ctx, partyId: string): Promise<void> {
  const rows = await store.lockPrepared(ctx.tx, [partyId]);
  await store.voidNotices(
    ctx.tx,
    rows.map((row) => row.notice_id),
    ctx.at,
  );
}

async function preparedOf(ctx: Ctx, noticeIds: readonly string[]): Promise<store.NoticeRow[]> {
  const ids = [...new Set(noticeIds)];
  const rows = await store.lockNotices(ctx.tx, ids, ownerScope(ctx));
  if (rows.length < ids.length) throw new Problem(404, 'notice_unknown', 'there is no such notice');
  const settled = rows.find((row) => row.state !== 'prepared');
  if (settled) {
    throw new Problem(409, 'notice_settled', 'this notice was sent, dropped or taken back already', {
      facts: { customer: settled.name, state: settled.state },
    });
  }
  return rows;
}

export const send: Action<typeof contract.sendNotices> = async (ctx, input) => {
  // gather
  if (input.by === 'mail' && mailRoute() === null) {
    throw new Problem(
      409,
      'mail_not_set_up',
      'this installation sends no mail; print the explanation and note that it was handed over, or set SMTP_URL and MAIL_FROM',
    );
  }
  const rows = await preparedOf(ctx, input.notices);
  const partyIds = rows.map((row) => row.party_id);
  const [{ rules }, current, rule] = await Promise.all([
    rulebook(ctx, 'scorecard'),
    grades.gradesOn(ctx.tx, partyIds, ctx.today, false),
    store.rule(ctx.tx),
  ]);
  const gradeOf = new Map(current.map((row) => [row.party_id, row.grade]));
  // decide: a run tells at most a thousand moves, so that the grade of today has the last word.
  const [standing, risen] = [[] as store.NoticeRow[], [] as store.NoticeRow[]];
  for (const row of rows) {
    const now = gradeOf.get(row.party_id);
    if (now !== undefined && isFall(rules.scale, row.from_grade, now, rule?.notches ?? 1))
      standing.push({ ...row, to_grade: now });
    else risen.push(row);
  }
  const language = input.language ?? ctx.language;
  const addresses =
    input.by === 'mail'
      ? await mailContacts(
          ctx,
          standing.map((row) => row.party_id),
          ['credit'],
          'notice of a lower grade',
        )
      : null;
  const going = standing.filter((row) => addresses === null || addresses.has(row.party_id));
  // record
  for (const row of addresses === null ? [] : going) {
    const paper = await explanation(ctx, row, { day: ctx.today, knownAt: null }, language);
    await writeMail(ctx, {
      to: addresses!.get(row.party_id)!.address,
      subject: subjectOf(ctx, language),
      body: letterOf(ctx, row, language),
      about: { kind: NOTICE, id: row.notice_id },
      attachments: [{ name: paper.fileName, content: paper.bytes }],
    });
  }
  await store.changeGrades(
    ctx.tx,
    going.map((row) => ({ noticeId: row.notice_id, to: row.to_grade, fellOn: row.fell_on, falls: row.falls })),
  );
  await store.settleNotices(
    ctx.tx,
    going.map((row) => row.notice_id),
    { state: addresses ? 'queued' : 'sent', way: input.by, language, by: ctx.actor.name, at: ctx.at, why: null },
  );
  await store.voidNotices(
    ctx.tx,
    risen.map((row) => row.notice_id),
    ctx.at,
  );
  const withoutAddress = standing.filter((row) => !going.includes(row));
  ctx.note({
    facts: {
      by: input.by,
      count: going.length,
      customers: going.map((row) => row.code),
      withoutAddress: withoutAddress.length,
      risen: risen.length,
    },
  });
  return { sent: going.length, withoutAddress: withoutAddress.map(short), risen: risen.map(short) };
};

export const drop: Action<typeof contract.dropNotices> = async (ctx, input) => {
  const rows = await preparedOf(ctx, input.notices);
  await store.settleNotices(
    ctx.tx,
    rows.map((row) => row.notice_id),
    { state: 'dropped', way: null, language: null, by: ctx.actor.name, at: ctx.at, why: input.reason },
  );
  ctx.note({ facts: { count: rows.length, customers: rows.map((row) => row.code), reason: input.reason } });
  return { dropped: rows.length };
};

/** What became of a mail: the customer was told, or the notice waits again with what the mail server said. */
export async function mailed(ctx: Ctx, told: MailSettled): Promise<void> {
  if (told.about.kind !== NOTICE) return;
  if (told.outcome === 'sent') await store.delivered(ctx.tx, told.about.id);
  else await store.returned(ctx.tx, told.about.id, told.answer);
}

export const list: Action<typeof contract.notices> = async (ctx, input) => {
  const filter = { view: input.view ?? 'open', ownerId: ownerScope(ctx) } as const;
  const most = input.limit ?? 50;
  const [rule, rows, total] = await Promise.all([
    store.rule(ctx.tx),
    store.listed(ctx.tx, filter, readDayMark(input.cursor), most + 1),
    store.counted(ctx.tx, filter),
  ]);
  const page = rows.slice(0, most);
  const addresses = await mailContacts(
    ctx,
    page.filter((row) => row.state === 'prepared').map((row) => row.party_id),
    ['credit'],
    null,
  );
  const last = page.at(-1);
  return {
    rule: rule && { notches: rule.notches, by: rule.set_by, at: rule.set_at.toISOString() },
    mailPossible: mailRoute() !== null,
    total,
    notices: page.map((row) => ({
      id: row.notice_id,
      customer: { code: row.code, name: row.name, owner: row.owner_name },
      from: row.from_grade,
      to: row.to_grade,
      fellOn: row.fell_on,
      falls: row.falls,
      firstFellOn: row.first_fell_on,
      state: row.state,
      address: addresses.get(row.party_id)?.shown ?? null,
      way: row.way,
      language: row.language,
      by: row.settled_by,
      at: row.settled_at?.toISOString() ?? null,
      why: row.why,
      letter: { zh: letterOf(ctx, row, 'zh'), en: letterOf(ctx, row, 'en') },
    })),
    next: rows.length > most && last ? dayMark(last.fell_on, last.notice_id) : null,
  };
};

function short(row: store.NoticeRow) {
  return { id: row.notice_id, customer: row.code, name: row.name };
}

function subjectOf(ctx: Ctx, language: 'zh' | 'en'): string {
  const company = ctx.tenant.displayName;
  return language === 'zh' ? `贵公司在${company}的信用评级有调整` : `Your credit grade with ${company} has changed`;
}

function letterOf(ctx: Ctx, row: store.NoticeRow, language: 'zh' | 'en'): string {
  const company = ctx.tenant.displayName;
  const several = row.falls > 1;
  const steps =
    language === 'zh'
      ? several
        ? `（自 ${row.first_fell_on} 以来共下调 ${row.falls} 次，一并告知）`
        : ''
      : several
        ? ` It fell in ${row.falls} steps since ${row.first_fell_on}, which we tell you together.`
        : '';
  return language === 'zh'
    ? `${row.name}：\n\n自 ${row.fell_on} 起，贵公司在我司的信用评级由 ${row.from_grade} 调整为 ${row.to_grade}${steps}。附件说明评级依据哪些事项、为什么没有更高、怎样可以提高。\n\n如有异议，请回复本邮件并附上证据，我司将由另一人复核。\n\n${company}\n`
    : `To ${row.name}\n\nSince ${row.fell_on} your credit grade with us is ${row.to_grade}; it was ${row.from_grade} before.${steps} The paper attached says what the grade rests on, why it is not higher and what would raise it.\n\nIf you do not agree, answer this mail and attach your evidence; another person will look at it again.\n\n${company}\n`;
}
