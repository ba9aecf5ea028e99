// VAT returns: the printed form and a table of months are read alike; what they say beside invoices and statements, and what is missing.
import { expect, test } from 'vitest';
import { addMonths, type Day, monthEnd } from '#base/date.ts';
import type { RawRow } from '#base/raw-table.ts';
import { type ReturnLine, returnFaults, returnReadings, type VatReturn } from './vat-return.ts';
import { readReturns } from './vat-return-reading.ts';

const rows = (text: string): RawRow[] =>
  text
    .trim()
    .split('\n')
    .map(
      (line, at) =>
        ({
          record: at + 1,
          line: at + 1,
          cells: line.split('|').map((cell) => (cell.trim() === '' ? null : cell.trim())),
        }) as RawRow,
    );
const read = (text: string, answers = {}) => {
  const found = readReturns(rows(text), { digits: 2, answers, fileName: '申报表.xlsx', sheet: null });
  if ('error' in found) throw new Error(found.error);
  return found;
};

const FORM = `
增值税及附加税费申报表（一般纳税人适用）
税款所属时间：自2026年01月01日至2026年01月31日|||填表日期：2026年2月12日|金额单位：元（列至角分）
项目||栏次|一般项目||即征即退项目|
|||本月数|本年累计|本月数|本年累计
销售额|（一）按适用税率计税销售额|1|1,000,000.00|1,000,000.00|20,000.00|20,000.00
|其中：应税货物销售额|2|1,000,000.00|1,000,000.00||
|（二）按简易办法计税销售额|5|——|——||
|（四）免税销售额|8|5,000.00|5,000.00||
税款计算|销项税额|11|130,000.00|130,000.00|2,600.00|2,600.00
|进项税额|12|90,000.00|90,000.00||
|上期留抵税额|13|10,000.00|10,000.00||
|实际抵扣税额|18（如17<11，则为17，否则为11）|100,000.00|100,000.00||
|应纳税额|19=11-18|32,600.00|32,600.00||
|期末留抵税额|20=17-18|0.00|0.00||
|应纳税额合计|24=19+21-23|32,600.00|32,600.00||`;

test('the printed form: this month’s figures of both kinds of items, never the year’s; a dash is nothing', () => {
  const { returns, notes, questions } = read(FORM);
  expect([notes, questions]).toEqual([[], []]);
  expect(returns).toMatchObject([{ endsOn: '2026-01-31', months: 1 }]);
  expect(Object.fromEntries(returns[0]!.amounts)).toEqual({
    sales_general: 102_000_000n,
    sales_exempt: 500_000n,
    output_tax: 13_260_000n,
    input_tax: 9_000_000n,
    carried_in: 1_000_000n,
    deducted: 10_000_000n,
    payable_general: 3_260_000n,
    carried_out: 0n,
    payable: 3_260_000n,
  });
  expect(returnFaults(returns[0]!, undefined)).toEqual([]);
  // A form without its period is asked about.
  const asked = read(FORM.replace(/税款所属时间：[^|]*/, '').replace(/填表日期：[^|]*/, ''));
  expect([asked.returns, asked.questions.map((each) => each.id)]).toEqual([[], ['ends-on']]);
  expect(
    read(FORM.replace(/税款所属时间：[^|]*/, '').replace(/填表日期：[^|]*/, ''), { 'ends-on': '2025-12-31' }).returns[0]?.endsOn,
  ).toBe('2025-12-31');
});

test('a table of months or quarters, in 万元 where it says so; what is no month is named', () => {
  const { returns, notes } = read(`
各月纳税申报（单位：万元）
所属期|销售额|销项税额|进项税额|应纳税额
2025年第四季度|300|39|30|9
2026-01|100.5|13.07|10|3.07
202602|90|11.7|x|1.7
三月|1|1|1|1
合计|||| 13`);
  expect(
    returns.map((each) => [each.endsOn, each.months, each.amounts.get('sales_general'), each.amounts.get('payable')]),
  ).toEqual([
    ['2025-12-31', 3, 300_000_000n, 9_000_000n],
    ['2026-01-31', 1, 100_500_000n, 3_070_000n],
    ['2026-02-28', 1, 90_000_000n, 1_700_000n],
  ]);
  expect(notes.map((each) => each.value)).toEqual(['x', '三月']);
  expect(readReturns(rows('客户|金额\n甲|1'), { digits: 2, answers: {}, fileName: 'x', sheet: null })).toEqual({
    error: 'no_return',
  });
});

const one = (endsOn: Day, amounts: Partial<Record<ReturnLine, bigint>>, months: 1 | 3 = 1): VatReturn => ({
  endsOn,
  months,
  amounts: new Map(Object.entries(amounts)) as never,
});
const months = (count: number, sales: (at: number) => bigint): VatReturn[] =>
  Array.from({ length: count }, (_, at) => {
    const endsOn = monthEnd(addMonths('2024-11-01', at));
    return one(endsOn, { sales_general: sales(at), payable: sales(at) / 40n });
  });

test('a year of returns: growth, burden, and how far invoices and the income statement lie from what was declared', () => {
  // November 2024 to October 2026: 100 a month, then 110.
  const returns = months(24, (at) => (at < 12 ? 10_000n : 11_000n));
  const invoiced = new Map(returns.slice(12).map((each) => [each.endsOn, 10_000n]));
  const readings = returnReadings(returns, { invoiced, revenue: new Map([['2025-12-31', 183_000n]]) });
  const value = (key: keyof typeof readings) => readings[key].value;
  expect(value('vat_declared_12m')).toBe(132_000);
  expect(value('vat_declared_growth')).toBe(100_000);
  expect(value('vat_tax_burden')).toBe(25_000);
  expect(value('vat_declared_to_invoiced')).toBe(100_000);
  // 2025: ten months of 100 and two of 110 are 1,220; the books say 1,830.
  expect(value('vat_revenue_to_declared')).toBe(500_000);
  expect(value('vat_undeclared_months')).toBe(0);
});

test('a month not handed in: sums are missing, not less; a quarter counts for its three months', () => {
  const whole = months(12, () => 10_000n);
  const gap = returnReadings(
    whole.filter((each) => each.endsOn !== '2025-03-31'),
    { invoiced: new Map(), revenue: new Map() },
  );
  expect(gap.vat_declared_12m).toMatchObject({ value: null, missing: 'returns_incomplete' });
  expect(gap.vat_undeclared_months.value).toBe(1);
  const quarter = returnReadings(
    [
      ...whole.filter((each) => !['2025-01-31', '2025-02-28', '2025-03-31'].includes(each.endsOn)),
      one('2025-03-31', { sales_simple: 30_000n }, 3),
    ],
    { invoiced: new Map(), revenue: new Map() },
  );
  expect([quarter.vat_declared_12m.value, quarter.vat_undeclared_months.value]).toEqual([120_000, 0]);
  expect(returnReadings([], { invoiced: new Map(), revenue: new Map() }).vat_declared_12m.missing).toBe('no_vat_return');
});

test('a form that does not agree with itself, or with the one before, is told with the difference', () => {
  const before = one('2026-01-31', { carried_out: 50_000n });
  const now = one('2026-02-28', {
    output_tax: 130_000n,
    input_tax: 90_000n,
    carried_in: 20_000n,
    deducted: 110_000n,
    payable_general: 20_000n,
    carried_out: 0n,
    payable: 15_000n,
  });
  expect(returnFaults(now, before).map((each) => [each.code, each.differenceMinor])).toEqual([
    ['payable_differs', -5_000n],
    ['carried_in_differs', -30_000n],
  ]);
});

test('what an exporter is given back leaves what is carried out, and what an inspection found comes in', () => {
  const exporter = {
    input_tax: 90_000n,
    carried_in: 20_000n,
    input_out: 5_000n,
    export_refund: 60_000n,
    inspected: 1_000n,
    deducted: 30_000n,
  };
  expect(returnFaults(one('2026-02-28', { ...exporter, carried_out: 16_000n }), undefined)).toEqual([]);
  expect(returnFaults(one('2026-02-28', { ...exporter, carried_out: 76_000n }), undefined)).toMatchObject([
    { code: 'carried_differs', foundMinor: 16_000n },
  ]);
});
