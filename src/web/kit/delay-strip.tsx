// Payment delay: a dot an invoice over its due day, hollow while unpaid, the moving average through them, the check's threshold above.
import { useMemo } from 'react';
import type { Day } from '#base/date.ts';
import { epochDay } from '#base/date.ts';
import { useTheme } from '#web/theme/provider.tsx';
import type { RiskStep } from '#web/theme/tokens.ts';
import { riskFill } from '#web/theme/tokens.ts';
import { axisLook, Chart, chartBase, escapeHtml } from './chart.tsx';
import type { MoneyValue } from './figures.ts';
import { formatNumber, toNumber } from './figures.ts';
import { useReading } from './reading.tsx';

export type DelayDot = {
  readonly document: string;
  readonly dueOn: Day;
  /** Days after (or before: negative) the due day: at settlement, or as of the page's day while unpaid. */
  readonly daysLate: number;
  readonly amount: MoneyValue;
  readonly paid: boolean;
};

/** Mean of the last `window` values up to each; null until there are as many. */
export function movingMeans(values: readonly number[], window: number): (number | null)[] {
  let sum = 0;
  return values.map((value, at) => {
    sum += value - (at >= window ? (values[at - window] ?? 0) : 0);
    return at + 1 < window ? null : sum / window;
  });
}

/** Up to a fortnight is the ordinary scatter of bank days and month ends; the threshold marks what the check minds. */
export function delayStep(daysLate: number, thresholdDays: number): RiskStep {
  if (daysLate > thresholdDays * 2) return 4;
  if (daysLate > thresholdDays) return 3;
  return daysLate > thresholdDays / 2 ? 2 : 1;
}

export type DelayStripProps = {
  readonly dots: readonly DelayDot[];
  readonly thresholdDays: number;
  readonly window?: number;
  readonly height?: number;
  readonly label: string;
  readonly onOpen?: (document: string) => void;
};

export function DelayStrip({ dots, thresholdDays, window = 10, height = 170, label, onOpen }: DelayStripProps) {
  const { tokens } = useTheme();
  const { t, money } = useReading();
  const ordered = useMemo(() => [...dots].sort((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0)), [dots]);
  const option = useMemo(() => {
    const largest = Math.max(1, ...ordered.map((each) => toNumber(each.amount) ?? 0));
    const at = (day: Day) => epochDay(day) * 86_400_000;
    const means = movingMeans(
      ordered.map((each) => each.daysLate),
      window,
    );
    const worst = ordered.reduce<DelayDot | null>(
      (most, each) => (!each.paid && (!most || each.daysLate > most.daysLate) ? each : most),
      null,
    );
    return {
      ...chartBase(tokens),
      grid: { left: 44, right: 14, top: 16, bottom: 24 },
      xAxis: {
        type: 'time',
        ...axisLook(tokens),
        splitLine: { show: false },
        axisLine: { show: false },
        axisLabel: { color: tokens.text3, fontSize: 11, formatter: '{yyyy}-{MM}', hideOverlap: true },
        splitNumber: 6,
      },
      yAxis: {
        type: 'value',
        ...axisLook(tokens),
        axisLine: { show: false },
        interval: 15,
        min: (extent: { min: number }) => Math.min(0, Math.floor(extent.min / 15) * 15),
        max: (extent: { max: number }) => Math.max(thresholdDays + 5, extent.max + 6),
        axisLabel: {
          color: tokens.text3,
          fontSize: 11,
          showMinLabel: true,
          showMaxLabel: false,
          formatter: (value: number) => (value === 0 ? t('kit.dayOfDue') : formatNumber(value, 0, 'always')),
        },
      },
      tooltip: {
        ...chartBase(tokens).tooltip,
        formatter: (held: { dataIndex: number; seriesIndex: number }) => {
          const dot = ordered[held.dataIndex];
          if (!dot || held.seriesIndex !== 0) return '';
          const late = `${dot.daysLate > 0 ? '+' : ''}${t('kit.days', { count: dot.daysLate })}`;
          return [dot.document, money(dot.amount), dot.dueOn, late, t(dot.paid ? 'kit.paid' : 'kit.unpaid')]
            .map(escapeHtml)
            .join(' · ');
        },
      },
      series: [
        {
          type: 'scatter',
          z: 3,
          data: ordered.map((each) => {
            const color = tokens[riskFill[delayStep(each.daysLate, thresholdDays)]];
            // Area, not radius, follows the amount.
            const size = 4 + 7 * Math.sqrt((toNumber(each.amount) ?? 0) / largest);
            return {
              value: [at(each.dueOn), each.daysLate],
              symbolSize: each.paid ? size : Math.max(8, size),
              itemStyle: each.paid ? { color, opacity: 0.9 } : { color: tokens.surface, borderColor: color, borderWidth: 1.8 },
              ...(each === worst
                ? {
                    label: {
                      show: true,
                      position: 'left',
                      distance: 8,
                      color: tokens.text1,
                      fontSize: 11,
                      formatter: `${each.document} · ${money(each.amount)} · ${t('kit.unpaid')}`,
                    },
                  }
                : {}),
            };
          }),
          markLine: {
            silent: true,
            symbol: 'none',
            data: [
              { yAxis: 0, lineStyle: { color: tokens.text3, type: 'solid', width: 1 }, label: { show: false } },
              {
                yAxis: thresholdDays,
                lineStyle: { color: tokens.risk3, type: 'dashed', width: 1 },
                label: {
                  position: 'insideStartTop',
                  color: tokens.risk3Text,
                  fontSize: 11,
                  formatter: t('kit.thresholdAt', { value: t('kit.days', { count: thresholdDays }) }),
                },
              },
            ],
          },
        },
        {
          type: 'line',
          silent: true,
          z: 2,
          symbol: 'none',
          lineStyle: { color: tokens.text1, width: 1.6 },
          data: ordered.flatMap((each, index) => (means[index] === null ? [] : [[at(each.dueOn), means[index]]])),
        },
      ],
    };
  }, [ordered, thresholdDays, window, tokens, t, money]);
  return (
    <Chart
      option={option}
      height={height}
      label={label}
      onSelect={(index, series) => {
        const dot = ordered[index];
        if (dot && series === 0) onOpen?.(dot.document);
      }}
    />
  );
}
