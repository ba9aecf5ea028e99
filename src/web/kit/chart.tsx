// A chart whose code arrives when it is first drawn; until then its place is kept. Options common to all our charts.
import { lazy, Suspense } from 'react';
import type { Tokens } from '#web/theme/tokens.ts';
import { fontFamily } from '#web/theme/tokens.ts';
import type { EChartProps } from './echart.tsx';

const Late = lazy(() => import('./echart.tsx'));

export function Chart(props: EChartProps) {
  return (
    <Suspense fallback={<div style={{ height: props.height }} className="x-chart-wait" />}>
      <Late {...props} />
    </Suspense>
  );
}

/** Axis, text and tooltip looks in the page's tokens; nothing animates. */
export function chartBase(t: Tokens) {
  return {
    animation: false,
    textStyle: { fontFamily, color: t.text2, fontSize: 11 },
    tooltip: {
      confine: true,
      backgroundColor: t.surface,
      borderColor: t.border,
      borderWidth: 1,
      padding: [6, 10],
      textStyle: { color: t.text1, fontSize: 12, fontFamily },
      extraCssText: `box-shadow:${t.shadow};border-radius:6px`,
    },
  };
}

export function axisLook(t: Tokens) {
  return {
    axisLine: { lineStyle: { color: t.border } },
    axisTick: { show: false },
    axisLabel: { color: t.text3, fontSize: 11 },
    splitLine: { lineStyle: { color: t.hairline } },
  };
}

/** ECharts sets tooltips as HTML: names of customers and documents must not become markup. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`);
}
