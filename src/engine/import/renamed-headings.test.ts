// Headings as other systems and people dress them: each names its field, and none the field that only sounds like it.
import { describe, expect, test } from 'vitest';
import { guessKinds, ledgerUnless } from './guess.ts';
import { namedFields } from './headings.ts';
import { read, warned } from './reading.fixtures.ts';
import { rememberedAnswers } from './remembered.ts';
import type { Kind } from './typed-rows.ts';

const NAMED: readonly [Kind, string, string | null][] = [
  ['ledger', '客户编码/Customer Code', 'customerCode'],
  ['ledger', '往来单位\nCustomer Name', 'customerName'],
  ['ledger', '客户 Customer Code', 'customerCode'],
  ['ledger', '业务发生日 (Invoice Date)', 'issuedOn'],
  ['ledger', '不含税金额/Amount', null],
  ['ledger', '单价 (Amount)', null],
  ['ledger', '【应收金额】', 'amount'],
  ['ledger', '[到期日]', 'dueOn'],
  ['ledger', '金额（不含税）', null],
  ['ledger', 'Amount (excl. VAT)', null],
  ['ledger', '销售额（含税）', 'amount'],
  ['ledger', '含税销售额', 'amount'],
  ['ledger', '掛賬日期', 'issuedOn'],
  ['ledger', '约定回款日期', 'dueOn'],
  ['ledger', '预计收款日', 'dueOn'],
  ['ledger', '欠款客户', 'customerName'],
  ['ledger', '客户订单号', null],
  ['ledger', '客户料号', null],
  ['ledger', '客户类别编码', null],
  ['ledger', 'Customer Reference', null],
  ['ledger', '单据NO.', 'number'],
  ['ledger', 'Cur', 'currency'],
  ['ledger', '客户ID', 'customerCode'],
  ['ledger', 'customer_#', 'customerCode'],
  ['ledger', '【Amt (CNY)】', 'amount'],
  ['ledger', 'Total Amount Incl. VAT', 'amount'],
  ['ledger', '欠款单位编码', 'customerCode'],
  ['receipts', '付款方账号', null],
  ['receipts', '到款日期', 'receivedOn'],
  ['receipts', '打款金额', 'amount'],
  ['contracts', 'Retention %', 'retentionPercent'],
  ['contracts', '质保金%', 'retentionPercent'],
  ['bills', '当前状态', 'state'],
  ['margins', '销售收入（不含税）', 'sales'],
  ['vat-invoices', '金额(不含税)', 'amount'],
];

describe('a heading under another name', () => {
  test.each(NAMED)('%s: %s names %s', (kind, heading, field) => {
    const id = namedFields(kind, [heading])[0]?.field.id ?? null;
    // What is nobody's number or amount may be a text of its own.
    expect(field === null && (id === 'order' || id === 'note') ? null : id).toBe(field);
  });

  test('a column of currencies is read as such whatever it is called, and 单位 beside 数量 names nobody', async () => {
    const found = await read('ledger', [
      '客户编码,购方,单位,数量,发票号,开票日期,到期日,金额,原币代号',
      'K1,甲公司,台,3,1,2026-10-01,2026-11-01,5.00,USD',
    ]);
    expect([found.questions, found.sums, found.rows[0]?.customerName]).toEqual([
      [],
      [{ amount: '5.00', currency: 'USD' }],
      '甲公司',
    ]);
  });

  test('原币 is meant where any column says the currency, and 本币 alone is ours whatever that column says', async () => {
    const row = (amounts: string) => `K1,甲公司,1,2026-10-01,2026-11-01,USD,${amounts}`;
    const both = await read('ledger', ['客户编码,客户名称,发票号,开票日期,到期日,Ccy,原币金额,本币金额', row('100.00,712.00')]);
    const ours = await read('ledger', ['客户编码,客户名称,发票号,开票日期,到期日,Ccy,本币金额', row('712.00')]);
    expect([both.sums, ours.sums]).toEqual([[{ amount: '100.00', currency: 'USD' }], [{ amount: '712.00', currency: 'CNY' }]]);
  });

  test('paid and open without the amount they are of: the unknown column of figures is asked about', async () => {
    const found = await read('ledger', [
      '客户编码,客户名称,发票号,开票日期,到期日,票据价值,已收金额,未收金额',
      'K1,甲公司,1,2026-10-01,2026-11-01,100.00,40.00,60.00',
    ]);
    expect(found.questions).toMatchObject([{ id: 'column_amount', labels: ['票据价值'], options: ['F', '-'] }]);
  });

  test('a ledger to which one heading is unknown is asked about that heading, not taken for a list of customers', () => {
    const cells = ['客户编码', '客户名称', '统一社会信用代码', '凭据', '开票日期', '到期日', '币种', '价税合计', '已结算金额'];
    expect(ledgerUnless(guessKinds([{ record: 1, line: 1, cells }]), {})).toEqual({ kind: 'ledger', question: null });
  });
});

describe('answers remembered for the next file of a source', () => {
  const LIST = ['客户编码,客户名称,发票号,开票日期,应收款日,到期日,金额', 'K1,甲公司,1,2026-10-01,2026-12-01,2026-11-01,5.00'];

  test('a column is remembered by its heading; what was true of that file alone is not', () => {
    const answers = {
      column_dueOn: 'E',
      column_note: '-',
      column_side: 'B',
      date_order: 'dmy',
      as_of: '2026-10-31',
      one_customer: '宁波东港',
      due_when: '2026-11-30',
      sheet: '10月',
    };
    expect(rememberedAnswers(answers, ['方向', '方向', '发票号', '开票日期', '应收款日'])).toEqual({
      column_dueOn: '应收款日',
      column_note: '-',
      column_side: '?',
      date_order: 'dmy',
    });
    expect(rememberedAnswers({ due_when: 'days:30', sheet: '应收' }, [])).toEqual({ due_when: 'days:30', sheet: '应收' });
  });

  test('in another order the remembered heading is found; under another name it is asked, never guessed', async () => {
    const moved = [
      '应收款日（必填）,客户编码,客户名称,发票号,开票日期,到期日,金额',
      '2026-12-01,K1,甲公司,1,2026-10-01,2026-11-01,5.00',
    ];
    for (const lines of [LIST, moved]) {
      const found = await read('ledger', lines, { column_dueOn: '应收款日' });
      expect([found.questions, found.rows[0]?.dueOn]).toEqual([[], '2026-12-01']);
    }
    const renamed = LIST.map((line) => line.replace('应收款日', '结款日'));
    const found = await read('ledger', renamed, { column_dueOn: '应收款日' });
    expect(found.questions).toMatchObject([{ id: 'column_dueOn', labels: ['到期日', '结款日'], options: ['F', 'E', '-'] }]);
    expect(warned(found)).not.toContain('column_passed_over');
  });
});
