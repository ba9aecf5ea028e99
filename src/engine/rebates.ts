// Rebates 返利 as of a day, and the goods that stand at a customer unsold, by how long: exact, with the rounding named.
import { type Day, daysBetween } from '#base/date.ts';
import { divide } from '#base/ratio.ts';

/** From `fromMinor` of the period's basis on, `ratePpm` of it. */
export type Tier = { readonly fromMinor: bigint; readonly ratePpm: number };

/** whole: the rate of the tier reached counts for everything (全额累计). marginal: each part by its own tier (超额累进). */
export type TierMethod = 'whole' | 'marginal';

export const TIERS_MAX = 20;

/** What is wrong with tiers: code and the place of the tier. Empty: they may be used. */
export function tierFaults(tiers: readonly Tier[]): { readonly code: string; readonly tier: number }[] {
  if (tiers.length === 0) return [{ code: 'tiers_missing', tier: 0 }];
  if (tiers.length > TIERS_MAX) return [{ code: 'tiers_too_many', tier: TIERS_MAX }];
  return tiers.flatMap((tier, at) => {
    const before = tiers[at - 1];
    if (tier.fromMinor < 0n) return [{ code: 'tier_negative', tier: at }];
    if (before && tier.fromMinor <= before.fromMinor) return [{ code: 'tiers_not_rising', tier: at }];
    if (tier.ratePpm < 0 || tier.ratePpm > 1_000_000) return [{ code: 'tier_rate', tier: at }];
    return [];
  });
}

export type RebateStep = { readonly fromMinor: bigint; readonly baseMinor: bigint; readonly ratePpm: number };

export type Accrual = {
  readonly accruedMinor: bigint;
  /** The parts of the basis with their rates: their exact sum, rounded once half up, is the accrual. */
  readonly steps: readonly RebateStep[];
  /** The next tier and how much of the basis is missing to it; null: the highest is reached. */
  readonly next: { readonly ratePpm: number; readonly missingMinor: bigint } | null;
};

/** The rebate on a basis, minor units; a basis of zero or less earns none. Tiers rising, as `tierFaults` says. */
export function accrue(tiers: readonly Tier[], method: TierMethod, basisMinor: bigint): Accrual {
  const above = tiers.find((tier) => tier.fromMinor > basisMinor);
  const next = above ? { ratePpm: above.ratePpm, missingMinor: above.fromMinor - (basisMinor > 0n ? basisMinor : 0n) } : null;
  const reached = basisMinor <= 0n ? [] : tiers.filter((tier) => tier.fromMinor <= basisMinor);
  const steps: RebateStep[] = [];
  if (method === 'whole') {
    const top = reached.at(-1);
    if (top) steps.push({ fromMinor: top.fromMinor, baseMinor: basisMinor, ratePpm: top.ratePpm });
  } else {
    for (const [at, tier] of reached.entries()) {
      const upTo = reached[at + 1]?.fromMinor ?? basisMinor;
      if (upTo > tier.fromMinor)
        steps.push({ fromMinor: tier.fromMinor, baseMinor: upTo - tier.fromMinor, ratePpm: tier.ratePpm });
    }
  }
  const exact = steps.reduce((sum, step) => sum + step.baseMinor * BigInt(step.ratePpm), 0n);
  return { accruedMinor: divide(exact, 1_000_000n, 'half-up'), steps, next };
}

/** Goods came to the customer, were sold by him, went back; quantities in thousandths, values in minor units, all above zero. */
export type StockMove = {
  readonly kind: 'delivered' | 'sold' | 'returned';
  readonly goods: string;
  readonly quantityMilli: bigint;
  readonly valueMinor: bigint;
  readonly on: Day;
};

export type StockLayer = {
  readonly goods: string;
  readonly since: Day;
  readonly quantityMilli: bigint;
  readonly valueMinor: bigint;
};

export type Stock = {
  readonly layers: readonly StockLayer[];
  readonly valueMinor: bigint;
  readonly oldestOn: Day | null;
  /** Goods of which more was sold or returned than ever came: the figures of that customer do not fit together. */
  readonly short: readonly { readonly goods: string; readonly quantityMilli: bigint }[];
};

/**
 * What stands unsold as of a day, first in first out by goods, at the value it was delivered at. A layer sold in part keeps its value in
 * proportion, rounded up, so that what is left is never shown smaller than it is.
 */
export function stockAsOf(moves: readonly StockMove[], asOf: Day): Stock {
  const rank = { delivered: 0, returned: 1, sold: 2 } as const;
  const ordered = moves
    .filter((move) => move.on <= asOf)
    .map((move, place) => ({ move, place }))
    .sort((a, b) =>
      a.move.on !== b.move.on ? (a.move.on < b.move.on ? -1 : 1) : rank[a.move.kind] - rank[b.move.kind] || a.place - b.place,
    );
  const byGoods = new Map<string, { since: Day; quantityMilli: bigint; valueMinor: bigint }[]>();
  const short = new Map<string, bigint>();
  for (const { move } of ordered) {
    const layers = byGoods.get(move.goods) ?? [];
    byGoods.set(move.goods, layers);
    if (move.kind === 'delivered') {
      layers.push({ since: move.on, quantityMilli: move.quantityMilli, valueMinor: move.valueMinor });
      continue;
    }
    let left = move.quantityMilli;
    while (left > 0n && layers.length > 0) {
      const layer = layers[0]!;
      if (layer.quantityMilli <= left) {
        left -= layer.quantityMilli;
        layers.shift();
        continue;
      }
      const rest = layer.quantityMilli - left;
      layer.valueMinor = divide(layer.valueMinor * rest, layer.quantityMilli, 'ceil');
      layer.quantityMilli = rest;
      left = 0n;
    }
    if (left > 0n) short.set(move.goods, (short.get(move.goods) ?? 0n) + left);
  }
  const layers = [...byGoods].flatMap(([goods, each]) => each.map((layer) => ({ goods, ...layer })));
  return {
    layers,
    valueMinor: layers.reduce((sum, layer) => sum + layer.valueMinor, 0n),
    oldestOn: layers.reduce<Day | null>((oldest, { since }) => (oldest === null || since < oldest ? since : oldest), null),
    short: [...short].map(([goods, quantityMilli]) => ({ goods, quantityMilli })),
  };
}

/** Unsold stock by age since delivery, in days: up to 30, 60, 90, 180, longer. */
export const STOCK_CUTS = [30, 60, 90, 180] as const;

/** Value by age bucket, in the order of the cuts, the last above all of them. Sums to the stock's value. */
export function stockAges(layers: readonly StockLayer[], asOf: Day): bigint[] {
  const buckets = Array.from({ length: STOCK_CUTS.length + 1 }, () => 0n);
  for (const layer of layers) {
    const days = daysBetween(layer.since, asOf);
    const at = STOCK_CUTS.findIndex((cut) => days <= cut);
    buckets[at < 0 ? STOCK_CUTS.length : at]! += layer.valueMinor;
  }
  return buckets;
}
