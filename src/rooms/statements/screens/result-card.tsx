// Revenue, profit and cash of the periods beside one another, drawn to one scale; below zero hangs below the line.

import { Legend } from '#web/kit/bars.tsx';
import { ChartCard } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { MoneyText } from '#web/kit/text.tsx';
import { css, type TokenName } from '#web/theme/tokens.ts';
import { type Report, usePeriodText } from './shown.ts';

const SERIES: readonly { key: 'revenue' | 'profit' | 'cash'; kind: string; lines: readonly string[]; fill: TokenName }[] = [
  { key: 'revenue', kind: 'income', lines: ['revenue', 'total_revenue'], fill: 'part2' },
  { key: 'profit', kind: 'income', lines: ['net_profit'], fill: 'part1' },
  { key: 'cash', kind: 'cash', lines: ['operating_cash'], fill: 'part3' },
];
const HEIGHT = 128;

export function ResultCard({ data }: { data: Report }) {
  const { t, lang, unit } = useReading();
  const periodText = usePeriodText();
  const currency = data.currency ?? 'CNY';
  const months = (day: string) => data.periods.find((each) => each.endsOn === day)?.months ?? 12;
  const series = SERIES.map((each) => {
    const rows = data.tables.find((table) => table.kind === each.kind)?.rows ?? [];
    const row = each.lines.map((key) => rows.find((one) => one.line === key)).find((one) => one !== undefined);
    return { ...each, cells: data.shown.map((_, at) => row?.cells[at]?.amount ?? null) };
  });
  const sizes = series.flatMap((each) => each.cells.map((cell) => Number(cell ?? 0)));
  const top = Math.max(0, ...sizes);
  const bottom = Math.min(0, ...sizes);
  const span = top - bottom || 1;
  const zero = (top / span) * HEIGHT;
  const rows = data.shown.map((day, at) => [
    periodText(day, months(day)),
    ...series.map((each) => (
      <MoneyText key={each.key} value={each.cells[at] == null ? null : { amount: each.cells[at], currency }} />
    )),
  ]);
  return (
    <ChartCard
      className="x-span-6"
      title={t('statements.result.title')}
      caption={unit(currency)}
      twin={{ columns: [t('statements.period'), ...series.map((each) => t(`statements.result.${each.key}`))], rows }}
    >
      <div className="x-statement-bars" role="img" aria-label={t('statements.result.title')}>
        {data.shown.map((day, at) => (
          <div key={day}>
            <div style={{ height: HEIGHT }}>
              <i style={{ top: zero }} />
              {series.map((each) => {
                const value = Number(each.cells[at] ?? 0);
                const height = (Math.abs(value) / span) * HEIGHT;
                return (
                  <span
                    key={each.key}
                    title={`${t(`statements.result.${each.key}`)} ${each.cells[at] ?? '—'} ${currency}`}
                    style={{
                      background: css(each.fill),
                      height: Math.max(each.cells[at] === null ? 0 : 1, height),
                      top: value < 0 ? zero : zero - height,
                    }}
                  />
                );
              })}
            </div>
            <small>{lang === 'zh' && data.shown.length > 6 ? day.slice(2, 7) : periodText(day, months(day))}</small>
          </div>
        ))}
      </div>
      <Legend items={series.map((each) => ({ fill: each.fill, label: t(`statements.result.${each.key}`) }))} />
    </ChartCard>
  );
}
