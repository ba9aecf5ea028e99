// What whole columns say beyond dates and amounts: codes that lost their zeros, shares without a sign, terms that may be months.
import type { RawCell, RawRow } from '#base/raw-table.ts';
import { zeroKey } from '#engine/identifiers.ts';
import { bareAmount, isEmpty, readText, shown } from './cells.ts';
import type { PercentUnit } from './figures.ts';
import { bareShare } from './figures.ts';
import { headingKey } from './heading-key.ts';
import type { Answers, Question } from './report.ts';
import type { Kind } from './typed-rows.ts';

/** Distinct codes looked at; a file with more customers than that is compared no further. */
const CODES_SEEN_MAX = 300_000;
/** Groups of twins that an answer brings together. */
const TWINS_MAX = 10_000;

/** Customer codes that differ by leading zeros alone: 1 and 0001. One question for the file. */
export class CodeEvidence {
  readonly #column: number;
  readonly #seen = new Set<string>();
  readonly #first = new Map<string, string>();
  readonly #twins = new Map<string, Set<string>>();
  #last = '';

  constructor(column: number) {
    this.#column = column;
  }

  weigh(cells: readonly RawCell[]): void {
    const cell = cells[this.#column];
    const value = typeof cell === 'string' ? cell : shown(cell);
    if (value === null || typeof value === 'object' || value === this.#last) return;
    const text = String(value);
    const first = text.charCodeAt(0);
    // Codes with letters keep their zeros.
    if (first < 48 || first > 57) return;
    this.#last = text;
    if (this.#seen.has(text) || this.#seen.size >= CODES_SEEN_MAX) return;
    this.#seen.add(text);
    const code = text.trim();
    if (!/^\d{1,30}$/.test(code)) return;
    const key = zeroKey(code);
    const other = this.#first.get(key);
    if (other === undefined) this.#first.set(key, code);
    else if (other !== code && this.#twins.size < TWINS_MAX) {
      const twins = this.#twins.get(key) ?? new Set([other]);
      this.#twins.set(key, twins.add(code));
    }
  }

  /** Stripped code → the form with most zeros, where the user says that they are the same; else null. */
  settle(answers: Answers, heading: string, ask: (question: Question) => void): Readonly<Record<string, string>> | null {
    if (this.#twins.size === 0 || answers.leading_zeros === 'different') return null;
    if (answers.leading_zeros !== 'same') {
      const sample = [...this.#twins.values()].slice(0, 3).map((codes) => [...codes].join(' / '));
      ask({ id: 'leading_zeros', options: ['same', 'different'], sample: sample.join(', '), column: heading });
      return null;
    }
    return Object.fromEntries(
      [...this.#twins].map(([key, codes]) => [key, [...codes].reduce((a, b) => (b.length > a.length ? b : a))]),
    );
  }
}

/** Shares without a sign: 5 proves that the column counts in percent; 0.05 alone may be either. */
export class PercentEvidence {
  readonly column: number;
  #above = 0;
  #below = 0;
  #sample = '';

  constructor(column: number) {
    this.column = column;
  }

  weigh(cells: readonly RawCell[]): void {
    const share = bareShare(cells[this.column]);
    if (share === null || share === 0) return;
    if (share > 1) this.#above += 1;
    else {
      this.#below += 1;
      if (this.#sample === '') this.#sample = String(share);
    }
  }

  settle(answers: Answers, heading: string, ask: (question: Question) => void): PercentUnit | null {
    const answer = answers.percent_unit;
    if (answer === 'percent' || answer === 'fraction') return answer;
    if (/[%％]/.test(heading) || (this.#above > 0 && this.#below === 0)) return 'percent';
    if (this.#below > 0) ask({ id: 'percent_unit', options: ['fraction', 'percent'], sample: this.#sample, column: heading });
    return null;
  }
}

/** Terms: bare numbers that never pass twelve may be months, unless the heading says days. */
export class TermsEvidence {
  readonly #column: number;
  #small = 0;
  #large = 0;
  #sample = '';

  constructor(column: number) {
    this.#column = column;
  }

  weigh(cells: readonly RawCell[]): void {
    if (this.#large > 0) return;
    const cell = cells[this.#column];
    if (isEmpty(cell)) return;
    const text = readText(cell) ?? '';
    if (!/^\d{1,4}(?:\.0+)?$/.test(text)) return;
    const number = Number(text);
    if (number === 0) return;
    if (number > 12) this.#large += 1;
    else {
      this.#small += 1;
      if (this.#sample === '') this.#sample = text;
    }
  }

  /** True where bare numbers count months. */
  settle(answers: Answers, heading: string, ask: (question: Question) => void): boolean {
    const answer = answers.terms_unit;
    if (answer === 'months') return true;
    if (answer === 'days' || this.#small === 0) return false;
    const saysMonths = /[(（/]\s*(?:个?月|months?)/i.test(heading);
    if ((this.#large > 0 && !saysMonths) || /天|日|days?/i.test(heading)) return false;
    ask({ id: 'terms_unit', options: ['days', 'months'], sample: this.#sample, column: heading });
    return false;
  }
}

/** Amounts of credit notes: all of one sign they are what they are; of both signs nobody can know which the minus means. */
export class SignEvidence {
  readonly #column: number;
  #positive = 0;
  #negative = 0;
  #sample = '';

  constructor(column: number) {
    this.#column = column;
  }

  weigh(cells: readonly RawCell[]): void {
    const value = shown(cells[this.#column]);
    let negative: boolean;
    if (typeof value === 'number') {
      if (value === 0) return;
      negative = value < 0;
    } else {
      // Totals and words are no amounts of a row; what is no figure is refused later anyway.
      const bare = typeof value === 'string' && value !== '' ? bareAmount(value) : null;
      if (!bare || !/[1-9]/.test(bare.digits)) return;
      negative = bare.negative;
    }
    if (negative) this.#negative += 1;
    else {
      this.#positive += 1;
      if (this.#sample === '') this.#sample = String(value);
    }
  }

  settle(answers: Answers, heading: string, ask: (question: Question) => void): boolean {
    const mixed = this.#positive > 0 && this.#negative > 0;
    const answer = answers.amount_signs;
    if (mixed && answer !== 'credit' && answer !== 'refuse')
      ask({ id: 'amount_signs', options: ['credit', 'refuse'], sample: this.#sample, column: heading });
    return mixed && answer === 'refuse';
  }
}

/** Columns that tell one document from the next. */
const TELLING = [
  'number',
  'receiptNumber',
  'invoiceNumber',
  'customerCode',
  'customerName',
  'issuedOn',
  'receivedOn',
  'appliedOn',
];

/** One amount merged over several rows: of one document where number, customer and day say nothing else, else nobody can know whose it is. */
export class MergedAmountEvidence {
  readonly #amount: number;
  readonly #telling: readonly number[];
  #top: readonly (string | null)[] = [];
  #apart = 0;
  #sample = '';

  constructor(amount: number, mapping: Readonly<Record<string, number | undefined>>) {
    this.#amount = amount;
    this.#telling = TELLING.flatMap((field) => mapping[field] ?? []);
  }

  weigh({ cells, merged, below }: RawRow): void {
    if (!merged?.includes(this.#amount)) return;
    const said = this.#telling.map((column) => readText(cells[column]));
    if (!below?.includes(this.#amount)) {
      this.#top = said;
      return;
    }
    const other = said.findIndex((text, at) => text !== null && text !== this.#top[at]);
    if (other < 0) return;
    this.#apart += 1;
    if (this.#sample === '') this.#sample = `${this.#top[other] ?? ''} / ${said[other]}`;
  }

  /** True where the amount counts once, for the first of its rows. */
  settle(answers: Answers, heading: string, ask: (question: Question) => void): boolean {
    if (this.#apart === 0) return true;
    const answer = answers.merged_amount;
    if (answer !== 'once' && answer !== 'refuse_merged')
      ask({ id: 'merged_amount', options: ['once', 'refuse_merged'], sample: this.#sample.slice(0, 80), column: heading });
    return answer === 'once';
  }
}

/** Kinds whose lists may be by article: a number stands once for each line of its document. */
const BY_LINE: readonly Kind[] = ['ledger', 'invoices', 'orders', 'deliveries', 'receipts'];
/** Headings that a list of documents has no use for, and a list of their lines does. */
const LINE =
  /^(?:存货|物料|商品|货品|货物|产品|品名|品号|品项|料号|规格|型号|数量|单价|含税单价|税率|行号|行项目|项次|分录|款项类型|款项性质|款项用途|收款用途|子表|明细行|序号?行|计量单位|item|article|material|sku|product|goods|description|qty|quantity|unitprice|price|line|uom)/i;
const NUMBERS_SEEN_MAX = 300_000;

/** What a document's head says: its further lines leave all of it empty. */
const HEAD = [
  'number',
  'digitalNumber',
  'customerCode',
  'customerName',
  'buyerCode',
  'buyerName',
  'issuedOn',
  'orderedOn',
  'deliveredOn',
  'receivedOn',
];
const SUM_OF_LINES = /^(?:小计|合计|总计|共计|.{0,4}累计|本页.*|sub-?total|total)$/i;

/** True where a row has an amount and says nothing of whose document it is: the line of the document above. */
export function isHeadless(mapping: Readonly<Record<string, number | undefined>>, cells: readonly RawCell[]): boolean {
  if (isEmpty(cells[mapping.amount ?? -1])) return false;
  return HEAD.every((field) => mapping[field] === undefined || isEmpty(cells[mapping[field]]));
}

/** Numbers that come again in a list with columns of articles, or rows that leave them out: lines of one document, or the same document twice. */
export class LineEvidence {
  readonly #columns: readonly number[];
  readonly #mapping: Readonly<Record<string, number | undefined>>;
  /** A tax list has a row a line: nothing is added up. */
  readonly #isByLine: boolean;
  #last = '';
  /** Lines below the head of their document, which leave its number out. */
  headless = 0;
  readonly #seen = new Set<string>();
  #repeated = 0;
  #sample = '';

  private constructor(columns: readonly number[], mapping: Readonly<Record<string, number | undefined>>, isByLine: boolean) {
    this.#columns = columns;
    this.#mapping = mapping;
    this.#isByLine = isByLine;
  }

  /** null: nothing in the headings speaks of lines. */
  static of(
    kind: Kind,
    mapping: Readonly<Record<string, number | undefined>>,
    headings: readonly string[],
    unmapped: readonly number[],
  ): LineEvidence | null {
    const columns = [mapping.number, mapping.digitalNumber].filter((column) => column !== undefined);
    if (columns.length === 0 || !(BY_LINE.includes(kind) || kind === 'vat-invoices')) return null;
    const speaks = unmapped.some((each) => LINE.test(headingKey(headings[each] ?? '')));
    return speaks ? new LineEvidence(columns, mapping, kind !== 'vat-invoices') : null;
  }

  weigh(cells: readonly RawCell[]): void {
    let text: string | null = null;
    for (const column of this.#columns) text ??= readText(cells[column]);
    if (text === null && this.#last !== '' && isHeadless(this.#mapping, cells)) {
      if (cells.some((cell) => typeof cell === 'string' && SUM_OF_LINES.test(cell.trim()))) return;
      this.headless += 1;
      if (this.#sample === '') this.#sample = this.#last;
    }
    if (text !== null) this.#last = text;
    if (text === null || this.#seen.size >= NUMBERS_SEEN_MAX) return;
    if (!this.#seen.has(text)) this.#seen.add(text);
    else {
      this.#repeated += 1;
      if (this.#sample === '') this.#sample = text;
    }
  }

  /** True where rows of one number are to be added up. */
  settle(answers: Answers, heading: string, ask: (question: Question) => void): boolean {
    if (!this.#isByLine || this.#repeated + this.headless === 0) return false;
    const answer = answers.document_lines;
    if (answer !== 'sum' && answer !== 'refuse_again')
      ask({ id: 'document_lines', options: ['sum', 'refuse_again'], sample: this.#sample, column: heading });
    return answer === 'sum';
  }
}
