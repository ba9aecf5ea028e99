// Bars that answer at a glance: exposure against its limit, ageing, utilisation, a value against its threshold.
import type { CSSProperties, ReactNode } from 'react';
import type { RiskStep, TokenName } from '#web/theme/tokens.ts';
import { css, partFill, riskFill } from '#web/theme/tokens.ts';
import type { MoneyValue } from './figures.ts';
import { toNumber } from './figures.ts';
import { useReading } from './reading.tsx';

type Segment = { readonly key: string; readonly label: string; readonly size: number; readonly fill: TokenName };

export type ExposurePart = { readonly key: string; readonly label: string; readonly value: MoneyValue };

/**
 * Positive parts as segments in order; what reduces exposure (deposits, unapplied cash: negative parts) is taken off the last
 * ones, so that the bar ends where the exposure ends.
 */
export function exposureSegments(parts: readonly ExposurePart[]): Segment[] {
  const segments = parts.map((each, at) => ({
    key: each.key,
    label: each.label,
    size: Math.max(0, toNumber(each.value) ?? 0),
    fill: partFill[Math.min(at, partFill.length - 1)] ?? 'part4',
  }));
  let off = -parts.reduce((sum, each) => sum + Math.min(0, toNumber(each.value) ?? 0), 0);
  for (let at = segments.length - 1; at >= 0 && off > 0; at -= 1) {
    const segment = segments[at];
    if (!segment) continue;
    const taken = Math.min(segment.size, off);
    segment.size -= taken;
    off -= taken;
  }
  return segments.filter((each) => each.size > 0);
}

function percent(part: number, whole: number): string {
  return `${whole > 0 ? Math.min(100, (part / whole) * 100) : 0}%`;
}

export type ExposureBarProps = {
  readonly parts: readonly ExposurePart[];
  readonly limit: MoneyValue;
  /** The permanent part of the limit, where a temporary one lies on top: a dashed tick. */
  readonly permanent?: MoneyValue;
  /** The amount at the right edge, to put several bars on one scale. */
  readonly scaleTo?: MoneyValue;
  /** Writes labels into segments wide enough and under the ticks. */
  readonly labelled?: boolean;
  readonly height?: number;
};

/** Parts → available against the limit. The solid tick is the whole limit, a dashed one its permanent part; what exceeds runs past in deep red. */
export function ExposureBar({ parts, limit, permanent, scaleTo, labelled, height = 12 }: ExposureBarProps) {
  const { money, t } = useReading();
  const segments = exposureSegments(parts);
  const exposure = segments.reduce((sum, each) => sum + each.size, 0);
  const cap = toNumber(limit);
  const firm = toNumber(permanent ?? null);
  const scale = Math.max(toNumber(scaleTo ?? null) ?? 0, cap ?? 0, exposure);
  const room = cap === null ? 0 : Math.max(0, cap - exposure);
  const texts = new Map(parts.map((each) => [each.key, `${each.label} ${money(each.value)}`]));
  let at = 0;
  return (
    <div className={labelled ? 'x-exposure x-exposure-labelled' : 'x-exposure'}>
      <div className="x-bar" style={{ height }} role="img" aria-label={[...texts.values()].join(', ')}>
        {segments.map((each) => {
          const from = at;
          at += each.size;
          const inside = cap === null ? each.size : Math.max(0, Math.min(each.size, cap - from));
          return (
            <span key={each.key} className="x-seg-pair" style={{ width: percent(each.size, scale) }} title={texts.get(each.key)}>
              {inside > 0 && (
                <span
                  className={`x-seg x-seg-${each.fill}`}
                  style={{ width: percent(inside, each.size), background: css(each.fill) }}
                >
                  {labelled && <span className="x-seg-text">{texts.get(each.key)}</span>}
                </span>
              )}
              {inside < each.size && <span className="x-seg" style={{ flex: 1, background: css('risk4') }} />}
            </span>
          );
        })}
        {labelled && room > 0 && (
          <span className="x-seg x-seg-room" style={{ width: percent(room, scale) }}>
            <span className="x-seg-text">{t('kit.available', { amount: money(roomValue(parts, limit)) })}</span>
          </span>
        )}
        {firm !== null && cap !== null && firm < cap && (
          <span className="x-tick x-tick-dashed" style={{ left: percent(firm, scale) }} />
        )}
        {cap !== null && <span className="x-tick" style={{ left: percent(cap, scale) }} />}
      </div>
      {labelled && cap !== null && (
        <div className="x-bar-axis">
          {firm !== null && firm < cap && (
            <TickLabel at={firm / scale}>{t('kit.permanentAt', { amount: money(permanent) })}</TickLabel>
          )}
          <TickLabel at={cap / scale}>
            {firm !== null && firm < cap
              ? t('kit.withTemporary', { amount: money(limit) })
              : t('kit.totalAt', { amount: money(limit) })}
          </TickLabel>
        </div>
      )}
    </div>
  );
}

function roomValue(parts: readonly ExposurePart[], limit: MoneyValue): MoneyValue {
  const room = (toNumber(limit) ?? 0) - parts.reduce((sum, each) => sum + (toNumber(each.value) ?? 0), 0);
  const currency = limit && 'currency' in limit ? limit.currency : 'CNY';
  // A label inside a bar: rounded to the currency's cents, exact amounts stand in the head beside it.
  return { amount: room.toFixed(2), currency };
}

function TickLabel({ at, children }: { at: number; children: ReactNode }) {
  const style: CSSProperties = at > 0.9 ? { right: 0 } : { left: `${at * 100}%`, transform: 'translateX(-50%)' };
  return (
    <span className="x-tick-label" style={style}>
      {children}
    </span>
  );
}

/** How grave a utilisation is: from 80, 90 and above 100 %. */
export function utilisationStep(ppm: number): RiskStep | null {
  if (ppm > 1_000_000) return 4;
  if (ppm >= 900_000) return 3;
  if (ppm >= 800_000) return 2;
  return null;
}

// The limit stands at 80 % of the width: an over-limit bar has room to run past it up to 125 %.
const LIMIT_AT = 0.8;

/** Utilisation under its limit tick; bars beyond 125 % are cut at the edge, the number beside them says the rest. */
export function UtilisationBar({ ppm, permanentPpm }: { ppm: number | null; permanentPpm?: number | null }) {
  if (ppm === null) return <span className="x-bar x-bar-thin x-bar-none" />;
  const step = utilisationStep(ppm);
  return (
    <span className="x-bar x-bar-thin x-bar-open">
      <span className="x-bar-track" style={{ width: `${LIMIT_AT * 100}%` }} />
      <span
        className="x-bar-fill"
        style={{ width: percent((ppm / 1_000_000) * LIMIT_AT, 1), background: css(step ? riskFill[step] : 'part2') }}
      />
      {permanentPpm !== undefined && permanentPpm !== null && permanentPpm < 1_000_000 && (
        <span className="x-tick x-tick-dashed" style={{ left: percent((permanentPpm / 1_000_000) * LIMIT_AT, 1) }} />
      )}
      <span className="x-tick" style={{ left: `${LIMIT_AT * 100}%` }} />
    </span>
  );
}

export type AgeingBucket = { readonly key: string; readonly value: MoneyValue };

/** Ageing keys of formulas §1 → the colour of how late. */
export function bucketFill(key: string): TokenName {
  switch (key) {
    case 'not_due':
      return 'track';
    case '1-30':
      return 'risk2';
    case '31-60':
      return 'risk3';
    default:
      return 'risk4';
  }
}

/** The open items by how late they are; credit balances have no length. */
export function AgeingBar({ buckets, height = 8 }: { buckets: readonly AgeingBucket[]; height?: number }) {
  const { money, t } = useReading();
  const sizes = buckets.map((each) => ({ ...each, size: Math.max(0, toNumber(each.value) ?? 0) }));
  const total = sizes.reduce((sum, each) => sum + each.size, 0);
  const name = (key: string) => t(`kit.bucket.${key as 'not_due'}`, { defaultValue: key });
  return (
    <span
      className="x-bar x-bar-ageing"
      style={{ height }}
      role="img"
      aria-label={sizes
        .filter((each) => each.size > 0)
        .map((each) => `${name(each.key)} ${money(each.value)}`)
        .join(', ')}
    >
      {sizes
        .filter((each) => each.size > 0)
        .map((each) => (
          <span
            key={each.key}
            className="x-seg"
            style={{ width: percent(each.size, total), background: css(bucketFill(each.key)) }}
            title={`${name(each.key)} ${money(each.value)}`}
          />
        ))}
    </span>
  );
}

/** Swatch and words, for the legend under a table or chart. */
export function Legend({
  items,
}: {
  items: readonly { readonly label: ReactNode; readonly fill: TokenName; readonly hollow?: boolean }[];
}) {
  return (
    <span className="x-legend">
      {items.map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a legend never reorders
        <span key={at}>
          <Swatch fill={each.fill} hollow={each.hollow ?? false} /> {each.label}
        </span>
      ))}
    </span>
  );
}

export function Swatch({ fill, hollow }: { fill: TokenName; hollow?: boolean }) {
  return (
    <i className="x-swatch" style={hollow ? { borderColor: css('text3') } : { background: css(fill), borderColor: css(fill) }} />
  );
}

/** A value against its threshold: pale up to the threshold, the colour of the risk beyond it. Both in the same unit. */
export function ThresholdBar({
  actual,
  threshold,
  step,
  label,
}: {
  actual: number;
  threshold: number;
  step: RiskStep;
  label: string;
}) {
  const scale = Math.max(actual, threshold) * 1.15 || 1;
  return (
    <span className="x-threshold">
      <span className="x-bar x-bar-open" style={{ height: 8 }}>
        <span className="x-bar-track" style={{ width: '100%' }} />
        <span className="x-bar-fill" style={{ width: percent(Math.min(actual, threshold), scale), background: css('part4') }} />
        {actual > threshold && (
          <span
            className="x-bar-fill"
            style={{
              left: percent(threshold, scale),
              width: percent(actual - threshold, scale),
              background: css(riskFill[step]),
            }}
          />
        )}
        <span className="x-tick" style={{ left: percent(threshold, scale) }} />
      </span>
      {/* Moved back by as much of itself as the tick stands from the left: at either end it stays over its own bar. */}
      <span
        className="x-threshold-label"
        style={{ left: percent(threshold, scale), transform: `translateX(-${percent(threshold, scale)})` }}
      >
        {label}
      </span>
    </span>
  );
}

/** A trend without axes: line, pale ground, a dot at the end. Says nothing by colour. */
export function Sparkline({
  values,
  width = 112,
  height = 30,
  label,
}: {
  values: readonly (number | null)[];
  width?: number;
  height?: number;
  label: string;
}) {
  const known = values.flatMap((value, at) => (value === null ? [] : [{ value, at }]));
  if (known.length < 2) return null;
  const low = Math.min(...known.map((each) => each.value));
  const high = Math.max(...known.map((each) => each.value));
  const x = (at: number) => 2 + (at / Math.max(1, values.length - 1)) * (width - 7);
  const y = (value: number) => 4 + (1 - (high > low ? (value - low) / (high - low) : 0.5)) * (height - 9);
  const line = known.map((each, at) => `${at === 0 ? 'M' : 'L'}${x(each.at).toFixed(1)} ${y(each.value).toFixed(1)}`).join('');
  const last = known[known.length - 1] ?? { at: 0, value: 0 };
  return (
    <svg width={width} height={height} className="x-spark" role="img" aria-label={label}>
      <path d={`${line}L${x(last.at).toFixed(1)} ${height}L2 ${height}Z`} className="x-spark-area" />
      <path d={line} className="x-spark-line" />
      <circle cx={x(last.at)} cy={y(last.value)} r="2.4" className="x-spark-dot" />
    </svg>
  );
}
