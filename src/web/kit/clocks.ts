// How much time an item has: what is left below half a day, an hour today, a day later on.
import type { TFunction } from 'i18next';
import type { RiskStep } from '#web/theme/tokens.ts';

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
/** Below this the time left is counted down; above, the hour or the day says more. */
const COUNT_DOWN_MINUTES = 3 * HOUR_MINUTES;

function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** 47 → "0:47", 130 → "2:10". */
export function hoursText(minutes: number): string {
  const whole = Math.max(0, Math.floor(minutes));
  return `${Math.floor(whole / HOUR_MINUTES)}:${two(whole % HOUR_MINUTES)}`;
}

export type ClockText = { readonly text: string; readonly step: RiskStep | null };

/** `now` in milliseconds; the day is the reader's own. */
export function clockOf(dueAt: string, now: number, t: TFunction): ClockText {
  const due = new Date(dueAt);
  const minutes = (due.getTime() - now) / MINUTE_MS;
  if (minutes < 0) {
    const days = Math.floor(-minutes / (24 * HOUR_MINUTES));
    return { text: t('work.past', { past: days > 0 ? t('kit.days', { count: days }) : hoursText(-minutes) }), step: 4 };
  }
  if (minutes < COUNT_DOWN_MINUTES)
    return { text: t('work.left', { left: hoursText(minutes) }), step: minutes < HOUR_MINUTES ? 4 : 3 };
  const today = new Date(now);
  const same = due.toDateString() === today.toDateString();
  return {
    text: same ? `${two(due.getHours())}:${two(due.getMinutes())}` : `${two(due.getMonth() + 1)}-${two(due.getDate())}`,
    step: null,
  };
}
