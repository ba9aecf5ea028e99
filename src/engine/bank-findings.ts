// What is odd in a customer's bank statement: money that goes in a circle, balances dressed for the day, lines and days that are missing.
import { addDays, type Day, daysBetween, monthEnd } from '#base/date.ts';
import { ratioPpm } from '#base/ratio.ts';
import { type BankClass, type Closing, dailyBalances } from './bank-profile.ts';

export type FindingLine = {
  readonly account: string;
  readonly on: Day;
  readonly inMinor: bigint;
  readonly outMinor: bigint;
  readonly balanceMinor: bigint | null;
  readonly otherSide: string;
  readonly class: BankClass;
};

export const BANK_FINDINGS = [
  'balance_broken',
  'round_trips',
  'dressed_balance',
  'days_missing',
  'pays_and_paid',
  'round_sums',
] as const;
/**
 * balance_broken: days whose balance does not follow from the one before; round_trips: what one other side paid went back within days, or the other way
 * round; dressed_balance: far more on the account at month's end than days before and after; days_missing: no line for long, on an account that moves often;
 * pays_and_paid: a large payer who is paid as much; round_sums: most of what comes in is in whole ten thousands.
 */
export type BankFindingCode = (typeof BANK_FINDINGS)[number];

export type BankFinding = {
  readonly code: BankFindingCode;
  /** How often. */
  readonly times: number;
  /** All of it together; null where it is no amount. */
  readonly minor: bigint | null;
  /** Of the year's trade inflow (`round_trips`, `pays_and_paid`, `round_sums`); null elsewhere. */
  readonly sharePpm: number | null;
  /** Whom or which account it is about; null: nobody in particular. */
  readonly about: string | null;
  /** The largest, most telling first. */
  readonly cases: readonly { readonly on: Day; readonly until: Day; readonly minor: bigint | null }[];
};

const CASES_SHOWN = 5;
/** Money back within a week, to within a twentieth of the amount. */
const TRIP_DAYS = 7;
const TRIP_SLACK = 20n;
/** Below a two-hundredth of the year's inflow nobody looks. */
const TRIP_PART = 200n;
/** A circle is told where it is a twentieth of the inflow, or three times. */
const TRIPS_MIN = 3;
const TOLD_PPM = 50_000;
const DRESSED_DAYS = 4;
const DRESSED_MIN = 2;
/** On an account with a line a week or more often. */
const OFTEN_DAYS = 7;
const GAP_DAYS = 31;
const BOTH_WAYS_PPM = 100_000;
const ROUND_MAJOR = 10_000n;
const ROUND_LINES_MIN = 10;
const ROUND_PPM = 700_000;
const PARTNERS_TOLD = 5;

/**
 * Findings over the lines of the newest year, in the order they stand in their accounts. `minorPerUnit`: 100 for yuan. Nothing is accused: each finding is a
 * question to put to the customer, with the days and amounts to put it with.
 */
export function bankFindings(lines: readonly FindingLine[], minorPerUnit: bigint): BankFinding[] {
  const inflow = lines.reduce((sum, each) => (each.class === 'trade' ? sum + each.inMinor : sum), 0n);
  return [
    ...broken(lines),
    ...roundTrips(lines, inflow),
    ...dressed(lines),
    ...gaps(lines),
    ...bothWays(lines, inflow),
    ...roundSums(lines, inflow, minorPerUnit * ROUND_MAJOR),
  ];
}

function byAccount(lines: readonly FindingLine[]): Map<string, FindingLine[]> {
  return Map.groupBy(lines, (each) => each.account);
}

function daysOf(lines: readonly FindingLine[]): [Day, FindingLine[]][] {
  return [...Map.groupBy(lines, (each) => each.on)].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Day by day: exports of one bank overlap and number their lines anew, so that the order within a day is not to be relied on. */
function broken(lines: readonly FindingLine[]): BankFinding[] {
  const out: BankFinding[] = [];
  for (const [account, of] of byAccount(lines)) {
    const cases: BankFinding['cases'][number][] = [];
    let standing: bigint | null = null;
    for (const [on, day] of daysOf(of)) {
      const balances = day.flatMap((each) => each.balanceMinor ?? []);
      const moved = day.reduce((sum, each) => sum + each.inMinor - each.outMinor, 0n);
      const last: bigint | undefined = balances.at(-1);
      if (last === undefined) {
        standing = standing === null ? null : standing + moved;
        continue;
      }
      const expected: bigint | null = standing === null ? null : standing + moved;
      if (expected === null || balances.includes(expected)) {
        standing = expected ?? last;
        continue;
      }
      cases.push({ on, until: on, minor: last - expected });
      standing = last;
    }
    if (cases.length > 0)
      out.push({
        code: 'balance_broken',
        times: cases.length,
        minor: cases.reduce((sum, each) => sum + size(each.minor!), 0n),
        sharePpm: null,
        about: account,
        cases: largest(cases),
      });
  }
  return out;
}

const size = (minor: bigint): bigint => (minor < 0n ? -minor : minor);
const largest = (cases: readonly BankFinding['cases'][number][]) =>
  cases.toSorted((a, b) => Number(size(b.minor ?? 0n) - size(a.minor ?? 0n))).slice(0, CASES_SHOWN);

function roundTrips(lines: readonly FindingLine[], inflow: bigint): BankFinding[] {
  const least = inflow / TRIP_PART;
  const out: BankFinding[] = [];
  const trade = lines.filter((each) => each.class === 'trade' && each.otherSide !== '');
  for (const [about, of] of Map.groupBy(trade, (each) => each.otherSide)) {
    const ins = of.filter((each) => each.inMinor > least).sort((a, b) => (a.on < b.on ? -1 : 1));
    const outs = of.filter((each) => each.outMinor > least).sort((a, b) => (a.on < b.on ? -1 : 1));
    if (ins.length === 0 || outs.length === 0) continue;
    const cases: BankFinding['cases'][number][] = [];
    const used = new Set<FindingLine>();
    for (const into of ins) {
      const back = outs.find(
        (each) =>
          !used.has(each) &&
          Math.abs(daysBetween(into.on, each.on)) <= TRIP_DAYS &&
          size(into.inMinor - each.outMinor) * TRIP_SLACK <= into.inMinor,
      );
      if (!back) continue;
      used.add(back);
      const [on, until] = into.on < back.on ? [into.on, back.on] : [back.on, into.on];
      cases.push({ on, until, minor: into.inMinor });
    }
    const minor = cases.reduce((sum, each) => sum + each.minor!, 0n);
    const sharePpm = ratioPpm(minor, inflow);
    if (cases.length >= TRIPS_MIN || (cases.length > 0 && (sharePpm ?? 0) >= TOLD_PPM))
      out.push({ code: 'round_trips', times: cases.length, minor, sharePpm, about, cases: largest(cases) });
  }
  return out.sort((a, b) => Number(b.minor! - a.minor!)).slice(0, PARTNERS_TOLD);
}

/** At month's end twice what stood four days before and four days after. */
function dressed(lines: readonly FindingLine[]): BankFinding[] {
  const last = lines.reduce<Day | null>((latest, each) => (latest === null || each.on > latest ? each.on : latest), null);
  const first = lines.reduce<Day | null>((least, each) => (least === null || each.on < least ? each.on : least), null);
  if (last === null || first === null) return [];
  const closings: Closing[] = [...byAccount(lines)].flatMap(([account, of]) =>
    daysOf(of).flatMap(([on, day]) => {
      const balance = day.flatMap((each) => each.balanceMinor ?? []).at(-1);
      return balance === undefined ? [] : [{ account, on, balanceMinor: balance }];
    }),
  );
  const balances = dailyBalances(closings, last, daysBetween(first, last) + 1);
  if (balances.length === 0) return [];
  const mean = balances.reduce((sum, each) => sum + each, 0n) / BigInt(balances.length);
  const start = addDays(last, 1 - balances.length);
  const on = (day: Day): bigint | undefined => balances[daysBetween(start, day)];
  const cases: BankFinding['cases'][number][] = [];
  for (let end = monthEnd(start); end < last; end = monthEnd(addDays(end, 1))) {
    const [before, then, after] = [on(addDays(end, -DRESSED_DAYS)), on(end), on(addDays(end, DRESSED_DAYS))];
    if (before === undefined || then === undefined || after === undefined) continue;
    const around = before > after ? before : after;
    if (then >= 2n * around && then - around > mean / 2n) cases.push({ on: end, until: end, minor: then - around });
  }
  if (cases.length < DRESSED_MIN) return [];
  return [
    {
      code: 'dressed_balance',
      times: cases.length,
      minor: cases.reduce((sum, each) => sum + each.minor!, 0n),
      sharePpm: null,
      about: null,
      cases: largest(cases),
    },
  ];
}

function gaps(lines: readonly FindingLine[]): BankFinding[] {
  const out: BankFinding[] = [];
  for (const [account, of] of byAccount(lines)) {
    const days = daysOf(of).map(([on]) => on);
    const between = days.slice(1).map((on, at) => daysBetween(days[at]!, on));
    const usual = between.toSorted((a, b) => a - b)[Math.floor(between.length / 2)];
    if (usual === undefined || usual > OFTEN_DAYS) continue;
    const cases = between.flatMap((length, at) =>
      length > GAP_DAYS ? [{ on: days[at]!, until: days[at + 1]!, minor: null }] : [],
    );
    if (cases.length > 0)
      out.push({
        code: 'days_missing',
        times: cases.length,
        minor: null,
        sharePpm: null,
        about: account,
        cases: cases.toSorted((a, b) => daysBetween(b.on, b.until) - daysBetween(a.on, a.until)).slice(0, CASES_SHOWN),
      });
  }
  return out;
}

/** Buyer and supplier in one: of a tenth of the inflow or more, at least half goes back to him. */
function bothWays(lines: readonly FindingLine[], inflow: bigint): BankFinding[] {
  const trade = lines.filter((each) => each.class === 'trade' && each.otherSide !== '');
  return [...Map.groupBy(trade, (each) => each.otherSide)]
    .flatMap(([about, of]): BankFinding[] => {
      const into = of.reduce((sum, each) => sum + each.inMinor, 0n);
      const paid = of.reduce((sum, each) => sum + each.outMinor, 0n);
      const both = into < paid ? into : paid;
      const larger = into < paid ? paid : into;
      const sharePpm = ratioPpm(into, inflow);
      if (sharePpm === null || sharePpm < BOTH_WAYS_PPM || both * 2n < larger) return [];
      const days = of.map((each) => each.on).sort();
      return [
        {
          code: 'pays_and_paid',
          times: of.length,
          minor: both,
          sharePpm,
          about,
          cases: [{ on: days[0]!, until: days.at(-1)!, minor: both }],
        },
      ];
    })
    .sort((a, b) => Number(b.minor! - a.minor!))
    .slice(0, PARTNERS_TOLD);
}

function roundSums(lines: readonly FindingLine[], inflow: bigint, unit: bigint): BankFinding[] {
  const into = lines.filter((each) => each.class === 'trade' && each.inMinor > 0n);
  const round = into.filter((each) => each.inMinor % unit === 0n);
  const minor = round.reduce((sum, each) => sum + each.inMinor, 0n);
  const sharePpm = ratioPpm(minor, inflow);
  if (round.length < ROUND_LINES_MIN || sharePpm === null || sharePpm < ROUND_PPM) return [];
  return [
    {
      code: 'round_sums',
      times: round.length,
      minor,
      sharePpm,
      about: null,
      cases: largest(round.map((each) => ({ on: each.on, until: each.on, minor: each.inMinor }))),
    },
  ];
}
