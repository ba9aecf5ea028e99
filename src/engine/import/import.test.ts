// Whole files: the messy ledgers, two real ones, and 600 polluted ones, against what was computed independently.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readOptionsFrom, readTable } from '#platform/table/read-table.ts';
import { convert, isDecided, planImport, readRows } from './convert.ts';
import type { CustomerRow } from './typed-rows.ts';
import { fileErrorMessage, questionMessage, refusalMessage, warningMessage } from './words.ts';

const DATA = new URL('../../../../shared/data/', import.meta.url).pathname;
const TOOL = new URL('../../../../shared/tools/polluted-csv.mjs', import.meta.url).pathname;
const present = existsSync(DATA);
if (!present) console.warn(`SKIPPED: the data sets are absent (${DATA})`);

async function read(input: string | Uint8Array, answers: Record<string, string> = {}, entityCurrency = 'CNY') {
  const table = await readTable(input, { fileName: 'ledger', ...readOptionsFrom(answers) });
  try {
    return await readRows(table, { kind: 'ledger', entityCurrency, answers });
  } finally {
    await table.close();
  }
}

const text = (rows: readonly string[]) => Buffer.from(`${rows.join('\n')}\n`);
const HEAD = '客户编码,发票号,开票日期,到期日,应收金额';

type Expected = { rows?: number; rejected?: number; skipped?: number; sumCents?: Record<string, number>; file?: string };

describe.skipIf(!present)('the messy ledgers', () => {
  const expected = present
    ? (JSON.parse(readFileSync(`${DATA}messy_import/expected.json`, 'utf8')) as Record<string, Expected>)
    : {};

  test.each(Object.entries(expected).filter(([, each]) => each.rows !== undefined))(
    '%s: rows, refusals and sums as expected',
    async (name, each) => {
      const found = await read(`${DATA}messy_import/${name}`);
      expect({ rows: found.accepted, errors: found.fileErrors, questions: found.questions }).toEqual({
        rows: each.rows,
        errors: [],
        questions: [],
      });
      if (each.rejected !== undefined) expect(found.refused).toBe(each.rejected);
      if (each.skipped !== undefined) expect(found.skipped).toBe(each.skipped);
      const cents = Object.fromEntries(found.sums.map((sum) => [sum.currency, Number(sum.amount.replace('.', ''))]));
      if (each.sumCents) expect(cents).toEqual(each.sumCents);
      expect(JSON.stringify(found.rows, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(
        '\ufffd',
      );
      for (const refusal of found.refusals) {
        expect(refusalMessage(refusal, 'zh')).toMatch(/[\u4e00-\u9fff]/);
        expect(refusalMessage(refusal, 'en')).not.toMatch(/[{}]|^[a-z_]+$/);
      }
    },
  );

  const file = (name: string, answers: Record<string, string> = {}) => read(`${DATA}messy_import/${name}`, answers);

  test('names that were encoded twice are never stored so: asked, and restored on the answer', async () => {
    expect(await file('07_latin_mojibake.csv')).toMatchObject({
      accepted: 0,
      questions: [{ id: 'mojibake', options: ['repair'] }],
    });
    const repaired = await file('07_latin_mojibake.csv', { mojibake: 'repair' });
    expect(repaired).toMatchObject({ accepted: 3, questions: [] });
    expect(repaired.rows[2]?.customerName).toBe('𠮷祥食品厂');
  });

  test('negatives are credit notes, △ is refused', async () => {
    const found = await file('14_negative_styles.csv');
    expect(found.rows.map((row) => [row.kind, row.amountMinor])).toEqual([
      ['credit_note', -123450n],
      ['credit_note', -1n],
    ]);
    expect(found.refusals).toMatchObject([{ row: 3, line: 4, column: '应收金额', code: 'amount_malformed', value: '△100' }]);
  });

  test('a damaged 信用代码 is dropped with a warning, the invoice is kept', async () => {
    const found = await file('16_sci_notation_uscc.csv');
    expect(found.rows[0]).toMatchObject({ uscc: null, customerCode: '0001' });
    expect(found.warnings).toContainEqual({ code: 'uscc_damaged', column: '统一社会信用代码', count: 1, rows: [1] });
  });

  test('day and month that cannot be told apart are asked about once', async () => {
    const found = await file('22_dates_ambiguous.csv');
    expect(found.questions).toEqual([{ id: 'date_order', options: ['dmy', 'mdy'], sample: '03/04/2026', column: '开票日期' }]);
    expect(questionMessage(found.questions[0] as never, 'zh')).toContain('03/04/2026');
    const answered = await file('22_dates_ambiguous.csv', { date_order: 'dmy' });
    expect(answered.questions).toEqual([]);
    expect(answered.refusals[0]).toMatchObject({
      row: 1,
      code: 'due_before_issued',
      facts: { issuedOn: '2026-04-03', dueOn: '2026-03-06' },
    });
  });

  test('two columns of one name are asked about, and either answer is taken', async () => {
    const found = await file('32_duplicate_headers.csv');
    expect(found.questions).toMatchObject([{ id: 'column_amount', options: ['H', 'I'], labels: ['应收金额', '应收金额'] }]);
    expect(await file('32_duplicate_headers.csv', { column_amount: 'H' })).toMatchObject({
      accepted: 3,
      questions: [],
      sums: [{ amount: '1334567.90' }],
    });
  });

  test('a second table stops the file', async () => {
    const found = await file('33_two_tables.csv');
    expect(found.fileErrors).toEqual([{ code: 'two_tables', facts: { line: 6 } }]);
    expect(isDecided(found)).toBe(false);
    expect(fileErrorMessage(found.fileErrors[0] as never, 'zh')).toContain('6');
  });

  test('an opened quote costs its row alone', async () => {
    expect(await file('36_unclosed_quote.csv')).toMatchObject({
      accepted: 2,
      refusals: [{ row: 1, line: 2, code: 'unclosed_quote' }],
    });
  });

  test('the same number twice: the first stands, and the refusal says whether they agree', async () => {
    expect((await file('37_dup_invoice.csv')).refusals[0]).toMatchObject({
      row: 4,
      code: 'duplicate_number',
      facts: { firstRow: 1, same: 'identical' },
    });
    expect((await file('38_dup_invoice_diff_amount.csv')).refusals[0]).toMatchObject({
      facts: { firstRow: 1, same: 'conflicting' },
    });
  });

  test('RMB is CNY, XXX is nothing', async () => {
    expect(await file('50_currency_unknown.csv')).toMatchObject({
      accepted: 2,
      refusals: [{ row: 2, code: 'currency_unknown', value: 'XXX' }],
    });
  });

  test('several sheets: the user picks, and hidden ones are reported', async () => {
    const found = await file('66_two_sheets.xlsx');
    expect(found.questions).toMatchObject([{ id: 'sheet', options: ['应收', '应付'] }]);
    expect(found.warnings).toContainEqual(expect.objectContaining({ code: 'sheet_hidden', facts: { sheet: '隐藏' } }));
    expect(await file('66_two_sheets.xlsx', { sheet: '应收' })).toMatchObject({ accepted: 3, questions: [] });
  });

  test.each([['45_wide_10000_cols.csv'], ['46_empty.csv']])('%s is refused whole', async (name) => {
    await expect(file(name)).rejects.toMatchObject({ status: 400 });
  });
});

const IBM = `${DATA}ibm_late_payment/WA_Fn-UseC_-Accounts-Receivable.csv`;
const HIGHRADIUS = `${DATA}highradius_open_ar/nulldata.csv`;

/** The file again with its columns in another order and other headings. */
function disguised(path: string, order: readonly number[], headings: readonly string[]): Buffer {
  const lines = readFileSync(path, 'utf8').trimEnd().split(/\r?\n/).slice(1);
  return text([
    headings.join(','),
    ...lines.map((line) => line.split(',')).map((cells) => order.map((at) => cells[at]).join(',')),
  ]);
}

describe.skipIf(!present)('real ledgers', () => {
  test('IBM: 2,466 invoices, all settled by a column, dates settled by evidence, currency the entity’s with a warning', async () => {
    const found = await read(IBM, {}, 'USD');
    expect(found).toMatchObject({
      accepted: 2466,
      refused: 0,
      questions: [],
      fileErrors: [],
      sums: [{ amount: '147703.18', currency: 'USD' }],
    });
    expect(found.warnings).toContainEqual(expect.objectContaining({ code: 'currency_assumed', count: 2466 }));
    expect(found.rows[0]).toMatchObject({
      number: '0000611365',
      issuedOn: '2013-01-02',
      dueOn: '2013-02-01',
      settledOn: '2013-01-15',
      amountMinor: 5594n,
      receivedMinor: 5594n,
      disputed: false,
    });
  });

  test('IBM with Chinese headings and shuffled columns is the same ledger', async () => {
    const found = await read(
      disguised(
        IBM,
        [8, 6, 3, 5, 1, 4, 7, 10],
        ['结清日', '发票金额', '单据编号', '付款到期日', '客户代码', '开票日', '是否争议', '天数'],
      ),
    );
    expect(found).toMatchObject({ accepted: 2466, refused: 0, questions: [], sums: [{ amount: '147703.18', currency: 'CNY' }] });
    const plain = await read(IBM);
    const bare = (rows: typeof found.rows) =>
      rows.map(({ number, amountMinor, dueOn, settledOn, customerCode }) => [
        number,
        amountMinor,
        dueOn,
        settledOn,
        customerCode,
      ]);
    expect(bare(found.rows)).toEqual(bare(plain.rows));
  });

  test('HighRadius: 576 amounts have three decimals and are refused, or rounded when the user says so', async () => {
    const strict = await read(HIGHRADIUS);
    expect(strict).toMatchObject({ accepted: 9105, refused: 576, offers: [{ id: 'decimals', value: 'half-up', count: 576 }] });
    expect(new Set(strict.refusals.map((each) => each.code))).toEqual(new Set(['amount_decimals']));
    const rounded = await read(HIGHRADIUS, { decimals: 'half-up' });
    expect(rounded).toMatchObject({
      accepted: 9681,
      refused: 0,
      questions: [],
      fileErrors: [],
      sums: [{ amount: '310427859.34', currency: 'USD' }],
    });
    expect(rounded.warnings).toContainEqual(expect.objectContaining({ code: 'due_before_posted', count: 27 }));
    expect(new Set(rounded.rows.map((row) => row.customerCode)).size).toBe(553);
  });

  test('HighRadius with other headings in another order is the same ledger', async () => {
    const order = [11, 8, 6, 0, 9, 2, 7, 3, 1, 4, 10];
    const headings = [
      'Amount (USD)',
      'Net due date',
      'Document No.',
      '',
      'Invoice Date',
      'Customer No',
      'Posting Date',
      'Customer',
      'Company Code',
      'Clearing date',
      'Terms of payment',
    ];
    expect(await read(disguised(HIGHRADIUS, order, headings), { decimals: 'half-up' })).toMatchObject({
      accepted: 9681,
      refused: 0,
      questions: [],
      fileErrors: [],
      sums: [{ amount: '310427859.34', currency: 'USD' }],
    });
  });

  test('the file whose days and months were swapped is stopped', async () => {
    const found = await read(`${DATA}highradius_open_ar/swapped_dates.csv`, { decimals: 'half-up' });
    expect(found.fileErrors).toEqual([{ code: 'dates_contradict', facts: { dueBeforePosted: 3481, rows: 9681 } }]);
  });
});

describe.skipIf(!existsSync(TOOL))('a ledger polluted in one row', () => {
  const folder = mkdtempSync(join(tmpdir(), 'polluted-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('loses that row at most, and says so; no value is ever read wrong', async () => {
    execFileSync(process.execPath, [TOOL, folder, '20']);
    const clean = JSON.parse(readFileSync(join(folder, 'clean.json'), 'utf8')) as { rows: string[][] };
    const oracle = JSON.parse(readFileSync(join(folder, 'oracle.json'), 'utf8')) as Record<
      string,
      { row: number; kind: string; tail: boolean }
    >;
    const truth = new Map(clean.rows.map((row) => [row[3] as string, row]));
    expect(readdirSync(folder).length).toBe(Object.keys(oracle).length + 3);
    const short: string[] = [];
    for (const [name, { row }] of Object.entries(oracle)) {
      const found = await read(join(folder, name));
      for (const each of found.rows) {
        const cells = [
          each.customerCode,
          each.customerName,
          each.uscc ?? '',
          each.number,
          each.issuedOn,
          each.dueOn,
          each.currency,
          (Number(each.amountMinor) / 100).toFixed(2),
          each.note,
        ];
        expect(cells, name).toEqual(truth.get(each.number));
      }
      const decided = isDecided(found);
      if (decided) expect(found.accepted + found.refused, name).toBe(20);
      for (const refusal of found.refusals) if (decided) expect(refusal.row, name).toBe(row);
      if (found.accepted < (row === 0 ? 20 : 19)) short.push(name);
    }
    // Five columns lost their headings: which is the due date is for the user to say.
    expect(short.map((name) => name.slice(0, 13))).toEqual(['cut-short-000']);
    expect((await read(join(folder, short[0] as string))).questions.map((question) => question.id)).toEqual([
      'column_issuedOn',
      'column_dueOn',
      'column_amount',
    ]);
  });
});

describe('a ledger', () => {
  test('each date column is settled by its own evidence, and the question comes once', async () => {
    const settled = await read(text([HEAD, 'C1,1,13/01/2026,02/14/2026,5.00', 'C1,2,03/02/2026,03/04/2026,5.00']));
    expect(settled.questions).toEqual([]);
    expect(settled.rows.map((row) => [row.issuedOn, row.dueOn])).toEqual([
      ['2026-01-13', '2026-02-14'],
      ['2026-02-03', '2026-03-04'],
    ]);
    const open = await read(text([HEAD, 'C1,1,01/02/2026,03/04/2026,5.00']));
    expect(open.questions.map((question) => question.id)).toEqual(['date_order']);
  });

  test('a column that is day first here and month first there contradicts itself', async () => {
    const found = await read(text([HEAD, 'C1,1,2026-01-01,13/03/2026,5.00', 'C1,2,2026-01-01,03/13/2026,5.00']));
    expect(found.fileErrors.map((error) => error.code)).toEqual(['dates_contradict']);
  });

  test('万元 in the heading or the title is asked about, then multiplied', async () => {
    const rows = ['客户编码,发票号,开票日期,到期日,应收金额（万元）', 'C1,1,2026-01-01,2026-02-01,12.345678'];
    expect((await read(text(rows))).questions).toMatchObject([{ id: 'amount_unit', options: ['wan', 'one'] }]);
    expect((await read(text(rows), { amount_unit: 'wan' })).rows[0]?.amountMinor).toBe(12345678n);
    const titled = ['应收账款明细表　单位：万元,,,,', HEAD, 'C1,1,2026-01-01,2026-02-01,1.5'];
    expect((await read(text(titled))).questions.map((question) => question.id)).toEqual(['amount_unit']);
  });

  test('without a due date it is the issue date plus the terms; without both the row is refused', async () => {
    const found = await read(
      text(['客户编码,发票号,开票日期,账期,应收金额', 'C1,1,2026-01-31,30天,5.00', 'C1,2,2026-01-31,月结,5.00']),
    );
    expect(found.rows).toMatchObject([{ dueOn: '2026-03-02', termsDays: 30 }]);
    expect(found.refusals).toMatchObject([{ row: 2, column: '账期', code: 'terms_monthly', value: '月结' }]);
  });

  test('a total that differs from its rows is an error of the file; with unread rows it is only reported', async () => {
    const row = 'C1,1,2026-01-01,2026-02-01,5.00';
    expect((await read(text([HEAD, row, '合计,,,,5.00']))).fileErrors).toEqual([]);
    const wrong = await read(text([HEAD, row, '合 计：,,,,6.00']));
    expect(wrong.fileErrors).toMatchObject([{ code: 'total_mismatch', facts: { printed: '6.00', sum: '5.00' } }]);
    const unread = await read(text([HEAD, row, 'C1,2,2026-01-01,2026-02-01,x', '合计,,,,6.00']));
    expect([unread.fileErrors, unread.warnings.map((warning) => warning.code)]).toEqual([
      [],
      ['currency_assumed', 'total_unchecked'],
    ]);
  });

  test('a missing column is asked for among those that could be it, and the answer is taken', async () => {
    const rows = ['客户编码,发票号,甲,到期日,应收金额,乙', 'C1,1,2026-01-01,2026-02-01,5.00,x'];
    expect((await read(text(rows))).questions).toMatchObject([
      { id: 'column_issuedOn', options: ['C'], labels: ['甲'], sample: '2026-01-01' },
    ]);
    expect(await read(text(rows), { column_issuedOn: '甲' })).toMatchObject({ accepted: 1, questions: [] });
  });

  test('a heading that names a currency settles it; a sign that contradicts it refuses the row', async () => {
    const found = await read(
      text([
        '客户编码,发票号,开票日期,到期日,Amount (USD)',
        'C1,1,2026-01-01,2026-02-01,US$5.00',
        'C1,2,2026-01-01,2026-02-01,€5.00',
      ]),
    );
    expect(found.rows).toMatchObject([{ currency: 'USD', amountMinor: 500n }]);
    expect(found.refusals).toMatchObject([{ row: 2, code: 'currency_conflict' }]);
  });

  test('printed pages repeat their headings: skipped, and said', async () => {
    const found = await read(text([HEAD, 'C1,1,2026-01-01,2026-02-01,5.00', HEAD, 'C1,2,2026-01-01,2026-02-01,5.00']));
    expect(found).toMatchObject({ accepted: 2, skipped: 1, fileErrors: [] });
    expect(warningMessage(found.warnings.find((warning) => warning.code === 'heading_repeated') as never, 'zh')).toContain(
      '表头',
    );
  });

  test('a file of something else has no headings we know', async () => {
    expect((await read(text(['a,b,c', '1,2,3']))).fileErrors.map((error) => error.code)).toEqual(['headings_missing']);
  });
});

test('a customer master: codes once, limits in their currency, terms in days', async () => {
  const table = await readTable(
    text([
      '客户编号,客户全称,税号,账期,授信额度,集团编码',
      '0001,甲公司,91350100M000100Y43,60天,"1,000,000",G1',
      '0001,乙公司,,,,',
      ',丙公司,,,,',
    ]),
    { fileName: 'customers.csv' },
  );
  const plan = await planImport(table, { kind: 'customers', entityCurrency: 'CNY' });
  const rows: CustomerRow[] = [];
  const codes: string[] = [];
  const outcome = await convert(table, { ...plan, kind: 'customers' as const }, (chunk) => {
    rows.push(...chunk.accepted);
    codes.push(...chunk.refused.map((refusal) => refusal.code));
  });
  expect(rows).toMatchObject([
    {
      code: '0001',
      name: '甲公司',
      uscc: '91350100M000100Y43',
      termsDays: 60,
      limitMinor: 100000000n,
      currency: 'CNY',
      groupCode: 'G1',
    },
  ]);
  expect(codes).toEqual(['duplicate_number', 'required_missing']);
  expect(outcome.questions).toEqual([]);
});
