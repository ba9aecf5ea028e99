// The only file that loads ECharts: core, the few series we draw, the SVG renderer. Import it through chart.tsx, which loads it late.
import { CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import type { EChartsCoreOption } from 'echarts/core';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';

use([CustomChart, LineChart, ScatterChart, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

export type EChartProps = {
  readonly option: EChartsCoreOption;
  readonly height: number;
  readonly label: string;
  readonly onSelect?: (dataIndex: number, seriesIndex: number) => void;
};

export default function EChart({ option, height, label, onSelect }: EChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof init> | null>(null);
  const select = useRef(onSelect);
  select.current = onSelect;
  useEffect(() => {
    if (!host.current) return;
    const made = init(host.current, null, { renderer: 'svg' });
    chart.current = made;
    made.on('click', (event) => select.current?.(event.dataIndex, event.seriesIndex ?? 0));
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(host.current);
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = null;
    };
  }, []);
  useEffect(() => {
    chart.current?.setOption(option, { notMerge: true });
  }, [option]);
  return <div ref={host} style={{ height }} role="img" aria-label={label} className="x-echart" />;
}
