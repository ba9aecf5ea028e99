// Business days: YYYY-MM-DD text at every border, whole days since 1970-01-01 inside. No time zone but where an instant is asked for its day.
import { Problem } from './assert.ts';

/** A business day, "2026-11-21". Text order is day order. */
export type Day = string;
/** A point in time, ISO 8601 in UTC. */
export type Instant = string;

const MS_PER_DAY = 86_400_000;
const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** First and last day taken in; what lies outside is a typing error, not a due date. */
export const DAY_MIN: Day = '1900-01-01';
export const DAY_MAX: Day = '2199-12-31';

export function isDay(text: string): text is Day {
  const match = SHAPE.exec(text);
  if (!match || text < DAY_MIN || text > DAY_MAX) return false;
  return (
    Number(match[3]) >= 1 &&
    Number(match[2]) >= 1 &&
    Number(match[2]) <= 12 &&
    Number(match[3]) <= daysInMonth(Number(match[1]), Number(match[2]))
  );
}

export function parseDay(text: string, field = 'date'): Day {
  if (!isDay(text)) {
    throw new Problem(400, 'date_malformed', `${field}: ${JSON.stringify(text)} is not a day; write it as 2026-11-21`);
  }
  return text;
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Days since 1970-01-01. */
export function epochDay(day: Day): number {
  return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))) / MS_PER_DAY;
}

export function dayOfEpoch(days: number): Day {
  return new Date(days * MS_PER_DAY).toISOString().slice(0, 10);
}

export function makeDay(year: number, month: number, day: number): Day | null {
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return isDay(text) ? text : null;
}

export function addDays(day: Day, days: number): Day {
  return dayOfEpoch(epochDay(day) + days);
}

/** Same day of the month, clamped to its end: 2026-01-31 + 1 month = 2026-02-28. */
export function addMonths(day: Day, months: number): Day {
  const at = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  const year = Math.floor(at / 12);
  const month = (at % 12) + 1;
  const date = Math.min(Number(day.slice(8, 10)), daysInMonth(year, month));
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return epochDay(to) - epochDay(from);
}

export function monthStart(day: Day): Day {
  return `${day.slice(0, 7)}-01`;
}

export function monthEnd(day: Day): Day {
  return `${day.slice(0, 7)}-${daysInMonth(Number(day.slice(0, 4)), Number(day.slice(5, 7)))}`;
}

/** 1 Monday … 7 Sunday (ISO 8601). */
export function weekday(day: Day): number {
  return ((((epochDay(day) + 3) % 7) + 7) % 7) + 1;
}

export function earlier(a: Day, b: Day): Day {
  return a < b ? a : b;
}

export function later(a: Day, b: Day): Day {
  return a > b ? a : b;
}

const zoneFormats = new Map<string, Intl.DateTimeFormat>();

function zoneFormat(timeZone: string): Intl.DateTimeFormat {
  let format = zoneFormats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    zoneFormats.set(timeZone, format);
  }
  return format;
}

/** The day an instant (milliseconds since the epoch) falls on in a time zone. */
export function dayIn(timeZone: string, atMs: number): Day {
  return zoneFormat(timeZone).format(atMs).slice(0, 10);
}

/** The first instant of a day in a time zone, in milliseconds since the epoch; where a clock change skips midnight, the first that exists. */
export function startOfDay(day: Day, timeZone: string): number {
  const guess = epochDay(day) * MS_PER_DAY;
  let low = guess - 15 * 3_600_000;
  let high = guess + 15 * 3_600_000;
  // dayIn is monotone in the instant: 27 halvings find the border to the millisecond.
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (dayIn(timeZone, middle) < day) low = middle;
    else high = middle;
  }
  return high;
}

let lastMs = Number.NaN;
let lastText = '';

/** An instant as ISO text. Many in a row are the same one, and writing it costs as much as deciding a rule. */
export function instantText(at: Date): string {
  const ms = at.getTime();
  if (ms !== lastMs) {
    lastText = at.toISOString();
    lastMs = ms;
  }
  return lastText;
}
