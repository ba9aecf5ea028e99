// Stories of statements: a file is asked about, read and recorded once; what is learned of a customer's names stays; ratings of one day say what was known.
import { expect, test } from 'vitest';
import { pdfPages } from '#platform/pdf-text.fixture.ts';
import { type TestHouse, testHouse } from '#platform/test-house.ts';
import { save } from '#rooms/customers/contract.ts';
import { customers } from '#rooms/customers/room.ts';
import * as contract from './contract.ts';
import { statements } from './room.ts';

const csv = (rows: readonly string[]) => ({ name: '报表.csv', content: rows.join('\n') });

const BALANCE = [
  '资产负债表,,,,,',
  '编制单位：甬东五金,2025年12月31日,,,,单位：元',
  '资产,期末余额,年初余额,负债和所有者权益,期末余额,年初余额',
  '货币资金,1200,900,短期借款,500,400',
  '应收账款,3400,2100,应付账款,1800,1500',
  '存货,2000,1600,流动负债合计,2300,1900',
  '流动资产合计,6600,4600,负债合计,2300,1900',
  '固定资产,700,800,实收资本,3000,3000',
  '非流动资产合计,700,800,未分配利润,2000,500',
  '资产总计,7300,5400,所有者权益合计,5000,3500',
];
const INCOME = [
  '利润表,,',
  '甬东五金,2025年度,单位：元',
  '项目,本期金额,上期金额',
  '营业收入,10000,9000',
  '减：营业成本,7000,6000',
  '管理费用,1000,1000',
  '营业利润,2000,2000',
  '利润总额,2000,2000',
  '减：所得税费用,500,500',
  '净利润,1500,1500',
];

async function housed(): Promise<TestHouse> {
  const house = await testHouse([customers, statements], { today: '2026-11-22' });
  await house.call(save, { code: 'A', name: '甬东五金有限公司', industry: '五金' });
  return house;
}

const take = (house: TestHouse, rows: readonly string[], answers: Record<string, string> = {}, customer = 'A') =>
  house.call(contract.importStatements, { customer, answers }, { file: csv(rows) });

test('two files of a year: four statements, checks that hold, ratios with their figures; the same files again change nothing', async () => {
  const house = await housed();
  const first = await take(house, BALANCE);
  expect([first.recorded, first.unchanged, first.notes]).toEqual([2, 0, []]);
  expect(first.statements.map((each) => [each.endsOn, each.total?.amount, each.checks])).toEqual([
    ['2025-12-31', '7300.00', []],
    ['2024-12-31', '5400.00', []],
  ]);
  await take(house, INCOME);
  const again = await take(house, BALANCE);
  expect([again.recorded, again.unchanged]).toEqual([0, 2]);
  expect((await house.call(contract.list, { customer: 'A' })).statements).toHaveLength(4);

  const { ratios, checks, altman } = await house.call(contract.ratios, { customer: 'A', period: '2025' });
  const value = (key: string) => ratios.find((ratio) => ratio.key === key);
  expect(value('debt_ratio')).toMatchObject({ value: 0.315068, missing: null, before: 0.351852 });
  expect(value('current_ratio')?.value).toBe(2.869565);
  // (3400 + 2100) ÷ 2 × 365 ÷ 10,000
  expect(value('receivable_days')).toMatchObject({ value: 100.375, marks: [] });
  expect(value('revenue_growth')?.value).toBe(0.111111);
  expect(value('interest_cover')).toMatchObject({ value: null, missing: { code: 'line_absent', line: 'interest_expense' } });
  expect(checks.filter((check) => check.state === 'failed')).toEqual([]);
  // 0.717 × 4300/7300 + 0.847 × 2000/7300 + 3.107 × 2000/7300 + 0.420 × 5000/2300 + 0.998 × 10000/7300
  expect(altman.find((each) => each.variant === 'z_private')?.value).toBeCloseTo(3.785777, 4);
});

test('a file without its unit is asked about, nothing is recorded meanwhile; a dry look says what it holds', async () => {
  const house = await housed();
  const bare = BALANCE.map((row) => row.replace('单位：元', ''));
  await expect(take(house, bare)).rejects.toMatchObject({ status: 422, code: 'questions_open' });
  const look = await house.call(contract.preview, { customer: 'A' }, { file: csv(bare) });
  expect(look.questions).toMatchObject([
    { id: 'unit', options: ['yuan', 'thousand', 'ten-thousand', 'million', 'hundred-million'] },
  ]);
  expect((await house.call(contract.list, { customer: 'A' })).statements).toEqual([]);
  const done = await take(house, bare, { unit: 'ten-thousand' });
  expect(done.statements[0]?.total).toEqual({ amount: '73000000.00', currency: 'CNY' });
});

test('a name somebody explained is known in the customer’s next file, not in another customer’s', async () => {
  const house = await housed();
  await house.call(save, { code: 'B', name: '海宁纺织有限公司' });
  const odd = BALANCE.map((row) => row.replace('应收账款,3400,2100', '应收各家货款,3400,2100'));
  const first = await take(house, odd);
  expect(first.notes.map((note) => [note.code, note.value])).toEqual([['line_unknown', '应收各家货款']]);
  expect(first.statements[0]?.checks.map((check) => [check.key, check.difference])).toEqual([
    ['current_assets_add_up', '3400.00'],
  ]);
  const told = await take(house, odd, { 'line:应收各家货款': 'accounts_receivable' });
  expect([told.notes, told.recorded]).toEqual([[], 2]);
  const next = await take(
    house,
    odd.map((row) => row.replace('2025年12月31日', '2026年9月30日')),
  );
  expect(next.notes).toEqual([]);
  expect((await take(house, odd, {}, 'B')).notes).toHaveLength(1);
});

test('what is keyed in counts like a file; a corrected statement counts from now on, and what was known before can still be asked', async () => {
  const house = await housed();
  await take(house, BALANCE);
  await take(house, INCOME);
  const tomorrow = house.on('2026-11-23');
  const entered = await tomorrow.call(contract.enter, {
    customer: 'A',
    kind: 'income',
    endsOn: '2025-12-31',
    opinion: 'qualified',
    amounts: { revenue: '10000', cost: '7000', net_profit: '-300', profit_before_tax: '200', income_tax: '500' },
  });
  expect([entered.recorded, entered.checks]).toEqual([1, []]);
  const now = await tomorrow.call(contract.report, { customer: 'A' });
  expect(now.signals.map((signal) => signal.code)).toEqual(
    expect.arrayContaining(['loss', 'opinion_not_clean', 'receivables_outgrow_sales']),
  );
  expect(now.analysis.map((sentence) => sentence.zh)).toContain('2025 年实现营业收入 1.00 万元，净亏损 300.00 元。');
  expect(now.shown).toEqual(['2024-12-31', '2025-12-31']);
  const then = await tomorrow.call(contract.report, { customer: 'A', knownAt: '2026-11-22T20:00:00Z' });
  expect(then.signals.map((signal) => signal.code)).not.toContain('loss');
});

test('this year’s opening balances are held against last year’s closing ones: last year’s own form counts, and every line that was changed is told', async () => {
  const house = await housed();
  const last = BALANCE.map((row) => row.replace('2025年12月31日', '2024年12月31日'));
  // 2024 as it was handed in then: the same totals, but 200 less receivables and more stock.
  const then = last
    .map((row) =>
      row
        .replace('货币资金,1200,900,', '货币资金,900,,')
        .replace('应收账款,3400,2100,应付账款,1800,1500', '应收账款,1900,,应付账款,1500,'),
    )
    .map((row) =>
      row
        .replace('存货,2000,1600,流动负债合计,2300,1900', '存货,1800,,流动负债合计,1900,')
        .replace('短期借款,500,400', '短期借款,400,'),
    )
    .map((row) => row.replace('流动资产合计,6600,4600,负债合计,2300,1900', '流动资产合计,4600,,负债合计,1900,'))
    .map((row) => row.replace('固定资产,700,800,实收资本,3000,3000', '固定资产,800,,实收资本,3000,'))
    .map((row) => row.replace('非流动资产合计,700,800,未分配利润,2000,500', '非流动资产合计,800,,未分配利润,500,'))
    .map((row) => row.replace('资产总计,7300,5400,所有者权益合计,5000,3500', '资产总计,5400,,所有者权益合计,3500,'));
  expect((await take(house, then)).recorded).toBe(1);
  const now = await take(house, BALANCE);
  expect([now.recorded, now.statements.map((each) => [each.endsOn, each.heldAgainst])]).toEqual([
    1,
    [
      ['2025-12-31', false],
      ['2024-12-31', true],
    ],
  ]);
  const { checks, ratios } = await house.call(contract.ratios, { customer: 'A', period: '2025' });
  const check = checks.find((each) => each.key === 'opening_is_last_closing')!;
  expect([check.state, check.lines.map((each) => [each.line, each.stated, each.found, each.difference]).sort()]).toEqual([
    'failed',
    [
      ['accounts_receivable', '2100.00', '1900.00', '200.00'],
      ['inventories', '1600.00', '1800.00', '-200.00'],
    ],
  ]);
  // Averages rest on what 2024 said of itself: (2000 + 1800) ÷ 2.
  expect(ratios.find((each) => each.key === 'asset_growth')?.value).toBe(0.351852);
  const { signals } = await house.call(contract.report, { customer: 'A' });
  expect(signals.map((each) => each.code)).toContain('earlier_year_changed');
  expect(signals.map((each) => each.code)).not.toContain('does_not_articulate');
  // Keyed in, the same is seen; without a year before it there is nothing to hold it against.
  const keyed = await house.call(contract.enter, {
    customer: 'A',
    kind: 'balance',
    endsOn: '2025-12-31',
    amounts: { total_assets: '7300' },
    beside: { total_assets: '5450.00', cash: '900' },
  });
  expect(keyed.checks.map((each) => [each.key, each.difference])).toEqual([['opening_is_last_closing', '50.00']]);
});

test('the analysis as a paper, in both languages: every part of it, the same bytes when asked again', async () => {
  const house = await housed();
  await expect(house.download(contract.print, { customer: 'A' })).rejects.toMatchObject({ code: 'statements_missing' });
  await take(house, BALANCE);
  await take(house, INCOME);
  const printed = async (language: 'zh' | 'en') =>
    Buffer.from((await house.download(contract.print, { customer: 'A', language })).bytes);
  const zh = await printed('zh');
  const text = pdfPages(zh).join('\n');
  for (const said of [
    '财务报表分析报告',
    '甬东五金有限公司',
    '资产负债率',
    '31.5%',
    '杜邦分析',
    'Altman',
    '利润表',
    '引用：',
    '应收账款',
  ])
    expect(text).toContain(said);
  expect((await printed('zh')).equals(zh)).toBe(true);
  expect(pdfPages(await printed('en')).join('\n')).toContain('Analysis of financial statements');
});

test('among others and against the book: where a ratio stands', async () => {
  const house = await housed();
  for (const [code, debt] of [
    ['B', 3000],
    ['C', 6000],
    ['D', 1000],
  ] as const) {
    await house.call(save, { code, name: `客户${code}公司` });
    await house.call(contract.enter, {
      customer: code,
      kind: 'balance',
      endsOn: '2025-12-31',
      amounts: { total_assets: '7300', total_liabilities: String(debt) },
    });
  }
  await take(house, BALANCE);
  const manager = await house.person('shen.yu', 'credit-manager');
  const saved = await house.call(
    contract.saveStandards,
    { industry: '五金', year: 2025, source: '企业绩效评价标准值 2025' },
    {
      as: manager,
      file: csv([
        '指标,优秀值,良好值,平均值,较低值,较差值',
        '资产负债率(%),48,53,58,68,83',
        '流动比率,2.0,1.5,1.1,0.9,0.6',
        '人均产值,9,8,7,6,5',
      ]),
    },
  );
  expect(saved).toEqual({ recorded: 2, unread: ['人均产值'] });
  const { ratios } = await house.call(contract.ratios, { customer: 'A', period: '2025-12-31' });
  const debt = ratios.find((ratio) => ratio.key === 'debt_ratio');
  expect(debt?.standing).toEqual({ customers: 3, betterThanPpm: 666_667 });
  expect(debt?.standard).toEqual({ year: 2025, source: '企业绩效评价标准值 2025', level: 'excellent' });
});

test.each([
  ['no_statement', 422, (house: TestHouse) => take(house, ['客户,金额', '甲,1', '乙,2'])],
  ['customer_unknown', 404, (house: TestHouse) => take(house, BALANCE, {}, 'NOBODY')],
  ['statements_missing', 404, (house: TestHouse) => house.call(contract.ratios, { customer: 'A', period: '2025' })],
  [
    'line_unknown',
    400,
    (house: TestHouse) =>
      house.call(contract.enter, { customer: 'A', kind: 'cash', endsOn: '2025-12-31', amounts: { cash: '1' } }),
  ],
  [
    'period_in_future',
    400,
    (house: TestHouse) =>
      house.call(contract.enter, { customer: 'A', kind: 'balance', endsOn: '2026-12-31', amounts: { cash: '1' } }),
  ],
  [
    'period_not_month_end',
    400,
    (house: TestHouse) =>
      house.call(contract.enter, { customer: 'A', kind: 'balance', endsOn: '2026-02-27', amounts: { cash: '1' } }),
  ],
  [
    'statement_empty',
    400,
    (house: TestHouse) => house.call(contract.enter, { customer: 'A', kind: 'balance', endsOn: '2026-02-28', amounts: {} }),
  ],
  [
    'headings_missing',
    422,
    (house: TestHouse) =>
      house.call(
        contract.saveStandards,
        { industry: '五金', year: 2025, source: '某书' },
        { file: csv(['指标,优秀值', '资产负债率,40']) },
      ),
  ],
])('refused: %s', async (code, status, attempt) => {
  const house = await housed();
  await expect(attempt(house)).rejects.toMatchObject({ code, status });
});
