// Days: the same as Temporal's calendar on every day taken in, whatever the machine's time zone.
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { Problem } from './assert.ts';
import {
  addDays,
  addMonths,
  DAY_MAX,
  DAY_MIN,
  dayIn,
  dayOfEpoch,
  daysBetween,
  daysInMonth,
  earlier,
  epochDay,
  isDay,
  later,
  makeDay,
  monthEnd,
  monthStart,
  parseDay,
  startOfDay,
  weekday,
} from './date.ts';

const dayArb = fc.integer({ min: epochDay(DAY_MIN), max: epochDay(DAY_MAX) }).map(dayOfEpoch);
const plain = (day: string) => Temporal.PlainDate.from(day);
const ZONES = [
  'Asia/Shanghai',
  'UTC',
  'America/New_York',
  'Europe/Berlin',
  'Pacific/Kiritimati',
  'America/St_Johns',
  'Africa/Cairo',
];

describe('days agree with Temporal', () => {
  it('count, add, compare and name weekdays alike', () => {
    fc.assert(
      fc.property(dayArb, dayArb, fc.integer({ min: -20_000, max: 20_000 }), (a, b, days) => {
        expect(isDay(a)).toBe(true);
        expect(daysBetween(a, b)).toBe(plain(a).until(plain(b)).days);
        expect(addDays(a, days)).toBe(plain(a).add({ days }).toString());
        expect(weekday(a)).toBe(plain(a).dayOfWeek);
        expect(a < b).toBe(Temporal.PlainDate.compare(plain(a), plain(b)) < 0);
        expect([earlier(a, b), later(a, b)]).toEqual([a, b].sort());
      }),
    );
  });

  it('add months clamped to the end of the month', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2024-02-29', 12)).toBe('2025-02-28');
    fc.assert(
      fc.property(dayArb, fc.integer({ min: -600, max: 600 }), (day, months) => {
        expect(addMonths(day, months)).toBe(plain(day).add({ months }).toString());
      }),
    );
  });

  it('know the first and last day of a month', () => {
    fc.assert(
      fc.property(dayArb, (day) => {
        expect(monthStart(day)).toBe(plain(day).with({ day: 1 }).toString());
        expect(monthEnd(day)).toBe(
          plain(day)
            .with({ day: plain(day).daysInMonth })
            .toString(),
        );
        expect(daysInMonth(plain(day).year, plain(day).month)).toBe(plain(day).daysInMonth);
      }),
    );
  });

  it('refuse what is no day, exactly where Temporal does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1890, max: 2210 }),
        fc.integer({ min: 0, max: 14 }),
        fc.integer({ min: 0, max: 33 }),
        (year, month, date) => {
          let exists = true;
          try {
            Temporal.PlainDate.from({ year, month, day: date }, { overflow: 'reject' });
          } catch {
            exists = false;
          }
          const made = makeDay(year, month, date);
          expect(made !== null).toBe(exists && year >= 1900 && year <= 2199);
        },
      ),
    );
    for (const text of [
      '2026-2-3',
      '20261121',
      '2026-11-21T00:00',
      ' 2026-11-21',
      '2026/11/21',
      '1899-12-31',
      '2200-01-01',
      '二〇二六-11-21',
      '',
    ]) {
      expect(isDay(text)).toBe(false);
      expect(() => parseDay(text)).toThrow(Problem);
    }
  });
});

describe('the day of an instant', () => {
  it('is the calendar day of the time zone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2190, 0, 1) }), fc.constantFrom(...ZONES), (at, zone) => {
        expect(dayIn(zone, at)).toBe(
          Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString(),
        );
      }),
    );
  });

  it('begins where Temporal says it begins, clock changes at midnight included', () => {
    const from = epochDay('1990-01-01');
    fc.assert(
      fc.property(
        fc.integer({ min: from, max: epochDay('2050-01-01') }).map(dayOfEpoch),
        fc.constantFrom(...ZONES),
        (day, zone) => {
          expect(startOfDay(day, zone)).toBe(plain(day).toZonedDateTime({ timeZone: zone }).epochMilliseconds);
        },
      ),
      { numRuns: 60 },
    );
    // Cairo skipped from midnight to one o'clock on 2024-04-26.
    expect(new Date(startOfDay('2024-04-26', 'Africa/Cairo')).toISOString()).toBe('2024-04-25T22:00:00.000Z');
    expect(new Date(startOfDay('2026-11-21', 'Asia/Shanghai')).toISOString()).toBe('2026-11-20T16:00:00.000Z');
  });
});
