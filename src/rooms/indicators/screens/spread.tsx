// How an indicator is spread over our own customers: a small row of bars, and the picture with its figures.
import type { OutputOf } from '#platform/operation.ts';
import { ChartCard } from '#web/kit/card.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { missingText } from '#web/words/reason-text.ts';
import type { distributions, list } from '../contract.ts';
import { useValueText } from './value-text.ts';

export type Spread = OutputOf<typeof distributions>['indicators'][string];
type Unit = OutputOf<typeof list>['indicators'][number]['unit'];

export function SpreadBars({ spread, height = 24 }: { spread: Spread; height?: number }) {
  const { t } = useReading();
  const most = Math.max(1, ...spread.bins.map((bin) => bin.customers));
  if (spread.bins.length === 0) return null;
  return (
    <span className="x-spread" style={{ height }} role="img" aria-label={t('indicators.spread')}>
      {spread.bins.map((bin) => (
        <i key={bin.from} style={{ height: bin.customers === 0 ? 0 : Math.max(2, (bin.customers / most) * height) }} />
      ))}
    </span>
  );
}

export function SpreadCard({ spread, unit }: { spread: Spread; unit: Unit }) {
  const { t } = useReading();
  const valueText = useValueText();
  const missing = spread.missing.map((each) => `${missingText(each.code, t)} ${formatNumber(each.customers)}`).join(' · ');
  return (
    <ChartCard
      title={t('indicators.spreadTitle', { known: formatNumber(spread.known) })}
      twin={{
        columns: [t('indicators.range'), t('indicators.customers')],
        rows: spread.bins.map((bin) => [
          bin.from === bin.to ? valueText(bin.from, unit) : `${valueText(bin.from, unit)} – ${valueText(bin.to, unit)}`,
          formatNumber(bin.customers),
        ]),
      }}
    >
      <SpreadBars spread={spread} height={96} />
      {spread.quantiles && (
        <div className="x-spread-ends">
          <span>{valueText(spread.bins[0]!.from, unit)}</span>
          <span>{t('indicators.medianIs', { value: valueText(spread.quantiles[2]!, unit) })}</span>
          <span>{valueText(spread.bins.at(-1)!.to, unit)}</span>
        </div>
      )}
      {missing !== '' && <p className="x-quiet">{t('indicators.missing', { reasons: missing })}</p>}
    </ChartCard>
  );
}
