// How figures of statements are said on the page: values by their unit, periods by their name, amounts in the reader's unit.
import type { OutputOf } from '#platform/operation.ts';
import { formatNumber, formatPercent } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import type { RiskStep } from '#web/theme/tokens.ts';
import type { report } from '../contract.ts';

export type Report = OutputOf<typeof report>;
export type ShownRatio = Report['ratios'][number];
export type ShownFigure = ShownRatio['figures'][number];

export const GRAVE_STEP: Readonly<Record<'red' | 'orange' | 'yellow', RiskStep>> = { yellow: 2, orange: 3, red: 4 };

/** 47.8 %, 1.63 倍, 68.7 天; a dash where there is none. */
export function useValueText(): (value: number | null, unit: ShownRatio['unit']) => string {
  const { t } = useReading();
  return (value, unit) => {
    if (value === null) return '—';
    if (unit === 'percent') return formatPercent(value * 1_000_000);
    return unit === 'times'
      ? t('statements.unit.times', { value: formatNumber(value, 2) })
      : t('statements.unit.days', { value: formatNumber(value, 1) });
  };
}

/** 2022 年, 2023 年 1–9 月. */
export function usePeriodText(): (endsOn: string, months: number) => string {
  const { t } = useReading();
  return (endsOn, months) =>
    months === 12 && endsOn.endsWith('12-31')
      ? t('statements.year', { year: endsOn.slice(0, 4) })
      : t('statements.part', { year: endsOn.slice(0, 4), month: Number(endsOn.slice(5, 7)) });
}

/** 应收账款 34.00 万元（2024-12-31）. */
export function useFigureText(data: Report): (figure: ShownFigure) => string {
  const { lang, money, unit } = useReading();
  const currency = data.currency ?? 'CNY';
  return (figure) => {
    const day = figure.on === data.period ? '' : lang === 'zh' ? `（${figure.on}）` : ` (${figure.on})`;
    return `${figure.name[lang]} ${money({ amount: figure.amount, currency })} ${unit(currency)}${day}`;
  };
}
