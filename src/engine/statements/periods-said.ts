// The period a text names, in Chinese or English: one day, a span of months, a quarter, a year.
import { type Day, makeDay, monthEnd } from '#base/date.ts';
import { headingFold } from '#engine/import/traditional.ts';

/** `months`: what the flows cover. Less than the months of its last day since January: a quarter or a month of its own, or a year that begins in another month. */
export type SaidPeriod = { readonly endsOn: Day; readonly months: number };

const YEAR = '(20\\d\\d|19\\d\\d)';
/** 2025年1月1日, 2025-01-01, 2025.01, 2025年1月: year, month, day where there is one. */
const POINT = `${YEAR}[年\\-./](\\d{1,2})(?:[月\\-./](\\d{1,2})(?!\\d)日?|月|(?!\\d))`;
const SPAN = new RegExp(`${POINT}起?[-—–~至到]+${POINT}`);
const SPAN_OF_MONTHS = new RegExp(`${YEAR}年?(?:(\\d{1,2})月?)?[-—–~至到]+(?:${YEAR}年)?(\\d{1,2})月`);
const SPAN_OF_DIGITS = new RegExp(`(?<!\\d)${YEAR}(0[1-9]|1[0-2])[-—–~至到]${YEAR}(0[1-9]|1[0-2])(?!\\d)`);
const DAY = new RegExp(`${YEAR}[年\\-./](\\d{1,2})[月\\-./](\\d{1,2})(?!\\d)日?`);
const DIGITS = new RegExp(`(?<!\\d)${YEAR}(\\d\\d)(\\d\\d)(?!\\d)`);
const MONTH = new RegExp(`${YEAR}[年\\-./](\\d{1,2})(?:月|(?!\\d))`);

const MONTH_NAMES = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const NAMED_MONTH = '(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\\.?';
const ENGLISH_DAY = [
  new RegExp(`(\\d{1,2})(?:st|nd|rd|th)?\\s+${NAMED_MONTH},?\\s+${YEAR}`, 'i'),
  new RegExp(`${NAMED_MONTH}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+${YEAR}`, 'i'),
];
const COVERED: readonly (readonly [RegExp, number])[] = [
  [/(?:year|twelve months|12 months)\s+(?:then\s+)?ended/i, 12],
  [/(?:nine|9) months\s+ended/i, 9],
  [/(?:six|6) months\s+ended|half[- ]year\s+ended/i, 6],
  [/(?:three|3) months\s+ended|quarter\s+ended/i, 3],
];

const end = (year: number, month: number): Day => monthEnd(`${year}-${String(month).padStart(2, '0')}-01`);
const isMonth = (month: number): boolean => month >= 1 && month <= 12;

/** From a month to a month, both counted; null where that is no span of a year at most. */
function spanOf(fromYear: number, from: number, toYear: number, to: number): SaidPeriod | null {
  const months = (toYear - fromYear) * 12 + to - from + 1;
  return isMonth(from) && isMonth(to) && months >= 1 && months <= 12 ? { endsOn: end(toYear, to), months } : null;
}

/**
 * The period a text names: 2022年12月31日, 2022-12-31, 20221231, 2022年度, 2022年1-9月, 2022.04-2022.06, 2022年第三季度, 2022年9月, year ended 31 March 2025;
 * null where none. A quarter or a month counts from January, as reports are named; whether a column of one is that alone, its neighbours say.
 */
export function periodIn(text: string): SaidPeriod | null {
  const wide = headingFold(text.normalize('NFKC'));
  const english = englishPeriod(wide);
  if (english !== null) return english;
  const flat = wide.replace(/\s/g, '');
  return spanIn(flat) ?? pointIn(flat);
}

function englishPeriod(text: string): SaidPeriod | null {
  for (const [n, pattern] of ENGLISH_DAY.entries()) {
    const found = pattern.exec(text);
    if (!found) continue;
    const [day, month] = n === 0 ? [found[1]!, found[2]!] : [found[2]!, found[1]!];
    const made = makeDay(Number(found[3]), MONTH_NAMES.indexOf(month.slice(0, 3).toLowerCase()) + 1, Number(day));
    if (made === null) continue;
    const covered = COVERED.find(([words]) => words.test(text))?.[1];
    return { endsOn: made, months: covered ?? Number(made.slice(5, 7)) };
  }
  return null;
}

function spanIn(flat: string): SaidPeriod | null {
  const points = SPAN.exec(flat);
  const of =
    (points && spanOf(Number(points[1]), Number(points[2]), Number(points[4]), Number(points[5]))) ??
    spanOfMatch(SPAN_OF_DIGITS.exec(flat));
  if (of) return of;
  const months = SPAN_OF_MONTHS.exec(flat);
  return months && spanOf(Number(months[1]), Number(months[2] ?? 1), Number(months[3] ?? months[1]), Number(months[4]));
}

const spanOfMatch = (found: RegExpExecArray | null): SaidPeriod | null =>
  found && spanOf(Number(found[1]), Number(found[2]), Number(found[3]), Number(found[4]));

function pointIn(flat: string): SaidPeriod | null {
  const day = DAY.exec(flat) ?? DIGITS.exec(flat);
  if (day) {
    const made = makeDay(Number(day[1]), Number(day[2]), Number(day[3]));
    if (made !== null) return { endsOn: made, months: Number(made.slice(5, 7)) };
  }
  const quarter = new RegExp(`${YEAR}年?(?:第?([一二三四1-4])季度?|Q([1-4]))`, 'i').exec(flat);
  if (quarter) {
    const n = quarterOf(quarter[3] ?? quarter[2]!);
    return { endsOn: end(Number(quarter[1]), n * 3), months: n * 3 };
  }
  const half = new RegExp(`${YEAR}年?(?:上半年度?|半年度|中期)`).exec(flat);
  if (half) return { endsOn: end(Number(half[1]), 6), months: 6 };
  const month = MONTH.exec(flat);
  if (month && isMonth(Number(month[2]))) return { endsOn: end(Number(month[1]), Number(month[2])), months: Number(month[2]) };
  const year = new RegExp(`${YEAR}(?:年度|会计年度|年报|年年报|年)(?!\\d)`).exec(flat);
  return year ? { endsOn: `${year[1]}-12-31`, months: 12 } : null;
}

const quarterOf = (text: string): number => ('一二三四'.includes(text) ? '一二三四'.indexOf(text) + 1 : Number(text));

/** The month in which a heading without a year ends: 1月, 3月份, 一季度, Q2, 第四季度; null where it is none. */
export function bareMonthIn(heading: string): { readonly month: number; readonly months: number } | null {
  const flat = headingFold(heading.normalize('NFKC')).replace(/\s/g, '');
  const month = /^(\d{1,2})月(?:份|末)?(?:金额|数|发生额|余额)?$/.exec(flat);
  if (month) return isMonth(Number(month[1])) ? { month: Number(month[1]), months: 1 } : null;
  const quarter = /^(?:第?([一二三四1-4])季度?(?:末)?|Q([1-4]))(?:金额|数|发生额|余额)?$/i.exec(flat);
  return quarter ? { month: quarterOf(quarter[2] ?? quarter[1]!) * 3, months: 3 } : null;
}

/** Months a heading stands for where it stands for one month or quarter and not for a span from January: 2025年2月, 2025Q2, 2025年4-6月; null otherwise. */
export function partMonthsIn(heading: string): { readonly months: number; readonly certain: boolean } | null {
  const flat = headingFold(heading.normalize('NFKC')).replace(/\s/g, '');
  const span = spanIn(flat);
  if (span) return span.months < Number(span.endsOn.slice(5, 7)) ? { months: span.months, certain: true } : null;
  if (DAY.test(flat) || DIGITS.test(flat) || /累计|年报|季报/.test(flat)) return null;
  if (new RegExp(`${YEAR}年?(?:第?[一二三四1-4]季度?|Q[1-4])`, 'i').test(flat)) return { months: 3, certain: false };
  const month = MONTH.exec(flat);
  return month && isMonth(Number(month[2])) ? { months: 1, certain: false } : null;
}
