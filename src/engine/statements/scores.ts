// Altman's Z in its four variants, and the DuPont tree.
// Altman 1968 (Z), 1983 (Z′ private, Z″ non-manufacturers), 1995 (emerging markets: Z″ + 3.25).
import { divide } from '#base/ratio.ts';
import type { Figure, PeriodSet } from './articulation.ts';
import { ebitOf, equityOf, line, micro, plus, type Quantity, type Ratio, type RatioMark, ratiosOf, revenueOf } from './ratios.ts';

export type AltmanVariant = 'z' | 'z_private' | 'z_nonmanufacturing' | 'z_emerging';
export type Zone = 'safe' | 'grey' | 'distress';

export type Altman = {
  readonly variant: AltmanVariant;
  /** Millionths; null with `missing`. */
  readonly micro: number | null;
  readonly zone: Zone | null;
  /** Above `safe` safe, below `distress` in distress; millionths. */
  readonly cuts: { readonly safe: number; readonly distress: number };
  readonly terms: readonly {
    readonly key: 'x1' | 'x2' | 'x3' | 'x4' | 'x5';
    readonly weight: number;
    readonly micro: number;
    readonly figures: readonly Figure[];
  }[];
  readonly missing: {
    readonly code: 'line_absent' | 'zero' | 'not_positive' | 'market_value_absent';
    readonly line: string;
  } | null;
  readonly marks: readonly RatioMark[];
};

// Weights in thousandths.
const VARIANTS: Readonly<
  Record<AltmanVariant, { weights: readonly number[]; constant: number; safe: number; distress: number }>
> = {
  z: { weights: [1_200, 1_400, 3_300, 600, 1_000], constant: 0, safe: 2_990_000, distress: 1_810_000 },
  z_private: { weights: [717, 847, 3_107, 420, 998], constant: 0, safe: 2_900_000, distress: 1_230_000 },
  z_nonmanufacturing: { weights: [6_560, 3_260, 6_720, 1_050], constant: 0, safe: 2_600_000, distress: 1_100_000 },
  z_emerging: { weights: [6_560, 3_260, 6_720, 1_050], constant: 3_250_000, safe: 5_850_000, distress: 4_150_000 },
};

/** All variants. `marketEquityMinor` is what the shares are worth on the exchange; without it the listed variant is not said. */
export function altmanOf(set: PeriodSet, marketEquityMinor: bigint | null): Altman[] {
  const { now } = set;
  const assets = line(now, 'total_assets');
  const liabilities = line(now, 'total_liabilities');
  const working = plus(line(now, 'current_assets'), { of: line(now, 'current_liabilities'), sign: -1 });
  const ebit = ebitOf(now);
  // Flows of part of a year are brought to a year.
  const yearly = (of: Quantity): Quantity =>
    'absent' in of ? of : { ...of, minor: divide(of.minor * 12n, BigInt(now.months), 'half-even') };
  const marks: RatioMark[] = [...ebit.marks, ...(now.months === 12 ? [] : (['annualised'] as const))];
  const market: Quantity = marketEquityMinor === null ? { absent: 'market_value' } : { minor: marketEquityMinor, figures: [] };
  return (Object.keys(VARIANTS) as AltmanVariant[]).map((variant) => {
    const { weights, constant, safe, distress } = VARIANTS[variant];
    const pairs: [Quantity, Quantity][] = [
      [working, assets],
      // 留存收益 is what was kept of profits: undistributed and put into the reserves.
      [plus(line(now, 'retained_earnings'), { of: line(now, 'surplus_reserve'), sign: 1, optional: true }), assets],
      [yearly(ebit), assets],
      [variant === 'z' ? market : equityOf(now), liabilities],
      [yearly(revenueOf(now)), assets],
    ];
    const terms: Altman['terms'][number][] = [];
    const none = (code: NonNullable<Altman['missing']>['code'], name: string): Altman => ({
      variant,
      micro: null,
      zone: null,
      cuts: { safe, distress },
      terms: [],
      missing: { code, line: name },
      marks: [],
    });
    let sum = BigInt(constant) * 1_000n;
    for (const [at, weight] of weights.entries()) {
      const [part, whole] = pairs[at]!;
      if ('absent' in part) return none(part.absent === 'market_value' ? 'market_value_absent' : 'line_absent', part.absent);
      if ('absent' in whole) return none('line_absent', whole.absent);
      if (whole.minor <= 0n) return none(whole.minor === 0n ? 'zero' : 'not_positive', whole.figures[0]!.line);
      const x = micro(part.minor, whole.minor);
      terms.push({ key: `x${at + 1}` as 'x1', weight, micro: x, figures: [...part.figures, ...whole.figures] });
      sum += BigInt(x) * BigInt(weight);
    }
    const score = Number(divide(sum, 1_000n, 'half-even'));
    return {
      variant,
      micro: score,
      zone: score > safe ? 'safe' : score < distress ? 'distress' : 'grey',
      cuts: { safe, distress },
      terms,
      missing: null,
      marks,
    };
  });
}

/** 杜邦分析: ROE = net margin × asset turnover × equity multiplier, each with the figures below it. */
export type DuPont = {
  readonly roe: Ratio;
  readonly netMargin: Ratio;
  readonly assetTurnover: Ratio;
  /** Average assets ÷ average equity, millionths; null where ROE or turnover is not said. */
  readonly multiplierMicro: number | null;
  /** The product of the three, to be compared with ROE: they differ by rounding only. */
  readonly productMicro: number | null;
};

export function duPontOf(set: PeriodSet): DuPont {
  const ratios = new Map(ratiosOf(set).map((ratio) => [ratio.key, ratio]));
  const roe = ratios.get('roe')!;
  const netMargin = ratios.get('net_margin')!;
  const assetTurnover = ratios.get('asset_turnover')!;
  const means = [set.now, set.opening].map((period) => ({ assets: line(period, 'total_assets'), equity: equityOf(period) }));
  const [closing, opening] = means;
  let assets = 'minor' in closing!.assets ? closing!.assets.minor : null;
  let equity = 'minor' in closing!.equity ? closing!.equity.minor : null;
  if (assets !== null && equity !== null && 'minor' in opening!.assets && 'minor' in opening!.equity) {
    assets += opening!.assets.minor;
    equity += opening!.equity.minor;
  }
  const multiplierMicro = assets !== null && equity !== null && equity > 0n ? micro(assets, equity) : null;
  const productMicro =
    multiplierMicro !== null && netMargin.micro !== null && assetTurnover.micro !== null
      ? Number(divide(BigInt(netMargin.micro) * BigInt(assetTurnover.micro) * BigInt(multiplierMicro), 10n ** 12n, 'half-even'))
      : null;
  return { roe, netMargin, assetTurnover, multiplierMicro, productMicro };
}
