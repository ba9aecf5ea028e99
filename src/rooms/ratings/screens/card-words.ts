// Names and values of what a card looks at: indicators of the catalogue, its own questions.
import { entryOf } from '#engine/indicator-catalogue.ts';
import { list } from '#rooms/indicators/contract.ts';
import { useOperation } from '#web/api.ts';
import { formatNumber } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { useMay } from '#web/shell/session.tsx';
import { type CardBody, type CardDoc, CHOICES, unitOf } from './card-document.ts';

export type CardWords = {
  readonly name: (key: string) => string;
  /** A value in the catalogue's unit. */
  readonly measure: (key: string, value: number) => string;
  /** The unit behind a field of the card. */
  readonly suffix: (key: string) => string;
  readonly dimension: (card: CardDoc, key: string | null) => string;
  /** What may stand in a card: the catalogue, then the company's own indicators in force; no amounts. */
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /**
   * What a figure of the card is divided by to be read. The card writes shares of the catalogue in percent; what an own expression comes to it
   * keeps as it is, a share in millionths.
   */
  readonly scale: (key: string) => number;
  /** Of an own indicator: the card carries its name, for whoever reads it without the catalogue. */
  readonly ownTitle: (key: string) => { readonly zh: string; readonly en: string } | undefined;
  /** Whether more is safer; an own indicator says so itself. */
  readonly rises: (key: string) => boolean;
};

export function useCardWords(body: Pick<CardBody, 'questions'>): CardWords {
  const { t, lang } = useReading();
  const may = useMay('ratings.read');
  const asked = useOperation(list, { source: 'own' }, { enabled: may });
  const own = new Map(asked.data?.indicators.map((each) => [each.key, each]));
  const unit = (key: string) => own.get(key)?.unit ?? unitOf(key);
  const question = (key: string) => body.questions?.find((each) => each.key === key);
  const suffix = (key: string): string => {
    const of = unit(key);
    if (of === 'ppm') return '%';
    if (of === 'days') return lang === 'zh' ? '天' : 'days';
    if (of === 'months') return lang === 'zh' ? '个月' : 'months';
    return of === 'times' ? (lang === 'zh' ? '倍' : '×') : '';
  };
  return {
    name: (key) => question(key)?.title[lang] ?? (own.get(key) ?? entryOf(key))?.title[lang] ?? key,
    measure: (key, value) => {
      const asked = question(key);
      if (asked) return asked.options[value - 1]?.[lang] ?? String(value);
      const shown = unit(key) === 'ppm' ? value / 10_000 : value;
      const gap = lang === 'zh' || suffix(key) === '%' ? '' : ' ';
      return `${formatNumber(shown, Number.isInteger(shown) ? 0 : 1)}${gap}${suffix(key)}`;
    },
    suffix,
    dimension: (card, key) => card.dimensions?.find((each) => each.key === key)?.title[lang] ?? t('ratings.card.noDimension'),
    choices: [
      ...CHOICES.map((each) => ({ value: each.key, label: each.title[lang] })),
      ...[...own.values()]
        .filter((each) => each.own && !each.own.retired && each.own.broken === null && each.unit !== 'money')
        .map((each) => ({ value: each.key, label: t('ratings.card.ownIndicator', { title: each.title[lang] }) })),
    ],
    scale: (key) => (own.get(key)?.unit === 'ppm' ? 10_000 : 1),
    ownTitle: (key) => own.get(key)?.title,
    rises: (key) => (own.get(key) ?? entryOf(key))?.safer === 'higher',
  };
}
