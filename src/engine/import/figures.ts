// Cells that only some kinds of file have: months, shares, periods, and several codes in one cell.
import type { RawCell } from '#base/raw-table.ts';
import { INVISIBLE } from '#engine/identifiers.ts';
import type { Bad, DateOrder } from './cells.ts';
import { readCode, readDate, readText, shown } from './cells.ts';

/** Codes in one cell, and characters of such a cell. */
export const CODES_MAX = 200;
const CODES_CHARS_MAX = 8_000;
const FIGURE_CHARS_MAX = 80;
const PPM = 1_000_000;

/** A bare number in a column of shares: 5 is 5 %, or 0.05 is 5 %. */
export type PercentUnit = 'percent' | 'fraction';

const fold = (text: string): string => text.normalize('NFKC').replace(INVISIBLE, '').trim();

const YEAR_MONTH = /^(\d{4})(?:\s*年\s*(\d{1,2})\s*月?份?|\s*[-/]\s*(\d{1,2})|\.(\d{2})|(\d{2}))$/;
const MONTH_YEAR = /^(\d{1,2})\s*[-/]\s*(\d{4})$/;
const MONTH_NAMED = /^([a-z]{3,9})\.?[-\s/,]*(?:(\d{4})|'?(\d{2}))$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * A month as `2025-03`: 2025-03, 202503, 2025/3, 2025年3月, 03/2025, Mar-25, or any day in it. A figure such as 2025.1, which may
 * have been 2025.10, is `month_malformed`.
 */
export function readMonth(cell: RawCell | undefined, order: DateOrder | null): { readonly month: string } | Bad {
  const value = shown(cell);
  const none: Bad = { bad: 'month_malformed' };
  if (typeof value === 'object' && value !== null && 'serial' in value)
    return value.day === null ? none : { month: value.day.slice(0, 7) };
  const written = typeof value === 'number' && Number.isInteger(value) ? String(value) : typeof value === 'string' ? value : '';
  if (written === '' || written.length > FIGURE_CHARS_MAX) return none;
  const text = fold(written).toLowerCase();
  let year: number;
  let month: number;
  let match = YEAR_MONTH.exec(text);
  if (match) {
    year = Number(match[1]);
    month = Number(match[2] ?? match[3] ?? match[4] ?? match[5]);
  } else if ((match = MONTH_YEAR.exec(text))) {
    year = Number(match[2]);
    month = Number(match[1]);
  } else if ((match = MONTH_NAMED.exec(text))) {
    year = match[2] === undefined ? 2000 + Number(match[3]) : Number(match[2]);
    month = MONTHS.indexOf((match[1] as string).slice(0, 3)) + 1;
  } else {
    const day = readDate(text, order);
    return 'day' in day ? { month: day.day.slice(0, 7) } : day.bad === 'date_order_unknown' ? day : none;
  }
  if (month < 1 || month > 12 || year < 1990 || year > 2199) return none;
  return { month: `${year}-${String(month).padStart(2, '0')}` };
}

const SHARE = /^(\d+(?:\.\d+)?)\s*(%|‰)?$/;

/** A bare share's number; null where the text is none or says its unit itself. */
export function bareShare(cell: RawCell | undefined): number | null {
  const value = shown(cell);
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.length > FIGURE_CHARS_MAX) return null;
  const match = SHARE.exec(fold(value));
  return match && match[2] === undefined ? Number(match[1]) : null;
}

/** A share in parts per million; a bare number needs the column's unit. Outside of 0 … 100 % it is `percent_malformed`. */
export function readPercent(cell: RawCell | undefined, unit: PercentUnit | null): { readonly ppm: number } | Bad {
  const value = shown(cell);
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? fold(value) : '';
  const match = text.length > FIGURE_CHARS_MAX ? null : SHARE.exec(text);
  if (!match) return { bad: 'percent_malformed' };
  const number = Number(match[1]);
  const factor =
    match[2] === '%' ? 10_000 : match[2] === '‰' ? 1_000 : unit === 'percent' ? 10_000 : unit === 'fraction' ? PPM : 0;
  if (factor === 0 && number !== 0) return { bad: 'percent_unit_unknown' };
  const ppm = Math.round(number * factor);
  if (ppm > PPM || Math.abs(number * factor - ppm) > 1e-4) return { bad: 'percent_malformed' };
  return { ppm };
}

const PERIOD = /(\d{1,3})\s*(?:个)?\s*(月|年|months?|mths?|years?|yrs?|m\b|y\b)/i;
const BARE = /^\d{1,3}(?:\.0+)?$/;
const CHINESE: Readonly<Record<string, number>> = { 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 半: 0.5 };

/** A period in whole months: 12个月, 1年, 两年, 24 months; a bare number where the heading names the unit. null: no one period. */
export function readPeriod(written: string, heading: string): number | null {
  const text = fold(written).toLowerCase();
  if (text.length > FIGURE_CHARS_MAX) return null;
  if (BARE.test(text)) {
    const number = Number(text);
    if (/月|month/i.test(heading)) return number;
    return /年|year/i.test(heading) ? number * 12 : null;
  }
  const spoken = /([一二两三四五六半])\s*年/.exec(text);
  const found = PERIOD.exec(text);
  if (spoken && !found) return (CHINESE[spoken[1] as string] as number) * 12;
  if (!found) return null;
  // Two periods in one clause: which of them counts is not ours to say.
  if (PERIOD.test(text.slice(found.index + found[0].length))) return null;
  return Number(found[1]) * (/年|y/.test(found[2] as string) ? 12 : 1);
}

/** Codes parted by commas, semicolons, 、, slashes between blanks, or line breaks; each once, in order. */
export function readCodes(cell: RawCell): { readonly codes: readonly string[] } | Bad {
  if (typeof shown(cell) === 'number') {
    const one = readCode(cell);
    return one === null ? { codes: [] } : typeof one === 'string' ? { codes: [one] } : one;
  }
  const text = readText(cell);
  if (text === null) return { codes: [] };
  if (text.length > CODES_CHARS_MAX) return { bad: 'cell_too_long' };
  const codes = new Set<string>();
  for (const part of text.split(/[,;，；、|\n\r\t]+|\s+\/\s+|\s{2,}/)) {
    const code = readCode(part);
    if (code === null) continue;
    if (typeof code !== 'string') return code;
    codes.add(code);
    if (codes.size > CODES_MAX) return { bad: 'cell_too_long' };
  }
  return { codes: [...codes] };
}
