// What a heading says, without its dress: the key it is looked up by, the currency and the unit it names.
import { INVISIBLE } from '#engine/identifiers.ts';
import { currencyOf } from './cells.ts';
import { headingFold } from './traditional.ts';

/** Longer texts are sentences, not headings. */
export const HEADING_CHARS_MAX = 120;
/** Field → column, from 0. */
export type Mapping = Readonly<Record<string, number>>;

const CURRENCY_WORD = /(?:^|[^a-z])(usd|cny|rmb|eur|gbp|hkd|jpy|aud|cad|sgd|chf|twd|krw|inr|thb|vnd|mop)(?:[^a-z]|$)/;
const CURRENCY_CHINESE = /人民币|美元|美金|欧元|港币|港元|日元|英镑|澳元|加元|新加坡元|新台币/;

/** 金额（不含税）, Amount (excl. VAT): what the brackets say is another amount. */
const WITHOUT_TAX =
  /\(\s*(?:不含税|未税|税前|excl(?:\.|uding|usive)?\s*(?:of\s*)?(?:vat|tax|gst)|ex\.?\s*(?:vat|tax|gst)|net of (?:vat|tax))\s*\)/g;

/** What forms write beside a heading: 客户编码*必填, Amount (required). */
const MARKS = /(?:必填项?|选填项?|必输项?|非必填|required|optional|mandatory)$/;
/** 金额元, 金额万元: the unit without brackets. */
const UNIT_BEHIND = /(?<=.{2})(?:单位)?(?:人民币|美|欧|日|港|澳|加)?(?:百万|万|千)?(?<!单)元$/;

/** A heading without case, width, brackets, units, currency, punctuation and marks, in simplified characters: `*應收金額（萬元）` → `应收金额`, `converted_usd` → `converted`. */
export function headingKey(heading: string): string {
  if (heading.length > HEADING_CHARS_MAX) return '';
  const text = heading
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(/([a-z])([A-Z]{3})(?![A-Za-z])/g, '$1_$2')
    .toLowerCase()
    // Inv #, Customer№: the sign stands for the word.
    .replace(/(?<=[a-z][\s_.-]*)[#№]/g, 'no')
    // 质保金%, Retention %: a share is no amount.
    .replace(/(?<=[\p{L}\s])%/gu, 'percent')
    .replace(WITHOUT_TAX, '不含税')
    // 【客户编码】: all of it stands in brackets.
    .replace(/^\s*(?:【([^【】]*)】|\[([^[\]]*)\]|<([^<>]*)>|\(([^()]*)\))\s*$/, '$1$2$3$4')
    .replace(/\([^)]*\)|\[[^\]]*\]|【[^】]*】|<[^>]*>/g, ' ');
  const spaced = text.replace(
    /(?<=[^a-z])(usd|cny|rmb|eur|gbp|hkd|jpy|aud|cad|sgd|chf|twd|krw|inr|thb|vnd|mop)(?=[^a-z]|$)/g,
    ' ',
  );
  const key = headingFold((spaced.trim() === '' ? text : spaced).replace(/[^\p{L}\p{N}$¥]+/gu, ''));
  const bare = key.replace(MARKS, '').replace(UNIT_BEHIND, '');
  return bare === '' ? key : bare;
}

/** The currency that a heading or a title names: `InvoiceAmount (USD)`, `converted_usd`, `金额（美元）`; null where none. */
export function headingCurrency(heading: string): string | null {
  const text = headingFold(heading.normalize('NFKC'))
    .replace(/([a-z])([A-Z]{3})(?![A-Za-z])/g, '$1_$2')
    .toLowerCase();
  const found = CURRENCY_WORD.exec(text)?.[1] ?? CURRENCY_CHINESE.exec(text)?.[0];
  return found === undefined ? null : currencyOf(found);
}

/** The unit that a heading or a title names, as a power of ten: 4 for 万元, 3 for 千元, 0 for 元; null where none. */
export function headingUnit(heading: string): number | null {
  const text = headingFold(heading.normalize('NFKC')).toLowerCase();
  if (/百万[元美]?|million|\bmm\b/.test(text)) return 6;
  if (/[(:/单位_\s]万[元美)]?|万元/.test(text)) return 4;
  if (/千元|[(/\s]k(?=[)\s/])|thousand|\b(?:in )?000s?\b/.test(text)) return 3;
  return /单位\s*[:]?\s*(?:人民币)?元/.test(text) ? 0 : null;
}

/** A, B, … Z, AA as spreadsheets name columns. */
export function columnLetters(column: number): string {
  let left = column + 1;
  let out = '';
  while (left > 0) {
    const digit = (left - 1) % 26;
    out = String.fromCharCode(65 + digit) + out;
    left = (left - 1 - digit) / 26;
  }
  return out;
}
