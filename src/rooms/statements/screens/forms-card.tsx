// The three forms, periods side by side: amounts, shares of the whole, or changes from the year before.
import { Segmented } from 'antd';
import { useState } from 'react';
import { Card } from '#web/kit/card.tsx';
import { formatPercent } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { MoneyText } from '#web/kit/text.tsx';
import { type Report, usePeriodText } from './shown.ts';

const VIEWS = ['amount', 'share', 'change'] as const;

export function FormsCard({ data }: { data: Report }) {
  const { t, lang, unit } = useReading();
  const periodText = usePeriodText();
  const [kind, setKind] = useState<string>(data.tables[0]?.kind ?? 'balance');
  const [view, setView] = useState<(typeof VIEWS)[number]>('amount');
  const table = data.tables.find((each) => each.kind === kind) ?? data.tables[0];
  const currency = data.currency ?? 'CNY';
  if (!table) return null;
  // The newest beside the names, as on the forms themselves.
  const days = data.shown.toReversed();
  const months = (day: string) => data.periods.find((each) => each.endsOn === day)?.months ?? 12;
  const percent = (value: number | null) =>
    value === null ? <span className="x-missing">—</span> : formatPercent(value * 1_000_000);
  return (
    <Card
      className="x-span-12 x-statement-forms-card"
      title={
        <Segmented
          value={table.kind}
          onChange={setKind}
          options={data.tables.map((each) => ({ value: each.kind, label: t(`statements.kind.${each.kind}`) }))}
        />
      }
      caption={view === 'amount' ? unit(currency) : t(`statements.view.${view}Of.${table.kind}`)}
      extra={
        <Segmented
          value={view}
          onChange={setView}
          options={VIEWS.map((each) => ({ value: each, label: t(`statements.view.${each}`) }))}
        />
      }
      flush
    >
      <div className="x-statement-scroll x-statement-forms">
        <table className="x-statement-table">
          <thead>
            <tr>
              <th scope="col">{t('statements.line')}</th>
              {days.map((day) => (
                <th key={day} scope="col" className="x-end">
                  {periodText(day, months(day))}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => (
              <tr key={row.line} className={`x-statement-depth-${row.depth}`}>
                <th scope="row">{row.name[lang]}</th>
                {row.cells.toReversed().map((cell, at) => (
                  <td key={days[at]} className="x-end x-num">
                    {view === 'amount' ? (
                      <MoneyText
                        value={cell.amount === null ? null : { amount: cell.amount, currency }}
                        missing={t('statements.blank')}
                      />
                    ) : (
                      percent(view === 'share' ? cell.share : cell.change)
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
