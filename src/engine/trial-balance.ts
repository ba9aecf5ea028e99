// Two totals of one customer, ours and the source's: what explains their difference. Evidence only; nothing is rebuilt from it.
export type BalanceSide = {
  readonly openMinor: bigint;
  readonly unappliedMinor: bigint;
  readonly billsMinor: bigint;
  readonly deliveredMinor: bigint;
  /** Open items on the day, and documents posted after it. */
  readonly items: readonly { readonly number: string; readonly minor: bigint }[];
  readonly later: readonly { readonly number: string; readonly minor: bigint }[];
};

export type Explanation = { readonly code: string; readonly facts: Readonly<Record<string, string>> };

/** Below it a difference is a matter of rounding: one unit of the currency, in minor units. */
const ROUNDING_MINOR = 100n;
const FACTORS = [10n, 100n, 1000n, 10_000n];

/**
 * What explains `theirs` against `ours`, the likeliest first. Each explanation accounts for the whole difference: a sum of guesses explains
 * nothing. `theirs` null: the customer is not in the source's list.
 */
export function explain(ours: BalanceSide | null, theirsMinor: bigint | null): Explanation[] {
  if (ours === null) return [{ code: 'customer_unknown', facts: {} }];
  const net = ours.openMinor - ours.unappliedMinor;
  if (theirsMinor === null) return [{ code: 'not_in_source', facts: {} }];
  const difference = net - theirsMinor;
  if (difference === 0n) return [];
  const found: Explanation[] = [];
  const say = (code: string, facts: Record<string, string> = {}) => found.push({ code, facts });
  if (ours.unappliedMinor !== 0n && theirsMinor === ours.openMinor) say('unapplied');
  if (ours.billsMinor !== 0n && theirsMinor === net + ours.billsMinor) say('bills');
  if (ours.deliveredMinor !== 0n && theirsMinor === net + ours.deliveredMinor) say('delivered');
  for (const each of ours.items) if (each.minor === difference) say('document', { number: each.number });
  for (const each of ours.later) if (each.minor === -difference) say('later_document', { number: each.number });
  if (theirsMinor === -net) say('opposite_sign');
  for (const factor of FACTORS) {
    if (theirsMinor !== 0n && (theirsMinor * factor === net || net * factor === theirsMinor))
      say('factor', { factor: String(factor) });
  }
  if (difference < ROUNDING_MINOR && difference > -ROUNDING_MINOR) say('rounding');
  return found.slice(0, 5);
}

const NUMBERED = /^(.*?)(\d{3,15})$/;
/** A larger hole is another range of numbers, not lost documents. */
const HOLE_MAX = 20n;

/** Numbers left out of running sequences: of each prefix and width, holes of at most twenty between neighbours. */
export function missingNumbers(numbers: readonly string[], most: number): string[] {
  const ranges = new Map<string, bigint[]>();
  for (const number of numbers) {
    const match = NUMBERED.exec(number);
    if (!match) continue;
    const key = `${match[1]} ${match[2]!.length}`;
    const list = ranges.get(key);
    if (list) list.push(BigInt(match[2]!));
    else ranges.set(key, [BigInt(match[2]!)]);
  }
  const missing: string[] = [];
  for (const [key, list] of [...ranges].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const at = key.lastIndexOf(' ');
    const [prefix, width] = [key.slice(0, at), Number(key.slice(at + 1))];
    const sorted = list.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    // A sequence with more holes than numbers is no sequence of ours.
    const span = sorted.at(-1)! - sorted[0]! + 1n;
    if (span > BigInt(sorted.length) * 2n) continue;
    for (const [index, each] of sorted.entries()) {
      const before = sorted[index - 1];
      if (before === undefined || each - before <= 1n || each - before > HOLE_MAX + 1n) continue;
      for (let hole = before + 1n; hole < each; hole += 1n) {
        if (missing.length >= most) return missing;
        missing.push(`${prefix}${hole.toString().padStart(width, '0')}`);
      }
    }
  }
  return missing;
}
