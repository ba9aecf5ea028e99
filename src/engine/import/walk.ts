// What every kind of conversion shares: titles, totals and footers set apart, damaged and ragged rows refused, control totals compared.
import type { Currency } from '#base/money.ts';
import { decimalsOf, formatMinor, wireMoney } from '#base/money.ts';
import type { RawCell, RawRow } from '#base/raw-table.ts';
import { UNCALCULATED_ERROR } from '#base/raw-table.ts';
import { fieldsOf, specOf } from './catalogue.ts';
import type { AmountRead, AmountRules } from './cells.ts';
import { cellText, isEmpty, isError, readAmount, readText } from './cells.ts';
import { instalmentMapping } from './contract-columns.ts';
import { headingScore } from './headings.ts';
import type { FileError, Offer, Outcome, Question, Refusal, RefusalCode, Warnings } from './report.ts';
import type { Plan } from './survey.ts';
import { repeatsHeadings } from './survey.ts';
import { codedName, customerSaid } from './table-shape.ts';
import { headingFold } from './traditional.ts';

export const REFUSED_VALUE_CHARS = 200;

const TOTAL =
  /^(?:本?[页月年期日季]?合计|小计|总计|本?[月年期季]?累计|当[月年]合计|共计|总和|合计金额|本页小计|承[前上]页|接[前上]页|[过转]次页|[过转]下页|grandtotal|subtotal|total|totals|sum|overallresult|result)(?:[金总]额)?(?:\(.*\))?$/;
/** What is carried from page to page, and what a year came to, may count more than stands in the file. */
const SUBTOTAL = /小计|本页|累计|[本当][月年季期日]合计|次页|[前上下]页|subtotal/;
/** A group's subtotal is written with its name: 苏州金石 汇总, Acme Total, Total for Acme. */
const OF_GROUP = /.(?:小计|合计|汇总|subtotal|total)$|^(?:sub)?totalfor./;
/** SAP marks its subtotals with one star more for each level. */
const STARS = /^\*{1,6}$/;
/** The group of an ageing list, alone in its row. */
const AGE_GROUP =
  /^(?:current|not(?:yet)?due|\d+(?:-|to)\d+days?(?:pastdue|overdue|old)?|(?:over|>|>=)?\d+\+?days?(?:pastdue|overdue|old)?|未到期|逾期.*|\d+-\d+天|\d+天以[上内])$/;
const FOOTER =
  /制表|审核|复核|打印|核对|经办|主管|会计|出纳|负责人|填表|编制|盖章|日期[:：]|备注[:：]|说明[:：]|注[:：]|第\s*\d+\s*页|共\s*\d+\s*页|prepared|approved|printed|reviewed|^page\b|^note|end of report|generated/i;

/** 以下为海外客户; 注：数据截至10月底. */
const REMARK = /^#(?!\d+$)|^(?:[*※【(]*\s*)?(?:以下|以上|下列|上列|其中|注|说明|备注|附注|另[:附]|单位:).{2,}/;

/** A code of letters and digits is no heading, no total and no footer. */
const CODE = /^[A-Za-z]{0,8}[-_./]?\d[\w./-]*$/;

/** Sums of everything in a column that could be read, refused rows included, to hold against the totals that the file prints. */
type ColumnSum = {
  readonly column: number;
  /** Of the rows that can be seen: a filtered sheet's total may count no others. */
  visible: bigint;
  sinceSubtotal: bigint;
  sinceTotal: bigint;
  all: bigint;
  /** The same with what stands on the other side taken off, and void lines left out. */
  netSinceSubtotal: bigint;
  netSinceTotal: bigint;
  netAll: bigint;
  unread: number;
};

/** How a row counts in a net sum: as written, turned round, or not at all. Printed totals are either of both. */
export type InNet = 'as written' | 'turned' | 'left out';

/** A conversion meets a row it does not accept. */
export type Fault = {
  readonly field: string | null;
  readonly code: RefusalCode;
  readonly facts?: Readonly<Record<string, string | number>>;
};

export class Walk {
  readonly plan: Plan;
  readonly warnings: Warnings;
  /** Data rows so far. */
  row = 0;
  refused = 0;
  readonly #errors: FileError[];
  readonly #columns: readonly number[];
  readonly #keyColumn: number | undefined;
  readonly #dateColumn: number | undefined;
  readonly #amountColumn: number | undefined;
  /** Fields whose printed totals are held against their sums: those of the kind that have a column. */
  readonly totalFields: readonly string[];
  readonly #sums: ColumnSum[];
  readonly #offers = new Map<string, number>();
  /** Whom a row of its own named last, where no column names the customer. */
  said: { readonly code: string | null; readonly name: string } | null = null;
  readonly #listens: boolean;
  readonly #beside: Readonly<Record<string, number>>;
  #skipped = 0;
  #beyond = false;
  #hidden = 0;
  #isHidden = false;
  #currencies = new Set<Currency>();

  constructor(plan: Plan) {
    this.plan = plan;
    this.warnings = plan.warnings;
    this.#errors = [...plan.fileErrors];
    const { mapping } = plan;
    this.#columns = fieldsOf(plan.kind).flatMap((field) =>
      mapping[field.id] === undefined ? [] : [mapping[field.id] as number],
    );
    this.#beside = instalmentMapping(plan.instalmentColumns);
    const spec = specOf(plan.kind);
    this.#keyColumn = spec.key.map((field) => mapping[field]).find((column) => column !== undefined);
    this.#dateColumn = spec.day === null ? undefined : mapping[spec.day];
    // What is said of a contract in each of its rows adds up to nothing.
    const totals = (plan.instalments ? ['milestoneAmount'] : spec.totals).filter((field) => mapping[field] !== undefined);
    this.totalFields = spec.firstTotalOnly ? totals.slice(0, 1) : totals;
    this.#sums = this.totalFields.map((field) => ({
      column: mapping[field] as number,
      visible: 0n,
      sinceSubtotal: 0n,
      sinceTotal: 0n,
      all: 0n,
      netSinceSubtotal: 0n,
      netSinceTotal: 0n,
      netAll: 0n,
      unread: 0,
    }));
    this.#amountColumn = this.#sums[0]?.column;
    this.#listens = mapping.customerCode === undefined && mapping.customerName === undefined;
    const one = plan.answers.one_customer;
    if (this.#listens && one !== undefined) this.said = codedName(one) ?? { code: null, name: one };
  }

  /** True where the row is one of data that can be read; otherwise it was counted, or refused through `refuse`. */
  admits(row: RawRow, refuse: (refusal: Refusal) => void): boolean {
    const { plan } = this;
    if (this.#listens && !row.problem && this.#hears(row)) return false;
    if (row.record >= plan.headingFirst && row.record <= plan.headingRecord && plan.headingRecord > 0) return false;
    // Before the headings stand titles; without headings nothing can be said of any row but that the file is in error.
    if (row.record < plan.headingRecord || plan.headingRecord === 0 || this.#beyond) {
      this.#skipped += 1;
      return false;
    }
    if (!row.problem && !this.#plainlyData(row) && this.#setApart(row)) return false;
    this.row += 1;
    this.#isHidden = row.hidden === true;
    if (row.hidden) this.#hidden += 1;
    if (row.problem) {
      this.countUnread();
      refuse(this.refusal(row, { field: null, code: row.problem }));
      return false;
    }
    const extra = row.cells.length - plan.width;
    if (plan.format === 'csv' && extra !== 0 && !(extra === plan.trailing && row.cells.slice(plan.width).every(isEmpty))) {
      this.countUnread();
      refuse(this.refusal(row, { field: null, code: 'ragged_row', facts: { cells: row.cells.length, columns: plan.width } }));
      return false;
    }
    if (plan.format === 'xlsx') {
      for (const column of this.#columns) {
        if (!isError(row.cells[column])) continue;
        this.countUnread();
        const lost = cellText(row.cells[column]) === UNCALCULATED_ERROR;
        refuse(this.#refusalAt(row, column, lost ? 'formula_uncalculated' : 'formula_error'));
        return false;
      }
    }
    return true;
  }

  /** A row that names the customer of the rows below it, and nothing else. */
  #hears({ cells, record }: RawRow): boolean {
    const said = customerSaid(cells);
    if (said === null || record === this.plan.headingRecord) return false;
    if (this.#amountColumn !== undefined && record > this.plan.headingRecord && !isEmpty(cells[this.#amountColumn])) return false;
    this.said = said;
    this.#skipped += 1;
    this.warnings.add('customer_said', { facts: { customer: said.code === null ? said.name : `${said.code} ${said.name}` } });
    return true;
  }

  /** Key and day filled, and the day begins with a digit; where there is no day, a key that is a code: nine rows of ten, known without a closer look. */
  #plainlyData({ cells }: RawRow): boolean {
    if (this.#keyColumn === undefined) return false;
    const key = cells[this.#keyColumn];
    if (this.#dateColumn === undefined) return typeof key === 'string' && CODE.test(key);
    const day = cells[this.#dateColumn];
    if (typeof key === 'object' || key === '') return false;
    // A workbook's day is a day; totals rows have none.
    if (typeof day === 'object') return day !== null && 'serial' in day;
    if (typeof day !== 'string') return false;
    const code = day.charCodeAt(0);
    return code >= 48 && code <= 57;
  }

  /** Blank, totals, footer and repeated heading rows, and the heading of a second table. */
  #setApart(row: RawRow): boolean {
    const { cells } = row;
    const filled = cells.filter((cell) => !isEmpty(cell));
    if (filled.length > 0 && this.#saysNothingOfDocuments(cells, filled)) return true;
    if (filled.length === 0 || this.#isTotal(cells, filled) || this.#isFooter(cells, filled)) {
      this.#skipped += 1;
      return true;
    }
    // Headings hold no figures: rows with an amount need no look at what their words could name.
    if (this.#amountColumn !== undefined && /\d/.test(cellText(cells[this.#amountColumn]))) return false;
    if (repeatsHeadings(this.plan, cells)) {
      this.#skipped += 1;
      this.warnings.add('heading_repeated');
      return true;
    }
    if (filled.length >= 3 && headingScore(this.plan.kind, cells) >= Math.max(3, Math.ceil(filled.length / 2))) {
      this.#errors.push({ code: 'two_tables', facts: { line: row.line } });
      this.#beyond = true;
      this.#skipped += 1;
      return true;
    }
    return false;
  }

  /** The further lines of an exported document, whose head stands in the first; and a remark alone in its row. */
  #saysNothingOfDocuments(cells: readonly RawCell[], filled: readonly RawCell[]): boolean {
    const ofLines = this.plan.headings.some((heading) => /[(（](?:明细|表体)[^)）]*[)）]/.test(heading));
    const code =
      ofLines && this.#columns.every((column) => isEmpty(cells[column]))
        ? 'detail_left_out'
        : filled.length === 1 &&
            (REMARK.test(alone(filled[0])) || AGE_GROUP.test(alone(filled[0]).replace(/\s/g, '').toLowerCase()))
          ? 'note_row'
          : null;
    if (code === null) return false;
    this.#skipped += 1;
    this.warnings.add(code, { row: this.row });
    return true;
  }

  #isTotal(cells: readonly RawCell[], filled: readonly RawCell[]): boolean {
    const label = filled.map(folded).find((text) => TOTAL.test(text));
    if (label === undefined) return this.#isGroupTotal(cells, filled);
    if (this.#dateColumn !== undefined && /^\d/.test(cellText(cells[this.#dateColumn]))) return false;
    this.#compare(label, cells);
    return true;
  }

  /** The name of a group with its subtotal: neither a day nor a number of a document stands beside it. */
  #isGroupTotal(cells: readonly RawCell[], filled: readonly RawCell[]): boolean {
    const { number } = this.plan.mapping;
    // Without a column of days, who is meant tells a row of data from a group's sum.
    const telling = this.#dateColumn ?? this.#keyColumn;
    if (telling === undefined) return false;
    if (!isEmpty(cells[telling]) && !(telling === this.#dateColumn && OF_GROUP.test(folded(cells[telling])))) return false;
    if (number !== undefined && !isEmpty(cells[number]) && !OF_GROUP.test(folded(cells[number]))) return false;
    const label = filled.map(folded).find((text) => OF_GROUP.test(text) || STARS.test(text));
    if (label === undefined) return false;
    this.#compare(`小计 ${label}`, cells);
    return true;
  }

  #isFooter(cells: readonly RawCell[], filled: readonly RawCell[]): boolean {
    const empty = (column: number | undefined) =>
      column === undefined || isEmpty(cells[column]) || FOOTER.test(headingFold(cellText(cells[column])));
    return (
      empty(this.#dateColumn) &&
      empty(this.#amountColumn) &&
      empty(this.#keyColumn) &&
      filled.some((cell) => FOOTER.test(headingFold(cellText(cell))))
    );
  }

  /** A printed total equals what stands above it: since the last subtotal or total, or altogether. */
  #compare(label: string, cells: readonly RawCell[]): void {
    const sub = SUBTOTAL.test(label);
    const currency = this.#currencies.size === 1 ? ([...this.#currencies][0] as Currency) : null;
    for (const sum of this.#sums) {
      const printed = cells[sum.column];
      if (printed === undefined || isEmpty(printed)) continue;
      const read = currency === null ? null : readAmount(printed, { ...this.rules(currency), halfUp: true });
      if (currency === null || sum.unread > 0 || read === null || 'bad' in read) {
        this.warnings.add('total_unchecked', { facts: { label, printed: cellText(printed) } });
      } else if (!isSum(sum, read.minor)) {
        const facts = {
          label,
          column: this.plan.headings[sum.column] ?? '',
          printed: cellText(printed),
          sum: formatMinor(sub ? sum.sinceSubtotal : sum.sinceTotal, currency),
          row: this.row,
        };
        // A subtotal may count a group whose rows do not stand right above it; a total has no such excuse.
        if (sub) this.warnings.add('subtotal_differs', { row: this.row, facts });
        else if (this.#hidden > 0 && read.minor === sum.visible)
          this.#errors.push({ code: 'total_of_visible', facts: { ...facts, hidden: this.#hidden } });
        else this.#errors.push({ code: 'total_mismatch', facts });
      }
      sum.sinceSubtotal = 0n;
      sum.netSinceSubtotal = 0n;
      if (!sub) {
        sum.sinceTotal = 0n;
        sum.netSinceTotal = 0n;
      }
    }
  }

  /** Tells the control totals a row's amounts, in the order of `totalFields`: null is empty, undefined could not be read. */
  count(amounts: readonly (bigint | null | undefined)[], currency: Currency, inNet: InNet = 'as written'): void {
    for (let at = 0; at < this.#sums.length; at += 1) {
      const sum = this.#sums[at] as ColumnSum;
      const minor = amounts[at];
      if (minor === undefined) {
        sum.unread += 1;
      } else if (minor !== null) {
        sum.sinceSubtotal += minor;
        sum.sinceTotal += minor;
        sum.all += minor;
        if (!this.#isHidden) sum.visible += minor;
        const net = inNet === 'as written' ? minor : inNet === 'turned' ? -minor : 0n;
        sum.netSinceSubtotal += net;
        sum.netSinceTotal += net;
        sum.netAll += net;
      }
    }
    this.#currencies.add(currency);
  }

  /** A row that was read and does not count: a void document, a payment of nobody's. */
  leaveOut(code: string): void {
    this.#skipped += 1;
    this.warnings.add(code, { row: this.row });
  }

  /** A row whose amounts nobody can know. */
  countUnread(): void {
    for (const sum of this.#sums) sum.unread += 1;
  }

  readonly #rules = new Map<Currency, AmountRules>();

  rules(currency: Currency): AmountRules {
    let rules = this.#rules.get(currency);
    if (!rules) {
      const { mark, shift, answers } = this.plan;
      rules = {
        digits: decimalsOf(currency),
        mark,
        shift,
        halfUp: answers.decimals === 'half-up',
        suffixes: answers.unit_suffix === 'read',
      };
      this.#rules.set(currency, rules);
    }
    return rules;
  }

  amount(cell: RawCell | undefined, currency: Currency): AmountRead {
    return readAmount(cell, this.rules(currency));
  }

  #columnOf(field: string): number | undefined {
    return this.plan.mapping[field] ?? this.#beside[field];
  }

  heading(field: string): string | undefined {
    const column = this.#columnOf(field);
    return column === undefined ? undefined : this.plan.headings[column];
  }

  refusal(row: RawRow, { field, code, facts }: Fault): Refusal {
    this.refused += 1;
    if (code === 'amount_decimals') this.#offers.set('decimals=half-up', (this.#offers.get('decimals=half-up') ?? 0) + 1);
    if (code === 'terms_monthly') {
      for (const from of ['month_end', 'issue']) {
        const offer = `month_terms=${from}`;
        this.#offers.set(offer, (this.#offers.get(offer) ?? 0) + 1);
      }
    }
    if (code === 'amount_unit') this.#offers.set('unit_suffix=read', (this.#offers.get('unit_suffix=read') ?? 0) + 1);
    const column = field === null ? undefined : this.#columnOf(field);
    const value = column === undefined ? null : readText(row.cells[column])?.slice(0, REFUSED_VALUE_CHARS);
    const out = { row: this.row, line: row.line, column: this.heading(field ?? '') ?? null, code, value: value ?? null };
    return facts ? { ...out, facts } : out;
  }

  #refusalAt(row: RawRow, column: number, code: RefusalCode): Refusal {
    this.refused += 1;
    return {
      row: this.row,
      line: row.line,
      column: this.plan.headings[column] ?? null,
      code,
      value: cellText(row.cells[column]),
    };
  }

  /** The outcome; `judged` and `asked` are what only the whole shows. */
  outcome(
    accepted: number,
    sums: ReadonlyMap<Currency, bigint>,
    judged: readonly FileError[],
    asked: readonly Question[] = [],
  ): Outcome {
    if (this.#hidden > 0) this.warnings.add('rows_hidden', { count: this.#hidden });
    const offers: Offer[] = [...this.#offers].map(([offer, count]) => {
      const [id, value] = offer.split('=') as [string, string];
      return { id, value, count };
    });
    return {
      accepted,
      refused: this.refused,
      skipped: this.#skipped,
      sums: [...sums].map(([currency, minor]) => wireMoney(minor, currency)),
      warnings: this.warnings.list(),
      questions: [...this.plan.questions, ...asked],
      fileErrors: [...this.#errors, ...judged],
      offers,
    };
  }
}

const folded = (cell: RawCell | undefined) => headingFold(cellText(cell).normalize('NFKC').replace(/[\s:]/g, '').toLowerCase());

const alone = (cell: RawCell | undefined) => headingFold(cellText(cell).normalize('NFKC')).trim();

/** Gross, or net; a net total may be printed without its sign beside a column that says its side. */
function isSum(sum: ColumnSum, printed: bigint): boolean {
  if ([sum.sinceSubtotal, sum.sinceTotal, sum.all].includes(printed)) return true;
  return [sum.netSinceSubtotal, sum.netSinceTotal, sum.netAll].some((net) => net === printed || (net !== 0n && net === -printed));
}
