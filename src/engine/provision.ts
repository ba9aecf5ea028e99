// Loss allowance for receivables by bands of age: what moved on from band to band, what is lost of each, what is to be set aside (formulas §7).
import { divide } from '#base/ratio.ts';

/** A ratio kept whole, so that a product of ratios loses nothing: 2/23, not 8.7 %. `of` is above zero. */
export type Ratio = { readonly part: bigint; readonly of: bigint };

export const ratioOfPpm = (ppm: number): Ratio => ({ part: BigInt(ppm), of: 1_000_000n });
const NOTHING: Ratio = { part: 0n, of: 1n };

const times = (a: Ratio, b: Ratio): Ratio => reduced({ part: a.part * b.part, of: a.of * b.of });

function reduced({ part, of }: Ratio): Ratio {
  let [a, b] = [part < 0n ? -part : part, of];
  while (b > 0n) [a, b] = [b, a % b];
  return a > 1n ? { part: part / a, of: of / a } : { part, of };
}

export const ratioPpmOf = ({ part, of }: Ratio): number => Number(divide(part * 1_000_000n, of, 'half-up'));

/**
 * Flow of one period's sales: `enteringMinor` what stood in each band, youngest first, `lostMinor` what was never paid. Answers the share of each band
 * that is lost, and the share that moves on to the next (the last: to the loss). Null for a band that nothing entered.
 */
export function flowRates(
  enteringMinor: readonly bigint[],
  lostMinor: bigint,
): { readonly lost: readonly (Ratio | null)[]; readonly moved: readonly (Ratio | null)[] } {
  const share = (part: bigint, of: bigint) => (of > 0n ? reduced({ part, of }) : null);
  return {
    lost: enteringMinor.map((entering) => share(lostMinor, entering)),
    moved: enteringMinor.map((entering, at) => share(enteringMinor[at + 1] ?? lostMinor, entering)),
  };
}

/**
 * 迁徙率 of each band but the last: what stands one band further at the end of a period over what stood in the band at its start, averaged over the
 * periods in which something stood there. Balances by band, youngest first, oldest period first. What was written off in a period was not collected:
 * it is said apart and counts as moved on. Null for a band in which nothing ever stood.
 */
export function migrationRates(
  periods: readonly {
    readonly openingMinor: readonly bigint[];
    readonly closingMinor: readonly bigint[];
    readonly writtenOffMinor?: readonly bigint[];
  }[],
): (Ratio | null)[] {
  const bands = periods[0]?.openingMinor.length ?? 0;
  return Array.from({ length: Math.max(0, bands - 1) }, (_, band) => {
    const seen: Ratio[] = [];
    for (const { openingMinor, closingMinor, writtenOffMinor } of periods) {
      const of = openingMinor[band]!;
      if (of <= 0n) continue;
      const part = closingMinor[band + 1]! + (writtenOffMinor?.[band] ?? 0n);
      seen.push({ part: part < 0n ? 0n : part > of ? of : part, of });
    }
    return seen.length === 0 ? null : meanOf(seen);
  });
}

function meanOf(ratios: readonly Ratio[]): Ratio {
  const sum = ratios.reduce(
    (all, each) => reduced({ part: all.part * each.of + each.part * all.of, of: all.of * each.of }),
    NOTHING,
  );
  return reduced({ part: sum.part, of: sum.of * BigInt(ratios.length) });
}

/** Loss of each band: the product of the moves from it to the last band, times what is lost of the last. Null where a move on the way is unknown. */
export function lossRates(moved: readonly (Ratio | null)[], lastLoss: Ratio): (Ratio | null)[] {
  const rates: (Ratio | null)[] = [lastLoss];
  for (const each of moved.toReversed()) {
    const next = rates[0]!;
    rates.unshift(each && next ? times(each, next) : null);
  }
  return rates;
}

export type ProvisionLine = {
  readonly balanceMinor: bigint;
  /** Null: not known, and nothing owed for which it would be needed. */
  readonly rate: Ratio | null;
  readonly allowanceMinor: bigint;
};

export type Provision = {
  readonly lines: readonly ProvisionLine[];
  readonly balanceMinor: bigint;
  readonly allowanceMinor: bigint;
  /** Bands in which something is owed and whose rate is not known: their allowance is missing in the sum. */
  readonly unknown: readonly number[];
};

/**
 * The matrix: balances by band times what is lost of each. `forward` raises or lowers what was seen before to what is expected (1.2: a fifth more); no
 * rate goes above the whole. Each line is rounded half up to the minor unit, and the total is their sum. Balances below zero (credit) carry none.
 */
export function provisionOf(
  balancesMinor: readonly bigint[],
  rates: readonly (Ratio | null)[],
  forward: Ratio = { part: 1n, of: 1n },
): Provision {
  const lines = balancesMinor.map((balanceMinor, band): ProvisionLine => {
    const seen = rates[band] ?? null;
    if (!seen) return { balanceMinor, rate: null, allowanceMinor: 0n };
    const raised = times(seen, forward);
    const rate = raised.part > raised.of ? { part: 1n, of: 1n } : raised;
    return { balanceMinor, rate, allowanceMinor: balanceMinor > 0n ? divide(balanceMinor * rate.part, rate.of, 'half-up') : 0n };
  });
  const sum = (each: (line: ProvisionLine) => bigint) => lines.reduce((all, line) => all + each(line), 0n);
  return {
    lines,
    balanceMinor: sum((line) => line.balanceMinor),
    allowanceMinor: sum((line) => line.allowanceMinor),
    unknown: [...lines.keys()].filter((band) => lines[band]!.rate === null && lines[band]!.balanceMinor > 0n),
  };
}
