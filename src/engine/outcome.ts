// What counts as bad in a training table: a sentence in Chinese or English → how late, how much, within how long.

/** More than `aboveMajor` (plain decimal, major units) being `daysLate` days or more past due at any time within `months` months. */
export type Outcome = { readonly daysLate: number; readonly aboveMajor: string; readonly months: number };

export const OUTCOME_MONTHS_MAX = 36;
export const OUTCOME_DAYS_MAX = 720;

const DIGITS: Readonly<Record<string, number>> = { 一: 1, 两: 2, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 九: 9, 十二: 12 };
const MONTHS = [
  /within\s+(\d{1,3})\s*(months?|years?)/,
  /in\s+the\s+next\s+(\d{1,3})\s*(months?|years?)/,
  /(\d{1,3}|[一两二三四五六九]|十二)\s*(?:个)?(月|年)(?:以?内|之内)/,
];
const LATE = [
  /(\d{1,4})\s*(?:\+\s*)?days?\s*(?:or\s*more\s*)?(?:late|overdue|past\s*due)/,
  /(?:late|overdue|past\s*due)\s*(?:by\s*|for\s*|of\s*)?(?:>=|≥|more\s*than|over|at\s*least)?\s*(\d{1,4})\s*days?/,
  /(?:逾期|晚付|拖欠)\s*(?:满|达到?|超过|不少于|≥|>=)?\s*(\d{1,4})\s*(?:天|日)/,
];
const AMOUNT = [
  /(?:above|over|more\s*than|exceeding|>)\s*(?:¥|rmb|cny)?\s*([\d,]+(?:\.\d{1,2})?)(?!\s*(?:days?|months?|\d))/,
  /(?:金额|余额)?\s*(?:超过|大于|高于|>)\s*(?:¥|￥|人民币)?\s*([\d,]+(?:\.\d{1,2})?)\s*(万)?\s*元?(?!\s*(?:天|日|个?月|\d))/,
];

/**
 * "60 days late above 1000 within 6 months", "6个月内逾期60天以上超过1000元". The amount may be left out: any amount. What is not said comes back
 * as `unclear`: the parts that nobody could read.
 */
export function parseOutcome(text: string): Outcome | { readonly unclear: readonly ('days' | 'months' | 'amount')[] } {
  const plain = text.normalize('NFKC').toLowerCase().slice(0, 300);
  const months = first(plain, MONTHS);
  const late = first(plain, LATE);
  const amount = first(plain, AMOUNT);
  const unclear: ('days' | 'months' | 'amount')[] = [];
  const span = months ? (DIGITS[months[1]!] ?? Number(months[1])) * (/年|year/.test(months[2]!) ? 12 : 1) : 0;
  if (!months || span < 1 || span > OUTCOME_MONTHS_MAX) unclear.push('months');
  const days = late ? Number(late[1]) : 0;
  if (!late || days < 1 || days > OUTCOME_DAYS_MAX) unclear.push('days');
  // Somebody speaks of an amount that cannot be read: rather asked than taken for nothing.
  if (!amount && /above|exceeding|元|¥|rmb|cny|金额/.test(plain)) unclear.push('amount');
  if (unclear.length > 0) return { unclear };
  const major = amount ? amount[1]!.replaceAll(',', '') : '0';
  return { daysLate: days, aboveMajor: amount?.[2] === '万' ? tenThousandfold(major) : major, months: span };
}

function first(text: string, patterns: readonly RegExp[]): RegExpExecArray | null {
  for (const pattern of patterns) {
    const found = pattern.exec(text);
    if (found) return found;
  }
  return null;
}

function tenThousandfold(major: string): string {
  const [whole, fraction = ''] = major.split('.');
  return `${whole}${fraction.padEnd(4, '0').slice(0, 4)}`.replace(/^0+(?=\d)/, '');
}

/** The sentence again, in the reader's language, so that he sees how he was understood. */
export function sayOutcome(outcome: Outcome, language: 'zh' | 'en'): string {
  const { daysLate, aboveMajor, months } = outcome;
  return language === 'zh'
    ? `${months} 个月内逾期 ${daysLate} 天及以上的金额超过 ${aboveMajor} 元`
    : `${daysLate} days late or more, above ${aboveMajor}, within ${months} months`;
}
