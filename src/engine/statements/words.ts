// The names of ratios, checks and signals in both languages, and how their values are said.
import { formatMinor } from '#base/money.ts';
import { formatPpmAsPercent } from '#base/ratio.ts';
import { lineOf } from './lines.ts';
import type { RatioKey, RatioUnit } from './ratios.ts';
import type { StatementSignalCode } from './signals.ts';

export type Language = 'zh' | 'en';
type Both = { readonly zh: string; readonly en: string };

export const RATIO_NAMES: Readonly<Record<RatioKey, Both>> = {
  debt_ratio: { zh: '资产负债率', en: 'Debt ratio' },
  current_ratio: { zh: '流动比率', en: 'Current ratio' },
  quick_ratio: { zh: '速动比率', en: 'Quick ratio' },
  cash_ratio: { zh: '现金比率', en: 'Cash ratio' },
  interest_cover: { zh: '利息保障倍数', en: 'Interest cover' },
  cash_to_current_liabilities: { zh: '经营现金流/流动负债', en: 'Operating cash to current liabilities' },
  interest_debt_ratio: { zh: '有息负债率', en: 'Interest-bearing debt to assets' },
  gross_margin: { zh: '毛利率', en: 'Gross margin' },
  operating_margin: { zh: '营业利润率', en: 'Operating margin' },
  net_margin: { zh: '净利率', en: 'Net margin' },
  roa: { zh: '总资产净利率', en: 'Return on assets' },
  roe: { zh: '净资产收益率', en: 'Return on equity' },
  expense_share: { zh: '期间费用率', en: 'Expenses to revenue' },
  receivable_turnover: { zh: '应收账款周转率', en: 'Receivables turnover' },
  receivable_days: { zh: '应收账款周转天数', en: 'Days of receivables' },
  inventory_turnover: { zh: '存货周转率', en: 'Inventory turnover' },
  inventory_days: { zh: '存货周转天数', en: 'Days of inventory' },
  asset_turnover: { zh: '总资产周转率', en: 'Asset turnover' },
  payable_days: { zh: '应付账款周转天数', en: 'Days of payables' },
  cash_cycle_days: { zh: '现金循环天数', en: 'Cash conversion cycle' },
  cash_to_profit: { zh: '净利润现金含量', en: 'Operating cash to net profit' },
  cash_to_sales: { zh: '销售收现率', en: 'Cash received to revenue' },
  revenue_growth: { zh: '营业收入增长率', en: 'Revenue growth' },
  net_profit_growth: { zh: '净利润增长率', en: 'Net profit growth' },
  asset_growth: { zh: '总资产增长率', en: 'Asset growth' },
  equity_growth: { zh: '净资产增长率', en: 'Equity growth' },
  receivable_growth: { zh: '应收账款增长率', en: 'Receivables growth' },
  inventory_growth: { zh: '存货增长率', en: 'Inventory growth' },
  receivables_share: { zh: '应收账款占总资产', en: 'Receivables to assets' },
  other_receivables_share: { zh: '其他应收款占总资产', en: 'Other receivables to assets' },
};

export const CHECK_NAMES: Readonly<Record<string, Both>> = {
  current_assets_add_up: { zh: '流动资产各项之和 = 流动资产合计', en: 'Current assets add up' },
  noncurrent_assets_add_up: { zh: '非流动资产各项之和 = 非流动资产合计', en: 'Non-current assets add up' },
  assets_add_up: { zh: '流动资产 + 非流动资产 = 资产总计', en: 'Current + non-current assets = total assets' },
  current_liabilities_add_up: { zh: '流动负债各项之和 = 流动负债合计', en: 'Current liabilities add up' },
  noncurrent_liabilities_add_up: { zh: '非流动负债各项之和 = 非流动负债合计', en: 'Non-current liabilities add up' },
  liabilities_add_up: { zh: '流动负债 + 非流动负债 = 负债合计', en: 'Current + non-current liabilities = total liabilities' },
  parent_equity_adds_up: { zh: '权益各项之和 = 归母权益合计', en: 'Equity of the parent’s owners adds up' },
  equity_adds_up: { zh: '权益各项之和 = 所有者权益合计', en: 'Equity adds up' },
  balance: { zh: '资产 = 负债 + 所有者权益', en: 'Assets = liabilities + equity' },
  balance_printed: { zh: '资产总计 = 负债和所有者权益总计', en: 'Total assets = printed total of liabilities and equity' },
  revenue_adds_up: { zh: '营业总收入各项之和', en: 'Total revenue adds up' },
  cost_adds_up: { zh: '营业总成本各项之和', en: 'Total cost adds up' },
  operating_profit_adds_up: { zh: '收入 − 成本费用 + 收益 = 营业利润', en: 'Revenue − costs + gains = operating profit' },
  profit_before_tax_adds_up: {
    zh: '营业利润 + 营业外收支 = 利润总额',
    en: 'Operating profit ± non-operating = profit before tax',
  },
  net_profit_adds_up: { zh: '利润总额 − 所得税 = 净利润', en: 'Profit before tax − tax = net profit' },
  net_profit_by_owner: { zh: '归母净利润 + 少数股东损益 = 净利润', en: 'Net profit by owner adds up' },
  comprehensive_income_adds_up: { zh: '净利润 + 其他综合收益 = 综合收益总额', en: 'Net profit + OCI = comprehensive income' },
  operating_cash_adds_up: { zh: '经营流入 − 流出 = 经营净额', en: 'Operating inflow − outflow = net' },
  investing_cash_adds_up: { zh: '投资流入 − 流出 = 投资净额', en: 'Investing inflow − outflow = net' },
  financing_cash_adds_up: { zh: '筹资流入 − 流出 = 筹资净额', en: 'Financing inflow − outflow = net' },
  cash_change_adds_up: { zh: '三类净额 + 汇率影响 = 现金净增加额', en: 'Three nets + exchange = net change of cash' },
  closing_cash_adds_up: { zh: '期初现金 + 净增加 = 期末现金', en: 'Opening cash + change = closing cash' },
  cash_on_both: { zh: '货币资金 = 期末现金（差额为受限资金或定期存款）', en: 'Cash on both statements (the rest is restricted)' },
  opening_cash_is_last_closing: { zh: '本年期初现金 = 上年期末现金', en: 'Opening cash = last year’s closing cash' },
  opening_is_last_closing: { zh: '本年年初数 = 上年报表的期末数', en: 'Opening balances = last year’s closing ones' },
  income_beside_is_last_year: { zh: '利润表的上年数 = 上年利润表', en: 'Last year’s income as printed now = as printed then' },
  cash_beside_is_last_year: {
    zh: '现金流量表的上年数 = 上年现金流量表',
    en: 'Last year’s cash flow as printed now = as printed then',
  },
  retained_earnings_move: {
    zh: '未分配利润变动 = 净利润 − 利润分配',
    en: 'Change of retained earnings = net profit − distributions',
  },
};

export const SIGNAL_NAMES: Readonly<Record<StatementSignalCode, Both>> = {
  does_not_articulate: { zh: '报表勾稽不平', en: 'The statements do not agree with themselves' },
  earlier_year_changed: { zh: '上年数被改动', en: 'Last year’s figures were changed' },
  opinion_not_clean: { zh: '审计意见非标准', en: 'The audit opinion is not clean' },
  negative_equity: { zh: '资不抵债', en: 'Liabilities exceed assets' },
  loss: { zh: '本期亏损', en: 'A loss' },
  profit_without_cash: { zh: '有利润、无现金', en: 'Profit without cash' },
  short_debt_for_long_assets: { zh: '短债长投', en: 'Short debt pays for long assets' },
  high_debt: { zh: '负债率偏高', en: 'High debt' },
  interest_not_covered: { zh: '利息保障不足', en: 'Interest is hardly covered' },
  receivables_outgrow_sales: { zh: '应收增长快于收入', en: 'Receivables grow faster than sales' },
  inventory_outgrows_sales: { zh: '存货增长快于收入', en: 'Inventory grows faster than sales' },
  margin_falls: { zh: '毛利率下滑', en: 'The gross margin falls' },
  sales_fall: { zh: '收入明显下降', en: 'Sales fall' },
  cash_and_debt_both_high: { zh: '存贷双高', en: 'Much cash and much debt at once' },
  other_receivables_large: { zh: '其他应收款占比高', en: 'Large other receivables' },
  slow_collection: { zh: '应收回款慢', en: 'Receivables come in slowly' },
};

/** 29.5%, 1.63 times, 68.7 days. */
export function sayMicro(value: number, unit: RatioUnit, language: Language): string {
  if (unit === 'percent') return `${formatPpmAsPercent(value, 1)}%`;
  if (unit === 'times') return language === 'zh' ? `${(value / 1e6).toFixed(2)} 倍` : `${(value / 1e6).toFixed(2)}×`;
  return language === 'zh' ? `${(value / 1e6).toFixed(1)} 天` : `${(value / 1e6).toFixed(1)} days`;
}

/** 503.12 亿元, 24.6 万元; in English CNY 50,311.7m. */
export function sayMoney(minor: bigint, currency: string, language: Language): string {
  const text = formatMinor(minor < 0n ? -minor : minor, currency);
  const value = Number(text);
  const sign = minor < 0n ? '-' : '';
  if (language === 'en') {
    const [shown, unit] = value >= 1e6 ? [value / 1e6, 'm'] : [value, ''];
    return `${sign}${currency} ${shown.toLocaleString('en-US', { maximumFractionDigits: unit ? 1 : 2 })}${unit}`;
  }
  const money = currency === 'CNY' ? '元' : ` ${currency}`;
  if (value >= 1e8) return `${sign}${(value / 1e8).toFixed(2)} 亿${money}`;
  if (value >= 1e4) return `${sign}${(value / 1e4).toFixed(2)} 万${money}`;
  return `${sign}${value.toFixed(2)} ${money}`;
}

export function lineWord(key: string, language: Language): string {
  return lineOf(key)?.[language] ?? key;
}

const QUESTIONS: Readonly<Record<string, Both>> = {
  unit: { zh: '报表金额的单位是什么？文件里没有写。', en: 'In which unit are the amounts? The file does not say.' },
  'ends-on': { zh: '这张报表截至哪一天？文件里没有写。', en: 'Of which day is the statement? The file does not say.' },
  columns: {
    zh: '并排的各月（季）金额，是当月（季）发生额，还是从一月起的累计数？',
    en: 'Months or quarters side by side: is each of them alone, or counted from January?',
  },
};

export function questionText(id: string, language: Language): string {
  return QUESTIONS[id]?.[language] ?? id;
}

const NOTES: Readonly<Record<string, Both>> = {
  line_unknown: { zh: '不认识这个项目，金额没有取用', en: 'This line is not known; its amount was not taken' },
  column_unread: {
    zh: '看不出这一列是哪一期（或与前面的列同一期），没有取用',
    en: 'The heading does not say which period this column is (or it is one already read); it was not taken',
  },
  part_alone: {
    zh: '这一期之前的月份不全，不能累计，没有取用',
    en: 'Months before this one are missing, so it cannot be added up; it was not taken',
  },
  trial_balance: {
    zh: '这是有借方、贷方的科目余额表，不是财务报表；请导入资产负债表、利润表或现金流量表',
    en: 'This is a trial balance with debits and credits, not a statement; import the balance sheet, income or cash flow statement',
  },
  period_unread: { zh: '看不出是哪一期，这一行没有取用', en: 'The period cannot be read; this row was not taken' },
};

export function noteText(code: string, language: Language): string {
  return (NOTES[code] ?? { zh: '这个单元格不是金额，没有取用', en: 'This cell is no amount and was not taken' })[language];
}
