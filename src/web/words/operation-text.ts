// An event of the log → a title and a line of details in the page's language. An operation not listed shows its room; nothing throws.
import type { TFunction } from 'i18next';
import { formatNumber } from '#web/kit/figures.ts';
import type { RiskStep } from '#web/theme/tokens.ts';
import { roleNames } from './problem-text.ts';
import type { ReadingUnit, ReasonData } from './reason-text.ts';
import { factText, reasonName } from './reason-text.ts';
import { zh } from './zh.ts';

export type EventData = {
  readonly operation: string;
  readonly facts: Readonly<Record<string, unknown>> | null;
  readonly reasons?: unknown;
};

export type EventText = { readonly title: string; readonly detail: string | null; readonly step: RiskStep | null };

function has<T extends object>(words: T, key: string): key is string & keyof T {
  return Object.hasOwn(words, key);
}

/** How grave what was done is; most of it is not. */
function stepOf({ operation, facts }: EventData): RiskStep | null {
  const outcome = facts?.['outcome'];
  if (outcome === 'refused') return 4;
  if (outcome === 'held') return 3;
  if (operation === 'limits.freeze') return 4;
  if (operation === 'accounts.locked') return 3;
  return null;
}

function valueText(key: string, value: unknown, t: TFunction, unit: ReadingUnit): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (key === 'outcome' && has(zh.operations.outcome, String(value))) return t(`operations.outcome.${value as 'held'}`);
  if (key === 'decision' && has(zh.operations.decision, String(value))) return t(`operations.decision.${value as 'approve'}`);
  if (key === 'roles' || key === 'role') return roleNames(Array.isArray(value) ? value : [value], t);
  if (typeof value === 'number') return formatNumber(value);
  return factText(value, { code: '' }, t, unit, true);
}

/** Facts whose words stand by themselves, without their name. */
const BARE = new Set(['outcome', 'amount', 'limit', 'decision', 'reason', 'comment', 'captured', 'roles', 'role']);

function stepWord(value: unknown, t: TFunction, unit: ReadingUnit): string {
  const text = String(value);
  if (has(zh.operations.mode, text)) return t(`operations.mode.${text as 'live'}`);
  return Array.isArray(value) ? roleNames(value, t) : factText(value, { code: '' }, t, unit);
}

function reasonsText(reasons: unknown, t: TFunction, unit: ReadingUnit): string | null {
  if (!Array.isArray(reasons) || reasons.length === 0) return null;
  const [first] = reasons as ReasonData[];
  if (typeof first?.code !== 'string') return null;
  const name = reasonName(first, t, unit.lang);
  return reasons.length === 1 ? name : t('operations.reasonsMore', { first: name, count: reasons.length });
}

export function eventText(event: EventData, t: TFunction, unit: ReadingUnit): EventText {
  const { operation, facts } = event;
  const [room = '', verb = ''] = operation.split('.');
  const words = Object.fromEntries(
    Object.entries(facts ?? {}).map(([key, value]) => [key, valueText(key, value, t, unit) ?? '']),
  );
  const title = has(zh.operations.title, operation)
    ? t(`operations.title.${operation as 'orders.check'}`, {
        order: '',
        reservation: '',
        file: '',
        name: '',
        survivor: '',
        merged: '',
        ...words,
      }).trim()
    : t('operations.other', { room: has(zh.operations.room, room) ? t(`operations.room.${room as 'orders'}`) : room, verb });
  const parts: string[] = [];
  const { from, to } = facts ?? {};
  if (from !== undefined && to !== undefined && to !== null) {
    parts.push(
      from === null
        ? stepWord(to, t, unit)
        : t('operations.fact.fromTo', { from: stepWord(from, t, unit), to: stepWord(to, t, unit) }),
    );
  }
  for (const key of Object.keys(zh.operations.fact)) {
    const text = words[key];
    if (!text) continue;
    parts.push(BARE.has(key) ? text : `${t(`operations.fact.${key as 'amount'}`)} ${text}`);
  }
  const why = reasonsText(event.reasons, t, unit);
  if (why) parts.push(why);
  return {
    title,
    detail: parts.length > 0 ? parts.join(unit.lang === 'zh' ? '，' : ', ') : null,
    step: stepOf(event),
  };
}
