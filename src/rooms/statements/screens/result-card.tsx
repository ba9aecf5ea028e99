// Revenue, profit and cash of the periods beside one another.
import { Card } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import type { TokenName } from '#web/theme/tokens.ts';
import { PeriodBars } from './period-bars.tsx';
import { type Report, usePeriodText } from './shown.ts';

const SERIES: readonly { key: 'revenue' | 'profit' | 'cash'; kind: string; lines: readonly string[]; fill: TokenName }[] = [
  { key: 'revenue', kind: 'income', lines: ['revenue', 'total_revenue'], fill: 'part2' },
  { key: 'profit', kind: 'income', lines: ['net_profit'], fill: 'part1' },
  { key: 'cash', kind: 'cash', lines: ['operating_cash'], fill: 'part3' },
];

export function ResultCard({ data }: { data: Report }) {
  const { t } = useReading();
  const periodText = usePeriodText();
  const months = (day: string) => data.periods.find((each) => each.endsOn === day)?.months ?? 12;
  const series = SERIES.map((each) => {
    const rows = data.tables.find((table) => table.kind === each.kind)?.rows ?? [];
    const row = each.lines.map((key) => rows.find((one) => one.line === key)).find((one) => one !== undefined);
    return {
      key: each.key,
      fill: each.fill,
      label: t(`statements.result.${each.key}`),
      cells: data.shown.map((_, at) => row?.cells[at]?.amount ?? null),
    };
  });
  if (series.every((each) => each.cells.every((cell) => cell === null)))
    return (
      <Card className="x-span-6" title={t('statements.result.title')}>
        <p className="x-quiet">{t('statements.result.none')}</p>
      </Card>
    );
  return (
    <PeriodBars
      className="x-span-6"
      title={t('statements.result.title')}
      what={t('statements.period')}
      periods={data.shown.map((day) => ({
        key: day,
        name: data.shown.length > 6 ? day.slice(2, 7) : periodText(day, months(day)),
        long: periodText(day, months(day)),
      }))}
      series={series}
      currency={data.currency ?? 'CNY'}
    />
  );
}
