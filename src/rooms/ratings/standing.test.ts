// Stories of what people and models add to a rating: a card built and approved, another grade with its end, a group behind, a model that stops.
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { addDays, addMonths, type Day } from '#base/date.ts';
import type { ScorecardModel } from '#engine/models/scorecard-model.ts';
import { changeUser } from '#platform/auth/store.ts';
import type { Actor } from '#platform/context.ts';
import { carryMail } from '#platform/mail.ts';
import { mailServer } from '#platform/mail-server.fixture.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import * as approvals from '#rooms/approvals/contract.ts';
import { save, saveGroup } from '#rooms/customers/contract.ts';
import { saveContact } from '#rooms/dossiers/contract.ts';
import { proposals, set as setLimit } from '#rooms/limits/contract.ts';
import { keep } from '#rooms/models/actions.ts';
import * as models from '#rooms/models/contract.ts';
import { lookMonthly } from '#rooms/models/monthly.ts';
import { alerts } from '#rooms/monitoring/contract.ts';
import * as policies from '#rooms/policies/contract.ts';
import { workbench } from '#rooms/portfolio/contract.ts';
import { ROOMS } from '../../rooms.ts';
import * as contract from './contract.ts';
import { type Paper, post } from './ledger.fixtures.ts';

const TODAY: Day = '2026-11-21';

afterEach(() => {
  delete process.env.SMTP_URL;
  delete process.env.MAIL_FROM;
});
const word = (zh: string) => ({ zh, en: zh });

/** A monthly invoice for two years, each paid so many days after it was due. */
function steady(code: string, late: number): Paper[] {
  return Array.from({ length: 24 }, (_, at) => at).flatMap((at): Paper[] => {
    const on = addMonths('2024-12-05', at);
    const due = addDays(on, 30);
    const paidOn = addDays(due, late);
    return [
      { invoice: `${code}-${at}`, on, due, amount: '10000.00' },
      ...(paidOn <= TODAY ? [{ receipt: `R${code}-${at}`, on: paidOn, amount: '10000.00', to: `${code}-${at}` }] : []),
    ];
  });
}

type People = { maker: Actor; checker: Actor };
async function peopled(): Promise<TestHouse & People> {
  const place = await testHouse(ROOMS, { today: TODAY });
  return { ...place, maker: await place.person('gu', 'credit-manager'), checker: await place.person('tan.yi', 'approver') };
}

async function decide(place: TestHouse, checker: Actor, decision: 'approve' | 'reject' = 'approve') {
  const { cases } = await place.call(approvals.list, {}, { as: checker });
  const { id, hash, version } = cases[0]!;
  return place.call(approvals.decide, { id, hash, version, decision }, { as: checker });
}

/** As a page reads it, without its schema. */
type Loose = ReturnType<typeof JSON.parse>;

const rating = async (place: TestHouse, customer: string) => {
  const answer = await place.call(contract.get, { customer });
  return { ...answer, body: answer.rating as Loose };
};

const shipped = JSON.parse(readFileSync(new URL('../../../rulebooks/scorecard.json', import.meta.url), 'utf8')) as Loose;

/** What the page sends: weights by pairs, a question, another card for a segment. */
const DRAFT = {
  ...shipped,
  id: 'built',
  base: 0,
  scale: [
    { grade: 'A', minScore: 700, pdPercent: 0.5 },
    { grade: 'B', minScore: 400, pdPercent: 2 },
    { grade: 'C', minScore: 0, pdPercent: 12 },
  ],
  weights: {
    method: 'direct',
    total: 1000,
    direct: [
      { key: 'paid_on_time_share_12m', weight: 3 },
      { key: 'q_management', weight: 1 },
    ],
  },
  questions: [
    {
      key: 'q_management',
      title: word('管理水平'),
      options: [word('差'), word('中'), word('好')],
      evidence: true,
      validDays: 180,
    },
  ],
  indicators: [
    {
      key: 'paid_on_time_share_12m',
      curve: [
        { at: 0, worth: 0 },
        { at: 100, worth: 100 },
      ],
      missing: { policy: 'worst' },
    },
    {
      key: 'q_management',
      bands: [
        { upTo: 1, worth: 0 },
        { upTo: 2, worth: 60 },
        { upTo: null, worth: 100 },
      ],
      missing: { policy: 'neutral', worth: 20 },
    },
  ],
  completeness: { floorPercent: 50, grade: 'B' },
  caps: [],
  hardCriteria: [],
  cases: [],
};

test('a card is built in a draft, tried on everybody, approved by a second person, and rates from then on; questions count once somebody looked twice', async () => {
  const place = await peopled();
  await post(place, 'GOOD', steady('GOOD', 0));
  await post(place, 'SLOW', steady('SLOW', 40));
  await place.call(contract.run, {});
  const bad = await place.call(
    policies.saveDraft,
    { kind: 'scorecard', note: '少了权重', body: { ...DRAFT, weights: { ...DRAFT.weights, direct: [] } } },
    { as: place.maker },
  );
  expect(bad.problems.map((each) => each.code)).toContain('weight_missing');
  const draft = await place.call(
    policies.saveDraft,
    { id: bad.id, version: bad.version, kind: 'scorecard', note: '新卡', body: DRAFT },
    { as: place.maker },
  );
  expect(draft.problems).toEqual([]);
  expect(draft.changes.map((each) => each.id)).toEqual(
    expect.arrayContaining(['base', 'weights', 'scale.AAA', 'questions.q_management', 'indicators.utilisation']),
  );

  const tried = await place.call(contract.tryCard, { draft: draft.id }, { as: place.maker });
  expect(tried.customers).toBe(2);
  expect(tried.grades.reduce((sum, each) => sum + each.after, 0)).toBe(2);
  // Paid every invoice on its due day: 750 of 750, and an open question earns its 50.
  expect(tried.moves.find((each) => each.customer === 'GOOD')).toMatchObject({ to: 'A', scoreTo: 800 });
  const seen = await place.call(contract.sample, {}, { as: place.maker });
  expect(seen).toMatchObject({ asOf: TODAY, portfolio: 2 });
  expect(seen.customers.find((each) => each.code === 'GOOD')!.values[seen.keys.indexOf('paid_on_time_share_12m')]).toBe(
    1_000_000,
  );

  await place.call(policies.submitDraft, { id: draft.id, version: draft.version }, { as: place.maker });
  await expect(decide(place, place.maker)).rejects.toMatchObject({ code: 'own_proposal' });
  await decide(place, place.checker);
  const seller = await place.person('lu.ming', 'sales');
  await place.call(save, { code: 'GOOD', name: '好客户', owner: 'lu.ming' });
  const answered = { customer: 'GOOD', question: 'q_management', choice: 3 };
  await expect(place.call(contract.answer, answered, { as: seller })).rejects.toMatchObject({ code: 'answer_evidence_missing' });
  const { id } = await place.call(contract.answer, { ...answered, evidence: '9 月走访' }, { as: seller });
  await place.call(contract.run, {});
  expect(await rating(place, 'GOOD')).toMatchObject({
    grade: 'A',
    score: 800,
    rulebookVersion: 2,
    body: { missing: [{ missing: 'answer_unverified' }], pdPpm: 5_000 },
  });
  await expect(place.call(contract.checkAnswer, { id, outcome: 'verified' }, { as: seller })).rejects.toMatchObject({
    status: 403,
  });
  await place.call(contract.checkAnswer, { id, outcome: 'verified' }, { as: place.checker });
  await place.call(contract.run, {});
  expect(await rating(place, 'GOOD')).toMatchObject({ score: 1000, body: { completenessPpm: 1_000_000, confidence: 'high' } });
  // Half a year later the answer still counts and is a gap in the data.
  const later = place.on(addDays(TODAY, 181));
  await later.call(contract.run, {});
  expect((await rating(later, 'GOOD')).body['stale']).toEqual(['q_management']);
});

test('another grade holds from the second person’s decision to its last day; up no further than the card allows; the card is heard again after', async () => {
  const place = await peopled();
  await post(place, 'GOOD', steady('GOOD', 0));
  await place.call(contract.run, {});
  const { grade: computed } = await rating(place, 'GOOD');
  expect(computed).toBe('AA');
  const ask = { customer: 'GOOD', kind: 'override' as const, grade: 'BBB', reason: '老板换人', endsOn: addDays(TODAY, 30) };
  for (const [change, code] of [
    [{ grade: 'Z' }, 'grade_off_scale'],
    [{ grade: computed! }, 'grade_same'],
    [{ endsOn: TODAY }, 'date_out_of_range'],
    [{ endsOn: addDays(TODAY, 400) }, 'date_out_of_range'],
    [{ kind: 'support' as const }, 'supporter_missing'],
    [{ kind: 'support' as const, supporter: 'GOOD' }, 'not_in_group'],
    [{ customer: 'NOBODY' }, 'customer_unknown'],
  ] as const)
    await expect(place.call(contract.proposeOverride, { ...ask, ...change }, { as: place.maker }), code).rejects.toMatchObject({
      code,
    });
  await place.call(contract.proposeOverride, ask, { as: place.maker });
  await expect(place.call(contract.proposeOverride, ask, { as: place.maker })).rejects.toMatchObject({ code: 'override_open' });
  expect((await rating(place, 'GOOD')).grade).toBe('AA');
  await place.call(contract.setNotices, { notches: 3 }, { as: place.maker });
  // Two notches one day and one the next: neither alone is worth a letter, together they are, counted from where he stood.
  await decide(place, place.checker);
  expect((await place.call(contract.notices, {})).notices).toEqual([]);
  const next = place.on(addDays(TODAY, 1));
  await next.call(contract.proposeOverride, { ...ask, grade: 'BB' }, { as: place.maker });
  await decide(next, place.checker);
  expect((await next.call(contract.notices, {})).notices).toMatchObject([
    { from: 'AA', to: 'BB', state: 'prepared', falls: 2, firstFellOn: TODAY, fellOn: addDays(TODAY, 1) },
  ]);
  expect(await rating(next, 'GOOD')).toMatchObject({
    grade: 'BB',
    body: { gradeComputed: 'AA', override: { by: 'tan.yi', reason: '老板换人' } },
  });
  const all = await next.call(contract.overrides, {});
  expect(all).toMatchObject({ rated: 1, overridden: 1, review: true });
  expect(all.overrides[0]).toMatchObject({ stage: 'standing', from: 'AA', grade: 'BB', decidedBy: 'tan.yi' });
  expect((await next.call(contract.list, { decidedBy: 'override', moved: 'down' })).ratings).toMatchObject([
    { grade: 'BB', gradeBefore: 'BBB' },
  ]);
  await place.on(addDays(TODAY, 31)).call(contract.run, {});
  expect((await rating(place.on(addDays(TODAY, 31)), 'GOOD')).body['override']).toBeNull();
  // It rose again before anybody sent it: the customer hears nothing.
  expect((await place.call(contract.notices, { view: 'closed' })).notices).toMatchObject([{ state: 'void', by: null }]);
  // Ended by hand before its day: the card is heard the same day.
  await place.call(contract.endOverride, { id: all.overrides[0]!.id, reason: '查明无事' }, { as: place.maker });
  await expect(
    place.call(contract.endOverride, { id: all.overrides[0]!.id, reason: '再来' }, { as: place.maker }),
  ).rejects.toMatchObject({ code: 'override_over' });
});

test('a group lifts a member no higher than itself, and only while it stands behind', async () => {
  const place = await peopled();
  await post(place, 'STRONG', steady('STRONG', 0));
  await post(place, 'WEAK', steady('WEAK', 25));
  await place.call(saveGroup, { code: 'G', name: '集团' });
  for (const code of ['STRONG', 'WEAK']) await place.call(save, { code, name: code, group: 'G' });
  await place.call(contract.run, {});
  const before = (await rating(place, 'WEAK')).grade!;
  const ask = {
    customer: 'WEAK',
    kind: 'support' as const,
    supporter: 'STRONG',
    reason: '母公司出具支持函',
    endsOn: addDays(TODAY, 90),
  };
  await expect(place.call(contract.proposeOverride, { ...ask, notches: 3 }, { as: place.maker })).rejects.toMatchObject({
    code: 'notches_above',
  });
  await place.call(contract.proposeOverride, ask, { as: place.maker });
  await decide(place, place.checker);
  const grades = shipped['scale'].map((each: { grade: string }) => each.grade) as string[];
  const lifted = await rating(place, 'WEAK');
  expect(grades.indexOf(lifted.grade!)).toBe(grades.indexOf(before) - 1);
  expect(lifted.body['support']).toMatchObject({ supporterGrade: (await rating(place, 'STRONG')).grade });
});

/** Two bins of a statistical card on the share paid on time. */
const bin = (upTo: number | null, value: number, points: number, isMissing = false) => ({
  above: null,
  upTo,
  levels: null,
  special: null,
  isMissing,
  rows: 100,
  bads: 10,
  badRate: 0.1,
  woe: value,
  iv: 0.1,
  value,
  points,
});
const MODEL: ScorecardModel = {
  method: 'scorecard',
  scaling: { pdo: 20, base: 600, odds: 50 },
  intercept: 2,
  basePoints: 545,
  resamples: 0,
  rows: 200,
  bads: 20,
  variables: [
    {
      name: 'paid_on_time_share_12m',
      kind: 'number',
      iv: 0.1,
      weight: 1,
      direction: 'ascending',
      unknownPoints: 0,
      bins: [bin(0.5, -3, -87), { ...bin(null, 3, 87), above: 0.5 }, bin(null, 0, 0, true)],
    },
  ],
};

test('a live model decides, a watching one is written down; stopped, the rules decide the same day', async () => {
  const place = await peopled();
  const [developer, validator] = [await place.person('han', 'analyst'), await place.person('mo', 'credit-manager')];
  await post(place, 'GOOD', steady('GOOD', 0));
  await post(place, 'SLOW', steady('SLOW', 40));
  const draft = await place.call(
    policies.saveDraft,
    { kind: 'scorecard', note: '由模型评级', body: { ...shipped, model: 'late-payers' } },
    { as: place.maker },
  );
  await place.call(policies.submitDraft, { id: draft.id, version: draft.version }, { as: place.maker });
  await decide(place, place.checker);
  await place.call(contract.run, {});
  expect(await rating(place, 'GOOD')).toMatchObject({ body: { model: null, modelOut: 'not_live' } });

  await place.run(async (ctx) => {
    await keep({ ...ctx, actor: developer }, 'late-payers', MODEL, {}, 'train');
  });
  const outcome = Array.from({ length: 60 }, (_, at) => `${at % 3 === 0 ? 0.2 : 0.9},${at % 3 === 0 || at % 7 === 0 ? 1 : 0}`);
  const file = { name: 'table.csv', content: ['paid_on_time_share_12m,bad', ...outcome].join('\n') };
  await place.call(models.validate, { model: 'late-payers', target: 'bad', bad: '1', reason: '看过' }, { as: validator, file });
  for (const act of ['approve', 'shadow'] as const)
    await place.call(models.move, { model: 'late-payers', act, reason: '先观察' }, { as: place.maker });
  await place.call(contract.run, {});
  const watched = await place.call(contract.challengers, {});
  expect(watched.challengers).toMatchObject([{ challenger: 'late-payers v1', customers: 2 }]);
  expect((await rating(place, 'SLOW')).challenges).toMatchObject([{ challenger: 'late-payers v1', grade: 'D', score: 458 }]);

  await place.call(models.move, { model: 'late-payers', act: 'go-live', reason: '观察满一季' }, { as: place.maker });
  await place.call(contract.run, {});
  const good = await rating(place, 'GOOD');
  expect(good).toMatchObject({
    score: 632,
    body: { model: { name: 'late-payers', version: 1, method: 'scorecard' }, modelOut: null },
  });
  expect(good.challenges.map((each) => each.challenger)).toContain('card');
  await place.call(models.move, { model: 'late-payers', act: 'stop', reason: '数据源出错' }, { as: place.maker });
  await place.call(contract.run, {});
  expect(await rating(place, 'GOOD')).toMatchObject({ body: { model: null, modelOut: 'not_live' } });
});

test('models in use are looked at once a month on the own ledger; what shifted waits on the workbench until somebody takes note', async () => {
  const place = await peopled();
  const [developer, validator] = [await place.person('han', 'analyst'), await place.person('mo', 'credit-manager')];
  // All pay in time now; those it learned from did not.
  for (let at = 0; at < 24; at += 1) await post(place, `K${at}`, steady(`K${at}`, 0).slice(38, 42));
  const rows = Array.from({ length: 200 }, (_, at) => `${(at % 50) / 60},${at % 50 < 20 ? 1 : 0}`);
  const file = { name: 'table.csv', content: ['paid_on_time_share_12m,bad', ...rows].join('\n') };
  const named = { target: 'bad', bad: '1' };
  for (const [at, act] of (['go-live', 'shadow'] as const).entries()) {
    if (at === 0) {
      await place.call(models.train, { ...named, testShare: 0.3, resamples: 0, save: 'late-payers' }, { as: developer, file });
    } else {
      const { bytes } = await place.download(models.exportModel, { model: 'late-payers' });
      const again = { name: 'model.json', content: Buffer.from(bytes).toString('utf8') };
      await place.call(models.importModel, {}, { as: developer, file: again });
    }
    await place.call(
      models.validate,
      { ...named, model: 'late-payers', version: at + 1, reason: '看过' },
      { as: validator, file },
    );
    for (const each of ['approve', act] as const)
      await place.call(models.move, { model: 'late-payers', version: at + 1, act: each, reason: '使用' }, { as: place.maker });
  }
  await place.run(async (ctx) => {
    const mo = { userId: validator.id!, displayName: 'mo', roles: validator.roles, disabledAt: null, version: 1 };
    await changeUser(ctx.tx, { ...mo, mail: 'mo@xinheng.example' });
  });
  const route = { url: 'smtp://127.0.0.1:1', from: 'finance@xinheng.example' };
  Object.assign(process.env, { SMTP_URL: route.url, MAIL_FROM: route.from });
  await place.run(lookMonthly);
  await place.run(lookMonthly);
  const server = await mailServer();
  await carryMail(place.door, place.tenant.id, { ...route, url: server.url });
  await server.stop();
  expect(server.received, 'who judged it follows it, and hears once').toMatchObject([{ to: ['mo@xinheng.example'] }]);
  expect(server.received[0]!.text).toMatch(/late-payers v1[^]*late-payers v2/);
  const { looks } = await place.call(models.watched, { model: 'late-payers' });
  expect(looks).toMatchObject([
    { monthOn: '2026-11-01', rows: 24, standing: 'shifted', moved: ['paid_on_time_share_12m'], auc: null, falls: false },
  ]);
  const waiting = async (as: Actor) =>
    (await place.call(workbench, {}, { as })).queue.flatMap((each) => (each.kind === 'model' ? [each.facts] : []));
  expect(await waiting(developer)).toMatchObject([{ version: 1 }, { version: 2 }]);
  expect(await waiting(await place.person('lu', 'sales'))).toEqual([]);
  await place.call(
    models.move,
    { model: 'late-payers', version: 1, act: 'heed', reason: '付款变好，按计划春季重做' },
    { as: place.maker },
  );
  expect(await waiting(developer)).toMatchObject([{ version: 2 }]);
  await place.on('2026-12-01').run(lookMonthly);
  expect(await waiting(developer), 'the month after it warns again').toHaveLength(2);
});

test('a grade that falls is an alert the same day, a lower limit to decide on, a cell below the diagonal, and a letter to the customer once somebody has seen it', async () => {
  const place = await peopled();
  await post(place, 'GOOD', steady('GOOD', 0));
  await post(place, 'ALSO', steady('ALSO', 0));
  await place.call(contract.run, {});
  await expect(place.call(contract.setNotices, { notches: 1 }, { as: place.checker })).rejects.toMatchObject({ status: 403 });
  expect((await place.call(contract.notices, {})).rule, 'off as shipped').toBeNull();
  await place.call(contract.setNotices, { notches: 1 }, { as: place.maker });
  const limit = { customer: 'GOOD', amount: { amount: '900000.00', currency: 'CNY' }, approveAs: 'tan.yi' };
  await place.call(setLimit, limit, { as: place.maker });
  const later = place.on(addDays(TODAY, 120));
  const fallen = await later.call(contract.run, {});
  expect(fallen.changes.find((each) => each.customer === 'GOOD')).toMatchObject({ from: 'AA' });
  const { alerts: found } = await later.call(alerts, { code: 'downgraded' });
  expect(found.find((each) => each.customer?.code === 'GOOD')).toMatchObject({ level: 'red', facts: { inputs: { from: 'AA' } } });
  const drafts = (await later.call(proposals, {})).proposals;
  expect(drafts[0]!.reason).toContain('AA');
  const moved = await later.call(contract.transitions, {});
  expect(moved).toMatchObject({ from: TODAY, up: 0, same: 0, down: 2 });
  expect(moved.defaults.find((each) => each.grade === 'AA')).toMatchObject({ customers: 2, saidPpm: 1_000 });
  // Printed for the customer, in both languages.
  for (const language of ['zh', 'en'] as const) {
    const paper = await later.download(contract.print, { customer: 'GOOD', language });
    expect(Buffer.from(paper.bytes.subarray(0, 5)).toString()).toBe('%PDF-');
  }

  // The same fall is one notice, however often the ratings run; nothing leaves by itself.
  await later.call(contract.run, {});
  const open = async () => (await later.call(contract.notices, {}, { as: place.maker })).notices;
  const prepared = await open();
  expect(prepared).toHaveLength(2);
  expect((await later.call(workbench, {}, { as: place.maker })).queue.find((each) => each.kind === 'notice')).toMatchObject({
    facts: { count: 2, on: addDays(TODAY, 120) },
  });
  const [good, also] = ['GOOD', 'ALSO'].map((code) => prepared.find((each) => each.customer.code === code)!);
  expect(good).toMatchObject({ from: 'AA', fellOn: addDays(TODAY, 120), address: null });
  expect(good!.letter.zh).toContain(`由 AA 调整为 ${good!.to}`);
  const { id } = good!;
  const mail = { notices: [id], by: 'mail' as const };
  await expect(later.call(contract.sendNotices, mail, { as: place.maker })).rejects.toMatchObject({ code: 'mail_not_set_up' });
  const route = { url: 'smtp://127.0.0.1:1', from: 'finance@xinheng.example' };
  Object.assign(process.env, { SMTP_URL: route.url, MAIL_FROM: route.from });
  expect(await later.call(contract.sendNotices, mail, { as: place.maker })).toMatchObject({
    sent: 0,
    withoutAddress: [{ customer: 'GOOD' }],
  });
  const contact = { customer: 'GOOD', basis: 'contract' as const };
  await later.call(saveContact, { ...contact, name: '王强', email: 'wang@example.com', purpose: 'delivery' });
  expect(
    (await open()).every((each) => each.address === null),
    'only who is kept for credit matters',
  ).toBe(true);
  await later.call(saveContact, { ...contact, name: '李娜', email: 'li.na@example.com', purpose: 'credit' });
  expect(await later.call(contract.sendNotices, mail, { as: place.maker })).toMatchObject({ sent: 1 });
  await expect(later.call(contract.sendNotices, mail, { as: place.maker })).rejects.toMatchObject({ code: 'notice_settled' });
  const refusing = await mailServer(true);
  await carryMail(later.door, later.tenant.id, { ...route, url: refusing.url });
  await refusing.stop();
  expect((await open()).find((each) => each.id === id)!.why, 'it waits again, with what the server said').toContain('550');
  await later.call(contract.sendNotices, { ...mail, language: 'en' }, { as: place.maker });
  const server = await mailServer();
  await carryMail(later.door, later.tenant.id, { ...route, url: server.url });
  await server.stop();
  expect(server.received).toMatchObject([{ to: ['li.na@example.com'] }]);
  expect(server.received[0]!.text).toMatch(/it was AA before[^]*GOOD-rating-[\d-]+-en\.pdf/);
  const drop = { notices: [also!.id], reason: '已当面说明' };
  await later.call(contract.dropNotices, drop, { as: place.maker });
  expect(await open()).toEqual([]);
  expect((await later.call(contract.notices, { view: 'sent' })).notices).toMatchObject([
    { id, state: 'sent', way: 'mail', by: 'gu', language: 'en' },
  ]);
  await expect(later.call(contract.dropNotices, drop, { as: place.maker })).rejects.toMatchObject({ code: 'notice_settled' });
});
