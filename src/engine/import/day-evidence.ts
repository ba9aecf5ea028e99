// What texts say of days before any is read: which of two numbers is the month, and the days that a title names.
import type { Day } from '#base/date.ts';
import { monthEnd } from '#base/date.ts';
import { dateParts } from './cells.ts';

/** What a column of dates shows: how many can only be day first, or month first, and how many may be either. */
export type DateEvidence = { dmy: number; mdy: number; open: number; ymdOnly: boolean; sample: string; seen: Set<string> };

export function weighDate(evidence: DateEvidence, text: string): void {
  // Days repeat: each text is looked at once, up to a bound that covers a century.
  if (evidence.seen.has(text)) return;
  const parts = dateParts(text.trim());
  if (parts?.shape !== 'open') return;
  if (evidence.seen.size < 40_000) evidence.seen.add(text);
  const { first, second, third, short } = parts;
  if (!short || third > 31) evidence.ymdOnly = false;
  if (first > 12 && first <= 31 && second <= 12) evidence.dmy += 1;
  else if (second > 12 && second <= 31 && first <= 12) evidence.mdy += 1;
  else if (first <= 12 && second <= 12) {
    evidence.open += 1;
    if (evidence.sample === '') evidence.sample = text;
  }
  if (evidence.sample === '' && short) evidence.sample = text;
}

/** The days that a title names in full: 截至2025年12月31日. */
export function daysIn(title: string): Day[] {
  // A span of months, 2026.10-2026.11, names no day.
  const found = title.normalize('NFKC').match(/(?<!\d)\d{4}\s*([-/.年])\s*\d{1,2}\s*(?:\1|月)\s*\d{1,2}(?!\d)/g) ?? [];
  return found.flatMap((text) => {
    const parts = dateParts(text.replace(/\s/g, ''));
    return parts?.shape === 'settled' && parts.day !== null ? [parts.day] : [];
  });
}

/** The last days of the months that a title names: 2026年10月. They are suggested, never taken. */
export function monthEndsIn(title: string): Day[] {
  const found = title.normalize('NFKC').matchAll(/(?<!\d)(20\d{2})\s*[-/.年]\s*(1[0-2]|0?[1-9])(?!\d)/g);
  return [...new Set([...found].map(([, year, month]) => monthEnd(`${year}-${(month ?? '').padStart(2, '0')}-01`)))];
}
