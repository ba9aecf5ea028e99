// Headings of files about papers: acceptance bills, records from outside, VAT invoice lists.
import {
  BILL_KIND_WORDS,
  BILL_STATE_WORDS,
  RECORD_KIND_WORDS,
  RECOURSE_WORDS,
  VAT_DIRECTION_WORDS,
  VAT_STATE_WORDS,
} from './choices.ts';
import type { Field } from './fields.ts';
import { currency, customerCode, customerName, entity, note, uscc, words } from './fields.ts';
import { digitalNumber } from './fields-ledger.ts';
import { invoices, taxAmount } from './fields-money.ts';

export const BILLS: readonly Field[] = [
  customerCode,
  {
    ...customerName,
    strong: [
      ...customerName.strong,
      ...words(
        '交票单位 交票人 前手 前手单位 直接前手 背书人 来票单位 收票来源 票据来源 交票客户 交票客户名称 来票客户 前手背书人 背书人名称 背书人全称 直接前手名称 endorser receivedfrom',
      ),
    ],
  },
  uscc,
  entity,
  {
    id: 'number',
    type: 'code',
    strong: words(
      '票据号 票据号码 票据编号 汇票号 汇票号码 汇票编号 票号 电子票据号码 票据包号 票据包号码 电票号码 票据号码票据包号 承兑汇票号 billnumber billno billid draftnumber draftno notenumber billofexchange instrumentnumber',
    ),
    weak: words('编号 号码 单号 number no id reference'),
    pattern: /^(?:银行|商业|电子|承兑)*(?:承兑)?(?:汇票|票据|电票|票)(?:包)?(?:号码|编号|号)$/,
    not: /发票|日期|客户|区间|invoice/,
  },
  {
    id: 'range',
    type: 'code',
    strong: words('子票区间 子票号 票据区间 子票 区间 票据包区间 subrange subbill billrange range'),
    weak: [],
    pattern: /子票.{0,2}区间|^子票(?:号|起止)/,
  },
  {
    id: 'kind',
    type: 'choice',
    choices: BILL_KIND_WORDS,
    strong: words(
      '票据类型 票据种类 汇票类型 汇票种类 票种 类型 票据类别 承兑类型 承兑方式 billtype billkind drafttype instrumenttype type',
    ),
    weak: [],
  },
  {
    id: 'drawer',
    type: 'text',
    strong: words('出票人 出票人名称 出票人全称 出票单位 出票方 出票企业 drawer drawername issuer'),
    weak: [],
    pattern: /^出票(?:人|单位|方)(?:名称|全称)?$/,
  },
  {
    id: 'acceptor',
    type: 'text',
    strong: words(
      '承兑人 承兑人名称 承兑行 承兑银行 承兑人全称 承兑单位 承兑方 付款行 付款行名称 付款银行 付款银行名称 承兑行名称 承兑人开户行 acceptor acceptorname acceptingbank acceptor bank draweebank drawee',
    ),
    weak: words('银行'),
    pattern: /^承兑(?:人|行|银行|单位|方|企业)(?:名称|全称)?$/,
    not: /行号|账号/,
  },
  {
    id: 'issuedOn',
    type: 'date',
    strong: words('出票日期 出票日 开票日期 出票时间 issuedate issuedon drawdate drawnon dateofissue billdate'),
    weak: [],
    pattern: /^出票(?:日期|时间|日)$/,
  },
  {
    id: 'receivedOn',
    type: 'date',
    strong: words(
      '收票日期 收票日 收到日期 收到日 收票时间 收款日期 签收日期 接收日期 取得日期 入库日期 receiveddate receivedon datereceived receiptdate',
    ),
    weak: words('日期 业务日期 单据日期 登记日期 date'),
    pattern: /^(?:收票|收到|签收|接收|取得|入库)(?:票据|汇票)?(?:日期|时间|日)$/,
    not: /到期|due|出票/,
  },
  {
    id: 'dueOn',
    type: 'date',
    strong: words(
      '到期日 到期日期 票据到期日 汇票到期日 到期时间 汇票到期日期 票据到期日期 duedate dueon maturity maturitydate dateofmaturity due matureson',
    ),
    weak: [],
    pattern: /到期(?:日期|时间|日)$|maturity/,
  },
  {
    id: 'amount',
    type: 'amount',
    strong: words(
      '票面金额 票据金额 汇票金额 票面 票面额 金额 票据(包)金额 票据包金额 billamount faceamount facevalue draftamount amount nominal nominalamount',
    ),
    weak: words('总额 value total'),
    pattern: /^(?:票面|票据|汇票|子票|票据包).{0,4}(?:金额|总额|额)$/,
    not: /贴现|利息|费|净额|已|interest|fee|discount/,
  },
  currency,
  {
    id: 'state',
    type: 'choice',
    choices: BILL_STATE_WORDS,
    strong: words(
      '票据状态 状态 汇票状态 票据去向 处理状态 票据现状 流转状态 当前状态 票据当前状态 目前状态 去向 处置方式 billstatus status state disposition billstate',
    ),
    weak: [],
  },
  {
    id: 'stateOn',
    type: 'date',
    strong: words(
      '状态日期 处理日期 背书日期 贴现日期 背书日 贴现日 兑付日期 承兑日期 托收日期 转出日期 处置日期 背书转让日期 背书贴现日期 拒付日期 结清日期 兑付日 转让日期 变动日期 statusdate statedate stateon endorseddate endorsementdate discountdate honoureddate honoreddate actdate disposaldate',
    ),
    weak: [],
    pattern: /^(?:状态|处理|背书|贴现|兑付|转让|转出|处置|拒付|托收).{0,4}(?:日期|时间|日)$/,
  },
  {
    id: 'recourse',
    type: 'flag',
    choices: RECOURSE_WORDS,
    strong: words('追索权 有无追索权 是否有追索权 是否附追索权 附追索权 是否可追索 recourse withrecourse hasrecourse'),
    weak: [],
    pattern: /追索/,
  },
  {
    id: 'endorsee',
    type: 'text',
    strong: words(
      '被背书人 被背书单位 背书给 受让人 受让单位 贴现银行 贴现行 后手 转让给 贴现机构 接收单位 背书单位 endorsee endorsedto transferee discountbank discountingbank',
    ),
    weak: [],
    pattern: /^(?:被背书|受让|贴现)(?:人|单位|方|行|银行|机构)(?:名称)?$/,
  },
  { ...invoices, strong: invoices.strong.filter((word) => word !== 'invoice') },
  note,
];

export const EXTERNAL_RECORDS: readonly Field[] = [
  customerCode,
  {
    ...customerName,
    strong: [
      ...customerName.strong,
      ...words(
        '被执行人 被执行人名称 被执行人姓名名称 失信被执行人名称 当事人 当事人名称 主体名称 行政相对人 行政相对人名称 纳税人名称 被告 subject subjectname',
      ),
    ],
    weak: [...customerName.weak, '主体'],
  },
  uscc,
  {
    id: 'kind',
    type: 'choice',
    choices: RECORD_KIND_WORDS,
    strong: words(
      '记录类型 信息类型 风险类型 类型 类别 记录种类 风险类别 信息类别 事件类型 事项类型 recordtype recordkind risktype eventtype type category kind',
    ),
    weak: [],
    pattern: /^(?:外部|风险|记录|信息|事件|事项)+(?:类型|类别|种类)$/,
  },
  {
    id: 'source',
    type: 'text',
    strong: words(
      '来源 数据来源 信息来源 查询来源 查询渠道 渠道 公布机关 执行法院 法院 处罚机关 发布机关 发布单位 决定机关 受理法院 审理法院 开庭法院 审判法院 source datasource court authority issuingauthority provider',
    ),
    weak: words('机关 单位'),
  },
  {
    id: 'number',
    type: 'code',
    strong: words(
      '案号 文书号 决定书文号 执行案号 处罚决定书文号 文号 行政处罚决定书文号 案件编号 记录编号 casenumber caseno docketnumber recordid recordno',
    ),
    weak: words('编号 reference number'),
    pattern: /(?:案号|文号|文书号)$/,
  },
  {
    id: 'happenedOn',
    type: 'date',
    strong: words(
      '立案日期 立案时间 发布日期 发布时间 公示日期 处罚日期 列入日期 判决日期 决定日期 处罚决定日期 发生日期 登记日期 报告日期 认定日期 立案日 事件日期 公告日期 裁判日期 recorddate eventdate filingdate filedon publishedon publicationdate decisiondate judgmentdate listedon happenedon reportdate',
    ),
    weak: words('日期 时间 查询日期 date day'),
    pattern: /^(?:立案|发布|公示|处罚|列入|判决|决定|认定|报告|公告|裁判|开庭|事件|记录).{0,4}(?:日期|时间|日)$/,
    not: /到期|截止|有效|expir|until/,
  },
  {
    id: 'amount',
    type: 'amount',
    strong: words(
      '涉案金额 执行标的 执行标的额 标的额 标的金额 罚款金额 欠税金额 欠税余额 处罚金额 执行金额 出质金额 涉及金额 诉讼金额 claimamount fine fineamount amountinvolved disputeamount taxowed',
    ),
    weak: words('金额 amount'),
    pattern: /^(?:涉案|执行|标的|罚款|欠税|处罚|诉讼|涉诉|未履行).{0,4}(?:金额|标的|额)$/,
  },
  currency,
  {
    id: 'text',
    type: 'text',
    strong: words(
      '内容 摘要 案由 事由 说明 详情 记录内容 描述 处罚事由 处罚内容 违法事实 具体情形 失信行为 案件描述 text description details summary content subjectmatter cause',
    ),
    weak: words('备注 remarks note'),
    pattern: /(?:内容|事由|案由|详情|情形|事实)$/,
  },
  {
    id: 'expiresOn',
    type: 'date',
    strong: words(
      '到期日 到期日期 有效期至 失效日期 有效期止 公示截止日期 截止日期 移出日期 有效期 公示截止日 expireson expirydate expires expirationdate validuntil validto until',
    ),
    weak: [],
    pattern: /(?:到期|截止|失效|移出)(?:日期|时间|日)$|有效期(?:至|止)$/,
  },
];

const vatParty = (id: string, side: string, english: string, type: 'code' | 'text', endings: string, plain: string): Field => ({
  id,
  type,
  strong: [],
  weak: words(plain),
  pattern: new RegExp(`^(?:${side}).{0,4}(?:${endings})$|^(?:${english})(?:${type === 'code' ? 'id|code|no|number' : 'name'})$`),
  not: id.endsWith('Uscc') ? /名称|name/ : /税号|识别号|信用|地址|电话|银行|账号|tax/,
});
const BUYER_SIDE = '购方|购买方|购货方|购货单位|买方|客户|受票方';
const SELLER_SIDE = '销方|销售方|销货方|销货单位|卖方|供应商|供货方|开票方';
const CODE_ENDINGS = '代号|编码|编号|代码|号码';
const NAME_ENDINGS = '名称|全称|名';
const TAX_ENDINGS = '税号|识别号|纳税人识别号|统一社会信用代码|信用代码|统一社会信用代码纳税人识别号';

export const VAT_INVOICES: readonly Field[] = [
  {
    id: 'firmCode',
    type: 'code',
    strong: words('企业代号 企业编号 企业代码 企业编码 本企业代号 firmcode firmid companycode companyid enterpriseid'),
    weak: [],
  },
  { id: 'firmName', type: 'text', strong: words('企业名称 本企业名称 firmname companyname'), weak: [] },
  vatParty('buyerCode', BUYER_SIDE, 'buyer|customer|purchaser', 'code', CODE_ENDINGS, ''),
  vatParty('buyerName', BUYER_SIDE, 'buyer|customer|purchaser', 'text', NAME_ENDINGS, '购方 购买方 购货方 买方 buyer customer'),
  vatParty('buyerUscc', BUYER_SIDE, 'buyertax|customertax', 'code', TAX_ENDINGS, ''),
  vatParty('sellerCode', SELLER_SIDE, 'seller|supplier|vendor', 'code', CODE_ENDINGS, ''),
  vatParty(
    'sellerName',
    SELLER_SIDE,
    'seller|supplier|vendor',
    'text',
    NAME_ENDINGS,
    '销方 销售方 销货方 卖方 供应商 seller supplier vendor',
  ),
  vatParty('sellerUscc', SELLER_SIDE, 'sellertax|suppliertax', 'code', TAX_ENDINGS, ''),
  {
    id: 'direction',
    type: 'choice',
    choices: VAT_DIRECTION_WORDS,
    strong: words('方向 进销项 进销项标志 进销标志 发票方向 进项销项 进销类型 direction inputoutput inout'),
    weak: [],
  },
  {
    id: 'invoiceCode',
    type: 'code',
    strong: words('发票代码 invoicecode'),
    weak: [],
  },
  {
    id: 'number',
    type: 'code',
    strong: words('发票号码 发票号 发票编号 invoicenumber invoiceno invoiceid invoice fapiaono fapiaonumber'),
    weak: words('号码 number no'),
    not: /代码|日期|原|蓝字/,
  },
  digitalNumber,
  {
    id: 'issuedOn',
    type: 'date',
    strong: words('开票日期 开票日 开票时间 发票日期 开具日期 invoicedate issuedate issuedon dateofissue'),
    weak: words('日期 date'),
    not: /认证|抵扣|到期/,
  },
  {
    id: 'amount',
    type: 'amount',
    strong: words(
      '金额不含税 合计金额不含税 amount不含税 total不含税 金额 不含税金额 合计金额 金额合计 未税金额 不含税价 amount netamount amountexcludingtax amountextax net taxableamount',
    ),
    weak: [],
    pattern: /^(?:合计|不含税|未税|发票).{0,3}金额$/,
    not: /价税|含税总|税额|总/,
  },
  { ...taxAmount, strong: [...taxAmount.strong, ...words('合计税额 税额合计 有效税额')] },
  {
    id: 'total',
    type: 'amount',
    strong: words(
      '价税合计 价税合计金额 含税金额 含税总额 价税总额 总额 价税合计额 total totalamount grossamount gross amountincludingtax totalincltax',
    ),
    weak: words('总金额 合计'),
    pattern: /^价税.{0,4}$/,
  },
  currency,
  {
    id: 'state',
    type: 'choice',
    choices: VAT_STATE_WORDS,
    strong: words('发票状态 状态 发票状态标志 invoicestatus status state'),
    weak: [],
  },
  { id: 'voided', type: 'flag', strong: words('是否作废 作废标志 作废标识 作废 voided isvoid cancelled iscancelled'), weak: [] },
  note,
];
