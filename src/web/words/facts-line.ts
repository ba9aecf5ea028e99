// What an item of the queue is about, in one line: the reasons of a hold, the change of a limit, the fact of an alert.
import type { TFunction } from 'i18next';
import { FACT_FIELDS, PAPER_KINDS } from '#engine/dossier-catalogue.ts';
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

/** "超出额度：缺 46.40 · 最长逾期超过 30 天：47 天 · 逾期占应收超过 15%：21.0%" */
export function reasonsLine(reasons: readonly ReasonData[], t: TFunction, unit: ReadingUnit): string {
  const holding = reasons.filter((each) => each['action'] !== 'inform' && each['released'] !== true);
  const named = (holding.length > 0 ? holding : reasons).slice(0, NAMED_MAX);
  return named
    .map((each) => {
      const name = reasonName(each, t, unit.lang);
      const value = reasonHeadline(each, t, unit);
      return /^[—\s]*$/.test(value) ? name : `${name}${unit.lang === 'zh' ? '：' : ': '}${value}`;
    })
    .join(' · ');
}

/** An amount of a proposal, or what stands in its place: no credit, unlimited. */
export function limitText(mode: unknown, amount: unknown, { t, money }: Pick<Reading, 't' | 'money'>): string {
  if (mode === 'none') return t('work.approvals.none');
  if (mode === 'unlimited') return t('work.approvals.unlimited');
  return money(amount as MoneyValue);
}

export function factsLine(
  kind: 'hold' | 'approval' | 'alert' | 'file' | 'model' | 'notice',
  facts: Facts,
  reading: Reading,
): string {
  const { t } = reading;
  const unit: ReadingUnit = { scale: reading.scale, lang: reading.lang };
  if (kind === 'file') return fileLine(facts, reading);
  if (kind === 'model') return modelLine(facts, reading);
  if (kind === 'notice') return noticeLine(facts, reading);
  const reasons = facts['reasons'];
  if (Array.isArray(reasons) && reasons.some(isReason)) return reasonsLine(reasons.filter(isReason), t, unit);
  if (kind === 'approval') return proposalLine(facts, reading);
  if (isReason(facts)) return reasonText(facts, t, unit);
  return Object.values(facts)
    .filter((each) => typeof each === 'string' || typeof each === 'number')
    .map((each) => factText(each, { code: '' }, t, unit))
    .join(' · ');
}

const FILE_WORDS: ReadonlyMap<string, { readonly zh: string; readonly en: string }> = new Map([
  ...FACT_FIELDS.map((each) => [`fact:${each.key}`, each.name] as const),
  ...PAPER_KINDS.map((each) => [`paper:${each.key}`, each.name] as const),
]);

/** What is asked for, which paper ends, or who hands customers to whom. */
function fileLine(facts: Facts, { t, lang }: Reading): string {
  const named = (item: string) => FILE_WORDS.get(item)?.[lang] ?? item.replace(/^(fact|paper):(x_)?/, '');
  const text = (key: string) => String(facts[key] ?? '');
  if (facts['file'] === 'handover') return t('work.file.handover', { from: text('from'), to: text('to') });
  if (facts['file'] === 'paper') return t('work.file.paper', { kind: named(`paper:${text('kind')}`), on: text('on') });
  const items = (Array.isArray(facts['items']) ? facts['items'] : []).map((each) => named(String(each)));
  const key = facts['of'] === 'customer' ? 'requestCustomer' : facts['late'] === true ? 'requestLate' : 'request';
  return t(`work.file.${key}`, { items: items.join(lang === 'zh' ? '、' : ', ') });
}

/** What the monthly look at a model in use warns of. */
function modelLine(facts: Facts, { t }: Reading): string {
  const psi = typeof facts['psi'] === 'number' ? facts['psi'].toFixed(2) : '—';
  return t(facts['falls'] === true ? 'work.model.falls' : 'work.model.shifted', { psi });
}

/** Whose letters of a lower grade wait, and since when. */
function noticeLine(facts: Facts, { t, lang }: Reading): string {
  const names = (Array.isArray(facts['names']) ? facts['names'] : []).join(lang === 'zh' ? '、' : ', ');
  const key = Number(facts['count']) > (facts['names'] as readonly unknown[]).length ? 'lineMore' : 'line';
  return t(`work.notice.${key}`, { names, on: String(facts['on']) });
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
