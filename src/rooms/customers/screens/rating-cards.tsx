// A rating opened: what lowered and raised it, and what would raise it, in points and in grades.
import { Button } from 'antd';
import type { Contribution, Raise, Rating } from '#engine/scorecard.ts';
import { NOT_RATED } from '#engine/scorecard.ts';
import { useValueText } from '#rooms/indicators/screens/value-text.ts';
import { Card } from '#web/kit/card.tsx';
import { ContributionBars } from '#web/kit/contribution-bars.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { LoadingCard } from '#web/kit/states.tsx';
import { useSession } from '#web/shell/session.tsx';
import { factText, missingText, reasonName } from '#web/words/reason-text.ts';
import type { RatingAnswer } from './customer-data.ts';

/** Bars of the overview; the tab has all. */
const BARS_MAX = 8;
const RAISES_MAX = 4;

/** The engine's answer as it was stored; null where the customer was never rated. */
export function ratingOf(answer: RatingAnswer | undefined): Rating | null {
  return answer?.rating ? (answer.rating as unknown as Rating) : null;
}

/** Names and values as the card that rated says them: its own words first, then those of the ledger's indicators. */
export function useIndicatorText(card: RatingAnswer['card'] | undefined): {
  name: (indicator: string) => string;
  value: (indicator: string, value: number | null, missing?: string | null) => string;
  isAnswer: (indicator: string) => boolean;
} {
  const { t, lang, scale } = useReading();
  const measured = useValueText(useSession()?.currency);
  const of = (indicator: string) => card?.measures.find((each) => each.key === indicator);
  return {
    name: (indicator) => of(indicator)?.title[lang] ?? reasonName({ code: indicator }, t, lang),
    value: (indicator, value, missing) => {
      if (value === null) return missing ? missingText(missing, t) : '—';
      const measure = of(indicator);
      if (!measure) return factText(value, { code: indicator }, t, { lang, scale });
      return measure.options ? (measure.options[value - 1]?.[lang] ?? String(value)) : measured(value, measure.unit);
    },
    isAnswer: (indicator) => (of(indicator)?.options ?? null) !== null,
  };
}

/** The title: grade, score, and what costs the most. */
export function useRatingTitle(rating: Rating | null, card: RatingAnswer['card'] | undefined): string {
  const { t } = useReading();
  const { name } = useIndicatorText(card);
  if (!rating) return t('customer.rating.notRated');
  if (rating.grade === NOT_RATED) {
    const why =
      rating.unrated?.code === 'history_too_short'
        ? t('customer.rating.unratedShort', { months: rating.unrated.threshold })
        : t('customer.rating.unratedUnknown');
    return t('customer.rating.unrated', { why });
  }
  const [worst] = rating.reasons;
  return worst
    ? t('customer.rating.title', {
        grade: rating.grade,
        score: rating.score,
        name: name(worst.indicator),
        lost: formatNumber(worst.lost),
      })
    : t('customer.rating.best', { grade: rating.grade, score: rating.score });
}

export function Contributions({ rating, card, most }: { rating: Rating; card: RatingAnswer['card']; most?: number }) {
  const { name, value } = useIndicatorText(card);
  const known = rating.contributions.filter((each) => most === undefined || each.value !== null);
  const shown =
    most === undefined
      ? known.toSorted(byPoints)
      : known
          .toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points))
          .slice(0, most)
          .toSorted(byPoints);
  return (
    <ContributionBars
      decimals={0}
      items={shown.map((each) => ({
        key: each.indicator,
        label: name(each.indicator),
        value: value(each.indicator, each.value, each.missing),
        points: each.points,
      }))}
    />
  );
}

function byPoints(a: Contribution, b: Contribution): number {
  return a.points - b.points;
}

export function RatingCard({ rating, span }: { rating: RatingAnswer | undefined; span: 6 | 12 }) {
  const { t } = useReading();
  const held = ratingOf(rating);
  const title = useRatingTitle(held, rating?.card);
  if (!rating) return <LoadingCard lines={8} />;
  return (
    <Card
      className={`x-span-${span}`}
      title={title}
      extra={held && <span className="x-caption">{t('customer.rating.base', { value: formatNumber(held.base) })}</span>}
    >
      {held ? (
        <Contributions rating={held} card={rating.card} most={BARS_MAX} />
      ) : (
        <p className="x-quiet">{t('customer.rating.notRatedHelp')}</p>
      )}
    </Card>
  );
}

/** What a value would have to become: at most 7 days, more than 75 %. Where it is missing, the band it would have to be in. */
export function useNeedText(card: RatingAnswer['card'] | undefined): (raise: Raise) => string {
  const { t } = useReading();
  const { value: text, isAnswer } = useIndicatorText(card);
  return ({ indicator, value, needs: { above, upTo } }) => {
    if (upTo !== null && (above === null || (value !== null && value > upTo)))
      return t('customer.rating.atMost', { value: text(indicator, upTo) });
    if (above === null) return '—';
    // Of a question the answer itself: more than the second is the third.
    if (isAnswer(indicator)) return text(indicator, above + 1);
    if (upTo === null || value !== null) return t('customer.rating.moreThan', { value: text(indicator, above) });
    return t('customer.rating.between', { low: text(indicator, above), high: text(indicator, upTo) });
  };
}

export function RaiseCard({ rating, onOpen, all }: { rating: RatingAnswer | undefined; onOpen?: () => void; all?: boolean }) {
  const { t } = useReading();
  const { name, value } = useIndicatorText(rating?.card);
  const need = useNeedText(rating?.card);
  const held = ratingOf(rating);
  if (!rating) return <LoadingCard lines={8} />;
  const raises = held ? held.raise.slice(0, all ? undefined : RAISES_MAX) : [];
  const better = held?.raise.find((each) => each.gradeAfter !== held.grade)?.gradeAfter;
  return (
    <Card
      className="x-span-6"
      title={better ? t('customer.rating.raiseTo', { grade: better }) : t('customer.rating.raise')}
      caption={raises.length > 0 ? t('customer.rating.raiseGap') : undefined}
    >
      {raises.length === 0 ? (
        <p className="x-quiet">{held ? t('customer.rating.raiseNone') : t('customer.rating.notRatedHelp')}</p>
      ) : (
        <ul className="x-raises">
          {raises.map((each) => (
            <li key={each.indicator}>
              <b className="x-num">{formatNumber(each.gain, 0, 'always')}</b>
              <span>
                <strong>{name(each.indicator)}</strong>{' '}
                {t('customer.rating.raiseLine', { from: value(each.indicator, each.value), to: need(each) })}
                <small>
                  {each.gradeAfter === held?.grade
                    ? t('customer.rating.raiseSame', { score: each.scoreAfter })
                    : t('customer.rating.raiseAfter', { score: each.scoreAfter, grade: each.gradeAfter })}
                </small>
              </span>
            </li>
          ))}
        </ul>
      )}
      {onOpen && held && (
        <Button type="link" size="small" onClick={onOpen}>
          {t('customer.rating.openRating')}
        </Button>
      )}
    </Card>
  );
}
