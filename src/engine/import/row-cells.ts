// One row being read: each cell by its field and type, and of what is wrong the fault that comes first.
import type { Day } from '#base/date.ts';
import { addDays, monthEnd } from '#base/date.ts';
import type { Currency } from '#base/money.ts';
import type { RawCell, RawRow } from '#base/raw-table.ts';
import { checkUscc, zeroKey } from '#engine/identifiers.ts';
import { fieldsOf } from './catalogue.ts';
import type { DateRead, SharedSign } from './cells.ts';
import {
  bareAmount,
  currencyOf,
  isEmpty,
  MONTHLY_ALONE,
  readCode,
  readDate,
  readDays,
  readFlag,
  readMonthlyDays,
  readNextMonthDay,
  readText,
  saysNothing,
  shown,
  signMayMean,
} from './cells.ts';
import { choiceOf } from './choices.ts';
import { isHeadless } from './column-evidence.ts';
import { instalmentMapping } from './contract-columns.ts';
import type { Field } from './fields.ts';
import { readCodes, readMonth, readPercent, readPeriod } from './figures.ts';
import type { RefusalCode } from './report.ts';
import { REFUSAL_CODES } from './report.ts';
import type { Plan } from './survey.ts';
import { codedName } from './table-shape.ts';
import type { MayNameCustomer, OfCustomer } from './typed-rows.ts';
import type { Fault, InNet, Walk } from './walk.ts';

/** Texts whose reading is remembered by column, so that each is read once. */
const DAYS_REMEMBERED = 50_000;
const WORDS_REMEMBERED = 1_000;
/** Days in a month of terms, where the user says that a column of terms counts months. */
const DAYS_A_MONTH = 30;
/** Stands in where a day is at fault: the row is refused, so nobody sees it. */
const NO_DAY: Day = '1900-01-01';

/** `——`, `N/A`: longer texts say something. */
const NOTHING_WORD_MAX = 4;

const NONE_MERGED: readonly number[] = [];

const RANK: Readonly<Record<string, number>> = Object.fromEntries(REFUSAL_CODES.map((code, at) => [code, at]));

/**
 * Reads the cells of one row after another. A cell that is wrong, or missing where it must not be, leaves a fault and a harmless
 * value; of several faults the one whose code stands first in REFUSAL_CODES is kept. Whoever judges a row builds it as if all
 * were well; the conversion throws it away where `fault` is set.
 */
export class RowCells {
  readonly walk: Walk;
  readonly plan: Plan;
  fault: Fault | null = null;
  line = 0;
  currency: Currency;
  /** The amounts that printed totals are held against: undefined where one could not be read, null where it is empty. */
  readonly totals: (bigint | null | undefined)[];
  /** How the row counts in the net of printed totals. */
  inNet: InNet = 'as written';
  /** Set where the row is well and yet no fact of this kind: the warning that says why. */
  leftOut: string | null = null;
  /** The row goes with the one above: its amount is merged and counted there. */
  continues = false;
  #merged: readonly number[] = [];
  #below: readonly number[] = [];
  #cells: readonly RawCell[] = [];
  #head: readonly RawCell[] = [];
  #rank: number = REFUSAL_CODES.length;
  /** The file is a bank's: it names both sides, or what was left in the account. */
  readonly isBankList: boolean;
  readonly #at: Readonly<Record<string, number | undefined>>;
  readonly #fields: ReadonlyMap<string, Field>;
  readonly #stated: Currency;
  readonly #totalFields: readonly string[];
  readonly #days = new Map<number, Map<string, DateRead>>();
  readonly #currencies = new Map<string, Currency | null>();
  readonly #choices = new Map<string, Map<string, string | null>>();

  constructor(walk: Walk) {
    this.walk = walk;
    this.plan = walk.plan;
    this.#at = { ...walk.plan.mapping, ...instalmentMapping(walk.plan.instalmentColumns) };
    this.isBankList =
      walk.plan.mapping.payee !== undefined || walk.plan.headings.some((heading) => /余额|balance/i.test(heading));
    this.#fields = new Map(fieldsOf(walk.plan.kind).map((field) => [field.id, field]));
    this.#stated = walk.plan.namedCurrency ?? walk.plan.entityCurrency;
    this.currency = this.#stated;
    this.#totalFields = walk.totalFields;
    this.totals = this.#totalFields.map(() => null);
  }

  begin(row: RawRow): void {
    this.#cells = this.plan.headless ? this.#withHead(row.cells) : row.cells;
    this.#merged = row.merged ?? NONE_MERGED;
    this.#below = row.below ?? NONE_MERGED;
    const { mergedOnce } = this.plan;
    this.continues = mergedOnce !== null && this.#below.includes(mergedOnce);
    this.inNet = 'as written';
    this.leftOut = this.continues ? 'merged_row' : null;
    this.line = row.line;
    this.fault = null;
    this.#rank = REFUSAL_CODES.length;
    this.currency = this.#stated;
    for (let at = 0; at < this.totals.length; at += 1) this.totals[at] = null;
  }

  /** A line below the head of its document says what the head says, but for the amounts. */
  #withHead(cells: readonly RawCell[]): readonly RawCell[] {
    if (!isHeadless(this.#at, cells)) {
      this.#head = cells;
      return cells;
    }
    const line = [...cells];
    for (const [id, { type }] of this.#fields) {
      const column = this.#at[id];
      if (column !== undefined && type !== 'amount' && type !== 'percent' && isEmpty(line[column]))
        line[column] = this.#head[column] ?? null;
    }
    this.walk.warnings.add('headless_line', { row: this.walk.row });
    return line;
  }

  /** Data row, 1-based. */
  get row(): number {
    return this.walk.row;
  }

  /** True where the file has a column for the field. */
  has(field: string): boolean {
    return this.#at[field] !== undefined;
  }

  fail(field: string, code: RefusalCode, facts?: Readonly<Record<string, string | number>>): void {
    // What goes with the row above need not stand by itself; an amount of its own would be lost.
    if (this.continues && code !== 'amount_merged') return;
    const rank = RANK[code] as number;
    if (rank >= this.#rank) return;
    this.#rank = rank;
    this.fault = facts ? { field, code, facts } : { field, code };
  }

  /** A cell that must not be empty is; one that is wrong has its own fault already. */
  missing(field: string): void {
    if (isEmpty(this.#cell(field))) this.fail(field, 'required_missing');
  }

  warn(code: string, field?: string): void {
    if (this.fault || this.continues) return;
    this.walk.warnings.add(code, {
      ...(field === undefined ? {} : { column: this.walk.heading(field) ?? '' }),
      row: this.walk.row,
    });
  }

  /** The cell of a field; one that says there is nothing is empty. */
  #cell(field: string): RawCell | undefined {
    const cell = this.#written(field);
    return typeof cell === 'string' && cell.length <= NOTHING_WORD_MAX && saysNothing(cell) !== null ? undefined : cell;
  }

  #written(field: string): RawCell | undefined {
    const column = this.#at[field];
    return column === undefined ? undefined : this.#cells[column];
  }

  text(field: string): string | null {
    const cell = this.#cell(field);
    return cell === undefined ? null : readText(cell);
  }

  code(field: string): string | null {
    const cell = this.#cell(field);
    if (cell === undefined) return null;
    const read = readCode(cell);
    if (read === null || typeof read === 'string') return read;
    this.fail(field, read.bad);
    return null;
  }

  needCode(field: string): string {
    const read = this.code(field);
    if (read !== null) return read;
    this.missing(field);
    return '';
  }

  codes(field: string): readonly string[] {
    const cell = this.#cell(field);
    if (cell === undefined || cell === '') return [];
    const read = readCodes(cell);
    if (!('bad' in read)) return read.codes;
    this.fail(field, read.bad);
    return [];
  }

  /** The code, or the name where the file has no codes; a code that lost its zeros is given the form the user said it has. */
  customer(): OfCustomer {
    return this.whoMustBe(this.mayCustomer());
  }

  /** The row is at fault where it names nobody. */
  whoMustBe({ customerCode, customerName, uscc }: MayNameCustomer): OfCustomer {
    if (customerCode !== null) return { customerCode, customerName, uscc };
    this.missing(this.has('customerCode') ? 'customerCode' : 'customerName');
    return { customerCode: '', customerName, uscc };
  }

  /** Whom the money of the row went to. */
  payee(): MayNameCustomer {
    const name = this.text('payee');
    return { customerCode: name, customerName: name, uscc: null };
  }

  mayCustomer(): MayNameCustomer {
    let customerName = this.text('customerName');
    let customerCode: string | null;
    const { said } = this.walk;
    if (said !== null) return { customerCode: said.code ?? said.name, customerName: said.name, uscc: this.uscc('uscc') };
    if (this.#at.customerCode === undefined) {
      customerCode = customerName;
      const both = customerName !== null && /^[[(（【]/.test(customerName) ? codedName(customerName) : null;
      if (both) {
        customerName = both.name;
        customerCode = both.code;
        return { customerCode, customerName, uscc: this.uscc('uscc') };
      }
      if (customerName !== null) this.walk.warnings.add('customer_by_name');
    } else {
      customerCode = this.code('customerCode');
      const { sameCodes } = this.plan;
      if (sameCodes !== null && customerCode !== null) customerCode = sameCodes[zeroKey(customerCode)] ?? customerCode;
    }
    return { customerCode, customerName, uscc: this.uscc('uscc') };
  }

  /** A 信用代码: a damaged one is dropped with a warning, a doubtful one kept with one. */
  uscc(field: string): string | null {
    const cell = this.#cell(field);
    if (cell === undefined || cell === '' || isEmpty(cell)) return null;
    const warn = (code: string) => this.walk.warnings.add(code, { column: this.walk.heading(field) ?? '', row: this.walk.row });
    const read = readCode(cell);
    if (typeof read !== 'string') {
      if (read !== null) warn('uscc_damaged');
      return null;
    }
    const code = read.normalize('NFKC').toUpperCase();
    const verdict = checkUscc(code);
    if (verdict !== 'valid') warn(verdict === 'check' ? 'uscc_check' : 'uscc_malformed');
    // Another length may be an old tax number; other characters are no code at all.
    return /^[0-9A-Z-]{1,32}$/.test(code) ? code : null;
  }

  /** Call before any amount: amounts are read in the row's currency. */
  readCurrency(): Currency {
    const cell = this.#cell('currency');
    const text = cell === undefined ? null : readText(cell);
    if (text === null) {
      const written = this.#writtenCurrency();
      if (written !== null) {
        this.currency = written;
        return written;
      }
      if (this.#at.currency !== undefined || this.plan.namedCurrency === null)
        this.walk.warnings.add('currency_assumed', { facts: { currency: this.#stated } });
      return this.#stated;
    }
    let currency = this.#currencies.get(text);
    if (currency === undefined) {
      currency = currencyOf(text);
      if (this.#currencies.size < WORDS_REMEMBERED) this.#currencies.set(text, currency);
    }
    if (currency === null) this.fail('currency', 'currency_unknown');
    else this.currency = currency;
    return this.currency;
  }

  /** What the amount itself says it is in, where nothing else in the file says anything. */
  #writtenCurrency(): Currency | null {
    if (this.#at.currency !== undefined || this.plan.namedCurrency !== null) return null;
    const value = shown(this.#cell(this.#totalFields[0] ?? ''));
    if (typeof value !== 'string') return null;
    const [first, last] = [value.charCodeAt(0), value.charCodeAt(value.length - 1)];
    // Figures at both ends, as nearly all are: no word and no sign.
    if (first >= 48 && first <= 57 && last >= 48 && last <= 57) return null;
    return bareAmount(value)?.currency ?? null;
  }

  amount(field: string): bigint | null {
    const cell = this.#written(field);
    if (cell === undefined || cell === '' || isEmpty(cell) || saysNothing(cell) !== null) return null;
    const column = this.#at[field] as number;
    const total = this.#totalFields.indexOf(field);
    if (this.continues && this.#below.includes(column)) return null;
    const read = this.walk.amount(cell, this.currency);
    // One amount for several rows: each of them would have all of it. Beside one that counts once, others may be merged as well.
    // A contract's amount beside its instalments is said once for all of them.
    const mayRepeat = this.plan.instalments && field !== 'milestoneAmount';
    if (this.continues || (!mayRepeat && this.#merged.includes(column) && !this.#merged.includes(this.plan.mergedOnce ?? -1))) {
      this.fail(field, 'amount_merged');
      if (total >= 0) this.totals[total] = undefined;
      return null;
    }
    if ('bad' in read) {
      this.fail(field, read.bad);
      if (total >= 0) this.totals[total] = undefined;
      return null;
    }
    if (this.#names(read)) {
      this.fail(field, 'currency_conflict', { stated: this.currency, written: read.currency ?? read.sign ?? '' });
      if (total >= 0) this.totals[total] = undefined;
      return null;
    }
    if (typeof cell === 'object' && cell !== null && 'formula' in cell)
      this.walk.warnings.add('formula_cached', { column: this.walk.heading(field) ?? '', row: this.walk.row });
    if (total >= 0) this.totals[total] = read.minor;
    return read.minor;
  }

  /** True where the amount names another currency than the row's. What the user said of the file stands against a shared sign. */
  #names({ currency, sign }: { readonly currency?: string; readonly sign?: SharedSign }): boolean {
    if (currency !== undefined) return currency !== this.currency;
    return sign !== undefined && !signMayMean(sign, this.currency) && this.plan.answers.currency !== this.currency;
  }

  needAmount(field: string): bigint {
    const read = this.amount(field);
    if (read !== null) return read;
    if (saysNothing(this.#written(field)) !== 'zero') this.missing(field);
    return 0n;
  }

  day(field: string): Day | null {
    const column = this.#at[field];
    if (column === undefined) return null;
    const cell = this.#cells[column];
    let read: DateRead | undefined;
    if (typeof cell === 'string') {
      if (cell === '' || (cell.length <= NOTHING_WORD_MAX && saysNothing(cell) !== null)) return null;
      let known = this.#days.get(column);
      if (!known) {
        known = new Map();
        this.#days.set(column, known);
      }
      read = known.get(cell);
      if (!read && !isEmpty(cell)) {
        read = readDate(cell, this.plan.dateOrders[column] ?? null);
        if (known.size < DAYS_REMEMBERED) known.set(cell, read);
      }
    } else if (!isEmpty(cell)) {
      read = readDate(cell, null);
      // A bare number among days: a serial that lost its format.
      if (typeof shown(cell) === 'number')
        this.walk.warnings.add('date_serial', { column: this.walk.heading(field) ?? '', row: this.walk.row });
    }
    if (!read) return null;
    if ('day' in read) return read.day;
    this.fail(field, read.bad);
    return null;
  }

  needDay(field: string): Day {
    const read = this.day(field);
    if (read !== null) return read;
    this.missing(field);
    return NO_DAY;
  }

  /** `2025-03`. */
  needMonth(field: string): string {
    const cell = this.#cell(field);
    if (cell === undefined || isEmpty(cell)) {
      this.missing(field);
      return '';
    }
    const read = readMonth(cell, this.plan.dateOrders[this.#at[field] as number] ?? null);
    if ('month' in read) return read.month;
    this.fail(field, read.bad);
    return '';
  }

  /** Terms in days, and as written; words that are no number of days warn `terms_unread`, unless told not to. */
  terms(warn = true): { termsDays: number | null; termsText: string | null } {
    const cell = this.#cell('terms');
    const termsText = cell === undefined ? null : readText(cell);
    if (termsText === null) return { termsDays: null, termsText };
    const days = readDays(termsText);
    if (days === null && warn && readMonthlyDays(cell) === null && readNextMonthDay(cell) === null)
      this.warn('terms_unread', 'terms');
    const months = this.plan.termsMonths && /^\d+(?:\.0+)?$/.test(termsText);
    return { termsDays: days !== null && months ? days * DAYS_A_MONTH : days, termsText };
  }

  /** The due day by terms in days or by monthly terms; those wait for the answer `month_terms`. null: the terms say none. */
  dueByTerms(issuedOn: string, termsDays: number | null, customersMayDecide = false): string | null {
    if (termsDays !== null) return addDays(issuedOn, termsDays);
    const nextMonth = readNextMonthDay(this.#cell('terms'));
    if (nextMonth !== null) {
      const last = monthEnd(addDays(monthEnd(issuedOn), 1));
      const day = `${last.slice(0, 8)}${String(nextMonth).padStart(2, '0')}`;
      return day < last ? day : last;
    }
    const monthly = readMonthlyDays(this.#cell('terms'));
    if (monthly === null || this.fault !== null) return null;
    const from = this.plan.answers.month_terms;
    if (MONTHLY_ALONE.test(this.text('terms') ?? '')) {
      // What was agreed with the customer says more than the bare word, where the kind of file may fall back on it.
      if (customersMayDecide && from === undefined) return null;
      this.warn('terms_month_bare', 'terms');
    }
    if (from === 'month_end') return addDays(monthEnd(issuedOn), monthly);
    if (from === 'issue') return addDays(issuedOn, monthly);
    this.fail('terms', 'terms_monthly');
    return null;
  }

  /** A period in months, and as written. */
  period(field: string): { months: number | null; text: string | null } {
    const text = this.text(field);
    return { months: text === null ? null : readPeriod(text, this.walk.heading(field) ?? ''), text };
  }

  /** A share in parts per million, 0 … 1,000,000. */
  percent(field: string): number | null {
    const cell = this.#cell(field);
    if (cell === undefined || isEmpty(cell)) return null;
    const read = readPercent(cell, this.plan.percentUnits[this.#at[field] as number] ?? null);
    if ('ppm' in read) return read.ppm;
    this.fail(field, read.bad);
    return null;
  }

  /** A word of a list; one that the list does not know refuses the row. */
  choice<Value extends string>(field: string, code: RefusalCode = 'kind_unknown'): Value | null {
    const text = this.text(field);
    if (text === null) return null;
    let known = this.#choices.get(field);
    if (!known) {
      known = new Map();
      this.#choices.set(field, known);
    }
    let value = known.get(text);
    if (value === undefined) {
      value = choiceOf(this.#fields.get(field)?.choices ?? [], text);
      if (known.size < WORDS_REMEMBERED) known.set(text, value);
    }
    if (value === null) this.fail(field, code);
    return value as Value | null;
  }

  /** Yes or no, also in the words of the field; anything else is null and warns. */
  flag(field: string): boolean | null {
    const cell = this.#cell(field);
    if (cell === undefined || cell === '') return null;
    const read = readFlag(cell);
    if (read !== 'unread') return read;
    const word = choiceOf(this.#fields.get(field)?.choices ?? [], readText(cell) ?? '');
    if (word === null) this.warn('flag_unread', field);
    return word === null ? null : word === 'yes';
  }
}
