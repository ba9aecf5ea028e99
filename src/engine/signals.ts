// What the ledger warns of: facts of a customer + rules → signals with level, numbers and documents.
import { AssertionError } from '#base/assert.ts';
import type { Day } from '#base/date.ts';
import type { Money } from '#base/money.ts';
import type { CustomerFacts } from './indicators.ts';

export const SIGNAL_CODES = [
  'overdue_days',
  'utilisation',
  'slower_payment',
  'purchases_falling',
  'purchases_surging',
  'concentration',
  'limit_expiring',
  'bill_dishonoured',
] as const;
export type SignalCode = (typeof SIGNAL_CODES)[number];
export const SIGNAL_LEVELS = ['yellow', 'orange', 'red'] as const;
export type SignalLevel = (typeof SIGNAL_LEVELS)[number];
export const SIGNAL_RESPONSES = [
  'call',
  'dun',
  'review',
  'cut_limit',
  'freeze',
  'prepay_only',
  'ask_cover',
  'renew_limit',
  'ask_sales',
] as const;
export type SignalResponse = (typeof SIGNAL_RESPONSES)[number];

export type SignalRule = {
  readonly code: SignalCode;
  readonly enabled: boolean;
  readonly title: { readonly zh: string; readonly en: string };
  /** From which value each level speaks (at or beyond it), in the signal's unit; a level may be left out. */
  readonly levels: readonly { readonly level: SignalLevel; readonly at: number }[];
  readonly responses: readonly SignalResponse[];
  /** Amounts below it are not worth a signal, by currency (overdue amount, purchases of the season before). */
  readonly least: readonly Money[];
};

export type SignalRules = {
  readonly rules: readonly SignalRule[];
  /** Slower payment: the newest `recent` settled invoices against at least `atLeast` before them, by a one-sided rank test. */
  readonly slower: { readonly recent: number; readonly atLeast: number; readonly maxP: number };
};

export type Signal = {
  readonly code: SignalCode;
  readonly level: SignalLevel;
  /** Stays the same while the same thing goes on: code, and the document or day it hangs on. */
  readonly key: string;
  readonly actual: bigint | number | string;
  readonly threshold: bigint | number | string;
  readonly unit: 'days' | 'ppm' | 'money' | 'count';
  readonly documents: readonly string[];
  readonly responses: readonly SignalResponse[];
  readonly inputs: Readonly<Record<string, bigint | number | string | null>>;
  readonly asOf: Day;
};

/** Signals of one customer as of a day, red first; at most one a code. */
export function signalsOf(_facts: CustomerFacts, _rules: SignalRules, _asOf: Day): Signal[] {
  throw new AssertionError('not built yet');
}
