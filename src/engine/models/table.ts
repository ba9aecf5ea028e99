// A table of variables as typed arrays: numbers, categories, what is missing; and how text becomes one.
import { makeDay } from '#base/date.ts';

/** Missing is NaN. */
export type NumberColumn = {
  readonly kind: 'number';
  readonly name: string;
  readonly values: Float64Array;
  /** Words met among the numbers (未知, refused), which count as missing. */
  readonly unread?: readonly string[];
};
/** `codes` point into `levels`; missing is −1. */
export type CategoryColumn = {
  readonly kind: 'category';
  readonly name: string;
  readonly codes: Int32Array;
  readonly levels: readonly string[];
  /** All values that are there read as days. */
  readonly isDay: boolean;
};
export type Column = NumberColumn | CategoryColumn;
export type ModelTable = { readonly rows: number; readonly columns: readonly Column[] };

/** Written for "nothing here" by the programs that files come from. `none` and 无 are answers. */
const MISSING = new Set(['', '?', 'na', 'n/a', '#n/a', 'nan', 'null', '—', '--', '-', 'inf', '-inf', 'infinity', '-infinity']);
const GROUPED = /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/;
const PERCENT = /^[+-]?\d+(\.\d+)?\s?[%％]$/;
/** ¥1,234.50, 1,234.50 元 */
const CURRENCY = /^([+-]?)\s?[¥￥$€£]\s?(?=\d)|\s?元$/g;
/** 0,125: of a whole column so written. */
const DECIMAL_COMMA = /^[+-]?\d+(,\d+)?$/;
const MINUS = -2;
const DIGITS = /^\d+$/;
/** Longer ones name something. */
const PADDED_MAX = 6;
/** Headings under which figures name something. */
export const NAMES_CODES =
  /[号码碼號编]|code|zip|phone|(^|[^a-z])(id|no|nr)([^a-z]|$)|(customer|client|user|account|loan|invoice|order|row|case)id$/i;
/** 0379 is a code, not 379. */
const LEADING_ZERO = /^[+-]?0\d/;
const DAY =
  /^(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
/** 2024年3月, 2024/3, Mar-2024, 12-Mar-2024, Mar 12, 2024, Mar-24: of a whole column so written. */
const MONTH_OF_YEAR = /^(\d{4})[-/.年](\d{1,2})月?$/;
const NAMED_DAY =
  /^(?:(\d{1,2})[-/ ])?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:[-/ ](\d{1,2}),)?[-/ ,]+(\d{4}|\d{2})$/i;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Whole numbers that all are a day written 20240331 are days: fewer different ones may be anything. */
const DAY_NUMBERS_MIN = 5;
/** A column is one of numbers when so many of its cells are, and the rest is a handful of words. */
const NUMBERS_SHARE = 0.95;
const UNREAD_WORDS_MAX = 5;
/** Of fewer different numbers each stands well for itself as a level, `3+` among them. */
const NUMBERS_FEW = 20;

export const isMissingText = (text: string): boolean => text.length <= 9 && MISSING.has(text.toLowerCase());

/** A number as files write it (`1,234.5`, `12 %`, `¥30`, `1e-3`), or null. */
export function numberOf(text: string): number | null {
  const number = Number(text);
  if (!Number.isNaN(number)) return LEADING_ZERO.test(text) || text.startsWith('0x') ? null : number;
  if (GROUPED.test(text)) return Number(text.replaceAll(',', ''));
  if (PERCENT.test(text)) return Number(text.slice(0, -1)) / 100;
  const plain = text.replace(CURRENCY, '$1');
  return plain === text || plain === '' ? null : numberOf(plain);
}

/**
 * Takes the cells of one column in order. Numbers as long as every value reads as one; else categories by their text. Numbers that came
 * before the first text become the text they print as.
 */
export class ColumnBuilder {
  readonly name: string;
  #numbers: Float64Array | null = new Float64Array(1024);
  #codes = new Int32Array(0);
  #levels = new Map<string, number>();
  #size = 0;
  #present = 0;
  #days = 0;
  /** A minus by itself says nothing, but where the only word is a plus it is the other one: −∞ among numbers, −2 among codes, until the end. */
  #hasMinus = false;

  constructor(name: string) {
    this.name = name;
  }

  push(cell: string | number | boolean | null): void {
    if (this.#numbers) {
      if (this.#size === this.#numbers.length) this.#numbers = grown(this.#numbers, new Float64Array(this.#size * 2));
      if (cell === null) this.#numbers[this.#size++] = Number.NaN;
      else if (typeof cell === 'number') this.#number(cell);
      else {
        const text = typeof cell === 'string' ? cell.trim() : String(cell);
        if (text === '-') {
          this.#hasMinus = true;
          this.#numbers[this.#size++] = Number.NEGATIVE_INFINITY;
        } else if (isMissingText(text)) this.#numbers[this.#size++] = Number.NaN;
        else {
          const number = numberOf(text);
          if (number === null) {
            this.#toCategories();
            this.#category(text);
          } else this.#number(number);
        }
      }
      return;
    }
    const text = cell === null ? '' : String(cell).trim();
    if (text === '-') this.#minus();
    else this.#category(isMissingText(text) ? null : text);
  }

  #number(value: number): void {
    const numbers = this.#numbers!;
    const finite = Number.isFinite(value);
    numbers[this.#size++] = finite ? value : Number.NaN;
    if (finite) this.#present += 1;
  }

  #toCategories(): void {
    const numbers = this.#numbers!;
    this.#numbers = null;
    const size = this.#size;
    this.#codes = new Int32Array(Math.max(1024, numbers.length));
    this.#size = 0;
    this.#present = 0;
    for (let at = 0; at < size; at += 1) {
      if (numbers[at] === Number.NEGATIVE_INFINITY) this.#minus();
      else this.#category(Number.isNaN(numbers[at]!) ? null : String(numbers[at]));
    }
  }

  #minus(): void {
    this.#hasMinus = true;
    this.#category(null);
    this.#codes[this.#size - 1] = MINUS;
  }

  /** + and − are an answer and its opposite; beside anything else a minus is an empty cell. */
  #settleMinus(): void {
    const isAnswer = this.#levels.size === 1 && this.#levels.has('+');
    if (isAnswer) this.#levels.set('-', 1);
    for (let at = 0; at < this.#size; at += 1) if (this.#codes[at] === MINUS) this.#codes[at] = isAnswer ? 1 : -1;
  }

  #category(text: string | null): void {
    if (this.#size === this.#codes.length) this.#codes = grown(this.#codes, new Int32Array(this.#size * 2));
    if (text === null) {
      this.#codes[this.#size++] = -1;
      return;
    }
    let code = this.#levels.get(text);
    if (code === undefined) {
      code = this.#levels.size;
      this.#levels.set(text, code);
      if (dayWritten(text)) this.#days += 1;
    }
    this.#codes[this.#size++] = code;
    this.#present += 1;
  }

  done(): Column {
    const { name } = this;
    if (this.#numbers) {
      const values = this.#numbers.slice(0, this.#size);
      if (this.#hasMinus)
        for (let at = 0; at < values.length; at += 1) if (values[at] === Number.NEGATIVE_INFINITY) values[at] = Number.NaN;
      return daysOf(name, values) ?? { kind: 'number', name, values };
    }
    if (this.#hasMinus) this.#settleMinus();
    const levels = [...this.#levels.keys()];
    if (levels.some((level) => level.includes(',')) && levels.every((level) => DECIMAL_COMMA.test(level))) {
      const numbers = levels.map((level) => Number(level.replace(',', '.')));
      return {
        kind: 'number',
        name,
        values: Float64Array.from(this.#codes.subarray(0, this.#size), (code) => numbers[code] ?? Number.NaN),
      };
    }
    return (
      this.#paddedNumbers(levels) ??
      this.#mostlyNumbers(levels) ?? {
        kind: 'category',
        name,
        codes: this.#codes.slice(0, this.#size),
        levels,
        isDay: levels.length > 0 && this.#days === levels.length,
      }
    );
  }

  /** 00202, 00000, 01160: numbers written at one width. Under a heading that says code or number of something they stay codes. */
  #paddedNumbers(levels: readonly string[]): NumberColumn | null {
    const width = levels[0]?.length ?? 0;
    if (levels.length <= NUMBERS_FEW || width > PADDED_MAX || NAMES_CODES.test(this.name)) return null;
    if (!levels.every((level) => level.length === width && DIGITS.test(level))) return null;
    if (levels.filter((level) => level.startsWith('0')).length * 2 < levels.length) return null;
    const codes = this.#codes.subarray(0, this.#size);
    return {
      kind: 'number',
      name: this.name,
      values: Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : Number(levels[code]))),
    };
  }

  /** Numbers with a few words among them: the words say that it is not known. */
  #mostlyNumbers(levels: readonly string[]): NumberColumn | null {
    const read = levels.map(numberOf);
    const unread = levels.filter((_, code) => read[code] === null);
    if (unread.length > UNREAD_WORDS_MAX || levels.length - unread.length <= NUMBERS_FEW) return null;
    const codes = this.#codes.subarray(0, this.#size);
    let words = 0;
    for (const code of codes) if (code >= 0 && read[code] === null) words += 1;
    if (words > this.#present * (1 - NUMBERS_SHARE)) return null;
    return { kind: 'number', name: this.name, values: Float64Array.from(codes, (code) => read[code] ?? Number.NaN), unread };
  }
}

/** Days written as numbers: 20240331. Null where any is none. */
function daysOf(name: string, values: Float64Array): CategoryColumn | null {
  const codeOf = new Map<number, number>();
  const levels: string[] = [];
  for (const value of values) {
    if (Number.isNaN(value) || codeOf.has(value)) continue;
    if (!(value >= 19_000_101 && value <= 21_991_231)) return null;
    const [year, month, date] = [Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100];
    const day = Number.isInteger(value) ? makeDay(year, month, date) : null;
    if (day === null) return null;
    codeOf.set(value, levels.length);
    levels.push(day);
  }
  if (levels.length < DAY_NUMBERS_MIN) return null;
  return { kind: 'category', name, codes: Int32Array.from(values, (value) => codeOf.get(value) ?? -1), levels, isDay: true };
}

const dayWritten = (text: string): boolean => DAY.test(text) || monthKey(text) !== null;

/** A month, or a day whose month is a word, as it compares with other days; null: none. */
function monthKey(text: string): number | null {
  const month = MONTH_OF_YEAR.exec(text);
  if (month)
    return Number(month[2]) >= 1 && Number(month[2]) <= 12 ? Number(month[1]) * 10_000 + Number(month[2]) * 100 + 1 : null;
  const named = NAMED_DAY.exec(text);
  if (!named) return null;
  const year = named[4]!.length === 4 ? Number(named[4]) : 2_000 + Number(named[4]) - (Number(named[4]) > YEARS_AHEAD ? 100 : 0);
  const place = MONTHS.indexOf(named[2]!.toLowerCase()) + 1;
  return year * 10_000 + place * 100 + Number(named[1] ?? named[3] ?? 1);
}

/** Dec-68 is of the last century, as spreadsheets read it from 30 on. */
const YEARS_AHEAD = 29;

function grown<T extends Float64Array | Int32Array>(from: T, into: T): T {
  into.set(from as never);
  return into;
}

/** The rows named, in the order named. Levels stay as they are, so that codes mean the same. */
export function takeRows(table: ModelTable, rows: Int32Array): ModelTable {
  return {
    rows: rows.length,
    columns: table.columns.map((column): Column => {
      if (column.kind === 'number') {
        const values = new Float64Array(rows.length);
        for (let at = 0; at < rows.length; at += 1) values[at] = column.values[rows[at]!]!;
        return { ...column, values };
      }
      const codes = new Int32Array(rows.length);
      for (let at = 0; at < rows.length; at += 1) codes[at] = column.codes[rows[at]!]!;
      return { ...column, codes };
    }),
  };
}

export function takeFlags(flags: Uint8Array, rows: Int32Array): Uint8Array {
  const out = new Uint8Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) out[at] = flags[rows[at]!]!;
  return out;
}

/** A cell as text, as it would be written in the file; null: missing. */
export function textAt(column: Column, row: number): string | null {
  if (column.kind === 'number') return Number.isNaN(column.values[row]!) ? null : String(column.values[row]);
  return column.codes[row]! < 0 ? null : column.levels[column.codes[row]!]!;
}

/** What stands for order in time: days and numbers as they compare. M/D/YYYY when some second part is above 12, else D/M/YYYY never. */
export function orderKeys(column: Column): Float64Array {
  if (column.kind === 'number') return column.values;
  const byLevel = column.levels.map((text) => (column.isDay ? dayKey(text) : Number.NaN));
  if (!column.isDay) {
    // Text sorts as text: 2024Q1 before 2024Q2.
    const order = column.levels.map((text, code) => ({ text, code })).sort((a, b) => (a.text < b.text ? -1 : 1));
    for (const [rank, { code }] of order.entries()) byLevel[code] = rank;
  } else if (isDayFirst(column.levels)) {
    for (const [code, text] of column.levels.entries()) byLevel[code] = dayKey(text, true);
  }
  return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : byLevel[code]!));
}

const PARTS = /^(\d{1,4})\D(\d{1,2})\D(\d{1,4})/;
const CLOCK = /(\d{1,2}):(\d{2})(?::(\d{2}))?/;

/** Two-number dates with a first part above 12 have the day first. */
function isDayFirst(levels: readonly string[]): boolean {
  return levels.some((text) => {
    const parts = PARTS.exec(text);
    return parts !== null && parts[1]!.length <= 2 && Number(parts[1]) > 12;
  });
}

function dayKey(text: string, dayFirst = false): number {
  const month = monthKey(text);
  if (month !== null) return month;
  const parts = PARTS.exec(text);
  if (!parts) return Number.NaN;
  const [, a, b, c] = parts.map(Number) as [number, number, number, number];
  const day = parts[1]!.length === 4 ? a * 10_000 + b * 100 + c : c * 10_000 + (dayFirst ? b * 100 + a : a * 100 + b);
  const clock = CLOCK.exec(text.slice(parts[0].length));
  return day + (clock ? (Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0)) / 86_400 : 0);
}
