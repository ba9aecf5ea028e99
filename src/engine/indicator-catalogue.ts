// The catalogue of indicators: every figure of a customer that a card or a model may read, what it means, where it comes from, how long it holds.
import type { Day } from '#base/date.ts';
import { addDays } from '#base/date.ts';
import { BANK_KEYS, type BankKey } from './bank-profile.ts';
import { COEFFICIENT_KEYS, COEFFICIENT_OF, type CoefficientOf } from './coefficients.ts';
import type { EntryUnit, Readings } from './indicator-reading.ts';
import { INDICATORS, type IndicatorKey, type IndicatorSpec } from './indicators.ts';
import { INVESTIGATION_ABOUT, INVESTIGATION_KEYS } from './investigation-indicators.ts';
import { metaOf, RATIO_KEYS, type RatioKey } from './statements/ratios.ts';
import { RATIO_NAMES } from './statements/words.ts';
import { VAT_KEYS, type VatKey } from './vat-profile.ts';
import { RETURN_INDICATORS, type ReturnIndicator } from './vat-return.ts';

type Words = { readonly zh: string; readonly en: string };

export const INDICATOR_SOURCES = [
  'ledger',
  'record',
  'file',
  'statement',
  'vat',
  'bank',
  'investigation',
  'table',
  'own',
] as const;
/** ledger: behaviour in our books; record: courts and offices; file: the customer's file with us; table: industry and region; own: by expression. */
export type IndicatorSource = (typeof INDICATOR_SOURCES)[number];

export type CatalogueEntry = {
  readonly key: string;
  readonly title: Words;
  readonly unit: EntryUnit;
  /** Which way is safer. */
  readonly safer: IndicatorSpec['safer'];
  readonly source: IndicatorSource;
  /** Older than so many days, what it rests on counts as missing (`stale`). */
  readonly freshDays: number;
  /** Known for today only: what it rests on keeps no history. */
  readonly todayOnly?: true;
};

export const STATEMENT_PREFIX = 'stmt_';
const RECORD_KEYS: readonly IndicatorKey[] = ['adverse_records_24m', 'grave_records'];
const FILE_KEYS: readonly IndicatorKey[] = ['data_completeness', 'requests_late'];
/** A year's statement is out by the end of April: good until the next one is. */
const STATEMENT_FRESH_DAYS = 485;
const LIST_FRESH_DAYS = 180;
/** A template may say a shorter time; none says a longer one. */
const INVESTIGATION_FRESH_DAYS = 730;
/** A table that nobody touched for so long says nothing of today. */
const TABLE_FRESH_DAYS = 3_650;

const ratioUnit = { percent: 'ppm', times: 'times', days: 'days' } as const;

/** title, unit, which way is safer; definitions stand in `DEFINITIONS`. */
const VAT: Readonly<Record<VatKey, readonly [zh: string, en: string, EntryUnit, IndicatorSpec['safer']]>> = {
  vat_sales_12m: ['税票：近一年销售额', 'VAT list: sales of a year', 'money', 'higher'],
  vat_purchases_12m: ['税票：近一年采购额', 'VAT list: purchases of a year', 'money', 'none'],
  vat_margin_12m: ['税票：进销差率', 'VAT list: sales less purchases, to sales', 'ppm', 'none'],
  vat_sales_growth: ['税票：销售额同比', 'VAT list: sales against the year before', 'ppm', 'higher'],
  vat_sales_growth_season: ['税票：近季销售较去年同季', 'VAT list: last quarter against the same a year before', 'ppm', 'higher'],
  vat_sales_volatility: ['税票：月销售波动', 'VAT list: volatility of monthly sales', 'ppm', 'lower'],
  vat_peak_season: ['税票：旺季倍数', 'VAT list: best month to average month', 'times', 'lower'],
  vat_active_months: ['税票：近一年开票月数', 'VAT list: months with sales, of twelve', 'months', 'higher'],
  vat_customers: ['税票：客户数', 'VAT list: customers', 'count', 'higher'],
  vat_top_customer_share: ['税票：最大客户占比', 'VAT list: share of the largest customer', 'ppm', 'lower'],
  vat_top5_customers_share: ['税票：前五客户占比', 'VAT list: share of the five largest customers', 'ppm', 'lower'],
  vat_suppliers: ['税票：供应商数', 'VAT list: suppliers', 'count', 'none'],
  vat_top_supplier_share: ['税票：最大供应商占比', 'VAT list: share of the largest supplier', 'ppm', 'lower'],
  vat_void_share: ['税票：作废比例', 'VAT list: share of void invoices', 'ppm', 'lower'],
  vat_red_share: ['税票：红冲比例', 'VAT list: share of red-letter invoices', 'ppm', 'lower'],
};

const BANK: Readonly<Record<BankKey, readonly [zh: string, en: string, EntryUnit, IndicatorSpec['safer']]>> = {
  bank_inflow_12m: ['流水：近一年经营流入', 'Bank: trade inflow of a year', 'money', 'higher'],
  bank_outflow_12m: ['流水：近一年流出', 'Bank: outflow of a year', 'money', 'none'],
  bank_inflow_growth: ['流水：经营流入同比', 'Bank: inflow against the year before', 'ppm', 'higher'],
  bank_inflow_volatility: ['流水：月流入波动', 'Bank: volatility of monthly inflow', 'ppm', 'lower'],
  bank_payers: ['流水：付款方数', 'Bank: payers', 'count', 'higher'],
  bank_top_payer_share: ['流水：最大付款方占比', 'Bank: share of the largest payer', 'ppm', 'lower'],
  bank_top5_payers_share: ['流水：前五付款方占比', 'Bank: share of the five largest payers', 'ppm', 'lower'],
  bank_balance_avg: ['流水：日均余额', 'Bank: average balance', 'money', 'higher'],
  bank_balance_min: ['流水：最低余额', 'Bank: lowest balance', 'money', 'higher'],
  bank_cover_days: ['流水：余额可付天数', 'Bank: days of payments covered by the balance', 'days', 'higher'],
  bank_low_days_share: ['流水：余额吃紧天数占比', 'Bank: share of days with a thin balance', 'ppm', 'lower'],
  bank_returned_12m: ['流水：近一年退票退汇', 'Bank: returned items of a year', 'count', 'lower'],
  bank_loan_repaid_share: ['流水：还贷占流出', 'Bank: loan repayments to outflow', 'ppm', 'lower'],
  bank_loan_in_share: ['流水：借款占流入', 'Bank: borrowing to inflow', 'ppm', 'lower'],
  bank_wage_months: ['流水：发薪月数', 'Bank: months with wages, of twelve', 'months', 'higher'],
};

const RETURNS: Readonly<Record<ReturnIndicator, readonly [zh: string, en: string, EntryUnit, IndicatorSpec['safer']]>> = {
  vat_declared_12m: ['申报：近一年销售额', 'VAT returns: sales of a year', 'money', 'higher'],
  vat_declared_growth: ['申报：销售额同比', 'VAT returns: sales against the year before', 'ppm', 'higher'],
  vat_tax_burden: ['申报：增值税税负率', 'VAT returns: tax payable to sales', 'ppm', 'none'],
  vat_declared_to_invoiced: ['申报：比开票多出', 'VAT returns: declared above invoiced', 'ppm', 'none'],
  vat_revenue_to_declared: ['申报：报表收入比申报多出', 'VAT returns: revenue of the books above declared', 'ppm', 'lower'],
  vat_undeclared_months: ['申报：近一年缺报月数', 'VAT returns: months without one, of twelve', 'months', 'lower'],
};

const COEFFICIENT_TITLES: Readonly<Record<CoefficientOf, Words>> = {
  industry: { zh: '行业系数', en: 'Industry coefficient' },
  region: { zh: '地区系数', en: 'Region coefficient' },
};

function entry(
  key: string,
  title: Words,
  unit: EntryUnit,
  safer: CatalogueEntry['safer'],
  source: IndicatorSource,
  freshDays: number,
) {
  return { key, title, unit, safer, source, freshDays };
}

/** Everything we ship, in the order pages show it. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  ...INDICATORS.map((spec): CatalogueEntry => {
    const source = RECORD_KEYS.includes(spec.key) ? 'record' : FILE_KEYS.includes(spec.key) ? 'file' : 'ledger';
    const made = entry(spec.key, spec.title, spec.unit, spec.safer, source, spec.freshDays);
    return source === 'file' ? { ...made, todayOnly: true } : made;
  }),
  ...RATIO_KEYS.map((key) => {
    const { unit, direction } = metaOf(key);
    return entry(STATEMENT_PREFIX + key, RATIO_NAMES[key], ratioUnit[unit], direction, 'statement', STATEMENT_FRESH_DAYS);
  }),
  ...VAT_KEYS.map((key) => entry(key, { zh: VAT[key][0], en: VAT[key][1] }, VAT[key][2], VAT[key][3], 'vat', LIST_FRESH_DAYS)),
  ...RETURN_INDICATORS.map((key) =>
    entry(
      key,
      { zh: RETURNS[key][0], en: RETURNS[key][1] },
      RETURNS[key][2],
      RETURNS[key][3],
      'vat',
      key === 'vat_revenue_to_declared' ? STATEMENT_FRESH_DAYS : LIST_FRESH_DAYS,
    ),
  ),
  ...BANK_KEYS.map((key) =>
    entry(key, { zh: BANK[key][0], en: BANK[key][1] }, BANK[key][2], BANK[key][3], 'bank', LIST_FRESH_DAYS),
  ),
  ...INVESTIGATION_KEYS.map((key) => {
    const { title, unit, safer } = INVESTIGATION_ABOUT[key];
    return entry(key, title, unit, safer, 'investigation', INVESTIGATION_FRESH_DAYS);
  }),
  ...COEFFICIENT_OF.map((of) => entry(COEFFICIENT_KEYS[of], COEFFICIENT_TITLES[of], 'ppm', 'higher', 'table', TABLE_FRESH_DAYS)),
];

const BY_KEY = new Map(CATALOGUE.map((each) => [each.key, each]));

export function entryOf(key: string): CatalogueEntry | undefined {
  return BY_KEY.get(key);
}

/** A ratio's millionths in the catalogue's unit: ppm as they are, multiples and days plain. */
export function ratioValue(key: RatioKey, micro: number): number {
  return metaOf(key).unit === 'percent' ? micro : micro / 1e6;
}

/** What is older than its limit counts as missing: `stale`, with the day it is of. Ledger and records are as of the day asked for. */
export function freshOnly(readings: Readings, entries: readonly CatalogueEntry[], asOf: Day): Readings {
  const out: Record<string, Readings[string]> = { ...readings };
  for (const { key, source, freshDays } of entries) {
    const reading = out[key];
    if (!reading || reading.value === null || reading.on === null || source === 'ledger' || source === 'record') continue;
    if (addDays(reading.on, freshDays) >= asOf) continue;
    out[key] = { value: null, missing: 'stale', inputs: { ...reading.inputs, was: reading.value, freshDays }, on: reading.on };
  }
  return out;
}
