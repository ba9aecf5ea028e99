// A reason (code, actual, threshold, document…) → a sentence in the page's language. Never throws: an unknown code shows its numbers.
import type { TFunction } from 'i18next';
import { isDay } from '#base/date.ts';
import type { Money, WireMoney } from '#base/money.ts';
import { isCurrency } from '#base/money.ts';
import type { Scale } from '#web/kit/figures.ts';
import { DASH, formatMoney, formatNumber, formatPercent, isMissing, toMoney, unitOf } from '#web/kit/figures.ts';
import type { RiskStep } from '#web/theme/tokens.ts';
import type { Lang } from './language.ts';
import { zh } from './zh.ts';

/** A reason as the engine and the API give it. Other facts may stand beside the known ones. */
export type ReasonData = {
  readonly code: string;
  readonly actual?: unknown;
  readonly threshold?: unknown;
  readonly document?: unknown;
  readonly clears?: unknown;
  readonly [fact: string]: unknown;
};

/** How amounts are read: the remembered scale and the language. */
export type ReadingUnit = { readonly scale: Scale; readonly lang: Lang };

type Measure = 'money' | 'days' | 'ppm' | 'count' | 'text';

// Numbers travel bare; what they measure hangs on the code. Money is recognised by its shape.
const MEASURE: Readonly<Record<string, Measure>> = {
  overdue_days: 'days',
  oldest_item: 'days',
  terms_raised: 'days',
  slower_payment: 'days',
  payment_lateness: 'days',
  payment_trend: 'days',
  history_short: 'days',
  overdue_share: 'ppm',
  utilisation: 'ppm',
  utilisation_80: 'ppm',
  utilisation_90: 'ppm',
  utilisation_100: 'ppm',
  utilisation_mean: 'ppm',
  concentration: 'ppm',
  purchase_growth: 'ppm',
};

// How grave a rule is when the answer itself does not say.
const STEP: Readonly<Record<string, RiskStep>> = {
  limit_exceeded: 4,
  group_limit_exceeded: 4,
  no_limit: 4,
  frozen: 4,
  dishonoured_bill: 4,
  utilisation_100: 4,
  utilisation_80: 2,
  limit_expiring: 2,
  purchases_fall: 2,
  hold_open: 2,
};

export function reasonStep(reason: ReasonData): RiskStep {
  const own = reason['step'];
  return own === 1 || own === 2 || own === 3 || own === 4 ? own : (STEP[reason.code] ?? 3);
}

function measureOf(code: string): Measure {
  const known = MEASURE[code];
  if (known) return known;
  if (code.endsWith('_days')) return 'days';
  if (code.endsWith('_ppm') || code.endsWith('_share')) return 'ppm';
  return 'text';
}

function isMoney(value: unknown): value is WireMoney | Money {
  if (typeof value !== 'object' || value === null || !('currency' in value)) return false;
  if (typeof value.currency !== 'string' || !isCurrency(value.currency)) return false;
  if ('minor' in value) return typeof value.minor === 'bigint';
  return 'amount' in value && typeof value.amount === 'string' && /^-?\d{1,20}(\.\d{1,3})?$/.test(value.amount);
}

/** One value of a reason as text; money carries its unit only where `withUnit` says so. */
export function factText(value: unknown, code: string, t: TFunction, unit: ReadingUnit, withUnit = false): string {
  if (value === null || value === undefined || isMissing(value)) return DASH;
  if (isMoney(value)) {
    const money = toMoney(value);
    if (!money) return DASH;
    const text = formatMoney(money, unit);
    return withUnit ? `${text} ${unitOf(money.currency, unit.scale, unit.lang)}` : text;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return DASH;
    switch (measureOf(code)) {
      case 'days':
        return t('kit.days', { count: Math.round(value * 10) / 10 });
      case 'ppm':
        return formatPercent(value);
      default:
        return formatNumber(value, Number.isInteger(value) ? 0 : 1);
    }
  }
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map((each) => factText(each, code, t, unit)).join(unit.lang === 'zh' ? '、' : ', ');
  const named = value as { number?: unknown; name?: unknown; label?: unknown };
  for (const each of [named.number, named.name, named.label]) if (typeof each === 'string') return each;
  return JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? each.toString() : each));
}

function factTexts(reason: ReasonData, t: TFunction, unit: ReadingUnit): Record<string, string> {
  return Object.fromEntries(Object.entries(reason).map(([key, value]) => [key, factText(value, reason.code, t, unit)]));
}

function has<T extends object>(words: T, code: string): code is string & keyof T {
  return Object.hasOwn(words, code);
}

/** The name of a rule, signal or characteristic. */
export function reasonName(reason: ReasonData, t: TFunction): string {
  const { code } = reason;
  return has(zh.reasons.name, code) ? t(`reasons.name.${code}`) : t('reasons.unknown', { code });
}

/** The sentence with its numbers; for an unknown code the code and whatever numbers it carries. */
export function reasonText(reason: ReasonData, t: TFunction, unit: ReadingUnit): string {
  const { code } = reason;
  const facts = factTexts(reason, t, unit);
  // A reason that lacks a number its sentence needs reads better without the number than with a hole in it.
  if (has(zh.reasons.text, code)) return t(`reasons.text.${code}`, { actual: DASH, threshold: DASH, document: DASH, ...facts });
  if (has(zh.reasons.import, code)) {
    return t(`reasons.import.${code}`, { threshold: DASH, ...facts, actual: facts['actual'] ?? facts['value'] ?? DASH });
  }
  const numbers = Object.entries(facts)
    .filter(([key, value]) => key !== 'code' && value !== DASH)
    .map(([key, value]) => `${key} ${value}`);
  return [t('reasons.unknown', { code }), ...numbers].join(unit.lang === 'zh' ? '，' : ', ');
}

/** A day is shown as it is; used where a fact may be a day or a text. */
export function isDayFact(value: unknown): value is string {
  return typeof value === 'string' && isDay(value);
}
