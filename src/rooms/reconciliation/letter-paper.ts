// The letter as a paper, in Chinese or English: balance and movements, open items, and the slip the customer sends back.
import { addDays, type Day } from '#base/date.ts';
import type { MovementKind, StatementFigures } from '#engine/account-statement.ts';
import {
  type Block,
  choice,
  figuresTable,
  fillIn,
  grouped,
  letterTitle,
  note,
  type Paper,
  paragraph,
  section,
  signatureBlock,
  tearOff,
  together,
} from '#platform/pdf.ts';

export type LetterToPrint = {
  readonly number: string;
  readonly madeAt: Date;
  readonly madeOn: Day;
  readonly hash: string;
  readonly replyDays: number;
  readonly language: 'zh' | 'en';
  readonly figures: StatementFigures;
};

/** Movements of a period are printed one by one up to here; beyond it their sums stand, and the open items always. */
const LINES_PRINTED_MAX = 1_500;
const HASH_SHOWN = 16;

type Words = {
  readonly title: string;
  readonly slip: string;
  readonly number: (text: string) => string;
  readonly to: (name: string) => string;
  readonly opening: (figures: StatementFigures, replyBy: string) => string;
  readonly labels: Record<
    | 'ours'
    | 'yours'
    | 'period'
    | 'currency'
    | 'asOf'
    | 'net'
    | 'balance'
    | 'items'
    | 'movements'
    | 'lines'
    | 'unapplied'
    | 'total'
    | 'overdueOf',
    string
  >;
  readonly columns: Record<
    'document' | 'kind' | 'issued' | 'due' | 'amount' | 'open' | 'late' | 'day' | 'item' | 'count' | 'sum',
    string
  >;
  readonly kinds: Record<MovementKind | 'delivery', string>;
  readonly none: string;
  readonly openingBalance: string;
  readonly closingBalance: string;
  readonly bills: (amount: string) => string;
  readonly delivered: (amount: string) => string;
  readonly consigned: (amount: string) => string;
  readonly retention: (amount: string) => string;
  readonly disputed: (amount: string) => string;
  readonly linesLeftOut: (count: number) => string;
  readonly basis: (hash: string) => string;
  readonly limits: string;
  readonly cut: string;
  readonly reply: (figures: StatementFigures, number: string) => string;
  readonly agreed: (amount: string, day: string) => string;
  readonly differs: string;
  readonly theirBalance: string;
  readonly why: string;
  readonly sign: readonly string[];
  readonly signTitle: (name: string) => string;
  readonly issuer: (name: string) => string;
  readonly issuerLines: readonly string[];
};

const WORDS: Record<'zh' | 'en', Words> = {
  zh: {
    title: '往来对账函',
    slip: '回　函',
    number: (text) => `编号：${text}`,
    to: (name) => `致：${name}`,
    opening: ({ entity, from, to, currency }, replyBy) =>
      `为核实双方往来款项，现将${entity.name}账面所载 ${from} 至 ${to} 与贵公司的往来及余额列示如下（币种：${currency}）。请核对后在下方回函处签字盖章，并于 ${replyBy} 前寄回或发回扫描件。本函仅为核对账目之用，并非催款结算；款项在上述日期之后已经付清的，仍请函复。`,
    labels: {
      ours: '我方',
      yours: '贵方',
      period: '对账期间',
      currency: '币种',
      asOf: '截止日',
      net: '应收余额',
      balance: '余额与本期发生',
      items: '未清款项',
      movements: '本期发生',
      lines: '本期往来明细',
      unapplied: '已收未核销款项',
      total: '合计',
      overdueOf: '其中已逾期',
    },
    columns: {
      document: '单据号',
      kind: '类别',
      issued: '开票日',
      due: '到期日',
      amount: '原金额',
      open: '未清金额',
      late: '逾期天数',
      day: '日期',
      item: '项目',
      count: '笔数',
      sum: '金额',
    },
    kinds: {
      invoice: '发票',
      credit_note: '红字（贷项）发票',
      receipt: '收款',
      bill: '收到票据',
      bill_returned: '票据退回',
      discount: '折扣',
      write_off: '核销损失',
      refund: '退款',
      other: '其他调整',
      delivery: '发货',
    },
    none: '无',
    openingBalance: '期初余额',
    closingBalance: '期末余额',
    bills: (amount) => `另：贵公司出具或背书、尚未到期承兑的商业汇票 ${amount}，未计入上述余额。`,
    delivered: (amount) => `另：已发货尚未开票 ${amount}，未计入上述余额。`,
    consigned: (amount) => `另：存放贵公司、所有权属我方的货物（寄售） ${amount}，未计入上述余额。`,
    retention: (amount) => `上述未清款项中含质保金 ${amount}。`,
    disputed: (amount) => `（贵方提出异议 ${amount}）`,
    linesLeftOut: (count) => `本期往来共 ${count} 笔，逐笔明细另附。`,
    basis: (hash) => `数据摘要 ${hash}，与我方留存记录一致。`,
    limits: '贵公司在回函上签字或盖章，表示对所列债务的确认。',
    cut: '请沿此线裁下，签字盖章后寄回',
    reply: ({ entity }, number) => `致：${entity.name}　　　贵公司 ${number} 号对账函收悉，核对结果如下：`,
    agreed: (amount, day) => `金额相符：截至 ${day}，我公司欠贵公司 ${amount}。`,
    differs: '金额不符。',
    theirBalance: '我公司账面余额：',
    why: '不符的单据及原因：',
    sign: ['经办人签字：', '日期：　　　年　　月　　日'],
    signTitle: (name) => `${name}（盖章）`,
    issuer: (name) => `${name}（盖章）`,
    issuerLines: ['经办人：', '联系电话：'],
  },
  en: {
    title: 'Statement of Account',
    slip: 'Reply',
    number: (text) => `No. ${text}`,
    to: (name) => `To: ${name}`,
    opening: ({ entity, from, to, currency }, replyBy) =>
      `To confirm the account between us, below are the transactions from ${from} to ${to} and the balance as they stand in the books of ${entity.name} (currency: ${currency}). Please check them, sign and seal the reply at the foot and return it, or a scan of it, by ${replyBy}. This letter serves to agree the account and is not a request for payment; please reply even if amounts were settled after that day.`,
    labels: {
      ours: 'From',
      yours: 'Customer',
      period: 'Period',
      currency: 'Currency',
      asOf: 'As of',
      net: 'Balance due to us',
      balance: 'Balance and movements',
      items: 'Open items',
      movements: 'Movements',
      lines: 'Transactions of the period',
      unapplied: 'Received and not yet applied',
      total: 'Total',
      overdueOf: 'Of which overdue',
    },
    columns: {
      document: 'Document',
      kind: 'Kind',
      issued: 'Issued',
      due: 'Due',
      amount: 'Amount',
      open: 'Open',
      late: 'Days late',
      day: 'Day',
      item: 'Item',
      count: 'Number',
      sum: 'Amount',
    },
    kinds: {
      invoice: 'Invoices',
      credit_note: 'Credit notes',
      receipt: 'Receipts',
      bill: 'Bills received',
      bill_returned: 'Bills returned',
      discount: 'Discounts',
      write_off: 'Write-offs',
      refund: 'Refunds',
      other: 'Other adjustments',
      delivery: 'Deliveries',
    },
    none: 'None',
    openingBalance: 'Opening balance',
    closingBalance: 'Closing balance',
    bills: (amount) =>
      `Besides: commercial bills drawn or endorsed by you and not yet honoured, ${amount}, not part of the balance above.`,
    delivered: (amount) => `Besides: delivered and not yet invoiced, ${amount}, not part of the balance above.`,
    consigned: (amount) => `Besides: goods of ours held by you on consignment, ${amount}, not part of the balance above.`,
    retention: (amount) => `The open items include retention money of ${amount}.`,
    disputed: (amount) => ` (disputed by you: ${amount})`,
    linesLeftOut: (count) => `There were ${count} transactions in the period; the list is sent separately.`,
    basis: (hash) => `Digest of the figures ${hash}, as kept in our records.`,
    limits: 'By signing or sealing the reply you acknowledge the debt it states.',
    cut: 'Please cut here, sign, seal and return',
    reply: ({ entity }, number) => `To: ${entity.name}. We have received your statement ${number} and found:`,
    agreed: (amount, day) => `The balance agrees: as of ${day} we owe you ${amount}.`,
    differs: 'The balance differs.',
    theirBalance: 'Balance in our books:',
    why: 'Documents that differ, and why:',
    sign: ['Signature:', 'Date:'],
    signTitle: (name) => `${name} (seal)`,
    issuer: (name) => `${name} (seal)`,
    issuerLines: ['Contact:', 'Telephone:'],
  },
};

/** 往来对账函 DZ-202610-0001 客户.pdf, without what a file name may not hold. */
export function paperName(number: string, customer: string, language: 'zh' | 'en'): string {
  return `${WORDS[language].title} ${number} ${customer}.pdf`.replace(/[\\/:*?"<>|\r\n]/g, '_');
}

export function letterPaper(letter: LetterToPrint): Paper {
  const { figures, language, number } = letter;
  const words = WORDS[language];
  return {
    title: `${words.title} ${number}`,
    language,
    madeAt: letter.madeAt,
    runningHead: `${words.title} ${number}　${figures.customer.name}`,
    runningFoot: `${figures.entity.name}　${number}`,
    blocks: [
      letterTitle(words.title, words.number(number)),
      paragraph(words.to(figures.customer.name), { bold: true }),
      paragraph(words.opening(figures, addDays(letter.madeOn, letter.replyDays)), { indent: language === 'zh' }),
      ...balance(figures, words),
      ...besides(figures, words),
      ...openItems(figures, words),
      ...unapplied(figures, words),
      ...transactions(figures, words),
      signatureBlock([
        { title: words.issuer(figures.entity.name), lines: words.issuerLines },
        { title: letter.madeOn, lines: [] },
      ]),
      note(words.basis(letter.hash.slice(0, HASH_SHOWN))),
      slip(letter, words),
    ],
  };
}

function balance(figures: StatementFigures, words: Words): Block[] {
  const { columns, labels } = words;
  return [
    section(`${labels.balance}　${figures.from} — ${figures.to}`),
    figuresTable({
      columns: [{ heading: columns.item }, { heading: columns.count, figures: true }, { heading: columns.sum, figures: true }],
      rows: [
        [`${words.openingBalance}（${figures.from}）`, undefined, grouped(figures.opening)],
        ...figures.movements.map((each) => [
          words.kinds[each.kind],
          each.count > 0 ? String(each.count) : undefined,
          grouped(each.amount),
        ]),
      ],
      totals: [[`${words.closingBalance}（${figures.to}）`, undefined, grouped(figures.closing)]],
    }),
  ];
}

/** What stands beside the balance; nothing is said of what is not there. */
function besides(figures: StatementFigures, words: Words): Block[] {
  const told = (amount: string | null, say: (text: string) => string) =>
    amount === null || isZero(amount) ? [] : [note(say(`${figures.currency} ${grouped(amount)}`))];
  return [
    ...told(figures.bills, words.bills),
    ...told(figures.delivered, words.delivered),
    ...told(figures.consigned, words.consigned),
    ...told(figures.retention, words.retention),
  ];
}

function openItems(figures: StatementFigures, words: Words): Block[] {
  const { columns, labels } = words;
  return [
    section(labels.items),
    figuresTable({
      columns: [
        { heading: columns.document, share: 2 },
        { heading: columns.issued },
        { heading: columns.due },
        { heading: columns.late, figures: true },
        { heading: columns.amount, figures: true },
        { heading: columns.open, figures: true },
      ],
      rows: figures.items.map((item) => [
        item.disputed === undefined ? item.number : `${item.number}${words.disputed(grouped(item.disputed))}`,
        item.issuedOn,
        item.dueOn,
        item.daysLate === null ? undefined : String(item.daysLate),
        grouped(item.amount),
        grouped(item.open),
      ]),
      totals:
        figures.items.length === 0
          ? []
          : [
              [labels.total, undefined, undefined, undefined, undefined, grouped(figures.openTotal)],
              ...(isZero(figures.overdue)
                ? []
                : [[labels.overdueOf, undefined, undefined, undefined, undefined, grouped(figures.overdue)]]),
            ],
      empty: words.none,
    }),
  ];
}

function unapplied(figures: StatementFigures, words: Words): Block[] {
  if (figures.unapplied.length === 0) return [];
  const { columns, labels } = words;
  return [
    section(labels.unapplied),
    figuresTable({
      columns: [
        { heading: columns.document, share: 2 },
        { heading: columns.kind },
        { heading: columns.day },
        { heading: columns.amount, figures: true },
      ],
      rows: figures.unapplied.map((each) => [
        each.number,
        words.kinds[each.kind as MovementKind] ?? each.kind,
        each.on,
        grouped(each.amount),
      ]),
      totals: [[labels.total, undefined, undefined, grouped(figures.unappliedTotal)]],
    }),
  ];
}

function transactions(figures: StatementFigures, words: Words): Block[] {
  if (figures.lines.length === 0) return [];
  if (figures.lines.length > LINES_PRINTED_MAX) return [note(words.linesLeftOut(figures.lines.length))];
  const { columns, labels } = words;
  return [
    section(labels.lines),
    figuresTable({
      columns: [
        { heading: columns.day },
        { heading: columns.kind },
        { heading: columns.document, share: 2 },
        { heading: columns.sum, figures: true },
      ],
      rows: figures.lines.map((line) => [line.on, words.kinds[line.kind], line.number, grouped(line.amount)]),
    }),
  ];
}

function slip({ figures, number }: LetterToPrint, words: Words): Block {
  return together([
    tearOff(words.cut),
    letterTitle(words.slip),
    paragraph(words.reply(figures, number)),
    choice(words.agreed(`${figures.currency} ${grouped(figures.closing)}`, figures.to)),
    choice(words.differs),
    fillIn(words.theirBalance),
    fillIn(words.why),
    fillIn(''),
    signatureBlock([{ title: words.signTitle(figures.customer.name), lines: words.sign }]),
    note(words.limits),
  ]);
}

function isZero(decimal: string): boolean {
  return /^-?0*(\.0*)?$/.test(decimal);
}
