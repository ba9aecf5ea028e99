// What an item of the queue is about, in one line: the reasons of a hold, the change of a limit, the fact of an alert.
import type { TFunction } from 'i18next';
import type { MoneyValue } from '#web/kit/figures.ts';
import type { Reading } from '#web/kit/reading.tsx';
import type { ReadingUnit, ReasonData } from '#web/words/reason-text.ts';
import { factText, reasonHeadline, reasonName, reasonText } from '#web/words/reason-text.ts';

type Facts = Readonly<Record<string, unknown>>;

/** Reasons named in one line; the page of the item has them all. */
const NAMED_MAX = 3;

function isReason(value: unknown): value is ReasonData {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string';
}

/** "可用额度不足 缺 46.40 · 最长逾期 47 天 · 逾期占应收 21.0%" */
export function reasonsLine(reasons: readonly ReasonData[], t: TFunction, unit: ReadingUnit): string {
  const holding = reasons.filter((each) => each['action'] !== 'inform' && each['released'] !== true);
  const named = (holding.length > 0 ? holding : reasons).slice(0, NAMED_MAX);
  return named
    .map((each) => {
      const name = reasonName(each, t, unit.lang);
      const value = reasonHeadline(each, t, unit);
      return /^[—\s]*$/.test(value) ? name : `${name} ${value}`;
    })
    .join(' · ');
}

/** An amount of a proposal, or what stands in its place: no credit, unlimited. */
export function limitText(mode: unknown, amount: unknown, { t, money }: Pick<Reading, 't' | 'money'>): string {
  if (mode === 'none') return t('work.approvals.none');
  if (mode === 'unlimited') return t('work.approvals.unlimited');
  return money(amount as MoneyValue);
}

export function factsLine(kind: 'hold' | 'approval' | 'alert', facts: Facts, reading: Reading): string {
  const { t } = reading;
  const unit: ReadingUnit = { scale: reading.scale, lang: reading.lang };
  const reasons = facts['reasons'];
  if (Array.isArray(reasons) && reasons.some(isReason)) return reasonsLine(reasons.filter(isReason), t, unit);
  if (kind === 'approval') return proposalLine(facts, reading);
  if (isReason(facts)) return reasonText(facts, t, unit);
  return Object.values(facts)
    .filter((each) => typeof each === 'string' || typeof each === 'number')
    .map((each) => factText(each, { code: '' }, t, unit))
    .join(' · ');
}

function proposalLine(facts: Facts, reading: Reading): string {
  const { t } = reading;
  const proposal = (typeof facts['proposal'] === 'object' && facts['proposal'] !== null ? facts['proposal'] : facts) as Facts;
  const kind = proposal['kind'] ?? facts['kind'];
  const name =
    kind === 'temporary' || kind === 'temporary-limit'
      ? t('work.approvals.temporary')
      : kind === 'seasonal'
        ? t('work.approvals.seasonal')
        : t('work.approvals.limit');
  const from = proposal['current'] === undefined ? '' : limitText('amount', proposal['current'], reading);
  const to = limitText(proposal['mode'], proposal['amount'] ?? facts['amount'], reading);
  const terms =
    typeof proposal['termsDays'] === 'number'
      ? ` · ${t('glossary.terms')} ${t('kit.days', { count: proposal['termsDays'] })}`
      : '';
  return `${name} ${from ? `${from} → ${to}` : to}${terms}`;
}
