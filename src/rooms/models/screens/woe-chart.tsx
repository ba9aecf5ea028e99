// Weight of evidence of each bin as bars about a line, the bad share written over it, and the cuts between as handles that move.
import { useRef } from 'react';
import type { Measured } from '#engine/models/look.ts';
import { Legend } from '#web/kit/bars.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { css } from '#web/theme/tokens.ts';
import { figure, pieceName, plainNumber, share } from './words.ts';

const HEIGHT = 170;
const LABEL = 17;

export function WoeChart({
  pieces,
  cuts,
  edges,
  onMove,
}: {
  pieces: readonly Measured[];
  /** Inner cuts of a number; absent: nothing moves. */
  cuts?: readonly number[];
  /** Values that a cut may stand at. */
  edges?: readonly number[];
  onMove?: (at: number, value: number) => void;
}) {
  const { t } = useReading();
  const shown = pieces.filter((each) => each.rows > 0 || (each.special === null && !each.isMissing));
  const top = Math.max(0.1, ...shown.map((each) => each.woe));
  const bottom = Math.max(0.1, ...shown.map((each) => -each.woe));
  const room = HEIGHT - 2 * LABEL;
  const zero = LABEL + (top / (top + bottom)) * room;
  const scale = room / (top + bottom);
  const highest = Math.max(0.0001, ...shown.map((each) => each.badRate ?? 0));
  const width = 100 / shown.length;
  const rateAt = (each: Measured) => HEIGHT - 6 - ((each.badRate ?? 0) / highest) * (HEIGHT - 30);
  // Where the share would be written over the weight, it is written below its point.
  const isOverLabel = (each: Measured) => {
    const label = each.woe >= 0 ? zero - each.woe * scale - LABEL : zero - each.woe * scale;
    return Math.abs(rateAt(each) - 12 - (label + LABEL / 2)) < LABEL;
  };
  const line = shown
    .map((each, at) => (each.special === null && !each.isMissing ? `${(at + 0.5) * width},${rateAt(each)}` : null))
    .filter((point) => point !== null)
    .join(' ');
  return (
    <div className="x-lab-picture">
      <div className="x-lab-woe" style={{ height: HEIGHT }} role="img" aria-label={t('lab.bins.chart')}>
        <i className="x-lab-woe-zero" style={{ top: zero }} />
        {shown.map((each, at) => {
          const height = Math.abs(each.woe) * scale;
          const apart = each.isMissing || each.special !== null;
          return (
            <span key={pieceName(each, t, 99)} className="x-lab-woe-slot" style={{ left: `${at * width}%`, width: `${width}%` }}>
              <i
                className={apart ? 'x-lab-woe-apart' : undefined}
                style={{
                  top: each.woe >= 0 ? zero - height : zero,
                  height: Math.max(1, height),
                  ...(apart ? {} : { background: css(each.woe >= 0 ? 'part3' : 'part1') }),
                }}
              />
              <b style={{ top: each.woe >= 0 ? zero - height - LABEL : zero + height }}>{figure(each.woe, 2, 'always')}</b>
            </span>
          );
        })}
        <svg viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          <polyline points={line} fill="none" stroke={css('risk3')} strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
        </svg>
        {shown.map((each, at) => (
          <span
            key={pieceName(each, t, 99)}
            className="x-lab-woe-rate"
            style={{ left: `${(at + 0.5) * width}%`, top: rateAt(each) }}
          >
            <em className={isOverLabel(each) ? 'x-lab-woe-below' : undefined}>{share(each.badRate)}</em>
          </span>
        ))}
      </div>
      <div className="x-lab-woe-axis">
        {cuts && edges && onMove
          ? cuts.map((cut, at) => (
              <Handle
                key={`${cuts.length} ${String(at)}`}
                left={(at + 1) * width}
                width={width}
                cut={cut}
                low={cuts[at - 1] ?? Number.NEGATIVE_INFINITY}
                high={cuts[at + 1] ?? Number.POSITIVE_INFINITY}
                edges={edges}
                onMove={(value) => onMove(at, value)}
              />
            ))
          : null}
        {shown.map((each, at) =>
          cuts && each.special === null && !each.isMissing ? null : (
            <small
              key={pieceName(each, t, 99)}
              style={{ left: `${(at + 0.5) * width}%`, maxWidth: `${width}%` }}
              title={pieceName(each, t, 99)}
            >
              {pieceName(each, t)}
            </small>
          ),
        )}
      </div>
      <Legend
        items={[
          { fill: 'part3', label: t('lab.bins.better') },
          { fill: 'part1', label: t('lab.bins.worse') },
          { fill: 'risk3', label: t('lab.rate') },
        ]}
      />
    </div>
  );
}

/** A cut: dragged, or moved by the arrow keys, from edge to edge between its neighbours. */
function Handle({
  left,
  width,
  cut,
  low,
  high,
  edges,
  onMove,
}: {
  left: number;
  width: number;
  cut: number;
  low: number;
  high: number;
  edges: readonly number[];
  onMove: (value: number) => void;
}) {
  const { t } = useReading();
  const drag = useRef<{ x: number; from: number } | null>(null);
  const free = edges.filter((edge) => edge > low && edge < high);
  const here = free.indexOf(cut);
  const step = (by: number) => {
    const next = free[here + by];
    if (next !== undefined) onMove(next);
  };
  return (
    <button
      type="button"
      role="slider"
      aria-label={t('lab.bins.handle')}
      aria-valuenow={cut}
      aria-valuemin={free[0] ?? cut}
      aria-valuemax={free.at(-1) ?? cut}
      className="x-lab-handle"
      style={{ left: `${left}%` }}
      onKeyDown={(event) => {
        const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
        if (by === 0) return;
        event.preventDefault();
        step(by);
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        drag.current = { x: event.clientX, from: here };
      }}
      onPointerMove={(event) => {
        const held = drag.current;
        const axis = event.currentTarget.parentElement;
        if (!held || !axis || free.length < 2) return;
        // Two bins wide is the way from the first free edge to the last.
        const way = (axis.clientWidth * width * 2) / 100;
        const to = Math.round(held.from + ((event.clientX - held.x) / way) * (free.length - 1));
        const next = free[Math.max(0, Math.min(free.length - 1, to))]!;
        if (next !== cut) onMove(next);
      }}
      onPointerUp={() => {
        drag.current = null;
      }}
    >
      <i aria-hidden="true" />
      <span className="x-num">{plainNumber(cut)}</span>
    </button>
  );
}
