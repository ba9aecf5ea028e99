// What each indicator means and how it is made, in both languages.
import type { BankKey } from './bank-profile.ts';
import { STATEMENT_PREFIX } from './indicator-catalogue.ts';
import type { IndicatorKey } from './indicators.ts';
import { INVESTIGATION_ABOUT } from './investigation-indicators.ts';
import type { RatioKey } from './statements/ratios.ts';
import type { VatKey } from './vat-profile.ts';
import type { ReturnIndicator } from './vat-return.ts';

type Words = { readonly zh: string; readonly en: string };
const say = (zh: string, en: string): Words => ({ zh, en });

const LEDGER: Readonly<Record<IndicatorKey, Words>> = {
  days_late_avg_12m: say(
    'Σ(回款额 × 晚付天数) ÷ Σ 回款额，近 12 个月；早付计 0 天',
    'Σ(amount paid × days late) ÷ Σ amount paid, 12 months; early counts as 0',
  ),
  days_late_worst_12m: say(
    '近 12 个月已付发票中最晚的一笔晚了几天',
    'The latest of all payments of 12 months, in days after the due day',
  ),
  paid_on_time_share_12m: say(
    '按期或提前付清的金额 ÷ 全部回款额，近 12 个月',
    'Amount paid by its due day ÷ all paid, 12 months',
  ),
  overdue_share: say('已逾期余额 ÷ 应收余额', 'Past-due balance ÷ receivables'),
  oldest_overdue_days: say(
    '最早到期而未付的一笔，至今几天；无逾期为 0',
    'Days since the oldest unpaid due day; 0 where nothing is overdue',
  ),
  utilisation: say('敞口 ÷ 授信额度', 'Exposure ÷ limit'),
  utilisation_peak_12m: say('近 12 个月每日敞口 ÷ 当日额度的最高值', 'Highest daily exposure ÷ limit of that day, 12 months'),
  history_months: say('首张单据至今的整月数', 'Whole months since the first document'),
  months_since_purchase: say('最近一张发票至今的整月数', 'Whole months since the last invoice'),
  purchase_growth_6m: say('近 6 个整月赊销额 ÷ 前 6 个整月 − 1', 'Credit sales of the last 6 whole months ÷ the 6 before − 1'),
  purchase_growth_season: say(
    '近 6 个整月赊销额 ÷ 去年同期 − 1',
    'Credit sales of the last 6 whole months ÷ the same a year before − 1',
  ),
  purchase_volatility_12m: say(
    '月赊销额的标准差 ÷ 平均数，近 12 个整月',
    'Standard deviation of monthly sales ÷ their mean, 12 whole months',
  ),
  monthly_sales_avg_12m: say('近 12 个整月赊销额的月平均', 'Mean monthly credit sales, 12 whole months'),
  best_paid_peak_12m: say('近 12 个月曾达到、此后已付清的最高应收', 'Highest receivables of 12 months that have since been paid'),
  dishonoured_bills_24m: say('近 24 个月到期被拒付的票据张数', 'Bills dishonoured in 24 months'),
  group_worst_overdue_days: say('同集团其他成员中最长的逾期天数', 'Worst overdue days among the other members of the group'),
  data_completeness: say(
    '信用代码、行业、地区、业务员中已填的比例',
    'Share of credit code, industry, region and salesperson that is filled in',
  ),
  adverse_records_24m: say('近 24 个月已核实、无争议的不良外部记录条数', 'Adverse records of 24 months, verified and undisputed'),
  grave_records: say(
    '已核实、无争议的失信、限高、破产、吊销记录条数',
    'Verified, undisputed records of dishonesty, restriction, bankruptcy or revocation',
  ),
  requests_late: say('已到期仍未补交的资料要求条数', 'Requests for papers past their day'),
};

const RATIO: Readonly<Record<RatioKey, Words>> = {
  debt_ratio: say('负债合计 ÷ 资产总计', 'Total liabilities ÷ total assets'),
  current_ratio: say('流动资产 ÷ 流动负债', 'Current assets ÷ current liabilities'),
  quick_ratio: say(
    '(流动资产 − 存货 − 预付款项) ÷ 流动负债',
    '(Current assets − inventories − prepayments) ÷ current liabilities',
  ),
  cash_ratio: say('(货币资金 + 交易性金融资产) ÷ 流动负债', '(Cash + trading assets) ÷ current liabilities'),
  interest_cover: say('(利润总额 + 利息费用) ÷ 利息费用', '(Profit before tax + interest) ÷ interest'),
  cash_to_current_liabilities: say('经营现金净额 ÷ 流动负债', 'Operating cash ÷ current liabilities'),
  interest_debt_ratio: say('有息负债 ÷ 资产总计', 'Interest-bearing debt ÷ total assets'),
  gross_margin: say('(营业收入 − 营业成本) ÷ 营业收入', '(Revenue − cost) ÷ revenue'),
  operating_margin: say('营业利润 ÷ 营业收入', 'Operating profit ÷ revenue'),
  net_margin: say('净利润 ÷ 营业收入', 'Net profit ÷ revenue'),
  roa: say('净利润 ÷ 平均总资产', 'Net profit ÷ average assets'),
  roe: say('净利润 ÷ 平均净资产', 'Net profit ÷ average equity'),
  expense_share: say(
    '(管理 + 销售 + 财务 + 研发费用) ÷ 营业收入',
    'Administrative, selling, finance and research expenses ÷ revenue',
  ),
  receivable_turnover: say('营业收入 ÷ 平均应收账款', 'Revenue ÷ average receivables'),
  receivable_days: say('365 ÷ 应收账款周转率', '365 ÷ receivables turnover'),
  inventory_turnover: say('营业成本 ÷ 平均存货', 'Cost ÷ average inventories'),
  inventory_days: say('365 ÷ 存货周转率', '365 ÷ inventory turnover'),
  asset_turnover: say('营业收入 ÷ 平均总资产', 'Revenue ÷ average assets'),
  payable_days: say('365 × 平均应付账款 ÷ 营业成本', '365 × average payables ÷ cost'),
  cash_cycle_days: say('应收天数 + 存货天数 − 应付天数', 'Receivable days + inventory days − payable days'),
  cash_to_profit: say('经营现金净额 ÷ 净利润', 'Operating cash ÷ net profit'),
  cash_to_sales: say('销售收到的现金 ÷ 营业收入', 'Cash received from sales ÷ revenue'),
  revenue_growth: say('营业收入 ÷ 上年同期 − 1', 'Revenue ÷ the year before − 1'),
  net_profit_growth: say('净利润 ÷ 上年同期 − 1', 'Net profit ÷ the year before − 1'),
  asset_growth: say('资产总计 ÷ 年初 − 1', 'Total assets ÷ opening − 1'),
  equity_growth: say('所有者权益 ÷ 年初 − 1', 'Equity ÷ opening − 1'),
  receivable_growth: say('应收账款 ÷ 上年同期 − 1', 'Receivables ÷ the year before − 1'),
  inventory_growth: say('存货 ÷ 上年同期 − 1', 'Inventories ÷ the year before − 1'),
  receivables_share: say('应收账款 ÷ 资产总计', 'Receivables ÷ total assets'),
  other_receivables_share: say('其他应收款 ÷ 资产总计', 'Other receivables ÷ total assets'),
};

const VAT: Readonly<Record<VatKey, Words>> = {
  vat_sales_12m: say(
    '清单最后一天往前一年的有效销项金额（不含税，红字冲减）',
    'Valid sales invoices of the year up to the list’s last day, net of tax and red-letter ones',
  ),
  vat_purchases_12m: say(
    '同一年的有效进项金额（不含税，红字冲减）',
    'Valid purchase invoices of the same year, net of tax and red-letter ones',
  ),
  vat_margin_12m: say('(销售额 − 采购额) ÷ 销售额', '(Sales − purchases) ÷ sales'),
  vat_sales_growth: say('近一年销售额 ÷ 再前一年 − 1', 'Sales of the year ÷ the year before − 1'),
  vat_sales_growth_season: say('最近一季销售额 ÷ 去年同季 − 1', 'Sales of the last quarter ÷ the same a year before − 1'),
  vat_sales_volatility: say('十二个月段销售额的标准差 ÷ 平均数', 'Standard deviation of the twelve monthly sales ÷ their mean'),
  vat_peak_season: say(
    '最高月段销售额 ÷ 当年月平均；有两年清单时先取两年同月段的平均，一次大单不算旺季',
    'Best month’s sales ÷ the monthly mean of its year; with two years listed, months are averaged over both, as one large order is no season',
  ),
  vat_active_months: say('近一年有销项的月数', 'Months of the year with a sales invoice'),
  vat_customers: say('近一年有净销售额的购方个数', 'Buyers of the year with more than nothing'),
  vat_top_customer_share: say('最大购方 ÷ 全部销售额', 'Largest buyer ÷ all sales'),
  vat_top5_customers_share: say('前五大购方 ÷ 全部销售额', 'Five largest buyers ÷ all sales'),
  vat_suppliers: say('近一年有净采购额的销方个数', 'Sellers of the year with more than nothing'),
  vat_top_supplier_share: say('最大销方 ÷ 全部采购额', 'Largest seller ÷ all purchases'),
  vat_void_share: say('作废销项张数 ÷ 全部销项张数', 'Void sales invoices ÷ all of them, by number'),
  vat_red_share: say('红字销项金额 ÷ 冲减前销售额', 'Red-letter sales ÷ sales before them'),
};

const RETURNS: Readonly<Record<ReturnIndicator, Words>> = {
  vat_declared_12m: say(
    '最近十二个月申报表上的销售额合计（一般、简易、出口、免税）',
    'Sales on the returns of the last twelve months: general, simple, export, exempt',
  ),
  vat_declared_growth: say('近十二个月申报销售额 ÷ 再前十二个月 − 1', 'Declared sales of twelve months ÷ the twelve before − 1'),
  vat_tax_burden: say('近十二个月应纳税额 ÷ 申报销售额', 'Tax payable of twelve months ÷ declared sales'),
  vat_declared_to_invoiced: say(
    '(申报销售额 − 清单开票额) ÷ 清单开票额，近十二个月',
    '(Declared sales − invoiced sales) ÷ invoiced sales, twelve months',
  ),
  vat_revenue_to_declared: say(
    '(利润表营业收入 − 同年申报销售额) ÷ 申报销售额，最近一个完整年度',
    '(Revenue of the income statement − sales declared that year) ÷ declared, the latest whole year',
  ),
  vat_undeclared_months: say('近十二个月没有申报表的月数', 'Months of the last twelve without a return'),
};

const BANK: Readonly<Record<BankKey, Words>> = {
  bank_inflow_12m: say(
    '近一年流入，不含借款、利息、退回及内部划转',
    'Inflow of the year without loans, interest, returned items and own transfers',
  ),
  bank_outflow_12m: say('近一年流出，不含内部划转及退回', 'Outflow of the year without own transfers and returned items'),
  bank_inflow_growth: say('近一年经营流入 ÷ 再前一年 − 1', 'Trade inflow of the year ÷ the year before − 1'),
  bank_inflow_volatility: say(
    '十二个月段经营流入的标准差 ÷ 平均数',
    'Standard deviation of the twelve monthly inflows ÷ their mean',
  ),
  bank_payers: say('近一年付款的对方户名个数', 'Names that paid in the year'),
  bank_top_payer_share: say('最大付款方 ÷ 经营流入', 'Largest payer ÷ trade inflow'),
  bank_top5_payers_share: say('前五付款方 ÷ 经营流入', 'Five largest payers ÷ trade inflow'),
  bank_balance_avg: say('每日终了各账户余额之和的平均', 'Mean of the balances of all accounts at the end of each day'),
  bank_balance_min: say('每日终了余额的最低值', 'Lowest balance at the end of a day'),
  bank_cover_days: say('日均余额 ÷ 日均流出', 'Average balance ÷ average daily outflow'),
  bank_low_days_share: say('余额不足 7 天平均流出的天数 ÷ 全部天数', 'Share of days whose balance would not pay 7 average days'),
  bank_returned_12m: say('近一年退票、退汇、冲正笔数', 'Returned or reversed items of the year'),
  bank_loan_repaid_share: say('还本付息 ÷ 流出', 'Principal and interest repaid ÷ outflow'),
  bank_loan_in_share: say('借入款 ÷ (经营流入 + 借入款)', 'Borrowed ÷ (trade inflow + borrowed)'),
  bank_wage_months: say('近一年有发薪的月数', 'Months of the year with wages paid'),
};

export const DEFINITIONS: Readonly<Record<string, Words>> = {
  ...LEDGER,
  ...VAT,
  ...RETURNS,
  ...BANK,
  ...Object.fromEntries(Object.entries(INVESTIGATION_ABOUT).map(([key, about]) => [key, about.means])),
  industry_coefficient: say(
    '系数表中与客户行业开头最长相符、当日有效的一条；100% 为中性，越低风险越高',
    'The row of the table that fits the customer’s industry best on the day; 100 % is neutral, lower is riskier',
  ),
  region_coefficient: say(
    '系数表中与客户地区开头最长相符、当日有效的一条；100% 为中性，越低风险越高',
    'The row of the table that fits the customer’s region best on the day; 100 % is neutral, lower is riskier',
  ),
  ...Object.fromEntries(Object.entries(RATIO).map(([key, words]) => [STATEMENT_PREFIX + key, words])),
};
