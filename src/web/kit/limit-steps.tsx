// Exposure over time under the steps of its limit; where it ran above is marked.
import { useMemo } from 'react';
import type { Day } from '#base/date.ts';
import { epochDay } from '#base/date.ts';
import { useTheme } from '#web/theme/provider.tsx';
import { axisLook, Chart, chartBase, escapeHtml } from './chart.tsx';
import type { MoneyValue } from './figures.ts';
import { axisAmount, toNumber } from './figures.ts';
import { useReading } from './reading.tsx';

export type LimitPoint = {
  readonly on: Day;
  readonly exposure: MoneyValue;
  /** The whole limit on that day; null where there was none. */
  readonly limit: MoneyValue;
  readonly permanent?: MoneyValue;
};

export type LimitNote = { readonly on: Day; readonly at: MoneyValue; readonly text: string; readonly over?: boolean };

export function LimitSteps({
  points,
  notes = [],
  height = 220,
  label,
}: {
  points: readonly LimitPoint[];
  notes?: readonly LimitNote[];
  height?: number;
  label: string;
}) {
  const { tokens } = useTheme();
  const { money, lang, scale, t } = useReading();
  const option = useMemo(() => {
    const at = (day: Day) => epochDay(day) * 86_400_000;
    const last = points[points.length - 1];
    return {
      ...chartBase(tokens),
      grid: { left: 44, right: 16, top: 22, bottom: 24 },
      tooltip: {
        ...chartBase(tokens).tooltip,
        trigger: 'axis',
        formatter: (held: { dataIndex: number }[]) => {
          const point = points[held[0]?.dataIndex ?? -1];
          if (!point) return '';
          return [point.on, `${t('glossary.exposure')} ${money(point.exposure)}`, `${t('glossary.limit')} ${money(point.limit)}`]
            .map(escapeHtml)
            .join('<br>');
        },
      },
      xAxis: {
        type: 'time',
        ...axisLook(tokens),
        splitLine: { show: false },
        axisLabel: { color: tokens.text3, fontSize: 11, formatter: '{yyyy}-{MM}', hideOverlap: true },
        splitNumber: 5,
      },
      yAxis: {
        type: 'value',
        min: 0,
        splitNumber: 4,
        ...axisLook(tokens),
        axisLine: { show: false },
        axisLabel: {
          color: tokens.text3,
          fontSize: 11,
          formatter: (value: number) => axisAmount(value, scale, lang),
        },
      },
      series: [
        {
          type: 'line',
          symbol: 'none',
          lineStyle: { color: tokens.part2, width: 1.8 },
          areaStyle: { color: tokens.accentTint },
          itemStyle: { color: tokens.part2 },
          data: points.map((each) => [at(each.on), toNumber(each.exposure)]),
        },
        {
          type: 'line',
          step: 'end',
          symbol: 'none',
          lineStyle: { color: tokens.text1, width: 1.4 },
          data: points.map((each) => [at(each.on), toNumber(each.limit)]),
        },
        {
          type: 'line',
          step: 'end',
          symbol: 'none',
          lineStyle: { color: tokens.text3, width: 1, type: 'dashed' },
          data: points.map((each) => {
            const firm = toNumber(each.permanent ?? null);
            return [at(each.on), firm !== null && firm < (toNumber(each.limit) ?? 0) ? firm : null];
          }),
        },
        {
          type: 'scatter',
          silent: true,
          symbolSize: 6,
          itemStyle: { color: tokens.part2 },
          data: last ? [[at(last.on), toNumber(last.exposure)]] : [],
        },
        {
          type: 'scatter',
          silent: true,
          symbolSize: 7,
          data: notes.map((each) => ({
            value: [at(each.on), toNumber(each.at)],
            itemStyle: each.over
              ? { color: tokens.surface, borderColor: tokens.risk4, borderWidth: 1.6 }
              : { color: 'transparent' },
            label: {
              show: true,
              position: each.over ? 'top' : 'right',
              distance: each.over ? 5 : 2,
              offset: each.over ? [0, 0] : [0, -9],
              color: each.over ? tokens.risk4Text : tokens.text1,
              fontSize: 11,
              formatter: each.text,
            },
          })),
        },
      ],
    };
  }, [points, notes, tokens, money, lang, scale, t]);
  return <Chart option={option} height={height} label={label} />;
}
