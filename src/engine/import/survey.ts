// First walk over a table: where the headings are, which column is what, and what the whole column says about its dates and amounts.
import type { Currency } from '#base/money.ts';
import { isCurrency } from '#base/money.ts';
import type { RawRow, TableInfo } from '#base/raw-table.ts';
import type { Field, Kind } from './catalogue.ts';
import { fieldsOf } from './catalogue.ts';
import type { DateOrder, Mark } from './cells.ts';
import { bareAmount, cellText, dateParts, isEmpty, provenMark, shown } from './cells.ts';
import type { Mapping } from './headings.ts';
import {
  findHeadingRow,
  fitHeadings,
  HEADING_ROW_MAX,
  headingCurrency,
  headingKey,
  headingUnit,
  mapColumns,
  splitLoneCell,
} from './headings.ts';
import type { Answers, FileError, Question } from './report.ts';
import { Warnings } from './report.ts';

export type ImportOptions = {
  readonly kind: Kind;
  /** Currency of rows that name none. */
  readonly entityCurrency: Currency;
  readonly answers?: Answers;
};

/** How the table is to be read. Made by a survey, used by a conversion, shown in the preview. Plain data. */
export type Plan = {
  readonly kind: Kind;
  readonly entityCurrency: Currency;
  readonly answers: Answers;
  readonly format: TableInfo['format'];
  /** Record number of the heading row; 0 where none was found. */
  readonly headingRecord: number;
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

type DateEvidence = { dmy: number; mdy: number; open: number; ymdOnly: boolean; sample: string; seen: Set<string> };

export class Survey {
  readonly #info: TableInfo;
  readonly #options: ImportOptions;
  readonly #answers: Answers;
  readonly #questions: Question[] = [];
  readonly #errors: FileError[] = [];
  readonly #warnings = new Warnings();
  #sample: RawRow[] | null = [];
  #records = 0;
  #headingRecord = 0;
  #headings: string[] = [];
  #width = 0;
  #trailing = 0;
  #mapping: Mapping = {};
  #unmapped: number[] = [];
  #titles: string[] = [];
  #dates: [number, DateEvidence][] = [];
  #amounts: number[] = [];
  #marks = { '.': 0, ',': 0, open: 0, sample: '', column: 0 };

  constructor(info: TableInfo, options: ImportOptions) {
    this.#info = info;
    this.#options = options;
    this.#answers = options.answers ?? {};
    this.#askAboutFile();
  }

  #askAboutFile(): void {
    const { encodingUndecided, mojibake, sheetUndecided, sheets, fileName } = this.#info;
    if (encodingUndecided) this.#questions.push({ id: 'encoding', options: ['utf-8', 'gb18030'], sample: fileName });
    if (mojibake) {
      this.#questions.push({ id: 'mojibake', options: ['repair'], sample: fileName });
      this.#warnings.add('mojibake');
    }
    if (sheetUndecided) {
      const names = sheets.filter((sheet) => sheet.state === 'visible' && !sheet.empty).map((sheet) => sheet.name);
      this.#questions.push({ id: 'sheet', options: names, sample: names.join(' | ').slice(0, 200) });
    }
    for (const sheet of sheets)
      if (sheet.state !== 'visible') this.#warnings.add('sheet_hidden', { facts: { sheet: sheet.name, state: sheet.state } });
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
    const { kind, entityCurrency } = this.#options;
    return {
      kind,
      entityCurrency,
      answers: this.#answers,
      format: this.#info.format,
      headingRecord: this.#headingRecord,
      headings: this.#headings,
      width: this.#width,
      trailing: this.#trailing,
      mapping: this.#mapping,
      unmapped: this.#unmapped.map((column) => this.#headings[column] ?? '').filter((heading) => heading !== ''),
      dateOrders,
      mark,
      shift: this.#settleUnit(),
      namedCurrency: this.#settleCurrency(),
      questions: this.#questions,
      fileErrors: this.#errors,
      warnings: this.#warnings,
      records: this.#records,
    };
  }

  #settleColumns(): void {
    const sample = this.#sample ?? [];
    this.#sample = null;
    const { kind } = this.#options;
    const at = findHeadingRow(kind, sample);
    const row = sample[at];
    if (!row) {
      // Broken twice, the text has no headings yet; the question about it comes first.
      if (!this.#info.mojibake)
        this.#errors.push({ code: 'headings_missing', facts: { rowsLookedAt: Math.min(sample.length, HEADING_ROW_MAX) } });
      return;
    }
    this.#headingRecord = row.record;
    this.#titles = sample.slice(0, at).map(({ cells }) => cells.map(cellText).join(' '));
    const body = sample.slice(at + 1).filter(({ cells, problem }) => !problem && cells.some((cell) => !isEmpty(cell)));
    const written = splitLoneCell(kind, row.cells).map((cell) => cellText(cell).trim());
    if (this.#info.format === 'csv') {
      const width = commonWidth(body) ?? written.length;
      const extra = width - written.length;
      if (extra > 0 && body.every(({ cells }) => cells.length !== width || cells.slice(written.length).every(isEmpty))) {
        this.#trailing = extra;
        this.#headings = written;
      } else {
        const fitted = fitHeadings(kind, written, width);
        this.#headings = fitted.headings;
        if (fitted.repaired || written.length !== row.cells.length)
          this.#warnings.add('headings_repaired', { facts: { written: row.cells.map(cellText).join(',').slice(0, 200) } });
      }
    } else {
      this.#headings = written;
    }
    if (row.problem) this.#warnings.add('heading_damaged', { facts: { problem: row.problem } });
    this.#width = this.#headings.length;
    const mapped = mapColumns(kind, this.#headings, body, this.#answers);
    this.#mapping = mapped.mapping;
    this.#unmapped = mapped.unmapped;
    this.#questions.push(...mapped.questions);
    for (const { field, taken, left } of mapped.passedOver) {
      this.#warnings.add('column_passed_over', {
        column: this.#headings[left] ?? '',
        facts: { field, taken: this.#headings[taken] ?? '' },
      });
    }
    for (const column of mapped.unmapped) {
      if (this.#headings[column] !== '') this.#warnings.add('column_unused', { column: this.#headings[column] ?? '' });
    }
    const columnsOf = (type: Field['type']) =>
      fieldsOf(kind).flatMap((field) =>
        field.type === type && mapped.mapping[field.id] !== undefined ? [mapped.mapping[field.id] as number] : [],
      );
    this.#dates = columnsOf('date').map((column) => [
      column,
      { dmy: 0, mdy: 0, open: 0, ymdOnly: true, sample: '', seen: new Set() },
    ]);
    this.#amounts = columnsOf('amount');
  }

  #gather(rows: readonly RawRow[]): void {
    for (const { record, cells, problem } of rows) {
      if (problem || record <= this.#headingRecord) continue;
      for (const [column, evidence] of this.#dates) {
        const value = shown(cells[column]);
        // Year first, as most are: nothing to learn.
        if (typeof value !== 'string' || value.length < 6 || (value.charCodeAt(4) === 45 && value.length === 10)) continue;
        weighDate(evidence, value);
      }
      for (const column of this.#amounts) {
        const value = shown(cells[column]);
        if (typeof value === 'string' && /[.,．，]/.test(value)) this.#weighMark(value, column);
      }
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
    const { '.': dots, ',': commas, open, sample, column } = this.#marks;
    const answer = this.#answers.decimal_mark;
    if (dots > 0 || commas > 0) return dots >= commas ? '.' : ',';
    if (answer === 'dot') return '.';
    if (answer === 'comma') return ',';
    if (open > 0)
      this.#questions.push({ id: 'decimal_mark', options: ['dot', 'comma'], sample, column: this.#headings[column] ?? '' });
    return null;
  }

  #settleUnit(): number {
    const column = this.#mapping.amount ?? this.#mapping.open ?? this.#mapping.limit;
    const heading = column === undefined ? '' : (this.#headings[column] ?? '');
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

  #settleCurrency(): Currency | null {
    const answer = this.#answers.currency;
    if (answer !== undefined && isCurrency(answer)) return answer;
    const column = this.#mapping.amount ?? this.#mapping.open ?? this.#mapping.limit;
    const named = column === undefined ? null : headingCurrency(this.#headings[column] ?? '');
    return (
      named ??
      this.#titles
        .map((title) => (/币[种别]|单位|currency/i.test(title) ? headingCurrency(title) : null))
        .find((each) => each !== null) ??
      null
    );
  }
}

function weighDate(evidence: DateEvidence, text: string): void {
  // Days repeat: each text is looked at once, up to a bound that covers a century.
  if (evidence.seen.has(text)) return;
  const parts = dateParts(text.trim());
  if (parts?.shape !== 'open') return;
  if (evidence.seen.size < 40_000) evidence.seen.add(text);
  const { first, second, third, short } = parts;
  if (!short || third > 31) evidence.ymdOnly = false;
  if (first > 12 && first <= 31 && second <= 12) evidence.dmy += 1;
  else if (second > 12 && second <= 31 && first <= 12) evidence.mdy += 1;
  else if (first <= 12 && second <= 12) {
    evidence.open += 1;
    if (evidence.sample === '') evidence.sample = text;
  }
  if (evidence.sample === '' && short) evidence.sample = text;
}

/** The width most rows have. */
function commonWidth(rows: readonly RawRow[]): number | null {
  const counts = new Map<number, number>();
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  let best: number | null = null;
  for (const [width, count] of counts) if (best === null || count > (counts.get(best) as number)) best = width;
  return best;
}

/** True where a row repeats the headings, as every printed page does. */
export function repeatsHeadings(plan: Plan, cells: RawRow['cells']): boolean {
  return (
    plan.headings.every((heading, column) => headingKey(heading) === headingKey(cellText(cells[column]))) && cells.length > 0
  );
}
