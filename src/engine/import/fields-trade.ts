// Headings of files about what was agreed and done: contracts, orders, deliveries, margins.
import { CONTRACT_STATE_WORDS, INVOICED_WORDS, ORDER_STATE_WORDS } from './choices.ts';
import type { Field } from './fields.ts';
import { contract, currency, customerCode, customerName, entity, note, salesperson, termsDays, uscc, words } from './fields.ts';
import { invoiceNumber } from './fields-money.ts';

const party: readonly Field[] = [customerCode, customerName, uscc, entity];

export const CONTRACTS: readonly Field[] = [
  customerCode,
  // Who buys is as a rule the first party; the preview shows whom it found.
  { ...customerName, weak: [...customerName.weak, ...words('甲方 需方 买受人 甲方名称 甲方单位 甲方单位名称')] },
  uscc,
  entity,
  {
    ...contract,
    id: 'number',
    strong: [
      ...contract.strong,
      ...words('合同 协议号 协议编号 销售合同号 销售合同编号 合同编码 contractref contractreference agreementno agreementnumber'),
    ],
    weak: words('编号 单号 number no id reference'),
    pattern: /^.{0,4}(?:合同|协议)(?:号码|编号|编码|代码|号)$/,
    not: /名称|日期|金额|原合同|主合同/,
  },
  {
    id: 'name',
    type: 'text',
    strong: words(
      '合同名称 协议名称 项目名称 合同标题 工程名称 合同标的 contractname contracttitle projectname project title subject',
    ),
    weak: words('名称 项目 name'),
  },
  {
    id: 'signedOn',
    type: 'date',
    strong: words(
      '签订日期 签订日 签订时间 签约日期 签约日 签约时间 签署日期 签署日 合同日期 合同签订日期 合同签订日 signdate signeddate signedon signingdate dateofsigning datesigned contractdate',
    ),
    weak: words('日期 date'),
    pattern: /(?:签订|签约|签署)(?:日期|时间|日)$/,
  },
  {
    id: 'startsOn',
    type: 'date',
    strong: words(
      '开始日期 开始日 起始日期 起始日 生效日期 生效日 合同开始日期 合同起始日期 合同生效日期 起日 合同开始日 起始时间 合同起始日 合同起 startdate startson startsat start effectivedate effectivefrom validfrom commencementdate fromdate',
    ),
    weak: words('起 自 from'),
    pattern: /^(?:合同|有效期|履行|执行)?.{0,3}(?:开始|起始|生效)(?:日期|时间|日)?$|^(?:合同|有效)期?(?:限)?(?:起|自)$/,
  },
  {
    id: 'endsOn',
    type: 'date',
    strong: words(
      '结束日期 结束日 终止日期 终止日 截止日期 截止日 到期日 到期日期 合同到期日 合同到期日期 合同结束日期 合同终止日期 失效日期 止日 合同截止日期 合同结束日 合同止 enddate endson endsat end validto validuntil expirydate expirationdate expireson todate terminationdate',
    ),
    weak: words('止 至 to'),
    pattern: /^(?:合同|有效期|履行|执行)?.{0,3}(?:结束|终止|截止|到期|失效)(?:日期|时间|日)?$|^(?:合同|有效)期?(?:限)?(?:止|至)$/,
    not: /质保|保修|付款|收款|retention|warranty|payment/,
  },
  {
    id: 'amount',
    type: 'amount',
    strong: words(
      '合同金额 合同总额 合同总金额 合同价款 合同总价 合同额 合同含税金额 协议金额 签约金额 签约额 合同价 contractamount contractvalue contracttotal agreementamount totalvalue',
    ),
    weak: words('金额 总额 总价 amount value total'),
    pattern: /^(?:合同|协议|签约).{0,4}(?:金额|总额|价款|总价|额|价)$/,
    not: /质保|保证金|已|未|税额|retention|deposit/,
  },
  currency,
  {
    ...termsDays,
    strong: [...termsDays.strong, ...words('付款条款 收款条款 付款约定 结算条款 回款条件')],
    weak: [...termsDays.weak, ...words('付款方式 支付方式 付款办法 paymentmethod')],
  },
  {
    id: 'retentionPercent',
    type: 'percent',
    strong: words(
      '质保金比例 质保比例 质保金率 质量保证金比例 保留金比例 尾款比例 质保金百分比 留置比例 retentionpercent retentionrate retentionpct retentionpercentage retainagepercent retainagerate warrantyretention',
    ),
    weak: [],
    pattern:
      /^(?:质保金?|质量保证金|保留金|保修金|质押金|尾款).{0,3}(?:比例|比率|率|百分比|percent)$|^retent?ion.{0,3}(?:percent|pct|rate)/,
  },
  {
    id: 'retention',
    type: 'amount',
    strong: words(
      '质保金 质保金额 质保金金额 质量保证金 质量保证金金额 保留金 保修金 质量保证金额 retention retentionamount retainage retainageamount retentionmoney',
    ),
    weak: [],
    pattern: /^(?:质保|质量保证|保留|保修)金?(?:额|金额|总额)$/,
    not: /比例|率|日|期|已|未|percent|rate/,
  },
  {
    id: 'retentionDueOn',
    type: 'date',
    strong: words(
      '质保金到期日 质保金到期日期 质保到期日 质保期满日 质保金应收日 质保到期日期 质保期到期日 质保期至 质保金支付日 质保金退还日 质保金退还日期 retentiondue retentiondueon retentionduedate retentionreleasedate warrantyend warrantyenddate warrantyexpiry',
    ),
    weak: [],
    pattern: /^(?:质保|质量保证|保留|保修)金?期?.{0,4}(?:到期|期满|应收|退还|支付|届满)(?:日期|时间|日)?$/,
  },
  {
    id: 'retentionPeriod',
    type: 'period',
    strong: words(
      '质保期 质保期限 质保金期限 保修期 保修期限 质保金支付条件 质保金条件 质保金条款 质保期月 质保月数 缺陷责任期 warrantyperiod retentionperiod retentionmonths warrantymonths retentionterms retentionrule warranty defectsliabilityperiod',
    ),
    weak: [],
    pattern: /^(?:质保|质量保证|保修|缺陷责任)金?期?.{0,3}(?:期限|期|月数|年限|条件|条款)$/,
    not: /到期|至$/,
  },
  // One row an instalment, several rows a contract.
  {
    id: 'milestone',
    type: 'text',
    strong: words(
      '款项名称 付款节点 收款节点 回款节点 节点名称 节点 付款阶段 收款阶段 回款阶段 付款期次 收款期次 回款期次 期次 款项性质 款项类型 款项类别 分期 分期名称 milestone milestonename instalment installment instalmentname installmentname paymentstage paymentmilestone',
    ),
    weak: words('款项 阶段 期数 stage'),
  },
  {
    id: 'milestonePercent',
    type: 'percent',
    beside: 'milestone',
    strong: words(
      '应收比例 付款比例 收款比例 回款比例 节点比例 款项比例 支付比例 阶段比例 分期比例 milestonepercent milestoneshare instalmentpercent installmentpercent',
    ),
    weak: words('比例 占比 percent percentage share'),
  },
  {
    id: 'milestoneAmount',
    type: 'amount',
    beside: 'milestone',
    strong: words(
      '节点金额 款项金额 阶段金额 分期金额 本期金额 本期应收金额 计划收款金额 计划付款金额 计划回款金额 milestoneamount instalmentamount installmentamount',
    ),
    weak: words('应收金额 付款金额 收款金额 应付金额 支付金额 回款金额'),
  },
  {
    id: 'milestoneOn',
    type: 'date',
    beside: 'milestone',
    strong: words(
      '节点日期 计划收款日期 计划收款日 计划付款日期 计划付款日 计划回款日期 计划回款日 milestonedate instalmentdate installmentdate planneddate',
    ),
    weak: words('应收日期 应收日 预计收款日期 预计收款日 约定付款日期 付款日期 收款日期 回款日期 计划日期 应付日期 duedate'),
  },
  {
    id: 'state',
    type: 'choice',
    choices: CONTRACT_STATE_WORDS,
    strong: words('合同状态 状态 执行状态 履行状态 履约状态 合同执行状态 合同执行情况 contractstatus status state'),
    weak: words('执行情况'),
  },
  salesperson,
  note,
];

const orderNumber: Field = {
  id: 'number',
  type: 'code',
  strong: words(
    '订单号 订单编号 销售订单号 销售订单编号 销售订单 订单 订单号码 销售单号 订货单号 客户订单号 单据号 单据编号 单号 salesdoc salesdocument vbeln order orderno ordernumber orderid salesorder salesorderno salesordernumber sono documentnumber',
  ),
  weak: words('编号 号码 number no id reference'),
  pattern: /^(?:销售|客户|订货|原始)?(?:订单|订货单)(?:号码|编号|号)$/,
  not: /日期|金额|合同|date|amount/,
};

export const ORDERS: readonly Field[] = [
  ...party,
  orderNumber,
  {
    id: 'orderedOn',
    type: 'date',
    strong: words(
      '订单日期 下单日期 下单日 订单日 订货日期 下单时间 签单日期 订单时间 制单日期 orderdate orderedon ordered dateoforder orderday dateordered',
    ),
    weak: words('日期 单据日期 业务日期 date docdate created createdon'),
    pattern: /^(?:销售|客户)?(?:订单|下单|订货|签单)(?:创建)?(?:日期|时间|日)$/,
    not: /交|发货|到期|due|deliver|ship/,
  },
  {
    id: 'deliverOn',
    type: 'date',
    strong: words(
      '交货日期 交货日 交期 预计交货日 预计交货日期 计划交货日期 约定交货日期 要求交货日期 交付日期 预计发货日期 计划发货日期 要货日期 发货日期 预计发货日 deliverydate deliveron deliverby requesteddeliverydate plannedshipdate shipdate requesteddate dlvdate reqdlvdate duedate eta',
    ),
    weak: [],
    pattern: /^(?:预计|计划|约定|要求|客户|承诺|合同)?(?:交货|交付|发货|要货|交)(?:日期|时间|日|期)$/,
    not: /实际|最后|actual|last/,
  },
  {
    id: 'amount',
    type: 'amount',
    strong: words(
      '订单金额 订单总额 订单总金额 价税合计 含税金额 订货金额 订单含税金额 含税总额 订单额 销售金额 orderamount ordervalue ordertotal totalamount grossamount grandtotal',
    ),
    weak: words('金额 总额 总金额 amount value netvalue total'),
    pattern: /^(?:订单|订货|含税|价税|销售)+.{0,4}(?:金额|总额|额|合计)$/,
    not: /不含税|税额|税金|单价|已|未|发货|交货|deliver|ship|open|tax/,
  },
  {
    id: 'delivered',
    type: 'amount',
    strong: words(
      '已发货金额 已交货金额 已交付金额 已出库金额 累计发货金额 累计交货金额 发货金额 已发金额 已发货 出库金额 交货金额 已执行金额 deliveredamount delivered deliveredvalue shippedamount shipped shippedvalue amountdelivered amountshipped',
    ),
    weak: [],
    pattern: /^(?:累计|已)+(?:发货|交货|交付|出库|执行|发).{0,3}(?:金额|总额|额)$/,
    not: /未|日|date|数量|qty|quantity/,
  },
  currency,
  termsDays,
  {
    id: 'state',
    type: 'choice',
    choices: ORDER_STATE_WORDS,
    strong: words('订单状态 状态 执行状态 单据状态 发货状态 交货状态 orderstatus status state deliverystatus'),
    weak: [],
  },
  contract,
  salesperson,
  note,
];

export const DELIVERIES: readonly Field[] = [
  ...party,
  {
    id: 'number',
    type: 'code',
    strong: words(
      '发货单号 发货单编号 发货单 送货单号 送货单编号 出库单号 出库单编号 销售出库单号 销货单号 交货单号 交货单 提货单号 发运单号 出库单 送货单 单据号 单据编号 单号 deliverynumber deliveryno deliverynote deliverynoteno deliveryid shipmentnumber shipmentno shipmentid dispatchno packingslip dnno documentnumber',
    ),
    weak: words('编号 号码 number no id reference'),
    pattern: /^(?:销售)?(?:发货|送货|出库|销货|交货|提货|发运|退货)单?(?:号码|编号|号)$/,
    not: /日期|金额|订单|合同|发票|物流|快递|date|amount|order|invoice/,
  },
  {
    id: 'orderNumber',
    type: 'code',
    strong: words(
      '订单号 订单编号 销售订单号 销售订单编号 销售订单 来源订单 来源订单号 对应订单 对应订单号 源单编号 源单号 order orderno ordernumber orderid salesorder salesorderno salesordernumber sono',
    ),
    weak: words('订单'),
    pattern: /^(?:来源|对应|关联|客户|销售|所属)?(?:销售)?订单(?:号码|编号|号)$|^(?:来源|对应|关联|所属)(?:销售)?订单$/,
  },
  {
    id: 'deliveredOn',
    type: 'date',
    strong: words(
      '发货日期 发货日 发货时间 出库日期 出库日 出库时间 送货日期 交货日期 送达日期 实际发货日期 实际交货日期 签收日期 发运日期 销货日期 deliverydate deliveredon delivered datedelivered shipdate shippeddate shippedon dispatchdate dateshipped actualdeliverydate goodsissuedate',
    ),
    weak: words('日期 单据日期 业务日期 date'),
    pattern: /^(?:实际)?(?:发货|出库|送货|交货|发运|销货|签收)(?:日期|时间|日)$/,
    not: /订单|计划|预计|到期|order|planned|due/,
  },
  {
    id: 'amount',
    type: 'amount',
    strong: words(
      '发货金额 出库金额 送货金额 交货金额 价税合计 含税金额 发货含税金额 发货总额 销货金额 含税总额 发货价税合计 deliveryamount deliveredamount deliveryvalue shippedamount shipmentvalue amountdelivered totalamount grossamount',
    ),
    weak: words('金额 总额 总金额 amount value total'),
    pattern: /^(?:发货|出库|送货|交货|销货|含税|价税)+.{0,4}(?:金额|总额|额|合计)$/,
    not: /不含税|税额|税金|单价|订单|已开票|未开票|成本|tax|order|cost/,
  },
  currency,
  {
    id: 'invoiced',
    type: 'flag',
    choices: INVOICED_WORDS,
    strong: words(
      '是否开票 开票状态 已开票 是否已开票 开票情况 发票状态 开票标志 invoiced isinvoiced billed billingstatus invoicestatus invoicedflag',
    ),
    weak: [],
  },
  {
    ...invoiceNumber,
    strong: words(
      '发票号 发票号码 发票编号 对应发票 对应发票号 开票号码 关联发票 invoice invoiceno invoicenumber billno billnumber',
    ),
    weak: words('发票'),
  },
  contract,
  salesperson,
  note,
];

export const MARGINS: readonly Field[] = [
  ...party,
  {
    id: 'month',
    type: 'month',
    strong: words(
      '月份 会计期间 期间 年月 所属月份 所属期间 统计月份 销售月份 核算期间 账期月份 会计月份 业务月份 月度 month period yearmonth accountingperiod fiscalperiod salesmonth monthyear',
    ),
    weak: words('月 日期 date'),
    pattern: /(?:月份|期间|年月)$/,
  },
  {
    id: 'sales',
    type: 'amount',
    strong: words(
      '销售收入不含税 销售额不含税 销售金额不含税 收入不含税 金额不含税 sales不含税 revenue不含税 netsales不含税 销售收入 销售额 销售金额 收入 营业收入 主营业务收入 不含税销售额 不含税收入 销售净额 不含税金额 销售总额 sales revenue salesamount turnover netsales salesrevenue income salesvalue',
    ),
    weak: words('金额 amount'),
    pattern: /^(?:本月|当月|不含税)?(?:销售|营业|主营业务)(?:收入|额|金额|净额)$/,
    not: /成本|毛利|数量|cost|margin|profit|qty/,
  },
  {
    id: 'cost',
    type: 'amount',
    strong: words(
      '销售成本 成本 成本金额 营业成本 主营业务成本 产品成本 成本额 结转成本 cost costs costofsales cogs costofgoodssold salescost costamount',
    ),
    weak: [],
    pattern: /^(?:本月|当月)?(?:销售|营业|主营业务|产品|结转)?成本(?:金额|额)?$/,
    not: /率|rate/,
  },
  {
    id: 'margin',
    type: 'amount',
    strong: words(
      '毛利 毛利额 毛利金额 销售毛利 毛利润 销售毛利额 贡献毛利 margin grossmargin grossprofit marginamount profit salesmargin gp',
    ),
    weak: [],
    pattern: /^(?:本月|当月|销售|贡献)?毛利(?:额|金额|润)?$/,
    not: /率|rate|pct|percent/,
  },
  currency,
  note,
];
