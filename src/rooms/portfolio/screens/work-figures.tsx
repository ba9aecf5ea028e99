// Four figures of the book in one strip: value, change since yesterday, thirty days behind it.
import type { OutputOf } from '#platform/operation.ts';
import { Sparkline } from '#web/kit/bars.tsx';
import type { MoneyValue } from '#web/kit/figures.ts';
import { axisAmount, formatMoney, formatNumber, formatPercent, toMoney } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { FigureCell, FigureStrip } from '#web/kit/report-page.tsx';
import { MissingText, MoneyText } from '#web/kit/text.tsx';
import type { workbench } from '../contract.ts';

type Figures = OutputOf<typeof workbench>['figures'];
type Series = Figures['exposure']['series'];

function numbers(series: Series): number[] {
  return series.map((each) => Number(each.value));
}

export function WorkFigures({ figures, currency }: { figures: Figures; currency: string }) {
  const { t, unit, money, scale, lang } = useReading();
  const change = (now: MoneyValue, before: MoneyValue) => {
    const [a, b] = [toMoney(now), toMoney(before)];
    return a && b
      ? formatMoney(
          { minor: a.minor - b.minor, currency: a.currency },
          { scale, lang, sign: 'always', decimals: scale === 'large' ? 1 : 0 },
        )
      : null;
  };
  const range = (series: Series, tell: (value: number) => string) => {
    const values = numbers(series);
    return values.length < 2 ? null : t('work.range', { low: tell(Math.min(...values)), high: tell(Math.max(...values)) });
  };
  const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
  // The ends of a range are read at a glance: millions say more than eight digits.
  const amount = (value: number) =>
    lang === 'en' ? compact.format(value) : axisAmount(Math.round(value / 10_000) * 10_000, scale, lang);
  const spark = (series: Series, label: string) => <Sparkline values={numbers(series)} label={label} />;
  const { exposure, overdue, utilisation, dso } = figures;
  const points =
    utilisation.ppm !== null && utilisation.yesterdayPpm !== null
      ? t('work.point', { value: formatNumber((utilisation.ppm - utilisation.yesterdayPpm) / 10_000, 1, 'always') })
      : null;
  const days = dso.days !== null && dso.yesterdayDays !== null ? formatNumber(dso.days - dso.yesterdayDays, 1, 'always') : null;
  return (
    <FigureStrip>
      <FigureCell
        label={t('glossary.exposure')}
        value={<MoneyText value={exposure.value} decimals={scale === 'large' ? 1 : 0} />}
        unit={unit(currency)}
        change={change(exposure.value, exposure.yesterday)}
        compared={exposure.yesterday && t('work.since')}
        spark={spark(exposure.series, t('glossary.exposure'))}
        range={range(exposure.series, amount)}
      />
      <FigureCell
        label={t('glossary.overdue')}
        value={<MoneyText value={overdue.value} decimals={scale === 'large' ? 1 : 0} />}
        unit={unit(currency)}
        change={change(overdue.value, overdue.yesterday)}
        compared={overdue.sharePpm !== null && t('work.shareOfOpen', { share: formatPercent(overdue.sharePpm) })}
        spark={spark(overdue.series, t('glossary.overdue'))}
        range={range(overdue.series, amount)}
      />
      <FigureCell
        label={t('glossary.utilisation')}
        value={
          utilisation.ppm === null ? (
            <MissingText why={t('reasons.missing.no_limit')} />
          ) : (
            formatNumber(utilisation.ppm / 10_000, 1)
          )
        }
        unit={utilisation.ppm === null ? null : '%'}
        change={points}
        compared={t('work.limitSum', { amount: money(utilisation.limit, { decimals: 0 }), unit: unit(currency) })}
        spark={spark(utilisation.series, t('glossary.utilisation'))}
        range={utilisation.above90 > 0 && t('work.above90', { count: utilisation.above90 })}
      />
      <FigureCell
        label={t('glossary.dso')}
        value={dso.days === null ? <MissingText why={t('reasons.missing.no_sales')} /> : formatNumber(dso.days, 1)}
        unit={dso.days === null ? null : t('work.days')}
        change={days}
        compared={days && t('work.since')}
        spark={spark(dso.series, t('glossary.dso'))}
        range={range(dso.series, (value) => formatNumber(value, 1))}
      />
    </FigureStrip>
  );
}
