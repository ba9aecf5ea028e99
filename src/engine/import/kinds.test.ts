// Each kind of file: what its good rows become, and what its bad rows are refused for.
import { describe, expect, test } from 'vitest';
import { codes, read, warned } from './reading.fixtures.ts';

describe('open items', () => {
  test('one document a line, with its original amount where the file has it', async () => {
    const found = await read('open-items', [
      '客户编码,单据号,单据日期,到期日,原始金额,未收余额,币种',
      'C1,INV-1,2025-11-01,2025-12-31,1000.00,400.00,CNY',
      'C1,CN-1,2025-11-05,,-50.00,-50.00,CNY',
      'C2,INV-2,2025-11-01,2025-12-31,1000.00,1000.01,CNY',
      'C2,INV-3,2025-11-01,2025-10-31,10.00,10.00,CNY',
      '合计,,,,1960.00,1360.01,',
    ]);
    expect(found.rows).toMatchObject([
      { number: 'INV-1', kind: 'invoice', openMinor: 40000n, amountMinor: 100000n, dueOn: '2025-12-31' },
      { number: 'CN-1', kind: 'credit_note', openMinor: -5000n, amountMinor: -5000n, dueOn: null },
    ]);
    expect(codes(found)).toEqual([
      [3, '未收余额', 'open_over_amount'],
      [4, '到期日', 'due_before_issued'],
    ]);
    expect([found.fileErrors, found.sums]).toEqual([[], [{ amount: '350.00', currency: 'CNY' }]]);
  });

  test('one balance a customer gets a stated number and the day of the title', async () => {
    const lines = ['截至2025年12月31日 期初应收余额,,', '客户编码,客户名称,期初余额', '0001,甲公司,100.00', '0002,乙公司,-5.00'];
    const found = await read('open-items', lines);
    expect(found.questions).toEqual([]);
    expect(found.rows).toMatchObject([
      { number: '期初-0001-CNY', numberStated: false, kind: 'opening', issuedOn: '2025-12-31', openMinor: 10000n, dueOn: null },
      { number: '期初-0002-CNY', openMinor: -500n },
    ]);
  });

  test('without any day the user is asked as of when the balances stand', async () => {
    const lines = ['客户编码,期初余额', '0001,100.00', '0001,7.00'];
    expect((await read('open-items', lines)).questions).toMatchObject([{ id: 'as_of', options: [], answer: 'day' }]);
    const answered = await read('open-items', lines, { as_of: '2025-12-31' });
    expect(answered.rows).toMatchObject([{ issuedOn: '2025-12-31' }]);
    expect(codes(answered)).toEqual([[2, '客户编码', 'duplicate_number']]);
  });
});

test('invoices: red-letter lines are credit notes, and terms make the due day where the file has none', async () => {
  const found = await read('invoices', [
    '客户编码,发票号码,开票日期,账期,价税合计,税额,订单号',
    'C1,1001,2025-03-01,30天,113.00,13.00,SO-1',
    'C1,1002,2025-03-02,月结,-11.30,1.30,',
    'C1,1003,2025-02-30,30天,1.00,,',
    'C1,,2025-03-01,30天,1.00,,',
    'C1,1001,2025-03-01,30天,113.00,13.00,',
    'C1,1004,2025-03-01,30天,1.005,,',
  ]);
  expect(found.rows).toMatchObject([
    { number: '1001', kind: 'invoice', dueOn: '2025-03-31', amountMinor: 11300n, taxMinor: 1300n, order: 'SO-1' },
    { number: '1002', kind: 'credit_note', dueOn: null, termsText: '月结', amountMinor: -1130n, taxMinor: -130n },
  ]);
  expect(codes(found)).toEqual([
    [3, '开票日期', 'date_impossible'],
    [4, '发票号码', 'required_missing'],
    [5, '发票号码', 'duplicate_number'],
    [6, '价税合计', 'amount_decimals'],
  ]);
});

describe('receipts', () => {
  test('a list of receipts, with the invoices they name in a column of its own', async () => {
    const found = await read('receipts', [
      '收款单号,客户编码,收款日期,收款金额,对应发票,收款方式,摘要',
      'R1,C1,2025-03-01,"1,000.00","INV-1、INV-2；INV-1",电汇,货款',
      'R2,C1,2025/3/2,-20.00,,,退款',
      'R3,,2025-03-02,5.00,,,',
      'R4,C1,,5.00,,,',
      'R1,C1,2025-03-05,6.00,,,',
      'R5,C1,2025-03-05,五元,,,',
    ]);
    expect(found.rows).toMatchObject([
      { number: 'R1', amountMinor: 100000n, invoices: ['INV-1', 'INV-2'], method: '电汇', reference: '货款' },
      { number: 'R2', amountMinor: -2000n, invoices: [] },
    ]);
    expect(codes(found)).toEqual([
      [3, '客户编码', 'required_missing'],
      [4, '收款日期', 'required_missing'],
      [5, '收款单号', 'duplicate_number'],
      [6, '收款金额', 'amount_malformed'],
    ]);
  });

  test('a bank statement: money out is negative, both columns at once are refused, a missing serial is made', async () => {
    const found = await read('receipts', [
      '中国工商银行 账户交易明细,,,,,',
      '交易日期,对方户名,借方发生额,贷方发生额,余额,附言',
      '20250301,甲公司,,500.00,1500.00,货款 INV-1',
      '20250301,甲公司,0.00,500.00,2000.00,货款',
      '20250302,乙公司,30.00,,1970.00,退货款',
      '20250303,丙公司,1.00,1.00,1970.00,',
      '20250303,,8.00,,1962.00,手续费',
    ]);
    expect(found.rows).toMatchObject([
      { number: '收款-2025-03-01-甲公司-500.00-1', numberStated: false, amountMinor: 50000n, reference: '货款 INV-1' },
      { number: '收款-2025-03-01-甲公司-500.00-2', amountMinor: 50000n },
      { customerName: '乙公司', amountMinor: -3000n },
    ]);
    expect(codes(found)).toEqual([[4, '借方发生额', 'in_and_out']]);
    expect(warned(found)).toEqual(expect.arrayContaining(['number_made', 'paid_out', 'customer_by_name', 'paid_out_nobody']));
  });
});

test('applications: which receipt paid which invoice, on which day', async () => {
  const found = await read('applications', [
    '收款单号,发票号,核销日期,核销金额,现金折扣',
    'R1,INV-1,2025-03-01,98.00,2.00',
    'R1,INV-2,2025-03-01,10.00,',
    'R1,INV-1,2025-03-04,-98.00,-2.00',
    ',INV-1,2025-03-01,98.00,',
    'R1,INV-2,2025-03-01,10.00,',
    'R2,INV-2,2025-03-01,10.00,-1.00',
  ]);
  expect(found.rows).toMatchObject([
    { receiptNumber: 'R1', invoiceNumber: 'INV-1', appliedOn: '2025-03-01', amountMinor: 9800n, discountMinor: 200n },
    { invoiceNumber: 'INV-2', discountMinor: null, customerCode: null },
    { amountMinor: -9800n, discountMinor: -200n },
  ]);
  expect(codes(found)).toEqual([
    [4, '收款单号', 'required_missing'],
    [5, '发票号', 'duplicate_number'],
    [6, '现金折扣', 'amount_negative'],
  ]);
});

test('credit notes lower the debt, however the file writes their sign', async () => {
  const found = await read('credit-notes', [
    '客户编码,红字发票号码,原发票号码,红冲日期,红字金额,红冲原因',
    'C1,CN1,INV-1,2025-03-01,-100.00,退货',
    'C1,CN2,,2025-03-02,-5.00,折让',
    'C1,CN1,INV-1,2025-03-01,-100.00,退货',
    'C1,1E+15,,2025-03-02,-5.00,',
  ]);
  expect(found.rows).toMatchObject([
    { number: 'CN1', creditedNumber: 'INV-1', amountMinor: -10000n, reason: '退货' },
    { number: 'CN2', creditedNumber: null },
  ]);
  expect(codes(found)).toEqual([
    [3, '红字发票号码', 'duplicate_number'],
    [4, '红字发票号码', 'code_damaged'],
  ]);
  const positive = await read('credit-notes', ['客户编码,红字发票号码,红冲日期,红字金额', 'C1,CN1,2025-03-01,100.00']);
  expect([positive.rows[0]?.amountMinor, warned(positive)]).toEqual([-10000n, expect.arrayContaining(['sign_from_kind'])]);
});

test('credit notes of both signs in one file are asked about: nobody can know which the minus means', async () => {
  const lines = ['客户编码,红字发票号码,红冲日期,红字金额', 'C1,CN1,2025-03-01,100.00', 'C1,CN2,2025-03-01,-100.00'];
  expect((await read('credit-notes', lines)).questions).toMatchObject([{ id: 'amount_signs', options: ['credit', 'refuse'] }]);
  expect((await read('credit-notes', lines, { amount_signs: 'credit' })).rows.map((row) => row.amountMinor)).toEqual([
    -10000n,
    -10000n,
  ]);
  expect(codes(await read('credit-notes', lines, { amount_signs: 'refuse' }))).toEqual([[1, '红字金额', 'amount_positive']]);
});

test('write-offs: the debt given up, and taken back', async () => {
  const found = await read('write-offs', [
    '坏账核销单号,发票号,核销日期,坏账金额,核销原因',
    'W1,INV-1,2025-03-01,100.00,破产',
    'W1,INV-2,2025-03-01,50.00,破产',
    ',INV-1,2025-05-01,-20.00,收回',
    'W1,INV-1,2025-03-01,100.00,破产',
    'W2,,2025-03-01,100.00,',
  ]);
  expect(found.rows.map((row) => [row.number, row.invoiceNumber, row.amountMinor])).toEqual([
    ['W1', 'INV-1', 10000n],
    ['W1', 'INV-2', 5000n],
    [null, 'INV-1', -2000n],
  ]);
  expect(codes(found)).toEqual([
    [4, '发票号', 'duplicate_number'],
    [5, '发票号', 'required_missing'],
  ]);
});

test('bills: what they are, what has become of them, and days in their order', async () => {
  const found = await read('bills', [
    '客户编码,票据号码,子票区间,票据类型,出票人,承兑人,出票日期,收票日期,到期日,票面金额,状态,背书日期,追索权',
    'C1,B1,1-100,银行承兑汇票,甲,工商银行,2025-01-01,2025-01-10,2025-07-01,1000.00,在手,,',
    'C1,B1,101-200,商业承兑汇票,甲,甲,2025-01-01,2025-01-10,2025-07-01,1000.00,已背书转让,2025-02-01,有追索权',
    'C1,B2,,财务公司承兑,甲,乙,2025-01-01,2025-01-10,2025-07-01,1000.00,已贴现,,无追索权',
    'C1,B3,,商承,甲,乙,2025-01-01,2025-01-10,2025-07-01,1.00,拒付,2025-07-02,',
    'C1,B4,,商承,甲,乙,2025-01-01,2025-01-10,2025-07-01,1.00,到期已兑付,2025-07-01,',
    'C1,B5,,商承,甲,乙,2025-01-01,2025-01-10,2025-07-01,1.00,已承兑,,',
    'C1,B6,,本票,甲,乙,2025-01-01,2025-01-10,2025-07-01,1.00,在手,,',
    'C1,B7,,商承,甲,乙,2025-01-20,2025-01-10,2025-07-01,1.00,在手,,',
    'C1,B8,,商承,甲,乙,2025-01-01,2025-01-10,2024-07-01,1.00,在手,,',
    'C1,B9,,商承,甲,乙,2025-01-01,2025-01-10,2025-07-01,-1.00,在手,,',
    'C1,BA,,商承,甲,乙,2025-01-01,2025-01-10,2025-07-01,1.00,已背书,2025-01-09,',
    'C1,B1,1-100,银行承兑汇票,甲,工商银行,2025-01-01,2025-01-10,2025-07-01,1000.00,在手,,',
  ]);
  expect(found.rows.map((row) => [row.number, row.range, row.kind, row.state, row.stateOn, row.recourse])).toEqual([
    ['B1', '1-100', 'bank', 'held', null, null],
    ['B1', '101-200', 'commercial', 'endorsed', '2025-02-01', true],
    ['B2', null, 'finance_company', 'discounted', null, false],
    ['B3', null, 'commercial', 'dishonoured', '2025-07-02', null],
    ['B4', null, 'commercial', 'honoured', '2025-07-01', null],
  ]);
  expect(codes(found)).toEqual([
    [6, '状态', 'state_unknown'],
    [7, '票据类型', 'kind_unknown'],
    [8, '收票日期', 'received_before_issued'],
    [9, '到期日', 'due_before_issued'],
    [10, '票面金额', 'amount_negative'],
    [11, '背书日期', 'state_before_received'],
    [12, '票据号码', 'duplicate_number'],
  ]);
  expect(warned(found)).toContain('state_undated');
});

describe('contracts', () => {
  const HEAD = '合同编号,客户编码,合同名称,签订日期,开始日期,结束日期,合同金额,付款条件,质保金比例,质保期,合同状态';
  test('terms, retention and state as the file has them', async () => {
    const found = await read('contracts', [
      HEAD,
      'H1,C1,供货,2025-01-05,2025-01-10,2025-12-31,"1,000,000.00",60天,5%,12个月,执行中',
      'H2,C1,框架,2025-01-05,,,,月结30天,,两年,已终止',
      'H3,C1,,,2025-05-01,2025-04-01,1.00,,,,',
      'H4,C1,,,,,1.00,,120%,,',
      'H5,C1,,,,,1.00,,,,飞行中',
      'H1,C1,供货,2025-01-05,2025-01-10,2025-12-31,"1,000,000.00",60天,5%,12个月,执行中',
    ]);
    expect(found.rows).toMatchObject([
      { number: 'H1', amountMinor: 100000000n, termsDays: 60, retentionPpm: 50_000, retentionMonths: 12, state: 'in_force' },
      {
        number: 'H2',
        amountMinor: null,
        termsDays: 30,
        termsText: '月结30天',
        retentionPpm: null,
        retentionMonths: 24,
        state: 'terminated',
      },
    ]);
    expect(codes(found)).toEqual([
      [3, '结束日期', 'ends_before_starts'],
      [4, '质保金比例', 'percent_malformed'],
      [5, '合同状态', 'state_unknown'],
      [6, '合同编号', 'duplicate_number'],
    ]);
  });

  const shares = (...values: string[]) => ['合同号,客户编码,质保金比例', ...values.map((value, at) => `H${at},C1,${value}`)];
  test('5, 5% and 0.05: what a bare number means is proven or asked, never guessed', async () => {
    expect((await read('contracts', shares('5', '3'))).rows.map((row) => row.retentionPpm)).toEqual([50_000, 30_000]);
    const termless = ['合同编号,客户名称,签订日期,付款方式', 'H1,甲,2026-01-01,月结60天', 'H2,甲,2026-01-01,预付三成'];
    expect((await read('contracts', termless)).rows.map((row) => row.termsDays)).toEqual([60, null]);
    const answered = await read('contracts', termless, { contract_terms: 'days:30' });
    expect(answered.rows.map((row) => row.termsDays)).toEqual([60, 30]);
    expect((await read('contracts', shares('5%', '0'))).rows.map((row) => row.retentionPpm)).toEqual([50_000, 0]);
    const open = await read('contracts', shares('0.05', '10%'));
    expect(open.questions).toMatchObject([{ id: 'percent_unit', options: ['fraction', 'percent'], sample: '0.05' }]);
    expect(
      (await read('contracts', shares('0.05', '10%'), { percent_unit: 'fraction' })).rows.map((row) => row.retentionPpm),
    ).toEqual([50_000, 100_000]);
    expect((await read('contracts', shares('0.05', '5'))).questions).toMatchObject([{ id: 'percent_unit' }]);
    expect(codes(await read('contracts', shares('0.05', '5'), { percent_unit: 'fraction' }))).toEqual([
      [2, '质保金比例', 'percent_malformed'],
    ]);
  });
});

test('orders: what was ordered, what went out, and where they stand', async () => {
  const found = await read('orders', [
    '订单号,客户编码,订单日期,交货日期,订单金额,已发货金额,订单状态',
    'SO1,C1,2025-03-01,2025-04-01,100.00,40.00,部分发货',
    'SO2,C1,2025-03-01,,100.00,,已取消',
    'SO3,C1,2025-03-01,2025-02-01,100.00,120.00,已完成',
    'SO4,C1,,,100.00,,',
    'SO5,C1,2025-03-01,,-1.00,,',
    'SO1,C1,2025-03-01,2025-04-01,100.00,40.00,部分发货',
  ]);
  expect(found.rows.map((row) => [row.number, row.state, row.deliveredMinor])).toEqual([
    ['SO1', 'part_delivered', 4000n],
    ['SO2', 'cancelled', null],
    ['SO3', 'delivered', 12000n],
  ]);
  expect(warned(found)).toEqual(expect.arrayContaining(['delivery_before_order', 'delivered_over_amount']));
  expect(codes(found)).toEqual([
    [4, '订单日期', 'required_missing'],
    [5, '订单金额', 'amount_negative'],
    [6, '订单号', 'duplicate_number'],
  ]);
});

test('deliveries: invoiced or not, and whose they are by customer or by order', async () => {
  const found = await read('deliveries', [
    '发货单号,订单号,客户编码,发货日期,发货金额,开票状态,发票号',
    'D1,SO1,C1,2025-03-01,100.00,未开票,',
    'D2,SO1,,2025-03-01,-5.00,已开票,',
    'D3,,C1,2025-03-01,100.00,,INV-1',
    'D4,,,2025-03-01,100.00,,',
    'D1,SO1,C1,2025-03-01,100.00,未开票,',
  ]);
  expect(found.rows.map((row) => [row.number, row.customerCode, row.orderNumber, row.amountMinor, row.invoiced])).toEqual([
    ['D1', 'C1', 'SO1', 10000n, false],
    ['D2', null, 'SO1', -500n, true],
    ['D3', 'C1', null, 10000n, true],
  ]);
  expect(codes(found)).toEqual([
    [4, '客户编码', 'required_missing'],
    [5, '发货单号', 'duplicate_number'],
  ]);
});

test('margins: months however they are written, and sales = cost + margin', async () => {
  const found = await read('margins', [
    '客户编码,月份,销售收入,销售成本,毛利',
    'C1,2025-03,100.00,60.00,40.00',
    'C1,202504,100.00,,40.00',
    'C1,2025年5月,-10.00,-6.00,',
    'C1,2025/6,100.00,120.00,-20.00',
    'C1,Jul-25,0.00,0.00,0.00',
    'C1,2025.1,1.00,1.00,0.00',
    'C1,2025-13,1.00,1.00,0.00',
    'C1,2025-08,100.00,60.00,39.00',
    'C1,2025-03,100.00,60.00,40.00',
    'C1,2025-09,100.00,,',
    '合计,,391.00,296.00,99.00',
  ]);
  expect(found.rows.map((row) => [row.month, row.salesMinor, row.costMinor, row.marginMinor])).toEqual([
    ['2025-03', 10000n, 6000n, 4000n],
    ['2025-04', 10000n, 6000n, 4000n],
    ['2025-05', -1000n, -600n, -400n],
    ['2025-06', 10000n, 12000n, -2000n],
    ['2025-07', 0n, 0n, 0n],
  ]);
  expect(codes(found)).toEqual([
    [6, '月份', 'month_malformed'],
    [7, '月份', 'month_malformed'],
    [8, '毛利', 'margin_differs'],
    [9, '月份', 'duplicate_number'],
    [10, '销售成本', 'required_missing'],
  ]);
  // Every amount has its total: sales and margin do not add up, cost does.
  expect(found.fileErrors.map((error) => [error.code, error.facts.column])).toEqual([
    ['total_mismatch', '销售收入'],
    ['total_mismatch', '毛利'],
  ]);
});

test('records from outside: their kind in the trade’s words, the firm by its credit code if need be', async () => {
  const found = await read('external-records', [
    '企业名称,统一社会信用代码,记录类型,来源,案号,立案日期,执行标的,内容,到期日',
    '甲公司,91350100M000100Y43,失信被执行人,福州中院,(2025)闽01执1号,2025-03-01,"1,000.00",未履行,2027-03-01',
    ',91350100M000100Y43,行政处罚,生态环境局,,2025-03-02,,超标排放,',
    '甲公司,,限制高消费,福州中院,,2025-03-02,,,',
    '甲公司,,天气,,,2025-03-02,,,',
    '甲公司,,诉讼,,,,,,',
    '甲公司,,欠税公告,税务局,,2025-03-02,10.00,,2025-01-01',
    '甲公司,,限制高消费,福州中院,,2025-03-02,,,',
  ]);
  expect(found.rows.map((row) => [row.customerCode, row.kind, row.amountMinor, row.expiresOn])).toEqual([
    ['甲公司', 'dishonest', 100000n, '2027-03-01'],
    ['91350100M000100Y43', 'penalty', null, null],
    ['甲公司', 'consumption_limit', null, null],
  ]);
  expect(codes(found)).toEqual([
    [4, '记录类型', 'kind_unknown'],
    [5, '立案日期', 'required_missing'],
    [6, '到期日', 'expires_before_happened'],
    [7, '记录类型', 'duplicate_number'],
  ]);
});

describe('VAT invoice lists', () => {
  const HEAD = '企业代号,发票号码,开票日期,购方单位代号,金额,税额,价税合计,发票状态';
  test('void lines are kept and counted in no sum, red-letter lines are negative', async () => {
    const found = await read('vat-invoices', [
      HEAD,
      'E1,1,2017/8/4,B1,100,17,117,有效发票',
      'E1,2,2017/8/4,B1,-50,-8.5,-58.5,有效发票',
      'E1,3,2017/8/4,B2,10,1.7,11.7,作废发票',
      'E1,3,2017/8/4,B2,10,1.7,11.8,有效发票',
      'E1,4,2017/8/4,B2,10,1.7,11.7,在途',
      'E1,5,2017/8/4,B2,,1.7,11.7,有效发票',
    ]);
    expect(found.rows.map((row) => [row.direction, row.partnerCode, row.totalMinor, row.state, row.red, row.occurrence])).toEqual(
      [
        ['out', 'B1', 11700n, 'valid', false, 1],
        ['out', 'B1', -5850n, 'valid', true, 1],
        ['out', 'B2', 1170n, 'void', false, 1],
        ['out', 'B2', 1180n, 'valid', false, 2],
      ],
    );
    expect(found.sums).toEqual([{ amount: '70.30', currency: 'CNY' }]);
    expect(found.warnings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: 'void_line', count: 1 }),
        expect.objectContaining({ code: 'parts_differ', count: 1 }),
      ]),
    );
    expect(codes(found)).toEqual([
      [5, '发票状态', 'state_unknown'],
      [6, '金额', 'required_missing'],
    ]);
  });

  test('whose invoices they are is settled by the other side’s column, else by the file’s name, else asked', async () => {
    const of = (side: string) => [HEAD.replace('购方单位代号', side), 'E1,1,2017/8/4,A1,100,17,117,有效发票'];
    expect((await read('vat-invoices', of('销方单位代号'))).rows[0]).toMatchObject({ direction: 'in', partnerCode: 'A1' });
    expect((await read('vat-invoices', of('甲'), {}, '2024进项发票')).rows[0]?.direction).toBe('in');
    expect((await read('vat-invoices', of('甲'))).questions).toMatchObject([{ id: 'direction', options: ['out', 'in'] }]);
    expect((await read('vat-invoices', of('甲'), { direction: 'in' })).rows[0]?.direction).toBe('in');
  });
});

describe('codes and terms that may be two things', () => {
  const HEAD = '客户编码,发票号,开票日期,到期日,应收金额';
  test('customers whose codes differ by leading zeros alone are one or two: the user says', async () => {
    const lines = [
      HEAD,
      '0001,A1,2026-01-01,2026-02-01,5.00',
      '1,A2,2026-01-01,2026-02-01,5.00',
      '002,A3,2026-01-01,2026-02-01,5.00',
    ];
    const asked = await read('ledger', lines);
    expect(asked.questions).toEqual([
      { id: 'leading_zeros', options: ['same', 'different'], sample: '0001 / 1', column: '客户编码' },
    ]);
    const of = async (answer: string) =>
      (await read('ledger', lines, { leading_zeros: answer })).rows.map((row) => row.customerCode);
    expect(await of('same')).toEqual(['0001', '0001', '002']);
    expect(await of('different')).toEqual(['0001', '1', '002']);
  });

  test('so are document numbers, found by the second walk', async () => {
    const lines = [HEAD, 'C1,17,2026-01-01,2026-02-01,5.00', 'C1,0017,2026-01-01,2026-02-01,5.00'];
    expect((await read('ledger', lines)).questions).toMatchObject([{ id: 'number_zeros', sample: '17 / 0017' }]);
    expect((await read('ledger', lines, { number_zeros: 'different' })).accepted).toBe(2);
    expect(codes(await read('ledger', lines, { number_zeros: 'same' }))).toEqual([[2, '发票号', 'duplicate_number']]);
  });

  test('terms of 1 to 12 may be months unless the heading says days', async () => {
    const lines = (heading: string) => [`客户编码,发票号,开票日期,${heading},应收金额`, 'C1,1,2026-01-01,3,5.00'];
    expect((await read('ledger', lines('账期'))).questions).toMatchObject([{ id: 'terms_unit', options: ['days', 'months'] }]);
    expect((await read('ledger', lines('账期天数'))).rows[0]?.dueOn).toBe('2026-01-04');
    expect((await read('ledger', lines('账期'), { terms_unit: 'months' })).rows[0]).toMatchObject({
      termsDays: 90,
      dueOn: '2026-04-01',
    });
  });
});

test('monthly terms give no day until it is said once from where they run; then every row has its due day', async () => {
  const lines = ['客户编码,单据号,开票日期,账期,金额', 'C1,A1,2026-03-05,月结60天,100', 'C1,A2,26年4月18日,月结 30 天,200'];
  const open = await read('ledger', lines);
  expect(codes(open)).toEqual([
    [1, '账期', 'terms_monthly'],
    [2, '账期', 'terms_monthly'],
  ]);
  expect(open.offers).toEqual([
    { id: 'month_terms', value: 'month_end', count: 2 },
    { id: 'month_terms', value: 'issue', count: 2 },
  ]);
  const ends = await read('ledger', lines, { month_terms: 'month_end' });
  expect(ends.rows.map((row) => [row.issuedOn, row.dueOn])).toEqual([
    ['2026-03-05', '2026-05-30'],
    ['2026-04-18', '2026-05-30'],
  ]);
  const days = await read('ledger', lines, { month_terms: 'issue' });
  expect(days.rows.map((row) => row.dueOn)).toEqual(['2026-05-04', '2026-05-18']);
});
