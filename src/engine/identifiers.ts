// Codes that identify firms: 统一社会信用代码 and its check symbol, names made comparable, codes that lost their zeros.

// GB 32100-2015: digits and capital letters without I, O, S, V, Z; the place in this line is the value.
const SYMBOLS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** What a 统一社会信用代码 is worth: `check` is a warning on the customer, `malformed` is no such code at all. */
export type UsccVerdict = 'valid' | 'check' | 'malformed';

/** GB 32100-2015: check symbol = (31 − Σ value × 3^(i−1) mod 31) mod 31. Expects the text already trimmed and in capitals. */
export function checkUscc(code: string): UsccVerdict {
  if (code.length !== 18) return 'malformed';
  let sum = 0;
  for (let at = 0; at < 17; at += 1) {
    const value = SYMBOLS.indexOf(code[at] as string);
    if (value < 0) return 'malformed';
    sum += value * (WEIGHTS[at] as number);
  }
  const last = SYMBOLS.indexOf(code[17] as string);
  if (last < 0) return 'malformed';
  return last === (31 - (sum % 31)) % 31 ? 'valid' : 'check';
}

/** Zero-width characters, soft hyphens, byte order marks and direction marks: invisible, and never part of a code. */
export const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;

// The same company form, written in several ways; what remains different stays different (有限公司 is not 股份有限公司).
const FORMS: readonly (readonly [RegExp, string])[] = [
  [/有限责任公司$/, '有限公司'],
  [/股份公司$/, '股份有限公司'],
  [/\b(?:co|company)\s+(?:ltd|limited)$/, 'ltd'],
  [/\blimited$/, 'ltd'],
  [/\b(?:incorporated)$/, 'inc'],
  [/\b(?:corporation)$/, 'corp'],
];

/**
 * A name as it is compared, never as it is shown: width and case folded (NFKC), invisible characters and punctuation dropped, spaces
 * dropped between Chinese characters, company forms written one way. Brackets go, their content stays: （上海）乙公司 = 上海乙公司.
 */
export function nameKey(name: string): string {
  let key = name
    .normalize('NFKC')
    .toLowerCase()
    .replace(INVISIBLE, '')
    .replace(/[.'’`]/g, '')
    .replace(/[\s\p{P}\p{S}]+/gu, ' ')
    .trim();
  key = key.replace(/(?<=[\p{Script=Han}]) | (?=[\p{Script=Han}])/gu, '');
  for (const [form, written] of FORMS) key = key.replace(form, written);
  return key;
}

/** A code without leading zeros where it is all digits: `0001` and `1` share it. Equal keys are a question, never a match. */
export function zeroKey(code: string): string {
  return /^\d+$/.test(code) ? code.replace(/^0+(?=\d)/, '') : code;
}
