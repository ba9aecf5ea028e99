// What adds up to what in a statement.
import type { StatementKind } from './lines.ts';

/** `total` = Σ sign × parts. Where several readings are printed (`readings`), any of them is right: formats differ in what a line contains. */
export type SumRule = {
  readonly key: string;
  readonly statement: StatementKind;
  readonly total: string;
  readonly readings: readonly (readonly Part[])[];
  /** Lines that many a file leaves out: where none of them is printed, a difference may be them. */
  readonly oftenLeftOut?: readonly string[];
};
export type Part = { readonly line: string; readonly sign: 1 | -1 };

const parts = (text: string): Part[] =>
  text
    .trim()
    .split(/\s+/)
    .map((each) => (each.startsWith('-') ? { line: each.slice(1), sign: -1 } : { line: each, sign: 1 }));

// What a statement contains of a group may be printed as one line, as its parts, or as both; each alternative is a group of its own.
const RECEIVABLE = ['notes_receivable accounts_receivable', 'notes_and_accounts_receivable'];
const OTHER_RECEIVABLE = [
  'other_receivables',
  'other_receivables dividends_receivable interest_receivable',
  'other_receivables_total',
];
const CURRENT_REST = `cash settlement_reserve lendings trading_assets resale_assets derivative_assets receivables_financing prepayments
  premiums_receivable reinsurance_receivable reinsurance_reserves export_rebate_receivable subsidies_receivable deposits_receivable internal_receivables
  inventories assets_held_for_sale deferred_expenses current_assets_pending current_part_of_assets other_current_assets`;
const CONTRACT_ASSETS = ['contract_assets', ''];
const FIXED = [
  'fixed_assets',
  'fixed_assets fixed_assets_disposal',
  'fixed_assets_total',
  'fixed_assets_book',
  'fixed_assets_book fixed_assets_disposal',
];
const CONSTRUCTION = ['construction', 'construction construction_materials', 'construction_total'];
const NONCURRENT_REST = `loans_granted debt_investments other_debt_investments fvoci_assets amortised_assets available_for_sale held_to_maturity
  equity_investments investment_property long_receivables other_equity_investments other_noncurrent_financial other_long_investments biological_assets
  public_biological_assets oil_gas_assets right_of_use intangibles development goodwill long_deferred_expenses share_reform_rights deferred_tax_assets
  other_noncurrent_assets`;
const PAYABLE = ['notes_payable accounts_payable', 'notes_and_accounts_payable'];
const OTHER_PAYABLE = ['other_payables', 'other_payables interest_payable dividends_payable', 'other_payables_total'];
const CURRENT_DEBT_REST = `short_loans central_bank_loans deposits_taken borrowings_institutions trading_liabilities derivative_liabilities advances_received
  contract_liabilities repo_liabilities commissions_payable payroll_payable taxes_payable deposits_payable internal_payables other_levies
  guarantee_provision reinsurance_payable insurance_reserves brokerage_trading brokerage_underwriting international_settlement domestic_settlement
  accrued_expenses current_provisions short_bonds liabilities_held_for_sale current_deferred_income current_part_of_liabilities other_current_liabilities`;
const LONG_PAYABLE = ['long_payables', 'long_payables special_payables', 'long_payables_total'];
const LONG_DEBT_REST = `long_loans bonds_payable lease_liabilities long_payroll provisions long_deferred_income deferred_tax_liabilities
  other_noncurrent_liabilities`;
const EQUITY_REST = `paid_in_capital other_equity_instruments capital_reserve -treasury_shares other_comprehensive_reserve special_reserve surplus_reserve
  general_risk_reserve unconfirmed_losses retained_earnings proposed_dividends translation_difference`;
const COSTS = 'cost taxes_surcharges selling_expense admin_expense finance_expense';
// A line of its own since 2018; in the small companies' form a part of 管理费用.
const RESEARCH = ['-rd_expense', ''];
const FINANCIAL_COSTS = `commission_expense property_cost surrenders claims insurance_provisions policy_dividends reinsurance_expense
  other_operating_cost interest_expense_operating`;
const GAINS = `investment_income exchange_gain hedging_gain fair_value_gain futures_gain custody_gain subsidy_income other_income disposal_gain`;
// Printed as a loss (older formats: part of the cost, or taken off) or as a negative number to be added (since 2019).
const IMPAIRMENT = [
  'asset_impairment credit_impairment',
  '-asset_impairment -credit_impairment',
  '',
  'other_operations_profit asset_impairment',
];

function readingsOf(fixed: string, ...choices: (readonly string[])[]): Part[][] {
  let out = [fixed];
  for (const choice of choices) out = out.flatMap((before) => choice.map((each) => `${before} ${each}`));
  return out.map(parts);
}

export const SUM_RULES: readonly SumRule[] = [
  {
    key: 'current_assets_add_up',
    statement: 'balance',
    total: 'current_assets',
    readings: readingsOf(CURRENT_REST, RECEIVABLE, OTHER_RECEIVABLE, CONTRACT_ASSETS),
  },
  {
    key: 'noncurrent_assets_add_up',
    statement: 'balance',
    total: 'noncurrent_assets',
    readings: readingsOf(NONCURRENT_REST, FIXED, CONSTRUCTION, CONTRACT_ASSETS),
  },
  {
    key: 'assets_add_up',
    statement: 'balance',
    total: 'total_assets',
    readings: [parts('current_assets noncurrent_assets')],
    // Forms before 2007 sum up long investments, fixed assets and intangibles one by one.
    oftenLeftOut: ['noncurrent_assets'],
  },
  {
    key: 'current_liabilities_add_up',
    statement: 'balance',
    total: 'current_liabilities',
    readings: readingsOf(CURRENT_DEBT_REST, PAYABLE, OTHER_PAYABLE),
  },
  {
    key: 'noncurrent_liabilities_add_up',
    statement: 'balance',
    total: 'noncurrent_liabilities',
    readings: readingsOf(LONG_DEBT_REST, LONG_PAYABLE),
  },
  {
    key: 'liabilities_add_up',
    statement: 'balance',
    total: 'total_liabilities',
    readings: [parts('current_liabilities noncurrent_liabilities')],
    oftenLeftOut: ['noncurrent_liabilities'],
  },
  { key: 'parent_equity_adds_up', statement: 'balance', total: 'parent_equity', readings: [parts(EQUITY_REST)] },
  {
    key: 'equity_adds_up',
    statement: 'balance',
    total: 'total_equity',
    readings: [parts('parent_equity minority_equity'), parts(`${EQUITY_REST} minority_equity`)],
  },
  { key: 'balance', statement: 'balance', total: 'total_assets', readings: [parts('total_liabilities total_equity')] },
  {
    key: 'balance_printed',
    statement: 'balance',
    total: 'total_assets',
    readings: [parts('total_liabilities_equity')],
  },
  {
    key: 'revenue_adds_up',
    statement: 'income',
    total: 'total_revenue',
    readings: [
      parts('revenue interest_income_operating premiums_earned commission_income property_sales other_operating_income'),
      parts('revenue'),
      parts('revenue other_operations_profit'),
    ],
  },
  {
    key: 'cost_adds_up',
    statement: 'income',
    total: 'total_cost',
    readings: readingsOf(
      `${COSTS} ${FINANCIAL_COSTS}`,
      ['rd_expense', ''],
      ['', 'asset_impairment credit_impairment', 'asset_impairment'],
    ),
  },
  {
    key: 'operating_profit_adds_up',
    statement: 'income',
    oftenLeftOut: ['asset_impairment', 'credit_impairment'],
    total: 'operating_profit',
    readings: [
      ...readingsOf(`total_revenue -total_cost ${GAINS}`, IMPAIRMENT),
      ...readingsOf(`revenue ${COSTS.replace(/(\w+)/g, '-$1')} ${GAINS}`, RESEARCH, IMPAIRMENT),
    ],
  },
  {
    key: 'profit_before_tax_adds_up',
    statement: 'income',
    total: 'profit_before_tax',
    // HKFRS has no such line.
    oftenLeftOut: ['operating_profit'],
    readings: [
      parts('operating_profit nonoperating_income -nonoperating_expense'),
      parts('operating_profit nonoperating_income -nonoperating_expense investment_income subsidy_income'),
    ],
  },
  {
    key: 'net_profit_adds_up',
    statement: 'income',
    total: 'net_profit',
    oftenLeftOut: ['income_tax'],
    readings: [parts('profit_before_tax -income_tax'), parts('profit_before_tax -income_tax unconfirmed_loss')],
  },
  { key: 'net_profit_by_owner', statement: 'income', total: 'net_profit', readings: [parts('parent_profit minority_profit')] },
  {
    key: 'comprehensive_income_adds_up',
    statement: 'income',
    total: 'comprehensive_income',
    readings: [parts('net_profit oci'), parts('net_profit parent_oci minority_oci')],
  },
  {
    key: 'operating_cash_adds_up',
    statement: 'cash',
    total: 'operating_cash',
    readings: [parts('operating_inflow -operating_outflow')],
  },
  {
    key: 'investing_cash_adds_up',
    statement: 'cash',
    total: 'investing_cash',
    readings: [parts('investing_inflow -investing_outflow')],
  },
  {
    key: 'financing_cash_adds_up',
    statement: 'cash',
    total: 'financing_cash',
    readings: [parts('financing_inflow -financing_outflow')],
  },
  {
    key: 'cash_change_adds_up',
    statement: 'cash',
    total: 'cash_change',
    readings: [parts('operating_cash investing_cash financing_cash fx_cash')],
  },
  {
    key: 'closing_cash_adds_up',
    statement: 'cash',
    total: 'closing_cash',
    readings: [parts('opening_cash cash_change')],
  },
];
