// Statements as customers send them: the forms of the ministry, small companies' forms, tables of accountants.
import { describe, expect, test } from 'vitest';
import type { RawCell } from '#base/raw-table.ts';
import { articulate, type Period } from './articulation.ts';
import { lineName } from './lines.ts';
import { periodIn } from './periods-said.ts';
import { ratiosOf } from './ratios.ts';
import { type ReadOptions, type ReadSheet, readSheet } from './reading.ts';
import { signalsOf } from './signals.ts';

function read(cells: RawCell[][], answers: Record<string, string> = {}, more: Partial<ReadOptions> = {}): ReadSheet {
  const rows = cells.map((each, n) => ({ record: n + 1, line: n + 1, cells: each }));
  return readSheet(rows, { currency: 'CNY', answers, aliases: new Map(), fileName: 'statement.xlsx', sheet: 'Sheet1', ...more });
}

const GENERAL: RawCell[][] = [
  ['资产负债表', null, null, null, null, null, null, null],
  ['编制单位：甬东五金有限公司', null, '2025年12月31日', null, null, null, '单位：元', null],
  ['资产', '行次', '期末余额', '年初余额', '负债和所有者权益（或股东权益）', '行次', '期末余额', '年初余额'],
  ['流动资产：', null, null, null, '流动负债：', null, null, null],
  ['  货币资金', 1, '1,200,000.00', '900,000.00', '  短期借款', 31, '500,000.00', '—'],
  ['  应收账款', 2, '3,400,000.50', '2,100,000.00', '  应付帐款', 32, '1,800,000.00', '1,500,000.00'],
  ['  存货', 3, 2_000_000, 1_600_000, '  流动负债合计', 33, '2,300,000.00', '1,500,000.00'],
  ['  流动资产合计', 4, '6,600,000.50', '4,600,000.00', '负债合计', 34, '2,300,000.00', '1,500,000.00'],
  ['  固定资产', 5, '700,000.00', '800,000.00', '  实收资本（或股本）', 35, '3,000,000.00', '3,000,000.00'],
  ['  非流动资产合计', 6, '700,000.00', '800,000.00', '  未分配利润', 36, '2,000,000.50', '900,000.00'],
  ['资产总计', 7, '7,300,000.50', '5,400,000.00', '所有者权益（或股东权益）合计', 37, '5,000,000.50', '3,900,000.00'],
  [null, null, null, null, '负债和所有者权益（或股东权益）总计', 38, '7,300,000.50', '5,400,000.00'],
];

describe('the balance sheet of the ministry’s form', () => {
  test('assets beside liabilities, closing beside opening: two balances, each in balance', () => {
    const sheet = read(GENERAL);
    expect([sheet.error, sheet.questions, sheet.notes]).toEqual([null, [], []]);
    expect(sheet.statements.map((each) => [each.kind, each.endsOn, each.months])).toEqual([
      ['balance', '2025-12-31', 12],
      ['balance', '2024-12-31', 12],
    ]);
    const [closing, opening] = sheet.statements;
    expect(closing?.amounts.get('accounts_receivable')).toBe(340_000_050n);
    expect(opening?.amounts.has('short_loans'), 'a dash is no zero').toBe(false);
    for (const statement of sheet.statements) {
      const checks = articulate({ now: periodOf(statement), opening: null, yearBefore: null });
      expect(checks.filter((check) => check.state === 'failed')).toEqual([]);
      expect(checks.map((check) => check.key)).toContain('current_assets_add_up');
    }
  });

  test('a figure mistyped by a yuan and five is found, with the difference', () => {
    const broken = GENERAL.map((row) => row.map((cell) => (cell === '3,400,000.50' ? '3,400,005.50' : cell)));
    const [closing] = read(broken).statements;
    const failed = articulate({ now: periodOf(closing!), opening: null, yearBefore: null }).filter(
      (check) => check.state === 'failed',
    );
    expect(failed.map((check) => [check.key, check.differenceMinor])).toEqual([['current_assets_add_up', -500n]]);
  });

  test('no unit anywhere is asked; the answer counts, 万元 too', () => {
    const bare = GENERAL.map((row) => row.map((cell) => (cell === '单位：元' ? null : cell)));
    expect(read(bare).questions.map((question) => question.id)).toEqual(['unit']);
    const answered = read(bare, { unit: 'ten-thousand' });
    expect(answered.questions).toEqual([]);
    expect(answered.statements[0]?.amounts.get('inventories')).toBe(2_000_000_000_000n);
    expect(answered.statements[0]?.roundingMinor, 'figures of 0.5 万元 are good to 0.1').toBe(100_000n);
  });

  test('no day anywhere is asked', () => {
    const undated = GENERAL.map((row) => row.map((cell) => (cell === '2025年12月31日' ? null : cell)));
    expect(read(undated).questions.map((question) => question.id)).toEqual(['ends-on']);
    expect(read(undated, { 'ends-on': '2025-06-30' }).statements.map((each) => each.endsOn)).toEqual([
      '2025-06-30',
      '2024-12-31',
    ]);
  });

  test('a cell that is no amount is named, not counted; a line nobody knows is named once and learned', () => {
    const odd = [
      ...GENERAL.map((row) => row.map((cell) => (cell === '700,000.00' ? '七十万' : cell))),
      ['应收老板往来', 8, '12.00', null],
    ];
    const sheet = read(odd);
    expect(sheet.notes.map((note) => [note.code, note.value])).toEqual([
      ['line_unknown', '应收老板往来'],
      ['amount_malformed', '七十万'],
      ['amount_malformed', '七十万'],
    ]);
    const learned = read(odd, { 'line:应收老板往来': 'other_receivables' });
    expect(learned.statements[0]?.amounts.get('other_receivables')).toBe(1_200n);
  });
});

describe('income and cash flow', () => {
  const INCOME: RawCell[][] = [
    ['利润表', null, null],
    ['编制单位：甬东五金', '2025年1-9月', '单位：万元'],
    ['项目', '本期金额', '上期金额'],
    ['一、营业收入', '1,000.00', '900.00'],
    ['减：营业成本', '700.00', '600.00'],
    ['    税金及附加', '5.00', '4.00'],
    ['    销售费用', '80.00', '70.00'],
    ['    管理费用', '60.00', '60.00'],
    ['    财务费用', '20.00', '18.00'],
    ['      其中：利息费用', '22.00', '19.00'],
    ['            利息收入', '3.00', '2.00'],
    ['加：投资收益（损失以“-”号填列）', '(5.00)', null],
    ['    信用减值损失（损失以“－”号填列）', '-10.00', '-2.00'],
    ['二、营业利润（亏损以“－”号填列）', '120.00', '146.00'],
    ['加：营业外收入', null, '1.00'],
    ['减：营业外支出', '10.00', null],
    ['三、利润总额（亏损总额以“－”号填列）', '110.00', '147.00'],
    ['减：所得税费用', '27.50', '36.75'],
    ['四、净利润（净亏损以“－”号填列）', '82.50', '110.25'],
  ];

  test('nine months and the nine months before; numbering, 其中 and remarks are no part of a name', () => {
    const sheet = read(INCOME);
    expect([sheet.error, sheet.questions, sheet.notes]).toEqual([null, [], []]);
    expect(sheet.statements.map((each) => [each.kind, each.endsOn, each.months])).toEqual([
      ['income', '2025-09-30', 9],
      ['income', '2024-09-30', 9],
    ]);
    const [now] = sheet.statements;
    expect(now?.amounts.get('investment_income')).toBe(-5_000_000n);
    expect([now?.amounts.get('interest_income'), now?.amounts.has('interest_income_operating')]).toEqual([3_000_000n, false]);
    const checks = articulate({ now: periodOf(now!), opening: null, yearBefore: null });
    expect(checks.map((check) => [check.key, check.state])).toEqual([
      ['operating_profit_adds_up', 'passed'],
      ['profit_before_tax_adds_up', 'passed'],
      ['net_profit_adds_up', 'passed'],
    ]);
  });

  test('the group beside the company alone, headings across two columns each: four balances, none mixed with another', () => {
    const sheet = read([
      ['资产负债表', null, null, null, null],
      ['项目', '合并', null, '母公司', null],
      [null, '2025-12-31', '2024-12-31', '2025-12-31', '2024-12-31'],
      ['货币资金', '12', '9', '7', '5'],
      ['商誉', '3', '3', null, null],
      ['资产总计', '15', '12', '7', '5'],
      ['短期借款', '5', '4', '1', '1'],
      ['负债合计', '5', '4', '1', '1'],
      ['所有者权益合计', '10', '8', '6', '4'],
      ['单位：元', null, null, null, null],
    ]);
    const told = sheet.statements.map((each) => [
      each.scope,
      each.endsOn,
      each.compared,
      each.amounts.get('total_assets'),
      each.amounts.get('goodwill'),
    ]);
    expect(told).toEqual([
      ['consolidated', '2025-12-31', false, 1_500n, 300n],
      ['consolidated', '2024-12-31', true, 1_200n, 300n],
      ['parent', '2025-12-31', false, 700n, undefined],
      ['parent', '2024-12-31', true, 500n, undefined],
    ]);
    const turned = read([
      ['资产负债表', null, null, null, null],
      ['项目', '期末余额', null, '期初余额', null],
      ['2025年12月31日 单位：元', '合并', '公司', '合并', '公司'],
      ['货币资金', '12', '7', '9', '5'],
      ['流动资产合计', '12', '7', '9', '5'],
      ['资产总计', '12', '7', '9', '5'],
      ['负债合计', '5', '1', '4', '1'],
      ['所有者权益合计', '7', '6', '5', '4'],
    ]);
    expect(turned.statements.map((each) => [each.scope, each.endsOn, each.amounts.get('total_assets')])).toEqual([
      ['consolidated', '2025-12-31', 1_200n],
      ['consolidated', '2024-12-31', 900n],
      ['parent', '2025-12-31', 700n],
      ['parent', '2024-12-31', 500n],
    ]);
  });

  test('a small company’s monthly form: the year to date is read, the month alone is not', () => {
    const sheet = read([
      ['利润表（小企业）', null, null, null],
      ['2025年11月', null, null, '单位：元'],
      ['项目', '行次', '本年累计金额', '本月金额'],
      ['一、营业收入', 1, 1_100_000, 100_000],
      ['减：营业成本', 2, 800_000, 70_000],
      ['税金及附加', 3, 10_000, 1_000],
      ['销售费用', 11, 90_000, 9_000],
      ['管理费用', 14, 60_000, 5_000],
      ['财务费用', 18, 5_000, 500],
      ['二、营业利润', 21, 135_000, 14_500],
      ['三、利润总额', 30, 135_000, 14_500],
      ['减：所得税费用', 31, 6_750, 725],
      ['四、净利润', 32, 128_250, 13_775],
    ]);
    expect(sheet.statements.map((each) => [each.kind, each.endsOn, each.months, each.amounts.get('revenue')])).toEqual([
      ['income', '2025-11-30', 11, 110_000_000n],
    ]);
  });

  test('years side by side', () => {
    const sheet = read([
      ['现金流量表（单位：人民币千元）', null, null, null],
      ['项目', '2024年度', '2023年度', '2022年度'],
      ['销售商品、提供劳务收到的现金', 500, 480, 300],
      ['经营活动现金流入小计', 500, 480, 300],
      ['购买商品、接受劳务支付的现金', 300, 290, 350],
      ['经营活动现金流出小计', 300, 290, 350],
      ['经营活动产生的现金流量净额', 200, 190, -50],
    ]);
    expect(sheet.statements.map((each) => [each.kind, each.endsOn, each.amounts.get('operating_cash')])).toEqual([
      ['cash', '2024-12-31', 20_000_000n],
      ['cash', '2023-12-31', 19_000_000n],
      ['cash', '2022-12-31', -5_000_000n],
    ]);
  });
});

test('what is no statement is said to be none', () => {
  expect(
    read([
      ['客户', '金额'],
      ['甲', '1'],
    ]).error,
  ).toBe('no_lines');
});

test.each([
  ['2022年12月31日', '2022-12-31', 12],
  ['20221231', '2022-12-31', 12],
  ['2022-09-30', '2022-09-30', 9],
  ['2022年1-9月', '2022-09-30', 9],
  ['2022年1月—6月', '2022-06-30', 6],
  ['2022年第三季度', '2022-09-30', 9],
  ['2023Q1', '2023-03-31', 3],
  ['2022年半年度报告', '2022-06-30', 6],
  ['2022年度', '2022-12-31', 12],
  ['2024年2月', '2024-02-29', 2],
])('%s is a period', (text, endsOn, months) => {
  expect(periodIn(text)).toEqual({ endsOn, months });
});

test.each([
  ['  一、营业收入', '营业收入'],
  ['（一）持续经营净利润（净亏损以“－”号填列）', '持续经营净利润'],
  ['减：库存股', '库存股'],
  ['　　其中：利息費用', '利息费用'],
  ['应收帐款', '应收账款'],
  ['所有者权益（或股东权益）合计', '所有者权益或股东权益合计'],
  ['1. 基本每股收益', '基本每股收益'],
])('%s is named %s', (printed, name) => {
  expect(lineName(printed)).toBe(name);
});

describe('ratios and signals', () => {
  const amounts = (all: Record<string, number>) => new Map(Object.entries(all).map(([key, value]) => [key, BigInt(value)]));
  const period = (
    endsOn: string,
    balance: Record<string, number>,
    income: Record<string, number>,
    cash: Record<string, number>,
  ): Period => ({
    endsOn,
    months: 12,
    balance: amounts(balance),
    income: amounts(income),
    cash: amounts(cash),
    roundingMinor: 1n,
  });

  test('a denominator of zero or an absent line is missing with its reason, never 0 or infinite', () => {
    const now = period(
      '2025-12-31',
      { total_assets: 100, total_liabilities: 40, current_liabilities: 0, current_assets: 60 },
      { revenue: 0 },
      {},
    );
    const find = (key: string) => ratiosOf({ now, opening: null, yearBefore: null }).find((ratio) => ratio.key === key);
    expect(find('debt_ratio')?.micro).toBe(400_000);
    expect(find('current_ratio')).toMatchObject({ micro: null, missing: { code: 'zero', line: 'current_liabilities' } });
    expect(find('net_margin')).toMatchObject({ micro: null, missing: { code: 'line_absent', line: 'net_profit' } });
    expect(find('interest_cover')).toMatchObject({ micro: null, missing: { code: 'line_absent', line: 'profit_before_tax' } });
  });

  test('a company that books profits nobody pays: the signals name it, with figures and thresholds', () => {
    const before = period(
      '2024-12-31',
      { accounts_receivable: 100, total_assets: 500, total_equity: 200 },
      { revenue: 1_000, cost: 700 },
      {},
    );
    const now = period(
      '2025-12-31',
      {
        cash: 200,
        accounts_receivable: 200,
        total_assets: 700,
        total_liabilities: 560,
        total_equity: 140,
        noncurrent_assets: 300,
        noncurrent_liabilities: 20,
        current_liabilities: 540,
        current_assets: 400,
      },
      { revenue: 1_050, cost: 790, net_profit: 60, profit_before_tax: 80, income_tax: 20, interest_expense: 90 },
      { operating_cash: -30 },
    );
    const set = { now, opening: before, yearBefore: before };
    const ratios = ratiosOf(set);
    const signals = signalsOf(
      set,
      ratios,
      ratiosOf({ now: before, opening: null, yearBefore: null }),
      articulate(set),
      'qualified',
    );
    expect(signals.map((signal) => [signal.code, signal.grave])).toEqual([
      ['opinion_not_clean', 'red'],
      ['profit_without_cash', 'red'],
      ['short_debt_for_long_assets', 'orange'],
      ['high_debt', 'orange'],
      ['receivables_outgrow_sales', 'orange'],
      ['margin_falls', 'yellow'],
    ]);
    expect(signals.find((signal) => signal.code === 'receivables_outgrow_sales')).toMatchObject({
      actualMicro: 950_000,
      thresholdMicro: 100_000,
    });
  });
});

function periodOf(statement: ReadSheet['statements'][number]): Period {
  const of = (kind: string) => (statement.kind === kind ? statement.amounts : null);
  return {
    endsOn: statement.endsOn,
    months: statement.months,
    balance: of('balance'),
    income: of('income'),
    cash: of('cash'),
    roundingMinor: statement.roundingMinor,
  };
}
