// First walk over a table: where the headings are, which column is what, and what the whole column says about its dates and amounts.

import type { Day } from '#base/date.ts';
import { isDay } from '#base/date.ts';
import type { Currency } from '#base/money.ts';
import { isCurrency } from '#base/money.ts';
import type { RawRow, TableInfo } from '#base/raw-table.ts';
import type { Field, Kind } from './catalogue.ts';
import { fieldsOf, requiredOf, specOf } from './catalogue.ts';
import type { DateOrder, Mark } from './cells.ts';
import { bareAmount, cellText, isEmpty, provenMark, shown, signMayMean } from './cells.ts';
import { choiceOf, RECORD_KIND_WORDS } from './choices.ts';
import {
  CodeEvidence,
  LineEvidence,
  MergedAmountEvidence,
  PercentEvidence,
  SignEvidence,
  TermsEvidence,
} from './column-evidence.ts';
import { monthHeadings } from './column-ties.ts';
import type { InstalmentColumns } from './contract-columns.ts';
import { instalmentColumns } from './contract-columns.ts';
import type { DateEvidence } from './day-evidence.ts';
import { daysIn, monthEndsIn, weighDate } from './day-evidence.ts';
import type { PercentUnit } from './figures.ts';
import type { Guess } from './guess.ts';
import { guessKinds, settledKind } from './guess.ts';
import type { Mapping } from './heading-key.ts';
import { headingCurrency, headingKey, headingUnit } from './heading-key.ts';
import { findHeadings, fitHeadings, HEADING_ROW_MAX, mapColumns } from './headings.ts';
import type { Answers, FileError, Question } from './report.ts';
import { Warnings } from './report.ts';
import { commonWidth, customerSaid, runsOn, tableAbove } from './table-shape.ts';
import { headingFold } from './traditional.ts';
import type { RecordKind, VatDirection } from './typed-papers.ts';
import { RECORD_KINDS } from './typed-papers.ts';

export type ImportOptions = {
  /** Where the user names none, the answer `kind` or what the file itself says; undecidable, it is the question `kind`. */
  readonly kind?: Kind;
  /** Currency of rows that name none. */
  readonly entityCurrency: Currency;
  readonly answers?: Answers;
};

/** All on one day, or some days after the day of each. */
export type DueRule = { readonly on: Day } | { readonly days: number };

/** How the table is to be read. Made by a survey, used by a conversion, shown in the preview. Plain data. */
export type Plan = {
  readonly kind: Kind;
  /** Which kinds the file may be, likeliest first; empty where the user named one. */
  readonly guesses: readonly Guess[];
  readonly entityCurrency: Currency;
  readonly answers: Answers;
  readonly format: TableInfo['format'];
  /** Record number of the (last) heading row; 0 where none was found. */
  readonly headingRecord: number;
  /** Record number of the row of group headings above it; the same where there is none. */
  readonly headingFirst: number;
  /** The heading rows as they stand, by `headingKey`: printed pages repeat them. */
  readonly headingRows: readonly (readonly string[])[];
  readonly headings: readonly string[];
  /** Columns of a row; CSV rows of another width are refused. */
  readonly width: number;
  /** Rows may have this many empty cells more at their end. */
  readonly trailing: number;
  readonly mapping: Mapping;
  readonly unmapped: readonly string[];
  /** Order of day and month by column, where the column needs one. */
  readonly dateOrders: Readonly<Record<number, DateOrder | null>>;
  readonly mark: Mark | null;
  /** What a bare number in a column of shares is, by column. */
  readonly percentUnits: Readonly<Record<number, PercentUnit | null>>;
  /** Credit notes of both signs, and the user refuses the positive ones. */
  readonly refusePositive: boolean;
  /** Bare numbers of the terms are months. */
  readonly termsMonths: boolean;
  /** Customer codes without their zeros → the code they are, where the user said that they are the same. */
  readonly sameCodes: Readonly<Record<string, string>> | null;
  /** The day at which balances brought forward stood, of open items without a day of their own. */
  readonly balanceOn: Day | null;
  /** When documents fall due that say neither a day nor terms; null: by what was agreed with their customers. */
  readonly dueRule: DueRule | null;
  /** Instalments side by side in the row of a contract. */
  readonly instalmentColumns: readonly InstalmentColumns[];
  /** Rows of one contract are its instalments. */
  readonly instalments: boolean;
  /** Rows of one number, customer and day are lines of one document. */
  readonly sumLines: boolean;
  /** Rows that leave the head of their document out go with the document above. */
  readonly headless: boolean;
  /** The column whose amounts, where one is merged over several rows, count once, for the first of them; null: such rows are refused. */
  readonly mergedOnce: number | null;
  /** What all records of a list are, where no column says it: a register's own list. */
  readonly recordKind: RecordKind | null;
  /** Whose invoices a VAT list holds, where no column says it. */
  readonly vatDirection: VatDirection | null;
  /** Power of ten by which amounts are to be multiplied (4: 万元). */
  readonly shift: number;
  /** Currency that a heading or title names. */
  readonly namedCurrency: Currency | null;
  readonly questions: readonly Question[];
  readonly fileErrors: readonly FileError[];
  readonly warnings: Warnings;
  /** Rows seen, all kinds. */
  readonly records: number;
};

/** Rows from which headings, widths and columns are judged. */
const SAMPLE_ROWS = 500;
/** Contradicting dates up to this share are typing errors of their rows; above it the file contradicts itself (trust §2: 1 %). */
const CONTRADICTION_PPM = 10_000;

export class Survey {
  readonly #info: TableInfo;
  readonly #options: ImportOptions;
  readonly #answers: Answers;
  readonly #questions: Question[] = [];
  readonly #errors: FileError[] = [];
  readonly #warnings = new Warnings();
  #sample: RawRow[] | null = [];
  #records = 0;
  #kind: Kind;
  #guesses: readonly Guess[] = [];
  #headingRecord = 0;
  #headingFirst = 0;
  #headingRows: string[][] = [];
  #headings: string[] = [];
  #width = 0;
  #trailing = 0;
  #mapping: Mapping = {};
  #unmapped: number[] = [];
  #instalments: readonly InstalmentColumns[] = [];
  #titles: string[] = [];
  #dates: [number, DateEvidence][] = [];
  #amounts: number[] = [];
  #codes: CodeEvidence | null = null;
  #percents: PercentEvidence[] = [];
  #terms: TermsEvidence | null = null;
  #signs: SignEvidence | null = null;
  #lines: LineEvidence | null = null;
  #mergedAmounts: MergedAmountEvidence | null = null;
  /** An amount with the sign of all dollars. */
  #dollars = '';
  #marks = { '.': 0, ',': 0, open: 0, openDots: 0, sample: '', column: 0 };

  constructor(info: TableInfo, options: ImportOptions) {
    this.#info = info;
    this.#options = options;
    this.#answers = options.answers ?? {};
    this.#kind = options.kind ?? 'ledger';
    this.#askAboutFile();
  }

  #askAboutFile(): void {
    const { encoding, encodingBetween, mojibake, sheetUndecided, sheets, fileName } = this.#info;
    if (encodingBetween.length > 0) this.#questions.push({ id: 'encoding', options: encodingBetween, sample: fileName });
    if (encoding === 'windows-1252' && this.#answers.encoding === undefined) this.#warnings.add('encoding_western');
    if (mojibake) {
      this.#questions.push({ id: 'mojibake', options: ['repair'], sample: fileName });
      this.#warnings.add('mojibake');
    }
    if (sheetUndecided) {
      const names = sheets.filter((sheet) => sheet.state === 'visible' && !sheet.empty).map((sheet) => sheet.name);
      this.#questions.push({ id: 'sheet', options: names, sample: names.join(' | ').slice(0, 200) });
    }
    const hidden = sheets.filter((sheet) => sheet.state !== 'visible' && sheet.name !== this.#info.sheet);
    if (hidden.length > 0) this.#warnings.add('sheet_hidden', { count: hidden.length, facts: { sheet: namesOf(hidden) } });
    const left = sheets.filter((sheet) => sheet.state === 'visible' && !sheet.empty && sheet.name !== this.#info.sheet);
    if (left.length > 0 && !sheetUndecided)
      this.#warnings.add('sheets_left', { facts: { count: left.length, sheets: namesOf(left) } });
    if (this.#info.mergedRanges > 0) this.#warnings.add('merged_filled', { count: this.#info.mergedRanges });
  }

  /** Takes the next rows, in order. */
  take(rows: readonly RawRow[]): void {
    this.#records += rows.length;
    if (this.#sample) {
      this.#sample.push(...rows);
      if (this.#sample.length < SAMPLE_ROWS) return;
      const sample = this.#sample;
      this.#settleColumns();
      this.#gather(sample);
      return;
    }
    this.#gather(rows);
  }

  /** Call once, after the last row. */
  finish(): Plan {
    if (this.#sample) {
      const sample = this.#sample;
      this.#settleColumns();
      this.#gather(sample);
    }
    const dateOrders = this.#settleDates();
    const mark = this.#settleMark();
    const { entityCurrency } = this.#options;
    const ask = (question: Question) => this.#questions.push(question);
    const headingOf = (column: number | undefined) => (column === undefined ? '' : (this.#headings[column] ?? ''));
    const number = headingOf(this.#mapping.number ?? this.#mapping.digitalNumber);
    const sumLines = this.#lines?.settle(this.#answers, number, ask) ?? false;
    return {
      kind: this.#kind,
      guesses: this.#guesses,
      entityCurrency,
      answers: this.#answers,
      format: this.#info.format,
      headingRecord: this.#headingRecord,
      headingFirst: this.#headingFirst,
      headingRows: this.#headingRows,
      headings: this.#headings,
      width: this.#width,
      trailing: this.#trailing,
      mapping: this.#mapping,
      unmapped: this.#unmapped.map((column) => this.#headings[column] ?? '').filter((heading) => heading !== ''),
      dateOrders,
      mark,
      percentUnits: Object.fromEntries(
        this.#percents.map((each) => [each.column, each.settle(this.#answers, headingOf(each.column), ask)]),
      ),
      refusePositive: this.#signs?.settle(this.#answers, headingOf(this.#mapping.amount), ask) ?? false,
      termsMonths: this.#terms?.settle(this.#answers, headingOf(this.#mapping.terms), ask) ?? false,
      sameCodes: this.#codes?.settle(this.#answers, headingOf(this.#mapping.customerCode), ask) ?? null,
      balanceOn: this.#settleBalanceDay(),
      dueRule: this.#settleDueRule(),
      instalmentColumns: this.#instalments,
      instalments: this.#kind === 'contracts' && this.#mapping.milestone !== undefined,
      sumLines,
      headless: (this.#lines?.headless ?? 0) > 0 && (sumLines || this.#kind === 'vat-invoices'),
      mergedOnce: this.#settleMerged(headingOf, ask),
      recordKind: this.#settleRecordKind(),
      vatDirection: this.#settleDirection(),
      shift: this.#settleUnit(),
      namedCurrency: this.#settleCurrency(),
      // Whose shape is wrong is no file to ask about.
      questions: this.#errors.some(({ code }) => SHAPES.includes(code)) ? [] : this.#questions,
      fileErrors: this.#errors,
      warnings: this.#warnings,
      records: this.#records,
    };
  }

  #settleColumns(): void {
    const sample = this.#sample ?? [];
    this.#sample = null;
    if (this.#options.kind === undefined) {
      const { fileName, sheet } = this.#info;
      this.#guesses = guessKinds(sample, [fileName, sheet ?? '']);
      const { kind, question } = settledKind(this.#guesses, this.#answers);
      this.#kind = kind;
      if (question) this.#questions.push(question);
    }
    const kind = this.#kind;
    const found = findHeadings(kind, sample);
    const row = found === null ? undefined : sample[found.last];
    if (!row || !found) {
      // Broken twice, or in an encoding that is asked about, the text has no headings yet; the question comes first.
      if (!this.#info.mojibake && this.#info.encodingBetween.length === 0)
        this.#errors.push({ code: 'headings_missing', facts: { rowsLookedAt: Math.min(sample.length, HEADING_ROW_MAX) } });
      return;
    }
    this.#headingRecord = row.record;
    this.#headingFirst = sample[found.first]?.record ?? row.record;
    this.#headingRows = sample
      .slice(found.first, found.last + 1)
      .map(({ cells }) => cells.map((cell) => headingKey(cellText(cell))));
    this.#titles = sample.slice(0, found.first).map(({ cells }) => cells.map(cellText).join(' '));
    if (tableAbove(sample.slice(0, found.first))) this.#errors.push({ code: 'two_tables', facts: { line: row.line } });
    const body = sample.slice(found.last + 1).filter(({ cells, problem }) => !problem && cells.some((cell) => !isEmpty(cell)));
    const written = [...found.headings];
    if (this.#info.format === 'csv') {
      const width = commonWidth(body) ?? written.length;
      const extra = width - written.length;
      if (extra > 0 && body.every(({ cells }) => cells.length !== width || cells.slice(written.length).every(isEmpty))) {
        this.#trailing = extra;
        this.#headings = written;
      } else {
        const fitted = fitHeadings(kind, written, width);
        this.#headings = fitted.headings;
        if (fitted.repaired || (found.first === found.last && written.length !== row.cells.length))
          this.#warnings.add('headings_repaired', { facts: { written: row.cells.map(cellText).join(',').slice(0, 200) } });
      }
    } else {
      this.#headings = written;
    }
    if (row.problem) this.#warnings.add('heading_damaged', { facts: { problem: row.problem } });
    this.#width = this.#headings.length;
    const isCustomerSaid =
      this.#answers.one_customer !== undefined ||
      [...sample.slice(0, found.first), ...body].some(({ cells }) => customerSaid(cells) !== null);
    const mapped = mapColumns(kind, this.#headings, body, this.#answers, isCustomerSaid);
    this.#refuseShapes(kind, body, mapped.mapping);
    this.#mapping = mapped.mapping;
    const { retention, retentionPercent } = mapped.mapping;
    if (kind === 'contracts' && mapped.mapping.milestone === undefined)
      this.#instalments = instalmentColumns(this.#headings, mapped.unmapped, body, retention ?? retentionPercent);
    const besides = (part: 'amount' | 'share' | 'day') => this.#instalments.flatMap((each) => each[part] ?? []);
    const taken = [...besides('amount'), ...besides('share'), ...besides('day')];
    this.#unmapped = mapped.unmapped.filter((column) => !taken.includes(column));
    this.#questions.push(...mapped.questions.map((question) => this.#orOneCustomer(question)));
    this.#errors.push(...mapped.errors);
    for (const { field, taken, left } of mapped.passedOver) {
      this.#warnings.add('column_passed_over', {
        column: this.#headings[left] ?? '',
        facts: { field, taken: this.#headings[taken] ?? '' },
      });
    }
    for (const column of this.#unmapped) {
      if (this.#headings[column] !== '') this.#warnings.add('column_unused', { column: this.#headings[column] ?? '' });
    }
    for (const column of this.#info.hiddenColumns)
      if (!this.#unmapped.includes(column) && (this.#headings[column] ?? '') !== '')
        this.#warnings.add('column_hidden', { column: this.#headings[column] ?? '' });
    const columnsOf = (type: Field['type']) =>
      fieldsOf(kind).flatMap((field) =>
        field.type === type && mapped.mapping[field.id] !== undefined ? [mapped.mapping[field.id] as number] : [],
      );
    this.#dates = [...columnsOf('date'), ...columnsOf('month'), ...besides('day')].map((column) => [
      column,
      { dmy: 0, mdy: 0, open: 0, ymdOnly: true, sample: '', seen: new Set() },
    ]);
    this.#amounts = [...columnsOf('amount'), ...besides('amount')];
    this.#refuseAccountLedger();
    this.#percents = [...columnsOf('percent'), ...besides('share')].map((column) => new PercentEvidence(column));
    const { customerCode, terms } = mapped.mapping;
    this.#codes = customerCode === undefined ? null : new CodeEvidence(customerCode);
    this.#terms = terms === undefined ? null : new TermsEvidence(terms);
    const main = this.#mainAmount();
    this.#mergedAmounts =
      main === null || mapped.mapping.milestone !== undefined ? null : new MergedAmountEvidence(main, mapped.mapping);
    this.#lines = LineEvidence.of(kind, mapped.mapping, this.#headings, mapped.unmapped);
    const { amount } = mapped.mapping;
    this.#signs = kind === 'credit-notes' && amount !== undefined ? new SignEvidence(amount) : null;
  }

  /** Where no column is left that could hold the customer, the whole sheet is one customer's: whose, its name may say. */
  #orOneCustomer(question: Question): Question {
    if (question.id !== 'column_customerCode' || question.options.length > 0) return question;
    const { sheet, fileName } = this.#info;
    const names = [sheet ?? '', fileName.replace(/\.\w{2,5}$/, '')].filter(
      (name) => name !== '' && !/^sheet ?\d*$|^工作表\d*$/i.test(name),
    );
    return { id: 'one_customer', options: [...new Set(names)], sample: names[0] ?? '' };
  }

  /** Months side by side, and balances that run on from row to row, are rows of no kind of file: said before anything is asked. */
  #refuseShapes(kind: Kind, body: readonly RawRow[], mapping: Mapping): void {
    const months = monthHeadings(this.#headings);
    const lacks = requiredOf(kind).some((choices) => !choices.some((field) => mapping[field] !== undefined));
    if (months.length > 0 && lacks)
      this.#errors.push({ code: 'months_across', facts: { headings: months.slice(0, 4).join('、').slice(0, 200) } });
    if (DOCUMENTS.includes(kind) && runsOn(this.#headings, body)) this.#errors.push({ code: 'subsidiary_ledger', facts: {} });
  }

  /** A ledger of the receivables account has debit and credit too, and they mean the opposite of a bank's. */
  #refuseAccountLedger(): void {
    const { paidOut } = this.#mapping;
    // A running balance beside what moved it: the rows of an account's ledger are no open items.
    const moves = (side: RegExp) => this.#unmapped.some((column) => side.test(headingKey(this.#headings[column] ?? '')));
    if (
      this.#kind === 'open-items' &&
      !this.#errors.some((each) => each.code === 'subsidiary_ledger') &&
      moves(/^(?:本期)?借方|^debit/) &&
      moves(/^(?:本期)?贷方|^credit/) &&
      this.#headings.some((heading) => /摘要|凭证|voucher/i.test(headingFold(heading)))
    )
      this.#errors.push({ code: 'subsidiary_ledger', facts: {} });
    if (this.#kind !== 'receipts' || paidOut === undefined || !/借|debit/i.test(this.#headings[paidOut] ?? '')) return;
    const named = [this.#info.fileName, this.#info.sheet ?? '', ...this.#titles, ...this.#headings].join(' ');
    if (/应收(?!对象|单位|客户)|科目|明细账|总账|receivable|general ledger/i.test(headingFold(named)))
      this.#errors.push({ code: 'subsidiary_ledger', facts: {} });
  }

  #gather(rows: readonly RawRow[]): void {
    for (const row of rows) {
      const { record, cells, problem } = row;
      if (problem || record <= this.#headingRecord) continue;
      for (const [column, evidence] of this.#dates) {
        const value = shown(cells[column]);
        // Year first, as most are: nothing to learn.
        if (typeof value !== 'string' || value.length < 6 || (value.charCodeAt(4) === 45 && value.length === 10)) continue;
        weighDate(evidence, value);
      }
      for (const column of this.#amounts) {
        const value = shown(cells[column]);
        if (typeof value !== 'string') continue;
        if (this.#dollars === '' && /[$＄]/.test(value) && bareAmount(value)?.sign === '$') this.#dollars = value;
        if (/[.,．，]/.test(value)) this.#weighMark(value, column);
      }
      this.#codes?.weigh(cells);
      this.#terms?.weigh(cells);
      this.#signs?.weigh(cells);
      this.#lines?.weigh(cells);
      if (row.merged) this.#mergedAmounts?.weigh(row);
      for (const percent of this.#percents) percent.weigh(cells);
    }
  }

  #weighMark(text: string, column: number): void {
    // 1234.50, as nearly all are: proven without taking the text apart.
    const length = text.length;
    if (this.#marks['.'] > 0 && length < 16 && (text.charCodeAt(length - 3) === 46 || text.charCodeAt(length - 2) === 46)) {
      this.#marks['.'] += 1;
      return;
    }
    const digits = bareAmount(text)?.digits;
    const proven = digits === undefined ? 'none' : provenMark(digits);
    if (proven === 'none') return;
    if (proven !== null) {
      this.#marks[proven] += 1;
    } else {
      if (this.#marks.open === 0) Object.assign(this.#marks, { sample: text, column });
      this.#marks.open += 1;
      if (digits?.includes('.')) this.#marks.openDots += 1;
    }
  }

  #settleDates(): Record<number, DateOrder | null> {
    const orders: Record<number, DateOrder | null> = {};
    const answer = this.#answers.date_order;
    let asked: Question | null = null;
    for (const [column, { dmy, mdy, open, ymdOnly, sample }] of this.#dates) {
      if (dmy + mdy + open === 0) continue;
      const less = Math.min(dmy, mdy);
      if (less > 0 && less * 1_000_000 > (dmy + mdy) * CONTRADICTION_PPM) {
        this.#errors.push({
          code: 'dates_contradict',
          facts: { column: this.#headings[column] ?? '', dayFirst: dmy, monthFirst: mdy },
        });
      }
      const proven: DateOrder | null = dmy + mdy === 0 ? null : dmy >= mdy ? 'dmy' : 'mdy';
      // Two-digit years leave 13/01/05 open between day first and year first, whatever the day says.
      const settled = proven === 'dmy' && ymdOnly ? null : proven;
      orders[column] = settled ?? (answer === 'dmy' || answer === 'mdy' || answer === 'ymd' ? answer : null);
      if (orders[column] === null && !asked) {
        asked = {
          id: 'date_order',
          options: ymdOnly ? ['dmy', 'mdy', 'ymd'] : ['dmy', 'mdy'],
          sample,
          column: this.#headings[column] ?? '',
        };
        this.#questions.push(asked);
      }
    }
    return orders;
  }

  #settleMark(): Mark | null {
    const { '.': dots, ',': commas, open, openDots, sample, column } = this.#marks;
    const answer = this.#answers.decimal_mark;
    if (dots > 0 || commas > 0) return dots >= commas ? '.' : ',';
    if (answer === 'dot') return '.';
    if (answer === 'comma') return ',';
    // Chinese writes 5,000 for five thousand and nothing else; 5.000 may be either.
    if (open > 0 && openDots === 0 && /\p{Script=Han}/u.test(this.#headings[column] ?? '')) return '.';
    if (open > 0)
      this.#questions.push({ id: 'decimal_mark', options: ['dot', 'comma'], sample, column: this.#headings[column] ?? '' });
    return null;
  }

  #settleUnit(): number {
    const headings = this.#amountHeadings();
    const units = new Set(headings.map(headingUnit).filter((each) => each !== null));
    if (units.size > 1) this.#errors.push({ code: 'units_differ', facts: { headings: headings.join(', ').slice(0, 200) } });
    const heading = headings.find((each) => headingUnit(each) !== null) ?? headings[0] ?? '';
    const unit = headingUnit(heading) ?? this.#titles.map(headingUnit).find((each) => each !== null) ?? 0;
    if (unit === 0) return 0;
    const answer = this.#answers.amount_unit;
    const named = unit === 6 ? 'million' : unit === 4 ? 'wan' : 'thousand';
    if (answer === named) return unit;
    if (answer !== 'one')
      this.#questions.push({
        id: 'amount_unit',
        options: [named, 'one'],
        sample: heading === '' ? this.#titles.join(' ').slice(0, 100) : heading,
        column: heading,
      });
    return 0;
  }

  /** The column of what a row is about. */
  #mainAmount(): number | null {
    return specOf(this.#kind).totals.flatMap((field) => this.#mapping[field] ?? [])[0] ?? null;
  }

  #settleMerged(headingOf: (column: number) => string, ask: (question: Question) => void): number | null {
    const main = this.#mainAmount();
    if (main === null || !this.#mergedAmounts) return null;
    return this.#mergedAmounts.settle(this.#answers, headingOf(main), ask) ? main : null;
  }

  /** Headings of the amounts, those first that printed totals are held against. */
  #amountHeadings(): string[] {
    const { totals, fields } = specOf(this.#kind);
    const ids = [...totals, ...fields.filter((field) => field.type === 'amount').map((field) => field.id)];
    const columns = new Set(ids.flatMap((id) => (this.#mapping[id] === undefined ? [] : [this.#mapping[id] as number])));
    return [...columns].map((column) => this.#headings[column] ?? '');
  }

  /** Balances without a day of their own stand as of the day that the title names, or that the user gives. */
  #settleBalanceDay(): Day | null {
    if (this.#kind !== 'open-items' || this.#headingRecord === 0) return null;
    const answer = this.#answers.as_of;
    if (answer !== undefined && isDay(answer)) return answer;
    const days = this.#titles.flatMap(daysIn);
    if (days.length === 1) return days[0] as Day;
    if (this.#mapping.issuedOn === undefined)
      this.#questions.push({
        id: 'as_of',
        options: days.length > 0 ? days : this.#titles.flatMap(monthEndsIn),
        sample: this.#titles.join(' ').slice(0, 100),
        answer: 'day',
      });
    return null;
  }

  /** Asked only where the customers have no terms either, which the books know. */
  #settleDueRule(): DueRule | null {
    const answer = this.#answers.due_when;
    const days = answer === undefined ? null : /^days:(\d{1,4})$/.exec(answer);
    if (days) return { days: Number(days[1]) };
    return answer !== undefined && isDay(answer) ? { on: answer } : null;
  }

  /** A register's list is named after what it holds; a list that is not is asked about. */
  #settleRecordKind(): RecordKind | null {
    if (this.#kind !== 'external-records' || this.#mapping.kind !== undefined || this.#headingRecord === 0) return null;
    const answer = RECORD_KINDS.find((kind) => kind === this.#answers.record_kind);
    if (answer) return answer;
    const named = [...this.#titles, this.#info.sheet ?? '', this.#info.fileName].map((text) => choiceOf(RECORD_KIND_WORDS, text));
    const said = named.find((kind) => kind !== null);
    if (said) return said;
    this.#questions.push({ id: 'record_kind', options: RECORD_KINDS, sample: this.#info.fileName.slice(0, 100) });
    return null;
  }

  /** Who stands as the other side tells sales from purchases; a list that names both sides, or none, is asked about. */
  #settleDirection(): VatDirection | null {
    if (this.#kind !== 'vat-invoices' || this.#mapping.direction !== undefined || this.#headingRecord === 0) return null;
    const answer = this.#answers.direction;
    if (answer === 'in' || answer === 'out') return answer;
    const has = (side: string) => ['Code', 'Name', 'Uscc'].some((end) => this.#mapping[`${side}${end}`] !== undefined);
    if (has('buyer') !== has('seller')) return has('buyer') ? 'out' : 'in';
    const named = [this.#info.fileName, this.#info.sheet ?? '', ...this.#titles].join(' ');
    const [input, output] = [/进项|input/i.test(named), /销项|output/i.test(named)];
    if (input !== output) return input ? 'in' : 'out';
    this.#questions.push({ id: 'direction', options: ['out', 'in'], sample: named.slice(0, 100) });
    return null;
  }

  #settleCurrency(): Currency | null {
    const answer = this.#answers.currency;
    if (answer !== undefined && isCurrency(answer)) return answer;
    const named =
      this.#amountHeadings()
        .map(headingCurrency)
        .find((each) => each !== null) ?? null;
    const found =
      named ??
      this.#titles
        .map((title) => (/币[种别]|单位|currency/i.test(title) ? headingCurrency(title) : null))
        .find((each) => each !== null) ??
      null;
    // Dollars in a house of another currency: whose dollars they are nobody can see.
    const assumed = found ?? this.#options.entityCurrency;
    if (this.#dollars !== '' && this.#mapping.currency === undefined && !signMayMean('$', assumed))
      this.#questions.push({ id: 'currency', options: [...DOLLARS, assumed], sample: this.#dollars.slice(0, 40) });
    return found;
  }
}

/** Errors that no answer mends. */
const SHAPES: readonly string[] = ['two_tables', 'subsidiary_ledger', 'months_across'];
/** Kinds as which an account’s ledger could pass. */
const DOCUMENTS: readonly Kind[] = ['ledger', 'invoices', 'open-items', 'credit-notes'];

const DOLLARS = ['USD', 'HKD', 'SGD', 'AUD', 'CAD', 'TWD'] as const;

const namesOf = (sheets: readonly { readonly name: string }[]): string =>
  sheets
    .map((sheet) => sheet.name)
    .join('、')
    .slice(0, 400);

/** True where a row repeats the headings, as every printed page does. */
export function repeatsHeadings(plan: Plan, cells: RawRow['cells']): boolean {
  if (cells.length === 0) return false;
  const keys = cells.map((cell) => headingKey(cellText(cell)));
  const same = (written: readonly string[]) =>
    written.every((key, column) => key === (keys[column] ?? '')) && written.some((key) => key !== '');
  return same(plan.headings.map(headingKey)) || (plan.headingRows.length > 1 && plan.headingRows.some(same));
}
