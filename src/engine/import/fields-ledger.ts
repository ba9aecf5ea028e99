// Headings of a receivables ledger and of a customer master.
import { DOCUMENT_KINDS } from './choices.ts';
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

export const documentNumber: Field = {
  id: 'number',
  type: 'code',
  strong:
    words(`发票号 发票号码 发票编号 单据号 单据编号 单据号码 单号 票据号 票据号码 票号 账单号 账单编号 应收单号 应收单编号 凭证号 凭证编号 销售发票号 业务单号 来源单号 发票单号 发票no 单据no 结帐单号 结账单号 立账单号 挂账单号 应收单据编号 应收单据号
    invoicenumber invoiceno invoiceid invoicenum invoice invno invoicecode invoiceref invoicereference docid docno docnumber documentid documentno documentnumber billnumber billno billingdocument voucherno vouchernumber belnr invoicedocument trxnumber trxno trxnum transactionid transactionno transactionnumber`),
  weak: words('编号 号码 单据 发票 流水号 参考号 reference referenceno refno ref id number no num document'),
  pattern:
    /^(?:销售|应收|增值税|专用|普通|电子|原始|财务|开票)*(?:发票|单据|票据|凭证|账单|单)(?:号码|编号|号|代号)$|^(?:sales|tax|vat|ar|source|original|customer)?(?:invoice|inv|doc|document|bill|billing|voucher)(?:id|no|num|nr|number|ref|reference)$|^(?:no|number|id)of(?:the)?(?:invoice|document|bill)$/,
  not: /代码$|客户|合同|订单|order|contract|行号|item/,
};
/** The tax bureau's own export has both: a paper invoice has the one, a fully digital one the other. */
export const digitalNumber: Field = {
  id: 'digitalNumber',
  type: 'code',
  strong: words(
    '数电票号码 数电票号 数电发票号码 数电发票号 电子发票号码 全电发票号码 全面数字化电子发票号码 digitalinvoicenumber',
  ),
  weak: [],
};
export const documentKind: Field = {
  id: 'kind',
  type: 'choice',
  choices: DOCUMENT_KINDS,
  strong: words(
    '单据类型 单据类别 业务类型 发票类型 票据类型 凭证类型 类型 trxclass transactionclass documenttype doctype transactiontype invoicetype billtype type entrytype recordtype',
  ),
  weak: [],
};
export const issuedOn: Field = {
  id: 'issuedOn',
  type: 'date',
  strong:
    words(`开票日期 开票日 开票时间 出单日 出单日期 开单日 开单日期 发票日期 发票开具日期 开具日期 开具时间 出票日期 出票日 票据日期 账单日期 立账日期 立账日 结帐日期 结账日期 结帐日 结账日 起算日 起算日期 账期起算日 基准日期 应收发生日期 应收确认日期 应收确认日 确认日期 挂账日期 挂账日
    invoicedate dateofinvoice invoicedt invdate issuedate issuedon issued dateissued dateofissue issueddate baselinecreatedate baselinedate basedate billingdate billdate invoiceissuedate zfbdt invoicedon trxdate`),
  weak: words(
    '单据日期 业务日期 日期 发生日期 交易日期 制单日期 销售日期 documentdate documentcreatedate docdate date transactiondate createdate created createdon',
  ),
  pattern:
    /^(?:销售|应收|增值税|原始|电子)*(?:开票|发票|单据|票据|出票|开具|账单|立账)(?:的)?(?:日期|时间|日|年月日)$|^(?:sales|tax|vat|ar|original|customer)?(?:invoice|inv|issue|issuing|billing|baseline)(?:creation|created|create|issue|issued|document)?(?:date|dt|day|on)$|^date(?:of)?(?:the)?(?:invoice|issue|issuing|billing)/,
  not: /due|到期|截止|post|clear|settle|paid|paperless|结清|收款/,
};
export const postedOn: Field = {
  id: 'postedOn',
  type: 'date',
  strong: words(
    '入账日期 入账日 入账时间 记账日期 记账日 过账日期 过账日 登账日期 凭证日期 会计日期 总账日期 postingdate postdate postedon posted dateposted posteddate dateofposting bookingdate bookeddate bookedon entrydate gldate accountingdate ledgerdate budat',
  ),
  weak: [],
  pattern:
    /^.{0,4}(?:入账|记账|过账|登账)(?:日期|时间|日)$|^(?:gl|document|invoice|ledger)?(?:posting|posted|booking|accounting)(?:date|dt|day|on)$/,
};
export const dueOn: Field = {
  id: 'dueOn',
  type: 'date',
  strong:
    words(`到期日 到期日期 到期时间 应收日期 应收日 应付日期 应付款日期 应付款日 付款到期日 收款到期日 账款到期日 付款截止日 付款截止日期 最迟付款日 最晚付款日 最后付款日 最后付款日期 约定付款日 约定付款日期 约定收款日 约定回款日 预计收款日 预计收款日期 应收款日期 应收款日 应回款日期 应收到期日 信用到期日 还款日 还款日期 截止日期 收款期限 回款期限 账期截止日 账期截止日期
    duedate dueon due datedue dueindate paymentduedate paymentdue paymentdeadline maturitydate maturity dateofmaturity netduedate duedt deadline payby paybydate duedateofpayment expirydate faedt dueby`),
  weak: words('到期 付款日 付款期限 付款日期 截止日 期限'),
  pattern:
    /到期(?:日期|时间|日)$|^(?:应|约定|计划|预计|最迟|最晚|最后|截止)(?:收款|回款|付款|还款|到账|支付)(?:截止)?(?:日期|时间|日)$|^(?:收款|回款|付款|还款|支付)截止(?:日期|时间|日)$|^(?:net|invoice|payment|bill|document|original|contractual|final|expected)?due(?:in|on|by)?(?:date|dt|day)?$|^date(?:of)?(?:due|maturity)/,
  not: /overdue|逾期|amount|金额/,
};
export const documentAmount: Field = {
  id: 'amount',
  type: 'amount',
  strong:
    words(`应收金额 应收账款金额 应收款金额 应收款 应收款项 应收款项金额 货款总额 应收总额 应收总金额 应收账款 应收货款 挂账金额 货款金额 含税销售额 含税价款 含税货款 价税合计 价税合计金额 含税金额 含税总额 含税总金额 发票金额 开票金额 发票总额 发票总金额 单据金额 票面金额 账单金额 销售金额含税 应收本币金额 原币金额 本币金额 应收原币金额
    invoiceamount invoiceamt invoicetotal invoicevalue totalinvoiceamount totalopenamount grossamount grossamt totalamount totalamt amountinvoiced invoicedamount documentamount docamount billamount billedamount amountbilled billingamount totalamountinclvat totalamountincltax totalamountincludingvat totalamountincludingtax invoiceamountinclvat invoiceamountincltax invoicetotalinclvat totalinclgst amountinclgst totalinclvat totalinclusivevat totalincludingvat totalincltax totalincludingtax totalwithtax totalwithvat amountinclvat amountincludingvat amountincltax amountincludingtax amountwithtax amountwithvat grossinclvat
    receivable receivableamount receivables converted convertedamount wrbtr dmbtr originalamount transactionamount`),
  weak: words('金额 总额 总金额 合计金额 数额 应收 本期应收 amount amt value total sum gross'),
  pattern:
    /^(?:本期|累计|销售|应收|开票|发票|含税|票面|单据|结算|原币|本币|借方)+.{0,3}(?:金额|总额|额)$|^(?:含税|价税).{0,4}(?:合计|价|价款|收入|货款|小计)$|^(?:total|gross|invoice|inv|document|doc|billed|original|local|receivable|ar|net)*(?:amount|amt|value|total)(?:due|invoiced|billed)?(?:in|in(?:local|doc|document|company|transaction|invoice|entered)(?:cur|curr|currency)|in?lc|in?dc)?$/,
  not: /不含税|税额|税金|单价|折扣|已收|已付|实收|收到|回款|未收|余额|逾期|核销|预收|paid|received|tax|outstanding|balance|discount/,
};
export const received: Field = {
  id: 'received',
  type: 'amount',
  strong: words(
    '已收金额 已到账金额 已到款金额 到款金额 累计收款 累计回款 已收回金额 收回金额 已回笼 回笼金额 paidtodate amountpaidtodate payments 已收款 已收款金额 实收金额 实收款 收款金额 已回款 已回款金额 回款金额 已付金额 已核销金额 核销金额 已结算金额 到账金额 已收 receivedamount amountreceived paidamount amountpaid received paid paymentamount collected collectedamount amountcollected appliedamount amountapplied settledamount pd amtpd pdamt amtpaid paidamt recd amtrecd',
  ),
  weak: [],
  pattern: /^(?:累计|本期|本币|本位币|原币)?(?:已收|实收|已回款?|已核销|已付|收款|回款)+.{0,4}(?:金额|总额|额)?$/,
  not: /日|date|未|状态|方式|率|人|单位|户|账号|单号|条件|期限/,
};
export const open: Field = {
  id: 'open',
  type: 'amount',
  strong: words(
    '未收金额 应收未收 应收未收金额 待收金额 待收款 待收款金额 未付余额 剩余未收 未到账金额 未清金额 未清余额 期末应收 未收款 未收款金额 未收余额 应收余额 应收账款余额 欠款金额 欠款 欠款余额 未回款金额 未回款 未核销金额 未结金额 未付金额 剩余金额 剩余应收 期末余额 原币余额 本币余额 本位币余额 尚欠金额 openamount amountdue outstanding outstandingamount amountoutstanding outstandingbalance openbalance openitemamount balance balancedue remaining remainingamount unpaid unpaidamount residual bal balamt openbal balancedue',
  ),
  weak: words('余额'),
  pattern: /^(?:本币|本位币|原币)?(?:未收|未回|未核销|未结|未清|尚欠|欠款|剩余).{0,4}(?:金额|余额|总额|额)?$/,
  not: /日|date|天|客户|单位|公司|[人户方]$|原因|状态|名称|编码|编号/,
};
export const settledOn: Field = {
  id: 'settledOn',
  type: 'date',
  strong: words(
    '结清日期 结清日 结清时间 核销日期 核销日 清账日期 清账日 销账日期 收款日期 收款日 回款日期 回款日 实际收款日期 实际收款日 实际回款日期 实际付款日期 实际付款日 到账日期 到账日 付清日期 结算日期 settleddate settledon settlementdate datesettled settled cleardate clearingdate clearedon cleareddate datecleared paymentdate paiddate paidon datepaid dateofpayment closeddate dateclosed closedon receiptdate datereceived receiveddate collectiondate collectedon augdt',
  ),
  weak: [],
  pattern:
    /^(?:实际|最终|最后|全部)?(?:结清|核销|清账|销账|付清|收款|回款|到账|结算)(?:完成)?(?:日期|时间|日)$|^(?:actual|final|full|invoice|payment)?(?:settle|settled|settlement|clear|clearing|cleared|payment|paid|receipt)(?:date|dt|day|on)$/,
  not: /应|约定|预计|截止|due|最晚|最迟/,
};

/** What a list of documents says of each: only that it is void changes anything. */
export const standing: Field = {
  id: 'standing',
  type: 'text',
  strong: words(
    '发票状态 单据状态 票据状态 是否作废 作废标志 作废标识 作废 invoicestatus documentstatus docstatus voided isvoid cancelled iscancelled canceled iscanceled',
  ),
  weak: words('状态 status'),
};

/** SAP calls the customer of an item its account. */
export const accountCode: Field = { ...customerCode, weak: words('account debtor') };

export const LEDGER: readonly Field[] = [
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
  received,
  open,
  settledOn,
  currency,
  disputed,
  contract,
  salesperson,
  standing,
  note,
];

export const CUSTOMERS: readonly Field[] = [
  { ...customerCode, weak: words('编码 编号 代码 code id number no') },
  customerName,
  uscc,
  { ...entity, weak: [] },
  { id: 'industry', type: 'text', strong: words('行业 所属行业 行业分类 行业类别 industry sector industrycode'), weak: [] },
  {
    id: 'region',
    type: 'text',
    strong: words('地区 区域 省份 所在地区 省市 所属区域 销售区域 所在地 region area province territory'),
    weak: words('城市 city country'),
  },
  salesperson,
  {
    id: 'group',
    type: 'code',
    strong: words(
      '集团 集团编码 集团代码 所属集团 上级客户 上级客户编码 母公司 母公司编码 group groupcode parent parentcode parentcustomer parentid groupid',
    ),
    weak: [],
  },
  termsDays,
  {
    id: 'limit',
    type: 'amount',
    strong: words(
      '信用额度 授信额度 信用限额 额度 授信金额 信用额 赊销额度 creditlimit limit creditline limitamount 最高授信额 最高授信额度 最高额度 授信总额 授信总额度',
    ),
    weak: [],
  },
  currency,
  note,
];
