// What a field of a file is, and the fields that files of several kinds share, with the headings people give them.

import type { Choices } from './choices.ts';

/** `codes`: several codes in one cell; `percent`: a share, ppm; `period`: months or years, in months. */
export type FieldType =
  | 'code'
  | 'codes'
  | 'text'
  | 'date'
  | 'month'
  | 'amount'
  | 'percent'
  | 'currency'
  | 'days'
  | 'period'
  | 'flag'
  | 'choice';
export type Field = {
  readonly id: string;
  readonly type: FieldType;
  /** Headings that name this field and no other; written as `headingKey` leaves them. */
  readonly strong: readonly string[];
  /** Headings that name it where nothing stronger does. */
  readonly weak: readonly string[];
  /** Looser shapes, over the key, tried last. */
  readonly pattern?: RegExp;
  /** Words that rule the field out, whatever matches. */
  readonly not?: RegExp;
  /** Names a column only where this other field has one. */
  readonly beside?: string;
  /** What the words of a `choice` mean. */
  readonly choices?: Choices;
};

/** Headings parted by blanks. */
export const words = (text: string): string[] => text.split(/\s+/).filter((each) => each !== '');

const CUSTOMER =
  '(?:客户|客商|购方|购买方|购货单位|购货方|买方|付款方|往来单位|往来户|往来对象|欠款单位|欠款人|债务人|经销商|受票方|结算单位|结算客户|开票单位|开票客户|对方单位|应收单位|应收客户|往来客户|需方|单位)';
const BUYER =
  '(?:customer|cust|client|buyer|debtor|payer|account|businesspartner|bp|soldto|soldtoparty|billto|purchaser|party|obligor|kunnr)';

export const customerCode: Field = {
  id: 'customerCode',
  type: 'code',
  strong:
    words(`客户编码 客户编号 客户代码 客户代号 客户号 客户号码 客户ID 客商编码 客商编号 客商代码 购方编码 购方编号 购方代码 往来单位编码 往来单位编号 往来单位代码 单位编码 单位编号 单位代码 欠款单位编码 结算单位编码 购货单位编码 购货方编码 开票单位编码 对方单位编码 付款单位编码 需方编码 往来客户编码 债务人编码 客户档案编码 客户档案编号 买方编码 买方编号 经销商编码 经销商编号
    customerid customercode customerno customernumber custnumber custno custid custcode customernum customerkey customeraccount accountnumber accountno accountid accountcode clientid clientcode clientno clientnumber buyerid buyercode buyerno buyernumber debtorid debtorcode debtorno debtornumber payerid payerno partyid partycode businesspartner bpcode soldto soldtopt soldtoparty kunnr`),
  weak: [],
  pattern: new RegExp(
    `^${CUSTOMER}.{0,4}(?:编码|编号|代码|代号|号码|号|id|no)$|^(?:sap|erp|source)?${BUYER}(?:account)?(?:id|code|no|num|nr|number|key)$|^(?:id|code|no|number)of${BUYER}$`,
  ),
  // 客户订单号, 客户料号, 付款方账号 belong to the customer and are not he.
  not: /名称|name|税|信用|识别|合同|发票|地址|电话|银行|账|帐|行号|卡号|手机|传真|邮|订单|单据|送货|发货|收货|物|料|货品|产品|图号|批号|流水|凭证|票|类|等级|级别|地区|区域|行业|部门|组织|organi[sz]ation|country/,
};
export const customerName: Field = {
  id: 'customerName',
  type: 'text',
  strong:
    words(`客户名称 客户名 客户全称 客户简称 客户单位 客户单位名称 购方名称 购买方名称 购货单位 购货单位名称 购货方 买方名称 客商名称 往来单位 往来单位名称 往来户名称 欠款单位 欠款单位名称 债务人 债务人名称 付款方名称 付款单位 受票方名称 单位名称 公司名称 企业名称 经销商名称 客户公司 客户企业名称 对方单位 对方单位名称 对方名称 结算单位 结算单位名称 开票单位 开票单位名称 开票客户 应收对象 应收单位 应收客户 往来客户 往来客户名称 欠款客户 购买方 购货方 购货方名称 需方 需方名称 买受人
    billtoname billtocustomer billtoparty billtopartyname billtocompany invoicedto invoiceto
    customername custname custnm customernm clientnm name1 kundenname contactname namecustomer nameofcustomer clientname buyername debtorname payername accountname partyname companyname businesspartnername soldtoname legalname`),
  weak: words(
    'billto 客户 购方 买方 付款方 客商 经销商 公司 单位 企业 名称 customer client buyer debtor payer company contact name account',
  ),
  pattern: new RegExp(
    `^${CUSTOMER}.{0,4}(?:名称|全称|简称|名)$|^${BUYER}(?:company|full|legal|short)?name(?:\\d)?$|^name(?:of)?(?:the)?${BUYER}$`,
  ),
};
export const uscc: Field = {
  id: 'uscc',
  type: 'code',
  strong: words(
    '统一社会信用代码 统一信用代码 社会信用代码 信用代码 统一社会信用代码税号 纳税人识别号 购方税号 购方识别号 购买方识别号 客户税号 税号 统一编号 统一社会信用代码纳税人识别号 uscc unifiedsocialcreditcode socialcreditcode creditcode taxid taxno taxnumber vatno vatnumber taxpayerid',
  ),
  weak: [],
  pattern: /信用代码$|识别号$/,
  not: /销方|销售方|销货|卖方|供应商|seller|vendor/,
};
export const entity: Field = {
  id: 'entity',
  type: 'code',
  strong: words(
    '公司代码 公司编码 法人编码 法人主体 法人实体 主体编码 账套 账套号 账套编码 核算主体 组织编码 业务单元 开票主体 开票公司 销售组织 销方编码 我方主体 entity entitycode companycode businesscode legalentity legalentitycode businessunit bukrs salesorg orgcode ledgercompany',
  ),
  weak: words('主体 组织'),
};
export const salesperson: Field = {
  id: 'salesperson',
  type: 'text',
  strong: words(
    '业务员 销售员 销售人员 销售代表 客户经理 业务人员 销售经理 负责业务员 销售负责人 业务经理 跟单员 跟单 责任人 业务负责人 销售责任人 salesperson salesman salesrep salesrepresentative accountmanager seller salesowner',
  ),
  weak: words('销售 负责人 经办人 经办 sales owner rep'),
};
export const currency: Field = {
  id: 'currency',
  type: 'currency',
  strong: words(
    '币种 币别 货币 货币代码 币种代码 原币 原币种 结算币种 结算币别 币制 货币名称 货币种类 货币单位 currency cur currencycode curr ccy waers invoicecurrency documentcurrency transactioncurrency currencyiso',
  ),
  weak: [],
  pattern: /^.{0,4}币[种别制](?:名称|编码|代码)?$|^.{0,12}currency(?:code)?$/,
};
export const termsDays: Field = {
  id: 'terms',
  type: 'days',
  strong: words(
    '账期 账期天数 赊销天数 赊销期 收款天数 回款天数 授信天数 信用期 信用期天数 信用天数 付款条件 付款天数 付款期限天数 收款条件 付款方式条件 结算账期 信用账期 paymentterms paymentterm terms term termsdays creditdays creditterms creditterm custpaymentterms netdays paymentdays zterm creditperiod',
  ),
  weak: words('付款期限 结算方式 收款方式'),
  pattern: /^(?:合同|约定|客户)?账期(?:天数?|日)?$|terms?(?:of)?(?:payment)?(?:code|days|key)?$/,
};
export const note: Field = {
  id: 'note',
  type: 'text',
  strong: words(
    '备注 备注信息 其他说明 其它说明 补充说明 摘要 说明 备注说明 附注 note notes remark remarks memo comment comments description',
  ),
  weak: words('text'),
};

export const contract: Field = {
  id: 'contract',
  type: 'code',
  strong: words('合同号 合同编号 合同号码 合同代码 销售合同号 销售合同编号 contract contractno contractnumber contractid'),
  weak: words('合同 销售合同'),
};
export const disputed: Field = {
  id: 'disputed',
  type: 'flag',
  strong: words(
    '争议 是否争议 有争议 是否有争议 争议标志 争议标识 争议状态 有无争议 disputed dispute isdisputed indispute disputeflag disputestatus hasdispute',
  ),
  weak: [],
};
