// The words by which files name a kind or a state: first match wins, over the text folded and without blanks.
import { headingFold } from './traditional.ts';
import type {
  BillKind,
  BillState,
  ContractState,
  DunningLevel,
  InsuranceSaid,
  OrderState,
  RecordKind,
  VatDirection,
} from './typed-papers.ts';
import type { DocumentKind } from './typed-rows.ts';

export type Choices<Value extends string = string> = readonly (readonly [RegExp, Value])[];

/** What a text means by a list of choices; null: nothing the list knows. */
export function choiceOf<Value extends string>(choices: Choices<Value>, text: string): Value | null {
  const key = headingFold(text.normalize('NFKC'))
    .toLowerCase()
    .replace(/[\s_-]/g, '');
  return choices.find(([shape]) => shape.test(key))?.[1] ?? null;
}

export const DOCUMENT_KINDS: Choices<DocumentKind> = [
  [/红字|红冲|负数|贷项|冲红|退货|折让|credit|^cn$|^cm$|^dg$|^g2$/, 'credit_note'],
  [/借项|debit|^dn$|^dm$|^l2$/, 'debit_note'],
  [/收款|回款|到账|预收|receipt|payment|^dz$|^pay$|^pmt$/, 'receipt'],
  [/期初|结转|opening|balanceforward|broughtforward/, 'opening'],
  [/发票|销售|应收|专票|普票|数电|invoice|^sales?$|^inv$|^rv$|^dr$|^si$|^ri$|^f2$|bill/, 'invoice'],
];

export const BILL_KIND_WORDS: Choices<BillKind> = [
  [/财务公司|财司|financecompany/, 'finance_company'],
  [/支票|cheque|check/, 'cheque'],
  [/商业承兑|商承|商票|commercial|^ac02$/, 'commercial'],
  [/银行承兑|银承|银票|银行汇票|bank|^ac01$/, 'bank'],
];

export const BILL_STATE_WORDS: Choices<BillState> = [
  [/拒付|拒绝付款|拒绝兑付|[到逾]期未兑|dishonou?red|rejected|bounced|unpaid/, 'dishonoured'],
  [/退回|退票|已退|returned/, 'returned'],
  [/提示付款|托收中|委托收款中|已托收|待兑付|^(?:到期)?(?:委托收款|托收)$|presented|sentforcollection/, 'presented'],
  // 已承兑 alone may mean accepted or paid: it is nobody's to guess.
  [
    /^(?!.*[未待拒不]).*(?:兑付|承兑到期|到期承兑|已结清|已到账|到期收款|托收到账|已收款|已解付|honou?red|collected|paid|settled)/,
    'honoured',
  ],
  [/背书|转让|endorse|transfer/, 'endorsed'],
  [/贴现|discount/, 'discounted'],
  [/质押|pledge/, 'pledged'],
  [/在手|在库|库存|持有|未到期|已签收|已收票|正常|待到期|held|hand|holding|open|received|^cs03$/, 'held'],
];

export const CONTRACT_STATE_WORDS: Choices<ContractState> = [
  [/解除|终止|作废|取消|terminated|cancel/, 'terminated'],
  [/草稿|起草|待签|未签|审批中|未生效|draft|pending/, 'draft'],
  [/暂停|中止|冻结|suspend|hold/, 'suspended'],
  [/完成|完毕|结束|到期|已结|关闭|履约完|ended|completed|closed|expired|finished/, 'ended'],
  [/执行|履行|履约|生效|有效|进行|已签|正常|inforce|active|effective|open|running|signed/, 'in_force'],
];

export const ORDER_STATE_WORDS: Choices<OrderState> = [
  [/取消|作废|撤销|cancel|void/, 'cancelled'],
  [/部分|分批|part/, 'part_delivered'],
  [/未|待|open|new|pending|backlog|confirmed/, 'open'],
  [/关闭|结案|完结|已结|closed|completed|done/, 'closed'],
  [/发货完|全部发货|已发货|已交|交货完|已出库|已完成|delivered|shipped|fulfilled/, 'delivered'],
  [/审核|下单|执行|生产|进行|有效|正常|生效|active|released|inprogress/, 'open'],
];

export const RECORD_KIND_WORDS: Choices<RecordKind> = [
  [/失信|老赖|dishonest/, 'dishonest'],
  [/限高|限制.*消费|consumption/, 'consumption_limit'],
  [/破产|清算|重整|bankrupt|insolven|liquidation/, 'bankruptcy'],
  [/被执行|执行案|终本|强制执行|enforce|execution/, 'enforcement'],
  [/欠税|税务违法|税收违法|纳税|非正常户|税务|tax/, 'tax_arrears'],
  [/经营异常|异常名录|严重违法|abnormal/, 'abnormal_operation'],
  [/出质|股权冻结|质押|pledge/, 'equity_pledge'],
  [/处罚|罚款|环保|penalt|fine|sanction/, 'penalty'],
  [/征信|资信|信用报告|creditreport|bureau/, 'credit_report'],
  [/诉讼|开庭|裁判|判决|立案|法院|仲裁|纠纷|litigation|lawsuit|court|judg|arbitrat/, 'litigation'],
  [/其他|其它|other/, 'other'],
];

/** Levels of dunning as houses write them: 2, 二级, 第2封催款函, Level 2; 0 is nobody dunned. */
export const LEVEL_WORDS: Choices<DunningLevel> = [
  [/^(?:0(?:\.0+)?级?|无|未催[收款]?|不催|无需催[收款]|正常|已?结束|已?解除|none|no|level0|notdunned)$/, '0'],
  ...(['1一', '2二', '3三', '4四', '5五', '6六', '7七', '8八', '9九'] as const).map(
    (figures): readonly [RegExp, DunningLevel] => [
      new RegExp(
        `^(?:第|l|lv|level|stage|dunning(?:level)?|催[收款])?[${figures}](?:\\.0+)?(?:级|封|次|轮|档|阶段|st|nd|rd|th)?(?:催[收款](?:函|信|单)?|level|reminder|letter)?$`,
      ),
      figures[0] as DunningLevel,
    ],
  ),
];

/** What is said of a customer's credit insurance; run out counts as stopped. */
export const INSURANCE_WORDS: Choices<InsuranceSaid> = [
  [/未到期|未停|未终止/, 'insured'],
  [/未投|未承|未参?保|不投|不承|无保险|退保|^(?:无|否|没有)$|uninsured|notinsured|^(?:none|no|n)$/, 'none'],
  [
    /停保|停止|终止|撤保|撤销|暂停|中止|失效|过期|到期|解除|拒保|stop|suspend|withdrawn|cancel|expired|revoked|inactive|invalid/,
    'stopped',
  ],
  [/有效|在保|承保|投保|正常|生效|^(?:是|有|√)$|insured|active|valid|covered|inforce|^(?:yes|y)$/, 'insured'],
];

export const VAT_STATE_WORDS: Choices<'valid' | 'void'> = [
  [/作废|废票|void|cancel|invalid/, 'void'],
  [/有效|正常|红冲|红字|已认证|已抵扣|valid|normal|ok|red/, 'valid'],
];

/** Whether what a document's state says is that it is void: in its own words, or yes in a column that asks. */
export function isVoid(said: string, heading: string): boolean {
  const word = choiceOf(VAT_STATE_WORDS, said);
  if (word !== null) return word === 'void';
  return /作废|void|cancel/i.test(heading) && /^(?:是|y|yes|true|1|√|x)$/i.test(said.normalize('NFKC').trim());
}

/** Whether a document's state says that nobody has approved it yet: created, kept aside, to be audited. */
export function isDraft(said: string): boolean {
  return /^(?:创建|暂存|草稿|未审核|待审核|审核中|重新审核|未提交|开立|未记账|draft|saved|unapproved|pending(?:approval)?)$/i.test(
    said.normalize('NFKC').replace(/\s/g, ''),
  );
}

export const VAT_DIRECTION_WORDS: Choices<VatDirection> = [
  [/进项|取得|购进|采购|^in(?:put)?$|purchase/, 'in'],
  [/销项|开具|开出|销售|^out(?:put)?$|sale/, 'out'],
];

/** Whether goods were invoiced, where a word says so rather than yes or no. */
export const INVOICED_WORDS: Choices<'yes' | 'no'> = [
  [/^(?:未|待|暂未|no|not|un)/, 'no'],
  [/^(?:已|完成|全部|invoiced|billed|yes)/, 'yes'],
];
/** Whether a bill's holder may come back to us. */
export const RECOURSE_WORDS: Choices<'yes' | 'no'> = [
  [/无追|不附|无权|买断|卖断|without|non|^no$/, 'no'],
  [/有追|附追|可追|with|^yes$/, 'yes'],
];

/** Which way money went, where a column beside the amount says it: a bank's credit is money in. */
export const FLOW_WORDS: Choices<'in' | 'out'> = [
  [/支出|付|往账|转出|汇出|借|^d(?:r|ebit)?$|debit|^out|withdraw/, 'out'],
  [/收入|收|来账|转入|汇入|存入|贷|^c(?:r|redit)?$|credit|^in|deposit/, 'in'],
];

/** Which side a balance stands on: receivables are debit. */
export const SIDE_WORDS: Choices<'debit' | 'credit' | 'even'> = [
  [/借|debit|^dr?$/, 'debit'],
  [/贷|credit|^cr?$/, 'credit'],
  [/平|^zero$|^even$/, 'even'],
];
