// A reason (code, actual, threshold, document…) → a sentence in the page's language. Never throws: an unknown code shows its numbers.
import type { TFunction } from 'i18next';
import type { Money, WireMoney } from '#base/money.ts';
import { isCurrency } from '#base/money.ts';
import { importMessage } from '#engine/import/words.ts';
import { INDICATORS } from '#engine/indicators.ts';
import { OPEN_INVOICES_COUNTED } from '#engine/order-rules.ts';
import type { Scale } from '#web/kit/figures.ts';
import { DASH, formatMoney, formatNumber, formatPercent, isMissing, toMoney, unitOf } from '#web/kit/figures.ts';
import type { RiskStep } from '#web/theme/tokens.ts';
import type { Lang } from './language.ts';
import { zh } from './zh.ts';

/** A reason as the engine and the API give it: order checks, signals, proposals, authority, refusals of an import. */
export type ReasonData = {
  readonly code: string;
  readonly actual?: unknown;
  readonly threshold?: unknown;
  /** What numbers measure where the code alone does not say: money comes as money. */
  readonly unit?: string | undefined;
  readonly document?: unknown;
  readonly clears?: unknown;
  readonly [fact: string]: unknown;
};

/** How amounts are read: the remembered scale and the language. */
export type ReadingUnit = { readonly scale: Scale; readonly lang: Lang; readonly rounding?: 'ceil' | 'floor' };

type Measure = 'money' | 'days' | 'ppm' | 'count' | 'text' | 'months';

// Numbers travel bare; where a reason names no unit, its code says what it measures. Money is recognised by its shape.
const MEASURE: Readonly<Record<string, Measure>> = {
  overdue_days: 'days',
  overdue_days_above: 'days',
  terms_longer: 'days',
  terms_by_grade: 'days',
  limit_expiring: 'days',
  limitation_ending: 'days',
  went_unchecked: 'count',
  dispute_standing: 'days',
  slower_payment: 'days',
  overdue_share_ppm: 'ppm',
  utilisation: 'ppm',
  concentration: 'ppm',
  purchases_falling: 'ppm',
  purchases_surging: 'ppm',
};

// How grave a reason is: by the warning's level, by what the rule does, by the rule itself.
const BY_LEVEL: Readonly<Record<string, RiskStep>> = { yellow: 2, orange: 3, red: 4 };
const BY_ACTION: Readonly<Record<string, RiskStep>> = { inform: 1, warn: 2, reject: 4 };
const BY_CODE: Readonly<Record<string, RiskStep>> = {
  frozen: 4,
  no_limit: 4,
  limit_use: 4,
  group_limit_use: 4,
  bill_dishonoured: 4,
};

export function reasonStep(reason: ReasonData): RiskStep {
  if (reason['released'] === true) return 1;
  return BY_LEVEL[String(reason['level'])] ?? BY_ACTION[String(reason['action'])] ?? BY_CODE[reason.code] ?? 3;
}

function measureOf(code: string, unit?: string): Measure {
  if (unit === 'days' || unit === 'ppm' || unit === 'count' || unit === 'money' || unit === 'text' || unit === 'months')
    return unit;
  return MEASURE[code] ?? INDICATORS.find((each) => each.key === code)?.unit ?? 'text';
}

function isMoney(value: unknown): value is WireMoney | Money {
  if (typeof value !== 'object' || value === null || !('currency' in value)) return false;
  if (typeof value.currency !== 'string' || !isCurrency(value.currency)) return false;
  if ('minor' in value) return typeof value.minor === 'bigint';
  return 'amount' in value && typeof value.amount === 'string' && /^-?\d{1,20}(\.\d{1,3})?$/.test(value.amount);
}

/** One value of a reason as text; money carries its unit only where `withUnit` says so. */
export function factText(
  value: unknown,
  of: { readonly code: string; readonly unit?: string | undefined },
  t: TFunction,
  unit: ReadingUnit,
  withUnit = false,
): string {
  if (value === null || value === undefined || isMissing(value)) return DASH;
  if (isMoney(value)) {
    const money = toMoney(value);
    if (!money) return DASH;
    const text = formatMoney(money, unit);
    return withUnit ? `${text} ${unitOf(money.currency, unit.scale, unit.lang)}` : text;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return DASH;
    switch (measureOf(of.code, of.unit)) {
      case 'days':
        return t('kit.days', { count: Math.round(value * 10) / 10 });
      case 'ppm':
        return formatPercent(value);
      case 'months':
        return t('kit.months', { count: value });
      default:
        // Beyond it nobody counts: so many, or more.
        if (of.code === 'unpaid_batches' && value > OPEN_INVOICES_COUNTED) return `${OPEN_INVOICES_COUNTED}+`;
        return formatNumber(value, Number.isInteger(value) ? 0 : 1);
    }
  }
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map((each) => factText(each, of, t, unit)).join(unit.lang === 'zh' ? '、' : ', ');
  const named = value as { number?: unknown; name?: unknown; label?: unknown };
  for (const each of [named.number, named.name, named.label]) if (typeof each === 'string') return each;
  return JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? each.toString() : each));
}

function factTexts(reason: ReasonData, t: TFunction, unit: ReadingUnit): Record<string, string> {
  return Object.fromEntries(Object.entries(reason).map(([key, value]) => [key, factText(value, reason, t, unit)]));
}

function has<T extends object>(words: T, code: string): code is string & keyof T {
  return Object.hasOwn(words, code);
}

/** Amounts on the wire of nothing at all. */
const isNothing = (value: unknown) => isMoney(value) && toMoney(value)?.minor === 0n;

/** A rule on the use of a limit that only informs or warns says that it is nearly used, not that it is used up. */
function wordCode(reason: ReasonData): string {
  // A signal counts bills; a rule of the order check says how long ago the last one was.
  if (reason.code === 'bill_dishonoured' && reason.unit === 'days') return 'bill_dishonoured_order';
  // “Any order of such a customer is paid first” is no question of its size.
  if (reason.code === 'order_value' && reason['action'] === 'require_prepayment' && isNothing(reason.threshold))
    return 'paid_first';
  const limit = reason.code === 'limit_use' || reason.code === 'group_limit_use';
  return limit && (reason['action'] === 'inform' || reason['action'] === 'warn') ? `${reason.code}_near` : reason.code;
}

/** The name of a rule, signal or indicator. A rulebook's own title, where the reason carries one, goes first. */
export function reasonName(reason: ReasonData, t: TFunction, lang: Lang = 'zh'): string {
  const code = reason.code === 'bill_dishonoured' ? reason.code : wordCode(reason);
  const own = reason['title'];
  if (typeof own === 'object' && own !== null && lang in own) return String((own as Record<Lang, unknown>)[lang]);
  if (has(zh.reasons.name, code)) return t(`reasons.name.${code}`);
  return INDICATORS.find((each) => each.key === code)?.title[lang] ?? t('reasons.unknown', { code });
}

/** Why a value is not known, from its code. */
export function missingText(code: string, t: TFunction): string {
  return has(zh.reasons.missing, code) ? t(`reasons.missing.${code}`) : code;
}

/** The sentence with its numbers; for an unknown code the code and whatever numbers it carries. */
export function reasonText(reason: ReasonData, t: TFunction, unit: ReadingUnit): string {
  const code = wordCode(reason);
  const facts = factTexts(reason, t, unit);
  const lack = reason['missing'];
  if (typeof lack === 'string') return missingText(lack, t);
  // Days left count down past zero: then the limit has expired, the period has ended.
  if ((code === 'limit_expiring' || code === 'limitation_ending') && typeof reason.actual === 'number' && reason.actual < 0) {
    return t(`reasons.text.${code}_past`, { actual: factText(-reason.actual, reason, t, unit) });
  }
  // A number that the sentence needs and the reason lacks is a dash, never a zero.
  if (has(zh.reasons.text, code)) {
    const said = t(`reasons.text.${code}`, { actual: DASH, threshold: DASH, document: DASH, ...facts });
    const others = Array.isArray(reason['with']) ? (reason['with'] as ReasonData[]).map((each) => reasonText(each, t, unit)) : [];
    return [said, ...others].join(unit.lang === 'zh' ? '；' : '; ');
  }
  const imported = importMessage(code, { value: facts['actual'] ?? DASH, ...facts }, unit.lang);
  if (imported !== null) return imported;
  const title = INDICATORS.find((each) => each.key === code)?.title[unit.lang];
  const numbers = Object.entries(facts)
    .filter(([key, value]) => key !== 'code' && value !== DASH)
    .map(([key, value]) => `${key} ${value}`);
  return [title ?? t('reasons.unknown', { code }), ...numbers].join(unit.lang === 'zh' ? '，' : ', ');
}

/** What a reason is headlined by: the gap where an exposure passes what is allowed, its actual value otherwise. */
export function reasonHeadline(reason: ReasonData, t: TFunction, unit: ReadingUnit): string {
  const { actual, threshold } = reason;
  // A state: its name says all there is.
  if (reason.code === 'no_limit') return DASH;
  if (['limit_use', 'group_limit_use'].includes(wordCode(reason)) && isMoney(actual) && isMoney(threshold)) {
    const [over, allowed] = [toMoney(actual), toMoney(threshold)];
    if (over && allowed && over.currency === allowed.currency) {
      return t('reasons.gap', {
        amount: formatMoney({ minor: over.minor - allowed.minor, currency: over.currency }, { ...unit, rounding: 'ceil' }),
      });
    }
  }
  return factText(actual, reason, t, unit);
}

/** An act that clears a reason, as the engine's `Clearing` on the wire: kind, amount, document… */
export function clearingText(act: unknown, t: TFunction, unit: ReadingUnit): string {
  if (typeof act !== 'object' || act === null || !('kind' in act)) return factText(act, { code: '' }, t, unit);
  const held = act as Readonly<Record<string, unknown>>;
  const kind = String(held['kind']);
  if (!has(zh.reasons.clears, kind) || kind === 'or') return factText({ name: kind }, { code: '' }, t, unit);
  const documents = Array.isArray(held['documents']) ? held['documents'].length : 1;
  // In 万元 the amount shown must still do: paid, it is enough; ordered, it passes.
  const enough = { ...unit, rounding: kind === 'smaller_order' ? 'floor' : 'ceil' } as const;
  return t(`reasons.clears.${kind}`, {
    amount: factText(held['amount'], { code: '' }, t, enough),
    document: factText(held['document'], { code: '' }, t, unit),
    count: documents,
    days: factText(held['termsDays'], { code: '', unit: 'days' }, t, unit),
    share: factText(held['discountPpm'], { code: '', unit: 'ppm' }, t, unit),
    on: factText(held['on'], { code: '' }, t, unit),
  });
}

/** Alternatives, each of which clears the reason alone; the first two, since a list of ways out is no way out. */
export function clearsText(acts: unknown, t: TFunction, unit: ReadingUnit): string | null {
  if (typeof acts === 'string') return acts;
  if (!Array.isArray(acts) || acts.length === 0) return null;
  return acts
    .slice(0, 2)
    .map((each) => clearingText(each, t, unit))
    .join(t('reasons.clears.or'));
}
