// 勾稽: what in a set of statements must agree, and by how much it does not.
import type { Day } from '#base/date.ts';
import { STATEMENT_KINDS, type StatementKind } from './lines.ts';
import { type Part, SUM_RULES } from './sum-rules.ts';

/** Amounts by line key, minor units. A blank of the form is absent; a printed 0 is 0n. */
export type Amounts = ReadonlyMap<string, bigint>;

/** The statements of one customer that end on one day: what is there of them. */
export type Period = {
  readonly endsOn: Day;
  /** Months the flows cover; 12 for a year. */
  readonly months: number;
  readonly balance: Amounts | null;
  readonly income: Amounts | null;
  readonly cash: Amounts | null;
  /** One unit of what the statement is rounded to, in minor units: 1 for 分, 1,000,000 for 万元. */
  readonly roundingMinor: bigint;
  /** What its own forms print of the period they are compared with: opening balances, last year's flows. Absent where they print none. */
  readonly beside?: Readonly<Partial<Record<StatementKind, Amounts>>>;
};

/** The period and those it is compared with. */
export type PeriodSet = {
  readonly now: Period;
  /** The balance of the last day of the year before: opening balances. */
  readonly opening: Period | null;
  /** The same months of the year before. */
  readonly yearBefore: Period | null;
};

export type Figure = { readonly line: string; readonly on: Day; readonly minor: bigint };

/**
 * `passed`: within one unit of rounding for each figure added. `explained`: a difference that such statements may have (profit distributed, money not
 * free, a line the file leaves out: `missing`), shown all the same. `unknown`: a side is not there.
 */
export type Check = {
  readonly key: string;
  readonly state: 'passed' | 'failed' | 'explained' | 'unknown';
  /** What is printed, and what the parts make. */
  readonly statedMinor: bigint | null;
  readonly foundMinor: bigint | null;
  readonly differenceMinor: bigint | null;
  readonly figures: readonly Figure[];
  readonly missing: readonly string[];
  /** Of a form held against an earlier one: every line that differs, the largest difference first. */
  readonly lines?: readonly LineDifference[];
};

export type LineDifference = { readonly line: string; readonly statedMinor: bigint; readonly foundMinor: bigint };

/** Checks of what a form prints of an earlier period against that period's own form: not sums, and no fault of adding up. */
export const RESTATED_CHECKS: Readonly<Record<StatementKind, string>> = {
  balance: 'opening_is_last_closing',
  income: 'income_beside_is_last_year',
  cash: 'cash_beside_is_last_year',
};

export const isRestated = (check: Pick<Check, 'key' | 'state'>): boolean =>
  check.state === 'failed' && Object.values(RESTATED_CHECKS).includes(check.key);

/** Every check of a period, in the order of the forms. Blank lines of a sum count as nothing, as they do on the form; a sum without any line is unknown. */
export function articulate(set: PeriodSet): Check[] {
  const checks: Check[] = [];
  for (const rule of SUM_RULES) {
    const amounts = set.now[rule.statement];
    if (amounts === null) continue;
    const stated = amounts.get(rule.total);
    if (stated === undefined) continue;
    const best = bestReading(amounts, stated, rule.readings);
    if (best === null) continue;
    const check = judged(rule.key, set.now, stated, best.found, [
      { line: rule.total, on: set.now.endsOn, minor: stated },
      ...best.figures.map((each) => ({ line: each.line, on: set.now.endsOn, minor: each.minor })),
    ]);
    const leftOut = rule.oftenLeftOut?.every((line) => !amounts.has(line)) ? rule.oftenLeftOut : [];
    checks.push(check.state === 'failed' && leftOut.length > 0 ? { ...check, state: 'explained', missing: leftOut } : check);
  }
  checks.push(...acrossStatements(set), ...besideStatements(set));
  return checks;
}

/** Opening balances against last year's closing ones, and last year's flows as this form prints them against last year's own. */
function besideStatements({ now, opening, yearBefore }: PeriodSet): Check[] {
  return STATEMENT_KINDS.flatMap((kind): Check[] => {
    const printed = now.beside?.[kind];
    const earlier = kind === 'balance' ? opening : yearBefore;
    const own = earlier?.[kind];
    if (!printed || !earlier || !own) return [];
    const both = [...printed].flatMap(([line, stated]): LineDifference[] => {
      const found = own.get(line);
      return found === undefined ? [] : [{ line, statedMinor: stated, foundMinor: found }];
    });
    const [first] = both;
    if (!first) return [];
    const allowed = now.roundingMinor > earlier.roundingMinor ? now.roundingMinor : earlier.roundingMinor;
    const off = (each: LineDifference) => distance(each.statedMinor, each.foundMinor);
    const lines = both.filter((each) => off(each) > allowed).sort((a, b) => Number(off(b) - off(a)));
    const shown = lines[0] ?? both.find((each) => each.line === 'total_assets') ?? first;
    return [
      {
        key: RESTATED_CHECKS[kind],
        state: lines.length > 0 ? 'failed' : 'passed',
        statedMinor: shown.statedMinor,
        foundMinor: shown.foundMinor,
        differenceMinor: shown.statedMinor - shown.foundMinor,
        figures: (lines.length > 0 ? lines : [shown]).map((each) => ({
          line: each.line,
          on: earlier.endsOn,
          minor: each.foundMinor,
        })),
        missing: [],
        ...(lines.length > 0 ? { lines } : {}),
      },
    ];
  });
}

type Sum = { readonly found: bigint; readonly figures: readonly { line: string; minor: bigint }[] };

/** The reading nearest to what is printed; null where no line of any is there. */
function bestReading(amounts: Amounts, stated: bigint, readings: readonly (readonly Part[])[]): Sum | null {
  let best: Sum | null = null;
  for (const reading of readings) {
    const figures: { line: string; minor: bigint }[] = [];
    let found = 0n;
    for (const part of reading) {
      const minor = amounts.get(part.line);
      if (minor === undefined) continue;
      found += part.sign === 1 ? minor : -minor;
      figures.push({ line: part.line, minor });
    }
    if (figures.length === 0) continue;
    if (best === null || distance(found, stated) < distance(best.found, stated)) best = { found, figures };
  }
  return best;
}

const distance = (a: bigint, b: bigint): bigint => (a > b ? a - b : b - a);

function judged(key: string, period: Period, stated: bigint, found: bigint, figures: readonly Figure[]): Check {
  const difference = stated - found;
  const allowed = period.roundingMinor * BigInt(Math.max(1, figures.length - 1));
  return {
    key,
    state: distance(stated, found) <= allowed ? 'passed' : 'failed',
    statedMinor: stated,
    foundMinor: found,
    differenceMinor: difference,
    figures,
    missing: [],
  };
}

/** Checks over two statements or two days. */
function acrossStatements({ now, opening }: PeriodSet): Check[] {
  const checks: Check[] = [];
  const closingCash = now.cash?.get('closing_cash');
  const money = now.balance?.get('cash');
  if (closingCash !== undefined && money !== undefined) {
    const check = judged('cash_on_both', now, money, closingCash, [
      { line: 'cash', on: now.endsOn, minor: money },
      { line: 'closing_cash', on: now.endsOn, minor: closingCash },
    ]);
    // Deposits that are pledged or fixed are money, but not cash of the cash flow statement.
    checks.push(check.state === 'failed' && money > closingCash ? { ...check, state: 'explained' } : check);
  }
  const openingCash = now.cash?.get('opening_cash');
  const cashBefore = opening?.cash?.get('closing_cash');
  if (opening && openingCash !== undefined && cashBefore !== undefined) {
    checks.push(
      judged('opening_cash_is_last_closing', now, openingCash, cashBefore, [
        { line: 'opening_cash', on: now.endsOn, minor: openingCash },
        { line: 'closing_cash', on: opening.endsOn, minor: cashBefore },
      ]),
    );
  }
  const retained = now.balance?.get('retained_earnings');
  const before = opening?.balance?.get('retained_earnings');
  const profit = now.income?.get('parent_profit') ?? now.income?.get('net_profit');
  if (opening && retained !== undefined && before !== undefined && profit !== undefined) {
    const check = judged('retained_earnings_move', now, retained, before + profit, [
      { line: 'retained_earnings', on: now.endsOn, minor: retained },
      { line: 'retained_earnings', on: opening.endsOn, minor: before },
      { line: now.income?.has('parent_profit') ? 'parent_profit' : 'net_profit', on: now.endsOn, minor: profit },
    ]);
    // Less than the profit stayed: distributed, or put into the reserves. More than the profit came from nowhere.
    checks.push(check.state === 'failed' && check.differenceMinor! < 0n ? { ...check, state: 'explained' } : check);
  }
  return checks;
}
