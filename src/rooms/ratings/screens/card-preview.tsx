// What a draft makes of own customers, as it is edited: one of them opened, all of them counted by grade, who moves furthest.
import { Button, Select } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import type { Scorecard } from '#engine/scorecard.ts';
import { useOperation } from '#web/api.ts';
import { Card } from '#web/kit/card.tsx';
import { ContributionBars } from '#web/kit/contribution-bars.tsx';
import { formatNumber } from '#web/kit/figures.ts';
import { useReading } from '#web/kit/reading.tsx';
import { LoadingCard, Refusal } from '#web/kit/states.tsx';
import { GradeTag } from '#web/kit/text.tsx';
import { tryCard } from '../contract.ts';
import { type Customer, compareCards, rateOne, type Sample } from './card-sample.ts';
import type { CardWords } from './card-words.ts';

type Props = {
  readonly before: Scorecard | null;
  readonly after: Scorecard | null;
  readonly sample: Sample | undefined;
  readonly words: CardWords;
  /** The saved draft that everybody can be tried with; null while there are changes. */
  readonly saved: string | null;
};

export function CardPreview({ before, after: now, sample, words, saved }: Props) {
  const { t } = useReading();
  const after = useDeferredValue(now);
  const [code, setCode] = useState<string | null>(null);
  const compared = useMemo(
    () => (before && after && sample ? compareCards(before, after, sample) : null),
    [before, after, sample],
  );
  if (!sample) return <LoadingCard lines={8} />;
  const most = Math.max(1, ...(compared?.grades ?? []).flatMap((each) => [each.before, each.after]));
  const customer = sample.customers.find((each) => each.code === code);
  return (
    <div className="x-stack">
      <Card
        title={
          compared
            ? compared.up + compared.down === 0
              ? t('ratings.preview.same')
              : t('ratings.preview.moved', { up: compared.up, down: compared.down })
            : t('ratings.preview.title')
        }
        caption={
          sample.portfolio > sample.customers.length
            ? t('ratings.preview.sampled', { all: sample.portfolio, count: sample.customers.length })
            : t('ratings.preview.portfolio', { count: sample.customers.length })
        }
      >
        {compared && (
          <ul className="x-card-compare">
            {compared.grades.map((each) => (
              <li key={each.grade}>
                <GradeTag grade={each.grade} />
                <span>
                  <i className="x-card-was" style={{ width: `${(each.before / most) * 100}%` }} />
                  <i className="x-card-will" style={{ width: `${(each.after / most) * 100}%` }} />
                </span>
                <span className="x-num">
                  <span className="x-aside">{formatNumber(each.before)} →</span> {formatNumber(each.after)}
                </span>
              </li>
            ))}
          </ul>
        )}
        <p className="x-caption x-card-key">
          <i className="x-card-was" /> {t('ratings.preview.before')} <i className="x-card-will" /> {t('ratings.preview.after')}
        </p>
        {saved && sample.portfolio > sample.customers.length && <Whole draft={saved} count={sample.portfolio} />}
      </Card>
      <Card title={t('ratings.preview.customer')}>
        <Select
          className="x-card-pick"
          showSearch={{ optionFilterProp: 'label' }}
          allowClear
          aria-label={t('ratings.preview.pick')}
          placeholder={t('ratings.preview.pick')}
          value={code}
          options={sample.customers.map((each) => ({ value: each.code, label: `${each.name} ${each.code}` }))}
          onChange={(value: string | undefined) => setCode(value ?? null)}
        />
        {customer && before && after && <One customer={customer} before={before} after={after} sample={sample} words={words} />}
      </Card>
      {compared && compared.movers.length > 0 && (
        <Card title={t('ratings.preview.movers')}>
          <div className="x-lines x-lines-ruled">
            {compared.movers.map((each) => (
              <div key={each.customer.code}>
                <button type="button" className="x-link x-cut" onClick={() => setCode(each.customer.code)}>
                  {each.customer.name}
                </button>
                <span>
                  <GradeTag grade={each.from.grade} /> → <GradeTag grade={each.to.grade} />
                </span>
              </div>
            ))}
          </div>
        </Card>
      )}
    </div>
  );
}

function One({
  customer,
  before,
  after,
  sample,
  words,
}: {
  customer: Customer;
  before: Scorecard;
  after: Scorecard;
  sample: Sample;
  words: CardWords;
}) {
  const { t } = useReading();
  const [was, will] = [rateOne(before, sample, customer), rateOne(after, sample, customer)];
  return (
    <>
      <p className="x-gap-top x-gap-bottom">
        <GradeTag grade={was.grade} /> → <GradeTag grade={will.grade} />{' '}
        <b className="x-num">{t('ratings.preview.points', { points: formatNumber(will.score) })}</b>
      </p>
      <ContributionBars
        decimals={0}
        items={will.contributions
          .toSorted((a, b) => b.points - a.points)
          .map((each) => ({
            key: each.indicator,
            label: words.name(each.indicator),
            value: each.value === null ? t('ratings.card.missing') : words.measure(each.indicator, each.value),
            points: each.points,
          }))}
      />
    </>
  );
}

function Whole({ draft, count }: { draft: string; count: number }) {
  const { t } = useReading();
  const [asked, setAsked] = useState(false);
  const tried = useOperation(tryCard, { draft }, { enabled: asked });
  if (tried.error) return <Refusal error={tried.error} />;
  return tried.data ? (
    <p>{t('ratings.preview.wholeDone', { count: tried.data.customers, ...tried.data })}</p>
  ) : (
    <Button size="small" loading={asked} onClick={() => setAsked(true)}>
      {t('ratings.preview.whole', { count })}
    </Button>
  );
}
