// Names and values of what a card looks at: indicators of the catalogue, its own questions.
import { entryOf } from '#engine/indicator-catalogue.ts';
import { formatNumber } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { type CardBody, type CardDoc, unitOf } from './card-document.ts';

export type CardWords = {
  readonly name: (key: string) => string;
  /** A value in the catalogue's unit. */
  readonly measure: (key: string, value: number) => string;
  /** The unit behind a field of the card. */
  readonly suffix: (key: string) => string;
  readonly dimension: (card: CardDoc, key: string | null) => string;
};

export function useCardWords(body: Pick<CardBody, 'questions'>): CardWords {
  const { t, lang } = useReading();
  const question = (key: string) => body.questions?.find((each) => each.key === key);
  const suffix = (key: string): string => {
    const unit = unitOf(key);
    if (unit === 'ppm') return '%';
    if (unit === 'days') return lang === 'zh' ? '天' : 'days';
    if (unit === 'months') return lang === 'zh' ? '个月' : 'months';
    return unit === 'times' ? (lang === 'zh' ? '倍' : '×') : '';
  };
  return {
    name: (key) => question(key)?.title[lang] ?? entryOf(key)?.title[lang] ?? key,
    measure: (key, value) => {
      const asked = question(key);
      if (asked) return asked.options[value - 1]?.[lang] ?? String(value);
      const shown = unitOf(key) === 'ppm' ? value / 10_000 : value;
      const gap = lang === 'zh' || suffix(key) === '%' ? '' : ' ';
      return `${formatNumber(shown, Number.isInteger(shown) ? 0 : 1)}${gap}${suffix(key)}`;
    },
    suffix,
    dimension: (card, key) => card.dimensions?.find((each) => each.key === key)?.title[lang] ?? t('ratings.card.noDimension'),
  };
}
