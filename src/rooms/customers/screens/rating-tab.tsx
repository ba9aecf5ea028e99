// The whole rating: every contribution, what caps the grade, what is missing, what would raise it, how it went.

import type { StandingRating } from '#engine/rating-standing.ts';
import type { Rating } from '#engine/scorecard.ts';
import { Card, TwinTable } from '#web/kit/card.tsx';
import { formatNumber, formatPercent } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { Empty } from '#web/kit/states.tsx';
import { GradeTag, MissingText } from '#web/kit/text.tsx';
import { missingText } from '#web/words/reason-text.ts';
import type { RatingAnswer } from './customer-data.ts';
import { Contributions, RaiseCard, ratingOf, useIndicatorText, useRatingTitle } from './rating-cards.tsx';
import { MovedByPeople, PrintRating, Questions, ScoreScale, StandingLines } from './rating-extras.tsx';

export function RatingTab({ code, rating }: { code: string; rating: RatingAnswer | undefined }) {
  const { t, lang } = useReading();
  const held = ratingOf(rating);
  const title = useRatingTitle(held, rating?.card);
  if (!rating || !held) return <Empty title={t('customer.rating.notRated')}>{t('customer.rating.notRatedHelp')}</Empty>;
  return (
    <div className="x-cards">
      <Card className="x-span-12" title={rating.card?.title[lang] ?? t('ratings.one.scale')} extra={<PrintRating code={code} />}>
        {rating.card && <ScoreScale card={rating.card} rating={held as StandingRating} />}
        <StandingLines rating={held as StandingRating} />
      </Card>
      <Card
        className="x-span-6"
        title={title}
        caption={
          rating.asOf && rating.rulebookVersion !== null
            ? t('customer.rating.asOf', { on: rating.asOf, version: rating.rulebookVersion })
            : undefined
        }
        extra={<span className="x-caption">{t('customer.rating.base', { value: formatNumber(held.base) })}</span>}
      >
        <Contributions rating={held} card={rating.card} />
      </Card>
      <div className="x-span-6 x-stack">
        <Limits rating={held} card={rating.card} />
        <RaiseCard rating={rating} all />
        <Together rating={held} card={rating.card} />
        <MovedByPeople code={code} rating={rating} />
        <Questions code={code} />
        <Missing rating={held} card={rating.card} />
        <History rating={rating} />
      </div>
    </div>
  );
}

/** Caps and hard criteria; their titles live in the rulebook, their inputs here. */
function Limits({ rating, card }: { rating: Rating; card: RatingAnswer['card'] }) {
  const { t, lang } = useReading();
  const titleOf = (code: string) => card?.conditions.find((each) => each.code === code)?.title[lang];
  const { name, value } = useIndicatorText(card);
  const inputs = (of: Readonly<Record<string, number | null>>) =>
    Object.entries(of)
      .map(([key, held]) =>
        key === 'completenessPpm'
          ? t('customer.rating.completeness', { share: formatPercent(rating.completenessPpm) })
          : `${name(key)} ${value(key, held)}`,
      )
      .join(t('kit.separator'));
  const lines = [
    ...rating.capsApplied.map((each) => ({
      key: each.code,
      grade: each.grade,
      title: titleOf(each.code),
      text: inputs(each.inputs),
    })),
    ...rating.hardCriteriaFailed.map((each) => ({
      key: each.code,
      grade: each.grade,
      title: titleOf(each.code) ?? t('customer.rating.criteria'),
      text: inputs(each.inputs),
    })),
  ];
  const title =
    lines.length > 0
      ? `${t('customer.rating.caps')} · ${t('customer.rating.byScore', { grade: rating.gradeByScore })}`
      : t('customer.rating.completeness', { share: formatPercent(rating.completenessPpm) });
  return (
    <Card title={title}>
      {lines.length === 0 ? (
        <p className="x-quiet">{t('customer.rating.byScore', { grade: rating.gradeByScore })}</p>
      ) : (
        <div className="x-lines x-lines-ruled">
          {lines.map((each) => (
            <div key={each.key}>
              <span>
                {each.title ?? each.text}
                {each.title && <small className="x-block x-aside">{each.text}</small>}
              </span>
              <GradeTag grade={each.grade} />
            </div>
          ))}
        </div>
      )}
    </Card>
  );
}

/** What together would lead to a better grade, where no single thing does. */
function Together({ rating, card }: { rating: Rating; card: RatingAnswer['card'] }) {
  const { t } = useReading();
  const { name } = useIndicatorText(card);
  if (!rating.together || rating.together.indicators.length < 2) return null;
  const { indicators, gradeAfter, scoreAfter } = rating.together;
  return (
    <Card>
      <p>
        {t('ratings.one.together', {
          names: indicators.map(name).join(t('kit.separator')),
          grade: gradeAfter,
          score: formatNumber(scoreAfter),
        })}
      </p>
    </Card>
  );
}

function Missing({ rating, card }: { rating: Rating; card: RatingAnswer['card'] }) {
  const { t } = useReading();
  const { name } = useIndicatorText(card);
  if (rating.missing.length === 0) return null;
  return (
    <Card title={t('customer.rating.missingTitle', { count: rating.missing.length })}>
      <div className="x-lines x-lines-ruled">
        {rating.missing.map((each) => (
          <div key={each.indicator}>
            <span>{name(each.indicator)}</span>
            <span className="x-caption">
              {t('customer.rating.missingLine', { why: missingText(each.missing, t), points: formatNumber(each.points) })}
            </span>
          </div>
        ))}
      </div>
    </Card>
  );
}

function History({ rating }: { rating: RatingAnswer }) {
  const { t } = useReading();
  if (rating.history.length === 0) return null;
  return (
    <Card title={t('customer.rating.history')}>
      <TwinTable
        twin={{
          columns: [t('glossary.asOf'), t('glossary.grade'), t('glossary.score')],
          rows: rating.history.map((each) => [
            each.asOf,
            <GradeTag key="g" grade={each.grade} />,
            each.score === null ? <MissingText key="s" /> : formatNumber(each.score),
          ]),
        }}
      />
    </Card>
  );
}
