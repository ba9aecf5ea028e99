// A value of an indicator as people read it: a share in percent, money in the reader's unit, days and months with their word.
import type { EntryUnit } from '#engine/indicator-reading.ts';
import { formatMoney, formatNumber, formatPercent, unitOf } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';

/** `currency` of amounts in minor units. */
export function useValueText(currency = 'CNY'): (value: number, unit: EntryUnit) => string {
  const { t, lang, scale } = useReading();
  return (value, unit) => {
    switch (unit) {
      case 'ppm':
        return formatPercent(value);
      case 'money':
        return `${formatMoney({ minor: BigInt(Math.round(value)), currency }, { scale, lang })} ${unitOf(currency, scale, lang)}`;
      case 'times':
        return t('indicators.unit.times', { value: formatNumber(value, 2) });
      case 'days':
      case 'months':
        return t(`indicators.unit.${unit}`, { value: formatNumber(value, Number.isInteger(value) ? 0 : 1) });
      case 'count':
        return formatNumber(value, Number.isInteger(value) ? 0 : 2);
    }
  };
}
