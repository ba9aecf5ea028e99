// Worth against value as one line, the spread of own customers beneath: where the customers are and what they earn there.
import { useReading } from '#web/kit/reading.tsx';
import { css } from '#web/theme/tokens.ts';
import type { IndicatorDoc } from './card-document.ts';
import { written } from './card-document.ts';

const [WIDTH, HEIGHT, FOOT, LEFT] = [560, 130, 44, 30];
const BINS = 24;

type Point = { readonly x: number; readonly y: number };

/** Values of the card (shares in percent) between which customers and bands lie. */
function rangeOf(indicator: IndicatorDoc, values: readonly number[]): readonly [number, number] {
  const cuts = [...(indicator.bands ?? []).flatMap((band) => band.upTo ?? []), ...(indicator.curve ?? []).map((node) => node.at)];
  const known = values.map((value) => written(indicator.key, value));
  const inner = known.length > 0 ? [known[Math.floor(known.length * 0.02)]!, known[Math.floor(known.length * 0.98)]!] : [];
  const all = [...cuts, ...inner];
  if (all.length === 0) return [0, 1];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const room = (high - low || 1) * 0.12;
  return [low - room, high + room];
}

function lineOf(indicator: IndicatorDoc, low: number, high: number): Point[] {
  if (indicator.curve) {
    const nodes = indicator.curve;
    const [first, last] = [nodes[0], nodes.at(-1)];
    if (!first || !last) return [];
    return [{ x: low, y: first.worth }, ...nodes.map((node) => ({ x: node.at, y: node.worth })), { x: high, y: last.worth }];
  }
  let from = low;
  return (indicator.bands ?? []).flatMap((band) => {
    const to = Math.min(high, band.upTo ?? high);
    const piece = [
      { x: from, y: band.worth },
      { x: to, y: band.worth },
    ];
    from = to;
    return piece;
  });
}

export function CardDrawing({
  indicator,
  values,
  name,
  scale,
}: {
  indicator: IndicatorDoc;
  values: readonly number[];
  name: string;
  /** What a figure of the card is divided by to be read. */
  scale: number;
}) {
  const { t } = useReading();
  const [low, high] = rangeOf(indicator, values);
  const x = (value: number) => LEFT + ((value - low) / (high - low)) * (WIDTH - LEFT - 6);
  const y = (worth: number) => 8 + (1 - worth / 100) * (HEIGHT - 14);
  const bins = new Array<number>(BINS).fill(0);
  for (const value of values) {
    const at = Math.floor(((written(indicator.key, value) - low) / (high - low)) * BINS);
    bins[Math.max(0, Math.min(BINS - 1, at))]! += 1;
  }
  const most = Math.max(1, ...bins);
  const bar = (WIDTH - LEFT - 6) / BINS;
  const path = lineOf(indicator, low, high)
    .map((point, at) => `${at === 0 ? 'M' : 'L'}${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}`)
    .join(' ');
  const marks = indicator.curve?.map((node) => node.at) ?? indicator.bands?.flatMap((band) => band.upTo ?? []) ?? [];
  return (
    <figure className="x-card-drawing">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT + FOOT + 16}`} role="img" aria-label={t('ratings.card.drawn', { name })}>
        {[0, 50, 100].map((worth) => (
          <g key={worth}>
            <line x1={LEFT} x2={WIDTH - 6} y1={y(worth)} y2={y(worth)} stroke={css('hairline')} />
            <text x={LEFT - 5} y={y(worth) + 4} textAnchor="end" fontSize="10" fill={css('text3')}>
              {worth}
            </text>
          </g>
        ))}
        {bins.map((count, at) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: bins stand in their order
            key={at}
            x={LEFT + at * bar + 0.5}
            width={Math.max(1, bar - 1)}
            y={HEIGHT + FOOT - (count / most) * (FOOT - 4)}
            height={(count / most) * (FOOT - 4)}
            fill={css('part4')}
          />
        ))}
        {marks.map((value) => (
          <g key={value}>
            <line x1={x(value)} x2={x(value)} y1={4} y2={HEIGHT + FOOT} stroke={css('accentLine')} strokeDasharray="2 3" />
            <text x={x(value)} y={HEIGHT + FOOT + 12} textAnchor="middle" fontSize="10" fill={css('text2')}>
              {Math.round((value / scale) * 100) / 100}
            </text>
          </g>
        ))}
        <path d={path} fill="none" stroke={css('accent')} strokeWidth="2" />
        {indicator.curve?.map((node) => (
          <circle key={node.at} cx={x(node.at)} cy={y(node.worth)} r="3.5" fill={css('accent')} />
        ))}
      </svg>
      {values.length === 0 && <figcaption className="x-caption">{t('ratings.card.noSample')}</figcaption>}
    </figure>
  );
}
