// Headings of files about money owed and paid: open items, invoices, receipts, applications, credit notes, write-offs.
import { FLOW_WORDS, SIDE_WORDS } from './choices.ts';
import type { Field } from './fields.ts';
import {
  contract,
  currency,
  customerCode,
  customerName,
  disputed,
  entity,
  note,
  salesperson,
  termsDays,
  uscc,
  words,
} from './fields.ts';
import {
  accountCode,
  digitalNumber,
  documentAmount,
  documentKind,
  documentNumber,
  dueOn,
  issuedOn,
  open,
  postedOn,
  standing,
} from './fields-ledger.ts';

/** Names an invoice in a file that is about something else. */
const INVOICE_NUMBER = words(
  `发票号 发票号码 发票编号 对应发票 对应发票号 对应发票号码 应收单号 应收单编号 借方单据号 借方单据编号 借方单号 被核销单号 被核销单据号 被核销单据编号 被核销发票号 核销发票号 核销发票 核销应收单号 应收单据号 应收单据编号 应收凭证号 原发票号 原发票号码 单据号 单据编号
  invoicenumber invoiceno invoiceid invoicenum invoice invno invoiceref invoicereference appliedinvoice appliedto appliedtoinvoice documentnumber documentno debitdocument`,
);
export const invoiceNumber: Field = {
  id: 'invoiceNumber',
  type: 'code',
  strong: INVOICE_NUMBER,
  weak: words('发票 单号 应收单'),
  pattern: /^(?:对应|关联|所属|被?核销|结算|冲销|原|应收).{0,4}(?:发票|单据|应收单)(?:号码|编号|号)?$/,
  not: /日期|金额|date|amount|收款|类型/,
};
export const order: Field = {
  id: 'order',
  type: 'code',
  strong: words(
    '订单号 订单编号 销售订单号 销售订单编号 销售订单 客户订单号 订单号码 order orderno ordernumber orderid salesorder salesorderno salesordernumber sono ponumber pono purchaseorder',
  ),
  weak: words('订单'),
};
export const taxAmount: Field = {
  id: 'tax',
  type: 'amount',
  strong: words('税额 税金 增值税额 税额合计 增值税 销项税额 进项税额 tax taxamount vat vatamount taxamt'),
  weak: [],
  not: /率|rate|号|code|no/,
};
export const reason: Field = {
  id: 'reason',
  type: 'text',
  strong: words(
    '原因 核销原因 坏账原因 红冲原因 冲红原因 退货原因 折让原因 事由 说明原因 reason reasoncode cause writeoffreason creditreason',
  ),
  weak: words('说明 摘要 description'),
  pattern: /原因$|事由$|reason$/,
};
export const invoices: Field = {
  id: 'invoices',
  type: 'codes',
  strong: words(
    '对应发票 对应发票号 对应发票号码 核销发票 核销发票号 关联发票 关联发票号 发票号 发票号码 结算发票 所付发票 付款发票 支付发票 对应单据 对应单据号 invoices invoicenumbers invoiceno invoicenumber invoice invoiceref invoicespaid appliedinvoices paidinvoices',
  ),
  weak: words('发票'),
  pattern: /^(?:对应|核销|关联|结算|所付|支付|冲销).{0,3}(?:发票|单据|应收)(?:号码|编号|号)?$/,
  not: /日期|金额|date|amount/,
};

/** Without a column for the document's original number of days: an opening list may be one line a customer. */
export const OPEN_ITEMS: readonly Field[] = [
  accountCode,
  customerName,
  uscc,
  entity,
  documentNumber,
  documentKind,
  issuedOn,
  dueOn,
  termsDays,
  {
    ...open,
    strong: [
      ...open.strong,
      ...words(
        '期末余额借方 期末借方余额 期末借方 期末原币 期末余额原币 期末本币 期末余额本币 期初原币 期初余额原币 期初本币 期初余额本币 借方期末余额 期初余额借方 期初借方余额 期初借方 借方余额 期初余额 期初应收 期初应收余额 期初应收账款 期初金额 期初数 年初余额 年初数 应收期初 应收期初余额 上年结转 上期余额 结转余额 结余 应收余额 应收款余额 余额 openingbalance openbal broughtforward balanceforward balancebroughtforward carriedforward',
      ),
    ],
    weak: words('期初 余额 金额 结余 期末 本币余额 本位币余额 原币余额 余额合计 欠款合计 总欠款 amount'),
    pattern: /^(?:期初|年初|上年|上期|未收|未回|未核销|未结|尚欠|欠款|剩余|应收).{0,5}(?:金额|余额|总额|额|数)?$/,
    not: /日|date|天|借贷|方向|贷方|客户|单位|公司|[人户方]$|原因|状态|名称|编码|编号/,
  },
  {
    // A trial balance keeps what a customer has in credit in a column of its own.
    id: 'openCredit',
    type: 'amount',
    strong: words(
      '期末余额贷方 期末贷方余额 期末贷方 贷方期末余额 期初余额贷方 期初贷方余额 期初贷方 贷方余额 creditbalance closingcredit',
    ),
    weak: [],
  },
  {
    ...documentAmount,
    strong: words(
      '原始金额 原金额 单据金额 发票金额 开票金额 应收金额 应收总额 价税合计 原币金额 originalamount invoiceamount documentamount invoicetotal totalamount',
    ),
    weak: words('总额 总金额 total'),
    pattern: /^(?:原|原始|开票|发票|单据|应收|含税)+.{0,3}(?:金额|总额)$/,
  },
  {
    id: 'side',
    type: 'choice',
    choices: SIDE_WORDS,
    strong: words('方向 借贷方向 余额方向 借贷 期初方向 期末方向 年初方向 side drcr debitcredit balanceside'),
    weak: [],
  },
  currency,
  disputed,
  contract,
  salesperson,
  note,
];

export const INVOICES: readonly Field[] = [
  accountCode,
  customerName,
  uscc,
  entity,
  documentNumber,
  digitalNumber,
  documentKind,
  issuedOn,
  postedOn,
  dueOn,
  termsDays,
  documentAmount,
  taxAmount,
  currency,
  order,
  contract,
  salesperson,
  standing,
  note,
];

const receivedOn: Field = {
  id: 'receivedOn',
  type: 'date',
  strong: words(
    `收款日期 收款日 回款日期 回款日 到账日期 到账日 到账时间 收款时间 交易日期 交易日 交易时间 发生时间 入账日期 入账时间 入账日 记账日期 记账日 付款日期 付款日 实际收款日期 实际收款日 实际到账日 单据日期 业务日期 进账日期
    receiptdate receivedon datereceived receiveddate paymentdate paidon paiddate datepaid transactiondate transactiontime bookingdate postingdate collectiondate`,
  ),
  // A bank's value date stands beside the day of the transaction.
  weak: words('日期 时间 发生日期 起息日 起息日期 valuedate date day'),
  pattern: /^(?:实际|银行)?(?:收款|回款|到账|到款|来款|打款|汇款|进款|入账|进账|交易|付款)(?:的)?(?:日期|时间|日)$/,
  not: /到期|应收|开票|due|invoice|发票|制单|审核/,
};

export const RECEIPTS: readonly Field[] = [
  customerCode,
  {
    ...customerName,
    strong: [
      ...customerName.strong,
      ...words(
        '对方户名 对方名称 对方账户名称 对方单位 对方单位名称 付款人 付款人名称 付款人户名 付款方 付款方户名 付款户名 交易对手 交易对方 交易对手名称 对手方 汇款人 汇款人名称 来款单位 交款单位 缴款单位 收方名称 收付方名称 收付款方名称 收方户名 收付方户名 户名 付款客户 付款单位名称 打款单位 打款人 汇款单位 汇款方 对手名称 对手户名 对手单位 对手方名称 对手方户名 来款客户 来款人 缴款人 交款人 payername remitter remittername counterparty counterpartyname payer',
      ),
    ],
    not: /账号|开户|银行$|account(?:no|number)/,
  },
  uscc,
  entity,
  {
    id: 'number',
    type: 'code',
    strong: words(
      `收款单号 收款单编号 收款单 收款编号 收款单据号 回款单号 回款编号 收据号 收据编号 银行流水号 流水号 账务流水号 交易流水号 交易流水 流水编号 银行流水 交易号 交易参考号 凭证号 凭证编号 凭证号码 单据号 单据编号 单号 回单编号 回单号 电子回单号 业务编号 银行参考号 核心流水号 主机流水号
      receiptnumber receiptno receiptid receipt paymentnumber paymentno paymentid paymentreference paymentref transactionid transactionno transactionnumber transactionreference transactionref bankreference bankref receiptref receiptreference bankserial serialno serialnumber documentnumber documentno voucherno`,
    ),
    weak: words('编号 参考号 reference referenceno ref id number no'),
    pattern: /^(?:银行|交易|收款|回款|电子|网银|核心|账户明细).{0,4}(?:流水号|编号|号码|单号|号)$/,
    not: /发票|账号|客户|账户(?!明细)|合同|订单|invoice|account|行号|卡号/,
  },
  receivedOn,
  {
    id: 'amount',
    type: 'amount',
    strong: words(
      `收款金额 回款金额 到账金额 实收金额 收入金额 贷方金额 贷方发生额 贷方 收入 贷方发生金额 转入金额 存入金额 入账金额 来账金额 收方金额 付款金额 交易金额 本币金额 实际收款金额 收款额 贷方发生额收入 收入贷方 收款总额 进账金额
      receiptamount amountreceived receivedamount paymentamount amountpaid credit creditamount deposit paidin moneyin inflow collected transactionamount`,
    ),
    weak: words('金额 发生额 总额 amount amt value total sum'),
    pattern: /^(?:实际|本次|本期)?(?:收款|回款|到账|到款|来款|打款|汇款|进款|收入|贷方|入账|转入).{0,4}(?:金额|总额|额)?$/,
    not: /日|date|余额|手续费|未|应收|借方|支出|balance|fee|核销|人|户|账号|用途|方式|单位/,
  },
  {
    id: 'paidOut',
    type: 'amount',
    strong: words(
      '借方金额 借方发生额 借方 支出 支出金额 转出金额 付出金额 支取金额 借方发生金额 往账金额 付方金额 借方发生额支取 支出借方 debit debitamount withdrawal paidout moneyout outflow',
    ),
    weak: [],
    pattern: /^(?:借方|支出|转出).{0,4}(?:金额|总额|额)?$/,
    not: /日|date|余额|balance/,
  },
  {
    // A bank's list names both sides of each transfer: who pays us, and whom we pay.
    id: 'payee',
    type: 'text',
    strong: words(
      '收款人名称 收款人户名 收款人 收款方名称 收款方户名 收款方 收款单位名称 收款账户名称 beneficiaryname beneficiarysname beneficiary payeename payee',
    ),
    weak: [],
  },
  {
    id: 'flow',
    type: 'choice',
    choices: FLOW_WORDS,
    strong: words(
      '借贷标志 借贷标识 借贷方向 收支标志 收支类型 收支方向 收支 收付标志 收付方向 借贷 借贷类型 资金流向 往来账标志 debitcredit drcr creditdebit creditdebitindicator dc direction inout',
    ),
    weak: [],
    pattern: /^(?:借贷|收支|收付|往来账|进出账?|资金).{0,2}(?:标[志识记示]|方向|类型|类别|状态|性质)$/,
  },
  currency,
  {
    id: 'reference',
    type: 'text',
    strong: words(
      '附言 交易附言 备注附言 客户附言 汇款附言 转账附言 附言用途 付款附言 reference remittanceinformation remittanceinfo paymentdetails',
    ),
    // What the bank wrote; where the payer's own words have a column, that one counts.
    weak: words(
      '用途 摘要 交易用途 交易摘要 摘要说明 付款说明 付款用途 narrative description details purpose 备注 说明 memo remarks text',
    ),
    pattern: /附言$|用途$|摘要$/,
    not: /号$|代码/,
  },
  invoices,
  {
    id: 'method',
    type: 'text',
    strong: words('收款方式 结算方式 付款方式 支付方式 回款方式 交易类型 paymentmethod method paymenttype tendertype'),
    weak: words('方式'),
  },
  {
    id: 'account',
    type: 'text',
    strong: words(
      '收款账户 收款账号 收款银行 收款银行账号 本方账号 本方账户 账户 银行账户 本方银行账号 入账账户 账号 bankaccount receivingaccount ouraccount',
    ),
    weak: words('银行 bank'),
    not: /对方|付款|名/,
  },
  salesperson,
  { ...note, strong: words('备注 备注信息 备注说明 附注 note notes remark remarks comment comments'), weak: [] },
];

export const APPLICATIONS: readonly Field[] = [
  customerCode,
  customerName,
  uscc,
  entity,
  {
    id: 'receiptNumber',
    type: 'code',
    strong: words(
      `收款单号 收款单编号 收款单 收款编号 收款单据号 回款单号 收据号 核销单号 银行流水号 流水号 收款凭证号 贷方单据号 收款流水号 付款单号 来源收款单
      receiptnumber receiptno receiptid receipt paymentnumber paymentno paymentid payment paymentreference creditdocument clearingdocument cashreceipt`,
    ),
    weak: [],
    pattern:
      /^(?:收款|回款|到账|预收|贷方).{0,4}(?:单号|编号|号码|流水号|号)$|^(?:receipt|payment|cash)(?:doc|document)?(?:no|number|id|ref|reference)$/,
    not: /日期|金额|date|amount|账号/,
  },
  {
    ...invoiceNumber,
    weak: [...invoiceNumber.weak, ...words('核销单据号 核销单据编号 核销单据')],
    not: /日期|金额|date|amount|收款|类型|核销单号/,
  },
  {
    id: 'appliedOn',
    type: 'date',
    strong: words(
      '核销日期 核销日 核销时间 冲销日期 结算日期 勾兑日期 清账日期 清账日 applieddate appliedon applicationdate dateapplied clearingdate cleareddate matchdate matchedon',
    ),
    weak: words('日期 收款日期 业务日期 单据日期 date receiptdate paymentdate'),
    pattern: /^(?:核销|冲销|勾兑|清账|结算).{0,2}(?:日期|时间|日)$/,
    not: /到期|开票|发票|due|invoice/,
  },
  {
    id: 'amount',
    type: 'amount',
    strong: words(
      '核销金额 本次核销金额 本次核销 已核销金额 冲销金额 勾兑金额 结算金额 本次结算金额 清账金额 分配金额 appliedamount amountapplied applied applicationamount clearedamount matchedamount settledamount allocatedamount allocation',
    ),
    weak: words('金额 收款金额 amount amt value'),
    pattern: /^(?:本次|本期|实际|累计)?(?:核销|冲销|勾兑|结算|清账|分配).{0,3}(?:金额|总额|额)$/,
    not: /未|余额|日|发票|折扣/,
  },
  {
    id: 'discount',
    type: 'amount',
    strong: words(
      '折扣 折扣金额 现金折扣 现金折扣金额 折让 折让金额 优惠金额 贴息 discount discountamount discounttaken cashdiscount allowance',
    ),
    weak: [],
    not: /率|rate|%/,
  },
  currency,
  note,
];

export const CREDIT_NOTES: readonly Field[] = [
  customerCode,
  customerName,
  uscc,
  entity,
  {
    id: 'number',
    type: 'code',
    strong: words(
      `红字发票号 红字发票号码 红票号 红票号码 贷项单号 贷项凭单号 贷项通知单号 贷项通知单 红冲发票号 红冲发票号码 负数发票号 负数发票号码 退货单号 折让单号 红字单号 红字单据号 红字信息表编号 发票号 发票号码 单据号 单据编号 单号
      creditnotenumber creditnoteno creditnote creditnoteid creditmemo creditmemono creditmemonumber cnnumber cnno documentnumber documentno number`,
    ),
    weak: words('编号 号码 单据 reference id no'),
    pattern:
      /^(?:红字|红冲|红票|贷项|负数|退货|折让).{0,5}(?:号码|编号|单号|号)$|^credit(?:note|memo)(?:no|number|id|ref|reference)?$/,
    not: /原|对应|蓝字|被|客户|original|日期/,
  },
  {
    id: 'creditedNumber',
    type: 'code',
    strong: words(
      `原发票号 原发票号码 原蓝字发票号 原蓝字发票号码 蓝字发票号 蓝字发票号码 对应发票 对应发票号 对应发票号码 对应蓝字发票号码 对应蓝字发票 被红冲发票号 被冲发票号 被红冲发票号码 原单据号 原单号 冲销发票号 关联发票号 关联发票
      originalinvoice originalinvoicenumber originalinvoiceno invoicenumber invoiceno creditedinvoice appliesto appliestoinvoice correctedinvoice referenceinvoice invoice`,
    ),
    weak: [],
    pattern: /^(?:原|被|对应|蓝字|关联|冲销).{0,6}(?:发票|单据|单|票)(?:号码|编号|号)?$/,
    not: /日期|金额|代码|date|amount/,
  },
  {
    ...issuedOn,
    strong: [
      ...issuedOn.strong,
      ...words('红冲日期 红字发票日期 红字开票日期 冲红日期 退货日期 折让日期 贷项日期 creditdate creditnotedate creditmemodate'),
    ],
    not: /原|due|到期|截止|post|clear|settle|paid|结清|收款/,
  },
  {
    ...documentAmount,
    strong: [
      ...documentAmount.strong,
      ...words(
        '红字金额 红冲金额 贷项金额 冲红金额 退货金额 折让金额 负数金额 creditamount creditnoteamount creditmemoamount credit',
      ),
    ],
    pattern: /^(?:红字|红冲|贷项|冲红|退货|折让|开票|发票|含税|价税|单据)+.{0,3}(?:金额|总额|额|合计)$/,
    not: /不含税|税额|税金|单价|原|余额|tax|balance/,
  },
  currency,
  reason,
  contract,
  salesperson,
  { ...note, weak: words('text') },
];

export const WRITE_OFFS: readonly Field[] = [
  customerCode,
  customerName,
  uscc,
  entity,
  {
    id: 'number',
    type: 'code',
    strong: words(
      '坏账核销单号 核销单号 核销单编号 坏账单号 坏账单据号 核销编号 坏账编号 坏账核销编号 核销文号 审批单号 writeoffnumber writeoffno writeoffid writeoffreference',
    ),
    weak: words('编号 单号 number no id'),
    pattern: /^(?:坏账|呆账|核销|注销).{0,4}(?:单号|编号|文号|号)$/,
    not: /发票|被核销|客户|日期/,
  },
  invoiceNumber,
  {
    id: 'writtenOffOn',
    type: 'date',
    strong: words(
      '核销日期 核销日 坏账日期 坏账核销日期 核销时间 确认日期 坏账确认日期 批准日期 审批日期 注销日期 writeoffdate datewrittenoff writtenoffdate writtenoffon writeoffon dateofwriteoff',
    ),
    weak: words('日期 业务日期 单据日期 date'),
    pattern: /^(?:坏账|呆账|核销|注销).{0,4}(?:日期|时间|日)$/,
    not: /开票|发票|到期|due|invoice/,
  },
  {
    id: 'amount',
    type: 'amount',
    strong: words(
      '核销金额 坏账金额 坏账核销金额 坏账损失 坏账损失金额 损失金额 注销金额 呆账金额 writeoffamount writtenoffamount amountwrittenoff writeoff baddebt baddebtamount lossamount',
    ),
    weak: words('金额 amount amt value'),
    pattern: /^(?:坏账|呆账|核销|注销|损失).{0,4}(?:金额|总额|额|损失)$/,
    not: /余额|计提|准备|发票/,
  },
  currency,
  reason,
  { ...note, weak: [] },
];
