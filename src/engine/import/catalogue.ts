// The kinds of file that can be taken in: their fields, which of them must be there, and which amounts a printed total is held against.
import type { Field } from './fields.ts';
import { CUSTOMERS, LEDGER } from './fields-ledger.ts';
import { APPLICATIONS, CREDIT_NOTES, INVOICES, OPEN_ITEMS, RECEIPTS, WRITE_OFFS } from './fields-money.ts';
import { BILLS, EXTERNAL_RECORDS, VAT_INVOICES } from './fields-papers.ts';
import { CREDIT_STATES } from './fields-status.ts';
import { CONTRACTS, DELIVERIES, MARGINS, ORDERS } from './fields-trade.ts';
import type { Kind } from './typed-rows.ts';

export type { Field, FieldType } from './fields.ts';
export type { Kind } from './typed-rows.ts';

export type KindSpec = {
  readonly fields: readonly Field[];
  /** Fields that must have a column, each with those that may stand in for it. */
  readonly required: readonly (readonly string[])[];
  /** Fields asked for where a column could hold them, and done without where none could: the books or the user know. */
  readonly wanted?: readonly (readonly string[])[];
  /** What tells a row of data from a total or a footer: its key and its day. */
  readonly key: readonly string[];
  readonly day: string | null;
  /** Printed totals are compared for these. `first`: only the first that has a column, because the others are parts of it. */
  readonly totals: readonly string[];
  readonly firstTotalOnly?: true;
  /** A guess needs one of these, or a title: without them the rest of the headings say nothing. */
  readonly telling?: readonly string[];
  /** The same of headings: a number and a day alone are no contract. */
  readonly tellingHeading?: RegExp;
  /** Words of a title, a sheet or a file name that speak for the kind. */
  readonly title: RegExp;
};

const CUSTOMER = ['customerCode', 'customerName'];
const NUMBER = ['number', 'digitalNumber'];

const SPECS: Readonly<Record<Kind, KindSpec>> = {
  ledger: {
    fields: LEDGER,
    required: [CUSTOMER, NUMBER, ['issuedOn'], ['amount', 'open']],
    wanted: [['dueOn', 'terms']],
    key: ['number', 'digitalNumber', 'customerCode'],
    day: 'issuedOn',
    totals: ['amount', 'open'],
    firstTotalOnly: true,
    title: /应收(?:账款)?(?:台账|明细)|(?:销售|开票).{0,5}台账|往来明细|\bledger\b|receivables?/i,
  },
  customers: {
    fields: CUSTOMERS,
    required: [['customerCode'], ['customerName']],
    key: ['customerCode'],
    day: null,
    totals: ['limit'],
    title: /客户(?:档案|资料|信息|清单|列表|主数据|名单)|customer ?(?:list|master)|customers?\b/i,
  },
  'open-items': {
    fields: OPEN_ITEMS,
    required: [CUSTOMER, ['open']],
    key: ['number', 'customerCode', 'customerName'],
    day: 'issuedOn',
    totals: ['open', 'openCredit'],
    title: /期初|年初|结转|未清|余额表|账龄|opening|open ?items?|balance/i,
  },
  invoices: {
    fields: INVOICES,
    required: [CUSTOMER, NUMBER, ['issuedOn'], ['amount']],
    key: ['number', 'digitalNumber', 'customerCode'],
    day: 'issuedOn',
    totals: ['amount', 'tax'],
    title: /(?:销售)?发票(?:清单|明细|列表|台账)?|开票(?:清单|明细|记录)|invoices?/i,
  },
  receipts: {
    fields: RECEIPTS,
    required: [CUSTOMER, ['receivedOn'], ['amount']],
    key: ['number', 'customerCode', 'customerName'],
    day: 'receivedOn',
    totals: ['amount', 'paidOut'],
    title: /收款|回款|到账|银行流水|流水|对账单|交易明细|receipts?|payments?|bank ?statement/i,
  },
  applications: {
    fields: APPLICATIONS,
    required: [['receiptNumber'], ['invoiceNumber'], ['appliedOn'], ['amount']],
    key: ['receiptNumber', 'invoiceNumber'],
    day: 'appliedOn',
    totals: ['amount', 'discount'],
    title: /核销(?:关系|明细|记录)|勾兑|applications?|clearing|allocation/i,
  },
  'credit-notes': {
    fields: CREDIT_NOTES,
    required: [CUSTOMER, ['number'], ['issuedOn'], ['amount']],
    key: ['number', 'customerCode'],
    day: 'issuedOn',
    totals: ['amount'],
    title: /红字|红冲|贷项|红票|退货|折让|credit ?(?:notes?|memos?)/i,
  },
  'write-offs': {
    fields: WRITE_OFFS,
    required: [['invoiceNumber'], ['writtenOffOn'], ['amount']],
    // 日期, 发票号 and 金额 alone are any list of invoices.
    tellingHeading: /坏账|呆账|核销|损失|注销|核减|write?(?:n|ten)?off|baddebt|loss/,
    key: ['invoiceNumber', 'number'],
    day: 'writtenOffOn',
    totals: ['amount'],
    title: /坏账|呆账|write.?offs?|bad ?debts?/i,
  },
  bills: {
    fields: BILLS,
    required: [CUSTOMER, ['number'], ['kind', 'acceptor'], ['receivedOn'], ['dueOn'], ['amount']],
    key: ['number', 'customerCode'],
    day: 'dueOn',
    totals: ['amount'],
    title: /票据|承兑|汇票|bills? of exchange|drafts?|acceptances?/i,
  },
  contracts: {
    fields: CONTRACTS,
    required: [CUSTOMER, ['number']],
    tellingHeading: /合同|协议|甲方|质保|签[订约署]|contract|agreement|retention|sign/i,
    key: ['number', 'customerCode'],
    day: 'signedOn',
    totals: ['amount', 'retention'],
    title: /合同|协议|contracts?|agreements?/i,
  },
  orders: {
    fields: ORDERS,
    required: [CUSTOMER, ['number'], ['orderedOn'], ['amount']],
    key: ['number', 'customerCode'],
    day: 'orderedOn',
    totals: ['amount', 'delivered'],
    title: /订单|orders?/i,
  },
  deliveries: {
    fields: DELIVERIES,
    required: [['customerCode', 'customerName', 'orderNumber'], ['number'], ['deliveredOn'], ['amount']],
    key: ['number', 'customerCode'],
    day: 'deliveredOn',
    totals: ['amount'],
    title: /发货|送货|出库|交货|deliver(?:y|ies)|shipments?|dispatch/i,
  },
  margins: {
    fields: MARGINS,
    required: [CUSTOMER, ['month'], ['sales'], ['cost', 'margin']],
    key: ['customerCode', 'customerName'],
    day: 'month',
    totals: ['sales', 'cost', 'margin'],
    title: /毛利|利润|margins?|profit/i,
  },
  'external-records': {
    fields: EXTERNAL_RECORDS,
    required: [['customerCode', 'customerName', 'uscc'], ['happenedOn']],
    telling: ['kind', 'source'],
    key: ['number', 'customerCode', 'customerName'],
    day: 'happenedOn',
    totals: [],
    title: /失信|被执行|处罚|诉讼|开庭|裁判|判决|欠税|经营异常|限制高?消费|征信|外部|风险|external|risk|court/i,
  },
  'vat-invoices': {
    fields: VAT_INVOICES,
    required: [['number', 'digitalNumber'], ['issuedOn'], ['amount'], ['tax', 'total']],
    // A list of invoices with its tax and our own customer codes is one of our ledger.
    tellingHeading:
      /购[方买货]|[销卖]方|销[售货]方|发票代码|数电|全电|税号|识别号|企业代号|进项|销项|发票状态|vat|buyer|seller|supplier|purchaser|taxpayer/,
    key: ['number', 'digitalNumber'],
    day: 'issuedOn',
    totals: ['amount', 'tax', 'total'],
    title: /进项|销项|增值税|税务|数电|\bvat\b|input_invoices|output_invoices|fapiao/i,
  },
  'credit-states': {
    fields: CREDIT_STATES,
    required: [
      CUSTOMER,
      ['level', 'promisedOn', 'insurance', 'insuredUntil', 'stoppedOn', 'noticeBy', 'reviewOn', 'cover', 'promised'],
    ],
    key: ['customerCode', 'customerName'],
    day: null,
    totals: ['promised', 'cover'],
    title: /催[收款](?:级别|状态|等级)|承诺付款|付款承诺|信用状态|dunning|promises? to pay|credit ?status/i,
  },
};

/** In the order in which equal evidence is ranked. */
export const KINDS = Object.keys(SPECS) as Kind[];

export function specOf(kind: Kind): KindSpec {
  return SPECS[kind];
}

export function isKind(text: string): text is Kind {
  return Object.hasOwn(SPECS, text);
}

/** Fields of a kind; a row is one fact of that kind. */
export function fieldsOf(kind: Kind): readonly Field[] {
  return SPECS[kind].fields;
}

/** Fields that must have a column, each with those that may stand in for it. */
export function requiredOf(kind: Kind): readonly (readonly string[])[] {
  return SPECS[kind].required;
}

/** Fields asked for where a column could hold them. */
export function wantedOf(kind: Kind): readonly (readonly string[])[] {
  return SPECS[kind].wanted ?? [];
}
