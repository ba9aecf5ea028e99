// Receivables of a whole portfolio → DSO in its three forms, days delinquent, collection effectiveness, concentration.
import { divide } from '#base/ratio.ts';

/** a / b as a double, exact to 15 digits however large the amounts; null where b is not above zero: missing, not infinite. */
function quotient(a: bigint, b: bigint, times = 1): number | null {
  if (b <= 0n) return null;
  // Twelve decimals before the one conversion keep amounts beyond 2^53 exact.
  return Number(divide(a * BigInt(times) * 1_000_000_000_000n, b, 'half-even')) / 1e12;
}

/** Days sales outstanding = closing receivables / credit sales of the period × its days (formulas §2). */
export function dso(closingMinor: bigint, salesMinor: bigint, days: number): number | null {
  return quotient(closingMinor, salesMinor, days);
}

/** Best possible DSO: the same on the part that is not yet due. */
export function bestPossibleDso(closingCurrentMinor: bigint, salesMinor: bigint, days: number): number | null {
  return quotient(closingCurrentMinor, salesMinor, days);
}

/** Average days delinquent = DSO − best possible DSO. */
export function averageDaysDelinquent(
  closingMinor: bigint,
  closingCurrentMinor: bigint,
  salesMinor: bigint,
  days: number,
): number | null {
  return quotient(closingMinor - closingCurrentMinor, salesMinor, days);
}

/**
 * Count-back DSO: months newest first are taken off the balance, each counts its days, the last one in proportion. Null where the balance
 * is older than all months given, as the answer would then be too small.
 */
export function countBackDso(
  closingMinor: bigint,
  months: readonly { readonly salesMinor: bigint; readonly days: number }[],
): number | null {
  let leftMinor = closingMinor;
  let days = 0;
  for (const month of months) {
    if (leftMinor <= 0n) return days;
    if (month.salesMinor >= leftMinor) return days + quotient(leftMinor, month.salesMinor, month.days)!;
    // A month of returns (negative sales) puts its amount back on and still counts its days.
    leftMinor -= month.salesMinor;
    days += month.days;
  }
  return leftMinor <= 0n ? days : null;
}

/** Collection effectiveness in percent; `salesMinor` is the credit sales of the whole period of `months` months. */
export function collectionEffectiveness(facts: {
  readonly openingMinor: bigint;
  readonly salesMinor: bigint;
  readonly months: number;
  readonly closingMinor: bigint;
  readonly closingCurrentMinor: bigint;
}): number | null {
  const n = BigInt(facts.months);
  // (opening + S/n − closing) / (opening + S/n − current), both sides times n so that nothing is rounded.
  const base = facts.openingMinor * n + facts.salesMinor;
  return quotient((base - facts.closingMinor * n) * 100n, base - facts.closingCurrentMinor * n);
}

/** Herfindahl–Hirschman index of exposures, 0–10,000; amounts not above zero carry no share. Null where nothing is owed. */
export function herfindahl(exposuresMinor: Iterable<bigint>): number | null {
  let total = 0n;
  let squares = 0n;
  for (const each of exposuresMinor) {
    if (each <= 0n) continue;
    total += each;
    squares += each * each;
  }
  return quotient(squares, total * total, 10_000);
}
