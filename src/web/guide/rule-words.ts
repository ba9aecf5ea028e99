// A rule of the order check as sentences: where, when, for whom, what happens, who is left out.
import type { WireMoney } from '#base/money.ts';
import { unitOf } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { zh } from '#web/words/zh.ts';

export type Words = { readonly zh: string; readonly en: string };
export type ThresholdDoc = {
  readonly percent?: number;
  readonly days?: number;
  readonly count?: number;
  readonly amounts?: readonly WireMoney[];
};
export type ConditionDoc = {
  readonly metric: string;
  readonly threshold?: ThresholdDoc;
  readonly graceDays?: number;
  readonly tolerance?: { readonly percent?: number; readonly amounts?: readonly WireMoney[] };
  readonly unknown?: 'passes' | 'fails';
};
export type ScopeDoc = Readonly<Record<string, readonly string[]>>;
export type ExceptDoc = { readonly scope: ScopeDoc; readonly until?: string | null };

/** A rule as the rulebook's document writes it. */
export type RuleDoc = ConditionDoc & {
  readonly id: string;
  readonly title: Words;
  readonly action: string;
  readonly enabled: boolean;
  readonly scope?: ScopeDoc;
  readonly prepayPercent?: number;
  readonly at?: readonly string[];
  readonly and?: readonly ConditionDoc[];
  readonly or?: readonly (readonly ConditionDoc[])[];
  readonly except?: readonly ExceptDoc[];
  readonly validFrom?: string;
  readonly validTo?: string;
  readonly priority?: number;
};

export type RuleWords = {
  when(rule: RuleDoc): string;
  who(scope: ScopeDoc | undefined): string;
  then(rule: RuleDoc): string;
  at(rule: RuleDoc): string;
  /** Exceptions and validity; empty where there are none. */
  notes(rule: RuleDoc): readonly string[];
};

const DEFAULT_AT = ['order', 'change'] as const;

export function useRuleWords(currency: string): RuleWords {
  const { t, money, lang } = useReading();
  const separator = t('kit.separator');
  // Rules are read to the unit: 5,000 rounded to 0.5 万 hides what was written.
  const amount = (value: WireMoney) =>
    `${money(value, { scale: 'one' }).replace(/\.0+$/, '')} ${unitOf(value.currency, 'one', lang)}`;
  const condition = (one: ConditionDoc): string => {
    const { metric, threshold, graceDays = 0, tolerance } = one;
    if (Object.hasOwn(zh.orders.rules.state, metric)) return t(`orders.rules.state.${metric as 'frozen'}`);
    if (metric === 'insurance_stop') return t('rules.metric.insurance_stop');
    if (!Object.hasOwn(zh.rules.clause, metric)) return metric;
    if (metric === 'terms_longer' && (threshold?.days ?? 0) === 0) return t('orders.rules.termsAny');
    const own = threshold?.amounts?.find((each) => each.currency === currency) ?? threshold?.amounts?.[0];
    if (metric === 'order_value' && own && Number(own.amount) === 0) return t('orders.rules.anyOrder');
    const value =
      threshold?.percent !== undefined
        ? `${threshold.percent}%`
        : threshold?.days !== undefined
          ? t('kit.days', { count: threshold.days })
          : threshold?.count !== undefined
            ? String(threshold.count)
            : own
              ? amount(own)
              : '—';
    const grace = graceDays > 0 && metric.startsWith('overdue') && metric !== 'overdue_days';
    const said = grace
      ? t('rules.clause.overdue_grace', { value, grace: t('kit.days', { count: graceDays }) })
      : t(`rules.clause.${metric as 'limit_use'}`, { value });
    const spare = [
      tolerance?.percent ? `${tolerance.percent}%` : null,
      ...(tolerance?.amounts ?? []).filter((each) => each.currency === currency).map(amount),
    ].filter((each) => each !== null);
    return spare.length > 0 ? said + t('rules.clause.tolerance', { value: spare.join(' + ') }) : said;
  };
  const who = (scope: ScopeDoc | undefined): string => {
    const parts = Object.entries(scope ?? {})
      .filter(([, listed]) => listed.length > 0)
      .map(([key, listed]) => `${t(`rules.scope.${key as 'grades'}`)} ${listed.join(separator)}`);
    return parts.length > 0 ? parts.join(lang === 'zh' ? '，' : ', ') : t('orders.rules.everyone');
  };
  return {
    when: (rule) =>
      [[rule, ...(rule.and ?? [])], ...(rule.or ?? [])]
        .map((group) => group.map(condition).join(t('rules.and')))
        .join(t('rules.or')),
    who,
    then: (rule) =>
      Object.hasOwn(zh.orders.rules.action, rule.action)
        ? t(`orders.rules.action.${rule.action as 'hold'}`, { share: `${rule.prepayPercent ?? 100}%` })
        : rule.action,
    at: (rule) => (rule.at ?? DEFAULT_AT).map((each) => t(`rules.at.${each as 'order'}`)).join(separator),
    notes: (rule) => [
      ...(rule.except ?? []).map((each) =>
        each.until
          ? t('rules.exceptUntil', { who: who(each.scope), until: each.until })
          : t('rules.exceptLine', { who: who(each.scope) }),
      ),
      ...(rule.validFrom || rule.validTo ? [t('rules.validLine', { from: rule.validFrom ?? '…', to: rule.validTo ?? '…' })] : []),
    ],
  };
}
