// Files as systems really export them: which kind they are, heads of several rows, and columns that mean the opposite of what they seem.
import { describe, expect, test } from 'vitest';
import { KINDS } from './catalogue.ts';
import { planImport, readRows } from './convert.ts';
import { guessKinds, settledKind } from './guess.ts';
import { codes, read, tableOf, warned } from './reading.fixtures.ts';
import type { Kind } from './typed-rows.ts';

describe('which kind of file', () => {
  const settle = async (lines: readonly string[], fileName = 'file', answers = {}) => {
    const opened = await tableOf(lines, fileName);
    const rows = [];
    for await (const chunk of opened.chunks()) rows.push(...chunk);
    const guesses = guessKinds(rows, [fileName]);
    return { ...settledKind(guesses, answers), guesses };
  };

  test.each<[Kind, string]>([
    ['ledger', '客户编码,客户名称,发票号,开票日期,到期日,应收金额,已收金额'],
    ['ledger', 'countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate'],
    [
      'ledger',
      ',business_code,cust_number,name_customer,clear_date,doc_id,posting_date,due_in_date,baseline_create_date,cust_payment_terms,converted_usd',
    ],
    ['customers', '客户编码,客户名称,统一社会信用代码,行业,地区,业务员,信用额度'],
    ['open-items', '客户编码,客户名称,期初余额'],
    ['receipts', '收款单号,客户编码,收款日期,收款金额,摘要'],
    ['receipts', '交易日期,对方户名,借方发生额,贷方发生额,余额,附言'],
    ['applications', '收款单号,发票号,核销日期,核销金额'],
    ['credit-notes', '红字发票号码,原发票号码,客户编码,红冲日期,红字金额'],
    ['write-offs', '客户编码,发票号,核销日期,坏账金额,核销原因'],
    ['bills', '票据号码,票据类型,客户名称,出票人,承兑人,收票日期,到期日,票面金额'],
    ['contracts', '合同编号,客户名称,签订日期,合同金额,质保金比例'],
    ['orders', '订单号,客户编码,订单日期,交货日期,订单金额'],
    ['deliveries', '发货单号,订单号,客户编码,发货日期,发货金额,是否开票'],
    ['margins', '客户编码,月份,销售收入,销售成本,毛利'],
    ['external-records', '企业名称,记录类型,来源,案号,立案日期,执行标的'],
    ['credit-states', '客户编码,客户名称,催收级别,承诺付款日,承诺金额,保险状态,复核日期,担保额'],
    ['credit-states', '客户名称,下次复审日'],
    ['credit-states', 'Customer No,Dunning Level,Promise Date,Promise Amount'],
    ['vat-invoices', ',企业代号,发票号码,开票日期,销方单位代号,金额,税额,价税合计,发票状态'],
  ])('%s: %s', async (kind, heading) => {
    const found = await settle([heading, heading.replace(/[^,]+/g, 'x')]);
    expect([found.kind, found.question]).toEqual([kind, null]);
    expect(found.guesses[0]?.evidence.length).toBeGreaterThan(0);
  });

  test('what speaks as much for another kind is a question, which the answer settles', async () => {
    const lines = ['客户编码,编号,日期,金额', 'C1,1,2026-01-01,5.00'];
    const found = await settle(lines);
    expect(found.question).toMatchObject({ id: 'kind' });
    expect(found.question?.options.length).toBeGreaterThan(1);
    expect(found.question?.options.every((option) => KINDS.includes(option as Kind))).toBe(true);
    expect(await settle(lines, 'file', { kind: 'orders' })).toMatchObject({ kind: 'orders', question: null });
    expect(await settle(lines, '收款明细.csv')).toMatchObject({ kind: 'receipts', question: null });
  });
});

describe('heads of more than one row', () => {
  test('group headings above are joined to those below', async () => {
    const found = await read('ledger', [
      '2025年应收台账,,,,,,,',
      '序号,客户,,发票,,,应收,',
      ',编码,名称,号码,日期,到期日,金额,余额',
      '1,C1,甲,INV-1,2025-03-01,2025-04-01,100.00,40.00',
      '2,C1,甲,INV-2,2025-03-01,2025-04-01,50.00,50.00',
      '合计,,,,,,150.00,90.00',
    ]);
    expect(found.questions).toEqual([]);
    expect(found.plan.headings).toEqual(
      ['序号', '客户编码', '客户名称', '发票号码', '发票日期', '发票到期日', '应收金额', '应收余额'].map((each) =>
        each === '发票到期日' ? expect.stringMatching(/到期日$/) : each,
      ),
    );
    expect(found.rows).toMatchObject([
      { customerCode: 'C1', number: 'INV-1', amountMinor: 10000n, receivedMinor: 6000n },
      { number: 'INV-2', receivedMinor: 0n },
    ]);
    expect([found.skipped, found.fileErrors]).toEqual([2, []]);
  });

  test('pages that repeat both rows are read through', async () => {
    const head = ['客户,,单据,,,应收,', '编码,名称,编号,日期,到期日,金额,余额'];
    const row = (number: number) => `C1,甲,INV-${number},2025-03-01,2025-04-01,100.00,40.00`;
    const found = await read('ledger', [...head, row(1), '本页小计,,,,,100.00,', ...head, row(2), '合计,,,,,200.00,']);
    expect([found.accepted, found.skipped, found.fileErrors]).toEqual([2, 4, []]);
  });

  test('a row number under No. is no document number', async () => {
    const found = await read('ledger', [
      'No.,Customer,Date,Due date,Amount',
      '1,A,2025-01-01,2025-02-01,5.00',
      '2,B,2025-01-01,2025-02-01,5.00',
    ]);
    expect(found.questions.map((question) => question.id)).toEqual(['column_number']);
  });

  test('units and marks in headings, in traditional characters', async () => {
    const found = await read('ledger', [
      '*客戶代號,發票號碼(必填),發票日期,到期日,應收帳款金額（元）,幣別',
      'C1,1,2025-01-01,2025-02-01,5.00,新台幣',
      '小計,,,,5.00,',
    ]);
    expect(found.questions).toEqual([]);
    expect(found.rows).toMatchObject([{ customerCode: 'C1', currency: 'TWD', amountMinor: 500n }]);
    expect(found.skipped).toBe(1);
  });
});

describe('files as systems export them', () => {
  test('a bank’s one column of amounts beside 借贷标志: what is paid out is never taken for a receipt', async () => {
    const found = await read('receipts', [
      '交易日期,交易金额,借贷标志,对方户名,交易流水号',
      '2025-03-01,100.00,贷,甲公司,1',
      '2025-03-01,30.00,借,乙公司,2',
      '2025-03-01,30.00,,乙公司,3',
      '2025-03-01,30.00,冻结,乙公司,4',
    ]);
    expect(found.rows.map((row) => row.amountMinor)).toEqual([10000n, -3000n]);
    expect(codes(found)).toEqual([
      [3, '借贷标志', 'required_missing'],
      [4, '借贷标志', 'kind_unknown'],
    ]);
  });

  test('the receivables account’s own ledger is stopped: its debit is more owed, not money paid out', async () => {
    const lines = ['应收账款明细账,,,,', '日期,凭证号,客户名称,借方金额,贷方金额', '2025-03-01,记-1,甲公司,100.00,'];
    expect((await read('receipts', lines)).fileErrors.map((error) => error.code)).toEqual(['subsidiary_ledger']);
  });

  test('balances stand on the side that their column says', async () => {
    const found = await read(
      'open-items',
      ['客户编码,客户名称,方向,期初余额', 'C1,甲,借,100.00', 'C2,乙,贷,30.00', 'C3,丙,平,0.00', 'C4,丁,贷,-5.00'],
      { as_of: '2025-12-31' },
    );
    expect(found.rows.map((row) => [row.customerCode, row.openMinor])).toEqual([
      ['C1', 10000n],
      ['C2', -3000n],
      ['C3', 0n],
    ]);
    expect(codes(found)).toEqual([[4, '期初余额', 'side_differs']]);
  });

  test('without a column of kinds a bill is what its acceptor makes it', async () => {
    const found = await read('bills', [
      '汇票号码,前手,承兑人,收票日期,到期日期,票面金额',
      'B1,甲公司,中国工商银行福州分行,2025-01-01,2025-07-01,1.00',
      'B2,甲公司,海尔集团财务有限责任公司,2025-01-01,2025-07-01,1.00',
      'B3,甲公司,丁股份有限公司,2025-01-01,2025-07-01,1.00',
      'B4,甲公司,,2025-01-01,2025-07-01,1.00',
    ]);
    expect(found.rows.map((row) => row.kind)).toEqual(['bank', 'finance_company', 'commercial']);
    expect(codes(found)).toEqual([[4, '承兑人', 'required_missing']]);
  });

  test('the tax bureau’s export: paper and digital numbers in two columns; whether it is our invoices is the user’s to say', async () => {
    const lines = [
      '序号,发票代码,发票号码,数电发票号码,销方识别号,销方名称,购方识别号,购买方名称,开票日期,金额,税额,价税合计,发票来源,发票状态,是否正数发票,备注',
      '1,3500,1001,,91350100M000100Y43,我们,91350100M000100Y43,甲公司,2025-03-01 10:11:12,100.00,13.00,113.00,增值税发票管理系统,正常,是,',
      '2,,,25352000000000000001,91350100M000100Y43,我们,91350100M000100Y43,甲公司,2025-03-02 10:11:12,-100.00,-13.00,-113.00,电子发票服务平台,正常,否,红冲',
    ];
    const found = await read('vat-invoices', lines, { direction: 'out' });
    expect(found.refusals).toEqual([]);
    expect(found.rows.map((row) => [row.number, row.partnerName, row.totalMinor, row.red])).toEqual([
      ['1001', '甲公司', 11300n, false],
      ['25352000000000000001', '甲公司', -11300n, true],
    ]);
    const opened = await tableOf(lines);
    const plan = await planImport(opened, { entityCurrency: 'CNY' });
    expect(plan.questions.find((question) => question.id === 'kind')?.options).toEqual(['vat-invoices', 'invoices']);
  });
});

describe('more exports', () => {
  test.each<[string, string, string, Record<string, unknown>]>([
    [
      'SAP',
      'Account,Customer Name,Document Number,Document Type,Document Date,Net due date,Amount in local currency,Local Currency',
      '1000,Foo,90001,RV,2025-03-01,2025-04-01,100.00,CNY',
      { customerCode: '1000', customerName: 'Foo', number: '90001', kind: 'invoice', amountMinor: 10000n },
    ],
    [
      'Xero',
      'ContactName,InvoiceNumber,InvoiceDate,DueDate,Total,AmountPaid,AmountDue,Currency',
      'Foo,INV-1,15/03/2025,15/04/2025,100.00,60.00,40.00,USD',
      { customerName: 'Foo', amountMinor: 10000n, receivedMinor: 6000n, issuedOn: '2025-03-15' },
    ],
    [
      '金蝶',
      '单据编号,单据日期,客户,销售员,币别,价税合计,到期日,已收款金额,未收款金额,单据状态',
      'XSFP001,2025-03-01,甲公司,张三,人民币,100.00,2025-04-01,30.00,70.00,已审核',
      { number: 'XSFP001', customerName: '甲公司', amountMinor: 10000n, receivedMinor: 3000n, currency: 'CNY' },
    ],
  ])('%s: a ledger whose columns mean what they say there', async (_, heading, line, row) => {
    const opened = await tableOf([heading, line]);
    const plan = await planImport(opened, { entityCurrency: 'CNY' });
    expect([plan.kind, plan.questions]).toEqual(['ledger', []]);
    expect((await read('ledger', [heading, line])).rows).toMatchObject([row]);
  });

  test('abbreviated headings name an invoice list, and what lacks one heading is never taken for a customer list', async () => {
    const heading = 'Due,Net terms,Total incl. VAT (USD),Inv #,Bill-to name,Customer No,Inv. Dt';
    const plan = await planImport(await tableOf([heading, '02/14/2026,Net 30,"$1,234.50",A1,Acme,10001,01/15/2026']), {
      entityCurrency: 'CNY',
    });
    expect([plan.kind, plan.questions, plan.mapping.number]).toEqual(['ledger', [], 3]);
    const unknown = await planImport(await tableOf(['Cust No,Cust name,Balance,Due date,Terms', '1,Acme,5.00,2026-01-01,30']), {
      entityCurrency: 'CNY',
    });
    expect(unknown.kind).not.toBe('customers');
  });

  test('a plain list with 到期 is no contract', async () => {
    const plan = await planImport(await tableOf(['客户,单号,日期,到期,金额(元)', '甲公司,1,2026-03-01,2026-04-01,5']), {
      entityCurrency: 'CNY',
    });
    expect(plan.kind).toBe('ledger');
  });

  test('void documents enter no ledger and count in no total', async () => {
    const found = await read('invoices', [
      '客户名称,发票号码,开票日期,价税合计,发票状态',
      '甲公司,1,2026-03-01,100.00,正常',
      '甲公司,2,2026-03-01,50.00,已作废',
      '合计,,,100.00,',
    ]);
    expect(found.rows.map((row) => row.number)).toEqual(['1']);
    expect(found).toMatchObject({ fileErrors: [], refusals: [], skipped: 2 });
  });

  test('balances on both sides add up to the total that the sheet prints', async () => {
    const lines = ['客户编码,客户名称,方向,期初余额', 'K1,甲,借,120.00', 'K2,乙,贷,30.00'];
    const total = (text: string) => read('open-items', [...lines, text], { as_of: '2025-12-31' });
    expect((await total('合计,,借,90.00')).fileErrors).toEqual([]);
    expect((await total('合计,,借,91.00')).fileErrors).toMatchObject([{ code: 'total_mismatch' }]);
  });

  test('a dollar is no yuan: whose dollars is asked where no column says it, and a sign against its currency refuses the row', async () => {
    const bare = ['客户,发票号,开票日期,到期日,金额', '甲,1,2026-03-01,2026-04-01,$5.00'];
    expect((await read('ledger', bare)).questions).toMatchObject([{ id: 'currency', sample: '$5.00' }]);
    expect((await read('ledger', bare, { currency: 'USD' })).sums).toEqual([{ amount: '5.00', currency: 'USD' }]);
    const stated = ['客户,发票号,开票日期,到期日,币种,金额', '甲,1,2026-03-01,2026-04-01,USD,¥5.00'];
    expect(codes(await read('ledger', stated))).toEqual([[1, '金额', 'currency_conflict']]);
  });

  test('核销单据号 is the invoice where the receipt has its own column', async () => {
    const found = await read('applications', [
      '收款单号,收款日期,客户名称,核销单据号,核销单据类型,核销金额,核销日期',
      'SK1,2025-03-01,甲公司,INV1,销售发票,100,2025-03-02',
    ]);
    expect(found.rows).toMatchObject([{ receiptNumber: 'SK1', invoiceNumber: 'INV1', appliedOn: '2025-03-02' }]);
  });

  test('a register’s list is what its title says; without one the user says', async () => {
    const lines = ['企业名称,案号,执行法院,立案时间,执行标的(元)', '甲公司,(2025)执1号,福州中院,2025-03-01,100'];
    expect((await read('external-records', lines)).questions.map((question) => question.id)).toEqual(['record_kind']);
    expect((await read('external-records', lines, { record_kind: 'enforcement' })).rows).toMatchObject([{ kind: 'enforcement' }]);
    expect((await read('external-records', ['失信被执行人名单,,,,', ...lines])).rows).toMatchObject([{ kind: 'dishonest' }]);
  });
});

describe('exports as banks and ledgers write them', () => {
  test('a bank statement with received and paid in its own words', async () => {
    const head = '交易日,交易时间,起息日,借方金额,贷方金额,余额,摘要,流水号,收(付)方名称,收(付)方账号';
    const found = await read('receipts', [
      '账号：7559,,,,,,,,,',
      head,
      '20261003,10:11:12,20261003,,"12,000.00","112,000.00",货款,C1,苏州金石轴承厂,3220',
      '20261004,10:11:12,20261004,15.00,,"111,985.00",手续费,C2,,',
    ]);
    expect([found.questions, found.refusals]).toEqual([[], []]);
    expect(found.rows.map((row) => [row.receivedOn, row.customerName, row.amountMinor])).toEqual([
      ['2026-10-03', '苏州金石轴承厂', 1_200_000n],
    ]);
    expect(warned(found)).toContain('paid_out_nobody');
  });

  test('amounts that name their currencies themselves, where no column does', async () => {
    const lines = [
      '客户名称,发票号,开票日期,到期日,金额',
      '甲,F-1,2026-10-01,2026-11-01,"RMB 1,000.00"',
      '乙,F-2,2026-10-01,2026-11-01,€300.00',
    ];
    const found = await read('ledger', [...lines, '丙,F-3,2026-10-01,2026-11-01,20.00']);
    expect(found.sums).toEqual([
      { amount: '1020.00', currency: 'CNY' },
      { amount: '300.00', currency: 'EUR' },
    ]);
    // Where the file says what it is in, an amount that says otherwise is a contradiction.
    expect(codes(await read('ledger', ['单位：人民币元,,,,', ...lines]))).toEqual([[2, '金额', 'currency_conflict']]);
  });

  test('a subtotal under the name of its group is no row and no mistake; a total that is none is said', async () => {
    const lines = [
      '客户,单号,日期,到期,应收',
      '甲,F-1,2026-10-01,2026-11-01,100',
      '甲 汇总,,,,100',
      '乙,F-2,2026-10-03,2026-11-01,25',
      '乙 小计,,,,26',
      '总计,,,,125',
    ];
    const found = await read('open-items', lines, { due_when: 'days:0' });
    expect([found.accepted, found.refused, found.fileErrors]).toEqual([2, 0, []]);
    expect(warned(found)).toContain('subtotal_differs');
  });

  test('what is owed and what stands in credit in two columns are one balance', async () => {
    const lines = ['余额表 2026年10月31日', '客户编码,客户名称,期末余额,', ',,借方,贷方', 'C1,甲,130,', 'C2,乙,,10', 'C3,丙,,'];
    const found = await read('open-items', lines);
    expect(found.rows.map((row) => [row.customerCode, row.openMinor])).toEqual([
      ['C1', 13_000n],
      ['C2', -1_000n],
    ]);
    expect(codes(found)).toEqual([[3, '期末余额借方', 'required_missing']]);
  });

  test('an account’s ledger with a running balance is no list of open items; a span of months in its title is no day', async () => {
    const lines = [
      '期间:2026.10-2026.11,,,,,,',
      '凭证号,客户编码,摘要,借方,贷方,方向,余额',
      '记-12,001,销售,1000.00,,借,1000.00',
      '记-15,001,收款,,400.00,借,600.00',
    ];
    const found = await read('open-items', lines);
    expect(found.fileErrors.map((each) => each.code)).toEqual(['subsidiary_ledger']);
    expect(found.plan.balanceOn).toBeNull();
  });

  test('documents that nobody has approved yet are taken and pointed at', async () => {
    const found = await read('ledger', [
      '客户,单号,日期,到期日,应收金额,单据状态',
      '甲,F-1,2026-10-01,2026-11-01,100,已审核',
      '甲,F-2,2026-10-01,2026-11-01,100,暂存',
    ]);
    expect([found.accepted, warned(found)]).toEqual([2, expect.arrayContaining(['draft_taken'])]);
  });
});

describe('one amount merged over several rows', () => {
  const head = '收款单号,客户编码,收款日期,收款金额,对应发票号';
  /** Column 3, the amount, is merged over rows 2 to 4, as `filled` of the other columns may be. */
  const merged = async (lines: readonly string[], filled: readonly number[], answers = {}) => {
    const opened = await tableOf([head, ...lines]);
    const columns = [...filled, 3];
    const chunks = async function* () {
      for await (const rows of opened.chunks())
        yield rows.map((row) => {
          if (row.record < 2 || row.record > 4) return row;
          return { ...row, merged: columns, ...(row.record > 2 ? { below: columns } : {}) };
        });
    };
    const found = await readRows(
      { info: { ...opened.info, format: 'xlsx' }, chunks },
      { kind: 'receipts', entityCurrency: 'CNY', answers },
    );
    return {
      rows: found.rows.map((row) => [row.number, row.amountMinor, row.invoices.join(' ')]),
      refused: found.refusals.map(({ row, code }) => [row, code]),
      asked: found.questions.map(({ id, sample }) => [id, sample]),
      sums: found.sums,
      left: found.warnings.find((each) => each.code === 'merged_row')?.count ?? 0,
    };
  };
  const paid = ['SK-1,C1,2026-10-05,300.00,F-1', 'SK-1,C1,2026-10-05,300.00,F-2', 'SK-1,C1,2026-10-05,300.00,F-3'];

  test('of one receipt it counts once, for all the invoices its rows name', async () => {
    const found = await merged([...paid, 'SK-2,C1,2026-10-06,5.00,F-4'], [0, 1, 2]);
    expect(found).toMatchObject({ refused: [], asked: [], left: 2, sums: [{ amount: '305.00' }] });
    expect(found.rows).toEqual([
      ['SK-1', 30_000n, 'F-1 F-2 F-3'],
      ['SK-2', 500n, 'F-4'],
    ]);
  });

  test('of several receipts nobody can know whose it is: it is asked, and the answer counts it once or refuses the rows', async () => {
    const apart = paid.map((line, at) => line.replace('SK-1', `SK-${at + 1}`));
    expect((await merged(apart, [1, 2])).asked).toEqual([['merged_amount', 'SK-1 / SK-2']]);
    const once = await merged(apart, [1, 2], { merged_amount: 'once' });
    expect([once.rows.map(([number, minor]) => [number, minor]), once.left]).toEqual([[['SK-1', 30_000n]], 2]);
    const refused = await merged(apart, [1, 2], { merged_amount: 'refuse_merged' });
    expect(refused.refused).toEqual([1, 2, 3].map((row) => [row, 'amount_merged']));
  });
});
