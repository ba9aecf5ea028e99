// One cell → a typed value, or the code of what is wrong with it.
import type { Day } from '#base/date.ts';
import { isDay, makeDay } from '#base/date.ts';
import { isCurrency, MINOR_MAX } from '#base/money.ts';
import type { RawCell } from '#base/raw-table.ts';
import { INVISIBLE } from '#engine/identifiers.ts';
import type { RefusalCode } from './report.ts';
import { headingFold } from './traditional.ts';

export type DateOrder = 'dmy' | 'mdy' | 'ymd';
export type Bad = { readonly bad: RefusalCode };

/** `¥ -   ` as a spreadsheet pads it. */
const NOTHING_CHARS_MAX = 24;

/** Longer texts are no day, no amount and no terms; and no pattern is run over them, whatever they were made to provoke. */
const FIGURE_CHARS_MAX = 80;

const bad = (code: RefusalCode): Bad => ({ bad: code });

/** The stored value of a formula, else the cell itself. */
export function shown(cell: RawCell | undefined): Exclude<RawCell, { formula: true }> {
  if (cell === undefined || cell === null) return null;
  return typeof cell === 'object' && 'formula' in cell ? cell.value : cell;
}

export function isEmpty(cell: RawCell | undefined): boolean {
  const value = shown(cell);
  return value === null || (typeof value === 'string' && value.trim() === '');
}

const DASHES = /^[-\u2010-\u2015\u2212\uff0d_]+$/;
const NOTHING = /^(?:[/／\\]+|无|n\/?a)$/i;

/** A cell that says there is nothing: `—`, `/`, 无. As an amount a dash is a zero of the accounting format, `¥ -   `. */
export function saysNothing(cell: RawCell | undefined): 'zero' | 'nothing' | null {
  const value = shown(cell);
  if (typeof value !== 'string' || value.length > NOTHING_CHARS_MAX) return null;
  const last = value.charCodeAt(value.length - 1);
  // Nearly all cells end with a figure or a letter.
  if ((last >= 48 && last <= 57) || value === '') return null;
  const text = value.replace(EDGES, '').replace(/^(?:[¥$￥＄€£]|RMB|CNY)\s*/i, '');
  if (DASHES.test(text)) return 'zero';
  return NOTHING.test(text) ? 'nothing' : null;
}

export function isError(cell: RawCell | undefined): boolean {
  const value = shown(cell);
  return typeof value === 'object' && value !== null && 'error' in value;
}

/** A cell as text for people and for headings. */
export function cellText(cell: RawCell | undefined): string {
  const value = shown(cell);
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  return 'error' in value ? value.error : (value.day ?? String(value.serial));
}

const EDGES = /^[\s\u00a0\u3000]+|[\s\u00a0\u3000]+$/g;

function isBlankCode(code: number): boolean {
  return code <= 32 || code === 0xa0 || code === 0x3000 || code === 0xfeff || (code >= 0x2000 && code <= 0x200a);
}

/** Text with its edges trimmed, otherwise verbatim; null where empty. */
export function readText(cell: RawCell | undefined): string | null {
  const text = typeof cell === 'string' ? cell : cellText(cell);
  if (text === '') return null;
  // Blanks at the edges are rare, and a pattern over each cell is not.
  if (isBlankCode(text.charCodeAt(0)) || isBlankCode(text.charCodeAt(text.length - 1))) {
    const trimmed = text.replace(EDGES, '');
    return trimmed === '' ? null : trimmed;
  }
  return text;
}

// Written by spreadsheets for a long number: its last digits are gone for good.
const SCIENTIFIC = /^\d(?:\.\d+)?[eE]\+?\d{1,3}$/;
const PLAIN_CODE = /^[\x21-\x7e]+$/;

/** A code: text without edges and invisible characters. A number that a spreadsheet has already rounded is damaged. */
export function readCode(cell: RawCell | undefined): string | null | Bad {
  const value = shown(cell);
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 1e15 ? String(value) : bad('code_damaged');
  let text = readText(cell);
  if (text === null) return null;
  if (!PLAIN_CODE.test(text)) {
    text = text.replace(INVISIBLE, '').replace(EDGES, '');
    if (text === '') return null;
  }
  const first = text.charCodeAt(0);
  // ="0001" and '0001 are ways to keep a spreadsheet from eating zeros.
  if (first === 61) text = /^="(.*)"$/.exec(text)?.[1] ?? text;
  else if (first === 39 && /^'[\d=+@-]/.test(text)) text = text.slice(1);
  return SCIENTIFIC.test(text) ? bad('code_damaged') : text;
}

const TIME = String.raw`(?:[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?${TIME}$`);
/** 26年3月8日: the signs say which is the year. */
const YEAR_SHORT = new RegExp(String.raw`^(\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日?${TIME}$`);
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4}|\d{1,2})${TIME}$`);
/** 20261012, also with a time of day as banks write it. */
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:\.0+|[T\s]+\d{1,2}:?\d{2}(?::?\d{2})?)?$/;
/** 2026-01-05 星期一, 2026-01-05(周一): the day says it already. */
const WEEKDAY = /\s*[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?$/;
/** 2026—01—05, as a Chinese keyboard writes it. */
const LONG_DASH = /(?<=\d)\s*[\u2010-\u2015\u2212\u30fc]\s*(?=\d)/g;
const SERIAL = /^(\d{5})(?:\.\d+)?$/;
const DAY_NAMED = new RegExp(String.raw`^(\d{1,2})[-\s/.]*([A-Za-z]{3,9})\.?[-\s/,.]+(\d{4}|\d{2})${TIME}$`);
const MONTH_NAMED = new RegExp(String.raw`^([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})${TIME}$`);
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
// Serials outside of 1954…2099 are rather some other number than a day.
const SERIAL_MIN = 20_000;
const SERIAL_MAX = 73_050;
const SERIAL_EPOCH = Date.UTC(1899, 11, 30);

export type DateParts =
  | { readonly shape: 'settled'; readonly day: Day | null }
  /** Two numbers up to 99 and a year: day and month in an order that the text does not say. `short`: the year has two digits. */
  | { readonly shape: 'open'; readonly first: number; readonly second: number; readonly third: number; readonly short: boolean };

function fullYear(year: number, short: boolean): number {
  return short ? (year < 80 ? 2000 : 1900) + year : year;
}

const FIGURES = '〇一二三四五六七八九';
const WRITTEN_OUT = /^([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]$/;

/** 二〇二六年四月九日 → 2026年4月9日; anything else as it is. */
function inFigures(text: string): string {
  const match = WRITTEN_OUT.exec(text.replace(/\s/g, ''));
  if (!match) return text;
  const year = [...(match[1] as string).replace(/[零○]/g, '〇')].map((figure) => FIGURES.indexOf(figure)).join('');
  const below = (part: string) => {
    const [tens, ones] = part.includes('十') ? (part.split('十') as [string, string]) : ['', part];
    const ten = part.includes('十') ? (tens === '' ? 1 : FIGURES.indexOf(tens)) : 0;
    return ten * 10 + (ones === '' ? 0 : FIGURES.indexOf(ones));
  };
  return `${year}年${below(match[2] as string)}月${below(match[3] as string)}日`;
}

/** What a text says about a day: a day, an impossible day (null), parts in an open order, or nothing (null). */
export function dateParts(raw: string): DateParts | null {
  if (raw.length > FIGURE_CHARS_MAX) return null;
  let text = raw;
  let match = YEAR_FIRST.exec(text);
  if (!match) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what needs no folding
    if (!/^[\x00-\x7f]*$/.test(text)) {
      text = inFigures(text.normalize('NFKC').replace(INVISIBLE, '').replace(WEEKDAY, '').replace(LONG_DASH, '-').trim());
      match = YEAR_FIRST.exec(text);
    }
    match ??= COMPACT.exec(text);
  }
  if (match) return { shape: 'settled', day: makeDay(Number(match[1]), Number(match[2]), Number(match[3])) };
  match = YEAR_SHORT.exec(text);
  if (match) return { shape: 'settled', day: makeDay(fullYear(Number(match[1]), true), Number(match[2]), Number(match[3])) };
  match = YEAR_LAST.exec(text);
  if (match) {
    const [first, second, third] = [Number(match[1]), Number(match[2]), Number(match[3])];
    const digits = (match[3] as string).length;
    // Nobody writes a year with one digit: 26/1/5 begins with its year.
    if (digits === 1) return { shape: 'settled', day: makeDay(fullYear(first, true), second, third) };
    return { shape: 'open', first, second, third, short: digits === 2 };
  }
  match = SERIAL.exec(text);
  if (match) {
    const serial = Number(match[1]);
    return serial >= SERIAL_MIN && serial <= SERIAL_MAX
      ? { shape: 'settled', day: new Date(SERIAL_EPOCH + serial * 86_400_000).toISOString().slice(0, 10) }
      : null;
  }
  match = DAY_NAMED.exec(text);
  if (match) {
    const month = MONTHS.indexOf((match[2] as string).slice(0, 3).toLowerCase()) + 1;
    const year = match[3] as string;
    return month === 0
      ? null
      : { shape: 'settled', day: makeDay(fullYear(Number(year), year.length === 2), month, Number(match[1])) };
  }
  match = MONTH_NAMED.exec(text);
  if (!match) return null;
  const month = MONTHS.indexOf((match[1] as string).slice(0, 3).toLowerCase()) + 1;
  return month === 0 ? null : { shape: 'settled', day: makeDay(Number(match[3]), month, Number(match[2])) };
}

export type DateRead = { readonly day: Day } | Bad;

/** The day of a non-empty cell; a cell in an open order needs the column's order. */
export function readDate(cell: RawCell | undefined, order: DateOrder | null): DateRead {
  const value = shown(cell);
  if (typeof value === 'object' && value !== null && 'serial' in value)
    return value.day === null ? bad('date_impossible') : { day: value.day };
  if (typeof value === 'string' && value.length === 10 && value.charCodeAt(4) === 45 && isDay(value)) return { day: value };
  const parts = typeof value === 'string' || typeof value === 'number' ? dateParts(String(value).trim()) : null;
  if (!parts) return bad('date_malformed');
  if (parts.shape === 'settled') return parts.day === null ? bad('date_impossible') : { day: parts.day };
  if (order === null) return bad('date_order_unknown');
  const { first, second, third, short } = parts;
  if (order === 'ymd' && !short) return bad('date_malformed');
  const day =
    order === 'dmy'
      ? makeDay(fullYear(third, short), second, first)
      : order === 'mdy'
        ? makeDay(fullYear(third, short), first, second)
        : makeDay(fullYear(first, true), second, third);
  return day === null ? bad('date_impossible') : { day };
}

const CURRENCY_NAMES: Readonly<Record<string, string>> = {
  rmb: 'CNY',
  人民币: 'CNY',
  人民币元: 'CNY',
  元: 'CNY',
  '¥': 'CNY',
  'cn¥': 'CNY',
  cnh: 'CNY',
  本位币: 'CNY',
  美元: 'USD',
  美金: 'USD',
  us$: 'USD',
  $: 'USD',
  欧元: 'EUR',
  '€': 'EUR',
  港币: 'HKD',
  港元: 'HKD',
  hk$: 'HKD',
  日元: 'JPY',
  日圆: 'JPY',
  英镑: 'GBP',
  '£': 'GBP',
  澳元: 'AUD',
  加元: 'CAD',
  新加坡元: 'SGD',
  新台币: 'TWD',
  ntd: 'TWD',
  nt$: 'TWD',
  台币: 'TWD',
  韩元: 'KRW',
  瑞士法郎: 'CHF',
  澳门元: 'MOP',
  卢布: 'RUB',
  泰铢: 'THB',
  越南盾: 'VND',
};

/** ISO code of a currency as ledgers write it (CNY, RMB, 人民币, 美元); null where it is none. */
export function currencyOf(text: string): string | null {
  if (/^[A-Z]{3}$/.test(text) && isCurrency(text)) return text;
  const key = headingFold(text.normalize('NFKC').replace(INVISIBLE, '').replace(/\s/g, '').toLowerCase());
  const named = CURRENCY_NAMES[key];
  if (named) return named;
  const upper = key.toUpperCase();
  return isCurrency(upper) ? upper : null;
}

export type Mark = '.' | ',';
export type AmountRules = {
  /** Decimals of the currency. */
  readonly digits: number;
  /** The decimal mark of the column; null: undecided, and needed only where a text can be read both ways. */
  readonly mark: Mark | null;
  /** 4 where the column is in 万元. */
  readonly shift: number;
  readonly halfUp: boolean;
  /** Read 万 behind a number; otherwise such a cell is refused. */
  readonly suffixes: boolean;
};
/** `sign`: a sign that several currencies share, where the text has one and names no currency besides. */
export type AmountRead = { readonly minor: bigint; readonly currency?: string; readonly sign?: SharedSign } | Bad;
export type SharedSign = '¥' | '$';

/** The currencies that a shared sign may mean. */
const SHARED: Readonly<Record<SharedSign, readonly string[]>> = {
  '¥': ['CNY', 'JPY'],
  $: ['USD', 'HKD', 'SGD', 'AUD', 'CAD', 'TWD', 'NZD', 'MOP', 'MXN', 'BRL', 'ARS', 'CLP', 'COP'],
};

export function signMayMean(sign: SharedSign, currency: string): boolean {
  return SHARED[sign].includes(currency);
}

const SIGNS: readonly (readonly [RegExp, string | null])[] = [
  [/^(?:RMB|CNY|人民币)|(?:RMB|CNY|人民币|圆整?|元整?)$/i, 'CNY'],
  [/^(?:US\$|USD|美元)|(?:USD|美元)$/i, 'USD'],
  [/^(?:HK\$|HKD|港[币元])|(?:HKD|港[币元])$/i, 'HKD'],
  [/^(?:€|EUR|欧元)|(?:€|EUR|欧元)$/i, 'EUR'],
  [/^(?:£|GBP|英镑)|(?:GBP|英镑)$/i, 'GBP'],
  // Signs that several currencies share name none.
  [/^[¥$]|[¥$]$/, null],
];
const SUFFIXES: Readonly<Record<string, number>> = { 百: 2, 千: 3, 万: 4, 百万: 6, 千万: 7, 亿: 8 };

type Bare = {
  readonly digits: string;
  readonly negative: boolean;
  readonly suffix: number;
  readonly currency?: string;
  readonly sign?: SharedSign;
};

/** An amount's text without sign, currency and unit; null where it is no amount at all. */
export function bareAmount(raw: string): Bare | null {
  if (raw.length > FIGURE_CHARS_MAX) return null;
  let text = headingFold(raw.normalize('NFKC'))
    .replace(INVISIBLE, '')
    .replace(/[\s\u00a0\u202f'’]/g, '')
    .replace(/[\u2212\u2013\u2010\u2011]/g, '-');
  let negative = false;
  let currency: string | undefined;
  let sign: SharedSign | undefined;
  for (let turn = 0; turn < 3; turn += 1) {
    const wrapped = /^\((.+)\)$/.exec(text);
    if (wrapped && !negative) {
      negative = true;
      text = wrapped[1] as string;
    }
    if (!negative && (text.startsWith('-') || text.endsWith('-'))) {
      negative = true;
      text = text.startsWith('-') ? text.slice(1) : text.slice(0, -1);
    } else if (turn === 0 && text.startsWith('+')) {
      text = text.slice(1);
    }
    for (const [shape, names] of SIGNS) {
      const without = text.replace(shape, '');
      if (without === text) continue;
      if (names === null) sign = text.startsWith('¥') || text.endsWith('¥') ? '¥' : '$';
      if (names !== null && currency !== undefined && currency !== names) return null;
      currency = names ?? currency;
      text = without;
    }
  }
  const unit = /(百万|千万|[百千万亿])$/.exec(text)?.[1];
  if (unit) text = text.slice(0, -unit.length);
  if (!/^\d[\d.,]*$/.test(text) && !/^\.\d+$/.test(text)) return null;
  const out = { digits: text, negative, suffix: unit ? (SUFFIXES[unit] as number) : 0 };
  return currency !== undefined ? { ...out, currency } : sign !== undefined ? { ...out, sign } : out;
}

/** Which mark a bare number's text proves to be the decimal one: null where it can be read both ways or has none. */
export function provenMark(text: string): Mark | 'none' | null {
  const dot = text.lastIndexOf('.');
  const comma = text.lastIndexOf(',');
  if (dot < 0 && comma < 0) return 'none';
  if (dot >= 0 && comma >= 0) return dot > comma ? '.' : ',';
  const mark = dot >= 0 ? '.' : ',';
  const groups = text.split(mark);
  // 1,234,567: repeated, so it groups. 1,23 or 1234,567: no group of three, so it is decimal. 1,234 may be both.
  if (groups.length > 2) return mark === '.' ? ',' : '.';
  const [whole, rest] = groups as [string, string];
  return rest.length !== 3 || whole.length > 3 || whole === '0' || whole === '' ? mark : null;
}

/** Reads a non-empty amount cell into minor units. Text is read digit by digit; doubles as the spreadsheet shows them. */
export function readAmount(cell: RawCell | undefined, rules: AmountRules): AmountRead {
  const value = shown(cell);
  if (typeof value === 'number') return readDouble(value, rules);
  if (typeof value !== 'string') return bad('amount_malformed');
  const quick = rules.shift === 0 ? quickMinor(value, rules) : null;
  if (quick !== null) return { minor: quick };
  const bare = bareAmount(value);
  if (!bare) return bad('amount_malformed');
  if (bare.suffix > 0 && !rules.suffixes) return bad('amount_unit');
  const proven = provenMark(bare.digits);
  const mark = proven === null || (proven !== 'none' && rules.mark !== null && proven !== rules.mark) ? rules.mark : proven;
  if (mark === null) return bad('amount_mark_unknown');
  const group = mark === ',' ? '.' : ',';
  const [whole, fraction = '', more] = mark === 'none' ? [bare.digits] : bare.digits.split(mark);
  if (more !== undefined) return bad('amount_malformed');
  const groups = (whole as string).split(group);
  if (
    groups.length > 1 &&
    ((groups[0] as string).length > 3 || groups[0] === '' || groups.slice(1).some((each) => each.length !== 3))
  )
    return bad('amount_malformed');
  if (fraction.includes(group)) return bad('amount_malformed');
  const shift = bare.suffix > 0 ? bare.suffix : rules.shift;
  const read = scaled(groups.join(''), fraction, shift, rules);
  if ('bad' in read) return read;
  const minor = bare.negative ? -read.minor : read.minor;
  const { currency, sign } = bare;
  return currency !== undefined ? { minor, currency } : sign !== undefined ? { minor, sign } : { minor };
}

const POWERS = [1, 10, 100, 1000];

/** Plain digits with a dot, at most fifteen in all: nine cells of ten, and no bigint before the end. */
function quickMinor(text: string, rules: AmountRules): bigint | null {
  const length = text.length;
  if (length > 15 || length === 0 || rules.mark === ',') return null;
  let total = 0;
  let decimals = -1;
  let at = text.charCodeAt(0) === 45 ? 1 : 0;
  const negative = at === 1;
  if (at === length) return null;
  for (; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      total = total * 10 + code - 48;
      if (decimals >= 0) decimals += 1;
    } else if (code === 46 && decimals < 0 && at > (negative ? 1 : 0)) {
      decimals = 0;
    } else {
      return null;
    }
  }
  // 1.234 may be a thousand: only the column's mark can tell.
  if (decimals === 0 || decimals > rules.digits || (decimals === 3 && rules.mark === null)) return null;
  const units = total * (POWERS[rules.digits - Math.max(decimals, 0)] as number);
  if (units > Number.MAX_SAFE_INTEGER) return null;
  const minor = BigInt(units);
  return negative ? -minor : minor;
}

function scaled(whole: string, fraction: string, shift: number, rules: AmountRules): { minor: bigint } | Bad {
  const places = rules.digits + shift;
  const trimmed = fraction.replace(/0+$/, '');
  if (whole.length + shift > 30) return bad('amount_too_large');
  let minor = BigInt(`${whole === '' ? '0' : whole}${trimmed.slice(0, places).padEnd(places, '0')}`);
  if (trimmed.length > places) {
    if (!rules.halfUp) return bad('amount_decimals');
    if ((trimmed[places] as string) >= '5') minor += 1n;
  }
  return minor > MINOR_MAX ? bad('amount_too_large') : { minor };
}

/** A double within rounding noise of a whole minor unit is what the sheet shows: 12345.670000000002 is 12345.67. */
function readDouble(value: number, rules: AmountRules): AmountRead {
  if (!Number.isFinite(value)) return bad('amount_malformed');
  if (Math.abs(value) >= 1e15) return bad('amount_too_large');
  const places = rules.digits + rules.shift;
  const near = Number(value.toFixed(Math.min(places, 20)));
  const noise = Math.max(1e-11, Math.abs(value) * Number.EPSILON * 2);
  const text = Math.abs(near - value) <= noise ? near.toFixed(places) : plainText(value);
  const [whole, fraction = ''] = text.replace('-', '').split('.');
  const read = scaled(whole as string, fraction, rules.shift, rules);
  if ('bad' in read) return read;
  return { minor: value < 0 ? -read.minor : read.minor };
}

function plainText(value: number): string {
  const text = String(value);
  return text.includes('e') ? value.toFixed(20) : text;
}

const YES = new Set(['yes', 'y', 'true', '1', '是', '有', '争议', '有争议', 'disputed', '√', 'x']);
const NO = new Set(['no', 'n', 'false', '0', '否', '无', '无争议', '正常', 'not disputed', '-']);

export function readFlag(cell: RawCell | undefined): boolean | null | 'unread' {
  const text = readText(cell)?.normalize('NFKC').toLowerCase() ?? null;
  if (text === null) return null;
  return YES.has(text) ? true : NO.has(text) ? false : 'unread';
}

const TERMS_DAYS =
  /^(?:net|n\/?|(?:信用)?账期|(?:货|票)到(?:验收)?后?|到[货票]后?|[开发收见]票(?:日)?后?|发货后?|收货后?|验收(?:合格)?后?|交货后?|送货后?|开具发票后?|信用)?\s*(\d{1,4})(?:\.0+)?\s*(?:个?(?:天|日|工作日)|days?|d)?(?:内|之内|账期|付款|内付款|付清|后付款|after.*)?$/;
const TERMS_MONTHS =
  /^(?:账期|货到|票到|开票后?|发票后?|收货后?|验收后?)?\s*(?:(\d{1,2})|([一二两三四五六]|半))\s*(?:个月|月|年|months?)(?:内|账期|付款|内付款)?$/;
const CHINESE_FIGURES: Readonly<Record<string, number>> = { 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 半: 6 };
/** Paid before the goods go, with them, or at sight of the invoice: nothing is given time. */
const AT_ONCE =
  /^(?:(?:100%|全款|全额)?预付(?:款|全款)?|先款后货|款到(?:即)?发货|款到付?货|现款(?:现货|现结)?|现结|现金|现付|日结|货到(?:即)?付款?|货到票到(?:即)?付款|票到(?:即付|付款|即付款)?|货票同到|见票(?:即)?付款?|一手交钱一手交货|即期|即付|立即付款|cod|cia|cwo|cash(?:ondelivery|inadvance|beforedelivery)?|prepaid|prepayment|advance(?:payment)?|(?:due|payable)?(?:on|upon)receipt|immediate(?:ly)?|dueimmediately)$/;
const DAYS_A_MONTH = 30;
/** Monthly terms that say no days. */
export const MONTHLY_ALONE = /^(?:月结|按月结算?|月度结算|monthly)$/;

/** Terms in days as clerks write them: 30, 30天, net 30, 货到30天, 票到后60天内付款, 两个月, 货到付款 (0). null: no number of days. */
export function readDays(cell: RawCell | undefined): number | null {
  const text = readText(cell)?.normalize('NFKC').toLowerCase() ?? '';
  if (text.length > FIGURE_CHARS_MAX) return null;
  const match = TERMS_DAYS.exec(text);
  if (match) return Number(match[1]);
  const bare = text.replace(/[\s,，。;；()-]/g, '');
  if (AT_ONCE.test(bare)) return 0;
  const months = TERMS_MONTHS.exec(bare);
  if (!months) return null;
  return /年/.test(bare) && months[2] !== '半'
    ? null
    : DAYS_A_MONTH * (months[1] === undefined ? CHINESE_FIGURES[months[2]!]! : Number(months[1]));
}

/** A day of the month after the invoice's: 次月25日, 次月底. 31 is the last of any month. null: no such terms. */
export function readNextMonthDay(cell: RawCell | undefined): number | null {
  const text = readText(cell)?.normalize('NFKC').replace(/\s/g, '') ?? '';
  if (text.length > FIGURE_CHARS_MAX) return null;
  const match =
    /^(?:月结)?(?:次|下个?)月(?:(\d{1,2})[日号]|底|末|月底|月末|结|付|付款|结清)(?:前|之前)?(?:付款?|付清|结清|结)?$/.exec(text);
  if (!match) return null;
  const day = match[1] === undefined ? 31 : Number(match[1]);
  return day >= 1 && day <= 31 ? day : null;
}

/**
 * Days of monthly terms, 月结60天, EOM 30: counted from the month's end by some houses, from the invoice by others; 月结 alone is 30, as it is
 * commonly meant. null: no such terms.
 */
export function readMonthlyDays(cell: RawCell | undefined): number | null {
  const text = readText(cell)?.normalize('NFKC').toLowerCase() ?? '';
  if (text.length > FIGURE_CHARS_MAX) return null;
  if (MONTHLY_ALONE.test(text)) return DAYS_A_MONTH;
  const match = /^(?:月结|(?:net\s*)?eom)\s*\+?\s*(\d{1,3})\s*(?:天|日|days?|d)?(?:内|付款)?$/.exec(text);
  return match ? Number(match[1]) : null;
}
