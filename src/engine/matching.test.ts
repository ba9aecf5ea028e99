// Names of firms compared: the golden pairs, what may never be called one firm, and how sure a "same" must be.
import { expect, test } from 'vitest';
import { GOLDEN } from './matching.golden.fixtures.ts';
import { compareNames, nameParts, nearKeys, type Verdict } from './matching.ts';

type Pair = { readonly expected: Verdict; readonly a: string; readonly b: string };
const pairs: Pair[] = GOLDEN.trim()
  .split('\n')
  .map((line) => {
    const [expected, a, b] = line.split('|') as [Verdict, string, string];
    return { expected, a, b };
  });
const judged = pairs.map((pair) => ({ ...pair, match: compareNames(nameParts(pair.a), nameParts(pair.b)) }));
const said = (each: (typeof judged)[number]) =>
  `${each.expected} → ${each.match.verdict} ${each.match.scorePpm} ${each.a} | ${each.b} ${each.match.against.map((one) => one.code).join(',')}`;

test('at least a hundred and fifty pairs of each kind of doubt', () => {
  expect(pairs.length).toBeGreaterThanOrEqual(150);
  for (const verdict of ['same', 'human', 'different']) {
    expect(pairs.filter((pair) => pair.expected === verdict).length).toBeGreaterThanOrEqual(40);
  }
});

test('"same" is never said of two firms: precision 1', () => {
  expect(judged.filter((each) => each.match.verdict === 'same' && each.expected !== 'same').map(said)).toEqual([]);
});

test('of one firm written twice at least 95 % are called the same, and none is missed altogether', () => {
  const same = judged.filter((each) => each.expected === 'same');
  expect(same.filter((each) => each.match.verdict === 'different').map(said)).toEqual([]);
  const found = same.filter((each) => each.match.verdict === 'same');
  expect(
    found.length / same.length,
    same
      .filter((each) => each.match.verdict !== 'same')
      .map(said)
      .join('\n'),
  ).toBeGreaterThanOrEqual(0.95);
});

test('of what a person should look at, at least 90 % come before one; of different firms at most 5 %', () => {
  const asked = judged.filter((each) => each.expected === 'human');
  const missed = asked.filter((each) => each.match.verdict === 'different');
  expect(missed.length / asked.length, missed.map(said).join('\n')).toBeLessThanOrEqual(0.1);
  const apart = judged.filter((each) => each.expected === 'different');
  const bothered = apart.filter((each) => each.match.verdict !== 'different');
  expect(bothered.length / apart.length, bothered.map(said).join('\n')).toBeLessThanOrEqual(0.05);
});

test('it does not matter which name comes first', () => {
  for (const each of judged) {
    const turned = compareNames(nameParts(each.b), nameParts(each.a));
    expect([turned.verdict, turned.scorePpm], said(each)).toEqual([each.match.verdict, each.match.scorePpm]);
  }
});

test('what differs is named: figures, branches, places, forms', () => {
  const why = (a: string, b: string) =>
    compareNames(nameParts(a), nameParts(b)).against.map((each) => [each.code, each.a, each.b]);
  expect(why('长风机械一厂', '长风机械二厂')).toEqual([['figure_differs', '1', '2']]);
  expect(why('甲乙有限公司上海分公司', '甲乙有限公司北京分公司')).toEqual([['branch_differs', '上海分公司', '北京分公司']]);
  expect(why('上海长风机电有限公司', '北京长风机电有限公司')).toEqual([['place_differs', '上海', '北京']]);
  expect(why('上海长风机电有限公司', '上海长风机电股份有限公司')).toEqual([['form_differs', 'limited', 'joint-stock']]);
});

test('every pair a person should see meets in a key, so that the nightly look finds it without comparing all with all', () => {
  const apart = judged.filter((each) => {
    if (each.match.verdict === 'different') return false;
    const keys = new Set(nearKeys(nameParts(each.a)));
    return !nearKeys(nameParts(each.b)).some((key) => keys.has(key));
  });
  expect(apart.length / judged.length, apart.map(said).join('\n')).toBeLessThanOrEqual(0.02);
});
