// One indicator of one customer: its value or why there is none, the day of what it rests on, and its units.
import type { Day } from '#base/date.ts';
import { ratioPpm } from '#base/ratio.ts';
import type { Dimension } from './expression.ts';

/** ppm: a share (250,000 is 25 %); times: a multiple (1.63); money: minor units; days, months, count: as they are. */
export type EntryUnit = 'days' | 'ppm' | 'money' | 'months' | 'count' | 'times';
export const ENTRY_UNITS = ['ppm', 'times', 'count', 'days', 'months', 'money'] as const satisfies readonly EntryUnit[];

/** `on`: the day of the newest thing it rests on; null where nothing is there. `missing`: why there is no value. */
export type Reading = {
  readonly value: number | null;
  readonly missing?: string;
  readonly inputs: Readonly<Record<string, bigint | number | string | null>>;
  readonly on: Day | null;
  /** Nobody verified it, and what is said of it then: it may speak against the customer, never for him. */
  readonly unverified?: string;
};
export type Readings = Readonly<Record<string, Reading>>;

export const found = (value: number, inputs: Reading['inputs'], on: Day): Reading => ({ value, inputs, on });

export const unknown = (missing: string, inputs: Reading['inputs'] = {}, on: Day | null = null): Reading => ({
  value: null,
  missing,
  inputs,
  on,
});

/** part ÷ whole as a share; `missing` where the whole is nothing or below. */
export function share(part: bigint, whole: bigint, missing: string, inputs: Reading['inputs'], on: Day): Reading {
  const ppm = ratioPpm(part, whole);
  return ppm === null ? unknown(missing, inputs, on) : found(ppm, inputs, on);
}

/** A year of a list or a bank statement counts 365 days back from its last day, so that one that ends in the middle of a month looks like no fall. */
export const LIST_YEAR_DAYS = 365;
/** Twelfths of such a year: slot 0 is the newest, 12–23 the year before. */
export const LIST_SLOTS = 24;

/** The other sides of the newest year, those with more than nothing. */
export type Partners = {
  readonly partners: number;
  readonly totalMinor: bigint;
  readonly topMinor: bigint;
  readonly top5Minor: bigint;
};

/** How much of the year hangs on the first partner, or on the first five. */
export function partnerShare(of: Partners | null, minor: 'topMinor' | 'top5Minor', missing: string, on: Day): Reading {
  if (of === null) return unknown(missing, {}, on);
  return share(of[minor], of.totalMinor, missing, { [minor]: of[minor], totalMinor: of.totalMinor }, on);
}

export function dimensionOf(unit: EntryUnit): Dimension {
  return unit === 'days' || unit === 'months' || unit === 'money' ? unit : 'number';
}

/** As expressions and training tables take it: a share as 0.25, money in major units. `minorPerUnit`: 100 for yuan. */
export function natural(unit: EntryUnit, value: number, minorPerUnit: number): number {
  return unit === 'ppm' ? value / 1e6 : unit === 'money' ? value / minorPerUnit : value;
}

/** Back from it: a share to whole ppm, money to whole minor units. */
export function fromNatural(unit: EntryUnit, value: number, minorPerUnit: number): number {
  return unit === 'ppm' ? Math.round(value * 1e6) : unit === 'money' ? Math.round(value * minorPerUnit) : value;
}
