// The lines of Chinese financial statements: keys, names and aliases of the general, the older and the small-company formats.

import { INVISIBLE } from '#engine/identifiers.ts';
import { headingFold } from '#engine/import/traditional.ts';
import { BY_SECTION, ENGLISH_NAMES, ENGLISH_PASSED_OVER } from './english-names.ts';

export const STATEMENT_KINDS = ['balance', 'income', 'cash'] as const;
export type StatementKind = (typeof STATEMENT_KINDS)[number];

export type Line = {
  readonly key: string;
  readonly statement: StatementKind;
  readonly zh: string;
  readonly en: string;
  readonly aliases: readonly string[];
  /** How deep it stands under the sum it belongs to, for display: 0 for grand totals. */
  readonly depth: 0 | 1 | 2;
};

// key | depth | 中文 | English | other names
const BALANCE = `
cash|2|货币资金|Cash and bank|现金及现金等价物;现金
settlement_reserve|2|结算备付金|Settlement reserve
lendings|2|拆出资金|Lendings to other institutions
trading_assets|2|交易性金融资产|Trading financial assets|以公允价值计量且其变动计入当期损益的金融资产;短期投资
resale_assets|2|买入返售金融资产|Resale agreements
derivative_assets|2|衍生金融资产|Derivative assets
notes_and_accounts_receivable|2|应收票据及应收账款|Notes and accounts receivable|应收票据及应收帐款
notes_receivable|2|应收票据|Notes receivable
accounts_receivable|2|应收账款|Accounts receivable|应收帐款;应收账款净额;应收账款净值
receivables_financing|2|应收款项融资|Receivables at fair value
prepayments|2|预付款项|Prepayments|预付账款;预付帐款
premiums_receivable|2|应收保费|Premiums receivable
reinsurance_receivable|2|应收分保账款|Reinsurance receivable
reinsurance_reserves|2|应收分保合同准备金|Reinsurance reserves
dividends_receivable|2|应收股利|Dividends receivable|应收利润
interest_receivable|2|应收利息|Interest receivable
export_rebate_receivable|2|应收出口退税|Export tax refunds receivable
subsidies_receivable|2|应收补贴款|Subsidies receivable
deposits_receivable|2|应收保证金|Deposits receivable
internal_receivables|2|内部应收款|Internal receivables
other_receivables|2|其他应收款|Other receivables
other_receivables_total|2|其他应收款(合计)|Other receivables, total|其他应收款合计
inventories|2|存货|Inventories|存货净额
contract_assets|2|合同资产|Contract assets
assets_held_for_sale|2|划分为持有待售的资产|Assets held for sale|持有待售资产
deferred_expenses|2|待摊费用|Deferred expenses
current_assets_pending|2|待处理流动资产损益|Current asset losses pending|待处理流动资产净损失
current_part_of_assets|2|一年内到期的非流动资产|Non-current assets due within a year|一年内到期的长期债权投资
other_current_assets|2|其他流动资产|Other current assets
current_assets|1|流动资产合计|Current assets
loans_granted|2|发放贷款及垫款|Loans granted|发放贷款和垫款
debt_investments|2|债权投资|Debt investments|长期债权投资;长期债券投资
other_debt_investments|2|其他债权投资|Other debt investments
fvoci_assets|2|以公允价值计量且其变动计入其他综合收益的金融资产|Assets at fair value through OCI
amortised_assets|2|以摊余成本计量的金融资产|Assets at amortised cost
available_for_sale|2|可供出售金融资产|Available-for-sale assets
held_to_maturity|2|持有至到期投资|Held-to-maturity investments
equity_investments|2|长期股权投资|Long-term equity investments
investment_property|2|投资性房地产|Investment property
long_receivables|2|长期应收款|Long-term receivables
other_equity_investments|2|其他权益工具投资|Other equity investments
other_noncurrent_financial|2|其他非流动金融资产|Other non-current financial assets
other_long_investments|2|其他长期投资|Other long-term investments
fixed_assets_cost|2|固定资产原值|Fixed assets at cost|固定资产原价
accumulated_depreciation|2|累计折旧|Accumulated depreciation
fixed_assets_book|2|固定资产净值|Fixed assets less depreciation|固定资产账面价值
fixed_assets_impairment|2|固定资产减值准备|Impairment of fixed assets
fixed_assets|2|固定资产净额|Fixed assets|固定资产
fixed_assets_disposal|2|固定资产清理|Fixed assets in disposal
fixed_assets_total|2|固定资产及清理合计|Fixed assets with disposal, total|固定资产合计
construction|2|在建工程|Construction in progress
construction_materials|2|工程物资|Construction materials
construction_total|2|在建工程合计|Construction, total
biological_assets|2|生产性生物资产|Bearer biological assets
public_biological_assets|2|公益性生物资产|Public-welfare biological assets
oil_gas_assets|2|油气资产|Oil and gas assets
right_of_use|2|使用权资产|Right-of-use assets
intangibles|2|无形资产|Intangible assets
development|2|开发支出|Development costs
goodwill|2|商誉|Goodwill
long_deferred_expenses|2|长期待摊费用|Long-term deferred expenses
share_reform_rights|2|股权分置流通权|Share-reform circulation rights
deferred_tax_assets|2|递延所得税资产|Deferred tax assets
other_noncurrent_assets|2|其他非流动资产|Other non-current assets|其他长期资产
noncurrent_assets|1|非流动资产合计|Non-current assets
total_assets|0|资产总计|Total assets|资产合计;资产总额;总资产
short_loans|2|短期借款|Short-term borrowings
central_bank_loans|2|向中央银行借款|Borrowings from the central bank
deposits_taken|2|吸收存款及同业存放|Deposits taken
borrowings_institutions|2|拆入资金|Borrowings from institutions
trading_liabilities|2|交易性金融负债|Trading liabilities|以公允价值计量且其变动计入当期损益的金融负债
derivative_liabilities|2|衍生金融负债|Derivative liabilities
notes_and_accounts_payable|2|应付票据及应付账款|Notes and accounts payable|应付票据及应付帐款
notes_payable|2|应付票据|Notes payable
accounts_payable|2|应付账款|Accounts payable|应付帐款
advances_received|2|预收款项|Advances received|预收账款;预收帐款
contract_liabilities|2|合同负债|Contract liabilities
repo_liabilities|2|卖出回购金融资产款|Repurchase agreements
commissions_payable|2|应付手续费及佣金|Commissions payable
payroll_payable|2|应付职工薪酬|Payroll payable|应付工资;应付职工薪酬及福利
taxes_payable|2|应交税费|Taxes payable|应交税金
interest_payable|2|应付利息|Interest payable
dividends_payable|2|应付股利|Dividends payable|应付利润
deposits_payable|2|应付保证金|Deposits payable
internal_payables|2|内部应付款|Internal payables
other_payables|2|其他应付款|Other payables
other_payables_total|2|其他应付款合计|Other payables, total
other_levies|2|其他应交款|Other levies payable
guarantee_provision|2|担保责任赔偿准备金|Guarantee provisions
reinsurance_payable|2|应付分保账款|Reinsurance payable
insurance_reserves|2|保险合同准备金|Insurance reserves
brokerage_trading|2|代理买卖证券款|Client money for trading
brokerage_underwriting|2|代理承销证券款|Client money for underwriting
international_settlement|2|国际票证结算|International clearing
domestic_settlement|2|国内票证结算|Domestic clearing
accrued_expenses|2|预提费用|Accrued expenses
current_provisions|2|预计流动负债|Current provisions
short_bonds|2|应付短期债券|Short-term bonds
liabilities_held_for_sale|2|划分为持有待售的负债|Liabilities held for sale|持有待售负债
current_deferred_income|2|一年内的递延收益|Deferred income within a year
current_part_of_liabilities|2|一年内到期的非流动负债|Non-current liabilities due within a year|一年内到期的长期负债
other_current_liabilities|2|其他流动负债|Other current liabilities
current_liabilities|1|流动负债合计|Current liabilities
long_loans|2|长期借款|Long-term borrowings
bonds_payable|2|应付债券|Bonds payable
bonds_preference|2|应付债券：优先股|Bonds: preference shares
bonds_perpetual|2|应付债券：永续债|Bonds: perpetual
lease_liabilities|2|租赁负债|Lease liabilities
long_payroll|2|长期应付职工薪酬|Long-term payroll payable
long_payables|2|长期应付款|Long-term payables
long_payables_total|2|长期应付款合计|Long-term payables, total
special_payables|2|专项应付款|Special payables
provisions|2|预计非流动负债|Provisions|预计负债
long_deferred_income|2|长期递延收益|Deferred income|递延收益
deferred_tax_liabilities|2|递延所得税负债|Deferred tax liabilities
other_noncurrent_liabilities|2|其他非流动负债|Other non-current liabilities|其他长期负债
noncurrent_liabilities|1|非流动负债合计|Non-current liabilities|长期负债合计
total_liabilities|0|负债合计|Total liabilities|负债总计;负债总额;总负债
paid_in_capital|2|实收资本(或股本)|Paid-in capital|实收资本;股本
other_equity_instruments|2|其他权益工具|Other equity instruments
preference_shares|2|优先股|Preference shares
perpetual_bonds|2|永续债|Perpetual bonds
capital_reserve|2|资本公积|Capital reserve
treasury_shares|2|减:库存股|Treasury shares|库存股
other_comprehensive_reserve|2|其他综合收益|Other comprehensive income, accumulated
special_reserve|2|专项储备|Special reserve
surplus_reserve|2|盈余公积|Surplus reserve
general_risk_reserve|2|一般风险准备|General risk reserve
unconfirmed_losses|2|未确定的投资损失|Unconfirmed investment losses|未确认的投资损失
retained_earnings|2|未分配利润|Retained earnings
proposed_dividends|2|拟分配现金股利|Proposed dividends
translation_difference|2|外币报表折算差额|Translation differences
parent_equity|1|归属于母公司股东权益合计|Equity of the parent’s owners|归属于母公司所有者权益合计;归属于母公司所有者权益(或股东权益)合计;归属于母公司股东权益;归属于母公司股东的权益合计;归属于母公司所有者权益
minority_equity|1|少数股东权益|Minority interests
total_equity|0|所有者权益(或股东权益)合计|Total equity|所有者权益合计;股东权益合计;净资产
total_liabilities_equity|0|负债和所有者权益(或股东权益)总计|Total liabilities and equity|负债和所有者权益总计;负债及所有者权益总计;负债和股东权益总计;负债及股东权益总计;负债和所有者权益合计;负债及所有者权益合计
`;

const INCOME = `
total_revenue|0|营业总收入|Total revenue
revenue|1|营业收入|Revenue|主营业务收入;销售收入;产品销售收入;营业收入净额
interest_income_operating|2|利息收入|Interest income (operating)
premiums_earned|2|已赚保费|Premiums earned
commission_income|2|手续费及佣金收入|Commission income
property_sales|2|房地产销售收入|Property sales
other_operating_income|2|其他业务收入|Other operating income
total_cost|0|营业总成本|Total operating cost
cost|1|营业成本|Cost of sales|主营业务成本;销售成本;产品销售成本
commission_expense|2|手续费及佣金支出|Commission expense
property_cost|2|房地产销售成本|Cost of property sales
surrenders|2|退保金|Surrenders
claims|2|赔付支出净额|Claims, net
insurance_provisions|2|提取保险合同准备金净额|Insurance provisions|提取保险责任准备金净额
policy_dividends|2|保单红利支出|Policy dividends
reinsurance_expense|2|分保费用|Reinsurance expense
other_operating_cost|2|其他业务成本|Other operating cost|其他业务支出
taxes_surcharges|1|营业税金及附加|Taxes and surcharges|税金及附加;主营业务税金及附加;产品销售税金及附加
rd_expense|1|研发费用|Research and development|研究费用;研究开发费用
selling_expense|1|销售费用|Selling expense|营业费用;产品销售费用
admin_expense|1|管理费用|Administrative expense
finance_expense|1|财务费用|Finance expense
interest_expense|2|利息费用|of which interest expense|利息费用(收入以"-"号填列)
interest_expense_operating|2|利息支出|Interest expense (operating)
interest_income|2|利息收益|of which interest income
investment_income|1|投资收益|Investment income
associates_income|2|对联营企业和合营企业的投资收益|of which from associates
derecognition_income|2|以摊余成本计量的金融资产终止确认产生的收益|of which on derecognition|以摊余成本计量的金融资产终止确认收益
exchange_gain|1|汇兑收益|Exchange gains
hedging_gain|1|净敞口套期收益|Net exposure hedging gains
fair_value_gain|1|公允价值变动收益|Fair value gains|公允价值变动净收益
futures_gain|1|期货损益|Futures results
custody_gain|1|托管收益|Custody results
subsidy_income|1|补贴收入|Subsidies
other_income|1|其他收益|Other income
asset_impairment|1|资产减值损失|Asset impairment
credit_impairment|1|信用减值损失|Credit impairment
other_operations_profit|1|其他业务利润|Profit of other operations
disposal_gain|1|资产处置收益|Gains on disposal
operating_profit|0|营业利润|Operating profit
nonoperating_income|1|营业外收入|Non-operating income
disposal_gain_nonoperating|2|非流动资产处置利得|of which disposal gains
nonoperating_expense|1|营业外支出|Non-operating expense
disposal_loss_nonoperating|2|非流动资产处置损失|of which disposal losses
profit_before_tax|0|利润总额|Profit before tax|税前利润
income_tax|1|所得税费用|Income tax|所得税
unconfirmed_loss|1|未确认投资损失|Unconfirmed investment losses
net_profit|0|净利润|Net profit
continuing_profit|1|持续经营净利润|of which continuing
discontinued_profit|1|终止经营净利润|of which discontinued
parent_profit|1|归属于母公司所有者的净利润|Net profit of the parent’s owners|归属于母公司股东的净利润;归属于母公司净利润
premerger_profit|2|被合并方在合并前实现净利润|of which before a merger
minority_profit|1|少数股东损益|Minority interests
oci|1|其他综合收益|Other comprehensive income|其他综合收益的税后净额
parent_oci|2|归属于母公司所有者的其他综合收益|OCI of the parent’s owners|归属于母公司所有者的其他综合收益的税后净额;归属于母公司股东的其他综合收益的税后净额;归属母公司所有者的其他综合收益的税后净额
oci_not_recycled|2|以后不能重分类进损益的其他综合收益|OCI not recycled|不能重分类进损益的其他综合收益
oci_pensions|2|重新计量设定受益计划变动额|OCI: defined benefit plans
oci_equity_not_recycled|2|权益法下不能转损益的其他综合收益|OCI: equity method, not recycled
oci_equity_instruments|2|其他权益工具投资公允价值变动|OCI: equity instruments
oci_own_credit|2|企业自身信用风险公允价值变动|OCI: own credit risk
oci_recycled|2|以后将重分类进损益的其他综合收益|OCI recycled|将重分类进损益的其他综合收益
oci_equity_recycled|2|权益法下可转损益的其他综合收益|OCI: equity method
oci_available_for_sale|2|可供出售金融资产公允价值变动损益|OCI: available for sale
oci_debt_instruments|2|其他债权投资公允价值变动|OCI: debt instruments
oci_reclassified|2|金融资产重分类计入其他综合收益的金额|OCI: reclassified
oci_debt_impairment|2|其他债权投资信用减值准备|OCI: debt impairment
oci_held_to_maturity|2|持有至到期投资重分类为可供出售金融资产损益|OCI: held to maturity reclassified
oci_cash_flow_hedge|2|现金流量套期储备|OCI: cash flow hedges
oci_hedge_effective|2|现金流量套期损益的有效部分|OCI: effective hedges
oci_translation|2|外币财务报表折算差额|OCI: translation
oci_other|2|其他|OCI: other
minority_oci|2|归属于少数股东的其他综合收益|OCI of minorities|归属于少数股东的其他综合收益的税后净额
comprehensive_income|0|综合收益总额|Comprehensive income
parent_comprehensive|1|归属于母公司所有者的综合收益总额|of the parent’s owners|归属于母公司股东的综合收益总额
minority_comprehensive|1|归属于少数股东的综合收益总额|of minorities
basic_eps|2|基本每股收益|Basic earnings per share
diluted_eps|2|稀释每股收益|Diluted earnings per share
`;

const CASH = `
sales_received|2|销售商品、提供劳务收到的现金|Received from sales|销售产成品、商品、提供劳务收到的现金
deposits_increase|2|客户存款和同业存放款项净增加额|Increase of deposits
central_bank_increase|2|向中央银行借款净增加额|Increase of central bank loans
institutions_increase|2|向其他金融机构拆入资金净增加额|Increase of borrowings from institutions
premiums_received|2|收到原保险合同保费取得的现金|Premiums received
reinsurance_received|2|收到再保险业务现金净额|Reinsurance received
policyholder_increase|2|保户储金及投资款净增加额|Increase of policyholder deposits
trading_disposal_increase|2|处置交易性金融资产净增加额|Disposal of trading assets
interest_received|2|收取利息、手续费及佣金的现金|Interest and commissions received
lendings_increase|2|拆入资金净增加额|Increase of interbank borrowings
repo_increase|2|回购业务资金净增加额|Increase of repurchase funds
tax_refunds|2|收到的税费返还|Tax refunds
other_operating_received|2|收到的其他与经营活动有关的现金|Other operating receipts|收到其他与经营活动有关的现金
operating_inflow|1|经营活动现金流入小计|Operating inflows
purchases_paid|2|购买商品、接受劳务支付的现金|Paid for purchases|购买原材料、商品、接受劳务支付的现金
loans_granted_increase|2|客户贷款及垫款净增加额|Increase of loans granted
central_bank_deposits_increase|2|存放中央银行和同业款项净增加额|Increase of deposits with banks
claims_paid|2|支付原保险合同赔付款项的现金|Claims paid
interest_paid|2|支付利息、手续费及佣金的现金|Interest and commissions paid
policy_dividends_paid|2|支付保单红利的现金|Policy dividends paid
payroll_paid|2|支付给职工以及为职工支付的现金|Paid to employees|支付的职工薪酬
taxes_paid|2|支付的各项税费|Taxes paid|支付的税费
other_operating_paid|2|支付的其他与经营活动有关的现金|Other operating payments|支付其他与经营活动有关的现金
operating_outflow|1|经营活动现金流出小计|Operating outflows
operating_cash|0|经营活动产生的现金流量净额|Net cash from operations|经营活动现金流量净额
investments_recovered|2|收回投资所收到的现金|Investments recovered|收回投资收到的现金;收回短期投资、长期债券投资和长期股权投资收到的现金
investment_income_received|2|取得投资收益收到的现金|Investment income received|取得投资收益所收到的现金
assets_sold|2|处置固定资产、无形资产和其他长期资产所收回的现金净额|Received for fixed assets|处置固定资产、无形资产和其他长期资产收回的现金净额;处置固定资产、无形资产和其他非流动资产收回的现金净额
subsidiaries_sold|2|处置子公司及其他营业单位收到的现金净额|Received for subsidiaries
other_investing_received|2|收到的其他与投资活动有关的现金|Other investing receipts|收到其他与投资活动有关的现金
pledge_received|2|减少质押和定期存款所收到的现金|Pledges and deposits released
available_for_sale_disposed|2|处置可供出售金融资产净增加额|Disposal of available-for-sale assets
investing_inflow|1|投资活动现金流入小计|Investing inflows
assets_bought|2|购建固定资产、无形资产和其他长期资产所支付的现金|Paid for fixed assets|购建固定资产、无形资产和其他长期资产支付的现金;购建固定资产、无形资产和其他非流动资产支付的现金
investments_paid|2|投资所支付的现金|Paid for investments|投资支付的现金;短期投资、长期债券投资和长期股权投资支付的现金
pledged_loans_increase|2|质押贷款净增加额|Increase of pledged loans
subsidiaries_bought|2|取得子公司及其他营业单位支付的现金净额|Paid for subsidiaries
pledge_paid|2|增加质押和定期存款所支付的现金|Pledges and deposits placed
other_investing_paid|2|支付的其他与投资活动有关的现金|Other investing payments|支付其他与投资活动有关的现金
investing_outflow|1|投资活动现金流出小计|Investing outflows
investing_cash|0|投资活动产生的现金流量净额|Net cash from investing|投资活动现金流量净额
capital_received|2|吸收投资收到的现金|Capital received|吸收投资者投资收到的现金;吸收投资所收到的现金
capital_received_minority|2|子公司吸收少数股东投资收到的现金|of which from minorities
loans_received|2|取得借款收到的现金|Loans received|借款收到的现金;借款所收到的现金
bonds_issued|2|发行债券收到的现金|Bonds issued
other_financing_received|2|收到其他与筹资活动有关的现金|Other financing receipts|收到的其他与筹资活动有关的现金
financing_inflow|1|筹资活动现金流入小计|Financing inflows
debts_repaid|2|偿还债务支付的现金|Debts repaid|偿还债务所支付的现金;偿还借款本金支付的现金
dividends_interest_paid|2|分配股利、利润或偿付利息所支付的现金|Dividends and interest paid|分配股利、利润或偿付利息支付的现金
interest_paid_loans|2|偿还借款利息支付的现金|Loan interest paid
profit_distributed|2|分配利润支付的现金|Profit distributed
dividends_minority_paid|2|子公司支付给少数股东的股利、利润|of which to minorities
other_financing_paid|2|支付其他与筹资活动有关的现金|Other financing payments|支付的其他与筹资活动有关的现金
financing_outflow|1|筹资活动现金流出小计|Financing outflows
financing_cash|0|筹资活动产生的现金流量净额|Net cash from financing|筹资活动现金流量净额
fx_cash|1|汇率变动对现金及现金等价物的影响|Effect of exchange rates|汇率变动对现金的影响
cash_change|0|现金及现金等价物净增加额|Net change of cash|现金净增加额;现金的净增加额;现金流量净增加额
opening_cash|1|期初现金及现金等价物余额|Opening cash|期初现金余额;加:期初现金及现金等价物余额
closing_cash|0|期末现金及现金等价物余额|Closing cash|期末现金余额
`;

/** Names that are no lines: headings of sections, and what data vendors put beside the figures. */
const PASSED_OVER = new Set(
  `流动资产 非流动资产 流动负债 非流动负债 所有者权益 股东权益 所有者权益或股东权益 资产 负债 负债和所有者权益 负债及所有者权益 负债和所有者权益或股东权益
  负债和股东权益 负债及股东权益 经营活动产生的现金流量 投资活动产生的现金流量 筹资活动产生的现金流量 长期投资 固定资产及其他 项目 科目 每股收益 综合收益
  每股收益元 数据源 公告日期 更新日期 现金的期末余额 现金的期初余额 现金等价物的期末余额 现金等价物的期初余额 补充资料 将净利润调节为经营活动现金流量
  原材料 在产品 产成品 半成品 库存商品 周转材料 坏账准备 存货跌价准备 主营业务利润 消费税 营业税 城市维护建设税 资源税 土地增值税 城镇土地使用税 房产税 车船税
  印花税 教育费附加 地方教育附加 矿产资源补偿费 排污费 商品维修费 广告费和业务宣传费 开办费 业务招待费 政府补助 坏账损失 无法收回的长期债券投资损失
  无法收回的长期股权投资损失 自然灾害等不可抗力因素造成的损失 税收滞纳金 毛利 毛利润 流动资产净值 净流动资产
  按经营持续性分类 按所有权归属分类 按所有权属分类 不涉及现金收支的重大投资和筹资活动 现金及现金等价物净变动情况`.split(/\s+/),
);

function parse(table: string, statement: StatementKind): Line[] {
  return table
    .trim()
    .split('\n')
    .map((row) => {
      const [key, depth, zh, en, aliases] = row.split('|') as [string, string, string, string, string?];
      return { key, statement, zh, en, depth: Number(depth) as Line['depth'], aliases: aliases ? aliases.split(';') : [] };
    });
}

/** All lines, in the order of the forms. */
export const LINES: readonly Line[] = [...parse(BALANCE, 'balance'), ...parse(INCOME, 'income'), ...parse(CASH, 'cash')];

const BY_KEY = new Map(LINES.map((line) => [line.key, line]));

export function lineOf(key: string): Line | undefined {
  return BY_KEY.get(key);
}

/** ①, ⑴, ㈠, Ⅰ before a name. */
const CIRCLED = /^\s*[①-⒛㈠-㈩Ⅰ-Ⅻ]+[、.．\s]*/;

/**
 * A printed name without what surrounds it: numbering (一、 (一) 1.), 其中: 加: 减:, remarks in brackets (亏损以“－”号填列), marks of notes,
 * width, blanks, traditional characters.
 */
export function lineName(printed: string): string {
  let text = headingFold(printed.replace(CIRCLED, '').normalize('NFKC').replace(INVISIBLE, '').toLowerCase())
    .replace(/[\s*＊#△▲☆]+/g, '')
    .replace(/帐/g, '账');
  text = text.replace(/[(（][^()（）]*(?:填列|损失以|亏损以|净额以|以.{0,2}号)[^()（）]*[)）]/g, '');
  for (let turn = 0; turn < 3; turn += 1) {
    text = text
      .replace(/^(?:[(（][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+[、.．,，]|\d+[、.．)）])/, '')
      .replace(/^(?:其中|加|减|减去|其他)[:：]/, '');
  }
  return text.replace(/&/g, 'and').replace(/[()（）[\]【】:：、,，.“”"'‘’\-－—–/_]/g, '');
}

const ENGLISH_PASSED = new Set(ENGLISH_PASSED_OVER.trim().split(/[;\n]/).map(lineName));

const NAMED: Readonly<Record<StatementKind, ReadonlyMap<string, string>>> = {
  balance: namesOf('balance'),
  income: namesOf('income'),
  cash: namesOf('cash'),
};

function namesOf(statement: StatementKind): Map<string, string> {
  const out = new Map<string, string>();
  for (const line of LINES) {
    if (line.statement !== statement) continue;
    for (const name of [line.zh, ...line.aliases]) {
      const key = lineName(name);
      if (!out.has(key)) out.set(key, line.key);
    }
  }
  for (const row of ENGLISH_NAMES[statement].trim().split('\n')) {
    const [key, names] = row.split('|') as [string, string];
    for (const name of names.split(';')) out.set(lineName(name), key);
  }
  for (const line of LINES) {
    const name = lineName(line.en);
    // “Current assets” heads a section of an English form; the sum is called total.
    const taken = ENGLISH_PASSED.has(name) || out.has(name) || /^(?:of which|oci|other$)/i.test(line.en);
    if (line.statement === statement && !taken) out.set(name, line.key);
  }
  return out;
}

const SECTIONED = new Map(Object.entries(BY_SECTION).map(([name, lines]) => [lineName(name), lines]));

export type Section = 'current' | 'noncurrent';

/** The section a heading of the balance sheet opens; null where it is none. */
export function sectionOf(printed: string): Section | null {
  const name = lineName(printed);
  if (/^(?:流动(?:资产|负债)|current(?:assets|liabilities))$/.test(name)) return 'current';
  // Below the sum of what is current stands what is not, with a heading or without.
  return /^(?:非流动(?:资产|负债)|长期负债|noncurrent(?:assets|liabilities)|流动(?:资产|负债)合计)$/.test(name)
    ? 'noncurrent'
    : null;
}

/** The line a printed name stands for; `aliases` (lineName → key) are those learned of this source and win. `'none'`: a section or a vendor's column. */
export function findLine(
  statement: StatementKind,
  printed: string,
  aliases: ReadonlyMap<string, string> = NO_ALIASES,
  section: Section | null = null,
): string | null {
  const name = lineName(printed);
  if (name === '') return 'none';
  const learned = aliases.get(name);
  if (learned !== undefined && (learned === 'none' || BY_KEY.get(learned)?.statement === statement)) return learned;
  const sectioned = statement === 'balance' ? SECTIONED.get(name) : undefined;
  if (sectioned) return sectioned[section ?? (name === '租赁负债' || name === 'leaseliabilities' ? 'noncurrent' : 'current')];
  const named = NAMED[statement].get(name) ?? (PASSED_OVER.has(name) || ENGLISH_PASSED.has(name) ? 'none' : null);
  if (named !== null || !/[a-z]{2}/.test(name)) return named;
  // 货币资金 Cash and bank: a name in two languages is read by its Chinese half.
  const chinese = name.replace(/[a-z'’]+/g, '');
  return chinese.length > 1 && chinese !== name
    ? (NAMED[statement].get(chinese) ?? (PASSED_OVER.has(chinese) ? 'none' : null))
    : null;
}

const NO_ALIASES: ReadonlyMap<string, string> = new Map();
