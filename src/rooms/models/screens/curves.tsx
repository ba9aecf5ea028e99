// Curves of a validation: ROC, KS, expected against observed, what one variable does. Titles state the finding.

import type { RiskGroup } from '#engine/models/metrics.ts';
import type { Dependence } from '#engine/models/pictures.ts';
import { ChartCard } from '#web/kit/card.tsx';
import { axisLook, Chart, chartBase, escapeHtml } from '#web/kit/chart.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { useTheme } from '#web/theme/provider.tsx';
import { useVariableName } from './variable-name.ts';
import { plainNumber, share } from './words.ts';

export type CurvePoint = { readonly goods: number; readonly bads: number };
const HEIGHT = 220;
const GRID = { left: 40, right: 14, top: 12, bottom: 36 };

type Line = { readonly name: string; readonly points: readonly CurvePoint[] };

/** Share of bads found against share of goods refused; several models, the diagonal dashed. */
export function RocCard({
  title,
  caption,
  lines,
  span = 4,
}: {
  title: string;
  caption: string;
  lines: readonly Line[];
  span?: 4 | 6;
}) {
  const { t } = useReading();
  const { tokens } = useTheme();
  const colours = [tokens.part1, tokens.part3];
  const axis = {
    type: 'value' as const,
    min: 0,
    max: 1,
    ...axisLook(tokens),
    nameLocation: 'middle' as const,
    nameTextStyle: { color: tokens.text3 },
  };
  const option = {
    ...chartBase(tokens),
    grid: GRID,
    tooltip: { ...chartBase(tokens).tooltip, trigger: 'item' },
    xAxis: { ...axis, name: t('lab.roc.x'), nameGap: 20 },
    yAxis: { ...axis, name: t('lab.roc.y'), nameGap: 28 },
    series: [
      ...lines.map((line, at) => ({
        type: 'line',
        name: escapeHtml(line.name),
        showSymbol: false,
        data: line.points.map((point) => [point.goods, point.bads]),
        lineStyle: { color: colours[at], width: 2 },
        itemStyle: { color: colours[at] },
      })),
      {
        type: 'line',
        silent: true,
        showSymbol: false,
        data: [
          [0, 0],
          [1, 1],
        ],
        lineStyle: { color: tokens.text3, type: 'dashed', width: 1 },
      },
    ],
  };
  const step = Math.max(1, Math.floor((lines[0]?.points.length ?? 1) / 12));
  return (
    <ChartCard
      className={`x-span-${span}`}
      title={title}
      caption={caption}
      twin={{
        columns: [t('lab.roc.x'), ...lines.map((line) => `${t('lab.roc.y')} ${line.name}`)],
        rows: (lines[0]?.points ?? [])
          .filter((_, at) => at % step === 0)
          .map((point) => [share(point.goods), ...lines.map((line) => share(atGoods(line.points, point.goods)))]),
      }}
    >
      <Chart option={option} height={HEIGHT} label={title} />
      <div className="x-lab-lines">
        {lines.map((line, at) => (
          <span key={line.name}>
            <i style={{ background: colours[at] ?? tokens.part1 }} /> {line.name}
          </span>
        ))}
      </div>
    </ChartCard>
  );
}

const atGoods = (points: readonly CurvePoint[], goods: number): number =>
  points.findLast((point) => point.goods <= goods)?.bads ?? 0;

/** Where shares of bads and goods lie furthest apart, going from the riskiest. */
export function KsCard({ points, ks }: { points: readonly CurvePoint[]; ks: number | null }) {
  const { t } = useReading();
  const { tokens } = useTheme();
  const gaps = points.map((point) => point.bads - point.goods);
  const at = gaps.indexOf(Math.max(...gaps));
  // The share of all rows is not known point by point; the share of goods is, and goods are most of them.
  const best = points[at];
  const title =
    ks === null ? t('lab.ks.none') : t('lab.ks.title', { goods: share(best?.goods ?? 0, 0), bads: share(best?.bads ?? 0, 0) });
  const x = points.map((_, index) => index / Math.max(1, points.length - 1));
  const option = {
    ...chartBase(tokens),
    grid: GRID,
    xAxis: {
      type: 'value',
      min: 0,
      max: 1,
      ...axisLook(tokens),
      name: t('lab.ks.x'),
      nameLocation: 'middle',
      nameGap: 20,
      nameTextStyle: { color: tokens.text3 },
    },
    yAxis: { type: 'value', min: 0, max: 1, ...axisLook(tokens) },
    series: [
      {
        type: 'line',
        name: t('lab.bad'),
        showSymbol: false,
        data: points.map((point, index) => [x[index], point.bads]),
        lineStyle: { color: tokens.risk4, width: 2 },
        itemStyle: { color: tokens.risk4 },
      },
      {
        type: 'line',
        name: t('lab.good'),
        showSymbol: false,
        data: points.map((point, index) => [x[index], point.goods]),
        lineStyle: { color: tokens.part2, width: 2 },
        itemStyle: { color: tokens.part2 },
        ...(best
          ? {
              markLine: {
                silent: true,
                symbol: 'none',
                lineStyle: { color: tokens.text1, type: 'solid', width: 1.5 },
                label: { show: false },
                data: [[{ coord: [x[at], best.goods] }, { coord: [x[at], best.bads] }]],
              },
            }
          : {}),
      },
    ],
  };
  return (
    <ChartCard
      className="x-span-4"
      title={title}
      caption={ks === null ? 'KS' : `KS ${ks.toFixed(3)}`}
      twin={{
        columns: [t('lab.ks.x'), t('lab.bad'), t('lab.good')],
        rows: points
          .filter((_, index) => index % 5 === 0)
          .map((point, index) => [share(x[index * 5]), share(point.bads), share(point.goods)]),
      }}
    >
      <Chart option={option} height={HEIGHT} label={title} />
      <div className="x-lab-lines">
        <span>
          <i style={{ background: tokens.risk4 }} /> {t('lab.ks.bads')}
        </span>
        <span>
          <i style={{ background: tokens.part2 }} /> {t('lab.ks.goods')}
        </span>
      </div>
    </ChartCard>
  );
}

type Fitness = { readonly statistic: number; readonly degrees: number; readonly p: number } | null;

/** Expected against observed bad share of groups, with the interval of what was observed. */
export function CalibrationCard({ groups, fitness }: { groups: readonly RiskGroup[]; fitness: Fitness }) {
  const { t } = useReading();
  const { tokens } = useTheme();
  const most = Math.ceil(Math.max(0.01, ...groups.flatMap((each) => [each.expected, each.high])) * 20) / 20;
  const agrees = fitness === null || fitness.p >= 0.05;
  const title = t(groups.length < 3 ? 'lab.calibration.none' : agrees ? 'lab.calibration.agrees' : 'lab.calibration.differs');
  const percent = {
    axisLabel: { color: tokens.text3, fontSize: 11, formatter: (value: number) => `${Math.round(value * 100)}%` },
  };
  const option = {
    ...chartBase(tokens),
    grid: { ...GRID, left: 44 },
    xAxis: {
      type: 'value',
      min: 0,
      max: most,
      ...axisLook(tokens),
      ...percent,
      name: t('lab.calibration.x'),
      nameLocation: 'middle',
      nameGap: 20,
      nameTextStyle: { color: tokens.text3 },
    },
    yAxis: { type: 'value', min: 0, max: most, ...axisLook(tokens), ...percent },
    series: [
      {
        type: 'line',
        silent: true,
        showSymbol: false,
        data: [
          [0, 0],
          [most, most],
        ],
        lineStyle: { color: tokens.text3, type: 'dashed', width: 1 },
      },
      ...groups.map((each) => ({
        type: 'line',
        silent: true,
        showSymbol: false,
        data: [
          [each.expected, each.low],
          [each.expected, each.high],
        ],
        lineStyle: { color: tokens.part3, width: 2 },
      })),
      {
        type: 'scatter',
        symbolSize: 8,
        data: groups.map((each) => [each.expected, each.observed]),
        itemStyle: { color: tokens.part1 },
      },
    ],
  };
  return (
    <ChartCard
      className="x-span-4"
      title={title}
      caption={fitness ? t('lab.calibration.p', { p: fitness.p < 0.001 ? '< 0.001' : fitness.p.toFixed(3) }) : undefined}
      twin={{
        columns: [
          t('lab.calibration.group'),
          t('lab.rows'),
          t('lab.calibration.x'),
          t('lab.calibration.y'),
          t('lab.calibration.interval'),
          t('lab.lift'),
        ],
        rows: groups.map((each, at) => [
          String(at + 1),
          formatNumber(each.rows),
          share(each.expected),
          share(each.observed),
          `${share(each.low)} – ${share(each.high)}`,
          each.lift === null ? '—' : each.lift.toFixed(2),
        ]),
      }}
    >
      <Chart option={option} height={HEIGHT} label={title} />
      <p className="x-caption">{t('lab.calibration.how')}</p>
    </ChartCard>
  );
}

/** Of the riskiest tenth, how many times as many are bad as of all. */
export function LiftCard({ groups }: { groups: readonly RiskGroup[] }) {
  const { t } = useReading();
  const rows = groups.reduce((sum, each) => sum + each.rows, 0);
  const bads = groups.reduce((sum, each) => sum + each.bads, 0);
  const first = groups[0];
  const most = Math.max(0.0001, ...groups.map((each) => each.observed));
  const title =
    first && bads > 0
      ? t('lab.liftCard.title', { rows: share(first.rows / rows, 0), bads: share(first.bads / bads, 0) })
      : t('lab.lift');
  return (
    <ChartCard
      className="x-span-4"
      title={title}
      caption={t('lab.liftCard.caption')}
      twin={{
        columns: [t('lab.calibration.group'), t('lab.rows'), t('lab.bad'), t('lab.rate'), t('lab.lift')],
        rows: groups.map((each, at) => [
          String(at + 1),
          formatNumber(each.rows),
          formatNumber(each.bads),
          share(each.observed),
          each.lift?.toFixed(2) ?? '—',
        ]),
      }}
    >
      <ol className="x-lab-groups">
        {groups.map((each, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: groups stand by risk
          <li key={at}>
            <span className="x-num">{at + 1}</span>
            <i>
              <b style={{ width: `${(each.observed / most) * 100}%` }} />
            </i>
            <span className="x-num">{share(each.observed)}</span>
            <span className="x-num x-quiet">{each.lift === null ? '—' : `${each.lift.toFixed(1)}×`}</span>
          </li>
        ))}
      </ol>
    </ChartCard>
  );
}

/** How the expected bad share moves with one variable alone. */
export function DependenceCard({ dependence }: { dependence: Dependence }) {
  const { t } = useReading();
  const called = useVariableName();
  const { tokens } = useTheme();
  const isNumber = dependence.at.every((each) => Number.isFinite(Number(each.label)));
  const labels = dependence.at.map((each) => (isNumber ? plainNumber(Number(each.label)) : each.label));
  const rates = dependence.at.map((each) => each.pd);
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  const steps = rates.slice(1).map((rate, at) => rate - rates[at]!);
  const way = !isNumber
    ? 'varies'
    : high - low < 0.002
      ? 'flat'
      : steps.every((step) => step >= -0.001)
        ? 'rises'
        : steps.every((step) => step <= 0.001)
          ? 'falls'
          : 'varies';
  const title = t(`lab.dependence.${way}`, { name: called(dependence.name), low: share(low), high: share(high) });
  const option = {
    ...chartBase(tokens),
    grid: { ...GRID, left: 44 },
    tooltip: {
      ...chartBase(tokens).tooltip,
      trigger: 'axis',
      renderMode: 'richText',
      valueFormatter: (value: number) => share(value),
    },
    xAxis: { type: 'category', data: labels, ...axisLook(tokens) },
    yAxis: {
      type: 'value',
      scale: true,
      ...axisLook(tokens),
      axisLabel: { color: tokens.text3, fontSize: 11, formatter: (value: number) => share(value) },
    },
    series: [
      {
        type: 'line',
        name: t('lab.pd'),
        step: false,
        symbolSize: isNumber ? 5 : 9,
        data: rates,
        lineStyle: { color: tokens.part1, width: isNumber ? 2 : 0 },
        itemStyle: { color: tokens.part1 },
      },
    ],
  };
  return (
    <ChartCard
      className="x-span-4"
      title={title}
      caption={t('lab.dependence.caption')}
      twin={{
        columns: [called(dependence.name), t('lab.pd')],
        rows: dependence.at.map((each, at) => [labels[at], share(each.pd)]),
      }}
    >
      <Chart option={option} height={180} label={title} />
    </ChartCard>
  );
}
