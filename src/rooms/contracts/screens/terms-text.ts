// Terms of a contract in words, and how much of it is done as one bar.
import type { TFunction } from 'i18next';
import type { Terms } from '#engine/contracts.ts';
import { formatPercent } from '#web/kit/figures.ts';

export function termsText(terms: Terms, t: TFunction): string {
  switch (terms.kind) {
    case 'days':
      return t('contracts.rule.days', { days: terms.days });
    case 'month-end':
      return terms.days === 0 ? t('contracts.rule.monthEnd0') : t('contracts.rule.monthEnd', { days: terms.days });
    case 'day-of-month':
      return terms.months === 0
        ? t('contracts.rule.thisMonth', { day: terms.day })
        : terms.months === 1
          ? t('contracts.rule.nextMonth', { day: terms.day })
          : t('contracts.rule.later', { day: terms.day, months: terms.months });
    case 'after':
      return t(`contracts.rule.${terms.event}`, { days: terms.days });
  }
}

type RetentionRule = {
  readonly sharePpm?: number;
  readonly amount?: { readonly amount: string };
  readonly due: { kind: 'on'; on: string } | { kind: 'after'; event: 'delivery' | 'acceptance' | 'invoice'; months: number };
};

export function retentionText(rule: RetentionRule, t: TFunction): string {
  const share =
    rule.sharePpm === undefined
      ? (rule.amount?.amount ?? '')
      : formatPercent(rule.sharePpm, rule.sharePpm % 10_000 === 0 ? 0 : 1);
  const when =
    rule.due.kind === 'on'
      ? t('contracts.rule.on', { on: rule.due.on })
      : t(`contracts.rule.after.${rule.due.event}`, { months: rule.due.months });
  return t('contracts.rule.retention', { share, when });
}
