// Columns that the ledger and its pivots have in common: utilisation as bar and figure, the oldest overdue, ageing.
import type { ReactNode } from 'react';
import type { WireMoney } from '#base/money.ts';
import { AgeingBar, UtilisationBar } from '#web/kit/bars.tsx';
import type { Column } from '#web/kit/data-table.tsx';
import { overdueStep } from '#web/kit/figures.ts';
import type { Reading } from '#web/kit/reading.tsx';
import { PercentText, RiskMark } from '#web/kit/text.tsx';

type Line = {
  readonly utilisationPpm: number | null;
  readonly oldestDays: number | null;
  readonly ageing: readonly WireMoney[];
};
type Foot<Total> = (show: (total: Total) => ReactNode) => { readonly total?: ReactNode };

/** Currencies cannot be added up: each has its own line at the foot. */
export function footOf<Total extends { readonly currency: string }>(totals: readonly Total[]): Foot<Total> {
  return (show) => (totals.length > 0 ? { total: totals.map((each) => <div key={each.currency}>{show(each)}</div>) } : {});
}

/** `missing`: why a line has none. `ofTotal`: of a whole foot; absent where limits are not added up. */
export function utilisationColumns<Row extends Line, Total>(
  { t }: Reading,
  missing: (line: Row) => string,
  widths: readonly [number, number],
  foot: Foot<Total>,
  ofTotal?: (total: Total) => number | null,
): readonly Column<Row>[] {
  return [
    {
      key: 'bar',
      label: t('glossary.utilisation'),
      head: `${t('glossary.utilisation')} %`,
      width: widths[0],
      sort: 'utilisation',
      phone: 'bar',
      render: (line) => <UtilisationBar ppm={line.utilisationPpm} />,
      ...(ofTotal ? foot((total) => <UtilisationBar ppm={ofTotal(total)} />) : {}),
    },
    {
      key: 'utilisation',
      label: `${t('glossary.utilisation')} %`,
      head: <span className="x-hidden">{t('glossary.utilisation')}</span>,
      align: 'end',
      width: widths[1],
      render: (line) => <PercentText ppm={line.utilisationPpm} missing={missing(line)} />,
      ...(ofTotal ? foot((total) => <PercentText ppm={ofTotal(total)} />) : {}),
    },
  ];
}

export function oldestColumn<Row extends Line>({ t }: Reading, width: number): Column<Row> {
  return {
    key: 'oldestDays',
    label: t('glossary.oldest'),
    head: t('ledger.oldestDays'),
    align: 'end',
    sort: 'oldestDays',
    width,
    phone: 'line',
    render: (line) =>
      line.oldestDays === null || line.oldestDays <= 0 ? (
        <span className="x-zero">0</span>
      ) : (
        <RiskMark step={overdueStep(line.oldestDays)} word={<span className="x-ink">{line.oldestDays}</span>} />
      ),
  };
}

export function ageingColumn<Row extends Line, Total extends Pick<Line, 'ageing'>>(
  { t }: Reading,
  buckets: readonly string[],
  width: number,
  foot: Foot<Total>,
): Column<Row> {
  const bar = ({ ageing }: Pick<Line, 'ageing'>) => (
    <AgeingBar buckets={buckets.map((key, at) => ({ key, value: ageing[at] }))} />
  );
  return { key: 'ageing', label: t('glossary.ageing'), width, render: bar, ...foot(bar) };
}
