// Stories of investigations: what a visit found counts for the customer once a second person verified it, and partners speak by a link, once.
import { expect, test } from 'vitest';
import type { Actor } from '#platform/context.ts';
import { NOBODY } from '#platform/dispatch.ts';
import { pdfPages } from '#platform/pdf-text.fixture.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import { save } from '#rooms/customers/contract.ts';
import { coefficients, values } from '#rooms/indicators/contract.ts';
import { ROOMS } from '../../rooms.ts';
import * as c from './contract.ts';

/** A picture of one grey dot, as a phone might send it. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==', 'base64');
/** Every question of the full template that must be answered, answered well. */
const GOOD: Readonly<Record<string, string>> = {
  address_matches: '1',
  premises_owned: '1',
  machines: '1',
  stock: '1',
  capacity: '92.5',
  electricity: '12',
  management_who: '王总',
  management_experience: '1',
  management_stable: '1',
  management_open: '2',
  market_rank: '2',
  demand: '2',
  owners: '王明 70%',
  ownership_clear: '1',
  related_trade: '2',
  guarantees: '2',
  books: '2',
  bank_credit: '1',
  private_loans: '2',
  tax_on_time: '1',
  wages: '1',
  supplier_terms: '1',
  buyer_quality: '1',
  lawsuits: '2',
};

type Story = { place: TestHouse; seller: Actor; manager: Actor };

async function housed(): Promise<Story> {
  const place = await testHouse(ROOMS, { today: '2026-11-22' });
  const seller = await place.person('lu.ming', 'sales');
  const manager = await place.person('shen.yu', 'credit-manager');
  await place.call(save, {
    code: 'C1',
    name: '杭州明远机电有限公司',
    industry: '房屋建筑业',
    region: '江苏苏州',
    owner: 'lu.ming',
  });
  return { place, seller, manager };
}

const findingsOf = (answers: Readonly<Record<string, string>>) =>
  Object.entries(answers).map(([question, value]) => ({ question, value }));

/** A whole investigation, submitted by the salesperson. */
async function submitted({ place, seller }: Story, answers = GOOD, visitOn = '2026-11-20'): Promise<string> {
  const { id } = await place.call(c.open, { customer: 'C1', template: 'standard', visitOn }, { as: seller });
  await place.call(c.addPhoto, { id, question: 'premises_photo' }, { as: seller, file: { name: 'gate.png', content: PNG } });
  await place.call(c.save, { id, version: 1, findings: findingsOf(answers) }, { as: seller });
  await place.call(c.submit, { id, version: 2 }, { as: seller });
  return id;
}

async function reading(place: TestHouse, key: string, asOf?: string) {
  const { values: all } = await place.call(values, { customer: 'C1', ...(asOf ? { asOf } : {}) });
  return all.find((each) => each.key === key)!;
}

test('a visit is written on the way, submitted whole, verified by somebody else; then it counts, from its day until it is too old', async () => {
  const story = await housed();
  const { place, seller, manager } = story;
  const short = await place.call(c.open, { customer: 'C1' }, { as: seller });
  expect(short.template, 'the one of his segment').toBe('small');
  await place.call(c.drop, { id: short.id, version: 1 }, { as: seller });
  const { id } = await place.call(c.open, { customer: 'C1', template: 'standard', visitOn: '2026-11-20' }, { as: seller });
  const first = await place.call(
    c.save,
    { id, version: 1, findings: [{ question: 'wages', value: '1', note: '问了三人' }] },
    { as: seller },
  );
  expect(first.missing).toContain('premises_photo');
  await expect(place.call(c.submit, { id, version: first.version }, { as: seller })).rejects.toMatchObject({
    status: 422,
    code: 'findings_missing',
  });
  await place.call(c.addPhoto, { id, question: 'premises_photo' }, { as: seller, file: { name: 'gate.png', content: PNG } });
  const proposed = { amount: '300000.00', currency: 'CNY' };
  const whole = await place.call(
    c.save,
    {
      id,
      version: first.version,
      findings: findingsOf(GOOD),
      conclusion: '生产正常，建议授信。',
      proposed,
      proposedTermsDays: 60,
    },
    { as: seller },
  );
  expect(whole.missing).toEqual([]);
  expect((await reading(place, 'inv_management')).missing, 'a draft says nothing').toBe('not_investigated');
  await place.call(c.submit, { id, version: whole.version }, { as: seller });

  const waiting = await place.call(c.one, { id }, { as: manager });
  expect(waiting).toMatchObject({ state: 'submitted', mayVerify: true, mayWrite: false, redFlags: 0, photos: 1, proposed });
  expect(waiting.findings.find((each) => each.question === 'wages')).toEqual({ question: 'wages', value: '1', note: '问了三人' });
  await expect(place.call(c.save, { id, version: waiting.version, conclusion: 'x' }, { as: seller })).rejects.toMatchObject({
    code: 'investigation_closed',
  });
  await place.call(c.check, { id, version: waiting.version, outcome: 'verified' }, { as: manager });

  // (100 + 100 + 75 × 2) ÷ 4: openness weighs double.
  expect(await reading(place, 'inv_management')).toMatchObject({ value: 875_000, on: '2026-11-20' });
  expect(await reading(place, 'inv_capacity_used')).toMatchObject({ value: 925_000 });
  expect((await reading(place, 'inv_management')).inputs).toMatchObject({ visitor: 'lu.ming', checkedBy: 'shen.yu', photos: 1 });
  expect((await reading(place, 'inv_management', '2026-11-19')).missing, 'the day before the visit').toBe('not_investigated');
  expect((await reading(place.on('2027-11-22'), 'inv_management')).missing, 'two days beyond a year').toBe('stale');
});

test('what nobody verified may speak against a customer beside what was verified, never for him', async () => {
  const story = await housed();
  const { place, manager } = story;
  const first = await submitted(story, GOOD, '2026-10-10');
  await place.call(c.check, { id: first, version: 3, outcome: 'verified' }, { as: manager });
  // A later visit found machines standing still and a better management; it waits.
  await submitted(story, { ...GOOD, machines: '4', management_open: '1' });
  expect((await reading(place, 'inv_operation')).value, 'the worse of the two').toBeLessThan(1_000_000);
  expect((await reading(place, 'inv_management')).value, 'not better before somebody looked').toBe(875_000);
  expect((await reading(place, 'inv_red_flags')).value).toBe(1);
  const { investigations } = await place.call(c.list, { customer: 'C1' });
  expect(investigations.map((each) => [each.state, each.standing])).toEqual([
    ['submitted', null],
    ['verified', 'counts'],
  ]);
  await place.call(c.check, { id: investigations[0]!.id, version: 3, outcome: 'verified' }, { as: manager });
  expect((await reading(place, 'inv_management')).value).toBe(1_000_000);
  expect((await place.call(c.list, { customer: 'C1' })).investigations[1]!.standing).toBe('superseded');
});

test('a trade partner answers by a link once; who asked cannot believe the answer for himself; a bad word from anybody counts at once', async () => {
  const { place, seller, manager } = await housed();
  const ask = (partner: string) =>
    place.call(c.askReference, { customer: 'C1', partner, relation: 'supplier', dueOn: '2026-11-30' }, { as: manager });
  const { link: path, id } = await ask('苏州恒达钢材');
  const link = path.split('/').at(-1)!;
  const seen = await place.call(c.openReference, { link }, { as: NOBODY });
  expect(seen).toEqual({
    company: '测试公司',
    customer: '杭州明远机电有限公司',
    partner: '苏州恒达钢材',
    relation: 'supplier',
    note: null,
    dueOn: '2026-11-30',
    currency: 'CNY',
  });
  const said = { monthsTrading: 40, credit: { amount: '200000.00', currency: 'CNY' }, slowDays: 5, again: 'yes' } as const;
  await place.call(c.answerReference, { link, ...said }, { as: NOBODY });
  await expect(
    place.call(c.answerReference, { link, ...said, again: 'no' }, { as: NOBODY }),
    'a second answer',
  ).rejects.toMatchObject({
    status: 404,
    code: 'link_unknown',
  });
  expect((await reading(place, 'inv_good_references')).value).toBe(1_000_000);
  await expect(place.call(c.checkReference, { id, version: 2, outcome: 'verified' }, { as: manager })).rejects.toMatchObject({
    code: 'own_entry',
  });
  const analyst = await place.person('qin', 'analyst');
  await place.call(c.checkReference, { id, version: 2, outcome: 'verified' }, { as: analyst });
  const [reference] = (await place.call(c.references, { customer: 'C1' }, { as: seller })).references;
  expect(reference).toMatchObject({ state: 'verified', checkedBy: 'qin', answer: { again: 'yes', slowDays: 5, samePlace: 0 } });
  expect(await reading(place, 'inv_references')).toMatchObject({ value: 1 });

  // Guessed, of another kind, expired, replaced and withdrawn links get one answer.
  const second = await ask('无锡顺风物流');
  const open = (of: TestHouse, token: string) => of.call(c.openReference, { link: token }, { as: NOBODY });
  const token = second.link.split('/').at(-1)!;
  const dead = { status: 404, code: 'link_unknown' };
  await expect(open(place, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).rejects.toMatchObject(dead);
  await expect(open(place.on('2026-12-09'), token), 'a week and a day later').rejects.toMatchObject(dead);
  const anew = await place.call(c.remindReference, { id: second.id, version: 1 }, { as: manager });
  expect(anew.mailed, 'no mail is set up').toBeNull();
  await expect(open(place, token), 'replaced').rejects.toMatchObject(dead);
  await open(place, anew.link.split('/').at(-1)!);
  await place.call(c.withdrawReference, { id: second.id, version: 2 }, { as: manager });
  await expect(open(place, anew.link.split('/').at(-1)!), 'withdrawn').rejects.toMatchObject(dead);
});

test('the report prints findings, pictures, references and the proposal, as PDF and as Word, in either language', async () => {
  const story = await housed();
  const { place, manager } = story;
  const id = await submitted(story);
  const pdf = await place.download(c.report, { id, language: 'zh' }, { as: manager });
  const text = pdfPages(pdf.bytes).join('').replaceAll(/\s/g, '');
  for (const said of ['资信调查报告', '杭州明远机电有限公司', '实际控制人及持股比例', '王明70%', '尚未经第二人核实', '签字'])
    expect(text).toContain(said);
  const word = await place.download(c.report, { id, language: 'en', format: 'docx' }, { as: manager });
  expect(word.fileName).toBe('C1-investigation-2026-11-20-en.docx');
  expect(Buffer.from(word.bytes).subarray(0, 2).toString()).toBe('PK');
  const [picture] = (await place.call(c.one, { id }, { as: manager })).pictures;
  expect(Buffer.from((await place.download(c.photo, { id, photo: picture!.id }, { as: manager })).bytes)).toEqual(PNG);
});

test('industry and region have a coefficient of the day, with its source, and what is not listed is said', async () => {
  const { place } = await housed();
  expect(await reading(place, 'industry_coefficient')).toMatchObject({ value: 800_000, on: '2020-01-01' });
  expect(await reading(place, 'region_coefficient')).toMatchObject({ value: 1_050_000 });
  expect((await reading(place, 'industry_coefficient', '2019-06-30')).missing, 'before the first row').toBe('no_coefficient');
  await place.call(save, { code: 'C2', name: '北欧客户', region: '海外' });
  const table = await place.call(coefficients, {});
  expect(table.rows.find((each) => each.id === 'construction')).toMatchObject({ ppm: 800_000, customers: 1 });
  expect(table).toMatchObject({ version: 1, inForce: true });
  expect((await place.call(coefficients, { asOf: '2019-06-30' })).rows.every((each) => each.standing === 'ahead')).toBe(true);
  await expect(place.call(coefficients, { version: 2 })).rejects.toMatchObject({ code: 'table_version_unknown' });
  expect(table.unlisted).toEqual(
    expect.arrayContaining([
      { of: 'region', text: '海外', customers: 1 },
      { of: 'industry', text: null, customers: 1 },
    ]),
  );
});

test('what is refused, and why', async () => {
  const story = await housed();
  const { place, seller, manager } = story;
  const id = await submitted(story);
  const { id: draft } = await place.call(c.open, { customer: 'C1', template: 'standard' }, { as: seller });
  const other = await place.person('other', 'sales');
  const mine = { as: seller };
  const refusals: readonly (readonly [string, () => Promise<unknown>, string])[] = [
    ['his own record', () => place.call(c.check, { id, version: 3, outcome: 'verified' }, mine), 'not_permitted'],
    [
      'returned without a word',
      () => place.call(c.check, { id, version: 3, outcome: 'returned' }, { as: manager }),
      'note_missing',
    ],
    ['a version of before', () => place.call(c.check, { id, version: 2, outcome: 'verified' }, { as: manager }), 'version_stale'],
    ['a draft', () => place.call(c.check, { id: draft, version: 1, outcome: 'verified' }, { as: manager }), 'not_submitted'],
    ['another one’s customer', () => place.call(c.one, { id }, { as: other }), 'investigation_unknown'],
    ['an unknown template', () => place.call(c.open, { customer: 'C1', template: 'none' }, mine), 'template_unknown'],
    ['a visit far ahead', () => place.call(c.open, { customer: 'C1', visitOn: '2027-11-22' }, mine), 'date_out_of_range'],
    ['an answer off the list', () => saved('wages', '7'), 'finding_malformed'],
    ['more than all machines', () => saved('capacity', '101'), 'finding_malformed'],
    ['a question nobody asks', () => saved('moon', '1'), 'question_unknown'],
    [
      'a program as a picture',
      () =>
        place.call(
          c.addPhoto,
          { id: draft, question: 'premises_photo' },
          { ...mine, file: { name: 'a.png', content: 'MZ\u0000' } },
        ),
      'file_kind_refused',
    ],
    [
      'a mail address that is none',
      () => place.call(c.askReference, { customer: 'C1', partner: '恒达', relation: 'peer', mail: 'nobody' }, mine),
      'mail_address_malformed',
    ],
    [
      'a day long gone',
      () => place.call(c.askReference, { customer: 'C1', partner: '恒达', relation: 'peer', dueOn: '2026-01-01' }, mine),
      'due_out_of_range',
    ],
  ];
  function saved(question: string, value: string) {
    return place.call(c.save, { id: draft, version: 1, findings: [{ question, value }] }, mine);
  }
  for (const [title, call, code] of refusals) await expect(call(), title).rejects.toMatchObject({ code });
  // Whoever wrote a line in it is no second person, whatever his role.
  await place.call(c.save, { id: draft, version: 1, findings: findingsOf(GOOD) }, { as: manager });
  await place.call(c.addPhoto, { id: draft, question: 'premises_photo' }, { ...mine, file: { name: 'a.png', content: PNG } });
  await place.call(c.submit, { id: draft, version: 2 }, mine);
  await expect(place.call(c.check, { id: draft, version: 3, outcome: 'verified' }, { as: manager })).rejects.toMatchObject({
    code: 'own_entry',
  });
});
