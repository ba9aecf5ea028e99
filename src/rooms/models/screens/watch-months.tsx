// Month by month: how far customers have moved from those of training, and how well the model told apart those whose outcome is known by now.
import type { OutputOf } from '#platform/operation.ts';
import { ChartCard } from '#web/kit/card.tsx';
import { axisLook, Chart, chartBase } from '#web/kit/chart.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { useTheme } from '#web/theme/provider.tsx';
import type { Tokens } from '#web/theme/tokens.ts';
import type { watched } from '../contract.ts';
import { aucText, figure } from './words.ts';

export type Look = OutputOf<typeof watched>['looks'][number];

const HEIGHT = 180;
const GRID = { left: 44, right: 14, top: 14, bottom: 26 };
/** Practice: a little, and much. */
const [WATCH, SHIFTED] = [0.1, 0.25];

/** `looks`: newest first, as they are read; `before`: AUC in development. */
export function WatchMonths({ looks, before }: { looks: readonly Look[]; before: number | null }) {
  const { t } = useReading();
  const { tokens } = useTheme();
  const months = looks.filter((each) => each.monthOn !== null).toReversed();
  if (months.length === 0) return null;
  const names = months.map((each) => each.monthOn!.slice(0, 7));
  const last = months.at(-1)!;
  const tested = months.filter((each) => each.auc?.value !== null && each.auc !== null);
  return (
    <div className="x-lab-months">
      <ChartCard
        title={t('models.watch.psiTitle', { psi: figure(last.psi) })}
        caption={t('models.watch.psiCaption', { watch: WATCH, shifted: SHIFTED })}
        twin={{
          columns: [t('models.watch.month'), 'PSI', t('lab.stability.standing')],
          rows: months.map((each, at) => [names[at]!, figure(each.psi), t(`lab.stability.word.${each.standing}`)]),
        }}
      >
        <Chart
          height={HEIGHT}
          label={t('models.watch.psiCaption', { watch: WATCH, shifted: SHIFTED })}
          option={{
            ...common(tokens, names),
            series: [
              {
                type: 'line',
                name: 'PSI',
                symbolSize: 9,
                symbol: 'circle',
                lineStyle: { color: tokens.part2, width: 2 },
                data: months.map((each) => ({
                  value: each.psi === null ? null : Number(each.psi.toFixed(4)),
                  itemStyle: {
                    color: each.standing === 'shifted' ? tokens.risk4 : each.standing === 'watch' ? tokens.risk2 : tokens.part2,
                  },
                })),
                markLine: lines(tokens, [WATCH, SHIFTED]),
              },
            ],
          }}
        />
      </ChartCard>
      <ChartCard
        title={
          tested.length > 0
            ? t(tested.at(-1)!.falls ? 'models.watch.aucFalls' : 'models.watch.aucHolds', {
                auc: figure(tested.at(-1)!.auc!.value),
              })
            : t('models.watch.aucNone')
        }
        caption={t('models.watch.aucCaption')}
        twin={{
          columns: [t('models.watch.month'), t('models.watch.outcomeOn'), t('lab.auc.name'), t('models.watch.beside')],
          rows: months.map((each, at) => [
            names[at]!,
            each.outcomeOn ?? '—',
            each.auc ? aucText(each.auc, t) : '—',
            besideText(each, t),
          ]),
        }}
      >
        <Chart
          height={HEIGHT}
          label={t('models.watch.aucCaption')}
          option={{
            ...common(tokens, names),
            yAxis: { type: 'value', ...axisLook(tokens), min: 0.5, max: 1 },
            series: [
              {
                type: 'line',
                name: 'AUC',
                symbolSize: 7,
                data: months.map((each) => (each.auc?.value == null ? null : Number(each.auc.value.toFixed(4)))),
                lineStyle: { color: tokens.part1, width: 2 },
                itemStyle: { color: tokens.part1 },
                ...(before === null ? {} : { markLine: lines(tokens, [Number(before.toFixed(3))]) }),
              },
            ],
          }}
        />
      </ChartCard>
    </div>
  );
}

/** Against the version that decides: +0.021 (p 0.03). */
export function besideText({ beside }: Look, t: ReturnType<typeof useReading>['t']): string {
  if (!beside) return '—';
  const by = `${beside.difference >= 0 ? '+' : '−'}${Math.abs(beside.difference).toFixed(3)}`;
  return t('models.watch.besideText', { version: beside.version, by, p: beside.p.toFixed(2) });
}

function common(tokens: Tokens, names: readonly string[]) {
  return {
    ...chartBase(tokens),
    grid: GRID,
    tooltip: { ...chartBase(tokens).tooltip, trigger: 'axis' },
    xAxis: { type: 'category', data: names, ...axisLook(tokens) },
    yAxis: { type: 'value', ...axisLook(tokens), min: 0 },
  };
}

function lines(tokens: Tokens, at: readonly number[]) {
  return {
    silent: true,
    symbol: 'none',
    label: { position: 'insideEndTop', color: tokens.text3, fontSize: 10 },
    lineStyle: { color: tokens.text3, type: 'dashed', width: 1 },
    data: at.map((yAxis) => ({ yAxis })),
  };
}
