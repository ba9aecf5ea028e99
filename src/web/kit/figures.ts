// Numbers as people read them: amounts in 元 / 万元 (¥ / ¥k), percentages, signed differences. Exact until the last digit shown.

import type { Money, WireMoney } from '#base/money.ts';
import { decimalsOf, parseMinor } from '#base/money.ts';
import { divide } from '#base/ratio.ts';
import type { Lang } from '#web/words/language.ts';

/** Amounts are shown in single units (元, ¥) or in large ones: 万元 in Chinese, thousands (¥k) in English. */
export type Scale = 'one' | 'large';

/** A value that is not known, with the reason in words or as a code. */
export type Missing = { readonly missing: string };

/** Money as it comes from the API, from the engine, or not at all. */
export type MoneyValue = WireMoney | Money | Missing | null | undefined;

export const MINUS = '\u2212';
export const DASH = '\u2014';

export function isMissing(value: unknown): value is Missing {
  return typeof value === 'object' && value !== null && 'missing' in value;
}

/** Either kind of money as minor units; null where there is none. */
export function toMoney(value: MoneyValue): Money | null {
  if (value === null || value === undefined || isMissing(value)) return null;
  if ('minor' in value) return value;
  return { minor: parseMinor(value.amount, value.currency), currency: value.currency };
}

/** For the geometry of charts only: a double in whole currency units. */
export function toNumber(value: MoneyValue): number | null {
  const money = toMoney(value);
  return money ? Number(money.minor) / 10 ** decimalsOf(money.currency) : null;
}

export function largeFactor(lang: Lang): number {
  return lang === 'zh' ? 10_000 : 1_000;
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Groups thousands and sets a real minus in a plain decimal text. */
export function groupDecimal(text: string, sign: 'minus' | 'always' = 'minus'): string {
  const negative = text.startsWith('-');
  const [whole = '0', fraction] = (negative ? text.slice(1) : text).split('.');
  const body = fraction === undefined ? grouped(whole) : `${grouped(whole)}.${fraction}`;
  const zero = /^[0.]*$/.test(whole + (fraction ?? ''));
  if (zero) return body;
  return negative ? `${MINUS}${body}` : sign === 'always' ? `+${body}` : body;
}

export type MoneyFormat = {
  readonly scale: Scale;
  readonly lang: Lang;
  readonly decimals?: number;
  readonly sign?: 'minus' | 'always';
  /** What must be enough is rounded up, what must not be passed down; half-up where absent. */
  readonly rounding?: 'half-up' | 'ceil' | 'floor';
};

/** An amount without its unit, rounded half up once: 7,600,000.00 CNY in 万元 → "760.00". */
export function formatMoney(money: Money, { scale, lang, decimals, sign = 'minus', rounding = 'half-up' }: MoneyFormat): string {
  const own = decimalsOf(money.currency);
  const shown = decimals ?? (scale === 'large' ? 2 : own);
  const factor = scale === 'large' ? BigInt(largeFactor(lang)) : 1n;
  const units = divide(money.minor * 10n ** BigInt(shown), factor * 10n ** BigInt(own), rounding);
  // Twenty yuan are not nothing, even where amounts are read in ten thousands.
  if (units === 0n && money.minor !== 0n && scale === 'large') {
    const least = shown === 0 ? '1' : `0.${'1'.padStart(shown, '0')}`;
    return money.minor > 0n ? `<${least}` : `>${MINUS}${least}`;
  }
  const text = (units < 0n ? -units : units).toString().padStart(shown + 1, '0');
  const plain = shown === 0 ? text : `${text.slice(0, -shown)}.${text.slice(-shown)}`;
  return groupDecimal(units < 0n ? `-${plain}` : plain, sign);
}

const symbols = new Map<string, string>();

/** What stands in a heading: 元, 万元, 万美元; ¥, ¥k, US$k. */
export function unitOf(currency: string, scale: Scale, lang: Lang): string {
  const key = `${lang}${currency}`;
  let name = symbols.get(key);
  if (name === undefined) {
    if (currency === 'CNY') name = lang === 'zh' ? '元' : '¥';
    else if (lang === 'zh') name = new Intl.DisplayNames('zh-CN', { type: 'currency' }).of(currency) ?? currency;
    else
      name =
        new Intl.NumberFormat('en-US', { style: 'currency', currency }).formatToParts(0).find((part) => part.type === 'currency')
          ?.value ?? currency;
    symbols.set(key, name);
  }
  if (scale === 'one') return name;
  return lang === 'zh' ? `万${name}` : `${name}k`;
}

/** 950,000 ppm → "95.0%"; with `sign` a difference in points. */
export function formatPercent(ppm: number, decimals = 1, sign: 'minus' | 'always' = 'minus'): string {
  return `${groupDecimal((ppm / 10_000).toFixed(decimals), sign)}%`;
}

/** A plain number with thousands and a real minus. */
export function formatNumber(value: number, decimals = 0, sign: 'minus' | 'always' = 'minus'): string {
  return groupDecimal(value.toFixed(decimals), sign);
}

/** Digits at 11 px are about this wide; enough to tell whether a label fits, no more. */
const GLYPH_PX = 6.4;

/**
 * An amount short enough for a chart's label: as it is, then with fewer decimals, then in thousands (k) or ten-thousands (万),
 * whichever fits first into `width` pixels.
 */
export function fitMoney(money: Money, format: MoneyFormat, width: number): string {
  const fits = (text: string) => text.length * GLYPH_PX <= width;
  const own = formatMoney(money, format);
  if (fits(own)) return own;
  for (const decimals of [1, 0]) {
    const text = formatMoney(money, { ...format, decimals });
    if (fits(text)) return text;
  }
  if (format.scale === 'large') return formatMoney(money, { ...format, decimals: 0 });
  return `${formatMoney(money, { ...format, scale: 'large', decimals: 0 })}${format.lang === 'zh' ? '万' : 'k'}`;
}

/** A tick of an amount axis, from whole currency units. */
export function axisAmount(value: number, scale: Scale, lang: Lang): string {
  const factor = largeFactor(lang);
  if (scale === 'large') return groupDecimal(String(Math.round((value / factor) * 10) / 10));
  if (Math.abs(value) < factor * 10) return groupDecimal(String(Math.round(value)));
  return `${groupDecimal(String(Math.round((value / factor) * 10) / 10))}${lang === 'zh' ? '万' : 'k'}`;
}

/** How grave a number of days overdue is; the borders are those of the shipped warnings above a month and two. */
export function overdueStep(days: number): 1 | 2 | 3 | 4 {
  return days > 60 ? 4 : days > 30 ? 3 : days > 0 ? 2 : 1;
}

/** Documents by how long they are overdue, the longest first. */
export function oldestFirst<Row extends { readonly daysPastDue: number | null }>(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => (b.daysPastDue ?? 0) - (a.daysPastDue ?? 0));
}
