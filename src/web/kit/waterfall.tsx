// Steps from a first figure to a last one: exposure from its parts, or its change since yesterday. Bars that start above zero are broken.
import type { CustomSeriesRenderItem } from 'echarts';
import { useMemo } from 'react';
import { useTheme } from '#web/theme/provider.tsx';
import type { TokenName } from '#web/theme/tokens.ts';
import { fontFamily } from '#web/theme/tokens.ts';
import { axisLook, Chart, chartBase } from './chart.tsx';
import type { MoneyValue } from './figures.ts';
import { axisAmount, DASH, fitMoney, toMoney, toNumber } from './figures.ts';
import { useReading } from './reading.tsx';

export type WaterfallStep = {
  readonly key: string;
  /** A line break splits a long name over two lines. */
  readonly label: string;
  readonly value: MoneyValue;
  /** `part` adds to what came before, `total` stands on zero, `room` lies on the running sum up to the next total. */
  readonly kind: 'part' | 'total' | 'room';
  readonly fill?: TokenName;
  readonly hollow?: boolean;
  /** Splits a total in two, such as permanent and temporary limit: the lower amount. */
  readonly split?: MoneyValue;
};

export type WaterfallBar = { readonly from: number; readonly to: number; readonly after: number };

/** Where each bar begins and ends; `after` is the running sum that the connector carries on. Missing amounts take no height. */
export function waterfallBars(steps: readonly Pick<WaterfallStep, 'kind' | 'value'>[]): WaterfallBar[] {
  let running = 0;
  return steps.map((each) => {
    const size = toNumber(each.value) ?? 0;
    const from = each.kind === 'total' ? 0 : running;
    running = each.kind === 'total' ? size : running + size;
    return { from, to: running, after: running };
  });
}

/** Below this share of the tallest bar a change would be invisible on an axis from zero, so the totals are broken. */
const BREAK_BELOW = 0.08;

/** The lower end of the axis: zero, or for small changes between large totals somewhat below the lowest of them. */
export function waterfallFloor(steps: readonly Pick<WaterfallStep, 'kind' | 'value'>[], bars: readonly WaterfallBar[]): number {
  const levels = bars.flatMap((each, at) => (steps[at]?.kind === 'total' ? [each.to] : [each.from, each.to]));
  const low = Math.min(...levels);
  const high = Math.max(...levels);
  const firstIsTotal = steps[0]?.kind === 'total';
  if (!firstIsTotal || low <= 0 || high - low > high * BREAK_BELOW) return Math.min(0, low);
  return low - (high - low) * 0.35;
}

/** Width of a label at 11 px: a Chinese character is about as wide as it is high, a Latin letter a little over half. */
function textWidth(label: string): number {
  return Math.max(
    ...label.split('\n').map((line) => [...line].reduce((sum, each) => sum + (each.charCodeAt(0) > 0x2e7f ? 11 : 6), 0)),
  );
}

export function Waterfall({ steps, height = 220, label }: { steps: readonly WaterfallStep[]; height?: number; label: string }) {
  const { tokens } = useTheme();
  const { lang, scale } = useReading();
  const option = useMemo(() => {
    const bars = waterfallBars(steps);
    const floor = waterfallFloor(steps, bars);
    const broken = floor > 0;
    const top = Math.max(...bars.flatMap((each) => [each.from, each.to]), 0);
    const labelOf = (step: WaterfallStep, band: number) => {
      const held = toMoney(step.value);
      return held ? fitMoney(held, { scale, lang, sign: step.kind === 'part' && broken ? 'always' : 'minus' }, band + 4) : DASH;
    };
    const renderItem: CustomSeriesRenderItem = (_params, api) => {
      const at = api.value(0) as number;
      const step = steps[at];
      const bar = bars[at];
      if (!step || !bar) return null;
      const low = Math.max(floor, Math.min(bar.from, bar.to));
      const high = Math.max(bar.from, bar.to);
      const [x = 0, yHigh = 0] = api.coord([at, high]);
      const [, yLow = 0] = api.coord([at, low]);
      const [band = 40] = (api.size?.([1, 0]) ?? []) as number[];
      const width = Math.min(40, band * 0.66);
      const left = x - width / 2;
      const tall = Math.max(1, yLow - yHigh);
      const fill = tokens[step.fill ?? 'part1'];
      const children: object[] = [];
      const splitAt = step.split === undefined ? null : toNumber(step.split);
      if (splitAt !== null && splitAt < high) {
        const [, ySplit = 0] = api.coord([at, splitAt]);
        children.push(
          { type: 'rect', shape: { x: left, y: ySplit, width, height: yLow - ySplit }, style: { fill: tokens.track } },
          {
            type: 'rect',
            shape: { x: left + 0.5, y: yHigh, width: width - 1, height: ySplit - yHigh },
            style: { fill: 'none', stroke: tokens.text2, lineDash: [3, 2] },
          },
        );
      } else if (step.hollow) {
        children.push({
          type: 'rect',
          shape: { x: left + 0.5, y: yHigh, width: width - 1, height: tall },
          style: {
            fill: step.kind === 'room' ? tokens.risk3Tint : 'none',
            stroke: fill,
            lineDash: step.kind === 'room' ? undefined : [2, 2],
          },
        });
      } else {
        children.push({ type: 'rect', shape: { x: left, y: yHigh, width, height: tall }, style: { fill } });
      }
      if (broken && step.kind === 'total') {
        const teeth = 6;
        const points = Array.from({ length: teeth + 1 }, (_, tooth) => [
          left + (width * tooth) / teeth,
          yHigh + tall * 0.55 + (tooth % 2 === 0 ? -2.5 : 2.5),
        ]);
        children.push({ type: 'polyline', shape: { points }, style: { fill: 'none', stroke: tokens.surface, lineWidth: 2.5 } });
      }
      if (at < steps.length - 1 && steps[at + 1]?.kind !== 'total') {
        const [nextX = 0, yAfter = 0] = api.coord([at + 1, bar.after]);
        children.push({
          type: 'line',
          shape: { x1: left + width, y1: yAfter, x2: nextX - width / 2, y2: yAfter },
          style: { stroke: tokens.text3, lineDash: [2, 2] },
        });
      }
      children.push({
        type: 'text',
        style: {
          text: labelOf(step, band),
          x,
          y: yHigh - 5,
          align: 'center',
          verticalAlign: 'bottom',
          fill: tokens.text1,
          font: `600 11px ${fontFamily}`,
        },
      });
      const [, yBase = 0] = api.coord([at, floor]);
      const widest = Math.max(...steps.map((each) => textWidth(each.label)));
      children.push({
        type: 'text',
        style: {
          text: step.label,
          x,
          y: yBase + 8 + (widest > band && at % 2 === 1 ? 14 : 0),
          align: 'center',
          verticalAlign: 'top',
          fill: tokens.text2,
          font: `11px ${fontFamily}`,
        },
      });
      return { type: 'group', children } as ReturnType<CustomSeriesRenderItem>;
    };
    return {
      ...chartBase(tokens),
      tooltip: { show: false },
      grid: { left: broken ? 8 : 44, right: 8, top: 22, bottom: steps.some((each) => textWidth(each.label) > 34) ? 38 : 24 },
      xAxis: {
        type: 'category',
        data: steps.map((each) => each.label),
        ...axisLook(tokens),
        axisLine: { show: !broken, lineStyle: { color: tokens.border } },
        // Drawn with the bars, on two levels where they would touch.
        axisLabel: { show: false },
      },
      yAxis: {
        type: 'value',
        min: floor,
        max: top + (top - floor) * 0.06,
        show: !broken,
        splitNumber: 4,
        ...axisLook(tokens),
        axisLine: { show: false },
        axisLabel: {
          color: tokens.text3,
          fontSize: 11,
          showMaxLabel: false,
          formatter: (value: number) => axisAmount(value, scale, lang),
        },
      },
      series: [{ type: 'custom', renderItem, data: steps.map((_, at) => [at, bars[at]?.to ?? 0]), clip: false }],
    };
  }, [steps, tokens, lang, scale]);
  return <Chart option={option} height={height} label={label} />;
}
