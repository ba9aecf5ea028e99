// VAT lists and bank statements as a credit manager reads them; own indicators on top of them; sentences of outcomes.
import { describe, expect, test } from 'vitest';
import { type BankSlot, bankClassOf, bankReadings, dailyBalances } from './bank-profile.ts';
import { CATALOGUE, freshOnly } from './indicator-catalogue.ts';
import { found, type Readings } from './indicator-reading.ts';
import { DEFINITIONS } from './indicator-words.ts';
import { parseOutcome, sayOutcome } from './outcome.ts';
import { compileOwn, type OwnDefinition, withOwn } from './own-indicators.ts';
import { type VatSlot, vatReadings } from './vat-profile.ts';

test('every indicator has a name of its own and is told in both languages', () => {
  expect(new Set(CATALOGUE.map((each) => each.key)).size).toBe(CATALOGUE.length);
  expect(new Set(CATALOGUE.flatMap((each) => [each.title.zh, each.title.en])).size).toBe(2 * CATALOGUE.length);
  expect(CATALOGUE.filter((each) => !DEFINITIONS[each.key]).map((each) => each.key)).toEqual([]);
  expect(Object.keys(DEFINITIONS)).toHaveLength(CATALOGUE.length);
});

const sold = (slot: number, netMinor: bigint, more: Partial<VatSlot> = {}): VatSlot => ({
  direction: 'out',
  slot,
  netMinor,
  lines: 4,
  voids: 1,
  reds: 0,
  redMinor: 0n,
  months: [`m${slot}`],
  ...more,
});

test('a VAT list of two years: growth, season, margin, dependence; a list of half a year says no growth, and none says nothing', () => {
  const slots = [
    ...Array.from({ length: 12 }, (_, at) => sold(at, at === 3 ? 230n : 110n, { redMinor: 10n })),
    ...Array.from({ length: 12 }, (_, at) => sold(12 + at, 100n)),
    { ...sold(2, 720n), direction: 'in' as const },
  ];
  const partners = [{ direction: 'out' as const, partners: 8, totalMinor: 1_440n, topMinor: 720n, top5Minor: 1_080n }];
  const facts = { firstOn: '2023-01-02', lastOn: '2024-12-30', slots, partners };
  const values = Object.fromEntries(Object.entries(vatReadings(facts)).map(([key, each]) => [key, each.value ?? each.missing]));
  expect(values).toMatchObject({
    vat_sales_12m: 1_440,
    vat_purchases_12m: 720,
    vat_margin_12m: 500_000,
    vat_sales_growth: 200_000,
    vat_sales_growth_season: 100_000,
    // 230 of a mean of 120 this year, nothing out of the way the year before: (1.916667 + 1) ÷ 2.
    vat_peak_season: 1.458333,
    vat_active_months: 12,
    vat_customers: 8,
    vat_top_customer_share: 500_000,
    vat_top5_customers_share: 750_000,
    vat_void_share: 200_000,
    vat_red_share: 76_923,
  });
  const oneYear = vatReadings({ ...facts, firstOn: '2024-01-02', slots: slots.filter((each) => each.slot < 12) });
  expect([oneYear.vat_peak_season.value, oneYear.vat_sales_growth.missing]).toEqual([1.916667, 'history_too_short']);
  const short = vatReadings({ ...facts, firstOn: '2024-07-01', slots: slots.filter((each) => each.slot < 6) });
  expect([short.vat_sales_growth.missing, short.vat_sales_volatility.missing, short.vat_sales_12m.value]).toEqual([
    'history_too_short',
    'history_too_short',
    780,
  ]);
  expect(
    new Set(Object.values(vatReadings({ firstOn: null, lastOn: null, slots: [], partners: [] })).map((each) => each.missing)),
  ).toEqual(new Set(['no_vat_list']));
});

test('a bank statement: what is a sale and what only moves, how long the balance would last, what came back', () => {
  const firm = '河北启明贸易有限公司';
  expect(
    [
      ['货款', '天津远航', true],
      ['退票', '天津远航', true],
      ['代发工资', '', false],
      ['流动资金贷款放款', '工商银行', true],
      ['归还贷款本金', '工商银行', false],
      ['贷款利息', '工商银行', false],
      ['结息', '', true],
      ['缴纳增值税', '国库', false],
      ['往来', firm, true],
      ['采购款', '唐山钢铁', false],
    ].map(([purpose, other, into]) => bankClassOf(purpose as string, other as string, into as boolean, firm)),
  ).toEqual(['trade', 'returned', 'wages', 'loan_in', 'loan_repaid', 'loan_repaid', 'interest', 'tax', 'own', 'trade']);

  const slot = (at: number, name: BankSlot['class'], inMinor: bigint, outMinor: bigint): BankSlot => ({
    slot: at,
    class: name,
    inMinor,
    outMinor,
    lines: 2,
    months: [`m${at}`],
  });
  const slots = Array.from({ length: 12 }, (_, at) => [
    slot(at, 'trade', 1_000n, 700n),
    slot(at, 'wages', 0n, 200n),
    slot(at, 'own', 5_000n, 5_000n),
    ...(at === 4 ? [slot(at, 'loan_in', 4_000n, 0n), slot(at, 'returned', 100n, 0n)] : []),
    ...(at < 2 ? [slot(at, 'loan_repaid', 0n, 600n)] : []),
  ]).flat();
  const closings = [
    { account: 'A', on: '2023-12-01', balanceMinor: 100n },
    { account: 'B', on: '2024-02-01', balanceMinor: 50n },
    { account: 'A', on: '2024-07-01', balanceMinor: 1_000n },
  ];
  const lastOn = '2024-12-30';
  const daily = dailyBalances(closings, lastOn, 365);
  // B's balance is known from February on, and nothing is guessed before.
  expect([daily.length, daily[0], daily.at(-1)]).toEqual([334, 150n, 1_050n]);
  const payers = { partners: 3, totalMinor: 12_000n, topMinor: 9_000n, top5Minor: 12_000n };
  const read = bankReadings({ firstOn: '2024-01-01', lastOn, slots, payers, closings });
  expect(Object.fromEntries(Object.entries(read).map(([key, each]) => [key, each.value ?? each.missing]))).toMatchObject({
    bank_inflow_12m: 12_000,
    bank_outflow_12m: 12_000,
    bank_inflow_growth: 'history_too_short',
    bank_top_payer_share: 750_000,
    bank_balance_min: 150,
    bank_balance_avg: 643,
    bank_cover_days: 19.6,
    bank_low_days_share: 452_096,
    bank_returned_12m: 2,
    bank_loan_repaid_share: 100_000,
    bank_loan_in_share: 250_000,
    bank_wage_months: 12,
  });
  expect(bankReadings({ firstOn: '2024-12-01', lastOn, slots, payers, closings }).bank_inflow_12m.missing).toBe(
    'history_too_short',
  );
});

const own = (key: string, expression: string, unit: OwnDefinition['unit'] = 'ppm'): OwnDefinition => ({
  key,
  title: { zh: `自${key}`, en: `Own ${key}` },
  unit,
  safer: 'lower',
  expression,
});

test('own indicators stand on ours and on each other, in any order; a circle and a wrong unit are named', () => {
  const { entries, faults } = compileOwn(CATALOGUE, [
    own('own_strain', 'max(own_pull, overdue_share)'),
    own('own_pull', 'ratio([近 12 月月均赊销], vat_purchases_12m / 12)'),
    own('own_a', 'own_b + 1', 'count'),
    own('own_b', 'own_a * 2', 'count'),
    own('own_c', 'own_a + 1', 'count'),
    own('own_days', 'overdue_share', 'days'),
  ]);
  expect(entries.map((each) => [each.key, each.freshDays])).toEqual([
    ['own_pull', 30],
    ['own_strain', 1],
  ]);
  expect([...faults].map(([key, fault]) => [key, fault.code]).sort()).toEqual([
    ['own_a', 'circle'],
    ['own_b', 'circle'],
    ['own_c', 'circle'],
    ['own_days', 'unit_of_result'],
  ]);
  const units = new Map([...CATALOGUE, ...entries].map((each) => [each.key, each.unit]));
  const given: Readings = {
    monthly_sales_avg_12m: found(50_000, {}, '2026-11-22'),
    vat_purchases_12m: found(1_200_000, {}, '2026-09-30'),
    overdue_share: found(200_000, {}, '2026-11-22'),
  };
  const all = withOwn(given, entries, (key) => units.get(key)!, 100);
  expect([all['own_pull']!.value, all['own_pull']!.on, all['own_strain']!.value]).toEqual([500_000, '2026-09-30', 500_000]);
  const { overdue_share: _, ...less } = given;
  expect(withOwn(less, entries, (key) => units.get(key)!, 100)['own_strain']).toMatchObject({
    value: null,
    missing: 'part_missing',
    inputs: { part: 'overdue_share' },
  });
  // A year later the list is stale, the ledger never.
  const later = freshOnly(given, CATALOGUE, '2027-11-22');
  expect([later['vat_purchases_12m']!.missing, later['monthly_sales_avg_12m']!.value]).toEqual(['stale', 50_000]);
});

describe('an outcome in a sentence', () => {
  test.each([
    ['60 days late above 1000 within 6 months', [60, '1000', 6]],
    ['90+ days past due over ¥5,000.50 within 12 months', [90, '5000.50', 12]],
    ['overdue by more than 30 days within 1 year', [30, '0', 12]],
    ['6个月内逾期60天以上超过1000元', [60, '1000', 6]],
    ['一年内逾期超过90天、金额超过1.5万元', [90, '15000', 12]],
    ['三个月之内逾期 30 天', [30, '0', 3]],
  ])('%s', (text, [daysLate, aboveMajor, months]) => {
    const outcome = parseOutcome(text as string);
    expect(outcome).toEqual({ daysLate, aboveMajor, months });
    for (const language of ['zh', 'en'] as const)
      expect(parseOutcome(sayOutcome(outcome as never, language)), language).toEqual({ daysLate, aboveMajor, months });
  });
  test.each([
    ['some day', ['months', 'days']],
    ['60 days late', ['months']],
    ['6个月内逾期', ['days']],
    ['6个月内逾期60天以上超过很多元', ['amount']],
    ['60 days late within 90 months', ['months']],
  ])('%s is asked about', (text, unclear) => {
    expect(parseOutcome(text)).toEqual({ unclear });
  });
});
