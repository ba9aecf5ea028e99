// How complete a file is: what counts, what does not, and that more and better knowledge never lowers the score.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { completenessOf, type Present, requirementsOf, stateOf } from './completeness.ts';
import { FACT_FIELDS, type Field, PAPER_KINDS, RECORD_KINDS, readFactValue } from './dossier-catalogue.ts';

const TODAY = '2026-11-22';
const have = (item: string, more: Partial<Present> = {}): Present => ({
  item,
  verified: true,
  staleOn: null,
  expiresOn: null,
  ...more,
});
const needs = [
  { item: 'paper:licence', weight: 5 },
  { item: 'fact:staff', weight: 1 },
  { item: 'fact:bank', weight: 4 },
];

test('an empty file is 0, a full verified fresh one 100 %, and an unverified fact counts 60 % of its weight', () => {
  expect(completenessOf(needs, [], TODAY)).toMatchObject({ scorePpm: 0, missing: ['paper:licence', 'fact:staff', 'fact:bank'] });
  expect(
    completenessOf(
      needs,
      needs.map((each) => have(each.item)),
      TODAY,
    ).scorePpm,
  ).toBe(1_000_000);
  const said = completenessOf(needs, [have('paper:licence'), have('fact:bank', { verified: false })], TODAY);
  // (5 × 1 + 4 × 0.6) / 10
  expect(said).toMatchObject({ scorePpm: 740_000, missing: ['fact:staff'], unverified: ['fact:bank'], stale: [] });
});

test('a licence counts on its last day and no longer on the next; a stale fact counts half and is named', () => {
  const licence = have('paper:licence', { expiresOn: TODAY });
  expect(stateOf(licence, TODAY)).toBe('good');
  expect(stateOf(licence, '2026-11-23')).toBe('expired');
  const old = completenessOf(needs, [have('fact:bank', { staleOn: TODAY, verified: false })], TODAY);
  expect(old).toMatchObject({ scorePpm: 200_000, stale: ['fact:bank'], unverified: ['fact:bank'] });
});

test('where nothing is needed there is no score, rather than a full one', () => {
  expect(completenessOf([], [have('fact:bank')], TODAY).scorePpm).toBeNull();
});

test('own fields are needed of the segments they name, and of nobody where they name none', () => {
  const own = (key: string, requiredIn: string[]): Field => ({ ...FACT_FIELDS[0]!, key, requiredIn, own: true, weight: 1 });
  const fields = [own('x_a', ['key-account']), own('x_b', []), own('x_c', ['*'])];
  expect(requirementsOf(fields, [], 'key-account').map((each) => each.item)).toEqual(['fact:x_a', 'fact:x_c']);
  expect(requirementsOf(fields, [], null).map((each) => each.item)).toEqual(['fact:x_c']);
});

test('verifying, renewing or adding an item never lowers the score, whatever the file', () => {
  const day = fc.constantFrom(null, '2026-01-01', '2026-11-22', '2027-05-05');
  const present = fc.record({
    item: fc.constantFrom(...needs.map((each) => each.item)),
    verified: fc.boolean(),
    staleOn: day,
    expiresOn: day,
  });
  fc.assert(
    fc.property(fc.uniqueArray(present, { selector: (each) => each.item }), fc.nat(2), (file, at) => {
      const before = completenessOf(needs, file, TODAY).scorePpm!;
      const item = needs[at]!.item;
      const after = completenessOf(needs, [...file.filter((each) => each.item !== item), have(item)], TODAY).scorePpm!;
      expect(after).toBeGreaterThanOrEqual(before);
    }),
  );
});

test.each([
  ['text', '  杭州 ', { value: '杭州' }],
  ['text', ' ', { refusal: 'empty' }],
  ['text', 'x'.repeat(1_001), { refusal: 'too_long' }],
  ['number', '１,２００', { value: '1200' }],
  ['number', '1e9', { refusal: 'number' }],
  ['day', '2026-02-30', { refusal: 'day' }],
  ['yes_no', 'yes', { refusal: 'yes_no' }],
  ['yes_no', false, { value: false }],
  ['choice', 'huge', { refusal: 'choice' }],
  ['money', { amount: '5000000.00', currency: 'CNY' }, { value: { amount: '5000000.00', currency: 'CNY' } }],
  ['money', { amount: '1.234', currency: 'CNY' }, { refusal: 'money' }],
  ['money', { amount: '-1', currency: 'CNY' }, { refusal: 'money' }],
  ['money', '5000000', { refusal: 'money' }],
] as const)('a %s is read: %j', (kind, raw, answer) => {
  expect(readFactValue({ kind, choices: [{ key: 'large', zh: '大型', en: 'Large' }] }, raw)).toEqual(answer);
});

test('the catalogue names everything once, in both languages', () => {
  for (const list of [FACT_FIELDS, PAPER_KINDS, RECORD_KINDS]) {
    expect(new Set(list.map((each) => each.key)).size).toBe(list.length);
    for (const each of list) {
      expect(each.name.zh).toMatch(/\p{Script=Han}/u);
      expect(each.name.en).not.toMatch(/\p{Script=Han}/u);
    }
  }
});
