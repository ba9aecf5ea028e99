// Names of lines in English statements (HKFRS, IFRS), beside the English names of `lines.ts`.

/** key|name;name… of each statement. */
export const ENGLISH_NAMES = {
  balance: `
cash|cash and cash equivalents;cash and bank balances;bank balances and cash;cash at bank and on hand;bank and cash balances;cash
trading_assets|financial assets at fair value through profit or loss
derivative_assets|derivative financial instruments
accounts_receivable|trade receivables;accounts receivable;trade debtors;trade and bills receivables;accounts receivable net
notes_receivable|bills receivable;notes receivable
notes_and_accounts_receivable|trade and notes receivables
prepayments|prepayments;prepayments, other receivables and other assets;prepayments, deposits and other receivables;prepaid expenses
other_receivables|other receivables;deposits and other receivables
inventories|inventories;inventory;stocks
contract_assets|contract assets
assets_held_for_sale|assets held for sale;assets classified as held for sale
other_current_assets|other current assets;pledged deposits;restricted cash;tax recoverable
current_assets|total current assets
equity_investments|investments in associates;investments in joint ventures;interests in associates
investment_property|investment properties
other_equity_investments|equity investments designated at fair value through other comprehensive income
fixed_assets|property, plant and equipment;property, plant and equipment, net
construction|construction in progress
right_of_use|right-of-use assets
intangibles|intangible assets;other intangible assets
goodwill|goodwill
deferred_tax_assets|deferred tax assets
other_noncurrent_assets|other non-current assets
noncurrent_assets|total non-current assets
total_assets|total assets
short_loans|short-term borrowings;short-term bank loans;current portion of borrowings
accounts_payable|trade payables;accounts payable;trade creditors;trade and bills payables
notes_payable|bills payable;notes payable
advances_received|receipts in advance;deposits received
contract_liabilities|contract liabilities
payroll_payable|accrued salaries;employee benefits payable
taxes_payable|tax payable;income tax payable;current tax liabilities;current income tax liabilities
other_payables|other payables and accruals;other payables;accruals and other payables
dividends_payable|dividend payable
current_liabilities|total current liabilities
long_loans|long-term borrowings;long-term bank loans
bonds_payable|bonds payable;convertible bonds
deferred_tax_liabilities|deferred tax liabilities
long_deferred_income|deferred income;government grants
provisions|provisions
other_noncurrent_liabilities|other non-current liabilities
noncurrent_liabilities|total non-current liabilities
total_liabilities|total liabilities
paid_in_capital|share capital;issued capital;issued share capital;paid-up capital
capital_reserve|share premium
treasury_shares|treasury shares
surplus_reserve|statutory reserve;other reserves;reserves
retained_earnings|retained earnings;retained profits;accumulated losses
parent_equity|equity attributable to owners of the parent;equity attributable to owners of the company;equity attributable to equity holders of the company
minority_equity|non-controlling interests;minority interests
total_equity|total equity;total shareholders' equity;net assets
total_liabilities_equity|total equity and liabilities;total liabilities and equity;total liabilities and shareholders' equity`,
  income: `
revenue|revenue;turnover;sales;net sales;revenue from contracts with customers
cost|cost of sales;cost of goods sold;cost of revenue;cost of services
taxes_surcharges|taxes and surcharges;sales taxes and surcharges
selling_expense|selling and distribution expenses;selling expenses;distribution costs;selling and marketing expenses;distribution expenses
admin_expense|administrative expenses;general and administrative expenses;administration expenses
rd_expense|research and development expenses;research and development costs
finance_expense|finance costs;finance expenses;finance costs, net;net finance costs
credit_impairment|impairment losses on financial assets;impairment losses on financial assets, net;impairment of trade receivables;net impairment losses on financial assets
asset_impairment|impairment losses;impairment of assets
other_income|other income;other income and gains;other income and gains, net;other gains and losses;other gains, net
associates_income|share of profits of associates;share of results of associates;share of profits and losses of associates
operating_profit|operating profit;profit from operations;operating loss
nonoperating_expense|other expenses;other operating expenses
profit_before_tax|profit before tax;profit before taxation;profit before income tax;loss before tax;loss before taxation;(loss)/profit before tax;profit/(loss) before tax
income_tax|income tax expense;income tax;taxation;tax;income tax credit
net_profit|profit for the year;profit for the period;loss for the year;loss for the period;net profit;net income;net loss;profit/(loss) for the year;(loss)/profit for the year
parent_profit|owners of the parent;owners of the company;equity holders of the company;attributable to owners of the parent;profit attributable to owners of the company
minority_profit|non-controlling interests
comprehensive_income|total comprehensive income for the year;total comprehensive income for the period;total comprehensive income`,
  cash: `
operating_cash|net cash flows from operating activities;net cash from operating activities;net cash generated from operating activities;net cash flows used in operating activities;net cash used in operating activities;net cash flows from/(used in) operating activities
investing_cash|net cash flows used in investing activities;net cash used in investing activities;net cash from investing activities;net cash flows from investing activities;net cash flows from/(used in) investing activities
financing_cash|net cash flows from financing activities;net cash used in financing activities;net cash from financing activities;net cash flows used in financing activities;net cash flows from/(used in) financing activities
fx_cash|effect of foreign exchange rate changes, net;effect of foreign exchange rate changes;effect of exchange rate changes on cash
cash_change|net increase in cash and cash equivalents;net decrease in cash and cash equivalents;net increase/(decrease) in cash and cash equivalents
opening_cash|cash and cash equivalents at beginning of year;cash and cash equivalents at beginning of period;cash and cash equivalents at beginning of the year
closing_cash|cash and cash equivalents at end of year;cash and cash equivalents at end of period;cash and cash equivalents at end of the year
interest_paid_loans|interest paid
taxes_paid|income tax paid;taxes paid;tax paid
assets_bought|purchase of property, plant and equipment;purchases of items of property, plant and equipment;purchases of property, plant and equipment
loans_received|new bank loans;proceeds from borrowings;proceeds from bank loans
debts_repaid|repayment of bank loans;repayments of borrowings;repayment of borrowings`,
} as const;

/** One name, two lines: by the section it stands in, 流动 or 非流动. */
export const BY_SECTION: Readonly<Record<string, { readonly current: string; readonly noncurrent: string }>> = {
  'interest-bearing bank borrowings': { current: 'short_loans', noncurrent: 'long_loans' },
  'interest-bearing bank and other borrowings': { current: 'short_loans', noncurrent: 'long_loans' },
  'bank borrowings': { current: 'short_loans', noncurrent: 'long_loans' },
  'bank loans': { current: 'short_loans', noncurrent: 'long_loans' },
  borrowings: { current: 'short_loans', noncurrent: 'long_loans' },
  'lease liabilities': { current: 'current_part_of_liabilities', noncurrent: 'lease_liabilities' },
  租赁负债: { current: 'current_part_of_liabilities', noncurrent: 'lease_liabilities' },
  计息银行借款: { current: 'short_loans', noncurrent: 'long_loans' },
  计息银行及其他借款: { current: 'short_loans', noncurrent: 'long_loans' },
  银行借款: { current: 'short_loans', noncurrent: 'long_loans' },
};

/** Headings and sums of English statements that are no lines of ours. */
export const ENGLISH_PASSED_OVER = `
current assets;non-current assets;current liabilities;non-current liabilities;equity;assets;liabilities;net current assets;net current liabilities
total assets less current liabilities;equity and liabilities;gross profit;attributable to;profit attributable to;cash flows from operating activities
cash flows from investing activities;cash flows from financing activities`;
