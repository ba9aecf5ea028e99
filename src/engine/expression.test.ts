// Own indicators by expression: what may be written, what it is worth, and that nothing else can be said in it.
import { describe, expect, test } from 'vitest';
import { evaluate, type Named, parseExpression, sayExpression } from './expression.ts';

const NAMES: readonly Named[] = [
  { key: 'overdue_share', titles: ['逾期占应收', 'Overdue share of receivables'], dimension: 'number' },
  { key: 'utilisation', titles: ['额度使用率', 'Limit utilisation'], dimension: 'number' },
  { key: 'days_late_avg_12m', titles: ['近 12 月加权晚付天数', 'Weighted average days late, 12 months'], dimension: 'days' },
  { key: 'oldest_overdue_days', titles: ['最长逾期天数', 'Oldest overdue days'], dimension: 'days' },
  { key: 'monthly_sales', titles: ['月均赊销'], dimension: 'money' },
  { key: 'best_peak', titles: ['已付清的最高应收'], dimension: 'money' },
  { key: 'history_months', titles: ['往来月数'], dimension: 'months' },
];
const VALUES: Record<string, number | null> = {
  overdue_share: 0.25,
  utilisation: 0.8,
  days_late_avg_12m: 12.5,
  oldest_overdue_days: 40,
  monthly_sales: 1_000,
  best_peak: 3_000,
  history_months: 18,
};

const parsed = (text: string) => {
  const found = parseExpression(text, NAMES);
  if ('fault' in found) throw new Error(`${text}: ${found.fault.code} ${JSON.stringify(found.fault.facts)}`);
  return found;
};
const worth = (text: string, values: Record<string, number | null> = VALUES) =>
  evaluate(parsed(text).node, (key) => values[key] ?? null);
const fault = (text: string) => {
  const found = parseExpression(text, NAMES);
  return 'fault' in found ? found.fault.code : `understood as ${sayExpression(found.node, 'key')}`;
};

test.each([
  ['1 + 2 * 3 - 4 / 2', 5],
  ['-(2 - 5) * 2', 6],
  ['2 - 3 - 4', -5],
  ['overdue_share * utilisation', 0.2],
  ['[逾期占应收] × [额度使用率]', 0.2],
  ['逾期占应收＋额度使用率', 1.05],
  ['ratio(monthly_sales, best_peak) * 3', 1],
  ['最大(oldest_overdue_days， [近 12 月加权晚付天数])', 40],
  ['min(oldest_overdue_days, 30 天, 90 days)', 30],
  ['if(overdue_share > 20% and history_months >= 12 个月, 1, 0)', 1],
  ['如果（逾期占应收 ≥ 30% 或 额度使用率 ≤ 50%，1，0）', 0],
  ['if(not (best_peak > 0.2 万元), 1, 2)', 2],
  ['abs(overdue_share - utilisation) * 100', 55],
  ['oldest_overdue_days / 2', 20],
])('%s is %d', (text, expected) => {
  expect(worth(text)).toEqual({ value: expect.closeTo(expected, 12) });
});

test('what is unknown makes the whole unknown, and says which part; a branch not taken and the first known one do not', () => {
  const some = { ...VALUES, overdue_share: null };
  expect(worth('overdue_share + utilisation', some)).toEqual({ missing: 'part_missing', part: 'overdue_share' });
  expect(worth('overdue_share * 0', some)).toEqual({ missing: 'part_missing', part: 'overdue_share' });
  expect(worth('if(utilisation > 50%, utilisation, overdue_share)', some)).toEqual({ value: 0.8 });
  expect(worth('if(overdue_share > 50%, 1, 0)', some)).toMatchObject({ missing: 'part_missing' });
  expect(worth('first(overdue_share, utilisation)', some)).toEqual({ value: 0.8 });
  expect(worth('if(known(overdue_share), 1, 0)', some)).toEqual({ value: 0 });
  // Known false settles an `and`, known true an `or`.
  expect(worth('if(overdue_share > 50% and utilisation > 90%, 1, 0)', some)).toEqual({ value: 0 });
  expect(worth('if(overdue_share > 50% or utilisation > 50%, 1, 0)', some)).toEqual({ value: 1 });
  expect(worth('utilisation / (overdue_share - overdue_share)')).toEqual({ missing: 'divided_by_zero', part: null });
  expect(worth('ratio(monthly_sales, best_peak)', { ...VALUES, best_peak: 0 })).toEqual({
    missing: 'divided_by_zero',
    part: 'best_peak',
  });
});

describe('what is refused, and where', () => {
  test.each([
    ['', 'empty'],
    ['1 +', 'expected'],
    ['(1 + 2', 'expected'],
    ['1 2', 'not_finished'],
    ['constructor', 'name_unknown'],
    ['__proto__ + 1', 'name_unknown'],
    ['process.exit(1)', 'character_unknown'],
    ['eval(1)', 'function_unknown'],
    ['min(1)', 'arguments_count'],
    ['if(1, 2, 3)', 'condition_expected'],
    ['overdue_share > 1 > 2', 'not_finished'],
    ['overdue_share > 20%', 'result_condition'],
    ['(overdue_share > 20%) + 1', 'value_expected'],
    ['overdue_share + oldest_overdue_days', 'units_differ'],
    ['monthly_sales * best_peak', 'units_cannot_multiply'],
    ['max(monthly_sales, 30 天)', 'units_differ'],
    ['history_months / oldest_overdue_days', 'units_differ'],
    ['1; drop table', 'character_unknown'],
    ['`1`', 'character_unknown'],
    ['[逾期占应收', 'expected'],
    ['1 + '.repeat(200), 'too_long'],
    [`${'('.repeat(60)}1${')'.repeat(60)}`, 'too_deep'],
  ])('%s: %s', (text, code) => {
    expect(fault(text)).toBe(code);
  });
});

test('what is kept reads back as the same tree, and as people wrote it', () => {
  for (const text of [
    '(1 - 2) - (3 - 4)',
    'if(not (overdue_share > 20% and utilisation > 90% or history_months < 3 个月), -(1 + 2) / 3, min(1, 2))',
    'oldest_overdue_days / (2 * 3) + 30 天 * 2',
  ]) {
    const { node } = parsed(text);
    for (const how of ['key', 'zh', 'en'] as const) {
      const title = (key: string) => NAMES.find((each) => each.key === key)!.titles.at(how === 'en' ? -1 : 0)!;
      expect(parsed(sayExpression(node, how, title)).node, how).toEqual(node);
    }
  }
  const { node, keys, dimension } = parsed('ratio(monthly_sales, best_peak) + overdue_share');
  expect([keys, dimension]).toEqual([['monthly_sales', 'best_peak', 'overdue_share'], 'number']);
  expect(sayExpression(node, 'zh', (key) => NAMES.find((each) => each.key === key)!.titles[0]!)).toBe(
    '比([月均赊销], [已付清的最高应收]) + [逾期占应收]',
  );
});
