// Forms nobody prepared for: what must come of each is written beside it. Every row here was once read wrongly without a word, or not at all.
import { describe, expect, test } from 'vitest';
import type { RawCell } from '#base/raw-table.ts';
import { articulate } from './articulation.ts';
import { type ReadSheet, readSheet } from './reading.ts';

function read(cells: readonly (readonly RawCell[])[], answers: Record<string, string> = {}): ReadSheet {
  const rows = cells.map((each, n) => ({ record: n + 1, line: n + 1, cells: each }));
  return readSheet(rows, { currency: 'CNY', answers, aliases: new Map(), fileName: 'x.xlsx', sheet: 'Sheet1' });
}

/** Kind, last day, months, scope and some figures in units of the currency, of each statement read. */
const told = (sheet: ReadSheet, ...lines: string[]) =>
  sheet.statements.map((each) => [
    each.endsOn,
    each.months,
    ...lines.map((line) => (each.amounts.has(line) ? Number(each.amounts.get(line)) / 100 : null)),
  ]);

const failed = (sheet: ReadSheet): string[] =>
  sheet.statements.flatMap((each) => {
    const now = {
      endsOn: each.endsOn,
      months: each.months,
      balance: null,
      income: null,
      cash: null,
      roundingMinor: each.roundingMinor,
    };
    const checks = articulate({ now: { ...now, [each.kind]: each.amounts }, opening: null, yearBefore: null });
    return checks.filter((check) => check.state === 'failed').map((check) => check.key);
  });

/** An income statement with columns of these headings; each figure of the second argument is what one column is multiplied with. */
const income = (title: string, headings: string[], factors: number[]): RawCell[][] => [
  ['利润表'],
  [title, '单位：元'],
  ['项目', ...headings],
  ...(
    [
      ['一、营业收入', 100],
      ['减：营业成本', 70],
      ['管理费用', 10],
      ['二、营业利润', 20],
      ['三、利润总额', 20],
      ['减：所得税费用', 5],
      ['四、净利润', 15],
    ] as const
  ).map(([name, figure]) => [name, ...factors.map((factor) => figure * factor)]),
];
const balance = (title: string, headings: string[], factors: number[]): RawCell[][] => [
  ['资产负债表'],
  [title],
  ['项目', ...headings],
  ...(
    [
      ['货币资金', 10],
      ['应收账款', 40],
      ['流动资产合计', 50],
      ['资产总计', 50],
      ['短期借款', 20],
      ['负债合计', 20],
      ['所有者权益合计', 30],
    ] as const
  ).map(([name, figure]) => [name, ...factors.map((factor) => figure * factor)]),
];

describe('which columns are periods', () => {
  test.each<[string, RawCell[][], unknown[][]]>([
    [
      'changes and their shares are none',
      income('2025年度', ['本期金额', '上期金额', '增减金额', '增减率%'], [10, 8, 2, 25]),
      [
        ['2025-12-31', 12, 1000],
        ['2024-12-31', 12, 800],
      ],
    ],
    [
      'a budget and what it was missed by are none',
      income('2025年度', ['预算数', '实际数', '差异'], [10, 12, 2]),
      [['2025-12-31', 12, 1200]],
    ],
    [
      'the month alone is not read beside the year to date, whichever stands first',
      income('2025年11月', ['本年累计金额', '本期金额'], [11, 1]),
      [['2025-11-30', 11, 1100]],
    ],
    [
      'nor the month of the year before',
      income('2025年11月', ['本期金额', '本年累计金额', '上期金额', '上年累计金额'], [1, 11, 2, 9]),
      [
        ['2025-11-30', 11, 1100],
        ['2024-11-30', 11, 900],
      ],
    ],
    [
      'quarters that fall are quarters, and are added up',
      income('', ['2025年第一季度', '2025年第二季度', '2025年第三季度'], [10, 12, 9]),
      [
        ['2025-03-31', 3, 1000],
        ['2025-06-30', 6, 2200],
        ['2025-09-30', 9, 3100],
      ],
    ],
    [
      'spans of months are what they say',
      income('', ['2025年1-3月', '2025年4-6月'], [10, 12]),
      [
        ['2025-03-31', 3, 1000],
        ['2025-06-30', 6, 2200],
      ],
    ],
    [
      'months of the year in the title, with their sum',
      income('2025年度', ['1月', '2月', '3月', '合计'], [10, 12, 9, 31]),
      [
        ['2025-01-31', 1, 1000],
        ['2025-02-28', 2, 2200],
        ['2025-03-31', 3, 3100],
      ],
    ],
  ])('%s', (_, form, expected) => {
    const sheet = read(form);
    expect([sheet.questions, sheet.notes]).toEqual([[], []]);
    expect(told(sheet, 'revenue')).toEqual(expected);
    expect(failed(sheet)).toEqual([]);
  });

  test('quarters that only grow may be either: it is asked, and the answer counts; a quarter without those before is left out and said', () => {
    const form = income('', ['2025Q1', '2025Q2'], [10, 12]);
    expect(read(form).questions.map((question) => [question.id, question.options])).toEqual([['columns', ['each', 'to-date']]]);
    expect(told(read(form, { columns: 'each' }), 'revenue')[1]).toEqual(['2025-06-30', 6, 2200]);
    expect(told(read(form, { columns: 'to-date' }), 'revenue')[1]).toEqual(['2025-06-30', 6, 1200]);
    const later = read(income('', ['2025年7-9月'], [12]));
    expect([later.statements, later.notes.map((note) => note.code)]).toEqual([[], ['part_alone']]);
  });

  test.each<[string, RawCell[][], unknown[][]]>([
    [
      'shares of the whole are none',
      balance('2025年12月31日 单位：元', ['期末数', '占比', '期初数', '占比', '变动额'], [20, 1, 10, 2, 10]),
      [
        ['2025-12-31', 12, 1000],
        ['2024-12-31', 12, 500],
      ],
    ],
    [
      'the audited figures count, not those before',
      balance('2025年12月31日 单位：元', ['未审数', '调整数', '审定数'], [20, -1, 19]),
      [['2025-12-31', 12, 950]],
    ],
    [
      'restated before not restated',
      balance('单位：元', ['2025年12月31日', '2024年12月31日（调整前）', '2024年12月31日（调整后）'], [20, 9, 10]),
      [
        ['2025-12-31', 12, 1000],
        ['2024-12-31', 12, 500],
      ],
    ],
    ['数 in 亿元', balance('2025-12-31 单位：亿元', ['期末余额'], [0.1]), [['2025-12-31', 12, 500_000_000]]],
  ])('%s', (_, form, expected) => {
    const sheet = read(form);
    expect([sheet.questions, sheet.notes]).toEqual([[], []]);
    expect(told(sheet, 'total_assets')).toEqual(expected);
    expect(sheet.statements.every((each) => each.opinion === null)).toBe(true);
  });

  test('a column that does not say what it is, beside one that does, is left out and said', () => {
    const sheet = read(balance('2025年12月31日 单位：元', ['期末数', '合作社口径'], [20, 7]));
    expect(told(sheet, 'total_assets')).toEqual([['2025-12-31', 12, 1000]]);
    expect(sheet.notes.map((note) => [note.code, note.value])).toEqual([['column_unread', '合作社口径']]);
  });
});

describe('what titles say', () => {
  test.each([
    ['2025.01-2025.06', '2025-06-30', 6],
    ['2025年1月1日至2025年6月30日', '2025-06-30', 6],
    ['会计期间：2025-01-01 至 2025-06-30', '2025-06-30', 6],
    ['自2024年4月1日起至2025年3月31日止', '2025-03-31', 12],
    ['编制日期：2026年1月15日 2025年度', '2025-12-31', 12],
  ])('%s', (title, endsOn, months) => {
    const [day, rest] = title.split(' 2025年度');
    const form = income(rest === undefined ? day! : '2025年度', ['本期数', '上年同期数'], [2, 1]);
    const sheet = read(rest === undefined ? form : [form[0]!, [day!], ...form.slice(1)]);
    expect(told(sheet, 'revenue')[0]).toEqual([endsOn, months, 200]);
  });

  test('the name of a company is no unit: it is asked; what a sheet says of itself counts before an answer for its neighbours', () => {
    expect(read(balance('编制单位：元通物流有限公司 2025-12-31', ['期末余额'], [2])).questions.map((each) => each.id)).toEqual([
      'unit',
    ]);
    const said = read(balance('2025-12-31 单位：万元', ['期末余额'], [2]), { unit: 'yuan', 'ends-on': '2020-12-31' });
    expect(told(said, 'total_assets')).toEqual([['2025-12-31', 12, 1_000_000]]);
  });
});

describe('which lines', () => {
  test('the form of 2005: net of the provision, sums of its own', () => {
    const sheet = read([
      ['资产负债表'],
      ['2005年12月31日', '单位：元'],
      ['资产', '期末数', '负债及所有者权益', '期末数'],
      ['货币资金', 120, '短期借款', 200],
      ['应收账款', 400, '应付账款', 170],
      ['减：坏账准备', 4, '应付工资', 12],
      ['应收账款净额', 396, '流动负债合计', 382],
      ['存货', 210, '长期负债合计', 0],
      ['流动资产合计', 726, '负债合计', 382],
      ['固定资产净值', 390, '实收资本', 500],
      ['固定资产合计', 390, '未分配利润', 234],
      ['资产总计', 1116, '所有者权益合计', 734],
    ]);
    expect([sheet.notes, failed(sheet)]).toEqual([[], []]);
    expect(told(sheet, 'accounts_receivable', 'total_assets')).toEqual([['2005-12-31', 12, 396, 1116]]);
  });

  test('names indented by column: totals and their parts are one side', () => {
    const sheet = read([
      ['资产负债表', null, '单位：元'],
      ['项目', null, '2025-12-31'],
      ['流动资产：', null, null],
      [null, '货币资金', 100],
      [null, '应收账款', 200],
      [null, '预付款项', 10],
      [null, '其他应收款', 10],
      [null, '存货', 90],
      ['流动资产合计', null, 410],
      ['资产总计', null, 410],
      [null, '短期借款', 210],
      ['负债合计', null, 210],
      ['所有者权益合计', null, 200],
    ]);
    expect(told(sheet, 'cash', 'current_assets', 'total_assets', 'total_liabilities')).toEqual([
      ['2025-12-31', 12, 100, 410, 410, 210],
    ]);
  });

  test('three statements below one another on one sheet are three', () => {
    const cash: RawCell[][] = [
      ['现金流量表'],
      ['项目', '本期金额'],
      ['销售商品、提供劳务收到的现金', 1100],
      ['经营活动现金流入小计', 1100],
      ['经营活动现金流出小计', 1080],
      ['经营活动产生的现金流量净额', 20],
      ['期末现金及现金等价物余额', 100],
    ];
    const [head, ...more] = income('', ['本期金额'], [1]);
    const sheet = read([...balance('2025年度 单位：元', ['期末余额', '年初余额'], [2, 1]), head!, ...more.slice(1), ...cash]);
    expect([sheet.questions, sheet.notes]).toEqual([[], []]);
    expect(sheet.statements.map((each) => [each.kind, each.endsOn])).toEqual([
      ['balance', '2025-12-31'],
      ['balance', '2024-12-31'],
      ['income', '2025-12-31'],
      ['cash', '2025-12-31'],
    ]);
  });

  test('a page pasted as text: names and figures of a row in one cell', () => {
    const rows = ['货币资金 1,200.00 900.00', '应收账款 2,300.00 -', '流动资产合计 3,500.00 900.00', '资产总计 3,500.00 900.00'];
    const sheet = read([
      ['资 产 负 债 表 2025 年 12 月 31 日 单位： 元'],
      ['项目 期末余额 年初余额'],
      ...rows.map((row) => [row]),
      ['负债合计 500.00 50.00'],
      ['①所有者权益合计 3,000.00 850.00'],
    ]);
    expect(told(sheet, 'accounts_receivable', 'total_assets', 'total_equity')).toEqual([
      ['2025-12-31', 12, 2300, 3500, 3000],
      ['2024-12-31', 12, null, 900, 850],
    ]);
  });

  test('debits and credits are a trial balance: nothing is taken from it', () => {
    const sheet = read([
      ['科目余额表 2025年12月 单位：元'],
      ['科目名称', '期初余额', null, '期末余额', null],
      [null, '借方', '贷方', '借方', '贷方'],
      ['应收账款', 200, null, 300, null],
      ['固定资产', 500, null, 500, null],
      ['累计折旧', null, 100, null, 120],
      ['短期借款', null, 200, null, 200],
      ['实收资本', null, 400, null, 480],
    ]);
    expect([sheet.statements, sheet.notes.map((note) => note.code)]).toEqual([[], ['trial_balance']]);
  });
});

describe('English statements', () => {
  test('a balance sheet of Hong Kong: names by their section, sums that it does not print', () => {
    const sheet = read([
      ['CONSOLIDATED STATEMENT OF FINANCIAL POSITION'],
      ['At 31 December 2025'],
      [null, 'Notes', '2025', '2024'],
      [null, null, "HK$'000", "HK$'000"],
      ['NON-CURRENT ASSETS'],
      ['Property, plant and equipment', '13', '5,000', '5,200'],
      ['Total non-current assets', null, '5,000', '5,200'],
      ['CURRENT ASSETS'],
      ['Trade receivables', '18', '2,300', '1,900'],
      ['Cash and cash equivalents', '20', '900', '700'],
      ['Total current assets', null, '3,200', '2,600'],
      ['CURRENT LIABILITIES'],
      ['Interest-bearing bank borrowings', '23', '1,000', '900'],
      ['Lease liabilities', '14', '80', '70'],
      ['Total current liabilities', null, '1,080', '970'],
      ['NET CURRENT ASSETS', null, '2,120', '1,630'],
      ['NON-CURRENT LIABILITIES'],
      ['Interest-bearing bank borrowings', '23', '2,000', '2,200'],
      ['Lease liabilities', '14', '120', '130'],
      ['Total non-current liabilities', null, '2,120', '2,330'],
      ['Total equity', null, '5,000', '4,500'],
    ]);
    expect([sheet.questions, sheet.notes, failed(sheet)]).toEqual([[], [], []]);
    expect(sheet.statements.map((each) => [each.scope, each.currency, each.compared])).toEqual([
      ['consolidated', 'HKD', false],
      ['consolidated', 'HKD', true],
    ]);
    expect(told(sheet, 'short_loans', 'long_loans', 'lease_liabilities', 'total_assets', 'total_liabilities')).toEqual([
      ['2025-12-31', 12, 1_000_000, 2_000_000, 120_000, 8_200_000, 3_200_000],
      ['2024-12-31', 12, 900_000, 2_200_000, 130_000, 7_800_000, 3_300_000],
    ]);
  });

  test('a year that ends in March, costs in brackets', () => {
    const sheet = read([
      ['STATEMENT OF PROFIT OR LOSS'],
      ['Year ended 31 March 2025'],
      [null, '2025', '2024'],
      [null, "RMB'000", "RMB'000"],
      ['REVENUE 营业收入', '10,000', '9,000'],
      ['Cost of sales', '(7,000)', '(6,200)'],
      ['Administrative expenses', '(800)', '(750)'],
      ['Finance costs', '(120)', '(100)'],
      ['PROFIT BEFORE TAX', '2,080', '1,950'],
      ['Income tax expense', '(280)', '(150)'],
      ['PROFIT FOR THE YEAR', '1,800', '1,800'],
    ]);
    expect([sheet.questions, sheet.notes, failed(sheet)]).toEqual([[], [], []]);
    expect(told(sheet, 'revenue', 'cost', 'income_tax', 'net_profit')).toEqual([
      ['2025-03-31', 12, 10_000_000, 7_000_000, 280_000, 1_800_000],
      ['2024-03-31', 12, 9_000_000, 6_200_000, 150_000, 1_800_000],
    ]);
  });
});
