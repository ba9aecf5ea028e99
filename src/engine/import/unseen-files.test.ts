// Files of systems nobody prepared for, one line a promise: what comes of each, what is asked, what stops it.
import { describe, expect, test } from 'vitest';
import { planImport } from './convert.ts';
import { codes, read, tableOf, warned } from './reading.fixtures.ts';
import type { Kind } from './typed-rows.ts';

type Found = Awaited<ReturnType<typeof read>>;
const LIST = '客户编码,客户名称,发票号,开票日期,到期日,金额';
const row = (number: string, amount: string, more = '') => `K1,甲公司,${number},2026-10-01,2026-11-01,${amount}${more}`;

const TAKEN: readonly [string, Kind, readonly string[], Record<string, string>, (found: Found) => unknown, unknown][] = [
  [
    'a dash of the accounting format is a zero, and where nothing must stand it is nothing',
    'ledger',
    [
      '客户编码,客户名称,发票号,开票日期,到期日,应收金额,已收金额,未收金额',
      row('1', '" 1,234.00 "," -   "," 1,234.00 "'),
      row('2', '¥5.00,—,¥5.00'),
      row('3', '5.00," ¥5.00 "," ¥-   "'),
      row('4', '/,无,'),
    ],
    {},
    (found) => [found.sums[0]?.amount, codes(found)],
    ['1244.00', [[4, '应收金额', 'required_missing']]],
  ],
  [
    'what is carried from page to page, and sums of months and years, are no rows',
    'ledger',
    [
      LIST,
      row('1', '100.00'),
      ',过次页,,,,100.00',
      LIST,
      ',承前页,,,,100.00',
      row('2', '50.00'),
      ',本月合计,,,,150.00',
      ',本年累计,,,,950.00',
    ],
    {},
    (found) => [found.accepted, found.refused, found.fileErrors],
    [2, 0, []],
  ],
  [
    'a remark in a row of its own is left out and said to be',
    'ledger',
    [LIST, row('1', '100.00'), '以下为海外客户,,,,,', row('2', '50.00')],
    {},
    (found) => [found.accepted, found.refused, warned(found).includes('note_row')],
    [2, 0, true],
  ],
  [
    'a customer named in a row of his own is meant below it; the title’s customer is meant where no other is',
    'ledger',
    [
      '应收明细,,,,',
      '日期,单据号,到期日,应收金额',
      '客户：K101 宁波东港,,,',
      '2026-10-01,1,2026-11-01,100',
      '小计,,,100',
      '客户：乙公司,,,',
      '2026-10-01,2,2026-11-01,50',
      '合计,,,150',
    ],
    {},
    (found) => [found.questions, found.rows.map((each) => 'customerCode' in each && [each.customerCode, each.customerName])],
    [
      [],
      [
        ['K101', '宁波东港'],
        ['乙公司', '乙公司'],
      ],
    ],
  ],
  [
    'a code in brackets before the name is the code',
    'ledger',
    ['客户,发票号,开票日期,到期日,金额', '[K101]宁波东港,1,2026-10-01,2026-11-01,5', '(三菱)重工,2,2026-10-01,2026-11-01,5'],
    {},
    (found) => found.rows.map((each) => 'customerCode' in each && [each.customerCode, each.customerName]),
    [
      ['K101', '宁波东港'],
      ['(三菱)重工', '(三菱)重工'],
    ],
  ],
  [
    'paper and digital numbers in two columns are one number',
    'invoices',
    [
      '发票号码,数电票号码,购方名称,购方识别号,开票日期,价税合计',
      '01234567,,甲公司,,2026-10-08,5',
      ',26332000000123456789,乙公司,91330701MA2ABCDE1X,2026-10-09,7',
    ],
    { due_when: 'days:30' },
    (found) => [
      found.questions,
      found.rows.map((each) => 'number' in each && [each.number, 'customerCode' in each && each.customerCode]),
    ],
    [
      [],
      [
        ['01234567', '甲公司'],
        ['26332000000123456789', '乙公司'],
      ],
    ],
  ],
  [
    'the head of an exported document is meant, not its lines; what only lines say is left out',
    'ledger',
    [
      '(单据头)单据编号,(单据头)客户#名称,(单据头)业务日期,(单据头)到期日,(单据头)币别#名称,(单据头)价税合计,(明细)价税合计',
      'AR1,甲公司,2026-10-09,2026-11-08,美元,300.00,200.00',
      ',,,,,,100.00',
    ],
    {},
    (found) => [found.questions, found.sums, found.refused, warned(found).includes('detail_left_out')],
    [[], [{ amount: '300.00', currency: 'USD' }], 0, true],
  ],
  [
    '原币 is meant where the row names its currency, 本币 where none does',
    'ledger',
    [`${LIST.replace('金额', '币种,原币金额,本币金额')}`, row('1', 'USD,100.00,712.00')],
    {},
    (found) => found.sums,
    [{ amount: '100.00', currency: 'USD' }],
  ],
  [
    'a bank’s minus is money that went out, to whom its other name says; fees of nobody’s are left out',
    'receipts',
    [
      '交易类型,付款人名称,收款人名称,交易日期,交易时间,交易金额,交易后余额,交易流水号',
      '来账,甲公司,我方,20261016,10:11:12,5650.00,105650.00,T1',
      '往账,我方,某物流,20261017,10:11:12,-800.00,104850.00,T2',
      '往账,我方,,20261017,10:11:12,-8.00,104842.00,T3',
    ],
    {},
    (found) => [
      found.refused,
      found.rows.map((each) => 'paidOut' in each && [each.customerName, each.amountMinor, each.paidOut]),
    ],
    [
      0,
      [
        ['甲公司', 565_000n, false],
        ['某物流', -80_000n, true],
      ],
    ],
  ],
  [
    'without a balance a minus in a list of receipts takes a receipt back',
    'receipts',
    ['收款单号,客户名称,收款日期,收款金额', 'R1,甲公司,2026-10-16,-5.00'],
    {},
    (found) => found.rows.map((each) => 'paidOut' in each && [each.amountMinor, each.paidOut]),
    [[-500n, false]],
  ],
  [
    'a compact day with its hour, a weekday behind the day',
    'ledger',
    [
      LIST.replace('开票日期', '开票时间'),
      'K1,甲,1,20261012 09:08:07,2026-11-01 星期日,5',
      'K1,甲,2,2026-10-12（周一）,20261101,5',
    ],
    {},
    (found) => [found.refused, found.rows.map((each) => 'dueOn' in each && 'issuedOn' in each && [each.issuedOn, each.dueOn])],
    [
      0,
      [
        ['2026-10-12', '2026-11-01'],
        ['2026-10-12', '2026-11-01'],
      ],
    ],
  ],
  [
    'a column without anything in it is not what another is passed over for; of a bank’s days the transaction’s counts',
    'receipts',
    [
      '交易时间,记账日期,对方户名,贷方发生额,余额,凭证号,账户明细编号-交易流水号',
      '20261030 09:08:07,20261031,甲公司,5.00,10.00,,1001-N1',
    ],
    {},
    (found) => found.rows.map((each) => 'receivedOn' in each && [each.receivedOn, each.number]),
    [['2026-10-30', '1001-N1']],
  ],
  [
    'Customer holds codes where Name 1 holds the names',
    'ledger',
    ['Customer,Name 1,DocumentNo,Doc. Date,Net due dt,Amount in LC,LCurr', '10010,Acme,90001,2026-10-01,2026-11-01,"5,00-",CNY'],
    {},
    (found) =>
      found.rows.map(
        (each) => 'customerCode' in each && [each.customerCode, each.customerName, 'amountMinor' in each && each.amountMinor],
      ),
    [['10010', 'Acme', -500n]],
  ],
  [
    '背书已签收 is in our hands, unless somebody is named whom it went to',
    'bills',
    [
      '票据号码,票据种类,客户名称,承兑人,收票日期,到期日,票面金额,票据状态,被背书人',
      'B1,银票,甲,工行,2026-10-01,2027-04-01,5,背书已签收,',
      'B2,银票,甲,工行,2026-10-01,2027-04-01,5,背书已签收,丙公司',
    ],
    {},
    (found) => found.rows.map((each) => 'state' in each && each.state),
    ['held', 'endorsed'],
  ],
  [
    'what is owed, what came and what is left, under short headings and under one group',
    'ledger',
    ['客户,,单据,,,金额,,', '编码,名称,号码,日期,到期日,应收,已收,未收', 'K1,甲,1,2026-10-01,2026-11-01,100,40,60'],
    {},
    (found) =>
      found.rows.map((each) => 'amountMinor' in each && [each.amountMinor, 'receivedMinor' in each && each.receivedMinor]),
    [[10_000n, 4_000n]],
  ],
  [
    'stars, the name of an ageing group and “Total for” are no documents',
    'ledger',
    [
      'St,Account,DocumentNo,Doc. Date,Net due dt,Amount in LC,LCurr',
      'Current,,,,,,',
      ',10010,90001,2026-10-01,2026-11-01,5.00,CNY',
      '*,10010,,,,5.00,CNY',
      ',10022,90002,2026-10-01,2026-11-01,7.00,CNY',
      'Total for Current,,,,,12.00,',
      '**,,,,,12.00,CNY',
    ],
    {},
    (found) => [found.refused, found.fileErrors, found.sums[0]?.amount],
    [0, [], '12.00'],
  ],
  [
    'a group’s subtotal in a list without days is no customer',
    'open-items',
    ['部门,客户代码,客户名称,余额', '一部,C1,甲,5.00', '一部小计,,,5.00', '合计,,,5.00'],
    { as_of: '2026-10-31' },
    (found) => [found.accepted, found.refused, found.fileErrors],
    [1, 0, []],
  ],
  [
    'a home-made ledger without due days is a ledger, and its due days are for the user or the customers’ terms to say',
    'ledger',
    ['客户,发票号,开票日期,金额,回款日期,回款金额,未回款', '甲,F1,2026-09-05,100,2026-10-05,40,60'],
    { due_when: 'days:30' },
    (found) => [
      found.questions,
      found.rows.map((each) => 'dueOn' in each && 'receivedMinor' in each && [each.dueOn, each.receivedMinor]),
    ],
    [[], [['2026-10-05', 4_000n]]],
  ],
  [
    'a receipt of several lines is one receipt of their sum; lines below their head go with it',
    'deliveries',
    [
      '单据编号,日期,客户,物料编码,数量,价税合计',
      'X1,2026-10-03,甲,M1,1,10.00',
      ',,,M2,1,20.00',
      'X2,2026-10-03,乙,M1,1,5.00',
      '合计,,,,3,35.00',
    ],
    { document_lines: 'sum' },
    (found) => [
      found.rows.map((each) => 'amountMinor' in each && 'number' in each && [each.number, each.amountMinor]),
      found.fileErrors,
    ],
    [
      [
        ['X1', 1_000n],
        ['X1', 2_000n],
        ['X2', 500n],
      ],
      [],
    ],
  ],
  [
    'instalments side by side are the contract’s, as amounts or as shares',
    'contracts',
    ['合同编号,客户名称,签订日期,合同金额,预付款,验收款比例,验收款日期,尾款', 'H1,甲,2026-03-01,100,30,65%,2026-06-01,5'],
    {},
    (found) =>
      found.rows.map(
        (each) => 'milestones' in each && each.milestones.map(({ name, kind, ...said }) => [name, kind, ...Object.values(said)]),
      ),
    [
      [
        ['预付款', 'advance', null, 3_000n, null],
        ['验收款', 'acceptance', 650_000, null, '2026-06-01'],
        ['尾款', 'other', null, 500n, null],
      ],
    ],
  ],
  [
    'of a net amount and a column that is net and tax together, the latter is owed, whatever it is called',
    'ledger',
    [`${LIST},税额,总计款`, row('1', '100,13,113.00'), row('2', '50,6.5,56.50')],
    {},
    (found) => [found.sums[0]?.amount, found.questions],
    ['169.50', []],
  ],
  [
    'shares without a sign are known by their sum',
    'contracts',
    ['合同编号,客户名称,签订日期,合同金额,预付款,验收款,质保金比例', 'H1,甲,2026-03-01,100,30,65,5'],
    {},
    (found) => found.rows.map((each) => 'milestones' in each && each.milestones.map(({ sharePpm }) => sharePpm)),
    [[300_000, 650_000]],
  ],
  [
    'a customer’s 月结60天 is sixty days, and said',
    'customers',
    ['客户编码,客户名称,账期', 'K1,甲,月结60天'],
    {},
    (found) => [found.rows.map((each) => 'termsDays' in each && each.termsDays), warned(found)],
    [[60], ['terms_monthly_as_days']],
  ],
  [
    'AC01 and AC02 are what the bills’ register calls a bank’s and a firm’s acceptance',
    'bills',
    [
      '票据（包）号码,票据类型,承兑人全称,背书人名称,签收日期,到期日期,票据（包）金额（元）,票据状态',
      'B1,AC01,工行,甲,2026-10-01,2027-04-01,5,CS03',
      'B2,AC02,丙,乙,2026-10-01,2027-04-01,5,已收票',
    ],
    {},
    (found) => found.rows.map((each) => 'state' in each && 'kind' in each && [each.customerName, each.kind, each.state]),
    [
      ['甲', 'bank', 'held'],
      ['乙', 'commercial', 'held'],
    ],
  ],
];

describe('files nobody prepared for', () => {
  test.each(TAKEN)('%s', async (_, kind, lines, answers, seen, expected) => {
    expect(seen(await read(kind, lines, answers))).toEqual(expected);
  });

  test.each<[string, Kind, readonly string[]]>([
    [
      'two_tables',
      'receipts',
      [LIST, row('1', '100.00'), '客户编码,客户名称,收款单号,收款日期,收款金额,', 'K1,甲,R1,2026-10-05,60.00,'],
    ],
    [
      'subsidiary_ledger',
      'ledger',
      [
        '客户：甲公司,,,,,',
        '日期,单据编号,摘要,应收金额,收款金额,余额',
        ',,期初余额,,,300',
        '2026-10-05,X1,货,120,,420',
        '2026-10-18,S1,款,,200,220',
      ],
    ],
    [
      'subsidiary_ledger',
      'open-items',
      ['日期,单据编号,单位全名,应收增加,应收减少,应收余额', '2026-10-01,X1,甲,100,0,600', '2026-10-03,S1,甲,0,200,400'],
    ],
    ['months_across', 'margins', ['客户编码,客户名称,8月,,9月,', ',,收入,成本,收入,成本', 'K1,甲,5,4,7,6']],
    ['months_across', 'open-items', ['客户编码,客户名称,2026年8月,2026年9月,合计', 'K1,甲,5,6,11']],
    ['balances_differ', 'open-items', ['客户编码,客户名称,期初借方,期初贷方,期末借方,期末贷方', 'K1,甲,5,0,6,0']],
  ])('%s stops the file: %s', async (code, kind, lines) => {
    const answers: Record<string, string> =
      code === 'balances_differ' ? { column_open: 'E', column_openCredit: 'D', as_of: '2026-10-31' } : {};
    expect((await read(kind, lines, answers)).fileErrors.map((error) => error.code)).toContain(code);
  });

  test('of opening and closing balances one question decides, and what stands beside them goes with the answer', async () => {
    const lines = [
      '客户编码,客户名称,方向,期初余额,本期应收,本期收回,方向,期末余额',
      'K1,甲,借,120,50,70,借,100',
      'K2,乙,平,0,30,35,贷,5',
    ];
    expect((await read('open-items', lines, { as_of: '2026-10-31' })).questions.map((each) => each.id)).toEqual(['column_open']);
    const found = await read('open-items', lines, { as_of: '2026-10-31', column_open: '期末余额' });
    expect([found.questions, found.rows.map((each) => each.openMinor)]).toEqual([[], [10_000n, -500n]]);
  });

  test.each<[string, string, readonly string[]]>([
    ['账龄分析', 'open-items', ['客户编码,客户名称,本币余额,账期内,1-30天', 'K1,甲,5,5,0']],
    ['发票', 'invoices', [`${LIST.replace('金额', '金额,税额,价税合计')}`, row('1', '100,13,113')]],
    ['明细', 'ledger', ['日期,发票号,到期日,金额,客户名称', '2026-10-02,1,2026-11-02,5,甲']],
  ])('%s is taken for %s without a question', async (name, kind, lines) => {
    const plan = await planImport(await tableOf(lines, name), { entityCurrency: 'CNY' });
    expect([plan.kind, plan.questions.filter((each) => each.id === 'kind')]).toEqual([kind, []]);
  });

  test('a sheet without a customer column is one customer’s: whose is asked with the sheet’s name, and the answer is meant in every row', async () => {
    const lines = ['日期,发票号,到期日,金额', '2026-10-02,1,2026-11-02,5.00', '2026-10-03,2,2026-11-03,6.00'];
    expect((await read('ledger', lines, {}, '宁波东港.csv')).questions).toMatchObject([
      { id: 'one_customer', options: ['宁波东港'] },
    ]);
    const found = await read('ledger', lines, { one_customer: '宁波东港' });
    expect([found.questions, found.rows.map((each) => each.customerName)]).toEqual([[], ['宁波东港', '宁波东港']]);
  });

  test('應收帳款 in whole thousands needs no question, in whatever characters', async () => {
    const lines = [
      '客戶代號,客戶名稱,單據號碼,單據日期,應收日期,幣別,應收帳款,未收餘額',
      'T1,大同,1,2026/10/01,2026/11/30,NTD,"105,000","100,000"',
    ];
    const found = await read('ledger', lines);
    expect([found.questions, found.rows[0]?.amountMinor, found.rows[0]?.receivedMinor]).toEqual([[], 10_500_000n, 500_000n]);
  });

  test('open items with due days of their own ask for the number that stands under an unknown heading', async () => {
    const lines = ['客户编码,客户名称,台账流水编号,到期日,未收金额', 'K1,甲,A-1,2026-11-01,5', 'K1,甲,A-2,2026-12-01,7'];
    expect((await read('open-items', lines, { as_of: '2026-10-31' })).questions).toMatchObject([
      { id: 'column_number', options: ['C', '-'] },
    ]);
  });

  test('a date that may be the due day is asked about, or answered to be none', async () => {
    const lines = ['客户编码,客户名称,发票号,开票日期,最终日,金额', 'K1,甲,1,2026-10-01,2026-11-01,5'];
    expect((await read('ledger', lines)).questions).toMatchObject([{ id: 'column_dueOn', options: ['E', '-'] }]);
  });

  test('a heading parted into 原币 and 本币 is read with its parts', async () => {
    const lines = ['客户,币种,期初,期初,期末,期末', ',,原币,本币,原币,本币', '甲,美元,10,71,15,106'];
    const found = await read('open-items', lines, { as_of: '2026-10-31', column_open: '期末原币' });
    expect([found.questions, found.sums]).toEqual([[], [{ amount: '15.00', currency: 'USD' }]]);
  });

  test('limits in k RMB are asked about, never taken for yuan', async () => {
    const found = await read('customers', ['Cust #,Legal name,Credit Limit (k RMB)', 'E1,Acme,1500']);
    expect(found.questions).toMatchObject([{ id: 'amount_unit', options: ['thousand', 'one'] }]);
  });
});
