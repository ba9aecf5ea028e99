// A customer's own bank statement → what comes in and from whom, how thin the balance runs, what came back, loans and wages.
import { addDays, type Day, daysBetween } from '#base/date.ts';
import { variationPpm } from '#base/ratio.ts';
import { found, LIST_YEAR_DAYS, type Partners, partnerShare, type Reading, share, unknown } from './indicator-reading.ts';

/** What a line is, by its words; `trade` is the rest. */
export const BANK_CLASSES = ['trade', 'returned', 'wages', 'loan_in', 'loan_repaid', 'interest', 'tax', 'own'] as const;
export type BankClass = (typeof BANK_CLASSES)[number];

const WORDS: readonly (readonly [BankClass, RegExp, 'in' | 'out' | 'both'])[] = [
  ['returned', /退票|退汇|退回|拒付|冲正|支票退|returned|dishono|bounced|reject/i, 'both'],
  ['wages', /工资|薪资|薪酬|代发|奖金|劳务费|payroll|salar|wages/i, 'out'],
  ['tax', /税款|税费|缴税|扣税|增值税|所得税|社保|公积金|国库|税务局|\btax\b|social insurance/i, 'out'],
  ['loan_repaid', /还款|还贷|还本|偿还|贷款本金|贷款利息|借款归还|归还借款|loan repay|repayment|principal/i, 'out'],
  ['loan_in', /放款|贷款发放|借款|贷款|融资款|loan drawdown|loan|borrowing/i, 'in'],
  ['interest', /结息|利息|手续费|账户管理费|interest|bank charge|fee/i, 'both'],
  ['own', /内部转账|本公司|同名划转|往来调拨|资金归集|备用金|internal transfer|own account/i, 'both'],
];

/** What a line is by its purpose and other side. `firm`: the customer's own name, so that what it moves between its accounts is no sale. */
export function bankClassOf(purpose: string, otherSide: string, into: boolean, firm: string | null): BankClass {
  if (firm !== null && firm.length > 2 && otherSide.trim() === firm) return 'own';
  const text = `${purpose} ${otherSide}`;
  for (const [name, words, side] of WORDS) {
    if (side !== 'both' && (side === 'in') !== into) continue;
    if (words.test(text)) return name;
  }
  return 'trade';
}

export type BankSlot = {
  readonly slot: number;
  readonly class: BankClass;
  readonly inMinor: bigint;
  readonly outMinor: bigint;
  readonly lines: number;
  /** Calendar months (2026-09) of its lines: a slot of thirty days holds two pay days now and then. */
  readonly months: readonly string[];
};
/** The balance of an account after the last line of a day. */
export type Closing = { readonly account: string; readonly on: Day; readonly balanceMinor: bigint };

export type BankFacts = {
  readonly firstOn: Day | null;
  readonly lastOn: Day | null;
  readonly slots: readonly BankSlot[];
  /** Who paid in the newest year, trade only. */
  readonly payers: Partners | null;
  /** Of the newest year and the last before it, ascending. */
  readonly closings: readonly Closing[];
};

export const NO_BANK: BankFacts = { firstOn: null, lastOn: null, slots: [], payers: null, closings: [] };

export const BANK_KEYS = [
  'bank_inflow_12m',
  'bank_outflow_12m',
  'bank_inflow_growth',
  'bank_inflow_volatility',
  'bank_payers',
  'bank_top_payer_share',
  'bank_top5_payers_share',
  'bank_balance_avg',
  'bank_balance_min',
  'bank_cover_days',
  'bank_low_days_share',
  'bank_returned_12m',
  'bank_loan_repaid_share',
  'bank_loan_in_share',
  'bank_wage_months',
] as const;
export type BankKey = (typeof BANK_KEYS)[number];

/** Less of a statement than this says nothing of a year. */
const DAYS_MIN = 80;
/** A balance below so many days of average payments is thin. */
export const THIN_DAYS = 7;

/** The readings of one customer; amounts over the days the statement covers are never stretched to a year. */
export function bankReadings(facts: BankFacts): Readonly<Record<BankKey, Reading>> {
  const { firstOn, lastOn: on } = facts;
  if (firstOn === null || on === null)
    return Object.fromEntries(BANK_KEYS.map((key) => [key, unknown('no_bank_statement')])) as never;
  const covered = Math.min(LIST_YEAR_DAYS, daysBetween(firstOn, on) + 1);
  if (covered < DAYS_MIN) {
    const short = unknown('history_too_short', { firstOn, days: covered, daysMin: DAYS_MIN }, on);
    return Object.fromEntries(BANK_KEYS.map((key) => [key, short])) as never;
  }
  const year = facts.slots.filter((each) => each.slot < 12);
  const sum = (side: 'inMinor' | 'outMinor', classes: readonly BankClass[], from = 0, to = 11) =>
    facts.slots
      .filter((each) => each.slot >= from && each.slot <= to && classes.includes(each.class))
      .reduce((total, each) => total + each[side], 0n);
  const inflow = sum('inMinor', ['trade']);
  const outflow = sum('outMinor', ['trade', 'wages', 'tax', 'interest', 'loan_repaid']);
  const repaid = sum('outMinor', ['loan_repaid']);
  const borrowed = sum('inMinor', ['loan_in']);
  const before = sum('inMinor', ['trade'], 12, 23);
  const balances = dailyBalances(facts.closings, on, covered);
  const average = balances.length === 0 ? null : balances.reduce((total, each) => total + each, 0n) / BigInt(balances.length);
  const perDay = Number(outflow) / covered;
  const noBalance = unknown('balances_absent', {}, on);
  return {
    bank_inflow_12m: found(Number(inflow), { firstOn, days: covered }, on),
    bank_outflow_12m: found(Number(outflow), { firstOn, days: covered }, on),
    bank_inflow_growth:
      firstOn <= addDays(on, 31 - 2 * LIST_YEAR_DAYS)
        ? share(inflow - before, before, 'no_inflow', { recentMinor: inflow, beforeMinor: before }, on)
        : unknown('history_too_short', { firstOn }, on),
    bank_inflow_volatility: volatility(year, covered, on),
    bank_payers: found(facts.payers?.partners ?? 0, {}, on),
    bank_top_payer_share: partnerShare(facts.payers, 'topMinor', 'no_inflow', on),
    bank_top5_payers_share: partnerShare(facts.payers, 'top5Minor', 'no_inflow', on),
    bank_balance_avg: average === null ? noBalance : found(Number(average), { days: balances.length }, on),
    bank_balance_min:
      average === null ? noBalance : found(Number(balances.reduce((least, each) => (each < least ? each : least))), {}, on),
    bank_cover_days:
      average === null
        ? noBalance
        : perDay <= 0
          ? unknown('no_outflow', {}, on)
          : found(
              Math.round((Number(average) / perDay) * 10) / 10,
              { averageMinor: average, outflowMinor: outflow, days: covered },
              on,
            ),
    bank_low_days_share:
      average === null
        ? noBalance
        : share(
            BigInt(balances.filter((each) => Number(each) < perDay * THIN_DAYS).length),
            BigInt(balances.length),
            'balances_absent',
            { belowMinor: BigInt(Math.round(perDay * THIN_DAYS)), days: balances.length },
            on,
          ),
    bank_returned_12m: found(
      year.filter((each) => each.class === 'returned').reduce((total, each) => total + each.lines, 0),
      {},
      on,
    ),
    bank_loan_repaid_share: share(repaid, outflow, 'no_outflow', { repaidMinor: repaid, outflowMinor: outflow }, on),
    bank_loan_in_share: share(borrowed, inflow + borrowed, 'no_inflow', { borrowedMinor: borrowed, inflowMinor: inflow }, on),
    bank_wage_months: found(
      Math.min(12, new Set(year.filter((each) => each.class === 'wages').flatMap((each) => each.months)).size),
      {},
      on,
    ),
  };
}

function volatility(year: readonly BankSlot[], covered: number, on: Day): Reading {
  if (covered < LIST_YEAR_DAYS - 31) return unknown('history_too_short', { days: covered }, on);
  const sums = Array.from({ length: 12 }, (_, slot) =>
    year.filter((each) => each.slot === slot && each.class === 'trade').reduce((total, each) => total + Number(each.inMinor), 0),
  );
  const variation = variationPpm(sums);
  return variation === null ? unknown('no_inflow', {}, on) : found(variation, {}, on);
}

/** What stood on all accounts together at the end of each of the last `days` days, from the first day on which all of them are known. */
export function dailyBalances(closings: readonly Closing[], lastOn: Day, days: number): bigint[] {
  const accounts = new Set(closings.map((each) => each.account));
  if (accounts.size === 0) return [];
  const start = addDays(lastOn, 1 - days);
  const sorted = closings.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
  const standing = new Map<string, bigint>();
  const out: bigint[] = [];
  let next = 0;
  for (let at = 0, day = start; at < days; at += 1, day = addDays(day, 1)) {
    while (next < sorted.length && sorted[next]!.on <= day) {
      standing.set(sorted[next]!.account, sorted[next]!.balanceMinor);
      next += 1;
    }
    if (standing.size === accounts.size) out.push([...standing.values()].reduce((sum, each) => sum + each, 0n));
  }
  return out;
}
