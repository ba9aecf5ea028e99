// Amounts of several periods beside one another, drawn to one scale; what is below zero hangs below the line.
import type { ReactNode } from 'react';
import { Legend } from '#web/kit/bars.tsx';
import { ChartCard } from '#web/kit/card.tsx';
import { useReading } from '#web/kit/reading.tsx';
import { MoneyText } from '#web/kit/text.tsx';
import { usePhone } from '#web/theme/provider.tsx';
import { css, type TokenName } from '#web/theme/tokens.ts';

export type BarSeries = {
  readonly key: string;
  readonly label: string;
  readonly fill: TokenName;
  /** Plain decimals, one a period; null: not known. */
  readonly cells: readonly (string | null)[];
};
/** `name`: under the bars; `long`: in the table and on hover. */
export type BarPeriod = { readonly key: string; readonly name: string; readonly long: string };

const HEIGHT = 128;
/** More periods than this are named at every third; on a phone there is room for fewer. */
const NAMED_MAX = 14;
const NAMED_MAX_PHONE = 6;

export function PeriodBars({
  className,
  title,
  what,
  periods,
  series,
  currency,
  extra,
}: {
  className: string;
  title: ReactNode;
  /** Heading of the first column of the table, and what a reader without eyes hears. */
  what: string;
  periods: readonly BarPeriod[];
  series: readonly BarSeries[];
  currency: string;
  extra?: ReactNode;
}) {
  const { unit } = useReading();
  const namedMax = usePhone() ? NAMED_MAX_PHONE : NAMED_MAX;
  const sizes = series.flatMap((each) => each.cells.map((cell) => Number(cell ?? 0)));
  const top = Math.max(0, ...sizes);
  const bottom = Math.min(0, ...sizes);
  const span = top - bottom || 1;
  const zero = (top / span) * HEIGHT;
  const rows = periods.map((period, at) => [
    period.long,
    ...series.map((each) => (
      <MoneyText key={each.key} value={each.cells[at] == null ? null : { amount: each.cells[at], currency }} />
    )),
  ]);
  const named = (at: number) => periods.length <= namedMax || (periods.length - 1 - at) % 3 === 0;
  return (
    <ChartCard
      className={className}
      title={title}
      caption={unit(currency)}
      twin={{ columns: [what, ...series.map((each) => each.label)], rows }}
      extra={extra}
    >
      <div className="x-statement-bars" role="img" aria-label={typeof title === 'string' ? title : what}>
        {periods.map((period, at) => (
          <div key={period.key}>
            <div style={{ height: HEIGHT }}>
              <i style={{ top: zero }} />
              {series.map((each) => {
                const value = Number(each.cells[at] ?? 0);
                const height = (Math.abs(value) / span) * HEIGHT;
                return (
                  <span
                    key={each.key}
                    title={`${period.long} ${each.label} ${each.cells[at] ?? '—'} ${currency}`}
                    style={{
                      background: css(each.fill),
                      height: Math.max((each.cells[at] ?? null) === null ? 0 : 1, height),
                      top: value < 0 ? zero : zero - height,
                    }}
                  />
                );
              })}
            </div>
            <small>{named(at) ? period.name : '\u00a0'}</small>
          </div>
        ))}
      </div>
      <Legend items={series.map((each) => ({ fill: each.fill, label: each.label }))} />
    </ChartCard>
  );
}
